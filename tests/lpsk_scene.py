"""People of LPSK's node and packets that reach it; every name and number here is made up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from colleagues import account

from protection.cases import receiving
from records.days import WIB
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=WIB)
"""A Monday."""
CANARIES = ("Kenari Burungwati", "5203019901900099", "081299990001", "Desa Kenarirejo", "Ibu Kenarisih")
"""What nobody may find where it does not belong."""

HANDLER = Context("h-lpsk", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk")
SECOND = Context("h-lpsk-2", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk")
CUSTODIAN = Context("h-custodian", Role.LPSK_CUSTODIAN, Purpose.PROTECTION, NATION, "lpsk")
ADMIN = Context("h-admin", Role.ADMIN, Purpose.ADMINISTRATION, NATION, "lpsk")
PEOPLE = (HANDLER, SECOND, CUSTODIAN, ADMIN)


def people(store: Store) -> None:
    """The accounts of the node; ``store`` acts as the program."""
    for each in PEOPLE:
        account(store, each.who, each.role)


def packet(referral: str = "RJ-7F3KQ2", version: int = 1, **sections: Any) -> dict[str, Any]:
    """A packet in the shape of protection.referrals.packet; ``sections`` replace or add, None takes one away."""
    held: dict[str, Any] = {
        "role": {"role": "korban"},
        "child": {"under_18": False, "age": "adult"},
        "identity": {
            "name": CANARIES[0],
            "nik": CANARIES[1],
            "birth_date": "1999-01-09",
            "address": CANARIES[3],
        },
        "safe_contact": {"way": "phone", "to": CANARIES[2], "hours": "19.00-21.00", "language": "sas"},
        "threat": {"now": True, "from": "perekrut", "what": f"{CANARIES[0]} didatangi di rumah"},
        "needs": {"needs": ["shelter", "medical"]},
        "elements": {
            "signs": [],
            "told": f"Paspor ditahan. Telepon 0812-9999-0001 milik {CANARIES[0].upper()}.",
        },
        "losses": {"fees": "Rp12.000.000"},
        "family": {"members": [CANARIES[4]], "contact": "lewat kepala dusun"},
        **sections,
    }
    held = {name: content for name, content in held.items() if content is not None}
    return {
        "referral": referral,
        "token": "rt_5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c",
        "version": version,
        "from": "satgas-ntb",
        "to": "lpsk",
        "made_at": "2026-02-01T09:30:00+00:00",
        "role": held["role"]["role"],
        "consent": {
            "by": "self",
            "at": "2026-02-01T08:00:00+00:00",
            "sections": list(held),
            "override": False,
            "without": [],
        },
        "sections": held,
    }


def received(store: Store, now: datetime = NOW, **changes: Any) -> str:
    """A case from a packet; gives its code."""
    with store.begin() as connection:
        return receiving.receive(connection, store.keys, packet(**changes), now).case_code
