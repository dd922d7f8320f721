"""A small sealed history, and the owner's hand that can do anything to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, text

from records.audit import Act, Deed, write
from records.audit.seal import seal
from records.settings import Settings
from records.store import Store

SECRET = bytes(range(32))
ACT = Act(Deed.READ, "alert", ("17", "18"), fields=("nik", "phone"))


def write_entries(store: Store, count: int) -> None:
    with store.begin() as connection:
        for number in range(count):
            write(connection, Act(Deed.READ, "alert", (str(number), "x"), fields=("nik", "phone")))


def sealed_history(store: Store, count: int, secret: bytes = SECRET) -> None:
    write_entries(store, count)
    while seal(store, secret, 50):
        pass


@contextmanager
def owner(settings: Settings, *, triggers: bool = False) -> Iterator[Connection]:
    """The database's owner in a transaction; as who runs the machine could, without triggers and foreign keys."""
    assert settings.database_owner_url
    engine = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with engine.begin() as connection:
        if not triggers:
            for table in ("entries", "unsealed", "seals", "heads", "countersignatures", "installation"):
                connection.execute(text(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER"))
        yield connection
