"""Claims as they stand: their losses, steps, grants, and what the ledger says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from protection.restitution.ledger import Account, Balance, Kind, Posting, balance
from protection.restitution.stages import OPEN, Stage
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import NotFound
from records.tables.cases import lpsk_cases
from records.tables.restitution import (
    restitution_claims,
    restitution_entries,
    restitution_events,
    restitution_grants,
    restitution_items,
    restitution_postings,
)

ITEMS, EVENTS = restitution_items.name, restitution_events.name


@dataclass(frozen=True)
class Claim:
    """One claim as it stands, by its case's code."""

    claim_id: int
    case_id: int
    case_code: str
    applicant: str
    child: bool
    court: str | None
    stage: Stage
    handed_on: date | None
    applied_on: date | None
    known_on: date | None
    ruled_on: date | None
    final_on: date | None
    pay_by: date | None
    opened_at: datetime
    version: int

    def overdue(self, today: date) -> bool:
        """Whether payment should have come by now."""
        return self.stage is Stage.FINAL and self.pay_by is not None and self.pay_by < today


@dataclass(frozen=True)
class Item:
    """One loss, in rupiah; ``words`` tell of it, ``proofs`` are ids of attachments."""

    item_id: int
    head: str
    amount: int
    proofs: tuple[str, ...]
    words: str
    at: datetime


