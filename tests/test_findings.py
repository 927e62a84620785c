"""The most important findings, recomputed in a second way, are compared with the stored sentences.

This uses plain Python on the CSVs and nothing from the library. Each `yield` gives what one stored
sentence (or table) must contain: names, and groups of numbers that follow one another. The groups
may come in any order, and any wording will do. A number after "rose" or "fell" has a sign. Years
and "95% interval" are not read.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from itertools import chain, pairwise
from math import atanh, exp, hypot, lgamma, log, sqrt, tanh
from pathlib import Path
from statistics import NormalDist, correlation, fmean

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
Z95, Z998 = (NormalDist().inv_cdf(p) for p in (0.975, 0.999))
NUMBER = re.compile(r"(rose |fell |[+\N{MINUS SIGN}])?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
SIGNS = {"rose ": "+", "fell ": "\N{MINUS SIGN}"}
SPELLED = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
RECOMPUTED: dict[str, Callable[[], Iterator[Iterable[str]]]] = {}


def notebook(number: str) -> Callable:
    """Register recomputations for a notebook."""

    def register(function: Callable) -> Callable:
        RECOMPUTED[f"{number} {function.__name__}"] = function
        return function

    return register


@cache
def table(name: str) -> list[dict[str, str]]:
    (path,) = (ROOT / "data").glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def keys() -> dict[str, list[str]]:
    """Return each table's columns of codes, after which its first other column is the count."""
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return {
        about["name"]: about["schema"].get("primaryKey", []) for about in described["resources"]
    }


LOST: dict[str, None] = {}  # what the newest report no longer has


