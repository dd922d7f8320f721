"""Actions as they stand, with their steps: of an alert, due, or one with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from protection.actions.kinds import KIND
from protection.actions.refusals import no_such_action
from protection.actions.states import Outcome, State, Step
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.tables.actions import action_events, actions

HOLDER = action_events.name


@dataclass(frozen=True)
class Action:
    """One action as it stands."""

    action_id: int
    alert_id: int
    work_id: int | None
    kind: str
    title_id: str
    title_en: str
    about: str
    subject: str
    owner: str
    due_on: date
    ground: str
    letter_no: str | None
    state: State
    outcome: Outcome | None
    hours_cost: int | None
    planned_by: str
    planned_at: datetime
    ended_at: datetime | None
    version: int

    def overdue(self, today: date) -> bool:
        """Whether it should have ended by now."""
        return self.ended_at is None and self.due_on < today


@dataclass(frozen=True)
class Told:
    """One step of an action; ``words`` is its report, cause or note, empty in lists and where there is none."""

    step: Step
    state: State
    who: str
    at: datetime
    words: str


_COLUMNS = tuple(
    actions.c[name] for name in Action.__dataclass_fields__ if name not in ("title_id", "title_en")
)
_OPEN = actions.c.state.in_((State.PLANNED.value, State.DOING.value))


def of_alert(connection: Connection, alert_id: int) -> list[Action]:
    """What was planned and done about an alert, in order."""
    return _listed(connection, actions.c.alert_id == alert_id, 500)


def of_work(connection: Connection, work_id: int) -> list[Action]:
    """What was planned and done about all alerts of a piece of work, in order."""
    return _listed(connection, actions.c.work_id == work_id, 500)


def due(connection: Connection, owner: str | None, most: int, after: int = 0) -> list[Action]:
    """What has not ended, the nearest day first, from a place (0: the first) on; of one owner, or of everybody."""
    mine = _OPEN if owner is None else _OPEN & (actions.c.owner == owner)
    return _listed(connection, mine, most, after)


def one(connection: Connection, keys: Keyring, action_id: int) -> tuple[Action, tuple[Told, ...]]:
    """An action with every step and its words. Raises NotFound, also where the context may not see it."""
    action = find(connection, action_id)
    wanted = select(action_events).where(action_events.c.action_id == action_id)
    rows = connection.execute(wanted.order_by(action_events.c.version)).all()
    boxes = ((row.event_id, row.sealed, about_words(action_id, row.version)) for row in rows)
    words = sealed_words.texts(connection, keys, HOLDER, boxes)
    told = tuple(
        Told(Step(row.step), State(row.state), row.who, row.at, words.get(row.event_id, "")) for row in rows
    )
    _audit(connection, [action], ("words",))
    return action, told


def find(connection: Connection, action_id: int, *, held: bool = False) -> Action:
    """The action, held for a change if asked; whoever calls writes the audit entry. Raises NotFound."""
    wanted = select(*_COLUMNS).where(actions.c.action_id == action_id)
    row = connection.execute(wanted.with_for_update() if held else wanted).one_or_none()
    if row is None:
        raise no_such_action()
    return _action(row)


def about_words(action_id: int, version: int) -> bytes:
    """What binds the words of a step to it."""
    return sealed_words.about(HOLDER, action_id, version)


def _listed(connection: Connection, which: ColumnElement[bool], most: int, after: int = 0) -> list[Action]:
    wanted = select(*_COLUMNS).where(which).order_by(actions.c.due_on, actions.c.action_id)
    found = [_action(row) for row in connection.execute(wanted.limit(most).offset(after))]
    _audit(connection, found, ())
    return found


def _action(row: Any) -> Action:
    values = row._asdict()
    kind = KIND[values["kind"]]
    values |= {"state": State(values["state"]), "title_id": kind.text_id, "title_en": kind.text_en}
    values["outcome"] = Outcome(values["outcome"]) if values["outcome"] else None
    return Action(**values)


def _audit(connection: Connection, found: Iterable[Action], fields: Sequence[str]) -> None:
    objects = tuple(f"action/{each.action_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "action", objects, None, tuple(fields)))
