"""What a notebook says of itself, read without running it; standard library only."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from warmrun.project import Project, UsageError, nearest

_KINDS = {"int": int, "float": float, "str": str}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_CONFLICT = re.compile(r"^([<>|])\1{6} ", re.MULTILINE)  # as git leaves it
# JupyterLab's, a desktop's, and a browser's that downloads it again
_COPY = re.compile(r"-Copy\d*$|[ (](?i:copy)\)?( \(?\d+\)?)?$| ?\(\d+\)$")


@dataclass(frozen=True)
class Parameter:
    """A literal of the cell tagged `parameters`."""

    name: str
    kind: str
    default: Any
    comment: str

    def convert(self, text: str) -> Any:
        """Return a value given as text in the parameter's type; raises UsageError."""
        try:
            if self.kind == "bool":
                return _TRUTH[text.strip().lower()]
            return _KINDS.get(self.kind, ast.literal_eval)(text)
        except (ValueError, SyntaxError, KeyError):
            raise UsageError(
                f"{self.name}={text}: {text!r} is not of type {self.kind}"
                f" (the default is {self.default!r})."
            ) from None


@dataclass(frozen=True)
class Notebook:
    """A notebook's file, its cells (sources joined) and the defaults it had when refreshed."""

    path: Path
    cells: Sequence[dict] = field(repr=False)
    kernel: str = ""
    refreshed: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Return the parameters by name, in order; raises UsageError for two cells of them."""
        tagged = [place for place, cell in enumerate(self.cells, 1) if "parameters" in _tags(cell)]
        if len(tagged) > 1:
            places = " and ".join(map(str, tagged))
            raise UsageError(f"{self.path.name}: cells {places} are tagged `parameters`; keep one.")
        source = self.cells[tagged[0] - 1]["source"] if tagged else ""
        return {parameter.name: parameter for parameter in _literals(source, self.name)}

    @property
    def defaults(self) -> dict[str, Any]:
        return {name: parameter.default for name, parameter in self.parameters.items()}

    @property
    def digest(self) -> str:
        """Return a digest of all that an execution depends on, which outputs are no part of."""
        cells = [(cell.get("cell_type"), cell["source"], *_tags(cell)) for cell in self.cells]
        return sha256(json.dumps([self.kernel, *cells]).encode()).hexdigest()[:32]


def select(project: Project, names: Sequence[str] = ()) -> list[Notebook]:
    """Return the notebooks named (`4`, `04`, `04-by-state`, a path), or all of them, in order.

    Raises UsageError for an unknown name, a copy, a number borne twice, a file that is none.
    """
    folder = project.root / project.notebooks
    known = {path.stem: path for path in sorted(folder.glob(project.pattern)) if not _copy(path)}
    if not known:
        raise UsageError(f"There is no notebook like {project.pattern} in {folder}.")
    for stem in known if project.pattern.startswith("[0-9]") else ():
        if len(twins := [other for other in known if _number(other) == _number(stem)]) > 1:
            raise UsageError(f"{' and '.join(twins)} have one number: give one of them another.")
    wanted = {_find(name, folder, known) for name in names}
    return [read(path) for stem, path in known.items() if not names or stem in wanted]


def copies(project: Project) -> list[str]:
    """Return the names of files that JupyterLab or a desktop made as copies; they are not run."""
    found = (project.root / project.notebooks).glob(project.pattern)
    return sorted(path.name for path in found if _copy(path))


def read(path: Path) -> Notebook:
    """Return a notebook; raises UsageError where the file is none."""
    if not path.is_file():
        raise UsageError(f"{path.name} is not a file.")
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_conflict(text, "it")
        book = json.loads(text)
        cells = [cell | {"source": "".join(cell["source"])} for cell in book["cells"]]
        for number, cell in enumerate(cells, 1):
            _refuse_conflict(cell["source"], f"cell {number}")
        about = book.get("metadata", {})
        kernel = about.get("kernelspec", {}).get("name", "")
        return Notebook(path, cells, kernel, dict(about.get("warmrun", {}).get("defaults", {})))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path.name} is no notebook of format 4: {error}.") from None


def _refuse_conflict(words: str, where: str) -> None:
    if _CONFLICT.search(words):
        raise ValueError(f"{where} holds a conflict of git's, to be settled")


def _copy(path: Path) -> bool:
    return bool(_COPY.search(path.stem))


def _number(stem: str) -> int | None:
    digits = re.match(r"\d+", stem)
    return int(digits[0]) if digits else None


def _find(name: str, folder: Path, known: Mapping[str, Path]) -> str:
    given = Path(name)
    stem = given.name.removesuffix(".ipynb")
    if "/" in name and given.parent.resolve() != folder.resolve():
        raise UsageError(f"{name} is not in {folder}, and only those notebooks are run.")
    if _copy(given):
        raise UsageError(f"{name} is a copy, and copies are not run: give it a name of its own.")
    found = [
        one for one in known if one == stem or (stem.isdecimal() and _number(one) == int(stem))
    ]
    if len(found) > 1:
        raise UsageError(f"{name!r} may be {' or '.join(found)}.")
    if not found:
        raise UsageError(f"There is no notebook {name!r}.{nearest(stem, known)}")
    return found[0]


def _tags(cell: Mapping[str, Any]) -> Sequence[str]:
    return cell.get("metadata", {}).get("tags", ())


def _literals(source: str, notebook: str) -> Iterator[Parameter]:
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # running it will say so
        return
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
    for statement in statements:
        if isinstance(statement, ast.AnnAssign):
            target, kind = statement.target, ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, kind = statement.targets[0], ""
        else:
            continue
        if isinstance(target, ast.Name):
            try:
                default = ast.literal_eval(statement.value)
            except (ValueError, TypeError):
                raise UsageError(f"{notebook}: parameter {target.id} is no literal.") from None
            kind = kind or type(default).__name__
            yield Parameter(target.id, kind, default, comments.get(statement.end_lineno, ""))
