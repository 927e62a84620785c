"""Bars of 100%, each split into parts: several, one below the other.

Belongs here: how shares of wholes are compared by part. Does not: one bar below its shares
(`charts.share_bar`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import MUTED, write
from ourimpact.forms import singles
from ourimpact.words import count, share, small

_THICK = 0.7  # of the room that a bar has
_LEAST = 0.1  # shares below it have their words at the right of the bar
_HEAD, _NAMES = 36, 15  # points above each of two bars for its claim, and for names
_GAP = 12  # between the two


def share_bars(
    ax: Axes, parts: pd.DataFrame, names: Mapping[str, str], colors: Mapping[str, str],
    totals: Sequence[str], lead: str,
) -> None:  # fmt: skip
    """Draw a bar for each column of `parts`, which are shares, and name the parts above the first.

    Rows that have the same of the `names` are one part, of its color; that of `lead` is large.
    `totals` stand below the names of the bars.
    """
    ax.figure.form = "share_bars"
    places, held = np.arange(len(parts.columns)), parts.groupby(names, sort=False).sum()
    left = max(look.width(total, 10.5) for total in totals) + 20
    right = 10 + max(look.width(each, 11) for each in [*held.index[-1].split(), "00.0%"])
    charts.scale(ax, 0, 1, left, right)
    ax.set(ylim=(places[-1] + 0.45, -0.68))
    ax.set_axis_off()
    charts.note_names(ax, 0, places, map(str.capitalize, parts))
    for place, name, total in zip(places, parts, totals, strict=True):
        write(ax, name.capitalize(), 0, place, 0, 2, edge=True, size=13)
        write(ax, total, 0, place, 0, -12, edge=True, **MUTED)
    starts, room = held.cumsum() - held, charts.points(ax)[0] - left - right
    _connect(ax, starts, places + _THICK / 2, places - _THICK / 2)
    for name, row in starts.iterrows():
        _draw_part(ax, places, _THICK, row, held.loc[name], colors[name])
        _write_shares(ax, row, held.loc[name], colors[name], room, name == lead)
        _write_name(ax, name, row.iloc[0], held.loc[name].iloc[0], room, right, name == lead)


def two_wholes(
    ax: Axes, counts: pd.DataFrame, first: Sequence[str], claim: str, colors: Mapping[str, str]
) -> None:
    """Draw two columns of counts as bars of 100%, their rows named in them or, if narrow, above.

    Above a bracket over the `first` rows stand their share, large, and the claim on it, which names
    the column where it has {}.
    """
    ax.figure.form = "share_bars"
    high, parts = charts.space(ax)[1], counts / counts.sum()
    charts.cells(ax, 1, high)
    head = _HEAD + _NAMES
    thick = min(98, (high - 2 * _GAP) / 2 - head)  # with as much below the last as between them
    middles = np.array([0, head + thick + _GAP]) + head + thick / 2
    charts.note_names(ax, 0, middles, counts)
    starts = parts.cumsum() - parts
    for name, row in starts.iterrows():
        _draw_part(ax, middles, thick, row, parts.loc[name], colors[name])
    for who, y in zip(counts, middles, strict=True):
        top, held = y - thick / 2, parts.loc[first, who].sum()
        singles.lead(ax, share(held), claim.format(who), top - _NAMES - 13, size=26)
        singles.bracket(ax, 0, held, top - _NAMES - 8, 5)
        for name, n in counts[who].items():
            start, part, said = starts.loc[name, who], parts.loc[name, who], count(n)
            fits = look.width(f"{said} {name}", 12) + 16 < part * charts.points(ax)[0]
            if not fits:
                write(ax, name, start, top, 7 * (start > 0), 4, size=11)
            said = f"{said} {small(name)}" if fits else said
            _write_in(ax, start, y, part, said, look.ink_on(colors[name]))


def _draw_part(
    ax: Axes, middles: np.ndarray, thick: float, starts: pd.Series, parts: pd.Series, color: str
) -> None:
    """Draw one part of each bar, with a white line where it starts."""
    ax.barh(middles, parts, thick, starts, color=color, linewidth=0)
    ends = middles - thick / 2, middles + thick / 2
    ax.vlines(starts.where(starts > 0), *ends, colors=look.PAPER, linewidth=1)


def _connect(ax: Axes, starts: pd.DataFrame, froms: Sequence[float], tos: Sequence[float]) -> None:
    """Draw lines that connect where the second part starts, from the foot of a bar to the next."""
    for place in range(1, starts.shape[1]):
        for ends in starts.iloc[1:2, place - 1 : place + 1].to_numpy():
            ax.plot(ends, [froms[place - 1], tos[place]], color=look.EDGE, linewidth=0.6)


def _write_in(ax: Axes, start: float, y: float, part: float, said: str, ink: str) -> None:
    """Write a share and what it is of into its part of a bar, smaller where it is narrow."""
    room = part * charts.points(ax)[0] - 9
    for words, up, most in ((share(part), 3, 15), (said, -14, 12)):
        size = min(most, room / look.width(words, 1, "semibold"))
        if size > 9:
            write(ax, words, start, y, 7, up, size=size, bold=up > 0, color=ink)


def _write_shares(
    ax: Axes, starts: pd.Series, held: pd.Series, color: str, room: float, leads: bool
) -> None:
    """Write the shares of a part in it; where it is narrow in the first, at the right of all."""
    style = {"size": 20 if leads else 13, "bold": leads}
    for place, (start, part) in enumerate(zip(starts, held, strict=True)):
        if held.iloc[0] < _LEAST:
            write(ax, share(part), 1, place, 10, **style, color=look.MUTED)
        elif part * room > 44:
            write(ax, share(part), start, place, 8, **style, color=look.ink_on(color))


def _write_name(
    ax: Axes, name: str, start: float, part: float, room: float, right: float, leads: bool
) -> None:
    """Write the name of a part above the first bar: over it, or at its right with a line to it."""
    top, tone = -_THICK / 2, {"bold": leads, "color": look.BLUE if leads else look.INK}
    at, left, free = (start, 0, part * room - 4)
    if part < _LEAST:
        at, left, free = (1, 10, right - 10)
        point = np.ptp(ax.get_ylim()) / charts.points(ax)[1]
        x, y = start + part / 2, top - 10 * point
        ends = [x, x, 1 + 6 / room], [top, y, y]
        ax.plot(*ends, color=look.EDGE, linewidth=0.8, solid_joinstyle="miter")
    lines = look.wrap(name, 11, free, "semibold" if leads else "normal")
    write(ax, "\n".join(lines), at, top, left, 6, size=11, **tone)
