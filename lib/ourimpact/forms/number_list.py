"""Numbers that count different things, in rows below the heads of their groups.

Belongs here: where each stands on its line, and how large. Does not: a chart of numbers of one
kind (`charts`), or numbers with a mark for each that they count (`singles`).
"""

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, even, width, wrap

_LIT, _HIGH = 1.4, 1.3  # how much larger a highlighted number is, and how much higher its row
_HEAD, _NEXT = 17, (24, 31)  # height of the first head, and of others, with air above: least, most
_BESIDE, _APART = 16, (28, 70)  # from numbers to words, and to what is said aside: least, most
_LOW, _TALL = 18, 36  # a row without a line above, and one with room for two gray lines
_Lines = list[tuple[str, float]]


def number_list(rows: pd.DataFrame, lit: Names = (), aside: str = "") -> Figure:
    """Return a figure of numbers in rows, those that are `lit` larger, their words all colored.

    The columns are `words`, `unit`, `label` and `group`, and `more`, which is gray, in a column
    with the head `aside` or, where that has no room, below the label. A unit is bold, in the label
    if that has it. Digits end at one place.
    """
    fig, ax = figures.new()
    fig.form = "numbers"
    wide, high = charts.space(ax)
    rows = _placed(rows.assign(lit=rows.index.isin(lit)), high)
    hangs = rows["words"].map(lambda said: bool(_parts(said)[3])).mean() >= 0.5
    long = sum(_reaches(rows, hangs))
    rows["size"] *= min(1, 0.4 * wide / long)  # long numbers, small
    before, decimals, scales = _reaches(rows, hangs)
    x = before + decimals + scales + _BESIDE
    places, told, head = _fitted(rows, wide - x, aside)
    for row, lines, right in zip(rows.itertuples(), told, places, strict=True):
        gray = even(row.more, _small(row), wide - x - right) if right and row.more else []
        up = _up(row, max(lines, [lines[0], *((line, _small(row)) for line in gray[1:])], key=len))
        _write_number(ax, row, (before, before + decimals), up, hangs)
        _write_words(ax, row, lines, x, up)
        _write_gray(ax, row, gray, x + right, up)
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
    each = (high - _NEXT[0] * (rows["head"] != "").sum()) / len(rows)  # or so
    above = np.where(rows["head"] != "", np.clip(each, *_NEXT), 0)
    above[:1] = np.minimum(above[:1], _HEAD)
    parts = np.where(rows["lit"] & ~rows["lit"].all(), _HIGH, 1)
    each = (high - above.sum()) / parts.sum()
    rows["deep"] = each * parts
    rows["top"] = (rows["deep"] + above).cumsum() - rows["deep"]
    rows["middle"] = rows["top"] + rows["deep"] / 2
    size = min(26, 0.3 * each + 10, 0.88 * each) * (0.85 if look.AS == "square" else 1)
    rows["size"] = size * np.where(rows["lit"], _LIT, 1)
    rows["small"] = min(17, 0.2 * each + 9, 0.76 * each)  # of words
    return rows


def _parts(said: str) -> tuple[str, str, str, str]:
    """Return what precedes a number, its whole part, its decimals, and what follows: million."""
    before, number = charts.numeral(said)
    whole, decimals, after = re.fullmatch(
        r"([^\s.]*(?: in \d+)?)((?:\.\d+)?\S*)(?: (.*))?", number
    ).groups("")
    return before, whole, decimals, after


def _reaches(rows: pd.DataFrame, hangs: bool) -> tuple[float, float, float]:
    """Return how far numbers go left of where whole ones end, and decimals and words right of it.

    Only where most have a word such as million, decimals and the word hang over.
    """
    each = [*rows.itertuples()]
    before = max(_reach(row, hangs) for row in each)
    if not hangs:
        return before, 0.0, 0.0
    parts = [(row, *_parts(row.words)[2:]) for row in each]
    decimals = max(_wide(decimals, row, row.size) for row, decimals, _ in parts)
    return before, decimals, max(4 + _wide(scale, row, _of_scale(row)) for row, _, scale in parts)


def _reach(row: Any, hangs: bool) -> float:
    """Return how far a number goes left of where its whole part or, if nothing hangs, all ends."""
    before, whole, decimals, scale = _parts(row.words)
    small = _of_scale(row)
    left = 1 + advance(f"{before} ", small) if before else 0
    left += _wide(whole if hangs else whole + decimals, row, row.size)
    return left + (4 + _wide(scale, row, small) if scale and not hangs else 0)


def _wide(words: str, row: Any, size: float) -> float:
    """Return how wide words are in a row."""
    return width(words, size, "semibold" if row.lit else "normal") if words else 0.0


def _of_scale(row: Any) -> float:
    """Return the size of words before and after a number, the same in all rows."""
    size = row.size / (_LIT if row.lit else 1)
    return max(min(11, size), 0.66 * size)


def _small(row: Any) -> float:
    """Return the size of what is gray."""
    return float(np.clip(0.8 * row.small, min(10, row.small), 12.5))


