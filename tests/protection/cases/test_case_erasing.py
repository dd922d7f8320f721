"""What was sealed of a case that has ended is destroyed by two; nothing of it can be opened again."""

from __future__ import annotations

import pytest
from colleagues import account
from lpsk_scene import CUSTODIAN, HANDLER, NOW, people, received
from sqlalchemy import text

from protection.cases import deciding, entering, erasing, reading
from protection.cases.states import CaseStepRefused
from records import four_eyes
from records.four_eyes import SecondPersonNeeded
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import metadata

OFFICER = Context("h-dpo", Role.DATA_PROTECTION_OFFICER, Purpose.OVERSIGHT, NATION, "lpsk")
REASON = "Masa simpan perkara ini sudah berakhir."


def test_what_was_sealed_goes_by_two_when_the_case_has_ended(lpsk_store: Store) -> None:
    people(lpsk_store)
    account(lpsk_store, OFFICER.who, OFFICER.role)
    code, other = received(lpsk_store), received(lpsk_store, referral="RJ-AAAAA2")
    keys = lpsk_store.keys
    with lpsk_store.acting(HANDLER).begin() as connection:
        entering.remark(connection, keys, HANDLER, code, "Sudah dihubungi.", NOW)
    with pytest.raises(CaseStepRefused), lpsk_store.acting(OFFICER).begin() as connection:
        erasing.erase(connection, keys, OFFICER, code, NOW)
    with lpsk_store.acting(HANDLER).begin() as connection:
        deciding.withdraw(connection, keys, HANDLER, code, REASON, NOW)
    with pytest.raises(SecondPersonNeeded), lpsk_store.acting(OFFICER).begin() as connection:
        erasing.erase(connection, keys, OFFICER, code, NOW)
    with lpsk_store.acting(OFFICER).begin() as connection:
        ground = four_eyes.ACT["erase"].grounds[0]
        number = four_eyes.ask(connection, keys, "erase", (f"case:{code}",), ground, REASON)
    with lpsk_store.acting(CUSTODIAN).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with lpsk_store.acting(OFFICER).begin() as connection:
        assert erasing.erase(connection, keys, OFFICER, code, NOW) > 8
    with lpsk_store.acting(HANDLER).begin() as connection:
        gone = reading.one(connection, keys, HANDLER, code, NOW)
        assert not any(part.lines for part in gone.sent)
        assert not any(told.words for told in gone.history)
        assert any(part.lines for part in reading.one(connection, keys, HANDLER, other, NOW).sent)
    with lpsk_store.begin() as connection:
        left = "SELECT count(*) FROM row_keys AS k JOIN case_identities AS i ON i.identity_id = k.id "
        left += "WHERE k.holder = 'case_identities' AND i.case_id = 1"
        assert connection.scalar(text(left)) == 0


def test_every_sealed_table_of_a_case_is_reached() -> None:
    sealed = {
        table.name
        for table in metadata.tables.values()
        if table.name.startswith("case_") and "sealed" in table.c
    }
    assert sealed == {table.name for table in erasing.SEALED}
