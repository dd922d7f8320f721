"""Come in, set the account up, go out. Nobody has a name yet behind these doors, so what happens audits itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from api.signin import cookies, oidc, same_site, set_up
from api.signin.cookies import Cookie
from api.signin.refusals import NoProvider
from api.signin.set_up import Offer
from api.signin.sign_in import Attempt, sign_in
from records.rights.role import Role

ROUTER = APIRouter(prefix="/v1")
TIMEOUT_SECONDS = 10

Login = Annotated[str, Field(max_length=200)]
Password = Annotated[str, Field(max_length=1000)]
Code = Annotated[str, Field(max_length=100)]


class SignIn(BaseModel):
    """All three at once: nobody is told which of them was wrong."""

    login: Login
    password: Password
    code: Code = ""
    role: Role | None = None


class Chosen(BaseModel):
    """The password that a person chose, and the code of the second factor that they were offered."""

    password: Password
    code: Code


@dataclass(frozen=True)
class CameIn:
    """Whether the account must be set up before anything else."""

    set_up: bool


@dataclass(frozen=True)
class IsSetUp:
    """Codes for the day when the phone is lost; shown once."""

    recovery_codes: tuple[str, ...]


@ROUTER.post("/session")
def come_in(
    sent: SignIn, request: Request, response: Response, visit: Annotated[Visit, door("session:open")]
) -> CameIn:
    """Sign in with login, password and one-time code."""
    same_site.check_request(request)
    attempt = Attempt(
        sent.login,
        sent.password,
        sent.code,
        request.cookies.get(cookies.DEVICE.name, ""),
        address_of(request),
        sent.role,
        request.cookies.get(cookies.SESSION.name, ""),
    )
    entered = sign_in(visit.house.gate, attempt, visit.now)
    keep(response, cookies.SESSION, entered.session.token)
    keep(response, cookies.DEVICE, entered.device)
    return CameIn(entered.set_up)


@ROUTER.post("/set-up/second-factor")
def offer_second_factor(request: Request, visit: Annotated[Visit, door("session:open")]) -> Offer:
    """A second factor for whoever came with a set-up code."""
    same_site.check_request(request)
    return set_up.begin(visit.house.gate, request.cookies.get(cookies.SESSION.name, ""), visit.now)


@ROUTER.post("/set-up")
def finish_set_up(
    chosen: Chosen, request: Request, response: Response, visit: Annotated[Visit, door("session:open")]
) -> IsSetUp:
    """Password and second factor at once; from here on the person is in."""
    same_site.check_request(request)
    token = request.cookies.get(cookies.SESSION.name, "")
    done = set_up.complete(visit.house.gate, token, chosen.password, chosen.code, visit.now)
    keep(response, cookies.SESSION, done.session.token)
    return IsSetUp(done.recovery_codes)


@ROUTER.get("/provider", status_code=303, response_class=RedirectResponse)
def go_to_provider(visit: Annotated[Visit, door("session:open")]) -> Response:
    """Go to the identity provider and prove oneself there."""
    provider = _provider(visit)
    with httpx.Client(timeout=TIMEOUT_SECONDS) as http:
        begun = oidc.begin(visit.house.gate, provider, http, visit.now)
    response = RedirectResponse(begun.url, 303)
    keep(response, cookies.PROVIDER, begun.cookie)
    return response


@ROUTER.get("/provider/return", status_code=303, response_class=RedirectResponse)
def come_back(request: Request, visit: Annotated[Visit, door("session:open")]) -> Response:
    """Back from the identity provider."""
    provider = _provider(visit)
    with httpx.Client(timeout=TIMEOUT_SECONDS) as http:
        entered = oidc.finish(
            visit.house.gate,
            provider,
            http,
            request.cookies.get(cookies.PROVIDER.name, ""),
            request.query_params,
            request.cookies.get(cookies.DEVICE.name, ""),
            visit.now,
            request.cookies.get(cookies.SESSION.name, ""),
        )
    response = RedirectResponse("/", 303)
    keep(response, cookies.SESSION, entered.session.token)
    keep(response, cookies.DEVICE, entered.device)
    drop(response, cookies.PROVIDER)
    return response


def keep(response: Response, cookie: Cookie, value: str) -> None:
    """Give the browser a cookie."""
    response.set_cookie(value=value, **cookie.attributes())


def drop(response: Response, cookie: Cookie) -> None:
    """Take a cookie back."""
    response.set_cookie(value="", **{**cookie.attributes(), "max_age": 0})


def address_of(request: Request) -> str:
    """Where the request came from, for throttling alone; kept as a keyed token."""
    return request.client.host if request.client else ""


def _provider(visit: Visit) -> oidc.Provider:
    if visit.house.provider is None:
        raise NoProvider
    return visit.house.provider
