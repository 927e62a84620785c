"""Numbers into words, one way everywhere."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, permutations, product
from typing import Any

import numpy as np
import pandas as pd
from IPython.display import Markdown

from ourimpact import TableError, nearest, tables
from ourimpact.checks import exchanged
from ourimpact.printed import DIGITS, NUMBER, SPELLED, UNITS, YEAR, amount, half, printed_number

ROSE = "rose|risen|grew|grown|climbed|increased?|rise"  # words for a way that numbers went
FELL = "fell|fallen|shrank|dropped|declined?|decreased?|drop|fall"
SLIP = re.compile(  # what no sentence has
    r"\b(?:nan|inf|NaT|(?<=.)None(?! of))\b|<NA>"  # no number
    r"|(?:(?<=.)(?<![.!?] )\b(?:True|False)|\b(?:True|False)(?! [a-z]))\b"  # but “False reports”
    r"|[][{}]|\(\)| [,.;:](?!\d)|,,| {2}"  # parts joined amiss
    r"|\b(a|an|and|by|for|from|in|of|the|to) \1\b"
    r"|%\d|(?<![\w.,])\d{5,}(?![\w.])"  # a number written amiss
    rf"|\b(?:{FELL}|{ROSE})(?: by)? [-\u2212]"
    r"|(?<![\w.,])[-\u2212]\d[\d.,]*%?(?: percentage)?(?: points)? "
    r"(?:more|fewer|less|higher|lower)\b"
    r"|(?<![\w.,])(?!100(?:\.0+)?%)\d[\d,]{2,}(?:\.\d+)?% of\b"  # more than all
    r"|(?<![\w.,])0(?:\.0+)? [mb]illion\b"
    r"|\d of 5[1-9] states\b(?!,| and| or)"  # there are 50
    r"|\b(?!AMBER|CyberTipline|NCMEC)(?i:amber alerts?|cyber ?tip ?line|ncmec)\b"  # names
    r"|(?<![\w.,])(?:1|one) (?:children|(?:call|case|file|number|report|request|state|type)s)\b"
)
_N, _P = r"(\d[\d,]*)(?!\.?\d|%)", r"(\d+(?:\.\d+)?)%(?! interval)"  # a count, a share
_END = "([-+\N{MINUS SIGN}]?\\d[\\d,]*(?:\\.\\d+)?)"  # of an interval
_PLAIN = str.maketrans("\N{MINUS SIGN}", "-", ",")
_OF = rf"{_N} of (?:the |only )?{_N}"
_SHARES = {  # sentences with a part, its whole, and its share: in which place each of them is
    rf"{_OF}(?: [a-z0-9-]+){{0,7}}(?: \(|: ){_P}": (1, 2, 3),
    rf"{_P}(?:,[a-z ]*,| of [a-z -]+)?(?:, or | \(| ){_OF}": (2, 3, 1),
    rf"{_P} of (?:(?! (?:and|but|from|than|while) )(?:[^%().,:;]|,\d))* \({_OF}": (2, 3, 1),
    rf"{_P} of (?:the |only )?{_N} [a-z- ]*\({_N}\)": (3, 2, 1),
    rf"\bof (\d[\d,]*,\d+) (?:[^%.;:\d]|20\d\d\b)*: {_N}(?:, or | \(){_P}(?! of)": (2, 1, 3),
    rf"^Of the {_N}\b(?:(?! (?:by|from|of|than|to) ).)*? {_N} \({_P}": (2, 1, 3),
}
_AT = (
    rf"(?!{YEAR}\b)({DIGITS})(%| thousand| [mb]illion)?"
    rf"(?!\d|[.,]\d|[- ]years?\b| (?:of|in) (?!{YEAR}\b)\d)"
)
_OF_IT = rf"(?: in {YEAR}| [a-z]+)?"
_SINCE = rf"(?: in {YEAR}| from {YEAR} to {YEAR})?"
_BY = rf" (?:by )?{DIGITS}(?:%| percent| points)?{_SINCE},?"  # no other words: in doubt, it is so
_WENT = rf"\b({ROSE}|{FELL})(?:{_BY}| in {YEAR})? "
_ENDS = [rf"{_WENT}{a} {_AT}{_OF_IT} {b} {_AT}" for a, b in (("from", "to"), ("to", "from"))]
_SENTENCE_END = re.compile(r"(?<=[.?!”])(?<!U\.S\.) (?=[A-Z“*])")
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_TOP = re.compile(r"\bthe (\w+) states with the most (\w+) (?:have|had) (\d[\d.]*)% of all")
_RANK = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)*) ranks (\d+) of \d+ in number of (\w+)")
_MEASURED = ("dollars", "seconds", "minutes", "hours", "days", "weeks", "months", "years")
_UNCOUNTED = ("percent", "one in", *_MEASURED)
_BESIDE = ["label", "words", "unit", "scope"]
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"))


def count(value: float) -> str:
    """Return a whole number with thousands separators: `29,568`."""
    return f"{value:,.0f}"


def spelled(value: int) -> str:
    """Return a whole number as a sentence has it: `three`, from ten on `10`."""
    return ["none", *SPELLED][value] if 0 <= value < 10 else count(value)


def many(value: int, what: str) -> str:
    """Return how many things there are: `three numbers`, `one number`."""
    return f"{spelled(value)} {what}{'s' * (value != 1)}"


def rounded(value: float) -> str:
    """Return a large number in words to one decimal, `20.5 million`; below a million as `count`."""
    for size, name in _SCALES:
        if value >= 1_000_000 and round(value, -5) >= size:
            return f"{value / size:.1f} {name}"
    return count(value)


def share(part: float, whole: float | None = None, digits: int = 1) -> str:
    """Return part of whole as a percentage: `91.4%`; `<0.1%` where it would round to nothing.

    Without a whole, the part is a fraction. Raises TableError where a whole is given that is
    less than its part, or nothing.
    """
    if whole is None:
        whole = 1
    elif not (whole and 0 <= part / whole <= 1):
        raise TableError(f"{part:,} of {whole:,} is no share: it must be from 0 to 100%.")
    if 0 < part / whole < 0.5 * 0.01 * 0.1**digits:
        return f"<{0.1**digits:.{digits}f}%"
    return f"{100 * part / whole:.{digits}f}%"


def change(before: float, after: float, digits: int = 0) -> str:
    """Return the change between two values in percent, signed with a true minus: `+12%`, `−31%`.

    Raises TableError where `before` is zero.
    """
    return f"{signed(*_moved(before, after, digits))}%"


def rose(before: float, after: float, digits: int = 0) -> str:
    """Return the change between two values as a verb: `rose 12%`, `fell 31%`, `did not change`.

    A change that rounds to nothing `hardly changed`. Raises TableError where only `before` is zero.
    """
    if before == after:
        return "did not change"
    moved, digits = _moved(before, after, digits)
    size = f"{abs(moved):.{digits}f}"
    if not float(size):
        return "hardly changed"
    return f"{'rose' if after > before else 'fell'} {size}%"


def than(before: float, after: float, digits: int = 0) -> str:
    """Return how many there are, compared with before: `12% more than`, `31% fewer than`.

    Otherwise `as many as`, or `about` that after rounding. Raises TableError where only `before`
    is zero.
    """
    verb, _, size = rose(before, after, digits).partition(" ")
    same = {"did": "as many as", "hardly": "about as many as"}
    return same.get(verb) or f"{size} {'more' if verb == 'rose' else 'fewer'} than"


def grew(before: float, after: float) -> str:
    """Return `nearly tripled` where a change is within 5% of that, else what `rose` says."""
    times = after / before if before else 0
    verb = {2: "doubled", 3: "tripled", 4: "quadrupled"}.get(round(times), "")
    if not verb or abs(times / round(times) - 1) > 0.05:
        return rose(before, after)
    return f"{'nearly ' * (times < round(times))}{verb}"


def _moved(before: float, after: float, digits: int) -> tuple[float, int]:
    """Return a change in percent, and its decimals: more where all but something would be all."""
    if not before:
        raise TableError(f"There is no change in percent from {before} to {after:,}.")
    moved = 100 * (after / before - 1)
    while after > 0 and f"{moved:.{digits}f}".startswith("-100"):
        digits += 1
    return moved, digits


def points(gap: float, digits: int = 1) -> str:
    """Return a difference of two fractions in percentage points, signed: `+2.6`, `−2.5`."""
    return signed(100 * gap, digits)


def signed(value: float, digits: int = 0) -> str:
    """Return a difference with its sign, a true minus: `+1,024`; what rounds to zero has none."""
    shown = f"{value:+,.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return shown if shown[1:].strip("0.") else shown[1:]


def span(low: float, high: float, digits: int = 1) -> str:
    """Return a range of fractions as percentages: `91.5% to 92.5%`."""
    return f"{100 * low:.{digits}f}% to {100 * high:.{digits}f}%"


def listed(items: Iterable[object]) -> str:
    """Return things as a list in a sentence: `A`, `A and B`, `A, B, and C`; nothing is ``."""
    *most, last = [*map(str, items)] or [""]
    if len(most) > 1:
        return f"{', '.join(most)}, and {last}"
    return " and ".join([*most, last])


def places(states: pd.DataFrame) -> str:
    """Return which places rows of `states` are: `the 50 states, DC, and Puerto Rico`."""
    n = int((states["kind"] == "state").sum())
    others = states[states["kind"] != "state"].sort_values(["kind", "name"])["name"]
    others = others.replace("District of Columbia", "DC")
    many = f"{'the 50' if n == 50 else n} state{'s' * (n != 1)}"
    return listed([many, *others] if n else others)


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, as a sentence begins."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return a label as it goes on after a number: its first letter small, but not of a name.

    A name is seen by a second capital in its first two words: `Team Adam activations`, `NCMEC`.
    """
    start = " ".join(text.split(" ")[:2])
    return text if sum(map(str.isupper, start)) > 1 else text[:1].lower() + text[1:]


