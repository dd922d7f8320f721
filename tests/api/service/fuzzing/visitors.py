"""Somebody of every role at the door: people by the cookie of a session, programs by a key of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from officers import ADMIN, Clock

from api.service.house import House
from api.signin import accounts, clients, cookies
from api.signin.accounts import Grant
from api.signin.clients import NewClient
from api.signin.identity import Identity
from api.signin.sign_in import open_in_role
from records.rights import bodies
from records.rights.context import NATION
from records.rights.permissions import PERMISSIONS, Permission
from records.rights.purpose import Purpose, holds
from records.rights.role import PROGRAM, Role
from records.store import Store

ROLES = tuple(role for role in Role if role not in PROGRAM)
OWN_PAGE = {"sec-fetch-site": "same-origin"}
BODIES = {role: f"{kind.name}-ntb" for kind in reversed(bodies.BODIES) for role in kind.roles} | {
    Role.SOURCE: "ltsa-ntb"
}
OFFICE = "LTSA-01"
LONG_AGO = datetime(2023, 1, 2, tzinfo=UTC)
"""When everybody was given their role: a second person is nobody who was let in lately, by the database's clock."""


@dataclass(frozen=True)
class Caller:
    """Who comes, what for; ``program`` has a key in place of a session. Nobody has no role, but may have a cookie."""

    role: Role | None = None
    purpose: Purpose | None = None
    program: bool = False
    cookie: str = ""


NOBODY = Caller()


@dataclass
class Visitors:
    """One account of every role that people have, and one program of every role; sessions are opened as needed."""

    store: Store
    house: House
    clock: Clock
    accounts: dict[Role, str] = field(default_factory=dict)
    keys: dict[Role, tuple[str, str]] = field(default_factory=dict)
    """Each program's id and key."""
    tokens: dict[Role, str] = field(default_factory=dict)

    def let_in(self) -> None:
        """Make all of them."""
        with self.store.acting(ADMIN).begin() as connection:
            for role in ROLES:
                body, office = BODIES[role], OFFICE if role is Role.LTSA else ""
                if role is not Role.SOURCE:  # hands in by a program alone
                    login = Identity(f"{role.value.replace('_', '.')}.contoh", "Sari Contoh")
                    made = accounts.make(connection, self.house.gate, ADMIN, login, LONG_AGO)[0]
                    given = Grant(role, NATION, body, office)
                    accounts.grant(connection, ADMIN, made, given, LONG_AGO)
                    self.accounts[role] = made
                until = self.clock.now.replace(month=12)
                scopes = frozenset(each.name for each in PERMISSIONS if role in each.roles)
                wished = NewClient("Program", role, purposes(role)[0], NATION, body, scopes, until, office)
                self.keys[role] = clients.make(connection, ADMIN, wished, self.clock.now)

    def headers(self, caller: Caller) -> dict[str, str]:
        """What a request of theirs carries."""
        if caller.role is None:
            return OWN_PAGE | ({"cookie": caller.cookie} if caller.cookie else {})
        purpose = {"suluh-purpose": caller.purpose.value} if caller.purpose else {}
        if caller.program or caller.role is Role.SOURCE:
            return {"authorization": f"Bearer {self.keys[caller.role][1]}"} | purpose
        cookie = f"{cookies.SESSION.name}={self._token(caller.role)}"
        return {"cookie": cookie} | OWN_PAGE | purpose

    def forget(self, caller: Caller) -> None:
        """Their session may have ended or been exchanged; the next request opens another."""
        if caller.role is not None:
            self.tokens.pop(caller.role, None)

    def _token(self, role: Role) -> str:
        if role not in self.tokens:
            with self.house.gate.begin() as connection:
                opened = open_in_role(
                    connection, self.house.gate, self.accounts[role], role, "device", self.clock.now
                )
            assert opened is not None, f"{role} has no role left"
            self.tokens[role] = opened.token
        return self.tokens[role]


def purposes(role: Role) -> list[Purpose]:
    """What a role has a legal ground for."""
    return [purpose for purpose in Purpose if holds(role, purpose)]


def everyone() -> Iterator[Caller]:
    """Nobody, every role for every purpose that it holds, and every role's program."""
    yield NOBODY
    for role in ROLES:
        for purpose in purposes(role):
            yield Caller(role, purpose)
        yield Caller(role, program=True)


def allowed(permission: Permission) -> list[Caller]:
    """Those who pass a door; nobody in particular where anybody does."""
    if not permission.roles:
        return [NOBODY]
    return [
        each
        for each in everyone()
        if each.role in permission.roles and (each.purpose or purposes(each.role)[0]) in permission.purposes
    ]
