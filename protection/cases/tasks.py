"""What is to be done on a case, by whom and by when; what could not be done says why, and is not forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from protection.cases import clock, sealing
from protection.cases.events import row_of
from protection.cases.states import CaseStepRefused
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.deadlines import months
from records.errors import InputRefused, NotFound
from records.holidays import Holiday
from records.tables import case_tasks, lpsk_cases


@dataclass(frozen=True)
class Kind:
    """One kind of task; ``within`` names its limit in the law's list."""

    code: str
    text_id: str
    text_en: str
    within: str = "case_task"


@dataclass(frozen=True)
class Cause:
    """Why something cannot be done."""

    code: str
    text_id: str
    text_en: str


KINDS: tuple[Kind, ...] = (
    Kind("contact", "Hubungi lewat kontak aman", "Make contact by the safe way"),
    Kind("completeness", "Periksa kelengkapan", "Check completeness"),
    Kind("threat", "Nilai ancaman", "Assess the threat"),
    Kind("tell_ppa", "Beri tahu UPTD PPA tentang anak", "Tell UPTD PPA of the child", "child_told"),
    Kind(
        "child_consent",
        "Minta persetujuan wali atau penetapan pengadilan",
        "Guardian's consent or court order",
    ),
    Kind("visit", "Kunjungi", "Visit"),
    Kind("service", "Siapkan layanan", "Arrange a service"),
    Kind("document", "Lengkapi dokumen", "Complete a document"),
    Kind(
        "report_smpl",
        "Lapor perlindungan darurat ke SMPL",
        "Report emergency protection",
        "lpsk_emergency_report",
    ),
    Kind("review", "Tinjau ulang", "Review"),
    Kind("follow_up", "Pantau setelah pulang", "Follow up after return"),
    Kind("other", "Lainnya", "Other"),
)
KIND = {kind.code: kind for kind in KINDS}

CAUSES: tuple[Cause, ...] = (
    Cause("not_reached", "Orangnya belum dapat dihubungi", "The person was not reached"),
    Cause("not_safe", "Belum aman untuk dilakukan", "It is not safe yet"),
    Cause("person_declines", "Orangnya tidak menghendaki", "The person does not want it"),
    Cause("waiting", "Menunggu instansi lain", "Waiting for another body"),
    Cause("no_provider", "Layanan tidak tersedia di wilayah itu", "Nobody gives it there"),
    Cause("no_budget", "Anggaran tidak tersedia", "There is no budget"),
    Cause("document_missing", "Dokumen belum ada", "A document is missing"),
)
CAUSE = {cause.code: cause for cause in CAUSES}


@dataclass(frozen=True)
class Task:
    """One task as it stands; ``days`` are left until its day, below 0 when it is late."""

    task_id: int
    case_code: str
    kind: Kind
    owner: str | None
    due_on: date
    days: int
    state: str
    cause: Cause | None
    note: str = ""
    left_out: tuple[Holiday, ...] = ()
    """Public holidays that its limit in working days did not count."""


def first(connection: Connection, row: Any, who: str, now: datetime) -> None:
    """The tasks of every new case; for the program's own role, no entry is written."""
    codes = ("contact", "completeness", *(("threat",) if row.urgent else ()))
    for code in codes:
        _put(connection, row.case_id, code, who, now, day_of(now) if code == "threat" else None)
    if row.child:
        of_child(connection, row.case_id, who, now)


def of_child(connection: Connection, case_id: int, who: str, now: datetime) -> None:
    """The tasks of a child's path, at once."""
    for code in ("tell_ppa", "child_consent"):
        _put(connection, case_id, code, who, now)


def after_return(connection: Connection, case_id: int, who: str, now: datetime, visits: int) -> None:
    """A visit each month after return."""
    for month in range(1, visits + 1):
        _put(connection, case_id, "follow_up", who, now, months(day_of(now), month))


def of_measure(connection: Connection, case_id: int, who: str, now: datetime) -> None:
    """The report that emergency protection asks for."""
    _put(connection, case_id, "report_smpl", who, now)


