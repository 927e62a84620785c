"""What the published figures say of themselves, and the page that shows them all."""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, cached_property
from html import escape
from itertools import groupby, product
from pathlib import Path
from typing import Any, get_args

import yaml
from PIL import Image

from handouts import made
from ourimpact import UsageError, existing, paths
from ourimpact.about import PROJECT, About, digest

_ADDRESS = r"https?://\S+", "https://example.org"
_CITED = {"repository-code": _ADDRESS, "url": _ADDRESS, "website": _ADDRESS,
          "email": (r"[^\s@]+@[^\s@]+\.\w+", "ann@example.org"),
          "date-released": (r"\d{4}-\d\d-\d\d", "2026-11-26")}  # fmt: skip
SITE_FILES, DECK_FILES = map(Path(__file__).with_name, ("site_files", "deck_files"))
AUTHOR = f"The maintainers of {PROJECT}"
_yaml = cache(yaml.safe_load)
STRAIGHT = str.maketrans("“”’–", '""\'-')  # Excel on Windows reads a CSV in its own encoding
SENTENCES = re.compile(r"(?<=[.”]) (?=[A-Z*“])")  # between two of them
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
NUMERIC = re.compile(r"[-+\N{MINUS SIGN}]?[\d,.]+%?")


@dataclass(kw_only=True)
class Figure(About):
    """What a figure's JSON, `words`, says of it, and its files' folder."""

    folder: Path
    words: str

    @cached_property
    def table(self) -> str:
        """Return the text of the figure's CSV, perhaps saved again by a spreadsheet."""
        return self.file("csv").read_text(encoding="utf-8-sig")

    def file(self, ending: str) -> Path:
        """Return the figure's file of an ending, such as `png`."""
        return self.folder / f"{self.slug}.{ending}"


def year_of(asked: int | None) -> int:
    """Return the year asked for, or the newest; raises UsageError where it has no figures."""
    years = sorted(int(folder.name) for folder in folders())
    if not years:
        raise UsageError("No figures are published. Run `ourimpact run` (or `make figures`) first.")
    if asked is not None and asked not in years:
        raise UsageError(f"No figures are published for {asked}.{existing(years)}")
    return years[-1] if asked is None else asked


def states(year: int) -> dict[str, Figure]:
    """Return the fact sheet of each state that has been made, by its code, in order of names."""
    from ourimpact import tables  # slow to import, and a run does not need it

    names = tables.labels("state")
    sheets = [read(p) for p in (paths.build() / "figures").glob("states*/*/[!.]*.json")]
    found = {one.folder.name.partition("-")[0]: one for one in sheets if one.year == year}
    return dict(sorted(found.items(), key=lambda one: names[one[0]]))


def citation(title: str) -> dict[str, str]:
    """Return how to cite a title, by CITATION.cff; raises UsageError where it is not as it says."""
    said = _cited()
    by = "; ".join(map(_named, said["authors"])) or AUTHOR
    reach = [one.get("email") or one.get("website", "") for one in said["authors"]]
    code, site = (said.get(name, "").rstrip("/") for name in ("repository-code", "url"))
    day, version = said.get("date-released", ""), str(said.get("version", ""))
    edition = f", version {version}" if version else ""
    edition += f" ({day})" if day else ""
    cite = f"{by}. {title}{edition}.{' ' if site or code else ''}{site or code}"
    on = f"{day:%B} {day.day}, {day.year}" if day else ""
    return {"cite": cite, "code": code, "site": f"{site}/" if site else "", "version": version,
            "contact": next(filter(None, reach), ""), "by": by, "date": on}  # fmt: skip


