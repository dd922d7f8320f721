"""The book of runs: every attempt at a job, how far it is and how it ended; each ending is audited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from api.jobs.declared import Job
from records import audit
from records.audit import Act, Deed
from records.tables import job_runs

LONGEST = 200
"""Characters of progress that are kept."""
_LONG_NUMBER = re.compile(r"[0-9]{9,}")


class Outcome(StrEnum):
    """How an attempt ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    GIVEN_BACK = "given_back"
    """The worker was asked to stop; it is done again."""
    LOST = "lost"
    """The process was killed, or its machine stopped."""


@dataclass(frozen=True)
class Run:
    """One attempt as people see it."""

    run_id: int
    job: str
    queue_id: int
    started_at: datetime
    progress: str
    progress_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    code: str | None


def begin(connection: Connection, job: Job, queue_id: int) -> int:
    """Open a run; gives its number. An open one of the same entry was killed, and is told as lost."""
    unended = select(job_runs.c.run_id).where(job_runs.c.queue_id == queue_id, job_runs.c.ended_at.is_(None))
    for run_id in connection.scalars(unended).all():
        end(connection, run_id, job, Outcome.LOST)
    number: int = connection.execute(
        insert(job_runs).values(job=job.name, queue_id=queue_id).returning(job_runs.c.run_id)
    ).scalar_one()
    return number


def tell(connection: Connection, run_id: int, progress: str) -> None:
    """Say how far a run is; a long number, which could be a person's, is not kept."""
    said = _LONG_NUMBER.sub("…", progress)[:LONGEST]
    connection.execute(
        update(job_runs)
        .where(job_runs.c.run_id == run_id, job_runs.c.ended_at.is_(None))
        .values(progress=said, progress_at=func.clock_timestamp())
    )


def end(connection: Connection, run_id: int, job: Job, outcome: Outcome, code: str | None = None) -> None:
    """Close a run, with its audit entry; one that is closed stays as it is.

    A quiet job's success has none: what it did is audited, that it looked is not.
    """
    closed = connection.execute(
        update(job_runs)
        .where(job_runs.c.run_id == run_id, job_runs.c.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp(), outcome=outcome.value, code=code)
    )
    if closed.rowcount and not (job.quiet and outcome is Outcome.SUCCEEDED):
        audit.write(
            connection, Act(Deed.RUN_JOB, "job_run", (f"{job.name}/{run_id}",), fields=(outcome.value,))
        )


def failures(connection: Connection, queue_id: int) -> int:
    """How often an entry of the queue was tried and did not come to its end by its own fault."""
    failed = job_runs.c.outcome.in_((Outcome.FAILED, Outcome.LOST))
    wanted = select(func.count()).where(job_runs.c.queue_id == queue_id, failed)
    return connection.scalar(wanted) or 0


def newest(connection: Connection) -> dict[str, Run]:
    """The newest run of each job."""
    last = select(func.max(job_runs.c.run_id)).group_by(job_runs.c.job)
    rows = connection.execute(select(job_runs).where(job_runs.c.run_id.in_(last)))
    return {row.job: Run(*row) for row in rows}


def latest(connection: Connection, job: str = "", before: int | None = None, most: int = 50) -> list[Run]:
    """The newest attempts, of one job or of all; or those before a number."""
    wanted = select(job_runs).order_by(job_runs.c.run_id.desc()).limit(most)
    if job:
        wanted = wanted.where(job_runs.c.job == job)
    if before:
        wanted = wanted.where(job_runs.c.run_id < before)
    return [Run(*row) for row in connection.execute(wanted)]


def last_success(connection: Connection) -> dict[str, datetime]:
    """When each job last came to its end."""
    wanted = (
        select(job_runs.c.job, func.max(job_runs.c.ended_at))
        .where(job_runs.c.outcome == Outcome.SUCCEEDED)
        .group_by(job_runs.c.job)
    )
    return {job: at for job, at in connection.execute(wanted)}  # noqa: C416  (a result is no mapping)
