"""JupyterLab in a browser, as a person uses it: open a notebook, change it, run it, look, save."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect

from ourimpact import tables

YEAR = max(tables.years("headline_numbers"))  # the report shown
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
SHUT = "window.jupyterapp.shell.currentWidget?.sessionContext?.shutdown()"
CHANGED = {  # the edit of a parameters cell, and what the outputs then contain
    "04-by-state": ("top: int = 8", "top: int = 6", f"build/figures/{YEAR}/state-shares-top-6"),
    "06-cybertipline": (f"year: int = {YEAR}", "year: int = 2023", "2014 to 2023"),
}
ANY = (f"year: int = {YEAR}", "year: int = 2023", "2023")

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
    page.evaluate(SHUT)
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


def committed(checkout: Path) -> dict[Path, bytes]:
    """Return what git would compare: all files, except build/, which it ignores."""
    files = (path for path in checkout.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if checkout / "build" not in path.parents}


def test_it_opens_on_the_welcome_page_without_news(opened):
    page = opened("/")
    page.get_by_role("heading", name="Welcome").wait_for()
    assert page.locator(".jp-toast, .Toastify__toast, .jp-Dialog").count() == 0
    page.get_by_role("link", name="Explore the tables").click()
    page.get_by_role("heading", name="Explore the tables").wait_for()


def test_explore_draws_what_may_be_drawn_and_says_what_must_be_said(opened, checkout: Path):
    page = opened("/lab/tree/build/lab/notebooks/explore/explore.ipynb?reset")
    before = committed(checkout)
    assert not complaints(run_all(page))
    assert page.locator(".jp-CodeCell .jp-Editor:visible").count() == 0, "code is hidden"
    assert page.get_by_label("Table", exact=True).bounding_box()["y"] < 500, "controls come first"
    choose(page, "Table", "CyberTipline reports by incident type")
    choose(page, "Year", "2024")
    choose(page, "Chart", "columns by year")
    page.get_by_text("20.5 million reports in 2024, not comparable with 2023").wait_for()
    page.get_by_text("platforms can send several tips on one viral event as one report").wait_for()
    picture = page.locator(".widget-html img")
    assert "not comparable" in picture.get_attribute("alt")
    page.screenshot(path=checkout / "build" / "shots" / "explore.png")
    choose(page, "Table", "Reports of missing children by state and status")
    choose(page, "Year", "2024")
    choose(page, "Split", "by status, Texas only")
    page.get_by_text("Texas: Resolved, 2,351 of 2,508 reports").wait_for()
    choose(page, "Table", "Reports of missing children by age group and race or ethnicity")
    choose(page, "Year", "2024")
    choose(page, "Split", "by race or ethnicity, 0 to 2 only")
    page.get_by_text("of 1 to 10 are not shown").wait_for()
    assert committed(checkout) == before


def test_a_figure_of_ones_own_is_not_replaced_unasked(opened, checkout: Path):
    page = opened("/lab/tree/build/lab/notebooks/explore/explore.ipynb?reset")
    assert not complaints(run_all(page))
    name, save = page.get_by_label("Name", exact=True), page.locator("button.widget-button")
    save.click()
    page.get_by_text("Give the figure a name of its own first").wait_for()
    name.fill("My types, 2024")
    save.click()
    page.get_by_text(f"build/figures/{YEAR}/my-types-2024.*").wait_for()
    saved = sorted((checkout / "build" / "figures" / str(YEAR)).glob("my-types-2024.*"))
    assert [path.suffix for path in saved] == [".csv", ".json", ".png", ".svg"]
    choose(page, "Chart", "columns by year")
    page.get_by_text("27,733 in 2021").first.wait_for()
    kept = saved[1].read_bytes()
    save.click()
    page.get_by_text("A figure named my-types-2024 exists").wait_for()
    assert saved[1].read_bytes() == kept
    page.get_by_label("Replace a figure with that name").check()
    save.click()
    page.get_by_text(f"build/figures/{YEAR}/my-types-2024.*").wait_for()
    assert saved[1].read_bytes() != kept


@pytest.mark.parametrize("name", ["welcome", "04-by-state"])
def test_an_original_that_is_saved_as_it_was_stays_as_it_was(opened, checkout: Path, name):
    page, stored = opened(f"/lab/tree/notebooks/{name}.ipynb?reset"), committed(checkout)
    with page.expect_response(lambda it: it.request.method == "PUT" and ".ipynb" in it.url):
        page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    assert committed(checkout) == stored


WRONG = {  # the edit of the parameters, and the sentence shown as the error
    "91-state-fact-sheet": ('"TX"', '"Ohoi"', "no state 'Ohoi'. Did you mean 'Ohio'?"),
    "06-cybertipline": (f"year: int = {YEAR}", "year: int = 2031", "no rows for 2031. Years that"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_parameter_is_answered_with_one_sentence(opened, wrong):
    page = opened(f"/lab/tree/build/lab/notebooks/{wrong}.ipynb?reset")
    before, after, said = WRONG[wrong]
    page.evaluate(CHANGE, [before, after])
    # a cell that was already queued may run, too, and fail because the first cell set nothing
    error, *_ = [output for output in run_all(page) if output["output_type"] == "error"]
    (line,) = error["traceback"]
    assert said in line
    shown = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
    expect(shown.first).to_have_text(line)
    page.evaluate(CHANGE, [after, before])  # undo and save: other tests open it, too
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")


def test_a_notebook_runs_and_follows_its_parameters(opened, checkout, notebook):
    page, stored = (
        opened(f"/lab/tree/build/lab/notebooks/{notebook}.ipynb?reset"),
        committed(checkout),
    )
    first = run_all(page)
    assert not complaints(first)
    assert pictures(first)
    before, after, said = CHANGED.get(notebook, ANY)
    page.evaluate(CHANGE, [before, after])
    outputs = run_all(page)
    wrong = complaints(outputs)
    if wrong and notebook not in CHANGED:  # no table for that year; only the first error counts
        assert "Years that exist: " in wrong[0]
    else:
        assert not wrong
        assert said in str([output.get("data") for output in outputs])
        assert pictures(outputs) != pictures(first)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.evaluate(SHUT)
    page.evaluate("window.jupyterapp.commands.execute('application:close')")
    assert committed(checkout) == stored
