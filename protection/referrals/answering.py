"""What the receiver says: has it, accepts, rejects with a reason, is done; on paper the sender notes it for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from protection.referrals.receivers import ANSWERERS, Way, receiver
from protection.referrals.states import ANSWERS, Step, reasons
from protection.referrals.steps import held, own, take
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.rights.context import Context

_STEPS = frozenset(ANSWERS.values())


def answer(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    step: Step,
    reason: str,
    words: str,
    now: datetime,
) -> int:
    """Answer a referral that came to one's own inbox; gives the new version.

    ``words`` are for the sender. What is rejected is read no more. Raises NotFound, Stale, WrongState, InputRefused.
    """
    row = held(connection, referral_id, version)
    if ANSWERERS.get(row.receiver) is not context.role:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    code = _reason(step, reason)
    shared = [] if step is Step.REJECT else row.shared
    return take(connection, keys, context, row, step, now, reason=code, words=words, shared=shared)


def note(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    step: Step,
    reason: str,
    words: str,
    now: datetime,
) -> int:
    """Note what a receiver without an account said. Raises NotFound, Stale, WrongState, InputRefused."""
    row = own(connection, context, referral_id, version)
    if receiver(row.receiver, day_of(now)).way is not Way.PAPER:
        raise InputRefused(
            "Penerima ini menjawab sendiri di Suluh.", "This receiver answers in Suluh by itself."
        )
    code = _reason(step, reason)
    return take(connection, keys, context, row, step, now, reason=code, words=words)


def _reason(step: Step, reason: str) -> str | None:
    if step not in _STEPS:
        raise InputRefused("Itu bukan jawaban.", "That is no answer.")
    able = reasons(step)
    if not able:
        return None
    if reason not in {each.code for each in able}:
        raise InputRefused(
            "Pilih alasan: " + "; ".join(each.text_id for each in able) + ".",
            "Choose a reason: " + "; ".join(each.text_en for each in able) + ".",
        )
    return reason
