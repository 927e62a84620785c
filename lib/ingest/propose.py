"""What a report proposes for a year, beside the last one that was read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import log

from ingest import grids, memory, proposal, prose
from ingest.accept import groups
from ingest.grids import code_of
from ingest.memory import Key, Place
from ingest.proposal import GONE, LEFT, NEW, ODD, RENAMED, SAME, UNREAD, UNSURE, Proposal
from ingest.prose import Number
from ingest.reading import Line, headers_and_footers
from ingest.sums import add_up
from ourimpact import tables
from ourimpact.printed import kind
from ourimpact.words import small

_TITLE = re.compile(r"[A-Z][^\d.:;?!]{3,60}")
OF_NEW = "of the new table"
_STEM, _MANY = 5, 5  # letters that identify a word; a word in this many labels identifies none
_COMPLETE = "--section SECTION --title 'TITLE' --counts"


def propose(lines: list[Line], year: int, given: grids.Given | None = None) -> list[Proposal]:
    """Return what a report proposes, first what a person decides; TableError without one before."""
    edges, stored = headers_and_footers(lines), memory.stored(memory.last(year))
    body = [line for line in lines if not any(line in of for of in edges.values())]
    made, rest = grids.find_tables(body, memory.layouts(year), stored, given)
    found = prose.numbers(rest, list(tables.load("dismissed")["pattern"]))
    made = [p for p in made if p.what != "table" or p.decide or p.page < 1 or _holds(p, found)]
    made += _left_out(edges, len(prose.numbers(rest, [])) - len(found))
    for p in made:
        if p.what == "table" and p.status != GONE:
            p.near = _command(p, year)
        elif p.what in ("label", "header") and p.status == NEW:
            p.near = "; ".join(filter(None, [*_asked(p), p.near]))
    _compare_halves(made, year)
    _compare_neighbors(made)
    titles = _titles(lines, year)
    made += _numbers(found, made, titles, year)
    made += [*titles, *_rows_beside(made)]
    add_up(made)
    return sorted(made, key=lambda p: (p.decide != "", p.page, p.line, p.nth))


def _left_out(edges: dict[str, list[Line]], dismissed: int) -> list[Proposal]:
    """Return, to be seen, the lines of many pages, and how many numbers are dismissed."""
    left = [("of a page", {"printed": said, "near": f"a header or footer of {len(of)} pages"})
            for said, of in edges.items()]  # fmt: skip
    if dismissed:
        about = {"value": str(dismissed), "near": "numbers that dismissed.csv has"}
        left.append(("dismissed", about))
    return [Proposal(f"no: {why}", LEFT, "line", "", "", "", **about) for why, about in left]


def _command(p: Proposal, year: int) -> str:
    """Return what a person types for a new table, of which `near` has the columns."""
    counts = " 'WHAT IT COUNTS, not children'" * max(1, p.near.count("=measure:"))
    said = f"ourimpact new-table NAME --year {year} --columns {p.near} {_COMPLETE}{counts}"
    return f"yes, if it is {p.value}, renamed; else {said}" if p.status == RENAMED else said


def _numbers(
    found: list[Number], made: list[Proposal], titles: list[Proposal], year: int
) -> list[Proposal]:
    """Return what numbers outside the tables are, and those of the last report that are gone."""
    about = tables.load("headline_numbers", memory.last(year)).astype("str")
    about = about.set_index(["id", "place"]).to_dict("index")
    cells = {
        (p.page, p.line + n): p.line for p in made if p.what == "table" for n in range(1, p.nth + 1)
    }
    gone = _aligned(found, memory.places(year), about, cells)
    made = list(_placed(found, about, titles, memory.last(year)))
    for p in made:
        if p.status == NEW and (at := cells.get((p.page, p.line))) and p.what == "number":
            p.near = f"{OF_NEW} in line {at}: new-table comes first; {p.near}"
    lost = {key: place for place in gone for key in place.keys}
    _doubt_others(made, {row for _, row, _ in lost})
    at = {n.perhaps.keys[0]: f"perhaps page {n.at[0]}, line {n.at[1]}: {n.printed}; if so, its id "
          "goes there, and nothing here" for n in found if n.perhaps}  # fmt: skip
    return made + [Proposal("", GONE, "number", *key, last=p.printed, near=at.get(p.keys[0], ""))
                   for key, p in lost.items()]  # fmt: skip


def _placed(
    found: list[Number], about: dict, titles: list[Proposal], before: int
) -> Iterator[Proposal]:
    """Yield what each number is: one of the last report, else new, in the section where it is."""
    seen, section, last = {}, "", (0, 0)
    for each in found:
        passed = [t.row for t in titles if last < (t.page, t.line) <= each.at[:2]]
        section, last = [section, *passed][-1], each.at[:2]
        for key in each.place.keys if each.place else ():
            yield (p := _known(each, key, about.get(key[1:], {}), seen))
            section = p.section or section
        if not each.place:
            yield _new(each, section, about, before)


def _doubt_others(made: list[Proposal], ids: set[str]) -> None:
    """Let numbers wait whose id has a place less: one may have taken the number of another."""
    numbers = [p for p in made if p.what == "number"]
    sure = {(p.row, p.value) for p in numbers if p.decide and p.row not in ids}
    for p in numbers:
        if p.status == SAME and p.row in ids:
            p.decide, p.status, p.near = "", UNSURE, f"{p.row} has a place less; {p.near}"
        elif p.status == UNSURE and (p.row, p.value) in sure:
            p.decide, p.status = "yes", SAME  # the same number is sure elsewhere


def _aligned(
    found: list[Number], places: list[Place], about: dict[tuple, dict[str, str]], cells: dict
) -> list[Place]:
    """Give numbers places in the last report; return what is left. In a new table, few have one."""
    gone = prose.align(found, places)
    for each in (n for n in found if n.place):
        odd = each.at[:2] in cells or not prose.similar_size(each.place, each)
        if (odd and each.likeness < prose.SURE) or _of_another(each, about):
            gone.append(each.place)
            each.place = None
    free = [n for n in found if not n.place and n.at[:2] not in cells]
    prose.align(free, gone, prose.FAINT)
    often = Counter(stem for each in about.values() for stem in _stems(each))
    for each in (n for n in free if n.place):
        told = about.get(each.place.keys[0][1:])
        own = {stem for stem in _stems(told) if often[stem] < _MANY} if told else set()
        if not told or own & _begins([*each.before, *each.after]):
            each.perhaps = each.place
        each.place = None
    same = {n.printed: n.perhaps for n in free if n.perhaps}
    for each in (n for n in free if not n.perhaps):  # same number elsewhere
        each.perhaps = same.get(each.printed)
    return gone


def _asked(p: Proposal) -> list[str]:
    """Return what a new code needs: its group, and a label that goes on after a number."""
    said = [f"needs its {other}: in decide, write yes: and one of {', '.join(known)}"
            for other, known in groups(p.column).items()]  # fmt: skip
    ours = tables.load("categories").query("column == @p.column")["label"]
    like = [
        f"in a sentence “{small(p.label)}”, as “{small(our)}”: else correct label" for our in ours
    ]
    return said + like[:1]


def _compare_halves(made: list[Proposal], year: int) -> None:
    """Let a count wait that is less than what half of its year had, by an earlier publication."""
    rows = tables.load("cybertipline_half_years").query("year == @year")
    least = rows.groupby(rows["incident_type"].astype("str"))["reports"].max()
    for p in (p for p in made if p.what == "cell" and p.column == "reports" and p.row in least):
        if int(p.value or 0) < least[p.row]:
            said = f"half a year had {least[p.row]:,}, by cybertipline_half_years"
            proposal.doubt(p, f"{said}: one of the two is wrong; correct it, or ask NCMEC")


def _compare_neighbors(made: list[Proposal]) -> None:
    """Let two cells wait, one below the other, of which each is like the other's of last year."""
    cells = [p for p in made if p.what == "cell" and p.value.isdigit() and p.last.isdigit()]
    cells.sort(key=lambda p: (p.table, p.column))  # of each column in the report's order
    for p, q in pairwise(cells):  # small numbers are never far apart
        pairs = ((p.value, q.value), (p.last, q.last))
        (a, b), was = ([log(int(n) + 9) for n in pair] for pair in pairs)
        own, other = (max(abs(a - c), abs(b - d)) for c, d in (was, was[::-1]))
        if (p.table, p.column) == (q.table, q.column) and own > other + 1.1:  # three times as far
            for each, last in ((p, q.last), (q, p.last)):
                proposal.doubt(each, f"last year {last} beside it: were two rows exchanged?")


