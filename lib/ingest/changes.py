"""What two years' reports print differently, and what of this repository each change touches."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ingest import memory, typed
from ingest.memory import Key
from ourimpact import existing, paths, tables


def diff(year: int, other: int) -> tuple[str, int]:
    """Return what differs between two years' reports, and what each touches; the status is 0.

    Raises NoSuchYearError for a year that is not in the tables.
    """
    years = tables.years("headline_numbers")
    for each in {year, other} - set(years):
        raise tables.NoSuchYearError(f"There is no report of {each}.{existing(years)}")
    names = [*_only(year, other), *_renamed(year, other)]
    changed = [key for key, _ in names if not all(key)]  # a place of a number is none
    lines = [typed.sentences(other, changed)]
    for key, said in [*names, *_other(year, other)]:
        touched = list(_touched(key, year)) or ["nothing here uses it"]
        lines.append("\n    ".join([" ".join(filter(None, key)) + said, *touched]))
    return "\n\n".join(lines if lines[1:] else [f"{year} and {other} print the same."]) + "\n", 0


def _only(year: int, other: int) -> Iterator[tuple[Key, str]]:
    """Yield the tables, rows, columns and single cells that one year has and the other has not.

    Of a table or row that is missing its cells are not named, too.
    """
    before, after = ({p for key in memory.stored(y) for p in _parts(key)} for y in (year, other))
    found = {
        next(part for part in _parts(key) if part in before ^ after): None
        for key in sorted(before ^ after) if all(key)
    }  # fmt: skip
    for part in found:
        yield part, f": in {year if part in before else other} only"


def _parts(key: Key) -> list[Key]:
    table, row, column = key
    return [(table, "", ""), (table, row, ""), (table, "", column), key]


def _renamed(year: int, other: int) -> Iterator[tuple[Key, str]]:
    for table, code in sorted({key[:2] for key in memory.stored(year)}):
        before, after = (memory.printed(_key(table)[0], y).get(code, code) for y in (year, other))
        if before != after:
            yield (table, code, ""), f": printed as {before!r}, then {after!r}"
    for code, title in memory.printed("section", year).items():
        if (now := memory.printed("section", other)[code]) != title:
            yield ("sections", code, ""), f": titled {title!r}, then {now!r}"


def _other(year: int, other: int) -> Iterator[tuple[Key, str]]:
    """Yield renamed headers, rows in another order, footnotes, and totals that do not add up."""
    before, after = ({lay.name: lay for lay in memory.layouts(y)} for y in (year, other))
    notes = [file.read_text("utf-8").replace("’", "'") for file in _figures(other)]
    for name in sorted(before.keys() & after.keys()):
        was, now = ({m: h for h, m in lay[name].columns} for lay in (before, after))
        for means in [means for means in was if now.get(means, was[means]) != was[means]]:
            yield (name, "", means), f": headed {was[means]!r}, then {now[means]!r}"
        there, here = (_rows(name, y) for y in (year, other))
        if [row for row in there if row in here] != [row for row in here if row in there]:
            yield (name, "", ""), ": its rows stand in another order"
        for code in tables.footnotes([name], [other]):
            shown = any(tables.caveat(code).replace("’", "'") in note for note in notes)
            none = f" No figure of {other} shows it." * (bool(notes) and not shown)
            yield (name, "", ""), f": footnote, {tables.caveat(code)}{none}"
    totals = tables.load("printed_totals", other).dropna(subset="differs")
    for total in totals.astype("str").itertuples():
        yield (total.table, total.row, total.column), f": {total.differs}"


def _key(table: str) -> list[str]:
    return tables.dictionary()[table]["schema"]["primaryKey"][1:2]


def _rows(name: str, year: int) -> list[str]:
    places = tables.load("places", year).query("table == @name and context.isna()")
    return list(dict.fromkeys(places.sort_values(["page", "line", "nth"])["row"]))


def _touched(key: Key, year: int) -> Iterator[str]:
    """Yield the notebooks, figures and claims that use a table, or name a code or id of it."""
    table, word = key[0], (key[1] or key[2]).removeprefix("total")  # which is no code
    named = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    single = table == "headline_numbers"  # which nearly all load: only what is named counts
    numbers = tables.load("headline_numbers").astype("str").query("id == @word")
    by_itself = re.compile(
        rf'(?:others\(\w+, |besides\()"(?:{"|".join(numbers["section"]) or "-"})"'
    )
    for path in sorted(paths.notebooks().glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        if word and not word.isdigit() and named.search(source):
            yield f"notebooks/{path.name} names {word}"
        elif single and by_itself.search(source):
            yield f"notebooks/{path.name} shows it with its section's numbers"
        elif table in source and not single:
            yield f"notebooks/{path.name}"
    for path in _figures():
        if not single and table in json.loads(path.read_text(encoding="utf-8"))["tables"]:
            yield f"figure {path.parent.name}/{path.stem}"
    for claim in tables.load("claims").itertuples():
        text = f"{claim.id} {claim.recompute} {claim.headline_id}"
        if word and (single or table in text) and named.search(text):
            yield f"claim {claim.id} ({claim.year})"


def _figures(year: int | str = "*") -> list[Path]:
    return sorted((paths.root() / "figures").glob(f"{year}/*.json"))
