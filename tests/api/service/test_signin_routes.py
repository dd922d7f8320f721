"""Over HTTP: from the set-up code to work and out again; what needs a second person; what cookies carry."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.service.application import create_app
from api.service.house import House
from api.signin import accounts, one_time_codes
from api.signin.accounts import Grant, grant_ref
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.signin.keyed import Keyed
from api.signin.passwords import Hasher
from api.signin.sessions import Limits
from records import four_eyes
from records.rights.context import NATION, Context, operator
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser

OWN = {"sec-fetch-site": "same-origin"}
PASSWORD = "jangkrik perahu lentera sepeda"  # noqa: S105  (made up)
SERVER = operator(Purpose.ADMINISTRATION)
ADMIN = Grant(Role.ADMIN, NATION, "satgas-nasional")
NTB = Grant(Role.SATGAS, ("52",), "satgas-ntb")


@dataclass
class Service:
    """A running service with a clock of the test's own and cheap hashes."""

    house: House
    now: datetime

    def browser(self) -> TestClient:
        return TestClient(create_app(self.house), base_url="https://suluh.example", headers=OWN)


@dataclass
class Person:
    """Somebody at a browser, with a phone."""

    service: Service
    browser: TestClient
    account_id: str
    login: str
    secret: bytes

    def code(self) -> str:
        self.service.now += timedelta(seconds=30)
        return one_time_codes.code(self.secret, self.service.now)

    def come_in(self) -> None:
        sent = {"login": self.login, "password": PASSWORD, "code": self.code()}
        assert self.browser.post("/v1/session", json=sent).json() == {"set_up": False}


@pytest.fixture
def service(store: Store, settings: Settings) -> Service:
    made = Service.__new__(Service)
    # Approvals go by the database's clock, so this one starts there.
    made.now = datetime.now(UTC)
    house = House(store, settings, Tokeniser(b"t" * 32), lambda: made.now)
    limits = Limits(timedelta(minutes=15), timedelta(hours=10))
    house.__dict__["gate"] = Gate(store, Keyed(b"k" * 32), limits, Hasher(8, 1, 1))
    made.house = house
    return made


def new_person(service: Service, login: str, *roles: Grant) -> Person:
    gate = service.house.gate
    with service.house.store.acting(SERVER).begin() as connection:
        who = Identity(login, "Orang Contoh")
        account_id, code = accounts.make(connection, gate, SERVER, who, service.now)
        for role in roles:
            accounts.grant(connection, SERVER, account_id, role, service.now)
    browser = service.browser()
    first = browser.post("/v1/session", json={"login": login, "password": code})
    assert first.json() == {"set_up": True}
    offer = browser.post("/v1/set-up/second-factor").json()
    secret = base64.b32decode(offer["typed"])
    typed = one_time_codes.code(secret, service.now)
    done = browser.post("/v1/set-up", json={"password": PASSWORD, "code": typed})
    assert len(done.json()["recovery_codes"]) == 10
    return Person(service, browser, account_id, login, secret)


