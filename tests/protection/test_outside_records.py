"""Whoever stands in no record is not kept for ever: told by the day the matter ended, erased by two."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import held_people
import pytest
from held_people import LEAD, OFFICER
from peopled import KEY, TOKENS
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from api.jobs.declared import Errand
from api.jobs.work import due as job
from protection.erasure import due, outside
from protection.outcomes.labels import Finding, Key, Note, Origin, note
from protection.outcomes.writing import release_due
from protection.proceedings.opening import Opening, begin
from protection.proceedings.persons import Somebody, add
from protection.proceedings.stages import Stage
from protection.proceedings.stepping import Next, go_on
from protection.referrals import making, sending
from protection.referrals.making import Wish
from records import four_eyes
from records.errors import InputRefused
from records.four_eyes import SecondPersonNeeded
from records.rights.context import job as program
from records.settings import Settings
from records.store import Store
from records.tables import identities, notices
from records.tables.proceedings import proceedings
from sources import agreements
from sources.handing_in import Desk

NOW, TODAY = held_people.NOW, date(2026, 3, 2)
LATER = NOW + timedelta(days=731)
PROGRAM = program()
WORDS = "Diancam lewat telepon"


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> held_people.File:
    held_people.make_accounts(store)
    return held_people.take_in(store, settings, tmp_path / "feeds")


def referred(store: Store, alert_id: int | None = None, *, ended: bool = True) -> int:
    wish = Wish(
        receiver="mrc",
        mandate="counsel",
        role="korban",
        age="adult",
        area="5203",
        alert_id=alert_id,
        sections={"threat": {"what": WORDS}},
        unshared="",
        consent_by="self",
        consent_at=NOW,
        shared=frozenset({"role", "child", "threat"}),
    )
    with store.begin() as connection:
        number = making.begin(connection, store.keys, PROGRAM, wish, NOW)
        sending.send(connection, store.keys, PROGRAM, number, 1, "satgas", NOW)
        if ended:
            sending.revoke(connection, store.keys, PROGRAM, number, 2, "consent_withdrawn", NOW)
    return number


def prosecuted(store: Store, *stages: Stage) -> int:
    opening = Opening(Stage.REPORT, "uu_21_2007", ("2",), TODAY, "LP/B/1/2026", areas=("5203",))
    with store.begin() as connection:
        case = begin(connection, store.keys, PROGRAM, opening, NOW)
        whom = Somebody("victim", particulars={"full_name": "Tanpa Catatan"})
        case = add(connection, store.keys, TOKENS, PROGRAM, case.proceeding_id, case.version, whom, NOW)
        for stage in stages:
            wish = Next(stage, TODAY, "SP/1/2026", words="Tidak cukup bukti menurut gelar perkara")
            case = go_on(connection, store.keys, PROGRAM, case.proceeding_id, case.version, wish, NOW)
    return int(case.proceeding_id)


def found(store: Store, after: timedelta) -> tuple[int, int]:
    with store.reading() as connection:
        there = outside.due(connection, TODAY + after)
    return len(there.referrals), len(there.members)


def keys(store: Store, holder: str) -> int:
    with store.reading() as connection:
        counted = text("SELECT count(*) FROM row_keys WHERE holder = :holder")
        return int(connection.scalar(counted, {"holder": holder}) or 0)


def test_it_is_due_when_the_time_since_the_end_is_over(store: Store, file: held_people.File) -> None:
    referred(store)
    referred(store, ended=False)
    referred(store, file.alert_id)
    prosecuted(store, Stage.INVESTIGATION, Stage.STOPPED)
    prosecuted(store, Stage.INVESTIGATION)
    assert found(store, timedelta(days=730)) == (0, 0)
    assert found(store, timedelta(days=731)) == (1, 1)


@pytest.mark.usefixtures("file")
def test_a_conviction_is_kept(store: Store) -> None:
    prosecuted(store, Stage.INVESTIGATION, Stage.STOPPED)
    with store.begin() as connection:
        connection.execute(update(proceedings).values(ruling="guilty"))
    assert found(store, timedelta(days=731)) == (0, 0)


def test_two_people_erase_what_was_due_on_the_day_that_was_agreed_to(
    store: Store, file: held_people.File
) -> None:
    referred(store)
    prosecuted(store, Stage.INVESTIGATION, Stage.STOPPED)
    referred(store, file.alert_id)
    before = keys(store, "referral_sections")
    with store.acting(OFFICER).begin() as connection:
        with pytest.raises(InputRefused), connection.begin_nested():
            outside.ask(connection, store.keys, "Masa simpannya sudah berakhir.", NOW)
        number = outside.ask(connection, store.keys, "Masa simpannya sudah berakhir.", LATER)
        assert outside.agreed(connection) is None
    day = (LATER + timedelta(hours=7)).date()
    with pytest.raises(SecondPersonNeeded), store.acting(OFFICER).begin() as connection:
        outside.erase(connection, day)
    with store.acting(LEAD).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with store.acting(OFFICER).begin() as connection:
        assert outside.agreed(connection) == day
        assert outside.erase(connection, day) > 1
        with pytest.raises(SecondPersonNeeded), connection.begin_nested():
            outside.erase(connection, day)
    assert found(store, timedelta(days=731)) == (0, 0)
    assert keys(store, "proceeding_persons") == 0
    assert 0 < keys(store, "referral_sections") < before


@pytest.mark.usefixtures("file")
def test_the_nights_job_tells_the_officer(store: Store, settings: Settings) -> None:
    referred(store)
    said: list[str] = []
    job.work(Errand(store, settings, LATER, {}, said.append))
    assert "1 di luar catatan" in said[0]
    with store.reading() as connection:
        assert connection.scalars(select(notices.c.kind)).all() == ["rows_due"]


def test_a_withdrawn_finding_keeps_nobody_for_ever(store: Store, file: held_people.File) -> None:
    def told(finding: Finding, number: int) -> None:
        at = NOW + timedelta(days=number)
        with store.begin() as connection:
            note(connection, Note(Origin.LPSK, Key("SL-1", 1), finding, "lpsk", "lpsk", (file.other,)), at)
            desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), at)
            release_due(connection, store.keys, desk)

    def refs() -> set[str]:
        with store.reading() as connection:
            return {each.ref for each in due.due(connection, TODAY + timedelta(days=900))}

    told(Finding.VICTIM, 1)
    with store.begin() as connection:  # as the next run links it
        linked = {
            "run_id": file.run_id,
            "feed": "case_outcomes",
            "entity_key": "SL-1/1",
            "person_id": "person_b",
        }
        connection.execute(insert(identities).values(linked))
    assert "case_outcomes:SL-1/1" not in refs()
    told(Finding.WITHDRAWN, 2)
    assert "case_outcomes:SL-1/1" in refs()
