"""Columns by year and, beside the last, one of another measure, on the same scale.

Belongs here: how columns that count one thing and one that counts another stand apart, and years
that may be counted in different ways.
"""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write

_HALF = charts.BROAD / 2  # of a column, in years
_GAP = 1.4 if look.AS == "square" else 1.2  # before another way of counting, in columns
_ASIDE = 1.8 if look.AS == "square" else 1.2  # from the last year to the other measure, in columns
_SIZE, _SMALL = (10.5, 9.5) if look.AS == "square" else (11.5, 10.5)


@dataclass(frozen=True)
class Other:
    """Another measure of the last year: its value, what is said of it, and both measures' names.

    The first name is that of the measure by year.
    """

    value: float
    said: str
    names: tuple[str, str]


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str, other: Other | None = None, *,
    begins: int = 0, noted: str = "",
) -> None:  # fmt: skip
    """Draw a column for each year, the last dark, and an outlined one of another measure.

    Before the year that `begins` another way of counting is a gap with a line; that is `noted` at
    the top of the line.
    """
    ax.figure.form = "year_columns"
    years, (wide, high) = data["year"], charts.space(ax)
    first, last = years.min(), years.max()
    apart = years[(years >= begins) & (first < begins)]
    marks = {"highlight": [last], "apart": [*apart], "gap": _GAP, "size": _SIZE}
    charts.columns(ax, data, value, words=words, **marks)
    end = last + _GAP * bool(len(apart))  # where the last year is
    foot = 31 if other else 18  # points below the columns
    right = end + _ASIDE * bool(other) + _HALF
    each = wide / (right - first + _HALF)  # points a column
    place = begins + _GAP / 2 - 0.5  # of the line
    lines = look.even(noted, _SMALL, (right - place) * each - 6) if len(apart) else []
    free = high - foot - 22
    below = free - 13 * len(lines)  # what is noted, and “about” on a line of its own
    tallest = [*data[value][years.isin(apart)] / below]
    unit = max([data[value].max() / free, *tallest, other.value / (below - 13) if other else 0])
    ax.set(xlim=(first - _HALF, right), ylim=(-foot * unit, (high - foot) * unit))
    if len(apart):
        _note_gap(ax, place, (high - foot) * unit, lines)
    if other:
        for x, name in zip((end, right - _HALF), other.names, strict=True):
            write(ax, name, x, 0, 0, -27, ha="center", **MUTED)
        write(ax, f"{last}", right - _HALF, 0, 0, -14, ha="center", size=_SIZE)
        _draw_other(ax, right - _HALF, other, unit, end)


def _note_gap(ax: Axes, place: float, top: float, lines: list[str]) -> None:
    """Draw a line through a gap, and say at its top why its sides may not be comparable."""
    ax.vlines(place, 0, top, **charts.DASHED | {"linewidth": 0.9})
    for n, line in enumerate(lines):
        write(ax, line, place, top, 5, -9 - 13 * n, **MUTED | {"size": _SMALL})


def _draw_other(ax: Axes, place: float, other: Other, unit: float, beside: float) -> None:
    """Draw an outlined column on the baseline of that `beside`, and above it what is said of it."""
    charts.outline(ax, ax.bar(place, other.value, 2 * _HALF)[0])
    charts.note_names(ax, 1, [place], [other.names[1]])
    ends = [beside + _HALF, place + _HALF]
    ax.plot(ends, [-0.45 * unit] * 2, color=look.INK, linewidth=0.9)
    before, number = charts.numeral(other.said)
    write(ax, before, place, other.value, 0, 18, ha="center", **MUTED)
    write(ax, number, place, other.value, 0, 5, ha="center", size=_SIZE)
