"""One fault a row: the message names it, last good figures stay, and a mended rerun succeeds."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from test_run import book, command, draw, figures, none_stray, strays

import ourimpact_command as cli
from ourimpact import tables

STATES = "report/missing_by_state.csv"
HELD = ", ".join(map(str, tables.years("missing_by_state")))
CELL = "NY,resolved,2543"
# file, what stands there, what a careless edit makes of it, what the message must say
FAULTS = {
    "deleted column": (STATES, "year,state,status,reports", "year,state,status", "columns must be"),
    "renamed category": (STATES, "NY,resolved", "NY,solved", "Did you mean 'resolved'"),
    "thousands separator": (STATES, CELL, 'NY,resolved,"2,543"', "such as 2543"),
    "negative": (STATES, CELL, "NY,resolved,-1", "minimum"),
    "fraction": (STATES, CELL, "NY,resolved,2543.5", "not of type integer"),
    "empty cell": (STATES, CELL, "NY,resolved,", "the cell is empty"),
    "duplicate key": (STATES, CELL, "NY,active,2543", "same key is there twice"),
    "unknown state": (STATES, CELL, "XX,resolved,2543", "'XX' is no known value"),
    "broken total": (STATES, CELL, "NY,resolved,2544", "NY/total 2,685, printed 2,684"),
    "broken dictionary": ("datapackage.json", '"resources": [', '"resources": ', "line"),
    "byte-order mark": (STATES, "year,state", "\ufeffyear,state", None),
    "Windows line ends": (STATES, "\n", "\r\n", None),
}
CHECK = """
from ourimpact import tables
tables.add_up("missing_by_state", year)
"""


ENGINES = ("warm", "kernel")
# the second cell after the parameters', and what must be said of it; stray processes are looked for
BAD = {
    "raises": ("1 / 0", "cell 5 (1 / 0): ZeroDivisionError: division by zero"),
    "never ends": ("while True:\n    pass", "cell 5 (while True:): CellTimeout: stopped after 2 s"),
    "prints for ever": (
        "while True:\n    print('x', flush=True)",
        "CellTimeout: stopped after 2 s",
    ),
    "dies": ("import os\nos._exit(3)", "cell 5 (import os): DeadProcess: "),
    "is no Python": ("x = (", "cell 5 (x = (): SyntaxError"),
}
ASKED = {
    "year=abc": (["-p", "year=abc"], "'abc' is not of type int"),
    "year=1066": (["-p", "year=1066"], f"missing_by_state has {HELD} only"),
    "another name": (["-p", "yaer=2024"], "Did you mean 'year'?"),
    "each of a folder": (["--each", "place=a/b,a_b"], "would share a folder"),
    "another notebook": (["11-good"], "Did you mean '10-good'?"),
}


@pytest.fixture
def good(tmp_path, monkeypatch, capsys):
    """A checkout with a copy of the data, one notebook that checks a table, and its figures."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    (tmp_path / "notebooks").mkdir()
    book(tmp_path, "10-good", CHECK, draw())
    assert cli.main(["run"]) == 0
    capsys.readouterr()
    return tmp_path


def everything(root: Path) -> dict[Path, bytes]:
    """Every file of the checkout but what a run may write below build/."""
    found = (p for p in root.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in found if p.relative_to(root).parts[0] != "build"}


def runs_again(capsys) -> bool:
    """Whether all is executed anew; unforced, inputs that are as before would be skipped."""
    capsys.readouterr()
    status = cli.main(["run", "--force", "--format", "json"])
    return status == 0 and [r["verdict"] for r in json.loads(capsys.readouterr().out)] == ["done"]


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_the_data(good, capsys, file, old, new, said):
    path = good / "data" / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_bytes(whole.replace(old, new, -1 if old == "\n" else 1).encode())
    before = everything(good)
    status = cli.main(["run"])
    told = capsys.readouterr()
    assert everything(good) == before
    if said is None:
        assert status == 0, told.err
        return
    assert status == 1
    assert said in told.err
    assert Path(file).stem in told.err
    assert "Traceback" not in told.err
    path.write_text(whole, encoding="utf-8")
    assert runs_again(capsys)


