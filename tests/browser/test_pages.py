"""The site in a browser, opened as files: requests, search, tables, accessibility, and layout."""

import csv
import json
import math
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import NormalDist
from threading import Thread
from zipfile import ZipFile

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Download, Page

from handouts import gallery, known, sheets
from ourimpact import stats, tables
from ourimpact.words import listed

KINDS = (
    "index.html", "about.html", "figures/reports-by-age/index.html", "states/index.html",
    "states/ohio/index.html", "notebooks/index.html", "notebooks/06-cybertipline.html",
    "notebooks/90-do-the-numbers-add-up.html", "data/index.html", "data/missing_by_state.html",
    "data/claims.html", "data/dictionary.html", "data/series/missing_by_type.html",
)  # fmt: skip
PREFERENCES = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Open]:
    """Opens a page. Any console message and any request to another place fails the test."""
    contexts, wrong = [], []

    def opened(name: str = "index.html", **preferences: object) -> Page:
        contexts.append(browser.new_context(**(preferences or PREFERENCES["desk"])))
        page = contexts[-1].new_page()
        page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on(
            "requestfailed",
            lambda request: (
                wrong.append(f"{page.url}: no {request.url}")
                if request.failure != "net::ERR_ABORTED"
                else None
            ),
        )  # fmt: skip  (left before loaded)
        page.on("request", lambda request: wrong.append(f"{page.url}: {request.url}")
                if not request.url.startswith(("file:", "data:")) else None)  # fmt: skip
        page.goto(f"file://{site / name}", wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def pages(site: Path) -> list[str]:
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))


CONTRAST = "color-contrast"  # axe's slowest rule
SHADED = (*KINDS[:4], "notebooks/06-cybertipline.html")  # all colors of the one style sheet
NARROW = ["scrollable-region-focusable", "target-size"]  # rules that another width can break
OTHERS = (
    "figures/cybertipline-by-year/index.html",
    "figures/take-it-down/index.html",
    "states/guam/index.html",
    "states/wyoming/index.html",
    "notebooks/91-state-fact-sheet.html",
    "data/places.html",
    "data/population.html",
    "data/series/cybertipline_by_year.html",
)  # fmt: skip  (of the same templates, with other parts)


def covered(page: Page) -> list[str]:
    """Where something lies over what is told: at a page's top, and where heads of tables are."""
    found = page.evaluate("""() => {
        tell("Copied");
        const said = document.getElementById("said");
        const heads = [...document.querySelectorAll("thead")];
        const isSeen = () => [0.02, 0.5, 0.98].every((at) => {
            const { x, y, width, height } = said.getBoundingClientRect();
            return document.elementFromPoint(x + width * at, y + height * at) === said;
        });
        const wrong = [null, ...heads.slice(0, 5)].filter((head) => {
            head ? head.scrollIntoView({ block: "end" }) : scrollTo(0, 0);
            return !isSeen();
        });
        said.textContent = "";
        scrollTo(0, 0);
        return wrong.length;
    }""")
    return [f"{page.url}: {found} times something lies over what is told"] * (found > 0)


ALIKE = """() => {  // rows with the tags and attributes of four before them, in the same place
    const own = (one) => `${one.tagName}.${one.className}.${one.getAttributeNames()}`;
    const above = (one) => (one ? above(one.parentElement) + own(one) : "");
    const below = (one) => `${own(one)}(${[...one.children].map(below)})`;
    const seen = {};
    for (const one of document.querySelectorAll("tr, li, article")) {
        const kind = above(one.parentElement) + below(one);
        seen[kind] = (seen[kind] ?? 0) + 1;
        if (seen[kind] > 4) one.dataset.alike = "";
    }
}"""  # their colors are the same, and axe is slow to compare these


def pale(page: Page) -> list[str]:
    """Return where a page has too little contrast, of rows that are alike in the first four."""
    page.evaluate(ALIKE)
    return violations(page, {"exclude": [["[data-alike]"]]}, runOnly=[CONTRAST])


def violations(page: Page, of: dict | None = None, **options: object) -> list[str]:
    # without preload, as axe would fetch the style sheet again, which file:// pages must not do
    options |= {"preload": False, "resultTypes": ["violations"]}
    axe = Axe("0" if page.evaluate("'axe' in window") else AXE_SCRIPT)  # half a megabyte
    found = axe.run(page, of, options).response
    return [f"{page.url}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def lost(page: Page, site: Path) -> list[str]:
    """Return the links and pictures of a page whose target is not a file of the site."""
    links = page.evaluate(
        "[...document.querySelectorAll('[href], [src]')].map(e => e.href || e.src)"
    )
    found = []
    for link in {link for link in links if link.startswith("file:")}:
        name, _, anchor = link.removeprefix("file://").partition("#")
        path = Path(name.partition("?")[0])  # the query is a choice that the page reads
        there = path.is_file() and path.is_relative_to(site)
        if not (there and (not anchor or f'id="{anchor}"' in text(path))):
            found.append(f"{page.url}: {link}")
    return found


def wide(page: Page, size: str) -> list[str]:
    """The page, where it is wider than a screen of a size."""
    page.set_viewport_size(PREFERENCES[size]["viewport"])
    over = page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
        "() => done(document.documentElement.scrollWidth - innerWidth))))"
    )  # once tables that became too wide scroll in themselves
    return [f"{page.url}: {over} px too wide for a {size}"] * (over > 0)


def looked_at(page: Page, name: str, shots: Path) -> list[str]:
    """Return what is wrong with an open page: at both widths, in dark mode, and in large text."""
    shot, wrong = shots / f"{name.replace('/', '-')}.desk.png", []
    for size in PREFERENCES:
        page.set_viewport_size(PREFERENCES[size]["viewport"])
        page.screenshot(path=shot.with_suffix("").with_suffix(f".{size}.png"))
        wrong += covered(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wrong += [*wide(page, "desk"), *violations(page, rules={CONTRAST: {"enabled": False}})]
    wrong += pale(page) if name in SHADED else []
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=shot.with_suffix("").with_suffix(".dark.png"))
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 300, "light on dark"
    wrong += pale(page) if name in SHADED else []
    page.emulate_media(color_scheme="light")
    wrong += [*wide(page, "phone"), *violations(page, runOnly=NARROW)]
    page.add_style_tag(content="html { font-size: 200% }")
    # once it is laid out again
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("button", name="Search").bounding_box()["x"] < 300
    return wrong


def test_every_page_loads_in_itself_fits_leads_to_files_and_breaks_no_rule_of_axe(site, opened):
    """Each page is opened once. States are alike, so only Ohio and two with few numbers are opened.

    The screenshots stay beside the site, to look at.
    """
    names = [n for n in pages(site) if re.match(r"states/(guam|ohio|wyoming|index)|(?!states/)", n)]
    assert len(names) > 80 and {*KINDS, *OTHERS} <= {*names}
    page, wrong = opened(**PREFERENCES["phone"]), []
    for name in names:
        page.goto(f"file://{site / name}", wait_until="load")
        wrong += [*lost(page, site), *wide(page, "phone")]
        if name in OTHERS:
            wrong += violations(page, rules={CONTRAST: {"enabled": False}})
        elif name in KINDS:
            wrong += looked_at(page, name, site.parent / "shots")
    assert not wrong


def found(page: Page, words: str) -> list[str]:
    page.get_by_label("Search").fill(words)
    links = page.locator("#results a:not([download])")
    places = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [place.partition(":~:")[0] for place in places]  # without the words that it marks


def answer(page: Page) -> str:
    """Return what stands above the results, its lines as one text."""
    return " ".join(page.locator("#meant").inner_text().split())


def links(page: Page) -> list[str]:
    """Return where the answer above the results leads, but for its caveats."""
    there = page.locator("#meant a").filter(has_not_text="All caveats")
    return there.evaluate_all("all => all.map(one => one.getAttribute('href'))")


SIZES = pytest.mark.parametrize("size", ["desk", "phone"])


@SIZES
def test_a_states_sheet_its_numbers_and_its_credit_are_two_clicks_away(opened, size):
    page = opened(**PREFERENCES[size])
    page.get_by_label("Reports of children missing from your state").select_option("Ohio")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**/states/ohio/index.html")
    page.get_by_alt_text("Fact sheet for Ohio").is_visible()
    page.get_by_label("Missing-child reports of another state").focus()
    page.keyboard.type("Texas")
    page.keyboard.press("Enter")
    page.wait_for_url("**/states/texas/index.html")
    page.go_back()
    row = page.get_by_role("row", name="Missing-child reports, 2024")
    assert row.inner_text().split()[-3:] == ["1,911", "29,486", "29,568"]
    page.get_by_role("link", name="Download pictures, with credit").click()
    assert 0 <= page.locator("#pictures:target").bounding_box()["y"] < 300
    page.get_by_role("button", name="Copy wide picture’s credit", exact=True).click()
    page.get_by_text("Copied wide picture’s credit: By our-impact-notebooks, CC BY 4.0").wait_for()
    said = [f"Copy source for a {one}" for one in ("count or share", "rate")]
    copied = [page.get_by_role("button", name=one).get_attribute("data-copy") for one in said]
    assert copied[0] == "Source: NCMEC, Our Impact: 2024", "short enough for a screen"
    assert "Census Bureau" in copied[1] and copied[1].endswith("; rates by our-impact-notebooks")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX", exact=True).click()
    assert download.value.suggested_filename == "state-fact-sheet-oh.xlsx"


