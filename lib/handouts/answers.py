"""The answers of the search, which also stand on the pages that they are about, with their numbers.

An answer names a number in braces: {a} as the tables have it, {a/b} as a percentage, {a:b} as
about how many of b there are for each of a, {a/day} as about how many a day, {a+b-c} as a sum.
"""

import re
from collections.abc import Iterable
from typing import Any

from handouts import gallery, known
from handouts.gallery import SENTENCES, Figure
from ourimpact import UsageError, tables

_NAMED = re.compile(r"\{([\w/:+-]+)\}")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")
_NO_NUMBER = re.compile(r"\{(contact|credit|of_|year)")  # what is no number of the report
# A caution with the first words is left out where an answer has the second (True) or lacks them
_LEFT_OUT = [
    ("ran away", "ran away", False),
    ("calls", "calls", False),
    ("sextortion", "sextort", False),
    ("are voluntary unless", "are voluntary unless", True),
]
_SUMS = [("missing_by_type", "report_type"), ("traded_imagery_by_relationship", "relationship")]


def filled(year: int, shown: Iterable[Figure]) -> dict[str, Any]:
    """Return the site's words, with the numbers of a year in answers and notes.

    What no table has stays in braces. An answer is left out `where` the finding of the figure that
    it leads to does not say that. Raises UsageError where that figure's finding of no year does.
    """
    words, has = known.load("common_words"), numbers(year)
    _refuse_unsaid(words)
    findings = {f"figures/{one.slug}/index.html": one.finding for one in shown}
    answers = [_with(one, has) for one in words["answers"]
               if one.get("where", "") in findings.get(one.get("link", [""])[0], "")]  # fmt: skip
    years = words["years"] | {"of": [_with(one, has) for one in words["years"]["of"]],
                              "types": _by_type(words, year, has)}  # fmt: skip
    notes = [_with(one, has) for one in words["notes"]]
    topics = [[_numbered(it, has) for it in one]
              for one in words["of_states"]["topics"]]  # fmt: skip
    by_word = {name: {word: to for to, typed in words[name].items() for word in typed}
               for name in ("same", "first")}  # fmt: skip
    of_states = words["of_states"] | {"topics": topics}
    return words | by_word | {"answers": answers, "years": years, "notes": notes,
                              "of_states": of_states}  # fmt: skip


