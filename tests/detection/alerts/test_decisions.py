"""Judged by people: with reasons, blind to each other where asked, and with the score hidden where drawn."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from alerted import KEY, MONDAY, NOW, Said, in_days, officer, person, raised, work_of
from sqlalchemy import func, select, text

from detection.alerts import decisions
from detection.alerts.claims import claim
from detection.alerts.counts import counts, estimates
from detection.alerts.decisions import Judgement
from detection.alerts.hidden import drawn
from detection.alerts.listing import listed, opened
from detection.alerts.refusals import Claimed, NotYours
from detection.alerts.states import GROUNDS, Awaiting, Kind, Outcome, SecondReview, State
from detection.alerts.taking_back import undo
from detection.alerts.wanted import Wanted
from detection.alerts.work import Work
from records.errors import InputRefused, WrongState
from records.rights.role import Role
from records.store import Store
from records.tables import alert_events, alert_work, alerts

REASON, AGAINST = "Perekrut yang sama pada tiga orang", "Keluarga tahu dan menyetujui"
FIRST_HIDDEN = next(number for number in range(10) if drawn(KEY, number))


def said(outcome: Outcome, reason: str = REASON, against: str = AGAINST) -> Judgement:
    ground = next(ground.name for ground in GROUNDS if outcome in ground.outcomes)
    return Judgement(outcome, ground, reason, against)


def judged(
    store: Store,
    who: str,
    work_id: int,
    outcome: Outcome,
    second: SecondReview = SecondReview.NEVER,
    days: float = 0,
) -> Work:
    with officer(store, who).begin() as connection:
        now = in_days(days)
        return decisions.judge(connection, store.keys, who, work_id, None, said(outcome), now, second)


@pytest.fixture
def work_id(store: Store) -> int:
    return raised(store, MONDAY, person(1, probability=0.3137)).opened[0]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.STRONGER, State.REFERRED),
        (Outcome.DEEPER, State.CLOSED),
        (Outcome.NONE, State.CLOSED),
        (Outcome.TOO_LITTLE, State.CLOSED),
    ],
)
def test_a_judgement_decides(store: Store, work_id: int, outcome: Outcome, state: State) -> None:
    work = judged(store, "a-dewi", work_id, outcome)
    assert (work.state, work.outcome, work.owner, work.decided_at) == (state, outcome, None, NOW)
    with pytest.raises(WrongState):
        judged(store, "a-budi", work_id, outcome)


@pytest.mark.parametrize(
    "judgement",
    [
        said(Outcome.STRONGER, reason="  ya  "),
        said(Outcome.STRONGER, against=""),
        said(Outcome.NONE, against="-"),
        Judgement(Outcome.STRONGER, "penjelasan_sah", REASON, AGAINST),
        Judgement(Outcome.STRONGER, "tidak_ada", REASON, AGAINST),
    ],
)
def test_nothing_is_decided_without_reason_ground_and_what_speaks_against(
    store: Store, work_id: int, judgement: Judgement
) -> None:
    with pytest.raises(InputRefused), officer(store).begin() as connection:
        decisions.judge(connection, store.keys, "a-dewi", work_id, None, judgement, NOW)
    assert work_of(store, work_id).version == 1


def test_nobody_judges_over_anothers_claim(store: Store, work_id: int) -> None:
    with officer(store).begin() as connection:
        claim(connection, "a-dewi", work_id, None, NOW)
    with pytest.raises(Claimed):
        judged(store, "a-budi", work_id, Outcome.NONE)


def test_two_blind_reviewers_who_agree_decide(store: Store, work_id: int) -> None:
    waits = judged(store, "a-dewi", work_id, Outcome.STRONGER, SecondReview.BEFORE_REFERRAL)
    assert (waits.awaiting, waits.outcome, waits.state) == (Awaiting.SECOND, None, State.REVIEWED)
    with pytest.raises(NotYours):
        judged(store, "a-dewi", work_id, Outcome.STRONGER)
    work = judged(store, "a-budi", work_id, Outcome.STRONGER)
    assert (work.awaiting, work.outcome, work.judged_by) == (None, Outcome.STRONGER, ("a-dewi", "a-budi"))


def test_a_third_breaks_the_tie(store: Store, work_id: int) -> None:
    judged(store, "a-dewi", work_id, Outcome.STRONGER, SecondReview.ALWAYS)
    tied = judged(store, "a-budi", work_id, Outcome.NONE)
    assert (tied.awaiting, tied.outcome) == (Awaiting.TIE_BREAK, None)
    for who in ("a-dewi", "a-budi"):
        with pytest.raises(NotYours):
            judged(store, who, work_id, Outcome.NONE)
    work = judged(store, "a-sri", work_id, Outcome.DEEPER)
    assert (work.awaiting, work.outcome, work.state) == (None, Outcome.DEEPER, State.CLOSED)


def test_who_judges_second_sees_nothing_of_the_first_judgement(store: Store, work_id: int) -> None:
    judged(store, "a-dewi", work_id, Outcome.STRONGER, SecondReview.ALWAYS)
    for who, sees in (("a-dewi", True), ("a-budi", False), ("a-lead", False)):
        with officer(store, who, Role.SATGAS_LEAD).begin() as connection:
            shown = json.dumps(asdict(opened(connection, store.keys, who, work_id, NOW)), default=str)
            raw = connection.scalar(text("SELECT count(*) FROM alert_events WHERE outcome IS NOT NULL"))
        assert (Outcome.STRONGER in shown) == (REASON in shown) == (AGAINST in shown) == bool(raw) == sees
    judged(store, "a-budi", work_id, Outcome.NONE)
    with officer(store, "a-sri").begin() as connection:  # who breaks the tie sees both
        history = opened(connection, store.keys, "a-sri", work_id, NOW).history
    assert [each.outcome for each in history if each.outcome] == ["bukan_indikasi", "indikasi_menguat"]


def test_a_first_judgement_that_asks_for_none_needs_no_second(store: Store, work_id: int) -> None:
    work = judged(store, "a-dewi", work_id, Outcome.NONE, SecondReview.BEFORE_REFERRAL)
    assert work.outcome is Outcome.NONE


def test_a_judgement_can_be_undone_and_judged_again_by_the_same_person(store: Store, work_id: int) -> None:
    judged(store, "a-dewi", work_id, Outcome.NONE)
    with officer(store).begin() as connection:
        undone = undo(connection, "a-dewi", work_id, None, NOW)
    assert (undone.state, undone.outcome, undone.judged_by) == (State.NEW, None, ())
    assert judged(store, "a-dewi", work_id, Outcome.STRONGER).state is State.REFERRED


def test_a_referral_is_closed_and_anything_decided_is_opened_anew_with_a_reason(
    store: Store, work_id: int
) -> None:
    judged(store, "a-dewi", work_id, Outcome.STRONGER)
    with pytest.raises(InputRefused), officer(store).begin() as connection:
        decisions.close(connection, store.keys, "a-dewi", work_id, None, "ok", NOW)
    with officer(store).begin() as connection:
        closed = decisions.close(connection, store.keys, "a-dewi", work_id, None, "LPSK sudah menerima", NOW)
        assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.STRONGER)
        again = decisions.reopen(
            connection, store.keys, "a-dewi", work_id, None, "Keluarga melapor lagi", NOW
        )
    assert (again.state, again.outcome, again.judged_by) == (State.NEW, None, ())


def test_a_hidden_score_is_nowhere_to_be_read_before_ones_own_judgement(store: Store) -> None:
    said_of = [person(number, probability=0.31370 + number / 1000) for number in range(10)]
    numbers = raised(store, MONDAY, *said_of).opened
    work_id = numbers[FIRST_HIDDEN]
    score = said_of[FIRST_HIDDEN].probability

    def shown(who: str) -> str:
        with officer(store, who).begin() as connection:
            items = [asdict(each) for each in listed(connection, who, Wanted(), NOW)]
            one = asdict(opened(connection, store.keys, who, work_id, NOW))
        return json.dumps([one, *(item for item in items if item["work_id"] == work_id)], default=str)

    before = shown("a-dewi")
    assert str(score) not in before
    assert "contribution" not in before
    assert "look_by" not in before
    judged(store, "a-dewi", work_id, Outcome.STRONGER, SecondReview.ALWAYS)
    assert str(score) in shown("a-dewi")
    assert str(score) not in shown("a-budi")
    judged(store, "a-budi", work_id, Outcome.STRONGER)
    assert str(score) in shown("a-sri")  # it is decided


def test_the_list_is_ordered_without_ties_and_goes_on_where_it_stopped(store: Store) -> None:
    same = [person(number, probability=0.2) for number in range(3)]
    urgent = Said("P-9", ("registrations:R9",), probability=0.9)
    numbers = raised(store, MONDAY, *same, urgent).opened
    with officer(store).begin() as connection:
        every = [each.work_id for each in listed(connection, "a-dewi", Wanted(), NOW)]
        assert every == [numbers[3], *numbers[:3]]
        paged: list[int] = []
        while True:
            page = listed(connection, "a-dewi", Wanted(most=1, after=paged[-1] if paged else None), NOW)
            if not page:
                break
            paged += [each.work_id for each in page]
    assert paged == every


def test_a_network_is_one_line_and_its_people_are_found_in_it(store: Store) -> None:
    refs = ("registrations:R1", "registrations:R2")
    network = Said("net_1", refs, kind="network", probability=0.8)
    inside, also, outside, whole = raised(store, MONDAY, person(1), person(2), person(3), network).opened
    with officer(store).begin() as connection:
        lines = {each.work_id: each for each in listed(connection, "a-dewi", Wanted(), NOW)}
        assert set(lines) == {outside, whole}
        assert lines[whole].members == 2
        members = opened(connection, store.keys, "a-dewi", whole, NOW).members
        assert {each.work_id for each in members} == {inside, also}
        flat = listed(connection, "a-dewi", Wanted(kinds=[Kind.PERSON], grouped=False), NOW)
        assert {each.work_id for each in flat} == {inside, also, outside}
    # Who does not see networks sees the people one by one.
    with officer(store, "a-bp3mi", Role.PLACEMENT_OFFICER).begin() as connection:
        lines = {each.work_id: each for each in listed(connection, "a-bp3mi", Wanted(), NOW)}
        assert set(lines) == {inside, also, outside}


def test_mine_is_what_i_claimed_or_put_off(store: Store, work_id: int) -> None:
    with officer(store).begin() as connection:
        claim(connection, "a-dewi", work_id, None, NOW)
        assert [each.work_id for each in listed(connection, "a-dewi", Wanted(owner="a-dewi"), NOW)] == [
            work_id
        ]
        assert listed(connection, "a-dewi", Wanted(owner="a-dewi"), in_days(1)) == []


def test_counts_tell_what_waits_and_what_lapsed(store: Store) -> None:
    one, two, three = raised(store, MONDAY, person(1), person(2), person(3), now=NOW).opened
    judged(store, "a-dewi", one, Outcome.NONE)
    with store.begin() as connection:
        gone = alert_work.update().where(alert_work.c.work_id == two)
        connection.execute(gone.values(state="ditutup", lapsed=True, decided_at=NOW))
    with officer(store).begin() as connection:
        claim(connection, "a-dewi", three, None, in_days(4))
        found = counts(connection, "a-dewi", in_days(4), in_days(-1))
    assert found.states == {"baru": 0, "ditinjau": 1, "dirujuk": 0, "ditutup": 2}
    assert found.outcomes["bukan_indikasi"] == 1
    assert (found.mine, found.lapsed, found.lapsed_since) == (1, 1, 1)
    assert found.older_than == {1: 1, 3: 1, 7: 0, 14: 0}


def test_an_estimate_keeps_what_was_decided_though_new_evidence_opened_it_anew(store: Store) -> None:
    (work_id,) = raised(store, MONDAY, person(1, probability=0.1)).opened
    judged(store, "a-dewi", work_id, Outcome.TOO_LITTLE)
    raised(store, MONDAY, person(1, probability=0.9))
    assert work_of(store, work_id).open
    with store.begin() as connection:
        found = estimates(connection, in_days(-9), in_days(9))
    assert (found.listed, found.listed_judged) == (1, 1)


def test_work_follows_the_areas_and_nobody_deletes_its_history(store: Store, work_id: int) -> None:
    with officer(store, areas=("33",)).begin() as connection:
        for table in (alert_work, alert_events, alerts):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        connection.execute(alert_work.update().values(state="ditutup"))
    assert work_of(store, work_id).state is State.NEW
    with pytest.raises(Exception, match="permission denied"), store.begin() as connection:
        connection.execute(alert_events.delete())
