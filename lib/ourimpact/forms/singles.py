"""Single numbers: with a dot for each that they count, and in lists.

Belongs here: what figures of rows of `words.printed` share, and the two parts of a whole as
squares. Does not: a chart of numbers of one kind, or a list (`charts`).
"""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, even, width
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_COLUMN, _BETWEEN, _ACROSS = 40, 28, 4  # size of one in a column, points between, most in a line
_SPACE = ("", {"size": 5})  # a line that parts others
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins


def leading(
    data: pd.DataFrame, said: str, what: str, *,
    marks: int, blocks: int, first: int, one: str,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots; without marks, of all rows as a list.

    The `first` dots are dark, under a bracket that `one` names; the others are pale, in blocks of
    about as many, at least two in all.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    if not marks:
        ax.clear()
        charts.ledger(ax, data, "value", "label", words="words")
        return fig
    fig.form = "waffle"
    lead(ax, said, what)
    others = [len(part) for part in np.array_split(range(marks - first), blocks - 1)]
    spare = 28 if look.AS == "square" else 8  # where larger dots would leave gaps
    tops, right = _strip(ax, [first, *others], high - _TOP - spare)
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    return fig


def periods(rows: pd.DataFrame) -> Figure:
    """Return a figure of a dot for each that numbers count, in blocks.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and whether it is
    `about` so many. Each block begins below its words.
    """
    fig, ax = figures.new()
    fig.form = "waffle"
    deep = 13 * rows["below"].str.count("\n").max()  # of more lines than one
    start, edge, top = 0.0, 0.14, 42 + deep  # of a block; from a dot to its cell's edge; of dots
    headed = [_headed(row) for row in rows.itertuples()]
    dot, apart, down = _largest(rows["n"].to_numpy(), np.array(headed), deep)
    for place, row in enumerate(rows.itertuples()):
        at, style = (start - edge * dot, top), {"each": dot, "dots": True, "gap": 2 * edge}
        wide = dot * charts.squares(ax, [row.tone] * row.n, down=down, at=at, **style)
        ax.collections[-1].set_clip_on(False)  # dots touch the margins
        ink = look.words_color(row.tone) if place and not row.about else look.MUTED
        right = advance("about ", 10.5) * row.about
        write(ax, "about" * row.about, start, top, 0, 19 + deep, **charts.MUTED)
        write(ax, count(row.n), start, top, right, 19 + deep, size=16, bold=True, color=ink)
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
    tall, wide, ways = 231 if look.AS == "square" else 162, look.WIDTH - 2 * look.MARGIN, []
    tall -= deep
    for apart, down in product(range(16, 57, 2), range(1, 200)):
        across = -(-numbers // down)
        room = wide - apart * (len(numbers) - 1)
        side = room / (sum(across) - 0.28)
        if across[-1] * side < headed[-1] and len(numbers) > 1:
            side = (room - headed[-1]) / sum(across[:-1])
        if down * side <= tall and (across[:-1] * side + apart > headed[:-1] + 10).all():
            ways.append((side, apart, down))
    return max(ways)


def strips(rows: pd.DataFrame, one: int) -> Figure:
    """Return a figure of two numbers, each above a strip of squares, of which each is so many.

    The first is pale, the second dark. The columns are `words`, `unit` and `value`.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax) - (0, 12)  # for a second line of the note
    marks = (rows["value"].astype(float) / one).round().astype(int)
    sides = {down: wide / (-(-marks.max() // down) - 0.14) for down in range(1, 11)}
    down = max(n for n, each in sides.items() if n == 1 or 2 * (n * each + 46) < high)
    side = sides[down]  # of as many squares in a column as there is room for
    charts.cells(ax, wide, high, square=True)
    apart = (high - 2 * (44 + side * down)) / 2  # above each
    tops = apart + 40, 2 * apart + 84 + side * down
    tones = (look.MUTED, look.CONTEXT), (look.BLUE, look.BLUE)  # of the number and of squares
    for row, n, top, (tone, fill) in zip(rows.itertuples(), marks, tops, tones, strict=True):
        lead(ax, row.words, row.unit, top - 9, size=34, tone=tone)
        charts.squares(ax, [fill] * n, down=down, at=(-0.07 * side, top), each=side)
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    return fig


def hundred(rows: pd.DataFrame) -> Figure:
    """Return a figure of a hundred squares for two parts of a whole, each named above its own end.

    The columns are what each part is, its number and its share, in this order.
    """
    fig, ax = figures.new()
    is_square = look.AS == "square"
    down, filled = 10 if is_square else 5, round(100 * rows.iloc[0, 2])
    tones = np.repeat([look.BLUE, look.CONTEXT], [filled, 100 - filled])
    charts.squares(ax, tones.tolist(), down=down)
    charts.cells(ax, 100 / down, down, square=True, gap=0.14)
    looks = (0, 0, 26, "left", 44, look.BLUE), (1, 0, 26, "right", 26, look.MUTED)
    if is_square:  # at the right, where there is room
        looks = (1.04, 2, 0, "left", 36, look.BLUE), (1.04, 9, 0, "left", 26, look.MUTED)
    for (name, n, part), (x, y, up, ha, size, tone) in zip(rows.to_numpy(), looks, strict=True):
        style = {"edge": True, "ha": ha}
        write(ax, share(part), x, y, 0, up, **style, size=size, bold=True, color=tone)
        write(ax, f"{name}  {count(n)}", x, y, 0, up - 18, **style, size=13)
    ax.set_anchor((0, 0.5))
    return fig


def ledgers(data: pd.DataFrame, apart: Names) -> Figure:
    """Return a figure of rows in two columns, of the first `group` and of the others.

    Those of `apart` have a band of their own, on top, and begin where the others do, which are
    light. Each has `words`, `unit` and `label`.
    """
    fig, ax = figures.new()
    ax.remove()
    stacked, alone = look.AS == "square", data.index.isin(apart)
    alone = alone & (not alone.all())
    down = "" if stacked else "\n"  # what is counted stands on a line of its own
    labels = (down + data["label"]).where(data["label"] != "", data["unit"])
    band, of_first = data[alone], data["group"] == data.loc[~alone, "group"].iloc[0]
    rows = data.assign(label=labels)[~alone]
    parts = [part for part in (rows[of_first[~alone]], rows[~of_first[~alone]]) if len(part)]
    most = max(map(len, parts))
    heights = [len(part) + 0.8 for part in parts] if stacked else [most + 0.8]
    over = int(len(band) > 0)
    heights = [0.68 * (len(band) + 0.8)] * over + heights
    gaps = {"height_ratios": heights, "hspace": 0.14, "wspace": 0.05}
    grid = fig.add_gridspec(len(heights), 1 if stacked else len(parts), **gaps)
    style = {"words": "words", "groups": "group", "light": len(band) > 0, "sized": rows}
    for n, part in enumerate(parts):
        ax = fig.add_subplot(grid[n + over, 0] if stacked else grid[over, n])
        charts.ledger(ax, part, "value", "label", as_of=0 if stacked else most, **style)
    if len(band):
        begin = [each.xy[0] for each in fig.axes[0].texts if each.get_weight() == "semibold"]
        left = min(each.xy[0] for each in fig.axes[0].texts if each.xy[0] > 0)
        _band(fig.add_subplot(grid[0, :]), band, left, max(begin))
    return fig


def _band(ax: Axes, data: pd.DataFrame, left: float, x: float) -> None:
    """Write numbers, large and blue, on a pale band, and from `x` on, or farther, their words."""
    ax.axhspan(0, len(data), color=look.TINT, zorder=0)
    wide, deep = charts.points(ax) / (1, len(data))
    size, style = min(34, round(0.84 * deep)), {"bold": True, "color": look.BLUE}
    for y, row in enumerate(data.itertuples()):
        long = width(row.words, size, "semibold")
        right, up = max(x, left + long + 12), -0.33 * 15  # the middle of both on one line
        full = advance(f"{row.unit} ", 15, "semibold") + width(row.label, 15)
        small = 15 * min(1, (wide - right - 8) / full)
        write(ax, row.words, 0, y + 0.5, left, size=size, **style)
        write(ax, row.unit, 0, y + 0.5, right, up, size=small, **style)
        right += advance(f"{row.unit} ", small, "semibold")
        write(ax, row.label, 0, y + 0.5, right, up, size=small)
    charts.cells(ax, 1, len(data))


def number_columns(rows: pd.DataFrame) -> Figure:
    """Return a figure of numbers side by side, the first blue, each above what it counts.

    The columns are those of `write_rows`. In a square, and of more than four, they are rows.
    """
    fig, ax = figures.new()
    fig.form = "numbers"
    if look.AS == "square" or len(rows) > _ACROSS:
        write_rows(ax, rows, lit=True)
        return fig
    (wide, high), parts = charts.space(ax), [*map(charts.numeral, rows["words"])]
    high = look.HEIGHT - 2 * look.MARGIN if look.AS == "plain" else high  # it has no title, no note
    each = (wide + _BETWEEN) / len(rows)  # from one to the next
    room = each - _BETWEEN
    priors = [advance(f"{before} ", 15) * bool(before) for before, _ in parts]
    longs = [width(number, 100, "semibold") / 100 for _, number in parts]
    size = min(_COLUMN, *(np.subtract(room, priors) / longs))
    told = _fitted_columns(rows, room, high - size)
    deep = max(map(_deep, told))
    top = max(0, (high - size - deep) / 2)
    for n, ((before, number), lines) in enumerate(zip(parts, told, strict=True)):
        x, y = n * each, top + 0.66 * size  # the top of digits is that of the block
        tone = {"color": look.INK if n else look.BLUE, "bold": True}
        write(ax, before, x, y, 0, 0, size=15, color=look.MUTED)
        write(ax, number, x, y, priors[n], 0, size=size, **tone)
        for line, style in [_SPACE, _SPACE, *lines]:
            y += 1.22 * style["size"]
            write(ax, line, x, y, 0, 0, **style | (tone if style.get("bold") else {}))
    ends = top, top + size + deep
    ax.vlines(each * np.arange(1, len(rows)) - _BETWEEN / 2, *ends, look.RULE, lw=0.7)
    charts.cells(ax, wide, high)
    return fig


def _fitted_columns(
    rows: pd.DataFrame, room: float, high: float
) -> list[list[tuple[str, dict[str, Any]]]]:
    """Return lines, and how each is written, of what numbers count: as large as there is room."""
    for size in range(17, 7, -1):
        gray = {"size": min(13, size), "color": look.MUTED}
        ways = {"unit": {"size": size, "bold": True}, "label": {"size": size}, "beside": gray}
        told = []
        for row in rows.to_dict("records"):
            parts = [
                [(line, how) for line in _wrapped(row[part], how["size"], room)]
                for part, how in ways.items()
            ]
            told.append([*parts[0], *parts[1], *[_SPACE] * bool(parts[2]), *parts[2]])
        if max(map(_deep, told)) < high:
            break
    return told


def _deep(lines: list[tuple[str, dict[str, Any]]]) -> float:
    return sum(1.22 * style["size"] for _, style in lines)


def write_rows(ax: Axes, rows: pd.DataFrame, *, lit: bool, largest: int = 17) -> None:
    """Write numbers in rows as wide and high as the axes, all of one size, the first blue if `lit`.

    The columns are `words`, `unit`, `label`, and `beside`, which is gray. Words are at most as
    large as the `largest`.
    """
    wide, high = charts.space(ax)
    deep = high / len(rows)
    tops = deep * np.arange(len(rows))
    ax.hlines(tops, 0, wide, [look.RULE] + [look.HAIR] * (len(rows) - 1), lw=0.7)
    size, middles = min(1.75 * largest, 0.62 * deep), tops + deep / 2
    left = _write_numbers(ax, rows["words"], middles, size, lit=lit)
    rows = rows.assign(beside=rows["beside"].str.replace("\n", "; "))
    small, told = _fitted(rows, wide - left, deep, largest)
    for n, (row, lines, y) in enumerate(zip(rows.itertuples(), told, middles, strict=True)):
        more = len(lines[0] + lines[1]) - 1
        foot = 0.33 * (small if more else size) - 0.61 * small * more
        _write_counted(ax, lines, row, left, y + foot, small, lit and n == 0)
    charts.cells(ax, wide, high)


def _write_numbers(ax: Axes, said: Names, middles: np.ndarray, size: float, *, lit: bool) -> float:
    """Write numbers, right-aligned, the first blue if `lit`; return where words begin."""
    parts = [*map(charts.numeral, said)]
    bold = [lit and not place for place in range(len(parts))]
    longs = [
        width(number, size, "semibold" if heavy else "normal")
        for (_, number), heavy in zip(parts, bold, strict=True)
    ]
    prior = [(advance(f"{before} ", 12) + 2) * bool(before) for before, _ in parts]
    right = max(np.add(longs, prior))
    for n, (before, number) in enumerate(parts):
        style = {"bold": bold[n], "color": look.BLUE if bold[n] else look.INK}
        up, x = -0.33 * size, right - longs[n]
        write(ax, number, x, middles[n], 0, up, size=size, **style)
        gray = {"size": min(12, size), "color": look.MUTED}
        write(ax, before, x - prior[n], middles[n], 0, up, **gray)
    return right + 18


def _fitted(
    rows: pd.DataFrame, room: float, deep: float, largest: int
) -> tuple[int, list[tuple[list[str], list[str]]]]:
    """Return a size of words, and what each number counts and, gray, what is said of it, in lines.

    In rows with room a unit has a line of its own; in others, what is gray follows on the line.
    """
    own_line = deep > 40
    whole = rows["unit"] + ("\n" if own_line else " ") + rows["label"]
    beside = rows["beside"].map(lambda said: width(said, 12) + 12)
    in_line = not own_line and (whole.map(lambda one: width(one, 13)) + beside <= room).all()
    grays = [[] if in_line else _wrapped(said, 12, room) for said in rows["beside"]]
    for size in range(min(largest, round(0.66 * deep)), 7, -1):
        told = [_wrapped(words.strip(), size, room) for words in whole]
        few = size < 15 or max(map(len, told)) <= 1 + own_line  # smaller, before a label wraps
        tall = max(len(one) + len(two) for one, two in zip(told, grays, strict=True))
        longest = max(width(unit, size, "semibold") for unit in rows["unit"])
        if few and 1.22 * size * tall < 0.9 * deep and longest <= room:
            break
    return size, [*zip(told, grays, strict=True)]


def _wrapped(words: str, size: float, room: float) -> list[str]:
    parts = words.split("\n") if words else []
    return [line for part in parts for line in even(part, size, room)]


def _write_counted(
    ax: Axes, told: tuple[list[str], list[str]], row: Any, x: float, y: float, size: float,
    lit: bool,
) -> None:  # fmt: skip
    """Write lines from a height down, the unit that begins the first in bold, then gray ones."""
    (lines, grays), unit, gray = told, row.unit, row.beside
    for n, line in enumerate(lines):
        at, bold = y + 1.22 * size * n, unit if n == 0 and line.startswith(unit) else ""
        tone = look.BLUE if lit and bold else look.INK
        write(ax, bold, x, at, 0, 0, size=size, bold=True, color=tone)
        right = advance(f"{bold} ", size, "semibold") * bool(bold)
        write(ax, line.removeprefix(bold).strip(), x, at, right, 0, size=size)
    style = {"size": min(12, size), "color": look.MUTED}
    if gray and not grays:
        write(ax, gray, x, y, advance(f"{lines[0]} ", size, "semibold") + 6, 0, **style)
    for n, line in enumerate(grays, len(lines)):
        write(ax, line, x, y + 1.22 * size * n, 0, 0, **style)


def bracket(ax: Axes, left: float, right: float, y: float, down: float) -> None:
    """Draw a thin bracket around what is below it or, where `down` is negative, above it."""
    path = [left, left, right, right], [y + down, y, y, y + down]
    ax.plot(*path, color=look.EDGE, linewidth=1, clip_on=False, solid_joinstyle="miter")


def lead(
    ax: Axes, said: str, what: str, y: float = _BASE, *,
    size: float = _SIZE, tone: str = look.BLUE,
) -> float:  # fmt: skip
    """Write a number, large, from the left on, and what it counts; return where more may stand.

    Words before it are small.
    """
    before, number = charts.numeral(said)
    right = advance(f"{before} ", 15) + 2 if before else 0
    write(ax, before, 0, y, 0, 0, size=15, color=look.MUTED)
    write(ax, number, 0, y, right, 0, size=size, bold=True, color=tone)
    right += width(number, size, "semibold") + 8
    write(ax, what, 0, y, right, 0, size=15)
    return right + width(what, 15) + 14


def _strip(ax: Axes, blocks: list[int], room: float) -> tuple[list[float], float]:
    """Draw blocks of dots from margin to margin, the first dark, with few gaps at the end.

    The dots are as large as fit into the room, with the blocks in one line or in two. Returns where
    lines begin, and where the first block ends at its right.
    """
    wide, most = charts.points(ax)[0], max(blocks)
    above, gap, free = 22, 12, 0.26  # over the lines, between them, and of a dot
    ways = []
    for lines, n in product((1, 2), range(min(2, most), most + 1)):
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
