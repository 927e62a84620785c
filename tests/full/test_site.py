"""The files of the site: complete, with working links, and nothing loaded from elsewhere."""

import json
import re
import shutil
from argparse import Namespace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace
from xml.etree import ElementTree
from zipfile import ZipFile

import nbformat
import pandas as pd
import pytest
from conftest import ROOT, STANDS, copy_checkout, meant
from PIL import Image
from some_figures import BROKEN, INSIDE, draw

import ourimpact_command as cli
from handouts import answers, books, gallery, known, sheets, site
from ourimpact import UsageError, paths, tables
from ourimpact.about import MADE, PROJECT
from ourimpact.figures import foot_of
from ourimpact_command import guards, outputs, runs, settings
from warmrun import notebook, plan, series

YEAR = gallery.year_of(None)
SHOWN, FIGURES = str(YEAR), gallery.figures(paths.figures(YEAR))


def beside_figure(figure: gallery.Figure) -> dict[str, str]:
    return known.beside_figure(figure, *sheets.numbers(figure))


class Tags(HTMLParser):
    """Collects all tags of a page with their attributes, and its text."""

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


@pytest.fixture
def checkout(checkout) -> Path:
    """A checkout with one short notebook; `built` is the whole site."""
    return shortened(checkout)


def shortened(checkout: Path) -> Path:
    for path in (checkout / "notebooks").glob("[0-9]*.ipynb"):
        if path.stem != "07-take-it-down":
            path.unlink()
    return checkout


def further(checkout: Path, *names: str) -> None:
    for name in names:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", checkout / "notebooks")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("build")
        patch.setattr(paths, "build", lambda: folder)
        return site.build(YEAR).parent


@pytest.fixture(scope="module")
def pages(built) -> dict[str, Tags]:
    return {str(page.relative_to(built)): Tags(page) for page in built.rglob("*.html")}


def test_a_section_without_figures_of_the_year_is_named_with_its_last():
    shown = [one for one in FIGURES if one.notebook != "06-cybertipline"]
    assert site._left_out(YEAR + 1, shown) == [f"CyberTipline ({YEAR})"]
    assert site._left_out(YEAR, FIGURES) == []


def test_a_section_says_of_what_and_has_its_sentences_of_common_words(pages):
    """The page knew a title and two numbers of notebooks, which the next report may change."""
    heads = [text.strip() for text in pages["index.html"].text.split("\n")]
    assert "Reports by Type: missing children" in heads and "CyberTipline" in heads
    above = known.load("common_words")["above"]
    assert {*above} <= {figure.notebook for figure in FIGURES}
    for said, (page, words) in ((one["say"], one["link"]) for of in above.values() for one in of):
        assert (f"{said} {words}." in heads) == (page in pages), "none leads nowhere"


def test_a_section_and_its_figures_say_first_what_is_not_split(pages, monkeypatch):
    """It was said far down, by figure, and a reader looked for it."""
    told, heads = known.gaps(), [text.strip() for text in pages["index.html"].text.split("\n")]
    lacks = "nor separately for children missing from care or children who ran away."
    start = "Not given: reports judged likely child sex trafficking"
    assert told["09-child-sex-trafficking"] == f"{start} by state, {lacks}"
    assert {*told} <= {figure.notebook for figure in FIGURES}
    assert {f"{one} Where such numbers may be" for one in told.values()} <= {*heads}
    for figure in FIGURES:
        page = pages[f"figures/{figure.slug}/index.html"].text
        head = page.rpartition(figure.title)[0].partition(figure.title)[2][:900]
        gap = known.gaps(figure.finding).get(figure.notebook, "")
        assert page.count("Not given:") == bool(gap) and gap in head
    figures = {figure.slug: figure.finding for figure in FIGURES}
    of_care = known.gaps(figures["reports-from-care"])["01-missing-children"]
    assert "reports from care by state, age, race, or type, nor" in of_care
    for slug in ("missing-reports-by-year", "missing-reports-resolved"):
        assert "01-missing-children" not in known.gaps(figures[slug]), "of another figure"
    for slug in ("cybertipline-files", "incident-types-since-2020"):
        said = known.gaps(figures[slug])["06-cybertipline"]
        assert ("sextortion" in said) == ("enticement" in figures[slug])
    split = json.loads(json.dumps(tables.dictionary()))
    for name in ("state", "care"):
        split["trafficking_by_age_gender"]["schema"]["fields"].append({"name": name})
    monkeypatch.setattr(tables, "dictionary", lambda: split)
    ran = f"{start} separately for children who ran away."
    assert known.gaps()["09-child-sex-trafficking"] == ran, "a table has the others now"


def test_a_credit_names_the_sources_of_its_picture_and_whom_it_names_is_said(pages):
    who = "our-impact-notebooks: the independent project that made this site, not NCMEC"
    assert f"This site is not by NCMEC: {PROJECT}, an independent" in pages["index.html"].text
    assert {one for one, page in pages.items() if page.text.count(who) != 1} <= {
        name
        for name in pages
        if name.startswith(("notebooks/", "states/", "about", "index", "data/d"))
    }
    for figure in FIGURES:
        page = pages[f"figures/{figure.slug}/index.html"]
        named = f"; facts: {foot_of(figure)[1]}"
        for copied in (page.all("button"), pages["index.html"].all("button")):
            assert f"{MADE}{named}" in {a.get("data-copy") for a in copied}
        assert f"{named}. From" in page.text.replace("</a>", "").replace(CC_LINK, ""), "embedded"


CC_LINK = '<a href="https://creativecommons.org/licenses/by/4.0/">'


def test_a_page_leads_to_others_of_its_tables_and_two_of_a_kind_have_names_that_differ(pages):
    def leads(name: str, to: str) -> bool:
        return any(a["href"].endswith(to) for a in pages[name].all("a"))

    year, kinds = (f"figures/{one}/index.html" for one in ("cybertipline-by-year", LATER))
    assert leads(year, f"{LATER}/index.html"), "online enticement"
    assert leads(kinds, "cybertipline-by-year/index.html")
    head = pages[year].text.partition("Related figures: ")[2].partition("\n")[0]
    assert head and "missing" not in head, "of its tables alone"
    related = site._related(FIGURES)
    assert all(one.slug != slug for slug, of in related.items() for one in of)
    assert not {"at-a-glance", "claims-checked", "state-fact-sheet"} & {*related}
    series = pages["data/series/cybertipline_by_year.html"].text
    assert "all types together" in series and "Online enticement" in series
    assert leads("data/series/cybertipline_by_year.html", "/cybertipline_by_incident_type.html")
    first = pages["index.html"].text
    assert all(words in first for _, words in known.load("by_year"))
    places = {one.slug for one in FIGURES} | {
        path.removeprefix("data/").removesuffix(".html") for path in pages
    }
    assert {to for to, _ in known.load("by_year")} <= places
    assert leads("index.html", "data/series/cybertipline_by_incident_type.html"), "each type"


LATER = "incident-types-since-2020"


def test_a_link_is_named_by_what_opens(pages):
    half = next(one.title for one in FIGURES if one.slug == "cybertipline-half-years")
    beside = pages["figures/incident-types-since-2020/index.html"].text
    assert "Online enticement and child sex trafficking by half-year" in beside
    assert f"“{half}”" not in beside, "its number would contradict the title's"
    page, about = pages["data/index.html"], pages["about.html"].text
    (place,) = [a["href"] for a in page.all("a") if a["href"].endswith("#absent-company")]
    assert place.startswith("../about.html") and "absent-company" in pages["about.html"].ids
    asked = "Can I say “by strangers”?"
    there = {one for one, page in pages.items() if asked in page.text}
    assert there == {"figures/reports-by-type/index.html"}, "with its subject alone"
    company = "Our Impact gives no numbers by platform or company."
    assert f"{company} NCMEC may have such numbers on a page not checked" in about


def test_every_figure_has_a_page_with_its_words_and_downloads(built, pages):
    index = pages["index.html"]
    assert [a["id"] for a in index.all("article")] == [figure.slug for figure in FIGURES]
    links = {a["href"] for a in index.all("a")}
    for before, figure in zip([None, *FIGURES], FIGURES, strict=False):
        assert f"figures/{figure.slug}/index.html" in links
        page = pages[f"figures/{figure.slug}/index.html"]
        there = {a["href"]: a for a in page.all("a")}
        for ending in ("png", "svg", "csv", "xlsx"):
            assert f"../../figures/{figure.slug}.{ending}" in there
        letters = ElementTree.parse(built / f"figures/{figure.slug}.svg").findall(".//{*}use")
        assert len(letters) == figure.file("svg").read_text().count("<use "), "none is lost"
        assert not any(one.get("transform") for one in letters), "long for x"
        said = ElementTree.parse(built / f"figures/{figure.slug}.svg").findtext(".//{*}desc")
        assert [said] == [a["alt"] for a in page.all("img")], "one alt text"
        copied = {a.get("data-copy") or "" for a in page.all("button")}
        assert not any("&amp;" in one for one in copied if "<figure" not in one)
        beside = beside_figure(figure)
        assert beside["by"] in copied, "the credit of the picture"
        cited = known.sourced(beside["cited_in"])
        assert {beside["alone"], f"{beside['copied']} {cited}"} <= copied
        named = [one for one in copied if "factually" in one]  # alone where its own claim is copied
        assert all("Bundling: " in one and "unverified" in one for one in named)
        (cited,) = [one for one in copied if f"“{figure.title}.” Our Impact: {YEAR}" in one]
        assert "Data: " in cited and "NCMEC" in cited.partition("Data: ")[2]
        if figure.notebook[0] != "9" and figure.notebook[:2] != "00":
            assert f"Section of Our Impact: “{figure.section}.”" in cited
        paged = tables.load("places", YEAR)["page"].nunique() > 1  # otherwise, pages are unknown
        assert ("../../data/places.html" in there) == paged
        (alt,) = [a["alt"] for a in page.all("img")]
        assert known.printable(alt) in copied and alt.startswith(
            known.verified(figure.alt.partition(" According to factually")[0])
        )
        for sentence in re.split(r"(?<=[.”]) (?=[A-Z“*])", known.verified(figure.note)):
            said = sentence.rstrip(".").removeprefix("Reports are not children, and t")
            assert said in page.text
        counts = " ".join(tables.dictionary()[name].get("counts", "") for name in figure.tables)
        told = "one child" in page.text.lower()
        assert "Caveat:" in page.text
        assert told or "reports of missing children" not in counts
        text = " ".join(page.text.split())
        assert all(one in text for one in gallery.SENTENCES.split(beside["shown"]))
        said, named = re.subn(r"(?<=\d)( places|) \(\d+ states[^)]*\)", r"\1", beside["finding"])
        rise = r"(\d{3,}% more than in \d{4} \([\d,]+\)|from 5,976 a .* to 62,891)"
        said, times = re.subn(rf"{rise}(, or | \()[\d.]+ times as many\b\)?", r"\1", said)
        said = said.replace(" (the reports include ages 18 to 20)", "")
        verified = known.verified(figure.finding)
        assert times == bool(re.search(rise, verified)), "often taken for the percentage"
        assert said == verified
        assert named == (figure.slug in ("resolved-by-state-funnel", "state-fact-sheet"))
        lost = {*gallery.SENTENCES.split(beside["finding"])} - {
            *gallery.SENTENCES.split(beside["shown"])
        }
        assert all("factually.co" in one or one in beside["say"] for one in lost)
        assert before is None or f"../{before.slug}/index.html" in there
        assert described(page)["og:title"] == figure.title


