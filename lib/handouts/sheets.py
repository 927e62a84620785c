"""Tables as workbooks, and all of them in one ZIP."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

AS_WRITTEN = {"strings_to_numbers": True, "strings_to_formulas": False, "strings_to_urls": False,
              "in_memory": True}  # fmt: skip


def write(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], about: dict[str, str],
    shares: Collection[str] = (), wide: Sequence[Sequence[Any]] = (),
) -> None:  # fmt: skip
    """Write a workbook: the rows, `shares` in percent, what is to be known, and the rows `wide`."""
    with xlsxwriter.Workbook(path, AS_WRITTEN) as book:
        book.set_properties({"title": about.get("Title", ""), "created": datetime(2000, 1, 1)})
        head, long = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        numbers = book.add_worksheet("Data")
        percent = book.add_format({"num_format": "0.0%"})
        for line, row in enumerate([columns, *rows]):
            cells = [{"True": True, "False": False}.get(cell, cell) for cell in row]
            numbers.write_row(line, 0, cells, None if line else head)
        numbers.freeze_panes(1, 0)
        numbers.autofilter(0, 0, line, len(columns) - 1)
        thousands = book.add_format({"num_format": "#,##0"})
        decimal = book.add_format({"num_format": "#,##0.0"})
        for place, name in enumerate(columns):
            rate = decimal if name.startswith(("rate", "reports_per")) else thousands
            form = percent if name in shares else None if name in ("year", "since") else rate
            numbers.set_column(place, place, None, form)
        numbers.autofit(400)
        known = book.add_worksheet("About")
        known.set_column(0, 0, 24, head)
        known.set_column(1, 1, 100, long)
        for line, pair in enumerate(about.items()):
            for column, text in enumerate(pair):
                known.write_string(line, column, text)
        if wide:
            side = book.add_worksheet("Years across")
            for line, row in enumerate(wide):
                side.write_row(line, 0, row, thousands if line else head)
            side.autofit(400)
            side.set_column(sum(not one.isdigit() for one in wide[0]), len(wide[0]) - 1, 11)
            side.write_string(line + 2, 0, about.get("Note", ""))


def pack(path: Path, folder: Path, patterns: Iterable[str]) -> None:
    """Write a ZIP of the files below a folder, the same bytes for the same files."""
    with ZipFile(path, "w") as packed:
        for pattern in patterns:
            for file in sorted(one for one in folder.glob(pattern) if one.is_file()):
                name = ZipInfo(f"{path.stem}/{file.relative_to(folder).as_posix()}")
                packed.writestr(name, file.read_bytes(), ZIP_DEFLATED, 9)
