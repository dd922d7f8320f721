"""What each LTSA office hands in: how much, how late, which columns stay empty; of rows, never of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from protection.learning.telling import Telling
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.rights.context import as_program
from sources.registry import SOURCE_BY_FEED

FEEDS = ("registrations", "desk_visits")
"""The feeds whose rows name an office."""

PERIOD = timedelta(days=90)

_OFFICES = text("""
    SELECT DISTINCT ON (entity_key) entity_key AS code, known ->> 'name' AS name, known ->> 'regency_code' AS area
    FROM source_rows WHERE feed = 'ltsa_offices' ORDER BY entity_key, recorded_at DESC
""")
_ROWS = text("""
    SELECT known ->> 'office_code' AS office, count(*)::int AS rows, max(recorded_at) AS last
    FROM source_rows WHERE feed = :feed AND recorded_at >= :since AND known ->> 'office_code' IS NOT NULL
    GROUP BY 1
""")
_HELD = text("""
    SELECT known ->> 'office_code' AS office, field, count(*)::int AS held
    FROM source_rows, jsonb_object_keys(known) AS field
    WHERE feed = :feed AND recorded_at >= :since AND known ->> 'office_code' IS NOT NULL GROUP BY 1, 2
""")


@dataclass(frozen=True)
class Gap:
    """A column that an office leaves empty more often than all offices do together; shares of rows."""

    field: str
    share: float
    everywhere: float


@dataclass(frozen=True)
class Office:
    """One office in one feed; ``rows`` is None where too few to be told."""

    code: str
    name: str
    area: str
    rows: int | None
    last: datetime | None
    late: bool
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Offices:
    """Every office in one feed, over the time before now."""

    feed: str
    since: datetime
    offices: tuple[Office, ...]


MOST_GAPS, LEAST_GAP = 3, 0.05
LEAST_ROWS = 10
"""The columns of fewer rows are not told."""


def offices(connection: Connection, feed: str, now: datetime, only: str = "") -> Offices:
    """The offices of a feed, or one of them, by what came in the last 90 days; one audit entry."""
    since = now - PERIOD
    asked = {"feed": feed, "since": since}
    with as_program(connection):
        known = {row.code: row for row in connection.execute(_OFFICES)}
        rows = {row.office: row for row in connection.execute(_ROWS, asked)}
        held: dict[str, dict[str, int]] = {}
        for office, field, count in connection.execute(_HELD, asked):
            held.setdefault(office, {})[field] = count
    audit.write(connection, Act(Deed.READ, "feed", (feed,), None, ("office_code",)))
    counts = Telling().counts({code: row.rows for code, row in rows.items()})
    late_before = now - timedelta(days=SOURCE_BY_FEED[feed].cadence_days)
    total = {code: row.rows for code, row in rows.items()}
    found = []
    for code in sorted({*known, *rows}):
        if only and code != only:
            continue
        row, office = rows.get(code), known.get(code)
        last = None if row is None else row.last
        found.append(
            Office(
                code,
                "" if office is None else office.name or "",
                "" if office is None else office.area or "",
                counts.get(code, 0),
                last,
                last is None or last < late_before,
                _gaps(feed, code, total, held),
            )
        )
    return Offices(feed, since, tuple(found))


def _gaps(
    feed: str, code: str, rows: Mapping[str, int], held: Mapping[str, Mapping[str, int]]
) -> tuple[Gap, ...]:
    if rows.get(code, 0) < LEAST_ROWS:
        return ()
    every = sum(rows.values())
    gaps = []
    for field in FEED_BY_NAME[feed].fields:
        own = 1 - held[code].get(field.name, 0) / rows[code]
        everywhere = 1 - sum(each.get(field.name, 0) for each in held.values()) / every
        if own >= everywhere + LEAST_GAP:
            gaps.append(Gap(field.name, own, everywhere))
    gaps.sort(key=lambda gap: (gap.everywhere - gap.share, gap.field))
    return tuple(gaps[:MOST_GAPS])
