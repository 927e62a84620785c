"""Absolute paths, so that a notebook may run in any folder, and how a file is written.

And what the JSON of a figure holds, for what has no need of all that draws one.
"""

import os
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

VARIANTS = ("plain", "square", "dark", "pdf")  # other looks of a figure
PROJECT, LICENSE = "our-impact-notebooks", "CC BY 4.0"  # what is credited, and how it may be used


@dataclass(kw_only=True)
class About:
    """What a figure says of itself; `body` is the chart's box, as fractions of the picture.

    `labels` are the words beside its marks, so that a run sees if one of their numbers changes;
    `marks` are what else is drawn, as `drawn` says it.
    """

    slug: str
    year: int
    title: str
    subtitle: str
    alt: str
    finding: str
    note: str
    source: str
    sources: list[str]
    form: str
    section: str
    notebook: str
    order: int
    tables: list[str]
    credit: str
    body: list[float] = field(default_factory=list)  # left, bottom, right, top
    labels: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


def digest(words: str, numbers: str) -> str:
    """Return a digest of a figure's JSON and CSV, which its PNG has: an edit of them is seen."""
    return sha256(f"{words}\0{numbers}".encode()).hexdigest()[:32]


def credit(what: str, facts: str) -> str:
    """Return the credit of what is made here, `Figure` or `Table`, and of the facts in it."""
    made = f"{what}: {PROJECT}, {LICENSE}"
    return f"{made}; facts: {facts}" if facts else made


def root() -> Path:
    """Return the repository's folder: `$OURIMPACT_ROOT`, else the checkout this package stands in.

    Raises FileNotFoundError where there is no data dictionary below it, and in another checkout's
    folder: its files are meant, and this one's environment is active.
    """
    return _root(os.environ.get("OURIMPACT_ROOT"), os.getcwd())  # noqa: PTH109 - a Path is slow to look up


@cache
def _root(given: str | None, working: str) -> Path:
    here = Path(working)
    folder = (here / (given or Path(__file__).parents[2])).resolve()
    if not (folder / "data" / "datapackage.json").is_file():
        todo = "set OURIMPACT_ROOT to a checkout" if given else "restore it"
        raise FileNotFoundError(f"{folder} has no data/datapackage.json: {todo}.")
    around = (f for f in (here, *here.parents) if (f / "lib/ourimpact/paths.py").is_file())
    if not given and (other := next(around, folder)) != folder:
        raise FileNotFoundError(
            f"{other} needs its own environment; this one is that of {folder}. "
            "To make one: rm -rf .venv, then make figures."
        )
    return folder


def place(path: Path) -> str:
    """Return where a file is, from the repository's folder on."""
    return Path(os.path.relpath(path, root())).as_posix()


def data() -> Path:
    """Return the folder of the tables and their dictionary."""
    return root() / "data"


def notebooks() -> Path:
    """Return the folder of the section notebooks."""
    return root() / "notebooks"


def figures(year: int) -> Path:
    """Return the folder of the published figures of a report year."""
    return root() / "figures" / str(year)


def published(year: int) -> list[Path]:
    """Return the JSON of each published figure of a report year."""
    return sorted(figures(year).glob("[!.]*.json"))


def build() -> Path:
    """Return the folder of everything that is made and not committed."""
    return root() / "build"


def out(year: int) -> Path:
    """Return where a figure is written: `$OURIMPACT_OUT`, else `build/figures/<year>`."""
    return Path(os.environ.get("OURIMPACT_OUT") or build() / "figures" / str(year))


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    write_all({path: content})


def write_all(files: dict[Path, bytes]) -> None:
    """Write files whole, and none of them where there is no room for all."""
    parts = {path.with_name(f".{path.name}.part"): path for path in files}
    try:
        for part, path in parts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(files[path])
        for part, path in parts.items():
            part.replace(path)
    except OSError as error:  # of a full disk it does not say where
        error.filename = error.filename or str(path)
        raise
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
