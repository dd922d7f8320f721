"""Opening a claim of restitution, and the losses in it, with their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from protection.restitution.heads import HEAD
from protection.restitution.reading import Claim, about_item, find, items
from protection.restitution.stages import EDITABLE, Stage
from protection.restitution.stepping import Told, change, held, tell
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context
from records.tables.attachments import attachments
from records.tables.cases import lpsk_cases
from records.tables.restitution import restitution_claims, restitution_items

APPLICANTS = ("self", "family", "guardian", "heir", "lpsk")
OF_A_CHILD = ("guardian", "family", "lpsk")
"""A child claims through a parent, the family, a guardian or LPSK (Perma 1/2022 article 5)."""

MOST_RUPIAH = 10**12


@dataclass(frozen=True)
class Loss:
    """One loss: head, whole rupiah, what it was in words, ids of the attachments that prove it."""

    head: str
    amount: int
    words: str = ""
    proofs: tuple[str, ...] = ()


def begin(
    connection: Connection, keys: Keyring, context: Context, case_id: int, applicant: str, now: datetime
) -> Claim:
    """Open a claim for a case. Raises NotFound, InputRefused. Writes one audit entry."""
    child = connection.scalar(select(lpsk_cases.c.child).where(lpsk_cases.c.case_id == case_id))
    if child is None:
        raise NotFound("Kasus itu tidak ditemukan.", "There is no such case.")
    if applicant not in (OF_A_CHILD if child else APPLICANTS):
        raise (
            InputRefused(
                "Anak mengajukan melalui orang tua, keluarga, wali, atau LPSK.",
                "A child claims through a parent, the family, a guardian or LPSK.",
            )
            if child
            else InputRefused("Pilih siapa yang mengajukan.", "Choose who claims.")
        )
    claim_id: int = connection.execute(
        insert(restitution_claims)
        .values(
            case_id=case_id,
            applicant=applicant,
            child=child,
            stage=Stage.DRAFT.value,
            opened_by=context.who,
            opened_at=now,
        )
        .returning(restitution_claims.c.claim_id)
    ).scalar_one()
    found = find(connection, claim_id)
    tell(connection, keys, context, found, None, Told(day_of(now)), now)
    audit.write(connection, Act(Deed.RESTITUTION, "restitution", (f"claim/{claim_id}",), None, ("open",)))
    return found


def add(
    connection: Connection,
    keys: Keyring,
    context: Context,
    claim_id: int,
    version: int,
    loss: Loss,
    now: datetime,
    replaces: int | None = None,
) -> Claim:
    """Add a loss, or put it in the place of another (amount 0 strikes that one).

    Raises NotFound, Stale, WrongState, InputRefused. Writes one audit entry.
    """
    before = held(connection, claim_id, version)
    if before.stage not in EDITABLE:
        raise WrongState(
            "Perhitungan sudah diserahkan; kerugian tidak dapat diubah lagi.",
            "The computation has left; losses cannot be changed any more.",
        )
    _check(connection, claim_id, loss, replaces)
    sealed_words.put(
        connection,
        keys,
        restitution_items,
        loss.words.strip() or None,
        about_item(claim_id, context.who, now),
        claim_id=claim_id,
        head=loss.head,
        amount=loss.amount,
        proofs=list(loss.proofs),
        replaces=replaces,
        who=context.who,
        at=now,
    )
    after = change(connection, before, {"stage": Stage.DRAFT.value})
    tell(connection, keys, context, after, before.stage, Told(day_of(now)), now)
    audit.write(connection, Act(Deed.RESTITUTION, "restitution", (f"claim/{claim_id}",), None, ("item",)))
    return after


def _check(connection: Connection, claim_id: int, loss: Loss, replaces: int | None) -> None:
    if loss.head not in HEAD:
        raise InputRefused("Pilih jenis kerugiannya.", "Choose the head of loss.")
    least = 0 if replaces is not None else 1
    if not least <= loss.amount <= MOST_RUPIAH:
        raise InputRefused("Isi jumlah rupiah, tanpa pecahan.", "Give the amount in whole rupiah.")
    if replaces is not None and replaces not in {each.item_id for each in items(connection, claim_id)}:
        raise NotFound("Kerugian itu tidak ditemukan.", "There is no such loss.")
    asked = set(loss.proofs)
    if asked:
        there = connection.scalar(select(func.count()).where(attachments.c.attachment_id.in_(asked)))
        if there != len(asked):
            raise NotFound("Ada bukti yang tidak ditemukan.", "There is a proof that does not exist.")
