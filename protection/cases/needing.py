"""What a handler looks for among many cases: what is late, in danger, in nobody's hands; how many there are of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from protection.cases.states import OVER, UNDECIDED
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.rights.context import Context
from records.tables import lpsk_cases

_CASE = lpsk_cases.c


@dataclass(frozen=True)
class Need:
    """One thing to look for, and which cases have it for whoever looks on a day."""

    name: str
    text_id: str
    text_en: str
    which: Callable[[str, date], ColumnElement[bool]]


def _late(_: str, today: date) -> ColumnElement[bool]:
    undecided = _CASE.state.in_([state.value for state in UNDECIDED])
    return and_(undecided, _CASE.received_at.is_not(None), _CASE.decide_by < today)


NEEDS: tuple[Need, ...] = (
    Need("terlambat", "keputusan terlambat", "decision late", _late),
    Need("bahaya", "bahaya sekarang", "danger now", lambda *_: _CASE.urgent),
    Need("anak", "anak", "children", lambda *_: _CASE.child),
    Need("bebas", "belum ada penangan", "nobody's yet", lambda *_: _CASE.handler.is_(None)),
    Need("saya", "saya tangani", "mine", lambda who, _: _CASE.handler == who),
)
NEED = {need.name: need for need in NEEDS}


def tallies(connection: Connection, context: Context, now: datetime) -> Mapping[str, int]:
    """How many cases that have not ended have each need; one audit entry."""
    today = day_of(now)
    counts: list[Any] = [
        func.count().filter(need.which(context.who, today)).label(need.name) for need in NEEDS
    ]
    going_on = _CASE.state.not_in([state.value for state in OVER])
    row = connection.execute(select(*counts).where(going_on)).one()
    audit.write(connection, Act(Deed.READ, "lpsk_case", (), None, ("state", "handler")))
    return dict(row._mapping)
