"""Charts that a slide program can edit, from a figure's CSV; `chart.xml.j2` has their look."""

import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.slide import Slide
from pptx.util import Pt

from handouts import gallery
from handouts.gallery import Figure
from ourimpact import words

FORMS = {"ranked_bars": "bars", "year_columns": "columns", "columns": "columns",
         "share_bar": "shares", "dots": "dots"}  # fmt: skip
DRAWN = re.compile(r"\b(hollow|hatched|dashed|not drawn|scales?)\b", re.IGNORECASE)
BREAK = re.compile(r"\bsince (\d{4})\b.*(bundled|like for like|counted)", re.IGNORECASE)
GREYS = (75, 90, 60)  # percent of the paper color, so gray in every theme
MOST = 25  # more categories could not be read


@dataclass
class Chart:
    """A row of values for each category, a column for each series, and what goes with them."""

    form: str
    values: pd.DataFrame
    shares: pd.DataFrame | None = None  # same shape as values, if the figure gives shares
    ends: pd.DataFrame | None = None  # of the line through each first dot
    lit: set[str] = field(default_factory=set)  # categories, or parts of share bars, to highlight
    number: str = "#,##0"  # how Excel writes a value


def read(figure: Figure) -> Chart | None:
    """Return the chart of a figure's CSV, or None where it would show less than the picture."""
    form, data = FORMS.get(figure.form), pd.read_csv(figure.file("csv"))
    names = [column for column in data if not is_numeric_dtype(data[column])]
    numbers = [column for column in data if column not in (*names, "year", "share")]
    by_year = "year" in data and (figure.form == "year_columns" or not names)
    names = ["year", *names] if by_year else names
    said = f"{figure.subtitle} {figure.note}"
    if not (form and names and numbers) or DRAWN.search(said):
        return None
    if form == "bars" and '"dashed upright' in figure.words:  # a value of all, through the bars
        return None
    if data[numbers].lt(0).any(axis=None) or data.duplicated(names[:2]).any():
        return None
    chart = _dots(data, names[0], numbers) if form == "dots" else _bars(data, form, names, numbers)
    if chart is None or len(chart.values) > MOST:
        return None
    said += f" {figure.title} {figure.finding} {figure.alt}"
    stated = chart.shares is not None and any(words.share(x) in said for x in chart.shares.stack())
    chart.shares = chart.shares if stated or "share" in data else None
    parts = chart.values.columns if form == "shares" else chart.values.index
    if form == "columns" and "year" in data and data["year"].nunique() > 1:
        twice = data["year"].duplicated().any()
        return _by_year(chart, figure, twice, BREAK.search(said))
    if form == "shares" or len(chart.values.columns) == 1:
        chart.lit = {part for part in parts if _named(part, figure.title)}
    for row in chart.values.itertuples(index=False) if form == "shares" else ():
        own = [part for part, value in zip(parts, row, strict=True) if pd.notna(value)]
        chart.lit |= set() if chart.lit & set(own) else {own[0]}
    return chart


def _by_year(chart: Chart, figure: Figure, twice: bool, since: re.Match | None) -> Chart | None:
    """Return columns of years, with a gap before what is counted in another way, or None."""
    if twice and not since:  # what is counted in two ways must be said
        return None
    names, lit = chart.values.index, {str(figure.year), *figure.title.lower().split()}
    chart.lit = {name for name in names if set(name.lower().split()) <= lit}
    chart.number = "0.0,," if "million" in figure.subtitle else chart.number
    if since:
        before = [name for name in names if re.sub(r"\D", "", name) < since[1]]
        order = [*before, "counted differently", *names[len(before) :]]
        chart.values = chart.values.reindex(order)
    return chart


