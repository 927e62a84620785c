"""A waffle chart: squares in named blocks, side by side, with a table of some of them below.

Belongs here: how the verdicts of notebook 90 are drawn. Does not: what they are, and their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.forms import singles

_WIDE = look.WIDTH - 2 * look.MARGIN
_GAP = 0.14  # between two squares, as a fraction of their cells
_APART = 28  # between two blocks
_NAME = 16  # size of a block's name
_LETTER = 24  # points that a row's letter takes
_SIZES = ((14, 4), (13, 4), (12, 4), (11, 4), (10, 4), (11, 3), (9.5, 3), (8, 3))  # with columns


@dataclass(frozen=True)
class _Blocks:
    """Blocks of `down` squares in a column: the side of a cell and where they start, in points."""

    down: int
    side: float
    starts: list[float]


def waffle(
    blocks: pd.DataFrame, above: tuple[str, str], heads: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Figure:  # fmt: skip
    """Return a figure of `how_many` squares below each `name`, in its `color`, and a table.

    Some are `lettered`, if rows are as many, which have the same letters. Of three blocks, what is
    `above` stands over the first two, with a bracket, and beside the third's name. Where rows, of
    four cells, do not fit in any size, the last cell of each, a remark, is left out, then the last
    rows.
    """
    letters = ascii_uppercase[: len(rows)]
    if len(letters) != blocks.loc[blocks["lettered"], "how_many"].sum():
        letters = ""
    placed, head = _placed(blocks["name"], blocks["how_many"]), 46 * (len(blocks) == 3)
    tall = (0.8 if look.AS == "square" else 0.97 if head else 0.93) * (look.HEIGHT - 117)
    upper, between = (head + placed.down * placed.side) / tall, (11 if head else 28) / tall
    parts = [upper, 1 - upper - between][: 2 if rows else 1]
    grid = {"height_ratios": parts, "hspace": 2 * between / (1 - between)}
    fig, axes = figures.new(len(parts), 1, squeeze=False, gridspec_kw=grid)
    drawn.declare(fig, "waffle", blocks["name"])
    for ax in axes.flat:
        ax.set_axis_off()
    _draw_blocks(axes[0, 0], blocks, placed, head, above)
    _letter(axes[0, 0], blocks, placed, head, letters)
    if rows:
        _write_table(axes[1, 0], heads, rows, placed.starts, letters)
    return fig


def _placed(names: pd.Series, numbers: pd.Series) -> _Blocks:
    """Return blocks as wide as the figure, with the most squares in a column that it has room for.

    No block is narrower than its name.
    """
    least = np.array([look.width(name, _NAME, "semibold") for name in names])
    room, tallest = _WIDE - _APART * (len(names) - 1), 100 if look.AS == "square" else 66
    for down in range(29, 0, -1):
        across = -(-numbers.to_numpy() // down)
        sides = np.arange(1, 67, 0.1)
        side = max(s for s in sides if np.maximum(across * s, least).sum() <= room)
        if side * down <= tallest:
            break
    wide = np.maximum(across * side, least) + _APART
    return _Blocks(down, side, [0, *np.cumsum(wide)[:-1]])


def _draw_blocks(
    ax: Axes, blocks: pd.DataFrame, placed: _Blocks, head: float, above: tuple[str, str]
) -> None:
    """Draw a square for each, each block below its name, and words in the head, if any."""
    down, side, starts = placed.down, placed.side, placed.starts
    top = head / side
    for start, block in zip(starts, blocks.itertuples(), strict=True):
        at, colors = (start / side, top), [block.color] * block.how_many
        charts.squares(ax, colors, down=down, at=at, gap=_GAP)
        tone = look.MUTED if block.color == look.RULE else look.words_color(block.color)
        style = {"size": _NAME, "bold": True, "color": tone}
        write(ax, block.name, at[0] + _GAP / 2, top, 0, 7, **style)
    if head:
        singles.bracket(ax, _GAP / 2, (starts[2] - _APART) / side, 18 / side, 5 / side, look.INK)
        write(ax, above[0], 0, 18 / side, 0, 6, edge=True, size=13, bold=True)
        right = look.width(blocks["name"].iloc[2], _NAME, "semibold") + 8
        beside = right + look.width(above[1], 10.5) < _WIDE - starts[2]
        y, right, up = (top, right, 8) if beside else (16 / side, 0, -5)  # else above the name
        write(ax, above[1], starts[2] / side + _GAP / 2, y, right, up, **charts.MUTED)
    charts.cells(ax, _WIDE / side + _GAP, top + down, square=True, gap=_GAP)


def _letter(ax: Axes, blocks: pd.DataFrame, placed: _Blocks, head: float, letters: str) -> None:
    """Write a letter into each square of the block that has them, or a cross if there are none."""
    lettered, size = blocks["lettered"].to_numpy(), min(0.62 * placed.side, 14)
    for n in range(blocks.loc[lettered, "how_many"].sum()):
        column, line = divmod(n, placed.down)
        x = placed.starts[lettered.argmax()] / placed.side + column + 0.5
        style = {"size": size, "ha": "center", "bold": True, "color": look.ink_on(look.BLUE)}
        y = head / placed.side + line + 0.5
        write(ax, letters[n : n + 1] or "×", x, y, 0, -0.35 * size, **style)


def _write_table(
    ax: Axes, heads: Sequence[str], rows: Sequence[Sequence[str]], blocks: list[float],
    letters: str,
) -> None:  # fmt: skip
    """Write rows below their heads, in columns that begin below blocks, each with its letter."""
    (wide, high), y = charts.space(ax), 16
    lines, tall, size, starts = _fitted(rows, blocks, wide, high - y, _LETTER * bool(letters))
    tones = look.INK, look.INK, look.INK, look.MUTED
    for x, head in zip(starts[:-1], heads, strict=False):
        write(ax, head, x, y, 0, 5, **(charts.MUTED if x else {"bold": True}))
    for n, (row, up) in enumerate(zip(lines, tall, strict=True)):
        ax.hlines(y, 0, wide, colors=look.HAIR if n else look.RULE, linewidth=0.7)
        if y + up + 14 * (n < len(rows) - 1) > high:
            write(ax, f"and {len(rows) - n} more, in the notebook", 0, y, 0, -11, size=9)
            break
        middle = y + up / 2
        if letters:
            square = {"marker": "s", "markersize": 15, "color": look.BLUE, "clip_on": False}
            ax.plot(8, middle, **square)
            style = {"size": 10.5, "ha": "center", "bold": True, "color": look.ink_on(look.BLUE)}
            write(ax, letters[n], 8, middle, 0, -0.35 * 10.5, **style)
        for part, (cell, x, color) in enumerate(zip(row, starts, tones, strict=False)):
            right = _LETTER * (not part and bool(letters))
            for step, line in enumerate(cell):
                low = size * (0.33 + 1.2 * (step - (len(cell) - 1) / 2))
                style = {"size": size, "bold": part in (1, 2), "color": color}
                write(ax, line, x, middle, right, -low, **style)
        y += up
    ax.set(xlim=(0, wide), ylim=(high, 0))


def _fitted(
    rows: Sequence[Sequence[str]], blocks: list[float], wide: float, room: float, before: float
) -> tuple[list[list[list[str]]], list[float], float, np.ndarray]:
    """Return rows in lines, how high they are, their size and where their columns start.

    In the first column, so many points are taken before the words.
    """
    with_remarks = any(row[-1] for row in rows)
    for size, columns in _SIZES:
        starts = wide * np.array(_columns(blocks, 3 + (with_remarks and columns > 3)))
        lines = [_in_lines(row, size, starts, before) for row in rows]
        tall = [1.2 * size * max(map(len, row)) + size + 3 for row in lines]
        if sum(tall) < room:
            break
    more = min(6, max(0, room - sum(tall)) / len(tall))  # space between rows, where there is room
    return lines, [high + more for high in tall], size, starts


def _columns(blocks: list[float], columns: int) -> list[float]:
    """Return where columns start and the last ends: the second and third below blocks, if near."""
    if columns == 3:
        return [0, 0.5, 0.76, 1]
    _, *below = [start / _WIDE for start in blocks]
    second = np.clip(below[0], 0.3, 0.4) if below else 0.3
    third = np.clip(below[1] if len(below) > 1 else second, second + 0.157, second + 0.23)
    return [0, second, third, third + 0.19, 1]


def _in_lines(
    row: Sequence[str], size: float, starts: np.ndarray, before: float
) -> list[list[str]]:
    """Return the cells of a row in lines that their columns hold; the numbers are bold."""
    cells = []
    for n, (cell, (start, end)) in enumerate(zip(row, pairwise(starts), strict=False)):
        room = end - start - 12 - before * (not n)
        is_number = n in (1, 2)
        cells.append(
            look.wrap(cell, size, room, "semibold") if is_number else look.even(cell, size, room)
        )
    return cells
