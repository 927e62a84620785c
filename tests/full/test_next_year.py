"""Next year's report is added as CONTRIBUTING.md says: with new rows and no new code.

The year is synthetic and exists only in this test: every count of the 2024 report is doubled. In
another copy, to change shares, each count is multiplied by 1 to 4, by the position of its row.
"""

import csv
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import test_pictures
from conftest import ROOT, STANDS, as_then, copy_checkout, meant, run

from ourimpact import look, tables, words

BASE, NEXT = STANDS, STANDS + 1
SLUGS = sorted(path.stem for path in (ROOT / "figures" / str(BASE)).glob("*.json"))
ABOUT = {s: json.loads((ROOT / "figures" / str(BASE) / f"{s}.json").read_text()) for s in SLUGS}
SHARES = {"percent", "one_in", "years_of_age", "years"}


def append(path: Path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        new = [change(dict(row)) for row in table if row["year"] == str(BASE)]
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, table.fieldnames, lineterminator="\n").writerows(new)


def doubled(*columns: str):
    def change(row: dict[str, str]) -> dict[str, str]:
        same = row.get("unit") in SHARES or row.get("scope") == "definition"
        for column in columns:
            row[column] = row[column] if same else str(2 * int(row[column]))
        if "printed" in row and not same:
            row["printed"] = f"{int(row['value']):,}{'+' * row['printed'].endswith('+')}"
        return row | {"year": str(NEXT)}

    return change


