"""A small sealed history, and the hand of whoever runs the machine, which can do anything to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, text

from records.audit import Act, Deed, trail, write
from records.audit.check import Check
from records.audit.faults import Finding
from records.audit.kept import Kept
from records.audit.seal import seal
from records.audit.signing import public_key
from records.canonical import Document
from records.rights.context import job
from records.settings import Settings
from records.store import Store

SECRET, OTHER, WITNESS = bytes(range(32)), bytes(range(1, 33)), bytes(range(32, 64))
TRUSTED = frozenset({public_key(SECRET)})

_FREE = """
    ALTER TABLE audit_seals DROP CONSTRAINT fk_audit_seals_entry_id;
    ALTER TABLE audit_unsealed DROP CONSTRAINT fk_audit_unsealed_entry_id;
    ALTER TABLE audit_heads DROP CONSTRAINT fk_audit_heads_position;
    ALTER TABLE audit_countersignatures DROP CONSTRAINT fk_audit_countersignatures_number;
    ALTER TABLE audit_entries DROP CONSTRAINT pk_audit_entries;
    ALTER TABLE audit_entries ALTER entry_id DROP IDENTITY;
    ALTER TABLE audit_seals DROP CONSTRAINT pk_audit_seals, DROP CONSTRAINT uq_audit_seals_entry_id;
    ALTER TABLE audit_heads DROP CONSTRAINT pk_audit_heads, DROP CONSTRAINT uq_audit_heads_position;
"""
_TABLES = ("entries", "unsealed", "seals", "heads", "countersignatures", "installation")


def write_entries(store: Store, count: int) -> None:
    """Entries of one transaction."""
    with store.begin() as connection:
        for number in range(count):
            write(connection, Act(Deed.READ, "alert", (str(number), "x"), fields=("nik", "phone")))


def sealed_history(store: Store, count: int, secret: bytes = SECRET) -> None:
    """So many more entries, all sealed, and the heads that are due."""
    write_entries(store, count)
    while seal(store, secret, 50):
        pass


@contextmanager
def intruder(settings: Settings) -> Iterator[Connection]:
    """The owner with triggers, keys and row-level security off, in a transaction that is rolled back."""
    assert settings.database_owner_url
    engine = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with engine.connect() as connection:
        job().enter(connection)
        for table in _TABLES:
            connection.execute(text(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER"))
            connection.execute(text(f"ALTER TABLE audit_{table} DISABLE ROW LEVEL SECURITY"))
        for statement in filter(str.strip, _FREE.split(";")):
            connection.execute(text(statement))
        yield connection
        connection.rollback()


def findings(
    documents: Iterable[Document], kept: Kept | None = None, trusted: frozenset[str] = TRUSTED
) -> tuple[Finding, ...]:
    """What a verification finds in documents."""
    check = Check(trusted, kept)
    for document in documents:
        check.feed(document)
    return check.verdict().findings


def found(connection: Connection, kept: Kept | None = None) -> list[str]:
    """The codes of what a verification finds in what this connection sees."""
    return [finding.fault.code for finding in findings(trail.documents(connection), kept)]


def heads_of(connection: Connection) -> Kept:
    """All heads and countersignatures as they stand, for another agency to keep."""
    return Kept(list(trail.heads(connection, trail.installation(connection))))
