"""The runner alone, on a folder of toy notebooks: what runs, where output goes, what is due."""

import compileall
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from toys import book, draw, files, foreign, go, refresh

from basics import UsageError
from warmrun import notebook, plan, record, run, series

SCRIPT = """
import sys
for name in ("ourimpact", "handouts", "ourimpact_command"):
    sys.modules[name] = None  # an import of it fails
from functools import partial
from pathlib import Path
from warmrun import notebook, plan, run
from warmrun.project import Project

project = Project(Path(sys.argv[1]), notebooks="", environment={"OUT": "{out}"})
jobs, notes = plan.plan_all(project, notebook.select(project), {})
results = run.run(project, jobs, partial(run.pool, 2))
print(*sorted(f"{result.job.name} {result.verdict}" for result in results), sep="\\n")
heavy = {"papermill", "nbformat", "jupyter_client", "asyncio", "multiprocessing"}
print(sorted(heavy & set(sys.modules)))
"""


@pytest.fixture
def project(tmp_path):
    return foreign(tmp_path)


def test_it_knows_nothing_of_this_project_and_does_nothing_twice(tmp_path):
    book(tmp_path, "one", draw("one"))
    book(tmp_path, "two", draw("two"))

    def said() -> list[str]:
        words = [sys.executable, "-P", "-c", SCRIPT, str(tmp_path)]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()

    assert said()[:2] == ["one done", "two done"]
    assert set(files(tmp_path, "figures")) == {
        f"figures/{name}.{ending}" for name in ("one", "two") for ending in ("png", "csv")
    }
    assert said() == ["one up to date", "two up to date", "[]"], "nothing heavy is imported"


@pytest.mark.parametrize("engine", run.ENGINES)
def test_a_notebook_is_due_when_something_that_it_read_has_changed(project, engine):
    """Data, modules that it imports, and folders that it lists, but no other file of the folder."""
    root, analysis = project.root, project.root / "analysis"
    (root / "lib").mkdir()
    (root / "data").mkdir()
    (root / "lib" / "rain.py").write_text("def mm(): return 1")
    compileall.compile_dir(root / "lib", quiet=1)  # then Python does not open the source
    (root / "data" / "a.csv").write_text("1")
    (root / "unread.csv").write_text("1")
    reads = f"""
import sys, pathlib
sys.path.insert(0, {str(root / "lib")!r})
import rain
found = [path.read_text() for path in sorted(pathlib.Path({str(root / "data")!r}).glob("*.csv"))]
pathlib.Path({str(root / "log.txt")!r}).write_text("written")
    """
    book(analysis, "1-reads", reads, draw("a"))
    book(analysis, "2-reads-nothing", draw("b"))

    def due() -> str:
        chosen = notebook.select(project)
        jobs, _ = plan.plan_all(project, chosen, {})
        jobs = [replace(job, engine=engine) for job in jobs]
        pool = partial(run.pool, 2)
        results = run.run(project, jobs, pool)
        assert {result.verdict for result in results} <= {"done", "up to date"}, results
        return " ".join(f"{r.job.name[0]}:{r.job.why}" for r in results if r.job.why)

    assert sorted(due().split()) == ["1:new", "2:new"]
    assert due() == ""
    project = replace(project, environment={**project.environment, "KIND": "wet"})
    assert due().count("environment") == 2
    (root / "unread.csv").write_text("2")
    (root / "log.txt").write_text("edited")
    assert due() == ""
    (root / "data" / "a.csv").write_text("22")
    assert due() == "1:data/a.csv"
    (root / "lib" / "rain.py").write_text("def mm(): return 2222")
    assert due() == "1:lib/rain.py"
    (root / "data" / "b.csv").write_text("3")
    assert due() == "1:data/"
    (root / "requirements.lock").write_text("rain==1")
    assert due().count("packages") == 2
    book(analysis, "2-reads-nothing", draw("b", "other"))
    assert due() == "2:notebook"


def test_what_changes_while_it_runs_is_read_again(project):
    data = project.root / "data.csv"
    data.write_text("1")
    reads = f"import pathlib\npath = pathlib.Path({str(data)!r})\npath.read_text()"
    book(project.root / "analysis", "1-reads", reads, "path.write_text('2')", draw())
    assert go(project)["1-reads"].verdict == "done"
    book(project.root / "analysis", "1-reads", reads, draw())
    assert go(project)["1-reads"].job.why == "notebook, data.csv"


