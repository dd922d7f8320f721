"""Who is in no file: those whom an export would lead someone to, were it sold, lost or shown.

Whether someone is left out is asked with the program's eyes, because whoever exports does not see every finding
and must not learn of it: a row that is left out is not told apart from one that is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from records.rights.role import Role

_COLUMNS = "feed, entity_key, NULL AS person_id, nik_token, passport_token, phone_token, name_token"


def _newest(feed: str, field: str, value: str) -> str:
    """The rows of a feed whose newest version holds a value; one that was taken back does not."""
    return f"""
        SELECT {_COLUMNS} FROM (
            SELECT DISTINCT ON (entity_key) * FROM source_rows WHERE feed = '{feed}'
            ORDER BY entity_key, recorded_at DESC, sequence DESC
        ) AS newest WHERE known ->> '{field}' = '{value}'
    """  # noqa: S608  (declared below, nothing comes from outside)


def _parties(kinds: str) -> str:
    """Protected parties of some kinds: the person they were set for, and their rows with what these hold."""
    return f"""
        SELECT r.feed, r.entity_key, p.person_id, r.nik_token, r.passport_token, r.phone_token, r.name_token
        FROM protected_parties AS p
            LEFT JOIN LATERAL unnest(p.refs) AS ref ON true
            LEFT JOIN source_rows AS r ON r.feed = split_part(ref, ':', 1)
                AND r.entity_key = substr(ref, strpos(ref, ':') + 1)
        WHERE p.until IS NULL AND p.kind IN ({kinds})
    """  # noqa: S608  (declared below, nothing comes from outside)


@dataclass(frozen=True)
class LeftOut:
    """One rule: whom, and the rows that tell of them (a SELECT of ``_COLUMNS``)."""

    name: str
    whom_id: str
    whom_en: str
    rows: str


LEFT_OUT: tuple[LeftOut, ...] = (
    LeftOut(
        "victims",
        "korban menurut temuan yang berwenang",
        "victims by a competent finding",
        _newest("case_outcomes", "finding", "tppo_victim"),
    ),
    LeftOut(
        "rescued",
        "orang yang diselamatkan",
        "people who were rescued",
        _newest("interceptions", "outcome", "rescued"),
    ),
    LeftOut(
        "protected",
        "saksi, korban dan anak dalam pelindungan",
        "witnesses, victims and children under protection",
        _parties("'victim', 'witness', 'child'"),
    ),
    LeftOut("informants", "informan", "informants", _parties("'informant'")),
    LeftOut("volunteers", "relawan", "volunteers", _parties("'volunteer'")),
    LeftOut(
        "complainants",
        "orang yang mengadu, atau yang diadukan nasibnya",
        "people who complained, or for whom someone did",
        f"SELECT {_COLUMNS} FROM source_rows WHERE feed = 'complaints'",  # noqa: S608  (two constants)
    ),
)
"""Senders of tips are known by a code alone, and no column of an export holds it (``protection.exports.kinds``)."""

# A person is met by a row, by whom linkage holds the row to be about in any run, or, where linkage has not run
# since, by an equal identifier: by NIK, passport or phone, and by name where the row holds nothing else.
_MEETS = """
    WITH marked AS MATERIALIZED ({rows}),
    asked AS (
        SELECT ref, split_part(ref, ':', 1) AS feed, substr(ref, strpos(ref, ':') + 1) AS entity_key
        FROM unnest(:refs) AS ref
    ),
    held AS (
        SELECT i.person_id FROM identities AS i JOIN marked USING (feed, entity_key)
        UNION SELECT person_id FROM marked WHERE person_id IS NOT NULL
    )
    SELECT ref FROM asked JOIN marked USING (feed, entity_key)
    UNION SELECT ref FROM asked JOIN identities AS i USING (feed, entity_key) JOIN held USING (person_id)
    UNION SELECT ref FROM asked JOIN held ON asked.feed = 'person' AND asked.entity_key = held.person_id
    UNION SELECT ref FROM asked JOIN source_rows AS r USING (feed, entity_key) JOIN marked AS m ON
        r.nik_token = m.nik_token
    UNION SELECT ref FROM asked JOIN source_rows AS r USING (feed, entity_key) JOIN marked AS m ON
        r.passport_token = m.passport_token
    UNION SELECT ref FROM asked JOIN source_rows AS r USING (feed, entity_key) JOIN marked AS m ON
        r.phone_token = m.phone_token
    UNION SELECT ref FROM asked JOIN source_rows AS r USING (feed, entity_key) JOIN marked AS m ON
        r.name_token = m.name_token AND coalesce(m.nik_token, m.passport_token, m.phone_token) IS NULL
"""
# Where one row of a person leads to someone left out, all of that person's do.
_SPREADS = text("""
    WITH asked AS (
        SELECT ref, split_part(ref, ':', 1) AS feed, substr(ref, strpos(ref, ':') + 1) AS entity_key
        FROM unnest(:refs) AS ref
    ),
    held AS (
        SELECT i.person_id FROM asked JOIN identities AS i USING (feed, entity_key) WHERE ref = ANY (:found)
        UNION SELECT entity_key FROM asked WHERE feed = 'person' AND ref = ANY (:found)
    )
    SELECT ref FROM asked JOIN identities AS i USING (feed, entity_key) JOIN held USING (person_id)
    UNION SELECT ref FROM asked JOIN held ON asked.feed = 'person' AND asked.entity_key = held.person_id
""").bindparams(bindparam("refs", type_=ARRAY(Text)), bindparam("found", type_=ARRAY(Text)))
_ROLE = text("SELECT current_setting('suluh.role', true)")
_ENTER = text("SELECT set_config('suluh.role', :role, true)")


def left_out(
    connection: Connection, refs: Collection[str], rules: Collection[LeftOut] = LEFT_OUT
) -> set[str]:
    """Those of the references (``feed:entity_key``, ``person:person_id``) that lead to someone left out."""
    found: set[str] = set()
    with _program(connection):
        for rule in rules:
            ask = text(_MEETS.format(rows=rule.rows)).bindparams(bindparam("refs", type_=ARRAY(Text)))
            found |= set(connection.scalars(ask, {"refs": sorted(refs)}))
        spread = connection.scalars(_SPREADS, {"refs": sorted(refs), "found": sorted(found)})
        return found | set(spread)


@contextmanager
def _program(connection: Connection) -> Iterator[None]:
    """See as the program does; what is written meanwhile would be in its name, so nothing is."""
    own = connection.scalar(_ROLE)
    connection.execute(_ENTER, {"role": Role.SYSTEM.value})
    try:
        yield
    finally:
        connection.execute(_ENTER, {"role": own})
