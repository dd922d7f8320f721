"""A row of each feed as a desk would send it, all of it invented: for the description of the API and its tests."""

from __future__ import annotations

from records.contract import FEED_BY_NAME
from records.feed import Field, FieldType, Identifier

_IDENTIFIERS = {
    Identifier.NAME: "Siti Contoh",
    Identifier.NIK: "5203015708950001",
    Identifier.PASSPORT: "X0000001",
    Identifier.PHONE: "081200009999",
    Identifier.ACCOUNT: "BRI 7700000001",
    Identifier.PLACE: "Jl. Contoh No. 1",
    Identifier.DOCUMENT: "DOK/000001",
    Identifier.BOOKING: "CONTOH1",
    Identifier.REPORTER: "REL0001",
    Identifier.TEXT: "Laporan contoh, tanpa nama.",
    Identifier.SUBJECT: "REG-CONTOH-1",
}
_CODES = {4: "5203", 6: "520301", 10: "5203012001"}
_KEYS = {
    "registration_id": "REG-CONTOH-1",
    "office_code": "LTSA-5203",
    "license_no": "SIP3MI-CONTOH-1",
    "job_order_no": "SIP2MI-CONTOH-1",
}


def example(feed: str) -> dict[str, str | int | bool]:
    """A row of the feed that passes every check, each field filled."""
    return {field.name: _cell(feed, field) for field in FEED_BY_NAME[feed].fields}


def _cell(feed: str, field: Field) -> str | int | bool:
    match field.type:
        case FieldType.DATETIME:
            return "2026-02-03T08:15:00+08:00"
        case FieldType.DATE:
            return "1995-08-17" if field.name == "birth_date" else "2026-03-01"
        case FieldType.INTEGER:
            return max(1, field.minimum or 0)
        case FieldType.BOOLEAN:
            return True
        case FieldType.STRING:
            return _text(feed, field)


def _text(feed: str, field: Field) -> str:
    if field.one_of:
        return field.one_of[0]
    if field.identifier is not None:
        return _IDENTIFIERS[field.identifier]
    if field.pattern is not None:
        digits = field.pattern.removeprefix(r"\d{").removesuffix("}")
        return _CODES[int(digits)] if digits.isdigit() else "MYS"
    return _KEYS.get(field.name, f"{feed[:3].upper()}-CONTOH-1" if field.required else "contoh")
