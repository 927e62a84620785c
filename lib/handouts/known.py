"""The site's own text, kept in data/site, and which sentences go beside a figure or a table."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise, permutations
from math import hypot
from pathlib import Path
from statistics import NormalDist
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from handouts import gallery
from handouts.gallery import Figure
from ourimpact import UsageError, paths, stats, tables, words
from ourimpact.about import PROJECT, credit
from ourimpact.checks import parsed
from ourimpact.figures import foot_of, joined
from ourimpact.recorded import text_of

UNCLEAR = {"no": "not clearly different"}  # a share, against that of all
# Our cutoff in words, and the standard errors at which it lies
CHANCE = {"within": f"{1 - stats.CHANCE:.1%}", "rarely": f"{stats.CHANCE:.1%}",
          "beyond": round(NormalDist().inv_cdf(1 - stats.CHANCE / 2), 4)}  # fmt: skip
Pairs = Sequence[list[str]]
_DIGITS = re.compile(r"\d[\d,]*")
_OF_STATE = "91"  # the notebook of fact sheets
_SAYS = ("say", "verdict", "then")
_TYPED = re.compile(  # a count, which would outlive its number
    r"(?<![\w,.:/])\d[\d,.]*%?(?: [a-z-]+){0,2} (?:reports?|children|kids|cases|files|images|videos"
    r"|requests|victims|offenders|people|calls|submissions)\b"
)
_RISE = re.compile(r"(?:received ([\d,]+) reports [^,.]* in \d{4}, \d{3,}% more than in \d{4} "
                   r"\(([\d,]+)\)|rose from ([\d,]+) a year earlier to ([\d,]+)\b)")  # fmt: skip


def load(name: str) -> Any:
    """Return a file of words; raises UsageError where it is not as `schemas.json` has it."""
    path = paths.data() / "site" / f"{name}.json"
    return _read(name, path, path.stat().st_mtime_ns)


@cache
def _read(name: str, path: Path, stamp: int) -> Any:
    at = paths.place(path)
    known = _checked(name, at, text_of(path))
    for said in _wrong_states(known["states"]) if name == "states" else ():  # as tables are now
        raise UsageError(f"{at}, {said}")
    return known


@cache  # by what it says: to check a schema takes long, and copies have the same words
def _checked(name: str, at: str, text: str) -> Any:
    try:
        known = parsed(text)
    except ValueError as error:
        raise UsageError(f"{at}, {error}.") from None
    if name == "common_words" and isinstance(known, dict):
        known = _with_shared(known, known.get("shared", {}))
    schema = json.loads((gallery.SITE_FILES / "schemas.json").read_text(encoding="utf-8"))[name]
    rules = Draft202012Validator(schema, format_checker=FormatChecker(["regex"]))
    if wrong := best_match(rules.iter_errors(known)):
        where = ", ".join([at, *map(str, wrong.absolute_path)])
        why = f": {wrong.cause}" if wrong.cause else ""
        raise UsageError(f"{where}: {wrong.message[-200:]}{why}.")
    if name == "columns":
        known = {one: [_with_cutoff(text) for text in of] for one, of in known.items()}
    if name == "columns" and (pair := _exchanged({one: of[1] for one, of in known.items()})):
        raise UsageError(f"{at}: the explanations of {words.listed(pair)} are exchanged.")
    for said in _wrong_words(known) if name == "common_words" else ():
        raise UsageError(f"{at}, {said}")
    for word, pattern in known["patterns"].items() if name == "common_words" else ():
        for one in known["answers"]:
            one["asked"] = one["asked"].replace(f"{{{word}}}", pattern)
        like = known["phrases"].items()
        known["phrases"] = {one.replace(f"{{{word}}}", pattern): to for one, to in like}
    return known


def _with_cutoff(text: str) -> str:
    """Return a text with our cutoff in place of its name in braces."""
    for name, said in CHANCE.items():
        text = text.replace(f"{{{name}}}", str(said))
    return text


def _with_shared(held: Any, shared: dict[str, Any]) -> Any:
    """Return words in which each “@name” is what is shared by that name, so that it stands once."""
    if isinstance(held, dict):
        return {name: _with_shared(one, shared) for name, one in held.items()}
    if isinstance(held, list):
        return [_with_shared(one, shared) for one in held]
    if not isinstance(held, str) or held[:1] != "@":
        return held
    if held[1:] not in shared:
        raise UsageError(f"common_words.json has {held!r}, which is not in its `shared`.")
    return shared[held[1:]]


def _wrong_words(known: dict[str, Any]) -> Iterator[str]:
    """Yield words that stand for two others, and counts that are typed."""
    for of in ("same", "first"):
        typed = [*chain(*known[of].values())]
        for word in (word for word in typed if typed.count(word) > 1):
            yield f"{of}: {word!r} stands for two of them: keep one."
    for said in _said(known):
        if found := _TYPED.search(re.sub(r"\{[^}]*\}", "_", said)):
            todo = "name it in braces, as {missing_reports} is"
            yield f"{said!r} has {found[0]!r}, a number that is typed: {todo}."


def _said(held: Any) -> Iterator[str]:
    """Yield what the site says in answers and notes."""
    if isinstance(held, dict):
        yield from (text for name, text in held.items() if name in _SAYS and isinstance(text, str))
    for each in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _said(each)


def _wrong_states(states: dict[str, list[str]]) -> Iterator[str]:
    """Yield FIPS codes that do not rise with the names, and neighbors of one side alone.

    The codes of territories come after all.
    """
    names = tables.labels("state")
    numbers = {names.get(code, code): of[0] for code, of in states.items() if int(of[0]) < 60}
    for (one, was), (other, now) in pairwise(sorted(numbers.items())):
        if was >= now:
            said = f"{one} has the FIPS code {was}, and {other} has {now}: they rise with the names"
            yield f"{said}. Were two exchanged?"
    for one, (_, near, *_) in states.items():
        for other in near.split():
            if one not in states.get(other, ("", ""))[1].split():
                yield f"{one} has the neighbor {other}, and {other} has not {one}."


def _exchanged(texts: dict[str, str]) -> tuple[str, str] | None:
    """Return two names of which each stands in the other's text, and not in its own, if any."""
    has = words.has_name
    found = {(one, other) for one, other in permutations(texts, 2)
             if has(texts[one], other) and not has(texts[one], one)}  # fmt: skip
    return min((pair for pair in found if pair[::-1] in found), default=None)


