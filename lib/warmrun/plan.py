"""Which notebooks run, with which parameters, and where what they make belongs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ourimpact import paths
from ourimpact.errors import UsageError, nearest
from warmrun import cache
from warmrun.notebook import Notebook, codes


@dataclass(frozen=True)
class Job:
    """One notebook with one set of parameters, and where what it makes belongs."""

    name: str
    notebook: str
    root: Path
    source: Path
    year: int
    parameters: dict[str, Any]  # those that are not the default
    figures: Path
    shared: bool  # whether figures of other runs stand in that folder too
    engine: str
    timeout: int
    inputs: dict[str, str] = field(repr=False)
    why: str = ""  # it is due


def assign(notebooks: Sequence[Notebook], given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the parameters that each notebook takes of those given, converted to their types.

    Raises UsageError for a name that none of them has and for a value of another type.
    """
    known = sorted({name for notebook in notebooks for name in notebook.parameters})
    for name in given:
        if name not in known:
            raise UsageError(
                f"No selected notebook has a parameter {name!r}.{nearest(name, known)}"
            )
    return {
        notebook.name: {
            name: notebook.parameters[name].convert(text)
            for name, text in given.items()
            if name in notebook.parameters
        }
        for notebook in notebooks
    }


def plan_all(
    chosen: Sequence[Notebook],
    given: Mapping[str, str],
    each: str | None,
    engine: str,
    timeout: int,
) -> tuple[list[Job], list[str]]:
    """Return the jobs asked for, and lines on what is not run or goes to some notebooks only."""
    varied, equals, listed = (each or "").partition("=")
    if equals and not listed:
        raise UsageError(f"--each {each}: give values, or --each {varied} for all there are.")
    if varied in given:
        raise UsageError(f"{varied} is given twice: {given[varied]} and --each {each}.")
    listed = listed.split(",") if listed else codes(varied) if varied else [""]
    asked = [
        assign(chosen, {**given, varied: value} if varied else given)
        for value in dict.fromkeys(listed)
    ]
    jobs, notes = [], []
    for notebook in chosen:
        if varied and varied not in notebook.parameters:
            notes.append(f"not run: {notebook.name} has no parameter {varied}")
            continue
        for taken in (one[notebook.name] for one in asked):
            if lacks := notebook.lacks(taken.get("year", notebook.default_year)):
                held = "; ".join(_lack(*lack) for lack in lacks.items())
                notes.append(f"not run: {notebook.name}: {held}")
            else:
                jobs.append(plan(notebook, taken, engine, timeout, varied))
    if len({job.figures / job.name for job in jobs}) < len(jobs):
        raise UsageError(f"--each {each}: two of these values would share a folder.")
    for name in given:
        takers = [n.name for n in chosen if name in n.parameters]
        if len(takers) < len(chosen):
            notes.append(f"{name} goes to {', '.join(takers)}; the others have no such parameter")
    return jobs, list(dict.fromkeys(notes))


def _lack(table: str, years: Sequence[int]) -> str:
    return f"{table} has " + (f"{', '.join(map(str, years))} only" if years else "no rows")


def plan(
    notebook: Notebook, given: Mapping[str, Any], engine: str, timeout: int, each: str = ""
) -> Job:
    """Return the job of a notebook: default parameters publish, others stay below `build/`.

    `each` names the parameter that a series of runs goes through, one folder for each value.
    """
    changed = {n: value for n, value in given.items() if value != notebook.parameters[n].default}
    year = changed.get("year", notebook.default_year)
    words = [f"{n}={_safe(v)}" for n, v in sorted(changed.items()) if n not in ("year", each)]
    series = [f"{each}={_safe(given[each])}"] if each else []
    apart, place = f"-year={year}" if "year" in changed and each != "year" else "", []
    if series:
        place = ["-".join([f"{each}s", *words]), _safe(given[each]) + apart]
    elif words:
        place = ["-".join([notebook.name, *words]) + apart]
    figures = paths.build().joinpath("figures", *place) if place else paths.figures(year)
    return Job(
        name="-".join([notebook.name, *words, *series]),
        notebook=notebook.name,
        root=paths.root(),
        source=notebook.path,
        year=year,
        parameters=changed,
        figures=figures,
        shared=not words or bool(series),
        engine=engine,
        timeout=timeout,
        inputs=cache.inputs(notebook, changed, engine),
    )


def _safe(value: object) -> str:
    """Return a value as a part of a file's name: no separators, no dots at its ends."""
    return re.sub(r"[^A-Za-z0-9_.,+-]+", "_", str(value)).strip("._")[:60].rstrip("._") or "_"
