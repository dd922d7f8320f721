"""A person's own account: who they are here, their sessions, role, password and second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.service.door import Visit, door
from api.service.routes.signin import Chosen, Code, IsSetUp, Password, drop, keep
from api.signin import cookies, me
from api.signin.me import OpenSession, Own
from api.signin.set_up import Offer
from records.rights.purpose import Purpose
from records.rights.role import Role

ROUTER = APIRouter(prefix="/v1")


class Wished(BaseModel):
    """The role to go on in, and what for; without a purpose the first that the role holds."""

    role: Role
    purpose: Purpose | None = None


class NewPassword(BaseModel):
    """A new password."""

    password: Password


class Typed(BaseModel):
    """A code of the second factor that was offered."""

    code: Code


@dataclass(frozen=True)
class Proven:
    """When the person last proved who they are."""

    at: datetime


@ROUTER.delete("/session", status_code=204)
def go_out(response: Response, visit: Annotated[Visit, door("session:close")]) -> None:
    """Sign out; the browser forgets what it kept."""
    me.sign_out(visit.connection, visit.visitor)
    drop(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


@ROUTER.post("/session/proof")
def prove(sent: Chosen, response: Response, visit: Annotated[Visit, door("session:switch")]) -> Proven:
    """Prove anew who one is, before a sensitive act."""
    opened = me.prove(visit.connection, visit.house.gate, visit.visitor, sent.password, sent.code)
    keep(response, cookies.SESSION, opened.token)
    return Proven(visit.now)


@ROUTER.post("/session/role", status_code=204)
def switch(wished: Wished, response: Response, visit: Annotated[Visit, door("session:switch")]) -> None:
    """Go on in another of one's roles, or for another purpose."""
    opened = me.switch(visit.connection, visit.visitor, wished.role, wished.purpose)
    keep(response, cookies.SESSION, opened.token)


@ROUTER.get("/me")
def read_me(visit: Annotated[Visit, door("me:read")]) -> Own:
    """Who one is here, and the roles that one has."""
    return me.own(visit.connection, visit.house.gate, visit.visitor)


@ROUTER.get("/me/sessions")
def read_sessions(visit: Annotated[Visit, door("me:read")]) -> tuple[OpenSession, ...]:
    """One's own sessions that last."""
    return me.open_sessions(visit.connection, visit.visitor)


@ROUTER.delete("/me/sessions/{session_id}", status_code=204)
def end_session(session_id: str, visit: Annotated[Visit, door("session:close")]) -> None:
    """End another of one's own sessions."""
    me.sign_out(visit.connection, visit.visitor, session_id)


@ROUTER.post("/me/password", status_code=204)
def change_password(new: NewPassword, response: Response, visit: Annotated[Visit, door("me:change")]) -> None:
    """A new password, after a fresh proof."""
    opened = me.change_password(visit.connection, visit.house.gate, visit.visitor, new.password)
    keep(response, cookies.SESSION, opened.token)


@ROUTER.post("/me/second-factor")
def offer_second_factor(visit: Annotated[Visit, door("me:change")]) -> Offer:
    """A new second factor, after a fresh proof."""
    return me.offer_second_factor(visit.connection, visit.house.gate, visit.visitor)


@ROUTER.put("/me/second-factor")
def confirm_second_factor(typed: Typed, visit: Annotated[Visit, door("me:change")]) -> IsSetUp:
    """The new second factor is in force; the old one and its recovery codes are not."""
    return IsSetUp(me.confirm_second_factor(visit.connection, visit.house.gate, visit.visitor, typed.code))
