"""Columns of one row by year and, at the right, a table of the other rows with their changes.

Belongs here: how columns and table are placed side by side, and how its rows are written.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.words import change, count

_SIDE = 106  # points for the numbers of the table
_STEP = 56  # points for the changes
_BETWEEN = 30  # points from the columns to the table
_MOST = 0.62  # of the width for the table
_SIZE, _LINE, _PAD = 11, 1.15, 6  # of its words; from line to line, in sizes; least around them
_NOTED = 150  # points for what is noted


def columns_and_table(
    data: pd.DataFrame, value: str, others: pd.DataFrame, heads: tuple[str, str],
    noted: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """Return a figure of columns by `year`, the last dark, and of a table of others, each headed.

    What is `noted` stands below the change to the last column, as far as it has room. The columns
    of `others` are the year before and the last one; its last row is their sum.
    """
    is_square = look.AS == "square"
    tall = {"height_ratios": [1, 1.15], "hspace": 0.2}
    grid, space = ((2, 1), tall) if is_square else ((1, 2), _beside(others.index))
    fig, axes = figures.new(*grid, gridspec_kw=space)
    drawn.declare(fig, "small_multiples", others.index)
    data = data.sort_values("year")
    last = data["year"].iloc[-1]
    charts.columns(axes[0], data, value, size=11, highlight=[last])
    for ax, head in zip(axes, heads, strict=True):
        ax.set_title(head, pad=4)
    _lead_to_last(axes[0], last, data[value].to_numpy(), noted)
    _write_table(axes[1], others, 0 if is_square else 18)
    return fig


def _beside(names: pd.Index) -> dict[str, object]:
    """Return how columns and a table share the width: names have one line each, if there is room.

    The columns keep the rest.
    """
    free = look.WIDTH - 2 * look.MARGIN - _BETWEEN
    named = max(look.width(f"{name}", _SIZE, "semibold") for name in names)
    table = min(named + _SIDE, _MOST * free)
    return {"width_ratios": [free - table, table], "wspace": 2 * _BETWEEN / free}


def _write_table(ax: Axes, others: pd.DataFrame, below: float) -> None:
    """Write names, numbers and their changes in rows, so many points from below.

    All rows have the same room around their lines.
    """
    wide, tall = charts.space(ax)
    for size in np.arange(_SIZE, 8, -0.5):
        names = [look.even(name, size, wide - _SIDE) for name in others.index]
        deep = _LINE * size * np.array([len(lines) for lines in names])
        pad = (tall - below - deep.sum()) / len(names)
        if pad >= _PAD:
            break
    tops = np.append(0, np.cumsum(deep + pad))
    for n, (lines, (before, after)) in enumerate(zip(names, others.to_numpy(), strict=True)):
        last, up = n == len(names) - 1, -0.33 * size
        middle = (tops[n] + tops[n + 1]) / 2
        ax.hlines(tops[n], 0, wide, color=look.RULE if last else look.HAIR, linewidth=0.7)
        style = {"edge": True, "size": size, "bold": last}
        for line, part in enumerate(lines):
            over = (0.5 * (len(lines) - 1) - line) * _LINE * size
            write(ax, part, 0, middle, 0, up + over, **style)
        write(ax, count(after), 1, middle, -_STEP, up, **style, ha="right")
        moved = change(before, after) if before > 0 else "new"
        write(ax, moved, 1, middle, 0, up, **style, ha="right")
    for right, year in zip((0, -_STEP), others, strict=True):
        head = f"{year}" if right else f"from {year}"
        write(ax, head, 1, 0, right, 5, edge=True, ha="right", **MUTED)
    ax.plot([0, wide], [tops[-1]] * 2, color=look.INK, linewidth=0.9)
    charts.cells(ax, wide, tall)


def _lead_to_last(ax: Axes, year: int, values: np.ndarray, noted: Sequence[str]) -> None:
    """Say the change to the last column and, where it has room, draw a line up from that before.

    What is `noted` stands below the change, as far as it has room, and both beside the last
    column, without a line.
    """
    before, after = charts.last_two(values)
    (wide, high), left = charts.points(ax), ax.get_xlim()[0]
    each = np.ptp(ax.get_ylim()) / high  # of the measure in a point
    room = (after - max(values[:-1])) / each
    if room <= 40:
        return
    at, since = year - (0.5 if noted else 1), f"from {year - 1}"
    if not noted:
        ends = [at, at, year - 0.46], [before + 20 * each, after, after]
        ax.plot(*ends, color=look.EDGE, linewidth=1, solid_joinstyle="miter")
    said, beside = change(before, after), look.width(since, 10.5) + 5
    free = (at - left) * wide / np.ptp(ax.get_xlim()) - 8
    is_beside, below = bool(look.width(said, 16, "semibold") + beside < free), []
    for each in noted if is_beside else [since, *noted]:
        lines = look.even(each, 10.5, min(free, _NOTED))
        below += lines * bool(room > 40 + 13 * len(below + lines))  # off the column before
    style = {"size": 16, "bold": True, "color": look.BLUE, "ha": "right"}
    write(ax, said, at, after, -8 - beside * is_beside, -13, **style)
    write(ax, since * is_beside, at, after, -8, -13, ha="right", **MUTED)
    for line, part in enumerate(below):
        write(ax, part, at, after, -8, -28 - 13 * line, ha="right", **MUTED)