def test_parameters_of_the_template_publish_and_others_do_not(project):
    book(project.root / "analysis", "1-rain", draw())
    assert go(project, quarter="q2")["1-rain"].verdict == "done"
    assert set(files(project.root, "pictures")) == {"pictures/q2/rain.png", "pictures/q2/rain.csv"}
    assert go(project, town="oslo", quarter="q2")["1-rain-town=Oslo"].verdict == "done"
    assert (
        files(project.root, "made")["made/figures/1-rain-town=Oslo-quarter=q2/rain.png"] == "Oslo"
    )
    assert go(project, town="GHENT")["1-rain"].job.published
    go(project, each="quarter=q3,q4")
    assert {path.name for path in (project.root / "pictures").iterdir()} == {"q1", "q2", "q3", "q4"}


def test_a_series_and_a_single_try_never_hide_each_other(project):
    says = (
        "import os, pathlib\npathlib.Path(os.environ['OUT'], f'rain{os.environ[\"ENDING\"]}.csv')"
    )
    book(project.root / "analysis", "1-rain", says + ".write_text(town)")
    assert go(project, town="Oslo")["1-rain-town=Oslo"].verdict == "done"
    made = go(project, each="town=oslo,Oslo,Ghent")
    assert [made[name].verdict for name in ("1-rain-town=Oslo", "1-rain-town=Ghent")] == [
        "done"
    ] * 2
    assert files(project.root, "made", "pictures") == {
        "made/figures/1-rain-town=Oslo/rain-town-oslo.csv": "Oslo",
        "made/figures/towns/Oslo/rain-oslo.csv": "Oslo",
        "made/figures/towns/Ghent/rain-ghent.csv": "Ghent",
    }
    assert all(
        r.verdict == "up to date" for n, r in go(project, each="town").items() if n != "notes"
    )
    assert go(project, town="Oslo")["1-rain-town=Oslo"].verdict == "up to date"


def test_a_series_in_few_kernels_makes_the_same_files_and_leaves_out_what_fails(
    tmp_path, monkeypatch
):
    made = []
    monkeypatch.setattr(series, "KERNELS", 3)
    for alone in (True, False):
        project = foreign(tmp_path / str(alone))
        fails = "if town == 'Town 7':\n    raise ValueError(ending)"
        again = "if town == 'Town 6':\n    town = 'Town 5'"  # else Town 6 would have its numbers
        ending = "import os\nending = os.environ['ENDING']\ndef name():\n    return ending"
        code = ending, "town = town.strip()", again, draw("rain", '" + name() + "'), fails
        book(project.root / "analysis", "1-rain", *code)
        towns = ",".join(f"town {number}" for number in range(9))
        jobs, _ = plan.plan_all(project, notebook.select(project), {}, f"town={towns}")
        few = series.together(jobs)
        results = run.run(project, jobs if alone else few, partial(run.pool, 2))
        assert {r.verdict for r in results} == ({"done", "failed"} if alone else {"done"})
        made.append(files(project.root, "made/figures"))
    assert made[0] == made[1]
    assert len(few) == 3 and len(made[0]) == 14
    again = run.run(project, series.together(jobs), partial(run.pool, 2))
    assert {r.verdict for r in again} == {"up to date"}


@pytest.mark.parametrize("maker", ["1-rain", "2-snow"])
def test_what_a_notebook_made_alone_it_may_replace_in_a_series(project, maker):
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)  # git tracks no file
    ours = replace(project, maker=lambda path: maker)
    made = project.root / "made" / "figures" / "towns" / "Oslo" / "rain.csv"
    for what in ("before ", "after "):
        book(project.root / "analysis", "1-rain", draw("rain", what))
        jobs, _ = plan.plan_all(ours, notebook.select(ours), {}, "town=Oslo,Ghent")
        few = jobs if what == "before " else series.together(jobs)
        verdicts = {r.verdict for r in run.run(ours, few, partial(run.pool, 2))}
    assert verdicts == {"done" if maker == "1-rain" else "failed"}
    assert made.read_text() == ("after Oslo" if maker == "1-rain" else "before Oslo")