def test_what_is_to_be_said_beside_goes_with_what_is_copied_and_downloaded(built, pages):
    for figure in FIGURES:
        page = pages[f"figures/{figure.slug}/index.html"]
        say = beside_figure(figure)["say"]
        code = page.text.partition("<figure style")[2].partition("</figure>")[0]
        copied = beside_figure(figure)["caveat"]
        assert copied in {a.get("data-copy") for a in page.all("button")} | {""}
        assert "unverified" not in copied and (copied == say or "unverified" in say)
        caption = code.partition("<figcaption")[2]
        for sentence in re.split(r"(?<=[.”]) (?=[A-Z“])", say):
            assert (sentence in caption) or (sentence in figure.note)
        assert re.split(r"(?<=[.”]) (?=[A-Z“])", say)[0] in caption, "though the picture has it"
        about = " ".join(strings(built / f"figures/{figure.slug}.xlsx"))
        assert known.by_name(copied).replace("&", "&amp;") in about, figure.slug
        assert "this site" not in about.lower(), "it may be read on another"
        assert "unverified" not in say or re.search("comparable|in counting", copied), "its upshot"
        assert "factually" not in about, "as in what is copied"
        assert (ENDED in say) == ("resolved" in figure.alt), figure.slug
    for name in ("missing_by_type", "missing_by_state", "series/missing_by_type"):
        assert ENDED in pages[f"data/{name}.html"].text
        path = built / "data" / (f"{name}_2020-{YEAR}" if "/" in name else f"report/{name}")
        assert ENDED in " ".join(strings(path.with_suffix(".xlsx")))
    beside = {figure.slug: beside_figure(figure) for figure in FIGURES}
    assert beside["at-a-glance"]["say"].count("Reports are not children") == 1, "said once"
    rated = "per 100,000 residents under 18 (the reports include ages 18 to 20)"
    for figure in FIGURES:
        is_rated = "per 100,000 residents under 18" in figure.finding
        assert (rated in beside[figure.slug]["shown"]) == is_rated, figure.slug
    lone = beside["one-in-seven"]["alone"]
    for figure in FIGURES:
        of = [tables.dictionary().get(name, {}) for name in figure.tables]
        by_state = "state" in " ".join(f["name"] for one in of for f in one["schema"]["fields"])
        chosen = figure.notebook[:2] in ("00", "90")  # of which reports are a part
        if (
            not by_state
            and not chosen
            and "reports of missing children" in str([one.get("counts") for one in of])
        ):
            first = gallery.SENTENCES.split(figure.finding)[0]
            assert re.search(r"[Nn]ational|nationwide|U\.S\.", first), "not of the visitor's state"
    assert "This site’s percentage assumes that the 4,411" in lone and "We assume" not in lone
    bundled = beside["cybertipline-by-year"]["copied"]
    incidents = "the number of incidents is given for 2024 only (about 29.2 million)"
    assert incidents in bundled and incidents in beside["cybertipline-files"]["caveat"]
    assert "which a law has required since May 2024, rose most, from 186,819 to 546,333" in bundled
    assert bundled.count("may not be comparable") == bundled.count("A report is not a child") == 1
    for slug in ("cybertipline-files", "incident-types-since-2020"):
        assert "not be comparable" in beside[slug]["alone"], "what follows from it stays"
    enticed = beside["incident-types-since-2020"]
    assert "sextortion" not in enticed["alone"] and "for sextortion" in enticed["caveat"]
    assert enticed["alone"].endswith("report to Congress for 2023.)"), "no year is told before it"
    assert "blog post" not in enticed["by_table"] + enticed["cited_in"], "no number is from it"
    second = "The 2021 total is from a secondary source."
    assert second in beside["missing-reports-by-year"]["copied"]
    there = pd.read_csv(built / "figures/missing-reports-by-year.csv")
    assert there["caveat"].str.contains(second).all()
    year = pages["figures/cybertipline-by-year/index.html"]
    why = "notebooks/06-cybertipline.html#how-much-of-the-change-can-bundling-explain"
    assert f"../../{why}" in {a["href"] for a in year.all("a")}
    assert "drawn in millions" in " ".join(strings(built / "figures/cybertipline-by-year.xlsx"))
    there = pd.read_csv(built / "figures/cybertipline-by-year.csv").set_index("year")
    assert there.index.is_unique and there["reports"].notna().all(), "a line joins reports alone"
    assert [*there.index[there["incidents"].notna()]] == [YEAR]
    assert "../../data/series/cybertipline_by_year_1998-2024.xlsx" in {
        a["href"] for a in year.all("a")
    }, "a longer one"
    for path in (built / "figures").glob("*.csv"):
        assert "Shares are rounded" not in path.read_text(encoding="utf-8"), "of the picture"
        there = pd.read_csv(path)
        if "scope" in there:  # a period of each row, such as one not stated
            assert there["scope"].notna().all() and "year" not in there
            continue
        assert there["year"].notna().all(), "wherever a row is pasted"
        (of,) = {one.partition(". ")[0] for one in there["caveat"]}
        like = rf"(United States, )?NCMEC, [\d, andto]*{there['year'].max()}"
        assert re.fullmatch(like, of), path
        years = {*there["year"]}
        assert (" to " in of) == (1 < len(years) == max(years) - min(years) + 1), path
        assert of in strings(path.with_suffix(".xlsx"))
    assert "“Nonfamily abduction” (104 reports, 0.4%)" in beside["reports-by-type"]["copied"]
    for name, table in tables.dictionary().items():
        if table["path"].startswith("report/"):
            said, of_missing = (
                strings(built / f"data/{table['path']}".replace(".csv", ".xlsx")),
                (table.get("counts", "").startswith("reports of missing children")),
            )
            of = said[said.index("Covers") + 1]
            assert of == f"{'United States, ' * of_missing}NCMEC, {YEAR}", name
            assert ("withheld" in table) == (sheets.SMALL in said), name
    in_words = "Sextortion, the use of generative artificial intelligence to create child sexual"
    page = " ".join(pages["data/cybertipline_by_incident_type.html"].text.split())
    assert f"Our Impact: {in_words}" in page, "which no table counts"
    assert in_words not in pages["data/cybertipline_files.html"].text


SPELLED = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CLAIMED = "|".join([*tables.labels("state").values(), "Take It Down", "Team HOPE", "AMBER", "Asian",
                    r"\b(?:rose|fell|CyberTip|racial|offender|puberty)"])  # fmt: skip


def read(text: str) -> list[float]:
    """Return the numbers in a text, without years and those in names of ages or per so many."""
    text = re.sub(r"(ages|under) [\d, to]+|per 100,000|\b20\d\d\b", "", text)
    text = re.sub(rf"\b({'|'.join(SPELLED)})\b", lambda n: str(SPELLED.index(n[0])), text.lower())
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize("figure", FIGURES, ids=[figure.slug for figure in FIGURES])
def test_one_sentence_that_is_copied_carries_the_claim_of_the_title(figure):
    """It has the title's numbers, names, and way, what is counted, the year, and whose it is."""
    whole, _, by = beside_figure(figure)["alone"].partition(" (Source: ")
    said = gallery.SENTENCES.split(whole)[0]
    assert by and "NCMEC" in said and re.search(r"\b20\d\d\b", said)
    assert not re.match(r"[^:]{60,}: [A-Z]", said), "no subtitle glued on"
    there, title = read(said), figure.title
    if part := re.search(rf"[Oo]ne in ({'|'.join(SPELLED)})\b", title):
        title = title.replace(part[0], f"{100 / SPELLED.index(part[1]):.1f}%")  # also said exactly
        there += [100 / SPELLED.index(part[1])] * (part[0].lower() in said.lower())
    for number in read(title):
        assert any(abs(number - one) <= 0.5 for one in there), (number, said)
    for word in re.findall(CLAIMED, figure.title):
        assert word.lower() in said.lower(), word
    counted = "report|request|call|file|submission|people|children|statement|record|number|famil"
    counted += "|visitor|contact"
    assert re.search(counted, said) and len(said) < 350, "it says what is counted, and is short"


@pytest.mark.parametrize("figure", FIGURES, ids=[figure.slug for figure in FIGURES])
def test_an_answer_that_is_copied_alone_carries_its_caution(figure):
    """What is counted, and what must be said, in few words, and more where there is room."""
    beside, known_rules = beside_figure(figure), known.load("common_words")["of_notes"]
    whole, _, by = beside["alone"].partition(" (Source: ")
    answer, *cautions = gallery.SENTENCES.split(whole)
    own = [one for one in cautions if re.search(known_rules["alone"]["with"], one)]
    cautions = [one for one in cautions if one not in own]  # the others are of the finding
    caveats = gallery.SENTENCES.split(beside["caveat"])
    short = [known._in_short(one) for one in caveats]
    if figure.notebook.startswith("91"):
        short.append(known.load("common_words")["of_states"]["police"])
    assert cautions and {*cautions} <= {*short} and len({*cautions}) == len(cautions)
    assert " ".join(cautions) == beside["caution"]
    most = known_rules["alone"]["words"]
    rules = known_rules["alone"]["said"]
    core = re.compile(next(like for asked, like in rules if re.search(asked, answer)))
    least = [one for one in cautions if core.search(one) or known._musts(one)][:2]
    assert len(" ".join([answer, *own, *least]).split()) > most or len(whole.split()) <= most
    assert any(map(core.search, cautions)) or not any(map(core.search, short)), "what is counted"
    must = [one for one in caveats if known._musts(one) - known._musts(answer)
            and "unverified" not in one and not re.match("Numbers for 2021", one)]  # fmt: skip
    assert not must or any(known._in_short(one) in cautions for one in must), "the weightiest"
    for one in cautions:
        if "assume" in one:
            assert {*re.findall(r"\d+", one)} <= {*re.findall(r"\d+", answer)}, "its own numbers"
    assert "factually.co" not in whole + by


def test_what_is_copied_says_its_weightiest_caveat():
    copied = {figure.slug: beside_figure(figure)["copied"] for figure in FIGURES}
    for figure in FIGURES:
        assert beside_figure(figure)["say"].partition(". ")[0] in copied[figure.slug]
    assert copied["reports-by-type"].startswith(
        "Of the 29,568 missing-child reports that NCMEC received nationwide in 2024, 27,293 "
        "(92.3%) are about children who ran away. "
    )
    assert "not how often trafficking happens" in copied["one-in-seven"]
    alone = {figure.slug: beside_figure(figure)["alone"] for figure in FIGURES}
    changed = {slug for slug, said in copied.items() if "sources say “cases,”" in said}
    assert changed == {"missing-reports-by-year", "reports-by-type-since-2020"}
    for figure in FIGURES:  # what makes years unlike goes with each sentence that compares them
        columns, rows = gallery.numbers(figure)
        years = {row[columns.index("year")] for row in rows} if "year" in columns else {}
        unlike = "sources say “cases,”|not be comparable|May 2024"
        if len(years) > 1 and re.search(unlike, copied[figure.slug]):
            assert re.search(unlike, alone[figure.slug]), figure.slug
    for figure in FIGURES:
        said, _, by = alone[figure.slug].partition(" (Source: ")
        said = gallery.SENTENCES.split(said)[0]
        assert copied[figure.slug].startswith(said) and "NCMEC" in said, figure.slug
        assert "factually.co" not in by or "factually.co" in said, "no source of another sentence"
    assert "than child sexual abuse material, 2020" not in copied["incident-types-since-2020"], (
        "it is of CSAM, too"
    )
    assert not [slug for slug, said in copied.items() if "we could not" in said], "others say it"
    for said in (copied["reports-from-care"], alone["reports-from-care"]):
        assert ", so this is not their share of all missing children." in said


