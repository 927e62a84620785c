"""A swarm: a dot for each share on one scale, and below them the likely range of one of them.

Or, of too few to compare, a square for each, above the likely range of their share.

Belongs here: how the sheet of one state is drawn. Does not: what it says (notebook 91).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import write
from ourimpact.words import share

_WIDE = look.WIDTH - 2 * look.MARGIN
_TALL = look.HEIGHT - (154 if look.AS == "square" else 108)  # room between subtitle and note
_FOOT = _TALL - (44 if look.AS == "square" else 31)  # where the axis is, above what is said of it
_LEAD = 17  # size of the words that lead
_RANGE = 24  # height of a range with its name, below the dots
_GAP = 7  # from a mark to words
_END = 10  # from the margin to either end of the scale: half the largest dot
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
    lead: str, beside: str, likely: Sequence[float], named: str,
    off: Sequence[str] = (), missing: str = "",
) -> None:  # fmt: skip
    """Draw shares by code, that `here` dark and lowest, and below it its `likely` range.

    Words stand centered under the range: its name, and what `lead` and `beside` say. Behind dots
    is a line at the share of all; it ends above words that it would cross. `off`, what lies below
    the scale, and `missing`, which codes have no dot, stand below the axis.
    """
    least = _least([*values, *likely])
    line, at = _along(of_all, least), _along(values[here], least)
    ends = [_along(end, least) for end in likely]
    lines = [(named, look.BLUE, 12), *_led(lead, look.BLUE), *_known(beside)]
    deep = sum(map(_deep, lines)) + 10 + _RANGE
    values = values.sort_values(kind="stable")
    dots = _stack(values, least, deep, line, _half(of_all), values.index == here)
    charts.cells(ax, _WIDE, _TALL)
    _draw(ax, dots, values.index, here)
    ax.hlines(dots.base, 0, _WIDE, colors=look.HAIR, linewidth=0.7, zorder=0)
    y = dots.base + _RANGE / 2 + 2
    crossed = _write_centered(ax, lines, at, dots.base + 2 + _RANGE, line)
    _draw_share_of_all(ax, dots, line, of_all, dots.base + _RANGE if crossed else _FOOT)
    foot = dots.base - 2  # of its dot
    ax.vlines(at, foot, y, colors=look.BLUE, linewidth=1, zorder=1)
    _draw_range(ax, ends, at, y, line)
    _axis(ax, least)
    _write_below(ax, least, [*(f"\N{LEFTWARDS ARROW} {each}" for each in off), missing])


def each_square(
    ax: Axes, filled: int, hollow: int, names: tuple[str, str], of_all: float,
    likely: Sequence[float] = (), named: str = "",
) -> None:  # fmt: skip
    """Draw a square for each of a few, those `filled` first, and the `likely` range of their share.

    Without a range, there are only the squares, below their two names.
    """
    high = charts.space(ax)[1] - 12 * bool(likely)  # for a second line of the note
    charts.cells(ax, _WIDE, high, square=True)
    write(ax, names[0], 0, 10, color=look.BLUE, bold=True, size=14)
    beside = look.advance(f"{names[0]}   ", 14, "semibold") if names[0] else 0
    write(ax, names[1], 0, 10, beside, size=14, color=look.MUTED)
    _draw_squares(ax, filled, hollow, high - (138 if likely else 30))
    if likely:
        foot, at = high - (_TALL - _FOOT), filled / (filled + hollow)
        _draw_range_alone(ax, at, likely, named, of_all, foot)


def _draw_squares(ax: Axes, filled: int, hollow: int, room: float) -> None:
    """Draw a square for each, as large as there is room, from the left margin on."""
    sides = np.arange(59, 2, -0.5)
    across = _WIDE // sides
    side, wide = max(zip(sides[fits := -(-(filled + hollow) // across) * sides <= room],
                         across[fits], strict=True))  # fmt: skip
    if colors := [look.BLUE] * filled + [look.PAPER] * hollow:
        charts.squares(ax, colors, across=int(wide), at=(-0.07 * side, 22), each=float(side))
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    else:
        ax.hlines(22, 0, _WIDE, colors=look.HAIR, linewidth=0.7)


def _draw_range_alone(
    ax: Axes, at: float, likely: Sequence[float], named: str, of_all: float, foot: float
) -> None:
    """Draw a range with its name under its point, on an axis at a foot.

    The line of all ends above the name where it would cross that.
    """
    least, y = _least(likely), foot - 40
    at, line, *ends = (_along(each, least) for each in (at, of_all, *likely))
    half = look.width(named, 12) / 2
    name_at = np.clip(at, half, _WIDE - half)
    crossed = abs(name_at - line) < half + _GAP
    ax.vlines(line, y - 14, y + 11 if crossed else foot, **charts.DASHED)
    middle = np.clip(line, _half(of_all), _WIDE - _half(of_all))
    write(ax, _of_all(of_all), middle, y - 16, 0, 2, ha="center", color=look.MUTED)
    _draw_range(ax, ends, at, y, line, hollow=True)
    write(ax, named, name_at, y + 22, ha="center", color=look.BLUE)
    _axis(ax, least, foot)
    _write_below(ax, least, [], foot)


def _least(values: Sequence[float]) -> float:
    """Return the tick at which a scale of such shares starts, a multiple of 5%."""
    return float(np.floor(20 * np.min(values) + 1e-9) / 20)


def _along(value: float | np.ndarray, least: float) -> float | np.ndarray:
    """Return where a share lies on a scale."""
    return _END + (_WIDE - 2 * _END) * (value - least) / (1 - least)


def _of_all(value: float) -> str:
    return f"nation {share(value)}"


def _half(of_all: float) -> float:
    """Return half the width of the name of the share of all."""
    return look.width(_of_all(of_all), 12) / 2 + 3


def _stack(
    values: pd.Series, least: float, deep: float, line: float, half: float, first: np.ndarray
) -> _Dots:
    """Return the largest dots that, with the words above the line, have room above a row."""
    x, base = _along(values.to_numpy(), least), _FOOT - deep
    for size in np.arange(2 * _END, 4, -0.5):
        dots = _Dots(least, size, base, x, base - 2 - size / 2 - _stacked(x, size, first))
        if dots.y.min() > size / 2 and dots.above(line - half, line + half) > 18:
            break
    return dots


def _stacked(x: np.ndarray, size: float, first: np.ndarray) -> np.ndarray:
    """Return how high each dot lies, as low as those placed before it leave room.

    After the `first`, those among the most others are placed, so that no stack is higher than it
    need be.
    """
    beside = abs(np.subtract.outer(x, x)) < size
    up, is_placed = np.zeros(len(x)), np.zeros(len(x), bool)
    for n in np.lexsort([-beside.sum(axis=0), ~first]):
        near = beside[n] & is_placed
        reach = np.sqrt(size**2 - (x[near] - x[n]) ** 2)  # how far up or down the nearest may be
        least = np.append(0, up[near] + reach)
        is_free = (abs(up[near] - least[:, None]) > reach - 1e-9).all(axis=1)
        up[n], is_placed[n] = least[is_free].min(), True
    return up


def _draw(ax: Axes, dots: _Dots, codes: pd.Index, here: str) -> None:
    """Draw every dot, that of one place dark, with its code where it has room."""
    is_here = codes == here
    tones = np.where(is_here, look.BLUE, look.RULE)
    style = {"linewidth": 1.2, "clip_on": False, "zorder": 2}
    ax.scatter(dots.x, dots.y, (0.94 * dots.size - 1.2) ** 2, tones, ec=tones, **style)
    named = zip(codes, dots.x, dots.y, tones, strict=True) if dots.size >= 14 else ()
    for code, x, y, tone in named:
        how = {"size": max(9, round(dots.size) / 2), "bold": code == here, "ha": "center"}
        write(ax, code, x, y, color=look.ink_on(tone), **how)


def _draw_range(
    ax: Axes, ends: Sequence[float], at: float, y: float, line: float, hollow: bool = False
) -> None:
    """Draw a range as a bar, with a dot at the share, and white where the line of all crosses."""
    ax.hlines(y, *ends, colors=look.BLUE, linewidth=4, zorder=2.6)
    if ends[0] < line < ends[1]:
        ax.vlines(line, y - 2, y + 2, colors=look.PAPER, linewidth=1.4, zorder=2.7)
    fill = look.PAPER if hollow else look.BLUE
    ax.scatter(at, y, 90, fill, ec=look.BLUE, linewidth=1.5, zorder=3)


def _draw_share_of_all(ax: Axes, dots: _Dots, line: float, of_all: float, foot: float) -> None:
    """Draw the line of the nation down to its foot, seen between dots, with its name above them."""
    half, radius = _half(of_all), dots.size / 2
    top = dots.above(line - half, line + half) - 3
    on_line = abs(dots.x - line) < radius
    reach = np.sqrt(radius**2 - (dots.x[on_line] - line) ** 2)
    order = np.argsort(dots.y[on_line])
    above, below = (dots.y[on_line] - reach)[order], (dots.y[on_line] + reach)[order]
    froms, tos = np.array([top - 1, *below]), np.array([*above, foot])
    seen = tos > froms + 2
    ax.vlines(np.full(seen.sum(), line), froms[seen], tos[seen], **charts.DASHED)
    where = np.clip(line, half, _WIDE - half)
    write(ax, _of_all(of_all), where, top, 0, 4, ha="center", color=look.MUTED)


def _led(lead: str, tone: str) -> list[Line]:
    return [(each, tone, _LEAD) for each in look.wrap(lead, _LEAD, _WIDE, "semibold")]


def _known(said: str) -> list[Line]:
    parts = filter(None, said.split("\n"))
    return [(each, look.MUTED, 12) for part in parts for each in look.wrap(part, 12, _WIDE)]


def _wide(line: Line) -> float:
    return look.width(line[0], line[2], "semibold" if line[2] == _LEAD else "normal")


def _deep(line: Line) -> float:
    return 20 if line[2] == _LEAD else 15


def _write_centered(ax: Axes, lines: Sequence[Line], at: float, top: float, line: float) -> bool:
    """Write lines of words, centered at a place; return whether a line of all would cross them."""
    half = max(map(_wide, lines)) / 2
    middle = np.clip(at, half, _WIDE - half)
    for words, tone, size in lines:
        top += _deep((words, tone, size))
        style = {"size": size, "color": tone, "bold": size == _LEAD, "ha": "center"}
        write(ax, words, middle, top, 0, 4, **style)
    return abs(middle - line) < half + _GAP


def _write_below(ax: Axes, least: float, more: Sequence[str], foot: float = _FOOT) -> None:
    """Write below the axis where it starts, and what else there is to know."""
    starts = f"The scale starts at {share(least, digits=0)}" * (least > 0)
    for n, words in enumerate(look.wrap("; ".join(filter(None, [starts, *more])), 11, _WIDE)):
        write(ax, words, 0, foot, 0, -29 - 13 * n, size=11, color=look.MUTED)


def _axis(ax: Axes, least: float, foot: float = _FOOT) -> None:
    """Draw the axis, with ticks at each 5% or wider; one that starts above zero has a bold end."""
    step = next(step for step in (0.05, 0.1, 0.25) if (1 - least) / step < 10)
    ticks = np.arange(1, least - 0.001, -step)
    lines = {"colors": look.EDGE, "linewidth": 1, "clip_on": False}
    ax.hlines(foot, 0, _WIDE, **lines)
    ax.vlines(_along(ticks, least), foot, foot + 3, **lines)
    for tick in ticks:
        said, is_end = share(tick, digits=0), tick - step < least - 0.001 and least > 0
        half = look.width(said, 11, "semibold" if is_end else "normal") / 2
        where = np.clip(_along(tick, least), half, _WIDE - half)
        tone = {"bold": True} if is_end else {"color": look.MUTED}
        write(ax, said, where, foot, 0, -14, ha="center", size=11, **tone)
