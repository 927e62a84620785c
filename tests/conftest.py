"""What the tests share: a copy of the checkout in which anything may be broken."""

import ast
import csv
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

import ourimpact_command as cli
from ourimpact import checks
from ourimpact.errors import TableError
from warmrun import notebook

ROOT = Path(__file__).parents[1]
YEAR = notebook.select(cli.our_project(), ["00"])[0].defaults["year"]  # of the report shown
STANDS = 2024  # of a report that is here for good: what is said of it in tests stays true


def copy_checkout(folder: Path) -> Path:
    """Return a copy of data and notebooks to run in; the library is the installed one."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ip*"))
    return folder


def meant(root: Path) -> None:
    """Record what a test changed in the tables, but for what breaks a rule: loading says that."""
    with pytest.MonkeyPatch.context() as patch, suppress(TableError):
        patch.setenv("OURIMPACT_ROOT", str(root))
        checks.record(checks.dictionary())


def stood(row: dict[str, str]) -> bool:
    """Tell whether a row of data/ was there when the report of STANDS was the newest."""
    year = row.get("since") or row.get("year") or row.get("source", "")[-4:]
    return not year.isdigit() or int(year) <= STANDS


def as_then(copy: Path) -> Path:
    """Take what later reports brought out of a copy's tables, and return the copy."""
    for path in (copy / "data").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows = [row for row in table if stood(row) or "half" in row]  # no report has half-years
        with path.open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, table.fieldnames, lineterminator="\n")
            written.writeheader()
            written.writerows(rows)
    meant(copy)
    return copy


def outputs(notebook: dict) -> list:
    """What a reader sees, with streams joined (a kernel cuts them by the clock)."""
    seen = []
    for cell in notebook["cells"]:
        joined = []
        for output in map(dict, cell.get("outputs", ())):
            output.pop("traceback", None)  # has paths of the kernel's own files in it
            text = output.get("text")
            if text and joined and joined[-1].get("name") == output["name"]:
                joined[-1]["text"] = "".join([*joined[-1]["text"], *text])
            else:
                joined.append(output)
        seen.append((cell.get("execution_count"), json.dumps(joined, sort_keys=True)))
    return seen


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout that `ourimpact.paths` takes for the real one."""
    monkeypatch.setenv("OURIMPACT_ROOT", str(copy_checkout(tmp_path / "checkout")))
    monkeypatch.delenv("OURIMPACT_OUT", raising=False)
    return tmp_path / "checkout"


@pytest.fixture(scope="session")
def rendered() -> Path:
    """A copy in which `ourimpact run` has made every figure, once for all workers of xdist.

    It stays below build/ to look at.
    """
    folder = ROOT / "build" / "test"
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != session:
            shutil.rmtree(folder / "copy", ignore_errors=True)
            _render(copy_checkout(folder / "copy"))
            lock.truncate(0)
            lock.write(session)
    return folder / "copy"


def _render(folder: Path) -> None:
    environment = {**os.environ, "OURIMPACT_ROOT": str(folder)}
    environment.pop("OURIMPACT_OUT", None)
    words = [sys.executable, "-m", "ourimpact_command", "run"]
    ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


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
