"""Protected parties: victims, witnesses, informants, volunteers and children, whose identity is guarded.

Whether somebody is one is answered by the database alone (``suluh_protected``), to whoever may not read who is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, update

from detection.suspicion import silenced
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.tables import protected_parties


class Protection(StrEnum):
    """Why an identity is guarded."""

    VICTIM = "victim"
    WITNESS = "witness"
    INFORMANT = "informant"
    VOLUNTEER = "volunteer"
    CHILD = "child"


def protect(
    connection: Connection,
    who: str,
    kind: Protection,
    refs: Sequence[str],
    now: datetime,
    person_id: str | None = None,
) -> int:
    """Guard the identity behind these rows (``feed:entity_key``) from now on; gives the entry's number."""
    party_id: int = connection.execute(
        insert(protected_parties)
        .values(kind=kind.value, refs=list(refs), person_id=person_id, since=now, set_by=who)
        .returning(protected_parties.c.party_id)
    ).scalar_one()
    silenced.refresh(connection, now)
    act = Act(Deed.PROTECT, "protected_party", (f"party/{party_id}",), None, ("kind", "refs"))
    audit.write(connection, act)
    return party_id


def end(connection: Connection, who: str, party_id: int, now: datetime) -> None:
    """End a protection that stands. Raises NotFound."""
    parties = protected_parties.c
    wanted = update(protected_parties).where(parties.party_id == party_id, parties.until.is_(None))
    ended = connection.execute(wanted.values(until=now, ended_by=who).returning(parties.party_id))
    if ended.one_or_none() is None:
        raise NotFound("Tidak ada pelindungan dengan nomor itu.", "There is no protection of that number.")
    audit.write(connection, Act(Deed.PROTECT, "protected_party", (f"party/{party_id}",), None, ("until",)))
