"""Cases as CSV with the standard's field names: written, and read with an error for each cell that is not allowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protection.exports.cells import escape, unescape
from protection.htcds.mapping import CASE, FIELD, MAPPING, REQUIRED, Record, Unreadable
from records.errors import InputRefused

MOST_ROWS = 500
COLUMNS = (CASE, *(mapped.field for mapped in MAPPING))


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row (as the file shows it; a header is row 1) and field; the value is not repeated."""

    row: int
    field: str
    text_id: str
    text_en: str


@dataclass(frozen=True)
class Read:
    """What a file holds: records by row, faults, and columns that are not taken."""

    records: tuple[tuple[int, Record], ...]
    faults: tuple[Fault, ...]
    not_taken: tuple[str, ...]


def write(records: Iterable[Record]) -> bytes:
    """The records as CSV (UTF-8); no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        cells = {CASE: str(record["case"])} | {
            mapped.field: mapped.write(record[mapped.ours])
            for mapped in MAPPING
            if record.get(mapped.ours) not in (None, "", [])
        }
        writer.writerow([escape(cells.get(column, "")) for column in COLUMNS])
    return text.getvalue().encode()


def read(content: str) -> Read:
    """What a file holds. Raises InputRefused where it is no table with a case number."""
    try:
        reader = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
        rows = list(reader)
        columns = list(reader.fieldnames or ())
    except csv.Error:
        raise InputRefused("Berkas itu bukan CSV yang sah.", "The file is no valid CSV.") from None
    if CASE not in columns or len(set(columns)) != len(columns) or len(rows) > MOST_ROWS:
        raise InputRefused(
            f"Berkas harus memuat kolom {CASE}, tanpa kolom kembar, paling banyak {MOST_ROWS} baris.",
            f"A file must have a column {CASE}, no column twice and at most {MOST_ROWS} rows.",
        )
    records, faults, seen = [], [], set[str]()
    for place, row in enumerate(rows, start=2):
        record, wrong = _record(place, row)
        if record["case"] in seen:
            wrong.append(Fault(place, CASE, "nomor kasus kembar", "the case number stands twice"))
        seen.add(record["case"])
        faults += wrong
        if not wrong:
            records.append((place, record))
    unknown = tuple(column for column in columns if column != CASE and column not in FIELD)
    return Read(tuple(records), tuple(faults), unknown)


def _record(place: int, row: Mapping[str, str | None]) -> tuple[Record, list[Fault]]:
    number = unescape((row.get(CASE) or "").strip())
    record: Record = {"case": number}
    wrong = [] if number else [Fault(place, CASE, "kosong", "empty")]
    if len(number) > 100:
        wrong.append(Fault(place, CASE, "lebih dari 100 huruf", "longer than 100 characters"))
    for mapped in MAPPING:
        cell = unescape((row.get(mapped.field) or "").strip())
        if cell:
            try:
                record[mapped.ours] = mapped.read(cell)
            except Unreadable as why:
                wrong.append(Fault(place, mapped.field, why.text_id, why.text_en))
        elif mapped.ours in REQUIRED:
            wrong.append(Fault(place, mapped.field, "kosong", "empty"))
    if record.get("consent") is False:
        wrong.append(Fault(place, "con_Consent", "orangnya tidak setuju", "the person did not agree"))
    if None in row:  # more cells than the header has
        wrong.append(Fault(place, CASE, "sel lebih banyak dari kolom", "more cells than columns"))
    return record, wrong
