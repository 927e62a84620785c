"""JupyterLab in a browser, as a person uses it: open, change, run all, look, save."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page

READY = """() => {
    const shown = window.jupyterapp?.shell.currentWidget, session = shown?.sessionContext;
    const kernel = session?.session?.kernel;
    return shown?.context?.isReady && session?.isReady && kernel?.connectionStatus === "connected"
        && kernel.status === "idle";
}"""
CELLS = "window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"
CHANGE = """([before, after]) => {
    const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
    const cell = cells.find((cell) => cell.getSource().includes(before));
    cell.setSource(cell.getSource().replace(before, after));
}"""
LACKS = "Years that exist: "
CHANGED = {  # what is changed in the parameters cell, and what the outputs then say
    "02-reports-by-type": ("year: int = 2024", "year: int = 2019", LACKS),
    "04-by-state": ("top: int = 20", "top: int = 10", ""),
    "06-cybertipline": ("year: int = 2024", "year: int = 2023", "2014 to 2023"),
}
ANY = ("year: int = 2024", "year: int = 2023", "2023")

Open = Callable[[str], Page]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "notebook" in metafunc.fixturenames:
        names = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        every = metafunc.config.getoption("--every")
        metafunc.parametrize("notebook", names if every else sorted(CHANGED))


@pytest.fixture
def opened(browser: Browser, lab: str) -> Iterator[Open]:
    """Opens a notebook and waits until its kernel is ready; shuts the kernel down afterwards."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)

    def opened(place: str) -> Page:
        page.goto(f"{lab}{place}")
        page.wait_for_function(READY)
        return page

    yield opened
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    context.close()


def run_all(page: Page) -> list[dict]:
    """Run all cells and return their outputs."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    return [output for cell in page.evaluate(CELLS) for output in cell.get("outputs", ())]


def pictures(outputs: list[dict]) -> list[str]:
    return [
        output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", ())
    ]


def complaints(outputs: list[dict]) -> list[str]:
    return [
        output.get("evalue") or "".join(output.get("text", ""))
        for output in outputs
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def choose(page: Page, control: str, choice: str) -> None:
    page.get_by_label(control, exact=True).select_option(choice)


def test_it_opens_on_the_welcome_page(opened):
    page = opened("/")
    page.get_by_role("heading", name="Welcome").wait_for()
    page.get_by_role("link", name="Explore the tables").click()
    page.get_by_role("heading", name="Explore the tables").wait_for()


def test_explore_redraws_and_saves(opened, checkout: Path):
    page = opened("/lab/tree/build/lab/notebooks/explore/explore.ipynb?reset")
    assert not complaints(run_all(page))
    picture = page.locator(".widget-image")
    picture.wait_for()
    for control, choice in (
        ("Table", "CyberTipline reports by incident type"), ("Year", "2023"),
        ("Chart", "columns by year"),
    ):  # fmt: skip
        before = picture.get_attribute("src")
        choose(page, control, choice)
        page.wait_for_function(
            "(before) => document.querySelector('.widget-image').src !== before", arg=before
        )
    page.get_by_text("36,210,368 in 2023").first.wait_for()
    choose(page, "Chart", "one bar")
    page.get_by_text("One bar carries 2 or 3 parts, not 8: take ranked bars.").wait_for()
    choose(page, "Chart", "ranked bars")
    page.get_by_text("of 36,210,368 reports the largest part").wait_for()
    page.get_by_label("Name", exact=True).fill("by-type-2023")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("by-type-2023.*").wait_for()
    saved = sorted((checkout / "build" / "figures" / "2023").glob("by-type-2023.*"))
    assert [path.suffix for path in saved] == [".csv", ".json", ".png", ".svg"]
    assert "online enticement" in saved[0].read_text(encoding="utf-8").lower()
    page.screenshot(path=checkout / "build" / "shots" / "explore.png")


def test_a_notebook_runs_and_follows_its_parameters(opened, checkout, notebook):
    page = opened(f"/lab/tree/build/lab/notebooks/{notebook}.ipynb?reset")
    first = run_all(page)
    assert not complaints(first)
    assert pictures(first)
    before, after, said = CHANGED.get(notebook, ANY)
    page.evaluate(CHANGE, [before, after])
    outputs = run_all(page)
    wrong = complaints(outputs)
    if said == LACKS or (wrong and notebook not in CHANGED):
        assert len(wrong) == 1
        assert LACKS in wrong[0]
    else:
        assert not wrong
        assert said in str([output.get("data") for output in outputs])
        assert pictures(outputs) != pictures(first)
    assert not (checkout / "figures" / "2023").exists()
