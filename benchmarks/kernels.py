"""How long a kernel takes to start and to run one cell: `python benchmarks/kernels.py [ROUNDS]`.

Each round times the yardstick, `python -c "import seaborn"`, and then each kind of kernel in turn.
It prints medians, in seconds and as multiples of the yardstick.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import papermill
from jupyter_client.manager import start_new_kernel
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from warmrun import engine, warming

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
assert engine.WarmEngine  # importing it registers it


def yardstick() -> None:
    subprocess.run([sys.executable, "-c", "import seaborn"], check=True)


def with_engine(name: str, folder: Path) -> Callable[[], None]:
    source = folder / "one.ipynb"
    write(
        new_notebook(cells=[new_code_cell("import seaborn")], metadata={"kernelspec": KERNEL}),
        source,
    )

    def run() -> None:
        papermill.execute_notebook(
            source, folder / "made.ipynb", engine_name=name, progress_bar=False, folder=str(folder)
        )

    return run


def with_client(provisioner: str) -> Callable[[], None]:
    """Start a kernel the way nbval does."""

    def run() -> None:
        from jupyter_client.provisioning import KernelProvisionerFactory

        KernelProvisionerFactory.instance().default_provisioner_name = provisioner
        manager, client = start_new_kernel(kernel_name="python3")
        client.execute_interactive("import seaborn")
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    return run


def main(rounds: int) -> None:
    warming.ask()  # a debugger is imported, too, as for nbval and JupyterLab
    with tempfile.TemporaryDirectory() as folder:
        sides = {
            "import seaborn": yardstick,
            "papermill, warm": with_engine("warm", Path(folder)),
            "papermill, stock": with_engine("kernel", Path(folder)),
            "jupyter_client, warm": with_client("warm"),
            "jupyter_client, stock": with_client("local-provisioner"),
        }
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(rounds + 1):
            for name, side in sides.items():
                began = time.monotonic()
                side()
                if number:  # the first round only fills the caches
                    taken[name].append(time.monotonic() - began)
    unit = median(taken["import seaborn"])
    for name, seconds in taken.items():
        print(f"{name:24}{median(seconds):6.2f} s {median(seconds) / unit:6.2f}")


if __name__ == "__main__":
    main(int([*sys.argv, 7][1]))
