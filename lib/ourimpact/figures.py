"""The one way by which a figure leaves a notebook: framed, checked, written and shown."""

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from html import escape
from itertools import combinations, groupby, permutations, product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image, PngImagePlugin

from ourimpact import look, paths, tables
from ourimpact.errors import UsageError, nearest
from ourimpact.look import HEIGHT, MARGIN, WIDTH, curly, width, wrap
from ourimpact.paths import About
from ourimpact.words import NOTHING, count, listed

_MOST = {"title": (19, 1), "subtitle": (12, 2), "note": (9.2, 2)}  # size, and lines at most
_DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_FORMS = {  # and as what an alt text may begin
    "bars": "bar", "columns": "column", "dots": "dot", "funnel": "dot funnel",
    "grouped_bars": "bar", "numbers": "table", "ranked_bars": "bar", "share_bar": "bar",
    "share_bars": "bar", "small_multiples": "bar column line", "stacked_bars": "bar column",
    "tile_grid": "map", "waffle": "dot square", "year_columns": "column",
}  # fmt: skip
_DRAWN = re.compile(r"(bar|column|dot|funnel|line|map|pie|square|table)s?\b", re.IGNORECASE)
_SIDES = np.array([WIDTH, HEIGHT, WIDTH, HEIGHT])
_ENDINGS = ("PNG", "SVG", "CSV", "JSON")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_FORMULA = r"^(?=[=+@\t\r-])"  # how a cell begins that a spreadsheet would run
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RAW = re.compile(r"\*\*|</?[a-z]+>|\b[a-z0-9]+(?:_[a-z0-9]+)+\b")  # Markdown, HTML, a code
_COLORED = re.compile(r"\[([^]]+)]\((\w+)\)")  # [more](blue)
_HIGHEST = re.compile(r"\b(the most|most often|highest|largest|greatest)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(the (fewest|least)|least often|lowest|smallest)\b", re.IGNORECASE)
_MOVED = re.compile("(?<!to )(rose |fell |[+\N{MINUS SIGN}])(\\d[\\d,]*(?:\\.\\d+)?)%")
_OTHER = re.compile(  # what is ranked may not be among the rows, or not a number of theirs
    r"\b(next|second|third|others?|since|than|change|gap|difference|rise|rose|fall|fell|drop)\b",
    re.IGNORECASE,
)
_Texts = list[tuple[Text, tuple[float, float, float, float]]]  # with left, bottom, right, top


class FigureError(UsageError):
    """What keeps a figure from being finished, and what would be right."""


@dataclass
class _Notebook:
    name: str
    year: int
    section: str
    ending: str  # of each slug
    saved: dict[str, str] = field(default_factory=dict)  # slug: cell, in the order of slides
    said: dict[str, str] = field(default_factory=dict)  # title, subtitle, alt text: slug


_notebook: _Notebook | None = None


def begin(notebook: str, year: int, section: str = "") -> None:
    """Set the look of all figures, and name the notebook that draws them (`06-cybertipline`).

    `section` is for a notebook that belongs to no section of the report. Raises FigureError for a
    notebook without a section, and for one that is not `$OURIMPACT_RUN`, "06-cybertipline 2024".
    """
    global _notebook
    if not isinstance(year, int | np.integer):
        raise FigureError(f"year is {year!r}: a year is a whole number.")
    asked = os.environ.get("OURIMPACT_RUN") or f"{notebook} {year}"
    if asked != f"{notebook} {year}":
        raise FigureError(f"figures.begin has {notebook!r} and {year!r}; this is a run of {asked}.")
    codes = tables.load("sections").set_index("notebook")["section"].astype("str")
    if not section and notebook not in codes:
        raise FigureError(
            f"data/reference/sections.csv has no notebook {notebook!r}. "
            f"For one of your own: figures.begin({notebook!r}, {year}, section='...')."
        )
    section = section or tables.labels("section", year)[codes[notebook]]
    _notebook = _Notebook(notebook, year, section, _ending(notebook))
    tables.as_of = year
    look.use()


def new(rows: int = 1, columns: int = 1, **options: object) -> tuple[Figure, Axes | np.ndarray]:
    """Return a slide-sized figure and its axes (an array where there are several).

    `options` go to `Figure.subplots`. Room for title, subtitle and source is made by `save`. In a
    square three panels or more stand one below the other. Jupyter neither shows nor closes the
    figure at a cell's end, so that drawing may take several cells.
    """
    if look.AS == "square" and rows == 1 and columns > 2 and "width_ratios" not in options:
        rows, columns, options = columns, 1, {"gridspec_kw": {"hspace": 0.4}}
    look.use()  # again: a style chosen since then would be published
    fig = Figure()
    FigureCanvasAgg(fig)
    return fig, fig.subplots(rows, columns, **options)


