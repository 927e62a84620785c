"""Numbers that count different things, in rows or columns below the heads of their groups.

Belongs here: where each stands on its line, and how large. Does not: a chart of numbers of one
kind (`charts`), or numbers with a mark for each that they count (`singles`).
"""

import re
from itertools import compress, product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, width, wrap

_LARGE = 30  # least size of a number that is highlighted and alone below its head
_HEAD, _NEXT = 17, (24, 31)  # height of the first head, and of others, with air above: least, most
_BESIDE, _AFTER = 16, 10  # from numbers to words, and from those to gray ones
_FEW, _GAP = 3, 26  # most numbers that stand in columns, and what stays free between two
_FOOT = 9  # from the axes down to the line of the foot, but for the depth of letters
_TALLEST, _LEAST = 50, 30  # most and least size of the numbers in columns
_Lines = list[tuple[str, float]]


class _Columns(NamedTuple):
    """How wide columns are, and the lines of each: what its number counts, and what is gray."""

    wide: float
    lines: list[list[str]]
    gray: list[list[str]]


def number_list(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of numbers, those that are `lit` bold; few have columns, if all words fit.

    The columns of the table are `words`, `unit`, `label` and `group`, and `more`, which is gray. A
    unit is bold, in the label if that has it. In rows, which are as high, numbers end at one place,
    those `lit` are large if alone in a group, and `more` is below the label or, where that has no
    room, right after it. In columns, numbers and words stand on common lines.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows.index.isin(lit)])
    wide, high = charts.space(ax)
    rows = _grouped(rows.assign(lit=rows.index.isin(lit)))
    columns = _columns(rows, wide, high)
    _draw_columns(ax, rows, columns, high) if columns else _draw_rows(ax, rows, wide, high)
    charts.cells(ax, wide, high)
    return fig


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by group, the first of each with its `head`."""
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    rows = rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable")
    rows["head"] = rows["group"].where(rows["group"] != rows["group"].shift(), "")
    rows["more"] = rows.get("more", "")
    return rows


def _draw_rows(ax: Axes, rows: pd.DataFrame, wide: float, high: float) -> None:
    """Draw numbers in rows."""
    rows = _placed(rows, high)
    rows["size"] *= min(1, 0.4 * wide / max(map(_reach, rows.itertuples())))  # long numbers, small
    end = max(map(_reach, rows.itertuples()))
    x = end + _BESIDE
    places, told = _fitted(rows, wide - x)
    for row, lines, right in zip(rows.itertuples(), told, places, strict=True):
        up = _up(row, lines)
        _write_number(ax, row, end, up)
        _write_words(ax, row, lines, x, up)
        _write_gray(ax, row, [row.more] if right else [], x + right, up)
    _write_heads(ax, rows, wide)


def _columns(rows: pd.DataFrame, wide: float, high: float) -> _Columns | None:
    """Return columns with the largest words that fit, whose size is set in the rows, or none."""
    each = (wide + _GAP) / len(rows) - _GAP
    if len(rows) > _FEW or look.AS == "square" or not _sized(rows, each):
        return None
    ways = product((1, 2, 3), np.arange(16, 12.9, -0.5))  # most lines below the first; size
    for most, size in ways:
        rows["small"] = size
        by_row = [*rows.itertuples()]
        told = [_stacked(row, each) for row in by_row]
        gray = [look.even(row.more, _small(row), each) if row.more else [] for row in by_row]
        columns = _Columns(each, told, gray)
        free = high - _HEAD * rows["head"].any() - _high(rows, columns)
        widest = max(width(line, size, "semibold") for lines in told for line in lines)
        if max(map(len, told)) <= most + 1 and widest <= each and free > 10:
            return columns
    return None


def _sized(rows: pd.DataFrame, room: float) -> bool:
    """Set the largest sizes of numbers with which each fits its column; return whether it does."""
    for size in range(_TALLEST, _LEAST, -1):
        rows["size"] = np.where(rows["lit"], size, 0.75 * size if rows["lit"].any() else size)
        rows["tall"] = 0.66 * rows["size"]
        if max(map(_reach, rows.itertuples())) <= room:
            return True
    return False


def _stacked(row: Any, room: float) -> list[str]:
    """Return what a number counts in lines: the unit, if it comes first, in one of its own."""
    said = _phrase(row)
    unit = said[: len(row.unit)] if said.lower().startswith(row.unit.lower()) else ""
    rest = said[len(unit) :].strip()
    return [unit] * bool(unit) + (look.even(rest, row.small, room) if rest else [])


def _steps(row: Any, lines: list[str], gray: list[str]) -> list[float]:
    """Return how far below its number each line of a column stands; those that are gray, closer."""
    steps = [row.small * (1.7 + 1.35 * n) for n in range(len(lines) + bool(gray))]
    return steps + [steps[-1] + 1.3 * _small(row) * n for n in range(1, len(gray))]


def _high(rows: pd.DataFrame, columns: _Columns) -> float:
    """Return how high columns are, from the top of the tallest number to the lowest line."""
    each = zip(rows.itertuples(), columns.lines, columns.gray, strict=True)
    return rows["tall"].max() + max(_steps(*one)[-1] for one in each)


def _draw_columns(ax: Axes, rows: pd.DataFrame, columns: _Columns, high: float) -> None:
    """Draw numbers in columns, each above its words, in the middle of the height."""
    top = _HEAD * rows["head"].any()
    free = high + _FOOT - top - _high(rows, columns)
    top += 0.22 * free * rows["head"].any()
    rows["middle"] = top + 0.26 * free + rows["tall"].max()
    lefts = (columns.wide + _GAP) * np.arange(len(rows))
    told = zip(rows.itertuples(), lefts, columns.lines, columns.gray, strict=True)
    for row, x, lines, gray in told:
        _write_number(ax, row, x + _reach(row), 0)
        steps, starts = _steps(row, lines, gray), lines[0].lower() == row.unit.lower()
        for n, (line, down) in enumerate(zip(lines, steps, strict=False)):
            _write_line(ax, row, line, x, -down, bold=not n if starts else None)
        for line, down in zip(gray, steps[len(lines) :], strict=True):
            style = {"size": _small(row), "color": look.MUTED}
            write(ax, line, x, row.middle, 0, -down, **style)
    for group, part in pd.Series(lefts, rows.index).groupby(rows["group"], sort=False):
        write(ax, group, part.min(), top, 0, 5, size=12, bold=True)
        if group:
            ends = part.min(), part.max() + columns.wide
            ax.hlines(top, *ends, look.RULE, lw=0.7, zorder=0, clip_on=False)


def _placed(rows: pd.DataFrame, high: float) -> pd.DataFrame:
    """Return rows, with where and how large each is."""
    large = rows["lit"] & ~rows["group"].duplicated(keep=False)
    each = (high - _NEXT[0] * (rows["head"] != "").sum()) / len(rows)  # or so
    above = np.where(rows["head"] != "", np.clip(each, *_NEXT), 0)
    above[:1] = np.minimum(above[:1], _HEAD)
    rows["deep"] = each = (high - above.sum()) / len(rows)
    rows["top"] = (rows["deep"] + above).cumsum() - rows["deep"]
    size = min(26, 0.3 * each + 10, 0.8 * each) * (0.85 if look.AS == "square" else 1)
    rows["size"] = np.where(large, min(max(_LARGE, 1.3 * size), max(0.9 * each, 1.2 * size)), size)
    rows["middle"] = rows["top"] + each / 2 + 0.33 * (rows["size"] - size)  # as far below the line
    rows["small"] = min(17, 0.2 * each + 9, 0.7 * each)  # of words
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
    return max(min(11, row.size), 0.66 * min(26, row.size))


def _small(row: Any) -> float:
    """Return the size of what is gray."""
    return float(np.clip(0.8 * row.small, min(10, row.small), 12.5))


def _fitted(rows: pd.DataFrame, room: float) -> tuple[list[float], list[_Lines]]:
    """Return where what is gray begins in each row, and the lines of each with their sizes.

    It stands below the other words (0) or after them. The size of words is set in the rows.
    """
    few = 0.85 * rows["small"].iloc[0]
    sizes = np.arange(rows["small"].iloc[0], min(10, rows["small"].iloc[0]) - 0.1, -0.5)
    ways = [("below", size) for size in sizes if size > few]
    ways += [(way, size) for way in ("after", "either") for size in sizes]
    for way, size in ways:
        rows["small"] = size
        each = [*rows.itertuples()]
        places = [_behind(row, room) * (way != "below") for row in each]
        told = [_lines(row, room, row.more * (not place))
                for row, place in zip(each, places, strict=True)]  # fmt: skip
        part = 0.7 if way == "below" else 0.8  # of a row, filled
        deep = (_deep(lines) < part * row.deep for row, lines in zip(each, told, strict=True))
        whole = max(map(_long, each)) <= room  # rather small than broken
        whole |= size < few and way != "after"
        alike = way != "after" or all(map(bool, compress(places, rows["more"])))
        if whole and alike and all(deep):
            break
    return places, told


def _behind(row: Any, room: float) -> float:
    """Return where the other words of a row have ended, if what is said aside fits after them."""
    end = _long(row) + _AFTER
    return end if row.more and end + width(row.more, _small(row)) <= room else 0.0


def _phrase(row: Any) -> str:
    """Return what a number counts: its label, and the unit before it where it has none."""
    has = re.search(rf"\b{re.escape(row.unit)}\b", row.label, re.I)
    return row.label if has else f"{row.unit} {row.label}".strip()


def _long(row: Any) -> float:
    """Return how wide what a number counts is, in one line."""
    return sum(advance(part, row.small, "semibold" if bold else "normal")
               for part, bold in _pieces(row, _phrase(row)) if part)  # fmt: skip


def _pieces(row: Any, said: str) -> list[tuple[str, bool]]:
    """Return what stands before a unit, the unit, and what follows, and whether each is bold."""
    place = re.search(rf"\b{re.escape(row.unit)}\b", said, re.I) if row.unit else None
    start, end = place.span() if place and not row.lit else (0, 0)
    return [(said[:start], False), (said[start:end], True), (said[end:], row.lit)]


def _lines(row: Any, room: float, more: str) -> _Lines:
    """Return what a number counts in lines: in one, or the unit, and the rest below it, gray."""
    said, gray = _phrase(row), _small(row)
    first, rest = said, ""
    if _long(row) > room:
        starts = row.unit and said.startswith(row.unit)
        first = row.unit if starts else wrap(said, row.small, room, "semibold")[0]
        rest = said[len(first) :].strip()
    below = [line for part in (rest, more) if part for line in wrap(part, gray, room)]
    return [(first, row.small), *((line, gray) for line in below)]


def _deep(lines: _Lines) -> float:
    """Return how high lines are, from the capitals of the first to the baseline of the last."""
    return 0.66 * lines[0][1] + sum(1.3 * size for _, size in lines[1:])


def _up(row: Any, lines: _Lines) -> float:
    """Return how far above the middle of its row the line of a number is."""
    tall = 0.66 * max(row.size, row.small)
    return (_deep(lines) - 0.66 * row.small - tall) / 2


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
    (first, _), *below = lines
    _write_line(ax, row, first, x, up)
    _write_gray(ax, row, [line for line, _ in below], x, up - 1.3 * _small(row))


def _write_line(
    ax: Axes, row: Any, said: str, x: float, up: float, *, bold: bool | None = None
) -> None:
    """Write a line of what a number counts, its unit bold; all of it, if that is so, or not."""
    right, size = 0.0, row.small
    pieces = _pieces(row, said) if bold is None else [(said, bold)]
    for part, is_bold in pieces:
        tone = {"bold": True, "color": look.BLUE if row.lit else look.INK} if is_bold else {}
        write(ax, part.strip(), x, row.middle, right + _blank(part, size), up, size=size, **tone)
        right += advance(part, size, "semibold" if is_bold else "normal") if part else 0


def _write_gray(ax: Axes, row: Any, lines: list[str], x: float, up: float) -> None:
    """Write gray lines, the first so far above the middle of a row."""
    for n, line in enumerate(lines):
        write(ax, line, x, row.middle, 0, up - 1.3 * _small(row) * n,
              size=_small(row), color=look.MUTED)  # fmt: skip


def _blank(part: str, size: float) -> float:
    """Return how wide the blank is with which words begin, if they do."""
    return advance(" ", size) if part.startswith(" ") else 0


def _write_heads(ax: Axes, rows: pd.DataFrame, wide: float) -> None:
    """Write heads of groups above their rules, and draw a fine line between other rows."""
    for n, row in enumerate(rows.itertuples()):
        write(ax, row.head, 0, row.top, 0, 5, size=12, bold=True)
        if row.head or n:
            color = look.RULE if row.head else look.HAIR
            ax.hlines(row.top, 0, wide, color, lw=0.7, zorder=0, clip_on=False)
