"""Every check of ``suluh doctor``, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from api.upkeep.doctor import database, machine, nodes
from api.upkeep.doctor.check import DatabaseCheck, Fault, Finding, MachineCheck, Patient
from records.errors import SuluhError
from records.rights.context import job
from records.rights.purpose import Purpose
from records.store import addresses

CHECKS: tuple[MachineCheck | DatabaseCheck, ...] = (
    MachineCheck("python", "Python", "Python", machine.python),
    MachineCheck("disk", "ruang penyimpanan", "room on the disk", machine.disk),
    MachineCheck("memory", "memori", "memory", machine.memory, advice=True),
    MachineCheck("swap", "swap", "swap", machine.swap, advice=True),
    MachineCheck("locale", "lokal", "locale", machine.locale, advice=True),
    MachineCheck("key_modes", "hak akses berkas kunci", "modes of the key files", machine.key_modes),
    MachineCheck(
        "key_beside_data",
        "kunci terpisah dari data",
        "keys apart from the data",
        machine.key_beside_data,
        advice=True,
    ),
    MachineCheck("certificate", "sertifikat TLS", "TLS certificate", machine.certificate),
    MachineCheck("open_ports", "porta terbuka", "open ports", machine.open_ports),
    DatabaseCheck("migration", "rilis basis data", "release of the database", database.migration),
    DatabaseCheck("roles", "peran basis data", "roles of the database", database.roles),
    DatabaseCheck(
        "as_declared", "tabel, hak, dan pagar baris", "tables, rights, row security", database.as_declared
    ),
    DatabaseCheck("clock", "jam", "clocks", database.clock),
    DatabaseCheck("unsealed", "segel audit", "sealing of the audit", database.unsealed),
    DatabaseCheck("backup", "cadangan", "backup", database.backup),
    DatabaseCheck("bundles", "pertukaran dengan simpul lain", "exchange with other nodes", nodes.bundles),
    DatabaseCheck("apart", "basis data LPSK terpisah", "LPSK's database apart", nodes.apart),
    DatabaseCheck("worker", "pekerja tugas", "worker", database.worker),
    DatabaseCheck("dead_letters", "tugas gagal", "jobs that failed", database.dead_letters),
)


def examine(patient: Patient, checks: Sequence[MachineCheck | DatabaseCheck] = CHECKS) -> Iterator[Finding]:
    """Make the checks. Where the database does not answer, the first of its checks tells that."""
    looks = [check for check in checks if isinstance(check, DatabaseCheck)]
    for check in checks:
        if isinstance(check, MachineCheck):
            yield Finding(check, check.look(patient))
    if not looks:
        return
    try:
        with addresses(patient.settings) as where:
            engine = create_engine(where.owner, poolclass=NullPool)
            for check in looks:
                # One transaction each: a check that stumbles must not take the others with it.
                with engine.connect() as connection, connection.begin() as transaction:
                    job(Purpose.ADMINISTRATION).enter(connection)
                    connection.execute(text("SET LOCAL lock_timeout = '3s'"))  # nobody at work waits for us
                    found = Finding(check, _looked(check, patient, connection))
                    transaction.rollback()
                yield found
                if check.name == "migration" and found.fault:
                    return  # the tables that the others look at may not be there
    except (SuluhError, SQLAlchemyError) as error:
        yield Finding(looks[0], _unreachable(error))


def _looked(check: DatabaseCheck, patient: Patient, connection: Connection) -> Fault | None:
    try:
        return check.look(patient, connection)
    except SQLAlchemyError as error:
        return _unreachable(error)


def _unreachable(error: Exception) -> Fault:
    kind = type(error).__name__
    told = (error.text_id, error.text_en) if isinstance(error, SuluhError) else (kind, kind)
    return Fault(
        f"Tidak dapat diperiksa: {told[0]}",
        f"It cannot be examined: {told[1]}",
        "Perbaiki yang di atas dahulu; lihat juga server.log di folder basis data.",
        "Mend what stands above first; see server.log in the folder of the database too.",
    )