def ages(label: str) -> range:
    """Return the ages that a group's label names: `12 to 14`, `Under 1`, `18 and over`; or none."""
    numbers, words = [int(n) for n in re.findall(r"\d+", label)], label.lower()
    if len(numbers) == 1 and re.search(r"\b(under|below|younger)\b", words):
        return range(numbers[0])
    if len(numbers) == 1 and re.search(r"\b(over|older|up)\b|\+", words):
        return range(numbers[0], 120)
    return range(numbers[0], numbers[-1] + 1) if numbers else range(0)


def together(groups: Iterable[range]) -> str:
    """Return the ages of neighboring groups as a sentence has them: `18 to 20`, `18 and over`."""
    groups = [*groups]
    first, last = min(group[0] for group in groups), max(group[-1] for group in groups)
    if last > 100:
        return f"{first} and over"
    return f"{first} to {last}" if first < last else str(first)


def one_in(part: float, whole: float) -> str:
    """Return part of whole as one in so many: `1 in 6.7`."""
    return f"1 in {whole / part:.1f}"


def table(
    frame: pd.DataFrame, columns: dict[str, str], shares: Collection[str] = (), digits: int = 1
) -> pd.DataFrame:
    """Return a table as a reader sees it: the columns named, under their new names, all in words.

    The first column takes the place of row numbers. Codes become labels, whole numbers have
    separators (a year has none), columns in `shares` (fractions) are percentages and other numbers
    have `digits` decimals; a missing cell is blank. Columns may be levels of the frame's index.
    Raises TableError for a column that the frame lacks, for heads that are exchanged, for a count
    that is not that of its row or too small to be shown, for changes of other rows, and for a share
    of fewer than ten.
    """
    if set(columns) & set(frame.index.names):
        frame = frame.reset_index()
    for name in [*columns, *shares]:
        if name not in frame:
            raise TableError(f"The table has no column {name!r}.{nearest(str(name), frame)}")
    if pair := exchanged({str(name): title for name, title in columns.items()}):
        raise TableError(f"The heads of the columns {listed(pair)} are exchanged.")
    frame = frame[list(columns)]
    _refuse_miscounted(frame)
    _refuse_moved(frame)
    for wrong in tables.shares_of_few(frame):
        raise TableError(wrong)
    frame = tables.labelled(frame)
    shown = pd.DataFrame({
        title: _cells(frame[name], name in shares, digits) for name, title in columns.items()
    })  # fmt: skip
    first, *_ = columns.values()
    return shown.set_index(first).rename_axis(index=None, columns=first)


