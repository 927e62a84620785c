"""Shared by the tests: a copy of the checkout in which anything may be broken."""

import ast
import csv
import json
import os
import re
import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

import ourimpact_command as cli
from ourimpact import TableError, checks
from ourimpact_command import settings
from warmrun import notebook

ROOT = Path(__file__).parents[1]
SHOWN = {one.name: one.defaults["year"] for one in notebook.select(settings.our_project(), [])}
YEAR = SHOWN["00-at-a-glance"]  # the report shown; a notebook whose table is gone has an older one
SESSION = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
DRAWN = ROOT / "build" / "test" / "drawn"
ALL_OUTPUTS = "Pictures, metadata, or order of outputs differ: run ourimpact refresh, and look"
STANDS = 2024  # a report that stays in the repository: what tests say about it stays true


def published() -> list[Path]:
    """Return the files of published figures, each for the year that its notebook shows."""
    folders = [ROOT / "figures" / str(year) for year in sorted({*SHOWN.values()})]
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    return [p for p in files if str(SHOWN.get(settings.maker(p), p.parent.name)) == p.parent.name]


def copy_checkout(folder: Path) -> Path:
    """Return a copy of data and notebooks to run in; the library is the installed one."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ip*"))
    return folder


def run(folder: Path, *words: str, command: str = "run") -> None:
    """Run notebooks of a copy with the words of `ourimpact run`; one warm process serves all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OURIMPACT_ROOT", str(folder))
        patch.delenv("OURIMPACT_OUT", raising=False)
        assert cli.main([command, *words]) == 0


def meant(root: Path) -> None:
    """Record what a test changed in the tables, unless it breaks a rule: loading reports that."""
    with pytest.MonkeyPatch.context() as patch, suppress(TableError):
        patch.setenv("OURIMPACT_ROOT", str(root))
        checks.record(checks.dictionary())


def stood(row: dict[str, str]) -> bool:
    """Return whether a row of data/ existed when the report of STANDS was the newest."""
    year = row.get("since") or row.get("year") or row.get("source", "")[-4:]
    dated = re.search(r"_(20\d\d)(?:_|$)", row.get("code", ""))  # such as a footnote's code
    year = dated[1] if dated else year
    return not year.isdigit() or int(year) <= STANDS


def as_then(copy: Path) -> Path:
    """Remove what later reports added from the tables and codes of a copy; return the copy."""
    described = json.loads((copy / "data" / checks.DICTIONARY).read_text(encoding="utf-8"))
    then, held = {}, set()
    for about in described["resources"]:
        with (copy / "data" / about["path"]).open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows = [row for row in table if stood(row) or "half" in row]  # no report has half-years
        then[about["path"]] = (table.fieldnames, rows)
        if len(about["schema"]["primaryKey"]) > 1:
            held |= {pair for row in rows for pair in row.items()}
    fields = [
        (about["path"], field["name"], field["constraints"]["enum"])
        for about in described["resources"] for field in about["schema"]["fields"]
        if "enum" in field.get("constraints", {})
    ]  # fmt: skip
    coded = {name for path, name, _ in fields if path.startswith("report/")}
    for _, name, codes in fields:
        codes[:] = [code for code in codes if name not in coded or (name, code) in held]
    for about in described["resources"]:
        (key, *others), (columns, rows) = about["schema"]["primaryKey"], then[about["path"]]
        of_codes = not others and key in coded  # a table about codes, such as their groups
        with (copy / "data" / about["path"]).open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, columns, lineterminator="\n")
            written.writeheader()
            written.writerows(r for r in rows if not of_codes or (key, r[key]) in held)
    (copy / "data" / checks.DICTIONARY).write_text(json.dumps(described), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:  # an exception here is an error in this function
        patch.setenv("OURIMPACT_ROOT", str(copy))
        checks.record(checks.dictionary())
    return copy


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout that `ourimpact.paths` takes for the real one."""
    monkeypatch.setenv("OURIMPACT_ROOT", str(copy_checkout(tmp_path / "checkout")))
    monkeypatch.delenv("OURIMPACT_OUT", raising=False)
    return tmp_path / "checkout"


@pytest.fixture(scope="session")
def drawn() -> dict[str, Path]:
    """Return the files of every figure as notebooks draw them now, in this session's nbval pass.

    `ourimpact run` makes what nbval has not run, as when one test file is run alone. All files stay
    below build/ for you to look at.
    """
    names = [path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")]
    lacking = [name for name in names if _when(name) != SESSION]
    files = [path for name in {*names} - {*lacking} for path in (DRAWN / name).iterdir()]
    if lacking:
        shutil.rmtree(DRAWN / "copy", ignore_errors=True)
        run(copy := copy_checkout(DRAWN / "copy"), *lacking)
        files += (copy / "figures").glob("[0-9]*/*")
    assert len({path.name for path in files}) == len(files), "two notebooks draw one figure"
    return {path.name: path for path in files}


def _when(name: str) -> str:
    """Return the session in which nbval last ran a notebook."""
    noted = DRAWN / f"{name}.session"
    return noted.read_text() if noted.exists() else ""


class BesideNbval:
    """During nbval's pass, compare what nbval does not, and keep the figures for their tests."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if not isinstance(item, IPyNbCell):
            return (yield)
        folder = DRAWN / item.path.stem
        if not item.cell_num:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:  # the kernel is started here
            patch.setenv("OURIMPACT_OUT", str(folder))
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        yield
        if isinstance(item, IPyNbCell):
            now, stored = map(shown, (item.test_outputs, item.cell.outputs))
            if now != stored:
                item.raise_cell_error(ALL_OUTPUTS, f"{now}\n\nstored:\n{stored}")

    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        last = nextitem is None or nextitem.path != item.path
        if isinstance(item, IPyNbCell) and last:
            (DRAWN / f"{item.path.stem}.session").write_text(SESSION)


def shown(outputs: list) -> list[dict]:
    """Return all outputs of a cell in order, with metadata and, if pixels are exact, pictures."""
    found = json.loads(json.dumps(outputs))
    for output in found:
        output.pop("execution_count", None)  # nbval runs cells without a count
        if not settings.EXACT:
            output.get("data", {}).pop("image/png", None)
    return found


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(BesideNbval())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was checked: one line per test file, the first line of its docstring."""
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
        words = "each cell was run in a Jupyter kernel and compared with its stored outputs."
        terminalreporter.line(f"{_told(sum(cells, Counter()))}  notebooks ({len(cells)}): {words}")


def _told(count: Counter) -> str:
    passed, others = count.pop("passed", 0), [f"{n} {what}" for what, n in count.items()]
    return f"{passed:5d} passed" + "".join(f", {other}" for other in others)
