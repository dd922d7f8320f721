"""The rows of one person, by feed, as the copy would hold them; from the copy or from PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.screening.whose import Owner
from graphs.network.known import THROUGH_REGISTRATION
from records.export import as_copied
from records.lake import Lake, schema

RECORDS = ("registrations", "passports", "departures", "interceptions", "complaints", "case_outcomes")
"""Feeds whose rows are a person's by identity and that features read."""

SUBJECTS = ("registrations", "passports")
"""Feeds whose keys a recruiter link names as its subject."""

PUBLIC = {"agencies": "license_no", "job_orders": "job_order_no"}
"""Registers that a registration names by their key."""


@dataclass(frozen=True)
class OwnRows:
    """A person's rows: every version, by feed (``records.lake.schema``); ``records`` tells which records they are."""

    person_id: str
    records: pd.DataFrame
    feeds: dict[str, pa.Table]
    merged: tuple[str, ...] = ()
    """Other ids under which the run holds some of these records."""


def from_copy(lake: Lake, as_of: date, persons: pd.DataFrame, person_id: str) -> OwnRows:
    """The rows of a person from the columnar copy, as known on a day."""
    records = persons[persons["person_id"] == person_id]
    own = {feed: list(records.loc[records["feed"] == feed, "key"]) for feed in RECORDS}

    def take(feed: str, column: str, values: Iterable[object]) -> pa.Table:
        rows = lake.versions(feed, as_of)
        return rows.filter(rows[column].isin([*values, ""])).to_pyarrow().cast(schema(feed))

    feeds = {feed: take(feed, "entity_key", keys) for feed, keys in own.items()}
    subjects = [key for feed in SUBJECTS for key in own[feed]]
    feeds["recruiter_links"] = take("recruiter_links", "subject_ref", subjects)
    for feed in THROUGH_REGISTRATION:
        feeds[feed] = take(feed, "registration_id", own["registrations"])
    for feed, column in PUBLIC.items():
        feeds[feed] = take(feed, "entity_key", _named(feeds["registrations"], column))
    return OwnRows(person_id, records, feeds)


_BY_KEY = text("""
    SELECT r.feed, r.sequence, r.entity_key, r.known::text AS known
    FROM unnest(CAST(:feeds AS text[]), CAST(:keys AS text[])) AS asked(feed, key)
        JOIN source_rows AS r ON r.feed = asked.feed AND r.entity_key = asked.key
    WHERE r.known <> '{}'
    ORDER BY r.sequence
""")
_BY_SUBJECT = text("""
    SELECT r.feed, r.sequence, r.entity_key, r.known::text AS known
    FROM source_rows AS r
    WHERE r.subject_ref = ANY(:subjects) AND r.feed <> 'registrations' AND r.known <> '{}'
    ORDER BY r.sequence
""").bindparams(bindparam("subjects", type_=ARRAY(Text)))


def from_database(connection: Connection, owner: Owner) -> OwnRows:
    """The rows of a person from PostgreSQL."""
    records = owner.records
    wanted = records[records["feed"].isin(RECORDS)]
    found = _taken(connection, list(wanted["feed"]), list(wanted["key"]))
    subjects = wanted.loc[wanted["feed"].isin(SUBJECTS), "key"]
    for row in connection.execute(_BY_SUBJECT, {"subjects": list(subjects)}):
        found.setdefault(row.feed, []).append((row.sequence, row.entity_key, row.known))
    feeds = {feed: as_copied(feed, rows) for feed, rows in found.items()}
    if "registrations" in feeds:
        named = [
            (feed, key) for feed, column in PUBLIC.items() for key in _named(feeds["registrations"], column)
        ]
        public = _taken(connection, [feed for feed, _ in named], [key for _, key in named])
        feeds |= {feed: as_copied(feed, rows) for feed, rows in public.items()}
    return OwnRows(owner.person_id, records, feeds, owner.merged)


def _taken(
    connection: Connection, feeds: list[str], keys: list[str]
) -> dict[str, list[tuple[int, str, str]]]:
    found: dict[str, list[tuple[int, str, str]]] = {}
    for row in connection.execute(_BY_KEY, {"feeds": feeds, "keys": keys}):
        found.setdefault(row.feed, []).append((row.sequence, row.entity_key, row.known))
    return found


def _named(registrations: pa.Table, column: str) -> list[str]:
    return sorted({key for key in registrations[column].to_pylist() if key is not None})
