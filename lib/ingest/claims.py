"""The statements of the last report, carried over to a new one with the verdict they get now."""

import re
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

import pandas as pd

from ingest import memory, proposal
from ingest.accept import Rows
from ingest.grids import words_of
from ingest.memory import Key
from ingest.reading import TEXT
from ourimpact import TableError, UsageError, ledger, paths, tables
from ourimpact.printed import NUMBER, kind, printed_number

Stored = dict[Key, str]


class _Reports(NamedTuple):
    """The last report and the new one, by which statements are carried over."""

    last: int
    year: int
    text: str  # of the new one, plain
    before: Stored
    after: Stored
    defined: set[Key]  # last year's numbers that define something, such as an age limit
    renamed: dict[str, str]  # last year's labels, and what is printed now


_NO_CELLS = ("headline_numbers", "printed_totals", "claims")
_NO_TABLE = "No table in Our Impact has a count to compare."
_FOLLOWS = {"agrees", ledger.ROUNDED}  # a change between these needs no decision
_QUALIFIED = r" \((?:more than|at least|nearly|less than)\)$"  # ends a statement
_NEAR = 60  # a word is near a number within this many letters, spaces not counted
_ROOM = 90  # longest sentence that README can quote about a statement that disagrees
_DISAGREES = "README prints the first sentence of its reason: why, without digits, "
_DISAGREES += f"in at most {_ROOM} characters"


def claims(year: int, accept: bool = False) -> tuple[str, int]:
    """Return the statements proposed for a year, or what was added of them; the status is 0.

    The first run writes build/ingest/<year>/claims.csv, in which a person decides. Raises
    UsageError while one waits, and for a decision that is neither yes nor no.
    """
    path = proposal.path_of(year).with_name("claims.csv")
    if not path.exists():
        text = _proposed(year).to_csv(index=False, lineterminator="\n")
        paths.write(path, text.encode("utf-8-sig"))
    made, named = proposal.edited(path, _columns()), paths.place(path)
    made = pd.DataFrame(made, columns=_columns())
    made["decide"] = made["decide"].str.strip().str.lower()
    for odd in made.loc[~made["decide"].isin(["", "yes", "no"]), "decide"]:
        raise UsageError(f"{named}: decide is {odd!r}; it must be yes or no.")
    waiting = [f"  {row.id}: {row.near}" for row in made[made["decide"] == ""].itertuples()]
    head = f"{named}: {len(made)} statements, {len(waiting)} wait"
    if accept and waiting:
        raise UsageError("\n".join([f"{named}: these wait for yes or no.", *waiting]))
    if waiting:
        return "\n".join([head, *waiting, *_by_itself(made)]) + "\n", 0
    rows, taken = Rows(year), _taken(made, year, named)
    if not accept:
        return f"{head}: run it with --accept.\n", 0
    for row in taken:
        rows.put("claims", row | {"year": year})
    return "\n".join(rows.append()) + "\n", 0


def _by_itself(made: pd.DataFrame) -> list[str]:
    """Return a line on the statements that were decided by the tool, if any."""
    by_tool = made[(made["near"] != "") & (made["decide"] != "")]
    said = [f"{way}: {', '.join(ids)}" for way, ids in by_tool.groupby("decide")["id"]]
    return [f"already decided, for the reason in near: {'; '.join(said)}"] if said else []


def _taken(made: pd.DataFrame, year: int, named: str) -> list[dict[str, str]]:
    """Return what was decided, in the last report's order; UsageError where it cannot be so."""
    order = [*tables.load("claims", memory.last(year - 1))["id"], *made["id"]]
    rows, wrong = made[made["decide"] == "yes"].to_dict("records"), []
    for row in rows:
        _, now = _tested(row, year)
        row["verdict"] = row["verdict"].strip() or now
        if row["verdict"] != now:
            wrong.append(f"  {row['id']}: the verdict is {row['verdict']}; recomputed, it is {now}")
    if wrong:
        raise UsageError("\n".join([f"{named}: these verdicts do not hold.", *wrong]))
    for row in (row for row in rows if row["verdict"] == ledger.DIFFERS):
        first = row["reason"].split(". ")[0]
        if not first.strip() or len(first) > _ROOM or re.search(r"\d", first):
            has = f"it has {len(first)}: {first!r}" if first.strip() else "it is empty"
            said = f"{_DISAGREES}; {has}"
            raise UsageError(f"{named}: {row['id']}: {said}")
    return sorted(rows, key=lambda row: order.index(row["id"]))  # rows that waited were first


