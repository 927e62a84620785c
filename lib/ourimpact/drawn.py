"""What is drawn on a figure: what chart functions declare, and a few lines of all its marks.

The lines, in a figure's JSON, say which marks there are, in which colors, and where. A picture can
be wrong while its words and numbers are right, so a run tells the lines that differ from those
published: a mark that moved, colors or rows that were exchanged. A line begins with what it is of
(`bars in blue`), by which it is known again. Where it does not tell each place, it ends with a
digest of them all. Passed over are images, lines in `_RULES`, how thick a line is, a size that all
dots have, how far words stand from their place, and what covers what.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from weakref import WeakKeyDictionary

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
from matplotlib.markers import TICKDOWN
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from ourimpact import look

_PLAIN = ("ink", "muted", "paper", "edge")  # of words that nothing sets apart
_RULES = ("hair", "rule", "paper")  # lines that part what is drawn, and show nothing
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ROOM = 400  # letters of a line; more marks are told by their names, ends, and a digest


@dataclass
class Declared:
    """What chart functions have drawn on a figure; `save` compares it with the figure's data."""

    named: str = ""  # the form by which the figure goes
    chart: str = ""  # the form of its first chart, where it has no other
    rows: set[object] = field(default_factory=set)  # their names
    marked: dict[str, set[object]] = field(default_factory=dict)  # rows, by "highlight" and such
    lengths: list[dict[object, float]] = field(default_factory=list)  # of marks, by their rows

    @property
    def form(self) -> str:
        return self.named or self.chart


_declared: WeakKeyDictionary[Figure, Declared] = WeakKeyDictionary()
_places: WeakKeyDictionary[Axes, tuple[dict, dict]] = WeakKeyDictionary()  # names by y, and by x
_dots: WeakKeyDictionary[Axes, dict[tuple[float, ...], str]] = WeakKeyDictionary()


def declared(fig: Figure) -> Declared:
    """Return what is declared of a figure; its form is blank if no chart function declared one."""
    return _declared.setdefault(fig, Declared())


def declare(
    fig: Figure, form: str, rows: Iterable[object], *, chart: str = "", **marked: Iterable[object]
) -> None:
    """Declare a figure's form, before or after its charts, and names of its rows: () if none is.

    A `chart` gives the form of a figure of which no other is declared. What is `marked`, such as
    `highlight`, are names of rows. Raises ValueError where they are text, and for a second form.
    """
    its = declared(fig)
    if form and its.named not in ("", form):
        raise ValueError(f"form is {form!r}, and is declared as {its.named!r} already.")
    its.named, its.chart = form or its.named, its.chart or chart
    its.rows.update(rows)
    for how, names in marked.items():
        if isinstance(names, str):
            raise ValueError(f"{how} is text, {names!r}; a list is wanted: [{names!r}].")
        its.marked.setdefault(how, set()).update(names)


def note_names(ax: Axes, way: int, places: Iterable[float], names: Iterable[object]) -> None:
    """Note where axes have rows (`way` is 0) or columns (1), and what these are called."""
    said = (" ".join(look.curly(str(name)).split()) for name in names)
    _places.setdefault(ax, ({}, {}))[way].update(zip(places, said, strict=True))


def note_dots(ax: Axes, places: Iterable[Sequence[float]], names: Iterable[str]) -> None:
    """Note the names of dots by where these are, for those in which no text of the axes stands."""
    at = (tuple(map(_at, place)) for place in places)
    _dots.setdefault(ax, {}).update(zip(at, names, strict=True))


@dataclass(frozen=True)
class Mark:
    """A mark, or several in a block, by its box in units of data, and what that does not tell."""

    what: str  # such as "bars in blue"
    box: tuple[float, float, float, float]  # left, bottom, right, top
    name: str = ""
    way: int | None = None  # 0 or 1 where its row or column names it: what counts is along x or y
    n: int = 1
    more: Sequence = ()  # all points of a curve or a block, or what else sets it apart


