"""Numbers that count different things, in rows below the heads of their groups.

Belongs here: where each stands on its line, and how large. Does not: a chart of numbers of one
kind (`charts`), or numbers with a mark for each that they count (`singles`).
"""

import re
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, width, wrap

_LARGE = 30  # least size of a number that is highlighted and alone below its head
_HEAD, _NEXT = 17, (24, 31)  # height of the first head, and of others, with air above: least, most
_BESIDE, _AFTER, _APART = 16, 10, 28  # from numbers to words, to gray ones, and to their column
_Lines = list[tuple[str, float]]


def number_list(rows: pd.DataFrame, lit: Names = (), aside: str = "") -> Figure:
    """Return a figure of numbers in rows, those that are `lit` bold, and large if alone in a group.

    The columns are `words`, `unit`, `label` and `group`, and `more`, which is gray, below the label
    or, where that has no room in a row, right after it in all; with a head `aside`, in a column. A
    unit is bold, in the label if that has it. Numbers end at one place, and rows are as high.
    """
    fig, ax = figures.new()
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows.index.isin(lit)])
    wide, high = charts.space(ax)
    rows = _placed(rows.assign(lit=rows.index.isin(lit)), high)
    rows["size"] *= min(1, 0.4 * wide / max(map(_reach, rows.itertuples())))  # long numbers, small
    end = max(map(_reach, rows.itertuples()))
    x = end + _BESIDE
    places, told, head = _fitted(rows, wide - x, aside)
    for row, lines, right in zip(rows.itertuples(), told, places, strict=True):
        up = _up(row, lines)
        _write_number(ax, row, end, up)
        _write_words(ax, row, lines, x, up)
        _write_gray(ax, row, [row.more] if right else [], x + right, up)
    write(ax, head, x + places[0], rows["top"].iloc[0], 0, 5, **charts.MUTED)
    _write_heads(ax, rows, wide)
    charts.cells(ax, wide, high)
    return fig


def _placed(rows: pd.DataFrame, high: float) -> pd.DataFrame:
    """Return rows by group, with their `head`, and where and how large each is."""
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    rows = rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable")
    rows["head"] = rows["group"].where(rows["group"] != rows["group"].shift(), "")
    rows["more"] = rows.get("more", "")
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


def _fitted(rows: pd.DataFrame, room: float, aside: str) -> tuple[list[float], list[_Lines], str]:
    """Return where what is said aside begins in each row, the lines of each with sizes, and a head.

    It is a column with that head, or else stands below the other words (0) or after them, with the
    head in it. The size of words is set in the rows.
    """
    more, few = rows["more"], 0.85 * rows["small"].iloc[0]
    named = more.where(more == "", f"{aside}: " + more) if aside else more
    sizes = np.arange(rows["small"].iloc[0], min(10, rows["small"].iloc[0]) - 0.1, -0.5)
    ways = [(aside, way, size) for way in ("column",) * bool(aside) for size in sizes]
    ways += [("", "below", size) for size in sizes if size > few]
    ways += [("", way, size) for way in ("after", "either") for size in sizes]
    for head, way, size in ways:
        rows["small"], rows["more"] = size, more if head else named
        each = [*rows.itertuples()]
        places = _column(each) if head else [_behind(row, room) * (way != "below") for row in each]
        ends = [place + width(row.more or " ", _small(row))
                for place, row in zip(places, each, strict=True)]  # fmt: skip
        told = [_lines(row, room, row.more * (not place))
                for row, place in zip(each, places, strict=True)]  # fmt: skip
        part = 0.7 if way == "below" else 0.8  # of a row, filled
        deep = (_deep(lines) < part * row.deep for row, lines in zip(each, told, strict=True))
        whole = max(map(_long, each)) <= room  # rather small than broken
        whole |= size < few and way != "after"
        alike = way != "after" or all(map(bool, compress(places, rows["more"])))
        fits = not head or max(*ends, places[0] + width(head, 10.5)) <= room
        if whole and alike and fits and all(deep):
            break
    return places, told, head


def _column(rows: list[Any]) -> list[float]:
    """Return where a column of what is said aside begins."""
    return [max(_long(row) for row in rows if row.more) + _APART] * len(rows)


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
    (first, size), *below = lines
    right = 0.0
    for part, bold in _pieces(row, first):
        tone = {"bold": True, "color": look.BLUE if row.lit else look.INK} if bold else {}
        write(ax, part.strip(), x, row.middle, right + _blank(part, size), up, size=size, **tone)
        right += advance(part, size, "semibold" if bold else "normal") if part else 0
    _write_gray(ax, row, [line for line, _ in below], x, up - 1.3 * _small(row))


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
