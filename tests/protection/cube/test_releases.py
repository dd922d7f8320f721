"""Released figures and dossiers through the service: the same on page, API and file; made and checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from protection.cube.protecting import Row
from protection.cube.releasing import ReleaseRefused, may_follow, release, released
from protection.cube.sources import rows_of
from protection.cube.told import as_csv, lines
from records.node import Node
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import cube_releases

ANALYST = Context("analis", Role.ANALYST, Purpose.STATISTICS, NATION, "satgas-ntb")
NOW = datetime(2026, 2, 1, 3, tzinfo=UTC)


def rows(count: int = 12, area: str = "5203", year: int = 2025) -> list[Row]:
    category = {"area": area, "modus": "debt", "kind": "police", "decision": "none"}
    return [Row(year, category) for _ in range(count)]


def told(store: Store, of: list[Row], year: int = 2025) -> None:
    with store.acting(ANALYST).begin() as connection:
        release(connection, ANALYST, of, year, NOW)


def test_a_year_is_released_once_and_again_only_without_telling_of_a_few(store: Store) -> None:
    told(store, rows(12))
    with pytest.raises(ReleaseRefused):
        told(store, rows(13))
    told(store, rows(12))
    told(store, rows(17))
    with store.acting(ANALYST).begin() as connection:
        (newest,) = released(connection)
    assert (newest.version, newest.figures["total"]["cases"]) == (3, 17)
    for year in (2026, 2027, 1999):
        with pytest.raises(ReleaseRefused):
            told(store, rows(12, year=year), year)


def test_what_may_follow_is_seen_figure_by_figure() -> None:
    cells = {"cases": 20, "claimed": 4, "paid": None}
    before = {"total": cells, "tables": {"area": {"52": cells}}}
    assert may_follow(before, before)
    assert not may_follow(before, {**before, "total": {**cells, "claimed": 5}})
    assert not may_follow(before, {**before, "tables": {"area": {"52": {**cells, "cases": 24}}}})
    assert may_follow(before, {**before, "tables": {"area": {"52": {**cells, "cases": 25, "claimed": 9}}}})
    assert may_follow(before, {**before, "tables": {}})


def test_the_file_tells_what_the_list_tells_and_marks_what_is_not_told(store: Store) -> None:
    told(store, rows(12) + rows(9, "5204") + rows(1, "5205"))
    with store.acting(ANALYST).begin() as connection:
        found = lines(released(connection))
    file = as_csv(found).decode().splitlines()
    assert len(file) == len(found) + 1
    assert file[1] == "2025,total,,22,0,0"
    assert "5205" not in "".join(file)
    assert [line for line in file if line.startswith("2025,area")] == [
        "2025,area,5203,12,0,0",
        "2025,area,lainnya,10,tidak ditampilkan,tidak ditampilkan",
    ]


def test_both_nodes_have_rows_and_nobody_stands_in_the_table(store: Store, lpsk_store: Store) -> None:
    for each, node in ((store, Node.PROVINCE), (lpsk_store, Node.LPSK)):
        with each.begin() as connection:
            assert rows_of(connection, each.keys, node) == []
            assert released(connection) == []
    assert {column.name for column in cube_releases.c} >= {"figures", "sha256"}