def test_a_series_dealt_to_fewer_kernels_replaces_its_files_and_no_others(project, monkeypatch):
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)  # git tracks no file
    made = project.root / "made" / "figures" / "towns" / "Turin" / "rain.csv"
    for kernels, what, verdict in ((3, "first ", "done"), (2, "then ", "done"), (1, "", "failed")):
        monkeypatch.setattr(series, "KERNELS", kernels)
        book(project.root / "analysis", "1-rain", draw("rain", what))
        jobs, _ = plan.plan_all(project, notebook.select(project), {}, "town=Oslo,Ghent,Turin")
        results = run.run(project, series.together(jobs), partial(run.pool, 2))
        assert {r.verdict for r in results} == {verdict}, [r.error for r in results]
        if kernels == 2:
            assert made.read_text() == "then Turin"
            made.write_text("mine")
    assert made.read_text() == "mine"


def test_no_data_is_no_failure_where_it_was_asked_of_all(project):
    lacks = "if quarter == 'q9':\n    raise KeyError('no rain was measured')"
    book(project.root / "analysis", "1-lacks", lacks, draw("a"))
    book(project.root / "analysis", "2-has", draw("b"))
    made = go(project, quarter="q9")
    assert (made["1-lacks"].verdict, made["2-has"].verdict) == ("not run", "done")
    assert "no rain was measured" in made["1-lacks"].error
    again = go(project, quarter="q9")
    assert (again["1-lacks"].verdict, again["1-lacks"].job.why) == ("not run", "")
    named = go(project, "1", quarter="q9")["1-lacks"]
    assert named.verdict == "failed" and "no rain was measured" in named.error
    book(project.root / "analysis", "1-lacks", "raise KeyError('no rain was measured')")
    assert go(project)["1-lacks"].verdict == "failed"


def test_two_notebooks_that_make_one_file_are_both_named(project):
    analysis, pictures = project.root / "analysis", project.root / "pictures"
    book(analysis, "1-rain", draw(), "import time\ntime.sleep(0.3)")
    book(analysis, "2-copy", draw(what="copied "))
    both = go(project)
    assert {r.verdict for n, r in both.items() if n != "notes"} == {"failed"}
    assert "rain, and so does 2-copy" in both["1-rain"].error
    assert "rain, and so does 1-rain" in both["2-copy"].error
    assert not pictures.exists()
    assert go(project, "1")["1-rain"].verdict == "done"
    assert "rain, and so does 1-rain" in go(project, "2")["2-copy"].error
    assert files(project.root, "pictures")["pictures/q1/rain.csv"] == "Ghent"
    (analysis / "1-rain.ipynb").rename(analysis / "3-weather.ipynb")
    book(analysis, "2-copy", draw("other"))
    renamed = go(project)
    assert [renamed[name].verdict for name in ("2-copy", "3-weather")] == ["done"] * 2


def test_a_figure_moves_from_one_notebook_to_another_when_told_to(project):
    analysis = project.root / "analysis"
    book(analysis, "1-rain", draw("rain"), draw("sun"))
    book(analysis, "2-sun", draw("wind"))
    go(project)
    book(analysis, "1-rain", draw("rain"))
    book(analysis, "2-sun", draw("wind"), draw("sun", "new "))
    told = go(project)
    assert (
        "no longer makes sun, published before" in told["1-rain"].error
        and "--prune" in told["1-rain"].error
    )
    assert told["2-sun"].verdict == "failed"
    assert files(project.root, "pictures")["pictures/q1/sun.csv"] == "Ghent"
    told = go(project, prune=True)
    assert [told[name].verdict for name in ("1-rain", "2-sun")] == ["done", "done"]
    assert files(project.root, "pictures")["pictures/q1/sun.csv"] == "new Ghent"


