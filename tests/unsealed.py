"""What is sealed, opened for a test to look at; a column named ``opened`` is what the box holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from records.custody.received import identifiers, quarantined
from records.store import Store
from records.tables import quarantined_rows, source_rows


def source_rows_of(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    """The recorded rows, sorted; ``opened`` is None where the row was erased."""
    return _of(store, source_rows, "sequence", identifiers, columns)


def quarantined_rows_of(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    """The quarantined rows, sorted."""
    return _of(store, quarantined_rows, "id", quarantined, columns)


def _of(store: Store, table: Any, number: str, open_all: Any, columns: tuple[str, ...]) -> list[Any]:
    with store.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        opened = open_all(connection, store.keys, [row[number] for row in rows])
    for row in rows:
        row["opened"] = opened.get(row[number])
    return sorted((tuple(row[name] for name in columns) for row in rows), key=repr)
