"""Executing what is due, side by side, and keeping what it made.

papermill and jupyter_client take 0.5 s to import, so functions that need them import them: where
nothing is due, they are not needed.
"""

import fcntl
import gc
import os
import resource
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from basics import UsageError
from warmrun import numbers, publish, record, warming
from warmrun.plan import Job
from warmrun.project import Project

PICTURES = (".png", ".pdf")  # a figure is one of these, or both
ENGINES = ("warm", "kernel")  # kernels forked from a warm process, or started afresh


@dataclass
class Result:
    """What came of a job: done, up to date, failed, not run (no data), refreshed or unchanged."""

    job: Job
    verdict: str = "done"
    error: str = ""
    figures: int = 0
    renumbered: str = ""  # published numbers that are others
    new: list[str] = field(default_factory=list)  # pictures that were not there
    changed: list[str] = field(default_factory=list)  # pictures that it replaced by others
    reworded: list[str] = field(default_factory=list)  # published texts that are others
    redrawn: list[str] = field(default_factory=list)  # lines on what is drawn that are others
    seconds: float = 0.0
    began: float = field(default_factory=time.time)
    work: Path | None = field(default=None, repr=False)
    partial: bool = False  # whether failed/ in the build folder has a partial copy

    @property
    def made(self) -> dict[Path, Path]:
        """Return the files that it made, by the place where each belongs."""
        return publish.made(self.job, self.work) if self.verdict == "done" else {}

    def fail(self, error: str) -> None:
        """Say why it failed."""
        self.verdict, self.error = "failed", error


Keep = Callable[[Result], None]
Pool = Callable[[], Executor]
Show = Callable[[Result | None, list[str]], None]


def run(
    project: Project,
    jobs: Sequence[Job],
    pool: Pool,
    show: Show = lambda result, running: None,
    force: bool = False,
    prune: bool = False,
    new_numbers: bool = False,
) -> list[Result]:
    """Return the results of jobs: those that are due are executed, and what they made published.

    One that would change published numbers although no data changed fails without `new_numbers`.
    """

    def keep(result: Result) -> None:
        publish.refuse_shared(project, result.job, result.made)  # else its numbers would be new
        result.renumbered, moved = _renumbered(project, result, new_numbers)
        result.reworded, result.redrawn = moved.reworded, moved.redrawn
        before = {path: record.digest(path) for path in result.made if path.exists()}
        files = publish.publish(project, result.job, result.work, prune)
        _count(result, files, before)
        with suppress(OSError):  # disk full: the figures are good, and will be made again
            record.keep(result.job, result.work / "reads", result.began, files)

    with _alone(project):
        due = [replace(j, why="forced" if force else record.why_due(j)) for j in jobs]
        results = [_current(job) for job in due if not job.why]
        due = [job for job in due if job.why]
        return results + (_run_all(due, pool, keep, show) if due else [])


def _count(result: Result, files: Sequence[Path], before: Mapping[Path, str]) -> None:
    """Say how many figures a run published, and which are new or others than the files before."""
    pictures: dict[str, list[Path]] = {}
    for path in (path for path in files if path.suffix in PICTURES):
        pictures.setdefault(path.stem, []).append(path)
    result.figures = len(pictures)
    for name, of in pictures.items():
        if before.keys().isdisjoint(of):
            result.new.append(name)
        elif any(before.get(path) != record.digest(path) for path in of):
            result.changed.append(name)


def refresh(project: Project, jobs: Sequence[Job], pool: Pool, show: Show) -> list[Result]:
    """Return the results of jobs whose outputs were stored in the notebooks themselves.

    One with other numbers than published fails, unless its data changed.
    """

    def keep(result: Result) -> None:
        _renumbered(project, result)
        changed = publish.store(result.job.source, result.work / "executed.ipynb")
        result.verdict = "refreshed" if changed else "unchanged"

    with _alone(project):
        return _run_all(jobs, pool, keep, show)


