"""Slides of the published figures: a picture each, or charts that PowerPoint can edit.

A figure slide shows the whole picture, edge to edge. The picture holds title, measure and source
already, set by a renderer that measures them; as text beside a bare picture they would be set in
whatever font a desk has, and `figures.save` would have to draw every figure twice. The title is
text all the same: its placeholder lies behind the picture, where the picture has its own title.
So outline, search and screen readers find it, and it never shows twice; unlike a title off the
slide it is in an exported PDF too, and stands there when somebody deletes the picture. Its place
is written on the slide, so that another theme leaves it behind the picture.
"""

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from handouts import deck_charts, gallery
from ourimpact import figures, paths, tables
from ourimpact.errors import UsageError, nearest

About = dict[str, Any]
Box = tuple[float, float, float, float]  # left, top, width, height in points
Style = tuple[Box, int, bool, str]  # box, size, whether bold, and the edge that text clings to

WIDE, HIGH, SIDE = 960, 540, 30
FULL = WIDE - 2 * SIDE
TITLE: Box = (SIDE, 22, FULL, 40)
SUBTITLE: Box = (SIDE, 64, FULL, 48)
CHART: Box = (SIDE - 8, 116, FULL + 16, 332)
SOURCE: Box = (SIDE, 456, FULL, 62)
NUMBER: Box = (WIDE - 130, HIGH - 20, 100, 16)  # in the margin below the picture's source
OPENING, DIVIDER, CLOSING, FIGURE = range(4)
_BLUE, _WHITE = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.BACKGROUND_1
# By their place in python-pptx's template: background, colour of text, styles of placeholders.
LAYOUTS: dict[int, tuple[MSO_THEME_COLOR, str, dict[int, Style]]] = {
    0: (_BLUE, "bg1", {0: ((60, 130, 840, 110), 48, True, "b"),
                       1: ((60, 265, 840, 140), 20, False, "t")}),
    2: (_BLUE, "bg1", {0: ((60, 70, 840, 110), 40, True, "b"),
                       1: ((60, 205, 840, 270), 20, False, "t")}),
    3: (_WHITE, "tx1", {0: (TITLE, 24, True, "t"), 1: ((SIDE, 80, 450, 425), 16, False, "t"),
                        2: ((515, 80, 415, 425), 14, False, "t")}),
    5: (_WHITE, "tx1", {0: (TITLE, 24, True, "t")}),
}  # fmt: skip
THEME = {
    "dk1": figures.INK, "lt1": figures.PAPER, "dk2": figures.MUTED, "lt2": figures.SEQUENCE[0],
    "accent1": figures.BLUE, "accent2": figures.ORANGE, "accent3": figures.TEAL,
    "accent4": figures.GREY, "accent5": figures.SEQUENCE[3], "accent6": figures.SEQUENCE[2],
    "hlink": figures.BLUE, "folHlink": figures.MUTED,
}  # fmt: skip
FONT = "Verdana"  # as wide as DejaVu Sans, which few desks have

AUTHOR = "The maintainers of our-impact-notebooks"
REPORT = (  # what stands on the slide, its link, and what it is for
    ("report.cybertip.org", "https://report.cybertip.org",
     ": CyberTipline, for suspected child sexual exploitation"),
    ("1-800-THE-LOST (1-800-843-5678)", "tel:+18008435678", ": for a missing child"),
)  # fmt: skip
METHOD = (
    "A notebook draws each figure from tables of what the report prints; notes name both.",
    "A report is not a child: one child can be reported more than once.",
    "Volume measures reporting, not how often a crime happens.",
    "Resolved is a snapshot, and does not say how a case ended.",
    "Where the report does not add up, this is said and nothing is corrected.",
)


def write(
    year: int | None = None,
    slugs: Sequence[str] = (),
    native: bool = False,
    path: Path | None = None,
) -> tuple[Path, int, list[str]]:
    """Write a deck of a year's figures, by default the newest, to `build/our-impact-<year>.pptx`.

    Returns its file, how many figures it has, and which of them are charts. With `slugs`: those
    alone, in the order given, without dividers, to `build/our-impact-<year>-selection.pptx`.
    `native` makes charts of ranked and share bars. Raises UsageError for what is not to be had.
    """
    year = gallery.year_of(year)
    path = path or paths.build() / f"our-impact-{year}{'-selection' * bool(slugs)}.pptx"
    if path.suffix != ".pptx":
        raise UsageError(f"{path}: the name of a deck ends in .pptx.")
    chosen = _chosen(year, slugs)
    charts = {a["slug"]: n for a in chosen if native and (n := deck_charts.numbers(a)) is not None}
    deck = _deck(year, chosen, charts, divided=not slugs)
    made = io.BytesIO()
    deck.save(made)
    paths.write(path, made.getvalue())
    return path, len(chosen), list(charts)


