"""One proposed value, label or absence, and the CSV in which a person decides about each."""

import re
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from ingest.memory import folded
from ourimpact import TableError, UsageError, paths, tables
from ourimpact.checks import lines_of, misshapen
from ourimpact.printed import printed_number

SAME, NEW, GONE, RENAMED = "same place", "new", "gone", "renamed?"
UNSURE, ODD, NOT_ADDING_UP, LEFT = "same place?", "odd", "does not add up", "left out"
UNREAD = "no number that can be read"
UNKNOWN = "the totals do not imply which"
_COUNTED = ("number", "cell", "total")
SUPPRESSED = re.compile(r"<.*|[-–—]")  # a cell whose number is not printed
EARLIER = "earlier.csv"  # proposals that were made from another version of the report
_FOUND = ("status", "last", "page", "line", "nth", "near", "context", "proposed")  # set by reading
HELP = "yes | yes: a group, or a sentence of up to 130 characters | part of CODE | no: reason"


@dataclass
class Proposal:
    """A row of proposals.csv; an empty `decide` waits for a person.

    what: cell or total (row and column are codes), number (row is the id, column the place),
    label (row is the proposed code, value the one to use), header (the same; nth is its place
    from the left), table, title (row is its section, value the one to keep), line (of every page,
    and left out). A context is what `memory` keeps of the words around a number.
    """

    decide: str
    status: str
    what: str
    table: str
    row: str
    column: str
    value: str = ""
    printed: str = ""
    last: str = ""
    page: int = 0
    line: int = 0
    nth: int = 0
    near: str = ""
    section: str = ""
    unit: str = ""
    qualifier: str = ""
    scope: str = ""
    label: str = ""
    context: str = ""
    proposed: str = ""  # what, table, row and column before a person wrote into them

    @property
    def named(self) -> str:
        return " ".join((self.what, self.table, self.row, self.column))

    @property
    def accepted(self) -> bool:
        return self.status != GONE and self.decide.startswith(("yes", "part of "))

    @property
    def reason(self) -> str:
        return self.decide.partition(":")[2].strip()

    @property
    def at(self) -> str:
        return f"page {self.page}, line {self.line}" if self.page else "nowhere"


def digits(printed: str) -> str:
    """Return the plain number in a printed text, or nothing."""
    try:
        return f"{printed_number(printed)[0]:.15g}"
    except TableError:
        return ""


def doubt(p: Proposal, said: str) -> None:
    """Let what has a footnote, or no number, wait for a person, who is told so."""
    if said:
        p.decide, p.status = "", p.status if p.status == NEW else ODD
        p.near = "; ".join(filter(None, [said, p.near]))


def decided_codes(made: list[Proposal]) -> dict[tuple[str, str], str]:
    """Return what the labels and headers of a table that were decided on mean, or nothing."""
    known = [p for p in made if p.what in ("label", "header") and p.page]
    return {(p.table, p.row): p.value if p.accepted else "" for p in known}


def path_of(year: int) -> Path:
    """Return where the proposals for a year are kept."""
    return paths.build() / "ingest" / str(year) / "proposals.csv"


def write(path: Path, made: list[Proposal]) -> None:
    """Write proposals as CSV, a row each, with a mark by which Excel reads UTF-8."""
    text = pd.DataFrame(map(vars, made)).to_csv(index=False, lineterminator="\n")
    paths.write(path, text.encode("utf-8-sig"))


def carry_decisions_over(made: list[Proposal], before: list[Proposal]) -> list[Proposal]:
    """Write what a person wrote into proposals of the same places; return them with those gone."""
    written = {_place(p): p for p in before if p.decide and p.what != "line"}
    for p in (p for p in made if p.what != "line"):
        _keep(p, written)
    for p in (more := dropped(made)):
        _keep(p, written)
    return sorted(made + more, key=lambda p: p.decide != "")  # rows that wait come first


def adopt_decisions(made: list[Proposal], earlier: list[Proposal]) -> None:
    """Decide as for another version of the report, where the same is printed and read alike."""

    def same(p: Proposal) -> tuple[str, ...]:
        return (set_origin(p).proposed, p.printed, p.last, p.status)

    often = Counter(map(same, made))  # what is printed twice may be decided in two ways
    known = {same(p): p for p in earlier if p.decide and p.what != "line"}
    for p in (p for p in made if not p.decide and often[same(p)] == 1 and same(p) in known):
        _copy(known[same(p)], p)


def dropped(made: list[Proposal]) -> list[Proposal]:
    """Return, as gone, each id and code that a row was proposed as and that none has any more."""
    held = {(p.table, p.row) for p in made}
    lost = {}
    for p in (p for p in made if p.what != "line" and p.status not in (GONE, NEW)):
        what, table, row, column = set_origin(p).proposed.split(" ")
        if what in _COUNTED and row and (table, row) not in held:
            lost[table, row] = Proposal("", GONE, "number", table, row, column, last=p.last)
    return list(lost.values())


def set_origin(p: Proposal) -> Proposal:
    """Set how a proposal was made, unless it is, and return it: it is found again by that."""
    p.proposed = p.proposed or p.named
    return p


