"""Programs of other institutions: each has a key of its own, for one role, some permissions, and a time.

A key reads ``suluh_<id>_<secret>``, so that it is recognised when it turns up where it should not. The secret
has 256 random bits; only its hash is kept, and it is shown once.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from api.signin import secret
from api.signin.accounts import agreed
from api.signin.reach import check_reach
from api.signin.refusals import Unauthorised
from api.signin.visitor import Visitor
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.rights.permissions import PERMISSION
from records.rights.purpose import Purpose, holds
from records.rights.role import Role
from records.tables import api_clients

LONGEST = timedelta(days=365)
_BEGINNING = "suluh"
_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewClient:
    """What an administrator decides about a program."""

    label: str
    role: Role
    purpose: Purpose
    areas: tuple[str, ...]
    body: str
    scopes: frozenset[str]
    expires_at: datetime
    office: str = ""


@dataclass(frozen=True)
class Client:
    """A client as administrators see it."""

    client_id: str
    label: str
    role: Role
    areas: tuple[str, ...]
    body: str
    scopes: tuple[str, ...]
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def make(connection: Connection, by: Context, new: NewClient, now: datetime) -> tuple[str, str]:
    """A client and its key, which is never shown again; gives both. Raises InputRefused, SecondPersonNeeded."""
    check_reach(new.role, new.areas, new.body, new.office)
    _check(new, now)
    agreed(connection, by, ref(new))
    client_id, hidden = secret.identity("c"), secret.token()
    connection.execute(
        insert(api_clients).values(
            client_id=client_id,
            secret_hash=secret.digest(hidden),
            label=new.label,
            role=new.role.value,
            purpose=new.purpose.value,
            areas=list(new.areas),
            body=new.body,
            office=new.office,
            scopes=sorted(new.scopes),
            created_at=now,
            created_by=by.who,
            expires_at=new.expires_at,
        )
    )
    audit.write(
        connection, Act(Deed.CLIENT_MAKE, "api_client", (client_id,), fields=tuple(sorted(new.scopes)))
    )
    return client_id, f"{_BEGINNING}_{client_id}_{hidden}"


def ref(new: NewClient) -> str:
    """What a second person agrees to: the role, its reach, the permissions, and until when."""
    areas = "+".join(area or "*" for area in sorted(new.areas))
    until = new.expires_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"client:{new.role}/{areas}/{new.body}/{new.office}/{'+'.join(sorted(new.scopes))}/{until}"


def revoke(connection: Connection, client_id: str, now: datetime) -> None:
    """The key opens nothing from the next request on. Raises NotFound."""
    revoked = connection.execute(
        update(api_clients)
        .where(api_clients.c.client_id == client_id, api_clients.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if revoked.rowcount == 0:
        raise NotFound("Klien tidak ditemukan.", "There is no such client.")
    audit.write(connection, Act(Deed.CLIENT_REVOKE, "api_client", (client_id,)))


def listing(connection: Connection) -> tuple[Client, ...]:
    """Every client, the newest last; keys are nowhere to be read."""
    columns = api_clients.c
    rows = connection.execute(select(api_clients).order_by(columns.created_at, columns.client_id))
    listed = tuple(
        Client(
            row.client_id,
            row.label,
            Role(row.role),
            tuple(row.areas),
            row.body,
            tuple(row.scopes),
            row.expires_at,
            row.last_used_at,
            row.revoked_at,
        )
        for row in rows
    )
    audit.write(connection, Act(Deed.READ, "api_client", tuple(each.client_id for each in listed)))
    return listed


def recognise(connection: Connection, key: str, now: datetime) -> Visitor:
    """Whose key this is; raises Unauthorised."""
    beginning, _, rest = key.partition("_")
    client_id, _, hidden = rest.partition("_")
    row = connection.execute(select(api_clients).where(api_clients.c.client_id == client_id)).one_or_none()
    known = row is not None and hmac.compare_digest(row.secret_hash, secret.digest(hidden))
    if (
        row is None
        or not known
        or beginning != _BEGINNING
        or row.revoked_at is not None
        or not row.created_at <= now < row.expires_at
    ):
        raise Unauthorised
    if row.last_used_at is None or now - row.last_used_at >= _USED_EVERY:
        connection.execute(
            update(api_clients).where(api_clients.c.client_id == client_id).values(last_used_at=now)
        )
    context = Context(client_id, Role(row.role), Purpose(row.purpose), tuple(row.areas), row.body, row.office)
    return Visitor(context, now, client_id=client_id, scopes=frozenset(row.scopes))


def _check(new: NewClient, now: datetime) -> None:
    if not now < new.expires_at <= now + LONGEST:
        raise InputRefused("Kunci berlaku paling lama satu tahun.", "A key is valid for a year at most.")
    if not holds(new.role, new.purpose):
        raise InputRefused(
            "Peran ini tidak memiliki dasar hukum untuk tujuan itu.",
            "This role has no legal ground for that purpose.",
        )
    beyond = _beyond(new.role, new.scopes)
    if beyond or not new.scopes:
        told = ", ".join(beyond) or "–"
        raise InputRefused(
            f"Cakupan kunci tidak termasuk hak peran: {told}", f"Scopes that the role does not have: {told}"
        )


def _beyond(role: Role, scopes: Collection[str]) -> list[str]:
    return sorted(name for name in scopes if name not in PERMISSION or role not in PERMISSION[name].roles)
