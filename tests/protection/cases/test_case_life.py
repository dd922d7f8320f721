"""A case from its receipt to its end: the graph, the clock, the decision, protection, return, what the sender hears."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, NOW, SECOND, people, received
from sqlalchemy import func, select

from protection.cases import (
    deciding,
    entering,
    events,
    findings,
    giving,
    protecting,
    reading,
    sent,
    tasks,
    urgent,
)
from protection.cases.completeness import note_item
from protection.cases.rules import CHILD_CONSENT, RULES, Role
from protection.cases.services import SERVICES
from protection.cases.states import EDGES, OVER, CaseStepRefused, State, Step, edge, steps
from records import four_eyes
from records.deadlines import Days, deadline
from records.errors import InputRefused
from records.four_eyes import SecondPersonNeeded
from records.rights.context import Context
from records.store import Store
from records.tables import audit_entries, notices

REASON = "Alasan yang cukup panjang untuk dicatat."
GROUND = "UU 31/2014 Pasal 12A"


def do(
    store: Store,
    act: object,
    code: str,
    *args: object,
    who: Context = HANDLER,
    now: datetime = NOW,
    **named: object,
) -> object:
    """Do something to a case in somebody's name; each act writes exactly one entry."""
    with store.acting(who).begin() as connection:
        before = _entries(store)
        result = act(connection, store.keys, who, code, *args, now=now, **named)  # type: ignore[operator]
    assert _entries(store) == before + 1
    return result


def _entries(store: Store) -> int:
    with store.begin() as connection:
        return int(connection.scalar(select(func.count()).select_from(audit_entries)) or 0)


def state(store: Store, code: str) -> str:
    with store.begin() as connection:
        return str(events.row_of(connection, code).state)


def assessed(store: Store, **changes: object) -> str:
    code = received(store, **changes)
    do(store, findings.write_telaah, code, REASON)
    do(store, findings.assess_threat, code, "high", {"who": "perekrut"})
    do(store, findings.recommend, code, "grant", REASON)
    do(store, deciding.complete, code)
    do(store, deciding.assess, code)
    return code


def protected(store: Store, **changes: object) -> str:
    code = assessed(store, **changes)
    do(store, deciding.decide, code, who=SECOND, grant=True, number="SMPL-1/2026", words=REASON)
    do(store, protecting.agree, code, consent_by="self")
    return code


def approved(store: Store, act: str, refs: tuple[str, ...], ground: str, by: Context = SECOND) -> None:
    with store.acting(HANDLER).begin() as connection:
        number = four_eyes.ask(connection, store.keys, act, refs, ground, REASON)
    with store.acting(by).begin() as connection:
        four_eyes.decide(connection, number, approve=True)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached, frontier = set[State](), [each.after for each in EDGES if each.before is None]
    while frontier:
        current = frontier.pop()
        if current not in reached:
            reached.add(current)
            frontier += [each.after for each in EDGES if each.before is current]
    assert reached == set(State)
    assert {current for current in State if not steps(current)} == set(OVER)
    assert len({(each.before, each.step) for each in EDGES}) == len(EDGES)


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("step", list(Step))
def test_a_step_that_is_no_edge_is_refused(before: State, step: Step) -> None:
    if any((each.before, each.step) == (before, step) for each in EDGES):
        assert edge(before, step).before is before
    else:
        with pytest.raises(CaseStepRefused):
            edge(before, step)


def test_nobody_is_protected_without_a_decision_and_nobody_skips_the_telaah() -> None:
    assert {each.before for each in EDGES if each.after is State.PROTECTED} == {
        State.GRANTED,
        State.PROTECTED,
    }
    assert {each.before for each in EDGES if each.after is State.GRANTED} == {State.ASSESSED}
    assert {each.before for each in EDGES if each.after is State.ASSESSED} == {State.COMPLETE}


def test_limits_count_the_days_that_they_name() -> None:
    monday = date(2026, 2, 2)
    assert deadline("lpsk_decision", monday).days is Days.CALENDAR
    assert deadline("lpsk_decision", monday).after(monday) == date(2026, 2, 9)
    assert deadline("lpsk_internal", monday).after(monday) == date(2026, 3, 16)
    assert deadline("reintegration", monday).after(date(2026, 11, 30)) == date(2027, 2, 28)


