"""A number that leads, very large, and others below it in columns, under the heads of their groups.

Belongs here: a few numbers that count different things, one of them that of the title. Does not:
many such numbers (`number_list`), or marks for what a number counts (`singles`).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import write
from ourimpact.forms.number_list import number_list
from ourimpact.look import advance, even, width

_SIZES = (54, 34, 15), (54, 28, 14), (52, 24, 13), (48, 20, 12.5), (44, 17, 11.5), (36, 15, 10.5)
_BESIDE = 0.33, 0.3, 0.27  # of the leading number: sizes of words beside it
_CAP, _LINE, _FOOT = 0.66, 1.25, 0.25  # of a size: a number, from line to line, below the last
_COLUMNS, _APART, _NEXT = 3, 28, 8  # at most; points between them, and from number to words
_HEAD, _AIR = 17, 10  # points that a head takes below its line, and between blocks, at least
_TOP, _NEAR = 0.4, 0.7  # of this air: over the first block; under a head and under the last block

Text = tuple[str, float, float, dict[str, Any]]  # words, how far right and up, and their style


def lead_numbers(rows: pd.DataFrame, first: object = None) -> Figure:
    """Return a figure of numbers in columns, one or more for a group, below that of the first row.

    The index of this row is `first`. The table has `words` (a number, perhaps with words before
    it), `unit`, which is bold, `label`, whose second line is gray, and `group`. Numbers are as
    large as there is room for; those that are too many are listed in rows.
    """
    fig, ax = figures.new()
    (wide, high), placed = charts.space(ax), _dealt(rows, first)
    each = (wide + _APART) / (1 + placed["column"].max())
    for large, size, small in _SIZES:
        placed["size"] = np.where(placed["leads"], large, size)
        placed["room"] = np.where(placed["leads"], wide, each - _APART)
        placed["start"] = _starts(placed, small)
        placed["texts"] = [[*_texts(row, small)] for row in placed.itertuples()]
        placed["deep"] = [max(_FOOT * small - up for *_, up, _ in all) for all in placed["texts"]]
        air = _place(placed, high)
        if air > _AIR:
            break
    else:
        rows = rows.assign(label=rows["label"].str.replace("\n", " "), group="")
        return number_list(rows, [first] * (first in rows.index))
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows.index == first])
    charts.cells(ax, wide, high)
    line = wide if placed["head"].astype(bool).sum() == 1 else each - _APART
    for row in placed.itertuples():
        x = row.column * each
        if row.head:
            ax.hlines(row.top, x, x + line, look.RULE, lw=0.7, clip_on=False)
            write(ax, row.head, x, row.top, 0, 3 - _HEAD, color=look.MUTED)
        for words, right, up, style in row.texts:
            write(ax, words, x, row.y, right, up, **style)
    return fig


def _dealt(rows: pd.DataFrame, first: object) -> pd.DataFrame:
    """Return rows with their column and level; the first of a group has its `head`."""
    rows = rows.assign(leads=rows.index == first)
    others = rows[~rows["leads"]]
    group = pd.factorize(others["group"])[0]
    one = len(others) > 1 and not any(group)  # is halved
    column = 2 * np.arange(len(others)) // len(others) if one else group % _COLUMNS
    others = others.assign(column=column * (look.AS != "square"), of=group)
    others = others.sort_values("of", kind="stable")
    others["level"] = others.groupby("column").cumcount() + 1
    others["head"] = others["group"].mask(others["of"].duplicated(), "")
    return pd.concat([rows[rows["leads"]].assign(column=0, level=0, head=""), others])


def _place(placed: pd.DataFrame, high: float) -> float:
    """Set the `top` of each row's level and `y`, where its number stands; return the air between.

    There is less over the first, under the last, and under heads.
    """
    levels = placed.assign(headed=placed["head"] != "").groupby("level")
    cap, headed = _CAP * levels["size"].max(), levels["headed"].any()
    filled = cap + levels["deep"].max() + _HEAD * headed
    air = (high - filled.sum()) / (_TOP + len(filled) - 1 + _NEAR * (1 + headed.sum()))
    tall = filled + air * (1 + _NEAR * headed)
    top = _TOP * air + tall.cumsum() - tall
    placed["top"] = placed["level"].map(top)
    placed["y"] = placed["level"].map(top + (_HEAD + _NEAR * air) * headed + cap)
    return air


def _starts(placed: pd.DataFrame, small: float) -> pd.Series:
    """Return where words begin beside numbers, if one line holds those of each row; or else 0."""
    ends = placed.assign(end=[_number(row)[1] for row in placed.itertuples()])
    starts = ends.groupby(["leads", "column"])["end"].transform("max")
    rows = zip(placed.itertuples(), starts, strict=True)
    lines = [_lines(row.unit, row.label, small, row.room - start) for row, start in rows]
    return starts * all((np.array([*map(len, lines)]) == 1) | placed["leads"])


def _number(row: Any) -> tuple[list[Text], float]:
    """Return a row's number, with the words before it, and where others may begin beside it."""
    (before, number), faint = charts.numeral(row.words), min(15, 0.6 * row.size)
    start = advance(f"{before} ", faint) if before else 0
    tone = look.BLUE if row.leads else look.INK
    texts = [(before, 0, 0, {"size": faint, "color": look.MUTED})]
    texts += [(number, start, 0, {"size": row.size, "bold": True, "color": tone})]
    return texts, start + width(number, row.size, "semibold") + _NEXT


