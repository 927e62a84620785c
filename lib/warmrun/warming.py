"""The warm process, as seen by the process whose kernels it forks: see `forker`.

It is started before jupyter_client is imported, and imports what notebooks need meanwhile.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

LINUX = sys.platform == "linux"  # elsewhere every kernel is a stock one
READ = ("PYTHON", "MPL")
# Only third-party packages, so that edits to our own are always seen. Not matplotlib_inline: it
# looks for its shell when it is imported, and without one, every inline picture is lost.
MODULES = [
    "debugpy", "ipykernel.kernelapp", "ipykernel.debugger", "tornado.platform.asyncio",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "IPython.core.pylabtools", "IPython.extensions.storemagic", "seaborn",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin",
    "pandas.io.formats.html", "pandas.io.formats.string", "pandas.plotting._matplotlib",
]  # fmt: skip
_modules = dict.fromkeys(MODULES)
_process: subprocess.Popen | None = None
_requests: socket.socket  # connection to that process
_starting = threading.Lock()


def start(preload: Iterable[str] = ()) -> None:
    """Start the warm process for runs, which need no debugger.

    It is to import these modules, too: never your own.
    """
    if LINUX:
        _modules.update(dict.fromkeys(preload))
        _modules.pop("debugpy", None)
        with suppress(OSError):  # a kernel will try again
            ask()


def ask(*ends: Any) -> None:
    """Hand the ends of kernels' lines to the warm process, a new one where there is none.

    Raises OSError where it has just gone.
    """
    global _process, _requests
    with _starting:
        if _process is None or _process.poll() is not None:
            _requests, theirs = socket.socketpair()
            with theirs:
                script = Path(__file__).with_name("forker.py")
                _process = subprocess.Popen(
                    [sys.executable, str(script), str(folder()), *_modules], cwd="/",
                    env={k: v for k, v in os.environ.items() if not k.startswith(READ)} | SETTINGS,
                    stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C must not reach it
                )  # fmt: skip
        try:
            for end in ends:
                socket.send_fds(_requests, [b"k"], [end.fileno()])
        except OSError:
            _process.wait()  # it is about to end
            raise


def read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that Python and matplotlib read when they start, and never again."""
    read = {k: v for k, v in environment.items() if k.startswith(READ)}
    return read | {"PYTHONSTARTUP": ""}  # which IPython reads when it starts a kernel


@cache
def folder() -> Path:
    """Return this process's own folder of sockets, which goes with it."""
    made = tempfile.mkdtemp(prefix="warm-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


SETTINGS = read_at_start(os.environ)