def done(connection: Connection, case_id: int, kind: str, who: str, now: datetime) -> None:
    """Whatever is open of a kind was done by an act that writes an entry of its own."""
    mine = case_tasks.c
    open_ = update(case_tasks).where(mine.case_id == case_id, mine.kind == kind, mine.state == "open")
    connection.execute(open_.values(state="done", ended_at=now, ended_by=who))


def set_on(
    connection: Connection,
    keys: Keyring,
    case_code: str,
    who: str,
    now: datetime,
    *,
    kind: str,
    due_on: date | None = None,
    owner: str | None = None,
    words: str = "",
) -> int:
    """Set a task on a case; gives its number. Raises InputRefused, NotFound."""
    if kind not in KIND:
        raise InputRefused("Jenis tugas itu tidak ada.", "There is no such kind of task.")
    if due_on is not None and due_on < day_of(now):
        raise InputRefused("Tenggat tugas sudah lewat.", "The day of the task is past.")
    row = row_of(connection, case_code)
    number = _put(connection, row.case_id, kind, who, now, due_on, owner, keys, words)
    _entry(connection, row.case_code, number)
    return number


def end(connection: Connection, task_id: int, cause: str | None, who: str, now: datetime) -> None:
    """A task is done, or cannot be done yet for a declared cause. Raises InputRefused, NotFound, CaseStepRefused."""
    if cause is not None and cause not in CAUSE:
        raise InputRefused("Pilih sebabnya.", "Choose the cause.")
    known = select(lpsk_cases.c.case_code).join_from(case_tasks, lpsk_cases)
    case_code = connection.scalar(known.where(case_tasks.c.task_id == task_id))
    if case_code is None:
        raise NotFound("Tugas itu tidak ditemukan.", "There is no such task.")
    ended = connection.execute(
        update(case_tasks)
        .where(case_tasks.c.task_id == task_id, case_tasks.c.state == "open")
        .values(state="not_possible" if cause else "done", cause=cause, ended_at=now, ended_by=who)
        .returning(case_tasks.c.task_id)
    )
    if ended.one_or_none() is None:
        raise CaseStepRefused("Tugas itu sudah selesai.", "That task has ended already.")
    _entry(connection, case_code, task_id)


def of_cases(
    connection: Connection, now: datetime, case_id: int | None = None, owner: str | None = None
) -> list[Task]:
    """The tasks of one case, or the open ones that an account is to do, the nearest day first."""
    mine = case_tasks.c
    wanted = select(case_tasks, lpsk_cases.c.case_code).join_from(case_tasks, lpsk_cases)
    if case_id is not None:
        wanted = wanted.where(mine.case_id == case_id)
    if owner is not None:
        theirs = (mine.owner == owner) | (mine.owner.is_(None) & (lpsk_cases.c.handler == owner))
        wanted = wanted.where(mine.state == "open", theirs)
    rows = connection.execute(wanted.order_by(mine.state.desc(), mine.due_on, mine.task_id)).all()
    return [
        Task(
            row.task_id,
            row.case_code,
            KIND[row.kind],
            row.owner,
            row.due_on,
            (row.due_on - day_of(now)).days,
            row.state,
            CAUSE.get(row.cause or ""),
            left_out=clock.left_out(KIND[row.kind].within, day_of(row.made_at), row.due_on),
        )
        for row in rows
    ]


def _put(
    connection: Connection,
    case_id: int,
    kind: str,
    who: str,
    now: datetime,
    due_on: date | None = None,
    owner: str | None = None,
    keys: Keyring | None = None,
    words: str = "",
) -> int:
    values = {
        "kind": kind,
        "owner": owner or None,
        "due_on": due_on or clock.limit(KIND[kind].within, day_of(now)),
        "state": "open",
        "made_at": now,
        "made_by": who,
    }
    content = words.strip()[:4000] or None
    if keys is None:
        wanted = case_tasks.insert().values(case_id=case_id, **values).returning(case_tasks.c.task_id)
        return int(connection.execute(wanted).scalar_one())
    return sealing.put(connection, keys, case_tasks, case_id, content, **values)


def _entry(connection: Connection, case_code: str, task_id: int) -> None:
    objects = (f"case:{case_code}", f"case_task:{task_id}")
    audit.write(connection, Act(Deed.CASE, "case_task", objects, None, ("state", "cause")))
