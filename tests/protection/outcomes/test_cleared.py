"""A closed alert that was no indication becomes a cleared label when it has stood; taken up again it is withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from peopled import KEY, TOKENS, Peopled, people
from sqlalchemy import select, update

from api.jobs.declared import Errand
from api.jobs.work import outcomes
from models.risk import TARGETS
from protection.outcomes.cleared import note_decisions
from protection.outcomes.writing import Released, release_due
from records.settings import Settings
from records.store import Store
from records.tables import alert_work, source_rows
from records.tables.proceedings import label_records
from sources import agreements
from sources.handing_in import Desk

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def decided(store: Store, work_id: int, outcome: str | None, ago: int = 15) -> None:
    """As a review leaves it: closed with an outcome so many days ago, or open again."""
    values: dict[str, Any] = {"state": "ditinjau", "outcome": None, "decided_at": None}
    if outcome:
        values = {"state": "ditutup", "outcome": outcome, "decided_at": NOW - timedelta(days=ago)}
    with store.begin() as connection:
        connection.execute(
            update(alert_work).where(alert_work.c.work_id == work_id).values(judged_by=["sari"], **values)
        )


def noted(store: Store, now: datetime = NOW) -> int:
    with store.begin() as connection:
        return note_decisions(connection, now)


def released(store: Store, now: datetime = NOW) -> Released:
    with store.begin() as connection:
        desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), now)
        return release_due(connection, store.keys, desk)


def in_the_feed(store: Store) -> list[tuple[str, str]]:
    known = source_rows.c.known
    with store.reading() as connection:
        rows = connection.execute(
            select(known["finding"].astext, known["source"].astext)
            .where(source_rows.c.feed == "case_outcomes")
            .order_by(source_rows.c.sequence)
        )
        return [(finding, source) for finding, source in rows]


def test_a_decision_that_has_stood_clears_and_one_taken_up_again_withdraws(
    store: Store, peopled: Peopled
) -> None:
    decided(store, peopled.own.work_id, "bukan_indikasi")
    assert noted(store) == 1
    assert noted(store) == 0
    assert released(store) == Released(1, 0, 0)
    with store.reading() as connection:
        assert connection.scalar(select(label_records.c.confirmed_by)) == "sari"
    decided(store, peopled.own.work_id, None)
    assert noted(store) == 1
    assert released(store, NOW + timedelta(days=1)) == Released(1, 0, 0)
    assert in_the_feed(store) == [("cleared", "satgas"), ("withdrawn", "satgas")]


@pytest.mark.parametrize(
    ("outcome", "ago"), [("bukan_indikasi", 13), ("data_kurang", 99), ("indikasi_menguat", 99)]
)
def test_what_is_new_or_says_something_else_clears_nobody(
    store: Store, peopled: Peopled, outcome: str, ago: int
) -> None:
    decided(store, peopled.own.work_id, outcome, ago)
    assert noted(store) == 0


def test_the_job_does_both_and_twice_is_once(store: Store, settings: Settings, peopled: Peopled) -> None:
    decided(store, peopled.own.work_id, "bukan_indikasi")
    for _ in range(2):
        outcomes.work(Errand(store, settings, NOW, {}, lambda _: None))
    assert in_the_feed(store) == [("cleared", "satgas")]


def test_cleared_is_no_class_that_a_model_is_taught() -> None:
    assert not any("cleared" in findings for findings in TARGETS.values())
    found = pd.DataFrame({"tppo": [True, False], "non_procedural": [False, False], "cleared": [False, True]})
    positive = {target: found[list(names)].any(axis=1).to_numpy() for target, names in TARGETS.items()}
    assert all(np.array_equal(each, [True, False]) for each in positive.values())
