"""The warm process: `python forker.py FOLDER MODULE ...`, run by `warmrun.warming`.

Its standard input is a socket over which comes, for each kernel, one end of a pipe of that
kernel's own. It ends with the process that holds the other end, and removes FOLDER.
It imports nothing of ours, and the current folder is not on its path: no file that lies about
may be imported here.
"""

import ctypes
import gc
import importlib
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

INLINE = "module://matplotlib_inline.backend_inline"
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl


def main(folder: str, modules: list[str]) -> None:
    """Serve requests until nobody can make any."""
    requests = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody needs a keeper's exit status
    gc.disable()  # until a kernel runs: collecting would copy memory pages that kernels share
    if "debugpy" not in modules:
        sys.modules["debugpy"] = None  # ipykernel works without it; notebooks can import it
    for module in modules:
        with suppress(Exception):  # the notebook that imports it will say so
            importlib.import_module(module)
    if "debugpy" not in modules:
        del sys.modules["debugpy"]
    if (matplotlib := sys.modules.get("matplotlib")) and not os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = INLINE  # set here: finding it scans all packages
    gc.freeze()
    while descriptors := socket.recv_fds(requests, 1, 1)[1]:
        with Connection(descriptors[0]) as line:
            if not os.fork():
                requests.close()
                keep(line)
    shutil.rmtree(folder, ignore_errors=True)


def keep(line: Connection) -> NoReturn:
    """Start a kernel, which tells its process id; when it has ended, tell its exit status.

    It ends when the other end of the line is closed. No process that it started is left.
    """
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wanted = line.recv()
    pid = os.fork()
    if not pid:
        os.setsid()
        start = prepared(*wanted)
        line.send(("began", os.getpid()))
        line.close()
        start()
        os._exit(0)
    threading.Thread(target=_end_with, args=(line, pid), daemon=True).start()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    _end_children()
    line.send(("ended", status))
    os._exit(0)


def _end_with(line: Connection, pid: int) -> None:
    line.poll(None)  # nothing is ever sent: it returns when the other end is closed
    os.kill(pid, signal.SIGKILL)


def _end_children() -> None:
    """End what a kernel has left: whatever session it is in, it is this process's child now."""
    lists = Path("/proc/self/task")
    while children := [c for p in lists.glob("*/children") for c in p.read_text().split()]:
        for child in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(int(child), signal.SIGKILL)
        os.waitpid(-1, 0)


def prepared(forked: bool, command: list[str], environment: dict, folder: str) -> Callable:
    """Return what runs the kernel of `command` in this process.

    A forked one can be connected to by then: zeromq would try again only after 0.1 s.
    """
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    if not forked:
        return partial(os.execvp, command[0], command)
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    gc.enable()
    gc.set_threshold(100_000)  # what notebooks leave is freed as they end; looking takes time
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # else every notebook would draw the same numbers
    sys.argv = [ipykernel_launcher.__file__, *command[3:]]
    app = IPKernelApp.instance()
    app.initialize([*command[3:], "--IPKernelApp.parent_handle=1"])
    return app.start


if __name__ == "__main__":
    sys.path = [folder for folder in sys.path if folder != str(Path(__file__).parent)]
    main(sys.argv[1], sys.argv[2:])
