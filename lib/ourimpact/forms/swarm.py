"""A swarm: a dot for each share along a scale, that of one place dark, with where chance puts it.

Or, of too few to compare, a square for each, above where chance puts their share.

Belongs here: how the sheet of one state is drawn. Does not: what it says (notebook 91).
"""

from collections.abc import Sequence

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
_TALL = look.HEIGHT - {"square": 175, "plain": 2 * look.MARGIN}.get(look.AS, 125)  # room for it
_BAR = 9  # how thick a range is
_RANGE = look.CONTEXT  # of the nation, so not in the blue of the place
_NAMED = 12  # least size of a dot with a code
_ABOVE, _BELOW = 17, 19  # height of the name of the line of all, and of the labels of the axis
_LEAD, _LINE = 26, 16.5  # size of the words that lead, and height of a line below them
_SHORT = 270  # width of the scale of a few
_STRIP = 62  # height of that scale, with its words
_DEEP = 19  # of a line on it
_SAID = _WIDE if look.AS == "square" else _WIDE - _SHORT - 28  # room for these lines
_END = 15  # from the margin to either end of the scale
_OVER = 13  # from the axis, and the bar on it, to the words above


class _Codes(Artist):
    """The code of each dot that has room, that of the largest bold. As 50 texts, they are slow."""

    def __init__(self, dots: np.ndarray, sizes: np.ndarray, codes: pd.Index) -> None:
        super().__init__()
        self.dots, self.sizes, self.codes, self.zorder = dots, sizes, codes, 3

    def draw(self, renderer: RendererBase) -> None:
        each, pen = renderer.points_to_pixels(1), renderer.new_gc()
        middles = self.axes.transData.transform(self.dots)
        for code, (x, y), wide in zip(self.codes, middles, self.sizes, strict=True):
            is_here, size = wide == self.sizes.max(), 0.55 * wide
            if wide < _NAMED:
                continue
            weight = "semibold" if is_here else "normal"
            left = x - look.width(code, size, weight) / 2 * each
            foot = y - 0.33 * size * each
            foot = renderer.height - foot if renderer.flipy() else foot
            pen.set_foreground(look.PAPER if is_here else look.INK)
            font = FontProperties(family=look.FACE, size=size, weight=weight)
            renderer.draw_text(pen, left, foot, code, font, 0)
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
    ax: Axes, values: pd.Series, here: str, of_all: float, said: Sequence[str],
    by_chance: Sequence[float], named: str, lowest: float, off: Sequence[str] = (),
    hollow: Sequence[str] = (),
) -> None:  # fmt: skip
    """Draw shares by code about a middle line, that `here` dark, and a line for that of all.

    What is `said` of it stands at the upper left, the first line large. On the axis, about the
    share of all, a bar is where chance puts it, with how that is `named`. The scale starts at a
    tick below the `lowest`, as is said above it, with what is `off` it. Some dots are `hollow`.
    """
    drawn.declare(ax.figure, "dots", values.index)
    charts.cells(ax, _WIDE, _TALL)
    values, base = values.sort_values(kind="stable"), _TALL - _BELOW
    least = _least([*values, *by_chance, lowest])
    x, line, ends = (_along(np.array(each), least) for each in (values, of_all, by_chance))
    start = "; ".join(
        filter(None, [*(f"\N{LEFTWARDS ARROW} {each}" for each in off), _starts(least)])
    )
    free = _write_foot(ax, start, named, np.mean(ends), base)
    tops = np.full(len(x), _ABOVE)
    for right, foot in _write_block(ax, said, line - 10):
        tops[x < right + 16] = foot
    middle, is_here = (_ABOVE + base) / 2, values.index == here
    foot = np.full(len(x), base - free - middle)
    up, sizes = _stack(x, is_here, np.array([tops - middle, foot]))
    dots = np.column_stack([x, middle + up])
    ax.hlines(base - _BAR / 2, *ends, colors=_RANGE, linewidth=_BAR, zorder=2.6)
    is_few = values.index.isin(hollow) & ~is_here
    for which, tone, edge in (
        (~is_here & ~is_few, look.HAIR, look.HAIR),
        (is_few, look.PAPER, look.CONTEXT),
        (is_here, look.BLUE, look.BLUE),
    ):
        size = (0.96 * sizes[which][:1] - 1) ** 2  # of one size: a small SVG
        ax.scatter(*dots[which].T, size, tone, edgecolor=edge, clip_on=False, zorder=2)
    drawn.note_dots(ax, dots, values.index)
    ax.add_artist(_Codes(dots, sizes, values.index))
    _axis(ax, least, base)
    for order, *along in ((1, 0, base - free), (2.7, base - _BAR, base)):
        ax.vlines(line, *along, colors=look.MUTED, linewidth=0.9, zorder=order)
    nation = f"nation {share(of_all)}"
    aside = (6, -11) if line + 6 + look.width(nation, 12) < _WIDE else (-6, -11)
    write(ax, nation, line, 0, *aside, ha="left" if aside[0] > 0 else "right")


def _write_foot(ax: Axes, start: str, named: str, middle: float, base: float) -> float:
    """Write above the axis where it starts, and what the bar is; return the height of both."""
    wide = look.width(named, 11)
    aside, room = look.width(start, 11) + 16, _WIDE - wide
    over = _OVER + 15 * (aside > room)
    left = min(max(middle - wide / 2, aside), room)
    write(ax, start, 0, base, 0, over, size=11, color=look.MUTED)
    write(ax, named, left, base, 0, _OVER, size=11, color=look.MUTED)
    return over + 14


