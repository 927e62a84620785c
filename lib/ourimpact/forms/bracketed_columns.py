"""Columns of which a bracket joins two: years that are compared, or neighbors taken together.

Belongs here: brackets, their words, and the room that they take of `charts.columns`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.forms.singles import bracket

_ABOVE, _BELOW = 42, 42  # points over and under the columns for a bracket and words
_BROAD = 0.62  # of a year: columns are higher than broad


def compared_years(
    ax: Axes, data: pd.DataFrame, value: str, words: str, *,
    pair: tuple[int, int], said: str, begins: int, kinds: tuple[str, str],
) -> None:  # fmt: skip
    """Draw a column for each year, and over two of them a bracket with what is said of both.

    A line stands before the year that `begins` another way of counting; `kinds` name both ways,
    below brackets under their years.
    """
    ax.figure.form = "year_columns"
    charts.columns(ax, data, value, words=words, highlight=[pair[1]], size=13)
    for bar in ax.patches:
        bar.set(x=bar.get_x() + (bar.get_width() - _BROAD) / 2, width=_BROAD)
    first, last, most = data["year"].min(), data["year"].max(), data[value].max()
    ax.set_xlim(first - _BROAD / 2, last + _BROAD / 2)
    point = most / (charts.space(ax)[1] - _ABOVE - _BELOW)
    ax.set_ylim(-_BELOW * point, most + _ABOVE * point)
    top = most + 28 * point
    bracket(ax, *pair, top, -5 * point)
    write(ax, said, np.mean(pair), top, 0, 5, ha="center", size=13)
    if first < begins <= last:
        ends = [-40 * point, most + 17 * point]
        ax.plot([begins - 0.5] * 2, ends, **charts.DASHED | {"color": look.EDGE})
        years = (first, begins - 1), (begins, last)
        for kind, (start, end) in zip(kinds, years, strict=True):
            if end > start:
                bracket(ax, start - _BROAD / 2, end + _BROAD / 2, -23 * point, 4 * point)
            write(ax, kind, (start + end) / 2, -23 * point, 0, -14, ha="center", **MUTED)


def together(ax: Axes, first: int, said: Sequence[str]) -> None:
    """Join two neighbors of `charts.columns` by a bracket below their names, with two lines."""
    ends, (wide, high) = np.array([first - 0.42, first + 1.42]), charts.points(ax)
    point = np.ptp(ax.get_ylim()) / high
    fits = look.width(said[0], 12) + 6 < np.ptp(ends) * wide / np.ptp(ax.get_xlim())
    y = -(23 if fits else 43) * point  # lower than the second line of a name beside it
    bracket(ax, *ends, y, 5 * point)
    write(ax, said[0], ends.mean(), y, 0, -13, ha="center")
    write(ax, said[1], ends.mean(), y, 0, -26, ha="center", **MUTED)
    ax.set_ylim(bottom=y - 28 * point)
