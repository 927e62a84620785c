"""What changes in a text: its numbers, and words without which a number means something else."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from itertools import zip_longest

_SPELLED = {"one of": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twice": 2,
            "half": 0.5}  # fmt: skip
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
HEDGES = (
    "more than|fewer than|less than|about|nearly|almost|over|at least|at most|up to|as of|"
    "by the end of|through|since|until"
)
_NUMBER = re.compile(
    rf"(?:\b({HEDGES}) )?((?<![\w.,])[−+-])?\b(\d(?:[\d.,]*\d)?|{'|'.join(_SPELLED)})\b"
    rf"(%| ?(?:{'|'.join(_SCALES)})\b)?",
    re.IGNORECASE,
)
_WAYS = (
    "more|fewer|less|most|least|rose|fell|up|down|above|below|high|low|higher|lower|highest|"
    "lowest|largest|smallest|increased|decreased|grew|shrank|top|bottom|first|last|before|after|nationwide|"
    "worldwide|all|every|some|early|earlier|late|later|few|many|and|or|inside|outside|our|whether|"
    "that|left out|included|small|large|smaller|larger|narrow|wide|age|gender|race|state|"
    "thousands?|millions?|billions?|appendix|text|table|primary|secondary|hollow|filled|dashed|solid"
)
_NOT = r"not|no|nor|none|never|cannot|\w+n[’']t"
_LIMITING = rf"{_NOT}|only|may|could|assum\w*|without|more than once"
_DECIDES = re.compile(
    rf"\b(?:{_LIMITING}|nearly all|almost all|excluding|including|except|other than|first time|"
    r"known|estimate[ds]?|once|likely|suspected|judged|confirmed|found safe|resolved|recovered|"
    r"rescued|convicted|arrested|unverified|active|average|median|minus|cumulative|running total|"
    r"cc by(?:-\w+)*|under \d+|per \w+|in (?:19|20)\d\d|(?:dis)?agreed?|"
    r"by (?:ncmec|police|law enforcement|parents|families|schools|platforms|victims))\b"
)
_SAME = {"grew": "rose", "increased": "rose", "decreased": "fell", "shrank": "fell",
         "almost all": "nearly all", "almost": "nearly"}  # fmt: skip
_LIMITS = re.compile(rf"(?i)\b(?:{_LIMITING})\b")
_TIMES = "seconds?|minutes?|hours?|days?|weeks?|months?|years?"
YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(rf"\W*(in {YEAR.pattern}), ")
_CLAUSES = re.compile(
    r"\b(?:after|and|as|because|before|but|since|that|until|when|which|while|who)\b"
)
_SENTENCES = re.compile(r"(?<=[.!?*])\s+|\n+")


def moved(old: str, new: str, counted: Sequence[str] = ()) -> str:
    """Return where a text has another number, or word beside it, in place of one that is gone.

    Of a sentence that is otherwise the same, the order of numbers counts, too, and that of words
    of direction (rose, fell), of what a number counts (`counted`, such as reports), and of time.
    Elsewhere, one number may not count something else, and a sentence that is much alike, or alone
    in another's place, may not gain or lose a word such as "not" or "likely", or have its words in
    another order. A sentence that limits what is said may not go with nothing in its place. Empty
    where nothing is to be told.
    """
    lost, fresh = _lost_and_fresh(old, new)
    for pair in _pairs(lost, fresh, _telling(tuple(counted))):
        if not pair[1]:
            return f": “{pair[0][:80]}” would be gone"
        return ": “{}” would become “{}”".format(*_around(*pair))
    gone, come = (Counter(n for s in each for n in numbers(s)) for each in (lost, fresh))
    if (only := [*(gone - come)]) and (others := [*(come - gone)]):
        said = next(s for s in fresh if others[0] in numbers(s))
        return f" had {only[0]} and would have {others[0]}: “{said[:80]}”"
    had, has = (_counts(each, counted) for each in (lost, fresh))
    for number, sentences in had.items():  # small ones come again by chance
        own = re.search(r"^[a-z]|%$|\d[\d.]{2}", number)  # about 55, 4%, 359
        if own and number in has and sentences.keys().isdisjoint(has[number]):
            both = (next(iter(said.values())) for said in (sentences, has[number]))
            return ": “{}” would become “{}”".format(*_around(*both))
    return ""


def reworded(old: str, new: str) -> list[str]:
    """Return which sentences are others, gone, or new, a line each, in the order of the texts.

    A new one is told whole, for a person to read; of others, what stands around the change.
    """
    told = []
    for before, after in zip_longest(*_lost_and_fresh(old, new), fillvalue=""):
        if before and after:
            told.append("“{}” is “{}” now".format(*_around(before, after)))
        else:
            told.append(f"“{before[:80]}” is gone" if before else f"“{after}” is new")
    return told


def relined(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return which lines of a list are others, gone, or new; what precedes a colon names each."""
    was, now = (dict(line.partition(": ")[::2] for line in lines) for lines in (old, new))
    told = []
    for name in dict.fromkeys([*was, *now]):
        if name not in now or name not in was:
            how, line = ("gone", was[name]) if name in was else ("new", now[name])
            told.append(f"{name}: “{line[:80]}” is {how}")
        elif was[name] != now[name]:
            told.append("{}: “{}” is “{}” now".format(name, *_around(was[name], now[name])))
    return told


