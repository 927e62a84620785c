"""Engines for papermill, registered as entry points: papermill imports this module at its start.

That is why nothing heavy is imported at the top.
"""

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from warmrun import shell

# What notebooks import, but for our own package (an edit must be seen) and matplotlib_inline,
# which looks for its shell when imported: before there is one, every inline picture is lost.
PRELOAD = [
    "seaborn", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin", "frictionless.resources", "frictionless.schemes", "frictionless.formats",
    "frictionless.portals", "jsonschema", "slugify", "IPython.core.application",
    "IPython.core.completer", "IPython.core.oinspect", "IPython.core.pylabtools",
    "IPython.display", "ipykernel.compiler", "ipykernel.zmqshell", "pandas.plotting._matplotlib",
]  # fmt: skip
START = "forkserver" if sys.platform == "linux" else "spawn"
_ends: dict[Callable[[], None], str] = {}  # how to end what is running, and its folder
_one_at_a_time = threading.Lock()  # a start reads every child's status, which is there to read once


def warm_up() -> None:
    """Start the warm process from which notebooks are forked, where the platform can fork."""
    if START != "forkserver":
        return
    # Every child imports what the parent was started with: `ourimpact`, or for a worker `dask`.
    worker = ["dask.__main__"] if "distributed" in sys.modules else []
    multiprocessing.get_context(START).set_forkserver_preload(PRELOAD + worker)
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:  # it inherits that Ctrl-C is not for it
        forkserver.ensure_running()
    finally:
        if main:
            signal.signal(signal.SIGINT, before)


def stop(below: Path) -> None:
    """End every notebook that this process's engines run in a folder, or below it."""
    for end, folder in list(_ends.items()):
        if Path(folder).is_relative_to(below):
            end()


class KernelEngine:
    """Runs a notebook in a Jupyter kernel of its own, in a given folder and environment."""

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        from papermill.utils import nb_kernel_name

        return nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        from papermill.utils import nb_language

        return nb_language(nb, language)

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        execution_timeout: int | None = None,
        folder: str = "",
        environment: dict[str, str] | None = None,
        **_: Any,
    ) -> Any:
        """Return the executed notebook; papermill raises for the errors that stand in it."""
        from papermill.clientwrap import PapermillNotebookClient
        from papermill.engines import NotebookExecutionManager
        from traitlets.config import Config

        manager = NotebookExecutionManager(
            nb, output_path, log_output, progress_bar, autosave_cell_every
        )
        manager.notebook_start()
        client = PapermillNotebookClient(
            manager, timeout=execution_timeout, kernel_name=kernel_name, log_output=log_output,
            shutdown_kernel="immediate",
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )  # fmt: skip
        try:
            cls._execute(client, folder or str(Path.cwd()), environment or {})
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def _execute(cls, client: Any, folder: str, environment: dict[str, str]) -> None:
        from nbclient.exceptions import CellTimeoutError, DeadKernelError

        def end() -> None:
            if process := getattr(getattr(client.km, "provisioner", None), "process", None):
                _kill(process)

        _ends[end] = folder
        try:
            client.execute(env={**os.environ, **environment}, cwd=folder)
        except (CellTimeoutError, DeadKernelError) as error:
            begun = [c.metadata.papermill["status"] != "pending" for c in client.nb.cells]
            timed = isinstance(error, CellTimeoutError)
            words = f"stopped after {client.timeout} s" if timed else "the kernel died"
            _fail(client, sum(begun) - 1, "CellTimeout" if timed else "DeadProcess", words)
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # of tasks nbclient forgets
        finally:
            _ends.pop(end)


class WarmEngine(KernelEngine):
    """Runs a notebook in a fresh process forked from a warm one."""

    @classmethod
    def _execute(cls, client: Any, folder: str, environment: dict[str, str]) -> None:
        from ipykernel.ipkernel import IPythonKernel

        if multiprocessing.current_process().daemon:
            raise RuntimeError("a Dask worker must be started with --no-nanny to run notebooks")
        warm_up()
        context = multiprocessing.get_context(START)
        ours, theirs = context.Pipe(duplex=False)
        arguments = (theirs, _cells(client), folder, environment)
        process = context.Process(target=shell.serve, args=arguments)
        with _one_at_a_time:
            process.start()
        theirs.close()

        def end() -> None:
            _kill(process)

        _ends[end] = folder
        try:
            _follow(client, process, ours)
        finally:
            end()
            _ends.pop(end)
            _status(process)
            ours.close()
        client.nb.metadata["language_info"] = IPythonKernel.language_info


def _cells(client: Any) -> list[shell.Cell]:
    """Return the cells that a kernel would be sent."""
    return [
        (place, cell.source, "raises-exception" in cell.metadata.get("tags", []))
        for place, cell in enumerate(client.nb.cells)
        if cell.cell_type == "code"
        and cell.source.strip()
        and client.skip_cells_with_tag not in cell.metadata.get("tags", [])
    ]


def _follow(client: Any, process: BaseProcess, pipe: Connection) -> None:
    """Take over what the process says of its cells; a silent end is its running cell's error."""
    manager, running, began = client.nb_man, None, time.monotonic()
    while True:
        left = client.timeout and began + client.timeout - time.monotonic()
        if left is not None and (left <= 0 or not wait([pipe], left)):
            return _fail(client, running, "CellTimeout", f"stopped after {client.timeout} s")
        try:
            what, place, content = pipe.recv()
        except (EOFError, OSError):  # the latter in the middle of a message
            break
        cell = client.nb.cells[place]
        if what == "start":
            running, began, client.clear_before_next_output = place, time.monotonic(), False
            manager.cell_start(cell, place)
        elif what == "end":
            if content:
                manager.cell_exception(cell, place)
            manager.cell_complete(cell, cell_index=place)
            running = None
        else:  # of that cell, and it may have ended: what it started goes on printing
            _take(client, place, content)
    status = _status(process)
    if status or running is not None:
        _fail(client, running, "DeadProcess", _how_it_ended(status))


def _status(process: BaseProcess) -> int | None:
    """Return what a process ended with, once it has."""
    wait([process.sentinel])
    with _one_at_a_time:
        process.join()
    return process.exitcode


def _take(client: Any, place: int, message: dict) -> None:
    """Let nbclient make of a message what it makes of a kernel's."""
    cell = client.nb.cells[place]
    if "msg_type" not in message:
        cell.execution_count = message["execution_count"]
        return
    last = cell.outputs[-1] if cell.outputs and not client.clear_before_next_output else {}
    if message["msg_type"] == "stream" and last.get("name") == message["content"]["name"]:
        last.text += message["content"]["text"]
    else:
        client.process_message({**message, "header": message, "parent_header": {}}, cell, place)


def _fail(client: Any, place: int | None, name: str, words: str) -> None:
    """Put an error at the cell that ran, so that papermill raises it and the copy shows it."""
    from nbformat.v4 import new_output

    if place is None:
        raise RuntimeError(f"the notebook's process failed outside its cells: {words}")
    cell = client.nb.cells[place]
    cell.outputs.append(new_output("error", ename=name, evalue=words, traceback=[words]))
    client.nb_man.cell_exception(cell, place)
    client.nb_man.cell_complete(cell, cell_index=place)


def _how_it_ended(status: int | None) -> str:
    if status is not None and status < 0:
        return f"the process was ended by {signal.Signals(-status).name}"
    return f"the process ended itself with status {status}"


def _kill(process: BaseProcess | subprocess.Popen) -> None:
    """End a process and those it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):
        process.kill()
