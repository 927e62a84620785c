"""Appending what a person confirmed to the tables and their dictionary: all of it or nothing."""

import json
import re
from typing import Any

import pandas as pd

from ingest import grids, memory, proposal
from ingest.memory import plain
from ingest.proposal import GONE, HIDDEN, NEW, ODD, RENAMED, SUMS, Proposal
from ourimpact import TableError, UsageError, checks, nearest, paths, tables
from ourimpact.words import small

Row = dict[str, Any]
_ADDRESS = "https://www.ncmec.org"
_THEIRS = " (NCMEC's label)"  # which is as it is printed
_LINE = 200  # longest line of the dictionary; a longer value takes several lines


class Rows:
    """Rows of a year to append, table by table, and the dictionary with what they need."""

    def __init__(self, year: int) -> None:
        self.year, self.new, self.files, self.notes = year, {}, {}, {}
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
                codes.insert(len(codes) - (codes[-1:] == ["unknown"]), code)  # which stays last

    def note(self, p: Proposal, whose: list[str]) -> str:
        """Return what figures of a table are to say, and of what; UsageError for want of room."""
        fields = tables.dictionary()["caveats"]["schema"]["fields"]
        most = next(f["constraints"]["maxLength"] for f in fields if f["name"] == "text")
        unsaid = [of for of in whose if not _words(of) & _words(p.reason)]
        text = f"{', '.join(unsaid)}: {small(p.reason)}" if unsaid else p.reason
        text = text.rstrip(".") + "."
        said = self.notes.setdefault(p.table, {})
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
        source = {"title": f"Our Impact: {self.year}, NCMEC", "path": _ADDRESS}
        of_year = (each for each in self.dictionary["resources"] if each["name"] in self.new)
        printed = [each for each in of_year if each["path"].startswith("report/")]
        for each in [self.dictionary] * bool(printed) + printed:
            each["sources"] += [source] * (source not in each["sources"])
        text, added = f"{_laid_out(self.dictionary)}\n", []
        files = self.files | {paths.data() / checks.DICTIONARY: text}
        for name, rows in self.new.items():
            files[checks.file(name)], count = _appended(name, list(rows.values()))
            added += [f"{name}: {count} rows"] * bool(count)
        before = {path: path.read_text(encoding="utf-8") for path in files if path.exists()}
        paths.write_all({path: text.encode() for path, text in files.items()})
        try:
            checks.record([*self.new, *(p.stem for p in self.files if p.suffix == ".csv")])
        except TableError as error:
            paths.write_all({path: text.encode() for path, text in before.items()})
            for path in files.keys() - before.keys():
                path.unlink()
            raise TableError(f"Nothing was added; the data would be wrong:\n{error}") from None
        return added or ["Nothing to add: the tables have it all."]


def _keyed_by(column: str) -> list[str]:
    """Return the tables that have one row for each code of a column, such as its groups."""
    described = tables.dictionary().items()
    return [name for name, about in described if about["schema"].get("primaryKey") == [column]]


def groups(column: str) -> dict[str, list[str]]:
    """Return what a table, but for `states`, has of each code of a column, and what there is."""
    found = (tables.load(n).astype("str") for n in _keyed_by(column) if n != "states")
    others = [(there, next(c for c in there if c != column)) for there in found]
    return {other.replace("_", " "): list(dict.fromkeys(t[other])) for t, other in others}


def _laid_out(value: Any, pad: str = "\n") -> str:
    """Return JSON in which a line holds as much as it may: a column with its rules, say."""
    text = json.dumps(value, ensure_ascii=False)
    codes = isinstance(value, list) and any(isinstance(each, str) for each in value)
    if codes or len(pad + text) <= _LINE or not isinstance(value, dict | list):
        return text
    named = isinstance(value, dict)
    keys = [f"{json.dumps(key)}: " for key in value] if named else [""] * len(value)
    parts = zip(keys, value.values() if named else value, strict=True)
    lines = f",{pad}  ".join(key + _laid_out(part, f"{pad}  ") for key, part in parts)
    return f"{text[0]}{pad}  {lines}{pad}{text[-1]}"


