"""The queue: procrastinate's tables, read and written within the transaction of whoever asks.

What goes in is declared: the name of a job, and arguments that the database itself holds to dates, opaque ids and
small numbers (``plain_arguments``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, text

from api.jobs.declared import JOB, Job
from records.errors import InputRefused, NotFound, SuluhError
from records.node import Node
from records.store import take_turn

NAME = "suluh"
"""The one queue."""

_OPEN = text(
    "SELECT id FROM jobs.procrastinate_jobs WHERE task_name = :name AND status IN ('todo', 'doing') LIMIT 1"
)
_DEFER = text("""
    SELECT unnest(jobs.procrastinate_defer_jobs_v1(ARRAY[ROW(
        :queue, :name, 0, :lock, NULL, CAST(:arguments AS jsonb), NULL
    )]::jobs.procrastinate_job_to_defer_v1[]))
""")
_WAITS = text("""
    SELECT EXISTS (
        SELECT FROM jobs.procrastinate_jobs
        WHERE task_name = :name AND status = 'todo' AND coalesce(scheduled_at, now()) <= now()
    )
""")
_DEAD = text("""
    SELECT j.id, j.task_name, j.attempts, max(e.at) AS failed_at,
        (SELECT r.code FROM job_runs AS r WHERE r.queue_id = j.id ORDER BY r.run_id DESC LIMIT 1) AS code
    FROM jobs.procrastinate_jobs AS j LEFT JOIN jobs.procrastinate_events AS e ON e.job_id = j.id
    WHERE j.status = 'failed' AND j.id > :after
    GROUP BY j.id ORDER BY j.id LIMIT :most
""")
_RETRY = text("""
    SELECT jobs.procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM jobs.procrastinate_jobs
    WHERE id = :number AND status = 'failed'
""")
_COUNTS = text("SELECT task_name, status::text, count(*) FROM jobs.procrastinate_jobs GROUP BY 1, 2")
_HEARTBEAT = text("SELECT max(last_heartbeat) FROM jobs.procrastinate_workers")


class AlreadyQueued(SuluhError):
    """The job waits or runs already; another would do the same."""

    code: ClassVar[str] = "already_queued"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class DeadLetter:
    """An entry that failed as often as it may; ``code`` is the kind of its last error."""

    number: int
    job: str
    attempts: int
    failed_at: datetime | None
    code: str | None


def declared(name: str, node: Node = Node.PROVINCE) -> Job:
    """The job of that name; raises NotFound where a node of that kind has none."""
    if name not in JOB or node not in JOB[name].nodes:
        raise NotFound("Tidak ada tugas dengan nama itu.", "There is no job of that name.")
    return JOB[name]


def start(
    connection: Connection, name: str, arguments: Mapping[str, object], node: Node = Node.PROVINCE
) -> int:
    """Put a job into the queue, to be done at once; gives its number there.

    Raises NotFound, InputRefused for an argument that it does not take, AlreadyQueued.
    """
    job = declared(name, node)
    if strange := sorted(set(arguments) - job.arguments):
        raise InputRefused(
            f"Tugas {name} tidak mengenal: {', '.join(strange)}",
            f"The job {name} does not take: {', '.join(strange)}",
        )
    take_turn(connection, f"job {name}")
    if connection.execute(_OPEN, {"name": name}).first():
        raise AlreadyQueued(
            "Tugas ini sudah menunggu atau sedang berjalan.", "This job waits or runs already."
        )
    return defer(connection, job, arguments)


def defer(connection: Connection, job: Job, arguments: Mapping[str, object]) -> int:
    """Put a job into the queue however many of it wait there; gives its number."""
    plain = json.dumps(dict(arguments), default=str)
    asked = {"queue": NAME, "name": job.name, "lock": job.lock, "arguments": plain}
    number: int = connection.execute(_DEFER, asked).scalar_one()
    return number


def soon(connection: Connection, job: Job) -> None:
    """Have a job done as soon as this transaction is committed, unless one waits to be done at once already."""
    if not connection.scalar(_WAITS, {"name": job.name}):
        defer(connection, job, {})


def dead_letters(connection: Connection, after: int = 0, most: int = 100) -> list[DeadLetter]:
    """What failed for good, by number."""
    return [DeadLetter(*row) for row in connection.execute(_DEAD, {"after": after, "most": most})]


def retry(connection: Connection, number: int) -> None:
    """Let a dead letter be tried anew. Raises NotFound."""
    if connection.execute(_RETRY, {"number": number}).first() is None:
        raise NotFound("Tidak ada tugas gagal dengan nomor itu.", "There is no dead letter of that number.")


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """How many entries of the queue there are, by job and state (todo, doing, succeeded, failed …)."""
    return {(job, state): count for job, state, count in connection.execute(_COUNTS)}


def worker_seen(connection: Connection) -> datetime | None:
    """When a worker last said that it lives; None where there is none."""
    seen: datetime | None = connection.scalar(_HEARTBEAT)
    return seen
