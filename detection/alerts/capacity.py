"""How many new people a week: the capacity of those who review, less the random looks, less who came already."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from detection.alerts.looks import number_of_looks, week_of
from detection.alerts.states import Kind, Selection
from records.tables import alert_work, detection_runs


def looks_expected(weekly: int, share: float) -> float:
    """Random looks of a week, in the mean."""
    return weekly * share


def left_this_week(connection: Connection, day: date, weekly: int, share: float, key: bytes) -> int:
    """New people that the ranking may still raise in the week of a day.

    Who is raised again, a random look and what a single event raised take no place of theirs.
    """
    monday = week_of(day)
    looks = number_of_looks(looks_expected(weekly, share), key, monday.isoformat())
    raised = (
        select(func.count())
        .select_from(alert_work.join(detection_runs))
        .where(
            alert_work.c.kind == Kind.PERSON.value,
            alert_work.c.selection == Selection.RANKED.value,
            detection_runs.c.as_of >= monday,
            detection_runs.c.as_of < monday + timedelta(days=7),
        )
    )
    return max(weekly - looks - connection.execute(raised).scalar_one(), 0)
