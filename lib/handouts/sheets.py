"""Tables to download: workbooks that explain themselves, CSVs, years in one file, and a ZIP."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
import xlsxwriter

from handouts import gallery, known
from handouts.gallery import Figure
from ourimpact import UsageError, paths, tables, words
from ourimpact.about import credit

AS_WRITTEN = {"strings_to_numbers": True, "strings_to_formulas": False, "strings_to_urls": False,
              "in_memory": True}  # fmt: skip
LICENSE = "Creative Commons Attribution 4.0, https://creativecommons.org/licenses/by/4.0/"
APART = "states_and_dc"  # the row on which the national rate is based
SMALL = ("The table repeats every count that NCMEC printed. Our figures and notebooks show no "
         "count of 1 to 10 by race together with age or gender; please do not single "
         "these out.")  # of a table with `withheld`  # fmt: skip
FOR_PROGRAMS = "All rows, for programs"  # a sheet behind one to read
TO_SORT = "States, to read and sort"
OF_ONE = "State and nation, to read"
NATION = "Nation"  # a sheet of the two totals, which would count twice in a sum of the states
KIND = "This row is"  # a column of the sheet Years across, and what is said below it
TOTAL = "a total: leave it out of sums"
ALONE = ", unless its other rows are blank for that year"
BLANK = "Where a total’s other rows are blank for a year, only the total is known."
# The columns of the sheet TO_SORT, in the order of the site's table of states and of all its files
TO_READ = ("state_name", "fips", "reports", "resolved", "active", "share_resolved",
           "share_resolved_beside_nation", "share_if_like_nation_low", "share_if_like_nation_high",
           "reports_per_100k_under_18", "rate_beside_nation", "residents_under_18",
           "census_region", "census_division")  # fmt: skip
_COUNT = re.compile(r"\d+(\.0)?")
CODES = ("fips",)  # columns of digits that are text: a number has no leading zero
# A sheet to read: its name, its rows with the columns' names on top, and how many it filters
Wide = tuple[str, Sequence[Sequence[Any]], int]


def write(
    path: Path, frame: pd.DataFrame, about: dict[str, str], shares: Collection[str],
    wide: Sequence[Wide],
) -> None:  # fmt: skip
    """Write a workbook: sheets to read, the rows, `shares` in percent, and what is to be known."""
    with xlsxwriter.Workbook(path, AS_WRITTEN) as book:
        book.set_properties({"title": about.get("Title", ""), "created": datetime(2000, 1, 1)})
        head, long = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        heads = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        forms = [book.add_format({"num_format": one}) for one in ("0.0%", "#,##0.0", "#,##0")]
        for one in wide:  # what a person looks for is first
            _to_read(book, one, about, heads, *forms)
        name, filtered = (FOR_PROGRAMS, wide[0][2]) if wide else ("Data", 0)
        _data(book.add_worksheet(name), frame, shares, filtered or len(frame), head, *forms)
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 0, 36, book.add_format({"bold": True, "text_wrap": True}))
        sheet.set_column(1, 1, 100, long)
        for line, pair in enumerate(about.items()):
            for column, text in enumerate(pair):
                sheet.write_string(line, column, text)


def _to_read(book: Any, wide: Wide, about: dict[str, str], head: Any, *forms: Any) -> None:
    """Write a sheet to read, with what must be said below it."""
    name, (heads, *rows), filtered = wide
    sheet = book.add_worksheet(name)
    kinds = [0 if re.search("(?i)share", one) else 1 if "per " in one else 2 for one in heads]
    _codes_as_text(sheet, heads)
    for line, row in enumerate([heads, *rows]):
        for at, cell in enumerate(row):
            sheet.write(line, at, cell, forms[kinds[at]] if line else head)
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(zip(*rows, strict=True)):  # a head is in several lines
        letters = max(10, len(heads[at]) // 4, *(len(str(cell)) for cell in column))
        sheet.set_column(at, at, min(letters, 40) + 2)
    if filtered:
        sheet.autofilter(0, 0, filtered, len(heads) - 1)
    last = about.get("Last rows", "")
    totals = [f"{last.partition(' (')[0]}."] if name == NATION else []
    totals += re.findall(r"The rows of [^.]*\.", last) if name == TO_SORT else []
    below = [*_of_totals(wide[1]), *totals, about["Caveat"], about["Credit"]]
    sheet.write_column(len(rows) + 2, 0, below)


def _of_totals(wide: Sequence[Sequence[Any]]) -> list[str]:
    """Return what is said of a sheet with totals of which some parts are blank, if it is one."""
    return [BLANK] if KIND in wide[0] and any("" in row for row in wide[1:]) else []


def _data(
    sheet: Any, frame: pd.DataFrame, shares: Collection[str], filtered: int, *forms: Any
) -> None:  # fmt: skip
    """Write the rows, the first ones with filters, and each column in the form of its numbers."""
    head, percent, decimal, thousands = forms
    _codes_as_text(sheet, [*frame])
    for line, row in enumerate([[*frame], *frame.to_numpy().tolist()]):
        cells = [{"True": True, "False": False}.get(cell, cell) for cell in row]
        sheet.write_row(line, 0, cells, None if line else head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, filtered, len(frame.columns) - 1)
    for place, name in enumerate(frame):
        rate = decimal if name.startswith(("rate", "reports_per")) else thousands
        form = percent if name in shares else None if name in ("year", "since") else rate
        sheet.set_column(place, place, None, form)
    sheet.autofit(400)


def _codes_as_text(sheet: Any, heads: Sequence[str]) -> None:
    """Have columns of codes written as text, which Excel is not to call an error."""
    if codes := {at for at, of in enumerate(heads) if of.lower().removesuffix(" code") in CODES}:
        # Below the heads, where there is one: an empty text would make an empty row part of the
        # table; what it returns None for is written as usual
        sheet.add_write_handler(str, lambda to, line, at, cell, *_: (
            to.write_string(line, at, cell)
            if cell and line and at in codes else None))  # fmt: skip
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def pack(path: Path, folder: Path, patterns: Iterable[str]) -> None:
    """Write a ZIP of the files below a folder, the same bytes for the same files."""
    with ZipFile(path, "w") as packed:
        for pattern in patterns:
            for file in sorted(one for one in folder.glob(pattern) if one.is_file()):
                name = ZipInfo(f"{path.stem}/{file.relative_to(folder).as_posix()}")
                packed.writestr(name, file.read_bytes(), ZIP_DEFLATED, 9)


def book(
    base: Path, columns: list[str], rows: list[list[str]], said: dict[str, str], site: str,
    of: Iterable[str] = (), plain: bool = True, wide: Sequence[Wide] = (), named: str = "",
) -> Iterable[dict[str, str]]:  # fmt: skip
    """Write rows as a workbook that explains them, with `plain` as CSV, too; return its fields.

    It is cited as `named`, or by its title, in the site of this title.
    """
    cited = gallery.citation(f"“{named or said['Title']}.” {site}")
    said |= {"License": LICENSE, "Version": f"{cited['version']}, {cited['date']}".strip(", "),
             "Citation": f"{cited['cite']} Data: {said['Source']}."}  # fmt: skip
    frame = _named(pd.DataFrame(rows, columns=columns))
    said = {name: known.by_name(text) for name, text in said.items()}
    about = said | _meanings(frame, columns, of, base.name) | said  # in this order; said is right
    shares = gallery.fractions(columns, rows)
    write(base.with_suffix(".xlsx"), frame, _both_names(about, wide), shares, wide)
    if not plain:
        return []
    caveat = ". ".join(said[one] for one in ("Covers", "Caveat") if said.get(one))
    frame = frame.assign(caveat=caveat, credit=said["Credit"])
    frame = frame.map(lambda cell: cell.translate(gallery.STRAIGHT))
    frame.to_csv(base.with_suffix(".csv"), index=False, lineterminator="\n")
    kinds = ("integer", r"-?\d*"), ("number", r"-?[\d.]*"), ("string", "(?s).*")
    return ({"name": name, "description": about.get(f"Column {name}", f"The {name} to print."),
             "type": "string" if name in CODES else
                     next(k for k, like in kinds if all(re.fullmatch(like, c) for c in cells))}
            for name, cells in frame.items())  # fmt: skip


def _both_names(about: dict[str, str], wide: Sequence[Wide]) -> dict[str, str]:
    """Return what is to be known; a column that a sheet to read has, by its name there, too."""
    heads = known.load("columns") if wide and wide[0][0] in (TO_SORT, OF_ONE) else {}
    there = {f"Column {one}": f"Column {one}: {heads[one][0]}" for one in TO_READ if one in heads}
    return {there.get(name, name): text for name, text in about.items()}


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the names of their codes beside these; of types, with NCMEC's, too."""
    kinds, meant = tables.load("categories").astype("str"), known.load("columns")
    for column in {*kinds["column"]} & {*frame}:
        at, rows = frame.columns.get_loc(column) + 1, kinds[kinds["column"] == column]
        if f"{column}_newest_label" in meant and "printed_label" not in frame:
            printed = {said: row.printed for row in rows.itertuples() for said in row[2:6:3]}
            frame.insert(at, f"{column}_newest_label", frame[column].map(printed).fillna(""))
        labels = frame[column].map(states_named() if column == "state" else tables.labels(column))
        if labels.notna().any() and f"{column}_name" not in frame:
            frame.insert(at, f"{column}_name", labels.fillna(frame[column]))
    return frame


