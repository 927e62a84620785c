"""What is wrong with the data dictionary or a table: file, line, column, and what would be right.

frictionless finds what breaks a type, a constraint, a key or one of the `checks` in the dictionary.
Here is what it cannot see, and the record of what was found good: a table that is as recorded, as
all are that it is checked with, is not checked again when it is loaded.
"""

import ast
import csv
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from io import StringIO
from itertools import chain, pairwise, permutations, product, zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from basics import merge_mark
from ourimpact import TableError, nearest, paths, recorded
from ourimpact.printed import NUMBER, YEAR, printed_number
from ourimpact.recorded import RECORD

Fault = tuple[int | None, str | None, str]  # line, column, what is wrong
Lines = list[tuple[int, list[str]]]  # line numbers of a file, with the cells

DICTIONARY = "datapackage.json"  # in data/
_TYPES = {"integer": "Int64", "number": "float64", "string": "str", "boolean": "boolean"}
_PLAIN = {
    "integer": re.compile(r"-?[1-9][0-9]*|0"),
    "number": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
}
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")  # zero-width characters
_NO_DIGITS = re.compile(r"[A-Za-z=+*/().]")  # signs of a formula, or of 2.5k
_PATH = re.compile(r"([\w-]+/)*[\w-]+\.csv")
_NAMED = ("calls", "cases", "files", "incidents", "reports", "requests")  # what labels begin with
_UNNAMED = ("identifications", "individuals", "one_in", "percent", "years_of_age")  # by no label
_ALIKE = {"girl": "female", "girls": "female", "boy": "male", "boys": "male"}
_CHOOSE = "git's merge marks; choose one side"
_PLAINLY = {  # what Python says of JSON, and a person understands
    "Expecting ',' delimiter": "a comma is missing before this",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing here, "
    "or the comma before it is one too many",
    "Expecting value": "a value is missing here, or the comma before it is one too many",
}
_WANTED = {
    "array": "a list", "boolean": "true or false", "integer": "a whole number",
    "number": "a number", "object": "an object", "string": "text",
}  # fmt: skip
_TEXT, _NUMBER, _TRUTH = ({"type": kind} for kind in ("string", "number", "boolean"))


def _list(items: dict) -> dict:
    return {"type": "array", "items": items}


def _object(texts: str = "", **properties: dict) -> dict:
    """Return the JSON schema of an object that has texts, other properties, and no more."""
    has = dict.fromkeys(texts.split(), _TEXT) | properties
    return {"type": "object", "properties": has, "additionalProperties": False}


_TEXTS = _list(_TEXT)
_TABLE = _object(  # what the dictionary may say of a table
    "name title description counts section unit path type profile mediatype format encoding",
    sources=_list(_object("title path")),
    caveats=_TEXTS,
    withheld=_TEXTS,
    breaks=_list(_object("caveat", year={"type": "integer"})),
    checks=_list(_object("type formula fieldName description")),
    schema=_object(
        **dict.fromkeys(("primaryKey", "grid", "missingValues"), _TEXTS),
        foreignKeys=_list(_object(fields=_TEXTS, reference=_object("resource", fields=_TEXTS))),
        fields=_list(_object(
            "name type description unit",
            caveats=_TEXTS,
            constraints=_object(
                "pattern", enum=_TEXTS, required=_TRUTH, unique=_TRUTH, minimum=_NUMBER,
                maximum=_NUMBER, minLength=_NUMBER, maxLength=_NUMBER,
            ),
        )),
    ),
)  # fmt: skip
_LINE = 200  # longest line of the dictionary; a longer value takes several lines
_LARGE = 10_000  # a count that does not come again by chance
_BEYOND = 2**63  # the first count too large for an Int64 column
# Of each table, what was found: digests of the tables that its check asked for, and its faults
_found: dict[str, list[tuple[dict[str, str], list[str]]]] = {}
_asked: list[dict[str, str]] = []  # of each check under way, one in another


def dictionary() -> dict[str, dict]:
    """Return each table's name and what the data dictionary says of it, in its order.

    Raises TableError where the dictionary cannot be read or cannot be meant.
    """
    _ask(DICTIONARY)
    return _tables()


def _tables() -> dict[str, dict]:
    path = f"{paths.data()}/{DICTIONARY}"
    return _described(path, os.stat(path).st_mtime_ns)  # noqa: PTH116  asked for hundreds of times


@cache
def _described(path: str, stamp: int) -> dict[str, dict]:
    text, name, described = recorded.text_of(Path(path)), "", {}
    is_changed = recorded.changed([DICTIONARY])
    try:
        for table in parsed(text)["resources"]:
            name = table["name"]
            mistyped = _mistyped(table) if is_changed else ()
            for said in chain(mistyped, _mistakes(table, described)):
                raise ValueError(said)
            described[name] = table
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        line = text[: text.rfind(f'"name": "{name}"')].count("\n") + 1
        what = f"it has no {error}" if isinstance(error, KeyError) else error
        if isinstance(error, TypeError | AttributeError):
            what = "a list, an object, or a text stands where another of them is wanted"
        said = f"line {line}, table {name}: {what}" if name else what
    else:
        return described
    raise TableError(f"data/{DICTIONARY}, {said}.")


