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


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package):
    text = "\n".join(path.read_text() for path in (ROOT / "lib" / package).rglob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", text, re.M))
    assert imported & {*MAY_IMPORT, "ourimpact_command"} - {package} <= MAY_IMPORT[package]
