"""Small multiples: columns of several measures, each below its name and how it has changed.

Belongs here: how panels, each on its own scale, are headed, and the band behind some columns.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, Names, write

_LINE, _CHANGE = 13, 15  # points from one line of a band's name to the next; size of a change


def panels(
    data: pd.DataFrame, value: str, measure: str, *, moved: Mapping[str, str],
    since: Mapping[str, str], highlight: object, label: str = "year", words: str,
    units: Mapping[str, str] | None = None, outlined: Names = (),
    span: tuple[float, float, str] | None = None,
) -> Figure:  # fmt: skip
    """Return a figure with a panel of columns for each measure, that to `highlight` dark.

    How it has `moved` stands below its name, before `since` when; `units` of its numbers follow the
    name. Columns `outlined` are estimates. A `span` is two years and a name: a pale band lies
    behind the columns from the first to the last, and the first panel has its name.
    """
    grid = (2, 1) if look.AS == "square" else (1, 2)
    fig, axes = figures.new(*grid, gridspec_kw={"wspace": 0.12, "hspace": 0.6})
    fig.form = "small_multiples"
    style = {"words": words, "highlight": [highlight], "outlined": outlined}
    for ax, (name, part) in zip(axes, data.groupby(measure, sort=False), strict=True):
        charts.columns(ax, part, value, label, **style, size=11)
        if span:
            _band(ax, *span, is_first=ax is axes[0])
        _head(ax, name, (units or {}).get(name, ""), moved[name], since[name])
    return fig


def _band(ax: Axes, first: float, last: float, said: str, *, is_first: bool) -> None:
    """Lay a band behind columns, with room above them for its name, which the first panel has."""
    (wide, high), (low, top), half = charts.space(ax), ax.get_ylim(), ax.patches[0].get_width() / 2
    left, right, foot = first - half, last + half, high * -low / (top - low)
    lines = look.even(said, MUTED["size"], (right - left) * wide / np.ptp(ax.get_xlim()) - 10)
    inside = [bar for bar in ax.patches if left < bar.get_x() + 2 * half and bar.get_x() < right]
    tallest = max(bar.get_height() for bar in inside)
    over = foot + 29 + _LINE * len(lines)  # points above and below the tallest column in the band
    each = max((top - low) / high, tallest / (high - over))
    top = (high - foot) * each
    ax.set_ylim(-foot * each, top)
    ax.fill_between([left, right], 0, top, color=look.TINT, linewidth=0, zorder=0)
    for n, line in enumerate(lines if is_first else ()):
        write(ax, line, left, top, 5, -_LINE * (n + 1), **MUTED)


def _head(ax: Axes, name: str, unit: str, change: str, since: str) -> None:
    """Write above a panel what it shows, and below that how it has changed."""
    top = {"y": ax.get_ylim()[1], "edge": True}
    write(ax, name, 0, **top, up=23, size=13, bold=True)
    write(ax, unit, 0, **top, right=look.width(name, 13, "semibold"), up=23, size=13)
    write(ax, change, 0, **top, up=6, size=_CHANGE, bold=True, color=look.BLUE)
    write(ax, since, 0, **top, right=look.width(change, _CHANGE, "semibold") + 6, up=6, **MUTED)
