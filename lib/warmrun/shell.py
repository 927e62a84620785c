"""A notebook's cells in an IPython shell inside this process, reported as a kernel would.

It is ipykernel's own shell: what that would send to a frontend goes to the engine instead.
"""

import asyncio
import builtins
import gc
import getpass
import io
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

_one_at_a_time = threading.RLock()  # a notebook's threads may print while it draws
INLINE = "module://matplotlib_inline.backend_inline"
Cell = tuple[int, str, bool]  # place in the notebook, source, whether the next runs after an error


def serve(pipe: Connection, cells: Sequence[Cell], folder: str, environment: dict) -> None:
    """Run cells in this process, sending `("start" | "message" | "end", place, content)`."""
    _leave_nothing_behind()
    os.environ.update(environment)
    os.environ.setdefault("MPLBACKEND", INLINE)
    os.chdir(folder)
    sys.path.insert(0, "")
    _refresh_what_was_forked()

    def send(told: tuple) -> None:
        with _one_at_a_time:
            pipe.send(told)

    asyncio.run(_run(cells, send))


def _leave_nothing_behind() -> None:
    """Make a process group that ends with the run, whatever the run ends by."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)

        def end() -> None:
            wait([parent_process().sentinel])
            os.killpg(0, signal.SIGKILL)

        threading.Thread(target=end, daemon=True).start()


def _refresh_what_was_forked() -> None:
    gc.freeze()  # what all notebooks share need not be searched for garbage, nor copied for it
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else every notebook would draw the same numbers
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]


async def _run(cells: Sequence[Cell], send: Callable[[tuple], None]) -> None:
    """Run cells in order until one fails; a loop is running, as in a kernel."""
    place = 0
    shell = _shell(lambda message: send(("message", place, message)))
    for place, source, goes_on in cells:
        send(("start", place, None))
        error = await _run_cell(shell, source)
        send(("message", place, {"execution_count": shell.execution_count - 1}))
        send(("end", place, error and not goes_on))
        if error and not goes_on:
            break


async def _run_cell(shell: Any, source: str) -> bool:
    """Run a cell as ipykernel does; returns whether it failed."""
    try:
        code = shell.transform_cell(source)
    except Exception:
        code = source
    if shell.should_run_async(source, transformed_cell=code):
        result = await shell.run_cell_async(source, store_history=True, transformed_cell=code)
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(source, store_history=True)
    sys.stdout.flush()
    sys.stderr.flush()
    await asyncio.sleep(0)
    return not result.success or shell._last_traceback_during_displayhook


def _shell(post: Callable[[dict], None]) -> Any:
    """Return the shell whose messages go to `post`."""
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell
    from jupyter_client.session import Session
    from traitlets.config import Config

    class Outbox(Session):
        def send(self, stream: Any, message: Any, content: Any = None, *_: Any, **__: Any) -> None:
            if isinstance(message, dict):
                message, content = message["msg_type"], message["content"]
            post({"msg_type": message, "content": self.unpack(self.pack(content))})

    outbox = Outbox()
    sys.stdout, sys.stderr = _Stream("stdout", 1, outbox), _Stream("stderr", 2, outbox)
    shell = ZMQInteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}}), compiler_class=XCachingCompiler
    )
    shell.display_pub.session = shell.displayhook.session = outbox
    builtins.input, getpass.getpass = _refuse("raw_input"), _refuse("getpass")
    return shell


def _refuse(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        from IPython.core.error import StdinNotImplementedError

        raise StdinNotImplementedError(
            f"{name} was called, but this frontend does not support input requests."
        )

    return refuse


class _Stream(io.TextIOBase):
    """A standard stream that is sent on when flushed, with what child processes wrote to it."""

    encoding, errors = "UTF-8", "strict"

    def __init__(self, name: str, descriptor: int, outbox: Any) -> None:
        self.name, self.descriptor, self.outbox = name, descriptor, outbox
        self.parts: list[str] = []
        self.below, self.taken = tempfile.TemporaryFile(), 0  # noqa: SIM115  for good
        os.dup2(self.below.fileno(), descriptor)

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with _one_at_a_time:
            self._take_from_below()
            self.parts.append(text)
        return len(text)

    def flush(self) -> None:
        with _one_at_a_time:
            self._take_from_below()
            text = "".join(self.parts)
            self.parts.clear()
            if text:
                self.outbox.send(None, "stream", {"name": self.name, "text": text})

    def fileno(self) -> int:
        return self.descriptor

    def writable(self) -> bool:
        return True

    def _take_from_below(self) -> None:
        below = self.below.fileno()
        written = os.fstat(below).st_size - self.taken
        if written:
            self.parts.append(os.pread(below, written, self.taken).decode(errors="replace"))
            self.taken += written
