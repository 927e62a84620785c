"""The tables match their dictionary, and their numbers match each other."""

import csv
import json
import re
from pathlib import Path

import frictionless
import pytest
from conftest import ROOT, STANDS

from ourimpact import checks, tables
from ourimpact.printed import printed_number

DICTIONARY = tables.dictionary()
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: n for n, word in enumerate(SMALL.split())}
WORDS |= {word: n for n, word in zip(range(20, 100, 10), TENS.split(), strict=True)} | {"half": 0.5}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
SCALES |= {"k": 10**3, "m": 10**6, "b": 10**9}
UNTOTALLED = "traded_imagery_by_relationship"  # the report prints no total below it


def rows(name: str) -> list[dict[str, str]]:
    path = ROOT / "data" / DICTIONARY[name]["path"]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", DICTIONARY)
def test_a_table_keeps_to_its_dictionary(name):
    assert checks.broken(name) == [] == checks.problems(name)


def test_readme_names_every_table():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+/\w+)` \|", text, re.M)
    assert sorted(f"{name}.csv" for name in named) == sorted(r["path"] for r in DICTIONARY.values())


def test_keys_point_at_rows_that_exist():
    """Only a check of the whole package sees foreign keys (sources, sections)."""
    report = frictionless.Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.flatten(["title", "rowNumber", "message"]) == []


def test_the_dictionary_stands_in_the_layout_that_commands_give_it():
    text = (ROOT / "data" / "datapackage.json").read_text(encoding="utf-8")
    assert checks.laid_out(json.loads(text)) == text, "run ourimpact check --record"


def test_every_csv_stands_in_the_dictionary_and_is_described():
    on_disk = {str(p.relative_to(ROOT / "data")) for p in (ROOT / "data").rglob("*.csv")}
    assert on_disk == {resource["path"] for resource in DICTIONARY.values()}
    for name, resource in DICTIONARY.items():
        assert resource["title"], name
        assert resource["description"], name
        assert resource["counts"], f"{name} does not say what one row counts"
        for field in resource["schema"]["fields"]:
            assert field.get("description"), f"{name}.{field['name']} is not described"


def test_a_table_has_the_years_whose_report_prints_it():
    """The table places says which; claims may lack some, as totals can be checked without them."""
    places = tables.load("places").astype({"table": "str"})
    held = {p.stem: set(tables.years(p.stem)) for p in (ROOT / "data/report").glob("*.csv")}
    assert held.pop("claims") <= held["headline_numbers"] == held.pop("printed_totals")
    for name, years in held.items():
        assert years == set(places.loc[places["table"] == name, "year"]), name


def drawn_by_none(folder: Path) -> list[str]:
    """Return the printed tables that no notebook mentions, so that none draws them."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "notebooks").glob("[0-9]*")]
    names = sorted(path.stem for path in (folder / "data" / "report").glob("*.csv"))
    return [name for name in names if not any(f'\\"{name}\\"' in text for text in texts)]


def test_every_printed_table_is_drawn_by_a_notebook():
    assert not drawn_by_none(ROOT), "CONTRIBUTING says how to give a table a notebook"


def test_every_section_lists_the_numbers_that_its_notebook_does_not_know():
    titled = {row["code"] for row in rows("categories") if row["column"] == "section"}
    for row in (row for row in rows("sections") if row["section"] in titled):
        text = (ROOT / "notebooks" / f"{row['notebook']}.ipynb").read_text(encoding="utf-8")
        listed = rf'(others\(rows, |besides\()\\"{row["section"]}\\", '
        assert re.search(listed, text), f"{row['notebook']}: words.besides, or words.others"


def test_every_footnote_is_shown_by_a_figure_of_its_table():
    names = [name for name in DICTIONARY if "year" in DICTIONARY[name]["schema"]["primaryKey"]]
    for year in tables.years("printed_totals"):
        figures = (ROOT / "figures" / str(year)).glob("*.json")
        notes = "".join(path.read_text(encoding="utf-8") for path in figures)
        for code in tables.footnotes(names, [year]) if notes else ():
            shown = tables.caveat(code).replace("'", "’") in notes
            assert shown, f"no figure of {year} shows {code}: is its row, or its group, drawn?"


@pytest.mark.parametrize("year", tables.years("printed_totals"))
def test_parts_add_to_every_printed_total_but_for_those_recorded(year):
    checked = tables.totals_checked(year)
    wrong = checked[checked["agrees"] == checked["differs"].notna()]
    assert wrong.empty, f"printed and recomputed differ:\n{wrong.to_string()}"


@pytest.mark.parametrize("year", tables.years("printed_totals"))
def test_no_printed_total_is_missing(year):
    """No other check would notice a missing total; for newer tables, `verify` notices it."""
    printed = [t for t in rows("printed_totals") if t["year"] == str(year)]
    totals = {(t["table"], t["row"], t["column"]) for t in printed}
    known = {p.stem for p in (ROOT / "data/report").glob("*.csv") if STANDS in tables.years(p.stem)}
    for name in known - {"headline_numbers", "printed_totals", "claims", UNTOTALLED}:
        first, *second = [c for c in DICTIONARY[name]["schema"]["primaryKey"] if c != "year"]
        detail = [row for row in rows(name) if row["year"] == str(year)]
        due = {("total", row[second[0]] if second else "total") for row in detail}
        if (
            detail and second and name != "cvip_by_agency"
        ):  # its rows add requests to files: no total printed
            due |= {(row[first], "total") for row in detail} | {("total", "total")}
        if name in ("cybertipline_by_incident_type", "cybertipline_files", "cvip_by_agency"):
            due = {pair for pair in due if pair[0] == "total"}
        assert {(name, *pair) for pair in due} <= totals


def as_number(printed: str) -> float:
    """Return the value of a printed number: `22.3M+`, `<1%`, `1 in 7`, `9 in 10`, `two`."""
    text = printed.lower()
    if one_in := re.fullmatch(r"(?:1|one) (?:in|out of) (?:every )?(.+)", text):
        return as_number(one_in[1])
    if part := re.fullmatch(r"(\w+) (?:in|out of) (?:every )?(\w+)", text):
        return 100 * as_number(part[1]) / as_number(part[2])
    whole = part = 0.0
    for word in re.findall(r"\d[\d,.]*|[a-z]+", text):
        if word in SCALES:
            small = SCALES[word] < 1000  # hundreds and dozens, which thousands may multiply
            whole, part = (
                (whole, part * SCALES[word]) if small else (whole + part * SCALES[word], 0)
            )
        elif word in ("a", "an"):
            part = part or 1
        elif word not in ("and", "percent"):
            part += WORDS[word] if word in WORDS else float(word.replace(",", ""))
    return round(whole + part, 6)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("93 percent", 93), ("six million", 6_000_000), ("half a million", 500_000),
        ("two and a half million", 2_500_000), ("two hundred thousand and one", 200_001),
        ("three dozen", 36), ("1.4M+", 1_400_000), ("one in every six", 6), ("<1%", 1),
    ],
)  # fmt: skip
def test_a_number_in_words_is_read(printed, value):
    assert as_number(printed) == value == printed_number(printed)[0]


@pytest.mark.parametrize("row", rows("headline_numbers"), ids=lambda row: row["id"] + row["place"])
def test_a_headline_number_has_the_value_that_is_printed(row):
    assert as_number(row["printed"]) == float(row["value"])
    if row["printed"].endswith("+"):
        assert row["qualifier"] == "at_least"
    if row["printed"].startswith("<"):
        assert row["qualifier"] == "less_than"


def test_categories_are_those_that_the_tables_allow():
    """A code without a label would appear in a figure; a label without a code is unused."""
    labelled = {(row["column"], row["code"]) for row in rows("categories")}
    titles = {("section", row["section"]) for row in rows("sections")}
    assert {code for code in labelled if code[0] == "section"} <= titles
    labelled = {(column, code) for column, code in labelled if not code.isdigit()} - titles  # ages
    allowed = {
        (field["name"], code)
        for resource in DICTIONARY.values()
        for field in resource["schema"]["fields"]
        if field["name"] not in ("table", "column")
        for code in field.get("constraints", {}).get("enum", [])
    }
    states = {("state", row["state"]) for row in rows("states")} | {("state", "US")}
    assert allowed - states == labelled - states


def test_a_code_counts_as_one_that_there_is():
    known = {(row["column"], row["code"]) for row in rows("categories")}
    for row in (row for row in rows("code_changes") if not row["code"].isdigit()):  # such as ages
        assert {(row["column"], row["code"]), (row["column"], row["counted_as"])} <= known
