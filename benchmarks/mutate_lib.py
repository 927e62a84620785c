"""Break the library in thirty ways, each in a copy of its own: do the tests notice?

    .venv/bin/python benchmarks/mutate_lib.py

Each change alters a number or a label that a reader would see. It prints which test killed each
change, and the survivors. This takes about ten minutes; of it, `make test` only asks whether each
change still fits one place of the library.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICK = ["stats", "words", "tables", "data", "claims", "look"]
CHANGES = [
    ("words", 'f"{value:,.0f}"', 'f"{value:,.1f}"'),
    ("words", "{value / size:.1f}", "{value / size:.2f}"),
    ("words", "100 * part / whole", "100 * part / (whole + 1)"),
    ("words", "after / before - 1", "before / after - 1"),
    ("words", "{whole / part:.1f}", "{whole / part:.0f}"),
    ("words", '.replace("exact", "")', '.replace("about", "")'),
    ("words", 'return f"1 in {value:g}"', 'return f"{value:g}"'),
    ("stats", "Z95 = 1.95", "Z95 = 1.65"),
    ("stats", "(p + weight / 2)", "(p + weight)"),
    ("stats", "weight / (4 * whole)", "weight / (2 * whole)"),
    ("stats", "np.hypot(p1 - low1, high2 - p2)", "np.hypot(p1 - low1, 0)"),
    ("stats", "(n, p, alpha / 2)", "(n, p, alpha)"),
    ("stats", "[winsorize, 1 - winsorize]", "[winsorize, 1]"),
    ("stats", "max(1.0, phi) * chance", "chance"),
    ("tables", 'rows[rows["year"] <= year]', 'rows[rows["year"] < year]'),
    ("tables", 'frame[frame["year"] == year].reset', 'frame[frame["year"] >= 0].reset'),
    ("tables", "counts.between(1, FEW)", "counts.between(1, 1)"),
    ("tables", "str(credits[id]) for id in ids", "str(credits[id]) for id in ids[:1]"),
    ("tables", 'rows[["code", "label"]]', 'rows[["code", "code"]]'),
    ("charts", "words(amount)", "words(amount * 1.01)"),
    ("charts", "look.PAPER if bare else pale", "color if bare else pale"),
    ("charts", "face = color if name in highlight", "face = pale if name in highlight"),
    ("charts", "pale = look.CONTEXT", "pale = look.PAPER"),
    ("checks", "set(product(*(part[column].unique() for column in grid)))", "set()"),
    ("about", "facts: {facts}", "facts: {facts[:24]}"),
    ("figures", ".round(6)", ".round(2)"),
    ("figures", "if len(lines) > most:", "if len(lines) > 99:"),
    ("figures", 'f"Source: {source}."', 'f"{about.slug}"'),
    ("ledger", "abs(found - printed) <= unit / 2", "abs(found - printed) <= 5 * unit"),
    ("gallery", "figure.notebook), figure.order)", "figure.notebook), figure.slug)"),
]  # fmt: skip


def stale() -> Iterator[str]:
    """Yield what each change that does not fit exactly one place of the library needs."""
    for module, old, _ in CHANGES:
        paths = [*(ROOT / "lib").rglob(f"{module}.py")]
        if (times := sum(path.read_text(encoding="utf-8").count(old) for path in paths)) != 1:
            yield f"{module}.py has {old!r} {times} times, not once: bring CHANGES up to date."


def copy_of_the_checkout() -> Path:
    """Return a copy with a library of its own."""
    copy = Path(tempfile.mkdtemp(prefix="mutate-"))
    for name in ("data", "lib", "tests", "notebooks", "figures"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, copy)
    return copy


def killer(copy: Path) -> str:
    """Return the first test that fails in a copy, quick ones first, or an empty string."""
    environment = {
        **os.environ, "OURIMPACT_ROOT": str(copy), "PYTHONPATH": str(copy / "lib"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    for names in (QUICK, ["figures", "pictures"]):
        tests = [f"tests/test_{name}.py" for name in names]
        command = [
            sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-p", "no:cacheprovider", *tests
        ]  # fmt: skip
        ran = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            lines = [li for li in ran.stdout.splitlines() if li.startswith(("FAILED", "ERROR"))]
            return (lines or ["the tests did not start"])[0][:100]
    return ""


def main() -> None:
    """Print each change with what killed it."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    if faults := [*stale()]:
        sys.exit("\n".join(faults))
    copy, survived = copy_of_the_checkout(), 0
    if broken := killer(copy):
        sys.exit(f"The tests fail before anything is changed: {broken}")
    for module, old, new in CHANGES:
        [path] = (copy / "lib").rglob(f"{module}.py")
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.replace(old, new), encoding="utf-8")
        by = killer(copy)
        path.write_text(whole, encoding="utf-8")
        survived += not by
        print(f"{module}: {old!r} -> {new!r}: {by or 'SURVIVED'}", flush=True)
    print(f"{len(CHANGES) - survived} killed, {survived} survived")
    shutil.rmtree(copy)


if __name__ == "__main__":
    main()
