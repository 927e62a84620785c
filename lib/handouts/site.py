"""The figures, notebooks and tables as a static site: no server, and no request to elsewhere."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from PIL import Image

from handouts import gallery
from handouts.gallery import Figure
from ourimpact import paths, tables
from ourimpact.errors import UsageError

FILES = Path(__file__).with_name("site_files")
# What a notebook's words and tables may hold: no pictures, which would be asked for elsewhere
TAGS = ("a b blockquote br code div em h1 h2 h3 h4 hr i li ol p pre span strong sub sup "
        "table tbody td th thead tr ul")  # fmt: skip
ATTRIBUTES = {"*": ["class", "id"], "a": ["href"], "th": ["scope", "colspan", "rowspan"]}

Page = tuple[str, str, dict[str, Any]]  # where it goes, its template, what the template is given


def build(year: int | None = None) -> Path:
    """Write the site of a report year, by default the newest with figures; return its first page.

    It stands in `build/site/`, that of another year in `build/site-<year>/`. Raises UsageError
    where the year has no figures, or where a figure, table or notebook is missing or broken.
    """
    asked, newest = gallery.year_of(year), gallery.year_of(None)
    site = paths.build() / ("site" if asked == newest else f"site-{asked}")
    work, before = (site.with_name(site.name + end) for end in (".part", ".before"))
    for left in (work, before):
        shutil.rmtree(left, ignore_errors=True)
    shown = gallery.figures(paths.figures(asked))
    gallery.check(shown)
    heading, made_from = gallery.heading(asked, shown)
    common = {"year": asked, "heading": heading, "made_from": made_from}
    _copy(shown, work)
    for place, template, given in _pages(asked, shown, work):
        (work / place).parent.mkdir(exist_ok=True)
        up = "../" * place.count("/")
        text = gallery.render(template, **common, up=up, here=place, **given)
        (work / place).write_text(text, encoding="utf-8", newline="\n")
    if site.exists():
        site.replace(before)
    work.replace(site)
    shutil.rmtree(before, ignore_errors=True)
    return site / "index.html"


def _copy(shown: list[Figure], work: Path) -> None:
    """Copy what is downloaded: figures (with a small picture of each), tables, style and script."""
    shutil.copytree(paths.data(), work / "data", ignore=shutil.ignore_patterns(".*", "*.md"))
    for folder in ("figures", "small", "square"):
        (work / folder).mkdir()
    for name in ("style.css", "script.js"):
        shutil.copyfile(FILES / name, work / name)
    for figure in shown:
        for ending in ("png", "svg", "csv", "json"):
            shutil.copy(figure.file(ending), work / "figures")
        whole = Image.open(figure.file("png")).convert("RGB")
        small = whole.resize((960, 540), Image.Resampling.LANCZOS)
        few = small.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(work / "small" / f"{figure.slug}.png")  # the only method to keep rare colours
        square = paths.build() / "figures" / "square" / str(figure.year) / f"{figure.slug}.png"
        if square.is_file():
            shutil.copy(square, work / "square")


def _pages(year: int, shown: list[Figure], work: Path) -> Iterator[Page]:
    books = _notebooks(year)
    titles = {name: _title(name, book) for name, book in books.items()}
    common = json.loads((FILES / "common_words.json").read_text(encoding="utf-8"))
    sections = [
        (notebook, title, [_card(figure, common, work) for figure in group])
        for (notebook, title), group in groupby(shown, key=lambda one: (one.notebook, one.section))
    ]
    credit = Counter(figure.credit for figure in shown).most_common(1)[0][0]
    given = {
        "notebooks": titles, "sections": sections, "total": len(shown), "credit": credit,
        "tables": [_table(one, shown) for one in tables.dictionary().values()],
        "sources": gallery.sources(shown),
    }  # fmt: skip
    for page in ("index", "about", "notebooks/index", "data/index"):
        yield f"{page}.html", f"{page.replace('/', '_')}.html.j2", given
    for one in given["tables"]:
        yield f"data/{one['table']['name']}.html", "table.html.j2", one
    export = _exporter({figure.alt: figure.slug for figure in shown})
    for name, book in books.items():
        body = Markup(_linked(export.from_notebook_node(book)[0], work / "notebooks", books))
        yield f"notebooks/{name}.html", "notebook.html.j2", given | {"name": name, "body": body}


def _card(figure: Figure, common: dict[str, str], work: Path) -> dict[str, Any]:
    """Return a figure with its numbers, and the words by which the filter finds it.

    These are its own, the states that it names, and `common` ones for what it says in others.
    """
    columns, rows = gallery.numbers(figure)
    cells = [cell for row in rows for cell in row if not gallery.NUMERIC.fullmatch(cell)]
    said = [figure.title, figure.subtitle, figure.finding, figure.alt, figure.section, figure.slug]
    said += [*figure.tables, *cells, *map(tables.labels("state").get, cells, cells)]
    text = " ".join(said).lower()
    said = [text, *(word for word, own in common.items() if re.search(rf"\b{own}", text))]
    found = dict.fromkeys(re.findall(r"[^\W_]+", " ".join(said)))
    square = (work / "square" / f"{figure.slug}.png").is_file()
    given = {"of": figure, "columns": columns, "rows": rows, "square": square}
    return given | {"words": " ".join(found)}


def _table(table: dict, shown: list[Figure]) -> dict[str, Any]:
    """Return what a table's page shows: its columns, rows, labels, and the figures drawn."""
    frame = tables.load(table["name"])
    known = set(tables.load("categories")["column"].astype("str")) & set(frame)
    return {
        "table": table,
        "columns": list(frame),
        "rows": frame.astype("object").where(frame.notna(), "").astype("str").to_numpy().tolist(),
        "labels": {name: tables.labels(name) for name in frame if name in known},
        "figures": [figure for figure in shown if table["name"] in figure.tables],
    }


