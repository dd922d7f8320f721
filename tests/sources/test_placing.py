from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sources.placing import Version, conflicting

START = datetime(2024, 1, 1, tzinfo=UTC)


def version(day: int, person: str, row_number: int | None = None, key: str = "k") -> Version:
    """``person`` tells name, birth date and NIK in three letters, ``-`` where one is missing."""
    name, born, nik = (None if part == "-" else part for part in person)
    return Version(row_number, key, START + timedelta(days=day), name, born, nik)


def test_a_stranger_between_two_versions_of_one_person_is_found() -> None:
    assert list(conflicting([version(0, "aaa", 1), version(1, "bbb", 2), version(2, "aaa", 3)])) == [2]


def test_one_who_changes_step_by_step_is_followed() -> None:
    steps = [version(0, "aaa", 1), version(1, "baa", 2), version(2, "bba", 3), version(3, "bbb", 4)]
    assert list(conflicting(steps)) == []


def test_what_is_missing_differs_from_nothing() -> None:
    assert list(conflicting([version(0, "aa-", 1), version(1, "bbb", 2), version(2, "-cc", 3)])) == []


def test_what_is_recorded_stays_and_the_new_row_before_or_after_it_waits() -> None:
    assert list(conflicting([version(0, "bbb", 7), version(1, "aaa"), version(2, "bbb", 8)])) == [7, 8]


def test_keys_are_judged_apart() -> None:
    assert list(conflicting([version(0, "aaa", 1, "k"), version(1, "bbb", 2, "l")])) == []


PERSON = st.text("ab-", min_size=3, max_size=3)


@given(people=st.lists(PERSON, max_size=8))
def test_those_who_pass_are_never_someone_else_than_the_one_before(people: list[str]) -> None:
    versions = [version(day, person, day) for day, person in enumerate(people)]
    refused = set(conflicting(versions))
    passed = [each for each in versions if each.row_number not in refused]
    assert not any(later.is_someone_else_than(former) for former, later in pairwise(passed))
    if versions:
        assert 0 not in refused
