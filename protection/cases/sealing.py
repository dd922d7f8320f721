"""What is sealed on a case: documents and words, each under a key of its own, bound to its case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

from records.custody import row_keys
from records.custody.keyring import Keyring


def put(
    connection: Connection, keys: Keyring, table: Table, case_id: int, content: Any, **values: Any
) -> int:
    """Write a row of a case with its content sealed; gives the row's number. None as content seals nothing."""
    sealed = None if content is None else keys.seal(json.dumps(content).encode(), _about(table, case_id))
    (number,) = table.primary_key.columns
    wanted = insert(table).values(case_id=case_id, sealed=sealed.box if sealed else None, **values)
    row_id: int = connection.execute(wanted.returning(number)).scalar_one()
    if sealed:
        row_keys.put(connection, table.name, row_id, sealed.key)
    return row_id


def take(
    connection: Connection, keys: Keyring, table: Table, case_id: int, boxes: Mapping[int, bytes | None]
) -> dict[int, Any]:
    """The contents of boxes by their row's number; what is missing was erased, or is not the context's to open."""
    filled: Sequence[int] = [number for number, box in boxes.items() if box is not None]
    wrapped = row_keys.take(connection, table.name, filled)
    return {
        number: json.loads(keys.unseal(boxes[number] or b"", wrapped[number], _about(table, case_id)))
        for number in filled
        if number in wrapped
    }


def _about(table: Table, case_id: int) -> bytes:
    return f"{table.name}\x1f{case_id}".encode()
