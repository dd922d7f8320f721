"""Persons keep their ids over runs, through mergers and splits."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.linkage.names import kept_names


def held(**persons: str) -> pd.DataFrame:
    """Persons by the letters of their rows: ``X="ab"``."""
    rows = [("feed", key, person) for person, keys in persons.items() for key in keys]
    return pd.DataFrame(rows, columns=["feed", "key", "person_id"])


def after(names: dict[str, str], persons: pd.DataFrame) -> pd.DataFrame:
    return persons.assign(person_id=persons["person_id"].map(names))


def test_who_is_new_has_linkages_own_name() -> None:
    assert kept_names(held(A="ab", C="c"), held()) == {"A": "A", "C": "C"}


def test_an_id_stays_with_most_of_its_rows_when_the_earliest_record_leaves() -> None:
    # linkage names persons after their earliest records: a leaves X for a person of its own
    assert kept_names(held(X="a", B="bcd"), held(X="abcd"))["B"] == "X"


def test_the_part_that_left_gets_a_name_that_nobody_has() -> None:
    names = kept_names(held(X="a", B="bcd"), held(X="abcd"))
    assert names["X"] not in {"X", "B"}
    assert len(set(names.values())) == 2


def test_a_merger_keeps_the_id_of_most_rows_and_its_undoing_gives_the_other_back() -> None:
    apart, together = held(X="ab", C="cde"), held(X="abcde")
    merged = after(kept_names(together, apart), together)
    assert set(merged["person_id"]) == {"C"}
    again = kept_names(apart, merged)
    assert again == {"C": "C", "X": "X"}


def test_a_row_that_moves_takes_no_id_with_it() -> None:
    assert kept_names(held(X="ab", D="cd"), held(X="abc", D="d")) == {"X": "X", "D": "D"}


def test_a_minority_does_not_inherit_an_id_that_most_rows_have_taken_elsewhere() -> None:
    # three rows of X join the five of Y; the two that are left are not X
    names = kept_names(held(M="abcfghij", N="de"), held(X="abcde", Y="fghij"))
    assert names == {"M": "Y", "N": "N"}


ROWS = "abcdefgh"
PARTITION = st.lists(st.integers(0, 4), min_size=len(ROWS), max_size=len(ROWS))


def named(partition: list[int]) -> pd.DataFrame:
    """As linkage names them: after the earliest row."""
    first: dict[int, str] = {}
    for key, number in zip(ROWS, partition, strict=True):
        first.setdefault(number, key.upper())
    rows = [("feed", key, first[number]) for key, number in zip(ROWS, partition, strict=True)]
    return pd.DataFrame(rows, columns=["feed", "key", "person_id"])


@settings(max_examples=60)
@given(st.lists(PARTITION, min_size=2, max_size=5))
def test_over_runs_no_two_share_an_id_and_who_is_unchanged_keeps_it(runs: list[list[int]]) -> None:
    before = held()
    for partition in runs:
        now = named(partition)
        names = kept_names(now, before)
        assert len(set(names.values())) == len(names)
        kept = after(names, now)
        if not before.empty:
            was = before.groupby("person_id")["key"].agg("".join)
            is_now = kept.groupby("person_id")["key"].agg("".join)
            unchanged = {keys: person for person, keys in was.items()}
            assert all(unchanged[keys] == person for person, keys in is_now.items() if keys in unchanged)
        before = kept
