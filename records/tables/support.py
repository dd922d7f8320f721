"""What help a person may need: signs that route help and count against nobody."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKey, Table, Text

from records.tables.declare import Rights, metadata

support_signs = Table(
    "support_signs",
    metadata,
    Column("person_id", Text, primary_key=True, comment="Person, as in identities."),
    Column("sign", Text, primary_key=True, comment="Indicator of support, of detection.indicators.support."),
    Column("feed", Text, primary_key=True, comment="Feed of the row that shows it."),
    Column("entity_key", Text, primary_key=True, comment="Key of that row."),
    Column("detail", Text, primary_key=True, comment="Counts and dates for its sentence; no identifier."),
    Column(
        "refs",
        ARRAY(Text),
        nullable=False,
        comment="feed:entity_key of all of the person's rows: whoever is guarded by one is guarded here.",
    ),
    Column(
        "run_id",
        BigInteger,
        ForeignKey("detection_runs.run_id"),
        nullable=False,
        comment="Newest run, which found it.",
    ),
    comment="Signs of the newest run that somebody needs help first. In no score, list or frozen statement.",
)

RIGHTS: tuple[Rights, ...] = (Rights(support_signs, insert=True, delete=True),)
