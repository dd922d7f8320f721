"""Every attempt at a job; the queue itself is procrastinate's, in the schema ``jobs``."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, Table, Text, func

from records.tables.declare import Rights, metadata

job_runs = Table(
    "job_runs",
    metadata,
    Column("run_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the attempt."),
    Column("job", Text, nullable=False, comment="Name of the job, of api.jobs.declared."),
    Column("queue_id", BigInteger, nullable=False, comment="Its number in the queue."),
    Column(
        "started_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
        comment="When it began.",
    ),
    Column(
        "progress",
        Text,
        nullable=False,
        server_default="",
        comment="What it is doing, in the program's own words; never of a person.",
    ),
    Column("progress_at", DateTime(timezone=True), comment="When it said so."),
    Column("ended_at", DateTime(timezone=True), comment="When it ended."),
    Column(
        "outcome",
        Text,
        comment="succeeded, failed, given_back (stopped and to be done again) or lost (killed).",
    ),
    Column("code", Text, comment="Kind of the error that it failed by; never its text."),
    CheckConstraint("outcome IN ('succeeded', 'failed', 'given_back', 'lost')", name="known_outcome"),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
    CheckConstraint("progress !~ '[0-9]{9,}'", name="no_long_number"),
    Index("ix_job_runs_job", "job", "run_id"),
    Index("ix_job_runs_queue_id", "queue_id"),
    comment="Every attempt at a job: when, how far, how it ended.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        job_runs,
        insert=True,
        update=("progress", "progress_at", "ended_at", "outcome", "code"),
        delete=True,
    ),
)
