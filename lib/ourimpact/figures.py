"""The look of every figure, and the one way by which it leaves a notebook."""

import io
import json
import re
from bisect import bisect_right
from functools import cache
from itertools import pairwise
from xml.sax.saxutils import escape

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image, PngImagePlugin

from ourimpact import paths, tables

BLUE, ORANGE, TEAL, GREY = "#12436D", "#F46A25", "#28A197", "#8A8F98"
INK, MUTED, PAPER = "#1D2530", "#56606E", "#FFFFFF"
SEQUENCE = ("#DFE8F1", "#A9C1DA", "#6F97BF", "#376C9E", "#12436D")

SIZE, DPI = (8.0, 4.5), 240
WIDTH, HEIGHT = 576.0, 324.0  # the same in points
MARGIN = 18.0

_THEME = {
    "figure.figsize": SIZE,
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, TEAL]),
    "axes.formatter.use_mathtext": False,
    "axes.unicode_minus": True,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "ourimpact",
}
_drawn_by, _section = "", ""
_order: dict[str, int] = {}  # slugs in the order of their first drawing: the order of slides


class FigureError(ValueError):
    """What keeps a figure from being finished, and what would be right."""


def use_theme(notebook: str, section: str = "") -> None:
    """Set the look of all figures, and name the notebook that draws them (`06-cybertipline`).

    `section` is for a notebook that belongs to no section of the report.
    """
    global _drawn_by, _section, _order
    titles = tables.load("sections").set_index("notebook")["title"]
    if not section and notebook not in titles.index:
        raise FigureError(
            f"data/reference/sections.csv has no notebook {notebook!r}. "
            f"For one of your own: figures.use_theme({notebook!r}, section='...')."
        )
    _drawn_by, _section, _order = notebook, section or str(titles[notebook]), {}
    mpl.rcdefaults()  # a user's own matplotlibrc must not show
    sns.set_theme(style="ticks", rc=_THEME)
    pd.set_option("display.max_colwidth", 120)  # labels in tables are shown whole
    pd.set_option("display.max_columns", 20)  # else it depends on where pandas was imported


def new(rows: int = 1, columns: int = 1, **options: object) -> tuple[Figure, Axes | np.ndarray]:
    """Return a slide-sized figure and its axes (an array where there are several).

    `options` go to `plt.subplots`. Room for title, subtitle and source is made by `save`.
    """
    return plt.subplots(rows, columns, figsize=SIZE, **options)


