"""Undo: the one who did it takes it back for a while, as long as nothing has happened since; notes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from detection.alerts import words
from detection.alerts.refusals import NotYours
from detection.alerts.states import UNDO, UNDOABLE, Event, SeenBy
from detection.alerts.work import Work, change, hold, wrote
from records.audit import Deed
from records.custody.keyring import Keyring
from records.errors import WrongState
from records.tables import alert_events, alert_work


def undo(connection: Connection, who: str, work_id: int, version: int | None, now: datetime) -> Work:
    """Put a piece of work back to where it stood before one's last act on it; the history keeps both.

    Raises NotFound, Stale, NotYours, and WrongState where it is too late or cannot be taken back.
    """
    work = hold(connection, work_id, version)
    last = _last(connection, work)
    if last is None or last.who != who:
        raise NotYours("Tindakan terakhir bukan milik Anda.", "The last act was not yours.")
    if last.kind not in UNDOABLE or now - last.at > UNDO:
        raise WrongState("Tindakan ini tidak dapat dibatalkan lagi.", "This cannot be taken back any more.")
    before = {name: _typed(name, value) for name, value in last.before.items()}
    undone, _ = change(connection, work, Event.UNDONE, who, now, before)
    wrote(connection, Deed.WORK, undone, tuple(sorted(before)))
    return undone


def note(
    connection: Connection,
    keys: Keyring,
    who: str,
    work_id: int,
    version: int | None,
    text: str,
    now: datetime,
    seen_by: SeenBy = SeenBy.FORCE,
) -> Work:
    """Write a note to a piece of work, sealed, for some to read. Raises NotFound, Stale, InputRefused."""
    written = words.refuse_short(text, "catatan", "the note")
    work = hold(connection, work_id, version)
    sealed = words.seal(keys, work_id, who, {"note": written})
    told = {"sealed": sealed.box, "seen_by": seen_by.value}
    noted, event_id = change(connection, work, Event.NOTED, who, now, {}, told)
    words.put(connection, event_id, sealed)
    wrote(connection, Deed.WORK, noted, ("note",))
    return noted


def _last(connection: Connection, work: Work) -> Any:
    """The event that made the present version; where the database hides it, it was not one's own."""
    wanted = select(alert_events.c.who, alert_events.c.kind, alert_events.c.at, alert_events.c.before)
    return connection.execute(
        wanted.where(alert_events.c.work_id == work.work_id, alert_events.c.version == work.version)
    ).one_or_none()


def _typed(name: str, value: Any) -> object:
    """A cell of an event's ``before`` as the column holds it."""
    kind = alert_work.c[name].type.python_type
    if isinstance(value, str) and issubclass(kind, date):  # a datetime is a date too
        return kind.fromisoformat(value)
    return value
