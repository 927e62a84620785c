"""The figures, states, notebooks and tables as a static site: no server, no request elsewhere."""

import json
import re
import shutil
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from hashlib import sha256
from html import escape
from itertools import chain, groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from PIL import Image

from handouts import answers, books, faces, gallery, known, made, sheets
from handouts.gallery import SITE_FILES, Figure
from handouts.sheets import APART
from ourimpact import UsageError, paths, stats, tables, words
from ourimpact.about import PROJECT

Given = dict[str, Any]  # what templates are given
STAMP = ".made-from"
Page = tuple[str, str, Given]  # where it goes, its template, what else that is given


def build(year: int | None = None) -> Path:
    """Write the site of a report year, by default the newest with figures; return its first page.

    It stands in `build/site/`, that of another year in `build/site-<year>/`, and stays as it is
    where nothing has changed. Raises UsageError where a figure, table or notebook is missing or
    broken, or a file of the site, a person's perhaps, is not as it was made.
    """
    site = place(asked := gallery.year_of(year)).resolve()
    made_from, stamp, there = _made_from(asked), _stamp(site), _files(site)
    if stamp == {"from": made_from, "files": there}:
        return site / "index.html"
    shown, states = gallery.figures(paths.figures(asked)), gallery.states(asked)
    gallery.check([*shown, *states.values()])
    if strange := [name for name, digest in there.items() if stamp["files"].get(name) != digest]:
        said = f"{paths.place(site / strange[0])} is new or changed since the site was made"
        raise UsageError(f"{said}: move it, and repeat.")
    work = site.with_name(f"{site.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    _write(asked, shown, states, work)
    stamp = {"from": made_from, "files": _files(work)}
    (work / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    shutil.rmtree(site, ignore_errors=True)
    work.replace(site)
    return site / "index.html"


def place(year: int) -> Path:
    """Return the folder of the site of a year."""
    return paths.build() / ("site" if year == gallery.year_of(None) else f"site-{year}")


def _stamp(site: Path) -> dict[str, Any]:
    """Return what a site was made from, and its files as they were made."""
    with suppress(OSError, ValueError):
        return json.loads((site / STAMP).read_text(encoding="utf-8"))
    return {"from": "", "files": {}}


def _files(site: Path) -> dict[str, str]:
    """Return the files of a site, but for hidden ones, and a digest of each."""
    found = (one for one in sorted(site.rglob("[!.]*")) if one.is_file())
    return {one.relative_to(site).as_posix(): made.digest(one) for one in found}


def _made_from(year: int) -> str:
    """Return a digest of all that a site is made from."""
    figures = paths.build() / "figures"
    folders = [paths.data(), paths.notebooks(), paths.build() / "notebooks" / str(year),
               paths.figures(year), figures / "squares" / str(year), *figures.glob("states*"),
               SITE_FILES.parent, Path(paths.__file__).parent]  # fmt: skip
    files = [paths.root() / name for name in ("CITATION.cff", "requirements.lock")]
    files += [file for folder in folders for file in folder.rglob("*") if file.suffix != ".pyc"]
    digests = [f"{file} {made.digest(file)}" for file in sorted(files) if file.is_file()]
    return sha256("\n".join(digests).encode()).hexdigest()


def _write(year: int, shown: list[Figure], states: dict[str, Figure], work: Path) -> None:
    """Write the files that are downloaded, then the pages, then the ZIPs; some side by side."""
    stored, figures = books.read(year), [*shown, *states.values()]
    ignoring = signal.signal, (signal.SIGINT, signal.SIG_IGN)  # the main process stops them
    with ProcessPoolExecutor(2, get_context("fork"), *ignoring) as beside:
        cards = beside.map(_card, figures, chunksize=8)
        _copy(work)
        articles = beside.submit(_articles, stored, shown, work)
        given = _words(year, shown, states) | {"stored": stored} | _carded([*cards], states)
        given |= {"notebooks": {name: books.title(name, book) for name, book in stored.items()},
                  "questions": {name: books.questions(book) for name, book in stored.items()},
                  "risen": _risen(year, given["cards"]), "related": _related(shown),
                  "headlines": answers.headlines(year)}  # fmt: skip
        given["known"] = answers.with_cautions(given["known"], given["cards"], year)
        given["cells"] = answers.cells(given["known"], given["cards"], year)
        downloads = [(card, work, given["site"], "") for card in given["cards"]]
        downloads += [
            (card, work, given["site"], code) for code, card in given["of_states"].items()
        ]
        downloads = beside.map(_one, *zip(*downloads, strict=True), chunksize=8)
        given |= _numbers(given, shown, work)
        _render(given, work, _pages(given), _states(given))
        list(downloads)  # raises what one of them has raised
        _render(given, work, _notebooks(articles.result()), _last(given, work))
    _pack(given["archive"], work)


def _pack(archive: str, work: Path) -> None:
    """Write the ZIPs: all tables and texts, and the drawings of the states, in their stead."""
    packed = [f"{f}/*.{kind}" for f in ("data/*", "figures") for kind in ("csv", "xlsx")]
    packed += ["README.txt", "data/*.json", "data/*.ris", "data/*.txt", "data/missing-reports-*"]
    sheets.pack(work / archive, work, packed)
    if drawings := [*(work / "states").glob("*.svg")]:  # large but alike: one ZIP is small
        sheets.pack(work / "states" / "state-sheets-svg.zip", work / "states", ["*.svg"])
        for drawing in drawings:
            drawing.unlink()


def _render(given: Given, work: Path, *pages: Iterator[Page]) -> None:
    """Write pages."""
    for place, template, own in chain(*pages):
        (work / place).parent.mkdir(exist_ok=True, parents=True)
        where = {"up": "../" * place.count("/"), "here": place}
        text = gallery.render(template, **given | own | where)
        (work / place).write_text(text, encoding="utf-8", newline="\n")


def _words(year: int, shown: list[Figure], states: dict[str, Figure]) -> Given:
    """Return what is said of the whole site, and the names of what it has."""
    heading, made_from = gallery.heading(year, shown)
    names = sheets.states_named()
    folders = {code: re.sub("[^a-z]+", "-", names[code].lower()) for code in states}  # new-york
    return {
        "year": year, "heading": heading, "made_from": made_from,
        "site": (site := f"{heading}, in figures"), "about": gallery.citation(site),
        "states": {c: f"states/{name}/index.html" for c, name in folders.items()}, "names": names,
        "territories": sheets.territories(states),
        "called": {name: said[0] for name, said in known.load("columns").items()},
        "known": answers.filled(year, shown), "lacking": known.lacking(year),
        "sourced": known.sourced, "verified": known.verified,
        "doubted": known.doubted,
        "rated_as": known.rated, "project": PROJECT, "gaps": known.gaps(), "gaps_of": known.gaps,
        "made_by": f"{PROJECT}: the independent project that made this site, not NCMEC",
        "to_copy": partial(answers.to_copy, year), "with_page": answers.with_page,
        "countries": known.load("countries"), "neighbors": known.load("states"),
        "sources": gallery.sources(shown),
        "paged": tables.load("places")["page"].nunique() > 1,
        "credit": Counter(figure.credit for figure in shown).most_common(1)[0][0],
        "few": [tables.FEW, tables.UNSTABLE], **known.CHANCE, "license": sheets.LICENSE,
        "by_name": known.by_name, "not_listed": sheets.not_given(),
        "left_out": _left_out(year, shown), "by_year": known.load("by_year"),
        "archive": f"our-impact-{year}.zip",
    }  # fmt: skip


def _numbers(given: Given, shown: list[Figure], work: Path) -> Given:
    """Return the numbers of states and tables; write what is downloaded of them."""
    of_section = groupby(given["cards"], key=lambda one: (one["of"].notebook, one["of"].section))
    of_states, where = given["of_states"], (work, given["site"])
    return {
        "sections": [(*of, [*group]) for of, group in of_section],
        "series": sheets.series(*where),
        "in_each": known.in_each([*of_states.values()][-1]["say"]) if of_states else "",
        "to_sort": sheets.TO_SORT, "too_few": sheets.too_few([*of_states.values()][-1:]),
        "added": [sheets.states(card, of_states, *where) for card in [*of_states.values()][-1:]],
        "tables": [sheets.table(one, shown, *where) for one in tables.dictionary().values()],
    }  # fmt: skip


def _carded(cards: list[Given], states: dict[str, Figure]) -> Given:
    """Return the cards of the figures, and those of the states by their codes."""
    ours = len(cards) - len(states)
    return {"cards": cards[:ours], "of_states": dict(zip(states, cards[ours:], strict=True))}


def _copy(work: Path) -> None:
    """Copy tables, style and scripts, and make the folders of figures."""
    for name in (table["path"] for table in tables.dictionary().values()):
        # Only the tables: other files in data/ must not be published.
        (work / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(paths.data() / name, work / "data" / name)
    for folder in ("figures", "states", "small", "square", "notebooks"):
        (work / folder).mkdir()
    for name in (
        "style.css",
        "script.js",
        "query.js",
        "cells.js",
        "notes.js",
        "find.js",
        "search.js",
        "minisearch.js",
        "workbook.js",
    ):
        shutil.copyfile(SITE_FILES / name, work / name)
    (work / "faces.js").write_text(faces.script(), encoding="utf-8", newline="\n")


def _one(card: Given, work: Path, site: str, code: str = "") -> None:
    """Copy a figure's files and write its workbook, of a state's sheet by the state's `code`.

    Of published figures, write small and square pictures, too.
    """
    figure: Figure = card["of"]
    folder = work / _folder(figure)
    shutil.copy(figure.file("png"), folder)
    lines = figure.file("svg").read_text(encoding="utf-8").replace(" \n", "").split("\n")
    drawing = "\n".join(line.strip() for line in lines if "<!--" not in line)
    # Shorter names and positions of letters: about a quarter less.
    drawing = re.sub(r"SourceSans3-(\w)\w*-", r"\1", drawing)
    drawing = re.sub(r' transform="translate\(([\d.]+) 0\)"', r' x="\1"', drawing)
    alts = (escape(alt, quote=False) for alt in (figure.alt, card["alt"]))  # as on the page
    drawing = drawing.replace(*alts)
    (folder / f"{figure.slug}.svg").write_text(drawing, encoding="utf-8", newline="\n")
    if code:
        sheets.state(card, code, work, site)
        return
    shutil.copy(figure.file("json"), folder)
    with Image.open(figure.file("png")) as whole:
        small = whole.convert("RGB").reduce(2)
        small.save(work / "small" / f"{figure.slug}.webp", quality=52, method=2)
    if (square := _square(figure)).is_file():
        shutil.copy(square, work / "square" / f"{figure.slug}.png")
    columns, rows = card["columns"], card["rows"]
    if not {"year", "scope"} & {*columns}:  # each row has its time, wherever it is pasted
        columns, rows = [*columns, "year"], [[*row, str(figure.year)] for row in rows]
    sheets.book(folder / figure.slug, columns, rows, sheets.said_of(card), site, figure.tables)


def _square(figure: Figure) -> Path:
    return paths.build() / f"figures/squares/{figure.year}/{figure.slug}-square.png"


def _folder(figure: Figure) -> str:
    return "figures" if figure.folder == paths.figures(figure.year) else "states"


def _pages(given: Given) -> Iterator[Page]:
    """Yield the pages of figures and tables, and those that list them."""
    for page in ("index", "about", "notebooks/index", "data/index", "data/dictionary"):
        yield f"{page}.html", f"{page.replace('/', '_')}.html.j2", {}
    for one in given["tables"]:
        yield f"data/{one['table']['name']}.html", "table.html.j2", one
    for one in given["series"]:
        yield f"data/{one['path']}.html", "series.html.j2", {"whole": one}
    for before, card, after in _between(given["cards"]):
        beside = {"before": before and before["of"], "after": after and after["of"]}
        yield f"figures/{card['of'].slug}/index.html", "figure.html.j2", card | beside


def _last(given: Given, work: Path) -> Iterator[Page]:
    """Yield what is made of all pages and files: the search, the dictionary, the README."""
    texts, pages = {}, known.load("pages")
    for url, *_ in pages:
        if (page := work / url).is_file():
            whole = page.read_text(encoding="utf-8").partition("<main")[2].partition("</main>")[0]
            texts[url] = re.sub("<[^>]+>", " ", whole)
        elif not url.startswith("states/"):  # the site may have no states
            raise UsageError(f"pages.json has {url!r}, and the site has no such page.")
    yield "documents.js", "documents.js.j2", {"pages": pages, "texts": texts}
    yield "data/citation.ris", "data_citation.ris.j2", {}
    yield "data/dictionary.txt", "data_dictionary.txt.j2", {}
    yield "README.txt", "readme.txt.j2", {}
    joined = [{"name": f"series_{one['name']}", "path": f"{one['file']}.csv", **one["resource"]}
              for one in given["series"]]  # fmt: skip
    package = sheets.package([*joined, *given["added"]], given["about"]["version"], work)
    yield "data/datapackage.json", "datapackage.json.j2", {"package": package}


def _articles(stored: Given, shown: list[Figure], work: Path) -> Given:
    """Return what the pages of notebooks show, by name, and store the notebooks themselves."""
    export = books.exporter({figure.alt: figure.slug for figure in shown})
    there = {f"{name}.html" for name in stored}
    there |= {f"../data/{name}.html" for name in tables.dictionary()}
    ends = "/index.html", ".png", ".svg", ".csv", ".json"
    there |= {f"../figures/{figure.slug}{end}" for figure in shown for end in ends}
    for name, book in stored.items():
        file = work / "notebooks" / f"{name}.ipynb"
        nbformat.write(book, file)
        sheets.pack(file.with_suffix(".zip"), file.parent, [file.name])
        file.unlink()  # opened as a file, the site would show it, not download it
    return {name: books.article(export, book, there) for name, book in stored.items()}


def _notebooks(articles: Given) -> Iterator[Page]:
    """Yield the pages of notebooks."""
    for before, name, after in _between([*articles]):
        beside = {"name": name, "before": before, "after": after}
        yield f"notebooks/{name}.html", "notebook.html.j2", beside | articles[name]


def _states(given: Given) -> Iterator[Page]:
    """Yield the page of each state with its square, and the page that lists them."""
    if not given["of_states"]:
        return
    coded = [one for one in given["tables"] if "state" in one["columns"] and one["kind"] != "kept"]
    *_, card = given["of_states"].values()  # any of them has the numbers of all states
    frame = pd.DataFrame(card["rows"], columns=card["columns"]).set_index("state")
    numbers = frame.apply(pd.to_numeric, errors="coerce").dropna(axis="columns", how="all")
    yield "states/index.html", "states_index.html.j2", card | _listed(card, [*given["states"]])
    for before, code, after in _between([*given["of_states"]]):
        card = given["of_states"][code]
        own = card | _compared(frame, numbers, code)
        beside = frame["beyond_chance"][code] if "beyond_chance" in frame else ""
        own |= {"before": before, "after": after, "code": code,
                "gap": known.gap(card["of"].finding, beside), "against": beside,
                "chances": _by_chance(card),
                "parts": [one | {"rows": [row for row in one["rows"] if code in row]}
                          for one in coded]}  # fmt: skip
        yield given["states"][code], "state.html.j2", own
        yield card["square"], "state_square.xml.j2", own


def _listed(card: dict[str, Any], codes: list[str]) -> Given:
    """Return what is said of all states together: which there are, and which are compared."""
    known_states = tables.load("states").astype({"state": "str"})
    printed = tables.load("missing_by_state", card["of"].year)["state"]
    absent = known_states.loc[~known_states["state"].isin(printed), "name"]
    rows = {row[card["columns"].index("state")]: row for row in card["rows"]}
    told = {"no", "higher", "lower"}
    tested = [code for code in codes if told & {*rows.get(code, [])}]
    of = [known_states[known_states["state"].isin(some)] for some in (codes, tested)]
    columns, in_file = sheets.clear(card)
    return {"by_code": rows, "absent": words.listed(absent),
            "head": columns, "in_file": {row[0]: row for row in in_file},
            "read": sheets.to_read(columns, card["of"].year),
            "chances": _by_chance(card), "places": len(tested),
            "every": words.places(of[0]), "compared": words.places(of[1])}  # fmt: skip


def _related(shown: list[Figure]) -> dict[str, list[Figure]]:
    """Return, by slug, the other figures of a figure's tables, those of its section first.

    Single numbers are of all subjects, and what checks the tables, or is of one state, of all.
    """
    of = {one.slug: one for one in shown if one.notebook[:2] not in ("00", "90", "91")}
    has = {slug: {*one.tables} - {"headline_numbers"} for slug, one in of.items()}
    return {slug: sorted((other for name, other in of.items() if name != slug and has[name] & own),
                         key=lambda other: other.notebook != of[slug].notebook)
            for slug, own in has.items()}  # fmt: skip


def _risen(year: int, cards: list[Given]) -> str:
    """Return how the nation's missing-child reports were beside those of the year before."""
    for card in (one for one in cards if one["of"].slug == "missing-reports-by-year"):
        of = pd.DataFrame(card["rows"], columns=card["columns"]).astype({"reports": int})
        reports = of.set_index("year")["reports"]
        if {str(year), str(year - 1)} <= {*reports.index}:
            change = reports[str(year)] / reports[str(year - 1)] - 1
            if not change:
                return f"as many as in {year - 1}"
            return f"{abs(change):.1%} {'more' if change > 0 else 'fewer'} than in {year - 1}"
    return ""


def _by_chance(card: dict[str, Any]) -> dict[str, str]:
    """Return where chance alone could put each share that is compared, by state."""
    ends = ["state", "share_by_chance_low", "share_by_chance_high"]
    if not {*ends} <= {*card["columns"]}:
        return {}
    rows = pd.DataFrame(card["rows"], columns=card["columns"])[ends]
    return {code: words.span(float(low), float(high))
            for code, low, high in rows.itertuples(index=False) if low}  # fmt: skip


def _compared(frame: pd.DataFrame, numbers: pd.DataFrame, code: str) -> dict[str, list]:
    """Return each number of a state with that of the nation, and what a narrow screen draws."""
    both = frame.reindex([code, *frame.index.intersection([APART]), "US"], fill_value="")
    strips = [_strip(numbers, name, code) for name in ("share", "rate") if name in numbers]
    return {"numbers": [(one, [*both[one]]) for one in numbers], "strips": [*filter(None, strips)]}


def _strip(numbers: pd.DataFrame, name: str, code: str) -> dict[str, Any] | None:
    """Return where a state, the nation and the others lie between lowest (0) and highest (100)."""
    column = numbers[name]
    states = column.drop(index=["US", APART], errors="ignore").dropna()
    nation = APART if name == "rate" and APART in column else "US"
    if code not in states or nation not in column or states.nunique() < 2:
        return None
    at = ((column - states.min()) / (states.max() - states.min()) * 100).round(1)
    ends, names = {"low": states.idxmin(), "high": states.idxmax()}, tables.labels("state")
    told, others = (code, nation, *ends.values()), at[states.index.drop(code)]
    first, second = states.nlargest(2)
    said = {one: gallery.said(str(column[one]), name) for one in told}
    of = numbers["reports"]
    few = stats.fewest(column[nation]) if name == "share" else 0
    whole = {one: f" of {of[one]:.0f}" if of[one] < few else "" for one in told}
    at_ends = {end: f"{names[one]} {said[one]}{whole[one]}" for end, one in ends.items()}
    return {"name": name, "said": said[code], "of_nation": said[nation],
            "here": at[code], "nation": at[nation], "others": sorted({*others}),
            "far": first > 2 * second,  # so that nobody takes it for a slip
            **at_ends}  # fmt: skip


def _between(items: list[Any]) -> Iterable[tuple[Any, Any, Any]]:
    """Return each item with the one before it and the one after it, or None."""
    return zip([None, *items], items, [*items[1:], None], strict=False)


def _card(figure: Figure) -> dict[str, Any]:
    """Return a figure with its numbers, and what is said beside it."""
    columns, rows = sheets.numbers(figure)
    base, square = f"{_folder(figure)}/{figure.slug}", f"square/{figure.slug}.png"
    if base.startswith("states"):  # an SVG, which is text: 53 PNGs would be large
        square = square.replace(".png", ".svg")
    elif not _square(figure).is_file():
        square = ""
    later = any(int(one) > figure.year for one in re.findall(r"\b20\d\d\b", figure.subtitle))
    in_rate = {row[0]: row[1] for row in rows if row[1:]}.get(APART)  # places the rate is based on
    return {"of": figure, "columns": columns, "rows": rows, "base": base, "square": square,
            "cited": (cited := gallery.sources([figure])), "in_rate": in_rate, "later": later,
            "printed_in": [one for one in cited if known.is_printed(one["citation"])],
            "of_years": sheets.of_years(columns, rows),
            "national": "state" not in columns, "notes": known.notes(figure, columns, rows),
            "ncmec": known.printed(columns[0]),
            **known.beside_figure(figure, columns, rows)}  # fmt: skip


def _left_out(year: int, shown: list[Figure]) -> list[str]:
    """Return the sections that have figures of earlier years alone, each with the last of these."""
    folders = [folder for folder in gallery.folders() if int(folder.name) < year]
    last = {one.notebook: one for folder in folders for one in gallery.figures(folder)}
    here = {one.notebook for one in shown}
    return [f"{one.section} ({one.year})" for name, one in last.items() if name not in here]
