"""Requests of subjects: their steps, their clock, what they dispute, and what is handed over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import held_people
import pytest
from factories import desk_row, write_csv
from held_people import NAME, NIK, NOW, PASSPORT, PHONE, REFERRER, File
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from protection import holds
from protection.holds import HoldReason
from protection.subject import contests, requests
from protection.subject.contests import Contest
from protection.subject.package import OTHERS_PLAIN, OWN, OWN_REASONS, Package, package
from protection.subject.requests import Channel, Decision, Kind, Proof, Request, State
from records.contract import FEED_BY_NAME
from records.errors import InputRefused, NotFound, WrongState
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

HOUR = timedelta(hours=1)


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path / "feeds")


def received(connection: Connection, kind: Kind, received_at: datetime = NOW) -> Request:
    return requests.receive(connection, "petugas", kind, Channel.COUNTER, received_at, max(NOW, received_at))


def identified(connection: Connection, kind: Kind, ref: str, *disputed: Contest) -> Request:
    number = received(connection, kind).request_id
    return requests.identify(connection, "petugas", number, Proof.KTP, [ref], NOW + HOUR, disputed)


def entries(store: Store) -> int:
    with store.reading() as connection:
        return len(connection.execute(select(audit_entries.c.entry_id)).all())


def test_each_step_moves_the_request_once_and_writes_one_audit_entry(store: Store, file: File) -> None:
    before = entries(store)
    with store.begin() as connection:
        request = identified(connection, Kind.ACCESS, file.mine)
        assert (request.state, file.passport in request.refs) == (State.IDENTIFIED, True)
        request = requests.decide(
            connection, "pejabat", request.request_id, Decision.GRANTED, "right", NOW + 2 * HOUR
        )
        assert request.state is State.DECIDED
        request = requests.answer(connection, request.request_id, NOW + 3 * HOUR)
        assert (request.state, request.left(NOW + 99 * HOUR)) == (State.ANSWERED, 69 * HOUR)
    assert entries(store) == before + 4


def test_a_step_out_of_turn_is_refused(store: Store, file: File) -> None:
    with store.begin() as connection:
        request = received(connection, Kind.ACCESS)
        with pytest.raises(WrongState):
            requests.decide(connection, "pejabat", request.request_id, Decision.GRANTED, "right", NOW)
        with pytest.raises(WrongState):
            requests.answer(connection, request.request_id, NOW)
        with pytest.raises(NotFound):
            requests.answer(connection, 999, NOW)
        requests.identify(connection, "petugas", request.request_id, Proof.KTP, [file.mine], NOW)
        with pytest.raises(WrongState):
            requests.identify(connection, "petugas", request.request_id, Proof.KTP, [file.other], NOW)


def test_a_decision_rests_on_a_declared_ground_that_fits_it(store: Store, file: File) -> None:
    with store.begin() as connection:
        request = identified(connection, Kind.ACCESS, file.mine)
        for decision, ground in (
            (Decision.REFUSED, "right"),
            (Decision.GRANTED, "endangers"),
            (Decision.REFUSED, "x"),
        ):
            with pytest.raises(InputRefused):
                requests.decide(connection, "pejabat", request.request_id, decision, ground, NOW)


def test_the_clock_starts_when_the_office_got_the_request_not_when_it_was_typed_in(store: Store) -> None:
    with store.begin() as connection:
        early = requests.receive(connection, "petugas", Kind.ERASURE, Channel.LETTER, NOW - 70 * HOUR, NOW)
        assert early.left(NOW) == 2 * HOUR
        with pytest.raises(InputRefused):
            requests.receive(connection, "petugas", Kind.ERASURE, Channel.LETTER, NOW + HOUR, NOW)


def test_overdue_requests_are_listed_most_urgent_first_until_they_are_answered(
    store: Store, file: File
) -> None:
    with store.begin() as connection:
        late = [received(connection, Kind.ACCESS, NOW - hours * HOUR).request_id for hours in (80, 100)]
        received(connection, Kind.ACCESS, NOW - HOUR)
        assert [each.request_id for each in requests.overdue(connection, NOW)] == late[::-1]
        requests.identify(connection, "petugas", late[0], Proof.KTP, [file.mine], NOW)
        requests.decide(connection, "pejabat", late[0], Decision.REFUSED, "not_held", NOW)
        requests.answer(connection, late[0], NOW)
        assert [each.request_id for each in requests.overdue(connection, NOW)] == late[1:]
        assert requests.find(connection, late[0]).overdue(NOW + 99 * HOUR)  # it was answered too late


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001  (made UTC below)
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_a_request_is_overdue_exactly_from_its_last_moment_on(at: datetime, after: timedelta) -> None:
    came = at.replace(tzinfo=UTC)
    due = came + timedelta(hours=72)
    request = Request(1, Kind.ACCESS, State.RECEIVED, (), came, due, None, None, None)
    assert request.overdue(came + after) == (after > timedelta(hours=72))
    assert request.left(came + after) + after == timedelta(hours=72)


def test_an_objection_marks_the_persons_alerts_until_it_is_refused(store: Store, file: File) -> None:
    both = (file.alert_id, file.other_alert_id)
    with store.begin() as connection:
        request = identified(connection, Kind.OBJECTION, file.mine)
        assert contests.contested_alerts(connection, both) == {file.alert_id}
        requests.decide(connection, "pejabat", request.request_id, Decision.REFUSED, "legal_process", NOW)
        assert contests.contested_alerts(connection, both) == frozenset()


def test_a_correction_asks_the_source_and_ends_with_its_newer_row(
    store: Store, settings: Settings, file: File, tmp_path: Path
) -> None:
    wrong = Contest(file.mine, ("position", "phone"))
    with store.begin() as connection:
        identified(connection, Kind.CORRECTION, file.mine, wrong)
        (asked,) = contests.asked(connection)
        assert (asked.agreement, asked.contest) == ("ltsa", wrong)
        assert contests.contested_rows(connection, [file.mine, file.other]) == [wrong]
        assert contests.settle_corrected(connection, NOW) == 0
    me = {"nik": NIK, "full_name": NAME, "phone": "081299990000"}
    newer = desk_row("registrations", 1, **me, recorded_at=(NOW + 24 * HOUR).isoformat())
    key = settings.token_key()
    taking = Ingest(store, Tokeniser(key), key, agreements.load(None), now=NOW + 48 * HOUR)
    assert taking.take(write_csv(tmp_path / "new.csv", [newer]), lambda _fraction, _rows: None).new == 1
    with store.begin() as connection:
        assert contests.settle_corrected(connection, NOW + 48 * HOUR) == 1
        assert contests.asked(connection) == []


def test_a_correction_names_fields_of_the_askers_own_rows(store: Store, file: File) -> None:
    for disputed in ((), (Contest(file.other, ("phone",)),), (Contest(file.mine, ("nonsense",)),)):
        with store.begin() as connection, pytest.raises(InputRefused):
            identified(connection, Kind.CORRECTION, file.mine, *disputed)
    with store.begin() as connection, pytest.raises(InputRefused):
        identified(connection, Kind.ACCESS, file.mine, Contest(file.mine, ("phone",)))


def handed_over(store: Store, file: File) -> Package:
    with store.begin() as connection:
        number = identified(connection, Kind.ACCESS, file.mine).request_id
        request = requests.decide(connection, "pejabat", number, Decision.GRANTED, "right", NOW)
        return package(connection, store.keys, request)


def test_the_package_holds_the_persons_own_data_in_clear_and_nobody_elses(store: Store, file: File) -> None:
    given = handed_over(store, file)
    told = str(asdict(given))
    for own in (NIK, NAME, PHONE, PASSPORT, "1990-01-02", "babysitter", "Identitas"):
        assert own in told
    for others in (REFERRER, "Sumi", "REG-000002", "recruiter_links", file.token):
        assert others not in told
    assert {row.feed for row in given.rows} == {
        "registrations",
        "passports",
        "documents",
        "desk_visits",
        "complaints",
    }


def test_while_a_case_holds_the_rows_findings_are_left_out_and_the_sentence_stays_the_same(
    store: Store, file: File
) -> None:
    free = handed_over(store, file)
    with store.begin() as connection:
        holds.place(connection, "penyidik", [file.mine], HoldReason.INVESTIGATION, "LP-17", NOW)
    held = handed_over(store, file)
    assert {row.feed for row in free.rows} - {row.feed for row in held.rows} == {"complaints"}
    assert free.exceptions == held.exceptions


def test_only_a_granted_request_for_access_yields_a_package(store: Store, file: File) -> None:
    with store.begin() as connection:
        request = identified(connection, Kind.ACCESS, file.mine)
        with pytest.raises(WrongState):
            package(connection, store.keys, request)
        refused = requests.decide(
            connection, "pejabat", request.request_id, Decision.REFUSED, "endangers", NOW
        )
        with pytest.raises(WrongState):
            package(connection, store.keys, refused)


def test_what_is_handed_over_is_declared_and_exists() -> None:
    for feed, fields in (*OWN.items(), *OTHERS_PLAIN.items()):
        assert fields <= set(FEED_BY_NAME[feed].by_name)
    for feed, fields in OWN.items():
        assert all(FEED_BY_NAME[feed].by_name[name].identifier for name in fields)
        for name in fields:
            assert not any(
                other in name for other in ("referrer", "recruiter", "guardian", "reporter", "mentioned")
            )
    assert "phone" not in OWN_REASONS
