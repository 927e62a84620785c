"""The ledger: recorded verdicts still hold, and a changed cell is noticed."""

import csv
import io
import json
import re
from functools import partial
from pathlib import Path

import pytest
from conftest import ROOT, STANDS, meant

import ourimpact_command as cli
from handouts import front_page, known
from ourimpact import TableError, checks, tables
from ourimpact import ledger as claims
from ourimpact.ledger import AGREES, DIFFERS, ODDITY, ROUNDED, TWO_WAYS, UNCHECKED, Recomputed

YEARS = tables.years("claims")
REPORT = Path("data", "report")
JUDGING = re.compile(
    r"\b(wrong|error|mistake|incorrect|correct|false|fault|fail|contradict|inconsisten|mislead|"
    r"sloppy|claim to|admit|should have)\w*", re.IGNORECASE
)  # fmt: skip


def change(path: Path, old: str, new: str, year: int = STANDS) -> None:
    row, text = rf"(?m)^({year},.*){re.escape(old)}", path.read_text(encoding="utf-8")
    text, times = re.subn(row, lambda found: found[1] + new, text)
    assert times == 1, f"{old!r} occurs {times} times in the rows of {year} in {path}"
    path.write_text(text, encoding="utf-8")
    meant(path.parents[2])


@pytest.mark.parametrize("year", YEARS)
def test_every_verdict_is_the_recorded_one(year):
    changed = claims.changed(claims.ledger(year))
    assert changed.empty, changed[
        ["id", "printed", "recomputed", "verdict", "recorded"]
    ].to_string()


def test_percentages_are_printed_in_the_table_and_in_the_ledger_alike():
    for year in {*YEARS} & {*tables.years("traded_imagery_by_relationship")}:
        stated = tables.load("claims", year).set_index("id")["printed"]
        rows = list(tables.load("traded_imagery_by_relationship", year).itertuples())
        for row in rows:
            assert stated[f"relationship_{row.relationship}"] == f"{row.printed_percent}%"


def test_what_has_nothing_to_divide_by_differs(monkeypatch):
    """As when one column of counts was sorted without the others; no traceback hides the rest."""
    monkeypatch.setitem(claims.OPERATIONS, "half", lambda year: 1 / 0)
    assert claims.verdict("equal", "3", claims.recompute("half", STANDS)) == DIFFERS


def test_an_error_in_an_operation_is_not_taken_for_one_in_its_recipe(monkeypatch):
    monkeypatch.setitem(claims.OPERATIONS, "sum", lambda year, table: {}["typo"])
    with pytest.raises(KeyError, match="typo"):
        claims.recompute("sum missing_by_type", STANDS)


@pytest.mark.parametrize("year", YEARS)
def test_a_number_that_is_cited_from_a_table_stands_in_it(year):
    totals = {f"{value:,}" for value in tables.load("printed_totals", year)["value"]}
    ledger = claims.ledger(year)
    cited = tables.load("claims", year).query("headline_id.isna()")["id"]
    for row in ledger[ledger["id"].isin(cited)].itertuples():
        if re.fullmatch(r"[\d,| ]+", row.printed):
            known = totals | set(re.findall(r"\d[\d,]*", row.recomputed))
            assert set(row.printed.split(" | ")) <= known, row.id


CHANGES = [  # a changed cell, and the statement whose verdict changes
    ("missing_by_type", "family_abduction,active,252", "family_abduction,active,253",
     "missing_by_type.total.active"),
    ("missing_by_type", "endangered_runaway,resolved,25103", "endangered_runaway,resolved,13",
     "runaway_majority"),
    ("missing_by_age_race", "18_to_20,white,237", "18_to_20,white,226", "young_adults_by_age"),
    ("cvip_by_agency", "federal,images,13108190", "federal,images,15008190",
     "cvip_files_call_out"),
    ("traded_imagery_by_relationship", "online_enticement,607,18", "online_enticement,595,18",
     "relationship_online_enticement"),
    ("traded_imagery_by_relationship", "other_relative,376,12", "other_relative,420,12",
     "relationship_other_relative"),
    ("headline_numbers", "26355,users,more_than", "26355,users,exact",
     "connect_users_qualifier"),
    ("printed_totals", "missing_by_state,TX,total,2508", "missing_by_state,TX,total,2509",
     "missing_by_state.TX.total"),
    ("claims", "report_type=family_abduction,,agrees",
     "report_type=family_abduction,,does_not_agree", "family_abduction_second"),
    ("trafficking_by_age_gender", "16,male,65", "16,male,66", "trafficking_two_tables"),
]  # fmt: skip


