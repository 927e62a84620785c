"""A report's lines, each with its page and its cells, from a PDF or a text file."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ourimpact import UsageError
from ourimpact.printed import NUMBER

TEXT = "report.txt"  # below build/ingest/<year>/: what was read
_GAP = 1.2  # a gap this many letter heights wide separates two cells
_SIGNS = "[*†‡§¶¹²³⁴-⁹⁰]"  # footnote marks
_MARK = re.compile(rf"(?<=[\w,.)%+]){_SIGNS}+(?!\w)")
_MARKED = re.compile(rf"\s*({_SIGNS}*)(.*?)({_SIGNS}*)\s*", re.DOTALL)
_THIN = "\u00a0\u2009\u202f"  # non-breaking and thin spaces
_THOUSANDS = re.compile(f"(?<=[0-9])[{_THIN}\u2060](?=[0-9]{{3}}(?![0-9]))")
DASH = "[-–—]"  # a cell in which no number is printed
_EDGE, _OFTEN = 2, 3  # lines at each end of a page; on this many pages, they are a header or footer


class Cell(str):
    """What a cell says, and the marks of footnotes that stood before and after it."""

    before = after = footnote = ""  # the footnote is what the mark after it refers to
    marks: tuple[tuple[str, str], ...] = ()  # numbers in it with a footnote mark, and that mark


class Line(NamedTuple):
    """One line of a page; the cells are what stands apart in it, and empty ones are left out."""

    page: int
    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.cells)

    @property
    def marked(self) -> dict[str, str]:
        """Return the footnote of each number that has one."""
        return {n: note for cell in self.cells for n, note in getattr(cell, "inside", {}).items()}

    @property
    def footnotes(self) -> list[str]:
        """Return the footnote of each cell, or nothing."""
        return [getattr(cell, "footnote", "") for cell in self.cells]


def read(path: Path) -> list[Line]:
    """Return a report's lines in the order of reading; pages and lines count from 1.

    In a text file a form feed ends a page, and tabs or two spaces set cells apart. Raises
    UsageError where the file is of another kind, or holds no text.
    """
    kinds = {".pdf": _pdf, ".txt": _text}
    if path.suffix.lower() not in kinds:
        raise UsageError(f"{path.name} is neither .pdf nor .txt.")
    lines = [
        Line(page, number, cells)
        for page, rows in enumerate(kinds[path.suffix.lower()](path), 1)
        for number, cells in enumerate(rows, 1)
        if cells
    ]
    if not lines:
        raise UsageError(f"{path.name} holds no text: if its pages are pictures, run OCR first.")
    for line in lines:
        for cell in line.cells:
            cell.footnote = cell.after and _footnote(lines, line, cell.after)
            cell.inside = {n: _footnote(lines, line, sign) for n, sign in cell.marks}
    return lines


def _footnote(lines: list[Line], line: Line, sign: str) -> str:
    same = (li for li in lines if li[:2] > line[:2] and li.cells[0].before == sign)
    return f"marked {sign}, {next((li.text for li in same), 'no footnote')}"


def headers_and_footers(lines: list[Line]) -> dict[str, list[Line]]:
    """Return headers and footers, by what they say on all their pages: `Our Impact | page + 2`."""
    pages, found = Counter(line.page for line in lines), defaultdict(list)
    seen = Counter()
    for line in lines:
        seen[line.page] += 1
        if seen[line.page] <= _EDGE or pages[line.page] - seen[line.page] < _EDGE:
            if len(line.cells) == 1:
                found[line.text].append(line)
            for number in re.finditer(r"\d+", line.text):
                by = int(number.group()) - line.page
                said = f"{line.text[: number.start()]}page {by:+}{line.text[number.end() :]}"
                found[said].append(line)
    return {said: of for said, of in found.items() if len({line.page for line in of}) >= _OFTEN}


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a report's file, in hexadecimal; UsageError where it is not there."""
    if not path.is_file():
        raise UsageError(f"{path} is not there, or no file: give the report's PDF or its text.")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> Iterator[list[tuple[str, ...]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not in UTF-8 ({error}): save it so.") from None
    for page in text.split("\f"):
        yield [_cells(re.split(r"\t| {2,}", line)) for line in page.split("\n")]


def _cells(parts: list[str | None]) -> tuple[str, ...]:
    """Return what the cells say, without signs, which a PDF may give as single letters."""
    clean = (re.sub(r"\(cid:\d+\)", "", _THOUSANDS.sub(",", part or "")) for part in parts)
    said = [_cell(part) for part in clean if re.search(rf"\w|^\s*{DASH}\s*$", part)]
    said = [part for part in said if part[1:] or part.isdigit() or re.fullmatch(DASH, part)]
    return tuple(part for n, part in enumerate(said) if n or part not in "-–—")  # not a bullet


def _cell(part: str) -> Cell:
    text = " ".join(_MARK.sub("", part).replace("\u2060", " ").split())
    text = re.sub(r"(?<=\w/) (?=\w)", "", text)  # rejoin a word broken at a slash
    cell = Cell(text.strip("*†‡§ "))
    cell.before, _, after = _MARKED.fullmatch(part).groups()
    if not cell.before:  # marks on both sides mean bold, not a footnote
        cell.after, cell.marks = after, tuple(_marks(part))
    return cell


def _marks(part: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers inside a cell at which a sign stands, each with its sign."""
    for sign in _MARK.finditer(part):
        *_, number = [None, *NUMBER.finditer(part[: sign.start()])]
        if number and number.end() == sign.start():
            yield number.group(), sign.group()


def _pdf(path: Path) -> Iterator[list[tuple[str, ...]]]:
    try:
        import pdfplumber
    except ModuleNotFoundError:
        raise UsageError("A PDF needs pdfplumber: pip install -e '.[ingest]'.") from None
    from pdfminer.pdfparser import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                yield _rows(page)
                page.close()
    except (PDFException, PdfminerException) as error:
        said = f"{path.name} cannot be read as a PDF ({error!r})"
        raise UsageError(f"{said}: is it complete, and not password-protected?") from None


def _rows(page: "pdfplumber.page.Page") -> list[tuple[str, ...]]:  # noqa: F821
    """Return a page's lines in the order of its stream; of a ruled table, its rows."""
    for char in page.chars:  # pdfplumber would split words at these spaces
        if char["text"] in _THIN:
            char["text"] = "\u2060"
    grids = [g for g in page.find_tables() if len(g.rows) > 1 and len(g.rows[0].cells) > 1]
    rows, line, done = [], [], set()
    for word in page.extract_words(use_text_flow=True):
        grid = next((grid for grid in grids if _within(word, grid.bbox)), None)
        if line and (grid or abs(word["bottom"] - line[-1]["bottom"]) > 2):
            rows.append(_apart(line))
            line = []
        if grid is None:
            line.append(word)
        elif grid.bbox not in done:
            done.add(grid.bbox)
            rows += [_cells(row) for row in grid.extract()]
    return [*rows, _apart(line)] if line else rows


def _within(word: dict, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return left <= word["x0"] <= right and top <= (word["top"] + word["bottom"]) / 2 <= bottom


def _apart(line: list[dict]) -> tuple[str, ...]:
    """Return the words of a line as cells: a wide gap sets them apart."""
    text = line[0]["text"]
    for left, right in pairwise(line):
        gap = right["x0"] - left["x1"]
        wide = gap < -1 or gap > _GAP * (right["bottom"] - right["top"])
        text += ("\t" if wide else " ") + right["text"]
    return _cells(text.split("\t"))
