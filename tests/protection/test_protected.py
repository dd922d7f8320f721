"""Who is guarded is one truth: the database's answer about a row, and the rows that a run says nothing of."""

from __future__ import annotations

from datetime import UTC, datetime

from alerted import MONDAY, keep_run
from sqlalchemy import ARRAY, Text, bindparam, insert, text

from detection import keeping
from protection.protected import Protection, end, protect
from records.store import Store
from records.tables import identities

NOW = datetime(2990, 3, 2, 9, tzinfo=UTC)  # after any run that a test makes
_SAYS = text("SELECT suluh_protected(:asked)").bindparams(bindparam("asked", type_=ARRAY(Text)))
HELD = {f"registrations:R{n}": f"P-{n // 2}" for n in range(8)}
"""Rows and whose they are: two each."""


def test_a_run_and_the_database_hold_the_same_rows_for_guarded(store: Store) -> None:
    run_id = keep_run(store, MONDAY)
    with store.begin() as connection:
        for ref, person in HELD.items():
            feed, _, key = ref.partition(":")
            row = {"run_id": run_id, "feed": feed, "entity_key": key, "person_id": person}
            connection.execute(insert(identities).values(**row))
        protect(connection, "suluh", Protection.VICTIM, ["registrations:R1"], NOW)
        protect(connection, "suluh", Protection.CHILD, ["registrations:R2"], NOW, "P-2")
        ended = protect(connection, "suluh", Protection.WITNESS, ["registrations:R6"], NOW, "P-3")
        end(connection, "suluh", ended, NOW)
        says = {
            ref
            for ref, person in HELD.items()
            if connection.scalar(_SAYS, {"asked": [ref, f"person:{person}"]})
        }
        assert (
            keeping.past(connection, MONDAY).guarded == says == {f"registrations:R{n}" for n in (1, 2, 4, 5)}
        )
        # A run that was before the protections is made again as it was.
        assert keeping.past(connection, MONDAY, run_id).guarded == frozenset()
