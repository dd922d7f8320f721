"""The tables of the one database, as the newest migration leaves them; every column says what it holds."""

from __future__ import annotations

from records.tables import attachments, custody, detections, entry, four_eyes, received, subject_rights, trail
from records.tables.declare import Rights, metadata
from records.tables.detections import alerts, detection_runs, identities
from records.tables.received import quarantined_rows, received_files, source_rows
from records.tables.trail import audit_entries

__all__ = [
    "RIGHTS",
    "Rights",
    "alerts",
    "audit_entries",
    "detection_runs",
    "identities",
    "metadata",
    "quarantined_rows",
    "received_files",
    "source_rows",
]

RIGHTS: tuple[Rights, ...] = (
    *received.RIGHTS,
    *custody.RIGHTS,
    *trail.RIGHTS,
    *detections.RIGHTS,
    *entry.RIGHTS,
    *attachments.RIGHTS,
    *four_eyes.RIGHTS,
    *subject_rights.RIGHTS,
)
"""The rights on each table; migrations grant them, ``records.drift`` compares."""