def save(
    fig: Figure,
    slug: str,
    *,
    title: str,
    subtitle: str,
    alt: str,
    finding: str,
    data: pd.DataFrame,
    drawn_from: Sequence[str],
    caveats: Sequence[str] = (),
    note: str = "",
    form: str = "",
) -> None:
    """Finish a figure, write `<slug>.png`, `.svg`, `.csv` and `.json`, and show a preview of it.

    title says the finding (one line), subtitle measure, unit, population and period (two at most;
    `[more](blue)` colors a word), finding is the sentence it shows, data the numbers drawn,
    drawn_from the tables, which give the source; note and caveats (codes of caveats.csv) what must
    be said beside it (two lines); form is for own drawings, else the chart function names it.
    The slug ends in what tells a trial apart, such as `-state-oh`: in a run, `$OURIMPACT_SUFFIX`.
    Raises FigureError for what does not fit, before anything is written.
    """
    if _notebook is None:
        raise FigureError("Call figures.begin(notebook, year) with the notebook's name first.")
    said = {"title": title, "subtitle": subtitle, "alt": alt, "finding": finding, "note": note}
    _refuse(str(slug), _mistyped({"slug": slug, "form": form} | said, data, drawn_from, caveats))
    slug += _notebook.ending
    _refuse(slug, _misplaced(slug, data, said))
    year = _notebook.year
    years = sorted({int(each) for each in data["year"]}) if "year" in data else [year]
    _refuse(slug, _wrong_numbers(data, years, drawn_from))
    _refuse(slug, _unsaid(data, years, drawn_from, caveats, note))
    caveats = [code for code in dict.fromkeys(caveats) if tables.holds(code, year)]
    drawn = {*data.columns.astype("str"), *map(str, data.to_numpy().ravel())}  # some may be nan
    marked = tables.footnotes(drawn_from, [each for each in years if each <= year], drawn)
    cited = tables.citations(drawn_from, years, [*caveats, *marked], year)
    notes = [*map(tables.caveat, marked), *tables.differing(drawn_from, year)]
    beside = " ".join(filter(None, [note, *map(tables.caveat, caveats)]))
    notes = list(dict.fromkeys(notes))  # two cells may have one footnote
    said |= {"finding": finding.replace("*", ""), "note": _noted(beside, notes)}
    said |= {"subtitle": _COLORED.sub(r"\1", subtitle)}
    about = About(
        slug=slug,
        year=year,
        **{what: curly(words) for what, words in said.items()},
        source=(source := joined(cited.values())),
        sources=list(cited),
        form=form or getattr(fig, "form", ""),
        section=_notebook.section,
        notebook=_notebook.name,
        order=[*_notebook.saved, slug].index(slug) + 1,
        tables=list(dict.fromkeys(drawn_from)),
        credit=paths.credit("Figure", source),
    )
    wrong = [*_problems(fig, about), *_left_out(fig, data), *_unlike(fig, data)]
    for check in (_unfounded, _misranked, _of_no_whole, _turned, _rated, _fewer):
        wrong += check(about, data)
    wrong += _unlit(fig, about.title)
    _refuse(slug, wrong)
    found = _frame(fig, about, curly(subtitle))
    _refuse(slug, [*_clashes(found), *_struck(fig, found)])
    fig.canvas.draw()
    picture = Image.frombuffer("RGBX", fig.canvas.get_width_height(), fig.canvas.buffer_rgba())
    _write(paths.out(year), _files(fig, about, picture, data))
    _notebook.saved[slug] = _place()
    _notebook.said |= dict.fromkeys([title, subtitle, alt], slug)
    if not look.ONLY:
        _show(picture, about)


def fitting(*titles: str) -> str:
    """Return the first title that fits on its line, else the last; names in them may be long."""
    (size, most), room = _MOST["title"], WIDTH - 2 * MARGIN
    most += 2 * (look.AS == "square")
    fit = [each for each in titles if len(wrap(curly(each), size, room, "semibold")) <= most]
    return [*fit, titles[-1]][0]


def joined(citations: Iterable[str]) -> str:
    """Return credits in words; reports that differ by a last word, their year, share one."""
    series: dict[str, list[str]] = {}
    for citation in citations:
        start, _, end = citation.rpartition(" ")
        series.setdefault(start, []).append(end)
    return "; ".join(
        f"{start.replace(', report to', ', reports to') if len(ends) > 1 else start} "
        f"{listed(sorted(ends))}"
        for start, ends in series.items()
    )


def _refuse(slug: str, problems: Iterable[str]) -> None:
    for problem in problems:
        raise FigureError(f"{slug}: {problem}")


def _ending(notebook: str) -> str:
    """Return what tells a trial's figures from others: parameters that are not the defaults."""
    if os.environ.get("OURIMPACT_OUT"):
        return os.environ.get("OURIMPACT_SUFFIX", "")
    path, now = paths.notebooks() / f"{notebook}.ipynb", getattr(get_ipython(), "user_ns", {})
    about = json.loads(path.read_text(encoding="utf-8"))["metadata"] if path.is_file() else {}
    was = {**about.get("warmrun", {}).get("defaults", {}), "year": repr(now.get("year"))}
    tried = [f"{name} {now[name]}" for name in was if name in now and repr(now[name]) != was[name]]
    return "".join(f"-{part}" for part in re.findall("[a-z0-9]+", " ".join(tried).lower()))


