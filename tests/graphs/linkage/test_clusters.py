from __future__ import annotations

import random
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.linkage import clusters
from graphs.linkage.clusters import cluster, person_ids
from graphs.linkage.comparisons import COMPARISONS

NAMES = [comparison.name for comparison in COMPARISONS]


def records(*stated: tuple[str, str | None, str | None]) -> pd.DataFrame:
    """Records of (id, NIK, birth date)."""
    frame = pd.DataFrame(stated, columns=["record_id", "nik", "birth_date"], dtype=object)
    return frame.assign(nik_sound=frame["nik"].notna()).sort_values("record_id", ignore_index=True)


def pairs(*scored: tuple[str, str, float, int]) -> pd.DataFrame:
    """Pairs of (record, record, weight, number of comparisons that could be made)."""
    levels = [[0] * known + [-1] * (len(NAMES) - known) for *_, known in scored]
    frame = pd.DataFrame([pair[:3] for pair in scored], columns=["record_a", "record_b", "weight"])
    return pd.concat([frame, pd.DataFrame(levels, columns=NAMES)], axis=1)


def groups(frame: pd.DataFrame, scored: pd.DataFrame) -> list[str]:
    """The persons, each as the ids of its records joined by +, in order."""
    numbers = cluster(frame, scored).to_numpy()
    return sorted("+".join(ids) for ids in frame["record_id"].groupby(numbers).agg(list))


def test_linked_records_are_one_person_and_weak_pairs_are_not() -> None:
    frame = records(("a", None, None), ("b", None, None), ("c", None, None))
    assert groups(frame, pairs(("a", "b", 9.0, 3), ("b", "c", 1.0, 3))) == ["a+b", "c"]


TWO_NIKS = records(("a", "1" * 16, "1990-01-01"), ("b", None, None), ("c", "2" * 16, "1991-02-02"))
CHAIN = pairs(("a", "b", 9.0, 2), ("b", "c", 8.0, 2))


def test_a_chain_does_not_put_two_niks_into_one_person() -> None:
    assert groups(TWO_NIKS, CHAIN) == ["a+b", "c"]


def test_the_chain_would_join_them_if_nothing_stood_in_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "STATED", ())
    assert groups(TWO_NIKS, CHAIN) == ["a+b+c"]


def test_two_niks_may_be_one_person_where_the_records_that_state_them_are_linked() -> None:
    direct = pairs(("a", "b", 9.0, 2), ("a", "c", 4.0, 5), ("b", "c", 8.0, 2))
    assert groups(TWO_NIKS, direct) == ["a+b+c"]


def test_the_pair_about_which_most_is_known_overrules_a_chain() -> None:
    frame = records(
        ("departure", None, "1990-01-01"),
        ("passport", None, "1990-01-01"),
        ("registration", None, "1990-01-01"),
    )
    chain = pairs(("departure", "passport", 20.0, 3), ("departure", "registration", 5.0, 2))
    against = pairs(("passport", "registration", -4.0, 4))
    assert groups(frame, chain) == ["departure+passport+registration"]
    assert groups(frame, pd.concat([chain, against], ignore_index=True)) == [
        "departure+passport",
        "registration",
    ]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_order_of_pairs_does_not_matter(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 8))
    niks = [data.draw(st.sampled_from([None, "1" * 16, "2" * 16])) for _ in range(size)]
    births = [data.draw(st.sampled_from([None, "1990-01-01", "1991-02-02"])) for _ in range(size)]
    frame = records(*((f"r{i}", niks[i], births[i]) for i in range(size)))
    ends = data.draw(
        st.lists(
            st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda e: e[0] < e[1]),
            unique=True,
            max_size=12,
        )
    )
    weights = st.integers(-10, 20).map(float)
    scored = pairs(*((f"r{a}", f"r{b}", data.draw(weights), data.draw(st.integers(1, 6))) for a, b in ends))
    shuffled = scored.sample(frac=1, random_state=data.draw(st.integers(0, 99)))
    assert groups(frame, scored) == groups(frame, shuffled)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([None, "1" * 16, "2" * 16]), min_size=8, max_size=8), st.randoms())
def test_no_person_holds_two_niks_that_nothing_links(niks: list[str | None], chance: random.Random) -> None:
    frame = records(*((f"r{i}", nik, None) for i, nik in enumerate(niks)))
    nik_of = dict(zip(frame["record_id"], frame["nik"], strict=True))
    chain = [
        (a, b, float(chance.randrange(3, 9)), 2)
        for a, b in pairwise(frame["record_id"])
        if nik_of[a] is None or nik_of[b] is None or nik_of[a] == nik_of[b]
    ]
    numbers = cluster(frame, pairs(*chain)).to_numpy()
    assert frame["nik"].groupby(numbers).nunique().max() <= 1


def test_a_person_is_named_after_the_earliest_record() -> None:
    frame = records(("feed/a", None, None), ("feed/b", None, None), ("feed/c", None, None))
    rows = pd.DataFrame(
        {
            "feed": "feed",
            "key": ["a", "b", "c"],
            "recorded_at": pd.to_datetime(["2024-03-01", "2024-01-01", "2024-02-01"], utc=True),
        }
    )
    one = person_ids(rows, frame, pd.Series([0, 0, 1]))
    grown = person_ids(rows, frame, pd.Series([5, 5, 5]))
    alone = person_ids(rows, frame, pd.Series([0, 1, 2]))
    assert one["person_id"].iloc[0] == one["person_id"].iloc[1] == alone["person_id"].iloc[1]
    assert set(grown["person_id"]) == {alone["person_id"].iloc[1]}
