"""The command `ourimpact`: list, run, refresh, check, deck, site."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from handouts import gallery
from ourimpact import paths
from ourimpact.errors import UsageError
from warmrun import notebook, plan, run
from warmrun.plan import Job
from warmrun.run import Result

EXAMPLES = """examples:
  ourimpact run                          every notebook; figures go to figures/2024/
  ourimpact run 06 --year 2023           one notebook for another year
  ourimpact run 04-by-state -p top=10    other parameters; figures go to build/figures/
  ourimpact refresh 06                   rewrite the outputs stored in notebooks/06-...
  ourimpact check                        what the report prints beside what its tables give
  ourimpact deck state-shares --native   slides of some figures, or of all
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, 1 where something failed or is not to be had, 130 for Ctrl-C."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.do(arguments)
    except (UsageError, OSError) as error:
        print(f"ourimpact: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        print("ourimpact: stopped; notebooks that had not ended are as before.", file=sys.stderr)
        return 128 + (stopped.args[0] if stopped.args else signal.SIGINT)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ourimpact",
        description="Execute the notebooks of Our Impact and collect their figures.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = _command(commands, "list", _list, "show notebooks, their parameters and years")
    runs = _command(commands, "run", _run, "execute notebooks and publish their figures")
    refresh = _command(commands, "refresh", _refresh, "rewrite the outputs stored in notebooks/")
    for command in (listed, runs, refresh):
        command.add_argument("names", nargs="*", metavar="NAME", help="such as 06 (default: all)")
    _add_choices(runs)
    for command in (runs, refresh):
        _add_ways(command)
    _add_outputs(commands)
    return parser


def _command(
    commands: Any, name: str, do: Callable[[argparse.Namespace], int], words: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=words)
    command.set_defaults(do=do)
    return command


def _add_choices(runs: argparse.ArgumentParser) -> None:
    """Add what a run may be told to do."""
    runs.add_argument(
        "--year", type=int, help="the report year, for notebooks whose tables have it"
    )
    runs.add_argument("-p", dest="given", action="append", default=[], metavar="NAME=VALUE",
                      help="set a parameter; may be repeated")  # fmt: skip
    runs.add_argument("--each", metavar="NAME[=A,B]",
                      help="run once for each value of a parameter")  # fmt: skip
    runs.add_argument("--force", action="store_true", help="run what is up to date, too")
    runs.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster that runs them")


def _add_ways(command: argparse.ArgumentParser) -> None:
    """Add how notebooks are executed."""
    command.add_argument("--jobs", type=_positive, default=os.cpu_count(), metavar="N",
                         help="how many at a time (default: one a core)")  # fmt: skip
    command.add_argument("--engine", choices=run.ENGINES, default="warm",
                         help="warm forked processes, or Jupyter kernels")  # fmt: skip
    command.add_argument("--timeout", type=_positive, default=600, metavar="S",
                         help="seconds a cell may take (default: 600)")  # fmt: skip
    command.add_argument("--format", choices=("text", "json"), default="text",
                         help="of the summary on stdout")  # fmt: skip


def _add_outputs(commands: Any) -> None:
    """Add the commands that read data and figures and run no notebook."""
    words = "recompute the printed totals and statements; status 1 when a verdict has changed"
    check = _command(commands, "check", _check, words)
    check.add_argument("--year", type=int, help="the report year (default: all)")
    check.add_argument("--format", choices=("text", "json", "csv"), default="text")
    words = "make the figures, notebooks and tables into a site, build/site/index.html"
    site = _command(commands, "site", _site, words)
    words = "make slides of the figures, build/our-impact-<year>.pptx (-selection.pptx of some)"
    deck = _command(commands, "deck", _deck, words)
    for command in (site, deck):
        command.add_argument("--year", type=int, help="the report year (default: the newest)")
    deck.add_argument("slugs", nargs="*", metavar="SLUG",
                      help="figures to take, in this order (default: all)")  # fmt: skip
    deck.add_argument("--native", action="store_true",
                      help="make charts to edit of ranked bars and share bars")  # fmt: skip
    deck.add_argument("-o", dest="path", type=Path, metavar="FILE", help="write it to FILE")


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _list(arguments: argparse.Namespace) -> int:
    for one in notebook.select(arguments.names):
        print(f"{one.name}  (years: {_join(one.years) or 'none'})")
        for p in one.parameters.values():
            print(
                f"    {p.name}: {p.kind} = {p.default!r}"
                + (f"  # {p.comment}" if p.comment else "")
            )
    return 0


def _run(arguments: argparse.Namespace) -> int:
    chosen = notebook.select(arguments.names)
    jobs, notes = plan.plan_all(
        chosen, _given(arguments), arguments.each, arguments.engine, arguments.timeout
    )
    for line in notes:
        print(line, file=sys.stderr)
    if not jobs:
        raise UsageError("No selected notebook has data for that year.")
    with run.alone():
        due, results = run.split(jobs, arguments.force)
        if due:
            results += _follow(due, arguments, run.keep)
        status = _report(results, arguments.format)
        gallery.write()
    return status


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    """Return the parameters given as text, `--year` among them."""
    given = {} if arguments.year is None else {"year": str(arguments.year)}
    for pair in arguments.given:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"-p {pair}: give it as NAME=VALUE, such as -p top=10.")
        if given.get(name, value) != value:
            raise UsageError(f"{name} is given twice: {given[name]} and {value}.")
        given[name] = value
    return given


