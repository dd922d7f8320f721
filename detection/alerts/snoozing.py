"""Put off with a reason and an end; woken by the end, by new evidence, and in any case before the departure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from detection.alerts import words
from detection.alerts.claims import refuse
from detection.alerts.states import CLAIM, LEAVING_SOON, LONGEST_SNOOZE, OPEN, Event, State
from detection.alerts.work import COLUMNS, PROGRAM, Work, change, hold, of_row, wrote
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of, instant
from records.errors import InputRefused
from records.tables import alert_work


def snooze(
    connection: Connection,
    keys: Keyring,
    who: str,
    work_id: int,
    version: int | None,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> Work:
    """Put a piece of work off until a moment, or without one until new evidence, 90 days at the longest.

    New evidence wakes it either way. Raises InputRefused for a moment that is past, too far or within two days
    of the departure; NotFound, Stale, WrongStanding, Claimed, NotYours.
    """
    reason = words.refuse_short(reason, "alasan menunda", "why it is put off")
    work = hold(connection, work_id, version)
    refuse(work, who, now)
    latest = _latest(work, now)
    end = latest if until is None else until
    if not now < end <= latest:
        day = day_of(latest).isoformat()
        raise InputRefused(
            f"Pekerjaan ini dapat ditunda paling lama sampai {day}.",
            f"This can be put off until {day} at the latest.",
        )
    sealed = words.seal(keys, work_id, who, {"reason": reason})
    told = {"until": end, "sealed": sealed.box}
    values = {"owner": who, "claimed_until": None, "snoozed_until": end, "state": State.REVIEWED}
    slept, event_id = change(connection, work, Event.SNOOZED, who, now, values, told)
    words.put(connection, event_id, sealed)
    wrote(connection, Deed.WORK, slept, ("snoozed_until",))
    return slept


def _latest(work: Work, now: datetime) -> datetime:
    latest = now + LONGEST_SNOOZE
    if work.departs_on is None:
        return latest
    return min(latest, instant(work.departs_on) - LEAVING_SOON)


def wake(connection: Connection, now: datetime) -> int:
    """Wake what was put off until now, and who leaves soon; for the program's jobs. Gives how many.

    It is the owner's again for a claim's time: they wanted to see it then.
    """
    soon = day_of(now) + LEAVING_SOON
    wanted = select(*COLUMNS).where(
        alert_work.c.state.in_([state.value for state in OPEN]),
        or_(
            alert_work.c.snoozed_until <= now,
            alert_work.c.snoozed_until.is_not(None) & (alert_work.c.departs_on <= soon),
        ),
    )
    due = [of_row(row) for row in connection.execute(wanted.with_for_update(skip_locked=True))]
    for work in due:
        awake = {"snoozed_until": None, "claimed_until": now + CLAIM}
        change(connection, work, Event.WOKEN, PROGRAM, now, awake)
    if due:
        objects = tuple(f"work/{work.work_id}" for work in due)
        audit.write(connection, Act(Deed.WORK, "alert_work", objects, None, ("snoozed_until",)))
    return len(due)
