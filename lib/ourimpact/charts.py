"""Chart forms that notebooks share; each draws on axes it is given and names the figure's form.

Belongs here: a form that two notebooks draw. Others are composed from `rows`, `scale` and `write`.
Words are the name of a column that holds them, or a function of the value. Raises ValueError for a
column that the rows lack, for two rows that would share a mark, and for what is no number.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PolyCollection
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from ourimpact import look
from ourimpact.errors import nearest
from ourimpact.look import curly, width, words_color, wrap
from ourimpact.words import count, share, small

Words = str | Callable[[float], str] | None
VALUE = {"size": 12.5, "bold": True}
MUTED = {"size": 10.5, "color": look.MUTED}
_AT_RIGHT = {"edge": True, "ha": "right"}
_GAP = 18.0  # between the columns of a grid of numbers


def write(
    ax: Axes, words: str, x: float, y: float, right: float = 0, up: float | None = None, *,
    edge: bool = False, size: float = 12, bold: bool = False, **options: object,
) -> Annotation | None:  # fmt: skip
    """Write words so many points right of and above a place; without `up` centered on y.

    With `edge` x is a fraction of the axes' width. VALUE and MUTED are options for a value and for
    what stands beside it.
    """
    if not words:
        return None
    options = {"color": look.INK, "annotation_clip": False, **options}
    return ax.annotate(
        curly(words), (x, y), (right, -0.33 * size if up is None else up), size=size,
        xycoords=ax.get_yaxis_transform() if edge else "data", textcoords="offset points",
        weight="semibold" if bold else "normal", **options,
    )  # fmt: skip


def points(ax: Axes) -> np.ndarray:
    """Return width and height of axes in points, before `save` fits them to title and note."""
    return ax.get_position().size * (look.WIDTH, look.HEIGHT)


def scale(ax: Axes, low: float, high: float, left: float, right: float) -> None:
    """Set limits so that low and high lie so many points within the edges of the axes."""
    each = (high - low) / (points(ax)[0] - left - right)
    ax.set_xlim(low - left * each, high + right * each)


def rows(
    ax: Axes, names: Sequence[str], *, highlight: Sequence[str] = (),
    groups: Sequence[str] = (), last: int = 0, start: float = 0,
) -> tuple[np.ndarray, float]:  # fmt: skip
    """Name rows at the left margin, hairlines between; return their places, and the points used.

    A group's head stands above its first row, the `last` rows below a rule. Where all rows of a
    group are highlighted, its head is, not they. Long names wrap; what follows a line break is
    muted. Rows `start` at a fraction of the width.
    """
    mains = [str(name).split("\n")[0] for name in names]
    _mark(ax, "highlight", highlight, [*names, *mains])
    groups, each = list(groups) or [""] * len(names), points(ax)[1] / (len(names) + 0.5)
    first = [n > 0 and groups[n] != groups[n - 1] for n in range(len(names))]
    ruled = [n > 0 and n == len(names) - last for n in range(len(names))]
    y = np.arange(len(names)) + np.cumsum(first) * 24 / each + np.cumsum(ruled) * 5 / each
    used, room = [0.0], 0.34 if each > 24 else 0.45
    of, named = np.array(groups, object), np.isin(mains, highlight) | np.isin(names, highlight)
    lit = {group for group in of if sum(of == group) > 1 and named[of == group].all()} - {""}
    for n, (name, at, group) in enumerate(zip(names, y, groups, strict=True)):
        if n or group:
            color = look.RULE if first[n] or ruled[n] or not n else look.HAIR
            at_top = at - 0.5 - 2.5 / each * ruled[n]
            ax.axhline(at_top, start, color=color, linewidth=0.7, zorder=0.5)
        if group and (first[n] or not n):
            color = look.BLUE if group in lit else look.INK
            write(ax, group, start, at - 0.5, 0, 5, edge=True, size=13, bold=True, color=color)
        main, *below = str(name).split("\n")
        head = [(line, 12, look.INK) for line in wrap(main, 12, room * points(ax)[0])]
        parts = [*head, *((line, 10.5, look.MUTED) for line in below)]
        apart = min(13.5, 0.44 * each) if len(head) > 1 else 13.5  # in low rows lines are small
        bold = named[n] and group not in lit
        for step, (line, size, color) in enumerate(parts):
            up = apart * ((len(parts) - 1) / 2 - step) - 4
            size = min(size, apart / 1.08)
            style = {"size": size, "color": color, "bold": bold and color == look.INK}
            write(ax, line, 0, at, 0, up, edge=True, **style)
            used.append(width(line, size, "semibold" if bold else "normal"))
    ax.set(ylim=(y[-1] + 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return y, max(used)


def _ready(
    ax: Axes, form: str, data: pd.DataFrame, each: str, last: Sequence[object], *columns: str,
    least: float = -np.inf, shares: bool = False, **marked: Sequence[object],
) -> pd.DataFrame:  # fmt: skip
    """Return rows, those of `last` at the end; name the form, refuse what cannot be drawn.

    The `columns` hold numbers, `least` or more, or `shares`. What is `marked` are names of rows.
    """
    ax.figure.form = getattr(ax.figure, "form", form)
    if data.empty:
        raise ValueError("There are no rows to draw.")
    for column in (each, *columns):
        _there(data, column)
    for column in columns:
        for name, number in zip(data[each], data[column], strict=True):
            good = isinstance(number, (int, float, np.number)) and not pd.isna(number)
            if not good or abs(number) == np.inf or number < least:
                wanted = "a number, 0 or more" if least == 0 else "a number"
                raise ValueError(f"{column} of {name!r} is {number!r}: it must be {wanted}.")
            if shares and abs(number) > 1:
                raise ValueError(
                    f"{column} of {name!r} is {number}: a share is 1 at most, as 0.15."
                )
    if (twice := data[each].duplicated()).any():
        what = data.loc[twice, each].iloc[0]
        raise ValueError(f"{each} is {what!r} in several rows: add them up, for one mark each.")
    for what, names in marked.items():
        _mark(ax, what, names, data[each])
    return data.sort_values(each, key=lambda names: names.isin(last), kind="stable")


def _mark(ax: Axes, what: str, marked: Sequence[object], names: Sequence[object]) -> None:
    """Note on the figure which names are marked and which there are; `save` compares them all."""
    if isinstance(marked, str):
        raise ValueError(f"{what} is text, {marked!r}; a list is wanted: [{marked!r}].")
    noted = ax.figure.__dict__.setdefault("marks", {"rows": set()})
    noted["rows"].update(names)
    noted.setdefault(what, set()).update(marked)


def _there(data: pd.DataFrame, column: str) -> None:
    if column not in data:
        raise ValueError(f"There is no column {column!r}.{nearest(column, data.columns)}")


def _said(data: pd.DataFrame, value: str, words: Words) -> list[str]:
    if words and not callable(words):
        _there(data, words)
    if words is count and any(number % 1 for number in data[value]):
        raise ValueError(f"{value} has fractions, which count() would round: pass words=.")
    if callable(words):
        return [words(amount) for amount in data[value]]
    return list(data[words].astype("str")) if words else [""] * len(data)


def _fills(
    names: Sequence[object], highlight: Sequence[object], hollow: Sequence[object], color: str
) -> list[dict[str, object]]:
    """Return the look of each mark: the finding, pale context, or hollow; all of one height."""
    pale = {"facecolor": look.CONTEXT, "edgecolor": look.CONTEXT, "linewidth": 1.0}
    bare = {"facecolor": look.PAPER, "edgecolor": look.EDGE, "linewidth": 1.0}
    full = {"facecolor": color, "edgecolor": color, "linewidth": 1.0}
    plain = pale if len(highlight) else full
    return [full if n in highlight else bare if n in hollow else plain for n in names]


def _rows_of(
    ax: Axes, data: pd.DataFrame, label: str, highlight: Sequence[str], groups: str,
    unstable: Sequence[str],
) -> tuple[list[str], np.ndarray, float]:  # fmt: skip
    """Name rows as `rows` does, from columns; return also their names."""
    names, kinds = list(data[label].astype("str")), data[groups].astype("str") if groups else ()
    last = int(data[label].isin(unstable).sum())
    return names, *rows(ax, names, highlight=highlight, groups=kinds, last=last)


def bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    words: Words = count, second: Words = None, highlight: Sequence[str] = (), groups: str = "",
    unstable: Sequence[str] = (), color: str = look.BLUE, size: float = 12.5,
) -> None:  # fmt: skip
    """Draw a bar for each row, in the order given: its value first, a second one muted beside it.

    Without `highlight` all have the `color`; rows of `unstable` come last and hollow. Negative
    values run to the left. Values are written in `size`.
    """
    marked = {"highlight": highlight, "unstable": unstable}
    data = _ready(ax, "ranked_bars", data, label, unstable, value, **marked)
    names, y, left = _rows_of(ax, data, label, highlight, groups, unstable)
    values = data[value].to_numpy(float)
    said = list(zip(_said(data, value, words), _said(data, value, second), strict=True))
    wide = np.array([[width(one, size, "semibold"), width(more, 10.5)] for one, more in said])
    ends = wide.sum(axis=1) + 6 + 6 * (wide[:, 1] > 0)
    before, after = max(ends[values < 0], default=0), max(ends[values >= 0], default=0)
    if values.max() > 0 and not before:  # only the words of the longest bars need room
        room = points(ax)[0] - left - 14
        after = room - values.max() / max(values / (room - ends))
    scale(ax, min(0, *values), max(0, *values), left + 14 + before, after)
    thick = min(0.62, 22 * len(y) / points(ax)[1])
    sns.barplot(x=values, y=y, orient="y", native_scale=True, width=thick, errorbar=None, ax=ax)
    ax.set(ylim=(y[-1] + 0.5, -0.5), xlabel="", ylabel="", xticks=[], yticks=[])
    marks = zip(ax.containers[-1], _fills(names, highlight, unstable, color), strict=True)
    for n, (bar, fill) in enumerate(marks):
        bar.set(**fill)
        way, ha = (1, "left") if values[n] >= 0 else (-1, "right")
        lit = fill["facecolor"] == color
        tone = {"bold": True, "color": words_color(color)} if lit else {}
        large = size - 0.5 * (not lit)
        write(ax, said[n][0], values[n], y[n], 6 * way, ha=ha, size=large, **tone)
        beside = 12 + width(said[n][0], large, "semibold" if lit else "normal")
        write(ax, said[n][1], values[n], y[n], beside * way, -4.1, ha=ha, **MUTED)


def dots(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    words: Words = share, second: Words = None, head: str = "", highlight: Sequence[str] = (),
    hollow: Sequence[str] = (), apart: Sequence[str] = (), groups: str = "",
    reference: float | None = None, reference_name: str = "",
    start: float | None = None, end: float | None = None,
) -> None:  # fmt: skip
    """Draw a dot for each row with its interval (columns `low`, `high`), its words at the right.

    `reference` is a line with its name, `head` that of the words; rows of `apart` stand below a
    rule. The axis, of shares, runs from `start` to `end`, else over all intervals.
    """
    numbers = (value, "low", "high")
    marked = {"highlight": highlight, "hollow": hollow, "apart": apart}
    data = _ready(ax, "dots", data, label, apart, *numbers, shares=words is share, **marked)
    outside = (data[value] < data["low"]) | (data[value] > data["high"])
    for name in data.loc[outside, label]:
        raise ValueError(f"{value} of {name!r} lies outside its interval, low to high.")
    names, y, left = _rows_of(ax, data, label, highlight, groups, apart)
    said, more = _said(data, value, words), _said(data, value, second)
    beside = max(width(each, 10.5) + 16 * bool(each) for each in more)
    right = max(beside + max(width(each, 12.5, "semibold") for each in said), width(head, 10.5))
    low = data["low"].min() if start is None else start
    high = data["high"].max() if end is None else end
    scale(ax, low, high, left + 24, right + 24)
    shares(ax, low, high, y, reference)
    write(ax, head, 1, -0.5, 0, 5, **_AT_RIGHT, **MUTED)
    if reference is not None:
        ax.axvline(reference, color=look.MUTED, linewidth=1.1, linestyle=(0, (3, 2)), zorder=1)
        write(ax, reference_name, reference, -0.5, 0, 5, ha="center", **MUTED)
    lit = np.isin(names, list(highlight)) | (not len(highlight))
    interval(ax, y, data[list(numbers)].to_numpy(float), lit, data[label].isin(hollow))
    for n, at in enumerate(y):
        style = VALUE | {"color": look.BLUE if lit[n] else look.INK, "bold": bool(lit[n])}
        write(ax, said[n], 1, at, -beside, **_AT_RIGHT, **style)
        write(ax, more[n], 1, at, 0, -4.1, **_AT_RIGHT, **MUTED)


def interval(
    ax: Axes, y: np.ndarray, ends: np.ndarray, lit: np.ndarray, hollow: Sequence[bool]
) -> None:
    """Draw dots, each on its interval: values, lows and highs as columns of `ends`.

    An interval is taller than its dot, so that a short one is seen, too.
    """
    values, lows, highs = ends.T
    lines, tones = np.where(lit, [[look.SECOND], [look.BLUE]], [[look.CONTEXT], [look.MUTED]])
    ax.hlines(y, lows, highs, colors=lines, linewidth=8, zorder=2)
    face = np.where(hollow, look.PAPER, tones)
    ax.scatter(values, y, s=24, c=face, edgecolors=tones, linewidths=1.2, zorder=3)


def shares(
    ax: Axes, low: float, high: float, y: np.ndarray, reference: float | None = None
) -> None:
    """Draw gridlines through rows, as many as have room for their percentages below the last.

    A line that would run into that of the `reference` is left to it.
    """
    each = np.ptp(ax.get_xlim()) / points(ax)[0]
    room = (high - low) / each
    steps = [1, 2, 5, 10] if high - low < 0.3 else [1, 2, 2.5, 5, 10]  # 25%, but not 2.5%
    ticks = MaxNLocator(int(np.clip(room / 30, 1, 6)), steps=steps).tick_values(low, high)
    for tick in ticks[(ticks > low - 1e-9) & (ticks < high + 1e-9)]:
        if reference is None or abs(tick - reference) > 3 * each:
            ax.axvline(tick, color=look.HAIR, linewidth=0.7, zorder=0)
        said = share(tick, digits=0).replace("-", "\N{MINUS SIGN}")
        write(ax, said, tick, y[-1] + 0.5, 0, -12, ha="center", **MUTED)


def pairs(
    ax: Axes, data: pd.DataFrame, before: str, after: str, label: str, *,
    words: Callable[[float], str] = count, groups: str = "",
    heads: tuple[str, str] = ("", ""), highlight: Sequence[str] = (),
) -> None:  # fmt: skip
    """Draw two dots a row, `before` hollow and `after` filled, blue where it is highlighted.

    `heads` name both in a key at the right, above the first row.
    """
    data = _ready(ax, "dots", data, label, (), before, after, highlight=highlight)
    names, y, left = _rows_of(ax, data, label, highlight, groups, ())
    both = data[[before, after]].to_numpy(float)
    side = max(width(words(n), 12, "semibold") for n in both.ravel()) + 9
    scale(ax, both.min(), both.max(), left + 12 + side, side)
    lit = [not highlight or name in highlight for name in names]
    for n, color in enumerate(np.where(lit, look.BLUE, look.SECOND)):
        _pair(ax, both[n], y[n], color, words)
    right, tone = 0.0, look.SECOND if highlight else look.BLUE  # of most rows
    for n, head in reversed(list(enumerate(heads)) if any(heads) else []):
        style = MUTED | ({"bold": True, "color": words_color(tone)} if n else {})
        write(ax, head, 1, -0.5, -right, 5, **_AT_RIGHT, **style)
        right += width(head, 10.5, "semibold" if n else "normal") + 8
        dot = {"color": [look.PAPER, tone][n], "mec": [look.MUTED, tone][n]}
        at = 1 - right / points(ax)[0], -0.5 - 8.5 / points(ax)[1] * abs(np.ptp(ax.get_ylim()))
        ax.plot(*at, transform=ax.get_yaxis_transform(), clip_on=False, **_DOT, **dot)
        right += 16


_DOT = {"marker": "o", "markersize": 8.5, "mew": 1.6}


def _pair(ax: Axes, pair: np.ndarray, y: float, color: str, words: Callable[[float], str]) -> None:
    """Draw the dots of a row, each with its value on the outer side."""
    ax.hlines(y, *sorted(pair), color=color, alpha=0.4, linewidth=3.5, zorder=1)
    ways = [-1, 1] if pair[1] >= pair[0] else [1, -1]
    inks, faces = [look.MUTED, color], [look.PAPER, color]
    for n, (value, way, ink, face) in enumerate(zip(pair, ways, inks, faces, strict=True)):
        style = {"color": words_color(ink), "bold": n == 1, "ha": "left" if way > 0 else "right"}
        write(ax, words(value), value, y, 9 * way, **style)
        ax.plot(value, y, color=face, mec=ink, zorder=2 + n, **_DOT)


def columns(
    ax: Axes, data: pd.DataFrame, value: str, label: str = "year", *,
    words: Words = count, second: Words = None, below: Words = None,
    highlight: Sequence[object] = (), outlined: Sequence[object] = (),
    apart: Sequence[object] = (), size: float = 12, thick: float = 0.84, color: str = look.BLUE,
) -> None:  # fmt: skip
    """Draw a column for each row: years on a true time axis, other labels side by side.

    `outlined` are estimated; `apart` stand at the right on a baseline of their own. A label's
    second line, or what is said `below` it, is muted.
    """
    form = "year_columns" if label == "year" else "columns"
    marked = {"highlight": highlight, "outlined": outlined, "apart": apart}
    data = _ready(ax, form, data, label, apart, value, least=0, **marked)
    if form == "year_columns" and not apart:
        data = data.sort_values(label)
    keys, values = list(data[label]), data[value].to_numpy(float)
    aside = data[label].isin(apart).to_numpy()
    x = np.array(range(len(keys)) if apart or label != "year" else keys, float) + 0.4 * aside
    sns.barplot(x=x, y=values, native_scale=True, width=thick, errorbar=None, ax=ax)
    fills = _fills(keys, highlight, outlined, color)
    under = zip(keys, _said(data, value, below), strict=True)
    names = [f"{key}\n{more}" if more else str(key) for key, more in under]
    heads = data.loc[~aside, label].astype("str").str.split("\n").str[0]
    longest = max(width(head, size, "semibold") for head in heads)
    each = points(ax)[0] / (np.ptp(x) + 0.86)
    size = max(9, min(size, size * 0.9 * each / longest))  # many columns: smaller words
    said = zip(_said(data, value, words), _said(data, value, second), strict=True)
    for n, (bar, first) in enumerate(zip(ax.containers[-1], said, strict=True)):
        bar.set(**fills[n])
        lit = words_color(color) if keys[n] in highlight else ""
        if keys[n] in outlined:
            bar.set(edgecolor=look.EDGE, linewidth=1.0, linestyle="--")
        _column_words(ax, (x[n], values[n]), names[n], first, size, lit)
    under = 31 if any("\n" in name for name in names) else 18
    over = 33 if second else 20
    each = (values.max() or 1) / (points(ax)[1] - under - over)
    ax.set(xlim=(x[0] - 0.43, x[-1] + 0.43), ylim=(-under * each, values.max() + over * each))
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    for part in filter(len, (x[~aside], x[aside])):
        ends = part[[0, -1]] + [-0.43, 0.43]
        ax.plot(ends, [0, 0], color=look.INK, linewidth=0.9, zorder=4)


def _column_words(
    ax: Axes, top: tuple[float, float], key: str, said: tuple[str, str], size: float, lit: str
) -> None:
    """Write a column's value above its top and its label below it, large where it is lit."""
    ha, bold, color = "center", bool(lit), lit or look.INK
    style = {"size": 1.3 * size if lit else size, "bold": bold, "color": color, "ha": ha}
    write(ax, said[0], *top, 0, 17 if said[1] else 5, **style)
    write(ax, said[1], *top, 0, 5, ha=ha, **MUTED)
    name, _, below = key.partition("\n")
    write(ax, name, top[0], 0, 0, -14, size=size, bold=bold, ha=ha)
    write(ax, below, top[0], 0, 0, -27, ha=ha, **MUTED)


