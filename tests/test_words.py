"""Numbers become words, and a table is shown as a reader should see it."""

import pandas as pd
import pytest
from conftest import STANDS, as_then, meant

from ourimpact import TableError, checks, tables, words

SAID = {
    "count": (words.count(29568.0), "29,568"),
    "spelled": (" ".join(map(words.spelled, (0, 9, 10))), "none nine 10"),
    "millions": (words.rounded(20_512_803), "20.5 million"),
    "billions": (words.rounded(1.26e9), "1.3 billion"),
    "not rounded": (words.rounded(999_999), "999,999"),
    "share": (words.share(27_033, 29_568), "91.4%"),
    "rounded up to the next name": (words.rounded(999_960_000), "1.0 billion"),
    "rounded up to a million": (words.rounded(999_999), "999,999"),
    "share, no digits": (words.share(0.875, digits=0), "88%"),
    "change": (words.change(5, 4), "\N{MINUS SIGN}20%"),
    "change, digits": (words.change(200, 213, 1), "+6.5%"),
    "one in": (words.one_in(4411, 29568), "1 in 6.7"),
    "rose": (words.rose(4694, 5251), "rose 12%"),
    "fell": (words.rose(32_530_000, 22_370_000), "fell 31%"),
    "same": (words.rose(7, 7), "did not change"),
    "hardly": (words.rose(1000, 1004), "hardly changed"),
    "more": (words.than(186_819, 546_333), "192% more than"),
    "fewer": (words.than(105_700_000, 63_000_000), "40% fewer than"),
    "as many": (words.than(7, 7), "as many as"),
    "nearly as many": (words.than(1000, 1004), "about as many as"),
    "multiplied": (words.grew(186_819, 546_333), "nearly tripled"),
    "not quite": (words.grew(100, 270), "rose 170%"),
    "some": (words.share(12_906, 36_210_368), "<0.1%"),
    "none": (words.share(0, 5), "0.0%"),
    "up": (words.points(0.0261), "+2.6"),
    "neither up nor down": (words.points(-0.0004), "0.0"),
    "a difference": (words.signed(1024), "+1,024"),
    "down": (words.points(-0.025), "\N{MINUS SIGN}2.5"),
    "span": (words.span(0.915, 0.92499), "91.5% to 92.5%"),
    "one": (words.listed(["A"]), "A"),
    "two": (words.listed(["A", "B"]), "A and B"),
    "three": (words.listed(iter("ABC")), "A, B, and C"),
    "capital": (words.capital("the FBI"), "The FBI"),
    "small": (words.small("Trained volunteers of Team HOPE"), "trained volunteers of Team HOPE"),
    "small, a name": (words.small("Team Adam activations"), "Team Adam activations"),
    "small, in capitals": (words.small("AMBER alerts"), "AMBER alerts"),
}


@pytest.mark.parametrize(("said", "right"), SAID.values(), ids=SAID)
def test_words(said, right):
    assert said == right


@pytest.mark.parametrize(
    ("part", "whole"), [(29_569, 29_568), (-1, 29_568), (float("nan"), 29_568), (3, 2), (3, 1)]
)
def test_what_is_no_share_is_refused(part, whole):
    """Usually, the denominator is wrong."""
    with pytest.raises(tables.TableError, match=f"of {whole:,} is no share: it must be from 0 to"):
        words.share(part, whole)


def test_a_share_of_nothing_is_refused():
    with pytest.raises(tables.TableError, match="no change in percent from 0 to 5"):
        words.change(0, 5)
    with pytest.raises(tables.TableError, match="no change in percent from 0 to 5"):
        words.rose(0, 5)
    with pytest.raises(tables.TableError, match="0 of 0 is no share"):
        words.share(0, 0)


def test_labels_take_the_place_of_codes_in_the_order_of_the_rows():
    frame = tables.load("missing_by_state", 2024)[50:].assign(note="as it is")
    shown = tables.labelled(frame)
    assert list(shown["state"].iloc[-2:]) == ["Unknown", "Unknown"]
    assert "New York" in set(shown["state"]) and set(shown["status"]) == {"Active", "Resolved"}
    assert list(shown["note"]) == list(frame["note"])
    assert shown["reports"].equals(frame["reports"])


