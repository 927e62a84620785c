"""The deck: a slide for each figure, readable as text, and charts that hold the CSVs' numbers."""

import json
import re
import shutil
import subprocess
import sys

import matplotlib
import pandas as pd
import pytest
from conftest import ROOT, YEAR
from PIL import Image, ImageFont
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

import ourimpact_command as cli
from handouts import deck, deck_charts, gallery
from ourimpact import figures
from ourimpact.errors import UsageError

ABOUT = {about["slug"]: about for about in gallery.figures(YEAR)}
SLUGS = list(ABOUT)
NATIVE = [slug for slug in SLUGS if ABOUT[slug]["form"] in ("ranked_bars", "share_bar")]
CHARTS = [slug for slug in NATIVE if deck_charts.numbers(ABOUT[slug]) is not None]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The whole deck, in pictures and with charts, as read from its files."""
    folder = tmp_path_factory.mktemp("deck")
    for name, native in (("full", False), ("native", True)):
        deck.write(YEAR, native=native, path=folder / f"{name}.pptx")
    return {name: Presentation(str(folder / f"{name}.pptx")) for name in ("full", "native")}


@pytest.fixture(params=("full", "native"))
def slides(request, made):
    return list(made[request.param].slides)


def shown(slide):
    """The picture or chart of a slide, or None."""
    found = [s for s in slide.shapes if s.shape_type in (13, 3)]  # picture, chart
    assert len(found) < 2
    return found[0] if found else None


def of_figures(slides) -> dict:
    return {shown(slide).name: slide for slide in slides if shown(slide) is not None}


def alt(shape) -> str:
    return shape._element._nvXxPr.cNvPr.get("descr")


def test_one_slide_for_each_figure_in_report_order(slides):
    assert [shown(s).name for s in slides if shown(s) is not None] == SLUGS
    for slug, slide in of_figures(slides).items():
        assert slide.shapes.title.text == ABOUT[slug]["title"]
        assert alt(shown(slide)) == ABOUT[slug]["alt"]


def test_dividers_stand_before_their_sections(slides):
    sections = list(dict.fromkeys(about["section"] for about in ABOUT.values()))
    titles = [s.shapes.title.text for s in slides if s.slide_layout.name == "Section Header"]
    assert titles == sections
    now = None
    for slide in slides[1:-1]:
        if shown(slide) is None:
            now = slide.shapes.title.text
        else:
            assert ABOUT[shown(slide).name]["section"] == now


def test_first_and_last_slide(slides):
    assert slides[0].shapes.title.text == f"Our Impact: {YEAR}"
    assert f"{len(SLUGS)} figures" in slides[0].placeholders[1].text
    words = "\n".join(s.text_frame.text for s in slides[-1].shapes)
    assert "report.cybertip.org" in words
    assert "1-800-THE-LOST" in words
    links = {
        run.hyperlink.address
        for shape in slides[-1].placeholders
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert {"https://report.cybertip.org", "https://www.ncmec.org"} <= links
    for about in ABOUT.values():
        for citation in about["source"].split("; "):
            head, years, tail = re.fullmatch(r"(\D*)(\d[\d, and]*\d)?(.*)", citation).groups()
            for year in re.findall(r"\d+", years or "") or [""]:
                assert head + year + tail in words


def test_notes_say_finding_caveat_and_where_it_comes_from(slides):
    for slug, slide in of_figures(slides).items():
        about, notes = ABOUT[slug], slide.notes_slide.notes_text_frame.text
        for field in ("finding", "note", "source", "subtitle", "credit"):
            assert about[field] in notes, (slug, field)
        files = re.findall(r"(?:data|figures|notebooks)/[\w/.-]+\w", notes)
        assert len(files) == len(about["tables"]) + 2
        for file in files:
            assert (ROOT / file).is_file(), (slug, file)


def test_a_picture_fills_the_slide_and_covers_its_title(made):
    wide, high = made["full"].slide_width, made["full"].slide_height
    assert (wide, high) == (Pt(960), Pt(540))
    for slide in of_figures(made["full"].slides).values():
        title, picture, number = slide.shapes  # which is the order of reading, and of layers
        assert title == slide.shapes.title
        assert title._element.spPr.xfrm is not None  # stays when pasted into another theme
        assert (picture.left, picture.top, picture.width, picture.height) == (0, 0, wide, high)
        assert number._element.find(f".//{qn('a:fld')}").get("type") == "slidenum"
        with Image.open(ROOT / "figures" / str(YEAR) / f"{picture.name}.png") as image:
            assert image.mode == "RGB"  # nothing shines through


def test_everything_is_on_the_slide_and_numbered(slides):
    for slide in slides:
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= Pt(960), shape.name
            assert shape.top + shape.height <= Pt(540), shape.name
        assert slide.shapes[-1].placeholder_format.idx == 12
        assert slide.shapes[0] == slide.shapes.title


def font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    file = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' * bold}.ttf"
    return ImageFont.truetype(file, size)


def styled(shape) -> tuple[float, bool]:
    """A text's size in points and whether it is bold, its own or its layout's."""
    own = shape.text_frame.paragraphs[0].font
    if own.size:
        return own.size.pt, bool(own.bold)
    same = shape.part.slide_layout.placeholders.get(shape.placeholder_format.idx)
    style = same._element.find(f".//{qn('a:defRPr')}")
    return int(style.get("sz")) / 100, style.get("b") == "1"


def height(shape) -> float:
    """How high a shape's text is, in points, as near as one can tell without its font."""
    size, bold = styled(shape)
    drawn, lines, room = font(size, bold), 0, shape.width.pt
    for paragraph in shape.text_frame.paragraphs:
        line = ""
        lines += 1
        for word in paragraph.text.split():
            if line and drawn.getlength(f"{line} {word}") > room:
                lines, line = lines + 1, ""
            line = f"{line} {word}".strip()
    return lines * size * 1.2 + 6 * (len(shape.text_frame.paragraphs) - 1) * (not bold)


