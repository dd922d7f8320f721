"""Every cell of a simulated feed is as the contract says."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest

from records.contract import FEED_BY_NAME, FEEDS
from records.feed import Feed, Field, FieldType
from sources.simulator.world import World

READ: dict[FieldType, Callable[[str], object]] = {
    FieldType.STRING: str,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: {"true": True, "false": False}.__getitem__,
    FieldType.DATE: date.fromisoformat,
    FieldType.DATETIME: lambda text: datetime.fromisoformat(text).utcoffset().total_seconds(),  # type: ignore[union-attr]
}


def faults(feed: Feed, frame: pd.DataFrame) -> list[str]:
    """What is wrong with the cells of a feed, in words."""
    if list(frame.columns) != [field.name for field in feed.fields]:
        return [f"{feed.name}: columns {list(frame.columns)}"]
    return [
        f"{feed.name}.{field.name}: {fault}"
        for field in feed.fields
        for fault in _faults(field, frame[field.name])
    ]


def _faults(field: Field, cells: "pd.Series[str]") -> list[str]:
    values = set(cells)
    wrong = ["empty"] if field.required and "" in values else []
    for value in sorted(values - {""}):
        try:
            number = READ[field.type](value)
        except (ValueError, KeyError, AttributeError):
            wrong.append(f"{value!r} is no {field.type}")
            continue
        if field.one_of and value not in field.one_of:
            wrong.append(f"{value!r} is none of {field.one_of}")
        if field.pattern and not re.fullmatch(field.pattern, value):
            wrong.append(f"{value!r} does not match {field.pattern}")
        if field.minimum is not None and isinstance(number, int) and number < field.minimum:
            wrong.append(f"{value!r} is below {field.minimum}")
    return wrong


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_every_cell_is_as_the_contract_says(world: World, feed: Feed) -> None:
    assert len(world.feeds[feed.name]) > 0
    assert faults(feed, world.feeds[feed.name])[:5] == []


@pytest.mark.parametrize(
    ("feed", "field", "cell"),
    [
        ("registrations", "sex", "M"),
        ("registrations", "birth_date", "12-03-1999"),
        ("registrations", "village_code", "52.01.01.2001"),
        ("registrations", "declared_cost_idr", "-5"),
        ("departures", "departed_at", "2024-05-01 07:00"),
        ("ltsa_offices", "has_police", "yes"),
        ("passports", "full_name", ""),
    ],
)
def test_a_planted_fault_is_seen(world: World, feed: str, field: str, cell: str) -> None:
    spoiled = world.feeds[feed].copy()
    spoiled.loc[spoiled.index[0], field] = cell
    assert len(faults(FEED_BY_NAME[feed], spoiled)) == 1


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_rows_stand_in_the_order_in_which_they_became_known(world: World, feed: Feed) -> None:
    known = pd.to_datetime(world.feeds[feed.name]["recorded_at"], format="ISO8601", utc=True)
    assert known.is_monotonic_increasing
    end = pd.Timestamp(world.spec.start, tz="Asia/Jakarta") + pd.Timedelta(days=world.spec.days)
    assert (known < end).all()


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_no_two_rows_of_one_key_became_known_at_once(world: World, feed: Feed) -> None:
    assert not world.feeds[feed.name].duplicated([*feed.key, "recorded_at"]).any()


def test_references_lead_somewhere_but_for_a_few_mistyped_ones(world: World) -> None:
    feeds = world.feeds
    registered = set(feeds["registrations"]["registration_id"])
    assert feeds["documents"]["registration_id"].isin(registered).all()
    astray = ~feeds["desk_visits"]["registration_id"].isin(registered)
    assert 0 < astray.mean() < 0.005
    assert feeds["desk_visits"]["office_code"].isin(feeds["ltsa_offices"]["office_code"]).all()
    assert feeds["job_orders"]["license_no"].isin(feeds["agencies"]["license_no"]).all()
    for field, feed in (("license_no", "agencies"), ("job_order_no", "job_orders")):
        named = feeds["registrations"][field]
        assert named[named != ""].isin(feeds[feed][field]).all()
    links = feeds["recruiter_links"]
    subjects = {"registration": registered, "passport": set(feeds["passports"]["passport_no"])}
    for kind, known in subjects.items():
        assert links.loc[links["subject_type"] == kind, "subject_ref"].isin(known).all()
    assert feeds["departures"]["passport_no"].isin(feeds["passports"]["passport_no"]).mean() > 0.6
