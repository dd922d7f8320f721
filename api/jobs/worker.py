"""The worker: takes jobs from the queue and has each done by a process of its own (``api.jobs.errand``).

``python -m api.jobs.worker``. Asked to stop (SIGTERM, or whoever started it is gone) it waits ``GRACE`` for what
runs, then stops it and gives it back. What a killed worker had taken is found by its missing heartbeat and taken
anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
import logging.config
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Entry
from procrastinate.jobs import Status
from procrastinate.retry import BaseRetryStrategy
from sqlalchemy import URL

from api.jobs.declared import JOB, Job, jobs_of
from api.jobs.errand import GIVE_BACK, OUT_OF_TIME
from api.jobs.process import command, end_with_parent, environment
from api.jobs.queue import NAME
from api.service.access_log import LOGGING
from records.node import Node
from records.settings import Settings
from records.store import addresses

_LOG = logging.getLogger("suluh.worker")

AT_ONCE = 3
"""Jobs at the same time: a nightly run must not hold up what is urgent."""
GRACE = 5.0
"""Seconds that a running job has to end by itself when the worker stops."""
_GRACE_TO_GIVE_BACK = 3.0
HEARTBEAT, STALLED = 10.0, 30.0
"""Seconds between two signs of life, and after which a worker without one is held to be dead."""
CATCH_UP = timedelta(hours=12)
"""How late a scheduled job is still begun, where no worker ran at its time."""
_FIRST_WAIT, _LONGEST_WAIT = 60, 3600


class Failed(Exception):
    """A job did not come to its end; so often has this entry failed."""

    def __init__(self, failures: int) -> None:
        super().__init__(failures)
        self.failures = failures


class Again(BaseRetryStrategy):
    """When an entry is tried again: at once if it was given back, later and later if it failed, or not any more."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(self, *, exception: BaseException, job: Entry) -> RetryDecision | None:
        """None where it becomes a dead letter."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision()
        failures = exception.failures if isinstance(exception, Failed) else job.attempts + 1
        if failures > self.retries:
            return None
        return RetryDecision(retry_in={"seconds": min(_FIRST_WAIT * 2 ** (failures - 1), _LONGEST_WAIT)})


def application(url: URL, node: Node = Node.PROVINCE) -> App:
    """The queue with every job of a node; ``url`` is the application's login."""
    login = url.translate_connect_args(username="user", database="dbname") | dict(url.query)
    login["options"] = f"{login.get('options', '')} -c search_path=jobs".strip()
    connector = PsycopgConnector(kwargs=login, min_size=1, max_size=AT_ONCE + 2)
    app = App(connector=connector, periodic_defaults={"max_delay": CATCH_UP.total_seconds()})
    for job in jobs_of(node):
        declare = app.task(
            name=job.name, queue=NAME, lock=job.lock, retry=Again(job.retries), pass_context=True
        )
        task = declare(_done_by_an_errand(job))
        if (cron := job.cron_utc()) is not None:
            app.periodic(cron=cron)(task)
    return app


def _done_by_an_errand(job: Job) -> Callable[..., Awaitable[None]]:
    async def do(context: JobContext, timestamp: int | None = None, **arguments: Any) -> None:
        due = datetime.now(UTC) if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
        started = command(
            "api.jobs.errand", job.name, str(context.job.id), due.isoformat(), json.dumps(arguments)
        )
        process = await asyncio.create_subprocess_exec(*started, stdin=PIPE, stdout=PIPE, env=environment())
        try:
            async with asyncio.timeout(job.timeout.total_seconds()):
                said, _ = await _heard(process)
        except TimeoutError:
            await _stop(process, OUT_OF_TIME)
            raise Failed(context.job.attempts + 1) from None
        except asyncio.CancelledError:
            await _stop(process, GIVE_BACK)
            raise
        if process.returncode != 0:
            raise Failed(int(said) if said.isdigit() else context.job.attempts + 1)

    return do


async def _heard(process: Process) -> tuple[bytes, int]:
    """What an errand says, and how it ended. Its standard input stays open: it lives as long as that does."""
    assert process.stdout  # noqa: S101  (it was asked for)
    return await process.stdout.read(), await process.wait()


async def _stop(process: Process, number: int) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)
        try:
            await asyncio.wait_for(process.wait(), _GRACE_TO_GIVE_BACK)
        except TimeoutError:
            process.kill()
            await process.wait()


async def rescue(app: App, stalled: float = STALLED) -> int:
    """Take back what dead workers had taken; gives how many entries that were."""
    taken = 0
    for entry in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
        retries = JOB[entry.task_name].retries if entry.task_name in JOB else 0
        with suppress(ConnectorException):  # another worker was first
            if entry.attempts > retries + 1:
                # Whatever kills its worker each time must not do so for ever.
                await app.job_manager.finish_job(job=entry, status=Status.FAILED, delete_job=False)
            else:
                await app.job_manager.retry_job(job=entry)
            taken += 1
    return taken


async def _rescue_on_and_on(app: App) -> None:
    while True:
        try:
            if taken := await rescue(app):
                _LOG.warning("jobs of a dead worker taken back", extra={"told": {"jobs": taken}})
        except ConnectorException as error:
            _LOG.warning("queue not reached", extra={"told": {"error": type(error).__name__}})
        await asyncio.sleep(STALLED)


async def run(url: URL, *, node: Node = Node.PROVINCE, wait: bool = True) -> None:
    """Work until asked to stop; without ``wait`` until nothing is left to do."""
    app = application(url, node)
    async with app.open_async():
        rescuing = asyncio.create_task(_rescue_on_and_on(app))
        try:
            await app.run_worker_async(
                queues=[NAME],
                concurrency=AT_ONCE,
                wait=wait,
                shutdown_graceful_timeout=GRACE,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
            )
        finally:
            rescuing.cancel()


def main() -> None:
    """Work on the database of the settings until asked to stop."""
    logging.config.dictConfig(LOGGING)
    end_with_parent()
    settings = Settings.load()
    with addresses(settings) as where:
        asyncio.run(run(where.application, node=settings.node))


if __name__ == "__main__":
    main()
