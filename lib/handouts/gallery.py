"""What the published figures say of themselves, and the page that shows them all."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from ourimpact import paths
from ourimpact.errors import UsageError, existing

HEADER = """# The figures

Made by `ourimpact run` from the files of this folder: change a notebook, not this page.
Each figure is a slide-sized PNG (1920 × 1080) and an SVG, with its numbers as CSV and its words \
(title, alt text, caveat, source) as JSON.
Reuse them under CC BY 4.0 with the credit line that stands under each.
"""


FIELDS = (
    "slug", "year", "title", "subtitle", "alt", "finding", "note", "source", "form", "section",
    "notebook", "order", "tables", "credit",
)  # fmt: skip


def year_of(asked: int | None) -> int:
    """Return the year asked for, or the newest; raises UsageError where it has no figures."""
    years = sorted(int(folder.name) for folder in _folders())
    if not years:
        raise UsageError("No figures are published. Run `ourimpact run` (or `make figures`) first.")
    if asked is not None and asked not in years:
        raise UsageError(f"No figures are published for {asked}.{existing(years)}")
    return years[-1] if asked is None else asked


def figures(year: int) -> list[dict[str, Any]]:
    """Return what each published figure of a year says of itself, in report order."""
    found = [_read(path) for path in paths.figures(year).glob("*.json")]
    return sorted(found, key=lambda about: (about["notebook"], about["order"]))


def _read(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        lost = [field for field in FIELDS if field not in about]
    except (ValueError, TypeError) as error:
        lost = [str(error)]
    if lost:
        place = path.relative_to(paths.root()).as_posix()
        raise UsageError(
            f"{place} lacks {', '.join(lost)}: run the notebook that drew it, or remove the figure."
        )
    return about


def page() -> str:
    """Return the gallery as Markdown: every year, section by section."""
    years = sorted((int(f.name) for f in _folders()), reverse=True)
    return HEADER + "".join(line for year in years for line in _year(year))


def write() -> None:
    """Write `figures/README.md` where the figures that now stand have changed it."""
    path, text = paths.root() / "figures" / "README.md", page()
    if _folders() and not (path.exists() and path.read_text(encoding="utf-8") == text):
        paths.write(path, text.encode())


def _folders() -> list[Path]:
    folder = paths.root() / "figures"
    return [f for f in folder.glob("[0-9]*") if f.name.isdigit() and any(f.glob("*.json"))]


def _year(year: int) -> Iterator[str]:
    for (notebook, section), group in groupby(
        figures(year), key=lambda about: (about["notebook"], about["section"])
    ):
        shown = list(group)
        yield f"\n## {section}, {year}\n\n"
        yield f"Notebook: [{notebook}](../notebooks/{notebook}.ipynb).\n"
        for about in shown:
            yield _figure(about)


def _figure(about: dict[str, Any]) -> str:
    base = f"{about['year']}/{about['slug']}"
    files = ", ".join(f"[{end.upper()}]({base}.{end})" for end in ("png", "svg", "csv", "json"))
    return (
        f"\n### {about['title']}\n\n"
        f"![{about['alt']}]({base}.png)\n\n"
        f"{about['finding']}\n\n"
        f"{about['credit']}.\n\n"
        f"{files}\n"
    )
