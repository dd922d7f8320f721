"""Looks at the database: release, roles, declared state, clocks, audit, backups, worker and dead letters."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text

from api.jobs import queue
from api.upkeep.doctor.check import Fault, Patient
from records.audit import Deed
from records.drift import drift
from records.roles import APPLICATION_ROLE
from records.schema import newest, revision
from records.tables import audit_entries, audit_heads, audit_unsealed, received_files

CLOCKS_APART = timedelta(minutes=2)
UNSEALED = timedelta(minutes=15)
BACKUP_AGE = timedelta(days=2)
WORKER = timedelta(minutes=2)

_POWERS = text("""
    SELECT rolname FROM pg_roles
    WHERE rolname IN (:application, current_user) AND (rolsuper OR rolbypassrls OR rolreplication) ORDER BY 1
""")
_OWNS = text("""
    SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = :application)
""")


def migration(_patient: Patient, connection: Connection) -> Fault | None:
    """The database is of this release."""
    at = revision(connection)
    if at == newest():
        return None
    return Fault(
        f"Basis data pada migrasi {at or '–'}, rilis ini memerlukan {newest()}.",
        f"The database is at migration {at or '–'}; this release needs {newest()}.",
        "Jalankan: suluh upgrade",
        "Run: suluh upgrade",
    )


def roles(_patient: Patient, connection: Connection) -> Fault | None:
    """Neither role may pass the rules of rows by."""
    strong = list(connection.scalars(_POWERS, {"application": APPLICATION_ROLE}))
    owned = connection.scalar(_OWNS, {"application": APPLICATION_ROLE}) or 0
    if not strong and not owned:
        return None
    told = ", ".join([*strong, *([f"{APPLICATION_ROLE} ({owned})"] if owned else [])])
    return Fault(
        f"Peran basis data terlalu kuat atau memiliki tabel: {told}.",
        f"Database roles are too strong or own tables: {told}.",
        "Cabut: ALTER ROLE … NOSUPERUSER NOBYPASSRLS NOREPLICATION; tabel harus milik pemilik basis data.",
        "Take it away: ALTER ROLE … NOSUPERUSER NOBYPASSRLS NOREPLICATION; tables belong to the owner.",
    )


def as_declared(_patient: Patient, connection: Connection) -> Fault | None:
    """Tables, rights and row security stand as this release declares them."""
    differences = drift(connection)
    if not differences:
        return None
    first, others = differences[0][:120], len(differences) - 1
    return Fault(
        f"Basis data berbeda dari deklarasi: {first} (+{others}).",
        f"The database differs from what is declared: {first} (+{others}).",
        "Lihat semuanya dengan: suluh db check. Cari tahu siapa yang mengubahnya sebelum memperbaiki.",
        "See all of it with: suluh db check. Find out who changed it before mending it.",
    )


def clock(patient: Patient, connection: Connection) -> Fault | None:
    """The two clocks agree, and neither stands before what is recorded already."""
    there: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    apart = abs(there - patient.now)
    if apart > CLOCKS_APART:
        return Fault(
            f"Jam mesin ini dan jam basis data berselisih {int(apart.total_seconds())} detik.",
            f"This machine's clock and the database's are {int(apart.total_seconds())} seconds apart.",
            "Nyalakan sinkronisasi waktu (systemd-timesyncd atau chrony) di kedua mesin.",
            "Switch time synchronisation on (systemd-timesyncd or chrony) on both machines.",
        )
    newest_of = [
        connection.scalar(select(func.max(column)))
        for column in (audit_entries.c.at, audit_heads.c.at, received_files.c.received_at)
    ]
    last = max((at for at in newest_of if at is not None), default=there)
    if last <= there + CLOCKS_APART:
        return None
    return Fault(
        f"Jam mundur: catatan terakhir bertanggal {last:%Y-%m-%d %H:%M} UTC, sekarang {there:%Y-%m-%d %H:%M} UTC.",
        f"The clock ran backwards: the last record is of {last:%Y-%m-%d %H:%M} UTC, it is {there:%Y-%m-%d %H:%M} UTC.",
        "Perbaiki jam. Jika jam dulu yang salah: suluh audit seal --clock-was-wrong",
        "Correct the clock. If it was wrong then: suluh audit seal --clock-was-wrong",
    )


def unsealed(_patient: Patient, connection: Connection) -> Fault | None:
    """A sealer runs."""
    waits = select(func.clock_timestamp() - func.min(audit_entries.c.at)).select_from(
        audit_unsealed.join(audit_entries)
    )
    age = connection.scalar(waits) or timedelta()
    if age < UNSEALED:
        return None
    return Fault(
        f"Entri audit menunggu segel selama {age // timedelta(minutes=1)} menit.",
        f"Audit entries have waited {age // timedelta(minutes=1)} minutes to be sealed.",
        "Jalankan layanan, atau: suluh audit seal",
        "Run the service, or: suluh audit seal",
    )


def backup(_patient: Patient, connection: Connection) -> Fault | None:
    """There is a backup of these days."""
    made = select(func.max(audit_entries.c.at)).where(audit_entries.c.act == Deed.BACK_UP)
    last = connection.scalar(made)
    if _recent(connection, last, BACKUP_AGE):
        return None
    told = "–" if last is None else f"{last:%Y-%m-%d}"
    return Fault(
        f"Cadangan terakhir: {told}.",
        f"Last backup: {told}.",
        "Setel SULUH_BACKUP_DIR ke disk lain, atau jalankan: suluh backup BERKAS",
        "Set SULUH_BACKUP_DIR to another disk, or run: suluh backup FILE",
    )


def worker(_patient: Patient, connection: Connection) -> Fault | None:
    """A worker lives."""
    seen = queue.worker_seen(connection)
    if _recent(connection, seen, WORKER):
        return None
    told = "–" if seen is None else f"{seen:%Y-%m-%d %H:%M} UTC"
    return Fault(
        f"Pekerja tugas terakhir terlihat: {told}.",
        f"A worker was last seen: {told}.",
        "Jalankan: suluh serve, atau lihat catatan layanannya.",
        "Run: suluh serve, or look into its log.",
    )


def dead_letters(_patient: Patient, connection: Connection) -> Fault | None:
    """No job has failed for good."""
    dead = queue.dead_letters(connection)
    if not dead:
        return None
    told = ", ".join(sorted({f"{each.job} ({each.code or '?'})" for each in dead}))
    return Fault(
        f"Tugas gagal: {told}.",
        f"Jobs have failed: {told}.",
        "Perbaiki sebabnya, lalu ulangi: POST /v1/dead-letters/NOMOR/retries",
        "Mend the cause, then let them be tried anew: POST /v1/dead-letters/NUMBER/retries",
    )


def _recent(connection: Connection, at: datetime | None, within: timedelta) -> bool:
    """Whether something has happened, and not longer ago than this by the database's clock."""
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return at is not None and now - at < within