def test_a_missing_csv(good, capsys):
    path = good / "data" / STATES
    path.rename(path.with_suffix(".away"))
    before = everything(good)
    assert cli.main(["run"]) == 1
    assert "missing_by_state" in capsys.readouterr().err
    assert everything(good) == before
    path.with_suffix(".away").rename(path)
    assert runs_again(capsys)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("code", "said"), BAD.values(), ids=BAD)
def test_a_bad_notebook(good, engine, code, said):
    book(good, "10-good", CHECK, draw("second"), code)
    before = everything(good)
    limit = ["--timeout", "2"] if "CellTimeout" in said else []
    running = command(good, "--engine", engine, *limit)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 1
    assert said in told
    assert "Traceback" not in told and len(told.splitlines()) == 1, told
    assert everything(good) == before
    assert none_stray(good)
    assert not list((good / "build").glob("running/*"))
    book(good, "10-good", CHECK, draw("third"))
    assert cli.main(["run", "--engine", engine]) == 0
    assert figures(good)["figures/2024/good.png"] == "third"
    assert not list((good / "build").glob("failed/*"))  # a copy of what has since succeeded


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_halfway_and_two_runs_at_once(good, capsys, engine, number):
    """A child of the notebook is at work, too."""
    book(good, "10-good", draw("second"), "import subprocess\nsubprocess.run(['sleep', '60'])")
    before = everything(good)
    running = command(good, "--engine", engine)
    while not any("sleep" in line for line in strays(good)):
        time.sleep(0.1)
        assert running.poll() is None
    assert cli.main(["run"]) == 1
    assert "Another run is at work" in capsys.readouterr().err
    running.send_signal(number)
    _, told = running.communicate(timeout=20)
    assert running.returncode == 128 + number
    assert "stopped" in told and "Traceback" not in told
    assert everything(good) == before
    assert none_stray(good)
    assert not list((good / "build").glob("running/*"))
    book(good, "10-good", draw("third"))
    assert cli.main(["run", "--engine", engine]) == 0


@pytest.mark.parametrize(("words", "said"), ASKED.values(), ids=ASKED)
def test_what_is_not_to_be_had(good, capsys, words, said):
    before, built = everything(good), sorted((good / "build").rglob("*"))
    assert cli.main(["run", *words]) == 1
    assert said in capsys.readouterr().err
    assert everything(good) == before
    assert sorted((good / "build").rglob("*")) == built
    assert runs_again(capsys)


def test_a_value_that_is_a_path_stays_below_build(good):
    before = everything(good)
    assert cli.main(["run", "-p", "place=../../x"]) == 0
    assert everything(good) == before
    assert (good / "build/figures/10-good-place=x/good.png").exists()
    assert not [path for path in good.parent.iterdir() if path.name == "x"]


def test_figures_that_may_not_be_written(good):
    """Root may write anywhere; without the capability that lets it, root is like anybody."""
    book(good, "10-good", CHECK, draw("second"))
    folders = [good / "figures" / "2024", good / "figures"]
    before = figures(good)
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ran = subprocess.run(
            [*plain, sys.executable, "-m", "ourimpact_command", "run"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert ran.returncode == 1
    assert "Permission denied" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert figures(good) == before
    assert none_stray(good)
    assert cli.main(["run"]) == 0
    assert figures(good) != before


def test_a_full_disk(good):
    """The figures and all else of the run on a file system with no room left."""
    book(good, "10-good", CHECK, draw("second"), "print('x' * 3_000_000)")
    before, build = figures(good), good / "build"
    shutil.rmtree(build)
    build.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(build)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a full disk is made by mounting a small one, which is not allowed here")
    try:
        running = command(good)
        out, said = running.communicate(timeout=60)
        left = [p.name for p in [*build.rglob("*.part"), *build.glob("running/*")]]
    finally:
        subprocess.run(["umount", str(build)], check=True)
    assert running.returncode == 1
    assert "No space left" in said, said + out
    assert "Traceback" not in said
    assert not left
    assert figures(good) == before
    assert cli.main(["run"]) == 0
