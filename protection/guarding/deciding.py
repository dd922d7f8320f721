"""What LPSK decides, by two people, on evidence against somebody who was found to be a victim.

Evidence never joins the case of the person whom it speaks of, so that no handler meets it while they help.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, any_, select, update

from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context, as_program
from records.tables import audit_entries, protection_matters

DECIDE = "decide_evidence"
"""The guarded act (``records.four_eyes.acts``)."""
KIND = "protection_matter"


@dataclass(frozen=True)
class End:
    """What can be decided."""

    name: str
    id: str
    en: str


ENDS: tuple[End, ...] = (
    End(
        "forced",
        "Dipaksa pelaku: tetap korban, tidak dipidana (UU 21/2007 Pasal 18)",
        "Forced by the offender: a victim still, not to be punished (UU 21/2007 article 18)",
    ),
    End("unfounded", "Tidak berdasar: disimpan tertutup", "Unfounded: it stays closed"),
    End(
        "escorted",
        "Disampaikan LPSK kepada penyidik, dengan pendampingan bagi orangnya",
        "Taken to an investigator by LPSK, which stays beside the person",
    ),
)
END = {end.name: end for end in ENDS}


@dataclass(frozen=True)
class Evidence:
    """One piece, unopened: from which node, about which of its case codes, of which kinds of rows, what was decided."""

    matter_id: int
    sender: str
    code: str
    kinds: tuple[str, ...]
    received_at: datetime
    ended_as: str | None
    ended_by: str | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Opened:
    """Who opened a piece, and when."""

    who: str
    at: datetime


def listed(connection: Connection) -> list[Evidence]:
    """All of it: what waits for a decision first, then the newest; one audit entry."""
    columns = protection_matters.c
    order = (columns.ended_at.is_not(None), columns.matter_id.desc())
    rows = connection.execute(_held().order_by(*order)).all()
    found = [_evidence(row) for row in rows]
    objects = tuple(f"matter/{each.matter_id}" for each in found)
    audit.write(connection, Act(Deed.READ, KIND, objects, None, ("signs", "state")))
    return found


def one(connection: Connection, matter_id: int) -> tuple[Evidence, tuple[Opened, ...]]:
    """One piece, unopened, and who opened it when; one audit entry. Raises NotFound."""
    row, mine = _row(connection, matter_id), audit_entries.c
    opened = select(mine.who, mine.at).where(
        mine.act == Deed.READ.value,
        mine.object_kind == KIND,
        any_(mine.object_refs) == f"matter/{matter_id}",
        any_(mine.fields) == "evidence",
    )
    with as_program(connection):
        found = connection.execute(opened.order_by(mine.entry_id.desc())).all()
    objects = (f"matter/{matter_id}",)
    audit.write(connection, Act(Deed.READ, KIND, objects, None, ("state", "openings")))
    return _evidence(row), tuple(Opened(*each) for each in found)


def refs(matter_id: int, end: str) -> tuple[str, ...]:
    """What an approval must name: this piece, and what is decided on it. Raises InputRefused."""
    if end not in END:
        raise InputRefused("Pilih keputusannya.", "Choose the decision.")
    return (f"matter:{matter_id}", f"end:{end}")


def ask(connection: Connection, keys: Keyring, matter_id: int, end: str, ground: str, reason: str) -> int:
    """Ask a second person to agree to a decision; gives the request's number.

    Raises NotFound, WrongState, InputRefused, StepRefused.
    """
    _still_open(_row(connection, matter_id))
    return four_eyes.ask(connection, keys, DECIDE, refs(matter_id, end), ground, reason)


def decide(connection: Connection, context: Context, matter_id: int, end: str, now: datetime) -> None:
    """Decide, by a second person's approval that is used up; why it was so stands in the request.

    One audit entry. Raises NotFound, WrongState, InputRefused, SecondPersonNeeded.
    """
    _still_open(_row(connection, matter_id, lock=True))
    four_eyes.use(connection, DECIDE, refs(matter_id, end))
    mine = protection_matters.c.matter_id == matter_id
    ended = {"state": "closed", "ended_by": context.who, "ended_at": now, "ended_as": end}
    connection.execute(update(protection_matters).where(mine).values(**ended))
    audit.write(connection, Act(Deed.PROTECT, KIND, (f"matter/{matter_id}",), None, ("ended_as",)))


def _held() -> Any:
    columns = protection_matters.c
    return select(protection_matters).where(columns.kind == "evidence", columns.sealed.is_not(None))


def _row(connection: Connection, matter_id: int, *, lock: bool = False) -> Any:
    wanted = _held().where(protection_matters.c.matter_id == matter_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFound("Tidak ada bukti dengan nomor itu.", "There is no such evidence.")
    return row


def _still_open(row: Any) -> None:
    if row.state != "open":
        raise WrongState("Bukti itu sudah diputuskan.", "That evidence has been decided on.")


def _evidence(row: Any) -> Evidence:
    sender, _, code = row.person_id.partition("/")
    return Evidence(
        row.matter_id,
        sender,
        code,
        tuple(row.signs),
        row.raised_at,
        row.ended_as,
        row.ended_by,
        row.ended_at,
    )
