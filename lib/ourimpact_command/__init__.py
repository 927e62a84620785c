"""The command `ourimpact`, the one place that knows all the packages."""

import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from ourimpact import UsageError
from ourimpact_command import messages, parser

_OWN = Path(__file__).resolve().parents[2]  # the checkout; a rehearsal is in a folder below it


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, 1 where something failed or is not to be had, 130 for Ctrl-C."""
    _set_up()
    try:
        if (now := datetime.now()).year < 2020:
            raise UsageError(f"it is {now:%B %d, %Y} by this machine's clock: set it first.")
        arguments = parser.make_parser().parse_args(argv)
        given = os.environ.get("OURIMPACT_ROOT")
        if given and _OWN in Path(given).resolve().parents:
            print(f"OURIMPACT_ROOT is set, so this is about {given}", file=sys.stderr)
        status = arguments.func(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read what we print has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except messages.REFUSED as error:
        print(f"ourimpact: {messages.plain(error)}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        said = f"{sys.executable} has no {error.name}: use .venv/bin/ourimpact"
        print(f"ourimpact: {said}, which `make figures` sets up.", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        print("ourimpact: stopped; files of unfinished notebooks are unchanged.", file=sys.stderr)
        return 128 + (stopped.args[0] if stopped.args else 2)


def _set_up() -> None:
    """Let nothing of where the command was started stop it: its output, pipes, variables."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed: the next file opened would take its descriptor
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")  # for what a terminal cannot show
    _open_files_alone()
    for name in ("MPLBACKEND", "SOURCE_DATE_EPOCH"):  # mistyped, they would stop every kernel
        os.environ.pop(name, None)


@cache  # a hook stays for as long as the process
def _open_files_alone() -> None:
    """From now on, raise OSError where a pipe or a device is opened, which might take for ever."""

    def hook(event: str, arguments: tuple) -> None:
        if event != "open" or isinstance(arguments[0], int):
            return
        name, mode = os.fsdecode(arguments[0]), stat.S_IFREG
        if not name.startswith(("/dev/", "/proc/")):  # those are meant
            with suppress(OSError, ValueError):  # not there, or no name: opening it says so
                mode = os.stat(name).st_mode  # noqa: PTH116 - faster, of thousands
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise OSError(f"{name} is a pipe or a device, and a file is wanted: move it away.")

    sys.addaudithook(hook)
