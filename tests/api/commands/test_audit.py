"""``suluh audit``: seal, verify, and the way of the heads to another agency and back."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text
from typer.testing import CliRunner

from api.cli import app
from records.audit import Act, Deed, write
from records.audit.witness import HeadRefused
from records.errors import NotFound, SuluhError
from records.settings import Settings
from records.store import Store

Run = Callable[..., str]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command that is expected to end with ``code``; gives what it printed. A refusal is raised."""
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))

    def act(*arguments: object, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["audit", *map(str, arguments)])
        if isinstance(result.exception, SuluhError):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    return act


def act_and_seal(store: Store, run: Run, count: int) -> None:
    with store.begin() as connection:
        for number in range(count):
            write(connection, Act(Deed.READ, "alert", (str(number),)))
    run("seal")


def as_owner(settings: Settings, *statements: str) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


TAMPER = (
    "ALTER TABLE audit_entries DISABLE TRIGGER USER, DISABLE ROW LEVEL SECURITY",
    "UPDATE audit_entries SET who = 'another' WHERE entry_id = 7",
)


def test_what_waits_is_sealed_and_told(store: Store, run: Run) -> None:
    with store.begin() as connection:
        write(connection, Act(Deed.READ, "alert", ("17",)))
    assert "menunggu · waiting            1 (sejak" in run("status")
    assert "1 entries sealed" in run("seal")
    told = run("status")
    assert "disegel · sealed              1" in told
    assert "menunggu · waiting            0\n" in told


def test_a_sound_history_is_told_to_be_sound_and_how_far_that_goes(store: Store, run: Run) -> None:
    act_and_seal(store, run, 120)
    told = run("verify")
    assert "120 entries sealed, 1 heads" in told
    assert "Utuh menurut dirinya sendiri" in told
    assert "--heads" in told


def test_the_first_bad_entry_is_named_and_the_command_fails(
    store: Store, settings: Settings, run: Run
) -> None:
    act_and_seal(store, run, 10)
    as_owner(settings, *TAMPER)
    told = run("verify", code=1)
    assert "Entri 7 pada posisi 7 diubah sesudah disegel." in told
    assert "Entry 7 at position 7 was changed after it was sealed." in told


def test_an_export_is_verified_alone_and_its_reader_is_in_the_audit(
    store: Store, run: Run, tmp_path: Path
) -> None:
    act_and_seal(store, run, 5)
    file = tmp_path / "audit.ndjson"
    assert "13 lines" in run("export", file)  # a header, five entries and links, this export waiting
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "5 entries sealed" in run("verify", file)
    assert '"act":"export_audit"' in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace('"role":"system"', '"role":"admin"', 1), "utf-8")
    assert "Entry 1 at position 1 was changed" in run("verify", file, code=1)


def test_heads_go_to_another_agency_and_come_back_countersigned(
    store: Store, settings: Settings, run: Run, tmp_path: Path
) -> None:
    heads, kept, back = (tmp_path / name for name in ("heads", "kept", "back"))
    lpsk = ("--key", tmp_path / "lpsk" / "lpsk.key", "--witness", "LPSK", "--kept", kept, "--out", back)
    act_and_seal(store, run, 150)
    run("heads", "--out", heads)
    run("countersign", heads, *lpsk)
    assert "1 countersignatures stored" in run("accept", back)
    act_and_seal(store, run, 150)
    run("heads", "--out", heads)
    run("countersign", heads, *lpsk)
    assert len(kept.read_bytes().splitlines()) == 3
    assert "1 countersignatures stored" in run("accept", back)
    assert "the one that was kept elsewhere" in run("verify", "--heads", kept)
    as_owner(
        settings,
        *(
            f"ALTER TABLE audit_{table} DISABLE TRIGGER USER, DISABLE ROW LEVEL SECURITY"
            for table in ("entries", "seals", "heads", "countersignatures", "unsealed", "installation")
        ),
        "DELETE FROM audit_countersignatures",
        "DELETE FROM audit_heads",
        "DELETE FROM audit_seals",
        "UPDATE audit_entries SET who = 'another' WHERE entry_id = 7",
        "INSERT INTO audit_unsealed SELECT entry_id FROM audit_entries "
        "WHERE entry_id NOT IN (SELECT entry_id FROM audit_unsealed)",
    )
    run("seal")  # with the installation's own key: as who stole it would
    assert "Utuh menurut dirinya sendiri" in run("verify")
    told = run("verify", "--heads", kept, code=1)
    assert "is not what head 1 signed: the history between positions 0 and 100 was rewritten" in told
    run("heads", "--all", "--out", heads)
    with pytest.raises(HeadRefused, match="forked"):
        run("countersign", heads, *lpsk)


def test_the_newest_head_is_printed_for_paper(store: Store, run: Run) -> None:
    with pytest.raises(NotFound):
        run("heads")
    act_and_seal(store, run, 100)
    assert "#1 @100" in run("heads")
    assert "#1 @100" in run("status")


def test_a_key_that_is_not_the_installations_is_told(store: Store, run: Run) -> None:
    act_and_seal(store, run, 100)
    assert "not trusted" in run("verify", "--key", 64 * "a", code=1)
    assert "Sound" in run("verify", "--since", "2020-01-01")
