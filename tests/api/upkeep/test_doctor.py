"""The doctor finds nothing in a sound installation, and each fault that is planted in one."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from held_people import as_owner
from sqlalchemy import insert, text

from api.upkeep import certificates
from api.upkeep.doctor import machine
from api.upkeep.doctor.check import Fault, Patient
from api.upkeep.doctor.checks import CHECKS, examine
from records import audit
from records.audit import Act, Deed
from records.audit import seal as sealer
from records.settings import Settings
from records.store import Store
from records.tables import received_files

IN_TESTS = {"memory", "swap", "key_beside_data"}
"""What this machine may lack without a test failing."""
FUTURE = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def sound(store: Store, settings: Settings) -> Patient:
    """An installation that was backed up and sealed, and whose worker lives."""
    with store.begin() as connection:
        audit.write(connection, Act(Deed.BACK_UP, "backup", ("x",)))
        connection.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))
    sealer.seal(store, settings.audit_key())
    settings.token_key()
    return Patient(settings, datetime.now(UTC))


def fault_of(patient: Patient, name: str) -> Fault | None:
    (found,) = examine(patient, [check for check in CHECKS if check.name == name])
    return found.fault


def test_a_sound_installation_has_no_fault(sound: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_listening_beyond", lambda: iter(()))
    found = list(examine(sound))
    assert [each.check for each in found] == list(CHECKS)
    assert {each.check.name for each in found if each.fault} <= IN_TESTS


def a_key_that_others_read(patient: Patient, _store: Store) -> Patient:
    patient.settings.token_key_file.chmod(0o644)
    return patient


def a_strong_role(patient: Patient, _store: Store) -> Patient:
    as_owner(
        patient.settings,
        "CREATE TABLE planted (id int)",
        "GRANT CREATE ON SCHEMA public TO suluh_app",
        "ALTER TABLE planted OWNER TO suluh_app",
    )
    return patient


def an_open_table(patient: Patient, _store: Store) -> Patient:
    as_owner(patient.settings, "ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY")
    return patient


def a_clock_apart(patient: Patient, _store: Store) -> Patient:
    return replace(patient, now=patient.now + timedelta(minutes=5))


def a_clock_that_ran_backwards(patient: Patient, store: Store) -> Patient:
    with store.begin() as connection:
        row = {"sha256": "00", "feed": "tips", "name": "tips.csv", "format": "csv", "received_at": FUTURE}
        connection.execute(insert(received_files).values(row))
    return patient


def no_sealer(patient: Patient, store: Store) -> Patient:
    with store.begin() as connection:
        audit.write(connection, Act(Deed.READ, "x", ("1",)))
    moved = "UPDATE audit_entries SET at = at - interval '1 hour'"
    as_owner(
        patient.settings,
        "ALTER TABLE audit_entries DISABLE TRIGGER append_only; "
        "CREATE POLICY moved ON audit_entries FOR UPDATE USING (true); "
        "CREATE POLICY shown ON audit_entries FOR SELECT USING (true); "
        f"{moved}; DROP POLICY moved ON audit_entries; DROP POLICY shown ON audit_entries; "
        "ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER append_only",
    )
    return patient


def no_worker(patient: Patient, store: Store) -> Patient:
    with store.begin() as connection:
        connection.execute(text("DELETE FROM jobs.procrastinate_workers"))
    return patient


def a_dead_letter(patient: Patient, store: Store) -> Patient:
    with store.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status) "
                "VALUES ('suluh', 'detect', 'failed')"
            )
        )
    return patient


def an_old_release(patient: Patient, _store: Store) -> Patient:
    as_owner(patient.settings, "UPDATE alembic_version SET version_num = '0001'")
    return patient


def no_database(patient: Patient, _store: Store) -> Patient:
    nowhere = "postgresql://x:y@127.0.0.1:1/x"
    settings = patient.settings.model_copy(update={"database_url": None, "database_owner_url": None})
    return replace(patient, settings=Settings(data_dir=settings.data_dir, database_url=nowhere))


def a_certificate_that_ends(patient: Patient, _store: Store) -> Patient:
    folder = patient.settings.data_dir / "tls"
    certificates.make(folder, ["suluh.lan"], [], patient.now - timedelta(days=380))
    return patient


PLANTED: tuple[tuple[str, Callable[[Patient, Store], Patient]], ...] = (
    ("key_modes", a_key_that_others_read),
    ("roles", a_strong_role),
    ("as_declared", an_open_table),
    ("clock", a_clock_apart),
    ("clock", a_clock_that_ran_backwards),
    ("unsealed", no_sealer),
    ("worker", no_worker),
    ("dead_letters", a_dead_letter),
    ("migration", an_old_release),
    ("migration", no_database),
    ("certificate", a_certificate_that_ends),
)


@pytest.mark.parametrize(("name", "plant"), PLANTED, ids=lambda each: getattr(each, "__name__", each))
def test_a_planted_fault_is_told_in_two_languages_with_what_to_do(
    sound: Patient, store: Store, name: str, plant: Callable[[Patient, Store], Patient]
) -> None:
    fault = fault_of(plant(sound, store), name)
    assert fault
    assert all((fault.text_id, fault.text_en, fault.do_id, fault.do_en))


def test_faults_of_the_machine_are_told(sound: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    monkeypatch.setattr(machine.os, "sysconf", lambda _: 10)
    monkeypatch.setattr(machine.sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(machine.sys, "getfilesystemencoding", lambda: "ascii")
    monkeypatch.setattr(machine, "_lines", lambda _: ["Filename", "/dev/sda2 partition"])
    for look in (machine.disk, machine.memory, machine.python, machine.locale, machine.swap):
        assert look(sound), look


def test_a_port_that_is_open_to_others_is_told(sound: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_OURS", ("python", "pytest"))
    for host, told in (("127.0.0.1", False), ("0.0.0.0", True)):  # noqa: S104  (the planted fault)
        with closing(socket.create_server((host, 0))) as server:
            fault = machine.open_ports(sound)
            assert (str(server.getsockname()[1]) in (fault.text_en if fault else "")) == told


def test_a_key_on_the_same_device_is_advice_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.master_key_file.parent.mkdir()
    settings.master_key_file.touch(0o600)
    assert machine.key_beside_data(Patient(settings, FUTURE))
    (check,) = [each for each in CHECKS if each.name == "key_beside_data"]
    assert check.advice
