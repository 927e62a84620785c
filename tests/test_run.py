"""`ourimpact run`: what is refused, what is kept when something fails, what is done twice."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import ourimpact_command as cli
from ourimpact import tables
from warmrun import cache, notebook, publish

PARAMETERS = 'year: int = 2024  # report year\nplace: str = "TX"  # of a state'
DRAW = """
import json, os, pathlib
out = pathlib.Path(os.environ["OURIMPACT_OUT"])
about = dict(notebook="10-good", section="S", slug="SLUG", order=1, title="", subtitle="", alt="",
             finding="", note="", source="", form="", tables=[], credit="", year=year)
(out / "SLUG.json").write_text(json.dumps(about))
for ending in ("csv", "png", "svg"):
    (out / f"SLUG.{ending}").write_text("WHAT")
"""


def draw(what: str = "first", slug: str = "good") -> str:
    return DRAW.replace("WHAT", what).replace("SLUG", slug)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A checkout with the project's data and no notebook."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    return tmp_path


def book(root: Path, name: str, *code: str, parameters: str = PARAMETERS) -> Path:
    cells = [new_markdown_cell(f"# {name}"), new_code_cell(parameters)]
    cells[1].metadata["tags"] = ["parameters"]
    cells += [new_code_cell(source) for source in code]
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    path = root / "notebooks" / f"{name}.ipynb"
    language = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps(new_notebook(cells=cells, metadata={"kernelspec": language})))
    return path


def files(root: Path) -> dict[str, str]:
    """Everything but the notebooks, the lock, the data and what is remembered of runs."""
    found = [p for top in ("build", "figures") for p in (root / top).rglob("*") if p.is_file()]
    found = [p for p in found if p.name != "lock" and p.parent != root / "build" / "state"]
    return {p.relative_to(root).as_posix(): p.read_text() for p in found}


def figures(root: Path) -> dict[str, str]:
    return {name: text for name, text in files(root).items() if name.startswith("figures/2")}


def command(root: Path, *words: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "ourimpact_command", "run", *words], text=True,
        env={**os.environ, "OURIMPACT_ROOT": str(root)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def strays(root: Path) -> list[str]:
    """The processes that have this checkout in their environment, but for our own children."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"PPid:\t{os.getpid()}\n" in (process / "status").read_text()
            environment = (process / "environ").read_bytes()
            if str(root).encode() in environment and not ours:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def none_stray(root: Path) -> bool:
    for _ in range(50):
        if not strays(root):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1x"], "no notebook '1x'"),
        (["10-god"], "Did you mean '10-good'?"),
        (["-p", "plac=GU"], "Did you mean 'place'?"),
        (["-p", "year=abc"], "'abc' is not of type int"),
        (["-p", "place"], "NAME=VALUE"),
        (["-p", "year=2023", "--year", "2024"], "year is given twice"),
        (["--each", "plase"], "plase"),
        (["-p", "place=GU", "--each", "place=TX"], "place is given twice"),
        (["--each", "place="], "give values, or --each place"),
        (["--scheduler", "nonsense"], "Dask"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_starts(small, capsys, words, said):
    book(small, "10-good", draw())
    assert cli.main(["run", *words]) == 1
    assert said in capsys.readouterr().err
    assert not figures(small)


def test_a_year_without_data_is_not_shown_under_anothers_name(small, capsys):
    load = 'from ourimpact import tables\ntables.{}("missing_by_type", year)'
    optional = 'if year == 2024:\n    tables.load("missing_by_type", year)'
    book(small, "10-good", load.format("load"))
    book(small, "11-series", "import x\n" + load.format("series") + "\n" + optional)
    held, ever = tables.years("missing_by_type"), [*tables.years("missing_by_type_earlier")]
    assert [n.years for n in notebook.everything()] == [held, ever + held]
    assert cli.main(["run", "--year", "2023"]) == 1
    said = capsys.readouterr().err
    assert f"10-good: missing_by_type has {', '.join(map(str, held))} only" in said
    both = f"missing_by_type or missing_by_type_earlier has {', '.join(map(str, ever + held))}"
    assert f"11-series: {both} only" in said


def test_the_years_of_a_series_are_those_of_its_earlier_tables():
    [cybertipline] = notebook.select(["06"])
    assert {2020, 2021, 2022, 2023, 2024} <= set(cybertipline.years)


def test_fact_sheets_say_no_more_than_few_reports_allow(checkout):
    assert len(set(notebook.codes("state"))) == 53
    assert cli.main(["run", "91", "--each", "state=WY,GU,DC"]) == 0
    for state, few in (("WY", True), ("GU", True), ("DC", False)):
        sheet = checkout / f"build/figures/states/{state}/state-fact-sheet"
        said = json.loads(sheet.with_suffix(".json").read_text(encoding="utf-8"))
        assert ("too few for a share" in said["finding"]) == few
        assert bool(re.search(r"interval", said["finding"])) != few
        [row] = pd.read_csv(sheet.with_suffix(".csv")).query("state == @state").to_dict("records")
        assert all(pd.isna(row[c]) == few for c in ("share", "rate", "low", "high"))


def test_a_failure_keeps_last_times_figures_and_lets_the_others_run(small, capsys):
    book(small, "10-good", draw())
    book(small, "11-other", draw(slug="other"))
    assert cli.main(["run", "--format", "json"]) == 0
    before = figures(small)
    book(small, "10-good", draw("second"), "1 / 0")
    book(small, "11-other", draw("second", slug="other"))
    capsys.readouterr()
    assert cli.main(["run", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [r["verdict"] for r in told] == ["failed", "done"]
    after = figures(small)
    assert after["figures/2024/good.png"] == before["figures/2024/good.png"] == "first"
    assert after["figures/2024/other.png"] == "second"
    assert "ZeroDivisionError" in files(small)["build/failed/10-good.ipynb"]
    assert not [name for name in files(small) if "running" in name or ".part" in name]


def test_nothing_is_done_twice_and_whatever_changed_is_named(small, capsys, monkeypatch):
    (small / "data").unlink()
    shutil.copytree(ROOT / "data", small / "data")
    library = shutil.copytree(ROOT / "lib" / "ourimpact", small / "ourimpact")
    monkeypatch.setattr(cache, "__file__", str(library / "cache.py"))
    path = book(small, "10-good", draw())

    def verdict(*words: str) -> str:
        assert cli.main(["run", "--format", "json", *words]) == 0
        [told] = json.loads(capsys.readouterr().out)
        return f"{told['verdict']} {told['why']}".strip()

    assert verdict() == "done new"
    assert verdict() == "up to date"
    assert verdict("--force") == "done forced"
    path.write_text(
        path.read_text().replace('"outputs": []', '"outputs": [], "execution_count": 3')
    )
    assert verdict() == "up to date"
    (small / "figures/2024/good.svg").write_text("edited by hand")
    assert verdict() == "done outputs"
    assert (small / "figures/2024/good.svg").read_text() == "first"
    (small / "figures/2024/good.csv").unlink()
    assert verdict() == "done outputs"
    (small / "requirements.lock").write_text("x==1")
    assert verdict() == "done lock"
    with (small / "data/reference/states.csv").open("a") as table:
        table.write("\n")
    assert verdict() == "done data"
    with (library / "charts.py").open("a") as module:
        module.write("# edited")
    assert verdict() == "done library"
    assert verdict("--engine", "kernel") == "done engine"
    assert verdict("--engine", "kernel") == "up to date"
    assert verdict() == "done engine"
    book(small, "10-good", draw(slug="renamed"))
    assert verdict() == "done notebook"
    assert {Path(name).stem for name in figures(small)} == {"renamed"}
    assert verdict("-p", "place=../../x") == "done new"
    assert (small / "build/figures/10-good-place=x/renamed.png").exists()


def test_the_check_is_light(small):
    book(small, "10-good", draw())
    assert cli.main(["run"]) == 0
    code = (
        "import sys; from ourimpact import cli; assert cli.main(['run']) == 0;"
        "print(*{'pandas', 'papermill', 'tqdm', 'matplotlib', 'nbformat'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "up to date" in ran.stdout
    assert ran.stdout.splitlines()[-1] == ""


def test_each_value_has_its_own_folder(small, capsys):
    book(small, "10-good", draw('" + place + "'))
    assert cli.main(["run", "--each", "place=TX,GU"]) == 0
    made = {place: small / f"build/figures/places/{place}/good.png" for place in ("TX", "GU")}
    assert all(path.read_text() == place for place, path in made.items())
    assert not figures(small)


def test_killed_halfway_nothing_is_lost_and_nothing_is_left(small):
    book(small, "10-good", draw())
    assert cli.main(["run"]) == 0
    before = figures(small)
    for name in ("10-good", "11-waits"):
        book(small, name, draw("second"), "import subprocess\nsubprocess.run(['sleep', '60'])")
    running = command(small, "--jobs", "1")
    while not any("sleep" in line for line in strays(small)):
        time.sleep(0.1)
        assert running.poll() is None
    running.kill()
    running.communicate(timeout=20)
    assert figures(small) == before
    assert none_stray(small)
    book(small, "10-good", draw("third"))
    assert cli.main(["run", "10"]) == 0
    assert figures(small)["figures/2024/good.png"] == "third"
    assert not list((small / "build").glob("running/*"))


def test_files_that_may_not_grow(small):
    """As on a full disk, for whoever may not mount one."""
    book(small, "10-good", draw())
    assert cli.main(["run"]) == 0
    before = figures(small)
    book(small, "10-good", draw("second"), "print('x' * 300_000)")
    small_files = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # noqa: E731
    full = command(small, preexec_fn=small_files)
    out, said = full.communicate(timeout=60)
    assert full.returncode == 1
    assert "File too large" in said and "Traceback" not in said + out
    assert figures(small) == before


def test_figures_are_replaced_all_or_none(small, capsys, monkeypatch):
    book(small, "10-good", draw())
    assert cli.main(["run"]) == 0
    before = figures(small)
    book(small, "10-good", draw("second"))
    replace = Path.replace

    def full_at_the_last(self, target):
        if Path(target) == small / "figures/2024/good.svg" and self.parent.name == "figures":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full_at_the_last)
    assert cli.main(["run"]) == 1
    assert "cannot be kept: OSError: [Errno 28] No space left" in capsys.readouterr().err
    assert figures(small) == before
    assert not list((small / "build").glob("running/*"))


def test_refresh_is_byte_stable_and_leaves_a_failing_notebook_alone(small, capsys):
    path = book(small, "10-good", "print(year)\nyear + 1", "1")
    assert cli.main(["refresh"]) == 0
    first = path.read_bytes()
    assert [c.get("execution_count") for c in json.loads(first)["cells"]] == [None, 1, 2, 3]
    assert cli.main(["refresh"]) == 0
    assert path.read_bytes() == first
    for wrong in ("import sys\nprint('careful', file=sys.stderr)", "1 / 0"):
        path = book(small, "10-good", wrong)
        before = path.read_bytes()
        assert cli.main(["refresh"]) == 1
        assert path.read_bytes() == before
    assert set(files(small)) == {"build/failed/10-good.ipynb"}


def test_elsewhere_a_picture_within_tolerance_stays_as_committed(tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.setattr(publish, "EXACT", False)
    for folder, grey in (("old", 200), ("near", 201), ("far", 90)):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (40, 40), (grey,) * 3).save(tmp_path / folder / "a.png")
        for ending, text in ((".svg", folder), (".csv", "1"), (".json", "{}")):
            (tmp_path / folder / f"a{ending}").write_text(text)
    committed = tmp_path / "old"
    for folder, kept in (("near", "old"), ("far", "far")):
        made = sorted((tmp_path / folder).iterdir())
        publish.among_others(committed, "10-good", made, tmp_path / f"before-{folder}")
        assert (committed / "a.svg").read_text() == kept
