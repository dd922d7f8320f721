"""What an account proves itself with, as it lies in the database: set, found, used up, retired."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from api.signin import one_time_codes, secret
from records.custody import sealed_words
from records.custody.envelope import WrappedKey
from records.custody.keyring import Keyring
from records.tables import accounts, credentials
from records.tables.custody import row_keys as keys

HOLDER = "credentials"
SET_UP_VALID = timedelta(hours=24)
_C = credentials.c


class Kind(StrEnum):
    """The kinds of proof."""

    PASSWORD = "password"  # noqa: S105  (a kind, no password)
    SET_UP_CODE = "set_up_code"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    OIDC = "oidc"


@dataclass(frozen=True)
class Proof:
    """One credential in force; ``sealed`` and its key of a TOTP secret, ``hash`` of the others."""

    credential_id: int
    kind: Kind
    hash: str
    sealed: bytes
    key: WrappedKey | None
    last_step: int | None
    confirmed: bool
    expires_at: datetime | None


@dataclass(frozen=True)
class Proofs:
    """Whose login it is, and all that may prove them; empty for a login that nobody has."""

    account_id: str = ""
    disabled: bool = False
    all: tuple[Proof, ...] = ()

    def of(self, kind: Kind) -> tuple[Proof, ...]:
        """Those of one kind."""
        return tuple(proof for proof in self.all if proof.kind is kind)

    @property
    def password(self) -> str | None:
        """The password's hash, where there is a password."""
        return next((proof.hash for proof in self.of(Kind.PASSWORD)), None)

    @property
    def totp(self) -> Proof | None:
        """The second factor in force."""
        return next((proof for proof in self.of(Kind.TOTP) if proof.confirmed), None)


def find(connection: Connection, login_token: str) -> Proofs:
    """The proofs of a login; one statement, whoever it is."""
    return _find(connection, accounts.c.login_token == login_token)


def of_account(connection: Connection, account_id: str) -> Proofs:
    """The proofs of an account."""
    return _find(connection, accounts.c.account_id == account_id)


def _find(connection: Connection, whose: ColumnElement[bool]) -> Proofs:
    rows = connection.execute(
        select(accounts.c.account_id, accounts.c.disabled_at, credentials, keys.c.key_id, keys.c.wrapped)
        .select_from(
            accounts.outerjoin(
                credentials, and_(_C.account_id == accounts.c.account_id, _C.retired_at.is_(None))
            ).outerjoin(keys, and_(keys.c.holder == HOLDER, keys.c.id == _C.credential_id))
        )
        .where(whose)
        .order_by(_C.credential_id)
    ).all()
    if not rows:
        return Proofs()
    return Proofs(
        rows[0].account_id,
        rows[0].disabled_at is not None,
        tuple(
            Proof(
                row.credential_id,
                Kind(row.kind),
                row.hash or "",
                row.sealed or b"",
                None if row.key_id is None else WrappedKey(row.key_id, row.wrapped),
                row.last_step,
                row.confirmed_at is not None,
                row.expires_at,
            )
            for row in rows
            if row.credential_id is not None
        ),
    )


def put(
    connection: Connection,
    account_id: str,
    kind: Kind,
    hashed: str,
    now: datetime,
    valid: timedelta | None = None,
) -> None:
    """A new credential of which only a hash is kept; of password and set-up code the old one is retired."""
    if kind in {Kind.PASSWORD, Kind.SET_UP_CODE}:
        retire(connection, account_id, now, kind)
    connection.execute(
        insert(credentials).values(
            account_id=account_id,
            kind=kind.value,
            hash=hashed,
            created_at=now,
            expires_at=None if valid is None else now + valid,
        )
    )


def put_set_up_code(connection: Connection, account_id: str, now: datetime) -> str:
    """A new set-up code, which is shown once."""
    code = secret.code()
    put(connection, account_id, Kind.SET_UP_CODE, secret.code_digest(code), now, SET_UP_VALID)
    return code


