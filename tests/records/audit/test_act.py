"""The audit is part of the act: one transaction, one door, nothing changed afterwards, no values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import NullPool, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records.audit import Act, Deed, write
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, received_files

ACT = Act(
    Deed.RECEIVE,
    kind="file",
    objects=("1",),
    fields=("nik", "phone"),
)
FILE = insert(received_files).values(sha256="00", feed="tips", name="tips.csv", format="csv")


def entries(store: Store) -> list[tuple[object, ...]]:
    columns = [column for column in audit_entries.columns if column.name not in ("entry_id", "at")]
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def test_an_entry_says_who_did_what_for_which_purpose(store: Store) -> None:
    with store.begin() as connection:
        write(connection, ACT)
    (entry,) = entries(store)
    assert entry[1:4] == ("suluh", "system", "pencegahan")
    assert entry[4:] == ("receive", "file", 1, ["1"], ["nik", "phone"])
    assert str(entry[0]).startswith("suluh_")


def test_a_range_may_stand_for_many_objects_but_not_the_other_way(store: Store) -> None:
    with store.begin() as connection:
        write(connection, replace(ACT, objects=("1-366000",), count=366_000))
    with pytest.raises(IntegrityError, match="no_more_refs"), store.begin() as connection:
        write(connection, replace(ACT, objects=("1", "2"), count=1))


def test_the_entry_falls_with_its_act(store: Store) -> None:
    def act() -> None:
        with store.begin() as connection:
            write(connection, ACT)
            connection.execute(FILE)
            connection.execute(FILE)

    with pytest.raises(IntegrityError, match="uq_received_files"):
        act()
    assert entries(store) == []


def test_the_act_falls_when_its_entry_cannot_be_written(store: Store, settings: Settings) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries ADD CHECK (who <> 'suluh')"))  # the fault

    def act() -> None:
        with store.begin() as connection:
            connection.execute(FILE)
            write(connection, ACT)

    with pytest.raises(IntegrityError):
        act()
    with store.reading() as connection:
        assert connection.execute(select(received_files)).all() == []


def test_an_entry_says_of_what_kind_its_objects_are(store: Store) -> None:
    with pytest.raises(IntegrityError, match="nothing_left_blank"), store.begin() as connection:
        write(connection, replace(ACT, kind=""))


def test_nobody_acts_without_a_context(store: Store) -> None:
    nobody = replace(store, context=None)
    with pytest.raises(IntegrityError, match="nothing_left_blank"), nobody.begin() as connection:
        write(connection, ACT)


@pytest.mark.parametrize("value", ["Sri Wahyuni", "3273056010900009", "081234567890", "+6281234567890"])
def test_a_value_is_no_reference(store: Store, value: str) -> None:
    with pytest.raises(IntegrityError, match="never by value"), store.begin() as connection:
        write(connection, replace(ACT, objects=(value,)))


@pytest.mark.parametrize("reference", ["17", "REG-2025-0000123", "ph_5f31234567890123", "P1/2", "1-366000"])
def test_a_number_or_a_token_is_a_reference(store: Store, reference: str) -> None:
    with store.begin() as connection:
        assert write(connection, replace(ACT, objects=(reference,))) == 1


@pytest.mark.parametrize(
    "way",
    [
        "INSERT INTO audit_entries (who, role, purpose, act, object_kind, object_count, object_refs, fields) "
        "VALUES ('x', 'x', 'x', 'x', 'x', 0, '{}', '{}')",
        "UPDATE audit_entries SET who = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER append_only",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ],
)
def test_the_application_has_no_other_way_in(store: Store, way: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), store.begin() as connection:
        connection.execute(text(way))


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entries SET who = 'x'", "DELETE FROM audit_entries", "TRUNCATE audit_entries CASCADE"],
)
def test_not_even_the_owner_changes_an_entry(store: Store, settings: Settings, change: str) -> None:
    with store.begin() as connection:
        write(connection, ACT)
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with pytest.raises(IntegrityError, match="append-only"), owner.begin() as connection:
        connection.execute(text(change))
