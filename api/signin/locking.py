"""Lock the screen of a shared computer: the session stays, and opens nothing until its person's password is given.

Three wrong passwords end it. A wrong one is counted before it is looked at, so that attempts side by side gain nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from api.signin import credentials, sessions
from api.signin.gate import Gate, acting
from api.signin.refusals import SessionOver, SignInRefused, Unauthorised
from api.signin.visitor import Visitor
from records import audit
from records.audit import Act, Deed
from records.rights.authorise import Forbidden
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.tables import sessions as rows

TRIES = 3


def lock(connection: Connection, visitor: Visitor) -> None:
    """Lock the visitor's own screen. Raises Forbidden for a program."""
    if visitor.session_id is None:
        raise Forbidden("Ini hanya untuk orang, bukan program.", "This is for people, not for programs.")
    connection.execute(
        update(rows)
        .where(rows.c.session_id == visitor.session_id)
        .values(locked_at=visitor.at, unlock_failures=0)
    )
    audit.write(connection, Act(Deed.LOCK_SCREEN, "session", (visitor.session_id,)))


def unlock(gate: Gate, token: str, password: str, now: datetime) -> None:
    """Go on where one was. Raises SignInRefused for a wrong password, SessionOver after too many or too long."""
    with gate.begin() as connection:
        session = _locked(connection, token, now)
        counted = connection.execute(
            update(rows)
            .where(rows.c.session_id == session.session_id, rows.c.unlock_failures < TRIES)
            .values(unlock_failures=rows.c.unlock_failures + 1)
        )
        proofs = credentials.of_account(connection, session.account_id)
    if counted.rowcount == 0 or not gate.hasher.verify(password, proofs.password):
        with gate.begin() as connection:
            spent = connection.scalar(
                select(rows.c.unlock_failures).where(rows.c.session_id == session.session_id)
            )
            if spent is None or spent >= TRIES:
                sessions.end(connection, session.session_id, "locked", now)
                raised: type[SessionOver] | type[SignInRefused] = SessionOver
            else:
                raised = SignInRefused
            audit.write(connection, Act(Deed.REFUSE, "session", (session.session_id,)))
        raise raised
    with gate.begin() as connection:
        connection.execute(
            update(rows)
            .where(rows.c.session_id == session.session_id, rows.c.ended_at.is_(None))
            .values(locked_at=None, unlock_failures=0, seen_at=now)
        )
        own = Context(session.account_id, Role(session.role), Purpose(session.purpose), tuple(session.areas))
        with acting(connection, own):
            audit.write(connection, Act(Deed.UNLOCK_SCREEN, "session", (session.session_id,)))


def _locked(connection: Connection, token: str, now: datetime) -> Row[tuple[object, ...]]:
    try:
        row = sessions.find(connection, token, now)
    except Unauthorised:
        raise SessionOver from None
    if row.locked_at is None or row.role is None:
        raise SessionOver
    return row
