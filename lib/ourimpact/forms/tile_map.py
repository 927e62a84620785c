"""A map of tiles of one size, shaded by a rate, beside the highest rates and that of all.

Belongs here: how it is drawn, in each shape. Does not: which rates are shown, and their words.
Cells beside the map are as high as its tiles; it is 11 wide and 8 high.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import write
from ourimpact.words import count

_MUTED = {"size": 11, "color": look.MUTED}
_SQUARE = look.AS == "square"
_LEFT, _RIGHT = 0.04, 4.96  # where what is beside the map begins and ends
_HIGH, _TOP, _KEY = (3.75, 1, 3.15) if _SQUARE else (8.7, 1.4, 7.6)  # its cells, first bar, key
_LEAD, _APART = (26, 1.55) if _SQUARE else (31, 2.25)  # size of a number, from bar to bar
_SIGNS = 0.7  # below the map, in tiles


def tile_map(
    tiles: pd.DataFrame, edges: Sequence[float], *,
    rates: Sequence[tuple[float, str, str]], signs: str,
) -> Figure:  # fmt: skip
    """Return a figure of tiles, shaded by which `edges` a row's rounded `rate` lies between.

    `rates` are the highest, others, and that of all, each with its name and what is beside it, of
    which a square has room for the first and the last, above the key of the shades; `signs` says
    below the map what those of the tiles' words are.
    """
    if _SQUARE:
        fig, (side, ax) = figures.new(
            2, 1, height_ratios=[_HIGH, 8 + _SIGNS], gridspec_kw={"hspace": 0.02}
        )
    else:
        fig, (ax, side) = figures.new(1, 2, width_ratios=[1.17, 1], gridspec_kw={"wspace": 0.05})
    fig.form = "tile_grid"
    _draw_tiles(ax, tiles, edges)
    _draw_rates(side, (rates[0], rates[-1]) if _SQUARE else rates)
    _draw_key(side, edges, rates[-1])
    write(ax, signs, 0.04, 8, 0, -14, **_MUTED)
    charts.cells(side, 5, _HIGH, gap=0.08)
    return fig


def _draw_tiles(ax: Axes, tiles: pd.DataFrame, edges: Sequence[float]) -> None:
    """Draw a tile for each row, with its code and its words; one without a rate is outlined."""
    levels = pd.cut(tiles["rate"].round(), edges, right=False, labels=look.SEQUENCE)
    fills = levels.astype("object").fillna(look.PAPER)
    for row, fill in zip(tiles.itertuples(), fills, strict=True):
        x, y = row.tile_column, row.tile_row
        charts.squares(ax, [fill], across=1, at=(x, y), gap=0.08)
        style = {"bold": True, "ha": "center", "color": look.ink_on(fill)}
        write(ax, row.Index, x + 0.5, y + 0.5, 0, 2.5, size=9, **style)
        write(ax, row.words, x + 0.5, y + 0.5, 0, -8.5, size=10.5, **style)
    charts.cells(ax, 11, 8 + _SIGNS, gap=0.08)


def _draw_rates(ax: Axes, rates: Sequence[tuple[float, str, str]]) -> None:
    """Draw a bar for each rate, and above it write the rate, its name and what is beside it."""
    each = (_RIGHT - _LEFT) / rates[0][0]
    right = 10 + look.width(count(rates[0][0]), _LEAD, "semibold")
    tones = [(look.BLUE, look.BLUE), *[(look.MUTED, look.CONTEXT)] * (len(rates) - 1)]
    for n, (rate, name, more) in enumerate(rates):
        y, (tone, fill) = _TOP + n * _APART, tones[n]
        ax.hlines(y, _LEFT, _LEFT + each * rate, fill, linewidth=8)
        write(ax, count(rate), _LEFT, y, 0, 9, size=_LEAD, bold=True, color=tone)
        write(ax, name, _LEFT, y, right, 9, bold=n == 0)
        beside = right + 7 + look.width(name, 12, "normal" if n else "semibold")
        write(ax, more, _LEFT, y, beside, 9, **_MUTED)


def _draw_key(ax: Axes, edges: Sequence[float], of_all: tuple[float, str, str]) -> None:
    """Draw the shades, each with its whole numbers, and above them where the rate of all is.

    Within a shade, which ends at twice what it begins with, rates lie by their logarithms.
    """
    between = [f"{count(low)}\u2013{count(high - 1)}" for low, high in pairwise(edges[1:-1])]
    ends, high = np.linspace(_LEFT, _RIGHT, len(edges)), _KEY + 0.6
    said = [f"under {count(edges[1])}", *between, f"{count(edges[-2])}+"]
    for fill, words, (left, right) in zip(look.SEQUENCE, said, pairwise(ends), strict=True):
        ax.fill_between([left, right], _KEY, high, color=fill, linewidth=0)
        write(
            ax, words, (left + right) / 2, _KEY + 0.3, ha="center", size=10, color=look.ink_on(fill)
        )
    steps = [max(edges[1] / 2, 1), *edges[1:-1], 2 * edges[-2]]
    x = np.interp(np.log(of_all[0]), np.log(steps), ends)
    ax.vlines(x, _KEY - 0.4, _KEY, colors=look.MUTED, linewidth=1)
    style = {"size": 10, "ha": "right", "color": look.MUTED}
    write(ax, f"{of_all[1].lower()}, {count(of_all[0])}", x, _KEY - 0.4, -4, -8, **style)
