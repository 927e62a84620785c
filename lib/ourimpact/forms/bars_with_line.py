"""Bars from an axis at zero, and through them a dashed line: the value of all, beside that of each.

Belongs here: how the line is seen on bars, and keeps off their words. Does not: the bars
(`charts.bars`).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names

_LINE = {"color": look.INK, "linewidth": 0.9}
_BEFORE, _APART = 26, 16  # points from bars to columns, and between columns
_BESIDE = 40  # points from bars to a column, with values between


def bars_with_line(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    reference: float, reference_name: str, words: str, second: str, heads: tuple[str, ...],
    highlight: Names, apart: Names = (), interval: Sequence[str] = (), between: Names = (),
) -> None:  # fmt: skip
    """Draw `charts.bars`, their axis, and a dashed line at the reference, named above the first.

    Words stand beside bars, or in a column before that of what is `second`, if both have heads;
    more columns may stand `between`. Those of an `interval` are where a thin line on each bar
    begins and ends.
    """
    charts.refuse_another_line(reference, reference_name)
    data = data.sort_values(label, key=lambda names: names.isin(apart), kind="stable")
    cells = [([*data[column]], column == words) for column in (words, *between, second)]
    cells = cells[-len(heads) :]
    ends, beside = charts.column_ends(cells, heads)
    in_column = len(heads) > 1
    marks = {"words": None if in_column else words, "second": second, "head": heads[-1]}
    off = beside - ends[-2] + _BEFORE + _APART if in_column else _BESIDE
    marks |= {"off": off, "highlight": highlight, "apart": apart}
    y, thick = charts.bars(ax, data, value, label, **marks)
    if interval:
        _draw_intervals(ax, y, data[[*interval]].to_numpy(float))
    is_lit = data[label].isin(highlight).to_numpy()
    charts.write_columns(ax, y, is_lit, cells[:-1], heads[:-1], ends[:-1])
    top, foot = y[0] - 0.5, y[-1] + 0.5
    ax.plot([0, 0], [top, foot], **_LINE)
    free = 0 if in_column else look.width("00.0%", 12.5, "semibold") + 14
    _draw_line(ax, reference, y, thick, data[value].to_numpy(float), free)
    _name_line(ax, reference, reference_name, top, beside)


def _draw_intervals(ax: Axes, y: np.ndarray, ends: np.ndarray) -> None:
    """Draw a thin line on each bar and beyond it, seen on both, and make room for the longest."""
    longest, (start, end) = max(bar.get_width() for bar in ax.containers[-1]), ax.get_xlim()
    each = (end - start) / charts.points(ax)[0]
    charts.scale(ax, 0, max(longest, ends.max()), -start / each, (end - longest) / each)
    for bar, level, (low, high) in zip(ax.containers[-1], y, ends, strict=True):
        end, ink = bar.get_width(), look.ink_on(bar.get_facecolor())
        ax.hlines(level, end, high, look.INK, linewidth=1.2)
        ax.hlines(level, low, end, ink, linewidth=1.2, zorder=3)


def _draw_line(
    ax: Axes, at: float, y: np.ndarray, thick: float, ends: np.ndarray, free: float
) -> None:
    """Draw a dashed line, on a bar as light or dark as is seen there.

    It is broken in the points that are free beside a bar.
    """
    wide, high = charts.points(ax)
    each = np.ptp(ax.get_xlim()) / wide  # of the value in a point
    top, foot = y[0] - 0.5, y[-1] + 0.5
    struck, half = (ends < at) & (ends + free * each > at), 9 / high * (foot - top)
    gaps = [(level - half, np.nan, level + half) for level in y[struck]]
    levels = np.array([top, *np.ravel(gaps), foot])
    ax.plot(np.full(len(levels), at), levels, "--", **_LINE, zorder=0)
    beyond = ends > at
    for level, bar in zip(y[beyond], np.array(ax.containers[-1])[beyond], strict=True):
        ink = {"colors": look.ink_on(bar.get_facecolor()), "linestyle": "--", "linewidth": 1.1}
        ax.vlines(at, level - thick / 2, level + thick / 2, **ink, zorder=3)


def _name_line(ax: Axes, at: float, name: str, top: float, beside: float) -> None:
    """Name the line above it, between the left margin and columns that wide."""
    wide, half = charts.points(ax)[0], look.width(name, 12) / 2
    place = (at - ax.get_xlim()[0]) / np.ptp(ax.get_xlim()) * wide
    move = np.clip(place, half, max(half, wide - beside - _APART - half)) - place
    charts.write(ax, name, at, top, move, 5, ha="center", size=12)
