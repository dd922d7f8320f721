"""Objections: a code that proves nothing but receipt, clocks that are kept, and a clearing that ends the work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from factories import desk_row
from held_people import LEAD, OFFICER
from sqlalchemy import func, insert, select, text
from unsaid_scene import NOW, OWN, Scene, acting, set_up, take

from detection import keeping
from detection.alerts.states import State as Work
from protection.contest import clearing, contests
from protection.contest.contests import Asks, Contact, Party
from protection.subject import requests
from protection.subject.contests import Contest as Disputed
from protection.subject.contests import contested_alerts, settle_corrected
from protection.subject.requests import Channel, Decision, Proof, State
from records.errors import InputRefused, NotFound, WrongState
from records.rights.purpose import Purpose
from records.store import Store
from records.tables import alert_work, clearings
from records.tables import contests as kept

KEY = b"k" * 32
TOLD = Contact(
    "lewat bibinya di kios depan balai desa", "sore", "Saya tidak mengenal perekrut yang disebut itu."
)
WHY = "Petugas P3MI dengan surat tugas; tidak ada laporan lain."


def receive(
    store: Store, party: Party = Party.WORKER, asks: Asks = Asks.OBJECT
) -> tuple[str, contests.Contest]:
    mrc = acting(store, "mrc", Purpose.SERVICE)
    assert mrc.context is not None
    hub = None if party is Party.WORKER else ("recruiter", "recruiter_v")
    with mrc.begin() as connection:
        return contests.receive(
            connection, store.keys, KEY, mrc.context, party, asks, Channel.COUNTER, NOW, TOLD, hub, NOW
        )


def test_the_code_proves_only_that_something_was_received(store: Store) -> None:
    code, _ = receive(store)
    with acting(store, "mrc", Purpose.SERVICE).begin() as connection:
        assert contests.received(connection, KEY, code) is True
        assert contests.received(connection, KEY, code.lower().replace("-", " ")) is True
        assert contests.received(connection, KEY, "KB-22222-22222") is False
        assert contests.received(connection, b"x" * 32, code) is False


def test_neither_code_nor_contact_nor_words_stand_in_clear(store: Store) -> None:
    code, _ = receive(store)
    with store.reading() as connection:
        row = connection.execute(select(kept)).one()
        whole = connection.scalar(text("SELECT (contests.*)::text FROM contests"))
    assert code.replace("-", "")[2:] not in str(whole)
    assert not [word for word in (TOLD.contact, TOLD.said) if word.encode() in bytes(row.sealed)]


def test_the_clock_is_shown_to_whoever_answers_and_to_whoever_took_it_in(store: Store) -> None:
    _, mine = receive(store)
    assert mine.due_at - mine.received_at == timedelta(hours=72)
    late = NOW + timedelta(hours=73)
    for role, purpose in (
        ("mrc", Purpose.SERVICE),
        ("data_protection_officer", Purpose.OVERSIGHT),
        ("satgas_lead", Purpose.PREVENTION),
    ):
        with acting(store, role, purpose).begin() as connection:
            (one,) = contests.listed(connection, late)
            assert (one.overdue, one.seconds_left) == (True, -3600), role
    for role in ("satgas", "investigator", "placement_officer"):
        with acting(store, role).begin() as connection:
            assert contests.listed(connection, late) == [], role


@pytest.mark.parametrize(
    ("party", "hub"),
    [(Party.WORKER, ("recruiter", "r")), (Party.NAMED, None), (Party.AGENCY, ("phone", "t"))],
)
def test_who_objects_and_to_what_fit_together(
    store: Store, party: Party, hub: tuple[str, str] | None
) -> None:
    mrc = acting(store, "mrc", Purpose.SERVICE)
    assert mrc.context is not None
    with mrc.begin() as connection, pytest.raises(InputRefused):
        contests.receive(
            connection, store.keys, KEY, mrc.context, party, Asks.ASK, Channel.COUNTER, NOW, TOLD, hub, NOW
        )


def test_an_objection_of_who_was_named_marks_the_alert_is_decided_and_answered(store: Store) -> None:
    scene: Scene = set_up(store)
    _, mine = receive(store, Party.NAMED)
    officer = store.acting(OFFICER)
    with officer.begin() as connection:
        assert contests.prove(connection, OFFICER, mine.contest_id, Proof.KTP, NOW).state is State.IDENTIFIED
        assert contested_alerts(connection, [scene.recruiter_alert, scene.network_alert]) == {
            scene.recruiter_alert
        }
        with pytest.raises(WrongState), connection.begin_nested():
            contests.answer(connection, store.keys, OFFICER, mine.contest_id, WHY, NOW)
        requests.decide(connection, OFFICER.who, mine.request_id, Decision.GRANTED, "right", NOW)
        assert contests.contact(connection, store.keys, mine.contest_id) == TOLD
        done = contests.answer(connection, store.keys, OFFICER, mine.contest_id, WHY, NOW)
        with pytest.raises(WrongState), connection.begin_nested():
            contests.answer(connection, store.keys, OFFICER, mine.contest_id, WHY, NOW)
    assert (done.state, done.overdue) == (State.ANSWERED, False)


def test_a_worker_has_a_wrong_row_corrected_and_the_mark_ends(store: Store, tmp_path: Path) -> None:
    set_up(store)
    assert tmp_path
    _, mine = receive(store, asks=Asks.CORRECT)
    ref = f"registrations:{OWN}"
    with store.acting(OFFICER).begin() as connection:
        wrong = [Disputed(ref, ("phone",))]
        requests.identify(connection, OFFICER.who, mine.request_id, Proof.KTP, [ref], NOW, wrong)
    later = (NOW + timedelta(days=1)).isoformat()
    take(store, "registrations", desk_row("registrations", 1, registration_id=OWN, recorded_at=later))
    with store.begin() as connection:
        assert settle_corrected(connection, NOW + timedelta(days=2)) == 1


def test_a_clearing_needs_a_reason_ends_the_work_and_is_known_to_later_runs_alone(store: Store) -> None:
    scene: Scene = set_up(store)
    with store.acting(LEAD).begin() as connection:
        asked = (connection, store.keys, LEAD, "recruiter")
        with pytest.raises(InputRefused), connection.begin_nested():
            clearing.clear(*asked, "recruiter_v", "kurang", None, NOW)
        with pytest.raises(NotFound), connection.begin_nested():
            clearing.clear(*asked, "recruiter_absent", WHY, None, NOW)
        done = clearing.clear(*asked, "recruiter_v", WHY, None, NOW)
        assert WHY.encode() not in bytes(connection.execute(select(clearings.c.sealed)).scalar_one())
    with store.begin() as connection:
        wanted = select(alert_work.c.state, alert_work.c.outcome).where(alert_work.c.kind == "recruiter")
        assert connection.execute(wanted).one() == (Work.CLOSED.value, "bukan_indikasi")
        day = NOW.date()
        (cleared,) = keeping.past(connection, day + timedelta(days=1)).cleared
        assert (cleared.kind, cleared.key, "recruiter_links:LINK-V" in cleared.refs) == (
            "recruiter", "recruiter_v", True,
        )  # fmt: skip
        assert keeping.past(connection, day).cleared == (), (
            "a run of the day knows what was decided before it"
        )
        later = {"kind": "phone", "key": "t", "refs": [], "decided_by": "a-lead", "sealed": b"x"}
        in_2100 = datetime(2100, 1, 1, tzinfo=UTC)
        connection.execute(insert(clearings).values(**later, cleared_at=in_2100))
        far = date(2101, 1, 1)
        assert [each.kind for each in keeping.past(connection, far).cleared] == ["recruiter", "phone"]
        assert [each.kind for each in keeping.past(connection, far, scene.run_id).cleared] == ["recruiter"]
    with store.acting(LEAD).begin() as connection:
        clearing.take_back(connection, LEAD, done.clearing_id, NOW)
        with pytest.raises(NotFound), connection.begin_nested():
            clearing.take_back(connection, LEAD, done.clearing_id, NOW)
    with store.reading() as connection:
        assert keeping.past(connection, day + timedelta(days=1)).cleared == ()
        assert connection.scalar(select(func.count()).select_from(clearings)) == 2
