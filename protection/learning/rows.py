"""What past runs put forward and what was found since, row by row; only counts of it ever leave this package.

Whose a row is, is told by the newest run; found is whoever a competent body found to be trafficked or to have left
outside procedure (``graphs.network.findings``), by the newest version of its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from detection.alerts.states import Outcome, Selection

_HELD = """
    SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
    WHERE {those} ORDER BY feed, entity_key, run_id DESC
"""
_FINDINGS = """
    SELECT feed, entity_key, recorded_at FROM (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, recorded_at, known FROM source_rows
        WHERE feed IN ('case_outcomes', 'interceptions')
        ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
    ) AS newest
    WHERE (feed = 'case_outcomes' AND known ->> 'finding' IN ('tppo_victim', 'non_procedural'))
        OR (feed = 'interceptions' AND known ->> 'outcome' = 'rescued')
"""
_OWN_OR_FOUND = (
    "feed IN ('case_outcomes', 'interceptions') OR (feed, entity_key) IN (SELECT feed, entity_key FROM own)"
)
_RAISED = text(f"""
    WITH put AS (
        SELECT a.*, r.as_of, r.capacity FROM alerts AS a JOIN detection_runs AS r USING (run_id)
        WHERE suluh_reaches_one(a.areas) AND r.as_of >= :since
            AND (CAST(:run AS bigint) IS NULL OR a.run_id = :run)
    ), own AS (
        SELECT alert_id, split_part(ref, ':', 1) AS feed, substr(ref, strpos(ref, ':') + 1) AS entity_key
        FROM put, unnest(refs) AS ref WHERE kind = 'person'
    ), held AS (
        {_HELD.format(those=_OWN_OR_FOUND)}
    ), findings AS ({_FINDINGS}), found AS (
        SELECT person_id, recorded_at FROM findings JOIN held USING (feed, entity_key)
    ), offices AS (
        SELECT DISTINCT ON (own.alert_id) own.alert_id, s.known ->> 'office_code' AS office
        FROM own JOIN source_rows AS s USING (feed, entity_key)
        WHERE own.feed = 'registrations' AND s.known ->> 'office_code' IS NOT NULL
        ORDER BY own.alert_id, s.recorded_at DESC
    )
    SELECT put.alert_id, put.run_id, put.as_of, put.capacity, put.kind, put.rank,
        CASE WHEN (put.statement #>> '{{reasons,0,contribution}}')::float8 > 0
            THEN put.statement #>> '{{reasons,0,group}}' END AS reason,
        ARRAY(SELECT DISTINCT cited ->> 0 FROM jsonb_path_query(
            put.statement, '$.reasons[*] ? (@.contribution > 0).rows[*]') AS cited) AS feeds,
        offices.office, w.selection, w.outcome, coalesce(w.lapsed, false) AS lapsed,
        (SELECT min(found.recorded_at) FROM own JOIN held USING (feed, entity_key) JOIN found USING (person_id)
            WHERE own.alert_id = put.alert_id
                AND found.recorded_at >= put.as_of::timestamp AT TIME ZONE 'Asia/Jakarta') AS found_at
    FROM put LEFT JOIN offices USING (alert_id) LEFT JOIN LATERAL (
        SELECT work.selection, work.outcome, work.lapsed FROM alert_work AS work
        WHERE work.alert_id = put.alert_id
            OR work.work_id IN (SELECT e.work_id FROM alert_events AS e WHERE e.alert_id = put.alert_id)
        ORDER BY work.work_id DESC LIMIT 1
    ) AS w ON true
    ORDER BY put.as_of, put.run_id, put.kind, put.rank
""")  # noqa: S608  (of this module's own words)
_FOUND = text(f"""
    WITH held AS ({_HELD.format(those="true")}), findings AS ({_FINDINGS}), found AS (
        SELECT person_id, min(recorded_at) AS at FROM findings JOIN held USING (feed, entity_key)
        GROUP BY person_id HAVING min(recorded_at) >= :since
    ), rows AS (
        SELECT DISTINCT person_id, feed, entity_key FROM held JOIN found USING (person_id)
    ), put AS (
        SELECT rows.person_id, min(r.as_of) AS first
        FROM rows JOIN alerts AS a ON a.kind = 'person' AND a.refs @> ARRAY[rows.feed || ':' || rows.entity_key]
        JOIN detection_runs AS r USING (run_id) GROUP BY 1
    )
    SELECT found.at, put.first,
        (SELECT s.known ->> 'office_code' FROM rows JOIN source_rows AS s USING (feed, entity_key)
            WHERE rows.person_id = found.person_id AND feed = 'registrations'
            ORDER BY s.known ->> 'office_code' IS NULL, s.recorded_at DESC LIMIT 1) AS office,
        ARRAY(SELECT DISTINCT feed FROM rows WHERE rows.person_id = found.person_id) AS feeds
    FROM found LEFT JOIN put USING (person_id)
    WHERE NOT EXISTS (SELECT FROM person_areas AS p WHERE p.person_id = found.person_id)
        OR EXISTS (SELECT FROM person_areas AS p
            WHERE p.person_id = found.person_id AND suluh_reaches(p.area))
""")  # noqa: S608


@dataclass(frozen=True)
class Raised:
    """One alert of a run: its strongest reason for (a group of columns), the feeds behind what speaks for it, the
    office of its registration, how its work ended, and when the person was found, at or after the run's day."""

    alert_id: int
    run_id: int
    as_of: date
    capacity: int
    kind: str
    rank: int
    reason: str | None
    feeds: tuple[str, ...]
    office: str | None
    selection: Selection | None
    outcome: Outcome | None
    lapsed: bool
    found_at: datetime | None


@dataclass(frozen=True)
class Found:
    """Somebody who was found, when, from which day on a list had them (None: none did), and what was known."""

    at: datetime
    first: date | None
    office: str | None
    feeds: tuple[str, ...]


def raised(connection: Connection, since: date, run: int | None = None) -> list[Raised]:
    """The alerts of the runs from a day on, or of one run, within the areas of the context; as the program."""
    rows = connection.execute(_RAISED, {"since": since, "run": run})
    return [
        Raised(
            row.alert_id,
            row.run_id,
            row.as_of,
            row.capacity,
            row.kind,
            row.rank,
            row.reason,
            tuple(sorted(row.feeds)),
            row.office,
            None if row.selection is None else Selection(row.selection),
            None if row.outcome is None else Outcome(row.outcome),
            row.lapsed,
            row.found_at,
        )
        for row in rows
    ]


def found(connection: Connection, since: datetime) -> list[Found]:
    """Who was found from a moment on, within the areas of the context; as the program."""
    rows = connection.execute(_FOUND, {"since": since})
    return [Found(row.at, row.first, row.office, tuple(sorted(row.feeds))) for row in rows]
