"""The look at a person's numbers, for an action that is to be done or while one is planned; one audit entry."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from protection.actions.acting import note_numbers
from protection.actions.numbers import Calling, before_calling
from protection.actions.reading import find
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.tables import alerts


def for_alert(connection: Connection, keys: Keyring, alert_id: int, now: datetime) -> Calling:
    """For the person of an alert. Raises NotFound."""
    person = connection.scalar(
        select(alerts.c.subject).where(alerts.c.alert_id == alert_id, alerts.c.kind == "person")
    )
    if person is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    found = before_calling(connection, keys, person, _as_known_by(now))
    _audit(connection, f"alert/{alert_id}")
    return found


def for_action(
    connection: Connection, keys: Keyring, context: Context, action_id: int, now: datetime
) -> Calling:
    """For an action on a person; that it was looked at stands among the action's steps.

    Raises NotFound, InputRefused where it is about nobody, and WrongState where it has ended.
    """
    action = find(connection, action_id, held=True)
    if action.about != "person":
        raise InputRefused("Tindakan ini bukan tentang satu orang.", "This action is not about one person.")
    found = before_calling(connection, keys, action.subject, _as_known_by(now))
    note_numbers(connection, context, action, now)
    _audit(connection, f"action/{action_id}")
    return found


def _as_known_by(now: datetime) -> date:
    return day_of(now) + timedelta(days=1)


def _audit(connection: Connection, about: str) -> None:
    audit.write(connection, Act(Deed.READ, "number", (about,), None, ("phone",)))
