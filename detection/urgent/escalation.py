"""The escalation: calls whoever is next, sends what is due, and tries again what no channel took.

It runs every minute. What it does stands in the database before anything is sent, so a stop at any point loses
nothing: a message may go out twice, with the same number, and never not at all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or_find

from detection.urgent import roster
from detection.urgent.channels import Senders, Undelivered
from detection.urgent.ladder import LAST, PATIENCE, line_for, next_rung
from records import audit
from records.audit import Act, Deed
from records.rights.context import Context
from records.rights.role import Role
from records.store import Store
from records.tables import duty_notices, duty_shifts, notices, urgent_items

LOUD_KIND = "urgent_unanswered"
AGAIN = (1, 1, 2, 4, 8, 15)
"""Minutes until a message that no channel took is tried again; the last goes on."""
HOPELESS = 2
"""After so many failures of every message of a rung the next is called at once."""

_OPEN = urgent_items.c.seen_at.is_(None) & urgent_items.c.closed_at.is_(None)
_UNREACHED = text("""
    UPDATE urgent_items AS u SET next_at = :now
    WHERE u.seen_at IS NULL AND u.closed_at IS NULL AND u.next_at > :now AND u.rung BETWEEN 1 AND :last - 1
        AND NOT EXISTS (
            SELECT FROM duty_notices AS n WHERE n.item_id = u.item_id AND n.round = u.round AND n.rung = u.rung
                AND (n.sent_at IS NOT NULL OR n.attempts < :hopeless)
        )
""")


@dataclass(frozen=True)
class Escalated:
    """How many messages were made, sent, and not taken by their channel; and who waits for somebody still."""

    called: int
    sent: int
    failed: int
    unanswered: tuple[int, ...]


def escalate(store: Store, now: datetime, senders: Senders) -> Escalated:
    """Call for every matter whose time has come, then send. Acts as the program; several may run at once."""
    if store.context is None:
        raise RuntimeError("the escalation acts as the program: use store.acting(job())")
    called = _call(store, store.context, now)
    sent, failed = _send(store, now, senders)
    if failed:
        with store.begin() as connection:
            span = {"now": now, "last": LAST.number, "hopeless": HOPELESS}
            hurried = connection.execute(_UNREACHED, span).rowcount
        if hurried:
            called += _call(store, store.context, now)
            more, missed = _send(store, now, senders)
            sent, failed = sent + more, failed + missed
    with store.reading() as connection:
        return Escalated(called, sent, failed, unanswered(connection, now))


def unanswered(connection: Connection, now: datetime) -> tuple[int, ...]:
    """Matters that nobody has opened though they were called half an hour ago, or whom no message has reached."""
    reached = (
        select(duty_notices.c.notice_id)
        .where(
            duty_notices.c.item_id == urgent_items.c.item_id,
            duty_notices.c.round == urgent_items.c.round,
            duty_notices.c.sent_at.is_not(None),
        )
        .exists()
    )
    waits = (urgent_items.c.round_at <= now - PATIENCE) | ~reached
    wanted = select(urgent_items.c.item_id).where(_OPEN, waits)
    return tuple(connection.scalars(wanted.order_by(urgent_items.c.item_id)))


def _call(store: Store, program: Context, now: datetime) -> int:
    made = 0
    with store.begin() as connection:
        due = select(urgent_items).where(_OPEN, urgent_items.c.next_at <= now)
        due = due.order_by(urgent_items.c.item_id).with_for_update(skip_locked=True)
        items = connection.execute(due).all()
        line = roster.on_duty(connection, now) if items else []
        for item in items:
            made += _call_for(connection, program, item, line, now)
        if items:
            objects = tuple(f"urgent/{item.item_id}" for item in items)
            audit.write(connection, Act(Deed.NOTIFY, "urgent_item", objects, None, ("rung",)))
    return made


def _call_for(
    connection: Connection, program: Context, item: Any, line: list[roster.Shift], now: datetime
) -> int:
    in_round = (duty_notices.c.item_id == item.item_id) & (duty_notices.c.round == item.round)
    called = select(duty_shifts.c.account_id).join(duty_notices).where(in_round)
    able = line_for(connection, program, item.item_id, line, now)
    rung, whom = next_rung(item.rung, able, set(connection.scalars(called)))
    again = select(func.coalesce(func.max(duty_notices.c.call), 0)).where(
        in_round, duty_notices.c.rung == rung.number
    )
    call = (connection.scalar(again) or 0) + 1
    rows = [
        {
            "number": f"u-{secrets.token_hex(8)}",
            "item_id": item.item_id,
            "round": item.round,
            "rung": rung.number,
            "call": call,
            "shift_id": shift.shift_id,
            "channel": channel,
            "made_at": now,
            "try_at": now,
        }
        for shift in whom
        for channel in shift.channels
    ]
    if rows:
        connection.execute(insert(duty_notices), rows)
    if rung.loud:
        loud = insert_or_find(notices).values(
            for_role=Role.SATGAS_LEAD.value,
            kind=LOUD_KIND,
            ref=f"urgent/{item.item_id}/{item.round}",
            made_at=now,
        )
        connection.execute(loud.on_conflict_do_nothing())
    connection.execute(
        update(urgent_items)
        .where(urgent_items.c.item_id == item.item_id)
        .values(rung=rung.number, next_at=now + PATIENCE)
    )
    return len(rows)


def _send(store: Store, now: datetime, senders: Senders) -> tuple[int, int]:
    sent = failed = 0
    with store.reading() as connection:
        due = select(duty_notices.c.notice_id).join(urgent_items)
        due = due.where(duty_notices.c.sent_at.is_(None), duty_notices.c.try_at <= now, _OPEN)
        numbers = list(connection.scalars(due.order_by(duty_notices.c.notice_id)))
    for number in numbers:
        with store.begin() as connection:
            taken = _send_one(store, connection, number, now, senders)
        sent, failed = sent + (taken is True), failed + (taken is False)
    return sent, failed


def _send_one(
    store: Store, connection: Connection, notice_id: int, now: datetime, senders: Senders
) -> bool | None:
    """Whether the channel took it; None where another process has it in hand, or it is no longer due."""
    wanted = select(duty_notices).where(
        duty_notices.c.notice_id == notice_id,
        duty_notices.c.sent_at.is_(None),
        duty_notices.c.try_at <= now,
    )
    notice = connection.execute(wanted.with_for_update(skip_locked=True)).one_or_none()
    if notice is None:
        return None
    (shift,) = roster.by_number(connection, [notice.shift_id])
    address = roster.addresses_of(connection, store.keys, shift).get(notice.channel)
    send = senders.get(notice.channel)
    attempts = notice.attempts + 1
    values: dict[str, object] = {"attempts": attempts, "sent_at": now}
    try:
        if send is None or address is None:
            raise Undelivered
        send(address, notice.number)
    except Undelivered:
        minutes = AGAIN[min(attempts, len(AGAIN)) - 1]
        values = {"attempts": attempts, "try_at": now + timedelta(minutes=minutes)}
    connection.execute(update(duty_notices).where(duty_notices.c.notice_id == notice_id).values(**values))
    audit.write(connection, Act(Deed.NOTIFY, "duty_notice", (f"notice/{notice_id}",), None, ("address",)))
    return "sent_at" in values
