"""What concerns somebody who is never a suspect: renewed danger, for their guardians; evidence, for LPSK alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, text, update

from records.rights.context import as_program
from records.tables import protection_matters

DANGER, EVIDENCE = "danger", "evidence"
TOLD = {DANGER: ("satgas_lead", "lpsk", "upt_ppa"), EVIDENCE: ("satgas_lead", "lpsk_custodian")}
"""The roles that are told of a matter, and that may see it (``records.rights.policies.suspicion``)."""
NOTICE = {DANGER: "protection_danger", EVIDENCE: "protection_evidence"}

_TELL = text("INSERT INTO notices (for_role, kind, ref) VALUES (:role, :kind, :ref) ON CONFLICT DO NOTHING")
_OPEN = ("open", "taken")


def raise_matter(
    connection: Connection,
    kind: str,
    person_id: str,
    refs: Collection[str],
    areas: Collection[str],
    signs: Collection[str],
    now: datetime,
) -> int | None:
    """Raise what is new about a person; gives the number of the matter, None where every row was told before.

    What comes while a matter is open goes into it. Whoever calls writes the audit entry.
    """
    with as_program(connection):
        columns = protection_matters.c
        mine = (columns.kind == kind) & or_(
            columns.person_id == person_id, columns.refs.overlap(sorted(refs))
        )
        before = connection.execute(select(protection_matters).where(mine).with_for_update()).all()
        if set(refs) <= {ref for row in before for ref in row.refs}:
            return None
        standing = next((row for row in before if row.state in _OPEN and row.person_id == person_id), None)
        if standing is None:
            values = {"kind": kind, "person_id": person_id, "state": "open", "raised_at": now}
            number: int = connection.execute(
                insert(protection_matters)
                .values(**values, refs=sorted(refs), areas=sorted(areas), signs=sorted(signs))
                .returning(columns.matter_id)
            ).scalar_one()
        else:
            number = standing.matter_id
            connection.execute(
                update(protection_matters)
                .where(columns.matter_id == number)
                .values(
                    refs=sorted({*standing.refs, *refs}),
                    areas=sorted({*standing.areas, *areas}),
                    signs=sorted({*standing.signs, *signs}),
                )
            )
        for role in TOLD[kind]:
            ref = f"matter/{number}/{len({*refs, *(standing.refs if standing else ())})}"
            connection.execute(_TELL, {"role": role, "kind": NOTICE[kind], "ref": ref})
    return number
