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

    On a bar, the line is as light or dark as is seen there. It is broken by the share beside a bar,
    and by a bar that ends at the line.
    """
    charts.refuse_another_line(reference, reference_name)
    marks = {"words": words, "second": second, "head": head, "highlight": highlight}
    y, thick = charts.bars(ax, data, value, label, off=40, **marks)
    ends = data[value].to_numpy()
    share_beside = look.width("00.0%", 12.5, "semibold") + 14
    wide, high = charts.points(ax)
    each = np.ptp(ax.get_xlim()) / wide  # of the value in a point
    top, foot = y[0] - 0.5, y[-1] + 0.5
    near = np.abs(ends - reference) < 4 * each
    struck = ~near & (ends < reference) & (ends + share_beside * each > reference)
    half = np.where(near, thick / 2, 0) + np.where(near, 1, 9) / high * (foot - top)
    gaps = [(at - off, np.nan, at + off) for at, off in zip(y, half, strict=True)]
    levels = np.array([top, *np.ravel(np.array(gaps)[near | struck]), foot])
    ax.plot([0, 0], [top, foot], **_LINE)
    ax.plot(np.full(len(levels), reference), levels, "--", **_LINE, zorder=0)
    charts.write(ax, reference_name, reference, top, 0, 5, ha="center", size=12)
    beyond = ~near & (ends > reference)
    for at, bar in zip(y[beyond], np.array(ax.containers[-1])[beyond], strict=True):
        ink = {"colors": look.ink_on(bar.get_facecolor()), "linestyle": "--", "linewidth": 1.1}
        ax.vlines(reference, at - thick / 2, at + thick / 2, **ink, zorder=3)
