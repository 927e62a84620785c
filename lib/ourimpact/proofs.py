"""What keeps a figure from being published: its words, and the numbers that go with it.

Each function yields a sentence for each fault, with what would be right; `figures.save` refuses a
figure for the first. A rule stands here or in `marks` when no honest figure of any year breaks it.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, combinations, product

import numpy as np
import pandas as pd

from ourimpact import look, nearest, tables
from ourimpact.about import About
from ourimpact.printed import DIGITS, NUMBER, UNITS, YEAR, amount, half, printed_number, rounds_to
from ourimpact.words import FELL, ROSE, SLIP, count, has_name, has_one, listed, miscomputed, spelled

SIZES = {"": 1, "%": 100} | {unit: 1 / n for unit, n in UNITS.items()}  # of what is said so
COUNTED = re.compile(
    rf"({DIGITS})(%| (?:thousand|[mb]illion|calls|cases|children|files|reports)\b)?"
)
_OF_CHILDREN = re.compile(rf"{DIGITS}(?:% of)? (?:[a-z-]+ ){{0,3}}children\b")
_YEAR = rf"\b{YEAR}\b"
_RAW = re.compile(r"\*\*|</?[a-z]+>|\b[a-z0-9]+(?:_[a-z0-9]+)+\b")  # Markdown, HTML, a code
_HARSH = re.compile(  # words that dramatize, or say more than is known
    r"\b(?:epidemic|predators?|shocking|staggering|alarming|horrif\w+|skyrocket\w*|explod\w+"
    r"|plummet\w*|soar(?:ed|s|ing)?|(?<!reported as )(?<!“)rescued)\b",
    re.IGNORECASE,
)
_HIGHEST = re.compile(r"\b(the most|most often|highest|largest|greatest)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(the (fewest|least)|least often|lowest|smallest)\b", re.IGNORECASE)
_MOVED = re.compile(rf"(?<!to )(\b(?:{ROSE}|{FELL}) (?:by )?|" "[+\N{MINUS SIGN}])" rf"({DIGITS})%")
_BEFORE = re.compile(r"\b(from|than|as) (in )?(the year before|a year earlier)\b")
_MOST = "(?:most|highest|largest|greatest)"
_OTHER = re.compile(  # the row ranked, or the number, might not be in the data
    rf"\b(next|second|third|others?|since|than|change|gap|difference|{ROSE}|{FELL}"
    r"|together|combined|(?:all|none) (?:but|except))\b",
    re.IGNORECASE,
)
_PARTS = {  # words for a part or a multiple: the least and the most that they may be said of
    r"(?<!the )(?<!at )(?<!and )most(?! (?:often|common|recent|likely))\b": (0.5, 1),
    r"more than half|majority": (0.5, 1), r"(?:fewer|less) than half|minority": (0, 0.5),
    r"nearly all": (0.85, 1), r"(?:nearly|almost) half": (0.42, 0.5),
    rf"(?<!than )(?<!nearly )(?<!first )(?<!second )\bhalf of (?!{YEAR})": (0.47, 0.53),
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
_CHANGED = re.compile(rf"\b({ROSE}|{FELL}|down|up)\b")
_SHARES = "^share(_|$)|^of_"  # names of columns
_PART = r"[,;:.]? (?:and )?(?=[A-Z])|[,;] |\. "  # what stands between the parts of a sentence
_SHARE = re.compile("(?<![+\N{MINUS SIGN}\\d.])(?<!to )(\\d[\\d.]*)%")
_EXACT = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")  # a count that no other is by chance
_CALLED = re.compile(  # such a count, and the noun after it for what is counted
    rf"(?<![\d,.])({_EXACT.pattern})"
    r"(?: (?:[a-z]+-[a-z]+|CyberTipline|identified|missing|other|recorded))*"
    r" (calls|children|files|hashes|relationships|reports|requests|submissions)\b"
)


def mistyped(texts: dict[str, object], data: object, *lists: object) -> Iterator[str]:
    """Yield what is no text, no table and no list."""
    for what, said in texts.items():
        if not isinstance(said, str):
            yield f"{what} is {said!r}; text is wanted."
    for codes in lists:
        if isinstance(codes, str):
            yield f"{codes!r} is text; a list is wanted: [{codes!r}]."
        elif not isinstance(codes, list | tuple):
            yield f"{codes!r} is a {type(codes).__name__}; a list is wanted."
        elif other := [code for code in codes if not isinstance(code, str)]:
            yield f"{other[0]!r} stands among names; text is wanted."
    if not isinstance(data, pd.DataFrame):
        yield f"data is a {type(data).__name__}; a DataFrame is wanted."
        return
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
    for name in filter(lambda name: name not in tables.session.loaded, names):
        near = nearest(name, sorted(tables.session.loaded))
        yield f"drawn_from has {name!r}, which was not loaded here.{near}"
    yield from _overwritten(names)
    yield from _mismeasured(names, data)
    there = [year for name in names for year in tables.load(name).get("year", ())]
    for other in sorted({*years}.difference(there, [year])):
        gap = data[data["year"] == other].drop(columns="year").select_dtypes("number")
        if gap.notna().any(axis=None):
            yield f"data has numbers of {other}, and its tables have none: a missing year is a gap."
    yield from filter(None, (tables.not_adding_up(name, year) for name in names))
    yield from tables.miscounted(names, data, year)
    yield from _of_others(names, data)


def _of_others(names: Sequence[str], data: pd.DataFrame) -> Iterator[str]:
    """Yield which other tables have large numbers of the data that its own tables lack."""
    drawn = {n for n in flat(data.select_dtypes("number")) if n >= 1000 and n % 1 == 0}
    drawn -= tables.numbers(*names)
    totals = ("headline_numbers", "printed_totals")  # they equal sums of other tables
    for name in sorted(tables.session.loaded.difference(names, totals)) if drawn else ():
        if len(only := tables.numbers(name) & drawn) > 1:
            yield f"data has numbers of {name} ({max(only):,.0f}): drawn_from must name it."


def _overwritten(names: Sequence[str]) -> Iterator[str]:
    """Yield the numbers that a loaded table has by now, and its file has not."""
    for (name, _), frame in [pair for pair in tables.session.frames.items() if pair[0][0] in names]:
        held = tables.whole(name).select_dtypes("number")
        for column in held.columns.intersection(frame.select_dtypes("number").columns):
            if other := sorted(set(frame[column].dropna()) - set(held[column])):
                yield (
                    f"{name} was loaded and then changed: {column} has {other[0]:,} now, which "
                    "is not in its file. Put computed numbers into a column or table of their own."
                )


def _mismeasured(names: Sequence[str], data: pd.DataFrame) -> Iterator[str]:
    """Yield infinite numbers, shares that are none, and counts too few to be shown."""
    counted = data.select_dtypes("number")
    for column in counted.columns[np.isinf(counted.to_numpy(float)).any(axis=0)]:
        yield f"{column} has inf: what was divided by zero?"
    for column, values in counted.filter(regex=_SHARES).items():
        if not values.dropna().between(0, 1).all():
            yield f"{column} has {values.max():g} or {values.min():g}: a share is from 0 to 1."
    yield from tables.shares_of_few(data)
    counts = counted.filter(regex="^(?!(share|rate|of)(_|$))")
    for column in counts.columns[(counts.fillna(0) % 1 == 0).all()]:  # merges turn them into floats
        for few in data[column][tables.too_few(names, data[column], data.columns)][:1].items():
            yield _too_few(data, column, *few)
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
        for each in few[:1].items():
            yield _too_few(data, column, *each, f", a part of a count by {listed(by)}")


def _too_few(data: pd.DataFrame, column: str, row: int, value: float, of: str = "") -> str:
    """Return which count is too small to be shown, and what to do about it."""
    texts = tables.labelled(data.loc[[row]]).select_dtypes(exclude="number")
    at = f" in the row {' '.join(map(str, texts.iloc[0]))}" if texts.size else ""
    todo = "leave the row out (and say so in the note), or take rows together"
    return (
        f"{column} has {count(value)}{at}{of}; 1 to {tables.FEW} are too few to be shown: {todo}."
    )


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


def flat(frame: pd.DataFrame) -> np.ndarray:
    """Return all numbers of a table in a row; what is missing is nan."""
    return frame.to_numpy(float, na_value=np.nan).ravel()


class Case:
    """A figure's words, and the data that goes with it, as the rules compare them."""

    def __init__(self, about: About, data: pd.DataFrame) -> None:
        self.about, self.data = about, data.reset_index(drop=True)
        texts = tables.labelled(self.data).select_dtypes(exclude="number")
        self.texts = texts.astype("str").fillna("")
        self.numbers = self.data.select_dtypes("number").drop(columns="year", errors="ignore")
        self.counts = self.numbers.select_dtypes("integer")
        self.shares = self.numbers.filter(regex=_SHARES)
        self.values = flat(self.numbers)
        self.arrays = {name: flat(self.numbers[[name]]) for name in self.numbers}
        self.in_short = f"{about.title}. {about.alt}"
        self.said = f"{self.in_short} {about.finding}"
        self.clauses = re.split(r"; |(?<!\bU\.S)\. ", self.said)


