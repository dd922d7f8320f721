"""A request for erasure and one for access, from the counter to the answer, through the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import held_people
import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from held_people import LEAD, NAME, NOW, OFFICER, REFERRER, File

from api.service.application import create_app
from api.service.house import House
from api.signin.visitor import Visitor
from records import four_eyes
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser

COUNSELLOR = Context("a-mrc", Role.MRC, Purpose.SERVICE, ("5203",), "mrc-lotim")
INVESTIGATOR = Context("a-penyidik", Role.INVESTIGATOR, Purpose.INVESTIGATION, NATION, "polri-ntb")


@dataclass(frozen=True)
class OpenHouse(House):
    """A house whose visitor is whoever the test says."""

    who: Context = OFFICER

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]  # noqa: ARG002  (the test says who)
        return Visitor(self.who, NOW)


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path / "feeds")


Ask = Callable[..., Any]


@pytest.fixture
def ask(store: Store, settings: Settings) -> Ask:
    house = OpenHouse(
        Store(store.engine, store.keys), settings, Tokeniser(settings.token_key()), clock=lambda: NOW
    )

    def ask(who: Context, method: str, path: str, expected: int = 200, **body: object) -> Any:
        client = TestClient(create_app(replace(house, who=who)))
        answer = client.request(method, f"/v1/{path}", json=body or None)
        assert answer.status_code == expected, answer.text
        return answer.json()

    return ask


def granted(ask: Ask, kind: str, ref: str) -> str:
    """A request that came at the counter, was proven and granted; gives its address."""
    came = {"kind": kind, "channel": "counter", "received_at": NOW.isoformat()}
    taken = ask(OFFICER, "POST", "subject-requests", **came)
    assert (taken["seconds_left"], taken["overdue"]) == (72 * 3600, False)
    place = f"subject-requests/{taken['request_id']}"
    ask(OFFICER, "POST", f"{place}/identity", proof="ktp", refs=[ref])
    ask(OFFICER, "POST", f"{place}/decision", decision="granted", ground="right")
    return place


def test_a_person_is_erased_once_a_second_person_has_agreed(ask: Ask, store: Store, file: File) -> None:
    place = granted(ask, "penghapusan", file.mine)
    plan = ask(OFFICER, "POST", f"{place}/erasure-plan")
    assert plan["rows"] == 7
    held_people.make_accounts(store)
    refused = ask(OFFICER, "POST", f"{place}/erasure", 403)
    assert refused["code"] == "second_person_needed"
    with store.acting(OFFICER).begin() as connection:
        names, ground = plan["approval"], "UU 27/2022 Pasal 8"
        number = four_eyes.ask(
            connection, store.keys, "erase", names, ground, "Permohonan subjek data pribadi."
        )
    with store.acting(LEAD).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    assert ask(OFFICER, "POST", f"{place}/erasure") == {"erasure_id": 1}
    ask(OFFICER, "POST", f"{place}/answer")
    assert ask(OFFICER, "GET", "subject-requests") == []


def test_a_hold_stops_the_plan_and_tells_no_reason(ask: Ask, file: File) -> None:
    hold = ask(INVESTIGATOR, "POST", "holds", refs=[file.passport], reason="prosecution", case_ref="LP-17")
    place = granted(ask, "penghapusan", file.mine)
    refused = ask(OFFICER, "POST", f"{place}/erasure-plan", 409)
    assert refused["code"] == "hold_stands"
    assert "LP-17" not in str(refused)
    assert "prosecution" not in str(refused)
    ask(INVESTIGATOR, "POST", f"holds/{hold['number']}/end")
    assert ask(OFFICER, "POST", f"{place}/erasure-plan")["rows"] == 7


def test_a_person_gets_what_is_held_about_them(ask: Ask, file: File) -> None:
    told = str(ask(OFFICER, "POST", f"{granted(ask, 'akses', file.mine)}/package"))
    assert NAME in told
    assert REFERRER not in told


def test_a_counsellor_hears_a_person_of_her_area_and_not_one_who_is_protected(ask: Ask, file: File) -> None:
    came = {"kind": "keberatan", "channel": "counter", "received_at": NOW.isoformat()}
    first = ask(COUNSELLOR, "POST", "subject-requests", **came)["request_id"]
    ask(COUNSELLOR, "POST", f"subject-requests/{first}/identity", proof="dikenal", refs=[file.mine])
    ask(INVESTIGATOR, "POST", "protected-parties", refs=[file.mine], kind="witness")
    second = ask(COUNSELLOR, "POST", "subject-requests", **came)["request_id"]
    hidden = ask(
        COUNSELLOR, "POST", f"subject-requests/{second}/identity", 404, proof="dikenal", refs=[file.mine]
    )
    absent = ask(
        COUNSELLOR,
        "POST",
        f"subject-requests/{second}/identity",
        404,
        proof="dikenal",
        refs=["registrations:X"],
    )
    assert hidden == absent


def test_a_correction_is_asked_of_the_source(ask: Ask, file: File) -> None:
    came = {"kind": "perbaikan", "channel": "letter", "received_at": NOW.isoformat()}
    number = ask(OFFICER, "POST", "subject-requests", **came)["request_id"]
    disputed = [{"ref": file.mine, "fields": ["phone"]}]
    place = f"subject-requests/{number}/identity"
    ask(OFFICER, "POST", place, proof="ktp", refs=[file.mine], disputed=disputed)
    (wanted,) = ask(OFFICER, "GET", "subject-requests/corrections")
    assert (wanted["agreement"], wanted["contest"]["fields"]) == ("ltsa", ["phone"])


def test_whose_time_is_not_over_is_neither_listed_nor_erased(ask: Ask, file: File) -> None:
    assert [each["ref"] for each in ask(OFFICER, "GET", "retention/due")] == [file.other]
    assert ask(OFFICER, "POST", "retention/plan", refs=[file.other])["rows"] == 1
    assert ask(OFFICER, "POST", "retention/plan", 409, refs=[file.mine])["code"] == "not_due"
    assert ask(OFFICER, "POST", "retention/erasures", 409, refs=[file.mine])["code"] == "not_due"
