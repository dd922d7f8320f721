"""A worker like any other, which knows the tests' jobs and is impatient: ``python trial_worker.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from trial_jobs import TRIALS

from api.jobs import worker

if __name__ == "__main__":
    worker.jobs_of = lambda _node: TRIALS
    worker.JOB = {trial.name: trial for trial in TRIALS}
    worker.command = lambda _module, *given: [
        sys.executable,
        str(Path(__file__).with_name("trial_errand.py")),
        *given,
    ]
    worker.GRACE, worker._GRACE_TO_GIVE_BACK = 0.5, 2.0
    worker.HEARTBEAT, worker.STALLED = 0.5, 2.0
    worker._FIRST_WAIT = 0
    worker.main()