def lacking(year: int) -> dict[str, list[dict[str, str]]]:
    """Return words that the report does not count, each with its claims: words, row, section."""
    known, quotes = load("common_words"), {}
    kinds, numbers, claims = map(tables.load, ("categories", "headline_numbers", "claims"))
    counted = [*kinds.loc[kinds["since"] <= year, "label"],
               *numbers.loc[numbers["year"] == year, "label"]]  # fmt: skip
    said = claims[(claims["year"] == year) & claims["headline_id"].isna()]
    section = tables.labels("section")
    for word, phrase in (dict.fromkeys(known["nearest"]) | known["said"]).items():
        if not any((phrase or word) in label.lower() for label in counted):
            told = said[said["statement"].str.lower().str.contains(phrase or word)]
            quotes[word] = [
                {"say": f"{words.small(one.statement)} (“{one.printed}”)", "row": one.id,
                 "section": section[one.section]}
                for one in told.itertuples()
            ]  # fmt: skip
    return quotes


def gaps(finding: str = "") -> dict[str, str]:
    """Return, by notebook, by what its section of the report does not split its numbers.

    Beside a figure's `finding`, only those of what it is about.

    What a column of the section's tables splits is left out. Raises UsageError for a section that
    there is not.
    """
    notebook = tables.load("sections").set_index("section")["notebook"]
    if unknown := [one for one in load("gaps") if one not in notebook]:
        raise UsageError(f"data/site/gaps.json: sections.csv has no section {unknown[0]!r}.")
    lost = {notebook[section]: _not_split(section, finding, **of)
            for section, of in load("gaps").items()}  # fmt: skip
    return {name: f"Not given: {said}." for name, said in lost.items() if said}


