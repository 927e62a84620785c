"""Bars from an axis at zero, a tick across each for another value, and columns at the right.

Belongs here: ticks, which are one dashed line where all rows have the same, and their name. Does
not: one line, and words beside each bar (`bars_with_line`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names, write

_BEFORE, _APART = 26, 16  # points from bars to columns, and between words
_HIGHER = 23  # points above rows, over the heads
_BEYOND = 3.5  # points that a tick is longer than a bar is thick, above and below


def bars_with_ticks(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *, tick: str, tick_name: str,
    columns: tuple[str, ...], heads: tuple[str, ...], highlight: Names, groups: str = "",
) -> None:  # fmt: skip
    """Draw `charts.bars` and a tick across each; `columns` of words, that of the value first.

    The first tick is named above all. A square has room for two columns.
    """
    charts.refuse_another_line(data[tick].iloc[0], tick_name)
    if look.AS == "square":
        columns, heads = columns[:2], heads[:2]
    cells = [(list(data[column]), column != columns[-1]) for column in columns]
    ends, beside = charts.column_ends(cells, heads)
    style = {"words": None, "second": columns[-1], "head": heads[-1], "groups": groups}
    style["off"] = beside - ends[-2] + _BEFORE + _APART  # of the last column, which `bars` writes
    y, thick = charts.bars(ax, data, value, label, highlight=highlight, **style)
    of = data[groups].to_numpy(str) if groups else np.zeros(len(y))
    above = np.append(-0.5, np.where(of[1:] == of[:-1], y[:-1], y[1:] - 1) + 0.5)  # not on heads
    ax.vlines([0] * len(y), above, y + 0.5, colors=look.INK, lw=0.9, capstyle="projecting")
    is_lit = data[label].isin(highlight).to_numpy()
    charts.write_columns(ax, y, is_lit, cells[:-1], heads[:-1], ends[:-1])
    _draw_ticks(ax, y, data[tick].to_numpy(float), is_lit, thick)
    first = data[groups].iloc[0] if groups else ""
    _name_first(ax, data[tick].iloc[0], tick_name, first, charts.points(ax)[0] - beside)


def _draw_ticks(ax: Axes, y: np.ndarray, ticks: np.ndarray, lit: np.ndarray, thick: float) -> None:
    """Draw ticks, edged to be seen on dark bars, or a line if all are one."""
    each = np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    half = thick / 2 + _BEYOND * each
    dark = y[lit]  # bars on which a tick is seen by its edges alone
    ax.vlines(ticks[lit], dark - thick / 2, dark + thick / 2, colors=look.PAPER, lw=3.8, zorder=3)
    if np.ptp(ticks) < 1e-9:
        ax.vlines(ticks[0], -0.5, y[-1] + 0.5, colors=look.INK, lw=1.1, ls="--", zorder=4)
    else:
        ax.vlines(ticks, y - half, y + half, colors=look.INK, linewidth=1.8, zorder=4)


def _name_first(ax: Axes, tick: float, name: str, head: str, end: float) -> None:
    """Name the first tick above it, between the first head and columns, or above both."""
    start, span = ax.get_xlim()[0], np.ptp(ax.get_xlim())
    at, half = (tick - start) / span * charts.points(ax)[0], look.width(name, 10.5) / 2
    least = half + (look.width(head, 13, "semibold") + _APART if head else 0)
    most = end - _APART - half
    up = 5 if least <= most else _HIGHER
    move = np.clip(at, least, most) - at if least <= most else max(half - at, 0)
    write(ax, name, tick, -0.5, move, up, ha="center", size=10.5)
