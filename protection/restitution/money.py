"""Booking money: what came in, what was handed over, what was paid directly; a mistake is taken back, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from protection.restitution.ledger import Account, Balance, Kind, Posting, balance, check, counter, movement
from protection.restitution.reading import find, postings
from protection.restitution.stages import Stage
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context
from records.tables.restitution import restitution_entries, restitution_postings

MONEY = (Kind.RECEIVED, Kind.DELIVERED, Kind.DIRECT)
_ENTRIES, _LINES = restitution_entries.c, restitution_postings.c


@dataclass(frozen=True)
class Payment:
    """Money that moved: whole rupiah, its day, the number of its receipt."""

    kind: Kind
    amount: int
    happened_on: date
    document_no: str


def book(connection: Connection, context: Context, claim_id: int, paid: Payment, now: datetime) -> Balance:
    """Book money of a claim whose ruling is final. Raises NotFound, WrongState, InputRefused. Writes one entry."""
    claim = find(connection, claim_id, held=True)
    if claim.stage not in (Stage.FINAL, Stage.UNPAID):
        raise WrongState(
            "Pembayaran dicatat setelah putusan berkekuatan hukum tetap.",
            "Payments are booked once the ruling is final.",
        )
    if paid.kind not in MONEY or not paid.document_no.strip():
        raise InputRefused("Isi nomor tanda terimanya.", "Give the number of the receipt.")
    if paid.happened_on > day_of(now):
        raise InputRefused("Tanggal pembayaran belum tiba.", "The day of payment is yet to come.")
    lines = movement(paid.kind, paid.amount)
    after = enter(
        connection, context, claim_id, paid.kind, lines, paid.happened_on, paid.document_no.strip(), now
    )
    act = Act(Deed.RESTITUTION, "restitution", (f"claim/{claim_id}",), None, (paid.kind.value,))
    audit.write(connection, act)
    return after


def take_back(
    connection: Connection, context: Context, claim_id: int, entry_id: int, now: datetime
) -> Balance:
    """Take a wrong entry of money back by a counter-entry. Raises NotFound, WrongState. Writes one audit entry."""
    find(connection, claim_id, held=True)
    entry = connection.execute(
        select(_ENTRIES.kind).where(_ENTRIES.entry_id == entry_id, _ENTRIES.claim_id == claim_id)
    ).one_or_none()
    if entry is None or Kind(entry.kind) not in MONEY:
        raise NotFound("Pembukuan itu tidak ditemukan.", "There is no such entry.")
    if connection.scalar(select(_ENTRIES.entry_id).where(_ENTRIES.corrects == entry_id)) is not None:
        raise WrongState("Pembukuan itu sudah dibatalkan.", "That entry was taken back already.")
    rows = connection.execute(
        select(_LINES.account, _LINES.amount, _LINES.head).where(_LINES.entry_id == entry_id)
    )
    lines = counter(Posting(Account(row.account), row.amount, row.head) for row in rows)
    today = day_of(now)
    after = enter(connection, context, claim_id, Kind.COUNTER, lines, today, None, now, corrects=entry_id)
    act = Act(Deed.RESTITUTION, "restitution", (f"claim/{claim_id}",), None, ("counter",))
    audit.write(connection, act)
    return after


def enter(
    connection: Connection,
    context: Context,
    claim_id: int,
    kind: Kind,
    lines: Sequence[Posting],
    happened_on: date,
    document_no: str | None,
    now: datetime,
    *,
    corrects: int | None = None,
) -> Balance:
    """Put an entry into the ledger; the database keeps none that does not balance. Raises InputRefused.

    Whoever calls holds the claim, and writes the audit entry.
    """
    after = balance([*postings(connection, [claim_id])[claim_id], *lines])
    check(after)
    entry_id: int = connection.execute(
        insert(restitution_entries)
        .values(
            claim_id=claim_id,
            kind=kind.value,
            happened_on=happened_on,
            document_no=document_no,
            corrects=corrects,
            who=context.who,
            at=now,
        )
        .returning(_ENTRIES.entry_id)
    ).scalar_one()
    rows = [
        {
            "entry_id": entry_id,
            "line": line,
            "account": each.account.value,
            "head": each.head,
            "amount": each.amount,
        }
        for line, each in enumerate(lines, 1)
    ]
    connection.execute(insert(restitution_postings), rows)
    return after