def save(
    fig: Figure,
    slug: str,
    *,
    year: int,
    title: str,
    subtitle: str,
    alt: str,
    finding: str,
    form: str,
    tables: list[str],
    data: pd.DataFrame,
    note: str = "",
) -> None:
    """Finish a figure, write `<slug>.png`, `.svg`, `.csv` and `.json`, and show a preview of it.

    title says the finding (one line), subtitle measure, unit, population and period (two at most),
    finding is the sentence it shows, note what must be said beside it, form the chart form
    (`ranked_bars`, `dots`, ...), tables those drawn from, data the numbers drawn. The source is
    taken from the tables. Raises FigureError for what does not fit, before anything is written.
    """
    if not _drawn_by:
        raise FigureError("Call figures.use_theme(notebook) with the notebook's name first.")
    cited = sorted({int(y) for y in data["year"]}) if "year" in data else [year]
    source = _source(tables, cited)
    _check_words(slug, alt)
    _check_bars(fig, slug)
    foot = [note] * bool(note) + [f"Source: {source}."]
    _finish(fig, slug, title, subtitle, foot)
    about = {
        "slug": slug, "year": year, "title": title, "subtitle": subtitle, "alt": alt,
        "finding": finding, "note": note, "source": source, "form": form,
        "section": _section, "notebook": _drawn_by,
        "order": _order.setdefault(slug, len(_order) + 1), "tables": tables,
        "credit": credit(source),
    }  # fmt: skip
    picture = _picture(fig)
    files = {
        ".png": _png(picture, about),
        ".svg": _svg(fig, about),
        ".csv": _csv(data).encode(),
        ".json": (json.dumps(about, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    plt.close(fig)
    for ending, content in files.items():
        paths.write(paths.out(year) / f"{slug}{ending}", content)
    _preview(picture, alt)


def _source(names: list[str], cited: list[int]) -> str:
    """Return the credit of all tables drawn; reports that differ by their year alone share one."""
    years: dict[str, list[str]] = {}
    for citation in tables.citations(names, cited):
        first = re.search(r"\d{4}", citation)
        series = years.setdefault(re.sub(r"\d{4}", "{}", citation, count=1), [])
        series += [first[0]] if first else []
    merged = {series: sorted(found) for series, found in years.items()}
    return "; ".join(series.format(_and(found)) for series, found in merged.items())


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def credit(source: str) -> str:
    """Return the line to print with a figure: its licence, and whose its facts are."""
    return f"Figure: CC BY 4.0; facts: {source.replace(': ', ' ')}"


def _check_words(slug: str, alt: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise FigureError(f"{slug!r} is no slug: small letters, digits and single hyphens only.")
    if not 40 <= len(alt) <= 300:
        raise FigureError(f"{slug}: alt text has {len(alt)} characters; 40 to 300 are wanted.")
    if len(re.findall(r"\d[\d,.]*", alt)) < 2:
        raise FigureError(f"{slug}: alt text names fewer than two numbers: {alt!r}.")


def _check_bars(fig: Figure, slug: str) -> None:
    """A bar that starts neither at zero nor where another ends shows a difference too large."""
    for ax in fig.axes:
        for across in (True, False):
            low, high = sorted(ax.get_xlim() if across else ax.get_ylim())
            spans = [_span(bar, across) for bar in _bars(ax, across)]
            ends = [0.0, *(end for _, end in spans)]
            for start, _ in spans:
                if not (low <= 0 <= high and np.isclose(start, ends).any()):
                    wrong = max(low, start)
                    raise FigureError(f"{slug}: bars must start at zero, not at {wrong:g}.")


def _bars(ax: Axes, across: bool) -> list[Rectangle]:
    held = [c for c in ax.containers if isinstance(c, BarContainer)]
    return [bar for c in held if (c.orientation == "horizontal") == across for bar in c]


def _span(bar: Rectangle, across: bool) -> tuple[float, float]:
    start, length = (bar.get_x(), bar.get_width()) if across else (bar.get_y(), bar.get_height())
    return start, start + length


def _finish(fig: Figure, slug: str, title: str, subtitle: str, foot: list[str]) -> None:
    """Place title, subtitle and source at the left edge, and fit the axes between them."""
    room = WIDTH - 2 * MARGIN
    if (wide := width(title, 16, "bold")) > room:
        raise FigureError(
            f"{slug}: the title is {wide:.0f} pt wide and {room:.0f} fit: {title!r}. "
            "About 55 characters do."
        )
    below = _block([subtitle], 10.5, slug, "subtitle", 2)
    source = _block(foot, 8, slug, "source block with its note", 3)
    top, bottom = HEIGHT - MARGIN - 23, MARGIN * 0.7
    _text(fig, HEIGHT - MARGIN, title, 16, INK, weight="bold", va="top")
    _text(fig, top, "\n".join(below), 10.5, MUTED, va="top", linespacing=1.25)
    _text(fig, bottom, "\n".join(source), 8, MUTED, va="bottom", linespacing=1.25)
    box = (MARGIN, bottom + 11 * len(source) + 10, WIDTH - MARGIN, top - 14 * len(below) - 8)
    _fit(fig, slug, box)
    for axis in (axis for ax in fig.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)):
        _check_labels(axis.get_ticklabels(), slug)


def _check_labels(labels: list[Text], slug: str) -> None:
    shown = [label for label in labels if label.get_visible() and label.get_text()]
    boxes = [label.get_window_extent() for label in shown]
    for (one, here), (other, there) in pairwise(zip(shown, boxes, strict=True)):
        if here.overlaps(there):
            both = f"{one.get_text()!r} and {other.get_text()!r}"
            raise FigureError(f"{slug}: the labels {both} lie on each other: draw fewer.")


def _text(fig: Figure, y: float, words: str, size: float, color: str, **options: object) -> None:
    fig.text(MARGIN / WIDTH, y / HEIGHT, words, fontsize=size, color=color, ha="left", **options)


def _block(paragraphs: list[str], size: float, slug: str, what: str, most: int) -> list[str]:
    """Return paragraphs in lines that fit the figure's width."""
    lines = [line for words in paragraphs for line in wrap(words, size, WIDTH - 2 * MARGIN)]
    if len(lines) > most:
        over = " ".join(lines[most:])
        raise FigureError(f"{slug}: the {what} has more than {most} lines; too much by {over!r}.")
    return lines


def wrap(words: str, size: float, room: float) -> list[str]:
    """Return words in lines that are no wider than `room` points, where a word is not."""
    left, lines = words.split(" "), []
    while left:
        wide = [" ".join(left[: n + 1]) for n in range(len(left))]
        fit = max(1, bisect_right(wide, room, key=lambda line: width(line, size)))
        lines.append(wide[fit - 1])
        left = left[fit:]
    return lines


@cache
def width(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are in points, by the measure of the renderer that draws them."""
    font = FontProperties(size=size, weight=weight)
    return RendererAgg(1, 1, DPI).get_text_width_height_descent(words, font, False)[0] * 72 / DPI


def _fit(fig: Figure, slug: str, box: tuple[float, float, float, float]) -> None:
    """Set the margins so that all axes, their labels included, fill a box (in points)."""
    wanted = used = np.array(box)
    fig.subplots_adjust(*_fractions(used))
    for _ in range(2):  # labels keep their size while axes shrink: the second pass settles it
        used = used + (wanted - _drawn(fig))
        if not (used[:2] < used[2:]).all():
            break
        fig.subplots_adjust(*_fractions(used))
    over = (_drawn(fig) - wanted) * [-1, -1, 1, 1]
    if over.max() > 3:
        side = ("left", "bottom", "right", "top")[int(over.argmax())]
        raise FigureError(f"{slug}: the chart reaches {over.max():.0f} pt too far at the {side}.")


def _drawn(fig: Figure) -> np.ndarray:
    """Return left, bottom, right and top of all that the axes draw, in points."""
    boxes = np.array([ax.get_tightbbox().extents for ax in fig.axes]) * 72 / fig.dpi
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _fractions(edges: np.ndarray) -> tuple[float, float, float, float]:
    left, bottom, right, top = edges / np.array([WIDTH, HEIGHT, WIDTH, HEIGHT])
    return left, bottom, right, top


def _picture(fig: Figure) -> Image.Image:
    fig.set_dpi(DPI)
    fig.canvas.draw()
    return Image.fromarray(np.asarray(fig.canvas.buffer_rgba())).convert("RGB")


def _png(picture: Image.Image, about: dict) -> bytes:
    described = PngImagePlugin.PngInfo()
    for key, field in (
        ("Title", "title"), ("Description", "alt"), ("Source", "source"), ("Copyright", "credit"),
    ):  # fmt: skip
        described.add_itxt(key, about[field])
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", pnginfo=described, dpi=(DPI, DPI), compress_level=6)
    return buffer.getvalue()


def _svg(fig: Figure, about: dict) -> bytes:
    buffer = io.StringIO()
    described = {"Title": about["title"], "Source": about["source"], "Rights": about["credit"]}
    fig.set_dpi(72)
    fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, **described})
    drawn = buffer.getvalue().replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    described = f"</title>\n <desc>{escape(about['alt'])}</desc>"
    return drawn.replace("</title>", described, 1).encode()


def _csv(data: pd.DataFrame) -> str:
    """Return the numbers drawn: whole numbers as such, shares to six decimals."""
    return data.convert_dtypes().round(6).to_csv(index=False, lineterminator="\n")


def _preview(picture: Image.Image, alt: str) -> None:
    """Show the figure at half size; its text/plain is the alt text, which nbval compares."""
    buffer = io.BytesIO()
    few = picture.reduce(2).quantize(32, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(buffer, "PNG")
    display(
        {"image/png": buffer.getvalue(), "text/plain": alt},
        metadata={"image/png": {"alt": alt, "width": 960}},
        raw=True,
    )
