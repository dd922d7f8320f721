"""Erasure reaches the rows, their keys, frozen alerts, identities and the copy, and stops at a hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import held_people
import pytest
from factories import desk_row, write_csv
from held_people import LEAD, NAME, NIK, NOW, OFFICER, File, agree, as_owner, erase_person, planned_for
from sqlalchemy import Connection, NullPool, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from protection import holds
from protection.erasure import backups, since
from protection.erasure.erase import ACT, ErasureRefused, Ground, Plan, approval, erase, plan
from protection.holds import HoldReason, HoldStands
from protection.subject.own_rows import own_rows
from records import four_eyes
from records.custody import row_keys
from records.errors import InputRefused, NotFound
from records.export import export, forget_erased
from records.four_eyes import SecondPersonNeeded
from records.lake import Lake
from records.rights.context import job
from records.settings import Settings
from records.store import Store
from records.tables import (
    alerts,
    audit_entries,
    detection_runs,
    erasures,
    identities,
    source_rows,
    tombstones,
)
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

MINE = {"registrations", "passports", "documents", "desk_visits", "recruiter_links", "complaints"}


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path / "feeds")


def everything(store: Store) -> str:
    """All that the database's tables hold of rows, alerts and requests, as text."""
    tables = (
        "source_rows",
        "identities",
        "alerts",
        "person_areas",
        "subject_requests",
        "row_keys",
        "tombstones",
    )
    with store.reading() as connection:
        return "\n".join(
            str(row[0])
            for table in tables
            for row in connection.execute(text(f"SELECT t::text FROM {table} AS t"))  # noqa: S608  (names of ours)
        )


def test_a_persons_rows_are_found_from_any_of_them_with_all_versions(store: Store, file: File) -> None:
    with store.reading() as connection:
        found = own_rows(connection, [file.passport])
        assert own_rows(connection, [file.mine]) == found
        feeds = connection.scalars(
            select(source_rows.c.feed).where(source_rows.c.sequence.in_(found.sequences))
        )
        assert sorted(feeds) == sorted([*MINE, "registrations"])
        with pytest.raises(InputRefused):
            own_rows(connection, ["nonsense"])
        with pytest.raises(NotFound):
            own_rows(connection, ["registrations:REG-999999"])


def test_nothing_of_the_person_is_left_in_the_database_and_all_of_the_other(store: Store, file: File) -> None:
    key_of = {"nik": NIK}
    tokens_before = everything(store)
    assert file.token in tokens_before
    assert "REG-000001" in tokens_before
    number = erase_person(store, [file.mine])
    after = everything(store)
    for gone in (file.token, "REG-000001", "DOC-000001", "1990-01-02", "babysitter", key_of["nik"], NAME):
        assert gone not in after
    assert "REG-000002" in after
    with store.reading() as connection:
        left = (
            connection.execute(select(source_rows).where(source_rows.c.entity_key.like("erased:%")))
            .mappings()
            .all()
        )
        assert len(left) == 7
        assert all(row["known"] == {} and row["sealed"] is None and row["nik_token"] is None for row in left)
        assert connection.scalar(
            text("SELECT count(*) FROM row_keys WHERE holder = 'source_rows'")
        ) == connection.scalar(text("SELECT count(*) FROM source_rows WHERE sealed IS NOT NULL"))
        assert connection.scalar(select(erasures.c.things).where(erasures.c.erasure_id == number)) == 7
        assert len(connection.execute(select(tombstones)).all()) == 7
        persons = set(connection.scalars(select(identities.c.person_id)))
    assert persons == {"person_b"}


def test_the_key_of_a_received_row_goes_in_an_erasure_alone(store: Store, file: File) -> None:
    everyone = planned_for(store, [file.mine, file.other]).sequences
    for who in (store, store.acting(OFFICER)):
        with who.begin() as connection:
            assert row_keys.destroy(connection, "source_rows", everyone) == 0


def test_an_erased_alert_says_what_happened_and_another_loses_only_the_citation(
    store: Store, file: File
) -> None:
    number = erase_person(store, [file.mine])
    with store.reading() as connection:
        mine = connection.execute(select(alerts).where(alerts.c.alert_id == file.alert_id)).mappings().one()
        other = (
            connection.execute(select(alerts).where(alerts.c.alert_id == file.other_alert_id))
            .mappings()
            .one()
        )
    assert mine["statement"]["erased"] == number
    assert "dihapus menurut hukum" in mine["statement"]["missing"][0]
    assert (mine["subject"], mine["refs"], mine["statement"]["reasons"]) == (
        f"erased:{number}",
        [f"erased:{number}"],
        [],
    )
    (reason,) = other["statement"]["reasons"]
    assert reason["rows"] == [
        ["passports", f"erased:{number}", "2024-01-01"],
        ["documents", "DOC-000002", ""],
    ]
    assert (other["subject"], other["refs"], reason["text_en"]) == ("person_b", [file.other], "Identity")


