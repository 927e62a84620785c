"""The deck has a slide for each figure, with its words as text, and charts with CSV numbers."""

import re
import subprocess
import sys
from functools import cache

import pytest
from conftest import ROOT
from PIL import ImageFont
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt
from some_figures import BODY, BROKEN, draw

import ourimpact_command as cli
from handouts import deck, deck_charts, gallery
from ourimpact import UsageError, figures, paths
from ourimpact_command import runs

YEAR = gallery.year_of(None)
FIGURES = {figure.slug: figure for figure in gallery.figures(paths.figures(YEAR))}
FACE = ROOT / "lib" / "ourimpact" / "faces"  # a little wider than Calibri


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The whole deck, once with pictures and once with charts, read back from the files."""
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


def words(slide) -> str:
    return "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_each_figure_has_a_slide_in_report_order_with_its_words_as_text(slides):
    drawn = [slide for slide in slides if shown(slide) is not None]
    assert [shown(slide).name for slide in drawn] == list(FIGURES)
    for slide in drawn:
        figure, notes = FIGURES[shown(slide).name], slide.notes_slide.notes_text_frame.text
        assert slide.shapes.title.text == figure.title
        assert slide.shapes.title._element.spPr.xfrm is None  # the template sets its position
        for said in (figure.subtitle, figure.note, figure.source, "CC BY 4.0"):
            assert said in words(slide)
        for said in (figure.finding, figure.note, figure.subtitle, figure.source, figure.credit):
            assert said in notes
        for file in re.findall(r"(?:data|figures|notebooks)/[\w/.-]+\w", notes):
            assert (ROOT / file).is_file(), file
        assert shown(slide)._element._nvXxPr.cNvPr.get("descr") == figure.alt


def test_a_divider_stands_before_several_figures_and_before_no_single_one(slides):
    sections = [figure.section for figure in FIGURES.values()]
    wanted = [s for s in dict.fromkeys(sections) if sections.count(s) > 1]
    assert [s.shapes.title.text for s in slides if s.slide_layout.name == "Section"] == wanted


def test_first_and_last_slide_say_where_it_is_from_and_where_to_report(slides):
    assert f"{len(FIGURES)} figures" in words(slides[0])
    runs = [r for s in slides[-1].placeholders for p in s.text_frame.paragraphs for r in p.runs]
    links = {run.hyperlink.address for run in runs}
    assert {"https://report.cybertip.org", "tel:+18008435678"} <= links
    for row in gallery.sources(list(FIGURES.values())):
        assert row["citation"] in words(slides[-1])


def styled(shape) -> tuple[float, bool]:
    """A text's size in points and whether it is bold, its own or its layout's."""
    own = shape.text_frame.paragraphs[0].font
    if own.size:
        return own.size.pt, bool(own.bold)
    same = {p.placeholder_format.idx: p for p in shape.part.slide_layout.placeholders}
    style = same[shape.placeholder_format.idx]._element.find(f".//{qn('a:defRPr')}")
    return int(style.get("sz")) / 100, style.get("b") == "1"


@cache
def lettering(weight: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACE / f"SourceSans3-{weight}.ttf", size)


def height(shape) -> float:
    """Return the approximate height of a shape's text in points: its font is not available."""
    size, bold = styled(shape)
    face, lines = lettering("Semibold" if bold else "Regular", size), 0
    for paragraph in shape.text_frame.paragraphs:
        line, lines = "", lines + 1
        for word in paragraph.text.split():
            if line and face.getlength(f"{line} {word}") > shape.width.pt:
                lines, line = lines + 1, ""
            line = f"{line} {word}".strip()
    return lines * size * 1.2


def test_everything_is_on_the_slide_fits_its_box_and_is_large_enough(slides):
    for place, slide in enumerate(slides, 1):
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, (place, shape.name)
            assert shape.left + shape.width <= Pt(960), (place, shape.name)
            assert shape.top + shape.height <= Pt(540), (place, shape.name)
            if shape.has_text_frame:
                assert height(shape) <= shape.height.pt, (place, shape.name)
                assert styled(shape)[0] >= 9
        number = slide.shapes[-1]
        assert number._element.find(f".//{qn('a:fld')}").get("type") == "slidenum"
        assert styled(number)[0] >= 12


def test_a_picture_shows_the_chart_and_nothing_else(checkout):
    draw(checkout / "figures" / "2024")
    path, _, _ = deck.write()
    (picture,) = filter(None, map(shown, Presentation(str(path)).slides))
    kept = (picture.crop_left, picture.crop_bottom, 1 - picture.crop_right, 1 - picture.crop_top)
    assert kept == pytest.approx(BODY, abs=1e-4)
    assert picture.width / picture.height == pytest.approx(1920 * 0.9 / (1080 * 0.6), abs=0.01)
    assert picture.width > Pt(700)


def chart_of(folder, csv, **said):
    return deck_charts.read(gallery.read(draw(folder, csv=csv, **said)))


