"""Chart forms that notebooks share; each draws on axes it is given and returns nothing."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ourimpact.figures import BLUE, GREY, INK, MARGIN, MUTED, PAPER, SEQUENCE, WIDTH
from ourimpact.wording import count, share

_Piece = tuple[str, float, str, str]  # words, their size, weight and colour

# The stat panel: numbers in each row; by rows, the greatest size of numbers and that of labels.
_STAT_ROWS = {
    2: (1, 1), 3: (1, 1, 1), 4: (2, 2), 5: (2, 3), 6: (3, 3),
    7: (2, 2, 3), 8: (2, 2, 2, 2), 9: (3, 3, 3), 10: (2, 2, 2, 2, 2),
}  # fmt: skip
_BESIDE = {2: (56, 17), 3: (44, 14)}
_BELOW = {2: (42, 13), 3: (28, 11.5), 4: (23, 11), 5: (20, 10.5)}
_STAT_WIDTH, _STAT_GAP = WIDTH - 2 * MARGIN, 16.0


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
        at, side = (1, "right") if last else (start, "left")
        lines = (
            (share(part, whole), 5, 22, "bold"),
            (name, -18, 11, None),
            (count(part), -33, 11, None),
        )
        for words, up, size, weight in lines:
            ax.annotate(
                words, (at, 0.8), (0, up), textcoords="offset points", ha=side, va="baseline",
                fontsize=size, weight=weight,
            )  # fmt: skip
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


def stat_panel(ax: Axes, data: pd.DataFrame) -> None:
    """Write 2 to 10 numbers and what each counts, in rows that fill the axes.

    Takes the columns qualifier, number, label and scope of `wording.printed`. Two or three numbers
    stand one a row with the label beside them, more stand in columns with the label below. All
    numbers have one size, the greatest at which each fits; labels wrap. Raises ValueError for
    another count of numbers, and for a label of more lines than its row can hold.
    """
    if len(data) not in _STAT_ROWS:
        raise ValueError(f"A stat panel carries 2 to 10 numbers, not {len(data)}.")
    rows = _STAT_ROWS[len(data)]
    beside, dense = rows[0] == 1, len(rows) > 3
    big, small = (_BESIDE if beside else _BELOW)[len(rows)]
    cell = _STAT_WIDTH / max(rows) - _STAT_GAP * (max(rows) > 1)
    stats = list(data.itertuples(index=False))
    big, wide = _stat_size(ax, stats, big, small, dense, 0.56 * cell if beside else cell)
    ax.set(xlim=(0, _STAT_WIDTH), ylim=(len(rows), 0))
    ax.set_axis_off()
    start = wide + 2 * _STAT_GAP if beside else 0.0
    places = [(row, place / cells) for row, cells in enumerate(rows) for place in range(cells)]
    for (row, left), stat in zip(places, stats, strict=True):
        at, width = (left * _STAT_WIDTH, row + 0.5), _STAT_WIDTH / rows[row] - _STAT_GAP
        if row:
            ax.plot([at[0], at[0] + width], [row, row], color=GREY, linewidth=0.7)
        texts = [(words, INK) for words in _wrapped(ax, stat.label, small, width - start)]
        texts += [] if dense else [(stat.scope, MUTED)]
        if len(texts) * small * 1.3 + (0 if beside else 0.8 * big) > 190 / len(rows):
            raise ValueError(f"The label {stat.label!r} is too long for its row.")
        _write_stat(ax, at, _number_line(stat, big, small, dense), texts, small, start)


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


def _stat_size(
    ax: Axes, stats: Sequence[Any], big: float, small: float, dense: bool, room: float
) -> tuple[float, float]:
    """Return the greatest size, `big` at most, at which all numbers fit, and the widest's width."""
    while True:
        lines = [_number_line(stat, big, small, dense) for stat in stats]
        wide = max(sum(_extent(ax, piece) for piece in line) for line in lines)
        if wide <= room:
            return big, wide
        big -= 1


def _number_line(stat: Any, big: float, small: float, dense: bool) -> list[_Piece]:
    """Return a number's line in pieces: qualifier, number, "million", and if dense its scope."""
    number, _, scale = stat.number.partition(" ")
    if scale not in ("million", "billion"):
        number, scale = stat.number, ""
    pieces = [
        (stat.qualifier, small, "normal", INK),
        (number, big, "bold", BLUE),
        (scale, 0.4 * big + 0.5 * small, "bold", BLUE),
        (stat.scope if dense else "", small - 0.5, "normal", MUTED),
    ]
    return [piece for piece in pieces if piece[0]]


def _extent(ax: Axes, piece: _Piece) -> float:
    """Return the width in points of a piece and the space after it, by the renderer's measure."""
    words, size, weight, _ = piece
    text = ax.text(0, 0, words, fontsize=size, fontweight=weight)
    width = text.get_window_extent().width * 72 / ax.figure.dpi
    text.remove()
    return width + 0.3 * size


def _wrapped(ax: Axes, words: str, size: float, width: float) -> list[str]:
    """Return words in lines that fit a width in points."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        fits = not lines[-1] or _extent(ax, (longer, size, "normal", INK)) <= width
        lines[-1:] = [longer] if fits else [lines[-1], word]
    return lines


def _write_stat(
    ax: Axes, at: tuple[float, float], line: Sequence[_Piece], texts: Sequence[tuple[str, str]],
    small: float, start: float,
) -> None:  # fmt: skip
    """Write a number's line, and below it or, where `start` is not 0, beside it what it counts."""
    big, step, x = max(size for _, size, _, _ in line), 1.3 * small, at[0]
    below = 0 if start else 0.73 * big + 0.35 * small
    first = below - (below + step * len(texts)) / 2 + small
    down = 0.36 * big if start else first - small - 0.35 * small
    for piece in line:
        words, size, weight, color = piece
        _write(ax, (x, at[1]), down, words, fontsize=size, fontweight=weight, color=color)
        x += _extent(ax, piece)
    for place, (words, color) in enumerate(texts):
        _write(ax, (at[0] + start, at[1]), first + step * place, words, fontsize=small, color=color)


def _write(ax: Axes, at: tuple[float, float], down: float, words: str, **options: Any) -> None:
    """Write words on a baseline so many points below a place."""
    ax.annotate(
        words, at, (0, -down), textcoords="offset points", va="baseline", annotation_clip=False,
        **options,
    )  # fmt: skip
