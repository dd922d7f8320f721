"""The first sign-in: whoever came with a set-up code chooses a password and activates one-time codes, both at once.

Until then the session can do nothing else; the code itself was used up when it was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from api.signin import credentials, identity, one_time_codes, passwords, sessions
from api.signin.credentials import Kind
from api.signin.gate import Gate
from api.signin.refusals import SessionOver, SignInRefused, Unauthorised
from api.signin.sessions import Opened
from api.signin.sign_in import open_in_role
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused


@dataclass(frozen=True)
class Offer:
    """A second factor to be scanned or typed into an authenticator; shown once."""

    address: str
    typed: str


@dataclass(frozen=True)
class Done:
    """The account is set up: a session with a new token, and codes for the day when the phone is lost."""

    account_id: str
    session: Opened
    recovery_codes: tuple[str, ...]


class CodeRefused(InputRefused):
    """The code is not of the second factor that was offered."""

    code = "code_refused"

    def __init__(self) -> None:
        super().__init__(
            "Kode tidak cocok. Periksa jam ponsel Anda.", "The code does not match. Check your phone's clock."
        )


def begin(gate: Gate, token: str, now: datetime) -> Offer:
    """A second factor for the account of a set-up session; an earlier offer lapses. Raises SessionOver."""
    with gate.begin() as connection:
        account_id = _account(connection, token, now)[0]
        plain = credentials.offer_totp(connection, gate.store.keys, account_id, now)
        who = identity.of(connection, gate, [account_id])[account_id]
    return Offer(one_time_codes.address(plain, who.login), one_time_codes.typed_form(plain))


def complete(gate: Gate, token: str, password: str, code: str, now: datetime) -> Done:
    """Password and second factor at once, or neither. Raises SessionOver, InputRefused, CodeRefused."""
    with gate.begin() as connection:
        account_id, device = _account(connection, token, now)
        passwords.check(password, identity.of(connection, gate, [account_id])[account_id].words())
        credentials.put(connection, account_id, Kind.PASSWORD, gate.hasher.hash(password), now)
        if not credentials.confirm_totp(connection, gate.store.keys, account_id, code, now):
            raise CodeRefused
        codes = credentials.put_recovery_codes(connection, account_id, now)
        fields = ("password", "totp", "recovery_codes")
        audit.write(connection, Act(Deed.SET_PASSWORD, "account", (account_id,), fields=fields))
        sessions.end_all(connection, account_id, "password", now)
        opened = open_in_role(connection, gate, account_id, None, device, now)
    if opened is None:
        # Set up, but without a role there is nothing to come in for.
        raise SignInRefused
    return Done(account_id, opened, codes)


def _account(connection: Connection, token: str, now: datetime) -> tuple[str, str]:
    try:
        row = sessions.find(connection, token, now)
    except Unauthorised:
        raise SessionOver from None
    if row.grant_id is not None:
        raise SessionOver
    return row.account_id, row.device
