"""Single numbers, with a dot or a square for each, or for so many, that they count.

Belongs here: how such a number leads, and the two parts of a whole as squares. Does not: numbers
in rows (`number_list`), or a chart of numbers of one kind (`charts`).
"""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.forms.number_list import number_list
from ourimpact.look import advance, width
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_DOWN = 5, 10  # least and most squares in a column
_AIR = 0.24  # of a cell, between squares of a hundred
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins


def leading(
    data: pd.DataFrame, said: str, what: str, *,
    marks: int, blocks: int, first: int, one: str, whole: str,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots; without marks, of all in rows.

    The number is that of the `first` dots, which are dark, under a bracket that `one` names. The
    others are pale, in blocks of about as many, at least two in all. What is said of the `whole`
    ends at the right margin.
    """
    if not marks:
        return number_list(data.assign(group=""))
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    drawn.declare(fig, "waffle", ())
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    room = wide - lead(ax, said, what) - 10
    others = [len(part) for part in np.array_split(range(marks - first), blocks - 1)]
    spare = 28 if look.AS == "square" else 8  # where larger dots would leave gaps
    tops, right = _strip(ax, [first, *others], high - _TOP - spare)
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    up = _BASE if width(whole, 15) < room else tops[0] - 10  # on the line of the number, if it can
    write(ax, whole, wide, up, 0, 0, ha="right", size=15 if up == _BASE else 12, color=look.MUTED)
    return fig


def periods(rows: pd.DataFrame, said: str, what: str) -> Figure:
    """Return a figure of a dot for each that numbers count, in blocks, and over all what is said.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and whether it is
    `about` so many. Each block begins below its words.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "waffle", rows["below"])
    deep = 13 * rows["below"].str.count("\n").max()  # of more lines than one
    start, edge, top = 0.0, 0.14, 78 + deep  # of a block; from a dot to its cell's edge; of dots
    lead(ax, said, what, 19, size=26)
    bracket(ax, 0, charts.space(ax)[0], 28, 5)
    headed = [_headed(row) for row in rows.itertuples()]
    dot, apart, down = _largest(rows["n"].to_numpy(), np.array(headed), deep)
    for row in rows.itertuples():
        at, style = (start - edge * dot, top), {"each": dot, "dots": True, "gap": 2 * edge}
        wide = dot * charts.squares(ax, [row.tone] * row.n, down=down, at=at, **style)
        ax.collections[-1].set_clip_on(False)  # dots touch the margins
        right = advance("about ", 10.5) * row.about
        write(ax, "about" * row.about, start, top, 0, 19 + deep, **charts.MUTED)
        write(
            ax, count(row.n), start, top, right, 19 + deep, **charts.MUTED | {"size": 16}, bold=True
        )
        for n, line in enumerate(row.below.split("\n")):
            write(ax, line, start, top, 0, 6 + deep - 13 * n, **charts.MUTED)
        start += wide + apart
    charts.cells(ax, *charts.space(ax), square=look.AS == "plain")
    return fig


def _headed(row: Any) -> float:
    """Return how wide what stands above a block of dots is."""
    right = advance("about ", 10.5) * row.about
    below = max(width(line, 10.5) for line in row.below.split("\n"))
    return max(right + width(count(row.n), 16, "semibold"), below)


