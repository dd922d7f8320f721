"""An alert leads to something done: by someone, by a day, on a ground, with a report and what it cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from colleagues import account
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from peopled import Peopled, people
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from protection.actions import acting, planning, reading
from protection.actions.acting import Changes, Report
from protection.actions.kinds import KINDS, Touch
from protection.actions.mistakes import mistakes
from protection.actions.planning import Plan
from protection.actions.reading import Action
from protection.actions.refusals import LetterNeeded, NotTheirs, NumbersUnchecked
from protection.actions.states import EDGES, Edge, Outcome, State, Step
from records.errors import InputRefused, NotFound, Stale, WrongState
from records.law import in_force
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alert_work
from records.tables.actions import UNTOUCHING, action_events, actions

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
REPORT = "Ditemui di kantor desa bersama bibinya; perjanjian kerjanya ada dan sah."
OWNER = Context("a-siti", Role.SATGAS, Purpose.PREVENTION, ("5203",), "satgas-ntb")
LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, ("52",), "satgas-ntb")
OTHER = replace(OWNER, who="a-budi")
CALLER = Context("a-mrc", Role.MRC, Purpose.PREVENTION, ("5203",), "mrc-lombok")


@pytest.fixture
def peopled(store: Store) -> Peopled:
    for context in (OWNER, LEAD, OTHER, CALLER):
        account(store, context.who, context.role)
    return people(store)


def planned(
    store: Store, alert_id: int, kind: str = "file_check", by: Context = LEAD, **wish: object
) -> Action:
    grounds = {"p3mi_check": "supervision", "referral": "protection"}
    values = {"kind": kind, "owner": "a-siti", "ground": grounds.get(kind, "prevention")} | wish
    with store.acting(by).begin() as connection:
        return planning.plan(connection, store.keys, by, alert_id, Plan(**values), NOW)  # type: ignore[arg-type]


def step(store: Store, by: Context, act: Callable[[Connection], Action]) -> Action:
    with store.acting(by).begin() as connection:
        return act(connection)


def begun(store: Store, action: Action, by: Context = OWNER) -> Action:
    return step(store, by, lambda c: acting.begin(c, store.keys, by, action.action_id, action.version, NOW))


def reported(
    store: Store,
    action: Action,
    outcome: Outcome = Outcome.DEEPER,
    hours: int = 0,
    by: Context = OWNER,
    at: datetime = NOW,
) -> Action:
    said = Report(REPORT, outcome, hours)
    return step(
        store, by, lambda c: acting.report(c, store.keys, by, action.action_id, action.version, said, at)
    )


def entries(store: Store) -> list[str]:
    with store.reading() as connection:
        wanted = text("SELECT act FROM audit_entries WHERE object_kind = 'action' ORDER BY entry_id")
        return list(connection.scalars(wanted))


def test_every_kind_has_a_ground_in_force_and_the_table_knows_whom_it_touches() -> None:
    grounds = in_force("action_ground", TODAY)
    for kind in KINDS:
        assert any(kind.name in ground["actions"] for ground in grounds), kind.name
    untouching = {kind.name for kind in KINDS if kind.touches is Touch.NOTHING}
    assert untouching == set(UNTOUCHING.strip("()").replace("'", "").split(", "))
    assert {name for ground in grounds for name in ground["actions"]} == {kind.name for kind in KINDS}


def test_an_action_goes_from_plan_to_report_and_its_words_are_sealed(store: Store, peopled: Peopled) -> None:
    plan = planned(store, peopled.own.alert_id, "joint_visit", words="Bersama Disnaker.")
    assert (plan.state, plan.due_on, plan.version) == (State.PLANNED, TODAY + timedelta(days=5), 1)
    with pytest.raises(LetterNeeded):
        begun(store, plan)
    letter = Changes(letter_no="ST/12/III/2026")
    changed = step(
        store, OWNER, lambda c: acting.change(c, store.keys, OWNER, plan.action_id, 1, letter, NOW)
    )
    done = reported(store, begun(store, changed), Outcome.STRONGER, hours=5)
    assert (done.state, done.outcome, done.hours_cost, done.version) == (
        State.DONE,
        Outcome.STRONGER,
        5,
        4,
    )
    assert entries(store) == ["take_action"] * 4
    with store.acting(OWNER).begin() as connection:
        action, told = reading.one(connection, store.keys, plan.action_id)
    assert action == done
    assert [each.step for each in told] == [Step.PLAN, Step.CHANGE, Step.BEGIN, Step.REPORT]
    assert (told[0].words, told[-1].words) == ("Bersama Disnaker.", REPORT)
    with store.reading() as connection:
        boxes = [bytes(box) for box in connection.scalars(select(action_events.c.sealed)) if box]
    assert len(boxes) == 2
    assert all(b"desa" not in box and b"Disnaker" not in box for box in boxes)


def test_two_who_change_the_same_version_are_told_apart(store: Store, peopled: Peopled) -> None:
    plan = planned(store, peopled.own.alert_id)
    begun(store, plan)
    with pytest.raises(Stale):
        begun(store, plan)
    with pytest.raises(WrongState):
        begun(store, replace(plan, version=2))


def test_only_its_owner_its_planner_and_the_head_change_an_action(store: Store, peopled: Peopled) -> None:
    plan = planned(store, peopled.own.alert_id)
    with pytest.raises(NotTheirs):
        begun(store, plan, OTHER)
    assert begun(store, plan, LEAD).state is State.DOING


def test_what_cannot_be_planned_is_refused(store: Store, peopled: Peopled) -> None:
    alert = peopled.own.alert_id
    refused: tuple[dict[str, object], ...] = (
        {"kind": "raid"},
        {"kind": "file_check", "ground": "custom"},
        {"kind": "file_check", "ground": "protection"},
        {"kind": "file_check", "owner": "a-nobody"},
        {"kind": "joint_visit", "owner": "a-mrc"},
        {"kind": "file_check", "due_on": TODAY - timedelta(days=1)},
        {"kind": "file_check", "due_on": TODAY + timedelta(days=91)},
    )
    for wish in refused:
        with pytest.raises(InputRefused):
            planned(store, alert, **wish)  # type: ignore[arg-type]
    with pytest.raises(InputRefused):
        planned(store, peopled.agency_id, "safe_call")
    with pytest.raises(NotFound):
        planned(store, peopled.elsewhere.alert_id)
    with pytest.raises(NotFound):
        planned(store, peopled.protected.alert_id, by=OWNER)


def test_the_day_comes_before_the_departure(store: Store, peopled: Peopled) -> None:
    at_work(store, peopled, departs_on=TODAY + timedelta(days=1))
    assert planned(store, peopled.own.alert_id).due_on == TODAY + timedelta(days=1)


def test_a_call_begins_only_after_a_look_at_the_numbers_by_the_caller(store: Store, peopled: Peopled) -> None:
    plan = planned(store, peopled.own.alert_id, "safe_call", owner="a-mrc", letter_no="ST/1")
    with pytest.raises(NumbersUnchecked):
        begun(store, plan, CALLER)
    with store.acting(CALLER).begin() as connection:
        acting.note_numbers(connection, CALLER, plan, NOW - acting.CHECK_LASTS - timedelta(hours=1))
    with pytest.raises(NumbersUnchecked):
        begun(store, replace(plan, version=2), CALLER)
    with store.acting(CALLER).begin() as connection:
        acting.note_numbers(connection, CALLER, replace(plan, version=2), NOW)
    with pytest.raises(NumbersUnchecked):
        begun(store, replace(plan, version=3), LEAD)
    assert begun(store, replace(plan, version=3), CALLER).state is State.DOING


def test_a_counsellor_sees_safe_calls_of_their_area_alone(store: Store, peopled: Peopled) -> None:
    call = planned(store, peopled.own.alert_id, "safe_call", owner="a-mrc", letter_no="ST/1")
    planned(store, peopled.own.alert_id)
    planned(store, peopled.neighbour.alert_id, "safe_call", letter_no="ST/2")
    with store.acting(CALLER).begin() as connection:
        assert reading.due(connection, None, 10) == [call]


@pytest.mark.parametrize("end", [Step.GIVE_UP, Step.CANCEL])
def test_what_is_given_up_or_cancelled_tells_its_cause(store: Store, peopled: Peopled, end: Step) -> None:
    plan = planned(store, peopled.own.alert_id)

    def ended(words: str) -> Action:
        return step(
            store,
            OWNER,
            lambda c: acting.end(c, store.keys, OWNER, plan.action_id, 1, end, words, NOW),
        )

    with pytest.raises(InputRefused):
        ended("tidak bisa")
    states = {Step.GIVE_UP: State.NOT_POSSIBLE, Step.CANCEL: State.CANCELLED}
    assert ended("Alamatnya tidak ditemukan di desa itu.").state is states[end]


PLANTED = (
    "UPDATE actions SET state = 'doing' WHERE kind = 'joint_visit'",
    "UPDATE actions SET state = 'done', ended_at = now() WHERE kind = 'joint_visit'",
    "UPDATE actions SET kind = 'raid'",
    "DELETE FROM actions",
    "DELETE FROM action_events",
    "UPDATE action_events SET who = 'a-budi'",
)


def test_the_database_refuses_what_the_program_would_not_do(store: Store, peopled: Peopled) -> None:
    planned(store, peopled.own.alert_id, "joint_visit")
    for planted in PLANTED:
        with pytest.raises((IntegrityError, ProgrammingError)), store.begin() as connection:
            connection.execute(text(planted))


def test_what_mistakes_cost_is_counted_by_the_decision_on_the_alert(store: Store, peopled: Peopled) -> None:
    for outcome, hours in ((Outcome.NONE, 6), (Outcome.NONE, 2), (Outcome.DEEPER, 9)):
        reported(store, begun(store, planned(store, peopled.own.alert_id)), outcome, hours)
    reported(
        store,
        begun(store, planned(store, peopled.own.alert_id)),
        Outcome.NONE,
        50,
        at=NOW - timedelta(days=9),
    )
    open_ = begun(store, planned(store, peopled.own.alert_id))
    assert open_.hours_cost is None
    week = (NOW - timedelta(days=7), NOW + timedelta(days=1))
    with store.acting(LEAD).begin() as connection:
        found = mistakes(connection, *week)
    assert (found.done, found.unfounded, found.hours) == (3, 2, 8)
    assert [(each.kind, each.subjects, each.most) for each in found.kinds] == [("file_check", 1, 6)]
    at_work(store, peopled, state="dirujuk", outcome="indikasi_menguat")
    with store.acting(LEAD).begin() as connection:
        assert mistakes(connection, *week).hours == 0


def at_work(store: Store, peopled: Peopled, **values: object) -> None:
    """What became of the work on the first person."""
    mine = alert_work.c.subject == peopled.own.person_id
    with store.begin() as connection:
        assert connection.execute(update(alert_work).where(mine).values(**values)).rowcount == 1


ACTS = st.lists(st.sampled_from(list(Step)), min_size=1, max_size=8)


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=ACTS)
def test_whatever_is_tried_only_declared_edges_are_walked_and_each_is_one_event(
    store: Store, peopled: Peopled, steps: list[Step]
) -> None:
    action = planned(store, peopled.own.alert_id)
    edges = {(each.step, each.from_, each.to) for each in EDGES}
    for each in steps:
        before = action
        try:
            action = tried(store, action, each)
        except (WrongState, InputRefused):
            continue
        assert (each, before.state, action.state) in edges
        assert action.version == before.version + 1
    with store.reading() as connection:
        wanted = select(func.count()).where(action_events.c.action_id == action.action_id)
        assert connection.scalar(wanted) == action.version


def tried(store: Store, action: Action, each: Step) -> Action:
    number, version, keys = action.action_id, action.version, store.keys
    words = "Alamatnya tidak ditemukan di desa itu, sudah ditanyakan."
    match each:
        case Step.PLAN | Step.CHECK_NUMBERS:
            raise WrongState("-", "-")
        case Step.BEGIN:
            return begun(store, action)
        case Step.REPORT:
            return reported(store, action)
        case Step.CHANGE:
            other = Changes(due_on=TODAY + timedelta(days=9))
            return step(store, OWNER, lambda c: acting.change(c, keys, OWNER, number, version, other, NOW))
        case _:
            return step(store, OWNER, lambda c: acting.end(c, keys, OWNER, number, version, each, words, NOW))


def test_a_planted_step_beside_the_edges_is_caught(
    store: Store, peopled: Peopled, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = planned(store, peopled.own.alert_id)
    with store.begin() as connection:
        connection.execute(update(actions).values(version=7))
    with pytest.raises(Stale):
        begun(store, action)
    monkeypatch.setattr(acting, "edge", lambda *_: Edge(Step.BEGIN, State.PLANNED, State.CANCELLED))
    moved = begun(store, replace(action, version=7))
    assert (Step.BEGIN, State.PLANNED, moved.state) not in {(e.step, e.from_, e.to) for e in EDGES}