def _notebooks(year: int) -> dict[str, Any]:
    """Return the notebooks that show a year: as stored, or the copy of that year's run."""
    found = {}
    for path in sorted(paths.notebooks().glob("[0-9][0-9]-*.ipynb")):
        ran = paths.build() / "notebooks" / str(year) / path.name
        try:
            book = nbformat.read(path, as_version=4)
            cells = [c.source for c in book.cells if "parameters" in c.metadata.get("tags", ())]
            own = re.search(r"^year\b[^=]*= *(\d+)", "\n".join(cells), re.MULTILINE)
            if own and int(own[1]) == year:
                found[path.stem] = book
            elif ran.is_file():
                found[path.stem] = nbformat.read(path := ran, as_version=4)
        except (ValueError, KeyError, AttributeError):
            raise UsageError(f"{gallery.place(path)} is no notebook: restore it.") from None
    return found


def _title(name: str, book: Any) -> str:
    return next((c.source.splitlines()[0][2:] for c in book.cells if c.source[:2] == "# "), name)


def _exporter(slugs: dict[str, str]) -> HTMLExporter:
    """Return nbconvert's exporter with our cells: code folded, pictures with their alt text."""
    safe = SanitizeHTML(tags=TAGS.split(), attributes=ATTRIBUTES, strip=True)
    clean = {"clean_html": lambda html: safe.sanitize_html_tags(str(html))}
    return HTMLExporter(
        extra_template_paths=[str(FILES)], template_file="cells.html.j2", sanitize_html=True,
        exclude_anchor_links=True, exclude_input_prompt=True, exclude_output_prompt=True,
        filters=clean | {"slug": lambda alt: slugs.get(alt, "")},
    )  # fmt: skip


def _linked(body: str, folder: Path, books: dict[str, Any]) -> str:
    """Return a notebook's HTML with links to what the site has; others within it become text."""

    def link(found: re.Match) -> str:
        place = re.sub(r"\.ipynb(?=$|#)", ".html", found[1])
        file = place.partition("#")[0]
        there = not file or file.removesuffix(".html") in books or (folder / file).is_file()
        return f'<a href="{place}">{found[2]}</a>' if ":" in place or there else found[2]

    return re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', link, body, flags=re.DOTALL)
