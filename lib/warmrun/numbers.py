"""Numbers that a run would change although nothing that they are made from has.

Where no data changed, a new number comes from an edit, and may be a mistake. What was published
before is compared with what a run made: cell by cell in tables, by the row's words and the head of
the column, and by the numbers that a text holds. What is merely added is not told.
"""

import csv
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from warmrun import record
from warmrun.plan import Job

Numbers = Mapping[tuple[str, str], Counter[str]]  # of a table, by the words of a row and a head
Outputs = Sequence[Mapping[str, Any]]  # of a cell, each by media type

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_BEGINS = re.compile(r"[^\w\s]*\d")  # as 42, +3.1%, and 6.7 to 83.5 do
_YEAR = re.compile(r"(?:19|20)\d\d")
_GONE = "would not have it"
_DATA = (".csv", ".json", ".tsv", ".txt")  # what holds the facts; all else is code


def unexplained(job: Job, work: Path, made: Mapping[Path, Path]) -> str:
    """Return which published numbers a run would change though none of its data changed.

    `made` are the files of a run by place. Nothing where no number changes, where a number in a
    file of data or a default changed since the last run (without one, since git's last commit),
    where there is neither a run nor a commit, or where the run publishes nothing.
    """
    if not job.published:
        return ""
    moved = [*_in_files(job, made), *_in_outputs(job, work / "executed.ipynb")]
    if not moved:
        return ""
    data = _changed(job, work / "reads")
    if data == "words":  # such as labels, by which rows are known
        moved = [said for said in moved if _GONE not in said]
    if not moved or data == "numbers":
        return ""
    more = f", and {len(moved) - 3} more" if moved[3:] else ""
    return f"{'; '.join(moved[:3])}{more}, though no number in the data that it reads has changed."


def _in_files(job: Job, made: Mapping[Path, Path]) -> Iterator[str]:
    """Yield what changes in published files, of which a table must keep each number."""
    for place, file in made.items():
        if place.suffix not in (".csv", ".json"):
            continue
        new = file.read_text(encoding="utf-8", errors="replace")
        is_there = place.is_file()
        old = place.read_text(encoding="utf-8", errors="replace") if is_there else _kept(job, place)
        if old and old != new and place.suffix == ".csv":
            tables = (_cells(csv.reader(text.splitlines())) for text in (old, new))
            yield from _in_table(place.name, *tables, lost=True)
        elif old != new:
            was, now, table = _object(old), _object(new), place.with_suffix(".csv")
            same = table in made and record.digest(table) == record.digest(made[table])
            for key in sorted(was.keys() & now.keys()):
                yield from _in_text(f"{place.name}, {key}", was[key], now[key])
                if same:
                    yield from _exchanged(f"{place.name}, {key}", was[key], now[key])