def _stems(about: dict[str, str]) -> set[str]:
    """Return how the words of a number's label and unit begin."""
    return _begins(grids.words_of(f"{about['label']} {about['unit'].replace('_', ' ')}"))


def _begins(words: Iterable[str]) -> set[str]:
    """Return how words begin, by which they are the same in singular and plural."""
    return {word[:_STEM] for word in words}


def _new(found: Number, section: str, about: dict, before: int) -> Proposal:
    """Return a number without a place in the last report, and what of that report it may be."""
    where = "call_out" if found.alone else "prose"
    p = _at(found, NEW, "number", ("headline_numbers", "", where))
    p.section, p.qualifier = section, found.qualifier
    _described(p, found)
    guess = f"“{p.label}” is a guess, and readers see it: correct label, unit, and scope"
    perhaps = [f"perhaps {id} of {before}" for (id, _), number in about.items()
               if number["printed"] == p.printed]  # fmt: skip
    if not perhaps and (likely := found.perhaps):
        perhaps = [f"perhaps {likely.keys[0][1]}, reworded; it was {likely.printed}"]
    p.near = "; ".join(
        filter(None, ["" if p.value else UNREAD, found.footnote, *perhaps[:1], guess, p.near])
    )
    return p


def _rows_beside(made: list[Proposal]) -> list[Proposal]:
    """Make a new call-out a row of the table whose total lacks it; return the label of each."""
    labels = []
    for whole in [p for p in made if p.what == "total" and p.context and p.value]:
        there = [int(p.value or 0) for p in made if (p.what, p.table) == ("cell", whole.table)]
        lacks = str(int(whole.value) - sum(there))
        for p in [p for p in made if (p.status, p.column, p.value) == (NEW, "call_out", lacks)]:
            key = tables.divisions(whole.table)[0]
            p.what, p.table, p.column = "cell", whole.table, tables.measure(whole.table)
            p.decide, about = "yes", {"page": p.page, "line": p.line, "label": p.label}
            about |= {"value": p.row, "printed": p.label, "near": "what its total lacks"}
            labels.append(Proposal("", NEW, "label", whole.table, p.row, key, **about))
    return labels


