"""A past week computed anew: what would have been put forward with the eyes of that day, and what became of it.

The model is trained on what was known then. Nothing of it is kept but counts: no alert, no work, no name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from detection import keeping
from detection.detect import look
from detection.history import History
from detection.material import gather
from graphs.network.findings import findings
from graphs.network.known import Known
from records.days import instant
from records.settings import Settings
from records.store import Store

FOUND = ("tppo", "non_procedural")


@dataclass(frozen=True)
class LookedBack:
    """Counts of one past week; ``found`` are those of ``people`` whom a competent body found since."""

    model_version: str
    learned: bool
    people: int
    networks: int
    found: int


def look_back(
    store: Store,
    settings: Settings,
    day: date,
    today: date,
    capacity: int,
    tell: Callable[[str], None] | None = None,
) -> LookedBack:
    """What a run of ``day`` would have put forward, and who of them was found by ``today``."""
    material = gather(store, settings.data_dir / "copy", settings.threads)
    history = History(material, settings.seed, settings.threads, tell)
    risk = history.risk(day)
    with store.reading() as connection:
        past = keeping.past(connection, day)
    then = look(history, risk, material, day, capacity, past)
    refs = [alert.refs for alert in then.people]
    found = found_since(refs, history.known(today), day) if refs else 0
    return LookedBack(risk.version, risk.learned, len(refs), len(then.networks), found)


def found_since(people: Sequence[Sequence[str]], known: Known, day: date) -> int:
    """How many of ``people`` (the ``feed:entity_key`` of each one's rows) were found on ``day`` or later."""
    told = findings(known).execute()
    late = pd.to_datetime(told["recorded_at"], utc=True) >= pd.Timestamp(instant(day))
    persons = set(told.loc[told["finding"].isin(FOUND) & late, "person_id"])
    rows = known.persons[known.persons["person_id"].isin(persons)]
    theirs = set(rows["feed"] + ":" + rows["key"])
    return sum(1 for refs in people if theirs.intersection(refs))
