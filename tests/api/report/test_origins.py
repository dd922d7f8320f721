"""Origins are counted, and small counts hidden so that they cannot be reckoned back."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from api.report.map import origins_map
from api.report.origins import LEAST, Origin, counted

CODES = ("5201", "5202", "5203", "5204", "5205", "5206")


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=60))
def test_no_small_count_is_shown_and_none_can_be_reckoned_from_a_total(homes: list[str]) -> None:
    code = pd.Series(homes)
    shown = counted(code, pd.Series(0.1, code.index))
    true = code.value_counts()
    assert {origin.code for origin in shown} == set(true.index)
    for origin in shown:
        assert origin.people in (None, true[origin.code])
        assert origin.people is None or origin.people >= LEAST
        assert (origin.people is None) == (origin.expected is None)
    hidden = [origin for origin in shown if origin.people is None]
    assert len(hidden) != 1 or len(shown) == 1


def test_areas_are_named_and_the_most_people_come_first() -> None:
    code = pd.Series(["5203"] * 9 + ["5271"] * 6)
    first, second = counted(code, pd.Series([0.5] * 15))
    assert (first.name, first.people, first.expected) == ("Lombok Timur", 9, 4.5)
    assert second.name == "Kota Mataram"


def test_a_code_that_nobody_knows_is_shown_as_it_stands() -> None:
    (only,) = counted(pd.Series(["9999"] * 5), pd.Series([0.0] * 5))
    assert only.name == "9999"


def test_the_map_shows_counts_and_never_hidden_ones() -> None:
    text = str(origins_map([Origin("52", "Nusa Tenggara Barat", 1325, 3.0), Origin("53", "NTT", None, None)]))
    assert ">1.325<" in text
    assert "None" not in text


def test_the_map_can_be_empty() -> None:
    assert "<svg" in str(origins_map([]))
