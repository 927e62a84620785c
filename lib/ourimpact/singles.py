"""Single numbers: one that leads, large, with marks in full measure, and others at the foot.

Belongs here: what figures of rows of `words.printed` share. Does not: a chart of numbers of one
kind, or a list (`charts`).
"""

import re

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.look import advance, even, width

_SIZE = 36  # of the leading number


def leading(
    data: pd.DataFrame, said: str, what: str, whole: str, head: str, *,
    marks: int, blocks: int = 1, one: str = "", every: str = "", dots: bool = False,
) -> Figure:  # fmt: skip
    """Return a figure of a number, large, so many marks, and below, with a head, all other rows.

    The first row is the one that leads; `whole` stands at its right. Marks are squares or dots; of
    several blocks the first is blue; `one` says what it is, `every` what all are. Without marks, or
    room for them, all rows are a list.
    """
    fig, ax = figures.new()
    is_square = look.AS == "square"
    wide, high = charts.points(ax) * (1, 0.87 if is_square else 1)
    charts.cells(ax, wide, high, square=look.AS == "plain")  # which has room to spare
    below = bool(one) or is_square
    room = high - 46 - 20 * below - foot(ax, data[1:], head) if marks else 0
    if room < 24:
        ax.clear()
        listed = data.assign(group=["", *[head if marks else ""] * (len(data) - 1)])
        charts.ledger(ax, listed, "value", "label", words="words", groups="group")
        return fig
    fig.form = "waffle"
    _lead(ax, said, what)
    counts = [len(part) for part in np.array_split(range(marks), blocks)]
    counts = counts[:: -1 if counts[0] > round(marks / blocks) else 1]  # the first as it is said
    low = _strip(ax, counts, room, dots)
    write(ax, one, 0, low, 0, -16, bold=True, color=look.BLUE)
    at, up = (low, -16) if is_square else (0, -27)
    write(ax, whole, wide, at, 0, up, ha="right", color=look.MUTED)
    write(ax, "" if is_square else every, wide, low, 0, -16, ha="right", color=look.MUTED)
    return fig


def _lead(ax: Axes, said: str, what: str) -> None:
    """Write a number and what it counts in the upper left corner; words before it are small."""
    *before, number = re.split(r"(?=\d)", said, maxsplit=1)  # about, more than
    right = sum(advance(each, 15) for each in before)
    write(ax, "".join(before).strip(), 0, 0, 0, -27, size=15, color=look.MUTED)
    write(ax, number, 0, 0, right, -27, size=_SIZE, bold=True, color=look.BLUE)
    write(ax, what, 0, 0, right + width(number, _SIZE, "semibold") + 8, -27, size=15)


