"""One's own account: who one is here, other roles, signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.navigation import home
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.signin import drop, keep
from api.signin import cookies, locking, me, same_site
from api.signin.refusals import SessionOver, SignInRefused
from records import audit
from records.audit import Act, Deed
from records.errors import SuluhError
from records.rights.purpose import Purpose
from records.rights.role import Role

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/akun-saya")
def see_own(request: Request, visit: Annotated[Visit, door("me:read")]) -> Response:
    """Who one is here, and what one may act as."""
    own = me.own(visit.connection, visit.house.gate, visit.visitor)
    return show(request, visit, "own.html.jinja", own=own)


@ROUTER.get("/akun-saya/bukti")
def see_proof(request: Request, visit: Annotated[Visit, door("me:read")]) -> Response:
    """The form to prove anew who one is."""
    audit.write(visit.connection, Act(Deed.READ, "account", (visit.context.who,)))
    return show(request, visit, "proof.html.jinja", error=None)


@ROUTER.post("/akun-saya/bukti")
def prove(
    request: Request,
    visit: Annotated[Visit, door("session:switch", composed=True)],
    password: Annotated[str, Form(max_length=1000)] = "",
    code: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Prove anew who one is, before a sensitive act."""
    try:
        opened = me.prove(visit.connection, visit.house.gate, visit.visitor, password, code)
    except SuluhError as error:
        audit.write(visit.connection, Act(Deed.REFUSE, "session", (visit.context.who,)))
        return show(request, visit, "proof.html.jinja", error.status, error=error)
    answer = go(home(visit.context, visit.house.settings.node))
    keep(answer, cookies.SESSION, opened.token)
    return answer


@ROUTER.post("/akun-saya/peran")
def switch(
    visit: Annotated[Visit, door("session:switch")],
    role: Annotated[Role, Form()],
    purpose: Annotated[Purpose | None, Form()] = None,
) -> Response:
    """Go on in another role, or for another purpose."""
    opened = me.switch(visit.connection, visit.visitor, role, purpose)
    answer = go("/")
    keep(answer, cookies.SESSION, opened.token)
    return answer


@ROUTER.post("/keluar")
def go_out(visit: Annotated[Visit, door("session:close")]) -> Response:
    """Sign out; the browser forgets what it kept."""
    me.sign_out(visit.connection, visit.visitor)
    answer = go("/masuk")
    drop(answer, cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@ROUTER.post("/kunci")
def lock(visit: Annotated[Visit, door("session:close")]) -> Response:
    """Lock the screen: what is shown goes, the session waits."""
    locking.lock(visit.connection, visit.visitor)
    return go("/terkunci")


@ROUTER.get("/terkunci")
def see_locked(request: Request, visit: Annotated[Visit, door("session:open")]) -> Response:
    """A neutral page that asks for the password."""
    return show(request, visit, "locked.html.jinja", error=None)


@ROUTER.post("/terkunci")
def unlock(
    request: Request,
    visit: Annotated[Visit, door("session:open")],
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Go on where one was; three wrong passwords end the session."""
    same_site.check_request(request)
    token = request.cookies.get(cookies.SESSION.name, "")
    try:
        locking.unlock(visit.house.gate, token, password, visit.now)
    except SessionOver:
        return go("/masuk")
    except SignInRefused as error:
        return show(request, visit, "locked.html.jinja", error.status, error=error)
    return go("/")
