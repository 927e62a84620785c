"""Every committed figure is what its notebook draws now, and carries its credit and alt text."""

import dataclasses
import importlib
import json
import multiprocessing
import os
import re
import shutil
import sys
from calendar import isleap
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import conftest
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, SHOWN, YEAR, meant, published
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.testing.compare import compare_images
from PIL import Image

from handouts import gallery
from ourimpact import UsageError, charts, figures, look, marks, proofs, tables
from ourimpact.about import digest
from ourimpact.drawn import declare, declared
from ourimpact.drawn import said as lines_on
from ourimpact.forms import singles, swarm
from ourimpact.forms.bars_and_sums import bars_and_sums
from ourimpact.forms.bars_with_line import bars_with_line
from ourimpact.forms.diverging_bars import diverging_bars
from ourimpact.forms.funnel import funnel
from ourimpact.forms.number_list import large_numbers, number_list
from ourimpact.forms.panels import panels
from ourimpact.forms.share_bars import two_wholes
from ourimpact.forms.stacked_bars import stacked_bars
from ourimpact.forms.waffle import waffle
from ourimpact.forms.whole_and_rest import whole_and_rest
from ourimpact.forms.year_columns import Also, year_columns
from ourimpact.words import share
from ourimpact_command import settings

FIGURES = [path for path in published() if path.suffix == ".json"]
ENDINGS = (".png", ".svg", ".csv", ".json")
PAIR = ("expected", "actual")
DIFFERENCES = ROOT / "build" / "differences"
# RMS of gray levels. On the platform from which figures are committed, two drawings differ at most
# in the last bit of a processor's arithmetic: far less than the 0.3 of a dot in place of a comma.
# Elsewhere, letters are hinted differently. There, a changed digit makes a difference of only about
# 1, so the text and numbers of the SVG and the CSV are compared exactly.
TOLERANCE = 0.1 if settings.EXACT else settings.TOLERANCE
RACES = set(tables.labels("race_ethnicity").values()) - {"Unknown"}
CROSSED = r"\b(age|ages|under|gender|boys?|girls?|male|female|stage)\b"