def test_what_is_said_beside_a_figure_is_said_once():
    """No sentence twice, and nothing of what must be said twice, in whatever words."""
    must = known.load("common_words")["of_notes"]["must"]
    for figure in FIGURES:
        beside = beside_figure(figure)
        card = f"{gallery.brief(figure.finding)} {beside['must']}"
        texts = {"say": figure.note, "caption": figure.note, "alt": figure.alt}
        texts = {beside[name]: own for name, own in texts.items()}
        for text, own in (texts | dict.fromkeys([beside["copied"], card], figure.finding)).items():
            said = gallery.SENTENCES.split(text)
            assert len(said) == len({*said}), (figure.slug, text)
            for one in must:
                there = [each for each in said if re.search(one, each)]
                own_ones = [each for each in there if each in known.verified(own)]
                assert len(there) <= max(1, len(own_ones)), (figure.slug, there)
    others = ["Since May 2024, a law.", "Another.", "Another."]
    assert known._lacking("It is so since May 2024.", others) == ["Another."]


def test_the_unverified_source_is_said_once_and_last_and_not_in_the_credit_of_a_picture(pages):
    """No picture uses it, so none that is shown elsewhere has to name it."""
    for figure in FIGURES:
        beside = beside_figure(figure)
        assert "factually.co" not in beside["by"] + beside["must"], "nor a card"
        assert f"{beside['shown']} {beside['say']}".count("factually.co") == (
            "factually.co" in figure.note + figure.finding
        )
        said = gallery.SENTENCES.split(beside["say"])
        assert not any("factually.co" in one for one in said[:-1]), "what is sure comes first"
    page = pages["figures/cybertipline-by-year/index.html"]
    copied = [a.get("data-copy") or "" for a in page.all("button")]
    (why,) = [one for one in copied if one.startswith("How much of the drop could bundling (unv")]
    assert "explain? Bundling: sending several tips" in why, "defined, a stop"
    for one in (part for part in re.split(r"(?<=[.?]) ", why) if "bundl" in part.lower()):
        assert "unverified" in one, "also where one sentence is copied"
    assert "bundling (unverified) would explain" in why
    assert "according to factually.co, an unverified" in why and why.endswith(
        "factually.co, 2026 (unverified).)"
    )
    assert "larger or smaller" not in page.text and "as one report. We could not conf" in page.text
    for slug in ("cybertipline-by-year", "cybertipline-files", "incident-types-since-2020"):
        told = pages[f"figures/{slug}/index.html"].text
        assert told.count("were referred to police or led to arrests or prosecutions.") == 1, slug
    assert f"Caveat: {beside_figure(of_slug('cybertipline-by-year'))['caveat']} Copy" in (
        " ".join(page.text.split())
    ), "what is shown is what is copied"
    assert f"By our-impact-notebooks, CC BY 4.0; facts: {SOURCE_OF_YEARS}" in copied


SOURCE_OF_YEARS = (
    f"NCMEC, Our Impact: {YEAR}; NCMEC and Justice Department, report to Congress for {YEAR - 1}"
)
WORLD = "may concern other countries; Our Impact does not say how many are about a child in the"


def test_answers_have_the_numbers_of_their_year_or_keep_their_braces():
    has = {"a": "1,000", "b": "250", "year": "2024"}
    for asked, said in {
        "{a}": "1,000", "{b/a}": "25.0%", "{a/day}": "3", "{a+b-b}": "1,000", "{a+c}": "{a+c}",
        "{c/day}": "{c/day}", "{b:a}": "4",
    }.items():  # fmt: skip
        assert answers._with({"say": asked}, has) == {"say": said, "counted": True}, asked
    assert not answers._with({"say": "in {year}"}, has)["counted"]
    told = [one["say"] for one in answers.filled(YEAR, FIGURES)["answers"]]
    of_doubt = "You may say (that reports fell|so with)"
    assert len([one for one in told if re.match(of_doubt, one)]) == 2
    doubted = ("cybertipline-by-year", "incident-types-since-2020")
    others = [one for one in FIGURES if one.slug not in doubted]
    told = [one["say"] for one in answers.filled(YEAR, others)["answers"]]
    assert not any(re.match(of_doubt, one) for one in told), "where the finding has a doubt"


@pytest.mark.parametrize(
    ("part", "right"),
    [("answers", "enticement of children"), ("answers", "fewer than in"),
     ("beside", "fewer than in")],
)  # fmt: skip
def test_a_where_that_no_finding_has_is_refused(monkeypatch, part, right):
    words, slip = known.load("common_words"), f"{right} sharply"
    typed = json.loads(json.dumps(words[part]).replace(f'{right}"', f'{slip}"'))
    assert typed != words[part]
    monkeypatch.setattr(known, "load", lambda _: words | {part: typed})
    with pytest.raises(UsageError, match=rf"{slip}' is in no finding of .+, which says: .*{right}"):
        answers.filled(YEAR, FIGURES)


def alternatives(pattern: str) -> list[str]:
    """Return those of a pattern that are in no brackets."""
    depth, of = 0, [""]
    for part in re.findall(r"\\.|\[.*?\]|.", pattern):
        depth += (part == "(") - (part == ")")
        of = [*of, ""] if part == "|" and not depth else [*of[:-1], of[-1] + part]
    return of


def test_each_pattern_of_sentences_is_like_one_that_there_is():
    """A caveat is lost, and nobody sees it, if a notebook rewords what its pattern is like."""
    rules = known.load("common_words")["of_notes"]
    unlike, sections = set(), [books.questions(book) for book in books.read(YEAR).values()]
    now = [text for one in FIGURES for text in (one.note, one.finding, one.alt)]
    now += [said for of in sections for _, _, said in of.values()]
    for like, to in rules["reworded"]:  # each is given what the last one gave
        before, now = now, [re.sub(like, to, text) for text in now]
        unlike |= {like} if now == before else set()
    split = gallery.SENTENCES.split
    noted = [known.verified(one.note) for one in FIGURES] + [*tables.load("caveats")["text"]]
    noted = [one for text in noted for one in split(text)]
    told = [*now, *(beside_figure(one)["say"] for one in FIGURES), known._not_comparable()]
    told = [*noted, *now, *(one for text in told for one in split(text))]
    told += [of["description"] for of in tables.dictionary().values()]
    of, marks = rules["alone"], {*alternatives(rules["marks"])}
    patterns = [*rules["must"], *(like for like, _ in rules["also"] + of["short"])]
    patterns += [like for pair in of["said"] for like in pair]
    patterns += [rules["first"], known.load("common_words")["years"]["caution"]]
    patterns += [of[name] for name in ("some", "with", "compared")]
    others = {one for pattern in patterns for one in alternatives(pattern)}
    unlike |= {one for one in others if not any(re.search(one, text) for text in told)}
    unlike |= {one for one in marks if not any(re.match(one, text) for text in noted)}
    assert {*rules["not_every_year"]} <= others | marks
    assert unlike <= {*rules["not_every_year"]}, "mend, delete, or list there"


def test_worldwide_numbers_are_not_called_the_nations(built, pages):
    of = [one for one in FIGURES if any(name.startswith("cybertipline") for name in one.tables)]
    assert len(of) > 5
    for figure in of:
        page = pages[f"figures/{figure.slug}/index.html"]
        assert WORLD in beside_figure(figure)["say"], figure.slug
        assert not re.search(r"[Nn]ational(?! Center)|nationwide|the nation\b", page.text) or (
            "missing_by_type" in figure.tables
        ), figure.slug
    for name in ("cybertipline_by_year", "cybertipline_by_incident_type", "cybertipline_files"):
        assert WORLD in pages[f"data/series/{name}.html"].text
    assert WORLD not in beside_figure(of_slug("reports-by-type"))["say"]


def of_slug(slug):
    (one,) = [one for one in FIGURES if one.slug == slug]
    return one


def test_the_files_of_a_figure_come_before_what_may_be_read_of_it(built):
    for figure in FIGURES:
        columns = sheets.numbers(figure)[0]
        of = "a count or share" if "rate" in columns else "a number"
        if "year" in columns and "source" in columns:  # first, that of this year's own
            of = f"a {max(row[columns.index('year')] for row in sheets.numbers(figure)[1])} number"
        html = (built / f"figures/{figure.slug}/index.html").read_text(encoding="utf-8")
        at = [
            html.index(one)
            for one in (
                "Copy sentence, with",
                ">PNG 1920 × 1080 (slides, web, print; for broadcast, scale to 90% on white)<",
                ">CSV<",
                ">Copy picture’s credit<",
                f">Copy source for {of}<",
                "XLSX: notes and sources on its About sheet.",
            )
        ]
        at += [html.index(one) for one in ("Caveat:", 'id="use"')]
        assert at == sorted(at), figure.slug


