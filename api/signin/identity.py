"""Login and name of an account: personal data of staff, sealed in one box."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from api.signin.gate import Gate
from records.custody import row_keys
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


def put(connection: Connection, gate: Gate, account_id: str, identity: Identity, **values: object) -> None:
    """Insert the account's row, its login and name sealed."""
    plain = json.dumps([identity.login, identity.name], ensure_ascii=False).encode()
    sealed = gate.store.keys.seal(plain, _about(account_id))
    added = connection.execute(
        insert(accounts)
        .values(
            account_id=account_id,
            login_token=gate.keyed.login(identity.login),
            sealed=sealed.box,
            **values,
        )
        .returning(accounts.c.number)
    )
    row_keys.put(connection, HOLDER, added.scalar_one(), sealed.key)


def of(connection: Connection, gate: Gate, account_ids: Iterable[str]) -> dict[str, Identity]:
    """Logins and names by account; one whose key was erased is missing. Audited by whoever asks."""
    asked = select(accounts.c.account_id, accounts.c.number, accounts.c.sealed)
    rows = connection.execute(asked.where(accounts.c.account_id.in_(list(account_ids)))).all()
    keys = row_keys.take(connection, HOLDER, [row.number for row in rows])
    return {
        row.account_id: Identity(
            *json.loads(gate.store.keys.unseal(row.sealed, keys[row.number], _about(row.account_id)))
        )
        for row in rows
        if row.number in keys
    }


def _about(account_id: str) -> bytes:
    return f"{HOLDER}\x1f{account_id}".encode()
