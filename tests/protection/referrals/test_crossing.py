"""A referral to LPSK as it really goes: agreed to here, sealed, opened there, answered back, taken back, erased."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import held_people
import pytest
from referred import NOW, SENDER, begun, mark, officers, sent, wish
from sqlalchemy import select, text
from two_nodes import Side, introduce, settle, side

from api.arrivals import HANDLERS
from protection.cases import answering
from protection.exchange.bundle import open_bundle
from protection.referrals import sending
from protection.referrals.sections import NAMES, NEEDED
from records.errors import WrongState
from records.node import Node
from records.rights.context import NATION
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables.cases import lpsk_cases
from records.tables.exchange import exchange_in, exchange_out
from records.tables.referrals import referrals

SHARED = NEEDED | {"identity", "threat"}


@pytest.fixture
def pair(store: Store, settings: Settings, lpsk_store: Store, lpsk_settings: Settings) -> tuple[Side, Side]:
    province, lpsk = side(store, settings), side(lpsk_store, lpsk_settings)
    introduce(province, lpsk)
    province.real, lpsk.real = HANDLERS[Node.PROVINCE], HANDLERS[Node.LPSK]
    officers(store)
    return province, lpsk


def case(lpsk: Side) -> object:
    with lpsk.store.reading() as connection:
        return connection.execute(select(lpsk_cases)).one()


def state(province: Side) -> str:
    with province.store.reading() as connection:
        return str(connection.scalars(select(referrals.c.state)).one())


def revoke(province: Side, referral_id: int) -> None:
    with province.store.acting(SENDER).begin() as connection:
        version = connection.scalars(select(referrals.c.version)).one()
        sending.revoke(connection, province.store.keys, SENDER, referral_id, version, REVOKED, NOW)


REVOKED = "consent_withdrawn"


def test_what_was_agreed_to_crosses_and_nothing_else(pair: tuple[Side, Side]) -> None:
    province, lpsk = pair
    sent(province.store, wish("lpsk", frozenset(SHARED)))
    (letter,) = province.wait(lpsk)
    packet = _opened(letter.raw, lpsk, province)
    told = json.dumps(packet)
    assert set(packet["sections"]) <= SHARED
    assert mark("threat") in told
    assert [name for name in NAMES if name not in SHARED and mark(name) in told] == []
    settle(province, lpsk)
    assert case(lpsk).sender == "satgas"  # type: ignore[attr-defined]


def _opened(raw: bytes, lpsk: Side, province: Side) -> dict[str, object]:
    return open_bundle(raw, lpsk.keys, province.keys.public)[1]  # type: ignore[return-value]


def test_lpsks_answer_comes_back_under_the_code_alone(pair: tuple[Side, Side]) -> None:
    province, lpsk = pair
    sent(province.store, wish("lpsk", frozenset(SHARED)))
    settle(province, lpsk)
    with lpsk.store.begin() as connection:
        found = connection.execute(select(lpsk_cases)).one()
        row = SimpleNamespace(referral=found.referral, sender=found.sender, version=found.version + 3)
        assert answering.answer(connection, lpsk.store.keys, row, "accepted", None, NOW)
    settle(province, lpsk)
    assert state(province) == "accepted"


def test_sent_and_taken_back_in_any_order_and_twice_ends_the_same(pair: tuple[Side, Side]) -> None:
    province, lpsk = pair
    referral_id = sent(province.store, wish("lpsk", frozenset(SHARED)))
    revoke(province, referral_id)
    letters = [letter.raw for letter in province.wait(lpsk)]
    assert len(letters) == 2
    ends = {_end(lpsk, order) for order in itertools.permutations([*letters, letters[0]])}
    assert len(ends) == 1, ends
    ((ended, sections),) = ends
    assert (ended, sections) == (True, 0), "withdrawn, and nothing that was sent opens any more"


def _end(lpsk: Side, order: Sequence[bytes]) -> tuple[bool, int]:
    """Where the case stands after these bundles in this order, which then never came."""
    with lpsk.store.begin() as connection:
        nested = connection.begin_nested()
        there = replace(lpsk, store=lpsk.store.within(connection))
        for raw in order:
            there.hear(raw)
        states = connection.scalars(select(exchange_in.c.state)).all()
        assert set(states) == {"applied"}, states
        row = connection.execute(select(lpsk_cases)).one()
        opens = text("SELECT count(*) FROM row_keys WHERE holder IN ('case_packets', 'case_identities')")
        found = row.revoked_at is not None, int(connection.scalar(opens) or 0)
        nested.rollback()
    return found


def test_what_waits_about_someone_who_is_erased_goes_no_more(
    pair: tuple[Side, Side], settings: Settings, tmp_path: Path
) -> None:
    province, lpsk = pair
    file = held_people.take_in(province.store, settings, tmp_path)
    about = {"alert_id": file.alert_id, "area": "5203", "sections": {"threat": {"what": mark("threat")}}}
    lead = replace(SENDER, who="a-lead", role=Role.SATGAS_LEAD, areas=NATION)
    sent(province.store, wish("lpsk", frozenset(SHARED), **about), lead)
    assert len(province.wait(lpsk)) == 1
    held_people.erase_person(province.store, [file.mine])
    assert province.wait(lpsk) == []
    with province.store.reading() as connection:
        assert connection.scalars(select(exchange_out.c.state)).all() == ["withdrawn"]


def test_without_lpsks_node_nothing_is_sent(store: Store) -> None:
    officers(store)
    referral_id = begun(store, wish("lpsk", frozenset(SHARED)))
    with store.acting(SENDER).begin() as connection, pytest.raises(WrongState):
        sending.send(connection, store.keys, SENDER, referral_id, 1, "satgas", NOW)
