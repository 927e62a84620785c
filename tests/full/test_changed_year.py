"""A report with another structure is read and drawn: changes are kept, and nothing false is said.

The report is synthetic: last year's numbers with a renamed label, a split one, a new code, a table
dropped, a table added, a state missing, a number gone, two numbers added, and a wrong total.
"""

import csv
import json
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT, as_then, copy_checkout, meant, run
from conftest import STANDS as YEAR
from test_data import drawn_by_none

sys.path.insert(0, str(ROOT / "tests" / "ingest"))
from synthetic import Report, remember

import ingest
from handouts import gallery
from ingest import proposal, reading
from ourimpact import checks, ledger, paths, tables

NEXT = YEAR + 1
SAID = "The printed total is 2 more than its parts."
DECIDED = {
    "Children Who Ran Away": {"value": "endangered_runaway"},
    "59,138": {"decide": f"yes: {SAID}"},
    "Neighbor": {"decide": "part of neighbor_or_family_friend"},
    "Family Friend": {"decide": "part of neighbor_or_family_friend"},
    "Stepparent": {"decide": "yes: family"},
    "812": {"row": "volunteer_hours", "unit": "hours", "label": "Hours that volunteers gave"},
    "47": {
        "row": "reports_by_phone",
        "unit": "reports",
        "label": "Reports by phone",
        "section": "cybertipline",
    },
    "31": {
        "row": "posters",
        "unit": "posters",
        "label": "Posters made",
        "section": "resources_and_support",
    },
}
NOTED = "Trafficking: the law added reports."
DECIDED["53,646"] = {"decide": f"yes: {NOTED}"}
LOST = {"54,066": "Guam is not printed.", "59,136": "Guam is not printed."}


def rewrite(name: str, change) -> None:
    path = checks.file(name)
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        rows = [new for row in table for new in change(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, table.fieldnames, lineterminator="\n")
        written.writeheader()
        written.writerows(rows)
    meant(paths.root())


def doubled(text: str, number: str = r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.,])") -> str:
    return re.sub(number, lambda n: f"{2 * int(n.group().replace(',', '')):,}", text)


def changed(report: Report) -> Report:
    for rows in report.tables.values():
        for row in rows[1:]:
            row[1:] = [doubled(cell, r"^[\d,]+$") for cell in row[1:]]
    report.sentences = {key: doubled(text) for key, text in report.sentences.items()}
    report.tables["missing_by_type"][1][0] = "Children Who Ran Away"
    report.tables["missing_by_type"][-1][3] = "59,138"
    pairs = report.tables["traded_imagery_by_relationship"]
    at = [row[0] for row in pairs].index("Neighbor or Family Friend")
    pairs[at : at + 1] = [["Neighbor", "1,400", "21%"], ["Family Friend", "86", "1%"]]
    pairs.append(["Stepparent", "70", "2%"])
    states = report.tables["missing_by_state"]
    del states[[row[0] for row in states].index("GU")]
    del report.tables["trafficking_by_age_gender"]
    report.tables["new"] = [
        ["PLATFORM", "REPORTS", "FILES"], ["Alpha", "1,614", "9,500"], ["Beta", "5,772", "4,100"],
        ["Total", "7,386", "13,600"],
    ]  # fmt: skip
    del report.sentences["headline_numbers", "team_adam_activations", "prose"]
    one_in = ("headline_numbers", "trafficking_one_in", "prose")
    report.sentences[one_in] = report.sentences[one_in].replace("1 in 7", "1 in 6")
    for id, old, new in (("sex_offender_operations", "seven", "nine"),
                         ("missing_cases_assisted_years", "40", "41")):  # fmt: skip
        said = ("headline_numbers", id, "prose")
        report.sentences[said] = report.sentences[said].replace(old, new)
    types = report.tables["cybertipline_by_incident_type"]
    next(row for row in types if row[0] == "Child Sex Trafficking")[1] += "†"
    report.sentences["note"] = "† With reports that a law requires."
    report.sentences["new"] = (
        "Volunteers gave 812 hours. In addition posters, 31 each, were made. Of 47 calls."
    )
    return report