class Gone(LookupError):
    """Raised for a table or number that is not there."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        LOST[said] = None


YEAR = max(int(row["year"]) for row in table("headline_numbers"))
BEFORE, FIRST = YEAR - 1, min(int(row["year"]) for row in table("missing_by_type_earlier"))
NAMES = {row["state"]: row["name"] for row in table("states")}
LABELS = {row["code"]: row["label"] for row in table("categories")}
WHOLE = {
    (row["column"], row["code"]): row["counted_as"]
    for row in table("code_changes") if int(row["since"]) <= YEAR
}  # fmt: skip


def by(name: str, *columns: str, year: int = YEAR, alike: bool = False, **codes: str) -> Counter:
    """Return sums by the codes of some columns; years not in the table come from its _earlier half.

    If `alike`, split or joined codes count as the code that `code_changes` gives, as in a series.
    """
    parts = [part for part in (name, f"{name}_earlier") if [*(ROOT / "data").glob(f"*/{part}.csv")]]
    found = ([row for row in table(part) if row["year"] == str(year)] for part in parts)
    rows = next(filter(None, found), None)
    if rows is None:
        raise Gone(f"{name} has no rows for {year}")
    key = keys()[name]
    counted = next(column for column in rows[0] if column not in key)
    sums: Counter = Counter()
    for row in rows:
        if all(row[c] in v.split("|") for c, v in codes.items()):
            key = tuple(WHOLE.get((c, row[c]), row[c]) if alike else row[c] for c in columns)
            sums[key[0] if len(key) == 1 else key] += int(row[counted])
    assert sums, f"{name} has no rows for {year} {codes}"
    return sums


def add(name: str, year: int = YEAR, **codes: str) -> int:
    return by(name, year=year, **codes).total()


def single(id: str, column: str = "value") -> str:
    rows = [row for row in table("headline_numbers") if row["year"] == str(YEAR)]
    found = [row[column] for row in rows if row["id"] == id]
    if not found:
        raise Gone(f"{id} is no number of {YEAR}")
    return found[0]


def one(id: str) -> float:
    return float(single(id))


def spaced(numbers: Iterable[str]) -> str:
    """Return numbers as one group, which must follow one another in the sentence."""
    return " ".join(numbers)


def n(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def pc(part: float, whole: float = 1, digits: int = 1) -> str:
    return f"{100 * part / whole:.{digits}f}"


def signed(value: float, digits: int = 0) -> str:
    said = f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return said if re.search("[1-9]", said) else said[1:]  # a change that rounds to 0 has no sign


def moved(before: float, after: float, digits: int = 0) -> str:
    """Return a change in percent with its sign, or in words if it rounds to 0."""
    change = signed(100 * (after - before) / before, digits)
    nothing = "did not change" if before == after else "hardly changed"
    return change if re.search("[1-9]", change) else nothing


def million(value: float) -> str:
    return f"{value / 1e6:.1f}"


def wilson(k: float, n: float) -> tuple[float, float]:
    """Return the roots of (k/n - p)² = z² p (1 - p) / n, which is how Wilson defined them."""
    a, b, c = 1 + Z95**2 / n, -(2 * k / n + Z95**2 / n), (k / n) ** 2
    root = sqrt(max(0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def ends(k: float, n: float) -> str:
    return spaced(map(pc, wilson(k, n)))


def newcombe(one: tuple[float, float], other: tuple[float, float]) -> list[float]:
    """Return a difference of two shares and its interval in points (Newcombe's method 10)."""
    (low, high), (bottom, top) = wilson(*one), wilson(*other)
    p, q = one[0] / one[1], other[0] / other[1]
    limits = [p - q - hypot(p - low, top - q), p - q + hypot(high - p, q - bottom)]
    return [100 * value for value in (p - q, *limits)]


def tail(k: int, n: int, p: float) -> float:
    """Return the probability of at most k out of n."""
    choose = [lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(k + 1)]
    return sum(exp(c + i * log(p) + (n - i) * log(1 - p)) for i, c in enumerate(choose))


def quantile(values: Iterable[float], q: float) -> float:
    values = sorted(values)
    below, part = divmod(q * (len(values) - 1), 1)
    least, next_ = values[int(below)], values[min(int(below) + 1, len(values) - 1)]
    return least + part * (next_ - least)


def ages(code: str) -> list[int]:
    """Return the first and the last age of a group, by its label; none where it is unknown."""
    said = LABELS.get(code, code)
    found = [int(age) for age in re.findall(r"\d+", said)]
    if len(found) == 1 and re.search(r"under|below|younger", said, re.IGNORECASE):
        return [0, found[0] - 1]
    if len(found) == 1 and re.search(r"over|older|up|\+", said):
        return [found[0], 120]
    return found


def flat(parts: Iterable[Iterable[str]]) -> list[str]:
    return list(chain.from_iterable(parts))


# Shared by the recomputations. If a table is gone, its names are undefined, and tests skip.

with suppress(Gone, NameError):
    REPORTS, RESOLVED = add("missing_by_type"), add("missing_by_type", status="resolved")
    ACTIVE = REPORTS - RESOLVED
    TYPES = by("missing_by_type", "report_type")
    DONE_TYPES = by("missing_by_type", "report_type", status="resolved")
    SAME_TYPES, SAME_TYPES_FIRST = (
        by("missing_by_type", "report_type", year=y, alike=True) for y in (YEAR, FIRST)
    )
    SAME_DONE, SAME_DONE_FIRST = (
        by("missing_by_type", "report_type", year=y, alike=True, status="resolved")
        for y in (YEAR, FIRST)
    )
    FAMILY, ADULTS = SAME_TYPES["family_abduction"], SAME_TYPES["missing_young_adult"]
EARLIER = {(r["year"], r["statistic"]): int(r["value"]) for r in table("missing_totals_earlier")}
for _row in table("headline_numbers"):
    EARLIER.setdefault((_row["year"], _row["id"]), float(_row["value"]))
with suppress(Gone, NameError):
    AGES, RACES = (by("missing_by_age_race", column) for column in ("age_group", "race_ethnicity"))
    SAME_AGES, SAME_RACES = (
        by("missing_by_age_race", column, alike=True) for column in ("age_group", "race_ethnicity")
    )
    SPANS = {code: ages(code) for code in [*AGES, *SAME_AGES]}
    if any(min(at) < 18 <= max(at) for at in SPANS.values() if at):
        raise Gone("an age group has children and young adults")
    TEENS = sum(AGES[code] for code in AGES if 12 <= min(SPANS[code] or [0]) < 18)
    OLDEST = sum(AGES[code] for code in AGES if min(SPANS[code] or [0]) >= 18)
with suppress(Gone, NameError):
    STATES, DONE = (
        by("missing_by_state", "state"),
        by("missing_by_state", "state", status="resolved"),
    )
    STATES.pop("unknown", 0), DONE.pop("unknown", 0)
    AGED = max(r["year"] for r in table("population") if int(r["year"]) <= YEAR)
    PEOPLE = {r["state"]: int(r["under_18"]) for r in table("population") if r["year"] == AGED}
    PEOPLE.pop("US")
    PEOPLE = {code: people for code, people in PEOPLE.items() if code in STATES}
    NATION = sum(people for code, people in PEOPLE.items() if code != "PR")
    NATION_RATE = 1e5 * sum(STATES[code] for code in PEOPLE if code != "PR") / NATION
    RATES = {
        code: 1e5 * STATES[code] / people for code, people in PEOPLE.items() if STATES[code] >= 10
    }
    SHARES, TARGET = {code: DONE[code] / k for code, k in STATES.items()}, RESOLVED / REPORTS
with suppress(Gone, NameError):
    TIPS, TIPS_BEFORE = (
        by("cybertipline_by_incident_type", "incident_type", year=y, alike=True)
        for y in (YEAR, BEFORE)
    )
    ALL, ALL_BEFORE = TIPS.total(), TIPS_BEFORE.total()
    REST, REST_BEFORE = ALL - TIPS["csam"], ALL_BEFORE - TIPS_BEFORE["csam"]
with suppress(Gone, NameError):
    FILES, FILES_BEFORE = (
        by("cybertipline_files", "file_type", year=y, alike=True) for y in (YEAR, BEFORE)
    )
with suppress(Gone, NameError):
    ASKED = by("cvip_by_agency", "agency", measure="requests")
    SENT = by("cvip_by_agency", "agency", measure="images|videos")
    ASKED_BEFORE = by("cvip_by_agency", "agency", year=BEFORE, measure="requests")
    SENT_BEFORE = by(
        "cvip_by_agency", "agency", year=BEFORE, measure="images|videos|images_and_videos"
    )
with suppress(Gone, NameError):
    LIKELY_AT = by("trafficking_by_age_gender", "age")
    _held: Counter = Counter()
    for _age, _k in LIKELY_AT.items():
        _in = [code for code in SAME_AGES if SPANS[code][:1] <= [int(_age)] <= SPANS[code][-1:]]
        _held[_in[0]] += _k
    LIKELY_AGES = _held
with suppress(Gone, NameError):
    LIKELY = add("trafficking_by_race_gender")
with suppress(Gone):
    CARE = int(single("reports_from_care"))
with suppress(Gone):
    INCIDENTS = one("cybertipline_incidents")


def together(codes: Iterable[str]) -> str:
    """Return the share resolved in some states together."""
    return pc(sum(DONE[code] for code in codes), sum(STATES[code] for code in codes))


def linked(whole: int, done: int) -> list[tuple[int, float, float]]:
    """Return the fewest and the most resolved reports from care that fit the printed percentage.

    With each come the shares of both groups. We assume that the report rounds."""
    printed = one("care_resolved_percent")
    allowed = [k for k in range(CARE + 1) if int(100 * k / CARE + 0.5) == printed]
    return [(k, k / CARE, (done - k) / whole) for k in (min(allowed), max(allowed))]


def apart(ends: list[tuple[int, float, float]]) -> str:
    """Return by how many points the shares differ, without signs."""
    return spaced(pc(abs(care - others)) for _, care, others in ends)


@notebook("01")
def resolved():
    yield n(REPORTS), f"{pc(RESOLVED, REPORTS)} {n(RESOLVED)}", f"{pc(ACTIVE, REPORTS)} {n(ACTIVE)}"
    yield (f"{n(CARE)} {pc(CARE, REPORTS)}",)
    done = RESOLVED - SAME_DONE["family_abduction"]
    wholes = (REPORTS - CARE, RESOLVED), (REPORTS - CARE - FAMILY, done)
    of_all, of_rest = (linked(*pair) for pair in wholes)
    (_, least, high), (_, most, low) = of_all
    (_, _, top), (_, _, bottom) = of_rest
    yield (spaced(map(pc, (least, most, low, high, bottom, top))),)
    rest = spaced(signed(100 * (care - others), 1) for _, care, others in of_rest)
    yield single("care_resolved_percent"), apart(of_all), rest, n(FAMILY)


@notebook("01")
def over_the_years():
    before, first = EARLIER[str(BEFORE), "missing_reports"], SAME_TYPES_FIRST.total()
    yield n(REPORTS), n(before), n(first)
    shares = (RESOLVED, REPORTS), (SAME_DONE_FIRST.total(), first)
    recovered = str(EARLIER["2022", "missing_resolved_percent"])
    yield *(pc(*pair) for pair in shares), recovered


@notebook("02")
def types():
    (first, most), (second, next_), *_ = TYPES.most_common()
    yield LABELS[first], pc(most, REPORTS), n(most), n(REPORTS)
    yield LABELS[second], f"{n(next_)} {pc(next_, REPORTS)}"
    least = min(TYPES, key=lambda code: DONE_TYPES[code] / TYPES[code])
    done, made = DONE_TYPES[least], TYPES[least]
    yield LABELS[least], pc(done, made), n(made), pc(RESOLVED, REPORTS)
    yield (ends(done, made),)
    yield LABELS[least], pc(made, REPORTS), pc(made - done, ACTIVE)


@notebook("02")
def types_since_2020():
    """Given the sum of both counts, the later is binomial; its odds are the ratio of the counts."""
    reports, intervals, shares, gaps = [], [], [], []
    for code, old in SAME_TYPES_FIRST.items():
        new = SAME_TYPES[code]
        low, high = (100 * (p / (1 - p) - 1) for p in wilson(new, old + new))
        if low > 0 or high < 0:
            reports += [LABELS[code], f"{n(old)} {n(new)}"]
            intervals += [spaced((signed(low, 1), signed(high, 1)))]
        pairs = (SAME_DONE[code], new), (SAME_DONE_FIRST[code], old)
        apart, low, high = newcombe(*pairs)
        if low * high > 0 and abs(apart) >= 1:
            moves = f"{pc(*pairs[1])} {n(old)} {pc(*pairs[0])} {n(new)}"
            shares += [LABELS[code], f"{moves} {signed(apart, 1)}"]
            gaps += [spaced((signed(low, 1), signed(high, 1)))]
    yield reports
    yield shares
    yield intervals
    yield gaps


@notebook("03")
def ages_and_races():
    group, most = next(pair for pair in AGES.most_common() if SPANS[pair[0]])
    unknown = [n(AGES["unknown"])] * ("unknown" in AGES)
    yield spaced(map(str, SPANS[group])), n(most), pc(most, REPORTS), n(OLDEST), *unknown
    first = [code for code, _ in RACES.most_common() if code != "unknown"][:3]
    unknown = f"{n(RACES['unknown'])} {pc(RACES['unknown'], REPORTS)}"
    unknown = [unknown] * ("unknown" in RACES)
    yield *flat((LABELS[code], pc(RACES[code], REPORTS)) for code in first), *unknown


@notebook("03")
def under_12():
    """Groups with ten or fewer such reports, and reports with race unknown, are left out."""
    below = "|".join(code for code in AGES if SPANS[code] and max(SPANS[code]) < 12)
    young = by("missing_by_age_race", "race_ethnicity", age_group=below)
    shares = {c: k / RACES[c] for c, k in young.items() if k > 10 and c != "unknown"}
    first, second, *_, last = sorted(shares, key=shares.get, reverse=True)
    k, made = young[first], RACES[first]
    yield n(young.total()), pc(young.total(), REPORTS)
    yield LABELS[first], f"{pc(k, made)} {n(k)} {n(made)}"
    yield (ends(k, made),)
    yield *(LABELS[code] for code in (last, second)), pc(shares[last]), pc(shares[second])
    few = {c: pc(10, RACES[c]) for c, k in young.items() if k <= 10 and c != "unknown"}
    few = {c: most for c, most in few.items() if 10 / RACES[c] < shares[last]}
    yield *map(LABELS.get, few), *(f"{most} 10 {n(RACES[c])}" for c, most in few.items())


@notebook("03")
def deduced():
    """What follows for one table from the other, if all missing young adults are 18 to 20."""
    more = OLDEST - ADULTS
    yield n(OLDEST), n(ADULTS), *[n(abs(more))] * bool(more)
    away = SAME_TYPES["endangered_runaway"] - TEENS - AGES["unknown"]
    if left := [n(reports) for reports in (more, away) if reports > 0]:
        yield (spaced(left),)


def widest(gaps: dict[str, float]) -> list[str]:
    """Return the row with the widest gap, then the two with the widest the other way."""
    first = max(gaps, key=lambda code: abs(gaps[code]))
    return [first, *sorted(gaps, key=gaps.get, reverse=gaps[first] < 0)[:2]]


@notebook("04")
def states_and_their_children():
    """The shares of residents and reports, like the rate, are those of the 50 states and DC."""
    people = {code: of for code, of in PEOPLE.items() if code != "PR"}
    every, made = sum(people.values()), sum(STATES[code] for code in people)
    pairs = {code: (people[code] / every, STATES[code] / made) for code in people}
    gaps = {code: after - before for code, (before, after) in pairs.items()}
    far, *others = widest(gaps)
    of_others = spaced(flat(map(pc, pairs[code]) for code in others))
    yield NAMES[far], *map(pc, pairs[far]), *map(NAMES.get, others), of_others
    first, second, *_ = sorted(RATES, key=RATES.get, reverse=True)
    yield NAMES[first], n(RATES[first]), n(NATION_RATE)
    yield "Elsewhere", n(min(RATES.values())), n(RATES[second])


@notebook("04")
def resolved_by_rate():
    """A rank correlation; the interval is Bonett and Wright's (2000), on Fisher's z."""
    steady = [code for code in RATES if STATES[code] >= 20]
    both, m = ([of[code] for code in steady] for of in (RATES, SHARES)), len(steady)
    rho = correlation(*([sorted(of).index(x) + of.count(x) / 2 for x in of] for of in both))
    reach = Z95 * sqrt((1 + rho**2 / 2) / (m - 3))
    low, high = (tanh(atanh(rho) + side * reach) for side in (-1, 1))
    yield "Yes, on the whole" if low > 0 else "No, a smaller one" if high < 0 else "Not clearly"
    yield n(m), n(rho, 2), n(low, 2), n(high, 2)
    cuts = [quantile([RATES[code] for code in steady], part / 3) for part in (1, 2)]
    place = {code: sum(RATES[code] > cut for cut in cuts) for code in steady}
    thirds = [{code for code in steady if place[code] == group} for group in range(3)]
    reports = [sum(STATES[code] for code in third) for third in thirds]
    lowest, middle, highest = map(together, thirds)
    yield lowest, together(thirds[0] - {"CA"}), NAMES["CA"], highest
    rows = zip(thirds, reports, (lowest, middle, highest), strict=True)
    yield (f"{len(third)} {n(made)} {share}" for third, made, share in rows)


def outside(capped: float, added: bool) -> list[str]:
    """Return the states outside limits widened for overdispersion, by a factor or by a variance."""
    chance = {code: TARGET * (1 - TARGET) / made for code, made in STATES.items()}
    z = {code: (SHARES[code] - TARGET) / sqrt(v) for code, v in chance.items()}
    low, high = quantile(z.values(), capped), quantile(z.values(), 1 - capped)
    phi = fmean(min(max(score, low), high) ** 2 for score in z.values())
    w, k = [1 / v for v in chance.values()], len(z)
    tau = max(0, (k * phi - (k - 1)) / (sum(w) - sum(x * x for x in w) / sum(w)))
    wide = {code: v + tau if added else max(1, phi) * v for code, v in chance.items()}
    return [code for code in z if abs(SHARES[code] - TARGET) > Z998 * sqrt(wide[code])]


@pytest.mark.parametrize("capped", [0.1, 0])
@pytest.mark.parametrize("added", [False, True])
def test_limits_of_shares_that_vary_less_than_by_chance_are_those_of_chance(
    monkeypatch, capped, added
):
    """One share is 3.1 standard errors from the target, one 2.5; the others are on it."""
    done = {str(n): 200 for n in range(19)} | {"near": 225, "far": 231}
    shares = {code: k / 400 for code, k in done.items()}
    calm = {"STATES": dict.fromkeys(done, 400), "SHARES": shares, "TARGET": 0.5}
    for name, value in calm.items():
        monkeypatch.setitem(globals(), name, value)
    assert outside(capped, added) == ["far"]


def beyond_chance() -> set[str]:
    """Return the states where so few or so many resolved reports have a probability below 0.1%."""
    pairs = ((code, DONE[code], made) for code, made in STATES.items())
    ends = {code: (tail(k, m, TARGET), tail(m - k, m, 1 - TARGET)) for code, k, m in pairs}
    return {code for code, both in ends.items() if min(both) < 0.001}


@notebook("04")
def states_apart():
    """“Outside” is outside the central 99.8% range of chance, both ends together."""
    far = beyond_chance()
    apart = flat(outside(capped, added) for capped in (0.1, 0) for added in (False, True))
    apart = Counter(code for code in apart if STATES[code] * (1 - TARGET) >= 5)  # else not normal
    worst = max(STATES, key=lambda code: abs(SHARES[code] - TARGET) * sqrt(STATES[code]))
    without = pc(RESOLVED - DONE[worst], REPORTS - STATES[worst])
    models = flat((NAMES[code], pc(SHARES[code])) for code in apart)
    tests = (f"in {SPELLED[times].lower()}" for times in apart.values())
    known = sum(made >= 10 for made in STATES.values())
    out = [str(len(far))] if len(far) > 9 else []
    yield f"{known} 10", *out, pc(TARGET), *models, *tests, NAMES[worst], without
    yield NAMES[worst], f"{pc(SHARES[worst])} {n(STATES[worst])}"


@notebook("04")
def still_active():
    left = {code: made - DONE[code] for code, made in STATES.items()}
    pairs = {code: (STATES[code] / REPORTS, left[code] / ACTIVE) for code in STATES}
    gaps = {code: after - before for code, (before, after) in pairs.items()}
    code, *others = widest(gaps)
    would = STATES[code] * ACTIVE / REPORTS
    here = f"{n(left[code])} {n(abs(left[code] - would))} {n(would)}"
    shares = spaced(map(pc, pairs[code]))
    yield NAMES[code], f"{shares} {n(left[code])} {n(ACTIVE)}", here
    yield *map(NAMES.get, others), spaced(flat(map(pc, pairs[one]) for one in others))


@notebook("05")
def amber():
    """Children recovered in a year: the difference of two cumulative counts."""
    known = {
        r["year"]: int(r["children_recovered_since_launch"]) for r in table("amber_cumulative")
    }
    printed = (r for r in table("headline_numbers") if r["id"] == "amber_recovered_since_launch")
    known |= {row["year"]: int(row["value"]) for row in printed}
    last = [known[year] for year in sorted(known)]
    yield single("amber_rescued"), spaced(n(after - before) for before, after in pairwise(last))
    yield single("amber_rescued"), n(last[-1])


@notebook("05")
def calls():
    days = 365 + (YEAR % 4 == 0)
    yield single("hotline_calls", "printed"), n(one("hotline_calls") / days)


@notebook("06")
def cybertipline():
    first, most = next(pair for pair in TIPS.most_common() if pair[0] != "csam")
    yield pc(TIPS["csam"], ALL), f"{n(REST)} {pc(most, REST, 0)}", LABELS[first]
    kinds = [(FILES_BEFORE[code], now) for code, now in FILES.most_common()]
    each = [moved(before, now) for before, now in kinds if before]  # a type with none before is new
    now, before = FILES.total(), FILES_BEFORE.total()
    yield million(now), moved(before, now), *each
    per = {n(now / ALL, 1), n(before / ALL_BEFORE, 1)}  # a single number if both are the same
    yield *per, n(now / INCIDENTS, 1)
    yield moved(ALL_BEFORE, ALL), f"{million(ALL_BEFORE)} {million(ALL)}"


@notebook("06")
def bundling():
    if BEFORE >= 2024:
        pytest.skip(f"tips could be bundled in {BEFORE} as in {YEAR}")
    fall, extra = ALL_BEFORE - ALL, INCIDENTS - ALL
    yield pc(extra, fall, 0), *map(million, (ALL, INCIDENTS, extra, fall - extra, fall))


@notebook("06")
def types_of_tips():
    fell = [moved(TIPS_BEFORE[c], now) for c, now in TIPS.items() if now < TIPS_BEFORE[c]]
    of_all = [*fell, moved(REST_BEFORE, REST)]
    old, new = TIPS_BEFORE["online_enticement"], TIPS["online_enticement"]
    counts = f"{n(REST_BEFORE)} {n(REST)}", f"{n(old)} {n(new)}"
    part = [pc(new - old, REST - REST_BEFORE, 0)] * (0 < new - old < REST - REST_BEFORE)
    yield *of_all, *counts, moved(old, new), *part
    others = REST - new
    yield moved(REST_BEFORE - old, others), n(others)
    if YEAR == 2024:  # the year of the law, whose first months were before it
        past = by("cybertipline_by_incident_type_earlier", "incident_type", year=BEFORE - 1)
        yield n(past["online_enticement"]), n(old)


@notebook("06")
def half_years():
    """The first half of a year, the second half as the rest of it, and the next first half."""
    halves = table("cybertipline_half_years")
    if not any(row["year"] == str(YEAR) for row in halves):
        pytest.skip(f"no half-year of {YEAR} is known")
    half = {(r["incident_type"], r["year"] + r["half"]): int(r["reports"]) for r in halves}
    codes, years = (sorted({row[c] for row in halves}) for c in ("incident_type", "year"))
    firsts = {code: (half[code, f"{years[0]}1"], half[code, f"{years[1]}1"]) for code in codes}
    ends = {c: [half[c, end] for end in [f"{years[1]}2"] if (c, end) in half] for c in codes}
    whole = by("cybertipline_by_incident_type", "incident_type", year=int(years[0]))
    rest = {code: float(f"{whole[code] - a:.2g}") for code, (a, _) in firsts.items()}
    late = {code: n(half.get((code, f"{years[0]}2"), rest[code])) for code in codes}
    yield (f"{n(a)} {late[code]} {n(b)}" for code, (a, b) in firsts.items())
    past = by("cybertipline_by_incident_type_earlier", "incident_type", year=int(years[0]) - 1)
    usual = {c: a <= past[c] <= 2 * a for c, (a, _) in firsts.items()}
    half = {c: f" {n(round(past[c] / 2, -2))}" * (past[c] > 2 * a) for c, (a, _) in firsts.items()}
    start = {c: n(a) + f" {n(past[c])}{half[c]}" * (not usual[c]) for c, (a, _) in firsts.items()}
    times = {c: f"{n(b)} {n(a)} {late[c]}" for c, (a, b) in firsts.items() if b >= 2 * a}
    more = {c: f"{moved(a, b)} {n(b)}" for c, (a, b) in firsts.items()} | times
    more = {c: " ".join([more[c], *map(n, ends[c])]) for c in codes}
    told = ((c, more[c], f"{start[c]} {late[c]}") for c in firsts)
    rest = [
        float(f"{TIPS[c] - b:.2g}")
        for c, (_, b) in firsts.items()
        if str(YEAR) == years[1] and not ends[c]
    ]
    yield flat((LABELS[c].lower(), *numbers) for c, *numbers in told)
    yield [n(number) for number in rest if number > 0]


@notebook("07")
def hashes():
    hashes, submissions = one("take_it_down_hashes"), one("take_it_down_submissions")
    each = f"{hashes / submissions:.2g}"
    each = f"about {SPELLED[int(each)].lower()} per" if each.isdigit() else each
    yield f"{n(submissions)} {n(hashes)}", each


@notebook("08")
def requests_and_files():
    """Files per request are given only for agencies with 100 or more requests."""
    lead, measures = SENT.most_common(1)[0][0], ("requests", "images", "videos")
    each = [by("cvip_by_agency", "agency", measure=measure) for measure in measures]
    shares = [pc(counts[lead], counts.total()) for counts in each]
    most, requests = ASKED.most_common(1)[0]  # added if another agency made the most requests
    yield LABELS[lead], *shares, *[pc(requests, ASKED.total())] * (most != lead)
    asked, sent = (ASKED_BEFORE.total(), ASKED.total()), (SENT_BEFORE.total(), SENT.total())
    per = [n(files / requests) for files, requests in zip(sent, asked, strict=True)]
    yield moved(*asked), spaced(map(n, asked)), moved(*sent), spaced(map(million, sent)), *{*per}
    lost = {code: SENT_BEFORE[code] - SENT[code] for code in {*SENT_BEFORE, *SENT}}
    far, net = max(lost, key=lambda code: abs(lost[code])), sum(lost.values())
    if net * lost[far] > 0 > net * (net - lost[far]):  # the others went the other way
        yield million(abs(lost[far])), million(abs(net - lost[far])), LABELS[far]
    what = {"requests": "requests", "files": "images|videos|images_and_videos"}
    asked, sent, asked_before, sent_before = (
        by("cvip_by_agency", "agency", year=y, alike=True, measure=what[of])
        for y in (YEAR, BEFORE) for of in what
    )  # fmt: skip
    now = {code: sent[code] / k for code, k in asked.items() if k >= 100}
    old = {code: sent_before[code] / asked_before[code] for code in now}
    yield (spaced(dict.fromkeys([n(now[code]), n(old[code])])) for code in now)


@notebook("08")
def identified_children():
    of = {row["relationship"]: row["relationship_group"] for row in table("relationship_groups")}
    groups: Counter = Counter()
    for code, entries in by("traded_imagery_by_relationship", "relationship").items():
        groups[of[code]] += entries
    family, known = (pc(groups[code], groups.total()) for code in ("family", "acquaintance"))
    near = groups["family"] + groups["acquaintance"]
    yield (f"{n(near)} {pc(near, groups.total())} {n(groups.total())} {family} {known}",)


@notebook("08")
def traded_children():
    traded, known = one("actively_traded_children"), one("identified_victims")
    yield n(traded), n(known), pc(traded, known, 0)


@notebook("08")
def stages():
    if not any(row["year"] == str(YEAR) for row in table("traded_imagery_by_gender_stage")):
        pytest.skip(f"Our Impact: {YEAR} has no stages")
    genders = by("traded_imagery_by_gender_stage", "gender")
    held = by("traded_imagery_by_gender_stage", "gender", "stage")
    girls, boys = (
        (genders[gender] - held[gender, "pubescent"], genders[gender])
        for gender in ("female", "male")
    )
    yield pc(*girls), pc(*boys), spaced(n(value, 1) for value in newcombe(girls, boys))


@notebook("09")
def likely():
    yield f"{n(LIKELY)} {n(REPORTS)}", pc(LIKELY, REPORTS), f"1 {n(REPORTS / LIKELY, 1)}"
    yield (n(100 * LIKELY / base, 1) for base in (SAME_TYPES["endangered_runaway"], CARE))
    shares = {group: LIKELY_AGES[group] / SAME_AGES[group] for group in LIKELY_AGES}
    first, second, *_ = sorted(shares, key=shares.get, reverse=True)
    apart = newcombe(*((LIKELY_AGES[group], SAME_AGES[group]) for group in (first, second)))
    apart = n(apart[0], 1)
    high, next_ = (spaced(map(str, SPANS[group])) for group in (first, second))
    yield (f"{high} {pc(shares[first])} {next_} {pc(shares[second])} {apart}",)


@notebook("09")
def males_and_females():
    """By race: the group whose two shares differ most, among groups without counts of 1 to 10."""
    held = by("trafficking_by_race_gender", "race_ethnicity", "gender")
    men, women = (add("trafficking_by_race_gender", gender=who) for who in ("male", "female"))
    races = {race for race, _ in held}
    pairs = {c: ((held[c, "male"], men), (held[c, "female"], women)) for c in races}
    shown = [c for c, pair in pairs.items() if c != "unknown" and min(pair)[0] > 10]
    far = max(shown, key=lambda code: abs(newcombe(*pairs[code])[0]))
    yield pc(women, LIKELY), n(men), *(pc(*pair) for pair in pairs[far]), LABELS[far]
    whole = by("trafficking_by_race_gender", "race_ethnicity")
    tops = [code for code, _ in whole.most_common() if code != "unknown"][:3]
    group, most = LIKELY_AGES.most_common(1)[0]
    top = f"{n(most)} {pc(most, LIKELY)} {spaced(map(str, SPANS[group]))}"
    yield top, *map(LABELS.get, tops), spaced(pc(whole[code], LIKELY) for code in tops)
    male = by("trafficking_by_age_gender", "age", gender="male")
    often, most = male.most_common(1)[0]
    at = max((a for a, k in LIKELY_AT.items() if k >= 200), key=lambda a: male[a] / LIKELY_AT[a])
    ages = [a for a in (str(int(at) - 1), str(int(at) + 1)) if LIKELY_AT[a] >= 200]
    beside = spaced(f"{pc(male[a], LIKELY_AT[a])} {a}" for a in ages)
    few = sorted((a for a, k in LIKELY_AT.items() if 10 <= k < 200), key=int)
    more = [a for a in few if wilson(male[a], LIKELY_AT[a])[0] > male.total() / LIKELY]
    unsure = spaced(f"{a} {male[a]} {LIKELY_AT[a]}" for a in more)
    share = f"{at} {n(LIKELY_AT[at])} {at} {n(male[at])} {pc(male[at], LIKELY_AT[at])} {beside}"
    yield share.strip(), f"{n(most)} {n(male.total())}", often, *filter(None, [unsure])


@notebook("09")
def by_race_at_the_same_ages():
    """Expected: each group's reports of an age times the nation's share at that age.

    A group that only one of the two tables has is left out.
    """
    held = by("missing_by_age_race", "race_ethnicity", "age_group", alike=True)
    observed = by("trafficking_by_race_gender", "race_ethnicity", alike=True)
    rows, clear, alike, usual = [], [], [], []
    shares = {group: LIKELY_AGES[group] / reports for group, reports in SAME_AGES.items()}
    for race, reports in ((race, k) for race, k in SAME_RACES.items() if race in observed):
        expected = sum(held[race, group] * share for group, share in shares.items())
        low, high = wilson(observed[race], reports)
        share, times = pc(observed[race], reports), n(observed[race] / expected, 2)
        rows += [f"{n(reports)} {share} {pc(expected, reports)} {times}"]
        if reports >= 200 and race != "unknown":
            within = low <= expected / reports <= high
            alike += [LABELS[race]] * within
            clear += [LABELS[race], share] * (not within)
            usual += [expected / reports]
    yield rows
    yield *clear, *alike, f"{pc(min(usual))} {pc(max(usual))}"


@notebook("10")
def requests():
    days = 365 + (YEAR % 4 == 0)
    yield single("sex_offender_requests", "printed"), n(one("sex_offender_requests") / days)


@notebook("13")
def views():
    """Both numbers are rounded to their last printed digit, so their ratio is a range."""
    (views, half), (visitors, other) = (
        (one(id), 5e5 * 10 ** -len(single(id, "printed").split()[0].partition(".")[2]))
        for id in ("site_views", "site_visitors")
    )
    ends = (views - half) / (visitors + other), (views + half) / (visitors - other)
    yield n(views / visitors, 1), spaced(n(end, 2) for end in ends)


@notebook("90")
def totals_and_statements():
    """Printed totals are added up again, except those recorded as wrong; verdicts are counted."""
    totals = [row for row in table("printed_totals") if row["year"] == str(YEAR)]
    wrong = sum(bool(row["differs"]) for row in totals)
    for row in totals:
        codes = zip(keys()[row["table"]][1:], (row["row"], row["column"]), strict=False)
        codes = {column: code for column, code in codes if code != "total"}
        assert (add(row["table"], **codes) == int(row["value"])) == (not row["differs"]), row
    year = [row for row in table("claims") if row["year"] == str(YEAR)]
    said = Counter(row["verdict"] for row in year if row["test"] != "tables")  # our own checks
    agree, not_ = said["agrees"] + said["agrees_within_rounding"], said["does_not_agree"]
    held = f"{len(totals) - wrong} {len(totals)}" if wrong else f"{len(totals)}"
    yield f"{agree + not_} {agree}", f"{SPELLED[wrong + not_]} of the"
    yield f"{held} {agree}", f"the {SPELLED[len(year) - said.total()].lower()} comparisons"
    lost = said["cannot_be_checked"]
    yield f"{agree + not_ + lost} {agree + not_}", f"{SPELLED[not_]} disagree", str(lost)
    yield "We list", "numbers or terms", "in two ways", str(said["worded_two_ways"])


@notebook("91")
def texas():
    yield "Texas", n(STATES["TX"]), n(REPORTS), n(RATES["TX"], 1), n(NATION_RATE, 1)
    resolved = f"{n(STATES['TX'])} {n(DONE['TX'])}", pc(SHARES["TX"])
    places = len(beyond_chance())
    compared = str(sum(reports >= 10 for reports in STATES.values()))
    lower = sum(SHARES[code] < TARGET for code in beyond_chance())
    ways = f" {f'{places} ' * (places > 9)}{lower} {places - lower}" * (places > 1)
    chance = ["0.2", compared + ways]
    yield *resolved, pc(TARGET), *chance * ("TX" in beyond_chance())


def read(text: str) -> list[str]:
    """Return the numbers in a text, in order, without years."""
    text = re.sub(r"95% (Wilson )?intervals?", "", text)
    found = [(SIGNS.get(sign, sign), whole + part) for sign, whole, part in NUMBER.findall(text)]
    return [sign + number for sign, number in found if not re.fullmatch(r"(19|20)\d\d", number)]


def named(code: str) -> str:
    """Return a code's label, or only the numbers in it if there are any."""
    return spaced(read(LABELS[code])) or LABELS[code]


@cache
def stored(notebook: str) -> list[tuple[str, list[str]]]:
    """Return each sentence and table that a notebook shows, with its numbers."""
    (path,) = (ROOT / "notebooks").glob(f"{notebook}-*.ipynb")
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for data in (output.get("data", {}) for output in cell.get("outputs", [])):
            said, html = ("".join(data.get(f"text/{kind}", "")) for kind in ("markdown", "html"))
            if said and not said.startswith("|"):
                lines = said.splitlines() if said.startswith("-") else [said]
                found += [(line, read(line)) for line in lines]
            elif cells := re.findall(r"<t[hd]>([^<]*)</t[hd]>", html):
                numbers = [cell for cell in cells if NUMBER.fullmatch(cell.rstrip("%"))]
                found.append((" ".join(cells), read(" ".join(numbers))))
                ends = [cell for cell in cells if re.fullmatch(r"\S+\d%? to \S+\d%?", cell)]
                found.append((" ".join(cells), read(" ".join(ends))))
    return found


def held(expected: Iterable[str], notebook: str) -> bool:
    """Return whether one sentence has all number groups and names, or one table the numbers."""
    groups = [part for part in expected if read(part)]
    names = [part.lower() for part in expected if part not in groups]
    for said, numbers in stored(notebook):
        rows = [f"(?<= ){re.escape(group)}(?= )" for group in groups]
        times = (len(re.findall(row, f" {spaced(numbers)} ")) - rows.count(row) for row in rows)
        named = all(name in said.lower() for name in names) and (not names or "**" in said)
        if named and min(times, default=0) >= 0:
            return True
    return False


def shows(number: str) -> int:
    """Return the year of a notebook's stored results."""
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(number))
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return int(metadata["warmrun"]["defaults"]["year"])


