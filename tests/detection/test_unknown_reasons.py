"""What nothing is known of is told as missing, whatever it adds, and is never a reason for or against."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from detection.person_alerts import _missing
from detection.reasons import explain, not_known
from features.catalogue import GROUPS, columns

DAY = date(2025, 1, 6)
NAMES = [column.name for column in columns()]
OF_AGENCY = [column.name for column in columns() if column.group == "agency"]
OF_TRAVEL = [column.name for column in columns() if column.group == "travel"]
NONE = pd.DataFrame(
    columns=["person_id", "about", "feed", "entity_key", "recorded_at", "indicator", "detail"]
)


def tables(adds: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One person: nothing is known of the agency, which adds so much; something is known of the journey."""
    parts = pd.DataFrame(0.0, index=["p1"], columns=[*NAMES, "base"])
    values = pd.DataFrame(np.nan, index=["p1"], columns=NAMES)
    parts.loc["p1", OF_AGENCY[0]] = adds
    parts.loc["p1", OF_TRAVEL[0]] = 0.4
    values.loc["p1", OF_TRAVEL[0]] = 1.0
    return parts, values


@pytest.mark.parametrize("adds", [1.5, -1.5])
def test_a_group_of_which_nothing_is_known_is_no_reason(adds: float) -> None:
    parts, values = tables(adds)
    told = explain(parts, values, NONE, NONE, DAY)["p1"]
    assert [reason.group for reason in told] == ["travel"]
    assert not_known(parts, values)["p1"] == ("agency",)


def test_it_is_told_as_missing_in_both_languages() -> None:
    parts, values = tables(1.5)
    unknown = not_known(parts, values)["p1"]
    said = _missing(
        pd.Series({"has_registration": 1, "has_passport": 1, "recruiter_phones": 1}),
        (),
        unknown,
        learned=True,
    )
    indonesian, english = GROUPS["agency"]
    assert any(
        each.startswith(f"{indonesian}: tidak tercatat") and f" / {english}: not recorded" in each
        for each in said
    )


def test_what_is_known_of_the_group_makes_it_a_reason_again() -> None:
    parts, values = tables(1.5)
    values.loc["p1", OF_AGENCY[0]] = 0.5
    assert "agency" in [reason.group for reason in explain(parts, values, NONE, NONE, DAY)["p1"]]
    assert not_known(parts, values)["p1"] == ()


def test_what_adds_next_to_nothing_is_not_even_missing() -> None:
    parts, values = tables(0.01)
    assert not_known(parts, values)["p1"] == ()
