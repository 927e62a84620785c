"""What is wrong with the data dictionary or a table: file, line, column, and what would be right.

frictionless finds what breaks a type, a constraint or a key. Here is what it cannot see. A table
that was found good is not checked again until something that its verdict rests on has changed.
"""

import csv
import json
import re
import subprocess
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

from ourimpact import paths
from ourimpact.errors import TableError, nearest

Row = dict[str, str]
Fault = tuple[int | None, str | None, str]  # line, column, what is wrong

DICTIONARY, RECORD = "datapackage.json", ".sha256"  # below data/; hidden: no input of a run
TYPES = {"integer": "Int64", "number": "float64", "string": "str", "boolean": "boolean"}
SPELLED = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "billion": 10**9}
_WORD = "|".join([*SPELLED[::-1], *_TENS[1:], "hundred", "thousand"])  # sixteen before six
IN_WORDS = rf"(?:{_WORD})(?:[- ](?:and )?(?:{_WORD}))*"  # a number, such as ninety-one
IN_DIGITS = (  # a number as it is printed: the digits and the scale are its groups
    r"(?:1 in |<)?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    rf"(?:\s?({'|'.join(_SCALES)})\b)?[+%]?"
)
_PLAIN = {
    "integer": re.compile(r"-?[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
}
_NO_DIGITS = re.compile(r"[A-Za-z=+*/().]")  # of a formula, of 2.5k
_PATH = re.compile(r"([\w-]+/)*[\w-]+\.csv")
_BEYOND = 2**63  # the first count that a column of whole numbers cannot hold


def dictionary() -> dict[str, dict]:
    """Return each table's name and what the data dictionary says of it, in its order.

    Raises TableError where the dictionary cannot be read or cannot be meant.
    """
    path = paths.data() / DICTIONARY
    return _described(path, path.stat().st_mtime_ns)


def file(name: str) -> Path:
    """Return a table's file; raises TableError where there is no such table, or no such file."""
    described = dictionary()
    if name not in described:
        raise TableError(f"There is no table {name!r}.{nearest(name, sorted(described))}")
    path = paths.data() / described[name]["path"]
    if not path.is_file():
        raise TableError(f"data/{described[name]['path']} is missing: the dictionary has it.")
    return path


def printed_number(text: str) -> tuple[float, float]:
    """Return the number in a printed text, and one unit of its last printed digit.

    `20.5 million` gives 20500000 and 100000, `91%` 91 and 1, `1 in 7` and `seven` 7 and 1. The
    zeros that end a number of thousands are taken as rounded: `27,800` gives 27800 and 100. Raises
    TableError where there is no number.
    """
    if words := re.fullmatch(rf"(?:one in )?({IN_WORDS})", text.casefold()):
        return _spelled(words[1]), 1.0
    match = re.fullmatch(IN_DIGITS, text, re.IGNORECASE)
    if not match:
        raise TableError(f"There is no number in {text!r}.")
    digits, scale = match[1].replace(",", ""), Decimal(_SCALES.get((match[2] or "").casefold(), 1))
    last = Decimal(digits).as_tuple().exponent
    if "," in match[1] and not match[2]:
        last = len(digits) - len(digits.rstrip("0"))
    return float(Decimal(digits) * scale), float(Decimal(10) ** last * scale)


def _spelled(text: str) -> float:
    """Return the number that words name: `three hundred and seventy-one` is 371."""
    number = part = 0
    for word in re.findall("[a-z]+", text):
        if word in SPELLED:
            part += SPELLED.index(word) + 1
        elif word in _TENS:
            part += 10 * (_TENS.index(word) + 2)
        elif word == "hundred":
            part = 100 * max(part, 1)
        elif word == "thousand":
            number, part = number + 1000 * max(part, 1), 0
    return float(number + part)


def problems(name: str) -> list[str]:
    """Return what is wrong with a table, a line each; empty where all is well."""
    return _broken(name) or _unrecorded(name)


def record(names: Collection[str]) -> list[str]:
    """Record tables and the dictionary as what is meant; return those that were not, below data/.

    Raises TableError where a table breaks a rule; then nothing is recorded.
    """
    if broken := [fault for name in names for fault in _broken(name)]:
        raise TableError("\n".join(broken))
    known = _recorded()
    now = {path: _digest(path) for path in [DICTIONARY, *(dictionary()[n]["path"] for n in names)]}
    kept = {p: d for p, d in sorted((known | now).items()) if (paths.data() / p).exists()}
    paths.write(paths.data() / RECORD, "".join(f"{d}  {p}\n" for p, d in kept.items()).encode())
    fresh = [path for path in now if known.get(path) != now[path]]
    for path in fresh:
        (paths.data() / path).touch()  # for a watch, which has refused it
    return fresh


def _unrecorded(name: str) -> list[str]:
    """Return of the table and the dictionary what is not as recorded, and the way on."""
    known = _recorded()
    return [
        f"data/{path} is not as recorded in data/{RECORD}. {_change(paths.data() / path)}Undo what "
        "was not meant; to record what was: ourimpact check --record."
        for path in (dictionary()[name]["path"], DICTIONARY)
        if known.get(path) != _digest(path)
    ]


def _recorded() -> dict[str, str]:
    """Return the digest of each file, by its path below data/; written as sha256sum does."""
    with suppress(OSError):
        lines = (paths.data() / RECORD).read_text(encoding="utf-8", errors="replace").splitlines()
        return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    return {}


def _digest(path: str) -> str:
    """Return a digest of a file below data/, the same with Windows line ends and a mark."""
    content = (paths.data() / path).read_bytes()
    return sha256(content.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")).hexdigest()


def _change(path: Path) -> str:
    """Return the first line that differs from git's last commit; nothing without git."""
    words = ["git", "show", f"HEAD:./{path.name}"]
    with suppress(OSError, UnicodeDecodeError):
        git = subprocess.run(words, cwd=path.parent, capture_output=True, check=False).stdout
        both = (text.decode("utf-8-sig").splitlines() for text in (path.read_bytes(), git))
        for line, (here, there) in enumerate(zip_longest(*both, fillvalue=""), 1):
            if git and here != there:
                return f"Line {line} is {here!r}; git has {there!r}. "
        return f"Git has it so: was data/{RECORD} edited? " if git else ""
    return ""


def _broken(name: str) -> list[str]:
    """Return which rules of the dictionary, and of this module, a table breaks."""
    if (seal := _seal(name)).exists():
        return []
    if not (found := _problems(name)) and seal == _seal(name):  # it was not saved meanwhile
        with suppress(OSError):  # it will be checked again
            paths.write(seal, b"")
    return found


def all_good() -> bool:
    """Return whether every table is known to be good, so that none needs frictionless."""
    with suppress(TableError, OSError):
        return all(_seal(name).exists() for name in dictionary())
    return False


def _seal(name: str) -> Path:
    """Return the file that is there once a table was found good, as it and the rules are now."""
    keys = dictionary()[name]["schema"].get("foreignKeys", ())
    tables = [name, *(key["reference"]["resource"] for key in keys), _BESIDE.get(name)]
    files = [paths.data() / DICTIONARY, *map(file, filter(None, tables))]
    parts = [_code(), *(path.read_bytes() for path in files)]
    digests = b"".join(sha256(part).digest() for part in parts)
    return paths.build() / "checked" / sha256(digests).hexdigest()[:32]


@cache
def _code() -> bytes:
    return version("frictionless").encode() + Path(__file__).read_bytes()


def _problems(name: str) -> list[str]:
    table = dictionary()[name]
    try:
        with file(name).open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened)
            header = next(reader, [])
            lines = [(reader.line_num, cells) for cells in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        return [f"data/{table['path']}: save it as CSV in UTF-8 ({error})."]
    return [_placed(table["path"], *fault) for fault in _faults_of(table, header, lines)]


def _faults_of(table: dict, header: list[str], lines: list[tuple[int, list[str]]]) -> list[Fault]:
    """Return the faults of the first kind there is: what follows could be due to them."""
    columns = [field["name"] for field in table["schema"]["fields"]]
    if header != columns:
        return [(1, None, _header(header, columns))]
    wrong = f"a line has {len(columns)} cells, this one "
    if ragged := [(n, None, f"{wrong}{len(r)}.") for n, r in lines if len(r) != len(columns)]:
        return ragged
    rows = {line: dict(zip(columns, cells, strict=True)) for line, cells in lines}
    numbers = {fault[:2]: fault for fault in (*_blanks(rows), *_numbers(table, rows))}
    rules = {fault[:2]: fault for fault in _broken_rules(table["name"])}
    if cells := [*(rules | numbers).values()]:
        return cells
    sums = _SUMS[table["name"]](rows) if table["name"] in _SUMS else ()
    return [*_gaps(table["schema"].get("grid"), rows), *sums]


def _placed(path: str, line: int | None, column: str | None, said: str) -> str:
    where = f"data/{path}" + (f", line {line}" if line else "")
    return where + (f", column {column}" if column else "") + f": {said}"


def _header(header: list[str], columns: list[str]) -> str:
    said = "columns are missing or in another order"
    twice = [column for column in header if header.count(column) > 1]
    extra = [column for column in header if column not in columns]
    if not header:
        said = "it is empty"
    elif len(header) == 1 < len(columns):
        said = f"{header[0]!r} has no commas between the columns"
    elif twice or extra:
        said = (
            f"column {twice[0]!r} is there twice" if twice else f"there is no column {extra[0]!r}"
        )
    return f"{said}. The columns must be {', '.join(columns)}."


def _blanks(rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield cells with blanks that nobody sees: around them, doubled, unbreakable, a new line."""
    for line, row in rows.items():
        for column, cell in row.items():
            if cell != (tidy := " ".join(cell.split())):
                yield line, column, f"{cell!r} has blanks too many: write {tidy!r}."


def _numbers(table: dict, rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield cells that Python reads as numbers and a reader would not, or that are too large."""
    kinds = {field["name"]: field["type"] for field in table["schema"]["fields"]}
    for line, row in rows.items():
        for column, cell in row.items():
            plain = _PLAIN.get(kinds[column])
            if cell and plain and not plain.fullmatch(cell):
                digits = "".join(str(int(c)) for c in cell if c.isdecimal())
                hint = f", such as {digits}" if digits and not _NO_DIGITS.search(cell) else ""
                yield line, column, f"{cell!r} is not of type {kinds[column]}: digits only{hint}."
            elif cell and plain and abs(float(cell)) >= _BEYOND:
                yield line, column, f"{cell!r} is too large: it must be less than {_BEYOND}."


def _broken_rules(name: str) -> Iterator[Fault]:
    path = paths.data() / DICTIONARY
    resource = _package(path, path.stat().st_mtime_ns).get_resource(name)
    schema = {field.name: field for field in resource.schema.fields}
    report = resource.validate(limit_errors=20)
    keys = ["rowNumber", "fieldName", "cell", "type", "note"]
    for line, column, cell, kind, note in report.flatten(keys):
        yield line, column, _explain(kind, cell, note, schema.get(column))


def _explain(kind: str, cell: str, note: str, field: Any) -> str:
    """Return an error of frictionless in words that say what would be right."""
    if kind == "type-error":
        return f"{cell!r} is not of type {field.type}."
    if kind == "constraint-error" and cell in ("", None):
        return "the cell is empty, and a value is required."
    if kind == "constraint-error" and "enum" in note:
        return f"{cell!r} is no known value.{nearest(str(cell), field.constraints['enum'])}"
    if kind == "constraint-error":
        return f"{cell!r} breaks the rule: {note}."
    if kind == "primary-key":
        return f"the same key is there twice ({note}). One row for each key."
    return note


def _by_year(rows: dict[int, Row]) -> dict[str, list[Row]]:
    years = dict.fromkeys(row["year"] for row in rows.values())
    return {year: [row for row in rows.values() if row["year"] == year] for year in years}


def _gaps(grid: list[str] | None, rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield each combination of codes that has no row: a zero left out looks like none.

    The codes are those of each year by itself, or of all years where the grid has the year.
    """
    if not grid:
        return
    held = {"": list(rows.values())} if "year" in grid else _by_year(rows)
    for year, part in held.items():
        present = {tuple(row[column] for column in grid) for row in part}
        for key in sorted(set(product(*map(set, zip(*present, strict=True)))) - present):
            codes = [f"{c} {code}" for c, code in zip(grid, key, strict=True)]
            codes = ", ".join([f"year {year}", *codes] if year else codes)
            said = f"no row for {codes}; each combination has one, if only with 0."
            yield None, None, said


def _as_printed(rows: dict[int, Row]) -> Iterator[Fault]:
    values: dict[tuple[str, str], str] = {}
    for line, row in rows.items():
        printed, key = row["printed"], (row["year"], row["id"])
        if printed.endswith("%") != (row["unit"] == "percent"):
            yield line, "unit", f"{row['unit']!r} is printed as {printed!r}: % stands for percent."
        if printed.endswith("+") and row["qualifier"] != "at_least":
            yield line, "qualifier", f"{printed!r} is at_least, not {row['qualifier']}."
        if (known := values.setdefault(key, row["value"])) != row["value"]:
            yield line, "value", f"{row['id']} is {row['value']} here, and {known} in another row."
        try:
            value, _ = printed_number(printed)
        except TableError as error:
            yield line, "printed", str(error)
            continue
        if value != float(row["value"]):
            yield line, "value", f"{row['value']} is printed as {printed!r}: {value:.15g}."

    yield from _as_stated(rows, values)


def _as_stated(rows: dict[int, Row], values: Mapping[tuple[str, str], str]) -> Iterator[Fault]:
    """Yield single numbers that stand otherwise in a statement, or only there."""
    printed = {(row["year"], row["id"], row["printed"]) for row in rows.values()}
    for claim in filter(lambda claim: claim["headline_id"], _beside("headline_numbers").values()):
        key, said = (claim["year"], claim["headline_id"]), claim["printed"]
        number = re.search(rf"\d|^{IN_WORDS}$", said) and "|" not in said
        if key not in values or (number and (*key, said) not in printed):
            there = ", ".join(sorted(p for *id, p in printed if tuple(id) == key)) or "no such id"
            yield None, "printed", f"{there} for {key[1]}, {key[0]}; claims.csv has {said!r}."


def _residents(rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield what cannot be; the national row has the states and DC, and not Puerto Rico."""
    for line, row in rows.items():
        if int(row["under_18"]) > int(row["total"]):
            yield line, "under_18", f"{row['under_18']} is more than the total, {row['total']}."
    for year, part in _by_year(rows).items():
        for column in ("under_18", "total"):
            people = {row["state"]: int(row[column]) for row in part}
            nation = people.pop("US", 0)
            added = sum(people.values()) - people.get("PR", 0)
            if added != nation:
                yield None, column, f"the states of {year} add to {added}, and US is {nation}."


def _beside(name: str) -> dict[int, Row]:
    """Return the rows of the table beside which a table is checked; it must be good itself."""
    if wrong := _broken(_BESIDE[name]):
        raise TableError("\n".join(wrong))
    with file(_BESIDE[name]).open(encoding="utf-8-sig", newline="") as opened:
        return dict(enumerate(csv.DictReader(opened)))


def _history(rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield years left out, and years whose reports by type, printed elsewhere, add to another."""
    counts = {int(row["year"]): (line, int(row["reports"])) for line, row in rows.items()}
    for year in sorted(set(range(min(counts), max(counts))) - set(counts)):
        yield None, "year", f"{year} has no row, and the years before and after it have."
    types = _by_year(_beside("cybertipline_history"))
    for year, part in types.items():
        line, reports = counts.get(int(year), (None, 0))
        if reports and (added := sum(int(row["reports"]) for row in part)) != reports:
            yield line, "reports", f"{reports} in {year}, whose types add to {added}."


def _earlier_types(rows: dict[int, Row]) -> Iterator[Fault]:
    """Yield years whose reports by type add to another total than the one printed elsewhere."""
    totals, years = _beside("missing_by_type_earlier").values(), _by_year(rows)
    counted = [row for row in totals if row["statistic"] == "missing_reports"]
    for year, total in ((row["year"], row["value"]) for row in counted if row["year"] in years):
        if total != (added := str(sum(int(row["reports"]) for row in years[year]))):
            yield None, "reports", f"{year} adds to {added}; missing_totals_earlier has {total}."


def _cumulative(rows: dict[int, Row]) -> Iterator[Fault]:
    most = 0
    for line, row in sorted(rows.items(), key=lambda item: item[1]["year"]):
        if (reached := int(row[_REACHED])) < most:
            yield line, _REACHED, f"{reached} is less than {most}, of an earlier year."
        most = max(most, reached)


_REACHED = "children_recovered_since_launch"
_SUMS = {
    "headline_numbers": _as_printed, "population": _residents,
    "cybertipline_history": _history, "amber_cumulative": _cumulative,
    "missing_by_type_earlier": _earlier_types,
}  # fmt: skip
_BESIDE = {  # the table that is read as well
    "cybertipline_history": "cybertipline_by_incident_type_earlier",
    "headline_numbers": "claims",
    "missing_by_type_earlier": "missing_totals_earlier",
}


@cache
def _described(path: Path, stamp: int) -> dict[str, dict]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = json.loads(text)["resources"]
        names = [table["name"] for table in tables]
        faults = [(table["name"], fault) for table in tables for fault in _faults(table, names)]
    except json.JSONDecodeError as error:
        said = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except (UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        said = f"{type(error).__name__}: {error}"
    else:
        if not faults:
            return dict(zip(names, tables, strict=True))
        name, fault = faults[0]
        before = text[: text.rfind(f'"name": "{name}"')]
        said = f"line {before.count(chr(10)) + 1}, table {name}: {fault}"
    raise TableError(f"data/datapackage.json, {said}.")


def _faults(table: dict, names: list[str]) -> Iterator[str]:
    name, path = table["name"], table["path"]
    if names.count(name) > 1:
        yield "two tables have this name, and each needs its own"
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        yield f"path is {path!r}; it must be a file below data/, such as report/{name}.csv"
    columns = [field["name"] for field in table["schema"]["fields"]]
    if not (key := table["schema"].get("primaryKey", ())):
        yield "it has no primaryKey: name the columns of which each row has its own values"
    for column in (*key, *table["schema"].get("grid", ())):
        if column not in columns:
            yield f"primaryKey or grid names {column!r}; the columns are {', '.join(columns)}"
    counts = [f for f in table["schema"]["fields"] if f["name"] not in key]
    if table["schema"].get("grid") and counts[:1] and counts[0]["type"] not in _PLAIN:
        yield f"column {counts[0]['name']} must be of type integer: it is what the grid counts"
    for field in table["schema"]["fields"]:
        column, kind, rules = field["name"], field["type"], field.get("constraints", {})
        codes, pattern = rules.get("enum", []), rules.get("pattern", "")
        if kind not in TYPES:
            yield f"column {column}, type {kind!r}: it must be one of {', '.join(TYPES)}"
        if len(codes) > len(set(codes)):
            twice = next(code for code in codes if codes.count(code) > 1)
            yield f"column {column}, enum: {twice!r} is there twice, and a code is there once"
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            yield f"column {column}, pattern {pattern!r}: it must be a regular expression ({error})"


@cache
def _package(path: Path, stamp: int) -> Any:
    import frictionless  # slow, and a table that is known to be good does without it

    described = json.loads(path.read_text(encoding="utf-8-sig"))
    try:  # given as it is: a path with [ or ? in it would be taken for a pattern
        return frictionless.Package.from_descriptor(described, basepath=str(path.parent))
    except frictionless.FrictionlessException as error:
        raise TableError(f"data/datapackage.json: {error.error.message}") from None