def decide() -> None:
    made = proposal.load(proposal.path_of(NEXT))
    renamed = ("endangered_runaway", "neighbor_or_family_friend")
    for p in made:
        if not p.decide and p.row not in renamed:
            reason = LOST.get(p.printed) if p.table == "missing_by_state" else ""
            vars(p).update({"decide": f"yes: {reason}" if reason else "yes"})
            vars(p).update(DECIDED.get(p.printed, {}) if not reason else {})
    proposal.write(proposal.path_of(NEXT), made)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy with the next year in it, added as CONTRIBUTING says, and both years drawn."""
    copy = as_then(copy_checkout(tmp_path_factory.mktemp("changed-year")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OURIMPACT_ROOT", str(copy))
        old, new = str(YEAR), str(NEXT)
        rewrite("cybertipline_half_years", lambda row: [row | less(row)])  # than the whole year
        run(copy, "02", "06", "08", "--year", old)
        (copy / "figures" / old).rename(copy / "before")
        last = Report(YEAR)
        remember(last.text(copy / "last.txt"), YEAR, list(last.sentences))
        file = changed(Report(YEAR)).text(copy / "next.txt")
        counts = ["reports, not children", "files, not children"]
        about = ("cybertipline", "CyberTipline reports by platform", counts)
        ingest.ingest(file, NEXT)
        columns = ["PLATFORM=platform", "REPORTS=measure:reports", "FILES=measure:files"]
        ingest.new_table("trial_platforms", NEXT, columns, *about)
        ingest.ingest(file, NEXT)
        decide()
        ingest.ingest(file, NEXT, accept=True)
        said, status = ingest.verify(file, NEXT)
        assert status == 0, said
        rewrite("population", lambda r: [r, r | {"year": new}] if r["year"] == old else [r])
        path = copy / "build" / "ingest" / new / "claims.csv"
        with path.with_name(reading.TEXT).open("a", encoding="utf-8") as text:  # all is said again
            text.writelines(f"{said}\n" for said in tables.load("claims", YEAR)["printed"])
        ingest.claims(NEXT)
        text = path.read_text(encoding="utf-8-sig").replace("\n,new,", "\nyes,new,")
        path.write_text(text.replace("\n,", "\nno,"), encoding="utf-8")
        ingest.claims(NEXT, accept=True)
        run(copy, "--year", new)
        run(copy, "02", "06", "08", "--year", old)
        yield copy


def less(row: dict[str, str]) -> dict[str, str]:
    return {"reports": str(int(row["reports"]) // 3)} if row["year"] == str(NEXT) else {}


def figure(folder: Path, slug: str) -> dict:
    path = folder / "figures" / str(NEXT) / f"{slug}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_share_counts_the_codes_that_were_split(folder):
    of = {"parent_or_guardian": 1, "other_relative": 1, "babysitter_mentor_or_coach": 1}
    rows = tables.load("traded_imagery_by_relationship", NEXT).astype({"relationship": "str"})
    of |= {"neighbor": 1, "family_friend": 1, "stepparent": 1}
    entries = rows.set_index("relationship")["relationships"]
    near = entries[entries.index.isin(of)].sum() / entries.sum()
    assert f"{near:.1%}" in figure(folder, "offender-relationship")["finding"]


def test_a_total_that_does_not_add_up_is_recorded_and_said(folder):
    assert SAID in figure(folder, "reports-by-type")["note"]
    assert "Guam is not printed." in figure(folder, "reports-per-100k-by-state")["note"]
    rows = ledger.ledger(NEXT)
    assert (rows.loc[rows["kind"] == "total", "verdict"] == ledger.DIFFERS).sum() == 3
    assert ledger.changed(rows).empty


def test_a_table_dropped_takes_no_other_question_with_it(folder):
    drawn = {path.stem for path in (folder / "figures" / str(NEXT)).glob("*.json")}
    assert {"trafficking-by-race", "claims-checked", "services-in-numbers"} <= drawn
    assert not drawn & {"trafficking-by-age"}


def test_a_new_table_gets_a_notebook_and_without_it_is_named(folder, tmp_path):
    for what, name in (("reports", "Beta"), ("files", "Alpha")):  # each measure is drawn
        said = figure(folder, f"trial-platforms-{what}")
        assert said["notebook"].endswith("-trial-platforms")
        assert f"“{name}” has the largest number of {what}" in said["title"]
    assert drawn_by_none(folder) == []
    books = [one.notebook for one in gallery.figures(folder / "figures" / str(NEXT))]
    books = list(dict.fromkeys(books))  # it follows its section
    assert books[books.index("06-cybertipline") + 1].endswith("-trial-platforms")
    (tmp_path / "data").symlink_to(folder / "data")
    assert "trial_platforms" in drawn_by_none(tmp_path)


def test_the_footnote_of_a_number_is_said_in_the_figures_of_its_table(folder):
    assert NOTED in figure(folder, "cybertipline-incident-types")["note"]


def test_the_year_before_keeps_its_bytes(folder):
    for path in sorted((folder / "before").iterdir()):
        assert path.read_bytes() == (folder / "figures" / str(YEAR) / path.name).read_bytes()


def test_a_table_cites_the_editions_that_it_has_rows_of(folder):
    for name, years in (("missing_by_type", [YEAR, NEXT]), ("trafficking_by_age_gender", [YEAR])):
        titles = [one["title"] for one in tables.dictionary()[name]["sources"]]
        assert titles == [f"Our Impact: {year}, NCMEC" for year in years]


def test_what_is_gone_is_gone_and_what_is_new_is_there(folder):
    assert tables.number("volunteer_hours", NEXT) == 812
    with pytest.raises(tables.NoSuchYearError, match="'team_adam_activations' is not printed"):
        tables.number("team_adam_activations", NEXT)
    said = "Not drawn, as no count: Hours that volunteers gave, 812 hours."
    assert said in figure(folder, "social-reach")["note"]
    book = (folder / "build/notebooks/2025/05-resources-and-support.ipynb").read_text("utf-8")
    assert "Posters made" in book
    book = json.loads((folder / "build/notebooks/2025/06-cybertipline.ipynb").read_text("utf-8"))
    said = json.dumps([cell.get("outputs") for cell in book["cells"]])
    assert f"*Our Impact: {NEXT}* also gives this number: 47 reports by phone (in {NEXT})." in said
    states = figure(folder, "reports-per-100k-by-state")
    assert "Guam (" not in states["note"]
    assert "1 in 6" in figure(folder, "at-a-glance")["alt"] + str(
        (folder / "figures" / str(NEXT) / "at-a-glance.csv").read_text(encoding="utf-8")
    )


def test_statements_are_carried_over_and_a_missing_one_is_named(folder):
    claims = tables.load("claims", NEXT).set_index("id")
    assert claims["printed"]["hotline_calls"] == "262,838"
    path = folder / "build" / "ingest" / str(NEXT) / "claims.csv"
    waited = path.read_text(encoding="utf-8")  # its verdict has changed, so it waits
    assert re.search(r'no,"the verdict was.*,trafficking_one_in,.*,1 in 6,', waited)
    assert {"volunteer_hours", "posters"} <= set(claims.index)
    assert claims["printed"]["sex_offender_operations"] == "nine"
    assert claims["printed"]["young_adult_ages"] == "ages 18-20"
    assert re.search(r"40 in its statement is 41 now.*,photos_circulated,.*in 41 years", waited)
    assert re.search(
        r'no,"trial_platforms beta reports of a new table is 5,772.*,team_hope_contacts', waited
    )
    rewrite("claims", lambda row: [row] * (row["headline_id"] != "hotline_calls"))
    text, _ = ledger.check(NEXT)
    assert "Numbers without a statement in claims: " in text
    assert "hotline_calls" in ledger.without_claim(NEXT)
