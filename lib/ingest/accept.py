"""Appending what a person confirmed to the tables and their dictionary: all of it or nothing."""

import json
import re
from typing import Any

import pandas as pd

from ingest import grids, memory, proposal
from ingest.memory import folded
from ingest.proposal import GONE, NEW, NOT_ADDING_UP, ODD, RENAMED, SUPPRESSED, Proposal
from ingest.sums import ADDED
from ourimpact import TableError, UsageError, checks, nearest, paths, tables
from ourimpact.printed import NUMBER, YEAR, printed_number
from ourimpact.words import small

Row = dict[str, Any]
_ADDRESS = "https://www.ncmec.org"


class Rows:
    """Rows of a year to append, table by table, and the dictionary with what they need."""

    def __init__(self, year: int) -> None:
        self.year, self.new, self.files, self.caveats, self.last = year, {}, {}, {}, {}
        text = (paths.data() / checks.DICTIONARY).read_text(encoding="utf-8-sig")
        self.dictionary = json.loads(text)

    def put(self, name: str, values: Row) -> None:
        """Add what a table has columns for; raises UsageError where its key has other values."""
        schema = tables.dictionary()[name]["schema"]
        values = {"year": self.year, "since": self.year} | values
        row = {f["name"]: values[f["name"]] for f in schema["fields"] if f["name"] in values}
        key = tuple(row[column] for column in schema["primaryKey"])
        there = self.new.setdefault(name, {}).setdefault(key, row)
        if differing := [c for c in there.keys() & row.keys() if there[c] != row[c]]:
            said = f"{differing[0]} is {there[differing[0]]!r} and {row[differing[0]]!r}"
            said += ", in two rows: write the same into both"
            raise UsageError(f"{name}, {' '.join(map(str, key))}: {said}.")
        there |= row

    def allow(self, table: str, column: str, code: str) -> None:
        """Let a column, and what is keyed by it, have one more code; TableError without a list."""
        names = [table, *_keyed_by(column)]
        for about in (each for each in self.dictionary["resources"] if each["name"] in names):
            field = next(f for f in about["schema"]["fields"] if f["name"] == column)
            codes = field.get("constraints", {}).get("enum")
            if codes is None and about["name"] == table:
                raise TableError(f"data/{checks.DICTIONARY}, {table}, column {column}: no enum.")
            if codes is not None and code not in codes:
                codes.insert(len(codes) - (codes[-1:] == ["unknown"]), code)  # "unknown" stays last

    def caveat(self, p: Proposal, whose: list[str]) -> str:
        """Return what figures of a table are to say, and of what; UsageError for want of room."""
        most = memory.field("caveats", "text")["constraints"]["maxLength"]
        unsaid = [of for of in whose if not _words(of) & _words(p.reason)]
        text = f"{', '.join(unsaid)}: {small(p.reason)}" if unsaid else p.reason
        text = text.rstrip(".") + "."
        said = self.caveats.setdefault(p.table, {})
        said[text] = len(text)
        if (long := sum(said.values()) + len(said) - 1) > most:
            what = "this has" if len(said) == 1 else f"the {len(said)} notes of {p.table} have"
            right = f"A figure has room for {most}: write less, or leave a footnote out (yes alone)"
            raise UsageError(f"{p.at}: {what} {long} characters: {text!r}. {right}.")
        return text

    def describe(self, resource: dict) -> None:
        """Put a table without rows into the dictionary, before the single numbers."""
        header = ",".join(field["name"] for field in resource["schema"]["fields"])
        self.files[paths.data() / resource["path"]] = f"{header}\n"
        there = self.dictionary["resources"]
        there.insert([table["name"] for table in there].index("headline_numbers"), resource)

    def append(self) -> list[str]:
        """Write the dictionary and the rows that tables lack; return what was added, in lines.

        Raises UsageError where a row is there with other values, and TableError where a table
        was changed by hand or would break its dictionary; then every file is as before.
        """
        if changed := [problem for name in self.new for problem in checks.problems(name)]:
            raise TableError("\n".join(["Nothing was added, because:", *changed]))
        self._cite()
        added, files = [], dict(self.files)
        files[paths.data() / checks.DICTIONARY] = checks.laid_out(self.dictionary)
        for name, rows in self.new.items():
            files[checks.file(name)], count = _appended(name, list(rows.values()))
            if count:
                added.append(f"{name}: {count} rows")
        before = {path: path.read_text(encoding="utf-8") for path in files if path.exists()}
        paths.write_all({path: text.encode() for path, text in files.items()})
        try:
            checks.record([*self.new, *(p.stem for p in self.files if p.suffix == ".csv")])
        except BaseException as error:  # Ctrl-C, too, or a full disk
            paths.write_all({path: text.encode() for path, text in before.items()})
            for path in files.keys() - before.keys():
                path.unlink()
            if not isinstance(error, TableError):
                raise
            raise TableError(f"Nothing was added; the data would be wrong:\n{error}") from None
        return added or ["Nothing to add: the tables have it all."]

    def _cite(self) -> None:
        """Add the report to the sources of the dictionary, and of each table that it prints."""
        source = {"title": f"Our Impact: {self.year}, NCMEC", "path": _ADDRESS}
        of_year = (table for table in self.dictionary["resources"] if table["name"] in self.new)
        printed = [table for table in of_year if table["path"].startswith("report/")]
        for each in [self.dictionary, *printed] if printed else ():
            if source not in each["sources"]:
                each["sources"].append(source)


