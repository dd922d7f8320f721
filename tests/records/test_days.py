from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from records.days import instant, weeks


def test_a_day_begins_at_midnight_in_jakarta() -> None:
    assert instant(date(2025, 1, 6)) == datetime(2025, 1, 5, 17, tzinfo=UTC)


def test_a_replay_visits_every_step_and_stops_in_time() -> None:
    assert weeks(date(2025, 1, 6), date(2025, 1, 21), timedelta(days=7)) == [
        date(2025, 1, 6),
        date(2025, 1, 13),
        date(2025, 1, 20),
    ]
