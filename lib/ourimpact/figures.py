"""The one way by which a figure leaves a notebook: framed, checked, written and shown."""

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from itertools import chain, groupby
from typing import Any

import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image, PngImagePlugin

from basics import file_suffix
from ourimpact import UsageError, drawn, look, marks, paths, proofs, tables
from ourimpact.about import MADE, About, credit, digest
from ourimpact.look import HEIGHT, MARGIN, WIDTH, curly, width, wrap
from ourimpact.marks import Texts
from ourimpact.words import listed

_MOST = {"title": (19, 1), "subtitle": (12, 2), "note": (9.2, 2)}  # size, and lines at most
_DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_SIDES = np.array([WIDTH, HEIGHT, WIDTH, HEIGHT])
_ENDINGS = ("PNG", "SVG", "CSV", "JSON")
_FORMULA = r"^(?=[=+@\t\r-])"  # the start of a cell that a spreadsheet would run as a formula
_COLORED = re.compile(r"\[([^]]+)]\((\w+)\)")  # [more](blue)


class FigureError(UsageError):
    """What keeps a figure from being finished, and what would be right."""


@dataclass
class _Notebook:
    name: str
    year: int
    section: str
    ending: str  # the suffix of each slug
    saved: dict[str, str] = field(default_factory=dict)  # slug: cell, in the order of slides
    said: dict[str, str] = field(default_factory=dict)  # slug by title, subtitle, and alt text


_notebook: _Notebook | None = None


def begin(notebook: str, year: int, section: str = "") -> None:
    """Set the look of all figures, and name the notebook that draws them (`06-cybertipline`).

    `section` is for a notebook that belongs to no section of the report. Raises FigureError for a
    notebook without a section, and for one that is not `$OURIMPACT_RUN`, "06-cybertipline 2024".
    """
    global _notebook
    if not isinstance(year, int | np.integer):
        raise FigureError(f"year is {year!r}: a year is a whole number.")
    asked = os.environ.get("OURIMPACT_RUN") or f"{notebook} {year}"
    if asked != f"{notebook} {year}":
        raise FigureError(f"figures.begin has {notebook!r} and {year!r}; this is a run of {asked}.")
    codes = tables.load("sections").set_index("notebook")["section"].astype("str")
    if not section and notebook not in codes:
        raise FigureError(
            f"data/reference/sections.csv has no notebook {notebook!r}. "
            f"For one of your own: figures.begin({notebook!r}, {year}, section='...')."
        )
    section = section or tables.labels("section", year)[codes[notebook]]
    path = paths.notebooks() / f"{notebook}.ipynb"
    if os.environ.get("OURIMPACT_RUN") and path.is_file():
        _refuse(notebook, proofs.mistyped_codes(path.read_text(encoding="utf-8")))
    known = _notebook and (_notebook.name, _notebook.year)
    if known != (notebook, year) or os.environ.get("OURIMPACT_RUN"):  # else a cell is run again
        tables.session = tables.Session(year)
    _notebook = _Notebook(notebook, year, section, _ending(notebook))
    look.use()


def new(rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, Axes | np.ndarray]:
    """Return a slide-sized figure and its axes (an array where there are several).

    `options` go to `Figure.subplots`. Room for title, subtitle and source is made by `save`. In a
    square three panels or more that have no widths stand one below the other. Jupyter neither
    shows nor closes the figure at a cell's end, so that drawing may take several cells.
    """
    space = options.get("gridspec_kw") or {}
    many = rows == 1 and columns > 2 and "width_ratios" not in {*options, *space}
    if look.AS == "square" and many:
        rows, columns, options["gridspec_kw"] = columns, 1, {"hspace": 0.4} | space
    look.use()  # again, or a style chosen since would be published
    fig = Figure()
    FigureCanvasAgg(fig)
    return fig, fig.subplots(rows, columns, **options)