def test_a_table_is_shown_without_codes_raw_numbers_and_blanks(monkeypatch):
    # Of no year, else its numbers are compared with the tables'
    monkeypatch.setattr(tables, "session", tables.Session())
    frame = pd.DataFrame({
        "report_type": ["family_abduction", "nonfamily_abduction"],
        "year": [2024, 2023], "reports": [2508.0, None], "share": [0.91449, float("nan")],
        "gap": [-1.24, 2], "unit": ["images_and_videos", "files"], "sure": [True, False],
        "unnamed": [1, 2],
    })  # fmt: skip
    columns = {c: c.capitalize() for c in frame if c not in ("report_type", "unnamed")}
    shown = words.table(frame, {"report_type": "Type"} | columns, shares=["share"])
    assert list(shown.index) == ["Family abductions", "Nonfamily abductions"]
    assert shown.columns.name == "Type"
    first = ["2024", "2,508", "91.4%", "\N{MINUS SIGN}1.2", "images and videos", "yes"]
    assert list(shown.iloc[0]) == first
    assert list(shown.iloc[1]) == ["2023", "", "", "2.0", "files", "no"]
    indexed = frame.set_index("report_type")[["reports"]]
    again = words.table(indexed, {"report_type": "Type", "reports": "Reports"})
    assert list(again["Reports"]) == ["2,508", ""]
    with pytest.raises(tables.TableError, match="Did you mean 'reports'"):
        words.table(frame, {"report": "Reports"})
    mixed = words.table(pd.DataFrame({"a": ["x", "y"], "b": [1, "n/a"]}), {"a": "A", "b": "B"})
    assert list(mixed["B"]) == ["1", "n/a"]
    with pytest.raises(tables.TableError, match="heads of the columns active and resolved are exc"):
        words.table(
            pd.DataFrame({"active": [1], "resolved": [2]}),
            {"active": "Resolved", "resolved": "Active"},
        )


def test_a_table_with_the_counts_of_other_rows_is_not_shown(monkeypatch):
    monkeypatch.setattr(tables, "session", tables.Session(2024, {"missing_by_type"}))
    rows = tables.whole("missing_by_type").query("year == 2024")
    rows = tables.labelled(rows).groupby("status", as_index=False)["reports"].sum()
    assert len(words.table(rows, {"status": "Status", "reports": "Reports"})) == 2
    with pytest.raises(tables.TableError, match="reports is 27,033 for 2024, Active; missing_by_"):
        words.table(rows.assign(reports=[27033, 2535]), {"status": "Status", "reports": "Reports"})


def test_single_numbers_are_quoted_as_printed():
    rows = tables.load("headline_numbers", 2024)
    ids = ["take_it_down_hashes", "missing_resolved_percent", "trafficking_one_in", "cvip_files"]
    shown = words.printed(rows, ids)
    assert list(shown.index) == ids
    said = ["more than 166,000", "about 91%", "about 1 in 7", "more than 22.3 million"]
    assert list(shown["words"]) == said
    assert set(shown["scope"]) == {"in 2024"} and set(shown["unit"]) >= {"images and videos"}
    assert not words.printed(rows)["scope"].isin(["definition"]).any()
    with pytest.raises(tables.TableError, match="no 'dragons'"):
        words.printed(rows, ["dragons"])
    long = rows.assign(value=rows["value"].mask(rows["id"] == "cvip_files", 22_312_345))
    assert words.printed(long, ["cvip_files"])["number"].item() == "22.312345 million"
    twice = rows.copy()
    twice.loc[twice.index[twice["id"] == "amber_rescued"][0], "value"] += 1
    with pytest.raises(tables.TableError, match="'amber_rescued' with two values"):
        words.printed(twice, ["amber_rescued"])


