"""Small multiples: columns of several measures, each below its name and how it has changed.

Belongs here: how panels, on their own scales or one, are headed.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import MUTED, Names, write

_LINE, _CHANGE = 13, 15  # points from one line of words to the next; size of a change
_OVER = 26  # points over the tallest column
_AIR = 1.05  # of the height of the tallest column


def panels(
    data: pd.DataFrame, value: str, measure: str, *, moved: Mapping[str, str],
    since: Mapping[str, str], highlight: object, label: str = "year", words: str,
    units: Mapping[str, str] | None = None, outlined: Names = (), lines: Names = (),
    second: str | None = None, between: str = "",
    remarks: Mapping[str, str] | None = None, one_scale: bool = False,
) -> Figure:  # fmt: skip
    """Return a figure with a panel of columns for each measure, that to `highlight` dark.

    How it has `moved` stands below its name, before `since` when; `units` of its numbers follow the
    name. Columns `outlined` are estimates, and `lines` are for comparison; what is `second` stands
    above a number. `remarks` stand at the last column or, if there is no room, after `since`.
    Measures in one unit may stand on `one_scale`. What is said `between` panels stands there.
    """
    grid = (1, 2)
    if look.AS == "square":  # which has wide panels, for names in one line
        grid, highlight = (2, 1), _in_line(highlight)
        data = data.assign(**{label: data[label].map(_in_line)})
        outlined, lines = ([*map(_in_line, names)] for names in (outlined, lines))
    fig, axes = figures.new(*grid, gridspec_kw={"wspace": 0.12, "hspace": 0.6})
    drawn.declare(fig, "small_multiples", data[label])
    style = {"words": words, "highlight": [highlight], "outlined": outlined, "size": 11}
    style |= {"lines": lines, "second": second}
    for ax, (name, part) in zip(axes, data.groupby(measure, sort=False), strict=True):
        top = _AIR * (data if one_scale else part)[value].max()
        charts.columns(ax, part, value, label, **style, top=top)
        remark = (remarks or {}).get(name, "")
        told = since[name], f"{since[name]}; {remark}"
        fits = remark and not _remark(ax, remark, part[value]) and _room(ax, moved[name], told[1])
        _head(ax, name, (units or {}).get(name, ""), moved[name], told[bool(fits)])
    write(axes[0], between, 1, axes[0].get_ylim()[1], 0, 23, edge=True, ha="right", **MUTED)
    return fig


def _in_line(name: object) -> object:
    """Return a name without breaks of lines, where it is text."""
    return name.replace("\n", " ") if isinstance(name, str) else name


def _room(ax: Axes, change: str, since: str) -> bool:
    """Return whether both have room beside each other above a panel."""
    used = look.width(change, _CHANGE, "semibold") + 6 + look.width(since, MUTED["size"])
    return used < charts.points(ax)[0]


def _head(ax: Axes, name: str, unit: str, change: str, since: str) -> None:
    """Write above a panel what it shows, and below that how it has changed."""
    top = {"y": ax.get_ylim()[1], "edge": True}
    write(ax, name, 0, **top, up=23, size=13, bold=True)
    write(ax, unit, 0, **top, right=look.width(name, 13, "semibold"), up=23, size=13)
    write(ax, change, 0, **top, up=6, size=_CHANGE, bold=True, color=look.BLUE)
    write(ax, since, 0, **top, right=look.width(change, _CHANGE, "semibold") + 6, up=6, **MUTED)


def _remark(ax: Axes, said: str, values: pd.Series) -> bool:
    """Write what is said of the last column above it or, if tall, at its left; return if it fits.

    Lines are at most two thirds as wide as the panel, or half as wide at the left.
    """
    (wide, high), (foot, top) = charts.space(ax), ax.get_ylim()
    last, end = ax.patches[len(values) - 1].get_x(), ax.get_xlim()[1]
    for part, below, x, right in ((0.66, values, end, 0), (0.5, values[:-1], last, -8)):
        lines = look.even(said, MUTED["size"], part * wide)
        up, most = _OVER + _LINE * len(lines), below.max()
        if most + up * (top - foot) / high < top:
            y, up = (top, 0) if right else (most, up)
            for n, line in enumerate(lines, 1):
                write(ax, line, x, y, right, up - _LINE * n, ha="right", **MUTED)
            return True
    return False
