"""A funnel plot: shares of larger and smaller wholes, in the band that chance alone allows.

Belongs here: how it is drawn, and where its names have room. Does not: which shares lie outside
the band (`stats`), and what is said of them. Boxes are left, right, low and high, in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, Transform

from ourimpact import charts, look, nearest, stats
from ourimpact.charts import write
from ourimpact.words import count, share

Box = tuple[float, float, float, float]
_SMALL = {"size": 11, "color": look.MUTED}
_BELOW = {"size": 11.5, "color": look.MUTED, "ha": "center"}
_LEFT, _RIGHT = 36, 58  # room for the labels of the scale, and for the share of all
_FOOT = 30  # room for the words below the axis
_LEADER = {"arrowstyle": "-", "color": look.EDGE, "linewidth": 0.8, "shrinkA": 2, "shrinkB": 4}
_BAND = "by chance alone, {} of dots would be in the shaded area"
# Where names may stand, the best first: which part of them is nearest to the dot (-1 the right end,
# 0 the middle, 1 the left end), how far it is to that side, and how far from the share of all.
_NEAR = [(0, 0, 12), (0, 0, 14), (1, 10, 0), (-1, 10, 0)]
_NEAR += [(1, 7, 6), (-1, 7, 6), (1, 7, 9), (-1, 7, 9)]
_FAR = [*product([0, 0.5, -0.5], [0], range(18, 90, 3))]
_FAR += product([1, -1], range(6, 36, 6), range(-9, 60, 3))
_SPOTS = [*_NEAR, *sorted(_FAR, key=lambda spot: np.hypot(*spot[1:]))]
_CLEAR = 12  # points from a name without a leader to any other dot
_ENOUGH, _TRIALS = 45, 4000  # places for a name, and ways to choose among them
_SHORTER = 8  # how often names that lack room, or their neighbors, become codes


@dataclass(frozen=True)
class Drawn:
    """Whose names have room in a funnel, and whether the band's has."""

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
    """A place for a name: its rank, how far from its dot, and what words and leader take."""

    rank: int
    right: float
    up: float
    boxes: list[Box]  # what words and, where these are far, a leader takes
    end: np.ndarray  # of the leader