@dataclass(frozen=True)
class Step:
    """One step of a claim; ``computed`` is what the losses came to then, ``grants`` what a ruling gave by head."""

    version: int
    stage: Stage
    happened_on: date
    document_no: str | None
    computed: int | None
    grants: dict[str, int]
    who: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger; ``amount`` is the sum of its debits."""

    entry_id: int
    kind: Kind
    happened_on: date
    document_no: str | None
    corrects: int | None
    corrected: bool
    amount: int
    who: str
    at: datetime


@dataclass(frozen=True)
class Whole:
    """A claim with everything that belongs to it."""

    claim: Claim
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    entries: tuple[Entry, ...]
    balance: Balance

    @property
    def claimed(self) -> int:
        """What the losses come to, in rupiah."""
        return sum(item.amount for item in self.items)


_COLUMNS = tuple(
    (lpsk_cases if name == "case_code" else restitution_claims).c[name] for name in Claim.__dataclass_fields__
)
_FROM = restitution_claims.join(lpsk_cases, restitution_claims.c.case_id == lpsk_cases.c.case_id)


def listing(
    connection: Connection,
    *,
    case_id: int | None = None,
    stages: Collection[Stage] = OPEN,
    most: int = 200,
    after: int = 0,
) -> tuple[tuple[Claim, Balance], ...]:
    """Claims with how they stand, the nearest day of payment first; of one case all. Writes one audit entry."""
    claims = restitution_claims.c
    which = claims.case_id == case_id if case_id else claims.stage.in_([each.value for each in stages])
    rows = connection.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(which)
        .order_by(claims.pay_by.nulls_last(), claims.claim_id)
        .limit(most)
        .offset(after)
    )
    found = [_claim(row) for row in rows]
    lines = postings(connection, [each.claim_id for each in found])
    audit.write(connection, Act(Deed.READ, "restitution", tuple(f"claim/{each.claim_id}" for each in found)))
    return tuple((each, balance(lines[each.claim_id])) for each in found)


def one(connection: Connection, keys: Keyring, claim_id: int) -> Whole:
    """A claim with everything. Raises NotFound. Writes one audit entry."""
    found = find(connection, claim_id)
    lines = postings(connection, [claim_id])[claim_id]
    whole = Whole(
        found,
        items(connection, claim_id, keys),
        tuple(_steps(connection, keys, claim_id)),
        tuple(_entries(connection, claim_id)),
        balance(lines),
    )
    act = Act(Deed.READ, "restitution", (f"claim/{claim_id}",), None, ("items", "words"))
    audit.write(connection, act)
    return whole


def find(connection: Connection, claim_id: int, *, held: bool = False) -> Claim:
    """One claim, held for a change if asked; whoever calls writes the audit entry. Raises NotFound."""
    wanted = select(*_COLUMNS).select_from(_FROM).where(restitution_claims.c.claim_id == claim_id)
    if held:
        wanted = wanted.with_for_update(of=restitution_claims)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("Tuntutan restitusi itu tidak ditemukan.", "There is no such claim of restitution.")
    return _claim(row)


def case_of(connection: Connection, case_code: str) -> int:
    """The number of a case that the context sees; whoever calls writes the audit entry. Raises NotFound."""
    found = connection.scalar(select(lpsk_cases.c.case_id).where(lpsk_cases.c.case_code == case_code))
    if found is None:
        raise NotFound("Kasus itu tidak ditemukan.", "There is no such case.")
    return int(found)


def items(connection: Connection, claim_id: int, keys: Keyring | None = None) -> tuple[Item, ...]:
    """The losses that count; without ``keys`` their words stay closed. Whoever calls writes the audit entry."""
    own = restitution_items.c
    rows = connection.execute(
        select(restitution_items).where(own.claim_id == claim_id).order_by(own.item_id)
    ).all()
    replaced = {row.replaces for row in rows}
    rows = [row for row in rows if row.item_id not in replaced and row.amount]
    boxes = ((row.item_id, row.sealed, about_item(claim_id, row.who, row.at)) for row in rows)
    words = sealed_words.texts(connection, keys, ITEMS, boxes) if keys else {}
    return tuple(
        Item(
            row.item_id,
            row.head,
            row.amount,
            tuple(row.proofs),
            words.get(row.item_id, ""),
            row.at,
        )
        for row in rows
    )


def postings(connection: Connection, claims: Collection[int]) -> defaultdict[int, list[Posting]]:
    """The lines of the ledger by claim, in order; whoever calls writes the audit entry."""
    entries, lines = restitution_entries.c, restitution_postings.c
    rows = connection.execute(
        select(entries.claim_id, lines.account, lines.amount, lines.head)
        .join_from(restitution_entries, restitution_postings)
        .where(entries.claim_id.in_(list(claims)))
        .order_by(entries.entry_id, lines.line)
    )
    found: defaultdict[int, list[Posting]] = defaultdict(list)
    for row in rows:
        found[row.claim_id].append(Posting(Account(row.account), row.amount, row.head))
    return found


def about_item(claim_id: int, who: str, at: datetime) -> bytes:
    """What binds the words of a loss to it."""
    return sealed_words.about(ITEMS, claim_id, who, at)


def about_event(claim_id: int, version: int) -> bytes:
    """What binds the words of a step to it."""
    return sealed_words.about(EVENTS, claim_id, version)


def _claim(row: Any) -> Claim:
    return Claim(**(row._asdict() | {"stage": Stage(row.stage)}))


def _steps(connection: Connection, keys: Keyring, claim_id: int) -> Iterable[Step]:
    events = restitution_events.c
    rows = connection.execute(
        select(restitution_events).where(events.claim_id == claim_id).order_by(events.version)
    ).all()
    given = connection.execute(
        select(restitution_grants).where(restitution_grants.c.event_id.in_([row.event_id for row in rows]))
    ).all()
    boxes = ((row.event_id, row.sealed, about_event(claim_id, row.version)) for row in rows)
    words = sealed_words.texts(connection, keys, EVENTS, boxes)
    for row in rows:
        yield Step(
            row.version,
            Stage(row.stage),
            row.happened_on,
            row.document_no,
            row.computed,
            {each.head: each.amount for each in given if each.event_id == row.event_id},
            row.who,
            row.at,
            words.get(row.event_id, ""),
        )


def _entries(connection: Connection, claim_id: int) -> Iterable[Entry]:
    entries, lines = restitution_entries.c, restitution_postings.c
    rows = connection.execute(
        select(restitution_entries).where(entries.claim_id == claim_id).order_by(entries.entry_id)
    ).all()
    debits: dict[int, int] = defaultdict(int)
    wanted = select(lines.entry_id, lines.amount).where(
        lines.entry_id.in_([row.entry_id for row in rows]), lines.amount > 0
    )
    for line in connection.execute(wanted):
        debits[line.entry_id] += line.amount
    corrected = {row.corrects for row in rows}
    for row in rows:
        yield Entry(
            row.entry_id,
            Kind(row.kind),
            row.happened_on,
            row.document_no,
            row.corrects,
            row.entry_id in corrected,
            debits[row.entry_id],
            row.who,
            row.at,
        )
