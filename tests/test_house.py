"""Packages of lib/ import in one direction (docs/design.md); scripts and lists fit the code."""

import re
import runpy

import pytest
from conftest import ROOT

MAY_IMPORT = {
    "ourimpact": set(),
    "warmrun": set(),
    "handouts": {"ourimpact"},
    "ingest": {"ourimpact"},
}


def test_the_design_says_which_packages_import_which():
    pairs = [[p for p, of in MAY_IMPORT.items() if bool(of) == some] for some in (False, True)]
    (one, two), (three, four) = pairs
    assert (
        f"`{one}` and `{two}` import none of the other packages, and `{three}` and `{four}` import "
        "only `ourimpact`. All may import `basics`, which imports none."
    ) in (ROOT / "docs/design.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", [*MAY_IMPORT, "basics"])
def test_imports_go_one_way(package):
    modules = [ROOT / "lib" / f"{package}.py", *(ROOT / "lib" / package).rglob("*.py")]
    text = "\n".join(path.read_text() for path in modules if path.is_file())
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", text, re.M))
    others = {*MAY_IMPORT, "ourimpact_command"} - {package}
    assert imported and imported & others <= MAY_IMPORT.get(package, set())


def test_each_change_of_the_library_that_tests_must_notice_fits_one_place(monkeypatch):
    """Or `mutate_lib.py` would stop, or change two places at once."""
    script = runpy.run_path(str(ROOT / "benchmarks" / "mutate_lib.py"))
    assert not [*script["stale"]()]
    monkeypatch.setitem(script["stale"].__globals__, "CHANGES", [("stats", "no such text", "")])
    assert [*script["stale"]()] == [
        "stats.py has 'no such text' 0 times, not once: bring CHANGES up to date."
    ]


VENDORED = "minisearch.js"


def test_own_scripts_of_the_site_have_lines_of_at_most_100_characters():
    scripts = [*(ROOT / "lib/handouts/site_files").glob("*.js")]
    names = "cells find notes query script search workbook"
    own = {f"{name}.js" for name in names.split()}
    assert {path.name for path in scripts} == {*own, VENDORED}
    long = [f"{path.name}, line {at}" for path in scripts if path.name != VENDORED
            for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if len(line) > 100]  # fmt: skip
    assert not long


def test_no_two_scripts_of_the_site_name_the_same():
    """Or the one that is loaded last would replace the other's, on pages that load both."""
    scripts = [*(ROOT / "lib/handouts/site_files").glob("*.js")]
    names = [name for path in scripts if path.name != VENDORED
             for name in re.findall(r"(?m)^(?:async )?(?:function|const|let) (\w+)",
                                    path.read_text(encoding="utf-8"))]  # fmt: skip
    assert not {name for name in names if names.count(name) > 1}
