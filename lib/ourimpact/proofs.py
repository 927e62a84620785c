"""What keeps a figure from being published: its words, its marks, and the numbers that go with it.

Each function yields a sentence for each fault, with what would be right; `figures.save` refuses a
figure for the first. A rule stands here when no honest figure of any year breaks it.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, combinations, product

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

from ourimpact import look, nearest, tables
from ourimpact.checks import NUMBER, printed_number
from ourimpact.look import HEIGHT, WIDTH
from ourimpact.paths import About
from ourimpact.words import SLIP, count, has_name, listed, miscomputed, spelled

_FORMS = {  # each form, and the words that may begin its alt text
    "bars": "bar", "columns": "column", "dots": "dot", "funnel": "dot funnel",
    "grouped_bars": "bar", "numbers": "table", "ranked_bars": "bar", "share_bar": "bar",
    "share_bars": "bar", "small_multiples": "bar column line", "stacked_bars": "bar column",
    "tile_grid": "map", "waffle": "dot square", "year_columns": "column",
}  # fmt: skip
_DRAWN = re.compile(r"\b(bar|column|dot|funnel|line|map|pie|square|table)s?\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
# Of what is said so, in the data
_SIZES = {"": 1, "%": 100, " thousand": 1e-3, " million": 1e-6, " billion": 1e-9}
_SCALED = {"in thousands": 1e-3, "in millions": 1e-6, "in billions": 1e-9}
_COUNTED = re.compile(
    rf"({_NUMBER.pattern})(%| (?:thousand|[mb]illion|calls|cases|children|files|reports)\b)?"
)
_STARTS = re.compile(rf"scale starts at ({_NUMBER.pattern}%?)")
_OF_CHILDREN = re.compile(rf"{_NUMBER.pattern}(?:% of)? (?:[a-z-]+ ){{0,3}}children\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RAW = re.compile(r"\*\*|</?[a-z]+>|\b[a-z0-9]+(?:_[a-z0-9]+)+\b")  # Markdown, HTML, a code
_HARSH = re.compile(  # words that dramatize, or say more than is known
    r"\b(?:epidemic|predators?|shocking|staggering|alarming|horrif\w+|skyrocket\w*|explod\w+"
    r"|plummet\w*|soar(?:ed|s|ing)?|(?<!reported as )(?<!“)rescued)\b",
    re.IGNORECASE,
)
_HIGHEST = re.compile(r"\b(the most|most often|highest|largest|greatest)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(the (fewest|least)|least often|lowest|smallest)\b", re.IGNORECASE)
_MOVED = re.compile("(?<!to )(rose |fell |[+\N{MINUS SIGN}])(\\d[\\d,]*(?:\\.\\d+)?)%")
_FROM_TO = re.compile(  # in one unit; not of years
    rf"\b(rose|fell)\b[^.;]*? from (?!{_YEAR.pattern})({_NUMBER.pattern})(?: million)?"
    rf" to ({_NUMBER.pattern})"
)
_BEFORE = re.compile(r"\b(from|than|as) (in )?(the year before|a year earlier)\b")
_MOST = "(?:most|highest|largest|greatest)"
_OTHER = re.compile(  # the row ranked, or the number, might not be in the data
    r"\b(next|second|third|others?|since|than|change|gap|difference|rise|rose|fall|fell|drop"
    r"|together|combined|(?:all|none) (?:but|except))\b",
    re.IGNORECASE,
)
_PARTS = {  # words for a part or a multiple: the least and the most that they may be said of
    r"(?<!the )(?<!at )(?<!and )most(?! (?:often|common|recent|likely))\b": (0.5, 1),
    r"more than half|majority": (0.5, 1), r"(?:fewer|less) than half|minority": (0, 0.5),
    r"nearly all": (0.85, 1), r"(?:nearly|almost) half": (0.42, 0.5),
    r"(?<!than )(?<!nearly )(?<!first )(?<!second )\bhalf of (?!(?:19|20)\d\d)": (0.47, 0.53),
    r"(?<!than )(?:a|one)[ -]third\b": (0.3, 0.37), r"(?<!than )two[ -]thirds": (0.63, 0.7),
    r"(?<!than )(?:a|one) quarter\b": (0.22, 0.28), r"(?<!than )three[ -]quarters": (0.72, 0.78),
    r"(?<!than )(?<!nearly )(?:doubled|twice as)": (1.95, 2.5),
    r"(?<!than )(?<!nearly )halved": (0.45, 0.54),
}  # fmt: skip
_TIMES = re.compile(  # `twice as many X as Y`, `three times that of Y`
    r"\b(?P<n>half|twice|[\w.,-]+ (?:times|more|fewer))"
    r" (?:as \w+\b.*? as|that of|the|(?:[\w-]+ )*?than) (?P<base>.+)",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(rose|grew|fell|declined|decreased|dropped|increased|down|up)\b")
_PART = r"[,;:.]? (?:and )?(?=[A-Z])|[,;] |\. "  # what stands between the parts of a sentence
_SHARE = re.compile("(?<![+\N{MINUS SIGN}\\d.])(?<!to )(?<!rose )(?<!fell )(\\d[\\d.]*)%")
_EXACT = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")  # a count that no other is by chance
_CALLED = re.compile(  # such a count, and the noun after it for what is counted
    rf"(?<![\d,.])({_EXACT.pattern})"
    r"(?: (?:[a-z]+-[a-z]+|CyberTipline|identified|missing|other|recorded))*"
    r" (calls|children|files|hashes|relationships|reports|requests|submissions)\b"
)
Rows = tuple[pd.DataFrame, pd.DataFrame]  # the words of rows, as labels, and their numbers
Texts = list[tuple[Text, tuple[float, float, float, float]]]  # with left, bottom, right, top


def mistyped(texts: dict[str, object], data: object, *lists: object) -> Iterator[str]:
    """Yield what is no text, no table and no list."""
    for what, said in texts.items():
        if not isinstance(said, str):
            yield f"{what} is {said!r}; text is wanted."
    if not isinstance(data, pd.DataFrame):
        yield f"data is a {type(data).__name__}; a DataFrame is wanted."
    for codes in lists:
        if isinstance(codes, str):
            yield f"{codes!r} is text; a list is wanted: [{codes!r}]."
        elif not isinstance(codes, list | tuple):
            yield f"{codes!r} is a {type(codes).__name__}; a list is wanted."
        elif other := [code for code in codes if not isinstance(code, str)]:
            yield f"{other[0]!r} stands among names; text is wanted."
    if isinstance(data, pd.DataFrame):
        if data.columns.nlevels > 1 or not data.columns.is_unique:
            yield f"two columns of data have one name, or a name in levels: {[*data.columns]}."
        if left := [each for each in data if re.search("_[xy]$", str(each))]:
            yield f"data has {left[0]!r}, left over from a merge: rename it, or leave it out."
        if data.select_dtypes(exclude="number").empty and data.index.name:
            yield f"data has {data.index.name} as its index, which no CSV has: reset_index()."


def mistyped_codes(notebook: str) -> Iterator[str]:
    """Yield a text in a notebook's file that is nearly a code or an id of tables, and none."""
    codes = {*tables.whole("categories")["code"], *tables.whole("headline_numbers")["id"]}
    texts = {*re.findall(r"(?:\\\"|')([a-z0-9]+(?:_[a-z0-9]+)+)(?:\\\"|')", notebook)}
    fields = chain(*(table["schema"]["fields"] for table in tables.dictionary().values()))
    for text in sorted(texts - codes - {field["name"] for field in fields}):
        for code in get_close_matches(text, codes, 1, 0.9):
            yield f"the code has {text!r}, which no table has. Is {code!r} meant? Or rename it."


