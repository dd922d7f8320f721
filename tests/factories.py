"""Small makers of test data; all of it is invented."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pyarrow as pa

from graphs.network.known import Known
from records.contract import FEED_BY_NAME
from records.facts import entity_key, known_row
from records.feed import Field, FieldType, Identifier
from records.lake import Lake, schema
from records.tokens import Tokeniser

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


@dataclass(frozen=True)
class Told:
    """One version of one row as a feed told it: whom it is about, which recruiter it mentions."""

    feed: str
    fields: Mapping[str, object]
    who: str | None = None
    recruiter: str | None = None


_APPLICANT = {
    "full_name": "Siti Rahmawati",
    "birth_date": date(1995, 8, 17),
    "nik": "5203015708950001",
    "birth_place": "Lombok Timur",
    "sex": "P",
}
_HONEST: dict[str, dict[str, object]] = {
    "registrations": {
        **_APPLICANT,
        "office_code": "LTSA-5203",
        "channel": "ltsa",
        "marital_status": "married",
        "education": "sma",
        "village_code": "5203012001",
        "country": "TWN",
        "position": "factory_operator",
        "scheme": "p_to_p",
        "license_no": "SIP3MI-1",
        "job_order_no": "JO-1",
        "referrer_relation": "self",
        "declared_cost_idr": 10_000_000,
        "cost_paid_by": "employer",
        "guardian_name": "Halimah",
        "planned_port": "CGK",
    },
    "passports": {
        **_APPLICANT,
        "issuing_office": "KANIM-5203",
        "issuing_regency_code": "5203",
        "stated_purpose": "work",
    },
    "agencies": {
        "name": "PT Jujur Sejahtera",
        "address": "Jl. Kantor 1",
        "regency_code": "3171",
        "phone": "02155501",
        "license_from": date(2020, 1, 1),
        "license_to": date(2030, 1, 1),
        "status": "active",
    },
    "job_orders": {
        "license_no": "SIP3MI-1",
        "employer_name": "Formosa Works",
        "country": "TWN",
        "position": "factory_operator",
        "quota": 50,
        "valid_from": date(2024, 1, 1),
        "valid_to": date(2027, 1, 1),
    },
    "documents": {"issuer_regency_code": "5203", "status": "valid"},
    "desk_visits": {"office_code": "LTSA-5203", "result": "done"},
    "recruiter_links": {"role": "sponsor", "subject_type": "registration", "channel": "desk_interview"},
    "departures": {
        "full_name": "Siti Rahmawati",
        "port": "CGK",
        "country": "TWN",
        "purpose": "work",
        "carrier": "GA",
        "ticket": "one_way",
    },
    "interceptions": {"full_name": "Siti Rahmawati", "port": "BTH-FERRY", "outcome": "deferred"},
    "complaints": {"worker_name": "Siti Rahmawati", "country": "TWN", "category": "other"},
    "tips": {"district_code": "520301", "narrative": "Laporan warga."},
    "case_outcomes": {"full_name": "Siti Rahmawati", "source": "police"},
    "returns": {"full_name": "Siti Rahmawati", "country": "TWN", "kind": "contract_end"},
    "ltsa_offices": {"name": "LTSA Lombok Timur", "regency_code": "5203"},
}
"""What an honest row of each feed says where a test does not say otherwise."""
_DATED_BY = {
    "documents": "issued_on",
    "passports": "issued_on",
    "recruiter_links": "observed_on",
    "departures": "departed_at",
    "interceptions": "occurred_at",
    "desk_visits": "arrived_at",
}
_PLANNED_DAYS = 120


def told(
    feed: str,
    key: str,
    on: date | str,
    who: str | None = None,
    recruiter: str | None = None,
    **fields: object,
) -> Told:
    """A row recorded on a day at noon WIB; ``key`` fills the feed's key, the rest is honest unless given."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    recorded = datetime(day.year, day.month, day.day, 12, tzinfo=WIB_OFFSET)
    row: dict[str, object] = dict(zip(FEED_BY_NAME[feed].key, key.split("/"), strict=True))
    if feed == "case_outcomes":
        row["person_seq"] = int(str(row["person_seq"]))
    row |= {"recorded_at": recorded} | _HONEST[feed]
    if feed in _DATED_BY:
        row[_DATED_BY[feed]] = recorded if _DATED_BY[feed].endswith("_at") else day
    if feed == "registrations":
        row["planned_departure_on"] = day + timedelta(days=_PLANNED_DAYS)
    return Told(feed, row | fields, who, recruiter)


def held(
    rows: Iterable[Told],
) -> tuple[dict[str, list[dict[str, object]]], pd.DataFrame, pd.DataFrame]:
    """The rows as the columnar copy holds them by feed, whose each is, and which recruiter it mentions."""
    tokens = Tokeniser(b"k" * 32)
    plain: dict[str, list[dict[str, object]]] = {}
    persons: dict[tuple[str, str], str] = {}
    recruiters: dict[tuple[str, str], str] = {}
    in_order = sorted(rows, key=lambda row: (row.fields["recorded_at"], row.feed))
    for sequence, row in enumerate(in_order, start=1):
        feed = FEED_BY_NAME[row.feed]
        key = entity_key(feed, row.fields, tokens)
        facts = known_row(feed, row.fields, tokens) | {"sequence": sequence, "entity_key": key}
        plain.setdefault(row.feed, []).append(facts)
        if row.who is not None:
            persons[row.feed, key] = row.who
        if row.recruiter is not None:
            recruiters[row.feed, key] = row.recruiter
    return plain, _who(persons, "person_id"), _who(recruiters, "recruiter_id")


def _who(table: Mapping[tuple[str, str], str], column: str) -> pd.DataFrame:
    return pd.DataFrame([(*key, value) for key, value in table.items()], columns=["feed", "key", column])


def known(folder: Path, as_of: date, rows: Iterable[Told]) -> Known:
    """What was known on a day, had these rows (in any order) been received."""
    plain, persons, recruiters = held(rows)
    lake = Lake(folder, threads=1)
    for feed, of_feed in plain.items():
        lake.append(feed, pa.Table.from_pylist(of_feed, schema=schema(feed)))
    return Known(lake, as_of, persons, recruiters)
