"""What the clock does to the work on alerts: claims end, the put off wakes, what nobody looked at lapses."""

from __future__ import annotations

from api.jobs.declared import Errand
from detection.alerts.nightly import tend


def work(errand: Errand) -> None:
    """Do what is due by now; done twice it changes nothing."""
    lapsed = tend(errand.store, errand.now)
    errand.tell(f"{len(lapsed)} lewat waktu / lapsed")