def save(
    fig: Figure,
    slug: str,
    *,
    title: str,
    subtitle: str,
    alt: str,
    finding: str,
    data: pd.DataFrame,
    drawn_from: Sequence[str],
    caveats: Sequence[str] = (),
    note: str = "",
) -> None:
    """Finish a figure, write `<slug>.png`, `.svg`, `.csv` and `.json`, and show a preview of it.

    title says the finding (one line), subtitle measure, unit, population and period (two at most;
    `[more](blue)` colors a word), finding is the sentence it shows, data the numbers drawn,
    drawn_from the tables, which give the source; note and caveats (codes of caveats.csv) what must
    be said beside it (two lines). Chart functions declare its form and rows; for a drawing of
    one's own, `drawn.declare` does.
    The slug ends in what tells a trial apart, such as `-state-oh`: in a run, `$OURIMPACT_SUFFIX`.
    Raises FigureError for what does not fit, before anything is written.
    """
    if _notebook is None:
        raise FigureError("Call figures.begin(notebook, year) with the notebook's name first.")
    said = {"title": title, "subtitle": subtitle, "alt": alt, "finding": finding, "note": note}
    _refuse(str(slug), proofs.mistyped({"slug": slug} | said, data, drawn_from, caveats))
    slug += _notebook.ending
    _refuse(slug, _misplaced(slug, data, said))
    year = _notebook.year
    years = sorted({int(each) for each in data["year"]}) if "year" in data else [year]
    _refuse(slug, proofs.wrong_numbers(data, year, years, drawn_from))
    _refuse(slug, proofs.unsaid(data, years, drawn_from, caveats, note))
    said |= {"finding": finding.replace("*", ""), "subtitle": _COLORED.sub(r"\1", subtitle)}
    about = _about(slug, said, data, years, drawn_from, caveats, drawn.declared(fig).form)
    case = proofs.Case(about, data)
    _refuse(slug, chain(marks.wrong(fig, case), proofs.wrong(case)))
    _lay_out(fig, about, curly(subtitle))
    fig.canvas.draw()
    picture = np.asarray(fig.canvas.buffer_rgba())
    files = _files(fig, about, picture, data)
    paths.write_all({paths.out(year) / name: content for name, content in files.items()})
    _notebook.saved[slug] = _place()
    _notebook.said |= dict.fromkeys([title, subtitle, alt], slug)
    if not look.ONLY:
        _show(picture, about)


def _lay_out(fig: Figure, about: About, subtitle: str) -> None:
    """Put a figure's words in their places, and note its labels and marks, as they stand then."""
    try:
        found = _frame(fig, about, subtitle)
    except FigureError as error:
        raise FigureError(f"{about.slug}: {error}") from None
    _refuse(about.slug, chain(marks.clashes(found), marks.struck(fig, found)))
    about.labels = _labels(fig, found)
    about.marks = drawn.said(fig, [text for text, _ in found])


def fitting(*titles: str) -> str:
    """Return the first title that fits on a slide, else the last; names in them may be long.

    A square has room for longer ones, but a figure is to have the same title in each shape.
    """
    (size, most), room = _MOST["title"], look.SLIDE[0] - 2 * MARGIN
    fit = [each for each in titles if len(wrap(curly(each), size, room, "semibold")) <= most]
    return [*fit, titles[-1]][0]


def joined(citations: Iterable[str]) -> str:
    """Return credits in words; reports that differ by a last word, their year, share one."""
    series: dict[str, list[str]] = {}
    for citation in citations:
        start, _, end = citation.rpartition(" ")
        series.setdefault(start, []).append(end)
    return "; ".join(
        f"{start.replace(', report to', ', reports to') if len(ends) > 1 else start} "
        f"{listed(sorted(ends))}"
        for start, ends in series.items()
    )


