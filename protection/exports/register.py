"""The register of every file that left the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from records import audit
from records.audit import Act, Deed
from records.tables import exports


@dataclass(frozen=True)
class Registered:
    """One export as it was made; how many people were left out is told to those who keep the register alone."""

    number: int
    kind: str
    format: str
    who: str
    role: str
    purpose: str
    made_at: datetime
    destination: str
    filters: tuple[str, ...]
    rows: int
    people: int
    left_out: int
    sha256: str
    approval_id: int | None


def exports_of(connection: Connection, after: int, most: int) -> list[Registered]:
    """The exports that the context may see, by number, beginning after one. Writes one audit entry."""
    wanted = select(exports).where(exports.c.number > after).order_by(exports.c.number).limit(most)
    found = [
        Registered(**(dict(row) | {"filters": tuple(row["filters"])}))
        for row in connection.execute(wanted).mappings()
    ]
    audit.write(connection, Act(Deed.READ, "export", tuple(f"export:{each.number}" for each in found)))
    return found