def _keyed_by(column: str) -> list[str]:
    """Return the tables that have one row for each code of a column, such as its groups."""
    described = tables.dictionary().items()
    return [name for name, about in described if about["schema"].get("primaryKey") == [column]]


def groups(column: str) -> dict[str, list[str]]:
    """Return what a table, but for `states`, has of each code of a column, and what there is."""
    found = (tables.load(n).astype("str") for n in _keyed_by(column) if n != "states")
    others = [(there, next(c for c in there if c != column)) for there in found]
    return {other.replace("_", " "): list(dict.fromkeys(t[other])) for t, other in others}


def _appended(name: str, new: list[Row]) -> tuple[str, int]:
    """Return a table's text with the rows that it lacks, and how many these are."""
    key, path = tables.dictionary()[name]["schema"]["primaryKey"], checks.file(name)
    there = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    fresh = pd.DataFrame(new, columns=there.columns).astype(object).fillna("").astype(str)
    both = pd.concat([there, fresh]).drop_duplicates()
    for row in both[both.duplicated(key)].to_dict("records"):
        said = ", ".join(f"{column} {row[column]}" for column in row)
        raise UsageError(f"{paths.place(path)} has another row with the key of this one: {said}.")
    start, more = path.read_text(encoding="utf-8-sig"), both[len(there) :]  # kept verbatim
    if name == "categories":  # keep the labels of a column together
        order = list(dict.fromkeys(both["column"]))
        more = both.sort_values("column", key=lambda c: c.map(order.index), kind="stable")
        start = ",".join(both) + "\n"
    text = f"{start.rstrip()}\n" + more.to_csv(index=False, header=False, lineterminator="\n")
    return text, len(both) - len(there)


def prepared(made: list[Proposal], year: int, sha256: str) -> Rows:
    """Return the rows of what was confirmed, to append; UsageError for what cannot be meant.

    What is there already stays, so that a second run adds nothing.
    """
    rows = Rows(year)
    rows.last = memory.stored(memory.last(year))
    codes, read = proposal.decided_codes(made), {p.table for p in made if p.what == "header"}
    lines, wrong = {id(p): n for n, p in enumerate(made, 2)}, []
    for p in sorted(made, key=lambda p: (p.page, p.line, p.nth)):  # in the report's order
        try:
            _add(rows, p, codes, read)
        except UsageError as error:
            wrong.append(f"  {proposal.path_of(year).name}:{lines[id(p)]}  {error}")
    if wrong:
        raise UsageError("\n".join(["Nothing was added.", *wrong]))
    rows.put("report_files", {"sha256": sha256, "pages": max(p.page for p in made)})
    source, title = f"our-impact-{year}", f"Our Impact: {year}"
    if source not in set(tables.load("sources")["source"]):
        row = {"source": source, "title": title, "publisher": "NCMEC", "source_kind": "primary"}
        row |= {"citation": f"NCMEC, {title}", "url": _ADDRESS}
        rows.put("sources", row)
    return rows


def _add(rows: Rows, p: Proposal, codes: dict[tuple[str, str], str], read: set[str]) -> None:
    if p.status == GONE and p.decide.startswith("part of "):
        said = memory.printed(p.column, rows.year - 1).get(p.row, p.row)
        _part(rows, p, p.row, f"prints {said} with others.", codes)
    elif p.accepted and p.what == "table" and p.value not in read:
        raise UsageError(f"{p.at}: run ingest again without --accept, which reads {p.value}.")
    elif p.accepted:
        _take(rows, p, codes)
    elif p.what == "number" and p.page:
        rows.put("dismissed", {"pattern": _pattern(p), "reason": p.reason})
    elif p.what == "header" and p.page:
        rows.put("printed_headers", vars(p) | {"position": p.nth, "means": grids.LEFT_OUT})


