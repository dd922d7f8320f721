"""Bring a database to the tables of this release, and tell where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from records.errors import DatabaseUnavailable
from records.roles import APPLICATION_ROLE
from records.store import take_turn

OLDEST_SERVER = 16
"""The first PostgreSQL whose roles may be granted the way that the migrations do it."""

# A role belongs to the whole server, not to one database: it may be there already.
_ENSURE_ROLE = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
        CREATE ROLE {APPLICATION_ROLE} NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, '{APPLICATION_ROLE}', 'SET') THEN
        GRANT {APPLICATION_ROLE} TO CURRENT_USER;
    END IF;
END
$$
"""


def migrate(owner: URL, check: Callable[[Connection], None] | None = None) -> None:
    """Run the migrations that the database lacks, all of them in one transaction; two processes take turns.

    ``check`` looks at the result within that transaction: if it raises, the database stays as it was. Raises
    DatabaseUnavailable where the owner may not, or where a newer release has been here.
    """
    engine = create_engine(owner, poolclass=NullPool)
    with engine.begin() as connection:
        if revision(connection) == newest():
            return
        take_turn(connection, "migration")
        _check_server(connection)
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        try:
            ensure_role(connection)
            command.upgrade(_config(connection), "head")
        except ProgrammingError as error:
            reason = str(error.orig).strip().partition("\n")[0]
            raise DatabaseUnavailable(
                f"Migrasi ditolak ({reason}). Migrasi memerlukan pemilik basis data "
                f"(SULUH_DATABASE_OWNER_URL) dan peran {APPLICATION_ROLE}; lihat docs/operators.md.",
                f"The migration was refused ({reason}). It needs the database's owner "
                f"(SULUH_DATABASE_OWNER_URL) and the role {APPLICATION_ROLE}; see docs/operators.md.",
            ) from error
        if check is not None:
            check(connection)


def ensure_role(connection: Connection) -> None:
    """Make the application's role where the server has none yet; for the owner's connection."""
    connection.exec_driver_sql(_ENSURE_ROLE)


def revision(connection: Connection) -> str | None:
    """The migration that the database stands at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str:
    """The newest migration of this release; found once, for every file of them is compiled to find it."""
    head = _scripts().get_current_head()
    if head is None:
        raise RuntimeError("the package has lost its migrations")
    return head


def _check_server(connection: Connection) -> None:
    server = int(connection.scalar(text("SHOW server_version_num"))) // 10_000
    if server < OLDEST_SERVER:
        raise DatabaseUnavailable(
            f"PostgreSQL {server} terlalu lama; diperlukan versi {OLDEST_SERVER} atau lebih baru.",
            f"PostgreSQL {server} is too old; version {OLDEST_SERVER} or newer is needed.",
        )
    at = revision(connection)
    if at is not None and at not in {script.revision for script in _scripts().walk_revisions()}:
        raise DatabaseUnavailable(
            f"Basis data berasal dari rilis yang lebih baru (migrasi {at}); perbarui Suluh.",
            f"The database comes from a newer release (migration {at}); update Suluh.",
        )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "records:migrations")
    config.attributes["connection"] = connection
    return config
