"""Bars of 100%, one below the other, each split into the same parts.

Belongs here: how shares of several wholes are compared by part. Does not: one whole alone
(`charts.share_bar`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.forms import singles
from ourimpact.words import count, share

_THICK = 0.7  # of the room that a bar has
_LEAST = 0.1  # shares below it have their words at the right of the bar
_HEAD, _GAP, _FOOT = 60, 18, 41  # points above, between, and below two bars with a claim each


def share_bars(
    ax: Axes, parts: pd.DataFrame, names: Mapping[str, str], colors: Mapping[str, str],
    totals: Sequence[str],
) -> None:  # fmt: skip
    """Draw a bar for each column of `parts`, which are shares, and name the parts above the first.

    Rows that have the same of the `names` are one part, of its color; one that is blue leads.
    `totals` stand below the names of the bars.
    """
    ax.figure.form = "share_bars"
    places, held = np.arange(len(parts.columns)), parts.groupby(names, sort=False).sum()
    left = max(look.width(total, 10.5) for total in totals) + 20
    right = 10 + max(look.width(each, 11) for each in [*held.index[-1].split(), "00.0%"])
    charts.scale(ax, 0, 1, left, right)
    ax.set(ylim=(places[-1] + 0.45, -0.68))
    ax.set_axis_off()
    for place, name, total in zip(places, parts, totals, strict=True):
        write(ax, name.capitalize(), 0, place, 0, 2, edge=True, size=13)
        write(ax, total, 0, place, 0, -12, edge=True, **MUTED)
    starts, room = held.cumsum() - held, charts.points(ax)[0] - left - right
    _connect(ax, starts, places + _THICK / 2, places - _THICK / 2)
    for code, row in (parts.cumsum() - parts).iterrows():
        there, color = parts.loc[code] > 0, colors[names[code]]
        ax.barh(places[there], parts.loc[code, there], _THICK, row[there], color=color)
    for name, row in starts.iterrows():
        ends = places - _THICK / 2, places + _THICK / 2
        ax.vlines(row.where(row > 0), *ends, colors=look.PAPER, linewidth=1)
        _write_shares(ax, row, held.loc[name], colors[name], room, name == held.index[-1])
        first = held.loc[name].iloc[0]
        at = (1, 8, right - 8) if first < _LEAST else (row.iloc[0], 0, first * room - 4)
        _write_name(ax, name, *at, colors[name])


def two_wholes(
    ax: Axes, counts: pd.DataFrame, first: Sequence[str], claim: str, colors: Mapping[str, str]
) -> None:
    """Draw two columns of counts as bars of 100%, and name their rows above the upper bar.

    At a bracket around the `first` rows stand their share, large, and the claim on it, which names
    the column where it has {}.
    """
    ax.figure.form = "share_bars"
    high, parts = charts.space(ax)[1], counts / counts.sum()
    charts.cells(ax, 1, high)
    thick = min(98, (high - _HEAD - _GAP - _FOOT) / 2)
    tops = np.array([_HEAD, _HEAD + thick + _GAP])
    below = tops[1] + thick
    for who, edge, way, foot in zip(
        counts, (27, below + 10), (5, -5), (20, below + 34), strict=True
    ):
        held = parts.loc[first, who].sum()
        singles.bracket(ax, 0, held, edge, way)
        singles.lead(ax, share(held), claim.format(who), foot, size=26)
        write(ax, f"{count(counts[who].sum())} {who}", 1, foot, 0, 0, ha="right")
    starts = parts.cumsum() - parts
    _connect(ax, starts, tops + thick, tops)
    for name, row in starts.iterrows():
        ax.barh(tops + thick / 2, parts.loc[name], thick, row, color=colors[name], linewidth=0)
        ax.vlines(row.where(row > 0), tops, tops + thick, colors=look.PAPER, linewidth=1)
        tone = look.ink_on(colors[name])
        for start, top, each, n in zip(row, tops, parts.loc[name], counts.loc[name], strict=True):
            _write_in(ax, start, top + thick / 2, each, n, tone)
    _write_names(ax, starts, parts.min(axis=1))


def _connect(ax: Axes, starts: pd.DataFrame, froms: Sequence[float], tos: Sequence[float]) -> None:
    """Draw lines that connect where a part starts from the foot of a bar to the next one's top."""
    for place in range(1, starts.shape[1]):
        for ends in starts.iloc[1:, place - 1 : place + 1].to_numpy():
            ax.plot(ends, [froms[place - 1], tos[place]], color=look.EDGE, linewidth=0.6)


def _write_in(ax: Axes, start: float, y: float, part: float, number: int, ink: str) -> None:
    """Write a share and its number into its part of a bar, smaller where it is narrow."""
    room = part * charts.points(ax)[0] - 9
    for said, up, most in ((share(part), 3, 15), (count(number), -14, 12)):
        size = min(most, room / look.width(said, 1, "semibold"))
        if size > 9:
            write(ax, said, start, y, 7, up, size=size, bold=up > 0, color=ink)


def _write_names(ax: Axes, starts: pd.DataFrame, parts: pd.Series) -> None:
    """Write the names of parts above the upper bar, flush with their numbers, each off the next."""
    wide, free = charts.points(ax)[0], 1
    for name, start in starts.iloc[:, 0].items():
        left, long = max(start * wide + 7, free + 6), look.width(name, 11)
        lines = look.wrap(name, 11, max(parts[name] * wide - 9, 0.6 * long))  # two at most
        write(ax, "\n".join(lines), 0, _HEAD, left, 5, size=11, linespacing=0.9)
        free = left + max(look.width(line, 11) for line in lines)


def _write_shares(
    ax: Axes, starts: pd.Series, held: pd.Series, color: str, room: float, is_last: bool
) -> None:
    """Write the shares of a part where they have room; those of the last one at least beside."""
    leads = color == look.BLUE
    style = {"size": 20 if leads else 13, "bold": leads}
    for place, (start, part) in enumerate(zip(starts, held, strict=True)):
        if is_last and part < _LEAST:
            write(ax, share(part), 1, place, 8, **style, color=look.MUTED)
        elif part * room > 44:
            write(ax, share(part), start, place, 8, **style, color=look.ink_on(color))


def _write_name(ax: Axes, name: str, x: float, right: float, room: float, color: str) -> None:
    """Write the name of a part above the first bar, in lines as long as there is room."""
    leads = color == look.BLUE
    lines = look.wrap(name, 11, room, "semibold" if leads else "normal")
    tone = {"bold": leads, "color": color if leads else look.INK}
    write(ax, "\n".join(lines), x, -_THICK / 2, right, 6, size=11, **tone)
