"""From LPSK's node to the province's: a token and an outcome, delayed and in batches, whatever the line does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import peopled
import pytest
from sqlalchemy import insert, select
from two_nodes import introduce, side

from protection.exchange.inbox import receive
from protection.exchange.kinds import Arrival
from protection.outcomes import release
from protection.outcomes.arriving import arrive, key_of
from protection.outcomes.labels import Finding, standing
from protection.outcomes.release import Outcome, confirm
from protection.outcomes.writing import Released, release_due
from records.custody.keyring import Keyring
from records.errors import InputRefused, WrongState
from records.feed import Identifier
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import source_rows
from records.tables.cases import lpsk_cases
from records.tables.proceedings import label_records
from records.tables.referrals import referrals
from records.tables.restitution import lpsk_outcomes
from sources import agreements
from sources.handing_in import Desk

NOW = datetime(2026, 5, 4, 3, tzinfo=UTC)
HANDLER = Context("hana", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk")
LATER = NOW + timedelta(days=15)


def token(number: int) -> str:
    return f"rt_{number:032x}"


def referred(store: Store, number: int) -> int:
    """A case at LPSK that came by a referral of the province."""
    values = {
        "case_code": f"LPSK-2026-{''.join('ABCDEFGHJK'[int(digit)] for digit in f'{number:06d}')}",
        "origin": "referral",
        "referral": f"RJ-{number:06d}",
        "token": token(number),
        "sender": "satgas",
        "role": "victim",
        "state": "received",
        "received_at": NOW,
    }
    with store.begin() as connection:
        found: int = connection.execute(
            insert(lpsk_cases).values(values).returning(lpsk_cases.c.case_id)
        ).scalar_one()
        return found


@dataclass
class Told:
    """What was put into the outbox, in place of the exchange."""

    bundles: list[tuple[str, str, dict[str, Any]]]

    def put(
        self, _connection: object, _keys: Keyring, peer: str, kind: str, document: dict[str, Any]
    ) -> None:
        self.bundles.append((peer, kind, document))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told([])
    monkeypatch.setattr(release, "put", made.put)
    return made


def confirms(store: Store, case_id: int, outcome: Outcome, now: datetime = NOW) -> None:
    with store.acting(HANDLER).begin() as connection:
        confirm(connection, HANDLER, case_id, outcome, now)


def releases(store: Store, now: datetime = LATER) -> int:
    with store.begin() as connection:
        return release.release(connection, store.keys, now)


def test_a_batch_waits_until_it_is_large_and_old_enough(lpsk_store: Store, told: Told) -> None:
    cases = [referred(lpsk_store, number) for number in range(1, 6)]
    for case_id in cases[:4]:
        confirms(lpsk_store, case_id, Outcome.VICTIM)
    assert releases(lpsk_store) == 0  # four are too few
    confirms(lpsk_store, cases[4], Outcome.CLEARED, NOW + timedelta(days=10))
    assert releases(lpsk_store) == 0  # the fifth is too new
    assert releases(lpsk_store, LATER + timedelta(days=10)) == 5
    ((peer, kind, document),) = told.bundles
    assert (peer, kind) == ("satgas", "outcomes")
    assert [each["token"] for each in document["outcomes"]] == sorted(token(n) for n in range(1, 6))
    assert {key for each in document["outcomes"] for key in each} == {"token", "number", "outcome"}
    assert releases(lpsk_store, LATER + timedelta(days=20)) == 0  # none goes twice


def test_nothing_of_a_case_but_its_token_leaves(lpsk_store: Store, told: Told) -> None:
    for number in range(1, 6):
        confirms(lpsk_store, referred(lpsk_store, number), Outcome.VICTIM)
    releases(lpsk_store)
    said = json.dumps([document for _, _, document in told.bundles])
    assert [each for each in ("LPSK-", "RJ-", "hana", "2026", "victim_of") if each in said] == []


def test_what_changed_while_it_waited_leaves_as_it_stands_now(lpsk_store: Store, told: Told) -> None:
    cases = [referred(lpsk_store, number) for number in range(1, 6)]
    for case_id in cases:
        confirms(lpsk_store, case_id, Outcome.VICTIM)
    confirms(lpsk_store, cases[0], Outcome.WITHDRAWN)
    assert releases(lpsk_store) == 6
    ((_, _, document),) = told.bundles
    assert document["outcomes"][0] == {"token": token(1), "number": 2, "outcome": "withdrawn"}


def test_an_outcome_is_confirmed_once_and_only_of_what_was_referred(lpsk_store: Store) -> None:
    case_id = referred(lpsk_store, 1)
    with pytest.raises(WrongState):
        confirms(lpsk_store, case_id, Outcome.WITHDRAWN)
    confirms(lpsk_store, case_id, Outcome.VICTIM)
    with pytest.raises(WrongState):
        confirms(lpsk_store, case_id, Outcome.VICTIM)
    with lpsk_store.begin() as connection:
        own: int = connection.execute(
            insert(lpsk_cases)
            .values(
                case_code="LPSK-2026-ZZZZZZ",
                origin="application",
                role="victim",
                state="received",
                received_at=NOW,
            )
            .returning(lpsk_cases.c.case_id)
        ).scalar_one()
    with pytest.raises(InputRefused):
        confirms(lpsk_store, own, Outcome.VICTIM)
    with lpsk_store.reading() as connection:
        assert len(connection.execute(select(lpsk_outcomes)).all()) == 1


def known_referral(store: Store, number: int, refs: tuple[str, ...] = ("registrations:R1",)) -> None:
    with store.begin() as connection:
        connection.execute(
            insert(referrals).values(
                code=f"RJ-{number:06d}",
                token=token(number),
                receiver="lpsk",
                mandate="lpsk",
                areas=["5203"],
                refs=list(refs),
                child=False,
                threatened=False,
                state="accepted",
                shared=["role"],
                made_by="sari",
                made_at=NOW,
                sent_at=NOW,
            )
        )


def hear(store: Store, *outcomes: object) -> None:
    with store.begin() as connection:
        arrive(Arrival(connection, store.keys, "lpsk", {"outcomes": list(outcomes)}, NOW, NOW))


def said(number: int, count: int, outcome: str) -> dict[str, object]:
    return {"token": token(number), "number": count, "outcome": outcome}


def stands(store: Store, number: int) -> Finding | None:
    with store.begin() as connection:
        return standing(connection, key_of(token(number)))


ANSWERS = [said(1, 1, "victim"), said(1, 2, "withdrawn"), said(1, 3, "victim"), said(1, 4, "cleared")]


def test_outcomes_may_come_twice_and_in_any_order(store: Store) -> None:
    known_referral(store, 1)
    for order in ((3, 0, 3), (1, 2, 0, 1)):
        for place in order:
            hear(store, ANSWERS[place])
    assert stands(store, 1) is Finding.CLEARED
    with store.reading() as connection:
        rows = connection.execute(select(label_records).order_by(label_records.c.number)).all()
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.left_out for row in rows] == ["superseded", "superseded", "superseded", None]
    assert {row.confirmed_by for row in rows} == {"lpsk"}


def test_a_token_that_nobody_knows_becomes_no_label(store: Store) -> None:
    hear(store, said(9, 1, "victim"))
    assert stands(store, 9) is None
    with store.reading() as connection:
        assert [row.left_out for row in connection.execute(select(label_records))] == ["unknown"]


@pytest.mark.parametrize(
    "bad",
    [
        "text",
        {"token": "x"},
        {**said(1, 1, "victim"), "name": "Siti"},
        said(1, 0, "victim"),
        said(1, True, "victim"),  # type: ignore[arg-type]
        said(1, 1, "tppo_suspect"),
    ],
)
def test_what_is_not_of_the_form_is_refused_whole(store: Store, bad: object) -> None:
    known_referral(store, 1)
    with pytest.raises(InputRefused):
        hear(store, said(1, 1, "victim"), bad)
    assert stands(store, 1) is None


def test_between_two_nodes_a_batch_becomes_labels_of_the_people_who_were_referred(
    store: Store, settings: Settings, lpsk_store: Store, lpsk_settings: Settings
) -> None:
    people = peopled.people(store)
    province, lpsk = side(store, settings), side(lpsk_store, lpsk_settings)
    introduce(province, lpsk)
    for number in range(1, 6):
        ref = f"registrations:{people.own.entity_key}" if number == 1 else f"registrations:NONE-{number}"
        known_referral(store, number, (ref,))
        confirms(lpsk_store, referred(lpsk_store, number), Outcome.VICTIM)
    assert releases(lpsk_store) == 5
    (letter,) = lpsk.wait(province)
    for _ in range(2):  # the second of a bundle changes nothing
        receive(store, province.keys, {"outcomes": arrive}, letter.raw, LATER)
    with store.begin() as connection:
        desk = Desk(store.within(connection), peopled.TOKENS, peopled.KEY, agreements.load(None), LATER)
        assert release_due(connection, store.keys, desk) == Released(1, 0, 4)
    with store.reading() as connection:
        (row,) = connection.execute(select(source_rows).where(source_rows.c.feed == "case_outcomes")).all()
    assert (row.known["finding"], row.known["source"]) == ("tppo_victim", "lpsk")
    assert row.nik_token == peopled.TOKENS.token(Identifier.NIK, people.own.nik)
    assert row.recorded_at == LATER
