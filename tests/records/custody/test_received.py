"""Received rows: opened for their own row alone; what was erased is told apart from what is empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from alembic import command
from alembic.config import Config
from factories import desk_row, write_csv
from sqlalchemy import NullPool, create_engine, make_url, text
from unsealed import quarantined_rows_of, source_rows_of

from detection.refs import as_agencies_know_them, passport_numbers
from graphs.linkage.prepare import prepare
from graphs.linkage.rows import IDENTIFYING_FIELDS, from_database
from records.contract import FEED_BY_NAME
from records.custody.envelope import Tampered
from records.custody.masking import ERASED
from records.custody.received import identifiers
from records.errors import DatabaseUnavailable
from records.schema import migrate
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser
from sources import agreements
from sources.history import versions
from sources.ingest import Ingest

KEY = bytes(32)


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Store:
    ingest = Ingest(store, Tokeniser(KEY), KEY, agreements.load(None))
    renamed = desk_row("passports", 1, recorded_at="2024-06-01T08:00:00+07:00", full_name="Lain Nama")
    for feed, rows in {
        "passports": [desk_row("passports", 1), desk_row("passports", 2), renamed],
        "job_orders": [desk_row("job_orders", 1)],
        "tips": [desk_row("tips", 1, district_code="x")],
    }.items():
        ingest.take(write_csv(tmp_path / f"{feed}.csv", rows), lambda _fraction, _rows: None)
    return store


def owner_does(settings: Settings, *statements: str) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def lose_key(settings: Settings, sequence: int) -> None:
    """As in a backup from before an erasure whose keys were struck out; the program itself may not do this."""
    owner_does(
        settings,
        "ALTER TABLE row_keys NO FORCE ROW LEVEL SECURITY",
        f"DELETE FROM row_keys WHERE holder = 'source_rows' AND id = {sequence:d}",  # noqa: S608  (a number)
    )


def test_every_row_with_identifiers_has_one_key_and_others_none(taken: Store) -> None:
    with taken.reading() as connection:
        kept = connection.execute(
            text("SELECT holder, count(*), count(DISTINCT wrapped) FROM row_keys GROUP BY 1 ORDER BY 1")
        ).all()
    assert list(map(tuple, kept)) == [("quarantined_rows", 1, 1), ("source_rows", 3, 3)]
    assert [opened for feed, opened in source_rows_of(taken, "feed", "opened") if feed == "job_orders"] == [
        {}
    ]


def test_an_erased_row_keeps_its_plain_part_and_loses_its_identifiers(
    taken: Store, settings: Settings
) -> None:
    ((sequence, _), *_) = source_rows_of(taken, "sequence", "feed")
    lose_key(settings, sequence)
    with taken.reading() as connection:
        assert set(identifiers(connection, taken.keys, range(1, 10))) == set(range(1, 5)) - {sequence}
        rows = from_database(connection, taken.keys)
    assert len(rows) == 3
    table = rows.as_of(date(2024, 2, 1))
    (erased,) = table[table["name"].isna()].to_dict("records")
    told = {field for field in IDENTIFYING_FIELDS if pd.notna(erased[field])}
    assert told == {"birth_date", "birth_place"}
    assert len(prepare(table)) == len(table) == 2


def test_the_history_of_an_erased_row_shows_what_is_plain(taken: Store, settings: Settings) -> None:
    (first, *_) = [
        number for number, feed in source_rows_of(taken, "sequence", "feed") if feed == "passports"
    ]
    lose_key(settings, first)
    with taken.begin() as connection:
        found = versions(connection, FEED_BY_NAME["passports"], "X0000001", Tokeniser(KEY), taken.keys)
    before, after = found
    assert (before.erased, after.erased) == (True, False)
    assert before.cells["full_name"] == before.cells["nik"] == ERASED
    assert before.cells["issuing_office"] == "issuing_office"
    assert after.cells["full_name"] == "L. N."
    assert after.changed == {"recorded_at"}


def test_a_replay_names_an_erased_passport_by_its_token(taken: Store, settings: Settings) -> None:
    rows = source_rows_of(taken, "sequence", "feed", "entity_key", "opened")
    sequence, _, token, _ = next(row for row in rows if row[3] and row[3].get("passport_no") == "X0000002")
    assert list(as_agencies_know_them([f"passports:{token}"], passport_numbers(taken))) == [
        "passports:X0000002"
    ]
    lose_key(settings, sequence)
    assert list(as_agencies_know_them([f"passports:{token}"], passport_numbers(taken))) == [
        f"passports:{token}"
    ]


CLEAR_ROW = """
    WITH file AS (
        INSERT INTO received_files (sha256, feed, name, format) VALUES ('00', 'tips', 'tips.csv', 'csv')
        RETURNING file_id
    )
    INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known, clear)
    SELECT 'tips', 'T1', now(), file_id, 2, '', '{}', '{"narrative": "Laporan"}' FROM file
