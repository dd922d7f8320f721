"""When the people of an alert leave: as planned in their newest registration, or as recorded at the border."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from records.days import day_of

_PLANNED = text("""
    SELECT DISTINCT ON (entity_key) 'registrations:' || entity_key AS ref, recorded_at,
        CAST(known ->> 'planned_departure_on' AS date) AS planned
    FROM source_rows
    WHERE feed = 'registrations' AND entity_key = ANY (:keys) AND recorded_at < :until
    ORDER BY entity_key, recorded_at DESC, sequence DESC
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_LEFT = text("""
    SELECT i.person_id, min(CAST(r.known ->> 'departed_at' AS timestamptz)) AS departed_at
    FROM (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
        WHERE feed = 'departures' ORDER BY feed, entity_key, run_id DESC
    ) AS i JOIN source_rows AS r USING (feed, entity_key)
    WHERE i.person_id = ANY (:people) AND r.recorded_at < :until
    GROUP BY 1
""").bindparams(bindparam("people", type_=ARRAY(Text)))

FEED = "registrations:"
Planned = Mapping[str, tuple[datetime, date]]
"""The day that each registration plans, and when its newest version was recorded."""


def planned(connection: Connection, refs: Iterable[str], until: datetime) -> Planned:
    """Of the registrations among these rows, as known before a moment; those without a day are left out."""
    keys = sorted({ref.removeprefix(FEED) for ref in refs if ref.startswith(FEED)})
    rows = connection.execute(_PLANNED, {"keys": keys, "until": until})
    return {row.ref: (row.recorded_at, row.planned) for row in rows if row.planned is not None}


def recorded(connection: Connection, people: Iterable[str], until: datetime) -> dict[str, date]:
    """The first exit of each of these people that was recorded before a moment."""
    rows = connection.execute(_LEFT, {"people": sorted(set(people)), "until": until})
    return {row.person_id: day_of(row.departed_at) for row in rows if row.departed_at}


def of_person(refs: Iterable[str], plans: Planned, raised_on: date | None = None) -> date | None:
    """The day that the newest registration plans; one that was over when the alert was raised did not hold."""
    own = [plans[ref] for ref in refs if ref in plans]
    day = max(own)[1] if own else None
    return None if day is not None and raised_on is not None and day < raised_on else day


def of_many(refs: Iterable[str], plans: Planned, today: date) -> date | None:
    """The next day on which one of many plans to leave."""
    ahead = [plans[ref][1] for ref in refs if ref in plans and plans[ref][1] >= today]
    return min(ahead, default=None)