def parsed(text: str) -> Any:
    """Return what JSON says; raises ValueError, with the line, where it is none or ambiguous.

    Such as where git has left its marks, or an object has a name twice, of which one would be lost.
    """
    if line := merge_mark(text):
        raise ValueError(f"line {line}: {_CHOOSE}")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=str)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"{place}: {_PLAINLY.get(error.msg, error.msg)}") from None
    except KeyError:
        raise ValueError(_twice(text)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises KeyError where it has a name twice."""
    if len(made := dict(pairs)) < len(pairs):
        raise KeyError
    return made


def _twice(text: str) -> str:
    """Return which name of JSON an object has twice, and where."""
    names: list[set[str]] = []
    for found in re.finditer(r'[{}]|"((?:[^"\\]|\\.)*)"(\s*:)?', text):
        if found[0] in "{}":
            names = [*names, set()] if found[0] == "{" else names[:-1]
        elif found[2] and found[1] in names[-1]:
            break
        elif found[2]:
            names[-1].add(found[1])
    said = "occurs twice in one object, and the last would be used: keep one"
    line = text.count("\n", 0, found.start()) + 1
    return f"line {line}: {found[1]!r} {said}"


def _mistakes(table: dict, others: Collection[str]) -> Iterator[str]:
    """Yield what the dictionary says of a table and cannot mean."""
    name, path, schema = table["name"], table["path"], table["schema"]
    columns = [field["name"] for field in schema["fields"]]
    if name in others:
        yield "two tables have this name, and each needs its own"
    if not _PATH.fullmatch(path):
        yield f"path is {path!r}; it must be a file below data/, such as report/{name}.csv"
    for what, named in {**schema, **table}.items():
        for column in named if what in ("primaryKey", "grid", "withheld") else ():
            if column not in columns:
                yield f"{what} names {column!r}; the columns are {', '.join(columns)}"
    grid, key = schema.get("grid", ()), schema["primaryKey"]
    if lost := [column for column in key if grid and column not in (*grid, "year")]:
        yield f"grid lacks {lost[0]!r} of primaryKey: rows left out would not be missed"
    yield from _misdescribed(table)
    for formula in (rule.get("formula", "0") for rule in table.get("checks", ())):
        names = [n.id for n in ast.walk(ast.parse(formula)) if isinstance(n, ast.Name)]
        if other := [each for each in names if each not in columns]:
            yield f"the formula {formula!r} has {other[0]!r}.{nearest(other[0], columns)}"
    for field in schema["fields"]:
        for said in _misruled(field["type"], field.get("constraints", {})):
            yield f"column {field['name']}, {said}"


def _mistyped(table: dict) -> Iterator[str]:
    """Yield what of a table is of another kind than wanted, or has a name that means nothing."""
    from jsonschema import Draft202012Validator  # slow, and not needed for what is as recorded

    for error in Draft202012Validator(_TABLE).iter_errors(table):
        value, place, at = error.instance, [*error.absolute_path], ""
        if place[:2] == ["schema", "fields"] and len(place) > 2:
            field = table["schema"]["fields"][place[2]]
            at = f"column {field.get('name')}, " if isinstance(field, dict) else ""
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            for name in (name for name in value if name not in known):
                yield f"{at}{name!r} is no property.{nearest(name, known)}"
        else:
            name = next(part for part in reversed(place) if isinstance(part, str))
            is_one = error.validator_value == "array" and isinstance(value, str)
            wanted = f"{_WANTED[error.validator_value]} is wanted"
            yield f"{at}{name} is {value!r}; {wanted}{f': [{value!r}]' * is_one}"


def _misdescribed(table: dict) -> Iterator[str]:
    """Yield words and a unit of a table that cannot be meant."""
    fields, key = table["schema"]["fields"], table["schema"]["primaryKey"]
    for what in ("title", "description"):
        if not table[what].strip():
            yield f"{what} is empty, and stands on the table's page"
    counted = next((field for field in fields if field["name"] not in key), {})
    unit = table["unit"].split(",")[0]
    if unit not in ("none", "varies", "people") and unit.split()[-1] not in table["counts"]:
        yield f"counts is {table['counts']!r}, and does not name the unit, {unit!r}"
    if unit not in ("none", "varies", counted.get("unit")):
        yield f"unit is {table['unit']!r}, and {counted['name']} counts {counted.get('unit')!r}"


def _misruled(kind: str, rules: dict) -> Iterator[str]:
    """Yield what a column's type and constraints cannot mean."""
    codes, pattern = rules.get("enum", []), rules.get("pattern", "")
    if kind not in _TYPES:
        yield f"type {kind!r}: it must be one of {', '.join(_TYPES)}"
    if twice := [code for code in codes if codes.count(code) > 1]:
        yield f"enum: {twice[0]!r} is there twice, and a code is there once"
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"pattern {pattern!r} is no regular expression: {error}"


def _ask(name: str) -> None:
    """Note that each check under way is of this table, too, or of the whole dictionary."""
    for asked in _asked:
        asked[name] = asked.get(name) or _digest(name)  # before it is read: it may change meanwhile


def _table(name: str) -> dict:
    """Return what the dictionary says of a table."""
    _ask(name)
    return _tables()[name]


def file(name: str) -> Path:
    """Return a table's file; raises TableError where there is no such table, or no such file."""
    _ask(name)
    described = _tables()
    if name not in described:
        raise TableError(f"There is no table {name!r}.{nearest(str(name), sorted(described))}")
    path = paths.data() / described[name]["path"]
    if not path.is_file():
        raise TableError(f"data/{described[name]['path']} is missing: the dictionary has it.")
    return path


def read(name: str) -> pd.DataFrame:
    """Return a table as it stands, each column of its type, codes in the report's order.

    Raises TableError where its columns are others than the dictionary's.
    """
    kinds = {field["name"]: _kind(field) for field in _table(name)["schema"]["fields"]}
    frame = pd.read_csv(
        file(name), dtype=kinds, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
    )
    if {*frame} != {*kinds}:
        raise TableError("\n".join(broken(name)))
    for column in (each for each in frame if kinds[each] == "Int64"):
        if frame[column].notna().all():
            frame[column] = frame[column].astype("int64")
    return frame


def _columns(name: str) -> list[str]:
    return [field["name"] for field in _table(name)["schema"]["fields"]]


def _kind(field: dict) -> Any:
    codes = field.get("constraints", {}).get("enum")
    if codes and field["type"] == "string":
        return pd.CategoricalDtype(codes, ordered=True)
    return _TYPES[field["type"]]


def problems(name: str) -> list[str]:
    """Return what keeps a table from being loaded, a line each; nothing where it is as recorded."""
    if not (changed := _changed(name)):
        return []
    return broken(name) or [*map(recorded.told, changed)]


def lay_out() -> None:
    """Write the dictionary in the one layout that commands give it, so that a diff shows data."""
    path = paths.data() / DICTIONARY
    old = path.read_text(encoding="utf-8-sig")
    if (new := laid_out(json.loads(old))) != old:
        paths.write(path, new.encode())


def laid_out(described: dict) -> str:
    """Return the text of the dictionary."""
    return f"{_laid(described)}\n"


def _laid(value: Any, pad: str = "\n") -> str:
    """Return JSON in which a line holds as much as it may: a column with its rules, say."""
    text = json.dumps(value, ensure_ascii=False)
    codes = isinstance(value, list) and any(isinstance(each, str) for each in value)
    if codes or len(pad + text) <= _LINE or not isinstance(value, dict | list):
        return text
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_laid(it, f'{pad}  ')}" for key, it in value.items()]
    else:
        parts = [_laid(it, f"{pad}  ") for it in value]
    return f"{text[0]}{pad}  {f',{pad}  '.join(parts)}{pad}{text[-1]}"