def _bars(data: pd.DataFrame, form: str, names: list[str], numbers: list[str]) -> Chart | None:
    """Return bars by the first column of words, in groups by the second."""
    data = data.assign(all=numbers[0])
    bar, part = [*names, "all"][:2]  # of share bars, of which there are fewer, either names them
    if form == "shares" and data[part].nunique() <= data[bar].nunique():
        bar, part = part, bar
    groups = list(dict.fromkeys(data[part]))
    if bar == "year":  # a year counted in two ways becomes two columns
        years, twice = data["year"].astype(str), data["year"].duplicated(keep=False)
        data["year"] = years.mask(twice, years + " " + data[part])
    else:
        data = data.sort_values(part, key=lambda names: names.map(groups.index), kind="stable")
    wide = data.pivot(index=bar, columns=part, values=numbers[0])[groups]
    values = wide.loc[list(dict.fromkeys(data[bar]))].rename(index=_spoken, columns=_spoken)
    lengths = values.sum(axis=1)
    if form == "bars" and lengths.median() < lengths.max() / 200:
        return None  # most bars would be too short to see
    if form == "shares":
        return Chart(form, values, values.div(lengths, axis=0))
    return Chart(form, values, None if bar == "year" else values / lengths.sum())


def _dots(data: pd.DataFrame, name: str, numbers: list[str]) -> Chart | None:
    """Return dots with the ends of their intervals, or pairs of dots with a line between."""
    rows, ends = data.set_index(name).rename(index=_spoken), numbers[-2:]
    drawn = ends
    if {"low", "high"} <= set(numbers):
        ends, drawn = ["low", "high"], [list(data)[list(data).index("low") - 1]]
    values = rows[drawn].rename(columns=_spoken)
    lost = {name: f"{name} (not shown)" for name in values.index[values.isna().any(axis=1)]}
    if len(ends) < 2 or (values.max() > 1).nunique() > 1:
        return None
    number = "0.0%" if values.max().max() <= 1 else "#,##0"
    return Chart("dots", values.rename(index=lost), ends=rows[ends], number=number)


def _spoken(name: object) -> str:
    """Return a code or the name of a column as words."""
    return words.capital(re.sub(r"[_\s]+", " ", str(name)))


def _named(label: str, title: str) -> bool:
    """Return whether a title names a label, or the short form in its brackets."""
    return any(words.has_name(title, one) for one in (label, *re.split(r" *\((.+)\)", label)))


def add(slide: Slide, box: tuple[int, ...], figure: Figure) -> Any:
    """Add a figure as a chart to edit, and return its frame; None where it has to be a picture."""
    if (found := read(figure)) is None:
        return None
    values = found.values.astype(object).where(found.values.notna(), None)
    data = CategoryChartData(number_format=found.number)
    data.categories = list(values.index)
    for name in values:
        data.add_series(name, list(values[name]))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data)  # embeds a workbook
    ends, most = {}, found.values.max().max()
    if found.ends is not None:
        dots, most = found.values.iloc[:, 0].to_numpy(), found.ends.max().max()
        ends = {"plus": found.ends.max(axis=1) - dots, "minus": dots - found.ends.min(axis=1)}
    given = {"form": found.form, "names": list(values.index), "number": found.number, "ends": ends}
    most = 1 if found.form == "shares" else 1.15 * most
    series = [_series(found, values, place) for place in range(len(values.columns))]
    drawn = gallery.render("chart.xml.j2", **given, most=most, series=series)
    space = frame.chart._chartSpace
    space.replace(space.chart, parse_xml(drawn.encode()))
    frame.chart.font.size = Pt(14)
    return frame


def _series(found: Chart, values: pd.DataFrame, place: int) -> dict[str, Any]:
    """Return a series as its template takes it: what the title names is blue, the rest grey."""
    name, stacked = values.columns[place], found.form == "shares"
    order = (None, *GREYS) if not found.lit else GREYS if stacked else (GREYS[0], 100)
    shade = None if name in found.lit else order[place % len(order)]
    labels = []  # row, text, and whether the text goes above its part of a share bar
    for row, value in enumerate(values[name] if found.shares is not None else ()):
        if value is not None:
            share = found.shares.iloc[row, place]
            said = (words.share(share), words.count(value))
            labels.append((row, said, stacked and share < 0.08))
    lit = [] if place or stacked else [n for n, one in enumerate(values.index) if one in found.lit]
    drawn = {"name": name, "numbers": list(values[name])}
    return drawn | {"shade": shade, "lit": lit, "labels": labels}