def test_the_data_page_tells_files_apart_and_leads_to_their_columns(pages):
    page, dictionary = pages["data/index.html"], pages["data/dictionary.html"]
    places = [a["href"] for a in page.all("a") if a["href"].startswith("dictionary.html#")]
    assert len(places) == len({*places}) >= len(tables.dictionary())
    assert {one.partition("#")[2] for one in places} <= dictionary.ids
    assert "report/missing_by_state.csv" in {a["href"] for a in page.all("a")}
    assert "CSV with codes of Reports of missing children by state and" in page.text
    assert "CSV with codes of Reports of missing children by year" not in page.text
    first = [a["href"] for a in dictionary.all("a") if a["href"].startswith("#")]
    assert len(first) > len(tables.dictionary()), "the list of tables is open"
    rule = "the caveat and the credit in every row", "without caveat or credit", "codes instead of"
    assert [page.text.count(one) for one in rule] == [1, 1, 1], "one rule, once"
    there = [a["href"] for a in page.all("a")]
    file = next(at for at, one in enumerate(there) if one.endswith(".xlsx"))
    for one in ("cybertipline_by_year", "cybertipline_by_incident_type"):  # come for most often
        assert there.index(f"series/{one}.html") < file
    assert re.search("missing from care are in no table of their own but in Numbers", page.text)
    files = [a["href"] for a in page.all("a") if a.get("class") == "button" and "download" in a]
    assert len(files) >= 2 * len(tables.dictionary()), "each a button"
    kinds = [one.rpartition(".")[2] for one in files[1:]]  # after the ZIP
    assert kinds == ["xlsx", "csv"] * (len(kinds) // 2)
    series = [a for a in page.all("button") if (a.get("data-copy") or "").startswith("By ")]
    assert len(series) >= len(known.load("series")), "beside the files"
    about = pages["about.html"]
    copied = {a.get("data-copy") or "" for a in about.all("button")}
    assert any(one.startswith(MADE) for one in copied), "one form for figures and tables"
    terms = [a["id"] for a in about.all("dt") if "id" in a]
    assert terms == sorted(terms) and len(terms) > 10


def test_a_page_contradicts_and_repeats_nothing(pages):
    for name, page in pages.items():
        assert "Data: ." not in page.text, name
    half = pages["figures/cybertipline-half-years/index.html"]
    title = next(one.title for one in FIGURES if one.slug == "cybertipline-half-years")
    assert re.search(
        rf"CyberTipline; reports may concern other countries\s+{re.escape(title)}", half.text
    )
    assert pages["about.html"].text.count("We do not rank states") == 1


ENDED = "“Resolved” does not say how a case ended."


def test_a_csv_goes_without_its_page(built):
    paths_of = [*(built / "figures").glob("*.csv"), *(built / "data/series").glob("*.csv")]
    for path in paths_of:
        there = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert there["caveat"].nunique() == there["credit"].nunique() == 1, path
        assert there["credit"].str.startswith(MADE).all(), "one form, as in pictures"
        years = there["year"].nunique() if "year" in there else 1
        assert (years > 1) <= ("source" in there), path
        assert not re.search("[“”’]", path.read_text(encoding="utf-8")), "as Excel reads them"
    there = pd.read_csv(built / "figures/incident-types-since-2020.csv")
    for year, by in {2020: "report to Congress for 2022", 2023: "report to Congress for 2023",
                     YEAR: f"NCMEC, Our Impact: {YEAR}"}.items():  # fmt: skip
        assert there["source"][there["year"] == year].str.endswith(by).all(), "its own"
    addresses = strings(built / "figures/incident-types-since-2020.xlsx")
    addresses = addresses[addresses.index("Addresses") + 1]
    assert "CY-2023" in addresses and "CY-2022" in addresses.replace("2022-Calendar", "CY-2022")
    assert "factually" not in addresses
    parts = there.groupby("year")["reports"].sum()
    all_but_csam = (
        tables.load("cybertipline_by_incident_type", YEAR)["reports"].nlargest(8)[1:].sum()
    )
    assert "is_sum" not in there, "no row is the sum of others"
    assert parts[YEAR] == all_but_csam, "each report once"
    said = beside_figure(next(f for f in FIGURES if f.slug == "incident-types-since-2020"))
    assert "CSAM" not in said["say"] and "label" not in said["say"], "of what is drawn"


def described(page):
    return {a.get("property", a.get("name")): a.get("content") for a in page.all("meta")}


CODE, SITE = "https://github.com/a/b", "https://a.org/b/"
PICTURES = {  # the address in CITATION.cff, and where the preview picture is then
    "type: software": None,
    f"repository-code: {CODE}": f"https://raw.githubusercontent.com/a/b/HEAD/figures/{YEAR}/x.png",
    f"repository-code: {CODE}/\nurl: {SITE}": f"{SITE}figures/x.png",
    "authors: [{name: A, email: mail@a.org}]\nrepository-code: https://example.org/b": None,
}


@pytest.mark.parametrize("said", PICTURES)
def test_previews_and_binder_are_there_where_an_address_is_known_and_else_absent(checkout, said):
    draw(checkout / "figures" / SHOWN)
    (checkout / "CITATION.cff").write_text(said)
    made = site.build().parent
    for name in ("index.html", "figures/x/index.html"):
        page = Tags(made / name)
        tags = described(page)
        assert tags.get("og:image") == PICTURES[said]
        assert tags["twitter:card"] == "summary" + "_large_image" * bool(PICTURES[said])
        assert (tags.get("og:url") or SITE).startswith(SITE)
        assert ("og:image:alt" in tags) == bool(PICTURES[said])
    links = {a["href"] for a in Tags(made / "notebooks" / "07-take-it-down.html").all("a")}
    binder = "https://mybinder.org/v2/gh/a/b/HEAD?labpath=notebooks/07-take-it-down.ipynb"
    assert {link for link in links if "binder" in link} == ({binder} if CODE in said else set())
    texts = Tags(made / "index.html").text, Tags(made / "about.html").text
    nobody = (
        "This site has no public address yet: ask the person who gave it to you, and report "
        "errors there, too."
    )
    assert all((nobody in text) == (said == "type: software") for text in texts)
    assert all(("mail@a.org" in text) == ("mail@a.org" in said) for text in texts)
    assert all((f"This page: {SITE}" in text) == (SITE in said) for text in texts)


WORDS, COLUMNS, SERIES, STATES = (
    (ROOT / "data" / "site" / f"{name}.json").read_text(encoding="utf-8")
    for name in ("common_words", "columns", "series", "states")
)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("CITATION.cff", "title: Foo: bar", "CITATION.cff, line 1, is no YAML: mapping values"),
        ("CITATION.cff", "url: example.org", "url is 'example.org': write such as https://ex"),
        ("CITATION.cff", "date-released: soon", "date-released is 'soon': write such as 2026-"),
        ("figure.html.j2", "\n{% if %}", "figure.html.j2 in lib/handouts, line 2: Expected an"),
        ("pages.json", "[\n{", "pages.json, line 2, column 2: a name in double quotes"),
        ("common_words.json", "{}", "common_words.json: 'same' is a required property"),
        (
            "common_words.json",
            WORDS.replace('"May 2024"', '"(May 2024"'),
            "common_words.json, of_notes, must, 0: '(May",
        ),
        (
            "common_words.json",
            WORDS.replace('"@notices"', '"@notises"'),
            "common_words.json has '@notises', which is not in its `shared`",
        ),
        (
            "common_words.json",
            WORDS.replace('"urgent"', '"urgnet"'),
            "('urgnet' was unexpected)",
        ),
        (
            "pages.json",
            '[["abuot.html", "About", "", ""]]',
            "pages.json has 'abuot.html', and the site has no such page",
        ),
        (
            "series.json",
            '[{"name": "x", "note": "x", "title": "", "tables": ["states"], "rows": ["yaer > 0"]}]',
            "series.json, x, rows: name 'yaer' is not defined",
        ),
        (
            "series.json",
            '[{"name": "x", "note": "x", "title": "", "tables": ["missing_totals_earlier"], '
            '"rows": ["year > 0"]}]',
            "missing_totals_earlier has several in a year, which cannot be added up: choose one",
        ),
        ("pages.json", "{}", "pages.json: {} is not of type 'array'"),
        ("gaps.json", '{"tip": {"by": []}}', "gaps.json: sections.csv has no section 'tip'"),
        ("countries.json", "[3]", "countries.json, 0: 3 is not of type 'string'"),
        (
            "series.json",
            '[{"name": "cybertipline_files", "note": ""}]',
            "series.json, 0, note: '' should be non-empty",
        ),
        (
            "series.json",
            '[{"name": "x", "note": "y"}, {"name": "x", "note": "z"}]',
            "series.json has x twice",
        ),
        (
            "columns.json",
            '{"year": "Calendar year"}',
            "columns.json, year: 'Calendar year' is not of type 'array'",
        ),
        (
            "columns.json",
            '{"year": ["Year", "x"], "year": ["Year", "y"]}',
            "columns.json, line 1: 'year' occurs twice in one object, and the last would be used",
        ),
        (
            "columns.json",
            COLUMNS.replace("Reports resolved", "Reports now active")
            .replace("Reports still active", "Reports resolved")
            .replace("Reports now active", "Reports still active"),
            "columns.json: the explanations of active and resolved are exchanged",
        ),
        (
            "series.json",
            SERIES.replace("gives 4,560 reports", "gives 4,650 reports"),
            "series.json, cybertipline_by_year: 4,650: neither cybertipline_history and",
        ),
        (
            "series.json",
            SERIES.replace('"2021": "From', '"2012": "From'),
            "series.json, missing_by_year, marks: no row is of '2012'",
        ),
        (
            "states.json",
            STATES.replace('["20"', '["x"').replace('["21"', '["20"').replace('["x"', '["21"'),
            "states.json, Kansas has the FIPS code 21, and Kentucky has 20: they rise with the n",
        ),
        (
            "states.json",
            STATES.replace('"ME": ["23", "NH"]', '"ME": ["23", "NH VT"]'),
            "states.json, ME has the neighbor VT, and VT has not ME",
        ),
        (
            "states.json",
            STATES.replace("GA MD NC", "GA NC").replace('"NJ NY PA"', '"MD NJ NY PA"'),
            "states.json, regions, of, South, South Atlantic: 'DC DE FL GA NC SC VA WV' does not",
        ),
        ("minisearch.js", "", "minisearch.js"),
    ],
)
def test_what_the_site_is_made_of_is_named_where_it_is_broken(checkout, tmp_path, name, text, said):
    draw(checkout / "figures" / SHOWN)
    with pytest.MonkeyPatch.context() as patch:
        folder = checkout / ("data/site" if name.endswith(".json") else "") / name
        if name.endswith((".j2", ".js")):
            folder = shutil.copytree(gallery.SITE_FILES, tmp_path / "site_files") / name
            for module in (site, gallery):
                patch.setattr(module, "SITE_FILES", folder.parent)
            gallery._environment.cache_clear()
        folder.write_text(text) if text else folder.unlink()
        with pytest.raises((UsageError, FileNotFoundError), match=re.escape(said)):
            site.build()
    gallery._environment.cache_clear()
    assert not (checkout / "build/site").exists()


def test_a_figure_without_its_title_has_room_for_the_same_words(checkout):
    """A funnel's labels are placed before its height is known."""
    further(checkout, "04-by-state")
    shutil.copytree(ROOT / "figures/2024", checkout / "figures/2024", dirs_exist_ok=True)
    assert cli.main(["figure", "state-shares", "--as", "plain"]) == 0


def test_a_workbook_has_the_rows_as_numbers_and_says_what_they_are(built):
    for name in ("figures/reports-by-age", "data/report/missing_by_state"):
        with ZipFile(built / f"{name}.xlsx") as book:
            parts = ("sharedStrings", "worksheets/sheet1", "worksheets/sheet2")
            strings, rows, about = (book.read(f"xl/{part}.xml").decode() for part in parts)
        written = pd.read_csv(built / f"{name}.csv")
        assert rows.count("<row ") == len(written) + 1
        assert f"<v>{written['reports'].iloc[-1]}</v>" in rows
        assert "<f>" not in rows + about
        assert "CC BY 4.0" in strings


def strings(book: Path) -> list[str]:
    """Return all texts of a workbook."""
    with ZipFile(book) as parts:
        text = parts.read("xl/sharedStrings.xml").decode()
    return re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", text)


