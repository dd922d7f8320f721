"""The rows of one person, by feed, as the columnar copy would hold them, from PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.screening.whose import Owner
from records.export import as_copied

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