def wrong(case: Case) -> Iterator[str]:
    """Yield what is wrong with a figure's words, and with its data beside them."""
    for rule in (
        _misworded, _dateless, _unitless, _miscalled,
        _unfounded, _said_in_subtitle_alone, _misdated,
        _misranked, _not_next, _not_since_last, _misproportioned,
        _exchanged, _mispaired, _misshared,
        _off_in_some_rows, _of_no_whole, _not_the_year_before, _reversed, _no_rate,
        _partial, _cut, _not_a_day, _no_points, _not_national, _of_which, _per_one, _numberless,
    ):  # fmt: skip
        yield from rule(case)


def _misworded(case: Case) -> Iterator[str]:
    """Yield texts that are empty, too long or short, or cannot be printed."""
    about = case.about
    if not 40 <= len(about.alt) <= 300:
        yield f"alt text has {len(about.alt)} characters; 40 to 300 are wanted."
    if about.alt.rstrip(".") in (about.title, about.subtitle):
        yield f"alt text repeats {about.alt!r}: say what is drawn, and its numbers."
    if len(re.findall(DIGITS, about.alt)) < 2:
        yield f"alt text names fewer than two numbers: {about.alt!r}."
    for what in ("title", "subtitle", "finding"):
        if not getattr(about, what).strip():
            yield f"it has no {what}."
    if about.note and about.note.strip()[-1:] not in ".!?”":
        yield f"the note does not end as a sentence: {about.note!r}."
    if not about.sources:
        yield "it has no sources; drawn_from names the tables."
    for words in (about.title, about.source, about.subtitle, about.note):
        yield from unprintable(words)
    for words in (about.alt, about.finding):
        yield from _misjoined(words)


