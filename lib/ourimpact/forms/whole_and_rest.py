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
from ourimpact.look import width
from ourimpact.words import count, share

_GAP, _WORDS, _BRACKET = 38, 24, 34  # points from the bar down to bars, their head, a bracket
_ABOVE = 50, 76  # points of the bar and its words
_EACH = 32 if look.AS == "square" else 24  # points of a row of the others
_APART = 24  # points from names to numbers, and to the bars
_HEAD = {"bold": True, "color": look.SECOND_TEXT, "size": 13}


def whole_and_rest(
    data: pd.DataFrame, value: str, label: str, *, others: str, counted: str
) -> Figure:
    """Return a figure with a bar of the first row and all `others`, and a bar of each of these.

    What is `counted` is a column before the bars. A line leads from the others down to a bracket,
    as wide as all of theirs.
    """
    (first, *rest), high = data[value], look.HEIGHT - 117
    total = first + sum(rest)
    if not sum(rest):
        raise ValueError(f"{data[label].iloc[0]!r} is all: there is no rest to draw larger.")
    top = np.clip(high - _GAP - _EACH * len(rest), *_ABOVE)
    free = {"hspace": 2 * _GAP / (high - _GAP)}  # of the mean height of both
    ratios = [top, high - _GAP - top]
    fig, (above, below) = figures.new(2, 1, height_ratios=ratios, gridspec_kw=free)
    heads = others, counted, f"the {share(sum(rest), total)}, enlarged"
    _draw_rest(below, data[1:], value, label, heads)
    two = pd.DataFrame({label: [data[label].iloc[0], others], value: [first, sum(rest)]})
    charts.share_bar(above, two, value, label, colors=[look.BLUE, look.SECOND])
    drawn.declared(fig).rows -= {others} - {*data[label]}  # all of them are no row of the data
    low, far = below.get_xlim()
    _lead(above, (1 + first / total) / 2, -low / (far - low))
    return fig


def _draw_rest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, heads: tuple[str, str, str]
) -> None:
    """Draw a bar of each row after a column of numbers, below the heads of this and of names."""
    others, counted, enlarged = heads
    numbers = [*map(count, data[value])]
    column = max(width(counted, 10.5), *(width(each, 12) for each in numbers)) + _APART
    y, _ = charts.bars(ax, data, value, label, words=None, color=look.SECOND)
    low, far = ax.get_xlim()
    names = max(-low * charts.points(ax)[0] / (far - low), width(others, 13, "semibold") + _APART)
    charts.scale(
        ax, 0, data[value].sum(), column + names, 0
    )  # the bracket is as wide as all of these
    up = _GAP - _WORDS
    for at, each in zip([-0.5, *y], [counted, *numbers], strict=True):
        how = {"up": up, **MUTED} if at < 0 else {}
        write(ax, each, 0, at, -_APART, ha="right", **how)
    write(ax, others, 0, -0.5, 0, up, edge=True, **_HEAD)
    write(ax, enlarged, 0, -0.5, 1, up, **MUTED)


def _lead(ax: Axes, middle: float, left: float) -> None:
    """Draw a line from the middle of a part down to a bracket over the scale of bars below."""
    foot, style = charts.points(ax)[1], {"color": look.EDGE, "linewidth": 1, "clip_on": False}
    line, start = foot + _BRACKET, min(left, middle)
    ax.plot([middle] * 2, [foot + 1.5, line], **style)
    ends = [start, start, 1, 1], [line + 4, line, line, line + 4]
    ax.plot(*ends, solid_joinstyle="miter", **style)