def _proposed(year: int) -> pd.DataFrame:
    reports = _reports(year)
    old = tables.load("claims", reports.last).to_dict("records")
    new = _new_words(year, [claim["statement"] for claim in old])
    rows = [_Carried(claim, reports).row_of_now(new) for claim in old]
    rows += _of_new_codes(rows, year)
    rows += _of_new_numbers(rows, reports)
    rows.sort(key=lambda row: (["", "no", "yes"].index(row["decide"]), row["near"] == ""))
    return pd.DataFrame(rows)[_columns()]


def _columns() -> list[str]:
    """Return the columns of what a person decides on."""
    fields = tables.dictionary()["claims"]["schema"]["fields"]
    return ["decide", "near", *(field["name"] for field in fields)]


def _reports(year: int) -> _Reports:
    """Return the report of a year and the last one; UsageError without the text that was read."""
    file, last = proposal.path_of(year).with_name(TEXT), memory.last(year - 1)
    if not file.exists():
        said = f"ourimpact ingest REPORT --year {year} comes first: it keeps the report's text"
        raise UsageError(f"{said}, in which the words of statements are looked up.")
    numbers = tables.load("headline_numbers", last).astype("str").query("scope == 'definition'")
    defined = {("headline_numbers", n.id, n.place) for n in numbers.itertuples()}
    text, stored = memory.folded(file.read_text(encoding="utf-8")), map(memory.stored, (last, year))
    return _Reports(last, year, text, *stored, defined, _renamed(last, year))


def _of_new_numbers(rows: list[dict[str, str]], reports: _Reports) -> list[dict[str, str]]:
    """Return a statement, in the words that were decided on, for each number that has none."""
    said, made = {row["id"] for row in rows} | {row["headline_id"] for row in rows}, []
    numbers = tables.load("headline_numbers", reports.year).astype("str").drop_duplicates("id")
    for n in numbers[~numbers["id"].isin(said)].query("scope != 'definition'").to_dict("records"):
        row = n | {"statement": n["label"], "test": "none", "recompute": "", "reason": _NO_TABLE}
        row |= {"headline_id": n["id"], "verdict": ledger.UNCHECKED, "decide": "yes", "near": "new"}
        made.append(row | _in_a_table(n["printed"], n["section"], reports.after))
    return made


def _unsaid(printed: str, text: str) -> list[str]:
    """Return which words of a statement do not stand in the plain text of the report."""
    parts = [part for part in printed.split(" | ") if re.search(r"[^\W\d_]{3,}", part)]
    return [f"“{part}” is not in the report" for part in parts if memory.folded(part) not in text]


def _elsewhere(row: dict[str, str], text: str, year: int) -> list[str]:
    """Return that no single word quoted of a number stands beside it in the plain text, if so."""
    words = [memory.folded(word) for word in row["printed"].split(" | ") if word.isalpha()]
    if not words or row["test"] not in ("wording", "oddity"):
        return []
    numbers = tables.load("headline_numbers", year).astype("str")
    shown = numbers.loc[numbers["id"] == row["headline_id"], "printed"].map(memory.folded)
    near = [text[max(0, m.start() - _NEAR) : m.end() + _NEAR]
            for number in shown for m in re.finditer(re.escape(number), text)]  # fmt: skip
    heads = set(tables.load("printed_headers")["printed"].fillna("").map(memory.folded))
    beside = any(word in heads or word in said for word in words for said in near)
    if beside or not near:
        return []
    return [f"“{' | '.join(words)}” stands elsewhere in the report, not beside its number"]


def _renamed(last: int, year: int) -> dict[str, str]:
    """Return what is printed now for each label that the last report printed otherwise."""
    columns = set(tables.load("categories")["column"])
    pairs = [[memory.printed(column, y) for y in (last, year)] for column in columns]
    return {was[c]: now[c] for was, now in pairs for c in was if now.get(c, was[c]) != was[c]}


