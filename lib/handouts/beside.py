"""The figures and sentences of two years beside each other, on one page to read."""

import os
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from handouts import books, gallery
from ourimpact import UsageError, paths

_WHAT = ("title", "subtitle", "note", "alt", "finding")
_ALIKE = 0.4  # of the words of two sentences, so that they are one in other words
Told = list[tuple[str, bool]]  # words, and whether they are others than before


def write(before: int, after: int) -> tuple[Path, str]:
    """Write build/diff/<before>-<after>.html; return it, and how much of it has other words.

    Each notebook has its sentences, then its figures. Raises UsageError where a year has no
    figures, or what it has is broken.
    """
    path = paths.build() / "diff" / f"{before}-{after}.html"
    ran = [books.read(gallery.year_of(year)) for year in (before, after)]
    drawn = [{f.slug: f for f in gallery.figures(paths.figures(year))} for year in (before, after)]
    if not ran[1]:
        raise UsageError(f"No notebook was run for {after}: ourimpact run --year {after}.")
    parts, pairs = [], []
    for name, book in ran[1].items():
        old, new = (_said(books_of.get(name)) for books_of in ran)
        said = [pair(*both) for both in matched(old, new)]
        slugs = [s for s in {**drawn[0], **drawn[1]} if name in (_of(d.get(s)) for d in drawn)]
        figures = [_figure(*(of.get(slug) for of in drawn), path.parent, new) for slug in slugs]
        parts.append((books.title(name, book), said, figures))
        pairs += [*said, *(each for _, _, told in figures for each in told)]
    text = gallery.render("beside.html.j2", before=before, after=after, parts=parts)
    paths.write(path, text.encode())
    changed = sum(any(new for _, new in told) for _, told in pairs)
    return path, f"{changed} of {len(pairs)} sentences have other words than numbers that changed"


def matched(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Return each sentence beside the one of before that it is most like, then what is gone.

    The most alike go first, of those as alike the nearest; one like none stands alone.
    """
    alike = {
        (i, j): SequenceMatcher(None, _masked(was), _masked(now), autojunk=False).ratio()
        for i, was in enumerate(old) for j, now in enumerate(new)
    }  # fmt: skip
    of: dict[int, int] = {}
    for i, j in sorted(alike, key=lambda at: (-alike[at], abs(at[0] - at[1]))):
        if alike[i, j] >= _ALIKE and j not in of and i not in of.values():
            of[j] = i
    both = [(old[of[j]] if j in of else "", now) for j, now in enumerate(new)]
    return both + [(was, "") for i, was in enumerate(old) if i not in of.values()]


def pair(old: str, new: str) -> tuple[str, Told]:
    """Return a sentence as it was, and the words of now with those marked that are new.

    Numbers are expected to be others, and are not marked.
    """
    now = re.findall(r"\S+", new)
    same = SequenceMatcher(None, _masked(old), _masked(new), autojunk=False).get_opcodes()
    told = [(" ".join(now[start:end]), way != "equal") for way, _, _, start, end in same]
    return old, [each for each in told if each[0]] or [("(gone)", True)] * bool(old)


def _masked(text: str) -> list[str]:
    """Return the words of a text, all numbers as one."""
    return [re.sub(r"\S*\d\S*", "#", word) for word in re.findall(r"\S+", text)]


def _said(book: Any) -> list[str]:
    """Return the sentences of a notebook in their order; of none, nothing."""
    outputs = [o for cell in (book.cells if book else ()) for o in cell.get("outputs", ())]
    shown = "\n".join(o.get("data", {}).get("text/markdown", "") for o in outputs)
    return re.findall(r"^(?:> |- )\*\*(.+)\*\*$", shown, re.MULTILINE)


def _of(figure: gallery.Figure | None) -> str:
    return figure.notebook if figure else ""


def _figure(
    old: gallery.Figure | None, new: gallery.Figure | None, folder: Path, said: list[str]
) -> tuple[str, list[str], list[tuple[str, Told]]]:
    """Return a figure's name, the places of its pictures, and its words, those of both years.

    What its notebook has said stands there.
    """
    pictures = [os.path.relpath(f.file("png"), folder) if f else "" for f in (old, new)]
    words = [[getattr(figure, what, "") for figure in (old, new)] for what in _WHAT]
    told = [pair(*both) for both in words if any(both) and both[1] not in said]
    return (new or old).slug, pictures, told
