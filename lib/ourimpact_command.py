"""The command `ourimpact`, the one place that knows all the packages."""

import argparse
import errno
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from handouts import made
from ourimpact import UsageError, about, nearest, paths, recorded
from warmrun import notebook, plan, publish, run, series, stored, texts
from warmrun.plan import Job
from warmrun.project import Project
from warmrun.run import Result

EXAMPLES = """examples:
  ourimpact run                          every notebook; figures go to figures/2024/
  ourimpact run 06 --year 2023           one notebook for another year
  ourimpact run 04-by-state -p top=6    other parameters; figures go to build/figures/
  ourimpact run 91 --each state=OH,PA    once for each value
  ourimpact refresh 06                   rewrite the outputs stored in notebooks/06-...
  ourimpact check                        what the report prints beside what its tables give
  ourimpact figure state-shares --as pdf a published figure as another variant
  ourimpact deck state-shares --native   slides of some figures, or of all
  ourimpact deck --each state            a slide for each state
"""
EXACT = sys.platform == "linux" and os.uname().machine == "x86_64"  # redraws are byte-identical
TOLERANCE = 2.0  # RMS of gray levels between two drawings of the same figure
COUNTED = (  # what numbers in our texts count
    "reports", "cases", "incidents", "files", "images", "videos", "requests", "submissions",
    "hashes", "children", "minors", "girls", "boys", "women", "men", "adults", "parents",
    "families", "caregivers", "teachers", "victims", "offenders", "people", "individuals",
    "professionals", "residents", "calls", "contacts", "tips", "visitors?", "views?", "impressions",
    "followers", "engagements", "statements", "records", "relationships", "states", "places",
    "agencies", "operations",
)  # fmt: skip


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


class Parser(argparse.ArgumentParser):
    """Refuses options as all else is refused: in one line, and with status 1."""

    def error(self, message: str) -> NoReturn:
        if "unrecognized" in message and "lab" in sys.argv[1:2]:
            message += " (options for jupyter lab come after --)"
        raise UsageError(f"{message.rstrip('.')}. See {self.prog} --help.")


class Once(argparse.Action):
    """An option to give once: argparse would take the last one and ignore the others."""

    def __call__(
        self, parser: argparse.ArgumentParser, given: argparse.Namespace, value: Any, option: Any
    ) -> None:
        before = vars(given).setdefault(f"first {self.dest}", value)
        if before != value:
            parser.error(f"{option} is given twice: {before} and {value}")
        setattr(given, self.dest, value)


