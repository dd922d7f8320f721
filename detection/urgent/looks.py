"""How far each look for what cannot wait has come: the next begins there, and a look done twice adds nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from detection.urgent.finding import New
from records.tables import source_rows, urgent_looks

FRESH = timedelta(days=90)
"""What its source recorded longer ago calls nobody: it is history that was handed in late, and the week's list has
it. No source may be a quarter late."""


class Occasion(StrEnum):
    """What is looked at: rows that have come in, or what the nightly run found."""

    INGEST = "ingest"
    NIGHT = "night"


def since(connection: Connection, occasion: Occasion) -> int:
    """The last row that the look before has seen; 0 before the first."""
    wanted = select(urgent_looks.c.last_sequence).where(urgent_looks.c.occasion == occasion.value)
    return connection.scalar(wanted) or 0


def reach(connection: Connection, occasion: Occasion, last_sequence: int, now: datetime) -> None:
    """Let the next look of this kind begin after ``last_sequence``; never before where it begins now."""
    row = upsert(urgent_looks).values(occasion=occasion.value, last_sequence=last_sequence, looked_at=now)
    further = func.greatest(urgent_looks.c.last_sequence, row.excluded.last_sequence)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["occasion"], set_={"last_sequence": further, "looked_at": now}
        )
    )


def new_rows(connection: Connection, after: int, now: datetime) -> New:
    """The rows that have been received after the row of this number."""
    newest = connection.scalar(select(func.max(source_rows.c.sequence)))
    return New(after, max(newest or 0, after), now - FRESH)


def known_up_to(connection: Connection, after: int, until: int, known_before: datetime) -> int:
    """The row before the first, among those from ``after`` to ``until``, that was recorded at this moment or later.

    A run does not know what was recorded on its own day: the next night looks at it.
    """
    rows = source_rows.c
    unknown = select(func.min(rows.sequence)).where(
        rows.sequence > after, rows.sequence <= until, rows.recorded_at >= known_before
    )
    first = connection.scalar(unknown)
    return until if first is None else first - 1
