"""`ourimpact run --scheduler`: a Dask cluster gives what this machine does, losing a worker too."""

import json
import os
import subprocess
import sys
import time

import distributed  # noqa: F401  without it nothing here could run
import pytest
from conftest import copy_checkout

STATES = "TX,WY,GU,CA,NY,RI"


@pytest.fixture
def cluster(tmp_path):
    """A scheduler's address on loopback and its two workers, each a process of its own."""
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
    yield json.loads(told.read_text())["address"], workers
    for process in started:
        process.kill()
        process.wait()


def run(root, *words: str) -> subprocess.Popen:
    line = [sys.executable, "-m", "ourimpact.cli", "run", "91", "--each", f"state={STATES}", *words]
    environment = {**os.environ, "OURIMPACT_ROOT": str(root)}
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def sheets(root) -> dict[str, bytes]:
    made = (root / "build/figures/states").rglob("*.*")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in made}


def test_a_cluster_that_loses_a_worker_makes_every_fact_sheet(cluster, tmp_path):
    address, workers = cluster
    here, there = (copy_checkout(tmp_path / name) for name in ("here", "there"))
    running = run(there, "--scheduler", address)
    while len(list((there / "build/figures").rglob("*.png"))) < 2:
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
