"""The site as files: whole, linked within itself, with nothing fetched from elsewhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from PIL import Image
from some_figures import BROKEN, INSIDE, draw

from handouts import gallery, site
from ourimpact import paths
from ourimpact.errors import UsageError

YEAR = gallery.year_of(None)
FIGURES = gallery.figures(paths.figures(YEAR))


class Tags(HTMLParser):
    """All tags of a page with their attributes, and its text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page.read_text(encoding="utf-8"))
        self.ids = {attributes.get("id") for _, attributes in self.tags}

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("build")
        patch.setattr(paths, "build", lambda: folder)
        return site.build(YEAR).parent


@pytest.fixture(scope="module")
def pages(built) -> dict[str, Tags]:
    return {str(page.relative_to(built)): Tags(page) for page in built.rglob("*.html")}


def test_every_figure_has_a_card_with_its_words_and_downloads(pages):
    index = pages["index.html"]
    cards = [a["id"] for a in index.all("article")]
    assert cards == [figure.slug for figure in FIGURES]
    links = {a["href"] for a in index.all("a")}
    copied = {a["data-copy"] for a in index.all("button")}
    alts = {a["alt"] for a in index.all("img")}
    for figure in FIGURES:
        assert {f"figures/{figure.slug}.{end}" for end in ("png", "svg", "csv")} <= links
        assert {figure.credit, figure.alt} <= copied
        assert figure.alt in alts
        assert figure.finding in index.text


def test_every_notebook_and_every_table_has_a_page(pages):
    books = {f"notebooks/{path.stem}.html" for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    dictionary = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for table in dictionary["resources"]:
        page = pages[f"data/{table['name']}.html"]
        assert table["path"] in {a["href"] for a in page.all("a") if "download" in a}
        for field in table["schema"]["fields"]:
            assert field["description"] in page.text
    assert books <= set(pages)


def test_pages_fetch_nothing_and_lead_to_files(built, pages):
    lead_to_files(built, pages)
    assert not re.search(r"url\(|@import|https?:", (built / "style.css").read_text())


def lead_to_files(built, pages):
    for name, page in pages.items():
        assert [a["src"] for a in page.all("script")] == ["../" * name.count("/") + "script.js"]
        for tag, attributes in page.tags:
            link = attributes.get("href") or attributes.get("src") or "data:"
            if re.match(r"(https?|tel):", link):
                assert tag == "a", f"{name} fetches {link}"
            elif not link.startswith("data:"):
                target, _, anchor = link.partition("#")
                there = (built / name).parent / target if target else built / name
                assert there.is_file(), f"{name}: {link}"
                if anchor:
                    page_there = pages[str(there.resolve().relative_to(built.resolve()))]
                    assert anchor in page_there.ids, f"{name}: {link}"


def test_notebooks_fold_their_code_and_say_their_pictures(pages):
    page = pages["notebooks/06-cybertipline.html"]
    said = {figure.alt for figure in FIGURES}
    assert page.all("img")
    assert {a["alt"] for a in page.all("img")} <= said
    folded = [a for a in page.all("details") if a.get("class") == "code"]
    assert len(folded) > 10
    assert not any("open" in a for a in folded)
    assert "ourimpact/claims.py" not in str(pages["notebooks/90-do-the-numbers-add-up.html"].tags)


def test_every_page_says_where_to_report(pages):
    for name, page in pages.items():
        assert "report.cybertip.org" in page.text, name
        assert "1-800-THE-LOST" in page.text, name


def test_the_two_lines_for_python_load_a_table(built, monkeypatch):
    """As the site shows them, in the folder that it offers for download."""
    monkeypatch.chdir(built / "data")
    shown = re.findall(
        r'<pre class="python"[^>]*>(.*?)</pre>', Path("index.html").read_text(), re.S
    )
    assert len(shown) == 2
    for lines in shown:
        *before, last = lines.replace("&quot;", '"').splitlines()
        scope: dict = {}
        exec("\n".join(before), scope)
        assert len(eval(last, scope)) == 108


def test_a_year_without_figures_is_refused_and_the_site_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "build", lambda: tmp_path)
    (tmp_path / "site").mkdir()
    with pytest.raises(UsageError, match=r"for 2019\. Years that exist: .*2024"):
        site.build(2019)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_another_year_has_a_site_of_its_own_that_names_its_own_sources(checkout):
    draw(checkout / "figures" / "2024")
    draw(checkout / "figures" / "2023", year=2023, sources=["ojjdp-cy2023"], notebook="06-x",
         credit="Figure: CC BY 4.0; facts: NCMEC and OJJDP")  # fmt: skip
    ran = checkout / "build" / "notebooks" / "2023" / "06-cybertipline.ipynb"
    ran.parent.mkdir(parents=True)
    ran.write_bytes((checkout / "notebooks" / ran.name).read_bytes())
    assert site.build() == checkout / "build" / "site" / "index.html"
    made = site.build(2023).parent
    assert made == checkout / "build" / "site-2023"
    assert (checkout / "build" / "site" / "notebooks" / "90-do-the-numbers-add-up.html").is_file()
    pages = {str(page.relative_to(made)): Tags(page) for page in made.rglob("*.html")}
    books = {"notebooks/06-cybertipline.html", "notebooks/index.html"}
    assert {name for name in pages if name.startswith("notebooks/")} == books
    lead_to_files(made, pages)
    for name in ("index.html", "about.html"):
        assert "NCMEC and OJJDP" in pages[name].text
        assert "Our Impact: 2024" not in pages[name].text


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_figure_is_named_and_the_site_stays(checkout, damage, said):
    draw(checkout / "figures" / "2024", "w", order=2)
    damage(draw(checkout / "figures" / "2024"))
    (checkout / "figures" / "2024" / "._x.json").write_bytes(b"\0\5\26\7")  # as macOS leaves
    index = checkout / "build" / "site" / "index.html"
    index.parent.mkdir(parents=True)
    index.write_text("before")
    with pytest.raises(UsageError, match=said):
        site.build()
    assert index.read_text() == "before"


