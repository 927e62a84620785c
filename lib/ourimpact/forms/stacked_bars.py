"""Stacked bars of a whole and its parts, one below the other; the last of two is compared.

Belongs here: how a whole that shrank or grew from one bar to the next is drawn.
"""

from collections.abc import Sequence
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, drawn, look
from ourimpact.charts import write
from ourimpact.words import change, rounded

_THICK, _OVER = 0.75, 0.125  # of the room of a bar: how thick it is; what is above the first
_TOTAL, _LAST = (14, 20) if look.AS == "square" else (16, 26)  # size of a whole's number
_UNIT = 13  # size of the last one's unit
_TONES = look.BLUE, look.SEQUENCE[1], look.EDGE  # of parts
_CHANGE = {"bold": True, "color": look.BLUE}


def stacked_bars(
    ax: Axes, data: pd.DataFrame, value: str, each: str, part: str, parts: Sequence[str]
) -> None:
    """Draw a bar of parts for `each`, the last one bold; of two bars, the last has the changes.

    All `parts` that there may be have their order and their colors, also where some are missing.
    """
    sums = data.groupby(each)[value].sum()
    drawn.declare(ax.figure, "stacked_bars", sums.index)
    wides = [look.width(rounded(n), _TOTAL) for n in sums[:-1]]
    left = 16 + max([*wides, _write_last(ax, len(sums) - 1, rounded(sums.iloc[-1]))])
    charts.scale(ax, 0, sums.max(), left, 0)
    ax.set(ylim=(len(sums) - 1 + _THICK / 2 + 0.04, -_THICK / 2 - _OVER))
    ax.set_axis_off()
    held = data.pivot(index=part, columns=each, values=value)
    two = held[(held > 0).all(axis=1)] if len(sums) == 2 else held[:0]
    moved = {name: change(*step) for name, step in zip(two.index, two.to_numpy(), strict=True)}
    drawn.note_names(ax, 0, range(len(sums)), sums.index)
    data = data.sort_values(part, key=lambda names: names.map([*parts].index), kind="stable")
    for place, (name, total) in enumerate(sums.items()):
        is_last = place == len(sums) - 1
        tone = {"bold": True} if is_last else {"color": look.MUTED}
        write(ax, f"{name}", 0, place, 0, 6, edge=True, size=13, **tone)
        write(ax, "" if is_last else rounded(total), 0, place, 0, -13, edge=True, size=_TOTAL)
        there = data.loc[(data[each] == name) & (data[value] > 0), [part, value]]
        tones = dict(zip(parts, cycle(_TONES), strict=False))
        _draw_parts(ax, place, there, tones, moved if is_last else {})
    if len(sums) == 2:
        _compare(ax, *sums)


def _write_last(ax: Axes, place: int, said: str) -> float:
    """Write the number of the last whole, large, before its unit; return how wide both are."""
    number, *unit = said.split(" ", 1)
    beside = look.advance(f"{number} ", _LAST, "semibold")
    write(ax, number, 0, place, 0, -19, edge=True, size=_LAST, **_CHANGE)
    for name in unit:
        write(ax, name, 0, place, beside, -19, edge=True, size=_UNIT, **_CHANGE)
    return beside + sum(look.width(name, _UNIT, "semibold") for name in unit)


def _draw_parts(
    ax: Axes, place: int, parts: pd.DataFrame, tones: dict[str, str], moved: dict[str, str]
) -> None:
    """Draw the parts of one bar, with their words and changes in them if they fit."""
    start, slivers, each = 0, {}, np.ptp(ax.get_xlim()) / charts.points(ax)[0]
    ends = place - _THICK / 2, place + _THICK / 2
    for name, amount in parts.itertuples(index=False):
        ax.barh(place, amount, _THICK, start, color=tones[name], linewidth=0)
        if start:
            ax.vlines(start, *ends, colors=look.PAPER, linewidth=1.2)
        lines = [name, rounded(amount), *filter(None, [moved.get(name)])]
        if max(look.width(line, 13, "semibold") for line in lines) + 12 < amount / each:
            up = 8 * len(lines) - 12
            for n, line in enumerate(lines):
                style = {"color": look.ink_on(tones[name]), "bold": not n}
                write(ax, line, start, place, 9, up - 16 * n, size=13, **style)
        else:
            slivers[start + amount / 2] = f"{name}: {', '.join(lines[1:])}"
        start += amount
    if slivers:
        _name_slivers(ax, place, slivers, each)


def _name_slivers(ax: Axes, place: int, slivers: dict[float, str], each: float) -> None:
    """Write above a bar what its parts too thin for words are, with a line."""
    deep = np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    edge, at = place - _THICK / 2, place - _THICK / 2 - 11 * deep
    x = np.mean([*slivers])
    style = {"color": look.EDGE, "linewidth": 0.8, "solid_joinstyle": "miter"}
    ax.plot([x, x, x - 8 * each], [edge, at, at], clip_on=False, **style)
    write(ax, "; ".join(slivers.values()), x, at, -12, ha="right", color=look.MUTED)


def _compare(ax: Axes, before: float, after: float) -> None:
    """Write the change of the whole: where what is gone was, if that is long enough."""
    if before - after <= 0.25 * before:
        write(ax, change(before, after), 0, 1, 0, -42, edge=True, size=_TOTAL, **_CHANGE)
        return
    write(ax, change(before, after), after, 1, 14, 3, size=_LAST, **_CHANGE)
    write(ax, f"{rounded(before - after)} fewer", after, 1, 14, -15, size=13)
