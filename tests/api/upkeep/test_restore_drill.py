"""A restore drill: onto an empty place everything is back, row for row, and nothing that was erased stays back."""

from __future__ import annotations

import os
import random
import resource
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import held_people
import pytest
from emptied import recover_keys
from held_people import File, erase_person
from sqlalchemy import NullPool, create_engine, select, text
from unsealed import source_rows_of

from api.upkeep.backup import Made, make
from api.upkeep.restore import NotEmpty, check, restore
from protection.erasure.backups import list_in, write_list
from records.addresses import Addresses
from records.audit import Deed
from records.audit import seal as sealer
from records.backup import dump
from records.backup.dump import NotWhole
from records.backup.sealed_stream import BackupDamaged, BackupKeyWrong
from records.full_disk import as_full_disk
from records.keys import write_key
from records.rights.context import job
from records.settings import Settings
from records.store import Store, addresses, open_store
from records.tables import audit_entries, metadata

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
FLIPS = int(os.environ.get("BACKUP_FLIPS", "8"))
"""Bytes that are changed, each in a copy of its own; ``BACKUP_FLIPS`` changes more."""


@dataclass(frozen=True)
class Installation:
    """An installation with a file of people, sealed audit, and a model's file."""

    settings: Settings
    store: Store
    where: Addresses
    file: File

    def back_up(self, target: Path) -> Made:
        return make(self.settings, self.where.owner, self.store, target, NOW)


@pytest.fixture
def lived_in(store: Store, settings: Settings, tmp_path: Path) -> Iterator[Installation]:
    file = held_people.take_in(store, settings, tmp_path / "feeds")
    sealer.seal(store, settings.audit_key())
    model = settings.data_dir / "models" / "ab" / "model.suluh"
    model.parent.mkdir(parents=True)
    model.write_bytes(bytes(range(256)) * 1200)
    with addresses(settings) as where:
        yield Installation(settings, store, where, file)


def everything(settings: Settings) -> dict[str, list[str]]:
    """Every row of every table as text, by the program's eyes."""
    with open_store(settings, job()) as store, store.reading() as connection:
        tables = [table.name for table in metadata.sorted_tables] + ["jobs.procrastinate_jobs"]
        return {
            table: sorted(connection.scalars(text(f"SELECT t::text FROM {table} AS t")))  # noqa: S608
            for table in tables
        }


def test_onto_an_empty_place_everything_comes_back(
    lived_in: Installation, blank: Settings, tmp_path: Path
) -> None:
    before = everything(lived_in.settings)
    opened = source_rows_of(lived_in.store, "feed", "entity_key", "opened")
    made = lived_in.back_up(tmp_path / "a.suluh")
    recover_keys(lived_in.settings, blank)
    done = restore(blank, made.file, NOW)
    after = everything(blank)
    acts = ("audit_entries", "audit_unsealed")
    assert {name: rows for name, rows in after.items() if name not in acts} == {
        name: rows for name, rows in before.items() if name not in acts
    }
    assert set(before["audit_entries"]) < set(after["audit_entries"])
    assert done.verdict.sound, done.verdict.findings
    assert done.lost is None
    with open_store(blank, job()) as there:
        assert source_rows_of(there, "feed", "entity_key", "opened") == opened
        with there.reading() as connection:
            last = connection.scalars(select(audit_entries.c.act).order_by(audit_entries.c.entry_id)).all()[
                -1
            ]
    assert last == Deed.RESTORE
    model = "models/ab/model.suluh"
    assert (blank.data_dir / model).read_bytes() == (lived_in.settings.data_dir / model).read_bytes()


def test_what_was_erased_since_is_erased_again(
    lived_in: Installation, blank: Settings, tmp_path: Path
) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    erase_person(lived_in.store, [lived_in.file.mine])
    with lived_in.store.reading() as connection:
        listed = write_list(connection, list_in(blank.data_dir), lived_in.settings.token_key())
    recover_keys(lived_in.settings, blank)
    done = restore(blank, made.file, NOW)
    assert listed > 0
    assert done.listed
    assert done.again == listed
    assert done.verdict.sound


