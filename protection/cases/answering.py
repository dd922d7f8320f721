"""What the sender of a referral learns: received, accepted, rejected, done, a code of a reason; never what or why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from protection import exchange
from records.custody.keyring import Keyring
from records.errors import NotFound, WrongState

KIND = "referral_state"


def answer(
    connection: Connection, keys: Keyring, row: Any, state: str, reason: str | None, now: datetime
) -> bool:
    """Queue an answer under the referral's code; False where no node sent it. ``row`` is the case before the step.

    The answer's count is the case's own, which grows with every step, so that answers may come in any order.
    """
    if row.referral is None or row.sender is None:
        return False
    document = {
        "referral": row.referral,
        "version": row.version + 1,
        "state": state,
        "reason": reason,
        "at": now.astimezone(UTC).isoformat(),
    }
    try:
        with connection.begin_nested():
            exchange.put(connection, keys, row.sender, KIND, document, about=row.referral)
    except (NotFound, WrongState):
        return False  # sent on paper, or by a node that is not confirmed: the handler tells it
    return True
