"""Single numbers: with a dot for each that they count, and in lists.

Belongs here: what figures of rows of `words.printed` share, and the two parts of a whole as
squares. Does not: a chart of numbers of one kind, or a list (`charts`).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, even, width
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_LARGE, _ROW = 76, 32  # size of a number that leads rows, and of the others
_COLUMNS = 0.43, 0.57  # of the width
_GROUP = 34.0  # points above a group, for its head
_WORDS, _PAD = 16, 18  # largest size of words in rows, and most points above what is in them
# points of a row in which a unit has a line of its own
_OWN_LINE = 99 if look.AS == "square" else 48
_CAP = 0.66  # height of a numeral of size 1
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins


@dataclass(frozen=True)
class _Fit:
    """The sizes of numbers and of words in rows, and the points above them."""

    number: float
    words: float
    pad: float


def leading(
    data: pd.DataFrame, said: str, what: str, whole: str, *,
    marks: int, blocks: int, first: int, one: str,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots; without marks, of all rows as a list.

    `whole` stands behind what the number counts. The `first` dots are dark, under a bracket that
    `one` names; the others are pale, in blocks of about as many, at least two in all.
    """
    fig, ax = figures.new()
    is_square = look.AS == "square"
    wide, high = charts.space(ax)
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    if not marks:
        ax.clear()
        charts.ledger(ax, data, "value", "label", words="words")
        return fig
    fig.form = "waffle"
    end = lead(ax, said, what)
    others = [len(part) for part in np.array_split(range(marks - first), blocks - 1)]
    tops, right, low = _strip(ax, [first, *others], high - _TOP - 8 - 20 * is_square)
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    x, y, up, ha = (wide, low, -21, "right") if is_square else (end, _BASE, 0, "left")
    write(ax, whole, x, y, 0, up, ha=ha, color=look.MUTED)
    return fig


def periods(rows: pd.DataFrame, said: str, what: str) -> Figure:
    """Return a figure of a dot for each that a number counts, in blocks below that number.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and whether it is
    `about` so many. Each block begins below its words, and a bracket holds all.
    """
    fig, ax = figures.new()
    fig.form = "waffle"
    start, edge, top = 0.0, 0.14, 84  # of a block; from a dot to the edge of its cell; of the dots
    headed = [_headed(row) for row in rows.itertuples()]
    dot, apart, down = _largest(rows["n"].to_numpy(), np.array(headed))
    for place, row in enumerate(rows.itertuples()):
        at, style = (start - edge * dot, top), {"each": dot, "dots": True, "gap": 2 * edge}
        wide = dot * charts.squares(ax, [row.tone] * row.n, down=down, at=at, **style)
        ax.collections[-1].set_clip_on(False)  # dots touch the margins
        ink = look.words_color(row.tone) if place and not row.about else look.MUTED
        right = advance("about ", 10.5) * row.about
        write(ax, "about" * row.about, start, top, 0, 19, **charts.MUTED)
        write(ax, count(row.n), start, top, right, 19, size=16, bold=True, color=ink)
        write(ax, row.below, start, top, 0, 6, **charts.MUTED)
        start += wide + apart
    lead(ax, said, what, _BASE - 3, size=32)
    bracket(ax, 0, look.WIDTH - 2 * look.MARGIN, _BASE + 7, 5)
    charts.cells(ax, *charts.space(ax), square=look.AS == "plain")
    return fig


def _headed(row: tuple) -> float:
    """Return how wide what stands above a block of dots is."""
    right = advance("about ", 10.5) * row.about
    return max(right + width(count(row.n), 16, "semibold"), width(row.below, 10.5))


def _largest(numbers: np.ndarray, headed: np.ndarray) -> tuple[float, int, int]:
    """Return the largest cells of dots in blocks from margin to margin, and the space between.

    The third number is how many are in a column. Each block has room for its heading.
    """
    tall, wide, ways = 189 if look.AS == "square" else 123, look.WIDTH - 2 * look.MARGIN, []
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

    The columns are `words`, `unit` and `value`. The first is the finding's.
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
    tones = (look.BLUE, look.BLUE), (look.INK, look.CONTEXT)
    for row, n, (ink, fill), top in zip(rows.itertuples(), marks, tones, tops, strict=True):
        lead(ax, row.words, row.unit, top - 9, size=34, tone=ink)
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

    Those of `apart` have a band of their own, below, and the others are light. Each has `words`,
    `unit` and `label`.
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
    heights += [0.68 * (len(band) + 0.8)] * (len(band) > 0)
    gaps = {"height_ratios": heights, "hspace": 0.14, "wspace": 0.05}
    grid = fig.add_gridspec(len(heights), 1 if stacked else len(parts), **gaps)
    style = {"words": "words", "groups": "group", "light": len(band) > 0, "sized": rows}
    for n, part in enumerate(parts):
        ax = fig.add_subplot(grid[n, 0] if stacked else grid[0, n])
        charts.ledger(ax, part, "value", "label", as_of=0 if stacked else most, **style)
    if len(band):
        begin = [each.xy[0] for each in fig.axes[0].texts if each.get_weight() == "semibold"]
        _band(fig.add_subplot(grid[-1, :]), band, max(begin))
    return fig


