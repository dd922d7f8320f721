"""The inbox as officers and the lead get it: grouped, filtered, paged, given out; nothing decided in bulk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from alerted import MONDAY, Said, person, raised
from colleagues import account
from fastapi.testclient import TestClient
from httpx import Response
from matrix import NOW, Visited
from peopled import TOKENS, people
from sqlalchemy import insert, select, update

from api.service.application import create_app
from detection.alerts import claims
from detection.alerts.states import Outcome
from detection.case_codes import case_code
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import alert_events, alert_work, audit_entries

TODAY = NOW.date()
RANDOM_LOOK = {
    "kind": "person",
    "subject": "P-9",
    "refs": ["registrations:R9"],
    "areas": ["5203"],
    "selection": "random",
    "chance": 0.1,
    "hidden_score": True,
    "need": 0.1,
    "look_by": 9.0,
    "evidence_at": NOW,
    "evidence_sequence": 0,
    "opened_at": NOW,
}
SENTENCE = {
    "id": "Mungkin memerlukan perlindungan karena sebab ini.",
    "en": "May need protection because of this.",
}


@dataclass(frozen=True)
class Pages:
    """The pages in somebody's role."""

    client: TestClient
    role: str = "satgas"

    def get(self, path: str, **cookies: str) -> Response:
        said = "; ".join(f"{name}={text}" for name, text in cookies.items())
        return self.client.get(path, headers=self._headers() | ({"cookie": said} if said else {}))

    def post(self, path: str, **data: Any) -> Response:
        return self.client.post(path, headers=self._headers() | {"sec-fetch-site": "same-origin"}, data=data)

    def _headers(self) -> dict[str, str]:
        return {"as-role": self.role, "for-purpose": "pencegahan"}


@pytest.fixture
def satgas(store: Store, settings: Settings) -> Pages:
    for role in (Role.SATGAS, Role.SATGAS_LEAD, Role.INVESTIGATOR):
        account(store, f"a-{role}", role, granted_ago=timedelta(days=1200))
    app = create_app(Visited(store, settings, TOKENS))
    return Pages(TestClient(app, raise_server_exceptions=False, follow_redirects=False))


@pytest.fixture
def lead(satgas: Pages) -> Pages:
    return Pages(satgas.client, "satgas_lead")


def some(store: Store, number: int, first: int = 1, days: float = 2, **columns: object) -> list[int]:
    """So many people with work, of a sentence each, opened ``days`` ago; ``columns`` are set on all of it."""
    said = (person(each, more={"summary": SENTENCE}) for each in range(first, first + number))
    works = list(raised(store, MONDAY, *said, now=NOW - timedelta(days=days)).opened)
    put(store, works, **columns)
    return works


def put(store: Store, works: list[int], **columns: object) -> None:
    with store.begin() as connection:
        if columns:
            connection.execute(update(alert_work).where(alert_work.c.work_id.in_(works)).values(**columns))


def listed(answer: Response) -> list[int]:
    """The pieces of work on a page, in its order."""
    assert answer.status_code == 200, answer.text
    return [int(number) for number in re.findall(r'data-work="(\d+)"', answer.text)]


def taken(store: Store, works: list[int], who: str) -> None:
    put(store, works, owner=who, claimed_until=NOW + timedelta(hours=5), state="ditinjau")


def test_who_leaves_within_48_hours_stands_in_a_group_of_their_own_before_the_rest(
    store: Store, satgas: Pages
) -> None:
    far, soon, over = some(store, 3)
    put(store, [far], look_by=1.0)
    put(store, [soon], departs_on=TODAY + timedelta(days=2), look_by=9.0)
    put(store, [over], departs_on=TODAY + timedelta(days=3), look_by=2.0)
    page = satgas.get("/tugas")
    assert listed(page) == [soon, far, over]
    before, _, after = page.text.partition("Sesudah itu")
    assert f'data-work="{soon}"' in before
    assert f'data-work="{far}"' in after
    assert SENTENCE["id"] in page.text
    assert SENTENCE["en"] in satgas.get("/tugas", **{"__Host-suluh-language": "en"}).text


def test_the_inbox_names_people_by_case_code_alone_and_shows_no_score(store: Store, satgas: Pages) -> None:
    peopled = people(store)
    taken(store, [peopled.own.work_id], "a-satgas")
    text = satgas.get("/tugas").text
    assert case_code(peopled.own.person_id) in text
    assert case_code(peopled.elsewhere.person_id) not in text
    assert not [secret for secret in peopled.secrets if secret in text]
    assert "0,2" not in text
    assert "20%" not in text


