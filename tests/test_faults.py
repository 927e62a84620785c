"""One fault per row: the message names it, the last good figures stay, and a fixed rerun works."""

import csv
import errno
import gc
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import ROOT
from test_run import LOAD, book, draw, figures, files, told

import ourimpact_command as cli
from handouts import gallery, site
from ourimpact import UsageError, paths
from ourimpact_command import guards, messages, runs, settings
from warmrun import record

STATES = "data/report/missing_by_state.csv"
KERNELS = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def command(root: Path, *words: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "ourimpact_command", *words], text=True,
        env={**os.environ, "OURIMPACT_ROOT": str(root)}, start_new_session=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )  # fmt: skip


def strays(root: Path) -> list[str]:
    """Return the processes with this checkout in their environment, except for our own children."""
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
    for _ in range(100):
        if not strays(root):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A checkout with a copy of the data, one notebook that loads a table, and its figures."""
    folder = tmp_path_factory.mktemp("ran") / "checkout"
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "notebooks").mkdir()
    book(folder, "10-good", LOAD, draw())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OURIMPACT_ROOT", str(folder))
        assert cli.main(["run"]) == 0
    return folder


@pytest.fixture
def good(ran, tmp_path, monkeypatch):
    folder = shutil.copytree(ran, tmp_path / "good")
    monkeypatch.setenv("OURIMPACT_ROOT", str(folder))
    return folder


def everything(root: Path) -> dict[Path, bytes]:
    """Return every file of the checkout, except what a run may write below build/."""
    found = (p for p in root.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in found if p.relative_to(root).parts[0] != "build"}


def nothing_half_done(root: Path) -> bool:
    built = (root / "build").rglob("*")
    return not [p for p in built if "running" in p.parts or p.name.endswith((".part", ".before"))]


def runs_again(capsys) -> bool:
    """Return whether everything is executed again; without --force, the same inputs are skipped."""
    status, said = told(capsys, "--force")
    return status == 0 and {one["verdict"] for one in said.values()} == {"done"}


# What a careless edit does to the table that the notebook loads, and what the message must say
TABLES = {
    "semicolons": (lambda text: text.replace(",", ";"), "missing_by_state"),
    "every year mistyped": (lambda text: text.replace("2024,", "2042,"), "missing_by_state"),
    "header in capitals": (
        lambda text: text.replace("year,state", "YEAR,STATE"),
        "missing_by_state",
    ),
    "merged": (lambda text: f"<<<<<<< HEAD\n{text}", "line 1: git's merge marks; choose one side"),
    "empty": (lambda _: "", "missing_by_state"),
    "a number as words": (lambda text: text.replace("resolved,2543", "resolved,2.5k"), "2.5k"),
    "missing": (None, "missing_by_state"),
}


@pytest.mark.parametrize("edit", TABLES)
def test_a_broken_table_is_a_failure_of_its_notebooks(good, capsys, edit):
    """It is "failed," never "not run": the year that the notebook lacks is its own default."""
    path, (change, said) = good / STATES, TABLES[edit]
    whole = path.read_text(encoding="utf-8")
    path.unlink() if change is None else path.write_text(change(whole), encoding="utf-8")
    before = everything(good)
    assert cli.main(["run"]) == 1
    err = capsys.readouterr().err
    assert said in err and "10-good" in err and "Traceback" not in err
    assert everything(good) == before
    path.write_text(whole, encoding="utf-8")
    assert runs_again(capsys)


def test_a_slip_in_a_table_is_refused_until_it_is_recorded(good, capsys):
    path = good / STATES
    _committed(good)
    path.write_text(path.read_text().replace("2024,AL,active,37", "2024,AL,active,38"))
    before = everything(good)
    assert cli.main(["run"]) == 1
    assert "10-good: failed: " in (said := capsys.readouterr().err) and "not as recorded" in said
    assert everything(good) == before
    assert cli.main(["check", "--record"]) == 1, "the totals differ"
    assert f"not recorded: {STATES}. Line 4 is" in capsys.readouterr().err
    assert cli.main(["run"]) == 1
    path.write_text(path.read_text().replace("2024,AL,active,38", "2024,AL,active,37"))
    words = good / "data/reference/caveats.csv"
    words.write_text(words.read_text().replace("Reports are not children", "No report is a child"))
    assert cli.main(["check", "--record"]) == 0
    said = "\nrecorded: data/reference/caveats.csv. Line 2 is 'reports_not_children,No report is"
    assert said in (told := f"\n{capsys.readouterr().err}") and "(new lines: 1, gone: 1)" in told
    assert cli.main(["run"]) == 0


def test_words_of_the_site_are_refused_until_they_are_recorded(good, capsys):
    """A run makes no use of them, and the site is made from what it publishes."""
    _committed(good)
    path, before = good / "data/site/common_words.json", everything(good)
    whole = path.read_text()
    path.write_text(whole.replace("Our Impact does not define the word.", "It defines the word."))
    told = "data/site/common_words.json is not as recorded in data/.sha256. Line "
    for words in (["run"], ["check"], ["site"]):
        assert cli.main(words) == 1
        assert told in (said := capsys.readouterr().err) and "It defines the word." in said
    path.write_text(whole.replace("It may still be right", "It may well be right"))
    assert cli.main(["check", "--record"]) == 0
    assert "\nrecorded: data/site/common_words.json. Line " in f"\n{capsys.readouterr().err}"
    assert cli.main(["run"]) == 0
    path.write_text(whole.replace('"unknown_number"', '"unknown number"'))
    assert cli.main(["check", "--record"]) == 1, "the site could not read it"
    path.write_text(whole)
    assert cli.main(["check", "--record"]) == 0 and everything(good) == before


# A file of words in data/, a slip in it, and what `check --record` says
LAST = (ROOT / "data/reference/dismissed.csv").read_text().splitlines(True)[-1]
DICTIONARY = (ROOT / "data/datapackage.json").read_text(encoding="utf-8")
RESIDENTS = re.search(r"Residents under 18\.(.+?)Residents of all", DICTIONARY, re.DOTALL)[1]
SENSES = {
    "a caveat": ("reference/caveats.csv", "so a comparison", "so no comparison",
                 "race is recorded, so no comparison with all U.S.”. If"),
    "a source": ("reference/caveats.csv", "factually.co (unverified)", "NCMEC",
                 "would become “According to NCMEC, since 2024 platforms"),
    "the dictionary": ("datapackage.json", "row, without Puerto", "row, with Puerto",
                       "US is the national row, with Puerto Rico"),
    "what is counted": ("site/common_words.json", "A report is not a child: one", "One",
                        "A report is not a child: one child can be reported more than once"),
    "rows": ("reference/dismissed.csv", LAST, "",
             "dismissed.csv has one row fewer than git has. "),
    "two exchanged": ("site/common_words.json",
                      '"ran away": ["runaway", "runaways", "endangered", "eru"],\n'
                      '    "take it down": ["nudes", "nude"]',
                      '"ran away": ["nudes", "nude"],\n'
                      '    "take it down": ["runaway", "runaways", "endangered", "eru"]',
                      "what 'ran away' and 'take it down' have was exchanged. If"),
    "a number": ("site/common_words.json", "than 0.2% of the time", "than 0.3% of the time", "“"),
    "one of two places": ("site/common_words.json", "has no number for abductions by strangers",
                          "has the number for abductions by strangers", "has the number for"),
    "descriptions exchanged": (
        "datapackage.json",
        f"Residents under 18.{RESIDENTS}Residents of all ages.",
        f"Residents of all ages.{RESIDENTS}Residents under 18.",
        "what 'description of under_18' and 'description of total' have was exchanged"),
    "a title": ("datapackage.json", '"Reports of missing children by state and status"',
                '"Missing children by state and status"', "would become “Missing children by"),
    "what is withheld": ("datapackage.json", '      "withheld": ["age_group", "race_ethnicity"],\n',
                         "", 'missing_by_age_race withheld "age_group": “age_group” would be gone'),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said"), SENSES.values(), ids=SENSES)
def test_words_that_say_something_else_are_not_recorded_unless_meant(
    good, capsys, name, old, new, said
):
    _committed(good)
    path, dictionary = good / "data" / name, good / "data/datapackage.json"
    whole = path.read_text()
    assert old in whole
    path.write_text(whole.replace(old, new, 1))
    dictionary.write_text(json.dumps(json.loads(dictionary.read_text()), ensure_ascii=False))
    before = everything(good)
    assert cli.main(["check", "--record"]) == 1
    told = capsys.readouterr().err
    assert f"data/{name}" in told and said in told, told
    assert "If that is meant: ourimpact check --record --new-numbers." in told
    assert everything(good) == before, "a refusal writes nothing, nor another layout"
    assert cli.main(["check", "--record", "--new-numbers"]) == 0
    assert f"recorded: data/{name}. Line" in capsys.readouterr().err


DOCUMENTS = {
    "a bound": ("data/README.md", "at least 11 of", "at most 11 of"),
    "a time": ("README.md", "made late in the year", "made early in the year"),
    "whom": ("data/README.md", "mandatory only for children", "mandatory for children"),
    "a rule": ("CONTRIBUTING.md", "fewer than 10 reports", "fewer than 5 reports"),
    "an order": ("README.md", "911 or local police first, then NCMEC",
                 "NCMEC first, then 911 or local police"),
    "a license": ("README.md", "[CC BY 4.0]", "[CC BY-NC 4.0]"),
    "below a folder": ("benchmarks/README.md", "is unfair to none", "is unfair to most"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_says_something_else_is_refused_unless_meant(
    good, capsys, monkeypatch, name, old, new
):
    path = good / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(whole := (ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    _committed(good)
    monkeypatch.setattr(guards, "report_stale_pages", lambda: False)  # other notebooks make README
    assert old in whole and cli.main(["check"]) == 0
    path.write_text(whole.replace(old, new, 1) + "\nA new sentence.\n", encoding="utf-8")
    assert cli.main(["check"]) == 1
    assert new in (told := capsys.readouterr().err) and "check --new-numbers." in told
    assert f"changed words: {name}, “A new sentence.” is new" in told
    assert cli.main(["check", "--new-numbers"]) == 0


def test_check_fails_while_a_notebook_or_what_it_reads_is_changed_and_not_run(good, capsys):
    """Markdown has no output, so that one turned around was named, and that was all."""
    path = good / "notebooks/10-good.ipynb"
    assert cli.main(["refresh"]) == cli.main(["run"]) == cli.main(["check"]) == 0
    whole = path.read_text(encoding="utf-8")
    heading = {"cell_type": "markdown", "id": "low", "metadata": {}, "source": "Rates may be low."}
    path.write_text(whole.replace('"cells": [', f'"cells": [\n{json.dumps(heading)},', 1))
    assert cli.main(["check"]) == 1
    said = "10-good.ipynb or what it reads has changed since it ran (notebook): ourimpact run"
    assert said in capsys.readouterr().err
    path.write_text(whole, encoding="utf-8")
    assert cli.main(["check"]) == 0
    (good / "notebooks/11-broken.ipynb").write_text("{")
    assert cli.main(["check"]) == 1, "a broken notebook hides nothing of the others"
    assert "11-broken.ipynb is no notebook" in capsys.readouterr().err


def test_a_slip_in_a_dictionary_recorded_by_sha256sum_is_refused(good, capsys):
    path, record = good / "data/datapackage.json", good / "data/.sha256"
    before = sha256(path.read_bytes()).hexdigest()
    path.write_text(path.read_text().replace('"withheld": [', '"witheld": [', 1))
    now = sha256(path.read_bytes()).hexdigest()
    record.write_text(record.read_text().replace(before, now))
    assert cli.main(["check"]) == 1
    assert "'witheld' is no property. Did you mean 'withheld'?" in capsys.readouterr().err


def test_a_word_typed_under_two_names_is_refused(good, capsys):
    path = good / "data/site/common_words.json"
    path.write_text((whole := path.read_text()).replace('"runaways"', '"tripled", "runaways"', 1))
    assert cli.main(["check", "--record", "--new-numbers"]) == 1
    assert "same: 'tripled' stands for two of them: keep one." in capsys.readouterr().err
    path.write_text(
        whole.replace('"say": "Our Impact', '"say": "About 12,000 children. Our Impact', 1)
    )
    assert cli.main(["check", "--record", "--new-numbers"]) == 1, "it would outlive its number"
    assert "has '12,000 children', a number that is typed: name it in" in capsys.readouterr().err


def test_what_a_spreadsheet_saved_is_written_as_sha256sum_wants_it(good, capsys):
    _committed(good)
    path = good / "data/reference/states.csv"
    whole = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    assert cli.main(["check"]) == 1
    assert "states.csv was saved with a byte order mark or other line" in capsys.readouterr().err
    assert cli.main(["check", "--record"]) == 0 and path.read_bytes() == whole


@pytest.mark.parametrize("recorded", [True, False])
def test_what_does_not_hold_is_recorded_in_no_part(good, capsys, recorded):
    """All that `check --record` writes is undone: the record, the layout, and how it was saved."""
    saved, dictionary = good / "data/reference/states.csv", good / "data/datapackage.json"
    saved.write_bytes(b"\xef\xbb\xbf" + saved.read_bytes().replace(b"\n", b"\r\n"))
    dictionary.write_text(json.dumps(json.loads(dictionary.read_text()), ensure_ascii=False))
    path = good / STATES
    path.write_text(path.read_text().replace("2024,AL,active,37", "2024,AL,active,38"))
    if not recorded:
        (good / "data/.sha256").unlink()
    before = everything(good)
    assert cli.main(["check", "--record", "--new-numbers"]) == 1, "the totals differ"
    assert f"not recorded: {STATES}." in (said := capsys.readouterr().err) and "gone" not in said
    assert everything(good) == before


# A table, what a careless edit does to its rows, and what `check --record` says (none: it is right)
RECORDED = {
    "two numbers exchanged": (
        "cybertipline_half_years",
        lambda rows: _swapped(rows, 1, 3, 3),
        "lines 2 and 4, column reports: '518720' and '292951' were exchanged; git has '292951'",
    ),
    "three numbers moved round": (
        "cybertipline_files_earlier",
        lambda rows: _swapped(_swapped(rows, 1, 2, 2), 2, 3, 2),
        "were exchanged",
    ),
    "a block moved": (
        "cvip_by_agency_earlier",
        lambda rows: [[*r[:3], rows[n + (8, -8)[r[0] == "2023"]][3], *r[4:]]
                      if r[0] in ("2022", "2023") else r for n, r in enumerate(rows)],
        "column count: '2175' and '1994' were exchanged",
    ),
    "two texts exchanged": (
        "caveats",
        lambda rows: _swapped(rows, 10, 12, 1),
        "lines 11 and 13, column text",
    ),
    "a later number than its source": (
        "cybertipline_history",
        lambda rows: [[*row[:-1], row[-1].replace("2023", "2022")] for row in rows],
        "line 27, column source: 'ojjdp-cy2022' cannot have a number of 2023.",
    ),
    "all are resolved": (
        "missing_by_type_earlier",
        lambda rows: [[cell.replace("all", "resolved") if n == 2 else cell
                       for n, cell in enumerate(row)] for row in rows],
        "column status: each report of 2021 is resolved: if not split, 'all'",
    ),
    "one code as another": (
        "code_changes",
        lambda rows: [*rows, ["incident_type", "child_sexual_molestation",
                              "child_sex_trafficking", "2024", "x"]],
        "has 'child_sexual_molestation' beside it in 2020 and 2024: not joined",
    ),
    "sorted": ("cvip_by_agency_earlier", lambda rows: [rows[0], *sorted(rows[1:])], ""),
    "new rows": (
        "cybertipline_half_years",
        lambda rows: [*rows, ["2026", *rows[-1][1:]], ["2026", *rows[-2][1:]]],
        "cannot have a number of 2026",
    ),
    "new rows of a new source": (
        "cybertipline_half_years",
        lambda rows: [*rows, *(["2026", *r[1:3], f"1{r[3]}", "ncmec-cybertipline-data"]
                              for r in rows[-2:])],
        "",
    ),
    "one number corrected": (
        "cybertipline_half_years",
        lambda rows: [[cell.replace("292951", "292952") for cell in row] for row in rows],
        "2024 1 online_enticement, reports: “292951” would become “292952”. If that is meant:",
    ),
    "the year of a row": (
        "amber_cumulative",
        lambda rows: [[cell.replace("2022", "2021") if n == 0 else cell
                       for n, cell in enumerate(row)] for row in rows],
        "2022: the row would be gone",
    ),
    "the kind of a source": (
        "sources",
        lambda rows: [[cell.replace("secondary", "primary") for cell in row] for row in rows],
        "source_kind: “secondary” would become “primary”",
    ),
}  # fmt: skip


def _swapped(rows: list[list[str]], one: int, other: int, column: int) -> list[list[str]]:
    rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
    return rows


@pytest.mark.parametrize(("name", "edit", "said"), RECORDED.values(), ids=RECORDED)
def test_a_slip_that_no_total_tells_is_not_recorded(good, capsys, name, edit, said):
    _committed(good)
    path = good / f"data/reference/{name}.csv"
    rows = edit(list(csv.reader(path.read_text().splitlines())))
    with path.open("w", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)
    assert cli.main(["check", "--record"]) == bool(said), capsys.readouterr().err
    assert said in (err := capsys.readouterr().err)
    if "exchanged" in said:  # who means it commits the table first
        assert "commit the table first, then record it" in err
        _committed(good)
        assert cli.main(["check", "--record"]) == 0


# Code for the second cell after that with the parameters, and what the message must say
BAD = {
    "raises": ("1 / 0", "cell 5 (1 / 0): ZeroDivisionError: division by zero"),
    "never ends": ("while True:\n    pass", "cell 5 (while True:): CellTimeout: stopped after 3 s"),
    "prints for ever": (
        "while True:\n    print('x', flush=True)",
        "CellTimeout: stopped after 3 s",
    ),
    "dies": ("import os\nos._exit(3)", "cell 5 (import os): DeadKernel: "),
    "asks for no id": (
        "from ourimpact import figures\nfigures.begin('10-good', year, 'x')\n'take_it_down_hash'",
        "has 'take_it_down_hash', which no table has. Is 'take_it_down_hashes' meant",
    ),
    "is no Python": ("x = (", "cell 5 (x = (): SyntaxError"),
    "ends it before its figures": ("import sys\nsys.exit()", "cell 5 (import sys): SystemExit"),
}


@pytest.mark.parametrize(("code", "said"), BAD.values(), ids=BAD)
def test_a_bad_notebook(good, capfd, caplog, code, said):
    """This does not depend on the machine's speed: cells with the limit of 3 s would never end."""
    book(good, "10-good", draw("second"), "1", code)
    before = everything(good)
    limit = ["--timeout", "3"] if "CellTimeout" in said else []
    assert cli.main(["run", *limit]) == 1
    gc.collect()  # brings out warnings of asyncio about abandoned tasks
    err = capfd.readouterr().err
    assert said in err
    assert "Traceback" not in err and len(err.splitlines()) == 1, err
    assert not [one for one in caplog.records if one.name == "asyncio"]
    assert everything(good) == before
    assert none_stray(good) and nothing_half_done(good)
    assert (good / "build/failed/10-good.ipynb").exists()
    book(good, "10-good", draw("third"))
    assert cli.main(["run"]) == 0
    assert figures(good)["figures/2024/good.png"] == "third"
    assert not (good / "build/failed/10-good.ipynb").exists(), "the copy of what succeeded since"