"""
CHANGED = (
    "UPDATE source_rows SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE sealed IS NOT NULL",
    "UPDATE source_rows SET digest = '\\x00' || digest",
    "UPDATE source_rows SET entity_key = entity_key || '0'",
    "UPDATE source_rows SET feed = 'returns' WHERE feed = 'passports'",
    "UPDATE source_rows AS r SET sealed = o.sealed FROM source_rows AS o WHERE o.sequence = 4 - r.sequence",
    "UPDATE row_keys SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
    "UPDATE row_keys AS r SET wrapped = o.wrapped FROM row_keys AS o WHERE o.id = 4 - r.id AND r.holder = o.holder",
)


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_behind_the_program_is_noticed(taken: Store, settings: Settings, change: str) -> None:
    owner_does(
        settings,
        "ALTER TABLE source_rows DISABLE TRIGGER USER",
        "ALTER TABLE source_rows NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE row_keys NO FORCE ROW LEVEL SECURITY",
        change,
    )
    with taken.reading() as connection, pytest.raises(Tampered):
        from_database(connection, taken.keys)


def test_a_quarantined_row_is_sealed_whole_and_bound_to_its_place(taken: Store, settings: Settings) -> None:
    ((opened,),) = quarantined_rows_of(taken, "opened")
    assert opened == desk_row("tips", 1, district_code="x")
    owner_does(
        settings,
        "ALTER TABLE quarantined_rows NO FORCE ROW LEVEL SECURITY",
        "UPDATE quarantined_rows SET row_number = row_number + 1",
    )
    with pytest.raises(Tampered):
        quarantined_rows_of(taken, "opened")


def test_a_database_of_clear_rows_is_refused_and_not_converted(settings: Settings) -> None:
    assert settings.database_owner_url
    url = make_url(settings.database_owner_url.get_secret_value())
    owner_does(settings, "DROP SCHEMA public, jobs CASCADE", "CREATE SCHEMA public")
    config = Config()
    config.set_main_option("script_location", "records:migrations")
    with create_engine(url, poolclass=NullPool).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(text(CLEAR_ROW))
    with pytest.raises(DatabaseUnavailable, match="kept identifiers in clear"):
        migrate(url)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        assert connection.scalar(text("SELECT clear ->> 'narrative' FROM source_rows")) == "Laporan"


def test_what_the_law_erased_is_read_without_error(taken: Store, settings: Settings) -> None:
    owner_does(
        settings,
        "ALTER TABLE source_rows DISABLE TRIGGER USER",
        "ALTER TABLE source_rows NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE row_keys NO FORCE ROW LEVEL SECURITY",
        "UPDATE source_rows SET entity_key = 'erased:' || sequence, known = '{}', sealed = NULL",
        "DELETE FROM row_keys",
    )
    assert passport_numbers(taken) == {}
    with taken.reading() as connection:
        assert not any(identifiers(connection, taken.keys, range(1, 10)).values())
        assert len(from_database(connection, taken.keys)) == 0
