"""Running jobs on a Dask cluster whose workers share the checkout; needs the extra `dask`."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from uuid import uuid4

from distributed import Client
from distributed.cfexecutor import ClientExecutor

from basics import UsageError
from warmrun import warm


class Cluster(ClientExecutor):
    """A Dask cluster as an executor of jobs, which leaves none of its kernels running there.

    A future of it is cancelled at once, though its notebook still runs on a worker. Raises
    UsageError where there is no scheduler at the address.
    """

    def __init__(self, address: str) -> None:
        if not re.fullmatch(r"(\w+://)?\S+:\d+", address):
            raise UsageError(
                f"{address!r} is no address of a Dask scheduler, such as tcp://host:8786"
            )
        try:
            client = Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"There is no Dask scheduler at {address}: {error}") from None
        # If the scheduler is lost, each notebook's result says so: the log need not repeat it.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        super().__init__(client, pure=False)
        self._name = f"warmrun-{uuid4()}"
        self._folders: set[Path] = set()

    def submit(self, fn: Callable, job: Any) -> Future:
        """Return the future of a call with a job, whose kernels run below `job.building`."""
        self._folders.add(job.building)
        return super().submit(fn, job, key=f"{self._name}-{uuid4()}")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, when nothing is left running on it."""
        ended = not cancel_futures
        while not ended:
            left = self._client.run(_stop, self._folders, self._name, on_error="ignore")
            ended = not any(left.values())
        super().shutdown(wait)
        self._client.close()


def _stop(folders: set[Path], name: str, dask_worker: Any) -> bool:
    """End a run's kernels on a worker; returns whether it still has a task of that run."""
    for folder in folders:
        warm.stop(folder)
    return any(str(task.key).startswith(name) for task in list(dask_worker.state.executing))