def _lost_and_fresh(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the sentences that only one of two texts has, each once.

    One that stands there less often is lost, too, if one that is much like it has come.
    """
    was, now = (Counter(_SENTENCES.split(text)) for text in (old, new))
    fresh = [s for s in now if s not in was]
    fewer = (s for s in was if now[s] < was[s])
    return [s for s in fewer if not now[s] or get_close_matches(s, fresh, 1, 0.8)], fresh


def numbers(text: str, pattern: re.Pattern[str] = _NUMBER) -> list[str]:
    """Return the numbers in a text, in digits with their hedge and sign; other words as found."""
    return [_plain(match) for match in pattern.finditer(text)]


def _plain(match: re.Match[str]) -> str:
    hedge, sign, number, scale = (part or "" for part in match.groups()[:4])
    if not number:
        return _SAME.get(match[0].lower(), match[0].lower().removesuffix("s"))
    plain = number.lower().rstrip(".").replace(",", "")
    size = _SCALES.get(scale.strip().lower(), 1)
    with suppress(ValueError):  # 1.2.3 is no number
        plain = f"{float(_SPELLED.get(plain, plain)) * size:.12g}"
    percent = "%" if scale == "%" else ""
    hedge = _SAME.get(hedge.lower(), hedge.lower())
    return f"{hedge} {sign.replace('-', '−')}{plain}{percent}".strip()


@cache
def _telling(counted: Sequence[str]) -> re.Pattern[str]:
    """Return what finds numbers and all words that decide what they mean."""
    ones = (f"{word}?" if word.endswith("s") else word for word in counted)  # or a single one
    words = "|".join((_WAYS, _DECIDES.pattern, _TIMES, *ones))
    return re.compile(rf"{_NUMBER.pattern}|(?<!-)\b(?:not )?(?:{words})\b", re.IGNORECASE)


def _pairs(
    lost: Sequence[str], fresh: Sequence[str], telling: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    """Yield sentences before and after that are alike but for numbers or telling words.

    One alone that is another now need not be alike. What limits and has become nothing is last.
    """
    alike, left = defaultdict(list), []
    for sentence in lost:
        alike[telling.sub("_", sentence)].append(sentence)
    for said in fresh:
        if not (same := alike[telling.sub("_", said)]):
            left.append(said)
        elif numbers(before := same.pop(0), telling) != numbers(said, telling):
            yield before, said
    rest = [sentence for same in alike.values() for sentence in same]
    likeness = 0.8 if lost[1:] or fresh[1:] else 0
    for said in left[:]:
        same = [before for before in rest if _reordered(before, said)]
        for before in same[:1] or get_close_matches(said, rest, 1, likeness):
            rest.remove(before)
            left.remove(said)
            if _deciding(before) != _deciding(said) or _reordered(before, said):
                yield before, said
    for before in filter(_LIMITS.search, rest):
        if not get_close_matches(before, left, 1, 0.5):  # nothing is in its place
            yield before, ""


def _deciding(text: str) -> Counter[str]:
    words = (_SAME.get(word, word) for word in _DECIDES.findall(text.lower()))
    return Counter("not" if re.fullmatch(_NOT, word) else word for word in words)


def _reordered(before: str, said: str) -> bool:
    """Return whether two sentences differ only in the order of their words, as exchanged names.

    The year that one begins with may stand elsewhere, if there is no other, and no second clause.
    """
    both = [before.lower(), said.lower()]
    if len(YEAR.findall(before)) == 1 and not _CLAUSES.search(both[0]):
        for year in [found[1] for found in map(_DATED.match, both) if found][:1]:
            both = [text.replace(year, "", 1) for text in both]
    was, now = (re.findall(r"\w+", text) for text in both)
    return was != now and sorted(was) == sorted(now)


def _around(before: str, after: str) -> tuple[str, str]:
    """Return what stands in two texts around where they begin to differ."""
    pairs = enumerate(zip(before, after, strict=False))
    start = max(0, next((n for n, (one, other) in pairs if one != other), 0) - 40)
    return tuple("…" * bool(start) + text[start : start + 80] for text in (before, after))


def _counts(sentences: Sequence[str], counted: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the first sentence for each word of what a number counts, the next after it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    words = rf"(?<!-)\b(?:{'|'.join((_TIMES, *counted))})\b"
    either = re.compile(rf"{_NUMBER.pattern}|{words}", re.IGNORECASE)
    for sentence in sentences:
        last = ""
        for match in either.finditer(sentence):
            said = _plain(match)
            if match[3]:
                last = last if YEAR.fullmatch(match[3]) else said
            elif last:
                found[last].setdefault(said, sentence)
                last = ""
    return found
