"""Who was sent to a counsellor, or came by themselves: masked, without a score and without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text, update

from detection.screening.referral import Sent, send
from records import audit
from records.audit import Act, Deed
from records.days import WIB
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.tables import counsel_referrals

KEPT_OPEN = timedelta(days=14)
"""Whoever was sent and not spoken with stands in the list so long."""
FIELDS = ("registration", "country", "position", "woman", "private_room", "language")

_REFERRALS = """
    SELECT f.*, r.known ->> 'country' AS country, r.known ->> 'position' AS position,
        t.happened_at AS talked_at, t.outcome
    FROM counsel_referrals AS f
        LEFT JOIN LATERAL (
            SELECT known FROM source_rows AS s
            WHERE s.feed = 'registrations' AND s.entity_key = f.registration AND s.known <> '{{}}'
            ORDER BY s.recorded_at DESC, s.sequence DESC LIMIT 1
        ) AS r ON true
        LEFT JOIN LATERAL (
            SELECT happened_at, outcome FROM counsel_talks AS c
            WHERE c.referral_id = f.referral_id ORDER BY c.talk_id DESC LIMIT 1
        ) AS t ON true
    WHERE {wanted}
    ORDER BY f.sent_at, f.referral_id
"""
_LISTED = text(_REFERRALS.format(wanted="f.sent_on = :today OR (f.sent_on >= :since AND t.outcome IS NULL)"))
_ONE = text(_REFERRALS.format(wanted="f.referral_id = :referral_id"))


@dataclass(frozen=True)
class Referral:
    """One person to speak with; ``person_id`` is shown as a case code, wishes are empty until told."""

    referral_id: int
    registration: str | None
    person_id: str | None
    area: str | None
    office: str | None
    sent_on: date
    sent_at: datetime
    country: str | None
    position: str | None
    woman: bool
    private_room: bool
    language: str | None
    talked_at: datetime | None
    outcome: str | None


def waiting(connection: Connection, now: datetime) -> tuple[Referral, ...]:
    """Who was sent today, and who was sent before and waits still, in the order of coming."""
    today = now.astimezone(WIB).date()
    rows = connection.execute(_LISTED, {"today": today, "since": today - KEPT_OPEN})
    found = tuple(_referral(row) for row in rows)
    _entry(connection, Deed.READ, found)
    return found


def referral(connection: Connection, referral_id: int) -> Referral:
    """One of them. Raises NotFound."""
    found = seen(connection, referral_id)
    _entry(connection, Deed.READ, (found,))
    return found


def receive(connection: Connection, context: Context, now: datetime) -> int:
    """Somebody came by themselves, without a registration: gives the number of their talk."""
    send(connection, Sent(None, None, next(iter(context.areas), None), None), context.who, now)
    number: int = connection.execute(
        text("SELECT max(referral_id) FROM counsel_referrals WHERE sent_by = :who AND sent_at = :now"),
        {"who": context.who, "now": now},
    ).scalar_one()
    audit.write(connection, Act(Deed.COUNSEL, "counsel_referral", (f"counsel/{number}",)))
    return number


def wish(
    connection: Connection,
    context: Context,
    referral_id: int,
    known: set[str],
    *,
    woman: bool,
    private_room: bool,
    language: str,
) -> None:
    """Write down what the person wishes. Raises NotFound, InputRefused for a language that is not ``known``."""
    if language and language not in known:
        raise InputRefused("Pilih bahasa dari daftar.", "Choose a language from the list.")
    found = seen(connection, referral_id)
    connection.execute(
        update(counsel_referrals)
        .where(counsel_referrals.c.referral_id == referral_id)
        .values(woman=woman, private_room=private_room, language=language or None, wished_by=context.who)
    )
    _entry(connection, Deed.COUNSEL, (found,), ("woman", "private_room", "language"))


def seen(connection: Connection, referral_id: int) -> Referral:
    """One of them, for a function that writes its own entry. Raises NotFound."""
    row = connection.execute(_ONE, {"referral_id": referral_id}).one_or_none()
    if row is None:
        raise NotFound("Tidak ada orang itu dalam daftar.", "There is nobody of that number.")
    return _referral(row)


def _referral(row: Any) -> Referral:
    return Referral(**{name: getattr(row, name) for name in Referral.__dataclass_fields__})


def _entry(
    connection: Connection, deed: Deed, found: tuple[Referral, ...], fields: tuple[str, ...] = FIELDS
) -> None:
    objects = tuple(f"counsel/{each.referral_id}" for each in found)
    audit.write(connection, Act(deed, "counsel_referral", objects, len(found), fields))
