"""Lawful erasure of a case that has ended: the keys of everything sealed go; codes, states, days and openings stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from protection.attachments import boxes
from protection.cases import erased
from protection.cases.events import note, row_of
from protection.cases.states import OVER, CaseStepRefused, State, Step
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody import row_keys
from records.custody.keyring import Keyring
from records.rights.context import Context, as_program
from records.tables import (
    case_events,
    case_findings,
    case_identities,
    case_packets,
    case_services,
    case_tasks,
)
from records.tables.attachments import attachment_tombstones, attachments

SEALED = (case_packets, case_identities, case_events, case_findings, case_services, case_tasks)
"""Tables with boxes; a test compares with the columns that are called ``sealed``."""


def erase(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> int:
    """Destroy what is sealed, by the approval of a second person (``erase``); gives how many keys went.

    Raises NotFound, CaseStepRefused while the case goes on, SecondPersonNeeded.
    """
    with as_program(connection):
        row = row_of(connection, case_code)
    if State(row.state) not in OVER:
        raise CaseStepRefused("Perkara ini belum berakhir.", "This case has not ended.")
    four_eyes.use(connection, "erase", (f"case:{case_code}",))
    gone = 0
    with as_program(connection):
        note(connection, keys, row, Step.ERASE, context.who, now)
        for table in SEALED:
            (number,) = table.primary_key.columns
            ids = connection.scalars(select(number).where(table.c.case_id == row.case_id)).all()
            gone += row_keys.destroy(connection, table.name, ids)
        files = (attachments.c.about_kind == "case") & (attachments.c.about_ref == case_code)
        for attachment_id in connection.scalars(select(attachments.c.attachment_id).where(files)):
            tombstone = upsert(attachment_tombstones).values(
                attachment_id=attachment_id, destroyed_at=now, destroyed_by=context.who, reason="request"
            )
            connection.execute(tombstone.on_conflict_do_nothing())
            boxes.destroy(connection, attachment_id)
        if row.erased_at is not None:
            erased.answer(connection, keys, row, erased.ERASED, now)
    audit.write(connection, Act(Deed.ERASE, "lpsk_case", (f"case:{case_code}",), None, ("sealed",)))
    return gone