CHARTS = {  # form, texts, CSV; then categories, series, highlights
    "bars": (
        {"form": "ranked_bars", "title": "Nine in ten ran away", "alt": "Ran away: 90.0%"},
        "type,n\nRan away,90\nOther,10\n",
        (["Ran away", "Other"], [[90, 10]], {"Ran away"}),
    ),
    "bars in groups": (
        {"form": "ranked_bars"},
        "who,group,n\nA,known,9\nC,other,8\nB,known,7\n",
        (["A", "B", "C"], [[9, 7, None], [None, None, 8]], set()),
    ),
    "years": (
        {"form": "year_columns"},
        "year,n\n2023,5\n2024,6\n",
        (["2023", "2024"], [[5, 6]], {"2024"}),
    ),
    "years counted in two ways": (
        {
            "form": "year_columns",
            "title": "3 reports",
            "note": "Since 2024 related reports are bundled.",
        },
        "year,n,counted\n2023,5,reports\n2024,3,reports\n2024,4,incidents\n",
        (
            ["2023", "counted differently", "2024 reports", "2024 incidents"],
            [[5, None, 3, None], [None, None, None, 4]],
            {"2024 reports"},
        ),
    ),
    "columns of years in a panel": (
        {"form": "columns", "title": "3 reports in 2024", "subtitle": "Since 2024 bundled"},
        'year,n,name\n2023,5,2023\n2024,3,"reports\n2024"\n2024,4,"incidents\n2024"\n',
        (
            ["2023", "counted differently", "Reports 2024", "Incidents 2024"],
            [[5, None, 3, 4]],
            {"Reports 2024"},
        ),
    ),
    "shares, bars named first": (
        {"form": "share_bar"},
        "by,part,n\nStatus,open,1\nStatus,closed,3\nOrigin,care,2\nOrigin,other,2\n",
        (["Status", "Origin"], [[1, None], [3, None], [None, 2], [None, 2]], {"Open", "Care"}),
    ),
    "shares": (
        {"form": "share_bar", "title": "Most are videos"},
        "year,type,files\n2024,Videos,3\n2024,Images,1\n",
        (["Files"], [[3], [1]], {"Videos"}),
    ),
    "intervals": (
        {"form": "dots"},
        "age,reports,share,low,high\nA,9,.5,.4,.6\n",
        (["A"], [[0.5]], {"A"}),
    ),
    "pairs": (
        {"form": "dots"},
        "place,of_children,of_reports\nOhio,.1,.2\n",
        (["Ohio"], [[0.1], [0.2]], set()),
    ),
}
PICTURES = {
    "no form to draw": ({"form": "funnel"}, "a,n\nA,1\n"),
    "marks that words name": ({"note": "Hollow: fewer than 20."}, "a,n\nA,1\n"),
    "bars like hairs": ({}, "a,n\nA,100000\nB,20\nC,10\n"),
    "falls": ({}, "a,n\nA,1\nB,-2\n"),
    "a line through bars": ({"marks": ["dashed upright lines in ink: x 1"]}, "a,n\nA,1\nB,2\n"),
    "counted in two ways unsaid": ({"form": "columns"}, "year,n,a\n1,1,A\n2,1,B\n2,2,C\n"),
    "two scales": ({"form": "dots"}, "a,n,share\nA,1000,.2\n"),
    "no words": ({}, "n,m\n1,2\n"),
}


@pytest.mark.parametrize(("said", "csv", "wanted"), CHARTS.values(), ids=CHARTS)
def test_a_chart_holds_the_numbers_and_starts_at_zero(tmp_path, checkout, said, csv, wanted):
    found = chart_of(tmp_path, csv, **said)
    assert found.lit == wanted[2]
    path = deck.write(names=[str(tmp_path / "x.json")], native=True)[0]
    (frame,) = filter(None, map(shown, Presentation(str(path)).slides))
    plot = frame.chart.plots[0]
    assert (list(plot.categories), [list(one.values) for one in plot.series]) == wanted[:2]
    assert frame.chart.value_axis.minimum_scale == 0


@pytest.mark.parametrize(("said", "csv"), PICTURES.values(), ids=PICTURES)
def test_what_a_chart_would_not_show_stays_a_picture(tmp_path, said, csv):
    assert chart_of(tmp_path, csv, **said) is None


def test_labels_have_the_percentages_that_the_figure_states(checkout):
    folder = checkout / "figures" / "2024"
    csv = "type,n\nRan away,90\nOther,10\n"
    draw(folder, "a", csv, title="90.0% ran away")
    draw(folder, "b", csv, title="Most ran away", order=2)
    path = deck.write(names=["a", "b"], native=True)[0]
    said, plain = (shown(s).chart for s in list(Presentation(str(path)).slides)[1:3])
    texts = [t.text.strip() for t in said._chartSpace.iter(qn("a:t"))]
    assert texts == ["90.0%", "90", "10.0%", "10"]
    assert not list(plain._chartSpace.iter(qn("a:t")))


