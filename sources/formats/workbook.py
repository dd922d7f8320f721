"""XLSX row by row, with entity bombs and zip bombs refused."""

from __future__ import annotations

import stat
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from records.errors import InputRefused
from sources.formats.table import MOST_COLUMNS, Broken, Row, Table, column_names, is_header

LAST_ROW = 2**20
LARGEST_UNPACKED = 4 * 2**30
MOST_PARTS = 1_000
SMALL_ENOUGH, MOST_INFLATED = 2**25, 100
"""A workbook above 32 MiB may unpack to a hundred times the size of its file, as in Apache POI."""
LARGEST_STRINGS = 2**28
"""A workbook's shared strings are held in memory; a larger table is handed over as CSV or Parquet."""


class Workbook(Table):
    """The first sheet of a workbook, read as a stream; a formula stays the text of the formula."""

    def __init__(self, path: Path) -> None:
        if not openpyxl.DEFUSEDXML:
            raise RuntimeError("openpyxl does not use defusedxml: workbooks would be open to entity bombs")
        _refuse_bombs(path)
        book: Any = _open(path)
        self._exhausted = False
        self._cells = self._read(book)
        header = next(self._cells, ())
        unread = tuple(sheet.title for sheet in book.worksheets[1:])
        super().__init__(
            column_names(_without_tail(header)), lambda: float(self._exhausted), book.close, unread
        )

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """The rows, cells as Python values; a row without any value is not a row of data."""
        width = len(self.columns)
        absent = (None,) * (MOST_COLUMNS + 1)
        order = [self.columns.index(name) if name in self.columns else MOST_COLUMNS for name in wanted]
        for number, cells in enumerate(self._cells, start=2):
            filled = _without_tail(cells)
            if not filled:
                continue
            if len(filled) > MOST_COLUMNS:
                column_names(filled)  # refuses so many
            if len(filled) > width:
                yield number, Broken("ragged_row", filled)
            elif is_header((*filled, *absent)[:width], self.columns):
                yield number, Broken("header_repeated", filled)
            else:
                padded = (*filled, *absent)
                yield number, [padded[place] for place in order]

    def _read(self, book: Any) -> Iterator[tuple[object, ...]]:
        try:
            with warnings.catch_warnings():
                # openpyxl warns of a date out of range, and gives "#VALUE!" for the cell check to report.
                warnings.simplefilter("ignore")
                sheet = book.worksheets[0]
                # A wrong dimension tag would cut rows off, so the rows themselves say where the sheet ends.
                sheet.reset_dimensions()
                for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if number > LAST_ROW:
                        raise ValueError(number)
                    yield cells
        except Exception as error:
            raise _unreadable() from error
        self._exhausted = True


def _open(path: Path) -> object:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        # openpyxl promises no error of its own for a damaged workbook; zip, XML and type errors all pass.
        raise _unreadable() from error


def _refuse_bombs(path: Path) -> None:
    """By the sizes that the archive declares; Python's zipfile gives no more bytes than those.

    They are held against the size of the file itself, so that parts which lie over each other count as well.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _unreadable() from error
    if len({part.filename.lower() for part in parts}) != len(parts) or any(map(_leads_outside, parts)):
        raise _unreadable()
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    inflated = unpacked > SMALL_ENOUGH and unpacked > MOST_INFLATED * path.stat().st_size
    if inflated or len(parts) > MOST_PARTS or strings > LARGEST_STRINGS or unpacked > LARGEST_UNPACKED:
        raise InputRefused(
            "Buku kerja terlalu besar bila dibuka; kirim sebagai CSV atau Parquet.",
            "The workbook is too large once unpacked; hand it over as CSV or Parquet.",
        )


def _leads_outside(part: zipfile.ZipInfo) -> bool:
    """Nothing is ever unpacked to disk; but what tries to leave its folder is no workbook."""
    name = part.filename
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return is_link or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _unreadable() -> InputRefused:
    return InputRefused("Buku kerja rusak atau bukan XLSX.", "The workbook is damaged or not XLSX.")


def _without_tail(cells: Sequence[object]) -> list[object]:
    """The cells up to the last one that holds something; array formulas as their text."""
    kept = ["=" if isinstance(cell, ArrayFormula | DataTableFormula) else cell for cell in cells]
    while kept and kept[-1] is None:
        kept.pop()
    return kept
