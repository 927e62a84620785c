"""A map of tiles of one size, shaded by a rate, above its key, beside the highest and that of all.

Belongs here: how it is drawn, in each shape. Does not: which rates are shown, and their words.
Cells beside the map are as high as its tiles; it is 11 wide and 8 high, and the key below it.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.words import count

_MUTED = {"size": 11, "color": look.MUTED}
_SQUARE = look.AS == "square"
_KEY = 8.2, 8.8  # where the key begins and ends, in tiles
_HIGH = 9.45  # of the map, its key and its signs
_TOP, _APART = (1, 1.7) if _SQUARE else (2.6, 3.4)  # first bar, and from bar to bar, in tiles
_BARS = _TOP + 1.25 * _APART if _SQUARE else _HIGH  # height of what is beside the map, or above it
_BETWEEN = 4 * "\N{NO-BREAK SPACE}"  # from one sign to the next
_LEAD = 26 if _SQUARE else 31  # size of a number


def tile_map(
    tiles: pd.DataFrame, edges: Sequence[float], *,
    rates: Sequence[tuple[float, str, str]], signs: Sequence[str],
) -> Figure:  # fmt: skip
    """Return a figure of tiles, shaded by which `edges` a row's rounded `rate` lies between.

    `rates` are the highest and that of all, each with its name and what is to know of it; `signs`
    say what those of the tiles' words are. Words of an `unstable` rate are light.
    """
    if _SQUARE:
        fig, (side, ax) = figures.new(
            2, 1, height_ratios=[_BARS, _HIGH], gridspec_kw={"hspace": 0.02}
        )
    else:
        fig, (ax, side) = figures.new(1, 2, width_ratios=[2, 1], gridspec_kw={"wspace": 0.1})
    drawn.declare(fig, "tile_grid", tiles.index)
    _draw_tiles(ax, tiles, edges)
    _draw_key(ax, edges)
    charts.cells(ax, 11, _HIGH, gap=0.08)
    wide = charts.points(side)[0]
    _draw_rates(side, rates, wide)
    write(ax, _BETWEEN.join(signs), 0.04, _KEY[1], 0, -13, **_MUTED)
    side.set(xlim=(0, wide), ylim=(_BARS - 0.04, 0.04))
    side.set_axis_off()
    return fig


def _draw_tiles(ax: Axes, tiles: pd.DataFrame, edges: Sequence[float]) -> None:
    """Draw a tile for each row, its words below its code; one without a rate is outlined."""
    levels = pd.cut(tiles["rate"].round(), edges, right=False, labels=look.SEQUENCE)
    fills = levels.astype("object").fillna(look.PAPER)
    for row, fill in zip(tiles.itertuples(), fills, strict=True):
        x, y = row.tile_column, row.tile_row
        charts.squares(ax, [fill], across=1, at=(x, y), gap=0.08)
        gray, ink = look.muted_on(fill), look.ink_on(fill)
        style = {"bold": not row.unstable, "color": gray if row.unstable else ink}
        write(ax, row.Index, x + 0.5, y + 0.5, 0, 2, size=9, ha="center", color=gray)
        write(ax, row.words, x + 0.5, y + 0.5, 0, -8.2, size=12, ha="center", **style)


def _draw_rates(ax: Axes, rates: Sequence[tuple[float, str, str]], wide: float) -> None:
    """Draw a bar for each rate, the rate above it, and its name below, in a square beside it."""
    start = 10 + look.width(count(rates[0][0]), _LEAD, "semibold") if _SQUARE else 0
    up = 9 if _SQUARE else -20
    tones = [(look.BLUE, look.BLUE), *[(look.INK, look.CONTEXT)] * (len(rates) - 1)]
    for n, (rate, name, more) in enumerate(rates):
        y, (tone, fill) = _TOP + n * _APART, tones[n]
        ax.hlines(y, 0, wide * rate / rates[0][0], fill, linewidth=8)
        write(ax, count(rate), 0, y, 0, 9, size=_LEAD, bold=True, color=tone)
        write(ax, name, 0, y, start, up, bold=n == 0)
        beside = start + 7 + look.width(name, 12, "normal" if n else "semibold")
        write(ax, more, 0, y, beside, up, **_MUTED)


def _draw_key(ax: Axes, edges: Sequence[float]) -> None:
    """Draw the shades below the map, at its width, each with its whole numbers."""
    between = [f"{count(low)}\u2013{count(high - 1)}" for low, high in pairwise(edges[1:-1])]
    ends = np.linspace(0.04, 10.96, len(edges))
    said = [f"under {count(edges[1])}", *between, f"{count(edges[-2])}+"]
    for fill, words, (left, right) in zip(look.SEQUENCE, said, pairwise(ends), strict=True):
        ax.fill_between([left, right], *_KEY, color=fill, linewidth=0)
        tone = look.ink_on(fill)
        write(ax, words, (left + right) / 2, sum(_KEY) / 2, ha="center", size=10, color=tone)
