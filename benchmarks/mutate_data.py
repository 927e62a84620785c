"""Change every measured cell of the report's tables by one, one at a time: what catches it?

    .venv/bin/python benchmarks/mutate_data.py [--jobs 2]

Counts become one more; years, ages and codes become a neighbour. Each change is made in a copy of
the checkout and met by the data tests; what they let pass is met by the stored outputs of the
notebooks that load the table (strict nbval). Prints how many each caught, and every survivor.
Takes about twenty minutes on two cores; not part of `make test`.
"""

import argparse
import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKS = ["tests/test_data.py", "tests/test_claims.py"]
# what a row says of itself, in words: not measured, and read in the notebooks' stored tables
WORDS = {
    "printed", "label", "statement", "reason", "id", "section", "place", "unit", "qualifier",
    "scope", "test", "headline_id",
}  # fmt: skip


def mutations() -> Iterator[tuple[str, int, str, str, str]]:
    """Yield table, line, column, old and new value of each cell to change."""
    for path in sorted((ROOT / "data" / "report").glob("*.csv")):
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for line, row in enumerate(rows, 2):
            for column, old in row.items():
                known = sorted({r[column] for r in rows})
                if column in WORDS or not old:
                    continue
                if old.lstrip("-").isdigit():
                    yield path.stem, line, column, old, str(int(old) + 1)
                elif len(known) > 1:
                    near = known[(known.index(old) + 1) % len(known)]
                    yield path.stem, line, column, old, near


def changed(table: str, line: int, column: str, new: str) -> str:
    """Return the text of a table with one cell changed."""
    path = ROOT / "data" / "report" / f"{table}.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[line - 1][rows[0].index(column)] = new
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def prepare() -> None:
    """Give a worker process its own copy of the checkout, and the packages it needs."""
    global copy
    copy = Path(tempfile.mkdtemp(prefix="mutate-"))
    for name in ("data", "lib", "tests", "notebooks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    os.environ |= {"OURIMPACT_ROOT": str(copy), "PYTHONPATH": str(copy / "lib")}
    os.environ["OURIMPACT_OUT"] = str(copy / "out")
    os.chdir(copy)
    import frictionless  # noqa: F401  shared by every forked run below
    import jsonschema  # noqa: F401
    import pandas  # noqa: F401


def met(mutation: tuple[str, int, str, str, str]) -> str:
    """Return what caught a change: `data`, the name of a notebook, or `nothing`."""
    table, line, column, _, new = mutation
    path = copy / "data" / "report" / f"{table}.csv"
    whole = path.read_bytes()
    path.write_text(changed(table, line, column, new), encoding="utf-8")
    try:
        return "data" if any(_tests_fail(tests) for tests in CHECKS) else _notebook(table)
    finally:
        path.write_bytes(whole)


def _tests_fail(tests: str) -> bool:
    child = os.fork()
    if not child:
        import pytest

        sys.path.insert(0, str(copy / "lib"))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", tests])
        os._exit(int(status != 0))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _notebook(table: str) -> str:
    for path in sorted((copy / "notebooks").glob("[0-9]*.ipynb")):
        if f'\\"{table}\\"' in path.read_text(encoding="utf-8"):
            command = [sys.executable, "-m", "pytest", "--nbval", "-x", "-q", str(path)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return path.stem
    return "nothing"


def main() -> None:
    """Print what caught how many, and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    every = list(mutations())
    with ProcessPoolExecutor(
        parser.parse_args().jobs, mp_context=get_context("fork"), initializer=prepare
    ) as pool:
        caught = list(pool.map(met, every, chunksize=8))
    print(f"{len(every)} cells changed, {caught.count('data')} caught by the data tests alone")
    for mutation, by in zip(every, caught, strict=True):
        if by != "data":
            print("{}.csv, line {}, {}: {} -> {}".format(*mutation), "caught by", by)
    print(f"{caught.count('nothing')} survived")


if __name__ == "__main__":
    main()
