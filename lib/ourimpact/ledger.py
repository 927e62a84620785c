"""The ledger: what the report prints beside what its own tables give.

The statements are data (`data/report/claims.csv`), and so is how each is recomputed: one of the
`OPERATIONS` below and what it works on. Totals are taken from `printed_totals`.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from typing import NamedTuple

import pandas as pd

from ourimpact import TableError, existing, nearest, tables
from ourimpact.printed import kind, printed_number
from ourimpact.words import capital, count, has_one, listed, one_in, share

AGREES, ROUNDED, DIFFERS = "agrees", "agrees_within_rounding", "does_not_agree"
TWO_WAYS, ODDITY, UNCHECKED = "worded_two_ways", "oddity", "cannot_be_checked"


class Recomputed(NamedTuple):
    """What the tables give where it is not one number, and whether the printed text holds.

    Two wordings hold where they come to the same, an oddity where there is nothing odd, tables
    where they agree with each other.
    """

    shown: str
    holds: bool = True


class Row(NamedTuple):
    """A row of the ledger, but for its year."""

    kind: str
    section: str
    id: str
    statement: str
    printed: str
    recomputed: str
    verdict: str
    recorded: str
    reason: str


def ledger(year: int) -> pd.DataFrame:
    """Return a row for each printed total, each statement and each comparison of ours of a year.

    Columns: year, kind (total, statement; ours: oddity, cross-check), section, id, statement,
    printed, recomputed, verdict, recorded (the verdict in the data), reason. A year without
    statements has its totals alone. Raises NoSuchYearError where it has neither.
    """
    claims = tables.load("claims").query("year == @year")
    rows = _totals(year) + [claim_row(claim, year) for claim in claims.itertuples()]
    if not rows:
        raise tables.NoSuchYearError(f"Nothing to check for {year}.{existing(_years())}")
    frame = pd.DataFrame(rows, columns=Row._fields)
    frame.insert(0, "year", year)
    return frame


def changed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a ledger whose verdict is not the recorded one."""
    return rows[rows["verdict"] != rows["recorded"]]


def without_claim(year: int) -> list[str]:
    """Return the ids of a year's single numbers of which no statement tells, in order."""
    numbers = tables.load("headline_numbers").query("year == @year and scope != 'definition'")
    said = tables.load("claims").query("year == @year")
    return [id for id in numbers["id"].unique() if id not in {*said["id"], *said["headline_id"]}]


def check(year: int | None = None, form: str = "text") -> tuple[str, bool]:
    """Return the ledger of a year (or of all) as text, json or csv, and whether all is as recorded.

    What is short has only the verdicts that are not. Raises NoSuchYearError where the year has
    neither totals nor statements.
    """
    years = _years() if year is None else [year]
    rows = pd.concat([ledger(each) for each in years], ignore_index=True)
    if form == "csv":
        text = rows.to_csv(index=False, lineterminator="\n")
    elif form == "json":
        text = rows.to_json(orient="records", indent=1, force_ascii=False) + "\n"
    else:
        parts = [part for _, part in rows.groupby("year")]
        text = "\n".join(line for part in parts for line in _told(part, form == "short")) + "\n"
    return text, changed(rows).empty


def _years() -> list[int]:
    return sorted({*tables.years("printed_totals"), *tables.years("claims")})


# Whether a printed text agrees with the tables, by the kind of test. A number is compared to its
# last printed digit. Words hold or do not: their verdicts are in the order (not held, held).
_NUMBERS: dict[str, Callable[[float, float, float], bool]] = {
    "equal": lambda printed, unit, found: found == printed,
    "rounded": lambda printed, unit, found: abs(found - printed) <= unit / 2,
    "cut": lambda printed, unit, found: printed <= found < printed + unit,
    "below": lambda printed, unit, found: found < printed,
}
_WORDS = {
    "words": (DIFFERS, AGREES),
    "tables": (DIFFERS, AGREES),
    "wording": (TWO_WAYS, AGREES),
    "oddity": (ODDITY, AGREES),
    "none": (UNCHECKED, UNCHECKED),
}


