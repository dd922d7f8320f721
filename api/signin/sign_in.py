"""Sign in with login, password and one-time code, all three at once.

One form and one answer: whoever is refused is not told what was wrong, nor whether the login exists, and the
same work is done for every attempt that is looked at: the same statements, one argon2 verification, one look
at a one-time code. An attempt is counted as failed before its proof is looked at (``api.signin.throttle``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from api.signin import credentials, one_time_codes, secret, sessions, throttle
from api.signin.credentials import Kind, Proof, Proofs
from api.signin.gate import Gate, acting
from api.signin.refusals import SignInRefused
from api.signin.sessions import Opened
from records import audit
from records.audit import Act, Deed
from records.rights.context import Context
from records.rights.purpose import GROUNDS, Purpose
from records.rights.role import Role
from records.tables import account_roles
from records.tables import sessions as session_rows

KNOWN_FOR = timedelta(days=180)
"""How long a device is known to an account after a sign-in on it."""

_NOBODYS = one_time_codes.new_secret()


@dataclass(frozen=True)
class Attempt:
    """What someone sends to come in; ``password`` may be a set-up code, ``code`` a recovery code.

    ``device`` is the device's cookie, or nothing; ``address`` where the request came from; ``previous`` the
    token of the session that the browser had before, which ends.
    """

    login: str
    password: str
    code: str
    device: str
    address: str
    role: Role | None = None
    previous: str = ""


@dataclass(frozen=True)
class Entered:
    """Someone came in: what goes into the two cookies, and whether the account must be set up first."""

    account_id: str
    session: Opened
    device: str
    set_up: bool = False


@dataclass(frozen=True)
class _Judged:
    """What the proof was worth: which code to use up, and how."""

    right: bool = False
    set_up: Proof | None = None
    recovery: Proof | None = None
    step: int | None = None


def sign_in(gate: Gate, attempt: Attempt, now: datetime) -> Entered:
    """Come in. Raises SignInRefused, or TooSoon where nothing was looked at."""
    login = gate.keyed.login(attempt.login)
    with gate.begin() as connection:
        proofs = credentials.find(connection, login)
        filled = _buckets(connection, gate, attempt, proofs.account_id, login, now)
        throttle.admit(connection, filled, now)
    judged = _judge(gate, proofs, attempt.password, attempt.code, now)
    entered = None
    with gate.begin() as connection:
        # Looked up again under the same moment as what follows: a reset may have come in between.
        proofs = credentials.find(connection, login)
        if judged.right and not proofs.disabled and _use_up(connection, proofs, judged, now):
            entered = _enter(connection, gate, proofs, attempt, now, set_up=judged.set_up is not None)
        if entered is None:
            audit.write(connection, Act(Deed.SIGN_IN_FAILED, "login", (login,)))
        else:
            throttle.forgive(connection, filled, now)
            sessions.end_previous(connection, attempt.previous, now)
            if not entered.set_up:
                _refresh(connection, gate, proofs, attempt.password)
    if entered is None:
        raise SignInRefused
    return entered


def prove(gate: Gate, account_id: str, password: str, code: str, now: datetime) -> None:
    """Prove anew who one is, within a session; with the same care. Raises SignInRefused, TooSoon."""
    filled = ((throttle.PAIR, account_id),)
    with gate.begin() as connection:
        proofs = credentials.of_account(connection, account_id)
        throttle.admit(connection, filled, now)
    judged = _judge(gate, proofs, password, code, now)
    with gate.begin() as connection:
        right = judged.right and judged.set_up is None and _use_up(connection, proofs, judged, now)
        if right:
            throttle.forgive(connection, filled, now)
        else:
            audit.write(connection, Act(Deed.SIGN_IN_FAILED, "account", (account_id,)))
    if not right:
        raise SignInRefused


def grants(connection: Connection, account_id: str, now: datetime) -> list[Row[Any]]:
    """The roles that an account has at this moment, the oldest first."""
    columns = account_roles.c
    asked = select(account_roles).where(
        columns.account_id == account_id,
        columns.valid_from <= now,
        columns.valid_to.is_(None) | (columns.valid_to > now),
    )
    return list(connection.execute(asked.order_by(columns.grant_id)))


def first_purpose(role: Role) -> Purpose:
    """The purpose that a role begins with: the first that it holds by law."""
    return next(ground.purpose for ground in GROUNDS if role in ground.roles)


def open_in_role(
    connection: Connection, gate: Gate, account_id: str, role: Role | None, device: str, now: datetime
) -> Opened | None:
    """A session in the wished role, or in the oldest; None where the account has none. Audited as the person's.

    ``device`` is the device's keyed token.
    """
    granted = [each for each in grants(connection, account_id, now) if role in (None, Role(each.role))]
    if not granted:
        return None
    grant = granted[0]
    purpose = first_purpose(Role(grant.role))
    opened = sessions.open_session(connection, account_id, grant, purpose, device, gate.limits, now)
    own = Context(account_id, Role(grant.role), purpose, tuple(grant.areas), grant.body, grant.office)
    with acting(connection, own):
        audit.write(connection, Act(Deed.SIGN_IN, "session", (account_id, opened.session_id)))
    return opened


def _judge(gate: Gate, proofs: Proofs, password: str, code: str, now: datetime) -> _Judged:
    known = gate.hasher.verify(password, proofs.password)
    set_up = credentials.matching_code(proofs, Kind.SET_UP_CODE, password, now)
    recovery = credentials.matching_code(proofs, Kind.RECOVERY_CODE, code, now)
    if proofs.totp is None:
        one_time_codes.matching_step(_NOBODYS, code, now, None)
        step = None
    else:
        step = credentials.totp_step(gate.store.keys, proofs.account_id, proofs.totp, code, now)
    if proofs.disabled:
        return _Judged()
    if set_up is not None:
        return _Judged(right=True, set_up=set_up)
    return _Judged(known and proofs.totp is not None and bool(step or recovery), None, recovery, step)


def _use_up(connection: Connection, proofs: Proofs, judged: _Judged, now: datetime) -> bool:
    if judged.set_up is not None:
        return credentials.use_code(connection, judged.set_up, now)
    if judged.step is not None and proofs.totp is not None:
        return credentials.use_step(connection, proofs.totp, judged.step)
    return judged.recovery is not None and credentials.use_code(connection, judged.recovery, now)


def _enter(
    connection: Connection, gate: Gate, proofs: Proofs, attempt: Attempt, now: datetime, *, set_up: bool
) -> Entered | None:
    device = attempt.device or secret.token()
    token = gate.keyed.device(device)
    if set_up:
        opened = sessions.open_session(connection, proofs.account_id, None, None, token, gate.limits, now)
        audit.write(connection, Act(Deed.SIGN_IN, "session", (proofs.account_id, opened.session_id)))
        return Entered(proofs.account_id, opened, device, set_up=True)
    found = open_in_role(connection, gate, proofs.account_id, attempt.role, token, now)
    return None if found is None else Entered(proofs.account_id, found, device)


def _refresh(connection: Connection, gate: Gate, proofs: Proofs, password: str) -> None:
    if proofs.password is not None and gate.hasher.outdated(proofs.password):
        credentials.rehash(connection, proofs.account_id, proofs.password, gate.hasher.hash(password))


def _buckets(
    connection: Connection, gate: Gate, attempt: Attempt, account_id: str, login: str, now: datetime
) -> tuple[throttle.Bucket, ...]:
    device = gate.keyed.device(attempt.device)
    columns = session_rows.c
    been_here = connection.scalar(
        select(columns.session_id)
        .where(
            columns.account_id == account_id,
            columns.device == device,
            columns.grant_id.is_not(None),
            columns.created_at > now - KNOWN_FOR,
        )
        .limit(1)
    )
    known = been_here is not None and attempt.device != ""
    return throttle.buckets(login, device, gate.keyed.address(attempt.address), known=known)