def test_a_workbook_explains_each_column_and_names_its_codes(built):
    books = [*(built / "figures").glob("*.xlsx"), *(built / "data").glob("*/*.xlsx")]
    assert len(books) > 60
    for book in books:
        columns = book.with_suffix(".csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        texts = strings(book)
        plain = ("caveat", "credit")  # the sheet has these as rows of their own
        columns = [c for c in columns if c[-5:] != "_name" and c not in plain]
        assert len(columns) == len({*columns}), book
        lacking = [c for c in columns if f"Column {c}" not in texts]
        assert not lacking, book
    assert "Children who ran away" in strings(built / "data/report/missing_by_type.xlsx")
    assert "Name of the code in state." in strings(built / "data/report/missing_by_state.xlsx")
    with ZipFile(built / "figures/open-by-type.xlsx") as book:
        style = book.read("xl/styles.xml").decode()
        row = re.search(r'<row r="2".*?</row>', book.read("xl/worksheets/sheet1.xml").decode())[0]
    forms = re.findall(r'<xf numFmtId="(\d+)"', style.partition("<cellXfs")[2])
    share = re.search(r's="(\d)"><v>0\.', row)[1]
    percent = re.search(r'numFmtId="(\d+)" formatCode="0.0%"', style)[1]
    assert forms[int(share)] == percent, "shares in percent"


def test_a_table_and_its_earlier_years_are_one_file_with_a_page(built, pages):
    files = {path: path.stem.rpartition("_") for path in (built / "data/series").glob("*.csv")}
    assert all(re.fullmatch(r"\d{4}-\d{4}", years) for *_, years in files.values())
    read = {name: pd.read_csv(path) for path, (name, *_) in files.items()}
    whole = read["cybertipline_by_year"]
    assert list(whole["year"]) == [*range(1998, YEAR + 1)]
    by_type = tables.load("cybertipline_by_incident_type", YEAR)["reports"].sum()
    assert whole["reports"].iloc[-1] == by_type
    assert list(read["missing_by_year"]["year"]) == [*range(2020, YEAR + 1)]
    for path in (built / "data/series").glob("*.xlsx"):
        said = strings(path)
        about = {"Credit", "License", "Source", "Caveat", "Version", "Citation"}
        assert about <= {*said} and "" not in said, path
        assert said[said.index("Addresses") + 1].startswith("NCMEC"), path
        cited = f".” Our Impact: {YEAR}, in figures, version"  # as on its page
        assert cited in said[said.index("Citation") + 1], path
        there = read[path.stem.rpartition("_")[0]]
        assert all(f"Column {c}_name" in said for c in there if f"{c}_name" in said), path
    assert "law of May 2024" in " ".join(
        strings(built / f"data/series/cybertipline_by_incident_type_2020-{YEAR}.xlsx")
    )
    by_type = strings(built / f"data/series/cybertipline_by_incident_type_2020-{YEAR}.xlsx")
    assert "Total" in by_type[: by_type.index(sheets.TOTAL)], "types down, years across"
    assert by_type.index(sheets.TOTAL) < by_type.index("Caveat"), "on the first sheet"
    assert sheets.BLANK not in by_type, "each year has all types"
    missing = strings(next((built / "data/series").glob("missing_by_type_*.xlsx")))
    assert sheets.BLANK in missing, "2020's active ones are not known"
    assert "2,772 in its text" in whole["note"].iloc[0], "of a CSV alone"
    every = read["missing_by_type"].query("status == 'all'")
    assert every.groupby("year")["reports"].sum().to_dict() == {
        2020: 29782, 2021: 27733, STANDS: 29568
    }  # fmt: skip
    parts = read["missing_by_type"].query("status != 'all'")[["year", "report_type"]]
    sums = every.merge(parts.drop_duplicates(), how="left", indicator=True)
    assert list(sums["is_sum"]) == list(sums["_merge"] == "both"), "of rows that are there"
    assert not read["missing_by_type"].query("status != 'all'")["is_sum"].any()
    across = "TotalAll, active or resolved29,78227,73329,568a total"
    assert across in pages["data/series/missing_by_type.html"].text, "only years that are known"
    assert list(whole["year"][whole["note"].notna()]) == [1998, STANDS]
    assert "may not be comparable" in whole.set_index("year")["note"][STANDS]
    rows = read["cybertipline_by_incident_type"]
    of_law = rows[rows["note"].fillna("").str.contains("law of May")]
    assert {*of_law["incident_type"]} == {"online_enticement", "child_sex_trafficking"}
    assert {*of_law["year"]} == {STANDS}, "the note of a row, not of a year"
    for name, there in read.items():
        assert "factually" not in " ".join([*there["caveat"], *there["credit"]]), name
        page = pages[f"data/series/{name}.html"]
        copied = {a.get("data-copy") for a in page.all("button")}
        both = {text.translate(gallery.STRAIGHT) for text in copied if text}
        covered, _, caveat = there["caveat"].iloc[0].partition(". ")
        assert {caveat, there["credit"].iloc[0]} <= both, "as in the file"
        assert re.fullmatch(rf"(United States, )?NCMEC, [\d, andto]*{there['year'].max()}", covered)
        assert "note" not in there or "factually" not in f"{[*there['note']]}", "nor a note"
    of_table = f"By our-impact-notebooks, CC BY 4.0; facts: NCMEC, Our Impact: {YEAR}"
    assert of_table in strings(built / "data/report/missing_by_state.xlsx"), "as figures have it"
    links = {a["href"] for a in pages["data/index.html"].all("a")}
    for name in read:
        page = pages[f"data/series/{name}.html"]
        assert f"series/{name}.html" in links
        kinds = len(read[name]) / read[name]["year"].nunique()
        assert len(page.all("tr")) >= len(read[name]) + 1 + (kinds if kinds > 1 else 0)
        file = f"../series/{name}_{read[name]['year'].min()}-{YEAR}"
        assert {a["href"] for a in page.all("a")} >= {f"{file}.csv", f"{file}.xlsx"}
        assert page.all("img"), "a figure of its years"
    assert "2,772 in its text" in pages["data/series/cybertipline_by_year.html"].text
    assert "third-party copy" in pages["data/missing_by_type_earlier.html"].text
    assert not [name for name, page in pages.items() if re.search(r"beside it\W*Hollow", page.text)]
    siblings = {name for name in tables.dictionary() if f"{name}_earlier" in tables.dictionary()}
    assert set(read) == siblings | {"cybertipline_by_year", "missing_by_year"}
    for name in siblings:
        there = {*tables.years(name), *tables.years(f"{name}_earlier")}
        assert {*read[name]["year"]} == there
        assert read[name]["source"].str.contains("NCMEC").all()


def test_numbers_drawn_are_read_as_percentages_and_words(pages):
    text = " ".join(pages["figures/open-by-type/index.html"].text.split())
    assert "Share of active reports" in text and "of_active" not in text
    drawn = pd.read_csv(paths.figures(YEAR) / "open-by-type.csv")
    for column in ("of_reports", "of_active"):
        assert f"{100 * drawn[column].iloc[0]:.1f}%" in text, "a share in a column of another name"
    columns = ["change", "ratio_low", "expected", "few", "difference"]
    rows = [["-0.314", "0.36", "153.98", "True", "-0.0002"], ["0.008", "1.13", "", "False", "0.2"]]
    shares = gallery.fractions(columns, rows)
    shown = [
        [gallery.said(c, n, n in shares) for c, n in zip(r, columns, strict=True)] for r in rows
    ]
    assert shown == [
        ["\N{MINUS SIGN}31.4%", "0.36", "154.0", "yes", "0.0"],
        ["0.8%", "1.13", "\N{EN DASH}", "no", "20.0"],
    ]


def test_a_copied_table_says_what_where_and_when_and_its_page_which_years_there_are(pages):
    said = {}
    for slug in ("reports-by-type", "reports-by-type-since-2020", "cybertipline-by-year"):
        page = pages[f"figures/{slug}/index.html"]
        (button,) = [a for a in page.all("button") if a.get("id") == "all-rows"]
        said[slug] = button["data-title"], " ".join(page.text.split())
    assert said["reports-by-type"][0].endswith(
        ". 29,568 reports of missing children to NCMEC nationwide by type, 2024"
    )
    assert said["reports-by-type"][1].count("Shares are rounded") == 1, "4.0 + 2.8 + 0.6 + 0.4"
    there, lost = re.search(
        r"All available years: ([\d, ]+) of .*?\. Not found: ([\d, ]+)\.",
        said["reports-by-type-since-2020"][1],
    ).groups()  # fmt: skip
    assert (there.strip(), lost) == ("2020, 2021, 2024", "2022, 2023")
    none = f"We found no counts by type for {lost.replace(', ', ' and ')}."
    assert none in said["reports-by-type-since-2020"][1], "computed, in the finding, too"
    first = pages["index.html"]
    assert "#by-year" in {a["href"] for a in first.all("a")} and "by-year" in first.ids
    assert "Not found" not in said["cybertipline-by-year"][1]


def test_what_is_for_programs_is_in_the_files_and_what_a_table_lacks_is_said(built, pages):
    by_state = pd.read_csv(built / "figures/reports-per-100k-by-state.csv").set_index("state")
    assert by_state["rate"]["states_and_dc"] == pytest.approx(40.318479)
    assert not by_state["caveat"].str.contains("*", regex=False).any(), "no asterisk is there"
    heads = pages["figures/at-a-glance/index.html"].text.partition("The numbers in this chart")[2]
    assert not re.search("Code|Value|Group", heads)
    heads = pages["figures/open-by-type/index.html"].text.partition("The numbers in this chart")[2]
    assert heads.index("Share resolved") < heads.index("Active")
    kinds = tables.load("categories").query("column in ('report_type', 'incident_type')")
    terms = pages["about.html"].text
    assert len(kinds) == 13 and all(f"“{printed}”" in terms for printed in kinds["printed"])
    page = pages["data/cybertipline_by_incident_type.html"].text
    assert "as printed: “Online Enticement of Children for Sexual Acts”" in page
    assert "XLSX: codes with their names, and notes and sources on a second sheet. CSV:" in page


def test_one_zip_has_every_table_and_its_dictionary(built):
    start = f"our-impact-{YEAR}/"
    with ZipFile(built / f"our-impact-{YEAR}.zip") as packed:
        names = {name.removeprefix(start) for name in packed.namelist()}
    dictionary = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package = json.loads((built / "data/datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == gallery.citation("")["version"]
    assert {"series_cybertipline_by_year", "missing_by_state"} <= {
        table["name"] for table in package["resources"]
    }
    for table in package["resources"]:
        content = (built / "data" / table["path"]).read_bytes()
        assert table["hash"] == f"sha256:{sha256(content).hexdigest()}"
        heads = content.decode().splitlines()[0].split(",")
        assert heads == [field["name"] for field in table["schema"]["fields"]]
        assert all(field["description"] for field in table["schema"]["fields"])
    read = (built / "data/dictionary.txt").read_text(encoding="utf-8")
    for table in dictionary["resources"]:
        assert table["title"] in read and all(f["name"] in read for f in table["schema"]["fields"])
        assert {f"data/{table['path']}", f"data/{table['path'][:-3]}xlsx"} <= names
    assert {"data/datapackage.json", "data/dictionary.txt", "figures/reports-by-age.csv"} <= names
    assert (built / "data/citation.ris").read_text().count("ER  - ") == 2, "the report's, too"
    with ZipFile(built / f"our-impact-{YEAR}.zip") as packed:
        said = packed.read(f"{start}README.txt").decode()
    assert f"Credit: By our-impact-notebooks, CC BY 4.0; facts: NCMEC, Our Impact: {YEAR}" in said
    tables_in = [Path(name).name for name in names if name.endswith((".csv", ".xlsx"))]
    assert len(tables_in) == len({*tables_in}), "each has a name of its own"
    for name in names - {"README.txt", "data/datapackage.json"}:
        assert name.replace(".xlsx", ".csv") in said, "what each file is"


def test_a_source_has_one_title():
    known = tables.load("sources").astype("str")
    known = {", ".join(of) for of in known[["title", "publisher"]].itertuples(index=False)}
    dictionary = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for each in [dictionary, *dictionary["resources"]]:
        assert {one["title"] for one in each.get("sources", ()) if "path" in one} <= known
    said = " ".join(one["description"] for one in dictionary["resources"])
    assert not [code for code in tables.load("sources")["source"] if code in said], "by its key"


def test_a_figure_links_its_sources_and_what_its_words_mention(pages):
    known = tables.load("sources").astype("str").set_index("source")
    address = dict(zip(known["publisher"], known["url"], strict=True))
    for figure in FIGURES:
        page = pages[f"figures/{figure.slug}/index.html"]
        links = {a["href"] for a in page.all("a")}
        assert set(known["url"][figure.sources]) <= links, figure.slug
        text = " ".join(page.text.split())
        printed = f"our-impact-{YEAR}" in figure.sources  # whose address is a home page
        said = f"Our Impact: {YEAR} (we have no link to the report; look for its title on NCMEC’s"
        assert (said in text) == printed
        words = figure.finding + figure.note
        assert "factually.co" not in words or address["factually.co"] in links
        assert "Rhode Island Express" not in words or address["Rhode Island Express"] in links
    assert set(known["url"]) <= {a["href"] for a in pages["data/sources.html"].all("a")}
    assert address["Rhode Island Express"] in {a["href"] for a in pages["about.html"].all("a")}


def test_no_link_begins_inside_a_word_or_stands_in_another(built):
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        wrong = re.search(r"\w<a [^>]*>\w.{20}|<a [^>]*>(?:(?!</a>).)*<a .{20}", text, re.DOTALL)
        assert not wrong, (page, wrong[0][-200:])


def test_a_notebook_is_a_download_that_no_browser_shows_and_says_how_to_run(built, pages):
    for name in books.read(YEAR):
        page = pages[f"notebooks/{name}.html"]
        (link,) = [a for a in page.all("a") if a["href"] == f"{name}.zip"]
        assert "download" in link
        with ZipFile(built / "notebooks" / link["href"]) as packed:
            assert packed.namelist() == [f"{name}/{name}.ipynb"]
        assert "Published as figures" not in page.text, "a path that no reader has"
    index = pages["notebooks/index.html"].text
    assert "make figures\nmake test" in index and "Read them here. To run them" in index
    assert "make figures\nmake test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_pages_have_no_words_of_the_makers_and_explain_intervals_and_terms(built, pages):
    ids = pages["about.html"].ids
    for name, page in pages.items():
        if not name.startswith("notebooks/"):
            ours = "ourimpact (ingest|verify)|(?<!digital )(?<!submissions or )[Ff]ingerprint"
            assert not re.search(ours, page.text), name
        assert "like for like" not in page.text, "one hedge everywhere"
    for figure in FIGURES:
        page = pages[f"figures/{figure.slug}/index.html"]
        links = {a["href"].partition("about.html#")[2] for a in page.all("a")}
        assert ("95% interval" not in figure.finding) or "method" in links, figure.slug
        assert ("nticement" not in figure.finding) or "online-enticement" in links, figure.slug
        html = (built / f"figures/{figure.slug}/index.html").read_text(encoding="utf-8")
        at = [
            html.index(one) for one in (">Source <", ">Copy citation of this page<", ">Copy embed")
        ]
        assert at == sorted(at), "first whence it is"
    for name, term in (("cybertipline_by_incident_type", "online-enticement"),
                       ("headline_numbers", "hash"), ("trafficking_by_age_gender", "judged-likely"),
                       ):  # fmt: skip
        assert f"../about.html#{term}" in {a["href"] for a in pages[f"data/{name}.html"].all("a")}
    assert {"judged-likely", "online-enticement", "sextortion", "hash"} <= ids
    for card in re.findall(r"<article.*?</article>", (built / "index.html").read_text(), re.S):
        assert re.search(r"[.”]</p>", card), "a whole sentence"


def test_pages_say_what_is_drawn_and_whence(pages):
    titles = {figure.slug: figure.title for figure in FIGURES}
    year = pages["figures/cybertipline-by-year/index.html"].text
    for slug, said in (("cybertipline-by-year", "unverified"),
                       ("cybertipline-files", "unverified"),
                       ("incident-types-since-2020", "A report is not a child or a")):  # fmt: skip
        page = pages[f"figures/{slug}/index.html"]
        if said == "unverified":
            alt = page.all("img")[0]["alt"]
            assert said not in alt and re.search("may (have changed|not be comparable)", alt)
        code = page.text.partition("<figure style")[2].partition("</figure>")[0]
        assert said in code.partition("<figcaption")[2] or said == "unverified" not in code
        must = "comparable" if said == "unverified" else "May 2024"
        assert must in " ".join(pages["index.html"].text.split()).partition(titles[slug])[2][:900]
    assert "these counts show what was reported, not how often crimes happen." in year
    assert "an unverified secondary source" in year
    assert "no number for sextortion" in pages["figures/incident-types-since-2020/index.html"].text
    drawn = pd.read_csv(paths.figures(YEAR) / "incident-types-since-2020.csv")
    assert "CSAM" not in set(drawn["type"])
    assert {*drawn["type"]} == {"Online enticement", "Six other types"}
    heads = pages["data/cybertipline_by_incident_type.html"].text
    assert "reportsreports" not in re.sub(r"\s", "", heads) and "Child sex trafficking" in heads
    assert "d08 717" not in pages["data/places.html"].text


def test_a_tables_page_has_the_printed_totals_but_not_among_its_rows(pages):
    totals = tables.load("printed_totals", YEAR).astype({"table": "str"})
    totals = totals[(totals["row"] == "total") & (totals["column"] == "total")]
    for total in totals.itertuples():
        text = " ".join(pages[f"data/{total.table}.html"].text.split())
        head, _, rows = text.partition("All rows")
        assert f"all: {total.value:,}" in head.partition("not among the rows")[2], total.table
        assert f"{total.value:,}" not in rows, total.table


def test_the_ledgers_page_reconciles_its_rows_with_the_statements_tested(pages):
    text = " ".join(pages["data/claims.html"].text.split())
    said = re.search(rf"For {YEAR}, (\d+) rows: (\d+) [^.]*", text)
    numbers = [int(number) for number in re.findall(r"\d+", said[0])[1:]]
    claims = tables.load("claims", YEAR)
    wrong = claims[claims["verdict"] == "does_not_agree"].astype("str")
    titles = tables.labels("section")
    for name in ("data/claims.html", "figures/claims-checked/index.html"):
        shown = " ".join(pages[name].text.split())
        for one in wrong.itertuples():
            where = f"Section “{titles[one.section]}”: {one.statement}, printed as “{one.printed}"
            assert where in shown and one.reason in shown, "which, where, and why"
    copied = beside_figure(of_slug("claims-checked"))["copied"]
    assert [one.count(" totals ") for one in (shown, copied)] == [1, 1], "once"
    assert numbers[0] == len(claims) == sum(numbers[1:])
    drawn = pd.read_csv(paths.figures(YEAR) / "claims-checked.csv")
    assert numbers[1] in drawn.select_dtypes("number").to_numpy() or numbers[1] == sum(
        claims["verdict"].isin(["agrees", "agrees_within_rounding", "does_not_agree"])
        & (claims["test"] != "tables")
    )


def test_each_state_made_has_a_page_with_its_numbers_and_the_nation_s(checkout):
    rows = "state,name,reports,share\nOH,Ohio,20,0.5\nTX,Texas,30,\nUS,Nation,50,0.5\n"
    drawn = checkout / "build" / "figures" / "states"
    draw(checkout / "figures" / SHOWN)
    draw(drawn / "OH", "state-fact-sheet-oh", csv=rows, year=YEAR)
    draw(drawn / "TX", "state-fact-sheet-tx", csv=rows, year=YEAR)
    draw(drawn / "GU-year=2023", "z", csv=rows, year=2023)
    made = site.build().parent
    there = sorted(path.parent.name for path in (made / "states").glob("*/index.html"))
    assert there == ["ohio", "texas"]
    years = " and ".join(map(str, tables.years("missing_by_state")))
    data = " ".join(Tags(made / "data" / "index.html").text.split())
    assert f"All states in one file State numbers are for {years} only." in data
    page = Tags(made / "states" / "ohio" / "index.html")
    assert re.search(rf"Missing-child reports, {YEAR}\s*20\s*50\s", page.text)
    assert re.search(r"Share resolved\s*50\.0%\s*50\.0%", page.text)
    written = (made / "data" / f"missing-reports-by-state-{YEAR}.csv").read_text().splitlines()
    kinds = "is_place,is_total,row_is"
    assert written[0] == (
        f"state,state_name,fips,{kinds},reports,"
        "share_resolved,census_region,census_division,year,caveat,credit"
    )
    assert written[1].startswith(
        f"OH,Ohio,39,True,False,state,20,0.5,Midwest,East North Central,{YEAR},"
    )
    sheet = strings(made / "states" / "state-fact-sheet-oh.xlsx")
    assert "Column share_resolved: Share resolved" in sheet
    for name in ("states/state-fact-sheet-oh", f"data/missing-reports-by-state-{YEAR}"):
        said = strings(made / f"{name}.xlsx")
        assert "children missing from care" in said[said.index("Not given") + 1], name
    people = tables.load("population", YEAR).set_index("state")["total"]["OH"]
    assert f"{people:,}" in page.text  # its residents, from another table
    assert "Not given by state:" in page.text
    files = [made / f"data/missing-reports-by-state-{YEAR}", made / "states/state-fact-sheet-oh"]
    with ZipFile(files[0].with_suffix(".xlsx")) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        by_name = [sheets.TO_SORT, sheets.NATION, sheets.FOR_PROGRAMS, "About"]
        assert names == by_name, "plain words first"
        assert f"sheet “{sheets.TO_SORT}.”" in data, "which the Data page names"
        empty = re.findall(
            r"<row [^>]*>((?:<c [^>]*/>)*)</row>|<row [^>]*/>",
            book.read("xl/worksheets/sheet1.xml").decode(),
        )
        assert len(empty) == 1, "without even an empty text, which Excel would sort with the rest"
        for sheet, last, fips in (("sheet1", "F3", "B2"), ("sheet3", "K3", "C2")):
            cells = book.read(f"xl/worksheets/{sheet}.xml").decode()
            assert f'<autoFilter ref="A1:{last}"/>' in cells, "no row that is no state"
            assert re.search(f'<c r="{fips}"[^>]* t="s">', cells), "a code is text"
    package = json.loads((made / "data/datapackage.json").read_text(encoding="utf-8"))
    kinds = next(one["schema"] for one in package["resources"] if "by-state-" in one["name"])
    assert {one["type"] for one in kinds["fields"] if one["name"] == "fips"} == {"string"}
    (rule,) = re.findall(r"Leave the [^.]*\.", Tags(made / "states/index.html").text)
    assert rule in " ".join(strings(files[0].with_suffix(".xlsx"))), "one rule for sums"
    short = f"{rule.partition(' (')[0]}."
    assert short in strings(files[0].with_suffix(".xlsx")), "below the sheet to read"
    about = strings(files[0].with_suffix(".xlsx"))
    assert {
        f"Column {code}: {name}"
        for code, name in (("share_resolved", "Share resolved"), ("fips", "FIPS code"))
    } <= {*about}, "both names"
    (caveat,) = {text for file in files for text in pd.read_csv(f"{file}.csv")["caveat"]}
    assert all(caveat in strings(file.with_suffix(".xlsx")) for file in files), "one in all"
    assert {f"missing-reports-by-state-{YEAR}", "series-missing_by_year"} <= Tags(
        made / "data/dictionary.html"
    ).ids
    square = (made / "square" / "state-fact-sheet-oh.svg").read_text(encoding="utf-8")
    assert ">20 missing-child reports<" in square and ">To NCMEC; ages 18 to 20" in square
    assert "square/state-fact-sheet-oh.svg" in {
        source["srcset"].removeprefix("../../") for source in page.all("source")
    }
    assert "/data/missing-reports-by-state-" in " ".join(a["href"] for a in page.all("a"))
    said = f"{YEAR - 1}? Not known: for Ohio, Our Impact gives no year but {YEAR}."
    assert (said in " ".join(page.text.split())) == (len(tables.years("missing_by_state")) == 1)
    assert "../../states/texas/index.html" in {a["href"] for a in page.all("a")}
    assert [a["value"] for a in page.all("option")] == ["", "", "OH", "TX"]


RATE = "reports_per_100k_under_18"


@pytest.mark.parametrize(
    ("rate", "n", "said"),
    [("41.4", "656", "not clearly different"), ("40.0", "93", "not clearly different"),
     ("40.705", "90", "not clearly different"),  # 1% of the whole's rate, not of its own
     ("35.2", "950", "lower"), ("74.2", "1911", "higher"),
     ("45.2", "654", "not clearly different")],  # outside the 95% interval alone
)  # fmt: skip
def test_a_states_rate_is_beside_that_of_all_as_two_states_are(rate, n, said):
    assert known.rated(rate, n, "40.3", "29486") == said
    assert known.rated("40.0", "9" * 9, "40.3", "9" * 9) == "not clearly different", "below 1%"


def test_the_file_of_states_has_the_verdict_that_each_rates_numbers_give():
    """All rates of the report, from counts, residents, and the share of gaps that chance makes."""
    counts = tables.load("missing_by_state", YEAR).astype({"state": "str"})
    n = counts.groupby("state")["reports"].sum()
    people = tables.load("population", YEAR).astype({"state": "str"}).set_index("state")["under_18"]
    kinds = tables.load("states").astype({"state": "str"}).set_index("state")["kind"]
    whole = kinds.index[kinds != "territory"].intersection(n.index)
    n[sheets.APART], people[sheets.APART] = n[whole].sum(), people[whole].sum()
    n = n[(n >= tables.FEW) & n.index.isin(people.index)]
    rates = 100_000 * n / people[n.index]
    expected = {}
    for place in n.index.drop(sheets.APART):
        gap = rates[place] - rates[sheets.APART]
        spread = rates[place] ** 2 / n[place] + rates[sheets.APART] ** 2 / n[sheets.APART]
        by_chance = 2 * NormalDist(sigma=spread**0.5).cdf(-abs(gap))
        which = "higher" if gap > 0 else "lower"
        told = which if by_chance < 0.002 else "not clearly different"
        near = abs(gap) < 0.01 * rates[sheets.APART]
        expected[place] = "not clearly different" if near else told
    rows = [[place, place, str(n[place]), str(rates[place])] for place in n.index]
    card = {"of": SimpleNamespace(year=YEAR), "rows": rows}
    head, there = sheets.clear(card | {"columns": ["state", "name", "reports", "rate"]})
    at = head.index("rate_beside_nation")
    found = {row[0]: row[at] for row in there if row[0] != sheets.APART}
    assert found == expected and len(n) == len(rates) and {"higher", "lower"} <= {*found.values()}
    assert YEAR != STANDS or len(n) == 52


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("2023,20", "50.0% more than in 2023"),
        ("2023,60", "50.0% fewer than in 2023"),
        ("2022,20", ""),
        ("2023,30", "as many as in 2023"),
    ],
)
def test_how_the_nations_reports_changed_is_computed(before, said):
    rows = [before.split(","), ["2024", "30"]]
    of = SimpleNamespace(slug="missing-reports-by-year")
    card = {"of": of, "columns": ["year", "reports"], "rows": rows}
    assert site._risen(2024, [card]) == said


def test_what_is_said_of_states_is_the_table_s(checkout, monkeypatch):
    load = tables.load

    def without(name, year=None):
        rows = load(name, year)
        return rows[rows["state"] != "GU"] if (name, year) == ("missing_by_state", YEAR) else rows

    monkeypatch.setattr(tables, "load", without)
    rows = """state,name,reports,resolved,active,share,under_18,rate
OH,Ohio,20,10,10,0.5,200000,10
TX,Texas,30,15,15,0.5,100000,30
PR,Puerto Rico,5,5,0,1,,
unknown,State unknown,1,0,1,,,
US,"Nation, all reports",56,30,26,0.535714,,
states_and_dc,2 states,50,25,25,0.5,300000,16.666667
"""
    draw(checkout / "figures" / SHOWN)
    sheet = checkout / "build" / "figures" / "states" / "OH"
    draw(sheet, "state-fact-sheet-oh", csv=rows, year=YEAR)
    made = site.build().parent / "states"
    index, page = Tags(made / "index.html").text, made / "ohio" / "index.html"
    assert re.search(r"has no row for [\w ,]*Guam[\w ,]*, so there is no page\.", index)
    assert (
        "Each of 1 state has its own page." in index
        and "the rate covers only the 2 states, in" in index
    )
    assert "We do not rank states" in index and "We do not rank states" in Tags(page).text
    for path in (made / "index.html", made.parent / "documents.js"):
        said = path.read_text(encoding="utf-8")
        assert "18 to 20. Rates, which this site calculates, do not say" in said, (
            "no caveat on mandatory ones"
        )
    said = r"Ohio\s*2 states\s*use for rates\s*Nation, all reports\s*use for share resolved"
    assert re.search(said, Tags(page).text)
    said = rf"Missing-child reports, {YEAR}\s*20\s*50\s*56\s"
    assert re.search(said, Tags(page).text)
    for path in (
        made.parent / f"data/missing-reports-by-state-{YEAR}.csv",
        made / "state-fact-sheet-oh.csv",
    ):
        there = pd.read_csv(path).set_index("state_name").dropna(subset=RATE)
        assert {"Ohio", "2 states"} <= {*there.index} and "Nation, all reports" not in there.index
        whole = there["row_is"] == "total: use for rates, not in sums"
        assert there["is_total"].tolist() == whole.tolist(), "a column to filter by"
        assert list(whole) == [one == "2 states" for one in there.index], "a word which is for what"
        assert there["share_resolved"].isna().tolist() == whole.tolist(), "one national share"
        resolved = there["resolved"] / there["reports"]
        assert there["share_resolved"][~whole].equals(resolved[~whole])
        told = {"Ohio": "not clearly different", "Texas": "not clearly different"}
        rated = {name: told[name] for name in there.index[~whole]}
        assert there["rate_beside_nation"][~whole].to_dict() == rated, "as on pages"
        divided = 100_000 * there["reports"] / there["residents_under_18"]
        assert divided.to_numpy() == pytest.approx(there[RATE].to_numpy())


def test_a_state_has_neighbors_both_ways_and_a_code():
    of = known.load("states")["states"]
    names = tables.load("states").astype("str").set_index("state")
    assert {*of} == {*names.index}
    near = {code: {*beside.split()} for code, (_, beside, *_) in of.items()}
    assert all(code in near[other] for code, others in near.items() for other in others)
    assert {code for code, others in near.items() if not others} == {"AK", "HI", "GU", "PR"}
    assert {code for code, others in near.items() if len(others) > 7} == {"MO", "TN"}
    water = {code: {*third[0].split()} for code, (_, _, *third) in of.items() if third}
    assert all(others <= near[code] for code, others in water.items())
    assert all(code in water[other] for code, others in water.items() for other in others)
    assert near["ME"] == {"NH"} and near["DC"] == {"MD", "VA"}
    assert "CO" in near["AZ"] and "UT" in near["NM"], "they meet at a corner"
    assert "RI" not in near["NY"], "they meet at sea only"
    places = names.join(pd.Series({code: fips for code, (fips, *_) in of.items()}, name="fips"))
    in_order = places.query("kind != 'territory'").sort_values("name")["fips"]
    assert in_order.is_monotonic_increasing and in_order.is_unique, "as codes were given"


def test_each_state_is_in_one_division_of_one_region_and_no_territory_is_in_any():
    of = known.load("states")["regions"]["of"]
    states = {
        name: [c for codes in divisions.values() for c in codes.split()]
        for name, divisions in of.items()
    }
    sizes = {"Northeast": 9, "Midwest": 12, "South": 17, "West": 13}
    assert {name: len(codes) for name, codes in states.items()} == sizes
    assert [[*divisions] for divisions in of.values()] == [
        ["New England", "Middle Atlantic"],
        ["East North Central", "West North Central"],
        ["South Atlantic", "East South Central", "West South Central"],
        ["Mountain", "Pacific"],
    ]
    every = tables.load("states").query("kind != 'territory'")["state"]
    assert sorted(code for codes in states.values() for code in codes) == sorted(every)
    some = {"MO": "Midwest", "DE": "South", "DC": "South", "PA": "Northeast", "OK": "South"}
    assert all(code in states[region] for code, region in some.items())


def test_nothing_changed_nothing_done_and_a_change_is_seen(checkout, tmp_path, monkeypatch):
    code = shutil.copytree(Path(paths.__file__).parent, tmp_path / "ourimpact")
    monkeypatch.setattr(paths, "__file__", str(code / "paths.py"))
    draw(checkout / "figures" / SHOWN)
    index = site.build()
    stamp = index.stat().st_mtime_ns
    assert site.build().stat().st_mtime_ns == stamp
    (code / "words.py").write_text("# other words")
    assert site.build().stat().st_mtime_ns > stamp, "of what it imports, too"
    draw(checkout / "figures" / SHOWN, title="B is named")
    assert "B is named" in site.build().read_text(encoding="utf-8")


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
        scripts = {
            "script.js",
            "query.js",
            "cells.js",
            "notes.js",
            "find.js",
            "search.js",
            "minisearch.js",
            "documents.js",
        }
        assert {Path(a["src"]).name for a in page.all("script")} <= scripts
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
        printed = page.text.rpartition("To report a missing child")[2]  # the footer
        assert "call 911 or local police first, then NCMEC at 1-800-THE-LOST" in printed, name
        version = f"version {gallery.citation('')['version']} of "
        assert printed.count(version) == printed.count(f"This page: {name}\n") == 1
    down = pages["figures/take-it-down/index.html"]
    assert "https://takeitdown.ncmec.org" in {a.get("href") for a in down.all("a")}


def test_the_two_lines_for_python_load_a_table(built, monkeypatch):
    """Run as the site shows them, in the folder that it offers for download."""
    monkeypatch.chdir(built / "data")
    shown = re.findall(
        r'<pre class="python"[^>]*>(.*?)</pre>', Path("index.html").read_text(), re.S
    )
    assert len(shown) == 2
    for lines in shown:
        *before, last = lines.replace("&quot;", '"').splitlines()
        scope: dict = {}
        exec("\n".join(before), scope)
        assert len(eval(last, scope)) == len(tables.load("missing_by_state"))


def test_a_year_without_figures_is_refused_and_the_site_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "build", lambda: tmp_path)
    (tmp_path / "site").mkdir()
    with pytest.raises(UsageError, match=r"for 2019\. Years that exist: .*2024"):
        site.build(2019)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_another_year_has_a_site_of_its_own_that_names_its_own_sources(checkout):
    further(checkout, "06-cybertipline")
    draw(checkout / "figures" / SHOWN)
    draw(checkout / "figures" / "2023", year=2023, sources=["ojjdp-cy2023"], notebook="06-x",
         credit="By our-impact-notebooks, CC BY 4.0; facts: NCMEC and OJJDP")  # fmt: skip
    draw(
        checkout / "figures" / "2023",
        "incident-types-since-2020",
        year=2023,
        notebook="06-x",
        sources=["ojjdp-cy2023"],
        finding="Reports about enticement of children rose.",
    )  # its page leads to a figure, which has none of this year
    ran = checkout / "build" / "notebooks" / "2023" / "06-cybertipline.ipynb"
    ran.parent.mkdir(parents=True)
    ran.write_bytes((checkout / "notebooks" / ran.name).read_bytes())
    assert site.build() == checkout / "build" / "site" / "index.html"
    made = site.build(2023).parent
    assert made == checkout / "build" / "site-2023"
    assert (checkout / "build" / "site" / "notebooks" / "07-take-it-down.html").is_file()
    pages = {str(page.relative_to(made)): Tags(page) for page in made.rglob("*.html")}
    books = {"notebooks/06-cybertipline.html", "notebooks/index.html"}
    assert {name for name in pages if name.startswith("notebooks/")} == books
    lead_to_files(made, pages)
    for name in ("index.html", "about.html"):
        assert "report to Congress" in pages[name].text
        assert f"Our Impact: {YEAR}" not in pages[name].text


