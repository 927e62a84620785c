"""The commands and their options."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from ourimpact import UsageError, about
from ourimpact_command import check, outputs, reports, runs
from warmrun.run import ENGINES

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


class Parser(argparse.ArgumentParser):
    """Refuses options as all else is refused: in one line, and with status 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.register("action", None, Once)  # of what is added without an action

    def error(self, message: str) -> NoReturn:
        if "unrecognized" in message and "lab" in sys.argv[1:2]:
            message += " (options for jupyter lab come after --)"
        raise UsageError(f"{message.rstrip('.')}. See {self.prog} --help.")


class Once(argparse.Action):
    """An option to give once: argparse would take the last one and ignore the others."""

    def __call__(
        self, parser: argparse.ArgumentParser, given: argparse.Namespace, value: Any, option: Any
    ) -> None:
        if option:  # not what has no name, such as a notebook, of which all are taken
            before = vars(given).setdefault(f"first {self.dest}", value)
            if before != value:
                parser.error(f"{option} is given twice: {before} and {value}")
        setattr(given, self.dest, value)


def make_parser() -> Parser:
    """Return the parser of all commands; each sets `func`, which takes what was parsed."""
    top = Parser(
        prog="ourimpact",
        description="Execute the notebooks of Our Impact and collect their figures.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")  # listed in this order
    _add_runs(commands)
    _add_figure(commands)
    _add_check(commands)
    _add_reports(commands)
    _add_new_table(commands)
    _add_states_and_site(commands)
    _add_deck(commands)
    _add_lab(commands)
    return top


def _add(commands: Any, name: str, func: Callable, words: str) -> Parser:
    command = commands.add_parser(name, help=words, description=words)
    command.set_defaults(func=func)
    return command


def _add_runs(commands: Any) -> None:
    listing = _add(commands, "list", runs.list_, "show notebooks and their parameters")
    _add_names(listing)
    run = _add(commands, "run", runs.run, "execute notebooks and publish their figures")
    watch = _add(commands, "watch", runs.watch, "run what is due whenever a file is saved")
    for command in (run, watch):
        _add_names(command)
        _add_year(command)
        _add_parameters(command)
        _add_each(command)
        add = command.add_argument
        add("--force", action="store_true", help="run what is up to date, too")
        add("--prune", action="store_true", help="remove published figures no longer made")
        words = "publish numbers that changed although no data did"
        add("--new-numbers", action="store_true", help=words)
        add("--scheduler", metavar="ADDRESS", help="address of a Dask cluster to run them on")
        _add_ways(command)
    refresh = _add(commands, "refresh", runs.refresh, "rewrite the outputs stored in notebooks/")
    _add_names(refresh)
    _add_ways(refresh)


def _add_figure(commands: Any) -> None:
    words = "draw another variant of a figure, below build/figures/"
    command = _add(commands, "figure", outputs.figure, words)
    command.add_argument("slug", metavar="SLUG", help="a published figure")
    command.add_argument("--as", dest="form", required=True, choices=about.VARIANTS)
    _add_year(command)
    _add_parameters(command)
    _add_ways(command)


def _add_check(commands: Any) -> None:
    words = "recompute what the report prints; status 1 when a verdict has changed"
    command = _add(commands, "check", check.check, words)
    _add_year(command)
    command.add_argument("--format", choices=["text", "json", "csv"], default="text")
    words = "record the present data/ as correct"
    command.add_argument("--record", action="store_true", help=words)
    words = "sentences in documents may say something else; with --record, those in data/, too"
    command.add_argument("--new-numbers", action="store_true", help=words)