def _refuse_miscounted(frame: pd.DataFrame) -> None:
    """Raise TableError for a count that a table has otherwise for the labels beside it."""
    year, names = tables.session.year, sorted(tables.session.loaded)
    frame = frame.drop(columns=[*tables.COUNTS], errors="ignore")  # perhaps of rows chosen before
    for fault in tables.miscounted(names, frame, year) if year else ():
        raise TableError(f"The table to be shown is wrong: {fault}")
    for name, counts in frame.select_dtypes("number").items():
        if tables.too_few(names, counts, frame.columns).any():
            raise TableError(f"{name} has counts of 1 to {tables.FEW}, too few to be shown so.")


def _refuse_moved(frame: pd.DataFrame) -> None:
    """Raise TableError for changes between two columns that stand in the order of other rows."""
    numbers = frame.select_dtypes("number").astype("float")
    for name, texts in frame.select_dtypes(exclude="number").items():
        told = texts.astype("str").str.extract(rf"^{_END}%$")[0].str.translate(_PLAIN)
        told = told.astype("float")
        for one, other in permutations(numbers, 2) if told.any() else ():
            moved = (100 * numbers[other] / numbers[one] - 100).where(numbers.min(axis=1) > 0)
            both = (np.sort(moved), np.sort(told)), (moved, told)
            if [np.allclose(*each, 0, 1, equal_nan=True) for each in both] == [True, False]:
                raise TableError(f"{name} has the changes from {one} to {other} of other rows.")


