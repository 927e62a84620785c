"""Single numbers in words: one that leads, and others side by side at the foot.

Belongs here: what figures of rows of `words.printed` share. Does not: a chart of numbers of one
kind, or a list (`charts`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.look import advance, even, width

_SQUARE = look.AS == "square"


def leading(said: str, unit: str, when: str, more: str, rest: pd.DataFrame) -> Figure:
    """Return a figure of a number, large, with what it counts, when, and more, and below it a list.

    The rows of `rest` have their `unit`, and what heads them as their `group`.
    """
    parts = [0.72, 1][: 1 + (len(rest) > 0)]
    fig, axes = figures.new(len(parts), 1, squeeze=False, height_ratios=parts)
    ax, (wide, high) = axes[0, 0], charts.points(axes[0, 0])
    fig.form = "numbers"
    charts.cells(ax, wide, high)
    size = 54 if _SQUARE else 72
    at, right = 0.44 * high, width(said, size, "semibold") + 12
    style = {"bold": True, "color": look.BLUE}
    write(ax, said, 0, at, size=size, **style)
    write(ax, unit, 0, at, right, 4, size=24, **style)
    write(ax, when, 0, at, right + advance(f"{unit} ", 24, "semibold"), 4, size=24)
    write(ax, more, 0, at, right, -23, size=16)
    if len(parts) > 1:
        charts.ledger(axes[1, 0], rest, "value", "label", words="words", groups="group")
    return fig


def foot(ax: Axes, data: pd.DataFrame, head: str) -> float:
    """Write numbers side by side at the foot, each above its label; return the points used.

    What qualifies a number stands above it, in small type. A `unit` that begins a label is bold.
    """
    if data.empty:
        return 0
    ax.figure.form = getattr(ax.figure, "form", "numbers")
    wide, across = charts.points(ax)[0] + 16, min(len(data), 2 if _SQUARE else 4)
    names = [even(label.replace("\n", " "), 12, wide / across - 14) for label in data["label"]]
    over, down = 9 * data["qualifier"].ne("").any(), -(-len(data) // across)
    deep = 32 + over + 14 * max(map(len, names))
    top = ax.get_ylim()[0] - deep * down * np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    ax.axhline(top, color=look.RULE, linewidth=0.7)
    write(ax, head, 0, top, 0, 6, edge=True, bold=True, color=look.MUTED)
    for n, (row, lines) in enumerate(zip(data.itertuples(), names, strict=True)):
        x, y = wide / across * (n % across), -deep * (n // across)
        write(ax, row.qualifier, 0, top, x, y - 13, edge=True, **MUTED)
        write(ax, row.number, 0, top, x, y - over - 23, edge=True, size=20, bold=True)
        unit = row.unit.split() if row.label.startswith(row.unit) else []
        for step, line in enumerate(lines):
            bold = " ".join(line.split()[: len(unit)])
            unit, place = unit[len(bold.split()) :], {"up": y - over - 38 - 14 * step}
            write(ax, bold, 0, top, x, edge=True, size=12, bold=True, **place)
            after = advance(f"{bold} ", 12, "semibold") * bool(bold)
            write(ax, line[len(bold) :].strip(), 0, top, x + after, edge=True, size=12, **place)
    return deep * down + 24
