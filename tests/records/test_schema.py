"""Migrations: from nothing to the newest, twice, together, and never against a newer release."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from databases import UNTOUCHED, own_database
from sqlalchemy import URL, NullPool, create_engine, inspect, text

from records import schema
from records.addresses import Addresses
from records.errors import DatabaseUnavailable
from records.schema import migrate, newest, revision
from records.settings import Settings
from records.tables import metadata


@pytest.fixture
def empty(server: Addresses) -> Iterator[Addresses]:
    """A database that no migration has seen."""
    with own_database(server, UNTOUCHED) as database:
        yield database


def stands_at(owner: URL) -> str | None:
    with create_engine(owner, poolclass=NullPool).connect() as connection:
        return revision(connection)


def test_migrations_build_every_declared_table_from_nothing(empty: Addresses) -> None:
    assert stands_at(empty.owner) is None
    migrate(empty.owner)
    assert stands_at(empty.owner) == newest()
    tables = inspect(create_engine(empty.owner, poolclass=NullPool)).get_table_names()
    assert set(tables) == {*metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(empty: Addresses) -> None:
    migrate(empty.owner)
    migrate(empty.owner)
    assert stands_at(empty.owner) == newest()


def test_processes_that_migrate_at_once_take_turns(empty: Addresses) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, [empty.owner] * 4))
    assert stands_at(empty.owner) == newest()


def test_a_migration_that_fails_leaves_nothing(empty: Addresses) -> None:
    engine = create_engine(empty.owner, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE source_rows (planted int)"))
    with pytest.raises(DatabaseUnavailable, match="already exists"):
        migrate(empty.owner)
    assert inspect(engine).get_table_names() == ["source_rows"]


def test_the_application_may_not_migrate(empty: Addresses) -> None:
    with pytest.raises(DatabaseUnavailable, match="SULUH_DATABASE_OWNER_URL"):
        migrate(empty.application)


def test_a_server_that_is_too_old_is_refused(empty: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "OLDEST_SERVER", 99)
    with pytest.raises(DatabaseUnavailable, match="version 99 or newer"):
        migrate(empty.owner)
    assert stands_at(empty.owner) is None


def test_a_database_of_a_newer_release_is_refused(settings: Settings) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="newer release"):
        migrate(owner.url)