def _about(
    slug: str,
    said: dict[str, str],
    data: pd.DataFrame,
    years: Sequence[int],
    names: Sequence[str],
    caveats: Sequence[str],
    form: str,
) -> About:
    """Return what a figure says of itself: its words, and what its tables have to be said."""
    year = _notebook.year
    caveats = [code for code in dict.fromkeys(caveats) if tables.holds(code, year)]
    held = {*data.columns.astype("str"), *map(str, data.to_numpy().ravel())}  # some may be nan
    marked = tables.footnotes(names, [each for each in years if each <= year], held)
    cited = tables.citations(names, years, [*caveats, *marked], year)
    beside = " ".join(filter(None, [said["note"], *map(tables.caveat, caveats)]))
    notes = dict.fromkeys([*map(tables.caveat, marked), *tables.differing(names, year, held)])
    source = joined(cited.values())
    said = said | {"note": _noted(beside, [*notes])}  # two cells may share a footnote
    return About(
        slug=slug,
        year=year,
        **{what: curly(words) for what, words in said.items()},
        source=source,
        sources=list(cited),
        form=form,
        section=_notebook.section,
        notebook=_notebook.name,
        order=[*_notebook.saved, slug].index(slug) + 1,
        tables=list(dict.fromkeys(names)),
        credit=credit(source),
    )


def _refuse(slug: str, problems: Iterable[str]) -> None:
    for problem in problems:
        raise FigureError(f"{slug}: {problem}")


def _ending(notebook: str) -> str:
    """Return what tells a trial's figures from others: parameters that are not the defaults."""
    if os.environ.get("OURIMPACT_OUT"):
        return os.environ.get("OURIMPACT_SUFFIX", "")
    path, now = paths.notebooks() / f"{notebook}.ipynb", getattr(get_ipython(), "user_ns", {})
    about = json.loads(path.read_text(encoding="utf-8"))["metadata"] if path.is_file() else {}
    was = {**about.get("warmrun", {}).get("defaults", {}), "year": repr(now.get("year"))}
    tried = [f"{name} {now[name]}" for name in was if name in now and repr(now[name]) != was[name]]
    return file_suffix(" ".join(tried))


def _place() -> str:
    return f"{_notebook.name}, cell [{getattr(get_ipython(), 'execution_count', '-')}]"


