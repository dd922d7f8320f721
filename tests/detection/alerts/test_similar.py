"""What is alike is told by the groups of reasons for, with and without the score."""

from __future__ import annotations

from detection.alerts.hidden import unscored
from detection.alerts.similar import groups

STATEMENT = {
    "reasons": [
        {"group": "phone", "contribution": 1.2, "elements": ["proses"]},
        {"group": "travel", "contribution": -0.4, "elements": []},
    ]
}


def test_only_reasons_for_make_two_alike() -> None:
    assert groups(STATEMENT) == {"phone"}


def test_what_is_alike_is_the_same_where_the_score_is_hidden() -> None:
    assert groups(unscored(STATEMENT)) == groups(STATEMENT)


def test_networks_are_alike_by_their_signs() -> None:
    assert groups({"reasons": [{"sign": "dropped", "id": "x", "en": "x"}]}) == {"dropped"}
    assert groups({}) == frozenset()
