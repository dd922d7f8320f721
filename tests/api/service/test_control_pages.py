"""The pages of control: the audit read and verified, rights as they stand, accounts changed by two."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS, people
from sqlalchemy import insert

from api.service.application import create_app
from records import audit
from records.audit.seal import seal, sign_due
from records.rights.permissions import PERMISSIONS
from records.settings import Settings
from records.store import Store
from records.tables import account_roles, accounts


@pytest.fixture
def client(store: Store, settings: Settings) -> TestClient:
    people(store)
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    return TestClient(app, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)


def as_role(role: str, purpose: str) -> dict[str, str]:
    return {"as-role": role, "for-purpose": purpose}


DAY = timedelta(days=1)
AUDITOR, ADMIN = as_role("auditor", "pengawasan"), as_role("admin", "administrasi")


def test_the_newest_entry_stands_first_and_older_ones_are_a_page_away(client: TestClient) -> None:
    for _ in range(60):
        client.get("/hak", headers=AUDITOR)
    page = client.get("/jejak", headers=AUDITOR).text
    numbers = [int(each.replace(".", "")) for each in re.findall(r'data-label="No\.">([\d.]+)<', page)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 50
    older = re.search(r'href="(/jejak\?before=\d+[^"]*)"', page)
    assert older
    following = client.get(older[1].replace("&amp;", "&"), headers=AUDITOR).text
    assert max(
        int(each.replace(".", "")) for each in re.findall(r'data-label="No\.">([\d.]+)<', following)
    ) < min(numbers)


def test_who_looked_is_found_by_account(client: TestClient) -> None:
    client.get("/akun", headers=ADMIN)
    page = client.get("/jejak", headers=AUDITOR, params={"who": "a-admin"}).text
    assert "a-admin" in page
    assert 'who=suluh"' not in page


def test_a_whole_trail_is_told_so_and_a_changed_one_too(
    client: TestClient, store: Store, settings: Settings
) -> None:
    while seal(store, settings.audit_key()):
        pass
    assert "Jejak audit utuh." in client.post("/jejak/verifikasi", headers=AUDITOR).text
    other = Settings(data_dir=settings.data_dir / "other").audit_key()
    assert other != settings.audit_key()
    seal_by_another(store, other)
    assert "Jejak audit telah diubah." in client.post("/jejak/verifikasi", headers=AUDITOR).text


def seal_by_another(store: Store, secret: bytes) -> None:
    """The planted fault: heads signed with a key that is not the installation's."""
    with store.begin() as connection:
        audit.write(connection, audit.Act(audit.Deed.READ, "rights", ()))
    while seal(store, secret):
        pass
    with store.begin() as connection:
        sign_due(connection, secret, at_once=True)


def test_the_rights_page_shows_every_permission(client: TestClient) -> None:
    page = client.get("/hak", headers=ADMIN).text
    assert all(f"<code>{permission.name}</code>" in page for permission in PERMISSIONS)
    of_one = client.get("/hak", headers=ADMIN, params={"role": "ltsa"}).text
    assert "screening:ask" in of_one
    assert "audit:read" not in of_one


def test_a_new_account_shows_its_code_once(client: TestClient) -> None:
    made = client.post("/akun", headers=ADMIN, data={"login": "dewi.lestari", "name": "Dewi Lestari"})
    assert "Akun telah dibuat." in made.text
    assert "Akun telah dibuat." not in client.get("/akun", headers=ADMIN).text


def test_a_refused_account_keeps_what_was_typed(client: TestClient) -> None:
    refused = client.post("/akun", headers=ADMIN, data={"login": "Tidak Sah!", "name": "Dewi Lestari"})
    assert refused.status_code == 422
    assert 'value="Dewi Lestari"' in refused.text


def known(store: Store, account_id: str, role: str) -> None:
    """Somebody who really holds a role: the book of approvals asks the database, not the session."""
    who = {"account_id": account_id, "login_token": f"ln_{account_id}", "sealed": b""}
    held = {
        "role": role,
        "areas": ["52"],
        "body": "satgas-ntb",
        "valid_from": NOW - DAY,
        "granted_at": NOW - DAY,
    }
    with store.begin() as connection:
        connection.execute(insert(accounts).values(created_at=NOW, created_by="x", **who))
        connection.execute(insert(account_roles).values(account_id=account_id, granted_by="x", **held))


def test_a_role_waits_for_a_second_person(client: TestClient, store: Store) -> None:
    known(store, "a-admin", "admin")
    known(store, "a-data_protection_officer", "data_protection_officer")
    known(store, "a-new", "volunteer")
    given = client.post(
        "/akun/a-new/peran", headers=ADMIN, data={"role": "satgas", "body": "satgas-ntb", "areas": "52"}
    )
    assert (given.status_code, given.headers["location"]) == (303, "/akun")
    officer = as_role("data_protection_officer", "pengawasan")
    asked = re.search(
        r'href="(/persetujuan/\d+)">Mengubah hak akses', client.get("/persetujuan", headers=officer).text
    )
    assert asked
    assert "role:a-new/satgas/52/satgas-ntb" in client.get(asked[1], headers=officer).text
