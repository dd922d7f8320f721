"""Other nodes that this one exchanges sealed bundles with, what waits to go to them, and what came from them.

What a bundle carries about a person stands here only while it waits, sealed under a key of its own that goes with the
answer or with an erasure; of what came only the fact is kept.
"""

from __future__ import annotations

from sqlalchemy import (
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
    text,
)

from records.tables.declare import Rights, metadata

exchange_peers = Table(
    "exchange_peers",
    metadata,
    Column("name", Text, primary_key=True, comment="Name by which the node is known."),
    Column("kind", Text, nullable=False, comment="What it is: province or lpsk."),
    Column(
        "keys", LargeBinary, nullable=False, comment="Its public keys: Ed25519, then X25519, 32 bytes each."
    ),
    Column("address", Text, comment="https:// address that bundles are handed in at."),
    Column("folder", Text, comment="Folder that bundles are laid into, where no line leads there."),
    Column("introduced_by", Text, nullable=False, comment="Account or server login that entered it."),
    Column("introduced_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("confirmed_by", Text, comment="Account that compared the fingerprint; empty while nobody has."),
    Column("confirmed_at", DateTime(timezone=True), comment="Since when bundles go and come."),
    Column("ended_at", DateTime(timezone=True), comment="Since when they no longer do."),
    CheckConstraint("kind IN ('province', 'lpsk')", name="known_kind"),
    CheckConstraint("octet_length(keys) = 64", name="both_keys"),
    CheckConstraint("address IS NULL OR folder IS NULL", name="one_way_there"),
    CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_someone"),
    comment="Nodes that this one knows, each with the keys that two people compared.",
)

exchange_out = Table(
    "exchange_out",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True, comment="Order of the bundles."),
    Column("bundle_id", Text, nullable=False, unique=True, comment="Opaque id, drawn at random."),
    Column("peer", ForeignKey("exchange_peers.name"), nullable=False, index=True, comment="To whom."),
    Column("kind", Text, nullable=False, comment="Kind, of protection.exchange.kinds."),
    Column("about", Text, comment="Opaque code of what it is about, by which an erasure finds it."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was queued."),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the salted content."),
    Column("sealed", LargeBinary, nullable=False, comment="Content, under a key of its own in row_keys."),
    Column(
        "state",
        Text,
        nullable=False,
        server_default="waiting",
        comment="waiting, sent (an acknowledgement), applied, refused or withdrawn.",
    ),
    Column("reason", Text, comment="Code of why the other node refused it."),
    Column("attempts", Integer, nullable=False, server_default="0", comment="How often it was sent."),
    Column("next_at", DateTime(timezone=True), nullable=False, comment="Not before."),
    Column("last_at", DateTime(timezone=True), comment="When it was last sent."),
    Column("last_result", Text, comment="HTTP status, or a code of what went wrong."),
    Column("answered_at", DateTime(timezone=True), comment="When the other node acknowledged it."),
    CheckConstraint("state IN ('waiting', 'sent', 'applied', 'refused', 'withdrawn')", name="known_state"),
    CheckConstraint("octet_length(digest) = 32", name="sha256"),
    CheckConstraint("about ~ '^[A-Za-z0-9_:/.-]{1,64}$'", name="opaque"),
    Index("ix_exchange_out_due", "next_at", postgresql_where=text("state = 'waiting'")),
    Index("ix_exchange_out_about", "about"),
    comment="Bundles for other nodes, sent until they are acknowledged; the content goes when they are.",
)

exchange_in = Table(
    "exchange_in",
    metadata,
    Column("bundle_id", Text, primary_key=True, comment="Id that its sender gave it."),
    Column("peer", ForeignKey("exchange_peers.name"), primary_key=True, comment="From whom."),
    Column("kind", Text, nullable=False, comment="Kind, of protection.exchange.kinds."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When its sender queued it."),
    Column("received_at", DateTime(timezone=True), nullable=False, comment="When it first came."),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of its salted content."),
    Column("state", Text, nullable=False, comment="applied or refused; it never changes."),
    Column("reason", Text, comment="Code of why it was refused."),
    CheckConstraint("state IN ('applied', 'refused')", name="known_state"),
    CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="refused_for_a_reason"),
    CheckConstraint("octet_length(digest) = 32", name="sha256"),
    comment="Bundles that came from other nodes and what became of them; the second of an id changes nothing.",
)

erasures_told = Table(
    "erasures_told",
    metadata,
    Column("referral", Text, primary_key=True, comment="Opaque code of the referral that had left."),
    Column("token", Text, nullable=False, comment="Its token, under which outcomes come back."),
    Column("version", Integer, nullable=False, comment="Beyond every version of it that had left."),
    Column("peer", ForeignKey("exchange_peers.name"), nullable=False, comment="Who holds it."),
    Column("erasure_id", ForeignKey("erasures.erasure_id"), nullable=False, comment="Erasure it fell under."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was erased here."),
    Column("told_at", DateTime(timezone=True), comment="When the bundle was queued; empty until then."),
    Column("answer", Text, comment="kept or erased, as the other node decided by its own law."),
    Column("ground", Text, comment="Code of the law by which it is kept."),
    Column("answered_at", DateTime(timezone=True), comment="When it decided."),
    CheckConstraint("answer IN ('kept', 'erased')", name="known_answer"),
    CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_some_time"),
    CheckConstraint("ground IS NULL OR answer = 'kept'", name="kept_for_a_reason"),
    Index("ix_erasures_told_untold", "made_at", postgresql_where=text("told_at IS NULL")),
    comment="Erasures that other nodes are to hear of, for they hold what was referred: no name, no row.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(erasures_told, insert=True, update=("told_at", "answer", "ground", "answered_at")),
    Rights(
        exchange_peers,
        insert=True,
        update=(
            "kind",
            "keys",
            "address",
            "folder",
            "introduced_by",
            "introduced_at",
            "confirmed_by",
            "confirmed_at",
            "ended_at",
        ),
    ),
    Rights(
        exchange_out,
        insert=True,
        update=("state", "reason", "attempts", "next_at", "last_at", "last_result", "answered_at"),
    ),
    Rights(exchange_in, insert=True, append_only=True),
)