def _numberless(case: Case) -> Iterator[str]:
    """Yield an alt text without a number or sum of the data; other rules say more."""
    said = {*re.findall(DIGITS, case.about.alt)} - {str(case.about.year)}
    held = np.multiply.outer([*case.values, *case.numbers.sum()], [*SIZES.values()])
    near = chain(*(held[abs(held - amount(number)) < 1] for number in said))
    numbers = {f"{n:,.{d}f}" for n in near for d in range(3)}
    numbers |= {*re.findall(DIGITS, " ".join(case.texts.get("number", ())))}  # of a ledger
    if not numbers & said:
        yield f"alt text names no number that data holds or adds to: {case.about.alt!r}."


def unprintable(words: str) -> Iterator[str]:
    """Yield what of words that are drawn no reader is to see, or the typeface lacks."""
    yield from _misjoined(words)
    if raw := _RAW.search(words):
        yield f"{words!r} has {raw[0]!r}, which is for code: tables.labelled gives labels."
    if lost := look.lacking(words):
        yield lost


def _misjoined(words: str) -> Iterator[str]:
    """Yield parts of sentences joined amiss, words that dramatize, and shares that are not so."""
    if slip := SLIP.search(words):
        yield f"{words!r} has {slip[0]!r}, which no sentence has."
    if harsh := _HARSH.search(words):
        yield f"{words!r} has {harsh[0]!r}: say plainly what was counted."
    yield from miscomputed(words)


def _dateless(case: Case) -> Iterator[str]:
    """Yield a figure whose title and subtitle do not say its year."""
    about, years = case.about, re.findall(_YEAR, case.about.subtitle)
    if years and str(about.year) not in years:
        yield f"the subtitle says {listed(years)}, and the figure is of {about.year}."
    if not years and str(about.year) not in about.title:
        yield f"neither title nor subtitle says that it is of {about.year}."


