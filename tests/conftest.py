"""What the tests share: a copy of the checkout in which anything may be broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def copy_checkout(folder: Path) -> Path:
    """Return a copy of data and notebooks to run in; the library is the installed one."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout that `ourimpact.paths` takes for the real one."""
    monkeypatch.setenv("OURIMPACT_ROOT", str(copy_checkout(tmp_path / "checkout")))
    monkeypatch.delenv("OURIMPACT_OUT", raising=False)
    return tmp_path / "checkout"


@pytest.fixture(scope="session")
def rendered() -> Path:
    """A copy in which `ourimpact run` has made every figure; it stays below build/ to look at.

    Each worker of pytest-xdist has its own, since they run at the same time.
    """
    folder = ROOT / "build" / "test" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    shutil.rmtree(folder, ignore_errors=True)
    copy_checkout(folder)
    environment = {**os.environ, "OURIMPACT_ROOT": str(folder)}
    environment.pop("OURIMPACT_OUT", None)
    ran = subprocess.run(
        [sys.executable, "-m", "ourimpact.cli", "run"],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder
