"""A funnel plot: shares of larger and smaller wholes, in the band that chance alone allows.

Belongs here: how it is drawn, and where its names have room. Does not: which shares lie outside
the band (`stats`), and what is said of them. Boxes are left, right, low and high, in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from ourimpact import charts, drawn, look, nearest, stats
from ourimpact.charts import write
from ourimpact.words import count, share

Box = tuple[float, float, float, float]
Spot = tuple[float, float, float]
_SMALL = {"size": 11, "color": look.MUTED}
_BELOW = {"size": 11.5, "color": look.MUTED, "ha": "center"}
_LEFT, _RIGHT = 36, 58  # room for the labels of the scale, and for the share of all
_FOOT = 30  # room for the words below the axis
_ALIGNED = ("left", "center", "right")
# Where names may stand, the best first: which part of them is nearest to the dot (-1 the right end,
# 0 the middle, 1 the left end), how far it is to that side, and how far from the share of all.
_SPOTS = [(0, 0, 12), (0, 0, 14), (1, 10, 0), (-1, 10, 0)]
_SPOTS += [(1, 7, 6), (-1, 7, 6), (1, 7, 9), (-1, 7, 9), (0, 0, -12), (1, 7, -9), (-1, 7, -9)]
_ASIDE = [(part, 0, 12) for part in (0.3, -0.3, 0.6, -0.6, 0.9, -0.9)]  # of short names
_TOUCHING = 10  # points between dots that have one name


@dataclass(frozen=True)
class _Words:
    """What the parts of a funnel are called, as `funnel` says."""

    target_name: str
    axis: str
    up: str
    band: str
    sides: tuple[str, str]


@dataclass(frozen=True)
class _Room:
    """Axes in points: their size, the height of the share of all, dots, and the band's edges."""

    to_points: Transform
    wide: float
    tall: float
    level: float
    dots: np.ndarray
    lows: np.ndarray
    highs: np.ndarray


@dataclass(frozen=True)
class _Name:
    """A name, what stands below it, and where on the axes its dot is; `way` is 1 above `target`."""

    words: str
    below: Sequence[str]
    lit: bool
    at: tuple[float, float]
    way: float

    @property
    def size(self) -> float:
        """Return the size of the name."""
        return 16 if self.lit else 11.5

    @property
    def half(self) -> float:
        """Return half the width of all its lines."""
        below = [look.width(line, _BELOW["size"]) for line in self.below]
        return max(look.width(self.words, self.size, "semibold"), *below, 0) / 2

    @property
    def deep(self) -> float:
        """Return how high the lines below the name are."""
        return 13.5 * len(self.below) + 4 if self.below else 0


def funnel(
    ax: Axes, data: pd.DataFrame, whole: str, *, target: float, highlight: str,
    below: Sequence[str], **words: str | tuple[str, str],
) -> list[str]:  # fmt: skip
    """Draw a dot for each `share` of a whole, gray inside the band; return whose names have room.

    The words `said` name a dot, unless blank, or its code where they have no room; a `side` is that
    of the band on which it lies. What is `below` stands under the one to `highlight`; `axis` and
    `up` name the scales, `sides` the ends of the first, `target_name` the share of all, and `band`
    the band, if it has room. Raises ValueError where no row is to be highlighted.
    """
    if highlight not in data.index:
        said = f"highlight is {highlight!r}, and no row is that."
        raise ValueError(f"{said}{nearest(highlight, data.index)}")
    drawn.declare(ax.figure, "funnel", data["said"], highlight=[data.at[highlight, "said"]])
    x, ticks, said = np.log(data[whole]), _ticks(data["share"].min() - 0.015), _Words(**words)
    starts = f" (the scale starts at {share(ticks[0], digits=0)})" * (ticks[0] > 0)
    said = replace(said, up=said.up + starts)
    edges = _draw_scales(ax, x, ticks, target, said)
    room = _room(ax, np.column_stack([x, data["share"]]), edges, target)
    rows = data.assign(lit=data.index == highlight, x=x, way=np.sign(data["share"] - target))
    named = _write_names(ax, rows, below, room)
    _draw_dots(ax, rows, named)
    if (rows["side"].ne("") & ~rows["lit"]).any():
        _name_outside(ax, look.width(said.up, _SMALL["size"]) + 20)
    _name_band(ax, room, said.band)
    return named