def _object(text: str) -> dict[str, Any]:
    """Return a JSON object; an empty one for anything else, which the run replaces."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _in_outputs(job: Job, executed: Path) -> list[str]:
    """Return what changes in the outputs of a notebook; nothing if they are as any kept before."""
    new, found = _outputs(executed.read_text(encoding="utf-8")), []
    for text in _before(job):
        old = _outputs(text)
        found = [
            said
            for number, cell in enumerate(new, 1)
            if new[cell] != old.get(cell, new[cell])
            for said in _in_cell(f"cell {number}", old[cell], new[cell])
        ]
        if not found:
            break
    return found


def _before(job: Job) -> Iterator[str]:
    """Yield the notebook with the outputs of its last run, and as git has it."""
    copy = job.building / "notebooks" / job.place / f"{job.name}.ipynb"
    if record.read(job) and copy.is_file():
        yield copy.read_text(encoding="utf-8")
    if not job.parameters and (committed := _kept(job, job.source)):
        yield committed


def _in_cell(place: str, old: Outputs, new: Outputs) -> Iterator[str]:
    """Yield what changes in the outputs of a cell: its texts, and its tables."""
    texts = (["".join(o.get("text/markdown", "")) for o in outputs] for outputs in (old, new))
    yield from _in_text(place, *("\n".join(each) for each in texts))
    pages = (["".join(o.get("text/html", "")) for o in outputs] for outputs in (old, new))
    yield from _in_table(place, *(_cells(_rows("\n".join(each))) for each in pages))


def _in_text(place: str, old: object, new: object) -> Iterator[str]:
    """Yield where a text, or a list of texts, has another number in place of one that is gone."""
    texts = ["\n".join(map(str, text)) if isinstance(text, list) else text for text in (old, new)]
    if not all(isinstance(text, str) for text in texts):
        return
    was, now = (Counter(_NUMBER.findall(text)) for text in texts)
    if (gone := [*(was - now)]) and (come := [*(now - was)]):
        at = texts[1].find(come[0])
        said = " ".join(texts[1][max(0, at - 45) : at + 35].split())
        yield f"{place} had {gone[0]} and would have {come[0]} (“… {said} …”)"


def _exchanged(place: str, old: object, new: object) -> Iterator[str]:
    """Yield where two texts of a list have changed places, as labels of marks may have."""
    if isinstance(old, list) and old != new and sorted(map(str, old)) == sorted(map(str, new)):
        was, now = next(pair for pair in zip(old, new, strict=True) if pair[0] != pair[1])
        yield f"{place} would have {now} in the place of {was}"


def _in_table(place: str, old: Numbers, new: Numbers, lost: bool = False) -> Iterator[str]:
    """Yield which cells have other numbers; with `lost`, also those that are there no more."""
    for (row, column), was in old.items():
        now = new.get((row, column), Counter())
        gone, come = [*(was - now)], [*(now - was)]
        if gone and (come or lost):
            then = f"would have {come[0]}" if come else _GONE
            yield f"{place}, {row[:60]}, {column}, had {gone[0]} and {then}"


def _changed(job: Job, reads: Path) -> str:
    """Return what differs in the data that a run read: "numbers", only "words", or nothing.

    Another default is taken for a number, and so is what cannot be told.
    """
    committed = _kept(job, job.source)
    stored = json.loads(committed)["metadata"].get("warmrun", {}) if committed else {}
    for name, was in stored.get("defaults", {}).items():
        if name not in job.parameters and repr(job.values.get(name)) != was:
            return "numbers"
    known = record.read(job)
    if not known and not committed:
        return "numbers"
    noted = reads.read_bytes().split(b"\0") if reads.exists() else []
    paths = known.reads if known else map(os.fsdecode, noted)
    changes = {_changes(job, path, known) for path in paths if path.endswith(_DATA)}
    return "numbers" if "numbers" in changes else "words" if "words" in changes else ""


def _changes(job: Job, path: str, known: record.Record | None) -> str:
    """Return what has changed in a file of data since the last run, else the last commit."""
    place = job.root / path
    if known and record.digest(job.root, path) == known.reads[path]:
        return ""
    old, new = _kept(job, place), place.read_text(encoding="utf-8") if place.is_file() else ""
    if not known and old == new:
        return ""
    told = not known or sha256(old.encode()).hexdigest().startswith(known.reads[path])
    if not (path.endswith(".csv") and told and old and new):
        return "numbers"
    rows = [csv.reader(text.splitlines()) for text in (old, new)]
    was, now = ([[c for c in row if _BEGINS.match(c)] for row in each] for each in rows)
    return "words" if was == now else "numbers"


def _kept(job: Job, path: Path) -> str:
    """Return a file as git's last commit has it; nothing without git or a commit."""
    return _git(job, "show", f"HEAD:./{path.relative_to(job.root).as_posix()}")


def _git(job: Job, *words: str) -> str:
    command = ["git", "--literal-pathspecs", *words]
    try:
        git = subprocess.run(command, cwd=job.root, capture_output=True, encoding="utf-8")
    except OSError:
        return ""
    return git.stdout if git.returncode == 0 else ""


def _outputs(text: str) -> dict[str, Outputs]:
    """Return the outputs of a notebook by the id of their cell, without those that a run added."""
    return {
        cell.get("id", ""): [output.get("data", {}) for output in cell.get("outputs", ())]
        for cell in json.loads(text)["cells"]
        if "injected-parameters" not in cell["metadata"].get("tags", ())
    }


def _rows(html: str) -> list[list[str]]:
    from bs4 import BeautifulSoup  # slow to import, and seldom needed

    rows = BeautifulSoup(html, "html.parser")("tr")
    return [[cell.get_text(strip=True) for cell in row(["th", "td"])] for row in rows]


def _cells(rows: Iterable[Sequence[str]]) -> Numbers:
    """Return the numbers in a table by the words and years of their row and the column's head."""
    head, *body = [*rows] or [()]
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in body:
        counts = [bool(_BEGINS.match(cell)) and not _YEAR.fullmatch(cell) for cell in row]
        counts[:1] = [False]  # names its row, as the ages 15 to 17 do
        words = " ".join(c for c, counted in zip(row, counts, strict=True) if c and not counted)
        for cell, counted, name in zip(row, counts, head, strict=False):
            if counted:
                found.setdefault((words, name), Counter()).update(_NUMBER.findall(cell))
    return found