@pytest.mark.parametrize(
    ("frame", "heads", "wrong"),
    [
        ({"who": ["a"], "female": [3], "male": [4]}, ["Who", "Boys", "Girls"], "female and male"),
        (
            {"who": [*"ab"], "old": [50, 20], "new": [60, 30], "change": ["+50%", "+20%"]},
            ["Who", "Old", "New", "Change"],
            "change has the changes from old to new of other rows",
        ),
        (
            {"who": [*"ab"], "reports": [30, 9], "share": [0.5, 0.44]},
            ["Who", "Reports", "Share"],
            "share in the row b is of 9 reports: leave it blank",
        ),
        ({"who": ["a"], "share": [27293.0]}, ["Who", "Share"], "share has 27,293.0, and is shown"),
        (
            {"age_group": ["0_to_2"], "race_ethnicity": ["asian"], "few": [7]},
            ["Age", "Race", "Few"],
            "few has counts of 1 to 10, too few to be shown so",
        ),
        (
            {"age_group": ["0_to_2", "unknown"], "asian": [17, 7]},
            ["Age", "Asian"],
            "asian has counts of 1 to 10, too few to be shown so",
        ),
    ],
    ids=[
        "girls as boys",
        "changes of other rows",
        "a share of very few",
        "a count as a share",
        "counts that are withheld",
        "counts that are withheld, in a column for each race",
    ],
)
def test_a_table_that_would_show_what_is_not_so_is_refused(frame, heads, wrong, monkeypatch):
    monkeypatch.setattr(tables, "session", tables.Session(STANDS))
    tables.load("missing_by_age_race")
    with pytest.raises(TableError, match=wrong):
        words.table(
            pd.DataFrame(frame),
            dict(zip(frame, heads, strict=True)),
            ["share"] * ("share" in frame),
        )


def test_sentences_are_set_apart():
    assert words.finding("All is well.").data == "> **All is well.**"
    assert words.in_short("One.", "Two.").data == "- **One.**\n- **Two.**"


def test_only_the_first_sentence_of_a_finding_is_bold():
    said = words.finding("Of U.S. reports, 1.5% rose. “Why” is not known. Nor is how.")
    assert said.data == "> **Of U.S. reports, 1.5% rose.** “Why” is not known. Nor is how."
    assert words.in_short("It is called “x.” *Our Impact* does not.").data.startswith(
        "- **It is called “x.”** *Our"
    )


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (" ", "is empty"),
        ("It rose nan%.", "has 'nan'"),
        ("The share is True of all.", "has 'True'"),
        ("True.", "has 'True'"),
        ("It is known: False. No more.", "has 'False'"),
        ("Of the 29,568 reports, 23,160 (85.7%) are.", "85.7% is not 23,160 of 29,568"),
        ("It is so in 4,411 of the 29,568 reports of 2024: 16%.", "16% is not 4,411 of 29,568"),
        ("At the lowest, 78.5% of 1,171 reports (95).", "78.5% is not 95 of 1,171"),
        ("They fell from 5% to 12% in 2024.", "fell from 5% to 12%: that is the other way"),
        ("It increased by 43% in 2024, from 36.2 million to 20.5 million.", "that is the other"),
        ("A drop from 1,020 reports to 2,040, and a rise from 1 to 2.", "drop from 1,020 to 2,040"),
        ("They grew from 1.1 million in 2014 to 36,210.", "grew from 1.1 million to 36,210: that"),
        ("They declined to 3.1 million in 2024 from 2.9 million.", "declined from 2.9 million to"),
        ("It rose 5 points, from 36.2 to 20.5 million.", "from 36.2 to 20.5 million: that is"),
        ("It increased by \N{MINUS SIGN}43%.", "has 'increased by \N{MINUS SIGN}'"),
        ("That is \N{MINUS SIGN}0.4% more than in 2020.", "has '\N{MINUS SIGN}0.4% more'"),
        ("It is \N{MINUS SIGN}3 fewer.", "has '\N{MINUS SIGN}3 fewer'"),
        ("No: the 10 states with the most reports have 22.1% of all.", "they have 59.4%. Sort"),
        ("Texas ranks 52 of 53 in number of reports.", "it is 2. Ranked from below?"),
    ],
)
def test_a_finding_says_something(said, wrong, monkeypatch):
    monkeypatch.setattr(tables, "session", tables.Session(STANDS))
    tables.load("missing_by_state", STANDS)
    assert words.finding("Texas ranks 2 of 53 in number of reports.")
    assert words.finding("None. All agree.")
    assert words.finding("False reports are left out. True counts may be higher.")
    assert words.finding(
        "It rose 2% and fell from 2023 to 2024, from 3 to 1. So fell those from 3 to 5 years."
    )
    assert words.finding(
        "Of the 9 files, 1 of 3 (33%) is so, 78.5% of 1,171 (95% interval +732.5 to +1,213%)."
    )
    for show in (words.finding, words.in_short):
        with pytest.raises(TableError, match=wrong):
            show(said)