def _take(rows: Rows, p: Proposal, codes: dict[tuple[str, str], str]) -> None:
    """Add what a person confirmed, by what it is."""
    row, column = (codes.get((p.table, code), code) for code in (p.row, p.column))
    odd = p.status == ODD or (p.what == "cell" and SUPPRESSED.fullmatch(p.printed))
    if odd and p.reason and p.what != "number":
        code, text = f"{p.table}_{rows.year}_{row}_{column}", rows.caveat(p, _whose(p, row, column))
        rows.put("caveats", {"code": code.lower(), "text": text, "source": ""})
    place = vars(p) | {"row": row, "column": column if p.context else ""}
    _refuse_unlike_size(rows, p, (p.table, row, column))
    if p.what == "title" and p.value not in ("", p.last):
        about = {"column": "section", "code": p.row, "printed": p.value, "label": p.value}
        rows.put("categories", about)
    elif p.what == "header":
        _header(rows, p, codes)
    elif p.what == "label":
        _label(rows, p, codes)
    elif p.what == "number":
        _number(rows, p, row, column)
        rows.put("places", place)
    elif row and column:  # else its label or header is left out
        _cell(rows, p, row, column)
        rows.put("places", place)


def _refuse_unlike_size(rows: Rows, p: Proposal, key: memory.Key) -> None:
    """Raise UsageError for a thousandth or a thousand times the year before's, without a reason."""
    counted = p.what in ("cell", "total", "number")
    was, now = (float(proposal.digits(n) or 0) for n in (rows.last.get(key, ""), p.value * counted))
    if 0 < 300 * min(was, now) < max(was, now) > 1000 and not p.reason:
        said = f"{p.at}: {now:,.15g} for {' '.join(key)}, and {was:,.15g} the year before: odd"
        raise UsageError(f"{said}. Write its value in full, or decide yes: and why it is so.")


def _number(rows: Rows, p: Proposal, row: str, column: str) -> None:
    """Add a single number; UsageError where its value is not what is printed."""
    said = proposal.digits(p.printed) or p.value
    if p.value != said:
        right = f"write this into value, or decide no: and why, not {p.value}"
        raise UsageError(f"{p.at}: {p.printed!r} says {said}: {right}.")
    rows.put("headline_numbers", vars(p) | _described(p) | {"id": row, "place": column})


def _whose(p: Proposal, *codes: str) -> list[str]:
    """Return the labels of the row and column of a footnote, which is shown beside others, too."""
    columns, coded = tables.divisions(p.table), tables.coded()
    said = []
    for key, code in zip(columns, codes, strict=False):
        if code == "total" or not (key in coded or code.isdigit()):
            break
        known = code if code.isdigit() else tables.labels(key).get(code)
        named = known or (code.replace("_", " ") if said else p.label)
        of = key.replace("_", " ").capitalize()  # so that no sentence begins with a number
        said.append(f"{of} {named}" if named[:1].isdigit() else named)
    return said


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[^\W\d_]{4,}|\d+", text.casefold())}


def _part(rows: Rows, p: Proposal, code: str, did: str, codes: dict) -> None:
    """Let a code count as another when years are compared; raises UsageError for none such."""
    whole, known = p.decide.split()[-1], memory.codes(p.table, p.column, rows.year).values()
    if whole not in (there := {*known, *(code for (t, _), code in codes.items() if t == p.table)}):
        said = f"{p.table}: {p.decide}: there is no such code.{nearest(whole, there)}"
        raise UsageError(f"{said} Write the value of another row of this table.")
    row = {"column": p.column, "code": code, "counted_as": whole}
    rows.put("code_changes", row | {"reason": f"Our Impact: {rows.year} {did}"})


def _header(rows: Rows, p: Proposal, codes: dict) -> None:
    rows.put("printed_headers", vars(p) | {"position": p.nth, "means": p.value})
    schema = tables.dictionary()[p.table]["schema"]
    if not p.nth or p.value == "total" or p.status not in (NEW, RENAMED):
        return
    if len(schema["primaryKey"]) > 2:  # year, and two columns of codes
        _label(rows, p, codes)
    elif p.value not in (known := [field["name"] for field in schema["fields"]]):
        said = f"{p.at}: {p.table} has no column {p.value!r}, only {', '.join(known[1:])}"
        raise UsageError(f"{said}. Write one of them into value, or decide no: and why.")