def _band(ax: Axes, data: pd.DataFrame, x: float) -> None:
    """Write numbers, large and blue, on a pale band, and from `x` on, or farther, their words."""
    ax.axhspan(0, len(data), color=look.TINT, zorder=0)
    wide, deep = charts.points(ax) / (1, len(data))
    size, style = min(34, round(0.84 * deep)), {"bold": True, "color": look.BLUE}
    for y, row in enumerate(data.itertuples()):
        long = width(row.words, size, "semibold")
        right, up = max(x, long + 22), -0.33 * 15  # the middle of both on one line
        full = advance(f"{row.unit} ", 15, "semibold") + width(row.label, 15)
        small = 15 * min(1, (wide - right - 8) / full)
        write(ax, row.words, 0, y + 0.5, right - 10 - long, size=size, **style)
        write(ax, row.unit, 0, y + 0.5, right, up, size=small, **style)
        right += advance(f"{row.unit} ", small, "semibold")
        write(ax, row.label, 0, y + 0.5, right, up, size=small)
    charts.cells(ax, 1, len(data))


def number_rows(rows: pd.DataFrame, groups: str = "") -> Figure:
    """Return a figure of a number, large and blue, and of the others in rows at its right.

    The columns are `words`, `unit`, `label`, and `beside`, which is gray. Of `groups`, others in
    that of the first stand below it.
    """
    near = rows[groups].eq(rows[groups].iloc[0]) if groups else rows.index == rows.index[0]
    parts = [part for part in (rows[near], rows[~near]) if len(part)]
    first = max(3, len(parts[-1]) - len(parts[0]) + 1)  # rows as high as the number that leads
    shape, grid = (1, len(parts)), {"width_ratios": _COLUMNS[: len(parts)], "wspace": 0.12}
    if look.AS == "square":
        first = 2.5  # below each other, rows need the room
        heights = [first - 1 + len(parts[0]), *map(len, parts[1:])]
        shape, grid = (len(parts), 1), {"height_ratios": heights, "hspace": 0.16}
    fig, axes = figures.new(*shape, squeeze=False, gridspec_kw=grid)
    fig.form = "numbers"
    leads = [first * (n == 0) for n in range(len(parts))]
    every = [_fitted(*each) for each in zip(axes.flat, parts, [groups] * 2, leads, strict=False)]
    fit = _Fit(*np.min([[each.number, each.words, each.pad] for each in every], axis=0))
    for ax, part, lead in zip(axes.flat, parts, leads, strict=True):
        write_rows(ax, part, groups, lead, fit)
    return fig


def write_rows(
    ax: Axes, rows: pd.DataFrame, groups: str = "", first: float = 0, fit: _Fit | None = None
) -> None:
    """Write numbers in rows as wide as the axes; the first, if so many rows high, leads them.

    The columns are those of `number_rows`; heads of `groups` stand above their rows.
    """
    wide, high = charts.space(ax)
    fit = fit or _fitted(ax, rows, groups, first)
    heads, above, tops, deep = _grid(high, rows, groups, first)
    for n, (name, y) in enumerate(zip(heads, tops, strict=True)):
        write(ax, name if above[n] else "", 0, y, 0, 6, bold=True, color=look.MUTED)
        ax.hlines(y, 0, wide, look.RULE if above[n] or not n else look.HAIR, lw=0.7)
    if first:
        _write_first(ax, rows.iloc[0], tops[0], deep[0], fit)
    begin = int(first > 0)
    if len(others := rows.iloc[begin:]):
        feet = tops[begin:] + fit.pad + _CAP * fit.number  # numbers and their words stand there
        left = _write_numbers(ax, others["words"], feet, fit.number)
        lines = _told(others, wide - left, fit.words, deep[-1])
        for row, told, y in zip(others.itertuples(), lines, feet, strict=True):
            _write_counted(ax, told, row, left, y, fit.words)
    charts.cells(ax, wide, high)