def _renumbered(project: Project, result: Result, meant: bool = False) -> tuple[str, numbers.Moved]:
    """Return which published numbers a run changes, in words, and all else that it does.

    Raises UsageError where no changed data explains them, unless they are meant.
    """
    job = result.job
    moved = numbers.moved(job, result.work, result.made, project.counted)
    told = numbers.fully(moved.found, job)
    if moved.found and not moved.explained and not meant:
        again = f"{project.command} run {job.notebook} --new-numbers"
        why = "though no number in the data that it reads has changed"
        if words := moved.other_words:
            why += f"; words in {words} have: if these are wrong, put them right and run again"
        told += "\n " if "\n" in told else ","
        raise UsageError(f"{told} {why}. If that is meant: {again}.")
    return told, moved


def pool(jobs: int, scheduler: str | None = None, preload: Sequence[str] = ()) -> Executor:
    """Return what runs jobs: threads that each wait for a notebook's process, or a Dask cluster.

    Raises UsageError where there is no cluster at that address.
    """
    if scheduler is not None:
        try:
            from warmrun.cluster import Cluster
        except ImportError:
            raise UsageError("--scheduler needs Dask: pip install -e '.[dask]'.") from None
        return Cluster(scheduler)
    if (most := resource.getrlimit(resource.RLIMIT_NOFILE)[0]) < 128:  # a kernel opens about twenty
        raise UsageError(f"{most} files may be open, and 128 are needed: ulimit -n 128.")
    os.environ.pop("JUPYTER_DEFAULT_PROVISIONER_NAME", None)  # mistyped, it would hide all kernels
    warming.start(preload)
    gc.disable()  # imported modules stay: do not scan them for garbage, now or at exit
    from warmrun import engine  # noqa: F401  while that process imports what notebooks need

    gc.freeze()
    gc.enable()
    return ThreadPoolExecutor(jobs)


def execute(job: Job) -> Result:
    """Execute a job in a private folder, which the result names; never raises for a failure."""
    result, began = Result(job), time.monotonic()
    try:
        running = job.building / "running"
        running.mkdir(parents=True, exist_ok=True)
        result.work = Path(tempfile.mkdtemp(prefix=f"{job.notebook[:40]}-", dir=running))
        _papermill(job, result.work)
    except Exception as error:
        result.fail(_explain(error, bool(job.parameters)))
        if job.no_data and getattr(error, "ename", "") == job.no_data:
            result.verdict, result.error = "not run", str(error.evalue)
    result.seconds = time.monotonic() - began
    return result


def _papermill(job: Job, work: Path) -> None:
    import papermill

    from warmrun import engine  # noqa: F401  registers the engine with papermill

    for name in ("out", "here"):
        (work / name).mkdir()
    filled_in = {name: value.replace("{out}", str(work / "out"))
                 for name, value in job.environment.items()}  # fmt: skip
    own = {
        "IPYTHONDIR": str(work / "ipython"),
        "PYTHONSTARTUP": str(Path(__file__).with_name("reads.py")),
        "WARMRUN_ROOT": os.path.realpath(job.root),
        "WARMRUN_READS": str(work / "reads"),
        "WARMRUN_PUBLISHED": job.publishing,
    }
    papermill.execute_notebook(
        _literal(job.source),
        _literal(work / "executed.ipynb"),
        parameters=job.parameters,
        kernel_name="python3" if job.engine == "warm" else None,  # forked ones are always python3
        engine_name=job.engine,
        progress_bar=False,
        request_save_on_cell_execute=job.engine == "kernel",
        execution_timeout=job.timeout,
        folder=str(work / "here"),
        environment=filled_in | own,
        values=job.values,
    )


