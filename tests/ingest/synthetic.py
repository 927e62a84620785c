"""A report made from the tables and sentences of our own, as text or as a PDF.

`python tests/ingest/synthetic.py` rehearses next year's, in a copy of the data and notebooks.
"""

import csv
import os
import re
import shutil
from pathlib import Path

import pandas as pd

from ingest import grids, memory, prose, reading
from ourimpact import checks, paths, tables

FILES = "cybertipline_files"  # printed as call-outs, not as a table
ALL_FILES = ("headline_numbers", FILES, "call_out")  # it is also the total of that table
Key = tuple[str, str, str]
Rows = list[list[str]]


class Report:
    """The parts of a report of one year: its tables by name, and its sentences by key."""

    def __init__(self, year: int) -> None:
        self.year, printed = year, memory.stored(year)
        headers = tables.load("printed_headers").astype({"table": "str"}).fillna("")
        self.tables: dict[str, Rows] = {
            name: table(name, rows, printed) for name, rows in headers.groupby("table", sort=False)
        }
        self.titles = memory.printed("section", year)
        self.sections: dict[Key, str] = {}  # of each sentence
        self.sentences: dict[Key, str] = {}
        for row in tables.load("headline_numbers", year).astype("str").to_dict("records"):
            self.sentences["headline_numbers", row["id"], row["place"]] = sentence(row)
            self.sections["headline_numbers", row["id"], row["place"]] = row["section"]
        for (name, row, column), value in printed.items():
            if name == FILES and row != "total":
                self.sentences[name, row, column] = f"{int(value):,}\n\n{row} sent as files"

    def lines(self) -> list[str | Rows]:
        """Yield titles, sentences, and tables; the tables come between the sentences."""
        grids_, codes = list(self.tables.values()), list(self.titles)
        step = len(self.sentences) // len(grids_)
        mixed: list[str | Rows] = []
        for at, (key, text) in enumerate(self.sentences.items()):
            upto = codes.index(self.sections[key]) + 1 if self.sections.get(key) in codes else 0
            mixed += [self.titles[code] for code in codes[:upto]]
            codes = codes[upto:]
            mixed.append(text)
            if at % step == 0 and at // step < len(grids_):
                mixed.append(grids_[at // step])
        return mixed

    def text(self, path: Path) -> Path:
        """Write it as text, with tabs between cells and a page for every ten parts."""
        said = [
            part if isinstance(part, str) else "\n".join("\t".join(row) for row in part)
            for part in self.lines()
        ]
        pages = ["\n\n".join(said[at : at + 10]) for at in range(0, len(said), 10)]
        path.write_text("\f".join(pages), encoding="utf-8")
        return path

    def pdf(self, path: Path) -> Path:
        """Write it as a PDF with ruled tables, whose headers are repeated on a new page."""
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

        normal, story = getSampleStyleSheet()["Normal"], []
        normal.fontSize = 8
        for part in self.lines():
            if isinstance(part, str):
                said = part.replace("<", "&lt;").split("\n\n")
                story += [Paragraph(each, normal) for each in said]
            else:
                width = max(map(len, part))
                full = [row + [""] * (width - len(row)) for row in part]
                rows = [[Paragraph(cell, normal) for cell in row] for row in full]
                grid = ("GRID", (0, 0), (-1, -1), 1, "black")
                wide = [90, *[(A4[0] - 110) / (width - 1)] * (width - 1)]
                story.append(Table(rows, wide, repeatRows=1, style=[grid]))
            story.append(Spacer(1, 8))
        SimpleDocTemplate(str(path), leftMargin=10, rightMargin=10).build(story)
        return path


def table(name: str, headers: pd.DataFrame, printed: dict[Key, str]) -> Rows:
    """Return a printed table: its header, a row for each code, and its totals."""
    columns = list(headers["means"])[1:]
    key = tables.dictionary()[name]["schema"]["primaryKey"][1:]
    rows = tables.load("categories")
    rows = rows[rows["column"] == key[0]]
    labels = dict(zip(rows["code"], rows["printed"], strict=True))
    codes = dict.fromkeys(row for table, row, _ in printed if table == name)
    rows = [list(headers["printed"])]
    for code in codes:
        at = {c: (name, code, "total" if code == "total" and len(key) == 1 else c) for c in columns}
        cells = [f"{int(printed[k]):,}" for k in at.values() if k in printed]
        rows.append(["Total" if code == "total" else labels.get(code, code), *cells])
    return rows


def sentence(row: dict[str, str]) -> str:
    """Return a sentence of ours with a single number and its qualifier."""
    label, printed = row["label"].replace(" six ", " "), row["printed"]
    if row["place"] == "call_out":
        before = "at least " if row["qualifier"] == "at_least" and "+" not in printed else ""
        return f"{before}{printed}\n\n{label}."
    words = {"more_than": "more than ", "at_least": "at least "}.get(row["qualifier"], "")
    return f"{label} came to {words}{printed} by our count."


def remember(path: Path, year: int, keys: list[Key]) -> None:
    """Write the places of a report's numbers; its sentences are in the order of the keys."""
    known = memory.layouts(year)
    _, rest = grids.find_tables(reading.read(path), known, memory.stored(year))
    found = prose.numbers(rest, list(tables.load("dismissed")["pattern"]))
    printed = printed_of(year)
    assert [n.printed for n in found] == [printed[key] for key in keys]
    places = tables.checks.file("places")
    with places.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["year", "page", "line", "nth", "table", "row", "column", "context"])
        for number, key in zip(found, keys, strict=True):
            rows.writerow([year, *number.at, *key, number.context])
            if key == ALL_FILES:
                rows.writerow([year, *number.at, FILES, "total", "total", number.context])
    checks.record(checks.dictionary())


def printed_of(year: int) -> dict[Key, str]:
    """Return every stored number as it is printed."""
    stored = memory.stored(year).items()
    return {k: v if k[0] == "headline_numbers" else f"{int(v):,}" for k, v in stored}


def rehearse() -> str:
    """Write an invented report of the next year, and a copy to add it to; return what comes next.

    Counts are doubled, a label is renamed, a state is gone, and a number is new.
    """
    last, folder = tables.years("places")[-1], paths.build() / "rehearsal"
    for name in ("data", "notebooks"):
        shutil.copytree(paths.root() / name, folder / name)  # fails where one was begun
    shutil.copy(paths.root() / "README.md", folder)
    os.environ["OURIMPACT_ROOT"] = str(folder)
    halves = checks.file("cybertipline_half_years")  # they would exceed the invented year
    kept = re.sub(rf"^{last + 1},.*\n", "", halves.read_text(encoding="utf-8"), flags=re.M)
    halves.write_text(kept, encoding="utf-8")
    report, file = Report(last), folder / f"our-impact-{last + 1}.txt"
    remember(report.text(file), last, list(report.sentences))
    report.tables = {name: _twice(rows) for name, rows in report.tables.items()}
    report.sentences = {key: _doubled(said) for key, said in report.sentences.items()}
    report.tables["missing_by_type"][1][0] += " (Renamed)"
    del report.tables["missing_by_state"][1]
    report.sentences["new", "", "prose"] = "In all, 812 hours were given by those who called."
    report.text(file)
    return f"export OURIMPACT_ROOT={folder}\n.venv/bin/ourimpact ingest {file} --year {last + 1}"


def _twice(rows: Rows) -> Rows:
    """Return a table with its counts doubled, and its percentages as they are."""
    share = [n for n, head in enumerate(rows[0]) if "PERCENT" in head]
    return [rows[0], *(
        [said if n in (0, *share) else f"{2 * int(said.replace(',', '')):,}"
         for n, said in enumerate(row)] for row in rows[1:]
    )]  # fmt: skip


def _doubled(said: str) -> str:
    """Return a sentence with its larger counts doubled."""
    large = r"\b\d{1,3}(?:,\d{3})+\b"
    return re.sub(large, lambda m: f"{2 * int(m[0].replace(',', '')):,}", said)


if __name__ == "__main__":
    print(rehearse())
