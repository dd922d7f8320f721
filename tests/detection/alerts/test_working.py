"""Claims, assignments, putting off, undoing, lapsing: one person at a time, and nothing waits for the absent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from alerted import MONDAY, NOW, happened, in_days, officer, one_raised, person, raised, told_row, work_of
from colleagues import account
from sqlalchemy import select

from detection.alerts import claims, snoozing, taking_back
from detection.alerts.lapsing import lapse
from detection.alerts.listing import opened
from detection.alerts.refusals import ChangedSince, Claimed, NotYours
from detection.alerts.states import CLAIM, Event, State
from detection.alerts.work import Work
from records.days import instant
from records.errors import InputRefused, NotFound, WrongState
from records.rights.role import Role
from records.store import Store
from records.tables import alert_events, alert_work, audit_entries

REASON = "Menunggu jawaban P3MI"


def claimed(store: Store, who: str, work_id: int, days: float = 0, version: int | None = None) -> Work:
    with officer(store, who).begin() as connection:
        return claims.claim(connection, who, work_id, version, in_days(days))


def test_a_claim_holds_others_off_until_it_expires(store: Store) -> None:
    work_id = one_raised(store, person(1))
    assert claimed(store, "a-dewi", work_id).state is State.REVIEWED
    with pytest.raises(Claimed, match="a-dewi"):
        claimed(store, "a-budi", work_id)
    late = CLAIM / timedelta(days=1)
    assert claimed(store, "a-budi", work_id, days=late).owner == "a-budi"


def test_whoever_has_a_claim_may_give_it_back_and_nobody_else(store: Store) -> None:
    work_id = one_raised(store, person(1))
    claimed(store, "a-dewi", work_id)
    with pytest.raises(NotYours), officer(store, "a-budi").begin() as connection:
        claims.release(connection, "a-budi", work_id, None, NOW)
    with officer(store).begin() as connection:
        freed = claims.release(connection, "a-dewi", work_id, None, NOW)
    assert (freed.owner, freed.state) == (None, State.NEW)


def test_what_was_claimed_and_left_is_free_again_by_itself(store: Store) -> None:
    work_id = one_raised(store, person(1))
    claimed(store, "a-dewi", work_id)
    with store.begin() as connection:
        assert claims.expire(connection, NOW + CLAIM - timedelta(minutes=1)) == 0
        assert claims.expire(connection, NOW + CLAIM) == 1
    assert work_of(store, work_id).state is State.NEW
    assert happened(store, work_id) == ["opened", "claimed", "released"]


def test_a_stale_save_is_refused_and_says_what_is_different(store: Store) -> None:
    work_id = one_raised(store, person(1))
    version = work_of(store, work_id).version
    claimed(store, "a-dewi", work_id, version=version)
    with pytest.raises(ChangedSince) as refused, officer(store).begin() as connection:
        snoozing.snooze(connection, store.keys, "a-dewi", work_id, version, REASON, NOW)
    assert refused.value.fields == ("claimed_until", "owner", "state")


def test_an_assignment_tells_of_each_piece_and_does_what_can_be_done(store: Store) -> None:
    account(store, "a-dewi", Role.SATGAS)
    account(store, "a-mrc", Role.MRC)
    one, other = raised(store, MONDAY, person(1), person(2)).opened
    elsewhere = one_raised(store, person(3, areas=("3315",)))
    with officer(store, "a-lead", Role.SATGAS_LEAD).begin() as connection:
        results = claims.assign(connection, "a-lead", [one, other, elsewhere, one, 999], "a-dewi", NOW)
    assert [(each.work_id, each.result) for each in results] == [
        (one, "assigned"),
        (other, "assigned"),
        (elsewhere, "not_found"),
        (999, "not_found"),
    ]
    assert work_of(store, one).owner == "a-dewi"
    with officer(store, "a-lead", Role.SATGAS_LEAD).begin() as connection:
        (refused,) = claims.assign(connection, "a-lead", [one], "a-mrc", NOW)
    assert refused.result == "input_refused"
    with store.begin() as connection:
        entries = connection.execute(
            select(audit_entries).where(audit_entries.c.act == "work", audit_entries.c.who == "a-lead")
        ).all()
    assert [entry.object_count for entry in entries] == [2, 0]


def test_work_is_given_to_nobody_whose_role_does_not_see_it(store: Store) -> None:
    account(store, "a-pengawas", Role.LABOUR_INSPECTOR)
    account(store, "a-bp3mi", Role.PLACEMENT_OFFICER)
    someone, agency, network = raised(
        store, MONDAY, person(1), person(2, kind="agency"), person(3, kind="network")
    ).opened
    with officer(store, "a-lead", Role.SATGAS_LEAD).begin() as connection:
        given = {
            who: [
                each.result
                for each in claims.assign(connection, "a-lead", [someone, agency, network], who, NOW)
            ]
            for who in ("a-pengawas", "a-bp3mi")
        }
    assert given == {
        "a-pengawas": ["input_refused", "assigned", "input_refused"],
        "a-bp3mi": ["assigned", "assigned", "input_refused"],
    }


def test_an_assignment_expires_too(store: Store) -> None:
    account(store, "a-dewi", Role.SATGAS)
    work_id = one_raised(store, person(1))
    with officer(store, "a-lead", Role.SATGAS_LEAD).begin() as connection:
        claims.assign(connection, "a-lead", [work_id], "a-dewi", NOW)
    with store.begin() as connection:
        assert claims.expire(connection, in_days(2.9)) == 0
        assert claims.expire(connection, in_days(3)) == 1


def test_putting_off_needs_a_reason_and_an_end_that_is_not_too_far(store: Store) -> None:
    told_row(store, "registrations:R1", instant(date(2025, 1, 1)), planned_departure_on="2025-04-01")
    work_id = one_raised(store, person(1))
    for reason, until in (
        (" ok ", None),
        (REASON, in_days(-1)),
        (REASON, in_days(28)),
        (REASON, in_days(91)),
    ):
        with pytest.raises(InputRefused), officer(store).begin() as connection:
            snoozing.snooze(connection, store.keys, "a-dewi", work_id, None, reason, NOW, until)
    with officer(store).begin() as connection:
        slept = snoozing.snooze(connection, store.keys, "a-dewi", work_id, None, REASON, NOW)
    assert slept.snoozed_until == instant(date(2025, 4, 1)) - timedelta(days=2)
    assert slept.held_by(in_days(20)) == "a-dewi"


def test_what_is_put_off_wakes_at_its_end_or_when_the_person_leaves_soon(store: Store) -> None:
    one, other = raised(store, MONDAY, person(1), person(2)).opened
    for work_id in (one, other):
        with officer(store).begin() as connection:
            snoozing.snooze(connection, store.keys, "a-dewi", work_id, None, REASON, NOW, in_days(10))
    with store.begin() as connection:
        assert snoozing.wake(connection, in_days(3)) == 0
        connection.execute(
            alert_work.update().where(alert_work.c.work_id == one).values(departs_on=date(2025, 3, 8))
        )
        assert snoozing.wake(connection, in_days(3)) == 1
        assert snoozing.wake(connection, in_days(10)) == 1
    assert happened(store, one)[-1] == happened(store, other)[-1] == "woken"
    assert work_of(store, other).held_by(in_days(10)) == "a-dewi"


def test_the_reason_is_sealed_and_read_by_who_may_see_the_work(store: Store) -> None:
    work_id = one_raised(store, person(1))
    with officer(store).begin() as connection:
        snoozing.snooze(connection, store.keys, "a-dewi", work_id, None, REASON, NOW)
    with store.begin() as connection:
        boxes = list(connection.scalars(select(alert_events.c.sealed)))
    assert not [box for box in boxes if box is not None and REASON.encode() in bytes(box)]
    with officer(store, "a-budi").begin() as connection:
        history = opened(connection, store.keys, "a-budi", work_id, NOW).history
    assert history[0].words == {"reason": REASON}
    with pytest.raises(NotFound), officer(store, areas=("33",)).begin() as connection:
        opened(connection, store.keys, "a-jauh", work_id, NOW)


def test_an_act_can_be_taken_back_for_a_while_by_who_did_it(store: Store) -> None:
    work_id = one_raised(store, person(1))
    before = work_of(store, work_id)
    claimed(store, "a-dewi", work_id)
    with pytest.raises(NotYours), officer(store, "a-budi").begin() as connection:
        taking_back.undo(connection, "a-budi", work_id, None, NOW)
    with pytest.raises(WrongState), officer(store).begin() as connection:
        taking_back.undo(connection, "a-dewi", work_id, None, in_days(1))
    with officer(store).begin() as connection:
        undone = taking_back.undo(connection, "a-dewi", work_id, None, NOW)
    assert (undone.state, undone.owner, undone.claimed_until) == (before.state, None, None)
    assert happened(store, work_id) == ["opened", "claimed", "undone"]
    with pytest.raises(WrongState), officer(store).begin() as connection:
        taking_back.undo(connection, "a-dewi", work_id, None, NOW)


def test_nothing_is_taken_back_over_what_happened_since(store: Store) -> None:
    work_id = one_raised(store, person(1))
    claimed(store, "a-dewi", work_id)
    with officer(store, "a-budi").begin() as connection:
        taking_back.note(connection, store.keys, "a-budi", work_id, None, "Nomor yang sama pada R9", NOW)
    with pytest.raises(NotYours), officer(store).begin() as connection:
        taking_back.undo(connection, "a-dewi", work_id, None, NOW)


def test_what_nobody_looked_at_lapses_after_the_day_of_departure_and_is_counted(store: Store) -> None:
    for number in (1, 2):
        told_row(
            store, f"registrations:R{number}", instant(date(2025, 1, 1)), planned_departure_on="2025-03-05"
        )
    unseen, seen, unknown = raised(store, MONDAY, person(1), person(2), person(3)).opened
    claimed(store, "a-dewi", seen)
    with store.begin() as connection:
        assert lapse(connection, instant(date(2025, 3, 5)) + timedelta(hours=23)) == ()
        assert lapse(connection, instant(date(2025, 3, 6))) == (unseen,)
        assert lapse(connection, instant(date(2025, 3, 7))) == ()
    work = work_of(store, unseen)
    assert (work.state, work.lapsed, work.outcome) == (State.CLOSED, True, None)
    assert work_of(store, seen).state is State.REVIEWED
    assert work_of(store, unknown).state is State.NEW


def test_a_plan_that_moves_moves_the_day(store: Store) -> None:
    told_row(store, "registrations:R1", instant(date(2025, 1, 1)), planned_departure_on="2025-03-05")
    work_id = one_raised(store, person(1))
    told_row(store, "registrations:R1", instant(date(2025, 3, 4)), planned_departure_on="2025-05-05")
    with store.begin() as connection:
        assert lapse(connection, instant(date(2025, 3, 6))) == ()
    assert work_of(store, work_id).departs_on == date(2025, 5, 5)
    assert happened(store, work_id) == ["opened", Event.FOLLOWED]


def test_who_was_to_have_left_before_the_alert_and_has_not_does_not_lapse_for_it(store: Store) -> None:
    told_row(store, "registrations:R1", instant(date(2025, 1, 1)), planned_departure_on="2025-02-01")
    work_id = one_raised(store, person(1))
    with store.begin() as connection:
        assert lapse(connection, in_days(1)) == ()
    assert work_of(store, work_id).departs_on is None
