"""Where a counsellor can be spoken with: at this office, the nearest that has one, a phone line, the complaints desk.

It depends on the office and the day alone, never on who asks or about whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from records.law import in_force

_OFFICES = text("""
    SELECT DISTINCT ON (entity_key) entity_key AS office, known ->> 'name' AS name,
        known ->> 'regency_code' AS regency, coalesce((known ->> 'has_mrc')::boolean, false) AS has_mrc,
        (known ->> 'opened_on')::date AS opened_on, (known ->> 'closed_on')::date AS closed_on
    FROM source_rows
    WHERE feed = 'ltsa_offices' AND known <> '{}'
    ORDER BY entity_key, recorded_at DESC, sequence DESC
""")


@dataclass(frozen=True)
class Counsel:
    """Where to go or call: ``kind`` is office, line or desk; ``office`` and ``phone`` where they apply."""

    kind: str
    id: str
    en: str
    office: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Office:
    """An LTSA office, as ``ltsa_offices`` tells of it."""

    office: str
    name: str
    regency: str
    has_mrc: bool
    opened_on: date | None
    closed_on: date | None

    def counsels(self, day: date) -> bool:
        """Whether a counsellor sits there on a day."""
        opened = self.opened_on is None or self.opened_on <= day
        return self.has_mrc and opened and (self.closed_on is None or day < self.closed_on)


def offices(connection: Connection) -> list[Office]:
    """Every office by its code, as last received."""
    return [Office(*row) for row in connection.execute(_OFFICES)]


def counsel(office: str | None, known: Sequence[Office], day: date) -> Counsel:
    """Where someone at an office is sent; an office of the same regency is nearer than one of the province.

    An office code that is not known has no neighbours: the line, or the complaints desk.
    """
    here = next((each for each in known if each.office == office), None)
    if here is not None:
        for alike in (here.office, here.regency, here.regency[:2]):
            for each in sorted(known, key=lambda one: one.office):
                if each.counsels(day) and alike in (each.office, each.regency, each.regency[:2]):
                    return Counsel(
                        "office", f"Konselor di {each.name}", f"Counsellor at {each.name}", each.office
                    )
    lines: list[dict[str, Any]] = in_force("counsel_line", day)
    if lines:
        return Counsel("line", lines[0]["id"], lines[0]["en"], phone=lines[0]["phone"])
    return Counsel("desk", "Meja pengaduan kantor ini", "The complaints desk of this office")
