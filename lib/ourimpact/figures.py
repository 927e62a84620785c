"""The one way by which a figure leaves a notebook: framed, checked, written and shown."""

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from html import escape
from itertools import combinations, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image, PngImagePlugin

from ourimpact import look, paths, tables
from ourimpact.errors import UsageError, nearest
from ourimpact.look import HEIGHT, MARGIN, WIDTH, curly, width, wrap
from ourimpact.paths import About
from ourimpact.words import listed

LICENSE = "CC BY 4.0"
_MOST = {"title": (19, 1), "subtitle": (12, 2), "note": (9.2, 2)}  # size, and lines at most
_DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_FORMS = ("bars", "columns", "dots", "funnel", "grouped_bars", "number_list",
          "ranked_bars", "share_bar", "share_bars", "small_multiples", "stacked_bars", "tile_grid",
          "waffle", "year_columns")  # fmt: skip
_ENDINGS = ("PNG", "SVG", "CSV", "JSON")
_COLORED = re.compile(r"\[([^]]+)]\((\w+)\)")  # [more](blue)
_Texts = list[tuple[Text, tuple[float, float, float, float]]]  # with left, bottom, right, top


class FigureError(UsageError):
    """What keeps a figure from being finished, and what would be right."""


@dataclass
class _Notebook:
    name: str
    year: int
    section: str
    saved: dict[str, str] = field(default_factory=dict)  # slug: cell, in the order of slides


_notebook: _Notebook | None = None


def begin(notebook: str, year: int, section: str = "") -> None:
    """Set the look of all figures, and name the notebook that draws them (`06-cybertipline`).

    `section` is for a notebook that belongs to no section of the report. Raises FigureError for a
    notebook without a section, and for one that is not `$OURIMPACT_RUN`, "06-cybertipline 2024".
    """
    global _notebook
    asked = os.environ.get("OURIMPACT_RUN") or f"{notebook} {year}"
    if asked != f"{notebook} {year}":
        raise FigureError(f"figures.begin has {notebook!r} and {year!r}; this is a run of {asked}.")
    titles = tables.load("sections").set_index("notebook")["title"]
    if not section and notebook not in titles.index:
        raise FigureError(
            f"data/reference/sections.csv has no notebook {notebook!r}. "
            f"For one of your own: figures.begin({notebook!r}, {year}, section='...')."
        )
    _notebook = _Notebook(notebook, year, section or str(titles[notebook]))
    tables.as_of = year
    look.use()


