"""Single numbers, with a dot or a square for each, or for so many, that they count.

Belongs here: how such marks fill a figure, and the two parts of a whole as squares. Does not:
numbers in rows (`number_list`), or a chart of numbers of one kind (`charts`).
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.look import advance, width, wrap
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_AIR = 0.24  # of a cell, between squares of a hundred
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins
_LINE = 17  # from a line at the foot to the next
_APART = 24  # from words to squares
_UNIT = 13  # size of what a number counts
Told = Sequence[tuple[str, str]]  # numbers of other things, each with what it counts


def leading(
    said: str, what: str, *,
    marks: int, blocks: int, first: int, one: str, whole: str, told: Told = (),
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots, with what else is told at the foot.

    The number is that of the `first` dots, which are dark, under a bracket that `one` names. The
    others are pale, in blocks of about as many, at least two in all. What is said of the `whole`
    ends at the right margin.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    drawn.declare(fig, "waffle", ())
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    room = wide - lead(ax, said, what) - 10
    others = [len(part) for part in np.array_split(range(marks - first), blocks - 1)]
    spare = 28 if look.AS == "square" else 8  # where larger dots would leave gaps
    foot = _tell(ax, told, wide, high)
    tops, right = _strip(ax, [first, *others], high - _TOP - (foot or spare))
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    up = _BASE if width(whole, 15) < room else tops[0] - 10  # on the line of the number, if it can
    write(ax, whole, wide, up, 0, 0, ha="right", size=15 if up == _BASE else 12, color=look.MUTED)
    return fig


def _tell(ax: Axes, told: Told, wide: float, high: float) -> float:
    """Write numbers and what they count at the foot, gray; return how high all is, with air."""
    lines = [line for number, what in told for line in _in_lines(number, what, wide)]
    for n, (number, what) in enumerate(lines[::-1]):
        right = advance(f"{number} ", 12, "semibold") if number else 0
        write(ax, number, 0, high, 0, 3 + _LINE * n, bold=True, color=look.MUTED)
        write(ax, what, 0, high, right, 3 + _LINE * n, color=look.MUTED)
    return _LINE * len(lines) + 12 if lines else 0


def _in_lines(number: str, what: str, wide: float) -> list[tuple[str, str]]:
    """Return what a number counts in lines, the first with the number."""
    first, *rest = wrap(f"{number}\N{NO-BREAK SPACE}{what}", 12, wide - 8)
    return [(number, first[len(number) + 1 :]), *(("", line) for line in rest)]


def periods(rows: pd.DataFrame, told: Told = ()) -> Figure:
    """Return a figure of a dot for each that numbers count, in blocks, with what else is told.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and whether it is
    `about` so many. Each block begins below its words; a single one without words has no head.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "waffle", rows["below"])
    wide, high = charts.space(ax)
    deep = 13 * rows["below"].str.count("\n").max()  # of more lines than one
    start, edge = 0.0, 0.14  # from a dot to its cell's edge
    top = (36 + deep) * rows["below"].ne("").any()  # of dots
    room = wide, high - top - _tell(ax, told, wide, high)
    headed = np.array([_headed(row) for row in rows.itertuples()])
    dot, apart, down = _largest(rows["n"].to_numpy(), headed, room)
    for row in rows.itertuples():
        at, across = (start - edge * dot, top), -(-row.n // down)
        way = {"across": across} if len(rows) == 1 else {"down": down}
        charts.squares(ax, [row.tone] * row.n, **way, at=at, each=dot, dots=True, gap=2 * edge)
        ax.collections[-1].set_clip_on(False)  # dots touch the margins
        if row.below:
            _head(ax, row, start, top, deep)
        start += dot * across + apart
    charts.cells(ax, wide, high, square=look.AS == "plain")
    return fig


def _head(ax: Axes, row: Any, start: float, top: float, deep: float) -> None:
    """Write a number, and what is said below it, above a block of dots."""
    right = advance("about ", 10.5) * row.about
    number = charts.MUTED | {"size": 16, "bold": True}
    write(ax, "about" * row.about, start, top, 0, 19 + deep, **charts.MUTED)
    write(ax, count(row.n), start, top, right, 19 + deep, **number)
    for n, line in enumerate(row.below.split("\n")):
        write(ax, line, start, top, 0, 6 + deep - 13 * n, **charts.MUTED)


def _headed(row: Any) -> float:
    """Return how wide what stands above a block of dots is."""
    if not row.below:
        return 0.0
    right = advance("about ", 10.5) * row.about
    below = max(width(line, 10.5) for line in row.below.split("\n"))
    return max(right + width(count(row.n), 16, "semibold"), below)


def _largest(
    numbers: np.ndarray, headed: np.ndarray, room: tuple[float, float]
) -> tuple[float, float, int]:
    """Return the largest cells of dots in blocks from margin to margin, and the space between.

    The third number is how many are in a column. Each block has room for its heading.
    """
    (wide, tall), ways = room, []
    for apart, down in product(range(16, 57, 2), range(1, 200)):
        across = -(-numbers // down)
        left = wide - apart * (len(numbers) - 1)
        side = left / (sum(across) - 0.28)
        if across[-1] * side < headed[-1] and len(numbers) > 1:
            side = (left - headed[-1]) / sum(across[:-1])
        if down * side <= tall and (across[:-1] * side + apart > headed[:-1] + 14).all():
            stray = 0.1 * side * (numbers % down == 1).any()  # a dot alone in the last column
            ways.append((side - 0.04 * apart - stray, side, apart, down))  # not far apart
    return max(ways)[1:]


def strips(rows: pd.DataFrame, one: int, told: Told = ()) -> Figure:
    """Return a figure of numbers, one below the other, with squares, of which each is so many.

    The columns are `words`, `unit`, `value`, whether it is `lit`, and `more`, gray, below the unit.
    Squares stand right of the words, as many in each line, up to the margin. What more than two
    numbers count stands on their lines.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    drawn.declare(fig, "waffle", rows["unit"])
    size, at, reach = _beside(rows)
    deep = 0.66 * size + bool(at[1]) * (20 + 15 * rows["more"].ne("").to_numpy())
    marks = (rows["value"].astype(float) / one).round().astype(int).to_numpy()
    room = wide - reach - _APART, high - _tell(ax, told, wide, high)
    side, across, tops = _stacked(marks, deep, room)
    left = wide - side * (across - 0.07)
    for row, n, top in zip(rows.itertuples(), marks, tops, strict=True):
        tone, fill = (look.BLUE, look.BLUE) if row.lit else (look.MUTED, look.CONTEXT)
        lead(ax, row.words, "", y := top + 0.66 * size, size=size, tone=tone)
        write(ax, row.unit, at[0], y, 0, -at[1], size=_UNIT)
        write(ax, row.more, 0, y, 0, -32, **charts.MUTED)
        charts.squares(ax, [fill] * n, across=across, at=(left, top - 0.07 * side), each=side)
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    charts.cells(ax, wide, high, square=True)
    return fig


def _beside(rows: pd.DataFrame) -> tuple[float, tuple[float, float], float]:
    """Return the size of numbers, how far right and down a unit stands, and how wide both are."""
    size = 26 if len(rows) < 3 else 15
    reach = max(_lead_width(said, size) for said in rows["words"])
    right, down = (0, 17) if len(rows) < 3 else (reach + 8, 0)
    units = max(width(said, _UNIT) for said in rows["unit"])
    more = max(width(said or " ", 10.5) for said in rows["more"])
    return size, (right, down), max(reach, right + units, more)


def _stacked(
    marks: np.ndarray, deep: np.ndarray, room: tuple[float, float]
) -> tuple[float, int, np.ndarray]:
    """Return the side of squares in rows, how many are in a row, and where each number's begin.

    The squares are large, and few places at the ends of rows stay free, so that twice as many are
    seen to be so. Beside them stand words so `deep`.
    """
    (wide, high), ways = room, []
    for across in range(2, 200):
        lines = -(-marks // across)
        for side in wide / (across - 0.07) * np.arange(1, 0.5, -0.02):
            tall = np.maximum(deep, lines * side)
            if tall.sum() + 10 * (len(marks) - 1) <= high:
                free = (lines * across - marks)[lines > 1].sum() / max(1, marks.sum())
                used = across * side / wide
                ways.append((side * (1 - free) * used, side, across, tall))
                break
    _, side, across, tall = max(ways, key=lambda way: way[0])
    apart = min(34, (high - tall.sum()) / max(1, len(marks) - 1))
    return side, across, np.cumsum([0, *(tall + apart)])[:-1]


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