OPTIONS: dict[str, dict[str, Any]] = {  # the last word of each is what argparse is given
    "names": {"nargs": "*", "metavar": "NAME", "help": "such as 06 (default: all)"},
    "slug": {"metavar": "SLUG", "help": "a published figure"},
    "slugs": {"nargs": "*", "metavar": "SLUG", "help": "figures in this order (default: all)"},
    "words": {"nargs": "*", "metavar": "OPTION", "help": "options for jupyter lab, after --"},
    "report path": {"type": Path, "metavar": "REPORT", "help": "the report, as a PDF or as text"},
    "estimates path": {"type": Path, "metavar": "FILE",
                       "help": "SCPRC-EST<year>-18+POP-RES as CSV"},
    "year": {"type": positive, "metavar": "YEAR"},
    "other": {"type": positive, "metavar": "OTHER"},
    "table name": {"metavar": "NAME", "help": "name of the table, such as platforms"},
    "--year": {"type": positive, "help": "the report year"},
    "of --year": {"type": positive, "required": True, "help": "the report year"},
    "--accept": {"action": "store_true", "help": "append what was confirmed to the tables"},
    "--all": {"dest": "every", "action": "store_true",
              "help": "also list the sentences that no change affects"},
    "--columns": {"nargs": "+", "required": True, "metavar": "HEADER=MEANING",
                  "help": "columns, as PLATFORM=platform REPORTS=reports TOTAL=total"},
    "--section": {"required": True, "help": "a code of data/reference/sections.csv"},
    "--title": {"required": True, "help": "title of the table"},
    "--counts": {"nargs": "+", "required": True, "metavar": "TEXT",
                 "help": "what it counts; for several measures, one text each"},
    "-p": {"dest": "given", "action": "append", "default": [], "metavar": "NAME=VALUE",
           "help": "set a parameter; may be repeated"},
    "--each": {"metavar": "NAME[=A,B]", "help": "run once for each value of a parameter"},
    "--as": {"dest": "form", "required": True, "choices": about.VARIANTS},
    "--force": {"action": "store_true", "help": "run what is up to date, too"},
    "deck --force": {"action": "store_true", "help": "replace FILE"},
    "--prune": {"action": "store_true", "help": "remove published figures no longer made"},
    "--new-numbers": {"action": "store_true",
                      "help": "publish numbers that changed although no data did"},
    "--scheduler": {"metavar": "ADDRESS", "help": "address of a Dask cluster to run them on"},
    "--jobs": {"type": positive, "default": os.cpu_count(), "metavar": "N",
               "help": "how many to run at a time (default: one per core)"},
    "--engine": {"choices": run.ENGINES, "default": "warm",
                 "help": "kernels forked from a warm process, or stock ones"},
    "--timeout": {"type": positive, "default": 600, "metavar": "S",
                  "help": "seconds a cell may take (default: 600)"},
    "--format": {"choices": ["text", "json"], "default": "text", "help": "format of the summary"},
    "--record": {"action": "store_true", "help": "record the present data/ as correct"},
    "check --new-numbers": {"action": "store_true",
                            "help": "sentences in documents may say something else; with --record, "
                                    "those in data/, too"},
    "check --format": {"choices": ["text", "json", "csv"], "default": "text"},
    "--native": {"action": "store_true", "help": "editable PowerPoint charts, where possible"},
    "-o": {"dest": "path", "type": Path, "metavar": "FILE", "help": "write it to FILE"},
    "--template": {"type": Path, "metavar": "FILE", "help": "a presentation whose look to use"},
}  # fmt: skip
LACKING = {  # the command that adds a year that a table still lacks, by table
    "places": "ingest REPORT --year {year}; with --accept, once nothing waits",
    "population": "residents FILE --year {year}; data/reference/sources.csv has its page",
    "claims": "claims --year {year}; with --accept, once nothing waits",
}
WAYS = ["--jobs", "--engine", "--timeout", "--format"]
CHOICES = ["names", "--year", "-p", "--each", "--force", "--prune", "--new-numbers", "--scheduler",
           *WAYS]  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, 1 where something failed or is not to be had, 130 for Ctrl-C."""
    _set_up()
    try:
        if (now := datetime.now()).year < 2020:
            raise UsageError(f"it is {now:%B %d, %Y} by this machine's clock: set it first.")
        arguments = _parser().parse_args(argv)
        status = arguments.do(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read what we print has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (UsageError, OSError) as error:
        print(f"ourimpact: {_plain(error)}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        said = f"{sys.executable} has no {error.name}: use .venv/bin/ourimpact"
        print(f"ourimpact: {said}, which `make figures` sets up.", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        print("ourimpact: stopped; files of unfinished notebooks are unchanged.", file=sys.stderr)
        return 128 + (stopped.args[0] if stopped.args else 2)


def _set_up() -> None:
    """Let nothing of where the command was started stop it: its output, pipes, variables."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed: the next file opened would take its descriptor
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")  # for what a terminal cannot show
    _open_files_alone()
    for name in ("MPLBACKEND", "SOURCE_DATE_EPOCH"):  # mistyped, they would stop every kernel
        os.environ.pop(name, None)


@cache  # a hook stays for as long as the process
def _open_files_alone() -> None:
    """From now on, raise OSError where a pipe or a device is opened, which might take for ever."""

    def hook(event: str, arguments: tuple) -> None:
        if event != "open" or isinstance(arguments[0], int):
            return
        name, mode = os.fsdecode(arguments[0]), stat.S_IFREG
        if not name.startswith(("/dev/", "/proc/")):  # those are meant
            with suppress(OSError, ValueError):  # not there, or no name: opening it says so
                mode = os.stat(name).st_mode  # noqa: PTH116 - faster, of thousands
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise OSError(f"{name} is a pipe or a device, and a file is wanted: move it away.")

    sys.addaudithook(hook)


def _plain(error: Exception) -> str:
    """Return what an error says, in words of its own where the system's lead nowhere."""
    at = getattr(error, "filename2", None) or getattr(error, "filename", None) or ""
    if isinstance(error, FileNotFoundError) and error.errno and not at:
        return "the current folder is gone: go to another one"
    if isinstance(error, PermissionError):
        return f"{at} cannot be read or written by you: change who owns it, or use your own clone."
    if isinstance(error, IsADirectoryError):
        return f"{at} is a folder, and a file is wanted: move it away."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{at} cannot be a folder: a file of that name exists. Move it away."
    if getattr(error, "errno", 0) == errno.ENOSPC:
        return f"no space is left on the disk{f': {at}' * bool(at)}"
    return str(error)


