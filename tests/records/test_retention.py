"""Clocks and periods of the rights of the subject: dated, sourced, and the same in every part of the country."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import retention
from records.days import WIB
from records.errors import SuluhError
from records.working_time import CLOSES, OPENS, add_working_hours

ZONES = tuple(map(ZoneInfo, ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")))
"""WIB, WITA, WIT: none of them has summer time."""

REQUESTS = ("akses", "perbaikan", "keberatan", "penghapusan")
moments = st.datetimes(datetime(2022, 10, 18), datetime(2060, 1, 1), timezones=st.sampled_from((*ZONES, UTC)))  # noqa: DTZ001  (the strategy adds the zone)


@given(st.sampled_from(REQUESTS), moments)
def test_every_request_is_due_three_times_24_hours_after_it_came(kind: str, received: datetime) -> None:
    due = retention.response_clock(kind, received).due(received)
    assert due.astimezone(UTC) - received.astimezone(UTC) == timedelta(hours=72)


@given(st.sampled_from(REQUESTS), moments, st.sampled_from(ZONES))
def test_a_clock_shows_the_same_moment_in_every_zone(kind: str, received: datetime, zone: ZoneInfo) -> None:
    here = retention.response_clock(kind, received).due(received)
    assert retention.response_clock(kind, received).due(received.astimezone(zone)) == here


@given(moments, st.sampled_from(ZONES))
def test_three_days_later_the_wall_clock_of_any_zone_shows_the_same_hour(
    received: datetime, zone: ZoneInfo
) -> None:
    local = received.astimezone(zone)
    due = retention.notice_clock(received).due(received).astimezone(zone)
    assert (due.date(), due.time()) == (local.date() + timedelta(days=3), local.time())


@given(moments, st.integers(1, 200), st.integers(1, 200))
def test_working_hours_add_up_and_end_within_office_hours(received: datetime, first: int, then: int) -> None:
    due = add_working_hours(received, first + then)
    assert due == add_working_hours(add_working_hours(received, first), then)
    assert due.weekday() < 5
    assert OPENS < due.time() <= CLOSES
    assert due - received.astimezone(WIB) >= timedelta(hours=first + then)


def test_a_rule_that_counts_working_hours_is_followed_from_its_day_on(tmp_path: Path) -> None:
    file = tmp_path / "retention.toml"
    file.write_text(
        "[[response_clock]]\nrequests = ['akses']\nhours = 72\ncounting = 'running'\n"
        "valid_from = 2022-10-17\nvalid_to = 2027-01-01\nsource = 'a'\n"
        "[[response_clock]]\nrequests = ['akses']\nhours = 16\ncounting = 'working'\n"
        "valid_from = 2027-01-01\nsource = 'b'\n"
    )
    before = datetime(2026, 12, 31, 23, 59, tzinfo=WIB)
    after = datetime(2027, 1, 1, 9, tzinfo=WIB)  # a Friday, and a holiday
    assert retention.response_clock("akses", before, file).due(before) == before + timedelta(hours=72)
    assert retention.response_clock("akses", after, file).due(after) == datetime(2027, 1, 5, 16, tzinfo=WIB)


def test_two_rules_on_one_day_are_refused_and_so_is_none(tmp_path: Path) -> None:
    rule = "[[backup_window]]\ndays = 35\nvalid_from = 2024-01-01\nsource = 'a'\n"
    file = tmp_path / "retention.toml"
    file.write_text(rule + rule)
    for day in (date(2023, 1, 1), date(2025, 1, 1)):
        with pytest.raises(SuluhError, match="there must be one"):
            retention.backup_window(day, file)


def test_every_shipped_entry_is_dated_and_cites_its_source() -> None:
    shipped = tomllib.loads(retention.SHIPPED.read_text("utf-8"))
    for kind, entries in shipped.items():
        for entry in entries:
            assert isinstance(entry["valid_from"], date), kind
            assert entry["source"], kind


def test_every_decision_has_a_ground_to_rest_on() -> None:
    for decision in ("granted", "partly", "refused"):
        assert retention.decision_grounds(decision, date(2026, 1, 1))


def test_who_meets_a_hold_is_sent_to_the_data_protection_officer() -> None:
    assert "data protection officer" in retention.turn_to(date(2026, 1, 1))[1]