def test_each_rule_offers_declared_services_and_a_child_is_agreed_for_by_others() -> None:
    known = {each.code for each in SERVICES}
    assert {rule.role for rule in RULES} == set(Role)
    assert all(rule.services <= known for rule in RULES)
    assert "self" not in CHILD_CONSENT


def test_a_case_goes_from_receipt_to_its_end(lpsk_store: Store) -> None:
    people(lpsk_store)
    code = protected(lpsk_store)
    service = do(lpsk_store, giving.plan, code, "safe_house")
    with lpsk_store.acting(HANDLER).begin() as connection:
        giving.change(connection, HANDLER, int(str(service)), "running", None, NOW, NOW.date())
    with pytest.raises(CaseStepRefused):
        do(lpsk_store, protecting.terminate, code, REASON)
    with lpsk_store.acting(HANDLER).begin() as connection:
        giving.change(connection, HANDLER, int(str(service)), "done", None, NOW, NOW.date())
    with pytest.raises(CaseStepRefused):
        do(lpsk_store, protecting.extend, code, date(2027, 1, 1), REASON)
    do(lpsk_store, findings.assess_threat, code, "medium", {"who": "perekrut"}, review=True)
    do(lpsk_store, protecting.extend, code, date(2027, 1, 1), REASON)
    do(lpsk_store, protecting.hand_over, code, REASON)
    do(lpsk_store, protecting.begin_return, code)
    late = NOW + timedelta(days=100)
    do(lpsk_store, protecting.end, code, REASON, now=late)
    whole = do(lpsk_store, reading.one, code)
    assert isinstance(whole, reading.Whole)
    assert whole.brief.state is State.ENDED
    assert whole.protected_until == date(2027, 1, 1)
    assert [told.step for told in reversed(whole.history)][-1] is Step.END
    assert len([each for each in whole.tasks if each.kind.code == "follow_up"]) == 3
    assert not any(canary in repr(whole) for canary in CANARIES)


def test_whoever_recommended_does_not_enter_the_decision(lpsk_store: Store) -> None:
    code = assessed(lpsk_store)
    with pytest.raises(CaseStepRefused):
        do(lpsk_store, deciding.decide, code, grant=True, number="SMPL-1/2026", words=REASON)
    assert state(lpsk_store, code) == "assessed"


def test_an_incomplete_file_names_what_lacks(lpsk_store: Store) -> None:
    code = received(lpsk_store, elements=None, role={"role": "saksi"})
    with pytest.raises(CaseStepRefused, match="Chronology"):
        do(lpsk_store, deciding.complete, code)
    with lpsk_store.acting(HANDLER).begin() as connection:
        for item in ("chronology", "importance", "agency_document"):
            note_item(connection, code, item, "present", HANDLER.who, NOW)
    do(lpsk_store, deciding.complete, code)
    assert state(lpsk_store, code) == "complete"


def test_reintegration_ends_early_only_with_a_second_person(lpsk_store: Store) -> None:
    people(lpsk_store)
    code = protected(lpsk_store)
    do(lpsk_store, protecting.begin_return, code)
    soon = NOW + timedelta(days=30)
    with pytest.raises(SecondPersonNeeded):
        do(lpsk_store, protecting.end, code, REASON, now=soon)
    approved(lpsk_store, protecting.EARLY, (f"case:{code}",), "UU 31/2014 Pasal 32")
    do(lpsk_store, protecting.end, code, REASON, now=soon)
    assert state(lpsk_store, code) == "ended"


def test_a_child_is_protected_only_when_others_agreed_and_ppa_was_told(lpsk_store: Store) -> None:
    code = received(lpsk_store, child={"under_18": True})
    with pytest.raises(CaseStepRefused):
        do(lpsk_store, deciding.complete, code)
    do(lpsk_store, entering.tell_ppa, code)
    do(lpsk_store, entering.consent, code, "guardian")
    do(lpsk_store, findings.write_telaah, code, REASON)
    do(lpsk_store, findings.assess_threat, code, "high", {"who": "perekrut"})
    do(lpsk_store, findings.recommend, code, "grant", REASON)
    do(lpsk_store, deciding.complete, code)
    do(lpsk_store, deciding.assess, code)
    do(lpsk_store, deciding.decide, code, who=SECOND, grant=True, number="SMPL-2/2026", words=REASON)
    with pytest.raises(InputRefused):
        do(lpsk_store, protecting.agree, code, consent_by="self")
    do(lpsk_store, protecting.agree, code, consent_by="guardian")
    assert state(lpsk_store, code) == "protected"


