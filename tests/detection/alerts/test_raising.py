"""Alerts become work: one piece a subject, whoever raises it, whatever ids the next run gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from alerted import (
    KEY,
    MONDAY,
    NOW,
    Said,
    happened,
    in_days,
    keep_run,
    officer,
    one_raised,
    person,
    raised,
    told_row,
    work_of,
)
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from detection.alerts.listing import listed, opened
from detection.alerts.raising import raise_run
from detection.alerts.states import Kind, State
from detection.alerts.wanted import Wanted
from records.days import instant
from records.store import Store
from records.tables import alert_work, audit_entries

TUESDAY = MONDAY + timedelta(days=1)
NETWORK = Said(
    "net_1", ("registrations:R1", "registrations:R2", "recruiter_links:L1"), kind="network", probability=0.8
)


def pieces(store: Store) -> int:
    with store.begin() as connection:
        return connection.execute(select(func.count()).select_from(alert_work)).scalar_one()


def test_each_alert_of_a_run_becomes_one_piece_of_work(store: Store) -> None:
    opened = raised(store, MONDAY, person(1), person(2), NETWORK).opened
    assert len(opened) == pieces(store) == 3
    assert happened(store, opened[0]) == ["opened"]


def test_the_same_run_again_changes_nothing(store: Store) -> None:
    run_id = keep_run(store, MONDAY, person(1), NETWORK)
    first = raise_run(store, run_id, KEY, NOW)
    before = [work_of(store, each) for each in first.opened]
    again = raise_run(store, run_id, KEY, in_days(1))
    assert (again.opened, again.again) == ((), ())
    assert [work_of(store, each) for each in first.opened] == before


def test_two_workers_raising_the_same_alert_at_once_make_one_piece(store: Store) -> None:
    runs = [keep_run(store, MONDAY, person(1), person(2)) for _ in range(4)]
    barrier = Barrier(len(runs))

    def work(run_id: int) -> None:
        barrier.wait()
        raise_run(store, run_id, KEY, NOW)

    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(work, runs))
    assert pieces(store) == 2


def test_the_database_refuses_a_second_open_piece_without_the_turn(store: Store) -> None:
    work = work_of(store, one_raised(store, person(1)))
    values = {
        "kind": "person",
        "subject": work.subject,
        "refs": [],
        "areas": [],
        "selection": "urgent",
        "hidden_score": False,
        "need": 0.5,
        "look_by": 1.0,
        "evidence_at": NOW,
        "evidence_sequence": 0,
        "opened_at": NOW,
    }
    with pytest.raises(IntegrityError), store.begin() as connection:
        connection.execute(insert(alert_work).values(values))


def test_a_person_whose_id_changes_keeps_their_piece(store: Store) -> None:
    work_id = one_raised(store, person(1))
    later = raised(store, TUESDAY, Said("P-other", ("registrations:R1", "passports:X")))
    assert later.opened == ()
    assert work_of(store, work_id).subject == "P-other"
    assert happened(store, work_id) == ["opened", "followed"]


def test_two_people_who_prove_to_be_one_go_on_as_one_piece(store: Store) -> None:
    one, other = raised(store, MONDAY, person(1), person(2)).opened
    both = Said("P-both", ("registrations:R1", "registrations:R2"))
    assert raised(store, TUESDAY, both).opened == ()
    assert work_of(store, one).subject == "P-both"
    merged = work_of(store, other)
    assert (merged.state, merged.merged_into, merged.outcome) == (State.CLOSED, one, None)


def test_one_person_who_proves_to_be_two_goes_on_as_two_pieces(store: Store) -> None:
    work_id = one_raised(store, Said("P-1", ("registrations:R1", "registrations:R2", "passports:X")))
    parted = (
        Said("P-1", ("registrations:R2",)),
        Said("P-new", ("registrations:R1", "passports:X")),
    )
    (opened,) = raised(store, TUESDAY, *parted).opened
    assert work_of(store, work_id).subject == "P-new"  # it has most of the rows
    assert work_of(store, opened).subject == "P-1"


def test_names_that_change_places_do_not_stand_in_each_others_way(store: Store) -> None:
    one, other = raised(store, MONDAY, person(1), person(2)).opened
    raised(store, TUESDAY, Said("P-2", ("registrations:R1",)), Said("P-1", ("registrations:R2",)))
    assert [work_of(store, each).subject for each in (one, other)] == ["P-2", "P-1"]


def test_the_people_of_a_network_are_worked_with_it(store: Store) -> None:
    inside, outside, network = raised(store, MONDAY, person(1), person(3), NETWORK).opened
    assert work_of(store, network).kind is Kind.NETWORK
    assert work_of(store, inside).part_of == network
    assert work_of(store, outside).part_of is None


def test_a_recruiter_who_stands_in_a_raised_network_is_part_of_that_piece_of_work(store: Store) -> None:
    """By the network's own word, or by half of the rows; who brought a few people of it is not."""
    named = Said("rec-1", ("recruiter_links:L9",), kind="recruiter")
    half = Said("rec-2", ("registrations:R1", "registrations:R9"), kind="recruiter")
    village_head = Said(
        "rec-3", ("registrations:R1", *(f"registrations:V{n}" for n in range(9))), kind="recruiter"
    )
    alone = raised(store, MONDAY, named, half, village_head).opened
    assert [work_of(store, each).part_of for each in alone] == [None] * 3
    told = replace(NETWORK, more={"things": [["phone", "p"], ["recruiter", "rec-1"]]})
    network, *again = raised(store, TUESDAY, told, named, half, village_head).opened
    assert again == []  # the recruiters have their pieces
    assert [work_of(store, each).part_of for each in alone] == [network, network, None]
    with store.begin() as connection:
        kinds = [item.kind for item in listed(connection, "a", Wanted(), NOW)]
        (opened_one,) = (opened(connection, store.keys, "a", network, NOW).members,)
    assert sorted(kinds) == [Kind.NETWORK, Kind.RECRUITER]
    assert {item.work_id for item in opened_one} == set(alone[:2])


