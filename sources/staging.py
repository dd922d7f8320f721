"""One file's rows on their way into the database: a temporary table that lives as long as the transaction."""

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

from records.facts import entity_key, known_row
from records.feed import Feed
from records.tokens import Tokeniser
from sources.cells import Value
from sources.reading import CheckedRow, Fault

DIGEST_BYTES = 16
_BLOCK = 500
_COLUMNS = ("row_number", "entity_key", "recorded_at", "digest", "known", "clear", "problems", "raw")
_CREATE = text("""
    CREATE TEMP TABLE staged (
        row_number int NOT NULL,
        entity_key text, recorded_at timestamptz, digest bytea, known jsonb, clear jsonb,
        problems jsonb, raw jsonb
    ) ON COMMIT DROP
""")


@dataclass
class Staging:
    """Turns the rows of one feed into lines for COPY, and counts them on the way.

    ``filled`` counts, for each field, the rows that passed and hold a value there; ``last_recorded_at`` is
    the latest of theirs.
    """

    feed: Feed
    tokens: Tokeniser
    digest_key: bytes
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
        cells = (
            str(row.number),
            _escaped(entity_key(self.feed, values, self.tokens)),
            recorded_at.isoformat(),
            "\\\\x" + self._digest(present),
            _json({name: value for name, value in known.items() if value is not None}),
            _json({name: values[name] for name in self._identifiers if values[name] is not None}),
        )
        return "\t".join(cells) + "\t\\N\t\\N\n"

    def _fault(self, row: Fault) -> str:
        problems = [[each.field, each.reason, each.value_class] for each in row.problems]
        return f"{row.number}\t\\N\t\\N\t\\N\t\\N\t\\N\t{_json(problems)}\t{_json(row.raw)}\n"

    def _digest(self, present: Mapping[str, Value]) -> str:
        """A keyed digest of the content: the same for the same values, whatever the file format."""
        parts = [
            f"{name}={value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value}"
            for name, value in present.items()
        ]
        digest = self._hash.copy()
        digest.update("\x1f".join(parts).encode())
        return digest.hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


_encode = json.JSONEncoder(default=_iso, ensure_ascii=False, separators=(",", ":")).encode


def _json(content: object) -> str:
    return _escaped(_encode(content))


def _escaped(cell: str) -> str:
    """A cell of COPY's text format; JSON has no raw tabs or line ends, and keys have none either."""
    return cell.replace("\\", "\\\\")
