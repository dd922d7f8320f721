"""Restitution by year and court: claimed, granted, paid and still to be paid, in whole rupiah.

Every claim counts in the year in which it was opened, and a draft with what it comes to so far. For LPSK's own eyes:
what the public sees comes from the protected cube, where small numbers are suppressed and a draft claims nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, text

from protection.restitution.ledger import Balance, balance
from protection.restitution.reading import postings
from records import audit
from records.audit import Act, Deed

_CLAIMS = text("""
    SELECT c.claim_id, extract(year FROM c.opened_at AT TIME ZONE 'Asia/Jakarta')::int AS year,
        c.court, coalesce((
            SELECT sum(i.amount) FROM restitution_items AS i
            WHERE i.claim_id = c.claim_id
                AND NOT EXISTS (SELECT FROM restitution_items AS r WHERE r.replaces = i.item_id)
        ), 0)::bigint AS claimed
    FROM restitution_claims AS c ORDER BY c.claim_id
""")


@dataclass(frozen=True)
class Figure:
    """One year and court (None: no court yet); rupiah but for ``claims``."""

    year: int
    court: str | None
    claims: int
    claimed: int
    granted: int
    received: int
    delivered: int
    outstanding: int


def figures(connection: Connection) -> tuple[Figure, ...]:
    """The figures of all claims that the context sees, by year and court. Writes one audit entry."""
    rows = connection.execute(_CLAIMS).all()
    lines = postings(connection, [row.claim_id for row in rows])
    groups: defaultdict[tuple[int, str | None], list[tuple[int, Balance]]] = defaultdict(list)
    for row in rows:
        groups[row.year, row.court].append((row.claimed, balance(lines[row.claim_id])))
    audit.write(connection, Act(Deed.READ, "restitution", (), len(rows), ("figures",)))
    return tuple(
        Figure(
            year,
            court,
            len(of),
            sum(claimed for claimed, _ in of),
            sum(each.granted for _, each in of),
            sum(each.received for _, each in of),
            sum(each.delivered for _, each in of),
            sum(each.outstanding for _, each in of),
        )
        for (year, court), of in sorted(groups.items(), key=lambda item: (-item[0][0], item[0][1] or ""))
    )
