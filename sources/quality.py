"""How good what was received is, feed by feed: how much came, what was set aside and why, which columns are empty."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed
from records.feed import Feed
from records.rights.context import as_program
from sources.agreements import Agreement
from sources.holdings import Holding, holdings
from sources.reasons import REASON_BY_CODE, VALUE_CLASS_BY_CODE

WEEKS = 26
"""How far back the weeks of one feed are told."""

_RECEIVED = text("""
    SELECT feed, count(*)::int AS files, sum(rows_read)::bigint AS read, sum(rows_new)::bigint AS new,
        sum(rows_repeated)::bigint AS repeated, sum(rows_quarantined)::bigint AS quarantined
    FROM received_files GROUP BY feed
""")
_FAULTS = text("""
    SELECT field, reason, value_class, count(*) FILTER (WHERE settled_at IS NULL)::int AS waiting,
        count(*) FILTER (WHERE settled_at IS NOT NULL)::int AS settled
    FROM quarantined_rows WHERE feed = :feed GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2, 3
""")
_FILLED = text("""
    SELECT each.field, sum(each.held::bigint)::bigint AS held
    FROM received_files, jsonb_each_text(filled) AS each (field, held) WHERE feed = :feed GROUP BY 1
""")
_WEEKS = text("""
    SELECT date_trunc('week', received_at AT TIME ZONE 'Asia/Jakarta')::date AS monday,
        sum(rows_new)::bigint AS new, sum(rows_quarantined)::bigint AS quarantined
    FROM received_files WHERE feed = :feed AND received_at >= now() - make_interval(weeks => :weeks)
    GROUP BY 1 ORDER BY 1
""")


@dataclass(frozen=True)
class Received:
    """What has come of one feed so far, in rows, and how it stands."""

    holding: Holding
    files: int = 0
    read: int = 0
    new: int = 0
    repeated: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class Fault:
    """One kind of fault: the column (None: the whole row), why, what kind of value stood there, how often."""

    field: str | None
    reason_id: str
    reason_en: str
    value_id: str
    value_en: str
    waiting: int
    settled: int


@dataclass(frozen=True)
class Filled:
    """One column: the share of rows that hold a value there; None before any row came."""

    field: str
    required: bool
    share: float | None


@dataclass(frozen=True)
class Week:
    """Rows that a week brought, by its Monday."""

    monday: date
    new: int
    quarantined: int


@dataclass(frozen=True)
class Quality:
    """One feed looked at closely."""

    received: Received
    faults: tuple[Fault, ...]
    columns: tuple[Filled, ...]
    weeks: tuple[Week, ...]


def overview(
    connection: Connection, agreements: tuple[Agreement, ...], now: datetime, feeds: Collection[str]
) -> list[Received]:
    """These feeds in the registry's order, with one audit entry."""
    with as_program(connection):
        found = _received(connection, agreements, now, feeds)
    audit.write(connection, Act(Deed.READ, "feed", tuple(each.holding.source.feed.name for each in found)))
    return found


def closely(connection: Connection, agreements: tuple[Agreement, ...], now: datetime, feed: Feed) -> Quality:
    """One feed, with one audit entry. A reason or a kind of value is told, never a value."""
    asked = {"feed": feed.name}
    with as_program(connection):
        (received,) = _received(connection, agreements, now, (feed.name,))
        faults = tuple(_fault(*row) for row in connection.execute(_FAULTS, asked))
        held = {str(name): int(count) for name, count in connection.execute(_FILLED, asked)}
        weeks = tuple(Week(*row) for row in connection.execute(_WEEKS, asked | {"weeks": WEEKS}))
    audit.write(connection, Act(Deed.READ, "feed", (feed.name,), None, ("quality",)))
    # Every row that passed the checks says when it was recorded.
    rows = held.get("recorded_at", 0)
    columns = tuple(
        Filled(field.name, field.required, held.get(field.name, 0) / rows if rows else None)
        for field in feed.fields
    )
    return Quality(received, faults, columns, weeks)


def _received(
    connection: Connection, agreements: tuple[Agreement, ...], now: datetime, feeds: Collection[str]
) -> list[Received]:
    rows = {row.feed: row for row in connection.execute(_RECEIVED)}
    found = []
    for holding in holdings(connection, agreements, now):
        name = holding.source.feed.name
        if name not in feeds:
            continue
        row = rows.get(name)
        counts = () if row is None else (row.files, row.read, row.new, row.repeated, row.quarantined)
        found.append(Received(holding, *counts))
    return found


def _fault(field: str | None, reason: str, value_class: str, waiting: int, settled: int) -> Fault:
    why, what = REASON_BY_CODE[reason], VALUE_CLASS_BY_CODE[value_class]
    return Fault(field, why.text_id, why.text_en, what.text_id, what.text_en, waiting, settled)
