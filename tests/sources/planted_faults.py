"""A file of registrations in any format, with faults planted in known rows between good ones."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from factories import desk_row

Cells = dict[str, object]
HEADER = tuple(desk_row("registrations", 0))
EVERYWHERE = ("csv", "xlsx", "ndjson", "parquet")


@dataclass(frozen=True)
class Plant:
    """One kind of fault: what is wrong, where it can happen, and the reason that must be given."""

    name: str
    reason: str
    field: str | None
    value: object = None
    formats: tuple[str, ...] = EVERYWHERE


PLANTS: tuple[Plant, ...] = (
    Plant("NIK in scientific notation", "scientific_number", "nik", "3.27E+15"),
    Plant("NIK in Indonesian scientific notation", "scientific_number", "nik", "3,27306E+15"),
    Plant("NIK as decimal text", "decimal_number", "nik", "3273056010900009.0"),
    Plant("NIK as number", "not_text", "nik", 9_103_056_010_900_009, ("xlsx", "ndjson")),
    Plant("phone in scientific notation", "scientific_number", "phone", "8.57E+10"),
    Plant("phone as number", "not_text", "referrer_phone", 85_771_532_862, ("xlsx", "ndjson")),
    Plant("a day that is not in the calendar", "bad_date", "birth_date", "1990-02-31"),
    Plant("day, month and year turned round", "bad_date", "birth_date", "31/12/1990"),
    Plant("a year before everyone's birth", "out_of_range", "birth_date", "0190-01-31"),
    Plant("a time without offset", "no_offset", "recorded_at", "2024-01-05T10:00:00"),
    Plant("a time that is no time", "bad_datetime", "recorded_at", "kemarin sore"),
    Plant("recorded in the future", "in_future", "recorded_at", "2098-01-05T10:00:00+07:00"),
    Plant("NUL", "control_character", "full_name", "Siti\0Aminah", ("csv", "ndjson", "parquet")),
    Plant("text turned round by a direction sign", "control_character", "full_name", "Siti \u202egpj.exe"),
    Plant("bytes of another encoding", "undecodable", "full_name", "Ren\udce9", ("csv", "ndjson")),
    Plant("letters lost on the way", "undecodable", "birth_place", "Kup\ufffdng"),
    Plant("formula", "formula", "full_name", '=HYPERLINK("http://example.invalid")'),
    Plant("text forced by a formula", "formula", "nik", '="3273056010900009"'),
    Plant("spreadsheet error", "spreadsheet_error", "village_code", "#N/A"),
    Plant("column too narrow", "spreadsheet_error", "phone", "########"),
    Plant("value that is not in the list", "not_in_list", "sex", "Perempuan"),
    Plant("code too short", "bad_pattern", "village_code", "520301200"),
    Plant("amount with separators", "bad_integer", "declared_cost_idr", "1.500.000"),
    Plant("negative amount", "out_of_range", "declared_cost_idr", "-5"),
    Plant("name missing", "required_missing", "full_name", ""),
    Plant("NIK in the column of another", "misplaced_identifier", "birth_place", "3273056010900009"),
    Plant("NIK within another text", "misplaced_identifier", "birth_place", "Kupang 3273 0560 1090 0009"),
    Plant("phone in the column of another", "misplaced_identifier", "position", "+62 812-3456-7890"),
    Plant("key missing", "required_missing", "registration_id", "  "),
    Plant("key with outer space", "bad_key", "registration_id", " REG-1"),
    Plant("an essay in a name", "too_long", "full_name", "Siti " * 500),
    Plant("list in a cell", "nested_value", "phone", ["0812", "0813"], ("ndjson",)),
    Plant("header once more", "header_repeated", None, formats=("csv", "xlsx")),
    Plant("cells too few", "ragged_row", None, formats=("csv",)),
    Plant("cells too many", "ragged_row", None, formats=("csv", "xlsx")),
    Plant("stray quotation mark", "open_quote", None, formats=("csv",)),
    Plant("name twice in one object", "name_twice", None, formats=("ndjson",)),
    Plant("object cut off", "bad_json", None, formats=("ndjson",)),
    Plant("list in place of an object", "bad_json", None, formats=("ndjson",)),
)

ODD_BUT_TYPED_BY_A_DESK: tuple[Cells, ...] = (
    {"nik": "327305601090000"},
    {"nik": "9103056010900009"},
    {"nik": "3273 0560 1090 0009"},
    {"nik": "327305601090OOO9"},
    {"nik": ""},
    {"phone": "+62 812-3456-789"},
    {"phone": "85771532862"},
    {"full_name": 'Moh. "Amat" bin Dul'},
    {"full_name": "Ny. Renée Tjoa"},
    {"birth_place": "Desa Senggigi\nLombok Barat"},
    {"license_no": "SIP 2023/0812-20230106 9999"},
    {"license_no": "1234567890123456789"},
    {"license_no": "9999999999999999"},
    {"birth_place": "Jakarta, Timur; dekat pasar\tlama"},
)


@dataclass(frozen=True)
class Planted:
    """A file, the faults that stand in it by row number, and the NIK that its good rows hold by key."""

    path: Path
    faults: dict[int, Plant]
    niks: dict[str, object]


def plant(
    folder: Path, kind: str, count: int, *, seed: int = 7, encoding: str = "utf-8", delimiter: str = ","
) -> Planted:
    """A file of this format with ``count`` faults, its kinds in turn, shuffled among as many good rows."""
    draw = random.Random(seed)  # noqa: S311  (test data, no secret)
    plants = [each for each in PLANTS if kind in each.formats]
    order: list[Plant | None] = [plants[n % len(plants)] for n in range(count)] + [None] * count
    draw.shuffle(order)
    first = 2 if kind in ("csv", "xlsx") else 1
    rows: list[tuple[Cells, Plant | None]] = []
    niks: dict[str, object] = {}
    for number, fault in enumerate(order):
        cells: Cells = dict(desk_row("registrations", number))
        if fault is None:
            cells |= draw.choice(ODD_BUT_TYPED_BY_A_DESK)
            niks[str(cells["registration_id"])] = cells["nik"] or None
        elif fault.field:
            cells[fault.field] = fault.value
        rows.append((cells, fault))
    path = folder / f"registrations.{kind}"
    if kind == "csv":
        _write_csv(path, rows, encoding, delimiter)
    else:
        _WRITERS[kind](path, rows)
    return Planted(path, {n: fault for n, fault in enumerate(order, start=first) if fault}, niks)


Rows = Sequence[tuple[Cells, Plant | None]]


def _write_csv(path: Path, rows: Rows, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(HEADER)]
    for cells, fault in rows:
        values = [str(cell) for cell in cells.values()]
        match fault.name if fault else "":
            case "header once more":
                values = list(HEADER)
            case "cells too few":
                values = values[:-3]
            case "cells too many":
                values = [*values, "x", "y"]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerow(values)
        line = text.getvalue().removesuffix("\r\n")
        if fault and fault.name == "stray quotation mark":
            line = line.replace(values[5], f'"{values[5]}')
        lines.append(line)
    text_of_file = "\r\n".join(lines) + "\r\n"
    # Lone surrogates stand for bytes that belong to no encoding.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "surrogatepass"
    path.write_bytes(text_of_file.encode(encoding, errors))


def _write_xlsx(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("registrations")
    sheet.append(HEADER)
    for cells, fault in rows:
        values: list[object] = list(cells.values())
        if fault and fault.name == "header once more":
            values = list(HEADER)
        if fault and fault.name == "cells too many":
            values = [*values, "x"]
        sheet.append(values)
    book.save(path)


def _write_ndjson(path: Path, rows: Rows) -> None:
    lines = []
    for cells, fault in rows:
        line = json.dumps(cells, ensure_ascii=False)
        match fault.name if fault else "":
            case "name twice in one object":
                line = line[:-1] + ', "nik": "1"}'
            case "object cut off":
                line = line[:-9]
            case "list in place of an object":
                line = f"[{line}]"
        lines.append(line + "\n")
    path.write_bytes("".join(lines).encode(errors="surrogateescape"))


def _write_parquet(path: Path, rows: Rows) -> None:
    columns = {name: [str(cells[name]) for cells, _ in rows] for name in HEADER}
    pq.write_table(pa.table(columns), path)


_WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "xlsx": _write_xlsx,
    "ndjson": _write_ndjson,
    "parquet": _write_parquet,
}
