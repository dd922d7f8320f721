"""An incident pack finds everyone whom an account touched, however the audit named them, and nobody else."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import held_people
import pytest
from held_people import File
from sqlalchemy import func, select, text

from protection import protected
from protection.incident import Pack, Span, pack, people
from protection.notices import write
from protection.protected import Protection
from records import audit
from records.audit import Act, Deed
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import source_rows

INSIDER = Context("a-insider", Role.SATGAS, Purpose.PREVENTION, NATION)
ELSE = Context("a-else", Role.SATGAS, Purpose.PREVENTION, NATION)
FOUND = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVER = Span("a-insider", datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path / "feeds")


def did(store: Store, who: Context, kind: str, *objects: str, fields: tuple[str, ...] = ("nik",)) -> None:
    with store.acting(who).begin() as connection:
        audit.write(connection, Act(Deed.READ, kind, objects, 100, fields))


def packed(store: Store, span: Span = EVER) -> Pack:
    with store.begin() as connection:
        return pack(connection, span, FOUND)


WAYS = (
    ("source_row", "row/{passports}"),
    ("source_row", "row/{documents}"),
    ("source_row", "row/{recruiter_links}"),
    ("source_row", "passports/1-999"),
    ("source_row", "passports"),
    ("person", "person_a"),
    ("alert", "person_a"),
    ("alert", "alert/{alert}"),
)
"""Each kind of object, and how an entry may name the one person; in braces the first row of a feed."""


@pytest.mark.parametrize(("kind", "named"), WAYS)
def test_however_the_audit_names_a_person_the_pack_finds_them(
    store: Store, file: File, kind: str, named: str
) -> None:
    with store.reading() as connection:
        first = select(source_rows.c.feed, func.min(source_rows.c.sequence)).group_by(source_rows.c.feed)
        rows = {feed: number for feed, number in connection.execute(first)}  # noqa: C416  (a result is no mapping)
    did(store, INSIDER, kind, named.format(**rows, alert=file.alert_id))
    found = packed(store)
    assert [each.party for each in found.affected] == ["person_a"]
    assert (found.affected[0].acts, found.affected[0].fields) == (("read",), ("nik",))
    assert not found.unresolved


def test_everything_up_to_a_row_a_file_and_a_run_lead_to_everyone_in_them(store: Store, file: File) -> None:
    everyone = {"person_a", "person_b"}
    for kind, ref in (
        ("source_row", "..9999"),
        ("source_row", "registrations/1-9"),
        ("detection_run", str(file.run_id)),
    ):
        who = Context(f"a-{kind}", Role.SATGAS, Purpose.PREVENTION, NATION)
        did(store, who, kind, ref)
        found = packed(store, Span(who.who, EVER.since, EVER.until))
        assert {each.party for each in found.affected} - {"registrations:DOC-000002"} == everyone


@pytest.mark.usefixtures("file")
def test_nobody_whom_only_another_account_touched_is_named(store: Store) -> None:
    did(store, ELSE, "person", "person_b")
    did(store, INSIDER, "person", "person_a")
    assert [each.party for each in packed(store).affected] == ["person_a"]


@pytest.mark.usefixtures("file")
def test_an_act_before_or_after_the_span_does_not_count(store: Store) -> None:
    did(store, INSIDER, "person", "person_a")
    with store.reading() as connection:
        at = connection.execute(
            text("SELECT max(at) FROM audit_entries WHERE who = 'a-insider'")
        ).scalar_one()
    instant = timedelta(microseconds=1)
    assert not packed(store, Span("a-insider", EVER.since, at)).affected
    assert not packed(store, Span("a-insider", at + instant, EVER.until)).affected
    assert packed(store, Span("a-insider", at, at + instant)).affected


@pytest.mark.usefixtures("file")
def test_a_reference_that_leads_nowhere_is_told_not_dropped(store: Store) -> None:
    did(store, INSIDER, "telescope", "telescope/7")
    did(store, INSIDER, "account", "a-other")
    assert dict(packed(store).unresolved) == {"telescope": 1}


def test_a_guarded_identity_is_marked_so_that_no_letter_betrays_it(store: Store, file: File) -> None:
    did(store, INSIDER, "person", "person_a", "person_b")
    with store.begin() as connection:
        protected.protect(connection, "lpsk", Protection.WITNESS, [file.passport], FOUND)
    assert {each.party: each.guarded for each in packed(store).affected} == {
        "person_a": True,
        "person_b": False,
    }


def test_the_notice_is_due_three_days_after_the_incident_was_found(store: Store) -> None:
    found = packed(store)
    assert found.due_at - found.found_at == timedelta(hours=72)
    assert "Pasal 46" in found.source
    assert people(found.affected) == 0


def test_the_pack_itself_is_in_the_audit(store: Store) -> None:
    packed(store)
    with store.reading() as connection:
        kinds = connection.scalars(
            text("SELECT object_refs FROM audit_entries WHERE object_kind = 'incident'")
        ).all()
    assert kinds == [["a-insider"]]


def test_the_files_name_nobody_and_tell_through_whom_and_until_when(
    store: Store, file: File, tmp_path: Path
) -> None:
    did(store, INSIDER, "person", "person_a", "person_b")
    did(store, INSIDER, "telescope", "telescope/7")
    with store.begin() as connection:
        protected.protect(connection, "lpsk", Protection.VICTIM, [file.mine], FOUND)
    notices, told = write(packed(store), tmp_path / "pack", FOUND + timedelta(hours=80))
    with notices.open() as stream:
        assert {row["party"]: row["through"] for row in csv.DictReader(stream)} == {
            "person_a": "lpsk",
            "person_b": "letter",
        }
    assert "people to tell: **2**" in told.read_text()
    assert "late 8 jam" in told.read_text()
    assert "telescope: 1" in told.read_text()
    for path in (notices, told):
        assert path.stat().st_mode & 0o077 == 0
        assert held_people.NAME not in path.read_text()