def _place() -> str:
    return f"{_notebook.name}, cell [{getattr(get_ipython(), 'execution_count', '-')}]"


def _mistyped(texts: dict[str, object], data: object, *lists: object) -> Iterator[str]:
    """Yield what is no text, no table and no list."""
    for what, said in texts.items():
        if not isinstance(said, str):
            yield f"{what} is {said!r}; text is wanted."
    if not isinstance(data, pd.DataFrame):
        yield f"data is a {type(data).__name__}; a DataFrame is wanted."
    for codes in lists:
        if isinstance(codes, str):
            yield f"{codes!r} is text; a list is wanted: [{codes!r}]."
        elif other := [code for code in codes if not isinstance(code, str)]:
            yield f"{other[0]!r} stands among names; text is wanted."
    if isinstance(data, pd.DataFrame):
        if data.columns.nlevels > 1 or not data.columns.is_unique:
            yield f"two columns of data have one name, or a name in levels: {[*data.columns]}."
        if left := [each for each in data if re.search("_[xy]$", str(each))]:
            yield f"data has {left[0]!r}, as a merge leaves one of two columns: name what it is."
        if data.select_dtypes(exclude="number").empty and data.index.name:
            yield f"data has {data.index.name} as its index, which no CSV has: reset_index()."


def _misplaced(slug: str, data: pd.DataFrame, said: dict[str, str]) -> Iterator[str]:
    """Yield why a figure is not one of this notebook and its year, or not the only one so named."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        yield f"{slug!r} is no slug: small letters, digits and single hyphens only."
    if odd := [each for each in data.get("year", ()) if not isinstance(each, int | np.integer)]:
        yield f"year in data has {odd[0]!r}, and a year is a whole number. Did a merge leave a gap?"
    if "year" in data and _notebook.year not in set(data["year"]):
        yield f"data has no row of {_notebook.year}, the notebook's year."
    now = getattr(get_ipython(), "user_ns", {}).get("year", _notebook.year)
    if isinstance(now, int) and now != _notebook.year:  # in another notebook it may be a control
        yield f"year is {now!r} by now, and figures.begin had {_notebook.year}."
    folder = paths.out(_notebook.year)
    if folder.resolve().is_relative_to((paths.root() / "figures").resolve()):
        yield f"{folder} is published by `ourimpact run` alone: unset OURIMPACT_OUT."
    before, run = _notebook.saved.get(slug), os.environ.get("OURIMPACT_OUT")
    for what in ("title", "subtitle", "alt") if run else ("alt",):  # a menu changes one at a time
        if (other := _notebook.said.get(said[what], slug)) != slug:
            yield f"its {what} is that of {other}: say what this figure shows."
    if before and run:
        yield f"it is saved twice: by {before}, and by {_place()}. Name one otherwise."


def _wrong_numbers(data: pd.DataFrame, years: Sequence[int], names: Sequence[str]) -> Iterator[str]:
    """Yield which tables are not the figure's, or wrong, and what must not be shown like that."""
    for name in filter(lambda name: name not in tables.asked_for, names):
        near = nearest(name, sorted(tables.asked_for))
        yield f"drawn_from has {name!r}, which was not loaded here.{near}"
    yield from tables.overwritten(names)
    counted = data.select_dtypes("number")
    for column in counted.columns[np.isinf(counted.to_numpy(float)).any(axis=0)]:
        yield f"{column} has inf: what was divided by zero?"
    for column in data.select_dtypes("integer"):
        if tables.too_few(names, data[column], data.columns).any():
            yield f"{column} has counts of 1 to {tables.FEW}, too few to be shown by these columns."
    there = [year for name in names for year in tables.load(name).get("year", ())]
    for year in sorted({*years}.difference(there, [_notebook.year])):
        gap = data[data["year"] == year].drop(columns="year").select_dtypes("number")
        if gap.notna().any(axis=None):
            yield f"data has numbers of {year}, and its tables have none: a missing year is a gap."
    yield from filter(None, (tables.not_adding_up(name, _notebook.year) for name in names))
    yield from tables.miscounted(names, data, _notebook.year)
    drawn = {n for n in counted.to_numpy(float).ravel() if n >= 1000 and n % 1 == 0}
    drawn -= set().union(*map(tables.numbers, names))
    totals = ("headline_numbers", "printed_totals")  # equal to sums of the others
    for name in sorted(tables.asked_for.difference(names, totals)) if drawn else ():
        if len(only := tables.numbers(name) & drawn) > 1:
            yield f"data has numbers of {name} ({max(only):,.0f}): drawn_from must name it."


