"""What is sealed on a case: documents and words, each under a key of its own, bound to its case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table

from records.custody import sealed_words
from records.custody.keyring import Keyring


def put(
    connection: Connection, keys: Keyring, table: Table, case_id: int, content: Any, **values: Any
) -> int:
    """Write a row of a case with its content sealed; gives the row's number. None as content seals nothing."""
    plain = None if content is None else json.dumps(content)  # words alone are JSON too
    about = _about(table, case_id)
    return sealed_words.put(connection, keys, table, plain, about, case_id=case_id, **values)


def take(
    connection: Connection, keys: Keyring, table: Table, case_id: int, boxes: Mapping[int, bytes | None]
) -> dict[int, Any]:
    """The contents of boxes by their row's number; what is missing was erased, or is not the context's to open."""
    about = _about(table, case_id)
    bound = ((number, box, about) for number, box in boxes.items())
    return sealed_words.documents(connection, keys, table.name, bound)


def _about(table: Table, case_id: int) -> bytes:
    return sealed_words.about(table.name, case_id)