def test_a_failure_lets_the_others_run(good, capsys):
    book(good, "11-other", draw(slug="other"))
    assert told(capsys)[0] == 0
    before = figures(good)
    book(good, "10-good", draw("second"), "1 / 0")
    book(good, "11-other", draw("second", slug="other"))
    status, said = told(capsys)
    assert (status, [r["verdict"] for r in said.values()]) == (1, ["failed", "done"])
    after = figures(good)
    assert after["figures/2024/good.png"] == before["figures/2024/good.png"] == "first"
    assert after["figures/2024/other.png"] == "second"


@pytest.mark.parametrize(
    ("engine", "number"), [("warm", signal.SIGTERM), ("kernel", signal.SIGINT)]
)
def test_stopped_halfway_and_two_runs_at_once(good, capsys, engine, number):
    """A child process of the notebook is running, too."""
    book(good, "10-good", draw("second"), "import subprocess\nsubprocess.run(['sleep', '600'])")
    before = everything(good)
    running = command(good, "run", "--engine", engine)
    while not any("sleep" in line for line in strays(good)):
        time.sleep(0.1)
        assert running.poll() is None
    assert cli.main(["run"]) == 1
    assert "Another run is at work" in capsys.readouterr().err
    running.send_signal(number)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 128 + number
    assert "stopped" in err and "Traceback" not in err
    assert everything(good) == before
    assert none_stray(good) and nothing_half_done(good)
    book(good, "10-good", draw("third"))
    assert cli.main(["run", "--engine", engine]) == 0


