"""Bars in groups, and beside each group a bracket with what its bars add up to.

Belongs here: the brackets, their words, and the room that they take of `charts.bars`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names, write

_LARGE, _SMALL = 22, 15  # size of the sum that is the finding's, and of others
_BEFORE, _AFTER = 18, 8  # points before a bracket, and after it


def bars_and_sums(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    groups: str, sums: Mapping[str, str], words: str, second: str, head: str, highlight: Names,
) -> None:  # fmt: skip
    """Draw `charts.bars` in groups, and at their right the sum of each group, in words.

    Where all rows of a group are highlighted, its sum is large.
    """
    wide = max(look.width(said, _LARGE, "semibold") for said in sums.values())
    style = {"words": words, "second": second, "head": head, "highlight": highlight}
    beside = _BEFORE + _AFTER + wide
    y, thick = charts.bars(ax, data, value, label, groups=groups, after=beside, bold=False, **style)
    each = np.ptp(ax.get_xlim()) / charts.points(ax)[0]  # of the value in a point
    x, half = ax.get_xlim()[1] - (wide + _AFTER) * each, thick / 2
    for name, said in sums.items():
        is_in = (data[groups] == name).to_numpy()
        top, foot = y[is_in].min() - half, y[is_in].max() + half
        ends = [x - 5 * each, x, x, x - 5 * each], [top, top, foot, foot]
        ax.plot(*ends, color=look.EDGE, linewidth=1, solid_joinstyle="miter")
        is_lit = data.loc[is_in, label].isin(highlight).all()
        tone = {"size": _LARGE, "color": look.BLUE} if is_lit else {"size": _SMALL}
        write(ax, said, x, (top + foot) / 2, _AFTER, bold=True, **tone)
