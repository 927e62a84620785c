"""One set of versions: pyproject.toml, requirements.lock, and environment.yml agree."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version

import yaml
from conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.M))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> set[str]:
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    return {re.match(r"[a-z0-9-]+", line).group() for line in wanted}


def pip_section() -> list[str]:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (section,) = [part["pip"] for part in conda["dependencies"] if isinstance(part, dict)]
    return section


def test_the_lock_has_hashes_and_names_no_index():
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|-i ", LOCK)
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_version_and_the_least_python_are_one():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert PROJECT["version"] == cited["version"]
    least = PROJECT["requires-python"].removeprefix(">=")
    assert f"python3 ({least} or later" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_another_version_is_not_set_up_anew_and_other_dependencies_are(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "python").write_text('#!/bin/sh\necho "$@" >> log\n')
    (tmp_path / "python").chmod(0o755)
    for n, (old, new, installs) in enumerate([("", "", 1), ("version =", "version  =", 1),
                                              ("frictionless>", "frictionful>", 2)]):  # fmt: skip
        file = tmp_path / "pyproject.toml"
        file.write_text(file.read_text("utf-8").replace(old, new, 1 if old else 0), "utf-8")
        os.utime(file, (2**31 + n, 2**31 + n))  # later than what was set up
        subprocess.run(
            ["make", "-s", ".venv/ready", "PYTHON=./python", "BIN=."], cwd=tmp_path, check=True
        )
        said = (tmp_path / "log").read_text("utf-8")
        assert said.count("--require-hashes") == installs, new


def test_what_was_made_by_hand_outlives_make_clean(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("ingest/2025/proposals.csv", "lab/notebooks/10-one.ipynb", "site/index.html"):
        (tmp_path / "build" / name).parent.mkdir(parents=True)
        (tmp_path / "build" / name).touch()
    subprocess.run(["make", "-s", "clean"], cwd=tmp_path, check=True)
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["ingest", "lab"]
    shutil.rmtree(tmp_path / "build")
    subprocess.run(["make", "-s", "clean"], cwd=tmp_path, check=True)


def test_what_stands_on_another_disk_is_no_more_committed_than_a_folder(tmp_path):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for name in ("build", ".venv"):
        (tmp_path / name).symlink_to(tmp_path)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    line = ["git", "status", "--porcelain"]
    seen = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert seen.stdout == "?? .gitignore\n"


def test_what_is_installed_is_what_the_lock_names():
    """Another version may draw other pictures: `rm -rf .venv`, then `make` or conda."""
    wanted = {name: PINS[name] for name in direct()}
    assert {name: version(name) for name in wanted} == wanted


def test_what_is_installed_together_goes_together():
    """So pip can resolve environment.yml, whose pins are among these: each was installed by pip."""
    line = [sys.executable, "-m", "pip", "check"]
    checked = subprocess.run(line, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_environment_yml_has_the_pins_of_the_lock():
    *pins, package = pip_section()
    assert package == "-e ."
    assert dict(line.split("==") for line in pins) == {name: PINS[name] for name in direct()}
