"""Sign-in through an identity provider, tried against a real one in a process of its own."""

from __future__ import annotations

import base64
import hmac
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from officers import ADMIN, NOON, Clock, Officer, officer
from sqlalchemy import text

from api.signin import accounts, oidc
from api.signin.gate import Gate
from api.signin.oidc import Begun, Provider, ProviderUnavailable
from api.signin.refusals import SignInRefused
from records.errors import InputRefused, SettingsRefused
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

SUBJECT = "9f2c-sri"
RETURN = "https://suluh.example/v1/provider/return"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """oidc-provider-mock, a provider that a package ships, as a process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "oidc-provider-mock"), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--require-nonce", "true", "--user", SUBJECT, "--user", "stranger"],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{found}/jwks", timeout=1).raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None
                time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as client:
        yield client


@pytest.fixture
def provider(issuer: str) -> Provider:
    return Provider(issuer, "suluh-ntb", "agreed secret", RETURN)


@pytest.fixture
def now() -> datetime:
    """The provider looks at the machine's own clock, so these tests do too."""
    return datetime.now(UTC)


@pytest.fixture
def linked(sri: Officer, store: Store, issuer: str) -> Officer:
    with store.acting(ADMIN).begin() as connection:
        accounts.link(connection, sri.gate, ADMIN, sri.account_id, issuer, SUBJECT, NOON)
    return sri


def at_provider(begun: Begun, http: httpx.Client, subject: str = SUBJECT) -> dict[str, str]:
    """What the browser comes back with, when that person proves themself there."""
    answer = http.post(begun.url, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.geturl().startswith(RETURN)
    return {name: told[0] for name, told in parse_qs(back.query).items()}


def failures(store: Store) -> list[list[str]]:
    with store.reading() as connection:
        asked = text("SELECT object_refs FROM audit_entries WHERE act = 'sign_in_failed' ORDER BY entry_id")
        return list(connection.scalars(asked))


def test_a_linked_account_comes_in_with_the_roles_that_it_has_here(
    linked: Officer, provider: Provider, http: httpx.Client, now: datetime
) -> None:
    begun = oidc.begin(linked.gate, provider, http, now)
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["prompt"] == ["login"]
    assert asked["scope"] == ["openid"]
    answer = at_provider(begun, http)
    entered = oidc.finish(linked.gate, provider, http, begun.cookie, answer, "", now)
    linked.clock.now = now
    visitor = linked.asks(token=entered.session.token)
    assert (visitor.account_id, visitor.context.role) == (linked.account_id, Role.SATGAS)


def test_an_answer_is_good_once(
    linked: Officer, provider: Provider, http: httpx.Client, now: datetime
) -> None:
    begun = oidc.begin(linked.gate, provider, http, now)
    answer = at_provider(begun, http)
    oidc.finish(linked.gate, provider, http, begun.cookie, answer, "", now)
    with pytest.raises(SignInRefused):
        oidc.finish(linked.gate, provider, http, begun.cookie, answer, "", now)


def test_whom_no_administrator_has_linked_stays_outside(
    linked: Officer, provider: Provider, http: httpx.Client, now: datetime, store: Store
) -> None:
    begun = oidc.begin(linked.gate, provider, http, now)
    answer = at_provider(begun, http, "stranger")
    with pytest.raises(SignInRefused):
        oidc.finish(linked.gate, provider, http, begun.cookie, answer, "", now)
    assert failures(store) == [[linked.gate.keyed.subject(provider.issuer, "stranger")]]


def test_the_same_subject_of_another_issuer_stays_outside(
    sri: Officer, provider: Provider, http: httpx.Client, now: datetime, store: Store
) -> None:
    with store.acting(ADMIN).begin() as connection:
        accounts.link(connection, sri.gate, ADMIN, sri.account_id, "https://other.example", SUBJECT, NOON)
    begun = oidc.begin(sri.gate, provider, http, now)
    with pytest.raises(SignInRefused):
        oidc.finish(sri.gate, provider, http, begun.cookie, at_provider(begun, http), "", now)


def test_a_disabled_account_stays_outside(
    linked: Officer, provider: Provider, http: httpx.Client, now: datetime, store: Store
) -> None:
    with store.acting(ADMIN).begin() as connection:
        accounts.disable(connection, ADMIN, linked.account_id, now)
    begun = oidc.begin(linked.gate, provider, http, now)
    with pytest.raises(SignInRefused):
        oidc.finish(linked.gate, provider, http, begun.cookie, at_provider(begun, http), "", now)


@pytest.mark.parametrize(
    "wrong",
    ["state", "cookie", "no cookie", "late", "early", "no code", "denied", "another issuer", "stolen code"],
)
def test_an_answer_that_is_not_to_this_browsers_question_is_refused(
    linked: Officer, provider: Provider, http: httpx.Client, now: datetime, wrong: str, store: Store
) -> None:
    begun = oidc.begin(linked.gate, provider, http, now)
    cookie, answer, at = begun.cookie, at_provider(begun, http), now
    if wrong == "state":
        answer["state"] = "0" * 64
    elif wrong == "cookie":
        cookie = oidc.begin(linked.gate, provider, http, now).cookie
    elif wrong == "no cookie":
        cookie = ""
    elif wrong == "late":
        at = now + timedelta(minutes=11)
    elif wrong == "early":
        at = now - timedelta(minutes=1)
    elif wrong == "no code":
        del answer["code"]
    elif wrong == "denied":
        answer = {"error": "access_denied", "state": answer["state"]}
    elif wrong == "another issuer":
        answer["iss"] = "https://evil.example"
    elif wrong == "stolen code":
        # The thief's own browser has its own state, and the code of somebody else: PKCE and nonce differ.
        thief = oidc.begin(linked.gate, provider, http, now)
        cookie, answer["state"] = thief.cookie, at_provider(thief, http, "stranger")["state"]
    with pytest.raises(SignInRefused):
        oidc.finish(linked.gate, provider, http, cookie, answer, "", at)
    assert failures(store) == [["provider"]]


def test_a_provider_that_is_not_there_is_told_as_such(gate: Gate, http: httpx.Client, now: datetime) -> None:
    gone = Provider("http://127.0.0.1:9", "suluh", "x", RETURN)
    with pytest.raises(ProviderUnavailable):
        oidc.begin(gate, gone, http, now)


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    gate: Gate, provider: Provider, http: httpx.Client, now: datetime
) -> None:
    alias = provider.issuer.replace("127.0.0.1", "localhost") + "/"
    with pytest.raises(ProviderUnavailable):
        oidc.begin(gate, Provider(alias, "suluh", "x", RETURN), http, now)


