"""What a run was made from and what it made, so that nothing is done twice.

Only the standard library is imported: when nothing has changed, reading this is the whole run.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ourimpact import paths
from warmrun.notebook import Notebook


def inputs(notebook: Notebook, parameters: Mapping[str, Any], engine: str) -> dict[str, str]:
    """Return what the outputs of a run depend on, each as a digest or in words."""
    data, library = paths.data(), Path(__file__).parents[1]
    source = [
        {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}
        for cell in notebook.cells
    ]
    return {
        "notebook": _digest(json.dumps(source).encode()),
        "parameters": json.dumps(parameters, sort_keys=True),
        "engine": f"{engine}, {platform.python_version()} on {platform.platform()}",
        "data": _digest_of([data / "datapackage.json", *sorted(data.glob("*/*.csv"))]),
        "library": _digest_of(sorted(library.glob("ourimpact/*.py"))),
        "lock": _digest_of([paths.root() / "requirements.lock"]),
    }


def why_stale(name: str, year: int, now: Mapping[str, str]) -> str:
    """Return in a word or two what makes a run due; nothing where it is up to date."""
    known = _read(name, year)
    if not known:
        return "new"
    changed = [key for key, value in now.items() if known["inputs"].get(key) != value]
    root = paths.root()
    if not changed and any(_file(root / p) != was for p, was in known["outputs"].items()):
        changed = ["outputs"]
    return ", ".join(changed)


def figures(name: str, year: int) -> int:
    """Return how many figures the last good run made."""
    return sum(path.endswith(".png") for path in _read(name, year)["outputs"])


def seconds(name: str, year: int) -> float:
    """Return how long the last good run took; for ever where there was none: it comes first."""
    return _read(name, year).get("seconds", float("inf"))


def record(
    name: str, year: int, made_from: Mapping[str, str], outputs: Sequence[Path], took: float
) -> None:
    """Remember a good run."""
    root = paths.root()
    made = {path.relative_to(root).as_posix(): _file(path) for path in outputs}
    known = {"inputs": made_from, "outputs": made, "seconds": round(took, 2)}
    paths.write(_path(name, year), json.dumps(known, indent=1).encode())


def _read(name: str, year: int) -> dict[str, Any]:
    try:
        known = json.loads(_path(name, year).read_text(encoding="utf-8"))
        return known if {"inputs", "outputs", "seconds"} <= known.keys() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _path(name: str, year: int) -> Path:
    return paths.build() / "state" / str(year) / f"{name}.json"


def _digest_of(files: Iterable[Path]) -> str:
    return _digest("\n".join(f"{file.name} {_file(file)}" for file in files).encode())


def _file(path: Path) -> str:
    try:
        return _file_as_of(path, path.stat().st_mtime_ns)
    except OSError:
        return "missing"


@cache
def _file_as_of(path: Path, stamp: int) -> str:
    return _digest(path.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
