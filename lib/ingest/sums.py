"""Whether printed totals are the sums of their parts, and what they imply of a part left blank."""

import re
from collections import defaultdict

from ingest.memory import Key
from ingest.proposal import (
    NEW,
    NOT_ADDING_UP,
    SAME,
    SUPPRESSED,
    UNKNOWN,
    Proposal,
    decided_codes,
    doubt,
)
from ourimpact import tables

ADDED = r"the parts add to ([\d,]+)"  # in the `near` of a total that is not that
Parts = dict[Key, dict[Key, Proposal]]  # for each total, its cells by key


def add_up(made: list[Proposal]) -> None:
    """Let each total wait whose parts add to another number, and no longer where they do.

    What has a new label or header is no part of a total that adds up without it; of what was left
    out, nothing waits. A cell printed as less than a number, or as a dash, has what totals imply.
    """
    new = _undecided(made)
    parts, totals = _sorted(made)
    for p in (p for p in made if p.what == "cell" and not p.decide and not p.value):
        if SUPPRESSED.fullmatch(p.printed):
            _imply(p, parts, totals)
    for key, p in totals.items():
        if p.value.isdigit() and id(p) not in new:
            cells = parts.get(key, {}).values()
            known = sum(int(cell.value or 0) for cell in cells if id(cell) not in new)
            added = sum(int(cell.value or 0) for cell in cells)
            _compare(p, known if known == int(p.value) else added)


def _undecided(made: list[Proposal]) -> set[int]:
    """Leave out the numbers of labels and headers that are; return those of undecided ones."""
    heads, new = {(p.what, p.table, p.row): p.decide for p in made if p.page}, set()
    for p in (p for p in made if p.what in ("cell", "total")):
        above = (("label", p.table, p.row), ("header", p.table, p.column))
        decided = [heads[key] for key in above if key in heads]
        if any(each.startswith("no:") for each in decided):
            p.decide = "no: its label or header is left out"
        if "" in decided:
            new.add(id(p))
    return new


def _compare(total: Proposal, added: int) -> None:
    """Let a total wait that is not what its parts add to, and no longer where it is."""
    said, agrees = f"the parts add to {added:,}", added == int(total.value)
    near = "; ".join(n for n in total.near.split("; ") if not n.startswith("the parts"))
    if agrees and total.status == NOT_ADDING_UP:
        total.decide, total.status, total.near = "yes", SAME if total.last else NEW, near
    elif not agrees and said not in total.near:
        total.near = near
        doubt(total, said)
        total.status = NOT_ADDING_UP


def _sorted(made: list[Proposal]) -> tuple[Parts, dict[Key, Proposal]]:
    """Return the cells of each total, and the totals, by what their codes mean."""
    meant, parts, totals = decided_codes(made), defaultdict(dict), {}
    for p in (p for p in made if p.what in ("cell", "total") and not p.decide.startswith("no:")):
        row, column = (meant.get((p.table, code)) or code for code in (p.row, p.column))
        key = (p.table, row, column)
        if "total" in (row, column):
            totals[key] = p
            continue
        two_ways = len(tables.dictionary()[p.table]["schema"]["primaryKey"]) > 2
        if two_ways or column == tables.measure(p.table):
            whole = {(row, "total"), ("total", column)} if two_ways else set()
            for each in {*whole, ("total", "total")}:
                parts[p.table, *each][key] = p
    return parts, totals


def _imply(p: Proposal, parts: Parts, totals: dict[Key, Proposal]) -> None:
    """Give a cell whose number is not printed the one that all its printed totals leave for it."""
    left = set()
    for key, cells in parts.items():
        whole, others = totals.get(key), [cell for cell in cells.values() if cell is not p]
        if len(others) < len(cells) and whole and all(n.value for n in (whole, *others)):
            left.add(int(whole.value) - sum(int(cell.value) for cell in others))
    most = re.sub(r"\D", "", p.printed)
    said = [n for n in left if n >= 0 and (not most or n < int(most))]
    p.value = str(said[0]) if len(left) == len(said) == 1 else ""
    p.near = f"the totals imply {p.value}" if p.value else UNKNOWN
