"""Labels: what was found about somebody, who confirmed it, and whether it has become a row of the feed yet.

A label is written beside the act that it comes from, and released later by ``protection.outcomes.writing``. It has
the key of the feed, ``case_id`` and ``person_seq``; the newest of a key holds, and ``withdrawn`` takes it back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, insert, select

from records.rights.context import as_program
from records.tables.proceedings import label_records


class Finding(StrEnum):
    """What a label says, in the words of the feed."""

    VICTIM = "tppo_victim"
    SUSPECT = "tppo_suspect"
    CLEARED = "cleared"
    """Nothing was found: never taught as a negative, and no reason for another look by itself."""
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Where a label came from. One's withdrawal leaves what another found."""

    PROCEEDINGS = "proceedings"
    DECISION = "decision"
    LPSK = "lpsk"


@dataclass(frozen=True)
class Key:
    """What one label is about: the key of its rows in the feed."""

    case_id: str
    person_seq: int


@dataclass(frozen=True)
class Label:
    """One label; ``released_at`` is the moment from which models know of it."""

    finding: Finding
    confirmed_by: str
    confirmed_at: datetime
    released_at: datetime | None


@dataclass(frozen=True)
class Note:
    """A label to be. ``refs`` are rows that tell who it is; ``member_id`` a person in a proceeding."""

    origin: Origin
    key: Key
    finding: Finding
    source: str
    confirmed_by: str
    refs: tuple[str, ...] = ()
    member_id: int | None = None
    work_id: int | None = None
    token: str | None = None
    number: int | None = None
    left_out: str | None = None


def note(connection: Connection, noted: Note, now: datetime, due_at: datetime | None = None) -> None:
    """Write a label down, to be released from ``due_at`` on. Whoever calls writes the audit entry of the act."""
    with as_program(connection):
        connection.execute(
            insert(label_records).values(
                origin=noted.origin.value,
                case_id=noted.key.case_id,
                person_seq=noted.key.person_seq,
                finding=noted.finding.value,
                source=noted.source,
                member_id=noted.member_id,
                work_id=noted.work_id,
                token=noted.token,
                number=noted.number,
                refs=list(noted.refs),
                confirmed_by=noted.confirmed_by,
                confirmed_at=now,
                due_at=due_at or now,
                left_out=noted.left_out,
            )
        )


def standing(connection: Connection, key: Key) -> Finding | None:
    """What the newest label of a key says, released or not; None where there is none, or it was withdrawn."""
    labels = label_records.c
    of_key = (labels.case_id == key.case_id) & (labels.person_seq == key.person_seq)
    with as_program(connection):
        newest = connection.scalar(
            select(labels.finding).where(of_key, _counts()).order_by(labels.label_id.desc()).limit(1)
        )
    return None if newest in (None, Finding.WITHDRAWN.value) else Finding(newest)


def of_members(connection: Connection, members: Collection[int]) -> dict[int, tuple[Label, ...]]:
    """The labels that came of people's part in a proceeding, in order; whoever calls writes the audit entry."""
    labels = label_records.c
    found: dict[int, tuple[Label, ...]] = {}
    with as_program(connection):
        rows = connection.execute(
            select(label_records)
            .where(labels.member_id.in_(list(members)), _counts())
            .order_by(labels.label_id)
        ).all()
    for row in rows:
        label = Label(Finding(row.finding), row.confirmed_by, row.confirmed_at, row.released_at)
        found[row.member_id] = (*found.get(row.member_id, ()), label)
    return found


def _counts() -> ColumnElement[bool]:
    return label_records.c.left_out.is_(None)