def new(rows: int = 1, columns: int = 1, **options: object) -> tuple[Figure, Axes | np.ndarray]:
    """Return a slide-sized figure and its axes (an array where there are several).

    `options` go to `Figure.subplots`. Room for title, subtitle and source is made by `save`. In a
    square three panels or more stand one below the other. Jupyter neither shows nor closes the
    figure at a cell's end, so that drawing may take several cells.
    """
    if look.AS == "square" and rows == 1 and columns > 2 and "width_ratios" not in options:
        rows, columns, options = columns, 1, {"gridspec_kw": {"hspace": 0.4}}
    look.use()  # again: a style chosen since then would be published
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
    form: str = "",
) -> None:
    """Finish a figure, write `<slug>.png`, `.svg`, `.csv` and `.json`, and show a preview of it.

    title says the finding (one line), subtitle measure, unit, population and period (two at most;
    `[more](blue)` colors a word), finding is the sentence it shows, data the numbers drawn,
    drawn_from the tables, which give the source; note and caveats (codes of caveats.csv) what must
    be said beside it (two lines); form is for own drawings, else the chart function names it.
    `$OURIMPACT_SUFFIX`, such as `-oh` in a series of runs for each state, ends the slug.
    Raises FigureError for what does not fit, before anything is written.
    """
    if _notebook is None:
        raise FigureError("Call figures.begin(notebook, year) with the notebook's name first.")
    texts = {"slug": slug, "title": title, "subtitle": subtitle, "alt": alt, "finding": finding}
    for what, said in (texts | {"note": note, "form": form}).items():
        if not isinstance(said, str):
            raise FigureError(f"{slug}: {what} is {said!r}; text is wanted.")
    if not isinstance(data, pd.DataFrame):
        raise FigureError(f"{slug}: data is a {type(data).__name__}; a DataFrame is wanted.")
    slug += os.environ.get("OURIMPACT_SUFFIX", "")
    cell = _claim(slug, data)
    for codes in (drawn_from, caveats):
        if isinstance(codes, str):
            raise FigureError(f"{slug}: {codes!r} is text; a list is wanted: [{codes!r}].")
    for name in filter(lambda name: name not in tables.asked_for, drawn_from):
        near = nearest(name, sorted(tables.asked_for))
        raise FigureError(f"{slug}: drawn_from has {name!r}, which was not loaded here.{near}")
    years = sorted({int(y) for y in data["year"]}) if "year" in data else [_notebook.year]
    _refuse(slug, _kept_back(drawn_from, data, years, caveats))
    caveats = [*caveats, *tables.footnotes(drawn_from, [y for y in years if y <= _notebook.year])]
    caveats = [code for code in dict.fromkeys(caveats) if tables.holds(code, _notebook.year)]
    cited = tables.citations(drawn_from, years, caveats, _notebook.year)
    for name in drawn_from:
        _refuse(slug, filter(None, [tables.not_adding_up(name, _notebook.year)]))
    source = joined(cited.values())
    differ = tables.differing(drawn_from, _notebook.year)
    about = About(
        slug=slug,
        year=_notebook.year,
        title=curly(title),
        subtitle=curly(_COLORED.sub(r"\1", subtitle)),
        alt=curly(alt),
        finding=curly(finding.replace("*", "")),  # notebooks set titles in *italics*
        note=curly(" ".join(filter(None, [note, *map(tables.caveat, caveats), *differ]))),
        source=source,
        sources=list(cited),
        form=form or getattr(fig, "form", ""),
        section=_notebook.section,
        notebook=_notebook.name,
        order=[*_notebook.saved, slug].index(slug) + 1,
        tables=list(drawn_from),
        credit=credit(source),
    )
    _refuse(slug, [*_problems(fig, about), *_left_out(fig, data), *_unnamed(data, drawn_from)])
    words = _frame(fig, about, curly(subtitle))
    _refuse(slug, [*_clashes(words), *_struck(fig, words)])
    fig.canvas.draw()
    picture = np.asarray(fig.canvas.buffer_rgba())
    files = _files(fig, about, picture, data)
    _write(paths.out(about.year), files)
    _notebook.saved[slug] = cell
    if not look.ONLY:
        _show(picture, about)


def fitting(*titles: str) -> str:
    """Return the first title that fits on its line, else the last; names in them may be long."""
    (size, most), room = _MOST["title"], WIDTH - 2 * MARGIN
    most += 2 * (look.AS == "square")
    fit = [each for each in titles if len(wrap(curly(each), size, room, "semibold")) <= most]
    return [*fit, titles[-1]][0]


def credit(source: str) -> str:
    """Return the line to print with a figure: its licence, and whose its facts are."""
    return f"Figure: {LICENSE}; facts: {source}"


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


