"""Who may sign a model: Ed25519 keys by person, and the signatures that were given.

A private key is its owner's alone; the database has the public one. A key that was ended signs nothing more, and
vouches for what it had signed before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, exists, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from models import bundle, signing
from models.refusal import refusal
from models.serving.kept import place
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.keys import key_in, read_key, write_key
from records.store import take_turn
from records.tables.promotions import model_signatures, model_signers

INSTALLATION = "suluh"
"""Signs what was trained here; a person's signature says more than that."""

_KEYS, _GIVEN = model_signers.c, model_signatures.c


@dataclass(frozen=True)
class Signature:
    """Who signed a model, and when."""

    account_id: str
    at: datetime


def installation_key(connection: Connection, file: Path, now: datetime) -> Ed25519PrivateKey:
    """The key of this installation; made and registered on first use."""
    key = Ed25519PrivateKey.from_private_bytes(key_in(file))
    _register(connection, INSTALLATION, key.public_key(), INSTALLATION, now)
    return key


def make_key(connection: Connection, account_id: str, file: Path, made_by: str, now: datetime) -> int:
    """A new key for a person, in a file of theirs; gives its number. Earlier keys of theirs sign nothing more."""
    if file.exists():
        raise InputRefused(f"{file} sudah ada.", f"{file} exists already.")
    key = Ed25519PrivateKey.generate()
    connection.execute(
        update(model_signers)
        .where(_KEYS.account_id == account_id, _KEYS.ended_at.is_(None))
        .values(ended_at=now, ended_by=made_by)
    )
    number = _register(connection, account_id, key.public_key(), made_by, now)
    audit.write(
        connection, Act(Deed.MODEL_KEY, "model_signer", (f"signer:{number}", f"account:{account_id}"))
    )
    write_key(file, key.private_bytes_raw())
    return number


def read_private(file: Path) -> Ed25519PrivateKey:
    """A person's key from their file. Raises SettingsRefused."""
    return Ed25519PrivateKey.from_private_bytes(read_key(file))


def trusted(connection: Connection, digest: str) -> signing.Trusted:
    """The keys that count for a model, by ``account/number``: those in use, and those that had signed it."""
    had_signed = exists().where(_GIVEN.signer_id == _KEYS.signer_id, _GIVEN.digest == digest)
    wanted = select(_KEYS.account_id, _KEYS.signer_id, _KEYS.public_key).where(
        or_(_KEYS.ended_at.is_(None), had_signed)
    )
    return {
        f"{row.account_id}/{row.signer_id}": Ed25519PublicKey.from_public_bytes(bytes(row.public_key))
        for row in connection.execute(wanted)
    }


def people(signers: tuple[str, ...]) -> frozenset[str]:
    """The accounts behind the names of ``trusted``."""
    return frozenset(signer.rpartition("/")[0] for signer in signers) - {INSTALLATION}


def sign(
    connection: Connection, folder: Path, digest: str, public: bytes, signature: bytes, now: datetime
) -> str:
    """Add a person's signature to a model's file and keep it as a row, with its audit entry; gives the account.

    Raises ModelRefused, NotFound.
    """
    row = connection.execute(
        select(_KEYS.signer_id, _KEYS.account_id).where(_KEYS.public_key == public, _KEYS.ended_at.is_(None))
    ).one_or_none()
    if row is None or row.account_id == INSTALLATION:
        raise refusal("kunci penanda tangan tidak dikenal", "a signer's key is unknown")
    take_turn(connection, f"model {digest}")
    signed = bundle.attach(place(folder, digest), public, signature, trusted(connection, digest))
    if signed.digest != digest:
        raise refusal("berkas itu model lain", "the file is another model")
    given = upsert(model_signatures).values(
        digest=digest, signer_id=row.signer_id, signature=signature, at=now
    )
    connection.execute(given.on_conflict_do_nothing())
    audit.write(connection, Act(Deed.SIGN_MODEL, "model", (f"model:{digest}", f"signer:{row.signer_id}")))
    return str(row.account_id)


def key_of(connection: Connection, account_id: str) -> bytes:
    """The public key that an account signs with. Raises ModelRefused."""
    wanted = select(_KEYS.public_key).where(_KEYS.account_id == account_id, _KEYS.ended_at.is_(None))
    found = connection.scalar(wanted)
    if found is None:
        raise refusal("akun ini belum punya kunci model", "this account has no key for models yet")
    return bytes(found)


def signatures(connection: Connection, digest: str) -> list[Signature]:
    """The people who signed a model, in order."""
    wanted = (
        select(_KEYS.account_id, _GIVEN.at)
        .join_from(model_signatures, model_signers)
        .where(_GIVEN.digest == digest)
        .order_by(_GIVEN.at, _KEYS.account_id)
    )
    return [Signature(row.account_id, row.at) for row in connection.execute(wanted)]


def _register(
    connection: Connection, account_id: str, public: Ed25519PublicKey, made_by: str, now: datetime
) -> int:
    raw = public.public_bytes_raw()
    there = select(_KEYS.signer_id).where(_KEYS.public_key == raw)
    found = connection.scalar(there)
    if found is None:
        new = insert(model_signers).values(
            account_id=account_id, public_key=raw, made_by=made_by, made_at=now
        )
        found = connection.scalar(new.returning(_KEYS.signer_id))
    return int(found or 0)
