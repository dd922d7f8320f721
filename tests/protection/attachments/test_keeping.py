"""Attachments are kept sealed, opened in someone's name, and destroyed with a tombstone; each act is audited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from made_files import pdf, picture, saved
from marked_files import CANARY, MARKED, places
from sqlalchemy import NullPool, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from protection import holds
from protection.attachments import cleaning, keeping, opening
from protection.attachments.keeping import NotDue, Reason, accept, destroy, due, listed, retained_until
from protection.attachments.known import Attachment
from protection.attachments.opening import Copy, Destroyed, cleaned, original, preview
from protection.attachments.refusals import AttachmentRefused
from protection.holds import HoldReason, HoldStands
from records.audit import Deed
from records.custody.envelope import Tampered
from records.errors import InputRefused, NotFound
from records.settings import Settings
from records.store import Store
from records.tables import alerts, detection_runs, identities, person_areas

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME = "Foto Kenari Unik.jpg"
(PHOTO,) = (file.data for file in MARKED if file.where == "jpeg exif with a place")


@pytest.fixture(autouse=True)
def _examined_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of an examination is tried elsewhere; here the same is done without one, which is quicker."""
    monkeypatch.setattr(keeping, "examine", cleaning.clean)


@pytest.fixture
def alert(store: Store) -> str:
    """An alert about person-a, whose row lies in regency 5203."""
    run = {
        "as_of": date(2026, 3, 1),
        "capacity": 1,
        "data_sequence": 1,
        "data_digest": "d",
        "model_version": "m",
        "learned": False,
        "people": 1,
        "missing": [],
        "seed": 7,
    }
    with store.begin() as connection:
        run_id = connection.execute(
            insert(detection_runs).values(run).returning(detection_runs.c.run_id)
        ).scalar_one()
        rows = [("registrations", "REG-1", "person-a"), ("passports", "P-1", "person-a")]
        for feed, entity_key, person_id in rows:
            values = {"run_id": run_id, "feed": feed, "entity_key": entity_key, "person_id": person_id}
            connection.execute(insert(identities).values(values))
        connection.execute(insert(person_areas).values(person_id="person-a", area="5203", run_id=run_id))
        raised = {
            "run_id": run_id,
            "kind": "person",
            "subject": "person-a",
            "rank": 1,
            "probability": 0.5,
            "refs": ["registrations:REG-1"],
            "areas": ["5203"],
            "statement": {},
        }
        return str(
            connection.execute(insert(alerts).values(raised).returning(alerts.c.alert_id)).scalar_one()
        )


def taken(store: Store, alert: str, upload: bytes = PHOTO, kind: str = "photograph") -> Attachment:
    return accept(store, upload, NAME, "alert", alert, kind, NOW, "image/jpeg" if upload is PHOTO else "")


def entries(store: Store) -> list[Any]:
    with store.begin() as connection:
        wanted = "SELECT act, object_kind, object_refs, fields FROM audit_entries ORDER BY entry_id"
        return list(connection.execute(text(wanted)))


def everything(settings: Settings) -> str:
    """All that the database holds, as text, as its owner sees it."""
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("SELECT set_config('suluh.role', 'system', true)"))
        tables = connection.scalars(
            text("SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables")
        ).all()
        rows = [connection.execute(text(f"SELECT t::text FROM {table} AS t")).all() for table in tables]  # noqa: S608
    return "\n".join(str(row) for table in rows for row in table)


def test_an_attachment_comes_back_as_it_was_and_as_it_is_shown(store: Store, alert: str) -> None:
    known = taken(store, alert)
    assert (known.media_type, known.size, known.pages) == ("image/jpeg", len(PHOTO), 1)
    assert known.sha256 == sha256(PHOTO).hexdigest()
    assert (known.refs, known.areas) == (["registrations:REG-1"], ["5203"])
    assert (known.uploaded_by, known.uploaded_at, known.destroyed_at) == ("suluh", NOW, None)
    assert original(store, known.attachment_id).content == PHOTO
    shown = cleaned(store, known.attachment_id)
    assert [mark for mark in places() if mark in shown.content] == []
    assert preview(store, known.attachment_id).content.startswith(b"\x89PNG")
    assert listed(store, "alert", alert) == [known]


def test_an_attachment_of_a_person_concerns_all_rows_held_to_be_theirs(store: Store, alert: str) -> None:  # noqa: ARG001
    known = accept(store, pdf(), "surat.pdf", "person", "person-a", "scan", NOW)
    assert known.refs == ["passports:P-1", "registrations:REG-1"]
    assert known.areas == ["5203"]


