"""A table as CSV or XLSX bytes: text cells alone, the watermark on every row, equal bytes for equal content."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from protection.exports.cells import escape, escape_xml
from protection.exports.watermark import Watermark
from records.errors import InputRefused

WATERMARK = "Tanda air"
LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
_MODIFIED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


class Format(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"
    """Networks alone; written by ``protection.exports.graphml``."""


def write(form: Format, titles: Sequence[str], rows: Iterable[Sequence[str]], watermark: Watermark) -> bytes:
    """The file: one line of titles, then the rows, the watermark last in each. Raises InputRefused."""
    said = str(watermark)
    lines = [[*titles, WATERMARK], *([*row, said] for row in rows)]
    if any(len(cell) > LONGEST_CELL for line in lines for cell in line):
        raise InputRefused(
            f"Ada sel yang lebih dari {LONGEST_CELL} huruf.",
            f"A cell is longer than {LONGEST_CELL} characters.",
        )
    return _csv(lines) if form is Format.CSV else _xlsx(lines, watermark)


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([escape(cell) for cell in line] for line in lines)
    # The mark tells Excel that this is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(lines: Sequence[Sequence[str]], watermark: Watermark) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Ekspor")
    said = str(watermark).replace("&", "&&")  # & begins a code in headers and footers
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = said
    for line in lines:
        sheet.append([_cell(sheet, text) for text in line])
    about = book.create_sheet("Keterangan")
    for pair in watermark.lines:
        about.append([_cell(about, text) for text in pair])
    book.properties.creator = "Suluh"
    book.properties.title = f"Ekspor nomor {watermark.number}"
    stream = io.BytesIO()
    book.save(stream)
    return _settled(stream.getvalue(), watermark.at)


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, escape_xml(text))
    # A string whatever it begins with, and still one when somebody edits the cell.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell


def _settled(content: bytes, at: datetime) -> bytes:
    """The workbook without the moments at which its parts were written."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as written,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as settled,
    ):
        for name in sorted(written.namelist()):
            part = written.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            settled.writestr(entry, part)
    return stream.getvalue()
