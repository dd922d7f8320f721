"""A random tenth whose score is hidden, and statements that do not tell it."""

from __future__ import annotations

import json

from alerted import KEY, person
from hypothesis import given
from hypothesis import strategies as st

from detection.alerts.hidden import drawn, unscored

CELLS = st.recursive(
    st.floats(allow_nan=False) | st.text(max_size=3) | st.booleans() | st.none(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=8,
)


def test_of_two_thousand_exactly_two_hundred_are_drawn() -> None:
    assert sum(drawn(KEY, number) for number in range(2_000)) == 200


def test_nobody_can_foresee_which_without_the_key() -> None:
    places = [next(n for n in range(10) if drawn(bytes([key] * 32), n)) for key in range(200)]
    assert set(places) == set(range(10))
    assert max(places.count(place) for place in range(10)) < 45  # 20 expected, P < 1e-6


@given(st.dictionaries(st.sampled_from(["reasons", "indicators", "roles", "score", "chance"]), CELLS))
def test_no_number_with_a_fraction_is_left(statement: dict[str, object]) -> None:
    def numbers(part: object) -> list[float]:
        if isinstance(part, dict):
            return [each for value in part.values() for each in numbers(value)]
        if isinstance(part, list):
            return [each for value in part for each in numbers(value)]
        return [part] if isinstance(part, float) else []

    left = unscored(statement)
    assert numbers(left) == []
    assert not {"score", "chance"} & set(left)


def test_the_reasons_are_still_told() -> None:
    left = unscored(person(1, rows=("complaints:C1",), more={"p_tppo": 0.3}).statement())
    text = json.dumps(left)
    assert "contribution" not in text
    assert [reason["group"] for reason in left["reasons"]] == ["phone", "process"]  # type: ignore[attr-defined]
    assert "p_tppo" not in left
