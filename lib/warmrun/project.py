"""What is particular about a folder of notebooks; all else in this package holds for any folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A folder of papermill notebooks.

    `publish` is where runs with default parameters leave their files. A parameter named in it,
    as in `figures/{year}`, may have other values and still publishes.
    `environment` names variables for notebooks; `{out}` is the folder to write to, `{root}` the
    project's, `{suffix}` what ends a file's name, `-top-6` or, of `--each`, `-oh`,
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