def test_an_edition_at_the_address_of_another_is_cited_with_its_own_tables(checkout):
    with (checkout / "data/reference/sources.csv").open("a", encoding="utf-8") as file:
        title = "NCMEC, Our Impact: 2031"
        file.write(f'our-impact-2031,{title[7:]},NCMEC,https://www.ncmec.org,primary,"{title}"\n')
    meant(checkout)
    draw(checkout / "figures" / SHOWN)
    page = Tags(site.build().parent / "data" / "missing_by_type.html")
    assert f"NCMEC, Our Impact: {STANDS}" in page.text and "2031" not in page.text


def test_a_persons_file_in_the_site_is_kept_and_named(checkout):
    draw(checkout / "figures" / SHOWN)
    made = site.build()
    for name in ("mine.txt", "index.html"):
        mine = made.with_name(name)
        mine.write_text("mine")
        with pytest.raises(UsageError, match=rf"build/site/{name} is new or changed since"):
            site.build()
        assert mine.read_text() == "mine"
        mine.unlink()
    assert "mine" not in site.build().read_text(encoding="utf-8"), "what is missing is made again"


def cleared(book):
    book.cells[2].outputs, book.cells[2].execution_count = [], None


def rewritten(book):
    (cell,) = [c for c in book.cells if "in_short" in c.source and c.outputs]
    cell.outputs[0].data["text/markdown"] = "- **83 submissions.**"


