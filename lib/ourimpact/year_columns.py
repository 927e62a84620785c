"""Columns by year and, beside the last, one of another measure, on the same scale.

Belongs here: how columns that count one thing and one that counts another stand apart.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write

_HALF = 0.42  # of a column, in years
_FOOT = 18  # points below the columns


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str,
    beside: float = 0, name: str = "", said: tuple[str, str] = ("", ""),
) -> None:  # fmt: skip
    """Draw a column for each year, the last dark, and an outlined one of what is `beside`.

    That has its name below it and, at its right, what is said of it: what it is, and why.
    """
    is_square = look.AS == "square"
    first, last = data["year"].min(), data["year"].max()
    size = 10.5 if is_square else 11.5
    charts.columns(ax, data, value, words=words, highlight=[last], size=size)
    wide, high = charts.space(ax) - (0, _FOOT)
    panel, free = (86, 4) if is_square else (122, 10)  # of the other column and its words
    aside = (panel + free) * bool(beside)
    each = (wide - aside - 2 * _HALF) / (last - first + 2 * _HALF)  # points a year
    right = last + _HALF + aside / each
    unit = max(data[value].max() / (high - 22), beside / (high - 8))  # of the measure in a point
    ax.set(xlim=(first - _HALF, right), ylim=(-_FOOT * unit, high * unit))
    if beside:
        place = right - panel / each + _HALF
        _draw_beside(ax, place, beside, unit)
        at, ha = (place - _HALF, "left") if is_square else (place, "center")
        write(ax, name, at, 0, 0, -15, ha=ha, size=10.5)
        _write_beside(ax, place + _HALF, beside, said, panel - 2 * _HALF * each - 8)


def _draw_beside(ax: Axes, place: float, beside: float, unit: float) -> None:
    """Draw an outlined column on a baseline of its own."""
    style = {"fc": look.PAPER, "ec": look.EDGE, "ls": "--", "linewidth": 2}
    bar = ax.bar(place, beside, 2 * _HALF, **style)[0]
    bar.set_clip_path(bar)  # an outline must lie inside, or it would lengthen the bar
    ends = np.array([place - 0.43, place + 0.43])
    ax.plot(ends, [-0.45 * unit] * 2, color=look.INK, linewidth=0.9)


def _write_beside(
    ax: Axes, right: float, beside: float, said: tuple[str, str], room: float
) -> None:
    """Write what is said of a column at its right, from its top down; the second part is muted."""
    its_lines, reason = (look.wrap(each, 10.5, room) for each in said)
    for n, line in enumerate([*its_lines, *reason]):
        tone = MUTED | ({"color": look.INK} if n < len(its_lines) else {})
        write(ax, line, right, beside, 8, -8.5 - 13 * n, **tone)