def put_recovery_codes(connection: Connection, account_id: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes, which are shown once; the old ones are retired."""
    retire(connection, account_id, now, Kind.RECOVERY_CODE)
    codes = tuple(secret.code() for _ in range(one_time_codes.RECOVERY_CODES))
    for code in codes:
        put(connection, account_id, Kind.RECOVERY_CODE, secret.code_digest(code), now)
    return codes


def offer_totp(connection: Connection, ring: Keyring, account_id: str, now: datetime) -> bytes:
    """A new TOTP secret, sealed, which is not in force before ``confirm_totp``; gives it to be shown once."""
    connection.execute(
        update(credentials)
        .where(
            _C.account_id == account_id,
            _C.kind == Kind.TOTP,
            _C.confirmed_at.is_(None),
            _C.retired_at.is_(None),
        )
        .values(retired_at=now)
    )
    plain = one_time_codes.new_secret()
    sealed_words.put(
        connection,
        ring,
        credentials,
        plain,
        _about(account_id),
        account_id=account_id,
        kind=Kind.TOTP.value,
        created_at=now,
    )
    return plain


def confirm_totp(connection: Connection, ring: Keyring, account_id: str, typed: str, now: datetime) -> bool:
    """Whether the typed code is of the secret that was offered last; if so, it is in force from now on."""
    offered = [proof for proof in of_account(connection, account_id).of(Kind.TOTP) if not proof.confirmed]
    step = offered and totp_step(ring, account_id, offered[-1], typed, now)
    if not step:
        return False
    in_force = of_account(connection, account_id).totp
    if in_force is not None:
        _retire_one(connection, in_force, now)
    connection.execute(
        update(credentials)
        .where(_C.credential_id == offered[-1].credential_id)
        .values(confirmed_at=now, last_step=step)
    )
    return True


def totp_step(ring: Keyring, account_id: str, proof: Proof, typed: str, now: datetime) -> int | None:
    """The step that the typed code is of, or None; raises ``Tampered`` where the secret was changed."""
    if proof.key is None:
        return None
    plain = totp_secret(ring, account_id, proof)
    return one_time_codes.matching_step(plain, typed, now, proof.last_step)


def totp_secret(ring: Keyring, account_id: str, proof: Proof) -> bytes:
    """The secret of a second factor, in clear; raises ``Tampered`` where it was changed."""
    if proof.key is None:
        raise LookupError("only a TOTP secret is sealed")
    return ring.unseal(proof.sealed, proof.key, _about(account_id))


def use_step(connection: Connection, proof: Proof, step: int) -> bool:
    """Use a step up; False where another sign-in was first."""
    used = connection.execute(
        update(credentials)
        .where(
            _C.credential_id == proof.credential_id,
            _C.retired_at.is_(None),
            _C.last_step.is_(None) | (_C.last_step < step),
        )
        .values(last_step=step)
    )
    return used.rowcount == 1


def use_code(connection: Connection, proof: Proof, now: datetime) -> bool:
    """Use a set-up or recovery code up; False where another sign-in was first."""
    return _retire_one(connection, proof, now)


def matching_code(proofs: Proofs, kind: Kind, typed: str, now: datetime) -> Proof | None:
    """The set-up or recovery code that was typed, if it has not expired."""
    hashed = secret.code_digest(typed)
    found = None
    for proof in proofs.of(kind):
        lasts = proof.expires_at is None or now < proof.expires_at
        if hmac.compare_digest(proof.hash, hashed) and lasts:
            found = proof
    return found


def rehash(connection: Connection, account_id: str, before: str, after: str) -> None:
    """Keep the same password under today's parameters."""
    connection.execute(
        update(credentials)
        .where(
            _C.account_id == account_id,
            _C.kind == Kind.PASSWORD,
            _C.hash == before,
            _C.retired_at.is_(None),
        )
        .values(hash=after)
    )


def retire(connection: Connection, account_id: str, now: datetime, *kinds: Kind) -> None:
    """Credentials of these kinds prove nothing any more."""
    connection.execute(
        update(credentials)
        .where(_C.account_id == account_id, _C.kind.in_(kinds), _C.retired_at.is_(None))
        .values(retired_at=now)
    )


def _retire_one(connection: Connection, proof: Proof, now: datetime) -> bool:
    retired = connection.execute(
        update(credentials)
        .where(_C.credential_id == proof.credential_id, _C.retired_at.is_(None))
        .values(retired_at=now)
    )
    return retired.rowcount == 1


def _about(account_id: str) -> bytes:
    return sealed_words.about(HOLDER, account_id)
