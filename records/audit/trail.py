"""The audit as documents, in the order of docs/audit-format.md, straight from the database."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text

from records.audit.canonical import COUNTERSIGNATURE, ENTRY, EXPORT, HEAD, LINK, WAITING
from records.canonical import Document
from records.errors import SuluhError

_AT_ONCE = 5_000
"""Rows fetched at a time, so that memory stays small whatever the length of the chain."""


class TrailUnreadable(SuluhError):
    """The audit lacks what every reading of it needs."""

    code = "trail_unreadable"
    status = 500


def moment(column: str) -> str:
    """SQL for a moment in canonical form."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


_ENTRY_COLUMNS = f"""e.entry_id, e.act, {moment("e.at")}, e.fields, e.login, e.object_count, e.object_kind,
    e.object_refs, e.purpose, e.role, e.who"""
_LINKS = f"""
    SELECT s.position, s.entry_id, {moment("s.sealed_at")}, encode(s.content, 'hex'),
        encode(s.previous, 'hex'), encode(s.hash, 'hex'), {_ENTRY_COLUMNS}
    FROM audit_seals AS s LEFT JOIN audit_entries AS e USING (entry_id)
    WHERE s.position > %s ORDER BY s.position
"""  # noqa: S608  (column names of our own)
_HEADS = f"""
    SELECT number, position, encode(hash, 'hex'), {moment("at")}, encode(previous, 'hex'),
        encode(key, 'hex'), encode(signature, 'hex')
    FROM audit_heads WHERE position > %s ORDER BY position, number
"""  # noqa: S608
_COUNTERSIGNATURES = f"""
    SELECT number, encode(head, 'hex'), encode(key, 'hex'), witness, {moment("at")}, encode(signature, 'hex')
    FROM audit_countersignatures ORDER BY number, key
"""  # noqa: S608
_UNSEALED = f"""
    SELECT u.entry_id, {_ENTRY_COLUMNS} FROM audit_unsealed AS u FULL JOIN (
        SELECT * FROM audit_entries AS a
        WHERE NOT EXISTS (SELECT FROM audit_seals AS s WHERE s.entry_id = a.entry_id)
    ) AS e USING (entry_id) ORDER BY coalesce(u.entry_id, e.entry_id), u.entry_id IS NULL
"""  # noqa: S608


def installation(connection: Connection) -> str:
    """The name of this installation. Raises TrailUnreadable unless there is exactly one."""
    names = connection.scalars(text("SELECT installation FROM audit_installation")).all()
    if len(names) != 1:
        raise TrailUnreadable(
            f"audit_installation memuat {len(names)} baris; seharusnya satu. Pangkal rantai tidak diketahui.",
            f"audit_installation holds {len(names)} rows, not one. Where the chain begins is not known.",
        )
    return str(names[0])


def documents(connection: Connection, after: int = 0) -> Iterator[Document]:
    """Everything behind a position of the chain, as an export holds it (but for the end line).

    For a transaction that sees a single moment: ``store.reading()``.
    """
    name = installation(connection)
    now = connection.scalar(text(f"SELECT {moment('clock_timestamp()')}"))
    yield {"at": now, "format": EXPORT, "installation": name}
    signed = heads(connection, name, after)
    waiting = next(signed, None)
    for row in _stream(connection, _LINKS, after):
        if row[6] is not None:
            yield _entry(row[6:])
        yield _link(row)
        while waiting and (waiting["format"] != HEAD or waiting["position"] <= row[0]):
            yield waiting
            waiting = next(signed, None)
    if waiting:
        yield from itertools.chain((waiting,), signed)
    for row in _stream(connection, _UNSEALED):
        if row[1] is not None:
            yield _entry(row[1:])
        if row[0] is not None:
            yield {"entry_id": row[0], "format": WAITING}


def heads(connection: Connection, name: str, after: int = 0) -> Iterator[Document]:
    """The heads behind a position, each followed by its countersignatures: a file of heads."""
    by_number = defaultdict(list)
    for given in connection.execute(text(_COUNTERSIGNATURES)):
        by_number[given[0]].append(_countersignature(given))
    for row in _stream(connection, _HEADS, after):
        yield _head(row, name)
        yield from by_number[row[0]]


def last_head(connection: Connection, before: str | None = None) -> Document | None:
    """The newest head, or the newest that was signed before a moment."""
    newest = _HEADS.replace("position > %s ORDER BY position, number", "{} ORDER BY number DESC LIMIT 1")
    where = "true" if before is None else "at < CAST(:before AS timestamptz)"
    row = connection.execute(text(newest.format(where)), {"before": before} if before else {}).one_or_none()
    return _head(row, installation(connection)) if row else None


def _stream(connection: Connection, query: str, *parameters: int) -> Iterator[Sequence[Any]]:
    """Rows of a cursor on the server, without SQLAlchemy's own row between."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor(name=f"audit_{next(_NUMBERS)}") as cursor:
        cursor.itersize = _AT_ONCE
        yield from cursor.execute(query, parameters, binary=True)


_NUMBERS = itertools.count()


def _entry(row: Sequence[Any]) -> Document:
    return {
        "act": row[1],
        "at": row[2],
        "entry_id": row[0],
        "fields": row[3],
        "format": ENTRY,
        "login": row[4],
        "object_count": row[5],
        "object_kind": row[6],
        "object_refs": row[7],
        "purpose": row[8],
        "role": row[9],
        "who": row[10],
    }


def _link(row: Sequence[Any]) -> Document:
    return {
        "content": row[3],
        "entry_id": row[1],
        "format": LINK,
        "hash": row[5],
        "position": row[0],
        "previous": row[4],
        "sealed_at": row[2],
    }


def _head(row: Sequence[Any], name: str) -> Document:
    number, position, last, at, previous, key, signature = row
    return {
        "at": at,
        "format": HEAD,
        "hash": last,
        "installation": name,
        "key": key,
        "number": number,
        "position": position,
        "previous": previous,
        "signature": signature,
    }


def _countersignature(row: Sequence[Any]) -> Document:
    number, head, key, witness, at, signature = row
    return {
        "at": at,
        "format": COUNTERSIGNATURE,
        "head": head,
        "key": key,
        "number": number,
        "signature": signature,
        "witness": witness,
    }