@pytest.mark.parametrize("changes", [CHANGES[:5], CHANGES[5:]])  # the sixth hides the fifth
def test_changed_cells_are_named_and_end_with_status_1(checkout, capsys, changes):
    for table, old, new, _ in changes:
        change(checkout / REPORT / f"{table}.csv", old, new)
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().out.split("Verdicts that differ")[1]
    assert [id for *_, id in changes if f"  {id}: " not in said] == []


def test_a_number_must_be_printed_as_headline_numbers_has_it(checkout, capsys):
    change(checkout / REPORT / "claims.csv", ",20.5 million,", ",20.6 million,")
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().err
    assert "column printed: 20.5 million for cybertipline_reports_rounded, 2024; " in said
    assert "claims.csv has '20.6 million'" in said


def test_a_broken_table_that_no_statement_needs_is_named_as_well(checkout, capsys):
    change(checkout / "data/reference/cybertipline_history.csv", "36210368", "3621036.8", year=2023)
    assert cli.main(["check"]) == 1
    assert "line 27, column reports: '3621036.8' is not of type integer" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["README.md", "CHANGELOG.md", "docs/design.md", "data/README.md", "data/site/pages.json"],
)
def test_marks_of_a_merge_are_named_with_their_line(checkout, capsys, name):
    for line, mark in ((2, "<<<<<<< HEAD"), (3, ">>>>>>> mine"), (4, "||||||| base")):
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_text("\n" * (line - 1) + f"{mark}\n" + "=======\n")
        assert cli.main(["check", "--record"]) == 1
        said = f"{name}, line {line}: git's merge marks; choose one side."
        assert said in capsys.readouterr().err
    (checkout / name).write_text("A heading\n=======\n")
    assert not [*checks.unmerged()]


@pytest.mark.parametrize("name", ["README.md", "data/reference/caveats.csv", "data/site/x.json"])
def test_a_file_in_another_encoding_is_named_with_its_line(checkout, capsys, name):
    """A traceback was all that was said of it, which named no file."""
    (checkout / name).write_bytes("A\nB\n“C”\n".encode("cp1252"))
    said = f"{name}, line 3: b'\\x93' is not in UTF-8: save the file in that encoding."
    for words in (["check"], ["check", "--record"]):
        assert cli.main(words) == 1
        assert said in capsys.readouterr().err
    read = {".md": front_page.page, ".csv": partial(tables.load, "caveats"),
            ".json": partial(known.load, "x")}[(checkout / name).suffix]  # fmt: skip
    with pytest.raises(TableError) as refused:
        read()
    assert str(refused.value) == said


def test_a_year_without_statements_has_its_totals_alone(checkout):
    path = checkout / REPORT / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    meant(checkout)
    ledger = claims.ledger(2024)
    assert set(ledger["kind"]) == {"total"}
    assert cli.main(["check", "--year", "2024"]) == 0


def test_a_year_with_neither_has_no_ledger():
    with pytest.raises(tables.NoSuchYearError, match=r"Nothing to check for 2031\. Years that"):
        claims.ledger(2031)


@pytest.mark.parametrize("year", YEARS)
def test_every_statement_is_recomputed_or_says_why_not(year):
    held = {row.id: row for row in tables.load("claims", year).itertuples()}
    for id, row in held.items():
        assert (row.test == "none") == (row.verdict == UNCHECKED), id
        if row.test == "none":
            assert isinstance(row.reason, str), f"{id} is not checked and does not say why"


def test_every_operation_recomputes_a_statement():
    recipes = tables.load("claims")["recompute"].dropna()
    compare = {"before", "change", "times"}  # compare with a year that has statements
    assert set(claims.OPERATIONS) - compare == {recipe.split()[0] for recipe in recipes} - compare


