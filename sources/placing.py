"""Which of the staged rows are new, which are known already, and which a person must judge.

All of it looks at the file and at the records as sets, so the order of rows in the file changes nothing:

- equal content for the same key and time, in the records or earlier in the file, is a repetition, and so is
  a row that was lawfully erased: a later delivery of it does not bring it back;
- the same key and time with other content: none is the right one by itself, so all such rows of the file are
  set aside (what is recorded already stays);
- the same key with a person whose name, birth date and NIK are all known and all different is no correction
  of the version before it, nor may it come before the version after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, text

from records.feed import Feed

_CREATE = text("""
    CREATE TEMP TABLE placed (row_number int PRIMARY KEY, outcome text NOT NULL) ON COMMIT DROP
""")
_VERSIONS = text("""
    INSERT INTO placed
    SELECT row_number, outcome
    FROM (
        SELECT row_number, CASE
            WHEN nth > 1 OR EXISTS (
                SELECT FROM source_rows AS r
                WHERE (r.feed, r.entity_key, r.recorded_at, r.digest)
                    = (:feed, s.entity_key, s.recorded_at, s.digest)
            ) OR EXISTS (
                SELECT FROM tombstones AS t WHERE t.holder = 'source_rows' AND t.mark = s.digest
            ) THEN 'repeated'
            WHEN first_digest <> last_digest OR EXISTS (
                SELECT FROM source_rows AS r
                WHERE (r.feed, r.entity_key, r.recorded_at) = (:feed, s.entity_key, s.recorded_at)
            ) THEN 'version_conflict'
            END AS outcome
        FROM (
            SELECT *,
                row_number() OVER (
                    PARTITION BY entity_key, recorded_at, digest ORDER BY row_number
                ) AS nth,
                first_value(digest) OVER same_time AS first_digest,
                last_value(digest) OVER same_time AS last_digest
            FROM staged
            WHERE problems IS NULL
            WINDOW same_time AS (
                PARTITION BY entity_key, recorded_at ORDER BY digest
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            )
        ) AS s
    ) AS decided
    WHERE outcome IS NOT NULL
""")
_SUSPICIOUS_VERSIONS = text("""
    WITH fresh AS (
        SELECT row_number, entity_key, recorded_at,
            known ->> :name AS name, known ->> :birth_date AS birth_date, known ->> :nik AS nik
        FROM staged
        WHERE problems IS NULL AND row_number NOT IN (SELECT row_number FROM placed)
    ), versions AS (
        SELECT * FROM fresh
        UNION ALL
        SELECT NULL, entity_key, recorded_at, known ->> :name, known ->> :birth_date, known ->> :nik
        FROM source_rows
        WHERE feed = :feed AND entity_key IN (SELECT entity_key FROM fresh)
    )
    SELECT row_number, entity_key, recorded_at, name, birth_date, nik
    FROM versions
    WHERE entity_key IN (
        SELECT f.entity_key
        FROM fresh AS f JOIN versions AS v USING (entity_key)
        WHERE f.name <> v.name AND f.birth_date <> v.birth_date AND f.nik <> v.nik
    )
    ORDER BY entity_key, recorded_at, row_number NULLS FIRST
""")
_CONFLICT = text("INSERT INTO placed VALUES (:row_number, 'identity_conflict')")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a key, name and NIK as tokens; ``row_number`` is None where it is recorded already."""

    row_number: int | None
    entity_key: str
    recorded_at: datetime
    name: str | None
    birth_date: str | None
    nik: str | None

    def is_someone_else_than(self, other: Version) -> bool:
        """Whether name, birth date and NIK are all known on both sides and all differ."""
        pairs = (self.name, other.name), (self.birth_date, other.birth_date), (self.nik, other.nik)
        return all(left and right and left != right for left, right in pairs)


def place(connection: Connection, feed: Feed) -> None:
    """Write the staged rows that are not simply new into the table ``placed``, with what becomes of them."""
    connection.execute(_CREATE)
    connection.execute(_VERSIONS, {"feed": feed.name})
    person = feed.person
    if person is None or person.birth_date is None or person.nik is None:
        return
    fields = {"name": person.name, "birth_date": person.birth_date, "nik": person.nik}
    found = connection.execute(
        _SUSPICIOUS_VERSIONS, {"feed": feed.name, **fields}, execution_options={"stream_results": True}
    )
    versions = (Version(*row) for row in found)
    if conflicts := [{"row_number": number} for number in conflicting(versions)]:
        connection.execute(_CONFLICT, conflicts)


def conflicting(versions: Iterable[Version]) -> Iterator[int]:
    """The row numbers that are about someone else than their key, from versions in order of key and time."""
    for _, group in groupby(versions, key=lambda version: version.entity_key):
        of_key = list(group)
        before: Version | None = None
        for place_in_time, version in enumerate(of_key):
            if version.row_number is None:
                before = version
                continue
            after = next((later for later in of_key[place_in_time:] if later.row_number is None), None)
            if any(other and version.is_someone_else_than(other) for other in (before, after)):
                yield version.row_number
            else:
                before = version