def _chosen(year: int, slugs: Sequence[str]) -> list[About]:
    every = {about["slug"]: about for about in gallery.figures(year)}
    for slug in slugs:
        if slug not in every:
            raise UsageError(f"There is no figure {slug!r} of {year}.{nearest(slug, every)}")
    return [every[slug] for slug in dict.fromkeys(slugs)] if slugs else list(every.values())


def _deck(year: int, chosen: list[About], charts: dict[str, pd.DataFrame], divided: bool) -> Any:
    deck = _template()
    _describe(deck.core_properties, year)
    what = f"What NCMEC's report prints: {len(chosen)} figures with their sources"
    whose = f"{_credit(year)}. Made from the report; not a publication of NCMEC."
    _slide(deck, OPENING, f"Our Impact: {year}", [what, whose])
    for section, group in groupby(chosen, key=lambda about: about["section"]):
        shown = list(group)
        if divided:
            _slide(deck, DIVIDER, section, [about["title"] for about in shown])
        for about in shown:
            if about["slug"] in charts:
                _chart(deck, about, charts[about["slug"]])
            else:
                _picture(deck, about)
    _closing(deck, year, chosen)
    for slide in deck.slides:
        _number(slide)
    return deck


def _template() -> Any:
    """Return an empty deck in the house's look, 16:9, with the four layouts that are used."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    master = deck.slide_master
    theme = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    theme._blob = _themed(theme.blob.decode()).encode()
    _style(master.placeholders, {0: (TITLE, 24, True, "t"), 1: (CHART, 16, False, "t")}, 4, "tx1")
    for place, layout in reversed(list(enumerate(deck.slide_layouts))):
        if place not in LAYOUTS:
            deck.slide_layouts.remove(layout)
            continue
        ground, ink, styles = LAYOUTS[place]
        fill = layout.background.fill
        fill.solid()
        fill.fore_color.theme_color = ground
        _style(layout.placeholders, styles, 12, ink)
    return deck


def _themed(xml: str) -> str:
    for name, color in THEME.items():
        one = rf"(?<=<a:{name}>).*?(?=</a:{name}>)"
        xml = re.sub(one, f'<a:srgbClr val="{color[1:]}"/>', xml)
    return xml.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>')


def _style(placeholders: Any, styles: dict[int, Style], number: int, ink: str) -> None:
    """Place and style the placeholders of a master or layout; drop those for date and footer."""
    for holder in list(placeholders):
        at = holder.placeholder_format.idx
        if at not in (*styles, number):
            holder._element.getparent().remove(holder._element)
            continue
        box, size, bold, anchor = styles.get(at, (NUMBER, 9, False, "ctr"))
        _place(holder, box)
        body = holder._element.txBody
        for name in ("lIns", "tIns", "rIns", "bIns"):
            body.bodyPr.set(name, "0")
        body.bodyPr.set("anchor", anchor)
        style = f"""<a:lstStyle {nsdecls("a")}>
            <a:lvl1pPr marL="0" indent="0" algn="{"r" if at == number else "l"}">
            <a:spcBef><a:spcPts val="{0 if bold else 600}"/></a:spcBef><a:buNone/>
            <a:defRPr lang="en-US" sz="{100 * size}" b="{int(bold)}" cap="none"><a:solidFill>
            <a:schemeClr val="{ink}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>"""
        body.replace(body.find(qn("a:lstStyle")), parse_xml(style))


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, box)