def _texts(row: Any, small: float) -> Iterator[Text]:
    """Yield the words of a row: its number, and what it counts beside it or below.

    Beside a number that leads are two lines at most.
    """
    texts, right = _number(row)
    yield from texts
    for beside in (part * row.size for part in _BESIDE if row.leads):
        lines = _lines(row.unit, row.label, beside, row.room - right - 4)
        if len(lines) < 3 and row.room - right > row.size:
            yield from _set(lines, right + 4, _LINE * beside * (len(lines) - 1), beside)
            return
    if row.start and not row.leads:
        yield from _set(_lines(row.unit, row.label, small, row.room), row.start, 0, small)
        return
    apart = right + width(row.unit or " ", 1.15 * small, "semibold") < row.room
    if apart:
        yield row.unit, right, 0, {"size": 1.15 * small, "bold": True}
    lines = _lines("" if apart else row.unit, row.label, small, row.room)
    yield from _set(lines, 0, -1.15 * small - 0.14 * row.size, small)


def _lines(unit: str, label: str, size: float, room: float) -> list[tuple[str, str, str]]:
    """Return what a number counts in lines: what of each is bold, what is not, and what is gray."""
    (main, _, more), bold, lines = label.partition("\n"), len(unit.split()), []
    room -= width(unit or " ", size, "semibold") - width(unit or " ", size)
    for line in even(f"{unit} {main}".strip(), size, room):
        parts = line.split(" ")
        lines.append((" ".join(parts[:bold]), " ".join(parts[bold:]), ""))
        bold = max(0, bold - len(parts))
    if more and width(" ".join([*lines[-1][:2], more]), size) < room:
        return [*lines[:-1], (*lines[-1][:2], more)]
    return lines + [("", "", line) for line in even(more, size, room) if line]


def _set(lines: list[tuple[str, str, str]], left: float, up: float, size: float) -> Iterator[Text]:
    """Yield the words of lines, one below the other."""
    styles = {"bold": True}, {}, {"color": look.MUTED}
    for n, line in enumerate(lines):
        right = left
        for words, style in zip(line, styles, strict=True):
            if words:
                yield words, right, up - _LINE * size * n, {"size": size, **style}
                right += advance(f"{words} ", size, "semibold" if "bold" in style else "normal")
