"""Ways to a person past their telephone: the village office, the family, a resource centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from protection.disclosure.rows import PersonRow

_OFFICES = text("""
    SELECT count(*) FROM (
        SELECT DISTINCT ON (entity_key) known FROM source_rows
        WHERE feed = 'ltsa_offices' AND area = :area ORDER BY entity_key, recorded_at DESC
    ) AS office
    WHERE known ->> 'has_mrc' = 'true' AND known ->> 'closed_on' IS NULL
""")


@dataclass(frozen=True)
class Way:
    """Another way to the person; ``doubt`` where the records say that it may lead to the recruiter."""

    name: str
    text_id: str
    text_en: str
    doubt: bool


def ways(connection: Connection, rows: Sequence[PersonRow]) -> tuple[Way, ...]:
    """The ways that the newest rows of a person know of, the nearest first."""
    registrations = [row for row in rows if row.feed == "registrations"]
    brought = {row.plain.get("referrer_relation") for row in registrations}
    areas = sorted(
        {str(row.plain["village_code"])[:4] for row in registrations if row.plain.get("village_code")}
    )
    found = []
    if areas:
        doubt = "village_head" in brought
        found.append(
            Way(
                "village",
                "Kantor desa atau kelurahan"
                + (": hati-hati, perangkat desa tercatat membawanya" if doubt else ""),
                "The village office" + (": beware, the village head brought the applicant" if doubt else ""),
                doubt,
            )
        )
    if any(row.identifiers.get("guardian_name") for row in registrations):
        doubt = "family" in brought or any(_same_name(row) for row in registrations)
        found.append(
            Way(
                "family",
                "Keluarga: nama wali tercatat"
                + (": hati-hati, walinya atau keluarganya yang membawa" if doubt else ""),
                "The family: a guardian is on file"
                + (": beware, the guardian or family brought them" if doubt else ""),
                doubt,
            )
        )
    offices = sum(connection.scalar(_OFFICES, {"area": area}) or 0 for area in areas)
    if offices:
        found.append(
            Way(
                "mrc",
                f"MRC di {offices} kantor LTSA kabupaten/kota asalnya",
                f"The resource centre (MRC) at {offices} LTSA offices of the home regency",
                False,
            )
        )
    return tuple(found)


def _same_name(row: PersonRow) -> bool:
    names = (row.identifiers.get("guardian_name"), row.identifiers.get("referrer_name"))
    return None not in names and len({str(name).casefold().strip() for name in names}) == 1
