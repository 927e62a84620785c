"""What a notebook says of itself, read without running it: parameters, tables, years.

Nothing heavy is imported here, so that `ourimpact list` and the up-to-date check are
quick.
"""

import ast
import csv
import io
import json
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ourimpact import paths, tables
from ourimpact.errors import TableError, UsageError, nearest

_KINDS = {"int": int, "float": float, "str": str}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NEEDS = {
    "number": "headline_numbers", "total": "printed_totals", "add_up": "printed_totals",
}  # fmt: skip


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
    """One of `notebooks/NN-slug.ipynb`."""

    path: Path
    cells: Sequence[dict] = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Return the parameters by name, in the notebook's order."""
        tagged = [cell for cell in self.cells if "parameters" in _tags(cell)]
        return {p.name: p for cell in tagged for p in _literals(cell["source"], self.name)}

    @cached_property
    def default_year(self) -> int:
        """Return the report year it is written for; raises UsageError where it has none."""
        year = self.parameters.get("year")
        if year is None or type(year.default) is not int:
            raise UsageError(
                f"{self.path.name} has no `year: int = ...` in a cell tagged `parameters`."
            )
        return year.default

    def lacks(self, year: int) -> dict[str, list[int]]:
        """Return the tables it needs that have no rows for a year, each with the years it has."""
        held = {" or ".join(names): _years(names) for names in self._needs}
        return {names: sorted(years) for names, years in held.items() if year not in years}

    @property
    def years(self) -> list[int]:
        """Return the years that all its tables have; the default alone where it names no table."""
        held = [_years(names) for names in self._needs]
        return sorted(set.intersection(*held)) if held else [self.default_year]

    @cached_property
    def _needs(self) -> list[tuple[str, ...]]:
        code = [cell for cell in self.cells if cell.get("cell_type") == "code"]
        found = [need for cell in code for need in _yearly_tables(cell["source"])]
        return list(dict.fromkeys(need for need in found if need[0] in tables.dictionary()))


def everything() -> list[Notebook]:
    """Return all section notebooks, in order; raises UsageError for a file that is none."""
    found = sorted(paths.notebooks().glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise UsageError(f"There is no notebook like NN-slug.ipynb in {paths.notebooks()}.")
    return [_read(path) for path in found]


def select(names: Sequence[str]) -> list[Notebook]:
    """Return the notebooks named (`06`, `06-cybertipline`, a path), or all of them.

    Raises UsageError for an unknown name, with the nearest one.
    """
    known = everything()
    if not names:
        return known
    wanted = {_find(name, [notebook.name for notebook in known]) for name in names}
    return [notebook for notebook in known if notebook.name in wanted]


def codes(name: str) -> list[str]:
    """Return all values of a parameter: the codes of the table whose one key it is.

    Raises UsageError where no table has that key.
    """
    for table in tables.dictionary().values():
        if table["schema"].get("primaryKey") in ([name], name):
            rows = _rows(table["name"])
            if not all(row.get(name) for row in rows):
                raise TableError(f"data/{table['path']}: each row must have its {name}.")
            return [row[name] for row in rows]
    raise UsageError(f"No table has the single key {name!r}: give the values, --each {name}=A,B.")


def _find(name: str, known: Sequence[str]) -> str:
    stem = Path(name).name.removesuffix(".ipynb")
    for one in known:
        if stem in (one, one[:2]):
            return one
    raise UsageError(f"There is no notebook {name!r}.{nearest(stem, known)}")


def _read(path: Path) -> Notebook:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return Notebook(path, [cell | {"source": "".join(cell["source"])} for cell in cells])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path.name} is no notebook of format 4: {error}.") from None


def _tags(cell: dict) -> Sequence[str]:
    return cell.get("metadata", {}).get("tags", ())


def _literals(source: str, notebook: str) -> Iterator[Parameter]:
    statements = _parse(source).body
    comments = _comments(source) if statements else {}
    for statement in statements:
        if isinstance(statement, ast.AnnAssign):
            target, kind = statement.target, ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, kind = statement.targets[0], ""
        else:
            continue
        if not isinstance(target, ast.Name):
            continue
        try:
            default = ast.literal_eval(statement.value)
        except (ValueError, TypeError):
            raise UsageError(f"{notebook}: parameter {target.id} is no literal.") from None
        kind = kind or type(default).__name__
        yield Parameter(target.id, kind, default, comments.get(statement.end_lineno, ""))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}


def _parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell; an empty one where running it will fail."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _yearly_tables(source: str) -> Iterator[tuple[str, ...]]:
    """Yield what each call of `tables` with the argument `year` needs, outside any `if` block."""
    waiting: list[ast.AST] = [_parse(source)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.If | ast.IfExp):
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Call) and _takes_year(node):
            yield from _need(node)


def _takes_year(call: ast.Call) -> bool:
    called = call.func
    given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "year")]
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id == "tables"
        and any(isinstance(value, ast.Name) and value.id == "year" for value in given)
    )


def _need(call: ast.Call) -> Iterator[tuple[str, ...]]:
    function = call.func.attr
    if function in _NEEDS:
        yield (_NEEDS[function],)
    if call.args and isinstance(call.args[0], ast.Constant):
        name = call.args[0].value
        if function in ("load", "add_up"):
            yield (name,)
        elif function == "series":
            yield (name, f"{name}_earlier")


def _rows(name: str) -> list[dict]:
    path = paths.data() / tables.dictionary()[name]["path"]
    return _rows_as_of(path, path.stat().st_mtime_ns)


@cache
def _rows_as_of(path: Path, stamp: int) -> list[dict]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path.name}: save it as CSV in UTF-8 ({error}).") from None


def _years(names: tuple[str, ...]) -> set[int]:
    rows = [row for name in names if name in tables.dictionary() for row in _rows(name)]
    return {int(row["year"]) for row in rows if (row.get("year") or "").isdigit()}
