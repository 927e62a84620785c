"""The ledger: what the report prints beside what its own tables give.

The statements are data (`data/report/claims.csv`); how each is recomputed stands here under its id.
The printed totals are not repeated there: the ledger takes them from `printed_totals`.
"""

import re
import textwrap
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import pandas as pd

from ourimpact import stats, tables
from ourimpact.errors import existing
from ourimpact.words import count, one_in, share

AGREES, ROUNDED, DIFFERS = "agrees", "agrees_within_rounding", "does_not_agree"
TWO_WAYS, UNCHECKED = "worded_two_ways", "cannot_be_checked"

_NUMBER = re.compile(r"(?:1 in |<)?(\d[\d,]*(?:\.\d+)?)\s*(million|M)?\b", re.IGNORECASE)
_WORDS = {"two": 2, "seven": 7}
_KEYS = {"race_ethnicity": "race or ethnicity"}


class Found(NamedTuple):
    """What the tables give where one number does not say it, and whether the statement holds.

    Two wordings hold where they come to the same.
    """

    shown: str
    holds: bool = True


Recompute = Callable[[int], float | Found]


def ledger(year: int) -> pd.DataFrame:
    """Return a row for each printed total and each statement of a year.

    Columns: year, kind (total, statement), section, id, statement, printed, recomputed, verdict,
    recorded (the verdict that stands in the data), reason. A year without statements has its
    totals alone.
    """
    rows = _totals(year) if year in tables.years("printed_totals") else []
    if year in tables.years("claims"):
        rows += [_statement(claim, year) for claim in tables.load("claims", year).itertuples()]
    columns = ["kind", "section", "id", "statement", "printed", "recomputed"]
    frame = pd.DataFrame(rows, columns=[*columns, "verdict", "recorded", "reason"])
    frame.insert(0, "year", year)
    return frame


def changed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a ledger whose verdict is not the recorded one."""
    return rows[rows["verdict"] != rows["recorded"]]


def check(year: int | None = None, form: str = "text") -> tuple[str, bool]:
    """Return the ledger of a year (or of all) as text, json or csv, and whether all is as recorded.

    Raises NoSuchYearError where the year has neither totals nor statements.
    """
    known = sorted({*tables.years("printed_totals"), *tables.years("claims")})
    if year is not None and year not in known:
        raise tables.NoSuchYearError(f"Nothing to check for {year}.{existing(known)}")
    rows = pd.concat([ledger(y) for y in known if year in (None, y)], ignore_index=True)
    written = {
        "text": _text,
        "csv": lambda frame: frame.to_csv(index=False, lineterminator="\n"),
        "json": lambda frame: frame.to_json(orient="records", indent=1, force_ascii=False) + "\n",
    }
    return written[form](rows), changed(rows).empty


def read(printed: str) -> tuple[float, float]:
    """Return the number in a printed text, and one unit of its last printed digit.

    `20.5 million` gives 20500000 and 100000, `91%` 91 and 1, `1 in 7` 7 and 1. The zeros that end
    a number of thousands are taken as rounded: `27,800` gives 27800 and 100.
    """
    if printed in _WORDS:
        return float(_WORDS[printed]), 1.0
    found = _NUMBER.match(printed)
    if not found:
        raise tables.TableError(f"There is no number in {printed!r}.")
    digits, million = found[1].replace(",", ""), Decimal(10**6 if found[2] else 1)
    last = Decimal(digits).as_tuple().exponent
    if "," in found[1] and not million > 1:
        last = len(digits) - len(digits.rstrip("0"))
    return float(Decimal(digits) * million), float(Decimal(10) ** last * million)


def verdict(test: str, printed: str, found: float | Found) -> str:
    """Return how a printed text and what the tables give go together, by the kind of test.

    equal: the same number. rounded: at most half a unit of the last printed digit away. cut: from
    the printed number up to less than one such unit above it. below: less than the printed number.
    words, wording: as `found` says. none: nothing to test with.
    """
    if test == "none":
        return UNCHECKED
    if isinstance(found, Found):
        return AGREES if found.holds else TWO_WAYS if test == "wording" else DIFFERS
    value, unit = read(printed)
    if found < value if test == "below" else found == value:
        return AGREES
    near = {"rounded": abs(found - value) <= unit / 2, "cut": value <= found < value + unit}
    return ROUNDED if near.get(test, False) else DIFFERS


def _statement(claim: NamedTuple, year: int) -> tuple[str, ...]:
    test, printed, reason = str(claim.test), claim.printed, claim.reason
    _check_printed(claim, year)
    recompute = RECOMPUTED.get(claim.id)
    if recompute:
        found = recompute(year)
    elif test == "wording":
        wordings = {words.casefold() for words in printed.split(" | ")}
        found = Found("", len(wordings) == 1)
    elif test == "none":
        found = Found("")
    else:
        raise tables.TableError(f"claims, {claim.id}: ourimpact.ledger does not recompute it.")
    shown = found.shown if isinstance(found, Found) else _shown(printed, found)
    reason = "" if pd.isna(reason) else reason
    said = verdict(test, printed, found)
    row = ("statement", claim.section, claim.id, claim.statement, printed, shown)
    return (*row, said, str(claim.verdict), reason)


def _check_printed(claim: NamedTuple, year: int) -> None:
    """Raise TableError where a statement's number is not printed so in `headline_numbers`."""
    if pd.isna(claim.headline_id):
        return
    rows = tables.load("headline_numbers", year)
    known = list(rows.loc[rows["id"] == claim.headline_id, "printed"])
    number = _NUMBER.fullmatch(claim.printed.rstrip("%+")) or claim.printed in _WORDS
    if not known or (number and claim.printed not in known):
        stands = ", ".join(known) or "no such id"
        raise tables.TableError(
            f"claims, {claim.id}: printed is {claim.printed!r}; "
            f"headline_numbers has for {claim.headline_id!r}: {stands}."
        )