def _unsaid(
    data: pd.DataFrame,
    years: Sequence[int],
    names: Sequence[str],
    caveats: Sequence[str],
    note: str,
) -> Iterator[str]:
    """Yield what must be said beside such numbers, and is not."""
    described, due = tables.dictionary(), tables.must_say(names, years, data.columns)
    now = described.keys() & {name.removesuffix("_earlier") for name in names}
    for code in {*caveats}.difference(due, tables.must_say(now, years, ())):
        if of := {name for name in described if code in described[name].get("caveats", ())}:
            yield f"the caveat {code!r} is of {listed(sorted(of))}, and drawn_from has none of it."
    said = [*caveats, *tables.must_say(names, years[-1:], ())]
    for code in (code for code in tables.must_say(names, years, ()) if code not in said):
        yield f"{years[0]} to {years[-1]} are not counted alike: add the caveat {code!r}."
    if due and not (note or caveats):
        yield f"its tables have caveats ({listed(due)}): name one in caveats, or a note."


def _problems(fig: Figure, about: About) -> Iterator[str]:
    """Yield what is wrong with a figure before it is laid out."""
    if not 40 <= len(about.alt) <= 300:
        yield f"alt text has {len(about.alt)} characters; 40 to 300 are wanted."
    if len(re.findall(r"\d[\d,.]*", about.alt)) < 2:
        yield f"alt text names fewer than two numbers: {about.alt!r}."
    for what in ("title", "subtitle", "finding"):
        if not getattr(about, what).strip():
            yield f"it has no {what}."
    units = {tables.dictionary()[name]["unit"] for name in about.tables} - {"none", "people"}
    words = f"{about.title} {about.subtitle}".lower()
    if units and not any("varies" in unit or unit.split()[-1] in words for unit in units):
        yield f"neither title nor subtitle says what is counted: {listed(sorted(units))}."
    years = _YEAR.findall(about.subtitle)
    if years and str(about.year) not in years:
        yield f"the subtitle says {listed(years)}, and the figure is of {about.year}."
    if about.note and about.note.strip()[-1:] not in ".!?”":
        yield f"the note does not end as a sentence: {about.note!r}."
    if not about.sources:
        yield "it has no sources; drawn_from names the tables."
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
        if name not in there and name not in ("", about.year):  # a year may be a gap
            yield f"{what} has {name!r}, and no row is that.{nearest(str(name), there)}"
    drawn = [text.get_text() for text in fig.findobj(Text)]
    for words in [about.title, about.subtitle, about.note, about.source, *drawn]:
        if none := NOTHING.search(words):
            yield f"{words!r} has {none[0]!r} for a number."
        if raw := _RAW.search(words):
            yield f"{words!r} has {raw[0]!r}, which is for code: tables.labelled gives labels."
        if lost := look.lacking(words):
            yield f"{look.FACE} has no {lost!r}, which {words!r} holds."
    yield from _scaled(fig, " ".join([about.subtitle, about.note, *drawn]))


def _scaled(fig: Figure, words: str) -> Iterator[str]:
    """Yield what makes a mark look longer, shorter or elsewhere than its number is."""
    for ax in fig.axes:
        if {ax.get_xscale(), ax.get_yscale()} != {"linear"} and "scale" not in words:
            yield "an axis is not linear: say which scale it has."
        low, high = np.sort([ax.get_xlim(), ax.get_ylim()]).T
        for dots in (c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)):
            for x, y in dots[((dots < low) | (dots > high)).any(axis=1)]:
                yield f"the dot at {x:g}, {y:g} lies beyond its axes."
        yield from _raised(ax)
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
        if bars and (
            axis.get_scale() != "linear" or any(a.get_inverted() for a in (axis, ax.xaxis))
        ):
            yield "bars need a linear axis, from left to right or upward."
        edges = [bar.get_bbox().get_points()[:, way] for bar in bars]
        ends = [0.0, *(end for _, end in edges)]
        for start, end in edges:
            if not (low <= 0 <= high and (np.isclose(start, ends).any() or np.isclose(end, 0))):
                yield f"bars must start at zero, not at {max(low, start):g}."
            if end > high and not np.isclose(end, high):
                yield f"a bar ends at {end:g}, and its axis at {high:g}."


def _left_out(fig: Figure, data: pd.DataFrame) -> Iterator[str]:
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


