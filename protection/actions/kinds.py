"""The kinds of action: who may do them, what they touch, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.rights.role import Role

R = Role


class Touch(StrEnum):
    """What an action touches outside the office; for a person or a place it needs an assignment letter."""

    NOTHING = "nothing"
    PLACE = "place"
    PERSON = "person"


@dataclass(frozen=True)
class ActionKind:
    """One kind. ``roles`` may own it, ``about`` are the alerts it may answer, ``days`` the time it is given.

    ``calls`` means that a number is dialled: who else uses it is looked at first.
    """

    name: str
    text_id: str
    text_en: str
    roles: frozenset[Role]
    touches: Touch
    days: int
    about: frozenset[str]
    calls: bool = False

    @property
    def needs_letter(self) -> bool:
        """Whether it begins only under an assignment letter (surat tugas)."""
        return self.touches is not Touch.NOTHING


OFFICERS = frozenset({R.SATGAS, R.SATGAS_LEAD, R.INVESTIGATOR, R.PLACEMENT_OFFICER})
ALL = frozenset({"person", "recruiter", "network", "agency"})
PERSON = frozenset({"person"})

KINDS: tuple[ActionKind, ...] = (
    ActionKind(
        "file_check",
        "Pemeriksaan berkas tanpa kontak",
        "File check without contact",
        OFFICERS,
        Touch.NOTHING,
        3,
        ALL,
    ),
    ActionKind(
        "safe_call", "Panggilan aman", "Safe call", OFFICERS | {R.MRC}, Touch.PERSON, 2, PERSON, calls=True
    ),
    ActionKind("p3mi_check", "Pemeriksaan P3MI", "Check of an agency (P3MI)", OFFICERS, Touch.PLACE, 7, ALL),
    ActionKind(
        "agency_letter", "Surat kepada instansi", "Letter to an agency", OFFICERS, Touch.NOTHING, 7, ALL
    ),
    ActionKind("joint_visit", "Kunjungan bersama", "Joint visit", OFFICERS, Touch.PERSON, 5, ALL),
    ActionKind("referral", "Rujukan", "Referral for protection", OFFICERS, Touch.NOTHING, 1, PERSON),
)
"""Ordered from what touches nobody to what touches most."""

KIND = {kind.name: kind for kind in KINDS}