@pytest.fixture(params=FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def figure(request):
    return request.param


def about(figure) -> dict:
    return json.loads(figure.read_text(encoding="utf-8"))


def test_the_files_are_those_that_the_notebooks_save(drawn):
    assert {path.name for path in published()} == {*drawn}
    assert {p.stem + end for p in FIGURES for end in ENDINGS} == {*drawn}


def test_a_notebook_whose_table_is_gone_keeps_its_figures_of_the_year_before(tmp_path, monkeypatch):
    """Its figures of that year are the published ones; for others, those of the newest year are."""
    kept = {path.stem for path in FIGURES if about(path)["notebook"] == "06-cybertipline"}
    for year in (YEAR, YEAR + 1):
        (tmp_path / "figures" / str(year)).mkdir(parents=True)
        for path in FIGURES:
            if year == YEAR or path.stem not in kept:
                shutil.copy(path, tmp_path / "figures" / str(year))
    shown = {name: YEAR + (name != "06-cybertipline") for name in SHOWN}
    monkeypatch.setattr(conftest, "ROOT", tmp_path)
    monkeypatch.setattr(conftest, "SHOWN", shown)
    found = {path.stem: path.parent.name for path in published()}
    assert found == {path.stem: str(YEAR + (path.stem not in kept)) for path in FIGURES}


def test_a_figure_is_what_its_notebook_makes(figure, drawn):
    made = drawn[figure.name]
    differ = [end for end in ENDINGS if not alike(*(p.with_suffix(end) for p in (figure, made)))]
    if differ:
        DIFFERENCES.mkdir(parents=True, exist_ok=True)
        for end in ENDINGS:
            for name, path in (("expected", figure), ("actual", made)):
                shutil.copy(path.with_suffix(end), DIFFERENCES / f"{figure.stem}-{name}{end}")
        compare_images(*(str(DIFFERENCES / f"{figure.stem}-{n}.png") for n in PAIR), tol=TOLERANCE)
        pytest.fail(
            f"{figure.stem}: {', '.join(differ)} differ. See build/differences/{figure.stem}-*. "
            "To accept: `ourimpact run`, look at the figure, `ourimpact refresh`, commit both."
        )


def alike(expected, actual) -> bool:
    if expected.suffix == ".png":
        return compare_images(str(expected), str(actual), tol=TOLERANCE) is None
    old, new = (path.read_text(encoding="utf-8") for path in (expected, actual))
    if expected.suffix == ".svg":
        ids = r"[a-z]{1,2}[0-9a-f]{10}"  # matplotlib's names of paths and clips
        old, new = (re.sub(ids, "", text) for text in (old, new))
        if not settings.EXACT:
            old, new = (re.findall(r"<!-- .*? -->", text) for text in (old, new))
    return old == new


def test_a_picture_carries_its_own_credit(figure):
    said = about(figure)
    assert list(said) == [field.name for field in dataclasses.fields(figures.About)]
    assert said["source"] and said["sources"] and said["form"]
    known = set(tables.load("sources")["source"])
    assert set(said["sources"]) <= known, "ids of sources, words joined at the edge"
    with Image.open(figure.with_suffix(".png")) as picture:
        assert picture.size == (1920, 1080)
        texts = [figure.with_suffix(end).read_text(encoding="utf-8") for end in (".json", ".csv")]
        assert picture.text == {
            "Title": said["title"], "Description": said["alt"], "Source": said["source"],
            "Copyright": said["credit"], "Digest": digest(*texts),
        }  # fmt: skip
    svg = figure.with_suffix(".svg").read_text(encoding="utf-8")
    for tag, field in {"title": "title", "desc": "alt"}.items():
        words = said[field].replace("&", "&amp;").replace("<", "&lt;")
        assert f"<{tag}>{words}</{tag}>" in svg
    assert said["credit"].startswith("By our-impact-notebooks, CC BY 4.0; facts: ")
    for cited in said["source"].split("; "):
        assert cited in said["credit"]


def test_a_figure_that_is_shown_alone_has_its_cautions(figure):
    said = about(figure)
    of_tips = any(name.startswith("cybertipline") for name in said["tables"])
    assert not of_tips or tables.caveat("other_countries") in said["note"], "not of this country"
    if of_tips and re.search("(?i)(enticement|trafficking).* (tripled|rose|.*fold)", said["title"]):
        assert said["title"].endswith(" may not compare"), "a law"
    assert "we assume" not in said["note"].lower(), "say what is done"


def test_no_straight_apostrophe_is_left(figure):
    said = about(figure)
    drawn = re.findall(r"<!-- (.*?) -->", figure.with_suffix(".svg").read_text(encoding="utf-8"))
    texts = [said["title"], said["subtitle"], said["note"], said["alt"], said["finding"], *drawn]
    assert not [text for text in texts if "'" in text]


def test_a_title_qualifies_a_multiple_as_its_finding_does(figure):
    """A rate was “more than six times” another in the finding, and “six times” in the title."""
    said = about(figure)
    for found in re.finditer(r"(?:more than|nearly|about) (twice|[\w.]+ times)", said["finding"]):
        assert found[1] not in said["title"] or found[0] in said["title"]


def test_committed_figures_are_light():
    assert sum(p.stat().st_size for p in published() if p.suffix in ENDINGS) < 10_000_000


def test_alt_text_names_two_numbers_that_the_csv_holds(figure):
    """`save` asks for one: of one number, or of a year without the others, there is no second."""
    said = about(figure)
    held = set()
    data = pd.read_csv(figure.with_suffix(".csv")).drop(columns="year", errors="ignore")
    for value in data.select_dtypes("number").to_numpy().ravel():
        for number in (value, 100 * value, value / 1e6, value / 1e9):
            held |= {f"{number:,.{digits}f}" for digits in range(3)}
    if "number" in data:  # a ledger: its numbers are text, such as 83,000 or 29.2 million
        held |= set(re.findall(proofs.DIGITS, " ".join(data["number"].astype("str"))))
    named = re.findall(proofs.DIGITS, said["alt"])
    found = [n for n in named if n in held and n != str(said["year"])]
    assert len(set(found)) >= 2, f"of {named} the CSV holds {found}"


def crosses_race(figure, data: pd.DataFrame) -> bool:
    """Return whether a figure's numbers are by race or ethnicity and by age, gender, or stage."""
    said = about(figure)
    raced = data.astype("str").isin(RACES).any(axis=None) or bool(RACES & set(data.columns))
    return raced and bool(
        re.search(CROSSED, f"{said['slug']} {said['subtitle']}".replace("-", " "))
    )


def small_counts(data: pd.DataFrame) -> dict[str, list[float]]:
    """Return counts of 1 to 10, which could identify a child."""
    numbers = data.select_dtypes("number").drop(columns=["year", "age"], errors="ignore")
    small = {c: [n for n in numbers[c] if 1 <= n <= 10 and n % 1 == 0] for c in numbers}
    return {column: found for column, found in small.items() if found}


def test_no_small_count_by_race_with_age_or_gender():
    crossed = {}
    for figure in FIGURES:
        data = pd.read_csv(figure.with_suffix(".csv"))
        if crosses_race(figure, data):
            crossed[figure.stem] = small_counts(data)
    assert "under-12-by-race" in crossed and not any(crossed.values()), crossed
    shown = SHOWN["03-age-and-race"]
    table = tables.load("missing_by_age_race", shown)  # it has the numbers that the rule withholds
    assert small_counts(table[table["age_group"] == "9_to_11"])


def test_every_rate_and_share_of_the_states_divides_out():
    named = ("state-fact-sheet", "reports-per-100k-by-state")
    sheet, tiles = (
        pd.read_csv(path.with_suffix(".csv")).set_index("state")
        for name in named for path in FIGURES if path.stem == name
    )  # fmt: skip
    rated, shared = sheet.dropna(subset="rate"), sheet.dropna(subset="share")
    assert "states_and_dc" in rated.index and "US" in shared.index and "US" not in rated.index
    pd.testing.assert_frame_equal(
        tiles.dropna(subset="rate")[(of := ["reports", "rate"])].sort_index(),
        rated[of].sort_index(),
        check_dtype=False,
    )
    divided = 100_000 * rated["reports"] / rated["under_18"]
    assert divided.to_numpy() == pytest.approx(rated["rate"].to_numpy(), abs=1e-6)
    parts = shared["resolved"] / shared["reports"]
    assert parts.to_numpy() == pytest.approx(shared["share"].to_numpy(), abs=1e-6)


def test_a_number_a_day_is_blank_only_where_its_column_says_so():
    """It was said to be blank for numbers not drawn that way, and some given were not drawn so."""
    known = json.loads((ROOT / "data/site/columns.json").read_text(encoding="utf-8"))["a_day"][1]
    assert known.endswith("less than one a day, and for a number whose year is not stated.")
    files = [(pd.read_csv(path.with_suffix(".csv")), path.parent.name) for path in FIGURES]
    given = [(data, year) for data, year in files if "a_day" in data]
    for data, year in given:
        a_day = data["value"] / (365 + isleap(int(year)))
        is_given = data["scope"].eq(f"in {year}") & (a_day >= 1)
        assert data["a_day"].tolist() == pytest.approx(a_day.where(is_given).tolist(), nan_ok=True)
    assert given


def test_the_gallery_is_made_from_the_files():
    assert (ROOT / "figures" / "README.md").read_text(encoding="utf-8") == gallery.page()


def begin(*others):
    figures._notebook = None  # else what another test loaded would be kept
    figures.begin("06-cybertipline", 2024)
    for name in ("cybertipline_files", *others):
        tables.load(name)


ALT = "Drawing of two marks for a test, the first is 3 and the second is 4."
TWO = pd.DataFrame({"year": [2024, 2024], "name": ["one", "two"], "n": [3, 4]})


def draw(fig=None, slug="a-test", loaded=(), form="", **changed):
    if fig is None:
        begin(*loaded)
        fig, ax = figures.new()
        charts.bars(ax, TWO, "n", "name")
    if form:
        declare(fig, form, ())
    words = {
        "title": f"Files: {slug}", "subtitle": f"Files counted in 2024: {slug}", "alt": ALT,
        "data": TWO, "finding": "The second is 4.",
        "drawn_from": ["cybertipline_files"], "caveats": ["files"],
    }  # fmt: skip
    figures.save(fig, slug, **words | changed)


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    return tmp_path / "out"


EARLIER = {
    "drawn_from": ["cybertipline_files", "cybertipline_files_earlier"],
    "caveats": ["files", "bundling"],
}
RESIDENTS = {
    "drawn_from": ["missing_by_state", "population"], "caveats": ["states_differ"],
    "subtitle": "Reports in 2024",
}  # fmt: skip
BAD_WORDS = {
    "title": ({"title": "A title that is too long for one line of a slide " * 2}, "pt wide"),
    "subtitle": ({"subtitle": "2024 " + "word " * 60}, "subtitle has more than 2 lines"),
    "note": ({"note": "word" + " word" * 80}, "the note has more than 2 lines"),
    "color": ({"subtitle": "[more](pink) than in 2024"}, "there is no color 'pink'"),
    "alt": ({"alt": "Too short 1 2"}, "13 characters"),
    "long alt": ({"alt": "Bar chart of 3 and 4. " + "x" * 300}, "322 characters"),
    "numbers": ({"alt": "Bar chart of two bars without a number to be found in it"}, "two numbers"),
    "a number of another table": (
        {
            "alt": "Drawing of two bars for files in 2024: the larger is 12, for all.",
            "finding": "It is 4. Another table has 12.",
        },
        "alt text names no number that data holds or adds to",
    ),
    "half": ({"title": "Half of the files are of one type"}, "no number beside is 'Half of '"),
    "a word that dramatizes": (
        {"title": "An epidemic of files"},
        "has 'epidemic': say plainly what was counted",
    ),
    "no year": (
        {"subtitle": "Files counted"},
        "neither title nor subtitle says that it is of 2024",
    ),
    "the next largest": (
        {
            "data": pd.DataFrame({"name": ["one", "two", "three"], "n": [3, 4, 9]}),
            "finding": "The next largest is one, with 3.",
        },
        "by no number of data is 'one' the second",
    ),
    "a national share": (
        {
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "subtitle": "Reports in 2024",
            "finding": "It is 4, above the national 9.1%.",
        },
        r"9\.1% is called national, and no total of its tables gives that share",
    ),
    "a small part of a withheld table": (
        {
            "data": pd.DataFrame({"race_ethnicity": ["asian", "black"], "young": [3, 400]}),
            "drawn_from": ["trafficking_by_race_gender"],
            "caveats": ["detection"],
        },
        "young has 3 in the row Asian, a part of a count by race_ethnicity; .* leave the row out",
    ),
    "a status in small letters": (
        {
            "data": pd.DataFrame({"status": ["Active", "Resolved"], "n": [2535, 27033]}),
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "subtitle": "Reports in 2024",
            "finding": "Of these, 27,033 are active; 3 and 4.",
        },
        "27,033 is not of 'Active' in data",
    ),
    "a row lacking, and a 4 elsewhere": (
        {
            "data": pd.DataFrame(
                {
                    "report_type": [
                        "endangered_runaway",
                        "family_abduction",
                        "missing_young_adult",
                        "nonfamily_abduction",
                    ],
                    "n": [27293, 1171, 836, 104],
                }
            ),
            "drawn_from": ["missing_by_type"],
            "caveats": ["care_mandatory"],
            "subtitle": "Reports in 2024",
            "finding": "One is 4.0% of all; 3 and 4.5.",
            "alt": ALT.replace("is 4.", "is 4.5."),
        },
        r"missing_by_type has Lost, .*in the note, name each, or say how many by report_type \(4\)",
    ),
    "a multiple the other way around": (
        {
            "data": TWO.assign(m=[3000, 9000]),
            "finding": "One has three times as many as two: 3, 4.",
        },
        "in data, it is the other way around",
    ),
    "a multiple of rows the other way around": (
        {"data": TWO.assign(m=[8, 4]), "finding": "Half as many files are one as are two: 3."},
        "in data, it is the other way around",
    ),
    "a difference the other way around": (
        {
            "data": TWO.assign(code=["one", "two"], m=[30, 90]),
            "finding": "One had 60 more files by m than two: 3, 4.",
        },
        "in data, it is the other way around",
    ),
    "counts as rates": (
        {"subtitle": "Files per 100,000 residents in 2024"},
        "data has no rate, only whole numbers",
    ),
    "more states than there are": ({"finding": "3 of 54 states had 4."}, "has '3 of 54 states'"),
    "a share of another whole, after a colon": (
        {"alt": "One bar of 20,512,803 files in 2024: 19,854,300, or 54.8%, 3 and 4."},
        "54.8% is not 19,854,300 of 20,512,803",
    ),
    "a multiple of few": (
        {
            "data": pd.DataFrame({"state": ["WY", "GU"], "n": [9, 1]}),
            **RESIDENTS | {"drawn_from": ["missing_by_state"]},
            "finding": "Wyoming has 9 times as many reports as Guam: 3, 4.",
        },
        "a multiple of fewer than 10. Give the two counts",
    ),
    "a share of another part, in a place and a year": (
        {"finding": "It is 0.9% of all reports in Texas in 2024 (252 of 2,535): 3, 4."},
        "0.9% is not 252 of 2,535",
    ),
    "millions cut": (
        {"data": TWO.assign(size=[1858174, 4]), "finding": "4, or 1.8 million"},
        r"1\.8 million is cut, not rounded: 1\.9 million is right",
    ),
    "a day of 356": (
        {"finding": "The 3 are 0.02 a day."},
        r"0\.02 a day: no number of its tables or data is that",
    ),
    "a day that data alone has": (
        {"data": TWO.assign(daily=[26, 27]), "finding": "4, or 26 calls on an average day."},
        "26 a day: no number of its tables or data is that",
    ),
    "the least of the most": (
        {
            "data": pd.DataFrame(
                {
                    "state": ["WY", "TX"],
                    "name": ["Wyoming", "Texas"],
                    "reports": [12, 2508],
                    "share": [0.75, 0.9],
                }
            ),
            "finding": "Wyoming has the most reports: 12; 3 and 4.",
        },
        "no number of 'Wyoming' in data is the maximum",
    ),
    "all of them, of a part": (
        {
            "data": pd.DataFrame({"status": ["Active", "Resolved"], "n": [2535, 27033]}),
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "title": "29,568 reports were resolved",
            "finding": "3 and 4; all are 29,568.",
        },
        "29,568 is not of 'Resolved' in data",
    ),
    "a sum of rows that overlap": (
        {
            "data": pd.DataFrame(
                {"kind": ["active", "from care", "all"], "n": [2535, 23160, 29568]}
            ),
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "title": "There were 55,263 reports",
            "subtitle": "Reports in 2024",
            "finding": "3 and 4",
        },
        "title has 55,263 reports, and neither",
    ),
    "a share of a count that is none": (
        {
            "data": pd.DataFrame({"n": [10678, 17618], "share": [0.377, 0.623]}),
            "drawn_from": ["missing_by_type"],
            "caveats": ["care_mandatory"],
            "subtitle": "Reports in 2024",
            "finding": "Of the 29,568 reports, 37.7% are; 3 and 4.",
        },
        "37.7% of 29,568: no count of its tables or data is that share",
    ),
    "a whole that is none": (
        {
            "drawn_from": ["missing_by_type"],
            "caveats": ["care_mandatory"],
            "subtitle": "Reports in 2024",
            "finding": "Of the 28,296 reports, 92.3% are; 3 and 4.",
        },
        "of the 28,296 reports: no table has so many in all",
    ),
    "a mean of shares, of all": (
        {
            "data": TWO.assign(share=[0.1, 0.4]),
            "drawn_from": ["missing_by_type"],
            "caveats": ["care_mandatory"],
            "subtitle": "Reports in 2024",
            "finding": "It is 4, compared with 25% of all reports.",
        },
        "25% is the mean of shares: of all reports, divide the sums",
    ),
    "a mean of ratios": (
        {"data": TWO.assign(requests=[1, 4]), "finding": "4, or 2 files per request"},
        "2 per request: no number by requests is that, of a row or of all",
    ),
    "a minority": (
        {
            "data": pd.DataFrame({"status": ["Active", "Resolved"], "n": [2535, 27033]}),
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "title": "A minority of reports were resolved",
            "subtitle": "Reports in 2024",
            "finding": "3 and 4",
        },
        "no number beside is 'minority'",
    ),
    "no millions": ({"title": "Files: 0.0 million"}, "has '0.0 million'"),
    "ten with the most": (
        {
            "data": pd.DataFrame({"state": ["OH", "TX", "WY"], "reports": [1911, 2508, 9]}),
            "drawn_from": ["missing_by_state"],
            "caveats": ["states_differ"],
            "subtitle": "The three states with the most reports, 2024",
            "finding": "3 and 4",
        },
        "the words say the 3 with the most in missing_by_state; data lacks Florida and New York",
    ),
    "percent called points": (
        {"title": "Files: 33 points more", "finding": "33 points"},
        "33 points: that is a change in percent",
    ),
    "a title typed": ({"title": "The second is 5"}, "title has 5, and neither"),
    "an alt text typed": ({"alt": ALT.replace("3", "2.9")}, "alt has 2.9, and neither"),
    "nothing": ({"title": "It rose nan% in 2024"}, "'It rose nan% in 2024' has 'nan'"),
    "no share": ({"data": TWO.assign(share=[0.5, 1.2])}, "share has 1.2 or 0.5: a share is"),
    "slug": ({"slug": "../escape"}, "is no slug"),
    "letters": ({"title": "A title in 漢"}, "Source Sans 3 has no '漢', which 'A title in 漢'"),
    "year": ({"data": TWO.assign(year=2023)}, "no row of 2024"),
    "caveat": ({"caveats": ["not_one"]}, "not_one"),
    "no caveat": ({"caveats": []}, r"caveats \(files\): name one in caveats, or a note"),
    "break": (
        {"data": TWO.assign(year=[2023, 2024]), **EARLIER, "caveats": ["files"]},
        "not counted alike: add .* 'bundling'",
    ),
    "a gap filled": (
        {"data": TWO.assign(year=[2023, 2024], n=[0, 4])},
        "numbers of 2023, and its tables have none: a missing year is a gap",
    ),
    "counted twice": (
        {"data": pd.DataFrame({"file_type": ["Videos", "images"], "files": [66260898, 28004236]})},
        "files is 66,260,898 for 2024, Videos; cybertipline_files has 33,130,449",
    ),
    "small count": (
        {
            "data": TWO.assign(gender="male", race_ethnicity=TWO["name"]),
            "drawn_from": ["trafficking_by_race_gender"],
        },
        "n has 3 in the row .*; 1 to 10 are too few to be shown: leave the row out",
    ),
    "small count beside a gap": (
        {
            "data": TWO.assign(gender="male", race_ethnicity=TWO["name"], n=[3, None]),
            "drawn_from": ["trafficking_by_race_gender"],
        },
        "n has 3 in the row .*; 1 to 10 are too few to be shown: leave the row out",
    ),
    "caveat of another table": (
        {"caveats": ["files", "requests"]},
        "'requests' is of cvip_by_agency, and drawn_from has none of it",
    ),
    "labels in an order of their own": (
        {"data": pd.DataFrame({"what": ["Videos", "Images"], "n": [28004236, 33130449]})},
        "n is 28,004,236 for 2024, Videos; cybertipline_files has 33,130,449",
    ),
    "a column that a merge left": (
        {"data": TWO.rename(columns={"n": "n_x"})},
        "data has 'n_x', left over from a merge",
    ),
    "a mean of shares": (
        {"data": pd.DataFrame({"n": [1, 3, 4], "of": [2, 4, 6], "share": [0.5, 0.75, 0.625]})},
        "share is n of of in other rows, and not so in row 2",
    ),
    "shares that were rounded": (
        {"data": pd.DataFrame({"n": [1, 2, 4], "of": [3, 3, 6], "share": [0.33, 0.67, 0.67]})},
        "share is n of of rounded to 2 decimals: keep it as it is",
    ),
    "rounded shares of their sum": (
        {"data": pd.DataFrame({"n": [1, 2, 4], "share": [0.143, 0.286, 0.571]})},
        "share is n of all n rounded to 3 decimals",
    ),
    "columns of years exchanged": (
        {
            "data": pd.DataFrame(
                {"kind": ["Videos", "Images"], "2023": [33130449, 28004236], "2024": [1282590] * 2}
            ),
            **EARLIER,
        },
        "n is 33,130,449 for 2023, Videos; cybertipline_files_earlier has 49,528,198",
    ),
    "another year than the one before": (
        {
            "data": TWO.assign(year=[2022, 2024]),
            **EARLIER,
            "finding": "3 more than a year earlier.",
        },
        "'than a year earlier': before 2024 data has 2022",
    ),
    "the highest count for a rate": (
        {"data": TWO.assign(rate=[0.4, 0.3]), "title": "Two has the highest rate of files"},
        "no number of 'two' in data is the maximum",
    ),
    "residents of another year": (
        {"data": pd.DataFrame({"state": ["AK", "AL"], "under_18": [3, 4]}), **RESIDENTS},
        "under_18 is 3 for 2024, Alaska; population has 174,947",
    ),
    "a rate without residents": (
        {"data": TWO.assign(rate=[3, 4]), **RESIDENTS},
        "rate is no count per 100,000 of under_18",
    ),
    "a head before it is sorted": (
        {
            "data": pd.DataFrame({"state": ["AK", "AL", "AR"], "rank": [1, 4, 3]}),
            **RESIDENTS | {"drawn_from": ["missing_by_state"]},
        },
        "data has the first 3 by state in missing_by_state: sort before",
    ),
    "a count of another row": (
        {"data": TWO.assign(n=[3000, 4000]), "finding": "Of 3 and 4, two has 3,000 files."},
        "3,000 is not of 'two' in data",
    ),
    "a share of another row": (
        {"title": "57.1% of files are one", "finding": "Two has 57.1%."},
        "57.1% is not of 'one' in data",
    ),
    "a share called a count": (
        {"data": TWO.assign(share=[3 / 7, 4 / 7]), "title": "57 files", "finding": "It is 57%."},
        "title has 57 files, and neither",
    ),
    "a count called a share": ({"title": "4% of files"}, "title has 4%, and neither"),
    "a scale that starts elsewhere": (
        {"subtitle": "Files by type, 2024; the scale starts at 70%"},
        "scale starts at 70%, and no label",
    ),
    "a count called millions": ({"title": "4 million files"}, "title has 4 million, and neither"),
    "most for less than half": ({"title": "Most files are one"}, "no number beside is 'Most'"),
    "one in five for less": (
        {"title": "One in five files is two"},
        "no number beside is 'One in five'",
    ),
    "doubled for a third more": (
        {"data": TWO.assign(year=[2023, 2024]), **EARLIER, "title": "Files doubled in 2024"},
        "no number beside is 'doubled'",
    ),
    "a rise that is a fall": ({"title": "It fell from 3 to 4 files"}, "fell from 3 to 4: that is"),
    "a year of no table": ({"title": "Files in 2019", "finding": "2019: 4."}, "title says 2019"),
    "one of several": ({"title": "1 files"}, "has '1 files', which no sentence has"),
    "a name": ({"note": "From the Cybertipline."}, "has 'Cybertipline', which no sentence has"),
    "a slip in a finding": ({"finding": "It is  4."}, "has '  ', which no sentence has"),
    "a count without commas": ({"note": "It is 27293 now."}, "has '27293', which no sentence has"),
    "a part taken for the whole": (
        {"data": TWO.assign(status="resolved"), **RESIDENTS | {"drawn_from": ["missing_by_state"]}},
        "missing_by_state has Active, and data has not",
    ),
    "a whole with its sum": (
        {"data": pd.DataFrame({"n": [3, 4, 7], "share": [3 / 14, 4 / 14, 0.5]})},
        "share is n of 14, which none of its tables has",
    ),
    "that, in another word": (
        {"data": TWO.assign(year=[2023, 2024]), **EARLIER}
        | dict.fromkeys(["title", "finding"], "Files dropped by 25%."),
        "dropped by 25% is from a later year to an earlier",
    ),
    "millions the other way": (
        {"alt": "Bars of files: they increased by 3% from 2023 to 2024, from 4.0 million to 3.0."},
        "increased from 4.0 million to 3.0: that is the other way",
    ),
    "before and after exchanged": (
        {"data": TWO.assign(year=[2023, 2024]), **EARLIER}
        | dict.fromkeys(["title", "finding"], "Files fell 25%."),
        "fell 25% is from a later year to an earlier",
    ),
    "an alt text that is the title": (
        {
            "title": "The first of the files is 3, the second 4",
            "alt": "The first of the files is 3, the second 4",
        },
        "alt text repeats",
    ),
    "reports called children": (
        {"title": "3 of 4 missing children", **RESIDENTS | {"drawn_from": ["missing_by_state"]}},
        "title says '4 missing children', and its tables count reports",
    ),
    "relationships called children": (
        {
            "drawn_from": ["traded_imagery_by_relationship"],
            "caveats": ["identified_only"],
            "subtitle": "Relationships in 2024",
            "finding": "Of the 3,269 identified children, 3 and 4 are such.",
        },
        "3,269 are called children, and its tables count recorded relationships",
    ),
    "requests called children": (
        {
            "drawn_from": ["headline_numbers"],
            "caveats": [],
            "note": "A note.",
            "title": "19,861 children were located",
        },
        "19,861 are called children, and its tables count requests",
    ),
    "files called reports": (
        {"subtitle": "62,992,859 reports with files, 2024"},
        "62,992,859 are called reports, and its tables count files",
    ),
    "a share of another whole": (
        {"finding": "Of the 40 files, 30 (57%) are one: 3 and 4."},
        "57% is not 30 of 40",
    ),
    "a share of another part": (
        {"finding": "The first has 3, the least 1.9%, the lowest, 102 of 104."},
        "1.9% is not 102 of 104",
    ),
    "a percentage taken twice": ({"finding": "It is 3611.3% of 4."}, "has '3611.3% of'"),
    "a share that no other words have": (
        {"subtitle": "Files in 2024, of which 85.7% are one"},
        "the subtitle has 85.7%, and no other words",
    ),
    "years that are not drawn": (
        {
            "data": TWO.assign(year=[2023, 2024]),
            **EARLIER,
            "subtitle": "Files counted, 2020 to 2024",
        },
        "the subtitle says 2020, and data has no number of it",
    ),
    "thousands called millions": (
        {"data": TWO.assign(n=[3000, 4000]), "subtitle": "Files in millions, 2024"}
        | {"alt": ALT.replace("3", "3,000").replace("4", "4,000"), "finding": "4,000 is it."},
        "the subtitle says 'in millions', and no number of data is drawn so",
    ),
    "a part that is more than its whole": (
        {"data": TWO.assign(of_files=[0.2, 10.8])},
        "of_files has 10.8 or 0.2: a share is from 0 to 1",
    ),
    "a share of very few": (
        {"data": TWO.assign(reports=[9, 40], share=[1 / 3, 1 / 4])},
        r"share in the row \w+ is of 9 reports: leave it blank, as all shares of fewer than 10",
    ),
    "an interval turned around": (
        {"finding": "It is 4 (95% interval +11.6 to −0.4)."},
        r"an interval from \+11.6 to −0.4: the lower end",
    ),
    "a change from another year": (
        {"data": TWO.assign(year=[2023, 2024]), **EARLIER}
        | dict.fromkeys(["title", "finding"], "Files fell 4% in 2024"),
        "fell 4% in 2024: no number of data did",
    ),
    "a number called thousands": (
        {"title": "Files: 3 thousand"},
        "title has 3 thousand, and neither the data nor the finding has",
    ),
    "changes of two rows exchanged": (
        {
            "data": pd.DataFrame(
                {"year": [2023, 2024] * 2, "of": ["Requests"] * 2 + ["Files (all)"] * 2}
            ).assign(n=[100, 112, 300, 207]),
            **EARLIER,
            "title": "Requests fell 31% in 2024; files rose 12%",
            "finding": "Requests rose 12% in 2024; files fell 31%; 3 and 4.",
        },
        r"fell 31% in 2024: no number of Requests did, from the year before",
    ),
    "the least called the most": (
        {
            "data": pd.DataFrame(
                {
                    "report_type": ["Family abductions", "Lost", "Missing young adults"],
                    "reports": [30, 20, 10],
                    "share": [0.3, 0.4, 0.5],
                }
            ),
            "title": "Family abduction files were resolved most often, at 30%",
            "finding": "It is 30%; 3 and 4.",
        },
        "no number of 'Family abductions' in data is the maximum",
    ),
    "shares of two columns exchanged": (
        {"data": TWO.assign(of_files=[0.2, 0.4]), "finding": "Of 4, one has 40% of files."},
        "40% is not the of_files of 'one' in data",
    ),
    "the share of another for that of active ones": (
        {
            "data": TWO.assign(of_files=[0.2, 0.4], of_active=[0.3, 0.4]),
            "finding": "Of 3 and 4, one has 40% of active files.",
        },
        "40% is not the of_active of 'one' in data",
    ),
    "a form that is not drawn": (
        {"alt": ALT.replace("Drawing", "Dot chart")},
        "alt text begins 'Dot chart of two marks f', and the form is 'ranked_bars'",
    ),
    "sorted upside down": (
        {"title": "One has the most files"},
        "no number of 'one' in data is the maximum. Sorted the other way?",
    ),
    "the last for the first": (
        {"finding": "Of 3 and 4, the lowest number is that of two."},
        "no number of 'two' in data is the minimum",
    ),
    "a whole of another table": (
        {"data": TWO.assign(share=[3 / 29568, 4 / 29568])},
        "share is n of 29,568, which none of its tables has",
    ),
    "an outer merge": (
        {"data": TWO.merge(pd.DataFrame({"name": ["one", "b"]}), how="outer")},
        "year in data has nan, and a year is a whole",
    ),
    "an inner merge": (
        {
            "data": pd.DataFrame(
                {"agency": ["federal", "military", "state_local_icac"], "sent": [30, 4, 50]}
            ),
            "drawn_from": ["cybertipline_files", "cvip_by_agency"],
            "alt": ALT.replace("3", "30"),
        },
        r"cvip_by_agency has International, and data has not .* how many by agency \(3\)",
    ),
    "caveat as text": ({"caveats": "volume"}, "'volume' is text; a list is wanted"),
    "no caveats": ({"caveats": None}, "None is a NoneType; a list is wanted"),
    "another unit": (
        {"title": "Children", "subtitle": "Images and videos, 2024"},
        "neither title nor subtitle says what is counted: files",
    ),
    "another year's subtitle": (
        {"subtitle": "Files counted in 2023"},
        "subtitle says 2023, and the figure is of 2024",
    ),
    "no sentence": ({"note": "only files", "caveats": []}, "note does not end as a sentence"),
    "a code": ({"title": "Files of other_files"}, "has 'other_files', which is for code"),
    "Markdown": ({"title": "**Files**"}, r"has '\*\*', which is for code"),
    "a division by zero": ({"data": TWO.assign(rate=[1, np.inf])}, "rate has inf"),
    "one name twice": (
        {"data": pd.concat([TWO, TWO[["n"]]], axis=1)},
        "two columns of data have one name",
    ),
    "labels as an index": (
        {"data": TWO.set_index("name")},
        "data has name as its index, which no CSV has",
    ),
    "no caveat's name": ({"caveats": [None]}, "None stands among names; text is wanted"),
    "no title": ({"title": " "}, "it has no title"),
    "no source": (
        {"drawn_from": [], "caveats": [], "note": "Files."},
        "it has no sources; drawn_from names the tables",
    ),
    "another table": ({"drawn_from": ["missing_by_age_race"]}, "which was not loaded here"),
    "a table mistyped": ({"drawn_from": ["cybertipline_file"]}, "mean 'cybertipline_files'"),
}


@pytest.mark.parametrize(("changed", "said"), BAD_WORDS.values(), ids=BAD_WORDS)
def test_what_does_not_fit_is_refused_and_nothing_written(changed, said, out, monkeypatch):
    loaded = [
        "trafficking_by_race_gender",
        "cybertipline_files_earlier",
        "cvip_by_agency",
        "missing_by_type",
        "traded_imagery_by_relationship",
        "headline_numbers",
    ]
    with pytest.raises((figures.FigureError, tables.TableError), match=said):
        draw(loaded=[*loaded, *RESIDENTS["drawn_from"]], **changed)
    assert not out.exists()


@pytest.mark.parametrize("said", [
    "Texas had 1.3 times as many reports as Ohio", "New York had half as many reports as Ohio",
    "There were more than twice as many reports in Texas as in New York in 2024",
    "Compared with Guam, Texas had 9 times as many as Ohio", "Guam’s rate is twice that of Ohio",
    "Texas had 30 more reports than Ohio", "Ohio had 30 fewer reports than Texas",
    "Texas had three times as many as Guam and Ohio", "Texas had nearly three times the reports",
    "Texas’s number was ten times as large as expected; that of Ohio is 3",
])  # fmt: skip
def test_a_multiple_that_is_so_is_said(said):
    now = pd.DataFrame({"state": ["TX", "OH", "NY", "GU"], "n": [130, 100, 50, 50], "year": 2024})
    now["rate"] = [1.0, 4.0, 2.0, 8.0]
    data = pd.concat([now.assign(n=[5, 10, 20, 30], year=2023), now], ignore_index=True)
    words = dict.fromkeys([field.name for field in dataclasses.fields(figures.About)], "")
    about = figures.About(**words | {"year": 2024, "tables": ["missing_by_state"], "finding": said})
    assert [*proofs._exchanged(proofs.Case(about, data))] == []


@pytest.mark.parametrize("said", [
    "They fell by a third", "They shrank by a third", "They have fallen by a third",
    "They climbed by a third", "It is a drop of a third", "Files fell 40%", "Files dropped 40%",
    "Files declined by 40%", "Files have grown 40%", "Files shrank by 40%",
])  # fmt: skip
def test_a_change_is_said_in_any_usual_word(said):
    data = pd.DataFrame({"name": ["Files", "Other"], "n": [300, 200], "year": 2024})
    words = dict.fromkeys([field.name for field in dataclasses.fields(figures.About)], "")
    case = proofs.Case(figures.About(**words | {"year": 2024, "tables": [], "title": said}), data)
    assert [*proofs._misproportioned(case), *proofs._mispaired(case)] == []


@pytest.mark.parametrize(("where", "said", "credited"), [
    ("note", "Residents are those of July 1.", True), ("title", "Reports by residents", True),
    ("subtitle", "Reports per 100,000 children", True), ("title", "40 per 100,000", True),
    ("title", "Reports of missing children", False),
])  # fmt: skip
def test_residents_are_credited_where_the_words_name_them(where, said, credited):
    words = dict.fromkeys([field.name for field in dataclasses.fields(figures.About)], "")
    sources = [*tables.whole("sources")["source"]]
    about = figures.About(**words | {"year": 2024, "sources": sources, where: said})
    assert ("Census" in figures.foot_of(about)[1]) == credited


def test_thousands_may_be_said_in_words(out):
    draw(title="Files: 83 thousand", data=TWO.assign(m=[83_000, 4_000]))


def with_footnotes(monkeypatch, *texts: str) -> None:
    """Give the row of images the first footnote, and the row of videos the others."""
    real, marked = tables.whole, ["images_files", *(f"videos_{n}" for n in range(1, len(texts)))]
    rows = {"code": [f"cybertipline_files_2024_{at}" for at in marked], "text": texts}
    more = pd.concat([real("caveats"), pd.DataFrame(rows | {"source": None})], ignore_index=True)
    monkeypatch.setattr(tables, "whole", lambda name: more if name == "caveats" else real(name))


def test_a_footnote_is_said_where_its_row_is_drawn(out, monkeypatch):
    with_footnotes(monkeypatch, "Images are counted otherwise.", "Videos are counted once.")
    for name, said in (("Videos", "Videos are counted once."), ("Other files", "")):
        draw(slug=name.lower().replace(" ", "-"), data=TWO.assign(name=[name, None]))
        note = about(out / f"{name.lower().replace(' ', '-')}.json")["note"]
        assert note == f"{tables.caveat('files')} {said}".strip()


def test_a_footnote_is_said_where_its_row_is_grouped_or_its_label_shortened(monkeypatch):
    types, ties = "cybertipline_by_incident_type", "traded_imagery_by_relationship"
    real = tables.whole
    part = {"column": ["incident_type"], "code": ["misleading_domain_name"]}
    part |= {"counted_as": ["online_enticement"], "since": [2024], "reason": [""]}
    ends = ("online_enticement", "misleading_domain_name")
    codes = [*(f"{types}_2024_{each}_reports" for each in ends)]
    codes += [f"{ties}_2024_parent_or_guardian_relationships"]
    texts = {"code_changes": part, "caveats": {"code": codes, "text": "x", "source": None}}
    frames = {name: pd.DataFrame(rows) for name, rows in texts.items()}
    monkeypatch.setattr(tables, "whole", lambda name: frames.get(name, real(name)))
    for drawn, said in (
        (["Online enticement"], codes[:2]),
        (["Online enticement of children (two types)"], codes[:2]),
        (["Misleading domain name"], codes[1:2]),
        (["Family", "reports"], codes[2:]),
        (["Unknown to the child, or a trafficker"], []),
    ):
        assert tables.footnotes([types, ties], [2024], drawn) == said


def test_what_is_said_of_a_total_is_said_where_its_row_is_drawn(monkeypatch):
    real = tables.whole
    ages = real("printed_totals").query("table == 'missing_by_age_race' and year == 2024")
    of = {"9_to_11": "Nine.", "total": "All."}  # by rows and by columns
    rows = ages[ages["column"] == "total"].assign(differs=lambda rows: rows["row"].map(of))
    monkeypatch.setattr(tables, "whole", lambda n: rows if n == "printed_totals" else real(n))
    for drawn, said in ((["9 to 11"], ["Nine.", "All."]), (["Black"], ["All."])):
        assert tables.differing(["missing_by_age_race"], 2024, drawn) == said
    assert tables.differing(["missing_by_age_race"], 2024) == ["Nine.", "All."]


def test_footnotes_that_do_not_fit_do_not_lose_the_figure(out, monkeypatch):
    with_footnotes(monkeypatch, "", *(f"Footnote {n}: {'words ' * 20}end." for n in range(1, 6)))
    draw(data=TWO.assign(name=["Videos", "two"]), note="A note of the notebook.", caveats=[])
    note = about(out / "a-test.json")["note"]
    assert note.startswith("A note of the notebook. Footnote 1:") and "Footnote 5" not in note
    assert note.endswith("Other notes on these numbers are in the data.")


WORDS_APART = {
    "two notes": ([(0.5, 0.5, "one note here"), (0.51, 0.51, "another")], "'one note here' and"),
    "far outside": ([(3, 0.5, "far outside")], "too far at the right"),
    "a letter": ([(0.5, 0.5, "a 漢 here")], "has no '漢', which 'a 漢 here' holds"),
}


@pytest.mark.parametrize(("notes", "said"), WORDS_APART.values(), ids=WORDS_APART)
def test_words_of_the_chart_are_looked_at_too(notes, said, out):
    begin()
    fig, ax = figures.new()
    for x, y, words in notes:
        ax.annotate(words, (x, y), xycoords="axes fraction")
    with pytest.raises(figures.FigureError, match=said):
        draw(fig, form="dots")
    assert not out.exists()


def by_hand(ax):
    ax.barh(range(5), [1, 2, 3, 4, 5])


def by_charts(ax):
    charts.columns(ax, pd.DataFrame({"name": list("abc"), "n": [3, 4, 5]}), "n", "name")


def as_dots(ax):
    ax.scatter(range(5), range(5))


def as_list(_):
    rows = pd.DataFrame({"label": list("abc"), "words": list("345"), "unit": "", "group": ""})
    return number_list(rows)


FEWER = {
    by_hand: "data has 2 rows; what is drawn has 5 marks",
    by_charts: "data has 2 rows; what is drawn has 3, such as 'c'",
    as_dots: "data has 2 rows; what is drawn has 5 marks",
    as_list: "data has 2 rows; what is drawn has 3, such as 'c'",
}


@pytest.mark.parametrize(("drawn", "said"), FEWER.items(), ids=lambda v: getattr(v, "__name__", ""))
def test_the_numbers_of_a_figure_are_all_that_are_drawn(drawn, said, out):
    begin()
    fig, ax = figures.new()
    fig = drawn(ax) or fig
    with pytest.raises(figures.FigureError, match=said):
        draw(fig, form=declared(fig).form or "dots", data=TWO.drop(columns="year"))
    assert not out.exists()


def test_a_table_that_was_drawn_and_not_named_is_refused(out):
    name = "cybertipline_by_incident_type"
    drawn = tables.load(name, 2024)[["reports"]].head(2)
    with pytest.raises(figures.FigureError, match=f"has numbers of {name} "):
        draw(data=drawn.assign(name=["one", "two"]), loaded=[name])
    assert not out.exists()


def test_a_notebook_begins_without_what_another_has_loaded(out):
    """As in a series, whose runs follow one another in one kernel."""
    begin("missing_by_type")
    begin()
    with pytest.raises(figures.FigureError, match="'missing_by_type', which was not loaded here"):
        draw(drawn_from=["missing_by_type"])
    before = tables.load("cybertipline_files")
    before["files"] += 1
    assert list(proofs.wrong_numbers(TWO, 2024, [2024], ["cybertipline_files"]))
    begin()
    assert not list(proofs.wrong_numbers(TWO, 2024, [2024], ["cybertipline_files"]))


def test_a_number_written_over_in_a_loaded_table_is_refused(out):
    begin()
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name")
    frame = tables.load("cybertipline_files", 2024)
    frame["part"] = frame["files"] / frame["files"].sum()  # a new column is no change to the table
    frame.loc[0, "files"] = 999
    with pytest.raises(figures.FigureError, match="then changed: files has 999 now"):
        draw(fig)
    assert not out.exists()


def test_what_is_published_is_not_written_over_by_a_notebook_alone(out, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(FIGURES[0].parent / "not-there"))
    with pytest.raises(figures.FigureError, match="is published by `ourimpact run` alone"):
        draw()
    assert not (FIGURES[0].parent / "not-there").exists()


def one_as_bar():
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name", highlight=["one"])
    return fig


def one_in_list():
    rows = TWO.assign(label=TWO["name"], words=["3", "4"], unit="", group="")
    return number_list(rows, [0])


def one_in_funnel():
    fig, ax = figures.new()
    rows = FUNNEL.assign(said=["one", "two"])
    funnel(ax, rows, "n", highlight="a", **OF_FUNNEL)
    return fig


@pytest.mark.parametrize("drawn", [one_as_bar, one_in_list, one_in_funnel])
def test_a_title_names_the_row_that_is_highlighted(drawn, out):
    begin()
    fig = drawn()
    with pytest.raises(figures.FigureError, match="title names two, but one is highlighted"):
        draw(fig, title="Two had 4 of them")


def test_a_style_of_ones_own_is_not_published(out):
    begin()
    with plt.style.context("dark_background"):
        figures.new()
        assert plt.rcParams["text.color"] == look.INK


def test_words_that_leave_the_slide_are_refused(out):
    begin()
    fig, _ = figures.new()
    fig.text(0.98, 0.5, "over the edge")
    with pytest.raises(figures.FigureError, match="'over the edge' leaves the slide"):
        draw(fig, form="dots")


def test_a_long_name_of_a_row_wraps_wider_before_it_is_small_and_is_refused_then():
    long = "Misleading domain names, words or digital images"
    many = pd.DataFrame({"name": [long, *"abcdefghijk"], "n": range(12, 0, -1)})
    _, ax = figures.new()
    charts.bars(ax, many, "n", "name")
    assert min(text.get_size() for text in ax.texts) >= 9
    _, ax = figures.new()
    with pytest.raises(ValueError, match=r"takes 2 lines in a row .* 9 each is the smallest"):
        charts.bars(ax, many.replace(long, f"{long} on the internet, of any kind"), "n", "name")


def test_labels_that_lie_on_each_other_are_refused(out):
    begin()
    fig, ax = figures.new()
    many = pd.DataFrame({"name": [f"State {n}" for n in range(60)], "n": range(1, 61)})
    charts.bars(ax, many, "n", "name")
    with pytest.raises(figures.FigureError, match="'State 0' and 'State 1' lie on each other"):
        draw(fig, data=many)
    fig, ax = figures.new()
    ax.plot([0, 1])
    ax.set_xticks([0, 0.01], ["first", "second"])
    with pytest.raises(figures.FigureError, match="'first' and 'second' lie on each other"):
        draw(fig, form="dots")


def test_a_figure_of_which_nothing_is_declared_is_refused(out):
    begin()
    with pytest.raises(figures.FigureError, match="nothing says what is drawn on it"):
        draw(figures.new()[0])


@pytest.mark.parametrize("late", [False, True])
def test_the_form_that_is_declared_is_that_of_the_figure_and_not_its_charts(late):
    fig, ax = figures.new()
    for step in (1, 0) if late else (0, 1):
        charts.bars(ax, TWO, "n", "name") if step else declare(fig, "dots", ())
    assert declared(fig).form == "dots"
    with pytest.raises(ValueError, match="form is 'funnel', and is declared as 'dots' already"):
        declare(fig, "funnel", ())


def test_a_form_that_is_nearly_one_is_refused(out):
    begin()
    with pytest.raises(figures.FigureError, match=r"no form 'funnell'\. Did you mean 'funnel'\?"):
        draw(figures.new()[0], form="funnell")


@pytest.mark.parametrize(
    ("form", "what"),
    [("bars", "highlight"), ("bars", "unstable"), *(
        ("columns", what) for what in ("highlight", "outlined", "apart")
    ), ("pairs", "highlight")],
)  # fmt: skip
def test_a_mark_that_no_row_has_is_refused(out, form, what):
    begin()
    fig, ax = figures.new()
    rows = NAMES.assign(m=[5, 6])
    given = {"pairs": ("n", "m", "name")}.get(form, ("n", "name"))
    getattr(charts, form)(ax, rows, *given, **{what: ["twoo"]})
    with pytest.raises(figures.FigureError, match=rf"{what} has 'twoo', .* Did you mean 'two'\?"):
        draw(fig)


def test_a_mark_may_have_its_row_on_another_axes(out):
    begin()
    fig, axes = figures.new(1, 2)
    for ax, rows in zip(axes, (NAMES, NAMES.assign(name=["three", "four"])), strict=True):
        charts.bars(ax, rows, "n", "name", highlight=["four"])
    draw(fig, data=pd.concat([NAMES, NAMES.assign(name=["three", "four"])]))


NOT_TEXT = {
    "slug": (None, "slug is None; text is wanted"),
    "finding": (None, "finding is None; text is wanted"),
    "title": (["A"], r"title is \['A'\]; text is wanted"),
    "note": (5, "note is 5; text is wanted"),
    "data": ([1, 2], "data is a list; a DataFrame is wanted"),
}


@pytest.mark.parametrize("what", NOT_TEXT)
def test_what_is_no_text_and_no_table_is_named(out, what):
    given, said = NOT_TEXT[what]
    begin()
    with pytest.raises(figures.FigureError, match=said):
        draw(figures.new()[0], form="dots", **{what: given})


def test_a_table_that_does_not_add_to_its_totals_is_not_drawn(out, checkout):
    path = checkout / "data" / "report" / "cybertipline_files.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^(2024,.+),\d+$", r"\1,1", text, count=1), encoding="utf-8")
    meant(checkout)
    with pytest.raises(figures.FigureError, match=r"_files\.csv, 2024, its parts add to oth"):
        draw()


