"""The statements of the last report, carried over to a new one with the verdict they get now."""

import re
from types import SimpleNamespace

import pandas as pd

from ingest import memory
from ingest.accept import Rows
from ingest.memory import Key
from ingest.proposal import number
from ourimpact import ledger, paths, tables
from ourimpact.checks import IN_DIGITS, IN_WORDS
from ourimpact.errors import TableError, UsageError

Stored = dict[Key, str]
_NUMBER = re.compile(rf"{IN_DIGITS}|\b(?:one in )?{IN_WORDS}\b", re.IGNORECASE)
_NO_TABLE = "No table in Our Impact has a count to compare."


def claims(year: int, accept: bool = False) -> tuple[str, int]:
    """Return the statements proposed for a year, or what was added of them; the status is 0.

    The first run writes build/ingest/<year>/claims.csv, in which a person decides. Raises
    UsageError while one waits, and for a decision that is neither yes nor no.
    """
    path = paths.build() / "ingest" / str(year) / "claims.csv"
    if not path.exists():
        text = _proposed(year).to_csv(index=False, lineterminator="\n")
        paths.write(path, text.encode("utf-8-sig"))
    made = pd.read_csv(path, dtype=str, keep_default_na=False)
    named = path.relative_to(paths.root())
    odd = made[~made["decide"].str.strip().isin(["", "yes", "no"])]
    if len(odd):
        raise UsageError(f"{named}: decide is {odd['decide'].iloc[0]!r}; it must be yes or no.")
    waits = made[made["decide"].str.strip() == ""]
    lines = [f"  {row.id}: {row.near}" for row in waits.itertuples()]
    if accept and lines:
        raise UsageError("\n".join([f"{named}: these wait for yes or no.", *lines]))
    if not accept:
        return "\n".join([f"{named}: {len(made)} statements, {len(waits)} wait", *lines]) + "\n", 0
    rows = Rows(year)
    for row in made[made["decide"].str.strip() == "yes"].to_dict("records"):
        rows.put("claims", row | {"year": year})
    return "\n".join(rows.append() or ["Nothing to add: the table has it all."]) + "\n", 0


def _proposed(year: int) -> pd.DataFrame:
    last = memory.last(year - 1)
    before, after = memory.stored(last), memory.stored(year)
    numbers = tables.load("headline_numbers", last).astype("str").query("scope == 'definition'")
    defined = {("headline_numbers", n.id, n.place) for n in numbers.itertuples()}
    rows = [
        _carried(claim, year, before, after, defined)
        for claim in tables.load("claims", last).to_dict("records")
    ]
    said = {row["id"] for row in rows} | {row["headline_id"] for row in rows}
    numbers = tables.load("headline_numbers", year).astype("str").drop_duplicates("id")
    for n in numbers[numbers["scope"] != "definition"].to_dict("records"):
        if n["id"] not in said:
            row = n | {"statement": n["label"], "test": "none", "recompute": ""}
            row |= {"headline_id": n["id"], "verdict": ledger.UNCHECKED, "decide": ""}
            near = "; ".join(["new", *_counted(n["printed"], before, after)])
            rows.append(row | {"reason": _NO_TABLE, "near": near})
    columns = [field["name"] for field in tables.dictionary()["claims"]["schema"]["fields"]]
    return pd.DataFrame(rows)[["decide", "near", *columns]]


def _counted(printed: str, before: Stored, after: Stored) -> list[str]:
    """Return that a table which the last report did not have counts a number, if one does."""
    old = {table for table, *_ in before}
    at = [k for k, value in after.items() if k[0] not in old and value == _plain(printed)]
    return [f"{' '.join(key)} of a new table is {printed}: recompute it" for key in at[:1]]


def _carried(
    claim: dict, year: int, before: Stored, after: Stored, defined: set[Key]
) -> dict[str, str]:
    """Return a statement with this year's numbers and verdict; what is doubtful waits."""
    claim = {column: "" if pd.isna(value) else str(value) for column, value in claim.items()}
    doubts = []

    def now(match: re.Match) -> str:
        if match.group() == claim["year"]:
            return str(year)
        new = _now(match.group(), claim, before, after, defined)
        doubts.extend([f"{match.group()} is not found"] * (not new))
        return new or match.group()

    def told(match: re.Match) -> str:
        at = [k for k, value in before.items() if k in defined and value == match.group()]
        new = {after.get(key, "") for key in at}
        doubts.extend([f"{match.group()} in its statement may be another now"] * (len(new) > 1))
        return (new.pop() if len(new) == 1 else "") or match.group()

    row = claim | {"year": str(year), "printed": _NUMBER.sub(now, claim["printed"])}
    row["statement"] = re.sub(r"\b\d+\b", told, claim["statement"])
    try:
        found = SimpleNamespace(**{c: value or None for c, value in row.items()})
        row["verdict"] = ledger.stated(found, year)[6]
    except TableError as error:
        doubts.append(str(error))
    if row["verdict"] != claim["verdict"]:
        doubts.append(f"the verdict was {claim['verdict']}")
    if claim["reason"].startswith("No table"):
        doubts += _counted(row["printed"], before, after)
    if re.search(r"\d", claim["reason"]):
        doubts.append(f"write its reason anew, which was: {claim['reason']}")
        row["reason"] = ""
    return row | {"decide": "" if doubts else "yes", "near": "; ".join(doubts)}


def _now(printed: str, claim: dict, before: Stored, after: Stored, defined: set[Key]) -> str:
    """Return what stands now where a number stood: at its id, else where it is recomputed from.

    Else a number that defines something, such as an age, else the same number anywhere.
    """
    named = {"total", *re.findall(r"\w+", claim["recompute"])}
    named |= {"printed_percent"} if "%" in printed else set()
    at = [key for key, value in before.items() if value in (printed, _plain(printed))]
    ways = (
        [key for key in at if key[:2] == ("headline_numbers", claim["headline_id"])],
        [key for key in at if named.issuperset(key[1:2] if key[0] == "headline_numbers" else key)],
        [key for key in at if key[0] in named and "total" in key],
        [key for key in at if key in defined],
        at,
    )
    best = next(filter(None, ways), [])
    new = {_plain(after[key]): after[key] for key in best if after.get(key)}
    if len(new) != 1:
        return ""
    (found,) = new.values()
    is_table = best[0][0] != "headline_numbers"
    return f"{int(found):,}{'%' * printed.endswith('%')}" if is_table else found


def _plain(printed: str) -> str:
    return number(printed) or printed
