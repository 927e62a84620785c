"""Rows of shares, each a dot beside the pale band in which chance alone would put it.

Belongs here: how bands, dots, and the share of all are drawn. Does not: which shares lie outside
their bands (`stats`), and what is said of them.
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, drawn, look
from ourimpact.words import share

_THICK, _SIZE = 0.62, 40  # of a band, in rows, and of a dot
_BEFORE, _AFTER = 16, 22  # points from names to the scale, and from it to columns


def chance_bands(
    ax: Axes, data: pd.DataFrame, *,
    target: float, target_name: str, highlight: str, heads: tuple[str, str],
) -> None:  # fmt: skip
    """Draw a dot for each `share`, on its band from `low` to `high`, and a line at the `target`.

    Rows are by share, with a rule where they pass the target. At the right, below `heads`, stand
    the share and what it is `of`. The dot to `highlight` is larger and dark.
    """
    data = data.sort_values("share")
    drawn.declare(ax.figure, "bands", data["name"], highlight=[highlight])
    lit = data["name"] == highlight
    above = int((data["share"] > target).sum()) % len(data)
    named = {"highlight": [highlight], "last": above, "hairs": False}
    y, left = charts.rows(ax, data["name"], **named)
    cells = [([*data["share"].map(share)], True), ([*data["of"]], False)]
    ends, beside = charts.column_ends(cells, heads)
    room = charts.points(ax)[0] - left - beside - _BEFORE - _AFTER
    start = min(data["share"].min(), data["low"].min())
    low, high = charts.ticks(start, 1, room)[[0, -1]]
    charts.scale(ax, low, high, left + _BEFORE, beside + _AFTER)
    charts.shares(ax, low, high, y)
    for at, row in zip(y, data.itertuples(), strict=True):
        edges = [at - _THICK / 2, at + _THICK / 2]
        ax.fill_betweenx(edges, row.low, row.high, color=look.SEQUENCE[1], linewidth=0)
    top, foot = y[0] - 0.5, y[-1] + 0.5
    ax.vlines(target, top, foot, look.INK, linewidth=0.9)
    charts.write(ax, target_name, target, top, 0, 5, ha="center", size=11)
    tones = lit.map({True: look.BLUE, False: look.SECOND_TEXT})
    ax.scatter(data["share"], y, _SIZE * (1 + 0.8 * lit), tones, linewidths=0, zorder=3)
    charts.write_columns(ax, y, lit.to_numpy(), cells, heads, ends)
