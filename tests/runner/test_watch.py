"""Saved files are reported once they are complete; files that editors and caches write are not."""

import threading
import time
from contextlib import suppress

from warmrun.watch import watch


class Told(Exception):
    """Ends the watch."""


def test_a_saved_file_is_told_and_nothing_hidden(tmp_path):
    told = set()

    def changed(files) -> None:
        told.update(file.relative_to(tmp_path).as_posix() for file in files)
        if "books/a.ipynb" in told:
            raise Told

    def wait() -> None:
        with suppress(Told):
            watch([tmp_path / "books", tmp_path / "not-there"], changed)

    hidden = tmp_path / "books" / ".ipynb_checkpoints"
    hidden.mkdir(parents=True)
    watching = threading.Thread(target=wait)
    watching.start()
    while watching.is_alive():  # it may have looked away so far
        for name in ("books/.a.part", "books/.ipynb_checkpoints/a.ipynb", "books/a.pyc", "b.ipynb"):
            (tmp_path / name).write_text("x")
        (tmp_path / "books" / "a.ipynb").write_text("x")
        time.sleep(0.1)
    assert told == {"books/a.ipynb"}