def test_a_year_with_decimals_is_none():
    with pytest.raises(figures.FigureError, match=r"2024\.0: a year is a whole number"):
        figures.begin("06-cybertipline", 2024.0)


@pytest.mark.parametrize("what", ["title", "subtitle", "alt"])
def test_words_of_another_figure_are_refused(what, out):
    """As in a copied cell."""
    same = {what: ALT if what != "subtitle" else f"In 2024: {ALT}"}
    draw(**same)
    others = {"alt": f"Again: {ALT}"} | same
    with pytest.raises(figures.FigureError, match=f"b-test: its {what} is that of a-test"):
        draw(figures.new()[0], "b-test", **others)


# How the two numbers are drawn, and what the message says
MISDRAWN = {
    "bars on a log axis": (lambda ax: (ax.barh([0, 1], [3, 4]), ax.set_xscale("log")), "linear"),
    "dots on a log axis": (
        lambda ax: (ax.scatter([3, 4], [1, 1]), ax.set_xscale("log")),
        "say which scale it has",
    ),
    "an axis too short": (
        lambda ax: (ax.barh([0, 1], [3, 4]), ax.set_xlim(0, 3.5)),
        "a bar ends at 4, and its axis at 3.5",
    ),
    "a bar cut off": (
        lambda ax: (ax.barh([0, 1], [3, 4]), ax.set_ylim(0.5, 1.5)),
        "a bar at 0 lies beyond its axis, 0.5 to 1.5",
    ),
    "upside down": (
        lambda ax: (ax.bar([0, 1], [3, 4]), ax.invert_yaxis()),
        "from left to right, or upward",
    ),
    "the latest at the left": (
        lambda ax: (ax.bar([0, 1], [3, 4]), ax.invert_xaxis()),
        "from left to right, or upward",
    ),
    "a dot outside": (
        lambda ax: (ax.scatter([3, 4], [1, 1]), ax.set_xlim(0, 3.5)),
        "the dot at 4, 1 lies beyond its axes",
    ),
    "a second scale": (lambda ax: (ax.plot([3, 4]), ax.twinx().plot([9, 8])), "lie on each other"),
    "nothing": (lambda ax: None, "nothing is drawn"),
    "labels in another order": (
        lambda ax: ax.barh(["two", "one"], [3, 4]),
        "name 'one' is drawn as 4: data has other numbers for these rows .n 3",
    ),
    "a number beside another row": (
        lambda ax: (ax.plot([3, 4]), charts.write(ax, "one", 0, 3), charts.write(ax, "4", 1, 3)),
        "4 stands beside 'one'; data has it in other rows",
    ),
    "other rows than the data": (
        lambda ax: charts.bars(ax, TWO.assign(n=[5, 4]), "n", "name"),
        "name 'one' is drawn as 5: data has other numbers",
    ),
}


