"""Prevalence: how many other early warnings share a number or an account with this one.

Counted over the work that the context may see, and nothing else: to others it says nothing of what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from records import audit
from records.audit import Act, Deed

MOST_SHOWN = 10

_SHARED = text("""
    WITH own AS (
        SELECT split_part(ref, ':', 1) AS feed, substr(ref, strpos(ref, ':') + 1) AS entity_key
        FROM unnest(:refs) AS ref
    ), near AS (
        SELECT r.* FROM source_rows AS r JOIN own USING (feed, entity_key)
        UNION ALL
        SELECT r.* FROM source_rows AS r
        WHERE r.feed = 'recruiter_links' AND r.subject_ref IN (SELECT entity_key FROM own)
    ), things AS (
        SELECT 'phone' AS kind, phone_token AS token FROM near WHERE feed IN ('registrations', 'passports')
        UNION SELECT 'recruiter_phone', named_phone_token FROM near
        UNION SELECT 'account', known ->> 'recruiter_bank_account' FROM near WHERE feed = 'recruiter_links'
    ), met AS (
        SELECT t.kind, t.token, r.feed, r.entity_key, r.subject_ref FROM things AS t
            JOIN source_rows AS r ON r.phone_token = t.token
        WHERE t.kind <> 'account'
        UNION ALL
        SELECT t.kind, t.token, r.feed, r.entity_key, r.subject_ref FROM things AS t
            JOIN source_rows AS r ON r.named_phone_token = t.token
        WHERE t.kind <> 'account'
        UNION ALL
        SELECT t.kind, t.token, r.feed, r.entity_key, r.subject_ref FROM things AS t
            JOIN source_rows AS r ON r.feed = 'recruiter_links' AND r.known ->> 'recruiter_bank_account' = t.token
        WHERE t.kind = 'account'
    ), named AS (
        SELECT DISTINCT kind, unnest(CASE WHEN feed = 'recruiter_links'
            THEN ARRAY['registrations:' || subject_ref, 'passports:' || subject_ref]
            ELSE ARRAY[feed || ':' || entity_key] END) AS ref
        FROM met
    )
    SELECT n.kind, w.work_id, w.state FROM named AS n JOIN alert_work AS w ON w.refs @> ARRAY[n.ref]
    WHERE w.work_id <> :work_id AND w.merged_into IS NULL AND w.kind = 'person'
    GROUP BY n.kind, w.work_id, w.state
    ORDER BY n.kind, w.work_id DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)))

KINDS = ("phone", "recruiter_phone", "account")
"""What is compared: the person's own number, that of whoever brought them, that person's account."""


@dataclass(frozen=True)
class Shared:
    """One thing that others have too: how many early warnings, how many of them open, the newest by number."""

    kind: str
    others: int
    open: int
    work_ids: tuple[int, ...]


def prevalence(connection: Connection, work_id: int, refs: Sequence[str]) -> tuple[Shared, ...]:
    """What of these rows stands in other people's early warnings that the context may see; one audit entry."""
    rows = connection.execute(_SHARED, {"work_id": work_id, "refs": list(refs)}).all()
    audit.write(connection, Act(Deed.READ, "prevalence", (f"work/{work_id}",), max(len(rows), 1)))
    found = []
    for kind in KINDS:
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            is_open = sum(row.state in ("baru", "ditinjau") for row in of_kind)
            works = tuple(row.work_id for row in of_kind[:MOST_SHOWN])
            found.append(Shared(kind, len(of_kind), is_open, works))
    return tuple(found)
