"""Which kind of institution may hand in which feed through the API; what is not here, it may not.

Whether a feed may be taken in at all on a day is the agreement's to say (``sources.agreements``).
"""

from __future__ import annotations

from dataclasses import dataclass

from records.rights.authorise import Forbidden
from records.rights.bodies import kind_of
from records.rights.context import Context
from records.rights.role import Role
from sources.registry import SOURCE_BY_FEED


@dataclass(frozen=True)
class Supplier:
    """One kind of institution (``records.rights.bodies``) and the feeds that it hands in."""

    kind: str
    feeds: frozenset[str]


SUPPLIERS: tuple[Supplier, ...] = (
    Supplier("ltsa", frozenset({"ltsa_offices", "registrations", "desk_visits", "documents"})),
    Supplier("labour", frozenset({"ltsa_offices", "registrations", "documents"})),
    Supplier("ministry", frozenset({"agencies", "job_orders", "complaints", "returns"})),
    Supplier("placement", frozenset({"complaints", "returns", "interceptions", "case_outcomes"})),
    Supplier("immigration", frozenset({"passports", "departures", "interceptions"})),
    Supplier("satgas", frozenset({"recruiter_links", "interceptions", "tips", "case_outcomes"})),
    Supplier("police", frozenset({"interceptions", "case_outcomes"})),
    Supplier("lpsk", frozenset({"case_outcomes"})),
    Supplier("mrc", frozenset({"complaints", "tips"})),
)
"""Owners as ``sources.registry`` names them; a kind that hands in nothing is not listed."""

_FEEDS = {supplier.kind: supplier.feeds for supplier in SUPPLIERS}


def supplied_by(body: str) -> frozenset[str]:
    """The feeds that an institution (``ltsa-mataram``) may hand in; none for an unknown one."""
    return _FEEDS.get(kind_of(body), frozenset())


def seen_by(context: Context) -> frozenset[str]:
    """Suppliers see their own feeds, those who watch over all of them see all."""
    supplier = context.role in (Role.SOURCE, Role.LTSA)
    return supplied_by(context.body) if supplier else frozenset(SOURCE_BY_FEED)


def demand_supplier(body: str, feed: str) -> None:
    """Raise Forbidden unless an institution may hand in a feed."""
    if feed not in supplied_by(body):
        raise Forbidden(
            f"Lembaga Anda tidak menyerahkan data {feed}.", f"Your institution does not hand in {feed}."
        )
