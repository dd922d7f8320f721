"""``suluh erase``, ``suluh incident`` and ``suluh processing``, as an operator types them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import held_people
import pytest
from held_people import File, erase_person
from sqlalchemy import text

from api.commands import erase
from api.commands.incident import incident
from api.commands.processing import processing
from records.audit import seal
from records.audit.signing import public_key
from records.audit.verify import verify
from records.errors import InputRefused
from records.settings import Settings
from records.store import Store

DAY = datetime(2024, 1, 1)  # noqa: DTZ001  (as the command line gives it)
SOME_DAY_LATER = datetime(2100, 1, 1)  # noqa: DTZ001


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))
    return held_people.take_in(store, settings, tmp_path / "feeds")


def test_an_erasure_is_swept_told_and_repeated_after_a_restore(
    store: Store, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    erase.status()
    assert "erasures  0" in capsys.readouterr().out
    erase_person(store, [file.mine])
    erase.sweep()
    assert "7 tombstones listed" in capsys.readouterr().out
    erase.status()
    told = capsys.readouterr().out
    assert "erasures  1" in told
    assert "old backups gone by" in told
    erase.reapply()
    assert "0 rows erased again" in capsys.readouterr().out


@pytest.mark.usefixtures("file")
def test_what_is_due_is_counted_and_the_looking_is_in_the_audit(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    erase.due(on=SOME_DAY_LATER)
    assert "2  orang · people" in capsys.readouterr().out
    with store.reading() as connection:
        kept = "SELECT object_count FROM audit_entries WHERE object_refs = ARRAY['due/2100-01-01']"
        assert connection.scalar(text(kept)) == 2


def test_the_audit_verifies_after_an_erasure_as_before(store: Store, file: File) -> None:
    secret = bytes(range(32))
    trusted = frozenset({public_key(secret)})
    while seal.seal(store, secret):
        pass
    before = verify(store, trusted)
    erase_person(store, [file.mine])
    while seal.seal(store, secret):
        pass
    after = verify(store, trusted)
    assert before.sound
    assert after.sound


@pytest.mark.usefixtures("file")
def test_an_incident_pack_is_written_by_one_command(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.reading() as connection:
        me = connection.scalar(text("SELECT who FROM audit_entries LIMIT 1"))
    incident(account=me, since=DAY, until=SOME_DAY_LATER, out=tmp_path / "pack")
    assert "3 people" in capsys.readouterr().out
    assert "person_a" in (tmp_path / "pack" / "notices.csv").read_text()
    assert "Pasal 46" in (tmp_path / "pack" / "summary.md").read_text()
    with pytest.raises(InputRefused):
        incident(since=DAY, until=SOME_DAY_LATER, out=tmp_path)


def test_the_documents_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    processing(out=tmp_path / "docs")
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == [
        "impact-assessment.md",
        "processing-record.md",
    ]