def _unitless(case: Case) -> Iterator[str]:
    """Yield a figure whose title and subtitle do not say what is counted, or say children."""
    about = case.about
    units = {tables.dictionary()[name]["unit"] for name in about.tables} - {"none", "people"}
    words = f"{about.title} {about.subtitle}".lower()
    if units and not any("varies" in unit or unit.split()[-1] in words for unit in units):
        yield f"neither title nor subtitle says what is counted: {listed(sorted(units))}."
    named = [unit.split(",")[0].split()[-1].removesuffix("s") for unit in units]
    if named and not any(noun == "varie" or noun in about.title.lower() for noun in named):
        for counted in _OF_CHILDREN.findall(about.title):
            yield f"the title says {counted!r}, and its tables count {listed(sorted(units))}."


def _miscalled(case: Case) -> Iterator[str]:
    """Yield a count that words call otherwise than each of the figure's tables that has it."""
    about = case.about
    for number, noun in {*_CALLED.findall(f"{case.said} {about.subtitle}")}:
        units, n = set(), amount(number)
        for name, told in ((name, tables.dictionary()[name]) for name in about.tables):
            if name == "headline_numbers":
                rows = tables.whole(name)
                units |= {*rows.loc[rows["value"] == n, "unit"]}
            elif n in tables.numbers(name) or n == _total(name, about.year):
                open_ = "varies" in told["unit"] and f"not {noun}" not in told["counts"]
                units.add(noun if open_ or told["unit"] == "people" else told["unit"])
        if units and not any(noun in unit for unit in units):
            yield f"{number} are called {noun}, and its tables count {listed(sorted(units))}."


def _unfounded(case: Case) -> Iterator[str]:
    """Yield a number that only title or alt text has, as one typed has."""
    about, drawn = case.about, case.data.select_dtypes("number")
    years = case.data.get("year", pd.Series(about.year, case.data.index))
    sums = [*flat(drawn.groupby(years.to_numpy()).sum()), *drawn.sum()]
    if years.nunique() == 1:  # rows that overlap add to more than there is
        most = max((_total(name, about.year) for name in about.tables), default=0)
        sums = [n for n in sums if n <= most]
    numbers = np.abs([*flat(drawn), *sums, len(drawn)])
    known = {after: [*numbers * size] for after, size in SIZES.items()}
    words = case.data.select_dtypes(exclude="number").to_numpy().ravel()
    said = [about.finding, about.subtitle, about.year, *case.data.columns, *words]
    for number, after in COUNTED.findall(" ".join(map(str, said))):
        known[after if after in SIZES else ""].append(amount(number))
    anyhow = [*chain(*known.values())]
    for what in ("title", "alt"):
        for number, after in COUNTED.findall(getattr(about, what)):
            if not rounds_to(known.get(after, known[""]) if after else anyhow, number):
                yield f"{what} has {number}{after}, and neither the data nor the finding has."


def _said_in_subtitle_alone(case: Case) -> Iterator[str]:
    """Yield a share that only the subtitle has."""
    for part in set(re.findall(r"\d+\.\d+%", case.about.subtitle)):
        if part not in case.said:
            yield f"the subtitle has {part}, and no other words of the figure have."


def _total(name: str, year: int) -> float:
    """Return what a table counts in a year, or in all, where it has no years."""
    rows, counted = _of_year(name, year), tables.measure(name)
    return float(rows[counted].sum()) if pd.api.types.is_numeric_dtype(rows[counted]) else 0.0


def _of_year(name: str, year: int) -> pd.DataFrame:
    """Return a table's rows of a year, or all, where it has no years."""
    rows = tables.whole(name)
    return rows[rows["year"] == year] if "year" in rows else rows


def _perhaps(values: np.ndarray, number: str) -> bool:
    """Return whether one of some values is a number, of which zeros at the end may be rounded."""
    zeros = len(re.search(r"0*$", number.replace(",", ""))[0])
    far = half(number) if "." in number else 0.500001 * 10.0**zeros
    return bool((abs(values - amount(number)) <= far).any())


def _misdated(case: Case) -> Iterator[str]:
    """Yield a year in the words that neither the figure nor its tables, or its note, have."""
    about, data = case.about, case.data
    held = [tables.whole(name).get("year", ()) for name in about.tables]
    beside = re.findall(_YEAR, " ".join(map(str, [*data.columns, about.note, about.source])))
    known = {*map(str, chain([about.year], data.get("year", ()), *held)), *beside}
    for what in ("title", "alt"):
        for year in set(re.findall(_YEAR, getattr(about, what))) - known:
            yield f"the {what} says {year}, of which its tables have nothing."
    drawn = {*map(str, data.get("year", ()))}
    spans = re.findall(rf"({_YEAR}) to ({_YEAR})", about.subtitle)
    for year in sorted(set(chain(*spans)) - drawn) if len(drawn) > 1 else ():
        yield f"the subtitle says {year}, and data has no number of it."