def _not_split(
    section: str, finding: str, of: str = "", by: Pairs = (), apart: Pairs = ()
) -> str:  # fmt: skip
    """Return by what, and for whom apart, no column of a section's tables splits its numbers."""
    there = [one for one in tables.dictionary().values() if one.get("section") == section]
    held = " ".join(field["name"] for one in there for field in one["schema"]["fields"]).split()
    parts = []
    for start, pairs in (("by", by), ("separately for", apart)):
        about = [one for one in pairs if not finding or re.search("|".join(one[2:]), finding)]
        if lost := [one for one, like, *_ in about if not any(re.fullmatch(like, h) for h in held)]:
            parts.append(f"{start} {' or '.join(words.listed(lost).rsplit(' and ', 1))}")
    return f"{of or 'numbers'} {', nor '.join(parts)}" if parts else ""


def beside_figure(figure: Figure, columns: list[str], rows: list[list[str]]) -> dict[str, str]:
    """Return a figure's caveats, those its picture lacks, notes on its marks, alt and finding.

    The finding is also as it is copied: its first sentence, which says the answer, with its
    `caution` and source, or all with the caveats; and as it is `shown` above the caveats, without
    what these say again.
    `must` is what its first sentences, on a card, lack of what must be said. `by` credits the
    figure, and `by_table` its files, without the sources of caveats; `aside` is what these say.
    """
    note, alt, finding = map(verified, (figure.note, figure.alt, figure.finding))
    finding = _RISE.sub(_in_times, _with_places(finding, figure.year))
    told = gallery.SENTENCES.split(note) if note else []
    beside = _caveats(figure, told, alt, columns, rows)
    finding = _with_ages(finding, beside)
    must = [one for one in beside if _musts(one)]
    caption = [one for one in beside if one not in figure.note or one in [*beside[:1], *must]]
    first, *others = gallery.SENTENCES.split(finding)
    like = load("common_words")["of_notes"]["marks"]
    marks = [m for m in told if re.match(like, m) and m[:-1] not in " ".join(beside)]
    said = {"say": beside, "marks": marks,
            "caption": _copiable("", caption), "caveat": _copiable("", beside),
            "shown": [first, *_shown(others, beside)],
            "label": [one for one in beside if "ran away" in first and "s label for" in one[:20]],
            "alt": [printable(" ".join([alt, *_lacking(alt, must)]))],
            "aside": [one for one in beside if "unverified" in one],
            **_copied(figure, finding, beside, columns, rows),
            **_cited(figure, columns, rows)}  # fmt: skip
    return {name: " ".join(of) for name, of in said.items()} | {"finding": finding}


def _copied(
    figure: Figure, finding: str, beside: list[str], columns: list[str], rows: list[list[str]]
) -> dict[str, list[str]]:  # fmt: skip
    """Return a finding as it is copied, and what its first sentences lack: see `beside_figure`."""
    first, *others = gallery.SENTENCES.split(finding)
    whole, brief = [_attributed(first, figure), *others], gallery.brief(finding)
    answer, caution = _answer(whole, beside)
    if figure.notebook[:2] == _OF_STATE:
        caution = f"{caution} {load('common_words')['of_states']['police']}".strip()
    own = _sources_of_said(figure, columns, rows, " ".join(answer))
    must = [one for one in beside if _musts(one)]
    return {"must": _copiable(brief, _lacking(brief, must)),
            "copied": _copiable(whole[0], [*whole, *_lacking(" ".join(whole), beside)]),
            "alone": [*answer, caution, sourced(_with_section(figure, own))],
            "caution": [caution]}  # fmt: skip