def _describe(properties: Any, year: int) -> None:
    properties.title = f"Our Impact: {year}, in figures"
    properties.author = properties.last_modified_by = AUTHOR
    properties.subject = f"What NCMEC's report Our Impact: {year} prints, in figures"
    properties.keywords = "missing children, CyberTipline, NCMEC"
    properties.comments = _credit(year)
    properties.language = "en-US"
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _slide(deck: Any, layout: int, title: str, paragraphs: Sequence[str] = ()) -> Slide:
    """Add a slide with its title and the paragraphs of its first other placeholder."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text_frame.text = title
    if paragraphs:
        slide.placeholders[1].text_frame.text = "\n".join(paragraphs)
    return slide


def _figure(deck: Any, about: About) -> Slide:
    """Add a figure's slide, as yet with its title and notes alone."""
    slide = _slide(deck, FIGURE, about["title"])
    _place(slide.shapes.title, TITLE)
    known = tables.dictionary()
    files = ", ".join(f"data/{known[name]['path']}" for name in about["tables"])
    slide.notes_slide.notes_text_frame.text = "\n".join([
        about["finding"],
        *[f"Caveat: {about['note']}"] * bool(about["note"]),
        f"Measure: {about['subtitle'].rstrip('.')}.",
        f"Source: {about['source']}.",
        f"Tables: {files}. Numbers drawn: figures/{about['year']}/{about['slug']}.csv.",
        f"Notebook: notebooks/{about['notebook']}.ipynb.",
        f"{about['credit']}.",
    ])  # fmt: skip
    return slide


def _picture(deck: Any, about: About) -> None:
    slide = _figure(deck, about)
    file = paths.figures(about["year"]) / f"{about['slug']}.png"
    _name(slide.shapes.add_picture(str(file), 0, 0, Pt(WIDE), Pt(HIGH)), about)


def _chart(deck: Any, about: About, numbers: pd.DataFrame) -> None:
    """Add a figure as title, subtitle, chart to edit, and source."""
    slide = _figure(deck, about)
    _text(slide, SUBTITLE, [deck_charts.subtitle(about)], 16)
    frame = deck_charts.add(slide, CHART, numbers, stacked=about["form"] == "share_bar")
    _name(frame, about)
    source = [about["note"], f"Source: {about['source']}. {about['credit']}."]
    _text(slide, SOURCE, source, 12).vertical_anchor = MSO_ANCHOR.BOTTOM


def _name(shape: Any, about: About) -> None:
    shape.name = about["slug"]
    shape._element._nvXxPr.cNvPr.set("descr", about["alt"])


def _text(slide: Slide, box: Box, paragraphs: list[str], size: int) -> TextFrame:
    frame = slide.shapes.add_textbox(*map(Pt, box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = "\n".join(filter(None, paragraphs))
    for paragraph in frame.paragraphs:
        paragraph.font.size = Pt(size)
        paragraph.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
    return frame


def _closing(deck: Any, year: int, chosen: list[About]) -> None:
    """Add the slide on where to report, method and sources."""
    slide = _slide(deck, CLOSING, "Where to report, method and sources")
    left, right = (slide.placeholders[place].text_frame for place in (1, 2))
    _add(left, "Where to report", bold=True)
    for shown, address, words in REPORT:
        _add(left, shown, address)
        left.paragraphs[-1].add_run().text = words
    _add(left, "Method", bold=True)
    for words in METHOD:
        _add(left, words)
    _add(right, "Sources", bold=True)
    cited = {citation for about in chosen for citation in _citations(about["source"])}
    for source in tables.load("sources").itertuples():
        if source.citation in cited:
            _add(right, source.citation, source.url)
    _add(right, "Credit", bold=True)
    _add(right, _credit(year))


def _credit(year: int) -> str:
    return figures.credit(f"NCMEC, Our Impact: {year}")


def _citations(credit: str) -> list[str]:
    """Return the citations of a figure's credit, in which those that differ by year share one."""
    apart = []
    for part in credit.split("; "):
        years = re.search(r"\d{4}(, \d{4})*( and \d{4})?", part)
        each = re.findall(r"\d{4}", years[0]) if years else []
        apart += [part.replace(years[0], year, 1) for year in each] if years else [part]
    return apart


def _add(
    frame: TextFrame, words: str, address: str | None = None, bold: bool | None = None
) -> None:
    last = frame.paragraphs[-1]
    run = (frame.add_paragraph() if last.runs else last).add_run()
    run.text, run.font.bold, run.hyperlink.address = words, bold, address


def _number(slide: Slide) -> None:
    """Give a slide its number, which python-pptx leaves on the layout: the last shape, on top."""
    (model,) = (p for p in slide.slide_layout.placeholders if p.placeholder_format.idx == 12)
    number = deepcopy(model._element)
    number.nvSpPr.cNvPr.set("id", str(1 + max(shape.shape_id for shape in slide.shapes)))
    slide.shapes._spTree.append(number)
