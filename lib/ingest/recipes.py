"""A table that the report prints for the first time: its file, its entry, and its notebook."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ingest.accept import Rows
from ingest.grids import code_of
from ingest.memory import styled
from ourimpact import UsageError, checks, nearest, paths, tables

_NAME = r"[a-z][a-z0-9_]*"
_SHARES = "printed_percent"  # the column of shares that are printed beside a count
_NOT_PRINTED_SO = ("claims", "headline_numbers", "printed_totals")


def new_table(
    name: str, year: int, columns: list[str], section: str, title: str, counts: list[str]
) -> tuple[str, int]:
    """Return what was written for a new table, so that `ingest` finds it; the status is 0.

    With it come a row of `sections` and a notebook that draws the table, for a person to go on.

    `columns` are the printed headers from the left with what they mean: first the column of the
    rows, `PLATFORM=platform`; then `REPORTS=reports` for the count, or `FEMALE=gender:female` for
    the reports of each code of a second column (`measure` where several things are counted);
    `TOTAL=total`, and `PERCENTAGE=printed_percent` for shares beside the count. `counts` says what
    is counted, of several measures of each. Raises UsageError for what cannot be meant.
    """
    pairs = [column.rpartition("=")[::2] for column in columns]
    _check(name, section, pairs, title, *counts)
    of, rows = _columns(pairs, counts), Rows(year)
    about = {"name": name, "path": f"report/{name}.csv", "title": title, "section": section}
    rows.describe(_described(of, year, title, counts) | about)
    rows.allow("printed_totals", "table", name)
    _headers(rows, name, pairs)
    words = {"NAME": name, "TITLE": title, "2024": f"{year}", "COUNTED": "; ".join(counts)}
    words |= {"KEY": of.key, "HEAD": of.key.replace("_", " ").capitalize(), "COUNT": of.counted}
    words |= {"UNIT": of.counted.replace("_", " "), "SLUG": name.replace("_", "-")}
    notebook, text = _notebook(rows, section, words)
    said = [f"data/report/{name}.csv: {','.join(f['name'] for f in of.fields)}", *rows.append()]
    _test(name, notebook.name[:2], of)
    paths.write(notebook, text.encode())
    said.append(f"notebooks/{notebook.name}: draws it; ask its questions there, then refresh it")
    return "\n".join(said) + "\n", 0


def _headers(rows: Rows, name: str, pairs: list[tuple[str, str]]) -> None:
    """Add how a table's columns are headed, and the labels of codes that are new."""
    labels = tables.load("categories")
    known = set(labels[["column", "code"]].itertuples(index=False, name=None))
    for at, (printed, meaning) in enumerate(pairs):
        column, _, code = meaning.rpartition(":")
        header = {"table": name, "position": at, "printed": printed, "means": code}
        rows.put("printed_headers", header)
        if column and (column, code) not in known:
            row = {"column": column, "code": code, "printed": printed}
            rows.put("categories", row | {"label": styled(printed, column)})


class _Columns(NamedTuple):
    """The columns of a new table: of its rows, of a second kind of codes, and what it counts."""

    key: str
    second: list[str]  # one at most
    codes: list[str]  # codes in the second column
    counted: str
    fields: list[dict]

    @property
    def measures(self) -> list[str]:
        """Return the things counted that do not add, or nothing."""
        return self.codes if self.second == ["measure"] else [""]


def _columns(pairs: list[tuple[str, str]], counts: list[str]) -> _Columns:
    """Return what columns mean; UsageError where a table counts one thing in all, or is unsaid."""
    key, *means = [meaning for _, meaning in pairs]
    coded = [meaning.split(":") for meaning in means if ":" in meaning]
    second, codes = list(dict.fromkeys(c for c, _ in coded)), [code for _, code in coded]
    counted = [m for m in means if m not in ("total", _SHARES) and ":" not in m]
    if second and not counted:
        counted = ["count" if second == ["measure"] else "reports"]
    if len(second) > 1 or len(counted) != 1 or (second and _SHARES in means):
        apart = " ".join(f"'{printed}=measure:{m}'" for printed, m in pairs if m in counted)
        said = f"A table counts one thing; of several, write {apart or 'which one this counts'}"
        raise UsageError(f"{said}. Shares beside one count are ={_SHARES}.")
    fields = [_field("year"), _field(key), *(_field(c, codes) for c in second), _count(counted[0])]
    if _SHARES in means:
        fields.append(_field(_SHARES))
    of = _Columns(key, second, codes, counted[0], fields)
    if len(counts) != (many := len(of.measures)):
        raise UsageError(f"--counts has {len(counts)} texts for {many} measures: one of each.")
    return of


def _described(of: _Columns, year: int, title: str, counts: list[str]) -> dict:
    """Return what the dictionary says of a table, and of no other."""
    like = dict(tables.dictionary()["missing_by_type"])
    if not re.search(r"\breports of missing", counts[0]):  # its caveats apply only to these
        del like["caveats"]
    schema = {"fields": of.fields, "missingValues": [""]}
    schema |= {"primaryKey": ["year", of.key, *of.second]}
    schema |= {"grid": [of.key, *of.second]} if of.second else {}
    unit = "varies, see measure" if of.second == ["measure"] else of.counted
    sources = [like["sources"][0] | {"title": f"Our Impact: {year}, NCMEC"}]
    about = {"description": f"{title}.", "counts": "; ".join(counts), "unit": unit}
    return like | about | {"sources": sources, "schema": schema}


