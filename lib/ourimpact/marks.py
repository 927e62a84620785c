"""What keeps a figure from being published: its marks, and where words stand on it.

As in `proofs`, each function yields a sentence for each fault, with what would be right.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, combinations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import (
    EllipseCollection,
    LineCollection,
    PathCollection,
    PolyCollection,
)
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from ourimpact import nearest
from ourimpact.about import About
from ourimpact.drawn import declared
from ourimpact.look import HEIGHT, WIDTH
from ourimpact.printed import DIGITS, UNITS, YEAR, amount, rounds_to
from ourimpact.proofs import COUNTED, SIZES, Case, flat, ratios, unprintable
from ourimpact.words import has_name, listed

_FORMS = {  # each form, and the words that may begin its alt text
    "columns": "column", "dots": "dot", "funnel": "dot funnel",
    "numbers": "table", "ranked_bars": "bar", "share_bar": "bar", "share_bars": "bar",
    "small_multiples": "bar column line", "stacked_bars": "bar column", "tile_grid": "map",
    "waffle": "dot square", "year_columns": "column",
}  # fmt: skip
_DRAWN = re.compile(r"\b(bar|column|dot|funnel|line|map|pie|square|table)s?\b", re.IGNORECASE)
_SCALED = {f"in{unit}s": 1 / n for unit, n in UNITS.items()}
_STARTS = re.compile(rf"scale starts at ({DIGITS}%?)")
_PLAIN = re.compile(rf"(?:about )?([−+]?)({DIGITS})(%?)\*?")  # a number alone
_WRITTEN = (1, 100, 1e-3, 1e-6, 1e-9)  # what lengths are multiplied by
_BY_TENS = 10.0 ** np.arange(-7, 3)  # what a mark may stand for, inverted
Texts = list[tuple[Text, tuple[float, float, float, float]]]  # with left, bottom, right, top


def wrong(fig: Figure, case: Case) -> Iterator[str]:
    """Yield what is wrong with the marks of a figure before it is laid out, beside its data."""
    drawn = [" ".join(text.get_text().split()) for text in fig.findobj(Text)]
    yield from chain(
        _misformed(fig, case.about),
        chain(*map(unprintable, drawn)),
        _scaled(fig, " ".join([case.about.subtitle, case.about.note, *drawn]), drawn),
        _marks_without_rows(fig, case.data),
        _drawn_otherwise(fig, case),
        _written_otherwise(fig, case),
        chain(*map(_labelled_otherwise, fig.axes)),
        _squares_of_no_number(fig, case),
        _off_scale(case, drawn),
        _unlit(fig, case.about.title),
    )


def _misformed(fig: Figure, about: About) -> Iterator[str]:
    """Yield a form that is none or not the alt text's, and names of rows that are not drawn."""
    if not about.form:
        yield "nothing says what is drawn on it: drawn.declare(fig, form, names of rows)."
    elif about.form not in _FORMS and get_close_matches(about.form, _FORMS, n=1, cutoff=0.75):
        yield f"there is no form {about.form!r}.{nearest(about.form, _FORMS)}"
    called = [word.lower() for word in _DRAWN.findall(about.alt[:24])][:1]
    if called and called[0] not in _FORMS.get(about.form, called[0]):
        yield f"alt text begins {about.alt[:24]!r}, and the form is {about.form!r}."
    rows, marked = declared(fig).rows, declared(fig).marked
    for what, name in [(what, name) for what, names in marked.items() for name in names]:
        if name not in rows and name not in ("", about.year):  # the year may be drawn as a gap
            yield f"{what} has {name!r}, and no row is that.{nearest(str(name), rows)}"


