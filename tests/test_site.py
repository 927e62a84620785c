"""The site as files: whole, linked within itself, with nothing fetched from elsewhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, YEAR

from handouts import gallery, site
from ourimpact import paths
from ourimpact.errors import UsageError


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
    assert cards == [about["slug"] for about in gallery.figures(YEAR)]
    links = {a["href"] for a in index.all("a")}
    copied = {a["data-copy"] for a in index.all("button")}
    alts = {a["alt"] for a in index.all("img")}
    for about in gallery.figures(YEAR):
        assert {f"figures/{about['slug']}.{end}" for end in ("png", "svg", "csv")} <= links
        assert {about["credit"], about["alt"]} <= copied
        assert about["alt"] in alts
        assert about["finding"] in index.text


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
    assert not re.search(r"url\(|@import|https?:", (built / "style.css").read_text())


def test_notebooks_fold_their_code_and_say_their_pictures(pages):
    page = pages["notebooks/06-cybertipline.html"]
    said = {about["alt"] for about in gallery.figures(YEAR)}
    assert len(page.all("img")) == 4
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


def test_another_year_shows_the_notebooks_of_its_run_alone(checkout, monkeypatch):
    about = json.loads(
        (ROOT / f"figures/{YEAR}/cybertipline-files.json").read_text(encoding="utf-8")
    )
    folder = checkout / "figures" / "2023"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(about | {"slug": "a", "year": 2023}))
    for end in ("png", "svg", "csv"):
        (folder / f"a.{end}").write_bytes(
            (ROOT / f"figures/{YEAR}/{about['slug']}.{end}").read_bytes()
        )
    run = checkout / "build" / "notebooks" / "2023" / "06-cybertipline.ipynb"
    run.parent.mkdir(parents=True)
    run.write_bytes((checkout / "notebooks" / run.name).read_bytes())
    made = site.build()
    shown = sorted(path.name for path in (made.parent / "notebooks").iterdir())
    assert shown == ["06-cybertipline.html", "index.html"]
    assert "Our Impact 2023" in made.read_text(encoding="utf-8")


def test_a_number_in_a_table_is_set_as_one():
    html = '<table border="1" class="dataframe"><thead><tr><th></th><th>n</th></tr></thead><tbody>'
    numbers = site._readable(html + "<tr><th>a</th><td>1,234</td></tr></tbody></table>")
    assert 'class="numbers"' in numbers
    assert '<td></td><th scope="col">n</th>' in numbers
    assert '<th scope="row">a</th>' in numbers
    words = site._readable(html + "<tr><th>a</th><td>1 in 7</td></tr></tbody></table>")
    assert 'class="numbers"' not in words