def _cited() -> dict[str, Any]:
    """Return what CITATION.cff says, with the authors as a list, and the date as one."""
    path = paths.root() / "CITATION.cff"
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        said, names = dict(_yaml(text) or {}), re.findall(r"(?m)^([\w-]+):", text)
        for name in (name for name in said if names.count(name) > 1):  # YAML takes the last one
            raise ValueError(f"{name} is there twice: keep one")
        said["authors"] = said.get("authors") or []
        if not (isinstance(said["authors"], list) and all(map(_named, said["authors"]))):
            raise ValueError("authors is a list: each has a line such as `- name: Ann Lee`")
        for of, (name, (pattern, like)) in product((said, *said["authors"]), _CITED.items()):
            if name in of and not re.fullmatch(pattern, str(of[name])):
                raise ValueError(f"{name} is {of[name]!r}: write such as {like}")
        if day := said.get("date-released"):
            said["date-released"] = date.fromisoformat(str(day))
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + 1
        raise UsageError(f"CITATION.cff, line {line}, is no YAML: {error.problem}.") from None
    except ValueError as error:
        raise UsageError(f"CITATION.cff: {error}.") from None
    return said


def _named(author: Any) -> str:
    """Return an author's name, of a person in two parts; nothing where there is none."""
    parts = ("name", "given-names", "family-names") if isinstance(author, dict) else ()
    return " ".join(str(author[part]) for part in parts if author.get(part))


def figures(folder: Path) -> list[Figure]:
    """Return the figures of a folder, in report order; a person's copy of one is left out."""
    found = [read(path) for path in folder.glob("[!.]*.json") if not _is_copy(path)]
    for one in (one for one in found if folder.name.isdecimal() and str(one.year) != folder.name):
        todo = f"remove it, and run its notebook for {folder.name}"
        raise UsageError(f"{paths.place(one.file('json'))} is of {one.year}: {todo}.")
    order = in_order()
    return sorted(found, key=lambda figure: (*order(figure.notebook), figure.order))


def in_order() -> Callable[[str], tuple[int, str]]:
    """Return what gives a notebook's place in the report, by sections.csv; others come last."""
    file = paths.data() / "reference" / "sections.csv"
    known = file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []
    names = [row["notebook"] for row in csv.DictReader(known)]
    return lambda notebook: (names.index(notebook) if notebook in names else len(names), notebook)


def _is_copy(path: Path) -> bool:
    """Return whether a figure's JSON is that of another figure of its folder, and say so."""
    if not path.is_file():  # such as a pipe, on which reading would block
        raise UsageError(f"{paths.place(path)} is no file: remove it.")
    with suppress(OSError, ValueError, TypeError, KeyError):
        slug = json.loads(path.read_text(encoding="utf-8"))["slug"]
        if slug != path.stem and path.with_name(f"{slug}.json").is_file():
            print(f"{paths.place(path)} is a copy of {slug}, and not shown.", file=sys.stderr)
            return True
    return False


def read(path: Path) -> Figure:
    """Return a figure from its JSON; raises UsageError for fields that are missing or no use."""
    try:
        said = json.loads(words := path.read_text(encoding="utf-8-sig"))
        wrong = [f.name for f in fields(About) if not _fits(said.get(f.name), f.type)
                 and not (f.name in ("labels", "marks") and said.get(f.name) == [])]  # fmt: skip
        if said.get("slug") != path.stem:
            wrong.append(f"the slug {path.stem!r}")
    except (OSError, ValueError, AttributeError) as error:
        wrong = [f"all that can be read ({error})"]
    if wrong:
        todo = "run the notebook that drew it, or remove the figure"
        raise UsageError(f"{paths.place(path)} lacks {', '.join(wrong)}: {todo}.")
    if said.get("trial") and path.parent.parent == paths.root() / "figures":
        todo = "remove it, with the picture and numbers beside it"
        trial = f"{said['trial']!r} in {said['notebook']}"
        raise UsageError(f"{paths.place(path)} is of a trial, {trial}, and not published: {todo}.")
    known = {f.name: said[f.name] for f in fields(About)}
    return Figure(folder=path.parent, words=words, **known)


