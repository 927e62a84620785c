"""The data dictionary (`data/datapackage.json`) as it stands; standard library only."""

import json
from functools import cache
from pathlib import Path

from ourimpact import paths
from ourimpact.errors import TableError, nearest


def tables() -> dict[str, dict]:
    """Return each table's name and its description; raises TableError where it cannot be read."""
    path = paths.data() / "datapackage.json"
    return _as_of(path, path.stat().st_mtime_ns)


def file(name: str) -> Path:
    """Return a table's file; raises TableError where there is no such table, or no such file."""
    known = tables()
    if name not in known:
        raise TableError(f"There is no table {name!r}.{nearest(name, sorted(known))}")
    path = paths.data() / known[name]["path"]
    if not path.is_file():
        raise TableError(f"data/{known[name]['path']} is missing: the dictionary has it.")
    return path


@cache
def _as_of(path: Path, stamp: int) -> dict[str, dict]:
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        for table in described["resources"]:
            _ = table["path"], table["schema"]["fields"]  # what is asked of each
        return {table["name"]: table for table in described["resources"]}
    except json.JSONDecodeError as error:
        said = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except (UnicodeDecodeError, KeyError, TypeError) as error:
        said = f"{type(error).__name__}: {error}"
    raise TableError(f"data/datapackage.json, {said}.")
