"""What the command says: how a run goes, what came of it, and errors in one line."""

import errno
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ourimpact import UsageError
from warmrun.run import Result

REFUSED = (UsageError, OSError)  # said without a traceback


class Progress:
    """Says on stderr how a run goes: one line that changes on a terminal, else a line a result."""

    def __init__(self, jobs: int, quiet: bool) -> None:
        self.jobs, self.ended, self.quiet, self.told = jobs, 0, quiet, set[str]()

    def __call__(self, result: Result | None, running: Sequence[str]) -> None:
        terminal, line = sys.stderr.isatty(), ""
        if result:
            self.ended += 1
            line = f"{result.job.name}: {result.verdict}"
            line += f": {result.error}" if result.error else f" in {result.seconds:.1f} s"
            reason = result.error.partition("Error: ")[2]  # print a shared reason only once
            line = "" if reason in self.told else line
            self.told |= {reason} - {""}
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr)
        if line and (result.error or (not terminal and not self.quiet)):
            print(line, file=sys.stderr)
        if terminal and self.ended < self.jobs:
            words = f"{self.ended} of {self.jobs}  {join(running)}"
            print(words[: os.get_terminal_size().columns - 1], end="", file=sys.stderr, flush=True)


def report(results: Iterable[Result], form: str) -> int:
    """Print the summary, and return the exit status."""
    results = sorted(results, key=lambda result: result.job.name)
    if form == "json":
        print(json.dumps([_summary(result) for result in results], indent=1))
    else:
        _print_table(results)
    verdicts = [result.verdict for result in results]
    drawn = any(result.figures for result in results)
    return int("failed" in verdicts or ("not run" in verdicts and not drawn))


def _print_table(results: Sequence[Result]) -> None:
    """Print what came of each job, and what is to be looked at."""
    width = max(len(result.job.name) for result in results)
    print(f"{'notebook':<{width}}  seconds  figures  verdict")
    for r in results:
        why = f" ({r.job.why})" if r.job.why else ""
        print(f"{r.job.name:<{width}}  {r.seconds:7.1f}  {r.figures:7d}  {r.verdict}{why}")
    folders = {os.path.relpath(result.job.folder) for result in results if result.figures}
    if len(folders) > 3:
        folders = {os.path.commonpath(folders)}
    if folders:
        print(f"figures are in {join(f'{folder}/' for folder in sorted(folders))}")
    for r in results:
        if r.renumbered and r.verdict == "done":
            print(f"new numbers, {r.job.name}: {r.renumbered}")
    _print_changed(results)
    lacking = [r for r in results if r.verdict == "not run"]
    for why in dict.fromkeys(r.error for r in lacking):
        print(f"not run, {join(r.job.name for r in lacking if r.error == why)}: {why}")
    if failed := [r for r in results if r.verdict == "failed"]:
        copies = any(result.partial for result in failed)
        print(f"{len(failed)} of {len(results)} failed"
              + ("; partial copies are in build/failed/" if copies else ""))  # fmt: skip


def _print_changed(results: Sequence[Result]) -> None:
    """Print which words, marks, and pictures of published figures are others, to be looked at."""
    for what, where in (("words", "reworded"), ("marks", "redrawn")):
        told = [said for r in results for said in getattr(r, where)]
        for said in told[:20]:
            print(f"changed {what}: {said}")
        if told[20:]:
            print(f"changed {what}: {len(told) - 20} more (git diff figures)")
    for what in ("new", "changed"):
        if slugs := [slug for r in results if r.job.published for slug in getattr(r, what)]:
            print(f"{what}: {join(slugs)}: look at each picture")


def _summary(result: Result) -> dict[str, Any]:
    """Return what a machine wants to know."""
    job = result.job
    return {
        "name": job.name, "notebook": job.notebook, "parameters": job.parameters,
        "verdict": result.verdict, "why": job.why, "figures": result.figures,
        "error": result.error, "seconds": round(result.seconds, 2),
        "folder": job.folder.relative_to(job.root).as_posix(),
    }  # fmt: skip


def join(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


def plain(error: Exception) -> str:
    """Return what an error says, in words of its own where the system's lead nowhere."""
    at = getattr(error, "filename2", None) or getattr(error, "filename", None) or ""
    if isinstance(error, FileNotFoundError) and error.errno and not at:
        return "the current folder is gone: go to another one"
    if isinstance(error, PermissionError):
        return f"{at} cannot be read or written by you: change who owns it, or use your own clone."
    if isinstance(error, IsADirectoryError):
        return f"{at} is a folder, and a file is wanted: move it away."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{at} cannot be a folder: a file of that name exists. Move it away."
    if getattr(error, "errno", 0) == errno.ENOSPC:
        return f"no space is left on the disk: {at}" if at else "no space is left on the disk"
    return str(error)
