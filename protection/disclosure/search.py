"""Find people by something that identifies them: exactly, by its keyed token, and never by likeness."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.feed import Identifier
from records.tokens import Tokeniser

MOST = 50
"""A name that more people bear finds nobody: the search asks for a NIK, a passport or a phone instead."""

COLUMN: dict[Identifier, str] = {
    Identifier.NIK: "nik_token",
    Identifier.PASSPORT: "passport_token",
    Identifier.PHONE: "phone_token",
    Identifier.NAME: "name_token",
}
"""What one may search by, and the column of ``source_rows`` that holds its token."""

_FIND = """
    WITH met AS (SELECT DISTINCT feed, entity_key FROM source_rows WHERE {column} = :token)
    SELECT DISTINCT person_id FROM (
        SELECT DISTINCT ON (i.feed, i.entity_key) i.person_id
        FROM identities AS i JOIN met USING (feed, entity_key)
        ORDER BY i.feed, i.entity_key, i.run_id DESC
    ) AS newest
    ORDER BY person_id
    LIMIT :most
"""
_STATEMENTS = {kind: text(_FIND.format(column=column)) for kind, column in COLUMN.items()}


@dataclass(frozen=True)
class Found:
    """The people who were found; ``too_many`` where the search was too wide to answer."""

    person_ids: tuple[str, ...]
    too_many: bool = False


def find(connection: Connection, tokens: Tokeniser, kind: Identifier, words: str) -> Found:
    """Who, among the people one may see, bears this NIK, passport number, phone or name.

    The audit holds how many were found, never what was searched for. Raises InputRefused where the words are
    no such thing.
    """
    if kind not in _STATEMENTS:
        raise InputRefused("Pencarian dengan hal itu tidak tersedia.", "One cannot search by that.")
    token = tokens.token(kind, words)
    if token is None:
        raise InputRefused(
            "Isian pencarian tidak dapat dibaca; periksa penulisannya.",
            "What to search for cannot be read; check how it is written.",
        )
    people = tuple(connection.scalars(_STATEMENTS[kind], {"token": token, "most": MOST + 1}))
    found = Found((), True) if len(people) > MOST else Found(people)
    audit.write(connection, Act(Deed.SEARCH, "person", found.person_ids, None, (kind.value,)))
    return found
