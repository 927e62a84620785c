"""Which notebooks run, with which parameters, and where what they make belongs."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any

from basics import UsageError, file_suffix, nearest
from warmrun.notebook import Notebook, passed_over
from warmrun.project import Project


@dataclass(frozen=True)
class Job:
    """One notebook with one set of parameters, and where what it makes belongs.

    `place` is `folder` in a few words, by which its record and its executed copy are kept.
    `no_data` names the exception by which it may say that it has none for its parameters; nothing
    where that is a failure.
    """

    name: str
    notebook: str
    source: Path
    digest: str  # of the source
    parameters: dict[str, Any]  # those that are not the default
    values: dict[str, Any]  # of all parameters
    root: Path
    building: Path
    folder: Path  # for the files that it makes
    place: str
    published: bool
    publishing: str  # how the paths of all that is published begin, from the root on
    no_data: str
    environment: dict[str, str] = field(repr=False)
    engine: str = "warm"
    timeout: int = 600
    why: str = ""  # why it is due

    @property
    def copy(self) -> Path:
        """Return where its executed copy is kept."""
        return self.building / "notebooks" / self.place / f"{self.name}.ipynb"


def plan_all(
    project: Project,
    chosen: Sequence[Notebook],
    given: Mapping[str, str],
    each: str | None = None,
    named: bool = False,
) -> tuple[list[Job], list[str]]:
    """Return the jobs asked for, and lines on what is not run or goes to some notebooks only.

    `named` tells that these notebooks were asked for, and not all there are. Raises UsageError
    for a parameter that none has, a value of another type, defaults changed since the refresh.
    """
    varied, values = _each(project, each)
    if varied in given:
        raise UsageError(f"{varied} is given twice: {given[varied]} and --each {each}.")
    notes = passed_over(project)
    notes += [_who_takes(name, chosen) for name in given]
    if varied:
        others = _who_takes(varied, chosen)
        notes.append(f"not run, {others}" if others else "")
        chosen = [notebook for notebook in chosen if varied in notebook.parameters]
    jobs: dict[str, Job] = {}
    for notebook in chosen:
        _refuse_other_defaults(project, notebook)
        _refuse_skipped(notebook)
        for value in values:
            job = plan(project, notebook, {**given, **value}, varied, named)
            twin = jobs.setdefault(f"{job.folder}/{job.name}", job)
            if twin.parameters != job.parameters:
                raise UsageError(f"--each {each}: two of these values would share a folder.")
    return list(jobs.values()), [note for note in notes if note]


def plan(
    project: Project, notebook: Notebook, given: Mapping[str, str], each: str = "",
    named: bool = False,
) -> Job:  # fmt: skip
    """Return the job of a notebook: default parameters publish, others stay below `build`.

    `each` names the parameter that a series of runs goes through, one folder for each value.
    """
    placing = _placing(project, notebook)
    values = {**notebook.defaults, **_taken(project, notebook, given)}
    changed = {name: v for name, v in values.items() if v != notebook.defaults[name]}
    safe = {name: _safe(value) for name, value in values.items()}
    trial = [f"{name}={safe[name]}" for name in sorted(changed) if name not in (*placing, each)]
    placed = [f"{name}={safe[name]}" for name in placing if name in changed]
    series = safe[each] if each and each not in placing else ""
    name = "-".join([notebook.name, *trial, *([f"{each}={series}"] if series else [])])
    published = not trial and not series
    if published:
        place = "/".join(safe[name] for name in placing) or "."
    elif series:
        place = "-".join([f"{each}s", *trial]) + "/" + "-".join([series, *placed])
    else:
        place = "-".join([name, *placed])
    folder = project.publish.format(**safe) if published else f"{project.build}/figures/{place}"
    return Job(
        name=name, notebook=notebook.name, source=notebook.path, digest=notebook.digest,
        parameters=changed, values=values, root=project.root, building=project.root / project.build,
        folder=project.root / folder, place=place, published=published,
        publishing=f"{project.publish}/".partition("{")[0] or f"{folder}/",
        no_data=project.no_data if placed and not named else "",
        environment=_environment(project, notebook, safe, " ".join([*trial, series])),
    )  # fmt: skip


def _environment(
    project: Project, notebook: Notebook, safe: Mapping[str, str], trial: str
) -> dict[str, str]:
    """Return a project's variables for a run; but for `{out}`, which each execution has anew."""
    suffix = file_suffix(trial)
    placeholders = {**safe, "suffix": suffix, "notebook": notebook.name, "root": str(project.root)}
    return {
        variable: re.sub(r"{(\w+)}", lambda name: placeholders.get(name[1], name[0]), text)
        for variable, text in project.environment.items()
    }


