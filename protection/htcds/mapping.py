"""Which of our values is which field of the standard, one line a field, and how each is written and read.

A record is a plain dict by our names. What the standard has and we do not is not taken; what we have and the standard
does not never leaves by this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from protection.htcds.standard import fields

Record = dict[str, Any]
LONGEST = 4000

_PHONE = re.compile(r"\+?[1-9]\d{1,14}")
"""E.164, as the standard has it."""


class Unreadable(ValueError):
    """A cell that the standard does not allow; says why in Indonesian and English."""

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(text_en)
        self.text_id, self.text_en = text_id, text_en


@dataclass(frozen=True)
class Mapped:
    """One field: our name of it, the standard's, how a value is written and a cell read; empty is None both ways.

    ``section`` is the part of a case that it belongs to, which must be consented to; identifying ones leave only
    while custody stands open.
    """

    ours: str
    field: str
    section: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def text(cell: str) -> str:
    """Words without blanks around them."""
    if len(cell) > LONGEST:
        raise Unreadable(f"lebih dari {LONGEST} huruf", f"longer than {LONGEST} characters")
    return cell


def number(cell: str) -> str:
    """A telephone number (E.164)."""
    if not _PHONE.fullmatch(cell):
        raise Unreadable("bukan nomor telepon E.164", "no telephone number by E.164")
    return cell


def day(cell: str) -> str:
    """A day (ISO 8601)."""
    try:
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        raise Unreadable("bukan tanggal (TTTT-BB-HH)", "no date (YYYY-MM-DD)") from None


def yes(cell: str) -> bool:
    """A checkbox."""
    found = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(cell.lower())
    if found is None:
        raise Unreadable("bukan TRUE atau FALSE", "neither TRUE nor FALSE")
    return found


def checkbox(value: bool) -> str:
    """A checkbox as it is written."""
    return "TRUE" if value else "FALSE"


def one(field: str) -> Callable[[str], str]:
    """One value of a picklist."""

    def read(cell: str) -> str:
        if cell not in fields()[field].values:
            raise Unreadable("tidak ada dalam daftar pilihan", "not in the picklist")
        return cell

    return read


def some(field: str) -> Callable[[str], list[str]]:
    """Values of a picklist, between semicolons, in the standard's order."""

    def read(cell: str) -> list[str]:
        parts = {part.strip() for part in cell.split(";") if part.strip()}
        if unknown := parts - set(fields()[field].values):
            raise Unreadable(
                f"tidak ada dalam daftar pilihan: {len(unknown)} nilai",
                f"not in the picklist: {len(unknown)} values",
            )
        return [value for value in fields()[field].values if value in parts]

    return read


def joined(values: list[str]) -> str:
    """Values as they are written."""
    return ";".join(values)


MAPPING: tuple[Mapped, ...] = (
    # Indonesian names have no family name; the whole name is one field.
    Mapped("name", "prs_FirstName", "identity", str, text),
    Mapped("birth_date", "prs_Birthdate", "identity", str, day),
    Mapped("nik", "prs_IdentityNumber", "identity", str, text),
    Mapped("address", "prs_MailingStreet", "identity", str, text),
    Mapped("phone", "prs_MobilePhone", "safe_contact", str, number),
    Mapped("victim", "vic_TraffickingStatus", "role", str, one("vic_TraffickingStatus")),
    Mapped("recruited", "vic_MethodOfRecruitment", "elements", joined, some("vic_MethodOfRecruitment")),
    Mapped("controlled", "vic_MethodsOfControl", "elements", joined, some("vic_MethodsOfControl")),
    Mapped("exploited", "vic_TypeOfExploitation", "elements", joined, some("vic_TypeOfExploitation")),
    Mapped("told", "cas_IncomingReferralDetails", "elements", str, text),
    Mapped("status", "cas_Status", "", str, one("cas_Status")),
    Mapped("sender", "cas_ReferringOrganisation", "", str, text),
    Mapped("received_on", "cas_IncomingReferralDate", "", str, day),
    Mapped("needs", "spl_Type", "needs", joined, some("spl_Type")),
    Mapped("consent", "con_Consent", "", checkbox, yes),
)
"""``spl_Type`` holds one type a support plan; a case with several plans has them between semicolons."""

OURS = {mapped.ours: mapped for mapped in MAPPING}
FIELD = {mapped.field: mapped for mapped in MAPPING}
REQUIRED = ("consent",)
"""Without them a case is not taken in: nobody's data come without their agreement."""
CASE = "CaseNumber"
"""The case's own code there; the standard leaves it to each system."""
