"""What two years' reports print differently, and which typed sentences that may make false."""

from collections.abc import Iterator

from ingest import memory, typed
from ingest.memory import Key
from ourimpact import UsageError, existing, paths, tables


def diff(year: int, other: int, every: bool = False) -> tuple[str, int]:
    """Return the typed sentences that what differs between two years' reports may make false.

    And what differs; the status is 0. With `every`, the sentences that it does not concern, too.
    Raises NoSuchYearError for a year that is not in the tables.
    """
    years = tables.years("headline_numbers")
    if year == other:
        raise UsageError(f"{year} is given twice: name two reports to compare.{existing(years)}")
    for each in {year, other} - set(years):
        raise tables.NoSuchYearError(f"There is no report of {each}.{existing(years)}")
    names = [*_only(year, other), *_renamed(year, other)]
    changed = [key for key, _ in names if not all(key)]  # a number that only moved has no new name
    lines = [" ".join(filter(None, key)) + said for key, said in [*names, *_other(year, other)]]
    lines = lines or [f"{year} and {other} print the same."]
    return "\n\n".join([typed.sentences(year, other, changed, every), "\n".join(lines)]) + "\n", 0


def _only(year: int, other: int) -> Iterator[tuple[Key, str]]:
    """Yield what one year has and the other has not: a table, else a row or column, else a cell."""
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
        column = tables.divisions(table)[0]
        before, after = (memory.printed(column, y).get(code, code) for y in (year, other))
        if before != after:
            yield (table, code, ""), f": printed as {before!r}, then {after!r}"
    for code, title in memory.printed("section", year).items():
        if (now := memory.printed("section", other)[code]) != title:
            yield ("sections", code, ""), f": titled {title!r}, then {now!r}"


def _other(year: int, other: int) -> Iterator[tuple[Key, str]]:
    """Yield renamed headers, rows in another order, footnotes, and totals that do not add up."""
    before, after = ({lay.name: lay for lay in memory.layouts(y)} for y in (year, other))
    notes = [file.read_text("utf-8").replace("’", "'") for file in paths.published(other)]
    for name in sorted(before.keys() & after.keys()):
        was, now = ({m: h for h, m in lay[name].columns} for lay in (before, after))
        for means in [means for means in was if now.get(means, was[means]) != was[means]]:
            yield (name, "", means), f": headed {was[means]!r}, then {now[means]!r}"
        there, here = (_rows(name, y) for y in (year, other))
        if [row for row in there if row in here] != [row for row in here if row in there]:
            yield (name, "", ""), ": its rows stand in another order"
        for code in tables.footnotes([name], [other]):
            text = tables.caveat(code)
            lost = notes and not any(text.replace("’", "'") in note for note in notes)
            none = f" No figure of {other} shows it." if lost else ""
            yield (name, "", ""), f": footnote, {text}{none}"
    totals = tables.load("printed_totals", other).dropna(subset="differs")
    for total in totals.astype("str").itertuples():
        yield (total.table, total.row, total.column), f": {total.differs}"


def _rows(name: str, year: int) -> list[str]:
    places = tables.load("places", year).query("table == @name and context.isna()")
    return list(dict.fromkeys(places.sort_values(["page", "line", "nth"])["row"]))
