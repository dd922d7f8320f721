"""Of whom and of what nothing is said, kept for everybody who shows something: one truth, made anew by each run.

Between two runs a row that has just come in counts at once: a finding, a rescue or a guarded identity silences what
is known to lead to its person. No role may read the table; row policies ask it, and readers leave out what is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from records.rights.context import as_program
from records.tables import silenced

Thing = tuple[str, str]
Cell = TypeVar("Cell")

OF_RECRUITER = frozenset(
    {
        *("referrer_name", "referrer_phone", "referrer_relation", "guardian_name", "role", "note"),
        *("recruiter_name", "recruiter_phone", "recruiter_bank_account", "recruiter_nik", "narrative"),
        *("mentioned_name", "mentioned_phone", "mentioned_place", "narrative_phone"),
        *("suspected_recruiter_name", "suspected_recruiter_phone"),
    }
)
"""Cells that tell of a recruiter: where it may be somebody who is never a suspect, the row has none of them."""

# The people of newest findings, rescues and guarded identities; their tokens; what carries these as a recruiter's.
_SINCE = text("""
    WITH found AS (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, known FROM source_rows
        WHERE feed IN ('case_outcomes', 'interceptions')
        ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
    ), guarded AS (
        SELECT feed, entity_key FROM found
        WHERE known ->> 'finding' = 'tppo_victim' OR (feed = 'interceptions' AND known ->> 'outcome' = 'rescued')
        UNION
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1)
        FROM protected_parties, unnest(refs) AS ref WHERE until IS NULL
        UNION
        -- a label of tonight, which no run has linked yet, is about the person of its rows
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1)
        FROM label_records AS l JOIN found AS f
            ON f.feed = 'case_outcomes' AND f.entity_key = l.case_id || '/' || l.person_seq, unnest(l.refs) AS ref
        WHERE f.known ->> 'finding' = 'tppo_victim' AND l.released_at IS NOT NULL
    ), persons AS (
        SELECT DISTINCT i.person_id FROM identities AS i JOIN guarded USING (feed, entity_key)
        UNION SELECT person_id FROM protected_parties WHERE until IS NULL AND person_id IS NOT NULL
    ), own AS (
        SELECT feed, entity_key FROM guarded
        UNION SELECT i.feed, i.entity_key FROM identities AS i JOIN persons USING (person_id)
    ), numbers AS (
        SELECT DISTINCT nik_token, phone_token FROM source_rows JOIN own USING (feed, entity_key)
    ), lent AS (
        SELECT phone_token FROM source_rows
        WHERE phone_token IN (SELECT phone_token FROM numbers) AND feed IN ('registrations', 'passports')
        GROUP BY 1 HAVING count(DISTINCT name_token) > 1
    ), phones AS (
        SELECT phone_token AS token FROM numbers
        WHERE phone_token IS NOT NULL AND NOT EXISTS (SELECT FROM lent WHERE lent.phone_token = numbers.phone_token)
    ), spoken AS (
        SELECT r.feed || ':' || r.entity_key AS ref FROM source_rows AS r
        WHERE r.named_phone_token IN (SELECT token FROM phones)
        UNION
        SELECT r.feed || ':' || r.entity_key FROM source_rows AS r
        WHERE r.feed = 'recruiter_links' AND r.known ->> 'recruiter_nik' IN (SELECT nik_token FROM numbers)
    )
    SELECT 'person' AS kind, person_id AS key FROM persons
    UNION SELECT 'phone', token FROM phones
    UNION SELECT 'row', ref FROM spoken
    UNION SELECT 'recruiter', a.subject FROM alerts AS a
        WHERE a.kind = 'recruiter' AND a.refs && (SELECT coalesce(array_agg(ref), '{}') FROM spoken)
    UNION SELECT 'recruiter', tie ->> 3 FROM alerts AS a, jsonb_array_elements(a.statement -> 'ties') AS tie
        WHERE a.kind = 'network' AND tie ->> 2 = 'recruiter' AND tie ->> 0 = 'phone'
            AND tie ->> 1 IN (SELECT token FROM phones)
""")


def keep(connection: Connection, things: Iterable[Thing], now: datetime) -> None:
    """What a run found, in place of what was known before; as the program."""
    connection.execute(delete(silenced))
    add(connection, things, now)


def add(connection: Connection, things: Iterable[Thing], now: datetime) -> None:
    """More of it, as the program."""
    kinds = ("recruiter", "phone", "account", "row", "person")
    rows = [{"kind": kind, "key": key, "since": now} for kind, key in sorted(set(things)) if kind in kinds]
    if rows:
        connection.execute(upsert(silenced).on_conflict_do_nothing(), rows)


def refresh(connection: Connection, now: datetime) -> None:
    """Silence at once what follows from rows that have just come in; in the program's own name, without an entry."""
    with as_program(connection):
        add(connection, [(row.kind, row.key) for row in connection.execute(_SINCE)], now)


def things(
    connection: Connection, kinds: Collection[str] = ("recruiter", "phone", "account")
) -> frozenset[Thing]:
    """All of it of these kinds, for whoever leaves it out of what is shown; never shown itself."""
    wanted = select(silenced.c.kind, silenced.c.key).where(silenced.c.kind.in_(list(kinds)))
    with as_program(connection):
        return frozenset((row.kind, row.key) for row in connection.execute(wanted))


def rows(connection: Connection, refs: Collection[str]) -> frozenset[str]:
    """Which of these rows mention somebody who is never a suspect."""
    wanted = select(silenced.c.key).where(silenced.c.kind == "row", silenced.c.key.in_(sorted(refs)))
    with as_program(connection):
        return frozenset(connection.scalars(wanted))


def without(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of a row that mentions somebody who is never a suspect, without those that tell of a recruiter."""
    return {name: value for name, value in cells.items() if name not in OF_RECRUITER}


def persons(connection: Connection, asked: Collection[str]) -> frozenset[str]:
    """Which of these people are never suspects."""
    wanted = select(silenced.c.key).where(silenced.c.kind == "person", silenced.c.key.in_(sorted(asked)))
    with as_program(connection):
        return frozenset(connection.scalars(wanted))


def told(statement: Mapping[str, Any], unsaid: frozenset[Thing]) -> dict[str, Any]:
    """A network's frozen statement without what has since turned out to be nobody's business."""
    kept = dict(statement)
    if not unsaid:
        return kept
    for part in ("things", "roles"):
        if part in kept:
            kept[part] = [each for each in kept[part] if (each[0], each[1]) not in unsaid]
    if "ties" in kept:
        kept["ties"] = [tie for tie in kept["ties"] if not {(tie[0], tie[1]), (tie[2], tie[3])} & unsaid]
    return kept
