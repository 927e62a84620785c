"""Next year's report is read into the tables: known rows automatically, changes by a person."""

import csv
import json
import pickle
import re
import shutil
from copy import deepcopy
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import hard
import pytest
from conftest import ROOT, STANDS, as_then, copy_checkout, meant, stood
from synthetic import ALL_FILES, Report, rehearse, remember

import ingest
from ingest import accept, grids, memory, proposal, prose, reading
from ingest.claims import (
    _Carried,
    _counted,
    _elsewhere,
    _in_a_table,
    _now,
    _of_new_codes,
    _reason,
    _Reports,
    _unsaid,
)
from ingest.claims import _proposed as claims_proposed
from ingest.propose import _aligned
from ingest.reading import Line
from ourimpact import UsageError, checks, ledger, paths, tables
from ourimpact.printed import printed_number
from ourimpact_command import reports

LAST, YEAR = STANDS - 1, STANDS  # the committed report serves as next year's
TRAFFICKING = "trafficking_by_race_gender"
SHARES = {"percent", "one_in", "years_of_age", "years"}
MEASURES = {"reports", "files", "count", "children", "relationships", "value"}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(name, change):
    """Rewrite a table of the copy, row by row; a row that changes into nothing is left out."""
    path = checks.file(name)
    rows = [new for row in read(path) if (new := change(row))]
    columns = [field["name"] for field in tables.dictionary()[name]["schema"]["fields"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def earlier(row, told):
    """Return a row as in the year before, with every count three times as large.

    `told` keeps the text of each single number in that year, for the statements to match.
    """
    row["year"] = str(LAST)
    if "headline_id" in row:
        row["printed"] = told.get((row["headline_id"], row["printed"]), row["printed"])
    if row.get("unit") not in SHARES and row.get("scope") != "definition":
        for column in MEASURES & row.keys():
            row[column] = str(int(row[column]) * 3)
        if "printed" in row and "unit" in row:
            key = (row["id"], row["printed"])
            plus = "+" * row["printed"].endswith("+")
            row["printed"] = told[key] = f"{int(row['value']):,}{plus}"
    return row


@pytest.fixture(scope="module")
def last_year(tmp_path_factory):
    """A copy that has last year's report only, and this year's report, not yet written."""
    folder = as_then(copy_checkout(tmp_path_factory.mktemp("last-year")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OURIMPACT_ROOT", str(folder))
        now = Report(YEAR)
        told = {}  # filled by single numbers, used by statements
        for path in sorted((folder / "data" / "report").glob("*.csv"), reverse=True):
            edit(path.stem, partial(earlier, told=told))
        edit("categories", lambda row: row | {"since": str(LAST)})
        edit("printed_headers", lambda row: row | {"year": str(LAST)})
        edit("report_files", lambda row: None)
        edit("amber_cumulative", lambda row: row if row["year"] != str(LAST) else None)
        edit("places", lambda row: row | {"year": str(LAST)})
        meant(folder)
        last = Report(LAST)
        remember(last.text(folder / "last.txt"), LAST, list(last.sentences))
    return folder, pickle.dumps(now)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Gives a copy of a copy, in which anything may be changed, and the file of its report."""

    def copy(folder):
        folder = shutil.copytree(folder, tmp_path / "checkout")
        monkeypatch.setenv("OURIMPACT_ROOT", str(folder))
        monkeypatch.setattr(tables, "session", tables.Session())  # other copies lack the new table
        return SimpleNamespace(file=folder / "report.txt", data=folder / "data")

    return copy


@pytest.fixture
def before(last_year, copied, tmp_path):
    """That copy, in which anything may be changed."""
    about = copied(last_year[0])
    about.report, about.file = pickle.loads(last_year[1]), tmp_path / "report.txt"
    return about


def taken(last_year, folder, change, decide):
    """Return a copy in which a report is accepted, for several tests to begin from."""
    folder = shutil.copytree(last_year[0], folder / "checkout")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OURIMPACT_ROOT", str(folder))
        file = change(pickle.loads(last_year[1])).text(folder / "report.txt")
        ingest.ingest(file, YEAR)
        decide()
        ingest.ingest(file, YEAR, accept=True)
    return folder


@pytest.fixture(scope="module")
def as_printed(last_year, tmp_path_factory):
    return taken(last_year, tmp_path_factory.mktemp("as-printed"), lambda r: r, lambda: None)


@pytest.fixture
def accepted(as_printed, copied):
    """A copy in which this year's report is accepted as it is."""
    return copied(as_printed)


def waiting(year=YEAR):
    """Return what a person must decide: status, kind, row or id, and printed text."""
    made = proposal.load(proposal.path_of(year))
    return {(p.status, p.what, p.row, p.printed) for p in made if not p.decide}


def test_a_report_gives_back_the_committed_tables_cell_for_cell(before):
    before.report.pdf(file := before.file.with_suffix(".pdf"))
    said, _ = ingest.ingest(file, YEAR)
    assert "Nothing waits for you" in said
    assert f"build/ingest/{YEAR}/proposals.csv: " in said
    ingest.ingest(file, YEAR, accept=True)
    for name in {p.stem for p in (before.data / "report").glob("*.csv")} - {"claims"}:
        new = [row for row in read(checks.file(name)) if row["year"] == str(YEAR)]
        committed = filter(stood, read(ROOT / "data" / "report" / f"{name}.csv"))
        assert sorted(map(str, new)) == sorted(map(str, committed)), name
    stands = {path: path.read_bytes() for path in before.data.rglob("*.*")}
    said, _ = ingest.ingest(file, YEAR, accept=True)
    assert "Nothing to add" in said
    assert stands == {path: path.read_bytes() for path in before.data.rglob("*.*")}
    said, status = ingest.verify(file, YEAR)
    assert status == 0
    assert "none wrong; 0 stand twice, and 3 more are dismissed" in said


MANGLED = {  # what a spreadsheet, or a careless edit, makes of a file, and what is said of it
    "semicolons": (lambda text: text.replace(",", ";"), "line 1: column 1 is 'decide;status;what"),
    "a column cut": (
        lambda text: text.replace("decide,", "").replace("\n,", "\n"),
        "line 1: column 1 is 'status', not 'decide'. The columns must be decide, status, what",
    ),
    "quotes lost": (lambda text: text.replace('"', ""), "line 2: a line has 20 cells, this one 21"),
    "a quote lost": (lambda text: text.replace('1"', "1"), "line 2: a quotation mark is missing"),
    "merged": (lambda text: f"<<<<<<< HEAD\n{text}", "line 1: git's merge marks; choose one side"),
    "a number gone": (
        lambda text: text.replace(",7,8,", ",,8,"),
        "line 2: page is '', and a whole",
    ),
    "empty": (lambda _: "", "line 1: column 1 is '', not 'decide'"),
}


@pytest.mark.parametrize(("change", "said"), MANGLED.values(), ids=MANGLED)
def test_mangled_proposals_are_named_with_their_line(tmp_path, change, said):
    path = tmp_path / "proposals.csv"
    about = {"printed": "1,171", "page": 7, "line": 8}
    proposal.write(path, [proposal.Proposal("", "new", "number", "t", "r", "prose", **about)])
    text = path.read_text(encoding="utf-8-sig")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    with pytest.raises(UsageError, match=rf"proposals\.csv, {re.escape(said)}"):
        proposal.load(path)


def test_proposals_with_columns_in_another_order_and_an_empty_line_are_read(tmp_path):
    path = tmp_path / "proposals.csv"
    made = [proposal.Proposal("yes", "new", "number", "t", "r", "prose", page=7)]
    proposal.write(path, made)
    lines = [line.split(",")[::-1] for line in path.read_text(encoding="utf-8-sig").splitlines()]
    path.write_text("\n".join([*map(",".join, lines), "", ""]), encoding="utf-8")
    assert [p.page for p in proposal.load(path)] == [7]


def test_what_the_last_report_had_dropped_is_not_gone_again(before):
    states, ages = before.report.tables["missing_by_state"], "trafficking_by_age_gender"
    states[:] = [row for row in states if row[0] != "GU"]
    del before.report.tables[ages]
    for name in ("missing_by_state", "printed_totals", ages):
        edit(name, lambda row: None if {"GU", ages} & {*row.values()} or "age" in row else row)
    meant(before.data.parent)
    ingest.ingest(before.report.text(before.file), YEAR)
    assert not [one for one in waiting() if one[0] == "gone"]


def bring(report):
    """Return this year's report with what real reports bring."""
    types, pairs = report.tables["missing_by_type"], report.tables["traded_imagery_by_relationship"]
    types[1][0] = "Children Who Ran Away"
    types[-1][3] = "29,570"
    split = next(row for row in pairs if row[0] == "Neighbor or Family Friend")
    at = pairs.index(split)
    pairs[at : at + 1] = [["Neighbor", "700", "22%"], ["Family Friend", "43", "1%"]]
    states = report.tables["missing_by_state"]
    del states[next(at for at, row in enumerate(states) if row[0] == "GU")]
    del report.tables["trafficking_by_age_gender"]
    del report.sentences["headline_numbers", "team_adam_activations", "prose"]
    report.sentences["new"] = "Volunteers gave 812 hours to one hotline of their own."
    return report


@pytest.fixture
def changed(before):
    """That report, read."""
    before.file = bring(before.report).text(before.file)
    ingest.ingest(before.file, YEAR)
    return before


WAITS = {
    ("renamed?", "label", "children_who_ran_away", "Children Who Ran Away"),
    ("does not add up", "total", "total", "29,570"),
    ("renamed?", "label", "neighbor", "Neighbor"),
    ("renamed?", "label", "family_friend", "Family Friend"),
    ("gone", "label", "neighbor_or_family_friend", ""),
    ("gone", "label", "GU", ""),
    ("does not add up", "total", "total", "27,033"),
    ("does not add up", "total", "total", "29,568"),
    ("gone", "table", "", ""),
    ("gone", "number", "team_adam_activations", ""),
    ("new", "number", "hours_hotline_their", "812"),
    ("new", "number", "hotline_their", "one"),
}


def test_what_changed_waits_for_a_person_and_nothing_else(changed):
    assert waiting() == WAITS
    with pytest.raises(UsageError, match=r"Nothing was added(.|\n)*12 wait for you"):
        ingest.ingest(changed.file, YEAR, accept=True)


def decide(**answers):
    """Write decisions into the proposals, by printed text; all others are gone or renamed."""
    made = proposal.load(proposal.path_of(YEAR))
    for p in made:
        if not p.decide and p.row not in ("endangered_runaway", "neighbor_or_family_friend"):
            vars(p).update(answers.get(p.printed) or {"decide": "yes"})
    proposal.write(proposal.path_of(YEAR), made)


def decide_again(**answers):
    """Write other decisions into the proposals, by printed text."""
    made = proposal.load(proposal.path_of(YEAR))
    for p in made:
        vars(p).update(answers.get(p.printed, {}))
    proposal.write(proposal.path_of(YEAR), made)


ANSWERS = {
    "Children Who Ran Away": {"decide": "yes", "value": "endangered_runaway"},
    "Neighbor": {"decide": "part of neighbor_or_family_friend"},
    "Family Friend": {"decide": "part of neighbor_or_family_friend"},
    "29,570": {"decide": "yes: The printed total is 2 more than its parts."},
    "27,033": {"decide": "yes: Guam is not printed."},
    "29,568": {"decide": "yes: Guam is not printed."},
    "812": {
        "decide": "yes", "row": "volunteer_hours", "unit": "hashes", "section": "mental_health",
        "label": "Hashes of photos",  # a word of which typed sentences have
    },
    "one": {"decide": "no: a word that counts nothing"},
}  # fmt: skip


@pytest.fixture(scope="module")
def as_decided(last_year, tmp_path_factory):
    folder = tmp_path_factory.mktemp("as-decided")
    return taken(last_year, folder, bring, lambda: decide(**ANSWERS))


@pytest.fixture
def decided(as_decided, copied):
    """A copy in which that report is accepted, as was decided."""
    return copied(as_decided)


def test_what_a_person_decided_is_kept_as_data(decided):
    assert tables.number("volunteer_hours", YEAR) == 812
    assert tables.load("dismissed").iloc[-1]["pattern"] == r"hours\s+to\s+one\s+hotline\s+of"
    assert tables.labels("report_type", LAST)["endangered_runaway"] == "Children who ran away"
    assert tables.labels("report_type")["endangered_runaway"] == "Children who ran away"
    assert memory.printed("report_type", LAST)["endangered_runaway"] == "Endangered Runaway"
    assert memory.printed("report_type", YEAR)["endangered_runaway"] == "Children Who Ran Away"
    split = tables.series("traded_imagery_by_relationship", YEAR)
    split = split[split["relationship"].astype("str") == "neighbor_or_family_friend"]
    assert list(split["relationships"]) == [3 * 743, 700 + 43]
    codes = tables.load("traded_imagery_by_relationship", YEAR)["relationship"].astype("str")
    assert {"neighbor", "family_friend"} < set(codes)
    tables.add_up("missing_by_type", YEAR)
    (said,) = tables.differing(["missing_by_type"], YEAR)
    assert "2 more than its parts" in said
    rows = ledger.ledger(YEAR).query("id == 'missing_by_type.total.total'")
    assert list(rows["verdict"]) == list(rows["recorded"]) == ["does_not_agree"]
    said, status = ingest.verify(decided.file, YEAR)
    assert status == 0, said


def test_a_total_that_does_not_add_up_needs_a_reason(changed):
    decide(**(ANSWERS | {"29,570": {"decide": "yes"}}))
    before = {path: path.read_bytes() for path in changed.data.rglob("*.*")}
    with pytest.raises(UsageError, match=r"the parts add to 29,568\. In decide, write yes: and a"):
        ingest.ingest(changed.file, YEAR, accept=True)
    assert before == {path: path.read_bytes() for path in changed.data.rglob("*.*")}


@pytest.mark.parametrize(("said", "fits"), [
    ("The printed total is 4 more than its parts.", False),
    ("In 2024, four reports are in no row.", False),
    ("The printed total is two more than its parts.", True),
    ("The 29,570 is 2 more than 29,568, by a footnote of 2023.", True),
    ("No one says why.", True),
])  # fmt: skip
def test_a_sentence_on_a_total_names_its_own_gap_or_none(changed, said, fits):
    decide(**(ANSWERS | {"29,570": {"decide": f"yes: {said}"}}))
    if fits:
        ingest.ingest(changed.file, YEAR, accept=True)
        return
    with pytest.raises(UsageError, match=r"proposals\.csv:\d+  missing_by_type, .*2 more") as told:
        ingest.ingest(changed.file, YEAR, accept=True)
    assert f"“{said}” is said: in decide, name 2, or no number" in str(told.value)


def test_what_is_said_of_the_total_of_a_row_names_the_row(before):
    ages = before.report.tables["missing_by_age_race"]
    at = [row[0] for row in ages].index("9 to 11")
    ages[at][-1] = wrong = f"{int(ages[at][-1].replace(',', '')) + 40:,}"
    ingest.ingest(before.report.text(before.file), YEAR)
    decide(**{wrong: {"decide": "yes: Its parts add to 40 less."}})
    ingest.ingest(before.file, YEAR, accept=True)
    (said,) = tables.differing(["missing_by_age_race"], YEAR)
    assert said == "Age group 9 to 11: its parts add to 40 less."


def test_a_refused_file_says_what_would_be_right(before, tmp_path):
    with pytest.raises(UsageError, match="is not there, or no file: give the report's PDF"):
        ingest.ingest(tmp_path / "none.pdf", YEAR)
    (tmp_path / "broken.pdf").write_text("no PDF")
    with pytest.raises(UsageError, match=r"broken\.pdf cannot be read as a PDF"):
        ingest.ingest(tmp_path / "broken.pdf", YEAR)
    ingest.ingest(before.report.text(before.file), YEAR)
    proposals = proposal.path_of(YEAR)
    proposals.write_bytes(proposals.read_bytes().replace(b"yes,same", b"perhaps,same", 1))
    with pytest.raises(UsageError, match="line 3: decide is 'perhaps'; it must be yes"):
        ingest.ingest(before.file, YEAR)
    whole = proposals.read_bytes().replace(b"perhaps,same", b"yes,same", 1)
    for change, said in (
        (lambda text: b"\n".join(text.split(b"\n")[:-9]), "rows, and was written with"),
        (lambda text: text.replace(b",25103,", b",25103.0,"), "value is .25103.0.; it must be"),
        (lambda text: text.replace(b",near,", b",nearby,"), "'nearby', not 'near'.*with commas"),
    ):
        proposals.write_bytes(change(whole))
        with pytest.raises(UsageError, match=said):
            ingest.ingest(before.file, YEAR, accept=True)
    proposals.write_bytes(whole)
    before.report.sentences["more"] = "And 12 more."
    with pytest.raises(UsageError, match=r"was made from another file: rename it earlier\.csv"):
        ingest.ingest(before.report.text(before.file), YEAR)


def test_a_rehearsal_has_each_kind_of_decision_and_few_of_them(tmp_path, monkeypatch):
    root = as_then(copy_checkout(tmp_path))
    (root / "README.md").touch()
    monkeypatch.setenv("OURIMPACT_ROOT", str(root))  # and restore what `rehearse` sets
    *_, name = rehearse().splitlines()
    assert name.endswith(f"rehearsal/our-impact-{YEAR + 1}.txt --year {YEAR + 1}")
    ingest.ingest(paths.root() / f"our-impact-{YEAR + 1}.txt", YEAR + 1)
    found = {(status, what) for status, what, *_ in waiting(YEAR + 1)}
    assert found == {
        ("gone", "label"), ("renamed?", "label"), ("does not add up", "total"), ("new", "number"),
    }  # fmt: skip
    assert YEAR + 1 not in tables.years("missing_by_type")


def test_decisions_are_taken_over_when_the_report_is_another_file(changed):
    decide(**ANSWERS)
    ingest.ingest(changed.file, YEAR)
    assert not waiting()
    proposal.path_of(YEAR).rename(proposal.path_of(YEAR).with_name(proposal.EARLIER))
    text = changed.file.read_text(encoding="utf-8")
    changed.file.write_text(f"A corrected edition.\n\n{text}\n\nAnd 77 more.", encoding="utf-8")
    ingest.ingest(changed.file, YEAR)
    left = {printed for _, _, _, printed in waiting()}
    assert "77" in left and not left & {*ANSWERS}, "the number that is new waits, and no other"
    ingest.ingest(changed.file, YEAR)  # what was taken over is kept when it is read again
    assert {printed for _, _, _, printed in waiting()} == left


def test_a_report_is_not_taken_for_that_of_a_year_that_has_other_numbers(before):
    """Each decision was asked for before it was refused."""
    said = rf"\d+ of \d+ numbers in report\.txt differ from the stored tables of {LAST}: is this"
    with pytest.raises(UsageError, match=said):
        ingest.ingest(before.report.text(before.file), LAST)
    assert not proposal.path_of(LAST).exists()


def test_a_report_of_another_year_is_not_taken_for_this_one(before):
    with pytest.raises(UsageError, match=r"last\.txt has the counts of 2023: it is no report of 2"):
        ingest.ingest(before.data.parent / "last.txt", YEAR)
    (before.data.parent / "letter.txt").write_text("Dear reader, Our Impact is out.")
    with pytest.raises(UsageError, match=r"letter\.txt has no table of an earlier report: is it"):
        ingest.ingest(before.data.parent / "letter.txt", YEAR)
    with pytest.raises(UsageError, match=rf"report here is of {YEAR - 1}: add that of {YEAR}\."):
        ingest.ingest(before.data.parent / "letter.txt", YEAR + 1)
    named = f"our-impact-{YEAR - 1}.txt is by its name of {YEAR - 1}, and --year is {YEAR}"
    with pytest.raises(UsageError, match=named):
        ingest.ingest(before.data.parent / f"our-impact-{YEAR - 1}.txt", YEAR)
    assert not proposal.path_of(YEAR).exists()


FAULTS = [
    ("report/missing_by_state.csv", "TX,active,157", "TX,active,158",
     "157; missing_by_state TX active: 158"),
    ("report/headline_numbers.csv", 'hotline_calls,"131,419",131419',
     'hotline_calls,"131,420",131420', "131,419; headline_numbers hotline_calls"),
    ("report/printed_totals.csv", "missing_by_type,total,total,29568",
     "missing_by_type,total,other,29568", "missing_by_type total other 29568: not found"),
    ("reference/dismissed.csv", "1-800-THE-LOST", "1-800-THE-MOST",
     "1 is neither stored nor dismissed"),
    ("reference/places.csv", "missing_young_adult,,", "missing_young_adult,prose,",
     "missing_by_type missing_young_adult prose is not here"),
    ("report/headline_numbers.csv", "450000,cases,more_than", "450000,cases,exact",
     "missing_cases_assisted_40_years prose: exact, and printed as more_than"),
]  # fmt: skip


def test_verify_finds_what_is_not_as_printed(accepted):
    for file, old, new, _ in FAULTS:
        path = accepted.data / file
        text = path.read_text(encoding="utf-8")
        start = text.rindex(old)  # of this year
        path.write_bytes((text[:start] + new + text[start + len(old) :]).encode())
    meant(accepted.data.parent)
    found, status = ingest.verify(accepted.file, YEAR)
    assert status == 1
    for *_, said in FAULTS:
        assert said in found


def test_diff_names_what_changed(decided):
    found, _ = ingest.diff(LAST, YEAR)
    assert set(found.split("\n\n")[1].splitlines()) == {
        "trafficking_by_age_gender: in 2023 only",
        "missing_by_state GU: in 2023 only",
        "traded_imagery_by_relationship family_friend: in 2024 only",
        "traded_imagery_by_relationship neighbor: in 2024 only",
        "traded_imagery_by_relationship neighbor_or_family_friend: in 2023 only",
        "headline_numbers team_adam_activations: in 2023 only",
        "headline_numbers volunteer_hours: in 2024 only",
        "missing_by_type endangered_runaway: printed as 'Endangered Runaway', then "
        "'Children Who Ran Away'",
        "missing_by_type total total: The printed total is 2 more than its parts.",
        "missing_by_state total resolved: Guam is not printed.",
        "missing_by_state total total: Guam is not printed.",
    }


def test_diff_lists_typed_sentences_and_first_those_that_may_be_false_now(decided):
    report = decided.data.parent / "build" / "ingest" / str(YEAR) / reading.TEXT
    report.write_text(f"{report.read_text('utf-8')}\nOf those, nine. Child Pornography.", "utf-8")
    typed, *_ = ingest.diff(LAST, YEAR, every=True)[0].split("\n\n")
    marked, others = typed.split("The others")
    assert 'does not define the "critically missing" children' in marked
    for said in (
        "notebooks/09-child-sex-trafficking.ipynb, cell 11: The text of *Our Impact* gives the "
        'share of missing children who were likely victims; its tables count "Reports of CST" '
        "(child sex trafficking). (not in the report: “Reports of CST”",
        ": not shown: how many photos and videos were found,",
    ):
        assert said in marked
    assert '*Our Impact* introduces the arrests with "of those,"' in others
    assert "cannot be tested because no table has them." in others
    assert "called Endangered Runaway is called" not in others, "a label that was renamed"
    for said in ("We assume that an activation means", "how many hashes they included."):
        assert said not in marked, "of what else a word of the label tells"
    lost = "(not in the report: “Victim Demographics”, “Supporting Kids After Recovery”)"
    (title,) = (line for line in typed.splitlines() if "three sections of *Our Impact*" in line)
    assert title.endswith(lost) and "not shown: " not in others
    short, *_ = ingest.diff(LAST, YEAR)[0].split("\n\n")
    assert short.startswith(marked.rstrip()) and short.endswith(
        "others have nothing that changed: --all"
    )
    assert len(marked.splitlines()) < 26
    earlier = ingest.diff(YEAR, LAST)[0].split("\n\n")[0]
    for said in (
        f"as their captions in *Our Impact: {YEAR}* say, so cases",
        f"(of {YEAR}: 398)",
        f"(of {YEAR}: 836, 847, 847)",
    ):
        assert said in earlier
    assert f"(of {YEAR}: 101%)" not in earlier, "a share is not some state's 101 reports"
    assert "how long support lasted" not in earlier, "of Long-term missing child cases"


def test_a_new_table_is_found_once_it_is_described(before):
    before.report.tables["new"] = [
        ["PLATFORM", "REPORTS", "FILES"], ["Alpha", "1,200", "3,000"], ["Beta", "800", "2,000"],
        ["Total", "2,000", "5,000"],
    ]  # fmt: skip
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert ("new", "table", "platform_reports_files", "PLATFORM | REPORTS | FILES") in waiting()
    columns = ["PLATFORM=platform", "REPORTS=measure:reports", "FILES=measure:files"]
    counts = ["reports, not children", "files, not children"]
    about = ("cybertipline", "Reports and files by platform", counts)
    with pytest.raises(UsageError, match="counts one thing"):
        ingest.new_table("trial_platforms", YEAR, ["PLATFORM=platform", "A=a", "B=b"], *about)
    with pytest.raises(UsageError, match="without double quotes"):
        ingest.new_table("trial_platforms", YEAR, columns, about[0], 'By "platform"', about[2])
    findings = before.data.parent / "tests" / "test_findings.py"
    findings.parent.mkdir(exist_ok=True)
    findings.write_text("SOME = 1\n\n\n@cache\ndef stored(): ...\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--counts has 1 texts for 2 measures"):
        ingest.new_table("trial_platforms", YEAR, columns, *about[:2], counts[:1])
    root = before.data.parent
    was = {path: path.read_bytes() for path in root.rglob("*.*") if path.is_file()}
    ingest.new_table("trial_platforms", YEAR, columns, *about)
    now = {path: path.read_bytes() for path in root.rglob("*.*") if path.is_file()}
    with pytest.raises(UsageError, match=r"already\. To take back") as told:
        ingest.new_table("trial_platforms", YEAR, columns, *about)
    made = {str(path.relative_to(root)) for path in now if was.get(path) != now[path]}
    short = {path.removeprefix("data/") for path in made if path != "data/.sha256"}
    assert [path for path in short if path not in str(told.value)] == []
    (book,) = (path for path in made if path.startswith("notebooks/"))
    assert f"remove data/report/trial_platforms.csv and {book}; undo" in str(told.value)
    with pytest.raises(UsageError, match=r"missing_by_state already\.$"):
        ingest.new_table("missing_by_state", YEAR, columns, *about)
    tested = findings.read_text(encoding="utf-8")
    assert 'by("trial_platforms", "platform", measure="reports")' in tested
    assert 'by("trial_platforms", "platform", measure="files")' in tested
    assert max(map(len, tested.splitlines())) <= 100
    compile(tested, "test_findings.py", "exec")
    assert checks.problems("trial_platforms") == []
    (book,) = (before.data.parent / "notebooks").glob("*-trial-platforms.ipynb")
    sections = list(tables.load("sections")["notebook"])
    assert sections[sections.index("06-cybertipline") + 1] == book.stem
    proposal.path_of(YEAR).unlink()
    ingest.ingest(file, YEAR)
    assert waiting() == {("new", "label", "alpha", "Alpha")}  # one decision for all labels
    decide()
    ingest.ingest(file, YEAR, accept=True)
    assert tables.counted("trial_platforms", YEAR, platform="alpha", measure="files") == 3000
    assert tables.labels("platform") == {"alpha": "Alpha", "beta": "Beta"}
    tables.add_up("trial_platforms", YEAR)
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_label_over_two_lines_is_put_together():
    said = [
        ("Type", "Reports"),
        ("Lost or",),
        ("Injured", "5"),
        ("Ran", "7"),
        ("Away",),
        ("All", "9"),
    ]
    lines = [Line(1, n, cells) for n, cells in enumerate(said)]
    (block,) = grids.blocks(lines, {"lostorinjured", "ranaway"})
    assert block.head.cells == ("Type", "Reports")
    assert [row.cells for row in block.rows] == [
        ("Lost or Injured", "5"), ("Ran Away", "7"), ("All", "9"),
    ]  # fmt: skip


def test_a_row_between_two_lines_that_make_a_label_is_not_lost():
    said = [("Type", "Reports"), ("Lost or",), ("Ran Away", "7"), ("Injured", "5")]
    lines = [Line(1, n, cells) for n, cells in enumerate(said)]
    (block,) = grids.blocks(lines, {"lostorinjured", "ranaway"})
    assert [row.cells for row in block.rows] == [("Ran Away", "7"), ("Injured", "5")]


def test_a_count_that_is_less_than_half_a_year_had_waits(before):
    edit("cybertipline_half_years", lambda r: r | {"reports": str(10 * int(r["reports"]))})
    meant(before.data.parent)
    ingest.ingest(before.report.text(before.file), YEAR)
    (p, q) = (p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide)
    assert (p.row, q.row) == ("child_sex_trafficking", "online_enticement")
    assert q.near.startswith(
        "half a year had 2,929,510, by cybertipline_half_years: one of the two"
    )


def test_two_rows_that_seem_exchanged_wait(before):
    """As if the numbers of Ohio stood beside Oklahoma."""
    rows = before.report.tables["missing_by_state"]
    at = next(n for n, row in enumerate(rows) if row[0] == "OH")
    rows[at][1:], rows[at + 1][1:] = rows[at + 1][1:], rows[at][1:]
    ingest.ingest(before.report.text(before.file), YEAR)
    made = [p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide]
    assert {p.row for p in made} == {"OH", "OK"} and len(made) == 4
    assert made[1].near == "last year 840 beside it: were two rows exchanged?"


def test_a_thousandth_of_the_year_before_needs_a_reason(before):
    said, (head, *rows) = before.report.sentences, before.report.tables["cvip_by_agency"]
    followers = ("headline_numbers", "social_followers", "prose")
    said[followers] = said[followers].replace("3.3 million", "3.3 thousand")
    head[2] = "IMAGES (THOUSANDS)"
    for row in rows:
        row[2] = f"{int(row[2].replace(',', '')) // 1000}"
    ingest.ingest(before.report.text(before.file), YEAR)
    decide(**{rows[-1][2]: {"decide": "yes: The images are cut to thousands."}})
    with pytest.raises(UsageError, match="3,300 for headline_numbers social_followers") as told:
        ingest.ingest(before.file, YEAR, accept=True)
    assert "for cvip_by_agency federal images, and 39," in str(told.value)
    decide_again(**{"3.3 thousand": {"decide": "yes: Only one platform is left."}})
    with pytest.raises(UsageError) as told:
        ingest.ingest(before.file, YEAR, accept=True)
    assert "social_followers" not in str(told.value)


def test_a_footnote_is_said_of_its_row_and_column():
    about = ("odd", "cell", "traded_imagery_by_gender_stage", "male", "pubescent")
    for reason, said in (("The number includes 12.", "Male, Pubescent: the number includes 12."),
                         ("Twelve males are estimated.", "Pubescent: twelve males are estimated."),
                         ("Of pubescent males, 12.", "Of pubescent males, 12.")):  # fmt: skip
        p = proposal.Proposal(f"yes: {reason}", *about)
        assert accept.Rows(YEAR).caveat(p, accept._whose(p, *about[3:])) == said
    of_age = proposal.Proposal("", "odd", "total", "trafficking_by_age_gender", "15", "total")
    assert accept._whose(of_age, "15", "total") == ["Age 15"]


def test_a_first_label_that_is_broken_above_its_number_is_put_together():
    said = [("Types of incident",), ("Lost or",), ("Injured",), ("1,500",), ("Ran Away", "7")]
    lines = [Line(1, n, cells) for n, cells in enumerate(said)]
    (block,) = grids.blocks(lines, {"lostorinjured", "ranaway"})
    assert block.head.cells == ("Types of incident",)
    assert [row.cells for row in block.rows] == [("Lost or Injured", "1,500"), ("Ran Away", "7")]


def test_headers_that_run_together_are_those_of_last_year_if_a_person_says_so(before):
    """Otherwise, a header would be stored as its neighbor, as next year's would be."""
    head = before.report.tables["missing_by_age_race"][0]
    known = tables.load("printed_headers", LAST).astype({"table": "str"})
    head[1:4] = [" ".join(head[1:4])]
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    (p,) = (p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide)
    assert (p.what, p.status) == ("header", "odd")
    assert p.near.startswith(f"run together: {' | '.join(head)}; columns as last year: ")
    decide_again(**{p.printed: {"decide": "yes"}})
    ingest.ingest(file, YEAR, accept=True)
    new = tables.load("printed_headers", YEAR).astype({"table": "str"})
    assert new.drop(columns="year").to_csv() == known.drop(columns="year").to_csv()
    said, status = ingest.verify(file, YEAR)
    assert status == 0, said


@pytest.mark.parametrize("above", ["BOTTOM", "MIDDLE", "TOP"])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_label_of_two_lines_in_a_cell_of_a_pdf_is_put_together(tmp_path, ruled, above):
    from reportlab.platypus import SimpleDocTemplate, Table

    labels = ["Parent", "Babysitter, Mentor\nor Coach", "Self-Production", "New Mentor or\nFriend"]
    rows = [["RELATIONSHIP", "NUMBER", "SHARE"], *([label, "743", "23%"] for label in labels)]
    style = [("VALIGN", (0, 0), (-1, -1), above), *[("GRID", (0, 0), (-1, -1), 1, "black")] * ruled]
    file = tmp_path / "table.pdf"
    SimpleDocTemplate(str(file)).build([Table(rows, [150, 80, 80], style=style)])
    (block,) = grids.blocks(reading.read(file), {"parent", "babysittermentororcoach"})
    assert [row.cells for row in block.rows] == [
        (label.replace("\n", " "), "743", "23%") for label in labels
    ]


def test_what_a_pdf_makes_of_signs_is_left_out():
    assert reading._cells(["Total\n", "20,512,803", "n", None, "(cid:127)"]) == (
        "Total",
        "20,512,803",
    )


def test_page_headers_marks_and_blanks_are_read_away(before, tmp_path):
    body = "Overall, 20\u202f809 identifi-\ncations\u00b9 and 1.2 billion views."
    bodies = [f"In short\n{body}\nAnd so on", "Of care\nno number", "Of alerts\nnone"]
    foot = f"OUR IMPACT: {YEAR}"
    pages = [f"Our Impact: {YEAR}\n{said}\n{n} | {foot}" for n, said in enumerate(bodies, 4)]
    file = tmp_path / "pages.txt"
    file.write_text("\f".join(pages), encoding="utf-8")
    lines = reading.read(file)
    edges = reading.headers_and_footers(lines)
    assert set(edges) == {f"Our Impact: {YEAR}", f"page +3 | {foot}"}
    rest = [line for line in lines if not any(line in of for of in edges.values())]
    first, second, *_ = prose.numbers(rest, [])
    assert (first.printed, second.printed) == ("20,809", "1.2 billion")
    assert first.after[0] == "identifications"


@pytest.mark.parametrize(
    ("printed", "value"),
    [("91K+", 91e3), ("0.19 million", 19e4), ("1.2 Billion", 12e8), ("one in six", 6),
     ("three hundred and seventy-one", 371), ("Seventy-three", 73), ("93 percent", 93),
     ("ninety-three percent", 93), ("Six Million", 6e6), ("half a million", 5e5), ("a dozen", 12),
     ("two and a half million", 25e5), ("33 Million", 33e6), ("one out of every six", 6),
     ("nine in ten", 90), ("3 out of every 4", 75)],
)  # fmt: skip
def test_a_number_is_read_however_it_is_spelled(printed, value):
    (found,) = prose.numbers([Line(1, 1, (f"There were {printed} of them.",))], [])
    assert (found.printed, printed_number(printed)[0]) == (printed, value)


def test_words_that_count_nothing_are_no_number():
    said = "Several thousand, millions, and hundreds of two and three; only one in 2020, 7 in 6."
    found = prose.numbers([Line(1, 1, (said,))], [])
    assert [number.printed for number in found] == ["two", "three", "one", "2020", "7", "6"]


SAID = hard.SAID | {("hotline_calls_since_launch", "prose"): ("5 million", "half a million")}


def test_what_is_printed_in_words_is_read_stored_verified_and_compared(before):
    hard.spell(before.report, SAID)
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert {printed for *_, printed in waiting()} <= {"half a million"}  # three times less
    decide()
    ingest.ingest(file, YEAR, accept=True)
    stored = memory.stored(YEAR)
    for (id, place), (_, new) in SAID.items():
        assert stored["headline_numbers", id, place] == new
    assert tables.number("social_impressions", YEAR) == 2e8
    assert ingest.verify(file, YEAR)[1] == 0
    made = claims_proposed(YEAR).set_index("id")
    assert made.loc["missing_resolved_percent", ["printed", "verdict"]].tolist() == [
        "91 Percent", "agrees_within_rounding",
    ]  # fmt: skip
    assert made.loc["trafficking_one_in", "printed"] == "one in seven"


def test_digits_that_say_no_number_wait_as_well():
    (found,) = prose.numbers([Line(1, 1, ("Its 25th year.",))], [])
    assert (found.printed, proposal.digits(found.printed)) == ("25th", "")


def test_a_row_between_rows_is_never_taken_for_a_header():
    said = [("Type", "Reports"), ("Ran Away", "5"), ("Odd", "5 or 6"), ("Lost", "7")]
    lines = [Line(1, n, cells) for n, cells in enumerate(said)]
    columns = [("Type", "report_type"), ("Reports", "active")]
    codes = {"ranaway": "endangered_runaway", "lost": "family_abduction"}
    layout = memory.Layout("missing_by_type", ["report_type", "status"], columns, codes)
    _, rest = grids.find_tables(lines, [layout], {})
    assert lines[2] in rest


def test_a_new_code_needs_its_group_and_a_new_place_its_name(before):
    before.report.tables["traded_imagery_by_relationship"].append(["Stepparent", "0", "0%"])
    before.report.tables["missing_by_state"].insert(3, ["VI", "0", "0", "0"])
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    near = {p.printed: p.near for p in proposal.load(proposal.path_of(YEAR)) if p.what == "label"}
    assert near["Stepparent"].startswith("needs its relationship group: in decide, write yes: and")
    assert "; in a sentence “stepparent”, as “" in near["Stepparent"]
    decide()
    with pytest.raises(UsageError, match=r"needs its relationship group(.|\n)*family|VI is a new"):
        ingest.ingest(file, YEAR, accept=True)
    made = proposal.load(proposal.path_of(YEAR))
    for p in made:
        if p.printed == "Stepparent":
            p.decide = "yes: family"
        elif p.printed == "VI" and p.what == "label":
            p.label = "U.S. Virgin Islands"
    proposal.write(proposal.path_of(YEAR), made)
    ingest.ingest(file, YEAR, accept=True)
    groups = tables.load("relationship_groups").set_index("relationship")["relationship_group"]
    assert groups["stepparent"] == "family"
    assert "U.S. Virgin Islands" in set(tables.load("states")["name"])


def estimates(file, year, without=""):
    """Write the Census Bureau's file of a year: 7 more in each state than last year."""
    names = {row["state"]: row["name"] for row in read(checks.file("states"))}
    names |= {"US": "United States", "PR": "Puerto Rico Commonwealth"}
    rows = [f"NAME,POPESTIMATE{year},POPEST18PLUS{year}"]
    for row in read(checks.file("population")):
        total, adults = int(row["total"]), int(row["total"]) - int(row["under_18"])
        total += 7 * 51 if row["state"] == "US" else 7
        if row["year"] == str(YEAR) and row["state"] != without:
            rows.append(f"{names[row['state']]},{total},{adults}")
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def test_residents_come_from_the_bureaus_own_file(before, tmp_path):
    file = estimates(tmp_path / "estimates.csv", YEAR + 1)
    said = "sources: 1 rows\npopulation: 53 rows\n"
    assert ingest.residents(file, YEAR + 1) == (said, 0)
    assert ingest.residents(file, YEAR + 1)[0].startswith("Nothing to add")
    last, now = (tables.load("population", year).set_index("state") for year in (YEAR, YEAR + 1))
    more = (now[["under_18", "total"]] - last[["under_18", "total"]]).drop("US")
    assert {*more.to_numpy().ravel()} == {7}
    assert (
        f"July 1, {YEAR + 1}"
        in tables.load("sources").set_index("source")["title"].loc[now["source"].iloc[0]]
    )


def test_without_residents_what_comes_after_them_is_named_too(monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "years", lambda name: [LAST, *[1999] * (name != "population")])
    said = reports.following(1999)
    assert said.startswith("ourimpact residents FILE --year 1999; data/")
    after = "ourimpact check --year 1999, then ourimpact run --year 1999"
    assert said.endswith(f"; until it is published, {after}")
    monkeypatch.setattr(reports.paths, "build", lambda: tmp_path)
    (tmp_path / "ingest" / "1999").mkdir(parents=True)
    (tmp_path / "ingest" / "1999" / "claims.csv").touch()  # who is further along is not asked again
    assert reports.following(1999) == after
    monkeypatch.setattr(reports.paths, "published", lambda year: [tmp_path])
    for command, year, after in (
        ("verify", 1999, "refresh, once year is 1999 in the notebooks"),  # no report before it
        ("verify", LAST + 1, f"diff {LAST} {LAST + 1}"),
        ("diff", LAST + 1, f"refresh, once year is {LAST + 1} in"),
    ):
        monkeypatch.setattr(tables, "years", lambda name, year=year: [1999, LAST, year])
        said = reports.following(year, compared=command == "diff")
        assert said.startswith(f"ourimpact {after}"), (command, year)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("disk full")])
def test_what_is_stopped_while_it_is_recorded_adds_nothing(before, tmp_path, monkeypatch, error):
    def stopped(names: list[str]) -> None:
        raise error

    files = {path: path.read_bytes() for path in paths.data().rglob("*.*") if path.is_file()}
    monkeypatch.setattr(checks, "record", stopped)
    with pytest.raises(type(error)):
        ingest.residents(estimates(tmp_path / "a.csv", YEAR + 1), YEAR + 1)
    assert {
        path: path.read_bytes() for path in paths.data().rglob("*.*") if path.is_file()
    } == files


def test_a_file_without_a_place_or_of_another_year_is_refused(before, tmp_path):
    with pytest.raises(UsageError, match="no row for Ohio"):
        ingest.residents(estimates(tmp_path / "a.csv", YEAR + 1, without="OH"), YEAR + 1)
    with pytest.raises(UsageError, match=f"POPESTIMATE{YEAR + 1}"):
        ingest.residents(estimates(tmp_path / "b.csv", YEAR), YEAR + 1)
    twice = estimates(tmp_path / "c.csv", YEAR + 1)
    lines = twice.read_text().splitlines()
    twice.write_text("\n".join([*lines, next(line for line in lines if "Ohio" in line)]))
    with pytest.raises(UsageError, match="2 rows for Ohio"):
        ingest.residents(twice, YEAR + 1)
    assert YEAR + 1 not in tables.years("population")


def test_a_new_code_is_a_header_in_one_table_and_a_label_in_another(before):
    for n, row in enumerate(before.report.tables["missing_by_age_race"]):
        row.insert(-2, "0" if n else "MIDDLE EASTERN")
    before.report.tables["trafficking_by_race_gender"].insert(3, ["Middle Eastern", *"0000"])
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    made = proposal.load(proposal.path_of(YEAR))
    header, _ = (p for p in made if not p.decide)
    header.decide, header.value = "yes", "mena"  # one row is enough
    proposal.write(proposal.path_of(YEAR), made)
    assert not waiting()
    ingest.ingest(file, YEAR, accept=True)
    names = ("missing_by_age_race", "trafficking_by_race_gender")
    first, second = (tables.load(name)["race_ethnicity"].cat.categories for name in names)
    assert (*first[-2:], second[-1]) == ("mena", "unknown", "mena")  # unknown stays where it was
    assert tables.counted("missing_by_age_race", YEAR, race_ethnicity="mena") == 0
    assert tables.labels("race_ethnicity")["mena"] == "Middle Eastern"
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_new_column_of_a_table_of_one_kind_of_codes_is_refused(before):
    for n, row in enumerate(before.report.tables["traded_imagery_by_relationship"]):
        row.append("1" if n else "GIRLS")
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    decide()
    with pytest.raises(UsageError, match="has no column 'girls', only relationship, relationships"):
        ingest.ingest(file, YEAR, accept=True)


def test_the_footnote_of_a_cell_waits_and_is_kept_as_a_caveat(before):
    types = before.report.tables["cybertipline_by_incident_type"]
    row = next(row for row in types if row[0] == "Child Sex Trafficking")
    row[1] += "†"
    before.report.sentences["note"] = "† With reports that a law requires."
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert waiting() == {("odd", "cell", "child_sex_trafficking", "26,823")}
    (p,) = (p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide)
    assert p.near == "marked †, With reports that a law requires."
    decide(**{"26,823": {"decide": "yes: The law added reports."}})
    ingest.ingest(file, YEAR, accept=True)
    (code,) = tables.footnotes(["cybertipline_by_incident_type"], [YEAR])
    said = "Child sex trafficking: the law added reports."  # as pages of other rows show it, too
    assert tables.caveat(code) == said
    assert tables.footnotes(["cybertipline_by_incident_type"], [LAST]) == []
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_new_tables_hint_is_complete_and_a_column_has_no_others_meaning(before):
    before.report.tables["new"] = [
        ["REASON", "CALLS", "PERCENTAGE"], ["Lead or Sighting", "1,200", "60%"],
        ["AMBER Alert", "800", "40%"], ["Total", "2,000", "100%"],
    ]  # fmt: skip
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    (hint,) = (p.near for p in proposal.load(proposal.path_of(YEAR)) if p.what == "table")
    columns = ["REASON=reason", "CALLS=calls", "PERCENTAGE=printed_percent"]
    given = " ".join(f"'{each}'" for each in columns)
    assert hint == (
        f"ourimpact new-table NAME --year {YEAR} --columns {given} "
        "--section SECTION --title 'TITLE' --counts 'WHAT IT COUNTS, not children'"
    )
    about = ("resources_and_support", "Calls by reason", ["calls, not children"])
    long = "calls_by_reason_and_kind_of_caller", "reason_for_which_somebody_called"
    words = [f"{long[0]} {10 * 'and so '}".strip(), [f"calls {10 * 'and so '}on, not children"]]
    ingest.new_table(long[0], YEAR, [f"WHY={long[1]}", columns[1]], about[0], *words)
    (book,) = (before.data.parent / "notebooks").glob("*-calls-by-reason-and-kind*.ipynb")
    lines = [line for cell in json.loads(book.read_text())["cells"] for line in cell["source"]
             if cell["cell_type"] == "code"]  # fmt: skip
    assert max(len(line.rstrip()) for line in lines) <= 100
    with pytest.raises(UsageError, match="'CALLS=measure:calls' 'PERCENTAGE=measure:share'"):
        ingest.new_table("trial_calls", YEAR, [*columns[:2], "PERCENTAGE=share"], *about)
    with pytest.raises(UsageError, match=r"'CALLS=Calls' names no column; write .* 'CALLS=calls'"):
        ingest.new_table("trial_calls", YEAR, [columns[0], "CALLS=Calls"], *about)
    with pytest.raises(UsageError, match="Two columns mean 'calls'"):
        ingest.new_table("trial_calls", YEAR, [columns[0], "CALLS=calls", "IN=calls"], *about)
    ingest.new_table("trial_calls", YEAR, columns, *about)
    assert "caveats" not in tables.dictionary()["trial_calls"]
    proposal.path_of(YEAR).unlink()
    ingest.ingest(file, YEAR)
    decide()
    ingest.ingest(file, YEAR, accept=True)
    assert tables.labels("reason")["amber_alert"] == "AMBER alert"
    assert tables.counted("trial_calls", YEAR, reason="lead_or_sighting") == 1200
    assert list(tables.load("trial_calls", YEAR)["printed_percent"]) == [60, 40]
    assert ingest.verify(file, YEAR)[1] == 0


@pytest.mark.parametrize(
    ("column", "printed", "label"),
    [("agency", "Local and State Law Enforcement", "Local and state law enforcement"),
     ("agency", "U.S. Federal Law Enforcement", "U.S. federal law enforcement"),
     ("race_ethnicity", "MIDDLE EASTERN OR NORTH AFRICAN", "Middle Eastern or North African"),
     ("reason", "Report to the CyberTipline", "Report to the CyberTipline"),
     ("reason", "Case Update or Family Support", "Case update or family support"),
     ("measure", "CALLS TO NCMEC", "Calls to NCMEC"),
     ("purpose", "Noncompliant Offender Sweep", "Noncompliant offender sweep"),
     ("purpose", "Team Adam and Other Team", "Team Adam and other team")],
)  # fmt: skip
def test_a_new_label_is_proposed_as_ours_are_written(column, printed, label):
    assert memory.styled(printed, column) == label


def test_page_numbers_in_the_contents_are_dismissed_with_dots_or_without():
    patterns = list(tables.load("dismissed")["pattern"])
    for between in ("\t", " ..... "):
        line = Line(1, 1, (f"Recovering Missing Children{between}3",))
        assert prose.numbers([line, Line(1, 2, ("And so on",))], patterns) == []
    line = Line(1, 1, ("Prevention of Harm ...... 15",))
    (found,) = prose.numbers([line], [])
    p = proposal.Proposal("no: a page", "new", "number", "", "", "", printed="15", near=found.near)
    others = Line(1, 1, ("Prevention of Harm ... 15",))
    assert prose.numbers([others], [accept._pattern(p)]) == []
    for near, again in (("And 412 volunteers gave 9,700 hours to us.", 0), ("9,700 hours.", 1)):
        line = Line(1, 1, (near.replace("9,700", "10,100"),))
        found = prose.numbers(
            [line], ["412", accept._pattern(replace(p, printed="9,700", near=near))]
        )
        assert len(found) == again, "beside few words, another number may be another thing"


def merge(report):
    """Join two types, add an agency and an age, and rename the first header."""
    types = report.tables["cybertipline_by_incident_type"]
    odd = [row for row in types if row[0].startswith("Misleading")]
    merged = ["Misleading Domain Name, Words or Images", f"{sum(count(row[1]) for row in odd):,}"]
    types[:] = [row for row in types if row not in odd]
    types.insert(-1, merged)
    report.tables["cvip_by_agency"].append(["Tribal Law Enforcement", "0", "0", "0"])
    report.tables["trafficking_by_age_gender"].insert(1, ["9", "0", "0", "0", "0"])
    report.tables["missing_by_state"][0][0] = "PLACE"
    return report


def count(printed):
    return int(printed.replace(",", ""))


MERGED = ("misleading_domain_name", "misleading_words_or_images")
WHOLE = "misleading_domain_name_words_or_images"


def test_labels_that_became_one_count_as_one_in_earlier_years(before):
    file = merge(before.report).text(before.file)
    ingest.ingest(file, YEAR)
    assert waiting() == {
        *(("gone", "label", code, "") for code in MERGED),
        ("renamed?", "label", WHOLE, "Misleading Domain Name, Words or Images"),
        ("new", "label", "tribal_law_enforcement", "Tribal Law Enforcement"),
        ("new", "label", "9", "9"),
        ("renamed?", "header", "state", "PLACE"),
    }
    made = proposal.load(proposal.path_of(YEAR))
    (near,) = (p.near for p in made if p.row == WHOLE and p.what == "label")
    assert near == f"gone here: {', '.join(MERGED)}"
    for p in made:
        p.decide = p.decide or (f"part of {WHOLE[:-1]}" if p.row in MERGED else "yes")
    proposal.write(proposal.path_of(YEAR), made)
    with pytest.raises(UsageError, match=f"no such code.* Did you mean '{WHOLE}'"):
        ingest.ingest(file, YEAR, accept=True)
    for p in made:
        p.decide = f"part of {WHOLE}" if p.row in MERGED else p.decide
    proposal.write(proposal.path_of(YEAR), made)
    ingest.ingest(file, YEAR, accept=True)
    changes = tables.load("code_changes").set_index("code").loc[[*MERGED]]
    assert set(changes["counted_as"]) == {WHOLE}
    assert set(changes["since"]) == {YEAR}
    assert 9 in set(tables.load("trafficking_by_age_gender", YEAR)["age"])
    types = tables.load("cybertipline_half_years")["incident_type"].cat.categories
    assert WHOLE not in types, "of a table that did not print it"
    assert ingest.verify(file, YEAR)[1] == 0
    rows = [row for row in read(checks.file("places")) if row["table"] == "missing_by_type"]
    then = [{**row, "year": str(LAST), "line": 1000 - int(row["line"])} for row in rows]
    with checks.file("places").open("a", encoding="utf-8", newline="") as places:
        csv.DictWriter(places, list(rows[0])).writerows(then)
    meant(before.data.parent)
    found = ingest.diff(LAST, YEAR)[0]
    assert "missing_by_state state: headed 'MISSING STATE', then 'PLACE'" in found
    assert "missing_by_type: its rows stand in another order" in found


def test_columns_that_became_one_count_as_one_and_a_state_keeps_its_name(before):
    """A state is recognized by its full name, and proposed if the name is shortened."""
    table = before.report.tables["missing_by_age_race"]
    at, gone = [], ("native_american", "pacific_islander")
    for head in ("NATIVE AMERICAN", "PACIFIC ISLANDER"):
        at.append(table[0].index(head))
    for row in table[1:]:
        row[at[0]] = f"{count(row[at[0]]) + count(row[at[1]]):,}"
    table[0][at[0]] = "INDIGENOUS"
    for row in table:
        del row[at[1]]
    for row in before.report.tables["missing_by_state"]:
        row[0] = {"CA": "Calif.", "PR": "Puerto Rico"}.get(row[0], row[0])
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    asked = [each for each in waiting() if each[2] in ("CA", "calif", "PR", "puerto_rico")]
    assert asked == [("renamed?", "label", "calif", "Calif.")]
    made = proposal.load(proposal.path_of(YEAR))
    for p in made:
        p.decide = p.decide or ("part of indigenous" if p.row in gone else "yes")
    proposal.write(proposal.path_of(YEAR), made)
    ingest.ingest(file, YEAR, accept=True)
    changes = tables.load("code_changes").set_index("code")["counted_as"]
    assert set(changes[[*gone]]) == {"indigenous"}
    assert (tables.labels("state")["CA"], ingest.verify(file, YEAR)[1]) == ("California", 0)


def test_what_is_gone_cannot_be_no(changed):
    decide(**ANSWERS)
    made = proposal.load(proposal.path_of(YEAR))
    for p in made:
        p.decide = "no: page 7" if p.row == "team_adam_activations" else p.decide
    proposal.write(proposal.path_of(YEAR), made)
    with pytest.raises(UsageError, match="activations is not found"):
        ingest.ingest(changed.file, YEAR)


def test_of_an_id_that_was_there_the_id_is_enough(before):
    """Even if the label of another id was proposed for it."""
    said = before.report.sentences
    (lost,) = (key for key in said if key[1] == "team_adam_activations")
    said[lost] = said.pop(lost).replace("Team Adam", "Our own").replace("activations", "journeys")
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    made = proposal.load(proposal.path_of(YEAR))
    (p,) = (p for p in made if p.printed == "37" and p.row in ("", lost[1]))
    other = next(p for p in made if p.row == "age_progressions")
    words = {name: getattr(other, name) for name in ("section", "unit", "scope", "label")}
    vars(p).update(words, decide="yes", row=lost[1], column=lost[2], qualifier="")
    proposal.write(proposal.path_of(YEAR), made)
    ingest.ingest(file, YEAR, accept=True)
    rows = tables.load("headline_numbers").query("id == @lost[1]").astype("str")
    assert rows["label"].nunique() == rows["unit"].nunique() == rows["qualifier"].nunique() == 1


def places_of(text):
    """Return the numbers of a text as places in last year's report; an id follows each number."""
    lines = [Line(1, n, (each,)) for n, each in enumerate(text.splitlines()) if each]
    found = prose.numbers(lines, [])
    ids = [f"{number.after[0]}" for number in found]
    return [
        memory.Place(number.at, [("headline_numbers", id, "prose")], number.context, number.printed)
        for number, id in zip(found, ids, strict=True)
    ], found


THEN = """Our artists made pictures of 37 unknown children.
111
We assisted with 111 cases solved by genealogy.
398
Overall, we made 398 identifications of unknown children.
"""
NOW = """Our artists made pictures of 41 unknown children.
437
Overall, we made 437 identifications of unknown children.
And so 102 times.
"""


def test_a_call_out_follows_the_sentence_that_has_its_number():
    known, _ = places_of(THEN)
    known[1] = known[1]._replace(keys=[("headline_numbers", "cases", "call_out")])
    known[3] = known[3]._replace(keys=[("headline_numbers", "identifications", "call_out")])
    _, found = places_of(NOW)
    gone = prose.align(found, known)
    assert [n.place and n.place.keys[0][1] for n in found] == [
        "unknown", "identifications", "identifications", None,
    ]  # fmt: skip
    assert {place.keys[0][1] for place in gone} == {"cases"}


def test_a_new_number_is_perhaps_one_of_its_size_and_kind_alone():
    known, _ = places_of("We assisted with 111 cases of genealogy.")
    for said, like in (("102", True), ("6%", False), ("20.5 million", False)):
        (found,) = prose.numbers([Line(1, 1, (f"We assisted with {said} of genealogy.",))], [])
        prose.align([found], known, prose.FAINT)
        assert bool(found.place) == like


def test_what_seems_gone_is_perhaps_where_a_word_of_it_stands_and_never_in_a_new_table():
    known, _ = places_of("In that year our center took 394 calls in all.")
    about = {("calls", "prose"): {"label": "Calls taken", "unit": "calls"}}
    for said, cells, like in (
        ("Night and day, all calls to our center: 402 by phone.", {}, True),
        ("Night and day, all schools of our center: 402 by phone.", {}, False),
        ("Night and day, we in our center taught 402 schools in all.", {(1, 1): 1}, False),
    ):
        (found,) = prose.numbers([Line(1, 1, (said,))], [])
        assert _aligned([found], known, about, cells) == known
        assert (found.place, bool(found.perhaps)) == (None, like), said


def test_a_number_of_last_year_and_of_a_new_table_are_told(before):
    before.report.tables["new"] = [["PLATFORM", "REPORTS"], ["Alpha", "1,614"], ["Beta", "386"]]
    before.report.sentences["new"] = f"There were 394,257 calls in {LAST} and 7% more now."
    ingest.ingest(before.report.text(before.file), YEAR)
    made = {p.printed: p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide}
    assert "of the new table in line" in made["1,614"].near
    assert made["394,257"].near.startswith(f"perhaps hotline_calls of {LAST}; ")
    assert (made["394,257"].unit, made["7%"].unit) == ("calls", "percent")


def test_the_mark_of_a_number_in_a_sentence_waits_with_its_footnote(before):
    said = before.report.sentences
    key, *_ = (key for key in said if key[1] == "hotline_calls")
    said[key] = said[key].replace("131,419", "131,419*")
    said["note"] = "* Calls of the year before are counted otherwise."
    ingest.ingest(before.report.text(before.file), YEAR)
    (p,) = (p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide)
    assert (p.status, p.row) == ("odd", "hotline_calls")
    assert p.near.startswith("marked *, Calls of the year before are counted otherwise.; ")


def test_a_header_broken_at_a_slash_is_put_together():
    assert reading._cells(["MIDDLE EASTERN/\nNORTH AFRICAN"]) == ("MIDDLE EASTERN/NORTH AFRICAN",)


def test_lines_left_out_stay_as_they_are_when_it_is_read_again(before):
    ingest.ingest(before.report.text(before.file), YEAR)
    made = proposal.load(proposal.path_of(YEAR))
    lines = [p for p in made if p.what == "line"]
    lines.append(deepcopy(lines[0]))
    lines[-1].decide = "no: of a page"
    again = proposal.carry_decisions_over(deepcopy(lines), lines)
    assert [p.decide for p in again] == [p.decide for p in lines]


def test_residents_of_a_wrong_file_are_refused_in_plain_words(before, tmp_path):
    (tmp_path / "report.csv").write_text("one\ntwo,three\n", encoding="utf-8")
    for name, said in (("none.csv", "is not there"), ("report.csv", "is not as it should be")):
        with pytest.raises(UsageError, match=f"{name} {said}.*columns NAME, POPESTIMATE") as error:
            ingest.residents(tmp_path / name, YEAR + 1)
        assert not {"Errno", "tokenizing", "index"} & {*str(error.value).split()}


def test_a_new_call_out_that_the_total_of_its_table_lacks_is_a_row_of_it(before):
    said = before.report.sentences
    total = int(re.sub(r"\D", "", said[ALL_FILES].split("\n")[0]))
    for key in [key for key in said if key[1] == "cybertipline_files"]:
        said[key] = said[key].replace(f"{total:,}", f"{total + 268_314:,}")
    parts = list(said.items())
    at = max(n for n, (key, _) in enumerate(parts) if key[0] == "cybertipline_files")
    parts.insert(at + 1, (("new", "audio", ""), "268,314\n\nAudio"))
    before.report.sentences = dict(parts)
    ingest.ingest(before.report.text(before.file), YEAR)
    assert waiting() == {("new", "label", "audio", "Audio")}
    decide()
    ingest.ingest(before.file, YEAR, accept=True)
    assert tables.counted("cybertipline_files", YEAR, file_type="audio") == 268_314
    tables.add_up("cybertipline_files", YEAR)
    assert ingest.verify(before.file, YEAR)[1] == 0


def test_statements_are_looked_up_in_the_text_that_was_read(before):
    with pytest.raises(UsageError, match=f"ingest REPORT --year {YEAR} comes first"):
        ingest.claims(YEAR)
    text = memory.folded("We circulated billions of\nphotos.")
    assert _unsaid("billions of photos | 29", text) == []
    assert _unsaid("billions of files", text) == ["“billions of files” is not in the report"]
    ingest.ingest(before.report.text(before.file), YEAR)
    ingest.ingest(before.file, YEAR, accept=True)
    claim = {"test": "oddity", "headline_id": "hotline_calls", "printed": "responded to | received"}
    for said, doubts in (("We received 131,419 calls.", 0), ("131,419 were answered.", 1)):
        text = memory.folded(f"{said} {60 * 'Some '} packages were received.")
        assert len(_elsewhere(claim, text, YEAR)) == doubts


def test_a_new_share_of_a_table_gets_a_statement_like_the_others():
    recipe = "percent traded_imagery_by_relationship relationship="
    row = {"id": "relationship_other_relative", "recompute": f"{recipe}other_relative",
           "statement": "Share of relationships, other relative", "test": "rounded"}  # fmt: skip
    made = {row["id"]: row for row in _of_new_codes([row], YEAR)}
    assert "relationship_other_relative" not in made
    assert made["relationship_self_production"] == row | {
        "id": "relationship_self_production", "recompute": f"{recipe}self_production",
        "statement": "Share of relationships, self-production", "printed": "14%", "reason": "",
        "verdict": ledger.ROUNDED, "decide": "yes", "near": "new",
    }  # fmt: skip
    differs = made["relationship_online_enticement"]
    assert (differs["verdict"], differs["decide"]) == (ledger.DIFFERS, "")


def test_a_new_number_that_a_table_counts_is_recomputed_from_it():
    stored = memory.stored(YEAR)
    found = _in_a_table("0.546 million", "cybertipline", stored)
    assert _in_a_table("0.546 million", "mental_health", stored) == {}
    assert found["recompute"] == (
        "sum cybertipline_by_incident_type incident_type=online_enticement"
    )
    assert (found["test"], found["verdict"]) == ("rounded", ledger.ROUNDED)
    for printed in ("37", "7.7 million"):
        assert _in_a_table(printed, "cybertipline", stored) == {}


def test_a_number_that_a_new_table_of_its_section_may_count_waits():
    stored = {("cybertipline_files", "videos", "files"): "3"}
    row = {"printed": "9,999", "section": "cybertipline", "year": YEAR, "statement": "Files sent"}
    (said,) = _counted(row, {}, stored)
    assert said.startswith("Files in CyberTipline reports is new, and counts files: recompute it")
    assert _counted(row | {"section": "by_state"}, {}, stored) == []


def test_a_reason_takes_the_numbers_of_its_statement_along():
    rows = tables.load("claims", YEAR).astype("str").replace("nan", "").set_index("id", drop=False)
    said = "127 of these reports are about young adults, ages 18 to 20."
    ages = rows.loc["trafficking_ages"].to_dict() | {"reason": said}
    said = f"{ages['statement']} missing children | 18 | 19 | 20 141 of 5,187 (2.7%)"
    whole = "141 of these reports are about young adults, ages 18 to 20."
    assert _reason(ages, said, lambda n: "") == (whole, True)
    type_ = rows.loc["young_adults_by_age"].to_dict()
    assert _reason(type_, f"{type_['statement']} 829 871", lambda n: n) == ("", False)  # not 11
    unknown = rows.loc["unknown_state_resolved"].to_dict()  # the statement's sentence is not given
    left = "The reason for the smaller share here is not known."
    assert _reason(unknown, unknown["statement"], lambda n: "") == (left, False)
    claim = rows.loc["relationship_online_enticement"].to_dict()
    stood = memory.stored(YEAR) | {("headline_numbers", "some_rate", "prose"): "64%"}
    now = {key: str(2 * int(it)) if it.isdigit() else it for key, it in stood.items()}
    reports = _Reports(YEAR, YEAR, "", stood, now, set(), {})
    for printed, new in (("18%", "36%"), ("101%", ""), ("100%", ""), ("64%", ""), ("1 in 10", "")):
        assert _now(printed, claim, reports) == new, printed  # 101 reports of a state are no share


def test_a_comparison_whose_larger_number_is_the_smaller_now_waits():
    rows, key = tables.load("claims", YEAR), ("missing_by_type", "missing_young_adult", "total")
    (claim,) = rows[rows["id"] == "young_adults_by_age"].to_dict("records")
    for now, turned in (("860", True), ("800", False)):
        reports = _Reports(YEAR, YEAR, "836", {key: "836"}, {key: now}, set(), {})
        near = _Carried(claim, reports).row_of_now({})["near"]
        assert ("860 is more than 847 now, the other way round than before" in near) == turned


def hide(report, printed, row=4, column=2):
    """Print a cell without its number, and return the number."""
    cells = report.tables["trafficking_by_race_gender"][row]
    was, cells[column] = cells[column], printed
    return was


def test_a_cell_without_its_number_waits_with_what_the_totals_imply(before):
    were = {printed: hide(before.report, printed, *at)
            for printed, at in (("<1,000", (4, 2)), ("—", (6, 1)))}  # fmt: skip
    before.report.pdf(file := before.file.with_suffix(".pdf"))
    ingest.ingest(file, YEAR)
    made = [p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide]
    assert {p.printed: p.value for p in made} == were
    assert [p.near for p in made] == [f"the totals imply {was}" for was in were.values()]
    decide()
    ingest.ingest(file, YEAR, accept=True)
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_cell_of_which_totals_say_nothing_needs_a_number_and_what_to_say(before):
    for row in (4, 5):
        for column in (1, 2):
            hide(before.report, "<10", row, column)
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    decide(**{"<10": {"decide": "yes"}})
    with pytest.raises(UsageError, match=r"'<10' is no number, and the totals do not imply which"):
        ingest.ingest(file, YEAR, accept=True)
    decide_again(**{"<10": {"decide": "yes: We took nine.", "value": "9"}})
    with pytest.raises(UsageError, match="the parts add to"):
        ingest.ingest(file, YEAR, accept=True)


def test_a_corrected_cell_is_kept_and_its_totals_are_added_up_again(before):
    cells = before.report.tables["trafficking_by_race_gender"][4]
    was, cells[2] = cells[2], "9,000"
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert {status for status, *_ in waiting()} == {"does not add up"}
    decide_again(**{"9,000": {"decide": "yes", "value": was}})
    said, _ = ingest.ingest(file, YEAR)
    assert "Nothing waits for you" in said
    ingest.ingest(file, YEAR, accept=True)


def test_a_row_that_was_given_to_another_is_kept_and_what_lost_its_place_is_asked_about(before):
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    about = {"row": "other_calls", "label": "Calls of another kind"}
    made = proposal.load(proposal.path_of(YEAR))
    for p in (p for p in made if p.row == "hotline_calls"):
        vars(p).update(about)
    proposal.write(proposal.path_of(YEAR), made)
    with pytest.raises(UsageError, match="hotline_calls: is in no row now"):
        ingest.ingest(file, YEAR, accept=True)
    for _ in range(2):
        ingest.ingest(file, YEAR)
        assert waiting() == {("gone", "number", "hotline_calls", "")}
    decide()
    ingest.ingest(file, YEAR)
    ingest.ingest(file, YEAR, accept=True)
    assert tables.number("other_calls", YEAR) == 131419


def test_files_that_were_taken_for_each_other_are_told_apart_by_their_codes(before):
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    made = proposal.load(proposal.path_of(YEAR))
    files = [p for p in made if p.table == "cybertipline_files"]
    images, videos = ([p for p in files if p.row == code] for code in ("images", "videos"))
    for p in images:
        p.row = "videos"
    for p in videos:
        p.row = "images"
    proposal.write(proposal.path_of(YEAR), made)
    said, _ = ingest.ingest(file, YEAR)
    assert "Nothing waits for you" in said
    ingest.ingest(file, YEAR, accept=True)
    (then,) = {int(p.value) for p in images}
    assert tables.counted("cybertipline_files", YEAR, file_type="videos") == then
    assert ingest.verify(file, YEAR)[1] == 0


def test_an_old_id_alone_takes_the_unit_of_its_own_kind_of_place():
    known = tables.load("headline_numbers").astype("str").sort_values("year", kind="stable")
    known = known.drop_duplicates(["id", "place"], keep="last")  # the last report that has it
    units = known.groupby("id")["unit"].nunique()
    rows = known[known["id"].isin(units[units > 1].index)]
    assert len(rows)
    for row in rows.to_dict("records"):
        p = proposal.Proposal("yes", "new", "number", "headline_numbers", row["id"], row["place"])
        p.unit = "requests"  # as the word beside it
        assert accept._described(p)["unit"] == row["unit"]
    words = {"unit": "visitors", "label": "Visitors of all kinds"}  # proposed by the tool
    about = ("yes", "new", "number", "headline_numbers", "visitors_kinds", "prose")
    new = proposal.set_origin(proposal.Proposal(*about, **words))
    new.row = "site_visitors"
    assert accept._described(new)["label"] == "Visitors to NCMEC.org"
    p.row, place = known[~known["id"].duplicated(keep=False)].iloc[0][["id", "place"]]
    p.column, p.unit = {"prose": "call_out"}.get(place, "prose"), "sheep"
    with pytest.raises(UsageError, match="Write its unit and its label"):
        accept._described(p)


def drop(table):
    """Remove the year's rows from a table."""
    edit(table, lambda row: None if row["year"] == str(YEAR) else row)
    for name in ("printed_totals", "places"):
        edit(name, lambda row: None if (table, str(YEAR)) == (row["table"], row["year"]) else row)


def test_of_a_table_that_is_gone_a_comparison_is_left_out_and_a_statement_does_not_tell(accepted):
    drop("missing_by_age_race")
    drop("cvip_by_agency")
    gone = {"id": "missing_cases_assisted_years", "year": str(YEAR)}
    edit("headline_numbers", lambda row: None if gone.items() <= row.items() else row)
    meant(accepted.data.parent)
    made = claims_proposed(YEAR).set_index("id")
    ours = ["young_adults_by_age", "runaways_by_age", "missing_total_three_tables"]
    assert set(made.loc[ours, "decide"]) == {"no"}
    waits = made[made["decide"] == ""]
    assert {"missing_children_ages", "young_adult_ages", "photos_circulated"} <= {*waits.index}
    assert waits["test"]["missing_children_ages"] == "wording"
    assert waits["near"]["young_adult_ages"].endswith(
        "this is gone: Reports of missing children by age group and race or ethnicity"
    )
    assert "40 in its statement is no number of" in waits["near"]["photos_circulated"]
    reason = made["reason"]["cvip_files_call_out"]  # its verdict did not agree
    assert reason == "No table in Our Impact has a count to compare."


def test_a_label_that_is_printed_otherwise_is_named_with_the_statement_that_has_it(before):
    types = before.report.tables["cybertipline_by_incident_type"]
    row = next(row for row in types if row[0] == "Child Sexual Molestation")
    row[0] = "Hands-On Sexual Abuse of a Child"
    types = before.report.tables["missing_by_type"]
    next(row for row in types if row[0] == "Endangered Runaway")[0] = ran = "Runaway or Missing"
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    decide_again(**{ran: {"decide": "yes", "value": "endangered_runaway"}})
    decide(**{row[0]: {"decide": "yes"}})
    ingest.ingest(file, YEAR, accept=True)
    made = claims_proposed(YEAR).set_index("id")
    of_type = made.loc["runaways_by_age"]
    assert "(the type Runaway or Missing)" in of_type["statement"]
    assert "“Endangered Runaway” is printed as “Runaway or Missing” now: is it" in of_type["near"]
    made = made.loc["cybertipline_reports_wording"]
    assert (
        made["decide"] == "" and "“Child Sexual Molestation” is printed as “Hands-" in made["near"]
    )
    assert "such as Hands-On Sexual Abuse of a Child, do not mention" in made["reason"]


def test_a_statement_whose_words_mean_something_else_now_waits(accepted):
    """A definition changed, a table of its section is gone, or “more than” became “nearly.”"""
    drop("trafficking_by_age_gender")
    rounded = {"id": "missing_reports_rounded", "year": str(YEAR)}
    edit(
        "headline_numbers",
        lambda r: r | {"qualifier": "about"} if rounded.items() <= r.items() else r,
    )
    years = {"printed": "40", "scope": "definition", "year": str(YEAR)}
    edit(
        "headline_numbers",
        lambda r: r | {"printed": "four", "value": "4"} if years.items() <= r.items() else r,
    )
    meant(accepted.data.parent)
    made = claims_proposed(YEAR).set_index("id")
    near = made.loc["trafficking_reports_victims", "near"]
    assert "Likely-trafficking reports by age and gender" in near
    assert made.loc["missing_reports_rounded", ["decide", "test"]].tolist() == ["", "rounded"]
    assert "40 in its statement is four now" in made.loc["photos_circulated", "near"]
    assert set(made.loc[["trafficking_reports_victims", "photos_circulated"], "decide"]) == {""}


def test_a_statement_waits_whose_number_is_gone_or_whose_words_a_new_label_has(accepted):
    """README prints the reason of a statement that now disagrees: it must be given and short."""
    new = {"column": "incident_type", "code": "sextortion", "since": str(YEAR)}
    new |= {"printed": "Sextortion", "label": "Sextortion"}
    with checks.file("categories").open("a", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow(new[c] for c in tables.load("categories"))
    gone, one_in = {"id": "identifications", "year": str(YEAR)}, "trafficking_one_in"
    edit("headline_numbers", lambda row: None if gone.items() <= row.items() else row)
    in_text = {"id": one_in, "year": str(YEAR)}
    edit(
        "headline_numbers",
        lambda r: r | {"printed": "1 in 9", "value": "9"} if in_text.items() <= r.items() else r,
    )
    meant(accepted.data.parent)
    made = claims_proposed(YEAR).set_index("id")
    near, lost = made["near"], made.loc["identifications_wording"]
    assert "identifications is no number of" in lost["near"] and lost["decide"] == "no"
    assert made.loc[one_in, "reason"] == "", "what disagrees is for a person to say"
    assert "“Sextortion” now" in near["new_threats_rising"]
    assert "README prints the first sentence of its reason" in near[one_in]
    ingest.claims(YEAR)
    path = accepted.data.parent / "build" / "ingest" / str(YEAR) / "claims.csv"
    made = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    made = [row | {"decide": "yes" if row["id"] == one_in else "no"} for row in made]
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, list(made[0]))
        written.writeheader()
        written.writerows(row | {"reason": 10 * "It is so, and " + "not. So."} for row in made)
    with pytest.raises(UsageError, match=rf"{one_in}: README .* at most 90 characters; it has 143"):
        ingest.claims(YEAR, accept=True)
    with path.open("w", encoding="utf-8", newline="") as file:  # there, it is beside the label
        written = csv.DictWriter(file, list(made[0]))
        written.writeheader()
        written.writerows(row | {"verdict": "", "reason": "The table says 1 in 7."} for row in made)
    with pytest.raises(UsageError, match=rf"{one_in}: README .* without digits.*1 in 7"):
        ingest.claims(YEAR, accept=True)  # an empty verdict is replaced with the recomputed one
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, list(made[0]))
        written.writeheader()
        written.writerows(row | {"reason": ""} for row in made)
    with pytest.raises(UsageError, match=rf"{one_in}: README .*; it is empty"):
        ingest.claims(YEAR, accept=True)


def test_a_report_that_changes_much_takes_few_typed_cells(before):
    """All kinds of changes met so far, in one report: it once took 95 cells, then was refused."""
    hard.change(before.report).pdf(file := before.file.with_suffix(".pdf"))
    ingest.ingest(file, YEAR)
    columns = ["CHILD'S AGE=age_at_call", "CALLS=calls"]
    about = ("resources_and_support", "Calls by age", ["calls, not children"])
    ingest.new_table("trial_calls_by_age", YEAR, columns, *about)
    ingest.ingest(file, YEAR)
    made = proposal.load(proposal.path_of(YEAR))
    assert hard.answer(made) <= 24
    proposal.write(proposal.path_of(YEAR), made)
    said, _ = ingest.ingest(file, YEAR)
    assert "Nothing waits for you" in said
    ingest.ingest(file, YEAR, accept=True)
    said, status = ingest.verify(file, YEAR)
    assert status == 0, said
    found, _ = ingest.diff(LAST, YEAR)
    assert "sections take_it_down: titled 'Take It Down', then 'Taking Pictures Down'" in found
    assert set(tables.load("trial_calls_by_age")["age_at_call"]) == {
        "age_at_call_12",
        "13_to_15",
        "16_17",
    }
    ages = tables.load("trafficking_by_age_gender", YEAR)
    assert set(ages["age"]) >= {18, 19}
    assert 20 not in set(ages["age"])
    assert [tables.labels("age", year)["19"] for year in (LAST, YEAR)] == ["19", "19 to 20"]


def test_what_is_left_out_leaves_the_sums_and_is_not_asked_about_again(before):
    states = before.report.tables["missing_by_state"]
    for n, row in enumerate(states):
        row.insert(3, str(n) if n else "PENDING")
    states[4][3] = "12†"
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert waiting() == {("new", "header", "pending", "PENDING"), ("new", "cell", "AZ", "12")}
    decide_again(PENDING={"decide": "no: not counted in the totals"})
    said, _ = ingest.ingest(file, YEAR)
    assert "Nothing waits for you" in said
    ingest.ingest(file, YEAR, accept=True)
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_new_column_that_is_data_is_in_the_sums(before):
    for n, row in enumerate(before.report.tables["missing_by_state"]):
        row.insert(3, str(n) if n else "PENDING")
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    decide()
    ingest.ingest(file, YEAR)
    assert {what for status, what, *_ in waiting() if status == "does not add up"} == {"total"}


@pytest.mark.parametrize(
    ("printed", "code"),
    [("17", "level_17"), ("19 to 20", "19_to_20"), ("Parent's Partner", "parents_partner"),
     ("Boy/Girl", "boy_girl"), ("Niño", "nino"), ("16+", "level_16"), ("—", "level_other")],
)  # fmt: skip
def test_a_proposed_code_is_valid_by_itself(printed, code):
    assert grids.code_of(printed, "level") == code


def test_a_code_is_corrected_in_one_row_and_all_else_follows(before):
    before.report.tables["traded_imagery_by_relationship"].append(["Pastor/Priest's", "0", "0%"])
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    assert waiting() == {("new", "label", "pastor_priests", "Pastor/Priest's")}
    decide(**{"Pastor/Priest's": {"decide": "yes: acquaintance", "value": "20"}})
    with pytest.raises(UsageError, match="is '20'; write lowercase letters, digits, _; not digits"):
        ingest.ingest(file, YEAR, accept=True)
    decide_again(**{"Pastor/Priest's": {"value": "clergy"}})
    ingest.ingest(file, YEAR, accept=True)
    assert "clergy" in set(tables.load("relationship_groups")["relationship"])
    assert ("traded_imagery_by_relationship", "clergy", "relationships") in memory.stored(YEAR)
    assert ingest.verify(file, YEAR)[1] == 0


def test_a_number_in_other_words_is_not_taken_for_the_id_that_stood_there(before):
    said = before.report.sentences
    lost = ("headline_numbers", "social_video_views", "call_out")
    said[lost] = "33 Million\n\nNewsletter Readers."
    ingest.ingest(before.report.text(before.file), YEAR)
    assert waiting() == {
        ("new", "number", "newsletter_readers", "33 Million"),
        ("gone", "number", "social_video_views", ""),
    }
    (p,) = (p for p in proposal.load(proposal.path_of(YEAR)) if p.printed == "33 Million")
    assert p.near.startswith("perhaps social_video_views, reworded; it was 81,000,000; ")
    assert (p.section, p.unit, p.label) == ("social_media", "readers", "Newsletter readers")


@pytest.mark.parametrize(("marks", "said"), [(1, "this has 187"), (2, "the 2 notes of cyber")])
def test_footnotes_for_which_figures_have_no_room_are_refused(before, marks, said):
    rows = before.report.tables["cybertipline_by_incident_type"]
    for row in rows[1 : 1 + marks]:
        row[1] += "†"
    before.report.sentences["note"] = "† Counted otherwise."
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    text = "x" * (150 if marks == 1 else 70)
    answers = {row[1].rstrip("†"): {"decide": f"yes: {n}{text[1:]}"} for n, row in enumerate(rows)}
    decide(**answers)
    with pytest.raises(UsageError, match=rf"{said}.* characters: .* has room for 130"):
        ingest.ingest(file, YEAR)  # even without accept=True


@pytest.mark.parametrize("names", [("missing_by_state",), ("trafficking_by_race_gender",)])
def test_verify_knows_what_was_renamed_in_one_table(before, names):
    """A state that is now spelled out, and a race that another table still prints as before."""
    was, now = {"missing_by_state": ("GU", "Guam")}.get(names[0], ("Black", "Black or African"))
    row = next(row for row in before.report.tables[names[0]] if row[0] == was)
    row[0] = now
    before.report.tables["again"] = [list(r) for r in before.report.tables.pop(names[0])]
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    code = was if was.isupper() else was.lower()
    decide_again(**{now: {"decide": "yes", "value": code}})
    assert not waiting()
    ingest.ingest(file, YEAR, accept=True)
    said, status = ingest.verify(file, YEAR)
    assert status == 0, said
    assert tables.labels("state" if was.isupper() else "race_ethnicity")[code] in ("Guam", "Black")
    assert memory.codes("trafficking_by_race_gender", "race_ethnicity", YEAR)["black"] == "black"


def test_a_verdict_that_does_not_hold_is_not_accepted(accepted):
    ingest.claims(YEAR)
    path = accepted.data.parent / "build" / "ingest" / str(YEAR) / "claims.csv"
    rows = read(path)
    for row in rows:
        row["\ufeffdecide"] = "yes" if row["id"] in ("missing_reports", "hotline_calls") else "no"
        row["verdict"] = "does_not_agree" if row["id"] == "missing_reports" else row["verdict"]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    refused = "missing_reports: the verdict is does_not_agree; recomputed, it is agrees"
    for kept in (False, True):
        with pytest.raises(UsageError, match=refused) as error:
            ingest.claims(YEAR, accept=kept)
        assert "hotline_calls" not in str(error.value)
    assert YEAR not in tables.years("claims")


def test_a_statement_is_recomputed_from_another_table_that_counts_the_same(before):
    del before.report.tables["trafficking_by_race_gender"]
    ingest.ingest(before.report.text(before.file), YEAR)
    decide()
    ingest.ingest(before.file, YEAR, accept=True)
    made = claims_proposed(YEAR).set_index("id")
    share, crossed = made.loc["trafficking_male_percent"], made.loc["trafficking_male_black"]
    assert share["recompute"] == "percent trafficking_by_age_gender gender=male"
    assert (share["verdict"], share["decide"]) == (ledger.ROUNDED, "yes")  # it still agrees
    assert "trafficking_by_age_gender gender=male counts the same" in share["near"]
    assert (crossed["recompute"], crossed["test"], crossed["decide"]) == ("", "none", "no")
    said = ingest.claims(YEAR)[0].splitlines()[-1]
    assert said.startswith("already decided") and "no: " in said and crossed.name in said


def test_a_section_with_another_title_is_listed_and_its_history_kept(before):
    before.report.titles["by_state"] = "Missing Children Across the Country"
    del before.report.titles["mental_health"]
    before.report.sentences["last"] = "Mental Health Support"  # after the title that follows it
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    title = "Missing Children Across the Country"
    assert waiting() == {("renamed?", "title", "by_state", title),
                         ("renamed?", "title", "mental_health", "")}  # fmt: skip
    decide()
    ingest.ingest(file, YEAR, accept=True)
    assert ingest.verify(file, YEAR)[1] == 0
    titles = [memory.printed("section", year)["by_state"] for year in (LAST, YEAR)]
    assert titles == ["Missing Children by State", title]
    titles = [tables.labels("section", year)["by_state"] for year in (LAST, YEAR)]
    assert titles == ["Missing Children by State", title]  # as README, figures, and site have it
    assert f"sections by_state: titled {titles[0]!r}, then {title!r}" in ingest.diff(LAST, YEAR)[0]


MORE = {  # a new sentence, and what is proposed for its number: row, unit, scope, and label
    "In all, 812 hours were given.": ("hours_were_given", "hours", "in_year", "Hours were given"),
    "Some 12 percent of our callers wrote.": (
        "callers_wrote", "percent", "in_year", "Of our callers wrote"),
    "One in five families asked.": ("families_asked", "one_in", "in_year", "Families asked"),
    "33 Million\n\nNewsletter Readers.": (
        "newsletter_readers", "readers", "in_year", "Newsletter readers"),
    "Since 1990, half a million calls came in by night.": (
        "calls_came_night", "calls", "cumulative", "Calls came in by night"),
}  # fmt: skip


def test_yes_is_enough_for_a_new_number(before):
    said = before.report.sentences
    at = next(n for n, key in enumerate(said) if before.report.sections.get(key) == "mental_health")
    new = [(("new", text, ""), text) for text in MORE]
    before.report.sentences = dict([*list(said.items())[: at + 1], *new, *list(said.items())[at:]])
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    made = [p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide]
    found = [(p.row, p.unit, p.scope, p.label) for p in made]
    assert found == list(MORE.values())
    assert {p.section for p in made} == {"mental_health"}
    assert "“Hours were given” is a guess, and readers see it" in made[0].near
    decide()
    ingest.ingest(file, YEAR, accept=True)
    assert ingest.verify(file, YEAR)[1] == 0


def test_what_is_renamed_alone_keeps_its_code_with_yes(before):
    """A label that is the report's own is the one that it prints now; so is a header of totals."""
    report = before.report.tables
    new = ["Abduction, Not by Family", "Self-Generated Imagery", "TOTAL REPORTS"]
    next(r for r in report["missing_by_type"] if r[0] == "Nonfamily Abduction")[0] = new[0]
    pairs = report["traded_imagery_by_relationship"]
    next(row for row in pairs if row[0] == "Self-Production")[0] = new[1]
    report["missing_by_state"][0][-1] = new[2]
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    made = {p.printed: p for p in proposal.load(proposal.path_of(YEAR)) if p.page and not p.decide}
    assert {*made} == {*new}
    assert (made[new[0]].status, made[new[0]].value, made[new[0]].near) == (
        "renamed?", "nonfamily_abduction", "gone here: nonfamily_abduction; we go on to say "
        "“Nonfamily abductions”, unless another label is written",
    )  # fmt: skip
    assert made[new[1]].near.endswith("self_production"), "NCMEC's label: shown as it is printed"
    codes = [made[new[0]].value, "self_production", "total"]
    decide_again(**{n: {"decide": "yes", "value": c} for n, c in zip(new, codes, strict=True)})
    assert not waiting()
    ingest.ingest(file, YEAR, accept=True)
    assert tables.labels("report_type")["nonfamily_abduction"] == "Nonfamily abductions"
    said = tables.labels("relationship")["self_production"]
    assert said == "Self-generated imagery (NCMEC's label)"
    assert ("missing_by_state", "TX", "total") in memory.stored(YEAR)
    assert ingest.verify(file, YEAR)[1] == 0


def test_what_alone_is_new_where_it_alone_is_gone_is_proposed_as_the_same(before):
    """Even if no word is the same; ages within an age group are proposed as its parts."""
    ages, races = (before.report.tables[f"{t}"] for t in ("missing_by_age_race", TRAFFICKING))
    ages[0] = [head.replace("MULTIRACIAL", "TWO OR MORE RACES") for head in ages[0]]
    next(row for row in races if row[0] == "Multiracial")[0] = "Two or More Races"
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    (p,) = (p for p in proposal.load(proposal.path_of(YEAR)) if p.printed == "TWO OR MORE RACES")
    assert (p.status, p.value) == ("renamed?", "multiracial")
    assert p.near.startswith("gone here: multiracial; we go on to say “Multiracial”")
    decide_again(**{"TWO OR MORE RACES": {"decide": "yes"}})
    assert not waiting()
    ingest.ingest(file, YEAR, accept=True)
    assert ingest.verify(file, YEAR)[1] == 0
    within = [grids._within(ages, "15_to_17") for ages in ("15 to 16", "17", "17 to 18", "Other")]
    assert within == [True, True, False, False]


def test_all_that_cannot_be_meant_is_named_at_once_with_its_row(changed):
    long = ANSWERS["812"] | {"label": "x" * 60}
    other = {
        "decide": "yes",
        "value": "10",
        "row": "hotlines",
        "label": "Hotlines",
        "unit": "lines",
    }
    decide(**(ANSWERS | {"Neighbor": {"decide": "yes: friend"}, "812": long, "one": other}))
    with pytest.raises(UsageError, match=r"proposals.csv:\d+ .*letters") as error:
        ingest.ingest(changed.file, YEAR, accept=True)
    assert "'Neighbor' needs its relationship group" in str(error.value)
    assert "'one' says 1: write this into value" in str(error.value)


def test_a_table_with_another_header_and_other_labels_is_offered_by_name(before):
    """What a person types where it is not read is an error, not ignored."""
    name = "cybertipline_by_incident_type"
    table = before.report.tables[name]
    table[0] = ["TYPE OF INCIDENT", "COUNTED"]
    for row in table[4:-1]:
        row[0] = f"Renamed {row[0].split()[-1]} {row[1]}"
    file = before.report.text(before.file)
    ingest.ingest(file, YEAR)
    (offered,) = (p for p in proposal.load(proposal.path_of(YEAR)) if p.what == "table" and p.page)
    assert (offered.status, offered.value) == ("renamed?", name)
    assert offered.near.startswith(f"yes, if it is {name}, renamed; else ourimpact new-table")
    kept = proposal.path_of(YEAR).read_bytes()
    for typed, said in (
        ({"row": name}, "its code goes into value"),
        ({"value": "platforms_of_all"}, "there is no table 'platforms_of_all'"),
    ):
        decide_again(**{offered.printed: {"decide": "yes"} | typed})
        with pytest.raises(UsageError, match=said):
            ingest.ingest(file, YEAR)
        proposal.path_of(YEAR).write_bytes(kept)
    decide_again(**{offered.printed: {"decide": "yes"}})
    ingest.ingest(file, YEAR)
    ingest.ingest(file, YEAR)  # it stays so
    made = proposal.load(proposal.path_of(YEAR))
    assert not [p for p in made if p.what == "table" and not p.decide]
    cells = {p.value for p in made if p.table == name and p.what == "cell"}
    assert cells == {row[1].replace(",", "") for row in table[1:-1]}


def test_what_is_gone_is_decided_and_not_typed_into(changed):
    made = proposal.load(proposal.path_of(YEAR))
    gone = next(p for p in made if p.row == "GU")
    gone.value = "PR"
    proposal.write(proposal.path_of(YEAR), made)
    with pytest.raises(UsageError, match=r"what was written beside .* GU .* is not read"):
        ingest.ingest(changed.file, YEAR)


def test_other_words_beside_a_number_are_asked_about_and_nearly_is_kept(before):
    said = before.report.sentences
    followers = ("headline_numbers", "social_followers", "prose")
    said[followers] = said[followers].replace("3.3 million", "nearly 3.3 million")
    call = next(key for key in said if key[1:] == ("cvip_files", "call_out"))
    said[call] = said[call].split("\n")[0] + "\n\nimages and videos that were sent."
    ingest.ingest(before.report.text(before.file), YEAR)
    made = {p.row: p for p in proposal.load(proposal.path_of(YEAR)) if not p.decide}
    assert set(made) == {"cvip_files", "social_followers"}
    assert "reworded: is “" in made["cvip_files"].near
    assert made["social_followers"].qualifier == "nearly"


def test_a_long_label_of_a_new_number_is_refused_with_the_room_there_is(changed):
    long = {"label": "Hours that volunteers gave to one hotline of their own", "decide": "yes"}
    decide(**ANSWERS | {"812": ANSWERS["812"] | long})
    with pytest.raises(UsageError, match="the label has 54 letters, and figures have room for 45"):
        ingest.ingest(changed.file, YEAR, accept=True)
