"""Columns of which a bracket joins two neighbors, taken together.

Belongs here: the bracket, its words, and the room that they take of `charts.columns`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.forms.singles import bracket


def together(ax: Axes, first: int, said: Sequence[str]) -> None:
    """Join two neighbors of `charts.columns` by a bracket below their names, with two lines."""
    half, (wide, high) = ax.patches[0].get_width() / 2, charts.points(ax)
    ends = np.array([first - half, first + 1 + half])
    point = np.ptp(ax.get_ylim()) / high
    fits = look.width(said[0], 12) + 6 < np.ptp(ends) * wide / np.ptp(ax.get_xlim())
    y = -(23 if fits else 43) * point  # lower than the second line of a name beside it
    bracket(ax, *ends, y, 5 * point, look.CONTEXT)
    write(ax, said[0], ends.mean(), y, 0, -13, ha="center")
    write(ax, said[1], ends.mean(), y, 0, -26, ha="center", **MUTED)
    ax.set_ylim(bottom=y - 32 * point)