def _shown(printed: str, found: float) -> str:
    if "%" in printed:
        return share(found, 100)
    return one_in(1, found) if printed.startswith("1 in") else count(found)


def _totals(year: int) -> list[tuple[str, ...]]:
    rows = []
    for total in tables.totals_checked(year).itertuples():
        about = tables.dictionary()[str(total.table)]
        said = AGREES if total.agrees else DIFFERS
        id = f"{total.table}.{total.row}.{total.column}"
        statement = f"{about['title']}: {_place(about, total.row, total.column)}"
        printed, found = count(total.printed), count(total.recomputed)
        rows.append(("total", about["section"], id, statement, printed, found, said, AGREES, ""))
    return rows


def _place(about: dict, row: str, column: str) -> str:
    """Return what a total is of, in words: `state Alaska`, `status active`, `all`."""
    coded = set(tables.load("categories")["column"].astype("str"))
    key = [name for name in about["schema"]["primaryKey"] if name != "year"]
    parts = [
        f"{_KEYS.get(name, name.replace('_', ' '))} "
        + (tables.labels(name)[code] if name in coded else code)
        for name, code in zip(key, (row, column), strict=False)
        if code != "total"
    ]
    return ", ".join(parts) or "all"


def _text(rows: pd.DataFrame) -> str:
    """Return a ledger to read in a terminal: totals by table, statements by section, a summary."""
    lines = []
    for year, of_year in rows.groupby("year"):
        lines += [f"Our Impact: {year}", "", "Printed totals and the sums of their parts", ""]
        totals = of_year[of_year["kind"] == "total"]
        for title, part in totals.groupby(
            totals["statement"].str.rsplit(": ", n=1).str[0], sort=False
        ):
            held = (part["verdict"] == AGREES).sum()
            lines.append(f"  {title}: {held} of {len(part)} agree")
        lines += _sections(of_year[of_year["kind"] == "statement"])
        for kind, part in of_year.groupby("kind", sort=False):
            said = part["verdict"].value_counts()
            names = tables.labels("verdict").items()
            counted = [f"{name.lower()} {said[code]}" for code, name in names if code in said]
            lines.append(f"{len(part)} {kind}s: {', '.join(counted)}.")
        lines.append(_outcome(changed(of_year)))
    return "\n".join(lines) + "\n"


