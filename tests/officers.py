"""People at the gate: made-up officers, their authenticators, and a clock that the test moves."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from api.signin import accounts, cookies, entry, one_time_codes, set_up
from api.signin.accounts import Grant
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.signin.keyed import Keyed
from api.signin.passwords import Hasher
from api.signin.sessions import Limits
from api.signin.sign_in import Attempt, Entered, sign_in
from api.signin.visitor import Visitor
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PASSWORD = "jangkrik perahu lentera sepeda"  # noqa: S105  (made up)
ADMIN = Context("root", Role.OPERATOR, Purpose.ADMINISTRATION, NATION)
"""Whoever runs commands on the server."""
NTB = Grant(Role.SATGAS, ("52",), "satgas-ntb")
LEAD = Grant(Role.SATGAS_LEAD, ("",), "satgas-nasional")


class CountingHasher(Hasher):
    """Cheap, and counts how often a password was looked at."""

    def __init__(self) -> None:
        self.looked = 0
        super().__init__(memory_kib=8, passes=1, lanes=1)

    def verify(self, password: str, hashed: str | None) -> bool:
        self.looked += 1
        return super().verify(password, hashed)


@dataclass
class Clock:
    """The only clock of these tests."""

    now: datetime = NOON

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass(frozen=True)
class Asked:
    """A request."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


def gate_of(store: Store, idle: float = 15, absolute: float = 10) -> tuple[Gate, CountingHasher]:
    hasher = CountingHasher()
    limits = Limits(timedelta(minutes=idle), timedelta(hours=absolute))
    return Gate(store, Keyed(b"k" * 32), limits, hasher), hasher


@dataclass
class Officer:
    """A person with an account, a phone and a device."""

    gate: Gate
    clock: Clock
    account_id: str
    login: str
    secret: bytes
    recovery_codes: tuple[str, ...]
    token: str
    device: str
    address: str = "203.0.113.7"

    def code(self) -> str:
        """What the phone shows; a fresh one, since a code is used once."""
        self.clock.later(seconds=30)
        return one_time_codes.code(self.secret, self.clock.now)

    def attempt(self, **changed: str) -> Attempt:
        sent = {
            "login": self.login,
            "password": PASSWORD,
            "device": self.device,
            "address": self.address,
        }
        if (
            "code" not in changed
        ):  # asking for one moves the clock, and a code that is replayed must not grow old
            changed["code"] = self.code()
        return Attempt(**{**sent, **changed})  # type: ignore[arg-type]

    def enter(self, **changed: str) -> Entered:
        entered = sign_in(self.gate, self.attempt(**changed), self.clock.now)
        self.token = entered.session.token
        return entered

    def asks(self, method: str = "GET", token: str | None = None, **headers: str) -> Visitor:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        request = Asked(named, {cookies.SESSION.name: token or self.token}, method)
        return entry.visitor(self.gate.store, request, self.clock.now)


def officer(gate: Gate, clock: Clock, login: str = "sri.wahyuni", *roles: Grant) -> Officer:
    """Somebody who was given an account, came with the set-up code and set it up."""
    with gate.store.acting(ADMIN).begin() as connection:
        account_id, code = accounts.make(connection, gate, ADMIN, Identity(login, "Sri Wahyuni"), clock.now)
        for each in roles or (NTB,):
            accounts.grant(connection, ADMIN, account_id, each, clock.now)
    first = sign_in(gate, Attempt(login, code, "", "", "203.0.113.7"), clock.now)
    assert first.set_up
    return finish(gate, clock, login, first)


def finish(gate: Gate, clock: Clock, login: str, first: Entered) -> Officer:
    """Set the account up, as the person would."""
    offer = set_up.begin(gate, first.session.token, clock.now)
    secret = base64.b32decode(offer.typed)
    done = set_up.complete(
        gate, first.session.token, PASSWORD, one_time_codes.code(secret, clock.now), clock.now
    )
    return Officer(
        gate, clock, first.account_id, login, secret, done.recovery_codes, done.session.token, first.device
    )
