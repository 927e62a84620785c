"""`ourimpact run --scheduler`: a Dask cluster gives what this machine does, losing a worker too."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import copy_checkout
from distributed import Client

STATES = "TX,WY,GU,CA,NY,RI"


@pytest.fixture
def cluster(tmp_path):
    """A scheduler's address on loopback, it and its two workers, each a process of its own."""
    started, told = [], tmp_path / "scheduler.json"

    def start(kind: str, *words: str) -> subprocess.Popen:
        line = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(told), *words]
        with (tmp_path / f"{kind}-{len(started)}.log").open("w") as log:
            started.append(subprocess.Popen(line, stdout=log, stderr=log, cwd=tmp_path))
        return started[-1]

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    workers = [
        start("worker", "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--no-dashboard")
        for _ in range(2)
    ]
    while not told.exists() or not told.read_text():
        time.sleep(0.1)
        assert started[0].poll() is None, (tmp_path / "scheduler-0.log").read_text()
    address = json.loads(told.read_text())["address"]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, started[0], workers
    for process in started:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def at_work(worker: subprocess.Popen) -> bool:
    """Whether a worker has run a notebook: its warm process is there."""
    return worker.poll() is None and bool(children(worker.pid))


def run(root, *words: str) -> subprocess.Popen:
    line = [
        sys.executable,
        "-m",
        "ourimpact_command",
        "run",
        "91",
        "--each",
        f"state={STATES}",
        *words,
    ]
    environment = {**os.environ, "OURIMPACT_ROOT": str(root)}
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def sheets(root) -> dict[str, bytes]:
    made = (root / "build/figures/states").rglob("*.*")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in made}


def notebooks_of(worker: subprocess.Popen) -> int:
    """How many notebooks run in the processes that a worker has started."""
    warm = [pid for pid in children(worker.pid) if "forkserver" in command(pid)]
    return sum(len(children(pid)) for pid in warm)


def test_ctrl_c_ends_what_runs_on_the_workers(cluster, tmp_path):
    address, _, workers = cluster
    there = copy_checkout(tmp_path / "there")
    running = run(there, "--scheduler", address)
    while not all(map(notebooks_of, workers)):
        time.sleep(0.05)
        assert running.poll() is None, running.communicate()[0].decode()
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 130, said.decode()
    assert [notebooks_of(worker) for worker in workers] == [0, 0]
    assert not (there / "build/running").exists()


def test_a_cluster_that_loses_a_worker_makes_every_fact_sheet(cluster, tmp_path):
    address, _, workers = cluster
    here, there = (copy_checkout(tmp_path / name) for name in ("here", "there"))
    running = run(there, "--scheduler", address)
    while not all(map(at_work, workers)) or not list((there / "build/figures").rglob("*.png")):
        time.sleep(0.05)
        assert running.poll() is None, running.communicate()[0].decode()
    workers[0].kill()
    said, _ = running.communicate(timeout=120)
    assert running.returncode == 0, said.decode()
    local = run(here)
    local.communicate(timeout=120)
    assert local.returncode == 0
    assert len(sheets(here)) == 4 * 6
    assert sheets(there) == sheets(here)
    assert not (there / "build/running").exists()


def test_a_scheduler_that_is_lost_is_named(cluster, tmp_path):
    address, scheduler, workers = cluster
    running = run(copy_checkout(tmp_path / "there"), "--scheduler", address)
    while not all(map(at_work, workers)):
        time.sleep(0.05)
        assert running.poll() is None, running.communicate()[0].decode()
    scheduler.kill()
    said = running.communicate(timeout=60)[0].decode()
    assert running.returncode == 1
    assert "the Dask scheduler is gone" in said
    assert "Traceback" not in said, said