def _draw_scales(
    ax: Axes, x: pd.Series, ticks: Sequence[float], target: float, said: _Words
) -> np.ndarray:
    """Set limits, and draw the band, both scales, and the share of all; return the band."""
    ends = x.min() - 0.1, x.max() + 0.12
    charts.scale(ax, *ends, _LEFT, _RIGHT)
    ax.set(ylim=(ticks[0], 1.004), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    band = _draw_band(ax, *ends, target)
    _draw_axes(ax, ticks, *ends, (said.sides[0], said.axis, said.sides[1]))
    write(ax, said.up, 0, 1.004, 0, 9, edge=True, **_SMALL)
    for line, rise in ((said.target_name, 2), (share(target), -11)):
        write(ax, line, ends[1], target, 8, rise, **_SMALL)
    return band


def _draw_dots(ax: Axes, rows: pd.DataFrame, named: Sequence[str]) -> None:
    """Draw dots, gray inside the band unless named."""
    kinds = [rows["lit"], rows.index.isin(named) | (rows["side"] != "")]
    tones = np.select(kinds, [look.BLUE, look.SECOND_TEXT], look.CONTEXT)
    rims = np.select(kinds, [look.BLUE, look.SECOND_TEXT], look.EDGE)
    sizes = np.where(rows["lit"], 130, 30)
    style = {"linewidths": 0.8, "zorder": 3, "clip_on": False}  # 100% is whole
    ax.scatter(rows["x"], rows["share"], sizes, tones, ec=rims, **style)


def _name_outside(ax: Axes, right: float) -> None:
    """Draw a dot as those outside the band, so many points from the left, and say what it is."""
    place = ScaledTranslation(right / 72, (9 + 3.8) / 72, ax.figure.dpi_scale_trans)
    ax.plot(ax.get_xlim()[0], 1.004, "o", ms=30**0.5, mew=0.8, color=look.SECOND_TEXT,
            clip_on=False, transform=ax.transData + place)  # fmt: skip
    write(ax, "outside the band", 0, 1.004, right + 8, 9, edge=True, **_SMALL)


def _draw_band(ax: Axes, first: float, last: float, target: float) -> np.ndarray:
    """Draw the 99.8% limits of chance and the line between; return logarithms, lows and highs."""
    beyond = 0.04 * (last - first)
    x = np.linspace(first - beyond, last + beyond, 324)
    wholes = np.maximum(1, np.exp(x).round()).astype(int).tolist()
    limits = pd.DataFrame([stats.binomial_limits(n, target, stats.CHANCE) for n in wholes])
    smooth = limits.rolling(25).mean().dropna().to_numpy().T  # counts make steps
    band = np.vstack([x[12:-12], smooth])
    ax.fill_between(*band, color=look.SEQUENCE[0], linewidth=0)
    ax.plot(band[0], smooth.T, color=look.CONTEXT, linewidth=0.8, zorder=1)
    ax.plot([first, last], [target, target], color=look.INK, linewidth=0.9)
    return band


def _ticks(low: float) -> list[float]:
    """Return shares from one that is at most as low to 1, at least 5% apart."""
    each = 20 if low > 0.6 else 10
    return [n / each for n in range(int(low * each), each + 1)]


def _draw_axes(
    ax: Axes, ticks: list[float], first: float, last: float, said: Sequence[str]
) -> None:
    """Draw a scale of shares at the left, and one of wholes, with what is `said` of it, below."""
    start, style = ticks[0], {"ha": "center"} | _SMALL
    for tick in ticks:  # a scale that starts above zero has a bold end
        tone = {"bold": True, "color": look.INK} if tick == start > 0 else {}
        write(ax, share(tick, digits=0), 0, tick, edge=True, **_SMALL | tone)
    ax.hlines(start, first, last, color=look.EDGE, linewidth=1.2, clip_on=False)
    for whole in np.outer(10 ** np.arange(1, 6), [1, 2, 5]).ravel():
        if first < np.log(whole) < last - 0.1:
            write(ax, count(whole), np.log(whole), start, 0, -16, **style)
            ax.plot(np.log(whole), start, marker=3, markersize=4, color=look.EDGE, clip_on=False)
    room = charts.points(ax)[0] - _LEFT - _RIGHT - 40
    said = said if sum(look.width(part, 11) for part in said) < room else ("", said[1], "")
    for part, x, ha in zip(said, (first, (first + last) / 2, last), _ALIGNED, strict=True):
        write(ax, part, x, start, 0, -_FOOT, **style | {"ha": ha})


def _room(ax: Axes, dots: np.ndarray, band: np.ndarray, target: float) -> _Room:
    """Return what is on axes, in points."""
    wide, tall = charts.space(ax) - (0, 16 + _FOOT)  # `save` writes a note of two lines
    if look.AS == "plain":  # or no title and no note
        tall = look.HEIGHT - 2 * look.MARGIN - _FOOT
    to_points = ax.transLimits + Affine2D().scale(wide, tall)
    edges = [to_points.transform(np.transpose([band[0], edge])) for edge in band[1:]]
    level = to_points.transform([0, target])[1]
    return _Room(to_points, wide, tall, level, to_points.transform(dots), *edges)


def _around(x: float, y: float, half: float, deep: float) -> Box:
    return x - half, x + half, y - deep, y + deep


def _meet(box: Box, others: Sequence[Box]) -> bool:
    """Return whether a box meets others, or has less than 3 points beside one."""
    left, right, low, high = np.reshape(others, (-1, 4)).T
    across = (box[0] - 3 <= right) & (left <= box[1] + 3)
    return bool((across & (box[2] <= high) & (low <= box[3])).any())


def _name_band(ax: Axes, room: _Room, said: str) -> None:
    """Write at the upper left of the band what it is, in as few lines as fit, if any do."""
    size, step, short = _SMALL["size"], 13.5, said.partition(": ")[2] or said
    ways = [(said, room.wide), (said, 160), (said, 120), (said, 90), (short, 90), (short, 66)]
    for lines in (look.even(words, size, most) for words, most in ways):
        wide, tall = max(look.width(line, size) for line in lines), step * len(lines) - 2.5
        if corner := _upper_left(room, wide, tall):
            at = room.to_points.inverted().transform(corner)
            for n, line in enumerate(lines):
                write(ax, line, *at, 0, -0.85 * size - step * n, **_SMALL)
            return


def _upper_left(room: _Room, wide: float, tall: float) -> tuple[float, float] | None:
    """Return the upper left of the first box in the band, apart from dots and the share of all."""
    taken = [*(_around(*dot, 10, 8) for dot in room.dots), (0, room.wide, *[room.level] * 2)]
    spots = product(np.arange(_LEFT + 6, room.wide / 2, 4), np.arange(room.tall, 0, -2))
    for x, y in sorted(spots, key=lambda at: np.hypot(2 * (at[0] - _LEFT), at[1] - room.tall)):
        box = x, x + wide, y - tall, y
        beside = (room.lows[:, 0] > x) & (room.lows[:, 0] < box[1])
        least, most = room.lows[beside, 1].max() + 2, room.highs[beside, 1].min() - 2
        if least < box[2] and y < most and not _meet(box, taken):
            return float(x), float(y)
    return None


def _write_names(ax: Axes, rows: pd.DataFrame, below: Sequence[str], room: _Room) -> list[str]:
    """Write the names that have room beside their dots, the highlighted first; return whose."""
    edges = [_around(*at, 4, 2) for at in (*room.lows[::4], *room.highs[::4])]
    beside = room.wide - _RIGHT, room.wide, room.level - 14, room.level + 14
    taken, named = [*edges, beside, (0, 30, -room.tall, room.tall)], []
    for its in _close(rows, room):
        row, codes = its.loc[(its["share"] * its["way"]).idxmax()], ", ".join(its.index)
        at, own = (its["x"].mean(), row["share"]), rows.index.get_indexer(its.index[:1])
        others = np.delete(room.dots, own, axis=0) if len(its) == 1 else room.dots
        for words, spots in ((row["said"], _SPOTS), (codes, _SPOTS + _ASIDE))[len(its) > 1 :]:
            name = _Name(words, below if row["lit"] else (), row["lit"], at, row["way"])
            if spot := next(_places(name, spots, room, others, taken), None):
                taken.append(spot[2])
                named.extend(its.index)
                _write_name(ax, name, *spot[:2])
                break
    return named


def _close(rows: pd.DataFrame, room: _Room) -> list[pd.DataFrame]:
    """Return rows to be named, the highlighted first; those of dots that touch are together."""
    x, y = room.dots.T
    rows = rows.assign(right=x, up=y)[rows["said"] != ""].sort_values(["lit", "right"])
    apart = np.hypot(rows["right"].diff(), rows["up"].diff()) > _TOUCHING
    first = apart | rows["lit"] | rows["right"].diff().isna()
    return [its for _, its in rows.groupby(first.cumsum())][::-1]


def _places(
    name: _Name, spots: Sequence[Spot], room: _Room, others: np.ndarray, taken: Sequence[Box]
) -> Iterator[tuple[float, float, Box]]:
    """Yield where a name has room off other dots and what else is taken, and its box."""
    dot, more = room.to_points.transform(name.at), name.size - 11.5
    line = 0, room.wide, room.level - 1, room.level + 1
    off = np.array([*(_around(*other, 6, 6) for other in others), *taken, line])
    for end, aside, away in spots:
        right = end * name.half + np.sign(end) * (aside + more)
        up = name.way * (away + more * np.sign(away))
        up += name.deep * (up > 0)  # what stands below a name is between it and its dot
        x, y = dot[0] + right, dot[1] + up - name.deep / 2
        box = _around(x, y, name.half, (name.size + name.deep) / 2 + 0.2)
        inside = x + name.half < room.wide and 8 + name.deep / 2 < y < room.tall + 4
        if inside and not _meet(box, off):
            yield right, up, box


def _write_name(ax: Axes, name: _Name, right: float, up: float) -> None:
    """Write a name beside its dot."""
    style = {"size": name.size, "bold": name.lit, "ha": "center"}
    tone = look.BLUE if name.lit else look.SECOND_TEXT
    write(ax, name.words, *name.at, right, up - name.size / 3, color=tone, **style)
    for n, line in enumerate(name.below):
        write(ax, line, *name.at, right, up - 20 - 13.5 * n, **_BELOW)
