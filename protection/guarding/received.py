"""Evidence that another node handed over: kept sealed at LPSK's own node, for its custodian."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from protection.exchange.kinds import Arrival
from protection.guarding import words
from protection.guarding.matters import HOLDER
from records import audit
from records.audit import Act, Deed
from records.custody import row_keys
from records.errors import InputRefused
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
    sealed = words.seal(arrival.keys, HOLDER, ref, document)
    number: int = arrival.connection.execute(
        insert(protection_matters)
        .values(
            kind="evidence",
            person_id=f"{arrival.peer}/{code}",
            refs=[ref],
            areas=[],
            signs=kinds,
            raised_at=arrival.now,
            state="open",
            sealed=sealed.box,
        )
        .returning(columns.matter_id)
    ).scalar_one()
    row_keys.put(arrival.connection, HOLDER, number, sealed.key)
    audit.write(
        arrival.connection, Act(Deed.PROTECT, "protection_matter", (f"matter/{number}",), None, ("evidence",))
    )
