"""The process that does one job once: ``python -m api.jobs.errand JOB NUMBER DUE ARGUMENTS``.

What it loads and what it holds in memory ends with it. It says on standard output, as one number, how often this
entry of the queue has failed.
"""

from __future__ import annotations

import json
import logging
import logging.config
import os
import resource
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Never

from api.jobs import runs
from api.jobs.declared import JOB, Errand, Job
from api.jobs.process import end_with_parent
from api.jobs.runs import Outcome
from api.service.access_log import LOGGING
from records.errors import SuluhError
from records.full_disk import as_full_disk
from records.rights.context import job as as_job
from records.settings import Settings
from records.store import Store, open_store

_LOG = logging.getLogger("suluh.jobs")
GIVE_BACK, OUT_OF_TIME = signal.SIGTERM, signal.SIGUSR1


class GivenBack(BaseException):
    """The worker stops; the job is to be done again by another. No ``except Exception`` may hold it up."""


class OutOfTime(BaseException):
    """The job took longer than it may."""


def attempt(
    store: Store,
    settings: Settings,
    job: Job,
    number: int,
    now: datetime,
    arguments: Mapping[str, object],
) -> Outcome:
    """Do a job once, and write down how it went."""
    with store.begin() as connection:
        run_id = runs.begin(connection, job, number)

    def tell(progress: str) -> None:
        with store.begin() as connection:
            runs.tell(connection, run_id, progress)

    outcome, code = Outcome.SUCCEEDED, None
    try:
        job.work()(Errand(store, settings, now, arguments, tell))
    except GivenBack:
        outcome = Outcome.GIVEN_BACK
    except OutOfTime:
        outcome, code = Outcome.FAILED, "timeout"
    except Exception as error:
        foreseen = as_full_disk(error, settings.data_dir) or error
        code = foreseen.code if isinstance(foreseen, SuluhError) else type(error).__name__
        outcome = Outcome.FAILED
        _LOG.exception("job failed", extra={"told": {"job": job.name, "run": run_id, "code": code}})
    with store.begin() as connection:
        runs.end(connection, run_id, job, outcome, code)
    return outcome


def _raise(kind: type[BaseException]) -> Never:
    raise kind


def main() -> None:
    """Do the job that the arguments name; ends with 0 where it came to its end."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.config.dictConfig(LOGGING)
    name, number, due, arguments = sys.argv[1:]
    end_with_parent(lambda: os._exit(1))
    signal.signal(GIVE_BACK, lambda *_: _raise(GivenBack))
    signal.signal(OUT_OF_TIME, lambda *_: _raise(OutOfTime))
    settings = Settings.load()
    with open_store(settings, as_job()) as store:
        moment = datetime.fromisoformat(due)
        outcome = attempt(store, settings, JOB[name], int(number), moment, json.loads(arguments))
        with store.reading() as connection:
            sys.stdout.write(str(runs.failures(connection, int(number))))
    raise SystemExit(outcome is not Outcome.SUCCEEDED)


if __name__ == "__main__":
    main()