def _misranked(case: Case) -> Iterator[str]:
    """Yield a row that words call the most or the least, and that is so by none of its numbers.

    Words that name several rows, or speak of changes, of other rows or of a time, are passed over.
    """
    texts, years = case.texts, case.data.filter(["year"])
    grouped = texts[[c for c in texts if texts[c].duplicated().any()]]  # the rest names each row
    for said in (said for said in case.clauses if not _OTHER.search(said)):
        held = _ranked_by(case.numbers, said)
        ends = [end for words, end in ((_HIGHEST, "max"), (_LOWEST, "min")) if words.search(said)]
        known = [n for _, n in _named(texts, said)] if ends else []
        for column, end in product(texts, ends):
            here = [name for name in texts[column].unique() if has_one(said, name)]
            if len(here) != 1 or any(len(n) > len(here[0]) and has_name(n, here[0]) for n in known):
                continue  # `family` is a word of `family friend`
            its = texts[column] == here[0]
            others = pd.concat([grouped.drop(columns=column, errors="ignore"), years], axis=1)
            beside = held.groupby([others[each] for each in others] or [0] * len(held))
            if not (held == beside.transform(end))[its].any(axis=None):
                at = f"no number of {here[0]!r} in data is the {end}imum"
                yield f"{said!r}: {at}. Sorted the other way?"


def _ranked_by(numbers: pd.DataFrame, said: str) -> pd.DataFrame:
    """Return the columns that words rank by: rates or shares that they name, or all."""
    words = {*re.findall("[a-z]+", said.lower())}
    words |= {"share"} if re.search("%|often", said) else set()
    named = [c for c in numbers if str(c).split("_")[0] in words]
    rated = [c for c in named if str(c).startswith("share" if "often" in words else "rate")]
    return numbers[rated or named or [*numbers]]


def _not_next(case: Case) -> Iterator[str]:
    """Yield a row that words call the next highest or lowest, and that is not by any number."""
    texts, numbers = case.texts, case.numbers
    for said in case.clauses:
        found = re.search(rf"\bnext (?:{_MOST}|(?:fewest|least|lowest|smallest))\b", said)
        named = _named(texts, said) if found else []
        its = texts[named[0][0]] == named[0][1] if len(named) == 1 else pd.Series(dtype=bool)
        if its.sum() == 1 and not numbers.empty:
            ordered = numbers * (1 if re.search(_MOST, found[0]) else -1)
            value = ordered[its].iloc[0]
            beyond, same = (ordered > value).sum(), (ordered == value).sum()  # of each column
            if not ((beyond == 1) | ((beyond == 0) & (same > 1))).any():
                yield f"{said!r}: by no number of data is {named[0][1]!r} the second."


def _not_national(case: Case) -> Iterator[str]:
    """Yield a share that words call national, and that no total of its tables gives.

    And one of all reports that is but the mean of the shares in data.
    """
    words = f"{case.about.subtitle} {case.said}"
    said = rf"national\w*(?: share)?(?:,| of)? ({DIGITS})%|({DIGITS})% nationally"
    national = {one or other for one, other in re.findall(said, words)}
    of_all = {*re.findall(rf"({DIGITS})% of all reports", words)}
    shares = _national_shares(case.about) if national | of_all else []
    for number in sorted(national | of_all) if shares else ():
        so, mean = (rounds_to(100 * np.array(n), number) for n in (shares, case.shares.mean()))
        if number in national and not so:
            yield f"{number}% is called national, and no total of its tables gives that share."
        elif number in of_all and mean and not so:
            yield f"{number}% is the mean of shares: of all reports, divide the sums."


def _national_shares(about: About) -> list[float]:
    """Return the share of each code, but for states, in what a table of the figure counts."""
    shares: list[float] = []
    for name in about.tables:
        rows, counted = _of_year(name, about.year), tables.measure(name)
        if pd.api.types.is_numeric_dtype(rows[counted]):
            parts = [by for by in tables.divisions(name) if by not in tables.NAMED]
            sums = [rows.groupby(by)[counted].sum() for by in parts]
            shares += [n for each in sums for n in each / rows[counted].sum()]
    return shares


