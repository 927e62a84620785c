"""Stacked bars of a whole and its parts, one below the other; the last one is compared.

Belongs here: how a whole that shrank or grew from one bar to the next is drawn.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact import charts, look
from ourimpact.charts import write
from ourimpact.words import change, rounded

_THICK = 0.68  # of the room that a bar has
_LEAST = 0.15  # of the longest bar: thinner parts have their words above or below it
_CHANGE = {"bold": True, "color": look.BLUE}


def stacked_bars(ax: Axes, data: pd.DataFrame, value: str, each: str, part: str) -> None:
    """Draw a bar of parts for `each`, the last dark, with the changes from the one before it."""
    sums = data.groupby(each)[value].sum()
    left = max(look.width(rounded(n), 13, "semibold") for n in sums) + 16
    charts.scale(ax, 0, sums.max(), left, 0)
    ax.set(ylim=(len(sums) - 1 + _THICK / 2, -_THICK / 2))
    ax.set_axis_off()
    held = data.pivot(index=part, columns=each, values=value)
    two = held[(held > 0).all(axis=1)] if len(sums) == 2 else held[:0]
    moved = {name: change(*step) for name, step in zip(two.index, two.to_numpy(), strict=True)}
    slivers = [
        _draw_parts(ax, place, data.loc[data[each] == one, [part, value]], sums, moved)
        for place, one in enumerate(sums.index)
    ]
    for place, said in enumerate(slivers):
        _write_total(ax, place, sums, left, said)
    if len(sums) == 2:
        _compare(ax, *sums)


def _draw_parts(
    ax: Axes, place: int, parts: pd.DataFrame, sums: pd.Series, moved: dict[str, str]
) -> str:
    """Draw the parts of one bar; return what is to be said of those too thin for words."""
    is_last, slivers, start = place == len(sums) - 1, [], 0
    tone = look.BLUE if is_last else look.CONTEXT
    ink = {"size": 13, "color": look.ink_on(tone)}
    for name, amount in parts[parts.iloc[:, 1] > 0].itertuples(index=False):
        ax.barh(place, amount, _THICK, start, color=tone, linewidth=0)
        ends = place - _THICK / 2, place + _THICK / 2
        ax.vlines(start or [], *ends, colors=look.PAPER, linewidth=1.2)
        its_change = moved.get(name, "") if is_last else ""
        if amount > _LEAST * sums.max():
            up = 4 - 12 * bool(its_change)
            write(ax, its_change, start, place, 9, 12, bold=True, **ink | {"size": 22})
            write(ax, name, start, place, 9, up, bold=is_last, **ink)
            write(ax, rounded(amount), start, place, 9, up - 16, **ink)
        else:
            slivers.append(f"{name} {its_change}".strip() + f": {rounded(amount)}")
        start += amount
    return "; ".join(slivers)


def _write_total(ax: Axes, place: int, sums: pd.Series, left: float, slivers: str) -> None:
    """Write a bar's name and sum at the margin, and above or below its end what is of slivers."""
    write(ax, f"{sums.index[place]}", 0, place, 0, 4, edge=True, color=look.MUTED)
    style = {"edge": True, "size": 13, "bold": place == len(sums) - 1}
    write(ax, rounded(sums.iloc[place]), 0, place, 0, -12, **style)
    wide = (charts.points(ax)[0] - left) * sums.iloc[place] / sums.max()
    at, ha = (sums.iloc[place], "right") if left + wide > look.width(slivers, 12) else (0, "left")
    edge, up = (place + _THICK / 2, -19) if place else (place - _THICK / 2, 7)
    write(ax, slivers, at, edge, 0, up, ha=ha, color=look.MUTED)


def _compare(ax: Axes, before: float, after: float) -> None:
    """Write the change of the whole: in an outline of what is gone if that is long enough."""
    if before - after <= 0.25 * before:
        write(ax, change(before, after), 0, 1, 0, -34, edge=True, size=18, **_CHANGE)
        return
    at, tall = after + 0.004 * before, 0.98 * _THICK
    outline = {"fill": False, "linestyle": "--", "edgecolor": look.EDGE}
    ax.add_patch(Rectangle((at, 1 - tall / 2), 0.997 * before - at, tall, **outline))
    write(ax, change(before, after), after, 1, 14, 3, size=30, **_CHANGE)
    write(ax, f"{rounded(before - after)} fewer", after, 1, 14, -20, size=13)
