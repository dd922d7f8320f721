from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.network import communities as module
from graphs.network import hubs
from graphs.network.communities import communities, stability, weigh

DAY = date(2025, 1, 1)
COLUMNS = ["left_kind", "left", "right_kind", "right", "until"]


def tie(
    person: str, kind: str, thing: str, seen: str = "2024-12-01"
) -> tuple[str, str, str, str, pd.Timestamp]:
    return ("person", person, kind, thing, pd.Timestamp(seen, tz="UTC"))


def edge_frame(*rows: tuple[str, str, str, str, pd.Timestamp]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).astype({"until": "datetime64[us, UTC]"})


def ring(name: str, size: int = 12) -> list[tuple[str, str, str, str, pd.Timestamp]]:
    """A ring that changes its phone after every four recruits and keeps one account."""
    rows = []
    for number in range(size):
        rows.append(tie(f"{name}{number}", "phone", f"{name} phone {number // 4}"))
        if number % 2 == 0:
            rows.append(tie(f"{name}{number}", "account", f"{name} account"))
    return rows


def people_together(found: pd.DataFrame) -> list[set[str]]:
    people = found[found["kind"] == "person"]
    groups = [set(group) for _, group in people.groupby("community")["key"]]
    return [group for group in groups if len(group) >= 3]


def grouped(rows: list[tuple[str, str, str, str, pd.Timestamp]], seed: int = 7) -> list[set[str]]:
    return people_together(communities(weigh(edge_frame(*rows), DAY, set(), None), seed))


def test_a_ring_that_changes_its_phones_is_one_community() -> None:
    assert grouped(ring("a") + ring("b")) == [{f"a{n}" for n in range(12)}, {f"b{n}" for n in range(12)}]


def hub_of(size: int) -> list[tuple[str, str, str, str, pd.Timestamp]]:
    return [tie(f"client{number}", "phone", "village officer") for number in range(size)]


def test_an_honest_hub_of_three_hundred_unrelated_applicants_is_no_community() -> None:
    assert grouped(hub_of(300) + ring("a")) == [{f"a{n}" for n in range(12)}]


def test_without_hub_control_the_honest_hub_would_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "STEEPNESS", 0.0)
    kinds = {name: hubs.Kind(name, kind.weight, most=10**6) for name, kind in hubs.BY_NAME.items()}
    monkeypatch.setattr(hubs, "BY_NAME", kinds)
    monkeypatch.setattr(module, "MOST_PEOPLE", 10**6)
    assert max(len(group) for group in grouped(hub_of(300) + ring("a"))) == 300


def test_a_hub_between_two_rings_does_not_glue_them() -> None:
    lent = [tie(f"{name}{number}", "phone", "helper at the office") for name in "ab" for number in range(12)]
    assert (
        len(
            grouped(
                ring("a")
                + ring("b")
                + hub_of(200)
                + [(*row[:3], "village officer", *row[4:]) for row in lent]
            )
        )
        == 2
    )


def test_a_thing_that_an_institution_registered_connects_nobody_however_few_share_it() -> None:
    rows = edge_frame(*(tie(f"client{number}", "phone", "hotline") for number in range(6)))
    assert len(weigh(rows, DAY, set(), None)) == 6
    assert weigh(rows, DAY, {("phone", "hotline")}, None).empty


@pytest.mark.parametrize("kind", ["agency", "job_order", "trainer"])
def test_institutions_connect_nobody(kind: str) -> None:
    assert weigh(edge_frame(*(tie(f"p{n}", kind, "one") for n in range(4))), DAY, set(), None).empty


def test_a_tie_fades_with_its_age() -> None:
    rows = edge_frame(
        tie("old", "phone", "x", "2018-01-01"),
        tie("new", "phone", "x"),
        tie("newer", "phone", "x", "2024-12-31"),
    )
    weight = weigh(rows, DAY, set(), None).set_index("left")["weight"]
    assert "old" not in weight
    assert weight["new"] < weight["newer"] <= 1.0


def test_a_thing_connects_the_more_the_higher_the_concern_about_those_who_share_it() -> None:
    rows = edge_frame(*(tie(f"{name}{n}", "phone", name) for name in ("calm", "grave") for n in range(4)))
    concern = pd.Series(
        {f"{name}{n}": level for name, level in (("calm", 0.05), ("grave", 0.9)) for n in range(4)}
    )
    weight = weigh(rows, DAY, set(), concern).groupby("right")["weight"].mean()
    assert weight["grave"] > 2 * weight["calm"]


def test_a_helper_is_of_concern_through_those_he_helps() -> None:
    helped = [
        ("account", "his account", "phone", phone, pd.Timestamp("2024-12-01", tz="UTC"))
        for phone in ("x", "y")
    ]
    rows = edge_frame(
        *(tie(f"{phone}{n}", "phone", phone) for phone in ("x", "y") for n in range(4)), *helped
    )
    concern = pd.Series(0.9, [f"{phone}{n}" for phone in ("x", "y") for n in range(4)])
    found = communities(weigh(rows, DAY, set(), concern), 7)
    assert found["community"].nunique() == 1


def test_a_community_with_too_many_people_is_split_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PEOPLE", 5)
    assert max(len(group) for group in grouped(ring("a", 24))) <= 5


def test_the_same_seed_gives_the_same_communities_whatever_the_order_of_the_edges() -> None:
    rows = edge_frame(*ring("a"), *ring("b"), *hub_of(40))
    one = communities(weigh(rows, DAY, set(), None), 3)
    other = communities(weigh(rows.sample(frac=1, random_state=1), DAY, set(), None), 3)
    pd.testing.assert_frame_equal(one, other)


def test_clear_communities_are_stable_across_seeds() -> None:
    measured = stability(weigh(edge_frame(*ring("a"), *ring("b")), DAY, set(), None))
    assert measured == pytest.approx({"nmi": 1.0, "ari": 1.0})


def test_no_edges_make_no_communities() -> None:
    assert communities(weigh(edge_frame(), DAY, set(), None), 7).empty


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=1, max_size=80), st.integers(0, 99)
)
def test_every_tied_node_is_in_one_community_and_none_is_too_large(
    pairs: list[tuple[int, int]], seed: int
) -> None:
    rows = edge_frame(*(tie(f"p{p}", "phone", f"t{t}") for p, t in sorted(set(pairs))))
    weighted = weigh(rows, DAY, set(), None)
    found = communities(weighted, seed)
    assert not found.duplicated(["kind", "key"]).any()
    assert set(found["key"]) == set(weighted["left"]) | set(weighted["right"])
