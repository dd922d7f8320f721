"""Referrals for the tests: invented people, invented officers, and every section filled with a mark of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from colleagues import account

from protection.referrals import making, sending
from protection.referrals.making import Wish
from protection.referrals.sections import NAMES, SECTIONS, UNSHARED, Kind
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER = Context("a-siti", Role.SATGAS, Purpose.PREVENTION, ("5203",), "satgas-ntb")
COLLEAGUE = replace(SENDER, who="a-budi")
LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, ("52",), "satgas-ntb")
MRC = Context("a-mrc", Role.MRC, Purpose.PROTECTION, ("5203",), "mrc-lombok")
ELSEWHERE = replace(MRC, who="a-jauh", areas=("3315",), body="mrc-jauh")
PPA = Context("a-ppa", Role.UPT_PPA, Purpose.PROTECTION, ("5203",), "upt_ppa-lotim")
BP3MI = Context("a-bp3", Role.PLACEMENT_OFFICER, Purpose.PROTECTION, ("52",), "placement-ntb")
POLICE = Context("a-polisi", Role.INVESTIGATOR, Purpose.INVESTIGATION, ("52",), "police-ntb")
INBOXES = {"mrc": MRC, "upt_ppa": PPA, "bp3mi": BP3MI, "police": POLICE}
MANDATES = {
    "mrc": "counsel",
    "upt_ppa": "violence",
    "bp3mi": "return",
    "police": "threat",
    "dinsos": "rehabilitation",
    "mission": "abroad",
    "lpsk": "threat",
}


def mark(section: str) -> str:
    """Something that stands in one section alone."""
    return f"CANARY-{section.replace('_', '-')}-7731"


def filled() -> dict[str, dict[str, Any]]:
    """Every section that can be written, each with its own mark in each field of text."""
    content: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        if section.needed:
            continue
        said = mark(section.name)
        content[section.name] = {
            field.name: [said] if field.kind is Kind.LINES else said
            for field in section.fields
            if field.kind in (Kind.LINE, Kind.WORDS, Kind.LINES)
        }
    return content


def wish(receiver: str = "mrc", shared: frozenset[str] = frozenset(NAMES), **more: Any) -> Wish:
    """A referral of an adult, agreed to by the person."""
    values: dict[str, Any] = {
        "receiver": receiver,
        "mandate": MANDATES[receiver],
        "role": "korban",
        "age": "adult",
        "sections": filled(),
        "unshared": mark(UNSHARED),
        "consent_by": "self",
        "consent_at": NOW,
        "shared": shared,
    }
    return Wish(**(values | more))


def begun(store: Store, wanted: Wish, by: Context = SENDER) -> int:
    """Begin it."""
    with store.acting(by).begin() as connection:
        return making.begin(connection, store.keys, by, wanted, NOW)


def sent(store: Store, wanted: Wish, by: Context = SENDER) -> int:
    """Begin it and send it."""
    referral_id = begun(store, wanted, by)
    with store.acting(by).begin() as connection:
        sending.send(connection, store.keys, by, referral_id, 1, "satgas", NOW)
    return referral_id


def officers(store: Store) -> None:
    """Accounts of those who act."""
    for context in (SENDER, COLLEAGUE, LEAD, MRC, PPA, BP3MI, POLICE):
        account(store, context.who, context.role)