def record(names: Collection[str], others: Collection[str] = ()) -> list[str]:
    """Record tables and the dictionary as what is meant; return those that were not, below data/.

    `others` are files beside the tables that were found good. Raises TableError where any table is
    neither as recorded nor good, or in no dictionary; then nothing is recorded.
    """
    changed = [name for name in dictionary() if _changed(name)]
    if faults := [fault for name in changed for fault in (*broken(name), *_moved(name))]:
        raise TableError("\n".join(faults))
    there = {path.relative_to(paths.data()).as_posix() for path in paths.data().glob("*/[!.]*.csv")}
    if stray := sorted(there - {table["path"] for table in dictionary().values()}):
        todo = "describe it there (ourimpact new-table), or move the file out of data/"
        raise TableError(f"data/{DICTIONARY} has no table with the path {stray[0]}: {todo}.")
    meant = [DICTIONARY, *(dictionary()[name]["path"] for name in names), *others]
    known = recorded.known()
    now = known | {p: recorded.digest(p) for p in meant if (paths.data() / p).is_file()}
    kept = [f"{now[path]}  {path}\n" for path in sorted(now) if (paths.data() / path).is_file()]
    paths.write(paths.data() / RECORD, "".join(kept).encode())
    fresh = [path for path in now if known.get(path) != now[path]]
    for path in fresh:
        (paths.data() / path).touch()  # a running `watch` has rejected it: make it try again
    return fresh


def _changed(name: str) -> list[str]:
    """Return which are not as recorded: a table, those it is checked with, the dictionary."""
    beside = [*_beside(dictionary()[name]), *["claims"] * (name == "headline_numbers")]
    files = [file(each).relative_to(paths.data()).as_posix() for each in (name, *beside)]
    return recorded.changed([*files, DICTIONARY])


def _beside(table: dict) -> list[str]:
    """Return the tables that have the codes of a table."""
    return [key["reference"]["resource"] for key in table["schema"].get("foreignKeys", ())]


def unmerged() -> Iterator[str]:
    """Yield which Markdown, CFF, data, or docs have git's merge marks, or are not in UTF-8."""
    texts = [path for ends in ("md", "cff") for path in paths.root().glob(f"*.{ends}")]
    texts += [
        path for folder in ("data", "docs") for path in (paths.root() / folder).rglob("[!.]*.*")
    ]
    for path in sorted(path for path in texts if path.is_file()):
        try:
            if line := merge_mark(recorded.text_of(path)):
                yield f"{paths.place(path)}, line {line}: {_CHOOSE}."
        except TableError as error:
            yield str(error)


def _moved(name: str) -> Iterator[str]:
    """Yield columns in which cells have what others have in git's last commit.

    Codes and single digits may do so by chance, as may numbers where most of a column is new.
    """
    path, schema = file(name), dictionary()[name]["schema"]
    loose = [f["name"] for f in schema["fields"] if "enum" not in f.get("constraints", {})]
    try:
        texts = map(StringIO, recorded.was_and_is(path))
        gits, ours = (pd.read_csv(text, dtype="str", keep_default_na=False) for text in texts)
        both = ours.assign(at=ours.index + 2).merge(gits, on=schema["primaryKey"], validate="1:1")
    except (OSError, ValueError, KeyError):  # git has no such file, or another kind of table
        return
    for column in (each for each in loose if f"{each}_y" in both):
        cells = both.rename(columns={f"{column}_x": "now", f"{column}_y": "was"})
        changed = cells = cells.query("now != was and now.str.len() > 1 and was.str.len() > 1")
        while len(kept := cells.query("now in was and was in now")) < len(cells):
            cells = kept  # at the end, each has another's cell
        if 0 < len(changed) <= 2 * len(cells):
            one, other = cells.iloc[0], cells[cells["was"] == cells.iloc[0]["now"]].iloc[0]
            now, was = (f"{one[of][:60]!r} and {other[of][:60]!r}" for of in ("now", "was"))
            at = f"{paths.place(path)}, lines {one['at']} and {other['at']}, column {column}"
            todo = "Undo it or, where git is wrong, commit the table first, then record it."
            yield f"{at}: {now} were exchanged; git has {was}. {todo}"


