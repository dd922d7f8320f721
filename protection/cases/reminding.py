"""The nightly round on LPSK's node: whoever a clock concerns is told before it runs out, and when it has, once each.

A notice stays on the node and names a case code and a day, nothing else. It goes to the account that handles the case
or does the task; where nobody does, to every handler.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from protection.cases import urgent
from protection.cases.states import OVER, UNDECIDED, State
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.rights.role import Role
from records.tables import case_tasks, lpsk_cases, notices

_C, _T = lpsk_cases.c, case_tasks.c


@dataclass(frozen=True)
class Clock:
    """One kind of day by which something must be done, told so many days before; ``late`` is told when it is past."""

    near: str
    late: str
    day: ColumnElement[date]
    among: ColumnElement[bool]
    before: timedelta
    whose: ColumnElement[str]


CLOCKS: tuple[Clock, ...] = (
    Clock(
        "decision_near",
        "decision_late",
        _C.decide_by,
        _C.state.in_([state.value for state in UNDECIDED]),
        timedelta(days=2),
        _C.handler,
    ),
    Clock(
        "review_near",
        "review_late",
        _C.review_on,
        _C.state == State.PROTECTED.value,
        timedelta(days=14),
        _C.handler,
    ),
    Clock(
        "protection_ending",
        "protection_over",
        _C.protected_until,
        _C.state == State.PROTECTED.value,
        timedelta(days=30),
        _C.handler,
    ),
    Clock(
        "task_near",
        "task_late",
        _T.due_on,
        (_T.state == "open") & _C.state.not_in([state.value for state in OVER]),
        timedelta(days=1),
        func.coalesce(_T.owner, _C.handler),
    ),
)


def remind(connection: Connection, now: datetime) -> int:
    """Tell what is near or late; gives how many notices are new. For the program's own job; one audit entry."""
    today, told = day_of(now), 0
    for clock in CLOCKS:
        for row in connection.execute(_due(clock, today)):
            told += _tell(connection, clock, row, today)
    late = urgent.sound(connection, now)
    audit.write(connection, Act(Deed.NOTIFY, "lpsk_case", (), told + late, ("clock",)))
    return told


def _due(clock: Clock, today: date) -> Any:
    of_task = clock.day is _T.due_on
    wanted = select(
        _C.case_code,
        clock.day.label("day"),
        clock.whose.label("whose"),
        (_T.task_id if of_task else _C.case_id).label("id"),
    )
    wanted = wanted.join_from(case_tasks, lpsk_cases) if of_task else wanted.select_from(lpsk_cases)
    return wanted.where(clock.among, clock.day <= today + clock.before).order_by(clock.day, "id")


def _tell(connection: Connection, clock: Clock, row: Any, today: date) -> bool:
    number = f"/task-{row.id}" if clock.day is _T.due_on else ""
    values = {
        "for_role": Role.LPSK.value,
        "for_who": row.whose or "",
        "kind": clock.late if row.day < today else clock.near,
        "ref": f"case:{row.case_code}{number}/{row.day.isoformat()}",
    }
    new = upsert(notices).values(values).on_conflict_do_nothing().returning(notices.c.notice_id)
    return connection.execute(new).one_or_none() is not None
