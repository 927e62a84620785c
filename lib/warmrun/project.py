"""What is particular about a folder of notebooks; all else in this package holds for any folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path


class UsageError(ValueError):
    """What was asked for that cannot be done, and what would be right."""


@dataclass(frozen=True)
class Project:
    """A folder of papermill notebooks.

    `publish` is where runs with default parameters leave their files. A parameter named in it,
    as in `figures/{year}`, may have other values and still publishes.
    `environment` names variables for notebooks; `{out}` is the folder to write to, `{root}` the
    project's, `{value}` what ends a file's name, `-top-6` or, of `--each`, `-oh`,
    `{notebook}` the notebook's name; parameters have theirs.
    `no_data` is the name of the exception by which a notebook says that it has no data for a
    value of such a parameter. `values(name)` are all values of a parameter, `understand(name,
    text)` is what a value given as text means, `same(old, new)` tells that an old file may stay,
    `maker(file)` is the notebook that made a file, for a first run, which has no record.
    `counted` are words for what numbers count, as regular expressions: a number of one is another
    number than the same of another.
    """

    root: Path
    notebooks: str = "notebooks"
    pattern: str = "*.ipynb"
    build: str = "build"
    publish: str = "figures"
    environment: Mapping[str, str] = field(default_factory=dict)
    no_data: str = ""
    values: Callable[[str], Sequence[str]] = lambda name: ()
    understand: Callable[[str, str], str] = lambda name, text: text
    same: Callable[[Path, Path], bool] = lambda old, new: False
    maker: Callable[[Path], str] = lambda file: ""
    counted: Sequence[str] = ()
    command: str = "warmrun"  # the name of the command in messages


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known word nearest to one, else all known words."""
    words = list(known)
    alike = [one for one in words if one.casefold() == word.casefold()]
    near = alike or get_close_matches(word, words, n=1, cutoff=0.75)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(words) or 'none'}."


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