def _largest(numbers: np.ndarray, headed: np.ndarray, deep: float) -> tuple[float, int, int]:
    """Return the largest cells of dots in blocks from margin to margin, and the space between.

    The third number is how many are in a column. Each block has room for its heading, which takes
    so many points from the height.
    """
    tall, wide, ways = 195 if look.AS == "square" else 126, look.WIDTH - 2 * look.MARGIN, []
    tall -= deep
    for apart, down in product(range(16, 57, 2), range(1, 200)):
        across = -(-numbers // down)
        room = wide - apart * (len(numbers) - 1)
        side = room / (sum(across) - 0.28)
        if across[-1] * side < headed[-1] and len(numbers) > 1:
            side = (room - headed[-1]) / sum(across[:-1])
        if down * side <= tall and (across[:-1] * side + apart > headed[:-1] + 14).all():
            ways.append((side - 0.04 * apart, side, apart, down))  # not far from each other
    return max(ways)[1:]


def strips(rows: pd.DataFrame, one: int, aside: str = "") -> Figure:
    """Return a figure of two numbers, one below the other, with squares, of which each is so many.

    The first is pale, the second dark. The columns are `words`, `unit` and `value`. What is said
    `aside` of the second is below its unit. Squares stand in columns, as many in each, from one
    left edge: at the right of the words or, where they have more room there, below them.
    """
    fig, ax = figures.new()
    marks = (rows["value"].astype(float) / one).round().astype(int).to_numpy()
    told, size = ("", aside), 34
    needed = 26 + max(
        max(_lead_width(row.words, size), width(row.unit, 15), width(said or " ", 12))
        for row, said in zip(rows.itertuples(), told, strict=True)
    )
    words = np.array([48, 48 + 17 * bool(aside)])  # how high they are, from the number down
    side, down, left, starts, tops = _stacked(marks, words, needed, charts.space(ax))
    charts.cells(ax, *charts.space(ax), square=True)
    tones = (look.MUTED, look.CONTEXT), (look.BLUE, look.BLUE)  # of the number and of squares
    for row, n, start, top, (tone, fill), said in zip(
        rows.itertuples(), marks, starts, tops, tones, told, strict=True
    ):
        lead(ax, row.words, "", top + 24, size=size, tone=tone)
        write(ax, row.unit, 0, top + 44, 0, 0, size=15)
        write(ax, said, 0, top + 61, 0, 0, color=look.MUTED)
        charts.squares(ax, [fill] * n, down=down, at=(left - 0.07 * side, start), each=side)
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    return fig


def _stacked(
    marks: np.ndarray, words: np.ndarray, needed: float, space: tuple[float, float]
) -> tuple[float, int, float, np.ndarray, np.ndarray]:
    """Return the side of squares in two blocks, and how many are in a column.

    Then where both blocks begin from the left, where each does from the top, and its words do.
    """
    (wide, high), apart = space, 24
    rooms = (wide - needed, high - apart), (wide, high - sum(words + 10) - apart)
    side, down, is_beside = _squared(marks, rooms)
    left, lower = (needed, 0 * words) if is_beside else (0.0, words + 10)
    deep = np.maximum(words, down * side) if is_beside else lower + down * side
    free = max(0, high - deep.sum() - apart) / 3
    tops = np.array([free, high - free - deep[1]])
    middle = np.maximum(0, down * side - words + 3) / 2 if is_beside else 0
    return side, down, left, tops + lower, tops + middle


def _squared(
    marks: np.ndarray, rooms: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[float, int, bool]:
    """Return the largest side of two blocks of squares, one below the other, in either room.

    And how many are in a column, and whether the room is the first. A square alone in the last
    column looks stray, and of few squares long columns would not show how many times as many.
    """
    least, most = _DOWN
    ways = []
    for down in range(least, max(least, min(most, min(marks) // 4)) + 1):
        for (wide, high), is_first in zip(rooms, (True, False), strict=True):
            across = max(-(-marks // down)) - 0.14
            side = min(wide / across, high / (2 * down))
            ways.append((side * (1 - 0.1 * (marks % down == 1).any()), side, down, is_first))
    return max(ways)[1:]


def _lead_width(said: str, size: float) -> float:
    """Return how wide a number is that leads, with the words before it."""
    before, number = charts.numeral(said)
    left = advance(f"{before} ", 15) + 2 if before else 0
    return left + width(number, size, "semibold")


def hundred(rows: pd.DataFrame) -> Figure:
    """Return a figure of a hundred squares for two parts of a whole, each named above its own end.

    The columns are what each part is, its number and its share, in this order.
    """
    fig, ax = figures.new()
    is_square = look.AS == "square"
    down, filled = 10 if is_square else 5, round(100 * rows.iloc[0, 2])
    tones = np.repeat([look.BLUE, look.CONTEXT], [filled, 100 - filled])
    charts.squares(ax, tones.tolist(), down=down, gap=_AIR)
    charts.cells(ax, 100 / down, down, square=True, gap=_AIR)
    looks = (0, 0, 30, "left", 44, look.BLUE), (1, 0, 30, "right", 26, look.MUTED)
    if is_square:  # at the right, where there is room
        looks = (1.04, 2, 0, "left", 36, look.BLUE), (1.04, 9, 0, "left", 26, look.MUTED)
    for (name, n, part), (x, y, up, ha, size, tone) in zip(rows.to_numpy(), looks, strict=True):
        style = {"edge": True, "ha": ha}
        write(ax, share(part), x, y, 0, up, **style, size=size, bold=True, color=tone)
        write(ax, f"{name}: {count(n)}", x, y, 0, up - 19, **style, size=13)
    ax.set_anchor((0, 0.5))
    return fig


def bracket(
    ax: Axes, left: float, right: float, y: float, down: float, color: str = look.EDGE
) -> None:
    """Draw a thin bracket around what is below it or, where `down` is negative, above it."""
    path = [left, left, right, right], [y + down, y, y, y + down]
    ax.plot(*path, color=color, linewidth=1, clip_on=False, solid_joinstyle="miter")


def lead(
    ax: Axes, said: str, what: str, y: float = _BASE, x: float = 0, *,
    size: float = _SIZE, tone: str = look.BLUE,
) -> float:  # fmt: skip
    """Write a number, large, from x on, and what it counts; return where more may stand.

    Words before it are small.
    """
    before, number = charts.numeral(said)
    right = _lead_width(said, size) - width(number, size, "semibold")
    write(ax, before, x, y, 0, 0, size=15, color=look.MUTED)
    write(ax, number, x, y, right, 0, size=size, bold=True, color=tone)
    right = _lead_width(said, size) + 8
    write(ax, what, x, y, right, 0, size=15)
    return right + (width(what, 15) if what else 0) + 14


def _strip(ax: Axes, blocks: list[int], room: float) -> tuple[list[float], float]:
    """Draw blocks of dots from margin to margin, the first dark, with few gaps at the end.

    The dots are as large as fit into the room, with the blocks in one line to three. Returns where
    lines begin, and where the first block ends at its right.
    """
    wide, most = charts.points(ax)[0], max(blocks)
    above, gap, free = 22, 12, 0.26  # over the lines, between them, and of a dot
    ways = []
    for lines, n in product((1, 2, 3), range(min(2, most), most + 1)):
        in_line, rows = -(-len(blocks) // lines), -(-most // n)
        full = wide / (in_line * (n + 0.7) - 0.7 - free)
        side = min(full, (room - above - gap * (lines - 1)) / (rows * lines))
        if lines * in_line == len(blocks) and (lines == 1 or in_line > 6):
            worth = side * side / full * (1 - (rows * n - most) / (4 * n))  # with few gaps
            ways.append((worth, side, n, in_line))
    _, side, across, in_line = max(ways)
    apart = (wide - side * (across - free)) / (in_line - 1)
    deep = side * -(-most // across) + gap
    first = _TOP + above + min(12, max(0, room - above - deep * len(blocks) // in_line + gap) / 2)
    tops = [first + deep * line for line in range(len(blocks) // in_line)]
    for place, n in enumerate(blocks):
        line, step = divmod(place, in_line)
        at, tones = (step * apart - free / 2 * side, tops[line]), [look.CONTEXT] * n
        tones = tones if place else [look.BLUE] * n
        charts.squares(ax, tones, across=across, at=at, each=side, dots=True, gap=free)
        ax.collections[-1].set_clip_on(False)  # dots touch the edge
    return tops, side * (min(across, blocks[0]) - free)