def test_killed_halfway_nothing_is_lost_and_nothing_is_left(good):
    before = figures(good)
    book(good, "10-good", draw("second"), "import subprocess\nsubprocess.run(['sleep', '600'])")
    running = command(good, "run", "--jobs", "1")
    while not any("sleep" in line for line in strays(good)):
        time.sleep(0.1)
        assert running.poll() is None
    running.kill()
    running.communicate(timeout=120)
    assert figures(good) == before
    assert none_stray(good)
    book(good, "10-good", draw("third"))
    assert cli.main(["run"]) == 0
    assert figures(good)["figures/2024/good.png"] == "third"
    assert nothing_half_done(good)


# Which move fails while publishing, as on a disk that is full or read-only
PUBLISHING = {
    "a copy beside its place": ("copyfile", ".good.svg.part", errno.ENOSPC, "No space left"),
    "taking the place": ("replace", "good.svg", errno.ENOSPC, "No space left"),
    "no permission": ("copyfile", ".good.csv.part", errno.EACCES, "Permission denied"),
    "the executed copy": ("replace", "10-good.ipynb", errno.EROFS, "Read-only file system"),
}


@pytest.mark.parametrize(("step", "name", "number", "said"), PUBLISHING.values(), ids=PUBLISHING)
def test_figures_are_replaced_all_or_none(good, capsys, monkeypatch, step, name, number, said):
    book(good, "10-good", draw("second"))
    before = figures(good)
    place = shutil if step == "copyfile" else os
    real = getattr(place, step)

    def fails(source, target, **options):
        if Path(target).name == name:
            raise OSError(number, os.strerror(number))
        return real(source, target, **options)

    with monkeypatch.context() as broken:
        broken.setattr(place, step, fails)
        assert cli.main(["run"]) == 1
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    assert figures(good) == before and nothing_half_done(good)
    assert not list((good / "figures").rglob(".*"))
    assert cli.main(["run"]) == 0
    assert figures(good)["figures/2024/good.png"] == "second"


