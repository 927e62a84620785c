"""Columns by year with their numbers in them, and a dotted line at the height of an earlier one.

Belongs here: how it is seen whether the last year is level with another.
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.words import count

_BROAD = 0.58  # of a column, in years
_DOTTED = {"linewidth": 1.2, "linestyle": (0, (1, 2)), "zorder": 2.5}


def level_columns(ax: Axes, data: pd.DataFrame, value: str, base: int, by: str) -> None:
    """Draw a column for each year, the last dark, and a line from the top of `base` to the last.

    How the last differs stands above it. The numbers of both are bold.
    """
    last, of = data["year"].max(), data.set_index("year")[value]
    charts.columns(ax, data, value, words=None, highlight=[last], broad=_BROAD)
    low, high = ax.get_ylim()
    each = (high - low) / charts.space(ax)[1]  # of the measure in a point
    for year, number in of.items():
        inside = number > 24 * each
        tone = look.PAPER if inside and year == last else look.INK
        style = {"ha": "center", "color": tone, "bold": year in (base, last)}
        write(ax, count(number), year, number, 0, -17 if inside else 5, size=13, **style)
    half, tops = _BROAD / 2, of.sort_index()
    for year, number in tops.loc[base:].items():  # seen on pale columns and on the dark one
        tone = look.PAPER if year == last and number > of[base] else look.EDGE
        ends = year - half - (1 - _BROAD) * (year > base), year + half
        ax.hlines(of[base], *ends, colors=tone, **_DOTTED)
    inside = 13 * each * (of[last] <= 24 * each)  # else its number stands there, too
    write(ax, by, last + half, max(of[base], of[last]) + inside, 0, 6, ha="right", **MUTED)
