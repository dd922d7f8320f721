"""The one way into the service: a route names its permission, and everything else happens here.

Whoever comes is recognised anew at each request, allowed or refused, and given one transaction in their own
context. It is committed before the answer leaves; if it cannot be, or if an act that must be audited wrote
no entry, the answer is an error and nothing was done.

A page puts several readings together, each with its entry: its door is ``composed``, and before each reading that
needs another permission the route asks ``visit.may``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection, text

from api.service.house import House
from api.signin.entry import Visitor
from records import audit
from records.audit import Act, Deed
from records.rights.authorise import Forbidden, allowed, authorise
from records.rights.context import Context
from records.rights.permissions import PERMISSION, Permission, Reach
from records.store import Store

_ENTRIES = text("SELECT coalesce(nullif(current_setting('suluh.entries', true), ''), '0')::int")


class Unaudited(RuntimeError):
    """A route did something that must be audited and wrote no entry, or several: a fault of the program."""


@dataclass(frozen=True)
class Visit:
    """One visit through one door: who, and the transaction that all of it happens in."""

    transaction: Connection | None
    someone: Visitor | None
    house: House
    now: datetime

    @property
    def connection(self) -> Connection:
        """The one transaction; behind a public door there is none."""
        if self.transaction is None:
            raise RuntimeError("a public door opens no transaction")
        return self.transaction

    @property
    def visitor(self) -> Visitor:
        """Who came; behind a public door there is nobody to ask about."""
        if self.someone is None:
            raise RuntimeError("a public door knows no visitor")
        return self.someone

    @property
    def context(self) -> Context:
        """In whose name, role, purpose and area this happens."""
        return self.visitor.context

    def may(self, permission: str) -> bool:
        """Whether the visitor also holds another permission."""
        return allowed(self.context, PERMISSION[permission], self.visitor.scopes)

    @property
    def store(self) -> Store:
        """The database in the visitor's name; what is done there is part of the visit's one transaction."""
        return self.house.store.acting(self.context).within(self.connection)


@dataclass(frozen=True)
class Door:
    """Opens for those who hold one permission; the tests read it from the application's routes."""

    name: str
    composed: bool = False

    def __post_init__(self) -> None:
        if self.name not in PERMISSION:
            raise LookupError(f"no permission is called {self.name}")

    @property
    def permission(self) -> Permission:
        """What one must be allowed to do."""
        return PERMISSION[self.name]

    def __call__(self, request: Request) -> Iterator[Visit]:
        """Let the visitor in for the length of the route."""
        house: House = request.app.state.house
        if self.permission.reach is Reach.PUBLIC:
            # No connection is held for strangers: while they wait for a slow hash they would empty the pool.
            yield Visit(None, None, house, house.clock())
            return
        visitor = house.recognise(request)
        try:
            authorise(visitor.context, self.permission, visitor.scopes)
            with house.store.acting(visitor.context).begin() as connection:
                yield Visit(connection, visitor, house, visitor.at)
                if self.permission.audited:
                    entries = connection.scalar(_ENTRIES)
                    if not entries or (entries > 1 and not self.composed):
                        raise Unaudited(f"{self.permission.name} wrote {entries} entries, not one")
        except Forbidden:  # by the door, or by a route that looked closer
            self._refused(house.store.acting(visitor.context))
            raise

    def _refused(self, store: Store) -> None:
        with store.begin() as connection:
            audit.write(connection, Act(Deed.REFUSE, "permission", (self.permission.name,)))


async def _turn(request: Request) -> AsyncIterator[None]:
    house: House = request.app.state.house
    async with house.turns:
        yield


@dataclass(frozen=True)
class QueuedDoor(Door):
    """A door behind which a connection is held: visitors wait for their turn before it, holding nothing.

    Were they to wait for a connection instead, in threads, no thread would be left for those who have one and want
    to give it back.
    """

    def __call__(
        self,
        request: Request,
        turn: Annotated[None, Depends(_turn, scope="function")] = None,  # noqa: ARG002  (held, not read)
    ) -> Iterator[Visit]:
        """Let the visitor in, in turn."""
        yield from super().__call__(request)


def door(permission: str, *, composed: bool = False) -> Any:
    """The dependency of a route: ``visit: Annotated[Visit, door("alert:read")]``."""
    opened = Door(permission, composed)
    is_public = opened.permission.reach is Reach.PUBLIC
    return Depends(opened if is_public else QueuedDoor(permission, composed), scope="function")
