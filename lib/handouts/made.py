"""Files that are rewritten each time, but never over the changes that a person made."""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from basics import git
from ourimpact import UsageError, paths


def digest(path: Path) -> str:
    """Return a digest of a file."""
    return sha256(path.read_bytes()).hexdigest()[:32]


def write(
    path: Path, content: bytes, force: bool = False, digest: Callable[[Path], str] = digest
) -> None:
    """Write a file; raises UsageError where the one that is there was changed since it was made.

    A file that git has, in any commit, may be replaced, too; with `force`, any file. A file is
    changed if its `digest` is another.
    """
    notes, name, known = paths.build() / "made.json", _name(path), _known()
    may = force or not path.is_file() or known.get(name) == digest(path)
    may = may or path.read_bytes() == content
    unknown = name not in known and not path.is_relative_to(paths.build())
    if not (may or _is_in_git(path, unknown)):
        raise UsageError(f"{name} was changed since it was made: move it away, then repeat this.")
    paths.write(path, content)
    paths.write(notes, json.dumps(known | {name: digest(path)}, indent=1).encode())


def changed(path: Path) -> bool:
    """Return whether a file is there and is not as it was made; a file not made here is not."""
    return path.is_file() and _known().get(_name(path), digest(path)) != digest(path)


def gallery_is_old() -> bool:
    """Return whether figures/README.md may differ from what its figures and template give."""
    figures = paths.root() / "figures"
    page, there = figures / "README.md", [*figures.glob("[0-9]*/*.json")]
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    template = Path(__file__).with_name("deck_files") / "gallery.md.j2"
    newest = max(path.stat().st_mtime for path in (template, *there))
    years, shown = {path.parent.name for path in there}, set(re.findall(r"\((\d+)/", text))
    return shown != years or changed(page) or (bool(text) and page.stat().st_mtime < newest)


def _name(path: Path) -> str:
    return os.path.relpath(path, paths.root())


def _known() -> dict[str, str]:
    notes = paths.build() / "made.json"
    with suppress(OSError, ValueError, TypeError):
        return dict(json.loads(notes.read_text(encoding="utf-8"))) if notes.is_file() else {}
    return {}


def _is_in_git(path: Path, unknown: bool) -> bool:
    """Return whether git has a file's content, so that nothing is lost; without git, `unknown`."""
    root = paths.root()
    blob, inside = git(root, "hash-object", "--", str(path)), git(root, "rev-parse", "--git-dir")
    if blob is None or inside is None:
        return unknown
    return git(root, "cat-file", "-e", blob.strip()) is not None