def _described(p: Proposal) -> Row:
    """Return what the last report says of an id; UsageError for one with the words of another."""
    rows = tables.load("headline_numbers").astype({"section": "str", "scope": "str"})
    known = rows[rows["id"] == p.row].sort_values("year")
    others = rows.loc[rows["label"] == p.label, "id"]
    of_another = len(others) and p.row not in set(others)  # the label was proposed for another id
    if known.empty:
        if len(p.label) > memory.LABEL:
            said = f"the label has {len(p.label)} letters, and figures have room for {memory.LABEL}"
            raise UsageError(f"{p.at}: {said}: {p.label!r}.")
        if of_another:
            said = f"{p.row!r} has the label of {others.iloc[0]!r}: {p.label!r}"
            raise UsageError(f"{p.at}: {said}. A new number needs a label, a unit, and a scope.")
        return {}
    units, same = set(known["unit"].astype("str")), known[known["place"] == p.column]
    proposed, own = proposal.set_origin(p).proposed.split(" ")[2], grids.id_of(p.label)
    by_tool = p.row != proposed and proposed in (own, f"{own}_{p.section}")
    by_person = not of_another and not (by_tool and (len(same) or p.unit in units))
    if p.unit and p.label and by_person:
        return {}
    if same.empty and p.unit not in units:  # a call-out and a sentence may count different things
        said = f"{p.at}: {p.row} stood in no {p.column} and had the unit {' or '.join(units)}"
        raise UsageError(f"{said}. Write its unit and its label.")
    last = (known if same.empty else same).iloc[-1]
    said = last[["section", "unit", "scope", "label", "qualifier"]].to_dict()
    if same.empty:
        said["unit"] = p.unit
    return said | ({"qualifier": p.qualifier} if p.qualifier else {})


def _cell(rows: Rows, p: Proposal, row: str, column: str) -> None:
    """Add a cell or a total; UsageError for one without a number, or without a reason due."""
    _readable(p)
    if "total" not in (row, column):  # a person may have set a header to total
        first, *second = tables.divisions(p.table)
        codes = {first: row} | dict.fromkeys(second, column)
        counted = tables.measure(p.table) if second else column
        rows.put(p.table, codes | {counted: p.value})
        return
    differs = ""
    if p.status == NOT_ADDING_UP:
        if not p.reason:
            said = f"{p.table}, {p.at}: {p.near}"
            raise UsageError(f"{said}. In decide, write yes: and a sentence.")
        _refuse_another_gap(p, _whose(p, row, column))
        differs = rows.caveat(p, _whose(p, row, column))
    rows.allow("printed_totals", "table", p.table)
    rows.put("printed_totals", vars(p) | {"row": row, "column": column, "differs": differs})


def _refuse_another_gap(p: Proposal, whose: list[str]) -> None:
    """Raise UsageError where the sentence has numbers, but not by how much its total is off.

    Numbers of the labels `whose`, years, the total itself and what its parts add to are no gap.
    """
    whole, added = int(p.value), int(re.search(ADDED, p.near)[1].replace(",", ""))
    found = [(n.group(), printed_number(n.group())[0]) for n in NUMBER.finditer(p.reason)]
    known = {whole, added, *map(int, re.findall(r"\d+", " ".join(whose)))}
    said = {n for text, n in found if n not in known and not re.fullmatch(f"one|{YEAR}", text)}
    if said and (gap := abs(whole - added)) not in said:
        at = f"{p.table}, {p.at}: {p.printed} is {gap:,} {'more' if whole > added else 'less'} than"
        right = f"in decide, name {gap:,}, or no number"
        raise UsageError(f"{at} the {added:,} of its parts, and “{p.reason}” is said: {right}.")


def _readable(p: Proposal) -> None:
    """Raise UsageError for a cell or total that has no number, or one that nothing implies."""
    unknown = SUPPRESSED.fullmatch(p.printed) and proposal.UNKNOWN in p.near
    if p.value.isdigit() and (p.reason or not unknown):
        return
    right = "Write into value the one to store, and decide yes: what every figure should say of it"
    if p.what == "total":
        right = "Decide no: and why"
    said = f"{p.table}, {p.at}: {p.printed!r} is no number"
    if SUPPRESSED.fullmatch(p.printed):
        said += f", and {proposal.UNKNOWN}"
    raise UsageError(f"{said}. {right}.")