def states_named() -> dict[str, str]:
    """Return the names of states by code, and of those together that have a rate."""
    states = tables.load("states")
    apart = words.places(states[states["kind"] != "territory"]).removeprefix("the ")
    return tables.labels("state") | {APART: apart}


def too_few(cards: Iterable[dict[str, Any]]) -> str:
    """Return the names of the places with too few reports for a share and a rate."""
    names = tables.labels("state")
    return words.listed(
        names[row[0]] for card in cards if "reports" in card["columns"] for row in card["rows"]
        if row[0] in names and int(row[card["columns"].index("reports")]) < tables.FEW)  # fmt: skip


def territories(codes: Collection[str]) -> dict[str, Any]:
    """Return the codes of the territories among some places, and their names together."""
    of = tables.load("states").query("kind == 'territory'")
    of = of[of["state"].isin(codes)].sort_values("name")
    return {"codes": [*of["state"]], "name": words.listed([*of["name"]])} if len(of) else {}


def _meanings(
    frame: pd.DataFrame, columns: list[str], of: Iterable[str], name: str
) -> dict[str, str]:
    """Return what each column means: as the site has it, of a table as the dictionary has it."""
    meant = {c.removeprefix(f"{name}."): about[1] for c, about in known.load("columns").items()}
    named = [one for one in frame if one not in columns and one.endswith("_name")]
    meant |= {one: f"Name of the code in {one.removesuffix('_name')}." for one in named}
    for field in (f for name in of for f in tables.dictionary()[name]["schema"]["fields"]):
        unit = f" (unit: {field['unit']})" if "unit" in field else ""
        meant[field["name"]] = f"{field['description'].rstrip('.')}{unit}."
    return {f"Column {one}": meant[one] for one in frame if one in meant}


