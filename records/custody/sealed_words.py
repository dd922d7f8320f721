"""Words beside a row: sealed into a column of it as it is written, opened again by its number.

Each has a key of its own in ``row_keys``, under the table's name and the row's number; an erasure destroys the
key. Text and bytes are sealed as they are, anything else as JSON. Opening is reading personal data: whoever
does it writes the audit entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from records.custody import row_keys
from records.custody.envelope import Sealed
from records.custody.keyring import Keyring

Words = str | bytes | Mapping[str, Any] | Sequence[Any]
Boxes = Iterable[tuple[int, bytes | None, bytes]]
"""The row's number, its box (None: nothing was said) and what it is about."""


def about(holder: str, *parts: str | int | datetime) -> bytes:
    """What binds a box to its row, of what is known before the row has a number; a moment to the microsecond."""
    told = (f"{part.timestamp():.6f}" if isinstance(part, datetime) else str(part) for part in parts)
    return "\x1f".join((holder, *told)).encode()


def seal(keys: Keyring, words: Words, bound: bytes) -> Sealed:
    """Seal words under a key of their own, bound to what they are about."""
    match words:
        case str():
            plain = words.encode()
        case bytes():
            plain = words
        case _:
            plain = json.dumps(words, ensure_ascii=False).encode()
    return keys.seal(plain, bound)


def put(
    connection: Connection,
    keys: Keyring,
    table: Table,
    words: Words | None,
    bound: bytes,
    *,
    into: str = "sealed",
    **values: object,
) -> int:
    """Insert a row of these values, with the words sealed in the column ``into``; gives its number.

    None seals nothing. The number is the table's identity column.
    """
    sealed = None if words is None else seal(keys, words, bound)
    (number,) = (column for column in table.columns if column.identity is not None)
    row = insert(table).values({**values, into: sealed.box if sealed else None})
    id_: int = connection.execute(row.returning(number)).scalar_one()
    if sealed:
        row_keys.put(connection, table.name, id_, sealed.key)
    return id_


def opened(connection: Connection, keys: Keyring, holder: str, boxes: Boxes) -> dict[int, bytes]:
    """What is in the boxes, by number; empty and erased ones are left out. Raises Tampered."""
    filled = [(number, box, bound) for number, box, bound in boxes if box is not None]
    held = row_keys.take(connection, holder, [number for number, _, _ in filled]) if filled else {}
    return {number: keys.unseal(box, held[number], bound) for number, box, bound in filled if number in held}


def texts(connection: Connection, keys: Keyring, holder: str, boxes: Boxes) -> dict[int, str]:
    """The same of what was sealed as text."""
    return {number: plain.decode() for number, plain in opened(connection, keys, holder, boxes).items()}


def documents(connection: Connection, keys: Keyring, holder: str, boxes: Boxes) -> dict[int, Any]:
    """The same of what was sealed as JSON."""
    return {number: json.loads(plain) for number, plain in opened(connection, keys, holder, boxes).items()}


def text(
    connection: Connection, keys: Keyring, holder: str, number: int, box: bytes | None, bound: bytes
) -> str | None:
    """One row's text; None where nothing was said or it was erased. Raises Tampered."""
    return texts(connection, keys, holder, [(number, box, bound)]).get(number)


def document(
    connection: Connection, keys: Keyring, holder: str, number: int, box: bytes | None, bound: bytes
) -> Any:
    """One row's JSON; None where nothing was said or it was erased. Raises Tampered."""
    return documents(connection, keys, holder, [(number, box, bound)]).get(number)
