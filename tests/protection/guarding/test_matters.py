"""Danger goes to the guardians, evidence to LPSK by two; neither tells that a finding ever named the person."""

from __future__ import annotations

import pytest
from colleagues import account
from sqlalchemy import func, select, text
from unsaid_scene import AREA, LINK, NOW, OWN, Scene, acting, find_the_victim, set_up

from detection.suspicion import matters as raising
from detection.suspicion import silenced
from detection.urgent.finding import Finding
from detection.urgent.items import waiting
from detection.urgent.raising import raise_all
from protection import exchange
from protection.exchange import peers
from protection.exchange.kinds import Arrival
from protection.guarding import matters, received
from protection.guarding.assessing import Result, assess
from records import four_eyes
from records.errors import InputRefused, NotFound, WrongState
from records.four_eyes.refusals import SecondPersonNeeded
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alert_work, assessments, notices, protection_matters, urgent_items

REFS = (f"registrations:{OWN}",)
GUARDIANS = {"satgas_lead": Purpose.PREVENTION, "lpsk": Purpose.PROTECTION, "upt_ppa": Purpose.PROTECTION}


def danger(store: Store) -> int:
    with store.begin() as connection:
        number = raising.raise_matter(
            connection, raising.DANGER, "P-victim", REFS, (AREA,), ("renewed",), NOW
        )
    assert number is not None
    return number


def test_the_guardians_of_the_regency_see_it_and_nobody_else(store: Store) -> None:
    number = danger(store)
    for role in Role:
        if role in (Role.SYSTEM, Role.OPERATOR):
            continue
        with acting(store, role.value, Purpose.PROTECTION).reading() as connection:
            seen = connection.scalars(select(protection_matters.c.matter_id)).all()
            assert seen == ([number] if role.value in GUARDIANS else []), role
    with acting(store, "upt_ppa", Purpose.PROTECTION, ("33",)).reading() as connection:
        assert connection.scalars(select(protection_matters.c.matter_id)).all() == []


def test_what_they_see_tells_no_history(store: Store) -> None:
    set_up(store)
    find_the_victim(store)
    danger(store)
    with acting(store, "satgas_lead").begin() as connection:
        (one,) = matters.matters(connection, raising.DANGER, NOW)
    assert "victim" not in str(one).replace("P-victim", "")
    assert one.code.startswith("K-")
    assert (one.signs, one.areas, one.rows) == (("renewed",), (AREA,), 1)


def test_the_same_rows_raise_nothing_twice_and_new_ones_go_into_what_is_open(store: Store) -> None:
    number = danger(store)
    with store.begin() as connection:
        asked = (connection, raising.DANGER, "P-victim")
        assert raising.raise_matter(*asked, REFS, (AREA,), ("renewed",), NOW) is None
        assert raising.raise_matter(*asked, (*REFS, "passports:X"), (AREA,), ("E05",), NOW) == number
        told = connection.execute(select(notices.c.for_role, func.count()).group_by(notices.c.for_role))
        assert {row[0]: row[1] for row in told} == dict.fromkeys(GUARDIANS, 2)


def test_a_guardian_takes_it_on_and_closes_it_with_words(store: Store) -> None:
    number = danger(store)
    whose = acting(store, "upt_ppa", Purpose.PROTECTION)
    assert whose.context is not None
    done = "Ditemui di tempat aman; ia ingin menunda keberangkatan."
    with whose.begin() as connection:
        matters.take(connection, whose.context, number, NOW)
        with pytest.raises(WrongState), connection.begin_nested():
            matters.take(connection, whose.context, number, NOW)
        with pytest.raises(InputRefused), connection.begin_nested():
            matters.close(connection, store.keys, whose.context, number, "spoken", "ok", NOW)
        matters.close(connection, store.keys, whose.context, number, "spoken", done, NOW)
    with store.reading() as connection:
        row = connection.execute(select(protection_matters)).one()
        assert (row.state, row.ended_as) == ("closed", "spoken")
        assert done.encode() not in bytes(row.sealed)


def test_a_severe_sign_of_theirs_opens_no_work_and_calls_the_heads_alone(store: Store) -> None:
    set_up(store)
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
        before = connection.scalar(select(func.count()).select_from(alert_work))
        raise_all(connection, [Finding("P-victim", "E05", "complaints:C-1")], NOW)
        assert connection.scalar(select(func.count()).select_from(alert_work)) == before
        item = connection.execute(select(urgent_items)).one()
        assert (item.guarded, item.work_id) == (True, None)
        (row,) = connection.execute(select(protection_matters)).all()
        assert (row.kind, row.person_id, list(row.signs)) == ("danger", "P-victim", ["E05"])
    for role, sees in (("satgas", 0), ("placement_officer", 0), ("satgas_lead", 1)):
        with acting(store, role).begin() as connection:
            assert len(waiting(connection, NOW)) == sees, role


