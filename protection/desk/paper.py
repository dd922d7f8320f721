"""What a desk noted on paper while the line was down, entered afterwards with its true time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from records import audit
from records.audit import Act, Deed
from records.days import day_of, instant
from records.errors import InputRefused
from records.rights.context import Context
from records.tables import paper_notes

OLDEST = timedelta(days=14)
"""Paper is entered in the days after; what is older is looked into, not typed in."""


@dataclass(frozen=True)
class Box:
    """One box of the paper list."""

    name: str
    text_id: str
    text_en: str


BOXES: tuple[Box, ...] = (
    Box("served", "Dilayani", "Served"),
    Box("documents", "Dokumen dijelaskan", "Documents told"),
    Box("counsel", "Diantar ke konselor", "Taken to a counsellor"),
    Box("back", "Akan kembali lagi", "Comes back"),
)
BOX = {box.name: box for box in BOXES}


@dataclass(frozen=True)
class Note:
    """One row of the paper; ``registration`` is empty where the person had no number."""

    registration: str | None
    done: Box
    happened_at: datetime
    entered_at: datetime


def note(
    connection: Connection,
    context: Context,
    registration: str | None,
    done: str,
    happened_at: datetime,
    now: datetime,
) -> Note:
    """Keep one row of the paper with its true time. Raises InputRefused for a time to come or too long ago."""
    if done not in BOX:
        raise InputRefused("Pilih apa yang dilakukan.", "Choose what was done.")
    if not now - OLDEST <= happened_at <= now:
        raise InputRefused(
            f"Waktu pada kertas harus sudah lewat, paling lama {OLDEST.days} hari yang lalu.",
            f"The time on paper must be past, at most {OLDEST.days} days ago.",
        )
    values = {"registration": registration, "office": context.office or None, "who": context.who}
    times = {"happened_at": happened_at, "entered_at": now}
    connection.execute(insert(paper_notes).values(**values, **times, done=done))
    objects = (f"registrations:{registration}",) if registration else ()
    audit.write(connection, Act(Deed.NOTE_PAPER, "paper_note", objects, 1, ("happened_at", "done")))
    return Note(registration, BOX[done], happened_at, now)


def entered(connection: Connection, now: datetime) -> tuple[Note, ...]:
    """What one has entered today, the newest first."""
    columns = paper_notes.c
    since = instant(day_of(now))
    rows = connection.execute(
        select(columns.registration, columns.done, columns.happened_at, columns.entered_at)
        .where(columns.entered_at >= since)
        .order_by(columns.note_id.desc())
    ).all()
    objects = tuple(f"registrations:{row.registration}" for row in rows if row.registration)
    audit.write(connection, Act(Deed.READ, "paper_note", objects, len(rows)))
    return tuple(Note(row.registration, BOX[row.done], row.happened_at, row.entered_at) for row in rows)
