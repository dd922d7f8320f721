"""Looking into the audit: by number, by account, by object; and the look itself is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from records.audit import Act, Deed, write
from records.audit.reading import Entry, entries
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import audit_entries

AUDITOR = Context("a-auditor", Role.AUDITOR, Purpose.OVERSIGHT)
OFFICER = Context("a-officer", Role.SATGAS, Purpose.PREVENTION, ("52",))


@pytest.fixture
def written(store: Store) -> Store:
    for who, ref in ((OFFICER, "alert/1"), (OFFICER, "alert/2"), (AUDITOR, "alert/1")):
        with store.acting(who).begin() as connection:
            write(connection, Act(Deed.READ, "alert", (ref,), None, ("statement",)))
    return store


def look(
    store: Store, after: int = 0, most: int = 10, who: str | None = None, ref: str | None = None
) -> list[Entry]:
    with store.acting(AUDITOR).begin() as connection:
        return entries(connection, after, most, who, ref)


def test_entries_come_by_number_beginning_after_one(written: Store) -> None:
    found = look(written)
    assert [entry.entry_id for entry in found] == [1, 2, 3]
    assert [entry.entry_id for entry in look(written, after=1, most=1)] == [2]
    first = found[0]
    assert (first.who, first.role, first.purpose, first.act) == ("a-officer", "satgas", "pencegahan", "read")
    assert (first.object_kind, first.object_count) == ("alert", 1)
    assert (list(first.object_refs), list(first.fields)) == (["alert/1"], ["statement"])


def test_entries_of_one_account_or_about_one_object(written: Store) -> None:
    assert [entry.entry_id for entry in look(written, who="a-officer")] == [1, 2]
    assert [entry.entry_id for entry in look(written, ref="alert/1")] == [1, 3]
    assert look(written, who="a-officer", ref="alert/3") == []


def test_a_look_is_an_entry_too(written: Store) -> None:
    look(written, after=1, most=2)
    look(written, who="a-nobody")
    columns = audit_entries.c
    wanted = select(columns.object_kind, columns.object_refs, columns.object_count, columns.fields)
    with written.reading() as connection:
        rows = connection.execute(
            wanted.where(columns.object_kind == "audit_entry").order_by(columns.entry_id)
        ).all()
    fields = list(Entry.__dataclass_fields__)
    assert [tuple(row) for row in rows] == [
        ("audit_entry", ["entry/2-3"], 2, fields),
        ("audit_entry", [], 0, fields),
    ]
