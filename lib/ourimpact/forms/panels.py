"""Small multiples: columns of several measures, each below its name and how it has changed.

Belongs here: how panels, on their own scales or one, are headed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import MUTED, Names, write

_LINE, _CHANGE = 13, 15  # points from one line of words to the next; size of a change
_OVER = 26  # points over the tallest column
_REMARK = 2  # lines that one takes above the last column
_AIR = 1.05  # of the height of the tallest column
Panel = tuple[Axes, str, pd.Series]  # a measure and its numbers


@dataclass(frozen=True)
class _Said:
    """What is said of measures, by their names: how they have moved since when, and the rest."""

    moved: Mapping[str, str]
    since: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def panels(
    data: pd.DataFrame, value: str, measure: str, *, highlight: object, label: str = "year",
    outlined: Names = (), one_scale: bool = False, words: str, second: str | None = None,
    **said: Mapping[str, str],
) -> Figure:  # fmt: skip
    """Return a figure with a panel of columns for each measure, that to `highlight` dark.

    How it has `moved` stands below its name, before `since` when; `units` of its numbers follow the
    name. Columns `outlined` are estimates; what is `second` stands above a number. `remarks` stand
    at the last column or, if there is no room, after `since`; `notes` stand below that; of
    several lines, where there is room. Measures in one unit may stand on `one_scale`.
    """
    grid = (1, 2)
    if look.AS == "square":  # which has wide panels, for names in one line
        grid, highlight = (2, 1), _in_line(highlight)
        data = data.assign(**{label: data[label].map(_in_line)})
        outlined = [*map(_in_line, outlined)]
    fig, axes = figures.new(*grid, gridspec_kw={"wspace": 0.12, "hspace": 0.6})
    drawn.declare(fig, "small_multiples", data[label])
    style = {"words": words, "second": second, "highlight": [highlight], "outlined": outlined}
    drawn_on = [*zip(axes, data.groupby(measure, sort=False), strict=True)]
    for ax, (_, part) in drawn_on:
        top = _AIR * (data if one_scale else part)[value].max()
        charts.columns(ax, part, value, label, **style, size=11, top=top)
    _write_heads([(ax, name, part[value]) for ax, (name, part) in drawn_on], _Said(**said))
    return fig


def _write_heads(drawn_on: Sequence[Panel], said: _Said) -> None:
    """Write above panels, all as high, what is said of them, and remarks at their last columns."""
    told = {name: _lines_of(ax, said.notes.get(name, ""), said.remarks.get(name, ""), [*values])
            for ax, name, values in drawn_on}  # fmt: skip
    # One line may stand above a panel; more would be too near what is over it, and are left out
    notes = {name: lines if free or len(lines) < 2 else [] for name, (lines, free) in told.items()}
    above = 0 if all(free or not notes[name] for name, (_, free) in told.items()) else _LINE + 1
    for ax, name, values in drawn_on:
        remark, moved, since = said.remarks.get(name, ""), said.moved[name], said.since[name]
        longer = f"{since}; {remark}"
        if remark and not _remark(ax, remark, values) and _room(ax, moved, longer):
            since = longer
        _head(ax, name, said.units.get(name, ""), moved, since, notes[name], above)


def _in_line(name: object) -> object:
    """Return a name without breaks of lines, where it is text."""
    return name.replace("\n", " ") if isinstance(name, str) else name


def _room(ax: Axes, change: str, since: str) -> bool:
    """Return whether both have room beside each other above a panel."""
    used = look.width(change, _CHANGE, "semibold") + 6 + look.width(since, MUTED["size"])
    return used < charts.points(ax)[0]


def _lines_of(ax: Axes, note: str, remark: str, values: Sequence[float]) -> tuple[list[str], bool]:
    """Return a note in lines, and whether a panel has room for them.

    They are above all columns and a remark or, without one, left of the last column.
    """
    if not note:
        return [], True
    last = ax.patches[len(values) - 1].get_x() - ax.get_xlim()[0]
    wide, space = charts.points(ax)[0], look.width(" ", MUTED["size"])
    whole = look.even(note, MUTED["size"], wide)
    if remark or _is_free(ax, len(whole), values):
        return whole, _is_free(ax, len(whole) + _REMARK * bool(remark), values)
    beside = look.even(note, MUTED["size"], wide * last / np.ptp(ax.get_xlim()) - space)
    is_free = _is_free(ax, len(beside), values[:-1])
    return beside if is_free else whole, is_free


def _is_free(ax: Axes, lines: int, values: Sequence[float]) -> bool:
    """Return whether so many lines have room in a panel above columns."""
    each = np.ptp(ax.get_ylim()) / charts.space(ax)[1]
    return max(values) + (_OVER + (lines + 1) * _LINE) * each < ax.get_ylim()[1]


def _head(
    ax: Axes, name: str, unit: str, change: str, since: str, note: Sequence[str], above: float
) -> None:
    """Write above a panel what it shows, how it has changed, and a note, the last so far above."""
    top, up = {"y": ax.get_ylim()[1], "edge": True}, above + 6
    write(ax, name, 0, **top, up=up + 17, size=13, bold=True)
    write(ax, unit, 0, **top, right=look.width(name, 13, "semibold"), up=up + 17, size=13)
    write(ax, change, 0, **top, up=up, size=_CHANGE, bold=True, color=look.BLUE)
    write(ax, since, 0, **top, right=look.width(change, _CHANGE, "semibold") + 6, up=up, **MUTED)
    for n, line in enumerate(note):
        write(ax, line, 0, **top, up=up - 16 - _LINE * n, **MUTED)


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
