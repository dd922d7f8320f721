"""What is known of each source: how much, until when, under which agreement, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, text

from records.days import day_of
from sources.agreements import Agreement, newest
from sources.registry import SOURCES, Source

_FILES = text("""
    WITH filled AS (
        SELECT feed, jsonb_object_agg(field, held) AS fields
        FROM (
            SELECT feed, field, sum(held::bigint) AS held
            FROM received_files, jsonb_each_text(filled) AS each (field, held)
            GROUP BY feed, field
        ) AS counted
        GROUP BY feed
    ), last_file AS (
        SELECT DISTINCT ON (feed) feed, name, received_at FROM received_files ORDER BY feed, file_id DESC
    ), waiting AS (
        SELECT feed, count(*) AS waiting FROM quarantined_rows WHERE settled_at IS NULL GROUP BY feed
    )
    SELECT feed, sum(rows_new)::bigint AS rows, max(last_recorded_at) AS last_recorded_at,
        last_file.name AS last_file, last_file.received_at, fields, waiting
    FROM received_files
        JOIN last_file USING (feed) LEFT JOIN filled USING (feed) LEFT JOIN waiting USING (feed)
    GROUP BY feed, last_file.name, last_file.received_at, fields, waiting
""")


class State(StrEnum):
    """What an officer should see to."""

    MISSING = "missing"
    """Nothing has ever come."""
    LATE = "late"
    """The newest row is older than the source's cadence."""
    AGREEMENT_ENDED = "agreement_ended"
    """No agreement is in force, so nothing is taken in."""


@dataclass(frozen=True)
class Holding:
    """What is known of one source; ``empty_fields`` have never held a value in any row."""

    source: Source
    states: tuple[State, ...]
    agreement: Agreement | None
    rows: int = 0
    waiting: int = 0
    last_recorded_at: datetime | None = None
    last_file: str | None = None
    last_received_at: datetime | None = None
    empty_fields: tuple[str, ...] = ()


def holdings(connection: Connection, agreements: tuple[Agreement, ...], now: datetime) -> list[Holding]:
    """What is known of each source at the moment ``now``, in the order of the registry."""
    found = {row["feed"]: row for row in connection.execute(_FILES).mappings()}
    return [_holding(source, found.get(source.feed.name), agreements, now) for source in SOURCES]


def _holding(
    source: Source, files: RowMapping | None, agreements: tuple[Agreement, ...], now: datetime
) -> Holding:
    agreement = newest(source, agreements)
    today, feed = day_of(now), source.feed
    ended = () if agreement and agreement.covers(feed.name, today) else (State.AGREEMENT_ENDED,)
    if files is None or not files["rows"]:
        return Holding(source, (State.MISSING, *ended), agreement)
    last: datetime | None = files["last_recorded_at"]
    late = (State.LATE,) if last is None or now - last > timedelta(days=source.cadence_days) else ()
    filled: Mapping[str, int] = files["fields"] or {}
    return Holding(
        source,
        (*late, *ended),
        agreement,
        files["rows"],
        files["waiting"] or 0,
        last,
        files["last_file"],
        files["received_at"],
        tuple(field.name for field in feed.fields if not filled.get(field.name)),
    )
