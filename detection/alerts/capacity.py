"""How many new people a week: the capacity of those who review, less the random looks, less who came already."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select

from detection.alerts.looks import number_of_looks, week_of
from detection.alerts.states import Kind, Selection
from records.tables import alert_work, detection_runs


def looks_expected(weekly: int, share: float) -> float:
    """Random looks of a week, in the mean."""
    return weekly * share


@dataclass(frozen=True)
class Question:
    """What a run answers, but for its capacity: the day, the last row that it can see, the model and the seed."""

    as_of: date
    data_sequence: int
    model_version: str
    seed: int


def left_this_week(connection: Connection, asked: Question, weekly: int, share: float, key: bytes) -> int:
    """New people that the ranking may still raise in the week of a run.

    Who is raised again, a random look and what a single event raised take no place of theirs, nor do those whom
    the same run has raised: done again, it raises the same.
    """
    monday = week_of(asked.as_of)
    looks = number_of_looks(looks_expected(weekly, share), key, monday.isoformat())
    raised = (
        select(func.count())
        .select_from(alert_work.join(detection_runs))
        .where(
            alert_work.c.kind == Kind.PERSON.value,
            alert_work.c.selection == Selection.RANKED.value,
            detection_runs.c.as_of >= monday,
            detection_runs.c.as_of < monday + timedelta(days=7),
            or_(*(detection_runs.c[name] != value for name, value in asdict(asked).items())),
        )
    )
    return max(weekly - looks - connection.execute(raised).scalar_one(), 0)
