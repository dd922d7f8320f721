"""The severe signs: any of them opens a referral for protection, whatever the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Shown(StrEnum):
    """What shows a sign, and so what must be new for it to call somebody."""

    PAPERS = "papers"
    """The person's papers side by side: any new paper may bring it to light."""
    REPORT = "report"
    """What somebody said: that report must be new."""


@dataclass(frozen=True)
class Severe:
    """One severe sign, under its id in the list of indicators.

    A complaint shows it by its category or by words of its narrative (``records.facts.SIGNS``), a tip by words
    alone and only where ``in_tips``: a tip speaks of nobody by name, and common words would call every night.
    """

    id: str
    label_id: str
    label_en: str
    shown: Shown
    categories: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    in_tips: bool = False


SEVERE: tuple[Severe, ...] = (
    Severe("D02", "Umur dituakan", "Age raised", Shown.PAPERS),
    Severe("D03", "Belum 18 tahun saat rencana berangkat", "Under 18 on the planned departure", Shown.PAPERS),
    Severe(
        "E05",
        "Disekap atau dibatasi geraknya",
        "Confined or restricted in movement",
        Shown.REPORT,
        frozenset({"confinement"}),
        frozenset({"confinement"}),
        in_tips=True,
    ),
    Severe(
        "E06",
        "Kekerasan fisik atau seksual",
        "Physical or sexual violence",
        Shown.REPORT,
        frozenset({"violence"}),
        frozenset({"violence"}),
        in_tips=True,
    ),
    Severe("E07", "Diancam", "Threatened", Shown.REPORT, words=frozenset({"threat"})),
    Severe(
        "E09",
        "Dijual atau dipindahkan antar-majikan",
        "Sold or passed on between employers",
        Shown.REPORT,
        words=frozenset({"sold"}),
        in_tips=True,
    ),
    Severe(
        "E10",
        "Dipaksa menipu atau berbuat kejahatan",
        "Forced to commit crimes",
        Shown.REPORT,
        words=frozenset({"forced_crime"}),
    ),
    Severe(
        "E11",
        "Keluarga dimintai tebusan",
        "Ransom demanded",
        Shown.REPORT,
        words=frozenset({"ransom"}),
        in_tips=True,
    ),
    Severe("V01", "Ancaman setelah melapor", "Threat after reporting", Shown.REPORT),
    Severe(
        "V02",
        "Anak terindikasi korban atau ikut terbawa",
        "A child is indicated as a victim, or taken along",
        Shown.REPORT,
        words=frozenset({"child"}),
        in_tips=True,
    ),
)
"""Domain notes, section 9; UU 21/2007, UU 31/2014. The order is that of the list of indicators."""

SEVERE_BY_ID = {sign.id: sign for sign in SEVERE}

THREAT = "threat"
THREATENED_AGAIN = "V01"
"""Words of a threat from someone who has complained before."""

LEAVING = "leaving"
LEAVING_ID, LEAVING_EN = "Berangkat dalam 48 jam", "Leaves within 48 hours"
LEAVES_WITHIN = timedelta(hours=48)

HIGH = 0.35
"""From this chance on someone who leaves within 48 hours is urgent though the week's list has no room left."""


def label(sign: str) -> tuple[str, str]:
    """A sign in Indonesian and in English."""
    if sign == LEAVING:
        return LEAVING_ID, LEAVING_EN
    return SEVERE_BY_ID[sign].label_id, SEVERE_BY_ID[sign].label_en
