"""The figures, states, notebooks and tables as a static site: no server, no request elsewhere."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from PIL import Image

from handouts import books, gallery, made, sheets
from handouts.gallery import FILES, Figure
from ourimpact import UsageError, nearest, paths, tables, words
from ourimpact.checks import parsed

Sheets = dict[str, Figure]  # of states, by code
STAMP = ".made-from"
SCRIPTS = ("style.css", "script.js", "search.js", "minisearch.js")  # that pages ask for
APART = "states_and_dc"  # the row of the reports that the nation's rate counts
LICENSE = "Creative Commons Attribution 4.0, https://creativecommons.org/licenses/by/4.0/"
_LISTS = {"countries": str, "pages": [str] * 4, "series": dict}  # each of what a file lists
_NAMED = {"columns": [str] * 2, "columns_of_states": str}  # and what stands below each name
Page = tuple[str, str, dict[str, Any]]  # where it goes, its template, what the template is given


def build(year: int | None = None) -> Path:
    """Write the site of a report year, by default the newest with figures; return its first page.

    It stands in `build/site/`, that of another year in `build/site-<year>/`, and stays as it is
    where nothing has changed. Raises UsageError where the year has no figures, a figure, table or
    notebook is missing or broken, or a file of the site is not as it was made.
    """
    site = place(asked := gallery.year_of(year)).resolve()
    made_from, known, there = _made_from(asked), _stamp(site), _files(site)
    if known == {"from": made_from, "files": there}:
        return site / "index.html"
    shown, states = gallery.figures(paths.figures(asked)), gallery.states(asked)
    gallery.check([*shown, *states.values()])
    _refuse_patterns()
    _refuse_strangers(site, known["files"], there)
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


def _refuse_strangers(site: Path, known: dict[str, str], there: dict[str, str]) -> None:
    """Raise UsageError where a new site would take the place of a person's file."""
    strange = [name for name, digest in there.items() if known.get(name) != digest]
    if strange:
        where = gallery.place(site.joinpath(*strange[:1]))
        raise UsageError(f"{where} is not as the site was made: move it away, then repeat this.")


def _made_from(year: int) -> str:
    """Return a digest of all that a site is made from."""
    figures = paths.build() / "figures"
    folders = [paths.data(), paths.notebooks(), paths.build() / "notebooks" / str(year),
               paths.figures(year), figures / "squares" / str(year), *figures.glob("states*"),
               FILES[0].parent, Path(paths.__file__).parent]  # fmt: skip
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += [paths.root() / name for name in ("CITATION.cff", "requirements.lock")]
    there = sorted(file for file in files if file.exists() and file.suffix != ".pyc")
    digests = [f"{file} {sha256(file.read_bytes()).hexdigest()}" for file in there]
    return sha256("\n".join(digests).encode()).hexdigest()


def _write(year: int, shown: list[Figure], states: Sheets, work: Path) -> None:
    heading, made_from = gallery.heading(year, shown)
    names = tables.labels("state")
    common = {"year": year, "heading": heading, "made_from": made_from,
              "about": gallery.citation(f"{heading}, in figures"),
              "states": {code: _address(names[code]) for code in states}, "names": names,
              "called": {name: said[0] for name, said in _data("columns").items()},
              "archive": f"our-impact-{year}.zip"}  # fmt: skip
    _copy([*shown, *states.values()], work)
    for place, template, given in _pages(year, shown, states, work, common["about"]):
        (work / place).parent.mkdir(exist_ok=True, parents=True)
        text = gallery.render(template, **common | given, up="../" * place.count("/"), here=place)
        (work / place).write_text(text, encoding="utf-8", newline="\n")
    packed = [f"{f}/*.{kind}" for f in ("data/*", "figures") for kind in ("csv", "xlsx")]
    packed += ["README.txt", "data/*.json", "data/*.ris", "data/states-*"]
    sheets.pack(work / common["archive"], work, packed)
    if states:  # 53 drawings are large, but alike
        sheets.pack(work / "states" / "state-sheets-svg.zip", work / "states", ["*.svg"])
        for drawing in (work / "states").glob("*.svg"):
            drawing.unlink()


