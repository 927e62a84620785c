"""Numbers that count different things, in rows below the heads of their groups.

Belongs here: a ledger of numbers, units, and words. Does not: a chart of numbers of one kind
(`charts`), or numbers with a mark for each that they count (`singles`).
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, drawn, figures, look
from ourimpact.charts import Names, write
from ourimpact.look import advance, width

_HEAD, _NEXT = 17, 31  # how high the first head is, and others, with air above
_APART = 16  # between columns
_IN = 8  # points from the ends of a band to its words
_NUMBER, _LABEL = 15, 12  # sizes, at most
_LARGE, _UNIT, _TOLD, _STEP = 40, 16, 13.5, 17.5  # sizes where few numbers are, and a line
_SMALL = 10.5  # of words before a number, and of those that take two lines


def number_list(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of numbers, one a row, in columns; those that are `lit` stand in dark bands.

    The columns of the table are `words` (a number, perhaps with words before it), `unit`, which is
    bold, `label`, and `group`. Numbers end at one place.
    """
    fig, ax = figures.new()
    rows = _placed(rows.assign(lit=rows.index.isin(lit)), high := charts.space(ax)[1])
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][rows["lit"]])
    deep, wide = rows["deep"].min(), charts.space(ax)[0]
    size = min(_NUMBER, 0.84 * deep)
    ends = _ends(rows, size)
    room = wide - ends[1] - _IN
    small = _fitting(rows["label"], room, deep)
    rows["ink"] = rows["lit"].map({True: look.ink_on(look.BLUE), False: look.INK})
    for row in rows.itertuples():
        tone = look.RULE if row.head else look.HAIR
        ax.hlines(row.top, 0, wide, tone, lw=0.7, zorder=0, clip_on=False)
        if row.lit:
            ax.axhspan(row.top, row.top + row.deep, fc=look.BLUE)
        _write_row(ax, row, ends, size)
        lines = look.even(row.label, small, room)
        _write_label(ax, row, (ends[1], -0.33 * size), small, lines)
    charts.cells(ax, wide, high)
    return fig


def large_numbers(rows: pd.DataFrame, lit: Names = ()) -> Figure:
    """Return a figure of few numbers, in rows; those that are `lit` are colored.

    The columns are those of `number_list`, without groups. A unit is bold; below it stand its label
    and what is `more`, gray.
    """
    fig, ax = figures.new()
    is_lit = rows.index.isin(lit)
    drawn.declare(fig, "numbers", rows["label"], highlight=rows["label"][is_lit])
    wide, high = charts.space(ax)
    deep = high / len(rows)
    size = min(_LARGE, 0.6 * deep)
    end = max(_reach(said, size) for said in rows["words"])
    ax.hlines([deep * n for n in range(1, len(rows))], 0, wide, look.RULE, lw=0.7)
    for n, row in enumerate(rows.itertuples()):
        y, tone = (n + 0.5) * deep, look.BLUE if is_lit[n] else look.INK
        _write_number(ax, row.words, (end, y), size, (tone, look.MUTED))
        told = [(row.label, {"size": _TOLD}), (row.more, {"size": _TOLD - 2, "color": look.MUTED})]
        lines = [
            (line, how)
            for said, how in told
            for line in (look.even(said, how["size"], wide - end - _APART) if said else [])
        ]
        up = 0.5 * _STEP * len(lines) - 0.33 * _TOLD
        write(ax, row.unit, end + _APART, y, 0, up, size=_UNIT, bold=True, color=tone)
        for down, (line, how) in enumerate(lines, 1):
            write(ax, line, end + _APART, y, 0, up - down * _STEP, **how)
    charts.cells(ax, wide, high)
    return fig


def _placed(rows: pd.DataFrame, high: float) -> pd.DataFrame:
    """Return rows by group, where each is and how `deep`; the first of a group has its `head`."""
    rows = rows.sort_values("group", key=lambda of: pd.factorize(of)[0], kind="stable")
    rows["head"] = rows["group"].where(rows["group"] != rows["group"].shift(), "")
    above = np.where(rows["head"] != "", _NEXT, 0)
    above[:1] = np.minimum(above[:1], _HEAD)
    rows["deep"] = (high - above.sum()) / len(rows)
    rows["top"] = (rows["deep"] + above).cumsum() - rows["deep"]
    return rows


def _ends(rows: pd.DataFrame, size: float) -> np.ndarray:
    """Return where the columns of numbers and of units end, with air."""
    numbers = max(_reach(row.words, size) + _IN * row.lit for row in rows.itertuples())
    units = max(width(unit or " ", _LABEL, "semibold") for unit in rows["unit"])
    return np.cumsum([numbers + _APART, units + _APART])


def _reach(said: str, size: float) -> float:
    """Return how wide a number is, with the words before it."""
    before, number = charts.numeral(said)
    return width(number, size, "semibold") + (advance(f"{before} ", _SMALL) + 2) * bool(before)


def _fitting(labels: pd.Series, room: float, deep: float) -> float:
    """Return the largest size, from 9 on, in which the lines of all labels fit their rows."""
    for size in np.arange(_LABEL, 9, -0.5):
        lines = max(len(look.even(label, size, room)) for label in labels)
        if 1.2 * size * lines < deep:
            return size
    return 9


def _write_row(ax: Axes, row: Any, ends: np.ndarray, size: float) -> None:
    """Write a head, and a number that ends before its unit, all on one line."""
    write(ax, row.head, 0, row.top, 0, 5, size=12, bold=True)
    y, up = row.top + row.deep / 2, -0.33 * size
    muted = row.ink if row.lit else look.MUTED
    _write_number(ax, row.words, (ends[0] - _APART, y), size, (row.ink, muted))
    write(ax, row.unit, ends[0], y, 0, up, size=_LABEL, bold=True, color=row.ink)


def _write_number(
    ax: Axes, said: str, at: tuple[float, float], size: float, inks: tuple[str, str]
) -> None:
    """Write a number that ends at a place, and small words before it in another ink."""
    before, number = charts.numeral(said)
    write(ax, number, *at, 0, -0.33 * size, size=size, bold=True, ha="right", color=inks[0])
    left = at[0] - width(number, size, "semibold") - advance(" ", _SMALL) - 1
    write(ax, before, left, at[1], 0, -0.33 * size, size=_SMALL, ha="right", color=inks[1])


def _write_label(
    ax: Axes, row: Any, at: tuple[float, float], size: float, lines: list[str]
) -> None:
    """Write which of its unit a number counts, on the line of the unit, or in two about it."""
    for n, line in enumerate(lines):
        up = at[1] + 1.2 * size * ((len(lines) - 1) / 2 - n) + (len(lines) > 1)
        write(ax, line, at[0], row.top + row.deep / 2, 0, up, size=size, color=row.ink)
