"""Verify the audit where it lies: recompute every hash from the database's own rows."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError

from records.audit import trail
from records.audit.check import Check, Verdict
from records.audit.kept import Kept
from records.store import Store


def verify(
    store: Store, trusted: frozenset[str] = frozenset(), kept: Kept | None = None, since: str | None = None
) -> Verdict:
    """Verify the whole history, or what follows the last head that was signed before ``since`` (ISO 8601).

    ``trusted`` are the public keys that heads must be signed with, in hexadecimal; ``kept`` are heads from
    elsewhere. Memory does not grow with the chain. The store's context must see every entry.
    """
    with store.reading() as connection:
        start = trail.last_head(connection, since) if since else None
        check = Check(trusted, kept, start)
        try:
            for document in trail.documents(connection, start["position"] if start else 0):
                check.feed(document)
        except (psycopg.DataError, psycopg.errors.InternalError, DBAPIError):  # bytes that are no text, say
            check.unreadable()
        return check.verdict()
