"""What signing in works with: the database, the keys, the price of a guess, the limits of a session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from api.signin.keyed import Keyed
from api.signin.passwords import Hasher
from api.signin.sessions import Limits
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store


@dataclass(frozen=True)
class Gate:
    """The way in of one running service."""

    store: Store
    keyed: Keyed
    limits: Limits
    hasher: Hasher = field(default_factory=Hasher)

    @classmethod
    def of(cls, store: Store, settings: Settings) -> Gate:
        """The gate of these settings."""
        limits = Limits(
            timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
        )
        return cls(store, Keyed(settings.token_key()), limits)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction of the program's own, before it is known who comes in."""
        with self.store.acting(job(Purpose.ADMINISTRATION)).begin() as connection:
            yield connection


@contextmanager
def acting(connection: Connection, context: Context) -> Iterator[None]:
    """Act as the person for the length of the block, and as the program again."""
    context.enter(connection)
    yield
    job(Purpose.ADMINISTRATION).enter(connection)
