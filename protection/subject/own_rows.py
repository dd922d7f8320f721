"""The rows that are about one person, from any of them: by the newest identities and by what hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from protection.whole import seeing_all
from records.contract import FEED_BY_NAME
from records.errors import InputRefused, NotFound

_OWN = text("""
    WITH RECURSIVE given AS (
        SELECT split_part(ref, ':', 1) AS feed, substr(ref, strpos(ref, ':') + 1) AS entity_key
        FROM unnest(:refs) AS ref
        UNION
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1)
        FROM label_records AS l, unnest(l.refs) AS ref
        WHERE 'case_outcomes:' || l.case_id || '/' || l.person_seq = ANY (:refs)
    ), persons AS (
        SELECT DISTINCT ON (feed, entity_key) person_id
        FROM identities JOIN given USING (feed, entity_key)
        ORDER BY feed, entity_key, run_id DESC
    ), ever AS (
        SELECT DISTINCT feed, entity_key FROM identities WHERE person_id IN (SELECT person_id FROM persons)
    ), newest AS (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id
        FROM identities JOIN ever USING (feed, entity_key)
        ORDER BY feed, entity_key, run_id DESC
    ), about AS (
        SELECT feed, entity_key FROM newest WHERE person_id IN (SELECT person_id FROM persons)
        UNION SELECT feed, entity_key FROM given
    ), labelled AS (
        SELECT 'case_outcomes' AS feed, l.case_id || '/' || l.person_seq AS entity_key
        FROM label_records AS l
        WHERE l.released_at IS NOT NULL AND l.refs && (SELECT array_agg(feed || ':' || entity_key) FROM about)
    ), hanging AS (
        SELECT r.feed, r.entity_key FROM source_rows AS r
        WHERE r.feed IN ('documents', 'desk_visits') AND r.known ->> 'registration_id' IN (
            SELECT entity_key FROM about WHERE feed = 'registrations'
        )
        UNION
        SELECT r.feed, r.entity_key FROM source_rows AS r JOIN about AS a ON r.known ->> 'subject_ref' = a.entity_key
        WHERE r.feed = 'recruiter_links'
            AND (r.known ->> 'subject_type', a.feed) IN (
                ('registration', 'registrations'), ('passport', 'passports')
            )
    )
    SELECT r.sequence, r.feed, r.entity_key
    FROM source_rows AS r
    WHERE (r.feed, r.entity_key) IN (SELECT * FROM about UNION SELECT * FROM labelled UNION SELECT * FROM hanging)
    ORDER BY r.sequence
""").bindparams(bindparam("refs", type_=ARRAY(Text)))

_VISIBLE = text("""
    SELECT count(DISTINCT (feed, entity_key)) FROM source_rows
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    )
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class OwnRows:
    """The rows about one person: ``sequences`` of every version, ``refs`` (``feed:entity_key``) once each."""

    sequences: tuple[int, ...]
    refs: tuple[str, ...]


def own_rows(connection: Connection, refs: Sequence[str]) -> OwnRows:
    """Every row about the person of these rows; reads no identifier. Raises InputRefused, NotFound.

    Whoever asks must see the rows named; what belongs to them is found whether they see it or not. Documents,
    desk visits and recruiter links belong to the registration or passport that they name. Tips and the rows of
    others that mention the person are not found: they are named one by one. A label that became a row
    (``protection.outcomes``) is found from the moment of its release, by the rows whose particulars it bears: linkage
    sees it in the second night.
    """
    if not refs or any(ref.partition(":")[0] not in FEED_BY_NAME for ref in refs):
        raise InputRefused(
            "Rujukan baris ditulis sebagai data:kunci, misalnya registrations:REG0000123.",
            "A reference to a row is written as feed:key, for instance registrations:REG0000123.",
        )
    if connection.execute(_VISIBLE, {"refs": list(refs)}).scalar_one() < len(set(refs)):
        raise NotFound("Tidak ada baris dengan rujukan itu.", "There is no row with that reference.")
    with seeing_all(connection):
        found = connection.execute(_OWN, {"refs": list(refs)}).all()
    return OwnRows(
        tuple(row.sequence for row in found),
        tuple(dict.fromkeys(f"{row.feed}:{row.entity_key}" for row in found)),
    )