def numbers(one: Figure) -> tuple[list[str], list[list[str]]]:
    """Return the columns and rows of a figure's CSV, with shares of all, or which rows are sums."""
    columns, rows = gallery.numbers(one)
    rows = _by_names(columns, rows)
    if columns[-2:] == ["counted", "count"]:  # a line through one column would join what is unlike
        frame = pd.DataFrame(rows, columns=columns)
        wide = frame.pivot(index=columns[:-2], columns="counted", values="count").fillna("")
        wide = wide[list(dict.fromkeys(frame["counted"]))].reset_index()
        columns, rows = [*wide], wide.to_numpy().tolist()
    columns, rows = _with_sources(one, columns, rows)
    years = {row[columns.index("year")] for row in rows if "year" in columns}
    if columns[-1] == "reports" and len(years) < 2:
        total = sum(int(row[-1]) for row in rows)
        columns = [*columns, "share_of_all"]
        rows = [[*row, f"{int(row[-1]) / total:.6f}"] for row in rows]
    if not (like := known.load("common_words")["sums"].get(one.slug)):
        return columns, rows
    marked = [[*row, str(any(re.fullmatch(like, cell) for cell in row))] for row in rows]
    return [*columns, "is_sum"], marked


def _by_names(columns: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Return rows that are in order of states' codes in order of their names, which are shown."""
    if "state" not in columns:
        return rows
    at, names = columns.index("state"), tables.labels("state")
    codes = [[*row[:at], row[at] not in names, row[at]] for row in rows]
    if codes != sorted(codes):
        return rows
    named = zip(codes, rows, strict=True)
    return [row for _, row in sorted(
        named, key=lambda of: [*of[0][:-1], names.get(of[0][-1], "")])]  # fmt: skip


def _with_sources(
    one: Figure, columns: list[str], rows: list[list[str]]
) -> tuple[list[str], list[list[str]]]:
    """Return columns and rows; with a `source` of each row, if there are rows of several years.

    A row is from the tables that have one of its counts in its year: from all of them, if there are
    several. A rest, summed up, is from those of the other rows of its year, and any other row that
    no table has from all tables of the figure.
    """
    at = columns.index("year") if "year" in columns else None
    if at is None or len({row[at] for row in rows}) < 2:
        return columns, rows
    own = [_having(one.tables, int(row[at]), row[:at] + row[at + 1 :]) for row in rows]
    beside: dict[str, list[str]] = {}
    for row, names in zip(rows, own, strict=True):
        beside.setdefault(row[at], []).extend(names)
    like = known.load("common_words")["rest"].get(one.slug)
    told = []
    for row, names in zip(rows, own, strict=True):
        is_rest = like and re.fullmatch(like, row[0])
        of = names or (beside[row[at]] if is_rest else one.tables)
        by = tables.citations(dict.fromkeys(of), [int(row[at])]).values()
        told.append([*row, "; ".join(by)])
    return [*columns, "source"], told


def of_years(columns: list[str], rows: list[list[str]]) -> str:
    """Return which years are from which source; nothing where a year has several, or all one."""
    if not {"year", "source"} <= {*columns}:
        return ""
    years: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda row: row[columns.index("year")]):
        years.setdefault(row[columns.index("source")], []).append(int(row[columns.index("year")]))
    told = [f"{_years(of)}: {source.replace('; ', ' and ')}" for source, of in years.items()]
    is_each = len({*chain(*years.values())}) == sum(len({*of}) for of in years.values())
    return "; ".join(told) if is_each and len(told) > 1 else ""


