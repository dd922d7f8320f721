"""A past week is asked for by an analyst, computed by a worker, and told in counts alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from colleagues import account
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import text

from api.service.application import create_app
from detection.looking_back import LookedBack
from protection.learning import past_weeks
from protection.learning.telling import Telling
from records.errors import InputRefused
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

DAY = date(2024, 11, 4)


@pytest.fixture
def analyst(store: Store) -> Store:
    account(store, "a-analyst", Role.ANALYST)
    return store.acting(Context("a-analyst", Role.ANALYST, Purpose.STATISTICS, ("52",), "satgas-ntb"))


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days that were computed; what comes of one is made up."""
    asked: list[date] = []

    def look_back(_store: Store, _settings: Settings, day: date, *_: object) -> LookedBack:
        asked.append(day)
        return LookedBack("20241104-abc", learned=True, people=40, networks=12, found=3)

    monkeypatch.setattr(past_weeks, "look_back", look_back)
    return asked


def test_a_week_is_computed_once_and_small_counts_are_not_told(
    store: Store, analyst: Store, settings: Settings, computed: list[date]
) -> None:
    with analyst.begin() as connection:
        past_weeks.ask(connection, DAY, 40, NOW)
    assert past_weeks.carry_out(store, settings, NOW) is not None
    assert past_weeks.carry_out(store, settings, NOW) is None
    assert computed == [DAY]
    with analyst.begin() as connection:
        (told,) = past_weeks.latest(connection, Telling(), 10)
        (exact,) = past_weeks.latest(connection, Telling(exact=True), 10)
    assert (told.people, told.networks, told.found) == (40, 12, None)
    assert exact.found == 3
    with store.reading() as connection:
        raised = connection.execute(
            text("SELECT (SELECT count(*) FROM detection_runs), (SELECT count(*) FROM alerts)")
        )
        assert tuple(raised.one()) == (0, 0), "nothing is raised, no run is kept"


def test_a_week_that_has_not_come_is_refused(analyst: Store) -> None:
    with analyst.begin() as connection, pytest.raises(InputRefused):
        past_weeks.ask(connection, (NOW + timedelta(days=1)).date(), 40, NOW)


def test_the_page_takes_the_wish_and_queues_the_job(store: Store, settings: Settings, analyst: Store) -> None:
    assert analyst.context is not None
    client = TestClient(create_app(Visited(store, settings, TOKENS)), follow_redirects=False)
    headers = {"as-role": "analyst", "for-purpose": "statistik", "sec-fetch-site": "same-origin"}
    refused = client.post("/tinjau-ulang/pekan", headers=headers, data={"as_of": "kemarin"})
    assert refused.status_code == 422
    assert "kemarin" in refused.text
    taken = client.post("/tinjau-ulang/pekan", headers=headers, data={"as_of": DAY.isoformat()})
    assert taken.status_code == 303, taken.text
    assert "menunggu" in client.get("/tinjau-ulang", headers=headers).text
    with store.reading() as connection:
        queued = connection.scalar(
            text("SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'look_back'")
        )
    assert queued == 1
