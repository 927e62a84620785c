"""The packages of lib/ import one another in one direction only (docs/design.md)."""

import re

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
        "only `ourimpact`."
    ) in (ROOT / "docs/design.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package):
    text = "\n".join(path.read_text() for path in (ROOT / "lib" / package).rglob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", text, re.M))
    assert imported & {*MAY_IMPORT, "ourimpact_command"} - {package} <= MAY_IMPORT[package]
