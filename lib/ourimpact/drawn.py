"""What is drawn on a figure, in a few lines: which marks, in which colors, and where.

Its JSON holds them. A picture can be wrong while its words and numbers are right, so a run tells
the lines that differ from those published: a line that moved, colors or rows that were exchanged.
A line begins with what it is of (`bars in blue`), by which it is known again.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import (
    Collection,
    EllipseCollection,
    FillBetweenPolyCollection,
    LineCollection,
    PathCollection,
    PolyCollection,
)
from matplotlib.colors import to_hex, to_rgba
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from ourimpact import look

_COLORS = ("BLUE", "SECOND", "SECOND_TEXT", "TEAL", "TEAL_TEXT", "ORANGE", "ORANGE_TEXT", "CONTEXT",
           "EDGE", "PAPER", "INK", "MUTED", "RULE", "HAIR", "TINT")  # fmt: skip
_PLAIN = ("ink", "muted", "paper", "edge")  # of words that nothing sets apart
_RULES = ("hair", "rule", "paper")  # lines that part what is drawn, and show nothing
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ROOM = 400  # letters of a line; more marks are told by their names, ends, and mean


@dataclass(frozen=True)
class Mark:
    """A mark, or several in a block, by its box in units of data; named by words at it."""

    what: str  # such as "bars in blue"
    box: tuple[float, float, float, float]  # left, bottom, right, top
    name: str = ""
    way: int | None = None  # 0 or 1 where its row or column names it: what counts is along x or y
    n: int = 1


def said(fig: Figure, texts: Sequence[Text]) -> list[str]:
    """Return what is drawn, a line for each kind and color of marks on each axes, and of words."""
    told = []
    for number, ax in enumerate(fig.axes, 1):
        names, marks = _Names(ax), dict[str, list[Mark]]()
        for mark in _marks(ax, names):
            marks.setdefault(mark.what, []).append(mark)
        lines = [f"{what}: {_told(of)}" for what, of in marks.items()]
        lines += [f"axes: {said}" for said in [", ".join(_axes(ax, marks))] if said]
        lines += _written(names, {m.name for of in marks.values() for m in of}) if lines else ()
        told += [f"panel {number}, " * (len(fig.axes) > 1) + line for line in lines]
    return [*told, *_colored(texts)]


def _axes(ax: Axes, marks: Mapping[str, Sequence[Mark]]) -> Iterator[str]:
    """Yield in which ways axes are not plain, and how many marks lie beyond them."""
    if ax.xaxis_inverted():
        yield "x from right to left"
    yield from (f"{way} {kind}" for way, kind in zip("xy", (ax.get_xscale(), ax.get_yscale()),
                                                     strict=True) if kind != "linear")  # fmt: skip
    low, high = np.sort([ax.get_xlim(), ax.get_ylim()]).T
    boxes = np.reshape([mark.box for of in marks.values() for mark in of], (-1, 2, 2))
    slack, ends = 0.01 * (high - low), np.isfinite(boxes)
    if n := (ends & ((boxes < low - slack) | (boxes > high + slack))).any(axis=(1, 2)).sum():
        yield f"marks beyond them: {n}"


def _told(marks: Sequence[Mark]) -> str:
    """Return where marks are: each or, of many, their names, and the ends and mean of all."""
    each = [f"{m.n} at " * (m.n > 1) + f"{m.name} {_place(m)}".strip() for m in marks]
    tiles = marks[0].what.startswith("squares") and bool(marks[0].name)  # as on a map
    if len(every := ", ".join(each)) <= _ROOM and not (tiles and marks[1:]):
        return every
    few = ", ".join(m.name or str(m.n) for m in marks)
    named = any(m.name or m.n > 1 for m in marks) and len(few) <= _ROOM
    ends = []
    for axis, both in zip("xy", np.reshape([m.box for m in marks], (-1, 2, 2)).T, strict=True):
        low, high = both
        mean = _span(low.mean(), high.mean())
        ends.append(f"{axis} {_span(low.min(), high.max())}, in the mean {mean}")
    return "; ".join([few if named else str(len(marks)), *ends])


def _place(mark: Mark) -> str:
    left, bottom, right, top = mark.box
    if mark.way is None:
        return f"x {_span(left, right)} y {_span(bottom, top)}"
    start, end = (left, right) if mark.way == 0 else (bottom, top)
    return _short(end) if start == 0 or start == end else _span(start, end)


def _span(low: float, high: float) -> str:
    one, other = _short(low), _short(high)
    return one if one == other else f"{one} to {other}"


def _short(value: float) -> str:
    """Return a number in three digits, or whole; a place between two years has a decimal."""
    if not np.isfinite(value):  # a line across all, or nothing
        return "all" if np.isinf(value) else "-"
    near = round(value)
    whole = abs(near) < 10_000 and abs(value - near) < 1e-6
    digits = 5 if 1900 < value < 2100 else 3
    near = near if whole else float(f"{value:.{digits}g}") + 0.0  # no -0
    return f"{near:,.10g}" if abs(near) >= 10_000 else f"{near:.10g}"


def _marks(ax: Axes, names: "_Names") -> Iterator[Mark]:
    yield from _in_patches(ax, names)
    for part in filter(_is_seen, ax.collections):
        yield from _in_collection(part, names)
    for line in filter(_is_seen, ax.lines):
        yield from _in_line(line, names)


def _in_line(line: Line2D, names: "_Names") -> Iterator[Mark]:
    """Yield the dots and the line of what was plotted."""
    ax, color = line.axes, line.get_color()
    points = np.column_stack(line.get_data(orig=False)).astype(float)
    if line.get_marker() not in ("None", None, "", " ", 3):  # 3 is a tick
        faces = [line.get_markerfacecolor(), line.get_markeredgecolor()]
        yield from (names.along(_dots(*faces), (*xy, *xy), 0) for xy in points)
    if line.get_linestyle() != "None" and len(points) > 1:
        for way, across in enumerate((ax.get_yaxis_transform(), ax.get_xaxis_transform())):
            if line.get_transform() == across:  # in fractions of the axes
                points[:, way] = np.inf
        yield from _line(points, color, line.is_dashed(), names)


def _in_patches(ax: Axes, names: "_Names") -> Iterator[Mark]:
    """Yield bars, and other areas."""
    for bars in (c for c in ax.containers if isinstance(c, BarContainer)):
        way = int(bars.orientation == "vertical")
        for bar in bars:
            what = f"bars in {_color(bar.get_facecolor())}"
            yield names.along(what, bar.get_bbox().extents, way)
    held = {bar for bars in ax.containers for bar in bars if isinstance(bars, BarContainer)}
    for part in (p for p in ax.patches if p not in held and p.get_visible()):
        face, edge = _color(part.get_facecolor()), _color(part.get_edgecolor())
        points = part.get_patch_transform().transform_path(part.get_path()).vertices
        yield Mark(f"areas in {face}" if face != "none" else f"outlines in {edge}", _box(points))


def _is_seen(part: Artist) -> bool:
    return part.get_visible() and bool(np.any(np.not_equal(part.get_alpha(), 0)))


def _in_collection(part: Collection, names: "_Names") -> Iterator[Mark]:
    """Yield dots, lines, areas, or blocks of squares or dots of one color."""
    faces, edges = part.get_facecolors(), part.get_edgecolors()
    if isinstance(part, PathCollection):
        places = part.get_offsets()
        for xy, *colors in zip(places, *(_each(c, places) for c in (faces, edges)), strict=True):
            yield names.along(_dots(*colors), (*xy, *xy), 0)
    elif isinstance(part, LineCollection):
        lines = part.get_segments()
        for line, color, style in zip(
            lines, _each(edges, lines), _each(part.get_linestyles(), lines), strict=True
        ):
            yield from _line(np.reshape(line, (-1, 2)), color, style[1] is not None, names)
    elif isinstance(part, FillBetweenPolyCollection):
        for path in part.get_paths():
            yield Mark(f"areas in {_color(faces[0])}", _box(path.vertices))
    elif isinstance(part, EllipseCollection | PolyCollection):
        yield from _blocks(part, faces, names)


def _blocks(part: Collection, faces: np.ndarray, names: "_Names") -> Iterator[Mark]:
    """Yield what of a collection has one color, as one mark."""
    kind = "dots" if isinstance(part, EllipseCollection) else "squares"
    boxes = part.get_offsets() if kind == "dots" else [path.vertices for path in part.get_paths()]
    colors = [_color(face) for face in _each(faces, boxes)]
    for color in dict.fromkeys(colors):
        its = [box for box, own in zip(boxes, colors, strict=True) if own == color]
        what = f"{kind} in {color}"
        yield names.alone(what, _box(np.vstack(its)), len(its))


def _each(values: Sequence, of: Sequence) -> list:
    """Return a value for each, as matplotlib takes them in turn."""
    return [values[n % len(values)] if len(values) else "none" for n in range(len(of))]


def _line(points: np.ndarray, color: object, dashed: bool, names: "_Names") -> Iterator[Mark]:
    """Yield a line that shows something: not one that parts rows or blocks."""
    points, color = points[~np.isnan(points).any(axis=1)], _color(color)
    if color in _RULES or not len(points):
        return
    box, kind = _box(points), "dashed " * dashed
    if box[0] == box[2] < np.inf:
        yield Mark(f"{kind}upright lines in {color}", box)
    elif box[1] == box[3]:
        yield names.along(f"{kind}level lines in {color}", box, 0)
    else:  # from its first point to its last
        yield Mark(f"{kind}lines in {color}", (*points[0], *points[-1]))


def _box(points: np.ndarray) -> tuple[float, float, float, float]:
    return (*np.min(points, axis=0), *np.max(points, axis=0))


def _dots(face: object, edge: object) -> str:
    """Return what a dot is called by the colors of its face and edge."""
    hollow = _color(face) in ("none", "paper")
    return f"hollow dots in {_color(edge)}" if hollow else f"dots in {_color(face)}"


def _color(color: object) -> str:
    """Return a color's name in `look`, else as #RRGGBB; that of nothing is none."""
    if not to_rgba(color)[3]:  # as that of "none", too
        return "none"
    return _named().get(to_hex(color), to_hex(color))


