"""Repeated requests, and webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("answered_requests", "outbox", "webhooks", "webhook_deliveries")

PROGRAM = "suluh_program()"
OWN = "client_id = suluh_who()"
OF_WEBHOOK = "EXISTS (SELECT FROM webhooks AS w WHERE w.webhook_id = webhook_deliveries.webhook_id)"
NOT_TURNED_AWAY = "NOT suluh_turned_away()"

POLICIES: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    *((table, "program", "ALL", PROGRAM, PROGRAM) for table in TABLES),
    ("answered_requests", "own", "ALL", "who = suluh_who()", "who = suluh_who()"),
    ("outbox", "everyone_tells", "INSERT", None, "suluh_who() IS NOT NULL"),
    ("webhooks", "own", "ALL", OWN, OWN),
    ("webhooks", "admins_read", "SELECT", "suluh_is('admin', 'data_protection_officer')", None),
    ("webhooks", "turned_away!", "ALL", NOT_TURNED_AWAY, NOT_TURNED_AWAY),
    ("webhook_deliveries", "with_its_webhook", "SELECT", OF_WEBHOOK, None),
    ("webhook_deliveries", "own_again", "UPDATE", OF_WEBHOOK, OF_WEBHOOK),
    ("webhook_deliveries", "turned_away!", "ALL", NOT_TURNED_AWAY, NOT_TURNED_AWAY),
)
RIGHTS = (
    "GRANT SELECT, INSERT, DELETE ON answered_requests TO suluh_app",
    "GRANT SELECT, INSERT ON outbox, webhooks, webhook_deliveries TO suluh_app",
    "GRANT UPDATE (spread_at) ON outbox TO suluh_app",
    "GRANT UPDATE (ended_at, ended_because) ON webhooks TO suluh_app",
    "GRANT UPDATE (state, attempts, next_at, last_at, last_result) ON webhook_deliveries TO suluh_app",
)


def upgrade() -> None:
    """Repeated requests, and webhooks."""
    op.create_table(
        "answered_requests",
        sa.Column("who", sa.Text(), nullable=False, comment="Client or account that asked."),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="SHA-256 of the Idempotency-Key."),
        sa.Column("place", sa.Text(), nullable=False, comment="Permission and object of the request."),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="SHA-256 of what was asked."),
        sa.Column(
            "answer", JSONB(), nullable=False, comment="The answer; counts, numbers and codes, no value."
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False, comment="When it was answered."),
        sa.PrimaryKeyConstraint("who", "key", name=op.f("pk_answered_requests")),
        comment="Answers that are given again when the same request comes again; kept for a day.",
    )
    op.create_index("ix_answered_requests_answered_at", "answered_requests", ["answered_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order of the events.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Event, of records.events."),
        sa.Column(
            "ref", sa.Text(), nullable=False, comment="What it happened to, by number or code: alert/17."
        ),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was written down, with the act itself.",
        ),
        sa.Column(
            "spread_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was given to the subscribers there were.",
        ),
        sa.CheckConstraint("ref ~ '^[a-z_]{1,30}/[A-Za-z0-9_-]{1,64}$'", name=op.f("ck_outbox_opaque")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        comment="Events that programs of other institutions may be told of.",
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["number"], unique=False, postgresql_where=sa.text("spread_at IS NULL")
    )
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.Text(), nullable=False, comment="Opaque id of the subscription."),
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number under which the row's key is kept.",
        ),
        sa.Column("client_id", sa.Text(), nullable=False, comment="Who is told."),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False, comment="Of what."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Address and signing secret, sealed."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked for."),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="Since when nothing is sent."
        ),
        sa.Column(
            "ended_because",
            sa.Text(),
            nullable=True,
            comment="asked, or gone where the address said so (410).",
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)", name=op.f("ck_webhooks_ended_for_a_reason")
        ),
        sa.CheckConstraint("cardinality(events) > 0", name=op.f("ck_webhooks_names_events")),
        sa.ForeignKeyConstraint(["client_id"], ["api_clients.client_id"], name=op.f("fk_webhooks_client_id")),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("number", name=op.f("uq_webhooks_number")),
        comment="Subscriptions of programs to events.",
    )
    op.create_index(op.f("ix_webhooks_client_id"), "webhooks", ["client_id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column(
            "delivery_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number."
        ),
        sa.Column("webhook_id", sa.Text(), nullable=False, comment="To whom."),
        sa.Column("event", sa.BigInteger(), nullable=False, comment="Of what."),
        sa.Column(
            "state",
            sa.Text(),
            server_default="waiting",
            nullable=False,
            comment="waiting, delivered or dead.",
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="How often it was tried."
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False, comment="Not before."),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True, comment="When it was last tried."),
        sa.Column(
            "last_result", sa.Text(), nullable=True, comment="HTTP status, or a code of what went wrong."
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'dead')", name=op.f("ck_webhook_deliveries_known_state")
        ),
        sa.ForeignKeyConstraint(["event"], ["outbox.number"], name=op.f("fk_webhook_deliveries_event")),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.webhook_id"], name=op.f("fk_webhook_deliveries_webhook_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("webhook_id", "event", name=op.f("uq_webhook_deliveries_webhook_id")),
        comment="One event on its way to one program; a dead one waits for somebody to send it again.",
    )
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_webhook_deliveries_event"), "webhook_deliveries", ["event"], unique=False)
    op.execute("COMMENT ON COLUMN exports.format IS 'csv, xlsx or graphml.'")
    for statement in RIGHTS:
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, name, command, using, check in POLICIES:
        kind = "RESTRICTIVE" if name.endswith("!") else "PERMISSIVE"
        op.execute(
            f"CREATE POLICY {name.rstrip('!')} ON {table} AS {kind} FOR {command}"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
