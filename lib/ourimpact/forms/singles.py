"""Single numbers, with a dot or a square for each, or for so many, that they count.

Belongs here: how such marks fill a figure, and the two parts of a whole as squares. Does not:
numbers in rows (`number_list`), or a chart of numbers of one kind (`charts`).
"""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.look import advance, width
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_AIR = 0.24  # of a cell, between squares
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins
_UNDER = 11  # points from a number to its squares
_BETWEEN = 22  # blocks of squares, at least
_ACROSS = range(20 if look.AS != "square" else 15, 120)  # squares in a line


def leading(
    said: str, what: str, *,
    marks: int, blocks: int, first: int, one: str, whole: str,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots.

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
    tops, right = _strip(ax, [first, *others], high - _TOP - spare)
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    up = _BASE if width(whole, 15) < room else tops[0] - 10  # on the line of the number, if it can
    write(ax, whole, wide, up, 0, 0, ha="right", size=15 if up == _BASE else 12, color=look.MUTED)
    return fig


def periods(rows: pd.DataFrame, said: str, what: str) -> Figure:
    """Return a figure of a dot for each that numbers count, in blocks, and over all what is said.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and what is said
    `before` the number, such as about. The first begins below its words, and the others end below
    theirs.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "waffle", rows["below"])
    deep = 13 * rows["below"].str.count("\n").max()  # of more lines than one
    start, edge, top = 0.0, 0.14, 78 + deep  # of a block; from a dot to its cell's edge; of dots
    lead(ax, said, what, 19, size=26)
    bracket(ax, 0, charts.space(ax)[0], 28, 5)
    headed = [_headed(row) for row in rows.itertuples()]
    dot, apart, down = _largest(rows["n"].to_numpy(), headed, deep)
    for row in rows.itertuples():
        at, style = (start - edge * dot, top), {"each": dot, "dots": True, "gap": 2 * edge}
        wide = dot * charts.squares(ax, [row.tone] * row.n, down=down, at=at, **style)
        ax.collections[-1].set_clip_on(False)  # dots touch the margins
        x, ha = (start + wide - 2 * edge * dot, "right") if row.Index else (0, "left")
        number, said = width(count(row.n), 16, "semibold"), _before(row)
        large, right = charts.MUTED | {"ha": ha, "size": 16}, 0 if row.Index else said
        end = -number - 4 if row.Index else 0
        write(ax, row.before, x, top, end, 19 + deep, **charts.MUTED, ha=ha)
        write(ax, count(row.n), x, top, right, 19 + deep, **large, bold=True)
        for n, line in enumerate(row.below.split("\n")):
            write(ax, line, x, top, 0, 6 + deep - 13 * n, **charts.MUTED, ha=ha)
        write(ax, "+" * bool(row.Index), x, top, -number - said - 6, 19 + deep, **large)
        start += wide + apart
    charts.cells(ax, *charts.space(ax), square=look.AS == "plain")
    return fig


def _headed(row: Any) -> float:
    """Return how wide what stands above a block of dots is, a plus before it and air included."""
    number = width(f"+ {count(row.n)}", 16, "semibold") + _before(row)
    return 16 + max(number, *(width(line, 10.5) for line in row.below.split("\n")))


def _before(row: Any) -> float:
    """Return how wide what is said before a number is, with a space."""
    return advance(f"{row.before} ", 10.5) if row.before else 0


def _largest(numbers: np.ndarray, headed: list[float], deep: float) -> tuple[float, float, int]:
    """Return the largest cells of dots in blocks from margin to margin, and the space between.

    The third number is how many are in a column. Each block has room for its heading, which takes
    so many points from the height.
    """
    tall, wide, ways = 195 if look.AS == "square" else 126, look.WIDTH - 2 * look.MARGIN, []
    for apart, down in product(range(16, 91, 2), range(1, 200)):
        across = -(-numbers // down)
        side = (wide - apart * (len(numbers) - 1)) / (sum(across) - 0.28)
        ends = (across * side + apart).cumsum() - apart  # of blocks, and of what is above the first
        before = [0, *headed[:1], *ends[1:-1]][: len(numbers)]
        if down * side <= tall - deep and (ends[1:] - headed[1:] >= before[1:]).all():
            ways.append((side - 0.04 * apart, side, apart, down))  # not far from each other
    return max(ways)[1:]


def strips(rows: pd.DataFrame) -> Figure:
    """Return a figure of numbers, each above so many squares.

    The columns are `words`, `unit`, `squares`, whether they are `lit`, and `more`, gray, after the
    unit or, if a line has no room for that, below it. Squares stand from margin to margin; a
    blank number of them draws none.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax) - (0, 8 * (look.AS == "square"))  # for a note of two lines
    drawn.declare(fig, "waffle", rows["unit"])
    size, below = _lead_size(rows, wide)
    marks = rows["squares"].fillna(0).astype(int).to_numpy()
    above = 0.66 * size + _UNDER + np.where(rows["more"], below, 0)
    across, side = _grid(marks, wide, high - sum(above + _BETWEEN) + _BETWEEN)
    deep = above + _BETWEEN + side * (-(-marks // across) - _AIR)
    spare = (high + _BETWEEN - deep.sum()) / (4 * len(rows))  # for air above, below, and between
    feet = 2 * spare + (deep + 4 * spare).cumsum() - 4 * spare
    for n, row, top, down in zip(marks, rows.itertuples(), feet - deep, above, strict=True):
        y, tone = top + 0.66 * size, look.BLUE if row.lit else look.MUTED
        right = lead(ax, row.words, row.unit, y, size=size, tone=tone)
        write(ax, row.more, 0 if below else right, y, 0, -below, **charts.MUTED)
        tones, edge = [look.BLUE if row.lit else look.CONTEXT] * n, _AIR / 2 * side
        at = -edge, top + down + spare - edge
        charts.squares(ax, tones, across=across, at=at, each=side, gap=_AIR)
        ax.collections[-1].set_clip_on(False)  # squares touch the margins
    charts.cells(ax, wide, high, square=True)
    return fig


def _lead_size(rows: pd.DataFrame, wide: float) -> tuple[int, int]:
    """Return the size of numbers, and how far down what is `more` stands, if not on their line."""
    beside = [width(f"{unit} ", 15) + 30 for unit in rows["unit"]]
    more = [width(f"{said} ", 10.5) for said in rows["more"]]
    for below, size in product((0, 17), range(_SIZE, 20, -2)):
        leads = [_lead_width(said, size) for said in rows["words"]]
        if max(np.array(leads) + beside + np.array(more) * (not below)) < wide:
            break
    return size, below


def _grid(marks: np.ndarray, wide: float, high: float) -> tuple[int, float]:
    """Return how many squares are in a line, and the side of their cells, as lines fit the height.

    Worth more are large squares, and full lines.
    """
    ways = []
    for across in _ACROSS:
        side, lines = wide / (across - _AIR), sum(-(-marks // across))
        if side * lines <= high or across == _ACROSS[-1]:
            ways.append((side * (sum(marks) / max(1, across * lines)) ** 2, across, side))
    return max(ways)[1:]


def of_each(total: float, most: int) -> int:
    """Return how many each of at most so many squares is, such as 1, 2, 5, 10, or 20."""
    least = max(1, total / most)
    ten = 10 ** int(np.log10(least))
    return next(n * ten for n in (1, 2, 5, 10) if n * ten >= least)


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
