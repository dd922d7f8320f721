"""Inhabitants of every province and regency that Kemendagri numbers, and rates of what is large enough."""

from __future__ import annotations

from records import areas, population


def test_every_province_and_regency_has_its_people_and_they_add_up() -> None:
    provinces = areas.children()
    assert len(provinces) == 38
    for province in provinces:
        inside = [population.living_in(code) for code in areas.children(province)]
        assert None not in inside
        assert population.living_in(province) == sum(each or 0 for each in inside)
    assert sum(population.living_in(code) or 0 for code in provinces) == 284_973_643


def test_a_rate_is_told_of_ten_people_and_more() -> None:
    living = population.living_in("5203")
    assert living is not None
    assert population.rate(10, "5203") == 10 / living * 10_000
    assert population.rate(9, "5203") is None
    assert population.rate(None, "5203") is None
    assert population.rate(50, "5203012001") is None
    assert population.rate(50, "") is None
