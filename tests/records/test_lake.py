from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from records.contract import FEEDS
from records.lake import Lake, schema

MIDNIGHT_WIB = datetime(2024, 3, 31, 17, tzinfo=UTC)
DAY = date(2024, 4, 1)


def agency(sequence: int, at: datetime, status: str, licence: str = "S1") -> dict[str, object]:
    return {
        "sequence": sequence,
        "entity_key": licence,
        "license_no": licence,
        "recorded_at": at,
        "status": status,
    }


def rows(*given: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(given), schema=schema("agencies"))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "copy", threads=1)
    lake.append("agencies", rows(agency(1, datetime(2024, 1, 1, tzinfo=UTC), "active")))
    return lake


def statuses(lake: Lake, day: date) -> list[str]:
    return sorted(lake.known("agencies", day).status.execute())


def test_the_newest_version_before_midnight_wib_holds(lake: Lake) -> None:
    lake.append("agencies", rows(agency(2, datetime(2024, 3, 31, 16, 59, tzinfo=UTC), "suspended")))
    assert statuses(lake, DAY) == ["suspended"]
    assert statuses(lake, date(2024, 3, 1)) == ["active"]


def test_a_row_recorded_at_midnight_itself_is_not_yet_known(lake: Lake) -> None:
    lake.append("agencies", rows(agency(2, MIDNIGHT_WIB, "revoked")))
    assert statuses(lake, DAY) == ["active"]
    assert statuses(lake, date(2024, 4, 2)) == ["revoked"]


def test_a_late_row_with_an_early_time_does_not_replace_a_newer_one(lake: Lake) -> None:
    lake.append("agencies", rows(agency(2, datetime(2023, 1, 1, tzinfo=UTC), "suspended")))
    assert statuses(lake, DAY) == ["active"]


def test_every_version_stays_readable(lake: Lake) -> None:
    lake.append("agencies", rows(agency(2, datetime(2024, 2, 1, tzinfo=UTC), "suspended")))
    assert lake.versions("agencies", DAY).count().execute() == 2


def test_a_run_that_overlaps_what_is_there_is_refused(lake: Lake) -> None:
    with pytest.raises(ValueError, match="not later"):
        lake.append("agencies", rows(agency(1, MIDNIGHT_WIB, "revoked")))


def test_a_draft_left_by_a_crash_is_not_read(lake: Lake) -> None:
    (lake.folder / "agencies" / "000000000002-000000000002.draft").write_bytes(b"half a file")
    assert statuses(Lake(lake.folder, threads=1), DAY) == ["active"]


def test_an_absent_feed_is_an_empty_table_and_is_named(lake: Lake) -> None:
    assert lake.known("tips", DAY).count().execute() == 0
    assert lake.empty_feeds() == [feed.name for feed in FEEDS if feed.name != "agencies"]
