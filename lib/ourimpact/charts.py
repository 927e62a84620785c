"""Chart forms that notebooks share; each draws on axes it is given and returns nothing.

Those that draw a mark for each row raise ValueError for a column that the rows lack, and for two
rows that would share a mark.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ourimpact.errors import nearest
from ourimpact.figures import BLUE, GREY, INK, MARGIN, MUTED, PAPER, SEQUENCE, WIDTH, width, wrap
from ourimpact.words import count, share

_Piece = tuple[str, float, str, str]  # words, their size, weight and colour

# The stat panel, by the number of rows: the greatest size of its numbers, and of its words.
_BESIDE = {2: (60, 20), 3: (46, 18)}
_BELOW = {2: (46, 16), 3: (29, 12), 4: (23, 12.5), 5: (19, 11.5)}
_UNPARTED = ("AMBER Alerts", "NCMEC Connect", "Take It Down", "Team Adam", "Team HOPE")
_STAT_WIDTH, _STAT_GAP = WIDTH - 2 * MARGIN, 16.0


def _check(data: pd.DataFrame, each: str, *columns: str) -> None:
    """Raise ValueError where a column is missing, or two rows are of the same `each`."""
    for column in (each, *columns):
        if column not in data:
            raise ValueError(f"There is no column {column!r}.{nearest(column, data.columns)}")
    if (twice := data[each].duplicated()).any():
        what = data.loc[twice, each].iloc[0]
        raise ValueError(f"{each} is {what!r} in several rows: add them up, for one mark each.")


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
    _check(data, label, value)
    colors = [BLUE if not highlight or row in highlight else GREY for row in data[label]]
    names = data[label].astype("str")
    sns.barplot(
        data.assign(**{label: names}), x=value, y=label, hue=label, palette=colors,
        hue_order=list(names), saturation=1, width=0.72, linewidth=0, errorbar=None, legend=False,
        ax=ax,
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
    _check(data, label, value)
    whole, start = data[value].sum(), 0.0
    for place, (part, name, color) in enumerate(zip(data[value], data[label], colors, strict=True)):
        width, last = part / whole, place == len(data) - 1
        ax.barh(0.35, width, left=start, height=0.4, color=color, edgecolor=PAPER, linewidth=1.5)
        at, side = (1, "right") if last else (start, "left")
        lines = (
            (share(part, whole), 41, 24, "bold"),
            (name, 23, 12, None),
            (count(part), 7, 12, None),
        )
        for words, up, size, weight in lines:
            ax.annotate(
                words, (at, 0.55), (0, up), textcoords="offset points", ha=side, va="baseline",
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
    missing: str = "",
) -> None:
    """Draw a dot for each row with its interval (columns `low`, `high`), the value in words beside.

    `reference` is a dashed vertical line; rows whose label is in `unstable` have a hollow dot, and
    rows without a value have the words of `missing` instead, clear of the line.
    """
    _check(data, label, value, "low", "high")
    if reference is not None:
        ax.axvline(reference, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    for place, row in enumerate(data.itertuples(index=False)):
        name, amount = getattr(row, label), getattr(row, value)
        if pd.isna(amount):
            _end_label(ax, reference or 0, place, missing)
            continue
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
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.4g}%")


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
    _check(data, "year", value)
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
    """Draw `year_columns` once for each value of column `by`, titled with it; scales differ.

    Raises ValueError where there are more values than axes.
    """
    panels = list(np.ravel(axes))
    if data[by].nunique() > len(panels):
        raise ValueError(f"{by} has {data[by].nunique()} values; there are {len(panels)} axes.")
    for ax, (name, rows) in zip(panels, data.groupby(by, sort=False, observed=True), strict=False):
        year_columns(ax, rows, value, **options)
        ax.set_title(name, pad=16)
    for ax in panels[data[by].nunique() :]:
        ax.set_axis_off()


def stat_panel(ax: Axes, data: pd.DataFrame, period: str = "") -> None:
    """Write 2 to 10 numbers and what each counts, in rows that fill the axes.

    Takes the columns qualifier, number, label and scope of `wording.printed`. A scope that equals
    `period` is left out: the subtitle says it once. Two or three numbers stand one a row with the
    words beside them, more stand in pairs with the words below. All numbers have one size and all
    words another, the greatest at which each fits; labels wrap. Raises ValueError for another
    count of numbers, and for words of more lines than their row can hold.
    """
    if not 2 <= len(data) <= 10:
        raise ValueError(f"A stat panel carries 2 to 10 numbers, not {len(data)}.")
    said = data.assign(scope=data["scope"].mask(data["scope"] == period, ""))
    stats, beside = list(said.itertuples(index=False)), len(data) <= 3
    rows = len(data) if beside else (len(data) + 1) // 2
    sizes = (_BESIDE if beside else _BELOW)[rows]
    cell = _STAT_WIDTH if beside else (_STAT_WIDTH - _STAT_GAP) / 2
    lines = _number_lines(stats, sizes, 0.5 * cell if beside else cell, 0 if beside else rows)
    column = max(_length(line) for line in lines)
    width, head = (cell - column - _STAT_GAP, 12.0) if beside else (cell, _head(lines))
    scopes = [stat.scope if rows <= 3 else "" for stat in stats]
    blocks = _blocks([stat.label for stat in stats], scopes, sizes[1], width, 200 / rows - head)
    ax.set(xlim=(0, _STAT_WIDTH), ylim=(rows, 0))
    ax.set_axis_off()
    if beside:
        _stats_beside(ax, lines, [stat.qualifier for stat in stats], blocks, column)
    else:
        _stats_below(ax, lines, blocks, cell)


def tile_grid(ax: Axes, data: pd.DataFrame, fill: str, words: str) -> None:
    """Draw a square for each state (columns `state`, `tile_row`, `tile_column`).

    `fill` names the column of class numbers (0 to 4, missing = no value), `words` the column of
    what stands below the state's code. A tile grid lets small states be read; area says nothing.
    """
    _check(data, "state", "tile_row", "tile_column", fill, words)
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
        words, (x, y), (6, 0), textcoords="offset points", va="center_baseline", fontsize=10,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def _number_lines(
    stats: Sequence[Any], sizes: tuple[float, float], room: float, rows: int
) -> list[list[_Piece]]:
    """Return each number's line at the greatest size at which all fit.

    Below their numbers words leave the qualifier to the number's line, and from 4 rows the scope.
    """
    big, small = sizes
    while True:
        lines = [
            _number_line(stat, big, small, stat.qualifier if rows else "", rows > 3)
            for stat in stats
        ]
        if max(_length(line) for line in lines) <= room:
            return lines
        big -= 1
        if big <= small:
            raise ValueError("A number with its qualifier and scope is too long for its row.")


def _number_line(
    stat: Any, big: float, small: float, qualifier: str, with_scope: bool
) -> list[_Piece]:
    number, _, scale = stat.number.partition(" ")
    if scale not in ("million", "billion"):
        number, scale = stat.number, ""
    pieces = [
        (qualifier, small, "normal", INK),
        (number, big, "bold", BLUE),
        (scale, 0.4 * big + 0.5 * small, "bold", BLUE),
        (stat.scope if with_scope else "", small, "normal", MUTED),
    ]
    return [piece for piece in pieces if piece[0]]


def _stats_beside(
    ax: Axes,
    lines: Sequence[list[_Piece]],
    qualifiers: Sequence[str],
    blocks: Sequence[list[list[_Piece]]],
    column: float,
) -> None:
    """Write a number in each row, its end at `column`, and its words at the right of it.

    A qualifier stands above its number, so that all numbers begin close to the left edge.
    """
    for row, (line, qualifier, block) in enumerate(zip(lines, qualifiers, blocks, strict=True)):
        if row:
            ax.plot([0, _STAT_WIDTH], [row, row], color=GREY, linewidth=0.5)
        big, small = max(piece[1] for piece in line), 0.85 * block[0][0][1]
        x, down = column - _length(line), 0.36 * big + (0.55 * small if qualifier else 0)
        _write(ax, (x, row + 0.5), down, line)
        if qualifier:
            above = (qualifier, small, "normal", INK)
            _write(ax, (x, row + 0.5), down - 0.73 * big - 0.45 * small, [above])
        size = block[0][0][1]
        for place, part in enumerate(block):
            at = (column + _STAT_GAP, row + 0.5)
            _write(ax, at, size * (1 - 0.65 * len(block) + 1.3 * place), part)


def _stats_below(
    ax: Axes, lines: Sequence[list[_Piece]], blocks: Sequence[list[list[_Piece]]], cell: float
) -> None:
    """Write numbers in pairs, the words of each below it, all rows alike."""
    big, small = max(piece[1] for piece in lines[0]), blocks[0][0][0][1]
    high = 0.73 * big + 0.4 * small + _height(blocks)
    for place, (line, block) in enumerate(zip(lines, blocks, strict=True)):
        row, right = divmod(place, 2)
        x, down = right * (cell + _STAT_GAP), 0.73 * big - high / 2
        if row and not right:
            ax.plot([0, _STAT_WIDTH], [row, row], color=GREY, linewidth=0.5)
        _write(ax, (x, row + 0.5), down, line)
        for step, part in enumerate(block):
            _write(ax, (x, row + 0.5), down + small * (1.5 + 1.3 * step), part)


def _head(lines: Sequence[list[_Piece]]) -> float:
    """Return the height that a number above its words and the air around both take."""
    return 0.73 * max(size for line in lines for _, size, _, _ in line) + 12


def _blocks(
    labels: Sequence[str], scopes: Sequence[str], size: float, width: float, room: float
) -> list[list[list[_Piece]]]:
    """Return labels with their scopes in lines, at the greatest size at which all have room."""
    while True:
        pairs = zip(labels, scopes, strict=True)
        blocks = [_wrapped(label, scope, size, width) for label, scope in pairs]
        if _height(blocks) <= room:
            return blocks
        if size <= 10:
            longest = labels[[len(block) for block in blocks].index(max(map(len, blocks)))]
            raise ValueError(f"The label {longest!r} has too many lines for its row.")
        size -= 0.5


def _height(blocks: Sequence[list[list[_Piece]]]) -> float:
    """Return the height of the highest block of words."""
    return max(1.3 * block[0][0][1] * len(block) for block in blocks)


def _write(ax: Axes, at: tuple[float, float], down: float, line: Sequence[_Piece]) -> None:
    """Write pieces of unlike size one after another on one baseline, so far below a place."""
    x = at[0]
    for piece in line:
        words, size, weight, color = piece
        ax.annotate(
            words, (x, at[1]), (0, -down), textcoords="offset points", va="baseline",
            fontsize=size, fontweight=weight, color=color, annotation_clip=False,
        )  # fmt: skip
        x += _length([piece]) + _space(line)


def _length(line: Sequence[_Piece]) -> float:
    """Return the width in points of pieces on one line, whatever the resolution."""
    length = -_space(line)
    for words, size, weight, _ in line:
        length += width(words, size, weight) + _space(line)
    return length


def _space(line: Sequence[_Piece]) -> float:
    """Return the room between pieces: a blank, a wider one where sizes differ."""
    sizes = [size for _, size, _, _ in line]
    return (0.318 if min(sizes) == max(sizes) else 0.42) * min(sizes)


def _wrapped(label: str, scope: str, size: float, room: float) -> list[list[_Piece]]:
    """Return a label and its scope in as few lines as fit a width, of about equal length."""
    for name in _UNPARTED:
        label = label.replace(name, name.replace(" ", "\N{NO-BREAK SPACE}"))
    words = f"{label}, {scope}" if scope else label
    lines = wrap(words, size, room)
    while room > 60 and len(closer := wrap(words, size, room - 6)) == len(lines):
        lines, room = closer, room - 6
    left, block = len(label.split(" ")), []
    for line in lines:
        parts = line.split(" ")
        both = [(" ".join(parts[:left]), INK), (" ".join(parts[left:]), MUTED)]
        block.append([(part, size, "normal", color) for part, color in both if part])
        left = max(0, left - len(parts))
    return block
