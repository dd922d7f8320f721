"""Accounts, for administrators. Whatever gives a way in or a right needs a second person's approval first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from api.signin import accounts
from api.signin.accounts import Grant, Listed
from api.signin.identity import Identity
from api.signin.visitor import demand_fresh
from records.rights.role import Role

ROUTER = APIRouter(prefix="/v1/accounts")
FRESH = timedelta(minutes=15)
"""An administrator has proven who they are so lately."""

Changing = Annotated[Visit, door("account:change")]
Short = Annotated[str, Field(max_length=200)]


class NewAccount(BaseModel):
    """Whom an account is made for."""

    login: Short
    name: Short


class NewRole(BaseModel):
    """A role to be given; areas are codes of provinces or regencies, "" the nation."""

    role: Role
    areas: Annotated[list[Short], Field(min_length=1, max_length=600)]
    body: Short
    office: Short = ""
    valid_to: AwareDatetime | None = None


class Subject(BaseModel):
    """Who somebody is at the identity provider."""

    issuer: Short
    subject: Short


@dataclass(frozen=True)
class Made:
    """An account and its one-time code, which is shown once."""

    account_id: str
    code: str


@dataclass(frozen=True)
class Given:
    """The number of a role that was given."""

    grant_id: int


@dataclass(frozen=True)
class Ended:
    """How many sessions were ended."""

    sessions: int


@ROUTER.get("")
def read_accounts(visit: Annotated[Visit, door("account:read")], page: Paged) -> Sequence[Listed]:
    """Accounts with the roles in force, the oldest first."""
    found = accounts.listing(visit.connection, visit.house.gate, visit.now, page.after, page.most)
    return page.of(found, lambda listed: listed.number)


@ROUTER.post("")
def make_account(new: NewAccount, visit: Changing) -> Made:
    """An account without a role."""
    demand_fresh(visit.visitor, FRESH)
    who = Identity(new.login, new.name)
    return Made(*accounts.make(visit.connection, visit.house.gate, visit.context, who, visit.now))


@ROUTER.post("/{account_id}/roles")
def give_role(account_id: str, new: NewRole, visit: Changing) -> Given:
    """Give a role that a second person has agreed to."""
    demand_fresh(visit.visitor, FRESH)
    grant = Grant(new.role, tuple(new.areas), new.body, new.office, new.valid_to)
    return Given(accounts.grant(visit.connection, visit.context, account_id, grant, visit.now))


@ROUTER.delete("/{account_id}/roles/{grant_id}", status_code=204)
def end_role(account_id: str, grant_id: Annotated[int, Field(ge=1, lt=2**63)], visit: Changing) -> None:
    """End a role at once."""
    demand_fresh(visit.visitor, FRESH)
    accounts.end_role(visit.connection, visit.context, grant_id, visit.now, account_id)


@ROUTER.post("/{account_id}/reset")
def reset(account_id: str, visit: Changing) -> Made:
    """A one-time code in place of all proofs, which a second person has agreed to."""
    demand_fresh(visit.visitor, FRESH)
    return Made(account_id, accounts.reset(visit.connection, visit.context, account_id, visit.now))


@ROUTER.post("/{account_id}/disable", status_code=204)
def disable(account_id: str, visit: Changing) -> None:
    """Nobody enters with it any more."""
    demand_fresh(visit.visitor, FRESH)
    accounts.disable(visit.connection, visit.context, account_id, visit.now)


@ROUTER.post("/{account_id}/enable", status_code=204)
def enable(account_id: str, visit: Changing) -> None:
    """It may be entered again, which a second person has agreed to."""
    demand_fresh(visit.visitor, FRESH)
    accounts.enable(visit.connection, visit.context, account_id)


@ROUTER.delete("/{account_id}/sessions")
def end_sessions(account_id: str, visit: Changing) -> Ended:
    """Throw somebody out."""
    return Ended(accounts.end_sessions(visit.connection, account_id, visit.now))


@ROUTER.put("/{account_id}/provider", status_code=204)
def link(account_id: str, who: Subject, visit: Changing) -> None:
    """Tie the account to somebody at the identity provider, which a second person has agreed to."""
    demand_fresh(visit.visitor, FRESH)
    accounts.link(
        visit.connection, visit.house.gate, visit.context, account_id, who.issuer, who.subject, visit.now
    )
