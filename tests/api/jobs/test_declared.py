"""What every declared job must be, and what its arguments can never hold."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, datetime

import pytest
from croniter import croniter
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.jobs import queue, runs
from api.jobs.declared import JOB, JOBS, Job
from api.jobs.queue import AlreadyQueued
from records.errors import InputRefused, NotFound
from records.store import Store

PLAIN = (
    {},
    {"as_of": "2026-03-02"},
    {"run": 12, "timestamp": 1795317055},
    {"all": True},
    {"delivery": "w-0123456789abcdef"},
)
PERSONAL = (
    {"nik": "5203010101900001"},
    {"nik": 5203010101900001},
    {"phone": "081299999999"},
    {"phone": 81299999999},
    {"name": "Siti Wati"},
    {"name": "siti"},
    {"mail": "siti@example.id"},
    {"people": ["Siti"]},
    {"person": {"name": "Siti"}},
    {"passport": "B1234567"},
    {"nothing": None},
    {"negative": -1},
    {"nearly": "2026-03-02 Siti"},
    {"two lines": "2026-03-02\nSiti"},
    ["2026-03-02"],
)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_has_its_work_its_words_and_a_schedule_by_jakartas_clock(job: Job) -> None:
    assert callable(importlib.import_module(job.module).work)
    assert all((job.text_id, job.text_en, job.lock))
    assert job.timeout.total_seconds() > 0
    assert 0 <= job.retries < 10
    if cron := job.cron_utc():
        assert croniter.is_valid(cron)


def test_the_nightly_run_is_at_two_in_jakarta() -> None:
    cron = JOB["detect"].cron_utc()
    assert cron
    due = croniter(cron, datetime(2026, 3, 1, 12, tzinfo=UTC)).get_next(datetime)
    assert due == datetime(2026, 3, 1, 19, tzinfo=UTC)


@pytest.mark.parametrize("arguments", PLAIN, ids=str)
def test_dates_opaque_ids_and_small_numbers_go_into_the_queue(
    store: Store, arguments: dict[str, object]
) -> None:
    with store.begin() as connection:
        assert queue.defer(connection, JOB["detect"], arguments) > 0


@pytest.mark.parametrize("arguments", PERSONAL, ids=str)
def test_nothing_that_could_be_a_person_goes_into_the_queue(
    store: Store, arguments: dict[str, object]
) -> None:
    put = text(
        "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, args) "
        "VALUES ('suluh', 'detect', CAST(:arguments AS jsonb))"
    )
    with pytest.raises(IntegrityError), store.begin() as connection:
        connection.execute(put, {"arguments": json.dumps(arguments)})


def test_a_job_that_waits_is_not_queued_again_and_a_strange_one_not_at_all(store: Store) -> None:
    with store.begin() as connection:
        queue.start(connection, "detect", {"as_of": "2026-03-02"})
        with pytest.raises(AlreadyQueued):
            queue.start(connection, "detect", {})
        with pytest.raises(NotFound):
            queue.start(connection, "nothing", {})
        with pytest.raises(InputRefused):
            queue.start(connection, "due", {"as_of": "2026-03-02"})


def test_a_dead_letter_is_listed_and_tried_anew(store: Store) -> None:
    with store.begin() as connection:
        number = queue.start(connection, "due", {})
        connection.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'doing'"))
        connection.execute(
            text("SELECT jobs.procrastinate_finish_job_v1(:number, 'failed', false)"), {"number": number}
        )
        assert [each.number for each in queue.dead_letters(connection)] == [number]
        queue.retry(connection, number)
        assert queue.dead_letters(connection) == []
        assert queue.counts(connection) == {("due", "todo"): 1}
        with pytest.raises(NotFound):
            queue.retry(connection, number)


def test_progress_keeps_no_long_number(store: Store) -> None:
    with store.begin() as connection:
        run_id = runs.begin(connection, JOB["due"], 1)
        runs.tell(connection, run_id, "NIK 5203010101900001, " + "x" * 500)
        progress = runs.newest(connection)["due"].progress
    assert "5203010101900001" not in progress
    assert len(progress) == runs.LONGEST


def test_the_queues_functions_find_their_own_tables_and_are_open_to_nobody_else(store: Store) -> None:
    wanted = text(
        "SELECT p.proname FROM pg_proc AS p WHERE pronamespace = 'jobs'::regnamespace AND ("
        "NOT coalesce('search_path=jobs, pg_temp' = ANY (proconfig), false) "
        "OR has_function_privilege('public', oid, 'EXECUTE') OR prosecdef)"
    )
    with store.reading() as connection:
        assert connection.scalars(wanted).all() == []
