"""After an erasure and a sweep no byte of the person is left in the data folder, apart from the log (WAL)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import held_people
import pytest
from held_people import NAME, NIK, PHONE, erase_person
from sqlalchemy import text

from protection.erasure.sweep import standing, sweep
from records.export import export
from records.lake import Lake
from records.rights.context import job
from records.settings import Settings
from records.store import addresses, open_store

CANARIES = {"nik": NIK, "name": NAME, "phone": PHONE, "registration": "REG-000001", "document": "DOC-000001"}


@pytest.fixture
def own(reachable_folder: Path) -> Iterator[Settings]:
    """A data folder with a server of its own, so that its files can be read when it has stopped."""
    folder = reachable_folder / "erased"
    yield Settings(data_dir=folder / "data", threads=1)
    shutil.rmtree(folder)


def found(settings: Settings, canaries: dict[str, str]) -> set[str]:
    """The canaries that any file below the data folder holds; logs of the database are looked at apart."""
    left = {name: text.encode() for name, text in canaries.items()}
    return {
        name
        for path in settings.data_dir.rglob("*")
        if path.is_file() and "pg_wal" not in path.parts
        for name, wanted in left.items()
        if wanted in path.read_bytes()
    }


def test_no_byte_of_the_person_is_left_in_the_files(own: Settings, tmp_path: Path) -> None:
    with open_store(own, job()) as store:
        file = held_people.take_in(store, own, tmp_path / "feeds")
        export(store, Lake(own.data_dir / "copy", threads=1))
        canaries = CANARIES | {"passport token": file.token}
        with addresses(own) as where:
            held_people.as_the_owner(where.owner, "ANALYZE")  # the planner keeps a sample of the values
    # what identifies is sealed from the first byte on; numbers of agencies and tokens are not
    assert found(own, canaries) == {"registration", "document", "passport token"}
    with open_store(own, job()) as store:
        erase_person(store, [file.mine])
    assert found(own, canaries)  # planted: without a sweep the bytes stay
    with addresses(own) as where, open_store(own, job()) as store:
        sweep(store, where.owner, own.data_dir, own.token_key(), threads=1)
        with store.reading() as connection:
            assert standing(connection).erasures == 1
            assert (
                connection.execute(text("SELECT count(*) FROM source_rows WHERE known <> '{}'")).scalar_one()
                == 2
            )
    assert found(own, canaries) == set()
    assert found(own, {"other": "REG-000002"}) == {"other"}