def test_one_sees_whose_a_piece_is_and_by_default_what_one_may_do(store: Store, satgas: Pages) -> None:
    free, mine, theirs, ended = some(store, 4)
    taken(store, [mine], "a-satgas")
    taken(store, [theirs], "a-investigator")
    put(store, [ended], owner="a-investigator", claimed_until=NOW, state="ditinjau")
    assert set(listed(satgas.get("/tugas"))) == {free, mine, ended}
    assert listed(satgas.get("/tugas?view=mine")) == [mine]
    assert set(listed(satgas.get("/tugas?view=free"))) == {free, ended}
    everything = satgas.get("/tugas?view=all")
    assert set(listed(everything)) == {free, mine, theirs, ended}
    assert "sedang ditangani a-investigator" in everything.text
    put(store, [mine], snoozed_until=NOW + timedelta(days=3), claimed_until=None)
    assert listed(satgas.get("/tugas?view=later")) == [mine]
    assert mine not in listed(satgas.get("/tugas"))
    put(store, [free], state="ditutup", outcome="bukan_indikasi", decided_at=NOW)
    assert listed(satgas.get("/tugas?view=done")) == [free]


def test_a_filter_is_a_link_with_chips_that_take_it_away(store: Store, satgas: Pages) -> None:
    one, other = some(store, 2)
    network = raised(
        store, MONDAY + timedelta(days=1), Said("N-1", ("recruiter_links:L1",), kind="network")
    ).opened[0]
    put(store, [other], departs_on=TODAY + timedelta(days=5), areas=["5203", "5204"])
    for query, expected in {
        "kind=network": {network},
        "due=week": {other},
        "area=5204": {other},
        "state=ditinjau": set(),
        "kind=person&due=unknown": {one},
        "office=LTSA-01": set(),
    }.items():
        page = satgas.get(f"/tugas?view=all&{query}")
        assert set(listed(page)) == expected, query
        assert "Hapus penyaring:" in page.text
    assert "Lombok Timur" in satgas.get("/tugas?area=5203").text
    assert "Tidak ada yang sesuai." in satgas.get("/tugas?state=ditinjau").text


def test_what_an_address_says_that_is_not_known_is_left_out(store: Store, satgas: Pages) -> None:
    (one,) = some(store, 1)
    page = satgas.get("/tugas?view=x&due=%3Cscript%3E&area=52'--&office=%22%3E&order=no&kind=&state=")
    assert listed(page) == [one]
    assert "<script>" not in page.text.replace("<script src", "")


@pytest.mark.parametrize("order", ["urgency", "departure", "oldest", "newest"])
def test_every_order_is_paged_whole_and_nothing_comes_twice(store: Store, satgas: Pages, order: str) -> None:
    works = [some(store, 1, first=place + 1, days=place % 3)[0] for place in range(5)]
    for place, work_id in enumerate(works):
        put(store, [work_id], look_by=float(place % 2))
    put(store, works[:2], departs_on=date(2025, 6, 1))
    address, seen = f"/tugas?view=all&order={order}&most=2", []
    while address:
        page = satgas.get(address)
        seen += listed(page)
        following = re.search(r'href="(/tugas\?[^"]*cursor=[^"]*)"', page.text)
        address = f"{unescape(following[1])}&most=2" if following else ""
    assert sorted(seen) == sorted(works)
    if order in ("oldest", "newest"):
        with store.begin() as connection:
            days = dict(connection.execute(select(alert_work.c.work_id, alert_work.c.opened_at)).all())
        assert [days[each] for each in seen] == sorted(days.values(), reverse=order == "newest")


def test_a_random_look_says_that_nobody_is_contacted(store: Store, satgas: Pages) -> None:
    with store.begin() as connection:
        connection.execute(insert(alert_work).values(RANDOM_LOOK))
    text = satgas.get("/tugas").text
    assert "Pemeriksaan berkas, tanpa menghubungi siapa pun." in text
    assert "pemeriksaan acak" in text


def test_the_next_is_the_most_urgent_that_nobody_has(store: Store, satgas: Pages) -> None:
    assert satgas.get("/tugas/berikutnya").headers["location"] == "/tugas"
    first, second = some(store, 2)
    put(store, [first], look_by=1.0)
    put(store, [second], look_by=2.0)
    taken(store, [first], "a-investigator")
    answer = satgas.get("/tugas/berikutnya", **{"__Host-suluh-news": f"judged.{first}"})
    assert answer.headers["location"] == f"/tugas/{second}"
    assert f"judged.{first}" in answer.headers["set-cookie"]


