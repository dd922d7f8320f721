"""Pages by signed cursors, entity tags, and rates under a clock that the test moves."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from opened import NOW, opened, problem
from peopled import people
from sqlalchemy import insert

from api.service import rate_limits
from api.service.cursors import CursorRefused, seal, unseal
from api.service.rate_limits import CLIENT, AddressRates, Rate, Rates, TooFast
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import api_clients, detection_runs

KEY = b"k" * 32
LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, ("",), "satgas-ntb")


@pytest.fixture
def lead(store: Store, settings: Settings) -> TestClient:
    people(store)
    return opened(store, settings, LEAD)


def runs(store: Store, count: int) -> None:
    values = {
        "capacity": 5,
        "data_sequence": 9,
        "data_digest": "d",
        "model_version": "m",
        "learned": False,
        "people": 4,
        "missing": [],
    }
    with store.begin() as connection:
        for seed in range(count):
            connection.execute(insert(detection_runs).values(as_of=NOW.date(), seed=seed, **values))


def test_following_the_links_sees_every_entry_once(lead: TestClient, store: Store) -> None:
    runs(store, 6)
    path, seen, pages = "/v1/runs?most=3", [], 0
    while path:
        answer = lead.get(path)
        seen += [each["run_id"] for each in answer.json()]
        pages += 1
        link = answer.headers.get("link", "")
        assert link == "" or link.endswith('>; rel="next"')
        path = link.removeprefix("<").partition(">")[0]
    assert pages == 3
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen)


def test_accounts_come_in_pages_each_once(store: Store, settings: Settings) -> None:
    admin = Context("an-admin", Role.ADMIN, Purpose.ADMINISTRATION, ("",))
    for number in range(5):
        account(store, f"account-{number}", Role.SATGAS)
    client = opened(store, settings, admin)
    whole = [each["account_id"] for each in client.get("/v1/accounts?most=200").json()]
    path, seen = "/v1/accounts?most=2", []
    while path:
        answer = client.get(path)
        assert len(answer.json()) <= 2
        assert all(each["roles"] for each in answer.json())
        seen += [each["account_id"] for each in answer.json()]
        path = answer.headers.get("link", "").removeprefix("<").partition(">")[0]
    assert seen == whole
    assert len(seen) >= 5


def test_a_cursor_of_another_list_or_a_changed_one_is_refused(lead: TestClient) -> None:
    link = lead.get("/v1/alerts?most=1").headers["link"]
    cursor = link.partition("cursor=")[2].partition("&")[0].partition(">")[0]
    assert "alert" not in cursor
    for path in (f"/v1/runs?cursor={cursor}", f"/v1/alerts?cursor=A{cursor[1:]}B", "/v1/alerts?cursor=%00x"):
        answer = lead.get(path)
        assert (answer.status_code, problem(answer)["status"]) == (400, 400)


@given(st.integers(0, 2**63 - 1))
def test_a_cursor_tells_its_position_to_its_own_list_alone(number: int) -> None:
    cursor = seal(KEY, "/v1/alerts", number)
    assert unseal(KEY, "/v1/alerts", cursor) == number
    with pytest.raises(CursorRefused):
        unseal(KEY, "/v1/networks", cursor)
    with pytest.raises(CursorRefused):
        unseal(b"x" * 32, "/v1/alerts", cursor)


@given(
    st.one_of(
        st.text(max_size=90), st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode())
    )
)
def test_no_text_is_a_cursor(text: str) -> None:
    with pytest.raises(CursorRefused):
        unseal(KEY, "/v1/alerts", text)


def test_who_has_an_answer_is_told_so_and_the_reading_is_audited_all_the_same(lead: TestClient) -> None:
    first = lead.get("/v1/alerts")
    tag = first.headers["etag"]
    again = lead.get("/v1/alerts", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "no-store"
    assert lead.get("/v1/alerts", headers={"If-None-Match": '"other"'}).json() == first.json()
    assert lead.get("/v1/alerts?most=1").headers["etag"] != tag
    assert "etag" not in lead.get("/v1/alerts/999999").headers


def test_a_change_is_held_to_the_state_that_was_read(store: Store, settings: Settings) -> None:
    with store.begin() as connection:
        connection.execute(
            insert(api_clients).values(
                client_id="c-lead",
                secret_hash=b"",
                label="x",
                role="satgas_lead",
                purpose="pencegahan",
                areas=[""],
                body="satgas-ntb",
                scopes=["webhook:change"],
                created_at=NOW,
                created_by="x",
                expires_at=NOW.replace(year=2027, month=1),
            )
        )
    client = opened(store, settings, replace(LEAD, who="c-lead"))
    made = client.post("/v1/webhooks", json={"url": "https://x.example/", "events": ["alert.raised"]})
    assert made.status_code == 201, made.text
    path = f"/v1/webhooks/{made.json()['webhook_id']}"
    tag = client.get(path).headers["etag"]
    stale = client.delete(path, headers={"If-Match": '"0"'})
    assert (stale.status_code, problem(stale)["code"]) == (412, "changed")
    assert client.delete(path, headers={"If-Match": tag}).status_code == 204
    assert client.get(path).headers["etag"] != tag


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_with_time() -> None:
    watch, rate = Watch(), Rate("x", 3, 0.5)
    rates = Rates(watch)
    for _ in range(3):
        rates.take(rate, "one")
    with pytest.raises(TooFast) as refused:
        rates.take(rate, "one")
    assert refused.value.wait == 2
    rates.take(rate, "other")
    watch.now += 2
    rates.take(rate, "one")
    with pytest.raises(TooFast):
        rates.take(rate, "one")
    watch.now += 1_000
    for _ in range(3):
        rates.take(rate, "one")


@given(st.lists(st.floats(0, 5), max_size=60))
def test_nobody_gets_more_than_the_rate(waits: list[float]) -> None:
    watch, rate = Watch(), Rate("x", 4, 1.5)
    rates, taken = Rates(watch), 0
    for wait in waits:
        watch.now += wait
        try:
            rates.take(rate, "one")
        except TooFast:
            continue
        taken += 1
    assert taken <= rate.at_once + rate.a_second * sum(waits) + 1e-6


def test_the_memory_of_the_buckets_is_bounded() -> None:
    rates = Rates(Watch(), most=10)
    for number in range(100):
        rates.take(CLIENT, f"c-{number}")
    assert len(rates._buckets) == 10


def test_a_program_that_runs_away_is_told_when_to_come_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "ADDRESS", Rate("address", 2, 1))
    from starlette.applications import Starlette  # noqa: PLC0415

    watch = Watch()
    client = TestClient(AddressRates(Starlette(), Rates(watch), Rate("address", 2, 1)))
    assert [client.get("/").status_code for _ in range(3)] == [404, 404, 429]
    answer = client.get("/")
    assert (answer.headers["retry-after"], problem(answer)["code"]) == ("1", "too_fast")
    watch.now += 1
    assert client.get("/").status_code == 404
    assert store.engine is not None
    assert settings.data_dir is not None