def recomputed(name: str) -> list[list[str]]:
    """Return what sentences must contain, up to the first with a missing table; skip if none."""
    found, shown = [], shows(name[:2])
    if shown != YEAR:
        pytest.skip(f"{name[:2]} goes on showing {shown}, the last year that has its table")
    try:
        found.extend(map(list, RECOMPUTED[name]()))
    except (Gone, NameError) as gone:  # a name above that is undefined because its table is gone
        if not LOST:
            raise
        if not found:
            pytest.skip(f"{gone}: {'; '.join(LOST)}")
    return found


@pytest.mark.parametrize("name", RECOMPUTED)
def test_findings_stand_as_recomputed(name):
    said = "\n".join(said for said, _ in stored(name[:2]) if "**" in said)
    missing = [each for each in recomputed(name) if not held(each, name[:2])]
    assert not missing, f"No sentence has {missing[0]}:\n{said}"


@pytest.mark.parametrize("number", sorted({path.name[:2] for path in NOTEBOOKS}))
def test_a_difference_of_shares_is_at_most_100_points(number):
    """A name that a cell of a figure sets again could be an interval's end."""
    for said, _ in stored(number):
        for ends in re.findall(r"points[^.;]{0,40}95% interval (\S+) to ([^\s).;]+)", said):
            assert all(float(each.strip("−+").replace(",", "")) <= 100 for each in ends), said


