"""A Dask cluster gives the same results, even if it loses a worker, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psutil
import pytest
from conftest import ROOT
from distributed import Client
from toys import book, draw, files, foreign

from warmrun import notebook, plan, run

TESTS, README = str(Path(__file__).parents[1]), ROOT / "README.md"
WAIT = """
import os, pathlib, time
(pathlib.Path("AT") / f"{town}-{os.getpid()}").touch()
while not pathlib.Path("AT/go").exists():
    time.sleep(0.02)
"""
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from test_cluster import through
through(*sys.argv[2:])
"""


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler on loopback; it and its two workers are separate processes."""
    started, told = [], tmp_path / "scheduler.json"

    def start(kind: str, *words: str) -> subprocess.Popen:
        line = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(told), *words]
        with (tmp_path / f"{kind}-{len(started)}.log").open("w") as log:
            started.append(subprocess.Popen(line, stdout=log, stderr=log, cwd=tmp_path))
        return started[-1]

    start("scheduler", *in_readme("scheduler"), "--port", "0")
    lean = (*in_readme("worker"), "--nthreads", "1", "--no-nanny")
    workers = [start("worker", *lean) for _ in range(2)]
    until(lambda: told.exists() and told.read_text())
    address = json.loads(told.read_text())["address"]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    yield address, started[0], workers
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def folder(tmp_path):
    """A folder with one notebook, which waits for a file `go` before it draws."""
    folder = tmp_path / "project"
    book(folder / "analysis", "10-rain", WAIT.replace("AT", str(folder)), draw())
    return folder


def in_readme(kind: str) -> list[str]:
    """Return README's options of a scheduler or a worker, on loopback and any free port."""
    (line,) = re.findall(rf"^\.venv/bin/dask {kind} (.*)$", README.read_text("utf-8"), re.M)
    options = line.partition(" tcp:")[0].replace(":8787", ":0")
    return re.sub(r"10\.0\.0\.\d", "127.0.0.1", options).split()


def until(true) -> None:
    """Wait for a condition; only a hung test reaches the limit, however slow the machine."""
    ends = time.monotonic() + 120
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def through(folder, address=None) -> list[run.Result]:
    """Run a folder's notebook for six towns; with an address, on that cluster."""
    project = foreign(Path(folder))
    towns = "town=Ghent,Oslo,Cork,Bern,Lyon,Riga"
    jobs, _ = plan.plan_all(project, notebook.select(project), {}, towns)
    pool = partial(run.pool, 2, address)
    return run.run(project, jobs, pool, lambda *_: None, False, False)


def kernels(worker: subprocess.Popen) -> int:
    """Return how many kernels a worker's warm process has started; each has its own keeper."""
    below = psutil.Process(worker.pid).children(recursive=True)
    return sum("forker.py" in " ".join(process.cmdline()) for process in below) // 2


def test_what_readme_starts_is_reached_only_at_the_addresses_given(cluster):
    _, scheduler, workers = cluster
    for started in map(psutil.Process, [scheduler.pid, *(worker.pid for worker in workers)]):
        open_ = [at for process in (started, *started.children(recursive=True))
                 for at in process.net_connections() if at.status == "LISTEN"]  # fmt: skip
        assert len(open_) > 1 and {at.laddr.ip for at in open_} == {"127.0.0.1"}, started.cmdline()


def test_ctrl_c_ends_what_runs_on_the_workers(cluster, folder):
    address, _, workers = cluster
    line = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), str(folder), address]
    environment = {**os.environ, "PYTHONPATH": TESTS}
    running = subprocess.Popen(line, env=environment)
    until(lambda: len(list(folder.glob("*-*"))) == 2)
    running.send_signal(signal.SIGINT)
    running.wait()
    assert [kernels(worker) for worker in workers] == [0, 0]
    assert not list(folder.glob("made/running/*"))


def test_a_cluster_that_loses_a_worker_makes_everything(cluster, folder):
    address, _, workers = cluster
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(through, folder, address)
        until(lambda: all(map(kernels, workers)) and len(list(folder.glob("*-*"))) == 2)
        workers[0].kill()
        (folder / "go").touch()
        assert [result.verdict for result in running.result()] == ["done"] * 6
    there = files(folder, "made")
    assert len(there) == 2 * 6
    assert [result.verdict for result in through(folder)] == ["up to date"] * 6


def test_a_scheduler_that_is_lost_is_named(cluster, folder):
    address, scheduler, workers = cluster
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(through, folder, address)
        until(lambda: all(map(kernels, workers)))
        scheduler.kill()
        errors = {result.error for result in running.result()}
    assert errors == {"the Dask scheduler is gone, or cancelled it"}
