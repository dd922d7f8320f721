"""``suluh keys``: two custodians open what was sealed before its keys were lost; one alone does not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from factories import desk_row, write_csv
from sqlalchemy import text
from typer.testing import CliRunner
from unsealed import source_rows_of

from api.cli import app
from api.commands.keys import beside
from records.custody.data_keys import MasterKeyMissing
from records.rights.context import job
from records.settings import Settings
from records.store import open_store
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

LINE = re.compile(r"^  \d:  (.+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _this_database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))


def keys(command: str, typed: str = "") -> Any:
    return CliRunner().invoke(app, ["keys", command], input=typed)


@pytest.fixture
def shares(settings: Settings, tmp_path: Path) -> list[list[str]]:
    """Rows are taken in, and the keys split."""
    with open_store(settings, job()) as store:
        token = settings.token_key()
        ingest = Ingest(store, Tokeniser(token), token, agreements.load(None))
        file = write_csv(tmp_path / "tips.csv", [desk_row("tips", number) for number in range(3)])
        assert ingest.take(file, lambda _fraction, _rows: None).new == 3
    told = keys("split").output
    assert settings.master_key_file.read_text().strip() not in told
    lines = LINE.findall(told)
    return [lines[place : place + 7] for place in (0, 7, 14)]


def lose(settings: Settings) -> None:
    settings.master_key_file.unlink()
    settings.token_key_file.unlink()


def narratives(settings: Settings) -> list[str]:
    with open_store(settings, job()) as store:
        return [opened["narrative"] for (opened,) in source_rows_of(store, "opened")]


def acts(settings: Settings) -> list[str]:
    with open_store(settings, job()) as store, store.reading() as connection:
        return list(
            connection.scalars(text("SELECT act FROM audit_entries WHERE act LIKE '%_keys' ORDER BY 1"))
        )


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 0), (1, 2)])
def test_two_custodians_recover_what_was_sealed(
    settings: Settings, shares: list[list[str]], first: int, second: int
) -> None:
    before = narratives(settings)
    token = settings.token_key()
    lose(settings)
    with pytest.raises(MasterKeyMissing):
        narratives(settings)
    done = keys("recover", "\n".join([*shares[first], *shares[second]]) + "\n")
    assert done.exit_code == 0, done.output
    assert narratives(settings) == before
    assert settings.token_key() == token
    assert settings.master_key_file.stat().st_mode & 0o077 == 0
    assert acts(settings) == ["recover_keys", "split_keys"]


def test_one_custodian_alone_recovers_nothing(settings: Settings, shares: list[list[str]]) -> None:
    lose(settings)
    assert keys("recover", "\n".join(shares[0] * 2) + "\n").exit_code != 0
    assert not settings.master_key_file.exists()


def test_a_line_with_a_slip_is_asked_for_again(settings: Settings, shares: list[list[str]]) -> None:
    before = narratives(settings)
    lose(settings)
    done = keys("recover", "\n".join(["salah", *shares[0], *shares[1]]) + "\n")
    assert done.exit_code == 0
    assert narratives(settings) == before


def test_recovery_replaces_no_other_key(settings: Settings, shares: list[list[str]]) -> None:
    lose(settings)
    settings.master_key_file.write_text("11" * 32)
    settings.master_key_file.chmod(0o600)
    assert keys("recover", "\n".join([*shares[0], *shares[1]]) + "\n").exit_code != 0
    assert settings.master_key_file.read_text() == "11" * 32


def test_rotation_is_told_and_the_old_shares_end_with_the_old_master_key(
    settings: Settings, shares: list[list[str]]
) -> None:
    assert "3 row keys rewrapped, 0 still" in keys("rotate").output
    told = keys("rotate-master").output
    assert "master.key.was-" in told
    assert narratives(settings)
    lose(settings)
    assert keys("recover", "\n".join([*shares[0], *shares[1]]) + "\n").exit_code != 0


def test_status_tells_what_is_under_which_key_and_no_key(settings: Settings, shares: list[list[str]]) -> None:
    assert shares
    keys("rotate")
    told = keys("status").output
    assert "retired" in told
    assert "in use" in told
    assert settings.master_key_file.read_text().strip() not in told


def test_a_master_key_beside_the_data_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert not beside(settings)
    settings.master_key_file.parent.mkdir()
    settings.master_key_file.touch()
    assert beside(settings)
    assert not beside(settings.model_copy(update={"database_url": "postgresql://elsewhere/suluh"}))


def test_a_crash_of_a_command_writes_no_memory_to_disk() -> None:
    program = (
        "import resource, sys; from api.cli import main; sys.argv = ['suluh', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.strip().endswith("(0, 0)")