@pytest.mark.parametrize("number", sorted({path.name[:2] for path in NOTEBOOKS}))
def test_a_main_finding_has_no_number_that_is_not_recomputed(number):
    """README prints the main findings, which can be wrong if sentences further down are right."""
    if shows(number) != YEAR:
        pytest.skip(f"{number} goes on showing {shows(number)}")
    rows = [row for row in table("headline_numbers") if row["year"] == str(YEAR)]
    printed = [said for row in rows for said in (row["printed"], f"{int(row['value']) / 1e6:g}")]
    printed += [row["reason"] for row in table("claims") if row["year"] == str(YEAR)]
    names = [name for name in RECOMPUTED if name.startswith(number)]
    for name in names:
        with suppress(pytest.skip.Exception):  # its table is gone: then no sentence has its numbers
            printed += [part for each in recomputed(name) for part in each]
    known = {*chain.from_iterable(map(read, printed))}
    for said, _ in stored(number):
        if said.startswith("- **"):
            numbers = read(re.sub(r"per 100,000|under \d+|\d+ states", "", said))
            new = [number for number in numbers if number not in known]
            assert not new, f"recompute {', '.join(new)} above, by @notebook({number!r}): {said}"


@pytest.mark.parametrize("name", RECOMPUTED)
def test_a_changed_number_or_name_would_be_seen(name):
    """By chance, the sentence may contain a changed number, but not most of the possible ones."""
    for expected in recomputed(name):
        for at, part in enumerate(expected):
            words = part.split() if read(part) else [part]
            for place, word in enumerate(words):
                digits = set("0123456789") - {word[-1]}
                others = [word[:-1] + digit for digit in digits] if read(word) else ["Atlantis"]
                groups = [spaced([*words[:place], o, *words[place + 1 :]]) for o in others]
                changed = ([*expected[:at], group, *expected[at + 1 :]] for group in groups)
                unseen = sum(held(each, name[:2]) for each in changed)
                assert unseen < len(others) / 2, f"{word} could be any other: {expected}"
