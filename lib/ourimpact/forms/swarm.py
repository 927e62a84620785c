"""A swarm: a dot for each share on one scale, and below them the likely range of one of them.

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
Line = tuple[str, bool]  # its words, and whether they lead


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


@dataclass(frozen=True)
class _Words:
    """Words in lines, and where these begin; a range above them, and where its name begins."""

    lines: list[Line]
    left: float
    ends: Sequence[float]
    name_at: float | None

    @property
    def deep(self) -> float:
        """Return how high a range and words are."""
        return sum(map(_deep, self.lines)) + 10 + _RANGE * bool(self.ends)


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
    lead: str, beside: str, likely: Sequence[float] = (), named: str = "",
    off: Sequence[str] = (), missing: str = "", hollow: bool = False,
) -> None:  # fmt: skip
    """Draw shares by code, that `here` dark, and below them its `likely` range, by its name.

    `lead` and `beside` say what is known of it, also if it has no share. If it is too uncertain to
    compare, it is `hollow`, and the others have no codes. A line at the share of all keeps off dots
    and words. `off`, what lies below the scale, and `missing`, which codes have no dot, stand below
    the axis.
    """
    least, is_shown = _least([*values, *likely]), here in values.index
    line = _along(of_all, least)
    ends = [_along(end, least) for end in likely] if is_shown else []
    words = _set(lead, [part for part in beside.split("\n") if part], ends, named, line)
    values = values.sort_values(kind="stable")
    dots = _stack(values, least, words.deep, line, look.width(_of_all(of_all), 12) / 2 + 3)
    charts.cells(ax, _WIDE, _TALL)
    _draw(ax, dots, values.index, here, hollow)
    ax.hlines(dots.base, 0, _WIDE, colors=look.HAIR, linewidth=0.7, zorder=0)
    _draw_share_of_all(ax, dots, line, of_all)
    if ends:
        y = dots.base + _RANGE / 2 + 2
        _draw_range(ax, ends, _along(values[here], least), y, line, hollow)
        write(ax, "" if words.name_at is None else named, words.name_at or 0, y, color=look.BLUE)
    top = dots.base + 2 + _RANGE * bool(ends)
    _write_lines(ax, words, top, look.BLUE if ends else look.INK)
    _axis(ax, least)
    arrows = [f"The scale starts at {share(least, digits=0)}"] * (least > 0)
    arrows += [f"\N{LEFTWARDS ARROW} {each}" for each in off]
    below = look.wrap("; ".join(filter(None, [*arrows, missing])), 11, _WIDE)
    for n, line in enumerate(below):
        write(ax, line, 0, _FOOT, 0, -29 - 13 * n, size=11, color=look.MUTED)


def _least(values: Sequence[float]) -> float:
    """Return the tick at which a scale of such shares starts, a multiple of 5%."""
    return float(np.floor(20 * np.min(values) + 1e-9) / 20)


def _along(value: float | np.ndarray, least: float) -> float | np.ndarray:
    """Return where a share lies on a scale."""
    return _END + (_WIDE - 2 * _END) * (value - least) / (1 - least)


def _of_all(value: float) -> str:
    return f"nation {share(value)}"


def _stack(values: pd.Series, least: float, deep: float, line: float, half: float) -> _Dots:
    """Return the largest dots that, with the words above the line, have room above a row."""
    x, base = _along(values.to_numpy(), least), _FOOT - deep
    for size in np.arange(2 * _END, 4, -0.5):
        dots = _Dots(least, size, base, x, base - 2 - size / 2 - _stacked(x, size))
        if dots.y.min() > size / 2 and dots.above(line - half, line + half) > 18:
            break
    return dots


def _stacked(x: np.ndarray, size: float) -> np.ndarray:
    """Return how high each dot lies, as low as those placed before it leave room.

    Those among the most others are placed first, so that no stack is higher than it need be.
    """
    beside = abs(np.subtract.outer(x, x)) < size
    up, is_placed = np.zeros(len(x)), np.zeros(len(x), bool)
    for n in np.argsort(-beside.sum(axis=0), kind="stable"):
        near = beside[n] & is_placed
        reach = np.sqrt(size**2 - (x[near] - x[n]) ** 2)  # how far up or down the nearest may be
        free = [y for y in (0, *up[near] + reach) if (abs(up[near] - y) > reach - 1e-9).all()]
        up[n], is_placed[n] = min(free), True
    return up


def _draw(ax: Axes, dots: _Dots, codes: pd.Index, here: str, hollow: bool) -> None:
    """Draw every dot, that of one place dark, with its code where it has room."""
    is_here = codes == here
    dark = look.PAPER if hollow else look.BLUE
    tones, rims = np.where(is_here, [[dark], [look.BLUE]], look.RULE)
    style = {"linewidth": 1.2, "clip_on": False, "zorder": 2}
    ax.scatter(dots.x, dots.y, (0.94 * dots.size - 1.2) ** 2, tones, ec=rims, **style)
    inks = np.where(is_here, look.BLUE if hollow else look.ink_on(dark), look.ink_on(look.RULE))
    for code, x, y, ink in zip(codes, dots.x, dots.y, inks, strict=True):
        is_said = dots.size >= 14 and (code == here or not hollow)
        how = {"size": max(9, round(dots.size) / 2), "color": ink, "bold": code == here}
        write(ax, code if is_said else "", x, y, ha="center", **how)


def _draw_range(
    ax: Axes, ends: Sequence[float], at: float, y: float, line: float, hollow: bool
) -> None:
    """Draw a range as a bar, with a dot at the share, and white where the line of all crosses."""
    ax.hlines(y, *ends, colors=look.BLUE, linewidth=4, zorder=2.6)
    if ends[0] < line < ends[1]:
        ax.vlines(line, y - 2, y + 2, colors=look.PAPER, linewidth=1.4, zorder=2.7)
    fill = look.PAPER if hollow else look.BLUE
    ax.scatter(at, y, 90, fill, ec=look.BLUE, linewidth=1.5, zorder=3)


def _draw_share_of_all(ax: Axes, dots: _Dots, line: float, of_all: float) -> None:
    """Draw the line of the nation above the dots, where it is named, and below them."""
    half = look.width(_of_all(of_all), 12) / 2 + 3
    top = dots.above(line - half, line + half) - 3
    froms, tos = [top - 1, dots.base], [dots.above(line, line) - 1, _FOOT]
    ax.vlines([line] * 2, froms, tos, **charts.DASHED)
    write(ax, _of_all(of_all), line, top, 0, 4, ha="center", color=look.MUTED)


def _set(lead: str, known: Sequence[str], ends: Sequence[float], named: str, line: float) -> _Words:
    """Return where words stand: the name beside a range, or else with the others, below it.

    They begin where the range does, or where they are off the line.
    """
    long = look.width(named, 12)
    sides = (
        [x for x in (ends[1] + _GAP, ends[0] - _GAP - long) if 0 <= x <= _WIDE - long]
        if ends
        else []
    )
    sides = [x for x in sides if not x - _GAP < line < x + long + _GAP]
    room = max(line, _WIDE - line) - _GAP
    lines = [(named, False)] * bool(ends and not sides)
    lines += [(each, True) for each in look.wrap(lead, _LEAD, room, "semibold")]
    lines += [(each, False) for part in known for each in look.wrap(part, 12, room)]
    wide = max(map(_wide, lines))
    left = np.clip(ends[0] if ends else 0, 0, _WIDE - wide)
    if left - _GAP < line < left + wide + _GAP:
        ways = [x for x in (line + _GAP, line - _GAP - wide) if 0 <= x <= _WIDE - wide]
        left = min(ways, key=lambda x: abs(x - left))
    return _Words(lines, left, ends, sides[0] if sides else None)


def _wide(line: Line) -> float:
    return look.width(line[0], _LEAD, "semibold") if line[1] else look.width(line[0], 12)


def _deep(line: Line) -> float:
    return 20 if line[1] else 15


def _write_lines(ax: Axes, words: _Words, top: float, tone: str) -> None:
    """Write lines of words from a height down."""
    styles = {True: {"size": _LEAD, "bold": True, "color": tone}, False: {"color": look.MUTED}}
    for line in words.lines:
        top += _deep(line)
        write(ax, line[0], words.left, top, 0, 4, **styles[line[1]])


def _axis(ax: Axes, least: float) -> None:
    """Draw the axis, with ticks at each 5% or wider; one that starts above zero has a bold end."""
    step = next(step for step in (0.05, 0.1, 0.25) if (1 - least) / step < 10)
    ticks = np.arange(1, least - 0.001, -step)
    lines = {"colors": look.EDGE, "linewidth": 1, "clip_on": False}
    ax.hlines(_FOOT, 0, _WIDE, **lines)
    ax.vlines(_along(ticks, least), _FOOT, _FOOT + 3, **lines)
    for tick in ticks:
        said, is_end = share(tick, digits=0), tick - step < least - 0.001 and least > 0
        half = look.width(said, 11, "semibold" if is_end else "normal") / 2
        where = np.clip(_along(tick, least), half, _WIDE - half)
        tone = {"bold": True} if is_end else {"color": look.MUTED}
        write(ax, said, where, _FOOT, 0, -14, ha="center", size=11, **tone)
