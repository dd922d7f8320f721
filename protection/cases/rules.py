"""Whose case it is decides what is asked and what may be given: one rule each, in one tuple."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protection.cases.services import SERVICES


class Role(StrEnum):
    """In what capacity a person is protected."""

    VICTIM = "victim"
    WITNESS = "witness"
    REPORTER = "reporter"
    EXPERT = "expert"
    FAMILY = "family"
    IN_NEED = "in_need"
    """Came back and is in danger again: helped as whoever needs help, without the earlier case being told."""


ADULT_CONSENT = frozenset({"self"})
CHILD_CONSENT = frozenset({"parent", "guardian", "court"})
"""UU 31/2014 article 29A: a parent's or guardian's consent, or the court's order."""

_ALL = frozenset(service.code for service in SERVICES)
_SAFETY = frozenset({"safe_house", "physical", "psychological", "information", "companion"})


@dataclass(frozen=True)
class Rule:
    """What goes for the cases of one role.

    ``services`` may be given; ``items`` of completeness are needed beside those of everybody; ``follows`` cases
    belong to another, whose end they do not outlast by themselves; ``proceeding`` ones need a case number of the
    police or a court before they are complete.
    """

    role: Role
    text_id: str
    text_en: str
    ground: str
    services: frozenset[str]
    items: frozenset[str] = frozenset()
    follows: bool = False
    proceeding: bool = False


RULES: tuple[Rule, ...] = (
    Rule(
        Role.VICTIM,
        "Korban (terindikasi)",
        "Victim (indicated)",
        "UU 31/2014 Pasal 5-7",
        _ALL,
        frozenset({"chronology"}),
    ),
    Rule(
        Role.WITNESS,
        "Saksi",
        "Witness",
        "UU 31/2014 Pasal 5, 28",
        _SAFETY | {"procedural", "legal", "medical"},
        frozenset({"chronology", "importance"}),
        proceeding=True,
    ),
    Rule(
        Role.REPORTER,
        "Pelapor",
        "Reporter",
        "UU 31/2014 Pasal 5(3), 10",
        _SAFETY | {"procedural", "legal"},
        frozenset({"chronology"}),
    ),
    Rule(
        Role.EXPERT,
        "Ahli",
        "Expert",
        "UU 31/2014 Pasal 5(3)",
        _SAFETY | {"procedural"},
        frozenset({"importance"}),
        proceeding=True,
    ),
    Rule(
        Role.FAMILY,
        "Keluarga",
        "Family",
        "UU 31/2014 Pasal 1, 5(1)(a)",
        _SAFETY | {"medical", "psychosocial"},
        frozenset({"kinship"}),
        follows=True,
    ),
    Rule(
        Role.IN_NEED,
        "Orang yang membutuhkan pertolongan",
        "Person in need",
        "UU 21/2007 Pasal 51-54",
        _ALL - {"procedural"},
    ),
)
"""Which of them a person is says nothing of guilt; forced criminality is presumed victimhood until assessed."""

RULE = {rule.role.value: rule for rule in RULES}

CHILD_ITEMS = frozenset({"child_consent", "ppa_told"})
"""Beside those of the role, where the person is under 18."""

OF_PACKET = {"korban": Role.VICTIM, "saksi": Role.WITNESS, "pelapor": Role.REPORTER, "keluarga": Role.FAMILY}
"""The roles of a referral."""


def consents(child: bool) -> frozenset[str]:
    """Who may agree."""
    return CHILD_CONSENT if child else ADULT_CONSENT | {"guardian", "court"}