@pytest.mark.parametrize(
    "said",
    [
        "The shares of all but 3 fall in the range from 85.1% to 97.2%.",
        "It fell by 5% (95% interval from 7% to 8%).",
        "The gap is \N{MINUS SIGN}0.4 points; fewer are known.",
        "Reports fell for children ages from 12 to 17.",
        "They fell from 12 to 17-year-olds.",
        "The number fell 3%, while the share went from 90% to 92%.",
        "The states with increased reports went down, from 40 to 12.",
        "Fewer states are those whose reports rose, from 40 to 12.",
        "It rose from 900 to 1.2 million.",
        "It fell from 1.2 million to 900.",
        "It fell from 40 to 20 million.",
        "The share fell from 9 of 10 files to 95 of 120 files.",
        "It fell from 1 to 3 of 10.",
    ],
)
def test_a_finding_that_might_be_honest_is_not_refused(said):
    assert words.finding(said)


def test_what_is_no_count_is_said_with_its_unit():
    rows = pd.DataFrame({
        "year": 2024, "id": ["visit", "budget", "part", "views"], "value": [3.7, 2.5e6, 91, 4000.0],
        "unit": ["minutes", "dollars", "percent", "views"], "label": ["A visit", "Cost", "b", "c"],
        "qualifier": ["exact", "about", "exact", "exact"], "place": "prose", "scope": "in_year",
    })  # fmt: skip
    numbers = words.printed(rows)
    assert list(numbers["number"]) == ["3.7 minutes", "2.5 million dollars", "91%", "4,000"]
    assert list(words.uncounted(numbers)) == [True, True, True, False]
    said = " Not drawn, as no count: A visit, 3.7 minutes and Cost, about 2.5 million dollars."
    assert words.aside(numbers[:2]) == said and words.aside(numbers[3:]) == ""


def test_numbers_that_no_notebook_knows_are_found():
    rows = pd.DataFrame({
        "section": ["a", "a", "a", "a", "b"], "id": ["known", "new", "new", "age", "else"],
        "scope": ["in_year", "in_year", "in_year", "definition", "in_year"],
    })  # fmt: skip
    assert words.others(rows, "a", ["known"]) == ["new"]


def test_numbers_stand_beside_those_of_earlier_years(monkeypatch):
    ids, year = ["sex_offender_requests"], tables.years("headline_numbers")[0]
    assert words.earlier(ids, year) is None
    rows = tables.load("headline_numbers", year)
    monkeypatch.setattr(tables, "years", lambda name: [year, year + 1])
    monkeypatch.setattr(tables, "load", lambda name, of: rows.assign(year=of))
    assert list(words.earlier(ids, year + 1).columns) == [str(year), str(year + 1)]


def test_numbers_that_a_notebook_does_not_show_and_those_that_are_gone_are_said(checkout):
    as_then(checkout)
    known, path = ["faon_members", "team_hope_contacts"], checks.file("headline_numbers")
    said = words.besides("mental_health", STANDS, known).data
    assert f"*Our Impact: {STANDS}* also gives this number: 1,571 victims and" in said
    assert words.besides("mental_health", STANDS, [*known, "mental_health_served"]) is None
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    newer = rows[(rows["year"] == str(STANDS)) & (rows["id"] != "faon_members")]
    newer = newer.assign(year=str(STANDS + 1))
    pd.concat([rows, newer]).to_csv(path, index=False, lineterminator="\n")
    meant(checkout)
    said = words.besides("mental_health", STANDS + 1, newer["id"]).data
    gone = f"> ***Our Impact: {STANDS + 1}* no longer gives this number: 386 members of the Family"
    assert said.startswith(gone)
