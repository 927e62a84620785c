"""Break the library thirty times, once each in a copy: do the tests see it?

    .venv/bin/python benchmarks/mutate_lib.py

Each change alters a number or a label that a reader would see. Prints what killed each, and the
survivors. Takes about ten minutes; not part of `make test`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICK = ["stats", "tables", "data", "claims", "look", "deck"]
CHANGES = [
    ("wording", 'f"{value:,.0f}"', 'f"{value:,.1f}"'),
    ("wording", "{value / size:.1f}", "{value / size:.2f}"),
    ("wording", "100 * part / whole", "100 * part / (whole + 1)"),
    ("wording", "after / before - 1", "before / after - 1"),
    ("wording", "{whole / part:.1f}", "{whole / part:.0f}"),
    ("wording", '.replace("exact", "")', '.replace("about", "")'),
    ("wording", 'return f"1 in {value:g}"', 'return f"{value:g}"'),
    ("stats", "Z95 = 1.95", "Z95 = 1.65"),
    ("stats", "(p + weight / 2)", "(p + weight)"),
    ("stats", "weight / (4 * whole)", "weight / (2 * whole)"),
    ("stats", "// 200) - 1", "// 200)"),
    ("stats", "alpha / 2)", "alpha)"),
    ("stats", "[winsorise, 1 - winsorise]", "[winsorise, 1]"),
    ("stats", "sqrt(phi * p", "sqrt(p"),
    ("tables", 'frame["year"] <= year', 'frame["year"] < year'),
    ("tables", 'frame[frame["year"] == year]', 'frame[frame["year"] >= 0]'),
    ("tables", "frame[key[0]].astype", "frame[key[-1]].astype"),
    ("tables", 'known[id] for id in ids', 'known[id] for id in ids[:1]'),
    ("tables", 'dict(zip(rows["code"], rows["label"]', 'dict(zip(rows["code"], rows["code"]'),
    ("charts", "words(amount)", "words(amount * 1.01)"),
    ("charts", "share(part, whole), 41", "share(part, 2 * whole), 41"),
    ("charts", "PAPER if name in unstable else BLUE", "BLUE"),
    ("charts", "SEQUENCE[int(level)]", "SEQUENCE[0]"),
    ("charts", "highlight or year in highlight", "highlight or year not in highlight"),
    ("figures", "source.replace(': ', ' ')", "source[:24]"),
    ("figures", ".round(6)", ".round(2)"),
    ("figures", "if len(lines) > most:", "if len(lines) > 99:"),
    ("figures", 'f"Source: {source}."', '""'),
    ("claims", "abs(found - value) <= unit / 2", "abs(found - value) <= 5 * unit"),
    ("gallery", '(about["notebook"], about["order"])', '(about["notebook"], about["slug"])'),
]  # fmt: skip


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
    for names in (QUICK, ["figures", "next_year"]):
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
    copy, survived = copy_of_the_checkout(), 0
    if broken := killer(copy):
        sys.exit(f"The tests fail before anything is changed: {broken}")
    for module, old, new in CHANGES:
        path = copy / "lib" / "ourimpact" / f"{module}.py"
        whole = path.read_text(encoding="utf-8")
        if old not in whole:
            sys.exit(f"{module}.py no longer has {old!r}: bring this list up to date.")
        path.write_text(whole.replace(old, new), encoding="utf-8")
        by = killer(copy)
        path.write_text(whole, encoding="utf-8")
        survived += not by
        print(f"{module}: {old!r} -> {new!r}: {by or 'SURVIVED'}", flush=True)
    print(f"{len(CHANGES) - survived} killed, {survived} survived")
    shutil.rmtree(copy)


if __name__ == "__main__":
    main()