MEASURES = {
    "missing_by_type": ["reports"], "missing_by_age_race": ["reports"],
    "missing_by_state": ["reports"], "cybertipline_by_incident_type": ["reports"],
    "cybertipline_files": ["files"], "cvip_by_agency": ["count"],
    "traded_imagery_by_relationship": ["relationships"],
    "traded_imagery_by_gender_stage": ["children"],
    "trafficking_by_race_gender": ["reports"], "trafficking_by_age_gender": ["reports"],
    "headline_numbers": ["value"], "printed_totals": ["value"],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A copy with that year's rows, not yet drawn."""
    copy = as_then(copy_checkout(tmp_path_factory.mktemp("next-year")))
    for name, columns in MEASURES.items():
        append(copy / "data" / "report" / f"{name}.csv", doubled(*columns))
    append(copy / "data" / "reference" / "population.csv", lambda row: row | {"year": str(NEXT)})
    halves = copy / "data" / "reference" / "cybertipline_half_years.csv"
    lines = halves.read_text(encoding="utf-8").splitlines(keepends=True)
    halves.write_text("".join(line for line in lines if not line.startswith(str(NEXT))))
    append(halves, doubled("reports"))  # or half a year would exceed the whole
    with (copy / "data" / "reference" / "sources.csv").open("a", encoding="utf-8") as file:
        url = "https://www.ncmec.org"
        title = f"Our Impact: {NEXT} (synthetic)"
        citation = f'"NCMEC, Our Impact: {NEXT}"'
        file.write(f"our-impact-{NEXT},{title},NCMEC,{url},primary,{citation}\n")
    meant(copy)
    return copy


def tilt(copy: Path) -> None:
    """Multiply the rows of each table by 1, 2, 3, and 4 in turn, and recompute their totals."""
    report, parts = copy / "data" / "report", {}
    for name, (measure,) in MEASURES.items():
        if name in ("headline_numbers", "printed_totals"):
            continue
        table = pd.read_csv(report / f"{name}.csv", dtype={"printed_percent": "str"})
        codes = [c for c in table if c not in ("year", measure, "printed_percent")]
        of_next = table.index[table["year"] == NEXT]
        table.loc[of_next, measure] *= 1 + of_next % 4
        table.to_csv(report / f"{name}.csv", index=False)
        parts[name] = (table[table["year"] == NEXT], codes, measure)
    totals = pd.read_csv(report / "printed_totals.csv")
    for at, total in totals[totals["year"] == NEXT].iterrows():
        table, codes, measure = parts[total["table"]]
        for code, wanted in zip(codes, (total["row"], total["column"]), strict=False):
            if wanted not in ("total", measure):
                table = table[table[code].astype("str") == str(wanted)]
        totals.loc[at, "value"] = table[measure].sum()
    totals.to_csv(report / "printed_totals.csv", index=False)
    meant(copy)


@pytest.fixture(scope="module")
def tilted(folder, tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("tilted") / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("build", "figures"))
    tilt(copy)
    shares = [slug for slug in SLUGS if numbers(ROOT, slug, BASE, "floating")]
    draw(copy, *sorted({ABOUT[slug]["notebook"] for slug in shares}))
    return copy


@pytest.fixture(scope="module")
def made(folder) -> list[dict]:
    return draw(folder)


def draw(folder: Path, *names: str) -> list[dict]:
    """Draw the year's figures; return their JSON."""
    run(folder, *names, "--year", str(NEXT))
    assert not (folder / "figures" / str(BASE)).exists()
    files = (folder / "figures" / str(NEXT)).glob("*.json")
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_every_table_of_the_report_got_the_year():
    names = {path.stem for path in (ROOT / "data" / "report").glob("*.csv")}
    assert {name for name in names if BASE in tables.years(name)} == set(MEASURES) | {
        "claims"
    }  # for a year without claims, totals are still checked


def test_every_figure_is_there(made):
    published = {path.stem for path in (ROOT / "figures" / str(BASE)).glob("*.json")}
    assert {about["slug"] for about in made} == published


def test_it_shows_that_years_numbers(made):
    said = {about["slug"]: about for about in made}
    missing, likely, tips = (
        2 * int(tables.load(name, BASE)["reports"].sum())
        for name in (
            "missing_by_type",
            "trafficking_by_age_gender",
            "cybertipline_by_incident_type",
        )
    )
    assert f"{missing:,}" in said["missing-reports-resolved"]["finding"]
    assert words.rounded(tips) in said["cybertipline-by-year"]["alt"]
    assert f"{likely:,} of the {missing:,}" in said["one-in-seven"]["finding"]


@pytest.mark.parametrize("slug", SLUGS)
def test_its_words_can_be_read(made, folder, slug):
    look.use()
    svg = folder / "figures" / str(NEXT) / f"{slug}.svg"
    test_pictures.test_no_word_leaves_the_slide(svg)
    test_pictures.test_no_two_words_overlap(svg)


def test_the_year_before_is_named_only_where_it_is_drawn_or_dated(made, folder):
    for about in made:
        path = folder / "figures" / str(NEXT) / f"{about['slug']}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            years = {row.get("year") for row in csv.DictReader(file)}
        assert re.search(rf"Our Impact: [^;]*\b{NEXT}", about["source"]), about["slug"]
        assert str(NEXT) in about["credit"]
        if str(BASE) in years:
            continue
        dated = rf"(since|of|in|from|before|Vintage)( \d+ \w+)? {BASE}"
        text = " ".join(about[key] for key in ("title", "subtitle", "alt"))
        text += re.sub(dated, "", f" {about['finding']} {about['note']}")
        assert str(BASE) not in text, f"{about['slug']}: {text}"


SHARES_ALONE = {"state-shares", "cvip-since-2020"}
UNCHANGED = {
    "reports-per-100k-by-state": {"under_18"},  # the population is copied
    "state-fact-sheet": {"under_18", "of_children"},  # the same
    "prevention-and-training": {"share"},  # of single numbers, which are not tilted
}
NOT_DOUBLED = {
    "at-a-glance": "shares stand among the counts",
    "cybertipline-half-years": "the second half, a difference, is rounded",
    "claims-checked": "the year has no statements",
    "one-in-seven": "squares are a share",
    "resolved-by-state-funnel": "twice the reports are enough to draw two states more",
}


def numbers(folder: Path, slug: str, year: int, kind: str) -> dict[str, list[float]]:
    """Return a figure's numbers for a year, integers or floats, by column."""
    data = pd.read_csv(folder / "figures" / str(year) / f"{slug}.csv")
    if "year" in data:
        data = data[data["year"] == year].drop(columns="year")
    data = data.drop(columns="squares", errors="ignore")  # each may be twice as many
    data = data.select_dtypes(kind).dropna(axis="columns", how="all")
    return {column: list(data[column].dropna()) for column in data}


@pytest.mark.parametrize("slug", sorted(set(SLUGS) - set(NOT_DOUBLED)))
def test_every_count_is_that_years(made, folder, slug):
    """Every count is doubled: a figure that still drew the year before, or both, would fail."""
    before = numbers(ROOT, slug, BASE, "integer")
    after = numbers(folder, slug, NEXT, "integer")
    assert before or slug in SHARES_ALONE
    assert after == {column: [2 * n for n in found] for column, found in before.items()}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_share_is_that_years(tilted, slug):
    before = numbers(ROOT, slug, BASE, "floating")
    if not before and not (tilted / "figures" / str(NEXT) / f"{slug}.csv").exists():
        return  # only counts, which the doubled year has checked
    after = numbers(tilted, slug, NEXT, "floating")
    assert after.keys() == before.keys()
    same = {column for column in before if after[column] == before[column]}
    assert same == UNCHANGED.get(slug, set())
