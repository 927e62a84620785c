"""The site in a browser, opened as a file: what it asks for, does, and to whom it speaks."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

KINDS = (
    "index.html", "about.html", "notebooks/index.html", "notebooks/06-cybertipline.html",
    "notebooks/90-do-the-numbers-add-up.html", "data/index.html", "data/missing_by_state.html",
)  # fmt: skip
PREFERENCES = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Open]:
    """Opens a page; every word on its console and every request to elsewhere fails the test."""
    contexts, wrong = [], []

    def opened(name: str = "index.html", **preferences: object) -> Page:
        contexts.append(browser.new_context(**(preferences or PREFERENCES["desk"])))
        page = contexts[-1].new_page()
        page.on("console", lambda said: wrong.append(f"{name}: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))
        page.on(
            "requestfailed",
            lambda request: (
                wrong.append(f"{name}: no {request.url}")
                if request.failure != "net::ERR_ABORTED"
                else None
            ),
        )  # fmt: skip  (left before loaded)
        page.on("request", lambda request: wrong.append(f"{name}: {request.url}")
                if not request.url.startswith(("file:", "data:")) else None)  # fmt: skip
        page.goto(f"file://{site / name}", wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def pages(site: Path) -> list[str]:
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))


def violations(page: Page) -> list[str]:
    # without preload: axe would fetch the style sheet again, which a page opened as a file may not
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response
    return [f"{page.url}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def test_every_page_loads_in_itself_and_breaks_no_rule_of_axe(site, opened):
    names = pages(site)
    assert len(names) > 40
    page, wrong = opened(), []
    for name in names:
        page.goto(f"file://{site / name}", wait_until="load")
        wrong += violations(page)
    assert not wrong


def test_every_link_and_picture_leads_to_a_file(site, opened):
    page, lost = opened(), []
    for name in pages(site):
        page.goto(f"file://{site / name}", wait_until="load")
        links = page.evaluate(
            "[...document.querySelectorAll('[href], [src]')].map(e => e.href || e.src)"
        )
        for link in {link for link in links if link.startswith("file:")}:
            path, _, anchor = link.removeprefix("file://").partition("#")
            there = Path(path).is_file() and Path(path).is_relative_to(site)
            if anchor and there:
                there = f'id="{anchor}"' in Path(path).read_text(encoding="utf-8")
            if not there:
                lost.append(f"{name}: {link}")
    assert not lost


@pytest.mark.parametrize("preference", PREFERENCES)
def test_pages_fit_and_can_be_read(opened, site, preference):
    """At both widths and in the dark; the screenshots stay beside the site, to look at."""
    for name in KINDS:
        page = opened(name, **PREFERENCES[preference])
        page.screenshot(path=site.parent / "shots" / f"{name.replace('/', '-')}.{preference}.png")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        light = "dark" not in preference
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert (sum(map(int, re.findall(r"\d+", ink)[:3])) < 300) == light


def found(page: Page, words: str) -> list[str]:
    page.get_by_label("Filter the figures").fill(words)
    cards = page.locator(".card:visible")
    return cards.evaluate_all("cards => cards.map(card => card.id)")


def test_the_filter_filters(opened):
    page = opened()
    every = page.locator(".card").count()
    assert found(page, "PER  100k state") == ["reports-per-100k-by-state"]
    assert page.locator("#count").inner_text() == "1 figure"
    assert page.locator(".sections li:visible").all_inner_texts() == ["Missing Children by State"]
    assert found(page, "no such word") == []
    assert page.locator("#count").inner_text() == "No figure has all these words"
    assert len(found(page, "")) == every


def test_the_filter_knows_words_that_people_use_and_takes_none_apart(opened):
    page = opened()
    for words in ("Ohio", "runaway", "missing kids", "police", "map", "sextortion", "cybertip"):
        assert found(page, words), words
    assert found(page, "ai") == []  # in "available" and "said"
    assert found(page, "sextortion") == found(page, "enticement")


def test_what_is_filtered_stands_in_the_address(opened, site):
    page = opened()
    cards = found(page, "children & state")
    assert page.url.endswith("#q=children%20%26%20state")
    page.goto("about:blank")
    page.goto(f"file://{site}/index.html#q=children+%26%20state")
    assert page.get_by_label("Filter the figures").input_value() == "children & state"
    shown = page.locator(".card:visible").evaluate_all("cards => cards.map(card => card.id)")
    assert shown == cards
    found(page, "")
    assert "q=" not in page.url


def test_a_picture_opens_whole(opened):
    page = opened()
    page.locator(".card a.picture").first.click()
    page.wait_for_url("**/figures/*.png")
    assert page.evaluate("document.images[0].naturalWidth") == 1920


@pytest.mark.parametrize("clipboard", ["allowed", "refused"])
def test_the_copy_buttons_copy(opened, site, clipboard):
    page = opened()
    if clipboard == "allowed":
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:  # as in a browser that lets no file use the clipboard
        page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    slug = "reports-per-100k-by-state"
    about = json.loads((site / "figures" / f"{slug}.json").read_text(encoding="utf-8"))
    for words, key in (("Copy credit", "credit"), ("Copy alt text", "alt")):
        page.locator(f"#{slug}").get_by_role("button", name=words).click()
        page.get_by_text(f"Copied: {about[key]}").wait_for()
        field = page.get_by_label("Filter the figures")  # paste: what is on the clipboard
        field.fill("")
        field.focus()
        page.keyboard.press("Control+V")
        assert field.input_value() == about[key]
        field.fill("")


def test_keys_alone_reach_a_figure(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "filter"
    page.keyboard.type("per 100k by state")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText.split('\\n')[0]"))
    assert [words for words in ("PNG", "CSV", "Copy credit") if words not in reached] == []


def test_a_notebook_folds_its_code_and_says_its_pictures(opened):
    page = opened("notebooks/06-cybertipline.html")
    assert page.locator("details.code").count() > 10
    assert page.locator("details.code[open]").count() == 0
    pictures = page.locator("figure img")
    assert pictures.count()
    for alt in pictures.evaluate_all("images => images.map(i => i.alt)"):
        assert len(alt) >= 40
    assert page.locator("table.numbers").count()
    page.locator("details.code summary").first.click()
    assert page.locator("details.code pre").first.is_visible()


def test_print_leaves_out_what_paper_cannot_do(opened):
    page = opened()
    page.emulate_media(media="print")
    for hidden in (".filter", "header nav", ".buttons", ".sections"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.locator(".credit").first.is_visible()
