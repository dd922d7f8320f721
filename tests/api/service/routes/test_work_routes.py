"""The life of an alert over HTTP: claimed, put off, judged, judged by a second person, its score hidden till then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from alerted import KEY, MONDAY, NOW, person, raised
from colleagues import account
from fastapi.testclient import TestClient
from httpx import Response
from officers import Clock
from opened import opened, problem

from detection.alerts import claims, snoozing
from detection.alerts.hidden import drawn
from detection.alerts.lapsing import lapse
from detection.alerts.states import CLAIM, UNDO, SecondReview
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import alert_work

REASON, AGAINST = "Perekrut yang sama pada tiga orang", "Keluarga tahu dan menyetujui"
STRONGER = {"outcome": "indikasi_menguat", "ground": "tekanan", "reason": REASON, "against": AGAINST}
NONE = {"outcome": "bukan_indikasi", "ground": "penjelasan_sah", "reason": REASON, "against": AGAINST}
SCORE = 0.3137
FIRST_HIDDEN = next(number for number in range(10) if drawn(KEY, number))


@dataclass
class Office:
    """Officers who work on alerts at one service, and the clock on its wall."""

    store: Store
    settings: Settings
    clock: Clock

    def visitor(self, who: str, role: Role = Role.SATGAS, area: str = "52") -> TestClient:
        context = Context(who, role, Purpose.PREVENTION, (area,), "satgas-ntb")
        return opened(self.store, self.settings, context, clock=lambda: self.clock.now, program=False)

    def second_review(self, when: SecondReview) -> None:
        self.settings = self.settings.model_copy(update={"second_review": when.value})

    def act(self, who: str, work_id: int, name: str, **body: object) -> Response:
        return self.visitor(who).post(f"/v1/work/{work_id}/{name}", json=body)

    def done(self, who: str, work_id: int, name: str, **body: object) -> Any:
        answer = self.act(who, work_id, name, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, who: str, work_id: int, name: str, **body: object) -> tuple[int, str]:
        answer = self.act(who, work_id, name, **body)
        return answer.status_code, problem(answer)["code"]

    def read(self, who: str, work_id: int, area: str = "52") -> Response:
        return self.visitor(who, area=area).get(f"/v1/work/{work_id}")


@pytest.fixture
def office(store: Store, settings: Settings) -> Office:
    return Office(store, settings, Clock(NOW))


@pytest.fixture
def work_id(store: Store) -> int:
    return raised(store, MONDAY, person(1, probability=SCORE)).opened[0]


def test_a_claim_holds_others_off_until_it_expires(office: Office, work_id: int) -> None:
    claimed = office.done("a-dewi", work_id, "claim", version=1)
    assert (claimed["state"], claimed["owner"], claimed["version"]) == ("ditinjau", "a-dewi", 2)
    until = datetime.fromisoformat(claimed["held_until"])
    assert until - NOW == CLAIM
    assert office.refused("a-budi", work_id, "claim") == (409, "claimed")
    assert office.refused("a-budi", work_id, "release") == (409, "another_person_needed")
    office.clock.later(hours=CLAIM / timedelta(hours=1))
    with office.store.begin() as connection:
        assert claims.expire(connection, office.clock.now) == 1
    item = office.read("a-budi", work_id).json()["item"]
    assert (item["state"], item["owner"], item["held_until"]) == ("baru", None, None)
    assert office.done("a-budi", work_id, "claim")["owner"] == "a-budi"
    assert office.done("a-budi", work_id, "release")["owner"] is None


def test_a_save_over_another_version_is_refused_and_says_what_is_different(
    office: Office, work_id: int
) -> None:
    office.done("a-dewi", work_id, "claim", version=1)
    stale = office.act("a-dewi", work_id, "notes", version=1, text=REASON)
    assert (stale.status_code, problem(stale)["code"]) == (409, "stale")
    assert problem(stale)["fields"] == ["claimed_until", "owner", "state"]
    office.done("a-dewi", work_id, "notes", version=2, text=REASON)
    history = office.read("a-dewi", work_id).json()["history"]
    assert [(each["kind"], each["words"]) for each in history[:2]] == [
        ("noted", {"note": REASON}),
        ("claimed", {}),
    ]


def test_what_is_put_off_leaves_the_list_until_its_day_and_needs_a_reason(
    office: Office, work_id: int
) -> None:
    assert office.refused("a-dewi", work_id, "snooze", reason="nanti") == (422, "input_refused")
    until = NOW + timedelta(days=5)
    told = office.done("a-dewi", work_id, "snooze", reason=REASON, until=until.isoformat())
    assert datetime.fromisoformat(told["snoozed_until"]) == until
    client = office.visitor("a-dewi")
    assert client.get("/v1/work").json() == []
    assert [each["work_id"] for each in client.get("/v1/work?snoozed=true").json()] == [work_id]
    assert [each["work_id"] for each in client.get("/v1/work?mine=true").json()] == [work_id]
    office.clock.now = until
    with office.store.begin() as connection:
        assert snoozing.wake(connection, until) == 1
    assert [each["work_id"] for each in client.get("/v1/work").json()] == [work_id]


def test_a_judgement_needs_all_its_parts_and_can_be_taken_back_for_a_while(
    office: Office, work_id: int
) -> None:
    for missing in STRONGER:
        body = {name: words for name, words in STRONGER.items() if name != missing}
        assert office.refused("a-dewi", work_id, "judgements", **body) == (422, "malformed")
    other_ground = STRONGER | {"ground": "penjelasan_sah"}
    assert office.refused("a-dewi", work_id, "judgements", **other_ground) == (422, "input_refused")
    judged = office.done("a-dewi", work_id, "judgements", **NONE)
    assert (judged["state"], judged["outcome"], judged["awaiting"]) == ("ditutup", "bukan_indikasi", None)
    assert office.refused("a-budi", work_id, "judgements", **STRONGER) == (409, "wrong_state")
    assert office.refused("a-budi", work_id, "undo")[0] == 409
    assert office.done("a-dewi", work_id, "undo")["outcome"] is None
    office.done("a-dewi", work_id, "judgements", **NONE)
    office.clock.later(seconds=UNDO.total_seconds() + 1)
    assert office.refused("a-dewi", work_id, "undo")[0] == 409


def test_the_head_reads_what_was_decided_and_where_it_differs(office: Office, work_id: int) -> None:
    lead = office.visitor("a-lead", Role.SATGAS_LEAD)
    assert lead.get("/v1/work/decisions").json() == []
    office.done("a-dewi", work_id, "judgements", **NONE)
    (told,) = lead.get("/v1/work/decisions").json()
    assert (told["work_id"], told["outcome"], told["ground"]) == (work_id, "bukan_indikasi", "penjelasan_sah")
    assert told["differs"] == "below"
    assert "a-dewi" not in lead.get("/v1/work/decisions").text
    assert office.visitor("a-dewi").get("/v1/work/decisions").status_code == 403


def test_what_was_referred_is_closed_and_opened_anew_with_a_reason(office: Office, work_id: int) -> None:
    assert office.done("a-dewi", work_id, "judgements", **STRONGER)["state"] == "dirujuk"
    assert office.refused("a-dewi", work_id, "close", reason="ok") == (422, "input_refused")
    closed = office.done("a-dewi", work_id, "close", reason="LPSK sudah menerima rujukan")
    assert (closed["state"], closed["outcome"]) == ("ditutup", "indikasi_menguat")
    anew = office.done("a-budi", work_id, "reopen", reason="Keluarga melapor lagi hari ini")
    assert (anew["state"], anew["outcome"]) == ("baru", None)


def test_a_second_reviewer_judges_blind_and_a_third_breaks_the_tie(office: Office, work_id: int) -> None:
    office.second_review(SecondReview.ALWAYS)
    first = office.done("a-dewi", work_id, "judgements", **STRONGER)
    assert (first["awaiting"], first["outcome"], first["probability"]) == ("second", None, SCORE)
    blind = office.read("a-budi", work_id)
    assert blind.json()["item"]["awaiting"] == "second"
    for told in ("indikasi_menguat", "tekanan", REASON, AGAINST):
        assert told in office.read("a-dewi", work_id).text
        assert told not in blind.text
    assert office.refused("a-dewi", work_id, "judgements", **STRONGER) == (409, "another_person_needed")
    second = office.done("a-budi", work_id, "judgements", **NONE)
    assert (second["awaiting"], second["outcome"]) == ("tie_break", None)
    for who in ("a-dewi", "a-budi"):
        assert office.refused(who, work_id, "judgements", **NONE) == (409, "another_person_needed")
    history = office.read("a-sri", work_id).json()["history"]
    assert [each["outcome"] for each in history if each["outcome"]] == ["bukan_indikasi", "indikasi_menguat"]
    third = office.done("a-sri", work_id, "judgements", **NONE)
    assert (third["awaiting"], third["outcome"], third["state"]) == (None, "bukan_indikasi", "ditutup")


def test_two_who_agree_decide_without_a_third(office: Office, work_id: int) -> None:
    office.second_review(SecondReview.BEFORE_REFERRAL)
    office.done("a-dewi", work_id, "judgements", **STRONGER)
    second = office.done("a-budi", work_id, "judgements", **STRONGER)
    assert (second["awaiting"], second["state"]) == (None, "dirujuk")


def test_the_hidden_score_is_in_no_answer_before_ones_own_first_judgement(
    office: Office, store: Store
) -> None:
    said = [person(number, probability=SCORE + number / 1000) for number in range(10)]
    numbers = raised(store, MONDAY, *said).opened
    office.second_review(SecondReview.ALWAYS)
    work_id, score = numbers[FIRST_HIDDEN], str(said[FIRST_HIDDEN].probability)

    def answers(who: str) -> str:
        client = office.visitor(who)
        listed = client.get("/v1/work").json()
        alert = next(each["alert_id"] for each in listed if each["work_id"] == work_id)
        found = [each for each in listed if each["work_id"] == work_id]
        alerts = [each for each in client.get("/v1/alerts").json() if each["alert_id"] == alert]
        assert found
        assert alerts
        one, whole = client.get(f"/v1/work/{work_id}"), client.get(f"/v1/alerts/{alert}")
        return f"{found} {alerts} {one.text} {whole.text}"

    before = answers("a-dewi")
    assert score not in before
    assert "contribution" not in before
    assert "'score_hidden': True" in before
    claimed = office.done("a-dewi", work_id, "claim")
    assert (claimed["probability"], claimed["score_hidden"]) == (None, True)
    others = office.visitor("a-dewi").get("/v1/work").text
    assert [each for each in said if str(each.probability) in others] == [
        each for number, each in enumerate(said) if number != FIRST_HIDDEN
    ]
    judged = office.done("a-dewi", work_id, "judgements", **STRONGER)
    assert (judged["probability"], judged["score_hidden"]) == (float(score), False)
    assert score in answers("a-dewi")
    assert score not in answers("a-budi")
    office.done("a-budi", work_id, "judgements", **STRONGER)
    assert score in office.read("a-sri", work_id).text


def test_work_is_given_to_those_who_may_do_it(office: Office, store: Store, work_id: int) -> None:
    account(store, "a-dewi", Role.SATGAS)
    lead = office.visitor("a-lead", Role.SATGAS_LEAD)
    told = lead.post("/v1/work/assignments", json={"work_ids": [work_id, 999], "account_id": "a-dewi"}).json()
    assert [each["result"] for each in told] == ["assigned", "not_found"]
    assert office.refused("a-budi", work_id, "claim") == (409, "claimed")
    assert office.visitor("a-budi").post("/v1/work/assignments", json={}).status_code == 403
    office.done("a-dewi", work_id, "judgements", **NONE)


def test_what_nobody_looked_at_lapses_at_departure_and_is_counted(
    office: Office, store: Store, work_id: int
) -> None:
    leaves = alert_work.update().where(alert_work.c.work_id == work_id)
    with store.begin() as connection:
        connection.execute(leaves.values(departs_on=MONDAY + timedelta(days=3)))
    assert office.read("a-dewi", work_id).json()["item"]["days_left"] == 3
    with store.begin() as connection:
        assert lapse(connection, office.clock.later(days=4)) == (work_id,)
    counted = office.visitor("a-dewi").get("/v1/work/counts").json()
    assert (counted["lapsed"], counted["lapsed_since"]) == (1, 1)
    assert office.refused("a-dewi", work_id, "claim") == (409, "wrong_state")


def test_work_of_other_areas_is_not_there(office: Office, work_id: int) -> None:
    assert office.read("a-dewi", work_id, area="33").status_code == 404
    assert office.visitor("a-dewi", area="33").get("/v1/work").json() == []
    for name, body in (("claim", {}), ("judgements", NONE), ("notes", {"text": REASON})):
        answer = office.visitor("a-dewi", area="33").post(f"/v1/work/{work_id}/{name}", json=body)
        assert (answer.status_code, problem(answer)["code"]) == (404, "not_found")


def test_a_list_goes_on_by_its_cursor_and_an_answer_that_one_has_is_not_sent_again(
    office: Office, store: Store
) -> None:
    numbers = raised(store, MONDAY, *(person(number) for number in range(3))).opened
    client, seen = office.visitor("a-dewi"), []
    address: str | None = "/v1/work?most=2"
    while address:
        answer = client.get(address)
        seen += [each["work_id"] for each in answer.json()]
        address = answer.links.get("next", {}).get("url")
    assert sorted(seen) == sorted(numbers)
    one = client.get(f"/v1/work/{numbers[0]}")
    again = client.get(f"/v1/work/{numbers[0]}", headers={"If-None-Match": one.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
