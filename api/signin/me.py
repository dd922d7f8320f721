"""What people do with their own account, in their own transaction; each act writes one audit entry.

Whatever changes what a session may do gives it a new token: the old one opens nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from api.signin import credentials, identity, one_time_codes, passwords, sessions, sign_in
from api.signin.credentials import Kind
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.signin.refusals import RoleNotHeld, SessionOver
from api.signin.sessions import Opened
from api.signin.set_up import CodeRefused, Offer
from api.signin.visitor import Visitor, demand_fresh
from records import audit
from records.audit import Act, Deed
from records.rights.authorise import Forbidden
from records.rights.purpose import Purpose, holds
from records.rights.role import Role
from records.tables import sessions as session_rows


@dataclass(frozen=True)
class OpenSession:
    """One of a person's sessions that last."""

    session_id: str
    opened_at: datetime
    seen_at: datetime
    this_one: bool


@dataclass(frozen=True)
class Held:
    """A role that a person has, and the purposes that it holds by law."""

    role: Role
    purposes: tuple[Purpose, ...]
    areas: tuple[str, ...]
    body: str
    office: str


@dataclass(frozen=True)
class Own:
    """Who a person is here, as what and what for they act, and which roles they have."""

    account_id: str
    login: str
    name: str
    role: Role
    purpose: Purpose
    authenticated_at: datetime | None
    roles: tuple[Held, ...]


def own(connection: Connection, gate: Gate, visitor: Visitor) -> Own:
    """Who one is. Raises Forbidden for a program."""
    account_id, _ = _person(visitor)
    who = _identity(connection, gate, account_id)
    held = tuple(
        Held(
            Role(each.role),
            tuple(purpose for purpose in Purpose if holds(Role(each.role), purpose)),
            tuple(each.areas),
            each.body,
            each.office,
        )
        for each in sign_in.grants(connection, account_id, visitor.at)
    )
    audit.write(connection, Act(Deed.READ, "account", (account_id,), fields=("login", "name")))
    acting = visitor.context
    return Own(account_id, who.login, who.name, acting.role, acting.purpose, visitor.authenticated_at, held)


def prove(connection: Connection, gate: Gate, visitor: Visitor, password: str, code: str) -> Opened:
    """Prove anew who one is, for a sensitive act. Raises SignInRefused, TooSoon."""
    account_id, session_id = _person(visitor)
    sign_in.prove(gate, account_id, password, code, visitor.at)
    opened = sessions.succeed(connection, session_id, visitor.at, authenticated_at=visitor.at)
    audit.write(connection, Act(Deed.PROVE, "session", (session_id, opened.session_id)))
    return opened


def change_password(connection: Connection, gate: Gate, visitor: Visitor, password: str) -> Opened:
    """A new password; every other session ends. Raises ProofNeeded, InputRefused."""
    account_id, session_id = _person(visitor)
    demand_fresh(visitor)
    passwords.check(password, _identity(connection, gate, account_id).words())
    credentials.put(connection, account_id, Kind.PASSWORD, gate.hasher.hash(password), visitor.at)
    sessions.end_all(connection, account_id, "password", visitor.at, but=session_id)
    opened = sessions.succeed(connection, session_id, visitor.at)
    audit.write(connection, Act(Deed.SET_PASSWORD, "account", (account_id,), fields=("password",)))
    return opened


def switch(connection: Connection, visitor: Visitor, role: Role, purpose: Purpose | None) -> Opened:
    """Go on in another of one's roles, or for another purpose. Raises Forbidden, RoleNotHeld."""
    account_id, session_id = _person(visitor)
    granted = [each for each in sign_in.grants(connection, account_id, visitor.at) if Role(each.role) is role]
    if not granted:
        raise RoleNotHeld
    chosen = purpose or sign_in.first_purpose(role)
    if not holds(role, chosen):
        raise Forbidden(
            "Peran Anda tidak memiliki dasar hukum untuk tujuan ini.",
            "Your role has no legal ground for this purpose.",
        )
    opened = sessions.succeed(
        connection, session_id, visitor.at, grant_id=granted[0].grant_id, purpose=chosen.value
    )
    fields = (role.value, chosen.value)
    audit.write(connection, Act(Deed.SWITCH_ROLE, "session", (session_id, opened.session_id), fields=fields))
    return opened


def offer_second_factor(connection: Connection, gate: Gate, visitor: Visitor) -> Offer:
    """A new second factor, not in force before it is confirmed. Raises ProofNeeded."""
    account_id, _ = _person(visitor)
    demand_fresh(visitor)
    login = _identity(connection, gate, account_id).login
    plain = credentials.offer_totp(connection, gate.store.keys, account_id, visitor.at)
    audit.write(connection, Act(Deed.SET_SECOND_FACTOR, "account", (account_id,), fields=("offered",)))
    return Offer(one_time_codes.address(plain, login), one_time_codes.typed_form(plain))


def confirm_second_factor(connection: Connection, gate: Gate, visitor: Visitor, code: str) -> tuple[str, ...]:
    """The second factor offered last is in force, with new recovery codes. Raises ProofNeeded, CodeRefused."""
    account_id, session_id = _person(visitor)
    demand_fresh(visitor)
    if not credentials.confirm_totp(connection, gate.store.keys, account_id, code, visitor.at):
        raise CodeRefused
    codes = credentials.put_recovery_codes(connection, account_id, visitor.at)
    sessions.end_all(connection, account_id, "password", visitor.at, but=session_id)
    act = Act(Deed.SET_SECOND_FACTOR, "account", (account_id,), fields=("totp", "recovery_codes"))
    audit.write(connection, act)
    return codes


def open_sessions(connection: Connection, visitor: Visitor) -> tuple[OpenSession, ...]:
    """One's own sessions that last. Raises Forbidden for a program."""
    account_id, session_id = _person(visitor)
    columns = session_rows.c
    rows = connection.execute(
        select(session_rows)
        .where(columns.account_id == account_id, columns.ended_at.is_(None), columns.ends_at > visitor.at)
        .order_by(columns.created_at)
    )
    listed = tuple(
        OpenSession(row.session_id, row.created_at, row.seen_at, row.session_id == session_id)
        for row in rows
        if sessions.lasts(row, visitor.at)
    )
    audit.write(connection, Act(Deed.READ, "session", tuple(each.session_id for each in listed)))
    return listed


def sign_out(connection: Connection, visitor: Visitor, session_id: str | None = None) -> None:
    """End this session, or another one of one's own. Raises SessionOver."""
    account_id, own = _person(visitor)
    columns = session_rows.c
    which = session_id or own
    is_own = select(columns.session_id).where(
        columns.session_id == which, columns.account_id == account_id, columns.ended_at.is_(None)
    )
    if connection.scalar(is_own) is None:
        raise SessionOver
    sessions.end(connection, which, "sign_out", visitor.at)
    audit.write(connection, Act(Deed.SIGN_OUT, "session", (which,)))


def _person(visitor: Visitor) -> tuple[str, str]:
    if visitor.account_id is None or visitor.session_id is None:
        raise Forbidden("Ini hanya untuk orang, bukan program.", "This is for people, not for programs.")
    return visitor.account_id, visitor.session_id


def _identity(connection: Connection, gate: Gate, account_id: str) -> Identity:
    found = identity.of(connection, gate, [account_id])
    if account_id not in found:
        raise SessionOver
    return found[account_id]