def _write_block(ax: Axes, said: Sequence[str], room: float) -> list[tuple[float, float]]:
    """Write lines at the upper left, the first as large as fits; return each right and foot."""
    size = min(_LEAD, _LEAD * room / look.width(said[0], _LEAD, "semibold"))
    rest = [line for each in said[1:] for line in look.even(each, 12.5, room)]
    down, ends = 0.75 * size - _LINE, []
    styles = [(said[0], size, True), *((line, 12.5, False) for line in rest)]
    for line, size, bold in styles:
        down += _LINE
        write(ax, line, 0, 0, 0, -down, size=size, bold=bold, color=look.BLUE)
        ends.append((look.width(line, size, "semibold" if bold else "normal"), down + 7))
        down += 2 * bold
    return ends


def _stack(x: np.ndarray, first: np.ndarray, limits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each dot lies off a middle line, and the largest sizes that have room."""
    for size in np.arange(20, 4, -0.5):
        sizes = np.where(first, max(1.2 * size, 18), size)
        up = _spread(x, sizes, first, limits)
        if not np.isnan(up).any():
            break
    return np.nan_to_num(up), sizes


def _spread(x: np.ndarray, sizes: np.ndarray, first: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Return how far each dot lies off a middle line, as near as those placed before leave room.

    After the `first`, on the line, those among the most others are placed. Once one has no room
    within the limits, it and the others have no place.
    """
    apart = (sizes + sizes[:, None]) / 2
    aside = abs(np.subtract.outer(x, x))
    up = np.full(len(x), np.nan)
    for n in np.lexsort([-(aside < 2 * apart).sum(axis=0), ~first]):
        near = (aside[n] < apart[n]) & ~np.isnan(up)
        reach = np.sqrt(apart[n, near] ** 2 - aside[n, near] ** 2)
        tries = np.concatenate([[0], up[near] + reach, up[near] - reach])
        is_free = (abs(up[near] - tries[:, None]) > reach - 1e-9).all(axis=1)
        is_free &= abs(tries - limits[:, n].mean()) <= (np.ptp(limits[:, n]) - sizes[n]) / 2
        if not is_free.any():
            break
        tries = tries[is_free]
        up[n] = tries[np.lexsort([tries * np.nansum(up), abs(tries).round(6)])[0]]
    return up


def each_square(
    ax: Axes, filled: int, hollow: int, names: tuple[str, str], said: str = "",
    by_chance: Sequence[float] = (), of_all: float = np.nan,
) -> None:  # fmt: skip
    """Draw a square for each of a few, those `filled` first, below two names.

    Below are their share and where it is `by_chance` on a short scale, with the share of all, and
    what is `said` of it. Without these, squares are larger.
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
        _draw_strip(ax, filled / len(few), by_chance, of_all, top + 20 + _BAR / 2)
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
    ax: Axes, value: float, by_chance: Sequence[float], of_all: float, base: float
) -> None:
    """Draw a share and a range about that of all on a short scale at the left."""
    least = _least([value, *by_chance])
    at, line, *ends = (_along(each, least, _SHORT) for each in (value, of_all, *by_chance))
    _axis(ax, least, base, _SHORT)
    level = base - _BAR / 2
    ax.hlines(level, *ends, colors=_RANGE, linewidth=_BAR, zorder=2.6)
    ax.scatter([at], [level], 14**2, look.BLUE, lw=0, zorder=3, clip_on=False)
    ax.vlines(line, base - 16, base, **charts.DASHED | {"linestyle": "-"})
    named = f"nation {share(of_all)}"
    aside = look.width(named, 12) / 2
    where = np.clip(line, aside, _SHORT - aside)
    write(ax, named, where, base - 16, 0, 4, ha="center", color=look.MUTED)
    write(ax, _starts(least), 0, base, 0, -30, size=11, color=look.MUTED)


def _least(values: Sequence[float]) -> float:
    """Return the tick at which a scale of such shares starts, a multiple of 5%."""
    return float(np.floor(20 * np.nanmin(values) + 1e-9) / 20)


def _along(value: float | np.ndarray, least: float, wide: float = _WIDE) -> float | np.ndarray:
    """Return where a share lies on a scale."""
    return _END + (wide - 2 * _END) * (value - least) / (1 - least)


def _starts(least: float) -> str:
    """Return where a scale starts, unless at zero."""
    return f"scale starts at {share(least, digits=0)}" if least > 0 else ""


def _axis(ax: Axes, least: float, foot: float, long: float = _WIDE) -> None:
    """Draw the axis, with light ticks at each 5% or wider, each labeled where it has room.

    The end of a scale that starts above zero is bold.
    """
    step = next(step for step in (0.05, 0.1, 0.25) if (1 - least) / step < 10)
    ticks = np.arange(1, least - 0.001, -step)[::-1]
    lines = {"colors": look.CONTEXT, "linewidth": 0.8, "clip_on": False}
    ax.hlines(foot, 0, long, **lines)
    ax.vlines(_along(ticks, least, long), foot, foot + 4, **lines)
    ended = -5.0
    for tick in ticks:
        said, is_start = share(tick, digits=0), tick == ticks[0] and least > 0
        wide = look.width(said, 11, "semibold" if is_start else "normal")
        left = np.clip(_along(tick, least, long) - wide / 2, 0, long - wide)
        if left > ended + 4:
            tone = look.INK if is_start else look.MUTED
            write(ax, said, left, foot, 0, -15, bold=is_start, color=tone, size=11)
            ended = left + wide