def _by_type(words: dict[str, Any], year: int, has: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tables by type with their labels, and the numbers and sources of their years.

    A table that a year lacks is left out.
    """
    told = []
    for one in words["years"]["types"]:
        name, column = one["table"], one["column"]
        if year not in tables.years(name):
            continue
        frame = tables.series(name, year).astype({column: "str"})
        counts = frame.groupby([column, "year"])[tables.measure(name)].sum()
        names = [each for each in (name, f"{name}_earlier") if each in tables.dictionary()]
        labels = [of["labels"][column] for of in words["cells"]["of"] if of["table"] == name]
        also = [_numbered(text, has) for text in one.get("also", [])]
        told.append(one | {
            "labels": labels[0], "also": also,
            "counts": {code: {str(y): int(n) for (_, y), n in of.items()}
                       for code, of in counts.groupby(level=0)},
            "sources": {str(y): "; ".join(tables.citations(names, [y]).values())
                        for y in sorted({*frame["year"]})},
        })  # fmt: skip
    return told


def _refuse_unsaid(words: dict[str, Any]) -> None:
    """Raise UsageError for a `where` that its figure's finding has in no year: it was mistyped.

    That of a figure that no year has is passed by.
    """
    told: dict[str, list[str]] = {}
    for one in (one for folder in gallery.folders() for one in gallery.figures(folder)):
        told.setdefault(f"figures/{one.slug}/index.html", []).append(one.finding)
    wanted = [(one.get("link", [""])[0], one) for one in words["answers"]]
    wanted += [(f"figures/{slug}/index.html", one)
               for slug, notes in words["beside"].items() for one in notes]  # fmt: skip
    for link, where in ((link, one["where"]) for link, one in wanted if "where" in one):
        findings = told.get(link, [where])
        # A note is compared with what the page says of it
        if not any(where in said or where in known.verified(said) for said in findings):
            said = f"common_words.json, where: {where!r} is in no finding of {link.split('/')[1]}"
            raise UsageError(f"{said}, which says: {' '.join(findings)}")


def with_cautions(words: dict[str, Any], cards: list[dict[str, Any]], year: int) -> dict[str, Any]:
    """Return the site's words, in which each answer with numbers has its figure's cautions.

    `shown` is the answer as the search shows and copies it; what is said of some rows of a figure
    is filled in.
    """
    cautions = {f"figures/{card['of'].slug}/index.html": card["caution"] for card in cards}
    of_rows = {card["of"].slug.replace("-", "_"): note["say"]
               for card in cards for note in card["notes"] if "rows" in note}  # fmt: skip

    def cautious(answer: dict[str, Any]) -> dict[str, Any]:
        if not answer["counted"]:
            return answer
        say = _NAMED.sub(lambda named: of_rows.get(named[1], named[0]), answer["say"])
        given = year, say, cautions.get(answer.get("link", [""])[0].partition("#")[0], "")
        return answer | {"say": say, "shown": cautioned(*given)}

    years = words["years"] | {"of": [*map(cautious, words["years"]["of"])]}
    return words | {"answers": [*map(cautious, words["answers"])], "years": years}


def cautioned(year: int, say: str, caution: str) -> str:
    """Return an answer with those cautions of its figure that are about it."""
    words = known.load("common_words")
    of_change = re.search(words["years"]["asked"], say, re.IGNORECASE)
    of_change = of_change or any(int(one) < year for one in _YEAR.findall(say))
    cautions = [one for one in SENTENCES.split(caution)
                if one and (of_change or not re.search(words["years"]["caution"], one))
                and not any(it in one and (beside in say) is left_out
                            for it, beside, left_out in _LEFT_OUT)]  # fmt: skip
    return _within(say, cautions)


def _within(said: str, more: list[str]) -> str:
    """Return a text with what is said beside it, as the search does (`within` in query.js).

    At least its first sentence and what it assumes, and as many more as there is room for.
    """
    most = known.load("common_words")["of_notes"]["alone"]["shown"]
    for at, one in enumerate(more):
        if at < 1 or "assumes that" in one or len(f"{said} {one}".split()) <= most:
            said += f" {one}"
    return said


def with_page(say: str, alone: str) -> str:
    """Return an answer and, after it, its page's sentence, with its cautions and source."""
    told, _, source = alone.partition(" (Source: ")
    first, *others = SENTENCES.split(told)
    more = _within(f"{say} {first}", others).removeprefix(f"{say} ")
    return f"{say} {known.without(more, say)} (Source: {source}"


def cells(words: dict[str, Any], cards: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Return the tables of which a cell may answer: their rows, sentence, and its cautions.

    A table that a year lacks, and one whose figure it lacks, is left out.
    """
    cautions = {f"figures/{card['of'].slug}/index.html": card["caution"] for card in cards}
    there = [one for one in words["cells"]["of"] if one["link"] in cautions]
    told = [one | _rows(one, year) | _cautious(one, cautions[one["link"]], year) for one in there]
    return [one for one in told if one["rows"]]


def headlines(year: int) -> list[list[str]]:
    """Return the single numbers of a report: label, name, and the number with its period.

    Without those that speak of children where the tables count reports.
    """
    single = tables.whole("headline_numbers").query("year == @year and scope != 'definition'")
    single = single[~single["id"].isin(["trafficking_one_in", "missing_reports_rounded"])]
    when = {"in_year": f" in {year}", "cumulative": f" up to {year}"}
    how = {"exact": "", "at_least": "at least ", "more_than": "more than ", "about": "about ",
           "less_than": "less than ", "nearly": "nearly "}  # fmt: skip
    said = single.drop_duplicates("id").astype("str")
    said["told"] = [how[one.qualifier] + one.printed.strip("+<").lower()
                    + when.get(one.scope, " (period not stated)")
                    for one in said.itertuples()]  # fmt: skip
    return said[["label", "id", "told"]].to_numpy().tolist()


def _rows(one: dict[str, Any], year: int) -> dict[str, Any]:
    """Return the numbers by codes, whether each is a row, and whether small ones are withheld."""
    about, measure = tables.dictionary()[one["table"]], tables.measure(one["table"])
    frame = tables.whole(one["table"]).query("year == @year").astype({measure: int})
    counts = frame.groupby(one["columns"], observed=True)[measure].sum().reset_index()
    columns = {"year", *one["columns"]}
    return {"rows": [[*map(str, row[:-1]), int(row[-1])] for row in counts.to_numpy().tolist()],
            "withheld": {"year", *about.get("withheld", [])} == columns,
            "rowed": {*about["schema"]["primaryKey"]} == columns}  # fmt: skip


def _cautious(one: dict[str, Any], caution: str, year: int) -> dict[str, str]:
    """Return the sentence that a cell's table says, and the cautions after it."""
    said = {key: one[key].replace("{year}", f"{year}") for key in ("what", "every") if key in one}
    whole = cautioned(year, said["what"], caution)
    return said | {"shown": whole.removeprefix(said["what"])}


def to_copy(year: int, say: str, caution: str) -> str:
    """Return an answer as a page copies it: with its cautions, and the report's full name once."""
    named = f"NCMEC’s Our Impact: {year}"
    return re.sub("(NCMEC’s )?Our Impact", named, cautioned(year, say, caution), count=1)


def numbers(year: int) -> dict[str, str]:
    """Return the numbers that answers may name: single ones, sums of tables, and their years."""
    frames = {name: tables.whole(name) for name in tables.dictionary()}
    has = {f"of_{name}": ", ".join(map(str, sorted({*frame["year"]})))
           for name, frame in frames.items() if frame.columns[0] == "year"}  # fmt: skip
    this = {name: frame[frame["year"] == year] for name, frame in frames.items() if "year" in frame}
    for name, column in _SUMS:
        sums = this[name].groupby(column, observed=True)[tables.measure(name)].sum()
        has |= {str(code): f"{n:,}" for code, n in sums.items()}
    by_status = this["missing_by_type"].astype({"report_type": "str", "status": "str"})
    has |= {f"{one.report_type}_{one.status}": f"{one.reports:,}" for one in by_status.itertuples()}
    files = this["cybertipline_files"].set_index("file_type")["files"]
    has |= {f"files_{of}": f"{n:,}" for of, n in files.items()}
    by_measure = this["cvip_by_agency"].groupby("measure", observed=True)["count"].sum()
    has |= {f"cvip_{one}": f"{n:,}" for one, n in by_measure.items() if one != "requests"}
    ages = this["trafficking_by_age_gender"].query("reports > 0").groupby("age")["reports"].sum()
    if len(ages):
        has |= {"trafficking_youngest": str(ages.index.min()),
                "trafficking_at_youngest": f"{ages.iloc[0]:,}"}  # fmt: skip
    if likely := this["trafficking_by_age_gender"]["reports"].sum():
        has["judged_likely"] = f"{likely:,}"
    if ties := this["traded_imagery_by_relationship"]["relationships"].sum():
        has["recorded_relationships"] = f"{ties:,}"
    single = this["headline_numbers"]
    has |= dict(zip(single["id"].astype("str"), single["printed"], strict=True))
    before = frames["cybertipline_history"].query("year == @year - 1")["reports"].sum()
    if before and "cybertipline_reports" in has:
        has["cybertipline_change"] = f"{abs(_count(has['cybertipline_reports']) / before - 1):.0%}"
    return has | {"year": str(year)}


def _about(number: float) -> str:
    """Return a number in two digits."""
    return f"{float(f'{number:.2g}'):,.0f}"


def _count(printed: str) -> int:
    return int(printed.replace(",", ""))


def _with(one: dict[str, Any], has: dict[str, str]) -> dict[str, Any]:
    """Return an answer with its numbers, and whether it has any (`counted`)."""
    told = {key: _numbered(one[key], has) for key in ("say", "question") if key in one}
    return one | told | {"counted": bool(_NO_NUMBER.sub("", one.get("say", "")).count("{"))}


def _numbered(text: str, has: dict[str, str]) -> str:
    """Return a text with the numbers that it names in braces."""
    return _NAMED.sub(lambda named: _worked_out(named, has), text)


def _worked_out(named: re.Match[str], has: dict[str, str]) -> str:
    """Return what braces stand for, or, where a number is lacking, the braces."""
    first, *others = re.split("([/:+-])", named[1])
    if not {first, *others[1::2]} - {"day"} <= {*has}:
        return named[0]
    if not others:
        return has[first]
    if others == ["/", "day"]:
        return _about(_count(has[first]) / 365)
    if others[0] == ":":
        return _about(_count(has[others[1]]) / _count(has[first]))
    if others[0] == "/":
        return f"{_count(has[first]) / _count(has[others[1]]):.1%}"
    rest = zip(others[::2], others[1::2], strict=True)
    return f"{_count(has[first]) + sum(int(f'{way}1') * _count(has[one]) for way, one in rest):,}"
