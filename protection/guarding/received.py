"""Evidence that another node handed over: kept sealed at LPSK's own node, for its custodian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from protection.exchange.kinds import Arrival
from protection.guarding.matters import HOLDER
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.tables import protection_matters


def take_in(arrival: Arrival) -> None:
    """Keep evidence; the same again changes nothing. Raises InputRefused where it is none."""
    document: dict[str, Any] = arrival.document
    matter, code = document.get("matter"), document.get("code")
    if not isinstance(matter, str) or not isinstance(code, str) or not document.get("evidence"):
        raise InputRefused("Isi bukti tidak lengkap.", "The evidence is not complete.")
    columns, ref = protection_matters.c, f"{arrival.peer}:{matter}"
    there = select(columns.matter_id).where(columns.kind == "evidence", columns.refs.contains([ref]))
    if arrival.connection.scalar(there) is not None:
        return
    kinds = sorted({str(each.get("feed")) for each in document["evidence"]})
    number = sealed_words.put(
        arrival.connection,
        arrival.keys,
        protection_matters,
        document,
        sealed_words.about(HOLDER, ref),
        kind="evidence",
        person_id=f"{arrival.peer}/{code}",
        refs=[ref],
        areas=[],
        signs=kinds,
        raised_at=arrival.now,
        state="open",
    )
    audit.write(
        arrival.connection, Act(Deed.PROTECT, "protection_matter", (f"matter/{number}",), None, ("evidence",))
    )


@dataclass(frozen=True)
class Held:
    """Evidence as it stands in the list: from which node, about which of its case codes, of which kinds of rows."""

    matter_id: int
    sender: str
    code: str
    kinds: tuple[str, ...]
    received_at: datetime


def held(connection: Connection) -> list[Held]:
    """All of it, the newest first; one audit entry."""
    columns = protection_matters.c
    wanted = select(protection_matters).where(columns.kind == "evidence").order_by(columns.matter_id.desc())
    found = []
    for row in connection.execute(wanted):
        sender, _, code = row.person_id.partition("/")
        found.append(Held(row.matter_id, sender, code, tuple(row.signs), row.raised_at))
    objects = tuple(f"matter/{each.matter_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "protection_matter", objects, None, ("signs",)))
    return found


def open_one(connection: Connection, keys: Keyring, matter_id: int) -> dict[str, Any]:
    """What a piece of evidence says; one audit entry. Raises NotFound."""
    columns = protection_matters.c
    wanted = select(protection_matters).where(columns.matter_id == matter_id, columns.sealed.is_not(None))
    row = connection.execute(wanted.where(columns.kind == "evidence")).one_or_none()
    if row is None:
        raise NotFound("Tidak ada bukti dengan nomor itu.", "There is no such evidence.")
    about = sealed_words.about(HOLDER, row.refs[0])
    said = sealed_words.document(connection, keys, HOLDER, matter_id, row.sealed, about)
    audit.write(
        connection,
        Act(Deed.READ, "protection_matter", (f"matter/{matter_id}",), None, ("person", "evidence")),
    )
    return dict(said or {})