def _fits(value: Any, kind: Any) -> bool:
    """Return whether a value is of a kind; four numbers are left, bottom, right and top."""
    if not (items := get_args(kind)):
        return isinstance(value, kind)
    if not value or not isinstance(value, list) or not all(isinstance(x, items) for x in value):
        return False
    edges = value if items == (float,) else (0, 0, 1, 1)
    return len(edges) == 4 and 0 <= edges[0] < edges[2] <= 1 and 0 <= edges[1] < edges[3] <= 1


def check(shown: list[Figure]) -> None:
    """Raise UsageError where a file of a figure is missing or broken, or a source unknown."""
    for figure in shown:
        for ending in ("png", "svg", "csv"):
            if not figure.file(ending).is_file():
                raise _broken(figure, ending, "is missing")
        numbers(figure)
        try:
            with Image.open(figure.file("png"), formats=["PNG"]) as picture:
                drawn_with = picture.info.get("Digest")
                picture.verify()
        except (OSError, ValueError, SyntaxError):
            raise _broken(figure, "png", "is no PNG that can be read") from None
        if drawn_with != digest(figure.words, figure.table):
            raise _broken(figure, "png", "is not the picture that its JSON and CSV describe")
        drawing = figure.file("svg").read_text(encoding="utf-8", errors="replace")
        if not (escape(figure.alt, quote=False) in drawing and drawing.endswith("</svg>\n")):
            raise _broken(figure, "svg", "is not the drawing that its JSON describes")
    _all_there({figure.year for figure in shown})
    sources(shown)


def _all_there(years: set[int]) -> None:
    """Raise UsageError where the page of all figures shows a file of some years that is gone."""
    page = paths.root() / "figures" / "README.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    for name in re.findall(rf"\]\(((?:{'|'.join(map(str, years))})/[^)]+)\)", text):
        if not (page.parent / name).is_file():
            todo = "`git add` it where it was drawn, or run its notebook"
            raise UsageError(f"figures/README.md shows {name}, which is not there: {todo}.")


def numbers(figure: Figure) -> tuple[list[str], list[list[str]]]:
    """Return the columns and rows of a figure's CSV; raises UsageError where it is no table."""
    try:
        columns, *rows = csv.reader(figure.table.splitlines(keepends=True), strict=True)
    except (ValueError, csv.Error):
        rows = []
    if not rows:
        raise _broken(figure, "csv", "has no rows that can be read")
    for line, row in enumerate(rows, 2):
        if len(row) != len(columns):
            cells = f"{len(row)} cells where the header has {len(columns)}"
            raise _broken(figure, "csv", f"has in line {line} {cells}")
    return columns, rows


def fractions(columns: list[str], rows: list[list[str]]) -> set[str]:
    """Return the columns of shares and of their differences: all from -1 to 1, not all whole."""
    found = set()
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        numbers = [float(cell) for cell in cells if _PLAIN.fullmatch(cell)]
        small = column == "change" or all(abs(n) <= 1 for n in numbers)
        if small and not all(n.is_integer() for n in numbers):
            found.add(column)
    return found


def said(cell: str, column: str, of_fractions: bool | None = None) -> str:
    """Return a number drawn as a reader sees it: fractions in percent, thousands set apart."""
    if not _PLAIN.fullmatch(cell) or column == "year":
        return {"": "\N{EN DASH}", "True": "yes", "False": "no"}.get(cell, cell)
    value = float(cell)
    if column.startswith("share") if of_fractions is None else of_fractions:
        points = re.search("difference|minus", column)  # percentage points, as the heading says
        text = f"{100 * value:.1f}{'' if points else '%'}".replace("-0.0", "0.0")
    else:
        digits = 0 if value.is_integer() else 2 if column.startswith("ratio") else 1
        text = f"{value:,.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def brief(text: str, most: int = 150) -> str:
    """Return the first sentences of a text, as many as have so many letters, at least one."""
    said, *others = SENTENCES.split(text)
    for one in others:
        if len(f"{said} {one}") > most:
            break
        said += f" {one}"
    return said


