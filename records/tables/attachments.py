"""Scans, statements and photographs, sealed: what is known of each, its boxes, and what stays when it is destroyed."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
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
)

from records.tables.declare import Rights, metadata

attachments = Table(
    "attachments",
    metadata,
    Column("attachment_id", Text, primary_key=True, comment="Opaque id: l- and 128 random bits."),
    Column("about_kind", Text, nullable=False, comment="alert, person, request or case."),
    Column("about_ref", Text, nullable=False, comment="Its number or id there; never a name or NIK."),
    Column(
        "refs",
        ARRAY(Text),
        nullable=False,
        comment="feed:entity_key of the rows of whom it is about, when it was handed in; holds go by them.",
    ),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Regencies of whom it is about, four digits; who works elsewhere does not see it.",
    ),
    Column("kind", Text, nullable=False, comment="scan, statement or photograph."),
    Column("media_type", Text, nullable=False, comment="Type of the original as found by its content."),
    Column("pages", Integer, nullable=False, comment="Pages of the original; 1 for a picture or a text."),
    Column("size", Integer, nullable=False, comment="Bytes of the original."),
    # Not keyed: whoever handed the file over, a court or a defence compares it with their own copy. A scan or a
    # photograph holds too much chance to be found by trying, unlike a NIK.
    Column(
        "sha256",
        Text,
        nullable=False,
        comment="SHA-256 of the original, hexadecimal: evidence of what it was.",
    ),
    Column("uploaded_by", Text, nullable=False, comment="Who handed it in."),
    Column(
        "uploaded_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was taken in.",
    ),
    Column(
        "retained_until",
        Date,
        nullable=False,
        comment="From this day on it is due to be destroyed (records/retention.toml).",
    ),
    CheckConstraint("attachment_id ~ '^l-[0-9a-f]{32}$'", name="id_is_opaque"),
    CheckConstraint("about_kind IN ('alert', 'person', 'request', 'case')", name="about_kind_is_declared"),
    CheckConstraint("kind IN ('scan', 'statement', 'photograph')", name="kind_is_declared"),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_one"),
    CheckConstraint("size > 0 AND pages > 0", name="holds_something"),
    Index("ix_attachments_about", "about_kind", "about_ref"),
    Index("ix_attachments_retained_until", "retained_until"),
    comment="What is known of each attachment. Stays as a tombstone when the attachment is destroyed.",
)

attachment_boxes = Table(
    "attachment_boxes",
    metadata,
    Column(
        "box_id",
        BigInteger,
        Identity(always=True),
        primary_key=True,
        comment="Number of the box, as in row_keys.",
    ),
    Column(
        "attachment_id",
        Text,
        ForeignKey("attachments.attachment_id"),
        nullable=False,
        comment="Attachment that it is a part of.",
    ),
    Column("part", Text, nullable=False, comment="name, original, cleaned or preview."),
    Column("sealed", LargeBinary, nullable=False, comment="The part, sealed under its own key."),
    UniqueConstraint("attachment_id", "part"),
    CheckConstraint("part IN ('name', 'original', 'cleaned', 'preview')", name="part_is_declared"),
    comment="The parts of attachments, each under a key of its own; deleted with their keys.",
)

attachment_tombstones = Table(
    "attachment_tombstones",
    metadata,
    Column(
        "attachment_id",
        Text,
        ForeignKey("attachments.attachment_id"),
        primary_key=True,
        comment="Attachment that was destroyed.",
    ),
    Column(
        "destroyed_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When its keys were destroyed.",
    ),
    Column("destroyed_by", Text, nullable=False, comment="Who destroyed it."),
    Column("reason", Text, nullable=False, comment="retention, request, order or mistake."),
    CheckConstraint("reason IN ('retention', 'request', 'order', 'mistake')", name="reason_is_declared"),
    comment="Attachments whose keys were destroyed: that they were there, and why they no longer are.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(attachments, insert=True, append_only=True),
    Rights(attachment_boxes, insert=True, delete=True),
    Rights(attachment_tombstones, insert=True, append_only=True),
)
