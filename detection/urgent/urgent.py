"""Rows that have just come in: whoever they show to be in danger is raised at once, and who leaves within 48 hours."""

from __future__ import annotations

from datetime import datetime

from detection.suspicion import silenced
from detection.urgent import looks
from detection.urgent.leaving import leaving
from detection.urgent.looks import Occasion
from detection.urgent.papers import in_papers
from detection.urgent.raising import Looked, Raised, raise_found
from detection.urgent.reports import reported
from records.days import day_of
from records.store import Store


def after_ingest(store: Store, now: datetime) -> Raised:
    """Raise what cannot wait among all that has come in since this was last done."""
    with store.reading() as connection:
        since = looks.since(connection, Occasion.INGEST)
    looked = urgent(store, since, now)
    if looked.last_sequence > since:
        # A kill before this only lets the same rows be looked at once more.
        with store.begin() as connection:
            looks.reach(connection, Occasion.INGEST, looked.last_sequence, now)
    return looked.raised


def urgent(store: Store, since_sequence: int, now: datetime) -> Looked:
    """Raise what cannot wait among the rows received after ``since_sequence``, and whoever leaves within 48 hours.

    It looks at those rows and their people alone, so it may follow each ingest. One transaction; one entry where
    there was something new to look at.
    """
    with store.begin() as connection:
        rows = looks.new_rows(connection, since_sequence, now)
        if rows.last > rows.since:
            silenced.refresh(connection, now)
        findings = reported(connection, rows)
        findings += in_papers(connection, rows, day_of(now))
        findings += leaving(connection, now)
        return raise_found(connection, findings, rows, now)
