"""A series of runs of one notebook, many in one kernel: most of what a short run costs is a kernel.

What they make is the same, byte for byte. Their cells run as one piece of plain Python, and none of
their outputs is kept but the files.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from warmrun.notebook import read
from warmrun.plan import Job
from warmrun.project import write

KERNELS = 4  # two for each of two cores, so that the last to end is not waited for long
CELL = """
import os
import shutil

out = {{name: os.environ[name] for name in {outs!r}}}
before, after = (compile(code, {name!r}, "exec") for code in {code!r})
for place, environment, parameters in {runs!r}:
    folders = {{name: os.path.join(folder, place) for name, folder in out.items()}}
    os.environ |= environment | folders
    for folder in folders.values():
        os.makedirs(folder)
    own = {{"__name__": "__main__"}}
    try:
        exec(before, own)
        exec(after, own | parameters)
    except Exception as error:  # it makes nothing; run alone, it says at which cell
        print(f"{{place}}: {{type(error).__name__}}: {{error}}")
        for folder in folders.values():
            shutil.rmtree(folder)
"""


def together(jobs: Sequence[Job]) -> list[Job]:
    """Return a few jobs that make what a series of jobs makes, each in the same place.

    What one of the series cannot make is left out: its own job says why.
    """
    most = -(-len(jobs) // KERNELS)
    parts = [jobs[start : start + most] for start in range(0, len(jobs), most or 1)]
    return [_job(part, f"{number}-of-{len(parts)}") for number, part in enumerate(parts, 1)]


def _job(jobs: Sequence[Job], number: str) -> Job:
    """Return the job that runs a notebook once for each of some jobs, from one of one cell."""
    first, (book, before, after) = jobs[0], _halves(jobs[0].source)
    outs = [name for name, value in first.environment.items() if value == "{out}"]
    runs = [(job.folder.name, {n: v for n, v in job.environment.items() if n not in outs},
             job.parameters) for job in jobs]  # fmt: skip
    code = CELL.format(outs=outs, name=first.notebook, code=(before, after), runs=runs)
    cell = {"cell_type": "code", "id": "all", "source": code, "metadata": {}, "outputs": []}
    made = {**book, "cells": [cell | {"execution_count": None}]}
    path = first.building / "series" / f"{first.notebook}-{number}.ipynb"
    write(path, json.dumps(made, sort_keys=True).encode())
    return replace(
        first, name=path.stem, source=path, digest=sha256(path.read_bytes()).hexdigest()[:32],
        parameters={}, folder=first.folder.parent, place=Path(first.place).parent.as_posix(),
    )  # fmt: skip


def _halves(source: Path) -> tuple[dict, str, str]:
    """Return a notebook's metadata, and its code as far as the parameters, and after them."""
    book, cells = json.loads(source.read_text(encoding="utf-8")), read(source).cells
    tagged = ["parameters" in cell.get("metadata", {}).get("tags", ()) for cell in cells]
    start = tagged.index(True) + 1
    code = [c["source"] if c["cell_type"] == "code" else "" for c in cells]
    return book, "\n".join(code[:start]), "\n".join(code[start:])