def panels(axes: np.ndarray, data: pd.DataFrame, value: str, by: str, **options: object) -> None:
    """Draw `columns` once for each value of column `by`, titled with it; scales differ."""
    held, groups = list(np.ravel(axes)), list(data.groupby(by, sort=False, observed=True))
    if len(groups) > len(held):
        raise ValueError(f"{by} has {len(groups)} values; there are {len(held)} axes.")
    held[0].figure.form = "small_multiples"
    for ax, (name, part) in zip(held, groups, strict=False):
        columns(ax, part, value, **options)
        title = "\n".join(wrap(str(name), 12, points(ax)[0], "semibold"))
        ax.set_title(curly(title), pad=4)
    for ax in held[len(groups) :]:
        ax.set_axis_off()


def share_bar(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *, colors: Sequence[str],
    words: Words = count, lens: tuple[Axes, str] | None = None,
) -> None:  # fmt: skip
    """Draw one bar of parts that make a whole.

    Above each part stand its share, its name and its number; the last is written from the right.
    A `lens` opens from the last part to axes below, with words.
    """
    data = _ready(ax, "share_bar", data, label, (), value, least=0)
    if not data[value].any() or len(colors) < len(data):
        held = f"{len(data)} parts of {data[value].sum()}, in {len(colors)} colors"
        raise ValueError(f"{held}: a color for each is needed, and more than 0 in all.")
    high, size = points(ax)[1], 28
    thick = 26 if lens else min(52, high - 25 - 0.66 * size)
    y = high - thick - (0 if lens else (high - 21 - 0.66 * size - thick) / 2)
    start, total = 0.0, data[value].sum()
    below = data[label].astype("str") + "  " + _said(data, value, words)
    for place, (amount, said, color) in enumerate(zip(data[value], below, colors, strict=True)):
        at, ha = (1, "right") if 0 < place == len(data) - 1 else (start, "left")
        tone = look.MUTED if color in (look.CONTEXT, look.EDGE) else words_color(color)
        ax.barh(y + thick / 2, amount / total, thick, start, color=color, linewidth=0)
        ax.vlines(start or np.nan, y, y + thick, colors=look.PAPER, linewidth=1.4)
        write(ax, share(amount, total), at, y, 0, 21, size=size, color=tone, bold=True, ha=ha)
        write(ax, said, at, y, 0, 6, ha=ha)
        start += amount / total
    ax.set(xlim=(0, 1), ylim=(high, 0))
    ax.set_axis_off()
    if lens:
        _lens(ax, *lens, 1 - amount / total)


