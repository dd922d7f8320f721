"""Packets that reach LPSK: doubled, late and out of order they make one case, and what was revoked is gone."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lpsk_scene import CANARIES, HANDLER, NOW, packet, received
from sqlalchemy import func, select, text

from protection.cases import events, receiving, sealing, tasks
from protection.cases.covering import MARK, cover
from protection.cases.states import State
from records.errors import InputRefused
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import case_events, case_identities, case_packets, case_tasks, lpsk_cases


def test_a_packet_makes_a_case_and_starts_the_clock_of_seven_days(lpsk_store: Store) -> None:
    code = received(lpsk_store)
    with lpsk_store.begin() as connection:
        row = events.row_of(connection, code)
    assert (row.state, row.role, row.urgent, row.child) == ("received", "victim", True, False)
    assert row.received_at == NOW
    assert row.decide_by == date(2026, 2, 9)
    assert row.sender == "satgas-ntb"


def test_a_doubled_packet_changes_nothing(lpsk_store: Store) -> None:
    first, second = received(lpsk_store), received(lpsk_store, NOW + timedelta(days=1))
    with lpsk_store.begin() as connection:
        assert first == second
        assert connection.scalar(select(func.count()).select_from(case_events)) == 1
        assert events.row_of(connection, first).decide_by == date(2026, 2, 9)


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_whatever_the_order_the_newest_packet_stands(lpsk_store: Store, order: tuple[int, ...]) -> None:
    code = ""
    for version in order:
        code = received(lpsk_store, version=version, losses={"fees": f"Rp{version}"})
    with lpsk_store.begin() as connection:
        row = events.row_of(connection, code)
        wanted = select(case_packets).where(
            case_packets.c.case_id == row.case_id, case_packets.c.section == "losses"
        )
        boxes = {each.packet_id: each.sealed for each in connection.execute(wanted)}
        opened = sealing.take(connection, lpsk_store.keys, case_packets, row.case_id, boxes)
    assert row.packet_version == 3
    assert list(opened.values()) == [{"fees": "Rp3"}]


def test_a_section_that_a_newer_packet_leaves_out_is_destroyed(lpsk_store: Store) -> None:
    received(lpsk_store)
    received(lpsk_store, version=2, family=None)
    with lpsk_store.begin() as connection:
        boxes = {row.identity_id: row.sealed for row in connection.execute(select(case_identities))}
        opened = sealing.take(connection, lpsk_store.keys, case_identities, 1, boxes)
    assert len(opened) == 2
    assert CANARIES[4] not in str(opened)


def test_a_child_goes_to_the_childs_path_at_once(lpsk_store: Store) -> None:
    code = received(lpsk_store, child={"under_18": True, "age": "16_17"})
    with lpsk_store.begin() as connection:
        row = events.row_of(connection, code)
        kinds = set(connection.scalars(select(case_tasks.c.kind)))
        due = connection.scalar(select(case_tasks.c.due_on).where(case_tasks.c.kind == "tell_ppa"))
    assert row.child
    assert {"tell_ppa", "child_consent"} <= kinds
    assert due == date(2026, 2, 3)


def test_a_date_of_birth_tells_a_child_whom_nobody_ticked(lpsk_store: Store) -> None:
    code = received(lpsk_store, identity={"name": "Contoh", "birth_date": "2008-02-03"})
    with lpsk_store.begin() as connection:
        assert events.row_of(connection, code).child


def test_a_revocation_that_came_first_leaves_a_case_without_content(lpsk_store: Store) -> None:
    gone = {"referral": "RJ-7F3KQ2", "token": "rt_x", "version": 2, "from": "satgas-ntb"}
    with lpsk_store.begin() as connection:
        receiving.revoke(connection, lpsk_store.keys, gone, NOW)
    code = received(lpsk_store)
    with lpsk_store.begin() as connection:
        assert events.row_of(connection, code).state == State.WITHDRAWN
        assert connection.scalar(select(func.count()).select_from(case_packets)) == 0
        assert connection.scalar(select(func.count()).select_from(case_identities)) == 0


def test_what_is_revoked_before_a_decision_can_be_opened_by_nobody(lpsk_store: Store) -> None:
    code = received(lpsk_store)
    with lpsk_store.begin() as connection:
        receiving.revoke(connection, lpsk_store.keys, packet(version=2), NOW)
        assert events.row_of(connection, code).state == State.WITHDRAWN
        kept = "SELECT count(*) FROM row_keys WHERE holder IN ('case_packets', 'case_identities')"
        assert connection.scalar(text(kept)) == 0


def test_a_packet_without_a_version_is_refused(lpsk_store: Store) -> None:
    with pytest.raises(InputRefused), lpsk_store.begin() as connection:
        receiving.receive(connection, lpsk_store.keys, {"referral": "RJ-1"}, NOW)


def test_a_handler_does_not_see_what_names_a_person(lpsk_store: Store) -> None:
    received(lpsk_store)
    with lpsk_store.acting(HANDLER).begin() as connection:
        assert connection.scalar(select(func.count()).select_from(lpsk_cases)) == 1
        assert connection.scalar(select(func.count()).select_from(case_packets)) > 0
        assert connection.scalar(select(func.count()).select_from(case_identities)) == 0
        named = "SELECT count(*) FROM row_keys WHERE holder = 'case_identities'"
        assert connection.scalar(text(named)) == 0


@pytest.mark.parametrize(
    "role",
    [role for role in Role if role not in {Role.LPSK, Role.LPSK_CUSTODIAN, Role.SYSTEM, Role.OPERATOR}],
)
def test_nobody_else_sees_a_case(lpsk_store: Store, role: Role) -> None:
    received(lpsk_store)
    stranger = HANDLER.__class__("x", role, Purpose.PROTECTION, ("",), "lpsk")
    with lpsk_store.acting(stranger).begin() as connection:
        for table in (lpsk_cases, case_packets, case_identities, case_events, case_tasks):
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name
        held = "SELECT count(*) FROM row_keys WHERE starts_with(holder, 'case_')"
        assert connection.scalar(text(held)) == 0


def test_names_and_numbers_in_what_was_told_are_covered() -> None:
    seen = str(cover(packet()["sections"]))
    for canary in (*CANARIES, "0812-9999-0001", "KENARI", "Burungwati"):
        assert canary not in seen
    assert seen.count(MARK) >= 3
    assert "Paspor ditahan" in seen


def test_first_tasks_are_there_the_nearest_first(lpsk_store: Store) -> None:
    received(lpsk_store)
    with lpsk_store.begin() as connection:
        found = tasks.of_cases(connection, NOW, case_id=1)
    assert [each.kind.code for each in found] == ["threat", "contact", "completeness"]


def test_nobody_changes_or_revokes_another_senders_referral(lpsk_store: Store) -> None:
    """The same code drawn by another province is another case."""
    code = received(lpsk_store)
    other = {**packet(version=2), "from": "satgas-lain"}
    with lpsk_store.begin() as connection:
        theirs = receiving.receive(connection, lpsk_store.keys, other, NOW)
        receiving.revoke(connection, lpsk_store.keys, other, NOW)
    assert theirs.case_code != code
    with lpsk_store.begin() as connection:
        ours = events.row_of(connection, code)
        assert (ours.packet_version, ours.revoked_at) == (1, None)
        assert events.row_of(connection, theirs.case_code).revoked_at == NOW


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([*packet(), "sections", "sections"]), ANYTHING, st.sampled_from([*packet()["sections"]])
)
def test_a_packet_of_anything_is_read_or_refused(name: str, value: object, section: str) -> None:
    made = packet()
    if name == "sections":
        made["sections"] = {**made["sections"], section: value}
    else:
        made[name] = value
    try:
        receiving.named(made)
        receiving._columns(receiving._looked_over(made), NOW)
    except InputRefused:
        pass