def broken(name: str) -> list[str]:
    """Return which rules of the dictionary, and of this module, a table breaks, a line each.

    They are those of the first kind that there is: what follows could be due to them. A table is
    checked again only once a table that its check asked for is another, or the dictionary, if it
    asked for that.
    """
    found, digest = _found.setdefault(name, []), cache(_digest)
    known = (one for one in found if all(digest(each) == was for each, was in one[0].items()))
    if (held := next(known, None)) is None:
        _asked.append(asked := {})
        try:
            found.append(held := (asked, _broken(name)))
        finally:
            del _asked[-1]
    for each in held[0]:  # where the check of another table reads this one
        _ask(each)
    return [*held[1]]


def _digest(name: str) -> str:
    """Return a digest of a table and what the dictionary says of it, or of the whole dictionary."""
    table = {"path": DICTIONARY} if name == DICTIONARY else _tables().get(name)
    file = paths.data() / (table or {"path": ""})["path"]
    content = file.read_bytes() if file.is_file() else b""
    return sha256(repr(table).encode() + content).hexdigest()


def _broken(name: str) -> list[str]:
    table = _table(name)
    if wrong := [f"data/{DICTIONARY}, table {name}: {said}." for said in _mistyped(table)]:
        return wrong  # a dictionary that is as recorded was read without being asked this
    try:
        lines = lines_of(file(name))
    except TableError as error:
        return [str(error)]
    for kind in (misshapen, _misread, _contradicted):
        if faults := {(line, column): said for line, column, said in kind(table, lines)}:
            break
    told = []
    for (line, column), said in faults.items():
        at = [f"data/{table['path']}", line and f"line {line}", column and f"column {column}"]
        told.append(f"{', '.join(filter(None, at))}: {said}")
    return told


def lines_of(path: Path) -> Lines:
    """Return the cells of each line of a CSV; raises TableError where it is none in UTF-8."""
    reader = csv.reader(StringIO(recorded.text_of(path, newline=""), newline=""), strict=True)
    lines: Lines = [(0, [])]
    try:
        lines += ((reader.line_num, cells) for cells in reader)
    except csv.Error:
        said = f"line {lines[-1][0] + 1}: a quotation mark is missing, or is one too many"
        raise TableError(f"{paths.place(path)}, {said}.") from None
    return lines[1:]


def misshapen(table: dict, lines: Lines) -> Iterator[Fault]:
    """Yield where the header is another, else the lines that have more or fewer cells."""
    columns = [field["name"] for field in table["schema"]["fields"]]
    header = lines[0][1] if lines else []
    # git puts a mark at the start of a line of the file: in the first line of its first cell
    marked = [line for line, cells in lines if cells and merge_mark(cells[0]) == 1]
    yield from ((line, None, f"{_CHOOSE}.") for line in marked)
    for n, (here, right) in enumerate(zip_longest(header, columns, fillvalue=""), 1):
        if here != right and 1 not in marked:
            said = f"column {n} is {here!r}, not {right!r}"
            yield 1, None, f"{said}. The columns must be {', '.join(columns)}."
            return
    for line, cells in lines[1:]:
        if not any(cells):
            yield line, None, "the line is empty: take it out."
        elif line not in marked and len(cells) != len(columns):
            yield line, None, f"a line has {len(columns)} cells, this one {len(cells)}."


def _misread(table: dict, lines: Lines) -> Iterator[Fault]:
    """Yield cells that break a rule, or that Python reads and a reader would not read so.

    That is numbers with other signs than digits, too large ones, and blanks that nobody sees.
    """
    yield from _against_rules(table, dict(lines))
    for line, cells in lines[1:]:
        for field, cell in zip(table["schema"]["fields"], cells, strict=True):
            column, kind = field["name"], field["type"]
            plain = _PLAIN.get(kind)
            if cell and plain and not plain.fullmatch(cell):
                digits = "".join(str(int(c)) for c in cell if c.isdecimal())
                hint = f", such as {int(digits)}" if digits and not _NO_DIGITS.search(cell) else ""
                yield line, column, f"{cell!r} is not of type {kind}: digits only{hint}."
            elif cell and plain and abs(float(cell)) >= _BEYOND:
                yield line, column, f"{cell!r} is too large: it must be less than {_BEYOND}."
            elif cell != (tidy := " ".join(_UNSEEN.sub("", cell).split())):
                yield line, column, f"{cell!r} has blanks too many: write {tidy!r}."


