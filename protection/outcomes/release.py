"""On LPSK's node: outcomes are confirmed by a handler and leave in batches, so that no batch tells whose case it was.

Only the referral's keyed token, an outcome and its number leave. A batch for a node has at least so many cases, each
confirmed at least so many days ago (``outcome_release`` in records/law.toml), in an order that says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from protection.exchange.outbox import put
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.law import in_force
from records.rights.context import Context, as_program
from records.tables.cases import lpsk_cases
from records.tables.restitution import lpsk_outcomes

KIND = "outcomes"
_OUT = lpsk_outcomes.c


class Outcome(StrEnum):
    """What LPSK holds of the person whom a referral was about."""

    VICTIM = "victim"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Confirmed:
    """One outcome of a case; ``released_at`` is empty while it waits for its batch."""

    outcome: Outcome
    confirmed_by: str
    confirmed_at: datetime
    released_at: datetime | None


def confirm(
    connection: Connection, context: Context, case_id: int, outcome: Outcome, now: datetime
) -> Confirmed:
    """Confirm what came of a referred case. Raises NotFound, InputRefused, WrongState. Writes one audit entry."""
    case = connection.execute(
        select(lpsk_cases.c.token, lpsk_cases.c.sender)
        .where(lpsk_cases.c.case_id == case_id)
        .with_for_update()
    ).one_or_none()
    if case is None:
        raise NotFound("Kasus itu tidak ditemukan.", "There is no such case.")
    if not case.token or not case.sender:
        raise InputRefused(
            "Kasus ini tidak berasal dari rujukan; tidak ada yang dikabari.",
            "This case came by no referral; nobody is told of it.",
        )
    before = connection.execute(
        select(_OUT.outcome, _OUT.number)
        .where(_OUT.token == case.token)
        .order_by(_OUT.number.desc())
        .limit(1)
    ).one_or_none()
    nothing_to_take_back = outcome is Outcome.WITHDRAWN and before is None
    if nothing_to_take_back or (before is not None and before.outcome == outcome.value):
        raise WrongState("Hasil itu sudah berlaku.", "That is how it stands already.")
    connection.execute(
        insert(lpsk_outcomes).values(
            case_id=case_id,
            token=case.token,
            number=(before.number if before else 0) + 1,
            outcome=outcome.value,
            peer=case.sender,
            confirmed_by=context.who,
            confirmed_at=now,
        )
    )
    audit.write(connection, Act(Deed.CONFIRM_OUTCOME, "lpsk_case", (f"case/{case_id}",), None, ("outcome",)))
    return Confirmed(outcome, context.who, now, None)


def of_case(connection: Connection, case_id: int) -> tuple[Confirmed, ...]:
    """The outcomes of a case, in order; whoever calls writes the audit entry."""
    rows = connection.execute(
        select(_OUT.outcome, _OUT.confirmed_by, _OUT.confirmed_at, _OUT.released_at)
        .where(_OUT.case_id == case_id)
        .order_by(_OUT.number)
    )
    return tuple(Confirmed(Outcome(row.outcome), *row[1:]) for row in rows)


def release(connection: Connection, keys: Keyring, now: datetime) -> int:
    """Let the batches go that are large and old enough; gives how many outcomes left.

    For the program's own job. Of a token whose outcome changed while it waited, only the newest leaves. Writes one
    audit entry where any left. Raises WrongState where a node is not confirmed.
    """
    (rule,) = in_force("outcome_release", day_of(now))
    until = now - timedelta(days=rule["least_days"])
    left: list[int] = []
    with as_program(connection):
        ripe = (_OUT.released_at.is_(None)) & (_OUT.confirmed_at <= until)
        peers = connection.scalars(
            select(_OUT.peer)
            .where(ripe)
            .group_by(_OUT.peer)
            .having(func.count(_OUT.token.distinct()) >= rule["least_cases"])
            .order_by(_OUT.peer)
        ).all()
        for peer in peers:
            rows = connection.execute(
                select(_OUT.outcome_id, _OUT.token, _OUT.number, _OUT.outcome)
                .where(ripe, _OUT.peer == peer)
                .order_by(_OUT.token, _OUT.number)
                .with_for_update()
            ).all()
            newest = {row.token: row for row in rows}
            told = [
                {"token": row.token, "number": row.number, "outcome": row.outcome} for row in newest.values()
            ]
            put(connection, keys, peer, KIND, {"outcomes": told})
            left += [row.outcome_id for row in rows]
        if left:
            connection.execute(update(lpsk_outcomes).where(_OUT.outcome_id.in_(left)).values(released_at=now))
    if left:
        objects = tuple(f"outcome/{each}" for each in left)
        audit.write(connection, Act(Deed.RELEASE_OUTCOMES, "lpsk_outcome", objects, None, ("outcome",)))
    return len(left)
