"""Numbers that count different things: one leads on a panel, the others in rows beside it.

Belongs here: where each stands, and how large. Does not: a chart of numbers of one kind
(`charts`), or numbers with a mark for each that they count (`singles`).
"""

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, width, wrap

_HEAD, _NEXT = 21, 26  # height of the first head, and of others, with air above
_PART, _INSIDE, _APART = 0.32, 14, 20  # of the width for a panel; points in it, and beside it
_LEAST, _GRAY = 10, 0.8  # smallest size of words; what is gray, of the size of others
_BESIDE, _AFTER = 14, 0.45  # from numbers to words; size of what follows a number, of its size
_Lines = list[tuple[str, float]]


def number_list(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of numbers, one a row, or the first on a panel if it alone is `lit`.

    The columns of the table are `words`, `unit`, `label` and `group`, and `more`, which is gray. A
    unit is bold, in the label if that has it. What a number counts takes two lines or more, the
    first bold, or one where rows are low. Where a panel leaves too little room, there is none.
    """
    fig, ax = figures.new()
    rows = rows.assign(lit=rows.index.isin(lit), more=rows.get("more", ""))
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows["lit"]])
    rows, (wide, high), fits = _grouped(rows), charts.space(ax), False
    if len(rows) > 1 and [*rows["lit"]] == [True] + [False] * (len(rows) - 1):
        left, top = _panel(ax, next(rows.itertuples()), wide, high)
        fits = _write_rows(ax, _placed(rows[1:], top, high), left, wide)
    if not fits:
        ax.clear()
        _write_rows(ax, _placed(rows, 0, high), 0, wide)
    charts.cells(ax, wide, high)
    return fig


def _panel(ax: Axes, row: Any, wide: float, high: float) -> tuple[float, float]:
    """Write a number on a panel, with what it counts, and return where rows begin beside it.

    In a square it is above them.
    """
    is_square = look.AS == "square"
    wide = wide if is_square else _PART * wide
    room, (before, digits, after) = wide - 2 * _INSIDE, _parts(row.words)
    each = width(digits, 1, "semibold") + _AFTER * width(after or " ", 1, "semibold") + 0.1
    size, tone = min(44 if is_square else 54, room / each), {"color": look.BLUE, "bold": True}
    said = wrap(_phrase(row), 14, room, "semibold")
    lines = [(before, 12, 16, charts.MUTED)] * bool(before) + [(digits, size, 0.75 * size, tone)]
    lines += [(line, 14, 23 if n == 0 else 18, tone) for n, line in enumerate(said)]
    lines += [(line, 11.5, 15, charts.MUTED) for line in wrap(row.more, 11.5, room) if line]
    deep = sum(down for _, _, down, _ in lines)
    high = min(high, deep + _INSIDE + 26) if is_square else high
    ax.add_patch(Rectangle((0, 0), wide, high, color=look.TINT, lw=0, zorder=0, clip_on=False))
    write(ax, row.group, _INSIDE, 0, 0, 5 - _HEAD, size=12, bold=True)
    up = deep / 2 - 8 * bool(row.group)
    for line, points, down, style in lines:
        up -= down
        write(ax, line, _INSIDE, high / 2, 0, up, **style | {"size": points})
        if line == digits:
            right = width(digits, size, "semibold") + 0.1 * size
            write(ax, after, _INSIDE, high / 2, right, up, size=_AFTER * size, **tone)
    return (0.0, high + 10) if is_square else (wide + _APART, 0.0)


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by group, in the order of the first of each."""
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    return rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable")


def _placed(rows: pd.DataFrame, top: float, high: float) -> pd.DataFrame:
    """Return rows, the first of a group with its `head`, with where and how large each is."""
    rows = rows.assign(head=rows["group"].where(rows["group"] != rows["group"].shift(), ""))
    above = np.where(rows["head"] != "", _NEXT, 0)
    above[:1] = np.minimum(above[:1], _HEAD)
    each = (high - top - above.sum()) / len(rows)
    rows["top"] = top + each * np.arange(len(rows)) + above.cumsum()
    rows["middle"], rows["deep"] = rows["top"] + each / 2, each
    rows["size"] = min(32, 0.3 * each + 9, 0.7 * each)
    rows["small"] = min(16.5, 0.08 * each + 10.6, 0.7 * each)  # of words
    return rows


def _parts(said: str) -> tuple[str, str, str]:
    """Return what precedes a number, its digits, and what follows: million."""
    before, number = charts.numeral(said)
    digits, after = re.fullmatch(r"(\S*(?: in \d+)?)(?: (.*))?", number).groups("")
    return before, digits, after


def _reach(row: Any) -> float:
    """Return how wide a number is, with the words before and after it."""
    before, digits, after = _parts(row.words)
    left = 1 + advance(f"{before} ", _of_scale(row)) if before else 0
    right = 4 + _wide(after, row, _of_scale(row)) if after else 0
    return left + _wide(digits, row, row.size) + right


def _wide(words: str, row: Any, size: float) -> float:
    """Return how wide words are in a row."""
    return width(words, size, "semibold" if row.lit else "normal") if words else 0.0


def _of_scale(row: Any) -> float:
    """Return the size of words before and after a number."""
    return max(min(11, row.size), 0.5 * row.size)


def _write_rows(ax: Axes, rows: pd.DataFrame, left: float, wide: float) -> bool:
    """Write rows from the left to the right end, and return whether they fit."""
    rows, told, end, fits = _fitted(rows, left, wide)
    for n, (row, lines) in enumerate(zip(rows.itertuples(), told, strict=True)):
        up = -0.33 * row.size  # which one line has, too
        _write_number(ax, row, end, up)
        up = up if len(lines) == 1 else _deep(lines) / 2 - 0.66 * row.small
        _write_words(ax, row, lines, end + _BESIDE, up)
        write(ax, row.head, left, row.top, 0, 5, size=12, bold=True)
        if row.head or n:
            color = look.RULE if row.head else look.HAIR
            ax.hlines(row.top, left, wide, color, lw=0.7, zorder=0, clip_on=False)
    return fits


def _fitted(
    rows: pd.DataFrame, left: float, wide: float
) -> tuple[pd.DataFrame, list[_Lines], float, bool]:
    """Return rows as large as fit, the lines of each, where numbers end, and whether they fit.

    Where rows are too low for more lines than one, what is gray is in parentheses.
    """
    flat = rows.assign(more=(" (" + rows["more"] + ")").where(rows["more"] != "", ""))
    flat = flat.assign(label=flat["label"] + flat["more"], more="")
    for is_flat, part in [(f, p) for f in (False, True) for p in np.arange(1, 0.6, -0.04)]:
        some = (flat if is_flat else rows).copy()
        some[["size", "small"]] *= part
        some["small"] = some["small"].clip(lower=min(_LEAST, some["small"].min() / part))
        each = [*some.itertuples()]
        end = left + max(map(_reach, each))
        told = [_lines(row, wide - end - _BESIDE, is_flat) for row in each]
        fits = max(map(_deep, told)) < 0.74 * some["deep"].min() and some["small"].min() > 9
        if fits and (not is_flat or max(map(len, told)) == 1):
            return some, told, end, True
    return some, told, end, False


def _phrase(row: Any) -> str:
    """Return what a number counts: its label, and the unit before it where it has none."""
    has = re.search(rf"\b{re.escape(row.unit)}\b", row.label, re.I)
    return row.label if has else f"{row.unit} {row.label}".strip()


def _pieces(row: Any, said: str) -> list[tuple[str, bool]]:
    """Return what stands before a unit, the unit, and what follows, and whether each is bold."""
    place = re.search(rf"\b{re.escape(row.unit)}\b", said, re.I) if row.unit else None
    start, end = place.span() if place and not row.lit else (0, 0)
    return [(said[:start], False), (said[start:end], True), (said[end:], row.lit)]


def _long(row: Any, said: str) -> float:
    """Return how wide words are in a row, of which the unit is bold."""
    return sum(advance(part, row.small, "semibold" if bold else "normal")
               for part, bold in _pieces(row, said) if part)  # fmt: skip


def _lines(row: Any, room: float, is_flat: bool) -> _Lines:
    """Return what a number counts in lines: to the end of its unit, and the rest below it, gray."""
    said, gray = _phrase(row), max(min(_LEAST, row.small), _GRAY * row.small)
    first = said
    if not is_flat and row.unit:
        first = said[: re.search(rf"\b{re.escape(row.unit)}\b", said, re.I).end()]
    if _long(row, first) > room:
        first = wrap(first, row.small, room, "semibold")[0]
    rest = [said[len(first) :].strip(), row.more]
    below = [line for part in rest if part for line in wrap(part, gray, room)]
    return [(first, row.small), *((line, gray) for line in below)]


def _deep(lines: _Lines) -> float:
    """Return how high words are, from their capitals to the last baseline."""
    return 0.66 * lines[0][1] + sum(1.25 * size for _, size in lines[1:])


def _write_number(ax: Axes, row: Any, end: float, up: float) -> None:
    """Write a number, with smaller words about it, that ends there."""
    before, digits, after = _parts(row.words)
    tone = {"bold": True, "color": look.BLUE} if row.lit else {}
    small, start = _of_scale(row), end - _reach(row)
    write(ax, before, start, row.middle, 0, up, size=small, color=look.MUTED)
    start += 1 + advance(f"{before} ", small) if before else 0
    write(ax, digits, start, row.middle, 0, up, size=row.size, **tone)
    write(ax, after, end - _wide(after, row, small), row.middle, 0, up, size=small, **tone)


def _write_words(ax: Axes, row: Any, lines: _Lines, x: float, up: float) -> None:
    """Write what a number counts, the unit bold, and below it what is gray."""
    (first, size), *below = lines
    right = 0.0
    for part, is_bold in _pieces(row, first):
        tone = {"bold": True, "color": look.BLUE if row.lit else look.INK} if is_bold else {}
        write(ax, part.strip(), x, row.middle, right + _blank(part, size), up, size=size, **tone)
        right += advance(part, size, "semibold" if is_bold else "normal") if part else 0
    for n, (line, gray) in enumerate(below, 1):
        write(ax, line, x, row.middle, 0, up - 1.25 * gray * n, size=gray, color=look.MUTED)


def _blank(part: str, size: float) -> float:
    """Return how wide the blank is with which words begin, if they do."""
    return advance(" ", size) if part.startswith(" ") else 0
