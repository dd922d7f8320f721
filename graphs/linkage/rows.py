"""The rows that linkage compares: clear text, held in memory while a run lasts and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.received import open_row
from records.days import instant


@dataclass(frozen=True)
class Columns:
    """Where a feed says who its row is about; ``regency`` is cut to the four digits of a regency."""

    feed: str
    name: str
    nik: str | None = None
    birth_date: str | None = None
    birth_place: str | None = None
    phone: str | None = None
    passport_no: str | None = None
    regency: str | None = None


ABOUT_PEOPLE: tuple[Columns, ...] = (
    Columns("registrations", "full_name", "nik", "birth_date", "birth_place", "phone", None, "village_code"),
    Columns(
        "passports",
        "full_name",
        "nik",
        "birth_date",
        "birth_place",
        "applicant_phone",
        "passport_no",
        "issuing_regency_code",
    ),
    Columns("departures", "full_name", birth_date="birth_date", passport_no="passport_no"),
    Columns("interceptions", "full_name", "nik", passport_no="passport_no"),
    Columns("complaints", "worker_name", "worker_nik", passport_no="worker_passport_no"),
    Columns("case_outcomes", "full_name", "nik", phone="phone", passport_no="passport_no"),
    Columns("returns", "full_name", passport_no="passport_no"),
)
"""The feeds whose rows are about a person."""

_OF = {columns.feed: columns for columns in ABOUT_PEOPLE}
IDENTIFYING_FIELDS = ("name", "nik", "birth_date", "birth_place", "phone", "passport_no")

_ASKED = {
    FEED_BY_NAME[columns.feed].by_name[name]
    for columns in ABOUT_PEOPLE
    for name in (getattr(columns, field) for field in (*IDENTIFYING_FIELDS, "regency"))
    if name is not None
}
_PLAIN = ("recorded_at", *sorted(field.name for field in _ASKED if field.identifier is None))
_BOXES = f"""
    SELECT r.sequence, r.feed, r.entity_key, r.digest, r.sealed, k.key_id, k.wrapped,
        r.recorded_at, {", ".join(f"r.known ->> '{name}'" for name in _PLAIN[1:])}
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
"""  # noqa: S608  (names of the contract)
_SEEN = "r.sequence <= coalesce(CAST(:until AS bigint), r.sequence)"
_SEALED = text(f"{_BOXES} WHERE r.feed = ANY(:feeds) AND r.known <> '{{}}' AND {_SEEN} ORDER BY r.sequence")
_SEALED_OF = text(f"""
    {_BOXES} JOIN unnest(CAST(:feeds AS text[]), CAST(:keys AS text[])) AS asked(feed, key)
        ON r.feed = asked.feed AND r.entity_key = asked.key
    WHERE r.known <> '{{}}' ORDER BY r.sequence
""")


class ClearRows:
    """Every version of every row about a person, as received; ``as_of`` gives the newest known ones."""

    def __init__(self) -> None:
        self._versions: list[tuple[object, ...]] = []
        self._table: pd.DataFrame | None = None

    def __len__(self) -> int:
        """How many versions there are."""
        return len(self._versions)

    def add(self, feed: str, key: str, sequence: int, values: Mapping[str, object]) -> None:
        """Take in one row (typed values by field name); rows of feeds about no person are passed over."""
        columns = _OF.get(feed)
        if columns is None:
            return
        cells = []
        for field in IDENTIFYING_FIELDS:
            column = getattr(columns, field)
            value = values.get(column) if column else None
            cells.append(str(value) if value is not None else None)
        regency = values.get(columns.regency) if columns.regency else None
        area = str(regency)[:4] if regency is not None else None
        self._versions.append((feed, key, sequence, values["recorded_at"], *cells, area))
        self._table = None

    def as_of(self, day: date) -> pd.DataFrame:
        """feed, key, recorded_at, name, nik, birth_date, birth_place, phone, passport_no, regency_code."""
        if self._table is None:
            names = ["feed", "key", "sequence", "recorded_at", *IDENTIFYING_FIELDS, "regency_code"]
            table = pd.DataFrame(self._versions, columns=names)
            table["recorded_at"] = pd.to_datetime(table["recorded_at"], utc=True)
            self._table = table.sort_values(["feed", "key", "recorded_at", "sequence"], ignore_index=True)
        known = self._table[self._table["recorded_at"] < pd.Timestamp(instant(day))]
        newest = known.drop_duplicates(["feed", "key"], keep="last").drop(columns="sequence")
        # A record is as old as its first version: a correction does not rename its person.
        first = known.drop_duplicates(["feed", "key"], keep="first")["recorded_at"]
        return newest.assign(recorded_at=first.to_numpy()).reset_index(drop=True)


def from_database(connection: Connection, keys: Keyring, until: int | None = None) -> ClearRows:
    """Open what identifies someone in every row about a person, in memory; of plain fields, those asked for.

    An erased row is no record any more, and one beyond the sequence ``until`` is not yet. Raises Tampered.
    """
    asked = {"feeds": list(_OF), "until": until}
    found = connection.execution_options(stream_results=True).execute(_SEALED, asked)
    return _opened(found, keys)


def of_records(connection: Connection, keys: Keyring, records: Iterable[tuple[str, str]]) -> ClearRows:
    """The same for a few records, given by feed and key."""
    wanted = [(feed, key) for feed, key in records if feed in _OF]
    asked = {"feeds": [feed for feed, _ in wanted], "keys": [key for _, key in wanted]}
    return _opened(connection.execute(_SEALED_OF, asked), keys)


def _opened(found: Iterable[Any], keys: Keyring) -> ClearRows:
    rows = ClearRows()
    for row in found:
        values = dict(zip(_PLAIN, row[-len(_PLAIN) :], strict=True))
        values |= open_row(keys, row) or {}
        rows.add(row.feed, row.entity_key, row.sequence, values)
    return rows
