"""A journey tells what is known of when something happened, and makes no hour up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from protection.disclosure.journey import TELLINGS, Moment, moments, when
from records.contract import FEED_BY_NAME

TODAY = date(2025, 1, 6)


def row(feed: str, **known: object) -> Any:
    recorded = datetime(2025, 1, 5, 3, 4, tzinfo=UTC)
    return SimpleNamespace(feed=feed, entity_key="X-1", sequence=7, recorded_at=recorded, known=known)


def only(feed: str, **known: object) -> Moment:
    (moment,) = moments(row(feed, **known), TODAY)
    return moment


def test_every_field_that_is_told_is_one_of_the_contract() -> None:
    for telling in TELLINGS:
        fields = FEED_BY_NAME[telling.feed].by_name
        assert {*telling.shows, telling.field or "recorded_at"} <= set(fields)
        assert [name for name in telling.shows if fields[name].identifier] == [], "nothing that identifies"


def test_an_hour_is_told_where_it_was_recorded() -> None:
    moment = only("departures", departed_at="2025-01-04T13:20:00+07:00")
    assert moment.at == datetime(2025, 1, 4, 6, 20, tzinfo=UTC)
    assert moment.day is None


def test_a_midnight_is_a_day_whose_hour_nobody_wrote_down() -> None:
    moment = only("departures", departed_at="2025-01-04T00:00:00+07:00")
    assert moment.at is None
    assert moment.day == date(2025, 1, 4)


def test_what_has_no_moment_has_none() -> None:
    assert (only("complaints").at, only("complaints").day) == (None, None)
    assert (only("documents").at, only("documents").day) == (None, None)


def test_a_departure_that_nobody_planned_is_not_told_and_one_ahead_is_marked() -> None:
    assert [each.what for each in moments(row("registrations"), TODAY)] == ["registered"]
    planned = list(moments(row("registrations", planned_departure_on="2025-03-01"), TODAY))
    assert [(each.what, each.ahead) for each in planned] == [
        ("registered", False),
        ("departure planned", True),
    ]
    assert when(planned[1]) > when(planned[0])