def _cells(column: pd.Series, is_share: bool, digits: int) -> list[str]:
    numbers = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    whole = numbers and (column.dropna() % 1 == 0).all()

    def cell(value: Any) -> str:
        if pd.isna(value):
            return ""
        if not numbers:
            text = ("no", "yes")[value] if isinstance(value, bool | np.bool_) else str(value)
            return text.replace("_", " ") if _CODE.fullmatch(text) else text
        if is_share and not -1 <= value <= 1:
            raise TableError(f"{column.name} has {value:,}, and is shown as a share: it is none.")
        if is_share:
            return share(value, digits=digits)
        if column.name == "year":
            return str(int(value))
        return f"{value:,.{0 if whole else digits}f}".replace("-", "\N{MINUS SIGN}")

    return [cell(value) for value in column]


def printed(headline: pd.DataFrame, ids: Sequence[str] = ()) -> pd.DataFrame:
    """Return single numbers as they may be quoted, from rows of `headline_numbers` of one year.

    One row for each id (its index), in the order given; without `ids` all but parts of definitions.
    Columns: qualifier (`more than`; empty where exact), number (`83,000`, `29.2 million`, `91%`),
    words (both, for a sentence), label, unit, scope (`in 2024`, `cumulative`), value, year.
    A number printed in running text and in a callout is taken from running text, whose words
    qualify it. Raises TableError for an id that the rows lack or give two values.
    """
    different = headline.groupby("id")["value"].nunique()
    for id in different.index[different > 1]:
        raise TableError(f"headline_numbers prints {id!r} with two values.")
    rows = headline.sort_values("place", kind="stable").drop_duplicates("id").set_index("id")
    for id in ids:
        if id not in rows.index:
            tables.gone(id, int(headline["year"].max()) if len(headline) else 0)
            raise TableError(f"headline_numbers has no {id!r} among these rows.")
    rows = rows.loc[list(ids)] if ids else rows[rows["scope"] != "definition"]
    qualifier = rows["qualifier"].astype("str").replace("exact", "").str.replace("_", " ")
    parts = zip(rows["value"], rows["unit"], rows["qualifier"], strict=True)
    number = pd.Series([_number(*part) for part in parts], rows.index, dtype="str")
    scope = tables.labelled(rows)["scope"].str.lower()
    shown = rows.assign(
        qualifier=qualifier,
        number=number,
        words=(qualifier + " " + number).str.strip(),
        unit=rows["unit"].str.replace("_", " "),
        scope=scope.mask(rows["scope"] == "in_year", "in " + rows["year"].astype("str")),
        value=rows["value"].convert_dtypes(),
    )
    return shown[["qualifier", "number", "words", "label", "unit", "scope", "value", "year"]]


