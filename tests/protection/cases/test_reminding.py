"""Clocks about to run out are told to whom they concern, once each, by a notice that says a code and a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, NOW, SECOND, people, received
from sqlalchemy import select, update

from api.jobs.declared import JOB, Errand, jobs_of
from api.jobs.work import remind as job
from protection.cases import urgent
from protection.cases.reminding import remind
from protection.cases.services import EMERGENCY
from records import four_eyes
from records.four_eyes import reading
from records.node import Node
from records.rights.context import Context
from records.settings import Settings
from records.store import Store
from records.tables import case_tasks, lpsk_cases, notices

MANY = timedelta(days=400)


@pytest.fixture
def case(lpsk_store: Store) -> str:
    people(lpsk_store)
    return received(lpsk_store)


def told(store: Store, now: datetime) -> int:
    with store.begin() as connection:
        return remind(connection, now)


def seen(store: Store, who: Context) -> list[tuple[str, str]]:
    with store.acting(who).begin() as connection:
        return [(each.kind, each.ref) for each in reading.notices_of(connection, 0, 100)]


def stands(store: Store, **values: object) -> None:
    with store.begin() as connection:
        connection.execute(update(lpsk_cases).values(**values))


def only(kind: str, found: list[tuple[str, str]]) -> list[str]:
    return [ref for each, ref in found if each == kind]


def test_the_decision_is_told_two_days_before_and_when_it_is_late_once_each(
    lpsk_store: Store, case: str
) -> None:
    stands(lpsk_store, handler=HANDLER.who)
    told(lpsk_store, NOW + timedelta(days=4))
    assert only("decision_near", seen(lpsk_store, HANDLER)) == []
    for _ in range(2):
        told(lpsk_store, NOW + timedelta(days=5))
    assert only("decision_near", seen(lpsk_store, HANDLER)) == [f"case:{case}/2026-02-09"]
    for _ in range(2):
        told(lpsk_store, NOW + timedelta(days=8))
    assert only("decision_late", seen(lpsk_store, HANDLER)) == [f"case:{case}/2026-02-09"]


def test_only_whom_it_concerns_is_told_and_without_a_handler_every_handler(
    lpsk_store: Store, case: str
) -> None:
    told(lpsk_store, NOW + timedelta(days=6))
    assert only("decision_near", seen(lpsk_store, SECOND)) == [f"case:{case}/2026-02-09"]
    stands(lpsk_store, handler=HANDLER.who)
    told(lpsk_store, NOW + timedelta(days=8))
    assert len(only("decision_late", seen(lpsk_store, HANDLER))) == 1
    assert only("decision_late", seen(lpsk_store, SECOND)) == []
    assert only("decision_late", seen(lpsk_store, CUSTODIAN)) == []


def test_who_takes_a_case_over_is_told_anew(lpsk_store: Store, case: str) -> None:
    for who in (HANDLER, SECOND):
        stands(lpsk_store, handler=who.who)
        told(lpsk_store, NOW + timedelta(days=8))
    assert only("decision_late", seen(lpsk_store, SECOND)) == [f"case:{case}/2026-02-09"]


def test_reviews_the_end_of_the_term_and_tasks_are_told(lpsk_store: Store, case: str) -> None:
    soon = (NOW + timedelta(days=10)).date()
    stands(
        lpsk_store,
        handler=HANDLER.who,
        state="protected",
        decided_at=NOW,
        protected_from=NOW.date(),
        protected_until=soon,
        review_on=soon,
    )
    told(lpsk_store, NOW)
    found = seen(lpsk_store, HANDLER)
    assert only("review_near", found) == only("protection_ending", found) == [f"case:{case}/{soon}"]
    with lpsk_store.begin() as connection:
        connection.execute(update(case_tasks).where(case_tasks.c.kind == "contact").values(owner=SECOND.who))
    told(lpsk_store, NOW + MANY)
    assert len(only("task_late", seen(lpsk_store, SECOND))) == 1
    assert only("decision_late", seen(lpsk_store, HANDLER)) == [], "that was decided"


def test_a_late_emergency_report_reaches_handlers_and_custodians_by_night(
    lpsk_store: Store, lpsk_settings: Settings, case: str
) -> None:
    keys, services = lpsk_store.keys, sorted(EMERGENCY)[:1]
    ground = four_eyes.ACT[urgent.PROTECT].grounds[0]
    with lpsk_store.acting(HANDLER).begin() as connection:
        asked = urgent.ask(connection, keys, case, services, ground, "Didatangi di rumah tadi malam.")
    with lpsk_store.acting(CUSTODIAN).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    with lpsk_store.acting(HANDLER).begin() as connection:
        number = urgent.begin(connection, keys, HANDLER, case, services, NOW)
    at = NOW + timedelta(days=8)
    for _ in range(2):
        job.work(Errand(lpsk_store, lpsk_settings, at, {}, lambda _: None))
    for who in (HANDLER, CUSTODIAN):
        assert only(urgent.OVERDUE, seen(lpsk_store, who)) == [f"measure:{number}"]


def test_a_notice_says_nothing_of_a_person(lpsk_store: Store, case: str) -> None:
    told(lpsk_store, NOW + MANY)
    with lpsk_store.reading() as connection:
        said = str(connection.execute(select(notices)).all())
    assert case in said
    assert not any(word in said for word in CANARIES)


def test_the_round_is_lpsks_alone() -> None:
    assert JOB["remind"] in jobs_of(Node.LPSK)
    assert JOB["remind"] not in jobs_of(Node.PROVINCE)