def _new_words(year: int, statements: list[str]) -> dict[str, str]:
    """Return the words that labels of new codes alone and few statements have, with their label."""
    often = Counter(word for said in statements for word in words_of(said))
    rows = tables.load("categories").astype("str").fillna("")
    old = rows[rows["since"] != str(year)]
    known = set(zip(old["column"], old["code"], strict=True))
    said = words_of(" ".join([*old["label"], *old["printed"]]))
    said |= {word for word, times in often.items() if times > 2}
    new = rows[rows["column"] != "measure"]  # a measure says what is counted, such as files
    labels = [n.label for n in new.itertuples() if (n.column, n.code) not in known]
    return {word: label for label in labels for word in words_of(label) - said if len(word) > 4}


def _told(row: dict[str, str], new: dict[str, str]) -> list[str]:
    """Return which new label a statement, or its reason, has a word of."""
    words = words_of(f"{row['statement']} {row['printed']} {row['reason']}")
    labels = dict.fromkeys(new[word] for word in sorted(words & new.keys()))
    return [f"a table has “{label}” now: is the statement still true?" for label in labels]


def _tables_gone(claim: dict[str, str], before: Stored, after: Stored) -> list[str]:
    """Return the gone tables of the section of a statement that tells of tables.

    And those of which its reason tells: “the table by age” is of a title with “by age”.
    """
    every, own = tables.dictionary(), claim["section"]
    by = re.findall(r"\btables? (by \w+)", claim["reason"])
    same = {about["counts"] for about in every.values() if about.get("section") == own}
    found = []
    for name in _tables(before) - _tables(after):
        about = every[name]
        named = any(re.search(rf"{each}\b", about["title"]) for each in by)
        told = re.search(r"\btables\b", claim["statement"]) and about["section"] == own
        if told or (named and about["counts"] in same):
            found.append(name)
    return sorted(found)


def _tables(stored: Stored) -> set[str]:
    """Return the tables of counts that have one of these numbers."""
    return {table for table, *_ in stored} - {*_NO_CELLS}


def _of_new_codes(rows: list[dict[str, str]], year: int) -> list[dict[str, str]]:
    """Return a statement for each printed percentage that has none, made like the others."""
    there, made = {row["recompute"] for row in rows}, []
    for row in rows:
        match = re.fullmatch(r"percent (\w+) (\w+)=(\w+)", row["recompute"])
        if not match or year not in tables.years(match[1]):
            continue
        table, column, code = match.groups()
        shares, labels = tables.load(table, year).astype("str"), tables.labels(column)
        if "printed_percent" not in shares:
            continue
        for new, percent in shares[[column, "printed_percent"]].itertuples(index=False):
            recipe, printed = f"percent {table} {column}={new}", f"{percent}%"
            if recipe not in there:
                there.add(recipe)
                was, now = (labels[c].partition(" (")[0].lower() for c in (code, new))
                words, id = row["statement"].replace(was, now), row["id"].replace(code, new)
                said = ledger.verdict(row["test"], printed, ledger.recompute(recipe, year))
                about = {"id": id, "statement": words, "printed": printed, "recompute": recipe}
                near = f"new; {_DISAGREES}" if said == ledger.DIFFERS else "new"
                about |= {"reason": "", "near": near, "verdict": said}
                made.append(row | about | {"decide": "yes" if said != ledger.DIFFERS else ""})
    return made


def _in_a_table(printed: str, section: str, after: Stored) -> dict[str, str]:
    """Return the recipe of the only count in a section's tables that a new number may be."""
    value, unit = printed_number(printed)
    names = {name for name, about in tables.dictionary().items() if about.get("section") == section}
    cells = {key: n for key, n in after.items() if key[0] in names & _tables(after)}
    near = [key for key, n in cells.items() if abs(float(n) - value) <= unit / 2]
    found = [key for key in near if "total" not in key]
    if value < 1000 or len(found) != 1:
        return {}
    table, *codes = found[0]
    pairs = zip(tables.divisions(table), codes, strict=False)
    recipe = " ".join(["sum", table, *(f"{column}={code}" for column, code in pairs)])
    said = {"test": "rounded", "recompute": recipe, "reason": "", "decide": ""}
    verdict = ledger.verdict("rounded", printed, float(cells[found[0]]))
    return said | {"verdict": verdict, "near": "new; is it this count of a table?"}