def _claim(slug: str, data: pd.DataFrame) -> str:
    """Return the place that saves a figure; another one must not have saved it in this run."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise FigureError(f"{slug!r} is no slug: small letters, digits and single hyphens only.")
    if "year" in data and _notebook.year not in set(data["year"]):
        raise FigureError(f"{slug}: data has no row of {_notebook.year}, the notebook's year.")
    now = getattr(get_ipython(), "user_ns", {}).get("year", _notebook.year)
    if isinstance(now, int) and now != _notebook.year:  # in another notebook it may be a control
        raise FigureError(
            f"{slug}: year is {now!r} by now, and figures.begin had {_notebook.year}."
        )
    cell = f"{_notebook.name}, cell [{getattr(get_ipython(), 'execution_count', '-')}]"
    there = paths.out(_notebook.year) / f"{slug}.json"
    before = _notebook.saved.get(slug)
    if before is None and there.exists():
        before = json.loads(there.read_text(encoding="utf-8"))["notebook"]
        before = None if before == _notebook.name else before
    if os.environ.get("OURIMPACT_OUT") and before:
        raise FigureError(f"{slug} is saved twice: by {before}, and by {cell}. Name one otherwise.")
    return cell


def _refuse(slug: str, problems: Iterable[str]) -> None:
    for problem in problems:
        raise FigureError(f"{slug}: {problem}")


def _kept_back(
    names: Sequence[str], data: pd.DataFrame, years: Sequence[int], caveats: Sequence[str]
) -> Iterator[str]:
    """Yield counts too small to be shown, and breaks in a series that no caveat tells of."""
    for column in data.select_dtypes("integer"):
        if tables.too_few(names, data[column], data.columns).any():
            yield f"{column} has counts of 1 to {tables.FEW}, too few to be shown by these columns."
    said = [*caveats, *tables.must_say(names, years[-1:], ())]
    for code in (code for code in tables.must_say(names, years, ()) if code not in said):
        yield f"{years[0]} to {years[-1]} are not counted alike: add the caveat {code!r}."


def _problems(fig: Figure, about: About) -> Iterator[str]:
    """Yield what is wrong with a figure before it is laid out."""
    if not 40 <= len(about.alt) <= 300:
        yield f"alt text has {len(about.alt)} characters; 40 to 300 are wanted."
    if len(re.findall(r"\d[\d,.]*", about.alt)) < 2:
        yield f"alt text names fewer than two numbers: {about.alt!r}."
    for what in ("title", "subtitle", "finding", "sources"):
        if not "".join(getattr(about, what)).strip():
            yield f"it has no {what}" + ("; drawn_from names the tables." * (what == "sources"))
    if not about.form:
        yield "no chart function has named the form: pass form=."
    elif about.form not in _FORMS and get_close_matches(about.form, _FORMS, n=1, cutoff=0.75):
        yield f"there is no form {about.form!r}.{nearest(about.form, _FORMS)}"
    marks = dict(getattr(fig, "marks", {"rows": ()}))
    there = marks.pop("rows")
    for what, name in [(what, name) for what, names in marks.items() for name in names]:
        if name not in there and name not in ("", about.year):  # a year may be a gap
            yield f"{what} has {name!r}, and no row is that.{nearest(str(name), there)}"
    drawn = [text.get_text() for text in fig.findobj(Text)]
    for words in [about.title, about.subtitle, about.note, about.source, *drawn]:
        if lost := look.lacking(words):
            yield f"{look.FACE} has no {lost!r}, which {words!r} holds."
    for ax in fig.axes:
        for across, edges in ((True, ax.get_xlim()), (False, ax.get_ylim())):
            yield from _raised(ax, across, min(edges), max(edges))


def _left_out(fig: Figure, data: pd.DataFrame) -> Iterator[str]:
    """Yield what is drawn and is not among the numbers that go with the figure."""
    numbers, few = (
        data.select_dtypes("number").size,
        f"data has {len(data)} rows; what is drawn has ",
    )
    named = {str(name).split("\n")[0] for name in getattr(fig, "marks", {}).get("rows", ())} - {""}
    if len(named) > len(data):
        yield f"{few}{len(named)}, such as {max(named)!r}."
    for ax in fig.axes:
        bars = sum(len(c) for c in ax.containers if isinstance(c, BarContainer))
        dots = [len(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection)]
        if max(marks := [bars, *dots]) > numbers:
            yield f"{few}{max(marks)} marks."


def _unnamed(data: pd.DataFrame, drawn_from: Sequence[str]) -> Iterator[str]:
    """Yield a table that was loaded and not named, if it alone has several of the numbers drawn."""
    numbers = data.select_dtypes("number").to_numpy(float).ravel()
    drawn = {number for number in numbers if number >= 1000 and number % 1 == 0}
    named = set().union(*map(tables.numbers, drawn_from))
    totals = ("headline_numbers", "printed_totals")  # equal to sums of the others
    for name in sorted(tables.asked_for.difference(drawn_from, totals)):
        if len(only := tables.numbers(name) & drawn - named) > 1:
            yield f"data has numbers of {name} ({max(only):,.0f}): drawn_from must name it."


def _raised(ax: Axes, across: bool, low: float, high: float) -> Iterator[str]:
    """Yield bars that start neither at zero nor where another ends: they show too much."""
    held = [c for c in ax.containers if isinstance(c, BarContainer)]
    bars = [bar for c in held if (c.orientation == "horizontal") == across for bar in c]
    edges = [bar.get_bbox().get_points()[:, 0 if across else 1] for bar in bars]
    ends = [0.0, *(end for _, end in edges)]
    for start, end in edges:
        if not (low <= 0 <= high and (np.isclose(start, ends).any() or np.isclose(end, 0))):
            yield f"bars must start at zero, not at {max(low, start):g}."


def _clashes(found: _Texts) -> Iterator[str]:
    """Yield words that leave the slide, or lie on each other."""
    for text, (left, bottom, right, top) in found:
        if min(left, bottom, WIDTH - right, HEIGHT - top) < 8:
            yield f"{text.get_text()!r} leaves the slide."
    for (one, here), (other, there) in combinations(found, 2):
        across = min(here[2], there[2]) - max(here[0], there[0])
        if across > 0.5 and min(here[3], there[3]) - max(here[1], there[1]) > 0.5:
            yield f"the words {one.get_text()!r} and {other.get_text()!r} lie on each other."


def _struck(fig: Figure, found: _Texts) -> Iterator[str]:
    """Yield words that a rule runs through, as where axes got less room than their words need."""
    for lines in fig.findobj(LineCollection):
        for ends in filter(len, lines.get_segments()):  # one with no place is empty
            (left, y), (right, other) = lines.get_transform().transform(ends) * 72 / fig.dpi
            for text, (start, bottom, end, top) in found:
                if y == other and bottom < y < top and start < right and left < end:
                    yield f"the words {text.get_text()!r} are struck by a rule."


def _frame(fig: Figure, about: About, subtitle: str) -> _Texts:
    """Write title, subtitle and foot, fit the axes between them, and return all words drawn."""
    body = [MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN]
    if look.AS != "plain":
        body[3] = _head(fig, about, subtitle)
        body[1] = _foot(fig, about)
    about.body = [round(x / side, 4) for x, side in zip(body, 2 * (WIDTH, HEIGHT), strict=True)]
    return _fit(fig, about.slug, np.array(body))


def _head(fig: Figure, about: About, subtitle: str) -> float:
    """Write title and subtitle, and return the height below them at which the chart begins."""
    y = HEIGHT - 29.5  # the title's capitals are 12.5 pt high, 17 below the edge
    for line in _lines(about, "title", about.title, "semibold"):
        _text(fig, MARGIN, y, line, 19, look.INK, "semibold")
        y -= 22
    y += 3
    letters = _letters(subtitle)
    for line in _lines(about, "subtitle", about.subtitle):
        x = MARGIN
        for color, part in groupby(letters[: len(line)], key=lambda letter: letter[1]):
            words = "".join(letter for letter, _ in part)
            weight = "normal" if color == look.MUTED else "semibold"
            _text(fig, x, y, words, 12, color, weight)
            x += look.advance(words, 12, weight)
        letters = letters[len(line) + 1 :]
        y -= 15
    return y + 3


def _letters(subtitle: str) -> list[tuple[str, str]]:
    """Return each letter of a subtitle with its color."""
    plain, *parts = _COLORED.split(subtitle)
    found = [(letter, look.MUTED) for letter in plain]
    for words, name, after in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name not in look.NAMED:
            raise FigureError(f"There is no color {name!r}: {listed(look.NAMED)} are named.")
        found += [(letter, look.NAMED[name]) for letter in words]
        found += [(letter, look.MUTED) for letter in after]
    return found


def _foot(fig: Figure, about: About) -> float:
    """Write note, source and licence below a rule, and return the height where the chart ends."""
    room = WIDTH - 2 * MARGIN - width(LICENSE, 9.2) - 12
    note = _lines(about, "note", about.note) if about.note else []
    lines = [*note, *wrap(f"Source: {about.source}.", 9.2, room)]
    y = 13.0
    _text(fig, WIDTH - MARGIN, y, LICENSE, 9.2, look.MUTED).set_ha("right")
    for line in reversed(lines):
        _text(fig, MARGIN, y, line, 9.2, look.MUTED)
        y += 11.6
    ends, y = [MARGIN / WIDTH, 1 - MARGIN / WIDTH], y + 3.5
    fig.add_artist(Line2D(ends, [y / HEIGHT] * 2, color=look.RULE, linewidth=0.6))
    return y + 9


def _lines(about: About, what: str, words: str, weight: str = "normal") -> list[str]:
    """Return words in lines that fit the slide; a square has room for two lines more."""
    size, most = _MOST[what]
    most, room = most + 2 * (look.AS == "square"), WIDTH - 2 * MARGIN
    extra = [*tables.differing(about.tables, about.year),
             *tables.footnotes(about.tables, [about.year])]  # fmt: skip
    most += what == "note" and bool(extra)  # of which no notebook knows
    lines = wrap(words, size, room, weight)
    if len(lines) <= most:
        return lines
    if what == "title":
        wide = f"the title is {width(words, size, weight):.0f} pt wide and {room} fit"
        raise FigureError(f"{about.slug}: {wide}: {words!r}. About 66 characters do.")
    over = f"too much by {' '.join(lines[most:])!r}"
    raise FigureError(f"{about.slug}: the {what} has more than {most} lines; {over}.")


def _text(
    fig: Figure, x: float, y: float, words: str, size: float, color: str, weight: str = "normal"
) -> Text:
    return fig.text(x / WIDTH, y / HEIGHT, words, size=size, color=color, weight=weight)


def _fit(fig: Figure, slug: str, box: np.ndarray) -> _Texts:
    """Set the margins so that all axes, with the words about them, fill a box; return all words."""
    used = box.astype(float)
    sides = np.array([WIDTH, HEIGHT, WIDTH, HEIGHT])
    for _ in range(6):  # words keep their size while axes shrink: mostly the second pass settles it
        fig.subplots_adjust(*used / sides)
        found = _texts(fig)
        boxes = [box for text, box in found if text not in fig.texts]
        over = np.zeros(4)
        if boxes:
            low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
            over = np.maximum([*(box - low)[:2], *(high - box)[2:]], 0)
        if over.max() < 0.5:
            return found
        used = used + over * [1, 1, -1, -1]
        if not (used[:2] < used[2:]).all():
            break
    side = ("left", "bottom", "right", "top")[int(over.argmax())]
    raise FigureError(f"{slug}: the chart reaches {over.max():.0f} pt too far at the {side}.")


def _texts(fig: Figure) -> _Texts:
    """Return all words that are drawn, each with the box from its capitals to its baseline."""
    undrawn: set[int] = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            axis.get_ticklabels()  # brings ticks up to date
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not (ax.axison and axis.get_visible() and low <= tick.get_loc() <= high):
                    undrawn |= {id(text) for text in tick.findobj(Text)}
            if not ax.axison:
                undrawn |= {id(text) for text in axis.findobj(Text)}
    found = []
    for text in fig.findobj(Text):
        if id(text) in undrawn or not text.get_visible() or not text.get_text().strip():
            continue
        left, bottom, right, top = text.get_window_extent().extents * 72 / fig.dpi
        size = 0 if text.get_rotation() else text.get_size()
        left += look.hang(text.get_text(), size)
        found.append((text, (left, bottom + 0.325 * size, right, top - 0.28 * size)))
    return found


def _files(fig: Figure, about: About, picture: np.ndarray, data: pd.DataFrame) -> dict[str, bytes]:
    """Return the files of a figure by their names; a variant is a picture alone."""
    name = "-".join(filter(None, [about.slug, look.AS]))
    if look.AS == "pdf":
        buffer = io.BytesIO()
        fig.savefig(buffer, format="pdf", metadata={"CreationDate": None, "Title": about.title})
        return {f"{about.slug}.pdf": buffer.getvalue()}
    files = {f"{name}.png": _png(picture, about)}
    files |= {} if look.ONLY else {f"{name}.svg": _svg(fig, about)}
    if not (look.AS or look.ONLY):
        said = json.dumps(asdict(about), indent=2, ensure_ascii=False) + "\n"
        files |= {f"{name}.csv": _csv(data).encode(), f"{name}.json": said.encode()}
    return files


def _png(picture: np.ndarray, about: About) -> bytes:
    described = PngImagePlugin.PngInfo()
    fields = {"Title": about.title, "Description": about.alt, "Source": about.source}
    for key, said in {**fields, "Copyright": about.credit}.items():
        described.add_itxt(key, said)
    buffer = io.BytesIO()
    _few(picture, 256).save(buffer, "PNG", pnginfo=described, dpi=(look.DPI, look.DPI))
    return buffer.getvalue()


def _few(picture: np.ndarray, most: int) -> Image.Image:
    """Return an opaque picture in at most so many colors; MAXCOVERAGE keeps those of small areas.

    The same as of `quantize`, which would look for the nearest color of each pixel, not color.
    """
    pixels = picture.view("<u4")[..., 0]
    whole = Image.fromarray(picture)
    counted = whole.getcolors(2**16) or whole.getcolors(pixels.size)
    counts, found = zip(*counted, strict=True)
    colors, parts = np.array(found, np.uint8)[:, :3], 4096 * np.array(counts) // sum(counts)
    sample = np.repeat(colors, 1 + parts, axis=0)  # the mean color sets the first one chosen
    few = Image.fromarray(sample[None]).quantize(
        most, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    place = np.zeros(256**3, np.uint8)
    place[sample @ [1, 256, 256**2]] = np.asarray(few)[0]
    lines = [place[line & 0xFFFFFF] for line in pixels]  # memory stays small
    drawn = Image.fromarray(np.array(lines))
    drawn.putpalette(few.getpalette())
    return drawn


def _svg(fig: Figure, about: About) -> bytes:
    buffer = io.StringIO()
    fields = {"Title": about.title, "Source": about.source, "Rights": about.credit}
    fig.savefig(buffer, format="svg", dpi=72, metadata={"Date": None, "Creator": None, **fields})
    described = f"</title>\n <desc>{escape(about.alt, quote=False)}</desc>"
    return buffer.getvalue().replace("</title>", described, 1).encode()


def _csv(data: pd.DataFrame) -> str:
    """Return the numbers drawn, shares to six decimals; no cell is a formula to a spreadsheet."""
    cells = data.convert_dtypes().round(6)
    words = cells.select_dtypes(exclude="number").astype("object").map(_harmless)
    cells = cells.assign(**words)
    return cells.rename(columns=_harmless).to_csv(index=False, lineterminator="\n")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and re.match(r"[=+@\t\r-]", cell) else cell


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files of a figure or none."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder) as part:
        for name, content in files.items():
            Path(part, name).write_bytes(content)
        for name in files:
            Path(part, name).replace(folder / name)


def _show(picture: np.ndarray, about: About) -> None:
    """Show the figure at half size, and below it where it is published, and its credit.

    Its text/plain is the alt text, which nbval compares, and not the bytes of pictures. JupyterLab
    and nbconvert read no alt text of a plain PNG: a dot in the line below it carries it.
    """
    if get_ipython() is None:
        print(f"{about.slug} is in {paths.out(about.year)}. {about.credit}")
        return
    buffer = io.BytesIO()
    half = Image.fromarray(picture, "RGBX").reduce(2)
    _few(np.asarray(half), 24).save(buffer, "PNG")
    shown = {"image/png": buffer.getvalue(), "text/plain": about.alt}
    display(shown, metadata={"image/png": {"alt": about.alt, "width": 960}}, raw=True)
    place = f"figures/{about.year}/{about.slug}"
    links = ", ".join(f'<a href="../{place}.{end.lower()}">{end}</a>' for end in _ENDINGS)
    line = f"Published as {place} ({links}). {escape(about.credit)}"
    dot = f'<img alt="{escape(about.alt)}" width="1" height="1" src="{_DOT}">'
    html = f'<p style="color: {look.MUTED}">{dot}<small>{line}</small></p>'
    display({"text/html": html, "text/plain": f"{place}. {about.credit}"}, raw=True)
