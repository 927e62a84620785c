"""Bars of 100%, each split into parts: several, one below the other.

Belongs here: how shares of wholes are compared by part. Does not: one bar below its shares
(`charts.share_bar`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, drawn, look
from ourimpact.charts import MUTED, write
from ourimpact.forms import singles
from ourimpact.words import count, share

_THICK = 0.7  # of the room that a bar has
_LEAST = 0.1  # shares below it have their words at the right of the bar
_HEAD, _LINE = 38, 13  # points above each of two bars for its claim, and for a line of names
_GAP = 12  # between the two


def share_bars(
    ax: Axes, parts: pd.DataFrame, names: Mapping[str, str], colors: Mapping[str, str],
    totals: Sequence[str], lead: str,
) -> None:  # fmt: skip
    """Draw a bar for each column of `parts`, which are shares, and name the parts above the first.

    Rows that have the same of the `names` are one part, of its color; that of `lead` is large.
    `totals` stand below the names of the bars.
    """
    drawn.declare(ax.figure, "share_bars", parts.columns)
    places, held = np.arange(len(parts.columns)), parts.groupby(names, sort=False).sum()
    left = max(look.width(total, 10.5) for total in totals) + 20
    right = 10 + max(look.width(each, 11) for each in [*held.index[-1].split(), "00.0%"])
    charts.scale(ax, 0, 1, left, right)
    ax.set_axis_off()
    drawn.note_names(ax, 0, places, map(str.capitalize, parts))
    for place, name, total in zip(places, parts, totals, strict=True):
        write(ax, name.capitalize(), 0, place, 0, 2, edge=True, size=13)
        write(ax, total, 0, place, 0, -12, edge=True, **MUTED)
    starts, room = held.cumsum() - held, charts.points(ax)[0] - left - right
    heads = [_head(name, held.loc[name].iloc[0], room, right, name == lead) for name in held.index]
    _leave(ax, places[-1] + 0.45, 10 + _LINE * max(map(len, heads)))
    _connect(ax, starts, places + _THICK / 2, places - _THICK / 2)
    for lines, (name, row) in zip(heads, starts.iterrows(), strict=True):
        _draw_part(ax, places, _THICK, row, held.loc[name], colors[name])
        _write_shares(ax, row, held.loc[name], colors[name], room, name == lead)
        at, right = (1, 10) if held.loc[name].iloc[0] < _LEAST else (row.iloc[0], 0)
        tone = {"bold": True, "color": look.BLUE} if name == lead else {}
        tone |= {"color": look.MUTED} if right else {}  # as the shares below it
        write(ax, "\n".join(lines), at, -_THICK / 2, right, 6, size=11, **tone)


def _head(name: str, part: float, room: float, right: float, leads: bool) -> list[str]:
    """Return the lines of a name above its part of the first bar or, if narrow, at the right."""
    free = part * room - 4 if part >= _LEAST else right - 10
    return look.wrap(name, 11, free, "semibold") if leads else look.even(name, 11, free)


def _leave(ax: Axes, foot: float, above: float) -> None:
    """Set limits that leave so many points above the first bar."""
    part = above / charts.points(ax)[1]
    ax.set_ylim(foot, -(_THICK / 2 + part * foot) / (1 - part))


def two_wholes(
    ax: Axes, counts: pd.DataFrame, first: Sequence[str], claim: str, colors: Mapping[str, str]
) -> None:
    """Draw two columns of counts as bars of 100%, their rows named once above the first.

    Above a bracket over the `first` rows stand their share, large, and the claim on it, which names
    the column where it has {}.
    """
    drawn.declare(ax.figure, "share_bars", counts.columns)
    high, parts = charts.space(ax)[1], counts / counts.sum()
    charts.cells(ax, 1, high)
    starts = parts.cumsum() - parts
    heads = _heads(starts.iloc[:, 0], parts.iloc[:, 0], charts.points(ax)[0])
    names = np.array([4 + _LINE * max(len(lines) for lines, _ in heads), 0])  # points above each
    thick = min(98, (high - 2 * _GAP - names.sum()) / 2 - _HEAD)  # with a gap below the last, too
    tops = np.array([0, thick + _GAP + _HEAD + names[0]]) + _HEAD + names
    drawn.note_names(ax, 0, tops + thick / 2, counts)
    for lines, left in heads:
        for up, line in enumerate(lines[::-1]):
            write(ax, line, 0, tops[0], left, 5 + _LINE * up, size=11)
    for name, row in starts.iterrows():
        _draw_part(ax, tops + thick / 2, thick, row, parts.loc[name], colors[name])
    for who, top, above in zip(counts, tops, names, strict=True):
        held = parts.loc[first, who].sum()
        singles.lead(ax, share(held), claim.format(who), top - above - 15, size=26)
        singles.bracket(ax, 0, held, top - above - 10, 5)
        for name, n in counts[who].items():
            start, part, ink = starts.loc[name, who], parts.loc[name, who], colors[name]
            _write_in(ax, start, top + thick / 2, part, count(n), look.ink_on(ink))


def _heads(starts: pd.Series, parts: pd.Series, wide: float) -> list[tuple[list[str], float]]:
    """Return the names of parts in lines, each with its place: at its number, or off the last."""
    heads = [([""], -8.0)]
    for name, start in starts.items():
        lines = look.wrap(name, 11, max(parts[name], 0.12) * wide)
        before, left = heads[-1]
        end = max(left + look.width(line, 11) + 8 for line in before[-len(lines) :])
        heads.append((lines, max(start * wide + 7, end)))
    return heads[1:]


def _draw_part(
    ax: Axes, middles: np.ndarray, thick: float, starts: pd.Series, parts: pd.Series, color: str
) -> None:
    """Draw one part of each bar, with a white line where it starts."""
    ax.barh(middles, parts, thick, starts, color=color, linewidth=0)
    ends = middles - thick / 2, middles + thick / 2
    ax.vlines(starts.where(starts > 0), *ends, colors=look.PAPER, linewidth=1)


def _connect(ax: Axes, starts: pd.DataFrame, froms: Sequence[float], tos: Sequence[float]) -> None:
    """Draw lines that connect where parts start, from the foot of a bar to the next."""
    for place in range(1, starts.shape[1]):
        for ends in starts.iloc[1:, place - 1 : place + 1].to_numpy():
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
