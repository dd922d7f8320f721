"""Custody of identities: a handler asks, a custodian agrees, and for a time, by whom is kept for ever, names are shown.

The database keeps the same rule by itself: no row that names a person is read without an opening that stands, and no
opening is written without an approval that is used up in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, any_, func, insert, literal, select

from protection.cases import sealing
from protection.cases.covering import IDENTIFYING
from protection.cases.events import note, row_of
from protection.cases.states import Step
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.four_eyes.acts import ACT
from records.four_eyes.refusals import SecondPersonNeeded
from records.rights.context import Context
from records.tables import case_identities, case_openings, lpsk_cases

REVEAL = "reveal_case_identity"
"""The guarded act (``records.four_eyes.acts``)."""
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Opening:
    """Who opened what of a case, and until when."""

    case_code: str
    who: str
    sections: tuple[str, ...]
    opened_at: datetime
    until: datetime


@dataclass(frozen=True)
class Shown:
    """What custody holds of a case, by section; whoever shows it hides it again at ``until``."""

    case_code: str
    sections: Mapping[str, Any]
    until: datetime


def refs(case_code: str, sections: Collection[str]) -> tuple[str, ...]:
    """What an approval must name, so that it covers this case and these sections and no others."""
    return (f"case:{case_code}", *(f"section:{name}" for name in sorted(set(sections))))


def ask(
    connection: Connection,
    keys: Keyring,
    case_code: str,
    sections: Collection[str],
    ground: str,
    reason: str,
    *,
    emergency: bool = False,
) -> int:
    """Ask a custodian, or in an emergency break the glass; gives the request's number.

    Raises NotFound, InputRefused, StepRefused.
    """
    row = row_of(connection, case_code)
    opens = four_eyes.break_glass if emergency else four_eyes.ask
    return opens(connection, keys, REVEAL, refs(row.case_code, _known(sections)), ground, reason)


def open_(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    sections: Collection[str],
    now: datetime,
) -> Shown:
    """Show what custody holds, by an approval that is used up. Raises NotFound, SecondPersonNeeded."""
    row = row_of(connection, case_code, lock=True)
    approval_id = four_eyes.use(connection, REVEAL, refs(case_code, _known(sections)))
    begun: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    connection.execute(
        insert(case_openings).values(
            case_id=row.case_id,
            who=context.who,
            sections=sorted(set(sections)),
            approval_id=approval_id,
            opened_at=begun,
            until=begun + LASTS,
        )
    )
    return _shown(connection, keys, context, row, Step.OPEN_IDENTITY, now)


def show(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> Shown:
    """Show again what one's own opening covers, while it stands; each time is kept.

    Raises NotFound, SecondPersonNeeded.
    """
    row = row_of(connection, case_code, lock=True)
    return _shown(connection, keys, context, row, Step.SHOW_IDENTITY, now)


def standing(connection: Connection, context: Context, case_id: int) -> datetime | None:
    """Until when one's own opening of a case stands."""
    mine = case_openings.c
    wanted = select(func.max(mine.until)).where(
        mine.case_id == case_id, mine.who == context.who, mine.until > func.clock_timestamp()
    )
    until: datetime | None = connection.scalar(wanted)
    return until


def covers(connection: Connection, context: Context, case_id: int, section: str) -> bool:
    """Whether one's own opening that stands covers a section of a case."""
    mine = case_openings.c
    wanted = select(mine.opening_id).where(
        mine.case_id == case_id,
        mine.who == context.who,
        literal(section) == any_(mine.sections),
        mine.until > func.clock_timestamp(),
    )
    return connection.scalar(wanted.limit(1)) is not None


def openings(connection: Connection, case_id: int | None = None, most: int = 200) -> tuple[Opening, ...]:
    """Who opened the names of a case, or of any, the newest first."""
    mine = case_openings.c
    wanted = select(case_openings, lpsk_cases.c.case_code).join_from(case_openings, lpsk_cases)
    if case_id is not None:
        wanted = wanted.where(mine.case_id == case_id)
    rows = connection.execute(wanted.order_by(mine.opening_id.desc()).limit(most)).all()
    return tuple(
        Opening(row.case_code, row.who, tuple(row.sections), row.opened_at, row.until) for row in rows
    )


def guarded(connection: Connection) -> tuple[Opening, ...]:
    """The openings that a custodian watches over, with one audit entry."""
    found = openings(connection)
    codes = tuple(sorted({f"case:{each.case_code}" for each in found}))
    audit.write(connection, Act(Deed.READ, "case_opening", codes, None, ("who", "until")))
    return found


def _shown(
    connection: Connection, keys: Keyring, context: Context, row: Any, step: Step, now: datetime
) -> Shown:
    until = standing(connection, context, row.case_id)
    if until is None:
        raise SecondPersonNeeded(ACT[REVEAL])
    note(connection, keys, row, step, context.who, now)
    rows = connection.execute(select(case_identities).where(case_identities.c.case_id == row.case_id)).all()
    boxes = {each.identity_id: each.sealed for each in rows}
    opened = sealing.take(connection, keys, case_identities, row.case_id, boxes)
    held = {each.section: opened[each.identity_id] for each in rows if each.identity_id in opened}
    act = Act(Deed.REVEAL, "lpsk_case", (f"case:{row.case_code}",), None, tuple(sorted(held)))
    audit.write(connection, act)
    return Shown(row.case_code, {name: held[name] for name in IDENTIFYING if name in held}, until)


def _known(sections: Collection[str]) -> Collection[str]:
    if not sections or not set(sections) <= set(IDENTIFYING):
        raise InputRefused(
            "Pilih bagian identitas yang perlu dibuka.", "Choose which sections are to be opened."
        )
    return sections
