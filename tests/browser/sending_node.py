"""A province that sends referrals to LPSK's node in the browser's tests, as real bundles; everybody is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from api.arrivals import HANDLERS
from protection.exchange import inbox, peers
from protection.exchange.bundle import Header, new_id, salted, seal
from protection.exchange.keys import NodeKeys
from records.node import Node
from records.rights.context import job
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store

MORNING = datetime(2024, 6, 3, 2, tzinfo=UTC)
"""When they come: on the day that the browser's clock stands at."""


def _packet(code: str, number: int, **sections: dict[str, Any]) -> dict[str, Any]:
    told = {"role": {"role": "korban"}, "child": {"under_18": False, "age": "adult"}, **sections}
    return {
        "referral": code,
        "token": f"rt_{number:032x}",
        "version": 1,
        "from": "satgas-ntb",
        "to": "lpsk",
        "made_at": (MORNING - timedelta(hours=number)).isoformat(),
        "role": told["role"]["role"],
        "consent": {
            "by": "self",
            "at": (MORNING - timedelta(hours=number + 1)).isoformat(),
            "sections": sorted(told),
            "override": False,
            "without": [],
        },
        "sections": told,
    }


PACKETS: tuple[dict[str, Any], ...] = (
    _packet(
        "RJ-KANARI",
        1,
        identity={"name": "Kanari Purnamasari", "nik": "5203014107950001", "birth_date": "1995-07-01"},
        safe_contact={"way": "phone", "to": "081234567890", "hours": "19.00-21.00", "language": "sas"},
        threat={"now": True, "from": "perekrut", "what": "Didatangi di rumah dan diancam."},
        losses={"proofs": ["kuitansi biaya penempatan"]},
    ),
    _packet(
        "RJ-MELATI",
        2,
        identity={"name": "Melati Sekar Contoh", "birth_date": "2008-02-11"},
        child={"under_18": True, "age": "16_17"},
        needs={"needs": ["shelter"], "note": "Perlu pendamping perempuan."},
    ),
    _packet("RJ-SAKSI2", 3, role={"role": "saksi"}, identity={"name": "Bintang Contoh Saksi"}),
    _packet("RJ-DIAM22", 4),
)
"""A worker under threat, a child, a witness, and someone who agreed to the least there is."""


def introduced(store: Store, settings: Settings, file: Path) -> NodeKeys:
    """A province that LPSK's node knows; gives its keys."""
    sender = NodeKeys.from_file(file, "satgas-ntb", Node.PROVINCE)
    with store.begin() as connection:
        peers.introduce(connection, sender.card, sender.card.fingerprint, "", settings.node_name, MORNING)
        peers.confirm_own(connection, sender.name, MORNING)
    return sender


def hand_in(store: Store, settings: Settings, sender: NodeKeys, packet: dict[str, Any]) -> None:
    """Let one arrive."""
    mine, content = NodeKeys.of(settings), salted(packet)
    header = Header(new_id(), "referral", sender.name, mine.name, MORNING, sha256(content).digest())
    raw = seal(header, content, sender, mine.public)
    acting = store.acting(job(Purpose.PROTECTION))
    done = inbox.receive(acting, mine, HANDLERS[Node.LPSK], raw, MORNING)
    assert done.state == "applied", done
