"""A network made ready to be taken apart: opaque keys, masked labels, paths and filters."""

from __future__ import annotations

from datetime import date

from protection.disclosure.network_graph import Edge, NetworkGraph, Node
from protection.disclosure.network_view import Narrowed, key_of, narrowed, path, view

DAY = date(2025, 1, 6)


def graph(*extra: Node) -> NetworkGraph:
    """Two people with a recruiter's phone, one of them with a place too, and a recruiter behind the phone."""
    nodes = (
        Node("person:P-1", "person", "P-1"),
        Node("person:P-2", "person", "P-2"),
        Node("phone:ph_secret", "phone", "ph_secret"),
        Node("place:pl_secret", "place", "pl_secret"),
        Node("recruiter:r1", "recruiter", "r1", ("sponsor",)),
        *extra,
    )
    edges = (
        Edge("person:P-1", "phone:ph_secret", "recruiter", date(2025, 1, 1), date(2025, 1, 3), ("a", "b")),
        Edge("person:P-2", "phone:ph_secret", "recruiter", date(2025, 1, 4), date(2025, 1, 4), ("c",)),
        Edge("person:P-2", "place:pl_secret", "own", date(2025, 1, 5), date(2025, 1, 5), ("c",)),
        Edge("phone:ph_secret", "recruiter:r1", "", None, None, ()),
    )
    return NetworkGraph(41, DAY, nodes, edges)


def test_a_recruiter_stands_first_and_everybody_after_is_tied_to_somebody_before() -> None:
    whole = view(graph())
    assert whole.spots[0].kind == "recruiter"
    for place in range(1, len(whole.spots)):
        assert any(
            {tie.one, tie.other} <= set(range(place + 1)) and place in (tie.one, tie.other)
            for tie in whole.ties
        )


def test_no_token_and_no_person_id_stands_in_a_key_or_label() -> None:
    whole = view(graph())
    said = " ".join(f"{spot.key} {spot.code} {spot.kind} {spot.number}" for spot in whole.spots)
    assert "secret" not in said
    assert "P-1" not in said
    assert len({spot.key for spot in whole.spots}) == len(whole.spots)


def test_a_key_is_the_same_for_whoever_sees_more_and_another_in_another_network() -> None:
    more = view(graph(Node("person:P-0", "person", "P-0")))
    assert {spot.key for spot in view(graph()).spots} == {spot.key for spot in more.spots}
    assert key_of(41, "person:P-1") != key_of(42, "person:P-1")


def test_who_has_no_visible_tie_is_counted_and_not_drawn() -> None:
    whole = view(graph(Node("booking:b", "booking", "b")))
    assert whole.loose == 1
    assert "booking" not in whole.kinds


def test_edges_are_narrowed_by_kind_day_and_node() -> None:
    whole = view(graph())
    at = whole.at(key_of(41, "person:P-2"))
    assert len(narrowed(whole, Narrowed())) == 4
    assert len(narrowed(whole, Narrowed(at=at))) == 2
    assert len(narrowed(whole, Narrowed(kinds=("person", "phone")))) == 2
    assert len(narrowed(whole, Narrowed(until=date(2025, 1, 3)))) == 2, "what has no day was always there"
    assert whole.at("0000000000") is None


def test_the_path_between_two_is_the_shortest_and_only_along_what_is_shown() -> None:
    whole = view(graph())
    ends = [whole.at(key_of(41, each)) for each in ("person:P-1", "place:pl_secret")]
    assert None not in ends
    one, other = (each or 0 for each in ends)
    found = [whole.spots[place].id for place in path(whole.ties, one, other)]
    assert found == ["person:P-1", "phone:ph_secret", "person:P-2", "place:pl_secret"]
    early = narrowed(whole, Narrowed(until=date(2025, 1, 3)))
    assert path(early, one, other) == []
    assert path(whole.ties, one, one) == [one]