def _misplaced(slug: str, data: pd.DataFrame, said: dict[str, str]) -> Iterator[str]:
    """Yield why a figure is not one of this notebook and its year, or not the only one so named."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        yield f"{slug!r} is no slug: lowercase letters, digits, and single hyphens only."
    if odd := [each for each in data.get("year", ()) if not isinstance(each, int | np.integer)]:
        yield f"year in data has {odd[0]!r}, and a year is a whole number. Did a merge leave a gap?"
    if "year" in data and _notebook.year not in set(data["year"]):
        yield f"data has no row of {_notebook.year}, the notebook's year."
    now = getattr(get_ipython(), "user_ns", {}).get("year", _notebook.year)
    if isinstance(now, int) and now != _notebook.year:  # elsewhere, year may be a widget
        yield f"year is {now!r} by now, and figures.begin had {_notebook.year}."
    folder = paths.out(_notebook.year)
    if folder.resolve().is_relative_to((paths.root() / "figures").resolve()):
        yield f"{folder} is published by `ourimpact run` alone: unset OURIMPACT_OUT."
    before, run = _notebook.saved.get(slug), os.environ.get("OURIMPACT_OUT")
    for what in ("title", "subtitle", "alt") if run else ("alt",):  # Explore's menus change in turn
        if (other := _notebook.said.get(said[what], slug)) != slug:
            yield f"its {what} is that of {other}: say what this figure shows."
    if before and run:
        yield f"it is saved twice: by {before}, and by {_place()}. Name one otherwise."


def _frame(fig: Figure, about: About, subtitle: str) -> Texts:
    """Write title, subtitle and foot, fit the axes between them, and return all words drawn."""
    body = [MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN]
    if look.AS != "plain":
        body[3] = _head(fig, about, subtitle)
        body[1] = _foot(fig, about)
    about.body = [round(x / side, 4) for x, side in zip(body, _SIDES, strict=True)]
    return _fit(fig, np.array(body))


def _head(fig: Figure, about: About, subtitle: str) -> float:
    """Write title and subtitle, and return the height below them at which the chart begins."""
    y = HEIGHT - 29.5  # the title's capitals are 12.5 pt high, 17 below the edge
    for line in _lines(about, "title", about.title, "semibold"):
        _text(fig, MARGIN, y, line, 19, look.INK, "semibold")
        y -= 22
    y += 3
    lines, colors, first = _lines(about, "subtitle", about.subtitle), [*_colors(subtitle)], 0
    for line in lines:
        letters, x = zip(line, colors[first:], strict=False), MARGIN
        for color, part in groupby(letters, lambda pair: pair[1]):
            words = "".join(letter for letter, _ in part)
            weight = "normal" if color == look.MUTED else "semibold"
            _text(fig, x, y, words, 12, color, weight)
            x += look.advance(words, 12, weight)
        first += len(line) + 1  # and the space after it
        y -= 15
    return y - 1


def _colors(subtitle: str) -> Iterator[str]:
    """Yield the color of each letter of a subtitle."""
    plain, *parts = _COLORED.split(subtitle)
    yield from [look.MUTED] * len(plain)
    for words, name, after in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name not in look.NAMED:
            raise FigureError(f"there is no color {name!r}: {listed(look.NAMED)} are named.")
        yield from [look.NAMED[name]] * len(words) + [look.MUTED] * len(after)


def _foot(fig: Figure, about: About) -> float:
    """Write note, source and license below a rule, and return the height where the chart ends."""
    y, (note, source) = 13.0, foot_of(about)
    said, room = f"Source: {source}.", WIDTH - 2 * MARGIN - width(MADE, 9.2) - 12
    _text(fig, WIDTH - MARGIN, y, MADE, 9.2, look.MUTED).set_ha("right")
    lines = [*(_lines(about, "note", note) if note else []), *_whole_sources(said, room)]
    for line in lines[::-1]:
        _text(fig, MARGIN, y, line, 9.2, look.MUTED)
        y += 11.6
    ends, y = [MARGIN / WIDTH, 1 - MARGIN / WIDTH], y + 3.5
    fig.add_artist(Line2D(ends, [y / HEIGHT] * 2, color=look.RULE, linewidth=0.6))
    return y + 9


def _whole_sources(said: str, room: float) -> list[str]:
    """Return sources in one line or, if they fit, in two, of which the first ends with a source."""
    cuts = [len(said), *(found.end() for found in re.finditer("; ", said))]
    for first, last in ((said[:cut].strip(), said[cut:]) for cut in sorted(cuts, reverse=True)):
        if width(last or first, 9.2) < room and width(first, 9.2) < WIDTH - 2 * MARGIN:
            return [first, *filter(None, [last])]
    return wrap(said, 9.2, room)


def foot_of(about: About) -> tuple[str, str]:
    """Return a picture's note and credits, without what the finding says of a source by name.

    So a picture has no claim of a secondary source, and what goes with it has. Residents are
    credited only where the picture's words name them, or a rate: else its data alone has them.
    """
    credits, note = tables.whole("sources").set_index("source")["citation"], about.note
    cited = {id: credits[id] for id in about.sources}
    if not about.has_residents:
        cited = {id: of for id, of in cited.items() if "Census" not in of}
    own = tables.whole("caveats").dropna(subset=["source"])
    for text, id in own[["text", "source"]].itertuples(index=False):
        if id in cited and cited[id].partition(",")[0] in about.finding and curly(text) in note:
            note = note.replace(curly(text), "").strip()
            del cited[id]
    return note, joined(cited.values())


def _noted(note: str, of_data: Sequence[str]) -> str:
    """Return a note and what fits of the data's own notes, which may take a line more."""
    (size, most), more = _MOST["note"], "Other notes on these numbers are in the data."
    for fit in range(len(of_data), -1, -1):
        said = " ".join(filter(None, [note, *of_data[:fit], more * (fit < len(of_data))]))
        if len(wrap(curly(said), size, WIDTH - 2 * MARGIN)) <= most + 1:
            break
    return said


