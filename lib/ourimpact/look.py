"""How figures look: colors, face, and the frame of a slide in points (1/72 inch).

Belongs here: what two figures must share to look alike. Does not: anything that draws.
`OURIMPACT_AS` (plain, square, dark, pdf) is read once, when a notebook's process starts, and
`OURIMPACT_ONLY=png`, which leaves out all but the picture.
"""

import io
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import ft2font
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from seaborn.utils import relative_luminance

from ourimpact import UsageError, paths
from ourimpact.about import VARIANTS

AS, ONLY = os.environ.get("OURIMPACT_AS", ""), os.environ.get("OURIMPACT_ONLY", "")
FACE, FACES = "Source Sans 3", sorted((Path(__file__).parent / "faces").glob("*.ttf"))
DPI = 240 if AS != "square" else 180
SLIDE = (576, 324)
WIDTH, HEIGHT = (432, 432) if AS == "square" else SLIDE
MARGIN = 20

# Colors of marks, and of words about them: BLUE is for the finding, SECOND for another series, and
# EDGE for the rest, or the paler CONTEXT if a number is beside the mark. RULE is for lines between
# blocks and what was left out, HAIR for lines between rows, and TINT for panels.
PAPER, INK, MUTED = "#FFFFFF", "#1B2430", "#55606E"
BLUE, SECOND, SECOND_TEXT = "#12436D", "#5B86B0", "#3F6D9B"
CONTEXT, EDGE, RULE, HAIR, TINT = "#B3C0CE", "#7E8B9A", "#C9D0D8", "#E4E8ED", "#EEF3F8"
SEQUENCE = ("#DFE8F1", "#B7CDE2", "#8DB0D2", "#376C9E", "#12436D")
if AS == "dark":
    PAPER, INK, MUTED = "#111A23", "#F1F5F9", "#A8B4C1"
    BLUE, SECOND, SECOND_TEXT = "#BFE1FF", "#4C7FB3", "#83AEDA"
    CONTEXT, EDGE, RULE, HAIR, TINT = "#3F4D5C", "#7F8D9D", "#3C4855", "#27323E", "#1B2732"
    SEQUENCE = ("#1F3347", "#2C5075", "#5E93C4", "#8BBBE6", "#C4E3FF")
LIT = "bright" if AS == "dark" else "dark"  # what a key calls highlighted marks
NAMED = {"blue": BLUE, "second": SECOND_TEXT, "ink": INK}
_WORDS = {SECOND: SECOND_TEXT, SEQUENCE[2]: SECOND_TEXT, CONTEXT: INK, EDGE: MUTED, PAPER: MUTED}
_MEASURE = RendererAgg(1, 1, 240)
_FILES = dict(zip(("normal", "semibold"), FACES, strict=True))
_ENTRIES = [
    FontEntry(str(file), name=FACE, weight=weight, size="scalable")
    for weight, file in _FILES.items()
]


def use() -> None:
    """Set the look of all figures and tables that follow; nothing of a user's own shows through."""
    if AS not in ("", *VARIANTS):
        raise ValueError(f"OURIMPACT_AS is one of {', '.join(VARIANTS)}, not {AS!r}.")
    others = [font for font in fontManager.ttflist if font.name != FACE]
    fontManager.ttflist[:] = [*_ENTRIES, *others]  # first: the search stops at a perfect match
    mpl.rcdefaults()
    plt.style.use(Path(__file__).with_name("ourimpact.mplstyle"))
    ink = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.labelcolor", "xtick.color")
    mpl.rcParams |= dict.fromkeys(ink, INK) | {
        "figure.facecolor": PAPER,
        "axes.facecolor": "none",
        "figure.dpi": DPI,
        "figure.figsize": (WIDTH / 72, HEIGHT / 72),
        "figure.subplot.left": MARGIN / WIDTH,
        "figure.subplot.right": 1 - MARGIN / WIDTH,
        "figure.subplot.bottom": 56 / HEIGHT,
        "figure.subplot.top": 1 - 61 / HEIGHT,
        "grid.color": HAIR,
        "axes.prop_cycle": mpl.cycler(color=[BLUE, SECOND]),
    }
    if AS != "pdf":  # a PDF needs the font files
        _hold_faces()
    pd.set_option("display.max_colwidth", None)  # labels in tables are shown whole
    pd.set_option("display.max_columns", 20)  # else it depends on where pandas was imported


