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

    On a bar, the line is as light or dark as is seen there; it is broken only by a bar's own share.
    """
    charts.refuse_another_line(reference, reference_name)
    marks = {"words": words, "second": second, "head": head, "highlight": highlight}
    y, thick = charts.bars(ax, data, value, label, off=40, **marks)
    ends = data[value].to_numpy()
    share_beside = look.width("00.0%", 12.5, "semibold") + 14
    each = np.ptp(ax.get_xlim()) / charts.points(ax)[0]  # of the value in a point
    beyond = ends >= reference
    struck = (ends + 4 * each < reference) & (ends + share_beside * each > reference)
    top, foot = y[0] - 0.5, y[-1] + 0.5
    half = 9 / charts.points(ax)[1] * (foot - top)  # of a share, with air above and below it
    breaks = (y[struck, None] + (-half, np.nan, half)).ravel()
    levels = np.array([top, *breaks, foot])
    ax.plot([0, 0], [top, foot], **_LINE)
    ax.plot(np.full(len(levels), reference), levels, "--", **_LINE, zorder=0)
    charts.write(ax, reference_name, reference, top, 0, 5, ha="center", size=12)
    for at, bar in zip(y[beyond], np.array(ax.containers[-1])[beyond], strict=True):
        ink = {"colors": look.ink_on(bar.get_facecolor()), "linestyle": "--", "linewidth": 1.1}
        ax.vlines(reference, at - thick / 2, at + thick / 2, **ink, zorder=3)
