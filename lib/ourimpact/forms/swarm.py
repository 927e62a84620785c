"""A swarm: a dot for each share on one scale, one of them named, beside the share of all.

Belongs here: how the sheet of one state is drawn. Does not: what it says (notebook 91).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import write
from ourimpact.words import share

_WIDE = look.WIDTH - 2 * look.MARGIN
_TALL = (look.HEIGHT - 118) * (0.9 if look.AS == "square" else 1)  # room between subtitle and note
_FOOT = _TALL - 31  # where the axis is, above its labels and what has no dot
_LEAD = 22  # size of the words that lead


@dataclass(frozen=True)
class _Dots:
    """Dots on a scale from `least` to 100%, all in points from the upper left."""

    least: float
    size: float
    x: np.ndarray
    y: np.ndarray

    def at(self, value: float) -> float:
        """Return where a share lies on the scale."""
        return _along(value, self.size, self.least)

    def above(self, left: float, right: float) -> float:
        """Return the height above all dots between two places."""
        beside = (self.x > left - self.size / 2) & (self.x < right + self.size / 2)
        return min([_FOOT, *self.y[beside] - self.size / 2])


def far_below(values: pd.Series, here: str) -> pd.Index:
    """Return the code of the lowest share if it would stretch the scale and is not that `here`."""
    values = values.sort_values()
    apart, rest = np.diff(values.iloc[:2]).sum(), np.ptp(values.iloc[1:])
    return values.index[:1].difference([here] if apart > 0.5 * rest else values.index)


def swarm(
    ax: Axes, values: pd.Series, here: str, of_all: float,
    lead: str, beside: str, likely: Sequence[float] = (), off: Sequence[str] = (),
    missing: str = "",
) -> None:  # fmt: skip
    """Draw shares by code, that `here` in blue below its words, and a line at the share of all.

    `lead` and `beside` say what is known of it, also if it has no share; its `likely` range is a
    bar on the axis. `off`, what lies below the scale, and `missing`, which codes have no dot, stand
    below the axis.
    """
    values = values.sort_values(kind="stable")
    values = values[sorted(values.index, key=lambda code: code == here)]  # its dot is the last
    known = [line for part in beside.split("\n") for line in look.wrap(part, 12, _WIDE) if line]
    wide, tall = max(_widths(lead, known)), 24 + 17 * len(known)
    charts.cells(ax, _WIDE, _TALL)
    dots, is_shown = _placed(values.to_numpy(), 0), here in values.index
    top = _just_above(dots, wide, tall, dots.at(of_all)) if is_shown else None
    if top is None:
        dots, top = _placed(values.to_numpy(), tall), 0
    _draw(ax, dots, values.index, values.index == here)
    _draw_share_of_all(ax, dots, of_all, is_shown)
    _head(ax, dots if is_shown else None, lead, known, top)
    _axis(ax, dots)
    if likely:
        ends = dots.at(np.clip(likely, dots.least, 1))
        ax.plot(
            ends, [_FOOT] * 2, color=look.BLUE, linewidth=4, solid_capstyle="butt", clip_on=False
        )
    arrows = [f"\N{LEFTWARDS ARROW} {line}" for line in off]
    below = look.wrap("; ".join(filter(None, [*arrows, missing])), 11, _WIDE)
    write(ax, "\n".join(below), 0, _FOOT, 0, -29, size=11, color=look.MUTED)


def _along(value: float | np.ndarray, size: float, least: float) -> float | np.ndarray:
    """Return where a share lies on a scale whose dots, of a size, stay inside."""
    return size / 2 + (_WIDE - size) * (value - least) / (1 - least)


def _placed(values: np.ndarray, head: float) -> _Dots:
    """Return the largest dots whose stacks have room below the head."""
    least = np.floor(20 * values.min() + 1e-9) / 20
    for size in np.arange(20, 4, -0.5):
        x = _along(values, size, least)
        level = _stacked(x.tolist(), size)
        if size * (level.max() + 1) < _FOOT - head - 24:
            break
    return _Dots(least, size, x, _FOOT - 0.5 - size * (level + 0.5))


def _stacked(x: list[float], size: float) -> np.ndarray:
    """Return on which level each dot stands: the lowest that is free there; the last above all."""
    levels: list[int] = []
    for nth, place in enumerate(x):
        near = [abs(other - place) < size for other in x[:nth]]
        beside = {*compress(levels, near)}
        free = min({*range(nth + 1)} - beside)
        levels.append(max(beside, default=-1) + 1 if nth == len(x) - 1 else free)
    return np.array(levels)


def _draw(ax: Axes, dots: _Dots, codes: pd.Index, here: np.ndarray) -> None:
    """Draw every dot, with its code where it has room."""
    tones = np.where(here, look.BLUE, look.CONTEXT)
    area = (0.94 * dots.size) ** 2
    ax.scatter(dots.x, dots.y, area, color=tones, linewidth=0, clip_on=False, zorder=2)
    inks = {tone: look.ink_on(tone) for tone in tones}
    for code, x, y, tone, mine in zip(codes, dots.x, dots.y, tones, here, strict=True):
        how = {"size": max(9, 0.5 * dots.size), "color": inks[tone], "bold": mine}
        write(ax, code if dots.size >= 14 or mine else "", x, y, ha="center", **how)


def _draw_share_of_all(ax: Axes, dots: _Dots, of_all: float, is_shown: bool) -> None:
    """Draw the line of the nation, and shade what is above it; its words avoid the last dot's."""
    place, high = dots.at(of_all), dots.y.min() - dots.size / 2 - 4
    ax.fill_between([place, _WIDE], high, _FOOT, color=look.TINT, linewidth=0, zorder=0)
    ax.plot([place] * 2, [high, dots.above(place, place) - 2], **charts.DASHED)
    ax.plot([place] * 2, [_FOOT, _FOOT + 6], color=look.INK, linewidth=1.5, clip_on=False)
    said, middle = f"nation {share(of_all)}", place
    half, to = look.width(said, 12) / 2, dots.x[-1]
    if is_shown and abs(to - place) < half + 12:  # on the other side of the line of the nation
        middle = min(place, to - 5) - half if to > place else max(place, to + 5) + half
    write(ax, said, middle, high, 0, 4, ha="center", color=look.MUTED)
    for said in ("shaded: above the nation", "above the nation"):
        room, right = look.width(said, 12), _WIDE
        if is_shown and _WIDE - room - 5 < to:  # left of the line of the last dot
            right = to - 5
        if right - room > middle + half + 12:
            write(ax, said, right, high, 0, 4, ha="right", color=look.MUTED)
            break


