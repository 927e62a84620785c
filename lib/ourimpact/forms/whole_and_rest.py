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

_GAP, _WORDS, _BRACKET = 42, 20, 27  # points from the bar down to bars, their head, a bracket
_ABOVE = 50, 76  # points of the bar and its words
_EACH = 32 if look.AS == "square" else 24  # points of a row of the others
_APART = 16  # points from one column to the next, and to the bars
_HEAD = {"bold": True, "color": look.SECOND_TEXT, "size": 13}


def whole_and_rest(
    data: pd.DataFrame, value: str, label: str, *, others: str, counted: str
) -> Figure:
    """Return a figure with a bar of the first row and all `others`, and a bar of each of these.

    What is `counted`, and its share of all, are columns before the bars. A line leads from the
    others down to a bracket, as wide as all of theirs.
    """
    (first, *rest), high = data[value], look.HEIGHT - 117
    total = first + sum(rest)
    if not sum(rest):
        raise ValueError(f"{data[label].iloc[0]!r} is all: there is no rest to draw larger.")
    top = np.clip(high - _GAP - _EACH * len(rest), *_ABOVE)
    free = {"hspace": 2 * _GAP / (high - _GAP)}  # of the mean height of both
    ratios = [top, high - _GAP - top]
    fig, (above, below) = figures.new(2, 1, height_ratios=ratios, gridspec_kw=free)
    _draw_rest(below, data[1:], value, label, (total, counted, share(sum(rest), total)))
    two = pd.DataFrame({label: [data[label].iloc[0], others], value: [first, sum(rest)]})
    charts.share_bar(above, two, value, label, colors=[look.BLUE, look.SECOND])
    drawn.declared(fig).rows -= {others} - {*data[label]}  # all of them are no row of the data
    low, far = below.get_xlim()
    _lead(above, (1 + first / total) / 2, -low / (far - low))
    return fig


def _draw_rest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, heads: tuple[int, str, str]
) -> None:
    """Draw a bar of each row after two columns, below the heads of these and of their names."""
    total, counted, of_rest = heads
    said = f"The other {of_rest}"
    digits = 1 if data[value].min() >= 0.0005 * total else 2  # else “<0.1%,” perhaps several times
    parts = [share(part, total, digits) for part in data[value]]
    columns = [("of all", parts, MUTED), (counted, list(map(count, data[value])), {"size": 12})]
    wides = [max(width(head, 10.5), *(width(each, how["size"]) for each in cells)) + _APART
             for head, cells, how in columns]  # fmt: skip
    y, _ = charts.bars(ax, data, value, label, words=None, color=look.SECOND)
    low, far = ax.get_xlim()
    left = sum(wides) - low * charts.points(ax)[0] / (far - low)
    left = max(left, width(said, 13, "semibold") + _APART + sum(wides))  # where names are shorter
    charts.scale(ax, 0, data[value].sum(), left, 0)  # the bracket is as wide as all of these
    up = _GAP - _WORDS
    for (head, cells, how), right in zip(columns, (0, wides[0]), strict=True):
        write(ax, head, 0, -0.5, -right - _APART, up, ha="right", **MUTED)
        for at, cell in zip(y, cells, strict=True):
            write(ax, cell, 0, at, -right - _APART, -4.1, ha="right", **how)
    longer = f"{said}, by type"
    longer = longer if width(longer, 13, "semibold") < left - sum(wides) - _APART else said
    write(ax, longer, 0, -0.5, 0, up, edge=True, **_HEAD)
    write(ax, f"the {of_rest}, enlarged", 0, -0.5, 1, up, **MUTED)


def _lead(ax: Axes, middle: float, left: float) -> None:
    """Draw a line from the middle of a part down to a bracket over the scale of bars below."""
    foot, style = charts.points(ax)[1], {"color": look.EDGE, "linewidth": 1, "clip_on": False}
    line, start = foot + _BRACKET, min(left, middle)
    ax.plot([middle] * 2, [foot + 1.5, line], **style)
    ends = [start, start, 1, 1], [line + 4, line, line, line + 4]
    ax.plot(*ends, solid_joinstyle="miter", **style)
