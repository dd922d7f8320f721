"""Proofs of a loss: scans kept with its head by their hash, opened only while custody of the identity stands open.

A receipt bears the name of who paid, so it is guarded like the papers that name people (``protection.cases.files``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from protection.attachments import keeping, opening
from protection.attachments.keeping import Prepared
from protection.attachments.opening import Copy
from protection.cases import custody
from protection.restitution import claims, reading
from protection.restitution.claims import Loss
from protection.restitution.reading import Claim, Item
from records.errors import NotFound
from records.four_eyes.acts import ACT
from records.four_eyes.refusals import SecondPersonNeeded
from records.rights.context import Context
from records.store import Store
from records.tables.attachments import attachments

ABOUT = "case"
GUARDED = "identity"
"""The section of an identity whose opening shows a proof."""


@dataclass(frozen=True)
class Proof:
    """One file that proves a loss; ``sha256`` is of the original, to compare with whoever holds the paper."""

    attachment_id: str
    sha256: str
    pages: int
    uploaded_by: str
    uploaded_at: datetime


def attach(
    store: Store,
    context: Context,
    claim_id: int,
    item_id: int,
    version: int,
    prepared: Prepared,
    now: datetime,
) -> Claim:
    """Keep a file as a proof of a loss, which stands anew with it. Use a store within one transaction.

    Two audit entries. Raises NotFound, Stale, WrongState.
    """
    with store.begin() as connection:
        found = reading.find(connection, claim_id)
        item = _item(reading.items(connection, claim_id, store.keys), item_id)
        name = f"{found.case_code}-bukti-{len(item.proofs) + 1}"
        kept = keeping.keep(store, prepared, name, ABOUT, found.case_code, now)
        loss = Loss(item.head, item.amount, item.words, (*item.proofs, kept.attachment_id))
        return claims.add(connection, store.keys, context, claim_id, version, loss, now, item_id)


def told(connection: Connection, items: Collection[Item]) -> dict[str, Proof]:
    """What is known of the proofs of these losses, by their ids; whoever calls writes the audit entry."""
    mine = attachments.c
    wanted = {each for item in items for each in item.proofs}
    columns = (mine.attachment_id, mine.sha256, mine.pages, mine.uploaded_by, mine.uploaded_at)
    rows = connection.execute(select(*columns).where(mine.attachment_id.in_(wanted)))
    return {row.attachment_id: Proof(*row) for row in rows}


def read(store: Store, context: Context, claim_id: int, attachment_id: str) -> Copy:
    """The cleaned copy of a proof, while one's own opening of the identity stands.

    One audit entry. Raises NotFound, SecondPersonNeeded, Destroyed.
    """
    with store.begin() as connection:
        found = reading.find(connection, claim_id)
        held = {each for item in reading.items(connection, claim_id) for each in item.proofs}
        if attachment_id not in held:
            raise NotFound("Bukti itu tidak ditemukan.", "There is no such proof.")
        if not custody.covers(connection, context, found.case_id, GUARDED):
            raise SecondPersonNeeded(ACT[custody.REVEAL])
    return opening.cleaned(store, attachment_id)


def _item(items: Collection[Item], item_id: int) -> Item:
    for each in items:
        if each.item_id == item_id:
            return each
    raise NotFound("Kerugian itu tidak ditemukan.", "There is no such loss.")
