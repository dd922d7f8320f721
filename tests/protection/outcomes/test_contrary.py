"""A suspect who is found a victim since bears no label of a suspect; a label of this night is found by an erasure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import held_people
import pytest
from held_people import NAME, NOW, File, erase_person
from peopled import KEY, TOKENS
from sqlalchemy import select, text

from api.jobs.declared import Errand
from api.jobs.work import outcomes
from detection.suspicion import silenced
from protection.outcomes.contrary import found_victim, withdraw_suspects
from protection.outcomes.labels import Finding, Key, Note, Origin, note, standing
from protection.outcomes.writing import release_due
from protection.proceedings.opening import Opening, begin
from protection.proceedings.persons import Somebody, VictimFound, add
from protection.proceedings.reading import Proceeding
from protection.proceedings.stages import Stage
from protection.proceedings.stepping import Next, go_on
from protection.subject.own_rows import own_rows
from records.rights.context import job
from records.settings import Settings
from records.store import Store
from records.tables import source_rows
from records.tokens import Tokeniser
from sources import agreements
from sources.handing_in import Desk

PROGRAM, DAY = job(), date(2026, 3, 2)
TO_COMPLETE = (Stage.INVESTIGATION, Stage.NOTICE, Stage.COMPLETE)


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path)


def step(store: Store, case: Proceeding, to: Stage) -> Proceeding:
    with store.begin() as connection:
        wish = Next(to, DAY, "SP/1/2026")
        return go_on(connection, store.keys, PROGRAM, case.proceeding_id, case.version, wish, NOW)


def suspected(store: Store, whom: Somebody) -> Proceeding:
    """A complete file (P-21) against somebody."""
    opening = Opening(Stage.REPORT, "uu_21_2007", ("2",), DAY, "LP/B/1/2026", areas=("5203",))
    with store.begin() as connection:
        case = begin(connection, store.keys, PROGRAM, opening, NOW)
        case = add(connection, store.keys, TOKENS, PROGRAM, case.proceeding_id, case.version, whom, NOW)
    for stage in TO_COMPLETE:
        case = step(store, case, stage)
    return case


def release(store: Store, now: datetime = NOW) -> None:
    with store.begin() as connection:
        desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), now)
        release_due(connection, store.keys, desk)


def find_a_victim(store: Store, refs: tuple[str, ...]) -> None:
    """LPSK's outcome has come."""
    with store.begin() as connection:
        note(connection, Note(Origin.LPSK, Key("SL-1", 1), Finding.VICTIM, "lpsk", "lpsk", refs), NOW)


def withdrawn(store: Store) -> int:
    with store.begin() as connection:
        return withdraw_suspects(connection, store.keys, TOKENS, NOW)


def stands(store: Store, case: Proceeding) -> Finding | None:
    with store.begin() as connection:
        return standing(connection, Key(case.code, 1))


@pytest.mark.parametrize("told", ["before", "after"])
def test_a_suspect_found_a_victim_is_none_any_more_and_no_later_stage_makes_them_one(
    store: Store, file: File, told: str
) -> None:
    case = suspected(store, Somebody("suspect", "person_a"))
    assert stands(store, case) is Finding.SUSPECT
    if told == "after":
        release(store)
    assert withdrawn(store) == 0
    find_a_victim(store, (file.passport,))
    assert withdrawn(store) == 1
    assert withdrawn(store) == 0
    assert stands(store, case) is None
    case = step(store, case, Stage.HANDOVER)
    assert stands(store, case) is None
    release(store, NOW + timedelta(days=1))
    with store.reading() as connection:
        rows = connection.execute(
            select(source_rows.c.entity_key, source_rows.c.known["finding"].astext)
            .where(source_rows.c.feed == "case_outcomes")
            .order_by(source_rows.c.recorded_at, source_rows.c.sequence)
        )
        newest = {row[0]: row[1] for row in rows}
    assert newest["SL-1/1"] == "tppo_victim"
    assert newest.get(f"{case.code}/1") == (None if told == "before" else "withdrawn")


def test_one_who_stands_in_no_record_is_known_by_their_number(
    store: Store, settings: Settings, file: File
) -> None:
    case = suspected(store, Somebody("suspect", particulars={"full_name": "Alias", "nik": held_people.NIK}))
    find_a_victim(store, (file.mine,))
    with store.begin() as connection:
        tokens = Tokeniser(settings.token_key())
        assert withdraw_suspects(connection, store.keys, tokens, NOW) == 1
    assert stands(store, case) is None


def test_the_other_stays_a_suspect(store: Store, file: File) -> None:
    case = suspected(store, Somebody("suspect", "person_b"))
    find_a_victim(store, (file.mine,))
    assert withdrawn(store) == 0
    assert stands(store, case) is Finding.SUSPECT


def test_a_finding_of_this_night_bars_a_suspect_before_linkage_has_seen_it(store: Store, file: File) -> None:
    find_a_victim(store, (file.mine,))
    for _ in range(2):  # on its way, and released
        with store.begin() as connection:
            assert found_victim(connection, (file.passport,))
            assert not found_victim(connection, (file.other,))
        with pytest.raises(VictimFound):
            suspected(store, Somebody("suspect", "person_a"))
        release(store)


def test_the_night_job_withdraws_before_it_releases(store: Store, settings: Settings, file: File) -> None:
    case = suspected(store, Somebody("suspect", "person_a"))
    find_a_victim(store, (file.mine,))
    outcomes.work(Errand(store, settings, NOW, {}, lambda _: None))
    with store.reading() as connection:
        keys = connection.scalars(
            select(source_rows.c.entity_key).where(source_rows.c.feed == "case_outcomes")
        )
        assert list(keys) == ["SL-1/1"]
    assert stands(store, case) is None


def test_a_finding_of_this_night_silences_its_person_at_once(store: Store, file: File) -> None:
    find_a_victim(store, (file.mine,))
    release(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
        assert silenced.persons(connection, ["person_a", "person_b"]) == {"person_a"}


def test_a_label_that_no_run_has_linked_is_the_persons_and_goes_with_them(store: Store, file: File) -> None:
    find_a_victim(store, (file.mine,))
    release(store)
    label = "case_outcomes:SL-1/1"
    with store.reading() as connection:
        assert label in own_rows(connection, [file.passport]).refs
        assert file.passport in own_rows(connection, [label]).refs
        assert label not in own_rows(connection, [file.other]).refs
    erase_person(store, [file.mine])
    with store.reading() as connection:
        left = connection.scalars(
            text("SELECT t::text FROM source_rows AS t WHERE feed = 'case_outcomes'")
        ).all()
        assert len(left) == 1
        assert not any(word in row for row in left for word in ("SL-1", NAME, file.token, "tppo_victim"))
    later = NOW + timedelta(days=1)
    with store.begin() as connection:
        desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), later)
        assert release_due(connection, store.keys, desk).released == 0