def evidence(store: Store) -> int:
    with store.begin() as connection:
        refs = (f"recruiter_links:{LINK}",)
        number = raising.raise_matter(
            connection, raising.EVIDENCE, "P-victim", refs, (AREA,), ("recruiter_links",), NOW
        )
    assert number is not None
    return number


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is put into the exchange, whose own tests are elsewhere."""
    put: list[dict[str, object]] = []

    def keep(
        _connection: object, _keys: object, peer: str, kind: str, document: dict[str, object], **_: object
    ) -> str:
        put.append({"peer": peer, "kind": kind, **document})
        return "b"

    class There:
        name = "lpsk"

    monkeypatch.setattr(exchange, "put", keep)
    monkeypatch.setattr(peers, "trusted", lambda _connection, _node: (There,))
    return put


def hand_over(store: Store, number: int) -> None:
    lead = acting(store, "satgas_lead")
    assert lead.context is not None
    with lead.begin() as connection:
        matters.hand_over(connection, store.keys, lead.context, number, NOW)


def test_evidence_goes_to_lpsk_by_two_and_once(store: Store, sent: list[dict[str, object]]) -> None:
    scene: Scene = set_up(store)
    find_the_victim(store)
    number = evidence(store)
    account(store, "a-satgas_lead", Role.SATGAS_LEAD)
    account(store, "a-lpsk_custodian", Role.LPSK_CUSTODIAN)
    with pytest.raises(SecondPersonNeeded):
        hand_over(store, number)
    ref, why = f"matter:{number}", "Ada baris yang menyebutnya membawa orang lain."
    with acting(store, "satgas_lead").begin() as connection:
        asked = four_eyes.ask(connection, store.keys, matters.ACT, (ref,), "UU 21/2007 Pasal 18", why)
    with acting(store, "lpsk_custodian", Purpose.PROTECTION).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    hand_over(store, number)
    with pytest.raises(WrongState):
        hand_over(store, number)
    (document,) = sent
    assert (document["peer"], document["kind"]) == ("lpsk", "evidence")
    assert "081255550001" in str(document["evidence"])
    assert "Nurul" in str(document["person"])
    assert scene.recruiter_alert


def test_evidence_is_seen_by_those_who_decide_and_says_nothing_to_them(store: Store) -> None:
    set_up(store)
    number = evidence(store)
    for role, sees in (
        ("satgas", 0), ("investigator", 0), ("lpsk", 0), ("upt_ppa", 0), ("lpsk_custodian", 1), ("satgas_lead", 1),
    ):  # fmt: skip
        with acting(store, role, Purpose.PROTECTION).begin() as connection:
            found = matters.matters(connection, raising.EVIDENCE, NOW)
            assert len(found) == sees, role
            assert all((each.matter_id, each.rows) == (number, 1) for each in found)


def test_an_assessment_rests_on_words_and_is_kept_sealed(store: Store) -> None:
    set_up(store)
    lpsk = acting(store, "lpsk", Purpose.PROTECTION)
    assert lpsk.context is not None
    why = "Wawancara dua kali dengan pendamping; tidak ada paksaan."
    with lpsk.begin() as connection:
        asked = (connection, store.keys, lpsk.context, "P-victim")
        with pytest.raises(InputRefused), connection.begin_nested():
            assess(*asked, REFS, Result.NO_VICTIM, "tidak", NOW)
        with pytest.raises(NotFound), connection.begin_nested():
            assess(*asked, ("registrations:NOBODY",), Result.NO_VICTIM, why, NOW)
        assess(*asked, REFS, Result.NO_VICTIM, why, NOW)
        row = connection.execute(select(assessments)).one()
        assert (row.result, list(row.refs)) == ("no_victim", list(REFS))
        assert why.encode() not in bytes(row.sealed)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM row_keys WHERE holder = 'assessments'")) == 1


def test_lpsk_keeps_it_once_and_its_custodian_alone_opens_it(lpsk_store: Store) -> None:
    document = {
        "matter": "BK-000001",
        "code": "K-ABCDE",
        "evidence": [{"feed": "recruiter_links", "cells": {"recruiter_phone": "081255550001"}}],
    }
    for _ in range(2):
        with lpsk_store.begin() as connection:
            received.take_in(Arrival(connection, lpsk_store.keys, "satgas", document, NOW, NOW))
    with pytest.raises(InputRefused), lpsk_store.begin() as connection:
        received.take_in(Arrival(connection, lpsk_store.keys, "satgas", {"matter": "BK-1"}, NOW, NOW))
    with acting(lpsk_store, "lpsk", Purpose.PROTECTION).begin() as connection:
        assert received.held(connection) == []
    with acting(lpsk_store, "lpsk_custodian", Purpose.PROTECTION).begin() as connection:
        (one,) = received.held(connection)
        assert (one.sender, one.code, one.kinds) == ("satgas", "K-ABCDE", ("recruiter_links",))
        assert received.open_one(connection, lpsk_store.keys, one.matter_id) == document
        with pytest.raises(NotFound):
            received.open_one(connection, lpsk_store.keys, one.matter_id + 1)
