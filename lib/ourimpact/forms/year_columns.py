"""Columns by year and, beside the last, one of another measure, on the same scale.

Belongs here: how columns that count one thing and one that counts another stand apart, and years
that may be counted in different ways.
"""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, drawn, look
from ourimpact.charts import MUTED, write

_HALF = charts.BROAD / 2  # of a column, in years
_GAP = 0.8 if look.AS == "square" else 0.6  # before another way of counting, in columns
_ASIDE = 2 if look.AS == "square" else 1.35  # from the last year to the other measure, in columns
_OVER = 32  # points from a number up over its change, in two lines
_SIZE, _SMALL = (10.5, 9.5) if look.AS == "square" else (11.5, 10.5)


@dataclass(frozen=True)
class Other:
    """Another measure of the last year: its value, what is said of it, and both measures' names.

    The first name is that of the measure by year.
    """

    value: float
    said: str
    names: tuple[str, str]

    @property
    def lines(self) -> tuple[str, str]:
        """Return what stands above and below its column."""
        return self.said, self.names[1]


def year_columns(
    ax: Axes, data: pd.DataFrame, value: str, words: str, other: Other | None = None, *,
    moved: str = "", begins: int = 0, noted: str = "",
) -> None:  # fmt: skip
    """Draw a column for each year, the last dark, and an outlined one of another measure.

    How the last has `moved` stands over its number. Before the year that `begins` another way of
    counting is a gap with a line; at its top stand that year and what is `noted`.
    """
    drawn.declare(ax.figure, "year_columns", data["year"])
    years, (wide, high) = data["year"], charts.space(ax)
    first, last = years.min(), years.max()
    apart = years[(years >= begins) & (first < begins)]
    marks = {"highlight": [last], "apart": [*apart], "gap": _GAP, "size": _SIZE}
    charts.columns(ax, data, value, words=words, **marks)
    end = last + _GAP * bool(len(apart))  # where the last year is
    foot = 31 if other else 18  # points below the columns
    right = end + _ASIDE * bool(other)  # the middle of the last column
    beyond = max(look.width(line, _SIZE) / 2 for line in other.lines) if other else 0
    each = (wide - beyond) / (right - first + _HALF)  # points a column
    edge = right + max(_HALF, beyond / each)
    place = begins + _GAP / 2 - 0.5  # of the line
    lines = look.even(noted, _SMALL, (edge - place) * each - 6) if len(apart) else []
    free = high - foot - 22
    below = free - 13 * (len(lines) + bool(lines))  # what is noted
    tops = [amount / below for amount in data[value][years.isin(apart)]]
    tops += [data[value].iloc[-1] / ((below if len(apart) else free) - _OVER * bool(moved))]
    unit = max(data[value].max() / free, *tops, other.value / below if other else 0)
    ax.set(xlim=(first - _HALF, edge), ylim=(-foot * unit, (high - foot) * unit))
    for n, line in enumerate(moved.split("\n")[::-1]):
        style = {"size": _SMALL, "ha": "center", "color": look.BLUE}
        write(ax, line, end, data[value].iloc[-1], 0, 24 + 13 * n, **style)
    if len(apart):
        _note_gap(ax, place, (high - foot) * unit, f"from {begins} on", lines)
    if other:
        for x, name in zip((end, right), other.names, strict=True):
            write(ax, name, x, 0, 0, -27, ha="center", **MUTED)
        write(ax, f"{last}", right, 0, 0, -14, ha="center", size=_SIZE)
        _draw_other(ax, right, other, unit, end)


def _note_gap(ax: Axes, place: float, top: float, head: str, lines: list[str]) -> None:
    """Draw a line through a gap, and say at its top why its sides may not be comparable."""
    ax.vlines(place, 0, top, **charts.DASHED | {"linewidth": 0.9})
    write(ax, head, place, top, 5, -9, size=_SMALL, bold=True)
    for n, line in enumerate(lines, 1):
        write(ax, line, place, top, 5, -9 - 13 * n, **MUTED | {"size": _SMALL})


def _draw_other(ax: Axes, place: float, other: Other, unit: float, beside: float) -> None:
    """Draw an outlined column on the baseline of that `beside`, and above it what is said of it."""
    charts.outline(ax, ax.bar(place, other.value, 2 * _HALF)[0])
    drawn.note_names(ax, 1, [place], [other.names[1]])
    ends = [beside + _HALF, place + _HALF]
    ax.plot(ends, [-0.45 * unit] * 2, color=look.INK, linewidth=0.9)
    write(ax, other.said, place, other.value, 0, 5, ha="center", size=_SIZE)
