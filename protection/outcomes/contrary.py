"""Never a suspect: whoever is found a victim, or is guarded, bears no label of a suspect, and none is made of them.

Asked by rows and not by linkage alone: a finding that was released this night is linked in the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from protection.outcomes.labels import Finding, Key, Note, Origin, note
from protection.outcomes.particulars import of_member
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.feed import Identifier
from records.rights.context import as_program
from records.tokens import Tokeniser

BY = "suluh"
"""Who confirms what nobody decided: the program."""

_NEWEST = """
    SELECT DISTINCT ON (case_id, person_seq) * FROM label_records
    WHERE left_out IS NULL ORDER BY case_id, person_seq, label_id DESC
"""
# Every row about the same person counts, and the label that is on its way to become one.
_FOUND_VICTIM = text(f"""
    WITH persons AS (
        SELECT DISTINCT ON (feed, entity_key) person_id FROM identities
        WHERE feed || ':' || entity_key = ANY (:refs) ORDER BY feed, entity_key, run_id DESC
    ), linked AS (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
        WHERE (feed, entity_key) IN (
            SELECT feed, entity_key FROM identities WHERE person_id IN (SELECT person_id FROM persons)
        ) ORDER BY feed, entity_key, run_id DESC
    ), own AS (
        SELECT unnest(CAST(:refs AS text[])) AS ref
        UNION SELECT feed || ':' || entity_key FROM linked WHERE person_id IN (SELECT person_id FROM persons)
    ), newest AS (
        SELECT DISTINCT ON (r.feed, r.entity_key) r.known
        FROM source_rows AS r JOIN own ON own.ref = r.feed || ':' || r.entity_key
        WHERE r.feed IN ('case_outcomes', 'interceptions')
        ORDER BY r.feed, r.entity_key, r.recorded_at DESC, r.sequence DESC
    )
    SELECT EXISTS (
        SELECT FROM newest WHERE known ->> 'finding' = 'tppo_victim' OR known ->> 'outcome' = 'rescued'
    ) OR EXISTS (
        SELECT FROM ({_NEWEST}) AS l
        WHERE l.finding = 'tppo_victim' AND l.refs && (SELECT array_agg(ref) FROM own)
    ) OR suluh_protected((SELECT array_agg(ref) FROM own) || (
        SELECT coalesce(array_agg('person:' || person_id), '{{}}') FROM persons
    ))
""").bindparams(bindparam("refs", type_=ARRAY(Text)))  # noqa: S608  (our own words)
_SUSPECTS = text(f"SELECT * FROM ({_NEWEST}) AS l WHERE l.finding = 'tppo_suspect' ORDER BY l.label_id")  # noqa: S608
# A victim's number stands on many a form, and the other way round: a phone alone makes nobody the same.
_ROW_TOKENS = text("""
    SELECT nik_token AS nik, passport_token AS passport, NULL AS phone FROM source_rows
    WHERE feed = 'case_outcomes' AND entity_key = :key ORDER BY recorded_at DESC, sequence DESC LIMIT 1
""")
_BEARERS = text("""
    SELECT DISTINCT feed || ':' || entity_key FROM source_rows
    WHERE nik_token = :nik OR passport_token = :passport OR phone_token = :phone
""")
_KINDS = {
    "nik": (Identifier.NIK, "nik"),
    "passport": (Identifier.PASSPORT, "passport_no"),
    "phone": (Identifier.PHONE, "phone"),
}


def found_victim(connection: Connection, refs: Collection[str]) -> bool:
    """Whether the person of these rows was found a victim, rescued, or is guarded; told to nobody here."""
    if not refs:
        return False
    with as_program(connection):
        return bool(connection.scalar(_FOUND_VICTIM, {"refs": sorted(refs)}))


def bearers(connection: Connection, tokens: Tokeniser, cells: Mapping[str, str]) -> list[str]:
    """The rows that bear one of these identifiers."""
    asked = {name: tokens.token(kind, cells.get(cell)) for name, (kind, cell) in _KINDS.items()}
    with as_program(connection):
        return list(connection.scalars(_BEARERS, asked))


def withdraw_suspects(connection: Connection, keys: Keyring, tokens: Tokeniser, now: datetime) -> int:
    """Note the withdrawal of each suspect's label whose person was since found a victim; gives how many.

    For the program's own job, before labels are released. One audit entry where there were any.
    """
    with as_program(connection):
        standing = connection.execute(_SUSPECTS).all()
        contrary = [
            row for row in standing if found_victim(connection, _rows_of(connection, keys, tokens, row))
        ]
        for row in contrary:
            told = Note(
                Origin(row.origin),
                Key(row.case_id, row.person_seq),
                Finding.WITHDRAWN,
                row.source,
                BY,
                tuple(row.refs),
                member_id=row.member_id,
            )
            note(connection, told, now)
    if contrary:
        objects = tuple(f"label/{row.label_id}" for row in contrary)
        audit.write(connection, Act(Deed.CONFIRM_OUTCOME, "label", objects, None, ("finding",)))
    return len(contrary)


def _rows_of(connection: Connection, keys: Keyring, tokens: Tokeniser, row: Any) -> set[str]:
    """The rows that tell whom a label is about: those it was written with, and whatever bears the same numbers."""
    key = f"{row.case_id}/{row.person_seq}"
    refs = {*row.refs, f"case_outcomes:{key}"}
    own = connection.execute(_ROW_TOKENS, {"key": key}).mappings().one_or_none()
    found: Iterable[str] = () if own is None else connection.scalars(_BEARERS, dict(own)).all()
    if own is None and not row.refs and row.member_id is not None:
        cells = of_member(connection, keys, row.member_id)
        found = bearers(connection, tokens, {**cells, "phone": ""})
    return refs | set(found)
