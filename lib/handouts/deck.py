"""Slides of figures: title, measure and source as text, the chart as a picture or to edit.

The look stands in a template, `deck_files/house.pptx`, to be changed in a slide program. Of other
templates the layouts are used that are there; what has no placeholder stands in a text box.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.slide import Slide
from pptx.util import Pt

from handouts import deck_charts, gallery, made
from handouts.gallery import AUTHOR, Figure
from ourimpact import UsageError, nearest, paths, tables
from ourimpact.about import MADE

Box = tuple[int, int, int, int]  # left, top, width and height in EMU

HOUSE = gallery.DECK_FILES / "house.pptx"
SUBTITLE, SOURCE, GAP = Pt(48), Pt(56), Pt(5)  # how high the text around a chart may be


def write(
    year: int | None = None, names: Sequence[str] = (), native: bool = False,
    path: Path | None = None, template: Path | None = None, force: bool = False,
) -> tuple[Path, int, list[str]]:  # fmt: skip
    """Write a deck of a year's figures, by default the newest, to `build/our-impact-<year>.pptx`.

    Returns its file, how many figures it has, and which of them are charts. `names` are slugs,
    or files or folders of figures, and alone are taken, in their order, without dividers.
    `native` makes charts of what a slide program can draw. Raises UsageError for what is not to
    be had or is broken, and, unless `force` is given, for a `path` that exists and for a deck that
    was changed since it was made.
    """
    chosen = _chosen(year, names)
    gallery.check(chosen)
    year = max(figure.year for figure in chosen)
    kind = "-selection" * bool(names) + "-native" * native
    target = path or paths.build() / f"our-impact-{year}{kind}.pptx"
    if target.suffix != ".pptx":
        raise UsageError(f"{target}: the name of a deck ends in .pptx.")
    if path and path.exists() and not force:
        raise UsageError(f"{path} exists: give another name, or --force to replace it.")
    if template and template.resolve() == target.resolve():
        raise UsageError(f"{target} is the template: give the deck another name, by -o.")
    deck = _opened(template or HOUSE)
    charts = _fill(deck, year, chosen, native, divided=not names)
    saved = io.BytesIO()
    deck.save(saved)
    made.write(target, saved.getvalue(), force)
    return target, len(chosen), charts


def _chosen(year: int | None, names: Sequence[str]) -> list[Figure]:
    """Return a year's figures, or those that are named, once each: by slug, or a try's by path."""
    if not names:
        return gallery.figures(paths.figures(gallery.year_of(year)))
    found: dict[Path, Figure] = {}
    for name in names:
        one = Path(name).resolve()
        if Path(name).name == name and not one.is_dir():
            one = paths.figures(gallery.year_of(year)) / f"{name}.json"
        if not one.is_dir() and not one.with_suffix(".json").is_file():
            known = sorted(path.stem for path in one.parent.glob("[!.]*.json"))
            raise UsageError(f"There is no figure {name!r}.{nearest(one.stem, known)}")
        these = gallery.figures(one) if one.is_dir() else [gallery.read(one.with_suffix(".json"))]
        found |= {figure.file("json"): figure for figure in these}
    if not found:
        raise UsageError(f"{', '.join(map(repr, names))} has no figures.")
    return list(found.values())


def _opened(template: Path) -> Any:
    """Return a template without its slides."""
    if not template.exists():
        raise UsageError(f"There is no template {template}.")
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        said = "is no PowerPoint file (.pptx) that can be read: save it as one"
        raise UsageError(f"{template} {said}.") from None
    for slide in list(deck.slides._sldIdLst):
        deck.part.drop_rel(slide.rId)
        deck.slides._sldIdLst.remove(slide)
    return deck


def _fill(deck: Any, year: int, chosen: list[Figure], native: bool, divided: bool) -> list[str]:
    """Add all slides; return the slugs of the figures that became charts."""
    title, made_from = gallery.heading(year, chosen)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = f"{title}, in figures", AUTHOR, AUTHOR
    about.subject, about.comments, about.language = f"Made from {made_from}", "", "en-US"
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    what = f"{len(chosen)} figure{'s' * (len(chosen) > 1)} with their sources"
    opening = [what, f"Made from {made_from}. Not a publication of NCMEC."]
    _write(_slide(deck, "Title", "title", title), 0, opening)
    charts = []
    for section, group in groupby(chosen, key=lambda figure: figure.section):
        shown = list(group)
        if divided and len(shown) > 1:
            titles = [figure.title for figure in shown]
            _write(_slide(deck, "Section", "secHead", section), 0, titles)
        charts += [figure.slug for figure in shown if _figure(deck, figure, native)]
    closing = _slide(deck, "Two columns", "titleOnly", "Where to report, method and sources")
    said = gallery.render("closing.txt.j2", sources=gallery.sources(chosen))
    for place, half in enumerate(said.split("\n\n")):
        _write(closing, place, half.split("\n"), 12)
    for slide in deck.slides:
        _finish(slide)
    return charts


def _slide(deck: Any, name: str, kind: str, title: str) -> Slide:
    """Add a slide on the layout of a name, else of a kind, else on one that has a title."""
    titled = [x for x in deck.slide_layouts if x.placeholders.get(idx=0) is not None]
    if not titled:
        raise UsageError("The template has no layout with a title.")
    kinds = {x._element.get("type"): x for x in reversed(titled)}
    layout = {x.name: x for x in titled}.get(name) or kinds.get(kind) or kinds.get("titleOnly")
    slide = deck.slides.add_slide(layout or titled[0])
    slide.shapes.title.text_frame.text = title
    return slide


def _write(
    slide: Slide, place: int, lines: Iterable[str], size: int = 16, box: Box | None = None
) -> Any:
    """Write lines into a slide's placeholder by its place after the title, else into a text box.

    A line `# words` is bold; one that begins with `[words](address)` begins with a link.
    """
    title, half = slide.shapes.title, slide.shapes.title.width // 2
    box = box or (title.left + place * half, title.top + title.height, half, Pt(200))
    own = list(slide.placeholders)[1:][place:]  # the title is first
    shape = own[0] if own else slide.shapes.add_textbox(*box)
    frame = shape.text_frame
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        words, address, after = re.fullmatch(r"\[(.+)\]\((.+)\)(.*)|.*", line).groups()
        run = paragraph.add_run()
        run.text, run.hyperlink.address = words or line.removeprefix("# "), address
        run.font.bold = True if line.startswith("# ") else None
        paragraph.add_run().text = after or ""
        if not own:
            paragraph.font.size = Pt(size)
    if not own:
        frame.word_wrap, frame.margin_left, frame.margin_right = True, 0, 0
    return shape


def _figure(deck: Any, figure: Figure, native: bool) -> bool:
    """Add a figure's slide; return whether it is a chart to edit."""
    slide = _slide(deck, "Figure", "titleOnly", figure.title)
    title, layout = slide.shapes.title, slide.slide_layout
    left, top, wide = title.left, title.top + title.height, title.width
    low = [one.top for one in layout.placeholders if one.top > 0.8 * deck.slide_height]
    bottom = min(low, default=deck.slide_height) - SOURCE
    source = [
        *filter(None, [figure.note]),
        f"Source: {figure.source}. {MADE}.",
    ]
    above = _write(slide, 0, [figure.subtitle], 16, (left, top, wide, SUBTITLE))
    below = _write(slide, 1, source, 10, (left, bottom, wide, SOURCE))
    top = above.top + above.height + GAP
    box = (left, top, wide, below.top - GAP - top)
    if box[3] < SUBTITLE:
        raise UsageError(f"The layout {layout.name!r} leaves no room below its title.")
    chart = deck_charts.add(slide, box, figure) if native else None
    shape = chart or _picture(slide, box, figure)
    shape.name = figure.slug
    shape._element._nvXxPr.cNvPr.set("descr", figure.alt)
    known, drawn = tables.dictionary(), paths.place(figure.file("csv"))
    files = [f"data/{known[name]['path']}" for name in figure.tables if name in known]
    said = {"figure": figure, "files": files, "drawn": drawn, "chart": chart}
    slide.notes_slide.notes_text_frame.text = gallery.render("notes.txt.j2", **said)
    return chart is not None


def _picture(slide: Slide, box: Box, figure: Figure) -> Any:
    """Add the part of a picture that holds the chart, as large as its box allows."""
    left, top, wide, high = box
    picture = slide.shapes.add_picture(str(figure.file("png")), 0, 0)
    west, south, east, north = figure.body
    across, down = picture.width * (east - west), picture.height * (north - south)
    scale = min(wide / across, high / down)
    picture.crop_left, picture.crop_right = west, 1 - east
    picture.crop_top, picture.crop_bottom = 1 - north, south
    picture.width, picture.height = int(across * scale), int(down * scale)
    picture.left = left + (wide - picture.width) // 2
    picture.top = top + (high - picture.height) // 2
    return picture


def _finish(slide: Slide) -> None:
    """Drop placeholders that stay empty, and give a slide the number that its layout has."""
    for shape in list(slide.placeholders):
        if not shape.has_text_frame or not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)
    for model in slide.slide_layout.placeholders:
        if model.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            number = deepcopy(model._element)
            number.nvSpPr.cNvPr.set("id", str(1 + max(shape.shape_id for shape in slide.shapes)))
            slide.shapes._spTree.append(number)
