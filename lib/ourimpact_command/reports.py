"""The commands for a report of another year."""

import os
from argparse import Namespace

from ourimpact import paths

LACKING = {  # the command that adds a year that a table still lacks, by table
    "places": "ingest REPORT --year {year}; with --accept, once nothing waits",
    "population": "residents FILE --year {year}; data/reference/sources.csv has its page",
    "claims": "claims --year {year}; with --accept, once nothing waits",
}


def ingest_(a: Namespace) -> int:
    import ingest  # slow to import, and no other command needs it

    text, status = ingest.ingest(path=a.path, year=a.year, accept=a.accept)
    after = f"ourimpact verify {a.path} --year {a.year}" if a.accept else ""
    return _say(text, status, a.year, after)


def verify(a: Namespace) -> int:
    import ingest

    return _say(*ingest.verify(path=a.path, year=a.year), a.year)


def residents(a: Namespace) -> int:
    import ingest

    return _say(*ingest.residents(path=a.path, year=a.year), a.year)


def claims(a: Namespace) -> int:
    import ingest

    return _say(*ingest.claims(year=a.year, accept=a.accept), a.year)


def new_table(a: Namespace) -> int:
    import ingest

    text, status = ingest.new_table(
        name=a.name, year=a.year, columns=a.columns, section=a.section, title=a.title,
        counts=a.counts,
    )  # fmt: skip
    return _say(text, status, a.year)


def diff(a: Namespace) -> int:
    """Print what differs between two reports, and write a page that compares their figures."""
    import ingest

    text, status = ingest.diff(year=a.year, other=a.other, every=a.every)
    print(text, end="")
    if all(map(paths.published, (a.year, a.other))):
        from handouts import beside

        page, said = beside.write(a.year, a.other)
        print(f"{said}: {os.path.relpath(page)}")
    if not status:
        print(f"next: {following(a.other, compared=True)}")
    return status


def _say(text: str, status: int, year: int, after: str = "") -> int:
    """Print what a command says, and what comes next; return its status."""
    print(text, end="")
    if not status:
        print(f"next: {after or following(year)}")
    return status


def following(year: int, compared: bool = False) -> str:
    """Return the command that comes next for a report, by what its year lacks."""
    from ourimpact import tables

    begun = (paths.build() / "ingest" / str(year) / "claims.csv").exists()  # what comes after
    done = {"population"} if begun else set()
    lacking = [todo for n, todo in LACKING.items() if n not in done and year not in tables.years(n)]
    if not paths.published(year):
        lacking.append("check --year {year}, then ourimpact run --year {year}")
    before = max((y for y in tables.years("places") if y < year), default=year - 1)
    last = f"diff {before} {year}"
    if compared or before not in tables.years("headline_numbers"):
        last = "refresh, once year is {year} in the notebooks (CONTRIBUTING.md, steps 8 and 9)"
    first, *then = [each.format(year=year) for each in (*lacking, last)]
    if first.startswith("residents"):
        first += f"; until it is published, ourimpact {then[0]}"
    return f"ourimpact {first}"