def others(headline: pd.DataFrame, section: str, known: Collection[str]) -> list[str]:
    """Return the ids of a section's numbers that a notebook does not know: a later report's."""
    rows = headline[(headline["section"] == section) & (headline["scope"] != "definition")]
    return [id for id in dict.fromkeys(rows["id"]) if id not in known]


def besides(section: str, year: int, shown: Collection[str] = ()) -> Markdown | None:
    """Return which of a section's numbers a notebook does not show, and which are gone, if any."""
    rows = tables.load("headline_numbers")
    past, rows = (rows[rows["year"] == each] for each in (year - 1, year))
    also = ("also gives", rows, others(rows, section, set(shown)))
    gone = ("no longer gives", past, others(past, section, set(rows["id"])) if len(rows) else [])
    said = []
    for what, of, ids in (each for each in (also, gone) if each[2]):
        told = [_beside(*one) for one in printed(of, ids)[_BESIDE].itertuples(index=False)]
        numbers = "these numbers" if len(told) > 1 else "this number"
        said.append(f"*Our Impact: {year}* {what} {numbers}: {'; '.join(told)}.")
    return finding(" ".join(said)) if said else None


def _beside(label: str, words: str, unit: str, scope: str) -> str:
    """Return a number as part of a list in a sentence: `47 reports by phone (in 2024)`."""
    said = f"{small(label)}, {words}" if unit in _UNCOUNTED else f"{words} {small(label)}"
    since = scope == "cumulative" and " since " in label  # it says so itself
    return said if since else f"{said} ({scope})"


def uncounted(numbers: pd.DataFrame) -> pd.Series:
    """Return which rows of `printed` are shares, amounts or times: no bar or mark counts these."""
    return numbers["unit"].isin(_UNCOUNTED)


def aside(numbers: pd.DataFrame) -> str:
    """Return a sentence that names those that are `uncounted`, for a note; empty without any."""
    rows = numbers[uncounted(numbers)]
    said = [f"{row.label}, {row.words}" for row in rows.itertuples()]
    return f" Not drawn, as no count: {listed(said)}." if said else ""


def earlier(ids: Sequence[str], year: int) -> pd.DataFrame | None:
    """Return single numbers of a year beside those of the years before, if there are any."""
    found = {}
    for each in filter(lambda one: one <= year, tables.years("headline_numbers")):
        rows = tables.load("headline_numbers", each)
        if held := [id for id in ids if id in set(rows["id"])]:
            found[each] = printed(rows, held)
    if len(found) < 2:
        return None
    labels = pd.concat([part["label"] for part in found.values()]).groupby(level=0).last()
    shown = pd.DataFrame({str(each): part["words"] for each, part in found.items()})
    shown = shown.reindex(ids).fillna("not given")
    shown.insert(0, "label", labels)
    return table(shown, {"label": "What is counted"} | {each: each for each in shown.columns[1:]})


def _number(value: float, unit: str, qualifier: str) -> str:
    """Return a printed number: in full where it is exact, else with the word million at need."""
    if unit == "percent":
        return f"{value:g}%"
    if unit == "one_in":
        return f"1 in {value:g}"
    for size, name in _SCALES:
        if value >= size and qualifier != "exact":
            number = f"{value / size:.15g} {name}"
            break
    else:
        number = count(value) if float(value).is_integer() else f"{value:,}"
    return f"{number} {unit}" if unit in _MEASURED else number


def finding(text: str) -> Markdown:
    """Return a computed text as a displayed paragraph, set apart; its first sentence is bold."""
    return Markdown(f"> {_bold_first(text)}")


def in_short(*texts: str) -> Markdown:
    """Return a notebook's main findings as a list, to show at its top; first sentences are bold."""
    return Markdown("\n".join(f"- {_bold_first(text)}" for text in texts))


