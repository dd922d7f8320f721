"""Moves: a new domicile just before the passport, which many of one broker's people share."""

from __future__ import annotations

from ibis.expr.types import Table

from detection.indicators.applications import papers
from detection.indicators.brokers import TIES, brought
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from features.people import passport, registration
from graphs.network.known import Known

CARDS = ["ktp", "kk"]
SUDDEN_DAYS = 90
UNRELATED = 3
"""So many movers into one village through one broker are no family."""


def _movers(known: Known) -> Table:
    """Persons whose card of the present regency is at most 90 days older than the passport, and whose NIK was
    first issued elsewhere."""
    cards = papers(known).filter(lambda rows: rows.doc_type.isin(CARDS) & (rows.status != "rejected"))
    cards = cards.select("person_id", card_key="entity_key", card_on="issued_on")
    home = registration(known).filter(lambda rows: ~rows.nik_regency_agrees)
    home = home.select("person_id", "village_code")
    own = passport(known).select("person_id", passport_on="issued_on")
    rows = cards.inner_join(home, "person_id").inner_join(own, "person_id")
    days = rows.passport_on.delta(rows.card_on, unit="day")
    return rows.filter(days.between(0, SUDDEN_DAYS) & rows.village_code.notnull())


def sudden_move(known: Known) -> Table:
    """A card of a new regency within 90 days before the passport, with two other such movers in the same village
    whom the same broker brought.

    Whoever moves alone, and whoever comes through a licensed agency, moves like anybody else.
    """
    movers = known.keep("sudden_movers", lambda: _movers(known))
    tied = brought(known).select("person_id", "kind", "thing").distinct()
    rows = movers.inner_join(tied, "person_id")
    counted = rows.group_by("village_code", "kind", "thing").agg(together=rows.person_id.nunique())
    many = rows.inner_join(counted.filter(counted.together >= UNRELATED), ["village_code", "kind", "thing"])
    return evidence(many.mutate(entity_key=many.card_key), "documents", "card_on", "together")


D05 = Indicator(
    "D05",
    "Pindah domisili mendadak sebelum urus paspor",
    "Sudden domicile move before the passport",
    Element.CARA,
    Nature.INKONSISTENSI,
    3,
    "Menikah, belajar, bekerja di kota transit; banyak yang sungguh pindah. Yang pindah sendiri, dan yang "
    "dibawa P3MI berizin, tidak dihitung.",
    "Marriage, study, work in a transit city; many really move. Those who move alone, and those whom a "
    "licensed agency brings, do not count.",
    "Kartu domisili baru terbit {0}, tidak lama sebelum paspor; {1} orang dari perekrut yang sama pindah ke "
    "desa itu.",
    "A card of the new domicile was issued {0}, shortly before the passport; {1} people of the same recruiter "
    "moved to that village.",
    (
        "documents.doc_type",
        "documents.status",
        "documents.issued_on",
        "registrations.nik_regency_agrees",
        "registrations.village_code",
        "passports.issued_on",
        *TIES,
    ),
    sudden_move,
)
