"""After an erasure: the copy without the rows, no dead rows on disk, and the list that backups are held to.

Deleting a row in PostgreSQL leaves its bytes on the page until they are overwritten, so the tables that an
erasure touches are written anew (VACUUM FULL), which locks each of them while it lasts. What the log
(WAL) and the backups still hold ends with the backup window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, select, text

from protection.erasure.backups import list_in, write_list
from records.days import day_of
from records.export import forget_erased
from records.lake import Lake
from records.retention import backup_window
from records.store import Store
from records.tables import erasures

REWRITTEN = (
    "row_keys",
    "source_rows",
    "identities",
    "person_areas",
    "alerts",
    "subject_requests",
    "holds",
    "protected_parties",
    "contested_marks",
    "identity_questions",
    "alert_work",
    "alert_events",
    "actions",
    "urgent_items",
    "urgent_evidence",
    "screenings",
    "counsel_referrals",
    "counsel_talks",
    "paper_notes",
    "support_signs",
    "referrals",
    "proceeding_persons",
    "label_records",
    "attachments",
    "attachment_boxes",
    "silenced",
    "assessments",
    "protection_matters",
    "clearings",
    "follow_ups",
    "pg_catalog.pg_statistic",
)
"""Every table of which an erasure changes or deletes rows; last, the planner's own sample of their values."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did: rows that the copy still held, tombstones on the list."""

    forgotten: int
    listed: int


@dataclass(frozen=True)
class Standing:
    """How many erasures there have been, and when the last backup that may hold their keys must be gone."""

    erasures: int
    last_at: datetime | None
    backups_until: datetime | None


def sweep(store: Store, owner: URL, data_dir: Path, key: bytes, threads: int) -> Swept:
    """Do it all; safe to repeat, and to be cut short."""
    forgotten = forget_erased(store, Lake(data_dir / "copy", threads))
    with store.reading() as connection:
        listed = write_list(connection, list_in(data_dir), key)
    engine = create_engine(owner, poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in REWRITTEN:
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))
    return Swept(forgotten, listed)


def standing(connection: Connection) -> Standing:
    """How erasure stands. The last backup that still opens what was erased ends with the window of that day."""
    times = connection.scalars(select(erasures.c.erased_at).order_by(erasures.c.erased_at)).all()
    if not times:
        return Standing(0, None, None)
    last = times[-1]
    return Standing(len(times), last, last + backup_window(day_of(last)))
