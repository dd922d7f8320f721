"""Released figures and dossiers through the service: the same on page, API and file; made and checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protection.cube.dimensions import LEAST
from protection.cube.protecting import Row, protect
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
    category = {"area": area, "modus": "debt", "kind": "police"}
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


def test_a_version_is_held_against_all_earlier_ones(store: Store) -> None:
    for count in (20, 26):
        told(store, rows(count))
    with pytest.raises(ReleaseRefused):
        told(store, rows(19))  # seven fewer than the newest, one fewer than the first


def test_the_rest_of_one_release_is_not_what_another_names_alone() -> None:
    def figures(**table: int) -> dict[str, object]:
        cells = {category.strip("_"): {"cases": count} for category, count in table.items()}
        return {"total": {"cases": sum(table.values())}, "tables": {"area": cells}}

    assert not may_follow(figures(A=12, B=15, _=10), figures(C=6, D=5, _=26)), "one moved from A to C"
    assert may_follow(figures(A=12, B=15, _=10), figures(C=5, D=5, _=27))
    assert not may_follow(figures(A=12, _=28), figures(A=17, B=9, _=20)), "one came to those beside A"
    assert may_follow(figures(A=12, _=28), figures(A=17, B=13, _=20))


def members(told: set[str], everywhere: set[str]) -> list[frozenset[str]]:
    """The categories that each figure of a dimension is about, the rest's among them."""
    return [*(frozenset({each}) for each in told), frozenset(everywhere - told)]


def smallest(one: list[frozenset[str]], other: list[frozenset[str]]) -> list[frozenset[str]]:
    """The smallest sets of categories that both can be added up to."""
    found: list[frozenset[str]] = []
    for each in filter(None, (*one, *other)):
        touching = [group for group in found if group & each]
        found = [group for group in found if not group & each] + [each.union(*touching)]
    return found


DRAWN = st.lists(st.sampled_from("AAAAABBBBCCCDDE"), min_size=8, max_size=60)


@settings(max_examples=400)
@given(DRAWN, st.data())
def test_nothing_that_two_releases_tell_of_the_same_people_changes_by_a_few(
    areas: list[str], data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, len(areas)))
    later = areas[:left] + data.draw(st.lists(st.sampled_from("ABCDEF"), max_size=len(areas) - left + 8))
    before, after = (protect([row for area in of for row in rows(1, area)], 2025) for of in (areas, later))
    if not may_follow(before, after) or before["total"]["cases"] is None:
        return
    tables = [figures["tables"].get("area") for figures in (before, after)]
    if None in tables:
        return
    sides = [members(set(table) - {""}, set(areas) | set(later)) for table in tables]
    for group in smallest(*sides):
        change = abs(sum(each in group for each in later) - sum(each in group for each in areas))
        assert change == 0 or change >= LEAST, group


def test_the_file_tells_what_the_list_tells_and_marks_what_is_not_told(store: Store) -> None:
    told(store, rows(12) + rows(9, "5204") + rows(1, "5205"))
    with store.acting(ANALYST).begin() as connection:
        found = lines(released(connection))
    file = as_csv(found).decode().splitlines()
    assert len(file) == len(found) + 1
    assert file[:2] == ["tahun,dimensi,kategori,cases", "2025,total,,22"], "a province keeps no restitution"
    assert "5205" not in "".join(file)
    assert [line for line in file if line.startswith("2025,area")] == [
        "2025,area,5203,12",
        "2025,area,lainnya,10",
    ]


def test_both_nodes_have_rows_and_nobody_stands_in_the_table(store: Store, lpsk_store: Store) -> None:
    for each, node in ((store, Node.PROVINCE), (lpsk_store, Node.LPSK)):
        with each.begin() as connection:
            assert rows_of(connection, each.keys, node) == []
            assert released(connection) == []
    assert {column.name for column in cube_releases.c} >= {"figures", "sha256"}
