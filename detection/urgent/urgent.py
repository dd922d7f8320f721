"""The two occasions on which somebody is called: rows that have just come in, and the nightly run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, func, select

from detection.urgent.finding import Finding
from detection.urgent.leaving import People, leaving
from detection.urgent.nightly import in_indicators
from detection.urgent.papers import in_papers
from detection.urgent.raising import Raised, raise_all
from detection.urgent.reports import reported
from records import audit
from records.audit import Act, Deed
from records.days import WIB
from records.store import Store
from records.tables import source_rows


@dataclass(frozen=True)
class Looked:
    """What one look raised, and the last row that it saw: the next look begins there."""

    raised: Raised
    last_sequence: int


def urgent(store: Store, since_sequence: int, now: datetime) -> Looked:
    """Raise what cannot wait among the rows recorded after ``since_sequence``, and whoever leaves within 48 hours.

    It looks at those rows and their people alone, so it may follow each ingest. One transaction, one entry.
    """
    with store.begin() as connection:
        last = _last(connection, since_sequence)
        findings = reported(connection, since_sequence, last)
        findings += in_papers(connection, since_sequence, last, now.astimezone(WIB).date())
        findings += leaving(connection, now)
        return _raise(connection, findings, last, now)


def nightly(
    store: Store,
    fired: pd.DataFrame,
    since_sequence: int,
    now: datetime,
    scored: People | None = None,
    names: Mapping[str, str] | None = None,
) -> Looked:
    """The same over the indicators of a nightly run (``fired``), and over everybody it scored.

    ``names`` gives the lasting id of those whom the run calls otherwise.
    """
    if names:
        fired = fired.assign(person_id=[names.get(each, each) for each in fired["person_id"]])
        scored = {names.get(person, person): known for person, known in (scored or {}).items()}
    with store.begin() as connection:
        last = _last(connection, since_sequence)
        findings = in_indicators(connection, fired, since_sequence, last)
        findings += leaving(connection, now, scored)
        return _raise(connection, findings, last, now)


def _raise(connection: Connection, findings: list[Finding], last: int, now: datetime) -> Looked:
    raised = raise_all(connection, findings, now)
    objects = tuple(f"urgent/{number}" for number in raised.items)
    audit.write(connection, Act(Deed.ALARM, "urgent_item", objects, None, ("signs", "refs")))
    return Looked(raised, last)


def _last(connection: Connection, since: int) -> int:
    newest = connection.scalar(select(func.max(source_rows.c.sequence)))
    return max(newest or 0, since)