def _literal(path: Path) -> str:
    """Return a path in which papermill finds no braces to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _explain(error: BaseException, injected: bool = False) -> str:
    """Return an error in one line, with the cell it came from where there is one.

    Papermill may have injected a cell, which the notebook as it stands does not have.
    """
    said = str(error) if isinstance(error, UsageError) else f"{type(error).__name__}: {error}"
    if hasattr(error, "cell_index"):
        line = error.source.strip().partition("\n")[0][:50]
        said = f"cell {error.cell_index + 1 - injected} ({line}): {error.ename}: {error.evalue}"
    return " ".join(said.split())[:400]


def _current(job: Job) -> Result:
    """Return the result of a job that is up to date, or still has no data."""
    known = record.read(job)
    pictures = {Path(path).stem for path in known.outputs if path.endswith(PICTURES)}
    return Result(job, "not run" if known.lacks else "up to date", known.lacks, len(pictures))


def _run_all(jobs: Sequence[Job], pool: Pool, keep: Keep, show: Show) -> list[Result]:
    """Return all results, each kept by `keep` as soon as its job has ended.

    One that makes files of which no record says that they are its own waits for the others: of
    two notebooks that make the same, both are refused. Ctrl-C and SIGTERM raise KeyboardInterrupt
    when nothing is left running or half kept.
    """
    results, held = [], []

    def end(result: Result) -> None:
        results.append(_cleared(_kept(result, keep)))
        show(result, [])

    with _told_to_stop() as told, closing(_executed(jobs, pool(), show, told)) as ended:
        for result in ended:
            if result.made.keys() <= record.mine(result.job):
                end(result)
            else:
                held.append(result)
        made = [(result, result.made) for result in held]
        makers = {(publish.slug(p), r.job.notebook) for r, places in made for p in places}
        for result, places in made:
            if said := publish.twice(result.job, places, makers):
                result.fail(said)
            end(result)
    if told:
        raise KeyboardInterrupt(told[0])
    return results


def _executed(
    jobs: Sequence[Job], executor: Executor, show: Show, told: Sequence[int]
) -> Iterator[Result]:
    """Yield what came of jobs as they end, the longest first, until someone tells to stop.

    `show` is called, at least twice a second, with the names still running, of which a cluster
    tells none.
    """
    waiting = {}
    try:
        for job in sorted(jobs, key=_expected, reverse=True):
            waiting[executor.submit(execute, job)] = job
        while waiting and not told:
            done, _ = wait(waiting, timeout=0.5, return_when="FIRST_COMPLETED")
            show(None, [job.name for future, job in waiting.items() if future.running()])
            yield from [_outcome(future, waiting.pop(future)) for future in done]
    finally:
        _end(executor, waiting)


def _expected(job: Job) -> float:
    """Return how long a job took last time; for ever where that is not known: it comes first."""
    known = record.read(job)
    return known.seconds if known else float("inf")


def _outcome(future: Future, job: Job) -> Result:
    """Return what came of a job; `execute` raises nothing, and a cluster may."""
    try:
        return future.result()
    except Exception as error:
        lost = "the Dask scheduler is gone, or cancelled it"
        return Result(job, "failed", lost if future.cancelled() else _explain(error))


def _kept(result: Result, keep: Keep) -> Result:
    """Keep what a job made; that it had no data is recorded, too."""
    try:
        if result.verdict == "done":
            keep(result)
        elif result.verdict == "not run":
            record.keep(result.job, result.work / "reads", result.began, lacks=result.error)
    except UsageError as error:
        result.fail(str(error))
    except Exception as error:  # mostly a full disk: the other notebooks go on
        result.fail(f"its outputs cannot be kept: {_explain(error)}")
    return result


def _cleared(result: Result) -> Result:
    """Remove what a job left behind, but for the partial copy of one that failed."""
    failed = result.job.building / "failed" / f"{result.job.name}.ipynb"
    with suppress(OSError):  # it failed before there was a copy, or the disk is full
        failed.unlink(missing_ok=True)
        if result.verdict == "failed" and result.work:
            publish.put({failed: result.work / "executed.ipynb"})
            result.partial = True
    if result.work:
        shutil.rmtree(result.work, ignore_errors=True)
    return result


def _end(executor: Executor, waiting: Mapping[Future, Job]) -> None:
    """Leave nothing running."""
    for future in waiting:
        future.cancel()
    while not all(future.done() for future in waiting):
        from warmrun import warm

        for folder in {job.building for job in waiting.values()}:
            warm.stop(folder)
        time.sleep(0.05)
    executor.shutdown(cancel_futures=bool(waiting))


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM instead of raising, so that no file is left half moved."""
    told: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    stops = (signal.SIGINT, signal.SIGTERM) if main else ()
    before = {stop: signal.signal(stop, lambda number, _: told.append(number)) for stop in stops}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Keep two runs of a project apart; raises UsageError where one is at work."""
    build = project.root / project.build
    build.mkdir(parents=True, exist_ok=True)
    with (build / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("Another run is at work here: wait for it to end.") from None
        try:
            yield
        finally:
            shutil.rmtree(build / "running", ignore_errors=True)
