"""Accounts for the tests of requests, as the sign-in keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import account_roles, accounts

LONG_AGO = timedelta(days=400)


def account(
    store: Store,
    name: str,
    *roles: Role,
    made_by: str = "operator",
    granted_by: str = "operator",
    made_ago: timedelta = LONG_AGO,
    granted_ago: timedelta = LONG_AGO,
) -> None:
    """An account with roles; ``store`` acts as the program."""
    now = datetime.now(UTC)
    with store.begin() as connection:
        connection.execute(
            insert(accounts).values(
                account_id=name,
                login_token=f"lg_{name}",
                sealed=b"",
                created_at=now - made_ago,
                created_by=made_by,
            )
        )
    for role in roles:
        grant(store, name, role, granted_by=granted_by, ago=granted_ago)


def grant(
    store: Store, name: str, role: Role, *, granted_by: str = "operator", ago: timedelta = LONG_AGO
) -> None:
    since = datetime.now(UTC) - ago
    with store.begin() as connection:
        connection.execute(
            insert(account_roles).values(
                account_id=name,
                role=role,
                areas=[""],
                body="satgas-ntb",
                valid_from=since,
                granted_at=since,
                granted_by=granted_by,
            )
        )


def take(store: Store, name: str, role: Role) -> None:
    ended = update(account_roles).where(account_roles.c.account_id == name, account_roles.c.role == role)
    with store.begin() as connection:
        connection.execute(ended.values(valid_to=datetime.now(UTC)))


def acting(store: Store, name: str, role: Role, purpose: Purpose = Purpose.PREVENTION) -> Store:
    return store.acting(Context(name, role, purpose, NATION, "satgas-ntb"))
