"""What the tests share: a copy of the checkout in which anything may be broken."""

import ast
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from warmrun import notebook

ROOT = Path(__file__).parents[1]
YEAR = notebook.select(["00"])[0].default_year  # of the report that the notebooks show


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
        [sys.executable, "-m", "ourimpact_command", "run"],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was checked: a line for each file of tests, by its first sentence."""
    counts: dict[str, Counter] = {}
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            if outcome in ("passed", "failed", "error", "skipped"):
                name = report.nodeid.split("::")[0]
                counts.setdefault(name, Counter())[outcome] += 1
    cells = [counts.pop(name) for name in list(counts) if name.endswith(".ipynb")]
    terminalreporter.section("what was checked")
    for name, count in sorted(counts.items()):
        says = ast.get_docstring(ast.parse((ROOT / name).read_text(encoding="utf-8"))) or ""
        terminalreporter.line(f"{_told(count)}  {Path(name).stem}: {says.partition(chr(10))[0]}")
    if cells:
        words = "each cell run again in a Jupyter kernel, its outputs compared with those stored."
        terminalreporter.line(f"{_told(sum(cells, Counter()))}  notebooks ({len(cells)}): {words}")


def _told(count: Counter) -> str:
    passed, others = count.pop("passed", 0), [f"{n} {what}" for what, n in count.items()]
    return f"{passed:5d} passed" + "".join(f", {other}" for other in others)
