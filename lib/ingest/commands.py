"""What the command asks for with a report: each returns a text to print and an exit status."""

import re
from collections import Counter
from pathlib import Path

from ingest import memory, proposal
from ingest.accept import prepared
from ingest.proposal import GONE, HELP, NEW, ODD, SUPPRESSED, Proposal
from ingest.propose import OF_NEW, propose
from ingest.reading import TEXT, fingerprint, read
from ingest.sums import add_up
from ourimpact import UsageError, paths, tables

_SHOWN = 40  # rows waiting for a person that are listed


def ingest(path: Path, year: int, accept: bool = False) -> tuple[str, int]:
    """Return what a report proposes for a year, or with `accept` what was added to the tables.

    A run writes build/ingest/<year>/proposals.csv; later ones keep what a person decided there.
    Raises UsageError where a decision is missing or cannot be meant.
    """
    _refuse_another_year(path, year)
    now = fingerprint(path)
    made = _made(path, year, now, accept)
    add_up(made)  # including corrections by a person
    file, decided = proposal.path_of(year), all(p.decide for p in made)
    proposal.write(file, made)
    waiting = _waiting(file.name, made)
    if accept and not decided:
        raise UsageError("\n".join(["Nothing was added.", *waiting]))
    if accept and (lost := [p.row for p in proposal.dropped(made)]):
        said = f"{', '.join(lost)}: is in no row now. Run ingest again, and decide if it is gone."
        raise UsageError(f"Nothing was added. {said}")
    rows = prepared(made, year, now) if decided else None  # or why it cannot be
    if accept:
        return "\n".join(rows.append()) + "\n", 0
    kinds = Counter(f"{p.what}s, {p.status}" for p in made)
    lines = [f"{kind}: {n}" for kind, n in sorted(kinds.items())]
    lines.append(f"{paths.place(file)}: {len(made)} rows")
    return "\n".join([*lines, "", *waiting]) + "\n", 0


def _refuse_another_year(path: Path, year: int) -> None:
    """Raise UsageError where a report's file is named by an earlier one's year, or one is left out.

    A report appears, and may be named, in a later year than its own.
    """
    named, known = {*re.findall(r"(?<!\d)20\d\d(?!\d)", path.stem)}, tables.years("places")
    if str(year) not in named and (earlier := named & {*map(str, known)}):
        said = f"{path.name} is by its name of {min(earlier)}, and --year is {year}"
        raise UsageError(f"{said}: give the year of the report, or rename the file.")
    if known and year > max(known) + 1:
        raise UsageError(
            f"The newest report here is of {max(known)}: add that of {max(known) + 1}."
        )


def _made(path: Path, year: int, now: str, accept: bool) -> list[Proposal]:
    """Return what is proposed and decided; not to accept it, the report is read again.

    A table set up since then is found by that. `now` is the fingerprint of the report.
    """
    file, mark = proposal.path_of(year), proposal.path_of(year).with_name("report.sha256")
    known = mark.read_text().split() if file.exists() else []  # the report's, and how many rows
    if known and known[0] != now:
        said = f"{paths.place(file)} was made from another file: rename it {proposal.EARLIER}"
        raise UsageError(f"{said} to go on with its decisions, or move it away to begin anew.")
    if not (accept and known):
        known = [now, str(_propose(path, year, file))]
        paths.write(mark, " ".join(known).encode())
    made = proposal.load(file)
    if len(made) < int(known[-1]):
        said = f"{paths.place(file)} has {len(made)} rows, and was written with {known[-1]}"
        raise UsageError(f"{said}: ingest again without --accept puts the others back.")
    return made


def _propose(path: Path, year: int, file: Path) -> int:
    """Write what a report proposes, with what a person decided, and its text; return how much."""
    lines, decided = read(path), proposal.load(file) if file.exists() else []
    given = {(p.page, p.line): p.value for p in decided if p.what == "table" and p.accepted}
    proposed = propose(lines, year, given)
    _refuse_another(path.name, year, proposed)
    earlier = file.with_name(proposal.EARLIER)
    proposal.adopt_decisions(proposed, proposal.load(earlier) if earlier.exists() else [])
    rows = proposal.carry_decisions_over(proposed, decided)
    proposal.write(file, rows)
    text = "\n".join(line.text for line in lines)  # `claims` looks up words in it
    paths.write(file.with_name(TEXT), text.encode())
    return len(rows)


