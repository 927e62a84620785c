"""Moving what a notebook made to where it belongs, all or nothing, and no file of anyone else's."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from basics import UsageError, committed, git, write
from warmrun import record
from warmrun.notebook import read
from warmrun.plan import Job
from warmrun.project import Project

# What the pre-commit hook strips: nbstripout's own list, and what papermill and kernels add
UNSTABLE = [
    "metadata.signature", "metadata.widgets", "metadata.papermill",
    "metadata.language_info.version", "cell.metadata.papermill", "cell.metadata.execution",
    "cell.metadata.collapsed", "cell.metadata.ExecuteTime", "cell.metadata.heading_collapsed",
    "cell.metadata.hidden", "cell.metadata.scrolled",
]  # fmt: skip


def made(job: Job, work: Path) -> dict[Path, Path]:
    """Return the files that a run made, but for hidden ones, by the place where each belongs."""
    out = work / "out"
    names = [path.relative_to(out) for path in sorted(out.rglob("*")) if path.is_file()]
    seen = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return {job.folder / name: out / name for name in seen}


def slug(place: Path) -> Path:
    """Return what has one owner: a figure, whatever the format it is in."""
    return place.with_name(place.name.partition(".")[0])


def twice(job: Job, places: Iterable[Path], makers: Iterable[tuple[Path, str]]) -> str:
    """Return what is wrong where another notebook makes one of a job's figures, too.

    `makers` are figures, as `slug` returns them, each with a notebook that makes it.
    """
    its = {slug(place) for place in places}
    for figure, name in sorted(makers):
        if name != job.notebook and figure in its:
            other = f"and so does {name}: save it under another name in one of them."
            return f"it makes {figure.name}, {other}"
    return ""


def publish(project: Project, job: Job, work: Path, prune: bool) -> list[Path]:
    """Replace the files that differ, all or none, and remove those that the last run made alone.

    On a first run those are what git tracks and `project.maker` says that the notebook made;
    without git it cannot know, and replaces files of the same name. Returns the files that now
    stand. Raises UsageError where nobody known made one of them, and, without `prune`, where a
    published one would be removed.
    """
    new, mine = made(job, work), record.mine(job)
    equal = {p for p, file in new.items() if record.digest(p) == record.digest(file)}
    is_known = mine and new.keys() <= mine  # git need not be asked
    tracked = set() if is_known else _tracked(job.root, [job.folder], () if mine else new)
    _refuse_unowned(project, job, new.keys() - mine - tracked - equal)
    before = mine or {p for p in tracked if project.maker(p) == job.notebook}
    gone = [p for p in before - new.keys() if p.is_relative_to(job.folder) and p.exists()]
    if gone and job.published and not prune:
        names = ", ".join(sorted({slug(p).name for p in gone}))
        raise UsageError(f"it no longer makes {names}, published before: --prune removes that.")
    stay = equal | {p for p, file in new.items() if p.exists() and project.same(p, file)}
    put({p: file for p, file in new.items() if p not in stay} | {job.copy: work / "executed.ipynb"})
    for path in gone:
        path.unlink(missing_ok=True)
    return [*new, job.copy]


def refuse_shared(project: Project, job: Job, places: Iterable[Path]) -> None:
    """Raise UsageError where another notebook that is still there made one of a job's figures."""
    mine = record.mine(job)
    stated = {place: project.maker(place) for place in places if place not in mine}
    stated = {p: n for p, n in stated.items() if job.source.with_name(f"{n}.ipynb").exists()}
    makers = stated | record.theirs(job)
    if said := twice(job, places, {(slug(p), n) for p, n in makers.items()}):
        raise UsageError(said)


def _refuse_unowned(project: Project, job: Job, places: Iterable[Path]) -> None:
    """Raise UsageError where one of some files exists that nobody known made."""
    in_series = record.made(project, job.place)
    for place in sorted(place for place in places if place.exists()):
        alone = project.maker(place) == job.notebook  # made by a run of the notebook alone
        dealt = record.digest(place) == in_series.get(place)  # or by another part of its series
        if job.published or not (alone or dealt):
            raise UsageError(f"{place.relative_to(job.root)} exists, and no run made it: move it.")