def test_a_strangers_file_is_kept_and_named(project):
    analysis, folder = project.root / "analysis", project.root / "pictures" / "q1"
    book(analysis, "1-rain", draw())
    go(project)
    (folder / "rain-mine.csv").write_text("mine")
    (folder / "sun.csv").write_text("mine")
    book(analysis, "1-rain", draw(), draw("sun"))
    told = go(project)["1-rain"]
    assert told.verdict == "failed" and "pictures/q1/sun.csv exists, and no run" in told.error
    (folder / "sun.csv").unlink()
    assert go(project)["1-rain"].verdict == "done"
    book(analysis, "1-rain", draw())
    assert go(project, prune=True)["1-rain"].verdict == "done"
    assert {path.name for path in folder.iterdir()} == {"rain.png", "rain.csv", "rain-mine.csv"}


def test_a_first_run_replaces_what_git_knows_and_nothing_else(project):
    folder = project.root / "pictures" / "q1"
    book(project.root / "analysis", "1-rain", draw())
    folder.mkdir(parents=True)
    (folder / "rain.png").write_text("committed")
    git = partial(subprocess.run, cwd=project.root, check=True, capture_output=True)
    git(["git", "init", "-q"])
    told = go(project)["1-rain"]
    assert told.verdict == "failed" and "pictures/q1/rain.png" in told.error
    git(["git", "add", "pictures"])
    assert go(project)["1-rain"].verdict == "done"
    assert (folder / "rain.png").read_text() == "Ghent"


CHOICES = {
    "4": "04-a", "04": "04-a", "04-a": "04-a", "analysis/04-a.ipynb": "04-a", "5": "05-b",
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_a_notebook_has_several_names(project, name, monkeypatch):
    monkeypatch.chdir(project.root)
    for one in ("04-a", "05-b", "40-c"):
        book(project.root / "analysis", one)
    assert [one.name for one in notebook.select(project, [name])] == [CHOICES[name]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "There is no notebook ''"),
        ("6", "There is no notebook '6'"),
        ("05-bb", "Did you mean '05-b'?"),
        ("made/lab/05-b.ipynb", "is not in"),
        ("05-b-Copy1", "is a copy"),
        ("7", "'7' may be 07-c or 07-d"),
    ],
)
def test_names_that_are_none(project, name, said, monkeypatch):
    monkeypatch.chdir(project.root)
    for one in ("04-a", "05-b", "07-c", "07-d"):
        book(project.root / "analysis", one)
    with pytest.raises(UsageError) as told:
        notebook.select(project, [name])
    assert said in str(told.value)


def test_copies_are_named_and_never_run(project):
    analysis = project.root / "analysis"
    for name in (
        "07-a-Copy1",
        "07-a (copy)",
        "07-a copy 2",
        "07-a (1)",
        "07-a-hard-copyright",
        "07-a",
    ):
        book(analysis, name, draw(f"x-{name[:4]}" if name != "07-a" else "rain", name))
    (analysis / "07-a-hard-copyright.ipynb").unlink()
    made = go(project)
    assert list(made) == ["07-a", "notes"]
    assert [note.partition(" is a copy")[0] for note in made["notes"]] == [
        "07-a (1).ipynb", "07-a (copy).ipynb", "07-a copy 2.ipynb", "07-a-Copy1.ipynb",
    ]  # fmt: skip
    assert [one.name for one in notebook.select(project, ["7"])] == ["07-a"]


def test_two_notebooks_with_one_number_are_refused(project):
    numbered = replace(project, pattern="[0-9][0-9]-*.ipynb")
    for name in ("07-a", "07-b"):
        book(project.root / "analysis", name)
    with pytest.raises(UsageError, match="07-a and 07-b have the same number"):
        notebook.select(numbered)
    assert len(notebook.select(project)) == 2, "allowed in a project that does not number notebooks"


def test_defaults_that_differ_from_those_last_refreshed_are_refused(project):
    path = book(project.root / "analysis", "1-rain", draw())
    assert refresh(project)[0].verdict == "refreshed"
    assert json.loads(path.read_text())["metadata"]["warmrun"]["defaults"]["town"] == "'Ghent'"
    assert go(project)["1-rain"].verdict == "done"
    before = files(project.root, "pictures")
    path.write_text(path.read_text().replace('Ghent\\"  #', 'Oslo\\"  #'))
    with pytest.raises(UsageError) as told:
        go(project)
    assert str(told.value) == (
        "1-rain.ipynb has town = 'Oslo', and had 'Ghent' when last refreshed. For a trial: set it"
        " back and run 1-rain -p town=Oslo. To keep it: warmrun refresh 1-rain."
    )
    assert files(project.root, "pictures") == before
    refresh(project)
    assert go(project)["1-rain"].verdict == "done"
    assert files(project.root, "pictures")["pictures/q1/rain.csv"] == "Oslo"