def _lines(about: About, what: str, words: str, weight: str = "normal") -> list[str]:
    """Return words in lines that fit the slide; a square has room for two lines more."""
    (size, most), room = _MOST[what], WIDTH - 2 * MARGIN
    names, year = about.tables, about.year
    most += 2 * (look.AS == "square")
    if what == "note" and (tables.differing(names, year) or tables.footnotes(names, [year])):
        most += 1  # for notes that the notebook does not know of
    lines = wrap(words, size, room, weight)
    while 1 < len(lines) <= most and lines[-1].count(" ") < 3 < lines[-2].count(" "):
        start, _, word = lines[-2].rpartition(" ")  # no three words alone on the last line
        lines[-2:] = [start, f"{word} {lines[-1]}"]
    if len(lines) > most and what == "title":
        wide = f"the title is {width(words, size, weight):.0f} pt wide and {room} fit"
        raise FigureError(f"{wide}: {words!r}. About 66 characters do.")
    if len(lines) > most:
        over = f"too much by {' '.join(lines[most:])!r}"
        raise FigureError(f"the {what} has more than {most} lines; {over}.")
    return lines


def _text(
    fig: Figure, x: float, y: float, words: str, size: float, color: str, weight: str = "normal"
) -> Text:
    return fig.text(x / WIDTH, y / HEIGHT, words, size=size, color=color, weight=weight)


def _fit(fig: Figure, box: np.ndarray) -> Texts:
    """Set the margins so that all axes, with the words about them, fill a box; return all words."""
    used = box.astype(float)
    for _ in range(6):  # text keeps its size as axes shrink: two passes usually settle it
        fig.subplots_adjust(*used / _SIDES)
        found = _texts(fig)
        boxes = [place for text, place in found if text not in fig.texts] or [box]
        low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
        over = np.maximum([*(box - low)[:2], *(high - box)[2:]], 0)
        if over.max() < 0.5:
            return found
        used = used + over * [1, 1, -1, -1]
        if not (used[:2] < used[2:]).all():
            break
    side = ("left", "bottom", "right", "top")[int(over.argmax())]
    raise FigureError(f"the chart reaches {over.max():.0f} pt too far at the {side}.")


def _texts(fig: Figure) -> Texts:
    """Return all words that are drawn, each with the box from its capitals to its baseline."""
    hidden: set[Text] = set()
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        axis.get_ticklabels()  # brings ticks up to date
        low, high = sorted(axis.get_view_interval())
        ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        undrawn = [tick for tick in ticks if not low <= tick.get_loc() <= high]
        for part in undrawn if axis.axes.axison and axis.get_visible() else [axis]:
            hidden.update(part.findobj(Text))
    found = []
    for text in fig.findobj(Text):
        if text in hidden or not text.get_visible() or not text.get_text().strip():
            continue
        left, bottom, right, top = text.get_window_extent().extents * 72 / fig.dpi
        size = 0 if text.get_rotation() else text.get_size()
        found.append((text, (left, bottom + 0.325 * size, right, top - 0.28 * size)))
    return found


def _labels(fig: Figure, found: Texts) -> list[str]:
    """Return the words beside the marks, but for those of ticks: no title, and no foot."""
    axes = [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]
    apart = {*fig.texts, *(label for axis in axes for label in axis.get_ticklabels())}
    return [" ".join(text.get_text().split()) for text, _ in found if text not in apart]


def _files(fig: Figure, about: About, picture: np.ndarray, data: pd.DataFrame) -> dict[str, bytes]:
    """Return the files of a figure by their names; a variant is a picture alone."""
    if look.AS == "pdf":
        buffer = io.BytesIO()
        fig.savefig(buffer, format="pdf", metadata={"CreationDate": None, "Title": about.title})
        return {f"{about.slug}.pdf": buffer.getvalue()}
    name = "-".join(filter(None, [about.slug, look.AS]))
    described, fields = PngImagePlugin.PngInfo(), {"Title": about.title, "Description": about.alt}
    trial = {"trial": _notebook.ending.strip("-")} if _notebook and _notebook.ending else {}
    said = json.dumps(asdict(about) | trial, indent=2, ensure_ascii=False) + "\n"
    numbers = _csv(data)
    fields |= {"Source": about.source, "Copyright": about.credit}
    for key, words in {**fields, "Digest": digest(said, numbers)}.items():
        described.add_itxt(key, words)
    colors = 40 if look.AS or os.environ.get("OURIMPACT_SUFFIX") else 256  # the site has many
    files = {f"{name}.png": _png(picture, colors, pnginfo=described, dpi=(look.DPI, look.DPI))}
    if not look.ONLY:
        files[f"{name}.svg"] = _svg(fig, about)
    if not (look.AS or look.ONLY):
        files |= {f"{name}.csv": numbers.encode(), f"{name}.json": said.encode()}
    return files


