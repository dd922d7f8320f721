"""Keys of programs: scoped, hashed, expiring, revocable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from officers import ADMIN, NOON, Asked, Clock
from sqlalchemy import NullPool, create_engine, select, text, update
from sqlalchemy.exc import IntegrityError

from api.signin import clients, entry
from api.signin.clients import LONGEST, NewClient
from api.signin.refusals import Unauthorised
from records.errors import InputRefused
from records.rights.authorise import Forbidden, authorise
from records.rights.context import job
from records.rights.permissions import PERMISSION
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import api_clients

NEW = NewClient(
    label="SIAPkerja NTB",
    role=Role.PLACEMENT_OFFICER,
    purpose=Purpose.SERVICE,
    areas=("52",),
    body="placement-ntb",
    scopes=frozenset({"person:search"}),
    expires_at=NOON + timedelta(days=90),
)


def make(store: Store, new: NewClient = NEW) -> tuple[str, str]:
    with store.acting(ADMIN).begin() as connection:
        return clients.make(connection, ADMIN, new, NOON)


def asks(store: Store, key: str, clock: Clock, **headers: str) -> entry.Visitor:
    return entry.visitor(
        store, Asked({"Authorization": f"Bearer {key}", **headers}, method="POST"), clock.now
    )


def test_a_key_opens_what_it_is_for_and_no_more(store: Store, clock: Clock) -> None:
    client_id, key = make(store)
    visitor = asks(store, key, clock)
    assert key.startswith(f"suluh_{client_id}_")
    assert (visitor.client_id, visitor.account_id, visitor.authenticated_at) == (client_id, None, None)
    assert visitor.context.areas == ("52",)
    authorise(visitor.context, PERMISSION["person:search"], visitor.scopes)
    with pytest.raises(Forbidden):
        authorise(visitor.context, PERMISSION["person:read"], visitor.scopes)


def test_it_is_not_kept_and_its_use_is_noted(store: Store, clock: Clock) -> None:
    _, key = make(store)
    clock.later(hours=1)
    asks(store, key, clock)
    with store.reading() as connection:
        row = connection.execute(select(api_clients)).one()
    assert row.last_used_at == clock.now
    hidden = key.rpartition("_")[2]
    assert len(bytes.fromhex(hidden)) * 8 == 256
    assert hidden not in " ".join(map(str, row))
    assert bytes.fromhex(hidden) not in row.secret_hash


def test_it_expires(store: Store, clock: Clock) -> None:
    _, key = make(store)
    clock.now = NEW.expires_at - timedelta(seconds=1)
    asks(store, key, clock)
    clock.now = NEW.expires_at
    with pytest.raises(Unauthorised):
        asks(store, key, clock)


def test_it_is_revoked_for_the_next_request(store: Store, clock: Clock) -> None:
    client_id, key = make(store)
    with store.acting(ADMIN).begin() as connection:
        clients.revoke(connection, client_id, clock.now)
    with pytest.raises(Unauthorised):
        asks(store, key, clock)


def test_no_part_of_a_key_opens(store: Store, clock: Clock) -> None:
    client_id, key = make(store)
    _, other = make(store)
    wrong = (
        key[:-1],
        key + "0",
        key.replace("suluh_", "other_", 1),
        f"suluh_{client_id}_",
        f"suluh_{client_id}_{other.rpartition('_')[2]}",
        client_id,
        key.upper(),
    )
    for each in wrong:
        with pytest.raises(Unauthorised):
            asks(store, each, clock)


@pytest.mark.parametrize(
    "refused",
    [
        {"scopes": frozenset({"network:read"})},
        {"scopes": frozenset({"account:change"})},
        {"scopes": frozenset({"nothing:at_all"})},
        {"scopes": frozenset()},
        {"expires_at": NOON + LONGEST + timedelta(seconds=1)},
        {"expires_at": NOON},
        {"purpose": Purpose.INVESTIGATION},
        {"role": Role.SYSTEM},
        {"role": Role.OPERATOR},
        {"role": Role.LPSK},
        {"areas": ()},
        {"areas": ("5",)},
        {"areas": ("52%",)},
        {"body": "checkpoint-lombok"},
        {"body": "passport-mataram"},
        {"body": "unknown-x"},
        {"body": "placement"},
    ],
    ids=str,
)
def test_what_a_key_must_not_be(store: Store, refused: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        make(store, replace(NEW, **refused))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "planted",
    [
        {"role": "system"},
        {"body": "checkpoint-lombok"},
        {"scopes": []},
        {"expires_at": NOON + timedelta(days=800)},
    ],
    ids=str,
)
def test_the_database_refuses_it_too(store: Store, settings: Settings, planted: dict[str, object]) -> None:
    make(store)
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)

    def plant() -> None:
        with owner.begin() as connection:
            job().enter(connection)
            connection.execute(update(api_clients).values(planted))

    with pytest.raises(IntegrityError):
        plant()


def test_a_key_names_its_purpose_by_header_within_its_role(store: Store, clock: Clock) -> None:
    _, key = make(store)
    assert asks(store, key, clock, **{"Suluh-Purpose": "pencegahan"}).context.purpose is Purpose.PREVENTION
    with pytest.raises(Forbidden):
        asks(store, key, clock, **{"Suluh-Purpose": "penyidikan"})


def test_making_and_revoking_is_audited(store: Store, clock: Clock) -> None:
    client_id, _ = make(store)
    with store.acting(ADMIN).begin() as connection:
        clients.revoke(connection, client_id, clock.now)
    with store.reading() as connection:
        rows = connection.execute(
            text("SELECT who, act, object_refs FROM audit_entries ORDER BY entry_id")
        ).all()
    assert rows == [(ADMIN.who, "client_make", [client_id]), (ADMIN.who, "client_revoke", [client_id])]
