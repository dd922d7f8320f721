"""Which work an alert goes on in: laws that hold whatever linkage and communities do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detection.alerts.matching import Match, Piece, match
from detection.alerts.states import Kind

ROWS = st.frozensets(st.sampled_from([f"registrations:R{n}" for n in range(8)]), min_size=1, max_size=4)


@st.composite
def parted(draw: st.DrawFn) -> dict[int, frozenset[str]]:
    """Alerts of one run: no row belongs to two of them."""
    taken: set[str] = set()
    alerts = {}
    for number, rows in enumerate(draw(st.lists(ROWS, max_size=5)), start=1):
        if own := rows - taken:
            alerts[number] = own
            taken |= own
    return alerts


PIECES = st.lists(st.tuples(st.booleans(), ROWS), max_size=5).map(
    lambda found: [Piece(number, live, rows) for number, (live, rows) in enumerate(found, start=100)]
)


@given(parted(), PIECES)
def test_every_alert_gets_an_answer_and_no_piece_serves_two(
    alerts: dict[int, frozenset[str]], pieces: list[Piece]
) -> None:
    found = match(Kind.PERSON, alerts, pieces)
    assert found.keys() == alerts.keys()
    used = [number for each in found.values() if each for number in (each.work_id, *each.merged)]
    assert len(used) == len(set(used))


@given(parted(), PIECES)
def test_an_alert_needs_a_new_piece_only_where_each_that_shares_a_row_serves_another(
    alerts: dict[int, frozenset[str]], pieces: list[Piece]
) -> None:
    found = match(Kind.PERSON, alerts, pieces)
    chosen = {each.work_id for each in found.values() if each}
    for alert, each in found.items():
        if each is None:
            assert all(piece.work_id in chosen for piece in pieces if piece.refs & alerts[alert])


@given(parted(), PIECES)
def test_only_live_pieces_are_merged_and_only_with_whom_they_share_a_row(
    alerts: dict[int, frozenset[str]], pieces: list[Piece]
) -> None:
    by_number = {piece.work_id: piece for piece in pieces}
    for alert, each in match(Kind.PERSON, alerts, pieces).items():
        for number in each.merged if each else ():
            assert by_number[number].live
            assert by_number[number].refs & alerts[alert]


@given(parted(), PIECES, st.randoms())
def test_the_order_of_what_is_given_does_not_matter(
    alerts: dict[int, frozenset[str]], pieces: list[Piece], random: object
) -> None:
    shuffled = sorted(pieces, key=lambda _: random.random())  # type: ignore[attr-defined]
    backwards = dict(reversed(alerts.items()))
    assert match(Kind.PERSON, backwards, shuffled) == match(Kind.PERSON, alerts, pieces)


def test_a_network_goes_on_only_where_enough_of_it_is_the_same() -> None:
    before = [Piece(1, True, frozenset(f"r{n}" for n in range(10)))]
    assert match(Kind.NETWORK, {7: {f"r{n}" for n in range(8, 20)}}, before) == {7: None}
    assert match(Kind.NETWORK, {7: {f"r{n}" for n in range(6, 20)}}, before) == {7: Match(1, ())}
