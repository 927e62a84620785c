"""Numbers out of printed words: the only parser of them."""

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from ourimpact import TableError

YEAR = r"(?:19|20)\d\d"
DIGITS = r"\d[\d,]*(?:\.\d+)?(?<!,)"  # a number in digits, in a sentence
SPELLED = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = dict(zip([*SPELLED, *_TENS], [*range(1, 20), *range(20, 100, 10)], strict=True))
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
UNITS = {f" {name}": float(_SCALES[name]) for name in ("thousand", "million", "billion")}
_SHORT = {"k": 10**3, "m": 10**6, "b": 10**9}
_ONE = "|".join(sorted(_VALUES, key=len, reverse=True))
_MANY = "|".join(["dozen", "hundred", *_SCALES])
_PART = "|".join(  # a share such as 9 in 10: the whole is larger, and at most 10, or is 100
    rf"(?:{n}|{SPELLED[n - 1]}) (?:in|out of) (?:every )?"
    rf"(?=(?:{'|'.join([*map(str, range(n + 1, 11)), *SPELLED[n:10], '100'])})\b(?![.,]\d))"
    for n in range(2, 10)
)
NUMBER = re.compile(  # in digits or in words
    rf"(?<![\w.,])(?:(?P<one_in>(?:1|one) (?:in|out of) (?:every )?(?!{YEAR}\b))"
    rf"|(?P<part>{_PART}))?<?"
    r"(?:(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    rf"(?:[\s-]?(?P<scale>{'|'.join([*_SCALES, *_SHORT])})\b)?"
    rf"|\b(?P<words>(?:(?:half )?an? (?:{_MANY})|{_ONE})"
    rf"(?:[\s-](?:and a half )?(?:{_MANY})|(?:[ -]|(?<=d) and )(?:{_ONE}))*)\b)"  # hundred and
    r"(?P<percent>%|\spercent\b)?\+?(?![\w+%])",
    re.IGNORECASE,
)


def printed_number(text: str) -> tuple[float, float]:
    """Return the number in a printed text, and one unit of its last printed digit.

    `20.5 million` gives 20500000 and 100000, `91%` 91 and 1, `1 in 7` and `seven` 7 and 1, `nine
    in ten` 90 and 10. The zeros that end a number of thousands are taken as rounded: `27,800`
    gives 27800 and 100. Raises TableError where there is no number.
    """
    if not (match := NUMBER.fullmatch(text)):
        raise TableError(f"There is no number in {text!r}.")
    printed, scale = match["digits"] or f"{_spelled(match['words']):,.15g}", match["scale"]
    digits = printed.replace(",", "")
    times = Decimal((_SCALES | _SHORT)[scale.casefold()] if scale else 1)
    if match["part"]:
        part = printed_number(match["part"].split()[0])[0]
        return 100 * part / float(digits), 100 / float(digits)
    last = Decimal(digits).as_tuple().exponent
    if "," in printed and not scale:
        last = len(digits) - len(digits.rstrip("0"))
    return float(Decimal(digits) * times), float(Decimal(10) ** last * times)


def kind(text: str) -> str:
    """Return how a printed number counts: as percent, one_in, or count."""
    match = NUMBER.fullmatch(text)
    ways = {"percent": "percent", "one_in": "one_in", "part": "percent"}
    return next((ways[name] for name in ways if match and match[name]), "count")


def _spelled(text: str) -> float:
    """Return the number that words name: `three hundred and seventy-one` is 371."""
    number = part = 0.0
    for word in re.findall("[a-z]+", text.casefold()):
        if word in _SCALES:
            number, part = number + _SCALES[word] * (part or 1), 0
        elif word in ("dozen", "hundred"):
            part = {"dozen": 12, "hundred": 100}[word] * (part or 1)
        else:
            part += 0.5 if word == "half" else _VALUES.get(word, 0)  # "and" and "a" add 0
    return number + part


def amount(number: str) -> float:
    """Return a number that is written in `DIGITS`: `1,024.5` is 1024.5."""
    return float(number.replace(",", ""))


def half(number: str) -> float:
    """Return half of the last decimal of a number, by which rounding may move it."""
    return 0.500001 * 10.0 ** -len(number.partition(".")[2])


def rounds_to(values: Sequence[float] | np.ndarray, number: str) -> bool:
    """Return whether one of some values, rounded, is a number that is written in `DIGITS`."""
    return bool((abs(np.asarray(values, float) - amount(number)) <= half(number)).any())