LABELLED = {  # lengths of bars, what is written at their ends, and what is wrong with it
    "exchanged": ([3, 4], ["4", "3"], "4 stands at a bar of 3."),
    "shares exchanged": ([0.3, 0.45], ["45%", "30%"], "45% stands at a bar of 30%."),
    "with an asterisk": ([300, 200, 100], ["390*", "200", "100"], "390 stands at a bar of 300."),
    "the longest": ([500, 300, 100], ["505", "300", "100"], "505 stands at a bar of 500."),
    "millions": (
        [36.21e6, 20.5e6, 5e6],
        ["36.2", "about 20.5", "9.0"],
        "9.0 stands at a bar of 5.",
    ),
    "the wrong way": ([-3, 4, 5], ["+3", "+4", "+5"], "3 stands at a bar that goes the other way."),
    "right": ([36.21e6, 20.5e6, 5.04e6], ["36.2", "about 20.5", "5.0*"], ""),
    "of another whole": ([100, 150, 200], ["80%", "85%", "90%"], ""),
}


@pytest.mark.parametrize("way", ["bar", "barh"])
@pytest.mark.parametrize(("lengths", "labels", "said"), LABELLED.values(), ids=LABELLED)
def test_a_number_at_the_end_of_a_bar_is_its_own(lengths, labels, said, way):
    _, ax = figures.new()
    getattr(ax, way)(range(len(lengths)), lengths)
    for place, (length, label) in enumerate(zip(lengths, labels, strict=True)):
        charts.write(ax, label, *((place, length) if way == "bar" else (length, place)))
    assert [*marks._labelled_otherwise(ax)][:1] == [said][: bool(said)]


@pytest.mark.parametrize("second", [4, 3])
def test_squares_of_all_blocks_are_as_many_as_a_number(second, out):
    begin()
    fig, ax = figures.new()
    for place, n in enumerate((3, second)):
        charts.squares(ax, [look.BLUE] * n, across=4, at=(0, 2 * place))
    charts.cells(ax, 4, 3)
    wrong = pytest.raises(figures.FigureError, match="6 squares or dots in all: neither data")
    with nullcontext() if second == 4 else wrong:
        draw(fig)


@pytest.mark.parametrize("rest", [4, 5])
def test_squares_of_a_color_are_as_many_as_a_number(rest, out):
    begin()
    fig, ax = figures.new()
    charts.squares(ax, [look.BLUE] * 3 + [look.CONTEXT] * rest, across=4)
    charts.cells(ax, 4, 3)
    wrong = pytest.raises(
        figures.FigureError, match=f"5 squares or dots are {look.CONTEXT.lower()}"
    )
    with nullcontext() if rest == 4 else wrong:
        draw(fig)


@pytest.mark.parametrize(("drawn", "said"), MISDRAWN.values(), ids=MISDRAWN)
def test_a_mark_is_as_long_as_its_number(drawn, said, out):
    begin()
    fig, ax = figures.new()
    drawn(ax)
    with pytest.raises(figures.FigureError, match=said):
        draw(fig, form="bars")
    assert not out.exists()


def test_words_made_before_the_rows_were_sorted_are_refused():
    _, ax = figures.new()
    with pytest.raises(ValueError, match="said has the numbers of n in another order"):
        charts.bars(ax, TWO.assign(said=["4", "3"]), "n", "name", words="said")
    rows = TWO.assign(said=["4", "3"], share=[0.3, 0.4])
    with pytest.raises(ValueError, match="said has the numbers of n in another order"):
        charts.bars(ax, rows, "share", "name", words=str, second="said")
    with pytest.raises(ValueError, match="said has the numbers of n in another order"):
        charts.bars(ax, TWO.assign(said=["4 of 9", "3 of 9"]), "n", "name", second="said")


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["0 to 2", "12 to 14", "15 to 17", "3 to 5"], [1, 5, 9, 3]),
        ("abcd", [836, 550, 27293, 104]),
    ],
    ids=["ages", "counts"],
)
def test_rows_that_were_sorted_as_text_are_refused(names, numbers):
    _, ax = figures.new()
    rows = pd.DataFrame({"name": list(names), "n": numbers})
    with pytest.raises(ValueError, match="as text, 10 before 9"):
        charts.columns(ax, rows, "n", "name")
    charts.columns(ax, rows.sort_values("n"), "n", "name")


def test_heads_of_two_columns_exchanged_are_refused():
    rows = pd.DataFrame({"name": ["a", "b"], "of_files": [3, 4], "of_reports": [4, 3]})
    _, ax = figures.new()
    with pytest.raises(ValueError, match="heads of of_files and of_reports are exchanged"):
        charts.pairs(ax, rows, "of_files", "of_reports", "name", heads=("of reports", "of files"))


def test_sums_of_a_table_are_not_credited_to_another(out):
    """The sums are in none of its rows: the report prints them as its totals."""
    begin()
    for name in ("missing_by_type", "headline_numbers"):
        tables.load(name, 2024)
    rows = tables.load("printed_totals", 2024).query("table == 'missing_by_type' and value > 999")
    sums = pd.DataFrame({"name": rows["row"] + rows["column"], "n": rows["value"]}).drop_duplicates(
        "n"
    )
    fig, ax = figures.new()
    charts.bars(ax, sums, "n", "name")
    with pytest.raises(figures.FigureError, match=r"missing_by_type .*must name it"):
        draw(fig, data=sums, drawn_from=["headline_numbers"])


def test_a_figure_saved_twice_in_a_run_is_refused(out):
    draw()
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name")
    with pytest.raises(figures.FigureError, match="is saved twice"):
        draw(fig)


def test_a_year_changed_before_a_figure_is_saved_is_refused(out, monkeypatch):
    begin()
    shell = SimpleNamespace(user_ns={"year": 2023}, execution_count=3)
    monkeypatch.setattr(figures, "get_ipython", lambda: shell)
    with pytest.raises(figures.FigureError, match=r"year is 2023 by now, and .*begin had 2024"):
        draw(figures.new()[0], form="dots")


def test_a_trial_is_named_by_its_parameters_and_says_where_it_is(tmp_path, monkeypatch):
    """With its stored parameters, a notebook names the published figure; nbval compares that."""
    monkeypatch.delenv("OURIMPACT_OUT", raising=False)
    monkeypatch.setattr(figures.paths, "build", lambda: tmp_path)
    shell, shown = SimpleNamespace(user_ns={"year": 2024, "since": 2014}, execution_count=3), []
    monkeypatch.setattr(figures, "get_ipython", lambda: shell)
    monkeypatch.setattr(figures, "display", lambda what, **_: shown.append(what))
    for since in (2014, 2010):
        shell.user_ns["since"] = since
        draw()
    names = {path.stem for path in (tmp_path / "figures" / "2024").iterdir()}
    assert names == {"a-test", "a-test-since-2010"}
    assert "Published as figures/2024/a-test (" in shown[1]["text/html"]
    assert "Saved as build/figures/2024/a-test-since-2010 (" in shown[3]["text/html"]


@pytest.mark.parametrize(
    ("column", "said"),
    [("name", "name is 'Texas' in several rows"), ("nmae", "Did you mean 'name'?")],
)
def test_rows_that_would_share_a_bar_and_a_column_that_is_not_there(column, said):
    """Two rows with one name were once drawn as one bar of their mean, with one row's number."""
    rows = pd.DataFrame({"name": ["Texas", "Texas"], "n": [3, 4]})
    begin()
    with pytest.raises(ValueError, match=re.escape(said)):
        charts.bars(figures.new()[1], rows, "n", column)


NAMES = pd.DataFrame({"name": ["one", "two"], "n": [3, 4], "low": 0.1, "high": 0.2, "s": 0.15})
BAD_NUMBERS = {
    "nothing": ("bars", NAMES[:0], {}, "no rows to draw"),
    "missing": ("bars", NAMES.assign(n=[3, None]), {}, "n of 'two' is nan: it must be a number"),
    "text": ("bars", NAMES.assign(n=["3", "1,004"]), {}, "n of 'one' is '3': it must be a number"),
    "fractions": ("bars", NAMES.assign(n=[0.3, 0.7]), {}, "n has fractions"),
    "words": ("bars", NAMES, {"words": "m"}, "no column 'm'"),
    "below zero": ("columns", NAMES.assign(n=[3, -4]), {}, "must be a number, 0 or more"),
    "outside": ("dots", NAMES.assign(s=0.3), {}, "s of 'one' lies outside its interval"),
    "percent": ("dots", NAMES.assign(s=15, high=20), {}, "s of 'one' is 15: a share is 1 at most"),
    "a mark": ("bars", NAMES, {"highlight": "one"}, "highlight is text, 'one'; a list is wanted"),
    "no parts": ("share_bar", NAMES.assign(n=0), {"colors": ["red"] * 2}, "2 parts of 0"),
    "colors": ("share_bar", NAMES, {"colors": ["red"]}, "in 1 colors: a color for each"),
}


@pytest.mark.parametrize(("form", "rows", "more", "said"), BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_numbers_that_cannot_be_drawn_are_named(form, rows, more, said):
    begin()
    with pytest.raises(ValueError, match=re.escape(said)):
        getattr(charts, form)(
            figures.new()[1], rows, "s" if form == "dots" else "n", "name", **more
        )


def test_a_notebook_that_draws_another_year_or_under_another_name_is_refused(monkeypatch):
    monkeypatch.setenv("OURIMPACT_RUN", "06-cybertipline 2024")
    begin()
    for notebook, year in (("06-cybertipline", 2023), ("07-take-it-down", 2024)):
        with pytest.raises(figures.FigureError, match="this is a run of 06-cybertipline 2024"):
            figures.begin(notebook, year)


@pytest.mark.parametrize(
    ("notebook", "year", "asked", "kept"),
    [
        ("06-cybertipline", 2024, "", True),
        ("06-cybertipline", 2023, "", False),
        ("07-take-it-down", 2024, "", False),
        ("06-cybertipline", 2024, "06-cybertipline 2024", False),
    ],
)
def test_a_first_cell_run_again_forgets_no_table_but_a_run_begins_with_none(
    monkeypatch, notebook, year, asked, kept
):
    """A kernel of many runs begins each, perhaps of the same notebook and year."""
    begin()
    monkeypatch.setenv("OURIMPACT_RUN", asked)
    figures.begin(notebook, year)
    assert ("cybertipline_files" in tables.session.loaded) == kept


@pytest.mark.parametrize("form", ["bars", "columns"])
def test_a_year_of_zeros_is_drawn(form, out):
    begin()
    fig, ax = figures.new()
    getattr(charts, form)(ax, TWO.assign(n=0), "n", "name")
    alt = ALT.replace("3", "0").replace("4", "0")
    draw(fig, data=TWO.assign(n=0), finding="All are 0, of 3 and 4.", alt=alt)
    assert [text.get_text() for text in ax.texts].count("0") == 2


@pytest.mark.parametrize(("start", "low"), [(0, 2), (2, 0)], ids=["cut axis", "raised bars"])
@pytest.mark.parametrize("across", [False, True], ids=["columns", "bars"])
def test_bars_that_do_not_start_at_zero_are_refused(out, across, start, low):
    begin()
    fig, ax = figures.new()
    if across:
        ax.barh([1, 2], [3, 4], left=start)
        ax.set_xlim(low, 7)
    else:
        ax.bar([1, 2], [3, 4], bottom=start)
        ax.set_ylim(low, 7)
    with pytest.raises(figures.FigureError, match="bars must start at zero, not at 2"):
        draw(fig, form="bars")


ROWS = pd.DataFrame({
    "name": ["First row", "Second row\nin two lines", "Third row"], "n": [120, 40, 30],
    "m": [100, 60, 25], "share": [0.5, 0.3, 0.1],
    "low": [0.45, 0.2, 0.1], "high": [0.6, 0.4, 0.2],
    "kind": ["One", "One", "Other"], "year": [2022, 2023, 2024],
    "number": ["of 120", "of 40", "1 in 7"], "in_alt": [3, 4, 5],
})  # fmt: skip


def bars(ax):
    charts.bars(ax, ROWS, "n", "name", second="number", highlight=["First row"], groups="kind")


def dots(ax):
    charts.dots(ax, ROWS, "share", "name", second="number", hollow=["Third row"])


def pairs(ax):
    charts.pairs(ax, ROWS, "m", "n", "name", heads=("before", "after"), highlight=["First row"])


def columns(ax):
    options = {"highlight": ["First row"], "outlined": ["Second row\nin two lines"]}
    charts.columns(ax, ROWS, "m", "name", second="number", apart=["Third row"], **options)


def share_bars(ax):
    parts = ROWS.assign(m=[50, 30, 20], name=["one", "two", "three"])
    colors = [look.BLUE, look.SECOND, look.CONTEXT]
    charts.share_bar(ax, parts, "m", "name", colors=colors)


def dot_grid(ax):
    charts.squares(ax, [look.BLUE] * 30 + [look.CONTEXT] * 70, down=10, dots=True)
    charts.squares(ax, [look.SECOND] * 40, across=8, at=(11, 0))
    charts.cells(ax, 20, 10)


FORMS = (bars, dots, pairs, columns, share_bars, dot_grid)
FORMS = {form.__name__: form for form in FORMS}


def draw_forms(names=tuple(FORMS)):
    """Save a figure of each form, or of the forms named, and one with several axes."""
    begin()
    for name in names:
        fig, ax = figures.new()
        FORMS[name](ax)
        draw(fig, name.replace("_", "-"), alt=f"{ALT} {name}.", data=ROWS.drop(columns="year"))
    two = pd.DataFrame({"name": ["most", "others"], "n": [970, 30]})
    fig = whole_and_rest(two, "n", "name", others="The others", counted="reports")
    draw(fig, "lens", data=two, alt=ALT.replace("3", "970").replace("4", "30"))
    fig, ax = figures.new()
    said = ("Place AA 80.6%", "1,911 reports; 156 still active")
    swarm.swarm(ax, OF_SWARM, "AA", 0.914, said, (0.787, 0.824), "by chance", 0.76)
    rows = OF_SWARM.rename_axis("state").reset_index(name="share").assign(n=3, m=4)
    draw(fig, "swarm", data=rows, alt=f"{ALT} swarm.")
    fig = listing(["more than 20.5 million", "about 1 in 7", "30"])
    draw(fig, "listing", data=ROWS.drop(columns="year"), alt=f"{ALT} listing.")


def listing(said, lit=("more than 20.5 million",), groups=("One", "One", "Two")):
    """Draw three numbers as they are said in rows, those that are lit in bands."""
    rows = pd.DataFrame({"words": said, "unit": ["calls", "cases", "units"], "group": groups})
    rows = rows.assign(label=["a year", "closed", "sent"])
    return number_list(rows, rows.index[rows["words"].isin(lit)])


def draw_forms_anew(environment, names):
    """Draw the forms with a freshly imported library, without starting another process."""
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.startswith(("ourimpact", "test_figures"))]:
        del sys.modules[name]
    importlib.import_module("test_figures").draw_forms(names)