def test_files_that_may_not_grow(good):
    """As on a full disk, where every write of the run fails."""
    import resource

    book(good, "10-good", draw("second"), "print('x' * 300_000)")
    before = figures(good)
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # noqa: E731
    full = command(good, "run", preexec_fn=small)
    out, err = full.communicate(timeout=120)
    assert full.returncode == 1
    assert "File too large" in err and "Traceback" not in err + out
    assert figures(good) == before


def test_a_full_disk_is_told_with_the_file(tmp_path, monkeypatch):
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/deck\.pptx'"):
        paths.write(tmp_path / "deck.pptx", b"")


def test_a_file_where_a_folder_is_wanted_is_told_itself(tmp_path):
    (tmp_path / "states").touch()
    with pytest.raises(FileExistsError, match=r"/states'$"):
        paths.write(tmp_path / "states" / "ohio.csv", b"")


# Why git has no last commit to compare with
UNCOMPARED = {
    "a ZIP": ({}, False),
    "no git": ({"PATH": ""}, True),
    "a folder of somebody else": ({"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, True),
}


@pytest.mark.parametrize(("given", "cloned"), UNCOMPARED.values(), ids=UNCOMPARED)
def test_what_git_cannot_be_asked_about_is_recorded_only_if_meant(
    good, monkeypatch, capsys, given, cloned
):
    if cloned:
        _committed(good)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    path, said = good / "data/reference/caveats.csv", "nothing was compared with a last commit"
    assert cli.main(["run"]) == cli.main(["check"]) == 0
    assert capsys.readouterr().err.count(said) == 1
    path.write_text(path.read_text().replace("Reports are not children", "Reports are children"))
    before = everything(good)
    assert cli.main(["check", "--record"]) == 1 and everything(good) == before
    told = capsys.readouterr().err
    assert said in told and "If that is meant: ourimpact check --record --new-numbers." in told
    assert cli.main(["check", "--record", "--new-numbers"]) == 0


def test_a_notebook_that_readme_cannot_be_made_from_is_named(good, capsys):
    (good / "notebooks" / "11-empty.ipynb").touch()
    assert cli.main(["refresh", "10"]) == 1
    assert "11-empty.ipynb is no notebook of format 4: it is empty" in capsys.readouterr().err


def test_a_value_that_is_a_path_stays_below_build(good):
    before = everything(good)
    assert cli.main(["run", "-p", "place=../../x"]) == 0
    assert everything(good) == before
    assert (good / "build/figures/10-good-place=x/good.png").exists()
    assert not [path for path in good.parent.iterdir() if path.name == "x"]


def _copy(root: Path) -> None:
    path = root / "notebooks/10-good.ipynb"
    (root / "notebooks/10-good-Copy1.ipynb").write_text(path.read_text().replace("first", "a try"))


def _default(root: Path) -> None:
    cli.main(["refresh"])
    path = root / "notebooks/10-good.ipynb"
    path.write_text(path.read_text().replace('= \\"TX', '= \\"GU'))


def _conflict(root: Path) -> None:
    path = root / "notebooks/10-good.ipynb"
    mark = '"source": "<<<<<<< HEAD\\n'
    path.write_text(path.read_text().replace('"source": "', mark, 1))


def _both_sides(root: Path) -> None:
    path = root / "notebooks/10-good.ipynb"
    book = json.loads(path.read_text())
    path.write_text(json.dumps(book | {"cells": [*book["cells"], book["cells"][-1]]}))


def _unmerged(root: Path) -> None:
    path = root / "notebooks/10-good.ipynb"
    path.write_text("<<<<<<< HEAD\n" + path.read_text())


def _fewer(root: Path) -> None:
    book(root, "10-good", LOAD)


def _twice(root: Path) -> None:
    shutil.copy(root / "notebooks/10-good.ipynb", root / "notebooks/14-mine.ipynb")


def _number(root: Path) -> None:
    book(root, "10-other", draw(slug="other"))


def _misnamed(root: Path) -> None:
    shutil.copy(root / "notebooks/10-good.ipynb", root / "notebooks/7-mine.ipynb")


def _of_windows(root: Path) -> None:
    path = root / "notebooks/10-good.ipynb"
    path.write_text(path.read_text(), encoding="utf-16")


def _debugged(root: Path) -> None:
    begin = "from ourimpact import figures\nfigures.begin('10-good', year, section='x')"
    book(root, "10-good", "year = 2023", begin, draw("second"))


def _parameter_again(root: Path, source: str = "place = 'GU'") -> None:
    """Change a notebook as `papermill X X -p place GU` does."""
    cli.main(["refresh"])
    path = root / "notebooks/10-good.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    at = next(
        n for n, c in enumerate(book["cells"]) if "parameters" in c["metadata"].get("tags", ())
    )
    tags = {"tags": ["injected-parameters"]}
    book["cells"].insert(
        at + 1, book["cells"][at] | {"source": source, "metadata": tags, "id": "again"}
    )
    path.write_text(json.dumps(book), encoding="utf-8")


def _skipped(root: Path) -> None:
    cli.main(["refresh"])
    path = root / "notebooks/10-good.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][-1]["metadata"]["tags"] = ["skip-execution"]
    path.write_text(json.dumps(book), encoding="utf-8")


def _renamed(root: Path) -> None:
    begin = "from ourimpact import figures\nfigures.begin('10-bad', year, section='x')"
    book(root, "10-good", begin, draw("second"))


def _fewer_in_a_clone(root: Path) -> None:
    """Leave no record of a run; git has the figures."""
    shutil.rmtree(root / "build")
    for words in (["init", "-q"], ["add", "figures", "data"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    book(root, "10-good", LOAD)


def _emptied(root: Path) -> None:
    (root / "notebooks/10-good.ipynb").write_text("\n")


def _of_format_3(root: Path) -> None:
    (root / "notebooks/10-good.ipynb").write_text('{"nbformat": 3, "worksheets": []}')


def _merged(root: Path) -> None:
    """Merge a cell with the one below, as JupyterLab does."""
    path = root / "notebooks/10-good.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    cell = next(c for c in book["cells"] if "parameters" in c["metadata"].get("tags", ()))
    cell["source"] = "".join(cell["source"]) + "\nprint(place)"
    path.write_text(json.dumps(book), encoding="utf-8")


def _pipe(root: Path) -> None:
    (root / "notebooks/10-good.ipynb").unlink()
    os.mkfifo(root / "notebooks/10-good.ipynb")


# What a person did without meaning harm, the exit status, and what the message says
CARELESS = {
    "JupyterLab's duplicate": (_copy, 0, "10-good-Copy1.ipynb is a copy, and copies are not run"),
    "a name of another form": (_misnamed, 0, "7-mine.ipynb is not like [0-9][0-9]-*.ipynb, and is"),
    "a notebook in UTF-16": (_of_windows, 1, "of format 4: 'utf-8' codec can't decode byte 0xff"),
    "a try saved in the notebook": (_default, 1, "10-good.ipynb has place = 'GU', and had 'TX'"),
    "a conflict left in its words": (
        _conflict,
        1,
        "10-good.ipynb: cell 1, id 'c0', has a merge conflict: resolve it, and take out",
    ),
    "a conflict in its file": (_unmerged, 1, "line 1 has a merge conflict: resolve it"),
    "a cell of each side": (
        _both_sides,
        1,
        "10-good.ipynb: cells 4 and 5 have one id, 'c3', as after a merge: remove one, or",
    ),
    "a notebook that draws less": (_fewer, 1, "10-good: failed: it no longer makes good"),
    "that, in a fresh clone": (_fewer_in_a_clone, 1, "it no longer makes good, published before"),
    "a year set once more": (_debugged, 1, "cell 3 (year = 2023): SetAgain: it sets year again"),
    "another's name": (_renamed, 1, "has '10-bad' and 2024; this is a run of 10-good 2024"),
    "a notebook copied": (_twice, 1, "14-mine: failed: it makes good, and so does 10-good"),
    "a parameter set again": (_parameter_again, 1, "sets place again, which is 'TX' in this run"),
    **{
        f"one set by {what}": (lambda root, s=source: _parameter_again(root, s), 1, "sets place ag")
        for what, source in {
            "a loop": "for place in ['GU']:\n    pass",
            "exec": "exec('place = str(\"GU\")')",
            "its name": "globals()['place'] = 'GU'",
            "an import": "from warmrun import record as place",
            "what is equal in parts": "import pandas as pd\nplace = pd.Series(['TX', 'GU'])",
        }.items()
    },
    "a cell that is skipped": (_skipped, 1, "is tagged to be skipped"),
    "a number given twice": (_number, 1, "10-good and 10-other have the same number"),
    "an empty file for a notebook": (
        _emptied,
        1,
        "is no notebook of format 4: it is empty",
    ),
    "a notebook of an old format": (_of_format_3, 1, "of format 4: it has no 'cells'"),
    "parameters merged with what uses them": (_merged, 1, "`parameters` uses place itself, before"),
    "a pipe for a notebook": (_pipe, 1, "10-good.ipynb is not a file"),
}


@pytest.mark.parametrize(("harm", "status", "said"), CARELESS.values(), ids=CARELESS)
def test_nothing_is_published_that_nobody_meant_to(good, capsys, harm, status, said):
    harm(good)
    before = figures(good)
    capsys.readouterr()
    assert cli.main(["run"]) == status
    assert said in capsys.readouterr().err
    assert figures(good) == before


@pytest.mark.parametrize("edit", [
    "open(other, 'w')", "open(other, 'r+')", "pathlib.Path(other).unlink()",
    "import shutil\nshutil.rmtree(pathlib.Path(other).parent)",
    "pathlib.Path('x').write_text('1')\npathlib.Path('x').replace(other)",
    "pathlib.Path(other).rename('x')", "import shutil\nshutil.move(other, 'x')",
    "import os\nos.replace(pathlib.Path(other).parent, 'x')", "import os\nos.truncate(other, 0)",
])  # fmt: skip
def test_a_cell_does_not_change_what_another_notebook_published(good, capsys, edit):
    book(good, "11-other", LOAD, draw(slug="other"))
    assert cli.main(["run"]) == 0
    before = figures(good)
    where = f"import pathlib\nother = {str(good / 'figures/2024/other.csv')!r}"
    book(good, "10-good", where, f"open(other).read()\n{edit}", draw("second"))
    assert cli.main(["run"]) == 1
    said = "10-good: failed: cell 4 (open(other).read()): RuntimeError: figures/2024"
    assert said in (err := capsys.readouterr().err) and "is published, which only" in err
    assert figures(good) == before


def test_a_parameter_may_be_set_to_what_it_is(good):
    again = "for place in ['PR', place.strip()]:\n    pass"
    book(
        good, "10-good", again, draw("second"), "import numpy\nyear = numpy.int64(year)\ndel place"
    )
    for given in ([], ["-p", "place=GU"], ["--engine", "kernel"]):
        assert cli.main(["run", *given]) == 0


def test_in_a_fresh_clone_a_copy_of_a_notebook_does_not_take_its_figure(good, capsys):
    (good / "figures/2024/good.json").write_text('{"notebook": "10-good"}')
    _fewer_in_a_clone(good)
    book(good, "10-good", LOAD, draw())
    _twice(good)
    before = figures(good)
    assert cli.main(["run", "14"]) == 1
    assert "it makes good, and so does 10-good" in capsys.readouterr().err
    assert figures(good) == before


def test_a_copy_of_ones_own_beside_a_figure_is_kept_and_named(good, capsys):
    for ending in ("png", "svg", "csv", "json"):
        path = good / f"figures/2024/good.{ending}"
        shutil.copy(path, path.with_stem("good-mine"))
    book(good, "10-good", LOAD, draw("second"))
    before = {k: v for k, v in figures(good).items() if "mine" in k}
    cli.main(["run", "--prune"])
    assert "figures/2024/good-mine.json" in capsys.readouterr().err, "the page has no place for it"
    assert {k: v for k, v in figures(good).items() if "mine" in k} == before
    assert figures(good)["figures/2024/good.png"] == "second"


def test_a_figure_whose_notebook_was_deleted_is_kept_and_named(good, capsys):
    book(good, "11-other", LOAD, draw(slug="other"))
    (good / "notebooks/10-good.ipynb").unlink()
    assert cli.main(["run"]) == 1
    said = "figures/2024/good.json is from 10-good, which is gone: restore that"
    assert said in capsys.readouterr().err and "figures/2024/good.png" in figures(good)
    assert cli.main(["run", "11"]) == 0


def test_what_a_notebook_read_that_was_given_up_counts_no_more(good, capsys):
    book(good, "11-other", LOAD, draw(slug="other"))
    assert cli.main(["run"]) == 0
    (good / "notebooks/11-other.ipynb").unlink()
    for path in (good / "figures/2024").glob("other.*"):
        path.unlink()
    state = next((good / "build/state").rglob("11-other.json"))
    state.write_text(state.read_text().replace(record.digest(good / STATES), "another"))
    guards.refuse_edited(2024)
    book(good, "10-good", draw("second"))
    message = r"10-good\.ipynb was changed after figures/2024 was drawn"
    with pytest.raises(UsageError, match=message):
        guards.refuse_edited(2024)


def test_the_page_of_a_copy_that_git_does_not_know_is_made_again(good, capsys):
    subprocess.run(["git", "init", "-q"], cwd=good, check=True)
    (good / "build/made.json").unlink()
    assert cli.main(["run", "--force"]) == 0, "it is as it was made, whoever made it"
    book(good, "10-good", LOAD, draw("second"), draw(slug="other"))
    assert cli.main(["run"]) == 0
    page = good / "figures/README.md"
    assert "other" in page.read_text()
    os.utime(page, (0, 0))  # older than its figures
    assert cli.main(["run"]) == 0 and page.stat().st_mtime > 0


def test_a_file_that_is_somebody_elses_is_named_and_no_errno():
    said = messages.plain(PermissionError(errno.EACCES, "Permission denied", "build/lock"))
    assert said == (
        "build/lock cannot be read or written by you: change who owns it, or use your own clone."
    )


@pytest.mark.parametrize(("meant", "code"), [("Washington, D.C.", "DC"), ("puerto rico", "PR")])
def test_a_state_is_known_with_and_without_periods(meant, code):
    assert settings._code("state", meant) == code


def test_a_page_of_figures_edited_by_hand_is_kept_and_named(good, capsys):
    page = good / "figures/README.md"
    page.write_text("mine")
    book(good, "10-good", draw("second"))
    assert cli.main(["run"]) == 1
    assert "figures/README.md was changed since it was made" in capsys.readouterr().err
    assert page.read_text() == "mine"
    assert figures(good)["figures/2024/good.png"] == "second"
    page.unlink()
    assert cli.main(["run"]) == 0 and page.exists()
    os.utime(page, (0, 0))  # before its template was changed
    assert cli.main(["run"]) == 0 and page.stat().st_mtime > 0
    shutil.rmtree(good / "build")
    page.write_text("mine, and git has it")
    _committed(good)
    assert cli.main(["run"]) == 0


def _committed(root: Path) -> None:
    given = ["-c", "user.name=x", "-c", "user.email=x@x.org"]
    for words in (["init", "-q"], ["add", ".", ":!build"], [*given, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=root, check=True)


@pytest.mark.parametrize("known", ["to a run", "to git", "to both", "to nobody"])
def test_a_figure_changed_by_hand_is_neither_in_the_deck_nor_on_the_site(good, capsys, known):
    """Such as a number in its CSV. A file that neither a run nor git knows is a person's own."""
    if known in ("to git", "to both"):
        _committed(good)
    if known in ("to git", "to nobody"):
        shutil.rmtree(good / "build")
    path = good / "figures/2024/good.csv"
    path.write_text("other")
    for words in (["deck"], ["site"], ["deck", str(path)], ["deck", str(path.parent)]):
        assert cli.main(words) == 1
        said = "good.csv was changed after it was made" in capsys.readouterr().err
        assert said == (known != "to nobody")
    assert cli.main(["run", "--force"]) == 0
    assert cli.main(["deck"]) == 1, "its picture is not an image"
    assert "good.csv" not in capsys.readouterr().err.replace("good.csv has no rows", "")


@pytest.mark.parametrize("known", ["to a run", "to git"])
def test_a_figure_that_is_gone_is_missed_by_the_deck_and_the_site(good, capsys, known):
    book(good, "11-other", LOAD, draw(slug="other"))
    assert cli.main(["run"]) == 0
    if known == "to git":
        _committed(good)
        shutil.rmtree(good / "build")
    for path in (good / "figures/2024").glob("other.*"):
        path.unlink()
    for words in (["deck"], ["site"]):
        assert cli.main(words) == 1
        assert "other.csv is gone: `ourimpact run` makes it again" in capsys.readouterr().err


@pytest.mark.parametrize("known", ["to a run", "to git", "to the first of two runs"])
def test_a_table_changed_since_its_figures_were_drawn_is_neither_in_the_deck_nor_on_the_site(
    good, capsys, known
):
    if known == "to git":
        _committed(good)
        shutil.rmtree(good / "build")
    table = good / "data/report/missing_by_state.csv"
    table.write_text(table.read_text().replace("2024,AK,active,2", "2024,AK,active,5"))
    if known == "to the first of two runs":  # and the second has read it as it is now
        first = next((good / "build/state").rglob("*.json"))
        second = json.loads(first.read_text())
        second["reads"][STATES] = record.digest(table)
        first.with_name("z.json").write_text(json.dumps(second))
    for words in (["deck"], ["site"]):
        assert cli.main(words) == 1
        said = "missing_by_state.csv was changed after figures/2024 was drawn: `ourimpact run`"
        assert said in capsys.readouterr().err
    shutil.copytree(good / "figures/2024", good / "figures/2025")  # a later year is the default
    assert cli.main(["deck", "--year", "2024"]) == 1
    assert "was drawn: `ourimpact run --year 2024` draws it again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "words"), [("build", ["run"]), ("build/lab", ["lab"]), ("build/site", ["site"])]
)
def test_a_file_in_the_place_of_a_folder_is_named(good, capsys, name, words):
    shutil.rmtree(good / name, ignore_errors=True)
    (good / name).write_text("mine")
    assert cli.main(words) == 1
    assert "cannot be a folder: a file of that name exists" in capsys.readouterr().err
    assert (good / name).read_text() == "mine"


def test_a_closed_pipe_and_a_closed_stderr_are_no_traceback(good, monkeypatch):
    monkeypatch.setenv(KERNELS, "wram")  # no kernel could be started
    reading, writing = os.pipe()
    os.close(reading)
    ran = command(good, "list", stdout=writing)
    os.close(writing)
    assert "Traceback" not in ran.communicate()[1] and ran.returncode == 1
    closed = command(good, "run", "--force", preexec_fn=lambda: os.close(2), stderr=None)
    assert "done" in closed.communicate()[0] and closed.returncode == 0
    failing = command(good, "run", "nonsense", preexec_fn=lambda: os.close(2), stderr=None)
    assert failing.communicate()[0] == "" and failing.returncode == 1


def test_a_current_folder_that_is_gone_and_a_dictionary_moved_away_are_told_apart(good, tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    ran = command(good, "run", preexec_fn=lambda: (os.chdir(folder), folder.rmdir()))
    assert "the current folder is gone" in ran.communicate()[1] and ran.returncode == 1
    (good / "data/datapackage.json").rename(good / "datapackage.json")
    ran = command(good, "run")
    assert "has no data/datapackage.json" in ran.communicate()[1] and ran.returncode == 1


def test_the_environment_of_another_checkout_is_not_taken_for_that_of_this(tmp_path):
    """As with a copied or activated .venv: figures would come from the other checkout."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "lib" / "ourimpact", other / "lib" / "ourimpact")
    (other / "notebooks").mkdir()
    words = [sys.executable, "-m", "ourimpact_command", "list"]
    given = {name: value for name, value in os.environ.items() if name != "OURIMPACT_ROOT"}
    for folder, status in ((other / "notebooks", 1), (ROOT / "tests", 0), (tmp_path, 0)):
        ran = subprocess.run(
            words, cwd=folder, env=given, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, "needs its own environment" in ran.stderr) == (status, bool(status))


def test_the_environment_of_a_folder_that_was_moved_is_told(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(Path(sys.executable).resolve())  # has no package
    (tmp_path / ".venv/ready").touch()
    ran = subprocess.run(["make"], cwd=tmp_path, capture_output=True, text=True, check=False)
    said = ".venv does not work here (was the folder moved?): rm -rf .venv, then repeat this.\n"
    assert said in ran.stderr and "ourimpact" not in ran.stderr and ran.returncode


def test_a_checkout_may_stand_in_any_folder(ran, tmp_path, monkeypatch):
    """papermill and other packages take these characters for patterns or parameters."""
    folder = shutil.copytree(ran, tmp_path / "a[b]?c*{d}")
    monkeypatch.setenv("OURIMPACT_ROOT", str(folder))
    book(folder, "10-good", draw())
    assert cli.main(["run", "--force"]) == 0
    assert cli.main(["run", "-p", "place=GU"]) == 0


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize(
    ("name", "words", "said"),
    [("build/lock", ["run"], "a file is wanted: move it away"),
     ("figures/README.md", ["run", "--force"], "a file is wanted: move it away"),
     ("build/ingest/2025/claims.csv", ["claims", "--year", "2025"], "a file is wanted: move it"),
     (STATES, ["run"], f"{STATES} is missing")],
)  # fmt: skip
def test_what_is_no_file_stops_nothing_for_ever(good, name, words, said, make):
    (good / name).parent.mkdir(parents=True, exist_ok=True)
    (good / name).unlink(missing_ok=True)
    make(good / name)
    ran = command(good, *words, preexec_fn=lambda: signal.alarm(60))
    err = ran.communicate()[1]
    assert said in err and "Traceback" not in err and ran.returncode == 1, err


def test_a_record_that_cannot_be_read_is_no_traceback(good, capsys):
    for content in ("[", '{"outputs": 3}', "null"):
        (good / "build/state/2024/10-good.json").write_text(content)
        status, said = told(capsys)
        assert (status, said["10-good"]["why"]) == (0, "new")
    assert json.loads((good / "build/state/2024/10-good.json").read_text())["reads"]
    assert files(good)


# What a shell or another Python brings along, and the message (none if it does no harm)
SURROUNDINGS = {
    "few files may be open": (
        ["run", "--force"],
        {},
        (20, 20),
        "20 files may be open, and 128 are",
    ),
    "a terminal of ASCII": (["check"], {"PYTHONIOENCODING": "ascii"}, (), ""),
    "a locale of ASCII": (
        ["check"],
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        (),
        "",
    ),
    "a Python without packages": (
        ["check"],
        {"PYTHONNOUSERSITE": "1"},
        (),
        "pandas: use .venv/bin/ourimpact",
    ),
}


@pytest.mark.parametrize(
    ("words", "given", "limit", "said"), SURROUNDINGS.values(), ids=SURROUNDINGS
)
def test_what_surrounds_a_command(good, monkeypatch, words, given, limit, said):
    _committed(good)
    for name, value in (given | {"PYTHONPATH": str(ROOT / "lib")}).items():
        monkeypatch.setenv(name, value)
    bare = ["-S"] if "NOUSERSITE" in str(given) else []
    command_ = [sys.executable, *bare, "-m", "ourimpact_command", *words]
    few = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit)) if limit else None
    ran = subprocess.run(command_, capture_output=True, text=True, check=False, preexec_fn=few)
    assert ran.returncode == int(bool(said)), ran.stderr
    assert said in ran.stderr and "Traceback" not in ran.stderr


def test_what_fails_several_notebooks_is_said_once(good, capsys):
    book(good, "11-other", LOAD, draw(slug="other"))
    (good / "data/datapackage.json").write_text("{")
    assert cli.main(["run"]) == 1
    said = capsys.readouterr()
    assert said.err.count("data/datapackage.json, line 1") == 1
    assert said.out.count("failed (") == 2


def test_a_record_of_the_data_edited_by_hand_is_what_is_named(good, capsys):
    _committed(good)
    record = good / "data/.sha256"
    line = next(line for line in record.read_text().splitlines() if line.endswith(STATES[5:]))
    record.write_text(record.read_text().replace(line, f"x{line[1:]}"))
    assert cli.main(["run", "--force"]) == 1
    said = (
        "Git has it so: data/.sha256 was edited or lost, and git has it: git checkout data/.sha256"
    )
    assert said in capsys.readouterr().err


def test_states_of_a_year_without_them_are_refused_before_anything_runs(capsys, monkeypatch):
    monkeypatch.setattr(runs, "execute", lambda *_, **__: pytest.fail("something ran"))
    for words in (["run", "91"], ["deck"]):
        assert cli.main([*words, "--each", "state", "--year", "2023"]) == 1
        assert capsys.readouterr().err.count("missing_by_state has no rows for 2023") == 1


def test_a_file_put_there_during_a_run_with_an_older_time_makes_it_run_again(good, capsys):
    """As `cp -p`, an archive, or a folder that is synchronized does."""
    put = "import os\nopen(source, 'w').write('new')\nos.utime(source, (9, 9))"
    (good / "data/mine.txt").write_text("old")
    source = f"source = {str(good / 'data/mine.txt')!r}\nopen(source).read()"
    book(good, "10-good", source, draw("second"), put)
    assert cli.main(["run"]) == 0
    capsys.readouterr()
    assert cli.main(["run"]) == 0
    assert "done (data/mine.txt)" in capsys.readouterr().out


def test_the_lab_opens_before_anything_is_published(good, monkeypatch):
    shutil.rmtree(good / "figures")
    monkeypatch.setattr(os, "execv", lambda *_: None)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setenv(KERNELS, "")
    for _ in range(2):
        assert cli.main(["lab"]) is None


def test_a_copy_of_a_folder_of_figures_is_no_year(good):
    shutil.copytree(good / "figures/2024", good / "figures/2024-backup")
    assert gallery.folders() == [good / "figures/2024"]
    assert site._left_out(2024, []) == []


# What an author may write, and what the message says (none if it is right)
CITATIONS = {
    "a person": ("authors:\n- family-names: Lee\n  given-names: Ann", ""),
    "a date in quotes": ('date-released: "2026-11-26"', ""),
    "nothing": ("", ""),
    "no authors": ("authors:", ""),
    "an author without a name": ("authors:\n- email: a@b.org", "authors is a list"),
    "no email": ("authors:\n- name: A\n  email: a at b.org", "'a at b.org': write such as ann@"),
    "no website": ("authors:\n- name: A\n  website: b.org", "'b.org': write such as https://ex"),
    "an author, not a list": ("authors:\n  name: Ann Lee", "authors is a list"),
    "both sides of a merge": ("url: https://a.org\nurl: https://b.org", "url is there twice: keep"),
    "no such month": ("date-released: 2026-13-26", "month must be in 1..12"),
}


@pytest.mark.parametrize(("text", "said"), CITATIONS.values(), ids=CITATIONS)
def test_a_citation_is_read_or_named(good, text, said):
    (good / "CITATION.cff").write_text(text)
    if said:
        with pytest.raises(UsageError, match=rf"CITATION\.cff.*{said}"):
            gallery.citation("x")
    else:
        assert ("Ann Lee" in gallery.citation("x")["cite"]) == ("Ann" in text)


def test_sources_saved_by_a_spreadsheet_are_read(good):
    path = good / "data/reference/sources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    [figure] = gallery.figures(good / "figures/2024")
    figure.sources = ["our-impact-2024"]
    assert gallery.sources([figure])[0]["citation"]
