"""Who works on what: claims and assignments that expire, so that nothing waits for somebody who is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, text

from detection.alerts.refusals import NotYours
from detection.alerts.states import ASSIGNMENT, CLAIM, OPEN, Event, State
from detection.alerts.work import COLUMNS, PROGRAM, Work, change, hold, of_row, wrote
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, SuluhError, WrongState
from records.tables import alert_work

_MAY_TAKE = text("SELECT suluh_may_take(:account, :kind, CAST(:areas AS text[]))")


@dataclass(frozen=True)
class Assigned:
    """What became of one piece of an assignment: "assigned", or the code and texts of why not."""

    work_id: int
    result: str
    text_id: str = ""
    text_en: str = ""


def claim(connection: Connection, who: str, work_id: int, version: int | None, now: datetime) -> Work:
    """Take a piece of work, or keep it for longer. Raises NotFound, Stale, WrongState, Claimed, NotYours."""
    work = hold(connection, work_id, version)
    refuse(work, who, now)
    taken, _ = change(connection, work, Event.CLAIMED, who, now, _taken(who, now), {"until": now + CLAIM})
    wrote(connection, Deed.WORK, taken, ("owner", "claimed_until"))
    return taken


def refuse(work: Work, who: str, now: datetime) -> None:
    """Raise where this person cannot work on it now: it is decided, another's, or awaits somebody else."""
    if not work.open:
        raise WrongState(
            f"Pekerjaan ini sudah {work.state.value}.", f"This piece of work is {work.state.value} already."
        )
    if who in work.judged_by:
        raise NotYours(
            "Penilaian ini perlu orang lain: Anda sudah menilai.",
            "Another person has to judge this: you have judged already.",
        )
    work.refuse_if_held(who, now)


def _taken(who: str, now: datetime) -> dict[str, object]:
    return {"owner": who, "claimed_until": now + CLAIM, "snoozed_until": None, "state": State.REVIEWED}


def release(connection: Connection, who: str, work_id: int, version: int | None, now: datetime) -> Work:
    """Give a piece of work back. Raises NotFound, Stale, NotYours."""
    work = hold(connection, work_id, version)
    if not work.open or work.held_by(now) != who:
        raise NotYours("Pekerjaan ini bukan tugas Anda.", "This piece of work is not yours.")
    freed, _ = change(connection, work, Event.RELEASED, who, now, _freed(work))
    wrote(connection, Deed.WORK, freed, ("owner",))
    return freed


def _freed(work: Work) -> dict[str, object]:
    """Nobody works on it, and where nobody has judged it is as new: it may still lapse, and is counted then."""
    state = State.REVIEWED if work.judged_by else State.NEW
    return {"owner": None, "claimed_until": None, "snoozed_until": None, "state": state}


def assign(
    connection: Connection, who: str, work_ids: Sequence[int], assignee: str, now: datetime
) -> list[Assigned]:
    """Give pieces of work to an account, each for itself: what cannot be given is told, the rest is done.

    One audit entry names what was given.
    """
    results = [_assign_one(connection, who, work_id, assignee, now) for work_id in dict.fromkeys(work_ids)]
    done = tuple(f"work/{each.work_id}" for each in results if each.result == "assigned")
    audit.write(connection, Act(Deed.WORK, "alert_work", done, None, ("owner", "claimed_until")))
    return results


def _assign_one(connection: Connection, who: str, work_id: int, assignee: str, now: datetime) -> Assigned:
    try:
        work = hold(connection, work_id)
        if work.open and assignee in work.judged_by:
            raise NotYours("Orang ini sudah menilai.", "This person has judged already.")
        if work.owner != assignee:
            refuse(work, work.owner or assignee, now)  # the head of the secretariat may take it from others
        asked = {"account": assignee, "kind": work.kind, "areas": list(work.areas)}
        if not connection.scalar(_MAY_TAKE, asked):
            raise InputRefused(
                "Akun itu tidak dapat menerima pekerjaan jenis ini di wilayah ini.",
                "That account cannot take work of this kind in this area.",
            )
        values = _taken(assignee, now) | {"claimed_until": now + ASSIGNMENT}
        told = {"assignee": assignee, "until": now + ASSIGNMENT}
        change(connection, work, Event.ASSIGNED, who, now, values, told)
    except SuluhError as refused:
        return Assigned(work_id, refused.code, refused.text_id, refused.text_en)
    return Assigned(work_id, "assigned")


def expire(connection: Connection, now: datetime) -> int:
    """Free what was claimed or assigned until now; for the program's jobs, one audit entry where there is any."""
    wanted = select(*COLUMNS).where(
        alert_work.c.state.in_([state.value for state in OPEN]),
        alert_work.c.owner.is_not(None),
        alert_work.c.snoozed_until.is_(None),
        or_(alert_work.c.claimed_until.is_(None), alert_work.c.claimed_until <= now),
    )
    ended = [of_row(row) for row in connection.execute(wanted.with_for_update(skip_locked=True))]
    for work in ended:
        change(connection, work, Event.RELEASED, PROGRAM, now, _freed(work))
    if ended:
        objects = tuple(f"work/{work.work_id}" for work in ended)
        audit.write(connection, Act(Deed.WORK, "alert_work", objects, None, ("owner",)))
    return len(ended)
