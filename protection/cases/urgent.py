"""Emergency protection: at once, with a second person's approval or broken glass, reported to the session afterwards.

It goes before the decision and beside the clock. A report that is late is told to every handler and custodian until
it is made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from protection.cases import clock, tasks
from protection.cases.events import note, row_of
from protection.cases.services import EMERGENCY, SERVICE, Service
from protection.cases.states import OVER, CaseStepRefused, State, Step
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.rights.role import Role
from records.tables import case_measures, lpsk_cases, notices

PROTECT = "protect_urgently"
"""The guarded act (``records.four_eyes.acts``)."""
OVERDUE = "emergency_unreported"
TOLD: tuple[Role, ...] = (Role.LPSK, Role.LPSK_CUSTODIAN)


@dataclass(frozen=True)
class Measure:
    """One emergency measure; ``days`` are left for its report, below 0 when it is late."""

    measure_id: int
    case_code: str
    services: tuple[Service, ...]
    who: str
    began_at: datetime
    report_by: date
    days: int
    reported_at: datetime | None
    report_no: str | None
    ended_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether its report is overdue."""
        return self.reported_at is None and self.days < 0


def refs(case_code: str, services: Collection[str]) -> tuple[str, ...]:
    """What an approval must name."""
    return (f"case:{case_code}", *(f"service:{code}" for code in sorted(set(services))))


def ask(
    connection: Connection,
    keys: Keyring,
    case_code: str,
    services: Collection[str],
    ground: str,
    reason: str,
    *,
    emergency: bool = False,
) -> int:
    """Ask a second person for emergency protection, or break the glass; gives the request's number."""
    row = row_of(connection, case_code)
    if State(row.state) in OVER:
        raise CaseStepRefused("Perkara ini sudah berakhir.", "This case has ended.")
    opens = four_eyes.break_glass if emergency else four_eyes.ask
    return opens(connection, keys, PROTECT, refs(case_code, _known(services)), ground, reason)


def begin(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    services: Collection[str],
    now: datetime,
) -> int:
    """Begin emergency protection by an approval that is used up; gives the measure's number.

    Nobody's consent is waited for: a child's guardian is asked afterwards. Raises SecondPersonNeeded.
    """
    row = row_of(connection, case_code, lock=True)
    if State(row.state) in OVER:
        raise CaseStepRefused("Perkara ini sudah berakhir.", "This case has ended.")
    approval_id = four_eyes.use(connection, PROTECT, refs(case_code, _known(services)))
    measure_id: int = connection.execute(
        insert(case_measures)
        .values(
            case_id=row.case_id,
            approval_id=approval_id,
            services=sorted(set(services)),
            who=context.who,
            began_at=now,
            report_by=clock.limit("lpsk_emergency_report", day_of(now)),
        )
        .returning(case_measures.c.measure_id)
    ).scalar_one()
    tasks.of_measure(connection, row.case_id, context.who, now)
    note(connection, keys, row, Step.PROTECT_URGENTLY, context.who, now)
    _entry(connection, case_code, measure_id, "began_at")
    return measure_id


def report(
    connection: Connection, keys: Keyring, context: Context, measure_id: int, number: str, now: datetime
) -> None:
    """The measure was reported to the session. Raises NotFound, CaseStepRefused, InputRefused."""
    if not number.strip():
        raise InputRefused("Isi nomor laporan.", "Give the number of the report.")
    row = _case_of(connection, measure_id)
    values = {"reported_at": now, "reported_by": context.who, "report_no": number.strip()[:100]}
    _change(connection, measure_id, case_measures.c.reported_at.is_(None), values)
    tasks.done(connection, row.case_id, "report_smpl", context.who, now)
    note(connection, keys, row, Step.REPORT_URGENT, context.who, now)
    _entry(connection, row.case_code, measure_id, "reported_at")


def end(connection: Connection, keys: Keyring, context: Context, measure_id: int, now: datetime) -> None:
    """The measure ended; its report stays due. Raises NotFound, CaseStepRefused."""
    row = _case_of(connection, measure_id)
    _change(connection, measure_id, case_measures.c.ended_at.is_(None), {"ended_at": now})
    note(connection, keys, row, Step.END_URGENT, context.who, now)
    _entry(connection, row.case_code, measure_id, "ended_at")


def measures(connection: Connection, now: datetime, case_id: int | None = None) -> tuple[Measure, ...]:
    """The measures of a case, or all that await their report, the longest due first."""
    mine = case_measures.c
    wanted = select(case_measures, lpsk_cases.c.case_code).join_from(case_measures, lpsk_cases)
    wanted = (
        wanted.where(mine.case_id == case_id)
        if case_id is not None
        else wanted.where(mine.reported_at.is_(None))
    )
    return tuple(
        Measure(
            row.measure_id,
            row.case_code,
            tuple(SERVICE[code] for code in row.services),
            row.who,
            row.began_at,
            row.report_by,
            (row.report_by - day_of(now)).days,
            row.reported_at,
            row.report_no,
            row.ended_at,
        )
        for row in connection.execute(wanted.order_by(mine.report_by, mine.measure_id))
    )


def sound(connection: Connection, now: datetime) -> int:
    """Tell handlers and custodians of reports that are late, once each; gives how many are."""
    late = [each for each in measures(connection, now) if each.late]
    if late:
        rows = [
            {"for_role": role.value, "kind": OVERDUE, "ref": f"measure:{each.measure_id}"}
            for each in late
            for role in TOLD
        ]
        connection.execute(upsert(notices).values(rows).on_conflict_do_nothing())
    return len(late)


def _known(services: Collection[str]) -> Collection[str]:
    if not services or not set(services) <= EMERGENCY:
        raise InputRefused("Pilih layanan darurat.", "Choose the emergency services.")
    return services


def _case_of(connection: Connection, measure_id: int) -> Any:
    known = select(lpsk_cases).join_from(case_measures, lpsk_cases)
    row = connection.execute(known.where(case_measures.c.measure_id == measure_id)).one_or_none()
    if row is None:
        raise NotFound("Perlindungan darurat itu tidak ditemukan.", "There is no such emergency measure.")
    return row


def _change(connection: Connection, measure_id: int, standing: Any, values: dict[str, Any]) -> None:
    wanted = update(case_measures).where(case_measures.c.measure_id == measure_id, standing).values(values)
    if connection.execute(wanted.returning(case_measures.c.measure_id)).one_or_none() is None:
        raise CaseStepRefused("Itu sudah dicatat.", "That has been noted already.")


def _entry(connection: Connection, case_code: str, measure_id: int, field: str) -> None:
    objects = (f"case:{case_code}", f"measure:{measure_id}")
    audit.write(connection, Act(Deed.CASE, "case_measure", objects, None, (field,)))
