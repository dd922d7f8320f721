"""What another capacity would have changed: by the lists that were made, and by people a model had not seen.

Two answers that do not mix. The lists of past runs say what happened, up to the capacity that they were made with.
What a model said of people held out from its training says what more places would add, for every capacity, as if
its weeks were all alike. Unfound is not innocent: precision is a lower bound, recall is of what gets found.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from detection.alerts.estimates import Interval
from models.evaluation import Evaluation
from models.fairness import wilson
from models.serving.kept import Kept
from protection.learning.rows import found, raised
from protection.learning.telling import Telling
from protection.statistics import LEAST
from records import audit
from records.audit import Act, Deed
from records.days import instant
from records.rights.context import as_program

SMALLEST, LARGEST, STEP = 10, 100, 10


@dataclass(frozen=True)
class Lists:
    """The lists of past runs, cut at so many places a run.

    ``listed`` are people, each run's own; ``confirmed`` those of them found since; ``everyone`` all who were found
    since the first of these runs. ``full`` says in how many runs the list was long enough. A count is None where it
    is too small to be told.
    """

    runs: int
    full: int
    first: date | None
    listed: int | None
    confirmed: int | None
    everyone: int | None
    precision: Interval | None
    recall: Interval | None


@dataclass(frozen=True)
class HeldOut:
    """People whom a model had not seen, the highest ``people`` of them taken; ``weeks`` are those of its learning."""

    weeks: float
    people: int
    confirmed: int | None
    everyone: int
    precision: Interval | None
    recall: Interval | None


def lists(connection: Connection, telling: Telling, since: date, places: int) -> Lists:
    """What the runs from a day on would have told with so many places, with one audit entry."""
    with as_program(connection):
        rows = [each for each in raised(connection, since) if each.kind == "person"]
        first = min((each.as_of for each in rows), default=None)
        everyone = 0 if first is None else len(found(connection, instant(first)))
    audit.write(connection, Act(Deed.READ, "alert", ("capacity",)))
    runs = {each.run_id: each.capacity for each in rows}
    cut = [each for each in rows if each.rank <= places]
    confirmed = sum(each.found_at is not None for each in cut)
    told = telling.count(confirmed)
    return Lists(
        len(runs),
        sum(capacity >= places for capacity in runs.values()),
        first,
        telling.count(len(cut)),
        told,
        telling.count(everyone),
        telling.share(confirmed, len(cut)),
        telling.share(min(confirmed, everyone), everyone),
    )


def held_out(model: Kept, evaluation: Evaluation, places: int) -> HeldOut:
    """What a model's out-of-fold values say of so many places a week."""
    method = model.metrics.get("method", {})
    volume = method.get("volume", model.capacity)
    weeks = float(volume if isinstance(volume, int) else model.capacity) / model.capacity
    people = min(evaluation.people, max(1, round(places * weeks)))
    hits = round(hits_at(evaluation, people))
    small = 0 < hits < LEAST or people < LEAST
    return HeldOut(
        weeks,
        people,
        None if small else hits,
        evaluation.found,
        None if small else Interval(hits / people, *wilson(hits, people)),
        None
        if small or not evaluation.found
        else Interval(hits / evaluation.found, *wilson(hits, evaluation.found)),
    )


def hits_at(evaluation: Evaluation, people: int) -> float:
    """How many were found among so many of the highest; between two points of the curve as if evenly spread."""
    table = evaluation.at_capacity
    steps: list[float] = [0, *table["people"].tolist()]
    hits: list[float] = [0.0, *(table["people"] * table["precision"]).tolist()]
    after = min(bisect_right(steps, people), len(steps) - 1)
    before = after - 1
    if steps[after] == steps[before]:
        return hits[after]
    share = min(1.0, (people - steps[before]) / (steps[after] - steps[before]))
    return hits[before] + share * (hits[after] - hits[before])
