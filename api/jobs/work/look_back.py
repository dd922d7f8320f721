"""The past weeks that somebody asked to have computed, one after another."""

from __future__ import annotations

from api.jobs.declared import Errand
from protection.learning.past_weeks import carry_out


def work(errand: Errand) -> None:
    """Compute whatever waits; a week that broke is taken up again when its time is over."""
    done = 0
    while carry_out(errand.store, errand.settings, errand.now, errand.tell) is not None:
        done += 1
    errand.tell(f"{done} pekan / weeks")
