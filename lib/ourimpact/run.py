"""Which notebooks run with which parameters; executing them, and publishing what they made."""

import json
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ourimpact import engine, paths
from ourimpact.notebook import Notebook, UsageError, nearest

ENGINES = {"warm": "ourimpact", "kernel": "ourimpact-kernel"}
ENDINGS = (".png", ".svg", ".csv", ".json")
EXACT = sys.platform == "linux" and platform.machine() == "x86_64"
TOLERANCE = 2.0  # RMS of grey levels between two drawings of the same figure


@dataclass(frozen=True)
class Job:
    """One notebook with one set of parameters, and where what it makes belongs."""

    name: str
    notebook: str
    source: Path
    parameters: dict[str, Any]
    figures: Path
    shared: bool  # the folder of figures holds those of other notebooks too
    copy: Path
    engine: str
    timeout: int


@dataclass
class Result:
    """What came of a job."""

    job: Job
    verdict: str = "done"
    seconds: float = 0.0
    figures: int = 0
    error: str = ""
    work: Path | None = field(default=None, repr=False)


Keep = Callable[[Job, Path], str]


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


def plan(
    notebook: Notebook, given: Mapping[str, Any], engine: str, timeout: int, each: str = ""
) -> Job:
    """Return the job of a notebook: default parameters publish, others stay below `build/`.

    `each` names the parameter that a series of runs goes through.
    """
    changed = {
        name: value for name, value in given.items() if value != notebook.parameters[name].default
    }
    year = changed.get("year", notebook.default_year)
    others = {name: value for name, value in changed.items() if name not in ("year", each)}
    label = "-".join([notebook.name, *(f"{k}={_safe(v)}" for k, v in sorted(others.items()))])
    figures = paths.build() / "figures" / label if others else paths.figures(year)
    if each:
        label += f"-{each}={_safe(given[each])}"
        figures = paths.build() / "figures" / f"{each}s" / _safe(given[each])
    if changed.get("year") and (others or each):
        figures = figures.with_name(f"{figures.name}-year={year}")
    return Job(
        name=label,
        notebook=notebook.name,
        source=notebook.path,
        parameters=changed,
        figures=figures,
        shared=not (others or each),
        copy=paths.build() / "notebooks" / str(year) / f"{label}.ipynb",
        engine=engine,
        timeout=timeout,
    )


def _safe(value: object) -> str:
    """Return a value as a part of a file's name: no separators, no dots at its start."""
    return re.sub(r"[^A-Za-z0-9_.,+-]+", "_", str(value)).strip("._")[:60] or "_"


def execute(job: Job) -> Result:
    """Execute a job in a private folder, which the result names; never raises for a failure."""
    result, began = Result(job), time.monotonic()
    scratch = paths.build() / "running"
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        result.work = Path(tempfile.mkdtemp(prefix=f"{job.name[:40]}-", dir=scratch))
        _papermill(job, result.work)
    except Exception as error:
        result.verdict, result.error = "failed", _explain(error)
    result.seconds = time.monotonic() - began
    return result


def _papermill(job: Job, work: Path) -> None:
    import papermill

    (work / "figures").mkdir()
    (work / "here").mkdir()
    papermill.execute_notebook(
        job.source,
        work / "executed.ipynb",
        parameters=job.parameters,
        engine_name=ENGINES[job.engine],
        progress_bar=False,
        request_save_on_cell_execute=job.engine == "kernel",
        execution_timeout=job.timeout,
        folder=str(work / "here"),
        environment={
            "OURIMPACT_OUT": str(work / "figures"),
            "OURIMPACT_ROOT": str(paths.root()),
            "IPYTHONDIR": str(work / "ipython"),
        },
    )


def _explain(error: Exception) -> str:
    """Return an error in one line, with the cell it came from where there is one."""
    if hasattr(error, "cell_index"):
        line = error.source.strip().splitlines()[:1] or [""]
        said = f"{error.ename}: {error.evalue}".strip().replace("\n", " ")
        return f"cell {error.cell_index + 1} ({line[0][:50]}): {said[:400]}"
    return f"{type(error).__name__}: {error}".strip().replace("\n", " ")[:500]


def run_all(
    jobs: Sequence[Job], pool: Executor, keep: Keep
) -> Iterator[tuple[Result | None, list[str]]]:
    """Yield each result when its job has ended and is kept, with the names still running.

    `keep` is `publish`, or `store` for the notebooks' own outputs.

    Yields None twice a second meanwhile, so that a caller can show how time goes by.
    """
    waiting: dict[Future, Job] = {pool.submit(execute, job): job for job in jobs}
    try:
        while waiting:
            done, _ = wait(waiting, timeout=0.5, return_when="FIRST_COMPLETED")
            for future in done:
                job = waiting.pop(future)
                result = _finish(_outcome(future, job), keep)
                yield result, [j.name for f, j in waiting.items() if f.running()]
            if not done:
                yield None, [job.name for future, job in waiting.items() if future.running()]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(paths.build() / "running", ignore_errors=True)


