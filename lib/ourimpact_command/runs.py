"""The commands about notebooks: `list`, `run`, `watch`, `refresh`, and `lab`."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from handouts import made
from ourimpact import UsageError, paths
from ourimpact_command import guards, messages, settings
from warmrun import notebook, plan
from warmrun import run as runner
from warmrun.plan import Job
from warmrun.run import Result


def list_(arguments: Namespace) -> int:
    for one in notebook.select(settings.our_project(), arguments.names):
        print(one.name)
        for p in one.parameters.values():
            comment = f"  # {p.comment}" if p.comment else ""
            print(f"    {p.name}: {p.kind} = {p.default!r}{comment}")
    return 0


def run(arguments: Namespace) -> int:
    guards.refuse_unrecorded_site_words()
    ours = settings.our_project()
    chosen, given = notebook.select(ours, arguments.names), given_parameters(arguments)
    jobs, notes = plan.plan_all(ours, chosen, given, arguments.each, bool(arguments.names))
    for line in notes:
        print(line, file=sys.stderr)
    if (arguments.each or "").partition("=")[0] == "state":
        listed_states(jobs)  # says once, for all of them, that there is no such year
    options = {name: getattr(arguments, name) for name in ("force", "prune", "new_numbers")}
    status = run_and_report(jobs, arguments, **options)
    if not status:
        guards.report_stale_outputs(jobs)
    orphans = [] if arguments.names else [*guards.orphaned_figures("[0-9]*")]
    for said in orphans:
        print(said, file=sys.stderr)
    return max(status, int(bool(orphans)))


def watch(arguments: Namespace) -> int:
    """Run what is due, and again whenever a notebook, a table or a module is saved."""
    from warmrun import watch

    def again(_: Iterable[Path]) -> None:
        try:
            run(arguments)
        except messages.REFUSED as error:  # such as a full disk
            print(f"ourimpact: {messages.plain(error)}", file=sys.stderr)

    run(arguments)
    folders = [paths.notebooks(), paths.data(), paths.root() / "lib"]
    watch.watch(folders, again)
    return 0


def listed_states(jobs: Sequence[Job]) -> set[str]:
    """Return the states listed in the year of some jobs; raises TableError where none are."""
    from ourimpact import tables  # slow to import, and most commands do not need it

    return {*tables.load("missing_by_state", jobs[0].values["year"])["state"].astype("str")}


def run_and_report(jobs: Sequence[Job], arguments: Namespace, **options: bool) -> int:
    """Run jobs, print the summary, and make the gallery where it is old; return the status."""
    results = execute(jobs, arguments, **options)
    status = messages.report(results, arguments.format)
    if made.gallery_is_old() or any(result.verdict == "done" for result in results):
        from handouts import gallery  # slow to import

        gallery.write()
    return status


def execute(
    jobs: Sequence[Job], arguments: Namespace, do: Callable = runner.run, **options: bool
) -> list[Result]:
    """Run jobs with the engine and time-out asked for, and return their results."""
    jobs = [replace(job, engine=arguments.engine, timeout=arguments.timeout) for job in jobs]
    scheduler = getattr(arguments, "scheduler", None)
    shown = messages.Progress(len(jobs), arguments.format == "json")
    pool = lambda: runner.pool(arguments.jobs, scheduler)  # noqa: E731
    return do(settings.our_project(), jobs, pool, shown, **options)


def given_parameters(arguments: Namespace) -> Mapping[str, str]:
    """Return the parameters given as text, `--year` among them."""
    given = {} if arguments.year is None else {"year": str(arguments.year)}
    for pair in arguments.given:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"-p {pair}: give it as NAME=VALUE, such as -p top=6.")
        if given.get(name, value) != value:
            raise UsageError(f"{name} is given twice: {given[name]} and {value}.")
        given[name] = value
    return given


def refresh(arguments: Namespace) -> int:
    ours = settings.our_project()
    jobs = [plan.plan(ours, one, {}) for one in notebook.select(ours, arguments.names)]
    results = execute(jobs, arguments, runner.refresh)
    status = messages.report(results, arguments.format)
    if lacking := [result.job.name for result in results if ours.no_data in result.error]:
        right = "set year back to the value of the last refresh that worked, then refresh again"
        print(f"{messages.join(lacking)}: its table has no such year: {right}.", file=sys.stderr)
    if not status:
        from handouts import front_page  # slow to import

        notebook.select(ours)  # which names one that README cannot be made from
        front_page.write()
    return status


def lab(arguments: Namespace) -> int:
    home = paths.build() / "lab"
    for name in _copied(paths.notebooks(), home / "notebooks"):
        print(f"kept as you left it: build/lab/notebooks/{name}", file=sys.stderr)
    for name in ("data", "figures"):  # the notebooks link to them
        if not (home / name).is_symlink():  # it may lead nowhere: nothing is published yet
            (home / name).symlink_to(Path("..") / ".." / name)
    quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    paths.write(home / ".jupyter/labconfig/page_config.json", json.dumps(quiet).encode())
    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = f"{home / '.jupyter'}{os.pathsep}{known}".strip(os.pathsep)
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "warm"
    as_root = ["--allow-root"] if os.geteuid() == 0 else []
    options = [f"--ServerApp.root_dir={paths.root()}", "--KernelManager.transport_encryption=auto",
               "--ContentsManager.pre_save_hook=ourimpact_command.runs.keep_language",
               "--LabApp.default_url=/lab/tree/build/lab/notebooks/welcome.ipynb"]  # fmt: skip
    words = [sys.executable, "-m", "jupyter", "lab", *as_root, *options, *arguments.words]
    os.execv(words[0], words)


def keep_language(path: str, model: dict, **_: object) -> None:
    """Have JupyterLab save what a notebook said of its language, not the kernel's version."""
    with suppress(OSError, ValueError, KeyError):  # a new notebook has said nothing
        stored = json.loads((paths.root() / path).read_text(encoding="utf-8"))
        model["content"]["metadata"]["language_info"] = stored["metadata"]["language_info"]


def _copied(notebooks: Path, folder: Path) -> list[str]:
    """Copy notebooks into a folder, and return the names of those that were changed there."""
    kept = []
    for source in sorted(notebooks.glob("**/[!.]*.ipynb")):
        name = source.relative_to(notebooks).as_posix()
        if "/." in f"/{name}":
            continue
        try:
            made.write(folder / name, source.read_bytes(), digest=_cells)
        except UsageError:
            kept.append(name)
    return kept


def _cells(path: Path) -> str:
    """Return a digest of a notebook without its outputs; of one that is broken, nothing."""
    with suppress(UsageError):
        return notebook.read(path).digest
    return ""