@SIZES
def test_reports_by_age_come_as_a_workbook_in_three_clicks(opened, size):
    page = opened(**PREFERENCES[size])
    page.locator("nav.sections").get_by_role("link", name="Age").click()
    page.locator("#reports-by-age h3 a").click()
    page.wait_for_url("**/figures/reports-by-age/index.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "reports-by-age.xlsx"


def test_the_search_leads_to_the_right_page(opened):
    page = opened(**PREFERENCES["phone"])
    assert found(page, "runaway")[0] == "figures/reports-by-type/index.html"
    assert found(page, "ohi")[0] == found(page, "OHIO")[0] == "states/ohio/index.html"
    assert "states/indiana/index.html" in found(page, "KY, IN, OH")[:3], "a code, not a word"
    assert found(page, "OR")[0] == "states/oregon/index.html"
    assert found(page, "sextortion")[0] == "figures/incident-types-since-2020/index.html"
    said = answer(page)
    assert said.startswith(SEXTORTION)
    assert found(page, "runaway") and "no number" not in answer(page)
    assert found(page, "how to cite it")[0] == "about.html"
    assert found(page, "per capita")[0] == "figures/reports-per-100k-by-state/index.html"
    for words in ("missing kids", "police", "map", "race_ethnicity", "cybertip", "artificial"):
        assert found(page, words), words
    assert page.locator("#none").is_hidden()
    assert not found(page, "isappear")  # the inside of a word
    assert found(page, "ohio xylophone")[0] == "states/ohio/index.html"
    said = page.locator("#count").inner_text()
    assert said == "Closest pages", "not nothing, below an answer"
    assert found(page, "Massachussets")[0] == "states/massachusetts/index.html"
    for words in ("xylophone", "Tuscarawas", "Jacksonburg"):  # places are not states
        assert found(page, words) == []
    assert "by state, not by city or county" in answer(page)
    assert found(page, "xylophone") == [] and not answer(page)
    assert page.get_by_text(
        "What is not found is not in the report, unless under another word"
    ).is_visible()
    assert found(page, "") == []
    assert page.locator(".card").first.is_visible()


def test_back_leads_from_a_search_to_the_page_before_it(opened):
    page = opened("index.html")
    found(page, "Roblox")
    assert answer(page)
    page.go_back()
    assert page.url.endswith("index.html") and not page.get_by_label("Search").input_value()
    assert not answer(page) and page.locator("#all").is_visible(), "not the tab before it"
    page.go_forward()
    assert page.get_by_label("Search").input_value() == "Roblox" and answer(page)


def test_a_columns_name_in_files_is_answered_with_its_meaning(opened):
    page = opened("index.html")
    found(page, "what does share_if_like_nation_low mean")
    assert answer(page).startswith(
        "share_if_like_nation_low: Low end, as a fraction of 1. If the state’s"
    )
    found(page, "incident_type")  # which two tables describe in two ways
    assert answer(page).count("incident_type: ") == 1 and len(links(page)) == 2
    assert all(one.startswith("data/dictionary.html#") for one in links(page))
    found(page, "no_such_column")
    assert ": " not in answer(page), "not answered"


def test_a_named_state_comes_first_and_what_there_is_of_states_is_said(opened):
    page, first = opened(), "states/rhode-island/index.html"
    asked = ("RI 2023", "Rhode Island getting worse", "trend in Rhode Island")
    asked += ("has Rhode Island gone up", "are missing kids in Rhode Island up or down since 2023")
    for words in (*asked, "cybertipline rhode island"):
        assert found(page, words)[0] == first, words
        said = answer(page)
        there = (
            ONE_YEAR.format("Rhode Island", 522)
            if words in asked
            else NO.format("Rhode Island", "the CyberTipline")
        )
        assert said.startswith(there), words
        cybertipline = page.locator("#meant a[href='https://www.ncmec.org/cybertiplinedata']")
        assert cybertipline.count() == ("cybertipline" in words), words
    found(page, "Rhode Island rank")
    assert "We do not rank states" in answer(page)
    pages = found(page, "Rhode Island trafficking")
    assert pages[:2] == [first, "figures/one-in-seven/index.html"]
    assert found(page, "West Virginia")[0] == "states/west-virginia/index.html"
    assert "states/virginia/index.html" not in found(page, "West Virginia")
    assert found(page, "Rhode Island")[:1] == [first]
    assert answer(page).startswith(FROM.format(522, "Rhode Island"))
    rows = page.locator("#results > li").all_inner_texts()
    assert len(rows) == 2 and rows[1].startswith("Rhode Island is also shown in:")


def test_what_is_found_for_a_state_says_whose_numbers_it_has(opened):
    page = opened()
    assert found(page, "Florida runaways")[:2] == ["states/florida/index.html", TYPES]
    rows = page.locator("#results > li").all_inner_texts()
    assert "2,140 (94.3%) were resolved" in rows[0] and "50.4 reports per 100,000" in rows[0]
    assert rows[1].startswith("Figure (no state numbers): ")
    for words in ("how many Ohio children were found safe", "Ohio", "Ohio resolved"):
        assert "figures/state-fact-sheet/index.html" not in found(page, words), "of Texas"
    assert "figures/state-fact-sheet/index.html" in found(page, "Texas resolved")
    for words in ("teens social media", "social media teens"):
        assert found(page, words)[0] == "figures/social-reach/index.html"
        assert "no number for children’s or teens’ use" in answer(page)
    page = opened("states/ohio/index.html")
    copied = page.locator("main [data-copy]").evaluate_all(
        "all => all.map(one => one.dataset.copy)"
    )
    assert "(91.8%) were resolved" in copied[0] and "more than once" in copied[1]
    assert "per 100,000" in copied[2]
    assert "per 100,000" not in copied[0], "no rate without its caution"
    for said in (
        "One child can be reported more than once.",
        "reports on ages 18 to 20 are counted, too",
    ):
        assert said in copied[2]
    assert "91.8% of the 1,911" in copied[2] and "91.4% nationally; the gap could be" in copied[2]
    short = page.get_by_role("button", name="Copy two short sentences (count only), with")
    own = short.get_attribute("data-copy")
    found(page := opened(), "Ohio")
    short = page.get_by_role("button", name="Copy two short sentences on Ohio (count only), with")
    assert short.get_attribute("data-copy") == own, "as its page copies it"


STRANGERS = "Our Impact has no number for abductions by strangers."
NO_LESS = "Not known whether abuse fell: reports are not counts of children or of crimes."
SEXTORTION = (
    "Our Impact says sextortion increased, but not since when or by how much, nor whether online "
)
NONFAMILY = "104 of the 29,568 missing-child reports nationwide in 2024 (0.4%, about 1 in 280) are"
NOT_KNOWN = "Can I say “by strangers”? No: say “labeled nonfamily abductions,” not “by strangers.”"
NOT_KNOWN += f" {NONFAMILY}"
BY_STATE = "For each state, Our Impact gives only missing-child reports"
ELSEWHERE = "https://www.ncmec.org/cybertiplinedata"
IMPACT = "https://www.missingkids.org/ourwork/impact"
CONTACTS = "https://amberalert.ojp.gov/"
ICAC = "https://ojjdp.ojp.gov/programs/internet-crimes-against-children-task-force-program"
ABSTRACT = "https://ojp.gov/ncjrs/virtual-library/abstracts/2022-amber-alert-report"
NCIC = "https://le.fbi.gov/cjis-division/cjis-link"
BESIDE = "Missing-child reports and shares resolved, side by side: "
BY_CITY = "Our Impact gives missing-child reports by state, not by city"
NO_CITY = "Our Impact has no number for {}: it gives missing-child reports by state, not by city"
REPORT = (
    "In danger now: 911 "
    "To report a missing child, call 911 or local police first, then NCMEC: 1-800-THE-LOST"
)
NO = "Our Impact gives no {} numbers on {}."
ONE_YEAR = (
    "Not given: for {}, Our Impact has missing-child reports for 2024 only ({}), and none of an "
    "earlier year, so it does not say whether they rose or fell."
)
NO_ARRESTS = "Our Impact does not say, in total or by state, how many CyberTipline reports were "
NO_ARRESTS += "referred to police or"
IN_ALL = "figures/missing-reports-by-year/index.html"
BY_YEAR = "figures/cybertipline-by-year/index.html"
FELL = "NCMEC’s CyberTipline received 20.5 million reports in 2024, 43% fewer than in 2023"
RACE = "figures/reports-by-race/index.html"
RESOLVED = "figures/missing-reports-resolved/index.html"
CARE = "figures/reports-from-care/index.html"
NATIVE = (
    "Of the 29,568 missing-child reports that NCMEC received nationwide in 2024, 550 (1.9%) record "
    "the child or young adult as Native American (Our Impact does not say whether that includes "
    "Alaska Natives)."
)
BY_RACE = "“Missing Children by Age & Race/Ethnicity.”"
SEPARATE = "Our Impact counts missing-child reports and CyberTipline reports separately"
OF_ALL = "Of the 29,568 missing-child reports that NCMEC received nationwide in 2024, "
TYPES = "figures/reports-by-type/index.html"
WHY = "notebooks/06-cybertipline.html#how-much-of-the-change-can-bundling-explain"
INCIDENTS = "data/series/cybertipline_by_incident_type.html"
TIPS = "Reports to NCMEC’s CyberTipline about"
OF_TYPE = "Reports to NCMEC nationwide"
BY_TYPE = "figures/incident-types-since-2020/index.html"
SINCE_2020 = "figures/reports-by-type-since-2020/index.html"
CLEARINGHOUSES = "https://amberalert.ojp.gov/"
AMBER = "figures/amber-recoveries/index.html"
LIMIT = (
    "notebooks/09-child-sex-trafficking.html"
    "#at-most-how-large-could-the-share-be-among-reports-about-children-who-ran-away-or-were-missing-from-care"
)
FROM = "NCMEC received {} reports of children missing from {} in 2024: "
RATE = "In 2024, NCMEC received {} reports of children missing from {} ({} per 100,000 residents"
CALIFORNIA, AGES = "states/california/index.html", "figures/reports-by-age/index.html"
LIKELY = "NCMEC judged child sex trafficking likely in 4,411 of the 29,568 missing-child reports"
ALL_LIKELY = (
    "NCMEC judged child sex trafficking likely in 4,411 (14.9%) of 2024’s 29,568 missing-child "
    "reports nationwide; Our Impact does not say how many of those concern runaways or children "
    "missing from care."
)
ENTICED = "NCMEC’s CyberTipline received 546,333 reports of online enticement of children in 2024, "
NO_WHY = (
    "The numbers in Our Impact do not show why reports rose or fell, why states differ, or why "
    "children go missing. "
)
SAID_ON_TOP = {
    **dict.fromkeys(("Calif.", "calif"), (FROM.format("1,796", "California"), CALIFORNIA)),
    **dict.fromkeys(
        ("Fla. trafficking", "fl trafficking"),
        (
            NO.format("Florida", "child sex trafficking"),
            "states/florida/index.html",
        ),
    ),
    **dict.fromkeys(("W. Va.", "W Virginia", "WVa"), (FROM.format(114, "West Virginia"), "")),
    **dict.fromkeys(("Penn.", "Pa.", "pa missing"), (FROM.format(987, "Pennsylvania"), "")),
    **dict.fromkeys(("N.Y.", "N. Y."), (FROM.format("2,684", "New York"), "")),
    "Washington, D.C.": (FROM.format(73, "the District of Columbia"), ""),
    "mass trafficking": ("", ""),  # which is no state without its period
    "flordia": ("Did you mean Florida?", "states/florida/index.html"),
    "flordia trafficking": (
        f"Did you mean Florida trafficking? {NO.format('Florida', 'child sex trafficking')}",
        "states/florida/index.html",
    ),
    "Texs": ("Did you mean Texas?", "states/texas/index.html"),
    "pensylvania": ("Did you mean Pennsylvania?", "states/pennsylvania/index.html"),
    "runway children": ("Did you mean runaway children?", TYPES),
    **dict.fromkeys(
        ("wireless alert", "WEA", "phone alerts"),
        ("Our Impact gives no number of alerts sent", AMBER),
    ),
    "runaway recovery": (
        "Of the 27,293 reports to NCMEC nationwide in 2024 about children who ran away, 25,103",
        "figures/open-by-type/index.html",
    ),
    "trafficking 2023": (f"{TIPS} child sex trafficking: 17,353 in 2023 and 26,823 in", BY_TYPE),
    **dict.fromkeys(
        ("trafficking last year", "trafficking up from 2023", "trafficking 2023 2024"),
        (f"{TIPS} child sex trafficking rose 55%, from 17,353 in 2023 to 26,823 in 2024", BY_TYPE),
    ),
    **dict.fromkeys(
        ("online enticement in the CyberTipline 2023 2024", "enticement up from 2023"),
        (f"{TIPS} online enticement of children rose 192%, from 186,819 in 2023 to", BY_TYPE),
    ),
    **dict.fromkeys(
        ("endangered runaways 2023", "runaways up from 2023"),
        (
            f"Not here for 2023. {OF_TYPE} about children who ran away: 27,072 in 2020, 25,174 in "
            "2021, and 27,293 in 2024. From 2021 to 2024, they rose 8.4%; earlier, secondary",
            SINCE_2020,
        ),
    ),
    "runaways 2020 2024": (f"{OF_TYPE} about children who ran away rose 0.8% (could be", ""),
    "nonfamily abductions 2020 2024": (
        f"{OF_TYPE} labeled nonfamily abductions: 79 in 2020 and 104 in 2024, too few to say",
        SINCE_2020,
    ),
    "share of family abductions 2021": (
        f"{OF_TYPE} labeled family abductions: 1,385 (5.0% of all types) in 2021; the source is",
        "data/series/missing_by_type.html",
    ),
    "1 in 6": (
        "“1 in 6” is of runaways in 2022, in NCMEC’s letter to donors; for all",
        "figures/one-in-seven/index.html",
    ),
    **dict.fromkeys(
        ("students NetSmartz Alabama", "online safety lessons in Alabama"),
        (NO.format("Alabama", "safety lessons and training"), "states/alabama/index.html"),
    ),
    **dict.fromkeys(
        ("under 12 Nevada", "Nevada 12 to 14"),
        (NO.format("Nevada", "age"), "states/nevada/index.html"),
    ),
    "rate Guam": ("No rate here for Guam: in 2024, NCMEC received 1 report of a child", ""),
    "trafficking 2024": (LIKELY, "figures/one-in-seven/index.html"),
    "amber 2022": (
        "This site has running totals of children recovered through AMBER Alerts",
        AMBER,
    ),
    "sextortion statistics": (SEXTORTION, ""),
    "CyberTipline Georgia": (NO.format("Georgia", "the CyberTipline"), "states/georgia/index.html"),
    "AMBER Alerts by state": (
        NO.format("state", "children recovered through AMBER Alerts"),
        "figures/amber-recoveries/index.html",
    ),
    "Ohio sextortion": (NO.format("Ohio", "sextortion"), "states/ohio/index.html"),
    "resolved by race": ("Our Impact gives resolved and still active reports by type", ""),
    "runaways by age": ("Our Impact splits each type of missing-child report only", ""),
    "sextortion deaths": (SEXTORTION, ""),
    "online enticement trend": (
        ENTICED,
        "figures/incident-types-since-2020/index.html",
    ),
    "labor trafficking": (
        "Our Impact counts only child sex",
        "figures/trafficking-by-age/index.html",
    ),
    "how long are children missing": ("Our Impact does not say how long", ""),
    "how many kids go missing each year": (
        "Reports are not children",
        "figures/missing-reports-by-year/index.html",
    ),
    "CSAM by platform": ("Our Impact gives no numbers by platform", ""),
    "nudes": ("Take It Down, NCMEC’s service", "figures/take-it-down/index.html"),
    "LGBTQ": ("Our Impact has nothing on sexual orientation", ""),
    **dict.fromkeys(
        ("missing teens online", "runaways met predator online", "teenagers lured online"),
        (SEPARATE, "about.html"),
    ),
    **dict.fromkeys(
        ("missing teens", "ages 13 to 17", "12-17"),
        (f"{OF_ALL}27,218 (92.1%) are about children ages 12 to 17; age 13 cannot be split", AGES),
    ),
    "trafficking runaways or care": (ALL_LIKELY, "figures/one-in-seven/index.html"),
    "one in seven runaways": (
        ALL_LIKELY,
        "figures/one-in-seven/index.html",
    ),
    "online child exploitation": (FELL, "figures/cybertipline-by-year/index.html"),
    **dict.fromkeys(
        ("navajo", "Tohono O’odham Nation"),
        ("Our Impact gives nothing by tribe or tribal land. Of the", RACE),
    ),
    **dict.fromkeys(
        ("Arizona rank", "arizona highest", "is Arizona high?"),
        (RATE.format("1,133", "Arizona", 71.3), "states/arizona/index.html"),
    ),
    "Texas rate": (RATE.format("2,508", "Texas", 32.7), "states/texas/index.html"),
    "missing children in Yuma": ("Nothing here on “Yuma.” If this is a place:", ""),
    **dict.fromkeys(
        ("Cleveland", "missing kids in cleveland"),
        (NO_CITY.format("Cleveland"), "states/ohio/index.html"),
    ),
    "los angeles": (NO_CITY.format("Los Angeles"), "states/california/index.html"),
    "Columbus": (NO_CITY.format("Columbus"), "states/georgia/index.html"),  # or Ohio
    **dict.fromkeys(
        ("report a tip", "my daughter is missing", "911"),
        (REPORT, "about.html"),
    ),
    "take down a picture": (
        "To remove a nude or sexually explicit picture of someone under 18: Take It Down, "
        f"takeitdown.ncmec.org {REPORT}",
        "about.html",
    ),
    **dict.fromkeys(
        ("2,000 children a day", "every 40 seconds"),
        ("NCMEC received 29,568 reports", "figures/missing-reports-by-year/index.html"),
    ),
    "zip": ("All tables and the numbers behind every figure", "data/index.html"),
    "parental controls": ("Our Impact counts children and parents at safety lessons", ""),
    "vector": ("A wide PNG fills a 16:9 slide; its SVG is sharp", "about.html"),
    "handout": ("A state’s page prints on one sheet", "states/index.html"),
    "contact": ("This site has no public address yet", "about.html"),
    "who made this": ("Credit our-impact-notebooks. It is an independent project", "about.html"),
    "Jordan": (
        "Our Impact gives no counts by country and does not say how many CyberTipline reports",
        "",
    ),
    "which state has most missing kids": (
        "The most missing-child reports to NCMEC in 2024 were from New York (2,684).",
        "states/index.html",
    ),
    "online enticement by year": (
        f"{TIPS} online enticement of children: 37,872 in 2020, 44,155 in 2021, 80,524 in 2022, "
        "186,819 in 2023, and 546,333 in 2024; years may not be comparable: reporting "
        "mandatory for platforms since May 2024. Reports are not children and may concern other "
        "countries.",
        BY_TYPE,
    ),
    **dict.fromkeys(
        ("1 in 7 2023", "missing children trafficked 2023"),
        (
            "Our Impact gives missing-child reports judged likely child sex trafficking for 2024 "
            "only; this site found none for earlier years.",
            "figures/one-in-seven/index.html",
        ),
    ),
    "error on this page": ("This site has no public address yet", "about.html"),
    "print a state": (BY_STATE, ""),
    "REPORT Act enticement 2024": (ENTICED, "figures/incident-types-since-2020/index.html"),
    "kidnapped by stranger": (NOT_KNOWN, "figures/reports-by-type/index.html"),
    **dict.fromkeys(
        (
            "has enticement tripled",
            "nearly tripled",
            "enticement nearly tripled",
            "2.9 times as many enticement reports",
            "how many times more enticement",
        ),
        (ENTICED, "figures/incident-types-since-2020/index.html"),
    ),
    "cybertipline doubled": (FELL, BY_YEAR),
    **dict.fromkeys(
        ("2025", "enticement 2025"),
        (
            "In the first half of 2025, reports to NCMEC’s CyberTipline of child sex trafficking",
            "figures/cybertipline-half-years/index.html",
        ),
    ),
    "is trafficking rising": (f"{TIPS} child sex trafficking rose 55%", ""),
    "latest year": ("This is the report for 2024; there may be a later one.", ""),
    "1 in 7 missing kids trafficked": (
        "Say “1 in 7 missing-child reports”: Our Impact’s text",
        "",
    ),
    "did runaways increase": ("From 2020 to 2024, three of the five types", ""),
    "Texas take it down": (NO.format("Texas", "Take It Down"), "states/texas/index.html"),
    "all charts zip": ("There is no ZIP of all the pictures", "data/index.html"),
    "2021": ("For earlier years, this site has only some numbers", "data/index.html"),
    "average age": ("Our Impact gives ages in groups, except for reports judged likely", ""),
    "how many kids go missing every year": (
        "Reports are not children",
        "figures/missing-reports-by-year/index.html",
    ),
    "cybertip line": (FELL, "figures/cybertipline-by-year/index.html"),
    "child trafiking": (
        "NCMEC judged child sex trafficking likely in",
        "figures/one-in-seven/index.html",
    ),
    "homeless youth": ("Our Impact has nothing on income, housing, or homelessness.", ""),
    "photos": (
        "Reports to NCMEC’s CyberTipline in 2024 came with 63.0 million files",
        "figures/cybertipline-files/index.html",
    ),
    "county": ("Our Impact gives missing-child reports by state, not by city or county", ""),
    "police referrals": (NO_ARRESTS, ""),
    "arrests": (NO_ARRESTS, ""),
    "generative AI": ("Our Impact mentions artificial intelligence (AI) without a number", ""),
    "is crime down": ("Reports show what was reported", "figures/cybertipline-by-year/index.html"),
    "CyberTpline": ("Did you mean cybertipline?", "figures/cybertipline-by-year/index.html"),
    "tipline": (FELL, "figures/cybertipline-by-year/index.html"),
    "REPORT Act": (
        ENTICED,
        "notebooks/06-cybertipline.html#how-have-reports-changed-by-half-year",
    ),
    "financial": (SEXTORTION, ""),
    "victims identified": (
        "As of 2024, 67.2% of the girls",
        "figures/traded-imagery-by-gender-and-stage/index.html",
    ),
    "highest": ("We do not rank states", ""),
    "Facebook": ("Our Impact gives no numbers by platform", ""),
    "by country": ("Our Impact gives no counts by country", ""),
    "New Mexico": (FROM.format(144, "New Mexico"), ""),  # which is no country
    "by state": ("For each state, Our Impact gives only", "states/index.html"),
    "Ohio reports": (FROM.format("1,911", "Ohio"), "states/ohio/index.html"),
    "cyber tipline": (FELL, "figures/cybertipline-by-year/index.html"),
    "cybertipline by year": (
        "Reports to NCMEC’s CyberTipline: 21,751,085 in 2020, 29,397,681 in 2021, 32,059,029 in",
        "figures/cybertipline-by-year/index.html",
    ),
    **dict.fromkeys(
        (
            *("Netherlands", "cybertipline reports germany", "UK", "United Kingdom"),
            *("new zealand", "CyberTipline outside US", "outside the United States", "abroad"),
            *("tips from foreign countries", "overseas", "outside the U.S."),
        ),
        ("Our Impact gives no counts by country", ""),
    ),
    "New England": (f"{BESIDE}New England", ""),
    "service providers": ("Our Impact gives no numbers by platform", ""),
    "age of victims": ("Our Impact gives no age, gender, or race of victims in Cyber", ""),
    "sex of victim": ("Our Impact gives no age, gender, or race of victims in Cyber", ""),
    "child sex trafficking victims": ("", ""),
    "cybertipline 2025": ("For that year, this site has only January to June, of CyberTipline", ""),
    "reuse": ("Anyone may use this site’s tables and figures", "about.html"),
    "logo": ("Anyone may use this site’s tables and figures", "about.html"),
    **dict.fromkeys(
        ("Ohio per capita", "Ohio per 100,000", "Ohio rate compared to national average"),
        (RATE.format("1,911", "Ohio", 74.2), "states/ohio/index.html"),
    ),
    "Ohio 1,911": (FROM.format("1,911", "Ohio"), "states/ohio/index.html"),
    "1,325%": ("Not found: “1,325%.” It may still be right", ""),
    "how many children": ("Reports are not children", ""),
    **dict.fromkeys(("e2ee", "end-to-end encryption"), ("Not to be quoted: ac", WHY)),
    "why did reports fall": (
        f"Not known why CyberTipline reports fell: Our Impact does not say. {FELL}",
        "figures/cybertipline-by-year/index.html",
    ),
    "why did missing children reports rise": (
        f"{NO_WHY}NCMEC received 29,568",
        IN_ALL,
    ),
    "Meta": ("Our Impact gives no numbers by platform", WHY),
    "what does resolved mean": ("Resolved, active: The status of a missing-child report", ""),
    "amber recovered": (
        "By the end of 2024, at least 1,268 children had been recovered through AMBER Alerts",
        "figures/amber-recoveries/index.html",
    ),
    "found safe": ("“Resolved” does not say how a case ended", ""),
    **dict.fromkeys(
        (
            *("foster care", "foster youth", "state custody", "child welfare", "state care"),
            *("social services", "wards of the state", "out-of-home care", "AWOL", "group home"),
        ),
        (f"{OF_ALL}23,160 (78.3%) are about children missing from foster", CARE),
    ),
    "custody": ("Also searched for “family abduction.”", ""),
    "Ohio foster care": (NO.format("Ohio", "children missing from care"), "states/ohio/index.html"),
    **dict.fromkeys(
        (
            *("cybertipline fell", "cybertipline down", "can I publish the 43% drop"),
            "can I say reports fell",
        ),
        (
            "You may say that reports fell 43% if you add that the years may not be comparable, "
            f"but not that abuse fell. {FELL}",
            BY_YEAR,
        ),
    ),
    "reports down 2024": (FELL, BY_YEAR),
    "is Nevada worse than the nation": (
        "No share or rate of reports measures safety or anyone’s work, so none makes a place "
        "better or worse. "
        "In 2024, 87.0% of the 324 reports to NCMEC of children missing from Nevada were resolved, "
        "compared with 91.4% nationally; the gap could be chance. "
        "Nevada’s rate of reports is not clearly different from that of the 50 states and DC "
        "together: 47.1 per 100,000 residents "
        "under 18, compared with 40.3; the gap could be chance. ",
        "states/nevada/index.html",
    ),
    "percent of missing children from foster care resolved": (
        "Our Impact says that about 92% of cases of children missing from foster or state care in",
        CARE,
    ),
    **dict.fromkeys(
        ("how many runaways were missing from care", "foster care runaways"),
        (
            "Our Impact does not say how many ran away from care; nationwide, at least 20,885",
            CARE,
        ),
    ),
    "AFCARS": (f"{OF_ALL}23,160 (78.3%) are about children missing from foster", CARE),
    "does missing from care include group homes": (
        "Our Impact does not define “missing from",
        CARE,
    ),
    "how many 12 year olds are missing": (
        f"{OF_ALL}6,839 (23.1%) are about children ages 12",
        AGES,
    ),
    "can I say 90% of missing children are runaways": (f"Not found: “90%.” {OF_ALL}27,293", TYPES),
    "can I make my own chart": ("Anyone may use this site’s tables and figures", "about.html"),
    **dict.fromkeys(
        (*("cybertipline 36 million 20 million", "line chart cybertipline"),),
        (FELL, "figures/cybertipline-by-year/index.html"),
    ),
    **dict.fromkeys(
        ("take it down", "explain take it down", "why use take it down"),
        ("Take It Down, NCMEC’s service", "figures/take-it-down/index.html"),
    ),
    **dict.fromkeys(
        ["kidnapping", "abducted"],
        (STRANGERS, "figures/reports-by-type/index.html"),
    ),
    **dict.fromkeys(
        ["stranger", "white van", "is stranger abduction under 1 percent"],
        (NOT_KNOWN, "figures/reports-by-type/index.html"),
    ),
    **dict.fromkeys(
        ("states add up", "add up", "do state numbers add up to the national total"),
        (
            "Yes. The rows of 53 places add up to 29,519 reports; "
            "with the 49 that list no state, to 29,568. The 53 places are 50 "
            "states, DC, Guam, and Puerto Rico; without",
            "states/index.html",
        ),
    ),
    **dict.fromkeys(
        ("virgin islands", "American Samoa", "U.S. territories"),
        ("Of the U.S. territories, Our Impact lists only Guam and Puerto Rico.", ""),
    ),
    **dict.fromkeys(
        ("is there less online exploitation", "cybertipline fell, so less exploitation"),
        (f"{NO_LESS} {FELL}", BY_YEAR),
    ),
    **dict.fromkeys(
        ("did missing children increase in 2024", "have missing children reports gone down"),
        ("NCMEC received 29,568 missing-child reports nationwide in 2024, about as many", IN_ALL),
    ),
    "did csam fall": ("Six of the eight types had more reports in 2024 than in 2023", ""),
    "how many children are trafficked each year": (
        "Our Impact does not say how many children were trafficked. It counts reports, which are "
        "not children: CyberTipline reports about child sex trafficking, and missing-child reports "
        f"in which NCMEC judged it likely. {LIKELY}",
        "figures/one-in-seven/index.html",
    ),
    "can I compare 2023 and 2024": ("Numbers of different years may not be comparable", ""),
    "why does Michigan have fewer reports than Ohio": (
        f"{BESIDE}Michigan and Ohio. {BY_STATE}",
        "",
    ),
    "how many kids ran away in Michigan": (
        NO.format("Michigan", "types of report, such as runaway or abduction"),
        "states/michigan/index.html",
    ),
    **dict.fromkeys(
        ("recovery rate", "percent of missing kids found", "how many are still missing"),
        (f"{OF_ALL}91.4% were resolved (27,033 reports), and 8.6% were still active", RESOLVED),
    ),
    "what is an incident": ("Incident: The event behind a CyberTipline report. One report", ""),
    "define report": ("Report: Information sent to NCMEC about a missing child or", "about.html"),
    "rates by race": ("Our Impact does not say how race and ethnicity are recorded", ""),
    **dict.fromkeys(
        ("foster care trafficking", "1 in 7 foster care trafficking", "care trafficking"),
        (
            ALL_LIKELY,
            "figures/one-in-seven/index.html",
        ),
    ),
    "GAI": ("Our Impact mentions artificial intelligence (AI) without a number", ""),
    "tips per state Ohio cybertipline": (
        NO.format("Ohio", "the CyberTipline"),
        "states/ohio/index.html",
    ),
    "cybertipline reports 2024 fell": (FELL, "figures/cybertipline-by-year/index.html"),
    **dict.fromkeys(
        ("PowerPoint", "infographic", "charts"), ("A wide PNG fills a 16:9 slide", "about.html")
    ),
    **dict.fromkeys(
        (
            *("Native American", "American Indian", "Alaska Natives"),
            *("American Indian/Alaska Native", "AI/AN"),
        ),
        (NATIVE, RACE),
    ),
    "tribal children missing": ("Our Impact gives nothing by tribe or tribal land. Of the", RACE),
    "is it getting worse": ("Reports show what was reported", ""),
    "Border unaccompanied migrant children": ("Our Impact has nothing on the border or", ""),
    "Georgia one page print": (BY_STATE, "states/georgia/index.html"),
    "Georgia compared with Florida": (
        "In 2024, NCMEC received 674 reports of children missing from Georgia and 2,270 from "
        "Florida. Georgia’s rate of reports is clearly lower than Florida’s: "
        "26.5 and 50.4 ",
        "",
    ),
    "Pima County": (NO_CITY.format("Pima County"), "states/arizona/index.html"),
    **{
        one: (NO_CITY.format(one), "states/louisiana/index.html")
        for one in ("Orleans Parish", "East Baton Rouge Parish", "Washington Parish", "Metairie")
    },
    **dict.fromkeys(
        ("Louisiana still missing", "how many children are still missing in Louisiana"),
        (f"{FROM.format(271, 'Louisiana')}245 (90.4%) were resolved; 26 were still active", ""),
    ),
    "population by state": ("Also searched for “residents.”", "data/population.html"),
    "how was the rate calculated": ("Rate: reports divided by residents", "about.html"),
    **dict.fromkeys(
        ("nonfamily abduction", "nonfamily abductions"),
        (f"{OF_ALL}104 (0.4%) are labeled nonfamily abductions", TYPES),
    ),
    **dict.fromkeys(
        ("trend", "up or down", "going up", "missing children trend", "since last year"),
        ("Reports show what was reported", "figures/missing-reports-by-year/index.html"),
    ),
    **dict.fromkeys(
        ("what is online enticement", "enticement meaning", "online enticement definition"),
        ("Online enticement: A type of CyberTipline report, printed as", ""),
    ),
    "endangered runaway means": ("Endangered Runaway: NCMEC’s label for the type that", ""),
    "definition of runaway": ("Children who ran away: This site’s label for the type", ""),
    "1 in 7": (
        "NCMEC judged child sex trafficking likely in 4,411 of the 29,568",
        "figures/one-in-seven/index.html",
    ),
    "online enticement 2019": (
        f"Not here for 2019. {TIPS} online enticement of children: 37,872 in 2020, 44,155",
        BY_TYPE,
    ),
    "missing children by age 2023": ("This site has missing-child reports by age and by race", ""),
    "Take It Down 2023": ("This site has Take It Down numbers", "figures/take-it-down/index.html"),
    **dict.fromkeys(("NCIC", "NamUs", "FBI"), ("Our Impact counts reports made to NCMEC. It", "")),
    "wandering": ("Our Impact has nothing on disability", ""),
    **dict.fromkeys(("ERU", "share of runaways"), (f"{OF_ALL}27,293 (92.3%)", TYPES)),
    "runaways vs abductions": (
        f"{OF_ALL}27,293 (92.3%) are about children who ran away, 1,171 (4.0%) about family "
        "abductions, and 104 (0.4%) about nonfamily abductions.",
        TYPES,
    ),
    "california recovery rate vs texas": (
        "NCMEC received 1,796 reports of children missing from California in 2024: 1,448 (80.6%)",
        CALIFORNIA,
    ),
    "missing children Michigan 2023": (
        ONE_YEAR.format("Michigan", 376),
        "states/michigan/index.html",
    ),
    "cybertipline reports 2022": (
        "Reports to NCMEC’s CyberTipline: 32,059,029 in 2022. Reports are not children and may",
        "data/series/cybertipline_by_year.html",
    ),
    "missing children 2022": (
        "Reports to NCMEC nationwide of missing children: 27,644 in 2022. The source says",
        "",
    ),
    "toddlers missing": (f"{OF_ALL}464 (1.6%) are about children ages 0 to 2.", AGES),
    "how old are missing kids": (f"{OF_ALL}20,379 (68.9%) are about children ages 15 to 17.", AGES),
    "sex offenders located": (
        "NCMEC helped with 19,861 requests in 2024 to find noncompliant sex offenders, about 54 a "
        "day. NCMEC says that 2,990",
        "figures/offender-requests/index.html",
    ),
    "how many csam images and videos": (
        "Reports to NCMEC’s CyberTipline in 2024 came with 63.0 million files, 40% fewer than in "
        "2023 (105.7 million): videos fell 33%, images fell 49%, and other files rose 45%, but the",
        "figures/cybertipline-files/index.html",
    ),
    "hotline calls 2024": ("NCMEC’s call center (1-800-THE-LOST) received 131,419 calls", ""),
    "is the internet safer": ("Reports show what was reported, not how often crimes happen", ""),
    "NCMEC stats": ("", ""),  # of which no figure is the answer
    "deceased": ("Our Impact does not say how many children were found dead", ""),
    "repeat runaways": ("Our Impact does not say how many reports are about the same child", ""),
    "press": ("No press contact is listed here. For a quotation", "about.html"),
    **dict.fromkeys(
        ("missing kids US", "missing children nationally", "missing children in the United States"),
        ("NCMEC received 29,568 reports of missing children nationwide in 2024.", IN_ALL),
    ),
    "how many missing children in the US": ("NCMEC received 29,568 reports of missing", IN_ALL),
    **dict.fromkeys(
        ("CyberTipline United States", "CyberTipline US"),
        (
            "NCMEC’s CyberTipline reports may concern other countries; Our Impact does not say",
            "figures/cybertipline-by-year/index.html",
        ),
    ),
    "tips per day": (
        "NCMEC’s CyberTipline received 20,512,803 reports in 2024, about 56,000 a day",
        "figures/cybertipline-by-year/index.html",
    ),
    **dict.fromkeys(
        ("is a report the same as a child", "report vs child"),
        ("A report is not a child or a crime", "about.html"),
    ),
    **dict.fromkeys(
        ("source report pdf", "original report"),
        ("This site has no link to the report, no PDF", "about.html"),
    ),
    "Lucas County": (NO_CITY.format("Lucas County"), "states/iowa/index.html"),  # or Ohio
    "Cuyahoga": (NO_CITY.format("Cuyahoga"), "states/ohio/index.html"),
    "Ohio sextortion victims": (NO.format("Ohio", "sextortion"), "states/ohio/index.html"),
    **dict.fromkeys(
        ("georgia missing from care 2023", "missing from care Georgia"),
        (NO.format("Georgia", "children missing from care"), "states/georgia/index.html"),
    ),
    "1 in 7 georgia": (
        f"No: {NO}".format("Georgia", "child sex trafficking"),
        "states/georgia/index.html",
    ),
    "how many teens are missing in Texas": (NO.format("Texas", "age"), "states/texas/index.html"),
    "arrests Ohio": ("Our Impact does not say, in total or by state, how many CyberTipline", ""),
    "recovery rate by year": ("“Resolved” does not say how a case ended", RESOLVED),
    "found dead": ("Our Impact does not say how many children were found dead", ""),
    "Montgomery County Ohio": (BY_CITY, "states/ohio/index.html"),
    "Montgomery County": (BY_CITY, ""),
    **dict.fromkeys(
        ("can we trust the numbers", "is the data accurate"),
        ("Of the 77 statements that we listed from NCMEC’s", "figures/claims-checked/index.html"),
    ),
    **dict.fromkeys(
        ("percent change CyberTipline 2023 2024", "cybertipline 2023 vs 2024"),
        (
            "NCMEC’s CyberTipline received 20.5 million reports in 2024, 43% fewer than in 2023 "
            "(36.2 million), but the two years may not be comparable",
            "figures/cybertipline-by-year/index.html",
        ),
    ),
    "Washington 2023": (ONE_YEAR.format("Washington", "1,665"), "states/washington/index.html"),
    "what is a hash": ("Hash: A code", "about.html"),
    "is a report a child": ("A report is not a child", "about.html"),  # which is no call for help
    "2025 report": ("For that year, this site has only January to June, of CyberTipline", ""),
    "missing children 2015": (
        "Not here for 2015. Reports to NCMEC nationwide of missing children: 29,782 in 2020, ",
        IN_ALL,
    ),
}


# What is typed, and words that the answer has: those of one cell of a table, or of one number.
AT_15 = "Of the 20,379 missing-child reports about children ages 15 to 17"
OF_ONE = {
    "hispanic teens 15-17 missing": f"{AT_15} that NCMEC received nationwide in 2024, 3,771 (18",
    "native american 15 to 17": "395 (1.9%) record the child or young adult as Native American (",
    "white kids 3 to 5": "Of the 327 missing-child reports about children ages 3 to 5",
    "black vs white 15 to 17": "7,267 (35.7%) record the child or young adult as Black and 6,008",
    "african american 17 year old": "7,267 (35.7%) record the child or young adult as Black. Ages "
    "here are in groups.",
    "native american under 12": "1 to 10 record the child or young adult as Native American (Our "
    "Impact does not say whether that includes Alaska Natives). That is too few to quote",
    "native american boys trafficking": "1 to 10 are about males. That is too few to quote",
    "children under 12": f"{OF_ALL}1,452 (4.9%) are about children under 12.",
    "17 year old boys trafficked": "1,496 missing-child reports nationwide in 2024 about children "
    "age 17 in which NCMEC judged child sex trafficking likely, 223 (14.9%) are about males.",
    "17-year-old boys": "223 (14.9%) are about males.",
    "trafficking 18 19 20 year olds": "84 (1.9%) are about young adults age 18, 28 (0.6%)",
    "asian boys trafficking": "as Asian, none are about males.",
    "trafficking 11 year old boys": "Of the 2 missing-child reports nationwide in 2024 about "
    "children age 11 in which NCMEC judged child sex trafficking likely, 1 is about a male.",
    "hispanic girls 15 to 17 trafficking": "Our Impact gives this by age and gender, not also by",
    "hispanic runaways": "5,385 (18.2%) record the child or young adult as Hispanic. Our Impact "
    "gives this by race, not also by type of report.",
    "nonfamily abductions open": "labeled nonfamily abductions, 2 (1.9%) were still active.",
    "young adults still missing": "of the type “Missing Young Adult,” 66 (7.9%) were still active.",
    "parental kidnapping resolved": "labeled family abductions, 919 (78.5%) were resolved.",
    **dict.fromkeys(  # they were added up: 91.4% of both
        (
            "recovery rate runaways vs family abductions",
            "compare resolved runaways and family abductions",
            "are runaways recovered more often than family abductions",
        ),
        "who ran away, 25,103 (92.0%) were resolved. Of the 1,171 labeled family abductions, 919",
    ),
    "requests and images federal": "came from federal law enforcement. Of the 5,251 requests",
    "trafficking Black and Hispanic girls": "Of the 615 that record the child or young adult as",
    "local police images": "6,686,134 (32.6%) came from state and local agencies and ICAC task",
    "state police requests": "Of the 5,251 requests that law enforcement sent NCMEC in 2024",
    "military CVIP submissions": "220 requests to identify children, with 695,283 images and",
    "toddlers in CSAM": "271 (8.4%) are infants or toddlers.",
    "share of files that are videos": "33,130,449 (52.6%) are videos.",
    "misleading domain names": "14,496 (0.1%) are about misleading domain names.",
    "coach abusers": "204 (6.2%) are “babysitter, mentor, or coach.”",
    "how many kids were saved by amber alerts": "68 children were reported as rescued through",
    "how many calls to the hotline": "received 131,419 calls in 2024, and more than 5 million",
    "team adam deployments": "37 times for critically missing children and helped with 114",
    "unidentified remains": "37 unidentified deceased children’s faces were reconstructed; over "
    "all years, 398 such children were identified",
    "non compliant sex offenders": "19,861 requests in 2024 to find noncompliant sex offenders",
    "NCMEC Connect users": "Registered users of NCMEC Connect: more than 26,355 (period not",
    "team hope contacts": "Team HOPE, had 2,886 first-time contacts.",
    "how many runaways have not been found": "2,190 (8.0%) were still active.",
    "cold cases solved": "Our Impact has no count of cold cases.",
    "images per request": "about 3,900 images each in 2024",
    "abusers": "743 are of neighbors or family friends and 663 of parents or guardians; 607",
    "kidnapped by a parent": "1,171 (4.0%) are labeled family abductions",
    "youngest trafficking victim": "is 11, with 2 reports nationwide in 2024.",
    "cybertipline trend last 5 years": "21,751,085 in 2020, 29,397,681 in 2021, 32,059,029 in 2022",
    "do the numbers add up": "Of the 77 statements",
    "missing kids in canada": "by U.S. state, with DC and some territories, and for no other",
    "missing children 2025": "Our Impact has no such number after 2024. For 2024: 29,568",
    "kids held for ransom": "Our Impact has nothing on ransom. 104 reports are labeled nonfamily",
    "epstein": "If you mean a person: no one is named here",
}


def test_what_names_one_cell_or_one_number_is_answered_with_it(opened):
    page = opened()
    wrong = {}
    for words, said in OF_ONE.items():
        found(page, words)
        if said not in (on_top := answer(page)):
            wrong[words] = on_top
    assert not wrong
    found(page, "roblox boys 13 to 15")
    assert answer(page).startswith("Our Impact gives no numbers by platform")
    found(page, "hispanic girls 15 to 17 trafficking")
    copied = page.locator("#meant button").get_attribute("data-copy")
    assert "by age and gender, not also by race." in copied and "One child can be" in copied
    assert copied.endswith("(Source: NCMEC, Our Impact: 2024, section “Child Sex Trafficking.”)")
    found(page, "hispanic 15-17")
    page.get_by_role("link", name="Its row").click()
    page.wait_for_url("**/data/missing_by_age_race.html#row-2024-15_to_17-hispanic")
    assert page.locator("tr:target").inner_text().split()[-1] == "3,771"
    page = opened(**PREFERENCES["phone"])
    for words in ("hispanic teens 15-17 missing", "17-year-old boys", "hispanic runaways"):
        found(page, words)
        assert page.locator("#meant button").first.bounding_box()["y"] < 660, words


def test_what_is_not_given_is_said_above_what_is_found(opened):
    page = opened()
    for words, (said, first) in SAID_ON_TOP.items():
        pages = found(page, words)
        assert len(pages) == len(set(pages)), words
        assert pages[:1] == [first] if first else True, words
        on_top = answer(page)
        assert on_top.startswith(said) and bool(on_top) == bool(said), (words, on_top)
    for words in ("encryption", "encrypted"):
        assert any("notebooks/06-cybertipline.html#" in one for one in found(page, words)), words
    whole, part = (
        f"data/{name}.html" for name in ("series/cybertipline_by_year", "cybertipline_history")
    )
    for words in ("cybertipline by year", "cybertipline by year csv"):
        assert found(page, words).index(whole) < found(page, words).index(part), "all years first"
    found(page, "2,000 children a day")
    assert "29,568 reports of missing children nationwide in 2024, about 81 a day" in answer(page)
    found(page, "which state has most missing")
    most = tables.load("missing_by_state", 2024).groupby("state")["reports"].sum()
    assert f"New York ({most.max():,})" in answer(page) and most.idxmax() == "NY"
    last = found(page, "cybertipline")[-1]
    assert last.startswith("data/"), "tables of codes and places come last"
    for words in ("worst states", "rank states"):
        found(page, words)
        assert {*links(page)} <= {"states/index.html", "states/index.html#elsewhere"}, words
    found(page, "Rhode Island rank")
    assert links(page) == ["states/index.html"]
    own = {"Cleveland": "ohio", "Cuyahoga County": "ohio", "Maricopa": "arizona"}
    for words, state in {**own, "Phoenix": "arizona"}.items():
        assert not [one for one in found(page, words) if not one.startswith("states/")], words
        assert "by state, not by city or county" in answer(page)
        state_page = f"states/{state}/index.html"
        there = [CLEARINGHOUSES, ICAC, ELSEWHERE, f"{state_page}#elsewhere", state_page]
        assert links(page) == there, words
    by_year = "figures/cybertipline-by-year/index.html"
    found(page, "sextortion in Dayton, Ohio")
    assert links(page)[:3] == [ELSEWHERE, ICAC, "states/ohio/index.html#elsewhere"], "whom to ask"
    own = [ELSEWHERE, ICAC, "states/ohio/index.html#elsewhere", by_year]
    leads = {"CyberTipline Ohio": own}  # a no leads on first, then elsewhere
    leads["AI"] = [ELSEWHERE, "about.html#made"]  # of which there are two words to quote
    for words in ("sextortion", "AI", "Snapchat", "by country", "CyberTipline Ohio"):
        found(page, words)
        said = (
            r"NCMEC may have [\w ]*numbers( on \w+)? on a page|NCMEC’s own page may|"
            r"NCMEC says that"
        )
        assert re.search(said, answer(page)), words
        assert links(page) == leads.get(words, [ELSEWHERE]), words
    found(page, "Meta")
    assert page.locator(f"#meant a[href='{ELSEWHERE}']").count() == 1, "once is enough"
    found(page, "Washington 2023")
    there = ["states/washington/index.html#elsewhere", IN_ALL, IMPACT]
    assert links(page) == there, "where else to look"
    found(page, "license")
    assert page.locator("#meant a").get_attribute("href") == "about.html#license"
    found(page, "stranger")
    assert "Our Impact does not say who took the child, or where. One" in answer(page)
    found(page, "press contact")
    assert page.locator("#meant a[href='https://www.ncmec.org']").is_visible(), "for a quotation"
    found(page, "sextortion suicide")
    assert page.locator("#count").inner_text() == "No page with all these words", "but an answer"
    assert "NCMEC may have numbers on sextortion on a page not checked" in answer(page)
    page.keyboard.press("Enter")
    assert page.locator("#meant:focus").count() == 1, "the whole answer"
    found(page, "Worcester")
    there = {"states/massachusetts/index.html#elsewhere", ICAC, ELSEWHERE}
    assert there < {*links(page)}, "whom to ask there"
    for words in ("reports by company", "reports by country"):
        assert len(found(page, words)) < 6, "only pages with the word"
        assert links(page) == [ELSEWHERE], words
    assert len(found(page, "labor trafficking")) == 5, "results for another meaning"
    assert page.locator("#count").inner_text() == "Pages with some of these words"
    assert "in its text: " not in page.locator("#results").inner_text(), "only where a word is seen"
    page.get_by_role("button", name="Show all").click()
    assert page.locator("#results a:not([download])").count() > 20
    assert page.get_by_role("button", name="Show all").is_hidden()
    assert len(found(page, "where to report")) == 5
    page.keyboard.press("Enter")
    assert page.locator("#meant a:focus").get_attribute("href") == "tel:911"
    assert page.locator("#meant a[href='tel:+18008435678']").is_visible()
    assert found(page, "runaway trafficking")[1] == LIMIT
    page.locator("#results a:not([download])").nth(1).click()  # the section of a notebook
    page.wait_for_url("**/notebooks/09-child-sex-trafficking.html#*")
    assert 0 <= page.locator("h2:target").bounding_box()["y"] < 900


def test_each_number_of_the_cybertipline_is_copied_with_other_countries(opened):
    lacking = opened().evaluate(r"""() => {
        const typed = [...Object.keys(FIRST), "enticement Connecticut", "sex trafficking 2021",
            "online enticement by year", "is trafficking rising in Texas", "csam videos 2023"];
        const all = typed.flatMap((one) => ask(one).notes.map(({ copy }) => copy))
            .concat(DOCUMENTS.map(({ alone }) => alone)).filter(Boolean);
        const said = (one) => one.replace(/ \(Source: .*/, "").replace(/\b20\d\d\b/g, "");
        const of = all.filter((one) => /CyberTipline/.test(said(one)) && /\d/.test(said(one)));
        if (of.length < 10) return ["none is asked for"];
        return of.filter((one) => !one.includes("may concern other countries"));
    }""")
    assert not lacking


def test_below_no_number_of_a_state_that_of_all_says_so_and_leads_on(opened):
    page = opened()
    tried = "U.S. Justice Department’s page on ICAC task forces"
    said = {
        "enticement Connecticut": (
            "on online enticement. NCMEC’s own page may",
            tried,
            "All countries together: NCMEC’s CyberTip",
        ),
        "online enticement utah": (
            "Where to ask for Utah numbers on other subjects.",
            tried,
            "All countries together: NCMEC’s CyberTip",
        ),
        "alaska icac": ("on requests from ICAC task forces.", tried, "In all: In 2024"),
        "missing Native American children in Oklahoma": ("The nation: Of the", "Native American"),
        "amber alerts ohio": ("Nationwide: By the end",),
        "missing children in Ohio rising": ("The nation: NCMEC received",),
        "bethel alaska": ("Our Impact gives no numbers by city or county, and nothing here is on",),
    }
    for words, texts in said.items():
        there = found(page, words)
        assert all(one in answer(page) for one in texts), (words, answer(page))
        assert [one for one in links(page) if one.endswith("/index.html#elsewhere")], words
        if "Native" in words:
            assert there[1] == "figures/reports-by-race/index.html"
    found(page, "age of victims of online enticement")
    assert answer(page).count("gender") == 1 and links(page) == [ELSEWHERE]
    found(page, "online enticement")
    half = page.locator("#meant [href='figures/cybertipline-half-years/index.html']")
    assert half.inner_text() == "Online enticement and child sex trafficking by half-year"


def test_an_answer_is_copied_with_its_source_and_leads_to_its_row(opened):
    page = opened()
    copied = {
        "American Indian": NATIVE.replace("Our Impact", "NCMEC’s Our Impact: 2024")
        + " One child can be reported more than once. NCMEC does not say how race is recorded, "
        "so a comparison with all U.S. children would mislead. "
        f"(Source: NCMEC, Our Impact: 2024, section {BY_RACE})",
        "sex trafficking 2021": f"{TIPS} child sex trafficking: 16,032 in 2021. Missing-child "
        "reports judged likely child sex trafficking: 2024 only. Reports are not children and may "
        "concern other countries. (Source: "
        "NCMEC and Justice Department, report to Congress for 2023.)",
        "family abductions 2021 2024": f"{OF_TYPE} labeled family abductions fell 15%, from 1,385 "
        "in 2021 to 1,171 in 2024; earlier, secondary sources say “cases,” so counting may explain "
        "part. Reports are not children. (Source: NCMEC 2021 table, reprinted by a newspaper; "
        "NCMEC, Our Impact: 2024, section “Reports by Type.”)",
        "missing children 2021 2024": "Reports to NCMEC nationwide of missing children rose 6.6%, "
        "from 27,733 in 2021 (from a secondary source) to 29,568 in 2024; earlier, sources say "
        "“cases,” so counting may explain part. One child can be reported more than once. "
        "(Source: NCMEC 2021 table, reprinted by a newspaper; NCMEC, Our Impact: 2024, section "
        "“Recovering Missing Children.”)",
        "runaways Texas": "NCMEC’s Our Impact: 2024 gives no Texas numbers on types of report, "
        f"such as runaway or abduction. The nation: {OF_ALL}27,293 (92.3%) are about "
        "children who ran away. One child can be reported more than once. "
        "(Source: NCMEC, Our Impact: 2024, section "
        "“Reports by Type.”) State agencies or NCMEC’s impact page may have numbers (not "
        f"checked by this site): NCMEC’s impact page, {IMPACT}.",
        "AI": "NCMEC’s Our Impact: 2024 mentions artificial intelligence (AI) without a number. "
        "It says "
        "only that there was an “alarming increase” (its words) in sextortion, in the use of "
        "generative artificial intelligence to create child sexual abuse material, and in "
        "sadistic online exploitation. It does not say since when, or by how much. "
        "(Source: NCMEC, Our Impact: 2024, section “CyberTipline.”) "
        "NCMEC may have numbers on AI (not checked by this site): NCMEC’s CyberTipline data, "
        f"{ELSEWHERE}.",
        "1 in 7": "NCMEC judged child sex trafficking likely in 4,411 of the 29,568 missing-child "
        "reports to NCMEC nationwide in 2024: 14.9%, or about one in seven (1 in 6.7). One child "
        "can be reported more than once. "
        "Shares show what NCMEC judged likely, not how often trafficking happens. "
        "This site’s percentage assumes that the 4,411 are part of the 29,568 (which NCMEC "
        "does not say). "
        "(Source: NCMEC, Our Impact: 2024, section “Child Sex Trafficking.”)",
    }
    for words, said in copied.items():
        found(page, words)
        assert page.locator("#meant button").first.get_attribute("data-copy") == said
    found(page, "1 in 7")
    page.get_by_role("link", name="All caveats").click()
    page.wait_for_url("**/figures/one-in-seven/index.html#caveat")
    whole = page.get_by_role("button", name="Copy finding, with all").get_attribute("data-copy")
    assert "Excluding young adults" in whole and whole.endswith(said.partition(" (Source")[2])
    page = opened()
    for words in ("license", "contact", "reports by age 2023"):
        found(page, words)
        assert page.locator("#meant button").count() == 0, words
    pages = found(page, "American Indian")
    assert not [one for one in pages if "indiana" in one]
    link = page.locator("#meant a").first
    assert link.inner_text() == "See the figure’s row “Native American.”", (
        "not the title of its figure"
    )
    link.click()
    page.wait_for_url("**/figures/reports-by-race/index.html#row-native-american")
    assert 0 <= page.locator("tr:target").bounding_box()["y"] < 900


SUBJECTS = (
    "race|ethnicity|age|type|state|care|missing from care|trafficking|CyberTipline|images|videos|"
    "CSAM|enticement|sextortion|AMBER|amber alerts|runaway|runaways|abduction|missing children|"
    "resolved|active|gender|hash|take it down|sex offenders|team hope|training|social media|calls|"
    "tips"
)


def test_a_subject_has_an_answer_and_no_answer_with_numbers_goes_without_its_caution(opened):
    page = opened()
    for word in SUBJECTS.split("|"):
        assert found(page, word), word
        said = answer(page)
        assert len(said.split()) > 10, word
        if word not in ("state", "gender", "sextortion"):  # of which the report has no number
            assert page.locator("#meant button").count() and re.search(r"\d", said), word
            copied = page.locator("#meant button").first.get_attribute("data-copy")
            assert len(copied.partition(" (Source")[0].split()) < 75, word
    found(page, "total")
    assert answer(page) == "", "of nine numbers, none is the answer"
    copied = page.evaluate("ANSWERS.filter((one) => one.counted).map((one) => filled(one.shown))")
    assert len(copied) > 8
    years = "[2019, 2020, 2021, 2022, 2023, 2024].map(String)"
    pairs = f"{years}.flatMap((one, at) => {years}.slice(at).map((other) => [one, other]))"
    each = f"{pairs}.map((both) => ofType(one, [code], [...new Set(both)]).say)"
    all_types = (
        f"OF_YEARS.types.flatMap((one) => Object.keys(one.counts).flatMap((code) => {each}))"
    )
    for said in (by_type := page.evaluate(all_types)):
        assert len(said.split()) <= 50 and not re.search(r"undefined|NaN|[{}]", said), said
    assert len(by_type) == 21 * (5 + 8 + 3), "each type and each two years, or one"
    for said in copied:
        assert (
            len(re.sub(r" This site’s percentage assumes that [^.]*\.", "", said).split()) <= 50
        ), said
        assert "reports" not in said or re.search(
            "ne child can be|not counts of children|are not ch|not children|other countries", said
        ), said
        assert ("is recorded as" in said) == ("comparison with all U.S. children" in said), said
        assert "cases.”" not in said and "counting" not in said, "of no other year"
        sentences = re.split(r"(?<=[.”]) (?=[A-Z“])", said)
        assert len(sentences) == len({*sentences})


def test_a_phone_has_the_answer_what_copies_it_and_what_its_words_mean(opened):
    for slug in ("reports-from-care", "trafficking-by-race", "cybertipline-half-years"):
        page = opened(f"figures/{slug}/index.html", **PREFERENCES["phone"])
        copies = page.get_by_role("button", name="Copy sentence").bounding_box()
        answer, picture = (page.locator(one).bounding_box() for one in (".finding", ".large"))
        assert page.locator("h1").bounding_box()["y"] < answer["y"] < copies["y"] < picture["y"]
        assert copies["y"] < 660, "on the first screen, below the bars of a browser"
    page = opened("figures/reports-from-care/index.html", **PREFERENCES["phone"])
    assert "does not define it or say whether it includes group homes" in (
        page.locator("p", has=page.get_by_role("link", name="Missing from care")).inner_text()
    )
    page = opened("states/ohio/index.html", **PREFERENCES["phone"])
    page.get_by_role("link", name="Compare with its neighbors").click()
    page.wait_for_url("**/states/index.html?only=OH,IN,KY,MI,PA,WV&from=OH")
    assert page.evaluate("called(chosen()).title") == "Ohio and its five neighbors"
    page = opened("states/index.html?only=IL,IN,MI,MN,OH,WI&from=MI")
    assert "Michigan’s five neighbors by land or water to" in page.locator("#apart").inner_text()


OF_HALVES = "Online enticement and child sex trafficking by half-year"


def test_a_number_of_a_year_or_a_type_has_what_all_reports_did_a_link_away(opened):
    page, all_years = opened(), "figures/cybertipline-by-year/index.html"
    assert found(page, "all CyberTipline reports 2023")[0] == all_years
    ways = ("up or down", "rise or fall", "change")
    for words in ("online enticement", *(f"online enticement {way}" for way in ways)):
        found(page, words)
        assert answer(page).startswith(ENTICED), words
    assert "By half-year, adding January to June 2025: " in answer(page), "newer ones replace none"
    found(page, "online enticement")
    newer = "figures/cybertipline-half-years/index.html"
    assert links(page) == ["figures/incident-types-since-2020/index.html", newer, all_years]
    page = opened("figures/incident-types-since-2020/index.html", **PREFERENCES["phone"])
    top = page.get_by_role("link", name=OF_HALVES)
    assert top.bounding_box()["y"] < page.locator(".large").bounding_box()["y"], "newer is on top"
    page = opened()
    page.locator("nav.sections").get_by_role("link", name="Table of states").click()
    page.wait_for_url("**/states/index.html")
    for state, at, there in (
        ("kentucky", ".say a", "about.html#could-be-chance-beyond-chance"),
        ("georgia", ".finding a", "-high-or-low"),
    ):
        page = opened(f"states/{state}/index.html")
        assert page.locator(at).first.get_attribute("href").endswith(there)
    assert (
        "13 have a clear gap (7 lower, 6 higher); Georgia’s share is not an outlier."
        in page.locator("main").inner_text()
    )


def test_a_state_is_compared_with_the_nation_in_share_and_rate_and_called_neither_better(opened):
    """One number alone was one side: a lower share sounded worse, a lower rate better."""
    page = opened()
    verdict = (
        "No share or rate of reports measures safety or anyone’s work, so none makes a place better"
    )
    share, outlier, rate = (
        "85.1% of the 489 reports to NCMEC of children missing from Tennessee were resolved, "
        "compared with 91.4% nationally; chance alone would rarely produce so wide a gap.",
        "13 have a clear gap (7 lower, 6 higher); Tennessee’s share is not an outlier.",
        "clearly lower than that of the 50 states and DC together: 30.9 per 100,000 residents "
        "under 18, compared with 40.3.",
    )
    for words in (
        *("Tennessee better or worse than nation", "is Tennessee worse than the national average"),
        *("Tennessee compared with the nation", "Tennessee vs the national average"),
    ):
        found(page, words)
        said = answer(page)
        assert said.startswith(verdict) == ("worse" in words), words
        assert 0 < said.index(share) < said.index(outlier) < said.index(rate), words
        button = page.get_by_role("button", name="Copy both comparisons in short, with source")
        copied = button.get_attribute("data-copy")
        assert all(one in copied for one in (share, outlier, rate, "Who reports, and how often"))
        assert copied.endswith("; rates by our-impact-notebooks.)"), words
    found(page, "Memphis worse than the nation")
    assert answer(page).startswith("Our Impact has no number for Memphis") and rate in answer(page)
    for words in ("still missing Tennessee", "Tennessee"):
        found(page, words)
        undated = "does not give the date of its count" in answer(page)
        assert undated == words.startswith("still"), "not a number of today"


def test_a_title_that_has_what_is_typed_comes_before_what_only_mentions_it(opened):
    page = opened()
    pages = found(page, "missing from care")
    assert pages[1] == (
        "notebooks/01-missing-children.html#how-many-reports-are-about-children-missing-from-care"
    )
    assert page.locator("header nav [aria-current]").count() == 0, "these are not the figures"
    found(page, "")
    assert page.locator("header nav [aria-current]").inner_text() == "Figures"
    found(page, "Iowa CyberTipline")
    assert page.locator("#count").inner_text() == "Pages with some of these words"
    assert "NCMEC’s own page may have CyberTipline numbers" in answer(page)


def test_the_list_of_states_and_their_pages_say_the_same(site):
    every, ohio, kentucky = (
        text(site / f"states/{one}index.html") for one in ("", "ohio/", "kentucky/")
    )
    for said in (
        "Our Impact counts reports made during a year",
        "the state from which the child is",
    ):
        assert said in every and said in ohio
    assert "add up to 29,519 reports; with the 49 that list no state, to 29,568." in every
    assert every.count("two totals out of sums (is_total in the CSV and in the XLSX’s sheet") == 1
    assert "For rates and for shares, <i>clearly</i>, <i>higher</i>, and <i>lower</i> mean" in every
    assert "less than 0.2% of the time (99.8% confidence)" in every
    assert "95% interval" not in ohio + kentucky and "5% of the time" not in every, "one cutoff"
    assert (
        "and small numbers swing by chance. Leave the" in every
        and "how many were resolved" not in every + ohio
    )
    assert "Click " not in every, "on a phone, one taps"
    assert "of two states with the same share, one may be “higher” (or “lower”) and the" in every
    assert "(may have numbers by state) or your state’s Internet" in every
    said = (
        'For Ohio, <i>Our Impact</i> has no numbers on <a href="../../figures/cybertipline-by-year'
    )
    assert said in ohio and ", or <a" in ohio.partition(said)[2].partition("Links lead")[0]
    assert "so none makes a place better or worse." in kentucky
    rare = "If all 51 places (49 states, DC, and Puerto Rico) with 10 or more reports were like "
    rare += (
        "the nation, at least one would still have a gap as unlikely as {}’s {:.0%} of the time."
    )
    its = kentucky.partition("Chance range around the nation’s share<")[2].partition("</tr>")[0]
    assert "share of a state with 218 reports 99.8% of the time, if they were resolved like" in its
    assert "<td>84.8% to 96.9%</td>" in its, "a row of its own: it is no interval of the share"
    for place, row in rates_of(site).items():
        said = text(site / f"states/{place}/index.html")
        how = row["rate_beside_nation"]
        clear, than = ("", "from") if how.startswith("not") else ("clearly ", "than")
        of_list = every.partition(f'data-code="{row["state"]}"')[2].partition("</tr>")[0]
        assert f'<td class="verdict">rate: {how}</td>' in of_list, place
        assert (
            f"’s rate of reports is {clear}{how} {than} that of the 50 states and DC together: "
            in said
        ), place
        known = "chance alone would rarely produce so wide a gap"
        known = known if clear else "the gap could be chance"
        assert f" per 100,000 residents under 18{AGED}, compared with 40.3; {known}." in said
        n, done = int(row["reports"]), int(row["resolved"])
        few, many = (below(some, n, 27_033 / 29_568) for some in (done, done - 1))
        is_inside = row["share_resolved_beside_nation"].startswith("not")
        seldom = 2 * min(few, 1 - many)
        is_rare = is_inside and seldom < 0.05 and n * 2_535 / 29_568 >= 5
        rarely = rare.format(row["state_name"], 1 - (1 - seldom) ** 51)
        assert (rarely in said) == is_rare, place
        assert ("a gap as unlikely as" in said) == is_rare, place
    for state in (kentucky, ohio):
        assert "gap could be chance</a>." in state, "one test"


def test_no_state_with_the_nations_share_is_said_to_have_a_gap(site):
    pages = [text(path) for path in (site / "states").glob("*/index.html")]
    assert not [one for one in pages if re.search(r"(\d+\.\d%), compared with \1", one)]
    arkansas = text(site / "states/arkansas/index.html")
    assert "share resolved is the same as the nation’s, when rounded: 91.4%." in arkansas
    assert "were resolved, the same share as nationally, when rounded." in arkansas


def below(most: int, n: int, p: float) -> float:
    """Return the chance of at most so many of n, each with the chance p."""
    logs = (
        math.log(math.comb(n, k)) + k * math.log(p) + (n - k) * math.log(1 - p)
        for k in range(most + 1)
    )
    return math.fsum(math.exp(one) for one in logs)


def rates_of(site: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the places that have a rate, by the folders of their pages."""
    with (site / "data/missing-reports-by-state-2024.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["is_place"] == "True"]
    rated = {re.sub("[^a-z]+", "-", row["state_name"].lower()): row for row in rows if row[RATED]}
    assert len(rated) == 51
    return rated


def chosen_rows(page) -> tuple[Download, list[dict[str, str]]]:
    """Return the CSV of the states that are chosen, and its rows."""
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of these rows").click()
    text = download.value.path().read_text(encoding="utf-8")
    return download.value, list(csv.DictReader(text.splitlines()))


def sheet_of(book: Download, sheet: str) -> str:
    """Return a sheet of a workbook of chosen states."""
    with ZipFile(book.path()) as parts:
        assert parts.testzip() is None, "check sums"
        assert f'name="{sheets.TO_SORT}"' in parts.read("xl/workbook.xml").decode()
        return unescape(parts.read(f"xl/{sheet}.xml").decode())


def cells_of(book: Download, sheet: str) -> list[str]:
    """Return what the cells of a sheet of a workbook of chosen states hold."""
    return re.findall("<(?:t|v)>([^<]*)<", sheet_of(book, sheet))


def test_states_that_are_chosen_stand_side_by_side(opened, site):
    page = opened("states/index.html")
    there, choice = page.locator("#states tbody th:visible"), page.get_by_label("Compare states")
    every = there.count()
    last = page.locator("#states tfoot tr:visible td:nth-child(2)").all_inner_texts()
    *parts, nation = [int(one.replace(",", "")) for one in last]
    assert sum(parts) == nation and len(parts) == 3, "a reader can add down"
    choice.select_option("Missouri")
    page.get_by_role("button", name="Compare with its neighbors").click()
    near = ["Missouri", "Arkansas", "Illinois", "Iowa", "Kansas", "Kentucky", "Nebraska"]
    assert there.all_inner_texts() == [*near, "Oklahoma", "Tennessee"]
    chips = page.locator("#chosen button")
    page.get_by_role("button", name="Remove Tennessee").press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Remove Oklahoma", "not lost"
    assert there.all_inner_texts() == [*near, "Oklahoma"] and chips.count() == 9
    page.get_by_role("button", name="Clear, to see all states and their files").click()
    assert there.count() == every and page.locator("#chosen").is_hidden()
    of_one = opened("states/index.html?only=AZ&from=AZ")
    of_one.get_by_role("button", name="Remove Arizona").press("Enter")
    assert of_one.evaluate("document.activeElement.id") == "add", "not lost"
    assert of_one.locator("#states tbody th").first.inner_text() == "Alabama", "as before"
    for preferences in PREFERENCES.values():
        table = opened("states/index.html", **preferences).locator("#states")
        table.locator("tbody tr").nth(40).scroll_into_view_if_needed()
        table.get_by_role("button", name="Reports").click()
        head, row = table.locator("thead"), table.locator("tbody tr").first
        below = head.bounding_box()["y"] + head.bounding_box()["height"] - 1
        assert 0 <= below <= row.bounding_box()["y"], "its first row is in sight"
    choice.press("O")
    choice.press("h")
    assert there.count() == every, "no state is added by arrows and letters alone"
    choice.press("Enter")
    page.get_by_text("Check states in a list").click()
    page.get_by_role("checkbox", name="Michigan").check()
    assert page.url.endswith("?only=OH,MI"), "as they were chosen"
    page.reload()
    assert there.all_inner_texts() == ["Ohio", "Michigan"], "in the table, too"
    row = opened("states/index.html?only=PA").get_by_role("row", name="Pennsylvania")
    unclear = ["not", "clearly", "different"]
    cells = row.inner_text().split()
    assert cells[4:6] == ["89.4%", "share:"] and cells[6:9] == unclear, "of no rate"
    assert cells[9:13] == ["88.5%", "to", "94.1%", "37.5"], "the range stands by its verdict"
    assert cells[13:17] == ["rate:", *unclear]
    page.get_by_role("button", name="Per 100,000 under 18").click()
    download, rows = chosen_rows(page)
    with page.expect_download() as book:
        page.get_by_role("link", name="XLSX of these rows").click()
    assert book.value.suggested_filename == download.suggested_filename.replace("csv", "xlsx")
    there = cells_of(book.value, "sheet")
    heads = sheets.to_read([*rows[0]], 2024)
    assert there[: len(heads)] == [*heads.values()], "as in the workbook of all states"
    assert there[len(heads) : 2 * len(heads)] == [rows[0][name] for name in heads], "Ohio"
    assert there[-2:] == [rows[0][name] for name in ("caveat", "credit")], "below the rows"
    assert ">39</t>" in sheet_of(book.value, "sheet"), "a code is text"
    about = cells_of(book.value, "about")
    assert (
        about[1] == "Missing-child reports from Ohio and Michigan, 2024"
        and "Ohio’s rate is clearly higher" in about[3]
    )
    said = dict(zip(about[::2], about[1::2], strict=True))
    assert (
        said["Caveat"].count("Reports to NCMEC are voluntary unless") == 1
        and "93.3" not in said["Caveat"]
    )
    assert "could be chance." in said["Shares resolved compared"]
    assert {f"Column: {head}" for head in heads.values()} <= {*said}, "each column is explained"
    assert said["Credit"].startswith("By our-impact-notebooks, CC BY 4.0; facts: NCMEC")
    assert "Reports of missing children by state" in said["Citation"] and "CC" not in said["Source"]
    both = "Ohio and Michigan together"
    named = ["Ohio", "Michigan", both, "50 states and DC", "Nation, all reports"]
    assert [row["state_name"] for row in rows] == named, "as sorted"
    assert [row["is_place"] for row in rows] == ["True", "True", "False", "False", "False"]
    assert [row["is_total"] for row in rows] == ["False", "False", "True", "True", "True"]
    assert [row["row_is"] for row in rows] == [
        "state", "state", "total of these rows", "total: use for rates, not in sums",
        "total: use for shares, not in sums",
    ]  # fmt: skip
    assert [row["fips"] for row in rows] == ["39", "26", "", "", ""]
    shares = [row["share_resolved"] for row in rows]
    assert [bool(one) for one in shares] == [True, True, True, False, True], "one of the nation"
    assert "".join(cell for row in rows for cell in row.values()).isascii(), "Excel on Windows"
    with (site / "data/missing-reports-by-state-2024.csv").open(encoding="utf-8") as lines:
        whole = list(csv.DictReader(lines))
    beside = {name: whole[0][name] for name in ("caveat", "credit")}
    for row in rows:  # the same, but fewer
        assert row["state_name"] == both or row in whole
        assert {name: row[name] for name in beside} == beside
    assert [*rows[0]] == [*whole[0]]
    assert {row["share_resolved_beside_nation"] for row in whole} == {
        "", "not clearly different", "higher", "lower", "fewer than 10 reports",
    }  # fmt: skip
    places = [row for row in whole if row["is_place"] == "True"]
    assert all(row["share_resolved_beside_nation"] for row in places)
    assert all(re.fullmatch(r"\d\d", row["fips"]) for row in places) and places[0]["fips"] == "01"
    assert {row["row_is"] for row in places} == {"state", "district", "territory"}
    for said in ("not a ranking of safety", "18 to 20", "Reports to NCMEC are voluntary unless",
                 "Calculated rates do not show how many", "how a case ended"):  # fmt: skip
        assert said in beside["caveat"]
    assert len(beside["caveat"].split()) <= 60, "read in 15 seconds"
    caveat = opened("data/index.html").get_by_role("button", name="Copy caveat of the states")
    copied = caveat.get_attribute("data-copy").translate(gallery.STRAIGHT)
    assert copied == whole[0]["caveat"], "as in the file"
    there = opened("states/index.html").get_by_role("button", name="Copy caveat")
    assert there.get_attribute("data-copy").translate(gallery.STRAIGHT) == copied, "one text"


def test_the_search_denies_nothing_that_is_there_and_makes_nothing_up(opened):
    page = opened()
    about = ("Wilson", "Newcombe", "PowerPoint", "Keynote", "MIT license", "press", "email")
    for words in about:
        assert found(page, words)[0] == "about.html", words
    assert "figures/reports-by-type/index.html" in found(page, "104")[:2]
    assert found(page, "1,911")[0] == "states/ohio/index.html"
    assert found(page, "29,568")
    for words in ("1,325", "1,325 reports", "NCMEC weather"):
        assert found(page, words) == [], words
        assert page.locator("#count").inner_text() == f"Nothing here on “{words}”"
    assert page.get_by_text("the search covers every title, label, and text").is_visible()
    assert len(found(page, "runaways xylophone")) <= 3
    for words in ("install", "how to run"):
        assert found(page, words)[0] == "notebooks/index.html", words
    for words in ("AI", "deepfake", "generative AI"):
        assert found(page, words)
        told = answer(page)
        assert told.count("artificial intelligence (AI) without a number") == 1
        only = "a number. It says only that there was an “alarming increase” (its words) in"
        assert f"{only} sextortion" in told
        assert "or by how much. NCMEC may have numbers on AI" in told
        assert len(told.partition(" NCMEC may")[0].split()) <= 50, words
    assert "figures/reports-by-type/index.html" in found(page, "stranger abduction")
    assert NOT_KNOWN in answer(page)


BARS = ("4.4", "8.3 million", "17.0", "17.0 million", "21.8", "32.1 million")  # only in a picture


def test_a_number_is_found_as_it_is_printed(opened, site):
    page = opened()
    text = " ".join((site / name).read_text(encoding="utf-8") for name in pages(site))
    printed = set(re.findall(r"(?<![\d.,])\d[\d.,]* million", text))
    assert {"20.5 million", "1.1 million"} <= printed
    year = "figures/cybertipline-by-year/index.html"
    for words in ("20.5m", *sorted(printed), *BARS):
        there = found(page, words)
        said = answer(page)
        assert there and (not said or words.replace("5m", "5 million") in said), words
        assert year in there or words not in ("20.5m", "20.5 million", *BARS), words
    for words in ("91%", "91 percent"):
        assert RESOLVED in found(page, words)[:2], "what rounds to it; two titles have it"
    assert found(page, "15%")[0] == "figures/one-in-seven/index.html"
    assert found(page, "546 thousand")[0] == "figures/incident-types-since-2020/index.html"
    for words in ("21.8%", "20.6 million"):
        assert found(page, words) == [], words
        assert answer(page).startswith(f"Not found: “{words}.” It may")
    assert found(page, "546,000")[0] == "figures/incident-types-since-2020/index.html"
    assert answer(page).startswith("Not printed here: “546,000.” Also")


def test_a_city_of_a_state_has_the_states_resolved_reports_and_their_source_alone(opened):
    page = opened()
    for words in ("st louis missing found", "St. Louis resolved", "springfield missouri found"):
        found(page, words)
        said = page.locator("#meant").inner_text()
        assert "1,377 reports of children missing from Missouri" in said, words
        assert "29,568" not in said, "not the nation’s before the state’s"
        source = said.partition("\nSource: ")[2].strip().split("\n")[0]
        assert source == "NCMEC, Our Impact: 2024, section “Missing Children by State.”"
    for words in ("st louis resolved", "Ohio resolved", "Ohio and Texas resolved"):
        found(page, words)
        copied = page.locator("#meant button").first.get_attribute("data-copy")
        assert copied.count("“Resolved” does not say") == 1, words
        source = page.locator("#meant").inner_text().partition("\nSource: ")[2].split("\n")[0]
        assert source.count("(") == source.count(")") and "does not say" not in source, words


def test_what_is_shown_of_a_figure_is_what_is_copied_beside_it(opened):
    page = opened()
    found(page, "1 in 7")
    copies = page.get_by_role("button", name="Copy sentence")
    assert not page.locator("#results li").first.filter(has=copies).count(), "the answer has it"
    one = "pageOf('figures/one-in-seven/index.html')"
    said, copied = page.evaluate(f"[shownOf({one}), {one}.alone]")
    assert "Excluding young adults" not in said and said.split(": ")[0] in copied
    assert page.evaluate("figuresOf(['enticement', 'enticement']).length") == 1, "each figure once"


def test_what_a_page_says_of_runaways_and_care_is_the_sections_own(opened):
    page = opened("figures/one-in-seven/index.html")
    said = page.locator("p.say", has=page.locator(f"a[href='../../{LIMIT}']")).inner_text()
    assert said.startswith(f"1 in 7 runaways, or children missing from care? {ALL_LIKELY}")
    copied = page.locator("p.say button", has_text="Copy answer").first.get_attribute("data-copy")
    assert "This site’s percentage assumes that" in copied and "section “Child Sex" in copied
    for slug in ("reports-by-type", "reports-from-care"):
        page = opened(f"figures/{slug}/index.html")
        both = page.locator("p.say", has_text="How many ran away from care?").inner_text()
        assert "at least 20,885 of the 29,568" in both and 27_293 + 23_160 - 29_568 == 20_885
    page = opened("figures/cybertipline-by-year/index.html")
    button = page.locator(".say.answer", has_text="Less exploitation?").get_by_role("button")
    copied = button.get_attribute("data-copy")
    assert copied.startswith("Not known whether abuse fell: ") and "not be comparable" in copied
    said = page.locator(".say.answer").all_inner_texts()
    assert any(
        "You may say that reports fell 43% if you add that the years may not be" in one
        for one in said
    ), "may it be printed?"
    assert any(one.startswith(f"Less exploitation? {NO_LESS}") for one in said)


def test_an_answer_is_copied_alike_from_its_page_and_from_the_search(opened):
    for slug, question, asked in (
        ("cybertipline-by-year", "Less exploitation?", "is there less online exploitation"),
        ("reports-by-type", "Can I say “by strangers”?", "stranger abduction"),
        ("one-in-seven", "1 in 7 runaways, or", "one in seven runaways or care"),
        ("reports-from-care", "How many were resolved?", "foster children found"),
        ("reports-from-care", "How many ran away from care?", "foster runaways"),
    ):
        page = opened(f"figures/{slug}/index.html")
        own = page.locator(".say.answer", has_text=question).get_by_role("button")
        there = own.get_attribute("data-copy")
        page = opened()
        found(page, asked)
        copied = page.locator("#meant button").first.get_attribute("data-copy")
        assert copied.partition(" Other places to ask")[0].startswith(there), "others may follow"
        assert question not in there


def test_a_number_alone_is_answered_with_what_it_is_the_number_of(opened):
    page = opened()
    for number, slug in (
        ("36.2 million", "cybertipline-by-year"),
        ("20.5 million", "cybertipline-by-year"),
        ("29,568", "missing-reports-by-year"),
        ("29568", "missing-reports-by-year"),
        ("192%", "incident-types-since-2020"),
        ("1 in 7", "one-in-seven"),
    ):
        assert found(page, number)[0] == f"figures/{slug}/index.html", number
        own = page.locator("#meant [data-copy]:not(:has-text('number, with'))")
        assert own.count() == 1, number
    for none in ("17", "2,024", "2024%"):
        found(page, none)
        assert not page.locator("#meant [data-copy]").count(), none


def test_a_figure_that_is_found_gives_its_picture_and_credit(opened):
    page = opened()
    found(page, "sextortion")
    title = "Enticement reports nearly tripled in 2024; years may not compare"
    how = "(new tab: right-click or hold the picture to save it)"
    name = "PNG 1920 × 1080 (slides; for broadcast, scale to 90% on white), with its credit "
    name += f"{how} of “{title}”"
    link = page.get_by_role("link", name=name)
    assert link.get_attribute("href") == "figures/incident-types-since-2020.png"
    credit = page.get_by_role("button", name=f"Copy picture’s credit of “{title}”").get_attribute(
        "data-copy"
    )
    there = page.get_by_role("button", name=f"Copy sentence, with caveat and source of “{title}”")
    sentence = there.get_attribute("data-copy")
    aside = "Our Impact does not say whether online enticement includes sextortion. "
    assert aside in sentence and aside.strip() in page.locator("#results li").first.inner_text()
    sentence = sentence.replace(aside, "")  # where no such word is typed
    found(page, "")
    assert page.locator("#incident-types-since-2020 button").first.get_attribute("data-copy") == (
        sentence
    )
    page = opened("figures/incident-types-since-2020/index.html")
    own = page.get_by_role("button", name="Copy picture’s credit", exact=True)
    assert own.get_attribute("data-copy") == credit
    own = page.get_by_role("button", name="Copy sentence, with caveat and source")
    assert own.get_attribute("data-copy") == sentence


def test_a_comparison_comes_before_the_table_and_what_copies_that(opened):
    page = opened("states/index.html?only=CT,MA")
    order = ("#apart", "#comparison", "#shares", "#each", "#states")
    places = [page.locator(one).bounding_box()["y"] for one in order]
    assert places == sorted(places) and places[1] < 900, "in sight"


def test_a_comparison_on_a_phone_comes_before_what_chooses(opened):
    page = opened("states/index.html?only=CT,MA", **PREFERENCES["phone"])
    places = [
        page.locator(one).bounding_box()["y"] for one in ("#apart", "#comparison", "#compare")
    ]
    assert places == sorted(places) and places[1] < 844, "and what copies it is in sight"
    assert places[1] < page.locator("#states").bounding_box()["y"] < places[2]
    assert page.locator("a[href$='missing-reports-by-state-2024.xlsx']").is_hidden(), (
        "taken for those chosen"
    )
    page.get_by_role("button", name="Clear, to see all").click()
    assert page.locator("a[href$='missing-reports-by-state-2024.xlsx']").is_visible()


def test_a_notebook_is_downloaded(opened):
    page = opened("notebooks/04-by-state.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 04-by-state.ipynb").click()
    assert download.value.suggested_filename == "04-by-state.zip"


def test_wide_tables_keep_names_and_headers_in_sight(opened):
    page = opened("states/index.html", **PREFERENCES["phone"])
    page.get_by_text("More columns: scroll sideways").wait_for()  # until the page is laid out
    assert page.get_by_text("More rows: scroll down in the table").is_visible(), "not cut off"
    wide, state = page.locator(".wide"), page.get_by_role("rowheader", name="Rhode Island")
    page.get_by_role("button", name="Per 100,000 under 18").click()
    wide.evaluate("one => (one.scrollIntoView(), one.scrollTo(999, 0))")
    assert state.bounding_box()["x"] >= 0
    assert page.get_by_role("cell", name="255.1").bounding_box()["x"] < 390
    wide.evaluate("one => one.scrollTo(999, 999)")
    assert page.get_by_role("columnheader", name="State ↕").bounding_box()["y"] >= 0
    page = opened("states/index.html")
    page.evaluate("scrollTo(0, 1500)")
    stays = "() => document.querySelector('#states th').getBoundingClientRect().top === 0"
    page.wait_for_function(stays)  # once the page is laid out
    head = page.get_by_role("columnheader", name="State ↕").bounding_box()
    assert head["y"] == 0
    for state in ("Texas", "Alabama"):
        row = page.get_by_role("link", name=state)
        row.focus()
        assert row.bounding_box()["y"] >= head["height"], "no row that has the keys is under it"
    page = opened("states/ohio/index.html", **PREFERENCES["phone"])
    page.locator(".numbers").evaluate("one => scrollTo(0, one.offsetTop + 200)")
    assert page.locator(".numbers th").first.bounding_box()["y"] < 0, "a short table hides no row"
    page = opened("states/index.html?only=IA,IL", **PREFERENCES["phone"])
    ends = page.locator("#states tbody tr:first-child td").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    edge = page.locator(".wide").evaluate("one => one.clientWidth + one.getBoundingClientRect().x")
    assert sum(end <= edge for end in ends) >= 3 and edge < 370, "clear of the edge"
    page = opened("data/claims.html")
    heads = page.locator("thead th").all_inner_texts()
    assert [one.split()[0] for one in heads[:3]] == ["statement", "verdict", "reason"]


@pytest.mark.parametrize(
    ("state", "gap"),
    [
        ("georgia", "’s share resolved is clearly lower than the nation’s: "),
        ("california", "’s share resolved is clearly lower than the nation’s: "),
        ("washington", "’s share resolved is clearly higher than the nation’s: "),
        (
            "pennsylvania",
            "’s share resolved is not clearly different from the nation’s: ",
        ),
        (
            "ohio",
            "’s share resolved is not clearly different from the nation’s: ",
        ),
    ],
)
def test_a_states_sentences_on_chance_are_whole_and_lead_to_their_section(opened, state, gap):
    page = opened(f"states/{state}/index.html")
    lead = page.locator(".lead strong").inner_text()
    assert lead.startswith("NCMEC received ") and len(lead) < 175, "the answer alone"
    said = page.locator(".say").first.inner_text()
    assert gap in said and ", compared with 91.4%; " in said and len(said.split()) < 55, "short"
    chance = (
        "the gap could be chance." if "not clearly" in gap else "chance alone would rarely produce"
    )
    assert f"; {chance}" in said
    beyond = page.get_by_role("link", name="By chance alone", exact=True)
    assert beyond.count() == (state in ("georgia", "california", "washington"))
    if beyond.count():  # the section's table has only these states
        beyond.click()
        page.wait_for_url("**/notebooks/04-by-state.html#*")
    else:
        page.get_by_role("link", name="the gap could be chance").click()
        page.wait_for_url("**/about.html#could-be-chance-beyond-chance")
        assert "could be chance" in page.locator("dt:target + dd").inner_text(), "the very words"
    assert 0 <= page.locator(":target").bounding_box()["y"] < 900


def test_what_is_searched_stands_in_the_address_and_other_pages_send_it(opened, site):
    page = opened()
    pages = found(page, "children & state")
    assert page.url.endswith("#q=children%20%26%20state")
    page.goto(f"file://{site}/about.html")
    page.keyboard.press("/")
    page.keyboard.type("children & state")
    suggested = page.locator("#suggested li a:not([download])")
    suggested.first.wait_for()
    assert [f"../{one}" for one in pages[:5]] == suggested.evaluate_all(
        "links => links.map(link => `../${link.getAttribute('href')}`)"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?q=*")
    assert page.get_by_label("Search").input_value() == "children & state"
    shown = page.locator("#results a:not([download])").evaluate_all(
        "a => a.map(one => one.getAttribute('href'))"
    )
    assert shown == pages
    found(page, "Arizona")
    assert page.url.endswith("index.html#q=Arizona"), "nothing of what was asked before"
    found(page, "")
    assert "#q=" not in page.url


def source(image):
    """Return the file that an image shows, once it is loaded: below the fold, it loads late."""
    image.scroll_into_view_if_needed()
    return image.evaluate("image => image.decode().then(() => image.currentSrc)")


def test_the_embed_code_shows_the_figure_with_its_alt_text(opened, site):
    page = opened("figures/reports-by-age/index.html")
    code = page.get_by_label("Code to embed this figure").input_value()
    alt = page.locator(".large img").get_attribute("alt")
    page.get_by_text("The code", exact=True).click()
    box = page.locator("#embed")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight"), "it catches no wheel"
    empty = site.parent / "empty.html"
    empty.write_text(f"<!doctype html><title>Empty</title>{code}", encoding="utf-8")
    page.goto(f"file://{empty}")
    assert page.get_by_role("link", name="CC BY 4.0").get_attribute("href").endswith("/by/4.0/")
    phone = opened(**PREFERENCES["phone"])
    phone.goto(f"file://{empty}")
    assert "/square/" in source(phone.locator("img"))
    assert phone.locator("img").bounding_box()["width"] > 370, "no margin of a figure"
    phone = opened("states/ohio/index.html", **PREFERENCES["phone"])
    code = phone.get_by_label("Code to embed this figure").input_value()
    caption = code.partition("<figcaption")[2]
    assert "A low rate does not mean that fewer children" in caption, "what the picture lacks"
    assert "not a ranking of safety" not in caption and "one child can be reported" in caption
    of_state = site.parent / "state.html"
    of_state.write_text(f"<!doctype html><title>State</title>{code}", encoding="utf-8")
    phone.goto(f"file://{of_state}")
    assert source(phone.locator("img")).endswith("state-fact-sheet-oh.svg")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture = page.get_by_alt_text(alt, exact=True)
    assert picture.evaluate("image => image.naturalWidth") == 1920
    picture.click()
    page.wait_for_url("**/figures/reports-by-age/index.html")


def test_tables_sort_by_keys_alone(opened):
    page = opened("data/missing_by_state.html")
    head = page.get_by_role("columnheader", name="reports")
    cells = page.locator("table.sortable td:last-child")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [int(text.replace(",", "")) for text in cells.all_inner_texts()]
    assert len(numbers) == len(tables.load("missing_by_state"))
    assert numbers == sorted(numbers, reverse=True)
    page.keyboard.press("Space")
    assert [int(t.replace(",", "")) for t in cells.all_inner_texts()] == sorted(numbers)


UNDER, RATED = "residents_under_18", "reports_per_100k_under_18"
AGED = " (reports on ages 18 to 20 are counted, too)"


def compared(own: dict[str, str], others: list[dict[str, str]]) -> str:
    """Return what a comparison says of a state's rate, recomputed from the counts."""
    clear = [f"a clearly {how} rate than" for how in ("lower", "higher")]
    found = {said: [] for said in (clear[0], "a rate not clearly different from", clear[1])}
    lower, unsure, higher = found.values()
    (mine, n), *rates = (
        (100_000 * int(one["reports"]) / int(one[UNDER]), int(one["reports"]))
        for one in (own, *others)
    )
    for one, (rate, count) in zip(others, rates, strict=True):
        likely = NormalDist().inv_cdf(1 - stats.CHANCE / 2) * (rate**2 / count + mine**2 / n) ** 0.5
        apart = higher if rate < mine else lower
        gap = abs(rate - mine)
        into = unsure if gap < max(0.01 * mine, likely) else apart
        into.append((-rate, f"{one['state_name']}’s ({rate:.1f})"))
    said = [f"{so} {listed(name for _, name in sorted(of))}" for so, of in found.items() if of]
    return f"or {mine:.1f} per 100,000 residents under 18{AGED}: {listed(said)}"


def test_that_the_cybertipline_is_not_given_by_state_is_said_beside_the_files(opened):
    page = opened()
    page.get_by_role("link", name="where to ask").click()
    page.wait_for_url("**/states/index.html#elsewhere")
    assert 0 <= page.locator("#elsewhere:target").bounding_box()["y"] < 200, "the place itself"
    said = page.locator("#elsewhere").inner_text()
    assert said.startswith(
        "Where to ask: Our Impact has no numbers by state on the CyberTipline, trafficking,"
    )
    assert (
        "ICAC) task force (some states have several; look for your state on the U.S. Just" in said
    )
    assert "which may concern other countries: " in said
    lead = "By state, it does not give these, and each link leads to the numbers for all reports: "
    assert f"{lead}the CyberTipline, trafficking, " in said
    ways = page.locator("#elsewhere li").all_inner_texts()
    copied = page.locator("#elsewhere .buttons button").first.get_attribute("data-copy")
    first, *lines = copied.split("\n")
    assert "no numbers by state on the CyberTipline, " in first and "sex offenders" in first
    assert [one[2:].partition(":")[0] for one in lines[1:]] == [
        one.partition(":")[0] for one in ways
    ], "a line for each"
    there = page.locator("#elsewhere li a").evaluate_all(
        "all => all.map((one) => `${one.textContent}, ${one.href}`)"
    )
    at = [0]
    for one in there:  # which may be named twice
        at.append(copied.find(one, at[-1] + 1))
        assert at[-1] > 0, f"each address after whose page it is: {one}"
    assert len(at) > 9
    page = opened("states/ohio/index.html")
    own = page.locator("#elsewhere li").all_inner_texts()
    assert [one.partition(":")[0] for one in own] == [one.partition(":")[0] for one in ways]
    assert {"AMBER Alerts", "Sex offenders", "Trafficking"} <= {
        one.partition(":")[0] for one in own
    }
    what = "Missing children by type, age, race, or gender, or reported only to the police"
    (said,) = [one for one in own if one.startswith(what)]
    assert "(look for it on the U.S. Justice Department’s AMBER Alert site); or the FBI" in said
    assert (
        "Ohio’s Internet Crimes" in own[0]
        and "look for Ohio on the U.S. Justice Department’s page" in own[0]
    ), "which?"
    contacts = page.locator(f"#elsewhere [href='{CONTACTS}']").last
    assert contacts.inner_text() == "U.S. Justice Department’s AMBER Alert site"
    assert f"AMBER Alert site, {CONTACTS}); or" in copied
    for one in known.load("common_words")["of_states"]["absent"]:
        asked = "type" if "types" in one[0] else one[0].removeprefix("the ").lower()
        assert asked[:3] in " ".join(own).lower(), "each has somewhere to ask"
    page = opened("states/index.html?only=IL,WI")
    lacking = page.locator("#lacking")
    assert lacking.bounding_box()["y"] < page.locator("#states").bounding_box()["y"]
    assert lacking.get_by_role("link").all_inner_texts() == [
        "the CyberTipline", "trafficking", "children missing from care",
        "runaways and other types", "children recovered through AMBER Alerts",
        "Where to ask",
    ]  # fmt: skip


def test_states_are_compared_in_a_sentence_to_copy(opened, site, monkeypatch):
    page = opened("states/index.html?only=MO")
    button = page.get_by_role("button", name="Copy counts and rates in full")
    assert button.is_hidden(), "one alone is not compared"
    its = page.get_by_role(
        "button", name="Copy credit of rates", include_hidden=True
    ).get_attribute("data-copy")
    assert its.startswith("By our-impact-notebooks") and "U.S. Census" in its, "of rates"
    page = opened("states/oregon/index.html")
    page.get_by_role("link", name="Compare with its neighbors").click()
    first = page.locator("#states tbody th").first
    assert first.inner_text() == "Oregon", "the state one came from"
    assert first.evaluate("one => one.parentElement.className") == "from", "marked"
    button = page.get_by_role("button", name="Copy counts and rates in full")
    button.click()
    said = button.get_attribute("data-copy")
    assert said.startswith(
        "In 2024, NCMEC received 437 reports of children missing "
        "from Oregon, or 52.9 per 100,000 residents under 18 (reports on ages 18 to 20 are "
        "counted, too): a clearly lower rate than Washington’s "
        "(100.6), a rate not clearly different"
    )
    near = ("WA", "CA", "ID", "NV")
    with (site / "data/missing-reports-by-state-2024.csv").open(encoding="utf-8") as lines:
        rows = {row["state"]: row for row in csv.DictReader(lines)}
    there = [rows[code] for code in near]
    assert compared(rows["OR"], there) in said
    reports, under = (sum(int(one[of]) for one in there) for of in ("reports", UNDER))
    rate = f"{100_000 * reports / under:.1f}"
    assert page.locator("#sum td").nth(6).inner_text() == rate, "without Oregon"
    assert (
        f". Oregon’s four neighbors together had a rate of {rate} ({reports:,} reports, 1,796 of "
        f"them from California). The rate" in said
    )
    row = page.locator("#sum").get_attribute("data-row")
    assert "Oregon's four neighbors together,,False,True,total without Oregon," in row
    assert "50 states and DC was 40.3. Our Impact does not say why rates differ; who" in said
    assert (
        "voluntary unless children are missing from foster or state care" in said
        and "Census Bureau" in said
    )
    assert len(said.split()) < 160, "short enough to print"
    page.get_by_text("Copied counts and rates in full: In 2024, NCMEC").wait_for()
    must = ("One child can be reported", "ges 18 to 20", "how many children go")
    page.evaluate("tell('')")
    page.evaluate("document.querySelectorAll('#pictures svg').forEach((one) => one.remove())")
    shown = page.locator("main").inner_text()  # what stands in a picture does so again
    assert [shown.count(words) for words in must] == [1, 3, 1], "each once; ages at rates, too"
    shown = page.locator("#apart").text_content()
    assert said.startswith(shown) and "points" not in shown, "what is copied; the rest is of two"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy table, with caveat and source").click()
    page.get_by_text("Copied table: ").wait_for()
    lines = page.locator("#each").get_attribute("data-copy").split("\n")
    own = lines[2].split("\t")
    assert own[:5] == ["Oregon", "437", "409", "28", "93.6%"], "in the order of the file"
    assert own[5] == "not clearly different from the nation’s 91.4%", "not in a head alone"
    assert own[7:9] == ["52.9", "higher than 40.3 for the 50 states and DC"]
    assert "“not clearly different” means that it could be chance" in lines[-1], "why"
    assert page.evaluate("unsure(...[40.3, 40].map((rate) => ({ rate, n: '90000000' })))"), "1%"
    named = [line.partition("\t")[0] for line in lines[1:-1]]
    assert named[-3:] == ["Oregon’s four neighbors together", "Nation, for rates: 50 states and DC",
                          "Nation, for shares: all reports"]  # fmt: skip
    kinds = page.evaluate("navigator.clipboard.read().then(([one]) => one.types)")
    assert kinds == ["text/plain", "text/html"], "a sheet and a text both have a table"
    for words in (
        "“Resolved” does not",
        "voluntary unless",
        "may explain any gap",
        "(Source: NC",
    ):
        assert words in lines[-1]
    page = opened("states/index.html?only=OR,WA")
    monkeypatch.setattr(stats, "Z95", NormalDist().inv_cdf(1 - stats.CHANCE / 2))
    points = [f"{100 * one:.1f}" for one in stats.difference(1617, 1665, 409, 437)]
    said = page.locator("#apart").text_content()
    assert said == (
        "In 2024, NCMEC received 437 reports of children missing from Oregon and 1,665 from "
        "Washington. Oregon’s rate of reports is clearly lower than "
        "Washington’s: 52.9 and 100.6 "
        "reports per 100,000 residents under 18 (reports on ages 18 to 20 are counted, too); "
        "chance alone would rarely produce so wide a gap. Our Impact does not say why; who "
        "reports, and how often, may explain all of the gap. Compared with the 50 "
        "states and DC together (40.3), both rates are clearly higher."
    ), "the counts first, then the verdict, with its reason"
    with page.expect_download() as book:
        page.get_by_role("link", name="XLSX of these rows").click()
    about = cells_of(book.value, "about")
    assert about[about.index("Reports and rates compared") + 1] == said
    shares = page.locator("#shares").inner_text()
    assert shares == (
        "In 2024, 93.6% of Oregon’s 437 missing-child reports to NCMEC were resolved, and 97.1% "
        "of Washington’s 1,665: Washington’s is {} percentage points higher "
        "(99.8% confidence interval: {} to {}), which would rarely happen by chance.".format(
            *points
        )
    ), "both shares"
    page.get_by_role("button", name="Copy counts and rates in full").click()
    whole = page.locator("#comparison").get_attribute("data-copy")
    assert whole.startswith(said) and "resolved" not in whole, "rates alone"
    assert whole.count("18 to 20") == 1 and "reports, not children." in whole, "said once"
    whole = page.get_by_role("button", name="Copy shares resolved").get_attribute("data-copy")
    assert whole.startswith(shares) and "does not say how a case ended. NCMEC says reports" in whole
    page = opened("states/index.html?only=MN,WI")
    both = page.locator("#apart").text_content() + page.locator("#shares").inner_text()
    order = re.findall(r"Wisconsin|Minnesota", both)
    assert order[:6] == ["Minnesota", "Wisconsin"] * 3, "one order, whatever is higher"
    page = opened("states/index.html?only=OH,IA,KY")
    names = ["Ohio", "Iowa", "Kentucky"]
    assert page.locator("#states tbody th:visible").all_inner_texts() == names
    assert "Ohio, Iowa, and Kentucky" in page.locator("h1").inner_text()
    assert [one.split()[0] for one in page.locator("#chosen button").all_inner_texts()[:3]] == names
    assert "missing from Ohio, or 74.2" in page.locator("#apart").text_content(), "the first"
    page = opened("states/index.html?only=KY,VA")
    assert (
        "4.5 percentage points higher (from unrounded shares; 99.8"
        in page.locator("#shares").inner_text()
    )
    said = page.locator("#apart").text_content()
    assert "not clearly different from Virginia’s: 21.3 and 20.9 reports" in said
    assert "The gap could be chance; who reports may explain it, too. Comp" in said
    page = opened("states/index.html?only=KY,OH,VA&from=KY")
    assert "lower rate than Ohio’s (74.2) and a rate not clearly different from Virginia’s (" in (
        page.locator("#apart").text_content()
    ), "218 and 394 reports: chance may be all"
    only = ("AK", "GA", "ID", "LA", "MI", "SC", "TN", "WV")
    for own in only:
        page = opened(f"states/index.html?only={','.join(only)}&from={own}")
        short = compared(rows[own], [rows[code] for code in only if code != own])
        assert short in page.locator("#apart").text_content(), own
    page = opened("states/index.html?only=GU,WY")
    assert "points" not in page.locator("#apart").text_content(), "too few reports"
    page.get_by_role("button", name="Copy counts and rates in full").click()
    said = page.get_by_role("button", name="Copy counts and rates in full").get_attribute(
        "data-copy"
    )
    assert said.startswith("In 2024, Guam and Wyoming had fewer than 10 reports. The numbers count")
    page = opened("states/index.html?only=KS,MO")  # 16 of 17 in each
    same = "94.1% of Missouri’s 1,377: the same share."
    shown = page.locator("#shares").inner_text()
    assert f"{same} (Do not say better or worse.)" in shown, "no gap of 0.0 points"
    copied = page.locator("#shares + button").get_attribute("data-copy")
    assert same in copied and "better or worse" not in copied, "which is for the reader alone"


def test_a_region_is_chosen_at_once_and_its_states_are_added_up(opened, site):
    page = opened("states/index.html")
    assert page.locator("#sum").is_hidden()
    page.get_by_label("Or a region or division").select_option("Midwest")
    page.get_by_role("button", name="Add region").click()
    codes = ["IL", "IN", "IA", "KS", "MI", "MN", "MO", "NE", "ND", "OH", "SD", "WI"]
    assert page.url.endswith(f"?only={','.join(codes)}")
    with (site / "data/missing-reports-by-state-2024.csv").open(encoding="utf-8") as lines:
        whole = {row["state"]: row for row in csv.DictReader(lines)}

    def total(column: str) -> int:
        return sum(int(whole[code][column] or 0) for code in codes)

    reports, resolved, under = map(total, ("reports", "resolved", "residents_under_18"))
    rate, share = 100_000 * reports / under, resolved / reports
    rates = [float(whole[code]["reports_per_100k_under_18"]) for code in codes]
    assert f"{sum(rates) / 12:.1f}" != f"{rate:.1f}", "no mean of rates"
    name = "Midwest, 12 states"
    assert page.locator("#sum th").inner_text() == f"{name}\nCensus Bureau region", "whose"
    none = "only for single states"
    assert page.locator("#sum td").all_inner_texts() == [
        f"{reports:,}", f"{resolved:,}", f"{total('active'):,}", f"{share:.1%}", none, none,
        f"{rate:.1f}", none, f"{under:,}", "Midwest",
    ]  # fmt: skip
    assert "from the Census Bureau’s Midwest region" in page.locator("h1").inner_text()
    cells = page.locator("#states td")
    assert "" not in [one.strip() for one in cells.all_text_contents()], "no cell is empty"
    download, rows = chosen_rows(page)
    assert download.suggested_filename == "missing-reports-by-state-2024-midwest.csv"
    [row] = [row for row in rows if row["state"] == "chosen"]
    assert [row[one] for one in ("state_name", "is_place", "reports", "year")] == [
        f"{name} (Census Bureau region)", "False", str(reports), "2024"
    ]  # fmt: skip
    assert float(row["reports_per_100k_under_18"]) == pytest.approx(rate, abs=1e-6)
    assert float(row["share_resolved"]) == pytest.approx(share, abs=1e-6)
    assert "not a ranking" in row["caveat"] and row["credit"].startswith("By ")
    assert page.get_by_role("button", name="Copy counts and rates in full").is_hidden(), (
        "too long for one"
    )
    page.get_by_role("button", name="Copy table, with caveat and source").click()
    row = f"{name} (Census Bureau region)\t{reports:,}\t{resolved:,}\t{total('active'):,}\t"
    row += f"{share:.1%}\t\t\t{rate:.1f}\t"
    assert f"\n{row}" in page.locator("#each").get_attribute("data-copy")
    assert f"{name} {rate:.1f}; " in page.evaluate("inAlt(chosen(), 'A')")
    bar = re.search(f">{name}</text><path fill=.(.{{7}})", page.evaluate("bars(chosen())"))
    assert bar[1] == "#8a94a3", "gray, as the 50 states and DC"
    page = opened(f"states/index.html?only={','.join(codes)}&from=IL")
    others = "Six of the 11 others had a clearly higher rate of missing-child reports than Illinois"
    assert page.evaluate("headline(chosen())") == f"{others}, and four a clearly lower one"
    page = opened(f"states/index.html?only={','.join(codes)}")
    assert page.evaluate("headline(chosen())") == (
        "In the Census Bureau’s Midwest region (12 states), four had a clearly higher rate of "
        "missing-child reports than the 50 states and DC together, and six a clearly lower one"
    )
    page.get_by_role("button", name="Remove Iowa").click()
    download, *_ = chosen_rows(page)
    codes.remove("IA")
    assert download.suggested_filename == f"missing-reports-by-state-2024-{'-'.join(codes)}.csv"
    page = opened("states/index.html?only=GU,IL")
    assert "rate without Guam" in page.locator("#sum").inner_text()
    assert page.locator("#sum td").nth(6).inner_text() == f"{rates[0]:.1f}", "of Illinois alone"
    page.get_by_role("button", name="Copy counts and rates in full").click()
    said = page.locator("#comparison").get_attribute("data-copy")
    assert (
        ". Guam and Illinois together had a rate of 35.2 (951 reports; rate without Guam)" in said
    )
    three = opened("states/index.html?only=GU,IL,IN").evaluate("bars(chosen())")
    assert ">37.5, without Guam<" in three and "together" not in page.evaluate("bars(chosen())")
    assert "(rate without Guam),,False," in page.locator("#sum").get_attribute("data-row")
    few = opened("states/index.html?only=GU,WY").locator("#sum td").nth(6)
    assert few.inner_text() == "–", "no rate of fewer than 10 reports"
    assert opened("states/index.html?only=IL").locator("#sum").is_hidden(), "one is no sum"
    page = opened()
    for words in ("Midwest", "midwestern states", "Midwest trafficking", "Ohio midwest"):
        found(page, words)
        assert page.get_by_role("link", name="Midwest (IA, IL, IN,").is_visible(), words
    there = page.get_by_role("link", name="Midwest (IA, IL, IN,").get_attribute("href")
    assert there.endswith("&from=OH"), "its own state is highlighted there"
    found(page, "Midwest trafficking")
    assert "gives no state numbers on child sex trafficking." in answer(page)
    found(page, "West North Central")
    assert page.locator("#meant a").all_inner_texts() == [
        "West North Central (IA, KS, MN, MO, ND, NE, SD)"
    ]
    for words in ("South Dakota", "West Virginia", "Pacific Islander", "South Korea"):
        found(page, words)
        assert not page.get_by_role("link", name=re.compile(r"\(\w\w, \w\w")).count(), words
    found(page, "new england")
    page.get_by_role("link", name="New England (CT, MA, ").click()
    page.wait_for_url("**/states/index.html?only=CT,MA,ME,NH,RI,VT")
    assert "New England, six states\n" in page.locator("#sum th").inner_text()
    page.get_by_label("Highlight").select_option("Maine")
    assert page.url.endswith("&from=ME"), "to be sent"
    assert page.locator("#states tr.from th").inner_text() == "Maine"
    assert "New England, six states\n" in page.locator("#sum th").inner_text(), "Maine is in it"
    address = f"states/index.html?only={','.join(codes)},IA&from=IL"  # as the search may write it
    assert opened(address).get_by_label("Highlight").input_value() == "IL"
    page.get_by_role("button", name="Remove Vermont").click()
    assert page.locator("#sum th").inner_text() == "The other four states together"
    page.get_by_label("Highlight").select_option("None")
    assert page.locator("#sum th").inner_text() == "These five states together"
    assert not page.locator("#states tr.from").count()


def test_a_comparison_is_saved_as_a_picture_of_up_to_seventeen_states(opened):
    page = opened("states/index.html?only=OR,RI,WY,DC&from=OR")
    title = "all missing-child reports per 100,000 residents under 18, 2024"
    assert page.get_by_role("button", name="Download PNG of reports per 100,000").is_visible(), (
        "no fold"
    )
    page.get_by_text("Alt text and credit of the pictures").click()
    page.get_by_role("button", name="Copy alt text of rates").click()
    assert page.locator("[data-alt=rate]").get_attribute("data-copy") == (
        f"Oregon and three others: bar chart of {title}: Rhode Island 255.1; "
        "The other three places together 130.6; District of Columbia 56.2; Oregon 52.9; "
        "50 states and DC 40.3; Wyoming fewer than 10 reports."
    )
    for only, said in {
        "OR,RI,WY,DC&from=OR": "Oregon had a clearly lower rate of missing-child reports than "
        "Rhode Island",
        "CA,ID,NV,OR,WA&from=OR": "Oregon had a clearly higher rate of missing-child reports than "
        "California and Idaho and a clearly lower one than Washington",
        "DC,MD,VA&from=DC": "The District of Columbia had a clearly higher rate of "
        "missing-child reports than Virginia",
        "OR,WA&from=OR": "Oregon had a clearly lower rate of missing-child reports than Washington",
        "KY,OH,VA": "Of these three states, Ohio had a clearly higher rate of missing-child "
        "reports than the 50 states and DC together, and Kentucky and Virginia a clearly lower one",
        "KY,VA": "Rates of missing-child reports: Kentucky, and Virginia",
        "GU,WY": "",
        "AZ,WY&from=AZ": "",
    }.items():
        shown = opened(f"states/index.html?only={only}").evaluate("headline(chosen())")
        assert shown == said, "a sentence where one can be said"
    drawing = page.evaluate("bars(chosen())")
    wide = [float(one) for one in re.findall(r"M[\d.]+ [\d.]+h([\d.]+)v", drawing)]
    rates = [255.1, 130.6, 56.2, 52.9, 40.3]
    assert wide == pytest.approx([wide[0] * one / rates[0] for one in rates]), "bars from zero"
    fills = re.findall('fill="(.{7})"', drawing)
    assert fills[3] not in (fills[0], fills[4]) and fills[0] != fills[4], "each marked"
    assert fills[1] == fills[4], "gray: several states together"
    shares = page.evaluate("bars(chosen(), 'share')")
    assert ">93.6% of 437<" in shares and ">Nation, all reports<" in shares
    long = opened("states/index.html?only=DC,MD,VA&from=DC")
    for measure in ("rate", "share"):
        drawing = long.locator(f"[data-shows={measure}] svg").evaluate("""svg => {
            const box = (one) => one.getBBox();
            const right = (one) => box(one).x + box(one).width;
            const gaps = [...svg.querySelectorAll(".bars path")].map(
                (one) => Math.min(box(one).x - right(one.previousSibling),
                                  box(one.nextSibling).x - right(one)));
            return [Math.min(...gaps), Math.max(...[...svg.querySelectorAll("text")].map(right))];
        }""")
        assert drawing[0] > 8 and drawing[1] <= 920, "no label touches a bar or nears the edge"
    page.emulate_media(color_scheme="dark")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG of reports per 100,000").click()
    assert download.value.suggested_filename.startswith("rates-2024-OR-")
    with Image.open(download.value.path()) as picture:
        assert picture.size == (1920, 1080)
        inks = dict(map(reversed, picture.convert("RGB").getcolors(2**20)))
    assert inks[255, 255, 255] > 1_000_000 and inks[0x12, 0x43, 0x6D] > 5_000, "drawn"
    said = page.locator("#drawing-rate").evaluate("one => one.content.textContent").lower()
    held = page.evaluate("""async () => {
        const drawing = document.getElementById("drawing-rate").content.querySelector("svg");
        const copy = drawing.cloneNode(true);
        await faced(copy);
        const pen = document.createElement("canvas").getContext("2d");
        const wide = (face) => ((pen.font = `600 40px ${face}`), pen.measureText(copy.textContent));
        const [own, other] = ["Figures", "sans-serif"].map((one) => wide(one).width);
        const style = copy.querySelector("style").textContent;
        return [copy.getAttribute("font-family"), style, own / other];
    }""")
    assert held[0].startswith("Figures, ") and held[1].count("data:font/woff") == 2
    assert held[2] < 0.9, "the figures' typeface, which is narrow, not the computer's"
    lines, next_too = page.evaluate("""() => {
        const drawing = document.getElementById("drawing-rate").content.cloneNode(true);
        const head = drawing.querySelector(".head");
        entitle(head, "rate");
        const lines = [...head.children].map((one) => one.textContent);
        const [word] = (lines[1] ?? "").split(" ");
        return [lines, widest([`${lines[0]} ${word}`], 27)];
    }""")
    assert len(lines) == 1 or next_too > 860, "a title breaks where its line is full"
    for words in (
        title,
        "reports to ncmec are voluntary unless children are missing from foster or state care.",
        "may explain any gap.",
        "by our-impact-notebooks, cc by 4.0; facts: ncmec",
    ):
        assert words in re.sub(r"\s+", " ", said), "what must be said"
    page = opened(
        "states/index.html?only=" + "AL,AK,AZ,AR,CA,CO,CT,DE,DC,FL,GA,HI,ID,IL,IN,IA,KS,KY"
    )
    assert page.locator("[data-draws]").first.is_hidden() and page.locator("#each").is_visible()
    page.get_by_text("Check states in a list").click()
    links = page.locator("#tally a, #offers > a[href='#pictures']")
    assert [one.is_visible() for one in links.all()] == [True, False, False], "to no picture"
    assert "A picture holds up to 17 states; you chose 18." in page.locator("main").inner_text()
    page.get_by_role("button", name="Remove Alaska").click()
    assert page.locator("[data-draws]").first.is_visible()
    told = "The table and the pictures compare these 17 states. Sentences are for up to 9."
    assert page.locator("#many").inner_text() == told, "why there is no sentence"


def test_pictures_of_chosen_states_are_seen_before_they_are_downloaded(opened):
    page = opened("states/index.html")
    page.get_by_text("Check states in a list").click()
    page.get_by_label("Georgia").check()
    page.get_by_label("Hawaii").check()
    page.locator("#tally").get_by_role("button", name="Add Georgia’s neighbors").click()
    assert page.url.endswith("?only=GA,HI,AL,FL,NC,SC,TN&from=GA")
    assert page.locator("#tally button").is_hidden(), "all are chosen"
    pictures = page.locator("#pictures svg")
    assert pictures.count() == 2
    page.get_by_role("button", name="Remove Hawaii").click()
    for at, (measure, explained) in enumerate({"rate": True, "share": False}.items()):
        name = page.evaluate(
            """one => inAlt(chosen(), document.getElementById(`drawing-${one}`)
                .content.querySelector("text").textContent, one)""",
            measure,
        )
        assert page.get_by_role("img", name=name).is_visible(), "as its alt text says"
        shown = pictures.nth(at).text_content()
        assert "Hawaii" not in shown and "Tennessee" in shown, "of those chosen now"
        assert ("“Clearly”: chance alone" in shown) is explained, "where the title says it"
    page = opened("states/index.html?only=KY,VA")
    shown = page.locator("[data-shows=rate] svg").text_content()
    assert "Rates of missing-child reports" in shown and "“Clearly”" not in shown


def test_no_answer_can_be_copied_and_neighbors_are_found(opened):
    page = opened()
    for words in ("georgia missing from care 2023", "Texas trafficking trend"):
        found(page, words)
        said = page.locator("#meant button").first.get_attribute("data-copy")
        assert ". Its only numbers by state are missing-child reports of 2024. " in said
    for words in ("online enticement", "online enticement florida", "online enticement 2024"):
        found(page, words)
        said = page.locator("#meant button").first.get_attribute("data-copy")
        for caution in (
            "192% more than in 2023 (186,819), or 2.9 times as many, but the years may not be "
            "comparable: the REPORT Act has required platforms to report online enticement of "
            "children since May 2024. ",
            "Reports are not children and may concern other countries.",
        ):
            assert caution in said, words
    found(page, "Florida found")
    said = page.locator("#meant button").first.get_attribute("data-copy")
    assert "says “resolved” in its tables where its text says “recovered”;" in said
    for words, said in {
        "washington cybertips": "NCMEC’s Our Impact: 2024 gives no Washington numbers on "
        f"the CyberTipline. All countries together: {FELL} (36.2 million), but",
        "instagram": "NCMEC’s Our Impact: 2024 gives no numbers by platform or company. (Source: "
        "NCMEC, Our Impact: 2024.)",
    }.items():
        found(page, words)
        assert page.locator("#meant button").first.get_attribute("data-copy").startswith(said)
        assert "Rhode Island Express" not in answer(page)
    found(page, "stranger abduction")
    said = page.locator("#meant button").get_attribute("data-copy")
    assert said.startswith(NONFAMILY) and said.count("(Source: ") == 1, "all in one"
    found(page, "sextortion")
    said = page.locator("#meant button").get_attribute("data-copy")
    assert said.startswith(SEXTORTION.replace("Our Impact", "NCMEC’s Our Impact: 2024"))
    assert len(answer(page).replace(" and where to ask", "").split()) < 50
    found(page, "most missing children ran away, not taken by strangers")
    said = page.locator("#meant button").get_attribute("data-copy")
    assert "27,293 (92.3%)" in said and "104 (0.4%)" in said
    found(page, "children found Georgia")
    assert "does not say how a case ended or that a child is safe" in answer(page)
    found(page, "Georgia neighbors")
    page.get_by_role("link", name="Georgia and its neighbors").click()
    page.wait_for_url("**/states/index.html?only=AL,FL,GA,NC,SC,TN&from=GA")
    assert page.locator("#states tbody th:visible").count() == 6


@pytest.mark.parametrize("state", ["iowa", "washington", "guam"])
def test_a_states_number_comes_first_and_no_rate_goes_without_its_caution(opened, site, state):
    page = opened(f"states/{state}/index.html", **PREFERENCES["phone"])
    answer = page.locator("main strong").first
    assert answer.bounding_box()["y"] < 300
    one = page.locator("main [data-copy]").first.get_attribute("data-copy")
    said = f"{answer.inner_text()} One child can be reported more than once; ages 18 to 20 are inc"
    assert one.startswith(said)
    shown = " ".join(page.locator(".lead").inner_text().split())
    assert one.startswith(shown), "all that is copied is beside the button"
    assert one.endswith(" (Source: NCMEC, Our Impact: 2024, section “Missing Children by State.”)")
    found = (site / "documents.js").read_text(encoding="utf-8").encode().decode("unicode_escape")
    assert one in found, "the same in the search"
    assert one.count("voluntary unless children are missing from foster or state care.") == 1, (
        "as elsewhere"
    )
    assert ("were resolved" in one) == ("“Resolved” does not say how a case ended." in one)
    if state != "guam":
        button = page.get_by_role("button", name="Copy both comparisons, with caveat and source")
        rate = page.locator("main p.early", has_text="’s rate of reports is ")
        below = button.bounding_box()["y"] - rate.bounding_box()["y"]
        assert below >= rate.bounding_box()["height"], "below both, on a line of its own"
        short = button.get_attribute("data-copy")
        assert (
            " reports per 100,000 residents under 18 (reports on ages 18 to 20 are counted, too), "
            "compared" in short
        )
        assert rate.inner_text().removesuffix(" Map of all states’ rates") in short
        assert short.count("18 to 20") == 1
        assert "“Resolved” does not say how a case ended." in short
        assert len(short.split()) < 165 and "voluntary unless children are missing from" in short
        assert "Rates, which this site calculates, do not say how many children go" in short
        assert re.search(" nationally; (the gap could be chance|chance alone would rarely)", short)
        assert len(one.split()) < 78, "few words"
        assert "by state, their number is not given" in short
        way = {"iowa": "lower", "washington": "higher"}[state]
        assert (
            f"rate of reports is clearly {way} than that of the 50 states and DC together: "
            in short
            and "with 40.3; chance alone would rarely" in short
        )
        assert "so this says nothing about safety." in short
    assert page.get_by_role("button", name="comparison").count() == (state != "guam")
    assert page.locator("main").inner_text().count(f"{PROJECT}: the independent project that") == 1
    caveat = page.get_by_role("button", name="Copy caveat").get_attribute("data-copy")
    assert "A low rate does not mean" in caveat
    for said in caveat.removesuffix(".").split(". "):
        assert page.locator("main").inner_text().count(f"{said}.") == 1, said
    assert "Our Impact counts reports made during a year, not cases left open" in caveat
    assert "voluntary unless children are missing from" in caveat and "  " not in caveat
    page.get_by_role("button", name="Copy table").click()
    title, head, *_, last = page.locator("#own-rows").get_attribute("data-copy").split("\n")
    assert state in title.lower() and head.endswith("\tNation, for shares: all reports")
    assert "reported more than once" in caveat and last.count("(Source: NCMEC") == 1
    tests = page.get_by_role("link", name="an outlier", exact=True)
    assert tests.count() == (state in ("california", "washington")), (
        "in plain words, with the tests a link away"
    )


def test_a_states_page_leads_to_the_figures_that_name_it(opened):
    named = ["reports-per-100k-by-state", "resolved-by-state-funnel", "open-reports-by-state"]
    shown = {"alabama": named[:2], "arizona": named, "utah": named[:2], "guam": []}
    for state, slugs in shown.items():
        page = opened(f"states/{state}/index.html")
        there = page.locator("p", has_text="is one of the states shown: ").locator("a")
        assert there.evaluate_all("all => all.map(one => one.href.split('/').at(-2))") == slugs
    row = opened("states/arizona/index.html").get_by_role("row", name="nation’s 2,535")
    assert "5.5%" in row.inner_text(), "as the figure has it"
    row = opened("figures/reports-by-type/index.html").locator("#numbers tbody button").first
    said = "27,293 (92.3%) are listed under report type “Endangered Runaway” (children who ran"
    assert said in row.get_attribute("data-copy"), "a quotation is NCMEC’s"


def test_a_picture_opens_whole(opened):
    page = opened("figures/reports-by-age/index.html")
    with page.expect_popup() as other:
        page.locator("a.picture").click()
    other.value.wait_for_url("**/figures/*.png")
    assert other.value.evaluate("document.images[0].naturalWidth") == 1920
    assert page.url.endswith("index.html"), "as its buttons do, in a new tab"


# The texts of a drawing that lie on another, by more than what boxes have free around letters.
OVERPRINTED = """() => {
    const all = [...document.querySelectorAll("text")], said = all.map(one => one.textContent)
    const boxes = all.map(one => one.getBoundingClientRect())
    const across = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    const up = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > innerWidth / 150
    const meets = (a, b) => across(a, b) && up(a, b)
    return boxes.flatMap((a, n) => said.filter((_, i) => i < n && meets(a, boxes[i])))
}"""


def test_a_phone_gets_a_picture_that_it_can_show(opened, site):
    page = opened("figures/reports-by-age/index.html", **PREFERENCES["phone"])
    assert "/square/" in source(page.locator(".large img"))
    page = opened("states/ohio/index.html", **PREFERENCES["phone"])
    assert source(page.locator(".large img")).endswith("-oh.svg")
    for square in sorted((site / "square").glob("state-fact-sheet-*.svg")):
        page.goto(f"file://{square}")
        few = square.stem[-2:] in ("gu", "wy")  # too few for a share
        assert page.locator("circle").count() == 2 * (not few)
        ends = page.locator("text").evaluate_all(
            "all => all.map(one => one.getBBox().x + one.getBBox().width)"
        )
        assert max(ends) <= 500, (square.stem, "text that fits")
        if square.stem[-2:] == "ri":  # the highest of all
            lines = page.locator("path[d^='M0.0']").first.get_attribute("d")
            assert page.locator("circle").first.get_attribute("cx") == "100.0"
            assert "M100.0 " not in lines, "a line under its own dot"
        sizes = page.locator("text[font-size]").evaluate_all(
            "all => all.map(one => Number(one.getAttribute('font-size')) * innerWidth / 540)"
        )
        assert min(sizes) >= 10, "that can be read"
        assert page.evaluate(OVERPRINTED) == [], square.stem
        lows = page.locator("svg > text").evaluate_all("a => a.map(one => one.getBBox().y)")
        assert max(lows) < 535 and "reports" in page.locator("svg").text_content()


def test_a_states_square_is_saved_as_a_picture(opened):
    page = opened("states/ohio/index.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG, square").click()
    assert download.value.suggested_filename == "state-fact-sheet-oh-square.png"
    with Image.open(download.value.path()) as picture:
        assert picture.size == (1080, 1080)
        inks = dict(map(reversed, picture.convert("RGB").getcolors(2**20)))
    assert inks[255, 255, 255] > 500_000 and inks[0x12, 0x43, 0x6D] > 5_000, "drawn"


def test_a_share_is_named_by_what_it_is_of(opened):
    row = opened("figures/reports-by-race/index.html").get_by_role("row", name="Hispanic")
    assert row.inner_text().split() == ["Hispanic", "5,385", "18.2%", "Copy", "in", "words"]
    copied = row.get_by_role("button").get_attribute("data-copy")
    assert copied == (
        f"{OF_ALL}5,385 (18.2%) are listed under race or ethnicity “Hispanic.” One child can be "
        "reported more than once. NCMEC does not say how race is recorded, so "
        "a comparison with all U.S. children would mislead. "
        f"(Source: NCMEC, Our Impact: 2024, section {BY_RACE})"
    )
    for slug, said in {
        "take-it-down": "Submissions to Take It Down: more than 83,000, in 2024. A submission is",
        "incident-types-since-2020": "CyberTipline reports by type, 2020 to 2024. Type: "
        "Online enticement; year: 2020; reports: 37,872. CyberTipline",
    }.items():
        row = opened(f"figures/{slug}/index.html").locator("#numbers tbody button").first
        assert row.get_attribute("data-copy").startswith(said), "no code and no word twice"
    rows = opened("figures/incident-types-since-2020/index.html").locator("#numbers tbody button")
    copied = rows.evaluate_all("all => all.map(one => one.dataset.copy)")
    assert copied[0].endswith(
        "(Source: NCMEC and Justice Department, report to Congress for 2022.)"
    )
    assert ["May 2024" in one for one in copied[3:6]] == [False, True, False], (
        "of its year and kind"
    )
    for slug in ("cybertipline-by-year", "amber-recoveries", "open-by-type"):
        rows = opened(f"figures/{slug}/index.html").locator("#numbers tbody tr")
        copied = rows.locator("button").evaluate_all("all => all.map(one => one.dataset.copy)")
        assert len(copied) == rows.count()
        by = r"NCMEC|Justice Department"
        assert all(re.search(by, one) and re.search(r"\b20\d\d\b", one) for one in copied)
    for slug, said in (
        ("reports-by-race", "Share of all reports"),
        ("open-by-type", "Share resolved"),
    ):
        head = opened(f"figures/{slug}/index.html").locator("table.sortable thead").last
        assert said in head.inner_text()


def test_what_is_copied_names_the_site_as_its_credit_does(opened):
    page = opened("figures/one-in-seven/index.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("p.say button", has_text="Copy answer").first.click()
    page.get_by_text("Copied answer: ").wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    whose = "The percentage (by our-impact-notebooks, not NCMEC) assumes that the 4,411"
    assert whose in said, "another has its site"
    assert "this site" not in said.lower()


@SIZES
def test_who_comes_from_a_state_is_told_that_a_national_number_is_not_of_it(opened, size):
    """On the page and in what is copied; without the state in the address, nothing is said."""
    page = opened("states/texas/index.html", **PREFERENCES[size])
    page.get_by_role("link", name="runaways and other types").first.click()
    page.wait_for_url("**/reports-by-type/index.html#from-TX")
    lack = "NCMEC’s Our Impact: 2024 gives no Texas numbers on runaways and other types."
    there = page.locator(".of-state:visible")
    assert there.all_inner_texts() == [f"{lack} Back to Texas"]
    assert there.bounding_box()["y"] < page.locator("h1").bounding_box()["y"], "it is on top"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy sentence").click()
    page.locator("#said").get_by_text("Copied sentence").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{lack} Of the 29,568 missing-child reports that NCMEC received")
    there.get_by_role("link").click()
    page.wait_for_url("**/texas/index.html")
    page = opened("figures/reports-by-type/index.html", **PREFERENCES[size])
    assert page.locator(".of-state:visible").count() == 0


@pytest.mark.parametrize("clipboard", ["allowed", "refused"])
def test_the_copy_buttons_copy(opened, site, clipboard):
    page = opened("figures/reports-per-100k-by-state/index.html")
    if clipboard == "allowed":
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:  # a browser that lets no page opened as a file use the clipboard
        page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    slug = "reports-per-100k-by-state"
    about = json.loads((site / "figures" / f"{slug}.json").read_text(encoding="utf-8"))
    high = page.evaluate("document.body.scrollHeight")
    for words, key in (("Copy picture’s credit", "credit"), ("Copy alt text", "alt")):
        page.get_by_role("button", name=words).click()
        page.get_by_text(f"{words.replace('Copy', 'Copied')}: {about[key][:40]}").wait_for()
        assert len(page.locator("#said").inner_text()) < 75, "it lies over what is read next"
        assert page.locator(".taken p").text_content() == about[key], "all of it, folded"
        assert page.evaluate("document.body.scrollHeight") == high, "the next click would miss"
        field = page.get_by_label("Search")  # paste: what is on the clipboard
        field.fill("")
        field.focus()
        page.keyboard.press("Control+V")
        assert field.input_value() == about[key]
        field.fill("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_link_leads_to_is_marked(opened, scheme):
    """A link led into the middle of a list, and nothing there said to what."""
    page = opened(**PREFERENCES["desk"], color_scheme=scheme)
    plain = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for place, marked in {
        "about.html#absent-company": "li:target",
        "about.html#ask": "h3:target",
        "about.html#bundling": "dt:target + dd",
        "figures/reports-by-age/index.html#use": "h2:target",
        "data/missing_by_type.html#row-2024-family_abduction-resolved": "tr:target td",
        "index.html#06-cybertipline": "section:target > h2",
        "states/ohio/index.html#absent": "p:target",
    }.items():
        page = opened(place, **PREFERENCES["desk"], color_scheme=scheme)
        color = page.locator(marked).first.evaluate("one => getComputedStyle(one).backgroundColor")
        assert color not in (plain, "rgba(0, 0, 0, 0)"), place
        assert 0 <= page.locator(marked).first.bounding_box()["y"] < 900, place


def test_a_picture_is_saved_at_a_click_where_the_site_is_on_the_web(browser, opened, site):
    """From a folder a browser opens it, whatever the link says: the link says so."""
    place = "figures/reports-by-age/index.html"
    folder = opened(place).locator("#files")
    assert folder.get_by_role("link", name="(new tab)").count() == 3
    hint = opened(place).locator(".take .local").inner_text()
    assert "right-click it to save it (on a phone, press and hold)." in hint, "once"
    assert folder.get_by_role("link", name="XLSX", exact=True).get_attribute("target") is None
    served = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{place}")
        assert not page.get_by_text("new tab").filter(visible=True).count()
        for name in ("PNG, wide", "PNG, square", "SVG"):
            with page.expect_download() as download:
                page.locator("#files").get_by_role("link", name=name).click()
            assert download.value.suggested_filename.startswith("reports-by-age"), name
        page.close()
        server.shutdown()


@SIZES
def test_what_is_not_given_and_what_to_say_are_at_hand(opened, size):
    page = opened("states/ohio/index.html", **PREFERENCES[size])
    main = page.locator("main :is(button, a.button):visible").all()
    assert len([one for one in main if one.bounding_box()["y"] < 800]) <= 4, "few to choose from"
    link = page.get_by_role("link", name="Not given by state")
    assert link.bounding_box()["y"] < 800, "on the first screen, after the answer"
    link.click()
    assert page.locator("#absent:target").bounding_box()["y"] < 900
    assert page.locator("#absent").inner_text().startswith("Not given by state: ")
    said = page.get_by_role("button", name="Copy the whole list").get_attribute("data-copy")
    assert (
        said.startswith("NCMEC’s Our Impact: 2024 has no numbers for Ohio on ")
        and "(Sou" in said
        and "; ask them for city and county numbers, too):\n- CyberTipline" in said
        and said.endswith(f"\n- Earlier years: state agencies, or NCMEC’s impact page, {IMPACT}")
    )
    line = page.locator(
        "p", has_text="Missing-child reports up or down from 2023? Not known: for Ohio,"
    )
    risen = line.get_by_role("link", name="2.4% more than in 2023")
    assert risen.get_attribute("href").endswith("missing-reports-by-year/index.html#from-OH")
    said = ONE_YEAR.format("Ohio", "1,911").replace("Our Impact", "NCMEC’s Our Impact: 2024")
    line = page.get_by_role("button", name="Copy that only 2024 is given, with source")
    assert line.get_attribute("data-copy").startswith(f"{said} (Source: NCMEC")
    credits = page.locator("[data-copy^='By our-']").evaluate_all(
        "all => all.map(one => one.dataset.copy.includes('Census'))"
    )
    assert credits == [False, True], "residents are in the square alone, which names its sources"
    for words in ("AFCARS", "National Human Trafficking Hotline"):
        assert words in page.locator(".lacks", has_text="Other places").inner_text()
    page = opened("figures/incident-types-since-2020/index.html", **PREFERENCES[size])
    page.get_by_role("button", name="Copy caveat").click()
    said = page.locator(".say [data-copy]").first.get_attribute("data-copy")
    page.get_by_text(f"Copied caveat: {said[:40]}").wait_for()
    assert "Since May 2024, a law" in said and said.count("not be comparable") == 1, "one reason"
    assert "unverified" not in said and "incidents" not in said, "that of another page"


def test_an_answer_that_says_no_leads_on(opened):
    """The no first, then what there is, in whole sentences, each once; and it is copied."""
    page, box = opened(), "#meant"
    for words, links in {
        "CyberTipline Arizona": ("states/arizona/", "figures/cybertipline-by-year/"),
        "Georgia Florida CyberTipline": ("figures/cybertipline-by-year/", "only=GA,FL"),
        "Phoenix runaway": ("states/arizona/", "figures/reports-by-type/"),
        "Georgia race": ("states/georgia/", "figures/reports-by-race/"),
    }.items():
        found(page, words)
        said = answer(page)
        assert re.match(r"Our Impact gives no \w+ numbers on ", said), words
        there = page.locator(f"{box} a").evaluate_all("all => all.map(one => one.href)")
        assert all(any(link in one for one in there) for link in links), words
        copied = page.locator(f"{box} [data-copy]").first.get_attribute("data-copy")
        assert copied.count("(Source: ") == 1 == copied.count(" numbers on ")
        parts = re.split(r"(?<=[.”]) ", copied)
        assert len({*parts}) == len(parts) and "unverified" not in copied
    for words, place in {"Atlanta": "Georgia", "Fulton County": "Georgia"}.items():
        found(page, words)
        said = f"{words} {'may be' if 'County' in words else 'is'} in {place}."
        assert said in answer(page)
        copied = page.locator(f"{box} [data-copy]").first.get_attribute("data-copy")
        assert f"reports of children missing from {place} in 2024: " in copied
    found(page, "Springfield")
    assert "Springfield may be in Massachusetts or Illinois or Missouri." in answer(page)
    page.locator("#search").press("Enter")
    assert page.evaluate("document.activeElement.id") == "meant", "the answer, not the pages"
    for words in ("tribal", "clearinghouse", "incidents 2023", "missing and online enticement"):
        found(page, words)
        assert answer(page).startswith("Our Impact "), words
        assert page.locator(f"{box} [data-copy]").first.is_visible(), words


def test_where_to_ask_is_copied_as_it_is_shown_with_each_address_after_its_name(opened):
    page = opened()
    copied = {}
    for words in (
        *("missing kids in cleveland", "Ohio CyberTipline", "offenders Ohio", "cybertips by state"),
        *("foster care trafficking Ohio", "AMBER Alert Ohio", "Snapchat", "labor trafficking"),
    ):
        found(page, words)
        copied[words] = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        for name, url in page.locator("#meant a[href^='https:']").evaluate_all(
            "all => all.map((one) => [one.textContent, one.getAttribute('href')])"
        ):
            whose = f"{name}:" if " may " in name else f"{name},"
            whose = whose.replace(" by this site", "")
            assert f" {whose} {url}." in copied[words], (words, "the address of whose page it is")
        for one in re.findall(r"[^.]*\(n(?:ot|either) checked by this site[^)]*\)", answer(page)):
            own = copied[words].replace("NCMEC’s Our Impact: 2024", "Our Impact")
            assert one.strip("” ").replace(" by this site", "") in own.replace(" by this site", "")
    assert "on victims of all ages (not checked by this site)" in copied["labor trafficking"]
    assert "child-welfare agency" in copied["foster care trafficking Ohio"]


def test_a_page_that_several_answers_name_is_named_once_and_what_it_may_have_is_plain(opened):
    page = opened()
    for words in ("sextortion age of victims", "AI Snapchat"):
        found(page, words)
        assert links(page).count(ELSEWHERE) == 1 == answer(page).count("may have such numbers on")
        copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        asked = ") NCMEC may have numbers that Our Impact lacks (not checked by this site): "
        assert copied.count(asked) == 1 and "such numbers" not in copied, "after the source"
    found(page, "AI")
    assert "NCMEC may have numbers on AI" in answer(page), "of one subject, it is named"


def test_what_a_states_number_leaves_out_is_said_and_copied_and_one_sentence_is_short(opened, site):
    page = opened()
    police = "Reports made only to police are not counted."
    mandatory = "to it are voluntary unless children are missing from foster or state care."
    for words in ("michigan", "missing children detroit", "michigan rate", "Guam", "Wyoming rate"):
        found(page, words)
        copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        for said in (police, mandatory):
            assert copied.count(said) == 1 and said in answer(page), (words, said)
    assert police in text(site / "states/michigan/index.html"), "as its page"
    for words in ("michigan", "missing children detroit"):
        found(page, words)
        names = page.locator("#meant button").all_inner_texts()
        brief = "Copy two short sentences on Michigan (count only), with source"
        also = " and where to ask" if "detroit" in words else ""  # a copy says what it has
        assert names == [f"Copy whole answer, with source{also}", brief]
    found(page, "michigan")
    told = page.locator("#meant button").nth(1).get_attribute("data-copy")
    assert told == (
        "In 2024, NCMEC received 376 reports of children (and of people ages 18 to 20) missing "
        "from Michigan. One child can be reported more than once; reports made only to "
        "police are not counted. (Source: NCMEC, Our Impact: 2024, "
        "section “Missing Children by State.”)"
    )
    each = page.evaluate("STATES.map(({ id }) => [stated(id), pageOf(id).alone])")
    for one, alone in each:
        assert len(one["short"].split()) <= 50 and "  " not in one["short"], one["short"]
        assert one["copy"] == alone and f"{police} (Source" in alone, "all that its page copies"
        assert len(one["say"].split()) <= 77, one["say"]
    found(page, "Ohio and Texas resolved")
    assert page.get_by_role("button", name="two short sentences").count() == 0, "of which?"


def test_the_short_sentence_of_a_citys_state_says_whose_it_is_and_that_it_is_statewide(opened):
    page = opened()
    for words, (name, of) in {
        "missing from Phoenix": ("Arizona", "Phoenix or any other city or county"),
        "Orange County California": ("California", "any city or county"),
        "Maricopa County Arizona": ("Arizona", "Maricopa County or any other city or county"),
        "Jackson County Mississippi": ("Mississippi", "any city or county"),
        "Phoenix missing found": ("Arizona", "Phoenix or any other city or county"),
    }.items():
        found(page, words)
        what = (
            "share resolved in short"
            if "found" in words
            else f"two short sentences on {name} (count only)"
        )
        button = page.get_by_role("button", name=f"Copy {what}, with source")
        copied = button.get_attribute("data-copy")
        assert f"missing from {name} (a statewide number; none is given for {of})" in copied, words
    found(page, "Washington, D.C.")
    button = page.get_by_role(
        "button", name="two short sentences on the District of Columbia (count only), with"
    )
    assert "statewide" not in button.get_attribute("data-copy")
    found(page, "Detroit Michigan")
    assert page.locator("#meant").inner_text().count("in Michigan.") == 1
    for words in ("Maricopa County Arizona", "Maricopa County"):
        found(page, words)
        assert "Maricopa County is in Arizona." in page.locator("#meant").inner_text(), words


def test_a_states_copies_say_that_reports_to_the_police_alone_are_not_counted(opened):
    page = opened("states/arizona/index.html")
    said = page.locator("main [data-copy]").first.get_attribute("data-copy")
    assert (
        "Reports made only to police are not counted. (Source: " in said
        and "active when counted. " in said
    )
    page = opened("states/index.html?only=AZ,NV")
    (button := page.get_by_role("button", name="Copy counts and rates in full")).click()
    police = "Reports made only to police are not counted. (Source: "
    assert police in button.get_attribute("data-copy")
    page = opened()
    for words in ("Arizona and Nevada", "Massachusetts or Illinois or Missouri"):
        found(page, words)
        copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        assert police in copied, words


def test_or_between_states_is_no_oregon(opened):
    page = opened()
    three = [f"states/{one}/index.html" for one in ("massachusetts", "illinois", "missouri")]
    for words in ("Massachusetts or Illinois or Missouri", "MASSACHUSETTS OR ILLINOIS OR MISSOURI",
                  "missing from Massachusetts OR Illinois OR Missouri"):  # fmt: skip
        assert found(page, words)[:3] == three, words
        assert answer(page).startswith("In 2024, NCMEC received 901 reports"), words
        assert "Oregon" not in answer(page) and "Massachusetts, Illinois, and Miss" in answer(page)
    assert found(page, "MA OR IL")
    page.get_by_role("link", name="MA or IL").click()
    assert answer(page).startswith("In 2024, NCMEC received 901 reports of children missing from")
    assert "Oregon" not in answer(page), "who meant the word has it one click away"
    for words in ("Portland, OR", "OR resolved", "CA, OR"):
        assert "states/oregon/index.html" in found(page, words)[:2], words


def test_beside_the_rate_of_all_alike_rates_stand_together(opened):
    page = opened("states/index.html")
    whole = {"name": "50 states and DC", "rate": "40", "n": "29,000"}
    high, low, same = (
        [{"the": "", "name": f"{name}{at}", "rate": rate, "n": "900"} for at in (1, 2, 3)]
        for name, rate in (("High", "90"), ("Low", "10"), ("Same", "40"))
    )
    for rates, said in [
        (
            [high[0], same[0]],
            "High1’s rate is clearly higher; Same1’s is not clearly different (could be chance)",
        ),
        ([low[0], high[0]], "Low1’s rate is clearly lower; High1’s is clearly higher"),
        (
            [same[0], low[0]],
            "Same1’s rate is not clearly different (could be chance); Low1’s is clearly lower",
        ),
        (high[:2], "both rates are clearly higher"),
        (low[:2], "both rates are clearly lower"),
        (same[:2], "neither rate is clearly different"),
        (low, "all three rates are clearly lower"),
        ([*high[:2], same[0]], "High1’s and High2’s rates are clearly higher; Same1’s is not c"),
        (
            [low[0], *same[:2]],
            "Low1’s rate is clearly lower; Same1’s and Same2’s are not clearly different",
        ),
        (low[:1], "Low1’s rate is clearly lower"),
    ]:
        told = page.evaluate("(of) => besideAll(...of)", [rates, whole])
        assert told.startswith(f"Compared with the 50 states and DC together (40), {said}"), said


def test_who_adds_one_state_is_asked_for_another(opened):
    page = opened("states/index.html")
    near = page.get_by_role("button", name="Compare with its neighbors")
    for label, name in {"Compare states": "Nevada", "Compare Nevada with": "Arizona"}.items():
        is_none = label == "Compare states"
        assert near.is_hidden() == is_none, "of no state yet, or of the one that waits"
        page.get_by_label(label).select_option(name)
        assert near.is_visible()
        page.get_by_role("button", name="Compare", exact=True).click()
    assert page.get_by_label("Add states").is_visible()
    assert page.get_by_role("button", name="Add", exact=True).is_visible()
    title = "Missing-child reports from Nevada and Arizona, 2024"
    assert page.locator("h1").inner_text() == title and page.url.endswith("?only=NV,AZ")
    lines = page.locator("#apart .line").all_inner_texts()
    counts = "NCMEC received 324 reports of children missing from Nevada and 1,133 from Arizona."
    assert lines[0] == f"In 2024, {counts}" and len(lines) == 4, "the counts first, in short lines"
    assert lines[1].startswith(
        "Nevada’s rate of reports is clearly lower than Arizona’s: 47.1 and 71.3 reports"
    )
    page.get_by_role("button", name="Copy counts and rates in one sentence").hover()
    short = page.locator("#brief").get_attribute("title")
    shares = page.get_by_role("button", name="Copy shares resolved")
    shares.hover()
    assert " may explain any gap." in shares.get_attribute("title"), "what it copies is seen"
    assert short.startswith(
        f"In 2024, {counts[:-1]}; at 47.1 and 71.3 per 100,000 residents under 18 (50 "
        "states and DC: 40.3), Nevada’s rate is clearly lower than Arizona’s; reports are not "
        "children, "
    ), "the rates, not the counts"
    assert len(short.partition(" (Source")[0].split()) <= 60
    assert short.endswith(
        " and how often. (Source: NCMEC, Our Impact: 2024, section “Missing Children by State”; "
        "U.S. Census Bureau, estimates for July 1, 2024; rates by our-impact-notebooks.)"
    )
    page = opened("states/index.html?only=MS,AL")
    page.get_by_role("button", name="Copy counts and rates in one sentence").click()
    short = page.locator("#brief").get_attribute("data-copy")
    assert "(50 states and DC: 40.3), the rates are not clearly different from each other" in short
    page = opened("states/index.html?only=AZ")
    assert page.locator("#brief").is_hidden() and page.get_by_text("Compare Arizona with").count()
    assert page.locator("#states tbody tr:visible").count() == 53, "one alone waits for another"


def test_what_is_told_after_copying_covers_no_text_of_a_states_page(opened):
    page = opened("states/arizona/index.html", viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="Copy paragraph above, with source").click()
    page.locator("#said").get_by_text("Copied paragraph").wait_for()
    over = page.evaluate("""() => {
        const boxes = [said, taken].map((one) => one.getBoundingClientRect());
        const isOver = (one) => boxes.some((box) =>
            one.width > 1 && one.right > box.left && one.bottom > box.top && one.top < box.bottom);
        const range = document.createRange();
        return [...document.querySelectorAll("main :is(p.say, .lead, h1, h2)")].filter((one) => {
            one.scrollIntoView({ block: "end" });
            range.selectNodeContents(one);
            return [...range.getClientRects()].some(isOver);
        }).map((one) => one.textContent);
    }""")
    assert over == []
    page.locator("h1").click()
    assert page.locator(".taken").count() == 0, "who goes on has seen it"


def test_where_a_city_is_or_may_be_is_copied(opened):
    page = opened()
    for words, said in {
        "missing children detroit": "Detroit is in Michigan. NCMEC received 376",
        "missing children portland": "Portland may be in Oregon or Maine. (Source",
    }.items():
        found(page, words)
        copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        assert f" {said}" in copied, words


def test_what_is_found_says_where_a_word_is_and_a_states_row_what_it_has(opened):
    page = opened()
    for words in ("trafficking new jersey", "michigan 2023", "Texas and Ohio AMBER Alerts"):
        found(page, words)
        row = page.locator("#results > li").first.inner_text()
        assert row.startswith("State (missing-child reports of 2024 only): "), words
        assert "resolved" in row and "per 100,000" in row, "and no less than before"
    found(page, "michigan")
    assert page.locator("#results > li").first.inner_text().startswith("State: Michigan")
    assert len(there := found(page, "AI generated reports")) == 3
    assert "about.html#absent" in there
    for row in page.locator("#results > li").all_inner_texts():
        assert re.search("… (Sextortion, the use of generative art|Our Impact mentions artif)", row)


def test_the_file_of_all_states_has_one_name_at_each_door(opened, site):
    name = "All states in one file"
    for door in ("index.html", "states/index.html", "states/ohio/index.html", "data/index.html"):
        assert name.lower() in text(site / door).lower(), door
    found(page := opened(), "all states csv")
    assert name in answer(page) and links(page) == ["states/index.html"]


def test_no_task_force_is_listed_and_the_answer_says_so_first(opened):
    page = opened()
    none = (
        "This site does not list states’ ICAC task forces; the U.S. Justice Department may (not che"
    )
    for words in ("ICAC task force ohio", "ICAC task force", "internet crimes against children tx"):
        found(page, words)
        assert answer(page).startswith(none) and links(page)[0] == ICAC, words
        state = "Ohio" if "ohio" in words else "Texas" if "tx" in words else "your state"
        assert f"task forces (look for {state} there)." in answer(page), words
    found(page, "icac arrests texas")
    assert links(page).count(ICAC) == 1, "no page twice"
    for words in ("ICAC requests", "how many ICAC images"):
        found(page, words)
        assert none not in answer(page), "of numbers, not of whom to call"


def test_a_no_for_a_place_comes_first_and_says_whom_to_ask_for_what(opened):
    page = opened()
    found(page, "CyberTipline arrests Louisiana")
    said = answer(page)
    no, arrests = "no Louisiana numbers on the CyberTipline.", "led to arrests or prosecutions."
    asked = "task forces may have numbers of arrests"
    at = [said.index(one) for one in (no, arrests, asked, "U.S. Justice Department’s page")]
    assert at == sorted(at) and "20.5 million" not in said, "of arrests, no number of all reports"
    names = page.locator("#meant button").all_inner_texts()
    assert names == ["Copy answer, with source and where to ask"], "no number of all alone"
    found(page, "arrests Ohio")
    said = answer(page)
    assert said.index("(ICAC) task forces may have") < said.index("Copy answer"), (
        "what is copied is above"
    )
    found(page, "missing children Wichita")
    assert answer(page).startswith(f"{NO_CITY.format('Wichita')} or county. Others may have")
    assert "clearinghouse. The U.S. Justice Department’s AMBER Alert site may list" in answer(page)
    assert "online crimes" not in answer(page) and "in care" not in answer(page)


def test_rates_in_the_search_are_copied_as_this_sites_calculation(opened):
    page = opened()
    ours = "; rates by our-impact-notebooks.)"
    for words, by in {
        "Louisiana Mississippi": ours,
        "Ohio rate": ours,
        "Ohio Guam": "State.”)",
    }.items():
        found(page, words)
        copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
        assert "(Source: NCMEC, Our Impact: 2024, section" in copied, words
        assert copied.endswith(by), words
    found(page, "Wichita rate")
    copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
    assert copied.count("(Source: ") == 1, "the source of the rate has the report's"


def test_a_subject_beside_a_county_is_answered_not_missing_children(opened):
    page = opened()
    none = "Our Impact gives no numbers on {} by state, county, or city."
    for words, subject in {
        "el paso county cybertips arrests": "the CyberTipline",
        "jefferson county cybertipline": "the CyberTipline",
        "trafficking by county": "child sex trafficking",
        "Polk County AMBER Alerts": "children recovered through AMBER Alerts",
        "Orange County sex offenders": "sex offenders",
    }.items():
        found(page, words)
        assert answer(page).startswith(none.format(subject)), words
        assert "missing-children clearinghouse" not in answer(page), words
    found(page, "chicago csam")
    said = (
        "Illinois numbers on the CyberTipline, and none by county or city (Chicago is in Illinois)."
    )
    assert said in answer(page)
    for words in ("Jefferson County", "Washington County", "Jefferson County missing children"):
        found(page, words)
        assert answer(page).startswith(BY_CITY), words
        assert page.locator("#meant a").first.inner_text() == "Choose a state", words
    for words, said in {
        "Minnesota map": "A map of all states, by missing-child reports per 100,000 residents",
        "missing children Minnesota by type": "are about children who ran away, 1,171 family",
        "trafficking Minnesota": "reports of trafficking came from 50 states, DC, and Puerto Rico",
        "child sex trafficking by year": "reporting mandatory for platforms since May 2024",
        "who to credit": "Credit our-impact-notebooks. It is an independent project, not NCMEC’s",
    }.items():
        found(page, words)
        assert said in answer(page), words
    found(page, "cybertipline by state")
    where = page.get_by_role("link", name="Where to ask for state numbers on other subjects")
    assert where.is_visible()


def test_a_ceiling_and_what_is_unverified_are_not_taken_for_findings(opened):
    page = opened()
    for words in ("foster care trafficking North Carolina", "runaway trafficking Utah"):
        found(page, words)
        assert "4,411 (14.9%) of 2024’s 29,568" in answer(page), words
        assert "at most" not in answer(page) and "calculation" not in answer(page), words
    found(page, "1 in 6 runaways")
    assert answer(page).startswith(
        "“1 in 6” is of runaways in 2022, in NCMEC’s letter to donors; Our"
    )
    found(page, "why did cybertipline reports fall")
    assert answer(page).startswith(
        f"Not known why CyberTipline reports fell: Our Impact does not say. {FELL}"
    )
    assert page.get_by_text("Not to be quoted: factually.co (unverified) says").is_visible()
    copied = page.locator("#meant [data-copy]").first.get_attribute("data-copy")
    assert "bundl" not in copied and "for 2024 only (about 29.2 million)" in copied


PROJECT = "our-impact-notebooks"  # so the site calls itself in what is shown and pasted


def test_one_button_copies_what_is_shown_and_typed_years_lead(opened):
    page = opened()
    for words, (said, source) in {
        "missing children 2023 vs 2024": (
            "Reports to NCMEC nationwide of missing children rose 2.4%, from 28,886 in 2023 to "
            "29,568 in 2024; earlier, sources say “cases,” so counting may explain part. One child",
            "(Source: NCMEC, Our Impact: 2023; NCMEC, Our Impact: 2024, section “Recovering "
            "Missing Children.”)",
        ),
        "AMBER Alerts Tennessee": (
            "Our Impact gives no Tennessee numbers on children recovered through AMBER Alerts. It "
            "counts these nationwide only and does not say how many alerts were issued. ",
            "(not checked by this site; the last that we found is of 2022): "
            "U.S. Justice Department’s AMBER "
            f"Alert report for 2022 (abstract), {ABSTRACT}.",
        ),
        "age Ohio": (
            "Our Impact gives no Ohio numbers on age. ",
            f"FBI, notices of NCIC statistics, {NCIC}. The U.S. Justice Department’s AMBER Alert "
            f"site may list clearinghouses (not checked by this site): {CLEARINGHOUSES}.",
        ),
        "foster care": ("Of the 29,568 missing-child reports", "“Recovering Missing Children.”)"),
        "cybertipline fell": (
            "NCMEC’s CyberTipline received 20.5 million reports in 2024, 43% fewer than in 2023",
            "Fewer reports do not mean less abuse. (Source: NCMEC, Our Impact: 2024, section "
            "“CyberTipline”; NCMEC and Justice Department, report to Congress for 2023.)",
        ),
    }.items():
        found(page, words)
        copied, *alone = page.locator("#meant button").evaluate_all(
            "all => all.map((one) => one.dataset.copy)"
        )
        is_of_change = "rose" in said or "fewer" in said
        assert len(alone) == is_of_change, "beside a change, this year's number alone"
        shown, copied = (
            text.replace("NCMEC’s Our Impact: 2024", "Our Impact").replace(
                "This site’s percentage", f"The percentage (by {PROJECT}, not NCMEC)"
            )
            for text in (answer(page), copied)
        )
        assert copied.startswith(said) and copied.endswith(source), words
        for one in re.split(r"(?<=[.”]) (?=[A-Z“])", copied.partition(" (Source")[0]):
            assert one in shown, (words, one)


WISHES = {  # what readers typed, what they missed, and what misled them
    "online enticement 2023": (
        "and 546,333 in 2024; they rose 192%; ",
        "reporting mandatory for platforms since May 2024",
        "{",
    ),
    "child sex trafficking 2023": (
        "and 26,823 in 2024; they rose 55%; ",
        "reporting mandatory for platforms since May 2024",
        "{",
    ),
    "cybertipline 2023": ("in 2023 and 20,512,803 in 2024; they fell", "not be comparable", "{"),
    "Fulton County": (
        "no other numbers by state, city, or county",
        "(ICAC) task force, or NCMEC’s CyberTipline data, which may be by state",
        "{",
    ),
    "AMBER Alerts Ohio": ("nationwide only and does not say how many", "1,268", "numbers on AMBER"),
    "ICAC Ohio": ("Your ICAC task force’s own records", "2,647 requests", "Try the state"),
    "missing from care Illinois": ("no Illinois numbers", "reported more than once", "{"),
    "Illinois runaways from foster care": ("nationwide, at least", "more than once", "All rep"),
    "cybertipline by type 2021": (
        "CyberTipline reports by incident type, 2020 to 2024.",
        "A law of May",
        "29,39",
    ),
    "DCFS": ("by state or agency. The agency itself", "23,160 (78.3%)", "{"),
    "Texas DFPS": ("no Texas numbers on children missing from care.", "nationwide", "by state or"),
    "ACS New York": ("no New York numbers on children missing from care.", "23,160", "by state or"),
    "clearinghouse": ("phone numbers are not here", "may list clearinghouses (not che", "{"),
}


@pytest.mark.parametrize("words", WISHES)
def test_what_readers_missed_is_said(opened, words):
    page, (*there, absent) = opened(), WISHES[words]
    found(page, words)
    assert all(one in answer(page) for one in there) and absent not in answer(page), answer(page)


def test_a_number_is_copied_alone_and_whom_to_ask_line_by_line(opened):
    page = opened()
    assert found(page, "AI")[0].endswith("#what-cannot-be-tested"), "not a table of statements"
    place = page.locator("#results a:not([download])").first.get_attribute("href")
    assert ":~:text=Sextortion%2C%20the%20use" in place, "the words that it shows of a long section"
    for words, says in {
        "online enticement": f"{TIPS} online enticement of children: 546,333 in 2024; this is "
        "the whole year, although platforms have had to report these only since May. Reports are n",
        "cybertipline fell": "Reports to NCMEC’s CyberTipline: 20,512,803 in 2024. Reports are ",
        "did missing reports rise": "Reports to NCMEC nationwide of missing children: 29,568 in ",
    }.items():
        found(page, words)
        alone = page.get_by_role("button", name="Copy 2024’s number").get_attribute("data-copy")
        section = "Recovering Missing Children" if "missing" in words else "CyberTipline"
        source = f" (Source: NCMEC, Our Impact: 2024, section “{section}.”)"
        assert alone.startswith(says) and alone.endswith(source), words
    page.locator("#meant [data-copy]").first.click()
    said, box = page.locator("#said").bounding_box(), page.locator("#meant").bounding_box()
    assert said["y"] > box["y"] + box["height"] or said["y"] + said["height"] < box["y"]
    page = opened("states/ohio/index.html")
    lines = page.locator("#elsewhere li [data-copy]").evaluate_all(
        "all => all.map((one) => one.dataset.copy)"
    )
    assert len(lines) == page.locator("#elsewhere li").count() > 7
    start = "NCMEC’s Our Impact: 2024 has no numbers for Ohio on CyberTipline reports (such as "
    start += "online enticement or sextortion), including those referred to police. (Source: "
    assert lines[0].startswith(start)
    start = "NCMEC’s Our Impact: 2024 has no numbers for Ohio on arrests for online crimes "
    start += "against children (not given nationwide, either). (Source: "
    assert lines[1].startswith(start), "of which there is no number at all"
    assert not any("the same as" in one or "CyberTipline" in one for one in lines[2:])
    page.locator("#elsewhere li [data-copy]").first.click()
    said = page.locator(
        "#said", has_text="Copied the line on CyberTipline reports (such"
    ).inner_text()
    assert len(said) < 80, "it filled a phone"


def test_what_is_found_has_the_words_or_is_not_said_to_have_them(opened):
    page = opened()
    for words, said in {
        "missing children Fairfax": "Pages with some of these words",
        "Fairfax": "Closest pages",
        "sextortion law": "pages with these words",
    }.items():
        found(page, words)
        assert page.locator("#count").inner_text().endswith(said), words
    found(page, "native american")
    row = page.locator("#results li", has_text="Asian children").inner_text()
    assert "… It is lower still where the record says Native American" in row
    assert found(page, "black")[2].endswith("#what-race-or-ethnicity-do-the-reports-record")


def test_a_button_says_that_its_copy_has_a_source(opened):
    for place in ("index.html", "states/ohio/index.html", "states/index.html?only=IA,MO",
                  "figures/one-in-seven/index.html", "data/claims.html"):  # fmt: skip
        with_source = opened(place).locator("main [data-copy*='(Source: ']:not(td *)")
        names = with_source.all_text_contents()
        assert names and all("source" in one for one in names), place
    page = opened("figures/one-in-seven/index.html")
    page.get_by_role("button", name="Copy table, with caveat and source").click()
    page.get_by_text("Copied table: ").wait_for()
    assert page.locator("#all-rows").evaluate("one => one.markup").startswith("<p>NCMEC judged")


@SIZES
def test_no_link_below_the_field_is_cut_off(opened, size):
    page = opened("states/ohio/index.html", **PREFERENCES[size])
    page.locator("#search").press_sequentially("runaways")
    there = page.locator("#suggested .pictured > :is(a, button)")
    there.first.wait_for()
    right = "one => one.getBoundingClientRect().right"
    edge = page.locator("#suggested").evaluate(right)
    assert all(end <= edge for end in there.evaluate_all(f"all => all.map({right})"))
    last = page.get_by_role("link", name="See all results").bounding_box()
    box = page.locator("#suggested").bounding_box()
    assert last["y"] + last["height"] <= box["y"] + box["height"], "in sight"


def test_keys_alone_reach_a_state_and_a_figure(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Ohio")  # in the picker
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/states/ohio/index.html")
    page.keyboard.press("/")
    page.keyboard.type("per 100k by state")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?q=*")
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "meant", "the answer"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/reports-per-100k-by-state/index.html")


def test_a_notebook_folds_its_code_and_says_its_pictures(opened):
    page = opened("notebooks/06-cybertipline.html")
    assert page.locator("details.code").count() > 10
    assert page.locator("details.code[open]").count() == 0
    pictures = page.locator("figure img")
    assert pictures.count()
    for alt in pictures.evaluate_all("images => images.map(i => i.alt)"):
        assert len(alt) >= 40
    assert page.locator("table.numbers").count()
    assert page.locator(".sections a").count() > 3
    assert page.locator("details.code summary").first.is_hidden()
    page.get_by_role("button", name="Show all code").click()
    assert page.locator("details.code pre").first.is_visible()
    assert page.locator("details.code:not([open])").count() == 0


def test_print_leaves_out_what_paper_cannot_do(opened):
    for state in ("guam", "rhode-island", "district-of-columbia"):  # the last has most words
        page = opened(f"states/{state}/index.html")
        (sheet,) = re.findall(rb"/Type /Pages[^>]*/Count (\d+)", page.pdf(format="Letter"))
        assert int(sheet) == 1, state
    for slug in ("at-a-glance", "reports-by-type", "reports-per-100k-by-state", "claims-checked"):
        page = opened(f"figures/{slug}/index.html")
        (sheet,) = re.findall(rb"/Type /Pages[^>]*/Count (\d+)", page.pdf(format="Letter"))
        assert int(sheet) == 1, slug
    page.emulate_media(media="print")
    assert page.locator("details:not([open])").first.is_hidden(), "a closed fold"
    page = opened("states/ohio/index.html")
    page.emulate_media(media="print")
    assert "This page: states/ohio/index.html" in page.locator("footer").inner_text()
    for hidden in (".search", ".picker", "header nav", ".buttons", ".beside", "#embed"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.locator(".use dt").first.is_visible()


def test_the_site_is_small(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 25e6