def _scaled(fig: Figure, words: str, drawn: Sequence[str]) -> Iterator[str]:
    """Yield what makes a mark look longer, shorter or elsewhere than its number is."""
    for ax in fig.axes:
        if {ax.get_xscale(), ax.get_yscale()} != {"linear"} and "scale" not in words:
            yield "an axis is not linear: say which scale it has."
        low, high = np.sort([ax.get_xlim(), ax.get_ylim()]).T
        for dots in (c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)):
            for x, y in dots[((dots < low) | (dots > high)).any(axis=1)]:
                yield f"the dot at {x:g}, {y:g} lies beyond its axes."
        yield from _raised(ax)
    for start in set(_STARTS.findall(words)).difference(drawn):
        yield f"the text says that the scale starts at {start}, and no label on it is that."
    places = [ax.get_position().bounds for ax in fig.axes]
    if len({*places}) < len(places):
        yield "two axes lie on each other: a second scale makes any two lines meet."
    if not fig.texts and not any(ax.has_data() or ax.texts for ax in fig.axes):
        yield "nothing is drawn on it."


def _raised(ax: Axes) -> Iterator[str]:
    """Yield bars that start neither at zero nor where another ends, or do not grow as numbers."""
    for way, axis in enumerate((ax.xaxis, ax.yaxis)):
        along, (low, high) = ("horizontal", "vertical")[way], sorted(axis.get_view_interval())
        bars = [bar for c in ax.containers if getattr(c, "orientation", "") == along for bar in c]
        if bars and any(a.get_inverted() for a in (axis, ax.xaxis)):
            yield "bars go from left to right, or upward."
        edges = [bar.get_bbox().get_points()[:, way] for bar in bars]
        first, last = sorted((ax.yaxis, ax.xaxis)[way].get_view_interval())
        beside = [bar.get_bbox().get_points()[:, 1 - way] for bar in bars]
        if out := [ends for ends in beside if not first <= np.mean(ends) <= last]:
            yield f"a bar at {np.mean(out[0]):g} lies beyond its axis, {first:g} to {last:g}."
        ends = [0.0, *(end for _, end in edges)]
        for start, end in edges:
            if not (low <= 0 <= high and (np.isclose(start, ends).any() or np.isclose(end, 0))):
                yield f"bars must start at zero, not at {max(low, start):g}."
            if end > high and not np.isclose(end, high):
                yield f"a bar ends at {end:g}, and its axis at {high:g}."


def _marks_without_rows(fig: Figure, data: pd.DataFrame) -> Iterator[str]:
    """Yield what is drawn and is not among the numbers that go with the figure."""
    few = f"data has {len(data)} rows; what is drawn has "
    named = _mains(declared(fig).rows) - {""}
    if len(named) > len(data):
        yield f"{few}{len(named)}, such as {max(named)!r}."
    for ax in fig.axes:
        bars = sum(len(c) for c in ax.containers if isinstance(c, BarContainer))
        dots = [len(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection)]
        if (most := max([bars, *dots])) > data.select_dtypes("number").size:
            yield f"{few}{most} marks."


def _mains(names: Iterable[object]) -> set[str]:
    """Return the first lines of names of rows."""
    return {str(name).split("\n")[0] for name in names}


def _drawn_otherwise(fig: Figure, case: Case) -> Iterator[str]:
    """Yield marks with other lengths, on one scale, than the data has numbers beside their names.

    Rows that the data names otherwise, or more than once, are passed over.
    """
    for drawn in [*declared(fig).lengths, *filter(None, map(_ticked, fig.axes))]:
        lengths = {str(name).split("\n")[0]: float(length) for name, length in drawn.items()}
        for column, names in case.texts.items():
            here = names[names.isin([*lengths])]
            if len(here) < 2 or here.duplicated().any():
                continue
            marks, held = here.map(lengths), case.numbers.loc[here.index]
            same = [np.allclose(marks * n.sum(), n * marks.sum(), 1e-3) for _, n in held.items()]
            if not any(same):
                said = f"{column} {here.iloc[0]!r} is drawn as {marks.iloc[0]:,.10g}"
                own = ", ".join(f"{c} {n:,.10g}" for c, n in held.iloc[0].items())
                yield f"{said}: data has other numbers for these rows ({own} for this one)."


