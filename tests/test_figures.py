"""Every committed figure against the one that its notebook makes now, and what it carries."""

import json
import re
import shutil

import pandas as pd
import pytest
from conftest import ROOT, YEAR
from matplotlib.testing.compare import compare_images
from PIL import Image

from handouts import gallery
from ourimpact import charts, figures, tables
from warmrun import publish

FIGURES = sorted((ROOT / "figures" / str(YEAR)).glob("*.json"))
ENDINGS = (".png", ".svg", ".csv", ".json")
NUMBER = r"\d[\d,]*\d(?:\.\d+)?|\d(?:\.\d+)?"
PAIR = ("expected", "actual")
DIFFERENCES = ROOT / "build" / "differences"
# RMS of grey levels. Where figures are committed from, two drawings are the same bytes but for the
# last bit of a processor's arithmetic: far below the 0.3 that a dot for a comma makes. Elsewhere
# letters are hinted otherwise; a changed digit makes about 1, so that words and numbers of the SVG
# and the CSV are compared exactly.
TOLERANCE = 0.1 if publish.EXACT else publish.TOLERANCE
RACES = set(tables.labels("race_ethnicity").values()) - {"Unknown"}
CROSSED = r"\b(age|ages|under|gender|boys?|girls?|male|female|stage)\b"


@pytest.fixture(params=FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def figure(request):
    return request.param


def about(figure) -> dict:
    return json.loads(figure.read_text(encoding="utf-8"))


def test_the_files_are_those_that_the_notebooks_save(rendered):
    committed = {p.name for p in (ROOT / "figures" / str(YEAR)).iterdir()}
    made = {p.name for p in (rendered / "figures" / str(YEAR)).iterdir()}
    assert committed == made
    assert {p.stem + end for p in FIGURES for end in ENDINGS} == made


def test_a_figure_is_what_its_notebook_makes(figure, rendered):
    made = rendered / figure.relative_to(ROOT)
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
        if not publish.EXACT:
            old, new = (re.findall(r"<text.*?</text>", text) for text in (old, new))
    return old == new


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
    assert said["source"] and said["credit"].startswith("Figure: CC BY 4.0; facts: ")
    for cited in said["source"].replace(": ", " ").split("; "):
        assert cited in said["credit"]


def test_alt_text_names_two_numbers_that_the_csv_holds(figure):
    said = about(figure)
    held = set()
    data = pd.read_csv(figure.with_suffix(".csv")).drop(columns="year", errors="ignore")
    for value in data.select_dtypes("number").to_numpy().ravel():
        for number in (value, 100 * value, value / 1e6, value / 1e9):
            held |= {f"{number:,.{digits}f}" for digits in range(3)}
    if "number" in data:  # of a stat panel: its numbers are words, such as 83,000 or 29.2 million
        held |= set(re.findall(NUMBER, " ".join(data["number"].astype("str"))))
    named = re.findall(NUMBER, said["alt"])
    found = [n for n in named if n in held and n != str(said["year"])]
    assert len(set(found)) >= 2, f"of {named} the CSV holds {found}"


def crosses_race(figure, data: pd.DataFrame) -> bool:
    """Whether a figure's numbers are by race or ethnicity together with age, gender or stage."""
    said = about(figure)
    raced = data.astype("str").isin(RACES).any(axis=None) or bool(RACES & set(data.columns))
    return raced and bool(
        re.search(CROSSED, f"{said['slug']} {said['subtitle']}".replace("-", " "))
    )


def small_counts(data: pd.DataFrame) -> dict[str, list[float]]:
    """Counts of 1 to 10 could point at a child."""
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
    table = tables.load("missing_by_age_race", YEAR)  # what the rule keeps back stands there
    assert small_counts(table[table["age_group"] == "9_to_11"])


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
    "long alt": ({"alt": "Bar chart of 3 and 4. " + "x" * 300}, "322 characters"),
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


def test_labels_that_lie_on_each_other_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    figures.use_theme("06-cybertipline")
    fig, ax = figures.new()
    many = pd.DataFrame({"name": [f"State {n}" for n in range(60)], "n": range(1, 61)})
    charts.ranked_bars(ax, many, "n", "name")
    with pytest.raises(figures.FigureError, match="'State 0' and 'State 1' lie on each other"):
        draw(fig=fig)


@pytest.mark.parametrize(
    ("column", "said"),
    [("name", "name is 'Texas' in several rows"), ("nmae", "Did you mean 'name'?")],
)
def test_rows_that_would_share_a_bar_and_a_column_that_is_not_there(column, said):
    """Bars of two rows were drawn as their mean, with one row's number beside it."""
    rows = pd.DataFrame({"name": ["Texas", "Texas"], "n": [3, 4]})
    with pytest.raises(ValueError, match=re.escape(said)):
        charts.ranked_bars(figures.new()[1], rows, "n", column)


@pytest.mark.parametrize(("start", "low"), [(0, 2), (2, 0)], ids=["cut axis", "raised bars"])
@pytest.mark.parametrize("across", [False, True], ids=["columns", "bars"])
def test_bars_that_do_not_start_at_zero_are_refused(tmp_path, monkeypatch, across, start, low):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / "out"))
    figures.use_theme("06-cybertipline")
    fig, ax = figures.new()
    if across:
        ax.barh([1, 2], [3, 4], left=start)
        ax.set_xlim(low, 7)
    else:
        ax.bar([1, 2], [3, 4], bottom=start)
        ax.set_ylim(low, 7)
    with pytest.raises(figures.FigureError, match="bars must start at zero, not at 2"):
        draw(fig=fig)


def test_two_drawings_are_the_same_bytes(tmp_path, monkeypatch, capsys):
    for name in ("one", "two"):
        monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path / name))
        draw()
    for ending in ENDINGS:
        one, two = (tmp_path / name / f"a-test{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), ending
