"""A set of numbers as ranges is a set of numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from records.audit.seen import Seen


@given(st.lists(st.integers(-5, 40)))
def test_it_tells_what_a_set_would_tell(numbers: list[int]) -> None:
    ranges, plain = Seen(), set[int]()
    for number in numbers:
        assert ranges.add(number) == (number not in plain)
        plain.add(number)


def test_numbers_in_order_take_one_range() -> None:
    seen = Seen()
    assert all(seen.add(number) for number in (1, 2, 3, 5, 4, 6))
    assert seen.ranges() == [(1, 6)]


def test_ranges_are_told_in_order_whatever_order_they_came_in() -> None:
    seen = Seen()
    for number in (20, 9, 1, 2, 21, 8):
        assert seen.add(number)
    assert seen.ranges() == [(1, 2), (8, 9), (20, 21)]
    assert Seen().ranges() == []
