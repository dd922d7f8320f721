"""Who has a piece of work open: told to those who may see that work, and to nobody else.

Each opening of the page, and each return to it, leaves one mark. Nothing is asked at intervals by itself: a page
that nobody touches asks for nothing, and whoever left it is soon not named any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from detection.alerts.work import find
from records import audit
from records.audit import Act, Deed
from records.tables import work_looks

STILL_THERE = timedelta(minutes=2)
"""So long after the last sign somebody counts as having it open."""


@dataclass(frozen=True)
class Present:
    """An account that has the piece of work open, and when it was last seen doing so."""

    who: str
    at: datetime


def look_on(connection: Connection, who: str, work_id: int, now: datetime) -> tuple[Present, ...]:
    """Leave the mark of ``who`` and tell who else is there, the latest first; one audit entry. Raises NotFound."""
    find(connection, work_id)
    mark = insert(work_looks).values(work_id=work_id, who=who, at=now)
    connection.execute(mark.on_conflict_do_update(index_elements=["work_id", "who"], set_={"at": now}))
    wanted = (
        select(work_looks.c.who, work_looks.c.at)
        .where(
            work_looks.c.work_id == work_id,
            work_looks.c.who != who,
            work_looks.c.at > now - STILL_THERE,
        )
        .order_by(work_looks.c.at.desc())
    )
    there = tuple(Present(row.who, row.at) for row in connection.execute(wanted))
    audit.write(connection, Act(Deed.READ, "work_looks", (f"work/{work_id}",)))
    return there
