"""Small multiples: columns of several measures, each below its name and how it has changed.

Belongs here: how panels, on their own scales or one, are headed, and the line below some columns.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import MUTED, Names, write

_LINE, _CHANGE = 13, 15  # points from one line of words to the next; size of a change
_DOWN, _OVER = 9, 26  # points from names to a line below them, and over the tallest
_AIR = 1.05  # of the height of panels on one scale


def panels(
    data: pd.DataFrame, value: str, measure: str, *, moved: Mapping[str, str],
    since: Mapping[str, str], highlight: object, label: str = "year", words: str,
    units: Mapping[str, str] | None = None, outlined: Names = (),
    span: tuple[float, float, str] | None = None, one_scale: bool = False,
) -> Figure:  # fmt: skip
    """Return a figure with a panel of columns for each measure, that to `highlight` dark.

    How it has `moved` stands below its name, before `since` when; `units` of its numbers follow the
    name. Columns `outlined` are estimates. A `span` is two places and a name, for a line below the
    names of columns from the start of one at the first place to the end of one at the last.
    Measures in one unit may stand on `one_scale`.
    """
    grid = (2, 1) if look.AS == "square" else (1, 2)
    fig, axes = figures.new(*grid, gridspec_kw={"wspace": 0.12, "hspace": 0.6})
    drawn.declare(fig, "small_multiples", data[label])
    top = _AIR * data[value].max() * one_scale
    style = {"words": words, "highlight": [highlight], "outlined": outlined, "top": top}
    for ax, (name, part) in zip(axes, data.groupby(measure, sort=False), strict=True):
        charts.columns(ax, part, value, label, **style, size=11)
        if span:
            _under(ax, *span, top or part[value].max())
        _head(ax, name, (units or {}).get(name, ""), moved[name], since[name])
    return fig


def _under(ax: Axes, first: float, last: float, said: str, top: float) -> None:
    """Draw a line below the names of columns, its own name below it; `top` is the highest value."""
    (wide, high), half = charts.space(ax), ax.patches[0].get_width() / 2
    left, right, far = first - half, last + half, ax.get_xlim()[1]
    lines = look.even(said, MUTED["size"], (far - left) * wide / np.ptp(ax.get_xlim()))
    down = -ax.get_ylim()[0] * high / np.ptp(ax.get_ylim()) + _DOWN
    foot = down + 4 + _LINE * len(lines)
    each = (top or 1) / (high - foot - _OVER)  # of the measure in a point
    ax.set_ylim(-foot * each, (high - foot) * each)
    ax.plot([left, right], [-down * each] * 2, color=look.EDGE, linewidth=1.4, clip_on=False)
    for n, line in enumerate(lines):
        write(ax, line, left, -down * each, 0, -_LINE * (n + 1), **MUTED)


def _head(ax: Axes, name: str, unit: str, change: str, since: str) -> None:
    """Write above a panel what it shows, and below that how it has changed."""
    top = {"y": ax.get_ylim()[1], "edge": True}
    write(ax, name, 0, **top, up=23, size=13, bold=True)
    write(ax, unit, 0, **top, right=look.width(name, 13, "semibold"), up=23, size=13)
    write(ax, change, 0, **top, up=6, size=_CHANGE, bold=True, color=look.BLUE)
    write(ax, since, 0, **top, right=look.width(change, _CHANGE, "semibold") + 6, up=6, **MUTED)
