"""Small multiples: columns of several measures, each below how it has changed.

Belongs here: how panels, each on its own scale, are headed.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, Names, write
from ourimpact.forms.bracketed_columns import below


def panels(
    data: pd.DataFrame, value: str, measure: str, *, moved: Mapping[str, str],
    since: Mapping[str, str], highlight: object, label: str = "year", words: str,
    units: Mapping[str, str] | None = None, outlined: Names = (),
    span: tuple[float, float, str] | None = None,
) -> Figure:  # fmt: skip
    """Return a figure with a panel of columns for each measure, that to `highlight` dark.

    How it has `moved` stands large before its name, `since` when below; `units` of its numbers
    follow the name. Columns `outlined` are estimates. A `span` is two years, and what is said
    below those from the first to the last.
    """
    grid = (2, 1) if look.AS == "square" else (1, 2)
    fig, axes = figures.new(*grid, gridspec_kw={"wspace": 0.12, "hspace": 0.42})
    fig.form = "small_multiples"
    style = {"words": words, "highlight": [highlight], "outlined": outlined}
    for ax, (name, part) in zip(axes, data.groupby(measure, sort=False), strict=True):
        charts.columns(ax, part, value, label, **style, size=11)
        if span:
            below(ax, span)
        _head(ax, name, (units or {}).get(name, ""), moved[name], since[name])
    return fig


def _head(ax: Axes, name: str, unit: str, large: str, small: str) -> None:
    """Write above a panel what it shows."""
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 8 * (high - low) / charts.points(ax)[1])  # room above the columns
    right, top = look.width(large, 27, "semibold") + 8, {"y": ax.get_ylim()[1], "edge": True}
    write(ax, large, 0, **top, up=4, size=27, bold=True, color=look.BLUE)
    write(ax, name, 0, **top, right=right, up=17, size=13, bold=True)
    after = right + look.width(name, 13, "semibold")
    write(ax, unit, 0, **top, right=after, up=17, size=13)
    write(ax, small, 0, **top, right=right, up=4, **MUTED)