def wrong_numbers(
    data: pd.DataFrame, year: int, years: Sequence[int], names: Sequence[str]
) -> Iterator[str]:
    """Yield which tables are not the figure's, or wrong, and what must not be shown like that.

    `year` is the notebook's, `years` are those of the data, `names` the tables it was drawn from.
    """
    for name in filter(lambda name: name not in tables.asked_for, names):
        near = nearest(name, sorted(tables.asked_for))
        yield f"drawn_from has {name!r}, which was not loaded here.{near}"
    yield from _overwritten(names)
    counted = data.select_dtypes("number")
    yield from _mismeasured(names, data, counted)
    there = [year for name in names for year in tables.load(name).get("year", ())]
    for other in sorted({*years}.difference(there, [year])):
        gap = data[data["year"] == other].drop(columns="year").select_dtypes("number")
        if gap.notna().any(axis=None):
            yield f"data has numbers of {other}, and its tables have none: a missing year is a gap."
    yield from filter(None, (tables.not_adding_up(name, year) for name in names))
    yield from tables.miscounted(names, data, year)
    drawn = {n for n in counted.to_numpy(float).ravel() if n >= 1000 and n % 1 == 0}
    drawn -= set().union(*map(tables.numbers, names))
    totals = ("headline_numbers", "printed_totals")  # they equal sums of other tables
    for name in sorted(tables.asked_for.difference(names, totals)) if drawn else ():
        if len(only := tables.numbers(name) & drawn) > 1:
            yield f"data has numbers of {name} ({max(only):,.0f}): drawn_from must name it."


def _overwritten(names: Sequence[str]) -> Iterator[str]:
    """Yield the numbers that a loaded table has by now, and its file has not."""
    for (name, _), frame in [pair for pair in tables.given.items() if pair[0][0] in names]:
        held = tables.whole(name).select_dtypes("number")
        for column in held.columns.intersection(frame.select_dtypes("number").columns):
            if other := sorted(set(frame[column].dropna()) - set(held[column])):
                yield (
                    f"{name} was loaded and then changed: {column} has {other[0]:,} now, which "
                    "is not in its file. Put computed numbers into a column or table of their own."
                )


def _mismeasured(names: Sequence[str], data: pd.DataFrame, counted: pd.DataFrame) -> Iterator[str]:
    """Yield infinite numbers, shares that are none, and counts too few to be shown."""
    for column in counted.columns[np.isinf(counted.to_numpy(float)).any(axis=0)]:
        yield f"{column} has inf: what was divided by zero?"
    for column, values in counted.filter(regex="^share(_|$)|^of_").items():
        if not values.dropna().between(0, 1).all():
            yield f"{column} has {values.max():g} or {values.min():g}: a share is from 0 to 1."
    counts = counted.filter(regex="^(?!(share|rate|of)(_|$))")
    for column in counts.columns[(counts.fillna(0) % 1 == 0).all()]:  # merges turn them into floats
        if tables.too_few(names, data[column], data.columns).any():
            yield f"{column} has counts of 1 to {tables.FEW}, too few to be shown by these columns."
    yield from _part_of_few(names, data, counts)


def _part_of_few(names: Sequence[str], data: pd.DataFrame, counts: pd.DataFrame) -> Iterator[str]:
    """Yield small counts that are a part of what `withheld` tables have, as under 12 by race."""
    whole: set[float] = set()
    by: list[str] = []
    for name in names:
        by = [c for c in tables.dictionary()[name].get("withheld", ()) if c in data]
        if not by:
            return
        sums = tables.whole(name).groupby(["year", *by], observed=True)[tables.measure(name)].sum()
        whole |= {*sums}
    for column, values in counts.select_dtypes("integer").items() if by else ():
        few = values[values.between(1, tables.FEW) & ~values.isin(whole)]
        if len(few):
            yield f"{column} has {few.iloc[0]}, a part of a count by {listed(by)}: too few."


def unsaid(
    data: pd.DataFrame,
    years: Sequence[int],
    names: Sequence[str],
    caveats: Sequence[str],
    note: str,
) -> Iterator[str]:
    """Yield what must be said beside such numbers, and is not."""
    due = tables.must_say(names, years, data.columns)
    now = {*names, *(name.removesuffix("_earlier") for name in names)}
    described = tables.dictionary()
    for code in caveats:
        of = {name for name in described if code in described[name].get("caveats", ())}
        if of and not of & now:
            yield f"the caveat {code!r} is of {listed(sorted(of))}, and drawn_from has none of it."
    said = [*caveats, *tables.must_say(names, years[-1:], ())]
    for code in (code for code in tables.must_say(names, years, ()) if code not in said):
        yield f"{years[0]} to {years[-1]} are not counted alike: add the caveat {code!r}."
    if due and not (note or caveats):
        yield f"its tables have caveats ({listed(due)}): name one in caveats, or a note."


