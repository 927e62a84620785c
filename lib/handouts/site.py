"""The figures, notebooks and tables as a static site: no server, and no request to elsewhere."""

import csv
import re
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert import HTMLExporter
from PIL import Image

from handouts import gallery
from ourimpact import paths, tables
from ourimpact import words as wording
from warmrun import notebook, publish

FILES = Path(__file__).with_name("site_files")
THUMBNAIL = (960, 540)
FIRST_ROWS = 10

Page = tuple[str, str, dict[str, Any]]  # where it goes, its template, what the template is given


def build(year: int | None = None) -> Path:
    """Write `build/site/` for a report year (the newest with figures); return its first page.

    Raises UsageError where the year has no published figures.
    """
    year = gallery.year_of(year)
    site, work, before = (paths.build() / f"site{end}" for end in ("", ".part", ".before"))
    for left in (work, before):
        shutil.rmtree(left, ignore_errors=True)
    work.mkdir(parents=True)
    _copy(year, work)
    environment = Environment(
        loader=FileSystemLoader(FILES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.tests["numeric"] = _numeric
    for place, template, given in _pages(year):
        target = work / place
        target.parent.mkdir(exist_ok=True)
        common = {"year": year, "up": "../" * place.count("/"), "here": place}
        text = environment.get_template(template).render(common | given)
        target.write_text(text, encoding="utf-8", newline="\n")
    publish.instead(site, work, before)
    shutil.rmtree(before, ignore_errors=True)
    return site / "index.html"


def _copy(year: int, work: Path) -> None:
    """Copy what is downloaded: figures (with a small picture of each), tables, style and script."""
    shutil.copytree(paths.figures(year), work / "figures", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(paths.data(), work / "data", ignore=shutil.ignore_patterns(".*", "*.md"))
    for name in ("style.css", "script.js"):
        shutil.copyfile(FILES / name, work / name)
    (work / "small").mkdir()
    for picture in sorted((work / "figures").glob("*.png")):
        small = Image.open(picture).resize(THUMBNAIL, Image.Resampling.LANCZOS)
        small.quantize(32, dither=Image.Dither.NONE).save(work / "small" / picture.name)


def _pages(year: int) -> Iterator[Page]:
    shown, books = gallery.figures(year), _notebooks(year)
    described = list(tables.dictionary().values())
    titles = {name: _title(path) for name, path in books.items()}
    sections = [
        {"notebook": name, "title": title, "figures": [_card(about) for about in group]}
        for (name, title), group in groupby(shown, key=lambda a: (a["notebook"], a["section"]))
    ]
    yield "index.html", "index.html.j2", {
        "sections": sections, "total": len(shown), "notebooks": titles,
    }  # fmt: skip
    yield "notebooks/index.html", "notebooks.html.j2", {
        "notebooks": titles, "sections": {s["notebook"]: s for s in sections},
    }  # fmt: skip
    export = _exporter({about["alt"]: about["slug"] for about in shown})
    for name, path in books.items():
        body = Markup(_body(export, path))
        yield f"notebooks/{name}.html", "notebook.html.j2", {
            "title": titles[name], "name": name, "body": body,
        }  # fmt: skip
    yield "data/index.html", "data.html.j2", {"tables": described, "rows": _counts(described)}
    for table in described:
        yield f"data/{table['name']}.html", "table.html.j2", _table(table, shown)
    sources = tables.load("sources").to_dict("records")
    yield "about.html", "about.html.j2", {"credit": shown[0]["credit"], "sources": sources}


def _card(about: dict[str, Any]) -> dict[str, Any]:
    """Return a figure with its numbers, and the words by which the filter finds it."""
    searched = ("title", "subtitle", "finding", "alt", "section", "slug")
    words = " ".join([*(about[key] for key in searched), *about["tables"]]).lower()
    folder = paths.figures(about["year"])
    with (folder / f"{about['slug']}.csv").open(encoding="utf-8", newline="") as lines:
        columns, *rows = csv.reader(lines)
    shown = [[_number(*cell) for cell in zip(columns, row, strict=True)] for row in rows]
    return about | {"words": words, "columns": columns, "rows": shown}


def _number(column: str, text: str) -> str:
    """Return a whole number with thousands separators, anything else as it is."""
    return wording.count(int(text)) if text.isdigit() and column != "year" else text


def _notebooks(year: int) -> dict[str, Path]:
    """Return the notebooks that show a year: as stored, or the copy of that year's run."""
    found = {}
    for one in notebook.everything():
        executed = paths.build() / "notebooks" / str(year) / one.path.name
        path = one.path if one.default_year == year else executed
        if path.is_file():
            found[one.name] = path
    return found


def _title(path: Path) -> str:
    first = nbformat.read(path, as_version=4).cells[0]
    return first.source.splitlines()[0].removeprefix("# ")


def _exporter(slugs: dict[str, str]) -> HTMLExporter:
    """Return nbconvert's exporter with our cells: code folded, pictures with their alt text."""
    return HTMLExporter(
        extra_template_paths=[str(FILES)], template_file="cells.html.j2",
        exclude_anchor_links=True, exclude_input_prompt=True, exclude_output_prompt=True,
        filters={"readable": _readable, "slug": lambda alt: slugs.get(alt, "")},
    )  # fmt: skip


def _body(export: HTMLExporter, path: Path) -> str:
    """Return a notebook's cells as HTML; links to code, which the site has not, are text."""
    body, _ = export.from_filename(str(path))
    body = re.sub(r'(<a href="[^":]+)\.ipynb"', r'\1.html"', body)
    return re.sub(r'<a href="\.\./(?!data/|index)[^"]*">(.*?)</a>', r"\1", body)


def _readable(html: str) -> str:
    """Return a pandas table with its headers marked, and without its own style."""
    html = re.sub(r"<style scoped>.*?</style>", "", html, flags=re.DOTALL)
    html = re.sub(r' (border="1"|valign="top"|style="text-align: right;")', "", html)
    head, body, rest = html.partition("<tbody>")
    head, rest = head.replace("<th>", '<th scope="col">'), rest.replace("<th>", '<th scope="row">')
    html = re.sub(r"<th[^>]*></th>", "<td></td>", head + body + rest)
    cells = re.findall(r"<td>(.+?)</td>", rest)
    return html.replace('class="dataframe"', 'class="numbers"' if all(map(_numeric, cells)) else "")


def _numeric(text: str) -> bool:
    return re.fullmatch(r"[-+\N{MINUS SIGN}]?[\d,.]+%?", text) is not None


def _counts(described: list[dict]) -> dict[str, int]:
    return {table["name"]: len(tables.load(table["name"])) for table in described}


def _table(table: dict, shown: list[dict]) -> dict[str, Any]:
    """Return what a table's page shows: its columns, first rows, labels, and figures drawn."""
    frame = tables.load(table["name"])
    first = frame.head(FIRST_ROWS).astype("object").where(lambda cells: cells.notna(), "")
    known = set(tables.load("categories")["column"].astype("str"))
    columns = [field["name"] for field in table["schema"]["fields"]]
    return {
        "table": table,
        "file": Path(table["path"]).name,
        "total": len(frame),
        "first": [
            [_number(*map(str, cell)) for cell in zip(columns, row, strict=True)]
            for row in first.itertuples(index=False)
        ],
        "labels": {name: tables.labels(name) for name in columns if name in known},
        "figures": [about for about in shown if table["name"] in about["tables"]],
    }
