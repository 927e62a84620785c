"""Single numbers: with a dot for each that they count, and in rows below a band.

Belongs here: what figures of rows of `words.printed` share, and the two parts of a whole as
squares. Does not: a chart of numbers of one kind (`charts`).
"""

import re
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, even, width, wrap
from ourimpact.words import count, share

_SIZE = 36  # of the leading number
_BAND, _UNDER = (42, 60), 8  # least and most height of a row on a band, and space under it
_PAD, _BESIDE = 10, 14  # within a band at its left, and from all numbers to their words
_CLEAR, _ROOMY = 10, 40  # right of words; height of a row with room for three lines
_HEAD, _ASIDE = 27, 104  # height of a head above rows, and width of one beside them
_BASE, _TOP = 27, 44  # where the leading number stands, and where what is below it begins


def leading(
    data: pd.DataFrame, said: str, what: str, *,
    marks: int, blocks: int, first: int, one: str, whole: str,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many dots; without marks, of all in rows.

    The `first` dots are dark, under a bracket that `one` names; the others are pale, in blocks of
    about as many, at least two in all, which `whole` names at the right.
    """
    if not marks:
        return banded(data.assign(group=""))
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    fig.form = "waffle"
    lead(ax, said, what)
    others = [len(part) for part in np.array_split(range(marks - first), blocks - 1)]
    spare = 28 if look.AS == "square" else 8  # where larger dots would leave gaps
    tops, right = _strip(ax, [first, *others], high - _TOP - spare)
    bracket(ax, 0, right, tops[0] - 5, 4)
    write(ax, one, 0, tops[0] - 5, 0, 5)
    write(ax, whole, wide, tops[0] - 5, 0, 5, ha="right", color=look.MUTED)
    return fig


def periods(rows: pd.DataFrame, said: str, what: str) -> Figure:
    """Return a figure of a dot for each that numbers count, in blocks, and over all what is said.

    The rows are the blocks: `n`, what stands `below` it, the `tone` of its dots, and whether it is
    `about` so many. Each block begins below its words.
    """
    fig, ax = figures.new()
    fig.form = "waffle"
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
        if down * side <= tall and (across[:-1] * side + apart > headed[:-1] + 24).all():
            ways.append((side, apart, down))
    return max(ways)


def strips(rows: pd.DataFrame, one: int, aside: str = "") -> Figure:
    """Return a figure of two numbers, each above a strip of squares, of which each is so many.

    The first is pale, the second dark. The columns are `words`, `unit` and `value`. What is said
    `aside` stands right of the first strip, which must be the shorter one.
    """
    fig, ax = figures.new()
    wide, high = charts.space(ax)
    marks = (rows["value"].astype(float) / one).round().astype(int)
    sides = {down: wide / (-(-marks.max() // down) - 0.14) for down in range(1, 11)}
    down = max(n for n, each in sides.items() if n == 1 or 2 * (n * each + 46) < high)
    side = sides[down]  # of as many squares in a column as there is room for
    charts.cells(ax, wide, high, square=True)
    spare = high - 2 * (44 + side * down)  # most of it between the two
    tops = 0.2 * spare + 40, spare + 84 + side * down
    tones = (look.MUTED, look.CONTEXT), (look.BLUE, look.BLUE)  # of the number and of squares
    for row, n, top, (tone, fill) in zip(rows.itertuples(), marks, tops, tones, strict=True):
        lead(ax, row.words, row.unit, top - 9, size=34, tone=tone)
        charts.squares(ax, [fill] * n, down=down, at=(-0.07 * side, top), each=side)
        ax.collections[-1].set_clip_on(False)  # they touch the edge
    start = -(-marks.iloc[0] // down) * side + 24
    lines = even(aside, 12, wide - start) if aside else []
    for n, line in enumerate(lines):
        up = 7.5 * (len(lines) - 1) - 15 * n - 4
        write(ax, line, start, tops[0] + side * down / 2, 0, up, color=look.MUTED)
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


def banded(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of the numbers `lit`, large on a pale band, and below it the others in rows.

    The columns are `words`, `unit`, `label` and `group`, which stands once, left of its rows. In a
    square, or with a line break, after which it is gray, it stands above them. Numbers end at one
    place.
    """
    fig, ax = figures.new()
    fig.form = "numbers"
    wide, high = charts.space(ax)
    rows = _placed(rows.assign(lit=rows.index.isin(lit)), wide, high)
    left = _write_groups(ax, rows, wide)
    x = max(max(left, _PAD * row.lit) + _numeral_width(row) for row in rows.itertuples())
    most = 0
    for _, part in rows.groupby("lit"):  # those on the band last
        small, told = _fitted(part, wide - x - _BESIDE - _CLEAR, most)
        most = min(map(len, told)) if len(told) > 1 else 0
        for row, lines in zip(part.itertuples(), told, strict=True):
            _write_row(ax, row, lines, x, small)
    band = rows[rows["lit"]]
    if len(band):
        ax.axhspan(band["top"].iloc[0], band["top"].iloc[-1] + band["deep"].iloc[-1],
                   color=look.TINT, zorder=0)  # fmt: skip
    charts.cells(ax, wide, high)
    return fig


def _placed(rows: pd.DataFrame, wide: float, high: float) -> pd.DataFrame:
    """Return rows, those on the band first, with their `head`, and where and how large each is."""
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    rows = rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable")
    rows = rows.sort_values("lit", ascending=False, kind="stable")
    rows["head"] = rows["group"].where(rows["group"] != rows["group"].shift(), "")
    rows["over"] = rows["head"].str.contains("\n") | (rows["head"] != "") & (look.AS == "square")
    above = _HEAD * rows["over"].to_numpy()
    n, on_band = (~rows["lit"]).sum(), rows["lit"].sum()
    above[on_band : on_band + 1] += _UNDER * (on_band > 0)
    room = high - above.sum()
    of_band = np.clip(1.3 * room / (n + 1.3 * on_band), *_BAND)
    of_band = min(of_band, room / max(1, on_band + n / 2)) if n else room / on_band
    each = (room - of_band * on_band) / max(1, n)
    rows["deep"] = np.where(rows["lit"], of_band, each)
    rows["top"] = (rows["deep"] + above).cumsum() - rows["deep"]
    of_others = min(0.76 * each, 0.25 * each + 9.5, 26)
    rows["size"] = np.where(rows["lit"], min(0.8 * of_band, 42), of_others)
    long = pd.Series([_numeral_width(row) for row in rows.itertuples()], rows.index) / 0.3 / wide
    rows["size"] /= long.groupby(rows["lit"]).transform("max").clip(lower=1)
    return rows


def _numeral_width(row: Any) -> float:
    """Return how wide a number is, with what precedes it."""
    before, number = charts.numeral(row.words)
    long = width(number, row.size, "semibold" if row.lit else "normal")
    return long + advance(f"{before} ", min(12, row.size)) * bool(before)


def _write_groups(ax: Axes, rows: pd.DataFrame, wide: float) -> float:
    """Write heads of groups, with lines between rows; return how much they take at the left."""
    told = [_head(row.head, wide if row.over else _ASIDE) for row in rows.itertuples()]
    used = [max(width(line, 12, "semibold") for line, _ in lines) + 20 + _PAD * row.lit
            for row, lines in zip(rows.itertuples(), told, strict=True)
            if row.head and not row.over]  # fmt: skip
    left = max(used, default=0)
    unruled = rows.index[rows["lit"].sum()] if 0 < rows["lit"].sum() < len(rows) else None
    for row, lines in zip(rows.itertuples(), told, strict=True):
        y, x, inset = row.top + row.deep / 2, 0.0, _PAD * row.lit
        up = -0.33 * row.size  # on the line of the number, unless more lines need the room
        alone = row.lit or (~rows["lit"] & (rows["group"] == row.group)).sum() == 1
        if alone and row.deep / 2 + up < 14 * (len(lines) - 1) + 4:
            up = 7 * (len(lines) - 1) - 4
        for n, (line, style) in enumerate(lines):
            at = (row.top, x, 6) if row.over else (y, inset, up - 14 * n)
            write(ax, line, 0, *at, **style)
            x += advance(f"{line} ", style["size"], "semibold")
        if not row.lit and (row.over or row.Index != unruled):
            start, tone = (0, look.RULE) if row.head else (left, look.HAIR)
            ax.hlines(row.top, start, wide, tone, lw=0.7, zorder=0)
    return left


def _head(said: str, room: float) -> list[tuple[str, dict[str, Any]]]:
    """Return lines of a group's head, and how each is written: what follows a break is gray."""
    name, _, more = said.partition("\n")
    bold = {"size": 12, "bold": True, "color": look.MUTED}
    lines = [(line, bold) for line in _wrapped(name, 12, room)]
    return lines + [(line, charts.MUTED) for line in _wrapped(more, 10.5, room)]


def _fitted(
    rows: pd.DataFrame, room: float, least: int = 0
) -> tuple[int, list[list[tuple[str, str]]]]:
    """Return a size of words, and what each number counts in lines: a unit, and what follows it.

    Each has one line where there is room for words that are not small, and `least` is not more.
    """
    deep, lit = rows[["deep", "lit"]].iloc[0]
    whole = [_once(row.unit, row.label) for row in rows.itertuples()]
    most = 17 if lit else min(15, max(0.5 * deep, min(11, 0.64 * deep)))
    sizes = range(int(min(most, 0.64 * deep)), 7, -1)
    told = {size: [_lines(*one, size, room, apart=lit) for one in whole] for size in sizes}
    high = {size: 1.2 * size * max(map(len, lines)) for size, lines in told.items()}
    wrapped = next((size for size in sizes if high[size] < 0.94 * deep), sizes[-1])
    long = {size: max(_counted_width(*one, size) for one in whole) for size in sizes}
    in_line = next((size for size in sizes if long[size] <= room), 0)
    if least < 2 and in_line >= min(13, wrapped):
        return in_line, [[one] for one in whole]
    if deep > _ROOMY:  # all alike
        return wrapped, [_lines(*one, wrapped, room, apart=True) for one in whole]
    return wrapped, told[wrapped]


def _lines(
    unit: str, label: str, size: float, room: float, *, apart: bool
) -> list[tuple[str, str]]:
    """Return a unit and a label in lines, the unit `apart` on its own, or if it takes none more."""
    two = [(line, "") for line in wrap(unit, size, room, "semibold") if line]
    two += [("", line) for line in _wrapped(label, size, room)]
    first, *rest = _wrapped(f"{unit} {label}".strip(), size, 0.96 * room)
    if apart or len(two) <= 1 + len(rest) or not first.startswith(unit):
        return two
    return [(unit, first[len(unit) :].strip()), *(("", line) for line in rest)]


def _once(unit: str, label: str) -> tuple[str, str]:
    """Return a unit and a label, without the unit where the label has it."""
    label = re.sub(f"^{re.escape(unit)}( |$)", "", label, flags=re.I)
    return "" if re.search(rf"\b{re.escape(unit)}\b", label, re.I) else unit, label


def _counted_width(unit: str, label: str, size: float) -> float:
    return advance(f"{unit} ", size, "semibold") * bool(unit) + width(label, size)


def _wrapped(words: str, size: float, room: float) -> list[str]:
    return even(words, size, room) if words else []


def _write_row(ax: Axes, row: Any, lines: list[tuple[str, str]], x: float, small: float) -> None:
    """Write a number that ends at x, what precedes it, gray, and what it counts."""
    before, number = charts.numeral(row.words)
    y, up, gray = row.top + row.deep / 2, -0.33 * row.size, min(12, row.size)
    tone = {"bold": True, "color": look.BLUE} if row.lit else {}
    write(ax, number, x - width(number, row.size, "semibold" if row.lit else "normal"), y, 0, up,
          size=row.size, **tone)  # fmt: skip
    write(ax, before, x - _numeral_width(row), y, 0, up, size=gray, color=look.MUTED)
    if len(lines) > 1:  # around the middle
        up = 0.6 * small * (len(lines) - 1) - 0.33 * small
    for unit, rest in lines:
        right = advance(f"{unit} ", small, "semibold") * bool(unit)
        write(ax, unit, x + _BESIDE, y, 0, up, size=small, **{"bold": True} | tone)
        write(ax, rest, x + _BESIDE, y, right, up, size=small)
        up -= 1.2 * small


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
