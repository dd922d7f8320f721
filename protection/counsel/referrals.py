"""Who was sent to a counsellor, or came by themselves: masked, without a score and without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, text, update

from detection.screening.referral import Sent, send
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.rights.context import Context, as_program
from records.tables import counsel_referrals

KEPT_OPEN = timedelta(days=14)
"""Whoever was sent and not spoken with stands in the list so long."""
FIELDS = ("registration", "country", "position", "woman", "private_room", "language")

_REFERRALS = """
    SELECT f.*, t.happened_at AS talked_at, t.outcome
    FROM counsel_referrals AS f LEFT JOIN LATERAL (
        SELECT happened_at, outcome FROM counsel_talks AS c
        WHERE c.referral_id = f.referral_id ORDER BY c.talk_id DESC LIMIT 1
    ) AS t ON true
    WHERE {wanted}
    ORDER BY f.sent_at, f.referral_id
"""
# Whoever comes from elsewhere is spoken with here: of their registration the counsellor is told these two cells alone.
_WORK = text("""
    SELECT DISTINCT ON (entity_key) entity_key, known ->> 'country' AS country, known ->> 'position' AS position
    FROM source_rows WHERE feed = 'registrations' AND entity_key = ANY(:keys) AND known <> '{}'
    ORDER BY entity_key, recorded_at DESC, sequence DESC
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
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
    today = day_of(now)
    rows = connection.execute(_LISTED, {"today": today, "since": today - KEPT_OPEN}).all()
    found = _told(connection, rows)
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
    return _told(connection, [row])[0]


def _told(connection: Connection, rows: Sequence[Any]) -> tuple[Referral, ...]:
    keys = [row.registration for row in rows if row.registration]
    with as_program(connection):
        work = {row.entity_key: row for row in connection.execute(_WORK, {"keys": keys})}
    own = [name for name in Referral.__dataclass_fields__ if name not in ("country", "position")]
    return tuple(
        Referral(
            **{name: getattr(row, name) for name in own},
            country=work[row.registration].country if row.registration in work else None,
            position=work[row.registration].position if row.registration in work else None,
        )
        for row in rows
    )


def _entry(
    connection: Connection, deed: Deed, found: tuple[Referral, ...], fields: tuple[str, ...] = FIELDS
) -> None:
    objects = tuple(f"counsel/{each.referral_id}" for each in found)
    audit.write(connection, Act(deed, "counsel_referral", objects, len(found), fields))
