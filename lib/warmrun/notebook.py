"""What a notebook says of itself, read without running it; standard library only."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from basics import UsageError, merge_mark, nearest
from warmrun.project import Project

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_KINDS = {"int": int, "float": float, "str": str, "bool": lambda text: _TRUTH[text.strip().lower()]}
_RESOLVE = "has a merge conflict: resolve it, and take out git's marks"
# Names of copies: JupyterLab's, a desktop's, and those of a browser that downloads a file again
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
            return _KINDS.get(self.kind, ast.literal_eval)(text)
        except (ValueError, SyntaxError, KeyError):
            raise UsageError(
                f"{self.name}={text}: {text!r} is not of type {self.kind}"
                f" (the default is {self.default!r})."
            ) from None


@dataclass(frozen=True)
class Notebook:
    """A notebook's file, its cells (see `_joined`), and its parameters by name."""

    path: Path
    cells: Sequence[dict] = field(repr=False)
    parameters: Mapping[str, Parameter]
    refreshed: Mapping[str, str] = field(repr=False)  # `repr` of the defaults at the last refresh
    digest: str  # of all that an execution depends on: outputs are no part of it

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def defaults(self) -> dict[str, Any]:
        return {name: parameter.default for name, parameter in self.parameters.items()}


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
            raise UsageError(f"{' and '.join(twins)} have the same number: change one of them.")
    wanted = {_find(name, folder, known) for name in names}
    return [read(path) for stem, path in known.items() if not names or stem in wanted]


def passed_over(project: Project) -> list[str]:
    """Return which files are not run: copies, and with a number those of another form of name."""
    folder = project.root / project.notebooks
    like, numbered = {*folder.glob(project.pattern)}, {*folder.glob("[0-9]*.[iI][pP]*")}
    said = [f"{path.name} is a copy, and copies are not run" for path in like if _copy(path)]
    other = f"is not like {project.pattern}, and is not run"
    return sorted([*said, *(f"{path.name} {other}" for path in numbered - like)])


def read(path: Path) -> Notebook:
    """Return a notebook; raises UsageError where the file is none, or has two parameters cells."""
    if not path.is_file():
        raise UsageError(f"{path.name} is not a file.")
    text, no_notebook = "", f"{path.name} is no notebook of format 4"
    try:
        text = path.read_text(encoding="utf-8")
        book = json.loads(text)
        cells = [_joined(cell) for cell in book["cells"]]
        about = book.get("metadata", {})
        kernel = about.get("kernelspec", {}).get("name", "")
        refreshed = dict(about.get("warmrun", {}).get("defaults", {}))
        tagged = [n for n, cell in enumerate(cells, 1) if "parameters" in cell["tags"]]
        parts = [(cell.get("cell_type"), cell["source"], *cell["tags"]) for cell in cells]
        digest = sha256(json.dumps([kernel, *parts]).encode()).hexdigest()[:32]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{no_notebook}: {_why_unread(path, text, error)}.") from None
    _refuse_merged(path.name, cells)
    if len(tagged) > 1:
        places = " and ".join(map(str, tagged))
        raise UsageError(f"{path.name}: cells {places} are tagged `parameters`; keep one.")
    found = _literals(cells[tagged[0] - 1]["source"] if tagged else "", path.stem)
    return Notebook(path, cells, {one.name: one for one in found}, refreshed, digest)


def _refuse_merged(name: str, cells: Sequence[dict]) -> None:
    """Raise UsageError where git's merge left marks in a cell, or a cell of each side."""
    before: dict[str | int, int] = {}
    for number, cell in enumerate(cells, 1):
        id = cell.get("id", number)  # older notebooks have none
        if merge_mark(cell["source"]):
            raise UsageError(f"{name}: cell {number}, id {id!r}, {_RESOLVE}.")
        if (first := before.setdefault(id, number)) != number:
            told = f"have one id, {id!r}, as after a merge: remove one, or change its id"
            raise UsageError(f"{name}: cells {first} and {number} {told}.")


def _joined(cell: dict) -> dict:
    """Return a cell with its source as one text, and with its tags."""
    tags = cell.get("metadata", {}).get("tags", ())
    return cell | {"source": "".join(cell["source"]), "tags": tags}


def _why_unread(path: Path, text: str, error: Exception) -> str:
    """Return what is wrong with the text of a file from which no notebook can be read."""
    if line := merge_mark(text):
        return f"line {line} {_RESOLVE}"
    if path.stat().st_size < 2:
        return "it is empty"
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


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
    number = int(stem) if stem.isdecimal() else -1
    found = [one for one in known if one == stem or _number(one) == number]
    if len(found) > 1:
        raise UsageError(f"{name!r} may be {' or '.join(found)}.")
    if not found:
        raise UsageError(f"There is no notebook {name!r}.{nearest(stem, known)}")
    return found[0]


def _literals(source: str, notebook: str) -> Iterator[Parameter]:
    try:
        cell = ast.parse(source)
    except SyntaxError:  # running it will say so
        return
    lines = source.encode().splitlines()
    names = [node for node in ast.walk(cell) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    for statement in cell.body:
        kind = ast.unparse(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
        match statement:
            case ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]):
                try:
                    default = ast.literal_eval(statement.value)
                except (ValueError, TypeError):
                    raise UsageError(f"{notebook}: parameter {name} is no literal.") from None
                if name in read:
                    said = f"{notebook}: the cell tagged `parameters` uses {name} itself"
                    raise UsageError(f"{said}, before a run can set it: do so in another cell.")
                after = lines[statement.end_lineno - 1][statement.end_col_offset :].decode()
                comment = after.partition("#")[2].strip("# ")
                yield Parameter(name, kind or type(default).__name__, default, comment)
