"""Sending somebody to a counsellor: what the counsellor is told is that they come, never why.

Whoever asks for a counsellor at a desk is kept in the same way, so that standing in the list says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from records.days import day_of
from records.rights.context import Context

_SEND = text("""
    INSERT INTO counsel_referrals (registration, person_id, area, office, sent_on, sent_at, sent_by)
    VALUES (:registration, :person_id, :area, :office, :sent_on, :sent_at, :sent_by) ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True)
class Sent:
    """Who is sent: by registration where there is one; ``area`` is whose counsellors see it."""

    registration: str | None
    person_id: str | None
    area: str | None
    office: str | None


def where(area: str | None, context: Context) -> str | None:
    """Whose counsellors see somebody: those of the registration's regency, if the desk reaches it, else the desk's.

    Whoever comes from far away is still spoken with here.
    """
    if area is not None and area.startswith(tuple(context.areas)):
        return area
    return next(iter(context.areas), None)


def send(connection: Connection, sent: Sent, who: str, at: datetime) -> None:
    """Tell the counsellors of the area, once a day. Whoever calls writes the audit entry."""
    day = day_of(at)
    connection.execute(_SEND, {**sent.__dict__, "sent_on": day, "sent_at": at, "sent_by": who})