def local_pool(jobs: int) -> Executor:
    """Return the pool of this machine: threads, each of which waits for a notebook's process."""
    engine.warm_up()
    import papermill  # noqa: F401  while the warm process imports what notebooks need

    return ThreadPoolExecutor(jobs)


def _outcome(future: Future, job: Job) -> Result:
    error = future.exception()
    return Result(job, "failed", error=_explain(error)) if error else future.result()


def _finish(result: Result, keep: Keep) -> Result:
    """Keep what a job made, or its partial copy; what it left behind is removed."""
    try:
        if result.verdict == "done":
            result.figures = len(list((result.work / "figures").glob("*.png")))
            result.verdict = keep(result.job, result.work)
    except (OSError, UsageError) as error:
        result.verdict, result.error = "failed", _explain(error)
    try:
        if result.verdict == "failed" and result.work:
            failed = paths.build() / "failed" / f"{result.job.name}.ipynb"
            failed.parent.mkdir(parents=True, exist_ok=True)
            (result.work / "executed.ipynb").replace(failed)
    except OSError:
        pass  # it failed before there was a copy, or the disk is full: the error says so
    if result.work:
        shutil.rmtree(result.work, ignore_errors=True)
    return result


def publish(job: Job, work: Path) -> str:
    """Move figures and executed copy to where they belong; returns the verdict."""
    made = sorted((work / "figures").glob("*.*"))
    if job.shared:
        _publish_among_others(job, made)
    elif made:
        job.figures.parent.mkdir(parents=True, exist_ok=True)
        if job.figures.exists():
            job.figures.replace(work / "before")
        (work / "figures").replace(job.figures)
    job.copy.parent.mkdir(parents=True, exist_ok=True)
    (work / "executed.ipynb").replace(job.copy)
    return "done"


def _publish_among_others(job: Job, made: list[Path]) -> None:
    """Replace the files that differ, and remove figures which this notebook no longer makes."""
    if made:
        job.figures.mkdir(parents=True, exist_ok=True)
    for file in made:
        target = job.figures / file.name
        if not target.exists() or not _same(target, file):
            file.replace(target)
    slugs = {file.stem for file in made}
    for about in job.figures.glob("*.json"):
        if about.stem not in slugs and _drawn_by(about) == job.notebook:
            for ending in ENDINGS:
                about.with_suffix(ending).unlink(missing_ok=True)


def _drawn_by(about: Path) -> str:
    try:
        return json.loads(about.read_text(encoding="utf-8")).get("notebook", "")
    except (OSError, ValueError, AttributeError):
        return ""


def _same(old: Path, new: Path) -> bool:
    """Return whether a figure's file needs no replacing.

    Pixels are the same bytes on Linux x86-64 alone; elsewhere a figure stays as committed whose
    numbers and words are equal and whose picture agrees within tolerance.
    """
    if old.read_bytes() == new.read_bytes():
        return True
    if EXACT or old.suffix not in (".png", ".svg"):
        return False
    words = [(old.with_suffix(e), new.with_suffix(e)) for e in (".csv", ".json")]
    if not all(a.exists() and a.read_bytes() == b.read_bytes() for a, b in words):
        return False
    from matplotlib.testing.compare import compare_images

    pictures = (old.with_suffix(".png"), new.with_suffix(".png"))
    if not pictures[0].exists():
        return False
    return compare_images(*map(str, pictures), tol=TOLERANCE) is None


def store(job: Job, work: Path) -> str:
    """Rewrite the outputs stored in a notebook, byte-stably; returns the verdict.

    Raises UsageError for anything on stderr; the file is then as it was.
    """
    import nbformat
    from nbstripout import strip_output

    before = job.source.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    made = nbformat.read(work / "executed.ipynb", as_version=4)
    for cell, new in zip(notebook.cells, made.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = new.outputs, new.execution_count
    _refuse_stderr(notebook)
    notebook.metadata["language_info"] = made.metadata.get("language_info", {})
    strip_output(notebook, keep_output=True, keep_count=True, keep_id=True, extra_keys=UNSTABLE)
    after = nbformat.writes(notebook).rstrip("\n") + "\n"
    if after == before:
        return "unchanged"
    write(job.source, after)
    return "refreshed"


# nbstripout's own list and what papermill and kernels add: the same as the pre-commit hook strips
UNSTABLE = [
    "metadata.signature", "metadata.widgets", "metadata.papermill",
    "metadata.language_info.version", "cell.metadata.papermill", "cell.metadata.execution",
    "cell.metadata.collapsed", "cell.metadata.ExecuteTime", "cell.metadata.heading_collapsed",
    "cell.metadata.hidden", "cell.metadata.scrolled",
]  # fmt: skip


def _refuse_stderr(notebook: Mapping[str, Any]) -> None:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise UsageError(f"cell {number} wrote on stderr: {output.text.strip()[:300]}")


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Keep two runs in one checkout apart; raises UsageError where one is at work."""
    import fcntl

    paths.build().mkdir(exist_ok=True)
    with (paths.build() / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "Another run is at work in this checkout: wait for it to end."
            ) from None
        yield