def test_each_act_writes_one_entry_that_names_no_value(store: Store, alert: str) -> None:
    before = len(entries(store))
    known = taken(store, alert)
    for act in (cleaned, preview, original):
        act(store, known.attachment_id)
    listed(store, "alert", alert)
    due(store, known.retained_until)
    destroy(store, known.attachment_id, Reason.ORDER, NOW)
    written = entries(store)[before:]
    assert [entry.act for entry in written] == ["attach", *["read"] * 5, "destroy"]
    assert {entry.object_kind for entry in written} == {"attachment"}
    assert {tuple(entry.object_refs) for entry in written} == {(known.attachment_id,)}
    assert [entry.fields for entry in written[1:4]] == [
        ["cleaned", "name"],
        ["preview"],
        ["original", "name"],
    ]
    assert "Kenari" not in str(written)


def test_nothing_clear_is_in_the_database(store: Store, settings: Settings, alert: str) -> None:
    taken(store, alert)
    accept(store, f"Saksi {CANARY}".encode(), f"{CANARY}.txt", "alert", alert, "statement", NOW)
    held = everything(settings)
    assert "registrations:REG-1" in held
    for mark in (*places(), b"Kenari Unik", b"JFIF"):
        assert mark.hex() not in held, mark
        assert mark.decode("latin-1") not in held, mark


def test_the_search_for_clear_text_finds_what_is_planted(
    store: Store, settings: Settings, alert: str
) -> None:
    known = taken(store, alert)
    planted = (
        "INSERT INTO attachment_tombstones (attachment_id, destroyed_by, reason) VALUES (:id, :who, 'order')"
    )
    with store.begin() as connection:
        connection.execute(text(planted), {"id": known.attachment_id, "who": "Kenari Unik"})
    assert "Kenari Unik" in everything(settings)


def test_what_is_refused_leaves_nothing(store: Store, alert: str) -> None:
    before = len(entries(store))
    with pytest.raises(AttachmentRefused):
        taken(store, alert, b"MZ" + bytes(99))
    with pytest.raises(AttachmentRefused, match="photograph must be a picture"):
        taken(store, alert, pdf(), kind="photograph")
    with pytest.raises(NotFound):
        accept(store, pdf(), "a", "alert", "999999", "scan", NOW)
    with pytest.raises(NotFound):
        accept(store, pdf(), "a", "sqlite_master", "1", "scan", NOW)
    with pytest.raises(InputRefused):
        taken(store, alert, kind="video")
    with store.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM attachments")) == 0
        assert connection.scalar(text("SELECT count(*) FROM attachment_boxes")) == 0
    assert len(entries(store)) == before


def test_without_an_audit_entry_nothing_is_kept(
    store: Store, alert: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no entry")

    monkeypatch.setattr(keeping.audit, "write", fails)
    with pytest.raises(RuntimeError, match="no entry"):
        taken(store, alert)
    with store.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM attachments")) == 0


def test_what_is_destroyed_cannot_be_opened_and_its_tombstone_stays(store: Store, alert: str) -> None:
    known = taken(store, alert)
    gone = destroy(store, known.attachment_id, Reason.ORDER, NOW)
    assert (gone.sha256, gone.destroyed_at) == (known.sha256, NOW)
    for act in (cleaned, preview, original):
        with pytest.raises(Destroyed):
            act(store, known.attachment_id)
    assert listed(store, "alert", alert) == [gone]
    again = destroy(store, known.attachment_id, Reason.MISTAKE, NOW + timedelta(days=1))
    assert again == gone


def test_a_box_from_an_old_backup_stays_closed_when_its_key_is_destroyed(store: Store, alert: str) -> None:
    known = taken(store, alert)
    with store.begin() as connection:
        backup = connection.execute(text("SELECT part, sealed FROM attachment_boxes")).all()
    destroy(store, known.attachment_id, Reason.ORDER, NOW)
    restore = text("INSERT INTO attachment_boxes (attachment_id, part, sealed) VALUES (:id, :part, :sealed)")
    with store.begin() as connection:
        for box in backup:
            connection.execute(restore, {"id": known.attachment_id, "part": box.part, "sealed": box.sealed})
    for act in (cleaned, preview, original):
        with pytest.raises(Destroyed):
            act(store, known.attachment_id)


def test_boxes_that_change_places_do_not_open(store: Store, alert: str) -> None:
    mine, other = taken(store, alert), taken(store, alert, saved("JPEG", picture("L")))
    keys = "SELECT b.attachment_id, b.part, b.sealed, k.key_id, k.wrapped FROM attachment_boxes b JOIN row_keys k"
    with store.begin() as connection:
        moved = connection.execute(
            text(f"{keys} ON k.holder = 'attachment_boxes' AND k.id = b.box_id WHERE attachment_id = :id"),
            {"id": other.attachment_id},
        ).all()
    destroy(store, mine.attachment_id, Reason.ORDER, NOW)
    with store.begin() as connection:
        for box in moved:
            values = {"id": mine.attachment_id, "part": box.part, "sealed": box.sealed}
            box_id = connection.scalar(
                text(
                    "INSERT INTO attachment_boxes (attachment_id, part, sealed) VALUES (:id, :part, :sealed) "
                    "RETURNING box_id"
                ),
                values,
            )
            connection.execute(
                text("INSERT INTO row_keys VALUES ('attachment_boxes', :id, :key_id, :wrapped)"),
                {"id": box_id, "key_id": box.key_id, "wrapped": box.wrapped},
            )
    with pytest.raises(Tampered):
        original(store, mine.attachment_id)


def test_an_original_that_does_not_agree_with_its_hash_is_not_handed_out(
    store: Store, alert: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = taken(store, alert)
    take = opening.boxes.take
    monkeypatch.setattr(
        opening.boxes, "take", lambda *given: {part: content + b"!" for part, content in take(*given).items()}
    )
    with pytest.raises(Tampered):
        original(store, known.attachment_id)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM attachment_boxes",
        "UPDATE attachment_boxes SET sealed = ''",
        "UPDATE attachments SET sha256 = repeat('0', 64)",
        "DELETE FROM attachments",
    ],
)
def test_evidence_is_not_changed_or_taken_away(store: Store, alert: str, statement: str) -> None:
    known = taken(store, alert)
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(text(statement))
    assert original(store, known.attachment_id).content == PHOTO


