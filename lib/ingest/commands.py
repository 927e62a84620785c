"""What the command asks for with a report: each returns a text to print and an exit status."""

from collections import Counter
from pathlib import Path

from ingest import memory, proposal
from ingest.accept import prepared
from ingest.proposal import GONE, HELP, HIDDEN, NEW, ODD, Proposal
from ingest.propose import OF_NEW, propose
from ingest.reading import TEXT, fingerprint, read
from ingest.sums import add_up
from ourimpact import UsageError, paths, tables

_SHOWN = 40  # lines of what waits for a person


def ingest(path: Path, year: int, accept: bool = False) -> tuple[str, int]:
    """Return what a report proposes for a year, or with `accept` what was added to the tables.

    A run writes build/ingest/<year>/proposals.csv; later ones keep what a person decided there.
    Raises UsageError where a decision is missing or cannot be meant.
    """
    file = proposal.file(year)
    mark, named = file.with_name("report.sha256"), file.relative_to(paths.root())
    kept = mark.read_text().split() if file.exists() else []
    if kept and kept[0] != fingerprint(path):
        raise UsageError(f"{named} was made from another file: move it away to begin anew.")
    if not (accept and kept):  # read again: a table set up since then is now found
        count = _propose(path, year, file)
        paths.write(mark, " ".join(kept := [fingerprint(path), f"{count}"]).encode())
    made = proposal.load(file)
    if len(made) < (written := int(kept[-1])):
        said = f"{named} has {len(made)} rows, and was written with {written}"
        raise UsageError(f"{said}: ingest again without --accept puts the others back.")
    add_up(made)  # of what a person corrected
    proposal.write(file, made)
    waiting = _waiting(file.name, made)
    if accept and waiting[1:]:
        raise UsageError("\n".join(["Nothing was added.", *waiting]))
    if accept and (lost := [p.row for p in proposal.moved(made)]):
        said = f"{', '.join(lost)}: is in no row now. Run ingest again, and decide if it is gone."
        raise UsageError(f"Nothing was added. {said}")
    rows = None if waiting[1:] else prepared(made, year, fingerprint(path))  # or why it cannot be
    if accept:
        return "\n".join(rows.append()) + "\n", 0
    kinds = Counter(f"{p.what}s, {p.status}" for p in made)
    lines = [f"{kind}: {n}" for kind, n in sorted(kinds.items())]
    return "\n".join([*lines, f"{named}: {len(made)} rows", "", *waiting]) + "\n", 0


def _propose(path: Path, year: int, file: Path) -> int:
    """Write what a report proposes, with what a person decided, and its text; return how much."""
    lines, decided = read(path), proposal.load(file) if file.exists() else []
    given = {(p.page, p.line): p.value for p in decided if p.what == "table" and p.taken}
    proposed = propose(lines, year, given)
    _refuse_another(path.name, year, proposed)
    rows = proposal.again(proposed, decided)
    proposal.write(file, rows)
    text = "\n".join(line.text for line in lines)  # in which `claims` looks words up
    paths.write(file.with_name(TEXT), text.encode())
    return len(rows)


def _refuse_another(name: str, year: int, made: list[Proposal]) -> None:
    """Raise UsageError where no count, or every count of another year, is read: no such report."""
    read = {(p.table, p.row, p.column, p.value) for p in made if p.what in ("cell", "total")}
    if not read:
        raise UsageError(f"{name} has no table of an earlier report: is it the report of {year}?")
    for other in set(tables.years("places")) - {year}:
        if read <= {(*key, value) for key, value in memory.stored(other).items()}:
            raise UsageError(f"{name} has the counts of {other}: it is no report of {year}.")


def _waiting(file: str, made: list[Proposal]) -> list[str]:
    """Return what waits for a decision, with its line in the file."""
    waits = [(n, p) for n, p in enumerate(made, 2) if not p.decide]
    if not waits:
        return ["Nothing waits for you: run it with --accept."]
    lines = [f"{len(waits)} wait for you in the column decide: {HELP}"]
    tabled = [p.near for _, p in waits if p.near.startswith(OF_NEW)]
    waits = [(n, p) for n, p in waits if not p.near.startswith(OF_NEW)]
    for n, p in waits[:_SHOWN]:
        what = " ".join(part for part in (p.table, p.row, p.column, p.printed or p.last) if part)
        lines.append(f"  {file}:{n}  {p.status}, {p.what}  {p.at}: {what}  {p.near}")
    more = len(waits) - _SHOWN
    lines += [f"  {len(tabled)} numbers {OF_NEW}s: new-table comes first"] * bool(tabled)
    return lines + [f"  and {more} more"] * (more > 0)


def verify(path: Path, year: int) -> tuple[str, int]:
    """Return what differs between a report and its year, if read; the status is 1 if it does."""
    if year not in tables.years("places"):
        raise UsageError(f"The report of {year} was not read yet: ourimpact ingest comes first.")
    made, stored = [p for p in propose(read(path), year) if p.status != GONE], memory.stored(year)
    known = tables.load("report_files", year)["sha256"].iloc[0] == fingerprint(path)
    wrong = [said for p in made for said in _faults(p, stored)]
    numbers = tables.load("headline_numbers", year).astype("str").set_index(["id", "place"])
    for key, said in numbers["qualifier"].items():
        here = {p.qualifier for p in made if (p.row, p.column) == key}
        if said not in here and here - {"", "about", "exact"}:  # words are there that say so
            wrong.append(f"{' '.join(key)}: {said}, and printed as {' or '.join(sorted(here))}")
    found = {(p.table, p.row, p.column) for p in made}
    wrong += [f"{' '.join(key)} {stored[key]}: not found" for key in stored if key not in found]
    if known:
        kept = ["table", "row", "column", "page", "line"]
        places = tables.load("places", year).astype({"table": "str"}).fillna("")[kept]
        here = {(p.table, p.row, p.column * bool(p.context), p.page, p.line) for p in made}
        lost = set(places.itertuples(index=False, name=None)) - here
        wrong += [f"page {at[3]}, line {at[4]}: {' '.join(at[:3])} is not here" for at in lost]
    count = sum(p.what in ("cell", "total", "number") for p in made)
    dismissed = sum(int(p.value) for p in made if p.value and p.what == "line")
    file = "the file that was ingested" if known else "another file, so places are not compared"
    end = f"{count} numbers read, {len(stored)} stored, {len(wrong) or 'none'} wrong; "
    again = count - len(stored.keys() & found)
    end += f"{again} stand twice, and {dismissed} more are dismissed"
    return "\n".join([f"{path.name}: {file}", *wrong, end]) + "\n", int(bool(wrong))


def _faults(p: Proposal, stored: dict[memory.Key, str]) -> list[str]:
    if p.what == "number" and p.status == NEW:
        return [f"{p.at}: {p.printed} is neither stored nor dismissed ({p.near})"]
    if p.what not in ("cell", "total", "number"):
        known = p.decide or p.what == "title" or p.status == ODD  # which was decided on
        return [] if known else [f"{p.at}: {p.printed} is no {p.what} of the tables"]
    if HIDDEN.fullmatch(p.printed) and not p.value:  # a person wrote the number, or left it out
        return []
    there = stored.get((p.table, p.row, p.column), "nothing")
    here = p.printed if p.what == "number" else p.value
    return [f"{p.at}: {p.printed}; {p.table} {p.row} {p.column}: {there}"] * (there != here)
