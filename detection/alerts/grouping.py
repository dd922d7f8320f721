"""One network is one piece of work: its people and recruiters are worked with it, not each by themselves."""

from __future__ import annotations

from sqlalchemy import Connection, text

_GROUP = text("""
    WITH shared AS (
        SELECT p.work_id, n.work_id AS network, count(*) AS rows
        FROM alert_work AS p
            CROSS JOIN LATERAL unnest(p.refs) AS ref
            JOIN alert_work AS n ON n.kind = 'network' AND n.state <> 'ditutup' AND ref = ANY (n.refs)
        WHERE p.kind IN ('person', 'recruiter') AND p.state <> 'ditutup'
        GROUP BY 1, 2, p.kind, p.refs
        HAVING p.kind = 'person' OR 2 * count(*) >= cardinality(p.refs)
        UNION ALL
        SELECT p.work_id, n.work_id, cardinality(p.refs)
        FROM alert_work AS p
            JOIN alert_work AS n ON n.kind = 'network' AND n.state <> 'ditutup'
            JOIN alerts AS a ON a.alert_id = n.alert_id
                AND a.statement -> 'things' @> jsonb_build_array(jsonb_build_array('recruiter', p.subject))
        WHERE p.kind = 'recruiter' AND p.state <> 'ditutup'
    ),
    chosen AS (
        SELECT DISTINCT ON (work_id) work_id, network FROM shared ORDER BY work_id, rows DESC, network
    )
    UPDATE alert_work AS w SET part_of = c.network
    FROM alert_work AS old LEFT JOIN chosen AS c USING (work_id)
    WHERE old.work_id = w.work_id AND w.kind IN ('person', 'recruiter') AND w.state <> 'ditutup'
        AND w.selection <> 'random' AND w.part_of IS DISTINCT FROM c.network
""")


def group(connection: Connection) -> None:
    """Put each open person's piece to the open network that holds most of the person's rows, or to none.

    A recruiter's goes to the network that names the recruiter, or holds at least half of the recruiter's rows: a
    village officer whose people are in many networks is in none of them. A random look stays by itself: it must be
    looked at whatever becomes of a network.
    """
    connection.execute(_GROUP)