def _counted(row: dict[str, str], before: Stored, after: Stored) -> list[str]:
    """Return that a table which the last report did not have may count a number, if one does."""
    new, number_of_it = _tables(after) - _tables(before), _in_digits(row["printed"])
    same = [k for k, n in after.items() if k[0] in new and n == number_of_it]
    if same and len(number_of_it) > 2:
        return [f"{' '.join(same[0])} of a new table is {row['printed']}: recompute it"]
    for name in sorted(new):
        about = tables.dictionary()[name]
        place = memory.printed("section", int(row["year"])).get(about["section"], "")
        unit = words_of(row["statement"]) & words_of(about["counts"])
        unit -= words_of(f"{place} children reports")
        if unit and about["section"] == row["section"]:
            said = f"{about['title']} is new, and counts {', '.join(sorted(unit))}"
            return [f"{said}: recompute it, or is “no table” still so?"]
    return []


class _Carried:
    """A statement of the last report as it is carried over, and what is said of it.

    What is doubtful waits, what follows is told, and what is lost leaves the statement out.
    """

    def __init__(self, claim: dict, reports: _Reports) -> None:
        self.claim = {column: "" if pd.isna(it) else str(it) for column, it in claim.items()}
        self.row, self.of = self.claim | {"year": str(reports.year)}, reports
        self.doubts, self.told, self.lost, self.shown = [], [], [], ""

    def row_of_now(self, new: dict[str, str]) -> dict[str, str]:
        """Return the statement with this year's numbers and verdict, and what is near it."""
        row, of = self.row, self.of
        row["printed"] = NUMBER.sub(self._replaced, row["printed"])
        row["statement"] = re.sub(r"\b\d+\b", self._defined, row["statement"])
        gone = self._qualify()
        self._find_tables()
        self._judge()
        self._compare()
        self._explain()
        row["printed"] = " | ".join(of.renamed.get(p, p) for p in row["printed"].split(" | "))
        words = [*_unsaid(row["printed"], of.text), *_told(row, new)]
        words += [*_elsewhere(row, of.text, of.year), *self._renamed()]
        near = "; ".join([*gone, *self.lost, *words, *self.doubts, *self.told])
        decide = "no" if gone or self.lost else "" if words or self.doubts else "yes"
        return row | {"decide": decide, "near": near}

    def _of_now(self, old: str) -> str:
        """Return what stands now where a number stood; nothing where none does."""
        if old == self.claim["year"]:
            return self.row["year"]
        code = old in re.findall(r"\d+", self.claim["recompute"])  # such as an age
        return old if code else _now(old, self.claim, self.of)

    def _replaced(self, match: re.Match) -> str:
        new = self._of_now(match.group())
        if not new:
            self.lost.append(f"{match.group()} is not found")
        return new or match.group()

    def _defined(self, match: re.Match) -> str:
        """Return what a number of a statement is now, where the last report defined it."""
        of, was = self.of, match.group()
        new = {of.after.get(k, "") for k, it in of.before.items() if k in of.defined and it == was}
        said = was if len(new) != 1 else next(iter(new)) or was
        if new and not any(new):
            self.doubts.append(f"{was} in its statement is no number of {of.year}")
        elif len(new) > 1 or said != was:
            other = "may be another" if len(new) > 1 else f"is {said}"
            where = self.told if said.isdigit() and len(new) == 1 else self.doubts
            where.append(f"{was} in its statement {other} now: is all of it still so?")
        return said

    def _qualify(self) -> list[str]:
        """Let it say how its number is qualified now; return that there is none any more."""
        row, of, numbers = self.row, self.of, tables.load("headline_numbers")
        numbers = numbers[numbers["id"] == row["headline_id"]]
        now, was = (set(numbers.loc[numbers["year"] == y, "qualifier"]) for y in (of.year, of.last))
        if now and now != was:
            said = [f" ({q.replace('_', ' ')})" for q in now if q not in ("exact", "about")]
            said = said[0] if len(said) == 1 and row["test"] != "wording" else ""
            row["statement"] = re.sub(_QUALIFIED, "", row["statement"]) + said
        if row["test"] == "cut" and now and now <= {"about", "nearly"}:
            row["test"] = "rounded"
            said = "it was “more than” this, and is now “about” or “nearly”: rounded, not cut"
            self.told.append(said)
        return [f"{row['headline_id']} is no number of {of.year}"] if was and not now else []

    def _find_tables(self) -> None:
        """Recompute it from another table that counts the same, where its own is gone."""
        if gone := _tables_gone(self.claim, self.of.before, self.of.after):
            titles = ", ".join(tables.dictionary()[name]["title"] for name in gone)
            self.doubts.append(f"it tells of tables, and this is gone: {titles}")
        if another := _from_another(self.row["recompute"], self.of.year):
            was, self.row["recompute"] = self.row["recompute"], another
            self.told.append(f"{was} is of a table that is gone: {another} counts the same")

    def _judge(self) -> None:
        """Recompute it; what cannot be waits, or is left out."""
        try:
            self.shown, self.row["verdict"] = _stated(self.row, self.of.year)
        except tables.NoSuchYearError:
            self._untest("what it was tested with is gone")
        except TableError as error:
            (self.lost or self.doubts).append(str(error))
        else:  # it could be recomputed, so what is lost is only doubtful
            self.doubts, self.lost = [*self.lost, *self.doubts], []

    def _untest(self, said: str) -> None:
        """Let it stand untested; a comparison of ours is left out."""
        if self.row["test"] == "wording":  # the words may still be printed, but the table is gone
            self.doubts.append(f"{said}: is its reason still so?")
            self.row["recompute"] = ""
            return
        ours = self.row["test"] in ("tables", "oddity")
        (self.lost if ours or self.lost or self.doubts else self.told).append(said)
        self.row |= {"test": "none", "recompute": "", "verdict": ledger.UNCHECKED}
        self.row["reason"] = _NO_TABLE

    def _compare(self) -> None:
        """Say what of its verdict, or of which number is the larger, is another now."""
        claim, row = self.claim, self.row
        was, now, untested = claim["verdict"], row["verdict"], row["reason"] == _NO_TABLE
        if now != was:
            follows = untested or (now in _FOLLOWS and was in (*_FOLLOWS, ledger.DIFFERS))
            (self.told if follows else self.doubts).append(f"the verdict was {was}")
            if ledger.DIFFERS in (now, was) and not untested:
                claim["reason"] = row["reason"] = ""  # it explained the old verdict
        if not row["reason"] or now in _FOLLOWS:
            return
        after = _larger(row["printed"], self.shown)
        if after and _larger(claim["printed"], _shown(claim)) == -after:
            said = f"{row['printed']} is {'more' if after > 0 else 'less'} than {self.shown} now"
            self.doubts.append(f"{said}, the other way round than before: is its reason still so?")

    def _explain(self) -> None:
        """Give its reason the numbers of now."""
        claim, row = self.claim, self.row
        if claim["reason"].startswith("No table"):
            self.doubts += _counted(row, self.of.before, self.of.after)
        if re.search(r"\d", row["reason"]):
            said = f"{row['statement']} {row['printed']} {self.shown}"
            row["reason"], whole = _reason(claim, said, self._of_now)
            what = "its reason has the new numbers" if whole else "is its reason complete?"
            (self.told if whole else self.doubts).append(f"{what} It was: {claim['reason']}")
        same = row["reason"] and row["reason"] == claim["reason"]
        if row["verdict"] == ledger.DIFFERS and (self.doubts or not same):
            self.doubts.append(_DISAGREES)

    def _renamed(self) -> list[str]:
        """Give it and its reason the labels of now, and return what they were."""
        said = []
        for was, now in self.of.renamed.items():
            for place, what in (("statement", "it"), ("reason", "its reason")):
                if " " in was and was in self.row[place]:
                    self.row[place] = self.row[place].replace(was, now)
                    said.append(f"“{was}” is printed as “{now}” now: is {what} still so?")
        return said


