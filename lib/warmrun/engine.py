"""papermill's engine in a given folder and environment; kernels are forked or not.

Importing it registers both with papermill: `warm` and `kernel`.
"""

import logging
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines


class WarmEngine(Engine):
    """Runs a notebook in a kernel forked from the warm process.

    papermill raises for the errors that stand in the notebook: a cell that took too long, ended
    its kernel or the notebook, has one too.
    """

    fork = True

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, log_output: bool = False,
        execution_timeout: int | None = None, folder: str = "",
        environment: dict[str, str] | None = None, values: Mapping[str, Any] = {}, **_: Any,
    ) -> None:  # fmt: skip
        def refuse(cell: Any, execute_reply: dict, **_: Any) -> None:
            _refuse_exit(cell, execute_reply["content"])
            _refuse_set_again(cell, execute_reply["content"], values)

        client = _Client(
            nb_man, kernel_name=kernel_name, timeout=execution_timeout, log_output=log_output,
            shutdown_kernel="immediate", on_cell_executed=refuse,
            extra_arguments=["--HistoryManager.enabled=False"],
        )  # fmt: skip
        client.values = values
        manager = client.create_kernel_manager()
        manager.client_factory = _KernelClient
        provisioner = {"provisioner_name": "warm", "config": {"fork": cls.fork}}
        manager.kernel_spec.metadata["kernel_provisioner"] = provisioner
        client.execute(env={**os.environ, **(environment or {})}, cwd=folder or str(Path.cwd()))


class StockEngine(WarmEngine):
    """Runs a notebook in a kernel started afresh."""

    fork = False


class _KernelClient(AsyncKernelClient):
    language_info: dict[str, Any]
    values: Mapping[str, Any] = {}  # of parameters

    def execute(self, code: str, **options: Any) -> str:
        """Execute code, and have the reply tell whether each parameter is as it was given."""
        same = {name: f"bool({name} == {value!r})" for name, value in self.values.items()}
        return super().execute(code, user_expressions=same, **options)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """As jupyter_client's, but for the 0.2 s in which it looks for messages to throw away."""
        ends = monotonic() + (timeout or float("inf"))
        while monotonic() < ends:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                self._handle_kernel_info_reply(reply)
                self.language_info = reply["content"]["language_info"]
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died when it started")
        raise RuntimeError(f"the kernel did not start within {timeout} s")


class _Client(PapermillNotebookClient):
    values: Mapping[str, Any]

    def execute(self, **kwargs: Any) -> Any:
        self.reset_execution_trackers()
        with self.setup_kernel(**kwargs):
            self.kc.values = self.values
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = self.kc.language_info  # a dead kernel has none
            self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, **kwargs: Any) -> Any:
        try:
            return super().execute_cell(cell, cell_index, **kwargs)
        except CellTimeoutError:
            raise _failed(cell, "CellTimeout", f"stopped after {self.timeout} s") from None
        except DeadKernelError:
            process = self.km.provisioner.process
            said = _how_it_ended(process and process.poll())
            raise _failed(cell, "DeadKernel", said) from None


def _failed(cell: Any, name: str, words: str) -> CellExecutionError:
    """Put an error at the cell that ran, for papermill and its copy, and return one to raise."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # about tasks that nbclient abandons
    cell.outputs.append(new_output("error", ename=name, evalue=words, traceback=[words]))
    return CellExecutionError(words, name, words)


def _how_it_ended(status: int | None) -> str:
    if status is not None and status < 0:
        return f"the kernel died ({signal.Signals(-status).name})"
    return f"the kernel ended itself with status {status}"


def _refuse_exit(cell: Any, content: dict) -> None:
    """Raise for a cell that ends the notebook, which Jupyter and papermill take for success."""
    words = "the cell ended the notebook"
    if content.get("ename") == "SystemExit":
        for output in cell.outputs:
            if output.get("ename") == "SystemExit":
                output.evalue = f"{words} with {output.evalue or 0}"
    if any(part.get("source") == "ask_exit" for part in content.get("payload", ())):
        raise _failed(cell, "SystemExit", words)


def _refuse_set_again(cell: Any, content: dict, values: Mapping[str, Any]) -> None:
    """Raise for a cell after which a parameter, set in whatever way, is not as it was given."""
    if "parameters" in cell.metadata.get("tags", ()):  # what was given may stand in the next cell
        return
    for name, told in content.get("user_expressions", {}).items():
        other = told.get("data", {}).get("text/plain") == "False"
        if other or told.get("ename") == "ValueError":  # equal in parts, as a column may be
            words = f"it sets {name} again, which is {values[name]!r} in this run: remove that. "
            raise _failed(cell, "SetAgain", f"{words}For a trial: run -p {name}=...")


papermill_engines.register("warm", WarmEngine)
papermill_engines.register("kernel", StockEngine)
