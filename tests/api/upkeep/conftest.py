"""An installation with people in it, and an empty place beside it that a backup can be restored onto."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from records.addresses import Addresses
from records.settings import Settings

_NUMBERS = itertools.count(1)


@pytest.fixture
def blank(server: Addresses, tmp_path: Path) -> Iterator[Settings]:
    """An empty database and an empty folder, with the keys that custodians would have recovered."""
    name = f"blank_{next(_NUMBERS)}"
    database = server.of_database(name)
    owner = create_engine(server.of_database("postgres").owner, poolclass=NullPool)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield Settings(
            data_dir=tmp_path / "restored",
            database_url=database.application.render_as_string(hide_password=False),
            database_owner_url=database.owner.render_as_string(hide_password=False),
        )
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
