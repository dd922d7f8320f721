"""Outcomes: at LPSK batches leave; in a province labels that are due become rows of the feed of case outcomes."""

from __future__ import annotations

from api.after_ingest import follow_up
from api.jobs.declared import Errand
from protection.outcomes.cleared import note_decisions
from protection.outcomes.contrary import withdraw_suspects
from protection.outcomes.release import release
from protection.outcomes.writing import release_due
from records.node import Node
from records.tokens import Tokeniser
from sources.agreements import load
from sources.handing_in import Desk


def work(errand: Errand) -> None:
    """Release what is due; done twice, the second finds nothing."""
    if errand.settings.node is Node.LPSK:
        with errand.store.begin() as connection:
            left = release(connection, errand.store.keys, errand.now)
        errand.tell(f"{left} hasil dilepas / outcomes released")
        return
    key, settings = errand.settings.token_key(), errand.settings
    with errand.store.begin() as connection:
        note_decisions(connection, errand.now)
        within = errand.store.within(connection)
        withdraw_suspects(connection, errand.store.keys, Tokeniser(key), errand.now)
        desk = Desk(within, Tokeniser(key), key, load(settings.agreements_file), errand.now)
        done = release_due(connection, errand.store.keys, desk)
        if done.released:
            follow_up(connection, errand.now)
    errand.tell(f"{done.released} label menjadi catatan / labels became records")
