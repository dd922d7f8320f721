"""The columnar copy follows the database, holds no identifier, and can be made anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from factories import desk_row, write_csv
from sqlalchemy import select

from records import export as exporting
from records.contract import FEEDS
from records.export import export
from records.lake import Lake
from records.store import Store
from records.tables import audit_entries
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

KEY = bytes(32)
LATER = "2024-06-01T08:00:00+07:00"


@pytest.fixture
def take(store: Store, tmp_path: Path):
    ingest = Ingest(store, Tokeniser(KEY), KEY, agreements.load(None))

    def take(name: str, rows: list[dict[str, str]]) -> None:
        ingest.take(write_csv(tmp_path / f"{name}.csv", rows), lambda _fraction, _rows: None)

    return take


def held(lake: Lake, feed: str) -> pd.DataFrame:
    lake.refresh()
    return lake.versions(feed, date(2030, 1, 1)).order_by("sequence").execute()


def test_every_feed_arrives_with_its_types(store: Store, take, tmp_path: Path) -> None:
    for feed in FEEDS:
        take(feed.name, [desk_row(feed.name, number) for number in range(3)])
    lake = Lake(tmp_path / "lake", 1)
    assert export(store, lake) == {feed.name: 3 for feed in FEEDS}
    registrations = held(lake, "registrations")
    row = desk_row("registrations", 0)
    assert registrations["recorded_at"][0] == datetime.fromisoformat(row["recorded_at"]).astimezone(UTC)
    assert registrations["birth_date"][0] == pd.Timestamp(row["birth_date"])
    assert registrations["declared_cost_idr"].tolist() == [0, 1, 2]
    assert registrations["nik_well_formed"].dtype == bool
    assert row["nik"] not in registrations.to_csv()


def test_only_what_is_new_is_added_and_an_export_of_nothing_adds_nothing(
    store: Store, take, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake", 1)
    take("tips", [desk_row("tips", number) for number in range(3)])
    assert export(store, lake)["tips"] == 3
    take("tips-2", [desk_row("tips", 1, recorded_at=LATER, narrative="Kabar lain."), desk_row("tips", 4)])
    assert export(store, lake)["tips"] == 2
    assert sum(export(store, lake).values()) == 0
    assert held(lake, "tips")["entity_key"].tolist() == [f"TIP-{n:06d}" for n in (0, 1, 2, 1, 4)]


def test_a_copy_made_anew_is_equal(
    store: Store, take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(tmp_path / "lake", 1)
    for part in range(3):
        take(f"tips-{part}", [desk_row("tips", 10 * part + number) for number in range(5)])
        export(store, lake)
    monkeypatch.setattr(exporting, "RUN", 4)
    anew = Lake(tmp_path / "anew", 1)
    assert export(store, anew)["tips"] == 15
    pd.testing.assert_frame_equal(held(anew, "tips"), held(lake, "tips"))


def test_an_export_that_was_cut_off_goes_on(
    store: Store, take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take("tips", [desk_row("tips", number) for number in range(9)])
    monkeypatch.setattr(exporting, "RUN", 4)
    lake = Lake(tmp_path / "lake", 1)
    whole, appended = lake.append, []

    def cut_off(feed: str, rows) -> None:
        if len(appended) == 1:
            (tmp_path / "lake" / feed / "000000000005-000000000008.draft").write_bytes(b"PAR1 half a run")
            raise KeyboardInterrupt
        appended.append(rows)
        whole(feed, rows)

    monkeypatch.setattr(lake, "append", cut_off)
    with pytest.raises(KeyboardInterrupt):
        export(store, lake)
    monkeypatch.undo()
    export(store, lake)
    assert held(lake, "tips")["entity_key"].tolist() == [f"TIP-{n:06d}" for n in range(9)]


def test_every_run_is_audited_with_its_range(store: Store, take, tmp_path: Path) -> None:
    take("tips", [desk_row("tips", number) for number in range(3)])
    export(store, Lake(tmp_path / "lake", 1))
    with store.reading() as connection:
        entry = connection.execute(select(audit_entries).where(audit_entries.c.act == "export")).one()
    assert (entry.object_count, len(entry.object_refs)) == (3, 1)
    assert entry.object_refs[0].startswith("tips/")
