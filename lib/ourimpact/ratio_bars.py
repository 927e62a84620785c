"""Bars of a few periods; one of them is told, and cut, by how many times the first it is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.look import width


def ratio_bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, words: str, beside: str, *,
    highlight: str, hollow: np.ndarray, many: str = "",
) -> None:  # fmt: skip
    """Draw bars with their words at the left and, muted, what stands `beside` them.

    That of `highlight` is cut into lengths of the first if it is so `many` times as long.
    """
    wide, high = charts.space(ax)
    named = max(width(name, 13, "semibold") for name in data[label])
    left = named + 24 + max(width(said, 15, "semibold") for said in data[words])
    deep = high / len(data)
    ends = (wide - left) * (data[value] / data[value].max()).to_numpy()
    bars = ax.barh(deep * (np.arange(len(data)) + 0.5), ends, min(34, 0.6 * deep), linewidth=0)
    ax.set(xlim=(-left, wide - left), ylim=(high, 0), frame_on=False, xticks=[], yticks=[])
    for n, (name, said, more) in enumerate(data[[label, words, beside]].itertuples(index=False)):
        lit = name == highlight
        bars[n].set_color(look.BLUE if lit else look.PAPER if hollow[n] else look.CONTEXT)
        if hollow[n]:
            style = {"edgecolor": look.EDGE, "linewidth": 2, "linestyle": "--"}
            bars[n].set(**style, clip_path=bars[n])  # else it would lengthen the bar
        style = {"bold": lit, "color": look.BLUE if lit else look.INK}
        middle = bars[n].get_center()[1]
        write(ax, name, -left, middle, size=13, **style)
        write(ax, said, -10, middle, ha="right", size=15, **style)
        _write_beside(ax, bars[n], max(ends[0], ends[n]), more)
    if many:
        at = list(data[label]).index(highlight)
        _compare(ax, bars[: at + 1], many, data[label].iloc[0])


def _write_beside(ax: Axes, bar: Rectangle, start: float, said: str) -> None:
    """Write words at the right of a bar or, where they have no room, below its row."""
    left, right = ax.get_xlim()
    if right - start < 110:
        write(ax, said, left, bar.get_corners()[2][1], 0, -13, size=11, color=look.MUTED)
        return
    lines = look.even(said, 11, right - start - 10)
    for n, line in enumerate(lines):
        up = 14 * ((len(lines) - 1) / 2 - n) - 3.6
        write(ax, line, start, bar.get_center()[1], 10, up, size=11, color=look.MUTED)


def _compare(ax: Axes, bars: Sequence[Rectangle], many: str, name: str) -> None:
    """Cut the last bar into lengths of the first, whence a line leads, and write how many."""
    first, before, bar = bars[0], bars[-2], bars[-1]
    each, (end, low), top = first.get_width(), bar.get_corners()[2], bar.get_y()
    ax.vlines(np.arange(each, end, each), top, low, colors=look.PAPER, linewidth=0.8)
    ax.vlines(each, first.get_corners()[2][1], top, colors=look.RULE, linewidth=0.8, zorder=0.5)
    write(ax, f"each full piece equals {name}", 0, low, 0, -14, **MUTED)
    is_tight = top - before.get_corners()[2][1] < 30
    past = max(each, before.get_width() * is_tight) + 10
    number = look.advance(f"{many} ", 22, "semibold")
    for than in (f"as many as in {name}", "as many"):
        long = number + width(than, 13)
        if past + long < ax.get_xlim()[1]:
            start = max(past, end - long)
            write(ax, many, start, top, 0, 8, size=22, bold=True, color=look.BLUE)
            write(ax, than, start, top, number, 8, size=13, color=look.BLUE)
            break
