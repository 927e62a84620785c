"""Slim columns by year, the last compared with one before.

Belongs here: columns that hardly differ, and the words above the last and below each year.
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write

_BROAD = 0.4  # of a year
_ABOVE, _BELOW = 42, 36  # points over and under the columns for words


def slim_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str, *, counted: str, said: str
) -> None:
    """Draw a column for each year, the last dark, with what is said of it above its number.

    What is `counted` stands below each year.
    """
    ax.figure.form = "year_columns"
    data = data.sort_values("year")
    first, last, most = data["year"].iloc[0], data["year"].iloc[-1], data[value].max()
    charts.columns(ax, data, value, words=words, highlight=[last], size=13)
    for bar in ax.patches:
        bar.set(x=bar.get_x() + (bar.get_width() - _BROAD) / 2, width=_BROAD)
    ax.set_xlim(first - _BROAD / 2, last + _BROAD / 2)
    wide, high = charts.space(ax)
    point, year = most / (high - _ABOVE - _BELOW), wide / (last - first + _BROAD)
    ax.set_ylim(-_BELOW * point, most + _ABOVE * point)
    near = data["year"] > last - 0.5 - look.width(said, 12) / year  # whose numbers it could strike
    top = data.loc[near, value].max()
    write(ax, said, last + _BROAD / 2, top, 0, 27, ha="right")
    for x, what in zip(data["year"], data[counted], strict=True):
        write(ax, what, x, 0, 0, -27, ha="center", **MUTED)
