"""One set of versions: pyproject.toml, requirements.lock and environment.yml agree."""

import re
import tomllib

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


def test_environment_yml_has_the_pins_of_the_lock():
    *pins, package = pip_section()
    assert package == "-e ."
    assert dict(line.split("==") for line in pins) == {name: PINS[name] for name in direct()}
