"""Keys of what is sealed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    LargeBinary,
    Table,
    Text,
    func,
)

from records.tables.declare import Rights, metadata

data_keys = Table(
    "data_keys",
    metadata,
    Column(
        "key_id",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Number of the key; the highest is the one that seals.",
    ),
    Column(
        "wrapped",
        LargeBinary,
        comment="The key under the master key: nonce, ciphertext, tag; empty once it is destroyed.",
    ),
    Column(
        "created_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was made.",
    ),
    Column(
        "retired_at", DateTime(timezone=True), comment="When every row key had left it; empty while in use."
    ),
    CheckConstraint("wrapped IS NOT NULL OR retired_at IS NOT NULL", name="destroyed_after_retirement"),
    comment="Keys that row keys are under. The master key that opens them is not in the database.",
)

row_keys = Table(
    "row_keys",
    metadata,
    Column("holder", Text, primary_key=True, comment="Table of the sealed thing."),
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="Its number there."),
    Column(
        "key_id",
        BigInteger,
        ForeignKey("data_keys.key_id"),
        nullable=False,
        comment="Data key that this one is under.",
    ),
    Column("wrapped", LargeBinary, nullable=False, comment="The key: nonce, ciphertext, tag."),
    comment="One key for each sealed thing. Erasure deletes the key, and the thing stays closed for good.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(data_keys, insert=True, update=("wrapped", "retired_at")),
    Rights(row_keys, insert=True, update=("key_id", "wrapped"), delete=True),
)