def _copy(shown: list[Figure], work: Path) -> None:
    """Copy what is downloaded: figures (with smaller pictures), tables, style and scripts."""
    for name in (table["path"] for table in tables.dictionary().values()):
        (work / "data" / name).parent.mkdir(parents=True, exist_ok=True)  # what else lies about in
        shutil.copyfile(paths.data() / name, work / "data" / name)  # data/ is nobody's to publish
    for folder in ("figures", "states", "small", "square", "notebooks"):
        (work / folder).mkdir()
    for name in SCRIPTS:
        shutil.copyfile(FILES[0] / name, work / name)
    with ThreadPoolExecutor() as several:
        list(several.map(lambda figure: _one(figure, work), shown))


def _one(figure: Figure, work: Path) -> None:
    """Copy a figure's files; of published ones write a workbook, small and square pictures, too."""
    folder = work / _folder(figure)
    for ending in ("png", *(("csv", "json") if folder.name == "figures" else ())):
        shutil.copy(figure.file(ending), folder)
    lines = figure.file("svg").read_text(encoding="utf-8").replace(" \n", "").split("\n")
    drawing = "\n".join(line.strip() for line in lines if "<!--" not in line)
    drawing = re.sub(r"SourceSans3-(\w)\w*-", r"\1", drawing)  # a third: names of letters, and
    drawing = re.sub(r' transform="translate\(([\d.]+) 0\)"', r' x="\1"', drawing)  # their places
    (folder / f"{figure.slug}.svg").write_text(drawing, encoding="utf-8", newline="\n")
    if folder.name != "figures":
        return
    square = paths.build() / f"figures/squares/{figure.year}/{figure.slug}-square.png"
    with Image.open(figure.file("png")) as whole:
        small = whole.convert("RGB").reduce(2)
        small.save(work / "small" / f"{figure.slug}.webp", quality=60, method=2)
    if square.is_file():
        shutil.copy(square, work / "square" / f"{figure.slug}.png")
    _book(folder / figure.slug, *gallery.numbers(figure), _said(figure), figure.tables)


def _said(figure: Figure) -> dict[str, str]:
    """Return what a workbook says of a figure's numbers, which are whole."""
    told, measure = _note(figure), figure.subtitle.replace(" in millions", " (drawn in millions)")
    return {"Title": figure.title, "Measure": measure, "Finding": figure.finding,
            "Note": f"{told['say']} {told['marks']}".strip(), "Source": figure.source,
            "Addresses": " ".join(one["url"] for one in gallery.sources([figure])),
            "Credit": figure.credit}  # fmt: skip


def _book(
    base: Path, columns: list[str], rows: list[list[str]], said: dict[str, str],
    of: Iterable[str] = (), plain: bool = False, wide: Sequence[Sequence[Any]] = (),
) -> tuple[pd.DataFrame, dict[str, str]]:  # fmt: skip
    """Write rows drawn from tables as a workbook that explains them; with `plain` as CSV, too.

    Returns what was written, and what is said of it.
    """
    frame, coded = pd.DataFrame(rows, columns=columns), {*tables.load("categories")["column"]}
    for column in coded & {*columns}:
        labels = frame[column].map(tables.labels(column))
        if labels.notna().any() and f"{column}_name" not in columns:
            at = frame.columns.get_loc(column) + 1
            frame.insert(at, f"{column}_name", labels.fillna(frame[column]))
    named = [one for one in coded if f"{one}_name" not in columns]  # by what was just inserted
    meant = {c.removeprefix(f"{base.name}."): about[1] for c, about in _data("columns").items()}
    meant |= {f"{one}_name": f"Name of the code in {one}." for one in named}
    for field in (f for name in of for f in tables.dictionary()[name]["schema"]["fields"]):
        unit = f" (unit: {field['unit']})" if "unit" in field else ""
        meant[field["name"]] = f"{field['description'].rstrip('.')}{unit}."
    meant = {f"Column {name}": meant[name] for name in frame if name in meant}
    shares, rows = gallery.fractions(columns, rows), frame.to_numpy().tolist()
    said |= {"License": LICENSE}
    sheets.write(base.with_suffix(".xlsx"), [*frame], rows, said | meant | said, shares, wide)
    if plain:
        frame = frame.assign(caveat=said.get("Note", ""), credit=said["Credit"])
        frame.to_csv(base.with_suffix(".csv"), index=False, lineterminator="\n")
    return frame, said | meant


