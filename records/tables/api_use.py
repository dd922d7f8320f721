"""What the API remembers: requests that came with a key of their own, and whom it tells of events.

Programs are told by number alone, so nothing here names a person. A program's address and secret are sealed.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

answered_requests = Table(
    "answered_requests",
    metadata,
    Column("who", Text, primary_key=True, comment="Client or account that asked."),
    Column("key", LargeBinary, primary_key=True, comment="SHA-256 of the Idempotency-Key."),
    Column("place", Text, nullable=False, comment="Permission and object of the request."),
    Column("body", LargeBinary, nullable=False, comment="SHA-256 of what was asked."),
    Column("answer", JSONB, nullable=False, comment="The answer; counts, numbers and codes, no value."),
    Column("answered_at", DateTime(timezone=True), nullable=False, comment="When it was answered."),
    Index("ix_answered_requests_answered_at", "answered_at"),
    comment="Answers that are given again when the same request comes again; kept for a day.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True, comment="Order of the events."),
    Column("name", Text, nullable=False, comment="Event, of records.events."),
    Column("ref", Text, nullable=False, comment="What it happened to, by number or code: alert/17."),
    Column(
        "happened_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was written down, with the act itself.",
    ),
    Column("spread_at", DateTime(timezone=True), comment="When it was given to the subscribers there were."),
    CheckConstraint("ref ~ '^[a-z_]{1,30}/[A-Za-z0-9_-]{1,64}$'", name="opaque"),
    Index("ix_outbox_waiting", "number", postgresql_where=text("spread_at IS NULL")),
    comment="Events that programs of other institutions may be told of.",
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Text, primary_key=True, comment="Opaque id of the subscription."),
    Column(
        "number",
        BigInteger,
        Identity(always=True),
        nullable=False,
        unique=True,
        comment="Number under which the row's key is kept.",
    ),
    Column(
        "client_id", ForeignKey("api_clients.client_id"), nullable=False, index=True, comment="Who is told."
    ),
    Column("events", ARRAY(Text), nullable=False, comment="Of what."),
    Column("sealed", LargeBinary, nullable=False, comment="Address and signing secret, sealed."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was asked for."),
    Column("ended_at", DateTime(timezone=True), comment="Since when nothing is sent."),
    Column("ended_because", Text, comment="asked, or gone where the address said so (410)."),
    CheckConstraint("cardinality(events) > 0", name="names_events"),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_for_a_reason"),
    comment="Subscriptions of programs to events.",
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("webhook_id", ForeignKey("webhooks.webhook_id"), nullable=False, comment="To whom."),
    Column("event", ForeignKey("outbox.number"), nullable=False, index=True, comment="Of what."),
    Column("state", Text, nullable=False, server_default="waiting", comment="waiting, delivered or dead."),
    Column("attempts", Integer, nullable=False, server_default="0", comment="How often it was tried."),
    Column("next_at", DateTime(timezone=True), nullable=False, comment="Not before."),
    Column("last_at", DateTime(timezone=True), comment="When it was last tried."),
    Column("last_result", Text, comment="HTTP status, or a code of what went wrong."),
    CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name="known_state"),
    UniqueConstraint("webhook_id", "event"),
    Index("ix_webhook_deliveries_due", "next_at", postgresql_where=text("state = 'waiting'")),
    comment="One event on its way to one program; a dead one waits for somebody to send it again.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(answered_requests, insert=True, delete=True),
    Rights(outbox, insert=True, update=("spread_at",)),
    Rights(webhooks, insert=True, update=("ended_at", "ended_because")),
    Rights(
        webhook_deliveries,
        insert=True,
        update=("state", "attempts", "next_at", "last_at", "last_result"),
    ),
)