def test_a_run_that_had_seen_the_rows_says_that_its_data_were_erased_since(store: Store, file: File) -> None:
    with store.reading() as connection:
        assert since.compare(connection, file.run_id, "digest-then").same
        assert not since.compare(
            connection, file.run_id, "digest-now"
        ).explained  # planted: data changed unlawfully
    number = erase_person(store, [file.mine])
    with store.reading() as connection:
        now = since.compare(connection, file.run_id, "digest-now")
        later = connection.execute(select(detection_runs.c.run_id)).scalar_one()
    assert (later, now.same, now.explained) == (file.run_id, False, True)
    assert [(each.erasure_id, each.rows) for each in now.since] == [(number, 7)]
    assert "since erased" in now.told()[1]


def test_the_copy_loses_the_rows_and_a_rebuilt_copy_never_gets_them(
    store: Store, file: File, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "copy", threads=1)
    export(store, lake)
    before = {feed: lake.last_sequence(feed) for feed in MINE}
    erase_person(store, [file.mine])
    assert forget_erased(store, lake) == 7
    assert forget_erased(store, lake) == 0
    assert {feed: lake.last_sequence(feed) for feed in MINE} == before
    export(store, lake)
    export(store, Lake(tmp_path / "rebuilt", threads=1))
    for folder in ("copy", "rebuilt"):
        held = b"".join(path.read_bytes() for path in (tmp_path / folder).rglob("*.parquet"))
        assert b"REG-000001" not in held
        assert file.token.encode() not in held
        assert b"REG-000002" in held


def test_a_row_that_was_erased_does_not_come_back_with_another_file(
    store: Store, settings: Settings, file: File, tmp_path: Path
) -> None:
    erase_person(store, [file.mine])
    me = {"nik": NIK, "full_name": NAME, "phone": held_people.PHONE, "referrer_name": held_people.REFERRER}
    rows = [desk_row("registrations", 3), desk_row("registrations", 1, **me)]
    key = settings.token_key()
    taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
    report = taking.take(write_csv(tmp_path / "again.csv", rows), lambda _fraction, _rows: None)
    assert (report.new, report.repeated, report.quarantined) == (1, 1, 0)
    assert "REG-000001" not in everything(store)


def test_a_hold_stops_an_erasure_and_its_reason_is_not_told(store: Store, file: File) -> None:
    with store.begin() as connection:
        hold = holds.place(connection, "penyidik", [file.passport], HoldReason.PROSECUTION, "LP-17", NOW)
    with store.begin() as connection, pytest.raises(HoldStands) as refusal:
        plan(connection, (file.mine,), NOW)
    told = refusal.value.text_id + refusal.value.text_en
    assert "Pejabat Pelindungan Data Pribadi" in told
    for secret in ("prosecution", "LP-17", "penyidik", str(hold)):
        assert secret not in told
    with store.begin() as connection:
        holds.lift(connection, "penyidik", hold, NOW)
    assert erase_person(store, [file.mine])


def test_the_database_itself_refuses_a_version_left_behind_rows_that_are_gone_and_held_ones(
    store: Store, file: File
) -> None:
    planned = planned_for(store, [file.mine])
    for sequences, why in (
        (planned.sequences[:1], "all its versions"),
        ((999_999,), "none of these rows"),
        (planned.sequences, "hold"),
    ):
        asked = Plan(sequences, ())
        agree(store, asked)
        if why == "hold":
            with store.begin() as connection:
                holds.place(connection, "penyidik", [file.mine], HoldReason.INVESTIGATION, "LP-17", NOW)
        with pytest.raises(ErasureRefused) as refusal, store.acting(OFFICER).begin() as connection:
            erase(connection, Ground.ASKED, asked, "request:1", NOW)
        assert why in str(refusal.value.__cause__)


def test_without_two_people_nothing_is_erased(store: Store, file: File) -> None:
    before = everything(store)
    planned = planned_for(store, [file.mine])
    with pytest.raises(SecondPersonNeeded), store.acting(OFFICER).begin() as connection:
        erase(connection, Ground.ASKED, planned, "request:1", NOW)
    with pytest.raises(DBAPIError, match="two people"), store.acting(OFFICER).begin() as connection:
        door(connection, planned)
    assert everything(store) == before


