"""Whom an attachment is about: the rows and the regencies that it belongs to.

They are kept with it, so that a legal hold, protection of an identity and the reach of an office go on to cover
it when a later run holds the person to be another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from records.errors import NotFound


class Concerned(NamedTuple):
    """``refs`` (``feed:entity_key``) and ``areas`` (four digits) of whom an attachment is about."""

    refs: list[str]
    areas: list[str]


@dataclass(frozen=True)
class AboutKind:
    """What an attachment may belong to, and how its rows and regencies are found; row-level security applies."""

    name: str
    find: TextClause


ABOUT: tuple[AboutKind, ...] = (
    AboutKind("alert", text("SELECT refs, areas FROM alerts WHERE CAST(alert_id AS text) = :ref")),
    AboutKind(
        "person",
        text("""
            SELECT array_agg(DISTINCT newest.feed || ':' || newest.entity_key) AS refs,
                ARRAY(SELECT area FROM person_areas WHERE person_id = :ref ORDER BY area) AS areas
            FROM (
                SELECT DISTINCT ON (i.feed, i.entity_key) i.feed, i.entity_key, i.person_id
                FROM identities AS i
                WHERE (i.feed, i.entity_key) IN (
                    SELECT ever.feed, ever.entity_key FROM identities AS ever WHERE ever.person_id = :ref
                )
                ORDER BY i.feed, i.entity_key, i.run_id DESC
            ) AS newest
            WHERE newest.person_id = :ref HAVING count(*) > 0
        """),
    ),
    AboutKind(
        "request",
        text(
            "SELECT refs, CAST('{}' AS text[]) AS areas FROM subject_requests WHERE CAST(request_id AS text) = :ref"
        ),
    ),
    AboutKind(
        "case",
        text(
            "SELECT CAST('{}' AS text[]) AS refs, CAST('{}' AS text[]) AS areas FROM lpsk_cases WHERE case_code = :ref"
        ),
    ),
)
"""A case of LPSK's own node is named by its code; it belongs to no row and no area there."""

BY_NAME = {kind.name: kind for kind in ABOUT}


def concerned(connection: Connection, kind: str, ref: str) -> Concerned:
    """Whom it is about. Raises NotFound, also for one whom the context does not show."""
    known = kind in BY_NAME and "\0" not in ref  # which PostgreSQL cannot hold
    found = connection.execute(BY_NAME[kind].find, {"ref": ref}).one_or_none() if known else None
    if found is None:
        raise NotFound(
            "Yang dimaksud lampiran ini tidak ditemukan.",
            "What this attachment is to be about was not found.",
        )
    return Concerned(found.refs, found.areas)
