"""What happens here that programs of other institutions may be told of, by number and never by content.

Whoever lets something happen writes it down with ``tell`` in the same transaction; ``api.webhooks`` carries it out.
A program is told only of what it could read with its own key: its permission is asked, and the database whether
its areas reach the thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from records.rights.permissions import PERMISSION, Permission
from records.tables import outbox

_REF = re.compile(r"[a-z_]{1,30}/[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Event:
    """One kind of event; ``reaches`` is a query over ``:id`` that is true for those whom the thing is shown to.

    It runs in the context of the program that would be told.
    """

    name: str
    about: str
    permission_name: str
    title_id: str
    title_en: str
    reaches: str = "SELECT true"

    @property
    def permission(self) -> Permission:
        """What one must be allowed to do to be told."""
        return PERMISSION[self.permission_name]


_WORK = "SELECT EXISTS (SELECT FROM alert_work WHERE work_id::text = :id)"

EVENTS: tuple[Event, ...] = (
    Event("alert.raised", "work", "alert:work", "Peringatan dini baru", "A new early warning", _WORK),
    Event(
        "alert.raised_again",
        "work",
        "alert:work",
        "Bukti pada peringatan dini bertambah",
        "The evidence of an early warning has grown",
        _WORK,
    ),
    Event(
        "alert.decided",
        "work",
        "alert:work",
        "Peringatan dini diputuskan",
        "An early warning was decided on",
        _WORK,
    ),
    Event(
        "alert.lapsed",
        "work",
        "alert:work",
        "Peringatan dini lewat tanpa ditinjau",
        "Nobody looked at an early warning in time",
        _WORK,
    ),
    Event("feed.late", "feed", "feed:read", "Data sumber terlambat", "A source's data are late"),
    Event(
        "request.overdue",
        "request",
        "request:decide",
        "Permintaan subjek data lewat tenggat",
        "A data subject's request is overdue",
        "SELECT EXISTS (SELECT FROM subject_requests WHERE request_id::text = :id)",
    ),
)
"""Every event that can be subscribed to."""

EVENT = {event.name: event for event in EVENTS}


def tell(connection: Connection, name: str, ref: str) -> None:
    """Write down that something happened to ``ref`` (``work/17``).

    Raises ValueError where the reference is not of the event's kind or could hold more than a number or code.
    """
    event = EVENT[name]
    if _REF.fullmatch(ref) is None or ref.partition("/")[0] != event.about:
        raise ValueError(f"{name} is about {event.about}/…")
    # Its number is not asked back: whoever tells may not read what others told.
    connection.execute(insert(outbox).values(name=name, ref=ref).inline())
