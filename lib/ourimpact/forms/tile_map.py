"""A map of tiles of one size, shaded by a rate, below its key.

Belongs here: how it is drawn, in each shape. Does not: which rates are shown, and their words.
The map is 11 tiles wide and 8 high.
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
_GAP = 0.08  # from tile to tile
_KEY = (_GAP / 2, 6 + _SQUARE - _GAP / 2, -0.9, -0.28)  # where its shades begin and end, in tiles
_BETWEEN = 4 * "\N{NO-BREAK SPACE}"  # from one sign to the next


def tile_map(
    tiles: pd.DataFrame, edges: Sequence[float], *, of_all: str, signs: Sequence[str]
) -> Figure:
    """Return a figure of tiles, shaded by which `edges` a row's rounded `rate` lies between.

    What is said `of_all` stands beside the key; `signs` say what those of the tiles' words are.
    Words of an `unstable` rate are light.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "tile_grid", tiles.index)
    charts.cells(ax, 11, 8, gap=_GAP)
    ax.set(ylim=(8 - _GAP / 2, _KEY[2]))
    _draw_tiles(ax, tiles, edges)
    _draw_key(ax, edges)
    write(ax, of_all, _KEY[1], sum(_KEY[2:]) / 2, 9, size=11 if _SQUARE else 12, bold=True)
    _write_signs(ax, signs if _SQUARE else [_BETWEEN.join(signs)])
    return fig


def _write_signs(ax: Axes, lines: Sequence[str]) -> None:
    """Write lines in the first row of the map, which has tiles only at its ends."""
    wide = max((look.width(line, _MUTED["size"]) for line in lines), default=0)
    start = min(2 + _GAP / 2, 9.8 - 11 * wide / charts.points(ax)[0])
    for n, line in enumerate(lines):
        up = -0.33 * _MUTED["size"] - 13 * (n - (len(lines) - 1) / 2)
        write(ax, line, start, 0.5, 0, up, **_MUTED)


def _draw_tiles(ax: Axes, tiles: pd.DataFrame, edges: Sequence[float]) -> None:
    """Draw a tile for each row, its words beside its code; one without a rate is outlined."""
    levels = pd.cut(tiles["rate"].round(), edges, right=False, labels=look.SEQUENCE)
    fills = levels.astype("object").fillna(look.PAPER)
    aside = (1 - _GAP) * charts.points(ax)[0] / (11 - _GAP) / 2 - 4  # from its middle to words
    for row, fill in zip(tiles.itertuples(), fills, strict=True):
        charts.squares(ax, [fill], across=1, at=(row.tile_column, row.tile_row), gap=_GAP)
        middle = row.tile_column + 0.5, row.tile_row + 0.5
        gray, ink = look.muted_on(fill), look.ink_on(fill)
        style = {"bold": not row.unstable, "color": gray if row.unstable else ink}
        if _SQUARE:
            write(ax, row.Index, *middle, 0, 3, size=9.5, ha="center", color=ink)
            write(ax, row.words, *middle, 0, -9.5, size=13, ha="center", **style)
        else:
            write(ax, row.Index, *middle, -aside, size=9.5, color=ink)
            write(ax, row.words, *middle, aside, size=12.5, ha="right", **style)


def _draw_key(ax: Axes, edges: Sequence[float]) -> None:
    """Draw the shades above the map, each with its whole numbers."""
    between = [f"{count(low)}\u2013{count(high - 1)}" for low, high in pairwise(edges[1:-1])]
    ends = np.linspace(*_KEY[:2], len(edges))
    said = [f"under {count(edges[1])}", *between, f"{count(edges[-2])}+"]
    for fill, words, (left, right) in zip(look.SEQUENCE, said, pairwise(ends), strict=True):
        ax.fill_between([left, right], *_KEY[2:], color=fill, linewidth=0)
        tone = look.ink_on(fill)
        write(ax, words, (left + right) / 2, sum(_KEY[2:]) / 2, ha="center", size=10, color=tone)
