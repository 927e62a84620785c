"""Jupyter kernels forked from a process that has imported what notebooks import.

`jupyter_client` finds the class by its entry point: with JUPYTER_DEFAULT_PROVISIONER_NAME=warm
papermill, nbval, nbconvert and JupyterLab start such kernels too.
"""

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool

from warmrun.warming import LINUX, SETTINGS, ask, folder, read_at_start

LONGEST = 90  # longest path of a socket; Linux allows 107 characters
_numbers = count()
_running = WeakKeyDictionary[Any, Path]()  # processes of kernels, and the folder of each


def stop(below: Path) -> None:
    """End every kernel of this process whose folder is this one or below it."""
    for process, where in list(_running.items()):
        if where.is_relative_to(below) and process.poll() is None:
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
            # A TCP port is chosen before it is bound, so two kernels might choose the same one.
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
            self.process.wait(5)  # jupyter_client would poll every 0.1 s


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
    ours = command[:3] == [sys.executable, "-m", "ipykernel_launcher"]
    may_fork = fork and ours and read_at_start(environment) == SETTINGS
    for forked in (True, True, True, False) if may_fork else (False,):
        with suppress(EOFError, OSError):  # the warm process is gone: ask starts another
            line, theirs = Pipe()
            with theirs:
                ask(theirs)
            line.send((forked, command, environment, folder))
            told, number = await asyncio.to_thread(line.recv)
            if told == "began":
                return Forked(line, number)
    return None
