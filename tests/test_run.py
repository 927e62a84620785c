"""`ourimpact run` and related commands: what is refused, kept, and due, and where output goes."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from unittest.mock import call, create_autospec

import pandas as pd
import pytest
import toys
from conftest import ROOT, STANDS, YEAR, meant

import ingest
import ourimpact_command as cli
from ourimpact import tables
from ourimpact_command import messages, settings
from warmrun import notebook, plan, run

PARAMETERS = f'year: int = {STANDS}  # report year\nplace: str = "TX"  # of a state'
DRAW = """
import json, os, pathlib
out = pathlib.Path(os.environ["OURIMPACT_OUT"])
name = os.environ["OURIMPACT_RUN"].split()[0]
about = ABOUT | dict(notebook=name, slug="SLUG", year=year)
(out / "SLUG.json").write_text(json.dumps(about))
for ending in ("csv", "png", "svg"):
    (out / f"SLUG.{ending}").write_text("WHAT")
"""
WORDS = ("title", "subtitle", "alt", "finding", "note", "source", "form", "credit", "section")
ABOUT = dict.fromkeys(WORDS, "x") | {
    "order": 1, "sources": ["x"], "tables": ["x"], "body": [0.1, 0.1, 0.9, 0.9], "labels": [],
    "marks": [],
}  # fmt: skip
LOAD = 'from ourimpact import tables\ntables.load("missing_by_state", year)'


def draw(what: str = "first", slug: str = "good") -> str:
    return DRAW.replace("ABOUT", repr(ABOUT)).replace("WHAT", what).replace("SLUG", slug)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A checkout with the project's data and no notebook."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    return tmp_path


def book(root: Path, name: str, *code: str, parameters: str = PARAMETERS) -> Path:
    return toys.book(root / "notebooks", name, *code, parameters=parameters)


def files(root: Path) -> dict[str, str]:
    """Return every file that a run makes, except the lock and the records of runs."""
    found = [p for top in ("build", "figures") for p in (root / top).rglob("*") if p.is_file()]
    kept = {"lock", "state"}
    found = [p for p in found if not kept & {*p.relative_to(root).parts}]
    return {p.relative_to(root).as_posix(): p.read_text() for p in found}


def figures(root: Path) -> dict[str, str]:
    return {name: text for name, text in files(root).items() if name.startswith("figures/2")}


def told(capsys, *words: str) -> tuple[int, dict[str, dict]]:
    """Run, and return the exit status and the summary of each notebook."""
    capsys.readouterr()
    status = cli.main(["run", "--format", "json", *words])
    return status, {one["name"]: one for one in json.loads(capsys.readouterr().out)}


REFUSED = [
    (["1x"], "no notebook '1x'"),
    (["10-god"], "Did you mean '10-good'?"),
    (["10-GOOD"], "Did you mean '10-good'?"),
    ([""], "no notebook ''"),
    (["-p", "plac=GU"], "Did you mean 'place'?"),
    (["-p", "about=x"], "'about'. 10-good.ipynb sets it in a cell without the tag `parameters`."),
    (["-p", "year=abc"], "'abc' is not of type int"),
    (["-p", "year=2024²"], "'2024²' is not of type int"),
    (["-p", "place"], "NAME=VALUE"),
    (["-p", "year=2023", "--year", "2024"], "year is given twice"),
    (["--each", "plase=A"], "Did you mean 'place'?"),
    (["-p", "place=GU", "--each", "place=TX"], "place is given twice"),
    (["--each", "place="], "give its values, as in --each place=A,B"),
    (["--each", "place=A,,B"], "give its values, as in --each place=A,B"),
    (["--each", ""], "give its values, as in --each NAME=A,B"),
    (["--each", "place=a/b,a_b"], "would share a folder"),
    (["--each", "place"], "give its values, as in --each place=A,B"),
    (["--year", "2023", "--year", "2024"], "--year is given twice: 2023 and 2024. See"),
    (["--each", "place=A", "--each", "place=B"], "--each is given twice"),
    (["--year", "2024\N{SUPERSCRIPT TWO}"], "is not a whole number above 0"),
    (["--jobs", "0"], "--jobs: '0' is not a whole number above 0"),
    (["--froce"], "unrecognized arguments: --froce. See ourimpact --help."),
    (["--scheduler", "nonsense"], "'nonsense' is no address of a Dask scheduler"),
    (["--scheduler", ""], "'' is no address of a Dask scheduler"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_done_is_refused_before_anything_starts(small, capsys, words, said):
    book(small, "10-good", draw())
    assert cli.main(["run", *words]) == 1
    err = capsys.readouterr().err
    assert said in err and len(err.splitlines()) == 1, err
    assert not figures(small)


def test_a_rehearsal_is_named(small, capsys, monkeypatch):
    """Its variable stays in the terminal, and the checkout would be taken to be meant."""
    for own in (small, small.parent):
        monkeypatch.setattr(cli, "_OWN", own)
        cli.main(["list"])
        said = f"OURIMPACT_ROOT is set, so this is about {small}"
        assert (said in capsys.readouterr().err) == (own != small)


def test_a_clock_that_cannot_be_right_is_named_first(small, capsys, monkeypatch):
    """Files would look newer than what is made of them, and no ZIP, as a deck is, is that old."""
    monkeypatch.setattr(cli, "datetime", type("Then", (), {"now": lambda: datetime(1971, 1, 1)}))
    assert cli.main(["run"]) == 1
    assert "it is January 01, 1971 by this machine's clock" in capsys.readouterr().err


def test_sheets_of_a_year_without_data_are_a_failure(capsys):
    """The shared kernel made nothing, and each sheet alone says why."""
    job = plan.plan(settings.our_project(), notebook.select(settings.our_project(), ["91"])[0], {})
    together, alone = run.Result(job), run.Result(job, "not run", "no rows for 2031.")
    assert messages.report([together, alone], "text") == 1
    assert messages.report([run.Result(job, figures=1), alone], "text") == 0


def test_a_year_without_data_fails_where_it_was_not_merely_tried(small, capsys):
    """A run of all notebooks does not fail because some have no data for the year."""
    held = ", ".join(map(str, tables.years("missing_by_state")))
    book(small, "10-lacks", LOAD, draw(slug="lacks"))
    book(small, "11-good", draw())
    status, said = told(capsys, "--year", "2023")
    assert (status, said["10-lacks"]["verdict"], said["11-good"]["verdict"]) == (
        0,
        "not run",
        "done",
    )
    assert "missing_by_state" in said["10-lacks"]["error"] and held in said["10-lacks"]["error"]
    assert cli.main(["run", "--year", "2023"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("not run, 10-lacks: missing_by_state has no rows for 2023."), last
    assert told(capsys, "10", "--year", "2023")[1]["10-lacks"]["verdict"] == "failed"
    assert told(capsys, "10", "--year", "2023")[0] == 1
    (small / "notebooks/11-good.ipynb").unlink()
    assert told(capsys, "--year", "2023")[0] == 1, "nothing at all could be run"
    book(small, "10-lacks", LOAD, parameters="year: int = 1066  # report year")
    status, said = told(capsys)
    assert (status, said["10-lacks"]["verdict"]) == (1, "failed"), "its own default year"


def test_an_earlier_year_may_have_its_total_alone(checkout):
    """Its share resolved is not known, and the first that is stands for comparison."""
    path = checkout / "data/reference/missing_totals_earlier.csv"
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{head}\n2019,missing_reports,29210,our-impact-2020\n{rest}", encoding="utf-8")
    meant(checkout)
    assert cli.main(["run", "01"]) == 0
    drawn = checkout / f"figures/{YEAR}/missing-reports-by-year.json"
    assert "29,210 in 2019" in json.loads(drawn.read_text(encoding="utf-8"))["alt"]


def test_fact_sheets_say_no_more_than_few_reports_allow(checkout):
    assert set(settings.our_project().values("state")) == set(tables.load("states")["state"])
    year = ["--year", f"{STANDS}"]  # that year, Wyoming and Guam have few reports, and DC does not
    assert cli.main(["run", "91", *year, "--each", "state=Wyoming,gu,DC,WY"]) == 0
    folder, other = checkout / "build/figures/states", f"-year={STANDS}" * (STANDS != YEAR)
    assert {path.name for path in folder.iterdir()} == {f"{s}{other}" for s in ("WY", "GU", "DC")}
    for state, few in (("WY", True), ("GU", True), ("DC", False)):
        [sheet] = (folder / f"{state}{other}").glob("*.json")
        assert sheet.stem == f"state-fact-sheet-{state.lower()}"
        said = json.loads(sheet.read_text(encoding="utf-8"))
        assert ("too few for a percentage" in said["finding"]) == few
        assert bool(re.search(r"interval|chance range", said["finding"])) != few
        table = pd.read_csv(sheet.with_suffix(".csv"))
        [row] = table.query("state == @state").to_dict("records")
        assert all(pd.isna(row[c]) == few for c in ("share", "rate"))


def test_what_changed_is_named(small, capsys):
    book(small, "10-good", draw())

    def verdict(*words: str) -> str:
        status, said = told(capsys, *words)
        assert status == 0
        return " ".join(f"{one['verdict']} {one['why']}".strip() for one in said.values())

    assert verdict() == "done new"
    assert verdict() == "up to date"
    assert verdict("--force") == "done forced"
    (small / "figures/2024/good.svg").write_text("edited by hand")
    assert verdict() == "done outputs"
    assert (small / "figures/2024/good.svg").read_text() == "first"
    (small / "figures/2024/good.csv").unlink()
    assert verdict() == "done outputs"
    assert verdict("--engine", "kernel") == "done engine"
    assert verdict("-p", "place=../../x") == "done new"
    assert (small / "build/figures/10-good-place=x/good.png").exists()


LISTENS = "import os, pathlib\npathlib.Path(os.environ['OURIMPACT_OUT'], 'good.png').write_text("


def test_a_figure_in_another_form_leaves_the_published_one(small, capsys):
    book(small, "10-good", draw(), LISTENS + "os.environ.get('OURIMPACT_AS', 'plain'))")
    assert cli.main(["run"]) == 0
    assert "\nnew: good: look at each picture\n" in capsys.readouterr().out
    before = figures(small)
    book(small, "20-pdf", draw(slug="p"), "for path in out.iterdir(): path.rename(out / 'p.pdf')")
    assert told(capsys, "20", "-p", "place=OH")[1]["20-pdf-place=OH"]["figures"] == 1
    assert cli.main(["figure", "good", "--as", "dark"]) == 0
    assert "build/figures/dark/2024/good.png\n" in capsys.readouterr().out
    assert files(small)["build/figures/dark/2024/good.png"] == "dark"
    assert figures(small) == before
    assert cli.main(["figure", "goood", "--as", "dark"]) == 1
    assert "Did you mean 'good'?" in capsys.readouterr().err
    assert cli.main(["figure", "good", "--as", "dark", "-p", "year=2023"]) == 1
    assert "year is given twice: 2024 and 2023" in capsys.readouterr().err


def test_a_form_left_in_the_environment_changes_no_published_figure(small, monkeypatch):
    monkeypatch.setenv("OURIMPACT_AS", "dark")
    book(small, "10-good", draw(), LISTENS + "os.environ['OURIMPACT_AS'])")
    assert cli.main(["run"]) == 0
    assert figures(small)["figures/2024/good.png"] == ""


def test_a_watch_of_nothing_ends(small, capsys, monkeypatch):
    monkeypatch.setattr("warmrun.watch.watch", lambda *_: pytest.fail("it watches"))
    book(small, "10-good", draw())
    assert cli.main(["watch", "77"]) == 1
    assert "no notebook '77'" in capsys.readouterr().err


def test_a_lab_opens_copies_and_keeps_those_that_were_changed(small, monkeypatch, capsys):
    started = []
    monkeypatch.setattr(os, "execv", lambda _, words: started.append(words))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    one, two = (book(small, name, "1") for name in ("10-one", "11-two"))
    copy = small / "build/lab/notebooks/10-one.ipynb"
    cli.main(["lab", "--", "--no-browser"])
    assert started[0][-1] == "--no-browser"
    assert (copy.parent / "../data/datapackage.json").is_file(), "where links of notebooks lead"
    copy.write_text(copy.read_text().replace("# 10-one", "# 10-changed"))
    opened = json.loads((copy.parent / "11-two.ipynb").read_text())
    opened["metadata"]["language_info"] = {"version": "3.11"}  # as JupyterLab does by itself
    (copy.parent / "11-two.ipynb").write_text(json.dumps(opened))
    before = one.read_text()
    book(small, "11-two", "2")
    cli.main(["lab"])
    assert "kept as you left it: build/lab/notebooks/10-one.ipynb" in capsys.readouterr().err
    assert "10-changed" in copy.read_text()
    assert (copy.parent / "11-two.ipynb").read_text() == two.read_text()
    assert one.read_text() == before


def test_the_check_is_light(small):
    book(small, "10-good", draw())
    assert cli.main(["run"]) == 0
    code = (
        "import sys; import ourimpact_command as cli; assert cli.main(['run']) == 0;"
        "print(*{'pandas', 'papermill', 'matplotlib', 'nbformat', 'asyncio'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "up to date" in ran.stdout
    assert ran.stdout.splitlines()[-1] == ""


def test_refresh_is_byte_stable_and_leaves_a_failing_notebook_alone(small):
    path = book(small, "10-good", "print(year)\nyear + 1", "1")
    assert cli.main(["refresh"]) == 0
    first = path.read_bytes()
    assert [c.get("execution_count") for c in json.loads(first)["cells"]] == [None, 1, 2, 3]
    assert json.loads(first)["metadata"]["warmrun"]["defaults"] == {
        "year": str(STANDS),
        "place": "'TX'",
    }
    assert cli.main(["refresh"]) == 0
    assert path.read_bytes() == first
    for wrong in ("import sys\nprint('careful', file=sys.stderr)", "1 / 0"):
        path = book(small, "10-good", wrong)
        before = path.read_bytes()
        assert cli.main(["refresh"]) == 1
        assert path.read_bytes() == before
    assert set(files(small)) == {"build/failed/10-good.ipynb"}


def test_refresh_says_what_to_do_about_a_notebook_without_data_for_the_year(small, capsys):
    book(small, "10-good", "class NoSuchYearError(Exception): ...", "raise NoSuchYearError('none')")
    assert cli.main(["refresh"]) == 1
    assert "10-good: its table has no such year: set year back" in capsys.readouterr().err


def test_elsewhere_a_picture_within_tolerance_stays_as_committed(tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.setattr(settings, "EXACT", False)
    for folder, grey in (("old", 200), ("near", 201), ("far", 90)):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (40, 40), (grey,) * 3).save(tmp_path / folder / "a.png")
        for ending, text in ((".svg", folder), (".csv", "1"), (".json", "{}")):
            (tmp_path / folder / f"a{ending}").write_text(text)
    same = settings.our_project().same
    assert same(tmp_path / "old/a.png", tmp_path / "near/a.png")
    assert same(tmp_path / "old/a.svg", tmp_path / "near/a.svg")
    assert not same(tmp_path / "old/a.svg", tmp_path / "far/a.svg")
    (tmp_path / "near/a.csv").write_text("2")
    assert not same(tmp_path / "old/a.png", tmp_path / "near/a.png")


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("ingest a.pdf --year 2031", {"path": Path("a.pdf"), "year": 2031, "accept": False}),
        ("verify a.pdf --year 2031", {"path": Path("a.pdf"), "year": 2031}),
        ("residents a.csv --year 2031", {"path": Path("a.csv"), "year": 2031}),
        ("claims --year 2031 --accept", {"year": 2031, "accept": True}),
        ("diff 2030 2031 --all", {"year": 2030, "other": 2031, "every": True}),
        (
            "new-table a --year 2031 --columns B=b --section c --title D --counts e f",
            {"name": "a", "year": 2031, "columns": ["B=b"], "section": "c", "title": "D",
             "counts": ["e", "f"]},
        ),
    ],
)  # fmt: skip
def test_what_is_typed_goes_to_the_parameter_of_its_name(monkeypatch, words, given):
    name = words.split()[0].replace("-", "_")
    called = create_autospec(getattr(ingest, name), return_value=("", 1))
    monkeypatch.setattr(ingest, name, called)
    assert cli.main(words.split()) == 1
    assert called.call_args == call(**given)
