"""A swarm: a dot for each share on one scale, and below them a row for the one that is compared.

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
_FOOT = _TALL - 31  # where the axis is, above its labels and what has no dot
_LEAD = 17  # size of the words that lead
_MARKS = 19  # height of the marks of a row
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
    """Words in lines, and where these begin, beside marks or below them."""

    lines: list[Line]
    left: float
    is_below: bool

    @property
    def deep(self) -> float:
        """Return how high a row of marks and words is."""
        return sum(map(_deep, self.lines)) + 10 + _MARKS * self.is_below


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
    lead: str, beside: str, likely: Sequence[float] = (), off: Sequence[str] = (),
    missing: str = "", hollow: bool = False,
) -> None:  # fmt: skip
    """Draw shares by code, that `here` below the others, and a line at the share of all.

    `lead` and `beside` say what is known of it, also if it has no share; its dot lies on its
    `likely` range. If it is too uncertain to compare, it is `hollow`, and the others are pale.
    `off`, what lies below the scale, and `missing`, which codes have no dot, stand below the axis.
    """
    least = _least([*values, *likely])
    line, is_shown = _along(of_all, least), here in values.index
    marks = [_along(at, least) for at in (likely[0], values[here], likely[1])] if is_shown else None
    words = _set(lead, [part for part in beside.split("\n") if part], marks or [-_GAP] * 3, line)
    others = values.drop(here, errors="ignore").sort_values(kind="stable")
    dots = _stack(others, least, words.deep, line, look.width(_of_all(of_all), 12) / 2 + 3)
    charts.cells(ax, _WIDE, _TALL)
    _draw(ax, dots, others.index, look.RULE if hollow else look.CONTEXT)
    ax.hlines(dots.base, 0, _WIDE, colors=look.HAIR, linewidth=0.7, zorder=0)
    ends = [dots.base, _FOOT]
    if marks:
        y = dots.base + (3 + _MARKS / 2 if words.is_below else words.deep / 2)
        _draw_row(ax, marks, y, here, hollow)
        ends[1:1] = [y - _MARKS / 2, y + _MARKS / 2] * int(abs(marks[1] - line) < _MARKS / 2)
    _draw_share_of_all(ax, dots, line, of_all, ends)
    top = dots.base + 3 + _MARKS * words.is_below
    _write_lines(ax, words, top, look.BLUE if marks else look.INK)
    _axis(ax, least)
    arrows = [f"\N{LEFTWARDS ARROW} {line}" for line in off]
    below = look.wrap("; ".join(filter(None, [*arrows, missing])), 11, _WIDE)
    write(ax, "\n".join(below), 0, _FOOT, 0, -29, size=11, color=look.MUTED)


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


def _draw(ax: Axes, dots: _Dots, codes: pd.Index, tone: str) -> None:
    """Draw every dot, with its code where it has room."""
    style = {"color": tone, "linewidth": 0, "clip_on": False, "zorder": 2}
    ax.scatter(dots.x, dots.y, (0.94 * dots.size) ** 2, **style)
    ink = look.ink_on(tone) if tone == look.CONTEXT else look.MUTED
    how = {"size": max(9, round(dots.size) / 2), "color": ink, "ha": "center"}
    for code, x, y in zip(codes, dots.x, dots.y, strict=True):
        write(ax, code if dots.size >= 14 else "", x, y, **how)


def _draw_row(ax: Axes, marks: Sequence[float], y: float, code: str, hollow: bool) -> None:
    """Draw the dot of a code on its likely range."""
    low, at, high = marks
    half, fill = _MARKS / 2 - 1, look.PAPER if hollow else look.BLUE
    ends = [(low, at - half), (at + half, high)]
    for start, end in [(start, end) for start, end in ends if start < end]:
        ax.hlines(y, start, end, colors=look.BLUE, linewidth=2.5, zorder=2)
    ax.scatter(at, y, (2 * half) ** 2, fill, ec=look.BLUE, linewidth=1.5, zorder=3)
    tone = look.BLUE if hollow else look.ink_on(fill)
    write(ax, code, at, y, ha="center", bold=True, size=9, color=tone)


def _draw_share_of_all(
    ax: Axes, dots: _Dots, line: float, of_all: float, ends: Sequence[float]
) -> None:
    """Draw the line of the nation, also from and to the `ends` below the dots; name it above.

    Between dots it is light.
    """
    half = look.width(_of_all(of_all), 12) / 2 + 3
    top = dots.above(line - half, line + half) - 3
    parts = np.reshape([top - 1, dots.above(line, line) - 1, *ends], (-1, 2))
    ax.vlines([line] * len(parts), *parts.T, **charts.DASHED)
    behind = _between(dots, line)
    light = charts.DASHED | {"color": look.EDGE, "linewidth": 0.7}
    ax.vlines([line] * len(behind), *behind.T, **light)
    write(ax, _of_all(of_all), line, top, 0, 4, ha="center", color=look.MUTED)


def _between(dots: _Dots, line: float) -> np.ndarray:
    """Return from and to where an upright line is seen between the highest dot and the base."""
    radius, off = 0.47 * dots.size, abs(dots.x - line)
    near = off < radius
    reach = np.sqrt(radius**2 - off[near] ** 2)
    hidden = np.sort([dots.y[near] - reach, dots.y[near] + reach], axis=1)
    seen = np.reshape([dots.above(line, line), *hidden.T.ravel(), dots.base], (-1, 2))
    return seen[seen[:, 0] < seen[:, 1]]


def _set(lead: str, known: Sequence[str], marks: Sequence[float], line: float) -> _Words:
    """Return where words stand in a row: right of its marks, left, or below; not past the line.

    The marks are the low end of a range, its dot, and its high end.
    """
    lines = [(lead, True), *((part, False) for part in known)]
    wide = max(map(_wide, lines))
    ways = (marks[2] + _GAP, marks[0] - _GAP - wide)
    ways = [left for left in ways if 0 <= left <= _WIDE - wide]
    ways = [left for left in ways if not left - _GAP < line < left + wide + _GAP]
    if ways:
        left = min(ways, key=lambda left: (left > line) != (marks[1] > line))
        return _Words(lines, left, is_below=False)
    room = max(line, _WIDE - line) - _GAP
    lines = [(each, True) for each in look.wrap(lead, _LEAD, room, "semibold")]
    lines += [(each, False) for part in known for each in look.wrap(part, 12, room)]
    wide = max(map(_wide, lines))
    left = np.clip(marks[1] - _MARKS / 2, 0, _WIDE - wide)
    if left - _GAP < line < left + wide + _GAP:
        sides = [x for x in (line + _GAP, line - _GAP - wide) if 0 <= x <= _WIDE - wide]
        left = min(sides, key=lambda x: ((x > line) != (marks[1] > line), abs(x - left)))
    return _Words(lines, left, is_below=True)


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