def _having(names: Iterable[str], year: int, cells: Iterable[str]) -> list[str]:
    """Return which tables have one of the counts in a row, in its year."""
    counts = {*map(float, filter(_COUNT.fullmatch, cells))}
    return [name for name in names if counts & _held(name, year, tables.stamp(name))]


@cache
def _held(name: str, year: int, stamp: tuple[str, int, int]) -> set[float]:
    """Return the numbers that a table has of a year, and their sums by each of its columns.

    They are found anew when the table was saved: see `tables.stamp`.
    """
    rows = tables.whole(name)
    rows = rows[rows["year"] == year] if "year" in rows else rows[:0]
    counts = rows.select_dtypes("number").drop(columns="year", errors="ignore")
    kinds = [kind for kind in rows.select_dtypes(exclude="number") if rows[kind].nunique() > 1]
    sums = [counts.groupby(rows[kind].astype("str")).sum() for kind in kinds]
    return {float(n) for of in [counts, counts.sum(), *sums] for n in of.to_numpy().ravel()}


def said_of(card: dict[str, Any]) -> dict[str, str]:
    """Return what a workbook says of a figure's numbers, which are whole."""
    one: Figure = card["of"]
    measure = one.subtitle.replace(" in millions", " (drawn in millions)")
    marks = re.sub(r"\*[^.]*\. ?", "", card["marks"])  # no file has an asterisk
    columns, rows = card["columns"], card["rows"]
    years = [int(row[columns.index("year")]) for row in rows] if "year" in columns else [one.year]
    return {"Title": one.title, "Covers": known.covers(one.tables, _years(years)),
            "Measure": measure,
            "Finding": known.printable(card["finding"]),
            "Caveat": card["caveat"], **({"In the picture": marks} if marks else {}),
            "Source": card["printed"],
            "Addresses": "; ".join(f"{of['citation']}: {of['url']}" for of in gallery.sources([one])
                                   if of["url"] and known.is_printed(of["citation"])),
            "Credit": card["by_table"]}  # fmt: skip


def table(table: dict, shown: list[Figure], work: Path, site: str) -> dict[str, Any]:
    """Write a table's workbook; return what its page shows: rows, labels, figures."""
    frame = tables.load(table["name"])
    rows = frame.astype("object").where(frame.notna(), "").astype("str").to_numpy().tolist()
    rows = _by_names([*frame], rows)
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    named = tables.load("sources").astype("str").set_index(["title", "publisher"])["citation"]
    by = {", ".join(of): citation for of, citation in named.items()}  # editions share an address
    facts = "; ".join(by.get(s["title"], s["title"]) for s in table["sources"] if "path" in s)
    credited, (beside, aside) = credit(facts), known.apart(known.beside_table(table))
    cited = "; ".join(source["title"] for source in table["sources"])
    counts = any("unit" in field for field in table["schema"]["fields"])
    kind = "report" if table["path"].startswith("report/") else "beside" if counts else "kept"
    small = {"Small counts": SMALL} if "withheld" in table else {}
    of = known.covers([table["name"]], _years(frame["year"])) if kind == "report" else ""
    said = {"Title": table["title"], **({"Covers": of} if of else {}), **small,
            "Meaning": table["description"],
            "What it counts": table.get("counts", ""), "Caveat": beside, "Source": cited,
            "Credit": credited}  # fmt: skip
    book(work / "data" / table["path"], [*frame], rows, said, site, [table["name"]], plain=False)
    coded = {*tables.load("categories")["column"]}
    labels = {name: tables.labels(name) for name in frame if name in coded}
    return {"credit": credited, "beside": beside, "aside": aside, "table": table, "kind": kind,
            "covers": of, "small": "".join(small.values()), "columns": [*frame], "rows": rows,
            "fields": fields, "labels": labels,
            "figures": [one for one in shown if table["name"] in one.tables]}  # fmt: skip


