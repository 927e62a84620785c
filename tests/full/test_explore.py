"""Explore offers only choices that it can draw: one choice of each kind is drawn."""

import json
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from ourimpact import figures, tables

ROOT = Path(__file__).parents[2]


def opened() -> dict[str, Any]:
    """Return the names of the notebook after its cells have run."""
    cells = json.loads((ROOT / "notebooks" / "explore" / "explore.ipynb").read_text())["cells"]
    shell = InteractiveShell()
    for cell in cells:
        if cell["cell_type"] == "code":
            shell.run_cell("".join(cell["source"])).raise_error()
    return shell.user_ns


def test_whatever_is_offered_is_drawn(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(tables, "session", tables.Session())  # other tests leave theirs
    explore = opened()
    draw = explore["draw"]
    monkeypatch.setattr(explore["paths"], "out", lambda year: tmp_path)
    tried, written, refused = set(), set(), []
    for title in explore["table"].options:
        explore["table"].label = title
        for label, year in explore["year"].options.items():
            for said, way in explore["splits"](title, year).items():
                for form, rows in explore["forms"](title, year, way).items():
                    kind = (title, *way[:2], form, explore["missing"](form, rows) != [])
                    if kind in tried:
                        continue
                    tried.add(kind)
                    explore["draw"] = lambda slug: ""  # drawn once, when all is chosen
                    explore["year"].label, explore["split"].label = label, said
                    explore["chart"].label, explore["draw"] = form, draw
                    with monkeypatch.context() as patch:
                        if form in written:  # once is enough: all rules are asked before that
                            patch.setattr(figures, "_files", lambda *_: {})
                            patch.setattr(figures, "_show", lambda *_: None)
                        explore["follow"]()
                    written.add(form)
                    if "cannot be drawn" in explore["shown"].value:
                        refused.append((said, form, explore["shown"].value))
    assert len(tried) > len(explore["table"].options) and written == {*explore["draws"]}
    assert not refused