def _larger(printed: str, shown: str) -> int:
    """Return 1 or -1 as the first of two numbers is more or less; 0 where there are no two."""
    one, other = (float(proposal.digits(each) or "nan") for each in (printed, shown))
    return (one > other) - (one < other)


def _tested(row: dict[str, str], year: int) -> tuple[str, str]:
    """Return what the tables of a year give for a statement, and its verdict."""
    claim = SimpleNamespace(**{column: value or None for column, value in row.items()})
    row = ledger.claim_row(claim, year)
    return row.recomputed, row.verdict


def _stated(row: dict[str, str], year: int) -> tuple[str, str]:
    """Return what tables give for a statement, its verdict; a code that was split has its parts."""
    try:
        return _tested(row, year)
    except tables.NoSuchYearError:
        raise
    except TableError:
        split = tables.load("code_changes").query("since == @year").astype("str")
        parts = split.groupby("counted_as")["code"].agg(",".join)
        of = re.sub(r"(?<=[=,])\w+", lambda m: parts.get(m[0], m[0]), row["recompute"])
        found = _tested(row | {"recompute": of}, year)
        row["recompute"] = of
        return found


def _from_another(recompute: str, year: int) -> str:
    """Return a recipe without the table that a year lacks, of one that counts the same, if any."""
    words, about = recompute.split(), tables.dictionary()
    gone = [w for w in words if w in about and w not in _NO_CELLS and year not in tables.years(w)]
    columns = {word.partition("=")[0] for word in words if "=" in word}
    for old in gone:
        for new, like in about.items():
            same = like["counts"] == about[old]["counts"] and new not in words
            if same and columns <= {*like["schema"]["primaryKey"]} and year in tables.years(new):
                return recompute.replace(old, new)
    return ""


