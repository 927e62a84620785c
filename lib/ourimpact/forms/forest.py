"""A forest plot: a dot for each share on its interval, and what has to be said of the intervals.

Belongs here: the words above and beside intervals that `charts.dots` draws.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.look import width

_DOT = 7  # points across a dot
_ROW = 30  # points that a row needs for words above its interval
_NARROW = "range narrower than the dot"


def forest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    reference: float, gap: str = "", **marks: Any,
) -> float:  # fmt: skip
    """Draw `charts.dots`, name the first interval, and say of one that its dot hides it.

    The `gap` says how far the first row, where it is below the `reference`, lies from it. Other
    `marks` go to `charts.dots`, which has those that are apart last. Returns where the axis starts.
    """
    low_rows = charts.space(ax)[1] / (len(data) + 0.5) < _ROW
    start = charts.dots(ax, data, value, label, reference=reference, likely=bool(low_rows), **marks)
    y = ax.collections[-1].get_offsets()[:, 1]
    least, point = ax.get_xlim()[0], np.ptp(ax.get_xlim()) / charts.points(ax)[0]
    spans, line = (data[["low", "high"]].to_numpy() - least) / point, (reference - least) / point
    begin = data[label].map(lambda name: width(name, 12, "semibold")).to_numpy() + 8
    if not low_rows:  # else it is named beside one of them
        _name_first(ax, spans[0], line, begin[0])
    room = line - spans[0, 1] - 17
    said = [gap] if width(gap, 12, "semibold") < room else look.wrap(gap, 11, room, "semibold")
    if len(said) < 3 and max(width(each, 11, "semibold") for each in said) < room:
        for n, each in enumerate(said):  # one of two lines is below the row's middle
            size, up = (12, None) if len(said) == 1 else (11, -2.5 - 11.5 * n)
            style = {"bold": True, "color": look.BLUE, "size": size}
            write(ax, each, *_place(ax, spans[0, 1], 0), 9, up, **style)
    for n in np.flatnonzero(np.ptp(spans, axis=1) < _DOT)[:1]:
        _say_narrow(ax, spans[n], y[n], line, begin[n])
    return start


def _place(ax: Axes, right: float, y: float) -> tuple[float, float]:
    """Return a place so many points from the left margin as data."""
    low, high = ax.get_xlim()
    return low + right * (high - low) / charts.points(ax)[0], y


def _name_first(ax: Axes, span: np.ndarray, line: float, begin: float) -> None:
    """Name an interval above it, off the line, and right of its row's name."""
    for said in (charts.LIKELY, "95% interval"):
        half = width(said, 10.5) / 2
        middle = max(span.mean(), begin + half)
        if abs(middle - line) < half + 4:
            middle = line + half + 6
        if middle <= max(span[1], begin + half):
            write(ax, said, *_place(ax, middle, 0), 0, 9, ha="center", **MUTED)
            break


def _say_narrow(ax: Axes, span: np.ndarray, y: float, line: float, begin: float) -> None:
    """Say that a dot hides its interval, on the side that has more room, off the line."""
    room, wide = width(_NARROW, 10.5), charts.points(ax)[0]
    low, high = span[0] - 8, span[1] + 8
    if low > wide / 2:
        right = line - 6 if low - room < line < low + 4 else low
        left = right - room
    else:
        left = line + 6 if high - 4 < line < high + room else high
        right = left + room
    if begin < left and right < 0.7 * wide:
        write(ax, _NARROW, *_place(ax, left, y), **MUTED)