def _unlike(fig: Figure, data: pd.DataFrame) -> Iterator[str]:
    """Yield marks with other lengths, on one scale, than the data has numbers beside their names.

    Rows that the data names otherwise, or more than once, are passed over.
    """
    data = data.reset_index(drop=True)
    named = tables.labelled(data).astype("str")
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    named = named.drop(columns=numbers.columns)
    for drawn in [*getattr(fig, "drawn", []), *filter(None, map(_ticked, fig.axes))]:
        lengths = {str(name).split("\n")[0]: float(length) for name, length in drawn.items()}
        for column, names in named.items():
            here = names[names.isin([*lengths])]
            if len(here) < 2 or here.duplicated().any():
                continue
            marks, held = here.map(lengths), numbers.loc[here.index]
            same = [np.allclose(marks * n.sum(), n * marks.sum(), 1e-3) for _, n in held.items()]
            if not any(same):
                said = f"{column} {here.iloc[0]!r} is drawn as {marks.iloc[0]:g}"
                yield f"{said}: data has other numbers for these rows."


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
    """Yield a number that only title or alt text has, as one typed has, and what is no share."""
    years = data["year"] if "year" in data else [about.year] * len(data)
    drawn = data.select_dtypes("number")
    for column, values in drawn.filter(regex="^share").items():
        if not values.dropna().between(0, 1).all():
            yield f"{column} has {values.max():g} or {values.min():g}: a share is from 0 to 1."
    sums = drawn.groupby(np.array(years)).sum().to_numpy(float).ravel()
    numbers = [*drawn.to_numpy(float).ravel(), *sums, *drawn.sum(), len(data)]
    values = [abs(n) * size for n in numbers for size in (1, 100, 1e-6, 1e-9)]
    words = data.select_dtypes(exclude="number").to_numpy().ravel()
    said = " ".join(map(str, [about.finding, about.subtitle, about.year, *data.columns, *words]))
    values += [float(number.replace(",", "")) for number in _NUMBER.findall(said)]
    for what in ("title", "alt"):
        for number in _NUMBER.findall(getattr(about, what)):
            far = np.nanmin(np.abs(np.array(values) - float(number.replace(",", ""))))
            if far * 10 ** len(number.partition(".")[2]) > 0.500001:  # it is rounded to its digits
                yield f"{what} has {number}, and neither the data nor the finding has."


