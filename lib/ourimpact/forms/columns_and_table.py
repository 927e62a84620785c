"""Columns of one row by year and, at the right, a table of the other rows with their changes.

Belongs here: how columns and table are placed side by side, and how its rows are written.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.words import change, count

_SIDE = 106  # points for the numbers of the table
_STEP = 56  # points for the changes
_NOTED = 140  # points for what is noted


def columns_and_table(
    data: pd.DataFrame, value: str, others: pd.DataFrame, heads: tuple[str, str], noted: str = ""
) -> Figure:
    """Return a figure of columns by `year`, the last dark, and of a table of others, each headed.

    What is `noted` stands below the change to the last column, at a dashed line. The columns of
    `others` are the year before and the last one; its last row is their sum.
    """
    is_square = look.AS == "square"
    flat, tall = {"wspace": 0.14, "width_ratios": [1.12, 1]}, {"height_ratios": [1, 1.15]}
    grid, space = ((2, 1), {"hspace": 0.2} | tall) if is_square else ((1, 2), flat)
    fig, axes = figures.new(*grid, gridspec_kw=space)
    fig.form = "small_multiples"
    data = data.sort_values("year")
    last = data["year"].iloc[-1]
    charts.columns(axes[0], data, value, size=11, highlight=[last])
    for ax, head in zip(axes, heads, strict=True):
        ax.set_title(head, pad=4)
    _lead_to_last(axes[0], last, data[value].to_numpy(), noted)
    _write_table(axes[1], others, 0 if is_square else 18)
    return fig


def _write_table(ax: Axes, others: pd.DataFrame, below: float) -> None:
    """Write names, numbers and their changes in rows, so many points from below."""
    wide, tall = charts.space(ax)
    size = min(11.5, 0.58 * (tall - below) / len(others))
    names = [look.even(name, size, wide - _SIDE) for name in others.index]
    shares = np.array([1 + 0.4 * (len(lines) - 1) for lines in names])
    tops = np.append(0, np.cumsum((tall - below) * shares / shares.sum()))
    for n, (lines, (before, after)) in enumerate(zip(names, others.to_numpy(), strict=True)):
        last, up = n == len(names) - 1, -0.33 * size
        middle = (tops[n] + tops[n + 1]) / 2
        ax.hlines(tops[n], 0, wide, color=look.RULE if last else look.HAIR, linewidth=0.7)
        style = {"edge": True, "size": size, "bold": last}
        for line, part in enumerate(lines):
            over = (0.5 * (len(lines) - 1) - line) * 1.15 * size
            write(ax, part, 0, middle, 0, up + over, **style)
        write(ax, count(after), 1, middle, -_STEP, up, **style, ha="right")
        moved = change(before, after) if before > 0 else "new"
        write(ax, moved, 1, middle, 0, up, **style, ha="right")
    for right, year in zip((0, -_STEP), others, strict=True):
        head = f"{year}" if right else f"from {year}"
        write(ax, head, 1, 0, right, 5, edge=True, ha="right", **MUTED)
    ax.plot([0, wide], [tops[-1]] * 2, color=look.INK, linewidth=0.9)
    charts.cells(ax, wide, tall)


def _lead_to_last(ax: Axes, year: int, values: np.ndarray, noted: str) -> None:
    """Draw a line from the last column but one to the top of the last, if it has room.

    Where something is `noted` of the two, a dashed line stands between them instead.
    """
    before, after = charts.last_two(values)
    each = np.ptp(ax.get_ylim()) / charts.points(ax)[1]  # of the measure in a point
    room = (after - max(values[:-1])) / each
    if room <= 40:
        return
    ends = [year - 1, year - 1, year - 0.46], [before + 20 * each, after, after]
    style = {"color": look.EDGE, "linewidth": 1, "solid_joinstyle": "miter"}
    if noted:
        ends, style = ([year - 0.5] * 2, [0, after]), charts.DASHED
    ax.plot(*ends, **style)
    at = (year - (0.5 if noted else 1), after, -8)
    style = {"size": 16, "bold": True, "color": look.BLUE, "ha": "right"}
    write(ax, change(before, after), *at, -13, **style)
    lines = look.even(noted, 10.5, _NOTED) if noted else []
    fits = room > 62 + 13 * len(lines)
    if room > 55 or noted:
        short = [f"from {year - 1}", *filter(None, [noted])]
        said = short[0] if fits else "; ".join(short)
        write(ax, said, *at, -27, ha="right", **MUTED)
    for line, part in enumerate(lines if fits else []):
        write(ax, part, *at, -41 - 13 * line, ha="right", **MUTED)
