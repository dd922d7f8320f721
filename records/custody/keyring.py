"""The keyring: seals and opens, with the data keys in memory while the process lives."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from time import monotonic

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, NullPool, create_engine

from records.custody import data_keys
from records.custody.envelope import ROW_KEY, Sealed, Tampered, WrappedKey, open_box, seal_once, wrap
from records.rights.context import job

FRESH_SECONDS = 5.0
"""How long a process may seal under a data key before it looks for a newer one."""


class Keyring:
    """Seals under the newest data key and opens what any has sealed; loads them when first asked.

    Another process may rotate the keys at any time: a new key is seen within ``FRESH_SECONDS``, and one that
    is not known yet is looked for at once. Safe to share between threads.
    """

    def __init__(self, engine: Engine, master_key_file: Path) -> None:
        self.master_key_file = master_key_file
        # A connection of its own: those who wait for a key hold the others.
        self._engine = create_engine(engine.url, poolclass=NullPool, hide_parameters=True)
        self._lock = Lock()
        self._keys: dict[int, AESGCM] = {}
        self._newest = 0
        self._stale_at = 0.0

    def seal(self, plain: bytes, about: bytes) -> Sealed:
        """Seal under a key of its own; ``about`` (holder and row) must be the same when it is opened."""
        if monotonic() >= self._stale_at:
            self._load(needed=True)
        newest = self._newest
        return seal_once(plain, newest, self._keys[newest], about)

    def unseal(self, box: bytes, key: WrappedKey, about: bytes) -> bytes:
        """What was sealed. Raises Tampered."""
        own = open_box(key.wrapped, self._data_key(key.key_id), ROW_KEY)
        return open_box(box, AESGCM(own), about)

    def rewrap(self, key: WrappedKey, key_id: int) -> WrappedKey:
        """The same row key under the data key of that number. Raises Tampered."""
        own = open_box(key.wrapped, self._data_key(key.key_id), ROW_KEY)
        return WrappedKey(key_id, wrap(own, self._data_key(key_id)))

    def refresh(self) -> int:
        """Look for newer data keys now; gives the number of the newest, 0 where there is none."""
        self._load(needed=False)
        return self._newest

    def _data_key(self, key_id: int) -> AESGCM:
        found = self._keys.get(key_id)
        if found is None:
            self._load(needed=False)
            found = self._keys.get(key_id)
        if found is None:
            raise Tampered(
                "Data tersegel dengan kunci data yang tidak ada.",
                "Sealed under a data key that is not there.",
            )
        return found

    def _load(self, *, needed: bool) -> None:
        from records.store import take_turn  # noqa: PLC0415  (the store holds the keyring)

        # A transaction of its own: a key must be there for others before anything is sealed under it.
        with self._lock, self._engine.begin() as connection:
            job().enter(connection)
            found = data_keys.load(connection, self.master_key_file)
            if needed and not found:
                take_turn(connection, data_keys.TURN)
                if not data_keys.load(connection, self.master_key_file):
                    data_keys.make(connection, self.master_key_file)
                found = data_keys.load(connection, self.master_key_file)
            keys = {key_id: self._keys.get(key_id) or AESGCM(key) for key_id, key in found.items()}
            # Keys are added before the newest is named, so that a thread that seals finds what it asks for.
            self._keys = self._keys | keys
            self._newest = max(keys, default=0)
            self._stale_at = monotonic() + FRESH_SECONDS