def _ticked(ax: Axes) -> dict[str, float]:
    """Return the lengths of bars by the labels of their axis, where it has such."""
    found = {}
    for bars in (c for c in ax.containers if isinstance(c, BarContainer)):
        along = int(bars.orientation == "vertical")
        axis = (ax.yaxis, ax.xaxis)[along]
        labels = [text.get_text() for text in axis.get_ticklabels()]
        names = dict(zip(np.round(axis.get_ticklocs(), 3), labels, strict=True))
        for bar in bars:
            ends = bar.get_bbox().get_points()
            found[names.get(ends[:, 1 - along].mean().round(3), "")] = np.ptp(ends[:, along])
    return {name: length for name, length in found.items() if name}


def _written_otherwise(fig: Figure, case: Case) -> Iterator[str]:
    """Yield a number written at the height of a row's name that data has in other rows alone."""
    names = {name.split("\n")[0]: name for name in case.texts.to_numpy().ravel()}
    said: dict[tuple, list[str]] = {}
    for note in (t for ax in fig.axes for t in ax.texts if isinstance(t, Annotation)):
        said.setdefault((id(note.axes), note.xy[1]), []).append(note.get_text())
    for words in said.values():
        here = {names[word] for word in (each.strip("*") for each in words) if word in names}
        found = COUNTED.findall(re.sub(r"95% interval|<\S+", "", " ".join(words)))
        if len(here) != 1 or not found:
            continue
        its = case.texts.isin(here).any(axis=1)
        own, others = ratios(case.numbers, its, beside=True), flat(case.numbers[~its])
        for number, after in found:
            size = SIZES.get(after, 1)
            same, taken = (rounds_to(abs(each * size), number) for each in (own, others))
            if taken and not same and number not in min(here):
                yield f"{number}{after} stands beside {min(here)!r}; data has it in other rows."


def _labelled_otherwise(ax: Axes) -> Iterator[str]:
    """Yield a number at the end of a bar that is not its own, where most are, or are exchanged."""
    lengths, labels = _bars_by_end(ax), defaultdict(list)
    for note in (t for t in ax.texts if isinstance(t, Annotation)):
        found, length = _PLAIN.fullmatch(note.get_text()), lengths.get(_point(note.xy), 0)
        if found and length:
            is_way = found[1] in ("", "−" if length < 0 else "+")
            labels[found[3]].append((found[2], abs(length) if is_way else np.nan))
    for unit, pairs in labels.items():
        ways = _WRITTEN[1:] + _WRITTEN[:1] if unit else _WRITTEN  # percentages first
        fits = {of: [rounds_to([n * of], said) for said, n in pairs] for of in ways}
        scale = max(fits, key=lambda of: sum(fits[of]))
        every = scale * np.array([n for _, n in pairs])
        exchanged = all(rounds_to(every, said) for said, _ in pairs)
        if exchanged or 2 * sum(fits[scale]) > len(pairs):
            for (said, n), is_own in zip(pairs, fits[scale], strict=True):
                own = f"of {n * scale:,.6g}{unit}" if n == n else "that goes the other way"
                if not is_own:
                    yield f"{said}{unit} stands at a bar {own}."


def _bars_by_end(ax: Axes) -> dict[tuple[float, ...], float]:
    """Return how long bars from zero are by the middle of their ends, where no other begins."""
    ends, begun = {}, set()
    for bars in (c for c in ax.containers if isinstance(c, BarContainer)):
        along = int(bars.orientation == "vertical")
        for points in (bar.get_bbox().get_points() for bar in bars):
            (start, end), middle = points[:, along], points[:, 1 - along].mean()
            begun.add(_point(np.roll([start, middle], along)))
            ends |= {_point(np.roll([end, middle], along)): end} if start == 0 != end else {}
    return {place: length for place, length in ends.items() if place not in begun}


def _point(xy: Sequence[float]) -> tuple[float, ...]:
    return tuple(np.round(xy, 6))