def _of_which(case: Case) -> Iterator[str]:
    """Yield `Of the 29,568 reports, 37.7%` where no count is that share, or no table has these.

    Of which reports they are may be said in more words; whether those are so many is not known.
    """
    names, year = case.about.tables, case.about.year
    printed = tables.numbers(*names)
    known = printed.union(_total(name, year) for name in names)
    counts = np.array([*printed, *flat(case.counts), *case.counts.sum()])
    said = rf"\bOf the ({DIGITS}) ([^,;.%\d]+), ({DIGITS})%"
    for whole, of, number in {*re.findall(said, case.said)}:
        if " " not in of and amount(whole) not in known:
            yield f"of the {whole} {of}: no table has so many in all. Say which {of} these are."
        if not rounds_to(100 * counts / amount(whole), number):
            yield f"{number}% of {whole}: no count of its tables or data is that share."


def _per_one(case: Case) -> Iterator[str]:
    """Yield so many files per request that are not the files by the requests, of a row or a sum."""
    said = {*re.findall(rf"({DIGITS}) (?:[a-z]+ )?per ([a-z]+)\b", case.said)}
    rows = _rows_and_sums(case) if said else case.data
    for number, one in (pair for pair in said if f"{pair[1]}s" in rows):
        known = rows.div(rows[f"{one}s"], axis=0).to_numpy(float)
        if not _perhaps(known, number):
            yield f"{number} per {one}: no number by {one}s is that, of a row or of all."


def _rows_and_sums(case: Case) -> pd.DataFrame:
    """Return the numbers of data, their sums by year and in all, and those by year and label."""
    data, numbers = case.data, case.numbers
    years = [numbers.groupby(data["year"]).sum()] if "year" in data else []
    rows = pd.concat([numbers, *years, numbers.sum().to_frame().T])
    texts = data.select_dtypes(exclude="number").columns.difference(["year"])
    for text, n in product(texts, numbers if years else ()):
        by_words = data.astype({text: "str"}).pivot_table(n, "year", text, aggfunc="sum")
        rows = pd.concat([rows, by_words.rename(columns=str.lower)])
    return rows


def _misproportioned(case: Case) -> Iterator[str]:
    """Yield words for a part, as `most`, `one in five` or `doubled`, that no number beside has.

    Such a number is a percentage in the clause, or a ratio of numbers of the row that it names.
    """
    texts = case.texts
    for said, (part, low, high) in [(c, each) for c in case.clauses for each in _parts_said(c)]:
        named = _named(texts, said)
        one = len(named) == 1
        its = texts[named[0][0]] == named[0][1] if one else pd.Series(True, texts.index)
        shares = [amount(share) / 100 for share in re.findall(rf"({DIGITS})%", said)]
        known = [*shares, *(1 + share for share in shares)]
        known += [*ratios(case.numbers, its, beside=True)]
        known += [abs(1 - ratio) for ratio in known] if _CHANGED.search(said) else []
        right = any(low <= ratio <= high for ratio in known)
        if not right and part not in " ".join(texts.to_numpy().ravel()):
            yield f"{said!r}: no number beside is {part!r}."


def _exchanged(case: Case) -> Iterator[str]:
    """Yield `twice as many X as Y`, or `3 more`, so of Y and X, or where Y has too few reports.

    Words that name more rows are passed over, and rows that the year has more than once.
    """
    now = case.data["year"] == case.about.year if "year" in case.data else slice(None)
    texts, numbers = case.texts[now], case.numbers[now]
    for said, found in [(c, found) for c in case.clauses if (found := _TIMES.search(c))]:
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
        if few.any() and not as_gap and "reports" in map(tables.measure, case.about.tables):
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


def ratios(rows: pd.DataFrame, its: pd.Series, *, beside: bool) -> np.ndarray:
    """Return numbers of some rows, and their ratios to all; and, if `beside`, to each other."""
    counts = rows.select_dtypes("integer")[its].to_numpy(float)
    lists = [*counts, counts.sum(axis=0), *(counts.T if len(counts) < 20 else ())]
    of = rows[its].to_numpy(float, na_value=np.nan)
    with np.errstate(all="ignore"):
        ratios = [np.divide.outer(each, each).ravel() for each in lists if beside]
        ratios = np.concatenate([*ratios, (of / rows.sum().to_numpy(float)).ravel()])
    return np.concatenate([ratios[ratios != 1], of.ravel()])


