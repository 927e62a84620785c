"""Files that are rewritten each time, but never over the changes that a person made."""

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ourimpact import UsageError, paths


def digest(path: Path) -> str:
    """Return a digest of a file."""
    return sha256(path.read_bytes()).hexdigest()[:32]


def write(
    path: Path, content: bytes, force: bool = False, digest: Callable[[Path], str] = digest
) -> None:
    """Write a file; raises UsageError where the one that is there was changed since it was made.

    A file that is as git has it may be replaced, too; with `force`, any file. A file is changed
    if its `digest` is another.
    """
    notes, name, known = paths.build() / "made.json", os.path.relpath(path, paths.root()), {}
    with suppress(OSError, ValueError, TypeError):
        known = dict(json.loads(notes.read_text(encoding="utf-8")))
    may = force or not path.is_file() or known.get(name) == digest(path)
    unknown = name not in known and not path.is_relative_to(paths.build())
    if not (may or _as_in_git(path, unknown)):
        raise UsageError(f"{name} was changed since it was made: move it away, then repeat this.")
    paths.write(path, content)
    paths.write(notes, json.dumps(known | {name: digest(path)}, indent=1).encode())


def _as_in_git(path: Path, unknown: bool) -> bool:
    """Return whether a file is as git has it; without git, `unknown`."""
    words = ["git", "--literal-pathspecs", "status", "--porcelain", "--ignored", "--", str(path)]
    try:
        git = subprocess.run(words, cwd=paths.root(), capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return unknown
    return not git.stdout