def _against_rules(table: dict, lines: dict[int, list[str]]) -> Iterator[Fault]:
    """Yield what frictionless finds, in words that say what would be right."""
    from frictionless import Checklist  # slow, and not needed for a table as recorded

    path, rules = paths.data() / DICTIONARY, table.get("checks", [])
    for each in _beside(table):
        _ask(each)
    resource = _package(path, path.stat().st_mtime_ns).get_resource(table["name"])
    report = resource.validate(Checklist.from_descriptor({"checks": rules}), limit_errors=20)
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    keys = ["rowNumber", "fieldName", "cell", "type", "note"]
    for line, column, cell, kind, note in report.flatten(keys):
        if kind == "type-error":
            note = f"{cell!r} is not of type {fields[column]['type']}."
        elif kind == "constraint-error" and cell in ("", None):
            note = "the cell is empty, and a value is required."
        elif kind == "constraint-error" and "enum" in note:
            codes = fields[column]["constraints"]["enum"]
            note = f"{cell!r} is no known value.{nearest(str(cell), codes)}"
            note += f" {DICTIONARY} lists them, as the enum of the column."
        elif kind == "primary-key":
            note = f"the same key is there twice ({note}). One row for each key."
        elif kind == "sequential-value" and (before := lines.get(line - 1, [""])[0]).isdecimal():
            note = f"{cell} follows {before}: {int(before) + 1} is missing. One row for each year, "
            note += "in order."
        elif kind == "row-constraint":
            note = next(rule["description"] for rule in rules if rule.get("formula", note) in note)
        elif column:
            note = f"{cell!r} breaks the rule: {note}."
        yield line, column, note


@cache
def _package(path: Path, stamp: int) -> Any:
    import frictionless

    described = json.loads(path.read_text(encoding="utf-8-sig"))
    try:  # as a dict: frictionless would take a path with [ or ? for a pattern
        return frictionless.Package.from_descriptor(described, basepath=str(path.parent))
    except frictionless.FrictionlessException as error:
        said = "; ".join(reason.message for reason in error.reasons) or error.error.message
        raise TableError(f"data/{DICTIONARY}: {said}") from None


def _contradicted(table: dict, lines: Lines) -> Iterator[Fault]:
    """Yield gaps in the grid of a table, and numbers or codes that do not go together."""
    rows = read(table["name"])
    if grid := table["schema"].get("grid"):
        yield from _gaps(grid, rows)
    if table["path"].startswith("report/"):
        yield from _of_no_report(rows)
    if table["name"] == "population":  # the last may be used again, as their source then says
        rows = rows.drop_duplicates(["state", "source"])
    elif {"year", "source"} <= {*rows}:
        yield from _impossible(rows)
    yield from _repeated(table["schema"], rows)
    if also := _ALSO.get(table["name"]):
        yield from also(read(table["name"]))