def _cited(figure: Figure, columns: list[str], rows: list[list[str]]) -> dict[str, list[str]]:
    """Return what a figure is from, and who is to be credited: see `beside_figure`."""
    printed, counted = _source(figure, ""), _sources_of_rows(figure, columns, rows)
    return {"printed": [printed], "cited_in": [_with_section(figure, printed)],
            "by": [credit(foot_of(figure)[1])],  # what its picture names
            "by_table": [credit(counted)]}  # fmt: skip


def _in_times(rise: re.Match[str]) -> str:
    """Return a rise with the factor, which is in a title, or for which a percentage is taken."""
    before, after = sorted(int(one.replace(",", "")) for one in rise.groups() if one)
    if after < 2 * before:
        return rise[0]
    times = f"{after / before:.1f} times as many"
    return f"{rise[0]}, or {times}" if rise[1] else f"{rise[0]} ({times})"


def _with_ages(finding: str, beside: list[str]) -> str:
    """Return a finding with whom its rate counts who is not among the residents that it names."""
    if "ages 18 to 20" not in " ".join(beside):
        return finding
    rate = r"\bper 100,000 residents under 18\b"
    return re.sub(rate, r"\g<0> (the reports include ages 18 to 20)", finding, count=1)


def _caveats(
    figure: Figure, told: list[str], alt: str, columns: list[str], rows: list[list[str]]
) -> list[str]:  # fmt: skip
    """Return the sentences of a figure's note but for those on its marks, with what they lack.

    A row that one names in braces is there with its count and share.
    """
    known = load("common_words")["of_notes"]
    beside = [one for one in told if not re.match(known["marks"], one)]
    counts = [tables.dictionary().get(name, {}).get("counts", "") for name in figure.tables]
    is_said = "one child" in " ".join(told).lower()
    if not is_said and any(c.startswith(known["reports"]) for c in counts):
        beside = [re.sub("^Reports are not children, and t", "T", one) for one in beside]
        beside.insert(0, tables.caveat("reports_not_children"))
    of = {row[0]: f"{int(row[1]):,} reports, {float(row[2]):.1%}"
          for row in rows if columns[1:] == ["reports", "share_of_all"]}  # fmt: skip
    also = [re.sub(r" \(\{(.+?)\}\)", lambda row: f" ({of[row[1]]})" if row[1] in of else "",
                   text.replace("{year}", str(figure.year)))
            for words, text in known["also"] if re.search(words, alt)]  # fmt: skip
    beside += _lacking(" ".join(beside), also)
    said = " ".join(beside)
    beside = [one for one in beside if not re.search(f"{re.escape(one[:-1])}(:|, so)", said)]
    return sorted(
        beside, key=lambda one: ("unverified" in one) - bool(re.search(known["first"], one))
    )


def _answer(whole: list[str], beside: list[str]) -> tuple[list[str], str]:
    """Return the sentences of a finding that are copied as its answer, and their caution."""
    needed = load("common_words")["of_notes"]["alone"]["with"]
    answer = [whole[0], *(one for one in whole[1:] if re.search(needed, one))]
    return answer, _caution(" ".join(answer), _copiable(whole[0], beside))


def _shown(others: list[str], beside: list[str]) -> list[str]:
    """Return the further sentences of a finding that its caveats do not say again."""
    again = set().union(*map(_musts, beside))
    return [
        one for one in others if one not in beside and not (_musts(one) and _musts(one) <= again)
    ]


def notes(figure: Figure, columns: list[str], rows: list[list[str]]) -> list[dict[str, Any]]:
    """Return what the site says more of a figure, with the sum of rows that it is about."""
    known = load("common_words")["beside"].get(figure.slug, [])
    told = [one.copy() for one in known if {*one.get("rows", [])} <= {row[0] for row in rows}]
    for one in (one for one in told if "rows" in one):
        reports = {row[0]: int(row[columns.index("reports")]) for row in rows}
        n, of = sum(reports[row] for row in one["rows"]), sum(reports.values())
        numbers = {"year": figure.year, "n": f"{n:,}", "of": f"{of:,}", "share": f"{n / of:.1%}"}
        one["say"] = one["say"].format(**numbers)
    return told


