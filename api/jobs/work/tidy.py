"""Old entries of the queue and of the book of runs. Dead letters stay until someone has looked at them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Text, bindparam, delete, text
from sqlalchemy.dialects.postgresql import ARRAY

from api.jobs.declared import JOBS, Errand
from records.tables import job_runs

KEPT = timedelta(days=90)
QUIET_KEPT = timedelta(days=2)

_OLD = text("""
    DELETE FROM jobs.procrastinate_jobs AS j
    WHERE status IN ('succeeded', 'cancelled', 'aborted') AND NOT EXISTS (
        SELECT FROM jobs.procrastinate_events AS e
        WHERE e.job_id = j.id AND e.at >= CASE WHEN j.task_name = ANY(:quiet)
            THEN CAST(:quiet_until AS timestamptz) ELSE CAST(:until AS timestamptz) END
    )
""").bindparams(bindparam("quiet", type_=ARRAY(Text)))


def work(errand: Errand) -> None:
    """Delete what is old; those of quiet jobs sooner."""
    until, quiet_until = errand.now - KEPT, errand.now - QUIET_KEPT
    quiet = [job.name for job in JOBS if job.quiet]
    runs = job_runs.c
    with errand.store.begin() as connection:
        connection.execute(_OLD, {"quiet": quiet, "until": until, "quiet_until": quiet_until})
        connection.execute(delete(job_runs).where(runs.ended_at < until))
        connection.execute(
            delete(job_runs).where(
                runs.ended_at < quiet_until, runs.job.in_(quiet), runs.outcome == "succeeded"
            )
        )