def _fitted(rows: pd.DataFrame, room: float, aside: str) -> tuple[list[float], list[_Lines], str]:
    """Return where what is said aside begins in each row, the lines of each with sizes, and a head.

    It is a column, or else stands below the other words (0) or after them, with its head in it.
    The size of words is set in the rows.
    """
    largest, least = rows["small"].iloc[0], min(10, rows["small"].iloc[0])
    few, many = np.arange(largest, 0.85 * largest, -0.5), np.arange(largest, least, -0.5)
    ways = [(_in_one_line, few), (_in_two, few), (_below, many), (_behind, many)]
    if not rows["more"].any():
        ways[:2] = [(_behind, np.arange(largest, min(11, largest), -0.5))]
    for way, size in ((way, size) for way, sizes in ways for size in sizes):
        rows["small"] = size
        if way is _below and aside:
            rows["more"] = rows["more"].where(rows["more"] == "", f"{aside}: " + rows["more"])
            aside = ""
        if places := way([*rows.itertuples()], room, aside):
            break
    told = [_lines(row, room, row.more if way is _below else "") for row in rows.itertuples()]
    return places or [0.0] * len(rows), told, aside


def _in_one_line(rows: list[Any], room: float, aside: str, most: int = 1) -> list[float]:
    """Return where a column of what is said aside begins, in so many lines, if there is room."""
    gray, longest = _small(rows[0]), max(_long(row) for row in rows if row.more)
    free, said = room - _APART[0] - longest, [aside, *(row.more for row in rows)]
    if not all(_fits(words, gray, free, most) for words in said) or max(map(_long, rows)) > room:
        return []
    used = max(width(line, gray) for words in said if words for line in even(words, gray, free))
    return [min(room - 0.5 - used, longest + _APART[1])] * len(rows)


def _in_two(rows: list[Any], room: float, aside: str) -> list[float]:
    """Return the same, for two lines, if rows are high enough."""
    tall = min(row.deep for row in rows) >= _TALL
    return _in_one_line(rows, room, aside, 2) if tall else []


def _below(rows: list[Any], room: float, _: str) -> list[float]:
    """Return zeros if there is room below the other words for what is said aside."""
    told = [_lines(row, room, row.more) for row in rows]
    fit = (_deep(lines) < 0.88 * row.deep for lines, row in zip(told, rows, strict=True))
    return [0.0] * len(rows) if all(fit) else []


def _behind(rows: list[Any], room: float, _: str) -> list[float]:
    """Return where the other words of each row have ended, if what is said aside fits after it."""
    ends = [_long(row) + 0.5 * row.small for row in rows]
    fit = (end + width(row.more or " ", _small(row)) <= room
           for end, row in zip(ends, rows, strict=True))  # fmt: skip
    return ends if all(fit) else []


def _fits(said: str, size: float, room: float, most: int) -> bool:
    """Return whether words fit into so many lines."""
    lines = wrap(said, size, max(room, 1))
    return len(lines) <= most and max(width(line, size) for line in lines) <= room


def _phrase(row: Any) -> str:
    """Return what a number counts: its label, and the unit before it where it has none."""
    has = re.search(rf"\b{re.escape(row.unit)}\b", row.label, re.I)
    return row.label if has else f"{row.unit} {row.label}".strip()


def _long(row: Any) -> float:
    """Return how wide what a number counts is, in one line."""
    return width(_phrase(row), row.small, "semibold")


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


def _write_number(ax: Axes, row: Any, ends: tuple[float, float], up: float, hangs: bool) -> None:
    """Write a number whose whole part and decimals end there, with smaller words about it."""
    before, whole, decimals, scale = _parts(row.words)
    tone = {"bold": True, "color": look.BLUE} if row.lit else {}
    small, start = _of_scale(row), ends[0] - _reach(row, hangs)
    write(ax, before, start, row.middle, 0, up, size=small, color=look.MUTED)
    start += 1 + advance(f"{before} ", small) if before else 0
    write(ax, whole + decimals, start, row.middle, 0, up, size=row.size, **tone)
    start = ends[1] + 4 if hangs else ends[0] - _wide(scale, row, small)
    write(ax, scale, start, row.middle, 0, up, size=small, **tone)


def _write_words(ax: Axes, row: Any, lines: _Lines, x: float, up: float) -> None:
    """Write what a number counts, the unit bold, and below it what is gray."""
    (first, size), *below = lines
    tone = {"bold": True, "color": look.BLUE} if row.lit else {}
    place = re.search(rf"\b{re.escape(row.unit)}\b", first, re.I) if row.unit else None
    start, end = place.span() if place and not row.lit else (0, 0)
    right = 0.0
    for part, style in zip((first[:start], first[start:end], first[end:]),
                           ({}, {"bold": True}, tone), strict=True):  # fmt: skip
        write(ax, part.strip(), x, row.middle, right + _blank(part, size), up, size=size, **style)
        right += advance(part, size, "semibold" if style else "normal") if part else 0
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
        if row.head or (n and row.deep > _LOW):
            color = look.RULE if row.head else look.HAIR
            ax.hlines(row.top, 0, wide, color, lw=0.7, zorder=0, clip_on=False)
