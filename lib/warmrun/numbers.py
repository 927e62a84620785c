"""Numbers that a run would change although nothing that they are made from has.

Where no data changed, a new number comes from an edit, and may be a mistake. What was published
before is compared with what a run made: tables cell by cell, known by the words of the row and the
head of the column, and texts sentence by sentence (`texts`). What is merely added,
left out unless it limits, or said in words that decide no number is not refused, nor is a column
that is gone; all words that are others are told apart. Marks that are others are numbers, too.
"""

import csv
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from basics import committed, git, write
from warmrun import record, texts
from warmrun.plan import Job

Numbers = Mapping[tuple[tuple[str, ...], str], Counter[str]]  # by words of a row, and a head
Outputs = Sequence[Mapping[str, Any]]  # of a cell, each by media type

_BEGINS = re.compile(r"[^\w\s]*\d")  # as 42, +3.1%, and 6.7 to 83.5 do
_LEADS = re.compile(rf"(?:(?:{texts.HEDGES}) )?{_BEGINS.pattern}")  # and about 42
_NUMERALS = re.compile(r"[−+]?\d[\d.,%]*")
MARKS = "marks"  # the key of what is drawn
_WORDS = re.compile(r"[^:]*\bwords\b")  # of a line on where words stand, which may be others
_GONE = "would not be there"
_DATA = (".csv", ".json", ".tsv", ".txt")  # what holds the facts; all else is code


class TextChange(NamedTuple):
    """The texts of a key in a published file, before a run and now."""

    place: Path
    key: str
    old: list[str]
    new: list[str]


@dataclass(frozen=True)
class Moved:
    """What a run would change of what is published, and whether changed data explains it."""

    found: list[str] = field(default_factory=list)  # numbers, and marks
    explained: bool = True
    other_words: str = ""  # the files of data that have these, where no number in data has changed
    reworded: list[str] = field(default_factory=list)  # texts that say something otherwise
    redrawn: list[str] = field(default_factory=list)  # lines on what is drawn that are others


def moved(job: Job, work: Path, made: Mapping[Path, Path], counted: Sequence[str] = ()) -> Moved:
    """Return what a run would change of what is published; one that publishes nothing, nothing.

    `made` are the files of a run by place, `counted` words for what numbers count. It is explained
    where a number in a file of data or a default changed since the last run (without one, since
    git's last commit), and where there is neither a run nor a commit.
    """
    if not job.published:
        return Moved()
    changes = [*_text_changes(job, made)]
    worded = [change for change in changes if change.key != MARKS]
    new, before = outputs(_text(work / "executed.ipynb")), map(outputs, _before(job))
    last = next(before, {})  # as git has it is asked only where the last run differs
    found = [*_in_files(job, made, worded, counted)]
    found += _in_outputs(chain([last], before), new, counted)
    drawing = (change for change in changes if change.key == MARKS)
    redrawn = [f"{c.place.stem}, {line}" for c in drawing for line in texts.relined(c.old, c.new)]
    drawn = [one for one in redrawn if not _WORDS.match(one)]
    to_explain = found or drawn
    explained, other_words = _changed(job, work / "reads", [*made]) if to_explain else (False, "")
    if other_words:  # such as labels, by which rows and marks are known
        found = [one for one in found if _GONE not in one]
    found += drawn * (not other_words)
    reworded = [*_reworded(worded), *_read_otherwise(job, last, new)]
    return Moved(found, explained, other_words, reworded, redrawn)


def fully(found: Sequence[str], job: Job) -> str:
    """Return all that was found, a line each; more than twenty are all in a file, which it names.

    The file of an earlier run is removed.
    """
    rest = job.building / "new-numbers" / job.place / f"{job.name}.txt"
    rest.unlink(missing_ok=True)
    told = [f"{len(found)} places", *found[:20]] if len(found) > 3 else ["; ".join(found)]
    if found[20:]:
        write(rest, "\n".join([*found, ""]).encode())
        told.append(f"and {len(found) - 20} more: {rest.relative_to(job.root)} has all")
    return "\n  ".join(told)