def verdict(test: str, printed: str, found: float | Recomputed) -> str:
    """Return how a printed text and what the tables give go together, by the kind of test.

    equal: the same number. rounded: at most half a unit of the last printed digit away. cut: from
    the printed number up to less than one such unit above it. below: less than the printed number.
    words, tables, wording, oddity: as `found` says, or as the number is the printed one. none: no
    test.
    """
    if isinstance(found, Recomputed):
        return _WORDS.get(test, (DIFFERS, AGREES))[bool(found.holds)]
    number, unit = printed_number(printed)
    if test in _WORDS:
        return _WORDS[test][found == number]
    if not _NUMBERS[test](number, unit, found):
        return DIFFERS
    return AGREES if test == "below" or found == number else ROUNDED


def recompute(recipe: str, year: int) -> float | Recomputed:
    """Return what the tables give by a recipe such as `sum missing_by_type status=resolved`.

    Raises TableError for an operation, a table, a column or a code that there is not.
    """
    name, *operands = recipe.split()
    if name not in OPERATIONS:
        raise TableError(f"there is no operation {name!r}.{nearest(name, OPERATIONS)}")
    if not _fits(name, operands):
        _, *wanted = signature(OPERATIONS[name]).parameters.values()
        right = [_OPERANDS.get(one.name, one.name) for one in wanted]
        right += ["…"] * any(one.kind is one.VAR_POSITIONAL for one in wanted)
        said = f"{recipe!r} cannot be followed; write: {' '.join([name, *right])}"
        raise TableError(f"{said} (a sum of several codes: column=code,code).")
    for table in {*operands} & {*tables.dictionary()}:
        if not pd.api.types.is_numeric_dtype(tables.whole(table)[tables.measure(table)]):
            raise TableError(f"{recipe!r} cannot be followed: {table} has no counts.")
    try:
        return OPERATIONS[name](year, *operands)
    except ZeroDivisionError:
        return Recomputed("nothing to divide by", holds=False)


def _fits(name: str, operands: list[str]) -> bool:
    """Return whether an operation takes so many operands, and each is of the form that it wants."""
    try:
        given = signature(OPERATIONS[name]).bind(0, *operands).arguments
    except TypeError:  # too few or too many
        return False
    of = [(place, [each] if isinstance(each, str) else each) for place, each in given.items()]
    return all(
        re.fullmatch(_WRITTEN.get(_OPERANDS.get(place, place), ".*"), one)
        for place, each in of[1:]  # the year is first
        for one in each
    )


def claim_row(claim: NamedTuple, year: int) -> Row:
    """Return a statement's row of the ledger; raises TableError where it cannot be tested."""
    test, printed, column = str(claim.test), claim.printed, "recompute"
    try:
        if pd.notna(claim.recompute):
            found = recompute(claim.recompute, year)
            for fault in _misnamed(claim.statement, claim.recompute, year):
                raise TableError(fault)
            column = "printed"
        elif test in _WORDS:
            found = Recomputed("", len({words.casefold() for words in printed.split(" | ")}) == 1)
        else:
            raise TableError(f"recompute is empty, and the test {test!r} needs a number.")
        if test == "cut" and not _MORE.search(f"{printed} {claim.statement}"):
            raise TableError(f"{printed!r} has no + or 'more than': the test is rounded, not cut.")
        said = verdict(test, printed, found)
    except TableError as error:
        line = f"line {claim.Index + 2}, " if hasattr(claim, "Index") else ""  # one not yet stored
        at = f"data/report/claims.csv, {line}column {column} ({claim.id})"
        raise type(error)(f"{at}: {error}") from None
    shown = found.shown if isinstance(found, Recomputed) else _shown(printed, found)
    of = {"oddity": "oddity", "tables": "cross-check"}.get(test, "statement")
    about = (of, claim.section, claim.id, claim.statement, printed)
    reason = "" if pd.isna(claim.reason) else claim.reason
    return Row(*about, shown, said, str(claim.verdict), reason)


