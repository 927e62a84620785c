"""Numbers in running text and call-outs, and where each stood in the last report."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ingest.memory import Place, hashed
from ingest.reading import Line
from ourimpact import TableError
from ourimpact.printed import NUMBER, kind, printed_number

SURE, LIKELY = 0.6, 0.25  # likeness: the same place at SURE or more, another place below LIKELY
FAINT = 0.1  # enough to suggest it to a person
_CLEAR = 0.8
_FAR, _ELSEWHERE = 0.2, 0.3  # weights of the distance, and of the same number at another place
_OTHER_KIND = 0.7  # what a likeness counts where one is a percentage, say, and the other a count
_REACH = 8  # words on each side of a number
_NUMBER = re.compile(rf"{NUMBER.pattern}|\w*\d\w*", re.IGNORECASE)  # or an unreadable one
_WORD = re.compile(r"[^\W\d_]+(?:(?:['’]|-\n)[^\W\d_]+)*|\d[\d.,]*")  # also across a line break
_QUALIFIERS = {
    "more_than": r"(more than|over)$",
    "at_least": r"at least$",
    "less_than": r"(less than|under|fewer than)$",
    "nearly": r"(nearly|almost)$",
    "about": r"(about|approximately|around)$",
}


@dataclass
class Number:
    """A number outside the tables, and its place in the last report, where it has one."""

    printed: str
    at: tuple[int, int, int]  # page, line, and which of the line
    before: list[str]
    after: list[str]
    alone: bool  # set apart from running text
    near: str
    said: str  # up to eight words after it, to a period; for a call-out, to the end of its line
    footnote: str = ""  # that its mark refers to
    place: Place | None = None
    perhaps: Place | None = None  # suggested to a person
    likeness: float = 0.0

    @cached_property
    def context(self) -> str:
        return f"{hashed(self.before)}|{hashed(self.after)}"

    @property
    def qualifier(self) -> str:
        """Return how the words and signs beside it qualify the number."""
        signs = {"+": "at_least", "<": "less_than"}
        if sign := signs.get(self.printed[-1]) or signs.get(self.printed[0]):
            return sign
        for code, said in _QUALIFIERS.items():
            if re.search(said, " ".join(self.before[-2:])):
                return code
        rounded = kind(self.printed) != "count" or re.search(r"illion|[KMB]$", self.printed)
        return "about" if rounded else "exact"


def numbers(lines: list[Line], dismissed: list[str]) -> list[Number]:
    """Return the numbers of some lines in their order, but for those that patterns dismiss."""
    text = "".join(f"{line.text}\n" for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    patterns = [pattern.replace(" ", r"\s+") for pattern in dismissed]  # also across a line break
    spans = [m.span() for pattern in patterns for m in re.finditer(pattern, text)]
    words = [(m.start(), _plain(m.group())) for m in _WORD.finditer(text)]
    nth, found = Counter(), []
    for match in _NUMBER.finditer(text):
        if not any(first <= match.start() < last for first, last in spans):
            line = lines[bisect_right(starts, match.start()) - 1]
            nth[line] += 1
            found.append(_number(match, words, line, nth[line]))
    return found


def _plain(word: str) -> str:
    """Return a word as it is compared; of a number, that it is one."""
    return "#" if word[0].isdigit() else word.casefold().replace("’", "'").replace("-\n", "")


def _number(match: re.Match, words: list[tuple[int, str]], line: Line, nth: int) -> Number:
    """Return a number with the words, each with where it begins, that stand around it."""
    (start, end), text = match.span(), match.string
    first, last = (bisect_left(words, (at, "")) for at in (start, end))
    alone = len(_WORD.findall(line.text)) < 5
    blank = " " if alone else r"\s"
    said = re.match(rf"\s*((?:[^\W\d_][\w'’/&-]*(?:{blank}|\b)){{1,8}})", text[end:])
    return Number(
        printed=re.sub(r"\s+", " ", match.group()),
        at=(line.page, line.number, nth),
        before=[word for _, word in words[max(0, first - _REACH) : first]],
        after=[word for _, word in words[last : last + _REACH]],
        alone=alone,
        near=" ".join(text[max(0, start - 60) : end + 60].split()),
        said=" ".join(said[1].split()) if said else "",
        footnote=line.marked.get(match.group(), ""),
    )


def align(found: list[Number], known: list[Place], least: float = LIKELY) -> list[Place]:
    """Give each number its place in the last report, and return the places that none has.

    The most alike go first; of places that are as alike, the one that is as far down the report.
    With another `least`, only a number of the same kind and size has one: perhaps it is there.
    """
    rare = Counter(word for place in known for word in place.context.replace("|", " ").split())
    pairs = []
    for i, place in enumerate(known):
        for j, number in enumerate(found):
            likeness = _likeness(place, number, rare)
            same = kind(place.printed) == kind(number.printed) and similar_size(place, number)
            if likeness >= least and (same or least == LIKELY):
                apart = abs(i / len(known) - j / len(found)) + (not similar_size(place, number))
                pairs.append((likeness - _FAR * apart, likeness, i, j))
    alike = {
        (known[i].keys[0][:2], found[j].printed): (i, j) for _, like, i, j in pairs if like > _CLEAR
    }

    def rank(pair: tuple[float, float, int, int]) -> float:
        """Prefer the place of an id whose other place clearly has the same number."""
        _, _, i, j = pair
        place, number = alike.get((known[i].keys[0][:2], found[j].printed), (i, j))
        return pair[0] + (_ELSEWHERE if place != i and number != j else 0)

    free = dict(enumerate(known))
    for _, likeness, i, j in sorted(pairs, key=rank, reverse=True):
        if i in free and found[j].place is None:
            found[j].place, found[j].likeness = free.pop(i), likeness
    return list(free.values())


def reworded(place: Place, number: Number) -> bool:
    """Return whether a call-out has other words below it, or a sentence other words after it."""
    was, now = (context.partition("|")[2].split() for context in (place.context, number.context))
    if number.alone:
        caption = len(_WORD.findall(number.said))
        return now[:caption] != was[:caption]
    return not {*was[:2]} & {*now[:2]}


def similar_size(place: Place, number: Number) -> bool:
    """Return whether a number is of the size of the one of the last report."""
    try:
        was, now = (printed_number(n.printed)[0] for n in (place, number))
    except TableError:
        return False
    return 0.3 < now / (was or 1) < 3


def _likeness(place: Place, number: Number, rare: Counter[str]) -> float:
    """Return how alike the words around are, 0 to 1: near and rare words weigh most."""
    weight = same = 0.0
    sides = zip(place.context.split("|"), number.context.split("|"), (-1, 1), strict=True)
    for was, now, step in sides:
        there = now.split()[::step]
        for distance, word in enumerate(was.split()[::step]):
            w = 1 / (1 + distance / 3) / rare[word] ** 0.5
            weight += w
            if word in there:
                same += w / (1 + abs(there.index(word) - distance) / 4)
    alike = kind(place.printed) == kind(number.printed)
    return same / (weight or 1) * (1 if alike else _OTHER_KIND)
