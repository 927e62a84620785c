"""Change every cell of the report's tables, one at a time: what catches it?

    .venv/bin/python benchmarks/mutate_data.py [--jobs 2] [--sample 20]

Counts, years, and ages go up by one, printed numbers get a new last digit, and codes and ids become
the next one in use. Each change is made in a copy of the checkout and recorded as intended;
otherwise, the digest alone would give it away. The data tests run first. If they pass, the stored
outputs of the notebooks that load the table are compared (strict nbval). It prints what caught each
change that the data tests missed. This takes about half an hour on two cores; `--sample N` makes
only every Nth change. It is not part of `make test`.
"""

import argparse
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKS = ["tests/test_data.py", "tests/test_claims.py"]
WORDS = {"label", "statement", "reason", "section", "place", "test"}  # of ours: nothing printed


def mutations() -> Iterator[tuple[str, int, str, str, str]]:
    """Yield table, line, column, old and new value of each cell to change."""
    for path in sorted((ROOT / "data" / "report").glob("*.csv")):
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for line, row in enumerate(rows, 2):
            for column, old in row.items():
                known = sorted({r[column] for r in rows})
                words = column == "printed" and not any(map(str.isdigit, old))
                if column in WORDS or words or not old:
                    continue
                if column == "printed":
                    yield path.stem, line, column, old, re.sub(r"\d(?=\D*$)", _next, old)
                elif old.lstrip("-").isdigit():
                    yield path.stem, line, column, old, str(int(old) + 1)
                elif len(known) > 1:
                    near = known[(known.index(old) + 1) % len(known)]
                    yield path.stem, line, column, old, near


def _next(digit: re.Match) -> str:
    return str((int(digit[0]) + 1) % 10)


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
    sys.path.insert(0, str(copy / "lib"))
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
        return "data" if not _recorded() or fail() else _notebook(table, line)
    finally:
        path.write_bytes(whole)


def _recorded() -> bool:
    """Record the tables as `ourimpact check --record` does; False where a rule refuses them."""
    from ourimpact import TableError, checks

    try:
        checks.record(checks.dictionary())
    except TableError:
        return False
    return True


def fail() -> bool:
    """Return whether the data tests fail as things stand now."""
    return any(_tests_fail(tests) for tests in CHECKS)


def _tests_fail(tests: str) -> bool:
    child = os.fork()
    if not child:
        import pytest

        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        slow = "not (changed_cell or json_and_csv or without_statements)"  # make copies themselves
        options = ["-x", "-q", "-p", "no:cacheprovider", "-k", slow]
        status = pytest.main([*options, tests])
        os._exit(int(status != 0))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _notebook(table: str, line: int) -> str:
    """Return the notebook whose stored outputs show the cell, its own section's first."""
    sections = csv.DictReader((copy / "data/reference/sections.csv").open(encoding="utf-8"))
    books = {row["section"]: row["notebook"] for row in sections}
    rows = list(csv.DictReader((copy / f"data/report/{table}.csv").open(encoding="utf-8")))
    first = books.get(rows[line - 2].get("section", ""))
    paths = sorted((copy / "notebooks").glob("[0-9]*.ipynb"), key=lambda p: (p.stem != first, p))
    for path in paths:
        if f'\\"{table}\\"' in path.read_text(encoding="utf-8"):
            command = [sys.executable, "-m", "pytest", "--nbval", "-x", "-q", str(path)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return path.stem
    return "nothing"


def main() -> None:
    """Print what caught how many, and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth change")
    given, caught = parser.parse_args(), Counter()
    every, context, jobs = list(mutations())[:: given.sample], get_context("fork"), given.jobs
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=prepare) as pool:
        if pool.submit(fail).result():
            sys.exit("The data tests fail before anything is changed.")
        for mutation, by in zip(every, pool.map(met, every, chunksize=8), strict=True):
            caught[mutation[2], by] += 1
            if by != "data":
                print("{}.csv, line {}, {}: {} -> {}:".format(*mutation), by, flush=True)
    print(f"\n{len(every)} cells changed; by column, what caught how many:")
    for (column, by), count in sorted(caught.items()):
        print(f"{column:20} {by:30} {count:5}")


if __name__ == "__main__":
    main()