def said(fig: Figure, texts: Sequence[Text]) -> list[str]:
    """Return what is drawn, a line for each kind and color of marks on each axes, and of words."""
    told = []
    for number, ax in ((n, ax) for n, ax in enumerate(fig.axes, 1) if ax.get_visible()):
        names, marks = _Names(ax), dict[str, list[Mark]]()
        for mark in _marks(ax, names):
            marks.setdefault(mark.what, []).append(mark)
        lines = [f"{what}: {_told(of)}" for what, of in marks.items()]
        if marks:
            lines += [f"axes: {said}" for said in [", ".join(_axes(ax, names, marks))] if said]
            lines += _written(names, {m.name for of in marks.values() for m in of})
        told += [f"panel {number}, " * (len(fig.axes) > 1) + line for line in lines]
    return [*told, *_colored(texts)]


def _axes(ax: Axes, names: "_Names", marks: Mapping[str, Sequence[Mark]]) -> Iterator[str]:
    """Yield in which ways axes are not plain, their ends, and how many marks lie beyond them.

    The ends of rows and columns, and of bars, which start at zero, are not told.
    """
    limits, turned = np.array([ax.get_xlim(), ax.get_ylim()]), ("right to left", "top to bottom")
    for way, kind in enumerate((ax.get_xscale(), ax.get_yscale())):
        along, named = "xy"[way], (names.columns, names.rows)[way]
        if kind != "linear":
            yield f"{along} {kind}"
        if not named and way not in {int(c.orientation == "vertical") for c in _bars(ax)}:
            yield f"{along} {_span(*limits[way])}"
        elif limits[way, 0] > limits[way, 1] and not (way and named):
            yield f"{along} from {turned[way]}"
    low, high = np.sort(limits).T
    boxes = np.reshape([mark.box for of in marks.values() for mark in of], (-1, 2, 2))
    slack, ends = 0.01 * (high - low), np.isfinite(boxes)
    if n := (ends & ((boxes < low - slack) | (boxes > high + slack))).any(axis=(1, 2)).sum():
        yield f"marks beyond them: {n}"


def _told(marks: Sequence[Mark]) -> str:
    """Return where marks are: each or, of many, their names, the ends of all, and a digest."""
    each = [f"{m.n} at " * (m.n > 1) + f"{m.name} {_place(m)}".strip() for m in marks]
    told = [", ".join(each)]
    if is_long := len(told[0]) > _ROOM:
        few = ", ".join(m.name or str(m.n) for m in marks)
        named = all(m.name or m.n > 1 for m in marks) and len(few) <= _ROOM
        ends = np.reshape([m.box for m in marks], (-1, 2, 2))
        told = [few if named else str(len(marks))]
        told += [f"{axis} {_span(both.min(), both.max())}"
                 for axis, both in zip("xy", np.moveaxis(ends, 2, 0), strict=True)]  # fmt: skip
    if is_long or any(len(m.more) for m in marks):
        told.append(_digest(marks))
    return "; ".join(told)


def _digest(marks: Sequence[Mark]) -> str:
    """Return a few letters that differ if any place does, but for what machines round."""
    places = [(m.name, *map(_at, (*m.box, *np.ravel(m.more)))) for m in marks]
    return sha256(str(places).encode()).hexdigest()[:6]


def _place(mark: Mark) -> str:
    left, bottom, right, top = mark.box
    if mark.way is None:
        return f"x {_span(left, right)} y {_span(bottom, top)}"
    start, end = (left, right) if mark.way == 0 else (bottom, top)
    return _short(start or end) if 0 in (start, end) else _span(start, end)


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
    for note in (t for t in filter(_is_seen, ax.texts) if getattr(t, "arrow_patch", None)):
        color, xy = note.arrow_patch.get_edgecolor(), (*note.xy, *note.xy)
        yield Mark(f"leaders in {_color(color)}", xy, more=note.xyann)
    for part in filter(_is_seen, ax.collections):
        yield from _in_collection(part, names)
    for line in filter(_is_seen, ax.lines):
        yield from _in_line(line, names)