def gap(finding: str, beside: str) -> str:
    """Return how a finding says that a state's share is beside the nation's, as its row has it.

    Nothing where the row has nothing. Raises UsageError where the finding says something else.
    """
    how = f" is {f'{UNCLEAR[beside]} from' if beside in UNCLEAR else f'{beside} than'} the nation’s"
    if said := [one for one in gallery.SENTENCES.split(finding) if how in one]:
        return said[0]
    if beside:
        raise UsageError(f"no sentence on a state has {how!r}, as its row does: {finding}")
    return ""


def rated(rate: str, n: str, other: str, of: str) -> str:
    """Return how a state's rate is beside that of all states, by the rule for two (`script.js`).

    The cutoff is that of shares, and a gap below 1% of the whole's rate is none, as there. That
    the state is one of them makes the gap a little less likely than the rule has it.
    """
    mine, whole = float(rate), float(other)
    error = hypot(mine / int(n) ** 0.5, whole / int(of) ** 0.5)
    if abs(mine - whole) < max(0.01 * whole, CHANCE["beyond"] * error):
        return UNCLEAR["no"]
    return "higher" if mine > whole else "lower"


def printed(column: str) -> dict[str, str]:
    """Return NCMEC's labels of a column's codes by ours, if more than case and plural differ."""
    kinds = tables.load("categories").dropna(subset="printed").query("column == @column")
    return {one.label: one.printed for one in kinds.itertuples()
            if _singular(one.label) != _singular(one.printed)}  # fmt: skip


def _singular(label: str) -> str:
    """Return a label by which one with other capitals, or in the plural, is the same."""
    return re.sub(r"s\b", "", label.lower())


def in_each(say: str) -> str:
    """Return what of a caveat of states stands in each row of a file: what must be said, short."""
    of = load("common_words")["of_states"]
    told = gallery.SENTENCES.split(_with_own_sentence(say))
    return " ".join(_shortened(one, of["in_file"]) for one in told if re.search(of["file"], one))


def _with_own_sentence(say: str) -> str:
    """Return a caveat with what NCMEC says of itself in a sentence of its own."""
    return re.sub(r": (NCMEC says [^.]+?)(?:, so [^.]*)?\.", r". \1.", say)


def _copiable(answer: str, told: list[str]) -> list[str]:
    """Return what may be copied: no source that is not verified, but what follows for the numbers.

    An editor could not print it; on the page, it stands.
    """
    known = load("common_words")["of_notes"]["alone"]
    kept = [one for one in told if "unverified" not in one]
    said = re.search(known["compared"], " ".join([answer, *kept]))
    return kept if said or len(kept) == len(told) else [*kept, _not_comparable()]


def _not_comparable() -> str:
    """Return why numbers of the CyberTipline may not be comparable, with the incidents given.

    Where no year or every year has its incidents, or no year before it, without them.
    """
    known, all_of = load("common_words")["of_notes"]["alone"], tables.load("headline_numbers")
    given = all_of[all_of["id"] == "cybertipline_incidents"].sort_values("year")
    if given.empty or given["year"].iloc[-1] - 1 in set(given["year"]):
        return known["instead"]
    last = given.iloc[-1]
    numbers = {"year": last["year"], "before": last["year"] - 1, "incidents": last["printed"]}
    return known["why"].format(**numbers)


def printable(text: str) -> str:
    """Return a text, a credit, or a citation as it may be copied: see `_copiable`."""
    text = " ".join(_copiable("", gallery.SENTENCES.split(text)))
    for aside in _asides():
        text = text.replace(f"; {aside}", "")
    return text


def by_name(text: str) -> str:
    """Return a text that is read elsewhere, in which the site has the name that its credit has."""
    text = re.sub("this site calculates", f"{PROJECT} (not NCMEC) calculates", text)
    whose = f"The percentage (by {PROJECT}, not NCMEC)"  # not what may be a file's name
    text = text.replace("This site’s percentage", whose)
    return re.sub(r"[Tt]his site\b", PROJECT, re.sub("[Tt]his site’s", f"{PROJECT}’", text))


