"""The chance in words: of a hundred alerts alike, with its interval, and never more than was counted."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from detection.chance import UNTAUGHT, chance, jeffreys
from models.calibration import Calibration
from models.evaluation import Evaluation
from models.risk import Model, Points

NONE = pd.DataFrame()
ALIKE = pd.DataFrame({"least": [0.3, 0.1, 0.0], "people": [50, 400, 9000], "found": [9, 20, 3]})
UNLEARNT = Model("tppo", Points(), Calibration(1.0, 0.0, 1.0), None, 40)
LEARNT = replace(
    UNLEARNT,
    evaluation=Evaluation(
        people=9450, found=32, average_precision=0.3, auc=0.8, at_capacity=NONE, reliability=NONE, alike=ALIKE
    ),
)


def test_it_is_told_as_a_share_of_a_hundred_with_its_interval() -> None:
    told = chance(LEARNT, 0.42)
    assert told.text_id == (
        "Dari 100 peringatan serupa, 18 kemudian dikonfirmasi (antara 9 dan 30, dihitung dari 50 orang)."
    )
    assert told.text_en == (
        "Of 100 alerts like this, 18 were confirmed later (between 9 and 30, counted over 50 people)."
    )


@given(st.floats(min_value=0, max_value=1))
def test_it_is_never_told_without_an_interval_around_it(probability: float) -> None:
    told = chance(LEARNT, probability)
    assert told.share is not None
    assert told.low is not None
    assert told.high is not None
    assert told.low <= told.share <= told.high
    assert re.search(r"antara (<1|\d+) dan (<1|\d+)", told.text_id)


@given(st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_a_higher_probability_never_tells_of_fewer(one: float, other: float) -> None:
    low, high = (chance(LEARNT, each).share or 0.0 for each in sorted((one, other)))
    assert low <= high


def test_where_nothing_was_learned_none_is_told() -> None:
    told = chance(UNLEARNT, 0.9)
    assert (told.text_id, told.text_en) == UNTAUGHT
    assert told.share is None


def test_none_found_begins_at_nought_and_all_found_ends_at_one() -> None:
    assert jeffreys(0, 30)[0] == 0.0
    assert jeffreys(30, 30)[1] == 1.0
