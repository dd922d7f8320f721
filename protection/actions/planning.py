"""Planning an action: on which alert, by whom, by when, on which legal ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text

from protection.actions.events import tell
from protection.actions.kinds import KIND, ActionKind
from protection.actions.reading import Action, find
from protection.actions.states import State, Step
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.law import in_force
from records.rights.context import Context
from records.tables import alert_work, alerts
from records.tables.actions import actions

_HOLDS = text("SELECT suluh_holds(:account, :role)")


@dataclass(frozen=True)
class Plan:
    """What is to be done: kind, owner's account, legal ground by its code; without a day the kind gives one."""

    kind: str
    owner: str
    ground: str
    due_on: date | None = None
    letter_no: str | None = None
    words: str = ""


def plan(
    connection: Connection, keys: Keyring, context: Context, alert_id: int, wish: Plan, now: datetime
) -> Action:
    """Plan an action on an alert that the context may see. Raises NotFound, InputRefused."""
    today = day_of(now)
    alert = connection.execute(select(alerts).where(alerts.c.alert_id == alert_id)).one_or_none()
    if alert is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    kind = _allowed(connection, wish, alert.kind, today)
    work = _work(connection, alert)
    due_on = wish.due_on or _due(kind, today, work.departs_on if work else None)
    check_day(due_on, today)
    action_id = connection.execute(
        insert(actions)
        .values(
            alert_id=alert_id,
            work_id=work.work_id if work else None,
            kind=kind.name,
            about=alert.kind,
            subject=alert.subject,
            refs=alert.refs,
            areas=alert.areas,
            owner=wish.owner,
            due_on=due_on,
            ground=wish.ground,
            letter_no=wish.letter_no or None,
            state=State.PLANNED.value,
            planned_by=context.who,
            planned_at=now,
        )
        .returning(actions.c.action_id)
    ).scalar_one()
    tell(connection, keys, context, action_id, 1, Step.PLAN, None, State.PLANNED, wish.words, now)
    return find(connection, action_id)


def check_owner(connection: Connection, kind: ActionKind, owner: str) -> None:
    """Refuse an owner who holds none of the roles that may do it. Raises InputRefused."""
    if not any(
        connection.scalar(_HOLDS, {"account": owner, "role": role.value}) for role in sorted(kind.roles)
    ):
        raise InputRefused(
            "Akun itu tidak dapat menjalankan tindakan ini.", "That account cannot carry this action out."
        )


def check_day(due_on: date, today: date) -> None:
    """Refuse a day that is past or far off. Raises InputRefused."""
    if not today <= due_on <= today + timedelta(days=90):
        raise InputRefused(
            "Tenggat sudah lewat, atau lebih dari 90 hari lagi.", "The day is past, or over 90 days ahead."
        )


def _allowed(connection: Connection, wish: Plan, about: str, today: date) -> ActionKind:
    kind = KIND.get(wish.kind)
    if kind is None or about not in kind.about:
        raise InputRefused(
            "Jenis tindakan itu tidak tersedia bagi peringatan ini.",
            "That kind of action is not available for this alert.",
        )
    grounds = [each["code"] for each in in_force("action_ground", today) if kind.name in each["actions"]]
    if wish.ground not in grounds:
        raise InputRefused(
            f"Tindakan ini dapat berdasar pada: {', '.join(grounds)}.",
            f"This action may rest on: {', '.join(grounds)}.",
        )
    check_owner(connection, kind, wish.owner)
    return kind


def _due(kind: ActionKind, today: date, departs_on: date | None) -> date:
    """The day that the kind gives, or before the person leaves."""
    usual = today + timedelta(days=kind.days)
    return usual if departs_on is None or departs_on < today else min(usual, departs_on)


def _work(connection: Connection, alert: Any) -> Any:
    """The newest work on what the alert is about."""
    mine = (alert_work.c.kind == alert.kind) & (alert_work.c.subject == alert.subject)
    wanted = select(alert_work.c.work_id, alert_work.c.departs_on).where(
        mine | (alert_work.c.alert_id == alert.alert_id)
    )
    return connection.execute(wanted.order_by(alert_work.c.work_id.desc()).limit(1)).one_or_none()