def _squares_of_no_number(fig: Figure, case: Case) -> Iterator[str]:
    """Yield how many squares or dots of a color there are, where they count no number of data.

    Each stands for 1, 10, 100, … or for 1% of all. Where all on some axes count a number,
    one color is the rest.
    """
    if case.about.form != "waffle":
        return
    values, sums = np.abs(case.values), [case.numbers.sum(), case.numbers.sum(axis=1)]
    known = [*np.multiply.outer(values, _BY_TENS).ravel(), *(100 - 100 * values)]
    sums = np.multiply.outer(np.concatenate(sums), _BY_TENS).ravel()
    words = f"{case.about.title} {case.about.subtitle} {case.about.finding}"
    said = map(amount, re.findall(DIGITS, words))
    anyhow = [*known, *sums, *said]
    for ax in fig.axes:
        blocks = [c for c in ax.collections if isinstance(c, EllipseCollection | PolyCollection)]
        faces = [[to_hex(face) for face in block.get_facecolors()] for block in blocks]
        odd = [fault for each in faces for fault in _uncounted(each, known)]
        if odd and [*_uncounted([*chain(*faces)], known)]:  # neither each block nor all of them
            yield odd[0]
        n = sum(map(len, faces)) * (100 not in map(len, faces))  # 100 are each 1% of all
        if n and len(faces) > 1 and not rounds_to(anyhow, str(n)):
            yield f"{n:,} squares or dots in all: neither data nor words have that number, or sum."


def _uncounted(colors: list[str], known: list[float]) -> Iterator[str]:
    """Yield how many marks of a color count no known number, but for one color of a known whole."""
    counts = pd.Series(colors, dtype=str).value_counts()
    odd = [color for color, n in counts.items() if not rounds_to(known, str(n))]
    for color in odd[int(rounds_to(known, str(len(colors)))) :]:
        yield f"{counts[color]} squares or dots are {color}: they count no number of data."


def _off_scale(case: Case, drawn: Sequence[str]) -> Iterator[str]:
    """Yield a scale that a subtitle names, as in millions, and on which no number is drawn."""
    plain = [text for text in drawn if re.fullmatch(DIGITS, text) and not re.fullmatch(YEAR, text)]
    for said, size in _SCALED.items():
        if said in case.about.subtitle and not any(
            rounds_to(case.values * size, text) for text in plain
        ):
            yield f"the subtitle says {said!r}, and no number of data is drawn so."


def _unlit(fig: Figure, title: str) -> Iterator[str]:
    """Yield rows that a title names beside a number, where others are highlighted."""
    main = _mains(declared(fig).marked.get("highlight", ()))
    named = {name for name in _mains(declared(fig).rows) if has_name(title, name)}
    if main and named and not main & named and re.search(DIGITS, title):
        yield f"its title names {listed(sorted(named))}, but {listed(sorted(main))} is highlighted."


def clashes(found: Texts) -> Iterator[str]:
    """Yield words that leave the slide, or lie on each other."""
    for text, (left, bottom, right, top) in found:
        if min(left, bottom, WIDTH - right, HEIGHT - top) < 8:
            yield f"{text.get_text()!r} leaves the slide."
    for (one, here), (other, there) in combinations(found, 2):
        across = min(here[2], there[2]) - max(here[0], there[0])
        if across > 0.5 and min(here[3], there[3]) - max(here[1], there[1]) > 0.5:
            yield f"the words {one.get_text()!r} and {other.get_text()!r} lie on each other."


def struck(fig: Figure, found: Texts) -> Iterator[str]:
    """Yield words that a level or an upright line runs through."""
    boxes = np.reshape([box for _, box in found], (-1, 4))  # even if there are none
    for lines in fig.findobj(_is_drawn_line):
        whole = lines.get_segments() if isinstance(lines, LineCollection) else [lines.get_xydata()]
        if rules := [line[at : at + 2] for line in whole for at in range(len(line) - 1)]:
            points = lines.get_transform().transform(np.concatenate(rules)) * 72 / fig.dpi
            ends = np.sort(points.reshape(-1, 2, 2), axis=1)
            low, high = ends[(ends[:, 0] == ends[:, 1]).any(axis=1), :, None].swapaxes(0, 1)
            through = (low < boxes[:, 2:]) & (high > boxes[:, :2])
            for at in np.flatnonzero(through.all(axis=2).any(axis=0)):
                yield f"the words {found[at][0].get_text()!r} have a line through them."


def _is_drawn_line(part: Artist) -> bool:
    lines = isinstance(part, LineCollection | Line2D)
    return lines and part.get_visible() and part.get_linestyle() != "None"
