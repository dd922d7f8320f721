"""Answers from another node converge, in whatever order and however often they come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from referred import NOW, SENDER, begun, sent, wish
from sqlalchemy import select, text

from protection.referrals import answers, reading, sending
from protection.referrals.sections import NEEDED
from protection.referrals.states import ANSWERS, ENDED, State
from records.errors import InputRefused, NotFound, WrongState
from records.store import Store
from records.tables.referrals import referral_events, referrals

SAID = [(1, "received", None), (2, "accepted", None), (3, "rejected", "no_room"), (4, "accepted", None)]
SAID += [(5, "done", "a reason that is none of ours")]


def code_of(store: Store, referral_id: int) -> str:
    with store.begin() as connection:
        found = connection.scalar(select(referrals.c.code).where(referrals.c.referral_id == referral_id))
    assert found
    return str(found)


def stands(store: Store, referral_id: int) -> tuple[str, int, bool]:
    with store.begin() as connection:
        row = connection.execute(select(referrals).where(referrals.c.referral_id == referral_id)).one()
    return row.state, row.answered_version, row.ended_at is not None


@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=12), st.booleans(), st.integers(0, 12))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_any_doubling_ends_alike(
    store: Store, said: list[tuple[int, str, str | None]], taken_back: bool, when: int
) -> None:
    referral_id = sent(store, wish("mrc", NEEDED))
    code = code_of(store, referral_id)
    for number, (version, state, reason) in enumerate([*said, (0, "", None)]):
        if taken_back and number == min(when, len(said)):
            with store.acting(SENDER).begin() as connection:
                now = reading.find(connection, SENDER, referral_id).version
                ended = stands(store, referral_id)[0] in {each.value for each in ENDED}
                if not ended:
                    sending.revoke(connection, store.keys, SENDER, referral_id, now, "wished", NOW)
                taken_back = not ended
        if version:
            with store.begin() as connection:
                answers.apply(connection, code, version, state, reason, NOW + timedelta(hours=version))
    newest = max(said)
    expected = State.REVOKED.value if taken_back else newest[1]
    found = stands(store, referral_id)
    assert found[:2] == (expected, newest[0])
    assert found[2] == (State(expected) in ENDED)
    with store.begin() as connection:
        heard = connection.scalars(
            select(referral_events.c.answered_version).where(
                referral_events.c.referral_id == referral_id, referral_events.c.answered_version.is_not(None)
            )
        ).all()
    assert sorted(heard) == sorted({version for version, _, _ in said})


def test_the_same_answer_twice_is_heard_once_with_an_entry_each(store: Store) -> None:
    code = code_of(store, sent(store, wish("mrc", NEEDED)))
    told = []
    for _ in range(2):
        with store.begin() as connection:
            told.append(answers.apply(connection, code, 1, "received", None, NOW))
            assert connection.scalar(text("SELECT current_setting('suluh.entries', true)")) == "1"
    assert told == [True, False]


def test_words_never_travel_back_only_a_code_of_ours(store: Store) -> None:
    referral_id = sent(store, wish("mrc", NEEDED))
    with store.begin() as connection:
        answers.apply(connection, code_of(store, referral_id), 7, "rejected", "Siti di rumah aman", NOW)
    with store.acting(SENDER).begin() as connection:
        step = reading.one(connection, store.keys, SENDER, referral_id).steps[-1]
    assert (step.reason, step.words, step.who) == ("other", "", "mrc")


def test_what_is_no_answer_is_refused(store: Store) -> None:
    draft = code_of(store, begun(store, wish("mrc", NEEDED)))
    for code, version, state, refusal in (
        ("RJ-XXXXXX", 1, "received", NotFound),
        (draft, 1, "received", WrongState),
        (draft, 1, "sent", InputRefused),
        (draft, 0, "received", InputRefused),
    ):
        with pytest.raises(refusal), store.begin() as connection:
            answers.apply(connection, code, version, state, None, NOW)
    assert set(ANSWERS) == {State.RECEIVED, State.ACCEPTED, State.REJECTED, State.DONE}
