"""A folder of toy notebooks with another layout and other names, and nothing of this project."""

import json
from functools import partial
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from warmrun import notebook, plan, run
from warmrun.project import Project
from warmrun.run import Result

PARAMETERS = 'quarter: str = "q1"  # of a year\ntown: str = "Ghent"  # to look at'
DRAW = """
import os, pathlib
out = pathlib.Path(os.environ["OUT"])
for ending in ("png", "csv"):
    (out / f"SLUG.{ending}").write_text("WHAT" + town)
"""


def draw(slug: str = "rain", what: str = "") -> str:
    return DRAW.replace("SLUG", slug).replace("WHAT", what)


def book(folder: Path, name: str, *code: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook: a title, a cell of parameters, and cells of code."""
    cells = [new_markdown_cell(f"# {name}"), new_code_cell(parameters)]
    cells[1].metadata["tags"] = ["parameters"]
    cells += [new_code_cell(source) for source in code]
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    language = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(new_notebook(cells=cells, metadata={"kernelspec": language})))
    return path


def towns(name: str) -> list[str]:
    return {"town": ["Ghent", "Oslo"]}[name]


def a_town(name: str, text: str) -> str:
    return text.title() if name == "town" else text


def foreign(root: Path) -> Project:
    return Project(
        root, notebooks="analysis", build="made", publish="pictures/{quarter}",
        environment={"OUT": "{out}", "ENDING": "{suffix}"}, no_data="KeyError",
        values=towns, understand=a_town, counted=("storms",),
    )  # fmt: skip


def go(
    project: Project, *names: str, each: str | None = None, force: bool = False,
    prune: bool = False, new_numbers: bool = False, **given: str,
) -> dict[str, Result]:  # fmt: skip
    """Run notebooks, and return the results by name."""
    chosen = notebook.select(project, names)
    jobs, notes = plan.plan_all(project, chosen, given, each, bool(names))
    told = {"force": force, "prune": prune, "new_numbers": new_numbers}
    results = run.run(project, jobs, partial(run.pool, 2), **told)
    return {result.job.name: result for result in results} | {"notes": notes}


def refresh(project: Project, *names: str) -> list[Result]:
    jobs = [plan.plan(project, one, {}) for one in notebook.select(project, names)]
    return run.refresh(project, jobs, partial(run.pool, 2), lambda *_: None)


def files(root: Path, *tops: str) -> dict[str, str]:
    """Return the text of every file below some folders, except records and executed copies."""
    found = (path for top in tops for path in (root / top).rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in found
        if path.suffix in (".png", ".csv", ".part", ".before")
    }