def _widths(lead: str, known: Sequence[str]) -> list[float]:
    """Return how wide the lines of the head are."""
    return [look.width(lead, _LEAD, "semibold"), *(look.width(line, 12) for line in known)]


def _just_above(dots: _Dots, wide: float, tall: float, nation: float) -> float | None:
    """Return where a head just above the last dot begins; None if it has no room there.

    It must end left of the nation's words, and below the upper edge.
    """
    left = np.clip(dots.x[-1] - wide / 2, 0, _WIDE - wide)
    top = dots.above(left, left + wide) - tall - 12
    return top if top >= 0 and left + wide < nation - 45 else None


def _head(ax: Axes, dots: _Dots | None, lead: str, known: Sequence[str], top: float) -> None:
    """Write what is known, from some place down, with a line to the last dot, if there is one."""
    where = 0
    if dots:
        where = to = dots.x[-1]
        low, high = dots.y[-1] - dots.size / 2, top + 25 + 17 * len(known)
        ax.plot([to] * 2, [high, low], color=look.BLUE, linewidth=1.2)
    tone = {"color": look.BLUE if dots else look.INK, "bold": True, "size": _LEAD}
    lines = [(lead, tone), *((line, {"color": look.MUTED}) for line in known)]
    wides = _widths(lead, known)
    if not wides[0] / 2 < where < _WIDE - wides[0] / 2:
        where = _WIDE * (where > _WIDE / 2)  # all lines begin, or end, at the margin
    for nth, ((line, how), wide) in enumerate(zip(lines, wides, strict=True)):
        middle = np.clip(where, wide / 2, _WIDE - wide / 2)
        write(ax, line, middle, top + 20 + 17 * nth, 0, 0, ha="center", **how)


def _axis(ax: Axes, dots: _Dots) -> None:
    """Draw the axis, with ticks at each 5% or wider."""
    step = next(step for step in (0.05, 0.1, 0.25) if (1 - dots.least) / step < 10)
    ticks = np.arange(1, dots.least - 0.001, -step)
    lines = {"colors": look.EDGE, "linewidth": 1, "clip_on": False}
    ax.hlines(_FOOT, 0, _WIDE, **lines)
    ax.vlines(dots.at(ticks), _FOOT, _FOOT + 3, **lines)
    for tick in ticks:
        said = share(tick, digits=0)
        half = look.width(said, 11) / 2
        where = np.clip(dots.at(tick), half, _WIDE - half)
        write(ax, said, where, _FOOT, 0, -14, ha="center", size=11, color=look.MUTED)
