"""Draw sample figures, for tests of the gallery, deck, and site."""

import json
import os
import shutil
from html import escape
from pathlib import Path

from conftest import STANDS
from PIL import Image, ImageDraw, PngImagePlugin

from ourimpact.about import digest

INSIDE, OUTSIDE = (244, 106, 37), (18, 67, 109)
BODY = [0.05, 0.15, 0.95, 0.75]  # left, bottom, right, top


def draw(folder: Path, slug: str = "x", csv: str = "type,n\nA,3\nB,1\n", **said: object) -> Path:
    """Write the four files of a figure, with an orange chart on blue; return its JSON's path."""
    year = int(folder.name) if folder.name.isdigit() else STANDS
    about = {
        "slug": slug, "year": year, "title": "A is named", "subtitle": f"Reports, {year}",
        "alt": "Bars of two types: 3 of A and 1 of B.", "finding": "A is 3.", "note": "",
        "source": f"NCMEC, Our Impact: {year}", "sources": [f"our-impact-{year}"],
        "form": "ranked_bars", "section": "Reports by Type", "notebook": "02-reports-by-type",
        "order": 1, "tables": ["missing_by_type"], "body": BODY, "labels": [], "marks": [],
        "credit": f"By our-impact-notebooks, CC BY 4.0; facts: NCMEC, Our Impact {year}",
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", (1920, 1080), OUTSIDE)
    left, bottom, right, top = BODY
    box = (1920 * left, 1080 * (1 - top), 1920 * right - 1, 1080 * (1 - bottom) - 1)
    ImageDraw.Draw(picture).rectangle(box, INSIDE)
    about |= said
    described, written = PngImagePlugin.PngInfo(), json.dumps(about)
    described.add_itxt("Digest", digest(written, csv))
    picture = picture.quantize(16)  # with a palette, as they are published
    picture.save(folder / f"{slug}.png", pnginfo=described)
    words = f"<desc>{escape(about['alt'], quote=False)}</desc>"
    (folder / f"{slug}.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{words}</svg>\n")
    (folder / f"{slug}.csv").write_text(csv, encoding="utf-8")
    path = folder / f"{slug}.json"
    path.write_text(written, encoding="utf-8")
    return path


def break_json(path: Path, **said: object) -> None:
    """Change fields of a figure's JSON, as if by hand."""
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(about | said), encoding="utf-8")


# How a figure is broken, and what the message says; `{}` is its path without a suffix
BROKEN = {
    "no picture": (lambda f: f.with_suffix(".png").unlink(), r"x\.png is missing"),
    "no svg": (lambda f: f.with_suffix(".svg").unlink(), r"x\.svg is missing"),
    "text as picture": (lambda f: f.with_suffix(".png").write_text("no"), r"x\.png is no PNG"),
    "half a picture": (
        lambda f: f.with_suffix(".png").write_bytes(f.with_suffix(".png").read_bytes()[:900]),
        r"x\.png is no PNG",
    ),
    "another's picture": (
        lambda f: shutil.copy(f.with_name("w.png"), f.with_suffix(".png")),
        r"x\.png is not the picture that its JSON and CSV describe",
    ),
    "half an svg": (
        lambda f: f.with_suffix(".svg").write_text("<svg"),
        r"x\.svg is not the drawing that its JSON describes",
    ),
    "a note changed": (lambda f: break_json(f, note="B"), r"x\.png is not the picture"),
    "a number changed": (
        lambda f: f.with_suffix(".csv").write_text("type,n\nA,4\nB,1\n"),
        r"x\.png is not the picture",
    ),
    "a pipe": (lambda f: (f.unlink(), os.mkfifo(f)), r"x\.json is no file"),
    "empty csv": (lambda f: f.with_suffix(".csv").write_text(""), r"x\.csv has no rows"),
    "ragged csv": (
        lambda f: f.with_suffix(".csv").write_text("a,b\n1,2\n3\n"),
        r"x\.csv has in line 3 1 cells where the header has 2",
    ),
    "order null": (lambda f: break_json(f, order=None), r"x\.json lacks order: run the notebook"),
    "tables null": (lambda f: break_json(f, tables=None), r"x\.json lacks tables"),
    "body upside down": (lambda f: break_json(f, body=[0.1, 0.9, 0.9, 0.1]), r"lacks body"),
    "a trial's": (
        lambda f: draw(f.parent, trial="top-6"),
        r"figures/2024/x\.json is of a trial, 'top-6' in 02-reports-by-type, and not published",
    ),
    "another slug": (lambda f: break_json(f, slug="y"), r"x\.json lacks the slug 'x'"),
    "no json": (lambda f: f.write_text("{"), r"x\.json lacks all that can be read"),
    "another that git lacks": (
        lambda f: f.parent.with_name("README.md").write_text("[PNG](2024/lost.png)"),
        r"figures/README\.md shows 2024/lost\.png, which is not there: `git add` it",
    ),
    "unknown source": (
        lambda f: draw(f.parent, sources=["hearsay"]),
        r"sources\.csv lacks hearsay",
    ),
}
