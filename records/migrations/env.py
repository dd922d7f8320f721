"""Alembic's entry: on the connection it is given, or at the command line on that of the settings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from records.settings import Settings
from records.store import addresses
from records.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


_given: Connection | None = context.config.attributes.get("connection")
if _given is not None:
    _run(_given)
else:
    with addresses(Settings()) as _where, create_engine(_where.owner).begin() as _connection:
        _run(_connection)