def _in_files(
    job: Job, made: Mapping[Path, Path], changes: Iterable[TextChange], counted: Sequence[str]
) -> Iterator[str]:
    """Yield what changes in published files, of which a table must keep each number."""
    for place, old, new in _replaced(job, made, ".csv"):
        yield from _in_table(place.name, _rows(old), _rows(new), lost=True)
    for place, key, was, now in changes:
        table = place.with_suffix(".csv")
        yield from _in_text(f"{place.name}, {key}", was, now, counted)
        if table in made and record.digest(table) == record.digest(made[table]):
            yield from _exchanged(f"{place.name}, {key}", was, now)


def _reworded(changes: Iterable[TextChange]) -> Iterator[str]:
    """Yield which words would be others."""
    for place, key, was, now in changes:
        for told in texts.reworded("\n".join(was), "\n".join(now)):
            yield f"{place.stem}, {key}: {told}"


def _read_otherwise(
    job: Job, old: Mapping[str, Outputs], new: Mapping[str, Outputs]
) -> Iterator[str]:
    """Yield which words of the notebook would be others, in its text, its findings, and tables."""
    for number, cell in enumerate(new, 1):
        if not old or new[cell] == old.get(cell):
            continue
        was, now = (_as_read(of.get(cell, ())) for of in (old, new))
        if _NUMERALS.sub("", was) != _NUMERALS.sub("", now):  # numbers are told elsewhere
            told = texts.reworded(was, now) or _moved_lines(was, now)
            yield from (f"{job.name}, cell {number}: {each}" for each in told)
    for cell in old.keys() - new.keys():
        yield from (f"{job.name}: {told}" for told in texts.reworded(_as_read(old[cell]), ""))


def _moved_lines(was: str, now: str) -> list[str]:
    """Return which line is the first in another place, of texts that have the same lines."""
    lines = was.splitlines(), now.splitlines()
    if sorted(lines[0]) != sorted(lines[1]):  # one stands twice
        return []
    moved = next(new for old, new in zip(*lines, strict=True) if old != new)
    return [f"“{moved[:80]}” stands in another place now"]


def _as_read(outputs: Outputs) -> str:
    """Return the words of a cell, a line for each row of a table."""
    rows = [row for one in outputs for row in _in_html("".join(one.get("text/html", "")))]
    return "\n".join(["".join(one.get("text/markdown", "")) for one in outputs]
                     + [" | ".join(row) for row in rows])  # fmt: skip


def _text_changes(job: Job, made: Mapping[Path, Path]) -> Iterator[TextChange]:
    """Yield the texts of files that a run replaces, by key; one alone is a list, too."""
    for place, old, new in _replaced(job, made, ".json"):
        was, now = _object(old), _object(new)
        for key in sorted(was.keys() & now.keys()):
            both = [[text] if isinstance(text, str) else text for text in (was[key], now[key])]
            if all(isinstance(t, list) and all(isinstance(s, str) for s in t) for t in both):
                yield TextChange(place, key, *both)


def _replaced(job: Job, made: Mapping[Path, Path], ending: str) -> Iterator[tuple[Path, str, str]]:
    """Yield published files that a run replaces by others than git has, with what both hold."""
    for place, file in made.items():
        if place.suffix != ending or record.digest(place) == record.digest(file):
            continue
        new, kept = _text(file), committed(job.root, place)
        old = _text(place) if place.is_file() else kept
        if old and new != kept:
            yield place, old, new


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _rows(text: str) -> list[list[str]]:
    return [*csv.reader(text.splitlines())]


