"""The packet: what of a referral may leave, and nothing else; a plain document that JSON can hold.

    {
        "referral": "RJ-7F3KQ2",                    # code of the referral, opaque
        "token": "rt_5f1c…",                        # 32 hexadecimal digits: the only name outcomes come back under
        "version": 3,                               # grows with every change; the newest is the one that counts
        "from": "satgas-ntb",                       # name of the sending node
        "to": "lpsk",                               # receiver, of protection.referrals.receivers
        "made_at": "2026-02-01T09:30:00+00:00",     # when this version was made
        "role": "korban",                           # saksi, korban, pelapor or keluarga
        "consent": {
            "by": "self",                           # self, parent, guardian or court; "override" where two people
                                                    # decided without consent, and nothing was consented to
            "at": "2026-02-01T08:00:00+00:00",
            "sections": ["role", "child", "identity", "safe_contact", "threat"],
            "override": False,                      # whether anything goes without consent
            "without": []                           # the sections that go without consent
        },
        "sections": {
            "role": {"role": "korban"},
            "child": {"under_18": False, "age": "adult"},
            "identity": {"name": "Contoh Bukan Orang", "nik": "5203019901900099"},
            "safe_contact": {"way": "phone", "to": "081200000001", "hours": "19.00-21.00", "language": "sas"},
            "threat": {"now": True, "from": "perekrut", "what": "didatangi di rumah"}
        }
    }

Sections and their fields are those of ``protection.referrals.sections``; one that was agreed to and is empty is
left out. ``elements.signs`` are objects of ``code``, ``says_id``, ``says_en``, ``element`` (proses, cara, tujuan) and
``sources`` (names of feeds). A person under 18 has ``child.under_18`` true. What has no consent is in no packet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from protection.referrals.sections import NAMES

Packet = dict[str, Any]


@dataclass(frozen=True)
class Agreed:
    """What may be shared, by whom it was agreed and when; ``without`` are sections that go by two people's decision."""

    by: str
    at: datetime
    sections: frozenset[str]
    without: frozenset[str] = field(default_factory=frozenset)

    @property
    def shared(self) -> frozenset[str]:
        """Every section that goes."""
        return self.sections | self.without


def of(
    code: str,
    token: str,
    version: int,
    sender: str,
    receiver: str,
    made_at: datetime,
    agreed: Agreed,
    contents: Mapping[str, Mapping[str, Any]],
) -> Packet:
    """The packet of a referral: of its contents exactly what may be shared."""
    shared = [name for name in NAMES if name in agreed.shared]
    return {
        "referral": code,
        "token": token,
        "version": version,
        "from": sender,
        "to": receiver,
        "made_at": made_at.isoformat(),
        "role": contents["role"]["role"],
        "consent": {
            "by": agreed.by,
            "at": agreed.at.isoformat(),
            "sections": shared,
            "override": bool(agreed.without),
            "without": [name for name in NAMES if name in agreed.without],
        },
        "sections": {name: dict(contents[name]) for name in shared if contents.get(name)},
    }


def revoked(code: str, token: str, version: int, at: datetime, reason: str | None) -> Packet:
    """What tells another node that a referral was taken back: nothing of it is to be read any more."""
    return {"referral": code, "token": token, "version": version, "at": at.isoformat(), "reason": reason}
