"""Moving what a notebook made to where it belongs, whole or not at all."""

import json
import platform
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ourimpact import paths
from ourimpact.errors import UsageError

ENDINGS = (".png", ".svg", ".csv", ".json")
EXACT = sys.platform == "linux" and platform.machine() == "x86_64"
TOLERANCE = 2.0  # RMS of grey levels between two drawings of the same figure

# nbstripout's own list, and what papermill and kernels add: what the pre-commit hook strips
UNSTABLE = [
    "metadata.signature", "metadata.widgets", "metadata.papermill",
    "metadata.language_info.version", "cell.metadata.papermill", "cell.metadata.execution",
    "cell.metadata.collapsed", "cell.metadata.ExecuteTime", "cell.metadata.heading_collapsed",
    "cell.metadata.hidden", "cell.metadata.scrolled",
]  # fmt: skip


def among_others(folder: Path, notebook: str, made: list[Path], before: Path) -> list[Path]:
    """Replace the files that differ, all or none, and remove figures no longer made.

    Returns the notebook's files that now stand in the folder; `before` is room for the old ones.
    """
    if made:
        folder.mkdir(parents=True, exist_ok=True)
    before.mkdir()
    changed = [file for file in made if not _may_stay(folder / file.name, file)]
    for old in [folder / file.name for file in changed if (folder / file.name).exists()]:
        shutil.copy2(old, before)
    for file in changed:
        try:
            file.replace(folder / file.name)
        except OSError:
            _undo(folder, before, changed[: changed.index(file)])
            raise
    _remove_others(folder, notebook, {file.stem for file in made})
    return [folder / file.name for file in made]


def _undo(folder: Path, before: Path, replaced: list[Path]) -> None:
    for file in replaced:
        if (before / file.name).exists():
            (before / file.name).replace(folder / file.name)
        else:
            (folder / file.name).unlink()


def _remove_others(folder: Path, notebook: str, slugs: set[str]) -> None:
    """Remove the figures of a notebook whose slugs are not among those it makes."""
    for about in folder.glob("*.json"):
        if about.stem not in slugs and _drawn_by(about) == notebook:
            for ending in ENDINGS:
                about.with_suffix(ending).unlink(missing_ok=True)


def instead(folder: Path, made: Path, before: Path) -> list[Path]:
    """Put a whole folder in the place of one, which is moved to `before`; returns its files."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.replace(before)
    try:
        made.replace(folder)
    except OSError:
        if before.exists():
            before.replace(folder)
        raise
    return sorted(folder.iterdir())


def _drawn_by(about: Path) -> str:
    try:
        return json.loads(about.read_text(encoding="utf-8")).get("notebook", "")
    except (OSError, ValueError, AttributeError):
        return ""


def _may_stay(old: Path, new: Path) -> bool:
    """Return whether a figure's file needs no replacing.

    Pixels are the same bytes on Linux x86-64 alone; elsewhere a figure stays as committed whose
    numbers and words are equal and whose picture agrees within tolerance.
    """
    if not old.exists():
        return False
    if old.read_bytes() == new.read_bytes():
        return True
    if EXACT or old.suffix not in (".png", ".svg"):
        return False
    pairs = [(old.with_suffix(ending), new.with_suffix(ending)) for ending in ENDINGS]
    if not all(a.exists() and b.exists() for a, b in pairs):
        return False
    if any(a.read_bytes() != b.read_bytes() for a, b in pairs[2:]):
        return False
    from matplotlib.testing.compare import compare_images

    return compare_images(*map(str, pairs[0]), tol=TOLERANCE) is None


def store(notebook: Path, executed: Path) -> bool:
    """Rewrite the outputs stored in a notebook, byte-stably; returns whether they have changed.

    Raises UsageError for anything on stderr; the file is then as it was.
    """
    import nbformat
    from nbstripout import strip_output

    before = notebook.read_text(encoding="utf-8")
    stored, made = nbformat.reads(before, as_version=4), nbformat.read(executed, as_version=4)
    if [cell.source for cell in stored.cells] != [cell.source for cell in made.cells]:
        raise UsageError("it was edited while it ran: refresh it again.")
    for cell, new in zip(stored.cells, made.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = new.outputs, new.execution_count
    _refuse_stderr(stored)
    stored.metadata["language_info"] = made.metadata.get("language_info", {})
    strip_output(stored, keep_output=True, keep_count=True, keep_id=True, extra_keys=UNSTABLE)
    after = nbformat.writes(stored).rstrip("\n") + "\n"
    if after != before:
        paths.write(notebook, after.encode())
    return after != before


def _refuse_stderr(notebook: Mapping[str, Any]) -> None:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise UsageError(f"cell {number} wrote on stderr: {output.text.strip()[:300]}")