def _fields(frame: pd.DataFrame, said: dict[str, str]) -> list[dict[str, str]]:
    """Return what the columns of a book are, as the dictionary has them."""
    kinds = ("integer", r"-?\d*"), ("number", r"-?[\d.]*"), ("string", "(?s).*")
    return [{"name": name, "description": said.get(f"Column {name}", f"The {name} to print."),
             "type": next(k for k, like in kinds if frame[name].str.fullmatch(like).all())}
            for name in frame]  # fmt: skip


def _folder(figure: Figure) -> str:
    return "figures" if figure.folder == paths.figures(figure.year) else "states"


def _pages(
    year: int, shown: list[Figure], states: Sheets, work: Path, about: dict[str, str]
) -> Iterator[Page]:
    stored = books.read(year)
    titles = {name: books.title(name, book) for name, book in stored.items()}
    cards = [_card(figure, work, about) for figure in shown]
    of_section = groupby(cards, key=lambda one: (one["of"].notebook, one["of"].section))
    sections = [(*of, list(group)) for of, group in of_section]
    given = {
        "known": _data("common_words"), "lacking": _words(year)["lacking"], "about": about,
        "notebooks": titles, "sections": sections, "countries": _data("countries"),
        "left_out": _left_out(year, shown),
        "questions": {name: books.questions(book) for name, book in stored.items()},
        "series": list(_series(work)), "added": [],
        "sources": gallery.sources(shown),
        "paged": tables.load("places")["page"].nunique() > 1,
        "credit": Counter(figure.credit for figure in shown).most_common(1)[0][0],
        "tables": [_table(one, shown, work) for one in tables.dictionary().values()],
    }  # fmt: skip
    for page in ("index", "about", "notebooks/index", "data/index"):
        yield f"{page}.html", f"{page.replace('/', '_')}.html.j2", given
    for one in given["tables"]:
        yield f"data/{one['table']['name']}.html", "table.html.j2", given | one
    for one in given["series"]:
        yield f"data/{one['path']}.html", "series.html.j2", given | {"whole": one}
    for before, card, after in _between(cards):
        beside = {"before": before and before["of"], "after": after and after["of"]}
        yield f"figures/{card['of'].slug}/index.html", "figure.html.j2", given | card | beside
    yield from _states(states, given, work)
    yield from _articles(stored, {one.alt: one.slug for one in shown}, given, work)
    for name in ("data/dictionary.html", "data/citation.ris", "README.txt"):
        yield name, f"{name.lower().replace('/', '_')}.j2", given
    found = given | {"documents": list(_documents(given, states, stored, work)), **_words(year)}
    yield "documents.js", "documents.js.j2", found
    yield "data/datapackage.json", "datapackage.json.j2", {"package": _package(given, work)}


def _package(given: dict[str, Any], work: Path) -> dict[str, Any]:
    """Return the data dictionary, with the tables that the site adds, and what each file is."""
    package = json.loads((paths.data() / "datapackage.json").read_text(encoding="utf-8-sig"))
    whole = [{"name": f"series_{one['name']}", "path": f"{one['path']}.csv", **one["resource"]}
             for one in given["series"]]  # fmt: skip
    like = {name: package["resources"][0][name] for name in ("type", "profile", "encoding")}
    package["resources"] += [like | one for one in [*whole, *given["added"]]]
    for one in package["resources"]:
        text = (work / "data" / one["path"]).read_bytes()
        one.update(bytes=len(text), hash=f"sha256:{sha256(text).hexdigest()}")
    return package | {"version": given["about"]["version"]}


