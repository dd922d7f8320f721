"""Protection: the agreement, its extension, a safe handover, return and reintegration, and the end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from protection.cases import answering, clock, tasks
from protection.cases.events import move, row_of
from protection.cases.findings import newest
from protection.cases.rules import consents
from protection.cases.states import CaseStepRefused, State, Step
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.four_eyes.acts import ACT
from records.rights.context import Context
from records.tables import case_measures, case_services

EARLY = "end_reintegration_early"
"""The guarded act (``records.four_eyes.acts``)."""
FOLLOW_UPS = 3
"""Visits after return, a month apart."""


def agree(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    now: datetime,
    *,
    consent_by: str,
    until: date | None = None,
) -> None:
    """The protection agreement is signed, by who may. Raises CaseStepRefused, InputRefused."""
    row = row_of(connection, case_code, lock=True)
    if consent_by not in consents(row.child):
        raise InputRefused(
            "Bagi anak, orang tua, wali, atau pengadilan yang menyetujui (UU 31/2014 Pasal 29A)."
            if row.child
            else "Pilih siapa yang menyetujui.",
            "For a child a parent, a guardian or the court agrees (UU 31/2014 art. 29A)."
            if row.child
            else "Choose who agreed.",
        )
    if row.child and row.ppa_told_at is None:
        raise CaseStepRefused("UPTD PPA belum diberi tahu tentang anak ini.", "UPTD PPA has not been told.")
    today = day_of(now)
    last = until or clock.limit("lpsk_protection", today)
    if last <= today:
        raise InputRefused("Akhir perlindungan sudah lewat.", "The end of protection is past.")
    values: dict[str, Any] = {
        "consent_by": consent_by,
        "protected_from": today,
        "protected_until": last,
        "review_on": min(last, clock.limit("lpsk_review", today)),
    }
    move(connection, keys, row, Step.AGREE, context.who, now, **values)
    _entry(connection, case_code, "protected_from")


def decline(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """The person does not want what was granted. Raises CaseStepRefused, InputRefused."""
    row = row_of(connection, case_code, lock=True)
    move(connection, keys, row, Step.DECLINE, context.who, now, words, ended_at=now)
    answering.answer(connection, keys, row, "done", "left", now)
    _entry(connection, case_code, "ended_at")


def extend(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    until: date,
    words: str,
    now: datetime,
) -> None:
    """Protect for longer, after a review. Raises CaseStepRefused, InputRefused."""
    row = row_of(connection, case_code, lock=True)
    if "review" not in newest(connection, row.case_id):
        raise CaseStepRefused("Tinjau ulang ancamannya lebih dahulu.", "Review the threat first.")
    if row.protected_until is None or until <= max(row.protected_until, day_of(now)):
        raise InputRefused(
            "Perpanjangan berakhir sesudah masa yang berjalan.", "An extension ends after the present term."
        )
    move(connection, keys, row, Step.EXTEND, context.who, now, words, protected_until=until)
    _entry(connection, case_code, "protected_until")


def hand_over(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """Hand the person safely to those who go on; ``words`` say to whom and what was agreed. Raises CaseStepRefused."""
    row = row_of(connection, case_code, lock=True)
    _none_urgent(connection, row)
    move(connection, keys, row, Step.HAND_OVER, context.who, now, words)
    _entry(connection, case_code, "state")


def begin_return(
    connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime
) -> None:
    """Return and reintegration begin, with a visit each month. Raises CaseStepRefused."""
    row = row_of(connection, case_code, lock=True)
    today = day_of(now)
    move(connection, keys, row, Step.RETURN, context.who, now, reintegration_from=today)
    tasks.after_return(connection, row.case_id, context.who, now, FOLLOW_UPS)
    _entry(connection, case_code, "reintegration_from")


def earliest_end(row: Any) -> date | None:
    """The first day on which reintegration may end without a second person."""
    return clock.limit("reintegration", row.reintegration_from) if row.reintegration_from else None


def ask_early_end(connection: Connection, keys: Keyring, case_code: str, words: str) -> int:
    """Ask a second person that reintegration may end early; gives the request's number.

    Raises NotFound, CaseStepRefused, InputRefused.
    """
    row = row_of(connection, case_code)
    if State(row.state) is not State.REINTEGRATION:
        raise CaseStepRefused("Perkara ini tidak dalam reintegrasi.", "This case is not in reintegration.")
    return four_eyes.ask(connection, keys, EARLY, (f"case:{case_code}",), ACT[EARLY].grounds[0], words)


def end(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """The case ends. Before reintegration has lasted as the law says, an approved reason of another is used up.

    Raises CaseStepRefused, InputRefused, SecondPersonNeeded.
    """
    row = row_of(connection, case_code, lock=True)
    _nothing_runs(connection, row)
    first = earliest_end(row)
    if State(row.state) is State.REINTEGRATION and first is not None and day_of(now) < first:
        four_eyes.use(connection, EARLY, (f"case:{case_code}",))
    move(connection, keys, row, Step.END, context.who, now, words, ended_at=now)
    if State(row.state) in {State.REINTEGRATION, State.HANDED_OVER}:
        handed = State(row.state) is State.HANDED_OVER
        answering.answer(connection, keys, row, "done", "handed_over" if handed else "helped", now)
    _entry(connection, case_code, "ended_at")


def terminate(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """Protection ends for a cause that the law names (UU 31/2014 art. 32). Raises CaseStepRefused, InputRefused."""
    row = row_of(connection, case_code, lock=True)
    _nothing_runs(connection, row)
    move(connection, keys, row, Step.TERMINATE, context.who, now, words, ended_at=now)
    answering.answer(connection, keys, row, "done", "left", now)
    _entry(connection, case_code, "ended_at")


def _nothing_runs(connection: Connection, row: Any) -> None:
    mine = case_services.c
    running = (mine.case_id == row.case_id) & (mine.state == "running")
    if connection.scalar(select(exists().where(running))):
        raise CaseStepRefused(
            "Masih ada layanan yang berjalan; selesaikan atau serahkan lebih dahulu.",
            "A service still runs; end it or hand it over first.",
        )
    _none_urgent(connection, row)


def _none_urgent(connection: Connection, row: Any) -> None:
    mine = case_measures.c
    running = (mine.case_id == row.case_id) & (mine.ended_at.is_(None) | mine.reported_at.is_(None))
    if connection.scalar(select(exists().where(running))):
        raise CaseStepRefused(
            "Perlindungan darurat masih berjalan atau belum dilaporkan ke SMPL.",
            "Emergency protection still runs, or was not reported to the session.",
        )


def _entry(connection: Connection, case_code: str, field: str) -> None:
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{case_code}",), None, (field,)))