def wrong(fig: Figure, about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield what is wrong with a figure before it is laid out, with its data, and its words."""
    data = data.reset_index(drop=True)
    drawn = [" ".join(text.get_text().split()) for text in fig.findobj(Text)]
    typed, on = [about.title, about.source], [about.subtitle, about.note, *drawn]
    rows, by_rows = _sorted_out(data), [
        _misranked, _not_next, _not_since_last, _misproportioned,
        _exchanged, _mispaired, _misshared,
    ]  # fmt: skip
    by_data = [
        _off_in_some_rows, _of_no_whole, _reversed, _no_rate, _partial,
        _cut, _not_a_day, _no_points, _not_national, _of_which, _per_one,
    ]  # fmt: skip
    yield from chain(
        _misworded(about),
        _misformed(fig, about),
        _unprintable([*typed, *on], [about.alt, about.finding]),
        _scaled(fig, " ".join(on), drawn),
        _marks_without_rows(fig, data),
        _drawn_otherwise(fig, *rows),
        _written_otherwise(fig, *rows),
        _squares_of_no_number(about, fig, data),
        _off_scale(about.subtitle, drawn, data),
        *(rule(about, data) for rule in (_unfounded, _misdated)),
        *(rule(about, data, rows) for rule in by_rows),
        *(rule(about, data) for rule in by_data),
        _unlit(fig, about.title),
    )


def _misworded(about: About) -> Iterator[str]:
    """Yield texts that are empty, too long or short, or lack the unit, the year, or the source."""
    if not 40 <= len(about.alt) <= 300:
        yield f"alt text has {len(about.alt)} characters; 40 to 300 are wanted."
    if about.alt.rstrip(".") in (about.title, about.subtitle):
        yield f"alt text repeats {about.alt!r}: say what is drawn, and its numbers."
    if len(_NUMBER.findall(about.alt)) < 2:
        yield f"alt text names fewer than two numbers: {about.alt!r}."
    for what in ("title", "subtitle", "finding"):
        if not getattr(about, what).strip():
            yield f"it has no {what}."
    units = {tables.dictionary()[name]["unit"] for name in about.tables} - {"none", "people"}
    words = f"{about.title} {about.subtitle}".lower()
    if units and not any("varies" in unit or unit.split()[-1] in words for unit in units):
        yield f"neither title nor subtitle says what is counted: {listed(sorted(units))}."
    named = [unit.split(",")[0].split()[-1].removesuffix("s") for unit in units]
    if named and not any(noun == "varie" or noun in about.title.lower() for noun in named):
        for counted in _OF_CHILDREN.findall(about.title):
            yield f"the title says {counted!r}, and its tables count {listed(sorted(units))}."
    yield from _miscalled(about)
    years = _YEAR.findall(about.subtitle)
    if years and str(about.year) not in years:
        yield f"the subtitle says {listed(years)}, and the figure is of {about.year}."
    if not years and str(about.year) not in about.title:
        yield f"neither title nor subtitle says that it is of {about.year}."
    if about.note and about.note.strip()[-1:] not in ".!?”":
        yield f"the note does not end as a sentence: {about.note!r}."
    if not about.sources:
        yield "it has no sources; drawn_from names the tables."


def _miscalled(about: About) -> Iterator[str]:
    """Yield a count that words call otherwise than each of the figure's tables that has it."""
    words = f"{about.title}. {about.subtitle}. {about.alt} {about.finding}"
    for number, noun in {*_CALLED.findall(words)}:
        units, n = set(), _float(number)
        for name, told in ((name, tables.dictionary()[name]) for name in about.tables):
            if name == "headline_numbers":
                rows = tables.whole(name)
                units |= {*rows.loc[rows["value"] == n, "unit"]}
            elif n in tables.numbers(name) or n == _total(name, about.year):
                open_ = "varies" in told["unit"] and f"not {noun}" not in told["counts"]
                units.add(noun if open_ or told["unit"] == "people" else told["unit"])
        if units and not any(noun in unit for unit in units):
            yield f"{number} are called {noun}, and its tables count {listed(sorted(units))}."


def _misformed(fig: Figure, about: About) -> Iterator[str]:
    """Yield a form that is none or not the alt text's, and names of rows that are not drawn."""
    if not about.form:
        yield "no chart function has named the form: pass form=."
    elif about.form not in _FORMS and get_close_matches(about.form, _FORMS, n=1, cutoff=0.75):
        yield f"there is no form {about.form!r}.{nearest(about.form, _FORMS)}"
    called = [word.lower() for word in _DRAWN.findall(about.alt[:24])][:1]
    if called and called[0] not in _FORMS.get(about.form, called[0]):
        yield f"alt text begins {about.alt[:24]!r}, and the form is {about.form!r}."
    marks = dict(getattr(fig, "marks", {"rows": ()}))
    there = marks.pop("rows")
    for what, name in [(what, name) for what, names in marks.items() for name in names]:
        if name not in there and name not in ("", about.year):  # the year may be drawn as a gap
            yield f"{what} has {name!r}, and no row is that.{nearest(str(name), there)}"


def _unprintable(texts: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """Yield texts with parts joined amiss; and of those drawn, with code, or letters lacking."""
    for words in [*texts, *others]:
        if slip := SLIP.search(words):
            yield f"{words!r} has {slip[0]!r}, which no sentence has."
        if harsh := _HARSH.search(words):
            yield f"{words!r} has {harsh[0]!r}: say plainly what was counted."
        yield from miscomputed(words)
    for words in texts:
        if raw := _RAW.search(words):
            yield f"{words!r} has {raw[0]!r}, which is for code: tables.labelled gives labels."
        if lost := look.lacking(words):
            yield lost


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
    named = {str(name).split("\n")[0] for name in getattr(fig, "marks", {}).get("rows", ())} - {""}
    if len(named) > len(data):
        yield f"{few}{len(named)}, such as {max(named)!r}."
    for ax in fig.axes:
        bars = sum(len(c) for c in ax.containers if isinstance(c, BarContainer))
        dots = [len(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection)]
        if (most := max([bars, *dots])) > data.select_dtypes("number").size:
            yield f"{few}{most} marks."


def _drawn_otherwise(fig: Figure, named: pd.DataFrame, numbers: pd.DataFrame) -> Iterator[str]:
    """Yield marks with other lengths, on one scale, than the data has numbers beside their names.

    Rows that the data names otherwise, or more than once, are passed over.
    """
    for drawn in [*getattr(fig, "drawn", []), *filter(None, map(_ticked, fig.axes))]:
        lengths = {str(name).split("\n")[0]: float(length) for name, length in drawn.items()}
        for column, names in named.items():
            here = names[names.isin([*lengths])]
            if len(here) < 2 or here.duplicated().any():
                continue
            marks, held = here.map(lengths), numbers.loc[here.index]
            same = [np.allclose(marks * n.sum(), n * marks.sum(), 1e-3) for _, n in held.items()]
            if not any(same):
                said = f"{column} {here.iloc[0]!r} is drawn as {marks.iloc[0]:,.10g}"
                own = ", ".join(f"{c} {n:,.10g}" for c, n in held.iloc[0].items())
                yield f"{said}: data has other numbers for these rows ({own} for this one)."


def _written_otherwise(fig: Figure, texts: pd.DataFrame, numbers: pd.DataFrame) -> Iterator[str]:
    """Yield a number written at the height of a row's name that data has in other rows alone."""
    names = {name.split("\n")[0]: name for name in texts.to_numpy().ravel()}
    said: dict[tuple, list[str]] = {}
    for note in (t for ax in fig.axes for t in ax.texts if isinstance(t, Annotation)):
        said.setdefault((id(note.axes), note.xy[1]), []).append(note.get_text())
    for words in said.values():
        here = {names[word] for word in (each.strip("*") for each in words) if word in names}
        found = _COUNTED.findall(" ".join(words).replace("95% interval", ""))
        if len(here) != 1 or not found:
            continue
        its = texts.isin(here).any(axis=1)
        known = _ratios(numbers, its, beside=True), numbers[~its].to_numpy(float, na_value=np.nan)
        for number, after in found:
            off = [abs(abs(n) * _SIZES.get(after, 1) - _float(number)) for n in known]
            near = [(each <= _half(number)).any() for each in off]
            if near == [False, True] and number not in min(here):
                yield f"{number}{after} stands beside {min(here)!r}; data has it in other rows."


def _squares_of_no_number(about: About, fig: Figure, data: pd.DataFrame) -> Iterator[str]:
    """Yield how many squares or dots of a color there are, where they count no number of data.

    Each stands for 1, 10, 100, … or for 1% of all. Where all on some axes count a number,
    one color is the rest.
    """
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    values = np.abs(numbers.to_numpy(float)).ravel()
    known = np.multiply.outer(values, 10.0 ** np.arange(-7, 3)).ravel()
    known = np.concatenate([known, 100 - 100 * values])
    sums = np.append(numbers.sum(), numbers.sum(axis=1))
    said = map(_float, _NUMBER.findall(f"{about.title} {about.subtitle} {about.finding}"))
    sums = np.append(np.multiply.outer(sums, 10.0 ** np.arange(-7, 3)), [*said])
    for ax in fig.axes if about.form == "waffle" else ():
        blocks = [c for c in ax.collections if isinstance(c, EllipseCollection | PolyCollection)]
        faces = [[to_hex(face) for face in block.get_facecolors()] for block in blocks]
        odd = [said for each in faces for said in _uncounted(each, known)]
        if odd and [*_uncounted([*chain(*faces)], known)]:  # neither each block nor all of them
            yield odd[0]
        n = sum(map(len, faces)) * (100 not in map(len, faces))  # 100 are each 1% of all
        if n and len(faces) > 1 and not (abs(np.append(known, sums) - n) <= 0.500001).any():
            yield f"{n:,} squares or dots in all: neither data nor words have that number, or sum."


def _uncounted(colors: list[str], known: np.ndarray) -> Iterator[str]:
    """Yield how many marks of a color count no known number, but for one color of a known whole."""
    counts = pd.Series(colors, dtype=str).value_counts()
    whole = (abs(known - len(colors)) <= 0.500001).any()
    odd = [color for color, n in counts.items() if not (abs(known - n) <= 0.500001).any()]
    for color in odd[int(whole) :]:
        yield f"{counts[color]} squares or dots are {color}: they count no number of data."


def _off_scale(subtitle: str, drawn: Sequence[str], data: pd.DataFrame) -> Iterator[str]:
    """Yield a scale that a subtitle names, as in millions, and on which no number is drawn."""
    values = data.select_dtypes("number").to_numpy(float).ravel()
    plain = [text for text in drawn if _NUMBER.fullmatch(text) and not _YEAR.fullmatch(text)]
    for said, size in ((said, size) for said, size in _SCALED.items() if said in subtitle):
        ends = [(_float(text), 0.5 * 0.1 ** len(text.partition(".")[2])) for text in plain]
        if not any((abs(values * size - n) <= 1.0001 * far).any() for n, far in ends):
            yield f"the subtitle says {said!r}, and no number of data is drawn so."


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


def _unfounded(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a number that only title or alt text has, as one typed has."""
    years = data["year"] if "year" in data else [about.year] * len(data)
    drawn = data.select_dtypes("number")
    sums = [*drawn.groupby(np.array(years)).sum().to_numpy(float).ravel(), *drawn.sum()]
    if len({*years}) == 1:  # rows that overlap add to more than there is
        most = max((_total(name, about.year) for name in about.tables), default=0)
        sums = [n for n in sums if n <= most]
    numbers = [*drawn.to_numpy(float).ravel(), *sums, len(data)]
    values = {after: [abs(n * size) for n in numbers] for after, size in _SIZES.items()}
    words = data.select_dtypes(exclude="number").to_numpy().ravel()
    said = " ".join(map(str, [about.finding, about.subtitle, about.year, *data.columns, *words]))
    for number, after in _COUNTED.findall(said):
        values[after if after in _SIZES else ""].append(_float(number))
    anyhow = [*chain(*values.values())]
    for part in set(re.findall(r"\d+\.\d+%", about.subtitle)):
        if part not in f"{about.title} {about.alt} {about.finding}":
            yield f"the subtitle has {part}, and no other words of the figure have."
    for what in ("title", "alt"):
        for number, after in _COUNTED.findall(getattr(about, what)):
            known = values.get(after, values[""]) if after else anyhow
            far = np.nanmin(np.abs(np.array(known) - _float(number)))
            if far * 10 ** len(number.partition(".")[2]) > 0.500001:  # rounding to its digits
                yield f"{what} has {number}{after}, and neither the data nor the finding has."


def _total(name: str, year: int) -> float:
    """Return what a table counts in a year, or in all, where it has no years."""
    rows, counted = _of_year(name, year), tables.measure(name)
    return float(rows[counted].sum()) if pd.api.types.is_numeric_dtype(rows[counted]) else 0.0


def _of_year(name: str, year: int) -> pd.DataFrame:
    """Return a table's rows of a year, or all, where it has no years."""
    rows = tables.whole(name)
    return rows[rows["year"] == year] if "year" in rows else rows


def _float(number: str) -> float:
    return float(number.replace(",", ""))


def _half(number: str) -> float:
    """Return half of the last decimal of a number, by which rounding may move it."""
    return 0.500001 * 10.0 ** -len(number.partition(".")[2])


def _last(number: str) -> float:
    """Return half of the last digit of a number that is no zero: 480,000 may be rounded."""
    zeros = len(re.search(r"0*$", number.replace(",", ""))[0])
    return _half(number) if "." in number else 0.500001 * 10.0**zeros


def _misdated(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a year in the words that neither the figure nor its tables, or its note, have."""
    held = [tables.whole(name).get("year", ()) for name in about.tables]
    beside = _YEAR.findall(" ".join(map(str, [*data.columns, about.note, about.source])))
    known = {*map(str, chain([about.year], data.get("year", ()), *held)), *beside}
    for what in ("title", "alt"):
        for year in set(_YEAR.findall(getattr(about, what))) - known:
            yield f"the {what} says {year}, of which its tables have nothing."
    drawn = {*map(str, data.get("year", ()))}
    spans = re.findall(rf"({_YEAR.pattern}) to ({_YEAR.pattern})", about.subtitle)
    for year in sorted(set(chain(*spans)) - drawn) if len(drawn) > 1 else ():
        yield f"the subtitle says {year}, and data has no number of it."


def _misranked(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield a row that words call the most or the least, and that is so by none of its numbers.

    Words that name several rows, or speak of changes, of other rows or of a time, are passed over.
    """
    texts, numbers = rows
    grouped = texts[[c for c in texts if texts[c].duplicated().any()]]  # the rest names each row
    for said in (said for said in _clauses(about) if not _OTHER.search(said)):
        words = {*re.findall("[a-z]+", said.lower())}
        words |= {"share"} if re.search("%|often", said) else set()
        named = [c for c in numbers if str(c).split("_")[0] in words]
        rated = [c for c in named if str(c).startswith("share" if "often" in words else "rate")]
        held = numbers[rated or named or numbers.columns]
        ends = [end for words, end in ((_HIGHEST, "max"), (_LOWEST, "min")) if words.search(said)]
        known = [n for _, n in _named(texts, said)] if ends else []
        for column, end in product(texts, ends):
            here = [name for name in texts[column].unique() if _has_one(said, name)]
            if len(here) != 1 or any(len(n) > len(here[0]) and has_name(n, here[0]) for n in known):
                continue  # `family` is a word of `family friend`
            its = texts[column] == here[0]
            others = grouped.drop(columns=column, errors="ignore")
            others = pd.concat([others, data.filter(["year"])], axis=1)
            beside = held.groupby([others[each] for each in others] or [0] * len(data))
            if not (held == beside.transform(end))[its].any(axis=None):
                at = f"no number of {here[0]!r} in data is the {end}imum"
                yield f"{said!r}: {at}. Sorted the other way?"


def _has_one(said: str, name: str) -> bool:
    """Return whether words have a name, as `Family abduction` is one of `Family abductions`."""
    return has_name(said, name) or has_name(said, name.removesuffix("s"))


def _not_next(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield a row that words call the next highest or lowest, and that is not by any number."""
    texts, numbers = rows
    for said in _clauses(about):
        found = re.search(rf"\bnext (?:{_MOST}|(?:fewest|least|lowest|smallest))\b", said)
        named = _named(texts, said) if found else []
        its = texts[named[0][0]] == named[0][1] if len(named) == 1 else pd.Series(dtype=bool)
        if its.sum() == 1 and not numbers.empty:
            ordered = numbers * (1 if re.search(_MOST, found[0]) else -1)
            value = ordered[its].iloc[0]
            beyond, same = (ordered > value).sum(), (ordered == value).sum()  # of each column
            if not ((beyond == 1) | ((beyond == 0) & (same > 1))).any():
                yield f"{said!r}: by no number of data is {named[0][1]!r} the second."


def _not_national(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a share that words call national, and that no total of its tables gives.

    And one of all reports that is but the mean of the shares in data.
    """
    words = " ".join([about.title, about.subtitle, about.alt, about.finding])
    said = rf"national\w*(?: share)?(?:,| of)? ({_NUMBER.pattern})%|({_NUMBER.pattern})% nationally"
    found = {one or other for one, other in re.findall(said, words)}
    of_all = {*re.findall(rf"({_NUMBER.pattern})% of all reports", words)}
    shares: list[float] = []
    for name in about.tables if found or of_all else ():
        rows, counted = _of_year(name, about.year), tables.measure(name)
        if pd.api.types.is_numeric_dtype(rows[counted]):
            parts = [by for by in tables.divisions(name) if by not in tables.NAMED]  # no state
            sums = [rows.groupby(by)[counted].sum() for by in parts]
            shares += [n for each in sums for n in each / rows[counted].sum()]
    means = _parts(data)[1].mean()
    for number in sorted(found | of_all):
        near = [(abs(np.array(n) - _float(number) / 100) <= _half(number) / 100).any()
                for n in (shares, means)]  # fmt: skip
        if shares and not near[0] and number in found:
            yield f"{number}% is called national, and no total of its tables gives that share."
        elif shares and near == [False, True] and number in of_all:
            yield f"{number}% is the mean of shares: of all reports, divide the sums."


def _of_which(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield `Of the 29,568 reports, 37.7%` where no count is that share, or no table has these."""
    counts = [each for name in about.tables for each in tables.numbers(name)]
    known = [*counts, *(_total(name, about.year) for name in about.tables)]
    numbers = data.select_dtypes("integer")
    counts = np.array([*counts, *numbers.to_numpy(float).ravel(), *numbers.sum()])
    said = rf"\bOf the ({_NUMBER.pattern}) ([^,;.%\d]+), ({_NUMBER.pattern})%"
    for whole, of, number in {*re.findall(said, f"{about.title}. {about.alt} {about.finding}")}:
        if " " not in of and _float(whole) not in known:
            yield f"of the {whole} {of}: no table has so many in all. Say which {of} these are."
        if not (abs(100 * counts / _float(whole) - _float(number)) <= _half(number)).any():
            yield f"{number}% of {whole}: no count of its tables or data is that share."


def _per_one(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield so many files per request that are not the files by the requests, of a row or a sum."""
    words = f"{about.title} {about.alt} {about.finding}"
    said = {*re.findall(rf"({_NUMBER.pattern}) (?:[a-z]+ )?per ([a-z]+)\b", words)}
    rows = _rows_and_sums(data) if said else data
    for number, one in (pair for pair in said if f"{pair[1]}s" in rows):
        known = rows.div(rows[f"{one}s"], axis=0).to_numpy(float)
        if not (abs(known - _float(number)) <= _last(number)).any():
            yield f"{number} per {one}: no number by {one}s is that, of a row or of all."


def _rows_and_sums(data: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of data, their sums by year and in all, and those by year and label."""
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    years = [numbers.groupby(data["year"]).sum()] if "year" in data else []
    rows = pd.concat([numbers, *years, numbers.sum().to_frame().T])
    texts = data.select_dtypes(exclude="number").columns.difference(["year"])
    for text, n in product(texts, numbers if years else ()):
        by_words = data.astype({text: "str"}).pivot_table(n, "year", text, aggfunc="sum")
        rows = pd.concat([rows, by_words.rename(columns=str.lower)])
    return rows


def _clauses(about: About) -> list[str]:
    return re.split(r"; |(?<!\bU\.S)\. ", f"{about.title}. {about.alt} {about.finding}")


def _misproportioned(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield words for a part, as `most`, `one in five` or `doubled`, that no number beside has.

    Such a number is a percentage in the clause, or a ratio of numbers of the row that it names.
    """
    texts, numbers = rows
    for said, (part, low, high) in [(c, each) for c in _clauses(about) for each in _parts_said(c)]:
        named = _named(texts, said)
        one = len(named) == 1
        its = texts[named[0][0]] == named[0][1] if one else pd.Series(True, texts.index)
        shares = [float(share) / 100 for share in re.findall(r"(\d[\d.]*)%", said)]
        known = [*shares, *(1 + share for share in shares), *_ratios(numbers, its, beside=True)]
        known += [abs(1 - ratio) for ratio in known] if _CHANGED.search(said) else []
        right = any(low <= ratio <= high for ratio in known)
        if not right and part not in " ".join(texts.to_numpy().ravel()):
            yield f"{said!r}: no number beside is {part!r}."


def _exchanged(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield `twice as many X as Y`, or `3 more`, so of Y and X, or where Y has too few reports.

    Words that name more rows are passed over, and rows that the year has more than once.
    """
    now = data["year"] == about.year if "year" in data else slice(None)
    texts, numbers = (part[now] for part in rows)
    for said, found in [(c, found) for c in _clauses(about) if (found := _TIMES.search(c))]:
        word, _, way = found["n"].lower().partition(" ")
        word = {"half": "0.5", "twice": "two"}.get(word, word)
        base = _named(texts, found["base"])
        both = [name for column, name in _named(texts, said) if base and column == base[0][0]]
        if len({name for _, name in base}) != 1 or len(both) != 2 or not NUMBER.fullmatch(word):
            continue
        meant = [each for each in numbers if has_name(said, str(each).split("_")[0])]
        named = numbers[meant or [*numbers]].set_index(texts[base[0][0]])
        named = named.loc[sorted(both, key=base[0][1].__eq__)]
        if len(named) != 2:
            continue
        first, second = named.to_numpy(float, na_value=np.nan)[:: -1 if way == "fewer" else 1]
        as_gap, (n, last) = way in ("more", "fewer"), printed_number(word)
        of = np.subtract if as_gap else np.divide
        with np.errstate(all="ignore"):
            pair = of(first, second), of(second, first)
            so, not_so = ((n - last / 2 <= each) & (each < n + last) for each in pair)
        few = second[so & named.columns.isin(named.select_dtypes("integer"))] < tables.FEW
        if not_so.any() and not so.any():
            yield f"{said!r}: in data, it is the other way around."
        if few.any() and not as_gap and "reports" in map(tables.measure, about.tables):
            yield f"{said!r}: a multiple of fewer than {tables.FEW}. Give the two counts."


def _parts_said(said: str) -> Iterator[tuple[str, float, float]]:
    """Yield words for a part or a multiple, and the least and the most that they may be said of."""
    for words, ends in _PARTS.items():
        if found := re.search(words, said, re.IGNORECASE):
            yield found[0], *ends
    for found in NUMBER.finditer(re.sub(r"\b(one|1) [a-z]+ (in|out of)\b", r"\1 \2", said)):
        n, last = printed_number(found[0])
        if found["one_in"] or found["part"]:
            ends = np.array([n - last / 2, n + last / 2])
            yield found[0], *(sorted(1 / ends) if found["one_in"] else ends / 100)


def _ratios(rows: pd.DataFrame, its: pd.Series, *, beside: bool) -> np.ndarray:
    """Return numbers of some rows, and their ratios to all; and, if `beside`, to each other."""
    counts = rows.select_dtypes("integer")[its].to_numpy(float)
    lists = [*counts, counts.sum(axis=0), *(counts.T if len(counts) < 20 else ())]
    of = rows[its].to_numpy(float, na_value=np.nan)
    with np.errstate(all="ignore"):
        ratios = [np.divide.outer(each, each).ravel() for each in lists if beside]
        ratios = np.concatenate([*ratios, of.ravel(), (of / rows.sum().to_numpy(float)).ravel()])
    return ratios[ratios != 1]


def _mispaired(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield a count or a share beside the name of a row, in words, that only other rows have."""
    texts, numbers = rows
    in_short = f"{about.title}. {about.alt}"
    for part in _apart(f"{in_short} {about.finding}", {*texts.to_numpy().ravel()}):
        counted = re.sub(r"\bof (?:the )?[\d,]+", "", part)  # "of the 29,568" is the whole
        found = {number: _float(number) for number in _EXACT.findall(counted)}
        if part in in_short:  # a finding has shares of other wholes, too
            found |= {f"{number}%": _float(number) / 100 for number in _SHARE.findall(part)}
        if not found or _OTHER.search(part):
            continue
        named = sorted(_named(texts, part), key=lambda pair: (texts[pair[0]] == pair[1]).sum())
        for column, name in named[:1] if len({name for _, name in named}) == 1 else ():
            if " " not in name and name not in part and _in_another(name, column, about):
                continue
            its = texts[column] == name
            own, others = (_ratios(numbers, i, beside=i is its) for i in (its, ~its))
            others = [*others, *numbers.select_dtypes("integer").sum()]
            for number, value in found.items():
                far = 0.0005 if "." in number else 0.005 if "%" in number else 0  # by rounding
                same, taken = (np.isclose(each, value, 1e-9, far).any() for each in (own, others))
                if taken and not same:
                    yield f"{part!r}: {number} is not of {name!r} in data."


def _apart(said: str, names: set[str]) -> list[str]:
    """Return the parts of sentences; West Virginia is not split before the name of another row."""
    for name in (name for name in names if name.partition(" ")[2] in names):
        said = said.replace(name, name.replace(" ", "\N{NO-BREAK SPACE}"))
    return [part.replace("\N{NO-BREAK SPACE}", " ") for part in re.split(_PART, said)]


def _misshared(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield `3% of reports` beside the name of a row that has another share in `of_reports`."""
    texts, numbers = rows
    shares = numbers.filter(regex="^of_")
    parts = re.split(_PART, f"{about.title}. {about.alt} {about.finding}")
    for part in (each for each in parts if len(shares.columns) and "% of " in each):
        named = _named(texts, part)
        for column in shares if len(named) == 1 else ():
            its = numbers.loc[texts[named[0][0]] == named[0][1], column].dropna()
            of = column.removeprefix("of_").replace("_", " ")
            for number in re.findall(rf"(\d[\d.]*)% of (?:[a-z-]+ )?{of}\b", part):
                far = 0.0005 if "." in number else 0.005  # by rounding
                if len(its) and not np.isclose(its, float(number) / 100, 0, far * 1.0001).any():
                    yield f"{part!r}: {number}% is not the {column} of {named[0][1]!r} in data."


def _unlit(fig: Figure, title: str) -> Iterator[str]:
    """Yield rows that a title names beside a number, where others are highlighted."""
    marks = getattr(fig, "marks", {})
    main = {str(name).split("\n")[0] for name in marks.get("highlight", ())}
    rows = {str(name).split("\n")[0] for name in marks.get("rows", ())}
    named = {name for name in rows if has_name(title, name)}
    if main and named and not main & named and _NUMBER.search(title):
        yield f"its title names {listed(sorted(named))}, but {listed(sorted(main))} is highlighted."


def _sorted_out(data: pd.DataFrame) -> Rows:
    """Return the columns of words, as labels, and those of numbers, but for the year."""
    texts = tables.labelled(data).select_dtypes(exclude="number").astype("str").fillna("")
    return texts, data.select_dtypes("number").drop(columns="year", errors="ignore")


def _named(texts: pd.DataFrame, said: str) -> list[tuple[str, str]]:
    """Return which words of rows a sentence has, each after its column."""
    return [(c, name) for c in texts for name in texts[c].unique() if has_name(said, name)]


def _in_another(name: str, column: str, about: About) -> bool:
    """Return whether a word is part of a label of the figure's other columns, as `family` is."""
    keys = {key for table in about.tables for key in tables.divisions(table)} - {column}
    labels = chain(*(tables.labels(key).values() for key in keys))
    return any(has_name(label, name) for label in labels if label != name)


def _off_in_some_rows(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield shares that are a part of a whole in most rows, in another order, or rounded."""
    numbers, shares, counts = _parts(data)
    held = {name: numbers[name].to_numpy(float, na_value=np.nan) for name in numbers}
    held |= {f"all {name}": np.full(len(data), np.nansum(held[name])) for name in counts}
    wholes = [*counts, *(f"all {name}" for name in counts)]
    for column, part, whole in product(shares, counts, wholes):
        rows = (held[column] > 0) & (held[whole] > 0)
        if part == whole or rows.sum() < 3:
            continue
        parts, given = held[part][rows] / held[whole][rows], held[column][rows]
        same, most = _same(parts, given), abs(parts - given).max()
        for digits in (2, 3, 4) if 1e-6 < most < 0.0051 else ():
            if (abs(parts.round(digits) - given) < 1e-9).all():
                said = f"{column} is {part} of {whole} rounded to {digits} decimals"
                yield f"{said}: keep it as it is."
        if not same.all() and (same.mean() > 0.5 or _same(np.sort(parts), np.sort(given)).all()):
            yield f"{column} is {part} of {whole} in other rows, and not so in row {same.argmin()}."


def _same(parts: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return which finite shares are the same, as `np.isclose`, which is slow, would."""
    return abs(parts - given) <= 1e-6 + 1e-5 * abs(given)


def _of_no_whole(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield shares of a whole that none of the figure's tables has."""
    numbers, shares, counts = _parts(data)
    sums = numbers.sum()
    known = {*numbers.to_numpy(float).ravel(), *sums[2 * numbers.max() != sums]}  # no part is all
    known = np.array([*known.union(*map(tables.numbers, about.tables))])
    held = {name: numbers[name].to_numpy(float, na_value=np.nan) for name in numbers}
    for part, column in product(counts, shares):
        given = held[column] > 0
        rows = given & ~np.isnan(held[part])
        wholes = held[part][rows] / held[column][rows]
        same = len({*held[column][given]}) > 1 and np.allclose(wholes, wholes[0], 1e-9)
        if same and not np.isclose(wholes[0], known, 1e-9).any():
            said = f"{column} is {part} of {wholes[0]:,.10g}, which none of its tables has"
            yield f"{said}. Of another whole, put that into data as a column, too."


def _parts(data: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the numbers of data, its shares (`share`, `share_…`, `of_…`), and which are counts."""
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    return numbers, numbers.filter(regex="^share(_|$)|^of_"), [*numbers.select_dtypes("integer")]


def _reversed(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a rise or fall that data has only with years or sign exchanged, or of other years."""
    years = sorted({*data.get("year", ())})
    before = _BEFORE.search(f"{about.title} {about.subtitle} {about.alt} {about.finding}")
    if before and len(years) > 1 and years[-1] - 1 not in years:
        yield f"{before[0]!r}: before {years[-1]} data has {years[-2]}."
    for way, *ends in _FROM_TO.findall(f"{about.title}. {about.alt} {about.finding}"):
        first, last = map(_float, ends)
        if (first < last) != (way == "rose"):
            yield f"{way} from {ends[0]} to {ends[1]}: that is the other way."
    moved = _MOVED.findall(f"{about.title} {about.alt}") if "year" in data else []
    rows = _by_year(data).to_numpy(float, na_value=np.nan) if moved else []
    for way, number in moved:
        said = float(number.replace(",", "")) * (1 if way in ("rose ", "+") else -1)
        with np.errstate(all="ignore"):
            ahead, back = (
                np.round([100 * b / a - 100 for a, b in combinations(part, 2)], "." in number)
                for part in (rows, rows[::-1])
            )
        if said not in ahead and (said in back or -said in ahead):
            yield f"{way}{number}% is from a later year to an earlier: use change(before, after)."


def _by_year(data: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of data, and of the rows of each of its words, with a row for each year."""
    texts = data.select_dtypes(exclude="number").columns.difference(["year"])
    groups = [[], *([text] for text in texts)]
    sums = [data.groupby(["year", *by]).sum(numeric_only=True).unstack(by) for by in groups]
    return pd.concat(sums, axis=1)


def _not_since_last(about: About, data: pd.DataFrame, rows: Rows) -> Iterator[str]:
    """Yield `fell 1% in 2024` where nothing in data did from the year before.

    Or no row of which a part of the title begins with the first word.
    """
    year = re.search(rf"% in ({_YEAR.pattern})\b", about.title)
    names = {*rows[0].to_numpy().ravel()}
    for said in about.title.split("; ") if year and "year" in data else ():
        found = re.search(rf"\b(rose|fell) ({_NUMBER.pattern})%", said)
        of = sorted(
            n for n in names if re.match(rf"{re.escape(said.partition(' ')[0])}\b", n, re.I)
        )
        if not found or not (of or year[0] in said):
            continue
        two = _by_year(data[rows[0].isin(of).any(axis=1)] if of else data)
        with np.errstate(all="ignore"):
            two = two.reindex([int(year[1]) - 1, int(year[1])])
            before, now = two.to_numpy(float, na_value=np.nan)
            moved = (100 * now / before - 100) * (1 if found[1] == "rose" else -1)
        if (
            np.isfinite(moved).any()
            and not (abs(moved - _float(found[2])) <= _half(found[2])).any()
        ):
            did = f"no number of {listed(of) or 'data'} did, from the year before"
            yield f"{found[0]} in {year[1]}: {did}."


def _cut(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield millions whose decimals were cut off, not rounded: `20.5 million` of 20,580,000."""
    counts = data.select_dtypes("number").to_numpy(float, na_value=np.nan).ravel() / 1e6
    words = f"{about.title} {about.alt} {about.finding}"
    for number in {*re.findall(rf"({_NUMBER.pattern}) million", words)}:
        places = len(number.partition(".")[2])
        off = (counts - _float(number)) * 10**places
        if ((off > 0.5) & (off < 1)).any() and not (abs(off) <= 0.500001).any():
            right = counts[(off > 0.5) & (off < 1)][0]
            yield f"{number} million is cut, not rounded: {right:.{places}f} million is right."


def _not_a_day(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield how many a day there were, where that is no number by the days of a year."""
    counts = data.select_dtypes("number").to_numpy(float).ravel()
    printed = np.array([*frozenset().union(*map(tables.numbers, about.tables))])
    words = f"{about.title} {about.subtitle} {about.alt} {about.finding}"
    said = rf"({_NUMBER.pattern})(?: [a-z]+)? (?:a|on an average) day\b"
    for number in {*re.findall(said, words)}:
        known = np.concatenate(
            [printed, *(n / days for n in (printed, counts) for days in (365, 366))]
        )
        if not (abs(known - _float(number)) <= _last(number)).any():
            yield f"{number} a day: no number of its tables or data is that, by 365 or 366 days."


def _no_points(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a change in percent that words call points, which are differences of shares."""
    said = {*re.findall(rf"({_NUMBER.pattern}) points", f"{about.title} {about.alt}")}
    if not said:
        return
    numbers = data.select_dtypes("number").to_numpy(float, na_value=np.nan).ravel()
    shares = 100 * numbers[abs(numbers) <= 1]
    with np.errstate(all="ignore"):
        gaps = np.subtract.outer(shares, shares).ravel()
        known = np.abs(np.concatenate([gaps, shares, numbers]))
        moved = np.abs(100 * np.divide.outer(numbers, numbers).ravel() - 100)
    for number in said:
        far = _half(number)
        near = [(abs(each - _float(number)) <= far).any() for each in (known, moved)]
        if near == [False, True]:
            yield f"{number} points: that is a change in percent; points are between two shares."


def _no_rate(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a rate that is not a count beside it for each 100,000 of the residents beside it."""
    if "per 100,000" in about.subtitle and data.select_dtypes("float").empty:
        yield "the subtitle says per 100,000, and data has no rate, only whole numbers."
    if "rate" in data and "population" in about.tables:
        rows = data.dropna(subset=["rate"]).select_dtypes("number").astype("float")
        parts = [100_000 * n / rows.get("under_18", np.inf) for _, n in rows.items()]
        if not any(np.allclose(part, rows["rate"], 1e-4) for part in parts):
            yield (
                "rate is no count per 100,000 of under_18: put both into data, as columns. "
                "Another rate needs a name of its own, such as per_10k."
            )


def _partial(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield where a figure has a part of a table's complete grid that its words do not explain."""
    words = " ".join([about.title, about.subtitle, about.note, about.alt, about.finding])
    for grid in _grids(about, data):
        yield from _rows_lacking(words, *grid)
        yield from _first_by_name(words, *grid)


def _rows_lacking(
    words: str, name: str, column: str, sums: pd.Series, there: set[str]
) -> Iterator[str]:
    """Yield what a table has a row of, and a figure of most of its rows, or one, has no word of."""
    held, n = {*sums.index}, len(there)
    apart = there if n == 1 else held - there  # a part taken for the whole; or some left out
    if not there < held or (n > 1 and len(held) >= 2 * n):
        return
    counted = re.search(rf"(?<![\w.,])(?:{count(n)}|{spelled(n)})(?![\w%]|[.,]\d)", words)
    if not (counted or all(has_name(words, each) for each in apart)):
        said = f"{name} has {listed(sorted(held - there))}, and data has not"
        said += " (a merge, a filter?): in the note, name each, or say how many by"
        yield f"{said} {column} ({n})."


def _first_by_name(
    words: str, name: str, column: str, sums: pd.Series, there: set[str]
) -> Iterator[str]:
    """Yield that data has the first of the states by name, or not those with the most, as said."""
    n, ranked = len(there), sums.sort_values()
    first, least, most = ({*part.index} for part in (sums[:n], ranked[:n], ranked[-n:]))
    few = column in tables.NAMED and 2 < n <= len(sums) / 2
    if few and there == first and there not in (least, most):
        yield f"data has the first {n} by {column} in {name}: sort before head()."
    said = re.search(rf"\b(\w+) \w+ with the most {tables.measure(name)}\b", words)
    if said and NUMBER.fullmatch(said[1]) and printed_number(said[1])[0] == n and there != most:
        lost = listed(sorted(most - there))
        yield f"the words say the {n} with the most in {name}; data lacks {lost}."


def _grids(about: About, data: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series, set[str]]]:
    """Yield a table, a column of its complete grid, its counts by label, and the labels in data.

    What is unknown is passed over, and tables of which something is withheld.
    """
    for name in about.tables:
        table = tables.dictionary()[name]
        grid = () if "withheld" in table else table["schema"].get("grid", ())
        for column in (each for each in grid if each in data and each != "year"):
            counted = tables.measure(name)
            rows = tables.labelled(_of_year(name, about.year).filter(["year", column, counted]))
            sums = rows.groupby(column, sort=False)[counted].sum()
            drawn = tables.labelled(data.filter(["year", column]))
            there = set(drawn[column].dropna()) - {"Unknown"}
            yield name, column, sums.drop("Unknown", errors="ignore"), there


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