def test_a_year_is_compared_with_the_one_before():
    tips = "cybertipline_by_incident_type"
    before, now = 36_210_368, tables.counted(tips, STANDS)
    assert claims.recompute(f"before {tips}", STANDS) == before
    assert claims.recompute(f"change {tips}", STANDS) == 100 * (before - now) / before
    assert claims.recompute(f"times {tips}", STANDS) == now / before
    with pytest.raises(tables.NoSuchYearError):
        claims.recompute("change missing_by_race", STANDS)


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ("summ missing_by_type", "there is no operation 'summ'"),
        ("sum missing_by_typ", "Did you mean 'missing_by_type'"),
        ("sum missing_by_type stat=active", "no column 'stat'. Did you mean 'status'"),
        ("sum missing_by_type status=activ", "2024: no status 'activ'. Did you mean 'active'"),
        ("unit missing_report", "Did you mean 'missing_reports'"),
        ("", "recompute is empty"),
        (
            "shares missing_by_type status=active",
            "data/report/claims.csv, line 2, column recompute (missing_reports): "
            "'shares missing_by_type status=active' cannot be followed; write: "
            "shares table column=code column=code",
        ),
        ("sum missing_by_type active", "write: sum table column=code …"),
        ("percent", "write: percent table column=code …"),
        ("times", "write: times table-or-id column=code …"),
        ("same statu missing_by_type", "no column 'statu'. Did you mean 'status'"),
        ("second missing_by_type statu=active", "no column 'statu'. Did you mean 'status'"),
        ('"percents missing_by_type status=active,resolved"', "no status 'active,resolved'"),
        ("sum missing_by_type year=2023", "write: sum table column=code …"),
        ("sum missing_by_type status=active=x", "write: sum table column=code …"),
        ("majority", "write: majority table column=code …"),
        ("years missing_by_type many", "write: years table least"),
        ("amber_in_year 2024", "write: amber_in_year (a sum"),
        ("sum claims", "claims has no counts"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_named(checkout, recipe, said):
    change(checkout / REPORT / "claims.csv", "equal,sum missing_by_type,", f"equal,{recipe},")
    with pytest.raises(tables.TableError) as error:
        claims.ledger(2024)
    assert said in str(error.value)


def test_a_statement_and_its_recipe_name_the_same_codes(checkout):
    path = checkout / REPORT / "claims.csv"
    change(path, "sum missing_by_type status=active,", "sum missing_by_type status=resolved,")
    with pytest.raises(
        tables.TableError, match="it says 'Active', and recompute has no status=act"
    ):
        claims.ledger(2024)
    of_a_state = "missing_by_state status=active state=CA"
    change(
        path, "missing_by_type status=resolved,missing_reports_a", f"{of_a_state},missing_reports_a"
    )
    assert "348" in set(claims.ledger(2024)["recomputed"]), "capitals are codes, too"


SAID_OTHERWISE = [
    ("reports about males,399", "reports about females,399", "it says 'Female'"),
    ("Black males, compared", "White males, compared", "it says"),
    ("the second most common type of case,", "the third most common type of case,", "'second or"),
    ("Most cases are about", "Few cases are about", "does not say 'most or majority"),
]


@pytest.mark.parametrize(("old", "new", "said"), SAID_OTHERWISE)
def test_a_statement_says_what_its_recipe_finds(checkout, old, new, said):
    change(checkout / REPORT / "claims.csv", old, new)
    with pytest.raises(tables.TableError, match=said):
        claims.ledger(STANDS)


def test_a_statement_says_which_way_a_number_went():
    recipe = "change cybertipline_by_incident_type"  # it fell in 2024
    assert [*claims._misnamed("CyberTipline reports rose by so many percent", recipe, STANDS)]
    assert not [*claims._misnamed("CyberTipline reports fell by so many percent", recipe, STANDS)]


def test_what_the_report_does_not_state_is_an_oddity_and_not_a_disagreement():
    rows = claims.ledger(2024)
    assert set(rows.loc[rows["verdict"] == DIFFERS, "id"]) == {
        "cvip_files_call_out",
        "relationship_online_enticement",
    }
    ours = rows.set_index("kind")["verdict"]
    assert set(ours["cross-check"]) == {AGREES}
    assert len(ours["cross-check"]) == sum(tables.load("claims", 2024)["test"] == "tables")
    shown = rows[rows["kind"] == "oddity"].set_index("id")
    assert set(shown["verdict"]) == {ODDITY}
    assert shown["recomputed"]["young_adults_by_age"] == "847"
    assert shown["recomputed"]["trafficking_from_care"] == "4,411 of 23,160 (19.0%)"
    assert shown["recomputed"]["trafficking_male_black"] == (
        "Males: 222 of 399 (55.6%); females: 1,580 of 4,003 (39.5%)"
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_number_outside_the_tables_is_in_the_ledger(year):
    numbers = tables.load("headline_numbers", year).query("scope != 'definition'")
    about = set(tables.load("claims", year)["headline_id"].dropna())
    assert set(numbers["id"]) == about & set(numbers["id"])
    assert about <= set(numbers["id"])


@pytest.mark.parametrize(
    ("test", "printed", "found", "verdict"),
    [
        ("equal", "29,568", 29568, AGREES),
        ("equal", "29,568", 29567, DIFFERS),
        ("rounded", "20.5 million", 20_549_999, ROUNDED),
        ("rounded", "20.5 million", 20_550_001, DIFFERS),
        ("rounded", "20%", 20.5, ROUNDED),
        ("rounded", "20%", 20.6, DIFFERS),
        ("rounded", "1 in 7", 6.7, ROUNDED),
        ("cut", "22.3M+", 22_399_999, ROUNDED),
        ("cut", "22.3M+", 22_400_000, DIFFERS),
        ("cut", "29,000", 28_999, DIFFERS),
        ("cut", "27,800", 27_899, ROUNDED),
        ("cut", "27,800", 27_900, DIFFERS),
        ("below", "<1%", 0.99, AGREES),
        ("below", "<1%", 1, DIFFERS),
        ("words", "the majority", Recomputed("50.1%"), AGREES),
        ("words", "the majority", Recomputed("50.0%", holds=False), DIFFERS),
        ("wording", "more than 5 | 5", Recomputed("", holds=False), TWO_WAYS),
        ("tables", "399", Recomputed("399; 398", holds=False), DIFFERS),
        ("oddity", "836", 847, ODDITY),
        ("oddity", "836", 836, AGREES),
        ("none", "5 million", Recomputed("7"), UNCHECKED),
    ],
)
def test_the_tolerance_follows_from_the_last_printed_digit(test, printed, found, verdict):
    assert claims.verdict(test, printed, found) == verdict


def test_the_ledger_speaks_in_neutral_words():
    book = json.loads((ROOT / "notebooks" / "90-do-the-numbers-add-up.ipynb").read_text("utf-8"))
    prose = [f"{c.statement} {c.reason}" for c in tables.load("claims").itertuples()]
    prose += ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "markdown"]
    for text in prose:
        assert not JUDGING.search(text), text


def test_json_and_csv_hold_the_whole_ledger(checkout, capsys):
    whole = sum(len(claims.ledger(year)) for year in YEARS)
    assert cli.main(["check", "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert cli.main(["check", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(records) == len(rows) == whole
    assert list(records[0]) == list(rows[0])


@pytest.mark.parametrize("year", YEARS)
def test_a_number_that_is_described_in_two_ways_is_in_the_ledger(year):
    worded = set(tables.load("claims", year).query("test == 'wording'")["headline_id"].dropna())
    for id, rows in tables.load("headline_numbers", year).groupby("id"):
        lower_bound = rows["qualifier"].astype("str").replace("more_than", "at_least")  # 5+
        described = rows.assign(qualifier=lower_bound)[["unit", "qualifier", "scope"]]
        described = described.drop_duplicates()
        assert len(described) == 1 or id in worded, f"{id}: {described.to_dict('records')}"


@pytest.mark.parametrize("year", YEARS)
def test_a_statement_is_about_a_number_of_its_own_section_and_subject(year):
    sections = tables.load("headline_numbers", year).set_index("id")["section"].to_dict()
    for claim in tables.load("claims", year).dropna(subset="headline_id").itertuples():
        assert claim.section == sections[claim.headline_id], claim.id
        assert claim.id.startswith(claim.headline_id)
        operation, *named = str(claim.recompute).split()
        if operation in ("unit", "qualifier"):
            assert claim.headline_id in named, claim.id
