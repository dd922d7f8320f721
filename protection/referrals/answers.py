"""Answers from another node: whatever order they come in, and however often, the same referral comes out.

An answer carries the receiver's own count (``version``), which grows with every answer. The newest heard tells where
the referral stands; an older one that arrives late is written down and moves nothing; the same count twice is heard
once. What the sender took back stays taken back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from protection.referrals.states import ANSWERS, ENDED, OTHER, REASON, State
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import as_program
from records.tables.referrals import referral_events, referrals


def apply(
    connection: Connection, referral_code: str, version: int, state: str, reason: str | None, at: datetime
) -> bool:
    """Take an answer in, with one audit entry; False where it was heard before. Only the code of a reason is kept.

    Raises NotFound, InputRefused for what is no answer, WrongState where nothing was ever sent.
    """
    if state not in set(ANSWERS) or version < 1:
        raise InputRefused("Jawaban rujukan itu tidak dikenal.", "That is no answer to a referral.")
    with as_program(connection):
        new, number = _apply(connection, referral_code, version, State(state), reason, at)
    audit.write(connection, Act(Deed.REFER, "referral", (f"referral/{number}",), None, ("answer",)))
    return new


def _apply(
    connection: Connection, code: str, version: int, state: State, reason: str | None, at: datetime
) -> tuple[bool, int]:
    mine = referrals.c
    row = connection.execute(select(referrals).where(mine.code == code).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    if row.sent_at is None:
        raise WrongState("Rujukan ini belum dikirim.", "This referral was never sent.")
    events = referral_events.c
    heard = select(events.event_id).where(
        events.referral_id == row.referral_id, events.answered_version == version
    )
    if connection.scalar(heard.limit(1)) is not None:
        return False, row.referral_id
    moves = version > row.answered_version and row.state != State.REVOKED.value
    stands = state if moves else State(row.state)
    values: dict[str, object] = {
        "version": row.version + 1,
        "answered_version": max(version, row.answered_version),
        "state": stands.value,
    }
    if moves:
        values["ended_at"] = at if stands in ENDED else None
    connection.execute(update(referrals).where(mine.referral_id == row.referral_id).values(values))
    connection.execute(
        insert(referral_events).values(
            referral_id=row.referral_id,
            version=row.version + 1,
            step=ANSWERS[state].value,
            state=stands.value,
            answered_version=version,
            reason=None if reason is None else reason if reason in REASON else OTHER,
            who=row.receiver,
            at=at,
        )
    )
    return True, row.referral_id
