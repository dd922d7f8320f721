"""How long data are kept is changed by two people, from a day on, once, and what is due follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import held_people
import pytest
from held_people import LEAD, OFFICER
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from protection.attachments.keeping import retained_until
from protection.erasure import due, spans
from protection.erasure.spans import Wish
from records import four_eyes
from records.errors import InputRefused
from records.four_eyes import SecondPersonNeeded
from records.retention import periods
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
WISH = Wish("alerted_people", 100, TODAY + timedelta(days=10), "Keputusan pengendali data 7/2026")


@pytest.fixture
def office(store: Store, settings: Settings, tmp_path: Path) -> Store:
    held_people.take_in(store, settings, tmp_path / "feeds")
    held_people.make_accounts(store)
    return store


def ask(store: Store, wish: Wish = WISH) -> int:
    with store.acting(OFFICER).begin() as connection:
        ground = four_eyes.ACT[spans.ACT].grounds[0]
        return spans.ask(
            connection, store.keys, wish, ground, "Setelah dua tahun tidak diperlukan lagi.", NOW
        )


def agree(store: Store, number: int, who: object = LEAD) -> None:
    with store.acting(who).begin() as connection:  # type: ignore[arg-type]
        four_eyes.decide(connection, number, approve=True)


def change(store: Store, wish: Wish = WISH) -> int:
    with store.acting(OFFICER).begin() as connection:
        return spans.change(connection, OFFICER, wish, NOW)


def days(store: Store, day: date, rows: str = "alerted_people") -> int | None:
    with store.reading() as connection:
        return next(each.days for each in spans.in_force(connection, day) if each.rows == rows)


def test_without_changes_the_declared_times_hold(office: Store) -> None:
    with office.reading() as connection:
        assert spans.in_force(connection, TODAY) == periods(TODAY)


def test_two_people_change_it_from_a_day_on_and_the_audit_tells(office: Store) -> None:
    with pytest.raises(SecondPersonNeeded):
        change(office)
    number = ask(office)
    with pytest.raises(SecondPersonNeeded):
        change(office)
    agree(office, number)
    with office.acting(OFFICER).begin() as connection:
        assert spans.agreed(connection, office.keys) == [WISH]
    made = change(office)
    assert (days(office, TODAY), days(office, WISH.valid_from)) == (730, 100)
    with office.acting(OFFICER).begin() as connection:
        assert spans.agreed(connection, office.keys) == []
        entry = connection.execute(
            select(audit_entries).where(audit_entries.c.act == "change_retention")
        ).one()
    assert entry.object_refs == ["retention:alerted_people", f"retention_change/{made}"]
    with pytest.raises(SecondPersonNeeded):
        change(office)


@pytest.mark.parametrize(
    "other",
    [
        replace(WISH, days=101),
        replace(WISH, valid_from=WISH.valid_from + timedelta(days=1)),
        replace(WISH, rows="registrations_without_alert"),
        replace(WISH, source="Keputusan lain"),
    ],
)
def test_what_was_agreed_to_is_done_and_nothing_else(office: Store, other: Wish) -> None:
    agree(office, ask(office))
    with pytest.raises(SecondPersonNeeded):
        change(office, other)
    assert days(office, WISH.valid_from) == 730


@pytest.mark.parametrize(
    "bad",
    [
        replace(WISH, rows="audit"),
        replace(WISH, rows="nothing"),
        replace(WISH, days=0),
        replace(WISH, days=730),
        replace(WISH, valid_from=TODAY - timedelta(days=1)),
        replace(WISH, valid_from=date(2046, 1, 1)),
        replace(WISH, source="  a "),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(office: Store, bad: Wish) -> None:
    with pytest.raises(InputRefused):
        ask(office, bad)


def test_the_newest_change_holds_and_none_is_rewritten(office: Store) -> None:
    for wish in (WISH, replace(WISH, days=200)):
        agree(office, ask(office, wish))
        change(office, wish)
    assert days(office, WISH.valid_from) == 200
    with office.begin() as connection, pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text("UPDATE retention_changes SET days = 1"))


def test_a_declared_time_of_a_later_day_goes_before_an_older_change(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(office, ask(office))
    change(office)
    later = date(2027, 1, 1)
    new = [replace(each, days=555, valid_from=later) for each in periods(TODAY) if each.rows == WISH.rows]
    monkeypatch.setattr(spans, "periods", lambda day: new if day >= later else periods(day))
    assert days(office, later - timedelta(days=1)) == 100
    assert days(office, later) == 555


def test_what_is_due_and_how_long_attachments_are_kept_follow(office: Store) -> None:
    day = date(2024, 5, 1) + timedelta(days=700)  # the newest row of the file is of 1 May 2024
    soon = replace(WISH, valid_from=TODAY)
    with office.reading() as connection:
        assert len(due.due(connection, day)) == 1
    for wish in (soon, replace(soon, rows="attachments_scan", days=9)):
        agree(office, ask(office, wish))
        change(office, wish)
    with office.reading() as connection:
        assert [each.period.days for each in due.due(connection, day)] == [100, 100]
        assert retained_until(connection, "scan", NOW) == TODAY + timedelta(days=9)
