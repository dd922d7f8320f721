"""Where nodes are drawn: the same each time, apart from each other, neighbours nearer than strangers."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.network.layout import GAP, places

TWO_TRIANGLES = ((0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5))


def test_the_same_network_always_looks_the_same() -> None:
    before = places(6, TWO_TRIANGLES)
    places.cache_clear()
    assert places(6, TWO_TRIANGLES) == before


def test_neighbours_stand_a_gap_apart_and_parts_farther() -> None:
    at = places(6, TWO_TRIANGLES)
    near = [math.dist(at[one], at[other]) for one, other in TWO_TRIANGLES]
    assert all(0.5 * GAP < each < 2 * GAP for each in near)
    assert min(math.dist(at[one], at[other]) for one in range(3) for other in range(3, 6)) > GAP


@settings(max_examples=15, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda e: e[0] < e[1]), min_size=1))
def test_no_two_nodes_hide_each_other(ends: set[tuple[int, int]]) -> None:
    at = places(15, tuple(sorted(ends)))
    assert len(at) == 15
    assert all(math.dist(one, other) > 1 for one, other in combinations(at, 2))


def test_a_pair_and_a_chain_take_no_more_room_than_their_nodes() -> None:
    """Nodes in a line have no width; once they were spread as if that were the whole picture."""
    pairs_and_chain = ((0, 1), (2, 3), (4, 5), (5, 6), (6, 7), (7, 8))
    at = places(9, pairs_and_chain)
    assert all(math.dist(at[one], at[other]) < 3 * GAP for one, other in pairs_and_chain)
    assert max(math.dist(one, other) for one, other in combinations(at, 2)) < 12 * GAP