def _refuse_another(name: str, year: int, made: list[Proposal]) -> None:
    """Raise UsageError where no count is read, all of another year, or few of what `year` has."""
    read = {(p.table, p.row, p.column, p.value) for p in made if p.what in ("cell", "total")}
    if not read:
        raise UsageError(f"{name} has no table of an earlier report: is it the report of {year}?")
    for other in set(tables.years("places")) - {year}:
        if read <= {(*key, value) for key, value in memory.stored(other).items()}:
            raise UsageError(f"{name} has the counts of {other}: it is no report of {year}.")
    known = memory.stored(year)
    here = [known[key] != value for *of, value in read if (key := tuple(of)) in known]
    if sum(here) > len(here) / 2:
        said = f"{sum(here)} of {len(here)} numbers in {name} differ from the stored tables of"
        raise UsageError(f"{said} {year}: is this the report for {year}?")


def _waiting(file: str, made: list[Proposal]) -> list[str]:
    """Return what waits for a decision, with its line in the file."""
    waits = [(n, p) for n, p in enumerate(made, 2) if not p.decide]
    if not waits:
        rules = "which adds nothing if that would break a rule of the tables, and says which"
        return [f"Nothing waits for you: run it with --accept, {rules}."]
    shown = [(n, p) for n, p in waits if not p.near.startswith(OF_NEW)]
    lines = [f"{len(waits)} wait for you in the column decide: {HELP}"]
    for n, p in shown[:_SHOWN]:
        what = " ".join(filter(None, (p.table, p.row, p.column, p.printed or p.last)))
        lines.append(f"  {file}:{n}  {p.status}, {p.what}  {p.at}: {what}  {p.near}")
    if len(waits) > len(shown):
        lines.append(f"  {len(waits) - len(shown)} numbers {OF_NEW}s: new-table comes first")
    if len(shown) > _SHOWN:
        lines.append(f"  and {len(shown) - _SHOWN} more")
    return lines


def verify(path: Path, year: int) -> tuple[str, int]:
    """Return what differs between a report and its year, if read; the status is 1 if it does."""
    if year not in tables.years("places"):
        raise UsageError(f"The report of {year} was not read yet: ourimpact ingest comes first.")
    now, stored = fingerprint(path), memory.stored(year)
    made = [p for p in propose(read(path), year) if p.status != GONE]
    found = {(p.table, p.row, p.column) for p in made}
    wrong = [said for p in made for said in _faults(p, stored)] + _requalified(made, year)
    wrong += [f"{' '.join(key)} {stored[key]}: not found" for key in stored if key not in found]
    file = "another file, so places are not compared"
    if tables.load("report_files", year)["sha256"].iloc[0] == now:
        file, wrong = "the file that was ingested", wrong + _displaced(made, year)
    count = sum(p.what in ("cell", "total", "number") for p in made)
    dismissed = sum(int(p.value) for p in made if p.value and p.what == "line")
    end = f"{count} numbers read, {len(stored)} stored, {len(wrong) or 'none'} wrong; "
    again = count - len(stored.keys() & found)
    end += f"{again} stand twice, and {dismissed} more are dismissed"
    return "\n".join([f"{path.name}: {file}", *wrong, end]) + "\n", int(bool(wrong))


def _requalified(made: list[Proposal], year: int) -> list[str]:
    """Return which numbers are stored with one qualifier and printed with others."""
    numbers, wrong = tables.load("headline_numbers", year).astype("str"), []
    for key, said in numbers.set_index(["id", "place"])["qualifier"].items():
        here = {p.qualifier for p in made if (p.row, p.column) == key}
        if said not in here and here - {"", "about", "exact"}:
            wrong.append(f"{' '.join(key)}: {said}, and printed as {' or '.join(sorted(here))}")
    return wrong


def _displaced(made: list[Proposal], year: int) -> list[str]:
    """Return which numbers do not stand in the file where they stood when it was ingested."""
    kept = ["table", "row", "column", "page", "line"]
    places = tables.load("places", year).astype({"table": "str"}).fillna("")[kept]
    here = {(p.table, p.row, p.column if p.context else "", p.page, p.line) for p in made}
    lost = set(places.itertuples(index=False, name=None)) - here
    return [f"page {at[3]}, line {at[4]}: {' '.join(at[:3])} is not here" for at in lost]


def _faults(p: Proposal, stored: dict[memory.Key, str]) -> list[str]:
    """Return what of a proposal is not as it is stored."""
    if p.what == "number" and p.status == NEW:
        return [f"{p.at}: {p.printed} is neither stored nor dismissed ({p.near})"]
    if p.what not in ("cell", "total", "number"):
        known = p.decide or p.what == "title" or p.status == ODD  # which was decided on
        return [] if known else [f"{p.at}: {p.printed} is no {p.what} of the tables"]
    if SUPPRESSED.fullmatch(p.printed) and not p.value:  # a person wrote the number, or left it out
        return []
    key = (p.table, p.row, p.column)
    there = stored.get(key, "nothing")
    here = p.printed if p.what == "number" else p.value
    return [] if there == here else [f"{p.at}: {p.printed}; {' '.join(key)}: {there}"]
