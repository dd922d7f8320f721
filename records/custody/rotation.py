"""Changing keys while others read and write.

A new data key seals at once; the row keys are then rewrapped in batches, each a transaction of its own. Nothing
waits for anything: whoever still knows the old key goes on under it, and what they put is rewrapped by the next
rotation. So an old key is destroyed only a day after it was left, and never while anything is under it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, LargeBinary, Text

from records import audit
from records.audit import Act, Deed
from records.custody import data_keys as keys_of_data
from records.custody.envelope import WrappedKey, wrap
from records.keys import key_in, read_key, write_key
from records.store import Store, take_turn
from records.tables.custody import data_keys, row_keys

BATCH = 2_000
KEPT = timedelta(days=1)
"""How long a data key outlives its retirement: longer than any transaction that may have seen it."""

_REWRAP = text("""
    UPDATE row_keys AS r SET key_id = :newest, wrapped = v.wrapped
    FROM unnest(:holders, :ids, :wrapped) AS v (holder, id, wrapped)
    WHERE (r.holder, r.id) = (v.holder, v.id) AND r.key_id <> :newest
""").bindparams(
    bindparam("holders", type_=ARRAY(Text)),
    bindparam("ids", type_=ARRAY(BigInteger)),
    bindparam("wrapped", type_=ARRAY(LargeBinary)),
)


@dataclass(frozen=True)
class Rotated:
    """The number of the new data key, row keys brought under it, those left under old ones, keys destroyed."""

    key_id: int
    rewrapped: int
    left: int
    destroyed: int


def rotate(store: Store, progress: Callable[[int], None] = lambda _: None) -> Rotated:
    """Bring every row key under a new data key, or finish a rotation that was cut short.

    ``progress`` is told the row keys rewrapped so far. Raises Tampered where a key was changed.
    """
    with store.begin() as connection:
        take_turn(connection, keys_of_data.TURN)
        in_use = connection.scalars(select(data_keys.c.key_id).where(data_keys.c.retired_at.is_(None))).all()
        if len(in_use) < 2:  # else the newest is that of the rotation that was cut short
            newest = keys_of_data.make(connection, store.keys.master_key_file)
            audit.write(connection, Act(Deed.ROTATE_KEYS, "data_key", (f"key/{newest}",)))
    newest = store.keys.refresh()
    rewrapped = _rewrap(store, newest, progress)
    with store.begin() as connection:
        old = data_keys.c.key_id < newest
        unused = ~select(row_keys.c.id).where(row_keys.c.key_id == data_keys.c.key_id).exists()
        connection.execute(
            update(data_keys).where(old, data_keys.c.retired_at.is_(None)).values(retired_at=func.now())
        )
        long_ago = data_keys.c.retired_at < func.now() - KEPT
        gone = update(data_keys).where(old, unused, long_ago, data_keys.c.wrapped.is_not(None))
        destroyed = connection.execute(gone.values(wrapped=None)).rowcount
        others = select(func.count()).select_from(row_keys).where(row_keys.c.key_id != newest)
        left = connection.scalar(others) or 0
        act = Act(Deed.ROTATE_KEYS, "row_key", (f"key/{newest}",), max(rewrapped, 1))
        audit.write(connection, act)
    return Rotated(newest, rewrapped, left, destroyed)


def _rewrap(store: Store, newest: int, progress: Callable[[int], None]) -> int:
    done, after = 0, ("", -1)
    place = tuple_(row_keys.c.holder, row_keys.c.id)
    while True:
        with store.begin() as connection:
            batch = connection.execute(
                select(row_keys)
                .where(place > after, row_keys.c.key_id != newest)
                .order_by(row_keys.c.holder, row_keys.c.id)
                .limit(BATCH)
            ).all()
            if not batch:
                return done
            values = {
                "newest": newest,
                "holders": [row.holder for row in batch],
                "ids": [row.id for row in batch],
                "wrapped": [
                    store.keys.rewrap(WrappedKey(row.key_id, row.wrapped), newest).wrapped for row in batch
                ],
            }
            done += connection.execute(_REWRAP, values).rowcount
        after = (batch[-1].holder, batch[-1].id)
        progress(done)


def rotate_master(store: Store) -> Path | None:
    """Bring the data keys under a new master key; gives where the old one now lies, which old backups need.

    Running processes notice nothing: they hold the data keys. Cut short at any point, it is finished by running
    it again, and in between either file opens the database.
    """
    file = store.keys.master_key_file
    new = keys_of_data.successor(file)
    with store.begin() as connection:
        take_turn(connection, keys_of_data.TURN)
        keys = keys_of_data.load(connection, file)
        master = AESGCM(key_in(new))
        for key_id, key in keys.items():
            wrapped = wrap(key, master, keys_of_data.about(key_id))
            connection.execute(update(data_keys).where(data_keys.c.key_id == key_id).values(wrapped=wrapped))
        act = Act(Deed.ROTATE_KEYS, "master_key", (f"master/{fingerprint(read_key(new))}",))
        audit.write(connection, act)
    old = _set_aside(file)
    new.replace(file)
    _make_durable(file.parent)
    return old


def fingerprint(key: bytes) -> str:
    """Eight hexadecimal digits that tell master keys apart."""
    return blake2b(key, digest_size=4, person=b"master key").hexdigest()


def _set_aside(file: Path) -> Path | None:
    if not file.exists():
        return None
    key = read_key(file)
    old = file.with_name(f"{file.name}.was-{fingerprint(key)}")
    write_key(old, key)
    return old


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
