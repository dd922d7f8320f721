"""A worker like any other that knows the duty alone: no night's work begins beside a test of it."""

from __future__ import annotations

from api.jobs import worker
from api.jobs.declared import JOB

if __name__ == "__main__":
    worker.jobs_of = lambda _node: (JOB["duty"],)
    worker.main()
