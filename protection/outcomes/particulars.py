"""Who a label is about, in the fields of the feed: read from rows that tell it, for the ingest alone.

What is read goes into a row of the feed and to nobody's eyes; linkage then finds the person by it, as it does
with a finding that the police hand in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.custody.received import open_row
from records.tables.proceedings import proceeding_persons

FIELDS = ("full_name", "nik", "passport_no", "phone")

FROM: tuple[tuple[str, dict[str, str]], ...] = (
    ("case_outcomes", {name: name for name in FIELDS}),
    ("registrations", {"full_name": "full_name", "nik": "nik", "phone": "phone"}),
    (
        "passports",
        {"full_name": "full_name", "nik": "nik", "passport_no": "passport_no", "phone": "applicant_phone"},
    ),
    ("interceptions", {"full_name": "full_name", "nik": "nik", "passport_no": "passport_no"}),
    (
        "complaints",
        {"full_name": "worker_name", "nik": "worker_nik", "passport_no": "worker_passport_no"},
    ),
    ("departures", {"full_name": "full_name", "passport_no": "passport_no"}),
    ("returns", {"full_name": "full_name", "passport_no": "passport_no"}),
)
"""The feeds that say who a row is about, the surest first; of each field the first that is known counts."""

_NEWEST = text("""
    SELECT DISTINCT ON (r.feed, r.entity_key)
        r.feed, r.entity_key, r.digest, r.sealed, k.key_id, k.wrapped
    FROM source_rows AS r LEFT JOIN row_keys AS k ON k.holder = 'source_rows' AND k.id = r.sequence
    WHERE (r.feed, r.entity_key) IN (
        SELECT * FROM unnest(CAST(:feeds AS text[]), CAST(:keys AS text[]))
    )
    ORDER BY r.feed, r.entity_key, r.recorded_at DESC, r.sequence DESC
""").bindparams(
    bindparam("feeds", type_=ARRAY(Text)),
    bindparam("keys", type_=ARRAY(Text)),
)
_REFS = text("""
    SELECT DISTINCT feed || ':' || entity_key FROM (
        SELECT DISTINCT ON (i.feed, i.entity_key) i.feed, i.entity_key, i.person_id
        FROM identities AS i JOIN (
            SELECT DISTINCT feed, entity_key FROM identities WHERE person_id = :person_id
        ) AS ever USING (feed, entity_key)
        ORDER BY i.feed, i.entity_key, i.run_id DESC
    ) AS newest WHERE person_id = :person_id ORDER BY 1
""")


def refs_of(connection: Connection, person_id: str) -> tuple[str, ...]:
    """The rows about a person, ``feed:entity_key``, as far as the context may see them."""
    return tuple(connection.scalars(_REFS, {"person_id": person_id}))


def of_refs(connection: Connection, keys: Keyring, refs: Collection[str]) -> dict[str, str]:
    """The particulars that the newest version of these rows give; empty where they were erased. Raises Tampered."""
    parts = [ref.split(":", 1) for ref in refs]
    asked = {"feeds": [feed for feed, _ in parts], "keys": [key for _, key in parts]}
    opened = {
        (row.feed, row.entity_key): found
        for row in connection.execute(_NEWEST, asked)
        if (found := open_row(keys, row))
    }
    return _merged((feed, opened[feed, key]) for feed, key in sorted(opened))


def of_member(connection: Connection, keys: Keyring, member_id: int) -> dict[str, str]:
    """The particulars of somebody in no record, as they were written; empty where they were erased."""
    people = proceeding_persons.c
    row = connection.execute(
        select(people.proceeding_id, people.person_seq, people.sealed).where(people.member_id == member_id)
    ).one()
    about = about_person(row.proceeding_id, row.person_seq)
    holder = proceeding_persons.name
    return sealed_words.document(connection, keys, holder, member_id, row.sealed, about) or {}


def about_person(proceeding_id: int, person_seq: int) -> bytes:
    """What binds somebody's particulars to their place in a proceeding."""
    return sealed_words.about(proceeding_persons.name, proceeding_id, person_seq)


def _merged(rows: Iterable[tuple[str, dict[str, str]]]) -> dict[str, str]:
    there = list(rows)
    found: dict[str, str] = {}
    for feed, columns in FROM:
        for of_feed, cells in there:
            if of_feed != feed:
                continue
            for name, column in columns.items():
                if cells.get(column):
                    found.setdefault(name, cells[column])
    return found