def test_every_form_is_saved_and_names_itself(out):
    draw_forms()
    said = {p.stem: json.loads(p.read_text(encoding="utf-8"))["form"] for p in out.glob("*.json")}
    assert said == {
        "bars": "ranked_bars", "dots": "dots", "pairs": "dots", "columns": "columns",
        "share-bars": "share_bar", "dot-grid": "waffle",
        "listing": "numbers", "lens": "ranked_bars", "swarm": "dots",
    }  # fmt: skip


@pytest.mark.parametrize("first", [(0.4, 0.9), (0.9, 0.4), (0.01, 0.9), (0.88, 0.9), (0.01, 0.02)])
def test_a_pair_is_named_above_its_first_dots_and_off_all_else(first, out):
    """Words on each other, or beyond the slide, would be refused."""
    begin()
    fig, ax = figures.new()
    rows = pd.DataFrame({"name": ["one", "two"], "before": [first[0], 0.9], "after": [first[1], 0]})
    rows = rows.assign(n=[3, 4], gap="more", group=["A group with a longer name", "Another"])
    style = {"words": share, "second": "gap", "groups": "group", "highlight": ["one"]}
    heads = ("of all reports", "of active reports", "gap in points")
    charts.pairs(ax, rows, "before", "after", "name", heads=heads, **style)
    draw(fig, data=rows[["name", "before", "after", "n"]])
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    places = [line.get_transform().transform(line.get_xydata())[0] for line in dots]
    names = ("before", "after", "below", "lowest", "ring", "dot")
    places = dict(zip(names, places, strict=True))
    assert places["ring"][0] == pytest.approx(places["before"][0])
    assert places["dot"][0] == pytest.approx(places["after"][0])
    assert places["ring"][1] == places["dot"][1] > places["before"][1]
    said = [text.get_text() for text in ax.texts]
    assert said.count("of all reports") == 1 and "0%" not in said, "once; a tick at zero was adrift"
    (named,) = (text for text in ax.texts if text.get_text() == "of all reports")
    assert first != (0.4, 0.9) or named.xyann[1] == 5, "on the line of the head, by a moved scale"
    lines = [part for part in ax.collections if isinstance(part, LineCollection)]
    assert not any(np.ptp(line[:, 1]) for part in lines for line in part.get_segments())
    values = {share(each) for each in (*first, 0.9, 0)}
    beside = [abs(text.xyann[0]) for text in ax.texts if text.get_text() in values]
    assert len(beside) == 4 and set(beside) == {9}, "each value stands right beside its dot"


@pytest.mark.parametrize("kinds", [["b", "a", "c"], ["c", "b"], ["a"]])
def test_parts_of_stacked_bars_keep_their_order_and_colors_where_some_are_missing(kinds, out):
    """The largest part was first and dark, and the last year in other colors than the first."""
    begin()
    ax = figures.new()[1]
    rows = pd.DataFrame({"year": YEAR, "kind": kinds, "n": [90, 40, 60][: len(kinds)]})
    rows = pd.concat([rows.assign(year=YEAR - 1), rows])
    stacked_bars(ax, rows, "n", "year", "kind", ["a", "b", "c"])
    tones = [to_hex(bar.get_facecolor()).upper() for bar in ax.patches if bar.get_width()]
    fixed = dict(zip("abc", (look.BLUE, look.SEQUENCE[1], look.EDGE), strict=True))
    assert tones == 2 * [fixed[kind] for kind in sorted(kinds)]


def test_where_what_is_gone_was_stand_its_share_and_its_number(out):
    """The share was the loudest words beside a title that doubted it."""
    begin()
    ax = figures.new()[1]
    rows = pd.DataFrame({"year": [2023, 2024], "kind": "a", "n": [10_000_000, 6_000_000]})
    stacked_bars(ax, rows, "n", "year", "kind", ["a"])
    ax.figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    before, after = (bar.get_window_extent() for bar in ax.patches)
    down = [boxes[said] for said in ("−40%", "4.0 million fewer")]
    assert all(after.x1 < box.x0 and box.x1 < before.x1 for box in down)
    assert after.y1 > down[0].y0 > down[1].y0 > after.y0
    assert {"6.0", "million", "10.0 million"} <= {*boxes}, "the last number is large"


FUNNEL = pd.DataFrame({"n": [90, 2000], "share": [0.96, 0.8], "side": ["", "lower"]}, ["a", "b"])
OF_FUNNEL = {"target": 0.9, "target_name": "all", "below": (), "axis": "number", "up": "share",
             "band": "by chance", "sides": ("few", "many")}  # fmt: skip


OF_SWARM = pd.Series({"AA": 0.806, "BB": 0.85, "CC": 0.914, "DD": 0.918, "EE": 0.975, "PR": 0.688})


@pytest.mark.parametrize(
    ("here", "by_chance", "lowest", "starts"),
    [
        ("AA", (0.787, 0.824), 0.76, "75%"), ("CC", (0.905, 0.93), 0.8, "80%"),
        ("EE", (0.95, 0.985), 0.76, "75%"), ("DD", (0.657, 0.967), 0.8, "65%"),
        ("PR", (0.514, 0.82), 0.6, "50%"),
    ],
)  # fmt: skip
def test_where_chance_puts_a_share_is_drawn_whole_on_the_axis_about_that_of_all(
    here, by_chance, lowest, starts, out
):
    """It was cut at the end of the scale; beside the dot, it was read as the margin of its share.

    Dots in stacks were read as a histogram.
    """
    begin()
    fig, ax = figures.new()
    off = swarm.far_below(OF_SWARM, here, min(by_chance))
    drawn = OF_SWARM.drop(off)
    said = (f"Place {here} 80.6%", "1,911 reports; 156 still active")
    off_it = [f"Place {each}" for each in off]
    swarm.swarm(ax, drawn, here, 0.914, said, by_chance, "by chance", lowest, off_it, ["BB"])
    lines = [part for part in ax.collections if isinstance(part, LineCollection)]
    by_tone = {tone: [line for part in lines if to_hex(part.get_color()[0]).upper() == tone
                      for line in part.get_segments() if part.get_linewidth()[0] < 5]
               for tone in (look.MUTED, look.CONTEXT)}  # fmt: skip
    thick = [part for part in lines if part.get_linewidth()[0] > 5]
    assert {to_hex(part.get_color()[0]).upper() for part in thick} == {look.CONTEXT}, "not its blue"
    bars = [line for part in thick for line in part.get_segments()]
    least = float(starts[:-1]) / 100
    scale = [15 + 506 * (end - least) / (1 - least) for end in by_chance]
    (((left, level), (right, end)),) = bars
    assert [left, right] == pytest.approx(scale) and level == end
    (axis,) = (line for line in by_tone[look.CONTEXT] if line[0, 1] == line[1, 1])
    assert list(axis[:, 0]) == [0, 536] and axis[0, 1] == level + 4.5, "the bar stands on it"
    block = [text for text in ax.texts if text.get_text() in said]
    assert [text.get_text() for text in block] == [*said], "from above: what leads comes first"
    assert {text.get_color() for text in block} == {look.BLUE}, "none of it is of the nation"
    (key,) = (text for text in ax.texts if text.get_text() == "by chance")
    (start,) = (each.get_text() for each in ax.texts if "scale starts" in each.get_text())
    middle = (left + right - look.width("by chance", 11)) / 2
    assert key.xy == pytest.approx((max(middle, look.width(start, 11) + 16), level + 4.5))
    assert key.xyann[1] > 9, "what it is, right above"
    dots = [part for part in ax.collections if isinstance(part, PathCollection)]
    at = np.concatenate([part.get_offsets() for part in dots])
    sizes = np.concatenate([np.sqrt(np.resize(p.get_sizes(), len(p.get_offsets()))) for p in dots])
    apart = np.hypot(*(at[:, None] - at).T) + 99 * np.eye(len(at))
    assert (apart >= (sizes[:, None] + sizes) / 2).all(), "no dot lies on another"
    tones = [to_hex(p.get_facecolor()[0]).upper() for p in dots for _ in p.get_offsets()]
    assert tones.count(look.BLUE) == 1 and tones.count(look.HAIR) == len(drawn) - 2
    assert tones.count(look.PAPER) == 1, "too few to compare"
    lit = tones.index(look.BLUE)
    assert sizes[lit] == max(sizes) > np.median(sizes)
    assert (at[:, 1] + sizes / 2 < level - 20).all(), "above what the bar is called"
    ((line, top), (_, low)), ((again, above), (_, below)) = by_tone[look.MUTED]
    assert line == again and top == 0 and at[:, 1].max() < low < level - 18, "past all dots"
    assert (above + below) / 2 == level, "and across the bar, but not through its name"
    assert line == pytest.approx(15 + 506 * (0.914 - least) / (1 - least))
    written = [text.get_text() for text in ax.texts]
    assert "nation 91.4%" in written and f"scale starts at {starts}" in " ".join(written)
    assert ("\N{LEFTWARDS ARROW} Place PR" in " ".join(written)) == (len(off) > 0)
    (codes,) = ax.artists
    assert [*codes.codes] == [*drawn.sort_values().index]
    assert codes.dots[codes.codes.get_loc(here)] == pytest.approx(at[lit])
    labels = {text for text in written if text.endswith("%") and text[:-1].isdigit()}
    ticks = [line for line in by_tone[look.CONTEXT] if line[0, 0] == line[1, 0]]
    assert starts in labels and len(labels) == len(ticks), "every tick has its label"
    assert ("PR" in drawn) == (least < 0.688), "else it is named as off the scale"
    draw(fig, data=drawn.rename_axis("state").reset_index(name="share").assign(n=3, m=4))
    marks = json.loads(next(out.glob("*.json")).read_text())["marks"]
    told = next(line for line in marks if line.startswith("dots in blue"))
    assert told.partition(" x ")[0] == f"dots in blue: {here}", "a change of its place is told"


@pytest.mark.parametrize(
    ("filled", "hollow", "said"),
    [(36, 2, "too few"), (9, 0, ""), (0, 1, ""), (0, 0, ""), (480, 4, "too few " * 20)],
)
def test_of_too_few_to_compare_each_is_a_square_above_where_chance_puts_their_share(
    filled, hollow, said, out
):
    """Others stood beside a share that the title called too uncertain to compare."""
    begin()
    fig, ax = figures.new()
    names = (f"{filled} resolved" * bool(filled), f"{hollow} active" * bool(hollow))
    more = (said.strip(), (0.8, 0.99), 0.914) if said else ()
    swarm.each_square(ax, filled, hollow, names, *more)
    squares = [part for part in ax.collections if isinstance(part, PolyCollection)]
    tones = [to_hex(tone).upper() for part in squares for tone in part.get_facecolors()]
    assert tones == [look.SECOND] * filled + [look.PAPER] * hollow
    ends = [path.vertices.max(axis=0) for part in squares for path in part.get_paths()]
    right, foot = np.max(ends, axis=0) if ends else (0, 0)
    assert (right == pytest.approx(536)) == (len(ends) > 5), "across the width, if there are many"
    below = [text for text in ax.texts if text.get_text().startswith("too few")]
    assert bool(below) == bool(said) and all(text.xy[1] > foot for text in below)
    lines = [part for part in ax.collections if isinstance(part, LineCollection)]
    thick = [part for part in lines if part.get_linewidth()[0] > 5]
    assert {to_hex(part.get_color()[0]).upper() for part in thick} <= {look.CONTEXT}
    ranges = [line for part in thick for line in part.get_segments()]
    on_scale = [[15, pytest.approx(15 + 240 * 0.95)]] * bool(said)  # from 80%
    assert [list(line[:, 0]) for line in ranges] == on_scale, "where chance puts it, to scale"
    assert all(line[0, 1] > foot + 20 for line in ranges), "below the squares"
    rows = TWO.assign(n=[filled, hollow])
    draw(
        fig,
        data=rows,
        alt=f"Squares of reports: {filled} are filled, and {hollow} are hollow.",
    )


def test_squares_begin_where_their_names_do_also_above_a_note_of_two_lines(out):
    """Squares were smaller than planned, and their names stood right of them."""
    begin()
    names = ["29 agree", "2 disagree", "46 cannot be tested"]
    rows = pd.DataFrame({"name": names, "how_many": [29, 2, 46]})
    rows = rows.assign(color=look.BLUE, lettered=rows["how_many"] == 2)
    above, heads = ("31 could be tested", "no table has it"), ["row", "one", "two"]
    fig = waffle(rows, above, heads, [("a", "18", "19", "")] * 2)
    note = "Reports are not children, and they are not what this counts. " * 3
    draw(fig, data=rows, note=note.strip(), alt="Squares: 29 agree, 2 disagree, and 46 others.")
    ax = fig.axes[0]
    said = {text.get_text(): text.get_window_extent().x0 for text in ax.texts}
    letters = [[text.get_text() for text in part.texts if len(text.get_text()) == 1]
               for part in fig.axes]  # fmt: skip
    assert letters == [["A", "B"], ["A", "a", "B", "a"]], "of the squares, and of their rows"
    assert said["no table has it"] > said[names[2]] + 100, "beside the name, where there is room"
    boxes = [part for part in ax.collections if isinstance(part, PolyCollection)]
    for name, part in zip(names, boxes, strict=True):
        left = ax.transData.transform(part.get_paths()[0].vertices)[:, 0].min()
        assert said[name] == pytest.approx(left, abs=3)


def test_a_funnel_needs_no_name_and_refuses_a_highlight_that_no_row_has():
    fig, ax = figures.new()
    rows = FUNNEL.assign(said="")
    assert funnel(ax, rows, "n", highlight="b", **OF_FUNNEL) == []
    assert declared(fig).form == "funnel"
    with pytest.raises(ValueError, match=r"highlight is 'B', .* that\. Did you mean 'b'"):
        funnel(ax, rows, "n", highlight="B", **OF_FUNNEL)


def test_the_name_of_a_place_inside_a_funnel_can_be_read():
    """It used to have the color of its dot, which is the paper's."""
    _, ax = figures.new()
    small = FUNNEL.assign(n=[12, 2000], said="")
    funnel(ax, small, "n", highlight="b", **OF_FUNNEL)
    written = {text.get_text() for text in ax.texts}
    assert {"share (the scale starts at 75%)", "number"} <= written, "both scales are named"
    assert "by chance" in written and "outside the band" not in written
    (dots,) = (part for part in ax.collections if isinstance(part, PathCollection))
    assert to_hex(dots.get_facecolor()[0]).upper() == look.CONTEXT, "gray, inside the band"
    _, ax = figures.new()
    rows = FUNNEL.assign(said=["inside", "outside"])
    assert funnel(ax, rows, "n", highlight="b", **OF_FUNNEL) == ["b", "a"]
    colors = {text.get_text(): text.get_color() for text in ax.texts}
    assert (colors["inside"], colors["outside"]) == (look.SECOND_TEXT, look.BLUE)


@pytest.mark.parametrize("crowd", [False, True])
def test_a_name_that_has_no_room_beside_its_dot_in_a_funnel_is_a_code(crowd, out):
    """Names at the end of lines were read as a tangle, and two blues as two kinds."""
    begin()
    fig, ax = figures.new()
    near = FUNNEL.iloc[[1] * 9].assign(n=np.linspace(180, 220, 9), share=0.7, said="")
    near = near.set_axis([*"cdefghijk"])
    near.loc["g", "said"] = "one of them" * (8 if crowd else 1)
    rows = pd.concat([FUNNEL.assign(said="far"), near])
    named = funnel(ax, rows, "n", highlight="b", **OF_FUNNEL)
    assert {*named} == {"a", "b", "g"} and named[0] == "b"
    said = {text.get_text() for text in ax.texts}
    assert "outside the band" in said and ("g" in said, "one of them" in said) == (crowd, not crowd)
    (dots,) = (part for part in ax.collections if isinstance(part, PathCollection))
    tones = [to_hex(face).upper() for face in dots.get_facecolor()]
    assert tones == [look.SECOND_TEXT, look.BLUE, *[look.SECOND_TEXT] * 9], "all are outside"
    draw(fig, data=rows.reset_index(names="code").assign(m=3, k=4, j=10))


@pytest.mark.parametrize("form", ["bars", "columns"])
def test_a_bar_is_as_long_as_its_number_to_the_pixel(form, out):
    """An outline used to lengthen short bars: 31 of 86,178 was drawn three pixels long."""
    begin()
    fig, ax = figures.new()
    rows = pd.DataFrame({"name": list("abcde"), "n": [86178, 2911, 700, 349, 31]})
    marked = {"bars": "unstable", "columns": "outlined"}[form]
    getattr(charts, form)(ax, rows, "n", "name", words=None, **{marked: ["c"]})
    ax.spines[:].set_visible(False)
    for line in ax.lines:
        line.set_visible(line.get_linestyle() == "--")  # an estimate's outline
    fig.canvas.draw()
    drawn = np.asarray(fig.canvas.buffer_rgba())[::-1, :, :3].min(axis=2) < 250
    drawn = drawn if form == "bars" else drawn.T
    for bar in ax.containers[-1]:
        ends = ax.transData.transform(bar.get_bbox())
        (start, low), (end, high) = ends if form == "bars" else ends[:, ::-1]
        seen = np.flatnonzero(drawn[int((low + high) / 2), int(start) - 9 : int(end) + 9])
        seen = np.ptp(seen) + 1 if len(seen) else 0
        least = 3 if form == "columns" else 0  # so that a baseline does not hide it
        assert abs(seen - max(least, end - start)) < 1.01, f"{seen} pixels for {end - start:.1f}"