def _misranked(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a row that words call the most or the least, and that is so by none of its numbers.

    Words that name several rows, or speak of changes, of other rows or of a time, are passed over.
    """
    texts = tables.labelled(data).select_dtypes(exclude="number").astype("str").fillna("")
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    clauses = re.split(r"; |(?<!\bU\.S)\. ", f"{about.title}. {about.alt} {about.finding}")
    rated = numbers.filter(regex="^rate")
    for said in (said for said in clauses if not _OTHER.search(said)):
        held = numbers if rated.empty or "rate" not in said.split() else rated
        ends = [end for words, end in ((_HIGHEST, "max"), (_LOWEST, "min")) if words.search(said)]
        for column, end in product(texts, ends):
            here = [name for name in texts[column].unique() if _names(said, name)]
            others = pd.concat([texts.drop(columns=column), data.filter(["year"])], axis=1)
            beside = held.groupby([others[each] for each in others] or [0] * len(data))
            its = texts[column] == here[0] if len(here) == 1 else []
            if any(its) and not (held == beside.transform(end))[its].any(axis=None):
                at = f"no number of {here[0]!r} in data is the {end}imum"
                yield f"{said!r}: {at}. Sorted the other way?"


def _unlit(fig: Figure, title: str) -> Iterator[str]:
    """Yield rows that a title names beside a number, where others are highlighted."""
    marks = getattr(fig, "marks", {})
    main = {str(name).split("\n")[0] for name in marks.get("highlight", ())}
    rows = {str(name).split("\n")[0] for name in marks.get("rows", ())}
    named = {name for name in rows if _names(title, name)}
    if main and named and not main & named and _NUMBER.search(title):
        yield f"its title names {listed(sorted(named))}, and highlighted is {listed(sorted(main))}."


def _names(said: str, name: str) -> bool:
    """Return whether words have a name, as a whole."""
    there = name and name.casefold() in said.casefold()
    return bool(there and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE))


def _of_no_whole(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield shares of a whole that is none of the figure's tables', or of another in some rows."""
    numbers = data.select_dtypes("number").drop(columns="year", errors="ignore")
    known = {*numbers.to_numpy(float).ravel(), *numbers.sum()}
    known = np.array([*known.union(*map(tables.numbers, about.tables))])
    shares = numbers.filter(regex="^share|^of_")
    counts = [*numbers.select_dtypes("integer")]
    for column, (part, whole) in product(shares, permutations(counts, 2)):
        rows = numbers[(shares[column] > 0) & (numbers[whole] > 0)]
        parts, given = rows[part] / rows[whole], rows[column]
        same = np.isclose(parts, given, atol=1e-6)
        moved = np.allclose(np.sort(parts), np.sort(given), atol=1e-6)
        if len(rows) > 2 and not same.all() and (moved or same.mean() > 0.5):
            yield f"{column} is {part} of {whole} in other rows, and not so in row {same.argmin()}."
    for part, column in product(counts, shares):
        wholes = (numbers[part] / shares[column])[shares[column] > 0].to_numpy(float)
        same = shares[column].nunique() > 1 and np.allclose(wholes, wholes[0], 1e-9)
        if same and not np.isclose(wholes[0], known, 1e-9).any():
            said = f"{column} is {part} of {wholes[0]:,.10g}, which none of its tables has"
            yield f"{said}. Of another whole, put that into data as a column, too."


def _turned(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a rise or a fall that the data has only with its years, or its sign, exchanged."""
    moved = _MOVED.findall(f"{about.title} {about.alt}") if "year" in data else []
    texts = data.select_dtypes(exclude="number").columns.difference(["year"])
    groups = [[], *([text] for text in texts)] if moved else []
    sums = [data.groupby(["year", *by]).sum(numeric_only=True).unstack(by) for by in groups]
    rows = pd.concat(sums, axis=1).to_numpy(float, na_value=np.nan) if moved else []
    for way, number in moved:
        said = float(number.replace(",", "")) * (1 if way in ("rose ", "+") else -1)
        with np.errstate(all="ignore"):
            ahead, back = (
                np.round([100 * b / a - 100 for a, b in combinations(part, 2)], "." in number)
                for part in (rows, rows[::-1])
            )
        if said not in ahead and (said in back or -said in ahead):
            yield f"{way}{number}% is so from a later year to an earlier: change(before, after)."


def _rated(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield a rate that is not a count beside it for each 100,000 of the residents beside it."""
    if "rate" in data and "population" in about.tables:
        rows = data.dropna(subset=["rate"]).select_dtypes("number")
        parts = [100_000 * n / rows.get("under_18", np.inf) for _, n in rows.items()]
        if not any(np.allclose(part, rows["rate"], 1e-4) for part in parts):
            yield "rate is no count per 100,000 of under_18: put both into data, as columns."


def _fewer(about: About, data: pd.DataFrame) -> Iterator[str]:
    """Yield what a table has a row of, and a figure of most of its rows lacks without a word."""
    words = " ".join([about.title, about.subtitle, about.note, about.alt, about.finding])
    for name, column, lost, there in tables.left_out(about.tables, data, about.year):
        if not lost:
            yield f"data has the first {there} by {column} in {name}: sort before head()."
        elif not (_names(words, count(there)) or all(_names(words, each) for each in lost)):
            said = f"{name} has {listed(lost)}, and data has not (a merge, a filter?)"
            yield f"{said}: say that, or of how many by {column} ({there}), in the note."


def _clashes(found: _Texts) -> Iterator[str]:
    """Yield words that leave the slide, or lie on each other."""
    for text, (left, bottom, right, top) in found:
        if min(left, bottom, WIDTH - right, HEIGHT - top) < 8:
            yield f"{text.get_text()!r} leaves the slide."
    for (one, here), (other, there) in combinations(found, 2):
        across = min(here[2], there[2]) - max(here[0], there[0])
        if across > 0.5 and min(here[3], there[3]) - max(here[1], there[1]) > 0.5:
            yield f"the words {one.get_text()!r} and {other.get_text()!r} lie on each other."


def _struck(fig: Figure, found: _Texts) -> Iterator[str]:
    """Yield words that a level or an upright line runs through."""
    boxes = np.reshape([box for _, box in found], (-1, 4))  # of none, too
    for lines in [*fig.findobj(LineCollection), *filter(_is_drawn, fig.findobj(Line2D))]:
        whole = lines.get_segments() if isinstance(lines, LineCollection) else [lines.get_xydata()]
        if rules := [line[at : at + 2] for line in whole for at in range(len(line) - 1)]:
            points = lines.get_transform().transform(np.concatenate(rules)) * 72 / fig.dpi
            ends = np.sort(points.reshape(-1, 2, 2), axis=1)
            low, high = ends[(ends[:, 0] == ends[:, 1]).any(axis=1), :, None].swapaxes(0, 1)
            through = (low < boxes[:, 2:]) & (high > boxes[:, :2])
            for at in np.flatnonzero(through.all(axis=2).any(axis=0)):
                yield f"the words {found[at][0].get_text()!r} are struck by a rule."


def _is_drawn(line: Line2D) -> bool:
    return line.get_visible() and line.get_linestyle() != "None"


def _frame(fig: Figure, about: About, subtitle: str) -> _Texts:
    """Write title, subtitle and foot, fit the axes between them, and return all words drawn."""
    body = [MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN]
    if look.AS != "plain":
        body[3] = _head(fig, about, subtitle)
        body[1] = _foot(fig, about)
    about.body = [round(x / side, 4) for x, side in zip(body, _SIDES, strict=True)]
    return _fit(fig, about.slug, np.array(body))


def _head(fig: Figure, about: About, subtitle: str) -> float:
    """Write title and subtitle, and return the height below them at which the chart begins."""
    y = HEIGHT - 29.5  # the title's capitals are 12.5 pt high, 17 below the edge
    for line in _lines(about, "title", about.title, "semibold"):
        _text(fig, MARGIN, y, line, 19, look.INK, "semibold")
        y -= 22
    y += 3
    colors = _colors(subtitle)
    for line in _lines(about, "subtitle", about.subtitle):
        x = MARGIN
        for color, part in groupby(line, lambda _: next(colors)):
            words, weight = "".join(part), "normal" if color == look.MUTED else "semibold"
            _text(fig, x, y, words, 12, color, weight)
            x += look.advance(words, 12, weight)
        next(colors, None)  # of the blank where the line ends
        y -= 15
    return y + 3


def _colors(subtitle: str) -> Iterator[str]:
    """Yield the color of each letter of a subtitle."""
    plain, *parts = _COLORED.split(subtitle)
    yield from [look.MUTED] * len(plain)
    for words, name, after in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name not in look.NAMED:
            raise FigureError(f"There is no color {name!r}: {listed(look.NAMED)} are named.")
        yield from [look.NAMED[name]] * len(words) + [look.MUTED] * len(after)


def _foot(fig: Figure, about: About) -> float:
    """Write note, source and licence below a rule, and return the height where the chart ends."""
    room, y = WIDTH - 2 * MARGIN - width(paths.LICENSE, 9.2) - 12, 13.0
    _text(fig, WIDTH - MARGIN, y, paths.LICENSE, 9.2, look.MUTED).set_ha("right")
    note = _lines(about, "note", about.note) if about.note else []
    for line in [*note, *wrap(f"Source: {about.source}.", 9.2, room)][::-1]:
        _text(fig, MARGIN, y, line, 9.2, look.MUTED)
        y += 11.6
    ends, y = [MARGIN / WIDTH, 1 - MARGIN / WIDTH], y + 3.5
    fig.add_artist(Line2D(ends, [y / HEIGHT] * 2, color=look.RULE, linewidth=0.6))
    return y + 9


def _noted(note: str, of_data: Sequence[str]) -> str:
    """Return a note and what fits of the data's own notes, which may take a line more."""
    (size, most), more = _MOST["note"], "Other notes on these numbers stand in the data."
    for fit in range(len(of_data), -1, -1):
        said = " ".join(filter(None, [note, *of_data[:fit], more * (fit < len(of_data))]))
        if len(wrap(curly(said), size, WIDTH - 2 * MARGIN)) <= most + 1:
            break
    return said


def _lines(about: About, what: str, words: str, weight: str = "normal") -> list[str]:
    """Return words in lines that fit the slide; a square has room for two lines more."""
    (size, most), room = _MOST[what], WIDTH - 2 * MARGIN
    names, year = about.tables, about.year
    extra = [*tables.differing(names, year), *tables.footnotes(names, [year])]
    most += 2 * (look.AS == "square")
    most += what == "note" and bool(extra)  # of which no notebook knows
    lines = wrap(words, size, room, weight)
    if len(lines) > 1 and " " not in lines[-1]:  # no word stands alone
        start, _, word = lines[-2].rpartition(" ")
        lines[-2:] = [start, f"{word} {lines[-1]}"]
    if len(lines) > most and what == "title":
        wide = f"the title is {width(words, size, weight):.0f} pt wide and {room} fit"
        raise FigureError(f"{about.slug}: {wide}: {words!r}. About 66 characters do.")
    if len(lines) > most:
        over = f"too much by {' '.join(lines[most:])!r}"
        raise FigureError(f"{about.slug}: the {what} has more than {most} lines; {over}.")
    return lines


def _text(
    fig: Figure, x: float, y: float, words: str, size: float, color: str, weight: str = "normal"
) -> Text:
    return fig.text(x / WIDTH, y / HEIGHT, words, size=size, color=color, weight=weight)


def _fit(fig: Figure, slug: str, box: np.ndarray) -> _Texts:
    """Set the margins so that all axes, with the words about them, fill a box; return all words."""
    used = box.astype(float)
    for _ in range(6):  # words keep their size while axes shrink: mostly the second pass settles it
        fig.subplots_adjust(*used / _SIDES)
        found = _texts(fig)
        boxes = [place for text, place in found if text not in fig.texts] or [box]
        low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
        over = np.maximum([*(box - low)[:2], *(high - box)[2:]], 0)
        if over.max() < 0.5:
            return found
        used = used + over * [1, 1, -1, -1]
        if not (used[:2] < used[2:]).all():
            break
    side = ("left", "bottom", "right", "top")[int(over.argmax())]
    raise FigureError(f"{slug}: the chart reaches {over.max():.0f} pt too far at the {side}.")


def _texts(fig: Figure) -> _Texts:
    """Return all words that are drawn, each with the box from its capitals to its baseline."""
    hidden: set[Text] = set()
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        axis.get_ticklabels()  # brings ticks up to date
        low, high = sorted(axis.get_view_interval())
        ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        undrawn = [tick for tick in ticks if not low <= tick.get_loc() <= high]
        for part in undrawn if axis.axes.axison and axis.get_visible() else [axis]:
            hidden.update(part.findobj(Text))
    found = []
    for text in fig.findobj(Text):
        if text in hidden or not text.get_visible() or not text.get_text().strip():
            continue
        left, bottom, right, top = text.get_window_extent().extents * 72 / fig.dpi
        size = 0 if text.get_rotation() else text.get_size()
        found.append((text, (left, bottom + 0.325 * size, right, top - 0.28 * size)))
    return found


def _files(fig: Figure, about: About, picture: Image.Image, data: pd.DataFrame) -> dict[str, bytes]:
    """Return the files of a figure by their names; a variant is a picture alone."""
    if look.AS == "pdf":
        buffer = io.BytesIO()
        fig.savefig(buffer, format="pdf", metadata={"CreationDate": None, "Title": about.title})
        return {f"{about.slug}.pdf": buffer.getvalue()}
    name = "-".join(filter(None, [about.slug, look.AS]))
    described, fields = PngImagePlugin.PngInfo(), {"Title": about.title, "Description": about.alt}
    for key, said in {**fields, "Source": about.source, "Copyright": about.credit}.items():
        described.add_itxt(key, said)
    files = {f"{name}.png": _png(picture, 256, pnginfo=described, dpi=(look.DPI, look.DPI))}
    if not look.ONLY:
        files[f"{name}.svg"] = _svg(fig, about)
    if not (look.AS or look.ONLY):
        said = json.dumps(asdict(about), indent=2, ensure_ascii=False) + "\n"
        files |= {f"{name}.csv": _csv(data).encode(), f"{name}.json": said.encode()}
    return files


def _png(picture: Image.Image, colors: int, **options: object) -> bytes:
    """Return a picture in at most so many colors; MAXCOVERAGE keeps those of small areas.

    They are chosen from each color once and its share of the picture: `quantize` of the whole
    would look up each pixel. Most pixels are as their neighbor, so runs of them are looked up.
    """
    pixels = np.asarray(picture).view("<u4").ravel() & 0xFFFFFF
    starts = np.append(0, np.flatnonzero(pixels[1:] != pixels[:-1]) + 1)
    lengths = np.diff(starts, append=pixels.size)
    found, run = np.unique(pixels[starts], return_inverse=True)
    parts = 1 + 4096 * np.bincount(run, lengths).astype(int) // pixels.size
    sample = np.repeat(found.view(np.uint8).reshape(-1, 4)[:, :3], parts, axis=0)
    method = Image.Quantize.MAXCOVERAGE
    few = Image.fromarray(sample[None]).quantize(colors, method, dither=Image.Dither.NONE)
    place = np.asarray(few)[0][parts.cumsum() - 1]
    drawn = Image.fromarray(np.repeat(place[run], lengths).reshape(picture.size[::-1]))
    drawn.putpalette(few.getpalette())
    drawn.save(buffer := io.BytesIO(), "PNG", **options)
    return buffer.getvalue()


def _svg(fig: Figure, about: About) -> bytes:
    buffer = io.StringIO()
    fields = {"Title": about.title, "Source": about.source, "Rights": about.credit}
    fig.savefig(buffer, format="svg", dpi=72, metadata={"Date": None, "Creator": None, **fields})
    described = f"</title>\n <desc>{escape(about.alt, quote=False)}</desc>"
    return buffer.getvalue().replace("</title>", described, 1).encode()


def _csv(data: pd.DataFrame) -> str:
    """Return the numbers drawn, shares to six decimals; no cell is a formula to a spreadsheet."""
    cells = data.convert_dtypes().round(6).replace(_FORMULA, "'", regex=True)
    cells.columns = cells.columns.astype("str").str.replace(_FORMULA, "'", regex=True)
    return cells.to_csv(index=False, lineterminator="\n", float_format="%.12g")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files of a figure or none."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder) as part:
        for name, content in files.items():
            Path(part, name).write_bytes(content)
        for name in files:
            Path(part, name).replace(folder / name)


def _show(picture: Image.Image, about: About) -> None:
    """Show the figure at half size, and below it where it is published or saved, and its credit.

    Its text/plain is the alt text, which nbval compares, and not the bytes of pictures. JupyterLab
    and nbconvert read no alt text of a plain PNG: a dot in the line below it carries it.
    """
    if get_ipython() is None:
        print(f"{about.slug} is in {paths.out(about.year)}. {about.credit}")
        return
    shown = {"image/png": _png(picture.reduce(2), 24), "text/plain": about.alt}
    display(shown, metadata={"image/png": {"alt": about.alt, "width": 960}}, raw=True)
    place, verb, up = f"figures/{about.year}/{about.slug}", "Published", ".."
    if not os.environ.get("OURIMPACT_OUT") and _notebook.ending:
        place, verb, up = f"build/{place}", "Saved", os.path.relpath(paths.root())
    links = ", ".join(f'<a href="{up}/{place}.{end.lower()}">{end}</a>' for end in _ENDINGS)
    line = f"{verb} as {place} ({links}). {escape(about.credit)}"
    dot = f'<img alt="{escape(about.alt)}" width="1" height="1" src="{_DOT}">'
    html = f'<p style="color: {look.MUTED}">{dot}<small>{line}</small></p>'
    display({"text/html": html, "text/plain": f"{place}. {about.credit}"}, raw=True)
