"""Files of a case: called by its code, and those that name people opened behind custody alone."""

from __future__ import annotations

import pytest
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, NOW, SECOND, people, received
from sqlalchemy import select

from protection.attachments import keeping
from protection.cases import custody, files
from protection.cases.completeness import ITEMS
from records import four_eyes
from records.four_eyes import SecondPersonNeeded
from records.rights.policies import cases as policies
from records.store import Store
from records.tables.attachments import attachment_boxes

GROUND, REASON = "UU 31/2014 Pasal 5(1)(i)", "Memeriksa salinan identitas."
TEXT = f"Keterangan tentang {CANARIES[0]}.".encode()


@pytest.fixture
def code(lpsk_store: Store) -> str:
    people(lpsk_store)
    found = received(lpsk_store)
    prepared = keeping.prepare(TEXT, "statement", "text/plain")
    for item in ("identity_copy", "chronology"):
        files.attach(lpsk_store.acting(HANDLER), HANDLER, found, item, prepared, NOW)
    return found


def test_a_file_is_called_by_its_case_and_item(lpsk_store: Store, code: str) -> None:
    copy = files.read(lpsk_store.acting(SECOND), SECOND, code, "chronology")
    assert code in copy.name
    assert b"Keterangan" in copy.content


def test_a_file_that_names_people_needs_an_opening_and_the_database_says_the_same(
    lpsk_store: Store, code: str
) -> None:
    with pytest.raises(SecondPersonNeeded):
        files.read(lpsk_store.acting(HANDLER), HANDLER, code, "identity_copy")
    with lpsk_store.acting(HANDLER).begin() as connection:
        before = len(connection.execute(select(attachment_boxes)).all())
        number = custody.ask(connection, lpsk_store.keys, code, ("identity",), GROUND, REASON)
    with lpsk_store.acting(CUSTODIAN).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with lpsk_store.acting(HANDLER).begin() as connection:
        custody.open_(connection, lpsk_store.keys, HANDLER, code, ("identity",), NOW)
    assert b"Keterangan" in files.read(lpsk_store.acting(HANDLER), HANDLER, code, "identity_copy").content
    with lpsk_store.acting(HANDLER).begin() as connection:
        assert len(connection.execute(select(attachment_boxes)).all()) == 2 * before
    with pytest.raises(SecondPersonNeeded):
        files.read(lpsk_store.acting(SECOND), SECOND, code, "identity_copy")


def test_guarded_items_are_those_of_the_policy() -> None:
    guarded = {item.code for item in ITEMS if item.guarded}
    assert all(f"'{code}'" in policies.GUARDED_ITEMS for code in guarded)
    assert policies.GUARDED_ITEMS.count("'") == 2 * len(guarded)