def test_unstable_rows_stand_last_and_hollow(out):
    begin()
    _, ax = figures.new()
    charts.bars(ax, TWO, "n", "name", unstable=["one"])
    assert [text.get_text() for text in ax.texts][:2] == ["two", "one"]
    first, last = ax.containers[-1]
    assert first.get_facecolor()[:3] != last.get_facecolor()[:3] == (1, 1, 1)


def test_words_of_dots_stand_in_a_column_beside_the_axis(out):
    begin()
    fig, ax = figures.new()
    charts.dots(ax, ROWS, "share", "name", second="number", hollow=["Third row"])
    fig.canvas.draw()
    parts = [part for part in ax.collections if isinstance(part, LineCollection)]
    lines = [ax.transData.transform(ends)[1][0] for part in parts for ends in part.get_segments()]
    left = {text.get_text(): text.get_window_extent().x0 for text in ax.texts}
    assert min(left[said] for said in ("50.0%", "30.0%", "10.0%")) > max(lines)
    assert min(left[said] for said in ("of 120", "of 40", "1 in 7")) > left["50.0%"]
    (dots,) = (mark for mark in ax.collections if isinstance(mark, PathCollection))
    hollow = [to_hex(face) == "#ffffff" for face in dots.get_facecolor()]
    assert hollow == [False, False, True], "few reports have a hollow dot"


def test_what_dots_and_intervals_are_stands_above_all_at_the_left(out):
    """In the rows, editors did not find it, and it cut the light lines behind them."""
    begin()
    fig, ax = figures.new()
    charts.dots(ax, ROWS, "share", "name")
    fig.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    key = boxes["share and its likely range"]
    marks = [line for line in ax.lines if line.get_marker() in ("o", "_")]
    assert [mark.get_window_extent().x1 < key.x0 for mark in marks] == [True, True]
    assert marks[0].get_window_extent().x0 == pytest.approx(boxes["First row"].x0, abs=3)
    assert key.y0 > boxes["First row"].y1
    draw(fig, data=ROWS.drop(columns="year"))


def test_a_line_across_bars_is_not_drawn_through_the_share_beside_one(out):
    begin()
    _, ax = figures.new()
    rows = ROWS.assign(said=ROWS["share"].map(share))
    said = {"words": "said", "second": "number", "heads": ("reports",), "highlight": ["First row"]}
    bars_with_line(ax, rows, "share", "name", reference=0.31, reference_name="all", **said)
    drawn = [line for line in ax.lines if line.get_linestyle() == "--"]
    levels = drawn[0].get_ydata()
    assert [*levels[[0, -1]]] == [-0.5, 2.5], "from the head to the foot"
    assert [*np.isnan(levels)] == [False, False, True, False, False], "the second row's share"
    assert 0.6 < levels[1] < 1 < levels[3] < 1.4
    over = [part for part in ax.collections if isinstance(part, LineCollection)]
    (first,) = [bar for bar in ax.patches if bar.get_width() > 0.31]
    tones = [to_hex(part.get_color()[0]).upper() for part in over]
    assert tones == [look.ink_on(first.get_facecolor())]
    assert over[0].get_zorder() > first.get_zorder(), "it is seen on a bar"
    _, ax = figures.new()
    rows = rows.assign(share=[0.1, 0.1, 0.312])
    bars_with_line(ax, rows, "share", "name", reference=0.31, reference_name="all", **said)
    over = [part for part in ax.collections if isinstance(part, LineCollection)]
    (last,) = [bar for bar in ax.patches if bar.get_width() > 0.31]
    (whole,) = (part.get_segments()[0][:, 1] for part in over)
    assert [*whole] == pytest.approx([last.get_y(), last.get_y() + last.get_height()]), "unbroken"


@pytest.mark.parametrize("line", [0.02, 0.13, 0.5])
def test_shares_in_a_column_end_below_their_head_and_a_remark_keeps_off_the_line(line, out):
    """The line's name once stood on heads; a remark that it strikes would be refused."""
    begin()
    fig, ax = figures.new()
    rows = ROWS.assign(said=ROWS["share"].map(share))
    named = {"words": "said", "second": "number", "heads": ("share", "reports")}
    named |= {
        "highlight": ["Second row"],
        "apart": ["First row"],
        "remark": "likely range 15.0% to 27.4%",
    }
    name = "average of all reports"
    bars_with_line(ax, rows, "share", "name", reference=line, reference_name=name, **named)
    draw(fig, data=rows.drop(columns="year"))
    ends = {text.get_text(): text.get_window_extent() for text in ax.texts}
    for head, column in {"share": rows["said"], "reports": rows["number"]}.items():
        assert [ends[said].x1 for said in column] == pytest.approx([ends[head].x1] * 3, abs=2)
    assert ends[name].x1 < ends["share"].x0 and ends["30.0%"].x1 < ends["of 40"].x0
    bars = {bar.get_width(): bar.get_window_extent() for bar in ax.containers[-1]}
    assert [*bars] == [0.3, 0.1, 0.5], "what stands apart is last"
    remark = [text for text in ax.texts if text.get_text() in "likely range 15.0% to 27.4%"]
    assert all(bars[0.3].x0 < text.get_window_extent().x0 for text in remark)
    assert all(text.get_window_extent().x1 < bars[0.3].x1 for text in remark) and remark


def test_percentages_of_diverging_bars_are_one_column_beside_bars(out):
    begin()
    fig, ax = figures.new()
    rows = ROWS.assign(n=[-0.5, 0.0, 0.1], said=["-50%", "", "+10%"], tone=look.BLUE)
    named = {"words": "said", "second": "number", "heads": ("none", "change", "of")}
    named |= {"tones": "tone", "highlight": ["First row"], "instead": "why"}
    rows["why"] = ["", "too few", ""]
    diverging_bars(ax, rows, "n", "name", **named)
    fig.canvas.draw()
    ends = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert ends["-50%"].x1 == pytest.approx(ends["+10%"].x1, abs=1)
    assert ax.transData.transform((0, 0))[0] < ends["-50%"].x0
    assert ends["of 120"].x0 > ends["-50%"].x1
    assert ends["too few"].x1 < ax.transData.transform((0, 0))[0], "where bars are long"
    sizes = {text.get_text(): text.get_size() for text in ax.texts}
    assert sizes["+10%"] == sizes["-50%"], "the last row is that of all, and as large"


@pytest.mark.parametrize("way", ["hlines", "vlines"])
def test_words_that_a_rule_strikes_are_refused(way, out):
    begin()
    fig, ax = figures.new()
    charts.bars(ax, ROWS, "n", "name", words=None)
    charts.write(ax, "95% interval", 60, 2)
    ends = {"hlines": (2, 0, 120), "vlines": (64, -0.5, 2.5)}[way]  # through the words
    getattr(ax, way)(*ends)
    with pytest.raises(figures.FigureError, match="'95% interval' have a line through them"):
        draw(fig, data=ROWS.drop(columns="year"))


def test_a_rule_that_is_not_seen_strikes_nothing_and_a_name_in_line_is_no_form(out):
    begin()
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name", words=None)
    charts.write(ax, "a note", 2, 0.5)
    ax.hlines(0.5, 0, 4).set_visible(False)
    draw(fig, alt=ALT.replace("Drawing", "CyberTipline bars"))


def test_an_axis_that_starts_above_zero_is_marked_so(out):
    """Its first label is bold; a sign of a break would lie on it."""
    for low, marked in ((0.02, False), (0.8, True)):
        begin()
        _, ax = figures.new()
        charts.dots(ax, ROWS.assign(share=0.9, low=low, high=0.95), "share", "name")
        bold = [text.get_text() for text in ax.texts if text.get_weight() == "semibold"]
        assert ("80%" in bold) == marked
        assert ("scale starts at" in [text.get_text() for text in ax.texts]) == marked


def test_panels_on_one_scale_draw_the_same_number_at_the_same_height(out):
    """On their own scales, 112,170 reports were as tall as 546,333 of the same unit beside them."""
    for one_scale in (True, False):
        begin()
        rows = pd.DataFrame({"year": [2023, 2024] * 2, "n": [20, 50, 10, 20], "of": [*"aabb"]})
        told = {"a": "+1", "b": "+1"}
        named = {"words": "said", "highlight": 2024, "moved": told, "since": told}
        fig = panels(rows.assign(said="1"), "n", "of", **named, one_scale=one_scale)
        fig.canvas.draw()
        bars = [bar.get_window_extent().height for ax in fig.axes for bar in ax.patches]
        assert (bars[3] == pytest.approx(bars[0], abs=0.5)) == one_scale
        assert bars[2] < bars[3] <= bars[1] + 0.5


@pytest.mark.parametrize("tallest", [30, 95])
def test_a_remark_stands_above_a_low_last_column_or_at_the_left_of_a_tall_one(tallest, out):
    """It was a part of the head, far from the column that it is about."""
    begin()
    rows = pd.DataFrame({"year": [2022, 2023, 2024] * 2, "n": [9, 20, tallest, 10, 20, 100]})
    rows, told = rows.assign(of=[*"aaabbb"], said="1"), {"a": "+1", "b": "+1"}
    named = {"words": "said", "highlight": 2024, "moved": told, "since": told, "one_scale": True}
    fig = panels(rows, "n", "of", **named, remarks={"a": "required since May"})
    fig.canvas.draw()
    first, bars = fig.axes[0], fig.axes[0].patches
    lines = [text for text in first.texts if text.get_text() == "required since May"]
    boxes = [line.get_window_extent() for line in lines]
    assert lines and min(box.y0 for box in boxes) > bars[1].get_window_extent().y1
    last, right = bars[2].get_window_extent(), max(box.x1 for box in boxes)
    if tallest == 95:
        assert right < last.x0
    else:
        assert right == pytest.approx(last.x1, abs=4) and min(box.y0 for box in boxes) > last.y1
    fig = panels(rows.assign(n=90), "n", "of", **named, remarks={"a": "required since May"})
    assert "+1; required since May" in [text.get_text() for text in fig.axes[0].texts]


@pytest.mark.parametrize(("last", "is_whole"), [(30, True), (95, False)])
def test_a_long_note_on_a_panel_is_in_lines_over_what_it_is_about(last, is_whole, out):
    """“The other six types” were named nowhere in the picture."""
    begin()
    rows = pd.DataFrame({"year": [2022, 2023, 2024] * 2, "n": [9, 20, 100, 9, 20, last]})
    rows, told = rows.assign(of=[*"aaabbb"], said="1"), {"a": "+1", "b": "+1"}
    named = {"words": "said", "highlight": 2024, "moved": told, "since": told, "one_scale": True}
    fig = panels(rows, "n", "of", **named, notes={"b": ", ".join(["one of several types"] * 6)})
    fig.canvas.draw()
    other = fig.axes[1]
    boxes = [text.get_window_extent() for text in other.texts if "types" in text.get_text()]
    assert len(boxes) > 1 and np.ptp([box.x0 for box in boxes]) < 3
    bars = [bar.get_window_extent() for bar in other.patches]
    assert min(box.y0 for box in boxes) > max(bar.y1 for bar in bars[: 3 if is_whole else 2])
    assert (max(box.x1 for box in boxes) > bars[2].x0) == is_whole, "left of a tall last column"


def test_parts_of_two_bars_are_named_once_in_one_style_and_a_bracket_is_over_what_adds_up(out):
    """One name stood above each bar, and others in it, beside their counts."""
    begin()
    _, ax = figures.new()
    names = ["one with a long", "Second", "third"]
    counts = pd.DataFrame({"girls": [10, 50, 40], "boys": [20, 50, 30]}, names)
    colors = dict.fromkeys(counts.index, look.CONTEXT)
    two_wholes(ax, counts, names[:2], "of these {}", colors)
    said = [text.get_text() for text in ax.texts]
    assert said.count("50") == 2 and {"40", "30"} <= {*said}, "bars hold shares and counts"
    named = [text for text in ax.texts if text.get_text() in {"one with a", "long", *names[1:]}]
    assert len({text.get_size() for text in named}) == 1 and len(named) == 4, "a narrow one wraps"
    assert [text.get_text() for text in named if text.xyann[1] == 5] == ["long", *names[1:]]
    assert [line.get_xdata()[-1] for line in ax.lines] == pytest.approx([0.6, 0.7])
    assert {"60.0%", "70.0%"} <= {*said}


def test_the_sum_of_a_group_of_bars_ends_its_head_and_is_large_if_they_are_lit(out):
    begin()
    fig, ax = figures.new()
    rows = ROWS.assign(n=[60, 30, 10], said=["60%", "30%", "10%"], kind=["One", "One", "Two"])
    sums = {"One": "at least 90%", "Two": "10.0%"}
    named = {"words": "said", "second": "number", "highlight": [*rows["name"][:2]]}
    bars_and_sums(ax, rows, "n", "name", groups="kind", sums=sums, **named)
    fig.canvas.draw()
    ends = {text.get_text(): text.get_window_extent() for text in ax.texts}
    places = {text.get_text(): text.xy[1] + text.xyann[1] for text in ax.texts}
    right = ax.get_window_extent().x1
    for head, said in (("One", "90%"), ("Two", "10.0%"), ("One", "at least")):
        assert places[head] == places[said]
        assert said == "at least" or ends[said].x1 == pytest.approx(right, abs=2)
    assert ends["One"].x1 < ends["at least"].x0 < ends["at least"].x1 < ends["90%"].x0
    sizes = {text.get_text(): text.get_size() for text in ax.texts}
    assert sizes["90%"] > 1.3 * sizes["10.0%"] and sizes["at least"] < sizes["10.0%"]


@pytest.mark.parametrize(("many", "blocks", "first"), [(55, 7, 8), (359, 24, 15), (2886, 52, 55)])
def test_dots_of_a_leading_number_reach_the_margin_and_the_first_block_is_named(
    many, blocks, first, out
):
    """The first block has as many dots as are said of it, and a bracket holds it."""
    begin()
    rest = pd.DataFrame({"label": ["calls", "cases solved"], "words": [f"{many}", "7"]})
    rest = rest.assign(value=[many, 7], number=rest["words"], unit=["", "cases"], qualifier="")
    said, names = {"said": f"{many}", "what": "calls on a day"}, {"one": "one", "whole": "all"}
    fig = singles.leading(**said, marks=many, blocks=blocks, first=first, **names)
    marks = [part for part in fig.axes[0].collections if len(part.get_facecolors())]
    assert len(marks[0].get_facecolors()) == first
    assert sum(len(part.get_facecolors()) for part in marks) == many
    tones = [to_hex(part.get_facecolors()[0]) for part in marks]
    assert tones == [look.BLUE.lower(), *[look.CONTEXT.lower()] * (blocks - 1)]
    fig.canvas.draw()
    texts = {text.get_text(): text for text in fig.axes[0].texts}
    assert texts[f"{many}"].get_size() > 2 * texts["calls on a day"].get_size()
    ends = [texts[name].get_window_extent() for name in ("one", "all", "calls on a day")]
    assert ends[0].y1 < ends[1].y0 == pytest.approx(ends[2].y0, abs=5), "on the number's line"
    assert ends[1].x1 * 72 / fig.dpi == pytest.approx(look.WIDTH - look.MARGIN, abs=1)
    assert len(fig.axes[0].lines) == 1
    tone = [round(255 * part) for part in to_rgb(look.CONTEXT)]
    pale = (np.asarray(fig.canvas.buffer_rgba())[..., :3] == tone).all(axis=2)
    right = np.flatnonzero(pale.any(axis=0))[-1] * 72 / fig.dpi
    assert right == pytest.approx(look.WIDTH - look.MARGIN, abs=1)
    draw(
        fig,
        data=rest.assign(part=first, hours=blocks),
        alt=f"Dots, one for each of the {many} calls on a day, in {blocks} blocks.",
    )


@pytest.mark.parametrize("shape", ["", "square"])
def test_listed_numbers_end_at_one_place_below_the_heads_of_their_groups(out, monkeypatch, shape):
    """One was so large that it hid which of them counts children; others had no band."""
    monkeypatch.setattr(look, "AS", shape)
    begin()
    fig = listing(["about 40,000", "30", "9"], ["30"], ["One", "Two", "One"])
    fig.canvas.draw()
    texts = {text.get_text(): text for text in fig.axes[0].texts}
    boxes = {said: text.get_window_extent() for said, text in texts.items()}
    for side, alike in (("x1", ("40,000", "9", "30")), ("x0", ("calls", "units", "cases"))):
        ends = [getattr(boxes[said], side) for said in alike]
        assert np.ptp(ends) < 0.1 * boxes["30"].height
    assert boxes["about"].x1 < boxes["40,000"].x0
    down = [boxes[said].y0 for said in ("One", "40,000", "9", "Two", "30")]
    assert down == sorted(down, reverse=True), "a group's rows stay together, below its head"
    assert boxes["One"].x0 == boxes["Two"].x0 <= boxes["about"].x0 + 1
    (band,) = (part.get_window_extent() for part in fig.axes[0].patches)
    held = [said for said, box in boxes.items() if band.y0 < box.y0 and box.y1 < band.y1]
    assert held == ["30", "cases", "closed"]
    assert {texts[said].get_color() for said in held} == {look.ink_on(look.BLUE)}
    data = pd.DataFrame({"n": [40_000, 30, 9], "unit": ["calls", "cases", "units"]})
    draw(fig, data=data, alt="A list of three numbers: 40,000 calls, 30 cases, 9 units.")