def apart(told: Iterable[str]) -> tuple[str, str]:
    """Return sentences as they may be copied, and those of a source that is not verified."""
    text = " ".join(told)
    return printable(text), " ".join(
        one for one in gallery.SENTENCES.split(text) if "unverified" in one
    )


def is_printed(citation: str) -> bool:
    """Return whether a source is one of numbers, not of a caveat alone."""
    return citation not in _asides()


def doubted(source: str) -> str:
    """Return a source in which those that are not verified are said to be so."""
    cited = source.split("; ")
    return "; ".join(one if is_printed(one) else f"{one} (unverified)" for one in cited)


def _asides() -> dict[str, str]:
    """Return the sources of caveats alone, with their publishers."""
    return _asides_of(tables.stamp("sources"), tables.stamp("caveats"))


@cache
def _asides_of(*stamps: tuple[str, int, int]) -> dict[str, str]:
    of = tables.load("sources").astype("str").set_index("source")
    ids = tables.load("caveats")["source"].dropna().unique()
    return dict(of.loc[ids, ["citation", "publisher"]].to_numpy())


def _caution(answer: str, beside: list[str]) -> str:
    """Return the caveats without which an answer misleads, in few words.

    What is counted, and what must be said; then others, weightiest first, as many as there is room
    for beside the answer. What is of other numbers or years than the answer has, or comes from a
    source that it does not name, is left out.
    """
    rules, there = load("common_words")["of_notes"]["alone"], {*_DIGITS.findall(answer)}
    own = [one for one in _lacking(answer, beside) if "unverified" not in one
           and ({*_DIGITS.findall(one)} <= there or not re.search(rules["some"], one))]  # fmt: skip
    said = [one for asked, like in rules["said"] if re.search(asked, answer)
            for one in own if re.search(like, one)]  # fmt: skip
    rank = load("common_words")["of_notes"]["must"].index
    must = sorted(filter(_musts, own), key=lambda one: min(map(rank, _musts(one))))
    kept = [*dict.fromkeys([*said[:1], *must[:1]])]
    for one in dict.fromkeys([*must, *said]):
        text = " ".join(_in_short(each) for each in own if each in [*kept, one])
        if len(f"{answer} {text}".split()) <= rules["words"]:
            kept.append(one)
    there = [one for one in own if one in (kept or own[:1])]
    # What is read also where few fit is first, and a label last
    there.sort(key=lambda one: (one not in said[:1], not _musts(one), "label" in one))
    short = filter(None, map(_in_short, there))
    return " ".join(_lacking("", [*short]))  # in short, one may say another, too


def _in_short(caveat: str) -> str:
    """Return a caveat as it stands beside one sentence."""
    return _shortened(caveat, load("common_words")["of_notes"]["alone"]["short"])


def _shortened(caveat: str, pairs: list[list[str]]) -> str:
    """Return a caveat with its long words exchanged for short ones."""
    for pair in pairs:
        caveat = re.sub(*pair, caveat)
    return caveat


def _attributed(said: str, figure: Figure) -> str:
    """Return a sentence that says whose numbers it has."""
    if "NCMEC" in said:
        return said
    by = "NCMEC and Census Bureau" if "Census" in figure.source else "NCMEC"
    return f"{said[:-1]}, according to {by} data."


def _source(figure: Figure, sentence: str) -> str:
    """Return a figure's source without those of caveats that a sentence does not name."""
    left_out = [said for said, by in _asides().items() if by not in sentence]
    return "; ".join(one for one in figure.source.split("; ") if one not in left_out)