def _appended(name: str, new: list[Row]) -> tuple[str, int]:
    """Return a table's text with the rows that it lacks, and how many these are."""
    key, path = tables.dictionary()[name]["schema"]["primaryKey"], checks.file(name)
    there = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    fresh = pd.DataFrame(new, columns=there.columns).astype(object).fillna("").astype(str)
    both = pd.concat([there, fresh]).drop_duplicates()
    for row in both[both.duplicated(key)].to_dict("records"):
        said = ", ".join(f"{column} {row[column]}" for column in row)
        raise UsageError(f"data/{path.name} has another row with the key of this one: {said}.")
    start, more = path.read_text(encoding="utf-8-sig"), both[len(there) :]  # left as it stands
    if name == "categories":  # the labels of a column stand together
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
    codes, read = proposal.codes(made), {p.table for p in made if p.what == "header"}
    lines, wrong = {id(p): n for n, p in enumerate(made, 2)}, []
    for p in sorted(made, key=lambda p: (p.page, p.line, p.nth)):  # in the report's order
        try:
            _add(rows, p, codes, read)
        except UsageError as error:
            wrong.append(f"  {proposal.file(year).name}:{lines[id(p)]}  {error}")
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
    elif p.taken and p.what == "table" and p.value not in read:
        raise UsageError(f"{p.at}: run ingest again without --accept, which reads {p.value}.")
    elif p.taken:
        _take(rows, p, codes)
    elif p.what == "number" and p.page:
        rows.put("dismissed", {"pattern": _pattern(p), "reason": p.reason})
    elif p.what == "header" and p.page:
        rows.put("printed_headers", vars(p) | {"position": p.nth, "means": grids.LEFT_OUT})


def _take(rows: Rows, p: Proposal, codes: dict[tuple[str, str], str]) -> None:
    row, column = (codes.get((p.table, code), code) for code in (p.row, p.column))
    odd = p.status == ODD or (p.what == "cell" and HIDDEN.fullmatch(p.printed))
    if odd and p.reason and p.what != "number":
        code = f"{p.table}_{rows.year}_{row}_{column}".lower()
        rows.put(
            "caveats", {"code": code, "text": rows.note(p, _whose(p, row, column)), "source": ""}
        )
    if p.what == "title" and p.value not in ("", p.last):
        about = {"column": "section", "code": p.row, "printed": p.value, "label": p.value}
        rows.put("categories", about)
    elif p.what == "header":
        _header(rows, p, codes)
    elif p.what == "label":
        _label(rows, p, codes)
    elif p.what == "number" or (row and column):  # else its label or header is left out
        if p.what == "number":
            if p.value != (said := proposal.number(p.printed) or p.value):
                right = f"write this into value, or decide no: and why, not {p.value}"
                raise UsageError(f"{p.at}: {p.printed!r} says {said}: {right}.")
            rows.put("headline_numbers", vars(p) | _described(p) | {"id": row, "place": column})
        else:
            _cell(rows, p, row, column)
        rows.put("places", vars(p) | {"row": row, "column": column if p.context else ""})


def _whose(p: Proposal, *codes: str) -> list[str]:
    """Return the labels of the row and column of a footnote, which is shown beside others, too."""
    columns, coded = tables.divisions(p.table), {*tables.load("categories")["column"], "state"}
    said = []
    for key, code in zip(columns, codes, strict=False):
        if code == "total" or not (key in coded or code.isdigit()):
            break
        known = code if code.isdigit() else tables.labels(key).get(code)
        named = known or (code.replace("_", " ") if said else p.label)
        of = key.replace("_", " ").capitalize()  # no sentence begins with a number
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
    other = rows.loc[rows["label"] == p.label, "id"]
    moved = len(other) and p.row not in set(other)  # what was proposed for another id
    if known.empty and len(p.label) > memory.LABEL:
        said = f"{p.at}: the label has {len(p.label)} letters, and figures have room for"
        raise UsageError(f"{said} {memory.LABEL}: {p.label!r}.")
    if known.empty and moved:
        said = f"{p.row!r} has the label of {other.iloc[0]!r}: {p.label!r}"
        raise UsageError(f"{p.at}: {said}. A new number needs a label, a unit, and a scope.")
    units, same = set(known["unit"].astype("str")), known[known["place"] == p.column]
    proposed, own = proposal.name_it(p).proposed.split(" ")[2], grids.id_of(p.label)
    tools = p.row != proposed and proposed in (own, f"{own}_{p.section}")  # the tool's own label
    moved = moved or (tools and (len(same) or p.unit in units))
    if known.empty or (p.unit and p.label and not moved):
        return {}
    if same.empty and p.unit not in units:  # a call-out may count other things than a sentence
        said = f"{p.at}: {p.row} stood in no {p.column} and had the unit {' or '.join(units)}"
        raise UsageError(f"{said}. Write its unit and its label.")
    known = known.assign(qualifier=p.qualifier or known["qualifier"].astype("str"))
    found = (known if same.empty else known.loc[same.index]).iloc[-1]
    said = found[["section", "unit", "scope", "label", "qualifier"]].to_dict()
    return said | ({"unit": p.unit} if same.empty else {})


