"""Subscriptions of programs: who is told of which events, at which address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, func, select, update

from api.signin import secret
from api.signin.visitor import Visitor
from api.webhooks.addresses import check_url
from api.webhooks.signing import new_secret
from protection.exports.kinds import COUNTERS
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, SuluhError
from records.events import EVENT
from records.rights.authorise import Forbidden, authorise
from records.rights.bodies import kind_of
from records.tables import outbox, webhook_deliveries, webhooks

HOLDER = "webhooks"
MOST = 20
"""Subscriptions of one program."""

_W, _D, _O = webhooks.c, webhook_deliveries.c, outbox.c


class ProgramsOnly(SuluhError):
    """People read alerts on their pages; only a program is sent messages."""

    code = "programs_only"
    status = 403

    def __init__(self) -> None:
        super().__init__("Hanya program dengan kunci API.", "Only for programs with an API key.")


@dataclass(frozen=True)
class Webhook:
    """A subscription, without its secret; ``host`` is where messages go."""

    webhook_id: str
    client_id: str
    events: tuple[str, ...]
    host: str
    made_at: datetime
    ended_at: datetime | None
    ended_because: str | None


@dataclass(frozen=True)
class Delivery:
    """One event on its way; ``ref`` names what it was about, ``message_id`` stays the same at each attempt."""

    delivery_id: int
    message_id: str
    event: str
    ref: str
    state: str
    attempts: int
    next_at: datetime
    last_at: datetime | None
    last_result: str | None


def subscribe(
    connection: Connection,
    keys: Keyring,
    visitor: Visitor,
    url: str,
    events: Sequence[str],
    *,
    private: bool,
) -> tuple[str, str]:
    """Tell a program of events from now on; gives the subscription's id and its secret, which is shown once.

    Raises ProgramsOnly, Forbidden where the program could not read what an event is about, or is a counter's or
    checkpoint's, AddressRefused, InputRefused.
    """
    if visitor.client_id is None:
        raise ProgramsOnly
    context = visitor.context
    if kind_of(context.body) in COUNTERS:
        raise Forbidden("Lembaga ini tidak diberi tahu apa pun.", "This institution is told of nothing.")
    check_url(url, private=private)
    wanted = tuple(dict.fromkeys(events))
    if unknown := [name for name in wanted if name not in EVENT]:
        raise InputRefused(
            f"Peristiwa tidak dikenal: {len(unknown)}.", f"Events that do not exist: {len(unknown)}."
        )
    for name in wanted:
        authorise(context, EVENT[name].permission, visitor.scopes)
    own = select(func.count()).where(_W.client_id == visitor.client_id, _W.ended_at.is_(None))
    if (connection.scalar(own) or 0) >= MOST:
        raise InputRefused(f"Paling banyak {MOST} langganan.", f"At most {MOST} subscriptions.")
    webhook_id, hidden = secret.identity("w"), new_secret()
    sealed_words.put(
        connection,
        keys,
        webhooks,
        {"url": url, "secret": hidden},
        about(webhook_id),
        webhook_id=webhook_id,
        client_id=visitor.client_id,
        events=list(wanted),
        made_at=visitor.at,
    )
    audit.write(connection, Act(Deed.SUBSCRIBE, "webhook", (webhook_id,), None, wanted))
    return webhook_id, hidden


def listing(connection: Connection, keys: Keyring, after: int, most: int) -> list[tuple[int, Webhook]]:
    """The subscriptions that the context sees, each with its number."""
    rows = connection.execute(
        select(webhooks).where(_W.number > after).order_by(_W.number).limit(most)
    ).mappings()
    found = [(row["number"], _told(connection, keys, row)) for row in rows.all()]
    refs = tuple(each.webhook_id for _, each in found)
    audit.write(connection, Act(Deed.READ, "webhook", refs))
    return found


def one(connection: Connection, keys: Keyring, webhook_id: str) -> Webhook:
    """One subscription. Raises NotFound. The caller writes the entry."""
    row = connection.execute(select(webhooks).where(_W.webhook_id == webhook_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("Langganan tidak ditemukan.", "There is no such subscription.")
    return _told(connection, keys, row)


def end(connection: Connection, webhook_id: str, now: datetime) -> None:
    """Send nothing any more. Raises NotFound."""
    ended = connection.execute(
        update(webhooks)
        .where(_W.webhook_id == webhook_id, _W.ended_at.is_(None))
        .values(ended_at=now, ended_because="asked")
    )
    if ended.rowcount == 0:
        raise NotFound("Langganan tidak ditemukan.", "There is no such subscription.")
    audit.write(connection, Act(Deed.SUBSCRIBE, "webhook", (webhook_id,), None, ("ended_at",)))


def deliveries(connection: Connection, webhook_id: str, after: int, most: int) -> list[Delivery]:
    """What was sent or waits, by number. Raises NotFound."""
    if connection.scalar(select(_W.number).where(_W.webhook_id == webhook_id)) is None:
        raise NotFound("Langganan tidak ditemukan.", "There is no such subscription.")
    with_events = webhook_deliveries.join(outbox, _D.event == _O.number)
    columns = (
        _D.delivery_id,
        _D.event,
        _D.state,
        _D.attempts,
        _D.next_at,
        _D.last_at,
        _D.last_result,
        _O.name,
        _O.ref,
    )
    rows = connection.execute(
        select(*columns)
        .select_from(with_events)
        .where(_D.webhook_id == webhook_id, _D.delivery_id > after)
        .order_by(_D.delivery_id)
        .limit(most)
    )
    found = [
        Delivery(
            row.delivery_id,
            message_id(row.event),
            row.name,
            row.ref,
            row.state,
            row.attempts,
            row.next_at,
            row.last_at,
            row.last_result,
        )
        for row in rows
    ]
    audit.write(connection, Act(Deed.READ, "webhook", (webhook_id,)))
    return found


def again(connection: Connection, webhook_id: str, delivery_id: int, now: datetime) -> None:
    """Let a dead letter be sent once more, with all its attempts. Raises NotFound."""
    revived = connection.execute(
        update(webhook_deliveries)
        .where(_D.webhook_id == webhook_id, _D.delivery_id == delivery_id, _D.state == "dead")
        .values(state="waiting", attempts=0, next_at=now)
    )
    if revived.rowcount == 0:
        raise NotFound(
            "Tidak ada kiriman yang gagal dengan nomor itu.", "There is no dead letter of that number."
        )
    audit.write(connection, Act(Deed.SUBSCRIBE, "webhook_delivery", (f"delivery/{delivery_id}",)))


def about(webhook_id: str) -> bytes:
    """What binds the address and the secret to their subscription."""
    return sealed_words.about(HOLDER, webhook_id)


def opened(
    connection: Connection, keys: Keyring, number: int, webhook_id: str, sealed: bytes
) -> tuple[str, str]:
    """The address and the secret of a subscription. Raises Tampered."""
    content = sealed_words.document(connection, keys, HOLDER, number, sealed, about(webhook_id))
    return content["url"], content["secret"]


def message_id(event: int) -> str:
    """The id by which a receiver knows a repetition."""
    return f"msg_{event}"


def _told(connection: Connection, keys: Keyring, row: RowMapping) -> Webhook:
    url, _ = opened(connection, keys, row["number"], row["webhook_id"], row["sealed"])
    return Webhook(
        row["webhook_id"],
        row["client_id"],
        tuple(row["events"]),
        urlsplit(url).hostname or "",
        row["made_at"],
        row["ended_at"],
        row["ended_because"],
    )
