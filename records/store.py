"""The door to the one database: an engine in the application's role, transactions that end at the edge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import URL, Connection, Engine, create_engine, func, make_url, select
from sqlalchemy.exc import OperationalError

from records import holidays
from records.addresses import Addresses
from records.errors import DatabaseUnavailable
from records.rights.context import Context
from records.roles import APPLICATION_ROLE

if TYPE_CHECKING:
    from records.custody.keyring import Keyring
    from records.settings import Settings


_ARRIVING = sql.SQL(
    "CREATE TEMP TABLE {arriving} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
)
_ARRIVE = sql.SQL("COPY {arriving} ({columns}) FROM STDIN")
_INSERT = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {arriving}")
_GONE = sql.SQL("DROP TABLE {arriving}")


@dataclass(frozen=True)
class Store:
    """The database, migrated to the newest release, as the application may use it.

    Every transaction runs in ``context``; without one, row-level security shows nothing. ``keys`` seals and
    opens what identifies people.
    """

    engine: Engine
    keys: Keyring
    context: Context | None = None
    joined: Connection | None = None

    def acting(self, context: Context) -> Store:
        """The same database, in another's name."""
        return replace(self, context=context)

    def within(self, connection: Connection) -> Store:
        """The same database, all of whose transactions are part of the one that this connection is in."""
        return replace(self, joined=connection)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that writes: committed at the end of the block, rolled back if it raises.

        Code inside never commits; an act and its audit entry stand or fall together.
        """
        if self.joined is not None:
            with self.joined.begin_nested():
                yield self.joined
            return
        with self.engine.begin() as connection:
            if self.context is not None:
                self.context.enter(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One read-only transaction that sees a single moment of the database."""
        if self.joined is not None:
            yield self.joined
            return
        snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with snapshot.begin() as connection:
            if self.context is not None:
                self.context.enter(connection)
            yield connection


@contextmanager
def open_store(settings: Settings, context: Context | None = None) -> Iterator[Store]:
    """The store, in a context, on ``SULUH_DATABASE_URL`` or on the embedded server, which runs as long as the block.

    The database is migrated to the newest release first. Raises DatabaseUnavailable, HolidaysRefused.
    """
    # Neither Alembic nor the ciphers are needed by those who only use a store that is open.
    from records.custody.keyring import Keyring  # noqa: PLC0415
    from records.schema import migrate  # noqa: PLC0415

    holidays.use(settings.holidays_file)
    with addresses(settings) as where:
        with reachable():
            migrate(where.owner)
        # Parameters are personal data, and an error would quote them.
        engine = create_engine(
            where.application, pool_pre_ping=True, json_serializer=to_json, hide_parameters=True
        )
        try:
            yield Store(engine, Keyring(engine, settings.master_key_file), context)
        finally:
            engine.dispose()


@contextmanager
def addresses(settings: Settings) -> Iterator[Addresses]:
    """Where the database of these settings answers; the embedded server runs as long as the block."""
    if settings.database_url is None:
        # The embedded server's code is not needed where there is a real one.
        from records.postgres import running  # noqa: PLC0415

        with running(settings) as where:
            yield where
    else:
        application = settings.database_url.get_secret_value()
        owner = settings.database_owner_url.get_secret_value() if settings.database_owner_url else application
        yield Addresses(owner=_driven(owner), application=_in_role(_driven(application)))


@contextmanager
def reachable() -> Iterator[None]:
    """Tell a server that does not answer, or refuses the login, as DatabaseUnavailable."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise DatabaseUnavailable(
            f"PostgreSQL tidak dapat dihubungi: {reason}", f"PostgreSQL cannot be reached: {reason}"
        ) from error


def take_turn(connection: Connection, turn: str) -> None:
    """Wait until no other transaction holds this turn, and hold it until ours has ended.

    Rows that are numbered under one turn become visible in the order of their numbers.
    """
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(turn, 0))))


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Send rows into a table by way of COPY, within the connection's transaction; gives how many were sent.

    ``rows`` are Python values in the order of ``columns``; JSON columns take what ``document`` gives.
    """
    if not connection.in_transaction():
        raise RuntimeError("copy_rows needs a transaction: use store.begin()")
    names = {
        "arriving": sql.Identifier(f"{table}_arriving"),
        "table": sql.Identifier(table),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    driver: Any = connection.connection.driver_connection
    sent = 0
    with driver.cursor() as cursor:
        # COPY does not pass row-level security; rows arrive beside the table and are inserted under it.
        cursor.execute(_ARRIVING.format(**names))
        with cursor.copy(_ARRIVE.format(**names)) as copy:
            for row in rows:
                copy.write_row(row)
                sent += 1
        cursor.execute(_INSERT.format(**names))
        cursor.execute(_GONE.format(**names))
    return sent


def document(content: Mapping[str, object]) -> Jsonb:
    """A JSON document for ``copy_rows``; days and instants are written in ISO 8601."""
    return Jsonb(content, dumps=to_json)


def to_json(content: object) -> str:
    """JSON with days and instants in ISO 8601, and Indonesian text as it is."""
    return json.dumps(content, default=_iso, ensure_ascii=False, separators=(",", ":"))


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _driven(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _in_role(url: URL) -> URL:
    """Whoever logs in works in the application's role from the first statement on."""
    given = url.query.get("options", "")
    options = [given] if isinstance(given, str) else list(given)
    return url.update_query_dict({"options": " ".join([*options, f"-c role={APPLICATION_ROLE}"]).strip()})
