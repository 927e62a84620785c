"""Every committed figure against the one that its notebook makes now, and what it carries."""

import json
import re

import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.testing.compare import compare_images
from PIL import Image

from ourimpact import figures, gallery

FIGURES = sorted((ROOT / "figures" / "2024").glob("*.json"))  # the year that is committed
ENDINGS = (".png", ".svg", ".csv", ".json")
# Equal bytes on Linux x86-64; elsewhere text may be hinted one pixel off: an RMS of 2 grey levels
# is less than a changed digit makes (a digit at 10 pt: 2.5 and more).
TOLERANCE = 2.0


@pytest.fixture(params=FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def figure(request):
    return request.param


def about(figure) -> dict:
    return json.loads(figure.read_text(encoding="utf-8"))


def test_the_files_are_those_that_the_notebooks_save(rendered):
    committed = {p.name for p in (ROOT / "figures" / "2024").iterdir()}
    made = {p.name for p in (rendered / "figures" / "2024").iterdir()}
    assert committed == made
    assert {p.stem + end for p in FIGURES for end in ENDINGS} == made


def test_a_figure_is_what_its_notebook_makes(figure, rendered):
    """To accept a change on purpose: run `ourimpact run`, look at the figure, commit it."""
    for ending in ENDINGS:
        expected, actual = figure.with_suffix(ending), rendered / figure.relative_to(ROOT)
        actual = actual.with_suffix(ending)
        if ending == ".png":
            difference = compare_images(str(expected), str(actual), tol=TOLERANCE)
            assert difference is None, f"{difference}\nCompare {expected} with {actual}."
        elif ending in (".csv", ".json"):
            assert actual.read_bytes() == expected.read_bytes(), f"{actual} is not {expected}"
        else:
            ids = r"[a-z]{1,2}[0-9a-f]{10}"  # matplotlib's names of paths and clips
            old, new = (re.sub(ids, "", p.read_text(encoding="utf-8")) for p in (expected, actual))
            assert re.findall(r"<text.*?</text>", new) == re.findall(r"<text.*?</text>", old)


def test_a_picture_carries_its_own_credit(figure):
    said = about(figure)
    assert list(said) == list(gallery.FIELDS)
    with Image.open(figure.with_suffix(".png")) as picture:
        assert picture.size == (1920, 1080)
        assert picture.text == {
            "Title": said["title"], "Description": said["alt"],
            "Source": said["source"], "Copyright": said["credit"],
        }  # fmt: skip
    svg = figure.with_suffix(".svg").read_text(encoding="utf-8")
    for words in (said["title"], said["alt"]):
        assert words.replace("&", "&amp;").replace("<", "&lt;") in svg
    assert "DejaVu Sans', Verdana, sans-serif" in svg
    assert "NCMEC, Our Impact" in said["credit"]
    assert said["source"]


def test_alt_text_names_two_numbers_that_the_csv_holds(figure):
    said = about(figure)
    held = set()
    for value in pd.read_csv(figure.with_suffix(".csv")).to_numpy().ravel():
        held.add(str(value))
        if isinstance(value, int | float) and value == value:
            for number in (value, 100 * value, value / 1e6, value / 1e9):
                held |= {f"{number:,.{digits}f}" for digits in range(3)}
        held |= set(re.findall(r"\d[\d,]*(?:\.\d+)?", str(value)))
    named = re.findall(r"\d[\d,]*(?:\.\d+)?", said["alt"])
    found = [n for n in named if n.rstrip(",") in held and n != str(said["year"])]
    assert len(set(found)) >= 2, f"of {named} the CSV holds {found}"


def test_no_small_count_by_race_with_age_or_gender(figure):
    """Counts of 1 to 10 could point at a child (SECTIONS: small numbers)."""
    data = pd.read_csv(figure.with_suffix(".csv"))
    columns = " ".join(data.columns)
    if re.search("race", columns) and re.search("age|gender|under", columns):
        for column in data.select_dtypes("integer"):
            if column not in ("year", "age"):
                assert not data[column].between(1, 10).any(), column


def test_the_gallery_is_made_from_the_files():
    assert (ROOT / "figures" / "README.md").read_text(encoding="utf-8") == gallery.page()


def draw(**changed):
    figures.use_theme("06-cybertipline")
    fig = changed.pop("fig", None)
    if fig is None:
        fig, ax = figures.new()
        ax.bar([1, 2], [3, 4])
    words = {
        "year": 2024, "title": "A title", "subtitle": "What is counted", "form": "ranked_bars",
        "alt": "Bar chart of two bars for a test, the first is 3 and the second is 4.",
        "finding": "The second is 4.", "tables": ["cybertipline_files"],
        "data": pd.DataFrame({"year": [2024, 2024], "n": [3, 4]}),
    }  # fmt: skip
    figures.save(fig, changed.pop("slug", "a-test"), **words | changed)


BAD_WORDS = {
    "title": (
        {"title": "A title that is too long for one line of a slide " * 2},
        "pt wide",
    ),
    "subtitle": ({"subtitle": "word " * 60}, "subtitle has more than 2 lines"),
    "note": ({"note": "word " * 100}, "source block with its note has more than 3 lines"),
    "alt": ({"alt": "Too short 1 2"}, "13 characters"),
    "numbers": ({"alt": "Bar chart of two bars without a number to be found in it"}, "two numbers"),
    "slug": ({"slug": "../escape"}, "is no slug"),
}


@pytest.mark.parametrize(("changed", "said"), BAD_WORDS.values(), ids=BAD_WORDS)
def test_what_does_not_fit_is_refused_and_nothing_written(changed, said, tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    with pytest.raises(figures.FigureError, match=said):
        draw(**changed)
    assert not (tmp_path / "out").exists()


def test_a_chart_that_cannot_be_fitted_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    figures.use_theme("06-cybertipline")
    fig, ax = figures.new()
    ax.text(3, 0.5, "far outside", transform=ax.transAxes)
    with pytest.raises(figures.FigureError, match="too far at the right"):
        draw(fig=fig)


def test_bars_that_do_not_start_at_zero_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    figures.use_theme("06-cybertipline")
    fig, ax = figures.new()
    ax.bar([1, 2], [3, 4])
    ax.set_ylim(2, 5)
    with pytest.raises(figures.FigureError, match="bars must start at zero, not at 2"):
        draw(fig=fig)


def test_two_drawings_are_the_same_bytes(tmp_path, monkeypatch, capsys):
    for name in ("one", "two"):
        monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / name))
        draw()
    for ending in ENDINGS:
        one, two = (tmp_path / name / f"a-test{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), ending
