"""The exact source row behind a reason: its cells masked, the file and line it came from, and its other versions.

Rows are named by their sequence, which says nothing about anybody. A row that the context may not see is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from detection.suspicion import silenced
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.masking import ERASED, mask
from records.custody.received import open_row
from records.errors import NotFound
from records.facts import facts_of
from records.feed import Identifier
from records.rights.context import as_program
from records.tables import received_files

_NEWEST = text("""
    SELECT newest.* FROM unnest(:refs) AS ref CROSS JOIN LATERAL (
        SELECT ref, sequence FROM source_rows
        WHERE feed = split_part(ref, ':', 1) AND entity_key = substr(ref, strpos(ref, ':') + 1)
        ORDER BY recorded_at DESC, sequence DESC LIMIT 1
    ) AS newest
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_VERSIONS = text("""
    SELECT r.sequence, r.feed, r.entity_key, r.recorded_at, r.digest, r.known, r.sealed, r.file_id, r.row_number,
        k.key_id, k.wrapped
    FROM source_rows AS asked
        CROSS JOIN LATERAL (
            SELECT * FROM source_rows WHERE feed = asked.feed AND entity_key = asked.entity_key
        ) AS r
        LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE asked.sequence = :sequence
    ORDER BY r.recorded_at DESC, r.sequence DESC
""")
_PERSON = text("""
    SELECT person_id FROM identities WHERE feed = :feed AND entity_key = :key ORDER BY run_id DESC LIMIT 1
""")


@dataclass(frozen=True)
class Cell:
    """One cell; ``identifies`` is its kind where it is masked. Who reported has no cell at all."""

    name: str
    value: object
    identifies: Identifier | None = None


@dataclass(frozen=True)
class Version:
    """One version of the row, and the cells that differ from the version before it."""

    sequence: int
    recorded_at: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """One version of a source row; ``person_id`` tells whose it is, where the context may see them.

    ``sha256`` is that of the file's bytes; its name is not told, for it may hold anything.
    """

    sequence: int
    ref: str
    feed: str
    recorded_at: datetime
    received_at: datetime
    sha256: str
    format: str
    row_number: int
    cells: tuple[Cell, ...]
    erased: bool
    versions: tuple[Version, ...]
    person_id: str | None


def sequences(connection: Connection, refs: Iterable[str]) -> dict[str, int]:
    """The newest version of each of these rows that the context may see; without an audit entry, reads no cell."""
    found = connection.execute(_NEWEST, {"refs": sorted(set(refs))})
    return {row.ref: row.sequence for row in found}


def evidence(
    connection: Connection, keys: Keyring, sequence: int, cited: Iterable[str] | None = None
) -> Evidence:
    """The row; one audit entry. Raises NotFound, also where it is none of the rows ``cited``."""
    rows = connection.execute(_VERSIONS, {"sequence": sequence}).all()
    row = next((each for each in rows if each.sequence == sequence), None)
    if row is None or (cited is not None and f"{row.feed}:{row.entity_key}" not in set(cited)):
        raise NotFound("Baris itu tidak ditemukan.", "There is no such row.")
    with as_program(connection):  # whoever sees the row may know its file, not the list of all files
        columns = (received_files.c.sha256, received_files.c.format, received_files.c.received_at)
        file = connection.execute(select(*columns).where(received_files.c.file_id == row.file_id)).one()
    opened = {each.sequence: open_row(keys, each) for each in rows}
    never = bool(silenced.rows(connection, [f"{row.feed}:{row.entity_key}"]))
    cells = tuple(
        cell for cell in _cells(row, opened[sequence]) if not (never and cell.name in silenced.OF_RECRUITER)
    )
    fields = tuple(sorted(cell.name for cell in cells))
    audit.write(connection, Act(Deed.READ, "source_row", (f"row/{sequence}",), None, fields))
    return Evidence(
        sequence,
        f"{row.feed}:{row.entity_key}",
        row.feed,
        row.recorded_at,
        file.received_at,
        file.sha256,
        file.format,
        row.row_number,
        cells,
        opened[sequence] is None,
        tuple(
            Version(each.sequence, each.recorded_at, _changed(each, before, opened))
            for each, before in zip(rows, [*rows[1:], None], strict=True)
        ),
        connection.scalar(_PERSON, {"feed": row.feed, "key": row.entity_key}),
    )


def _cells(row: Any, clear: Mapping[str, str] | None) -> tuple[Cell, ...]:
    feed = FEED_BY_NAME[row.feed]
    facts = {fact.name for fact in facts_of(feed.name)}
    found = []
    for field in feed.fields:
        if field.identifier is Identifier.REPORTER or field.name in facts:
            continue
        if field.identifier is None:
            found.append(Cell(field.name, row.known.get(field.name)))
        else:
            shown = ERASED if clear is None else mask(field.identifier, clear.get(field.name))
            found.append(Cell(field.name, shown, field.identifier))
    return tuple(found)


def _changed(row: Any, before: Any, opened: Mapping[int, Mapping[str, str] | None]) -> tuple[str, ...]:
    """The fields that differ; identifiers are compared in clear, and only that they differ is told."""
    if before is None:
        return ()
    differing = []
    for field in FEED_BY_NAME[row.feed].fields:
        if field.name == "recorded_at" or field.identifier is Identifier.REPORTER:
            continue
        if field.identifier is None:
            sides: tuple[object, object] = (row.known.get(field.name), before.known.get(field.name))
        else:
            sides = (
                (opened[row.sequence] or {}).get(field.name),
                (opened[before.sequence] or {}).get(field.name),
            )
        if sides[0] != sides[1]:
            differing.append(field.name)
    return tuple(differing)
