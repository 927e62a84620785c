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

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, width, wrap

_HEAD, _NEXT = 17, (24, 31)  # height of the first head, and of others, with air above: least, most
_MORE = 0.7  # of a row that the first has more, if it is larger
_BESIDE = 16  # from numbers to words
_Lines = list[tuple[str, float]]


def number_list(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of numbers, one a row, the first larger if it alone is `lit`.

    The columns of the table are `words`, `unit`, `label` and `group`, and `more`, which is gray. A
    unit is bold, in the label if that has it. Numbers end at one place; what a number counts takes
    two lines at need, the second gray.
    """
    fig, ax = figures.new()
    rows = rows.assign(lit=rows.index.isin(lit))
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows["lit"]])
    wide, high = charts.space(ax)
    rows = _placed(_grouped(rows), high)
    rows["size"] *= min(1, 0.4 * wide / max(map(_reach, rows.itertuples())))  # long numbers, small
    end = max(map(_reach, rows.itertuples()))
    for row, lines in zip(rows.itertuples(), _fitted(rows, wide - end - _BESIDE), strict=True):
        up = _up(row, lines)
        _write_number(ax, row, end, up)
        _write_words(ax, row, lines, end + _BESIDE, up)
    _write_heads(ax, rows, wide)
    charts.cells(ax, wide, high)
    return fig


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by group, the first of each with its `head`."""
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    rows = rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable")
    rows["more"] = rows.get("more", "")
    rows["head"] = rows["group"].where(rows["group"] != rows["group"].shift(), "")
    return rows


def _placed(rows: pd.DataFrame, high: float) -> pd.DataFrame:
    """Return rows, with where and how large each is."""
    leads = rows["lit"] & (rows["lit"].sum() == 1) & (np.arange(len(rows)) == 0)
    parts = len(rows) + _MORE * leads.sum()
    each = (high - _NEXT[0] * (rows["head"] != "").sum()) / parts  # or so
    above = np.where(rows["head"] != "", np.clip(each, *_NEXT), 0)
    above[:1] = np.minimum(above[:1], _HEAD)
    each = (high - above.sum()) / parts
    rows["deep"] = each * (1 + _MORE * leads)
    rows["top"] = (rows["deep"] + above).cumsum() - rows["deep"]
    rows["middle"] = rows["top"] + rows["deep"] / 2
    size = min(26, 0.3 * each + 10, 0.8 * each) * (0.85 if look.AS == "square" else 1)
    rows["size"] = np.where(leads, min(40, 1.45 * each), size)
    rows["small"] = min(17, 0.2 * each + 9, 0.7 * each) * np.where(leads, 1.2, 1)  # of words
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


def _fitted(rows: pd.DataFrame, room: float) -> list[_Lines]:
    """Return the lines of each row with their sizes, and set the sizes of words and numbers.

    Where rows are too low for it, what is gray is in parentheses.
    """
    most = rows[["size", "small"]].copy()
    for part in np.arange(1, 0.6, -0.04):
        rows[["size", "small"]] = part * most
        each = [*rows.itertuples()]
        told = [_lines(row, room) for row in each]
        whole = max(map(_long, each)) <= room or part < 0.85  # rather small than broken
        deep = (_deep(row, lines) < 0.7 * row.deep for row, lines in zip(each, told, strict=True))
        if whole and all(deep):
            return told
    if not rows["more"].any():
        return told
    rows["label"] += (" (" + rows["more"] + ")").where(rows["more"] != "", "")
    rows[["size", "small"]], rows["more"] = most, ""
    return _fitted(rows, room)


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


def _lines(row: Any, room: float) -> _Lines:
    """Return what a number counts in lines: in one, or the unit, and the rest below it, gray."""
    said, gray = _phrase(row), _small(row)
    below = [(line, gray) for line in wrap(row.more, gray, room)] if row.more else []
    if _long(row) <= room:
        return [(said, row.small), *below]
    starts = row.unit and said.startswith(row.unit)
    first = row.unit if starts else wrap(said, row.small, room, "semibold")[0]
    rest = said[len(first) :].strip()
    return [(first, row.small), *((line, gray) for line in wrap(rest, gray, room) if rest), *below]


def _deep(row: Any, lines: _Lines) -> float:
    """Return how high a row's words are, from the top of its number to the last baseline."""
    return 0.66 * max(row.size, row.small) + sum(1.3 * size for _, size in lines[1:])


def _up(row: Any, lines: _Lines) -> float:
    """Return how far above the middle of its row the line of a number is."""
    return _deep(row, lines) / 2 - 0.66 * max(row.size, row.small)


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
        write(ax, line, x, row.middle, 0, up - 1.3 * gray * n, size=gray, color=look.MUTED)


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
