"""The trainings that somebody asked for, one after another."""

from __future__ import annotations

from api.jobs.declared import Errand
from detection.training import carry_out


def work(errand: Errand) -> None:
    """Carry out whatever waits; a training that broke is taken up again when its time is over."""
    done = 0
    while carry_out(errand.store, errand.settings, errand.now, errand.tell) is not None:
        done += 1
    errand.tell(f"{done} pelatihan / trainings")