def test_no_text_overflows_its_box(slides):
    for place, slide in enumerate(slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text.strip():
                assert height(shape) <= shape.height.pt, (place, shape.name)


@pytest.mark.parametrize("slug", CHARTS)
def test_a_chart_starts_at_zero_and_holds_the_numbers(made, slug):
    slide = of_figures(made["native"].slides)[slug]
    chart = shown(slide).chart
    assert chart.value_axis.minimum_scale == 0
    axes = chart._chartSpace.xpath(".//c:axId | .//c:crossAx")
    assert all(int(axis.get("val")) >= 0 for axis in axes)  # as the schema has it
    drawn = [v for series in chart.plots[0].series for v in series.values if v is not None]
    data = pd.read_csv(ROOT / "figures" / str(YEAR) / f"{slug}.csv").drop(
        columns="year", errors="ignore"
    )
    counts = data.select_dtypes("number").iloc[:, 0]
    assert sorted(drawn) == sorted(counts)
    words = {w.lower() for c in data.select_dtypes(exclude="number") for w in data[c]}
    named = {str(c).lower() for c in chart.plots[0].categories}
    assert words <= named | {series.name.lower() for series in chart.plots[0].series}
    assert all(series.data_labels.show_value for series in chart.plots[0].series)
    _, subtitle, _, source, _ = (
        s.text_frame.text if s.has_text_frame else "" for s in slide.shapes
    )
    assert ABOUT[slug]["note"] in source and ABOUT[slug]["source"] in source
    assert ABOUT[slug]["credit"] in source
    assert subtitle.startswith(ABOUT[slug]["subtitle"].split(":")[0])
    assert "number and share" not in subtitle  # its labels are counts


def test_charts_are_those_whose_csv_says_all(made):
    slides = of_figures(made["native"].slides)
    charts = {name for name, slide in slides.items() if shown(slide).has_chart}
    assert charts == set(CHARTS)
    assert {"missing-reports-resolved", "reports-by-type", "offender-relationship"} <= charts
    assert "cybertipline-incident-types" not in charts  # two scales
    assert not any(shown(s).has_chart for s in of_figures(made["full"].slides).values())
    for slug in charts - {"offender-relationship"}:  # whose groups are in its CSV
        assert not re.search("grey|blue", ABOUT[slug]["note"], re.IGNORECASE)


def test_ranked_bars_keep_their_order_and_groups_their_colours(made):
    chart = shown(of_figures(made["native"].slides)["reports-by-type"]).chart
    data = pd.read_csv(ROOT / "figures" / str(YEAR) / "reports-by-type.csv")
    assert list(chart.plots[0].categories) == list(data["type"])
    assert chart.category_axis.reverse_order
    chart = shown(of_figures(made["native"].slides)["offender-relationship"]).chart
    colors = [str(s.format.fill.fore_color.theme_color) for s in chart.plots[0].series]
    assert colors == ["ACCENT_1 (5)", "ACCENT_3 (7)", "ACCENT_4 (8)"]
    for values in zip(*[s.values for s in chart.plots[0].series], strict=True):
        assert sum(v is not None for v in values) == 1


def about(**changed):
    return {
        "slug": "x",
        "year": YEAR,
        "subtitle": "Files",
        "note": "",
        "form": "share_bar",
    } | changed


def test_several_share_bars_and_two_scales(monkeypatch, tmp_path):
    monkeypatch.setattr(deck_charts.paths, "figures", lambda year: tmp_path)
    (tmp_path / "x.csv").write_text(
        "year,agency,measure,count,share\n2024,A,files,1,.1\n2024,B,files,9,.9\n"
        "2024,A,requests,7,.7\n2024,B,requests,3,.3\n"
    )
    found = deck_charts.numbers(about())
    assert list(found.index) == ["Files", "Requests"]
    assert {name: list(found[name]) for name in found} == {"A": [1, 7], "B": [9, 3]}
    assert deck_charts.numbers(about(note="Grey: a part that is not drawn.")) is None
    assert deck_charts.numbers(about(form="dots")) is None
    (tmp_path / "x.csv").write_text("type,n\nA,10000\nB,20\nC,10\n")
    assert deck_charts.numbers(about(form="ranked_bars")) is None
    (tmp_path / "x.csv").write_text("type,n\nA,10000\nB,200\nC,10\n")
    assert list(deck_charts.numbers(about(form="ranked_bars"))["N"]) == [10000, 200, 10]


def test_narrow_parts_are_labelled_above_the_bar(made):
    chart = shown(of_figures(made["native"].slides)["cybertipline-files"]).chart
    lifted = chart._chartSpace.findall(f".//{qn('c:dLbl')}")
    assert len(lifted) == 1
    assert float(lifted[0].find(f".//{qn('c:y')}").get("val")) < -0.2
    assert lifted[0].find(qn("c:showSerName")).get("val") == "1"
    assert not chart.has_legend


def test_theme_and_properties(made):
    properties = made["full"].core_properties
    assert properties.title == f"Our Impact: {YEAR}, in figures"
    assert properties.author and "NCMEC" in properties.subject
    assert "python-pptx" not in properties.comments
    rels = made["full"].slide_master.part.rels.values()
    (theme,) = (r.target_part.blob.decode() for r in rels if r.reltype.endswith("/theme"))
    for name, color in (("accent1", figures.BLUE), ("accent3", figures.TEAL), ("dk1", figures.INK)):
        assert f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>' in theme
    assert theme.count('<a:latin typeface="Verdana"/>') == 2
    assert len(made["full"].slide_layouts) == 4


def test_chosen_figures_in_the_order_given_without_dividers(tmp_path):
    chosen = ["reports-by-type", "at-a-glance", "reports-by-type"]
    path, number, charts = deck.write(slugs=chosen, path=tmp_path / "new" / "some.pptx")
    assert (number, charts) == (2, [])
    slides = list(Presentation(str(path)).slides)
    assert list(of_figures(slides)) == chosen[:2]
    assert len(slides) == 4


WRONG = {
    "slug": ({"slugs": ["state-shars"]}, "no figure 'state-shars' of 2024. Did you mean 'state-"),
    "year": ({"year": 1999}, "No figures are published for 1999. Years that exist: .*2024"),
    "name": ({"path": ROOT / "build" / "deck.ppt"}, r"ends in .pptx"),
}


@pytest.mark.parametrize(("asked", "said"), WRONG.values(), ids=WRONG)
def test_what_is_not_to_be_had(asked, said):
    with pytest.raises(UsageError, match=said):
        deck.write(**asked)


def test_without_figures_it_says_what_to_run(checkout):
    with pytest.raises(UsageError, match=r"No figures are published\. Run `ourimpact run`"):
        deck.write()


def test_a_figure_without_its_words_is_named(checkout):
    folder = checkout / "figures" / "2024"
    folder.mkdir(parents=True)
    for text, said in (("{}", r"2024/x\.json lacks slug"), ("{", r"2024/x\.json lacks Expecting")):
        (folder / "x.json").write_text(text)
        with pytest.raises(UsageError, match=said):
            deck.write()


def test_the_newest_year_is_the_default(checkout):
    for year in (2023, 2024):
        folder = checkout / "figures" / str(year)
        folder.mkdir(parents=True)
        for end in (".json", ".png"):
            shutil.copy((ROOT / "figures" / str(YEAR) / SLUGS[0]).with_suffix(end), folder)
        said = json.loads((folder / f"{SLUGS[0]}.json").read_text(encoding="utf-8"))
        (folder / f"{SLUGS[0]}.json").write_text(json.dumps(said | {"year": year}))
    path, number, _ = deck.write()
    assert path == checkout / "build" / "our-impact-2024.pptx"
    assert number == 1
    assert deck.write(2023)[0].name == "our-impact-2023.pptx"


def test_the_command(tmp_path, capsys):
    path = tmp_path / "two.pptx"
    asked = ["deck", "reports-by-type", SLUGS[0], "--native", "-o", str(path)]
    assert cli.main(asked) == 0
    assert capsys.readouterr().out == f"{path}: 2 figures\ncharts to edit: reports-by-type\n"
    assert cli.main(["deck", "reports-by-typ"]) == 1
    assert "Did you mean 'reports-by-type'?" in capsys.readouterr().err


def test_without_python_pptx_it_says_how_to_get_it(monkeypatch, capsys):
    for name in ("handouts.deck", "handouts.deck_charts"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("handouts.deck")
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert cli.main(["deck"]) == 1
    assert "pip install -e '.[slides]'" in capsys.readouterr().err


def test_nothing_else_needs_the_deck():
    others = [
        f.stem for f in (ROOT / "lib" / "ourimpact").glob("[a-z]*.py") if "deck" not in f.stem
    ]
    code = f"""import importlib, sys
sys.modules |= {{"pptx": None, "handouts.deck": None, "handouts.deck_charts": None}}
[importlib.import_module("ourimpact." + name) for name in {others}]"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
