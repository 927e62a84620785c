"""Diverging bars: a bar for each row, to the left of zero or to the right of it.

Belongs here: how changes of several rows are drawn. Does not: which of them are clear (notebooks).
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, drawn, look
from ourimpact.charts import MUTED, Names, write
from ourimpact.look import width

_LARGE = 15  # size of what is highlighted
_RIGHT = {"edge": True, "ha": "right"}


def diverging_bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    words: str, second: str, heads: tuple[str, str, str], tones: str, highlight: Names,
    instead: str,
) -> None:  # fmt: skip
    """Draw a bar from zero for each row, in its color of `tones`, with its words at the right.

    The `heads` name zero, the words, and what is `second`, beside them. What is highlighted is
    larger. What is said `instead` of a bar stands on the side with more room. The last row is that
    of all, below a rule.
    """
    drawn.declare(ax.figure, "ranked_bars", data[label])
    names, bold = _unbroken(ax, data[label]), [*data[label].isin(highlight)[:-1], True]
    y, left = charts.rows(ax, names, highlight=names[-1:], last=1)
    beside = [max(width(each, 10.5) for each in (heads[2], *data[second])) + 20]
    styles = [{"size": _LARGE, "bold": True} if each else {"size": 12.5} for each in bold]
    sized = zip(data[words], styles, strict=True)
    beside += [max(width(each, how["size"], "semibold") for each, how in sized) + 16]
    beside[1] = max(beside[1], width(heads[1], 10.5) + width(heads[0], 10.5) / 2 + 20)
    low, high = min(0, data[value].min()), max(0.01, data[value].max())
    charts.scale(ax, low, high, left + 16, sum(beside))
    ax.barh(y, data[value], 0.56, color=data[tones])
    ax.vlines(0, -0.5, y[-1] + 0.5, colors=look.INK, linewidth=0.9)
    for at, style, row in zip(y, styles, data.to_dict("records"), strict=True):
        style["color"] = look.words_color(row[tones])
        write(ax, row[words], 1, at, -beside[0], **_RIGHT, **style)
        write(ax, row[second], 1, at, 0, -4.1, **_RIGHT, **MUTED)
        right, ha = (-8, "right") if high < -low else (8, "left")
        write(ax, row[instead], 0, at, right, ha=ha, color=look.MUTED)
    for head, right in zip(heads[1:], (-beside[0], 0), strict=True):
        write(ax, head, 1, -0.5, right, 5, **_RIGHT, **MUTED)
    write(ax, heads[0], 0, -0.5, 0, 5, ha="center", **MUTED)


def _unbroken(ax: Axes, names: pd.Series) -> pd.Series:
    """Return names that stay on one line, where they leave the bars most of the width."""
    if max(width(name, 12, "semibold") for name in names) > 0.4 * charts.points(ax)[0]:
        return names
    return names.str.replace(" ", "\N{NO-BREAK SPACE}")
