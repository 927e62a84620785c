"""The sentences typed in this repository that a new report may make false."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from ingest import memory, proposal
from ingest.grids import words_of
from ingest.memory import Key
from ingest.reading import TEXT
from ourimpact import paths, recorded, tables
from ourimpact.printed import NUMBER, YEAR, kind

_OURS = re.compile(
    r"\bOur Impact\*?(?:['’]s)?,? (?!itself|is\b|changes|and\b|that\b|as\b|an? |the )[a-z]"
    r"|\b[Nn]o table\b|\bnot shown: "
)
_QUOTED = re.compile(r"[“\"]([^“”\"{?]+?)[,.]?[”\"]")  # quoted, not computed, not our heading
_TITLED = re.compile(r"(?<!\*)\*((?!Our Impact)[A-Z][^*\s]* [^*]+)\*(?!\*)")  # sections
_SECTION = re.compile(r"From .*\bsections? of \*Our Impact\*")
_TABLES = re.compile(r"\b[Tt]ables? ")
_LONG = 6  # a word of more letters identifies a label alone
_MANY = 9  # a word in this many sentences identifies none of them


def sentences(last: int, year: int, changed: list[Key], every: bool) -> str:
    """Return those on what a year's report says that may be false now, and how many others.

    These quote words or titles that are not in its text, name what is new, gone, or renamed by what
    nothing else is named, tell of tables where these changed, name the last report with its year,
    or, in data/README.md, have a number of it. `every` lists the others.
    """
    file = proposal.path_of(year).with_name(TEXT)
    report = memory.folded(file.read_text("utf-8")) if file.exists() else ""
    new, printed, known = _names(changed)
    before = {proposal.digits(text) for text in memory.stored(last).values()}
    books = _books(changed)
    typed = [(where, said) for where, text in _texts() for said in _split(text)]
    often = Counter(word for _, said in typed for word in _words(said))
    first, rest = [], []
    for where, said in typed:
        ours = bool(_OURS.search(said))
        plain = {q: memory.folded(q) for q in _quoted(said) if report}
        gone = [f"“{q}”" for q, text in plain.items() if not (text in report or text in known)]
        words = {word for word in _words(said) & new.keys() if often[word] < _MANY}
        told = [new[word] for word in sorted(words) if ours or words - {word}]
        own = {new[w] for w in words if len(w) > _LONG or [*new.values()].count(new[w]) == 1}
        told = [label for label in told if label in own or told.count(label) > 1]
        told += [label for label in printed if label in said]
        told += [of for book, of in books.items() if book in where and _TABLES.search(said)]
        marks = {"not in the report": gone, "new, gone, or renamed": [*dict.fromkeys(told)]}
        marks |= {f"of {last}": _dated(said, last, before if where == "data/README.md" else set())}
        doubt = "; ".join(f"{mark}: {', '.join(of)}" for mark, of in marks.items() if of)
        if doubt:
            first.append(f"  {where}: {said} ({doubt})")
        elif ours and "not shown: " not in said:
            rest.append(f"  {where}: {said}")
    head = f"{len(first)} typed sentences on what the report says: is each still so in {year}?"
    if every:
        return "\n".join([head, *first, "The others have nothing that changed:", *rest])
    return "\n".join([head, *first, f"{len(rest)} others have nothing that changed: --all"])


def _dated(said: str, last: int, before: set[str]) -> list[str]:
    """Return the name of a report in a sentence, and which long numbers of it are there."""
    counts = [m.group() for m in NUMBER.finditer(said) if kind(m.group()) == "count"]
    long = [n for n in counts if len(proposal.digits(n)) > 2 and not re.fullmatch(YEAR, n)]
    report = f"Our Impact: {last}"
    return [report] * (report in said) + [n for n in long if proposal.digits(n) in before]


def _quoted(said: str) -> list[str]:
    """Return the words and titles that a sentence quotes from the report."""
    quoted = _TITLED.findall(said) if _SECTION.match(said) else []
    return quoted + (_QUOTED.findall(said) if _OURS.search(said) else [])


def _split(text: str) -> list[str]:
    """Return the sentences of a text, without headings and rows of tables."""
    parts = map(str.strip, re.split(r"(?<=[.?!]) (?=[A-Z*“\"])|\n", text))
    return [part for part in parts if part[:1] not in ("", "#", "|")]


def _texts() -> Iterator[tuple[str, str]]:
    """Yield what is typed and where: in notebooks, caveats, READMEs, and answers of the site."""
    for path in sorted(paths.notebooks().glob("[0-9]*.ipynb")):
        for n, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            code, text = cell["cell_type"] == "code", "".join(cell["source"])
            whole = re.sub(r'"\s*\n\s*f?"', "", text) if code else ""  # join adjacent literals
            text = "\n".join(re.findall(r'"([^"\n]*Our Impact[^"\n]*)"', whole)) if code else text
            text = text.replace("\n- ", "\nnot shown: ") if "not show:" in text else text
            yield f"notebooks/{path.name}, cell {n}", text
    for row in tables.load("caveats").itertuples():
        yield f"data/reference/caveats.csv, {row.code}", row.text
    files = [paths.root() / name for name in ("README.md", "data/README.md")]
    for path in [*files, *sorted(paths.data().glob("site/*.json"))]:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        text = recorded.by_hand(text)
        kept = re.findall(r'"([^"]*Our Impact[^"]*)"', text) if path.suffix == ".json" else [text]
        yield str(path.relative_to(paths.root())), "\n".join(kept)


def _names(changed: list[Key]) -> tuple[dict[str, str], list[str], set[str]]:
    """Return words that only labels of what changed have; its printed labels; all of ours."""
    names = ("headline_numbers", "categories")
    rows = [tables.load(name).astype("str").fillna("") for name in names]
    named = [*rows[0][["id", "label"]].itertuples(index=False, name=None)]
    for column in ("label", "printed"):
        named += rows[1][["code", column]].itertuples(index=False, name=None)
    named += [(name, about["title"]) for name, about in tables.dictionary().items()]
    codes = {row or column or table for table, row, column in changed}
    stays = {word for code, label in named if code not in codes for word in _words(label)}
    labels = [label for code, label in named if code in codes]
    words = {word: label for label in labels for word in _words(label) - stays}
    printed = rows[1].loc[rows[1]["code"].isin(codes), "printed"]
    ours = {memory.folded(label) for label in rows[1]["label"]}
    return words, [each for each in dict.fromkeys(printed) if " " in each], ours


def _words(text: str) -> set[str]:
    """Return the words of a text, without the s of a plural, and those in capitals, as AI."""
    return {word.rstrip("s") for word in words_of(text)} | set(re.findall(r"\b[A-Z]{2,}\b", text))


def _books(changed: list[Key]) -> dict[str, str]:
    """Return the notebooks of sections that have a table more or less, with its title."""
    of = tables.load("sections").astype("str").set_index("section")["notebook"]
    about = [tables.dictionary()[table] for table, *at in changed if not any(at)]
    return {of[each["section"]]: each["title"] for each in about}
