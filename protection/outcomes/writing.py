"""Releasing labels: rows of the feed ``case_outcomes``, through the ordinary ingest, recorded when released.

From there the columnar copy, linkage and the next training read them as they read what the police hand in. Of a
label that was changed before it was released only the newest is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text, update

from protection.outcomes.labels import Finding
from protection.outcomes.particulars import FIELDS, of_member, of_refs
from records import audit
from records.audit import Act, Deed
from records.contract import CASE_OUTCOMES
from records.custody.keyring import Keyring
from records.rights.context import as_program
from records.tables.proceedings import label_records
from sources.handing_in import Desk, take_rows

SOURCE = "suluh"
"""Who hands these rows in: the program itself. The field ``source`` says which body found it."""

_LABELS = label_records.c
_RELEASED = text("""
    SELECT finding FROM label_records
    WHERE case_id = :case_id AND person_seq = :person_seq AND released_at IS NOT NULL
    ORDER BY label_id DESC LIMIT 1
""")


@dataclass(frozen=True)
class Released:
    """How many labels became rows, and how many did not: superseded, or about somebody no longer known."""

    released: int
    superseded: int
    unknown: int


def release_due(connection: Connection, keys: Keyring, desk: Desk) -> Released:
    """Release every label that is due; ``desk`` takes rows in, within this transaction, at ``desk.now``.

    Writes one audit entry beside the ingest's own, and none where nothing was due. Raises Busy, AgreementEnded.
    """
    with as_program(connection):
        due = connection.execute(
            select(label_records)
            .where(_LABELS.released_at.is_(None), _LABELS.left_out.is_(None), _LABELS.due_at <= desk.now)
            .order_by(_LABELS.label_id)
            .with_for_update()
        ).all()
        newest = {(row.case_id, row.person_seq): row for row in due}
        wanted: list[tuple[Any, dict[str, str]]] = []
        unknown: list[tuple[Any, dict[str, str]]] = []
        for row in newest.values():
            if not _changes(connection, row):
                continue
            cells = _who(connection, keys, row)
            (wanted if cells.get("full_name") else unknown).append((row, cells))
    if not due:
        return Released(0, 0, 0)
    written, refused, file = _write(connection, desk, wanted)
    with as_program(connection):
        _mark(connection, written, released_at=desk.now, file=file)
        _mark(connection, [*refused, *(row.label_id for row, _ in unknown)], left_out="unknown")
        told = {*written, *refused, *(row.label_id for row, _ in unknown)}
        _mark(connection, [row.label_id for row in due if row.label_id not in told], left_out="superseded")
    objects = tuple(f"label/{row.label_id}" for row in due)
    audit.write(connection, Act(Deed.RELEASE_OUTCOMES, "label", objects, None, ("finding",)))
    lost = len(refused) + len(unknown)
    return Released(len(written), len(due) - len(written) - lost, lost)


def _changes(connection: Connection, row: Any) -> bool:
    """Whether the label says anything that its key's released rows do not say already."""
    before = connection.scalar(_RELEASED, {"case_id": row.case_id, "person_seq": row.person_seq})
    if before is None:
        return bool(row.finding != Finding.WITHDRAWN.value)
    return bool(row.finding != before)


def _who(connection: Connection, keys: Keyring, row: Any) -> dict[str, str]:
    """Who it is: as the key's own rows say, or rows about the person, or what was written of them."""
    own = of_refs(connection, keys, (f"{CASE_OUTCOMES.name}:{row.case_id}/{row.person_seq}",))
    if own.get("full_name"):
        return own  # a later version of a row never becomes about someone else
    found = of_refs(connection, keys, row.refs)
    if not found and row.member_id is not None:
        return of_member(connection, keys, row.member_id)
    return found


def _write(
    connection: Connection, desk: Desk, wanted: Sequence[tuple[Any, dict[str, str]]]
) -> tuple[list[int], list[int], str | None]:
    if not wanted:
        return [], [], None
    rows = [
        {
            "case_id": row.case_id,
            "person_seq": row.person_seq,
            "recorded_at": desk.now.isoformat(),
            "finding": row.finding,
            "source": row.source,
            **{name: cells.get(name) for name in FIELDS},
        }
        for row, cells in wanted
    ]
    handed = take_rows(desk, connection, CASE_OUTCOMES.name, rows)
    faulty = {error.row for error in handed.errors}
    written = [row.label_id for place, (row, _) in enumerate(wanted, 1) if place not in faulty]
    refused = [row.label_id for place, (row, _) in enumerate(wanted, 1) if place in faulty]
    return written, refused, handed.file


def _mark(connection: Connection, labels: Sequence[int], **values: Any) -> None:
    if labels:
        connection.execute(update(label_records).where(_LABELS.label_id.in_(labels)).values(**values))
