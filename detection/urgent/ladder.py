"""Who is called when: the first in line, after 30 minutes the next, then the heads, then everyone, loudly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from detection.urgent.roster import Shift
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role

PATIENCE = timedelta(minutes=30)
"""How long a matter may stay unopened before others are called. By night and on Sundays as well."""


@dataclass(frozen=True)
class Rung:
    """One step: whom it calls of those on duty who were not called yet, the last of all of them.

    ``loud`` also puts it before the heads as a notice.
    """

    number: int
    name: str
    calls: Callable[[Sequence[Shift]], Sequence[Shift]]
    loud: bool = False


def _heads(line: Sequence[Shift]) -> Sequence[Shift]:
    return [shift for shift in line if shift.role == Role.SATGAS_LEAD.value]


LADDER: tuple[Rung, ...] = (
    Rung(1, "first", lambda line: line[:1]),
    Rung(2, "next", lambda line: line[:1]),
    Rung(3, "lead", _heads),
    Rung(4, "everyone", lambda line: line, loud=True),
)
"""The last rung is called again every 30 minutes until somebody opens the matter."""

LAST = LADDER[-1]

_REACH = text("""
    SELECT r.areas, r.body FROM account_roles AS r JOIN accounts AS a USING (account_id)
    WHERE r.account_id = :account AND r.role = :role AND a.disabled_at IS NULL
        AND r.valid_from <= :now AND (r.valid_to IS NULL OR r.valid_to > :now)
    ORDER BY r.grant_id
""")
_SEES = text("SELECT EXISTS (SELECT FROM urgent_items WHERE item_id = :item)")


def line_for(
    connection: Connection, back: Context, item_id: int, line: Iterable[Shift], now: datetime
) -> list[Shift]:
    """Those in line who may open the matter, as row-level security says: nobody is called to a closed door.

    ``back`` is the context that the transaction goes on in.
    """
    able = []
    for shift in line:
        for grant in connection.execute(
            _REACH, {"account": shift.account_id, "role": shift.role, "now": now}
        ).all():
            as_them = Context(
                shift.account_id, Role(shift.role), Purpose.PREVENTION, tuple(grant.areas), grant.body
            )
            as_them.enter(connection)
            sees = connection.scalar(_SEES, {"item": item_id})
            back.enter(connection)
            if sees:
                able.append(shift)
                break
    return able


def next_rung(rung: int, line: Sequence[Shift], called: Collection[str]) -> tuple[Rung, Sequence[Shift]]:
    """The next rung that calls somebody new, and whom; the last where none does.

    ``line`` are those who may open the matter, ``called`` the accounts that were called in this round.
    """
    new = [shift for shift in line if shift.account_id not in called]
    for step in LADDER:
        if rung < step.number < LAST.number and step.calls(new):
            return step, step.calls(new)
    return LAST, LAST.calls(line)