def test_two_cells_of_parameters_are_refused(project):
    path = book(project.root / "analysis", "1-rain", "town = 'Oslo'")
    cells = json.loads(path.read_text())
    cells["cells"][2]["metadata"]["tags"] = ["parameters"]
    path.write_text(json.dumps(cells))
    with pytest.raises(UsageError, match="cells 2 and 3 are tagged `parameters`"):
        go(project)


def test_a_folder_may_have_any_name(tmp_path):
    project = foreign(tmp_path / "a[b] c'?d*{e}")
    book(project.root / "analysis", "1-rain", draw())
    assert go(project, town="Oslo")["1-rain-town=Oslo"].verdict == "done"
    assert go(project)["1-rain"].verdict == "done"
    assert go(project)["1-rain"].verdict == "up to date"


def test_figures_and_build_may_be_on_other_disks(project, monkeypatch):
    """Files cannot be renamed across disks, and the build folder is a link."""
    real = os.replace

    def within_a_folder(old, new, **options):
        if Path(old).parent != Path(new).parent:
            raise OSError(18, "Invalid cross-device link")
        real(old, new, **options)

    monkeypatch.setattr(os, "replace", within_a_folder)
    monkeypatch.setattr(os, "rename", within_a_folder)
    (project.root / "elsewhere").mkdir()
    (project.root / "made").symlink_to("elsewhere")
    book(project.root / "analysis", "1-rain", draw())
    assert go(project)["1-rain"].verdict == "done"
    book(project.root / "analysis", "1-rain", draw(), "1 / 0")
    assert go(project)["1-rain"].verdict == "failed"
    assert (project.root / "made/failed/1-rain.ipynb").exists()


RECORDS = ["", "[]", "null", "3", "{}", "{" * 9, "[" * 100_000, '{"inputs": 3}', "\ufeff\0"]


def test_a_record_that_cannot_be_read_is_as_none(project):
    book(project.root / "analysis", "1-rain", draw())
    job = go(project)["1-rain"].job
    path = project.root / "made/state/q1/1-rain.json"
    known = json.loads(path.read_text()) | {"outputs": {"../../x\0": "y"}, "seconds": "long"}
    for content in [*RECORDS, json.dumps(known)]:
        path.write_text(content)
        assert (record.read(job), record.why_due(job)) == (None, "new"), content[:20]
    made = go(project)["1-rain"]
    assert (made.verdict, made.job.why) == ("done", "new")


def test_a_file_elsewhere_that_a_notebook_reads_makes_it_due(project, tmp_path_factory):
    mine = tmp_path_factory.mktemp("mine") / "mine.csv"
    mine.write_text("1")
    book(project.root / "analysis", "1-mine", f"open({str(mine)!r}).read()", draw())
    assert [go(project)["1-mine"].verdict for _ in range(2)] == ["done", "up to date"]
    mine.write_text("22")
    assert go(project)["1-mine"].verdict == "done"


CONDA = {"name": "conda-env-x-py", "display_name": "x", "language": "python"}


@pytest.mark.parametrize("kernel", [{}, {"kernelspec": CONDA}])
def test_a_notebook_saved_with_another_kernel_runs_in_ours(project, kernel):
    path = book(project.root / "analysis", "1-mine", draw())
    saved = json.loads(path.read_text())
    saved["metadata"] = {**kernel, "language_info": {"name": "python"}}
    path.write_text(json.dumps(saved))
    assert go(project)["1-mine"].verdict == "done"


def test_a_parameter_that_is_gone_is_told(project):
    path = book(project.root / "analysis", "1-mine", draw())
    refresh(project, "1")
    path.write_text(path.read_text().replace('"parameters"', '"Parameters"'))
    with pytest.raises(UsageError, match="when last refreshed, and no cell tagged `parameters`"):
        go(project)
