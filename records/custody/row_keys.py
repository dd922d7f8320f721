"""The keys of single sealed things, one row each: put when sealed, destroyed when erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, any_, delete, insert, literal, select

from records.custody.envelope import WrappedKey
from records.tables.custody import row_keys

_KEYS = row_keys.c


def put(connection: Connection, holder: str, id: int, key: WrappedKey) -> None:  # noqa: A002  (the column's name)
    """Keep the key of one sealed thing."""
    put_all(connection, holder, {id: key})


def put_all(connection: Connection, holder: str, keys: Mapping[int, WrappedKey]) -> None:
    """Keep the keys of many, by their id."""
    if keys:
        rows = [
            {"holder": holder, "id": each, "key_id": key.key_id, "wrapped": key.wrapped}
            for each, key in keys.items()
        ]
        connection.execute(insert(row_keys), rows)


def take(connection: Connection, holder: str, ids: Iterable[int]) -> dict[int, WrappedKey]:
    """The keys by id; what is missing was erased."""
    wanted = select(_KEYS.id, _KEYS.key_id, _KEYS.wrapped).where(_of(holder, ids))
    return {row.id: WrappedKey(row.key_id, row.wrapped) for row in connection.execute(wanted)}


def destroy(connection: Connection, holder: str, ids: Iterable[int]) -> int:
    """Erase: delete the keys, after which nobody opens the boxes again; gives how many there were."""
    return connection.execute(delete(row_keys).where(_of(holder, ids))).rowcount


def _of(holder: str, ids: Iterable[int]) -> ColumnElement[bool]:
    these = literal(list(ids), ARRAY(BigInteger))  # one array: a statement has room for 65,535 parameters
    return (_KEYS.holder == holder) & (_KEYS.id == any_(these))