def _sources_of_rows(figure: Figure, columns: list[str], rows: list[list[str]]) -> str:
    """Return the sources of a figure's rows, without those of its other sentences."""
    at = columns.index("source") if "source" in columns else None
    own = {one for row in rows for one in row[at].split("; ")} if at is not None else set()
    of = tables.load("sources").astype("str").set_index("source")["citation"]
    unused = {of[one] for one in figure.sources} - own if own else set()
    return "; ".join(one for one in _source(figure, "").split("; ") if one not in unused)


def _sources_of_said(
    figure: Figure, columns: list[str], rows: list[list[str]], said: str
) -> str:  # fmt: skip
    """Return the sources of those rows of a figure whose year a sentence names."""
    if not {"year", "source"} <= {*columns}:
        return _sources_of_rows(figure, columns, rows)
    year, at = columns.index("year"), columns.index("source")
    own = {one for row in rows if row[year] in said for one in row[at].split("; ")}
    of = tables.load("sources").astype("str").set_index("source")["citation"]
    named = joined(of[one] for one in figure.sources if of[one] in own)
    return named or _sources_of_rows(figure, columns, rows)


def _with_section(figure: Figure, source: str) -> str:
    """Return a figure's source with the section of the report that it is drawn from."""
    by_state = tables.labels("section")["by_state"]
    title = {"00": "", "90": "", "91": by_state}.get(figure.notebook[:2], figure.section)
    named = rf"\g<0>, section “{title}”" if title else r"\g<0>"
    return re.sub(rf"Our Impact: {figure.year}", named, source, count=1)


def sourced(text: str) -> str:
    """Return a source as it stands after what is copied, with its period inside a quotation."""
    return f"(Source: {text[:-1]}.”)" if text.endswith("”") else f"(Source: {text}.)"


def _musts(text: str) -> set[str]:
    """Return which of the things that must be said a text says."""
    return {one for one in load("common_words")["of_notes"]["must"] if re.search(one, text)}


def without(text: str, said: str) -> str:
    """Return a text without the sentences that another has, or of which it says what must be."""
    return " ".join(_lacking(said, gallery.SENTENCES.split(text)))


def _lacking(text: str, others: list[str]) -> list[str]:
    """Return those of other sentences that a text does not have, nor what must be said in them."""
    lacking: list[str] = []
    for one in others:
        has = " ".join([text, *lacking])
        if one[:-1].lower() not in has.lower() and not (_musts(one) and _musts(one) <= _musts(has)):
            lacking.append(one)
    return lacking


def _with_places(text: str, year: int) -> str:
    """Return a text that says which places it compares, which are those with enough reports."""
    if not re.search(r"\d (places|compared)\b", text):
        return text
    reports = tables.load("missing_by_state", year).groupby("state", observed=True)["reports"].sum()
    there = tables.load("states")
    there = there[there["state"].isin([*reports.index[reports >= tables.FEW]])]
    which = rf"\g<0> ({words.places(there)})"
    return re.sub(rf"\b{len(there)}( places|(?= compared))", which, text)


def verified(text: str) -> str:
    """Return a text that says which of its sources is not verified, and what a sentence assumes."""
    for pair in load("common_words")["of_notes"]["reworded"]:
        text = re.sub(*pair, text)
    return text


def covers(names: Iterable[str], year: int | str) -> str:
    """Return what numbers of some tables cover: where, if that is known, whose, and of when."""
    of = [tables.dictionary()[name].get("counts", "") for name in names]
    is_missing = all(one.startswith(load("common_words")["of_notes"]["reports"]) for one in of)
    return f"{'United States, ' * is_missing}NCMEC, {year}"


def beside_table(table: dict[str, Any]) -> list[str]:
    """Return the caveats of a table, without the notes on the marks of figures."""
    own = [one["note"] for one in load("series") if one["name"] == table["name"]]
    known = load("common_words")["of_notes"]
    also = [text.replace("{year}", "the newest report")
            for words, text in known["also"] if re.search(words, table["description"])]  # fmt: skip
    said = [*own, *map(tables.caveat, table.get("caveats", [])), *also]
    return [one for one in said if not re.match(known["marks"], one)]