KEY = RSAKey.generate_key(2048, {"kid": "1"})
KEYS = KeySet([KEY])
CLAIMS = {
    "iss": "https://id.example",
    "aud": "suluh-ntb",
    "sub": SUBJECT,
    "nonce": "n-1",
    "iat": int(NOON.timestamp()),
    "exp": int(NOON.timestamp()) + 300,
    "acr": "two-factors",
}
STRICT = Provider("https://id.example", "suluh-ntb", "x", RETURN, acr="two-factors")


def token(claims: dict[str, object], key: object = KEY, alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": "1"}, claims, key, algorithms=[alg])  # type: ignore[arg-type]


def test_a_token_as_it_should_be_is_believed() -> None:
    assert oidc.believed(STRICT, token(CLAIMS), KEYS, "n-1", NOON)["sub"] == SUBJECT


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "n-2"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["suluh-ntb", "another-client"], "azp": "another-client"},
        {"exp": int(NOON.timestamp()) - 61},
        {"exp": None},
        {"iat": int(NOON.timestamp()) + 3600},
        {"nbf": int(NOON.timestamp()) + 3600},
        {"sub": ""},
        {"sub": None},
        {"acr": "one-factor"},
        {"acr": None},
        {"auth_time": int(NOON.timestamp()) - 3600},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_not(wrong: dict[str, object]) -> None:
    claims = {name: value for name, value in {**CLAIMS, **wrong}.items() if value is not None}
    with pytest.raises((JoseError, ValueError)):
        oidc.believed(STRICT, token(claims), KEYS, "n-1", NOON)


def test_a_token_that_the_provider_did_not_sign_is_not() -> None:
    forged = RSAKey.generate_key(2048, {"kid": "1"})
    with pytest.raises(JoseError):
        oidc.believed(STRICT, token(CLAIMS, forged), KEYS, "n-1", NOON)


def test_a_token_signed_with_nothing_or_with_the_public_key_as_a_secret_is_not() -> None:
    body = token(CLAIMS).split(".")[1]
    with pytest.raises(JoseError):
        oidc.believed(STRICT, f"{part({'alg': 'none'})}.{body}.", KEYS, "n-1", NOON)
    signed = f"{part({'alg': 'HS256', 'kid': '1'})}.{body}"
    shared = hmac.new(KEY.as_pem(private=False), signed.encode(), "sha256").digest()
    forged = f"{signed}.{base64.urlsafe_b64encode(shared).decode().rstrip('=')}"
    with pytest.raises(JoseError):
        oidc.believed(STRICT, forged, KEYS, "n-1", NOON)


def part(header: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


def test_a_subject_belongs_to_one_account(linked: Officer, store: Store, issuer: str, clock: Clock) -> None:
    budi = officer(linked.gate, clock, "budi.santoso")
    with pytest.raises(InputRefused), store.acting(ADMIN).begin() as connection:
        accounts.link(connection, linked.gate, ADMIN, budi.account_id, issuer, SUBJECT, clock.now)


def test_settings_of_a_provider_are_whole_and_encrypted(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("agreed\n")
    whole = {
        "oidc_issuer": "https://id.example",
        "oidc_client_id": "suluh-ntb",
        "oidc_client_secret_file": secret,
        "public_url": "https://suluh.example/",
    }
    assert oidc.provider_of(Settings()) is None
    assert oidc.provider_of(Settings(**whole)) == Provider(
        "https://id.example", "suluh-ntb", "agreed", RETURN
    )
    for name in ("oidc_client_id", "oidc_client_secret_file", "public_url"):
        with pytest.raises(SettingsRefused):
            oidc.provider_of(Settings(**{**whole, name: None}))
    for name in ("oidc_issuer", "public_url"):
        with pytest.raises(SettingsRefused):
            oidc.provider_of(Settings(**{**whole, name: "http://id.example"}))