def test_heads_that_others_kept_tell_what_was_lost(
    lived_in: Installation, blank: Settings, tmp_path: Path
) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    held = check(lived_in.settings, made.file)["rows"]["public.audit_seals"]
    recover_keys(lived_in.settings, blank)
    done = restore(blank, made.file, NOW, [{"position": held + 7}])
    assert done.lost == (held + 1, held + 7)


def test_a_place_that_holds_something_is_refused(lived_in: Installation, tmp_path: Path) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    with pytest.raises(NotEmpty):
        restore(lived_in.settings, made.file, NOW)


def test_another_master_key_does_not_open_it(lived_in: Installation, blank: Settings, tmp_path: Path) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    write_key(blank.master_key_file, b"x" * 32)
    with pytest.raises(BackupKeyWrong):
        check(blank, made.file)


def test_an_older_master_key_still_opens_its_backups(lived_in: Installation, tmp_path: Path) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    old = lived_in.settings.master_key_file
    old.rename(old.with_name(f"{old.name}.was-1"))
    write_key(old, b"x" * 32)
    assert check(lived_in.settings, made.file)["entries"] == made.entries


def test_every_changed_byte_and_every_cut_is_found(lived_in: Installation, tmp_path: Path) -> None:
    made = lived_in.back_up(tmp_path / "a.suluh")
    sound = made.file.read_bytes()
    draw = random.Random(7)  # noqa: S311  (test data, no secret)
    places = [0, 20, 60, len(sound) - 1, *(draw.randrange(len(sound)) for _ in range(FLIPS))]
    damaged = [sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :] for place in places]
    damaged += [sound[: draw.randrange(len(sound))] for _ in range(5)] + [sound + b"\0", b""]
    for number, content in enumerate(damaged):
        file = tmp_path / f"{number}.suluh"
        file.write_bytes(content)
        with pytest.raises((BackupDamaged, BackupKeyWrong)):
            check(lived_in.settings, file)
    assert check(lived_in.settings, made.file)["format"] == "suluh-backup/1"


def test_a_backup_holds_no_clear_text_and_no_key(lived_in: Installation, tmp_path: Path) -> None:
    content = lived_in.back_up(tmp_path / "a.suluh").file.read_bytes()
    keys = [lived_in.settings.master_key_file, lived_in.settings.token_key_file]
    secrets = [held_people.NIK.encode(), held_people.NAME.encode(), b"PGDMP", b"CREATE TABLE"]
    secrets += [file.read_bytes().strip() for file in keys]
    secrets += [bytes.fromhex(secret.decode()) for secret in secrets[-2:]]
    assert [secret for secret in secrets if secret in content] == []


def test_a_table_that_the_program_does_not_see_whole_stops_the_backup(
    lived_in: Installation, tmp_path: Path
) -> None:
    with create_engine(lived_in.where.owner, poolclass=NullPool).begin() as connection:
        assert dump.hidden(connection) == []
        connection.execute(text("ALTER POLICY program ON holds USING (false)"))
    with pytest.raises(NotWhole):
        lived_in.back_up(tmp_path / "a.suluh")
    assert list(tmp_path.glob("*.suluh*")) == []


def test_the_programs_eyes_see_every_row_of_every_table(lived_in: Installation) -> None:
    """Counted without row-level security, which only the owner can lift, and only where nobody works."""
    engine = create_engine(lived_in.where.owner, poolclass=NullPool)
    with engine.begin() as connection:
        job().enter(connection)
        seen = dump.counts(connection)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            connection.execute(text(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY"))
        assert dump.counts(connection) == seen
        connection.rollback()


def test_a_full_disk_leaves_no_half_backup_and_says_so(lived_in: Installation, tmp_path: Path) -> None:
    target = tmp_path / "full" / "a.suluh"
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (20_000, hard)
    )  # as full as a disk can be made without being root
    try:
        with pytest.raises(Exception) as raised:  # noqa: PT011  (what it is told as is the point)
            lived_in.back_up(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    told = as_full_disk(raised.value)
    assert told is not None
    assert "penuh" in told.text_id
    assert list(target.parent.iterdir()) == []
    assert made_since(lived_in.store) == 0
    lived_in.back_up(target)
    assert made_since(lived_in.store) == 1


def made_since(store: Store) -> Any:
    with store.reading() as connection:
        return len(connection.scalars(select(audit_entries.c.entry_id).filter_by(act=Deed.BACK_UP)).all())
