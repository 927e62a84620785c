"""The tables, typed and checked through the data dictionary (`data/datapackage.json`)."""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from weakref import WeakValueDictionary

import pandas as pd

from ourimpact import TableError, checks, existing, nearest, paths
from ourimpact.checks import dictionary

_COMPARED = (  # a total with its parts: what is compared, and whether it is called smaller
    r"(?i)\b(total|sum|parts)\b.*?\b(?:(smaller|fewer|less|lower)|larger|greater|more|higher)\b"
)
FEW = 10  # fewest reports for a share; no counts up to it by race and age or gender
UNSTABLE, STEADY = 20, 200  # a share of fewer is marked unstable; a group of fewer has few
COUNTS = ("n", "count", "number", "total", "value")  # by which a column of counts may go, too
NAMED = {"state": "name", "section": "title"}  # columns whose codes have a table of their own


@dataclass
class Session:
    """What one notebook has loaded, and its year, whose labels are shown."""

    year: int | None = None
    loaded: set[str] = field(default_factory=set)  # names of tables
    # What `load` has given and is still in use, by the table's name and the frame's id
    frames: WeakValueDictionary[tuple[str, int], pd.DataFrame] = field(
        default_factory=WeakValueDictionary
    )


session = Session()  # figures.begin starts another, for another notebook or year, or in a run


class NoSuchYearError(TableError):
    """A table has no rows for the year that was asked for."""


def load(name: str, year: int | None = None) -> pd.DataFrame:
    """Return a table's rows, of one year or of all, with categories in the report's order.

    Raises TableError where the table is unknown or breaks its dictionary, NoSuchYearError where
    it has no rows for the year.
    """
    frame = whole(name)
    session.loaded.add(name)
    if year is not None:
        _must_have(name, year, years(name))
        frame = frame[frame["year"] == year].reset_index(drop=True)
    frame = frame.copy(deep=False)  # copy on write: changes do not reach the cached table
    session.frames[name, id(frame)] = frame
    return frame


def series(name: str, year: int) -> pd.DataFrame:
    """Return a table's rows up to a year, from earlier reports (`<name>_earlier`) and this one.

    The columns are those that both tables have. A code that `code_changes` counts as another by
    this year is that one in all years. Raises NoSuchYearError where neither has the year.
    """
    names = [each for each in (name, f"{name}_earlier") if each == name or each in dictionary()]
    there = [y for each in names for y in years(each)]
    if twice := sorted({y for y in there if there.count(y) > 1}):
        raise TableError(f"{' and '.join(names)} both have {twice}: one must not.")
    _must_have(name, year, there)
    return counted_alike(name, year, [whole(each) for each in names])


def added(name: str, column: str, year: int) -> dict[str, list[str]]:
    """Return the labels that `series` adds in a year, with counts, by the code of their sum."""
    frame, changes, names = whole(name), whole("code_changes"), labels(column, year)
    rows = frame[frame["year"] == year].astype({column: "str"})
    printed = rows.groupby(column)[measure(name)].sum()
    changes = changes[(changes["column"] == column) & (changes["since"] <= year)]
    joint = changes.groupby("counted_as", sort=False)["code"]
    parts = {
        code: [f"{names[c]} ({printed[c]:,})" for c in [code, *codes] if c in printed]
        for code, codes in joint
    }
    return {code: those for code, those in parts.items() if len(those) > 1}


def alike(name: str, year: int) -> pd.DataFrame:
    """Return a year's rows in which a code that was split or joined counts as the earlier one."""
    return counted_alike(name, year, [load(name, year)])