def _parser() -> Parser:
    parser = Parser(
        prog="ourimpact",
        description="Execute the notebooks of Our Impact and collect their figures.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, do, words, options in COMMANDS:
        command = commands.add_parser(name, help=words, description=words)
        takes = []
        for option in options:
            once = {"action": Once} if option.split()[-1].startswith("-") else {}
            added = command.add_argument(option.split()[-1], **once | OPTIONS[option])
            takes.append(added.dest)
        command.set_defaults(do=do, command=name.replace("-", "_"), takes=takes)
    return parser


def our_project() -> Project:
    """Return what is particular about the notebooks of this checkout."""
    return Project(
        root=paths.root(),
        pattern="[0-9][0-9]-*.ipynb",
        publish="figures/{year}",
        environment={
            "OURIMPACT_OUT": "{out}", "OURIMPACT_ROOT": "{root}", "OURIMPACT_SUFFIX": "{value}",
            "OURIMPACT_RUN": "{notebook} {year}", "OURIMPACT_AS": "", "OURIMPACT_ONLY": "",
        },
        no_data="NoSuchYearError",
        values=lambda name: [*_names(name)],
        understand=_code,
        same=_same_picture,
        maker=_maker,
        counted=COUNTED,
        command="ourimpact",
    )  # fmt: skip


def _code(name: str, text: str) -> str:
    """Return the code that is meant: `OH` for "Ohio" and "oh", `DC` for "Washington, D.C."."""
    meant = re.sub("[.,]", "", text.strip()).casefold().replace("washington dc", "dc")
    for code, label in _names(name).items():
        if meant in (code.casefold(), label.replace(".", "").casefold()):
            return code
    return text


def _names(name: str) -> dict[str, str]:
    """Return each value of a parameter that has a table of its own, such as `states`, by name."""
    from ourimpact import tables  # slow to import, and most runs do not need it

    rows = tables.load(f"{name}s") if f"{name}s" in tables.dictionary() else {}
    return dict(zip(rows[name], rows["name"], strict=True)) if {name, "name"} <= {*rows} else {}


def _same_picture(old: Path, new: Path) -> bool:
    """Return whether a published picture may stay, where pixels are not the same bytes.

    Its numbers and words must be equal, and the picture agree within tolerance.
    """
    if EXACT or old.suffix not in (".png", ".svg"):
        return False
    for ending in (".csv", ".json"):
        if old.with_suffix(ending).read_bytes() != new.with_suffix(ending).read_bytes():
            return False
    from matplotlib.testing.compare import compare_images

    pictures = [str(path.with_suffix(".png")) for path in (old, new)]
    return compare_images(*pictures, tol=TOLERANCE) is None


def reports(arguments: argparse.Namespace) -> int:
    """Print what `ingest` says, from its function with the name of the command.

    Its parameters have the names of the options, or their `dest`.
    """
    import ingest  # slow to import, and nothing else here needs it

    given = {name: getattr(arguments, name) for name in arguments.takes}
    text, status = getattr(ingest, arguments.command)(**given)
    print(text, end="")
    years = [given[name] for name in ("year", "other") if name in given]
    if arguments.command == "diff" and all(map(paths.published, years)):
        from handouts import beside

        page, said = beside.write(*years)
        print(f"{said}: {os.path.relpath(page)}")
    if not status:
        print(f"next: {_next(arguments)}")
    return status


def _next(arguments: argparse.Namespace) -> str:
    """Return what comes next for a report, by what its year lacks."""
    from ourimpact import tables

    year = getattr(arguments, "other", arguments.year)
    if arguments.command == "ingest" and arguments.accept:
        return f"ourimpact verify {arguments.path} --year {year}"
    begun = (paths.build() / "ingest" / str(year) / "claims.csv").exists()  # what comes after
    done = {"population"} if begun else set()
    lacking = [todo for n, todo in LACKING.items() if n not in done and year not in tables.years(n)]
    if not paths.published(year):
        lacking.append("check --year {year}, then ourimpact run --year {year}")
    before = max((y for y in tables.years("places") if y < year), default=year - 1)
    read = f"diff {before} {year}"
    if arguments.command == "diff" or before not in tables.years("headline_numbers"):
        read = "refresh, once year is {year} in the notebooks (CONTRIBUTING.md, steps 8 and 9)"
    first, *then = [each.format(year=year) for each in (*lacking, read)]
    if first.startswith("residents"):
        first += f"; until it is published, ourimpact {then[0]}"
    return f"ourimpact {first}"


def _maker(file: Path) -> str:
    """Return the notebook that a figure names."""
    said = file.with_suffix(".json")
    with suppress(OSError, ValueError, TypeError, KeyError):
        return json.loads(said.read_text(encoding="utf-8"))["notebook"] if said.is_file() else ""
    return ""


def list_(arguments: argparse.Namespace) -> int:
    for one in notebook.select(our_project(), arguments.names):
        print(one.name)
        for p in one.parameters.values():
            comment = f"  # {p.comment}" if p.comment else ""
            print(f"    {p.name}: {p.kind} = {p.default!r}{comment}")
    return 0


def run_(arguments: argparse.Namespace) -> int:
    _refuse_unrecorded()
    ours = our_project()
    chosen, given = notebook.select(ours, arguments.names), _given(arguments)
    jobs, notes = plan.plan_all(ours, chosen, given, arguments.each, bool(arguments.names))
    for line in notes:
        print(line, file=sys.stderr)
    if (arguments.each or "").partition("=")[0] == "state":
        _with_reports(jobs)  # says once, for all of them, that there is no such year
    told = {name: getattr(arguments, name) for name in ("force", "prune", "new_numbers")}
    status = _run(jobs, arguments, **told)
    if not status:
        _tell_stored(jobs)
    orphans = [] if arguments.names else [*_orphans("[0-9]*")]
    for said in orphans:
        print(said, file=sys.stderr)
    return max(status, int(bool(orphans)))


def _tell_stored(jobs: Iterable[Job]) -> bool:
    """Return whether a notebook stores other outputs than it gives, and say which ones do."""
    unlike = filter(None, (stored.unlike(our_project(), job) for job in jobs if job.published))
    told = [*unlike]
    for said in told:
        print(said, file=sys.stderr)
    return bool(told)


def _orphans(year: int | str) -> Iterator[str]:
    """Yield which published figures of a year are of a notebook that is gone."""
    for path in paths.root().glob(f"figures/{year}/[!.]*.json"):
        if (maker := _maker(path)) and not (paths.notebooks() / f"{maker}.ipynb").exists():
            name = path.relative_to(paths.root())
            yield f"{name} is from {maker}, which is gone: restore that, or remove the figure."


def watch(arguments: argparse.Namespace) -> int:
    """Run what is due, and again whenever a notebook, a table or a module is saved."""
    from warmrun import watch

    def again(_: Iterable[Path]) -> None:
        try:
            run_(arguments)
        except (UsageError, OSError) as error:  # such as a full disk
            print(f"ourimpact: {_plain(error)}", file=sys.stderr)

    run_(arguments)
    folders = [paths.notebooks(), paths.data(), paths.root() / "lib"]
    watch.watch(folders, again)
    return 0


def figure(arguments: argparse.Namespace) -> int:
    from handouts import gallery

    arguments.year = year = gallery.year_of(arguments.year)
    slug, form = arguments.slug, arguments.form
    published = {path.stem: path for path in paths.published(year)}
    if slug not in published:
        raise UsageError(
            f"There is no published figure {slug!r}.{nearest(Path(slug).stem, sorted(published))}"
        )
    ours, given = our_project(), _given(arguments)
    chosen = notebook.select(ours, [gallery.read(published[slug]).notebook])
    [job], _ = plan.plan_all(ours, chosen, given, named=True)
    _refuse_unpublished([job])
    status = _run([job := _as(form, job)], arguments)
    if not status and arguments.format == "text":
        slug += job.environment["OURIMPACT_SUFFIX"]
        drawn = [p for p in sorted(job.folder.iterdir()) if p.stem in (slug, f"{slug}-{form}")]
        print(*map(os.path.relpath, drawn), sep="\n")
    return status


def _as(form: str, job: Job, only: str = "") -> Job:
    """Return the job that draws another form of a job's figures, `only` the `png` of it."""
    place = f"{form}s/{job.place}" if only else f"{form}/{job.place}"
    environment = {**job.environment, "OURIMPACT_AS": form, "OURIMPACT_ONLY": only}
    folder = paths.build() / "figures" / place
    return replace(job, place=place, folder=folder, published=False, environment=environment)


def states(arguments: argparse.Namespace) -> int:
    return _report(_made(_sheets(arguments.year), [], arguments), arguments.format)


def _sheets(year: int | None, each: str = "state") -> list[Job]:
    """Return the jobs that make the fact sheets of states: those named, else those listed."""
    ours, given = our_project(), {} if year is None else {"year": str(year)}
    jobs = plan.plan_all(ours, notebook.select(ours), given, each)[0]
    _refuse_unpublished(jobs)
    if each != "state":
        return jobs
    listed = _with_reports(jobs)
    lacking = [job for job in jobs if job.folder.name.partition("-")[0] not in listed]
    for job in lacking:
        print(f"left out, without reports: {job.name}", file=sys.stderr)
    return [job for job in jobs if job not in lacking]


def _refuse_unpublished(jobs: Sequence[Job]) -> None:
    """Raise UsageError where other pictures would come from a notebook changed since its run."""
    sources = {paths.place(job.source) for job in jobs}
    for year in {job.values["year"] for job in jobs}:
        for path in publish.outdated(our_project(), str(year), ()):
            if path in sources:
                raise UsageError(f"{path} was changed since it ran: `ourimpact run` it first.")


def _with_reports(jobs: Sequence[Job]) -> set[str]:
    """Return the states listed in the year of some jobs; raises TableError where none are."""
    from ourimpact import tables  # slow to import, and most commands do not need it

    return {*tables.load("missing_by_state", jobs[0].values["year"])["state"].astype("str")}


def _made(
    sheets: Sequence[Job], squares: Sequence[Job], arguments: argparse.Namespace
) -> list[Result]:
    """Return what came of the sheets of states and of square figures, many in one kernel.

    What could not be made so is made alone, which says why.
    """
    results = _results([*series.together(sheets), *series.together(squares)], arguments)
    alone = [job for job in sheets if not any(job.folder.glob("*.json"))]
    for job in squares:
        figures = paths.published(job.values["year"])
        slugs = [path.stem for path in figures if _maker(path) == job.notebook]
        if not all((job.folder / f"{slug}-square.png").is_file() for slug in slugs):
            alone.append(job)
    return results + (_results(alone, arguments) if alone else [])


def _told(results: Sequence[Result]) -> int:
    """Return 1, and say what failed, if an input of a handout could not be made."""
    failed = [r.job.place for r in results if r.verdict == "failed"]
    if failed:
        print(f"made without {_join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _run(jobs: Sequence[Job], arguments: argparse.Namespace, **options: bool) -> int:
    results = _results(jobs, arguments, **options)
    status = _report(results, arguments.format)
    if _page_is_old(results):
        from handouts import gallery  # slow to import

        gallery.write()
    return status


def _page_is_old(results: Sequence[Result]) -> bool:
    """Return whether figures/README.md may differ from what its figures and template give."""
    figures = paths.root() / "figures"
    page = figures / "README.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    template = Path(__file__).parent / "handouts" / "deck_files" / "gallery.md.j2"
    there = [*figures.glob("[0-9]*/*.json")]
    newest = max(path.stat().st_mtime for path in (template, *there))
    years, shown = {path.parent.name for path in there}, set(re.findall(r"\((\d+)/", text))
    older = made.changed(page) or (text and page.stat().st_mtime < newest)
    return bool(older) or shown != years or any(r.verdict == "done" for r in results)


def _results(
    jobs: Sequence[Job], arguments: argparse.Namespace, do: Callable = run.run, **options: bool
) -> list[Result]:
    """Run jobs with the engine and time-out asked for, and return their results."""
    jobs = [replace(job, engine=arguments.engine, timeout=arguments.timeout) for job in jobs]
    scheduler = getattr(arguments, "scheduler", None)
    shown = _Progress(len(jobs), arguments.format == "json")
    pool = lambda: run.pool(arguments.jobs, scheduler)  # noqa: E731
    return do(our_project(), jobs, pool, shown, **options)


def _given(arguments: argparse.Namespace) -> Mapping[str, str]:
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


def refresh(arguments: argparse.Namespace) -> int:
    ours = our_project()
    jobs = [plan.plan(ours, one, {}) for one in notebook.select(ours, arguments.names)]
    results = _results(jobs, arguments, run.refresh)
    status = _report(results, arguments.format)
    if lacking := [result.job.name for result in results if ours.no_data in result.error]:
        right = "set year back to the value of the last refresh that worked, then refresh again"
        print(f"{_join(lacking)}: its table has no such year: {right}.", file=sys.stderr)
    if not status:
        from handouts import front_page  # slow to import

        notebook.select(ours)  # which names one that README cannot be made from
        front_page.write()
    return status


class _Progress:
    """Says on stderr how a run goes: one line that changes on a terminal, else a line a result."""

    def __init__(self, jobs: int, quiet: bool) -> None:
        self.jobs, self.ended, self.quiet, self.told = jobs, 0, quiet, set[str]()

    def __call__(self, result: Result | None, running: Sequence[str]) -> None:
        terminal, line = sys.stderr.isatty(), ""
        if result:
            self.ended += 1
            line = f"{result.job.name}: {result.verdict}"
            line += f": {result.error}" if result.error else f" in {result.seconds:.1f} s"
            reason = result.error.partition("Error: ")[2]  # print a shared reason only once
            line = "" if reason in self.told else line
            self.told |= {reason} - {""}
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr)
        if line and (result.error or (not terminal and not self.quiet)):
            print(line, file=sys.stderr)
        if terminal and self.ended < self.jobs:
            words = f"{self.ended} of {self.jobs}  {_join(running)}"
            print(words[: os.get_terminal_size().columns - 1], end="", file=sys.stderr, flush=True)


def _report(results: Iterable[Result], form: str) -> int:
    """Print the summary, and return the exit status."""
    results = sorted(results, key=lambda result: result.job.name)
    if form == "json":
        print(json.dumps([_summary(result) for result in results], indent=1))
    else:
        _print_table(results)
    verdicts = [result.verdict for result in results]
    drawn = any(result.figures for result in results)
    return int("failed" in verdicts or ("not run" in verdicts and not drawn))


def _print_table(results: Sequence[Result]) -> None:
    """Print what came of each job, and what is to be looked at."""
    width = max(len(result.job.name) for result in results)
    print(f"{'notebook':<{width}}  seconds  figures  verdict")
    for r in results:
        why = f" ({r.job.why})" if r.job.why else ""
        print(f"{r.job.name:<{width}}  {r.seconds:7.1f}  {r.figures:7d}  {r.verdict}{why}")
    folders = {os.path.relpath(result.job.folder) for result in results if result.figures}
    if len(folders) > 3:
        folders = {os.path.commonpath(folders)}
    if folders:
        print(f"figures are in {_join(f'{folder}/' for folder in sorted(folders))}")
    for r in results:
        if r.numbers and r.verdict == "done":
            print(f"new numbers, {r.job.name}: {r.numbers}")
    _print_changed(results)
    lacking = [r for r in results if r.verdict == "not run"]
    for why in dict.fromkeys(r.error for r in lacking):
        print(f"not run, {_join(r.job.name for r in lacking if r.error == why)}: {why}")
    if failed := [r for r in results if r.verdict == "failed"]:
        copies = any(result.partial for result in failed)
        print(f"{len(failed)} of {len(results)} failed"
              + ("; partial copies are in build/failed/" if copies else ""))  # fmt: skip


def _print_changed(results: Sequence[Result]) -> None:
    """Print which words, marks, and pictures of published figures are others, to be looked at."""
    for what, where in (("words", "reworded"), ("marks", "redrawn")):
        told = [said for r in results for said in getattr(r, where)]
        for said in told[:20]:
            print(f"changed {what}: {said}")
        if told[20:]:
            print(f"changed {what}: {len(told) - 20} more (git diff figures)")
    for what in ("new", "changed"):
        if slugs := [slug for r in results if r.job.published for slug in getattr(r, what)]:
            print(f"{what}: {_join(slugs)}: look at each picture")


def _summary(result: Result) -> dict[str, Any]:
    """Return what a machine wants to know."""
    job = result.job
    return {
        "name": job.name, "notebook": job.notebook, "parameters": job.parameters,
        "verdict": result.verdict, "why": job.why, "figures": result.figures,
        "error": result.error, "seconds": round(result.seconds, 2),
        "folder": job.folder.relative_to(job.root).as_posix(),
    }  # fmt: skip


def _join(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


def check(arguments: argparse.Namespace) -> int:
    """Hold data/ against its rules and what the report says; record it first, if that is asked."""
    from ourimpact import checks  # slow to import, and nothing else here needs it

    if marks := [*checks.unmerged()]:
        raise UsageError("\n".join(marks))
    _tell_documents(arguments.new_numbers)
    return int(not (_recorded(arguments) if arguments.record else _held(arguments)))


def _held(arguments: argparse.Namespace) -> bool:
    """Print what the report says beside its tables, and return whether all is as recorded."""
    from ourimpact import checks, ledger

    _refuse_unrecorded()
    for path in recorded.marked(recorded.known()):
        raise UsageError(
            f"data/{path} was saved with a byte order mark or other line ends, so that "
            "`sha256sum --check` refuses it: ourimpact check --record writes it as it was."
        )
    for name in checks.dictionary():
        if wrong := checks.broken(name) or checks.problems(name):
            raise UsageError("\n".join(wrong))
    if arguments.record:
        _read_words()
    short = arguments.record and arguments.format == "text"
    text, held = ledger.check(arguments.year, "short" if short else arguments.format)
    print(text, end="")
    with suppress(UsageError):  # a run says what is wrong with notebooks
        jobs, _ = plan.plan_all(our_project(), notebook.select(our_project()), {})
        held &= not _tell_stored(jobs) or arguments.record
    return held


def _recorded(arguments: argparse.Namespace) -> bool:
    """Record data/ as it is, and return whether it holds; if not, all is as it was before."""
    from ourimpact import checks

    tables = [checks.DICTIONARY, *(each["path"] for each in checks.dictionary().values())]
    files = [*tables, *recorded.words()]
    if not arguments.new_numbers:
        _refuse_another_sense(files)
    ill = recorded.marked({*recorded.known(), *files})
    before = _contents([checks.RECORD, checks.DICTIONARY, *ill])
    fresh, held = [], False
    try:
        checks.lay_out()
        fresh = checks.record(checks.dictionary(), recorded.words())
        for path in ill:
            recorded.write_plainly(path)
        good = _held(arguments)
        if not arguments.new_numbers:  # asked last: other rules say better what is wrong
            _refuse_other_facts()
        held = good
    finally:
        if not held:  # recorded tables may be published
            _restore(before)
        for path in fresh:
            told = f"recorded: data/{path}. {recorded.differing(paths.data() / path)}".strip()
            print("not " * (not held) + told, file=sys.stderr)
    for path in ill if held else ():
        print(f"data/{path}: the byte order mark, or other line ends, are gone.", file=sys.stderr)
    return held


def _refuse_another_sense(files: Iterable[str]) -> None:
    """Raise UsageError where a table has fewer rows than in git, or a sentence says otherwise.

    That is, by the rule for published texts: another number, or a word that decides what they
    mean gained or lost.
    """
    from ourimpact import words

    for path in recorded.changed(files):
        lost = recorded.rows_lost(path) if path.endswith(".csv") else 0
        said = f" has {words.many(lost, 'row')} fewer than git has" if lost else ""
        if said := said or texts.moved(*recorded.sentences(path), COUNTED):
            again = "If that is meant: ourimpact check --record --new-numbers."
            raise UsageError(f"data/{path}{said}. {again}")


def _refuse_other_facts() -> None:
    """Raise UsageError where a row that git has, too, has another number, code, or name."""
    from ourimpact import checks

    for table in checks.dictionary().values():
        path, key = table["path"], table["schema"]["primaryKey"]
        if facts := recorded.facts_changed(path, key):
            told = [*facts[:5], *[f"{len(facts)} cells in all"] * (len(facts) > 5)]
            again = "If that is meant: ourimpact check --record --new-numbers."
            raise UsageError(f"data/{path}, {'; '.join(told)}. {again}")


def _tell_documents(meant: bool) -> None:
    """Say which sentences of documents are others than git has, but for those that refresh writes.

    Raises UsageError where any would say something else, by the rule for published texts, unless
    that is meant.
    """
    root, turned = paths.root(), []
    below = (root / folder for folder in ("benchmarks", "data", "docs", "lib"))
    documents = {*root.glob("*.md"), *chain(*(folder.rglob("*.md") for folder in below))}
    for path in sorted(documents):
        was, now = map(recorded.by_hand, recorded.was_and_is(path))
        name = path.relative_to(root)
        for told in texts.reworded(was, now) if was else ():
            print(f"changed words: {name}, {told}", file=sys.stderr)
        if was and (said := texts.moved(was, now, COUNTED)):
            turned.append(f"{name}{said}. If that is meant: ourimpact check --new-numbers.")
    if turned and not meant:
        raise UsageError("\n".join(turned))


def _contents(files: Iterable[str]) -> dict[Path, bytes | None]:
    """Return what files below data/ hold, or None of one that is not there."""
    there = (paths.data() / path for path in files)
    return {path: path.read_bytes() if path.is_file() else None for path in there}


def _restore(before: Mapping[Path, bytes | None]) -> None:
    """Write what files held before; those that were not there are removed."""
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif not path.is_file() or path.read_bytes() != content:
            paths.write(path, content)


def _read_words() -> None:
    """Raise UsageError where the site could not read its words."""
    from handouts import known

    for path in map(Path, recorded.words()):
        known.load(path.stem)


def _refuse_unrecorded() -> None:
    """Raise UsageError where words of the site are not as recorded."""
    for path in recorded.changed(recorded.words()):
        raise UsageError(recorded.told(path))


def site(arguments: argparse.Namespace) -> int:
    """Make what a site of figures also shows, which is not published: states, and squares."""
    from warmrun import warming

    warming.start()  # in the background, during the slow imports below
    from handouts import gallery, site  # slow to import, and most commands do not need them
    from ourimpact import tables

    _refuse_unrecorded()
    year, ours = gallery.year_of(arguments.year), our_project()
    site.place(year).mkdir(parents=True, exist_ok=True)  # fails here if a file has that name
    _refuse_edited(year)
    gallery.check(gallery.figures(paths.figures(year)))  # before minutes are spent on squares
    published = {_maker(path) for path in paths.published(year)}
    jobs, _ = plan.plan_all(ours, notebook.select(ours), {"year": str(year)})
    if left_out := [job.notebook for job in jobs if job.notebook not in published]:
        print(f"left out, without figures for {year}: {_join(left_out)}", file=sys.stderr)
    squares = [_as("square", job, "png") for job in jobs if job.notebook in published]
    sheets = []
    with suppress(tables.NoSuchYearError):  # a report without states has no sheets of them
        sheets = [job for job in _sheets(year) if job.notebook in published]
    status = _told(_made(sheets, squares, arguments))
    print(site.build(year))
    return status


def _refuse_edited(year: int) -> None:
    """Raise UsageError where a published file was changed by hand, or its notebook is gone.

    Or where a table or a notebook was changed since a run.
    """
    from handouts import gallery  # slow to import

    other = f" --year {year}" * (year != gallery.year_of(None))
    again = f"`ourimpact run{other}`"
    for said in _orphans(year):
        raise UsageError(said)
    for path in publish.edited(our_project(), str(year), paths.figures(year)):
        what = "was changed after it was made" if path.exists() else "is gone"
        raise UsageError(f"{paths.place(path)} {what}: {again} makes it again.")
    tables = ("data/report/", "data/reference/")
    for path in publish.outdated(our_project(), str(year), tables):
        raise UsageError(
            f"{path} was changed after figures/{year} was drawn: {again} draws it again."
        )


def deck(arguments: argparse.Namespace) -> int:
    try:
        from handouts import deck, gallery  # python-pptx is an optional extra
    except ModuleNotFoundError as error:
        if error.name != "pptx":
            raise
        raise UsageError("A deck needs python-pptx: pip install -e '.[slides]'.") from None

    a, status = arguments, 0
    given = [Path(slug).resolve() for slug in a.slugs if "/" in slug]
    named = {place for path in given for place in (path, *path.parents)}
    years = {int(folder.name) for folder in gallery.folders() if folder in named}
    if len(given) < len(a.slugs) or not (a.slugs or a.each):
        years.add(gallery.year_of(a.year))
    for year in years:
        _refuse_edited(year)
    if a.each:
        jobs = _sheets(a.year, a.each)
        status = _told(_results(jobs, a) if "=" in a.each else _made(jobs, [], a))
        a.slugs += [str(job.folder) for job in jobs if job.folder.exists()]
        if not a.slugs:
            return status  # with none, deck.write would take all figures
    path, figures, charts = deck.write(a.year, a.slugs, a.native, a.path, a.template, a.force)
    print(f"{path}: {figures} figures")
    if arguments.native:
        print(f"editable charts: {_join(charts) or 'none of these'}")
    return status


def lab(arguments: argparse.Namespace) -> int:
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
               "--LabApp.default_url=/lab/tree/build/lab/notebooks/welcome.ipynb"]  # fmt: skip
    words = [sys.executable, "-m", "jupyter", "lab", *as_root, *options, *arguments.words]
    os.execv(words[0], words)


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


COMMANDS = (  # name, function, help, and options
    ("list", list_, "show notebooks and their parameters", ["names"]),
    ("run", run_, "execute notebooks and publish their figures", CHOICES),
    ("watch", watch, "run what is due whenever a file is saved", CHOICES),
    ("refresh", refresh, "rewrite the outputs stored in notebooks/", ["names", *WAYS]),
    ("figure", figure, "draw another variant of a figure, below build/figures/",
     ["slug", "--as", "--year", "-p", *WAYS]),
    ("check", check, "recompute what the report prints; status 1 when a verdict has changed",
     ["--year", "check --format", "--record", "check --new-numbers"]),
    ("ingest", reports, "read a report into proposed rows, below build/ingest/",
     ["report path", "of --year", "--accept"]),
    ("verify", reports, "compare a report with the tables; status 1 when they differ",
     ["report path", "of --year"]),
    ("residents", reports, "append the Census Bureau's estimates for a year to the tables",
     ["estimates path", "of --year"]),
    ("claims", reports, "carry the statements of the last report over to a new one",
     ["of --year", "--accept"]),
    ("diff", reports, "show what two reports print differently, and what may be false now",
     ["year", "other", "--all"]),
    ("new-table", reports, "add a table that the report prints for the first time",
     ["table name", "of --year", "--columns", "--section", "--title", "--counts"]),
    ("states", states, "make the fact sheet of each state, below build/figures/states/",
     ["--year", *WAYS]),
    ("site", site,
     "make a site of figures, states, notebooks, and tables: build/site/index.html",
     ["--year", *WAYS]),
    ("deck", deck, "make slides of figures, or of each state, below build/",
     ["slugs", "--year", "--each", "--native", "-o", "--template", "deck --force", *WAYS]),
    ("lab", lab, "open copies of the notebooks in JupyterLab, below build/lab/", ["words"]),
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
