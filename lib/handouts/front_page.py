"""README's findings and picture, and the list of notebooks on the welcome page, made anew."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat

from handouts import gallery
from ourimpact import UsageError, paths, tables
from ourimpact.recorded import text_of

WELCOME = "welcome.ipynb"


def page() -> str:
    """Return README with its findings and its picture made anew.

    They stand between `<!-- findings -->` and `<!-- /findings -->`, and the same for `picture`; a
    notebook gives as many of its findings in short as its row of `sections` says, from the first.
    Raises UsageError where a pair of marks is missing or a notebook has fewer findings than that.
    """
    text = text_of(paths.root() / "README.md")
    for name, make in (("findings", _findings), ("picture", _picture)):
        marks = rf"(?<=<!-- {name} -->\n).+?(?=\n<!-- /{name} -->)"
        if not (found := re.search(marks, text, re.DOTALL)):
            raise UsageError(f"README.md has no <!-- {name} --> ... <!-- /{name} -->: restore it.")
        text = text.replace(found[0], make(found[0]))
    return text


def write() -> None:
    """Write README.md and the welcome page, where they are, with what has changed in them."""
    for path, make in ((paths.root() / "README.md", page), (paths.notebooks() / WELCOME, welcome)):
        if path.is_file() and (text := make()) != path.read_text(encoding="utf-8"):
            paths.write(path, text.encode())


def welcome() -> str:
    """Return the welcome page with the question of each notebook, a new one's in its place."""
    book, at = json.loads((paths.notebooks() / WELCOME).read_text(encoding="utf-8")), 0
    lines = next(c["source"] for c in book["cells"] if "(00-" in "".join(c["source"]))
    for name in tables.load("sections")["notebook"]:
        known = [n for n, line in enumerate(lines) if f"({name}.ipynb)" in line]
        at = known[0] if known else at + 1
        lines[at : at + len(known)] = [f"- {name[:2]}: [{_question(_read(name))}]({name}.ipynb)\n"]
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _findings(_: str) -> str:
    """Return the findings that notebooks lend to README, each with its link.

    Of a notebook whose table the newest report lacks, the link names the year that it shows.
    """
    lines, lent = [], tables.load("sections").query("front_page > 0").astype({"section": "str"})
    found = {name: _in_short(_read(name)) for name in lent["notebook"]}
    newest = max(year for year, _ in found.values())
    for code, _, name, wanted in lent.itertuples(index=False):
        year, said = found[name]
        if len(said) < wanted:
            said = f"{name} stores {len(said)} findings in short"
            raise UsageError(f"{said}; data/reference/sections.csv wants {wanted} in README.")
        title = tables.labels("section", year)[code] + f", {year}" * (year < newest)
        lines += [f"- {one} ([{title}](notebooks/{name}.ipynb))" for one in said[:wanted]]
    return "\n".join(lines)


def _read(name: str) -> Any:
    """Return a notebook that sections.csv names; raises UsageError where it is missing."""
    path = paths.notebooks() / f"{name}.ipynb"
    if not path.is_file():
        raise UsageError(f"notebooks/{name}.ipynb is missing: sections.csv has it.")
    return nbformat.read(path, as_version=4)


def _question(book: Any) -> str:
    """Return a notebook's title."""
    return book.cells[0].source.splitlines()[0].removeprefix("# ").strip()


def _in_short(book: Any) -> tuple[int, list[str]]:
    """Return the year that a notebook shows, and its findings in short, in Markdown."""
    year = int(book.metadata["warmrun"]["defaults"]["year"])
    outputs = [one.get("data", {}) for cell in book.cells for one in cell.get("outputs", ())]
    shown = (one.get("text/markdown", "") for one in outputs)
    said = next((s for s in shown if s[:4] == "- **"), "")
    rest = str([one for one in outputs if one.get("text/markdown") != said])
    for number in re.findall(r"\d[\d,]*(?:\.\d+)?%|\d{1,3}(?:,\d{3})+", said):
        if number not in rest:
            said = f"“{_question(book)}” has {number} in short, and in no other output."
            raise UsageError(said)
    return year, [line.removeprefix("- ") for line in said.splitlines()]


def _picture(line: str) -> str:
    """Return README's picture, the same figure of the newest year that has it."""
    slug = Path(re.findall(r"\]\((figures/[^)]+)\.png\)", line)[0]).name
    made = [file for year in gallery.folders() if (file := year / f"{slug}.json").is_file()]
    figure = gallery.read([paths.figures(gallery.year_of(None)) / f"{slug}.json", *made][-1])
    picture = f"![{figure.alt}]({paths.place(figure.file('png'))})"
    return f"[{picture}](notebooks/{figure.notebook}.ipynb)"
