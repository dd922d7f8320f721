"""Login and name of an account: personal data of staff, sealed in one box."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from api.signin.gate import Gate
from records.custody import sealed_words
from records.errors import InputRefused
from records.tables import accounts

HOLDER = "accounts"
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,62})[a-z0-9]")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Identity:
    """What a person signs in with and is called."""

    login: str
    name: str

    def words(self) -> tuple[str, ...]:
        """What their password should not be made of."""
        return self.login, self.name


def check(identity: Identity) -> None:
    """Raise InputRefused for a login or a name that cannot be one."""
    if _LOGIN.fullmatch(identity.login) is None:
        raise InputRefused(
            "Nama masuk: 3–64 huruf kecil, angka, titik, tanda hubung, garis bawah, atau @.",
            "A login has 3 to 64 small letters, digits, dots, dashes, underscores or @.",
        )
    if not 0 < len(identity.name.strip()) <= LONGEST_NAME or not identity.name.isprintable():
        raise InputRefused(f"Nama: 1–{LONGEST_NAME} karakter.", f"A name has 1 to {LONGEST_NAME} characters.")


def put(connection: Connection, gate: Gate, account_id: str, identity: Identity, **values: Any) -> None:
    """Insert the account's row, its login and name sealed."""
    sealed_words.put(
        connection,
        gate.store.keys,
        accounts,
        [identity.login, identity.name],
        _about(account_id),
        account_id=account_id,
        login_token=gate.keyed.login(identity.login),
        **values,
    )


def of(connection: Connection, gate: Gate, account_ids: Iterable[str]) -> dict[str, Identity]:
    """Logins and names by account; one whose key was erased is missing. Audited by whoever asks."""
    asked = select(accounts.c.account_id, accounts.c.number, accounts.c.sealed)
    rows = connection.execute(asked.where(accounts.c.account_id.in_(list(account_ids)))).all()
    boxes = ((row.number, row.sealed, _about(row.account_id)) for row in rows)
    held = sealed_words.documents(connection, gate.store.keys, HOLDER, boxes)
    return {row.account_id: Identity(*held[row.number]) for row in rows if row.number in held}


def _about(account_id: str) -> bytes:
    return sealed_words.about(HOLDER, account_id)
