"""The statements of the last report, carried over to a new one with the verdict they get now."""

import re
from types import SimpleNamespace

import pandas as pd

from ingest import memory
from ingest.accept import Rows
from ingest.memory import Key
from ingest.proposal import number
from ourimpact import ledger, paths, tables
from ourimpact.checks import IN_DIGITS
from ourimpact.errors import TableError, UsageError

_NUMBER = re.compile(IN_DIGITS, re.IGNORECASE)


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
    rows = [
        _carried(claim, year, before, after)
        for claim in tables.load("claims", last).to_dict("records")
    ]
    said = {row["id"] for row in rows} | {row["headline_id"] for row in rows}
    numbers = tables.load("headline_numbers", year).astype("str").drop_duplicates("id")
    for n in numbers[numbers["scope"] != "definition"].to_dict("records"):
        if n["id"] not in said:
            row = n | {"statement": n["label"], "test": "none", "recompute": ""}
            row |= {"headline_id": n["id"], "verdict": ledger.UNCHECKED, "decide": ""}
            rows.append(row | {"reason": "No table of Our Impact counts this.", "near": "new"})
    columns = [field["name"] for field in tables.dictionary()["claims"]["schema"]["fields"]]
    return pd.DataFrame(rows)[["decide", "near", *columns]]


def _carried(claim: dict, year: int, before: dict[Key, str], after: dict[Key, str]) -> dict:
    """Return a statement with this year's numbers and verdict; what is doubtful waits."""
    claim = {column: "" if pd.isna(value) else str(value) for column, value in claim.items()}
    doubts = []

    def now(match: re.Match) -> str:
        if match.group() == claim["year"]:
            return str(year)
        new = _now(match.group(), claim, before, after)
        doubts.extend([f"{match.group()} is not found"] * (not new))
        return new or match.group()

    row = claim | {"year": str(year), "printed": _NUMBER.sub(now, claim["printed"])}
    try:
        found = SimpleNamespace(**{c: value or None for c, value in row.items()})
        row["verdict"] = ledger.stated(found, year)[6]
    except TableError as error:
        doubts.append(str(error))
    if row["verdict"] != claim["verdict"]:
        doubts.append(f"the verdict was {claim['verdict']}")
    if re.search(r"\d", claim["reason"]):
        doubts.append(f"write its reason anew, which was: {claim['reason']}")
        row["reason"] = ""
    return row | {"decide": "" if doubts else "yes", "near": "; ".join(doubts)}


def _now(printed: str, claim: dict, before: dict[Key, str], after: dict[Key, str]) -> str:
    """Return what stands now where a number stood: at its id, else at the likeliest place."""
    named = set(re.findall(r"\w+", claim["recompute"]))
    at = [key for key, value in before.items() if value in (printed, _plain(printed))]
    own = [key for key in at if key[:2] == ("headline_numbers", claim["headline_id"])]
    near = {key: sum(part in named for part in key) for key in at}
    best = own or [key for key in at if near[key] == max(near.values())]
    new = {_plain(after[key]): after[key] for key in best if after.get(key)}
    if len(new) != 1:
        return ""
    (found,) = new.values()
    is_table = best[0][0] != "headline_numbers"
    return f"{int(found):,}{'%' * printed.endswith('%')}" if is_table else found


def _plain(printed: str) -> str:
    return number(printed) or printed
