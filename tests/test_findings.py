"""The findings that matter most, recomputed a second way and compared with what is stored.

Nothing of the library is used here: plain Python over the CSVs. Each function returns the numbers
of one stored sentence in their order, for the places that its decorator leaves open, and the names
that follow from the data.
"""

import csv
import json
from collections.abc import Callable
from functools import cache
from math import exp, lgamma, log, sqrt
from pathlib import Path
from statistics import NormalDist

import pytest

ROOT = Path(__file__).parents[1]
YEAR = 2024
FINDINGS: dict[str, Callable[[], tuple[list[str], list[str]]]] = {}
SENTENCES: dict[str, str] = {}
COUNTED = ("reports", "count", "children", "files", "under_18")


def finding(notebook: str, sentence: str) -> Callable:
    """Register a recomputation for a sentence of a notebook."""

    def register(function: Callable) -> Callable:
        FINDINGS[f"{notebook}/{function.__name__}"] = function
        SENTENCES[f"{notebook}/{function.__name__}"] = sentence
        return function

    return register


@cache
def table(name: str) -> list[dict[str, str]]:
    (path,) = (ROOT / "data").glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add(name: str, year: int = YEAR, **codes: str) -> int:
    """Return the sum over the rows of a year that have the given codes; `a|b` allows two."""
    column = next(c for c in COUNTED if c in table(name)[0])
    held = [
        row for row in table(name)
        if row["year"] == str(year) and all(row[c] in v.split("|") for c, v in codes.items())
    ]  # fmt: skip
    assert held, f"{name} has no rows for {year} {codes}"
    return sum(int(row[column]) for row in held)


def single(id: str) -> float:
    """Return a single printed number."""
    (value,) = {
        r["value"] for r in table("headline_numbers") if r["id"] == id and r["year"] == str(YEAR)
    }
    return float(value)


def whole(n: float) -> str:
    return f"{n:,.0f}"


def percent(part: float, of: float) -> str:
    return f"{100 * part / of:.1f}%"


def change(before: float, after: float, digits: int = 0) -> str:
    return f"{100 * (after - before) / before:+.{digits}f}%".replace("-", "\N{MINUS SIGN}")


def millions(n: float) -> str:
    return f"{n / 1e6:.1f}"


def names() -> dict[str, str]:
    return {row["state"]: row["name"] for row in table("states")}