def test_an_empty_inbox_says_when_more_comes(satgas: Pages, lead: Pages) -> None:
    for pages in (satgas, lead):
        assert "Tidak ada yang menunggu Anda." in pages.get("/tugas").text
    assert "assign" not in lead.get("/tugas").text


def test_keys_can_be_switched_off_and_stay_off(store: Store, satgas: Pages) -> None:
    some(store, 1)
    assert "/keys.js" in satgas.get("/tugas").text
    answer = satgas.post("/tampilan", keys="off", here="/tugas?view=all&due=week")
    assert answer.headers["location"] == "/tugas?view=all&due=week"
    assert "__Host-suluh-keys=off" in answer.headers["set-cookie"]
    off = satgas.get("/tugas", **{"__Host-suluh-keys": "off"}).text
    assert "/keys.js" not in off
    assert "Nyalakan tombol pintas" in off


def test_an_assignment_is_looked_at_first_and_then_told_piece_by_piece(store: Store, lead: Pages) -> None:
    works = some(store, 4)
    put(store, works[:1], state="ditutup", outcome="bukan_indikasi", decided_at=NOW)
    put(store, works[1:2], judged_by=["a-satgas"], awaiting="second", state="ditinjau")
    page = lead.get("/tugas")
    assert page.text.count('name="chosen"') == 3
    preview = lead.post("/tugas/penugasan/tinjau", chosen=works, assignee="a-satgas")
    assert "2 dapat ditugaskan kepada a-satgas, 2 tidak." in preview.text
    assert "Orang ini sudah menilai." in preview.text
    assert not owners(store), "a preview gives nothing"
    done = lead.post("/tugas/penugasan", chosen=works, assignee="a-satgas")
    assert "2 ditugaskan kepada a-satgas, 2 tidak." in done.text
    assert owners(store) == {works[2]: "a-satgas", works[3]: "a-satgas"}
    with store.begin() as connection:
        kinds = list(
            connection.scalars(select(alert_events.c.kind).where(alert_events.c.work_id == works[2]))
        )
        deeds = set(
            connection.scalars(select(audit_entries.c.act).where(audit_entries.c.who == "a-satgas_lead"))
        )
    assert kinds.count("assigned") == 1
    assert {"work", "read"} <= deeds


def owners(store: Store) -> dict[int, str]:
    with store.begin() as connection:
        wanted = select(alert_work.c.work_id, alert_work.c.owner).where(alert_work.c.owner.is_not(None))
        return dict(connection.execute(wanted).all())


def test_nothing_can_be_decided_in_bulk(store: Store, lead: Pages) -> None:
    works = some(store, 2)
    pages = [
        lead.get("/tugas"),
        lead.post("/tugas/penugasan/tinjau", chosen=works, assignee="a-satgas"),
        lead.post("/tugas/penugasan", chosen=works, assignee="a-satgas"),
    ]
    for page in pages:
        assert not re.findall(r'action="[^"]*putusan"|name="(?:outcome|ground)"', page.text)
        assert not [each for each in Outcome if f'value="{each.value}"' in page.text]


def test_an_assignment_needs_somebody_and_something(store: Store, satgas: Pages, lead: Pages) -> None:
    works = some(store, 1)
    for path in ("/tugas/penugasan/tinjau", "/tugas/penugasan"):
        for data in ({"chosen": works}, {"assignee": "a-satgas"}, {}):
            answer = lead.post(path, **data)
            assert answer.status_code == 422
            assert "Pilih 1 sampai 200 pekerjaan" in answer.text
        assert satgas.post(path, chosen=works, assignee="a-satgas").status_code == 403
    assert 'name="chosen"' not in satgas.get("/tugas").text
    assert not owners(store)


def test_what_somebody_else_has_is_refused_by_name_of_the_reason(store: Store, lead: Pages) -> None:
    (one,) = some(store, 1)
    with store.begin() as connection:
        assert claims.expire(connection, NOW) == 0
    answer = lead.post("/tugas/penugasan/tinjau", chosen=[one, 999], assignee="a-nobody")
    assert "0 dapat ditugaskan kepada orang lain, 2 tidak." in answer.text
    assert "Akun itu tidak dapat menerima pekerjaan jenis ini di wilayah ini." in answer.text
