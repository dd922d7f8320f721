"""The rows that linkage compares: clear text, held in memory while a run lasts and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, text

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


def from_database(connection: Connection) -> ClearRows:
    """Read what identifies someone out of PostgreSQL, for every row about a person; nothing else is read."""
    rows = ClearRows()
    wanted = text(
        "select feed, entity_key, sequence, recorded_at, known, "
        "(select jsonb_object_agg(key, value) from jsonb_each(clear) where key = any(:columns)) as clear "
        "from source_rows where feed = any(:feeds) order by sequence"
    )
    named = {getattr(columns, field) for columns in ABOUT_PEOPLE for field in IDENTIFYING_FIELDS}
    asked = {"feeds": list(_OF), "columns": sorted(named - {None})}
    for row in connection.execution_options(stream_results=True).execute(wanted, asked):
        values = {**row.known, **(row.clear or {}), "recorded_at": row.recorded_at}
        rows.add(row.feed, row.entity_key, row.sequence, values)
    return rows
