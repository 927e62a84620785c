"""What is kept of a report that was read before: headers, labels, and where each number stood.

No sentence is kept. Beside each number outside the tables stand the few words around it, each as
three hexadecimal digits of its hash: enough to find the place again, too little to read.
"""

import hashlib
import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from ourimpact import TableError, existing, tables

LABEL = 45  # longest label of a new number, as figures show it beside others
THEIRS = " (NCMEC's label)"  # on a label that we show as printed
Key = tuple[str, str, str]  # table, row, column; for a single number, its id and place


class Place(NamedTuple):
    """A number outside the tables of the last report: where it stood, and what it is."""

    at: tuple[int, int, int]  # page, line, and which of the line
    keys: list[Key]  # one number may be in several tables
    context: str  # hashed words before, |, hashed words after
    printed: str


class Layout(NamedTuple):
    """How a table is printed: its columns as (header, meaning), and the codes of its labels."""

    name: str
    key: list[str]
    columns: list[tuple[str, str]]
    codes: dict[str, str]


def folded(text: str) -> str:
    """Return a label as it is compared: without case, marks and blanks, as a PDF breaks words."""
    return re.sub(r"[^\w&<>+]+", "", text).casefold()


def styled(printed: str, column: str) -> str:
    """Return a new label as those of its column are written: names, or words of a sentence."""
    ours = tables.load("categories").query("column != 'section'")
    there = [label.partition(" ")[2] for label in ours.loc[ours["column"] == column, "label"]]
    long = re.findall(r"[^\W\d_]{4,}", " ".join(there))
    as_name = bool(long) and all(map(str.istitle, long))
    names = _names(" . ".join([*ours["label"], *tables.load("headline_numbers")["label"]]))

    def cased(match: re.Match) -> str:
        word = match.group()
        if word.casefold() in names:
            return names[word.casefold()]
        if word[-1] == "." or (not printed.isupper() and word[1:] != word[1:].lower()):
            return word  # U.S.
        capital = (as_name and len(word) > 3) or match.start() == 0
        return word.capitalize() if capital else word.lower()

    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    words = rf"\b(?:{known})\b|(?:[A-Z]\.)+|[^\W\d_]+(?:['’][^\W\d_]+)*"
    return re.sub(words, cased, printed, flags=re.IGNORECASE)


@cache
def _names(said: str) -> dict[str, str]:
    """Return what is always capitalized within a text: Team Adam, but not Team alone."""
    word = r"[^\W\d_]*[A-Z]\w*"
    names = re.findall(rf"(?<=[\w,] ){word}(?: {word})*", said)
    lower = set(re.findall(r"\w+", said))
    return {n.casefold(): n for n in names if n.casefold() not in lower}


def hashed(words: list[str]) -> str:
    """Return words as three hexadecimal digits each."""
    return " ".join(map(_short, words))


@cache
def _short(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:3]


def last(year: int) -> int:
    """Return the last year, up to one, whose report was read; TableError where none was."""
    known = tables.years("places")
    years = [y for y in known if y <= year]
    if not years:
        raise TableError(f"No report of {year} or before was read.{existing(known)}")
    return years[-1]


def layouts(year: int) -> list[Layout]:
    """Return how each table was printed when it was last printed, up to a year."""
    headers, found = tables.load("printed_headers"), []
    headers = headers[headers["year"] <= year].astype({"table": "str"}).fillna("")
    for name, rows in headers.groupby("table", sort=False):
        rows = rows[rows["year"] == rows["year"].max()].sort_values("position")
        key = tables.divisions(name)
        columns = list(zip(rows["printed"], rows["means"], strict=True))
        found.append(Layout(name, key, columns, codes(name, key[0], year)))
    return found


def field(name: str, column: str) -> dict:
    """Return what the dictionary says of a column."""
    return next(f for f in tables.dictionary()[name]["schema"]["fields"] if f["name"] == column)


def codes(name: str, column: str, year: int) -> dict[str, str]:
    """Return the code of each label, as it is compared, of a table's column up to a year."""
    about = field(name, column)
    rules = about.get("constraints", {})
    known = rules.get("enum", ())
    if about["type"] == "integer" and "maximum" in rules:
        known = [str(n) for n in range(rules["minimum"], rules["maximum"] + 1)]
    rows = _labels(column, year)
    said = [*zip(rows["printed"], rows["code"], strict=True)]
    if column == "state":  # printed as a postal code
        said += [(name, code) for code, name in tables.labels(column).items()]
    found = {folded(code): code for code in known if code not in set(rows["code"])}
    return found | {folded(label): code for label, code in said if code in known}


def printed(column: str, year: int) -> dict[str, str]:
    """Return the label that is printed for each code of a column in a year."""
    rows = _labels(column, year)
    return dict(zip(rows["code"], rows["printed"], strict=True))  # the newest label wins


def _labels(column: str, year: int) -> pd.DataFrame:
    rows = tables.load("categories")
    return rows[(rows["column"] == column) & (rows["since"] <= year) & rows["printed"].notna()]


def places(year: int) -> list[Place]:
    """Return where numbers stood outside the tables in the last report up to a year, in order."""
    rows, values = tables.load("places", last(year)), stored(last(year))
    rows = rows[rows["context"].notna()].astype({"table": "str"})
    found = []
    for at, same in rows.groupby(["page", "line", "nth"]):
        keys = [*same[["table", "row", "column"]].itertuples(index=False, name=None)]
        found.append(Place(at, keys, same["context"].iloc[0], values.get(keys[0], "")))
    return found


def stored(year: int) -> dict[Key, str]:
    """Return every number of a year's report, as text; a total has `total` for row or column."""
    found = {}
    for name, table in tables.dictionary().items():
        is_printed = table["path"].startswith("report/") and name != "claims"
        if not is_printed or year not in tables.years(name):
            continue
        key = table["schema"]["primaryKey"][1:]
        for row in tables.load(name, year).astype("str").to_dict("records"):
            if name == "printed_totals":
                found[row["table"], row["row"], row["column"]] = row["value"]
            elif name == "headline_numbers":
                found[name, row["id"], row["place"]] = row["printed"]
            elif len(key) > 1:
                found[name, row[key[0]], row[key[1]]] = row[tables.measure(name)]
            else:
                found |= {(name, row[key[0]], c): row[c] for c in row if c not in ("year", *key)}
    return found