def test_an_approval_covers_these_rows_only_and_once(store: Store, file: File) -> None:
    mine, other = planned_for(store, [file.mine]), planned_for(store, [file.other])
    agree(store, mine)
    with pytest.raises(SecondPersonNeeded), store.acting(OFFICER).begin() as connection:
        erase(connection, Ground.ASKED, other, "request:1", NOW)
    with pytest.raises(DBAPIError, match="two people"), store.acting(OFFICER).begin() as connection:
        door(connection, other, agreed=mine)
    with pytest.raises(SecondPersonNeeded), store.acting(LEAD).begin() as connection:
        erase(connection, Ground.ASKED, mine, "request:1", NOW)
    with store.acting(OFFICER).begin() as connection:
        erase(connection, Ground.ASKED, mine, "request:1", NOW)
    with pytest.raises(SecondPersonNeeded), store.acting(OFFICER).begin() as connection:
        erase(connection, Ground.ASKED, mine, "request:1", NOW)


def door(connection: Connection, planned: Plan, agreed: Plan | None = None) -> None:
    if agreed is not None:
        four_eyes.use(connection, ACT, approval(agreed, "request:1"))
    asked = text("SELECT erase_rows(1, 'penghapusan', CAST(:these AS bigint[]))")
    connection.execute(asked, {"these": list(planned.sequences)})


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT blank_rows(1, 'penghapusan', ARRAY[1]::bigint[], true)",
        "SELECT repeat_erasure(ARRAY[]::bytea[])",
        "UPDATE source_rows SET known = '{}'",
        "DELETE FROM identities",
        "UPDATE alerts SET statement = '{}'",
        "INSERT INTO erasures (ground, transaction, things) VALUES ('penghapusan', 1, 1)",
        "INSERT INTO tombstones VALUES ('source_rows', 1, '', 1)",
    ],
)
def test_there_is_no_other_door(store: Store, attempt: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), store.begin() as connection:
        connection.execute(text(attempt))


def test_the_owner_cannot_change_frozen_rows_after_an_erasure_either(
    store: Store, settings: Settings, file: File
) -> None:
    erase_person(store, [file.mine])
    for change in (
        "UPDATE source_rows SET row_number = 1",
        "DELETE FROM alerts",
        "TRUNCATE identities CASCADE",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            as_owner(settings, change)


def test_an_erasure_writes_one_audit_entry_without_any_value(store: Store, file: File) -> None:
    number = erase_person(store, [file.mine])
    with store.reading() as connection:
        entries = (
            connection.execute(select(audit_entries).where(audit_entries.c.act == "erase")).mappings().all()
        )
    (entry,) = entries
    assert (entry["object_refs"], entry["object_count"]) == ([f"erasure/{number}"], 7)
    assert (entry["who"], entry["role"], entry["purpose"]) == (
        "a-dpo",
        "data_protection_officer",
        "pengawasan",
    )


def test_what_a_restored_backup_brings_back_is_erased_again(
    store: Store, settings: Settings, file: File, tmp_path: Path
) -> None:
    key, listed = settings.token_key(), backups.list_in(tmp_path)
    planned = planned_for(store, [file.mine])
    agree(store, planned)
    with suppress(BackToTheBackup), store.acting(OFFICER).begin() as connection:
        erase(connection, Ground.ASKED, planned, "request:1", NOW)
        assert backups.write_list(connection, listed, key) == 7
        raise BackToTheBackup
    assert "REG-000001" not in listed.read_text()
    assert "REG-000001" in everything(store)
    with store.begin() as connection:  # a hold of long ago, which had been lifted when it was erased
        holds.place(connection, "penyidik", [file.mine], HoldReason.INVESTIGATION, "LP-17", NOW)
    with owner(settings) as connection:
        assert backups.reapply(connection, listed, key) == 7
    assert "REG-000001" not in everything(store)
    with owner(settings) as connection:
        assert backups.reapply(connection, listed, key) == 0
        assert backups.write_list(connection, listed, key) == 7


@pytest.mark.parametrize(("true", "forged"), [('"id":', '"id":9'), ('"mark":"', '"mark":"00'), ("{", "")])
def test_a_forged_line_erases_nothing(
    store: Store, settings: Settings, file: File, tmp_path: Path, true: str, forged: str
) -> None:
    key, listed = settings.token_key(), backups.list_in(tmp_path)
    erase_person(store, [file.mine])
    with store.reading() as connection:
        backups.write_list(connection, listed, key)
    listed.write_text(listed.read_text().replace(true, forged, 1))
    with pytest.raises(backups.ForgedTombstone, match="Line 1"), owner(settings) as connection:
        backups.reapply(connection, listed, key)


class BackToTheBackup(Exception):
    """Ends a transaction as a restored backup would: as if nothing of it had been."""


@contextmanager
def owner(settings: Settings) -> Iterator[Connection]:
    """A transaction of the database's owner, in the name of the program."""
    assert settings.database_owner_url
    engine = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with engine.begin() as connection:
        job().enter(connection)
        yield connection
