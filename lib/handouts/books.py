"""Notebooks as articles: contents, code folded below its first line, tables, pictures by name."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from handouts import gallery
from handouts.gallery import SITE_FILES
from ourimpact import UsageError, paths

# Tags allowed in text and tables of notebooks: no images, which would be fetched from elsewhere
TAGS = ("a b blockquote br code div em h1 h2 h3 h4 hr i li ol p pre small span strong sub sup "
        "table tbody td th thead tr ul")  # fmt: skip
ATTRIBUTES = {"*": ["class", "id"], "a": ["href"], "th": ["scope", "colspan", "rowspan"]}
# Kinds of code that style.css leaves uncolored: without their tags, a page is half as large
PLAIN = re.compile(r'<span class="(?!(?:k|kn|kc|ow|s1|s2|sd|sa|si|c1|mi|mf)")\w+">([^<]*)</span>')


def read(year: int) -> dict[str, Any]:
    """Return the notebooks that show a year: as stored, or the copy of that year's run."""
    found = {}
    there = paths.notebooks().glob("[0-9][0-9]-*.ipynb")
    order = gallery.in_order()
    for path in sorted(there, key=lambda path: order(path.stem)):
        ran = paths.build() / "notebooks" / str(year) / path.name
        stored, of = _book(path)
        last = _book(ran)[0] if ran.is_file() else None
        own = of == year
        book = stored if own and (_executed(stored) or not last) else last
        if book is None:
            continue
        if not _executed(book):
            again = f"`ourimpact refresh {path.stem}` stores them"
            at = paths.place(ran if last else path)
            raise UsageError(f"{at} has cells without their outputs: {again}.")
        if last and _results(book) != _results(last):
            again = f"`ourimpact run {path.stem}`, then `ourimpact refresh {path.stem}`"
            raise UsageError(f"{paths.place(path)} stores other results than its run: {again}.")
        found[path.stem] = book
    return found


def _book(path: Path) -> tuple[Any, int | None]:
    """Return a notebook and the year in its parameters, if it has one."""
    try:
        book = nbformat.read(path, as_version=4)
        cells = [c.source for c in book.cells if "parameters" in c.metadata.get("tags", ())]
    except (ValueError, KeyError, AttributeError):
        raise UsageError(f"{paths.place(path)} is no notebook: restore it.") from None
    year = re.search(r"^year\b[^=]*= *(\d+)", "\n".join(cells), re.MULTILINE)
    return book, int(year[1]) if year else None


def _executed(book: Any) -> bool:
    """Return whether each cell of code was executed where its outputs come from."""
    code = (cell for cell in book.cells if cell.cell_type == "code" and cell.source.strip())
    return all(cell.get("execution_count") for cell in code)


def _results(book: Any) -> list[list[str]]:
    """Return the words and tables that a notebook shows; of pictures, the alt texts."""
    shown = [one.get("data", {}) for cell in book.cells for one in cell.get("outputs", ())]
    return [[text for kind, text in one.items() if kind.startswith("text/")] for one in shown]


def title(name: str, book: Any) -> str:
    """Return a notebook's first heading, or its name where it has none."""
    heads = (c.source.splitlines()[0][2:] for c in book.cells if c.source[:2] == "# ")
    return next(heads, name).replace("'", "’")


def exporter(slugs: dict[str, str]) -> HTMLExporter:
    """Return nbconvert's exporter with our cells; `slugs` are those of figures by alt text."""
    safe = SanitizeHTML(tags=TAGS.split(), attributes=ATTRIBUTES, strip=True)
    # Made once: nbconvert would make a lexer and a formatter for each cell.
    how = PythonLexer(), HtmlFormatter(cssclass="highlight hl-ipython3")
    return HTMLExporter(
        extra_template_paths=[str(SITE_FILES)], template_file="cells.html.j2", sanitize_html=True,
        optimistic_validation=True,  # validate once, not around each preprocessor
        exclude_anchor_links=True, exclude_input_prompt=True, exclude_output_prompt=True,
        filters={"slug": lambda alt: slugs.get(alt, ""),
                 "clean_html": lambda html: safe.sanitize_html_tags(str(html)),
                 "highlight_code": lambda code, **_: PLAIN.sub(r"\1", highlight(code, *how))},
    )  # fmt: skip


def article(export: HTMLExporter, book: Any, there: Collection[str]) -> dict[str, Any]:
    """Return a notebook's HTML, with links to what is `there` beside it, and its contents."""
    # HTMLExporter's method would parse the page again to add alt text, which our cells always have
    body = TemplateExporter.from_notebook_node(export, book)[0]
    body = re.sub(r"<h1>.*?</h1>", "", body, count=1, flags=re.DOTALL)  # the page shows the title
    body = re.sub(r'"\.\./figures/\d+/', '"../figures/', body)
    body = re.sub(r'"\.\./data/\w+/(\w+)\.csv"', r'"../data/\1.html"', body)

    def link(found: re.Match) -> str:
        place = re.sub(r"\.ipynb(?=$|#)", ".html", found[1])
        web = re.match("(https?|mailto|tel):", place)  # javascript:3 would pass for a host, port
        kept = web or place.partition("#")[0] in {"", *there}
        return f'<a href="{place}">{found[2]}</a>' if kept else found[2]

    body = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', link, body, flags=re.DOTALL)
    contents: dict[str, Markup] = {}

    def head(found: re.Match) -> str:
        words = re.sub("<[^>]+>", "", found[1])
        contents[anchor := _anchor(words, contents)] = Markup(words)
        return f'<h2 id="{anchor}">{found[1]}</h2>'

    body = re.sub(r"<h2>(.*?)</h2>", head, body, flags=re.DOTALL)
    return {"body": Markup(body), "contents": contents}


def questions(book: Any) -> dict[str, tuple[str, str, str]]:
    """Return a notebook's sections, by anchor: the heading, its words, and the answer, plain."""
    shown = [cell.source if cell.cell_type == "markdown" else
             "\n".join(o.get("data", {}).get("text/markdown", "") for o in cell.outputs)
             for cell in book.cells if cell.cell_type != "raw"]  # fmt: skip
    _, *parts = re.split("^## (.+)$", "\n".join(shown), flags=re.MULTILINE)
    found: dict[str, tuple[str, str, str]] = {}
    for words, said in zip(parts[::2], parts[1::2], strict=True):
        answer = re.search("^> .+", said, re.MULTILINE)  # the first finding
        first = answer[0] if answer else said.strip().partition("\n")[0]
        plain = [re.sub(r"\]\([^)]*\)|[*>`\[|]|:?--+:?", "", x).strip() for x in (said, first)]
        found[_anchor(words, found)] = words, *plain
    return found


def _anchor(words: str, taken: Collection[str]) -> str:
    """Return the anchor of a heading."""
    anchor = re.sub("[^a-z0-9]+", "-", words.lower()).strip("-")
    return anchor + f"-{len(taken)}" * (anchor in taken)