def _add_reports(commands: Any) -> None:
    words = "read a report into proposed rows, below build/ingest/"
    ingest = _add(commands, "ingest", reports.ingest_, words)
    words = "compare a report with the tables; status 1 when they differ"
    verify = _add(commands, "verify", reports.verify, words)
    for command in (ingest, verify):
        words = "the report, as a PDF or as text"
        command.add_argument("path", type=Path, metavar="REPORT", help=words)
        _add_year(command, required=True)
    _add_accept(ingest)
    words = "append the Census Bureau's estimates for a year to the tables"
    residents = _add(commands, "residents", reports.residents, words)
    words = "SCPRC-EST<year>-18+POP-RES as CSV"
    residents.add_argument("path", type=Path, metavar="FILE", help=words)
    _add_year(residents, required=True)
    words = "carry the statements of the last report over to a new one"
    claims = _add(commands, "claims", reports.claims, words)
    _add_year(claims, required=True)
    _add_accept(claims)
    words = "show what two reports print differently, and what may be false now"
    diff = _add(commands, "diff", reports.diff, words)
    diff.add_argument("year", type=positive, metavar="YEAR")
    diff.add_argument("other", type=positive, metavar="OTHER")
    words = "also list the sentences that no change affects"
    diff.add_argument("--all", dest="every", action="store_true", help=words)


def _add_new_table(commands: Any) -> None:
    words = "add a table that the report prints for the first time"
    command = _add(commands, "new-table", reports.new_table, words)
    add = command.add_argument
    add("name", metavar="NAME", help="name of the table, such as platforms")
    _add_year(command, required=True)
    words = "columns, as PLATFORM=platform REPORTS=reports TOTAL=total"
    add("--columns", nargs="+", required=True, metavar="HEADER=MEANING", help=words)
    add("--section", required=True, help="a code of data/reference/sections.csv")
    add("--title", required=True, help="title of the table")
    words = "what it counts; for several measures, one text each"
    add("--counts", nargs="+", required=True, metavar="TEXT", help=words)


def _add_states_and_site(commands: Any) -> None:
    words = "make the fact sheet of each state, below build/figures/states/"
    states = _add(commands, "states", outputs.states, words)
    words = "make a site of figures, states, notebooks, and tables: build/site/index.html"
    site = _add(commands, "site", outputs.site, words)
    for command in (states, site):
        _add_year(command)
        _add_ways(command)


def _add_deck(commands: Any) -> None:
    words = "make slides of figures, or of each state, below build/"
    command = _add(commands, "deck", outputs.deck, words)
    add = command.add_argument
    add("slugs", nargs="*", metavar="SLUG", help="figures in this order (default: all)")
    _add_year(command)
    _add_each(command)
    add("--native", action="store_true", help="editable PowerPoint charts, where possible")
    add("-o", dest="path", type=Path, metavar="FILE", help="write it to FILE")
    add("--template", type=Path, metavar="FILE", help="a presentation whose look to use")
    add("--force", action="store_true", help="replace FILE")
    _add_ways(command)


def _add_lab(commands: Any) -> None:
    words = "open copies of the notebooks in JupyterLab, below build/lab/"
    command = _add(commands, "lab", runs.lab, words)
    words = "options for jupyter lab, after --"
    command.add_argument("words", nargs="*", metavar="OPTION", help=words)


def _add_names(command: Parser) -> None:
    command.add_argument("names", nargs="*", metavar="NAME", help="such as 06 (default: all)")


def _add_year(command: Parser, required: bool = False) -> None:
    command.add_argument("--year", type=positive, required=required, help="the report year")


def _add_accept(command: Parser) -> None:
    words = "append what was confirmed to the tables"
    command.add_argument("--accept", action="store_true", help=words)


def _add_parameters(command: Parser) -> None:
    how = {"action": "append", "default": [], "metavar": "NAME=VALUE"}
    command.add_argument("-p", dest="given", help="set a parameter; may be repeated", **how)


def _add_each(command: Parser) -> None:
    words = "run once for each value of a parameter"
    command.add_argument("--each", metavar="NAME[=A,B]", help=words)


def _add_ways(command: Parser) -> None:
    """Add the ways of running notebooks."""
    add = command.add_argument
    words = "how many to run at a time (default: two more than cores)"  # each waits between cells
    add("--jobs", type=positive, default=(os.cpu_count() or 1) + 2, metavar="N", help=words)
    words = "kernels forked from a warm process, or stock ones"
    add("--engine", choices=ENGINES, default="warm", help=words)
    words = "seconds a cell may take (default: 600)"
    add("--timeout", type=positive, default=600, metavar="S", help=words)
    add("--format", choices=["text", "json"], default="text", help="format of the summary")


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