def _series(work: Path) -> Iterator[dict[str, Any]]:
    """Write each table that goes on from an earlier one as one file, and yield what it is."""
    known, notes = tables.dictionary(), _data("series")
    verified = _data("common_words")["of_notes"]["verified"]
    for one in notes:
        if not one.get("note") or [each.get("name") for each in notes].count(one["name"]) > 1:
            raise UsageError(f"series.json, {one['name']}: a name stands once, and has a note.")
    second = tables.load("sources").astype("str").query("source_kind == 'secondary'")
    made = [one for one in notes if "rows" in one]
    made += [{"name": name, "title": known[name]["title"], "tables": [f"{name}_earlier", name]}
             for name in known if f"{name}_earlier" in known]  # fmt: skip
    (work / "data" / "series").mkdir(parents=True)
    for one in made:
        if "rows" in one:  # totals by year of these rows
            try:
                parts = [tables.load(of).query(rows).groupby("year")[tables.measure(of)].sum()
                         for of, rows in zip(one["tables"], one["rows"], strict=True)]  # fmt: skip
            except (NameError, SyntaxError) as error:
                raise UsageError(f"series.json, {one['name']}, rows: {error}.") from None
            frame = pd.concat(parts).rename("reports").reset_index()
        else:
            frame = tables.series(one["name"], max(tables.years(one["name"])))
        wide = [] if "rows" in one else _wide(frame)
        breaks = [b for name in one["tables"] for b in known[name].get("breaks", [])]
        marked = {str(b["year"]): tables.caveat(b["caveat"]) for b in breaks} | one.get("marks", {})
        if marked:  # not counted as the years before
            said = {y: text.replace(*verified) for y, text in marked.items()}
            frame["note"] = frame["year"].astype("str").map(said).fillna("")
        cited = {y: tables.citations(one["tables"], [y]).values() for y in frame["year"].unique()}
        frame["source"] = frame["year"].map({y: "; ".join(said) for y, said in cited.items()})
        whole = len(cited) == max(cited) - min(cited) + 1
        spoken = f"{min(cited)} to {max(cited)}" if whole else words.listed(sorted(cited))
        title, rows = f"{one['title']}, {spoken}", frame.astype("str")
        beside = dict.fromkeys(s for name in one["tables"] for s in _beside(known[name]))
        one.setdefault("note", " ".join(beside))
        noted = second[[by in one["note"] for by in second["publisher"]]]
        printed = [part for said in cited.values() for part in said]
        cited = "; ".join(dict.fromkeys([*printed, *noted["citation"]]))
        at = [s["path"] for name in one["tables"] for s in known[name]["sources"] if "path" in s]
        said = {"Title": title, "What it counts": known[one["tables"][-1]]["counts"],
                "Note": one["note"], "Source": cited, "Credit": paths.credit("Table", cited),
                "Addresses": " ".join(dict.fromkeys([*at, *noted["url"]])),
                "Column source": "Where the numbers of the year were printed."}  # fmt: skip
        said |= {"Column note": "Why the year may not be like the others."} if marked else {}
        base = work / "data" / "series" / one["name"]
        parts = {"columns": [*frame], "rows": rows.to_numpy().tolist()}
        book = _book(base, *parts.values(), said, one["tables"], plain=True, wide=wide)
        fields = {"fields": _fields(*book)}
        resource = {"title": title, "description": one["note"], "schema": fields}
        yield one | parts | {"title": title, "path": f"series/{one['name']}", "said": said,
                             "wide": wide, "resource": resource}  # fmt: skip


def _wide(frame: pd.DataFrame) -> list[list[Any]]:
    """Return a series with a line for each kind, and the years, named on top, side by side."""
    *kinds, counted = frame.columns.drop("year")
    named = frame.assign(**{kind: frame[kind].map(tables.labels(kind)) for kind in kinds})
    wide = named.pivot_table(counted, kinds, "year", "sum", sort=False).sort_index(axis=1)
    if len(kinds) == 1:  # else they count different things
        wide.loc["Total"] = wide.sum(skipna=False)
    wide = wide.reset_index().astype("object").fillna("")
    heads = [words.capital(str(name).replace("_", " ")) for name in wide]
    return [heads, *wide.to_numpy().tolist()]