def _object(text: str) -> dict[str, Any]:
    """Return a JSON object; an empty one for anything else, which the run replaces."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _in_outputs(
    before: Iterable[Mapping[str, Outputs]], new: Mapping[str, Outputs], counted: Sequence[str]
) -> list[str]:
    """Return what changes in the outputs of a notebook; nothing if they are as any kept before."""
    found = []
    for old in before:
        found = [
            told
            for number, cell in enumerate(new, 1)
            if new[cell] != old.get(cell, new[cell])
            for told in _in_cell(f"cell {number}", old[cell], new[cell], counted)
        ]
        if not found:
            break
    return found


def _before(job: Job) -> Iterator[str]:
    """Yield the notebook with the outputs of its last run, and as git has it."""
    if record.read(job) and job.copy.is_file():
        yield job.copy.read_text(encoding="utf-8")
    if not job.parameters and (kept := committed(job.root, job.source)):
        yield kept


def _in_cell(place: str, old: Outputs, new: Outputs, counted: Sequence[str]) -> Iterator[str]:
    """Yield what changes in the outputs of a cell: its texts, and its tables."""
    words = (["".join(o.get("text/markdown", "")) for o in outputs] for outputs in (old, new))
    yield from _in_text(place, *words, counted)
    pages = (["".join(o.get("text/html", "")) for o in outputs] for outputs in (old, new))
    rows = [_in_html("\n".join(each)) for each in pages]
    yield from _in_table(place, *rows)
    yield from _in_text(f"{place}, heads", *(each[0] if each else [] for each in rows), counted)
    was, now = map(_worded, rows)
    for at in was.keys() & now.keys():
        yield from _in_text(f"{place}, {', '.join(at)}", was[at], now[at], counted)


def _in_text(place: str, old: list[str], new: list[str], counted: Sequence[str]) -> Iterator[str]:
    """Yield what changes in texts."""
    if change := texts.moved("\n".join(old), "\n".join(new), counted):
        yield place + change


def _exchanged(place: str, old: list[str], new: list[str]) -> Iterator[str]:
    """Yield where two texts of a list have changed places, as labels of marks may have."""
    if old != new and sorted(old) == sorted(new):
        was, now = next(pair for pair in zip(old, new, strict=True) if pair[0] != pair[1])
        yield f"{place} would have {now} in the place of {was}"


def _in_table(
    place: str, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], lost: bool = False
) -> Iterator[str]:
    """Yield which cells have other numbers, or one where none was; with `lost`, also those gone.

    A row whose words changed is known by its first cell.
    """
    (was, _), (now, first) = _cells(old), _cells(new)
    heads = {*new[0]} if new else set()
    for (row, column), numbers in was.items():
        there = now.get((row, column), Counter())
        gone, come = [*(numbers - there)], [*(there - numbers)]
        where = f"{place}, {' '.join(row)[:60]}, {column}"
        if gone and come:
            yield f"{where}: {gone[0]} would become {come[0]}"
        elif lost and column in heads and numbers - first.get((row[:1], column), Counter()):
            yield f"{where}: {gone[0]} {_GONE}"
    yield from _filled(place, old, first)


def _filled(place: str, old: Sequence[Sequence[str]], now: Numbers) -> Iterator[str]:
    """Yield which cells have a number where none was; `now` is by the first cell of a row."""
    blank = {
        ((row[0],), head)
        for row in old[1:]
        for cell, head in zip(row[1:], old[0][1:], strict=False)
        if not _BEGINS.match(cell)
    }
    for (row, column), numbers in now.items():
        if (row, column) in blank:
            new = next(iter(numbers))
            yield f"{place}, {row[0][:60]}, {column}: {new} would stand where no number did"


def _changed(job: Job, reads: Path, places: Sequence[Path]) -> tuple[bool, str]:
    """Return whether numbers differ in the data that a run read; if not, files with other words.

    Another default is taken for a number, and so is what cannot be told.
    """
    kept = committed(job.root, job.source)
    stored = json.loads(kept)["metadata"].get("warmrun", {}) if kept else {}
    for name, was in stored.get("defaults", {}).items():
        if name not in job.parameters and repr(job.values.get(name)) != was:
            return True, ""
    known = record.read(job)
    if not known and not kept:
        return True, ""
    noted = reads.read_bytes().split(b"\0") if reads.exists() else []
    paths = [*known.reads] if known else [*map(os.fsdecode, noted)]
    log = git(job.root, "log", "-1", "--format=%H", "--", *map(str, places)) or ""
    of = {p: _changes(job, p, known, log.strip()) for p in sorted({*paths}) if p.endswith(_DATA)}
    if "numbers" in of.values():
        return True, ""
    return False, ", ".join(path for path, what in of.items() if what == "words")


def _changes(job: Job, path: str, known: record.Record | None, drawn: str) -> str:
    """Return what has changed in a file of data since the last run, else the last commit.

    Data that are as in the commit of the published files, `drawn`, have not: they were restored.
    """
    place = job.root / path
    if known and record.digest(job.root, path) == known.reads[path]:
        return ""
    old, new = committed(job.root, place), _text(place) if place.is_file() else ""
    same = drawn and not git(job.root, "diff", "--name-only", drawn, "--", path)
    if old == new and (same or not known):
        return ""
    told = not known or sha256(old.encode()).hexdigest().startswith(known.reads[path])
    if not (path.endswith(".csv") and told and old and new):
        return "numbers"
    tables = (_rows(text) for text in (old, new))
    was, now = ([[cell for cell in row if _BEGINS.match(cell)] for row in rows] for rows in tables)
    return "words" if was == now else "numbers"


def outputs(text: str) -> dict[str, Outputs]:
    """Return what a reader sees of cells by their id, without those that a run added.

    That is the outputs of code, or the text in Markdown. A file without text has no cells.
    """
    return {
        cell.get("id", ""): [{"text/markdown": cell["source"]}]
        if cell["cell_type"] == "markdown"
        else [output.get("data", {}) for output in cell.get("outputs", ())]
        for cell in json.loads(text or '{"cells": []}')["cells"]
        if "injected-parameters" not in cell["metadata"].get("tags", ())
    }


def _in_html(html: str) -> list[list[str]]:
    from bs4 import BeautifulSoup  # slow to import, and seldom needed

    rows = BeautifulSoup(html, "html.parser")("tr")
    return [[cell.get_text(strip=True) for cell in row(["th", "td"])] for row in rows]


def _worded(rows: Sequence[Sequence[str]]) -> dict[tuple[str, str], list[str]]:
    """Return the cells without a number, by the first of their row and a column's head.

    Of rows that begin alike there are none.
    """
    begun = Counter(row[0] for row in rows[1:] if row)
    return {
        (row[0], head): [cell]
        for row in rows[1:]
        for cell, head in zip(row[1:], rows[0][1:], strict=False)
        if begun[row[0]] == 1 and not texts.numbers(cell)
    }


def _cells(rows: Sequence[Sequence[str]]) -> tuple[Numbers, Numbers]:
    """Return the numbers in a table by a column's head and the words and years of their row.

    And by the head and the row's first cell. This is a number, too, where the row has more words.
    """
    found: Numbers = defaultdict(Counter)
    first: Numbers = defaultdict(Counter)
    for row in rows[1:]:
        counts = [bool(_BEGINS.match(cell)) and not texts.YEAR.fullmatch(cell) for cell in row]
        counts[:1] = [False]  # names its row, as the ages 15 to 17 do
        words = tuple(c for c, counted in zip(row, counts, strict=True) if not counted)
        if words[1:] and _LEADS.match(row[0]) and not texts.YEAR.fullmatch(row[0]):
            found[words[1:], rows[0][0]][" ".join(texts.numbers(row[0]))] += 1
        for cell, counted, head in zip(row, counts, rows[0], strict=False):
            if counted:
                number = " ".join(texts.numbers(cell))
                found[words, head][number] += 1
                first[words[:1], head][number] += 1
    return found, first