@cache
def _hold_faces() -> None:
    """Have matplotlib hold the faces in memory: else it reads a glyph's file whenever it draws."""
    read = ft2font.FT2Font
    ft2font.FT2Font = lambda path, **how: read(io.BytesIO(Path(path).read_bytes()), **how)
    try:
        for weight in _FILES:
            width("|", 12, weight)  # get_font caches the font
    finally:
        ft2font.FT2Font = read


def words_color(mark: str) -> str:
    """Return the color of words about a mark, dark enough to be read."""
    return _WORDS.get(mark, mark)


@cache
def ink_on(fill: str) -> str:
    """Return INK or PAPER, whichever is read better on a filled mark."""
    return max(INK, PAPER, key=lambda ink: _contrast(ink, fill))


@cache
def muted_on(fill: str) -> str:
    """Return the ink of a filled mark, mixed with it for as long as it can be read: 4.5 to 1."""
    ends = np.array([to_rgb(ink_on(fill)), to_rgb(fill)])
    mixed = [to_hex(ends.T @ [1 - part, part]) for part in np.arange(0, 1, 0.02)]
    return [mixed[0], *(tone for tone in mixed if _contrast(tone, fill) > 4.7)][-1]


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, by WCAG 2.2."""
    low, high = sorted(relative_luminance(color) + 0.05 for color in (one, other))
    return high / low


def curly(words: str) -> str:
    """Return words with typographic apostrophes."""
    return words.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def lacking(words: str) -> str:
    """Return a sentence on the letters of words that the face has not; nothing if it has all."""
    if lost := "".join(sorted(set(words) - _letters() - {"\n"})):
        place = next((f": {place}" for place in _places(lost)), "")  # the words may be typed
        return f"{FACE} has no {lost!r}, which {words!r} holds{place}."
    return ""


def _places(letters: str) -> Iterator[str]:
    """Yield each table of data/ with its lines that have one of some letters."""
    for path in sorted(paths.data().glob("*/*.csv")):
        for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not {*letters}.isdisjoint(line):
                yield f"{paths.place(path)}, line {n}"


def _refuse_lacking(words: str) -> None:
    if lost := lacking(words):
        raise UsageError(lost)


@cache
def _letters() -> frozenset[str]:
    return frozenset(map(chr, set.intersection(*({*get_font(f).get_charmap()} for f in FACES))))


def _fits(line: str, size: float, room: float, weight: str) -> bool:
    """Return whether words are no wider than `room`; measured where their letters leave doubt."""
    rough = size * sum(_em(letter, weight) for letter in line)
    if abs(rough - room) > 0.05 * room:  # kerning changes less than that
        return rough < room
    return width(line, size, weight) <= room


def wrap(words: str, size: float, room: float, weight: str = "normal") -> list[str]:
    """Return words in lines no wider than `room` points, where no single word is."""
    _refuse_lacking(words)
    first, *rest = words.split(" ")
    lines = [first]
    for word in rest:
        if _fits(longer := f"{lines[-1]} {word}", size, room, weight):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def even(words: str, size: float, room: float) -> list[str]:
    """Return words in as few lines as `wrap` would, of about one length."""
    most = len(wrap(words, size, room))
    ways = (wrap(words, size, least) for least in (*range(20, int(room), 2), room))
    return next(lines for lines in ways if len(lines) == most)


@cache
def _em(letter: str, weight: str) -> float:
    """Return how wide a letter is in an em."""
    font = get_font(_FILES[weight])
    return font.load_char(ord(letter), ft2font.LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM


@cache
def width(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are in points, by the measure of the renderer that draws them."""
    _refuse_lacking(words)
    font, lines = FontProperties(family=FACE, size=size, weight=weight), words.split("\n")
    return max(_MEASURE.get_text_width_height_descent(x, font, False)[0] for x in lines) * 0.3


def advance(words: str, size: float, weight: str = "normal") -> float:
    """Return how far on the next words begin, in points; a blank at the end counts."""
    return width(f"{words}|", size, weight) - width("|", size, weight)
