"""Chart forms that notebooks share; each draws on axes it is given and declares its rows.

Belongs here: what draws on given axes and has options. A composition too long for a cell is a
module of `forms`; others are composed from `rows`, `scale` and `write`.
Words are the name of a column that holds them, or a function of the value. Raises ValueError for a
column that the rows lack, for two rows that would share a mark, and for what is no number.
"""

import re
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PolyCollection
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from ourimpact import look, nearest
from ourimpact.checks import exchanged
from ourimpact.drawn import declare, declared, note_names
from ourimpact.look import curly, even, width, words_color, wrap
from ourimpact.printed import NUMBER, printed_number, rounds_to
from ourimpact.words import count, share

Names = Sequence[Any]
Words = str | Callable[[float], str] | None
Column = tuple[list[str], bool]  # words of rows, and whether they are the value
_LEFT = 0.87 if look.AS == "square" else 1  # share of the height that longer titles and notes leave
MUTED = {"size": 10.5, "color": look.MUTED}
DASHED = {"color": look.MUTED, "linewidth": 1.1, "linestyle": (0, (3, 2)), "zorder": 2.5}
_IN_COLUMN = (10.5,), (12.5, "semibold")  # of seconds, and of values
_AT_RIGHT = {"edge": True, "ha": "right"}
_THICKEST = 26  # points of a bar, at most
BROAD = 0.84  # of a column, in places from one to the next
_HALF = BROAD / 2 + 0.01  # of a baseline below one column
_SIZE = 34 if look.AS == "square" else 40  # of a dot
_LEAST = 9  # smallest size of a name, in points
_LINE = 13.5  # points from one line of a name to the next, at most
_FILLED = 0.72, 0.81  # of a row that lines of a name fill, and of one that `_added` makes higher
_NAME_PARTS = ((30, 0.25), *[(24, 0.34)] * (look.AS != "square"), (0, 0.45))  # least row: part
_WIDEST = 0.6  # part of the width for names that take too many lines in that of their rows
_LOW_ROW, _TWO_LINE_ROW, _HIGH_ROW = 36, 42, 56  # points: a low row with two lines is made higher
_HEAD_ROOM, _RULE_ROOM = 32, 12  # points that a group's head takes, and a rule above the last rows
_KEY, _KEY_LONG = "share and its likely range", 22  # points of its mark
_BEFORE_AXIS, _AFTER_AXIS = 16, 20  # points from names to the axis of dots, and on to columns
_BELOW, _BELOW_TWO = 18, 31  # points that names of columns take, and those of two lines
_ABOVE = {"none": 20, "some": 39, "all": 33}  # points over the tallest, by how many have `second`
_SEEN = 0.9  # points of a column above its baseline, at least: less is not seen
_MOST = np.finfo(float).max
_COUNT = ("it must be a number, 0 or more", 0, _MOST)
_SHARE = ("a share is 1 at most, as 0.15", 0, 1)


def write(
    ax: Axes, words: str, x: float, y: float, right: float = 0, up: float | None = None, *,
    edge: bool = False, size: float = 12, bold: bool = False, **options: object,
) -> None:  # fmt: skip
    """Write words so many points right of and above a place; without `up` centered on y.

    With `edge` x is a fraction of the width. MUTED are options for what stands beside a value.
    """
    if words:
        ax.annotate(
            curly(words), (x, y), (right, -0.33 * size if up is None else up), size=size,
            xycoords=ax.get_yaxis_transform() if edge else "data", textcoords="offset points",
            weight="semibold" if bold else "normal",
            **{"color": look.INK, "annotation_clip": False} | options,
        )  # fmt: skip


def points(ax: Axes) -> np.ndarray:
    """Return width and height of axes in points, before `save` fits them to title and note."""
    return ax.get_position().size * (look.WIDTH, look.HEIGHT)


def space(ax: Axes) -> np.ndarray:
    """Return width and height in points that the longer titles and notes of a square leave."""
    return points(ax) * (1, _LEFT)


def scale(ax: Axes, low: float, high: float, left: float, right: float) -> None:
    """Set limits so that low and high lie so many points within the edges of the axes."""
    each = (high - low) / (points(ax)[0] - left - right)
    ax.set_xlim(low - left * each, high + right * each)