@cache
def _named() -> dict[str, str]:
    ramp = {color.lower(): f"sequence {n}" for n, color in enumerate(look.SEQUENCE, 1)}
    return ramp | {getattr(look, name).lower(): name.lower().replace("_", " ") for name in _COLORS}


class _Names:
    """The words on axes by where they stand, of which some name a row, a column, or a mark."""

    def __init__(self, ax: Axes) -> None:
        self.rows: dict[float, str] = {}
        self.columns: dict[float, str] = {}
        self.others: list[tuple[str, float, float, bool]] = []  # with x, y; whether x is a part
        for note in (t for t in ax.texts if isinstance(t, Annotation) and t.get_text()):
            edge = note.xycoords == ax.get_yaxis_transform()
            if not edge and note.xycoords != "data":  # beside no mark
                continue
            x = float(note.xy[0] if edge else ax.convert_xunits(note.xy[0]))
            y = float(ax.convert_yunits(note.xy[1]))
            words = " ".join(note.get_text().split())
            if edge and x == 0 and _at(y) not in self.rows and _LETTERS.search(words):
                self.rows[_at(y)] = words
            elif not edge and y == 0 and _at(x) not in self.columns:
                self.columns[_at(x)] = words
            else:
                self.others.append((words, x, y, edge))

    def along(self, what: str, box: tuple, way: int) -> Mark:
        """Return a mark that the words of its row or column name, else those in it."""
        known, middle = (self.rows, self.columns)[way], (box[1 - way] + box[3 - way]) / 2
        if name := known.get(_at(middle)):
            return Mark(what, box, name, way)
        return self.alone(what, box)

    def alone(self, what: str, box: tuple, n: int = 1) -> Mark:
        """Return a mark that words in it name, if it is one."""
        inside = (words for words, x, y, edge in self.others
                  if n == 1 and not edge and box[0] - 1e-6 <= x <= box[2] + 1e-6
                  and box[1] - 1e-6 <= y <= box[3] + 1e-6 and _LETTERS.search(words))  # fmt: skip
        return Mark(what, box, next(inside, ""), n=n)

    def place(self, x: float, y: float, edge: bool) -> str:
        """Return by what a place is known: its row, its column, or where it is."""
        if name := self.rows.get(_at(y)) or (not edge and self.columns.get(_at(x))):
            return name
        return f"y {_short(y)}" if edge else f"x {_short(x)} y {_short(y)}"


def _at(place: float) -> float:
    return float(f"{place:.6g}")


def _written(names: _Names, of_marks: Container[str]) -> Iterator[str]:
    """Yield where words stand that name no row, column, or mark: those of a place together."""
    places: dict[str, list[str]] = {}
    for words, *at in names.others:
        places.setdefault(names.place(*at), []).append(words)
    told = []
    for at, (first, *more) in places.items():
        if first not in of_marks:
            told.append(f"{' | '.join([first, *more])} at {at}")
        elif more:
            told.append(f"{' | '.join(more)} at {first}")
    if told:
        yield f"words: {'; '.join(told)}"


def _colored(texts: Sequence[Text]) -> Iterator[str]:
    """Yield which words are in a color that sets them apart."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(_color(text.get_color()), []).append(" ".join(text.get_text().split()))
    for color, words in found.items():
        if color not in _PLAIN:
            yield f"words in {color}: {'; '.join(words)}"
