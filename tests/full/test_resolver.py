"""pip can install what environment.yml lists: the only test that queries a package index."""

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT
from test_environment import LOCK, PINS, direct, pip_section


def test_pip_can_install_what_environment_yml_lists(tmp_path):
    """A dry run: what pip under conda would do, without downloading.

    The versions of the lock bound it, so that what others publish cannot change the result.
    """
    wanted, locked = tmp_path / "wanted.txt", tmp_path / "locked.txt"
    wanted.write_text("\n".join(line for line in pip_section() if line != "-e ."))
    locked.write_text("\n".join(re.findall(r"^[a-z0-9-]+==[^\\\n]+", LOCK, re.M)))
    report = tmp_path / "report.json"
    ran = subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
            "--report", str(report), "--requirement", str(wanted), "--constraint", str(locked),
            "--editable", str(ROOT),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "(from versions: none)" in ran.stderr:
        pytest.skip("no package index answers from here")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    versions = {
        item["metadata"]["name"].lower().replace("_", "-"): item["metadata"]["version"]
        for item in found
    }
    assert {name: versions[name] for name in direct()} == {name: PINS[name] for name in direct()}
