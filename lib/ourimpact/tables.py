"""The tables, typed and checked through the data dictionary (`data/datapackage.json`)."""

from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from ourimpact import paths
from ourimpact.dictionary import file
from ourimpact.dictionary import tables as dictionary
from ourimpact.errors import TableError, existing, nearest

_KINDS = {"integer": "Int64", "number": "float64", "string": "str", "boolean": "boolean"}


class NoSuchYearError(TableError):
    """A table has no rows for the year that was asked for."""


def load(name: str, year: int | None = None) -> pd.DataFrame:
    """Return a table's rows, of one year or of all, with categories in the report's order.

    Raises TableError where the table is unknown or breaks its dictionary, NoSuchYearError where
    it has no rows for the year.
    """
    frame = _frame(name)
    if year is None:
        return frame.copy()
    if year not in years(name):
        raise NoSuchYearError(_lacks(name, year, years(name)))
    return frame[frame["year"] == year].reset_index(drop=True)


def series(name: str, year: int) -> pd.DataFrame:
    """Return a table's rows up to a year, from earlier reports (`<name>_earlier`) and this one.

    The columns are those that both tables have. Raises TableError where there is no earlier one,
    NoSuchYearError where neither has the year.
    """
    earlier = f"{name}_earlier"
    if name in dictionary() and earlier not in dictionary():
        raise TableError(f"{name} has no earlier years: tables.load({name!r}) has all there are.")
    parts = [_frame(earlier), _frame(name)]
    both = [column for column in parts[1] if column in parts[0]]
    known = sorted({int(y) for part in parts for y in part["year"]})
    if year not in known:
        raise NoSuchYearError(_lacks(name, year, known))
    coded = _coded(parts[1][both])
    frame = pd.concat([part[both].astype(dict.fromkeys(coded, "str")) for part in parts])
    for column in coded:
        codes = [code for part in parts[::-1] for code in part[column].cat.categories]
        frame[column] = pd.Categorical(frame[column], list(dict.fromkeys(codes)), ordered=True)
    return frame[frame["year"] <= year].reset_index(drop=True)


def years(name: str) -> list[int]:
    """Return the years a table has rows for, in order; raises TableError where it has no year."""
    frame = _frame(name)
    if "year" not in frame:
        raise TableError(f"{name} has no column year.")
    return sorted(int(year) for year in frame["year"].unique())


def number(id: str, year: int) -> float:
    """Return the value of a single printed number, as an int where it is whole.

    Raises TableError where the id is unknown in that year or printed with two values.
    """
    rows = load("headline_numbers", year)
    values = rows.loc[rows["id"] == id, "value"].unique()
    if len(values) != 1:
        known = sorted(rows["id"].unique())
        problem = f"two values: {list(values)}" if len(values) else "no such id"
        raise TableError(f"headline_numbers, {year}, {id!r}: {problem}.{nearest(id, known)}")
    return int(values[0]) if float(values[0]).is_integer() else float(values[0])


def total(name: str, year: int, row: str = "total", column: str = "total") -> int:
    """Return a total as the report prints it; raises TableError where it prints none."""
    totals = load("printed_totals", year)
    totals = totals[totals["table"].astype("str") == name]
    found = totals[(totals["row"] == row) & (totals["column"] == column)]
    if len(found) != 1:
        known = [f"{r}/{c}" for r, c in zip(totals["row"], totals["column"], strict=True)]
        raise TableError(
            f"printed_totals, {year}: {name} has no total {row}/{column}."
            f"{nearest(f'{row}/{column}', known)}"
        )
    return int(found["value"].iloc[0])


def add_up(name: str, year: int) -> None:
    """Raise TableError unless a table's parts add to each total that the report prints of it."""
    load(name, year)
    checked = totals_checked(year, name)
    if checked.empty:
        raise TableError(f"printed_totals, {year}: {name} has no total.")
    wrong = [
        f"{each.row}/{each.column} {each.recomputed:,}, printed {each.printed:,}"
        for each in checked[~checked["agrees"]].itertuples()
    ]
    if wrong:
        raise TableError(f"{name}, {year}, its parts add to other totals: {'; '.join(wrong)}.")


def totals_checked(year: int, name: str | None = None) -> pd.DataFrame:
    """Return every printed total of a year, or of one table, beside the sum of its parts.

    Columns: table, row, column, printed, recomputed, agrees (bool).
    """
    checked = load("printed_totals", year).rename(columns={"value": "printed"}).drop(columns="year")
    if name is not None:
        checked = checked[checked["table"].astype("str") == name].reset_index(drop=True)
    checked["recomputed"] = [
        _sum(str(table), year, row, column)
        for table, row, column in zip(
            checked["table"], checked["row"], checked["column"], strict=True
        )
    ]
    checked["agrees"] = checked["printed"] == checked["recomputed"]
    return checked