def _misnamed(statement: str, recipe: str, year: int) -> Iterator[str]:
    """Yield codes that a statement names, by their labels, and its recipe has otherwise.

    And a rank, a part, or the way of a change of which its recipe finds another.
    """
    name, *operands = recipe.split()
    if name in _SAID and not re.search(_SAID[name], statement, re.IGNORECASE):
        said = _SAID[name].replace("|", " or ")
        yield f"it does not say {said!r}, as recompute does."
    way = re.search(r"\b(?:rose|grew|increased|(fell|decreased))\b", statement)
    difference = name == "change" and way and _number(year, *operands) - _before(year, *operands)
    if difference and (difference > 0) == bool(way[1]):
        yield f"it says {way[0]!r}, and the tables have the other way."
    only = dict(each.split("=") for each in operands if "=" in each)
    for name in (each for each in operands if each in tables.dictionary()):
        rows = tables.whole(name)
        for column in rows.select_dtypes("category").columns.intersection(tables.divisions(name)):
            labels = tables.labels(column, year)
            there = {*rows[column]} & {*labels}
            said = {code for code in there if has_one(statement, labels[code])}
            said -= {"unknown"}  # of which column, the statement does not say
            given = {*only.get(column, "").split(",")}
            if said and (len(said) == 1 or column in only) and said != given:
                wanted = f"{column}={listed(sorted(said))}"
                yield f"it says {labels[min(said)]!r}, and recompute has no {wanted}."


def _shown(printed: str, found: float) -> str:
    shown = {"percent": lambda: share(found / 100), "one_in": lambda: one_in(1, found)}
    return shown.get(kind(printed), lambda: count(found))()


def _totals(year: int) -> list[Row]:
    checked, parts, rows = tables.totals_checked(year), {}, []
    for name, totals in checked.groupby("table", observed=True):
        key = tables.divisions(str(name))[:2]
        codes = totals[["row", "column"][: len(key)]].set_axis(key, axis="columns")
        parts |= tables.labelled(codes).to_dict("index")
    for total in checked.itertuples():
        about = tables.dictionary()[str(total.table)]
        named = parts[total.Index].items()
        said = [f"{column} {code}" if code.isdigit() else code for column, code in named]
        place = ", ".join(each for each in said if each != "total")
        id = f"{total.table}.{total.row}.{total.column}"
        row = ("total", about["section"], id, f"{about['title']}: {place or 'all'}")
        numbers = (count(total.printed), count(total.recomputed))
        found = AGREES if total.agrees else DIFFERS
        recorded, reason = (AGREES, "") if pd.isna(total.differs) else (DIFFERS, total.differs)
        rows.append(Row(*row, *numbers, found, recorded, reason))
    return rows


def _told(rows: pd.DataFrame, short: bool) -> list[str]:
    """Return a year's ledger to read in a terminal; what is short has no verdict as recorded."""
    year, labels = int(rows["year"].iloc[0]), tables.labels("verdict")
    said = [f"{len(rows)} verdicts"] if short else ["", *_by_verdict(rows, labels)]
    lines = [f"Our Impact: {year}", *said]
    if unsaid := without_claim(year):
        lines += ["", f"Numbers without a statement in claims: {', '.join(unsaid)}"]
    differ = changed(rows)
    if differ.empty:
        return [*lines, "", "Every verdict is the recorded one."]
    return [*lines, "", f"Verdicts that differ from the recorded ones: {len(differ)}"] + [
        f"  {row.id}: {labels[row.verdict].lower()}, recorded: {labels[row.recorded].lower()} "
        f"(printed {row.printed}, from the tables {row.recomputed or 'none'})"
        for row in differ.itertuples()
    ]


