"""Executing what is due, side by side, and keeping what it made."""

import fcntl
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ourimpact import paths
from ourimpact.errors import UsageError
from warmrun import cache, engine, publish
from warmrun.plan import Job

ENGINES = {"warm": "ourimpact", "kernel": "ourimpact-kernel"}


@dataclass
class Result:
    """What came of a job."""

    job: Job
    verdict: str = "done"
    seconds: float = 0.0
    figures: int = 0
    error: str = ""
    work: Path | None = field(default=None, repr=False)
    partial: bool = False  # whether build/failed/ has what a failed notebook came to

    def summary(self) -> dict[str, Any]:
        """Return what a machine wants to know."""
        job = self.job
        return {
            "name": job.name, "notebook": job.notebook, "year": job.year,
            "parameters": job.parameters, "verdict": self.verdict, "why": job.why,
            "figures": self.figures, "error": self.error, "seconds": round(self.seconds, 2),
            "folder": job.figures.relative_to(job.root).as_posix(),
        }  # fmt: skip


Keep = Callable[[Result], None]
Show = Callable[[Result | None, list[str]], None]


def split(jobs: Sequence[Job], force: bool) -> tuple[list[Job], list[Result]]:
    """Return the jobs that are due, and a result for each that is up to date."""
    due, current = [], []
    for job in jobs:
        why = "forced" if force else cache.why_stale(job.name, job.year, job.inputs)
        if why:
            due.append(replace(job, why=why))
        else:
            current.append(Result(job, "up to date", figures=cache.figures(job.name, job.year)))
    return due, current


def execute(job: Job) -> Result:
    """Execute a job in a private folder, which the result names; never raises for a failure."""
    result, began = Result(job), time.monotonic()
    running = job.root / "build" / "running"
    try:
        running.mkdir(parents=True, exist_ok=True)
        result.work = Path(tempfile.mkdtemp(prefix=f"{job.notebook}-", dir=running))
        _papermill(job, result.work)
    except Exception as error:
        result.verdict, result.error = "failed", _explain(error, bool(job.parameters))
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
            "OURIMPACT_ROOT": str(job.root),
            "IPYTHONDIR": str(work / "ipython"),
        },
    )


def _explain(error: BaseException, injected: bool = False) -> str:
    """Return an error in one line, with the cell it came from where there is one.

    Papermill may have injected a cell, which the notebook as it stands does not have.
    """
    said = f"{type(error).__name__}: {error}"
    if hasattr(error, "cell_index"):
        line = error.source.strip().partition("\n")[0][:50]
        said = f"cell {error.cell_index + 1 - injected} ({line}): {error.ename}: {error.evalue}"
    return " ".join(said.split())[:400]


def pool(jobs: int, scheduler: str | None = None) -> Executor:
    """Return what runs jobs: threads that each wait for a notebook's process, or a Dask cluster.

    Raises UsageError where there is no cluster at that address.
    """
    if scheduler:
        try:
            from warmrun.cluster import Cluster
        except ImportError:
            raise UsageError("--scheduler needs Dask: pip install -e '.[dask]'.") from None
        return Cluster(scheduler)
    engine.warm_up()
    import papermill  # noqa: F401  while the warm process imports what notebooks need

    return ThreadPoolExecutor(jobs)


def run_all(
    jobs: Sequence[Job], pool: Callable[[], Executor], keep: Keep, show: Show
) -> list[Result]:
    """Return all results, each kept by `keep` as soon as its job has ended.

    `show` is called with each result and, at least twice a second, without one; with the names
    still running, of which a cluster tells none. Ctrl-C and SIGTERM raise KeyboardInterrupt when
    nothing is left running or half kept.
    """
    results, waiting = [], {}
    executor = pool()
    with _told_to_stop() as told:
        try:
            for job in sorted(jobs, key=lambda job: -cache.seconds(job.name, job.year)):
                waiting[executor.submit(execute, job)] = job
            while waiting and not told:
                done, _ = wait(waiting, timeout=0.5, return_when="FIRST_COMPLETED")
                running = [job.name for future, job in waiting.items() if future.running()]
                show(None, running)
                for future in done:
                    results.append(_finish(future, waiting.pop(future), keep))
                    show(results[-1], running)
        finally:
            _end(executor, waiting)
    if told:
        raise KeyboardInterrupt(told[0])
    return results


def _finish(future: Future, job: Job, keep: Keep) -> Result:
    """Keep what a job made, or its partial copy; what it left behind is removed."""
    result = Result(job)
    try:
        result = future.result()
    except CancelledError:
        result.verdict, result.error = "failed", "the Dask scheduler is gone, or cancelled it"
    except Exception as error:  # of a cluster: `execute` itself raises none
        result.verdict, result.error = "failed", _explain(error)
    try:
        if result.verdict == "done":
            result.figures = len(list((result.work / "figures").glob("*.png")))
            keep(result)
    except Exception as error:  # of a disk, mostly: the other notebooks go on
        result.verdict, result.error = "failed", f"its outputs cannot be kept: {_explain(error)}"
    failed = paths.build() / "failed" / f"{job.name}.ipynb"
    with suppress(OSError):  # it failed before there was a copy, or the disk is full
        failed.unlink(missing_ok=True)
        if result.verdict == "failed" and result.work:
            failed.parent.mkdir(parents=True, exist_ok=True)
            (result.work / "executed.ipynb").replace(failed)
            result.partial = True
    if result.work:
        shutil.rmtree(result.work, ignore_errors=True)
    return result


def keep(result: Result) -> None:
    """Move figures and executed copy to where they belong, and remember the run."""
    job, work = result.job, result.work
    copy = paths.build() / "notebooks" / str(job.year) / f"{job.name}.ipynb"
    copy.parent.mkdir(parents=True, exist_ok=True)
    if job.shared:
        made = sorted((work / "figures").glob("[!.]*"))
        outputs = publish.among_others(job.figures, job.notebook, made, work / "before")
    else:
        outputs = publish.instead(job.figures, work / "figures", work / "before")
    (work / "executed.ipynb").replace(copy)
    with suppress(OSError):  # a full disk: what was made is good, and will be made again
        cache.record(job.name, job.year, job.inputs, [*outputs, copy], result.seconds)


def refresh(result: Result) -> None:
    """Rewrite the outputs stored in the notebook itself."""
    changed = publish.store(result.job.source, result.work / "executed.ipynb")
    result.verdict = "refreshed" if changed else "unchanged"


def _end(executor: Executor, waiting: Mapping[Future, Job]) -> None:
    """Leave nothing running and no temporary file."""
    for future in waiting:
        future.cancel()
    while not all(future.done() for future in waiting):
        engine.stop(paths.running())
        time.sleep(0.05)
    executor.shutdown(cancel_futures=bool(waiting))
    shutil.rmtree(paths.running(), ignore_errors=True)


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM instead of raising, so that no file is left half moved."""
    told: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if main else ()
    before = {n: signal.signal(n, lambda number, _: told.append(number)) for n in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def alone() -> Iterator[None]:
    """Keep two runs in one checkout apart; raises UsageError where one is at work."""
    paths.build().mkdir(exist_ok=True)
    with (paths.build() / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "Another run is at work in this checkout: wait for it to end."
            ) from None
        yield
