"""Bars of a few periods; one of them is told, and cut, by how many times the first it is."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact import charts, look
from ourimpact.charts import write
from ourimpact.look import width


def ratio_bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, words: str, *,
    highlight: str, hollow: np.ndarray, told: tuple[str, str], many: str = "",
) -> None:  # fmt: skip
    """Draw bars with their words at the left; what is `told` of the `hollow` ones is at them.

    That of `highlight` is cut into lengths of the first if it is so `many` times as long.
    """
    wide, high = charts.space(ax)
    named = max(width(name, 13, "semibold") for name in data[label])
    left = named + 24 + max(width(said, 15, "semibold") for said in data[words])
    deep = high / len(data)
    y = deep * (np.arange(len(data)) + 0.5)
    ends = (wide - left) * (data[value] / data[value].max()).to_numpy()
    thick = min(34, 0.6 * deep)
    bars = ax.barh(y, ends, thick, linewidth=0)
    rows = zip(data[label], data[words], bars, hollow, strict=True)
    for n, (name, said, bar, is_open) in enumerate(rows):
        lit = name == highlight
        bar.set_color(look.BLUE if lit else look.PAPER if is_open else look.CONTEXT)
        if is_open:
            bar.set(edgecolor=look.EDGE, linewidth=2, linestyle="--", clip_path=bar)
            _tell(ax, bar, left, told)
        style = {"bold": lit, "color": look.BLUE if lit else look.INK}
        write(ax, name, -left, y[n], size=13, **style)
        write(ax, said, -10, y[n], ha="right", size=15, **style)
    ax.set(xlim=(-left, wide - left), ylim=(high, 0), frame_on=False, xticks=[], yticks=[])
    if many:
        at = list(data[label]).index(highlight)
        room = ends[at] - 24 - max(ends[:at])
        size = min(36 if len(data) < 4 else 26, room / width(many, 1, "semibold"))
        _cut(ax, bars[at], ends[0])
        _write_many(ax, bars[at], size, many, data[label].iloc[0])


def _tell(ax: Axes, bar: Rectangle, left: float, told: tuple[str, str]) -> None:
    """Write what an outlined bar is in it, if it fits, and the rest below it."""
    (end, low), middle = bar.get_corners()[2], bar.get_center()
    fits = bool(end > width(told[0], 12) + 16)
    write(ax, told[0] * fits, *middle, ha="center")
    below = ": ".join(told[fits:])
    write(ax, below, 0 if fits else -left, low, 0, -13, size=11, color=look.MUTED)


def _cut(ax: Axes, bar: Rectangle, each: float) -> None:
    """Draw lines across a bar, one after each length."""
    cuts = np.arange(each, bar.get_width(), each)
    ends = bar.get_y(), bar.get_y() + bar.get_height()
    ax.vlines(cuts, *ends, colors=look.PAPER, linewidth=0.8)


def _write_many(ax: Axes, bar: Rectangle, size: float, many: str, first: str) -> None:
    """Write, large, above a bar's end how many times as long as the first one it is."""
    if size <= 11:
        return
    place = bar.get_width(), bar.get_y(), 0
    style = {"ha": "right", "color": look.BLUE}
    write(ax, many, *place, 28, size=size, bold=True, **style)
    than = f"as many as in {first}"
    than = than if width(than, 13) < width(many, size, "semibold") else "as many"
    write(ax, than * bool(size > 20), *place, 9, size=13, **style)
