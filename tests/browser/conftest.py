"""A headless Chromium, the site that a user gets, and JupyterLab on a copy of the checkout."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every", action="store_true", help="all notebooks in JupyterLab, not two")


@pytest.fixture(scope="module")  # playwright's event loop would disturb other tests
def browser() -> Iterator[Browser]:
    """Chromium. Without one, tests fail; they are never skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(f"No browser: install one of {', '.join(NAMES)} (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the library reads, so that nothing here lands in the checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("data", "notebooks", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ip*"))
    return folder


def environment(checkout: Path) -> dict[str, str]:
    """Return an environment that makes the library use the copy as its checkout."""
    kept = {name: value for name, value in os.environ.items() if name != "OURIMPACT_OUT"}
    return {**kept, "OURIMPACT_ROOT": str(checkout)}


@pytest.fixture(scope="session")
def site(checkout: Path) -> Path:
    """The folder that `ourimpact site` made, including states and squares."""
    made = subprocess.run(
        [sys.executable, "-m", "ourimpact_command", "site"],
        env=environment(checkout), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    index = Path(made.stdout.strip())
    assert index == checkout / "build" / "site" / "index.html"
    return index.parent


@pytest.fixture(scope="session")
def lab(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that has the copy as its folder, started as `make lab` does."""
    own = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    folders = {"JUPYTERLAB_SETTINGS_DIR": own / "settings", "JUPYTERLAB_WORKSPACES_DIR": own / "w",
               "JUPYTER_CONFIG_DIR": own / "config", "IPYTHONDIR": own / "ipython"}  # fmt: skip
    log = (own / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "ourimpact_command", "lab", "--", *options],
        stdout=log, stderr=log, cwd=checkout,
        env=environment(checkout) | {name: str(folder) for name, folder in folders.items()},
    )  # fmt: skip
    try:
        _wait_for(port, server, own / "log")
        yield f"http://127.0.0.1:{port}"
        assert "without encryption" not in (own / "log").read_text()
    finally:
        server.terminate()
        try:
            server.wait(25)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if server.poll() is None and probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
