"""Files that spreadsheets open: no cell is a formula, every cell comes back, and equal content gives equal bytes."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from payloads import CORPUS, FORMULAS
from read_back import read_csv, unescape_xml

from protection.exports.sheets import LONGEST_CELL, Format, write
from protection.exports.watermark import NO_PROOF, Watermark
from records.errors import InputRefused

MARK = Watermark(
    17, "acc_1", "satgas_lead", "pencegahan", "police-ntb", datetime(2026, 11, 21, 13, 3, tzinfo=UTC)
)
ROWS = [[text, f"{number}"] for number, text in enumerate(CORPUS)]
TITLES = ("Isi", "Nomor")


def cells(content: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[unescape_xml(cell.value or "") for cell in row] for row in book["Ekspor"].iter_rows()]


def begins_a_formula(cell: str) -> bool:
    """Written apart from the code under test: what is left when a reader trims blanks and quotation marks."""
    bare = cell.strip(' \t\r\n"\u00a0\u3000\ufeff\u200b\u2060\x00\x0b')
    return unicodedata.normalize("NFKC", bare[:1])[:1] in tuple("=+-@\u2212")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_csv_cell_begins_a_formula_wherever_a_reader_splits(delimiter: str) -> None:
    content = write(Format.CSV, TITLES, ROWS, MARK).decode("utf-8-sig")
    parsed = [
        cell for line in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter) for cell in line
    ]
    split = [cell for line in content.splitlines() for cell in line.split(delimiter)]
    assert [cell for cell in (*parsed, *split) if begins_a_formula(cell)] == []


def test_the_independent_eye_sees_a_planted_formula() -> None:
    plain = io.StringIO()
    csv.writer(plain, quoting=csv.QUOTE_ALL).writerows([[text] for text in FORMULAS])
    split = [cell for line in plain.getvalue().splitlines() for mark in ",;\t|" for cell in line.split(mark)]
    assert sum(map(begins_a_formula, split)) >= len(FORMULAS)


def test_every_csv_cell_comes_back_as_it_was() -> None:
    read = read_csv(write(Format.CSV, TITLES, ROWS, MARK))
    assert read == [[*TITLES, "Tanda air"], *([*row, str(MARK)] for row in ROWS)]


def test_every_xlsx_cell_is_a_string_and_comes_back_as_it_was() -> None:
    content = write(Format.XLSX, TITLES, ROWS, MARK)
    assert cells(content) == [[*TITLES, "Tanda air"], *([*row, str(MARK)] for row in ROWS)]
    book = openpyxl.load_workbook(io.BytesIO(content))
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]


@pytest.mark.parametrize("form", Format)
def test_every_row_says_which_export_it_is_and_that_it_is_no_proof(form: Format) -> None:
    content = write(form, TITLES, ROWS, MARK)
    read = read_csv(content) if form is Format.CSV else cells(content)
    for row in read[1:]:
        for told in ("17", "acc_1", "satgas_lead", "pencegahan", "police-ntb", NO_PROOF):
            assert told in row[-1]
        assert "21 November 2026 pukul 20.03 WIB" in row[-1]


@pytest.mark.parametrize("form", Format)
def test_equal_content_and_number_give_equal_bytes(form: Format) -> None:
    assert write(form, TITLES, ROWS, MARK) == write(form, TITLES, ROWS, MARK)
    assert write(form, TITLES, ROWS, MARK) != write(form, TITLES, ROWS, replace(MARK, number=18))


def test_the_workbook_tells_no_other_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(Format.XLSX, TITLES, ROWS, MARK)
    later = datetime.now(UTC) + timedelta(days=3)

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # noqa: ARG003
            return later

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert write(Format.XLSX, TITLES, ROWS, MARK) == first


@pytest.mark.parametrize("form", Format)
def test_a_cell_that_excel_would_cut_is_refused(form: Format) -> None:
    with pytest.raises(InputRefused):
        write(form, TITLES, [["x" * (LONGEST_CELL + 1), ""]], MARK)