def rows(
    ax: Axes, names: Names, *, highlight: Names = (), groups: Sequence[str] = (), last: int = 0,
    hairs: bool = True,
) -> tuple[np.ndarray, float]:  # fmt: skip
    """Name rows at the left margin, `hairs` between. Returns their places, and the points used.

    A group's head stands above its first row, the `last` rows below a rule. Where all rows of a
    group are highlighted, its head is, not they. Long names wrap; a second line is muted.
    """
    mains = [str(name).split("\n")[0] for name in names]
    declare(ax.figure, "", [*names, *mains], highlight=highlight)
    wide, high = space(ax)
    each = high / (len(names) + 0.5)  # points of a row
    room = _room(mains, each, wide)
    added = _added(names, each, room)
    group_of = np.array(list(groups) or [""] * len(names), object)
    heads = np.where(np.append(True, group_of[1:] != group_of[:-1]), group_of, "")
    y, ruled = _places(heads, last, each, added)
    is_lit = np.isin(mains, highlight) | np.isin(names, highlight)
    lit_groups = {group for group in group_of if is_lit[group_of == group].all()} - {""}
    used = [0.0]
    for n, (name, head, top) in enumerate(zip(names, heads, y - 0.5 - added / 2, strict=True)):
        if head or ruled[n] or (n and hairs):
            color = look.RULE if head or ruled[n] else look.HAIR
            up = _RULE_ROOM / 2 * ruled[n] / each
            ax.axhline(top - up, color=color, lw=0.7, zorder=0.5, clip_on=False)
        tone = look.BLUE if head in lit_groups else look.INK
        write(ax, head, 0, top, 0, 5, edge=True, size=13, bold=True, color=tone)
        bold = is_lit[n] and group_of[n] not in lit_groups
        used += _name_row(ax, name, y[n], each, added[n], room, bold=bold)
    note_names(ax, 0, y, names)
    ax.set(ylim=(y[-1] + 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return y, max(used)


def _places(
    heads: np.ndarray, last: int, each: float, added: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of rows, in rows so many points high, and which has a rule above it."""
    place = np.arange(len(heads))
    is_below_head, ruled = (place > 0) & (heads != ""), (place > 0) & (place == len(heads) - last)
    free = (_HEAD_ROOM * np.cumsum(is_below_head) + _RULE_ROOM * np.cumsum(ruled)) / each
    return place + free + np.cumsum(added) - added / 2, ruled


def _name_row(
    ax: Axes, name: object, at: float, each: float, added: float, room: float, *, bold: bool
) -> list[float]:
    """Write a row's name, wrapped to its room; return the widths of its lines.

    The row is so many points high, and an `added` part; in high ones, names are larger.
    """
    (main, *below), style = str(name).split("\n"), {"size": 12, "bold": bold}
    lines = [(line, style) for line in even(main, 12, room)]
    lines += [(line, MUTED) for part in below for line in wrap(part, 10.5, space(ax)[0])]
    larger, most = 1.2 if each > _HIGH_ROW else 1, _FILLED[0] * (each * (1 + added)) / len(lines)
    apart, used = larger * min(_LINE, most if len(lines) > 1 else _LINE), []
    for step, (line, how) in enumerate(lines):
        size = min(larger * how["size"], apart / 1.08)
        up = apart * ((len(lines) - 1) / 2 - step) - size / 3
        write(ax, line, 0, at, 0, up, edge=True, **how | {"size": size})
        used.append(width(line, size, "semibold" if bold else "normal"))
    return used


def _added(names: Names, each: float, room: float) -> np.ndarray:
    """Return what rows of names that take two lines are higher than others, as a part of one."""
    tall = ["\n" in str(name) or len(wrap(str(name), 12, room)) > 1 for name in names]
    return np.array(tall) * np.clip(_TWO_LINE_ROW / each - 1, 0, 0.6) * (each < _LOW_ROW)


def _room(names: Sequence[str], each: float, wide: float) -> float:
    """Return the first width in which rows so high hold names in lines of 9 points or more.

    It is a part of the whole width, larger for lower rows.
    """
    part = next(part for least, part in _NAME_PARTS if each > least)
    for room in (wide * part, wide * _WIDEST):
        most = max(len(wrap(name, 12, room)) for name in names)
        if most == 1 or _FILLED[1] * each / most >= _LEAST:
            return room
    said = f"{max(names, key=len)!r} takes {most} lines in a row {each:.0f} points high"
    raise ValueError(f"{said}, and {_LEAST} each is the smallest: shorten it, or draw fewer rows.")


def _ready(
    ax: Axes, form: str, data: pd.DataFrame, each: str, columns: Names = (),
    wanted: tuple[str, float, float] = _COUNT, last: Names = (), **marked: Names,
) -> pd.DataFrame:  # fmt: skip
    """Return rows, those of `last` at the end; declare them, and refuse what cannot be drawn.

    The `columns` hold numbers as they are `wanted`. What is `marked` are names of rows.
    """
    if data.empty:
        raise ValueError("There are no rows to draw.")
    said, low, high = wanted
    for column in (each, *columns):
        _there(data, column)
    for column in columns:
        for name, number in zip(data[each], data[column], strict=True):
            if not isinstance(number, (int, float, np.number)) or not low <= number <= high:
                raise ValueError(f"{column} of {name!r} is {number!r}: {said}.")
    for name in data.loc[data[each].duplicated(), each]:
        raise ValueError(f"{each} is {name!r} in several rows: add them up, for one mark each.")
    declare(ax.figure, "", data[each], chart=form, **marked)
    _refuse_text_order(data[~data[each].isin(last)], each, columns[:1])
    for column in columns[:1]:
        declared(ax.figure).lengths.append(dict(zip(data[each], data[column], strict=True)))
    return data.sort_values(each, key=lambda names: names.isin(last), kind="stable")


def _refuse_text_order(data: pd.DataFrame, each: str, columns: Names) -> None:
    """Raise ValueError where rows are sorted as text is, and by none of their numbers."""
    starts = data[each].astype("str").str.extract(r"^(\d+)")[0].dropna().astype(int)
    counts = {each: [*starts]} | {n: [*data[n]] for n in data.select_dtypes("integer")}
    if not any(_in_order(n, float) for n in [*counts.values(), *([*data[n]] for n in columns)]):
        for column in (column for column, n in counts.items() if _in_order(n, count, str)):
            raise ValueError(f"Rows are sorted by {column} as text, 10 before 9: sort numbers.")


def _in_order(numbers: list[float], *ways: Callable[[float], Any]) -> bool:
    """Return whether more than three numbers are sorted in one of the ways, up or down."""
    sorts = [sorted(numbers, key=way, reverse=down) for way in ways for down in (False, True)]
    return len(numbers) > 3 and numbers in sorts


def _there(data: pd.DataFrame, column: str) -> None:
    if column not in data:
        raise ValueError(f"There is no column {column!r}.{nearest(column, data.columns)}")


def _said(data: pd.DataFrame, value: str, words: Words) -> list[str]:
    if words is count and (data[value] % 1).any():
        raise ValueError(f"{value} has fractions, which count() would round: pass words=.")
    if callable(words):
        return [words(amount) for amount in data[value]]
    if not words:
        return [""] * len(data)
    _there(data, words)
    texts = list(data[words].astype("str"))
    firsts = [found[0] for text in texts if (found := NUMBER.match(text))]
    if len(firsts) == len(texts):  # the first of `25,103 of 27,293`
        said = np.array([printed_number(first)[0] for first in firsts])
        held = {each: data[each].to_numpy(float) for each in data.select_dtypes("integer")}
        held[value] = data[value].to_numpy(float) * (100 if "%" in firsts[0] else 1)
        same = any(np.allclose(said, values, 0.01) for values in held.values())
        for column, values in held.items() if not same else ():
            if np.allclose(np.sort(said), np.sort(values), 0.01):
                order = f"{words} has the numbers of {column} in another order"
                raise ValueError(f"{order}: sort whole rows.")
    return texts


def _fill(bar: Patch, name: object, highlight: Names, hollow: Names, color: str) -> bool:
    """Give a bar its look, pale context or hollow; return whether it is the finding's."""
    pale = look.CONTEXT if len(highlight) else color
    bare = name in hollow and name not in highlight
    face = color if name in highlight else look.PAPER if bare else pale
    bar.set(facecolor=face, edgecolor=look.EDGE, linewidth=2 * bare)
    bar.set_clip_path(bar)  # an outline must lie inside, or it would lengthen the bar
    return face == color


def bars(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    words: Words = count, second: Words = None, head: str = "", highlight: Names = (),
    off: float = 14, groups: str = "", unstable: Names = (), apart: Names = (),
    color: str = look.BLUE, bold: bool = True,
) -> tuple[np.ndarray, float]:  # fmt: skip
    """Draw a bar for each row, in the order given: its value first, a second one muted beside it.

    With a `head`, the second ones are a column below it at the right margin, so many points `off`.
    Without `highlight` all have the `color`; their values are colored and `bold`, or as others are.
    Rows of `apart` come last, below a rule, and those of `unstable`, hollow. Returns the places of
    rows, and how thick their bars are.
    """
    marked, last = {"highlight": highlight, "unstable": unstable}, [*apart, *unstable]
    drawn = _ready(ax, "ranked_bars", data, label, [value], last=last, apart=apart, **marked)
    y, named = rows(ax, drawn[label], highlight=highlight, groups=drawn[groups] if groups else (),
                    last=drawn[label].isin(last).sum(), hairs=False)  # fmt: skip
    said, more = _said(drawn, value, words), _said(drawn, value, second)
    ends = [(6 + width(one, 12.5, "semibold")) * bool(one) + (6 + width(two, 10.5)) * bool(two)
            for one, two in zip(said, [""] * len(more) if head else more, strict=True)]  # fmt: skip
    values, (wide, high), left = drawn[value].to_numpy(float), points(ax), named + 14
    beside = max(width(each, 10.5) for each in (head, *more)) + off if head else 0
    room = wide - left - beside  # only labels of the longest bars take from it
    free = room - values.max() / max(values / (room - ends)) if values.any() else max(ends)
    scale(ax, 0, values.max() or 1, left, free + beside)
    thick = min(0.62, _THICKEST * len(y) / high)
    sns.barplot(x=values, y=y, orient="y", native_scale=True, width=thick, errorbar=None, ax=ax)
    ax.set(ylim=(y[-1] + 0.5, -0.5), xlabel="", ylabel="", xticks=[], yticks=[])
    for n, (bar, name) in enumerate(zip(ax.containers[-1], drawn[label], strict=True)):
        lit = _fill(bar, name, highlight, unstable, color) and bold
        tone = words_color(color) if lit else look.INK
        _write_value(ax, (values[n], y[n]), (said[n], more[n]), tone, bold=lit, edge=bool(head))
    write(ax, head, 1, -0.5, 0, 5, **_AT_RIGHT, **MUTED)
    return y, thick


def _write_value(
    ax: Axes, at: tuple[float, float], words: tuple[str, str], tone: str, *,
    bold: bool, edge: bool,
) -> None:  # fmt: skip
    """Write a value at the end of its bar, and a second one beside it or at the right `edge`."""
    (said, more), large = words, 12.5 if bold else 12
    write(ax, said, *at, 6, size=large, bold=bold, color=tone)
    right = 12 + width(said, large, "semibold" if bold else "normal")
    place, how = ((1, at[1], 0), _AT_RIGHT) if edge else ((*at, right), {})
    write(ax, more, *place, -4.1, **how, **MUTED)


def dots(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    second: Words = None, hollow: Names = (),
) -> None:  # fmt: skip
    """Draw a dot for each row on its interval (`low` to `high`); a key above all names both.

    Its share and what is `second` are columns at the right. The axis ends at ticks.
    """
    numbers = [value, "low", "high"]
    drawn = _ready(ax, "dots", data, label, numbers, _SHARE, hollow=hollow)
    for name in drawn.loc[~drawn[value].between(drawn["low"], drawn["high"]), label]:
        raise ValueError(f"{value} of {name!r} lies outside its interval, low to high.")
    y, named = rows(ax, drawn[label])
    columns = [(_said(drawn, value, share), True), (_said(drawn, value, second), False)]
    ends, beside = column_ends(columns, ("", ""))
    room = points(ax)[0] - named - beside - (_BEFORE_AXIS + _AFTER_AXIS)
    low, high = ticks(drawn["low"].min(), drawn["high"].max(), room)[[0, -1]]
    scale(ax, low, high, named + _BEFORE_AXIS, beside + _AFTER_AXIS)
    places, ends_of_lines = shares(ax, low, high, y), (-0.5, y[-1] + 0.5)
    ax.vlines([] if low else [0], *ends_of_lines, colors=look.RULE, linewidth=0.7, zorder=0.5)
    light = [x for x in places if x]
    ax.vlines(light, *ends_of_lines, colors=look.HAIR, linewidth=0.7, zorder=0.4)
    _write_key(ax)
    _draw_intervals(ax, y, drawn[numbers].to_numpy(), drawn[label].isin(hollow))
    write_columns(ax, y, np.ones(len(y), bool), columns, ("", ""), ends)


def column_ends(columns: Sequence[Column], heads: Names) -> tuple[np.ndarray, float]:
    """Return where columns of words end, in points from the right, and the width of all."""
    wides = [max(width(head, 10.5), *(width(x, *_IN_COLUMN[is_value]) for x in cells))
             for head, (cells, is_value) in zip(heads, columns, strict=True)]  # fmt: skip
    each = [wide + 16 * bool(wide) for wide in wides[:0:-1]]
    beside = np.append(np.cumsum(each)[::-1], 0)
    return beside, wides[0] + beside[0]


def write_columns(
    ax: Axes, y: np.ndarray, lit: np.ndarray, columns: Sequence[Column], heads: Names,
    beside: Sequence[float],
) -> None:  # fmt: skip
    """Write heads, and words row by row, in columns that end so many points from the right."""
    for head, right in zip(heads, beside, strict=True):
        write(ax, head, 1, -0.5, -right, 5, **_AT_RIGHT, **MUTED)
    for n, (at, bold) in enumerate(zip(y, lit, strict=True)):
        style = {"size": 12.5, "bold": bool(bold), "color": look.BLUE if bold else look.INK}
        for (cells, is_value), left in zip(columns, beside, strict=True):
            how = style if is_value else MUTED | {"up": -4.1}
            write(ax, cells[n], 1, at, -left, **_AT_RIGHT, **how)


def _write_key(ax: Axes) -> None:
    """Draw a dot on its interval before what it means, above all at the left."""
    place = ScaledTranslation(_KEY_LONG / 144, 8.6 / 72, ax.figure.dpi_scale_trans)
    for marker, size, edge in (("_", _KEY_LONG, 1.5), ("o", _SIZE**0.5, 1.2)):
        ax.plot(ax.get_xlim()[0], -0.5, marker, ms=size, mew=edge, color=look.MUTED,
                clip_on=False, transform=ax.transData + place)  # fmt: skip
    write(ax, _KEY, 0, -0.5, _KEY_LONG + 6, 5, edge=True, **MUTED)


def refuse_another_line(at: float, name: str) -> None:
    """Raise ValueError for a line that lies elsewhere than the percentage in its name."""
    for said in re.findall(r"(\d[\d.]*)%", name):
        if not rounds_to([100 * at], said):
            raise ValueError(f"The line {name!r} is drawn at {100 * at:.1f}%.")


def _draw_intervals(ax: Axes, y: np.ndarray, ends: np.ndarray, hollow: Names) -> None:
    """Draw dots, each on the thin line of its interval: values, lows and highs as columns."""
    values, lows, highs = ends.T
    ax.hlines(y, lows, highs, colors=look.BLUE, linewidth=1.5, zorder=2)
    faces = np.where(hollow, look.PAPER, look.BLUE)
    ax.scatter(values, y, _SIZE, faces, ec=look.BLUE, lw=1.2, zorder=3)


def ticks(low: float, high: float, room: float) -> np.ndarray:
    """Return whole percentages for an axis of so many points; the first and last enclose it."""
    steps = [1, 2, 5, 10] if high - low < 0.3 else [1, 2, 2.5, 5, 10]  # 25%, but not 2.5%
    most = int(np.clip(room / 30, 1, 7))
    return MaxNLocator(most, steps=steps, integer=True).tick_values(100 * low, 100 * high) / 100


def shares(ax: Axes, low: float, high: float, y: np.ndarray) -> list[float]:
    """Draw an axis of shares below the last row; one that starts above zero says so.

    Returns where its ticks are.
    """
    each, ended, foot = np.ptp(ax.get_xlim()) / points(ax)[0], -np.inf, y[-1] + 0.5
    places = []
    ax.hlines(foot, low, high, colors=look.EDGE, linewidth=0.7)
    for tick in ticks(low, high, (high - low) / each):
        said = share(tick, digits=0)
        if low - 1e-9 < tick < high + 1e-9 and tick > ended:
            ax.plot(tick, foot, marker=3, markersize=3, color=look.EDGE, clip_on=False)
            tone = {"bold": True, "color": look.INK} if low > 0 and ended < 0 else {}
            before = "scale starts at" if tone else ""
            write(ax, before, tick, foot, -width(said, 10.5) / 2 - 5, -14, ha="right", **MUTED)
            write(ax, said, tick, foot, 0, -14, ha="center", **MUTED | tone)
            ended = tick + each * (width(said, 10.5) + 5)
            places.append(tick)
    return places


def pairs(
    ax: Axes, data: pd.DataFrame, before: str, after: str, label: str, *, highlight: Names = (),
    words: Words = count, second: Words = None, groups: str = "", heads: Names = ("", ""),
) -> None:  # fmt: skip
    """Draw two dots a row, `before` hollow and `after` filled, on a scale from zero.

    `heads` name both, beside a ring and a dot above those of the first row, and what is `second` at
    the right. Each value stands beside its dot, so there is no axis.
    """
    if exchanged(dict(zip((before, after), heads, strict=False))):
        raise ValueError(f"The heads of {before} and {after} are exchanged: {heads}.")
    drawn = _ready(ax, "dots", data, label, [before, after], highlight=highlight)
    group_of = drawn[groups] if groups else ()
    y, named = rows(ax, drawn[label], highlight=highlight, groups=group_of)
    both = drawn[[before, after]].to_numpy(float)
    side = max(width(words(n), 12, "semibold") for n in both.ravel()) + 9
    more = _said(drawn, after, second)
    beside = max(width(each, 12) + 14 * bool(each) for each in (*heads[2:], *more))
    start = 12 + width(group_of.iloc[0], 13, "semibold") if groups else 0
    ends = start, points(ax)[0] - beside
    left = max(named + 12 + side, _room_to_name(both, heads, ends[0], ends[1] - side))
    scale(ax, 0, both.max(), left, side + beside)
    for name, at, (one, two), third in zip(drawn[label], y, both, more, strict=True):
        lit = name in highlight or not highlight
        _two_dots(ax, at, one, two, words, lit=lit)
        write(ax, third, 1, at, bold=lit, **_AT_RIGHT)
    write(ax, "".join(heads[2:]), 1, -0.5, 0, 5, **_AT_RIGHT, color=look.MUTED)
    if heads[0]:
        _name_dots(ax, both[0], heads, ends)


def _room_to_name(both: np.ndarray, heads: Names, start: float, end: float) -> float:
    """Return how many points before zero leave room to name the left dot of the first row.

    The name is right of a start, dots left of an end. More than a third of the width is none: 0.
    """
    (low, n), most = min((value, n) for n, value in enumerate(both[0])), both.max()
    named = width(heads[n], 12, "semibold" if n else "normal") + 10
    if not heads[0] or low >= most:
        return 0
    left = (start + named - end * low / most) / (1 - low / most)
    return left if left < end / 3 else 0


def _two_dots(
    ax: Axes, at: float, one: float, two: float, words: Callable[[float], str], *, lit: bool
) -> None:
    """Draw a ring and a dot, joined by a line, each with its value on the outer side."""
    tone = look.BLUE if lit else look.CONTEXT
    ax.hlines(at, *sorted((one, two)), color=tone, alpha=0.6, linewidth=3.5, zorder=1)
    ends = (one, one > two, look.MUTED, look.PAPER), (two, two >= one, look.BLUE, look.BLUE)
    for n, (value, is_right, ink, face) in enumerate(ends):
        right, ha = (9, "left") if is_right else (-9, "right")
        write(ax, words(value), value, at, right, ha=ha, bold=n == 1 and lit, color=ink)
        ax.plot(value, at, "o", ms=8.5, mew=1.6, color=face, mec=ink, zorder=2 + n)


def _name_dots(ax: Axes, dots: np.ndarray, heads: Names, ends: tuple[float, float]) -> None:
    """Draw a ring and a dot above those of the first row, and name them between two ends.

    The left one is named at its left, the other at its right, or else between them. Where that has
    no room, all this stands above the head of the first group.
    """
    each = np.ptp(ax.get_xlim()) / points(ax)[0]
    x = (dots - ax.get_xlim()[0]) / each
    wides = 9 + np.array([width(heads[0], 12), width(heads[1], 12, "semibold")])
    left, right = np.argsort(x, kind="stable")
    beside, between = x[right] + wides[right] < ends[1], x[right] - wides[right] > x[left] + 12
    fit = x[left] - wides[left] > ends[0] and (beside or between)
    up = 5 if fit else 23
    above = ScaledTranslation(0, (up + 3.6) / 72, ax.figure.dpi_scale_trans)
    for n, (ink, face) in enumerate(((look.MUTED, look.PAPER), (look.BLUE, look.BLUE))):
        is_after = n == right and (beside or not fit)
        aside, ha = (9, "left") if is_after else (-9, "right")
        place = ax.get_xlim()[0] + x[n] * each
        write(ax, heads[n], place, -0.5, aside, up, color=ink, bold=n == 1, ha=ha)
        ax.plot(place, -0.5, "o", ms=8.5, mew=1.6, color=face, mec=ink, clip_on=False,
                transform=ax.transData + above)  # fmt: skip


def columns(
    ax: Axes, data: pd.DataFrame, value: str, label: str = "year", *,
    words: Words = count, second: Words = None, highlight: Names = (), outlined: Names = (),
    apart: Names = (), gap: float = 0.4, size: float = 12, top: float = 0,
) -> None:  # fmt: skip
    """Draw a column for each row: years on a true time axis, other labels side by side.

    `outlined` are estimated; `apart` stand at the right on a baseline of their own, after a `gap`
    of so many columns. A label's second line is muted, as are `second` words: below each value or,
    if only some have them, above it. A value of `top` would be as high as the axes.
    """
    form = "year_columns" if label == "year" else "columns"
    marked = {"highlight": highlight, "outlined": outlined, "apart": apart}
    drawn = _ready(ax, form, data, label, [value], last=apart, **marked)
    drawn = drawn.sort_values(label) if label == "year" else drawn
    keys, values = drawn[label], drawn[value].to_numpy(float)
    is_apart = keys.isin(apart).to_numpy()
    x = np.array(keys if label == "year" else range(len(keys)), float) + gap * is_apart
    _draw_columns(ax, x, values, keys, highlight, outlined)
    said, more = _said(drawn, value, words), _said(drawn, value, second)
    names = [[*str(key).split("\n"), ""][:2] for key in keys]
    size = _fitting(ax, [main for main, _ in compress(names, ~is_apart)], size)
    for n, place in enumerate(zip(x, values, strict=True)):
        how = {"bold": keys.iloc[n] in highlight, "all_have_two": all(more)}
        _name_column(ax, place, (said[n], more[n], *names[n]), size, **how)
    each = _limit(ax, [*values, top], more, any(second_line for _, second_line in names))
    _ground(ax, [x[~is_apart], x[is_apart]], each)


def _draw_columns(
    ax: Axes, x: np.ndarray, values: np.ndarray, keys: Names, highlight: Names, outlined: Names
) -> None:
    """Draw columns side by side, in the whole width of the axes."""
    sns.barplot(x=x, y=values, native_scale=True, width=BROAD, errorbar=None, ax=ax)
    note_names(ax, 1, x, keys)
    for bar, key in zip(ax.containers[-1], keys, strict=True):
        _fill(bar, key, highlight, outlined, look.BLUE)
        if bar.get_linewidth():
            outline(ax, bar)
    ax.set_xlim(x[0] - _HALF, x[-1] + _HALF)


def _fitting(ax: Axes, names: Sequence[str], size: float) -> float:
    """Return the size of words, or a smaller one at which names fit below their columns."""
    room = 0.9 * points(ax)[0] / np.ptp(ax.get_xlim())
    longest = max(width(name, size, "semibold") for name in names)
    return max(_LEAST, min(size, size * room / longest))


def _limit(ax: Axes, values: Sequence[float], more: Sequence[str], two_lines: bool) -> float:
    """Set limits that leave room for words above values, and names below, perhaps in two lines.

    Returns how much of the values a point is.
    """
    below, high = _BELOW_TWO if two_lines else _BELOW, points(ax)[1]
    above = np.where(more, _ABOVE["all" if all(more) else "some"], _ABOVE["none"])
    free = high - below - np.array([*above, min(above)])
    each = (np.array(values) / free).max() or 1 / min(free)
    ax.set_ylim(-below * each, (high - below) * each)
    return each


def _ground(ax: Axes, parts: Sequence[np.ndarray], each: float) -> None:
    """Draw a baseline below each part of columns, and what is too low to be seen; no axes."""
    for bar in ax.containers[-1]:
        if 0 < bar.get_height() < _SEEN * each:
            ax.hlines(0.5 * _SEEN * each, *bar.get_bbox().intervalx, bar.get_facecolor(), lw=_SEEN)
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    for part in filter(len, parts):
        ends = part[[0, -1]] + [-_HALF, _HALF]
        ax.plot(ends, [-0.45 * each] * 2, color=look.INK, linewidth=0.9)


def _name_column(
    ax: Axes, top: tuple[float, float], words: tuple[str, str, str, str], size: float, *,
    bold: bool, all_have_two: bool,
) -> None:  # fmt: skip
    """Write a column's value and a second one above it, and its name in two lines below.

    If all have two, the second is below the value. A bold value is larger, but not wider than its
    column.
    """
    (said, more, name, second_line), (at, height) = words, top
    ups = (17, 5) if all_have_two else (5, 26 if bold else 20)
    style, large = {"size": size, "bold": bold}, {}
    if bold:
        room = BROAD * points(ax)[0] / np.ptp(ax.get_xlim())
        fit = room / width(said or " ", 1, "semibold")
        large = {"size": min(1.3 * size, max(size, fit)), "color": look.BLUE}
    for line, place, up, how in (
        (said, height, ups[0], style | large), (more, height, ups[1], MUTED),
        (name, 0, -14, style), (second_line, 0, -27, MUTED),
    ):  # fmt: skip
        write(ax, line, at, place, 0, up, ha="center", **how)


def outline(ax: Axes, bar: Rectangle) -> None:
    """Give a column a dashed outline, but none at the foot, where the axis is."""
    bar.set(facecolor=look.PAPER, linewidth=0)
    path = np.repeat(bar.get_bbox().intervalx, 2), bar.get_height() * np.array([0, 1, 1, 0])
    line = ax.plot(*path, color=look.EDGE, linewidth=2, linestyle="--", snap=False)
    line[0].set_clip_path(bar)  # else it would lengthen the bar


def share_bar(ax: Axes, data: pd.DataFrame, value: str, label: str, *, colors: Names) -> float:
    """Draw one bar of parts that make a whole, at the foot of the axes; return its upper edge.

    Above each part stand its share, its name and its number, the last written from the right.
    """
    drawn = _ready(ax, "share_bar", data, label, [value])
    total, high, start = drawn[value].sum(), points(ax)[1], 0.0
    if not total or len(colors) < len(drawn):
        held = f"{len(drawn)} parts of {total}, in {len(colors)} colors"
        raise ValueError(f"{held}: a color for each is needed, and more than 0 in all.")
    y = high - (thick := min(32, 0.34 * high))
    for place, (name, amount) in enumerate(zip(drawn[label], drawn[value], strict=True)):
        color = colors[place]
        at, ha = (1, "right") if 0 < place == len(drawn) - 1 else (start, "left")
        tone = look.MUTED if color in (look.CONTEXT, look.EDGE) else words_color(color)
        ax.barh(y + thick / 2, amount / total, thick, start, color=color, linewidth=0)
        ax.vlines(start or np.nan, y, y + thick, colors=look.PAPER, linewidth=1.4)
        write(ax, share(amount, total), at, y, 0, 21, size=28, color=tone, bold=True, ha=ha)
        write(ax, f"{name}  {count(amount)}", at, y, 0, 6, ha=ha)
        start += amount / total
    cells(ax, 1, high)
    return y


def squares(
    ax: Axes, colors: Names, *, across: int = 0, down: int = 0, at: tuple[float, float] = (0, 0),
    each: float = 1, dots: bool = False, gap: float = 0.14,
) -> int:  # fmt: skip
    """Draw a square (or a dot) of each color, in rows of `across` or in columns of `down`.

    Returns how many rows (or columns) they take. Of a cell, `each` wide, the `gap` stays free;
    `cells` sets limits. Those of the color of paper are outlined.
    """
    declare(ax.figure, "", (), chart="waffle")
    line, step = np.divmod(np.arange(len(colors)), across or down)
    corner = np.column_stack([step, line] if across else [line, step]) * each + at
    paper = np.array(colors) == look.PAPER
    style = {"facecolors": list(colors), "linewidths": np.where(paper, 1.0, 0)}
    style["edgecolors"] = np.where(paper, look.EDGE, colors)
    if dots:
        style |= {"offsets": corner + each / 2, "offset_transform": ax.transData, "units": "x"}
        marks = EllipseCollection([(1 - gap) * each], [(1 - gap) * each], [0], **style)
    else:
        square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (1 - gap) + gap / 2
        marks = PolyCollection(corner[:, None] + square * each, **style)
    ax.add_collection(marks, autolim=False)
    return -(-len(colors) // (across or down))


def cells(ax: Axes, across: float, down: float, *, square: bool = False, gap: float = 0) -> None:
    """Set axes to so many cells, from the upper left; with their `gap`, they reach the edges."""
    ax.set(xlim=(gap / 2, across - gap / 2), ylim=(down - gap / 2, gap / 2), xticks=[], yticks=[])
    ax.set_axis_off()
    if square:
        ax.set_aspect("equal", anchor="NW")


def numeral(said: str) -> tuple[str, str]:
    """Return what precedes a number in words, and the number: more than, 20.5 million."""
    return re.fullmatch(r"(\D*?) ?(\S*\d.*)", said).groups()
