"""The sentences typed in this repository that a new report may make false."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from ingest import memory, proposal
from ingest.grids import words_of
from ingest.memory import Key
from ingest.reading import TEXT
from ourimpact import paths, tables

_OURS = re.compile(
    r"\bOur Impact\*?(?:['’]s)?,? (?!itself|is\b|changes|and\b|that\b|as\b|an? |the )[a-z]"
    r"|\b[Nn]o table\b|\bnot shown: "
)
_QUOTED = re.compile(r"[“\"]([^“”\"]+?)[,.]?[”\"]")
_MANY = 9  # sentences that have a word: it tells of none of them


def sentences(year: int, changed: list[Key]) -> str:
    """Return all on what a year's report says, first those that may be false now.

    These quote words that are not in its text, or have a word of what is new, gone, or renamed.
    """
    file = proposal.file(year).with_name(TEXT)
    report = memory.plain(file.read_text("utf-8")) if file.exists() else ""
    new, books = _names(changed), _books(changed)
    typed = [(where, said) for where, text in _texts() for said in _split(text)]
    often = Counter(word for _, said in typed for word in _words(said))
    first, rest = [], []
    for where, said in typed:
        ours = bool(_OURS.search(said))
        quoted = _QUOTED.findall(said) if ours and report else []
        gone = [f"“{each}”" for each in quoted if memory.plain(each) not in report]
        told = [new[word] for word in sorted(_words(said) & new.keys()) if often[word] < _MANY]
        told += [title for book, title in books.items() if ours and book in where]
        marks = {"not in the report": gone, "new, gone, or renamed": [*dict.fromkeys(told)]}
        doubt = "; ".join(f"{mark}: {', '.join(of)}" for mark, of in marks.items() if of)
        if (ours and "not shown: " not in said) or (doubt and where.startswith("notebooks")):
            (first if doubt else rest).append(f"  {where}: {said}" + f" ({doubt})" * bool(doubt))
    head = f"Typed sentences on what the report says: is each still so in {year}? First these:"
    return "\n".join([head, *first, "The others:", *rest])


def _split(text: str) -> list[str]:
    """Return the sentences of a text, without headings and rows of tables."""
    parts = map(str.strip, re.split(r"(?<=[.?!]) (?=[A-Z*“\"])|\n", text))
    return [part for part in parts if part[:1] not in ("", "#", "|")]


def _texts() -> Iterator[tuple[str, str]]:
    """Yield what is typed and where: in notebooks, caveats, READMEs, and answers of the site."""
    for path in sorted(paths.notebooks().glob("[0-9]*.ipynb")):
        for n, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            code, text = cell["cell_type"] == "code", "".join(cell["source"])
            whole = re.sub(r'"\s*\n\s*f?"', "", text) if code else ""  # of several literals
            text = "\n".join(re.findall(r'"([^"\n]*Our Impact[^"\n]*)"', whole)) if code else text
            text = text.replace("\n- ", "\nnot shown: ") if "not show:" in text else text
            yield f"notebooks/{path.name}, cell {n}", text
    for row in tables.load("caveats").itertuples():
        yield f"data/reference/caveats.csv, {row.code}", row.text
    files = [paths.root() / name for name in ("README.md", "data/README.md")]
    for path in [*files, *sorted(paths.data().glob("site/*.json"))]:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        text = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)  # computed
        kept = re.findall(r'"([^"]*Our Impact[^"]*)"', text) if path.suffix == ".json" else [text]
        yield str(path.relative_to(paths.root())), "\n".join(kept)


def _names(changed: list[Key]) -> dict[str, str]:
    """Return each word of a label of what changed, or of how it was printed, with the label."""
    rows = [tables.load(name).astype("str") for name in ("headline_numbers", "categories")]
    named = [*rows[0][["id", "label"]].itertuples(index=False, name=None)]
    for column in ("label", "printed"):
        named += rows[1][["code", column]].itertuples(index=False, name=None)
    codes = {row or column for _, row, column in changed}
    return {word: label for code, label in named if code in codes for word in _words(label)}


def _words(text: str) -> set[str]:
    """Return the words of a text, without the s of a plural, and those in capitals, as AI."""
    return {word.rstrip("s") for word in words_of(text)} | set(re.findall(r"\b[A-Z]{2,}\b", text))


def _books(changed: list[Key]) -> dict[str, str]:
    """Return the notebooks of sections that have a table more or less, with its title."""
    of = tables.load("sections").astype("str").set_index("section")["notebook"]
    about = [tables.dictionary()[table] for table, *at in changed if not any(at)]
    return {of[each["section"]]: each["title"] for each in about}
