"""Columns by year, the last ones in a panel if they may be counted in another way.

Belongs here: how such years stand apart, what is noted of them, and what is said beside the last.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact import charts, drawn, look
from ourimpact.charts import write

_WIDE = charts.BROAD  # of a column, in years
_GAP = 0.8 if look.AS == "square" else 0.6  # before another way of counting, in columns
_NEXT, _AIR = 1.15, 8  # columns to what was also counted, and points between names below them
_PAD, _BESIDE = 10, 10  # points within the panel, and from the last column to words
_LINE, _FOOT, _OVER = 14, 23, 24  # points of a line, below columns, and over the tallest
_SIZE, _SMALL = (10.5, 9.5) if look.AS == "square" else (11.5, 10.5)


class Also(NamedTuple):
    """What else was counted in the last year, and what the column of that year counts."""

    value: float
    words: str
    year: str
    name: str
    own: str


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str, *,
    beside: Sequence[str], begins: int = 0, noted: Sequence[str] = (), also: Also | None = None,
) -> None:  # fmt: skip
    """Draw a column for each year, the last dark, and lines `beside` it, such as its change.

    The years from that on which `begins` another way of counting stand in a tinted panel, below
    lines of what is `noted`. What was `also` counted in the last year is an outlined column after
    its own. First lines are bold, and empty ones half as high.
    """
    drawn.declare(ax.figure, "year_columns", data["year"])
    years, first = data["year"], data["year"].min()
    apart = years[(years >= begins) & (first < begins)]
    has_panel = bool(len(apart))
    gap, noted = _GAP * has_panel, noted if has_panel else ()
    marks = {"highlight": [years.max()], "apart": [*apart], "gap": gap, "size": _SIZE}
    charts.columns(ax, data, value, words=words, **marks)
    last, before = years.max() + gap, (begins + gap - first) * has_panel
    each = _width(ax, last - first + _WIDE, before, beside, noted, also)
    unit = _unit(ax, data[value], data[value][years.isin(apart)], noted, also)
    _limit(ax, first - _WIDE / 2, each, unit, also)
    top = max(data[value].iloc[-1], _deep(beside) * unit)
    _lines(ax, beside, (last + _WIDE / 2, top), _BESIDE, look.BLUE)
    if also:
        _draw_also(ax, also, last, last + max(_NEXT, _named(also) / each), -0.45 * unit)
    if has_panel:
        _draw_panel(ax, begins + gap - _WIDE / 2 - _PAD / each, noted, unit)


def _width(
    ax: Axes, columns: float, before: float, beside: Sequence[str], noted: Sequence[str],
    also: Also | None,
) -> float:  # fmt: skip
    """Return how many points a year is wide, so that words beside columns and in a panel fit.

    In years, all `columns` are so wide, and those `before` the panel, 0 without one.
    """
    wide = charts.space(ax)[0]
    right = (_BESIDE + _wide(beside)) * bool(beside) + _PAD * bool(before)
    with_names = (wide - right - _named(also)) / columns
    each = min(with_names, (wide - right) / (columns + _NEXT * bool(also)))
    return min(each, (wide - _wide(noted) - _PAD) / before) if before else each


def _unit(
    ax: Axes, values: pd.Series, in_panel: pd.Series, noted: Sequence[str], also: Also | None
) -> float:
    """Return the value of a point of height, so that the tallest columns are below words."""
    free = charts.space(ax)[1] - _foot(also) - _OVER
    tall = [*in_panel, also.value if also else 0]
    return max(values.max() / free, max(tall) / (free - _deep(noted) - 6))


def _limit(ax: Axes, left: float, each: float, unit: float, also: Also | None) -> None:
    """Set limits by how wide a year is and what a point of height is worth."""
    wide, high = charts.space(ax)
    foot = _foot(also)
    ax.set(xlim=(left, left + wide / each), ylim=(-foot * unit, (high - foot) * unit))


def _foot(also: Also | None) -> int:
    """Return how many points names below columns need."""
    return _FOOT + _LINE * bool(also)


def _draw_panel(ax: Axes, start: float, noted: Sequence[str], unit: float) -> None:
    """Tint the axes from a place on, and write at the top what is noted."""
    far, (low, high) = ax.get_xlim()[1], ax.get_ylim()
    ax.add_patch(Rectangle((start, low), far - start, high - low, color=look.TINT, zorder=0))
    _lines(ax, noted, (start, high - 6 * unit), _PAD, look.INK)


def _named(also: Also | None) -> float:
    """Return how many points names need from the middle of the last column to that of another."""
    names = [also.name, also.own] if also else []
    return sum(look.width(name, _SMALL) / 2 for name in names) + _AIR * len(names) / 2


def _draw_also(ax: Axes, also: Also, last: float, x: float, foot: float) -> None:
    """Draw an outlined column on one ground with the last, and write below both what they count."""
    ax.bar(x, also.value, _WIDE, color=look.PAPER, edgecolor=look.BLUE, linewidth=1.5)
    ax.plot([last, x + _WIDE / 2], [foot, foot], color=look.INK, linewidth=0.9)
    write(ax, also.words, x, also.value, 0, 5, ha="center", size=_SIZE)
    write(ax, also.year, x, 0, 0, -14, ha="center", size=_SIZE)
    for at, name in ((last, also.own), (x, also.name)):
        write(ax, name, at, 0, 0, -27, ha="center", size=_SMALL, color=look.MUTED)


def _wide(lines: Sequence[str]) -> float:
    return max((look.width(line or " ", _SMALL, "semibold") for line in lines), default=0)


def _deep(lines: Sequence[str]) -> float:
    """Return how many points lines take, of which empty ones are half as high."""
    return sum(_LINE if line else _LINE / 2 for line in lines)


def _lines(
    ax: Axes, lines: Sequence[str], top: tuple[float, float], right: float, first: str
) -> None:
    """Write lines down from a place, the first one bold and in its color."""
    for n, line in enumerate(lines):
        how = {"color": look.MUTED} if n else {"color": first, "bold": True}
        write(ax, line, *top, right, 4 - _deep(lines[: n + 1]), size=_SMALL, **how)
