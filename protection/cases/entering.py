"""Cases without a referral: who applied to LPSK, or whom LPSK goes to by itself; and a child's path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from protection.cases import clock, codes, receiving, tasks
from protection.cases.events import move, note, row_of, tell
from protection.cases.rules import CHILD_CONSENT, RULE, Role
from protection.cases.states import OVER, CaseStepRefused, State, Step
from protection.referrals.sections import checked
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.rights.context import Context, as_program
from records.tables import lpsk_cases


def enter(
    connection: Connection,
    keys: Keyring,
    context: Context,
    origin: str,
    role: str,
    sections: Mapping[str, Mapping[str, Any]],
    now: datetime,
    *,
    follows: str | None = None,
) -> str:
    """Open a case of an application, or of an outreach that no clock runs for; gives its code.

    What names the person goes into custody at once. Raises InputRefused, NotFound.
    """
    if origin not in {"application", "outreach"} or role not in RULE:
        raise InputRefused("Pilih asal perkara dan kedudukan orangnya.", "Choose origin and role.")
    if (role == Role.FAMILY) != (follows is not None):
        raise InputRefused(
            "Perkara keluarga mengikuti perkara orang yang dilindungi.",
            "A family's case follows the case of the person who is protected.",
        )
    held = {name: checked(name, content) for name, content in sections.items()}
    today, applied = day_of(now), origin == "application"
    state = State.RECEIVED if applied else State.OUTREACH
    with as_program(connection):
        case_id = connection.execute(
            insert(lpsk_cases)
            .values(
                case_code=codes.draw(connection, today.year),
                origin=origin,
                role=role,
                child=receiving.under_age(held, today),
                urgent=bool((held.get("threat") or {}).get("now")),
                state=state.value,
                handler=context.who,
                received_at=now if applied else None,
                decide_by=clock.limit("lpsk_decision", today) if applied else None,
                follows=row_of(connection, follows).case_id if follows else None,
            )
            .returning(lpsk_cases.c.case_id)
        ).scalar_one()
        step = Step.RECEIVE if applied else Step.REACH_OUT
        tell(connection, keys, case_id, 1, step, None, state, context.who, now)
        receiving.keep(connection, keys, case_id, 1, held, now)
        row = connection.execute(select(lpsk_cases).where(lpsk_cases.c.case_id == case_id)).one()
        tasks.first(connection, row, context.who, now)
    _entry(connection, row.case_code, "origin")
    return str(row.case_code)


def apply(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """The person who was reached out to asks for protection: the clock starts. Raises CaseStepRefused."""
    row, today = row_of(connection, case_code, lock=True), day_of(now)
    values: dict[str, Any] = {"received_at": now, "decide_by": clock.limit("lpsk_decision", today)}
    move(connection, keys, row, Step.APPLY, context.who, now, **values)
    _entry(connection, case_code, "received_at")


def take(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """Take a case on oneself. Raises CaseStepRefused where it has ended."""
    row = _going(connection, case_code)
    note(connection, keys, row, Step.TAKE, context.who, now, handler=context.who)
    _entry(connection, case_code, "handler")


def is_child(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """The person turns out to be under 18: the child's path, at once. Raises CaseStepRefused."""
    row = _going(connection, case_code)
    if not row.child:
        note(connection, keys, row, Step.UPDATE, context.who, now, child=True, consent_by=None)
        tasks.of_child(connection, row.case_id, context.who, now)
    _entry(connection, case_code, "child")


def consent(
    connection: Connection, keys: Keyring, context: Context, case_code: str, by: str, now: datetime
) -> None:
    """A parent, a guardian or the court agreed for a child. Raises CaseStepRefused, InputRefused."""
    row = _going(connection, case_code)
    if not row.child or by not in CHILD_CONSENT:
        raise InputRefused("Pilih orang tua, wali, atau pengadilan.", "Choose parent, guardian or court.")
    note(connection, keys, row, Step.CONSENT, context.who, now, consent_by=by)
    tasks.done(connection, row.case_id, "child_consent", context.who, now)
    _entry(connection, case_code, "consent_by")


def tell_ppa(connection: Connection, keys: Keyring, context: Context, case_code: str, now: datetime) -> None:
    """UPTD PPA was told of the child. Raises CaseStepRefused."""
    row = _going(connection, case_code)
    note(connection, keys, row, Step.TELL_PPA, context.who, now, ppa_told_at=now)
    tasks.done(connection, row.case_id, "tell_ppa", context.who, now)
    _entry(connection, case_code, "ppa_told_at")


def remark(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """Note something on a case, sealed. Raises InputRefused, CaseStepRefused."""
    if not words.strip():
        raise InputRefused("Catatan masih kosong.", "The note is empty.")
    note(connection, keys, _going(connection, case_code), Step.NOTE, context.who, now, words)
    _entry(connection, case_code, "note")


def _going(connection: Connection, case_code: str) -> Any:
    row = row_of(connection, case_code, lock=True)
    if State(row.state) in OVER:
        raise CaseStepRefused("Perkara ini sudah berakhir.", "This case has ended.")
    return row


def _entry(connection: Connection, case_code: str, field: str) -> None:
    audit.write(connection, Act(Deed.CASE, "lpsk_case", (f"case:{case_code}",), None, (field,)))
