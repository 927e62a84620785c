"""Bars from an axis at zero, and through them a dashed line: the value of all, beside that of each.

Belongs here: how the line is seen on bars, and keeps off their words. Does not: the bars
(`charts.bars`).
"""

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
    highlight: Names, apart: Names = (), remark: str = "",
) -> None:  # fmt: skip
    """Draw `charts.bars`, their axis, and a dashed line at the reference, named above the first.

    Words stand beside bars, or in a column before that of what is `second`, if both have heads. A
    remark is written in the first bar.
    """
    charts.refuse_another_line(reference, reference_name)
    data = data.sort_values(label, key=lambda names: names.isin(apart), kind="stable")
    cells = [([*data[words]], True), ([*data[second]], False)][-len(heads) :]
    ends, beside = charts.column_ends(cells, heads)
    in_column = len(heads) > 1
    marks = {"words": None if in_column else words, "second": second, "head": heads[-1]}
    off = beside - ends[0] + _BEFORE + _APART if in_column else _BESIDE
    marks |= {"off": off, "highlight": highlight, "apart": apart}
    y, thick = charts.bars(ax, data, value, label, **marks)
    is_lit = data[label].isin(highlight).to_numpy()
    charts.write_columns(ax, y, is_lit, cells[:-1], heads[:-1], ends[:-1])
    top, foot = y[0] - 0.5, y[-1] + 0.5
    ax.plot([0, 0], [top, foot], **_LINE)
    free = 0 if in_column else look.width("00.0%", 12.5, "semibold") + 14
    _draw_line(ax, reference, y, thick, data[value].to_numpy(float), free)
    _name_line(ax, reference, reference_name, top, beside)
    _write_in(ax, remark, reference, y[0])


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


def _write_in(ax: Axes, words: str, line: float, y: float) -> None:
    """Write words at the end of the first bar, off the line through it."""
    bar, each = ax.containers[-1][0], np.ptp(ax.get_xlim()) / charts.points(ax)[0]
    end = bar.get_width()
    room = (end - line * (line < end)) / each - 2 * 8
    lines = look.wrap(words, 11, room)
    for n, said in enumerate(lines):
        how = {"ha": "right", "size": 11, "color": look.ink_on(bar.get_facecolor())}
        charts.write(ax, said, end, y, -8, 6 * (len(lines) - 1 - 2 * n) - 3.6, **how)