def test_the_day_of_departure_is_that_of_the_newest_registration(store: Store) -> None:
    told_row(
        store, "registrations:R1", instant(MONDAY) - timedelta(days=9), planned_departure_on="2025-04-01"
    )
    told_row(
        store, "registrations:R1", instant(MONDAY) - timedelta(days=2), planned_departure_on="2025-03-20"
    )
    told_row(
        store, "registrations:R1", instant(MONDAY) + timedelta(days=1), planned_departure_on="2025-03-10"
    )
    work = work_of(store, one_raised(store, person(1)))
    assert work.departs_on is not None
    assert work.departs_on.isoformat() == "2025-03-20"


def test_raising_is_one_entry_in_the_audit_that_names_the_work(store: Store) -> None:
    opened = raised(store, MONDAY, person(1), person(2)).opened
    with store.begin() as connection:
        entries = connection.execute(select(audit_entries).where(audit_entries.c.act == "raise")).all()
    assert [list(entry.object_refs) for entry in entries] == [[f"work/{each}" for each in opened]]


def test_a_random_tenth_has_its_score_hidden(store: Store) -> None:
    opened = raised(store, MONDAY, *(person(number) for number in range(40))).opened
    assert sum(work_of(store, each).hidden_score for each in opened) == 4


def test_only_the_program_opens_work(store: Store) -> None:
    with pytest.raises(Exception, match="row-level security"), officer(store).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO alert_work (kind, subject, refs, areas, selection, hidden_score, need, look_by,"
                " evidence_at, evidence_sequence, opened_at) VALUES ('person', 'x', '{}', '{5203}', 'urgent',"
                " false, 1, 1, now(), 0, now())"
            )
        )