def _mispaired(case: Case) -> Iterator[str]:
    """Yield a count or a share beside the name of a row, in words, that only other rows have."""
    texts, numbers = case.texts, case.numbers
    for part in _apart(case.said, {*texts.to_numpy().ravel()}):
        counted = re.sub(r"\bof (?:the )?[\d,]+", "", part)  # "of the 29,568" is the whole
        found = {number: amount(number) for number in _EXACT.findall(counted)}
        if part in case.in_short:  # a finding has shares of other wholes, too
            found |= {f"{number}%": amount(number) / 100 for number in _SHARE.findall(part)}
        if not found or _OTHER.search(part):
            continue
        named = sorted(_named(texts, part), key=lambda pair: (texts[pair[0]] == pair[1]).sum())
        for column, name in named[:1] if len({name for _, name in named}) == 1 else ():
            if " " not in name and name not in part and _in_another(name, column, case.about):
                continue
            its = texts[column] == name
            own, others = (ratios(numbers, i, beside=i is its) for i in (its, ~its))
            others = [*others, *case.counts.sum()]
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


def _misshared(case: Case) -> Iterator[str]:
    """Yield `3% of reports` beside the name of a row that has another share in `of_reports`."""
    texts, shares = case.texts, case.numbers.filter(regex="^of_")
    parts, wholes = re.split(_PART, case.said), shares.columns.to_series()
    wholes = wholes.str.removeprefix("of_").str.replace("_", " ")
    for part in (each for each in parts if len(shares.columns) and "% of " in each):
        named = _named(texts, part)
        for column in shares if len(named) == 1 else ():
            its = shares.loc[texts[named[0][0]] == named[0][1], column].dropna()
            of, other = wholes[column], "|".join(wholes.drop(column)) or "$"
            whole = rf"(?!(?:{other})\b)(?:[a-z-]+ )?{of}\b"  # active reports are another
            for number in re.findall(rf"({DIGITS})% of {whole}", part):
                if len(its) and not rounds_to(100 * its, number):
                    yield f"{part!r}: {number}% is not the {column} of {named[0][1]!r} in data."


def _named(texts: pd.DataFrame, said: str) -> list[tuple[str, str]]:
    """Return which words of rows a sentence has, each after its column."""
    return [(c, name) for c in texts for name in texts[c].unique() if has_name(said, name)]


def _in_another(name: str, column: str, about: About) -> bool:
    """Return whether a word is part of a label of the figure's other columns, as `family` is."""
    keys = {key for table in about.tables for key in tables.divisions(table)} - {column}
    labels = chain(*(tables.labels(key).values() for key in keys))
    return any(has_name(label, name) for label in labels if label != name)


def _off_in_some_rows(case: Case) -> Iterator[str]:
    """Yield shares that are a part of a whole in most rows, in another order, or rounded."""
    held, counts = case.arrays, [*case.counts]
    sums = {f"all {name}": np.full(len(case.data), np.nansum(held[name])) for name in counts}
    held, wholes = held | sums, [*counts, *sums]
    for column, part, whole in product(case.shares, counts, wholes):
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


def _of_no_whole(case: Case) -> Iterator[str]:
    """Yield shares of a whole that none of the figure's tables has."""
    held, sums = case.arrays, case.numbers.sum()
    sums = sums[2 * case.numbers.max() != sums]  # no part is all
    known = np.array([*case.values, *sums, *tables.numbers(*case.about.tables)])
    for part, column in product(case.counts, case.shares):
        given = held[column] > 0
        rows = given & ~np.isnan(held[part])
        wholes = held[part][rows] / held[column][rows]
        same = len({*held[column][given]}) > 1 and np.allclose(wholes, wholes[0], 1e-9)
        if same and not np.isclose(wholes[0], known, 1e-9).any():
            said = f"{column} is {part} of {wholes[0]:,.10g}, which none of its tables has"
            yield f"{said}. Of another whole, put that into data as a column, too."


def _not_the_year_before(case: Case) -> Iterator[str]:
    """Yield words that compare with the year before, where data has not that year."""
    years = sorted({*case.data.get("year", ())})
    before = _BEFORE.search(f"{case.about.subtitle} {case.said}")
    if before and len(years) > 1 and years[-1] - 1 not in years:
        yield f"{before[0]!r}: before {years[-1]} data has {years[-2]}."