def _keep(p: Proposal, written: dict[tuple, Proposal]) -> None:
    """Take over what a person wrote; whether sums agree depends on it, and is seen to later."""
    known = written.get(_place(p))
    if known and known.status in (p.status, NOT_ADDING_UP):
        _copy(known, p)
        if known.status == NOT_ADDING_UP:
            p.status, p.near = NOT_ADDING_UP, known.near


def _copy(known: Proposal, p: Proposal) -> None:
    """Write into a proposal what a person wrote into another; where it stands is its own."""
    vars(p).update({name: it for name, it in vars(known).items() if name not in _FOUND})


def _place(p: Proposal) -> tuple:
    what, table, row, column = set_origin(p).proposed.split(" ")
    fixed = p.status == GONE or what in ("cell", "total", "title")  # codes of others may change
    return (what, table, p.page, p.line, p.nth, *((row, column) if fixed else ()))


def _as_counted(made: list[Proposal]) -> None:
    """Let a number whose row a person gave the code of a table be its cell or total."""
    lost = {p.row: p for p in made if p.status == GONE and p.what == "number"}
    for p in (p for p in made if p.accepted and p.what == "number" and p.row in lost):
        gone = lost[p.row]
        if gone.table != "headline_numbers":
            p.table, p.column, p.label = gone.table, gone.column, ""
            p.what = "total" if "total" in (p.row, p.column) else "cell"


def load(path: Path) -> list[Proposal]:
    """Return proposals that a person has edited; raises UsageError for what cannot be meant."""
    made = _read(path)
    for line, p in enumerate(made, 2):
        said, colon, why = p.decide.strip().partition(":")  # LibreOffice writes `Yes`
        p.decide = (said.lower() if said.lower() in ("yes", "no") else said) + colon + why
        if wrong := _fault(p):
            raise UsageError(f"{path}, line {line}: {wrong}.")
    _as_counted(made)
    _as_elsewhere(made)
    kept = {(p.table, word) for p in made if p.accepted for word in (p.value, p.decide.split()[-1])}
    kept |= {(p.table, p.row, p.column) for p in made if p.accepted and p.what in _COUNTED}
    for line, p in enumerate(made, 2):  # a code that was renamed or split is not gone
        place = (p.table, p.row, p.column) if p.what == "number" else (p.table, p.row)
        if p.status == GONE and place in kept:
            p.decide = p.decide or "yes"
        elif p.status == GONE and p.decide.startswith("no:"):
            right = "Write its id or code into the row where it is; if it is gone, decide yes"
            raise UsageError(f"{path}, line {line}: {p.row or p.table} is not found. {right}.")
    return made


def edited(path: Path, columns: list[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV that a person has edited; raises UsageError where it is mangled.

    Its columns may have changed places, and it may have empty lines.
    """
    lines = [(line, cells) for line, cells in lines_of(path) if any(cells)]
    columns = lines[0][1] if lines and {*lines[0][1]} == {*columns} else columns
    for line, _, said in misshapen({"schema": {"fields": [{"name": c} for c in columns]}}, lines):
        raise UsageError(f"{paths.place(path)}, line {line}: {said} Save it as CSV, with commas.")
    return [dict(zip(columns, cells, strict=True)) for _, cells in lines[1:]]


def _read(path: Path) -> list[Proposal]:
    """Return the proposals of a file as they stand; UsageError where it is mangled."""
    rows: list[dict[str, Any]] = [*edited(path, [each.name for each in fields(Proposal)])]
    for line, row in enumerate(rows, 2):
        for column in ("page", "line", "nth"):
            if not row[column].isdecimal():
                said = f"{column} is {row[column]!r}, and a whole number was there: undo that"
                raise UsageError(f"{path}, line {line}: {said}.")
            row[column] = int(row[column])
    return [Proposal(**row) for row in rows]


def _fault(p: Proposal) -> str:
    """Return what of a row cannot be meant, and what would be right; or nothing."""
    typed = p.named != set_origin(p).proposed
    heads = p.what in ("table", "label", "header", "title") and typed
    if p.decide not in ("", "yes") and not p.decide.startswith(("yes:", "no:", "part of ")):
        return f"decide is {p.decide!r}; it must be {HELP}"
    if p.what in ("cell", "total") and p.value and not p.value.isdecimal():
        right = digits(p.value) or "29568"
        return f"value is {p.value!r}; it must be digits only, such as {right}"
    if heads or (p.status == GONE and (typed or p.value)):
        said = f"what was written beside {p.proposed!r} is not read"
        return f"{said}: its code goes into value, in the row where it stands"
    if p.what == "table" and p.page and p.accepted and p.value not in tables.dictionary():
        right = "set it up with ourimpact new-table, or name one in value"
        return f"there is no table {p.value!r}: {right}"
    return ""


def _as_elsewhere(made: list[Proposal]) -> None:
    """Decide about a label or header as was decided where it stands in another table."""
    heads = [p for p in made if p.what in ("label", "header") and p.status in (NEW, RENAMED)]
    given = {(p.column, folded(p.printed)): p for p in heads if p.accepted}
    for p in (p for p in heads if not p.decide):
        if known := given.get((p.column, folded(p.printed))):
            p.decide, p.value, p.label = known.decide, known.value, known.label
