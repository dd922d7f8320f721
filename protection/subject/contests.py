"""What its subject disputes: rows that a source is asked to correct, alerts that a person must look at again.

A received row is never changed by us: the mark stands beside it until the source sends a newer version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text, type_coerce, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.errors import InputRefused
from records.rights.context import as_program
from records.tables import alerts, contested_marks
from sources.registry import SOURCE_BY_FEED

_CORRECTED = text("""
    UPDATE contested_marks AS m SET settled_at = :now, settled_how = 'corrected'
    WHERE m.kind = 'row' AND m.settled_at IS NULL AND EXISTS (
        SELECT FROM source_rows AS r
        WHERE r.feed = split_part(m.ref, ':', 1) AND r.entity_key = substr(m.ref, strpos(m.ref, ':') + 1)
            AND r.recorded_at > m.since
    )
    RETURNING m.mark_id
""")
_OF_REFS = text("""
    SELECT kind, ref, fields, since FROM contested_marks
    WHERE settled_at IS NULL AND kind = 'row' AND ref = ANY (:refs)
    ORDER BY mark_id
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Contest:
    """A row (``feed:entity_key``) and the fields of it that its subject says are wrong."""

    ref: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A correction that a source (by its agreement) is asked for."""

    mark_id: int
    agreement: str
    contest: Contest
    since: datetime


def mark_rows(connection: Connection, request_id: int, disputed: Iterable[Contest], now: datetime) -> None:
    """Mark rows as contested, and their sources as asked. Raises InputRefused for a field that is not there."""
    for each in disputed:
        feed = each.ref.partition(":")[0]
        if not each.fields or not set(each.fields) <= set(FEED_BY_NAME[feed].by_name):
            raise InputRefused(
                f"Sebutkan kolom yang keliru, yang ada di {feed}.",
                f"Name the wrong fields, which must be in {feed}.",
            )
        connection.execute(
            insert(contested_marks).values(
                request_id=request_id,
                kind="row",
                ref=each.ref,
                fields=list(each.fields),
                asked_of=SOURCE_BY_FEED[feed].agreement,
                since=now,
            )
        )


def mark_alerts(connection: Connection, request_id: int, refs: Sequence[str], now: datetime) -> int:
    """Mark every alert about the person of these rows as contested; gives how many."""
    theirs = select(alerts.c.alert_id).where(
        alerts.c.kind == "person", type_coerce(alerts.c.refs, ARRAY(Text)).overlap(list(refs))
    )
    found = connection.scalars(theirs).all()
    mark_these(connection, request_id, found, now)
    return len(found)


def mark_these(connection: Connection, request_id: int, alert_ids: Iterable[int], now: datetime) -> None:
    """Mark alerts, by their numbers, as contested."""
    for alert_id in alert_ids:
        values = {"request_id": request_id, "kind": "alert", "ref": str(alert_id), "since": now}
        connection.execute(insert(contested_marks).values(values))


def settle(connection: Connection, request_id: int, how: str, now: datetime) -> None:
    """End what a request disputes: corrected, upheld, withdrawn or reviewed."""
    marks = contested_marks.c
    wanted = update(contested_marks).where(marks.request_id == request_id, marks.settled_at.is_(None))
    connection.execute(wanted.values(settled_at=now, settled_how=how))


def settle_corrected(connection: Connection, now: datetime) -> int:
    """End the marks of rows of which a newer version has come since; gives how many, audited where any."""
    with as_program(connection):  # whoever hands rows in may not look at what is contested
        settled = connection.scalars(_CORRECTED, {"now": now}).all()
    if settled:
        marks = tuple(f"mark/{mark}" for mark in settled)
        audit.write(connection, Act(Deed.HEAR, "contested_mark", marks, None, ("settled_at",)))
    return len(settled)


def asked(connection: Connection) -> list[Asked]:
    """The corrections that sources have not sent yet, oldest first."""
    marks = contested_marks.c
    wanted = select(contested_marks).where(marks.kind == "row", marks.settled_at.is_(None))
    return [
        Asked(row.mark_id, row.asked_of, Contest(row.ref, tuple(row.fields)), row.since)
        for row in connection.execute(wanted.order_by(marks.mark_id))
    ]


def read_asked(connection: Connection) -> list[Asked]:
    """The same, for someone who looks; the reading is audited."""
    found = asked(connection)
    marks = tuple(f"mark/{each.mark_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "contested_mark", marks, None, ("ref", "fields")))
    return found


def contested_rows(connection: Connection, refs: Sequence[str]) -> list[Contest]:
    """Which of these rows are contested, and in which fields: whoever shows a row shows this beside it."""
    found = connection.execute(_OF_REFS, {"refs": list(refs)})
    return [Contest(row.ref, tuple(row.fields)) for row in found]


def contested_alerts(connection: Connection, alert_ids: Sequence[int]) -> frozenset[int]:
    """Which of these alerts their subject disputes: whoever shows an alert shows this beside it."""
    marks = contested_marks.c
    wanted = select(marks.ref).where(
        marks.kind == "alert", marks.settled_at.is_(None), marks.ref.in_([str(each) for each in alert_ids])
    )
    return frozenset(int(ref) for ref in connection.scalars(wanted))