def _cell(rows: Rows, p: Proposal, row: str, column: str) -> None:
    _readable(p)
    if "total" not in (row, column):  # as a header that was decided on may have it
        first, *second = tables.divisions(p.table)
        codes = {first: row} | dict.fromkeys(second, column)
        counted = tables.measure(p.table) if second else column
        return rows.put(p.table, codes | {counted: p.value})
    if p.status == SUMS and not p.reason:
        raise UsageError(f"{p.table}, {p.at}: {p.near}. In decide, write yes: and a sentence.")
    rows.allow("printed_totals", "table", p.table)
    differs = rows.note(p, _whose(p, row, column)) if p.status == SUMS else ""
    return rows.put("printed_totals", vars(p) | {"row": row, "column": column, "differs": differs})


def _readable(p: Proposal) -> None:
    """Raise UsageError for a cell or total that has no number, or one that nothing implies."""
    hidden = HIDDEN.fullmatch(p.printed)
    if p.value.isdigit() and not (hidden and proposal.UNKNOWN in p.near and not p.reason):
        return
    right = "Write into value the one to store, and decide yes: what every figure should say of it"
    if p.what == "total":
        right = "Decide no: and why"
    said = f"{p.table}, {p.at}: {p.printed!r} is no number"
    raise UsageError(f"{said}{f', and {proposal.UNKNOWN}' * bool(hidden)}. {right}.")


def _label(rows: Rows, p: Proposal, codes: dict) -> None:
    field = next(
        f for f in tables.dictionary()[p.table]["schema"]["fields"] if f["name"] == p.column
    )
    in_numbers = field["type"] == "integer"  # such as ages, of which there is no list
    if not re.fullmatch(r"[0-9]+" if in_numbers else r"(?![0-9]+$)[a-z0-9_]+|[A-Z]{2}", p.value):
        right = "digits alone" if in_numbers else "lowercase letters, digits, _; not digits alone"
        raise UsageError(f"{p.at}: the code of {p.printed!r} is {p.value!r}; write {right}.")
    if in_numbers and p.printed == p.value:
        return
    if in_numbers:  # a joined age: its earlier years keep their label
        was = {"column": p.column, "code": p.value, "printed": p.value, "label": p.value}
        rows.put("categories", was | {"since": tables.years(p.table)[0]})
    else:
        rows.allow(p.table, p.column, p.value)
    known = tables.load("categories").query("column == @p.column and code == @p.value").tail(1)
    if p.label.casefold() == p.printed.casefold():  # a code that was renamed keeps our words
        ours = next(iter(known["label"]), tables.labels("state").get(p.value, p.label))
        p.label = f"{p.label}{_THEIRS}" if ours.endswith(_THEIRS) else ours
    there = (p.what == "header" and len(known)) or plain(p.printed) in map(plain, known["printed"])
    if not there and p.printed != p.value:  # as a state's letters are
        said = rows.new.get("categories", {}).get((p.column, p.value, rows.year), vars(p))
        same = plain(said["printed"]) == plain(p.printed)  # in two tables, once in capitals
        printed = said["printed"] if same else p.printed
        rows.put("categories", vars(p) | {"code": p.value, "printed": printed})
    for name in _keyed_by(p.column):
        if p.value not in set(tables.load(name)[p.column].astype("str")):
            rows.put(name, _beside(name, p) | {p.column: p.value})
    if p.decide.startswith("part of "):
        _part(rows, p, p.value, f"prints {p.printed} apart.", codes)


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
    """Return a pattern for a number and up to two words on each side of it, without digits."""
    word, number = r"[^\s\d]+", re.escape(p.printed)
    match = re.search(rf"(?:{word} ){{0,2}}(?<!\w){number}(?!\w)\S*(?: {word}){{0,2}}", p.near)
    words = (match.group() if match else p.printed).split()
    pattern = r"\s+".join(map(re.escape, words))
    return re.sub(r"(?:\\s\+)?(?:\\\.){3,}(?:\\s\+)?", r"[\\s.]+", pattern)  # dots lead to a page
