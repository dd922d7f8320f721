"""Sign in, set an account up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.signin import address_of, keep
from api.signin import cookies, same_site, set_up
from api.signin.sign_in import Attempt, sign_in
from records.days import day_of
from records.errors import SuluhError
from records.law import in_force

ROUTER = APIRouter(prefix="/masuk", include_in_schema=False)
Entrance = Annotated[Visit, door("session:open")]


@ROUTER.get("")
def see_entrance(request: Request, visit: Entrance) -> Response:
    """The form to sign in with."""
    provider = visit.house.settings.oidc_issuer is not None
    return show(request, visit, "entrance.html.jinja", login="", error=None, provider=provider)


@ROUTER.post("")
def come_in(
    request: Request,
    visit: Entrance,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    code: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Sign in; whoever is refused keeps what they typed, but for the secrets."""
    same_site.check_request(request)
    attempt = Attempt(
        login,
        password,
        code,
        request.cookies.get(cookies.DEVICE.name, ""),
        address_of(request),
        None,
        request.cookies.get(cookies.SESSION.name, ""),
    )
    try:
        entered = sign_in(visit.house.gate, attempt, visit.now)
    except SuluhError as error:
        provider = visit.house.settings.oidc_issuer is not None
        return show(
            request,
            visit,
            "entrance.html.jinja",
            error.status,
            login=login,
            error=error,
            provider=provider,
        )
    answer = go("/masuk/siapkan" if entered.set_up else "/")
    keep(answer, cookies.SESSION, entered.session.token)
    keep(answer, cookies.DEVICE, entered.device)
    return answer


@ROUTER.get("/keberatan")
def see_how_to_object(request: Request, visit: Entrance) -> Response:
    """How somebody without an account asks, objects and has data corrected; it asks for nothing and tells of nobody."""
    return show(request, visit, "objecting.html.jinja", lines=in_force("danger_line", day_of(visit.now)))


@ROUTER.get("/siapkan")
def see_set_up(request: Request, visit: Entrance) -> Response:
    """Where somebody who came with a set-up code begins."""
    return show(request, visit, "set_up.html.jinja", offer=None, done=None, error=None)


@ROUTER.post("/siapkan/faktor")
def offer_factor(request: Request, visit: Entrance) -> Response:
    """A second factor, and the form for the password."""
    same_site.check_request(request)
    offer = set_up.begin(visit.house.gate, request.cookies.get(cookies.SESSION.name, ""), visit.now)
    return show(request, visit, "set_up.html.jinja", offer=offer, done=None, error=None)


@ROUTER.post("/siapkan")
def finish_set_up(
    request: Request,
    visit: Entrance,
    password: Annotated[str, Form(max_length=1000)] = "",
    code: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Password and second factor at once; the recovery codes are shown this once."""
    same_site.check_request(request)
    token = request.cookies.get(cookies.SESSION.name, "")
    try:
        done = set_up.complete(visit.house.gate, token, password, code, visit.now)
    except SuluhError as error:
        if error.status == 404:
            raise
        return show(request, visit, "set_up.html.jinja", error.status, offer=None, done=None, error=error)
    answer = show(request, visit, "set_up.html.jinja", offer=None, done=done, error=None)
    keep(answer, cookies.SESSION, done.session.token)
    return answer
