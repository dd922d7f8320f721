"""Whom people are referred to, and for what: dated configuration (records/law.toml), with who answers on this node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from records.errors import InputRefused
from records.law import in_force
from records.rights.role import Role


class Way(StrEnum):
    """How a referral reaches its receiver."""

    INBOX = "inbox"
    """Its people have accounts on this node."""
    BUNDLE = "bundle"
    """It has a node of its own."""
    PAPER = "paper"
    """An encrypted file, and a code that is given apart."""


@dataclass(frozen=True)
class Mandate:
    """A reason why a receiver fits, and the law that it rests on."""

    code: str
    text_id: str
    text_en: str
    source: str


@dataclass(frozen=True)
class Receiver:
    """One kind of body; ``child`` ones are those that a person under 18 is referred to."""

    code: str
    title_id: str
    title_en: str
    way: Way
    child: bool
    mandates: tuple[Mandate, ...]


ANSWERERS = MappingProxyType(
    {
        "bp3mi": Role.PLACEMENT_OFFICER,
        "mrc": Role.MRC,
        "upt_ppa": Role.UPT_PPA,
        "police": Role.INVESTIGATOR,
    }
)
"""Receivers whose people work on this node, by role; the row policies say the same."""


def receivers(day: date) -> tuple[Receiver, ...]:
    """Every receiver in force on a day, with the mandates it has then."""
    mandates = {
        each["code"]: Mandate(each["code"], each["text_id"], each["text_en"], each["source"])
        for each in in_force("referral_mandate", day)
    }
    return tuple(
        Receiver(
            each["code"],
            each["text_id"],
            each["text_en"],
            Way(each["way"]),
            each["child"],
            tuple(mandates[code] for code in each["mandates"] if code in mandates),
        )
        for each in in_force("referral_receiver", day)
    )


def receiver(code: str, day: date) -> Receiver:
    """One receiver. Raises InputRefused."""
    for each in receivers(day):
        if each.code == code:
            return each
    raise InputRefused("Pilih penerima dari daftar.", "Choose a receiver from the list.")


def fitting(code: str, mandate: str, *, child: bool, day: date) -> Receiver:
    """The receiver, where this mandate is its own and a child may go there. Raises InputRefused."""
    found = receiver(code, day)
    if child and not found.child:
        names = ", ".join(each.title_id for each in receivers(day) if each.child)
        raise InputRefused(
            f"Orang di bawah 18 tahun menempuh jalur anak: {names}.",
            "A person under 18 goes the children's path: "
            + ", ".join(each.title_en for each in receivers(day) if each.child)
            + ".",
        )
    if mandate not in {each.code for each in found.mandates}:
        fits = "; ".join(each.text_id for each in found.mandates)
        raise InputRefused(
            f"Pilih mengapa rujukan ini tepat untuk {found.title_id}: {fits}.",
            f"Choose why this fits {found.title_en}: {'; '.join(each.text_en for each in found.mandates)}.",
        )
    return found
