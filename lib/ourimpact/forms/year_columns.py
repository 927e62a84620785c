"""Columns by year and, beside the last, one of another measure, on the same scale.

Belongs here: how columns that count one thing and one that counts another stand apart.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.words import change

_HALF = 0.42  # of a column, in years
_SIZE = 10.5 if look.AS == "square" else 11.5


@dataclass(frozen=True)
class Other:
    """Another measure of the last year: its value, what is said of it, and why it differs.

    The names are those of the measure by year, and of this one.
    """

    value: float
    said: str
    names: tuple[str, str]
    why: str


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str, other: Other | None = None
) -> None:
    """Draw a column for each year, the last dark, and an outlined one of another measure."""
    ax.figure.form = "year_columns"
    first, last = data["year"].min(), data["year"].max()
    charts.columns(ax, data, value, words=words, highlight=[last], size=_SIZE)
    foot = 31 if other else 18  # points below the columns
    wide, high = charts.space(ax) - (0, foot)
    panel, free = (84, 22) if look.AS == "square" else (112, 20)  # of the other, and before it
    aside = (panel + free) * bool(other)
    each = (wide - aside - 2 * _HALF) / (last - first + 2 * _HALF)  # points a year
    tallest = max(data[value].max(), other.value if other else 0)
    unit = tallest / (high - 22)  # of the measure in a point
    right = last + _HALF + aside / each
    ax.set(xlim=(first - _HALF, right), ylim=(-foot * unit, high * unit))
    if other:
        place = right - panel / each + _HALF
        charts.note_names(ax, 1, [place], [other.names[1]])
        for x, name in zip((last, place), other.names, strict=True):
            write(ax, name, x, 0, 0, -27, ha="center", **MUTED)
        write(ax, f"{last}", place, 0, 0, -14, ha="center", size=_SIZE)
        _draw_other(ax, place, other, unit, panel - 2 * _HALF * each - 8)
        _lead_down(ax, last, data.sort_values("year")[value].to_numpy(), unit)


def _lead_down(ax: Axes, year: int, values: np.ndarray, unit: float) -> None:
    """Draw a line from the last column but one down to a last one that is much lower."""
    before, after = charts.last_two(values)
    if before - after < 62 * unit:
        return
    ends = [year - 1 + _HALF, year, year], [before, before, after + 24 * unit]
    ax.plot(*ends, color=look.EDGE, linewidth=1, solid_joinstyle="miter")
    style = {"size": 15, "bold": True, "color": look.BLUE}
    write(ax, change(before, after), year - 1 + _HALF, before, 2, 5, **style)


def _draw_other(ax: Axes, place: float, other: Other, unit: float, room: float) -> None:
    """Draw an outlined column on a baseline of its own, and what is said of it."""
    style = {"fc": look.PAPER, "ec": look.EDGE, "ls": "--", "linewidth": 2}
    bar = ax.bar(place, other.value, 2 * _HALF, **style)[0]
    bar.set_clip_path(bar)  # an outline must lie inside, or it would lengthen the bar
    ends = [place - _HALF - 0.01, place + _HALF + 0.01]
    ax.plot(ends, [-0.45 * unit] * 2, color=look.INK, linewidth=0.9)
    write(ax, other.said, place, other.value, 0, 5, ha="center", size=_SIZE)
    for n, line in enumerate(look.wrap(other.why, 10.5, room)):
        write(ax, line, place + _HALF, other.value, 8, -8.5 - 13 * n, **MUTED)