def _test(name: str, number: str, of: _Columns) -> None:
    """Let the tests recompute the findings of a table's notebook."""
    test, lines = paths.root() / "tests" / "test_findings.py", ""
    for only in of.measures:
        what = f'"{name}", "{of.key}"' + (f', measure="{only}"' if only else "")
        lines += f"    counts = by({what})\n"
        lines += "    (first, most), (second, other), *_ = counts.most_common()\n"
        lines += "    yield named(first), n(most), named(second), n(other)\n"
    if test.is_file():
        known, end = test.read_text(encoding="utf-8"), "\n\n@cache\ndef stored("
        lines = f'\n\n@notebook("{number}")\ndef {name}():\n{lines}'
        paths.write(test, known.replace(end, lines + end, 1).encode())


def _notebook(rows: Rows, section: str, words: dict[str, str]) -> tuple[Path, str]:
    """Return where a table's notebook goes and its text, and give both a place in the lists."""
    there = [int(path.name[:2]) for path in paths.notebooks().glob("[0-8][0-9]-*.ipynb")]
    stem = f"{max(there) + 1:02}-{words['SLUG']}"
    sections = tables.load("sections").astype("str")
    at = list(sections["section"]).index(section) + 1
    words |= {"STEM": stem, "SECTION": sections["title"][at - 1]}
    row = pd.DataFrame([[words["NAME"], words["TITLE"], stem, "0"]], columns=sections.columns)
    listed = pd.concat([sections[:at], row, sections[at:]])
    rows.files[checks.file("sections")] = listed.to_csv(index=False, lineterminator="\n")
    about = paths.data() / "README.md"
    line = f"| `report/{words['NAME']}` | {words['COUNTED']} |\n| `report/headline"
    known = about.read_text(encoding="utf-8")
    rows.files[about] = known.replace("| `report/headline", line, 1)
    text = Path(__file__).with_name("table.ipynb").read_text(encoding="utf-8")
    said = {name: json.dumps(word, ensure_ascii=False)[1:-1] for name, word in words.items()}
    text = re.sub(rf"\b(?:{'|'.join(said)})\b", lambda match: said[match.group()], text)
    return paths.notebooks() / f"{stem}.ipynb", text


def _check(name: str, section: str, pairs: list[tuple[str, str]], *said: str) -> None:
    if not all(words.strip() for words in said):
        raise UsageError("--title and --counts are in words: both stand on the table's page.")
    if re.search(r'["{};\\]', text := "".join(said)):  # they go into code
        raise UsageError(f"{text!r}: write it without double quotes, braces, and semicolons.")
    if not re.fullmatch(_NAME, name):
        raise UsageError(f"{name!r} is not a table name: lowercase letters, digits, and _.")
    for printed, meaning in pairs:
        column, _, code = meaning.partition(":")
        if not re.fullmatch(_NAME, column) or not re.fullmatch(r"\w*", code):
            right = f"'{printed or meaning}={code_of(printed or meaning)}'"
            given = f"{printed}={meaning}".removeprefix("=")
            raise UsageError(f"{given!r} names no column; write such as {right}.")
    meanings = [meaning for _, meaning in pairs]
    if twice := [meaning for meaning in meanings if meanings.count(meaning) > 1]:
        raise UsageError(f"Two columns mean {twice[0]!r}, and each needs a meaning of its own.")
    if name in tables.dictionary():
        raise UsageError(f"There is a table {name} already.{_taken_back(name)}")
    sections = list(tables.load("sections")["section"])
    if section not in sections:
        raise UsageError(f"There is no section {section!r}.{nearest(section, sections)}")


def _taken_back(name: str) -> str:
    """Return how to take back what `new_table` made; nothing of another table."""
    sections, about = tables.load("sections").astype("str"), tables.dictionary()[name]
    books = [f"notebooks/{n}.ipynb" for n in sections.loc[sections["section"] == name, "notebook"]]
    made = " and ".join([f"data/{about['path']}", *books])
    edited = "reference/sections.csv, reference/categories.csv and reference/printed_headers.csv"
    said = (
        f" To take back what new-table made: remove {made}; undo its lines in datapackage.json, "
        f"README.md, {edited} in data/, and in tests/test_findings.py; then check --record."
    )
    return said if books else ""


def _field(name: str, codes: Collection[str] = ()) -> dict:
    """Return a column as another table of the report has it, else a new one, with its codes."""
    rules = {"required": True, "enum": list(codes)}
    words = f"{name.replace('_', ' ').capitalize()}."
    new = {"name": name, "type": "string", "description": words, "constraints": rules}
    fields = (
        field for table in tables.dictionary().values() for field in table["schema"]["fields"]
        if table["path"].startswith("report/") and table["name"] not in _NOT_PRINTED_SO
        and {"enum", "maximum"} & field["constraints"].keys()  # not just the same name
    )  # fmt: skip
    known = next((field for field in fields if field["name"] == name), new)
    return known | {"constraints": rules} if codes else known


def _count(name: str) -> dict:
    words, rules = name.replace("_", " ").capitalize(), {"required": True, "minimum": 0}
    about = {"description": f"{words}.", "unit": name, "constraints": rules}
    return {"name": name, "type": "integer", **about}