def _in_line(line: Line2D, names: "_Names") -> Iterator[Mark]:
    """Yield the dots and the line of what was plotted."""
    ax, color = line.axes, line.get_color()
    points = np.column_stack(line.get_data(orig=False)).astype(float)
    if line.get_marker() not in ("None", None, "", " ", TICKDOWN):
        faces = [line.get_markerfacecolor(), line.get_markeredgecolor()]
        yield from (names.mark(_what("dots", *faces), (*xy, *xy)) for xy in points)
    if line.get_linestyle() != "None" and len(points) > 1:
        for way, across in enumerate((ax.get_yaxis_transform(), ax.get_xaxis_transform())):
            if line.get_transform() == across:  # in fractions of the axes
                points[:, way] = np.inf
        yield from _line(points, color, line.is_dashed(), names)


def _bars(ax: Axes) -> list[BarContainer]:
    return [c for c in ax.containers if isinstance(c, BarContainer)]


def _in_patches(ax: Axes, names: "_Names") -> Iterator[Mark]:
    """Yield bars, and other areas."""
    held = set()
    for bars in _bars(ax):
        held.update(bars)
        for bar in filter(_is_seen, bars):
            what = _what("bars", bar.get_facecolor(), bar.get_edgecolor())
            way = int(bars.orientation == "vertical")
            yield names.mark(what, _box(bar.get_bbox().get_points()), way)
    for part in (p for p in ax.patches if p not in held and _is_seen(p)):
        what = _what("areas", part.get_facecolor(), part.get_edgecolor())
        points = part.get_patch_transform().transform_path(part.get_path()).vertices
        yield Mark(what, _box(points), more=() if isinstance(part, Rectangle) else points)


def _is_seen(part: Artist) -> bool:
    return part.get_visible() and bool(np.any(np.not_equal(part.get_alpha(), 0)))


def _in_collection(part: Collection, names: "_Names") -> Iterator[Mark]:
    """Yield dots, lines, areas, or blocks of squares or dots of one color."""
    faces, edges = part.get_facecolors(), part.get_edgecolors()
    if isinstance(part, PathCollection):
        places, sizes = np.asarray(part.get_offsets()), part.get_sizes()  # not masked: slow
        differ = len(sizes) > 1 and np.ptp(sizes) > 0
        each = (_each(of, places) for of in (sizes, faces, edges))
        for xy, size, *colors in zip(places, *each, strict=True):
            more = (size,) if differ else ()
            yield names.mark(_what("dots", *colors), (*xy, *xy), more=more)
    elif isinstance(part, LineCollection):
        lines = part.get_segments()
        for line, color, style in zip(
            lines, _each(edges, lines), _each(part.get_linestyles(), lines), strict=True
        ):
            yield from _line(np.reshape(line, (-1, 2)), color, style[1] is not None, names)
    elif isinstance(part, FillBetweenPolyCollection):
        for path in part.get_paths():
            box = _box(path.vertices)
            yield Mark(f"areas in {_color(faces[0])}", box, more=path.vertices)
    elif isinstance(part, EllipseCollection | PolyCollection):
        yield from _blocks(part, names)


def _blocks(part: Collection, names: "_Names") -> Iterator[Mark]:
    """Yield what of a collection has one color, as one mark."""
    kind = "dots" if isinstance(part, EllipseCollection) else "squares"
    boxes = part.get_offsets() if kind == "dots" else [path.vertices for path in part.get_paths()]
    colors = (_each(of, boxes) for of in (part.get_facecolors(), part.get_edgecolors()))
    found: dict[str, list[np.ndarray]] = {}
    for box, *both in zip(boxes, *colors, strict=True):
        found.setdefault(_what(kind, *both), []).append(box)
    for what, its in found.items():
        box, n = _box(np.vstack(its)), len(its)
        yield Mark(what, box, n=n, more=its) if n > 1 else names.mark(what, box)


def _each(values: Sequence, of: Sequence) -> list:
    """Return a value for each, as matplotlib takes them in turn."""
    return [values[n % len(values)] if len(values) else "none" for n in range(len(of))]


