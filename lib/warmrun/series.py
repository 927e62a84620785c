"""Many short runs in a few kernels: most of what a short run costs is its kernel and its messages.

What they make is the same, byte for byte. The cells of each run as one piece of plain Python, and
none of their outputs is kept but the files.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from basics import write
from warmrun.notebook import read
from warmrun.plan import Job

KERNELS = os.cpu_count() or 1
CELL = """
import os
import shutil

from IPython.core.interactiveshell import InteractiveShell

InteractiveShell.clear_instance()  # nothing is shown, so no preview of a figure is made
out = {{name: os.environ[name] for name in {outs!r}}}
halves = {halves!r}
for number, (name, place, environment, parameters, values) in enumerate({runs!r}):
    parts = {{each: os.path.join(folder, f".{{number}}") for each, folder in out.items()}}
    os.environ |= environment | parts
    for part in parts.values():
        os.makedirs(part)
    own = {{"__name__": "__main__"}}
    try:
        exec(compile(halves[name][0], name, "exec"), own)
        own |= parameters
        exec(compile(halves[name][1], name, "exec"), own)
        if again := [of for of, value in values.items() if not own[of] == value]:
            raise ValueError("it sets " + ", ".join(again) + " again")
    except Exception as error:  # it makes nothing; run alone, it says at which cell
        print(f"{{name}}, {{place}}: {{type(error).__name__}}: {{error}}")
    else:
        for each, part in parts.items():
            shutil.copytree(part, os.path.join(out[each], place), dirs_exist_ok=True)
"""


def together(jobs: Sequence[Job]) -> list[Job]:
    """Return a few jobs that make what others make, each below the same folder, in its place.

    What one of them cannot make is left out: its own job says why.
    """
    turn = 2 * KERNELS  # they are dealt to and fro, so that all kernels end at about one time
    parts = [[*jobs[n::turn], *jobs[turn - 1 - n :: turn]] for n in range(min(KERNELS, len(jobs)))]
    given = [{f"{name}={value}" for name, value in job.parameters.items()} for job in jobs]
    alike = sorted(set.intersection(*given)) if given else []  # such as a year
    names = ["-".join([*alike, f"{n}-of-{len(parts)}"]) for n in range(1, len(parts) + 1)]
    return [_job(part, name) for part, name in zip(parts, names, strict=True)]


def _job(jobs: Sequence[Job], name: str) -> Job:
    """Return the job that does some jobs, and write its notebook of one cell."""
    first = jobs[0]
    outs = [name for name, value in first.environment.items() if value == "{out}"]
    given = [{n: v for n, v in job.environment.items() if n not in outs} for job in jobs]
    runs = [(job.notebook, job.folder.name, own, job.parameters, job.values)
            for job, own in zip(jobs, given, strict=True)]  # fmt: skip
    sources = {job.notebook: job.source for job in jobs}
    halves = {name: _halves(path) for name, path in sources.items()}
    cell = {"cell_type": "code", "id": "all",
            "source": CELL.format(outs=outs, runs=runs, halves=halves),
            "metadata": {}, "outputs": [], "execution_count": None}  # fmt: skip
    book = json.loads(first.source.read_text(encoding="utf-8")) | {"cells": [cell]}
    place = Path(first.place).parent.as_posix()
    path = first.building / "series" / f"{place.replace('/', '-')}-{name}.ipynb"
    write(path, json.dumps(book, sort_keys=True).encode())
    return replace(
        first, name=path.stem, source=path, digest=sha256(path.read_bytes()).hexdigest()[:32],
        parameters={}, values={}, folder=first.folder.parent, place=place,
    )  # fmt: skip


def _halves(source: Path) -> tuple[str, str]:
    """Return a notebook's code as far as its parameters, and that after them."""
    cells = read(source).cells
    start = ["parameters" in cell["tags"] for cell in cells].index(True) + 1
    code = [cell["source"] if cell["cell_type"] == "code" else "" for cell in cells]
    return "\n".join(code[:start]), "\n".join(code[start:])
