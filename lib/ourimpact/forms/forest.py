"""A forest plot: a dot for each row on its interval, and what has to be said of the intervals.

Belongs here: the words above and beside intervals that `charts.dots` draws.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, Names, Words, write
from ourimpact.look import width

_DOT = 7  # points across a dot
_ROW = 37 if look.AS == "square" else 30  # points that a row needs for words above its interval
_NARROW = "range narrower than the dot"


def forest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    reference: float, reference_name: str | tuple[str, str], second: tuple[str, ...], heads: Names,
    words: Words = charts.share, highlight: Names = (), hollow: Names = (), apart: Names = (),
    groups: str = "", start: float | None = None, end: float | None = None,
) -> float:  # fmt: skip
    """Draw `charts.dots`, name the first interval, and say of one that its dot hides it.

    Rows of `apart` are the last; those of one of the `groups` have its head. A square has room for
    the last of the `second`. Returns where the axis starts.
    """
    if look.AS == "square":
        second, heads = second[-1:], (heads[0], heads[-1])
    low_rows = bool(charts.space(ax)[1] / (len(data) + 0.5) < _ROW)  # no room above intervals
    y, begins = charts.dots(
        ax, data, value, label, words=words, second=second, heads=heads, highlight=highlight,
        hollow=hollow, apart=apart, groups=groups, reference=reference,
        reference_name=reference_name, start=start, end=end, likely=low_rows,
    )  # fmt: skip
    least, point = ax.get_xlim()[0], np.ptp(ax.get_xlim()) / charts.points(ax)[0]
    spans, line = (data[["low", "high"]].to_numpy() - least) / point, (reference - least) / point
    named = data[label].map(lambda name: width(name, 12, "semibold")).to_numpy() + 8
    if not low_rows:  # else it is named beside one of them
        _name_first(ax, spans[0], line, named[0])
    for n in np.flatnonzero(np.ptp(spans, axis=1) < _DOT)[:1]:
        _say_narrow(ax, spans[n], y[n], line, (named[n], spans.max() + 12))
    return begins


def _place(ax: Axes, right: float, y: float) -> tuple[float, float]:
    """Return a place so many points from the left margin as data."""
    low, high = ax.get_xlim()
    return low + right * (high - low) / charts.points(ax)[0], y


def _name_first(ax: Axes, span: np.ndarray, line: float, begin: float) -> None:
    """Name an interval above it, if there is room, off the line, and right of its row's name."""
    for said in (charts.LIKELY, "95% interval"):
        half = width(said, 10.5) / 2
        middle = max(span.mean(), begin + half)
        if abs(middle - line) < half + 4:
            middle = line + half + 6
        if middle <= max(span[1], begin + half):
            write(ax, said, *_place(ax, middle, 0), 0, 11, ha="center", **MUTED)
            break


def _say_narrow(
    ax: Axes, span: np.ndarray, y: float, line: float, ends: tuple[float, float]
) -> None:
    """Say that a dot hides its interval, on the side that has more room, off the line."""
    room, wide = width(_NARROW, 10.5), charts.points(ax)[0]
    low, high = span[0] - 8, span[1] + 8
    if low > wide / 2:
        right = line - 6 if low - room < line < low + 4 else low
        left = right - room
    else:
        left = line + 6 if high - 4 < line < high + room else high
        right = left + room
    if ends[0] < left and right < ends[1]:
        write(ax, _NARROW, *_place(ax, left, y), **MUTED)