def test_long_words_in_low_rows_are_smaller_and_off_the_lines(out):
    """Beside a wide number they took two lines, and a line between rows struck one."""
    begin()
    label = "to the CyberTipline, of suspected child sexual exploitation"
    rows = pd.DataFrame(
        {"words": ["1 in 6.72 (printed: 1 in 6)", *"23456789"], "unit": "submissions"}
    )
    rows["label"] = [f"{label} of {n}" for n in rows.index]
    fig = number_list(rows.assign(group=["One"] * 4 + ["Two"] * 5), [3])
    fig.canvas.draw()
    (band,) = fig.axes[0].patches
    assert to_hex(band.get_facecolor()).upper() == look.BLUE, "of low rows, it is dark"
    (ax,) = fig.axes
    told = [text for text in ax.texts if text.get_text().startswith(("to the", "exploitation"))]
    assert told and max(text.get_size() for text in told) < 12
    lines = [line.get_segments()[0][0, 1] for line in ax.collections]
    levels = [ax.transData.transform((0, level))[1] for level in lines]
    boxes = [text.get_window_extent() for text in told]
    assert not any(box.y0 < level < box.y1 for box in boxes for level in levels), "off the lines"
    draw(
        fig,
        data=rows.assign(n=range(9)),
        alt="A list of nine numbers, such as 2, 3, and 8 of them.",
    )


@pytest.mark.parametrize("shape", ["", "square"])
@pytest.mark.parametrize("many", [400, 40, 0])
@pytest.mark.parametrize("others", [1, 3])
def test_numbers_of_squares_are_one_below_the_other_on_one_grid(
    shape, many, others, out, monkeypatch
):
    """They stood side by side, far apart: nobody could see which is how many times as long."""
    monkeypatch.setattr(look, "AS", shape)
    begin()
    rows = pd.DataFrame({"value": [many, 80, 79, 78][: others + 1], "lit": False, "more": ""})
    rows["words"], rows["unit"] = rows["value"].astype("str"), [*"abcd"][: others + 1]
    fig = singles.strips(rows.assign(squares=rows["value"]))
    fig.canvas.draw()
    (ax,) = fig.axes
    texts = {text.get_text(): text.get_window_extent() for text in ax.texts}
    columns, ended = [], np.inf
    for part, row in zip(ax.collections, rows.itertuples(), strict=True):
        boxes = [path.get_extents(part.get_transform()) for path in part.get_paths()]
        assert len(boxes) == row.value
        assert all(box.y1 < texts[row.unit].y0 < texts[row.words].y1 < ended for box in boxes)
        columns.append(sorted({round(box.x0) for box in boxes}))
        ended = min([ended, *(box.y0 for box in boxes)])
    assert all(each == max(columns, key=len)[: len(each)] for each in columns)
    box = fig.axes[0].get_window_extent()
    ends = max(columns, key=len)[0], box.x0 + charts.points(ax)[0] * fig.dpi / 72
    assert ends == pytest.approx((box.x0, box.x1), abs=2), "from margin to margin"
    draw(fig, data=rows.assign(n=many, m=[3, 4, 5, 6][: others + 1]), alt=ALT + f" {many} and 80.")


@pytest.mark.parametrize("shape", ["", "square"])
@pytest.mark.parametrize("many", [2, 3])
def test_few_numbers_of_other_kinds_are_large_and_end_at_one_place(shape, many, out, monkeypatch):
    """As squares on one grid, 1,571 families looked comparable with 2,886 people."""
    monkeypatch.setattr(look, "AS", shape)
    begin()
    rows = pd.DataFrame({"words": ["1,571", "more than 2,886", "7"], "unit": [*"abc"]})
    rows["label"] = ["given support", "who contacted a group of volunteers " * 3, "of a network"]
    rows = rows.assign(more=["in gray", "", ""])[:many]
    fig = large_numbers(rows, [0])
    fig.canvas.draw()
    (ax,) = fig.axes
    texts = {text.get_text(): text.get_window_extent() for text in ax.texts}
    numbers = [texts[said] for said in ["1,571", "2,886", "7"][:many]]
    assert [box.x1 for box in numbers] == pytest.approx([numbers[0].x1] * many, abs=4)
    tones = {text.get_text(): text.get_color() for text in ax.texts}
    assert (tones["1,571"], tones["2,886"]) == (look.BLUE, look.INK), "the lit one"
    assert tones["in gray"] == look.MUTED and texts["in gray"].y1 < texts["given support"].y0 + 6
    rules = sorted(each[0, 1] for line in ax.collections for each in line.get_segments())
    rules = [ax.transData.transform((0, level))[1] for level in rules]
    assert len(rules) == many - 1 and texts["given support"].y0 > rules[0] > texts["b"].y1
    assert texts["more than"].x0 >= ax.get_window_extent().x0
    draw(
        fig,
        data=rows.assign(n=[1571, 2886, 7][:many]),
        alt="A list of numbers: 1,571 families and 2,886 people.",
    )


def test_a_square_is_a_round_number_that_leaves_at_most_so_many():
    """Squares of 120 cannot be counted in one's head."""
    assert [singles.of_each(n, 100) for n in (0, 90, 120, 4843)] == [1, 1, 2, 50]


def test_gaps_between_blocks_of_dots_are_equal_and_small(out):
    """What is said of the second, wider than it, held the first off, with a hole between them."""
    begin()
    blocks = pd.DataFrame({"n": [1133, 67, 68], "before": ["at least", "about", ""]})
    blocks["below"] = ["before 2023", "in 2023\nestimate", "in 2024"]
    blocks["tone"] = [look.CONTEXT, look.PAPER, look.BLUE]
    fig = singles.periods(blocks, "at least 1,268", "children")
    fig.canvas.draw()
    (ax,) = fig.axes
    starts = {text.get_text(): text.xy[0] for text in ax.texts}
    tops = {text.get_text(): text.get_window_extent().y0 for text in ax.texts}
    assert tops["1,268"] > tops["1,133"] + 60, "the sum is over all, on a bracket"
    (line,) = ax.lines
    assert line.get_xdata()[-1] == pytest.approx(charts.points(ax)[0])
    assert tops["67"] == pytest.approx(tops["68"], abs=1), "on one line, above one line or two"
    assert tops["in 2023"] > tops["estimate"]
    ends = []
    for part, words in zip(ax.collections, blocks["below"].str.split("\n").str[0], strict=True):
        x = part.get_offsets()[:, 0]
        half = part.get_widths()[0] / 2
        side = x.max() + half if ends else x.min() - half  # the first begins below its words
        assert side == pytest.approx(starts[words], abs=1)
        ends += [x.min() - half, x.max() + half]
    gaps = np.diff(ends)[1::2]
    assert np.ptp(gaps) < 0.5 and 15 < gaps.min() < 30


def test_what_is_second_stands_above_the_value_of_a_column_and_columns_end_at_the_margin(out):
    """Beside the value, it moved the value from the middle of its column, which ended early."""
    begin()
    fig, ax = figures.new()
    rows = pd.DataFrame({"year": range(2020, 2025), "n": [30, 28, 27, 29, 31]})
    rows["by"] = ["", "", "", "", "-1% from 2020"]
    charts.columns(ax, rows, "n", second="by", highlight=[2024])
    fig.canvas.draw()
    value, change = (
        next(text.get_window_extent() for text in ax.texts if text.get_text() == said)
        for said in ("31", "-1% from 2020")
    )
    bar = ax.containers[-1][-1].get_window_extent()
    assert change.y0 > value.y1 > bar.y1
    for box in (value, change):
        assert (box.x0 + box.x1) / 2 == pytest.approx((bar.x0 + bar.x1) / 2, abs=2)
    assert bar.x1 * 72 / fig.dpi == pytest.approx(look.WIDTH - look.MARGIN, abs=2)
    fig, ax = figures.new()
    charts.columns(ax, rows.assign(by="a change"), "n", second="by")
    ups = {text.get_text(): text.xyann[1] for text in ax.texts}
    assert ups["31"] > ups["a change"], "below, if all have one"


def test_a_line_lies_where_its_name_says():
    """A line named 91.4% was once drawn at the mean of the rows, 89.1%."""
    _, ax = figures.new()
    said = {"words": "kind", "second": "number", "heads": ("n",), "highlight": ()}
    with pytest.raises(ValueError, match=r"The line 'all 42%' is drawn at 30\.0%"):
        bars_with_line(ax, ROWS, "share", "name", reference=0.3, reference_name="all 42%", **said)


def test_an_axis_of_shares_ends_at_ticks(out):
    """The longest interval once ended beyond the last tick."""
    begin()
    _, ax = figures.new()
    charts.dots(ax, ROWS, "share", "name")
    parts = [part for lines in ax.collections if hasattr(lines, "get_segments")
             for part in lines.get_segments()]  # fmt: skip
    foot = max(part[0, 1] for part in parts if part[0, 1] == part[1, 1])
    (axis,) = [part[:, 0] for part in parts if (part[:, 1] == foot).all()]
    named = [text.xy[0] for text in ax.texts if text.xy[1] == foot]
    assert [min(named), max(named)] == pytest.approx(list(axis))


def test_second_numbers_of_bars_stand_below_their_head_and_clear_of_the_bars(out):
    begin()
    _, ax = figures.new()
    marks = {"second": "number", "head": "reports", "unstable": ["Third row"]}
    charts.bars(ax, ROWS, "n", "name", **marks)
    (rule,) = (line.get_ydata()[0] for line in ax.lines)  # with air on both sides
    ends = np.sort([bar.get_bbox().intervaly for bar in ax.patches], axis=None)
    assert rule - ends[-3] == pytest.approx(ends[-2] - rule, abs=0.1)
    column = [text.get_window_extent() for text in ax.texts if text.xy[0] == 1]
    assert len(column) == len(ROWS) + 1
    assert np.ptp([box.x1 for box in column]) < 3
    first = {text.get_text(): text.get_window_extent() for text in ax.texts if text.xy[0] == 120}
    ends = [*(bar.get_window_extent() for bar in ax.patches), *first.values()]
    assert min(box.x0 for box in column) > max(box.x1 for box in ends)


def test_a_line_leads_from_the_others_to_their_bars_which_have_their_shares(out):
    """A wedge began as a hairline between words, and said how many times its scale was enlarged."""
    begin()
    names = ["most", "some of a name that is longer".replace(" ", "\N{NO-BREAK SPACE}"), "few"]
    rows = pd.DataFrame({"name": names, "n": [970, 20, 10]})
    named = {"others": "The others", "counted": "reports"}
    fig = whole_and_rest(rows, "n", "name", **named)
    fig.canvas.draw()
    (above, below), (line, bracket) = fig.axes, fig.axes[0].lines
    assert line.get_xdata() == pytest.approx([0.985] * 2), "the middle of the others"
    assert line.get_ydata()[0] > max(bar.get_bbox().ymax for bar in above.patches)
    assert line.get_ydata()[1] == bracket.get_ydata()[1] < bracket.get_ydata()[0]
    bars = [bar.get_window_extent() for bar in below.patches]
    over = bracket.get_window_extent()
    ends = [bars[0].x0, bars[0].x0 + bars[0].width + bars[1].width]
    assert [over.x0, over.x1] == pytest.approx(ends, abs=4), "it stands for all of the bars"
    said = {text.get_text(): text for text in [*above.texts, *below.texts]}
    enlarged = "the 3.0% on a larger scale;"
    heads = {"The others", enlarged, "reports", "rounded shares of all reports"}
    ink = said[enlarged].get_color(), said[enlarged].get_size()
    assert ink == (look.INK, said["The others"].get_size() - 1), "small and gray, it was missed"
    ends = {words: text.get_window_extent() for words, text in said.items()}
    assert np.ptp([ends[each].x1 for each in ("reports", "20", "10")]) < 4
    assert bars[0].x0 - ends["reports"].x1 > 4
    assert np.ptp([said[head].xy[1] + said[head].xyann[1] for head in heads]) < 2
    assert over.y1 < ends[enlarged].y0 and over.y0 - bars[0].y1 < 40, "no gap below it"
    for bar, part in zip(bars, ("2.0%", "1.0%"), strict=True):
        assert 0 < ends[part].x0 - bar.x1 < 30 and bar.y0 < ends[part].y0 < bar.y1
    assert said["20"].get_weight() == said["10"].get_weight(), "none is the finding's"
    fig = whole_and_rest(rows[:2], "n", "name", **named)  # whose bar is as wide as the bracket
    fig.canvas.draw()
    parts = [text.get_window_extent() for text in fig.axes[1].texts if text.get_text() == "2.0%"]
    assert parts[0].x1 <= fig.axes[1].get_window_extent().x1 + 1
    fig = whole_and_rest(rows.assign(n=[9990, 8, 2]), "n", "name", **named)
    assert {"0.08%", "0.02%"} <= {text.get_text() for text in fig.axes[1].texts}, "none is 0.0%"
    fig = whole_and_rest(rows.assign(name=["most", "The others", "few"]), "n", "name", **named)
    assert declared(fig).rows == {"most", "The others", "few"}, "a row may have the name of all"


def test_a_gap_comes_before_a_year_that_may_be_counted_otherwise(out):
    """The words on it stood at the foot of the gap, squeezed between two columns."""
    begin()
    _, ax = figures.new()
    rows = pd.DataFrame({"year": range(2020, 2025), "n": [3, 4, 5, 8, 8.8]})
    gap = {"begins": 2024, "noted": ["From 2024 on", "counting may have changed"]}
    year_columns(ax, rows, "n", "n", beside=["+10%", "from 2023"], **gap)
    ax.figure.canvas.draw()
    *bars, panel = ax.patches
    starts = [bar.get_x() for bar in bars]
    steps = np.diff(starts)
    assert steps[:3] == pytest.approx(1) and steps[3] > 1.1, "before 2024"
    assert starts[3] + 0.84 < panel.get_x() < starts[4], "it begins in the gap"
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    noted = [boxes[said] for said in gap["noted"]]
    inside = panel.get_window_extent()
    assert inside.x0 < min(box.x0 for box in noted) and max(box.x1 for box in noted) < inside.x1
    assert min(box.y0 for box in noted) > boxes["8.8"].y1
    last = bars[-1].get_window_extent()
    for said in ("+10%", "from 2023"):
        assert last.x1 < boxes[said].x0 and boxes[said].x1 < inside.x1, "beside the last column"
        assert last.y0 < boxes[said].y0 and boxes[said].y1 < last.y1 + 4
    assert sum(boxes["8.8"].intervalx) == pytest.approx(sum(last.intervalx), abs=2)
    _, ax = figures.new()
    year_columns(ax, rows, "n", "n", beside=["+10%"], begins=2020, noted=["counting may differ"])
    assert np.diff([bar.get_x() for bar in ax.patches]) == pytest.approx(1), "none before the first"


@pytest.mark.parametrize("shape", ["", "square"])
def test_what_else_was_counted_in_the_last_year_has_a_column_of_its_own(shape, out, monkeypatch):
    """Incidents were words beside the column of reports, and a fall of 43% was the headline."""
    monkeypatch.setattr(look, "AS", shape)
    begin()
    _, ax = figures.new()
    rows = pd.DataFrame({"year": range(2014, 2025), "n": [*range(10, 20), 12]})
    also = Also(19.5, "19.5", "2024", "incidents", "reports")
    noted = {"begins": 2024, "noted": ["May not be comparable", "with years before 2024"]}
    year_columns(ax, rows, "n", "n", beside=[], **noted, also=also)
    ax.figure.canvas.draw()
    *bars, last, other, panel = (patch.get_window_extent() for patch in ax.patches)
    heights = bars[0].height / 10, other.height / 19.5
    assert heights[0] == pytest.approx(heights[1], rel=0.02), "one scale"
    texts = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert last.x1 < other.x0 and other.x1 < panel.x1
    assert texts["19.5"].y1 < texts["with years before 2024"].y0
    assert panel.x0 < texts["reports"].x0 and texts["incidents"].x1 < panel.x1
    assert texts["reports"].x1 < texts["incidents"].x0


def test_a_rest_that_there_is_not_is_refused_in_words():
    """Without a rest, the form once ended in an error of Python's."""
    begin()
    rows = pd.DataFrame({"name": ["most", "none"], "n": [97, 0]})
    with pytest.raises(ValueError, match="'most' is all: there is no rest to draw larger"):
        whole_and_rest(rows, "n", "name", others="The others", counted="reports")


def test_the_number_of_a_highlighted_column_is_no_wider_than_the_column():
    begin()
    _, ax = figures.new(1, 2)[1]
    many = pd.DataFrame({"year": range(2020, 2025), "n": [100_000 + n for n in range(5)]})
    charts.columns(ax, many, "n", highlight=[2024], size=11)
    ax.figure.canvas.draw()
    (number,) = [text for text in ax.texts if text.get_text() == "100,004"]
    assert number.get_size() < 14, "it would be 1.3 times as large as the others"
    assert number.get_window_extent().width < 1.02 * ax.containers[-1][-1].get_window_extent().width


def test_a_slug_saved_by_two_places_is_refused_in_a_run(out, monkeypatch):
    shell = type("Shell", (), {"execution_count": 4})
    monkeypatch.setattr(figures, "get_ipython", lambda: shell)
    draw()
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name")
    shell.execution_count = 9
    both = r"saved twice: by 06-cybertipline, cell \[4\], and by 06-cybertipline, cell \[9\]"
    with pytest.raises(figures.FigureError, match=both):
        draw(fig)