def series(work: Path, site: str) -> list[dict[str, Any]]:
    """Write each table that goes on from an earlier one as one file; return what they are."""
    about, notes = tables.dictionary(), known.load("series")
    names = [one["name"] for one in notes]
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"series.json has {words.listed(sorted(twice))} twice.")
    made = [one for one in notes if "rows" in one]
    marks = {one["name"]: one["marks"] for one in notes if "marks" in one}
    made += [{"name": name, "title": about[name]["title"], "tables": [f"{name}_earlier", name],
              "marks": marks.get(name, {})}
             for name in about if f"{name}_earlier" in about]  # fmt: skip
    (work / "data" / "series").mkdir(parents=True)
    whole = [one | _series(one, work, site) for one in made]
    for one in whole:
        one["related"] = [other for other in whole if other is not one and _is_near(one, other)]
    return whole


def _is_near(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two series have a table in common, or are of one section of the report."""
    of = [{tables.dictionary()[name].get("section") for name in each["tables"]} - {None}
          for each in (one, other)]  # fmt: skip
    return bool({*one["tables"]} & {*other["tables"]} or of[0] & of[1])


def _series(one: dict[str, Any], work: Path, site: str) -> dict[str, Any]:
    """Write a series; return its rows, what is said of it, and its entry in the dictionary."""
    frame, of = _joined(one), [tables.dictionary()[name] for name in one["tables"]]
    wide = [] if "rows" in one else _wide(frame)
    cited = {y: tables.citations(one["tables"], [y]).values() for y in frame["year"].unique()}
    _refuse_misnoted(one, frame)
    if marked := _marked(one, of):  # counted differently from earlier years
        rows = frame.astype("str").to_numpy()
        frame["note"] = [" ".join(s for of, s in marked.items() if {*of.split()} <= {*row})
                         for row in rows]  # fmt: skip
    frame["source"] = frame["year"].map({y: "; ".join(said) for y, said in cited.items()})
    years = _years(frame["year"])
    said = [one["note"]] if "note" in one else [s for t in of for s in known.beside_table(t)]
    note, aside = known.apart(dict.fromkeys(said))
    source = "; ".join(dict.fromkeys(part for said in cited.values() for part in said))
    by = {row.url: row.citation for row in tables.load("sources").itertuples()}
    at = [s["path"] for table in of for s in table["sources"] if "path" in s]
    said = {"Title": f"{one['title']}, {years}", "Covers": known.covers(one["tables"], years),
            "Caveat": note,
            "What it counts": one.get("counts", of[-1]["counts"]),
            "Source": source, "Credit": credit(source),
            "Addresses": "; ".join(f"{by[one]}: {one}" if one in by else one
                                   for one in dict.fromkeys(at)),
            "Column source": "Where the year’s numbers were printed."}  # fmt: skip
    said |= {"Column note": "Why this row may not be comparable."} if marked else {}
    path, rows = f"series/{one['name']}", frame.astype("str").to_numpy().tolist()
    file = f"{path}_{min(cited)}-{max(cited)}"  # so that no table has its name
    read = [("Years across", wide, 0)] if wide else []
    fields = book(work / "data" / file, [*frame], rows, said, site, one["tables"], wide=read)
    resource = {"title": said["Title"], "description": note, "schema": {"fields": [*fields]}}
    return {"title": said["Title"], "path": path, "file": file, "said": said, "note": note,
            "aside": aside, "wide": wide, "sums": " ".join(_of_totals(wide)) if wide else "",
            "columns": [*frame], "rows": rows, "resource": resource}  # fmt: skip


def _years(years: Iterable[int]) -> str:
    """Return years in words: the first and the last only where those between are there."""
    of = sorted({*years})
    is_whole = len(of) > 1 and len(of) == of[-1] - of[0] + 1
    return f"{of[0]} to {of[-1]}" if is_whole else words.listed(of)


def _refuse_misnoted(one: dict[str, Any], frame: pd.DataFrame) -> None:
    """Raise UsageError for a mark of a year or row, or a number in a note, that no row has."""
    rows = [{*row} for row in frame.astype("str").to_numpy()]
    for of in one.get("marks", {}):
        if not any({*of.split()} <= row for row in rows):
            raise UsageError(f"series.json, {one['name']}, marks: no row is of {of!r}.")
    numbers = frame.select_dtypes("number")
    known = {*numbers.to_numpy().ravel(), *numbers.groupby(frame["year"]).sum().to_numpy().ravel()}
    told = str([tables.dictionary()[name]["description"] for name in one["tables"]])
    for number in re.findall(r"\d{1,3}(?:,\d{3})+", f"{one.get('note')} {one.get('marks')}"):
        if number not in told and int(number.replace(",", "")) not in known:
            said = f"neither {words.listed(one['tables'])} nor the description has that number"
            raise UsageError(f"series.json, {one['name']}: {number}: {said}.")


def _joined(one: dict[str, Any]) -> pd.DataFrame:
    """Return a series: a table with its earlier years, or totals by year of several tables."""
    if "rows" not in one:
        frame = tables.series(one["name"], max(tables.years(one["name"])))
        if "status" not in frame:
            return frame
        parts = frame.query("status != 'all'").groupby(["year", "report_type"], sort=False)
        sums = parts["reports"].sum().reset_index().assign(status="all", is_sum=True)
        return pd.concat([frame.assign(is_sum=False), sums]).sort_values("year", kind="stable")
    try:
        there = zip(one["tables"], one["rows"], strict=True)
        parts = {of: tables.load(of).query(rows) for of, rows in there}
    except (NameError, SyntaxError) as error:
        raise UsageError(f"series.json, {one['name']}, rows: {error}.") from None
    for of, rows in parts.items():  # such as a total and a share of it
        if tables.dictionary()[of]["unit"].startswith("varies") and rows["year"].duplicated().any():
            said = f"{of} has several in a year, which cannot be added up: choose one"
            raise UsageError(f"series.json, {one['name']}, rows: {said}.")
    sums = [rows.groupby("year")[tables.measure(of)].sum() for of, rows in parts.items()]
    return pd.concat(sums).rename("reports").reset_index()


def _marked(one: dict[str, Any], of: list[dict[str, Any]]) -> dict[str, str]:
    """Return what is to be said of rows of a series, by their year or their year and code."""
    breaks = [each for table in of for each in table.get("breaks", [])]
    marked = {str(each["year"]): tables.caveat(each["caveat"]) for each in breaks}
    marked |= one.get("marks", {})
    return {of: known.printable(known.verified(said)) for of, said in marked.items()}


def _wide(frame: pd.DataFrame) -> list[list[Any]]:
    """Return a series with a line for each kind, and the years, named on top, side by side."""
    *kinds, counted = frame.columns.drop(["year", "is_sum"], errors="ignore")
    named = frame.assign(**{kind: frame[kind].map(tables.labels(kind)) for kind in kinds})
    wide = named.pivot_table(counted, kinds, "year", "sum", sort=False).sort_index(axis=1)
    sums = named.get("is_sum", pd.Series(False, named.index))
    sums = sums.groupby([named[kind] for kind in kinds]).any()
    if len(kinds) == 1:  # with more columns, rows count different things
        wide.loc["Total"] = wide.sum(skipna=False)
    elif "status" in kinds:
        whole = wide.xs(tables.labels("status")["all"], level="status", drop_level=False)
        wide.loc[("Total", whole.index[0][1]), :] = whole.sum(skipna=False)
    if len(wide) > len(sums):
        total = f"{TOTAL}{ALONE}" if wide.isna().to_numpy().any() else TOTAL
        kinds_of_rows = {True: total, False: "not a total"}
        wide[KIND] = sums.reindex(wide.index, fill_value=True).map(kinds_of_rows)
    wide = wide.reset_index().astype("object").fillna("")
    heads = [words.capital(str(name).replace("_", " ")) for name in wide]
    return [heads, *wide.to_numpy().tolist()]


def clear(card: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Return the columns of a state's sheet by clearer names, with the year, and all its rows."""
    names = {name: about[2] for name, about in known.load("columns").items() if about[2:]}
    columns, judged = _with_verdicts(card["columns"], card["rows"])
    code, name, *others = [names.get(name, name) for name in columns]
    last = {"unknown": "no state listed", "US": "total: use for shares, not in sums"}
    last |= {APART: "total: use for rates, not in sums"}  # places and no state are all reports
    fips = {one: of[0] for one, of in known.load("states")["states"].items()}
    kinds = tables.load("states").astype("str").set_index("state")["kind"]
    regions = _regions() | dict.fromkeys(last, ("", ""))
    of_all = ("share", "low", "high", "beyond_chance")  # shares: only of all reports of the nation
    is_of, totals = last | dict(kinds), ("US", APART)
    rows = [[*row[:2], fips.get(row[0], ""), str(row[0] not in last),
             str(row[0] in totals), is_of[row[0]], *regions.get(row[0], ("none", "none")),
             *("" if row[0] == APART and one in of_all else cell
               for one, cell in zip(columns[2:], row[2:], strict=True)),
             str(card["of"].year)] for row in judged]  # fmt: skip
    rows.sort(key=lambda row: ([*last].index(row[0]) if row[0] in last else -1, row[1]))
    head = [code, name, "fips", "is_place", "is_total", "row_is", "census_region",
            "census_division"]  # fmt: skip
    head += [*others, "year"]
    verdicts = (names["beyond_chance"], "rate_beside_nation")
    for why in (one for one in verdicts if {"reports", one} <= {*head}):
        n, at = head.index("reports"), head.index(why)
        for row in (row for row in rows if row[0] not in last):
            few = int(row[n]) < tables.FEW  # why there is no share and no rate
            told = known.UNCLEAR.get(row[at], row[at])
            row[at] = f"fewer than {tables.FEW} reports" if few else told
    return _in_order(head, rows)


def _in_order(head: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return columns of states with those of TO_READ in its order, after what a row is."""
    others = [at for at, one in enumerate(head) if one not in TO_READ]
    first = [*range(head.index("census_region"))]
    read = [head.index(one) for one in TO_READ if one in head]
    order = [*dict.fromkeys([*first, *read, *others])]
    return [head[at] for at in order], [[row[at] for at in order] for row in rows]


def _regions() -> dict[str, tuple[str, str]]:
    """Return the Census Bureau's region and division of each state; territories are in none."""
    of = known.load("states")["regions"]["of"]
    return {code: (region, division) for region, divisions in of.items()
            for division, codes in divisions.items() for code in codes.split()}  # fmt: skip


def _with_verdicts(
    columns: list[str], rows: list[list[str]]
) -> tuple[list[str], list[list[str]]]:  # fmt: skip
    """Return a sheet with how each rate is beside that of all states, as a state's page says it."""
    whole = next((row for row in rows if row[0] == APART), None)
    if whole is None or "rate" not in columns:
        return columns, rows
    n, rate = columns.index("reports"), columns.index("rate")
    told = [
        known.rated(row[rate], row[n], whole[rate], whole[n])
        if row[rate] and row is not whole else "" for row in rows
    ]  # fmt: skip
    judged = [[*row[: rate + 1], how, *row[rate + 1 :]]
              for row, how in zip(rows, told, strict=True)]  # fmt: skip
    return [*columns[: rate + 1], "rate_beside_nation", *columns[rate + 1 :]], judged


def state(card: dict[str, Any], code: str, work: Path, site: str) -> None:
    """Write the numbers of a state and of the nation, first as they are read."""
    columns, rows = clear(card)
    rows = [row for row in rows if {code, "US", APART} & {*row}]
    heads = to_read(columns, card["of"].year)
    lines = [[row[columns.index(one)] for one in heads] for row in rows]
    said = said_of(card) | _in_each(card) | {"Not given": not_given()}
    for one in ("Covers", "In the picture"):  # each row says it, or no sheet has it
        said.pop(one, None)
    said["Measure"] = said["Measure"].partition("; dots")[0]
    said["Finding"] = _with_verdict(said["Finding"], columns, rows, code)
    name = f"{states_named()[code]}, {card['of'].year}"  # as its page is cited
    wide = [(OF_ONE, [[*heads.values()], *lines], 0)]
    book(work / card["base"], columns, rows, said, site, wide=wide, named=name)


def _with_verdict(said: str, columns: list[str], rows: list[list[str]], code: str) -> str:
    """Return a finding with how the state's rate is beside that of all, as its row has it."""
    if "rate_beside_nation" not in columns:
        return said
    (how,) = (row[columns.index("rate_beside_nation")] for row in rows if row[0] == code)
    told = f"clearly {how}" if how in ("higher", "lower") else how
    return re.sub(r"( The rate is [^.]*\.\d[^.]*, it is [\d,]+\.\d)\.", rf"\1 ({told}).", said)


def _in_each(card: dict[str, Any]) -> dict[str, str]:
    """Return the caveat of a file of states as each row has it, and as it is in full."""
    return {"Caveat": known.in_each(card["say"]), "Caveat, in full": card["say"]}


def not_given() -> str:
    """Return what a workbook of states says that the report does not give by state."""
    *absent, last = (one for one, _ in known.load("common_words")["of_states"]["absent"])
    listed = f"{', '.join(absent)}, or {last}"
    return f"Our Impact has no numbers for a state on {listed}."


def _added_up(columns: list[str], rows: list[list[str]], codes: Collection[str]) -> str:
    """Return what is said of the last rows of a file of states: what to add up, and the sums."""
    at, kinds = columns.index("reports"), tables.load("states")
    places = sum(int(row[at]) for row in rows if row[0] in codes)
    stateless = sum(int(row[at]) for row in rows if row[0] == "unknown")
    every = words.places(kinds[kinds["state"].isin(codes)]).removeprefix("the ")
    totals = [row[0] for row in rows if row[0] in ("US", APART)]
    several = "two totals" if totals[1:] else "total"
    rule = (f"Leave the {several} out of sums (is_total in the CSV and in the XLSX’s sheet "
            f"“{FOR_PROGRAMS}”; its sheet “{NATION}” has them alone)")  # fmt: skip
    if stateless:
        added = f"with the {stateless:,} that list no state, to {places + stateless:,}"
        rule += f". The rows of {len(codes)} places add up to {places:,} reports; {added}"
    return f"{rule}. The {len(codes)} places are {every}{_without_territories(rows, at, codes)}."


def _without_territories(rows: list[list[str]], at: int, codes: Collection[str]) -> str:
    """Return what the states with a rate add up to, without the territories among the places."""
    apart = territories(codes)
    if not apart or APART not in {row[0] for row in rows}:
        return ""
    n = sum(int(row[at]) for row in rows if row[0] in apart["codes"])
    total = sum(int(row[at]) for row in rows if row[0] in codes) - n
    return f"; without {apart['name']} ({n:,}), the {states_named()[APART]} total {total:,}"


def states(card: dict[str, Any], codes: Collection[str], work: Path, site: str) -> dict[str, Any]:
    """Write all states and the nation as one file; return its entry in the dictionary."""
    columns, rows = clear(card)
    year, by = card["of"].year, card["of"].source
    last, places = (
        _added_up(columns, rows, codes),
        [row[columns.index("is_place")] for row in rows].count("True"),
    )
    counts = tables.dictionary()["missing_by_state"]["counts"]
    said = {"Title": f"{known.load('common_words')['of_states']['table']}, {year}",
            "What it counts": counts, "Caveat": known.in_each(card["say"]),
            "Last rows": last,
            "Not given": not_given(), "Source": by, "Credit": credit(by)}  # fmt: skip
    heads = to_read(columns, year)
    lines = [[row[columns.index(one)] for one in heads] for row in rows]
    is_total = [row[columns.index("is_total")] == "True" for row in rows]
    apart = [line for line, total in zip(lines, is_total, strict=True) if total]
    lines = [line for line, total in zip(lines, is_total, strict=True) if not total]
    lines.insert(places, [""] * len(heads))  # what is below it is not sorted with the places
    head = [*heads.values()]
    wide = [(TO_SORT, [head, *lines], places), (NATION, [head, *apart], 0)]
    name = f"missing-reports-by-state-{year}"
    fields = book(work / "data" / name, columns, rows, said, site, wide=wide)
    return {"name": name, "path": f"{name}.csv", "title": said["Title"],
            "description": last, "schema": {"fields": [*fields]}}  # fmt: skip


def to_read(columns: list[str], year: int) -> dict[str, str]:
    """Return the columns of states to read, with their heads; a page writes such of some."""
    heads = {one: known.load("columns")[one][0] for one in columns if one in TO_READ}
    return heads | {"reports": f"{heads['reports']}, {year}"}


def package(added: list[dict[str, Any]], version: str, work: Path) -> dict[str, Any]:
    """Return the data dictionary, with the tables that are added, and what each file is."""
    whole = json.loads((paths.data() / "datapackage.json").read_text(encoding="utf-8-sig"))
    like = {name: whole["resources"][0][name] for name in ("type", "profile", "encoding")}
    whole["resources"] += [like | one for one in added]
    for one in whole["resources"]:
        text = (work / "data" / one["path"]).read_bytes()
        one.update(bytes=len(text), hash=f"sha256:{sha256(text).hexdigest()}")
    return whole | {"version": version}
