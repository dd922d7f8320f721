"""The door to the one database: an engine in the application's role, transactions that end at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql
from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from records.settings import Settings


@dataclass(frozen=True)
class Store:
    """The database, migrated to the newest release, as the application may use it."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that writes: committed at the end of the block, rolled back if it raises.

        Code inside never commits; an act and its audit entry stand or fall together.
        """
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One read-only transaction that sees a single moment of the database."""
        snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with snapshot.begin() as connection:
            yield connection


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """The store on ``SULUH_DATABASE_URL`` or on the embedded server, which runs as long as the block.

    The database is migrated to the newest release first. Raises DatabaseUnavailable.
    """
    raise NotImplementedError(settings)
    yield


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Send rows into a table with COPY, within the connection's transaction; gives how many were sent.

    ``rows`` are Python values in the order of ``columns`` (wrap documents in ``psycopg.types.json.Jsonb``).
    """
    if not connection.in_transaction():
        raise RuntimeError("copy_rows needs a transaction: use store.begin()")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver: Any = connection.connection.driver_connection
    sent = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            sent += 1
    return sent
