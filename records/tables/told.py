"""What was told outside: dossiers by their verification code, and the figures that were released for each year."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

dossiers = Table(
    "dossiers",
    metadata,
    Column(
        "number",
        BigInteger,
        ForeignKey("exports.number"),
        primary_key=True,
        autoincrement=False,
        comment="Number of the export that it is; its SHA-256 stands there.",
    ),
    Column("code", Text, nullable=False, unique=True, comment="Verification code printed on every page."),
    Column("alert_id", BigInteger, ForeignKey("alerts.alert_id"), nullable=False, comment="Alert told of."),
    Column("pages", Integer, nullable=False, comment="Pages that it has."),
    Column("removed", Integer, nullable=False, comment="How many parts were removed before it was made."),
    CheckConstraint("code ~ '^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$'", name="a_code"),
    CheckConstraint("pages > 0 AND removed >= 0", name="counted"),
    comment="Dossiers (berkas informasi) that were made; the file itself is not kept.",
)

cube_releases = Table(
    "cube_releases",
    metadata,
    Column("release_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("year", Integer, nullable=False, comment="Year that the figures are about; it has ended."),
    Column("version", Integer, nullable=False, comment="1 for the first release of a year, then 2 …"),
    Column("released_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("who", Text, nullable=False, comment="Account that released it."),
    Column("figures", JSONB, nullable=False, comment="Protected figures alone: what is small is not in it."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the figures' canonical JSON, hexadecimal."),
    UniqueConstraint("year", "version", name="uq_cube_releases_year"),
    CheckConstraint("year BETWEEN 2007 AND 2999 AND version > 0", name="of_a_year"),
    comment="Protected statistics as released, frozen: pages and downloads tell nothing else.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(dossiers, insert=True, append_only=True),
    Rights(cube_releases, insert=True, append_only=True),
)
