from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from detection.ranking import select
from features.compute import Snapshot


def week(probabilities: list[float], still_open: list[bool]) -> tuple[pd.DataFrame, Snapshot]:
    index = pd.Index([f"p{number:03d}" for number in range(len(probabilities))], name="person_id")
    scores = pd.DataFrame(
        {"p_tppo": probabilities, "raw": 0.0, "p_non_procedural": probabilities}, index=index
    )
    standing = pd.DataFrame(
        {"is_open": still_open, "first_at": pd.Timestamp("2024-01-01", tz="UTC")}, index=index
    )
    return scores, Snapshot(date(2024, 2, 1), pd.DataFrame(index=index), standing, pd.DataFrame())


def test_the_most_likely_come_first_and_capacity_holds() -> None:
    scores, now = week([0.1, 0.9, 0.5, 0.7], [True] * 4)
    chosen = select(scores, now, set(), 2)
    assert list(chosen.index) == ["p001", "p003"]
    assert list(chosen["rank"]) == [1, 2]


def test_who_has_left_or_was_alerted_is_not_chosen() -> None:
    scores, now = week([0.9, 0.8, 0.7], [False, True, True])
    assert list(select(scores, now, {"p001"}, 3).index) == ["p002"]


@given(st.lists(st.sampled_from([0.1, 0.5, 0.9]), min_size=1, max_size=30), st.integers(1, 30), st.randoms())
def test_a_cut_within_equal_probabilities_does_not_depend_on_the_order_of_rows(
    probabilities: list[float], capacity: int, random: object
) -> None:
    scores, now = week(probabilities, [True] * len(probabilities))
    shuffled = scores.sample(frac=1, random_state=random.randrange(1000))  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    once, again = select(scores, now, set(), capacity), select(shuffled, now, set(), capacity)
    assert list(once.index) == list(again.index)
    assert len(once) == min(capacity, len(probabilities))
