"""The sender of a referral has erased the person: LPSK decides by its own law what stays, and says which.

While nothing was decided and nobody is protected, what was sent is destroyed. Whoever is protected, or has been,
stays in LPSK's case until LPSK itself erases it (``protection.cases.erasing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from protection import exchange
from protection.cases.events import note
from protection.cases.receiving import case_of, destroy, measured, named, row_by_number, stub
from protection.cases.states import UNDECIDED, State, Step
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import NotFound, WrongState
from records.law import in_force
from records.rights.context import as_program, who_acts

KIND = "erasure_answer"
KEPT, ERASED = "kept", "erased"


def erased(connection: Connection, keys: Keyring, document: Mapping[str, Any], now: datetime) -> str:
    """Take in that a person was erased, in a document with ``referral`` and ``version``; gives what is done.

    In any order with the packet and its revocation, and as often as it comes, the same case comes out. The answer is
    queued once. Raises InputRefused. Writes one audit entry.
    """
    referral, version = named(document)
    who = who_acts(connection)
    with as_program(connection):
        row = case_of(connection, referral, document)
        if row is None:
            row = stub(connection, keys, document, now, who)
        state = State(row.state)
        if row.erased_at is None:
            open_ = state in UNDECIDED and not measured(connection, row.case_id)
            values: dict[str, Any] = {
                "erased_at": now,
                "revoked_at": row.revoked_at or now,
                "packet_version": max(row.packet_version or 0, version),
            }
            if open_:
                values["ended_at"] = now
            if open_ or state is State.WITHDRAWN:
                destroy(connection, row.case_id)
            state = State.WITHDRAWN if open_ else state
            note(connection, keys, row, Step.REVOKED, who, now, after=state, **values)
            answer(connection, keys, row, ERASED if state is State.WITHDRAWN else KEPT, now)
        row = row_by_number(connection, row.case_id)
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{row.case_code}",), None, ("erased_at",)))
    return ERASED if State(row.state) is State.WITHDRAWN else KEPT


def answer(connection: Connection, keys: Keyring, row: Any, done: str, now: datetime) -> None:
    """Tell the sender of a case what became of it after the sender's erasure; to nobody where no node sent it."""
    if row.referral is None or row.sender is None:
        return
    (law,) = in_force("kept_after_erasure", day_of(now))
    document = {
        "referral": row.referral,
        "answer": done,
        "ground": law["code"] if done == KEPT else None,
        "at": now.astimezone(UTC).isoformat(),
    }
    try:
        with connection.begin_nested():
            exchange.put(connection, keys, row.sender, KIND, document, about=row.referral)
    except (NotFound, WrongState):
        return  # sent on paper, or by a node that is not confirmed: LPSK tells it
