"""An errand like any other, which knows the tests' jobs: ``python trial_errand.py JOB NUMBER DUE ARGUMENTS``."""

from __future__ import annotations

from trial_jobs import TRIALS

from api.jobs import errand

if __name__ == "__main__":
    errand.JOB.update({trial.name: trial for trial in TRIALS})
    errand.main()
