"""One file's rows on their way into the database: a temporary table that lives as long as the transaction.

PostgreSQL may write a temporary table to disk, so what identifies someone is sealed before it gets there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, text

from records.custody.keyring import Keyring
from records.custody.received import about_quarantined, about_row
from records.facts import entity_key, known_row
from records.feed import Feed
from records.tokens import Tokeniser
from sources.cells import Value
from sources.reading import CheckedRow, Fault

DIGEST_BYTES = 16
_BLOCK = 500
_SEALED = ("sealed", "key_id", "wrapped")
_COLUMNS = ("row_number", "entity_key", "recorded_at", "digest", "known", "problems", *_SEALED)
_CREATE = text("""
    CREATE TEMP TABLE staged (
        row_number int NOT NULL,
        entity_key text, recorded_at timestamptz, digest bytea, known jsonb,
        problems jsonb, sealed bytea, key_id bigint, wrapped bytea
    ) ON COMMIT DROP
""")


@dataclass
class Staging:
    """Turns the rows of one file into lines for COPY, and counts them on the way.

    ``sha256`` is the file's. ``filled`` counts, for each field, the rows that passed and hold a value there;
    ``last_recorded_at`` is the latest of theirs.
    """

    feed: Feed
    tokens: Tokeniser
    digest_key: bytes
    keys: Keyring
    sha256: str
    read: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    last_recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        self._identifiers = tuple(each.name for each in self.feed.identifiers)
        self._hash = blake2b(key=self.digest_key, digest_size=DIGEST_BYTES, person=b"source row")

    def copy(
        self, connection: Connection, rows: Iterable[CheckedRow | Fault], progress: Callable[[int], None]
    ) -> None:
        """Send all rows into a new table ``staged``; ``progress`` is told the rows read so far."""
        connection.execute(_CREATE)
        statement = sql.SQL("COPY staged ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
        )
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for block in self._blocks(rows):
                copy.write(block)
                progress(self.read)
        connection.execute(text("ANALYZE staged"))

    def _blocks(self, rows: Iterable[CheckedRow | Fault]) -> Iterator[str]:
        lines: list[str] = []
        for row in rows:
            self.read += 1
            lines.append(self._checked(row) if isinstance(row, CheckedRow) else self._fault(row))
            if len(lines) == _BLOCK:
                yield "".join(lines)
                lines.clear()
        yield "".join(lines)

    def _checked(self, row: CheckedRow) -> str:
        values = row.values
        known = known_row(self.feed, values, self.tokens)
        present = {name: value for name, value in values.items() if value is not None}
        self.filled.update(present.keys())
        recorded_at = values["recorded_at"]
        assert isinstance(recorded_at, datetime)  # noqa: S101  (every feed requires it)
        if self.last_recorded_at is None or recorded_at > self.last_recorded_at:
            self.last_recorded_at = recorded_at
        key, digest = entity_key(self.feed, values, self.tokens), self._digest(present)
        cells = (
            str(row.number),
            _escaped(key),
            recorded_at.isoformat(),
            _bytes(digest),
            _json({name: value for name, value in known.items() if value is not None}),
            "\\N",
        )
        clear = {name: values[name] for name in self._identifiers if values[name] is not None}
        sealed = self._sealed(clear, about_row(self.feed.name, key, digest)) if clear else "\\N\t\\N\t\\N"
        return "\t".join(cells) + f"\t{sealed}\n"

    def _fault(self, row: Fault) -> str:
        problems = [[each.field, each.reason, each.value_class] for each in row.problems]
        sealed = self._sealed(row.raw, about_quarantined(self.sha256, self.feed.name, row.number))
        return f"{row.number}\t\\N\t\\N\t\\N\t\\N\t{_json(problems)}\t{sealed}\n"

    def _sealed(self, content: object, about: bytes) -> str:
        box, (key_id, wrapped) = self.keys.seal(_encode(content).encode(), about)
        return f"{_bytes(box)}\t{key_id}\t{_bytes(wrapped)}"

    def _digest(self, present: Mapping[str, Value]) -> bytes:
        """A keyed digest of the content: the same for the same values, whatever the file format."""
        parts = [
            f"{name}={value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value}"
            for name, value in present.items()
        ]
        digest = self._hash.copy()
        digest.update("\x1f".join(parts).encode())
        return digest.digest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


_encode = json.JSONEncoder(default=_iso, ensure_ascii=False, separators=(",", ":")).encode


def _bytes(cell: bytes) -> str:
    return f"\\\\x{cell.hex()}"


def _json(content: object) -> str:
    return _escaped(_encode(content))


def _escaped(cell: str) -> str:
    """A cell of COPY's text format; JSON has no raw tabs or line ends, and keys have none either."""
    return cell.replace("\\", "\\\\")
