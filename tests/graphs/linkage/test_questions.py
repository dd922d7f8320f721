"""People are asked about pairs near the border whose answer would change who is who."""

from __future__ import annotations

import pandas as pd

from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.identities import Identities
from graphs.linkage.judgements import Settled
from graphs.linkage.questions import near_border

NAMES = [comparison.name for comparison in COMPARISONS]


def found(persons: dict[str, str], *evidence: tuple[str, str, float]) -> Identities:
    rows = [("f", key, person) for person, keys in persons.items() for key in keys]
    pairs = pd.DataFrame(
        [(f"f/{a}", f"f/{b}", weight) for a, b, weight in evidence],
        columns=["record_a", "record_b", "weight"],
    )
    return Identities(
        pd.DataFrame(rows, columns=["feed", "key", "person_id"]), pairs.assign(**dict.fromkeys(NAMES, 1))
    )


def asked(
    identities: Identities, judged: Settled | None = None, most: int = 9
) -> list[tuple[str, str, bool]]:
    frame = near_border(identities, judged or Settled(), most)
    rows = zip(frame["record_a"], frame["record_b"], frame["held_same"], strict=True)
    return [(a[2:], b[2:], bool(same)) for a, b, same in rows]


def test_two_persons_are_asked_about_once_by_their_strongest_pair() -> None:
    identities = found({"P": "ab", "Q": "cd"}, ("a", "c", 0.5), ("b", "d", 1.5), ("a", "b", 9.0))
    assert asked(identities) == [("b", "d", False)]


def test_a_record_that_hangs_on_a_weak_link_is_asked_about() -> None:
    identities = found({"P": "abc"}, ("a", "b", 9.0), ("b", "c", 2.5))
    assert asked(identities) == [("b", "c", True)]


def test_a_weak_link_beside_a_strong_one_decides_nothing() -> None:
    identities = found({"P": "abc"}, ("a", "b", 9.0), ("b", "c", 9.0), ("a", "c", 2.5))
    assert asked(identities) == []


def test_what_is_far_from_the_border_or_judged_already_is_not_asked() -> None:
    identities = found({"P": "a", "Q": "b", "R": "c"}, ("a", "b", 1.0), ("b", "c", -0.5))
    assert asked(identities) == [("a", "b", False)]
    assert asked(identities, Settled(different=(("f/a", "f/b"),))) == []


def test_the_nearest_to_the_border_come_first_and_no_more_than_asked_for() -> None:
    identities = found({"P": "a", "Q": "b", "R": "c", "S": "d"}, ("a", "b", 0.2), ("c", "d", 1.9))
    assert asked(identities, most=1) == [("c", "d", False)]
