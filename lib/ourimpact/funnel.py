"""A funnel plot: shares of larger and smaller wholes, in the band that chance alone allows.

Belongs here: how it is drawn, and where its names have room. Does not: which shares lie outside
the band (`stats`), and what is said of them. Boxes are left, right, low and high, in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, Transform

from ourimpact import charts, look, stats
from ourimpact.charts import write
from ourimpact.words import count, share

Box = tuple[float, float, float, float]
_SMALL = {"size": 11, "color": look.MUTED}
_BELOW = {"size": 11.5, "color": look.MUTED, "ha": "center"}
_LEFT, _RIGHT = 36, 58  # room for the labels of the scale, and for the share of all
_LEADER = {"arrowstyle": "-", "color": look.EDGE, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 4}
_BAND = "range expected", "by chance alone"
# Where names may stand, the best first: how far to the side, where 1 is just clear of the dot, and
# how many points away from the share of all.
_SPOTS = [(0, 11), (0, 13), (1, 0), (-1, 0), (1, 5), (-1, 5), (1, 8), (-1, 8)]
_SPOTS += [(0, 20), (1.6, 0), (-1.6, 0)]
_SPOTS += [(side, away) for away in range(18, 90, 3) for side in (0, 0.7, -0.7)]
_SPOTS += [(1, 11), (1, 13), (-1, 11), (-1, 13)]


@dataclass(frozen=True)
class Drawn:
    """Where a funnel's scale starts, whose names have room, and whether the band's has."""

    start: float
    named: list[str]
    band_is_named: bool


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
    tone: str
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


@dataclass(frozen=True)
class _Place:
    """A place for a name: how good, how far from its dot, what it takes, and if it has a leader."""

    rank: int
    right: float
    up: float
    boxes: list[Box]
    is_far: bool


def funnel(
    ax: Axes, data: pd.DataFrame, whole: str, *, target: float, target_name: str,
    highlight: str, below: Sequence[str], axis: str,
) -> Drawn:  # fmt: skip
    """Draw a dot for each `share` of a whole, filled where it is `outside` the band.

    The words `said` name a dot, unless blank. What is `below` stands under the one to `highlight`.
    """
    lit, x = data.index == highlight, np.log(data[whole])
    kinds = [lit, data["outside"].to_numpy()]
    tones = np.select(kinds, [look.ORANGE_TEXT, look.BLUE], look.PAPER)
    rims = np.select(kinds, [look.INK, look.PAPER], look.EDGE)
    start, ends = np.floor(20 * data["share"].min() - 0.3) / 20, (x.min() - 0.1, x.max() + 0.12)
    charts.scale(ax, *ends, _LEFT, _RIGHT)
    ax.set(ylim=(start, 1.004), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    band = _draw_band(ax, *ends, target)
    ax.scatter(x, data["share"], np.select(kinds, [130, 40], 26), tones, ec=rims, zorder=3)
    _draw_axes(ax, *ends, axis)
    for line, up in ((target_name, -8), (share(target), -21)):
        write(ax, line, ends[1], target, 8, up, **_SMALL)
    room = _room(ax, np.column_stack([x, data["share"]]), band, target)
    taken = _taken(room, np.where(data["outside"], 7, 4))
    if spot := _in_band(room):
        taken = np.vstack([taken, spot])
        _write_in_band(ax, room, spot)
    rows = pd.DataFrame({"words": data["said"], "lit": lit, "tone": tones, "x": x})
    rows["y"], rows["way"] = data["share"], np.sign(data["share"] - target)
    return Drawn(float(start), _write_names(ax, rows, below, room, taken), bool(spot))


def _write_names(
    ax: Axes, rows: pd.DataFrame, below: Sequence[str], room: _Room, taken: np.ndarray
) -> list[str]:
    """Write the names that have room off what is taken, and return their rows."""
    names, places = {}, {}
    for n, row in enumerate(rows.itertuples()):
        if row.words:
            lines = below if row.lit else ()
            names[row.Index] = _Name(row.words, lines, row.lit, row.tone, (row.x, row.y), row.way)
            others = np.delete(taken, n, axis=0)  # without its own dot
            places[row.Index] = [*_places(names[row.Index], room, others)]
    found = _arranged(places)
    for code, place in found.items():
        _write_name(ax, names[code], place)
    return [*found]


def _draw_band(ax: Axes, first: float, last: float, target: float) -> np.ndarray:
    """Draw the 99.8% limits of chance and the line between; return logarithms, lows and highs."""
    beyond = 0.04 * (last - first)
    x = np.linspace(first - beyond, last + beyond, 324)
    wholes = np.maximum(1, np.exp(x).round()).astype(int).tolist()
    limits = pd.DataFrame([stats.binomial_limits(n, target, 0.002) for n in wholes])
    smooth = limits.rolling(25).mean().dropna().to_numpy().T  # counts make steps
    band = np.vstack([x[12:-12], smooth])
    ax.fill_between(*band, color=look.SEQUENCE[0], linewidth=0)
    ax.plot(band[0], smooth.T, color=look.CONTEXT, linewidth=0.8, zorder=1)
    ax.plot([first, last], [target, target], color=look.INK, linewidth=0.9)
    return band


def _draw_axes(ax: Axes, first: float, last: float, said: str) -> None:
    """Draw a scale of shares at the left, and one of wholes, with what is said of it, below."""
    start, style = ax.get_ylim()[0], {"ha": "center"} | _SMALL
    for tick in np.unique([start, *np.arange(round(20 * start + 0.5) // 2, 11) / 10]):
        write(ax, share(tick, digits=0), 0, tick, edge=True, **_SMALL)
    ax.hlines(start, first, last, color=look.EDGE, linewidth=1.2, clip_on=False)
    for whole in np.outer(10 ** np.arange(1, 6), [1, 2, 5]).ravel():
        if first < np.log(whole) < last - 0.1:
            write(ax, count(whole), np.log(whole), start, 0, -16, **style)
            ax.plot(np.log(whole), start, marker=3, markersize=4, color=look.EDGE, clip_on=False)
    write(ax, said, (first + last) / 2, start, 0, -30, **style)


def _room(ax: Axes, dots: np.ndarray, band: np.ndarray, target: float) -> _Room:
    """Return what is on axes, in points."""
    wide, tall = charts.points(ax) - [0, 30 - 83 * (look.AS == "plain")]  # `save` adds text
    to_points = ax.transLimits + Affine2D().scale(wide, tall)
    edges = [to_points.transform(np.transpose([band[0], edge])) for edge in band[1:]]
    level = to_points.transform([0, target])[1]
    return _Room(to_points, wide, tall, level, to_points.transform(dots), *edges)


def _taken(room: _Room, halves: np.ndarray) -> np.ndarray:
    """Return boxes in which no name has room: of dots, in their order, of edges and of labels."""
    boxes = [_around(*dot, half, half) for dot, half in zip(room.dots, halves, strict=True)]
    boxes += [_around(*at, 4, 2) for at in (*room.lows[::4], *room.highs[::4])]
    boxes += [(room.wide - _RIGHT, room.wide, room.level - 24, room.level)]
    return np.array([*boxes, (0, 30, -room.tall, room.tall)])


def _around(x: float, y: float, half: float, deep: float) -> Box:
    return x - half, x + half, y - deep, y + deep


def _meets(box: Box, others: Sequence[Box] | np.ndarray) -> bool:
    """Return whether a box meets one of the others, or is nearer than 3 points at a side."""
    left, right, low, high = np.reshape(others, (-1, 4)).T
    across = (left <= box[1] + 3) & (right >= box[0] - 3)
    return bool((across & (low <= box[3]) & (high >= box[2])).any())


def _in_band(room: _Room) -> Box | None:
    """Return the first box in the band, below the share of all, in which its name has room."""
    half, deep = max(look.width(line, 12) for line in _BAND) / 2, 12
    for x in np.arange(40 + half, room.wide - 60 - half, 3):
        low = room.lows[abs(room.lows[:, 0] - x) < half + 4, 1].max()
        for y in np.arange(room.level - deep - 6, low + deep + 4, -2):
            if (abs(room.dots - [x, y]) > [half + 7, deep + 6]).any(axis=1).all():
                return _around(x, y, half, deep)
    return None


def _write_in_band(ax: Axes, room: _Room, spot: Box) -> None:
    """Write what the band is into a box."""
    middle = room.to_points.inverted().transform(np.reshape(spot, (2, 2)).mean(axis=1))
    for n, line in enumerate(_BAND):
        write(ax, line, *middle, 0, 3 - 13.5 * n, ha="center")


def _places(name: _Name, room: _Room, taken: np.ndarray) -> Iterator[_Place]:
    """Yield where a name has room, the best first."""
    line = 0, room.wide, room.level - 1, room.level + 1
    across, height = room.to_points.transform(name.at)
    for rank, (side, away) in enumerate(_SPOTS):
        up = name.way * (away + (name.size - 10.5) * (away > 0))
        up += name.deep * (up > 0)  # what stands below a name is between it and its dot
        right = side * (name.half + name.size - 1.5 - 3 * (away > 0))
        x, y = across + right, height + up - name.deep / 2
        words = _around(x, y, name.half, (name.size + name.deep) / 2 + 0.2)
        is_far = abs(up) > 1.4 * name.size or abs(side) > 1.2
        middle, reach = height + up / 2, max(0, abs(up) / 2 - 6)
        leader = (*sorted([across, x]), middle - reach, middle + reach)
        inside = x + name.half < room.wide and 8 + name.deep / 2 < y < room.tall + 4
        if inside and not _meets(words, [*taken, line]) and not (is_far and _meets(leader, taken)):
            yield _Place(rank, right, up, [words, leader][: 1 + is_far], is_far)


def _arranged(places: dict[str, list[_Place]]) -> dict[str, _Place]:
    """Return places for as many names as the best of 60 orders has room for, each the best left."""
    ways = []
    for n in range(60):
        found: dict[str, _Place] = {}
        taken: list[Box] = []
        for code in np.random.default_rng(n).permutation([*places]):
            free = (p for p in places[code] if not any(_meets(b, taken) for b in p.boxes))
            for place in [*free][:1]:
                found[str(code)] = place
                taken += place.boxes
        ways.append(found)
    return min(ways, key=lambda found: (-len(found), sum(each.rank for each in found.values())))


def _write_name(ax: Axes, name: _Name, place: _Place) -> None:
    """Write a name beside its dot, or at the end of a line from it."""
    right, up = place.right, place.up
    tone = {"size": name.size, "color": name.tone, "bold": name.lit, "ha": "center"}
    write(ax, name.words, *name.at, right, up - name.size / 3, **tone)
    for n, line in enumerate(name.below):
        write(ax, line, *name.at, right, up - 20 - 13.5 * n, **_BELOW)
    if place.is_far:
        near = right - (name.half + 2) * np.sign(right), up
        if abs(up) > 1.4 * name.size:
            near = right, up - 6 * np.sign(up)
        ax.annotate("", name.at, near, textcoords="offset points", arrowprops=_LEADER)