def test_what_others_wrote_cannot_run_or_fetch(checkout):
    draw(checkout / "figures" / "2024", title="<b onclick=alert(1)>bold</b>")
    bad = (
        "<script>alert(1)</script><img src=https://x.org/p.png onerror=alert(1)>[go](javascript:a)"
    )
    book = nbformat.read(checkout / "notebooks" / "07-take-it-down.ipynb", as_version=4)
    html = f"<table><tbody><tr><td>kept</td></tr></tbody></table><a href='javascript:a'>x</a>{bad}"
    data = {"text/html": html, "text/markdown": bad}
    outputs = [nbformat.v4.new_output("display_data", {kind: data[kind]}) for kind in data]
    outputs.append(nbformat.v4.new_output("display_data", {"image/svg+xml": f"<svg>{bad}</svg>"}))
    outputs.append(nbformat.v4.new_output("display_data", {"application/javascript": "alert(1)"}))
    book.cells += [nbformat.v4.new_markdown_cell(bad), nbformat.v4.new_raw_cell(bad)]
    book.cells.append(nbformat.v4.new_code_cell("1", outputs=outputs))
    nbformat.write(book, checkout / "notebooks" / "07-take-it-down.ipynb")
    dictionary = checkout / "data" / "datapackage.json"
    known = json.loads(dictionary.read_text(encoding="utf-8"))
    known["resources"][0]["description"] = bad
    known["resources"][0]["sources"] = [{"title": "t", "path": "javascript:alert(1)"}]
    dictionary.write_text(json.dumps(known), encoding="utf-8")
    made = site.build().parent
    for path in made.rglob("*.html"):
        page = Tags(path)
        assert all(set(one) <= {"src", "defer"} for one in page.all("script")), path
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on")], (path, tag)
            assert not (attributes.get("href") or "").lower().startswith("javascript"), path
            assert not (attributes.get("src") or "").startswith("http"), path
    assert "kept" in Tags(made / "notebooks" / "07-take-it-down.html").text


def test_a_notebook_that_is_none_is_named(checkout):
    draw(checkout / "figures" / "2024")
    (checkout / "notebooks" / "07-take-it-down.ipynb").write_text("{")
    with pytest.raises(UsageError, match=r"notebooks/07-take-it-down\.ipynb is no notebook"):
        site.build()


def test_small_pictures_keep_their_colours_and_phones_get_square_ones(checkout):
    draw(checkout / "figures" / "2024")
    draw(checkout / "figures" / "2024", "wide", order=2)
    draw(checkout / "build" / "figures" / "square" / "2024")
    made = site.build().parent
    with Image.open(made / "small" / "x.png") as small:
        assert small.size == (960, 540)
        colour = small.convert("RGB").getpixel((480, 270))
        assert len(small.convert("RGB").getcolors()) > 2  # edges are smooth
    assert max(abs(a - b) for a, b in zip(colour, INSIDE, strict=True)) <= 3
    (source,) = Tags(made / "index.html").all("source")
    assert source == {"media": "(max-width: 599px)", "srcset": "square/x.png"}
    assert (made / "square" / "x.png").is_file()


def test_a_figure_is_found_by_its_states_and_by_common_words(checkout):
    folder = checkout / "figures" / "2024"
    draw(folder, csv="state,n\nOH,3\nTX,1\n", title="Children who ran away", alt="Available")
    made = site.build().parent
    (card,) = Tags(made / "index.html").all("article")
    found = card["data-words"].split()
    assert {"ohio", "oh", "runaway", "kids", "available"} <= set(found)
    assert not {"police", "sextortion", "ai"} & set(found)