def whole_and_rest(
    axes: np.ndarray, data: pd.DataFrame, value: str, label: str, others: str, digits: int = 1
) -> None:
    """Draw one bar of the first row and all others, and below, larger, a bar of each other.

    Beside each stands its share of all, with so many digits.
    """
    above, below = axes
    total, rest = data[value].sum(), data[value][1:].sum()
    parts = data[1:].assign(of_all=[share(part, total, digits) for part in data[value][1:]])
    bars(below, parts, value, label, color=look.SECOND, second="of_all")
    two = {label: [data[label].iloc[0], others], value: [data[value].iloc[0], rest]}
    lens = below, f"The other {share(rest, total)}, by type"
    colors = [look.BLUE, look.SECOND]
    share_bar(above, pd.DataFrame(two), value, label, colors=colors, lens=lens)


def _lens(ax: Axes, below: Axes, words: str, start: float) -> None:
    """Open a lens from a part, `start` to the right end, onto the axes below, with words."""
    gap = ax.get_position().y0 - below.get_position().y1
    gap *= ax.get_ylim()[0] / ax.get_position().height
    top, bottom = ax.get_ylim()[0] + np.array([1.5, min(gap, 34)])
    ax.fill([start, 1, 1, 0], [top, top, bottom, bottom], color=look.TINT, clip_on=False, zorder=0)
    style = {"color": look.SECOND, "linewidth": 1.0, "clip_on": False}
    ax.plot([start, 0, 1, 1], [top, bottom, bottom, top], **style)
    tone = {"color": look.SECOND_TEXT, "bold": True, "size": 13, "ha": "right"}
    write(ax, words, 1, bottom, -8, 5.5, edge=True, **tone)


