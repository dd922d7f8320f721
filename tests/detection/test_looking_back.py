"""Who of a past week was found since: people, once each, from the week's day on, victims and irregular departures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from detection import looking_back

DAY = date(2024, 11, 4)


class Told:
    """Findings as the graph tells them."""

    def execute(self) -> pd.DataFrame:
        at = [datetime(2024, month, 1, tzinfo=UTC) for month in (12, 1, 12)]
        found = {"person_id": ["a", "b", "c"], "finding": ["tppo", "tppo", "cleared"], "recorded_at": at}
        return pd.DataFrame(found)


class Known:
    """Whose each row is held to be today."""

    persons = pd.DataFrame(
        {"person_id": ["a", "a", "b", "c"], "feed": ["r", "p", "r", "r"], "key": ["1", "2", "3", "4"]}
    )


def test_found_since_counts_people_once_and_from_the_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_back, "findings", lambda _: Told())
    people = [("r:1", "p:2"), ("r:3",), ("r:4",), ("r:9",)]
    assert looking_back.found_since(people, Known(), DAY) == 1  # type: ignore[arg-type]