def _of_no_report(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield a row of each year that no report has: `ingest` adds a year to all tables at once."""
    with suppress(ValueError, TypeError):  # an unreadable table is reported by its own check
        known = {*read("headline_numbers")["year"]}
        for row in rows.drop_duplicates("year").itertuples():
            if row.year not in known:
                said = f"there is no report of {row.year}: `ourimpact ingest` adds one."
                yield row.Index + 2, "year", said


def _gaps(grid: list[str], rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield each combination of codes that has no row: a zero left out looks like none.

    The codes are those of each year by itself, or of all years where the grid has the year.
    """
    for year, part in [("", rows)] if "year" in grid else rows.groupby("year"):
        present = set(part[grid].itertuples(index=False, name=None))
        for key in sorted(set(product(*(part[column].unique() for column in grid))) - present):
            codes = [f"{column} {code}" for column, code in zip(grid, key, strict=True)]
            codes = ", ".join([f"year {year}", *codes] if year else codes)
            yield None, None, f"no row for {codes}; each combination has one, if only with 0."


def _repeated(schema: dict, rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield a year that has all counts of another, or a count so large that chance gives no two."""
    key, columns = schema["primaryKey"], [field["name"] for field in schema["fields"]]
    _, *kept = [*key, *(column for column in columns if column not in key)][: len(key) + 1]
    if key[0] == "year" and pd.api.types.is_numeric_dtype(rows[kept[-1]]):
        found: dict[frozenset, int] = {}
        for year, part in rows.groupby("year"):
            counts = frozenset(part[kept].itertuples(index=False, name=None))
            if (other := found.setdefault(counts, year)) != year and len(part) > 2:
                yield None, "year", f"{year} has each count of {other}. Was one pasted twice?"
    for column in [] if key[0] != "year" or "qualifier" in rows else rows.select_dtypes("number"):
        known = rows.dropna(subset=column)
        for row in known[known.duplicated([*key[1:], column])].itertuples():
            if (count := getattr(row, column)) >= _LARGE and count % 1000:  # else rounded
                said = f"{count} is the number of another year, too. Was it read one row off?"
                yield row.Index + 2, column, said


def _impossible(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield years with one status alone, and numbers later than the year that their source has."""
    for year, had in rows.groupby("year")["status"] if "status" in rows else ():
        if {*had} in ({"active"}, {"resolved"}):
            yield None, "status", f"each report of {year} is {had.iloc[0]}: if not split, 'all'."
    of = rows["source"].astype("str").str.extract(rf"({YEAR})(?!.*\d)")[0].astype("float")
    for row in rows[of < rows["year"]].itertuples():
        yield row.Index + 2, "source", f"{row.source!r} cannot have a number of {row.year}."


def _as_printed(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield single numbers with another value than is printed, or in another row.

    And those that a statement has otherwise, or that only a statement has.
    """
    known: dict[tuple, str] = {}  # what the first row of its kind has
    for row in rows.itertuples():
        for column, name, here, of in (
            ("unit", repr(row.label), repr(row.unit), ""),
            ("scope", repr(row.label), repr(row.scope), row.year),
            ("value", row.id, f"{row.value:.15g}", row.year),
        ):
            if (other := known.setdefault((column, name, of), here)) != here:
                yield row.Index + 2, column, f"{name} is {here} here, and {other} in another row."
        yield from ((row.Index + 2, *fault) for fault in _misstated(row))
    yield from chain(_said_otherwise(rows), _qualified_both_ways(rows))


def _misstated(row: Any) -> Iterator[tuple[str, str]]:
    """Yield the column of a single number that contradicts another of its own, and how."""
    counted = row.label.split()[0].lower()  # Cases of missing children
    named = {*_NAMED, "children"}
    unit = rf"\b{row.unit.removesuffix('s').replace('_', ' ')}s?\b"
    if (row.unit not in _UNNAMED and not re.search(unit, row.label.lower())) or (
        counted in named and counted != row.unit
    ):
        yield "unit", f"{row.label!r} is not counted in {row.unit}: which is wrong?"
    if row.unit == "percent" and row.value > 100 and "share" in row.label.lower().split():
        yield "value", f"{row.value:g}% is no share: it is at most 100%."
    if "since" in row.label.split() and row.scope == "in_year":
        yield "scope", f"{row.label!r} is not in_year."
    try:
        value, _ = printed_number(row.printed)
    except TableError as error:
        yield "printed", str(error)
    else:
        if value != row.value:
            yield "value", f"{row.value:.15g} is printed as {row.printed!r}: {value:.15g}."


def _qualified_both_ways(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield single numbers that are said to be a lower bound here and an upper one there."""
    known = rows.groupby(["year", "id"])["qualifier"].agg(lambda said: {*said.astype("str")})
    for (year, id), said in known.items():
        if said & {"less_than", "nearly"} and said & {"more_than", "at_least"}:
            both = " and ".join(sorted(said))
            yield None, "qualifier", f"{id} is {both} in {year}: one is wrong."


def _said_otherwise(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield statements that have a single number otherwise, or that alone have it."""
    if faults := broken("claims"):
        raise TableError("\n".join(faults))
    known = rows.groupby(["year", "id"])[["printed", "section"]].agg(sorted).to_dict("index")
    for claim in read("claims").dropna(subset="headline_id").itertuples():
        there = known.get((claim.year, claim.headline_id), {"printed": [], "section": []})
        number = re.search(r"\d", claim.printed) or NUMBER.fullmatch(claim.printed)
        quoted = number and "|" not in claim.printed
        of = f"for {claim.headline_id}, {claim.year}; claims.csv has"
        if not there["printed"] or (quoted and claim.printed not in there["printed"]):
            said = f"{', '.join(there['printed']) or 'no such id'} {of} {claim.printed!r}"
            yield None, "printed", f"{said} in {claim.id}."
        if there["section"] and claim.section not in there["section"]:
            said = f"{', '.join(dict.fromkeys(there['section']))} {of} {claim.section}"
            yield None, "section", f"{said} in {claim.id}."


def _residents(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield sums that are not the national row's: that of the states and DC, not Puerto Rico."""
    for year, part in rows.groupby("year"):
        for column in ("under_18", "total"):
            people = part.set_index(part["state"].astype("str"))[column]
            added = people.drop(["US", "PR"], errors="ignore").sum()
            if added != people.get("US", 0):
                said = f"the states of {year} add to {added}, and US is {people.get('US', 0)}."
                yield None, column, said
    for column, state in product(("under_18", "total"), rows["state"].unique()):
        here = rows[rows["state"] == state].sort_values("year")[column]
        for at in here.index[abs(here.pct_change()) > 0.2]:  # none moved so far in a few years
            said = f"{state} has {here[at]}, and {here.shift()[at]:.0f} the year before"
            yield at + 2, column, f"{said}. Were two states exchanged?"
    of = rows["source"].astype("str").str.extract(rf"est({YEAR})")[0].astype("float")
    first = rows.groupby("source")["year"].transform("min")  # used again later, it says its own
    ours = rows["source"].astype("str").str.startswith("our-impact")
    for row in rows[ours].drop_duplicates("source").itertuples():
        yield row.Index + 2, "source", f"{row.source!r} gives no residents. Was it filled down?"
    wrong = rows[(of > rows["year"]) | (of < first)].drop_duplicates(["year", "source"])
    for row in wrong.itertuples():
        yield row.Index + 2, "year", f"{row.year} is not the year of its source, {row.source!r}."


def _cited(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield credits with a year that the source has not, and addresses of another publisher.

    Editions of one publisher may stand at one address.
    """
    first = rows.drop_duplicates("url").set_index("url")
    for row in rows.itertuples():
        own = re.findall(YEAR, f"{row.source} {row.title}")
        for year in sorted({*re.findall(YEAR, row.citation)}.difference(own)):
            said = f"{row.citation!r} has {year}; {row.source} is of"
            yield row.Index + 2, "citation", f"{said} {', '.join(dict.fromkeys(own)) or 'no year'}."
        if (other := first.loc[row.url]).publisher != row.publisher:
            said = f"{other.source}, of another publisher ({other.publisher}), has this address"
            yield row.Index + 2, "url", f"{said}, too: one of them is wrong."


def _since_launch(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield children of all years together who are fewer than before, or than the report has."""
    column = "children_recovered_since_launch"
    with suppress(ValueError):  # an unreadable table is reported by its own check
        known = read("headline_numbers").query("id == 'amber_recovered_since_launch'")
        for year, said in known.set_index("year")["value"].drop_duplicates().items():
            for row in rows[(rows["year"] == year) & (rows[column] != said)].itertuples():
                here = f"{getattr(row, column)}, and headline_numbers has {said:.15g} for {year}."
                yield row.Index + 2, column, here
    for row in rows.sort_values("year").assign(most=lambda r: r[column].cummax()).itertuples():
        if getattr(row, column) < row.most:
            said = f"{getattr(row, column)} is less than {row.most}, of an earlier year."
            yield row.Index + 2, column, said


def _without_label(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield codes of labelled columns that have no label; a state's is its name, in states.csv."""
    known = {*zip(rows["column"], rows["code"], strict=True), ("state", "US")}
    known |= {("state", code) for code in read("states")["state"]}
    labelled = {column for column, _ in known}
    for field in (field for table in dictionary().values() for field in table["schema"]["fields"]):
        for code in field.get("constraints", {}).get("enum", ()):
            if field["name"] in labelled and (field["name"], code) not in known:
                yield None, "code", f"no row has the label of {field['name']} {code!r}."


def _labelled_alike(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield labels that two codes of a column have, or that are more like another code than own."""
    for _, part in rows.drop_duplicates(["column", "code"], keep="last").groupby("column"):
        for of in ("label", "printed"):
            given = part.dropna(subset=of)
            texts = dict(zip(given["code"], given[of], strict=True))
            lines = dict(zip(given["code"], given.index + 2, strict=True))
            for code, text in texts.items():
                if of == "label" and [*texts.values()].count(text) > 1:
                    yield lines[code], of, f"{text!r} is the label of two codes."
                if not {*re.findall(r"\d+", code)} <= {*re.findall(r"\d+", text)}:
                    yield lines[code], of, f"{text!r} has other numbers than the code {code!r}."
            for code, other in misnamed(texts):
                yield lines[code], of, f"{texts[code]!r} is like the code {other!r}, not {code!r}."


def misnamed(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each code whose text is more like another code than its own, or than that code's."""
    for code, other in permutations(texts, 2):
        like = _alike(other, texts[code])
        if like > max(_alike(code, texts[code]), _alike(other, texts[other])):
            yield code, other


def exchanged(texts: dict[str, str]) -> tuple[str, str] | None:
    """Return two codes of which each has a text like the other's, if there are such."""
    found = {*misnamed(texts)}
    return min((pair for pair in found if pair[::-1] in found), default=None)


def _alike(code: str, text: str) -> int:
    """Return how many words of a code begin as a word of a text does; girls are female."""
    words = re.findall("[a-z0-9]+", text.lower())
    begins = {_ALIKE.get(word, word)[:5] for word in words}
    return sum(word[:5] in begins for word in code.split("_"))


def _sections(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield sections that the dictionary has for a table and that are none."""
    for name, table in dictionary().items():
        if (section := table.get("section")) not in {*rows["section"].astype("str"), "reference"}:
            said = f"no {section!r}, which {DICTIONARY} has for {name}."
            yield None, "section", f"{said}{nearest(str(section), rows['section'])}"


def _states(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield states that are not there, and those that lie on another's tile of the map."""
    with suppress(ValueError):  # an unreadable table is reported by its own check
        yield from _without_label(read("categories"))
    place = ["tile_row", "tile_column"]
    for row in rows[rows.duplicated(place)].itertuples():
        said = f"{row.name} is on the tile of another state ({row.tile_row}, {row.tile_column})."
        yield row.Index + 2, "tile_column", said


def _without_totals(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield tables of a year that print a row of totals, of which there are none."""
    key = ["year", "table"]
    with suppress(ValueError, KeyError):  # an unreadable table is reported by its own check
        printed = read("places").query("row == 'total'")[key].astype("str")
        there = set(rows[key].astype("str").itertuples(index=False, name=None))
        for year, table in sorted({*printed.itertuples(index=False, name=None)} - there):
            yield None, None, f"no total of {table}, {year}; places has where they are printed."


def _places(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield rows of a printed table, and single numbers, that have no place, or a row with two."""
    totals = read("printed_totals").query("row == 'total'").astype({"table": "str"})
    for (year, name), part in rows[rows["table"].isin(dictionary())].groupby(["year", "table"]):
        key = dictionary()[name]["schema"]["primaryKey"][1:3]  # of a number, its id and place
        by = ["row", "column"][: 1 + (name == "headline_numbers")]
        due = read(name).query("year == @year")[key[: len(by)]].astype("str").set_axis(by, axis=1)
        due = pd.concat([due, totals.query("year == @year and table == @name")[by]])
        for place in sorted({*due.itertuples(index=False)} - {*part[by].itertuples(index=False)}):
            at = " ".join(map(str, place))  # a code that the dictionary lacks is read as nan
            yield None, "row", f"no row has the place of {at} of {name}, {year}."
        for row in part[(part["nth"] == 0) & part.duplicated("row")].itertuples():
            yield row.Index + 2, "row", f"{row.row} of {name}, {year}, has a row already."


def _caveats(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield caveats that the dictionary asks for and that have no text; footnotes to no table."""
    for line, code in enumerate(rows["code"], 2):
        name, year, place = [*re.split(rf"_({YEAR})_", code, maxsplit=1), "", ""][:3]
        if year and name not in dictionary():
            yield line, "code", f"{code!r} begins with no table.{nearest(name, dictionary())}"
        elif year and int(year) not in set(read(name).get("year", ())):
            yield line, "code", f"{code!r} is of no year of {name}."
        elif near := year and _nearly_a_place(name, place):
            yield line, "code", f"{code!r} is of no row and column of {name}.{near}"
    for table in dictionary().values():
        parts = [table, *table.get("breaks", ()), *table["schema"]["fields"]]
        asked = [c for part in parts for c in (*part.get("caveats", ()), part.get("caveat")) if c]
        for code in (code for code in asked if code not in set(rows["code"])):
            said = f"no {code!r}, which {DICTIONARY} has for {table['name']}."
            yield None, "code", f"{said}{nearest(code, rows['code'])}"


def _nearly_a_place(name: str, place: str) -> str:
    """Return which row and column of a table words nearly are; nothing for other words."""
    rows, (_, *key) = read(name).astype("str"), dictionary()[name]["schema"]["primaryKey"]
    codes = [[*rows[column].str.lower().unique(), "total"] for column in key]
    counted = [column for column in rows if column not in ("year", *key)]
    pairs = ["_".join(each) for each in product(*[*codes, counted][:2])]
    near = nearest(place, pairs)
    return near * (place not in {*pairs, *chain(*codes)} and near.startswith(" Did"))


def _as_in_total(_: pd.DataFrame) -> Iterator[Fault]:
    """Yield totals of a year that their parts, which another table has, do not add to."""
    for parts, whole in _PARTS.items():
        with suppress(ValueError, TypeError):  # an unreadable table is reported by its own check
            rows = read(whole).itertuples(index=False)
            totals = {year: n for year, *of, n, _ in rows if of in ([], ["missing_reports"])}
            apart = {*read(f"{parts}_earlier")["year"]} if f"{parts}_earlier" in _PARTS else set()
            for year, added in read(parts).groupby("year")["reports"].sum().items():
                if year not in apart and added != totals.get(year, added):
                    said = f"{parts} adds to {added} in {year}, and {whole} has {totals[year]}."
                    yield None, None, said


def _apart(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield totals of earlier years of which the parts are others, and shares above all."""
    for row in rows[rows["statistic"].str.endswith("_percent")].itertuples():
        if not 0 < row.value <= 100:
            yield row.Index + 2, "value", f"{row.value}% is no share: it is from 0 to 100%."
    totals = rows[rows["statistic"] == "missing_reports"].sort_values("year")
    for one, other in pairwise(totals.itertuples()):
        if max(one.value, other.value) > 3 * min(one.value, other.value):
            said = f"missing_reports is {one.value} in {one.year}, {other.value} in {other.year}"
            yield other.Index + 2, "value", f"{said}: is a digit lost, or one too many?"
    for year, part in rows.groupby("year"):
        held = part.set_index(part["statistic"].astype("str"))["value"]
        parts = held.filter(regex="_(resolved|active)$")
        if len(parts) == 2 and parts.sum() != held.get("missing_reports", parts.sum()):
            said = f"resolved and active add to {parts.sum()} in {year}, and missing_reports"
            yield None, "value", f"{said} is {held['missing_reports']}."


def _within_its_year(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield half-years with more reports of a type than their whole year has."""
    with suppress(ValueError):  # an unreadable table is reported by its own check
        names = ["cybertipline_by_incident_type", "cybertipline_by_incident_type_earlier"]
        years = pd.concat(map(read, names)).astype({"incident_type": "str"})
        whole = years.set_index(["year", "incident_type"])["reports"].to_dict()
        for row in rows.itertuples():
            if row.reports > (all_year := whole.get((row.year, row.incident_type), row.reports)):
                said = f"{row.reports} in a half of {row.year}, and the year has {all_year}."
                yield row.Index + 2, "reports", said


def _still_apart(rows: pd.DataFrame) -> Iterator[Fault]:
    """Yield codes counted as another that a table has beside them both before and since."""
    for row, name in product(rows.itertuples(), dictionary()):
        with suppress(ValueError, TypeError, KeyError):  # unreadable, or without these codes
            names = [each for each in (name, f"{name}_earlier") if each in dictionary()]
            if any(row.column not in _columns(each) for each in names):
                continue  # reading is slow, and few tables have a column
            parts = [read(each)[["year", row.column]].astype({row.column: "str"}) for each in names]
            years = pd.concat(parts).groupby(row.column)["year"].agg(set)
            both = years[row.code] & years[row.counted_as]
            if min(both) < row.since <= max(both):
                said = f"{name} has {row.code!r} beside it in {min(both)} and {max(both)}"
                yield row.Index + 2, "counted_as", f"{said}: not joined."


_PARTS = {
    "cybertipline_by_incident_type": "cybertipline_history",
    "cybertipline_by_incident_type_earlier": "cybertipline_history",
    "missing_by_type_earlier": "missing_totals_earlier",
}
_ALSO = {
    "headline_numbers": _as_printed,
    "population": _residents,
    "amber_cumulative": _since_launch,
    "categories": lambda rows: chain(_without_label(rows), _labelled_alike(rows)),
    "sections": _sections,
    "sources": _cited,
    "states": _states,
    "printed_totals": _without_totals,
    "places": _places,
    "code_changes": _still_apart,
    "caveats": _caveats,
    "cybertipline_half_years": _within_its_year,
    **dict.fromkeys([*_PARTS, *_PARTS.values()], _as_in_total),
    "missing_totals_earlier": lambda rows: chain(_apart(rows), _as_in_total(rows)),
}
