"""Single numbers: one that leads, large, with marks in full measure, and others at the foot.

Belongs here: what figures of rows of `words.printed` share. Does not: a chart of numbers of one
kind, or a list (`charts`).
"""

import re
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.look import advance, even, width

_SIZE = 36  # of the leading number
_BASE, _TOP = 27, 48  # where the leading number stands, and where what is below it begins


def leading(
    data: pd.DataFrame, said: str, what: str, whole: str, *,
    marks: int, blocks: int = 1, one: str = "", also: str = "", dots: bool = False,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, and so many marks; without marks, of all rows as a list.

    `whole` stands at the number's right, and a bracket holds all marks together, squares or dots.
    Of several blocks, another holds the one that `one` names; others are pale. What else was
    counted, `also`, stands at the foot.
    """
    fig, ax = figures.new()
    is_square = look.AS == "square"
    wide, high = charts.points(ax) * (1, 0.87 if is_square else 1)
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    if not marks:
        ax.clear()
        charts.ledger(ax, data, "value", "label", words="words")
        return fig
    fig.form = "waffle"
    lead(ax, said, what)
    counts = [len(part) for part in np.array_split(range(marks), blocks)]
    counts = counts[:: -1 if counts[0] > round(marks / blocks) else 1]  # the first as it is said
    below = 24 * bool(one or also) + 20 * is_square * (1 + bool(also))
    low, first = _strip(ax, counts, high - _TOP - below, dots, pale=bool(one))
    bracket(ax, 0, wide, _TOP - 6, 4)
    if one:
        bracket(ax, 0, first, low + 6, -4)
        write(ax, one, 0, low + 6, 0, -15, bold=True)
    at = (wide, low + 6, 0, -15) if is_square else (wide, _BASE, 0, 0)
    write(ax, whole, *at, ha="right", color=look.MUTED)
    at = (0, low + 6, 0, -35) if is_square else (wide, low + 6, 0, -15)
    write(ax, also, *at, ha="left" if is_square else "right", color=look.MUTED)
    return fig


def ledgers(data: pd.DataFrame, apart: list[str], *, above: bool = False) -> Figure:
    """Return a figure of rows in two columns, of the first `group` and of the others.

    Those of `apart` have a band of their own, above or, where all others are light, below. Each has
    `words`, `unit` and `label`.
    """
    fig, ax = figures.new()
    ax.remove()
    is_square, alone = look.AS == "square", data.index.isin(apart)
    alone = alone & (not alone.all())
    band, of_first = data[alone], data["group"] == data.loc[~alone, "group"].iloc[0]
    parts = [part for part in (data[of_first & ~alone], data[~of_first & ~alone]) if len(part)]
    most = max(map(len, parts))
    heights = [len(part) + 0.8 for part in parts] if is_square else [most + 0.8]
    first = int(above and len(band) > 0)  # the row of the first part
    at = 0 if above else len(heights)
    heights[at:at] = [0.6 * (len(band) + 0.8)] * (len(band) > 0)
    wide = [1] if is_square else [1, 1.12][: len(parts)]
    grid = {"height_ratios": heights, "width_ratios": wide, "hspace": 0.12, "wspace": 0.055}
    grid = fig.add_gridspec(len(heights), len(wide), **grid)
    for n, part in enumerate(parts):
        spot, free = grid[first + n, 0] if is_square else grid[first, n], most - len(part)
        if free and not is_square:  # rows are as high as at its side
            deep = (spot.get_position(fig).height * look.HEIGHT - 18) / most
            ratios = [len(part) * deep + 18, free * deep]
            spot = spot.subgridspec(2, 1, height_ratios=ratios, hspace=0)[0]
        labels = ("\n" * (not is_square) + part["label"]).where(part["label"] != "", part["unit"])
        drawn = part.assign(label=labels)
        style = {"words": "words", "groups": "group", "light": len(band) > 0 and not above}
        charts.ledger(fig.add_subplot(spot), drawn, "value", "label", **style)
    if len(band):
        numbers = [each.xy[0] for each in fig.axes[0].texts if each.get_ha() == "right"]
        _band(fig.add_subplot(grid[at, :]), band, 0 if above else min(numbers))
    return fig


def _band(ax: Axes, data: pd.DataFrame, end: float) -> None:
    """Write numbers, large and blue, with unit and label, on a pale band; they may end at `end`."""
    ax.axhspan(0, len(data), color=look.TINT, zorder=0)
    wide, deep = charts.points(ax) / (1, len(data))
    size, style = min(34, round((0.84 if end else 0.78) * deep)), {"bold": True, "color": look.BLUE}
    for y, row in enumerate(data.itertuples()):
        long = width(row.words, size, "semibold")
        start = max(end - long, 12)
        right = start + long + (10 if end else 8)
        full = advance(f"{row.unit} ", 15, "semibold") + width(row.label, 15)
        small, up = 15 * min(1, (wide - right - 8) / full), -0.33 * size
        write(ax, row.words, 0, y + 0.5, start, size=size, **style)
        write(ax, row.unit, 0, y + 0.5, right, up, size=small, **style)
        right += advance(f"{row.unit} ", small, "semibold")
        write(ax, row.label, 0, y + 0.5, right, up, size=small)
    charts.cells(ax, 1, len(data))


def bracket(ax: Axes, left: float, right: float, y: float, down: float) -> None:
    """Draw a thin bracket around what is below it or, where `down` is negative, above it."""
    path = [left, left, right, right], [y + down, y, y, y + down]
    ax.plot(*path, color=look.EDGE, linewidth=1, clip_on=False, solid_joinstyle="miter")


def lead(ax: Axes, said: str, what: str) -> None:
    """Write a number, large, and what it counts, at the left; words before it are small."""
    *before, number = re.split(r"(?=\d)", said, maxsplit=1)  # about, more than
    right = sum(advance(each, 15) + 2 for each in before if each)
    write(ax, "".join(before).strip(), 0, _BASE, 0, 0, size=15, color=look.MUTED)
    write(ax, number, 0, _BASE, right, 0, size=_SIZE, bold=True, color=look.BLUE)
    write(ax, what, 0, _BASE, right + width(number, _SIZE, "semibold") + 8, 0, size=15)


def _strip(ax: Axes, blocks: list[int], room: float, dots: bool, pale: bool) -> tuple[float, float]:
    """Draw blocks of marks from margin to margin, with few gaps at the end.

    The marks are as large as fit into the room, with the blocks in one line or in two. Returns
    where they end, and where the first of the last line does, at its right; others may be pale.
    """
    wide, most, free = charts.points(ax)[0], max(blocks), 0.26 if dots else 0.2
    ways = []
    for lines, n in product((1, 2), range(min(2, most), most + 1)):
        in_line, rows = -(-len(blocks) // lines), -(-most // n)
        full = wide / (in_line * (n + 0.7) - 0.7 - free)
        side = min(full, room / (lines * (rows + 0.7) - 0.7))
        if lines * in_line == len(blocks) and (lines == 1 or in_line > 6):
            worth = side * side / full * (1 - (rows * n - most) / (4 * n))  # with few gaps
            ways.append((side == full or len(blocks) > 1, worth, side, n, in_line))
    *_, side, across, in_line = max(ways)
    apart = (wide - side * (across - free)) / max(1, in_line - 1)
    deep = side * -(-most // across)
    first = len(blocks) - in_line
    for place, n in enumerate(blocks):
        line, step = divmod(place, in_line)
        at = (step * apart - free / 2 * side, _TOP + line * (deep + 0.7 * side))
        tones = [look.CONTEXT if pale and place != first else look.BLUE] * n
        charts.squares(ax, tones, across=across, at=at, each=side, dots=dots, gap=free)
        ax.collections[-1].set_clip_on(False)  # marks touch the edge
    return at[1] + deep, side * (min(across, blocks[first]) - free)


def foot(ax: Axes, data: pd.DataFrame, head: str, size: float = 16) -> float:
    """Write numbers side by side at the foot, with their labels; return the points used.

    A label stands beside its number where each has room for it, else below. What qualifies a number
    stands before it, in small type. A `unit` that begins a label is bold.
    """
    if data.empty:
        return 0
    ax.figure.form = getattr(ax.figure, "form", "numbers")
    rights = [advance(f"{each} ", 10.5) if each else 0 for each in data["qualifier"]]
    ends = [x + width(n, size, "semibold") for x, n in zip(rights, data["number"], strict=True)]
    wide = charts.points(ax)[0] + 16
    whole = [x + width(name, 12, "semibold") for x, name in zip(ends, data["label"], strict=True)]
    beside = max(whole) + 24 < wide / len(data)
    names, across = _columns(list(data["label"]), max(ends), wide)
    names, across = ([[name] for name in data["label"]], len(data)) if beside else (names, across)
    size = min(size, size * (wide / across - 16) / max(ends))
    deep = 28 if beside else 28 + 14 * max(map(len, names))
    down = -(-len(data) // across)
    top = ax.get_ylim()[0] - deep * down * np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    ax.axhline(top, color=look.RULE, linewidth=0.7)
    write(ax, head, 0, top, 0, 6, edge=True, bold=True, color=look.MUTED)
    for n, (row, lines) in enumerate(zip(data.itertuples(), names, strict=True)):
        x, y = wide / across * (n % across), -deep * (n // across) - 22
        write(ax, row.qualifier, 0, top, x, y, edge=True, **MUTED)
        write(ax, row.number, 0, top, x + rights[n], y, edge=True, size=size, bold=True)
        x, y = (x + ends[n] + 6, y) if beside else (x, y - 15)
        unit = row.unit.split() if row.label.startswith(row.unit) else []
        for step, line in enumerate(lines):
            bold = " ".join(line.split()[: len(unit)])
            unit, place = unit[len(bold.split()) :], {"up": y - 14 * step}
            write(ax, bold, 0, top, x, edge=True, size=12, bold=True, **place)
            after = advance(f"{bold} ", 12, "semibold") * bool(bold)
            write(ax, line[len(bold) :].strip(), 0, top, x + after, edge=True, size=12, **place)
    return deep * down + 24


def _columns(labels: list[str], longest: float, wide: float) -> tuple[list[list[str]], int]:
    """Return labels in lines, in the most columns in which they and numbers so long have room."""
    for down in range(1, len(labels) + 1):
        across = -(-len(labels) // down)
        names = [even(label.replace("\n", " "), 12, wide / across - 16) for label in labels]
        if max(map(len, names)) <= 3 and 0.85 * longest < wide / across - 16 and across <= 5:
            break
    return names, across