def counted_alike(name: str, year: int, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of a table, and of its earlier years, up to a year, in their common columns.

    Codes that were split or joined since are added, as one code.
    """
    columns = [column for column in parts[0] if column in parts[-1]]
    coded = parts[0][columns].select_dtypes("category").columns
    rows = pd.concat([part[columns].astype(dict.fromkeys(coded, "str")) for part in parts[::-1]])
    rows = rows[rows["year"] <= year].reset_index(drop=True)
    changes = whole("code_changes")
    changes = changes[changes["column"].isin(columns) & (changes["since"] <= year)]
    for column in coded:
        alike = changes[changes["column"] == column].set_index("code")["counted_as"].to_dict()
        codes = [code for part in parts for code in part[column].cat.categories]
        codes = list(dict.fromkeys([*codes, *alike.values()]))
        rows[column] = pd.Categorical(rows[column].replace(alike), codes, ordered=True)
    if changes.empty:
        return rows
    key = [c for c in dictionary()[name]["schema"]["primaryKey"] if c in rows]
    return rows.groupby(key, observed=True, sort=False)[[measure(name)]].sum().reset_index()


def _must_have(name: str, year: int, there: Collection[int]) -> None:
    """Raise NoSuchYearError where a table has rows for other years alone."""
    if year not in there:
        kind = f" A year is a whole number, not {year!r}." if isinstance(year, str) else ""
        raise NoSuchYearError(f"{name} has no rows for {year}.{existing(there)}{kind}")


def years(name: str) -> list[int]:
    """Return the years a table has rows for, in order; raises TableError where it has no year."""
    frame = whole(name)
    session.loaded.add(name)
    if "year" not in frame:
        raise TableError(f"{name} has no column year.")
    return sorted(int(year) for year in frame["year"].unique())


def number(id: str, year: int) -> float:
    """Return the value of a single printed number, as an int where it is whole.

    Raises TableError where the id is unknown, NoSuchYearError where it is printed in other years
    alone.
    """
    rows = load("headline_numbers", year)
    values = rows.loc[rows["id"] == id, "value"].unique()
    if not len(values):  # at most one: two would be an error in the table
        gone(id, year)
        near = nearest(id, sorted(rows["id"].unique()))
        raise TableError(f"headline_numbers, {year}, {id!r}: no such id.{near}")
    return int(values[0]) if float(values[0]).is_integer() else float(values[0])


def gone(id: str, year: int) -> None:
    """Raise NoSuchYearError where a single number is printed in other years alone."""
    rows = whole("headline_numbers")
    if there := sorted({int(y) for y in rows.loc[rows["id"] == id, "year"]} - {year}):
        raise NoSuchYearError(f"headline_numbers, {year}: {id!r} is not printed.{existing(there)}")


def counted(name: str, year: int, **codes: str | Collection[str]) -> int:
    """Return what a table counts in a year, in the rows that have the codes asked for.

    Such as `counted("missing_by_state", 2024, state=["TX", "NY"], status="resolved")`. Raises
    TableError for a column or a code that the year does not have, and as `load` does.
    """
    rows = load(name, year)
    meant = pd.Series(True, rows.index)
    for column, wanted in codes.items():
        if column not in rows:
            raise TableError(f"{name} has no column {column!r}.{nearest(column, rows)}")
        texts = rows[column].astype("str")
        wanted = {wanted} if isinstance(wanted, str) else set(wanted)
        for code in sorted(wanted.difference(texts)):
            near = nearest(code, sorted(set(texts)))
            raise TableError(f"{name}, {year}: no {column} {code!r}.{near}")
        meant &= texts.isin(wanted)
    return int(rows.loc[meant, measure(name)].sum())


def divisions(name: str) -> list[str]:
    """Return the columns by which a table divides a year's counts: its key but for the year."""
    return dictionary()[name]["schema"]["primaryKey"][1:]


def measure(name: str) -> str:
    """Return the column that a table counts in, the first outside its key."""
    schema = dictionary()[name]["schema"]
    return next(f["name"] for f in schema["fields"] if f["name"] not in schema["primaryKey"])


def add_up(name: str, year: int) -> None:
    """Raise TableError unless a table's parts add to each total that the report prints of it."""
    load(name, year)
    printed = whole("printed_totals")
    if not ((printed["table"] == name) & (printed["year"] == year)).any():
        raise TableError(f"printed_totals, {year}: {name} has no total.")
    if wrong := not_adding_up(name, year):
        raise TableError(wrong)


def not_adding_up(name: str, year: int) -> str:
    """Return which printed totals of a table are not the sum of their parts, with all lines.

    One that `printed_totals` records as differing, and does, is passed over.
    """
    return _not_adding_up(name, year, stamp(name), stamp("printed_totals"))


@cache
def _not_adding_up(name: str, year: int, *stamps: tuple[str, int, int]) -> str:
    wrong = totals_checked(year, name)
    false = wrong.apply(_says_otherwise, axis=1) if len(wrong) else False
    wrong = wrong[(wrong["agrees"] == wrong["differs"].notna()) | false]
    if wrong.empty:
        return ""
    told, parts = [], _counts(name, year).merge(wrong[["row", "column"]])
    often = parts.groupby(["line", "count"]).size()
    if len(wrong) > 1 and len(both := often[often == len(wrong)]) < 4:
        told = [f"line {line}, {count:,}, is in all of these sums" for line, count in both.index]
    for total in wrong.itertuples():
        cells = parts[(parts["row"] == total.row) & (parts["column"] == total.column)]
        lines = f"lines {', '.join(map(str, cells['line']))}"
        lines += f" ({' + '.join(f'{count:,}' for count in cells['count'])})"
        if len(cells) > 4:
            lines = f"lines {cells['line'].min()} to {cells['line'].max()}"
        at = f"line {total.line} of printed_totals.csv has {total.printed:,}"
        told.append(f"{at} for {total.row}/{total.column}, and {lines} add to {total.recomputed:,}")
        if total.agrees:
            told[-1] += ", so `differs` must be empty"
        elif pd.notna(total.differs):
            told[-1] += f", which {total.differs!r} has the other way round"
    said = f"data/{dictionary()[name]['path']}, {year}, its parts add to other totals"
    return f"{said}: {'; '.join(told)}."


def _says_otherwise(total: pd.Series) -> bool:
    """Return whether a sentence calls a total the smaller number and it is the larger, or so."""
    said = re.search(_COMPARED, str(total["differs"]))
    smaller = said and bool(said[2]) == (said[1].lower() == "total")
    return bool(said) and smaller == (total["printed"] > total["recomputed"])


def totals_checked(year: int, name: str | None = None) -> pd.DataFrame:
    """Return every printed total of a year, or of one table, beside the sum of its parts.

    Columns: table, row, column, printed, differs (what is recorded of it), line (of its file),
    recomputed, agrees (bool).
    """
    session.loaded.add("printed_totals")
    checked = whole("printed_totals").rename(columns={"value": "printed"}).astype({"table": "str"})
    checked = checked.assign(line=checked.index + 2)[checked["year"] == year].drop(columns="year")
    if name is not None:
        checked = checked[checked["table"] == name]
    sums = {}
    for of in checked["table"].unique():
        added = _counts(of, year).groupby(["row", "column"])["count"].sum()
        sums |= {f"{of} {row}/{column}": count for (row, column), count in added.items()}
        _refuse_lost(checked[checked["table"] == of], {*added.index})
    places = checked["table"] + " " + checked["row"] + "/" + checked["column"]
    if lost := [place for place in places if place not in sums]:
        raise TableError(f"printed_totals has {lost[0]}, no table has.{nearest(lost[0], sums)}")
    checked = checked.assign(recomputed=places.map(sums)).reset_index(drop=True)
    return checked.assign(agrees=checked["printed"] == checked["recomputed"])


def _refuse_lost(printed: pd.DataFrame, places: set[tuple[str, str]]) -> None:
    """Raise TableError where a total is gone: a report has those of all rows, or of none."""
    there, whole = {*zip(printed["row"], printed["column"], strict=True)}, {("total", "total")}
    ends = [{place for place in places if place[at] == "total"} for at in (0, 1)]
    given = [kind for kind in ends if (kind - whole) & there]
    due = set().union(*given) - (whole if len(given) < 2 else set())
    if lost := ["/".join(place) for place in sorted(due - there)]:
        raise TableError(f"printed_totals: {printed['table'].iloc[0]} has no total for {lost[0]}.")


def _counts(name: str, year: int) -> pd.DataFrame:
    """Return a year's counts at each place where a total of them may be printed.

    Columns: row and column (codes, or `total`), count, line (of its file).
    """
    load(name, year)
    rows, keys = whole(name), divisions(name)[:2]
    rows = rows[rows["year"] == year].astype(dict.fromkeys(keys, "str")).assign(total="total")
    row, column = [*keys, "total"][:2]
    counts = {"row": rows[row], "column": rows[column], "count": rows[measure(name)]}
    counts = pd.DataFrame(counts | {"line": rows.index + 2})
    counts = pd.concat([counts, counts.assign(row="total")])
    return pd.concat([counts, counts.assign(column="total")]).drop_duplicates()


def differing(names: Collection[str], year: int, drawn: Collection[str] | None = None) -> list[str]:
    """Return what to say of tables' printed totals that are not the sum of their parts.

    With `drawn`, the texts of a figure's data, only of rows and columns that are among them.
    """
    rows = whole("printed_totals").dropna(subset="differs")
    rows = rows[(rows["year"] == year) & rows["table"].astype("str").isin(names)]
    at = (rows["row"] + "_" + rows["column"]).str.lower()
    places = zip(rows["table"].astype("str"), at, rows["differs"], strict=True)
    said = (it for name, at, it in places if drawn is None or _marks(name, at, drawn))
    return list(dict.fromkeys(said))


def footnotes(
    names: Collection[str], years: Collection[int], drawn: Collection[str] | None = None
) -> list[str]:
    """Return the caveats, as codes, of numbers of some years that the report marks.

    Such a code is the table, the year, and the number's row and column. With `drawn`, the texts of
    a figure's data, only those whose row (of a total: whose column) is among them.
    """
    starts = {f"{name}_{year}_": name for name in names for year in years}
    pairs = [(code, start) for code in whole("caveats")["code"] for start in starts]
    found = [(code, start) for code, start in pairs if code.startswith(start)]
    if drawn is not None:
        found = [(c, at) for c, at in found if _marks(starts[at], c.removeprefix(at), drawn)]
    return [code for code, _ in found]


def _marks(name: str, place: str, drawn: Collection[str]) -> bool:
    """Return whether what stands at a row and a column, `tx_active`, is among what is drawn."""
    for column in divisions(name)[:2]:
        codes = whole(name)[column].astype("str")
        if here := [code for code in codes if f"_{code.lower()}_" in f"_{place}_"]:
            said = _named(column, max(here, key=len))
            return any(_nearly(text, label) for text in drawn for label in said)
    return True  # a note on the whole table


def _nearly(text: str, label: str) -> bool:
    """Return whether a figure's text is a label, with more words in brackets, or its first ones."""
    added = text.startswith(f"{label} (")  # `Online enticement (two types)`
    return text == label or added or (" " in text and label.startswith(f"{text} "))


def _named(column: str, code: str) -> set[str]:
    """Return the code and the label of a row, and of what it is counted as or grouped with."""
    changes, known = whole("code_changes"), coded()
    of = (changes["column"] == column) & (changes["code"] == code)
    codes = {(column, each) for each in [code, *changes.loc[of, "counted_as"]]}
    for name, about in dictionary().items():
        if about["schema"].get("primaryKey") == [column] and column not in NAMED:
            rows = whole(name).astype("str")
            codes |= {(by, g) for by in rows for g in rows.loc[rows[column] == code, by]}
    shown = {labels(by).get(each, each) for by, each in codes if by in known}
    return shown | {each for _, each in codes}


def labels(column: str, year: int | None = None) -> dict[str, str]:
    """Return the display labels of a column's codes, of a year's report.

    Without a year they are of the notebook's, else of the newest. States and sections have their
    names; a section that the report has under another title has this.
    """
    stamps = map(stamp, ["categories", f"{column}s"][: 1 + (column in NAMED)])
    return dict(_labels(column, year or session.year, *stamps))


@cache
def _labels(column: str, year: int | None, *stamps: tuple[str, int, int]) -> dict[str, str]:
    rows = whole("categories")
    rows = rows[rows["column"] == column]
    if year is not None:
        rows = rows[(rows["since"] <= year) | ~rows["code"].duplicated()]
    names = dict(rows[["code", "label"]].itertuples(index=False))
    if column in NAMED:
        own = whole(f"{column}s")[[column, NAMED[column]]]
        names = dict(own.itertuples(index=False)) | names
    if not names:
        near = nearest(column, sorted(coded()))
        raise TableError(f"categories has no column {column!r}.{near}")
    return names


def coded() -> frozenset[str]:
    """Return the columns whose codes have labels."""
    return _coded(stamp("categories"))


@cache
def _coded(stamp: tuple[str, int, int]) -> frozenset[str]:
    return frozenset([*whole("categories")["column"], *NAMED])


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which each column that holds codes holds their display labels, as text.

    The labels are those of the notebook's year, else of the newest year among its rows.
    """
    newest = int(frame["year"].max()) if "year" in frame and len(frame) else None
    year = session.year or newest
    texts = {column: frame[column].astype("str") for column in coded().intersection(frame)}
    return frame.assign(**{c: text.map(labels(c, year)).fillna(text) for c, text in texts.items()})


def caveat(code: str) -> str:
    """Return a sentence that figures share; raises TableError for an unknown code."""
    return str(_caveats([code])["text"].iloc[0])


def holds(code: str, year: int) -> bool:
    """Return whether a caveat may be said of a year: a “label” that it quotes is printed then."""
    rows = whole("categories")
    for quoted in re.findall("“(.+?)”", caveat(code)):
        codes = rows[rows["printed"].fillna("").str.startswith(quoted)]
        now = rows[rows["since"] <= year].drop_duplicates(["column", "code"], keep="last")
        said = now.merge(codes[["column", "code"]])["printed"].fillna("")
        if len(said) and not said.str.startswith(quoted).any():
            return False
    return True


def must_say(names: Collection[str], years: Collection[int], by: Collection[str]) -> list[str]:
    """Return the caveats, as codes, that go with a figure of tables divided `by` columns.

    Those of tables, of the columns, and of `breaks` (a first year counted otherwise) between years.
    """
    parts = [dictionary()[name].get("caveats", []) for name in names]
    for described in (dictionary()[name] for name in names):
        columns = [field for field in described["schema"]["fields"] if field["name"] in by]
        parts += [column.get("caveats", []) for column in columns]
        breaks = described.get("breaks", [])
        parts += [[b["caveat"]] for b in breaks if min(years) < b["year"] <= max(years)]
    return [c for c in dict.fromkeys(c for part in parts for c in part) if holds(c, max(years))]


def too_few(names: Collection[str], counts: pd.Series, by: Collection[str]) -> pd.Series:
    """Return which counts must not be shown: 1 to 10, by columns that `withheld` names together.

    Counts called by a code of one of these columns, as `asian` beside ages, are divided by it, too.
    """
    called = str(counts.name).lower()
    for columns in (dictionary()[name].get("withheld", []) for name in names):
        beside = [column for column in columns if column not in by]
        coded = (chain(*labels(column).items()) for column in beside)
        if len(beside) < len(columns) and all(called in map(str.lower, each) for each in coded):
            return counts.between(1, FEW)
    return pd.Series(False, counts.index)


def shares_of_few(frame: pd.DataFrame) -> Iterator[str]:
    """Yield which columns `share…` have a share of `reports` below `FEW`, those of their row.

    A share of more than these is smaller than one of them would be.
    """
    shares = frame.select_dtypes("number").filter(regex="^share")
    for name in shares if "reports" in frame else ():
        of_row = (frame[name] == 0) | (frame[name] * frame["reports"] > 0.9)
        for _, row in frame[of_row & frame["reports"].between(1, FEW - 1)].iterrows():
            of = f"{name} in the row {row.iloc[0]} is of {row['reports']:.0f} reports"
            yield f"{of}: leave it blank, as all shares of fewer than {FEW}."


def citations(
    names: Collection[str],
    cited_years: Collection[int],
    caveats: Collection[str] = (),
    until: int | None = None,
) -> dict[str, str]:
    """Return the short credit of each source, by its id, that tables have for these years.

    A row's own `source` counts where a table has that column; every other table with a year is
    printed in the report of that year, `our-impact-<year>`, up to the year `until`. What caveats
    rest on comes last.
    """
    ids: list[str] = []
    for name in names:
        rows = whole(name)
        if "year" in rows:
            rows = rows[rows["year"].isin(cited_years)]
        if "source" in rows:
            ids += list(rows["source"].unique())
        elif "year" in rows:
            there = sorted(rows["year"].unique())
            ids += [f"our-impact-{year}" for year in there if until is None or year <= until]
    ids += list(_caveats(caveats)["source"].dropna())
    credits = whole("sources").set_index("source")["citation"]
    if lost := [id for id in ids if id not in credits.index]:
        raise TableError(f"sources has no {lost[0]!r}: add its row to data/reference/sources.csv.")
    return {id: str(credits[id]) for id in ids}


def _caveats(codes: Collection[str]) -> pd.DataFrame:
    rows, codes = whole("caveats"), [*codes]
    at = pd.Index(rows["code"]).get_indexer(codes)
    for code, place in zip(codes, at, strict=True):
        if place < 0:
            raise TableError(f"caveats has no {code!r}.{nearest(code, rows['code'])}")
    return rows.iloc[at]


def numbers(*names: str) -> frozenset[float]:
    """Return every number that tables hold, but for years, and every printed total of them."""
    held = (_numbers(name, stamp(name), stamp("printed_totals")) for name in names)
    return frozenset().union(*held)


@cache
def _numbers(name: str, *stamps: tuple[str, int, int]) -> frozenset[float]:
    frame = whole(name).select_dtypes("number").drop(columns="year", errors="ignore")
    totals = whole("printed_totals")
    of = totals["table"].astype("str") == name
    return frozenset([*frame.to_numpy(float).ravel(), *totals.loc[of, "value"].astype(float)])


def miscounted(names: Sequence[str], data: pd.DataFrame, year: int) -> Iterator[str]:
    """Yield counts that tables do not have for the codes, or labels, that stand beside them.

    Rows that no table has, or that `data` has twice, are passed over; codes that were split or
    joined since may be added.
    """
    held = _by_codes(names, _by_years(names, data, year))
    for (counted, *codes), sums in _counts_by(names, held, year).items():
        keys = held[["year", *codes]].astype(dict.fromkeys(codes, "str"))
        places = list(keys.itertuples(index=False, name=None))
        for place, n in zip(places, held[counted], strict=True):
            right = sums.get(place, {n: ""})
            (total, name), *_ = right.items()
            gap = name == "population" or "withheld" in dictionary().get(name, ())
            if n not in right and places.count(place) == 1 and not (gap and pd.isna(n)):
                at = ", ".join(map(str, place))
                left = ", ".join(each for each in divisions(name) if each not in held)
                yield (
                    f"{counted} is {n:,} for {at}; {name} has {total:,}. Keep the column that chose"
                    f" its rows{f' ({left})' * bool(left)}, or name {counted} otherwise."
                )


def _by_years(names: Sequence[str], data: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return data with a row for each year, where it has a column of the tables' counts for each.

    Its codes are labels.
    """
    wide = [each for each in data.select_dtypes("integer") if re.fullmatch("20[0-9]{2}", str(each))]
    if wide and numbers(*names).issuperset(data[wide].to_numpy(float).ravel()):
        data = data.melt([each for each in data if each not in wide], wide, "year", "n")
        data["year"] = data["year"].astype("int")
    return labelled(data if "year" in data else data.assign(year=year))


def _by_codes(names: Sequence[str], data: pd.DataFrame) -> pd.DataFrame:
    """Return data in which a column of the labels of a table's codes has the name of these."""
    keys = {c for name in names for c in dictionary()[name]["schema"]["primaryKey"]}
    texts = data.drop(columns=[*keys], errors="ignore").select_dtypes(exclude="number")
    said = {text: {*texts[text].astype("str")} for text in texts}
    said = {text: values for text, values in said.items() if len(values) > 1}
    shown = {c: {*labels(c).values()} for c in sorted((coded() & keys).difference(data))}
    found = {c: t for c in shown for t in said if said[t] <= shown[c]}
    return data.rename(columns={text: column for column, text in found.items()})


def _counts_by(names: Sequence[str], held: pd.DataFrame, year: int) -> dict[tuple[str, ...], dict]:
    """Return by column of counts and columns of codes: by year and codes, each count's table."""
    found: dict[tuple[str, ...], dict[tuple, dict[float, str]]] = {}
    for name in names:
        counted, by = measure(name), tuple(c for c in divisions(name) if c in held)
        columns = held.select_dtypes("number").columns.intersection([counted, *COUNTS])
        numeric = pd.api.types.is_numeric_dtype(whole(name)[counted])
        if not (by and numeric and len(columns)):
            continue
        stamps = map(stamp, (name, "categories", "code_changes"))
        sums = _sums(name, by, year, *stamps)
        for column in columns:
            for place, n in sums:
                found.setdefault((column, *by), {}).setdefault(place, {})[n] = name
    return found


@cache
def _sums(
    name: str, by: tuple[str, ...], year: int, *stamps: tuple[str, int, int]
) -> list[tuple[tuple, float]]:
    """Return what a table adds to, by year and the labels of some codes, as printed and alike."""
    ways, count = [whole(name)], measure(name)
    if whole("code_changes")["column"].isin(by).any():
        ways.append(counted_alike(name, year, [whole(name)]))
    sums = [labelled(rows).groupby(["year", *by])[count].sum() for rows in ways]
    return [pair for each in sums for pair in each.items()]


def whole(name: str) -> pd.DataFrame:
    """Return a whole table, not to be changed; it is read anew when its file or dictionary is."""
    return _read(name, stamp(name))


@cache
def _read(name: str, stamp: tuple[str, int, int]) -> pd.DataFrame:
    if wrong := checks.problems(name):
        raise TableError("\n".join(wrong))
    return checks.read(name)


def stamp(name: str) -> tuple[str, int, int]:
    """Return a table's file, and when it and the dictionary were saved."""
    files = str(checks.file(name)), f"{paths.data()}/{checks.DICTIONARY}"
    return files[0], *(os.stat(file).st_mtime_ns for file in files)  # noqa: PTH116  a Path is slow
