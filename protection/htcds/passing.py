"""Hand cases over by the standard, and take them in: by consent, by what custody shows, never many alone.

One case may go by its handler's act; for more, a custodian agrees to exactly these cases and this receiver. What names
the person goes only where custody stands open for whoever exports (``protection.cases.custody``). A child's case, and
one whose person has not agreed, does not go at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, text

from protection.cases import sealing
from protection.cases.receiving import receive
from protection.htcds import table
from protection.htcds.shapes import packet_of, record_of
from protection.htcds.table import Fault
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.rights.bodies import BODY, kind_of
from records.rights.context import Context
from records.store import take_turn
from records.tables import case_identities, case_packets, exports, lpsk_cases

MANY = "export_cases"
"""The guarded act (``records.four_eyes.acts``)."""
MOST = 200
OF_CASE = "export:case="
_NUMBER = text("SELECT suluh_export_number()")


@dataclass(frozen=True)
class HandedOver:
    """The file, its number in the register, and how many of its cases name the person."""

    number: int
    content: bytes
    sha256: str
    named: int


@dataclass(frozen=True)
class Taken:
    """What came of a file: the cases by their codes, what was wrong, and columns that are not taken."""

    cases: tuple[str, ...]
    faults: tuple[Fault, ...]
    not_taken: tuple[str, ...]


def refs(codes: Sequence[str], destination: str) -> tuple[str, ...]:
    """What an approval must name: exactly these cases, for exactly this institution; whoever agrees reads which."""
    return (f"export:for={destination}", *(f"{OF_CASE}{code}" for code in sorted(set(codes))))


def hand_over(
    connection: Connection,
    keys: Keyring,
    context: Context,
    codes: Sequence[str],
    destination: str,
    now: datetime,
) -> HandedOver:
    """The cases as CSV; one audit entry. Raises NotFound, InputRefused, SecondPersonNeeded."""
    wanted = sorted(set(codes))
    if not 0 < len(wanted) <= MOST or not _may_have(destination):
        raise InputRefused(
            f"Sebutkan 1 sampai {MOST} perkara dan lembaga penerimanya.",
            f"Name 1 to {MOST} cases and the institution that gets them.",
        )
    take_turn(connection, "exports")
    rows = connection.execute(
        select(lpsk_cases).where(lpsk_cases.c.case_code.in_(wanted)).order_by(lpsk_cases.c.case_code)
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("Perkara itu tidak ditemukan.", "There is no such case.")
    if any(row.consent_by is None or row.child or row.revoked_at is not None for row in rows):
        raise InputRefused(
            "Ada perkara tanpa persetujuan, yang ditarik, atau anak: tidak diserahkan dengan cara ini.",
            "A case without consent, taken back, or of a child is not handed over in this way.",
        )
    meant = refs(wanted, destination)
    approval = four_eyes.use(connection, MANY, meant) if len(wanted) > 1 else None
    sections = [_sections(connection, keys, row.case_id) for row in rows]
    records = [record_of(dict(row._mapping), each) for row, each in zip(rows, sections, strict=True)]
    content = table.write(records)
    digest = sha256(content).hexdigest()
    named = sum("name" in record for record in records)
    number: int = connection.execute(_NUMBER).scalar_one()
    connection.execute(
        insert(exports).values(
            number=number,
            kind="htcds",
            format="htcds",
            who=context.who,
            role=context.role.value,
            purpose=context.purpose.value,
            made_at=now,
            destination=destination,
            filters=list(meant),
            rows=len(records),
            people=len(records),
            left_out=0,
            sha256=digest,
            approval_id=approval,
        )
    )
    objects = (f"export:{number}", *(f"case:{code}" for code in wanted))
    held = tuple(sorted({name for each in sections for name in each}))
    audit.write(connection, Act(Deed.HAND_OVER, "lpsk_case", objects, None, held))
    return HandedOver(number, content, digest, named)


def take_in(connection: Connection, keys: Keyring, content: str, organisation: str, now: datetime) -> Taken:
    """Make or find the case of each row that is right; each is received, and audited, as a referral is, and the file.

    The same file twice makes no case twice. Raises InputRefused where it is no table of cases.
    """
    if kind_of(organisation) not in BODY:
        raise InputRefused("Lembaga pengirim tidak dikenal.", "The sending institution is not known.")
    found = table.read(content)
    made = [
        receive(connection, keys, packet_of(record, organisation, now), now).case_code
        for _, record in found.records
    ]
    objects = tuple(f"case:{code}" for code in made)
    audit.write(connection, Act(Deed.RECEIVE, "htcds", objects, None, ("cases",)))
    return Taken(tuple(made), found.faults, found.not_taken)


def _may_have(destination: str) -> bool:
    """Whether an institution is one whose people may work on cases; border posts and counters are not."""
    kind = BODY.get(kind_of(destination))
    return kind is not None and bool(kind.roles)


def _sections(connection: Connection, keys: Keyring, case_id: int) -> dict[str, Any]:
    """What handlers may read, and of what names the person only what custody shows to them now."""
    told: dict[str, Any] = {}
    for held in (case_packets, case_identities):
        (number,) = held.primary_key.columns
        rows = connection.execute(
            select(number.label("number"), held.c.section, held.c.sealed)
            .where(held.c.case_id == case_id)
            .order_by(held.c.version)
        ).all()
        opened = sealing.take(connection, keys, held, case_id, {row.number: row.sealed for row in rows})
        told |= {row.section: opened[row.number] for row in rows if row.number in opened}
    return told
