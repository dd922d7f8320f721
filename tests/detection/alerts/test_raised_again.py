"""What wakes, reopens and raises work again, and what is no news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alerted import MONDAY, NOW, happened, in_days, officer, one_raised, person, raised, told_row, work_of

from detection.alerts.claims import claim
from detection.alerts.decisions import Judgement, judge
from detection.alerts.lapsing import lapse
from detection.alerts.single_events import Happening, raise_happening
from detection.alerts.snoozing import snooze
from detection.alerts.states import Kind, Outcome, State
from detection.alerts.work import Work
from records.days import instant
from records.store import Store
from records.tables import alert_work

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
REASON = "Dibaca seluruh berkasnya"
GROUND = {
    Outcome.STRONGER: "tekanan",
    Outcome.DEEPER: "keterangan_berbeda",
    Outcome.NONE: "penjelasan_sah",
    Outcome.TOO_LITTLE: "berkas_kurang",
}
ROW = "complaints:C1"


def decided(store: Store, work_id: int, outcome: Outcome) -> Work:
    acting = officer(store)
    with acting.begin() as connection:
        said = Judgement(outcome, GROUND[outcome], REASON, "Ada surat izin keluarga")
        return judge(connection, store.keys, "a-dewi", work_id, None, said, instant(TUESDAY))


def raise_one(store: Store, happening: Happening, days: int) -> int | None:
    """The work that an event of so many days after Monday belongs to."""
    with store.begin() as connection:
        work = raise_happening(connection, happening, in_days(days))
    return None if work is None else work.work_id


def again(store: Store, **changes: object) -> bool:
    """Whether Wednesday's run raises person 1 again."""
    return bool(raised(store, WEDNESDAY, person(1, **changes)).again)


@pytest.mark.parametrize("outcome", [Outcome.DEEPER, Outcome.TOO_LITTLE])
def test_a_higher_band_or_a_new_row_opens_anew_what_was_left_open_to_doubt(
    store: Store, outcome: Outcome
) -> None:
    work_id = one_raised(store, person(1, probability=0.12))
    assert decided(store, work_id, outcome).state is State.CLOSED
    assert not again(store, probability=0.15)  # the same band
    assert again(store, probability=0.3)
    work = work_of(store, work_id)
    assert (work.state, work.outcome, work.judged_by, work.decided_at) == (State.NEW, None, (), None)


def test_no_indication_is_raised_again_by_what_is_new_since_the_decision_alone(store: Store) -> None:
    seen = told_row(store, ROW, instant(MONDAY) - timedelta(days=1))
    (work_id,) = raised(store, MONDAY, person(1, rows=(ROW,)), sequence=seen).opened
    decided(store, work_id, Outcome.NONE)
    assert not again(store, rows=(ROW,), probability=0.9)
    told_row(store, "complaints:C2", instant(TUESDAY) + timedelta(hours=1))
    assert again(store, rows=(ROW, "complaints:C2"))
    assert happened(store, work_id) == ["opened", "judged", "raised_again"]


def test_a_row_that_arrives_late_is_new_though_it_was_recorded_long_ago(store: Store) -> None:
    (work_id,) = raised(store, MONDAY, person(1), sequence=0).opened
    decided(store, work_id, Outcome.NONE)
    told_row(store, ROW, instant(MONDAY) - timedelta(days=30))
    assert again(store, rows=(ROW,))


def test_a_row_of_tomorrow_is_not_known_yet(store: Store) -> None:
    work_id = one_raised(store, person(1))
    decided(store, work_id, Outcome.NONE)
    told_row(store, ROW, instant(WEDNESDAY) + timedelta(hours=1))
    assert not again(store, rows=(ROW,))


def test_what_was_referred_stays_referred_and_tells_what_is_new(store: Store) -> None:
    work_id = one_raised(store, person(1, probability=0.12))
    assert decided(store, work_id, Outcome.STRONGER).state is State.REFERRED
    assert again(store, probability=0.6)
    assert work_of(store, work_id).state is State.REFERRED
    assert happened(store, work_id)[-1] == "raised_again"


def test_new_evidence_wakes_what_was_put_off(store: Store) -> None:
    work_id = one_raised(store, person(1))
    with officer(store).begin() as connection:
        snooze(connection, store.keys, "a-dewi", work_id, None, "Menunggu jawaban P3MI", NOW)
    assert not again(store)
    told_row(store, ROW, instant(TUESDAY))
    assert again(store, rows=(ROW,))
    work = work_of(store, work_id)
    assert (work.snoozed_until, work.owner) == (None, None)


def test_a_claim_survives_that_the_work_is_raised_again(store: Store) -> None:
    work_id = one_raised(store, person(1, probability=0.03))
    with officer(store).begin() as connection:
        claim(connection, "a-dewi", work_id, None, instant(WEDNESDAY))
    assert again(store, probability=0.6)
    assert work_of(store, work_id).held_by(instant(WEDNESDAY)) == "a-dewi"


def test_an_earlier_low_alert_swallows_nothing(store: Store) -> None:
    """The higher alert becomes the one that is shown, and the order follows it."""
    work_id = one_raised(store, person(1, probability=0.03))
    before = work_of(store, work_id)
    told_row(store, ROW, instant(TUESDAY))
    assert again(store, rows=(ROW,), probability=0.6, indicators=(("D02", ROW),))
    after = work_of(store, work_id)
    assert after.alert_id is not None
    assert after.alert_id > (before.alert_id or 0)
    assert after.look_by < before.look_by
    assert after.need > before.need


def test_a_visit_to_a_desk_is_no_news(store: Store) -> None:
    """Only rows behind what speaks for an alert count."""
    work_id = one_raised(store, person(1))
    told_row(store, "desk_visits:D1", instant(TUESDAY))
    assert not again(store)
    assert happened(store, work_id) == ["opened"]


def test_what_lapsed_is_opened_anew_by_new_evidence(store: Store) -> None:
    work_id = one_raised(store, person(1, probability=0.03))
    with store.begin() as connection:
        connection.execute(alert_work.update().values(departs_on=MONDAY))
        assert lapse(connection, instant(WEDNESDAY)) == (work_id,)
    assert again(store, probability=0.6)
    assert not work_of(store, work_id).lapsed


def test_a_single_event_opens_work_beside_the_capacity_and_only_once(store: Store) -> None:
    told_row(store, ROW, NOW)
    event = Happening(Kind.PERSON, "P-1", ("registrations:R1",), ("5203",), (ROW,), (5,))
    work_id = raise_one(store, event, 1)
    assert work_id is not None
    assert raise_one(store, event, 2) == work_id
    assert happened(store, work_id) == ["opened"]
    work = work_of(store, work_id)
    assert (work.selection, work.probability, work.alert_id) == ("urgent", None, None)
    told_row(store, "complaints:C2", in_days(2))
    another = Happening(Kind.PERSON, "P-1", ("registrations:R1",), ("5203",), ("complaints:C2",), (5,))
    assert raise_one(store, another, 3) == work_id
    assert happened(store, work_id) == ["opened", "raised_again"]


def test_a_single_event_that_was_known_when_a_person_decided_changes_nothing(store: Store) -> None:
    seen = told_row(store, ROW, instant(MONDAY) - timedelta(days=1))
    (work_id,) = raised(store, MONDAY, person(1), sequence=seen).opened
    decided(store, work_id, Outcome.NONE)
    event = Happening(Kind.PERSON, "P-1", ("registrations:R1",), ("5203",), (ROW,), (5,))
    assert raise_one(store, event, 2) is None
    assert work_of(store, work_id).state is State.CLOSED