def _by_verdict(rows: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Return the rows of each verdict: what agrees last, and only counted."""
    lines: list[str] = []
    for code in (DIFFERS, ODDITY, TWO_WAYS, UNCHECKED):
        part = rows[rows["verdict"] == code]
        lines += [f"{labels[code]}: {len(part)}", *map(_line, part.itertuples()), ""]
    for code in (AGREES, ROUNDED):
        kinds = rows.loc[rows["verdict"] == code, "kind"].value_counts()
        said = ", ".join(f"{n} {kind}s" for kind, n in kinds.items())
        lines.append(f"{labels[code]}: {said or 'none'}")
    return lines


def _line(row: NamedTuple) -> str:
    text = f"{row.statement}. Printed: {row.printed}."
    found = "Nearest numbers:" if row.verdict == UNCHECKED else "We find"
    text += f" {found} {row.recomputed}." if row.recomputed else ""
    text += f" {row.reason}" if row.reason else ""
    return textwrap.fill(text, 100, initial_indent="  ", subsequent_indent="    ")


def _sum(year: int, table: str, *filters: str) -> int:
    """Return what a table counts in the rows that have the codes asked for: `status=active`."""
    codes = dict(each.split("=") for each in filters)
    return tables.counted(table, year, **{c: wanted.split(",") for c, wanted in codes.items()})


def _number(year: int, name: str, *filters: str) -> float:
    """Return what a table counts, or a single printed number."""
    return _sum(year, name, *filters) if name in tables.dictionary() else tables.number(name, year)


def _percent(year: int, table: str, *filters: str) -> float:
    return 100 * _sum(year, table, *filters) / _sum(year, table)


def _majority(year: int, table: str, *filters: str) -> Recomputed:
    """Return the percentage, and whether it is more than half."""
    percent = _percent(year, table, *filters)
    return Recomputed(share(percent / 100), percent > 50)


def _part(part: float, whole: float) -> Recomputed:
    """Return a part and its whole; there is nothing odd where there is no part."""
    return Recomputed(f"{count(part)} of {count(whole)} ({share(part / whole)})", part == 0)


def _shares(year: int, table: str, only: str, by: str) -> Recomputed:
    """Return the part that has one code, for each code of another column."""
    column, codes = by.split("=")
    labels = tables.labelled(pd.DataFrame({column: codes.split(",")}))[column].astype("str")
    labels = labels.mask(labels.str.isdigit(), f"{column} " + labels)  # such as "age 16"
    if column == "gender":
        labels = labels.str.lower().replace({"female": "females", "male": "males"})
    wholes = [f"{column}={code}" for code in codes.split(",")]
    parts = [_part(_sum(year, table, only, each), _sum(year, table, each)) for each in wholes]
    said = [f"{label}: {part.shown}" for label, part in zip(labels, parts, strict=True)]
    said = said if len(parts) > 1 else [parts[0].shown]  # with one code, the statement names it
    return Recomputed(capital("; ".join(said)), holds=False)


def _percents(year: int, table: str, only: str) -> Recomputed:
    """Return the share that has one code, in each earlier year that there is and in this one."""
    _sum(year, table, only)  # raises if the column or the code does not exist
    column, code = only.split("=")
    by = tables.series(table, year).groupby(["year", column], observed=True)
    sums = by[tables.measure(table)].sum().unstack()
    _refuse_without(code, list(sums), f"{table}, {year}: no {column}")
    shares = (sums[code] / sums.sum(axis=1)).dropna()
    return Recomputed("; ".join(f"{share(part)} in {y}" for y, part in shares.items()), holds=False)


def _same(year: int, column: str, *names: str) -> Recomputed:
    """Return the sums by a column, or of `all`, that several tables are to have alike."""
    said = []
    for name in names:
        sums = _sums(tables.load(name, year).assign(all=""), name, column)
        said.append(" | ".join(map(count, sums.sort_index())))
    return Recomputed("; ".join(said), len(set(said)) == 1)


def _sums(rows: pd.DataFrame, table: str, column: str) -> pd.Series:
    """Return what rows of a table count, by the codes of a column."""
    _refuse_without(column, list(rows), f"{table} has no column")
    return rows.groupby(column, observed=True)[tables.measure(table)].sum()


def _refuse_without(name: str, there: list[str], said: str) -> None:
    if name not in there:
        raise TableError(f"{said} {name!r}.{nearest(name, there)}")


def _described(column: str, year: int, *ids: str) -> Recomputed:
    """Return the unit or the qualifier of numbers, at all places where they are printed."""
    rows = tables.load("headline_numbers", year)
    for id in ids:
        tables.number(id, year)  # raises if the id does not exist
    said = rows.loc[rows["id"].isin(ids), column].astype("str").str.replace("_", " ").unique()
    return Recomputed(" | ".join(said), len(said) == 1)


def _second(year: int, table: str, only: str) -> Recomputed:
    column, code = only.split("=")
    sums = _sums(tables.alike(table, year), table, column)
    _refuse_without(code, list(sums.index), f"{table}, {year}: no {column}")
    rank = sums.rank(ascending=False)[code]
    return Recomputed(f"rank {rank:.0f} of {len(sums)}", rank == 2)


def _of_years(year: int, table: str, least: str = "0") -> Recomputed:
    """Return what a table counts in a year and up to four before it, each to be `least` or more."""
    sums = tables.series(table, year).groupby("year")[tables.measure(table)].sum().tail(5)
    said = "; ".join(f"{count(n)} in {y}" for y, n in sums.items())
    return Recomputed(said, sums.min() >= int(least))


def _amber_in_year(year: int) -> float:
    """Return the children recovered since launch, less those by the end of the year before."""
    name, table = "amber_recovered_since_launch", "amber_cumulative"
    counted = year - 1 in tables.years(table) or year - 1 not in tables.years("headline_numbers")
    return tables.number(name, year) - _number(year - 1, table if counted else name)


def _before(year: int, name: str, *filters: str) -> float:
    """Return what a table counted the year before, or what a single number was."""
    earlier = f"{name}_earlier"
    half = earlier in tables.dictionary() and year - 1 not in tables.years(name)
    return _number(year - 1, earlier if half else name, *filters)


def _percent_change(year: int, name: str, *filters: str) -> float:
    """Return the percent change of a count or a single number in a year, without its sign."""
    before = _before(year, name, *filters)
    return 100 * abs(_number(year, name, *filters) - before) / before


_MORE = re.compile(r"\+|\b(?:more than|over|above|at least|exceed)", re.IGNORECASE)
_OPERANDS = {  # how each is written in a recipe
    **dict.fromkeys(["only", "by", "filters"], "column=code"), "names": "table", "ids": "id",
    **dict.fromkeys(["name", "part", "whole"], "table-or-id"),
}  # fmt: skip
_WRITTEN = {"column=code": "(?!year=|name=)[^=]*=[^=]*", "least": "[0-9]+"}  # patterns of those
_SAID = {"second": "second|next", "majority": "most|majority|more than half|over half"}
OPERATIONS: dict[str, Callable[..., float | Recomputed]] = {
    "sum": _sum,
    "percent": _percent,
    "ratio": lambda year, whole, part: _number(year, whole) / _number(year, part),
    "share": lambda year, part, whole: _part(_number(year, part), _number(year, whole)),
    "of": lambda year, name, *only: _part(_sum(year, name, *only), _sum(year, name)),
    "shares": _shares,
    "percents": _percents,
    "same": _same,
    "unit": partial(_described, "unit"),
    "qualifier": partial(_described, "qualifier"),
    "majority": _majority,
    "second": _second,
    "years": _of_years,
    "amber_in_year": _amber_in_year,
    "before": _before,
    "change": _percent_change,
    "times": lambda year, name, *filters: (
        _number(year, name, *filters) / _before(year, name, *filters)
    ),
}
