"""Past weeks that somebody asked to have computed: counts alone, and nobody's name or row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Identity, Index, Integer, Table, Text

from records.tables.declare import Rights, metadata

past_weeks = Table(
    "past_weeks",
    metadata,
    Column("week_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the wish."),
    Column("asked_by", Text, nullable=False, comment="Account that asked."),
    Column("asked_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("as_of", Date, nullable=False, comment="Day with whose eyes to look."),
    Column("capacity", Integer, nullable=False, comment="People to put forward."),
    Column("started_at", DateTime(timezone=True), comment="When a worker took it up."),
    Column("ended_at", DateTime(timezone=True), comment="When it was done, or given up."),
    Column("model_version", Text, comment="Model that was trained on what was known then."),
    Column("learned", Boolean, comment="Whether it learnt from outcomes."),
    Column("people", Integer, comment="People who would have been put forward."),
    Column("networks", Integer, comment="Networks that would have been."),
    Column("found", Integer, comment="Of these people, how many a competent body has found since."),
    Column("failure", Text, comment="Code of the refusal, where nothing came of it."),
    Index("ix_past_weeks_asked_by", "asked_by"),
    comment="Past weeks computed anew for whoever studies them; they raise nothing and name nobody.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        past_weeks,
        insert=True,
        update=(
            *("started_at", "ended_at", "model_version", "learned", "people", "networks", "found"),
            "failure",
        ),
    ),
)
