"""Sessions on the server: opened with a new token at every sign-in, looked up afresh at every request.

The cookie holds 256 random bits and the table their hash, so whoever reads the table cannot enter. A session
ends when it was idle too long, at its absolute limit, and at once when the account, its roles or its password
change. (OWASP ASVS 5.0, chapter 7.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from api.signin import secret
from api.signin.refusals import ScreenLocked, SessionOver, SetUpNeeded, Unauthorised
from api.signin.visitor import Visitor
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.tables import account_roles, accounts, sessions

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept: not every request need write."""
CLOCK_SLACK = timedelta(minutes=2)
"""A clock that was set back further than this ends sessions, it never prolongs them."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without use, and at all."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Opened:
    """A session that was just opened; ``token`` goes into the cookie and nowhere else."""

    session_id: str
    token: str


def open_session(
    connection: Connection,
    account_id: str,
    grant: Row[Any] | None,
    purpose: Purpose | None,
    device: str,
    limits: Limits,
    now: datetime,
) -> Opened:
    """A new session of an account that has just proven itself; without a grant it can only set the account up."""
    opened = Opened(secret.identity("s"), secret.token())
    connection.execute(
        insert(sessions).values(
            session_id=opened.session_id,
            token_hash=secret.digest(opened.token),
            account_id=account_id,
            grant_id=None if grant is None else grant.grant_id,
            purpose="" if purpose is None else purpose.value,
            device=device,
            created_at=now,
            authenticated_at=now,
            seen_at=now,
            idle_seconds=int(limits.idle.total_seconds()),
            ends_at=now + limits.absolute,
        )
    )
    return opened


def succeed(connection: Connection, session_id: str, now: datetime, **changed: object) -> Opened:
    """End a session and open its successor with a new token, for a new role or after a new proof.

    The absolute limit stays: changing roles prolongs nothing. Raises SessionOver.
    """
    standing = select(sessions).where(sessions.c.session_id == session_id, sessions.c.ended_at.is_(None))
    kept = connection.execute(standing.with_for_update()).mappings().one_or_none()
    if kept is None:
        raise SessionOver
    opened = Opened(secret.identity("s"), secret.token())
    own = {"session_id": opened.session_id, "token_hash": secret.digest(opened.token)}
    connection.execute(insert(sessions).values({**kept, **own, "created_at": now, "seen_at": now, **changed}))
    end(connection, session_id, "switch", now)
    return opened


def end(connection: Connection, session_id: str, because: str, now: datetime) -> int:
    """End one session; gives 0 where it had ended before."""
    return _end(connection, sessions.c.session_id == session_id, because, now)


def end_previous(connection: Connection, token: str, now: datetime) -> int:
    """Whoever signs in leaves the session that the browser had before, if any. (OWASP ASVS 5.0, 7.2.4)"""
    return _end(connection, sessions.c.token_hash == secret.digest(token), "switch", now)


def end_all(
    connection: Connection, account_id: str, because: str, now: datetime, but: str | None = None
) -> int:
    """End every session of an account, except the one that asks for it; gives how many."""
    return _end(
        connection,
        (sessions.c.account_id == account_id) & sessions.c.session_id.is_distinct_from(but),
        because,
        now,
    )


def recognise(connection: Connection, token: str, now: datetime) -> Visitor:
    """Whose session this is; raises Unauthorised, ScreenLocked, or SetUpNeeded where it may only set the account up."""
    row = find(connection, token, now)
    if row.grant_id is None:
        raise SetUpNeeded
    if row.locked_at is not None:
        raise ScreenLocked
    if row.role is None or not row.valid_from <= now or (row.valid_to is not None and row.valid_to <= now):
        raise Unauthorised
    context = Context(
        row.account_id, Role(row.role), Purpose(row.purpose), tuple(row.areas), row.body, row.office
    )
    return Visitor(
        context,
        now,
        account_id=row.account_id,
        session_id=row.session_id,
        authenticated_at=row.authenticated_at,
    )


def find(connection: Connection, token: str, now: datetime) -> Row[Any]:
    """The row of a session that lasts, with account and role; notes that it was used. Raises Unauthorised."""
    asked = (
        select(
            sessions,
            accounts.c.disabled_at,
            account_roles.c.role,
            account_roles.c.areas,
            account_roles.c.body,
            account_roles.c.office,
            account_roles.c.valid_from,
            account_roles.c.valid_to,
        )
        .join(accounts, accounts.c.account_id == sessions.c.account_id)
        .outerjoin(
            account_roles,
            (account_roles.c.grant_id == sessions.c.grant_id)
            & (account_roles.c.account_id == sessions.c.account_id),
        )
        .where(sessions.c.token_hash == secret.digest(token))
    )
    row = connection.execute(asked).one_or_none()
    if row is None or row.ended_at is not None or row.disabled_at is not None or not lasts(row, now):
        raise Unauthorised
    if now - row.seen_at >= SEEN_EVERY:
        connection.execute(
            update(sessions).where(sessions.c.session_id == row.session_id).values(seen_at=now)
        )
    return row


def for_purpose(visitor: Visitor, purpose: Purpose) -> Visitor:
    """The same visitor, for another purpose of the same request."""
    return replace(visitor, context=replace(visitor.context, purpose=purpose))


def lasts(row: Row[Any], now: datetime) -> bool:
    """Whether neither the idle nor the absolute limit has passed; a clock set back prolongs nothing."""
    idle = timedelta(seconds=row.idle_seconds)
    return bool(row.seen_at - CLOCK_SLACK <= now < row.seen_at + idle and now < row.ends_at)


def _end(connection: Connection, which: Any, because: str, now: datetime) -> int:
    ended = connection.execute(
        update(sessions)
        .where(which, sessions.c.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )
    return ended.rowcount
