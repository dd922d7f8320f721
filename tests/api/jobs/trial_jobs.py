"""Jobs of the tests' own."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.jobs.declared import Errand, Job, Work


def done(given: Errand) -> None:
    """Ends well."""
    given.tell("hampir selesai / nearly done")


def fails(_given: Errand) -> None:
    """Fails each time, with words that must not be kept."""
    raise ValueError("Siti Wati 5203010101900001")


def sleeps(given: Errand) -> None:
    """Takes longer than anyone waits."""
    given.tell("tidur / asleep")
    Path(os.environ["TRIAL_FOLDER"], str(os.getpid())).touch()
    time.sleep(60)


def dies(_given: Errand) -> None:
    """Is killed, as by a machine without memory."""
    os.kill(os.getpid(), 9)


WORK = {"done": done, "fails": fails, "sleeps": sleeps, "dies": dies}


@dataclass(frozen=True)
class Trial(Job):
    """A job that needs no module."""

    def work(self) -> Work:
        return WORK[self.name]


def trial(name: str, retries: int = 0) -> Trial:
    takes = frozenset({"as_of"})
    return Trial(name, name, name, "", None, retries, timedelta(minutes=5), name, takes)


TRIALS = (trial("done"), trial("fails", retries=1), trial("sleeps"), trial("dies"))
