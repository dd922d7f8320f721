"""Dampak kekeliruan: how many people were held up for nothing, and for how many days; by month and by regency.

Counted are actions on people about whom nothing was found, by the hours that they cost, and people whom a desk sent to
a counsellor and about whom nothing was found since, by the days until they were spoken with. A count below
``protection.statistics.LEAST`` is not told, nor are its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from protection.statistics import suppress
from records import audit
from records.audit import Act, Deed
from records.rights.context import as_program

HOURS_A_DAY = 24

_DELAYS = """
    WITH founded AS (
        SELECT DISTINCT i.person_id FROM identities AS i JOIN (
            SELECT DISTINCT ON (feed, entity_key) feed, entity_key, known FROM source_rows
            WHERE feed IN ('case_outcomes', 'interceptions')
            ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
        ) AS f USING (feed, entity_key)
        WHERE f.known ->> 'finding' IN ('tppo_victim', 'non_procedural') OR f.known ->> 'outcome' = 'rescued'
    ), delays AS (
        SELECT a.subject AS person, a.areas[1] AS area, a.ended_at AS at, a.hours_cost / {hours}.0 AS days
        FROM actions AS a LEFT JOIN alert_work AS w USING (work_id)
        WHERE a.about = 'person' AND a.state = 'done' AND suluh_reaches_one(a.areas)
            AND coalesce(w.outcome, a.outcome) = 'bukan_indikasi'
        UNION ALL
        SELECT coalesce(f.person_id, 'referral ' || f.referral_id), f.area, f.sent_at, greatest(0,
            (t.happened_at AT TIME ZONE 'Asia/Jakarta')::date - f.sent_on)
        FROM counsel_referrals AS f CROSS JOIN LATERAL (
            SELECT min(happened_at) AS happened_at FROM counsel_talks AS c WHERE c.referral_id = f.referral_id
        ) AS t
        WHERE f.registration IS NOT NULL AND t.happened_at IS NOT NULL AND suluh_reaches(f.area)
            AND (f.person_id IS NULL OR f.person_id NOT IN (SELECT person_id FROM founded))
    )
    SELECT {by} AS name, count(DISTINCT person) AS people, sum(days) AS days FROM delays
    WHERE at >= :since AND at < :until GROUP BY 1 ORDER BY 1
"""
_BY = {
    "month": "to_char(at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM')",
    "regency": "coalesce(area, '')",
}


@dataclass(frozen=True)
class Held:
    """Of one month or regency: how many people were held up for nothing, and person-days; None where too few."""

    name: str
    people: int | None
    days: float | None


@dataclass(frozen=True)
class Impact:
    """The whole, told where it is not too small itself, and its two tables."""

    since: datetime
    until: datetime
    people: int | None
    days: float | None
    by_month: tuple[Held, ...]
    by_regency: tuple[Held, ...]


def impact(connection: Connection, since: datetime, until: datetime) -> Impact:
    """What mistakes cost in a time, within the areas of the context; it names nobody; one audit entry."""
    with as_program(connection):
        whole = _counted(connection, "'all'", since, until)
        months, regencies = (_counted(connection, by, since, until) for by in _BY.values())
    audit.write(connection, Act(Deed.READ, "statistics", ("mistakes",), None, ("people", "days")))
    (total,) = whole or (Held("all", 0, 0.0),)
    return Impact(since, until, total.people, total.days, months, regencies)


def _counted(connection: Connection, by: str, since: datetime, until: datetime) -> tuple[Held, ...]:
    query = text(_DELAYS.format(by=by, hours=HOURS_A_DAY))
    rows: Sequence[object] = connection.execute(query, {"since": since, "until": until}).all()
    told = suppress({row.name: int(row.people) for row in rows})  # type: ignore[attr-defined]
    return tuple(
        Held(row.name, told[row.name], None if told[row.name] is None else round(float(row.days), 1))  # type: ignore[attr-defined]
        for row in rows
    )
