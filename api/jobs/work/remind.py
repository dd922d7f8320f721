"""LPSK's clocks: handlers are told of what is about to run out, custodians too of emergency reports that are late."""

from __future__ import annotations

from api.jobs.declared import Errand
from protection.cases.reminding import remind


def work(errand: Errand) -> None:
    """One round; done twice, nobody is told twice."""
    with errand.store.begin() as connection:
        told = remind(connection, errand.now)
    errand.tell(f"{told} pemberitahuan / notices")