def terms(texts: list[str]) -> str:
    """Return the words of texts that a search looks for, each once."""
    found = re.findall(r"\d[\d.,]*\d|[^\W_]+", " ".join(texts).lower())
    return " ".join(dict.fromkeys(found))


def _broken(figure: Figure, ending: str, what: str) -> UsageError:
    again = f"`ourimpact run {figure.notebook}` draws it again"
    return UsageError(f"{paths.place(figure.file(ending))} {what}: {again}.")


def sources(shown: list[Figure]) -> list[dict[str, str]]:
    """Return the rows of `sources` that figures are drawn from, those of most figures first."""
    from ourimpact import tables  # slow to import, and a run does not need it

    used = Counter(source for figure in shown for source in figure.sources)
    known = tables.load("sources").astype("str").fillna("").to_dict("records")
    rows = [row for row in known if row["source"] in used]
    if lost := set(used) - {row["source"] for row in rows}:
        raise UsageError(f"data/reference/sources.csv lacks {', '.join(sorted(lost))}.")
    return sorted(rows, key=lambda row: -used[row["source"]])


def heading(year: int, shown: list[Figure]) -> tuple[str, str]:
    """Return what figures of a year are called together, and what they are made from."""
    first, *others = [row["citation"] for row in sources(shown)]
    own = any(f"our-impact-{year}" in figure.sources for figure in shown)
    more = f" and {len(others)} other source{'s' * (len(others) > 1)}" if others else ""
    return f"Our Impact: {year}" if own else f"NCMEC in {year}", first + more


def render(template: str, **given: object) -> str:
    """Return a template filled in, HTML and XML escaped; raises UsageError where it is broken."""
    from jinja2 import TemplateError

    try:
        return _environment().get_template(template).render(given)
    except TemplateError as error:
        at = f", line {error.lineno}" if hasattr(error, "lineno") else ""
        raise UsageError(f"{template} in lib/handouts{at}: {error.message}.") from None


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(loader=FileSystemLoader([SITE_FILES, DECK_FILES]), undefined=StrictUndefined)
    made.autoescape = select_autoescape(["html.j2", "xml.j2"])
    made.trim_blocks = made.lstrip_blocks = True
    made.filters["number"] = lambda cell, column: (
        f"{int(float(cell)):,}"
        if re.fullmatch(r"[0-9]+(\.0)?", cell) and column != "year"
        else cell
    )
    made.filters |= {"said": said, "fractions": fractions, "terms": terms, "brief": brief}
    made.filters["of"] = lambda columns, row, *names: [
        row[columns.index(name)] if name in columns else "" for name in names
    ]
    made.filters["straight"] = lambda text: text.translate(STRAIGHT)
    made.tests["like"] = lambda text, pattern: re.search(pattern, text) is not None
    made.tests["contains"] = lambda row, cell: cell in row
    made.tests["hexadecimal"] = lambda text: re.fullmatch("[0-9a-f| ]+", text) is not None
    made.tests["numeric"] = lambda text: NUMERIC.fullmatch(text) is not None
    made.tests["web"] = lambda text: text.startswith(("https://", "http://"))
    return made


def page() -> str:
    """Return the page of all figures, every year by section; nothing where there are none."""
    sections = [
        (folder.name, *of, list(shown))
        for folder in sorted(folders(), key=lambda folder: -int(folder.name))
        for of, shown in groupby(figures(folder), key=lambda one: (one.section, one.notebook))
    ]
    return render("gallery.md.j2", sections=sections) if sections else ""


def write() -> None:
    """Write `figures/README.md`: it is newer than all that it is made from."""
    if text := page():
        made.write(paths.root() / "figures" / "README.md", text.encode())


def folders() -> list[Path]:
    """Return the folders of published figures, one for each year, in order."""
    years = sorted((paths.root() / "figures").glob("*"))
    return [f for f in years if re.fullmatch("[0-9]{4}", f.name) and any(f.glob("[!.]*.json"))]
