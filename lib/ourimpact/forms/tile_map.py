"""A map of tiles of one size, shaded by a rate, beside the highest rate and that of all.

Belongs here: how it is drawn, in each shape. Does not: which rates are shown, and their words.
The part beside the map is 5 cells wide and 8 high, as the map is 11 wide and 8 high.
"""

from collections.abc import Sequence

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
_LEAD = 40  # size of the number that leads


def tile_map(
    tiles: pd.DataFrame, edges: Sequence[float], unit: str, *,
    highlight: str, rates: Sequence[tuple[float, str, str]], ratio: str, signs: str,
) -> Figure:  # fmt: skip
    """Return a figure of tiles, shaded by which `edges` a row's rounded `rate` lies between.

    `rates` are those of the row to `highlight` and of all, each with its name and what is below;
    `ratio` is said of the first, where there is room, and `signs` are those of the tiles' words.
    """
    if _SQUARE:
        fig, (side, ax) = figures.new(2, 1, height_ratios=[1, 2.2])
    else:
        fig, (ax, side) = figures.new(1, 2, width_ratios=[1.17, 1], gridspec_kw={"wspace": 0.05})
    fig.form = "tile_grid"
    _draw_tiles(ax, tiles, edges)
    top = 3 if _SQUARE else 2.4
    if not _SQUARE:
        _lead(ax, side, tiles, highlight, top + 1.1)
        write(side, ratio, _RIGHT, top + 1.8, ha="right", **_MUTED)
    _draw_rates(side, rates, top)
    _draw_key(side, edges, unit, signs)
    charts.cells(side, 5, 8, gap=0.08)
    return fig


def _draw_tiles(ax: Axes, tiles: pd.DataFrame, edges: Sequence[float]) -> None:
    """Draw a tile for each row, with its code and its words; one without a rate is outlined."""
    levels = pd.cut(tiles["rate"].round(), edges, right=False, labels=look.SEQUENCE)
    fills = levels.astype("object").fillna(look.PAPER)
    for row, fill in zip(tiles.itertuples(), fills, strict=True):
        x, y = row.tile_column, row.tile_row
        charts.squares(ax, [fill], across=1, at=(x, y), gap=0.08)
        style = {"bold": True, "ha": "center", "color": look.ink_on(fill)}
        write(ax, row.Index, x + 0.5, y + 0.5, 0, 2, size=9, **style)
        write(ax, row.words, x + 0.5, y + 0.5, 0, -9, size=10.5, **style)
    charts.cells(ax, 11, 8, gap=0.08)


def _lead(ax: Axes, side: Axes, tiles: pd.DataFrame, highlight: str, y: float) -> None:
    """Draw a line from a tile to a bar at y; in a free row it leaves the middle of its tile."""
    row, column = tiles.loc[highlight, ["tile_row", "tile_column"]].astype(float)
    is_last = column == tiles.loc[tiles["tile_row"] == row, "tile_column"].max()
    foot = row + (0.5 if is_last else 0.96)
    style = {"color": look.BLUE, "linewidth": 1.2, "clip_on": False}
    ax.plot([column + 0.96, 11.2], [foot, foot], **style)
    side.plot([-0.15, -0.15, _LEFT], [foot, y, y], **style)


def _draw_rates(ax: Axes, rates: Sequence[tuple[float, str, str]], top: float) -> None:
    """Write each rate, large, with its name and, where there is room, a bar below it."""
    first = count(rates[0][0]), _LEAD  # names stand in a column, where numbers do
    each = (_RIGHT - _LEFT) / rates[0][0]
    for n, (rate, name, more) in enumerate(rates):
        size, tone, fill = ((_LEAD, look.BLUE, look.BLUE), (28, look.MUTED, look.CONTEXT))[n]
        x, y = (_LEFT + 2.5 * n, top + n / 100) if _SQUARE else (_LEFT, top + 2.9 * n)
        write(ax, count(rate), x, y, size=size, bold=True, color=tone)
        right = 12 + look.width(*((count(rate), size) if _SQUARE else first), "semibold")
        write(ax, name, x, y, right, 2, bold=n == 0)
        write(ax, more, x, y, right, -13, **_MUTED)
        if not _SQUARE:
            below = y + 1.1 - 0.15 * n  # as near to the smaller number
            ax.hlines(below, _LEFT, _LEFT + each * rate, fill, linewidth=14)


def _draw_key(ax: Axes, edges: Sequence[float], unit: str, signs: str) -> None:
    """Draw the shades above the whole numbers that each is for, and write what the signs mean."""
    y, ends = 7 if _SQUARE else 0.75, np.linspace(_LEFT, _RIGHT, len(edges))
    ax.hlines([y] * len(ends[1:]), ends[:-1], ends[1:], colors=look.SEQUENCE, linewidth=10)
    write(ax, unit, _LEFT, y, 0, 10, **_MUTED)
    for x, low, high in zip(ends[:-1] + np.diff(ends) / 2, edges[:-1], edges[1:], strict=True):
        said = f"{low}+" if np.isinf(high) else f"{low}\N{EN DASH}{high - 1}"
        write(ax, said, x, y, 0, -18, ha="center", **_MUTED)
    if _SQUARE:  # on the line of the unit
        room = charts.points(ax)[0] - look.width(unit, 11) - 12
        size = max(9, min(11, 11 * room / max(1, look.width(signs, 11))))
        write(ax, signs, _RIGHT, y, 0, 10, ha="right", **_MUTED | {"size": size})
        return
    for n, line in enumerate(look.wrap(signs, 11, 240)):
        write(ax, line, _LEFT, 7.5, 0, -14 * n, **_MUTED)