def test_from_the_set_up_code_to_work_and_out_again(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    told = sri.browser.get("/v1/me").json()
    assert (told["login"], told["role"], told["roles"][0]["purposes"]) == (
        "sri.wahyuni",
        "satgas",
        ["pencegahan"],
    )
    assert sri.browser.get("/v1/alerts").status_code == 200
    assert sri.browser.get("/v1/accounts").status_code == 403
    assert len(sri.browser.get("/v1/me/sessions").json()) == 1
    out = sri.browser.delete("/v1/session")
    assert out.status_code == 204
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert sri.browser.get("/v1/me").status_code == 401
    sri.come_in()
    assert sri.browser.get("/v1/me").status_code == 200


def test_whoever_signs_in_again_leaves_the_session_before(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    before = sri.browser.cookies.get("__Host-suluh-session")
    sri.come_in()
    assert sri.browser.cookies.get("__Host-suluh-session") != before
    assert len(sri.browser.get("/v1/me/sessions").json()) == 1


def test_strangers_who_wait_for_a_slow_hash_hold_no_connection(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    hasher = service.house.gate.hasher
    monkeypatch.setattr(hasher, "verify", lambda *_: held.append(store.engine.pool.checkedout()) or False)
    service.browser().post("/v1/session", json={"login": "x", "password": "x"})
    assert held == [0]


def test_cookies_are_this_hosts_own_and_out_of_scripts_reach(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    sent = {"login": sri.login, "password": PASSWORD, "code": sri.code()}
    given = service.browser().post("/v1/session", json=sent).headers.get_list("set-cookie")
    assert len(given) == 2
    for cookie in given:
        name, _, rest = cookie.partition("=")
        kept = {part.strip().lower() for part in rest.split(";")[1:]}
        assert name.startswith("__Host-suluh-")
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= kept
        assert not any(part.startswith("domain") for part in kept)


def test_known_and_unknown_logins_get_the_same_answer(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    answers = {
        (answer.status_code, answer.text, tuple(sorted(answer.headers)))
        for answer in (
            service.browser().post("/v1/session", json={"login": login, "password": "x", "code": "1"})
            for login in (sri.login, "nobody.here", "", "' OR 1=1 --")
        )
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


def test_another_site_causes_nothing(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    evil = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    for method, path, body in (
        ("DELETE", "/v1/session", None),
        ("POST", "/v1/session", {"login": "x", "password": "x"}),
        ("POST", "/v1/session/role", {"role": "satgas"}),
        ("POST", "/v1/me/password", {"password": PASSWORD}),
    ):
        assert sri.browser.request(method, path, json=body, headers=evil).json()["code"] == "cross_site"
    assert sri.browser.get("/v1/me").status_code == 200


def test_guessing_is_told_to_wait(service: Service) -> None:
    answers = [service.browser().post("/v1/session", json={"login": "x", "password": "x"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429, 429]
    assert answers[-1].headers["retry-after"] == "2"


def test_a_password_is_changed_after_a_fresh_proof(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    service.now += timedelta(minutes=6)
    new = {"password": "kelapa gerimis jendela ombak"}
    assert sri.browser.post("/v1/me/password", json=new).json()["code"] == "proof_needed"
    proof = {"password": PASSWORD, "code": sri.code()}
    assert sri.browser.post("/v1/session/proof", json=proof).status_code == 200
    assert sri.browser.post("/v1/me/password", json=new).status_code == 204
    assert sri.browser.get("/v1/me").status_code == 200
    refused = {"login": sri.login, "password": PASSWORD, "code": sri.code()}
    assert service.browser().post("/v1/session", json=refused).status_code == 401


def test_a_new_phone_takes_the_place_of_the_old_one(service: Service) -> None:
    sri = new_person(service, "sri.wahyuni", NTB)
    typed = sri.browser.post("/v1/me/second-factor").json()["typed"]
    sri.come_in()
    old, sri.secret = sri.secret, base64.b32decode(typed)
    assert sri.browser.put("/v1/me/second-factor", json={"code": "000000"}).status_code == 422
    done = sri.browser.put("/v1/me/second-factor", json={"code": sri.code()})
    assert len(done.json()["recovery_codes"]) == 10
    sri.come_in()
    sri.secret = old
    sent = {"login": sri.login, "password": PASSWORD, "code": sri.code()}
    assert service.browser().post("/v1/session", json=sent).status_code == 401


def test_a_role_is_switched_with_a_new_token(service: Service) -> None:
    both = new_person(service, "budi.santoso", NTB, Grant(Role.SATGAS_LEAD, NATION, "satgas-nasional"))
    before = both.browser.cookies.get("__Host-suluh-session")
    assert both.browser.post("/v1/session/role", json={"role": "satgas_lead"}).status_code == 204
    assert both.browser.get("/v1/me").json()["role"] == "satgas_lead"
    assert both.browser.cookies.get("__Host-suluh-session") != before
    assert both.browser.post("/v1/session/role", json={"role": "admin"}).json()["code"] == "role_not_held"


def agree(service: Service, asker: Person, other: Person, ref: str) -> None:
    """One administrator asks, the other agrees."""

    def acting(person: Person) -> Store:
        context = Context(person.account_id, Role.ADMIN, Purpose.ADMINISTRATION, NATION, "satgas-nasional")
        return service.house.store.acting(context)

    with acting(asker).begin() as connection:
        number = four_eyes.ask(
            connection,
            service.house.store.keys,
            "change_rights",
            (ref,),
            "Perpres 95/2018",
            "Petugas baru di provinsi, surat tugas terlampir",
        )
    with acting(other).begin() as connection:
        four_eyes.decide(connection, number, approve=True)


def test_no_administrator_gives_a_role_a_reset_or_a_key_alone(service: Service) -> None:
    one = new_person(service, "admin.satu", ADMIN)
    two = new_person(service, "admin.dua", ADMIN)
    sri = new_person(service, "sri.wahyuni", NTB)
    role = {"role": "satgas_lead", "areas": [""], "body": "satgas-nasional"}
    wished = Grant(Role.SATGAS_LEAD, NATION, "satgas-nasional")
    key = {
        "label": "SIAPkerja",
        "role": "placement_officer",
        "purpose": "pelayanan",
        "areas": ["52"],
        "body": "placement-ntb",
        "scopes": ["person:search"],
        "expires_at": (service.now + timedelta(days=30)).isoformat(),
    }
    asked = (
        (f"/v1/accounts/{sri.account_id}/roles", role),
        (f"/v1/accounts/{sri.account_id}/reset", None),
        (f"/v1/accounts/{sri.account_id}/enable", None),
        ("/v1/clients", key),
    )
    for path, body in asked:
        told = one.browser.post(path, json=body).json()
        assert told.get("code") == "second_person_needed", path
    agree(service, one, two, grant_ref(sri.account_id, wished))
    granted = one.browser.post(f"/v1/accounts/{sri.account_id}/roles", json=role)
    assert granted.status_code == 200, granted.text
    assert sri.browser.get("/v1/me").status_code == 401, "her sessions ended with the change"
    again = one.browser.post(f"/v1/accounts/{sri.account_id}/roles", json=role)
    assert again.json()["code"] == "second_person_needed", "an approval is used once"
    more = {**role, "body": "satgas-ntb"}
    agree(service, one, two, grant_ref(sri.account_id, wished))
    other = one.browser.post(f"/v1/accounts/{sri.account_id}/roles", json=more)
    assert other.json()["code"] == "second_person_needed", "it covers exactly what was agreed to"


def test_an_administrator_lists_and_disables_and_the_next_request_is_refused(service: Service) -> None:
    one = new_person(service, "admin.satu", ADMIN)
    sri = new_person(service, "sri.wahyuni", NTB)
    listed = one.browser.get("/v1/accounts").json()
    assert {each["login"] for each in listed} == {"admin.satu", "sri.wahyuni"}
    assert sri.browser.get("/v1/me").status_code == 200
    assert one.browser.post(f"/v1/accounts/{sri.account_id}/disable").status_code == 204
    assert sri.browser.get("/v1/me").status_code == 401
    assert one.browser.post("/v1/accounts/a-nobody/disable").status_code == 404
    service.now += timedelta(minutes=14)
    assert one.browser.get("/v1/me").status_code == 200
    service.now += timedelta(minutes=2)
    other = one.browser.post(f"/v1/accounts/{sri.account_id}/disable")
    assert other.json()["code"] == "proof_needed"


def test_an_administrator_makes_an_account_that_opens_nothing_without_a_role(service: Service) -> None:
    one = new_person(service, "admin.satu", ADMIN)
    made = one.browser.post("/v1/accounts", json={"login": "dewi.lestari", "name": "Dewi Lestari"}).json()
    browser = service.browser()
    first = browser.post("/v1/session", json={"login": "dewi.lestari", "password": made["code"]})
    assert first.json() == {"set_up": True}
    assert browser.get("/v1/me").json()["code"] == "set_up_needed"
    assert browser.get("/v1/alerts").json()["code"] == "set_up_needed"


def test_without_a_provider_there_is_no_door_to_one(service: Service) -> None:
    for path in ("/v1/provider", "/v1/provider/return"):
        assert service.browser().get(path, follow_redirects=False).status_code == 404
