"""The figures and sentences of two years beside each other, on one page to read."""

import os
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from handouts import books, gallery
from ourimpact import UsageError, paths
from ourimpact.printed import SPELLED

_WHAT = ("title", "subtitle", "note", "finding")  # not alt: it has the same numbers
_ALIKE = 0.4  # share of common words at which one sentence is the other, reworded
_END = re.compile(r"(?<=[a-z\d)%”][.?!]) (?=[A-Z“*])")  # ends a sentence; "U.S." does not
_NUMBER = re.compile(rf"[(“]*([+−-]?)\S*\d\S*|(?:{'|'.join(SPELLED[1:12])})[,.:;]?", re.IGNORECASE)
Told = list[tuple[str, bool]]  # words, and whether they have changed


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
    parts, same = [], 0
    for name, book in ran[1].items():
        old, new = (_said(books_of.get(name)) for books_of in ran)
        said = [pair(*both) for both in matched(old, new)]
        of = [{slug for slug, figure in d.items() if figure.notebook == name} for d in drawn]
        slugs = [slug for slug in {**drawn[0], **drawn[1]} if slug in of[0] | of[1]]
        figures = [_figure(*(of.get(slug) for of in drawn), path.parent, new) for slug in slugs]
        parts.append((books.title(name, book), said, figures))
        same += sum(not marked(told) for _, told in said)
    drawn_so = [other for *_, figures in parts for *_, other in figures]
    told = f"{sum(len(said) for _, said, _ in parts) - same} sentences and {sum(drawn_so)} figures"
    told += f" to read; {same} and {len(drawn_so) - sum(drawn_so)} are the same but for numbers"
    text = gallery.render("beside.html.j2", before=before, after=after, parts=parts, told=told)
    paths.write(path, text.encode())
    return path, told


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
    """Return a sentence as it was, and the words of now; marked are new ones, and what is gone.

    Numbers are expected to be others, and are not marked; a sign that changed is.
    """
    now, (before, after) = new.split(), map(_masked, (old, new))
    told = []
    for _, a, b, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        other = {*before[a:b], *after[start:end]} != {"#"} and before[a:b] != after[start:end]
        lost = f"[gone: {' '.join(old.split()[a:b])}]" if other and start == end and new else ""
        told.append((" ".join(now[start:end]) or lost, other))
    return old, [each for each in told if each[0]] or [("(gone)", True)] * bool(old)


def marked(told: Told) -> bool:
    """Return whether a sentence has other words than before."""
    return any(other for _, other in told)


def _masked(text: str) -> list[str]:
    """Return the words of a text, all numbers of a sign as one."""
    numbers = ((word, _NUMBER.fullmatch(word)) for word in text.split())
    return [f"{number[1] or ''}#" if number else word for word, number in numbers]


def _said(book: Any) -> list[str]:
    """Return each sentence of a notebook once, in their order; of none, nothing."""
    outputs = [o for cell in (book.cells if book else ()) for o in cell.get("outputs", ())]
    shown = "\n".join(o.get("data", {}).get("text/markdown", "") for o in outputs)
    told = [text.replace("**", "") for text in re.findall(r"^(?:> |- )(\*\*.+)$", shown, re.M)]
    return list(dict.fromkeys(each for text in told for each in _END.split(text)))


def _figure(
    old: gallery.Figure | None, new: gallery.Figure | None, folder: Path, said: list[str]
) -> tuple[str, list[str], list[tuple[str, Told]], bool]:
    """Return a figure's name, its pictures and words of both years, and whether to look at it."""
    pictures = [os.path.relpath(f.file("png"), folder) if f else "" for f in (old, new)]
    words = [[_END.split(getattr(f, what, "")) for f in (old, new)] for what in _WHAT]
    plain = {each.replace("*", "").replace("'", "’") for each in said}
    both = [each for was, now in words for each in matched(was, now)]
    told = [pair(*each) for each in both if any(each) and each[1] not in plain]
    other = not (old and new) or old.form != new.form or marked(pair(old.title, new.title)[1])
    return (new or old).slug, pictures, told, other
