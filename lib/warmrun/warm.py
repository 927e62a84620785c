"""Jupyter kernels forked from a process that has imported what notebooks import.

`jupyter_client` finds the class by its entry point: with JUPYTER_DEFAULT_PROVISIONER_NAME=warm
papermill, nbval, nbconvert and JupyterLab start such kernels too.
"""

import asyncio
import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool

from warmrun import forker

LINUX = sys.platform == "linux"  # elsewhere every kernel is a stock one
READ = ("PYTHON", "MPL")
LONGEST = 90  # of a socket's path, of which Linux allows 107 characters
# Third-party packages only, so that an edit of our own is always seen; not matplotlib_inline,
# which looks for its shell when imported: before there is one, every inline picture is lost.
MODULES = [
    "ipykernel.kernelapp", "ipykernel.debugger", "tornado.platform.asyncio",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "IPython.core.pylabtools", "IPython.extensions.storemagic", "seaborn",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin",
    "pandas.io.formats.html", "pandas.io.formats.string", "pandas.plotting._matplotlib",
]  # fmt: skip
_modules = dict.fromkeys(MODULES)
_process: subprocess.Popen | None = None
_requests: socket.socket  # to that process
_starting = threading.Lock()
_numbers = count()
_running = WeakKeyDictionary[Any, Path]()  # processes of kernels, and the folder of each


def warm_up(preload: Iterable[str] = ()) -> None:
    """Start the warm process, which is to import these modules too: never your own."""
    if LINUX:
        _modules.update(dict.fromkeys(preload))
        with suppress(OSError):  # a kernel will try again
            _ask(forker.PRELOAD)


def stop(below: Path) -> None:
    """End every kernel of this process whose folder is this one or below it."""
    for process, folder in list(_running.items()):
        if folder.is_relative_to(below) and process.poll() is None:
            process.kill()
            process.wait(5)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by a fork, where Python's settings are those of the warm process.

    Every kernel, forked or not, ends with all that it started when this process ends.
    """

    fork = Bool(True, config=True, help="False: each kernel is started afresh")

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager = self.parent
        if LINUX and manager.transport == "tcp" and len(str(folder())) < LONGEST:
            # Ports of TCP are looked for before they are taken: two kernels may find the same.
            manager.transport, manager.ip = "ipc", str(folder() / str(next(_numbers)))
            manager.transport_encryption = "disabled"  # nobody else may enter the folder
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        self.cwd = str(Path(kwargs.get("cwd") or "").absolute())
        if LINUX and (process := await _launch(cmd, kwargs["env"], self.cwd, self.fork)):
            self.process, self.pid = process, process.pid
        else:
            await super().launch_kernel(cmd, **kwargs)
        _running[self.process] = Path(self.cwd)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        if isinstance(self.process, Forked):
            self.process.wait(5)  # jupyter_client would look again every 0.1 s


class Forked:
    """A kernel of the warm process, with what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, line: Connection, pid: int) -> None:
        self.pid, self._line, self._reading = pid, line, threading.Lock()

    def poll(self) -> int | None:
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Return its exit status, None while it runs; SIGKILL's where nobody saw its end."""
        with self._reading:
            if self.returncode is None and self._line.poll(timeout):
                try:
                    _, self.returncode = self._line.recv()
                except (EOFError, OSError):
                    self.returncode = -signal.SIGKILL
        return self.returncode

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def _launch(command: list[str], environment: dict, folder: str, fork: bool) -> Forked | None:
    """Return a running kernel; None where the warm process can start none."""
    request = {"command": command, "environment": environment, "folder": folder}
    known = command[:3] == [sys.executable, "-m", "ipykernel_launcher"]
    fork = fork and known and _read_at_start(environment) == SETTINGS
    for kind in [forker.WARM] * 3 * fork + [forker.STOCK]:
        with suppress(EOFError, OSError):  # that process has gone: there will be another
            line, theirs = Pipe()
            with theirs:
                _ask(kind, theirs)
            line.send(request)
            told, number = await asyncio.to_thread(line.recv)
            if told == "began":
                return Forked(line, number)
    return None


def _ask(kind: bytes, *ends: Connection) -> None:
    """Send a request to the warm process, a new one where there is none; raises OSError."""
    global _process, _requests
    with _starting:
        if _process is None or _process.poll() is not None:
            _requests, theirs = socket.socketpair()
            with theirs:
                _process = subprocess.Popen(
                    [sys.executable, forker.__file__, str(folder()), *_modules], cwd="/",
                    env={k: v for k, v in os.environ.items() if not k.startswith(READ)} | SETTINGS,
                    stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C is not for it
                )  # fmt: skip
        try:
            socket.send_fds(_requests, [kind], [end.fileno() for end in ends])
        except OSError:
            _process.wait()  # it is about to end
            raise


def _read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that Python and matplotlib read when they start, and never again."""
    read = {k: v for k, v in environment.items() if k.startswith(READ)}
    return read | {"PYTHONSTARTUP": ""}  # which IPython reads when it starts a kernel


@cache
def folder() -> Path:
    """Return this process's own folder of sockets, which goes with it."""
    made = tempfile.mkdtemp(prefix="warm-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


SETTINGS = _read_at_start(os.environ)
