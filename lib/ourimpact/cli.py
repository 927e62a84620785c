"""The command `ourimpact`: list, run, refresh, check."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ourimpact import notebook, run
from ourimpact.notebook import UsageError
from ourimpact.run import Result

EXAMPLES = """examples:
  ourimpact run                          every notebook; figures go to figures/2024/
  ourimpact run 06 --year 2023           one notebook for another year
  ourimpact run 04-by-state -p top=10    other parameters; figures go to build/figures/
  ourimpact refresh 06                   rewrite the outputs stored in notebooks/06-...
  ourimpact check                        what the report prints beside what its tables give
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, 1 where something failed or is not to be had, 130 for Ctrl-C."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.do(arguments)
    except (UsageError, FileNotFoundError) as error:
        print(f"ourimpact: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ourimpact: stopped. Figures are as they were before.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ourimpact",
        description="Execute the notebooks of Our Impact and collect their figures.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "list", _list, "show notebooks, their parameters and years")
    runs = _command(commands, "run", _run, "execute notebooks and publish their figures")
    runs.add_argument(
        "--year", type=int, help="the report year, for notebooks whose tables have it"
    )
    runs.add_argument("-p", dest="given", action="append", default=[], metavar="NAME=VALUE",
                      help="set a parameter; may be repeated")  # fmt: skip
    refresh = _command(commands, "refresh", _refresh, "rewrite the outputs stored in notebooks/")
    for command in (runs, refresh):
        command.add_argument("--jobs", type=_positive, default=os.cpu_count(), metavar="N",
                             help="how many at a time (default: one a core)")  # fmt: skip
        command.add_argument("--engine", choices=run.ENGINES, default="warm",
                             help="warm forked processes, or Jupyter kernels")  # fmt: skip
        command.add_argument("--timeout", type=_positive, default=600, metavar="S",
                             help="seconds a cell may take (default: 600)")  # fmt: skip
    words = "recompute the printed totals and statements; status 1 when a verdict has changed"
    check = commands.add_parser("check", help=words, description=words)
    check.add_argument("--year", type=int, help="the report year (default: all)")
    check.add_argument("--format", choices=("text", "json", "csv"), default="text")
    check.set_defaults(do=_check)
    return parser


def _command(
    commands: Any, name: str, do: Callable[[argparse.Namespace], int], words: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=words)
    command.add_argument("names", nargs="*", metavar="NAME", help="such as 06 (default: all)")
    command.set_defaults(do=do)
    return command


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
    given = _given(arguments)
    taken = run.assign(chosen, given)
    jobs, refused = [], []
    for one in chosen:
        year = taken[one.name].get("year", one.default_year)
        lacks = one.lacks(year)
        if lacks:
            refused.append(f"{one.name}: " + "; ".join(_lack(*lack) for lack in lacks.items()))
        else:
            jobs.append(run.plan(one, taken[one.name], arguments.engine, arguments.timeout))
    for line in refused:
        print(f"not run, no data for that year: {line}")
    if not jobs:
        raise UsageError("No selected notebook has data for that year.")
    for name in given:
        takers = [job.notebook for job in jobs if name in taken[job.notebook]]
        if len(takers) < len(jobs):
            print(f"{name} goes to {_join(takers) or 'none'}; the others have no such parameter")
    with run.alone():
        results = _follow(run.run_all(jobs, run.local_pool(arguments.jobs), run.publish), len(jobs))
    # the gallery (figures/README.md) is made here, from the figures that now stand
    print(_table(results))
    return int(any(result.verdict == "failed" for result in results))


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


def _lack(table: str, years: list[int]) -> str:
    return f"{table} has {_join(years)} only" if years else f"{table} has no rows"


def _join(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


def _refresh(arguments: argparse.Namespace) -> int:
    chosen = notebook.select(arguments.names)
    jobs = [run.plan(one, {}, arguments.engine, arguments.timeout) for one in chosen]
    with run.alone():
        results = _follow(run.run_all(jobs, run.local_pool(arguments.jobs), run.store), len(jobs))
    print(_table(results))
    return int(any(result.verdict == "failed" for result in results))


def _check(arguments: argparse.Namespace) -> int:
    from ourimpact import claims, tables  # slow to import, and nothing else here needs them

    try:
        text, held = claims.check(arguments.year, arguments.format)
    except tables.TableError as error:
        raise UsageError(str(error)) from None
    print(text, end="")
    return int(not held)


def _follow(results: Iterable[tuple[Result | None, list[str]]], total: int) -> list[Result]:
    """Return all results in the notebooks' order, showing meanwhile how the run goes."""
    from tqdm import tqdm

    ended = []
    bar = tqdm(total=total, unit="notebook", disable=not sys.stderr.isatty(), leave=False)
    with bar:
        for result, running in results:
            bar.set_postfix_str(_join(running)[:60])
            if result:
                ended.append(result)
                bar.update()
                _tell(result, bar)
    return sorted(ended, key=lambda result: result.job.name)


def _tell(result: Result, bar: Any) -> None:
    if result.error:
        bar.write(f"{result.job.name} failed: {result.error}", file=sys.stderr)
    elif bar.disable:
        print(f"{result.job.name}: {result.verdict} in {result.seconds:.1f} s", flush=True)


def _table(results: list[Result]) -> str:
    width = max(len(result.job.name) for result in results)
    lines = [f"{'notebook':<{width}}  seconds  figures  verdict"]
    for r in results:
        lines.append(f"{r.job.name:<{width}}  {r.seconds:7.1f}  {r.figures:7d}  {r.verdict}")
    failed = [r.job.name for r in results if r.verdict == "failed"]
    if failed:
        lines.append(f"{len(failed)} of {len(results)} failed; partial copies are in build/failed/")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
