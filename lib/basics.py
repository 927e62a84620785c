"""What all packages share: `UsageError`, suggestions, suffixes, files written whole, what git has.

Only the standard library is imported, so that no command waits for this. `warmrun` imports it
directly; the others take errors and suggestions from `ourimpact`, and `write` from `paths`.
"""

import re
import subprocess
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

_MERGE_MARK = re.compile(r"^([<>|])\1{6} ", re.MULTILINE)  # a line of = may underline a heading


class UsageError(ValueError):
    """What was asked for that cannot be done, and what would be right."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows: the sentence alone
        return [str(self)]


def nearest(word: str, known: Iterable[object]) -> str:
    """Return a sentence that names the known word nearest to one, else all known words.

    Only a slip of the hand is near: "Ohoi" is Ohio, and Dallas is not Kansas.
    """
    words = [str(one) for one in known]
    alike = [one for one in words if one.casefold() == word.casefold()]
    near = alike or get_close_matches(word, words, n=1, cutoff=0.75)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(words) or 'none'}."


def file_suffix(words: str) -> str:
    """Return the end of a trial's file names: `-top-6` of "top=6"."""
    return "".join(f"-{part}" for part in re.findall("[a-z0-9]+", words.lower()))


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    write_all({path: content})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files whole, and none of them where there is no room for all."""
    parts = {path.with_name(f".{path.name}.part"): path for path in files}
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        for part, path in parts.items():
            part.write_bytes(files[path])
        for part, path in parts.items():
            part.replace(path)
    except OSError as error:  # of a full disk it does not say where
        error.filename = error.filename or str(path)
        raise
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def merge_mark(text: str) -> int:
    """Return the number of the first line that git's merge has marked; 0 where there is none."""
    mark = _MERGE_MARK.search(text)
    return text.count("\n", 0, mark.start()) + 1 if mark else 0


def git(root: Path, *words: str) -> str | None:
    """Return what a git command prints; None where it fails, or there is no git."""
    command = ["git", "--literal-pathspecs", *words]
    plain = {"encoding": "utf-8", "errors": "surrogateescape"}  # in every locale, as names of files
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=True, **plain)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def committed(root: Path, path: Path) -> str:
    """Return a file as git's last commit has it; nothing without git or a commit."""
    return git(root, "show", f"HEAD:./{path.relative_to(root).as_posix()}") or ""
