"""Events on their way: spread to those who may know of them, sent, tried again, and given up in the end.

An event is sent at least once; the same message id tells a repetition. Nothing is sent while a transaction is open,
so a process that dies between sending and noting it sends once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from api.webhooks.sending import DELIVERED, GONE, Send
from api.webhooks.signing import sign
from api.webhooks.subscriptions import message_id, opened
from protection.exports.kinds import COUNTERS
from records import audit
from records.audit import Act, Deed
from records.events import EVENT, Event
from records.rights.authorise import Forbidden, authorise
from records.rights.bodies import kind_of
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import api_clients, outbox, webhook_deliveries, webhooks

RETRIES: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait after each failure, as Standard Webhooks advises; after the last the letter is dead."""

LEASE = timedelta(minutes=2)
"""An attempt that nobody has noted for so long was cut off, and is made again."""

AT_ONCE = 500

_C, _D, _O, _W = api_clients.c, webhook_deliveries.c, outbox.c, webhooks.c


@dataclass(frozen=True)
class Sent:
    """What came of one round: letters that arrived, that will be tried again, that were given up."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


@dataclass(frozen=True)
class _Subscriber:
    """A program with a subscription, and what it may see."""

    webhook_id: str
    events: frozenset[str]
    context: Context
    scopes: frozenset[str]


@dataclass(frozen=True)
class _Letter:
    """A delivery whose attempt has begun."""

    delivery_id: int
    webhook_id: str
    attempts: int
    url: str
    secret: str
    message_id: str
    body: bytes


def spread(store: Store, now: datetime) -> int:
    """Address the events that wait to everyone who may know of them; gives how many deliveries began.

    ``store`` acts as the program's own job. Nobody is told of what they could not read themselves at this moment.
    """
    begun = 0
    with store.begin() as connection:
        waiting = connection.execute(
            select(_O.number, _O.name, _O.ref)
            .where(_O.spread_at.is_(None))
            .order_by(_O.number)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        subscribers = list(_subscribers(connection, now)) if waiting else []
        for number, name, ref in waiting:
            for each in subscribers:
                if name in each.events and name in EVENT and _may_know(store, each, EVENT[name], ref):
                    added = insert(webhook_deliveries).values(
                        webhook_id=each.webhook_id, event=number, next_at=now
                    )
                    numbered = added.on_conflict_do_nothing().returning(_D.delivery_id)
                    begun += connection.scalar(numbered) is not None
        connection.execute(
            update(outbox).where(_O.number.in_([number for number, *_ in waiting])).values(spread_at=now)
        )
    return begun


def deliver(store: Store, now: datetime, send: Send, most: int = AT_ONCE) -> Sent:
    """Send what is due. ``store`` acts as the program's own job; one audit entry tells of a round that sent."""
    letters = _begin(store, now, most)
    results = [(letter, send(letter.url, _headers(letter, now), letter.body)) for letter in letters]
    delivered = failed = dead = 0
    with store.begin() as connection:
        for letter, result in results:
            state = _note(connection, letter, result, now)
            delivered += state == "delivered"
            failed += state == "waiting"
            dead += state == "dead"
        if results:
            refs = tuple(f"delivery/{letter.delivery_id}" for letter, _ in results)
            audit.write(connection, Act(Deed.DELIVER, "webhook_delivery", refs))
    return Sent(delivered, failed, dead)


def _subscribers(connection: Connection, now: datetime) -> Iterator[_Subscriber]:
    """The subscriptions in force of programs whose key is in force."""
    rows = connection.execute(
        select(_W.webhook_id, _W.events, api_clients)
        .select_from(webhooks.join(api_clients))
        .where(_W.ended_at.is_(None), _C.revoked_at.is_(None), _C.expires_at > now)
        .order_by(_W.number)
    )
    for row in rows:
        if kind_of(row.body) not in COUNTERS:
            context = Context(
                row.client_id, Role(row.role), Purpose(row.purpose), tuple(row.areas), row.body, row.office
            )
            yield _Subscriber(row.webhook_id, frozenset(row.events), context, frozenset(row.scopes))


def _may_know(store: Store, who: _Subscriber, event: Event, ref: str) -> bool:
    try:
        authorise(who.context, event.permission, who.scopes)
    except Forbidden:
        return False
    with store.acting(who.context).reading() as connection:
        return bool(connection.scalar(text(event.reaches), {"id": ref.partition("/")[2]}))


def _begin(store: Store, now: datetime, most: int) -> list[_Letter]:
    """Begin an attempt at every letter that is due; another process leaves these alone until the lease is over."""
    with store.begin() as connection:
        due = connection.execute(
            select(
                _D.delivery_id,
                _D.webhook_id,
                _D.attempts,
                _O.number.label("event"),
                _O.name,
                _O.ref,
                _O.happened_at,
                _W.number,
                _W.sealed,
            )
            .select_from(webhook_deliveries.join(outbox).join(webhooks).join(api_clients))
            .where(
                _D.state == "waiting",
                _D.next_at <= now,
                _W.ended_at.is_(None),
                _C.revoked_at.is_(None),
                _C.expires_at > now,
            )
            .order_by(_D.delivery_id)
            .limit(most)
            .with_for_update(of=webhook_deliveries, skip_locked=True)
        ).all()
        connection.execute(
            update(webhook_deliveries)
            .where(_D.delivery_id.in_([row.delivery_id for row in due]))
            .values(attempts=_D.attempts + 1, next_at=now + LEASE, last_at=now)
        )
        letters = []
        for row in due:
            url, secret = opened(connection, store.keys, row.number, row.webhook_id, row.sealed)
            content = {
                "type": row.name,
                "timestamp": row.happened_at.astimezone(UTC).isoformat(),
                "data": {"ref": row.ref},
            }
            letters.append(
                _Letter(
                    row.delivery_id,
                    row.webhook_id,
                    row.attempts + 1,
                    url,
                    secret,
                    message_id(row.event),
                    json.dumps(content, separators=(",", ":")).encode(),
                )
            )
        return letters


def _headers(letter: _Letter, now: datetime) -> dict[str, str]:
    return sign(letter.secret, letter.message_id, now, letter.body) | {"User-Agent": "Suluh"}


def _note(connection: Connection, letter: _Letter, result: str, now: datetime) -> str:
    """Note what came of an attempt; gives the letter's state."""
    failures = letter.attempts - 1
    if result in DELIVERED:
        state, next_at = "delivered", now
    elif result == GONE or failures >= len(RETRIES):
        state, next_at = "dead", now
    else:
        state, next_at = "waiting", now + RETRIES[failures]
    connection.execute(
        update(webhook_deliveries)
        .where(_D.delivery_id == letter.delivery_id)
        .values(state=state, next_at=next_at, last_result=result)
    )
    if result == GONE:
        connection.execute(
            update(webhooks)
            .where(_W.webhook_id == letter.webhook_id, _W.ended_at.is_(None))
            .values(ended_at=now, ended_because="gone")
        )
    return state
