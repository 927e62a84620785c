"""Absolute paths, so that a notebook may run in any folder, and how a file is written.

`write` and `write_all` are those of `basics`, for who asks here where to write, too.
"""

import os
from functools import cache
from pathlib import Path

from basics import write as write
from basics import write_all as write_all


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
