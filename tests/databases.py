"""A database of a test's own, on the session's PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from records.addresses import Addresses
from records.node import Node
from records.settings import Settings

MIGRATED = "suluh"
"""The template that every migration has seen."""
UNTOUCHED = "template0"
"""The template that no migration has seen."""

_NUMBERS = itertools.count(1)
_END_CLIENTS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = :name AND backend_type = 'client backend'"
)


@contextmanager
def own_database(server: Addresses, template: str = MIGRATED) -> Iterator[Addresses]:
    """A new database of this template, dropped afterwards."""
    name = f"test_{next(_NUMBERS)}"
    owner = create_engine(server.of_database("postgres").owner, poolclass=NullPool)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Copying files costs half of what writing each page into the log does, where the server lies in memory.
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        yield server.of_database(name)
        # DROP … WITH (FORCE) would stumble over an autovacuum worker, which only a superuser may end; a plain
        # DROP ends it by itself.
        connection.execute(_END_CLIENTS, {"name": name})
        connection.execute(text(f"DROP DATABASE {name}"))


def settings_of(database: Addresses, folder: Path, node: Node = Node.PROVINCE) -> Settings:
    """Settings of a node on this database, with its files in this folder."""
    return Settings(
        data_dir=folder,
        database_url=database.application.render_as_string(hide_password=False),
        database_owner_url=database.owner.render_as_string(hide_password=False),
        node=node,
        node_name="satgas" if node is Node.PROVINCE else "lpsk",
    )