def _join(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


def _refresh(arguments: argparse.Namespace) -> int:
    chosen = notebook.select(arguments.names)
    jobs = [plan.plan(one, {}, arguments.engine, arguments.timeout) for one in chosen]
    with run.alone():
        results = _follow(jobs, arguments, run.refresh)
    return _report(results, arguments.format)


def _check(arguments: argparse.Namespace) -> int:
    from ourimpact import ledger as claims  # slow to import, and nothing else here needs it

    text, held = claims.check(arguments.year, arguments.format)
    print(text, end="")
    return int(not held)


def _site(arguments: argparse.Namespace) -> int:
    from handouts import site  # slow to import, and the rest does without it

    print(site.build(arguments.year))
    return 0


def _deck(arguments: argparse.Namespace) -> int:
    try:
        from handouts import deck  # an extra, and the rest does without it
    except ModuleNotFoundError as error:
        if error.name != "pptx":
            raise
        raise UsageError("A deck needs python-pptx: pip install -e '.[slides]'.") from None

    path, figures, charts = deck.write(
        arguments.year, arguments.slugs, arguments.native, arguments.path
    )
    print(f"{path}: {figures} figures")
    if arguments.native:
        print(f"charts to edit: {_join(charts) or 'none of these'}")
    return 0


def _follow(jobs: list[Job], arguments: argparse.Namespace, keep: run.Keep) -> list[Result]:
    """Run jobs and return their results, showing meanwhile how the run goes, on stderr."""
    from tqdm import tqdm

    def show(result: Result | None, running: list[str]) -> None:
        bar.set_postfix_str(_join(running)[:50])
        if result:
            bar.update()
            if result.error:
                bar.write(f"{result.job.name} failed: {result.error}", file=sys.stderr)
            elif bar.disable and arguments.format == "text":
                print(f"{result.job.name}: {result.verdict} in {result.seconds:.1f} s", flush=True)

    pool = partial(run.pool, arguments.jobs, getattr(arguments, "scheduler", None))
    with tqdm(total=len(jobs), disable=not sys.stderr.isatty(), leave=False) as bar:
        return run.run_all(jobs, pool, keep, show)


def _report(results: list[Result], form: str) -> int:
    """Print the summary, and return the exit status."""
    results = sorted(results, key=lambda result: result.job.name)
    failed = [result for result in results if result.verdict == "failed"]
    if form == "json":
        print(json.dumps([result.summary() for result in results], indent=1))
        return int(bool(failed))
    width = max(len(result.job.name) for result in results)
    print(f"{'notebook':<{width}}  seconds  figures  verdict")
    for r in results:
        why = f" ({r.job.why})" if r.job.why else ""
        print(f"{r.job.name:<{width}}  {r.seconds:7.1f}  {r.figures:7d}  {r.verdict}{why}")
    if folders := {result.job.figures for result in results if result.figures}:
        print(f"figures are in {os.path.relpath(os.path.commonpath(folders), paths.root())}/")
    if failed:
        copies = "; partial copies are in build/failed/" * any(result.partial for result in failed)
        print(f"{len(failed)} of {len(results)} failed{copies}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