@pytest.mark.parametrize(
    ("edit", "said"),
    [(cleared, "cells without their outputs"), (rewritten, "stores other results than its run")],
)
def test_a_notebook_whose_outputs_are_not_its_own_is_refused(checkout, edit, said):
    draw(checkout / "figures" / SHOWN)
    path = checkout / "notebooks" / "07-take-it-down.ipynb"
    if edit is rewritten:
        ran = checkout / "build" / "notebooks" / SHOWN / path.name
        ran.parent.mkdir(parents=True)
        ran.write_bytes(path.read_bytes())
    book = nbformat.read(path, as_version=4)
    edit(book)
    nbformat.write(book, path)
    with pytest.raises(
        UsageError, match=rf"^notebooks/07-take-it-down\.ipynb (has|stores)? ?{said}"
    ):
        site.build()


def test_only_what_has_figures_of_a_year_is_run_for_its_site(checkout, capsys, monkeypatch):
    further(checkout, "06-cybertipline", "91-state-fact-sheet")
    draw(
        checkout / "figures" / "2023",
        year=2023,
        sources=["ojjdp-cy2023"],
        notebook="06-cybertipline",
    )
    ran = []
    monkeypatch.setattr(outputs, "_make", lambda sheets, squares, _: ran.extend(squares) or [])
    assert cli.main(["site", "--year", "2023"]) == 0
    assert [job.name for job in ran] == ["06-cybertipline"]
    said = capsys.readouterr().err
    assert said.startswith("left out, without figures for 2023: 07-take-it-down, ")


