"""What a run was made from and what it made, so that nothing is done twice.

Only the standard library is imported: when nothing has changed, reading this is the whole run.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from basics import write
from warmrun import notebook
from warmrun.plan import Job
from warmrun.project import Project


@dataclass(frozen=True)
class Record:
    """A run that ended well: digests of what it depends on, of what it read, of what it made."""

    notebook: str
    inputs: dict[str, str]
    reads: dict[str, str]  # by path below the root; a folder's ends in a slash
    outputs: dict[str, str]  # by path below the root
    seconds: float
    lacks: str  # why it made nothing: there is no data for what was asked


def read(job: Job) -> Record | None:
    """Return the record of a job's last good run; None where there is none that can be read."""
    return _read(_path(job))


def mine(job: Job) -> set[Path]:
    """Return the files that a job's last good run made."""
    known = read(job)
    return {job.root / path for path in known.outputs} if known else set()


def theirs(job: Job) -> dict[Path, str]:
    """Return the files that other notebooks, which are still there, made in a job's folder."""
    others = [_read(path) for path in _path(job).parent.glob("*.json") if path != _path(job)]
    there = [r for r in others if r and job.source.with_name(f"{r.notebook}.ipynb").exists()]
    return {job.root / path: record.notebook for record in there for path in record.outputs}


def made(project: Project, place: str) -> dict[Path, str]:
    """Return the files that the last runs of a place made, each with its digest.

    Runs of notebooks that are gone are passed over, here and below.
    """
    return {project.root / p: was for r in _of(project, place) for p, was in r.outputs.items()}


def read_since(project: Project, place: str, folders: Sequence[str]) -> dict[str, bool]:
    """Return what the last runs of a place read below folders, and whether it has changed since.

    By path below the root, their notebooks among them; without a run here, nothing.
    """
    found: dict[str, bool] = {}
    for known in _of(project, place):
        source = _source(project, known)
        same = notebook.read(source).digest == known.inputs.get("notebook")
        found[source.relative_to(project.root).as_posix()] = not same
        for path, was in known.reads.items():
            if path.startswith(tuple(folders)):  # two runs may have read it at two times
                found[path] = found.get(path, False) or digest(project.root, path) != was
    return dict(sorted(found.items()))


def _of(project: Project, place: str) -> list[Record]:
    known = (project.root / project.build / "state" / place).glob("*.json")
    return [r for r in map(_read, known) if r and _source(project, r).exists()]


def _source(project: Project, known: Record) -> Path:
    return project.root / project.notebooks / f"{known.notebook}.ipynb"


def why_due(job: Job) -> str:
    """Return in a few words what makes a job due; nothing where it is up to date."""
    known = read(job)
    if known is None:
        return "new"
    changed = [what for what, now in _inputs(job).items() if known.inputs.get(what) != now]
    changed += [path for path, was in known.reads.items() if digest(job.root, path) != was]
    if any(digest(job.root, path) != was for path, was in known.outputs.items()):
        changed.append("outputs")
    if known.lacks and not job.no_data:
        changed.append("no data last time")
    return ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if changed[3:] else "")


def keep(
    job: Job, notes: Path, began: float, outputs: Iterable[Path] = (), lacks: str = ""
) -> None:
    """Record a good run; `notes` is where its kernel wrote down what it read.

    A kernel that could not is taken to have read every file that stayed as it was meanwhile.
    """
    root, built = job.root, os.path.relpath(job.building, job.root) + "/"
    if notes.exists():
        noted = {os.fsdecode(path) for path in notes.read_bytes().split(b"\0") if path}
    else:
        files = {os.path.relpath(p, root) for p in root.rglob("*") if p.suffix != ".ipynb"}
        noted = {path for path in files if 0 < _changed(root / path) <= began}
    own = job.source.relative_to(root).as_posix()  # an input by its code; refresh writes the rest
    noted = {p for p in noted if not (p.startswith(built) or _apart(p) or p == own)}
    changed = "changed during the run"
    reads = {p: changed if _changed(root / p) > began else digest(root, p) for p in sorted(noted)}
    made = [path.relative_to(root).as_posix() for path in outputs]
    seconds = round(time.time() - began, 2)
    outputs = {path: digest(root, path) for path in made}
    known = Record(job.notebook, _inputs(job), reads, outputs, seconds, lacks)
    write(_path(job), json.dumps(asdict(known), indent=1).encode())


def digest(root: Path | str, path: Path | str = "") -> str:
    """Return a digest of a file, or of the names in a folder where `path` ends in a slash."""
    name = os.path.join(root, path) if path else str(root)  # noqa: PTH118  faster, of hundreds
    try:
        return _as_of(name, os.stat(name).st_mtime_ns)  # noqa: PTH116
    except (OSError, ValueError):
        return "missing"


@cache
def _as_of(name: str, stamp: int) -> str:
    path = Path(name)
    if name.endswith("/"):
        names = sorted(p.name for p in path.iterdir() if p.name[0] not in "._")
        content = "\n".join(names).encode()
    else:
        content = path.read_bytes() if path.is_file() else b""
    return sha256(content).hexdigest()[:32]


def _inputs(job: Job) -> dict[str, str]:
    packages = [digest(job.root, "requirements.lock"), *_installed()]
    return {
        "notebook": job.digest,
        "parameters": json.dumps(job.parameters, sort_keys=True, default=repr),
        "environment": json.dumps(job.environment, sort_keys=True).replace(str(job.root), ""),
        "engine": f"{job.engine}, Python {platform.python_version()}, {sys.platform}",
        "packages": sha256("\n".join(packages).encode()).hexdigest()[:32],
    }


@cache
def _installed() -> list[str]:
    folders = [Path(folder) for folder in sys.path if folder.endswith("-packages")]
    return sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))


def _apart(path: str) -> bool:
    """Return whether a file belongs to an editor, an environment or a package's installation."""
    parts = path.split("/")
    return any(p.startswith(".") or p.endswith((".egg-info", ".dist-info")) for p in parts)


def _changed(path: Path) -> float:
    """Return when a file was changed or put there; never, for a folder and for what is not there.

    A copy or an unpacked file may be put there with the time at which it was once saved.
    """
    return max(path.stat().st_mtime, path.stat().st_ctime) if path.is_file() else 0.0


def _read(path: Path) -> Record | None:
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""  # a pipe would block
        known = Record(**json.loads(text))
        parts = (known.inputs, known.reads, known.outputs)
        return known if float(known.seconds) and all(type(p) is dict for p in parts) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _path(job: Job) -> Path:
    return job.building / "state" / job.place / f"{job.name}.json"
