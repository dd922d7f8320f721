"""An erasure is told to LPSK, which keeps or erases by its own law; what waits about the erased never goes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import held_people
import pytest
from colleagues import account
from held_people import File
from lpsk_scene import CUSTODIAN
from referred import NOW, SENDER, mark, officers, wish
from referred import sent as send
from sqlalchemy import func, insert, select, text, update
from two_nodes import Side, introduce, settle, side

from api.arrivals import HANDLERS
from protection import exchange
from protection.cases import erasing
from protection.erasure import telling
from protection.referrals import sending
from protection.referrals.sections import NEEDED
from records import four_eyes
from records.node import Node
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import erasures_told, exchange_out, lpsk_cases, protection_matters
from records.tables.referrals import referrals

SHARED = frozenset(NEEDED | {"identity", "threat"})
BY = replace(SENDER, who="a-lead", role=Role.SATGAS_LEAD, areas=NATION)
OFFICER = Context("h-dpo", Role.DATA_PROTECTION_OFFICER, Purpose.OVERSIGHT, NATION, "lpsk")
LAW = "protection"


@dataclass
class Nodes:
    province: Side
    lpsk: Side
    file: File

    def refer(self) -> int:
        about = {
            "alert_id": self.file.alert_id,
            "area": "5203",
            "sections": {"threat": {"what": mark("threat")}},
        }
        return send(self.province.store, wish("lpsk", SHARED, **about), BY)

    def erase(self) -> None:
        held_people.erase_person(self.province.store, [self.file.mine])

    def tell(self) -> int:
        with self.province.store.begin() as connection:
            return telling.tell(connection, self.province.store.keys, NOW)

    def answers(self) -> list[tuple[str | None, str | None]]:
        with self.province.store.reading() as connection:
            rows = connection.execute(select(erasures_told.c.answer, erasures_told.c.ground))
            return [(row.answer, row.ground) for row in rows]


@pytest.fixture
def nodes(
    store: Store, settings: Settings, lpsk_store: Store, lpsk_settings: Settings, tmp_path: Path
) -> Nodes:
    province, lpsk = side(store, settings), side(lpsk_store, lpsk_settings)
    introduce(province, lpsk)
    province.real, lpsk.real = HANDLERS[Node.PROVINCE], HANDLERS[Node.LPSK]
    officers(store)
    return Nodes(province, lpsk, held_people.take_in(store, settings, tmp_path / "feeds"))


def opens(lpsk: Side) -> int:
    """How many things of a packet open at LPSK."""
    with lpsk.store.begin() as connection:
        held = text("SELECT count(*) FROM row_keys WHERE holder IN ('case_packets', 'case_identities')")
        return int(connection.scalar(held) or 0)


def stands(lpsk: Side, **values: object) -> None:
    with lpsk.store.begin() as connection:
        connection.execute(update(lpsk_cases).values(**values))


def test_what_nothing_was_decided_on_is_destroyed_there_too_and_the_province_learns_it(nodes: Nodes) -> None:
    nodes.refer()
    settle(nodes.province, nodes.lpsk)
    assert opens(nodes.lpsk) > 0
    nodes.erase()
    assert nodes.answers() == [(None, None)]
    assert nodes.tell() == 1
    assert nodes.tell() == 0
    settle(nodes.province, nodes.lpsk)
    assert opens(nodes.lpsk) == 0
    assert nodes.answers() == [("erased", None)]
    with nodes.province.store.reading() as connection:
        (there,) = telling.elsewhere(connection)
    assert (there.kept, there.erased, there.unanswered) == (0, 1, 0)


def test_whoever_is_protected_is_kept_by_lpsks_own_law_until_lpsk_erases(nodes: Nodes) -> None:
    nodes.refer()
    settle(nodes.province, nodes.lpsk)
    stands(nodes.lpsk, state="refused", decided_at=NOW)
    nodes.erase()
    nodes.tell()
    settle(nodes.province, nodes.lpsk)
    assert opens(nodes.lpsk) > 0
    assert nodes.answers() == [("kept", LAW)]
    there, keys = nodes.lpsk.store, nodes.lpsk.store.keys
    stands(nodes.lpsk, state="ended", ended_at=NOW)
    for who in (OFFICER, CUSTODIAN):
        account(there, who.who, who.role)
    with there.reading() as connection:
        code = connection.scalars(select(lpsk_cases.c.case_code)).one()
    with there.acting(OFFICER).begin() as connection:
        ground = four_eyes.ACT["erase"].grounds[0]
        number = four_eyes.ask(
            connection, keys, "erase", (f"case:{code}",), ground, "Masa simpan sudah berakhir."
        )
    with there.acting(CUSTODIAN).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with there.acting(OFFICER).begin() as connection:
        erasing.erase(connection, keys, OFFICER, code, NOW)
    settle(nodes.province, nodes.lpsk)
    assert nodes.answers() == [("erased", None)]


def test_packet_revocation_and_erasure_in_any_order_and_twice_end_the_same(nodes: Nodes) -> None:
    referral_id = nodes.refer()
    (packet,) = nodes.province.wait(nodes.lpsk)
    nodes.province.sent(packet)
    with nodes.province.store.acting(BY).begin() as connection:
        sending.revoke(connection, nodes.province.store.keys, BY, referral_id, 2, "consent_withdrawn", NOW)
    nodes.erase()
    nodes.tell()
    told = [packet.raw, *(letter.raw for letter in nodes.province.wait(nodes.lpsk))]
    assert len(told) == 3
    ends = {_end(nodes.lpsk, order) for order in itertools.permutations([*told, told[0]])}
    assert ends == {("withdrawn", True, True, 0, 1)}


def _end(lpsk: Side, order: Sequence[bytes]) -> tuple[object, ...]:
    """Where the case stands after these, what opens, and how often it was answered; then it never happened."""
    with lpsk.store.begin() as connection:
        nested = connection.begin_nested()
        there = replace(lpsk, store=lpsk.store.within(connection))
        for raw in order:
            assert there.hear(raw).state in ("applied", "again")
        row = connection.execute(select(lpsk_cases)).one()
        answered = select(func.count()).where(exchange_out.c.kind == "erasure_answer")
        found = (
            row.state,
            row.revoked_at is not None,
            row.erased_at is not None,
            opens(there),
            connection.scalar(answered),
        )
        nested.rollback()
    return found


def test_erased_is_the_last_word_and_what_was_never_told_is_refused(nodes: Nodes) -> None:
    nodes.refer()
    settle(nodes.province, nodes.lpsk)
    nodes.erase()
    nodes.tell()
    with nodes.province.store.reading() as connection:
        code = connection.scalars(select(referrals.c.code)).one()
    for answer, stands_then in (("kept", "kept"), ("erased", "erased"), ("kept", "erased")):
        with nodes.lpsk.store.begin() as connection:
            document = {"referral": code, "answer": answer, "ground": LAW if answer == "kept" else None}
            exchange.put(connection, nodes.lpsk.store.keys, "satgas", "erasure_answer", document)
        for letter in nodes.lpsk.wait(nodes.province):
            nodes.province.hear(letter.raw)
            nodes.lpsk.sent(letter)
        assert [each for each, _ in nodes.answers()] == [stands_then]
    with nodes.lpsk.store.begin() as connection:
        never = {"referral": "RJ-ZZZZZZ", "answer": "erased", "ground": None}
        exchange.put(connection, nodes.lpsk.store.keys, "satgas", "erasure_answer", never)
    last = nodes.lpsk.wait(nodes.province)[-1]
    assert nodes.province.hear(last.raw).state == "refused"


def test_what_never_left_is_struck_and_nobody_is_told(nodes: Nodes) -> None:
    nodes.refer()
    nodes.erase()
    assert nodes.tell() == 0
    assert nodes.province.wait(nodes.lpsk) == []


@pytest.mark.parametrize(("about_the_erased", "state"), [(True, "handed_over"), (False, "open")])
def test_evidence_that_waits_is_struck_and_of_others_handed_over_anew(
    nodes: Nodes, about_the_erased: bool, state: str
) -> None:
    whose, refs = (
        ("person_a", ["tips:T1"]) if about_the_erased else ("person_b", [nodes.file.mine, "tips:T1"])
    )
    with nodes.province.store.begin() as connection:
        values = {
            "kind": "evidence",
            "person_id": whose,
            "refs": refs,
            "areas": [],
            "signs": ["tips"],
            "raised_at": NOW,
            "state": "handed_over",
            "ended_at": NOW,
            "ended_as": "handed_over",
        }
        made = insert(protection_matters).values(values).returning(protection_matters.c.matter_id)
        number = connection.execute(made).scalar_one()
        document = {"matter": "BK-1", "code": "K-1", "person": [], "evidence": [{"feed": "tips"}]}
        keys = nodes.province.store.keys
        exchange.put(connection, keys, "lpsk", "evidence", document, about=f"matter:{number}")
    nodes.erase()
    assert nodes.province.wait(nodes.lpsk) == []
    with nodes.province.store.reading() as connection:
        row = connection.execute(select(protection_matters)).one()
    assert row.state == state
    assert nodes.file.mine not in row.refs
    assert (row.ended_at is None) == (state == "open")