def _reversed(case: Case) -> Iterator[str]:
    """Yield a rise or fall that data has only with years or sign exchanged."""
    moved = _MOVED.findall(case.in_short) if "year" in case.data else []
    rows = _by_year(case.data).to_numpy(float, na_value=np.nan) if moved else []
    for way, number in moved:
        said = amount(number) * (1 if re.match(rf"[+]|(?:{ROSE})\b", way) else -1)
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


def _not_since_last(case: Case) -> Iterator[str]:
    """Yield `fell 1% in 2024` where nothing in data did from the year before.

    Or no row of which a part of the title begins with the first word.
    """
    title, names = case.about.title, {*case.texts.to_numpy().ravel()}
    dated = re.search(rf"% in ({_YEAR})", title)
    for said in title.split("; ") if dated and "year" in case.data else ():
        found = re.search(rf"\b({ROSE}|{FELL}) (?:by )?({DIGITS})%", said)
        first = re.compile(rf"{re.escape(said.partition(' ')[0])}\b", re.IGNORECASE)
        of = sorted(filter(first.match, names))
        if not found or not (of or dated[0] in said):
            continue
        rows = case.data[case.texts.isin(of).any(axis=1)] if of else case.data
        moved = _moved(rows, int(dated[1])) * (1 if re.fullmatch(ROSE, found[1]) else -1)
        if np.isfinite(moved).any() and not rounds_to(moved, found[2]):
            did = f"no number of {listed(of) or 'data'} did, from the year before"
            yield f"{found[0]} in {dated[1]}: {did}."


def _moved(rows: pd.DataFrame, year: int) -> np.ndarray:
    """Return the changes in percent of sums of rows, from the year before; nan or inf for none."""
    before, now = _by_year(rows).reindex([year - 1, year]).to_numpy(float, na_value=np.nan)
    with np.errstate(all="ignore"):
        return 100 * now / before - 100


def _cut(case: Case) -> Iterator[str]:
    """Yield millions whose decimals were cut off, not rounded: `20.5 million` of 20,580,000."""
    counts = case.values / 1e6
    for number in {*re.findall(rf"({DIGITS}) million", case.said)}:
        places = len(number.partition(".")[2])
        off = (counts - amount(number)) * 10**places
        if ((off > 0.5) & (off < 1)).any() and not rounds_to(counts, number):
            right = counts[(off > 0.5) & (off < 1)][0]
            yield f"{number} million is cut, not rounded: {right:.{places}f} million is right."


def _not_a_day(case: Case) -> Iterator[str]:
    """Yield how many a day there were, where that is no number by the days of a year."""
    printed = np.array([*tables.numbers(*case.about.tables)])
    by_days = [n / days for n in (printed, case.values) for days in (365, 366)]
    known = np.concatenate([printed, *by_days])
    said = rf"({DIGITS})(?: [a-z]+)? (?:a|on an average) day\b"
    for number in {*re.findall(said, f"{case.about.subtitle} {case.said}")}:
        if not _perhaps(known, number):
            yield f"{number} a day: no number of its tables or data is that, by 365 or 366 days."


def _no_points(case: Case) -> Iterator[str]:
    """Yield a change in percent that words call points, which are differences of shares."""
    said = {*re.findall(rf"({DIGITS}) points", case.in_short)}
    if not said:
        return
    shares = 100 * case.values[abs(case.values) <= 1]
    with np.errstate(all="ignore"):
        gaps = np.subtract.outer(shares, shares).ravel()
        known = np.abs(np.concatenate([gaps, shares, case.values]))
        moved = np.abs(100 * np.divide.outer(case.values, case.values).ravel() - 100)
    for number in said:
        if rounds_to(moved, number) and not rounds_to(known, number):
            yield f"{number} points: that is a change in percent; points are between two shares."


def _no_rate(case: Case) -> Iterator[str]:
    """Yield a rate that is not a count beside it for each 100,000 of the residents beside it."""
    about, data = case.about, case.data
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


def _partial(case: Case) -> Iterator[str]:
    """Yield where a figure has a part of a table's complete grid that its words do not explain."""
    words = f"{case.about.subtitle} {case.about.note} {case.said}"
    for grid in _grids(case.about, case.data):
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
