"""Diverging bars: a bar for each row, to the left of zero or to the right of it.

Belongs here: how changes of several rows are drawn. Does not: which of them are clear (notebooks).
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, Names, write
from ourimpact.look import width

_LARGE = 15  # size of what is highlighted


def diverging_bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    words: str, second: str, heads: tuple[str, str], tones: str, groups: str, highlight: Names,
    last: int,
) -> None:  # fmt: skip
    """Draw a bar from zero for each row, in its color of `tones`, with its words at the end.

    The `heads` name zero and what is `second`, which stands at the right margin. A rule parts the
    `last` rows from the others; words in a color are larger where they are highlighted.
    """
    ax.figure.form = "ranked_bars"
    names, bold = _unbroken(ax, data[label]), data[label].isin(highlight)
    y, left = charts.rows(ax, names, groups=[*data[groups]], highlight=names[bold], last=last)
    values, said, at_right = data[value], data[words], {"edge": True, "ha": "right"} | MUTED
    falls = values < 0
    room = width(data[groups].iloc[0], 13, "semibold") + 8 + width(heads[0], 10.5) / 2 - left - 12
    before = max([room, *(6 + width(each, _LARGE, "semibold") for each in said[falls])])
    after = max((20 + width(each, 12.5) for each in said[~falls]), default=20)
    beside = max(width(each, 10.5) for each in (heads[1], *data[second]))
    low, high = min(0, values.min()), max(0.01, values.max())
    charts.scale(ax, low, high, left + 12 + before, after + beside)
    ax.barh(y, values, 0.56, color=data[tones])
    ax.vlines(0, -0.5, y[-1] + 0.5, colors=look.INK, linewidth=0.9)
    for at, n in zip(y, data.index, strict=True):
        right, ha = (-6, "right") if falls[n] else (6, "left")
        tone = look.words_color(data.loc[n, tones])
        size = _LARGE if bold[n] and tone != look.INK else 12.5
        style = {"size": size, "bold": bold[n], "color": tone}
        write(ax, said[n], values[n], at, right, ha=ha, **style)
        write(ax, data.loc[n, second], 1, at, 0, -4.1, **at_right)
    write(ax, heads[1], 1, -0.5, 0, 5, **at_right)
    write(ax, heads[0], 0, -0.5, 0, 5, ha="center", **MUTED)


def _unbroken(ax: Axes, names: pd.Series) -> pd.Series:
    """Return names that stay on one line, where they leave the bars most of the width."""
    if max(width(name, 12, "semibold") for name in names) > 0.4 * charts.points(ax)[0]:
        return names
    return names.str.replace(" ", "\N{NO-BREAK SPACE}")
