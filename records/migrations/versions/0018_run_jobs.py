"""Jobs on the same database: procrastinate's tables in a schema of their own, and the runs in ours.

procrastinate ships every step of its schema as a file that it never changes again; those up to ``LAST`` give the
schema of 3.10. They are read from the package, which is pinned, and must have the digest that they had when this
was written. The application's role may use that schema without row-level security: no personal data can be in it,
because ``plain_arguments`` refuses an argument that is not a date, an opaque id, a small number or a yes or no.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SCHEMA = "jobs"
LAST = "03.04.00_50"
DIGEST = "248eb8eeb3b268dabba43dfd0f0134abc3e12327047d67b79bd7e883b7c4e160"

PLAIN = (
    "jsonb_typeof(args) = 'object' AND NOT jsonb_path_exists(args, 'strict $.* ? (!("
    '(@.type() == "boolean") || (@.type() == "number" && @ >= 0 && @ < 4000000000) || '
    '(@.type() == "string" && (@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" || '
    '@ like_regex "^[a-z]{1,12}-[0-9a-f]{16,32}$"))))\')'
)

# Their bodies name tables without the schema: each finds its own, whoever calls it.
FIX_SEARCH_PATHS = """
    DO $$
    DECLARE
        each regprocedure;
    BEGIN
        FOR each IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', each);
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', each);
        END LOOP;
    END
    $$
"""
GRANTS = (
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO suluh_app",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO suluh_app",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO suluh_app",
    f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO suluh_app",
)

PROGRAM = "suluh_program()"
WATCHERS = "suluh_is('admin', 'analyst', 'satgas_lead')"


def upgrade() -> None:
    """Jobs on the same database."""
    op.execute(f"CREATE SCHEMA {SCHEMA}")
    op.execute(f"SET LOCAL search_path = {SCHEMA}, pg_temp")
    driver: Any = op.get_bind().connection.driver_connection
    for step in _steps():  # several statements each, which only the driver takes
        driver.execute(step)
    op.execute("SET LOCAL search_path = DEFAULT")
    op.execute(f"ALTER TABLE {SCHEMA}.procrastinate_jobs ADD CONSTRAINT plain_arguments CHECK ({PLAIN})")
    for statement in (FIX_SEARCH_PATHS, *GRANTS):
        op.execute(statement)
    op.create_table(
        "job_runs",
        sa.Column(
            "run_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the attempt.",
        ),
        sa.Column("job", sa.Text(), nullable=False, comment="Name of the job, of api.jobs.declared."),
        sa.Column("queue_id", sa.BigInteger(), nullable=False, comment="Its number in the queue."),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When it began.",
        ),
        sa.Column(
            "progress",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="What it is doing, in the program's own words; never of a person.",
        ),
        sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True, comment="When it said so."),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended."),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="succeeded, failed, given_back (stopped and to be done again) or lost (killed).",
        ),
        sa.Column(
            "code", sa.Text(), nullable=True, comment="Kind of the error that it failed by; never its text."
        ),
        sa.CheckConstraint(
            "outcome IN ('succeeded', 'failed', 'given_back', 'lost')",
            name=op.f("ck_job_runs_known_outcome"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_job_runs_ended_somehow")),
        sa.CheckConstraint("progress !~ '[0-9]{9,}'", name=op.f("ck_job_runs_no_long_number")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_job_runs")),
        comment="Every attempt at a job: when, how far, how it ended.",
    )
    op.create_index("ix_job_runs_job", "job_runs", ["job", "run_id"])
    op.create_index("ix_job_runs_queue_id", "job_runs", ["queue_id"])
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (progress, progress_at, ended_at, outcome, code), DELETE "
        "ON job_runs TO suluh_app"
    )
    op.execute("ALTER TABLE job_runs ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE job_runs FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY program ON job_runs AS PERMISSIVE FOR ALL TO PUBLIC "
        f"USING ({PROGRAM}) WITH CHECK ({PROGRAM})"
    )
    op.execute(
        f"CREATE POLICY watchers_read ON job_runs AS PERMISSIVE FOR SELECT TO PUBLIC USING ({WATCHERS})"
    )


def _steps() -> list[str]:
    """procrastinate's own steps, in their order; raises RuntimeError where they are not those of 3.10."""
    found, digest = [], sha256()
    for file in sorted(files("procrastinate.sql.migrations").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".sql") and file.name[: len(LAST)] <= LAST:
            content = file.read_bytes()
            digest.update(file.name.encode() + b"\0" + content)
            found.append(content.decode())
    if digest.hexdigest() != DIGEST:
        raise RuntimeError("procrastinate's schema is not the one that this migration was written for")
    return found


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
