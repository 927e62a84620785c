"""Waiting for files to be saved, with a warm process at hand."""

from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

from warmrun import engine, warming  # noqa: F401  papermill is imported now, not at a change

QUIET = 30  # a save is finished after this many milliseconds without a change
# Skips caches, and everything whose name, or folder's name, begins with a dot
FILES = watchfiles.DefaultFilter(
    ignore_dirs=[*watchfiles.DefaultFilter.ignore_dirs, ".ipynb_checkpoints"],
    ignore_entity_patterns=[*watchfiles.DefaultFilter.ignore_entity_patterns, r"^\."],
)


def watch(folders: Iterable[Path], changed: Callable[[set[Path]], None]) -> None:
    """Call `changed` with the files that were saved below these folders, until Ctrl-C.

    What is saved while it runs is told when it has returned. What it raises ends the watch.
    """
    warming.start()
    existing = [folder for folder in folders if folder.exists()]
    changes = watchfiles.watch(*existing, watch_filter=FILES, step=QUIET, raise_interrupt=False)
    for saved in changes:
        changed({Path(name) for _, name in saved})