def test_under_a_hold_nothing_is_destroyed(store: Store, alert: str) -> None:
    known = taken(store, alert)
    with store.begin() as connection:
        hold = holds.place(
            connection, "penyidik", ["registrations:REG-1"], HoldReason.INVESTIGATION, "case/1", NOW
        )
    with pytest.raises(HoldStands):
        destroy(store, known.attachment_id, Reason.ORDER, NOW)
    assert original(store, known.attachment_id).content == PHOTO
    with store.begin() as connection:
        holds.lift(connection, "penyidik", hold, NOW)
    assert destroy(store, known.attachment_id, Reason.ORDER, NOW).destroyed_at == NOW


def test_retention_ends_on_its_day_and_not_before(store: Store, alert: str) -> None:
    photo, scan = taken(store, alert), taken(store, alert, pdf(), kind="scan")
    assert scan.retained_until == date(2026, 3, 2) + timedelta(days=1826)
    assert due(store, scan.retained_until - timedelta(days=1)) == []
    assert due(store, scan.retained_until) == [scan]
    assert due(store, photo.retained_until) == [scan, photo]
    early = datetime(2031, 3, 1, 16, 59, tzinfo=UTC)  # 23.59 in Jakarta, the day before
    with pytest.raises(NotDue):
        destroy(store, scan.attachment_id, Reason.RETENTION, early)
    destroy(store, scan.attachment_id, Reason.RETENTION, early + timedelta(minutes=1))
    assert due(store, photo.retained_until) == [photo]


def test_retention_follows_the_rule_of_the_day_in_jakarta(store: Store) -> None:
    before = datetime(2026, 1, 1, 16, 59, tzinfo=UTC)
    after = before + timedelta(minutes=1)
    with store.reading() as connection:
        until = [retained_until(connection, "statement", each) for each in (before, after)]
    assert until == [date(2026, 1, 1) + timedelta(days=4383), date(2026, 1, 2) + timedelta(days=6575)]


def test_a_copy_is_saved_and_never_shown_guessed_run_or_stored(store: Store, alert: str) -> None:
    known = accept(store, b"Halo", "../Surat\u202eiti.txt.html", "alert", alert, "statement", NOW)
    assert cleaned(store, known.attachment_id).headers == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": "attachment; filename=\"Suratiti.txt.txt\"; filename*=UTF-8''Suratiti.txt.txt",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    assert preview(store, known.attachment_id).name == "pratinjau.png"


def test_a_copy_is_named_by_what_it_is(store: Store, alert: str) -> None:
    known = taken(store, alert, saved("TIFF"), kind="scan")

    def handed_out(copy: Copy) -> tuple[str, str]:
        return copy.name, copy.media_type

    assert handed_out(original(store, known.attachment_id)) == ("Foto Kenari Unik.tif", "image/tiff")
    assert handed_out(cleaned(store, known.attachment_id)) == ("Foto Kenari Unik.pdf", "application/pdf")


def test_nobody_handles_attachments_without_a_name(store: Store, alert: str) -> None:
    nameless = Store(store.engine, store.keys)
    with pytest.raises((RuntimeError, NotFound)):
        taken(nameless, alert)


def test_the_deeds_are_told_apart() -> None:
    assert len({Deed.ATTACH, Deed.DESTROY, Deed.READ, Deed.ERASE}) == 4
