"""A reference line across bars: the value of all, beside that of each.

Belongs here: how it is seen on bars and keeps off their words. Does not: the line of a figure of
dots (`charts.dots`).
"""

import numpy as np
from matplotlib.axes import Axes

from ourimpact import charts, look

_LINE = {"color": look.INK, "linewidth": 0.9}


def reference_line(ax: Axes, value: float, name: str) -> None:
    """Draw a dashed line at a value across the bars of `charts.bars`, named above the first.

    It is left out where the share beside a bar stands.
    """
    ax.set_xlim(np.multiply(ax.get_xlim(), 1.08))  # so that shares stay clear of what is beside
    each = np.ptp(ax.get_xlim()) / charts.points(ax)[0]
    bars = ax.containers[-1]
    ends = np.array([bar.get_width() for bar in bars])
    middles = np.array([bar.get_y() + bar.get_height() / 2 for bar in bars])
    words = (look.width("00.0%", 12.5, "semibold") + 14) * each
    free = (ends > value) | (ends + words < value)
    levels = middles[:, None] + [-0.5, 0.5]
    ax.plot(np.where(free, value, np.nan).repeat(2), levels.ravel(), "--", **_LINE, zorder=0)
    for bar in (bar for bar in bars if bar.get_width() > value):
        tone = {"color": look.ink_on(bar.get_facecolor())}
        ax.plot([value] * 2, bar.get_bbox().intervaly, "--", **_LINE | tone)
    ax.plot([0, 0], levels[[0, -1], [0, 1]], **_LINE)
    charts.write(ax, name, value, levels[0, 0], 0, 5, ha="center", size=12)