def _placing(project: Project, notebook: Notebook) -> list[str]:
    """Return the parameters that name where a notebook publishes; raises UsageError without one."""
    placing = [name for _, name, _, _ in Formatter().parse(project.publish) if name]
    for name in placing:
        if name not in notebook.parameters:
            words = f"no `{name} = ...` in a cell tagged `parameters`"
            raise UsageError(f"{notebook.path.name} has {words}, and goes to {project.publish}.")
    return placing


def _who_takes(name: str, chosen: Sequence[Notebook]) -> str:
    """Return which notebooks lack a parameter, if any; raises UsageError where all of them do."""
    others = [notebook.name for notebook in chosen if name not in notebook.parameters]
    if len(others) == len(chosen):
        hint = nearest(name, sorted({known for one in chosen for known in one.parameters}))
        assigns = re.compile(rf"^{re.escape(name)}\b[^=\n]*=(?!=)", re.MULTILINE)
        for one in chosen:
            if any(c["cell_type"] == "code" and assigns.search(c["source"]) for c in one.cells):
                hint = f" {one.path.name} sets it in a cell without the tag `parameters`."
        raise UsageError(f"No selected notebook has a parameter {name!r}.{hint}")
    return f"without a parameter {name}: {', '.join(others)}" if others else ""


def _each(project: Project, each: str | None) -> tuple[str, list[dict[str, str]]]:
    """Return the parameter that varies and what is given with each of its values."""
    if each is None:
        return "", [{}]
    varied, equals, listed = each.partition("=")
    values = listed.split(",") if equals else project.values(varied)
    if not varied.isidentifier() or not all(values) or not values:
        raise UsageError(f"--each {each}: give its values, as in --each {varied or 'NAME'}=A,B.")
    return varied, [{varied: value} for value in values]


def _taken(project: Project, notebook: Notebook, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that a notebook takes of those given, in the types of its parameters."""
    taken = {}
    for name, text in given.items():
        if parameter := notebook.parameters.get(name):
            meant = project.understand(name, text) if parameter.kind == "str" else text
            taken[name] = parameter.convert(meant)
    return taken


def _refuse_other_defaults(project: Project, notebook: Notebook) -> None:
    """Raise UsageError where a default is gone, or is not that of the last refresh."""
    file, keep = notebook.path.name, f"{project.command} refresh {notebook.name}"
    for name, was in notebook.refreshed.items():
        if name not in notebook.parameters:
            raise UsageError(
                f"{file} had {name} = {was} when last refreshed, and no cell tagged `parameters`"
                f" has it now. To keep it so: {keep}."
            )
        default = notebook.defaults[name]
        if repr(default) != was:
            again = shlex.quote(f"{name}={default}")
            raise UsageError(
                f"{file} has {name} = {default!r}, and had {was} when last refreshed. For a"
                f" trial: set it back and run {notebook.name} -p {again}. To keep it: {keep}."
            )


def _refuse_skipped(notebook: Notebook) -> None:
    """Raise UsageError where a refreshed notebook has a cell that papermill would skip."""
    for number, cell in enumerate(notebook.cells if notebook.refreshed else (), 1):
        if "skip-execution" in cell["tags"]:
            raise UsageError(f"{notebook.path.name}: cell {number} is tagged to be skipped.")


def _safe(value: object) -> str:
    """Return a value as a part of a file's name: no separators, no dots at its ends."""
    return re.sub(r"[^A-Za-z0-9_.,+-]+", "_", str(value)).strip("._")[:60].rstrip("._") or "_"
