"""One's own account: who one is here, other roles, signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.signin import drop, keep
from api.signin import cookies, me
from records.rights.purpose import Purpose
from records.rights.role import Role

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/akun-saya")
def see_own(request: Request, visit: Annotated[Visit, door("me:read")]) -> Response:
    """Who one is here, and what one may act as."""
    own = me.own(visit.connection, visit.house.gate, visit.visitor)
    return show(request, visit, "own.html.jinja", own=own)


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