def _sections(statements: pd.DataFrame) -> list[str]:
    titles = tables.load("sections").set_index("section")["title"]
    names, lines = tables.labels("verdict"), [""]
    for section, part in statements.groupby("section", sort=False):
        lines += [str(titles[section]), ""]
        for row in part.itertuples():
            words = f"{row.statement}. Printed: {row.printed}."
            words += f" From the tables: {row.recomputed}." if row.recomputed else ""
            words += f" {row.reason}" if row.reason else ""
            lines += textwrap.wrap(
                words, 100, initial_indent=f"  {names[row.verdict]:<24}", subsequent_indent=" " * 26
            )
        lines.append("")
    return lines


def _outcome(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "Every verdict is the recorded one."
    names = tables.labels("verdict")
    lines = [
        f"  {row.id}: {names[row.verdict].lower()}, recorded: {names[row.recorded].lower()} "
        f"(printed {row.printed}, from the tables {row.recomputed or 'none'})"
        for row in rows.itertuples()
    ]
    return "\n".join([f"Verdicts that differ from the recorded ones: {len(rows)}", *lines])


def _sum(table: str, year: int, **codes: str | list[str]) -> int:
    """Return the sum of a table's measure over the rows that have the given codes."""
    rows = tables.load(table, year)
    for column, wanted in codes.items():
        rows = rows[
            rows[column].astype("str").isin([wanted] if isinstance(wanted, str) else wanted)
        ]
    key = tables.dictionary()[table]["schema"]["primaryKey"]
    return int(rows[next(column for column in rows if column not in key)].sum())


def _percent(table: str, year: int, **codes: str | list[str]) -> float:
    return 100 * _sum(table, year, **codes) / _sum(table, year)


def _of(table: str, year: int, **codes: str | list[str]) -> str:
    return f"{count(_sum(table, year, **codes))} of {count(_sum(table, year))}"


def _named(column: str, ids: list[str], year: int) -> Found:
    """Return what a column (unit, qualifier) says of numbers, at all places where they stand."""
    rows = tables.load("headline_numbers", year)
    said = rows.loc[rows["id"].isin(ids), column].astype("str").str.replace("_", " ")
    return Found(" | ".join(dict.fromkeys(said)), said.nunique() == 1)


def _same(*sums: list[int]) -> Found:
    """Return the sums that several tables give, which are to be the same."""
    held = [" | ".join(count(n) for n in each) for each in sums]
    return Found("; ".join(held), len(set(held)) == 1)


def _by_type(year: int) -> pd.Series:
    rows = tables.series("missing_by_type", year)
    return rows.groupby(["year", "report_type"], observed=True)["reports"].sum()


def _runaway_majority(year: int) -> Found:
    part = _percent("missing_by_type", year, report_type="endangered_runaway")
    return Found(share(part, 100), part > 50)


def _runaway_majority_earlier(year: int) -> Found:
    by_type = _by_type(year).drop(index=year, level="year")
    parts = by_type.xs("endangered_runaway", level="report_type") / by_type.groupby("year").sum()
    said = ", ".join(f"{share(part)} in {y}" for y, part in parts.items())
    return Found(said, bool((parts > 0.5).all()) and len(parts) > 0)


def _family_abduction_second(year: int) -> Found:
    ranked = _by_type(year)[year].sort_values(ascending=False)
    place = list(ranked.index).index("family_abduction") + 1
    return Found(f"number {place} of {len(ranked)} types", place == 2)


def _care_share(year: int) -> Found:
    reports = _sum("missing_by_type", year)
    return Found(share(tables.number("reports_from_care", year), reports))


def _outside_care_resolved(year: int) -> Found:
    care = int(tables.number("reports_from_care", year))
    held = stats.rounded_percent(tables.number("care_resolved_percent", year), care)
    others = _sum("missing_by_type", year) - care
    resolved = _sum("missing_by_type", year, status="resolved")
    low, high = (share(resolved - part, others) for part in reversed(held))
    return Found(f"{low} to {high} of the others")


def _aged_18_to_20(year: int) -> Found:
    held = _of("missing_by_age_race", year, age_group="18_to_20")
    return Found(
        f"{held} aged 18 to 20", _sum("missing_by_age_race", year, age_group="18_to_20") == 0
    )


def _young_adult_ages(year: int) -> Found:
    first, last = (tables.number(f"young_adult_age_{end}", year) for end in ("min", "max"))
    groups = [str(g) for g in tables.load("missing_by_age_race", year)["age_group"]]
    oldest = [group for group in groups if group != "unknown"][-1]
    return Found(tables.labels("age_group")[oldest], oldest == f"{first}_to_{last}")


def _runaways_by_age(year: int) -> Found:
    return Found(count(_sum("missing_by_age_race", year, age_group=["12_to_14", "15_to_17"])))


def _missing_totals(year: int) -> Found:
    names = ("missing_by_type", "missing_by_age_race", "missing_by_state")
    return _same(*([_sum(name, year)] for name in names))


def _missing_statuses(year: int) -> Found:
    return _same(*(
        [_sum(name, year, status=status) for status in ("active", "resolved")]
        for name in ("missing_by_type", "missing_by_state")
    ))  # fmt: skip


def _unknown_state(year: int) -> Found:
    active, resolved = (
        _sum("missing_by_state", year, state="unknown", status=status)
        for status in ("active", "resolved")
    )
    return Found(f"{count(active)} active, {count(resolved)} resolved")


def _amber_in_year(year: int) -> float:
    return tables.number("amber_recovered_since_launch", year) - _amber_before(year)


def _amber_before(year: int) -> float:
    """Return the children recovered since launch by the end of the year before."""
    if year - 1 not in tables.years("amber_cumulative"):
        return tables.number("amber_recovered_since_launch", year - 1)
    rows = tables.load("amber_cumulative", year - 1)
    return int(rows["children_recovered_since_launch"].iloc[0])


def _relationship_percent_sum(year: int) -> Found:
    percents = tables.load("traded_imagery_by_relationship", year)["printed_percent"]
    return Found(f"they add to {percents.sum()}", percents.sum() == 100)


def _relationship_percent_rounded(year: int) -> Found:
    counts = tables.load("traded_imagery_by_relationship", year)["children"]
    added = (100 * counts / counts.sum()).round().astype(int).sum()
    return Found(f"they add to {added}", added == 100)


def _circumstances(year: int) -> Found:
    codes = ["self_production", "online_enticement"]
    held = _of("traded_imagery_by_relationship", year, relationship=codes)
    return Found(held, _sum("traded_imagery_by_relationship", year, relationship=codes) == 0)


def _one_in(year: int) -> float:
    return _sum("missing_by_type", year) / _sum("trafficking_by_race_gender", year)


def _by(table: str, column: str, year: int) -> dict[str, int]:
    sums = tables.load(table, year).groupby(column, observed=True)["reports"].sum()
    return {str(code): int(reports) for code, reports in sums.items()}


def _within_missing_by_race(year: int) -> Found:
    missing = _by("missing_by_age_race", "race_ethnicity", year)
    return _within(_by("trafficking_by_race_gender", "race_ethnicity", year), missing)


def _within_missing_by_age(year: int) -> Found:
    groups = _by("missing_by_age_race", "age_group", year)
    ends = {int(group.split("_")[-1]): group for group in groups if group != "unknown"}
    likely = dict.fromkeys(ends.values(), 0)
    for age, reports in _by("trafficking_by_age_gender", "age", year).items():
        likely[ends[min(end for end in ends if end >= int(age))]] += reports
    return _within(likely, groups)


def _within(part: dict[str, int], whole: dict[str, int]) -> Found:
    held = [reports <= whole[code] for code, reports in part.items()]
    return Found(f"so in {sum(held)} of {len(held)} groups", all(held))


def _analysed_beside(year: int) -> Found:
    tips = _sum("cybertipline_by_incident_type", year, incident_type="child_sex_trafficking")
    likely = _sum("trafficking_by_race_gender", year)
    return Found(f"{count(tips)} CyberTipline reports; {count(likely)} reports judged likely")


def _trafficking_genders(year: int) -> Found:
    return _same(*(
        [_sum(name, year, gender=gender) for gender in ("female", "male", "unknown")]
        for name in ("trafficking_by_race_gender", "trafficking_by_age_gender")
    ))  # fmt: skip


def _trafficking_18_to_20(year: int) -> Found:
    ages = ["18", "19", "20"]
    held = _of("trafficking_by_age_gender", year, age=ages)
    return Found(f"{held} aged 18 to 20", _sum("trafficking_by_age_gender", year, age=ages) == 0)


def _at_ages(gender: str, ages: tuple[str, str], year: int) -> Found:
    parts = [
        f"{count(_sum('trafficking_by_age_gender', year, gender=gender, age=age))} of "
        f"{count(_sum('trafficking_by_age_gender', year, age=age))} aged {age}"
        for age in ages
    ]
    return Found("; ".join(parts))


def _unknown_at_17(year: int) -> Found:
    held = _sum("trafficking_by_age_gender", year, gender="unknown", age="17")
    return Found(f"{held} of {_sum('trafficking_by_age_gender', year, gender='unknown')}")


def _millions_every_year(year: int) -> Found:
    rows = tables.series("cybertipline_by_incident_type", year)
    five = rows.groupby("year")["reports"].sum().tail(5)
    return Found(
        f"{count(five.min())} or more in each of {len(five)} years", bool(five.min() >= 2_000_000)
    )


def _fewer(part: str, whole: str, year: int) -> Found:
    """Return whether one headline number is below another."""
    numbers = [int(tables.number(id, year)) for id in (part, whole)]
    return Found(" of ".join(map(count, numbers)), numbers[0] < numbers[1])


def _incident_types(year: int) -> Found:
    added = _sum("cybertipline_by_incident_type", year)
    return Found(count(added), added == tables.number("cybertipline_incidents", year))


def _unknown_to_child(year: int) -> Found:
    held = _of("traded_imagery_by_relationship", year, relationship="unknown_to_child")
    return Found(held, held.startswith("0 "))


def _with_the_year_before(year: int) -> Found:
    rows = tables.series("cybertipline_by_incident_type", year)
    sums = rows.groupby("year")["reports"].sum().tail(2)
    return Found("; ".join(f"{count(reports)} in {y}" for y, reports in sums.items()))


_RELATIONSHIPS = (
    "parent_or_guardian", "other_relative", "babysitter_mentor_or_coach",
    "neighbor_or_family_friend", "self_production", "online_enticement", "child_sex_trafficker",
    "unknown_to_child",
)  # fmt: skip

RECOMPUTED: dict[str, Recompute] = {
    "missing_reports": partial(_sum, "missing_by_type"),
    "missing_reports_active": partial(_sum, "missing_by_type", status="active"),
    "missing_reports_resolved": partial(_sum, "missing_by_type", status="resolved"),
    "missing_resolved_percent": partial(_percent, "missing_by_type", status="resolved"),
    "missing_reports_wording": partial(
        _named, "unit", ["missing_reports", "missing_reports_rounded"]
    ),
    "missing_children_ages": _aged_18_to_20,
    "runaway_majority": _runaway_majority,
    "runaway_majority_earlier": _runaway_majority_earlier,
    "family_abduction_second": _family_abduction_second,
    "reports_from_care_words": _care_share,
    "care_resolved_percent": _outside_care_resolved,
    "young_adult_ages": _young_adult_ages,
    "young_adults_by_age": partial(_sum, "missing_by_age_race", age_group="18_to_20"),
    "runaways_by_age": _runaways_by_age,
    "missing_total_three_tables": _missing_totals,
    "missing_status_two_tables": _missing_statuses,
    "unknown_state_resolved": _unknown_state,
    "amber_rescued": _amber_in_year,
    "amber_recovered_since_launch_qualifier": partial(
        _named, "qualifier", ["amber_recovered_since_launch"]
    ),
    "cybertipline_incidents_by_type": _incident_types,
    "cybertipline_big_year": _with_the_year_before,
    "take_it_down_submissions_qualifier": partial(
        _named, "qualifier", ["take_it_down_submissions"]
    ),
    "take_it_down_hashes_qualifier": partial(_named, "qualifier", ["take_it_down_hashes"]),
    "cybertipline_reports": partial(_sum, "cybertipline_by_incident_type"),
    "cybertipline_reports_rounded": partial(_sum, "cybertipline_by_incident_type"),
    "cybertipline_files": partial(_sum, "cybertipline_files"),
    "cvip_requests": partial(_sum, "cvip_by_agency", measure="requests"),
    "cvip_files_text": partial(_sum, "cvip_by_agency", measure=["images", "videos"]),
    "cvip_files_call_out": partial(_sum, "cvip_by_agency", measure="images"),
    "cvip_files_wording": partial(_named, "unit", ["cvip_files"]),
    "cvip_files_qualifier": partial(_named, "qualifier", ["cvip_files"]),
    "actively_traded_children_identified": partial(
        _fewer, "actively_traded_children", "identified_victims"
    ),
    "actively_traded_children": partial(_sum, "traded_imagery_by_gender_stage"),
    "actively_traded_children_relationships": partial(_sum, "traded_imagery_by_relationship"),
    **{
        f"relationship_{code}": partial(
            _percent, "traded_imagery_by_relationship", relationship=code
        )
        for code in _RELATIONSHIPS
    },
    "relationship_percent_sum": _relationship_percent_sum,
    "relationship_percent_rounded": _relationship_percent_rounded,
    "relationship_circumstances": _circumstances,
    "relationship_known_wording": _unknown_to_child,
    "missing_reports_rounded": partial(_sum, "missing_by_type"),
    "trafficking_one_in": _one_in,
    "trafficking_within_missing": _within_missing_by_race,
    "trafficking_within_missing_age": _within_missing_by_age,
    "trafficking_reports_analysed": _analysed_beside,
    **{
        f"trafficking_{gender}_{measure}": partial(how, "trafficking_by_race_gender", gender=gender)
        for gender in ("female", "male", "unknown")
        for measure, how in (("reports", _sum), ("percent", _percent))
    },
    "trafficking_two_tables": _trafficking_genders,
    "trafficking_ages": _trafficking_18_to_20,
    "trafficking_male_17": partial(_at_ages, "male", ("16", "17")),
    "trafficking_unknown_17": _unknown_at_17,
    "trafficking_male_20": partial(_at_ages, "male", ("19", "20")),
    "sex_offenders_arrested_units": partial(
        _named, "unit", ["sex_offender_requests", "sex_offenders_arrested"]
    ),
    "sex_offenders_arrested_requests": partial(
        _fewer, "sex_offenders_arrested", "sex_offender_requests"
    ),
    "team_hope_contacts_wording": partial(_named, "unit", ["team_hope_contacts"]),
    "millions_every_year": _millions_every_year,
    "training_instances_wording": partial(_named, "unit", ["training_instances"]),
    "connect_users_qualifier": partial(_named, "qualifier", ["connect_users"]),
}
