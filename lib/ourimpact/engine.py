"""Engines for papermill, registered as entry points: papermill imports this module at its start.

That is why nothing but the standard library is imported at the top.
"""

import os
from typing import Any


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
        timeout: int | None = None,
        folder: str | None = None,
        environment: dict[str, str] | None = None,
        **options: Any,
    ) -> Any:
        """Return the executed notebook; papermill raises for the errors that stand in it."""
        from papermill.engines import NotebookExecutionManager

        manager = NotebookExecutionManager(nb, output_path, progress_bar=options["progress_bar"])
        manager.notebook_start()
        try:
            cls._execute(
                manager, kernel_name, timeout, folder, {**os.environ, **(environment or {})}
            )
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def _execute(
        cls, manager: Any, kernel: str, timeout: int | None, folder: str | None, env: dict[str, str]
    ) -> None:
        from papermill.clientwrap import PapermillNotebookClient
        from traitlets.config import Config

        quiet = Config({"KernelManager": {"transport_encryption": "auto"}})
        client = PapermillNotebookClient(
            manager, timeout=timeout, kernel_name=kernel, coalesce_streams=True, config=quiet
        )
        client.execute(env=env, cwd=folder)
