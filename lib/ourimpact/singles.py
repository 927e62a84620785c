"""Single numbers as a picture: an average day in dots, and what else is counted at the foot.

Belongs here: what figures of rows of `words.printed`, each with its `label`, share. Does not: a
chart of numbers of one kind (`charts`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.look import even, width
from ourimpact.words import count

_SQUARE = look.AS == "square"


def average_day(
    ax: Axes, many: int, what: str, total: str, rest: pd.DataFrame, head: str, hour: str = ""
) -> None:
    """Draw a dot for each of an average day, below their number, and the rest at the `foot`.

    With an `hour`, dots are in 24 blocks; it is said below the first, which is highlighted.
    """
    ax.figure.form = "waffle"
    wide, high = charts.points(ax) * (1, 0.87 if _SQUARE else 1)
    charts.cells(ax, wide, high)
    one = next(10**n for n in range(9) if many < 1500 * 10**n)  # that a dot stands for
    parts, tall = 24 if hour else 1, high - 46 - 20 * bool(hour) - foot(ax, rest, head)
    blocks = np.diff(np.round(np.arange(parts + 1) * round(many / one) / parts)).astype(int)
    side, across = max(
        (min(wide / (parts * (n + 0.6) - 0.98), tall / -(-blocks.max() // n)), n)
        for n in range(1, blocks.max() + 1)
    )
    deep = side * -(-blocks.max() // across)
    top, apart = 42 + (tall - deep) / 2, (wide - side * (across - 0.38)) / max(1, parts - 1)
    for part, n in enumerate(blocks):
        tone, at = look.CONTEXT if part else look.BLUE, (part * apart - 0.19 * side, top)
        charts.squares(ax, [tone] * n, across=across, at=at, each=side, dots=True)
        ax.collections[-1].set_clip_on(False)  # dots touch the edge
    write(ax, count(many), 0, 0, 0, -27, size=36, bold=True, color=look.BLUE)
    write(ax, what, 0, 0, width(count(many), 36, "semibold") + 8, -27, size=15)
    write(ax, total, wide, 0, 0, -27, ha="right", color=look.MUTED)
    hour += f"; a dot is {count(one)}" * (one > 1)
    write(ax, hour, 0, top + deep, 0, -14, bold=True, color=look.BLUE)


def foot(ax: Axes, data: pd.DataFrame, head: str) -> float:
    """Write numbers side by side at the foot, each above its label; return the points used.

    What qualifies a number stands above it, in small type.
    """
    if data.empty:
        return 0
    ax.figure.form = getattr(ax.figure, "form", "numbers")
    wide, across = charts.points(ax)[0] + 20, min(len(data), 2 if _SQUARE else 4)
    names = [[line for part in name.split("\n") for line in even(part, 10.5, wide / across - 20)]
             for name in data["label"]]  # fmt: skip
    over, down = 9 * data["qualifier"].ne("").any(), -(-len(data) // across)
    deep = 28 + over + 13 * max(map(len, names))
    top = ax.get_ylim()[0] - deep * down * np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    ax.axhline(top, color=look.RULE, linewidth=0.7)
    write(ax, head, 0, top, 0, 6, edge=True, bold=True, color=look.MUTED)
    for n, (row, lines) in enumerate(zip(data.itertuples(), names, strict=True)):
        x, y = wide / across * (n % across), -deep * (n // across)
        write(ax, row.qualifier, 0, top, x, y - 11, edge=True, **MUTED)
        write(ax, row.number, 0, top, x, y - over - 20, edge=True, size=17, bold=True)
        for step, line in enumerate(lines):
            write(ax, line, 0, top, x, y - over - 35 - 13 * step, edge=True, **MUTED)
    return deep * down + 24
