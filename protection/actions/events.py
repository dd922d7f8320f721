"""The events of an action: what was done, by whom, with its words sealed, and the audit entry beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from protection.actions.reading import about_words
from protection.actions.states import State, Step
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.rights.context import Context
from records.tables.actions import action_events


def tell(
    connection: Connection,
    keys: Keyring,
    context: Context,
    action_id: int,
    version: int,
    step: Step,
    came_from: State | None,
    state: State,
    words: str,
    now: datetime,
) -> None:
    """Write the event of a step with its words sealed, and the audit entry of the act."""
    sealed_words.put(
        connection,
        keys,
        action_events,
        words.strip() or None,
        about_words(action_id, version),
        action_id=action_id,
        version=version,
        step=step.value,
        came_from=came_from.value if came_from else None,
        state=state.value,
        who=context.who,
        at=now,
    )
    act = Act(Deed.TAKE_ACTION, "action", (f"action/{action_id}",), None, (step.value,))
    audit.write(connection, act)
