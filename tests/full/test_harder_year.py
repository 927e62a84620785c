"""A year with other labels, places, types, and single numbers: all is drawn, and nothing is false.

It starts from the doubled year of test_next_year.py.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, meant, run
from test_next_year import MEASURES, NEXT, folder  # noqa: F401

from ourimpact.words import SLIP

YEAR = str(NEXT)
BAD = "|".join((  # what no sentence must say
    SLIP.pattern, r"\b0\.0 times", r"one of the one\b", r"none of the none",
    r"\b0 of the 0\b", r"[ (]-\d", r"\bu\.S\.", r"[ ,(]\.(?!\d)", r", ,", r"fell 100%",
))  # fmt: skip


def path(copy: Path, name: str) -> Path:
    (found,) = (copy / "data").glob(f"*/{name}.csv")
    return found


def rewrite(copy: Path, name: str, change) -> None:
    """Replace each row of the year with the rows that a function returns for it."""
    with path(copy, name).open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        rows = [new for row in table for new in (change(row) if row["year"] == YEAR else [row])]
    with path(copy, name).open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, table.fieldnames, lineterminator="\n")
        written.writeheader()
        written.writerows(rows)


def code(copy: Path, column: str, new: str, label: str, *counted_as: str) -> None:
    """Let tables hold a new code, with its label and the code that it counts as."""
    file = copy / "data" / "datapackage.json"
    text = json.loads(file.read_text(encoding="utf-8"))
    for field in (f for r in text["resources"] for f in r.get("schema", {}).get("fields", [])):
        if field["name"] == column and "enum" in field.get("constraints", {}):
            field["constraints"]["enum"].append(new)
    file.write_text(json.dumps(text), encoding="utf-8")
    rows = [("categories", [column, new, YEAR, label, label])]
    rows += [("code_changes", [column, new, old, YEAR, "It is so."]) for old in counted_as]
    for name, row in rows:
        with path(copy, name).open("a", encoding="utf-8") as table:
            csv.writer(table, lineterminator="\n").writerow(row)


def split(copy: Path, name: str, column: str, old: str, new: dict[str, str], joint: bool) -> None:
    """Split one label into two, of a third and the rest; `joint` records what they count as."""
    measures = {"cvip_by_agency": "count", "cybertipline_files": "files"}
    measures |= {"traded_imagery_by_relationship": "relationships"}
    measure = (measures | {"traded_imagery_by_gender_stage": "children"}).get(name, "reports")

    def change(row):
        third = int(row[measure]) // 3
        counts = dict(zip(new, (third, int(row[measure]) - third), strict=True))
        parts = [row | {column: each, measure: n} for each, n in counts.items()]
        return parts if row[column] == old else [row]

    rewrite(copy, name, change)
    for each, label in new.items():
        if each != old:
            code(copy, column, each, label, *[old] * joint)


def add_anew(copy: Path) -> None:
    """Give each table a single total of all its rows."""

    def change(row):
        table = pd.read_csv(path(copy, row["table"]))
        table = table[table["year"] == NEXT]
        measures = ("reports", "children", "relationships", "files", "count")
        count = next(c for c in measures if c in table)
        whole = row["row"] == row["column"] == "total" and len(table)
        return [row | {"value": table[count].sum()}] if whole else []

    rewrite(copy, "printed_totals", change)
    meant(copy)


def said_of(copy: Path, *names: str) -> str:
    """Draw the year; return every text of notebooks and figures, one per line."""
    run(copy, *names, "--year", YEAR)
    said = []
    for file in sorted((copy / "build").rglob("[0-9][0-9]-*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
            said += ["".join(data.get("text/markdown", "")) for data in outputs]
    for file in sorted((copy / "figures" / YEAR).glob("*.json")):
        about = json.loads(file.read_text(encoding="utf-8"))
        said += [about[key] for key in ("title", "subtitle", "note", "alt", "finding")]
    bad = [line for line in said if re.search(BAD, line)]
    assert not bad, bad[0]
    return "\n".join(said)


@pytest.fixture
def copy(folder, tmp_path) -> Path:  # noqa: F811
    ignored = shutil.ignore_patterns("build", "figures")
    return shutil.copytree(folder, tmp_path / "copy", ignore=ignored)


def test_labels_joined_and_split_places_gone_and_a_type_near_zero(copy):
    def ages(row):
        joined = {"15_to_17": "15_to_18"}
        if row["age_group"] == "18_to_20":
            return [row | {"age_group": "19_to_20"}]
        return [row | {"age_group": joined.get(row["age_group"], row["age_group"])}]

    rewrite(copy, "missing_by_age_race", ages)
    code(copy, "age_group", "15_to_18", "15 to 18")
    code(copy, "age_group", "19_to_20", "19 to 20")
    halves = {"under_1": "Under 1", "1_to_2": "1 to 2"}
    split(copy, "missing_by_age_race", "age_group", "0_to_2", halves, joint=True)
    halves = {"parental_abduction": "Parental", "relative_abduction": "By another relative"}
    split(copy, "missing_by_type", "report_type", "family_abduction", halves, joint=True)
    halves = {"fbi": "U.S. marshals", "other_federal": "Other federal agencies"}
    split(copy, "cvip_by_agency", "agency", "federal", halves, joint=False)
    halves = {"infant": "Infant", "toddler": "Toddler"}
    split(copy, "traded_imagery_by_gender_stage", "stage", "infant_toddler", halves, joint=True)
    halves = {"other": "", "documents": "Documents"}
    split(copy, "cybertipline_files", "file_type", "other", halves, joint=False)
    rewrite(copy, "missing_by_state", lambda row: [row] * (row["state"] not in ("GU", "WY")))
    few = {"misleading_domain_name": 3, "online_enticement": 90_000}
    near_zero = lambda row: [row | {"reports": few.get(row["incident_type"], row["reports"])}]  # noqa: E731
    rewrite(copy, "cybertipline_by_incident_type", near_zero)
    rewrite(copy, "cybertipline_half_years", near_zero)  # as many as in the whole year
    add_anew(copy)
    said = said_of(copy, "02", "03", "04", "06", "08", "09", "91")
    assert "the group 15 to 18 has children and young adults" in said
    assert "there is no estimate" in said
    assert "There is no estimate where the year’s total is no larger" not in said  # not drawn
    assert "has no row for Guam and Wyoming" in said
    assert "Documents are not listed for 2024." in said
    assert "U.S. marshals" in said
    assert "2021 is a poor base" in said
    assert "67.2% of the girls" in said
    assert re.search(r"domain name fell 99\.\d+%", said) and "people ages 15 to 18" in said


def test_what_is_unknown_is_not_printed_and_a_place_has_no_reports(copy):
    for name, column in (
        ("missing_by_age_race", "age_group"), ("missing_by_age_race", "race_ethnicity"),
        ("missing_by_state", "state"), ("trafficking_by_race_gender", "gender"),
        ("trafficking_by_race_gender", "race_ethnicity"), ("trafficking_by_age_gender", "gender"),
    ):  # fmt: skip
        rewrite(copy, name, lambda row, column=column: [row] * (row[column] != "unknown"))
    none = lambda row: [row | {"reports": 0} if row["state"] == "GU" else row]  # noqa: E731
    rewrite(copy, "missing_by_state", none)
    add_anew(copy)
    said = said_of(copy, "03", "04", "09", "91")
    assert "is unknown" not in said.replace("whether", "")


def test_without_residents_of_the_year_those_of_the_last_are_taken_and_named(copy):
    rewrite(copy, "population", lambda row: [])
    meant(copy)
    said = said_of(copy, "04", "91")
    assert f"residents under 18 in {YEAR} (residents of {NEXT - 1})" in said
    assert said.count(f"Residents are of {NEXT - 1}.") == 3


def rounds(names: Iterable[str]) -> list[tuple[list[str], set[str]]]:
    """Return tables or ids to remove together, as no notebook uses two of them, and notebooks."""
    texts = {
        p.stem: p.read_text(encoding="utf-8") for p in (ROOT / "notebooks").glob("[0-9]*.ipynb")
    }
    found: list[tuple[list[str], set[str]]] = []
    for each in names:
        of = {name for name, text in texts.items() if re.search(rf"\b{each}\b", text)}
        room = (one for one in found if not one[1] & of)
        gone, taken = next(room, None) or found.append(([], set())) or found[-1]
        gone.append(each)
        taken |= of
    return found


IDS = rounds(
    dict.fromkeys(pd.read_csv(path(ROOT, "headline_numbers")).query("year == @NEXT - 1")["id"])
)[:2]  # the rounds with the most ids; all of them would take minutes longer
TABLES = rounds(name for name in MEASURES if name not in ("headline_numbers", "printed_totals"))
SUBJECTS = {  # the table without which a notebook has nothing to ask
    "01-missing-children": "missing_by_type", "02-reports-by-type": "missing_by_type",
    "03-age-and-race": "missing_by_age_race", "04-by-state": "missing_by_state",
    "06-cybertipline": "cybertipline_by_incident_type", "91-state-fact-sheet": "missing_by_state",
}  # fmt: skip


@pytest.mark.parametrize(("ids", "names"), IDS)
def test_a_number_that_is_gone_leaves_its_question_out(copy, ids, names):
    rewrite(copy, "headline_numbers", lambda row: [row] * (row["id"] not in ids))
    meant(copy)
    said_of(copy, *sorted(name[:2] for name in names))


@pytest.mark.parametrize(("gone", "names"), TABLES)
def test_a_table_that_is_gone_leaves_its_questions_out(copy, gone, names):
    for name in gone:
        rewrite(copy, name, lambda row: [])
    rewrite(copy, "printed_totals", lambda row: [row] * (row["table"] not in gone))
    meant(copy)
    said_of(copy, *sorted(name[:2] for name in names if SUBJECTS.get(name) not in gone))


def test_a_notebook_whose_main_table_is_gone_keeps_its_year_and_says_so(copy):
    gone = "cybertipline_by_incident_type"
    rewrite(copy, gone, lambda row: [])
    rewrite(copy, "printed_totals", lambda row: [row] * (row["table"] != gone))
    meant(copy)
    shutil.copy(ROOT / "README.md", copy)
    shutil.copytree(ROOT / "figures", copy / "figures")
    path = copy / "notebooks" / "03-age-and-race.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"year: int = {NEXT - 1}", f"year: int = {YEAR}"), "utf-8")
    run(copy, "03", "06", command="refresh")
    run(copy, "03", "06")
    made = [json.loads(p.read_text("utf-8")) for p in (copy / "figures" / YEAR).glob("*.json")]
    assert {figure["notebook"] for figure in made} == {"03-age-and-race"}
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert f"[CyberTipline, {NEXT - 1}](notebooks/06-cybertipline.ipynb)" in readme
