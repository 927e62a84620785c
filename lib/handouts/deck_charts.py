"""Charts that PowerPoint can edit, from the CSVs of ranked bars and share bars; for `deck` only."""

import re
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.datalabel import DataLabels
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Pt

from ourimpact import paths

About = dict[str, Any]

NATIVE = ("ranked_bars", "share_bar")
DRAWN = re.compile(r"\b(blue|grey|orange|teal|hollow|hatched|dashed|not drawn)\b", re.IGNORECASE)
INK, WHITE = MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.BACKGROUND_1
BLUE, GREY = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_4
PARTS = (BLUE, MSO_THEME_COLOR.ACCENT_3, MSO_THEME_COLOR.ACCENT_2)  # the last part is grey
SIZE = 16


def numbers(about: About) -> pd.DataFrame | None:
    """Return the numbers of a figure's CSV: a row for each bar, a column for each part or group.

    None where a chart of them would show less than the figure, whose picture then stays.
    Ranked bars name bars first and at need their groups; share bars name parts first, then bars.
    """
    if about["form"] not in NATIVE:
        return None
    data = pd.read_csv(paths.figures(about["year"]) / f"{about['slug']}.csv")
    data = data.drop(columns="year", errors="ignore")
    words = [column for column in data if not is_numeric_dtype(data[column])]
    value = next(column for column in data if column not in words)
    for column in words:  # codes such as `requests` stand in small letters
        data[column] = data[column].str[:1].str.upper() + data[column].str[1:]
    data["all"] = value.capitalize()
    bar, part = [*words, "all"][:2]
    if about["form"] == "share_bar":
        bar, part = part, bar
    groups = data[part].unique()
    bars = dict.fromkeys(name for group in groups for name in data.loc[data[part] == group, bar])
    found = data.pivot(index=bar, columns=part, values=value)
    found = found.reindex(index=list(bars), columns=groups)
    return None if _says_less(about, found) else found


def _says_less(about: About, found: pd.DataFrame) -> bool:
    """Whether a figure shows what its CSV does not hold: two scales, or colours that it names."""
    if about["form"] == "ranked_bars":
        lengths = found.sum(axis=1)
        if lengths.median() < lengths.max() / 200:  # most bars would be thinner than a hair
            return True
        if len(found.columns) > 1:  # the first group is blue, as in the figure
            return False
    return bool(DRAWN.search(f"{about['subtitle']} {about['note']}"))


def subtitle(about: About) -> str:
    """Return a subtitle without the shares: labels that an editor keeps true hold counts alone."""
    return re.sub(r": number and share of (\S+)$", r"; \1 in all", about["subtitle"])


def add(slide: Slide, box: tuple[float, ...], found: pd.DataFrame, stacked: bool) -> Any:
    """Add a bar chart to a slide, of parts that make a whole where stacked; return its frame."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = list(found.index)
    for name, column in found.items():
        data.add_series(name, [None if pd.isna(value) else value for value in column])
    form = XL_CHART_TYPE.BAR_STACKED_100 if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(form, *map(Pt, box), data)
    for axis in frame.chart._chartSpace.xpath(".//c:axId | .//c:crossAx"):
        axis.set("val", axis.get("val").lstrip("-"))  # python-pptx's are below what is allowed
    _dress(frame.chart, found, stacked)
    _scale(frame.chart, 1 if stacked else 1.15 * found.max().max(), stacked)
    return frame


def _dress(chart: Chart, found: pd.DataFrame, stacked: bool) -> None:
    """Give a chart the house's colours and label it at its bars."""
    several = len(found.columns) > 1
    chart.has_title, chart.font.size, chart.font.color.theme_color = False, Pt(SIZE), INK
    chart.has_legend = several and not (stacked and len(found) == 1)
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    colors = [*PARTS[: len(found.columns) - several], *[GREY] * several]
    for series, color in zip(plot.series, colors, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = color
        _label(series.data_labels, color if stacked else None)
        if stacked:
            _name_parts(series, found)


def _scale(chart: Chart, most: float, shown: bool) -> None:
    """Let the axis start at zero and leave room for labels; show it in percent or not at all."""
    names, values = chart.category_axis, chart.value_axis
    for axis in (names, values):
        axis.format.line.fill.background()
        axis.major_tick_mark = XL_TICK_MARK.NONE
    names.reverse_order = True  # else the first bar is the lowest
    values.minimum_scale, values.maximum_scale = 0, most
    values.has_major_gridlines, values.visible = False, shown
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "0%", False
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, in reverse order


def _label(labels: DataLabels, inside: MSO_THEME_COLOR | None) -> None:
    """Label a series' bars at their ends, or inside in what can be read on their colour."""
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0", False
    labels.position = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.color.theme_color = WHITE if inside == BLUE else INK
    labels._element.find(qn("c:showLeaderLines")).set("val", "0")


def _name_parts(series: Any, found: pd.DataFrame) -> None:
    """Name a part of a single bar in its label, and lift a label that does not fit above the bar.

    Of several bars, which share a legend, parts under 1% have no label.
    """
    name, alone = series.name, len(found) == 1
    labels = series.data_labels
    labels.show_series_name = alone
    labels._element.find(qn("c:showBubbleSize")).addnext(_xml("<c:separator {}>\n</c:separator>"))
    for row, share in enumerate(found[name] / found.sum(axis=1)):
        longest = max(len(f"{found[name].iloc[row]:,}"), alone * len(name))
        if share * 800 < 0.6 * SIZE * longest:
            own = series.points[row].data_label
            own.font.color.theme_color = INK
            lift = 0.29 / len(found) + 0.04 + 0.04 * alone  # half the bar and its label
            own._dLbl.insert(1, _xml(f"""<c:layout {{}}><c:manualLayout><c:x val="0"/>
                <c:y val="{-lift:.3f}"/></c:manualLayout></c:layout>"""))  # fmt: skip
            own._dLbl.append(_xml("<c:separator {}>\n</c:separator>"))
            own._dLbl.find(qn("c:showSerName")).set("val", str(int(alone)))
            own._dLbl.find(qn("c:showVal")).set("val", str(int(alone or share >= 0.01)))


def _xml(text: str) -> Any:
    return parse_xml(text.format(nsdecls("c")))
