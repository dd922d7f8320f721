"""Legal holds: rows that a case needs are kept, and why is told to nobody who asks for their erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Connection, insert, select, update

from protection.whole import seeing_all
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import NotFound, SuluhError
from records.retention import turn_to
from records.tables import holds


class HoldReason(StrEnum):
    """What a hold serves."""

    INVESTIGATION = "investigation"
    PROSECUTION = "prosecution"
    PROTECTION = "protection"
    RESTITUTION = "restitution"
    DISPUTE = "dispute"


class HoldStands(SuluhError):
    """Rows are held for a case, and are not erased while it stands."""

    code: ClassVar[str] = "hold_stands"
    status: ClassVar[int] = 409


def place(
    connection: Connection, who: str, refs: Sequence[str], reason: HoldReason, case_ref: str, now: datetime
) -> int:
    """Hold these rows (``feed:entity_key``) until the hold is lifted; gives the hold's number."""
    hold_id: int = connection.execute(
        insert(holds)
        .values(refs=list(refs), reason=reason.value, case_ref=case_ref, placed_by=who, placed_at=now)
        .returning(holds.c.hold_id)
    ).scalar_one()
    audit.write(
        connection, Act(Deed.HOLD, "hold", (f"hold/{hold_id}",), None, ("refs", "reason", "case_ref"))
    )
    return hold_id


def lift(connection: Connection, who: str, hold_id: int, now: datetime) -> None:
    """End a hold that stands. Raises NotFound."""
    wanted = update(holds).where(holds.c.hold_id == hold_id, holds.c.lifted_at.is_(None))
    lifted = connection.execute(wanted.values(lifted_by=who, lifted_at=now).returning(holds.c.hold_id))
    if lifted.one_or_none() is None:
        raise NotFound("Tidak ada penahanan dengan nomor itu.", "There is no standing hold of that number.")
    audit.write(connection, Act(Deed.HOLD, "hold", (f"hold/{hold_id}",), None, ("lifted_at",)))


def held(connection: Connection, refs: Sequence[str]) -> bool:
    """Whether any of these rows is under a hold that stands."""
    wanted = select(holds.c.hold_id).where(holds.c.lifted_at.is_(None), holds.c.refs.overlap(list(refs)))
    with seeing_all(connection):
        return connection.scalar(wanted.limit(1)) is not None


def refuse_if_held(connection: Connection, refs: Sequence[str], now: datetime) -> None:
    """Raise HoldStands where a hold stands: it says to whom to turn, not which case, nor for what."""
    if held(connection, refs):
        contact_id, contact_en = turn_to(day_of(now))
        raise HoldStands(
            f"Penahanan hukum masih berlaku atas data ini, sehingga belum dapat dihapus. Hubungi: {contact_id}.",
            f"A legal hold stands on these data, so they cannot be erased yet. Turn to: {contact_en}.",
        )
