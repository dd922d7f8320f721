from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import desk_row, write_csv
from sqlalchemy import select

from records.contract import FEED_BY_NAME
from records.errors import NotFound
from records.store import Store
from records.tables import audit_entries
from records.tokens import Tokeniser
from sources import agreements
from sources.history import Version, versions
from sources.holdings import Holding, State, holdings
from sources.ingest import Ingest

KEY = bytes(32)
SHIPPED = agreements.load(None)
SOON, MUCH_LATER = datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
AFTER_THE_AGREEMENTS = datetime(2100, 1, 2, tzinfo=UTC)


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Store:
    ingest = Ingest(store, Tokeniser(KEY), KEY, SHIPPED)
    rows = [desk_row("tips", number, mentioned_place="") for number in range(3)]
    rows.append(desk_row("tips", 9, district_code="x"))
    corrected = desk_row("passports", 1, recorded_at="2024-01-01T12:00:00+07:00", full_name="Lain Nama")
    files = {
        "tips": rows,
        "tips-2": [desk_row("tips", 4, mentioned_place="")],
        "passports": [desk_row("passports", 1), corrected],
    }
    for name, of_file in files.items():
        ingest.take(write_csv(tmp_path / f"{name}.csv", of_file), lambda _fraction, _rows: None)
    return store


def of(store: Store, feed: str, now: datetime) -> Holding:
    with store.reading() as connection:
        return next(each for each in holdings(connection, SHIPPED, now) if each.source.feed.name == feed)


def test_a_source_tells_its_rows_its_last_file_and_what_was_never_filled(taken: Store) -> None:
    tips = of(taken, "tips", SOON)
    assert (tips.rows, tips.waiting, tips.last_file) == (4, 1, "tips-2.csv")
    assert tips.empty_fields == ("mentioned_place",)
    assert tips.states == ()
    assert tips.last_recorded_at == datetime.fromisoformat(desk_row("tips", 4)["recorded_at"])


def test_a_source_is_missing_late_or_without_agreement(taken: Store) -> None:
    assert of(taken, "returns", SOON).states == (State.MISSING,)
    assert of(taken, "tips", MUCH_LATER).states == (State.LATE,)
    assert of(taken, "tips", AFTER_THE_AGREEMENTS).states == (State.LATE, State.AGREEMENT_ENDED)


def history(store: Store, feed: str, key: str) -> list[Version]:
    with store.begin() as connection:
        return versions(connection, FEED_BY_NAME[feed], key, Tokeniser(KEY), store.keys)


def test_a_history_shows_each_version_masks_identifiers_and_marks_changes(taken: Store) -> None:
    first, second = history(taken, "passports", "x 0000001")
    assert (first.file, first.row_number, second.row_number) == ("passports.csv", 2, 3)
    assert first.changed == frozenset()
    assert second.changed == {"recorded_at", "full_name"}
    assert second.cells["full_name"] == "L. N."
    assert second.cells["issuing_office"] == "issuing_office"
    assert "Lain Nama" not in repr(second)


def test_reading_a_history_is_audited_by_row_numbers(taken: Store) -> None:
    history(taken, "passports", "X0000001")
    with taken.reading() as connection:
        entry = connection.execute(select(audit_entries).where(audit_entries.c.act == "read")).one()
    assert (entry.object_kind, entry.object_count) == ("source_row", 2)
    assert all(ref.startswith("row/") for ref in entry.object_refs)


def test_a_key_that_nobody_has_handed_over_is_not_found(taken: Store) -> None:
    with pytest.raises(NotFound):
        history(taken, "tips", "TIP-9")
