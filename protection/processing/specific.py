"""Which declared fields hold specific personal data (UU 27/2022 article 4 paragraph 2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Specific:
    """A field, and the kind of specific data that it holds or lets one conclude."""

    feed: str
    field: str
    kind_id: str
    kind_en: str


_CRIME = ("catatan kejahatan", "crime records")
_FINANCE = ("keuangan pribadi", "personal finance")
_CHILD = ("data anak", "children")
_HEALTH = ("kesehatan", "health")

SPECIFIC: tuple[Specific, ...] = (
    Specific("registrations", "declared_cost_idr", *_FINANCE),
    Specific("registrations", "birth_date", *_CHILD),
    Specific("passports", "birth_date", *_CHILD),
    Specific("documents", "doc_type", *_HEALTH),
    Specific("recruiter_links", "recruiter_bank_account", *_FINANCE),
    Specific("interceptions", "outcome", *_CRIME),
    Specific("complaints", "category", *_CRIME),
    Specific("complaints", "narrative", *_HEALTH),
    Specific("tips", "narrative", *_CHILD),
    Specific("case_outcomes", "finding", *_CRIME),
)
"""Of a medical check only its validity is held; a birth date tells that someone is a child."""
