"""Which cases may be handed over by the standard, and what a custodian was asked for and has agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from protection.cases.rules import RULE, Rule
from protection.cases.states import OVER, State
from protection.htcds.passing import MANY, OF_CASE
from records import audit
from records.audit import Act, Deed
from records.four_eyes import reading as book
from records.four_eyes.machine import State as Asked
from records.rights.context import Context
from records.tables import case_openings, lpsk_cases

FOR = "export:for="
STANDS = frozenset({Asked.ASKED, Asked.APPROVED})


@dataclass(frozen=True)
class Ready:
    """A case that may go; ``named`` where the visitor's own opening of its names stands, so that they go with it."""

    case_code: str
    state: State
    rule: Rule
    handler: str | None
    named: bool


@dataclass(frozen=True)
class Choice:
    """The cases that may go, and how many may not: of a child, revoked by the sender, or not agreed to."""

    ready: tuple[Ready, ...]
    children: int
    revoked: int
    unasked: int


@dataclass(frozen=True)
class Request:
    """What a custodian was asked for: exactly these cases, for exactly this institution."""

    approval_id: int
    cases: tuple[str, ...]
    destination: str
    state: Asked
    asked_at: datetime
    ends: datetime | None


def choice(connection: Connection, context: Context) -> Choice:
    """The cases that have not ended, by whether they may go; one audit entry."""
    mine, opened = lpsk_cases.c, case_openings.c
    named = exists().where(
        opened.case_id == mine.case_id, opened.who == context.who, opened.until > func.clock_timestamp()
    )
    going_on = mine.state.not_in([state.value for state in OVER])
    rows = connection.execute(
        select(lpsk_cases, named.label("named")).where(going_on).order_by(mine.case_id.desc())
    ).all()
    held: dict[str, list[Ready]] = {"ready": [], "children": [], "revoked": [], "unasked": []}
    for row in rows:
        why = (
            "children"
            if row.child
            else "revoked"
            if row.revoked_at is not None
            else "unasked"
            if row.consent_by is None
            else "ready"
        )
        held[why].append(Ready(row.case_code, State(row.state), RULE[row.role], row.handler, row.named))
    refs = tuple(f"case:{each.case_code}" for each in held["ready"])
    audit.write(connection, Act(Deed.READ, "lpsk_case", refs, None, ("consent_by",)))
    return Choice(tuple(held["ready"]), *(len(held[why]) for why in ("children", "revoked", "unasked")))


def requests(connection: Connection, context: Context) -> list[Request]:
    """The visitor's own requests that wait or that a custodian agreed to, the newest first; one audit entry."""
    asked = book.latest(connection, acts=(MANY,))
    return [
        Request(
            each.approval_id,
            tuple(ref.removeprefix(OF_CASE) for ref in each.refs if ref.startswith(OF_CASE)),
            next((ref.removeprefix(FOR) for ref in each.refs if ref.startswith(FOR)), ""),
            each.state,
            each.asked_at,
            each.ends,
        )
        for each in reversed(asked)
        if each.asker == context.who and each.state in STANDS
    ]
