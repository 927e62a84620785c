"""A bar of a part and all others, and below it, enlarged, a bar of each of the others.

Belongs here: how the others are drawn larger. Does not: one bar below its shares
(`charts.share_bar`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.forms import singles
from ourimpact.look import width
from ourimpact.words import count, share

_GAP, _WORDS, _BRACKET = 38, 24, 34  # points from the bar down to bars, their head, a bracket
_ABOVE = 50, 76  # points of the bar and its words
_EACH = 32 if look.AS == "square" else 24  # points of a row of the others
_APART, _NEAR = 14, 10  # points from names to numbers, at least, and from these to the bars
_HEAD = {"bold": True, "color": look.SECOND_TEXT, "size": 13}


def whole_and_rest(
    data: pd.DataFrame, value: str, label: str, *, others: str, counted: str
) -> Figure:
    """Return a figure with a bar of the first row and all `others`, and a bar of each of these.

    What is `counted` is a column before the bars, and shares of all stand at their ends. A line
    leads from the others down to a bracket, as wide as all of theirs.
    """
    (first, *rest), high = data[value], look.HEIGHT - 117
    total = first + sum(rest)
    if not sum(rest):
        raise ValueError(f"{data[label].iloc[0]!r} is all: there is no rest to draw larger.")
    top = np.clip(high - _GAP - _EACH * len(rest), *_ABOVE)
    free = {"hspace": 2 * _GAP / (high - _GAP)}  # of the mean height of both
    ratios = [top, high - _GAP - top]
    fig, (above, below) = figures.new(2, 1, height_ratios=ratios, gridspec_kw=free)
    heads = others, counted, f"the {share(sum(rest), total)} on a larger scale"
    _draw_rest(below, data[1:], value, label, heads, total)
    two = pd.DataFrame({label: [data[label].iloc[0], others], value: [first, sum(rest)]})
    charts.share_bar(above, two, value, label, colors=[look.BLUE, look.SECOND])
    drawn.declared(fig).rows -= {others} - {*data[label]}  # all of them are no row of the data
    low, far = below.get_xlim()
    ends = (-low / (far - low), (sum(rest) - low) / (far - low))
    _lead(above, (1 + first / total) / 2, ends)
    return fig


def _draw_rest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, heads: tuple[str, str, str], total: int
) -> None:
    """Draw a bar of each row after a column of numbers, below the heads of this and of names."""
    others, counted, enlarged = heads
    numbers, digits = [*map(count, data[value])], 1 + (data[value].min() < 0.0005 * total)
    shares = [share(part, total, digits) for part in data[value]]
    column = max(width(counted, 10.5), *(width(each, 12) for each in numbers)) + _NEAR
    y, _ = charts.bars(ax, data, value, label, words=None, color=look.SECOND)
    low, far = ax.get_xlim()
    names = max(-low * charts.points(ax)[0] / (far - low), width(others, 13, "semibold") + _APART)
    all_of_them, free = data[value].sum(), charts.points(ax)[0] - names - column
    bars, ends = data[value] / all_of_them, [6 + width(each, 10.5) for each in shares]
    beside = free - min(free, *((free - ends) / bars))  # the bracket is as wide as all of these
    charts.scale(ax, 0, all_of_them, column + names, beside)
    up = _GAP - _WORDS
    for at, part, said in zip(y, data[value], shares, strict=True):
        write(ax, said, part, at, 6, **MUTED)
    for at, each in zip([-0.5, *y], [counted, *numbers], strict=True):
        how = {"up": up, **MUTED} if at < 0 else {}
        write(ax, each, 0, at, -_NEAR, ha="right", **how)
    write(ax, others, 0, -0.5, 0, up, edge=True, **_HEAD)
    room = charts.points(ax)[0] * (1 - all_of_them / total / 2) - names - column - 8
    _write_scale(ax, enlarged, f"shares of all {counted}", room, up)


def _write_scale(ax: Axes, enlarged: str, shares: str, room: float, up: float) -> None:
    """Write in ink, as large as names, that the scale is another; and what is said of shares.

    Small and gray, readers missed it, and compared these bars with the one above.
    """
    beside = width(f"{enlarged};  ", 12)
    fit = (one for one in (f"rounded {shares}", shares) if beside + width(one, 10.5) < room)
    shares = next(fit, "")
    write(ax, f"{enlarged}{';' * bool(shares)}", 0, -0.5, 1, up)
    write(ax, shares, 0, -0.5, 1 + beside, up, **MUTED)


def _lead(ax: Axes, middle: float, ends: tuple[float, float]) -> None:
    """Draw a line from the middle of a part down to a bracket over the scale of bars below."""
    foot = charts.points(ax)[1]
    line, left, right = foot + _BRACKET, min(ends[0], middle), max(ends[1], middle)
    ax.plot([middle] * 2, [foot + 1.5, line], color=look.EDGE, linewidth=1, clip_on=False)
    singles.bracket(ax, left, right, line, 4)
