"""``suluh ingest``, ``suluh sources`` and ``suluh history`` as an officer sees them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from factories import desk_row, write_csv
from planted_faults import plant
from typer import Typer
from typer.testing import CliRunner

from api.commands.ingest import ingest
from api.commands.sources import history, sources
from records.settings import Settings

app = Typer()
for command in (ingest, sources, history):
    app.command()(command)


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    """Run a command on the test's own database; gives its exit code and what it printed."""
    monkeypatch.setenv("SULUH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("database_url", "database_owner_url"):
        monkeypatch.setenv(f"SULUH_{name.upper()}", getattr(settings, name).get_secret_value())

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
        return result.exit_code, result.output

    return run


def test_the_closing_tables_tell_counts_reasons_and_the_first_faults(run, tmp_path: Path) -> None:
    planted = plant(tmp_path, "csv", 40)
    faults = tmp_path / "kesalahan.csv"
    code, told = run("ingest", planted.path, "--faults", faults)
    assert code == 0
    assert "Karantina" in told
    assert "angka ilmiah: digit sudah hilang" in told
    assert "scientific number: digits are lost" in told
    first = min(planted.faults)
    assert f"registrations.csv, {first}" in told
    with faults.open(encoding="utf-8-sig", newline="") as file:
        written = {int(line["row"]): line["reason"] for line in csv.DictReader(file)}
    assert written == {number: fault.reason for number, fault in planted.faults.items()}


def test_no_value_is_printed_or_written(run, tmp_path: Path) -> None:
    row = desk_row("registrations", 1, nik="=3273056010900009", phone="8.57715E+10", sex="rahasia")
    faults = tmp_path / "kesalahan.csv"
    _, told = run("ingest", write_csv(tmp_path / "registrations.csv", [row]), "--faults", faults)
    for value in ("3273056010900009", "8.57715E+10", "rahasia", row["full_name"], row["registration_id"]):
        assert value not in told
        assert value not in faults.read_text()


def test_a_refused_file_is_told_and_fails_the_command_while_the_others_go_in(run, tmp_path: Path) -> None:
    write_csv(tmp_path / "daftar.csv", [{"a": "1"}])
    write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    code, told = run("ingest", tmp_path)
    assert code == 1
    assert "DITOLAK / REFUSED" in told
    code, told = run("ingest", tmp_path / "tips.csv")
    assert code == 0
    assert "dilewati" in told


def test_signs_that_a_terminal_or_a_table_would_obey_are_shown_as_signs(run, tmp_path: Path) -> None:
    row = desk_row("tips", 1) | {"\x1b[31mkolom": "x", "[red]kolom": "y"}
    _, told = run("ingest", write_csv(tmp_path / "tips.csv", [row]))
    assert "\x1b[31m" not in told
    assert "[red]kolom" in told


def test_sources_tells_what_is_there_late_or_missing_and_on_what_ground(run, tmp_path: Path) -> None:
    run("ingest", write_csv(tmp_path / "tips.csv", [desk_row("tips", 1, mentioned_name="")]))
    code, told = run("sources", "--grounds")
    assert code == 0
    tips = [line for line in told.splitlines() if line.lstrip().startswith("tips")]
    assert any("terlambat / late" in line for line in tips)
    assert any("PKS-SINTETIS-04/2023" in line and "mentioned_name" in line for line in tips)
    assert "belum ada / missing" in told
    assert "Perpres 49/2023" in told
    assert "belum diperiksa / unverified" in told


def test_history_shows_the_versions_of_a_key_with_identifiers_masked(run, tmp_path: Path) -> None:
    later = desk_row("tips", 1, recorded_at="2024-06-01T08:00:00+07:00", district_code="520302")
    run("ingest", write_csv(tmp_path / "tips.csv", [desk_row("tips", 1), later]))
    code, told = run("history", "tips", "TIP-000001")
    assert code == 0
    assert "520301" in told
    assert "520302 *" in told
    assert later["mentioned_phone"] not in told
