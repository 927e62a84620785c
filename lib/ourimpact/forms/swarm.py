"""A swarm: a dot for each share on one scale, and on the axis the likely range of one of them.

Or, of too few to compare, a square for each, above the likely range of their share.

Belongs here: how the sheet of one state is drawn. Does not: what it says (notebook 91).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties

from ourimpact import charts, drawn, look
from ourimpact.charts import write
from ourimpact.words import share

_WIDE = look.WIDTH - 2 * look.MARGIN
_TALL = look.HEIGHT - {"square": 154, "plain": 2 * look.MARGIN}.get(look.AS, 108)  # room for it
_LEAD = 17  # size of the words that lead
_BAR = 5  # how thick a range is
_TICKS = 38  # height of the labels of the axis and, below these, of the share of all
_GAP = 7  # from a mark to words
_SHORT = 270  # width of the scale of a few
_STRIP = 62  # height of that scale, with its words
_DEEP = 19  # of a line on it
_SAID = _WIDE if look.AS == "square" else _WIDE - _SHORT - 28  # room for these lines
_END = 10  # from the margin to either end of the scale
Line = tuple[str, str, int]  # its words, their color and size; those that lead are larger


@dataclass(frozen=True)
class _Dots:
    """Dots on a scale from `least` to 100%, all in points from the upper left, above a base."""

    least: float
    size: float
    base: float
    x: np.ndarray
    y: np.ndarray

    def above(self, left: float, right: float) -> float:
        """Return the height above all dots between two places."""
        beside = (self.x > left - self.size / 2) & (self.x < right + self.size / 2)
        return min([self.base, *self.y[beside] - self.size / 2])


class _Codes(Artist):
    """The code of each dot in its middle, that of one place bold. As 50 texts, they are slow."""

    def __init__(self, dots: _Dots, codes: pd.Index, is_here: np.ndarray) -> None:
        super().__init__()
        self.dots, self.codes, self.is_here = dots, codes, is_here
        self.zorder = 3

    def draw(self, renderer: RendererBase) -> None:
        size, each = max(9, round(self.dots.size) / 2), renderer.points_to_pixels(1)
        middles = self.axes.transData.transform(np.column_stack([self.dots.x, self.dots.y]))
        pen, style = renderer.new_gc(), {"family": look.FACE, "size": size}
        for code, (x, y), is_here in zip(self.codes, middles, self.is_here, strict=True):
            weight = "semibold" if is_here else "normal"
            left = x - look.width(code, size, weight) / 2 * each
            foot = y - 0.33 * size * each
            foot = renderer.height - foot if renderer.flipy() else foot
            pen.set_foreground(look.PAPER if is_here else look.MUTED)
            renderer.draw_text(pen, left, foot, code, FontProperties(**style, weight=weight), 0)
        pen.restore()


def far_below(values: pd.Series, here: str, low: float) -> pd.Index:
    """Return the code of the lowest share if it would stretch a scale on which `low` must lie.

    None is far below that is the share `here`.
    """
    values = values.sort_values()
    apart, rest = np.diff(values.iloc[:2]).sum(), np.ptp(values.iloc[1:])
    is_far = apart > 0.5 * rest and not _least([low]) <= values.iloc[0]
    return values.index[:1].difference([here] if is_far else values.index)


def swarm(
    ax: Axes, values: pd.Series, here: str, of_all: float,
    lead: str, beside: str, likely: Sequence[float], named: str, lowest: float,
    off: Sequence[str] = (),
) -> None:  # fmt: skip
    """Draw shares by code, that `here` dark and lowest, and its `likely` range on their axis.

    Words stand centered below: what `lead` says, the name of the range, and what is `beside`. The
    share of all is a tick of the axis, whose scale starts at a tick below the `lowest`, as is said
    under that tick; above it stands what is `off` the scale.
    """
    drawn.declare(ax.figure, "dots", values.index)
    least = _least([*values, *likely, lowest])
    line, at = _along(of_all, least), _along(values[here], least)
    lines = [*_led(lead, look.BLUE), (named, look.BLUE, 12), *_known(beside)]
    base = _TALL - 6 - sum(map(_deep, lines)) - _TICKS
    values = values.sort_values(kind="stable")
    dots = _stack(values, least, base, values.index == here)
    charts.cells(ax, _WIDE, _TALL)
    _draw(ax, dots, values.index, here)
    _write_off(ax, dots, off)
    labels = _axis(ax, least, base, mark=line)
    taken = _mark_of_all(ax, line, at, base, of_all)
    starts = "scale starts here" * (least > 0)
    if look.width(starts, 11) + 5 < min(taken, at):
        write(ax, starts, 0, base, 0, -29, size=11, color=look.MUTED)
    ax.hlines(base, *[_along(end, least) for end in likely], colors=look.BLUE, linewidth=_BAR,
              zorder=2.6)  # fmt: skip
    if not any(left - 5 < at < right + 5 for left, right in labels):
        ax.vlines(at, base, base + _TICKS + 2, colors=look.BLUE, linewidth=1)
    _write_centered(ax, lines, at, base + _TICKS)


def each_square(
    ax: Axes, filled: int, hollow: int, names: tuple[str, str], said: str = "",
    likely: Sequence[float] = (), of_all: float = np.nan,
) -> None:  # fmt: skip
    """Draw a square for each of a few, those `filled` first, below two names.

    Below are the `likely` range of their share on a short scale, with the share of all, and what
    is `said` of it. Without these, squares are larger.
    """
    drawn.declare(ax.figure, "waffle", ())
    high = charts.space(ax)[1] - 12 * bool(said)  # for a second line of the note
    charts.cells(ax, _WIDE, high, square=True)
    write(ax, names[0], 0, 10, color=look.SECOND_TEXT, bold=True, size=14)
    beside = look.advance(f"{names[0]}   ", 14, "semibold") if names[0] else 0
    write(ax, names[1], 0, 10, beside, size=14, color=look.MUTED)
    lines = look.even(said, 14, _SAID) if said else []
    deep = _STRIP + _DEEP * len(lines) * (_SAID == _WIDE) if said else 0
    few = [look.SECOND] * filled + [look.PAPER] * hollow
    foot = 22 + _draw_squares(ax, few, high - 22 - deep, 20 if said else 6)
    if said:
        top = foot + min(44, 0.75 * (high - foot - deep))
        _draw_strip(ax, filled / len(few), likely, of_all, top + 20)
        right, down = (0, _STRIP) if _SAID == _WIDE else (_SHORT + 28, 30 - _DEEP * len(lines) / 2)
        for n, line in enumerate(lines):
            write(ax, line, right, top + down + _DEEP * (n + 0.75), 0, 0, size=14)


def _draw_squares(ax: Axes, colors: list[str], room: float, most: int) -> float:
    """Draw a square of each color, the `most` or more across the width; return their height."""
    across = np.arange(most, 200)
    sides = _WIDE / (across - 0.14)  # the gap beside each is not at the margins
    down = -(-len(colors) // across)
    first = np.argmax(down * sides <= room)
    wide, side = int(across[first]), float(sides[first])
    if colors:
        charts.squares(ax, colors, across=wide, at=(-0.07 * side, 22), each=side)
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    else:
        ax.hlines(22, 0, _WIDE, colors=look.HAIR, linewidth=0.7)
    return side * down[first]


def _draw_strip(
    ax: Axes, value: float, likely: Sequence[float], of_all: float, base: float
) -> None:
    """Draw a share and its likely range on a short scale at the left, beside the share of all."""
    least = _least([*likely, of_all])
    at, line, *ends = (_along(each, least, _SHORT) for each in (value, of_all, *likely))
    _axis(ax, least, base, _SHORT)
    ax.hlines(base, *ends, colors=look.BLUE, linewidth=_BAR, zorder=2.6)
    ax.scatter([at], [base], 12**2, look.BLUE, lw=0, zorder=3, clip_on=False)
    ax.vlines(line, base - 16, base, **charts.DASHED | {"linestyle": "-"})
    where = np.clip(line, look.width("nation", 12) / 2, _SHORT)
    write(ax, "nation", where, base - 16, 0, 4, ha="center", color=look.MUTED)
    write(ax, _starts(least), 0, base, 0, -30, size=11, color=look.MUTED)


def _least(values: Sequence[float]) -> float:
    """Return the tick at which a scale of such shares starts, a multiple of 5%."""
    return float(np.floor(20 * np.nanmin(values) + 1e-9) / 20)


def _along(value: float | np.ndarray, least: float, wide: float = _WIDE) -> float | np.ndarray:
    """Return where a share lies on a scale."""
    return _END + (wide - 2 * _END) * (value - least) / (1 - least)


def _starts(least: float) -> str:
    """Return where a scale starts, unless at zero."""
    return f"The scale starts at {share(least, digits=0)}" if least > 0 else ""


def _stack(values: pd.Series, least: float, base: float, first: np.ndarray) -> _Dots:
    """Return the largest dots that have room above a row."""
    x, foot = _along(values.to_numpy(), least), base - _BAR / 2
    for size in np.arange(24, 4, -0.5):
        dots = _Dots(least, size, base, x, foot - size / 2 - _stacked(x, size, first, foot))
        if dots.y.min() > size / 2:
            break
    return dots


def _stacked(x: np.ndarray, size: float, first: np.ndarray, most: float) -> np.ndarray:
    """Return how high each dot lies, as low as those placed before it leave room.

    After the `first`, those among the most others are placed, so that no stack is higher than it
    need be. Those after one that lies higher than `most` are not.
    """
    beside = abs(np.subtract.outer(x, x)) < size
    up, is_placed = np.zeros(len(x)), np.zeros(len(x), bool)
    for n in np.lexsort([-beside.sum(axis=0), ~first]):
        near = beside[n] & is_placed
        reach = np.sqrt(size**2 - (x[near] - x[n]) ** 2)  # how far up or down the nearest may be
        least = np.append(0, up[near] + reach)
        is_free = (abs(up[near] - least[:, None]) > reach - 1e-9).all(axis=1)
        up[n], is_placed[n] = least[is_free].min(), True
        if up[n] > most:
            break
    return up


def _draw(ax: Axes, dots: _Dots, codes: pd.Index, here: str) -> None:
    """Draw every dot, that of one place dark, with its code where it has room."""
    is_here = codes == here
    tones = np.where(is_here, look.BLUE, look.HAIR)
    style = {"linewidth": 1.2, "clip_on": False, "zorder": 2}
    ax.scatter(dots.x, dots.y, (0.94 * dots.size - 1.2) ** 2, tones, ec=tones, **style)
    drawn.note_dots(ax, zip(dots.x, dots.y, strict=True), codes)
    if dots.size >= 14:
        ax.add_artist(_Codes(dots, codes, is_here))


def _mark_of_all(ax: Axes, line: float, at: float, base: float, of_all: float) -> float:
    """Draw a long tick at the share of all, named below the axis; return where its name begins.

    The name stands centered, or beside the tick where it would hide the line down from `at`.
    """
    said = f"nation {share(of_all)}"
    wide = look.width(said, 12)
    left, down = line - wide / 2, 17
    if abs(at - line) < wide / 2 + 6:
        left, down = line - 6 - wide if at >= line else line + 6, 29
    ax.vlines(line, base, base + down, colors=look.MUTED, linewidth=1.2)
    left = np.clip(left, 0, _WIDE - wide)
    write(ax, said, left, base, 0, -29)
    return left


def _write_off(ax: Axes, dots: _Dots, off: Sequence[str]) -> None:
    """Say above the left end of the axis what is off it."""
    lines = [f"\N{LEFTWARDS ARROW} {each}" for each in off]
    wide = max([look.width(line, 11) for line in lines], default=0)
    foot = dots.above(0, wide + 4)
    for n, line in enumerate(lines[::-1]):
        write(ax, line, 0, foot, 0, 8 + 13 * n, size=11, color=look.MUTED)


def _led(lead: str, tone: str) -> list[Line]:
    return [(each, tone, _LEAD) for each in look.wrap(lead, _LEAD, _WIDE, "semibold")]


def _known(said: str) -> list[Line]:
    parts = filter(None, said.split("\n"))
    return [(each, look.MUTED, 12) for part in parts for each in look.wrap(part, 12, _WIDE)]


def _wide(line: Line) -> float:
    return look.width(line[0], line[2], "semibold" if line[2] == _LEAD else "normal")


def _deep(line: Line) -> float:
    return 20 if line[2] == _LEAD else 15


def _write_centered(ax: Axes, lines: Sequence[Line], at: float, top: float) -> None:
    """Write lines of words, centered at a place, or as near to it as they have room."""
    half = max(map(_wide, lines)) / 2
    middle = np.clip(at, half, _WIDE - half)
    for words, tone, size in lines:
        top += _deep((words, tone, size))
        style = {"size": size, "color": tone, "bold": size == _LEAD, "ha": "center"}
        write(ax, words, middle, top, 0, 4, **style)


def _axis(
    ax: Axes, least: float, foot: float, long: float = _WIDE,
    mark: float = np.inf,
) -> list[tuple[float, float]]:  # fmt: skip
    """Draw the axis, with ticks at each 5% or wider, and return where its labels begin and end.

    The end of a scale that starts above zero is bold. A label that would be too near to the one
    before, or to a `mark`, is left out.
    """
    step = next(step for step in (0.05, 0.1, 0.25) if (1 - least) / step < 10)
    ticks = np.arange(1, least - 0.001, -step)[::-1]
    lines = {"colors": look.EDGE, "linewidth": 1, "clip_on": False}
    ax.hlines(foot, 0, long, **lines)
    ax.vlines(_along(ticks, least, long), foot, foot + 5, **lines)
    end, labels = {"bold": True, "color": look.INK}, [(mark + 2, mark - 2)]
    for n, tick in enumerate(ticks):
        said, tone = share(tick, digits=0), {"size": 11, "color": look.MUTED}
        bold = n == 0 and least > 0
        wide = look.width(said, 11, "semibold" if bold else "normal")
        left = np.clip(_along(tick, least, long) - wide / 2, 0, long - wide)
        if any(left < right + 5 and start - 5 < left + wide for start, right in labels):
            continue
        write(ax, said, left, foot, 0, -15, **tone | (end if bold else {}))
        labels.append((left, left + wide))
    return labels[1:]
