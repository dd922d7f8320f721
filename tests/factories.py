"""Small makers of test data; all of it is invented."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from records.contract import FEED_BY_NAME
from records.feed import Field, FieldType, Identifier

WIB_OFFSET = timezone(timedelta(hours=7))


def desk_row(feed: str, number: int, **changes: str) -> dict[str, str]:
    """A row of any feed as a desk writes it, every field filled; ``number`` tells entities apart."""
    row = {field.name: _desk_cell(feed, field, number) for field in FEED_BY_NAME[feed].fields}
    return row | changes


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], **options: str) -> Path:
    """The rows as a CSV file whose header is the first row's names."""
    rows = list(rows)
    with path.open("w", newline="", encoding=options.get("encoding", "utf-8")) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=options.get("delimiter", ","))
        writer.writeheader()
        writer.writerows(rows)
    return path


_FIRST = ("Siti", "Budi", "Ketut", "Maria", "Slamet", "Nurul", "Yohanes", "Dewi", "Agus", "Ratna")
_LAST = ("Wati", "Santoso", "Lestari", "Tefa", "Rahmat", "Aini", "Banu", "Sukardi", "Halimah", "Pono")
_IDENTIFIERS = {
    Identifier.NIK: "{area}01{day:02d}0690{serial:04d}",
    Identifier.PASSPORT: "X{number:07d}",
    Identifier.PHONE: "0812{number:08d}",
    Identifier.ACCOUNT: "BRI 77{number:08d}",
    Identifier.PLACE: "Jl. Melati No. {number}",
    Identifier.DOCUMENT: "KTP/{number:06d}",
    Identifier.BOOKING: "BK{number:04d}",
    Identifier.REPORTER: "REL{number:04d}",
    Identifier.TEXT: "Laporan warga nomor {number}.",
    Identifier.SUBJECT: "REG{number:07d}",
}


def _desk_cell(feed: str, field: Field, number: int) -> str:
    match field.type:
        case FieldType.DATETIME:
            return (datetime(2024, 1, 1, 8, tzinfo=WIB_OFFSET) + timedelta(minutes=number)).isoformat()
        case FieldType.DATE:
            return (date(1990, 1, 1) + timedelta(days=number % 9_000)).isoformat()
        case FieldType.INTEGER:
            return str(number)
        case FieldType.BOOLEAN:
            return "true" if number % 2 else "false"
        case FieldType.STRING:
            return _desk_text(feed, field, number)


def _desk_text(feed: str, field: Field, number: int) -> str:
    if field.one_of:
        return field.one_of[number % len(field.one_of)]
    if field.identifier is Identifier.NAME:
        return f"{_FIRST[number % 10]} {_LAST[number // 10 % 10]} {_FIRST[number // 100 % 10]}"
    if field.identifier is not None:
        facts = {"number": number, "area": "5203", "day": number % 28 + 1, "serial": number % 10_000}
        return _IDENTIFIERS[field.identifier].format(**facts)
    if field.pattern is not None:
        return "IDN" if "[A-Z]" in field.pattern else "5203012001"[: int(field.pattern[3:-1])]
    return f"{feed[:3].upper()}-{number:06d}" if field.required else field.name