def _words(year: int) -> dict[str, dict[str, str]]:
    """Return what people call what the report counts, and what to say of words that it does not."""
    known, quotes = _data("common_words"), {}
    lacking = dict.fromkeys(known["nearest"]) | known["said"]
    kinds, numbers, claims = map(tables.load, ("categories", "headline_numbers", "claims"))
    counted = [*kinds.loc[kinds["since"] <= year, "label"],
               *numbers.loc[numbers["year"] == year, "label"]]  # fmt: skip
    said = claims[(claims["year"] == year) & claims["headline_id"].isna()]
    for word, phrase in lacking.items():
        if not any((phrase or word) in label.lower() for label in counted):
            told = said[said["statement"].str.lower().str.contains(phrase or word)]
            quotes[word] = [*(told["statement"].map(words.small) + " (“" + told["printed"] + "”)")]
    return {"common": known["same"] | known["nearest"], "lacking": quotes, "known": known}


def _data(name: str) -> Any:
    """Return what the search knows beside the pages: `pages` that are no figure, other words."""
    at = gallery.place(path := paths.data() / "site" / f"{name}.json")
    try:
        known = parsed(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UsageError(f"{at}, line {error.lineno}: {error.msg}.") from None
    except ValueError as error:
        raise UsageError(f"{at}: {error}.") from None
    if not isinstance(known, kind := list if name in _LISTS else dict):
        raise UsageError(f"{at}: a {kind.__name__} is wanted, not a {type(known).__name__}.")
    wanted = (_LISTS | _NAMED).get(name)
    for key, one in known.items() if kind is dict else enumerate(known, 1):
        if wanted not in (None, type(one), isinstance(one, list) and [*map(type, one)]):
            said = (
                f"a list of {len(wanted)} texts"
                if isinstance(wanted, list)
                else f"a {wanted.__name__}"
            )
            raise UsageError(f"{at}, {key}: {one!r}; {said} is wanted.")
    return _Known(known, at) if isinstance(known, dict) else known


def _refuse_patterns() -> None:
    """Raise UsageError where a pattern among the words is no regular expression."""
    known = _data("common_words")
    for key in ("of_notes", "answers", "phrases"):
        for text in _texts(known.get(key, [])):
            try:
                re.compile(text)
            except re.error as error:
                said = f"{known.at}, {key}: {text!r} is no regular expression"
                raise UsageError(f"{said}: {error}.") from None


def _texts(part: Any) -> list[str]:
    """Return all texts in lists and dicts, with the keys."""
    inner = [*part, *part.values()] if isinstance(part, dict) else part
    inner = inner if isinstance(inner, list) else []  # such as true
    return [part] if isinstance(part, str) else [text for one in inner for text in _texts(one)]


class _Known(dict):
    """What a file of the site holds, and its parts: what it lacks is named when it is asked for."""

    def __init__(self, parts: dict[str, Any], at: object, depth: int = 2) -> None:
        self.at = at
        for key, part in parts.items():
            inner = depth > 1 and isinstance(part, dict)
            self[key] = _Known(part, f"{at}, {key}", 1) if inner else part

    def __missing__(self, key: str) -> None:
        raise UsageError(f"{self.at}: there is no {key!r}.{nearest(key, self)}")


def _articles(stored: dict[str, Any], slugs: dict[str, str], given: dict, work: Path) -> Any:
    """Yield the pages of notebooks, and store the notebooks themselves."""
    export = books.exporter(slugs)
    for before, name, after in _between(list(stored)):
        book = work / "notebooks" / f"{name}.ipynb"
        nbformat.write(stored[name], book)
        sheets.pack(book.with_suffix(".zip"), book.parent, [book.name])
        book.unlink()  # which a browser would show, where the site is opened as files
        article = books.article(export, stored[name], book.parent, set(stored))
        beside = {"name": name, "before": before, "after": after}
        yield f"notebooks/{name}.html", "notebook.html.j2", given | beside | article


def _states(states: Sheets, given: dict[str, Any], work: Path) -> Iterator[Page]:
    """Yield the page of each state, and the one that lists them."""
    coded = [one for one in given["tables"] if "state" in one["columns"] and one["kind"] != "kept"]
    names, card, clearer = tables.labels("state"), {}, _data("columns_of_states")
    for other in clearer.keys() - _data("columns").keys():
        said = f"columns_of_states.json has {other!r}, which is no column."
        raise UsageError(f"{said}{nearest(other, _data('columns'))}")
    for before, code, after in _between(list(states)):
        card = _card(states[code], work, given["about"])
        parts = [one | {"rows": [row for row in one["rows"] if code in row]} for one in coded]
        beside = {"before": before, "after": after, "code": code, "parts": parts}
        beside |= _compared(card["columns"], card["rows"], code)
        given = given | {"in_rate": {row[0]: row[1] for row in card["rows"]}.get(APART)}
        clear = [clearer.get(name, name) for name in [*card["columns"], "year"]]
        card["dated"] = [[*row, str(card["of"].year)] for row in card["rows"]]
        card["dated"].sort(key=lambda row: (row[0] in ("US", "unknown", APART), row[1]))
        of_both = [row for row in card["dated"] if {code, "US", APART} & {*row}]
        _book(work / card["base"], clear, of_both, _said(card["of"]), plain=True)
        yield _address(names[code]), "state.html.j2", given | card | beside
        yield card["square"], "state_square.xml.j2", given | card | beside
    if card:
        every = tables.load("states").astype({"state": "str"})
        printed = tables.load("missing_by_state", card["of"].year)["state"]
        absent = words.listed(every.loc[~every["state"].isin(printed), "name"])
        rows = {row[card["columns"].index("state")]: row for row in card["rows"]}
        tested = [code for code in states if {"no", "higher", "lower"} & {*rows.get(code, [])}]
        compared = every[every["state"].isin(tested)]
        every = words.places(every[every["state"].isin(states)])
        given |= card | {"by_code": rows, "clear": clear, "every": every, "absent": absent}
        given |= {"compared": words.places(compared), "places": len(compared)}
        yield "states/index.html", "states_index.html.j2", given
        by = card["of"].source
        at = card["columns"].index("reports")
        added, stateless = (sum(int(rows[c][at]) for c in of if c in rows)
                            for of in (states, ["unknown"]))  # fmt: skip
        last = f"They are no states: leave them out of sums. The {len(states)} places add to "
        last += f"{added:,}, and with the {stateless:,} without a state to {added + stateless:,}."
        said = {"Title": f"Reports of missing children made in {card['of'].year}, by state",
                "Note": card["say"], "Last rows": last,
                "Source": by, "Credit": paths.credit("Table", by)}  # fmt: skip
        path = f"states-{card['of'].year}"
        fields = _fields(*_book(work / "data" / path, clear, card["dated"], said, plain=True))
        given["added"].append({"name": path, "path": f"{path}.csv", "title": said["Title"],
                               "schema": {"fields": fields}})  # fmt: skip


def _compared(columns: list[str], rows: list[list[str]], code: str) -> dict[str, list]:
    """Return each number of a state with that of the nation, and what a narrow screen draws."""
    frame = pd.DataFrame(rows, columns=columns).set_index("state")
    numbers = frame.apply(pd.to_numeric, errors="coerce").dropna(axis="columns", how="all")
    both = frame.reindex([code, *frame.index.intersection([APART]), "US"], fill_value="")
    strips = [_strip(numbers[name], code) for name in ("rate", "share") if name in numbers]
    return {"numbers": [(one, [*both[one]]) for one in numbers], "strips": [*filter(None, strips)]}


def _strip(column: pd.Series, code: str) -> dict[str, Any] | None:
    """Return where a state, the nation and the others lie between lowest (0) and highest (100)."""
    states = column.drop(index=["US", APART], errors="ignore").dropna()
    nation = APART if column.name == "rate" and APART in column else "US"
    if code not in states or nation not in column or states.nunique() < 2:
        return None
    at = ((column - states.min()) / (states.max() - states.min()) * 100).round(1)
    said = {state: gallery.said(str(value), str(column.name)) for state, value in column.items()}
    ends, names = {"low": states.idxmin(), "high": states.idxmax()}, tables.labels("state")
    return {"name": column.name, "said": said[code], "of_nation": said[nation],
            "here": at[code], "nation": at[nation], "others": sorted(set(at[states.index])),
            **{end: f"{names[state]} {said[state]}" for end, state in ends.items()}}  # fmt: skip


def _between(items: list[Any]) -> Iterable[tuple[Any, Any, Any]]:
    """Return each item with the one before it and the one after it, or None."""
    return zip([None, *items], items, [*items[1:], None], strict=False)


def _address(state: str) -> str:
    """Return where the page of a state stands: `states/new-york/index.html`."""
    return f"states/{re.sub('[^a-z]+', '-', state.lower())}/index.html"


def _card(figure: Figure, work: Path, about: dict[str, str]) -> dict[str, Any]:
    """Return a figure with its numbers."""
    columns, rows = gallery.numbers(figure)
    base, square = f"{_folder(figure)}/{figure.slug}", f"square/{figure.slug}.png"
    if base.startswith("states"):  # drawn as text: 53 pictures are large
        square = square.replace(".png", ".svg")
    elif not (work / square).is_file():
        square = ""
    given = {"of": figure, "columns": columns, "rows": rows, "base": base, **_note(figure)}
    given["cited"] = gallery.sources([figure])
    return given | {"square": square, "preview": _preview(figure, base, about)}


def _note(figure: Figure) -> dict[str, Any]:
    """Return what is to be said of a figure, what of it its picture lacks, its marks, its alt."""
    known = _data("common_words")["of_notes"]
    note, alt = (text.replace(*known["verified"]) for text in (figure.note, figure.alt))
    said = re.split(r"(?<=[.”]) (?=[A-Z*“])", note) if note else []
    beside = [one for one in said if not re.match(known["marks"], one)]
    counts = [tables.dictionary().get(name, {}).get("counts", "") for name in figure.tables]
    if "one child" not in note.lower() and any(c.startswith(known["reports"]) for c in counts):
        beside.insert(0, tables.caveat("reports_not_children"))
    beside += [text for words, text in known["also"] if re.search(words, alt)]
    beside.sort(key=lambda one: not re.search(known["first"], one))
    marks = [m for m in said if re.match(known["marks"], m) and m[:-1] not in " ".join(beside)]
    must = [one for one in beside if re.search(known["must"], one)]
    caption = [one for one in beside if one not in figure.note or one in [*beside[:1], *must]]
    alt = " ".join([alt, *(one for one in must if one[:-1] not in alt)])
    said = {"say": beside, "must": must, "marks": marks, "caption": caption}
    return {name: " ".join(of) for name, of in said.items()} | {"alt": alt}


def _preview(figure: Figure, base: str, about: dict[str, str]) -> str:
    """Return the address of a figure's picture on the web; nothing where it is not known."""
    if about["site"]:
        return f"{about['site']}{base}.png"
    raw = about["code"].replace("https://github.com/", "https://raw.githubusercontent.com/")
    published = raw != about["code"] and base.startswith("figures/")
    return f"{raw}/HEAD/figures/{figure.year}/{figure.slug}.png" if published else ""


def _left_out(year: int, shown: list[Figure]) -> list[str]:
    """Return the sections that have figures of earlier years alone, each with the last of these."""
    folders = sorted(f for f in paths.root().glob("figures/[0-9]*") if int(f.name) < year)
    last = {one.notebook: one for folder in folders for one in gallery.figures(folder)}
    here = {one.notebook for one in shown}
    return [f"{one.section} ({one.year})" for name, one in last.items() if name not in here]


def _documents(
    given: dict[str, Any], states: Sheets, stored: dict[str, Any], work: Path
) -> Iterator[dict]:
    """Yield what the search finds: all pages, each with a title, a text, and further words."""
    labels = tables.labels("state")

    def page(kind: str, url: str, title: str, text: str, *others: str, **more: str) -> Any:
        found = re.findall(r"\d[\d.,]*\d|[^\W_]+", " ".join(others).lower())
        return {"id": url, "kind": kind, "title": title, "text": text, **more,
                "words": " ".join(dict.fromkeys(found))}  # fmt: skip

    for url, title, text, further in _data("pages"):
        if not (there := (work / url).is_file()) and not url.startswith("states/"):
            raise UsageError(f"pages.json has {url!r}, and the site has no such page.")
        if there:  # no page of states where there are none
            whole = (work / url).read_text(encoding="utf-8")
            shown = whole.partition("<main")[2].partition("</main>")[0]
            yield page("Page", url, title, text, further, re.sub("<[^>]+>", " ", shown))
    for _, _, cards in given["sections"]:
        for card in cards:
            one = card["of"]
            shares = gallery.fractions(card["columns"], card["rows"])
            cells = {gallery.said(cell, column, column in shares) for row in card["rows"]
                     for cell, column in zip(row, card["columns"], strict=True)}  # fmt: skip
            said = [one.subtitle, one.alt, one.note, one.section, *one.tables]
            said += [*sorted(cells), *(labels[cell] for cell in sorted(cells) if cell in labels)]
            url = f"figures/{one.slug}/index.html"
            yield page("Figure", url, one.title, one.finding, *said, picture=one.slug,
                       name=one.slug.replace("-", " "))  # fmt: skip
    for code, one in states.items():
        columns, rows = gallery.numbers(one)
        own = next((row for row in rows if code in row), [])
        more = {"code": code, "numbers": " ".join(map(gallery.said, own, columns))}
        said = ["state fact sheet", one.alt]
        yield page("State", _address(labels[code]), labels[code], one.finding, *said, **more)
    for one in given["tables"]:
        about = one["table"]
        said = [f"{f['name']} {f['description']}" for f in about["schema"]["fields"]]
        said += [label for of in one["labels"].values() for label in of.values()]
        kept = {"last": "yes"} if one["kind"] == "kept" else {}  # of pages, lines, digests
        said += [c for r in one["rows"] for c in r if not (kept and re.fullmatch("[0-9a-f| ]+", c))]
        url = f"data/{about['name']}.html"
        yield page("Table", url, about["title"], about["description"], *said, **kept)
    for one in given["series"]:
        cells = (cell for row in one["rows"] for cell in row)
        yield page("All years", f"data/{one['path']}.html", one["title"], one["note"], *cells)
    for name, title in given["notebooks"].items():
        sections = [of for notebook, of, _ in given["sections"] if notebook == name]
        said = [cell.source for cell in stored[name].cells if cell.cell_type == "markdown"]
        yield page("Notebook", f"notebooks/{name}.html", title, " ".join(sections), name, *said)
        for anchor, (asked, text) in given["questions"][name].items():
            plain = re.sub(r"\]\([^)]*\)|[*>`\[|]|:?--+:?", "", text)
            url = f"notebooks/{name}.html#{anchor}"
            yield page("Section", url, asked, plain[:600], title, plain[600:])


def _beside(table: dict[str, Any]) -> list[str]:
    """Return what is to be said beside a table, but for what explains the marks of figures."""
    own = [one["note"] for one in _data("series") if one["name"] == table["name"]]
    known = _data("common_words")["of_notes"]
    also = [text for words, text in known["also"] if re.search(words, table["description"])]
    said = [*own, *map(tables.caveat, table.get("caveats", [])), *also]
    return [one for one in said if not re.match(known["marks"], one)]


def _table(table: dict, shown: list[Figure], work: Path) -> dict[str, Any]:
    """Return what a table's page shows: its columns, rows, labels, figures; write its workbook."""
    frame = tables.load(table["name"])
    known = set(tables.load("categories")["column"].astype("str")) & set(frame)
    rows = frame.astype("object").where(frame.notna(), "").astype("str").to_numpy().tolist()
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    said = {"Title": table["title"], "Meaning": table["description"],
            "What it counts": table.get("counts", "")}  # fmt: skip
    named = tables.load("sources").astype("str").set_index(["title", "publisher"])["citation"]
    by = {", ".join(of): citation for of, citation in named.items()}  # editions share an address
    facts = "; ".join(by.get(s["title"], s["title"]) for s in table["sources"] if "path" in s)
    credit, beside = paths.credit("Table", facts), " ".join(_beside(table))
    cited = "; ".join(source["title"] for source in table["sources"])
    said |= {"Note": beside, "Source": cited, "Credit": credit}
    counts = any("unit" in field for field in table["schema"]["fields"])
    kind = "report" if table["path"].startswith("report/") else "beside" if counts else "kept"
    _book(work / "data" / table["path"], list(frame), rows, said, [table["name"]])
    return {
        "credit": credit, "beside": beside,
        "table": table, "kind": kind, "columns": list(frame), "rows": rows, "fields": fields,
        "labels": {name: tables.labels(name) for name in frame if name in known},
        "figures": [figure for figure in shown if table["name"] in figure.tables],
    }  # fmt: skip
