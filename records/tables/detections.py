"""Detections: runs, whose each row is held to be, alerts as raised."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

detection_runs = Table(
    "detection_runs",
    metadata,
    Column("run_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the run."),
    Column("as_of", Date, nullable=False, comment="Day as it was known at 00:00 WIB."),
    Column("capacity", Integer, nullable=False, comment="New people the task force can take on."),
    Column(
        "data_sequence", BigInteger, nullable=False, comment="Last row of source_rows that the run could see."
    ),
    Column("data_digest", Text, nullable=False, comment="Digest of the features of everyone scored."),
    Column("model_version", Text, nullable=False, comment="Model that gave the probabilities."),
    Column("learned", Boolean, nullable=False, comment="False where declared points stood in for a model."),
    Column("people", Integer, nullable=False, comment="Open people who were scored."),
    Column("missing", ARRAY(Text), nullable=False, comment="Feeds of which nothing had been received."),
    Column("seed", Integer, nullable=False, comment="Seed of every random choice of the run."),
    Column(
        "ran_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="When it was run.",
    ),
    UniqueConstraint("as_of", "capacity", "data_sequence", "seed", "model_version"),
    comment="Each detection, so that an alert can be traced to its data and model.",
)

identities = Table(
    "identities",
    metadata,
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        primary_key=True,
        comment="Run from which on this holds.",
    ),
    Column("feed", Text, primary_key=True, comment="Feed of the row."),
    Column("entity_key", Text, primary_key=True, comment="Key of the row."),
    Column("person_id", Text, nullable=False, comment="Person whom the row is held to be about."),
    Index("ix_identities_person_id", "person_id"),
    comment="Whose each row is. A later run's entry replaces an earlier one; only changes are written.",
)

person_areas = Table(
    "person_areas",
    metadata,
    Column("person_id", Text, primary_key=True, comment="Person, as in identities."),
    Column("area", Text, primary_key=True, comment="Regency of a registration or passport of theirs."),
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        nullable=False,
        comment="Run that first held it so.",
    ),
    comment="Where a person's records lie: who works elsewhere does not see the person.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the alert."),
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        nullable=False,
        comment="Run that raised it.",
    ),
    Column("kind", Text, nullable=False, comment="person, recruiter, network or agency."),
    Column("subject", Text, nullable=False, comment="Person id, recruiter id, network id or licence number."),
    Column("rank", Integer, nullable=False, comment="Place in its list, 1 is most urgent."),
    Column("probability", Float, nullable=False, comment="Calibrated chance, 0 to 1; never shown alone."),
    Column("refs", ARRAY(Text), nullable=False, comment="feed:entity_key of the subject's own rows."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="Regencies that these rows name, four digits; who works elsewhere does not see the alert.",
    ),
    Column(
        "statement", JSONB, nullable=False, comment="Reasons for and against, indicators, what is missing."
    ),
    UniqueConstraint("run_id", "kind", "rank"),
    Index("ix_alerts_subject", "kind", "subject"),
    comment="Early warnings as raised, frozen with their reasons.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(detection_runs, insert=True, append_only=True),
    Rights(identities, insert=True, append_only=True),
    Rights(person_areas, insert=True, append_only=True),
    Rights(alerts, insert=True, append_only=True),
)