def _described(p: Proposal, found: Number) -> None:
    """Give a new number an id, a label, a unit, and a scope by the words around it."""
    known = tables.load("headline_numbers").astype("str")
    words = found.said or " ".join(word for word in found.before[-4:] if word != "#")
    while len(words) > memory.LABEL:
        words = words.rpartition(" ")[0]
    p.label, p.row = memory.styled(words, ""), grids.id_of(words)
    if p.row in set(known["id"]):  # that id is taken
        p.row += f"_{p.section}"
    p.unit = kind(p.printed)
    if p.unit == "count":  # of what: a unit that the words begin with, else a plural
        named = grids.codes_of(words)
        units = sorted((u for u in set(known["unit"]) if code_of(words).startswith(u)), key=len)
        many = [word for word in named if word.endswith("s")]
        p.unit = next(iter([*units[::-1], *many, *named]), "")
    said = " ".join(part for part in re.split("[.!?] ", found.near) if p.printed in part)
    of_all = re.search(r"\b(since|overall|to date)\b", said, re.IGNORECASE)
    p.scope = "cumulative" if of_all else "in_year"


def _of_another(found: Number, about: dict[tuple, dict[str, str]]) -> bool:
    """Return whether a number stands where another id stood, in words that are of another thing."""
    told = [about[key[1:]] for key in found.place.keys if key[1:] in about]
    beside = found.after[:2] if found.alone else [*found.after[:6], *found.before[-6:]]
    was, now = (context.split("|") for context in (found.place.context, found.context))
    same = {*was[1].split()[:2]} & {*now[1].split()[:2]}
    same = same or (not found.alone and was[0].split()[-1:] == now[0].split()[-1:])
    stems = {stem for each in told for stem in _stems(each)}
    return bool(told) and not same and not stems & _begins(beside)


