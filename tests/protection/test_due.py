"""What is due because its time is over: whoever was alerted later, who stands in a finding or is held never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import held_people
import pytest
from held_people import NOW, OFFICER, File
from sqlalchemy import text

from protection import holds
from protection.erasure.due import NotDue, due, erase_due, plan_due
from protection.holds import HoldReason
from records.four_eyes import SecondPersonNeeded
from records.settings import Settings
from records.store import Store

RECEIVED = date(2024, 5, 1)
"""The newest row of the person of the file; the others' are older."""

LONG_AFTER = timedelta(days=1_000)

_ROW = text(r"""
    INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known)
    VALUES (:feed, :key, '2024-01-01', 1, 99, '\x00', jsonb_build_object('recorded_at', 1))
""")


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path / "feeds")


def found(store: Store, after: timedelta) -> list[str]:
    with store.reading() as connection:
        return [each.ref for each in due(connection, RECEIVED + after)]


def add(store: Store, file: File, feed: str, key: str, person: str) -> None:
    row = {"run": file.run_id, "feed": feed, "key": key, "person": person}
    with store.begin() as connection:
        connection.execute(_ROW, row)
        connection.execute(text("INSERT INTO identities VALUES (:run, :feed, :key, :person)"), row)


@pytest.mark.usefixtures("file")
def test_alerted_people_are_due_when_their_time_is_over_and_not_before(store: Store) -> None:
    assert found(store, timedelta(days=300)) == []
    with store.reading() as connection:
        kinds = [each.period.rows for each in due(connection, RECEIVED + LONG_AFTER)]
    assert kinds == ["alerted_people", "alerted_people"]


def test_who_was_never_alerted_is_due_sooner(store: Store, file: File) -> None:
    add(store, file, "passports", "pp_quiet", "person_c")
    assert found(store, timedelta(days=200)) == []
    assert found(store, timedelta(days=400)) == ["passports:pp_quiet"]


def test_a_held_person_is_never_due(store: Store, file: File) -> None:
    with store.begin() as connection:
        holds.place(connection, "penyidik", [file.passport], HoldReason.INVESTIGATION, "LP-17", NOW)
    assert found(store, LONG_AFTER) == [file.other]


def test_who_stands_in_a_finding_is_kept_by_the_archives_schedule(store: Store, file: File) -> None:
    add(store, file, "case_outcomes", "C1/1", "person_a")
    assert found(store, LONG_AFTER) == [file.other]


@pytest.mark.usefixtures("file")
def test_whose_time_is_over_is_erased_with_a_second_person(store: Store) -> None:
    at = datetime.combine(RECEIVED + LONG_AFTER, time(9), UTC)
    everyone = found(store, LONG_AFTER)
    with store.acting(OFFICER).begin() as connection:
        planned, cause = plan_due(connection, everyone, at)
        with pytest.raises(NotDue):
            plan_due(connection, everyone, NOW)
    assert (cause, len(planned.sequences)) == ("retention:alerted_people", 8)
    held_people.make_accounts(store)
    with pytest.raises(SecondPersonNeeded), store.acting(OFFICER).begin() as connection:
        erase_due(connection, everyone, at)
    held_people.agree(store, planned, cause)
    with store.acting(OFFICER).begin() as connection:
        number = erase_due(connection, everyone, at)
        ground = text("SELECT ground FROM erasures WHERE erasure_id = :number")
        assert connection.scalar(ground, {"number": number}) == "retensi"
    assert found(store, LONG_AFTER) == []
