"""The ledger of restitution by itself: whatever is booked in whatever order, it balances; planted faults do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protection.restitution import ledger
from protection.restitution.heads import HEADS
from protection.restitution.ledger import Account, Balance, Kind, Posting, award, balance, counter, movement
from records.errors import InputRefused

GRANTS = st.dictionaries(
    st.sampled_from([head.name for head in HEADS]), st.integers(0, 10**12), min_size=1
).filter(lambda grants: any(grants.values()))
MONEY = st.lists(
    st.tuples(
        st.sampled_from([Kind.RECEIVED, Kind.DELIVERED, Kind.DIRECT, Kind.COUNTER]), st.integers(1, 10**12)
    ),
    max_size=30,
)


def booked(grants: dict[str, int], money: list[tuple[Kind, int]]) -> list[tuple[Posting, ...]]:
    """Every entry that the checks let in, in order; a counter takes back one that is chosen by its amount."""
    entries = [award(grants)]
    countered: set[int] = set()
    for kind, amount in money:
        open_entries = [n for n in range(1, len(entries)) if n not in countered]
        if kind is Kind.COUNTER:
            if not open_entries:
                continue
            which = open_entries[amount % len(open_entries)]
            lines = counter(entries[which])
        else:
            lines = movement(kind, amount)
        after = balance([each for entry in [*entries, lines] for each in entry])
        try:
            ledger.check(after)
        except InputRefused:
            continue
        entries.append(lines)
        if kind is Kind.COUNTER:
            countered |= {which, len(entries) - 1}
    return entries


@given(GRANTS, MONEY)
def test_every_entry_balances_and_what_the_victim_lacks_is_owed_or_held(
    grants: dict[str, int], money: list[tuple[Kind, int]]
) -> None:
    entries = booked(grants, money)
    assert all(sum(each.amount for each in entry) == 0 for entry in entries)
    stands = balance([each for entry in entries for each in entry])
    assert stands.granted == sum(grants.values())
    assert stands.granted == stands.delivered + stands.held + stands.outstanding
    assert min(stands.delivered, stands.held, stands.outstanding) >= 0
    assert stands.received == stands.delivered + stands.held


@given(GRANTS, MONEY)
def test_taking_everything_back_leaves_the_award_alone(
    grants: dict[str, int], money: list[tuple[Kind, int]]
) -> None:
    entries = booked(grants, money)
    back = [counter(entry) for entry in entries[1:]]
    after = balance([each for entry in [*entries, *back] for each in entry])
    total = sum(grants.values())
    assert after == Balance(total, total, 0, 0)


@given(GRANTS)
def test_a_planted_fault_in_a_single_line_is_seen(grants: dict[str, int]) -> None:
    first, *rest = award(grants)
    assert sum(each.amount for each in [replace(first, amount=first.amount + 1), *rest]) != 0


def test_no_more_is_taken_in_than_is_owed_and_no_more_handed_over_than_is_held() -> None:
    granted = award({"care": 100})
    with pytest.raises(InputRefused, match="still owes"):
        ledger.check(balance([*granted, *movement(Kind.DIRECT, 101)]))
    with pytest.raises(InputRefused, match="received"):
        ledger.check(balance([*granted, *movement(Kind.DELIVERED, 1)]))


@pytest.mark.parametrize("amount", [0, -1])
def test_money_is_above_nothing(amount: int) -> None:
    with pytest.raises(InputRefused):
        movement(Kind.RECEIVED, amount)


def test_a_ruling_that_grants_nothing_books_nothing() -> None:
    with pytest.raises(InputRefused):
        award({"care": 0})


def test_the_victim_is_owed_as_a_credit() -> None:
    assert award({"care": 5}) == (
        Posting(Account.RECEIVABLE, 5, "care"),
        Posting(Account.OWED, -5, "care"),
    )


def test_the_heads_are_those_of_article_4_and_none_is_the_states_compensation() -> None:
    assert {head.letter for head in HEADS} == {"a", "b", "c", "d"}
    assert not any("kompensasi" in head.text_id.lower() for head in HEADS)