def test_emergency_protection_takes_two_and_a_late_report_is_told_to_all(lpsk_store: Store) -> None:
    people(lpsk_store)
    code = received(lpsk_store)
    with pytest.raises(SecondPersonNeeded):
        do(lpsk_store, urgent.begin, code, ("safe_house",))
    approved(lpsk_store, urgent.PROTECT, urgent.refs(code, ("safe_house",)), GROUND)
    with pytest.raises(SecondPersonNeeded):
        do(lpsk_store, urgent.begin, code, ("safe_house", "medical"))  # not what was agreed to
    number = int(str(do(lpsk_store, urgent.begin, code, ("safe_house",))))
    with lpsk_store.acting(HANDLER).begin() as connection:
        assert not [each for each in reading.unreported(connection, NOW) if each.late]
        late = NOW + timedelta(days=8)
        assert [each.measure_id for each in reading.unreported(connection, late) if each.late] == [number]
        reading.unreported(connection, late)
    with lpsk_store.begin() as connection:
        told = select(notices.c.for_role).where(notices.c.kind == urgent.OVERDUE).order_by(notices.c.for_role)
        assert connection.scalars(told).all() == ["lpsk", "lpsk_custodian"]
    with lpsk_store.acting(HANDLER).begin() as connection:
        urgent.report(connection, lpsk_store.keys, HANDLER, number, "LAP-1", late)
        assert reading.unreported(connection, late) == ()


def test_outreach_has_no_clock_until_the_person_applies(lpsk_store: Store) -> None:
    with lpsk_store.acting(HANDLER).begin() as connection:
        named = {"identity": {"name": CANARIES[0]}, "threat": {"now": True}}
        code = entering.enter(connection, lpsk_store.keys, HANDLER, "outreach", "in_need", named, NOW)
        assert events.row_of(connection, code).decide_by is None
    do(lpsk_store, giving.plan, code, "safe_house")  # help first
    do(lpsk_store, entering.apply, code, now=NOW + timedelta(days=1))
    with lpsk_store.begin() as connection:
        assert events.row_of(connection, code).decide_by == date(2026, 2, 10)


def test_help_goes_before_the_decision_and_the_rest_does_not(lpsk_store: Store) -> None:
    code = received(lpsk_store)
    do(lpsk_store, giving.plan, code, "medical")
    with pytest.raises(InputRefused):
        do(lpsk_store, giving.plan, code, "safe_house")


def test_the_telaah_begins_from_what_was_sent(lpsk_store: Store) -> None:
    code = received(lpsk_store)
    with lpsk_store.acting(HANDLER).begin() as connection:
        parts = sent.sent(connection, lpsk_store.keys, events.row_of(connection, code).case_id)
    draft = sent.draft(parts)
    assert "Paspor ditahan" in draft
    assert "Tidak dikirim: " in draft
    assert not any(canary.lower() in draft.lower() for canary in CANARIES)


def test_a_task_that_cannot_be_done_says_why(lpsk_store: Store) -> None:
    received(lpsk_store)
    with lpsk_store.acting(HANDLER).begin() as connection:
        tasks.end(connection, 1, "not_reached", HANDLER.who, NOW)
        found = {each.task_id: each for each in tasks.of_cases(connection, NOW, case_id=1)}
        assert found[1].cause is not None
        with pytest.raises(CaseStepRefused):
            tasks.end(connection, 1, None, HANDLER.who, NOW)
        with pytest.raises(InputRefused):
            tasks.end(connection, 2, "because", HANDLER.who, NOW)


def test_the_list_shows_the_nearest_day_first(lpsk_store: Store) -> None:
    late = received(lpsk_store, referral="RJ-AAAAA2", now=NOW, threat=None)
    soon = received(lpsk_store, referral="RJ-AAAAA3", now=NOW - timedelta(days=6), threat=None)
    with lpsk_store.acting(HANDLER).begin() as connection:
        found = reading.cases(connection, NOW)
    assert [each.case_code for each in found] == [soon, late]
    assert found[0].decision is not None
    assert found[0].decision.left == 1


@pytest.mark.parametrize("who", [CUSTODIAN])
def test_a_custodian_reads_no_content(lpsk_store: Store, who: Context) -> None:
    code = received(lpsk_store)
    with lpsk_store.acting(who).begin() as connection:
        row = events.row_of(connection, code)
        assert all(not part.lines for part in sent.sent(connection, lpsk_store.keys, row.case_id))