def test_a_cell_run_again_saves_again(tmp_path, monkeypatch):
    monkeypatch.delenv("OURIMPACT_OUT", raising=False)
    monkeypatch.setattr(figures.paths, "build", lambda: tmp_path)
    for _ in range(2):
        draw()
    assert (tmp_path / "figures" / "2024" / "a-test.png").exists()


def test_no_half_of_a_figure_is_written(out, monkeypatch):
    real = Path.write_bytes
    full = OSError(28, "No space left on device")

    def fails(path, content):
        if ".csv" in path.name:
            raise full
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(OSError, match="No space left"):
        draw()
    assert list(out.iterdir()) == []


def test_the_year_of_the_report_is_not_in_a_csv_that_says_what_each_number_covers(out):
    """2024 stood beside “year not stated.”"""
    rows = TWO.assign(scope=["in 2024", "year not stated"])
    draw(data=rows)
    head = (out / "a-test.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    assert "year" in rows and {*head} == {*rows} - {"year"}


def test_no_cell_of_a_csv_is_a_formula(out):
    rows = TWO.assign(what=["=1+1", "+12%"], change=[-0.5, 0.1234567]).rename(columns={"n": "@n"})
    draw(data=rows)
    lines = (out / "a-test.csv").read_text().splitlines()
    assert lines == [
        "year,name,'@n,what,change", "2024,one,3,'=1+1,-0.5", "2024,two,4,'+12%,0.123457",
    ]  # fmt: skip


def test_words_are_typeset_and_sources_named(out):
    draw(
        title="NCMEC's title",
        subtitle="[More](blue) or [fewer](second) files in 2024 than it's",
        note="It's so.",
        caveats=[],
    )
    said = json.loads((out / "a-test.json").read_text(encoding="utf-8"))
    assert (said["title"], said["note"]) == ("NCMEC’s title", "It’s so.")
    assert said["subtitle"] == "More or fewer files in 2024 than it’s"
    assert (said["sources"], said["source"]) == (["our-impact-2024"], "NCMEC, Our Impact: 2024")
    assert (said["form"], said["order"], said["tables"]) == (
        "ranked_bars",
        1,
        ["cybertipline_files"],
    )
    svg = (out / "a-test.svg").read_text(encoding="utf-8")
    for color, word in {look.BLUE: "More", look.SECOND_TEXT: "fewer"}.items():
        assert f'<!-- {word} -->\n   <g style="fill: {color.lower()}"' in svg.replace(
            "    <g", "   <g"
        )


@pytest.mark.parametrize(("sources", "below"), [(1, False), (4, True)])
def test_a_credit_stands_beside_the_last_line_of_a_source(sources, below, out, monkeypatch):
    """A source broke after its first part, and a credit stood below one, on a line of its own."""
    source = "; ".join(["NCMEC, Our Impact: 2024"] * sources)
    monkeypatch.setattr(figures, "foot_of", lambda _: ("", source))
    begin()
    fig, ax = figures.new()
    charts.bars(ax, TWO, "n", "name")
    draw(fig)
    foot = {text.get_text()[:7]: text for text in fig.texts}
    last = f"Source: {source}.".rpartition("; ")[2]
    assert foot[last[:7]].get_text().endswith(last) and (last[0] == "N") == below
    assert foot[last[:7]].get_position()[1] == foot["By our-"].get_position()[1]
    assert (foot["Source:"].get_position()[1] > foot["By our-"].get_position()[1]) == below


def test_a_preview_is_small_and_says_what_it_shows(out, monkeypatch):
    shown = []
    monkeypatch.setattr(figures, "display", lambda data, **_: shown.append(data))
    monkeypatch.setattr(figures, "get_ipython", lambda: type("Shell", (), {"execution_count": 1}))
    draw()
    picture, line = shown
    assert picture["text/plain"] == ALT and len(picture["image/png"]) < 40_000
    assert f'<img alt="{ALT}"' in line["text/html"]
    assert 'href="../figures/2024/a-test.svg"' in line["text/html"]
    assert "facts: NCMEC, Our Impact: 2024" in line["text/html"]
    assert str(ROOT) not in line["text/html"] and str(out) not in line["text/html"]


def test_a_plain_script_is_told_where_its_figure_is(out, capsys):
    draw()
    assert capsys.readouterr().out.startswith(
        f"a-test is in {out}. By our-impact-notebooks, CC BY 4.0"
    )


def test_two_drawings_are_the_same_bytes(tmp_path, monkeypatch):
    for name in ("one", "two"):
        monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / name))
        draw()
    for ending in ENDINGS:
        one, two = (tmp_path / name / f"a-test{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), ending


VARIANTS = {"plain": (1920, 1080), "square": (1080, 1080), "dark": (1920, 1080), "pdf": None}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_come_from_the_same_drawing(variant, tmp_path):
    """The library reads the variant on import, from environment variables that the runner sets."""
    there = {"OURIMPACT_AS": variant, "OURIMPACT_OUT": str(tmp_path)}
    forms = [*FORMS] if variant in ("square", "dark") else ["bars"]  # to the others all are alike
    given = (there, forms)
    drawing = multiprocessing.get_context("fork").Process(target=draw_forms_anew, args=given)
    drawing.start()
    drawing.join()
    assert drawing.exitcode == 0
    names = [*(name.replace("_", "-") for name in forms), "lens", "swarm", "listing"]
    if variant == "pdf":
        assert {p.name for p in tmp_path.iterdir()} == {f"{name}.pdf" for name in names}
        assert b"/FontFile2" in (tmp_path / "bars.pdf").read_bytes()
        return
    ends = ("png", "svg")
    assert {p.name for p in tmp_path.iterdir()} == {
        f"{n}-{variant}.{e}" for n in names for e in ends
    }
    titled = int(variant != "plain")
    for name in names:
        with Image.open(tmp_path / f"{name}-{variant}.png") as picture:
            assert picture.size == VARIANTS[variant]
            corner = picture.convert("RGB").getpixel((2, 2))
        assert (max(corner) < 60) == (variant == "dark")
        svg = (tmp_path / f"{name}-{variant}.svg").read_text(encoding="utf-8")
        assert svg.count(f"<!-- Files: {name} -->") == titled == svg.count(", CC BY 4.0 -->")


def test_panels_below_each_other_in_a_square_keep_the_options_of_the_slide(monkeypatch):
    monkeypatch.setattr(look, "AS", "square")
    _, (ax, *below) = figures.new(1, 3, sharex=True, gridspec_kw={"top": 0.9})
    grid = ax.get_gridspec()
    assert grid.get_geometry() == (3, 1) and (grid.top, grid.hspace) == (0.9, 0.4)
    assert all(ax.get_shared_x_axes().joined(ax, each) for each in below)
    assert figures.new(1, 3, gridspec_kw={"hspace": 1})[1][0].get_gridspec().hspace == 1
    wide = figures.new(1, 3, gridspec_kw={"width_ratios": [2, 1, 1]})[1][0].get_gridspec()
    assert wide.get_geometry() == (1, 3), "their widths are of panels side by side"


def test_a_square_has_the_title_of_the_slide_though_it_has_room_for_a_longer_one(monkeypatch):
    long, short = "A title that is too long for one line of a slide and its margins", "A title"
    assert figures.fitting(f"{long} {long}", short) == short
    monkeypatch.setattr(look, "AS", "square")
    assert figures.fitting(f"{long} {long}", short) == short


def picture(lit="B", at=0.3, first=3, tone=look.BLUE, up=0.4, shift=0):
    """Three rows as dots on their intervals, a dashed line, a block of squares, and a number."""
    fig, (ax, other) = figures.new(1, 2)
    names = ["A", "B", "C"]
    y, _ = charts.rows(ax, [f"Row {name}" for name in names])
    tones = np.where(np.array(names) == lit, look.BLUE, look.MUTED)
    ax.hlines(y, [0.1, 0.2, 0.4], [up, 0.4, 0.7], colors=tones)
    ax.scatter([0.2, 0.3, 0.5], y, 40, tones)
    ax.vlines(at, -0.5, 2.5, **charts.DASHED)
    ax.set_xlim(0, 1)
    charts.write(ax, "30%", 0.9, y[1] + shift)
    charts.squares(other, [tone] * first + [look.CONTEXT] * 2, across=5)
    charts.cells(other, 5, 1)
    charts.write(other, "in all", 0, 0.5, color=tone)
    return lines_on(fig, [text for text, _ in figures._texts(fig)])


DRAWN = [
    "panel 1, level lines in muted: Row A 0.1 to 0.4, Row C 0.4 to 0.7",
    "panel 1, level lines in blue: Row B 0.2 to 0.4",
    "panel 1, dots in muted: Row A 0.2, Row C 0.5",
    "panel 1, dots in blue: Row B 0.3",
    "panel 1, dashed upright lines in muted: x 0.3 y -0.5 to 2.5",
    "panel 1, axes: x 0 to 1",
    "panel 1, words: 30% at Row B",
    "panel 2, squares in blue: 3 at x 0.07 to 2.93 y 0.07 to 0.93; efce28",
    "panel 2, squares in context: 2 at x 3.07 to 4.93 y 0.07 to 0.93; 8e4e9f",
    "panel 2, axes: x 0 to 5, y 1 to 0",
    "panel 2, words: in all at x 0 y 0.5",
    "words in blue: in all",
]
REDRAWN = {  # a slip, and the line that shows it
    "another row is lit": ({"lit": "C"}, "panel 1, dots in blue: Row C 0.5"),
    "a line elsewhere": ({"at": 0.4}, DRAWN[4].replace("0.3", "0.4")),
    "an interval cut": ({"up": 0.2}, DRAWN[0].replace("0.1 to 0.4", "0.1 to 0.2")),
    "more squares": (
        {"first": 4}, "panel 2, squares in blue: 4 at x 0.07 to 3.93 y 0.07 to 0.93; 97b358"
    ),
    "another color": ({"tone": look.SECOND}, DRAWN[7].replace("blue", "second")),
    "words in another color": ({"tone": look.SECOND}, "words in second: in all"),
    "a label one row below": ({"shift": 1}, "panel 1, words: 30% at Row C"),
}  # fmt: skip


@pytest.mark.parametrize(("slip", "line"), REDRAWN.values(), ids=REDRAWN)
def test_what_is_drawn_is_said_so_that_a_slip_is_seen(slip, line):
    assert picture() == DRAWN
    assert line in picture(**slip)


def test_whatever_is_drawn_is_said_or_passed_over():
    fig, (ax, other, third) = figures.new(1, 3)
    ax.axhline(0.5, color=look.BLUE)
    ax.axvline(np.datetime64("2024-01-01"), ls="--", color=look.SECOND)
    ax.plot([np.datetime64("2024-01-01")] * 2, [0, np.nan], "o-", alpha=0.5)
    ax.annotate("a note", (0.5, 0.5), xycoords="axes fraction")
    other.bar(["x", "y"], [1, np.nan])
    other.annotate("named", ("y", 0))
    other.errorbar(["x"], [1], yerr=[0.5])
    third.pie([1, 2])
    third.imshow([[1, 2]])
    third.scatter([1, 2], [3, 4], alpha=[0.5, 1])
    assert lines_on(fig, []) == [
        "panel 1, level lines in blue: x all y 0.5",
        "panel 1, dashed upright lines in second: x 19,700 y all",
        "panel 1, dots in blue: x 19,700 y 0, x 19,700 y -",
        "panel 1, upright lines in blue: x 19,700 y 0",
        "panel 1, axes: x 18,900 to 20,500, y -0.025 to 0.525",
        "panel 2, bars in blue: x -0.4 to 0.4 y 0 to 1, x 0.6 to 1.4 y -",
        "panel 2, upright lines in blue: x 0 y 0.5 to 1.5",
        "panel 2, axes: x -0.44 to 0.44, marks beyond them: 1",
        "panel 2, words: named at x 1 y 0",
        "panel 3, areas in blue: x -0.5 to 1 y 0 to 1; 558827",
        "panel 3, areas in second: x -1 to 1 y -1 to 0.866; a22be2",
        "panel 3, dots in blue: x 1 y 3, x 2 y 4",
        "panel 3, axes: x -1.25 to 1.25, y -1.25 to 1.25, marks beyond them: 2",
    ]


UNLIKE = {  # how something is drawn in two ways that have the same ends, and means
    "many dots": (lambda ax, y: ax.plot([*y, *range(2, 60)], "o"), [0, 1], [1, 0]),
    "many bars": (lambda ax, y: ax.bar(range(14), [*y, *[0.5] * 12]), [0.1, 0.9], [0.9, 0.1]),
    "a line": (lambda ax, y: ax.plot([1, y, 3]), 2, 5),
    "a band": (lambda ax, y: ax.fill_between(range(3), [0] * 3, [2, y, 2]), 1, 2),
    "a block": (lambda ax, on: charts.squares(ax, np.where(on, "r", "b"), across=5),
                [1, 0, 1, 0, 1] * 2, [1, 0, 1, 0, 1, 1, 1, 0, 0, 1]),
    "an axis": (lambda ax, low: [ax.plot(5, 5, "o"), ax.set_xlim(low, 9)], 0, 4),
    "upward": (lambda ax, y: [ax.bar([1], [2]), ax.set_ylim(*y)], (0, 3), (3, 0)),
    "sizes of dots": (lambda ax, sizes: ax.scatter([1, 2], [1, 2], sizes), [4, 9], [9, 4]),
    "an edge": (lambda ax, ec: ax.bar(1, 2, color=look.PAPER, ec=ec), look.EDGE, look.BLUE),
    "a leader": (lambda ax, x: ax.annotate("", (1, 1), (x, 9), arrowprops={}), 9, 30),
    "words": (lambda ax, x: [ax.bar(1, 2), ax.text(x, 1, "of all")], 1, 2),
    "a bar": (lambda ax, seen: ax.bar([1, 2], [3, 3])[1].set_visible(seen), True, False),
    "axes": (lambda ax, seen: [ax.bar(1, 2), ax.set_visible(seen)], True, False),
}  # fmt: skip


@pytest.mark.parametrize(("draw", "one", "other"), UNLIKE.values(), ids=UNLIKE)
def test_what_is_drawn_otherwise_is_said_otherwise(draw, one, other):
    told = []
    for way in (one, other):
        fig, ax = figures.new()
        draw(ax, way)
        told.append(lines_on(fig, []))
    assert told[0] != told[1]


def test_many_marks_are_said_by_their_ends_and_a_digest():
    fig, (ax, other) = figures.new(1, 2)
    ax.scatter(np.arange(100) / 3, np.arange(100) ** 2, color=look.BLUE)
    ax.bar([2020], [29_782], color=look.CONTEXT)
    y, _ = charts.rows(other, ["Fell", "Fell farther"])
    other.barh(y, [-0.1, -0.9], color=look.BLUE)
    other.barh(np.arange(40) / 40, -np.linspace(0.1, 0.9, 40), 0.01, color=look.SECOND)
    assert lines_on(fig, []) == [
        "panel 1, bars in context: x 2019.6 to 2020.4 y 0 to 29,800",
        "panel 1, dots in blue: 100; x 0 to 33; y 0 to 9801; 1b434c",
        "panel 1, axes: x -101 to 2120",
        "panel 2, bars in blue: Fell -0.1, Fell farther -0.9",
        "panel 2, bars in second: 40; x -0.9 to 0; y -0.005 to 0.98; 3dc763",
    ]


def test_only_rows_and_columns_that_a_chart_names_are_known_by_name():
    fig, ax = figures.new()
    data = pd.DataFrame({"half": ["Jan–Jun\n2024", "Jan–Jun\n2025"], "n": [3, 5]})
    charts.columns(ax, data, "n", "half")
    charts.write(ax, "scale enlarged 8.2 times", 0, 5, edge=True)
    charts.write(ax, "a remark", 1, 0)
    assert lines_on(fig, []) == [
        "bars in blue: Jan–Jun 2024 3, Jan–Jun 2025 5",
        "level lines in ink: x -0.43 to 1.43 y -0.0144",
        "words: 3 at Jan–Jun 2024; 5 | a remark at Jan–Jun 2025; scale enlarged 8.2 times at y 5",
    ]


def test_only_the_picture_is_made_where_that_is_all_that_is_asked(out, monkeypatch):
    draw()
    whole = (out / "a-test.png").read_bytes()
    for file in out.iterdir():
        file.unlink()
    monkeypatch.setattr(look, "ONLY", "png")
    monkeypatch.setattr(figures, "_show", None)  # nor is it shown
    draw()
    assert [(file.name, file.read_bytes()) for file in out.iterdir()] == [("a-test.png", whole)]


def test_a_persons_copy_of_a_figure_is_kept_and_not_shown(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OURIMPACT_ROOT", str(ROOT))
    original = next(path for path in FIGURES if path.stem == "take-it-down")
    for path in (original, original.with_name("take-it-down-mine.json")):
        (tmp_path / path.name).write_bytes(original.read_bytes())
    assert [figure.slug for figure in gallery.figures(tmp_path)] == ["take-it-down"]
    assert "take-it-down-mine.json is a copy of take-it-down" in capsys.readouterr().err


def test_a_copied_folder_of_figures_is_not_another_years(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_ROOT", str(ROOT))
    shutil.copytree(ROOT / "figures" / str(YEAR), tmp_path / "2019")
    with pytest.raises(UsageError, match=f"json is of {YEAR}: remove it, and run its notebook"):
        gallery.figures(tmp_path / "2019")
