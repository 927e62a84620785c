"""Chart forms that notebooks share; each draws on axes it is given and returns nothing."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact.figures import BLUE, GREY, INK, MUTED, PAPER, SEQUENCE
from ourimpact.wording import count, share


def ranked_bars(
    ax: Axes,
    data: pd.DataFrame,
    value: str,
    label: str,
    words: Callable[[float], str] = count,
    highlight: Sequence[str] = (),
) -> None:
    """Draw a horizontal bar for each row, in the order given, its value in words at its end.

    Bars whose label is in `highlight` are blue and the others grey; without it all are blue.
    """
    colors = [BLUE if not highlight or row in highlight else GREY for row in data[label]]
    names = data[label].astype("str")
    sns.barplot(
        data.assign(**{label: names}), x=value, y=label, hue=label, palette=colors,
        hue_order=list(names), saturation=1, width=0.72, errorbar=None, legend=False, ax=ax,
    )  # fmt: skip
    for place, amount in enumerate(data[value]):
        _end_label(ax, amount, place, words(amount))
    ax.set(xlim=(0, data[value].max()), xlabel="", ylabel="", xticks=[])
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)


def share_bar(ax: Axes, data: pd.DataFrame, value: str, label: str, colors: Sequence[str]) -> None:
    """Draw one bar of parts that make a whole; above each its share, its name and its count.

    The last part is labelled from its right end, so that a narrow one keeps its label on the slide.
    """
    whole, start = data[value].sum(), 0.0
    for place, (part, name, color) in enumerate(zip(data[value], data[label], colors, strict=True)):
        width, last = part / whole, place == len(data) - 1
        ax.barh(0.25, width, left=start, height=0.5, color=color, edgecolor=PAPER, linewidth=1.5)
        side = {"ha": "right" if last else "left", "xytext": (0, 0), "textcoords": "offset points"}
        at = 1 if last else start
        ax.annotate(share(part, whole), (at, 0.8), va="bottom", fontsize=22, weight="bold", **side)
        ax.annotate(
            f"{name}\n{count(part)}", (at, 0.77), va="top", fontsize=11, linespacing=1.35, **side
        )
        start += width
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()


def dots_with_intervals(
    ax: Axes,
    data: pd.DataFrame,
    value: str,
    label: str,
    words: Callable[[float], str] = share,
    reference: float | None = None,
    unstable: Sequence[str] = (),
) -> None:
    """Draw a dot for each row with its interval (columns `low`, `high`), the value in words beside.

    `reference` is a dashed vertical line; rows whose label is in `unstable` have a hollow dot.
    """
    if reference is not None:
        ax.axvline(reference, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    for place, row in enumerate(data.itertuples(index=False)):
        name, amount = getattr(row, label), getattr(row, value)
        ax.plot([row.low, row.high], [place, place], color=GREY, linewidth=3, zorder=1)
        fill = PAPER if name in unstable else BLUE
        ax.plot(
            amount, place, "o", markersize=9, color=fill, markeredgecolor=BLUE, markeredgewidth=1.8
        )
        _end_label(ax, row.high, place, words(amount))
    ax.set_yticks(range(len(data)), data[label].astype("str"))
    ax.set_ylim(len(data) - 0.4, -0.6)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(lambda x, _: share(x, digits=0))


def year_columns(
    ax: Axes,
    data: pd.DataFrame,
    value: str,
    words: Callable[[float], str] = count,
    highlight: Sequence[int] = (),
    size: float = 10,
) -> None:
    """Draw a column for each year on a true time axis, so that a missing year stays a gap.

    Columns of years in `highlight` are blue and the others grey; without it all are blue.
    """
    colors = [BLUE if not highlight or year in highlight else GREY for year in data["year"]]
    ax.bar(data["year"], data[value], width=0.72, color=colors)
    for year, amount in zip(data["year"], data[value], strict=True):
        ax.annotate(
            words(amount), (year, amount), (0, 3), textcoords="offset points",
            ha="center", va="bottom", fontsize=size,
        )  # fmt: skip
    ax.set(ylim=(0, data[value].max() * 1.02), yticks=[], ylabel="", xlabel="")
    ax.set_xticks(sorted(data["year"]))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="x", length=0, labelsize=size)


def small_multiples(
    axes: np.ndarray, data: pd.DataFrame, value: str, by: str, **options: object
) -> None:
    """Draw `year_columns` once for each value of column `by`, titled with it; scales differ."""
    panels = list(np.ravel(axes))
    for ax, (name, rows) in zip(panels, data.groupby(by, sort=False, observed=True), strict=False):
        year_columns(ax, rows, value, **options)
        ax.set_title(name, pad=16)
    for ax in panels[data[by].nunique() :]:
        ax.set_axis_off()


def stat_panel(axes: np.ndarray, data: pd.DataFrame) -> None:
    """Write one number in each of the axes: columns `big`, `label` (what it counts) and `scope`."""
    panels = list(axes.flat)
    for ax, row in zip(panels, data.itertuples(index=False), strict=False):
        ax.plot([0, 1], [1, 1], color=BLUE, linewidth=2, transform=ax.transAxes, clip_on=False)
        ax.text(0, 0.9, row.big, fontsize=19, fontweight="bold", color=BLUE, va="top")
        ax.text(0, 0.52, row.label, fontsize=10, color=INK, va="top", linespacing=1.25)
        ax.text(0, 0.0, row.scope, fontsize=9, color=MUTED, va="bottom", linespacing=1.2)
    for ax in panels:
        ax.set(xlim=(0, 1), ylim=(0, 1))
        ax.set_axis_off()


def tile_grid(ax: Axes, data: pd.DataFrame, fill: str, words: str) -> None:
    """Draw a square for each state (columns `state`, `tile_row`, `tile_column`).

    `fill` names the column of class numbers (0 to 4, missing = no value), `words` the column of
    what stands below the state's code. A tile grid lets small states be read; area says nothing.
    """
    for row in data.itertuples(index=False):
        level, x, y = getattr(row, fill), row.tile_column, row.tile_row
        color = PAPER if pd.isna(level) else SEQUENCE[int(level)]
        ink = PAPER if not pd.isna(level) and level >= 3 else INK
        ax.add_patch(Rectangle((x, y), 0.94, 0.94, facecolor=color, edgecolor=GREY, linewidth=0.8))
        ax.text(x + 0.47, y + 0.33, row.state, ha="center", va="center", fontsize=9, color=ink)
        ax.text(
            x + 0.47, y + 0.68, getattr(row, words), ha="center", va="center",
            fontsize=9, fontweight="bold", color=ink,
        )  # fmt: skip
    ax.set_xlim(data["tile_column"].min(), data["tile_column"].max() + 1)
    ax.set_ylim(data["tile_row"].max() + 1, data["tile_row"].min())
    ax.set_axis_off()


def _end_label(ax: Axes, x: float, y: float, words: str) -> None:
    ax.annotate(
        words, (x, y), (6, 0), textcoords="offset points", va="center_baseline", fontsize=10
    )