def _strip(ax: Axes, blocks: list[int], room: float, dots: bool) -> float:
    """Draw blocks of marks from margin to margin, with few gaps at the end; return where it ends.

    The marks are as large as fit into most of the room.
    """
    wide, most, free = charts.points(ax)[0], max(blocks), 0.26 if dots else 0.14
    ways = []
    for n in range(1, most + 1):
        rows = -(-most // n)
        full, high = wide / (len(blocks) * (n + 0.7) - 0.7 - free), 0.92 * room / rows
        side = min(full, high)
        ways.append((full <= high, side * (1 - (rows * n - most) / n), side, n))
    _, _, side, across = max(ways)
    apart = (wide - side * (across - free)) / max(1, len(blocks) - 1)
    deep = side * -(-most // across)
    top = 46 + (room - deep) / 2
    for place, n in enumerate(blocks):
        tone = look.CONTEXT if place else look.BLUE
        at = (place * apart - free / 2 * side, top)
        charts.squares(ax, [tone] * n, across=across, at=at, each=side, dots=dots, gap=free)
        ax.collections[-1].set_clip_on(False)  # marks touch the edge
    return top + deep


def bars(ax: Axes, data: pd.DataFrame, room: float, lit: str, *, size: float = 26) -> np.ndarray:
    """Draw thick bars from margin to margin on one scale, that of a label blue; return places.

    What each counts stands in it or at its right; where one has no room for it, above them all.
    """
    ax.figure.form = "bars"
    (wide, _), values = charts.points(ax), data["value"].to_numpy(float)
    lengths, gap = wide * values / (values.max() or 1), min(18, 0.22 * room / len(data))
    deep = (room + gap) / len(data)
    below = 0.8 * deep > 58  # beside a thick bar, words are in two lines
    words = [_parts(row, size, below) for row in data.itertuples()]
    spans = [max(right + width(line, *how) for _, right, line, how in part) for part in words]
    over = any(span + 24 > max(n, wide - n) for span, n in zip(spans, lengths, strict=True))
    head = (32 + 14 * below) * over
    y = deep * np.arange(len(data)) + (deep - gap + head) / 2
    fills = [look.BLUE if label == lit else look.CONTEXT for label in data["label"]]
    ax.barh(y, lengths, deep - gap - head, color=fills, linewidth=0)
    drawn = dict(zip(data["label"], values, strict=True))  # `save` compares it with the data
    ax.figure.__dict__.setdefault("drawn", []).append(drawn)
    for n, end in enumerate(lengths):
        inside = spans[n] + 24 < end and not over
        tone = look.ink_on(fills[n]) if inside else look.words_color(fills[n])
        x, at = (0, deep * n + head / 2 - 4) if over else (12 if inside else end + 12, y[n])
        for up, right, line, (each, weight) in words[n]:
            write(ax, line, x, at, right, up, size=each, bold=weight == "semibold", color=tone)
    return y


def _parts(row: tuple, size: float, below: bool) -> list[tuple]:
    """Return how far up and right of a place the words of a number begin, with size and weight."""
    rest, up = row.label.removeprefix(row.unit).strip(), -0.33 * size
    parts, x, up = [], 0.0, -1 if below and rest else up
    lines = [(row.qualifier, 12, "normal"), (row.number, size, "semibold")]
    for line, *how in [*lines, (row.unit, 15, "semibold"), (rest * (not below), 12, "normal")]:
        if line:
            parts.append((up, x, line, how))
            x += width(line, *how) + (4 if line == row.unit else 6)
    return [*parts, (-20, 0, rest, (12, "normal"))] if below and rest else parts


def foot(ax: Axes, data: pd.DataFrame, head: str, size: float = 20) -> float:
    """Write numbers side by side at the foot, each above its label; return the points used.

    What qualifies a number stands before it, in small type. A `unit` that begins a label is bold.
    """
    if data.empty:
        return 0
    ax.figure.form = getattr(ax.figure, "form", "numbers")
    rights = [advance(f"{each} ", 10.5) if each else 0 for each in data["qualifier"]]
    ends = [x + width(n, size, "semibold") for x, n in zip(rights, data["number"], strict=True)]
    wide = charts.points(ax)[0] + 16
    names, across = _columns(list(data["label"]), max(ends), wide)
    size, deep = min(size, size * (wide / across - 16) / max(ends)), 32 + 14 * max(map(len, names))
    down = -(-len(data) // across)
    top = ax.get_ylim()[0] - deep * down * np.ptp(ax.get_ylim()) / charts.points(ax)[1]
    ax.axhline(top, color=look.RULE, linewidth=0.7)
    write(ax, head, 0, top, 0, 6, edge=True, bold=True, color=look.MUTED)
    for n, (row, lines) in enumerate(zip(data.itertuples(), names, strict=True)):
        x, y = wide / across * (n % across), -deep * (n // across)
        write(ax, row.qualifier, 0, top, x, y - 23, edge=True, **MUTED)
        write(ax, row.number, 0, top, x + rights[n], y - 23, edge=True, size=size, bold=True)
        unit = row.unit.split() if row.label.startswith(row.unit) else []
        for step, line in enumerate(lines):
            bold = " ".join(line.split()[: len(unit)])
            unit, place = unit[len(bold.split()) :], {"up": y - 38 - 14 * step}
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