@cache
def sentences(notebook: str) -> list[str]:
    (path,) = (ROOT / "notebooks").glob(f"{notebook}-*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = ["".join(output.get("data", {}).get("text/markdown", "")) for output in outputs]
    return [t.removeprefix("> **").removesuffix("**") for t in shown if t.startswith("> **")]


REPORTS = add("missing_by_type")


@finding(
    "01",
    "Of {} reports of missing children in 2024, {} ({}) were resolved and {} ({}) were still "
    "active; the report prints {} and calls it recovery.",
)
def resolved():
    done, open_ = (add("missing_by_type", status=s) for s in ("resolved", "active"))
    printed = f"{single('missing_resolved_percent'):.0f}%"
    return [whole(REPORTS), whole(done), percent(done, REPORTS), whole(open_),
            percent(open_, REPORTS), printed], []  # fmt: skip


@finding(
    "01",
    "{} of {} reports in 2024 ({}) concern children missing from foster or state care, the "
    "only group that by the report must be reported to NCMEC; {} reports concern all others.",
)
def from_care():
    care = single("reports_from_care")
    others = whole(REPORTS - care)
    return [whole(care), whole(REPORTS), percent(care, REPORTS), others], []


@finding(
    "01",
    "{} of reports from care are printed as resolved, so {} to {}; of all other reports then "
    "{} to {}. The ends are linked: care is {} to {} points higher.",
)
def resolved_in_and_out_of_care():
    """Every count that would print as the percentage, tried one by one."""
    care, printed = int(single("reports_from_care")), int(single("care_resolved_percent"))
    others, done = REPORTS - care, add("missing_by_type", status="resolved")
    fit = [n for n in range(care + 1) if (200 * n + care) // (2 * care) == printed]
    inside = [100 * n / care for n in fit]
    outside = [100 * (done - n) / others for n in fit]
    gaps = [a - b for a, b in zip(inside, outside, strict=True)]
    ends = [min(inside), max(inside), min(outside), max(outside), min(gaps), max(gaps)]
    said = [f"{end:.1f}" for end in ends]
    return [f"{printed}%", said[0], f"{said[1]}%", said[2], f"{said[3]}%", *said[4:]], []


@finding(
    "01",
    "NCMEC received {} reports of missing children in 2024: {} from 2023 ({}), {} from 2020 ({}).",
)
def since_2020():
    earlier = {
        row["year"]: int(row["value"]) for row in table("missing_totals_earlier")
        if row["statistic"] == "missing_reports"
    }  # fmt: skip
    said = [whole(REPORTS)]
    for year in ("2023", "2020"):
        said += [change(earlier[year], REPORTS, 1), whole(earlier[year])]
    return said, []


@finding(
    "02",
    "Of {} reports in 2024, {} ({}) concern children who ran away; next come family "
    "abductions, {} ({}).",
)
def types():
    away = add("missing_by_type", report_type="endangered_runaway")
    family = add("missing_by_type", report_type="family_abduction")
    others = ("lost_injured_or_otherwise_missing", "missing_young_adult", "nonfamily_abduction")
    assert away > family > max(add("missing_by_type", report_type=t) for t in others)
    return [whole(REPORTS), whole(away), percent(away, REPORTS), whole(family),
            percent(family, REPORTS)], []  # fmt: skip


@finding(
    "02",
    "Of all types the reports of family abductions are least often resolved: {} of {} reports "
    "({}), all types {}. They are {} of reports and {} of those still active.",
)
def resolved_least():
    codes = {row["report_type"] for row in table("missing_by_type")}
    shares = {
        c: add("missing_by_type", report_type=c, status="resolved")
        / add("missing_by_type", report_type=c)
        for c in codes
    }
    least = min(shares, key=shares.get)
    assert least == "family_abduction"
    done, all_ = (
        add("missing_by_type", report_type=least, status=s) for s in ("resolved", "active|resolved")
    )
    active = percent(all_ - done, add("missing_by_type", status="active"))
    every = percent(add("missing_by_type", status="resolved"), REPORTS)
    return [whole(done), whole(all_), percent(done, all_), every, percent(all_, REPORTS),
            active], []  # fmt: skip


@finding(
    "03",
    "Of {} missing-child reports in 2024, {} ({}) concern ages {} to {}; {} concern young "
    "adults of {} to {}, and {} have no age.",
)
def ages():
    oldest, most, none = (
        add("missing_by_age_race", age_group=group) for group in ("18_to_20", "15_to_17", "unknown")
    )
    return [whole(REPORTS), whole(most), percent(most, REPORTS), "15", "17", whole(oldest),
            "18", "20", whole(none)], []  # fmt: skip


@finding(
    "03",
    "In {} of {} missing-child reports of 2024 the child or young adult is recorded as Black,"
    " in {} as White; in {} ({}) race or ethnicity is unknown.",
)
def races():
    black, white, unknown = (
        add("missing_by_age_race", race_ethnicity=race) for race in ("black", "white", "unknown")
    )
    return [percent(black, REPORTS), whole(REPORTS), percent(white, REPORTS), whole(unknown),
            percent(unknown, REPORTS)], []  # fmt: skip


@finding(
    "03",
    "{} of {} missing-child reports in 2024 concern children under {}. Among the groups shown"
    " the share runs from {} of the {} reports recorded as Black to {} of the {} reports "
    "recorded as Asian (unstable: fewer than {} reports). No share where such reports are ten"
    " or fewer: Native American, Pacific Islander.",
)
def under_12():
    young = "0_to_2|3_to_5|6_to_8|9_to_11"
    codes = {row["race_ethnicity"] for row in table("missing_by_age_race")} - {"unknown"}
    shares = {
        race: (add("missing_by_age_race", race_ethnicity=race, age_group=young),
               add("missing_by_age_race", race_ethnicity=race))
        for race in codes
    }  # fmt: skip
    shown = {race: pair for race, pair in shares.items() if pair[0] > 10}
    ends = sorted(shown, key=lambda race: shown[race][0] / shown[race][1])[:: len(shown) - 1]
    said = [percent(add("missing_by_age_race", age_group=young), REPORTS), whole(REPORTS), "12"]
    for race in ends:
        part, all_ = shown[race]
        said += [percent(part, all_), whole(all_), *["200"] * (all_ < 200)]
    hidden = [race.replace("_", " ").title() for race in codes - set(shown)]
    return said, [*(race.title() for race in ends), *hidden]


def by_state() -> dict[str, tuple[int, int]]:
    """Return each state's reports resolved and all its reports; those without a state left out."""
    codes = {row["state"] for row in table("missing_by_state")} - {"unknown"}
    return {
        code: (add("missing_by_state", state=code, status="resolved"),
               add("missing_by_state", state=code))
        for code in codes
    }  # fmt: skip


@finding(
    "04",
    "Of the {} states, DC and Puerto Rico together, California has {} of the residents under {} "
    "and {} of the reports of 2024, the widest difference; of the states that differ the other "
    "way New York is farthest, with {} and {}.",
)
def shares_of_children_and_of_reports():
    """Shares of residents and of reports are of the 50 states, DC and Puerto Rico together."""
    people = {r["state"]: int(r["under_18"]) for r in table("population") if r["state"] != "US"}
    every, made = sum(people.values()), sum(by_state()[code][1] for code in people)
    gaps = {
        code: (100 * people[code] / every, 100 * reports / made)
        for code, (_, reports) in by_state().items()
        if code in people
    }
    fewer = max(gaps, key=lambda code: gaps[code][0] - gaps[code][1])
    more = max(gaps, key=lambda code: gaps[code][1] - gaps[code][0])
    said = [f"{part:.1f}%" for code in (fewer, more) for part in gaps[code]]
    return [f"{len(people) - 2}", said[0], "18", *said[1:]], [names()[fewer], names()[more]]


@finding(
    "04",
    "The {} states and DC together had {} reports per {} residents under {} in 2024; Rhode "
    "Island had {} and Washington, the next highest, {}.",
)
def reports_per_child():
    people = {r["state"]: int(r["under_18"]) for r in table("population")}
    nation = people.pop("US")
    held = {code: reports for code, (_, reports) in by_state().items() if code in people}
    rates = {code: 1e5 * reports / people[code] for code, reports in held.items()}
    first, second = sorted(rates, key=rates.get, reverse=True)[:2]
    every = 1e5 * sum(reports for code, reports in held.items() if code != "PR") / nation
    return ["50", whole(every), "100,000", "18", whole(rates[first]), whole(rates[second])], [
        names()[first], names()[second]
    ]  # fmt: skip


def tail(k: int, n: int, p: float) -> float:
    """Return the probability of at most k out of n."""

    def mass(i: int) -> float:
        choose = lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
        return exp(choose + i * log(p) + (n - i) * log(1 - p))

    return sum(mass(i) for i in range(k + 1))


def quantile(values: list[float], q: float) -> float:
    values, at = sorted(values), q * (len(values) - 1)
    below = int(at)
    return values[below] + (at - below) * (values[below + 1] - values[below])


@finding(
    "04",
    "{} of all reports of 2024 were resolved. Of {} states and territories (DC included) {} have "
    "shares outside the limits that would hold {} of shares if chance alone made them differ; with "
    "limits widened for the usual scatter between states, {} do: California ({}) and Washington "
    "({}). With that scatter measured on all shares as they are, only California is outside.",
)
def states_apart():
    """Outside: so few resolved, or so many, has a probability below 0.1% (99.8% for both ends)."""
    target, states = add("missing_by_state", status="resolved") / REPORTS, by_state()
    outside = [
        code for code, (k, n) in states.items()
        if min(tail(k, n, target), tail(n - k, n, 1 - target)) < 0.001
    ]  # fmt: skip
    z = {c: (k / n - target) / sqrt(target * (1 - target) / n) for c, (k, n) in states.items()}
    low, high = quantile(list(z.values()), 0.1), quantile(list(z.values()), 0.9)
    far = NormalDist().inv_cdf(0.999)
    wider = sqrt(sum(min(max(score, low), high) ** 2 for score in z.values()) / len(z))
    widest = sqrt(sum(score**2 for score in z.values()) / len(z))
    apart = [code for code in z if abs(z[code]) > wider * far]
    assert [names()[code] for code in z if abs(z[code]) > widest * far] == ["California"]
    apart.sort(key=lambda code: states[code][0] / states[code][1])
    found = [percent(target, 1), str(len(states)), str(len(outside)), "99.8%", str(len(apart))]
    return [*found, *(percent(*states[code]) for code in apart)], [
        names()[code] for code in apart
    ]  # fmt: skip


@finding(
    "04",
    "California has {} of all reports of 2024 and {} of all active ones: {} of {}. At the "
    "share of all reports ({}) it would have {}.",
)
def still_active():
    held = {code: n - k for code, (k, n) in by_state().items()}
    most = max(held, key=held.get)
    active = add("missing_by_state", status="active")
    reports = add("missing_by_state", state=most)
    return [percent(reports, REPORTS), percent(held[most], active), whole(held[most]),
            whole(active), percent(active, REPORTS), whole(reports * active / REPORTS)], [
        names()[most]
    ]  # fmt: skip


@finding(
    "05",
    "Children recovered through AMBER Alerts, by the difference of cumulative numbers: {} in "
    "2023, {} in 2024; at least {} since the "
    "program began, by the end of 2024.",
)
def amber():
    before = {
        r["year"]: int(r["children_recovered_since_launch"]) for r in table("amber_cumulative")
    }
    launch = int(single("amber_recovered_since_launch"))
    steps = [before["2023"] - before["2022"], launch - before["2023"]]
    return [*map(whole, steps), whole(launch)], []


@finding(
    "06",
    "{} of the {} million CyberTipline reports of 2024 are of suspected child sexual abuse "
    "material; the other 7 types together are {} reports.",
)
def one_type_is_nearly_all():
    csam, all_ = (
        add("cybertipline_by_incident_type", incident_type="csam"),
        add("cybertipline_by_incident_type"),
    )
    return [percent(csam, all_), millions(all_), whole(all_ - csam)], []


@finding(
    "06",
    "Reports of 2024 carried {} files, {} a report: {} videos, {} images, {} other files.",
)
def files():
    all_, reports = add("cybertipline_files"), add("cybertipline_by_incident_type")
    kinds = [percent(add("cybertipline_files", file_type=kind), all_)
             for kind in ("videos", "images", "other")]  # fmt: skip
    return [whole(all_), f"{all_ / reports:.1f}", *kinds], []


@finding(
    "06",
    "Reports of child sexual abuse material (CSAM) went from {} in 2023 to {} in 2024 ({}), those "
    "of all other types together from {} to {} ({}); since 2024 related reports are bundled, and "
    "since May 2024 platforms must report enticement and child sex trafficking.",
)
def types_since_the_year_before():
    now, before = "cybertipline_by_incident_type", "cybertipline_by_incident_type_earlier"
    csam = [add(before, 2023, incident_type="csam"), add(now, incident_type="csam")]
    rest = [add(before, 2023) - csam[0], add(now) - csam[1]]
    return [*map(whole, csam), change(*csam), *map(whole, rest), change(*rest)], []


@finding(
    "06",
    "Reports of online enticement: {} in 2023, {} in 2024. Their change in 2024 is {}; that "
    "of all types other than CSAM together, enticement included, {}. Reporting "
    "enticement became mandatory on 7 May 2024.",
)
def enticement():
    earlier = [
        add("cybertipline_by_incident_type_earlier", year, incident_type="online_enticement")
        for year in (2022, 2023)
    ]
    now = add("cybertipline_by_incident_type", incident_type="online_enticement")
    csam = add("cybertipline_by_incident_type_earlier", 2023, incident_type="csam")
    rest = add("cybertipline_by_incident_type_earlier", 2023) - csam
    rise = add("cybertipline_by_incident_type") - rest
    rise -= add("cybertipline_by_incident_type", incident_type="csam")
    said = [change(*earlier), change(earlier[1], now), f"{now - earlier[1]:+,}", f"{rise:+,}"]
    return said, []


@finding(
    "08",
    "From 2023 to 2024 requests changed by {} ({} to {}) and the images and videos in them by"
    " {} ({} million to {} million), from {} to {} files a request.",
)
def requests_since_the_year_before():
    before = [
        add("cvip_by_agency_earlier", 2023, measure=m) for m in ("requests", "images_and_videos")
    ]
    now = [add("cvip_by_agency", measure=m) for m in ("requests", "images|videos")]
    per = [whole(files / requests) for requests, files in (before, now)]
    return [change(before[0], now[0]), whole(before[0]), whole(now[0]),
            change(before[1], now[1]), millions(before[1]), millions(now[1]), *per], []  # fmt: skip


@finding(
    "08",
    "Federal law enforcement sent {} of the requests of 2024, {} of the images and {} of the "
    "videos: {} images and videos a request, against {} for all other agencies together.",
)
def federal_agencies():
    federal = {m: add("cvip_by_agency", agency="federal", measure=m)
               for m in ("requests", "images", "videos")}  # fmt: skip
    every = {m: add("cvip_by_agency", measure=m) for m in federal}
    shares = [percent(federal[m], every[m]) for m in federal]
    files = [sum(n for m, n in held.items() if m != "requests") for held in (federal, every)]
    others = (files[1] - files[0]) / (every["requests"] - federal["requests"])
    return [*shares, whole(files[0] / federal["requests"]), whole(others)], []


@finding(
    "08",
    "Of {} recorded relationships of offenders to identified children in actively traded "
    "imagery, cumulative to 2024, {} ({}) are with family or acquaintances (our grouping); "
    "without self-production and online enticement, which name circumstances, the share is {}.",
)
def known_to_the_child():
    name = "traded_imagery_by_relationship"
    known = add(name, relationship="parent_or_guardian|other_relative|babysitter_mentor_or_coach"
                "|neighbor_or_family_friend")  # fmt: skip
    all_, apart = add(name), add(name, relationship="self_production|online_enticement")
    return [whole(all_), whole(known), percent(known, all_), percent(known, all_ - apart)], []


@finding(
    "08",
    "Of {} identified children in actively traded imagery {} are girls ({}); {} of the girls "
    "and {} of the boys are prepubescent, the stage with most children.",
)
def girls_and_boys():
    name = "traded_imagery_by_gender_stage"
    girls, boys = add(name, gender="female"), add(name, gender="male")
    stage = [percent(add(name, gender=g, stage="prepubescent"), n)
             for g, n in (("female", girls), ("male", boys))]  # fmt: skip
    return [whole(add(name)), whole(girls), percent(girls, girls + boys), *stage], []


LIKELY = add("trafficking_by_race_gender")


@finding(
    "09",
    "NCMEC judged child sex trafficking likely in {} of {} reports of missing children in "
    "2024: {}, or {} in {} (printed as {} in {}).",
)
def one_in_seven():
    printed = f"{single('trafficking_one_in'):.0f}"
    assert round(REPORTS / LIKELY) == int(printed)
    return [whole(LIKELY), whole(REPORTS), percent(LIKELY, REPORTS), "1", f"{REPORTS / LIKELY:.1f}",
            "1", printed], []  # fmt: skip


def likely_by_age_group() -> dict[str, float]:
    groups = {
        "9_to_11": "11",
        "12_to_14": "12|13|14",
        "15_to_17": "15|16|17",
        "18_to_20": "18|19|20",
    }
    return {
        group: add("trafficking_by_age_gender", age=years)
        / add("missing_by_age_race", age_group=group)
        for group, years in groups.items()
    }


@finding(
    "09",
    "NCMEC judged trafficking likely in {} of missing-child reports about ages {} to {}, {} "
    "about ages {} to {} and {} about ages {} to {}; in all {} missing-child reports of 2024,"
    " of any age, it was {}.",
)
def by_age():
    said = []
    for group, share in list(likely_by_age_group().items())[1:]:
        said += [percent(share, 1), *group.split("_to_")]
    return [*said, whole(REPORTS), percent(LIKELY, REPORTS)], []


@finding(
    "09",
    "Among groups with at least {} reports and race or ethnicity known, observed over "
    "expected runs from {} (Hispanic, {} judged likely) to {} (Multiracial, {}): age in "
    "three-year groups does not explain the differences between these groups. Left out, with "
    "fewer reports: Asian and Pacific Islander.",
)
def by_race_at_the_same_ages():
    """Observed over expected: each group's reports of an age times the nation's share at it."""
    shares, ratios = likely_by_age_group(), {}
    for race in {row["race_ethnicity"] for row in table("missing_by_age_race")} - {"unknown"}:
        observed = add("trafficking_by_race_gender", race_ethnicity=race)
        all_ = add("missing_by_age_race", race_ethnicity=race)
        expected = sum(
            share * add("missing_by_age_race", race_ethnicity=race, age_group=group)
            for group, share in shares.items()
        )
        if all_ >= 200:
            ratios[race] = (observed / expected, observed / all_)
    low, high = min(ratios, key=ratios.get), max(ratios, key=ratios.get)
    said = ["200"]
    for race in (low, high):
        said += [f"{ratios[race][0]:.2f}", percent(ratios[race][1], 1)]
    return said, [low.title(), high.title()]


@finding(
    "90",
    "All {} totals that the report of 2024 prints equal the sums of their parts.",
)
def totals():
    return [str(sum(row["year"] == str(YEAR) for row in table("printed_totals")))], []


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_stands_as_recomputed(name):
    numbers, names = FINDINGS[name]()
    expected, stored = SENTENCES[name].format(*numbers), sentences(name[:2])
    assert expected in stored, "\n".join([expected, "is not among the stored:", *stored])
    assert all(name in expected for name in names), names


def test_the_twenty_that_matter_most_are_among_them():
    assert len(FINDINGS) >= 20
