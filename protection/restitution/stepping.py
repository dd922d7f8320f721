"""The steps of a claim: computed, handed to the prosecutor, demanded or applied for, ruled on, final, paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from protection.restitution.heads import HEAD
from protection.restitution.ledger import Kind, award, balance
from protection.restitution.money import enter
from protection.restitution.reading import Claim, about_event, find, items, postings
from protection.restitution.stages import Edge, Stage, edge
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.days import day_of
from records.deadlines import deadline
from records.errors import InputRefused, Stale, WrongState
from records.law import values as lawful
from records.rights.context import Context
from records.tables.restitution import restitution_claims, restitution_events, restitution_grants


@dataclass(frozen=True)
class Told:
    """What is told of a step."""

    happened_on: date
    document_no: str | None = None
    words: str = ""
    computed: int | None = None
    grants: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Next:
    """The next stage. ``grants`` are rupiah by head, at a ruling; ``known_on`` the day on which the victim knew of a
    final judgment, at an application after it; ``court`` where it is asked or ruled."""

    stage: Stage
    happened_on: date
    document_no: str | None = None
    court: str | None = None
    known_on: date | None = None
    grants: Mapping[str, int] = field(default_factory=dict)
    words: str = ""


def go_on(
    connection: Connection,
    keys: Keyring,
    context: Context,
    claim_id: int,
    version: int,
    wish: Next,
    now: datetime,
) -> Claim:
    """Bring a claim to its next stage; a ruling that is final books what it granted.

    Raises NotFound, Stale, WrongState, InputRefused. Writes one audit entry.
    """
    before = held(connection, claim_id, version)
    taken = edge(before.stage, wish.stage)
    if taken is None:
        raise WrongState(
            "Langkah itu tidak dapat diambil dari tahap ini.", "That step does not lead on from this stage."
        )
    _check(before, taken, wish, now)
    values = _values(connection, before, wish)
    computed = sum(each.amount for each in items(connection, claim_id))
    if wish.stage in (Stage.COMPUTED, Stage.HANDED, Stage.APPLIED) and not computed:
        raise InputRefused("Belum ada kerugian yang dihitung.", "No loss has been computed yet.")
    after = change(connection, before, values)
    told = Told(wish.happened_on, wish.document_no, wish.words, computed, wish.grants)
    tell(connection, keys, context, after, before.stage, told, now)
    if wish.stage is Stage.FINAL and (grants := _newest_grants(connection, claim_id)):
        enter(connection, context, claim_id, Kind.AWARD, award(grants), wish.happened_on, None, now)
    act = Act(Deed.RESTITUTION, "restitution", (f"claim/{claim_id}",), None, (wish.stage.value,))
    audit.write(connection, act)
    return after


def held(connection: Connection, claim_id: int, version: int) -> Claim:
    """A claim that is about to change. Raises NotFound, Stale."""
    found = find(connection, claim_id, held=True)
    if found.version != version:
        raise Stale(
            "Tuntutan ini sudah diubah sejak Anda membukanya. Muat ulang, lalu simpan lagi.",
            "This claim was changed since you opened it. Load it again, then save.",
        )
    return found


def change(connection: Connection, before: Claim, values: Mapping[str, Any]) -> Claim:
    """Give it these values and the next version."""
    number = restitution_claims.c.claim_id == before.claim_id
    connection.execute(update(restitution_claims).where(number).values(version=before.version + 1, **values))
    return find(connection, before.claim_id)


def tell(
    connection: Connection,
    keys: Keyring,
    context: Context,
    stands: Claim,
    came_from: Stage | None,
    told: Told,
    now: datetime,
) -> None:
    """Write the event of a step, with what a ruling granted; whoever calls writes the audit entry."""
    event_id = sealed_words.put(
        connection,
        keys,
        restitution_events,
        told.words.strip() or None,
        about_event(stands.claim_id, stands.version),
        claim_id=stands.claim_id,
        version=stands.version,
        came_from=came_from.value if came_from else None,
        stage=stands.stage.value,
        happened_on=told.happened_on,
        document_no=told.document_no or None,
        computed=told.computed,
        who=context.who,
        at=now,
    )
    if told.grants:
        rows = [{"event_id": event_id, "head": head, "amount": each} for head, each in told.grants.items()]
        connection.execute(insert(restitution_grants), rows)


def _check(before: Claim, taken: Edge, wish: Next, now: datetime) -> None:
    if wish.happened_on > day_of(now):
        raise InputRefused("Tanggal dokumen belum tiba.", "The document's day is yet to come.")
    if taken.document and not wish.document_no:
        raise InputRefused("Isi nomor dokumennya.", "Give the number of the document.")
    if len(wish.words.strip()) < taken.words:
        raise InputRefused(
            f"Tuliskan alasannya, sedikitnya {taken.words} huruf.",
            f"Write the reason, in at least {taken.words} characters.",
        )
    if taken.rules != bool(wish.grants):
        raise InputRefused(
            "Isi yang dikabulkan untuk tiap jenis kerugian pada putusan, dan hanya di situ.",
            "Give what was granted by head of loss at a ruling, and nowhere else.",
        )
    if any(head not in HEAD or amount < 0 for head, amount in wish.grants.items()):
        raise InputRefused("Jumlah yang dikabulkan keliru.", "What was granted is wrong.")
    if wish.court and wish.court not in lawful("restitution_court", "courts", wish.happened_on):
        raise InputRefused("Pengadilan itu tidak dikenal.", "That court is not known.")
    if wish.stage in (Stage.APPLIED, Stage.RULED) and not (wish.court or before.court):
        raise InputRefused("Pilih pengadilannya.", "Choose the court.")
    if wish.stage is Stage.APPLIED:
        _check_in_time(wish)


def _check_in_time(wish: Next) -> None:
    if wish.known_on is None or wish.known_on > wish.happened_on:
        raise InputRefused(
            "Isi tanggal korban mengetahui putusan yang berkekuatan hukum tetap.",
            "Give the day on which the victim knew of the final judgment.",
        )
    within = deadline("restitution_application", wish.known_on)
    if wish.happened_on > within.after(wish.known_on):
        raise InputRefused(
            f"Permohonan diajukan paling lambat {within.amount} hari sejak putusan diketahui ({within.source}).",
            f"The application is due within {within.amount} days of knowing the judgment ({within.source}).",
        )


def _values(connection: Connection, before: Claim, wish: Next) -> dict[str, Any]:
    values: dict[str, Any] = {"stage": wish.stage.value}
    if wish.court:
        values["court"] = wish.court
    day = wish.happened_on
    match wish.stage:
        case Stage.HANDED:
            values["handed_on"] = day
        case Stage.APPLIED:
            values |= {"applied_on": day, "known_on": wish.known_on}
        case Stage.RULED:
            values["ruled_on"] = day
        case Stage.FINAL:
            values |= {"final_on": day, "pay_by": deadline("restitution_payment", day).after(day)}
        case Stage.PAID:
            _check_paid(connection, before)
    return values


def _check_paid(connection: Connection, before: Claim) -> None:
    stands = balance(postings(connection, [before.claim_id])[before.claim_id])
    if not stands.settled or not stands.granted:
        raise WrongState(
            "Belum semua dibayar dan diserahkan.", "Not everything was paid and handed over yet."
        )


def _newest_grants(connection: Connection, claim_id: int) -> dict[str, int]:
    events, grants = restitution_events.c, restitution_grants.c
    newest = (
        select(events.event_id)
        .where(events.claim_id == claim_id, events.stage == Stage.RULED.value)
        .order_by(events.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(grants.head, grants.amount).where(grants.event_id == newest, grants.amount > 0)
    )
    return {row.head: row.amount for row in rows}
