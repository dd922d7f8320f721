"""Severe signs in papers that have just come in: someone is a minor, or is one by one paper and not by another.

The same rules as the nightly indicators D02 and D03, over the papers of the few people who have a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, text

from detection.ages import DAYS_A_YEAR, YOUNGEST_CREDIBLE
from detection.urgent.finding import Finding, New
from records.law import in_force

FOR_WORK = ("work", "crew")

# Whoever has a new paper, by what linkage held last, or by the NIK until it runs again; with all papers of theirs.
_PAPERS = text("""
    WITH fresh AS (
        SELECT feed, entity_key, nik_token FROM source_rows
        WHERE sequence > :since AND sequence <= :last AND recorded_at > :fresh
            AND feed IN ('registrations', 'passports')
    ), met AS (
        SELECT f.feed, f.entity_key, f.feed AS of_feed, f.entity_key AS of_key FROM fresh AS f
        UNION
        SELECT f.feed, f.entity_key, r.feed, r.entity_key
        FROM fresh AS f JOIN source_rows AS r ON r.nik_token = f.nik_token
        WHERE r.feed IN ('registrations', 'passports')
    ), held AS (
        SELECT DISTINCT ON (m.feed, m.entity_key, i.feed, i.entity_key) m.feed, m.entity_key, i.person_id
        FROM met AS m JOIN identities AS i ON i.feed = m.of_feed AND i.entity_key = m.of_key
        ORDER BY m.feed, m.entity_key, i.feed, i.entity_key, i.run_id DESC
    ), one AS (
        SELECT feed, entity_key, min(person_id) AS person_id FROM held GROUP BY 1, 2
        HAVING count(DISTINCT person_id) = 1
    ), unlinked AS (
        SELECT feed, entity_key, min(of_feed || ':' || of_key) AS first FROM met GROUP BY 1, 2
    ), own AS (
        SELECT coalesce(o.person_id, u.first) AS subject, m.of_feed AS feed, m.of_key AS entity_key
        FROM met AS m JOIN unlinked AS u USING (feed, entity_key) LEFT JOIN one AS o USING (feed, entity_key)
        UNION
        SELECT o.person_id, i.feed, i.entity_key FROM one AS o JOIN identities AS i USING (person_id)
        WHERE i.feed IN ('registrations', 'passports')
    )
    SELECT * FROM (
        SELECT DISTINCT ON (own.subject, r.feed, r.entity_key) own.subject, r.feed, r.entity_key,
            CAST(r.known ->> 'birth_date' AS date) AS born,
            CAST(r.known ->> 'planned_departure_on' AS date) AS planned,
            CAST(r.known ->> 'issued_on' AS date) AS issued, r.known ->> 'stated_purpose' AS purpose
        FROM own JOIN source_rows AS r USING (feed, entity_key)
        WHERE r.sequence <= :last
        ORDER BY own.subject, r.feed, r.entity_key, r.recorded_at DESC, r.sequence DESC
    ) AS newest
    ORDER BY subject, feed, entity_key
""")


@dataclass(frozen=True)
class Paper:
    """A registration or a passport: who was born when, and the day by which the age counts."""

    subject: str
    ref: str
    born: date
    leaves: date | None
    for_work: bool

    def years(self, on: date) -> int:
        """The age in whole years."""
        return int((on - self.born).days / DAYS_A_YEAR)


def in_papers(connection: Connection, new: New, today: date) -> list[Finding]:
    """Minors, and raised ages, of everyone with a new registration or passport."""
    rows = connection.execute(_PAPERS, new.given).all()
    papers = [
        Paper(
            row.subject,
            f"{row.feed}:{row.entity_key}",
            row.born,
            row.planned if row.feed == "registrations" else row.issued,
            row.feed == "registrations" or row.purpose in FOR_WORK,
        )
        for row in rows
        if row.born is not None
    ]
    adult = int(in_force("minimum_age", today)[0]["years"])
    found = {
        finding
        for _, own in groupby(papers, key=lambda paper: paper.subject)
        for finding in _of_one(list(own), adult)
    }
    return sorted(found)


def _of_one(papers: Iterable[Paper], adult: int) -> Iterator[Finding]:
    papers = list(papers)
    for paper in papers:
        if paper.for_work and paper.leaves is not None and paper.years(paper.leaves) < adult:
            yield Finding(paper.subject, "D03", paper.ref)
    days = [paper.leaves for paper in papers if paper.leaves is not None]
    if days:
        years = {paper.ref: paper.years(max(days)) for paper in papers}
        if max(years.values()) >= adult:
            for ref, age in years.items():
                if YOUNGEST_CREDIBLE <= age < adult:
                    yield Finding(papers[0].subject, "D02", ref)
