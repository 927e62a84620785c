"""A report that changes a lot: what it prints, and what its maintainer knows about each change."""

from synthetic import Report

from ingest.proposal import GONE, Proposal

FOOTNOTE = "† With reports that a law requires since May, and which were not counted before then."
SAID = {  # numbers not printed in digits
    ("missing_resolved_percent", "prose"): ("91%", "91 Percent"),
    ("social_impressions", "call_out"): ("175 Million", "Two Hundred Million"),
    ("hotline_calls_since_launch", "prose"): ("5 million", "six million"),
    ("trafficking_one_in", "prose"): ("1 in 7", "one in seven"),
    ("agencies_engaged", "prose"): ("31", "three dozen"),
    ("agencies_engaged", "call_out"): ("31", "36"),
}
NEW = {
    "volunteers": "In {year}, volunteers gave half a million hours to our helplines.",
    "followers": "33 Million\n\nNewsletter Readers.",
    "posters": "9,314\n\nPosters Printed for Schools.",
}
KNOWN = {  # what a maintainer would write, by printed text, or by the code of a label that is gone
    "Children Who Ran Away": {"value": "endangered_runaway"},
    "Neighbor": {"decide": "part of neighbor_or_family_friend"},
    "Family Friend": {"decide": "part of neighbor_or_family_friend"},
    "neighbor_or_family_friend": {},
    "Parent's Partner or Ex-Partner Living in the Household": {"decide": "yes: acquaintance"},
    "19 to 20": {"value": "19"},
    "20": {"decide": "part of 19"},
    "take_it_down": {"value": "Taking Pictures Down"},
    "VI": {"label": "U.S. Virgin Islands"},
    "PENDING": {"decide": "no: not counted in the totals"},
    "26,823": {"decide": "yes: Its footnote says that a law added reports."},
    "29,570": {"decide": "yes: The printed total is 2 more than its parts."},
    "half a million": {
        "row": "volunteer_hours", "unit": "hours", "section": "resources_and_support",
        "scope": "in_year", "label": "Hours that volunteers gave to helplines",
    },
    "33 Million": {
        "row": "newsletter_readers", "unit": "readers", "section": "social_media",
        "scope": "in_year", "label": "Newsletter readers",
    },
    "9,314": {
        "row": "posters_printed", "unit": "posters", "section": "prevention_and_training",
        "scope": "in_year", "label": "Posters printed for schools",
    },
}  # fmt: skip


def spell(report: Report, said: dict[tuple[str, str], tuple[str, str]]) -> None:
    """Spell numbers in words."""
    for (id, place), (old, new) in said.items():
        key = ("headline_numbers", id, place)
        assert old in report.sentences[key]
        report.sentences[key] = report.sentences[key].replace(old, new)


def change(report: Report) -> Report:
    """Return a report with every kind of change that a new report may bring."""
    spell(report, SAID)
    report.titles["take_it_down"] = "Taking Pictures Down"
    report.titles["by_state"] = "Missing Children Across the Country"
    del report.sentences["headline_numbers", "team_adam_activations", "prose"]
    after = {"volunteers": "operations_supported", "followers": "social_video_views",
             "posters": "agencies_population"}  # fmt: skip
    said = list(report.sentences.items())
    for new, id in after.items():
        at = max(n for n, (key, _) in enumerate(said) if key[1] == id)
        said.insert(at + 1, (("new", new, ""), NEW[new].format(year=report.year)))
    report.sentences = dict(said)
    types, pairs = report.tables["missing_by_type"], report.tables["traded_imagery_by_relationship"]
    types[1][0], types[-1][3] = "Children Who Ran Away", "29,570"
    at = [row[0] for row in pairs].index("Neighbor or Family Friend")
    pairs[at : at + 1] = [["Neighbor", "700", "22%"], ["Family Friend", "43", "1%"]]
    pairs.append(["Parent's Partner or Ex-Partner Living in the Household", "0", "0%"])
    ages = report.tables["trafficking_by_age_gender"]
    last = [int(ages[-3][n]) + int(ages[-2][n]) for n in range(1, 5)]
    ages[-3:-1] = [["19 to 20", *map(str, last)]]
    states = report.tables["missing_by_state"]
    states.insert(3, ["VI", "0", "0", "0"])
    for n, row in enumerate(states):
        row.insert(3, str(n) if n else "PENDING")
    cyber = report.tables["cybertipline_by_incident_type"]
    next(row for row in cyber if row[0] == "Child Sex Trafficking")[1] += "†"
    report.sentences["note"] = FOOTNOTE
    report.tables["new"] = [
        ["CHILD'S AGE", "CALLS"], ["12", "614"], ["13 to 15", "1,000"], ["16/17", "386"],
        ["Total", "2,000"],
    ]  # fmt: skip
    return report


def answer(made: list[Proposal]) -> int:
    """Decide on every row that waits, and return how many cells had to be typed."""
    typed = 0
    for p in (p for p in made if not p.decide):
        known = KNOWN.get(p.printed or p.row)
        if known is None:
            known = {"decide": "yes"}
        elif not known and p.status == GONE:
            continue
        for name, text in ({"decide": "yes"} | known).items():
            typed += getattr(p, name) != text
            setattr(p, name, text)
    return typed