def _line(points: np.ndarray, color: object, dashed: bool, names: "_Names") -> Iterator[Mark]:
    """Yield a line that shows something: not one that parts rows or blocks."""
    more = points if len(points) > 2 else ()
    points, tone = points[~np.isnan(points).any(axis=1)], _color(color)
    if tone in _RULES or not len(points):
        return
    box, kind = _box(points), "dashed " * dashed
    if box[0] == box[2] < np.inf:
        yield Mark(f"{kind}upright lines in {tone}", box, more=more)
    elif box[1] == box[3]:
        yield names.mark(f"{kind}level lines in {tone}", box, more=more)
    else:  # from its first point to its last
        yield Mark(f"{kind}lines in {tone}", (*points[0], *points[-1]), more=more)


def _box(points: np.ndarray) -> tuple[float, float, float, float]:
    return (*np.min(points, axis=0), *np.max(points, axis=0))


def _what(kind: str, face: object, edge: object) -> str:
    """Return what marks are called by the colors of their face and edge."""
    is_hollow = _color(face) in ("none", "paper")
    return f"hollow {kind} in {_color(edge)}" if is_hollow else f"{kind} in {_color(face)}"


def _color(color: object) -> str:
    """Return a color's name in `look`, else as #RRGGBB; that of nothing is none."""
    return _called(color if isinstance(color, str) else tuple(color))


@cache
def _called(color: str | tuple[float, ...]) -> str:
    if not to_rgba(color)[3]:  # as that of "none", too
        return "none"
    return _named().get(to_hex(color), to_hex(color))


@cache
def _named() -> dict[str, str]:
    ramp = {color.lower(): f"sequence {n}" for n, color in enumerate(look.SEQUENCE, 1)}
    colors = {name: v for name, v in vars(look).items() if isinstance(v, str) and v[:1] == "#"}
    return ramp | {v.lower(): name.lower().replace("_", " ") for name, v in colors.items()}


class _Names:
    """The names of rows and columns that were noted, and all other words by where they are."""

    def __init__(self, ax: Axes) -> None:
        noted = _places.get(ax, ({}, {}))
        self.rows, self.columns = ({_at(y): name for y, name in of.items()} for of in noted)
        self.others: list[tuple[str, float, float, bool]] = []  # with x, y; whether x is a part
        self.inside = dict(_dots.get(ax, {}))  # what is noted, or the first words, at each place
        across = ax.get_yaxis_transform()
        for text in filter(Text.get_text, ax.texts):
            is_note = isinstance(text, Annotation)
            where, xy = ((text.xycoords, text.xy) if is_note
                         else (text.get_transform(), text.get_position()))  # fmt: skip
            edge = where == across
            if not edge and where not in ("data", ax.transData):  # beside no mark
                continue
            x = float(xy[0] if edge else ax.convert_xunits(xy[0]))
            y = float(ax.convert_yunits(xy[1]))
            words = " ".join(text.get_text().split())
            name = (self.rows.get(_at(y)) if edge and x == 0
                    else not edge and y == 0 and self.columns.get(_at(x)))  # fmt: skip
            if f" {words} " not in f" {name or ''} ":
                self.others.append((words, x, y, edge))
                if not edge and _LETTERS.search(words):
                    self.inside.setdefault((_at(x), _at(y)), words)

    def mark(self, what: str, box: tuple, way: int = 0, more: Sequence = ()) -> Mark:
        """Return a mark with the name of its row or column, else with words at its middle."""
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if name := (self.rows, self.columns)[way].get(_at(middle[1 - way])):
            return Mark(what, box, name, way, more=more)
        return Mark(what, box, self.inside.get(tuple(map(_at, middle)), ""), more=more)

    def place(self, x: float, y: float, edge: bool) -> str:
        """Return by what a place is known: its row, its column, or where it is."""
        if name := self.rows.get(_at(y)) or (not edge and self.columns.get(_at(x))):
            return name
        return f"y {_short(y)}" if edge else f"x {_short(x)} y {_short(y)}"


def _at(place: float) -> float:
    return float(f"{round(float(place), 6):.6g}") + 0.0  # no -0


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
