"""Cleared of an unfounded suspicion, by a person and with a reason: silent until new evidence comes.

The next run raises it no more (``detection.suspicion.cleared``); the work that is open about it ends now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text, update

from detection.alerts.states import Event, Outcome, State
from detection.alerts.work import COLUMNS, FREE, PROGRAM, change, of_row
from protection.guarding import words
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.rights.context import Context, as_program
from records.tables import alert_work, clearings

HOLDER = clearings.name
KINDS = ("recruiter", "phone", "account", "agency")

# It must have been raised, alone or in a network, before those who clear it.
_RAISED = text("""
    SELECT refs FROM alerts WHERE kind = :kind AND subject = :key
    UNION ALL
    SELECT '{}'::text[] FROM alerts WHERE kind = 'network'
        AND statement -> 'things' @> jsonb_build_array(jsonb_build_array(CAST(:kind AS text), CAST(:key AS text)))
""")


@dataclass(frozen=True)
class Clearing:
    """What was cleared, when and by whom; ``standing`` until it is taken back. New evidence ends it by itself."""

    clearing_id: int
    kind: str
    key: str
    cleared_at: datetime
    decided_by: str
    request_id: int | None
    standing: bool


def clear(
    connection: Connection,
    keys: Keyring,
    context: Context,
    kind: str,
    key: str,
    why: str,
    request_id: int | None,
    now: datetime,
) -> Clearing:
    """Clear a recruiter, phone, account or agency that was raised. Raises InputRefused, NotFound."""
    said = words.checked(why, "mengapa kecurigaan itu tidak berdasar", "why the suspicion is unfounded")
    if kind not in KINDS:
        raise InputRefused(f"Pilih: {', '.join(KINDS)}.", f"Choose: {', '.join(KINDS)}.")
    raised = connection.execute(_RAISED, {"kind": kind, "key": key}).all()
    if not raised:
        raise NotFound("Itu tidak pernah dimunculkan.", "That was never raised.")
    clearing_id = sealed_words.put(
        connection,
        keys,
        clearings,
        {"why": said},
        sealed_words.about(HOLDER, context.who, now),
        kind=kind,
        key=key,
        refs=sorted({ref for each in raised for ref in each.refs}),
        cleared_at=now,
        decided_by=context.who,
        request_id=request_id,
    )
    row = connection.execute(select(clearings).where(clearings.c.clearing_id == clearing_id)).one()
    with as_program(connection):
        _end_work(connection, kind, key, now)
    audit.write(
        connection, Act(Deed.JUDGE, "clearing", (f"clearing/{row.clearing_id}",), None, ("kind", "key"))
    )
    return _clearing(row)


def take_back(connection: Connection, context: Context, clearing_id: int, now: datetime) -> None:
    """End a clearing that stands. Raises NotFound."""
    columns = clearings.c
    wanted = update(clearings).where(columns.clearing_id == clearing_id, columns.ended_at.is_(None))
    ended = connection.execute(
        wanted.values(ended_at=now, ended_by=context.who).returning(columns.clearing_id)
    )
    if ended.one_or_none() is None:
        raise NotFound("Tidak ada pemulihan yang berlaku dengan nomor itu.", "No such clearing stands.")
    audit.write(connection, Act(Deed.JUDGE, "clearing", (f"clearing/{clearing_id}",), None, ("ended_at",)))


def cleared(connection: Connection, most: int = 200) -> list[Clearing]:
    """What was cleared, the newest first; one audit entry."""
    rows = connection.execute(select(clearings).order_by(clearings.c.clearing_id.desc()).limit(most)).all()
    objects = tuple(f"clearing/{row.clearing_id}" for row in rows)
    audit.write(connection, Act(Deed.READ, "clearing", objects, None, ("kind", "key")))
    return [_clearing(row) for row in rows]


def _end_work(connection: Connection, kind: str, key: str, now: datetime) -> None:
    work = alert_work.c
    mine = select(*COLUMNS).where(
        work.kind == kind, work.subject == key, work.state.in_([State.NEW.value, State.REVIEWED.value])
    )
    for row in connection.execute(mine.with_for_update()).all():
        values = {
            **FREE,
            "state": State.CLOSED,
            "outcome": Outcome.NONE,
            "decided_at": now,
            "evidence_at": now,
        }
        change(connection, of_row(row), Event.CLOSED, PROGRAM, now, values)


def _clearing(row: object) -> Clearing:
    values = {name: getattr(row, name) for name in Clearing.__dataclass_fields__ if name != "standing"}
    return Clearing(**values, standing=getattr(row, "ended_at", None) is None)