def _titles(lines: list[Line], year: int) -> list[Proposal]:
    """Return where the title of each section stands; one that is not there waits for a person."""
    known, made = memory.printed("section", year), []
    plain = {memory.folded(line.text): line for line in reversed(lines)}
    others = plain.keys() - set(map(memory.folded, known.values()))
    heads = [line for text, line in plain.items() if text in others and _TITLE.fullmatch(line.text)]
    at = [plain.get(memory.folded(title)) for title in known.values()]
    for n, (code, title) in enumerate(known.items()):
        p = Proposal("yes", SAME, "title", "sections", code, "", title, title, title)
        if (line := at[n]) is None:  # look between the titles before and after it
            start = next(filter(None, at[n::-1]), lines[0])
            end = next((li for li in filter(None, at[n:]) if li > start), lines[-1])
            near = [li for li in heads[::-1] if start < li < end]
            stems = _begins(grids.words_of(title))
            alike = {li: len(stems & _begins(grids.words_of(li.text))) for li in near}
            line = max(alike, key=alike.get, default=None)
            p.decide, p.status, p.near = "", RENAMED, f"the title of a section was {title!r}"
            p.value = p.printed = line.text if alike.get(line) else ""
        p.page, p.line = line[:2] if p.value else (0, 0)
        made.append(p)
    return made


def _holds(table: Proposal, found: list[Number]) -> bool:
    """Return whether a number that is not dismissed stands in the lines below a header."""
    return any(n.at[0] == table.page and 0 < n.at[1] - table.line <= 4 for n in found)


def _at(found: Number, status: str, what: str, key: Key) -> Proposal:
    p = Proposal("", status, what, *key, proposal.digits(found.printed), found.printed)
    (p.page, p.line, p.nth), p.near, p.context = found.at, found.near, found.context
    return p


def _doubts(
    p: Proposal, found: Number, about: dict[str, str], seen: dict[str, str]
) -> Iterator[str]:
    """Yield what differs of a number from the last report, or from where it stands elsewhere."""
    if not p.value:
        yield UNREAD
    if found.footnote:
        yield found.footnote
    if about:
        if p.qualifier != about["qualifier"]:
            yield f"qualifier was {about['qualifier']}"
        if p.value and seen.setdefault(p.row, p.value) != p.value:
            yield f"elsewhere {p.row} is {seen[p.row]}"
        if p.scope != "definition" and prose.reworded(found.place, found):
            yield f"reworded: is “{p.label}” still true?"
    if p.value and p.last and not prose.similar_size(found.place, found):
        yield "three times more or less"


def _known(found: Number, key: Key, about: dict[str, str], seen: dict[str, str]) -> Proposal:
    """Return a number at a place of the last report; what differs there waits for a person."""
    p = _at(found, SAME, "total" if "total" in key else "number" if about else "cell", key)
    p.last = found.place.printed
    defined = about.get("scope") == "definition"  # an age limit: its sentence qualifies it
    if about:
        p.section, p.unit, p.scope = (about[name] for name in ("section", "unit", "scope"))
        p.label = about["label"]
        p.qualifier = about["qualifier"] if defined else found.qualifier
    doubts = [*_doubts(p, found, about, seen)]
    stays = defined and p.value == proposal.digits(p.last)
    if doubts:
        p.status = ODD
    elif found.likeness < prose.SURE and not stays:
        p.status = UNSURE
        doubts.append("most words around it are others")
    else:
        p.decide = "yes"
    p.near = "; ".join([*doubts, p.near])
    return p
