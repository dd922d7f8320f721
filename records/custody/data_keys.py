"""The data keys: in the database under the master key, which lies in a file outside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, func, insert, select

from records.custody.envelope import KEY_BYTES, Tampered, open_box, wrap
from records.errors import SuluhError
from records.keys import key_in, read_key
from records.tables.custody import data_keys

TURN = "data keys"
"""The turn (``records.store.take_turn``) of whoever makes or rewraps data keys."""


class MasterKeyMissing(SuluhError):
    """The master key that the data keys are under is not in its file."""

    code: ClassVar[str] = "master_key_missing"
    status: ClassVar[int] = 503


def successor(file: Path) -> Path:
    """Where a new master key lies until all data keys are under it."""
    return file.with_name(f"{file.name}.new")


def load(connection: Connection, file: Path) -> dict[int, bytes]:
    """Every data key that has not been destroyed, by number; none before the first is made.

    Raises MasterKeyMissing, or SettingsRefused where others could read its file.
    """
    return _open(connection, file)[1]


def make(connection: Connection, file: Path) -> int:
    """A new data key, which is the newest from this transaction's end on; gives its number.

    For a holder of the turn. The very first makes the master key too, where its file is missing.
    """
    master = _open(connection, file)[0] or AESGCM(key_in(file))
    key_id = (connection.scalar(select(func.max(data_keys.c.key_id))) or 0) + 1
    wrapped = wrap(os.urandom(KEY_BYTES), master, about(key_id))
    connection.execute(insert(data_keys).values(key_id=key_id, wrapped=wrapped))
    return key_id


def about(key_id: int) -> bytes:
    """What binds a wrapped data key to its number."""
    return b"data_keys\x1f%d" % key_id


def _open(connection: Connection, file: Path) -> tuple[AESGCM | None, dict[int, bytes]]:
    """The master key, and what it opens."""
    wanted = select(data_keys.c.key_id, data_keys.c.wrapped).where(data_keys.c.wrapped.is_not(None))
    rows = connection.execute(wanted.order_by(data_keys.c.key_id)).all()
    if not rows:
        return None, {}
    # A change of the master key that was cut short leaves two files; one of them opens all data keys.
    for each in (file, successor(file)):
        if each.exists():
            master = AESGCM(read_key(each))
            try:
                return master, {row.key_id: open_box(row.wrapped, master, about(row.key_id)) for row in rows}
            except Tampered:
                continue
    raise MasterKeyMissing(
        f"Kunci induk basis data ini tidak ada di {file}. Pulihkan dengan dua pemegang bagian: "
        "suluh keys recover",
        f"The master key of this database is not in {file}. Recover it with two custodians: suluh keys recover",
    )