def _png(picture: np.ndarray, colors: int, **options: object) -> bytes:
    """Return a picture (rows, columns, RGBA) as a PNG in at most so many colors.

    MAXCOVERAGE keeps those of small areas. They are chosen from each color once and its share of
    the picture: `quantize` of the whole would look up each pixel. Most pixels are as their
    neighbor, so runs of them are looked up.
    """
    pixels = picture.view("<u4").ravel()
    starts = np.append(0, np.flatnonzero(pixels[1:] != pixels[:-1]) + 1)
    lengths = np.diff(starts, append=pixels.size)
    run, found = pd.factorize(pixels[starts])  # a table of hashes: `np.unique` would sort them all
    order = found.argsort()
    run, found = order.argsort()[run], found[order]
    parts = 1 + 4096 * np.bincount(run, lengths).astype(int) // pixels.size
    sample = np.repeat(found.view(np.uint8).reshape(-1, 4)[:, :3], parts, axis=0)
    method = Image.Quantize.MAXCOVERAGE
    few = Image.fromarray(sample[None]).quantize(colors, method, dither=Image.Dither.NONE)
    place = np.asarray(few)[0][parts.cumsum() - 1]
    drawn = Image.fromarray(np.repeat(place[run], lengths).reshape(picture.shape[:2]))
    drawn.putpalette(few.getpalette())
    drawn.save(buffer := io.BytesIO(), "PNG", compress_level=6, **options)
    return buffer.getvalue()


def _svg(fig: Figure, about: About) -> bytes:
    buffer = io.StringIO()
    fields = {"Title": about.title, "Source": about.source, "Rights": about.credit}
    fig.savefig(buffer, format="svg", dpi=72, metadata={"Date": None, "Creator": None, **fields})
    described = f"</title>\n <desc>{escape(about.alt, quote=False)}</desc>"
    return buffer.getvalue().replace("</title>", described, 1).encode()


def _csv(data: pd.DataFrame) -> str:
    """Return the numbers drawn, shares to six decimals; no cell is a formula to a spreadsheet.

    The year of a report is not that of each number in it: a `scope`, if there is one, says which.
    """
    data = data.drop(columns="year", errors="ignore") if "scope" in data else data
    cells = data.convert_dtypes().round(6).replace(_FORMULA, "'", regex=True)
    cells.columns = cells.columns.astype("str").str.replace(_FORMULA, "'", regex=True)
    return cells.to_csv(index=False, lineterminator="\n", float_format="%.12g")


def _show(picture: np.ndarray, about: About) -> None:
    """Show the figure at half size, and below it where it is published or saved, and its credit.

    Its text/plain is the alt text, which nbval compares, and not the bytes of pictures. JupyterLab
    and nbconvert read no alt text of a plain PNG: a dot in the line below it carries it.
    """
    if get_ipython() is None:
        print(f"{about.slug} is in {paths.out(about.year)}. {about.credit}")
        return
    half = np.asarray(Image.frombuffer("RGBX", picture.shape[1::-1], picture).reduce(2))
    shown = {"image/png": _png(half, 24), "text/plain": about.alt}
    display(shown, metadata={"image/png": {"alt": about.alt, "width": 960}}, raw=True)
    place, verb, up = f"figures/{about.year}/{about.slug}", "Published", ".."
    if not os.environ.get("OURIMPACT_OUT") and _notebook.ending:
        place, verb, up = f"build/{place}", "Saved", os.path.relpath(paths.root())
    links = ", ".join(f'<a href="{up}/{place}.{end.lower()}">{end}</a>' for end in _ENDINGS)
    line = f"{verb} as {place} ({links}). {escape(about.credit)}"
    dot = f'<img alt="{escape(about.alt)}" width="1" height="1" src="{_DOT}">'
    html = f'<p style="color: {look.MUTED}">{dot}<small>{line}</small></p>'
    display({"text/html": html, "text/plain": f"{place}. {about.credit}"}, raw=True)
