"""A case of ours as a record of the standard's values, and a record as the packet that makes a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from protection.htcds.mapping import Record
from protection.htcds.standard import VERSION, fields

MARK = "HTCDS:"
"""What a sign's code begins with where it came by the standard: ``HTCDS:vic_MethodsOfControl:DebtBondage``."""
SIGNS: dict[str, tuple[tuple[str, str], ...]] = {
    "E01": (("controlled", "WithholdsDocuments"),),
    "R13": (("controlled", "WithholdsDocuments"),),
    "E03": (("controlled", "FalsePromises"),),
    "E04": (("controlled", "TakesEarnings"), ("exploited", "ForcedLabour")),
    "E06": (("controlled", "PhysicalAbuse"),),
    "E07": (("controlled", "ThreatsLawEnforcement"),),
    "E08": (("controlled", "ExcessiveWorkingHours"), ("exploited", "ForcedLabour")),
    "E10": (("exploited", "Other"),),
    "R05": (("controlled", "DebtBondage"),),
    "R10": (("controlled", "DebtBondage"),),
    "R12": (("exploited", "ForcedMarriage"),),
    "R02": (("recruited", "ThroughOnlineSocialNetworks"),),
}
"""Indicators of ours that say what a value of the standard says; the others have none."""
_ELEMENT = {"recruited": "proses", "controlled": "cara", "exploited": "tujuan"}
_FIELD = {
    "recruited": "vic_MethodOfRecruitment",
    "controlled": "vic_MethodsOfControl",
    "exploited": "vic_TypeOfExploitation",
}
NEEDS = {"medical": "Health", "legal": "Legal", "psychological": "SocialCare", "basic": "Financial"}
"""Immediate needs of ours, and the support plan that answers them; the others have no type there."""
POSSIBLE = "PossibleVictimOfTrafficking"
STATUS = {
    "handed_over": "ClosedReferred",
    "reintegration": "FollowUp",
    "ended": "Closed",
    "withdrawn": "Closed",
    "refused": "Closed",
}
"""Where a case of ours stands, by the standard; every other state is Active."""


def record_of(case: Mapping[str, Any], sections: Mapping[str, Any]) -> Record:
    """A case (case_code, state, role, sender, made_at or received_at, consent_by) with the sections that may leave."""
    elements = sections.get("elements") or {}
    at: datetime | None = case.get("made_at") or case.get("received_at")
    contact = sections.get("safe_contact") or {}
    record: Record = {
        "case": case["case_code"],
        "status": STATUS.get(case["state"], "Active"),
        "sender": case.get("sender"),
        "received_on": at.date().isoformat() if at else None,
        "victim": POSSIBLE if case["role"] == "victim" else None,
        "consent": case.get("consent_by") is not None,
        **{
            name: (sections.get("identity") or {}).get(name)
            for name in ("name", "birth_date", "nik", "address")
        },
        "phone": _e164(contact.get("to")) if contact.get("way") in ("phone", "message") else None,
        "told": elements.get("told"),
        "needs": _in_order("spl_Type", {NEEDS[each] for each in _needs(sections) if each in NEEDS}),
        **_signs(elements),
    }
    return {name: value for name, value in record.items() if value not in (None, "", [])}


def packet_of(record: Record, organisation: str, now: datetime) -> dict[str, Any]:
    """A record as a packet (``protection.referrals.packet``); the same case of one sender is the same referral."""
    signs = [
        {
            "code": f"{MARK}{_FIELD[name]}:{value}",
            "says_id": value,
            "says_en": value,
            "element": element,
            "sources": [f"HTCDS {VERSION}"],
        }
        for name, element in _ELEMENT.items()
        for value in record.get(name, ())
    ]
    needs = [ours for ours, theirs in NEEDS.items() if theirs in record.get("needs", ())]
    role = "korban" if record.get("victim") in (POSSIBLE, "ActualVictimOfTrafficking") else "saksi"
    sections: dict[str, Any] = {
        "role": {"role": role},
        "identity": {
            name: record[name] for name in ("name", "birth_date", "nik", "address") if name in record
        },
        "safe_contact": {"way": "phone", "to": record["phone"]} if "phone" in record else {},
        "elements": {
            **({"signs": signs} if signs else {}),
            **({"told": record["told"]} if "told" in record else {}),
        },
        "needs": {"needs": needs} if needs else {},
    }
    sections = {name: content for name, content in sections.items() if content}
    named = sha256(f"{organisation}\x1f{record['case']}".encode()).hexdigest()[:24].upper()
    day = record.get("received_on")
    return {
        "referral": f"HTCDS-{named}",
        "version": 1,
        "from": organisation,
        "made_at": f"{day}T00:00:00+00:00" if day else now.isoformat(),
        "role": role,
        "consent": {"by": "self", "sections": sorted(sections), "override": False, "without": []},
        "sections": sections,
    }


def _signs(elements: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {name: set() for name in _ELEMENT}
    names = {field: name for name, field in _FIELD.items()}
    for sign in elements.get("signs") or ():
        code = str(sign.get("code", "")) if isinstance(sign, Mapping) else ""
        if code.startswith(MARK):
            field, _, value = code.removeprefix(MARK).partition(":")
            if field in names and value in fields()[field].values:
                found[names[field]].add(value)
        for name, value in SIGNS.get(code, ()):
            found[name].add(value)
    return {name: _in_order(_FIELD[name], values) for name, values in found.items()}


def _needs(sections: Mapping[str, Any]) -> list[str]:
    return list((sections.get("needs") or {}).get("needs") or ())


def _in_order(field: str, values: set[str]) -> list[str]:
    return [value for value in fields()[field].values if value in values]


def _e164(told: Any) -> str | None:
    """A number by E.164; None for what is none, such as the name of whom to go through."""
    digits = "".join(each for each in str(told or "") if each.isdigit())
    digits = "62" + digits[1:] if digits.startswith("0") else digits
    return f"+{digits}" if 7 <= len(digits) <= 15 and not digits.startswith("0") else None
