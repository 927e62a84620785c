"""Columns by year and, beside the last, one of another measure, on the same scale.

Belongs here: how columns that count one thing and one that counts another stand apart.
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write

_HALF = 0.42  # of a column, in years


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str,
    beside: float = 0, said: str = "", names: tuple[str, str] = ("", ""), why: str = "",
) -> None:  # fmt: skip
    """Draw a column for each year, the last dark, and an outlined one of what is `beside`.

    Above that stands what is `said` of it, and at its right why it differs. Below it and the last
    stand the year and the `names` of both measures.
    """
    is_square = look.AS == "square"
    size = 10.5 if is_square else 11.5
    first, last = data["year"].min(), data["year"].max()
    charts.columns(ax, data, value, words=words, highlight=[last], size=size)
    foot = 31 if beside else 18  # points below the columns
    wide, high = charts.space(ax) - (0, foot)
    panel, free = (84, 22) if is_square else (112, 20)  # of the other column and why it differs
    aside = (panel + free) * bool(beside)
    each = (wide - aside - 2 * _HALF) / (last - first + 2 * _HALF)  # points a year
    right = last + _HALF + aside / each
    unit = max(data[value].max(), beside) / (high - 22)  # of the measure in a point
    ax.set(xlim=(first - _HALF, right), ylim=(-foot * unit, high * unit))
    if not beside:
        return
    place = right - panel / each + _HALF
    _draw_outlined(ax, place, beside, unit)
    for x, name in zip((last, place), names, strict=True):
        write(ax, name, x, 0, 0, -27, ha="center", **MUTED)
    write(ax, f"{last}", place, 0, 0, -14, ha="center", size=size)
    write(ax, said, place, beside, 0, 5, ha="center", size=size)
    for n, line in enumerate(look.wrap(why, 10.5, panel - 2 * _HALF * each - 8)):
        write(ax, line, place + _HALF, beside, 8, -8.5 - 13 * n, **MUTED)


def _draw_outlined(ax: Axes, place: float, height: float, unit: float) -> None:
    """Draw an outlined column on a baseline of its own."""
    style = {"fc": look.PAPER, "ec": look.EDGE, "ls": "--", "linewidth": 2}
    bar = ax.bar(place, height, 2 * _HALF, **style)[0]
    bar.set_clip_path(bar)  # an outline must lie inside, or it would lengthen the bar
    ends = [place - _HALF - 0.01, place + _HALF + 0.01]
    ax.plot(ends, [-0.45 * unit] * 2, color=look.INK, linewidth=0.9)
