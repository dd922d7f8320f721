"""Words for what stands in a network: its kinds of nodes and what one is to another."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.language import Language
from api.pages.navigation import N_
from protection.disclosure.network_view import Spot

KINDS: Mapping[str, str] = {
    "person": N_("Person"),
    "recruiter": N_("Recruiter"),
    "phone": N_("Phone number"),
    "account": N_("Bank account"),
    "place": N_("Address"),
    "agency": N_("Placement agency"),
    "clinic": N_("Clinic"),
    "booking": N_("Ticket booking"),
    "job_order": N_("Job order"),
    "trainer": N_("Training centre"),
}
ROLES: Mapping[str, str] = {
    "sponsor": N_("sponsor"),
    "field_officer": N_("field officer"),
    "guarantor": N_("guarantor"),
    "transporter": N_("transporter"),
    "shelter_keeper": N_("shelter keeper"),
    "document_agent": N_("document agent"),
    "financier": N_("financier"),
    "own": N_("their own"),
    "recruiter": N_("their recruiter"),
    "placed by": N_("placed by"),
    "placed on": N_("placed on"),
    "examined at": N_("examined at"),
    "trained at": N_("trained at"),
    "travelled on": N_("travelled on"),
}
LONGEST = 60
"""Letters of a word that came with the data and is none of ours."""


def kind(language: Language, code: str) -> str:
    """A kind of node in words; one that is not known as it stands, cut short."""
    return language.gettext(KINDS[code]) if code in KINDS else code[:LONGEST]


def role(language: Language, code: str) -> str:
    """What one is to another; nothing said is that they belong together."""
    if not code:
        return language.gettext(N_("of one recruiter"))
    return language.gettext(ROLES[code]) if code in ROLES else code[:LONGEST]


def label(language: Language, spot: Spot) -> str:
    """What a node is called: people by case code, things by kind and number, never by what they are."""
    return spot.code or f"{kind(language, spot.kind)} {spot.number}"
