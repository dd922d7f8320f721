"""Where somebody at a counsellor's can go on: what fits their wishes, and a child to what is made for children."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, text

from protection.directory.fitting import Fitting, fitting
from protection.directory.kinds import NEED
from records.days import day_of
from records.rights.context import as_program

OF_AGE = 18
MOST = 6

# Whoever comes from elsewhere is spoken with here: of their registration this one cell alone is read, and not told.
_BORN = text("""
    SELECT known ->> 'birth_date' FROM source_rows WHERE feed = 'registrations' AND entity_key = :key AND known <> '{}'
    ORDER BY recorded_at DESC, sequence DESC LIMIT 1
""")


def for_counsel(
    connection: Connection,
    registration: str | None,
    area: str | None,
    woman: bool,
    language: str | None,
    now: datetime,
) -> list[Fitting]:
    """A few services that fit, the best first; none where no regency is known. Whoever calls writes the entry."""
    if area is None or len(area) < 4:
        return []
    child = _is_child(connection, registration, day_of(now))
    return fitting(connection, area[:4], set(NEED), child, woman, language, now)[:MOST]


def _is_child(connection: Connection, registration: str | None, today: date) -> bool:
    if registration is None:
        return False
    with as_program(connection):
        written = connection.scalar(_BORN, {"key": registration})
    try:
        born = date.fromisoformat(str(written)[:10])
    except ValueError:
        return False
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < OF_AGE