def squares(
    ax: Axes, colors: Sequence[str], *, across: int = 0, down: int = 0,
    at: tuple[float, float] = (0, 0), dots: bool = False, hollow: bool = False, pitch: float = 0,
    gap: float = 0.14,
) -> int:  # fmt: skip
    """Draw a square (or a dot) of each color, in rows of `across` or in columns of `down`.

    Returns how many rows (or columns) they take. A cell is 1 by 1, of which the `gap` stays free;
    `cells` sets the limits. With `pitch` a cell is so many points, and rows run down from the place
    `at`, the middle of their left edge. What is estimated is `hollow`; those of the color of paper
    are outlined.
    """
    if not colors:
        raise ValueError("There are no squares to draw: what they stand for is less than one.")
    ax.figure.form = getattr(ax.figure, "form", "waffle")
    line, step = np.divmod(np.arange(len(colors)), across or down)
    corner = np.column_stack([step, line] if across else [line, step])
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (1 - gap)
    paper = [color == look.PAPER for color in colors]
    style = {"facecolors": look.PAPER if hollow else list(colors)}
    style["edgecolors"] = np.where(paper, look.EDGE, list(colors))
    style["linewidths"] = np.where(paper, 1.0, hollow * (1.8 if pitch else 0.8))
    if pitch:
        inches = (corner[:, None] + square - [0, (line[-1] + 1) / 2]) * [1, -1] * pitch / 72
        style |= {"offsets": [at], "offset_transform": ax.transData}
        marks = PolyCollection(inches, transform=ax.figure.dpi_scale_trans, **style)
    elif dots:
        size = [0.62] * len(colors)
        style |= {"offsets": corner + at + 0.5, "offset_transform": ax.transData}
        marks = EllipseCollection(size, size, [0] * len(size), units="x", **style)
    else:
        marks = PolyCollection((corner + at)[:, None] + square + gap / 2, **style)
    ax.add_collection(marks, autolim=False)
    return int(line[-1]) + 1


