"""From a complete file to the decision of the leaders' session: each step needs what stands before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from protection.cases import answering, tasks
from protection.cases.completeness import items
from protection.cases.events import move, row_of
from protection.cases.findings import newest
from protection.cases.states import CaseStepRefused, Step
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.rights.context import Context

BEFORE_ASSESSED = ("telaah", "threat", "recommendation")
_NUMBER_LONGEST = 100


def complete(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """The file is complete (t_lengkap). Raises CaseStepRefused naming what lacks."""
    row = row_of(connection, case_code, lock=True)
    lacking = [held.item for held in items(connection, row) if held.lacking]
    if lacking:
        raise CaseStepRefused(
            f"Belum lengkap: {'; '.join(item.text_id for item in lacking)}.",
            f"Not complete: {'; '.join(item.text_en for item in lacking)}.",
        )
    move(connection, keys, row, Step.COMPLETE, context.who, now, complete_at=now)
    tasks.done(connection, row.case_id, "completeness", context.who, now)
    _entry(connection, case_code, "complete_at")


def assess(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """Telaah, threat and recommendation are written: the case goes to the session. Raises CaseStepRefused."""
    row = row_of(connection, case_code, lock=True)
    found = newest(connection, row.case_id)
    if not all(kind in found for kind in BEFORE_ASSESSED):
        raise CaseStepRefused(
            "Telaah, penilaian ancaman, dan usulan harus ada lebih dahulu.",
            "Telaah, threat assessment and recommendation come first.",
        )
    move(connection, keys, row, Step.ASSESS, context.who, now)
    _entry(connection, case_code, "state")


def decide(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    now: datetime,
    *,
    grant: bool,
    number: str,
    words: str,
) -> None:
    """Enter what the leaders' session decided (t_putus), by another than who recommended.

    The sender learns that it was accepted or not, never why. Raises CaseStepRefused, InputRefused.
    """
    row = row_of(connection, case_code, lock=True)
    proposed: Any = newest(connection, row.case_id).get("recommendation")
    if proposed is not None and proposed.who == context.who:
        raise CaseStepRefused(
            "Keputusan dicatat oleh orang lain daripada yang mengusulkan.",
            "The decision is entered by another than who recommended.",
        )
    if not number.strip():
        raise InputRefused("Isi nomor keputusan SMPL.", "Give the number of the decision.")
    values = {"decided_at": now, "decision_no": number.strip()[:_NUMBER_LONGEST]}
    step = Step.GRANT if grant else Step.REFUSE
    move(connection, keys, row, step, context.who, now, words, **values)
    answering.answer(connection, keys, row, "accepted" if grant else "rejected", None, now)
    _entry(connection, case_code, "decided_at")


def reopen(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """Something is missing after all, or new facts came. Raises CaseStepRefused, InputRefused."""
    row = row_of(connection, case_code, lock=True)
    move(connection, keys, row, Step.REOPEN, context.who, now, words, complete_at=None, decided_at=None)
    _entry(connection, case_code, "state")


def withdraw(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """The person takes the application back, or does not want what was granted. Raises CaseStepRefused."""
    row = row_of(connection, case_code, lock=True)
    move(connection, keys, row, Step.WITHDRAW, context.who, now, words, ended_at=now)
    accepted = row.state == "granted"
    answering.answer(
        connection, keys, row, "done" if accepted else "rejected", "left" if accepted else "declined", now
    )
    _entry(connection, case_code, "ended_at")


def _entry(connection: Connection, case_code: str, field: str) -> None:
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{case_code}",), None, (field,)))
