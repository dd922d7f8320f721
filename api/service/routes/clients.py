"""Programs of other institutions and their keys, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from api.service.door import Visit, door
from api.service.routes.accounts import FRESH, Short
from api.signin import clients
from api.signin.clients import Client
from api.signin.visitor import demand_fresh
from records.rights.purpose import Purpose
from records.rights.role import Role

ROUTER = APIRouter(prefix="/v1/clients")


class NewClient(BaseModel):
    """What a program is to be let in for."""

    label: Short
    role: Role
    purpose: Purpose
    areas: Annotated[list[Short], Field(min_length=1, max_length=600)]
    body: Short
    office: Short = ""
    scopes: Annotated[list[Short], Field(min_length=1, max_length=100)]
    expires_at: AwareDatetime


@dataclass(frozen=True)
class Key:
    """A client and its key, which is shown once."""

    client_id: str
    key: str


@ROUTER.get("")
def read_clients(visit: Annotated[Visit, door("client:read")]) -> tuple[Client, ...]:
    """Every client, without its key."""
    return clients.listing(visit.connection)


@ROUTER.post("")
def make_client(new: NewClient, visit: Annotated[Visit, door("client:change")]) -> Key:
    """A key that a second person has agreed to."""
    demand_fresh(visit.visitor, FRESH)
    wished = clients.NewClient(
        new.label,
        new.role,
        new.purpose,
        tuple(new.areas),
        new.body,
        frozenset(new.scopes),
        new.expires_at,
        new.office,
    )
    return Key(*clients.make(visit.connection, visit.context, wished, visit.now))


@ROUTER.delete("/{client_id}", status_code=204)
def revoke_client(client_id: str, visit: Annotated[Visit, door("client:change")]) -> None:
    """The key opens nothing from the next request on."""
    clients.revoke(visit.connection, client_id, visit.now)