def labels(column: str) -> dict[str, str]:
    """Return the display labels of a category column's codes; states are labelled by name."""
    rows = _frame("categories")
    rows = rows[rows["column"].astype("str") == column]
    if rows.empty:
        known = sorted(_frame("categories")["column"].astype("str").unique())
        raise TableError(f"categories has no column {column!r}.{nearest(column, known)}")
    found = dict(zip(rows["code"], rows["label"], strict=True))
    if column == "state":
        states = _frame("states")
        found |= dict(zip(states["state"].astype("str"), states["name"], strict=True))
    return found


def citations(names: list[str], cited_years: list[int]) -> list[str]:
    """Return the short credit of each source that tables have for these years, once each.

    A row's own `source` counts where a table has that column; every other table with a year is
    printed in the report of that year, `our-impact-<year>`.
    """
    ids: list[str] = []
    for name in names:
        frame = _frame(name)
        if "year" in frame:
            frame = frame[frame["year"].isin(cited_years)]
        if "source" in frame:
            ids += list(frame["source"])
        elif "year" in frame:
            ids += [f"our-impact-{year}" for year in sorted(frame["year"].unique())]
    known = _frame("sources").set_index("source")["citation"]
    lost = [id for id in ids if id not in known.index]
    if lost:
        raise TableError(f"sources has no {lost[0]!r}: add its row to data/reference/sources.csv.")
    return list(dict.fromkeys(known[id] for id in ids))


def problems(name: str) -> list[str]:
    """Return what breaks the dictionary in a table, a line each; empty where all is well."""
    path = paths.data() / "datapackage.json"
    resource = _package(path, path.stat().st_mtime_ns).get_resource(name)
    schema = {field.name: field for field in resource.schema.fields}
    found = []
    for error in resource.validate(limit_errors=20).flatten(
        ["rowNumber", "fieldName", "cell", "type", "note"]
    ):
        line, column, cell, kind, note = error
        where = f"data/{resource.path}"
        where += f", line {line}" if line else ""
        where += f", column {column}" if column else ""
        found.append(f"{where}: {_explain(kind, cell, note, schema.get(column), schema)}")
    return found


def _explain(kind: str, cell: str, note: str, field: Any, schema: dict) -> str:
    """Return an error of frictionless in words that say what would be right."""
    if kind == "type-error":
        digits = "".join(c for c in str(cell) if c.isdigit())
        hint = f" Digits only, such as {digits}." if digits else ""
        return f"{cell!r} is not of type {field.type}.{hint}"
    if kind == "constraint-error" and cell in ("", None):
        return "the cell is empty, and a value is required."
    if kind == "constraint-error" and "enum" in note:
        known = field.constraints["enum"]
        return f"{cell!r} is no known value.{nearest(str(cell), known)}"
    if kind == "constraint-error":
        return f"{cell!r} breaks the rule: {note}."
    if kind == "primary-key":
        return f"the same key stands twice ({note}). One row for each key."
    if kind in ("incorrect-label", "extra-label", "missing-label"):
        return f"the columns must be {', '.join(schema)} ({note or kind})."
    return note


def _lacks(name: str, year: int, known: list[int]) -> str:
    kind = f" A year is a whole number, not {year!r}." if isinstance(year, str) else ""
    return f"{name} has no rows for {year}.{existing(known)}{kind}"


def _coded(frame: pd.DataFrame) -> list[str]:
    return [c for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)]


def _sum(name: str, year: int, row: str, column: str) -> int:
    """Return the sum of a table's measure over one printed row and column."""
    frame = load(name, year)
    key = [c for c in dictionary()[name]["schema"]["primaryKey"] if c != "year"]
    measure = next(c for c in frame if c not in ["year", *key])
    if row != "total":
        frame = frame[frame[key[0]].astype("str") == row]
    if column not in ("total", measure):
        frame = frame[frame[key[1]].astype("str") == column]
    return int(frame[measure].sum())


def _frame(name: str) -> pd.DataFrame:
    """Return a whole table, not to be changed; it is read anew when its file or dictionary is."""
    path = file(name)
    stamp = (path.stat().st_mtime_ns, (paths.data() / "datapackage.json").stat().st_mtime_ns)
    return _read(name, path, stamp)


@cache
def _read(name: str, path: Path, stamp: tuple[int, int]) -> pd.DataFrame:
    wrong = problems(name)
    if wrong:
        raise TableError("\n".join(wrong))
    fields = dictionary()[name]["schema"]["fields"]
    kinds = {field["name"]: _kind(field) for field in fields}
    frame = pd.read_csv(
        path, dtype=kinds, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
    )
    whole = [c for c in frame if kinds[c] == "Int64" and frame[c].notna().all()]
    frame = frame.astype(dict.fromkeys(whole, "int64"))
    return frame


def _kind(field: dict) -> Any:
    codes = field.get("constraints", {}).get("enum")
    if codes and field["type"] == "string":
        return pd.CategoricalDtype(codes, ordered=True)
    return _KINDS[field["type"]]


@cache
def _package(path: Path, stamp: int) -> frictionless.Package:
    try:
        return frictionless.Package(str(path))
    except frictionless.FrictionlessException as error:
        raise TableError(f"data/datapackage.json: {error.error.message}") from None
