"""Sign in through an identity provider (OpenID Connect Core 1.0): code, PKCE, state and nonce.

The provider says who somebody is, never what they may do: only an account that an administrator has linked to
that issuer and subject comes in, with the roles that it has here. What belongs to one sign-in is derived from
a random value in a cookie, so nothing of it lies on the server and no other browser can finish it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # Authlib ships no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from api.signin import cookies, credentials, secret, sessions
from api.signin.credentials import Kind
from api.signin.gate import Gate
from api.signin.refusals import SignInRefused
from api.signin.sign_in import Entered, open_in_role
from records import audit
from records.audit import Act, Deed
from records.errors import SettingsRefused, SuluhError
from records.settings import Settings
from records.tables import credentials as credential_rows

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are believed: never ``none``, never one with a shared secret."""
LEEWAY_SECONDS = 60
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
RETURN_PATH = "/v1/provider/return"


class ProviderUnavailable(SuluhError):
    """The identity provider does not answer, or not as agreed."""

    code = "provider_unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "Penyedia identitas tidak dapat dihubungi. Coba lagi, atau masuk dengan kata sandi.",
            "The identity provider cannot be reached. Try again, or sign in with your password.",
        )


@dataclass(frozen=True)
class Provider:
    """An identity provider, and what it knows us as; ``acr`` is the strength that it must confirm."""

    issuer: str
    client_id: str
    client_secret: str
    return_url: str
    acr: str | None = None


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what it keeps in the cookie until it is back."""

    url: str
    cookie: str


def provider_of(settings: Settings) -> Provider | None:
    """The provider of these settings, or None; raises SettingsRefused where they are incomplete or not https."""
    if settings.oidc_issuer is None:
        return None
    if not (settings.oidc_client_id and settings.oidc_client_secret_file and settings.public_url):
        raise SettingsRefused(
            "SULUH_OIDC_ISSUER memerlukan juga SULUH_OIDC_CLIENT_ID, SULUH_OIDC_CLIENT_SECRET_FILE, SULUH_PUBLIC_URL.",
            "SULUH_OIDC_ISSUER needs SULUH_OIDC_CLIENT_ID, SULUH_OIDC_CLIENT_SECRET_FILE, SULUH_PUBLIC_URL too.",
        )
    if not all(_protected(url) for url in (settings.oidc_issuer, settings.public_url)):
        raise SettingsRefused(
            "SULUH_OIDC_ISSUER dan SULUH_PUBLIC_URL harus diawali https://.",
            "SULUH_OIDC_ISSUER and SULUH_PUBLIC_URL must begin with https://.",
        )
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret_file.read_text("utf-8").strip(),
        settings.public_url.rstrip("/") + RETURN_PATH,
        settings.oidc_acr,
    )


def begin(gate: Gate, provider: Provider, http: httpx.Client, now: datetime) -> Begun:
    """Send the browser to the provider, which must ask for the proof anew. Raises ProviderUnavailable."""
    cookie = f"{int(now.timestamp())}.{secret.token()}"
    extra = {} if provider.acr is None else {"acr_values": provider.acr}
    url, _ = _client(provider, http).create_authorization_url(
        _discovered(provider, http)["authorization_endpoint"],
        state=gate.keyed.provider("state", cookie),
        nonce=gate.keyed.provider("nonce", cookie),
        code_verifier=gate.keyed.provider("verifier", cookie),
        prompt="login",  # on a shared computer somebody else may still be signed in there
        **extra,
    )
    return Begun(url, cookie)


def finish(
    gate: Gate,
    provider: Provider,
    http: httpx.Client,
    cookie: str,
    answer: Mapping[str, str],
    device: str,
    now: datetime,
    previous: str = "",
) -> Entered:
    """Let in whom the provider's answer names; the ``previous`` session of the browser ends.

    Raises SignInRefused, ProviderUnavailable.
    """
    try:
        subject = _subject(gate, provider, http, cookie, answer, now)
    except (AuthlibBaseError, JoseError, ValueError, KeyError):
        # What exactly was wrong may hold a token; that it failed is enough.
        _fail(gate, "provider")
        raise SignInRefused from None
    token = gate.keyed.subject(provider.issuer, subject)
    device = device or secret.token()
    with gate.begin() as connection:
        columns = credential_rows.c
        account_id = connection.scalar(
            select(columns.account_id).where(
                columns.kind == Kind.OIDC, columns.hash == token, columns.retired_at.is_(None)
            )
        )
        opened = None
        if account_id is not None and not credentials.of_account(connection, account_id).disabled:
            opened = open_in_role(connection, gate, account_id, None, gate.keyed.device(device), now)
            sessions.end_previous(connection, previous, now)
    if account_id is None or opened is None:
        _fail(gate, token)
        raise SignInRefused
    return Entered(account_id, opened, device)


def _subject(
    gate: Gate,
    provider: Provider,
    http: httpx.Client,
    cookie: str,
    answer: Mapping[str, str],
    now: datetime,
) -> str:
    begun = datetime.fromtimestamp(int(cookie.partition(".")[0]), UTC)
    in_time = timedelta() <= now - begun <= timedelta(seconds=cookies.PROVIDER.max_age or 0)
    if not in_time or not hmac.compare_digest(
        gate.keyed.provider("state", cookie).encode(), answer["state"].encode("utf-8", "surrogatepass")
    ):
        raise ValueError("no answer to this browser's question")
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise ValueError("another provider's answer")
    found = _discovered(provider, http)
    try:
        tokens = _client(provider, http).fetch_token(
            found["token_endpoint"],
            code=answer["code"],
            code_verifier=gate.keyed.provider("verifier", cookie),
            auth=(provider.client_id, provider.client_secret),
        )
        keys = KeySet.import_key_set(_json(http, found["jwks_uri"]))
    except httpx.HTTPError:
        raise ProviderUnavailable from None
    claims = believed(
        provider,
        tokens["id_token"],
        keys,
        gate.keyed.provider("nonce", cookie),
        now,
        access_token=tokens.get("access_token"),
    )
    return str(claims["sub"])


def believed(
    provider: Provider,
    id_token: str,
    keys: KeySet,
    nonce: str,
    now: datetime,
    access_token: str | None = None,
) -> dict[str, Any]:
    """The claims of an ID token that is the provider's, for us, of this sign-in and of now.

    Raises JoseError or ValueError otherwise. (OpenID Connect Core 1.0, 3.1.3.7)
    """
    read = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            **({} if provider.acr is None else {"acr": {"essential": True, "value": provider.acr}}),
        },
        params={"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
    )
    claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ValueError("nobody's token")
    proven = claims.get("auth_time", now.timestamp())
    if now.timestamp() - float(proven) > (cookies.PROVIDER.max_age or 0) + LEEWAY_SECONDS:
        raise ValueError("proven before it was asked for")
    return dict(claims)


def _client(provider: Provider, http: httpx.Client) -> Any:
    return OAuth2Client(
        http,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope="openid",
        redirect_uri=provider.return_url,
        code_challenge_method="S256",
    )


def _discovered(provider: Provider, http: httpx.Client) -> dict[str, str]:
    found: dict[str, str] = _json(http, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    endpoints = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if found.get("issuer") != provider.issuer or not all(
        isinstance(url, str) and _protected(url) for url in endpoints
    ):
        raise ProviderUnavailable
    return found


def _json(http: httpx.Client, url: str) -> Any:
    try:
        answer = http.get(url)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError):
        raise ProviderUnavailable from None


def _protected(url: str) -> bool:
    """Whether what is sent there is encrypted, or does not leave this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _fail(gate: Gate, what: str) -> None:
    with gate.begin() as connection:
        audit.write(connection, Act(Deed.SIGN_IN_FAILED, "provider", (what,)))
