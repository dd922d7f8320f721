"""The keyring: what is sealed opens for its own row alone, in every process, and never after its key is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select, update

from records.custody import row_keys
from records.custody.data_keys import MasterKeyMissing
from records.custody.envelope import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Tampered,
    open_box,
    seal_once,
)
from records.custody.keyring import Keyring
from records.errors import SettingsRefused
from records.rights.context import job
from records.settings import Settings
from records.store import Store, open_store
from records.tables.custody import data_keys

WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
PLAIN, ABOUT = b"Siti Rahmawati", b"accounts\x1f7"


@given(
    plain=st.binary(max_size=200), about=st.binary(max_size=40), place=st.integers(0), bit=st.integers(0, 7)
)
def test_every_changed_bit_is_noticed(plain: bytes, about: bytes, place: int, bit: int) -> None:
    data_key = AESGCM(bytes(KEY_BYTES))
    box, key = seal_once(plain, 1, data_key, about)
    assert len(box) == NONCE_BYTES + len(plain) + TAG_BYTES
    assert len(key.wrapped) == WRAPPED_BYTES

    def opened(box: bytes, wrapped: bytes, about: bytes) -> bytes:
        return open_box(box, AESGCM(open_box(wrapped, data_key, b"row_keys")), about)

    assert opened(box, key.wrapped, about) == plain
    for part in range(3):
        parts = [bytearray(box), bytearray(key.wrapped), bytearray(about or b"?")]
        parts[part][place % len(parts[part])] ^= 1 << bit
        with pytest.raises(Tampered):
            opened(*map(bytes, parts))


def test_what_is_sealed_opens_in_another_process(store: Store, settings: Settings) -> None:
    box, key = store.keys.seal(PLAIN, ABOUT)
    assert PLAIN not in box
    other = Keyring(store.engine, settings.master_key_file)
    assert other.unseal(box, key, ABOUT) == PLAIN


def test_equal_texts_are_sealed_differently(store: Store) -> None:
    boxes = {store.keys.seal(PLAIN, ABOUT).box for _ in range(50)}
    assert len(boxes) == 50


def test_a_box_moved_to_another_row_does_not_open(store: Store) -> None:
    first, second = store.keys.seal(PLAIN, ABOUT), store.keys.seal(b"Budi", b"accounts\x1f8")
    with pytest.raises(Tampered):
        store.keys.unseal(first.box, first.key, b"accounts\x1f8")
    with pytest.raises(Tampered):
        store.keys.unseal(first.box, second.key, ABOUT)


@pytest.mark.parametrize("box", [b"", b"short", bytes(28)])
def test_what_is_no_box_is_refused_like_any_other_change(store: Store, box: bytes) -> None:
    _, key = store.keys.seal(PLAIN, ABOUT)
    with pytest.raises(Tampered):
        store.keys.unseal(box, key, ABOUT)
    with pytest.raises(Tampered):
        store.keys.unseal(box, key._replace(key_id=99), ABOUT)


def test_row_keys_are_put_taken_and_destroyed(store: Store) -> None:
    sealed = {number: store.keys.seal(PLAIN, b"accounts\x1f%d" % number) for number in (1, 2, 3)}
    with store.begin() as connection:
        row_keys.put(connection, "accounts", 1, sealed[1].key)
        row_keys.put_all(connection, "accounts", {2: sealed[2].key, 3: sealed[3].key})
        row_keys.put(connection, "attachments", 1, sealed[1].key)
    with store.begin() as connection:
        assert row_keys.take(connection, "accounts", [1, 2, 3, 4]) == {n: s.key for n, s in sealed.items()}
        assert row_keys.destroy(connection, "accounts", [2, 4]) == 1
    with store.reading() as connection:
        assert set(row_keys.take(connection, "accounts", [1, 2, 3])) == {1, 3}
        assert set(row_keys.take(connection, "attachments", [1])) == {1}
        assert row_keys.take(connection, "accounts", range(100_000)).keys() == {1, 3}
        assert row_keys.take(connection, "accounts", []) == {}


def test_all_who_seal_first_at_once_use_one_data_key(store: Store, settings: Settings) -> None:
    rings = [Keyring(store.engine, settings.master_key_file) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        sealed = list(threads.map(lambda ring: ring.seal(PLAIN, ABOUT), rings))
    assert {each.key.key_id for each in sealed} == {1}
    assert [store.keys.unseal(each.box, each.key, ABOUT) for each in sealed] == [PLAIN] * 4
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(data_keys)) == 1


def test_keys_are_there_for_those_who_hold_every_connection(store: Store, settings: Settings) -> None:
    narrow = create_engine(store.engine.url, pool_size=1, max_overflow=0, pool_timeout=1)
    with narrow.begin():
        assert Keyring(narrow, settings.master_key_file).seal(PLAIN, ABOUT).key.key_id == 1
    narrow.dispose()


def test_reading_alone_makes_no_key(store: Store, settings: Settings) -> None:
    assert store.keys.refresh() == 0
    assert not settings.master_key_file.exists()


def test_a_lost_master_key_is_told_and_never_made_anew(store: Store, settings: Settings) -> None:
    store.keys.seal(PLAIN, ABOUT)
    settings.master_key_file.unlink()
    with open_store(settings, job()) as again, pytest.raises(MasterKeyMissing, match="keys recover"):
        again.keys.seal(PLAIN, ABOUT)
    assert not settings.master_key_file.exists()


def test_the_master_key_of_another_installation_is_refused(store: Store, settings: Settings) -> None:
    store.keys.seal(PLAIN, ABOUT)
    settings.master_key_file.write_text(bytes(32).hex())
    with pytest.raises(MasterKeyMissing):
        Keyring(store.engine, settings.master_key_file).seal(PLAIN, ABOUT)


def test_a_master_key_that_others_can_read_is_refused(store: Store, settings: Settings) -> None:
    store.keys.seal(PLAIN, ABOUT)
    settings.master_key_file.chmod(0o644)
    with pytest.raises(SettingsRefused, match="chmod 600"):
        Keyring(store.engine, settings.master_key_file).seal(PLAIN, ABOUT)


def test_a_changed_data_key_is_noticed(store: Store, settings: Settings) -> None:
    store.keys.seal(PLAIN, ABOUT)
    with store.begin() as connection:
        connection.execute(update(data_keys).values(wrapped=bytes(WRAPPED_BYTES)))
    with pytest.raises(MasterKeyMissing):
        Keyring(store.engine, settings.master_key_file).refresh()
