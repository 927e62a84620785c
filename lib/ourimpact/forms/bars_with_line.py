"""Bars from an axis at zero, and through them a dashed line: the value of all, beside that of each.

Belongs here: how the line is seen on bars, and keeps off their words. Does not: the line of a
figure of dots (`charts.dots`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names, Words

_LINE = {"color": look.INK, "linewidth": 0.9}


def bars_with_line(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    reference: float, reference_name: str, words: Words, second: str, head: str, highlight: Names,
) -> None:  # fmt: skip
    """Draw `charts.bars`, their axis, and a dashed line at the reference, named above the first.

    The line lies behind bars, is broken by the share beside one, and ends where the last hides it.
    """
    charts.refuse_another_line(reference, reference_name)
    marks = {"words": words, "second": second, "head": head, "highlight": highlight}
    y, _ = charts.bars(ax, data, value, label, off=40, **marks)
    ends = data[value].to_numpy()
    share_beside = look.width("00.0%", 12.5, "semibold") + 14
    each = np.ptp(ax.get_xlim()) / charts.points(ax)[0]  # of the value in a point
    struck = (ends + 4 * each < reference) & (ends + share_beside * each > reference)
    top, foot = y[0] - 0.5, y[-1] + 0.5
    last = y[-1] if ends[-1] >= reference else foot
    half = 9 / charts.points(ax)[1] * (foot - top)  # of a share, with air above and below it
    breaks = (y[struck, None] + (-half, np.nan, half)).ravel()
    levels = np.array([top, *breaks, last])
    ax.plot([0, 0], [top, foot], **_LINE)
    ax.plot(np.full(len(levels), reference), levels, "--", **_LINE, zorder=0)
    charts.write(ax, reference_name, reference, top, 0, 5, ha="center", size=12)
