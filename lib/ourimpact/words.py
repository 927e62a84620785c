"""Numbers into words, one way everywhere."""

from collections.abc import Sequence

import pandas as pd
from IPython.display import Markdown

from ourimpact import tables

_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"))


def count(value: float) -> str:
    """Return a whole number with thousands separators: `29,568`."""
    return f"{value:,.0f}"


def rounded(value: float) -> str:
    """Return a large number in words to one decimal, `20.5 million`; below a million as `count`."""
    for size, name in _SCALES:
        if value >= size:
            return f"{value / size:.1f} {name}"
    return count(value)


def share(part: float, whole: float = 1, digits: int = 1) -> str:
    """Return part of whole as a percentage: `91.4%`."""
    return f"{100 * part / whole:.{digits}f}%"


def change(before: float, after: float, digits: int = 0) -> str:
    """Return the change between two values in percent, signed with a true minus: `+12%`, `−31%`."""
    return f"{100 * (after / before - 1):+.{digits}f}%".replace("-", "\N{MINUS SIGN}")


def one_in(part: float, whole: float) -> str:
    """Return part of whole as one in so many: `1 in 6.7`."""
    return f"1 in {whole / part:.1f}"


def headlines(rows: pd.DataFrame, section: str) -> pd.DataFrame:
    """Return a section's rows of `headline_numbers` as a table to read, each number as printed.

    The index is the label; the columns are printed, place, qualifier, unit and scope, in words.
    """
    shown = rows[rows["section"] == section].set_index("label")
    words = {c: shown[c].map(tables.labels(c)) for c in ("place", "qualifier", "scope")}
    shown = shown.assign(unit=shown["unit"].str.replace("_", " "), **words)
    return shown[["printed", "place", "qualifier", "unit", "scope"]]


def printed(headline: pd.DataFrame, ids: Sequence[str] = ()) -> pd.DataFrame:
    """Return single numbers as they may be quoted, from rows of `headline_numbers` of one year.

    One row for each id (its index), in the order given; without `ids` all but parts of definitions.
    Columns: qualifier (`more than`; empty where exact), number (`83,000`, `29.2 million`, `91%`),
    words (both, for a sentence), label, unit, scope (`in 2024`, `cumulative`), value, year.
    A number printed in running text and in a call-out is taken from running text, whose words
    qualify it. Raises TableError for an id that the rows lack or give two values.
    """
    for id, values in headline.groupby("id")["value"].unique().items():
        if len(values) > 1:
            both = " and ".join(f"{value:,g}" for value in values)
            raise tables.TableError(f"headline_numbers prints {id!r} with two values: {both}.")
    rows = headline.sort_values("place", kind="stable").drop_duplicates("id").set_index("id")
    if lost := [id for id in ids if id not in rows.index]:
        raise tables.TableError(f"headline_numbers has no {lost[0]!r} among these rows.")
    rows = rows.loc[list(ids)] if ids else rows[rows["scope"] != "definition"]
    parts = zip(rows["value"], rows["unit"], rows["qualifier"], strict=True)
    said = rows["qualifier"].astype("str").str.replace("_", " ").replace("exact", "")
    number = pd.Series([_number(*part) for part in parts], rows.index, dtype="str")
    scope = rows["scope"].astype("str").map(tables.labels("scope")).str.lower()
    in_year = "in " + rows["year"].astype("str")
    return pd.DataFrame({
        "qualifier": said,
        "number": number,
        "words": (said + " " + number).str.strip(),
        "label": rows["label"],
        "unit": rows["unit"].str.replace("_", " "),
        "scope": scope.mask(rows["scope"] == "in_year", in_year),
        "value": rows["value"].convert_dtypes(),
        "year": rows["year"],
    })  # fmt: skip


def _number(value: float, unit: str, qualifier: str) -> str:
    """Return a printed number: in full where it is exact, else with the word million at need."""
    if unit == "percent":
        return f"{value:g}%"
    if unit == "one_in":
        return f"1 in {value:g}"
    for size, name in _SCALES:
        if value >= size and qualifier != "exact":
            return f"{value / size:g} {name}"
    return count(value)


def finding(text: str) -> Markdown:
    """Return a computed sentence as a displayed paragraph, set apart from the text around it."""
    return Markdown(f"> **{text}**")


def in_short(*sentences: str) -> Markdown:
    """Return a notebook's main findings as a list, to show at its top."""
    return Markdown("\n".join(f"- **{sentence}**" for sentence in sentences))