def test_a_try_is_taken_by_its_path_and_published_figures_by_slug_once_each(checkout):
    draw(checkout / "figures" / "2024", "state-shares")
    attempt = checkout / "build" / "figures" / "04-by-state-top=5"
    draw(attempt, "b", order=2)
    draw(attempt, "a", order=1)
    names = [str(attempt / "b.png"), "state-shares", str(attempt)]
    path, number, _ = deck.write(names=names)
    slides = list(Presentation(str(path)).slides)
    assert [shown(s).name for s in slides[1:-1]] == ["b", "state-shares", "a"]
    assert (path.name, number) == ("our-impact-2024-selection.pptx", 3)
    with pytest.raises(UsageError, match=r"no figure 'state-shars'.* Did you mean 'state-shares'"):
        deck.write(names=["state-shars"])
    with pytest.raises(UsageError, match=r"figures' has no figures\."):
        deck.write(names=[str(checkout / "figures")])


def test_any_template_gives_its_layouts_and_loses_its_slides(checkout, tmp_path):
    draw(checkout / "figures" / "2024")
    template = Presentation()  # 4:3, with none of our layouts
    template.slides.add_slide(template.slide_layouts[0])
    template.save(str(tmp_path / "t.pptx"))
    path = deck.write(template=tmp_path / "t.pptx")[0]
    made = Presentation(str(path))
    layouts = ["Title Slide", "Title Only", "Title Only"]
    assert [slide.slide_layout.name for slide in made.slides] == layouts
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= made.slide_height
    (tmp_path / "t.potx").write_text("no")
    with pytest.raises(UsageError, match=r"t\.potx is no PowerPoint file"):
        deck.write(template=tmp_path / "t.potx")


def test_a_file_that_exists_is_replaced_when_told_to(checkout, tmp_path):
    draw(checkout / "figures" / "2024")
    mine = tmp_path / "mine.pptx"
    mine.write_text("mine")
    with pytest.raises(UsageError, match=r"mine\.pptx exists: give another name, or --force"):
        deck.write(path=mine)
    assert mine.read_text() == "mine"
    deck.write(path=mine, force=True)
    with pytest.raises(UsageError, match=r"mine\.pptx is the template: give the deck another"):
        deck.write(path=mine, template=mine, force=True)
    draw(checkout / "figures" / "2024", title="A has a new title")
    names = {deck.write(native=native)[0].name for native in (False, True, False)}
    assert names == {"our-impact-2024.pptx", "our-impact-2024-native.pptx"}
    with pytest.raises(UsageError, match=r"ends in \.pptx"):
        deck.write(path=tmp_path / "deck.ppt")


def test_a_deck_edited_since_it_was_made_is_kept(checkout):
    draw(checkout / "figures" / "2024")
    path = deck.write()[0]
    edited = Presentation(str(path))
    edited.slides[0].shapes.title.text = "Mine"
    edited.save(str(path))
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"build/our-impact-2024\.pptx was changed since it was"):
        deck.write()
    assert path.read_bytes() == before
    deck.write(force=True)
    assert deck.write()[0].read_bytes() != before


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_figure_is_named_and_nothing_is_written(checkout, damage, said):
    draw(checkout / "figures" / "2024", "w", order=2, title="W")
    damage(draw(checkout / "figures" / "2024"))
    (checkout / "figures" / "2024" / "._x.json").write_bytes(b"\0\5\26\7")  # as macOS leaves
    with pytest.raises(UsageError, match=said):
        deck.write()
    assert not list((checkout / "build").glob("*.pptx"))


def test_another_year_names_its_own_sources(checkout):
    draw(checkout / "figures" / "2024")
    draw(checkout / "figures" / "2023", year=2023, sources=["ojjdp-cy2023"], source="OJJDP")
    first, _, last = Presentation(str(deck.write(2023)[0])).slides
    assert first.shapes.title.text == "NCMEC in 2023"
    assert "Made from NCMEC and Justice Department, report to Congress for 2023." in words(first)
    assert "Our Impact" not in words(last)
    with pytest.raises(UsageError, match=r"for 1999\. Years that exist: 2023, 2024"):
        deck.write(1999)


def test_a_figure_is_read_as_it_is_saved():
    assert issubclass(gallery.Figure, figures.About)


def test_handouts_need_no_runner():
    """Nothing in the package imports what runs notebooks; the gallery imports nothing slow."""
    code = """import sys; sys.modules["warmrun"] = None
import handouts.deck, handouts.site"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    code = "import sys, handouts.gallery; assert not {'pandas', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_states_are_slides_in_the_order_asked_for(checkout, monkeypatch):
    def make(jobs, arguments):
        for job in jobs:
            draw(job.folder, f"sheet{job.environment['OURIMPACT_SUFFIX']}", title=job.name[-2:])
        return []

    monkeypatch.setattr(runs, "execute", make)
    assert cli.main(["deck", "--each", "state=texas,oh"]) == 0
    slides = Presentation(str(checkout / "build" / "our-impact-2024-selection.pptx")).slides
    assert [slide.shapes.title.text for slide in slides][1:3] == ["TX", "OH"]


def test_a_deck_of_states_of_which_none_could_be_drawn_is_not_one_of_all_figures(checkout, capsys):
    draw(checkout / "figures" / "2024")
    assert cli.main(["deck", "--each", "state=Ohoi"]) == 1
    assert "Did you mean 'Ohio'?" in capsys.readouterr().err
    assert not list((checkout / "build").glob("*.pptx"))