def has_name(said: str, name: str) -> bool:
    """Return whether words have a name, as a whole."""
    there = name and name.casefold() in said.casefold()
    return bool(there and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE))


def has_one(said: str, name: str) -> bool:
    """Return whether words have a name or its plural, or one of what a plural names."""
    one = name.removesuffix("s")
    return has_name(said, one) or has_name(said, f"{one}s")


def miscomputed(text: str) -> Iterator[str]:
    """Yield shares that part and whole beside them do not give; ends that are exchanged."""
    for ends in re.findall(rf"interval {_END}%? to {_END}", text):
        low, high = (float(end.translate(_PLAIN)) for end in ends)
        if low > high:
            yield f"an interval from {ends[0]} to {ends[1]}: the lower end comes first."
    yield from _other_way(text)
    for said, (pattern, places) in product(re.split(r"(?<=[.;]) ", text), _SHARES.items()):
        for found in re.finditer(pattern, said):
            told = found[places[2]]
            part, whole = (amount(found[place]) for place in places[:2])
            if abs(100 * part - amount(told) * whole) > half(told) * whole:
                yield f"{found[0]!r}: {told}% is not {count(part)} of {count(whole)}."


def _other_way(text: str) -> Iterator[str]:
    """Yield a rise from a number to a smaller one, or a fall to a larger one."""
    for pattern, step in zip(_ENDS, (1, -1), strict=True):
        for way, *ends in (found.groups("") for found in re.finditer(pattern, text)):
            first, last = [*zip(ends[::2], ends[1::2], strict=True)][::step]
            was, now = (_least_and_most(*each) for each in ((first, last), (last, first)))
            if now[1] < was[0] if re.fullmatch(ROSE, way) else now[0] > was[1]:
                said = f"{way} from {''.join(first)} to {''.join(last)}"
                yield f"{said}: that is the other way."


def _least_and_most(one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
    """Return what an end of a change may be: `from 40 to 20 million` does not say of which unit."""
    (n, unit), (beside, its) = one, other
    alone, alike = (amount(n) * UNITS.get(each, 1) for each in (unit, unit or its))
    if "," in n:
        return alone, alone
    return (alike, alike) if "." in n and "." in beside else (alone, alike)


def _misranked(text: str) -> Iterator[str]:
    """Yield a share of the states with the most, or the rank of one, that its table does not give.

    Their whole may lack places that are no states, which moves a share by less than a point.
    """
    top, rank = _TOP.search(text), _RANK.search(text)
    names = sorted(tables.session.loaded) if top or rank else ()
    for name in (name for name in names if "state" in tables.divisions(name)):
        rows, counted = tables.whole(name), tables.measure(name)
        rows = tables.labelled(rows[rows["year"] == tables.session.year])
        sums = rows.groupby("state")[counted].sum().drop("Unknown", errors="ignore")
        if top and top[2] == counted and NUMBER.fullmatch(top[1]):
            held = sums.nlargest(int(printed_number(top[1])[0])).sum() / sums.sum()
            if len(sums) and abs(100 * held - float(top[3])) > 1:
                yield f"{top[0]!r}: in {name}, they have {share(held)}. Sort before head()."
        place = (sums > sums[rank[1]]).sum() + 1 if rank and rank[1] in sums else 0
        if place and rank[3] == counted and place != int(rank[2]):
            yield f"{rank[0]!r}: in {name}, it is {place}. Ranked from below?"


def _bold_first(text: str) -> str:
    """Return a finding in Markdown, the answer in bold and what qualifies it plain.

    Raises TableError where it says nothing, or has a slip.
    """
    if not text.strip() or (slip := SLIP.search(text)):
        said = f"has {slip[0]!r}" if text.strip() else "is empty"
        raise TableError(f"The finding {text!r} {said}.")
    for said in chain(miscomputed(text), _misranked(text)):
        raise TableError(f"The finding has {said}")
    answer, *rest = _SENTENCE_END.split(text, maxsplit=1)
    return " ".join([f"**{answer}**", *rest])