def funnel(
    ax: Axes, data: pd.DataFrame, whole: str, *, target: float, target_name: str,
    highlight: str, below: Sequence[str], axis: str, up: str,
) -> Drawn:  # fmt: skip
    """Draw a dot for each `share` of a whole, filled where it is `outside` the band.

    The words `said` name a dot, unless blank: beside it, or, where it is outside, also at the end
    of a line; where they have no room, the code of its row does. What is `below` stands under the
    one to `highlight`; `axis` and `up` name the scales. Raises ValueError where no row is that.
    """
    if highlight not in data.index:
        said = f"highlight is {highlight!r}, and no row is that."
        raise ValueError(f"{said}{nearest(highlight, data.index)}")
    ax.figure.form = "funnel"
    lit, x = data.index == highlight, np.log(data[whole])
    kinds = [lit, data["outside"].to_numpy()]
    tones = np.select(kinds, [look.BLUE, look.SECOND_TEXT], look.PAPER)
    ticks, ends = _ticks(data["share"].min() - 0.015), (x.min() - 0.1, x.max() + 0.12)
    charts.scale(ax, *ends, _LEFT, _RIGHT)
    ax.set(ylim=(ticks[0], 1.004), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    band = _draw_band(ax, *ends, target)
    _draw_axes(ax, ticks, *ends, axis)
    starts = f" (the scale starts at {share(ticks[0], digits=0)})" * (ticks[0] > 0)
    write(ax, up + starts, 0, 1.004, 0, 9, edge=True, **_SMALL)
    for line, rise in ((target_name, 2), (share(target), -11)):
        write(ax, line, ends[1], target, 8, rise, **_SMALL)
    room = _room(ax, np.column_stack([x, data["share"]]), band, target)
    taken, spot = _taken(room), _name_band(ax, room)
    taken += [spot] * bool(spot)
    rows = pd.DataFrame({"words": data["said"], "lit": lit, "tone": tones, "x": x})
    rows["y"], rows["way"] = data["share"], np.sign(data["share"] - target)
    rows["apart"] = data["outside"] | lit
    named = _write_names(ax, rows, below, room, taken)
    _draw_dots(ax, x, data, lit)
    return Drawn(named, bool(spot))


def _draw_dots(ax: Axes, x: pd.Series, data: pd.DataFrame, lit: np.ndarray) -> None:
    """Draw dots, filled where they are outside the band."""
    kinds = [lit, data["outside"].to_numpy()]
    tones = np.select(kinds, [look.BLUE, look.SECOND_TEXT], look.PAPER)
    rims = np.select(kinds, [look.BLUE, look.PAPER], look.EDGE)
    sizes = np.select(kinds, [130, 40], 26)
    ax.scatter(x, data["share"], sizes, tones, ec=rims, zorder=3, clip_on=False)  # 100% is whole


def _write_names(
    ax: Axes, rows: pd.DataFrame, below: Sequence[str], room: _Room, taken: list[Box]
) -> list[str]:
    """Write the names that have room off what is taken, codes for as few outside as need them.

    Returns the rows that are named.
    """
    for _ in range(_SHORTER):
        names, found = _fitted(rows, below, room, taken)
        lacking = [code for code in names if rows.loc[code, "apart"] and code not in found]
        rows = _shortened(rows, lacking, room)
        if not lacking:
            break
    for code, place in found.items():
        _write_name(ax, names[code], place)
    return [*found]


def _shortened(rows: pd.DataFrame, lacking: Sequence[str], room: _Room) -> pd.DataFrame:
    """Return rows in which those that lack a name have their code as one.

    Where one has it already, that nearest to it has its code, too.
    """
    rows = rows.copy()
    for code in lacking:
        off = np.hypot(*(room.dots - room.dots[rows.index.get_loc(code)]).T)
        long = rows["apart"] & ~rows["lit"] & (rows["words"] != "") & (rows["words"] != rows.index)
        if long.any():  # its own is the nearest
            nearest_to = pd.Series(off, rows.index)[long].idxmin()
            rows.loc[nearest_to, "words"] = str(nearest_to)
    return rows


def _fitted(
    rows: pd.DataFrame, below: Sequence[str], room: _Room, taken: list[Box]
) -> tuple[dict[str, _Name], dict[str, _Place]]:
    """Return names, and the places of those that have room off what is taken."""
    names, places = {}, {}
    for n, row in enumerate(rows.itertuples()):
        if row.words:
            lines = below if row.lit else ()
            names[row.Index] = _Name(row.words, lines, row.lit, row.tone, (row.x, row.y), row.way)
            others = np.delete(room.dots, n, axis=0)
            found = _places(names[row.Index], room, others, taken)
            near = (place for place in found if row.apart or _is_plain(place, others))
            places[row.Index] = [*islice(near, _ENOUGH)]
    return names, _arranged(places, rows.index[rows["lit"]][0])


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


def _draw_axes(ax: Axes, ticks: list[float], first: float, last: float, said: str) -> None:
    """Draw a scale of shares at the left, and one of wholes, with what is said of it, below."""
    start, style = ticks[0], {"ha": "center"} | _SMALL
    for tick in ticks:  # a scale that starts above zero has a bold end
        tone = {"bold": True, "color": look.INK} if tick == start > 0 else {}
        write(ax, share(tick, digits=0), 0, tick, edge=True, **_SMALL | tone)
    ax.hlines(start, first, last, color=look.EDGE, linewidth=1.2, clip_on=False)
    for whole in np.outer(10 ** np.arange(1, 6), [1, 2, 5]).ravel():
        if first < np.log(whole) < last - 0.1:
            write(ax, count(whole), np.log(whole), start, 0, -16, **style)
            ax.plot(np.log(whole), start, marker=3, markersize=4, color=look.EDGE, clip_on=False)
    write(ax, said, (first + last) / 2, start, 0, -_FOOT, **style)


def _room(ax: Axes, dots: np.ndarray, band: np.ndarray, target: float) -> _Room:
    """Return what is on axes, in points."""
    wide, tall = charts.space(ax) - (0, 16 + _FOOT)  # `save` writes a note of two lines
    if look.AS == "plain":  # or no title and no note
        tall = look.HEIGHT - 2 * look.MARGIN - _FOOT
    to_points = ax.transLimits + Affine2D().scale(wide, tall)
    edges = [to_points.transform(np.transpose([band[0], edge])) for edge in band[1:]]
    level = to_points.transform([0, target])[1]
    return _Room(to_points, wide, tall, level, to_points.transform(dots), *edges)


def _taken(room: _Room) -> list[Box]:
    """Return boxes of the band's edges and of labels, in which no name has room."""
    edges = [_around(*at, 4, 2) for at in (*room.lows[::4], *room.highs[::4])]
    beside = room.wide - _RIGHT, room.wide, room.level - 14, room.level + 14
    return [*edges, beside, (0, 30, -room.tall, room.tall)]


def _around(x: float, y: float, half: float, deep: float) -> Box:
    return x - half, x + half, y - deep, y + deep


def _meeting(some: Sequence[Box], others: Sequence[Box], apart: float) -> np.ndarray:
    """Return a table of which boxes meet, or have less than so much room beside each other."""
    one, other = np.reshape(some, (-1, 4)).T[:, :, None], np.reshape(others, (-1, 4)).T[:, None]
    across = (one[0] - apart <= other[1]) & (other[0] <= one[1] + apart)
    return across & (one[2] <= other[3]) & (other[2] <= one[3])


def _name_band(ax: Axes, room: _Room) -> Box | None:
    """Write into the band what it is, if there is room; return the box of its lines."""
    for wide in range(220, 80, -8):
        lines = look.even(_BAND.format(share(1 - stats.CHANCE)), 12, wide)
        if spot := _in_band(room, max(look.width(line, 12) for line in lines), 13.5 * len(lines)):
            middle = room.to_points.inverted().transform(np.reshape(spot, (2, 2)).mean(axis=1))
            for n, line in enumerate(lines):
                up = 13.5 * (len(lines) / 2 - n) - 10.5
                write(ax, line, *middle, 0, up, ha="center")
            return spot
    return None


def _in_band(room: _Room, wide: float, tall: float) -> Box | None:
    """Return the box in the band, below the share of all, in which words have the most room."""
    half, deep, best, most = wide / 2, tall / 2 - 0.5, None, 4.0
    for x in np.arange(_LEFT + 8 + half, room.wide - _RIGHT - half, 4):
        low = max(0, room.lows[abs(room.lows[:, 0] - x) < half, 1].max())
        for y in np.arange(room.level - deep, low + deep, -4):
            off = np.maximum(0, abs(room.dots - [x, y]) - [half, deep])
            free = min(np.hypot(*off.T).min(), y - deep - low, room.level - y - deep)
            if free > most:
                best, most = _around(x, y, half, deep), free
    return best


def _places(name: _Name, room: _Room, others: np.ndarray, taken: list[Box]) -> Iterator[_Place]:
    """Yield where a name has room off other dots and what else is taken, the best first."""
    line = 0, room.wide, room.level - 1, room.level + 1
    dot, more = room.to_points.transform(name.at), name.size - 11.5
    off_words = np.array([*(_around(*other, 6, 6) for other in others), *taken, line])
    off_leader = [_around(*other, 3, 3) for other in others]
    for rank, (end, aside, away) in enumerate(_SPOTS):
        right = end * name.half + np.sign(end) * (aside + more)
        up = name.way * (away + more * (away > 0))
        up += name.deep * (up > 0)  # what stands below a name is between it and its dot
        x, y = dot[0] + right, dot[1] + up - name.deep / 2
        words = _around(x, y, name.half, (name.size + name.deep) / 2 + 0.2)
        inside = x + name.half < room.wide and 8 + name.deep / 2 < y < room.tall + 4
        if inside and not _meeting([words], off_words, 3).any():
            end, leader = _leader(dot, words)
            if not _meeting(leader, off_leader, 0).any():
                yield _Place(rank, right, up, [words, *leader], end - dot)


def _is_plain(place: _Place, others: np.ndarray) -> bool:
    """Return whether words need no leader, and no other dot is about as near to them."""
    left, right, low, high = place.boxes[0]
    off = abs(others - [(left + right) / 2, (low + high) / 2])
    off = np.maximum(0, off - [(right - left) / 2, (high - low) / 2])
    return len(place.boxes) == 1 and np.hypot(*off.T).min() > _CLEAR


def _leader(dot: np.ndarray, words: Box) -> tuple[np.ndarray, list[Box]]:
    """Return where a line from a dot meets words, and small boxes along it if that is far."""
    left, right, low, high = words
    x = np.clip(dot[0], left, right)
    end = np.array([x, np.clip(dot[1], low, high) if left < x < right else (low + high) / 2])
    long = np.hypot(*(end - dot))
    steps = np.arange(7, long, 4) * (long > 11.5)
    return end, [_around(*(dot + (end - dot) * step / long), 2, 2) for step in steps[steps > 0]]


def _arranged(places: dict[str, list[_Place]], first: str) -> dict[str, _Place]:
    """Return places for as many names as possible, with few leaders; one is placed `first`.

    The best of many greedy choices in random order, each mostly of the best place left: T. A. Feo
    and M. G. C. Resende, "Greedy Randomized Adaptive Search Procedures", Journal of Global
    Optimization 6 (1995), 109-133.
    """
    if not any(places.values()):
        return {}
    every = [place for each in places.values() for place in each]
    apart = [_bits(row) for row in ~_crossing(every)]
    names = np.repeat([*places], [*map(len, places.values())])
    of_name, ways = {name: _bits(names == name) for name in places}, []
    random = np.random.default_rng(0)
    others = [name for name in places if name != first]
    nths = random.geometric(0.6, (_TRIALS, len(places)))
    for each in nths.tolist():
        free, found = -1, {}
        for nth, name in zip(each, (first, *random.permutation(others)), strict=True):
            if left := free & of_name[name]:
                at = _nth(left, nth)
                found[str(name)] = every[at]
                free &= apart[at]
        ways.append(found)
    return min(ways, key=_cost)


def _bits(flags: np.ndarray) -> int:
    """Return flags as the bits of a number, the first as its lowest."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _nth(bits: int, nth: int) -> int:
    """Return the place of the nth bit that is set, or of the last."""
    for _ in range(nth - 1):
        bits = bits & (bits - 1) or bits
    return (bits & -bits).bit_length() - 1


def _crossing(places: list[_Place]) -> np.ndarray:
    """Return a table of which places have boxes that meet."""
    sizes, boxes = [len(place.boxes) for place in places], np.concatenate([p.boxes for p in places])
    rows = [_meeting(place.boxes, boxes, 3).any(axis=0) for place in places]
    return np.logical_or.reduceat(rows, np.cumsum([0, *sizes[:-1]]), axis=1)


def _cost(found: dict[str, _Place]) -> tuple[int, int, int]:
    """Return what to keep low: the names left out, by number, then leaders, then ranks."""
    leaders = sum(len(place.boxes) > 1 for place in found.values())
    return -len(found), leaders, sum(place.rank for place in found.values())


def _write_name(ax: Axes, name: _Name, place: _Place) -> None:
    """Write a name beside its dot, or at the end of a line from it."""
    style = {"size": name.size, "bold": name.lit, "ha": "center"}
    tone = look.words_color(name.tone)  # that of a hollow dot is the paper's
    write(ax, name.words, *name.at, place.right, place.up - name.size / 3, color=tone, **style)
    for n, line in enumerate(name.below):
        write(ax, line, *name.at, place.right, place.up - 20 - 13.5 * n, **_BELOW)
    if len(place.boxes) > 1:
        ax.annotate("", name.at, place.end, textcoords="offset points", arrowprops=_LEADER)
