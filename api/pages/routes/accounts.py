"""Akun: who may enter, as what; sessions ended, roles given and taken. Whatever gives a right needs a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.navigation import N_
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.signin import accounts
from api.signin.accounts import Grant
from api.signin.identity import Identity
from api.signin.visitor import demand_fresh
from records import four_eyes
from records.errors import SuluhError
from records.four_eyes import SecondPersonNeeded
from records.rights.bodies import BODIES
from records.rights.role import PROGRAM, Role

ROUTER = APIRouter(prefix="/akun", include_in_schema=False)
FRESH = timedelta(minutes=15)
"""An administrator has proven who they are so lately."""
GROUND = "Perpres 95/2018"
ROLES = tuple(role for role in Role if role not in PROGRAM | {Role.SOURCE})

Looking = Annotated[Visit, door("account:read")]
Changing = Annotated[Visit, door("account:change", composed=True)]
Short = Annotated[str, Form(max_length=200)]


@ROUTER.get("")
def see_accounts(request: Request, visit: Looking) -> Response:
    """Every account with the roles in force."""
    return _page(request, visit)


@ROUTER.post("")
def make_account(request: Request, visit: Changing, login: Short = "", name: Short = "") -> Response:
    """An account without a role; its set-up code is shown this once."""
    try:
        demand_fresh(visit.visitor, FRESH)
        with visit.connection.begin_nested():
            who = Identity(login.strip(), name.strip())
            made = accounts.make(visit.connection, visit.house.gate, visit.context, who, visit.now)
    except SuluhError as error:
        return _page(request, visit, error.status, error=error, login=login, name=name)
    return _page(request, visit, made=made, login=login)


@ROUTER.post("/{account_id}/peran")
def give_role(
    account_id: str,
    request: Request,
    visit: Changing,
    role: Annotated[Role, Form()],
    body: Short = "",
    areas: Short = "",
    office: Short = "",
) -> Response:
    """Give a role that a second person has agreed to; asks for one where nobody has."""
    codes = tuple("" if each.strip() == "*" else each.strip() for each in areas.split(","))
    new = Grant(role, codes, body.strip(), office.strip())
    try:
        demand_fresh(visit.visitor, FRESH)
        with visit.connection.begin_nested():
            accounts.grant(visit.connection, visit.context, account_id, new, visit.now)
    except SecondPersonNeeded:
        return _ask(visit, accounts.grant_ref(account_id, new))
    except SuluhError as error:
        return _page(request, visit, error.status, error=error)
    return go("/akun", "saved")


@ROUTER.post("/{account_id}/peran/{grant_id}/akhiri")
def end_role(account_id: str, grant_id: int, request: Request, visit: Changing) -> Response:
    """End a role at once."""
    return _do(
        request,
        visit,
        lambda: accounts.end_role(visit.connection, visit.context, grant_id, visit.now, account_id),
    )


@ROUTER.post("/{account_id}/nonaktif")
def disable(account_id: str, request: Request, visit: Changing) -> Response:
    """Nobody enters with it any more."""
    return _do(
        request, visit, lambda: accounts.disable(visit.connection, visit.context, account_id, visit.now)
    )


@ROUTER.post("/{account_id}/aktif")
def enable(account_id: str, request: Request, visit: Changing) -> Response:
    """It may be entered again, which a second person has agreed to."""
    return _do(
        request,
        visit,
        lambda: accounts.enable(visit.connection, visit.context, account_id),
        f"account:{account_id}/enable",
    )


@ROUTER.post("/{account_id}/keluarkan")
def end_sessions(account_id: str, request: Request, visit: Changing) -> Response:
    """Throw somebody out."""
    return _do(request, visit, lambda: accounts.end_sessions(visit.connection, account_id, visit.now))


def _do(request: Request, visit: Visit, act: Callable[[], object], ref: str = "") -> Response:
    try:
        demand_fresh(visit.visitor, FRESH)
        with visit.connection.begin_nested():
            act()
    except SecondPersonNeeded:
        return _ask(visit, ref)
    except SuluhError as error:
        return _page(request, visit, error.status, error=error)
    return go("/akun", "saved")


def _ask(visit: Visit, ref: str) -> Response:
    """Nobody has agreed yet: the request is made, and waits for the other person."""
    reason = N_("Asked for on the accounts page.")
    four_eyes.ask(visit.connection, visit.house.store.keys, "change_rights", (ref,), GROUND, reason)
    return go("/akun", "asked")


def _page(request: Request, visit: Visit, status: int = 200, **values: object) -> Response:
    listed = accounts.listing(visit.connection, visit.house.gate, visit.now)
    known = {"error": None, "made": None, "login": "", "name": "", **values}
    return show(
        request, visit, "accounts.html.jinja", status, accounts=listed, roles=ROLES, bodies=BODIES, **known
    )