def edited(project: Project, place: str, folder: Path) -> list[Path]:
    """Return the published files of a folder that are neither as their run nor as git has them.

    Those that are gone are among them.
    """
    known = record.made(project, place)
    there = {path for path in folder.glob("[!.]*") if path.is_file()}
    differing = _differing(project.root, [folder])
    gone = {path for path in {*known, *differing} - there if path.parent == folder}
    other = {path for path in there if record.digest(path) != known.get(path)}
    changed = differing | (known.keys() - _tracked(project.root, other))
    return sorted(gone | other & changed)


def outdated(project: Project, place: str, folders: Sequence[str]) -> list[str]:
    """Return what has changed since the runs of a place: their notebooks, and files below folders.

    Where no run was made here, that is what differs from git's last commit.
    """
    root, read = project.root, record.read_since(project, place, folders)
    books = [path for path in _differing(root, [root / project.notebooks]) if path.is_file()]
    others = {p for p in books if _code(p.read_text("utf-8")) != _code(committed(root, p))}
    if not read:
        others |= _differing(root, [root / each for each in folders])
    names = {path.relative_to(root).as_posix() for path in others} - read.keys()
    return [*(path for path, changed in read.items() if changed), *sorted(names)]


def put(files: Mapping[Path, Path]) -> None:
    """Copy files to their places, all or none: first beside them, for there renaming is safe."""
    parts = {place: place.with_name(f".{place.name}.part") for place in files}
    before = {place: place.with_name(f".{place.name}.before") for place in files}
    done: list[Path] = []
    try:
        for place, file in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, parts[place])
            if place.exists():
                shutil.copy2(place, before[place])
        for place, part in parts.items():
            part.replace(place)
            done.append(place)
    except OSError:
        for place in done:
            if before[place].exists():
                before[place].replace(place)
            else:
                place.unlink()
        raise
    finally:
        for left in [*parts.values(), *before.values()]:
            left.unlink(missing_ok=True)


def _tracked(root: Path, places: Iterable[Path], unknown: Iterable[Path] = ()) -> set[Path]:
    """Return the files that git tracks among places and below them; without git, `unknown`."""
    return _git(root, places, ["ls-files"], unknown)


def _differing(root: Path, places: Iterable[Path]) -> set[Path]:
    """Return the files among places and below them that are not as git's last commit has them."""
    return _git(root, places, ["diff", "--name-only", "--relative", "HEAD"])


def _git(
    root: Path, places: Iterable[Path], words: list[str], unknown: Iterable[Path] = ()
) -> set[Path]:
    paths = [*map(str, places)]
    said = git(root, *words, "-z", "--", *paths)
    if said is None:
        return set(unknown)
    return {root / name for name in said.split("\0") if name and paths}


def _code(notebook: str) -> list[str]:
    """Return the source of a notebook's cells of code, of what is a notebook."""
    try:
        cells = json.loads(notebook)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return []


def store(source: Path, executed: Path) -> bool:
    """Rewrite the outputs stored in a notebook, byte-stably; returns whether they have changed.

    Raises UsageError for anything on stderr; the file is then as it was.
    """
    import nbformat
    from nbstripout import strip_output

    before = source.read_text(encoding="utf-8")
    stored, ran = nbformat.reads(before, as_version=4), nbformat.read(executed, as_version=4)
    if [cell.source for cell in stored.cells] != [cell.source for cell in ran.cells]:
        raise UsageError("it was edited while it ran: refresh it again.")
    for number, (cell, new) in enumerate(zip(stored.cells, ran.cells, strict=True), 1):
        for output in new.get("outputs", ()):
            if output.get("name") == "stderr":
                raise UsageError(f"cell {number} wrote on stderr: {output.text.strip()[:300]}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = new.outputs, new.execution_count
    stored.metadata["language_info"] = ran.metadata.get("language_info", {})
    defaults = {name: repr(value) for name, value in read(source).defaults.items()}
    stored.metadata["warmrun"] = {"defaults": defaults}
    strip_output(stored, keep_output=True, keep_count=True, keep_id=True, extra_keys=UNSTABLE)
    after = nbformat.writes(stored).rstrip("\n") + "\n"
    if after != before:
        write(source, after.encode())
    return after != before
