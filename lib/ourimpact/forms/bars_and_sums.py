"""Bars in groups, and at the right of each group's head what its bars add up to.

Belongs here: the sums on the lines of heads. Does not: the bars (`charts.bars`).
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names, write

_LARGE, _SMALL = 20, 15  # size of the sum that is the finding's, and of others


def bars_and_sums(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    groups: str, sums: Mapping[str, str], words: str, second: str, highlight: Names,
) -> None:  # fmt: skip
    """Draw `charts.bars` in groups, and the sum of each group, in words, on the line of its head.

    Where all rows of a group are highlighted, its sum is large; words before a number are small.
    """
    style = {"words": words, "second": second, "highlight": highlight}
    charts.bars(ax, data, value, label, groups=groups, bold=False, **style)
    heads = {text.get_text(): text.xy[1] for text in ax.texts[::-1]}
    is_lit = data[label].isin(highlight).groupby(data[groups]).all()
    for name, said in sums.items():
        before, number = charts.numeral(said)
        size, tone = (_LARGE, look.BLUE) if is_lit[name] else (_SMALL, look.INK)
        how = {"up": 5, "edge": True, "ha": "right", "color": tone}
        at = 1, heads[look.curly(name)]
        write(ax, number, *at, size=size, bold=True, **how)
        write(ax, before, *at, -look.width(number, size, "semibold") - 5, **how)
