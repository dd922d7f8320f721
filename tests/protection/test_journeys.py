"""Counts of origins and ways: within one's areas, small ones left out for whoever plans, nothing to reckon back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alerted import told_row
from hypothesis import given
from hypothesis import strategies as st

from protection.journeys import About, Counts, Wanted, journeys, journeys_told, origins_told
from protection.statistics import LEAST
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

NOW = datetime(2025, 3, 3, 1, tzinfo=UTC)
OFFICER = Context("a-officer", Role.SATGAS, Purpose.PREVENTION, ("52",))
ANALYST = Context("a-analis", Role.ANALYST, Purpose.STATISTICS, ("52",), "satgas-ntb")


@pytest.fixture
def leaving(store: Store) -> None:
    """Twelve from one regency by one port, two from another; one of another province; one who left already."""
    rows = [("5203", "CGK", "MYS", "2025-03-20")] * 12 + [("5204", "SUB", "TWN", "2025-05-01")] * 2
    rows += [("3315", "CGK", "MYS", "2025-03-20"), ("5203", "CGK", "MYS", "2025-03-01")]
    for number, (regency, port, country, day) in enumerate(rows):
        told_row(
            store, f"registrations:R{number}", NOW, village_code=f"{regency}012001", planned_port=port,
            country=country, planned_departure_on=day,
        )  # fmt: skip


def counts(store: Store, context: Context, wanted: Wanted) -> Counts:
    with store.acting(context).begin() as connection:
        return journeys(connection, wanted, NOW)


@pytest.mark.usefixtures("leaving")
def test_an_officer_counts_those_of_the_own_area_who_have_not_left(store: Store) -> None:
    found = counts(store, OFFICER, Wanted(About.REGISTRATIONS))
    assert (found.provinces, found.regencies) == ({"52": 14}, {"5203": 12, "5204": 2})
    assert (found.ports, found.countries, found.total) == ({"CGK": 12, "SUB": 2}, {"MYS": 12, "TWN": 2}, 14)
    assert [(way.origin, way.port, way.country, way.people) for way in found.ways] == [
        ("5203", "CGK", "MYS", 12),
        ("5204", "SUB", "TWN", 2),
    ]


@pytest.mark.usefixtures("leaving")
def test_filters_narrow_by_day_port_country_and_province(store: Store) -> None:
    def total(**asked: Any) -> int | None:
        return counts(store, OFFICER, Wanted(About.REGISTRATIONS, **asked)).total

    assert [total(days=30), total(port="SUB"), total(country="TWN"), total(province="33")] == [12, 2, 2, 0]


@pytest.mark.usefixtures("leaving")
def test_whoever_plans_gets_no_small_count_and_no_way(store: Store) -> None:
    with store.acting(ANALYST).begin() as connection:
        found = journeys_told(connection, About.REGISTRATIONS, NOW)
    assert found.provinces == {"52": 14}
    assert found.regencies == {"5203": None, "5204": None}, "one alone would follow from the sum"
    assert found.ports == {"CGK": None, "SUB": None}
    assert list(found.ports) == ["CGK", "SUB"], "by code, for the order would tell which is larger"
    assert (found.ways, found.total) == ((), 14)


REGENCIES = st.sampled_from(["5201", "5202", "5203", "3301", "3302", "1101", ""])


@given(st.dictionaries(REGENCIES, st.integers(1, 40)))
def test_nothing_hidden_follows_from_a_sum(regencies: dict[str, int]) -> None:
    provinces, told = origins_told(regencies)
    assert all(count is None or count >= LEAST for count in [*provinces.values(), *told.values()])
    for province, count in provinces.items():
        inside = [code for code in regencies if code[:2] == province]
        hidden = [code for code in inside if told[code] is None]
        assert len(hidden) != 1 or count is None
        assert count is not None or len(hidden) == len(inside)