def _shown(claim: dict[str, str]) -> str:
    """Return what the tables gave for a statement in its own year."""
    return _tested(claim, int(claim["year"]))[0]


def _reason(claim: dict[str, str], said: str, of_now: Callable[[str], str]) -> tuple[str, bool]:
    """Return a reason with the numbers of now, without sentences that lack one; and if whole."""
    said_then = f"{claim['statement']} {claim['printed']} {_shown(claim)}"
    was, new = ([m.group() for m in NUMBER.finditer(text)] for text in (said_then, said))
    known = dict(zip(was, new, strict=True)) if len(was) == len(new) else {}
    old = {m.group() for m in NUMBER.finditer(claim["reason"]) if re.search(r"\d", m.group())}
    known |= {n: of_now(n) if len(n) > 3 else "" for n in old - known.keys()}  # 24 may be any 24
    parts = re.split(r"(?<=\.) (?=[A-Z])", claim["reason"])
    kept = [p for p in parts if all(known.get(m.group(), "-") for m in NUMBER.finditer(p))]
    text = NUMBER.sub(lambda m: known.get(m.group(), m.group()), " ".join(kept))
    return text, kept == parts


def _now(printed: str, claim: dict, of: _Reports) -> str:
    """Return what stands where a number stood: at its id, else by its recipe, else anywhere.

    A share is looked up among shares, and never anywhere: 101% is not some state's 101 reports.
    """
    named = {"total", "printed_percent", *re.findall(r"\w+", claim["recompute"])}
    same, by_recipe, way = {printed, _in_digits(printed)}, [], kind(printed)
    at = [k for k, value in of.before.items() if value in same and _kind(k, value) == way]
    for key in at:
        single = key[0] == "headline_numbers"  # whose place no recipe names
        if named.issuperset(key[1:2] if single else key):
            by_recipe.append(key)
    at_its_id = [key for key in at if key[:2] == ("headline_numbers", claim["headline_id"])]
    totals = [key for key in at if key[0] in named and "total" in key]
    defined = [key for key in at if key in of.defined]
    best = at_its_id or by_recipe or totals or defined or (at if way == "count" else [])
    new = {_in_digits(of.after[key]): of.after[key] for key in best if of.after.get(key)}
    if len(new) != 1:
        return ""
    (found,) = new.values()
    if not found.isdigit():
        return found
    return f"{int(found):,}%" if printed.endswith("%") else f"{int(found):,}"


def _kind(key: Key, value: str) -> str:
    """Return how a stored number counts; a percentage of a table is stored without its sign."""
    return "percent" if key[-1] == "printed_percent" else kind(value)


def _in_digits(printed: str) -> str:
    return proposal.digits(printed) or printed
