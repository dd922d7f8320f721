"""Past weeks that somebody asked to have computed; a worker takes them up one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, text, update

from detection.looking_back import look_back
from protection.learning.telling import Telling
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, SuluhError
from records.settings import Settings
from records.store import Store
from records.tables import past_weeks

GIVEN_UP_AFTER = timedelta(hours=6)
"""Who took a week up and has not ended it by then is taken to have died."""

_W = past_weeks.c
_WHO = text("SELECT suluh_who()")


@dataclass(frozen=True)
class PastWeek:
    """One wish and what came of it; a count is None where it is too small to be told, or not there yet."""

    week_id: int
    as_of: date
    capacity: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    model_version: str | None
    learned: bool | None
    people: int | None
    networks: int | None
    found: int | None
    failure: str | None


def ask(connection: Connection, as_of: date, capacity: int, now: datetime) -> int:
    """Ask for a week that is over, with its audit entry; gives its number. Raises InputRefused."""
    if as_of >= day_of(now):
        raise InputRefused("Pilih hari yang sudah lewat.", "Choose a day that is over.")
    asked = {"asked_by": connection.scalar(_WHO), "asked_at": now, "as_of": as_of, "capacity": capacity}
    number: int = connection.execute(insert(past_weeks).values(asked).returning(_W.week_id)).scalar_one()
    audit.write(connection, Act(Deed.LOOK_BACK, "past_week", (f"week:{number}",)))
    return number


def latest(connection: Connection, telling: Telling, most: int) -> list[PastWeek]:
    """The newest wishes, newest first, with one audit entry."""
    wanted = select(past_weeks).order_by(_W.week_id.desc()).limit(most)
    rows = connection.execute(wanted).all()
    audit.write(connection, Act(Deed.READ, "past_week", tuple(f"week:{row.week_id}" for row in rows)))

    def count(value: int | None) -> int | None:
        return None if value is None else telling.count(value)

    return [
        PastWeek(
            row.week_id,
            row.as_of,
            row.capacity,
            row.asked_at,
            row.started_at,
            row.ended_at,
            row.model_version,
            row.learned,
            count(row.people),
            count(row.networks),
            count(row.found),
            row.failure,
        )
        for row in rows
    ]


def carry_out(
    store: Store, settings: Settings, now: datetime, tell: Callable[[str], None] | None = None
) -> int | None:
    """Compute the oldest week that waits; gives its number, None where there is none.

    A refusal that Suluh foresees ends the wish; anything else leaves it to be tried again.
    """
    with store.begin() as connection:
        waiting = (
            select(past_weeks)
            .where(_W.ended_at.is_(None), or_(_W.started_at.is_(None), _W.started_at < now - GIVEN_UP_AFTER))
            .order_by(_W.week_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        wish = connection.execute(waiting).one_or_none()
        if wish is None:
            return None
        connection.execute(update(past_weeks).where(_W.week_id == wish.week_id).values(started_at=now))
    came: dict[str, object]
    try:
        today = day_of(now)
        came = dict(vars(look_back(store, settings, wish.as_of, today, wish.capacity, tell)))
    except SuluhError as error:
        came = {"failure": error.code}
    number: int = wish.week_id
    with store.begin() as connection:
        connection.execute(update(past_weeks).where(_W.week_id == number).values(ended_at=now, **came))
        audit.write(connection, Act(Deed.LOOK_BACK, "past_week", (f"week:{number}",)))
    return number
