"""Trainings that somebody asked for through the API; a worker takes them up one after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, text, update

from records import audit
from records.audit import Act, Deed
from records.tables.promotions import trainings

GIVEN_UP_AFTER = timedelta(hours=6)
"""Who took a training up and has not ended it by then is taken to have died."""

_T = trainings.c
_WHO = text("SELECT suluh_who()")


@dataclass(frozen=True)
class Training:
    """One wish and what came of it; waiting while ``started_at`` is empty."""

    training_id: int
    asked_by: str
    asked_at: datetime
    as_of: date
    capacity: int
    started_at: datetime | None
    ended_at: datetime | None
    digest: str | None
    failure: str | None


def ask(connection: Connection, as_of: date, capacity: int, now: datetime) -> int:
    """Ask for a training, with its audit entry; gives its number."""
    asked = {"asked_by": connection.scalar(_WHO), "asked_at": now, "as_of": as_of, "capacity": capacity}
    number: int = connection.execute(insert(trainings).values(asked).returning(_T.training_id)).scalar_one()
    audit.write(connection, Act(Deed.TRAIN_MODEL, "training", (f"training:{number}",)))
    return number


def listing(connection: Connection, after: int, most: int) -> list[Training]:
    """By number, beginning after one."""
    wanted = select(trainings).where(_T.training_id > after).order_by(_T.training_id).limit(most)
    return [Training(**row._mapping) for row in connection.execute(wanted)]


def read(connection: Connection, after: int, most: int) -> list[Training]:
    """The same, with its audit entry."""
    found = listing(connection, after, most)
    audit.write(
        connection, Act(Deed.READ, "training", tuple(f"training:{each.training_id}" for each in found))
    )
    return found


def latest(connection: Connection, most: int) -> list[Training]:
    """The newest wishes, newest first, with one audit entry."""
    wanted = select(trainings).order_by(_T.training_id.desc()).limit(most)
    found = [Training(**row._mapping) for row in connection.execute(wanted)]
    told = tuple(f"training:{each.training_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "training", told))
    return found


def take(connection: Connection, now: datetime) -> Training | None:
    """Take up the oldest that waits; no other worker gets it."""
    waiting = (
        select(trainings)
        .where(_T.ended_at.is_(None), or_(_T.started_at.is_(None), _T.started_at < now - GIVEN_UP_AFTER))
        .order_by(_T.training_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(waiting).one_or_none()
    if row is None:
        return None
    connection.execute(update(trainings).where(_T.training_id == row.training_id).values(started_at=now))
    return Training(**row._mapping)


def end(
    connection: Connection,
    wish: Training,
    now: datetime,
    digest: str | None = None,
    failure: str | None = None,
) -> None:
    """Write down what came of it."""
    done = update(trainings).where(_T.training_id == wish.training_id)
    connection.execute(done.values(ended_at=now, digest=digest, failure=failure))
    audit.write(connection, Act(Deed.TRAIN_MODEL, "training", (f"training:{wish.training_id}",)))
