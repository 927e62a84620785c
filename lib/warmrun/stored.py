"""Whether a notebook stores the outputs that its last run gave, as it does after a refresh."""

import json
from itertools import zip_longest
from typing import Any

from warmrun import numbers, record
from warmrun.plan import Job
from warmrun.project import Project


def unlike(project: Project, job: Job) -> str:
    """Return what is wrong with the outputs in a notebook, or that it was not run; else nothing.

    A notebook that was never refreshed stores none, and other parameters give others.
    """
    text = job.source.read_text(encoding="utf-8")
    try:
        book = json.loads(text)
    except ValueError:
        return f"{job.source.name} is no notebook now: is it being saved?"
    if job.parameters or "warmrun" not in book.get("metadata", {}):
        return ""
    again, name = f"{project.command} refresh {job.notebook}", job.source.name
    if wrong := _not_as_refreshed(book):
        return f"{name}{wrong} {again}"
    known = record.read(job)
    if not known or not job.copy.is_file():
        return ""
    if why := record.why_due(job):
        since = f"{name} or what it reads has changed since it ran ({why})"
        return f"{since}: {project.command} run {job.notebook}"
    if number := _another_output(text, job.copy.read_text(encoding="utf-8")):
        return f"{name}: cell {number} stores another output than its run gave: {again}"
    return ""


def _not_as_refreshed(book: dict[str, Any]) -> str:
    """Return what a run of papermill left in a notebook, or that outputs are gone; else nothing."""
    cells = [*enumerate(book["cells"], 1)]
    for number, cell in cells:
        if "injected-parameters" in cell["metadata"].get("tags", ()):
            return f": papermill put cell {number} there: take it out, then"
    if "papermill" in book["metadata"]:
        return " has what a run of papermill leaves:"
    for number, cell in cells:
        code = cell["cell_type"] == "code" and "".join(cell["source"]).strip()
        if code and not cell.get("execution_count"):
            return f": cell {number} stores no outputs:"
    return ""


def _another_output(stored: str, ran: str) -> int:
    """Return the first cell whose output differs from that of a run, counted from 1, or else 0."""
    of_run = numbers.outputs(ran)
    for number, (id, own) in enumerate(numbers.outputs(stored).items(), 1):
        for here, there in zip_longest(own, of_run.get(id, own), fillvalue={}):
            if _words(here) != _words(there):
                return number
    return 0


def _words(output: dict) -> dict[str, str]:
    """Return the texts of an output; pictures are compared by their alt texts."""
    return {kind: "".join(of) for kind, of in output.items() if kind.startswith("text/")}