def _label(rows: Rows, p: Proposal, codes: dict) -> None:
    """Add a code and its label; UsageError for a code that is none."""
    in_numbers = memory.field(p.table, p.column)["type"] == "integer"  # such as ages
    code_is = r"[0-9]+" if in_numbers else r"(?![0-9]+$)[a-z0-9_]+|[A-Z]{2}"
    if not re.fullmatch(code_is, p.value):
        right = "digits alone" if in_numbers else "lowercase letters, digits, _; not digits alone"
        raise UsageError(f"{p.at}: the code of {p.printed!r} is {p.value!r}; write {right}.")
    if in_numbers and p.printed == p.value:
        return
    if in_numbers:  # a joined age: its earlier years keep their label
        was = {"column": p.column, "code": p.value, "printed": p.value, "label": p.value}
        rows.put("categories", was | {"since": tables.years(p.table)[0]})
    else:
        rows.allow(p.table, p.column, p.value)
    _printed_as(rows, p)
    for name in _keyed_by(p.column):
        if p.value not in set(tables.load(name)[p.column].astype("str")):
            rows.put(name, _beside(name, p) | {p.column: p.value})
    if p.decide.startswith("part of "):
        _part(rows, p, p.value, f"prints {p.printed} apart.", codes)


def _printed_as(rows: Rows, p: Proposal) -> None:
    """Add the row of `categories` that a code lacks."""
    known = tables.load("categories").query("column == @p.column and code == @p.value").tail(1)
    if p.label.casefold() == p.printed.casefold():  # a renamed code keeps our label
        ours = next(iter(known["label"]), tables.labels("state").get(p.value, p.label))
        p.label = f"{p.label}{memory.THEIRS}" if ours.endswith(memory.THEIRS) else ours
    a_header = p.what == "header" and len(known)
    there = a_header or folded(p.printed) in map(folded, known["printed"])
    if not there and p.printed != p.value:  # a state may be printed as its code
        said = rows.new.get("categories", {}).get((p.column, p.value, rows.year), vars(p))
        same = folded(said["printed"]) == folded(p.printed)  # in two tables, one in capitals
        printed = said["printed"] if same else p.printed
        rows.put("categories", vars(p) | {"code": p.value, "printed": printed})


def _beside(name: str, p: Proposal) -> Row:
    """Return what a table keyed by codes has of a new one; UsageError where no decision says it."""
    there = tables.load(name).astype("str")
    whole = there[there[p.column] == p.decide.removeprefix("part of ")]
    if len(whole):
        return whole.iloc[0].to_dict()
    if name == "states":
        row = there["tile_row"].astype(int).max()
        taken = there.loc[there["tile_row"] == str(row), "tile_column"].astype(int)
        column = min(set(range(len(taken) + 1)) - set(taken))
        if p.label.casefold() == p.printed.casefold():
            raise UsageError(f"{p.at}: {p.printed} is a new place. Write its name into label.")
        return {"name": p.label, "kind": "territory", "tile_row": row, "tile_column": column}
    ((other, known),) = groups(p.column).items()
    if p.reason not in known:
        said = f"{p.at}: {p.printed!r} needs its {other}"
        raise UsageError(f"{said}. In decide, write yes: and one of {', '.join(known)}.")
    return {other.replace(" ", "_"): p.reason}


def _pattern(p: Proposal) -> str:
    """Return a pattern for a number and up to two words on each side of it.

    Three words or more are enough to find it, so that next year any count there is left out.
    """
    word, number = r"[^\s\d]+", re.escape(p.printed)
    match = re.search(rf"(?:{word} ){{0,2}}(?<!\w){number}(?!\w)\S*(?: {word}){{0,2}}", p.near)
    words = (match.group() if match else p.printed).split()
    any_count = len(words) > 3 and re.fullmatch(r"[\d,.]*\d", p.printed)
    marked = [re.escape(word) for word in words]
    if any_count:
        marked = [word.replace(number, r"\d[\d,.]*") for word in marked]
    pattern = r"\s+".join(marked)
    return re.sub(r"(?:\\s\+)?(?:\\\.){3,}(?:\\s\+)?", r"[\\s.]+", pattern)  # leader dots