def _grid(
    high: float, rows: pd.DataFrame, groups: str, first: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the heads of rows, the room above each, where it begins, and how high it is."""
    heads = rows[groups].to_numpy() if groups else np.full(len(rows), "")
    above = _GROUP * (heads != np.append("", heads[:-1]))
    above[0] *= 0.6  # the first has the subtitle above it
    tall = np.append(first or 1, np.ones(len(rows) - 1))
    deep = tall * (high - above.sum()) / tall.sum()
    return heads, above, np.cumsum(above) + np.cumsum(deep) - deep, deep


def _fitted(ax: Axes, rows: pd.DataFrame, groups: str, first: float) -> _Fit:
    """Return the largest sizes in which rows, without the first if it leads, have room."""
    (wide, high), others = charts.space(ax), rows.iloc[int(first > 0) :]
    deep = _grid(high, rows, groups, first)[-1][-1]
    if others.empty:
        return _Fit(_ROW, _WORDS, _PAD)
    parts = [*map(charts.numeral, others["words"])]
    room = 0.49 * wide - max(map(_prior, parts))
    size = min(_ROW, max(0.45 * deep, min(12.5, 0.7 * deep)))  # as words in low rows
    size = min(size, room / max(width(number, 1) for _, number in parts))
    left = max(width(number, size) + _prior(each) for each in parts for number in each[1:]) + 14
    for small in range(min(_WORDS, round(0.66 * deep)), 7, -1):
        told = _told(others, wide - left, small, deep)
        few = small < 15 or max(len(lines) for lines, _ in told) <= 1 + (deep > _OWN_LINE)
        tall = _CAP * size + max(_down(*lines, small) for lines in told)
        longest = max(width(unit, small, "semibold") for unit in others["unit"])
        if few and tall < 0.78 * deep and longest <= wide - left:  # smaller, before a label wraps
            break
    return _Fit(size, small, np.clip((deep - tall) / 2, 0, _PAD))


def _write_first(ax: Axes, row: pd.Series, top: float, deep: float, fit: _Fit) -> None:
    """Write a number as large as its place holds, in blue, and below it what it counts."""
    wide, small = charts.points(ax)[0], fit.words
    before, number = charts.numeral(row["words"])
    style = {"size": small, "bold": True, "color": look.BLUE}
    lines = [(line, style) for line in look.wrap(row["unit"], small, wide, "semibold")]
    lines += [(line, {"size": small}) for line in _wrapped(row["label"], small, wide)]
    gray = {"size": min(12, small), "color": look.MUTED}
    lines += [(line, gray) for line in _wrapped(row["beside"], 12, wide)]
    more = fit.pad + 15 * bool(before) + 1.22 * small * (len(lines) + 0.8)
    size = min(_LARGE, (deep - more) / (_CAP + 0.16), 0.98 * wide / width(number, 1, "semibold"))
    y = top + max(fit.pad, 0.12 * size) + 15 * bool(before)
    write(ax, before, 0, y, 0, 4, color=look.MUTED)
    y += _CAP * size
    write(ax, number, 0, y, 0, 0, size=size, bold=True, color=look.BLUE)
    for n, (line, style) in enumerate(lines, 1):
        write(ax, line, 0, y + 0.16 * size + 1.22 * small * n, 0, 0, **style)


def _prior(parts: tuple[str, str]) -> float:
    """Return how wide what stands before a number is."""
    return (advance(f"{parts[0]} ", 12) + 2) * bool(parts[0])


def _write_numbers(ax: Axes, said: Names, feet: np.ndarray, size: float) -> float:
    """Write numbers, right-aligned, each on its foot; return where words begin."""
    parts = [*map(charts.numeral, said)]
    longs = [width(number, size) for _, number in parts]
    right = max(np.add(longs, [*map(_prior, parts)]))
    for y, part, long in zip(feet, parts, longs, strict=True):
        write(ax, part[1], right - long, y, 0, 0, size=size)
        style = {"size": min(12, size), "color": look.MUTED}
        write(ax, part[0], right - long - _prior(part), y, 0, 0, **style)
    return right + 14


def _told(
    rows: pd.DataFrame, room: float, size: float, deep: float
) -> list[tuple[list[str], list[str]]]:
    """Return the lines of what each number counts, and those, gray, of what is said of it alone.

    In rows with room a unit has a line of its own.
    """
    whole = rows["unit"] + ("\n" if deep > _OWN_LINE else " ") + rows["label"]
    grays = [_wrapped(said, 12, room) for said in rows["beside"]]
    told = [_wrapped(words.strip(), size, room) for words in whole]
    return [*zip(told, grays, strict=True)]


def _wrapped(words: str, size: float, room: float) -> list[str]:
    parts = words.split("\n") if words else []
    return [line for part in parts for line in even(part, size, room)]


def _write_counted(
    ax: Axes, told: tuple[list[str], list[str]], row: tuple, x: float, y: float, size: float
) -> None:  # fmt: skip
    """Write lines from a height down, the unit that begins the first in bold, then gray ones."""
    lines, grays = told
    for n, line in enumerate(lines):
        at, bold = y + 1.22 * size * n, row.unit if n == 0 and line.startswith(row.unit) else ""
        write(ax, bold, x, at, 0, 0, size=size, bold=True)
        right = advance(f"{bold} ", size, "semibold") * bool(bold)
        write(ax, line.removeprefix(bold).strip(), x, at, right, 0, size=size)
    style = {"size": min(12, size), "color": look.MUTED}
    for n, line in enumerate(grays, 1):
        write(ax, line, x, y + _down(lines, grays[:n], size), 0, 0, **style)


def _down(lines: list[str], grays: list[str], size: float) -> float:
    """Return how far the last line is below the first."""
    return 1.22 * size * (len(lines) - 1) + 1.3 * min(12, size) * len(grays)


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


def _strip(ax: Axes, blocks: list[int], room: float) -> tuple[list[float], float, float]:
    """Draw blocks of dots from margin to margin, the first dark, with few gaps at the end.

    The dots are as large as fit into the room, with the blocks in one line or in two. Returns where
    lines begin, where the first block ends at its right, and where the last line ends.
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
    return tops, side * (min(across, blocks[0]) - free), tops[-1] + deep - gap
