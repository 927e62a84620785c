"""Other ways to run the same notebooks: `python sides.py WAY FOLDER NOTEBOOK...`.

All run the same code. Figures go below `$OURIMPACT_OUT`, executed copies to FOLDER.
"""

import asyncio
import contextlib
import io
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

QUIET = {"KernelManager": {"transport_encryption": "auto"}}


def papermill_one(folder: Path, notebooks: list[Path]) -> None:
    """papermill, in one process, one notebook at a time."""
    for path in notebooks:
        papermill_kernel(folder, path)


def papermill_kernel(folder: Path, path: Path, **parameters: str) -> None:
    import papermill

    out = folder / ("-".join([path.stem, *parameters.values()]) + ".ipynb")
    papermill.execute_notebook(path, out, parameters, progress_bar=False)


def nbclient_two(folder: Path, notebooks: list[Path]) -> None:
    """nbclient, two kernels at a time in one process."""
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(2)

        async def one(path: Path) -> None:
            async with gate:
                notebook = nbformat.read(path, as_version=4)
                await NotebookClient(notebook, config=Config(QUIET)).async_execute()
                nbformat.write(notebook, folder / path.name)

        await asyncio.gather(*map(one, notebooks))

    asyncio.run(all_of_them())


def floor(folder: Path, notebooks: list[Path]) -> None:
    """No notebooks at all: their code cells in two plain processes, nothing captured or kept."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(plain_code, notebooks))


def plain_code(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)


def sheets_pool(folder: Path, notebooks: list[Path]) -> None:
    """Fact sheets in a pool of two processes, each sheet in a papermill kernel."""
    states = os.environ["STATES"].split(",")
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(partial(sheet, folder, notebooks[0]), states))


def sheet(folder: Path, notebook: Path, state: str) -> None:
    os.environ["OURIMPACT_SUFFIX"] = f"-{state.lower()}"  # two at once must not write one file
    papermill_kernel(folder, notebook, state=state)


if __name__ == "__main__":
    way, folder, *notebooks = sys.argv[1:]
    os.environ.setdefault("MPLBACKEND", "agg")
    globals()[way](Path(folder), [Path(name) for name in notebooks])
