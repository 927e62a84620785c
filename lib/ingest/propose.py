"""What a report proposes for a year, beside the last one that was read."""

from pathlib import Path

from ingest import grids, memory, prose
from ingest.memory import Key, Place
from ingest.proposal import GONE, LEFT, NEW, ODD, SAME, UNREAD, UNSURE, Proposal, number
from ingest.prose import Number
from ingest.reading import read, running
from ourimpact import tables

_COMPLETE = "--section SECTION --title 'TITLE' --counts 'WHAT IT COUNTS, not children'"


def propose(path: Path, year: int) -> list[Proposal]:
    """Return what a report proposes for a year; what a person must decide comes first.

    Raises UsageError where the file cannot be read, TableError where no report was read before.
    """
    before, lines = memory.last(year), read(path)
    edges = running(lines)
    made, rest = grids.find(
        [line for line in lines if not any(line in of for of in edges.values())],
        memory.layouts(year),
        memory.stored(before),
    )
    for said, of in edges.items():
        near = f"a header or footer of {len(of)} pages"
        made.append(Proposal("no: of a page", LEFT, "line", "", "", "", printed=said, near=near))
    found = prose.numbers(rest, list(tables.load("dismissed")["pattern"]))
    if dismissed := len(prose.numbers(rest, [])) - len(found):
        about = {"value": str(dismissed), "near": "numbers that dismissed.csv has"}
        made.append(Proposal("no: dismissed", LEFT, "line", "", "", "", **about))
    gone = prose.align(found, memory.places(year))
    made = [p for p in made if p.what != "table" or p.status == GONE or _holds(p, found)]
    for p in made:
        if p.what == "table" and p.status == NEW:
            p.near = f"ourimpact new-table NAME --year {year} --columns {p.near} {_COMPLETE}"
    about = tables.load("headline_numbers", before).astype("str").set_index(["id", "place"])
    about, seen, section = about.to_dict("index"), {}, ""
    for each in found:
        for key in each.place.keys if each.place else ():
            made.append(_known(each, key, about.get(key[1:], {}), seen))
            section = made[-1].section or section
        if not each.place:
            where = "call_out" if each.alone else "prose"
            p = _at(each, NEW, "number", ("headline_numbers", "", where))
            p.section, p.qualifier, p.scope = section, each.qualifier, "in_year"
            p.near = _perhaps(each, gone) + ("" if p.value else f"{UNREAD}; ") + p.near
            made.append(p)
    lost = {key: place for place in gone for key in place.keys}
    made += [Proposal("", GONE, "number", *key, last=p.printed) for key, p in lost.items()]
    ids = {row for _, row, _ in lost}
    for p in made:  # one of two places may have taken the number of another id
        if p.what == "number" and p.status == SAME and p.row in ids:
            p.decide, p.status, p.near = "", UNSURE, f"{p.row} has a place less; {p.near}"
    return sorted(made, key=lambda p: (p.decide != "", p.page, p.line, p.nth))


def _perhaps(found: Number, gone: list[Place]) -> str:
    """Return the number of the last report, not found in this one, that a new one may be."""
    if near := prose.nearest(found, gone):
        return f"perhaps {near.keys[0][1]}, which was {near.printed}; "
    return ""


def _holds(table: Proposal, found: list[Number]) -> bool:
    """Return whether a number that is not dismissed stands in the lines below a header."""
    return any(n.at[0] == table.page and 0 < n.at[1] - table.line <= 4 for n in found)


def _at(found: Number, status: str, what: str, key: Key) -> Proposal:
    p = Proposal("", status, what, *key, number(found.printed), found.printed)
    (p.page, p.line, p.nth), p.near, p.context = found.at, found.near, found.context
    return p


def _known(found: Number, key: Key, about: dict[str, str], seen: dict[str, str]) -> Proposal:
    """Return a number at a place of the last report; what differs there waits for a person."""
    what = "total" if "total" in key else "number" if about else "cell"
    p = _at(found, SAME, what, key)
    p.last = found.place.printed
    doubts = [UNREAD] * (not p.value)
    if about:
        for name in ("section", "unit", "scope", "label"):
            setattr(p, name, about[name])
        defined = p.scope == "definition"  # a whole sentence qualifies an age limit
        p.qualifier = about["qualifier"] if defined else found.qualifier
        if p.qualifier != about["qualifier"]:
            doubts.append(f"qualifier was {about['qualifier']}")
        if p.value and seen.setdefault(p.row, p.value) != p.value:
            doubts.append(f"elsewhere {p.row} is {seen[p.row]}")
    was = float(number(p.last) or 0)
    if p.value and was and not 0.3 < float(p.value) / was < 3:
        doubts.append("three times more or less")
    if found.likeness < prose.SURE:
        p.status = UNSURE
    elif doubts:
        p.status = ODD
    else:
        p.decide = "yes"
    p.near = "; ".join([*doubts, p.near])
    return p
