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
from ourimpact.words import share

_THICK = 0.7  # of the room that a bar has
_LEAST = 0.1  # shares below it have their words at the right of the bar


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
    starts = held.cumsum() - held
    _connect(ax, starts[1:])
    for code, row in (parts.cumsum() - parts).iterrows():
        there, color = parts.loc[code] > 0, colors[names[code]]
        ax.barh(places[there], parts.loc[code, there], _THICK, row[there], color=color)
    for name, row in starts.iterrows():
        ends = places - _THICK / 2, places + _THICK / 2
        ax.vlines(row.where(row > 0), *ends, colors=look.PAPER, linewidth=1)
        room = charts.points(ax)[0] - left - right
        _write_shares(ax, row, held.loc[name], colors[name], room, name == held.index[-1])
        beside = right if held.loc[name].iloc[0] < _LEAST else 0
        _write_name(ax, name, row.iloc[0], held.loc[name].iloc[0] * room - 4, colors[name], beside)


def _connect(ax: Axes, starts: pd.DataFrame) -> None:
    """Draw lines that connect where a part starts from bar to bar."""
    for place in range(1, starts.shape[1]):
        for ends in starts.iloc[:, place - 1 : place + 1].to_numpy():
            level = [place - 1 + _THICK / 2, place - _THICK / 2]
            ax.plot(ends, level, color=look.EDGE, linewidth=0.6)


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


def _write_name(ax: Axes, name: str, start: float, room: float, color: str, beside: float) -> None:
    """Write the name of a part above its start, or at the right, where so much is free beside."""
    leads = color == look.BLUE
    at, right, room = (1, 8, beside - 8) if beside else (start, 0, room)
    lines = look.wrap(name, 11, room, "semibold" if leads else "normal")
    tone = {"bold": leads, "color": color if leads else look.INK}
    write(ax, "\n".join(lines), at, -_THICK / 2, right, 6, size=11, **tone)
