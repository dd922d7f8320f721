"""Who was held up for nothing, and for how long: the query behind what mistakes cost, wherever it is told."""

from __future__ import annotations

_QUERY = """
    WITH founded AS (
        SELECT DISTINCT i.person_id FROM identities AS i JOIN (
            SELECT DISTINCT ON (feed, entity_key) feed, entity_key, known FROM source_rows
            WHERE feed IN ('case_outcomes', 'interceptions')
            ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
        ) AS f USING (feed, entity_key)
        WHERE f.known ->> 'finding' IN ('tppo_victim', 'non_procedural') OR f.known ->> 'outcome' = 'rescued'
    ), delays AS (
        SELECT a.subject AS person, a.areas[1] AS area, a.ended_at AS at, a.hours_cost / 24.0 AS days
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
    WHERE {span} GROUP BY 1 ORDER BY 1
"""
BY = {
    "month": "to_char(at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM')",
    "regency": "coalesce(area, '')",
}
"""The two tables that are told, and what names a row of each."""


def counted(by: str, span: str = "true") -> str:
    """The query for one table: name, people, days; ``span`` narrows ``at``, when it happened."""
    return _QUERY.format(by=by, span=span)


_PEOPLE = "SELECT name, people FROM ({query}) AS held"


def people(by: str) -> str:
    """The same, people alone, ever."""
    return _PEOPLE.format(query=counted(BY[by]))
