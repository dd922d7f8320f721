"""Files of a case: scans that show an item of completeness; what names people is opened behind custody alone.

A file keeps no name of its own: it is called by the case and the item, so that none tells who it is about.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from protection.attachments import keeping, opening
from protection.attachments.keeping import Prepared
from protection.attachments.opening import Copy
from protection.cases import custody
from protection.cases.completeness import ITEM, note_item
from protection.cases.events import row_of
from records.errors import InputRefused, NotFound
from records.four_eyes.acts import ACT
from records.four_eyes.refusals import SecondPersonNeeded
from records.rights.context import Context
from records.store import Store
from records.tables import case_items

ABOUT = "case"


def attach(
    store: Store, context: Context, case_code: str, item: str, prepared: Prepared, now: datetime
) -> str:
    """Keep a file for an item, which is there by it; gives the attachment's id.

    Two audit entries. Raises NotFound, InputRefused.
    """
    if item not in ITEM:
        raise InputRefused("Butir kelengkapan itu tidak ada.", "There is no such item.")
    kept = keeping.keep(store, prepared, f"{case_code}-{item}", ABOUT, case_code, now)
    with store.begin() as connection:
        note_item(connection, case_code, item, "present", context.who, now, kept.attachment_id)
    return kept.attachment_id


def read(store: Store, context: Context, case_code: str, item: str) -> Copy:
    """The cleaned copy of an item's file; one that names people needs an opening of the identity that stands.

    One audit entry. Raises NotFound, SecondPersonNeeded, Destroyed.
    """
    with store.begin() as connection:
        row = row_of(connection, case_code)
        mine = case_items.c
        wanted = select(mine.attachment_id).where(mine.case_id == row.case_id, mine.item == item)
        attachment_id = connection.scalar(wanted)
        if attachment_id is None:
            raise NotFound("Lampiran itu tidak ditemukan.", "There is no such attachment.")
        if ITEM[item].guarded and not custody.covers(connection, context, row.case_id, "identity"):
            raise SecondPersonNeeded(ACT[custody.REVEAL])
    return opening.cleaned(store, attachment_id)
