"""Severe signs in reports that have just come in: complaints and tips, and whom they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from detection.urgent.finding import Finding, New
from detection.urgent.signs import SEVERE, SEVERE_BY_ID, THREAT, THREATENED_AGAIN, Shown

_REPORTS = text("""
    SELECT sequence, feed, entity_key, known ->> 'category' AS category,
        string_to_array(coalesce(known ->> 'narrative_signs', ''), ',') AS words
    FROM source_rows
    WHERE sequence > :since AND sequence <= :last AND recorded_at > :fresh AND feed IN ('complaints', 'tips')
    ORDER BY sequence
""")
# A report is linked with its person in the next nightly run. Until then its NIK or passport number tells, where it
# leads to one person alone.
_ABOUT = text("""
    WITH report AS (
        SELECT feed, entity_key, nik_token, passport_token FROM source_rows
        WHERE sequence > :since AND sequence <= :last AND feed = 'complaints'
    ), same AS (
        SELECT feed AS of_feed, entity_key AS of_key, feed, entity_key FROM report
        UNION
        SELECT p.feed, p.entity_key, r.feed, r.entity_key
        FROM report AS p JOIN source_rows AS r ON r.nik_token = p.nik_token
        UNION
        SELECT p.feed, p.entity_key, r.feed, r.entity_key
        FROM report AS p JOIN source_rows AS r ON r.passport_token = p.passport_token
    ), newest AS (
        SELECT DISTINCT ON (s.of_feed, s.of_key, i.feed, i.entity_key) s.of_feed, s.of_key, i.person_id
        FROM same AS s JOIN identities AS i USING (feed, entity_key)
        ORDER BY s.of_feed, s.of_key, i.feed, i.entity_key, i.run_id DESC
    )
    SELECT of_feed || ':' || of_key AS ref, min(person_id) AS person_id
    FROM newest GROUP BY 1 HAVING count(DISTINCT person_id) = 1
""")
_BEFORE = text("""
    SELECT now_.entity_key FROM source_rows AS now_
    WHERE now_.sequence > :since AND now_.sequence <= :last AND now_.feed = 'complaints' AND EXISTS (
        SELECT FROM source_rows AS before WHERE before.feed = 'complaints'
            AND before.entity_key <> now_.entity_key AND before.recorded_at < now_.recorded_at
            AND (before.nik_token = now_.nik_token OR before.passport_token = now_.passport_token)
    )
""")


def reported(connection: Connection, new: New) -> list[Finding]:
    """Every severe sign in the new complaints and tips."""
    rows = [(row, signs) for row in connection.execute(_REPORTS, new.given) if (signs := list(_signs(row)))]
    if not rows:
        return []
    about = {row.ref: row.person_id for row in connection.execute(_ABOUT, new.given)}
    again = set(connection.scalars(_BEFORE, new.given))
    found = set()
    for row, signs in rows:
        ref = f"{row.feed}:{row.entity_key}"
        subject = about.get(ref, ref)
        found |= {Finding(subject, sign, ref) for sign in signs}
        if THREAT in row.words and row.entity_key in again:
            found.add(Finding(subject, THREATENED_AGAIN, ref))
    return sorted(found)


def _signs(row: Any) -> Iterator[str]:
    for severe in SEVERE:
        if severe.shown is not Shown.REPORT or (row.feed == "tips" and not severe.in_tips):
            continue
        if row.category in severe.categories or not severe.words.isdisjoint(row.words):
            yield SEVERE_BY_ID[severe.id].id