def test_a_broken_figure_is_refused_before_anything_is_drawn(checkout, capsys, monkeypatch):
    draw(checkout / "figures" / SHOWN).with_suffix(".png").unlink()
    monkeypatch.setattr(guards, "refuse_edited", lambda year: None)
    monkeypatch.setattr(outputs, "_make", lambda *_: pytest.fail("drawn first"))
    assert cli.main(["site"]) != 0
    assert "x.png is missing" in capsys.readouterr().err


def test_a_state_that_a_report_does_not_list_has_no_sheet_and_fails_nothing(monkeypatch, capsys):
    load = tables.load

    def without_vermont(name, *year):
        rows = load(name, *year)
        return rows.query("state != 'VT'") if name == "missing_by_state" else rows

    monkeypatch.setattr(tables, "load", without_vermont)
    names = [job.folder.name[:2] for job in outputs._sheets(YEAR)]
    assert {*names} == {*load("missing_by_state", YEAR)["state"]} - {"VT", "unknown"}
    assert "without reports" in capsys.readouterr().err
    assert [job.folder.name[:2] for job in outputs._sheets(YEAR, "state=VT")] == ["VT"]


def test_what_many_in_one_kernel_could_not_make_is_made_alone(checkout, monkeypatch):
    further(checkout, "06-cybertipline", "91-state-fact-sheet")
    draw(checkout / "build" / "figures" / "states" / "OH", "sheet-oh")
    draw(checkout / "figures" / SHOWN, notebook="06-cybertipline")
    monkeypatch.setattr(series, "KERNELS", 2)
    sheets, ran = outputs._sheets(YEAR, "state=OH,PA"), []
    ours = settings.our_project()
    [square], _ = plan.plan_all(ours, notebook.select(ours, ["06"]), {"year": SHOWN})
    monkeypatch.setattr(
        runs, "execute", lambda jobs, given: ran.append((given.jobs, [j.name for j in jobs])) or []
    )
    outputs._make(sheets, [outputs._variant("square", square, "png")], Namespace(jobs=4))
    first = ["states-1-of-2", "states-2-of-2", "squares-1-of-1"]
    assert ran == [(2, first), (4, ["91-state-fact-sheet-state=PA", "06-cybertipline"])]


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_figure_is_named_and_the_site_stays(checkout, damage, said):
    draw(checkout / "figures" / SHOWN, "w", order=2, title="W")
    damage(draw(checkout / "figures" / SHOWN))
    (checkout / "figures" / SHOWN / "._x.json").write_bytes(b"\0\5\26\7")  # as macOS leaves
    index = checkout / "build" / "site" / "index.html"
    index.parent.mkdir(parents=True)
    index.write_text("before")
    with pytest.raises(UsageError, match=said):
        site.build()
    assert index.read_text() == "before"


PARTS = "known.beside_figure", "books.article", "sheets.book"  # made in processes of their own


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_made_beside_the_rest_cannot_make_is_said(checkout, monkeypatch, part):
    draw(checkout / "figures" / SHOWN)

    def fails(*_, **__):
        raise UsageError(f"{part} failed")

    monkeypatch.setattr(f"handouts.{part}", fails)
    with pytest.raises(UsageError, match=f"{part} failed"):
        site.build()
    assert not (checkout / "build" / "site" / "index.html").exists()


def test_what_others_wrote_cannot_run_or_fetch(checkout):
    draw(checkout / "figures" / SHOWN, title="<b onclick=alert(1)>bold</b>")
    bad = (
        "<script>alert(1)</script><img src=https://x.org/p.png onerror=alert(1)>[go](javascript:a)"
    )
    book = nbformat.read(checkout / "notebooks" / "07-take-it-down.ipynb", as_version=4)
    html = f"<table><tbody><tr><td>kept</td></tr></tbody></table><a href='javascript:3'>x</a>{bad}"
    data = {"text/html": html, "text/markdown": bad}
    outputs = [nbformat.v4.new_output("display_data", {kind: data[kind]}) for kind in data]
    outputs.append(nbformat.v4.new_output("display_data", {"image/svg+xml": f"<svg>{bad}</svg>"}))
    outputs.append(nbformat.v4.new_output("display_data", {"application/javascript": "alert(1)"}))
    book.cells += [nbformat.v4.new_markdown_cell(bad), nbformat.v4.new_raw_cell(bad)]
    book.cells.append(nbformat.v4.new_code_cell("1", execution_count=1, outputs=outputs))
    nbformat.write(book, checkout / "notebooks" / "07-take-it-down.ipynb")
    dictionary = checkout / "data" / "datapackage.json"
    known = json.loads(dictionary.read_text(encoding="utf-8"))
    known["resources"][0]["description"] = bad
    known["resources"][0]["sources"] = [{"title": "t", "path": "javascript:alert(1)"}]
    dictionary.write_text(json.dumps(known), encoding="utf-8")
    meant(checkout)
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
    draw(checkout / "figures" / SHOWN)
    (checkout / "notebooks" / "07-take-it-down.ipynb").write_text("{")
    with pytest.raises(UsageError, match=r"notebooks/07-take-it-down\.ipynb is no notebook"):
        site.build()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A site of two figures, one with a square, made in a checkout with unrelated files."""
    with pytest.MonkeyPatch.context() as patch:
        folder = shortened(copy_checkout(tmp_path_factory.mktemp("small")))
        patch.setenv("OURIMPACT_ROOT", str(folder))
        for name in ("report/missing_by_state (copy).csv", "~$notes.xlsx", "notes.txt"):
            (folder / "data" / name).write_text("mine")
        states = "state,n\nOH,3\nTX,1\n"
        draw(folder / "figures" / SHOWN, csv=states, title="Children who ran away", alt="Available")
        draw(folder / "figures" / SHOWN, "wide", order=2)
        draw(folder / "build" / "figures" / "squares" / SHOWN, "x-square")
        return site.build().parent


def test_what_lies_about_among_the_data_is_not_published(small):
    files = (path for path in (small / "data").rglob("*") if path.is_file())
    assert not [path for path in files if path.read_text(errors="replace") == "mine"]


def test_a_square_of_a_state_leaves_out_what_the_sheet_says_of_its_bar():
    template = Path(site.__file__).with_name("site_files") / "state_square.xml.j2"
    (left_out,) = re.findall(r'"like", "(\^.*?)"', template.read_text(encoding="utf-8"))
    sheet = paths.figures(YEAR) / "state-fact-sheet.json"
    note = json.loads(sheet.read_text(encoding="utf-8"))["note"]
    said = [one for one in note.split(". ") if re.match(left_out, one)]
    assert [one.split()[1] for one in said] == ["dot’s", "dots:", "few"], "its axis and dots"


def test_small_pictures_keep_their_colours_and_phones_get_square_ones(small):
    made = small
    with Image.open(made / "small" / "x.webp") as small:
        assert small.size == (960, 540)
        colour = small.convert("RGB").getpixel((480, 270))
    assert max(abs(a - b) for a, b in zip(colour, INSIDE, strict=True)) <= 6
    (source,) = Tags(made / "index.html").all("source")
    assert source["srcset"] == "square/x.png"
    assert (made / "square" / "x.png").is_file()


def test_a_figure_is_found_by_its_states_and_common_words_are_known(small, monkeypatch):
    text = (small / "documents.js").read_text(encoding="utf-8")
    consts = dict(re.findall(r"^const (\w+) = (.*);$", text, re.MULTILINE))
    documents, common = (json.loads(consts[name]) for name in ("DOCUMENTS", "COMMON"))
    one = next(one for one in documents if one["kind"] == "Figure")
    assert {"ohio", "oh", "available", "3"} <= set(one["words"].split())
    words = {one["id"]: set(one["words"].split()) for one in documents}
    assert {"wilson", "newcombe", "powerpoint", "mit"} <= words["about.html"]
    reports = tables.load("missing_by_type", YEAR)["reports"].max()
    assert str(reports) in words["data/missing_by_type.html"]
    kinds = {"Figure", "Table", "All years", "Notebook", "Section", "Page"}
    assert {one["kind"] for one in documents} == kinds
    assert common["runaway"] == "ran away"
    for word in ("sextortion", "ai", "deepfake"):
        (said,) = known.lacking(STANDS)[word]
        assert (said["row"], said["section"]) == ("new_threats_rising", "CyberTipline")
        assert said["say"].startswith("sextortion, the use of generative")
    categories = tables.load("categories").assign(label="Sextortion", since=STANDS)
    load = tables.load
    monkeypatch.setattr(
        tables, "load", lambda n, *y: categories if n == "categories" else load(n, *y)
    )
    assert "sextortion" not in known.lacking(STANDS), "a report that counts it"
