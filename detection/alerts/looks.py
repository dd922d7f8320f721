"""Random looks: a share of the capacity outside the ranking, so that what the ranking misses can be estimated.

A look checks the file; nobody is contacted for it, for nothing speaks against the person. Each person who waits
and was never alerted has the same chance, which is kept with the look.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, func, select

from detection.alerts import departures
from detection.alerts.raising import TURN, open_work
from detection.alerts.states import OPEN, Kind, Selection
from detection.detect import Detection
from detection.keeping import areas_of
from detection.refs import person_refs
from records import audit
from records.days import instant
from records.store import Store, take_turn
from records.tables import alert_work, alerts, detection_runs

SHARE = 0.05
"""Of the weekly capacity, where no setting says otherwise."""


def number_of_looks(expected: float, key: bytes, occasion: str) -> int:
    """A whole number whose mean over occasions is ``expected``; one occasion always gives the same."""
    whole = math.floor(expected)
    return whole + (_uniform(key, f"looks {occasion}") < expected - whole)


def draw(people: Sequence[str], expected: float, key: bytes, occasion: str) -> tuple[list[str], float]:
    """Some of ``people``, drawn without replacement, and the chance that each of them had.

    ``expected`` is how many are drawn in the mean. A keyed hash of each name gives the order, so that nobody can
    foresee who is drawn, and the same occasion draws the same.
    """
    if not people or expected <= 0:
        return [], 0.0
    expected = min(expected, float(len(people)))
    ordered = sorted(people, key=lambda person: (_digest(key, f"look {occasion} {person}"), person))
    return ordered[: number_of_looks(expected, key, occasion)], expected / len(people)


def _digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()


def _uniform(key: bytes, text: str) -> float:
    return int.from_bytes(_digest(key, text)[:7], "big") / 2.0**56


def week_of(day: date) -> date:
    """The Monday of a day's week: capacity and looks are counted from it."""
    return day - timedelta(days=day.weekday())


def draw_looks(
    store: Store, detection: Detection, run_id: int, expected: float, key: bytes, now: datetime
) -> tuple[int, ...]:
    """Open the random looks of the run's week, once a week; gives the numbers of the pieces of work."""
    refs = person_refs(detection.now)
    day = detection.as_of
    with store.begin() as connection:
        take_turn(connection, TURN)
        if _drawn(connection, week_of(day)):
            return ()
        apart = _not_waiting(connection)
        standing = detection.now.standing
        by_name = {min(own): str(person) for person, own in refs.items() if not apart.intersection(own)}
        by_name = {name: each for name, each in by_name.items() if each not in detection.silent.persons}
        waiting = {name: person for name, person in by_name.items() if standing.at[person, "is_open"]}
        chosen, chance = draw(sorted(waiting), expected, key, week_of(day).isoformat())
        chances = detection.scores["p_tppo"]
        rows = {name: list(refs[waiting[name]]) for name in chosen}
        every = {ref for own in rows.values() for ref in own}
        areas = areas_of(connection, every)
        plans = departures.planned(connection, every, instant(day))
        opened = []
        for name, own in rows.items():
            values = {
                "kind": Kind.PERSON.value,
                "subject": detection.names.get(waiting[name], waiting[name]),
                "refs": own,
                "areas": sorted({area for ref in own for area in areas.get(ref, ())}),
                "run_id": run_id,
                "selection": Selection.RANDOM.value,
                "chance": chance,
                "probability": float(chances[waiting[name]]),
                "hidden_score": True,
                "evidence_at": instant(day),
                "evidence_sequence": detection.data_sequence,
            }
            leaves = departures.of_person(own, plans, day)
            opened.append(open_work(connection, values, (), leaves, day, now, {}).work_id)
        if opened:
            objects = tuple(f"work/{number}" for number in opened)
            audit.write(connection, audit.Act(audit.Deed.RAISE, "alert_work", objects, None, ("chance",)))
    return tuple(opened)


def _drawn(connection: Connection, monday: date) -> bool:
    wanted = (
        select(func.count())
        .select_from(alert_work.join(detection_runs))
        .where(
            alert_work.c.selection == Selection.RANDOM.value,
            detection_runs.c.as_of >= monday,
            detection_runs.c.as_of < monday + timedelta(days=7),
        )
    )
    return connection.execute(wanted).scalar_one() > 0


def _not_waiting(connection: Connection) -> set[str]:
    """The rows of everyone who was ever alerted, or is looked at now."""
    alerted = select(func.unnest(alerts.c.refs)).where(alerts.c.kind == Kind.PERSON.value)
    looked_at = select(func.unnest(alert_work.c.refs)).where(
        alert_work.c.kind == Kind.PERSON.value, alert_work.c.state.in_([state.value for state in OPEN])
    )
    return {*connection.scalars(alerted), *connection.scalars(looked_at)}