def cells(ax: Axes, across: float, down: float, *, square: bool = False, gap: float = 0) -> None:
    """Set axes to so many cells, from the upper left; `square` keeps them square.

    With the `gap` of the squares, the outer ones reach the edges.
    """
    ax.set(xlim=(gap / 2, across - gap / 2), ylim=(down - gap / 2, gap / 2))
    ax.set_axis_off()
    if square:
        ax.set_aspect("equal", anchor="NW")


def number_list(
    ax: Axes, data: pd.DataFrame, *, groups: str = "", highlight: Sequence[str] = (),
    lead: bool = False,
) -> None:  # fmt: skip
    """Write numbers over what they count, in cells of one grid.

    A group has lines of its own, and its head above them where it is text.
    Columns number and label, and where they exist qualifier and unit, which are semibold; a label
    without a unit goes on after its number in small letters. The first cell of a line takes the
    columns that the others leave. Numbers of `highlight` (by label) are blue; with `lead` they are
    large, with the words beside them.
    """
    data = _ready(ax, "number_list", data, "label", (), highlight=highlight)
    _there(data, "number")
    data = data.assign(**{c: "" for c in ("qualifier", "unit") if c not in data})
    data = data.astype(dict.fromkeys(["number", "label", "qualifier", "unit"], "str"))
    data["lit"] = data["label"].isin(highlight)
    data["large"] = data["lit"] & lead
    data["label"] = data["label"].mask(data["unit"] == "", data["label"].map(small))
    kept = data.groupby(groups or ~data["large"], sort=False)
    (wide, high), most = points(ax), kept.size().max()
    across = -(-most // -(-most // (3 if look.AS == "square" else 5)))  # lines of about one length
    high *= 0.87 if look.AS == "square" else 1  # its titles and notes have more lines
    lines = [line for head, rows in kept for line in _lines(head, rows, across)]
    each = (wide + _GAP) / across
    fits = 10 * (each - _GAP) / max(width(number, 10, "semibold") for number in data["number"])
    for size in np.arange(16, 8, -0.25):  # the largest that leaves all its room
        sizes = (size, min(2.1 * size, fits))
        grid = [(head, *_cells(rows, sizes, each, across - len(rows))) for head, rows in lines]
        if (spare := high - sum(tall + 19 * bool(head) for head, _, tall in grid)) >= 0:
            break
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.set_axis_off()
    y, more = 0.0, max(0.0, spare) / len(grid)
    for head, held, tall in grid:
        y += 19 * bool(head)
        write(ax, head, 0, y, 0, 6, size=13, bold=True)
        ax.hlines(y, 0, wide, color=look.RULE, linewidth=0.7)
        for cell in held:
            _cell(ax, y, tall + more, more / 2, *cell)
        y += tall + more


def _lines(group: object, rows: pd.DataFrame, across: int) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of a group in lines of cells: the first may be short, and has the head."""
    head = group if isinstance(group, str) else ""
    first = len(rows) % across or across
    parts = [rows[:first], *(rows[n : n + across] for n in range(first, len(rows), across))]
    return [(head * (n == 0), part) for n, part in enumerate(parts)]


_Said = tuple[str, float, float, dict[str, object]]  # words, how far right and down, their style
_Cell = tuple[float, list[_Said]]  # left edge, and words


def _cells(
    rows: pd.DataFrame, sizes: tuple[float, float], each: float, more: int
) -> tuple[list[_Cell], float]:
    """Return a line's cells and how tall they are; the first is `more` columns wider."""
    cells, lifted = [], any(rows["qualifier"])
    for n, row in enumerate(rows.to_dict("records")):
        left, room = each * (n + more * (n > 0)), each * (1 + more * (n == 0)) - _GAP
        narrow = width(row["number"], 3.6 * sizes[0], "semibold") > 0.6 * room
        said = (_beside if row["large"] and not narrow else _over)(row, *sizes, room, lifted)
        cells.append((left, said))
    down = max(place for _, said in cells for _, _, place, _ in said)
    return cells, down + 0.4 * sizes[0] + 4


def _over(row: dict[str, str], size: float, large: float, room: float, lifted: bool) -> list[_Said]:
    """Return the words of a cell: a qualifier, below it the number, and what it counts."""
    top = 7 + 1.2 * size * lifted
    down = top + 0.7 * large
    said = _counted(row, size, room, 0, down + 0.3 * size)
    return [_above(row, size, top), _number(row, large, down), *said]


def _above(row: dict[str, str], size: float, top: float) -> _Said:
    return row["qualifier"], 0, top - 0.35 * size, {"size": size, "color": look.MUTED}


def _beside(row: dict[str, str], size: float, _: float, room: float, lifted: bool) -> list[_Said]:
    """Return the words of a large cell: its number, and at its right what it counts."""
    large, top = 3.6 * size, 8 + 1.2 * size * bool(row["qualifier"])
    right, down = width(row["number"], large, "semibold") + 0.9 * size, top + 0.7 * large
    said = _counted(row, 1.25 * size, room - right, right, 0)
    middle = (said[-1][2] + 0.3 * size) / 2  # between the first line's capitals and the last line
    step = max(down - 0.33 * large - middle, 8 - 0.6 * size)
    said = [(words, x, place + step, style) for words, x, place, style in said]
    return [_above(row, size, top), _number(row, large, down), *said]


def _number(row: dict[str, str], size: float, down: float) -> _Said:
    color = look.BLUE if row["lit"] else look.INK
    hang = look.hang(row["number"], size)
    return row["number"], -hang, down, {"size": size, "bold": True, "color": color}


def _counted(row: dict[str, str], size: float, room: float, x: float, down: float) -> list[_Said]:
    """Return what a number counts in lines of about one length, its unit semibold, not its `of`."""
    unit, found = row["unit"], []
    for line in _even(f"{unit} {row['label']}".strip(), size, 0.97 * room):
        start = line if unit.startswith(line) else unit * line.startswith(unit)
        down, unit = down + 1.2 * size, unit.removeprefix(start).strip()
        of, rest = "of " * start.startswith("of "), line.removeprefix(start).strip()
        at = x
        for words, bold in ((of, False), (f"{start.removeprefix(of)} ", True), (rest, False)):
            found.append((words.strip(), at, down, {"size": size, "bold": bold}))
            weight = "semibold" if bold else "normal"
            if words.strip():
                at += look.advance(words, size, weight)
    return found


def _even(words: str, size: float, room: float) -> list[str]:
    """Return words in as few lines as `wrap`, and none of them much shorter than the others."""
    lines = wrap(words, size, room)
    for part in np.arange(0.95, 0.4, -0.05):
        if len(fewer := wrap(words, size, part * room)) > len(lines):
            break
        lines = fewer
    return lines


def _cell(
    ax: Axes, top: float, high: float, inset: float, left: float, said: Sequence[_Said]
) -> None:
    """Write a cell from its upper left, with a line before it."""
    if left:
        ends = [top + 8, top + high - 8]
        ax.vlines(left - _GAP / 2, *ends, color=look.RULE, linewidth=0.7)
    for words, right, down, style in said:
        write(ax, words, left, top, right, -down - inset, **style)
