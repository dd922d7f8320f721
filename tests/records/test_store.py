"""The store: the application's role, transactions at the edge, COPY, append-only source rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records.errors import DatabaseUnavailable
from records.rights.context import job
from records.settings import Settings
from records.store import Store, copy_rows, document, open_store, take_turn
from records.tables import received_files, source_rows

CHANGES = (
    "UPDATE source_rows SET feed = 'tips'",
    "DELETE FROM source_rows",
    "TRUNCATE source_rows",
    "INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known, sealed) "
    "SELECT feed, entity_key, recorded_at, file_id, 2, digest, known, sealed FROM source_rows "
    "ON CONFLICT (feed, entity_key, recorded_at, digest) DO UPDATE SET row_number = 2",
)


def record_one(connection: Connection) -> None:
    file = insert(received_files).values(sha256="00", feed="tips", name="tips.csv", format="csv")
    number = connection.execute(file.returning(received_files.c.file_id)).scalar_one()
    row = (
        *("tips", "T1", datetime(2025, 1, 6, tzinfo=UTC), number, 1, b"\x01"),
        *(document({"day": date(2025, 1, 5)}), b"\x00\t\\"),
    )
    columns = [each.name for each in source_rows.columns if each.identity is None and each.computed is None]
    assert copy_rows(connection, "source_rows", columns, [row]) == 1


def rows(connection: Connection) -> list[Any]:
    return list(connection.execute(select(source_rows)).mappings())


def test_copied_rows_are_there_after_the_transaction(store: Store) -> None:
    with store.begin() as connection:
        record_one(connection)
    with store.reading() as connection:
        (row,) = rows(connection)
    assert row["known"] == {"day": "2025-01-05"}
    assert row["sealed"] == b"\x00\t\\"


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.begin() as connection:
            record_one(connection)
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        fail()
    with store.reading() as connection:
        assert rows(connection) == []


def test_rows_are_never_copied_outside_a_transaction(store: Store) -> None:
    with store.engine.connect() as connection, pytest.raises(RuntimeError, match="transaction"):
        copy_rows(connection, "source_rows", ["feed"], [])


def test_reading_cannot_write(store: Store) -> None:
    with store.reading() as connection, pytest.raises(DBAPIError, match="read-only transaction"):
        record_one(connection)


def test_reading_sees_one_moment(store: Store) -> None:
    with store.reading() as reader:
        assert rows(reader) == []
        with store.begin() as writer:
            record_one(writer)
        assert rows(reader) == []


def test_the_application_owns_nothing_and_rules_nothing(store: Store) -> None:
    with store.reading() as connection:
        role = connection.execute(
            text(
                "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, "
                "(SELECT count(*) FROM pg_class WHERE relowner = r.oid) "
                "FROM pg_roles AS r WHERE rolname = current_user"
            )
        ).one()
    assert tuple(role) == ("suluh_app", False, False, False, False, 0)


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_change_a_source_row(store: Store, change: str) -> None:
    with store.begin() as connection:
        record_one(connection)
    with pytest.raises(DBAPIError, match="permission denied"), store.begin() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_a_source_row(store: Store, settings: Settings, change: str) -> None:
    with store.begin() as connection:
        record_one(connection)
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value())
    with pytest.raises(IntegrityError, match="append-only"), owner.begin() as connection:
        connection.execute(text(change))
    owner.dispose()


def test_a_file_loses_no_row(store: Store) -> None:
    with store.begin() as connection:
        record_one(connection)
    lost = "UPDATE received_files SET rows_read = 10, rows_new = 8, rows_quarantined = 1"
    with pytest.raises(IntegrityError, match="nothing_lost"), store.begin() as connection:
        connection.execute(text(lost))
    with store.begin() as connection:
        connection.execute(text(lost + ", rows_repeated = 1"))


def test_who_waits_for_a_turn_comes_after_it(store: Store) -> None:
    with store.begin() as first:
        take_turn(first, "recording")
        with store.begin() as second:
            take_turn(second, "another")
            second.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                take_turn(second, "recording")


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "database_url": f"postgresql://suluh:rahasia@/suluh?host={tmp_path}"}
    )
    with pytest.raises(DatabaseUnavailable) as refusal, open_store(settings):
        pass
    assert "cannot be reached" in refusal.value.text_en
    assert "rahasia" not in refusal.value.text_en + refusal.value.text_id


def test_one_url_is_enough_on_a_server_of_ones_own(settings: Settings) -> None:
    """The owner's login alone works too: it takes the application's role when it connects."""
    alone = Settings.model_validate(
        {"data_dir": settings.data_dir, "database_url": settings.database_owner_url}
    )
    with open_store(alone, job()) as opened, opened.reading() as connection:
        who = connection.execute(text("SELECT session_user, current_user")).one()
    assert tuple(who) == ("suluh_owner", "suluh_app")
