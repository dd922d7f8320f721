"""The drift check finds nothing in a migrated database, and whatever is planted in one."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine, text

from records.drift import drift
from records.settings import Settings

PLANTED = (
    ("ALTER TABLE source_rows ADD COLUMN planted int", "planted"),
    ("ALTER TABLE quarantined_rows DROP COLUMN value_class", "value_class"),
    ("ALTER TABLE received_files ALTER COLUMN rows_read TYPE bigint", "rows_read"),
    ("ALTER TABLE received_files ALTER COLUMN rows_read DROP DEFAULT", "rows_read"),
    ("COMMENT ON COLUMN source_rows.known IS 'planted'", "known"),
    ("DROP INDEX ix_source_rows_file_id", "ix_source_rows_file_id"),
    ("CREATE TABLE planted (id int)", "planted"),
    ("ALTER TABLE received_files DROP CONSTRAINT ck_received_files_nothing_lost", "nothing_lost"),
    ("GRANT DELETE ON source_rows TO suluh_app", "DELETE"),
    ("GRANT UPDATE (sealed) ON source_rows TO suluh_app", "source_rows.sealed"),
    ("REVOKE INSERT ON quarantined_rows FROM suluh_app", "lacks INSERT"),
    ("GRANT INSERT ON audit_entries TO suluh_app", "has INSERT"),
    ("ALTER TABLE source_rows DISABLE TRIGGER append_only", "append-only"),
    ("DROP TRIGGER append_only ON audit_entries", "append-only"),
    (
        "CREATE FUNCTION planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "planted(): definer function is not declared",
    ),
    ("ALTER FUNCTION audit_seal SECURITY INVOKER", "audit_seal(integer): definer function is missing"),
    ("GRANT EXECUTE ON FUNCTION audit_write TO PUBLIC", "is open to PUBLIC"),
    ("ALTER FUNCTION audit_write RESET search_path", "lacks its search_path"),
)


def differences(settings: Settings, planted: str | None) -> list[str]:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        if planted:
            connection.execute(text(planted))
        return drift(connection)


def test_a_migrated_database_is_as_declared(settings: Settings) -> None:
    assert differences(settings, None) == []


@pytest.mark.parametrize(("planted", "told"), PLANTED)
def test_a_planted_difference_is_told(settings: Settings, planted: str, told: str) -> None:
    (difference,) = differences(settings, planted)
    assert told in difference
