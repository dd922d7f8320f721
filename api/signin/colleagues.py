"""Who works beside somebody: those who work on alerts in the same areas, by name, role and institution."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from api.signin import identity
from api.signin.gate import Gate
from records import audit
from records.audit import Act, Deed
from records.rights.context import Context, as_program
from records.rights.permissions import WORKERS
from records.rights.role import Role
from records.tables import account_roles, accounts

LPSK_ROLES = frozenset({Role.LPSK, Role.LPSK_CUSTODIAN})
"""Those who work beside one another at LPSK's own node."""


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account; ``role`` is the first of those that were asked for."""

    account_id: str
    name: str
    role: Role
    body: str


def colleagues(
    connection: Connection,
    gate: Gate,
    context: Context,
    now: datetime,
    among: Collection[str] | None = None,
    *,
    roles: Collection[Role] = WORKERS,
) -> dict[str, Colleague]:
    """By account: those in these roles whose areas touch the context's, or ``among`` these alone; one audit entry.

    Other accounts stay hidden: an officer learns who works beside them, and nothing of how anybody comes in.
    """
    columns = account_roles.c
    wanted = (
        select(columns.account_id, columns.role, columns.areas, columns.body)
        .join(accounts, accounts.c.account_id == columns.account_id)
        .where(
            columns.role.in_([role.value for role in roles]),
            accounts.c.disabled_at.is_(None),
            columns.valid_from <= now,
            columns.valid_to.is_(None) | (columns.valid_to > now),
        )
        .order_by(columns.grant_id)
    )
    if among is not None:
        wanted = wanted.where(columns.account_id.in_(list(among)))
    with as_program(connection):
        rows = [row for row in connection.execute(wanted) if _touch(row.areas, context.areas)]
        named = identity.of(connection, gate, {row.account_id for row in rows})
    found: dict[str, Colleague] = {}
    for row in rows:
        name = named[row.account_id].name if row.account_id in named else row.account_id
        found.setdefault(row.account_id, Colleague(row.account_id, name, Role(row.role), row.body))
    audit.write(connection, Act(Deed.READ, "account", tuple(found), fields=("name",)))
    return found


def _touch(some: Collection[str], others: Collection[str]) -> bool:
    return any(one.startswith(other) or other.startswith(one) for one in some for other in others)
