"""What cannot wait is found among new rows alone, once, and is one matter a person."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from duty_scene import NOW, complaint, last, later, linked, officer, registration, take_in, tip
from sqlalchemy import insert, select, text

from detection.indicators import INDICATOR_BY_ID
from detection.urgent import items
from detection.urgent.nightly import nightly
from detection.urgent.signs import SEVERE, Shown
from detection.urgent.urgent import urgent
from records.contract import FEED_BY_NAME
from records.facts import SIGNS
from records.store import Store
from records.tables import alert_work, urgent_items

NIK = "5203010106900001"
MINOR = {"birth_date": "2010-06-01", "nik": "5203010106100007"}


def matters(store: Store) -> list[tuple[str, list[str]]]:
    with store.reading() as connection:
        wanted = select(urgent_items.c.subject, urgent_items.c.signs).order_by(urgent_items.c.item_id)
        return [(row.subject, list(row.signs)) for row in connection.execute(wanted)]


@pytest.fixture
def someone(store: Store, tmp_path: Path) -> int:
    """P-1 is registered and linked; gives the last row so far."""
    take_in(store, tmp_path / "in", "registrations", registration(1, nik=NIK))
    linked(store, "P-1", ["registrations:REG-000001"])
    return last(store)


def test_the_signs_are_those_of_the_list_and_their_words_exist() -> None:
    assert [sign.id for sign in SEVERE] == [
        *("D02", "D03", "E05", "E06", "E07", "E09", "E10", "E11", "V01", "V02")
    ]
    categories = set(FEED_BY_NAME["complaints"].by_name["category"].one_of)
    for sign in SEVERE:
        assert sign.categories <= categories
        assert sign.words <= set(SIGNS)
        if sign.id in INDICATOR_BY_ID:
            assert INDICATOR_BY_ID[sign.id].severity == 5


REPORTS: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({"category": "confinement"}, ["E05"]),
    ({"category": "violence"}, ["E06"]),
    ({"narrative": "Ia disekap dan dipukul."}, ["E05", "E06"]),
    ({"narrative": "Majikan mengancam; ia diancam."}, ["E07"]),
    ({"narrative": "Katanya dijual ke tempat lain."}, ["E09"]),
    ({"narrative": "Dipaksa menipu orang lewat telepon."}, ["E10"]),
    ({"narrative": "Keluarga dimintai tebusan."}, ["E11"]),
    ({"narrative": "Masih SMP, sekarang di sana."}, ["V02"]),
    ({"category": "unpaid_wages"}, []),
    ({"category": "documents_held", "narrative": "Paspor ditahan."}, []),
)


def test_a_complaint_with_a_severe_sign_is_urgent_for_whom_its_nik_names(
    store: Store, tmp_path: Path
) -> None:
    people = range(1, len(REPORTS) + 1)
    niks = [f"52030101069000{number:02d}" for number in people]
    rows = (registration(number, nik=nik) for number, nik in zip(people, niks, strict=True))
    take_in(store, tmp_path / "in", "registrations", *rows)
    for number in people:
        linked(store, f"P-{number:02d}", [f"registrations:REG-{number:06d}"])
    before = last(store)
    said = zip(people, niks, REPORTS, strict=True)
    rows = (complaint(number, worker_nik=nik, **changes) for number, nik, (changes, _) in said)
    take_in(store, tmp_path / "in", "complaints", *rows)
    looked = urgent(store, before, NOW)
    assert matters(store) == [
        (f"P-{number:02d}", signs) for number, (_, signs) in zip(people, REPORTS, strict=True) if signs
    ]
    assert looked.last_sequence == last(store)


def test_what_is_not_severe_or_not_new_calls_nobody(store: Store, tmp_path: Path, someone: int) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    assert urgent(store, last(store), NOW).raised.items == ()
    first = urgent(store, someone, NOW)
    assert len(first.raised.opened) == 1
    assert urgent(store, someone, later(1)).raised.items == ()
    assert urgent(store, first.last_sequence, later(2)).raised.items == ()


def test_a_report_of_someone_unknown_is_a_matter_of_its_own_and_calls_once(
    store: Store, tmp_path: Path, someone: int
) -> None:
    strange = complaint(1, worker_nik="3315010106900009", worker_passport_no="X7654321", category="violence")
    take_in(store, tmp_path / "in", "complaints", strange)
    take_in(store, tmp_path / "in", "tips", tip(1, narrative="Ada yang masih di bawah umur di sana."))
    urgent(store, someone, NOW)
    assert matters(store) == [("complaints:COM-000001", ["E06"]), ("tips:TIP-000001", ["V02"])]
    linked(store, "P-2", ["complaints:COM-000001"])
    fired = pd.DataFrame([("P-2", "E06", "complaints", "COM-000001")], columns=FIRED)
    assert nightly(store, fired, someone, later(600)).raised.items == ()


FIRED = ["person_id", "indicator", "feed", "entity_key"]


def test_threats_against_someone_who_had_complained_are_told_as_such(
    store: Store, tmp_path: Path, someone: int
) -> None:
    take_in(
        store,
        tmp_path / "in",
        "complaints",
        complaint(1, worker_nik=NIK, recorded_at="2026-02-01T08:00:00+07:00"),
        complaint(2, worker_nik=NIK, narrative="Keluarganya diancam."),
    )
    urgent(store, someone, NOW)
    assert matters(store) == [("P-1", ["E07", "V01"])]


def test_a_minor_who_registers_is_urgent_before_anybody_links_them(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path / "in", "registrations", registration(7, **MINOR))
    urgent(store, 0, NOW)
    assert matters(store) == [("registrations:REG-000007", ["D03"])]


def test_a_new_paper_that_makes_a_minor_an_adult_is_an_age_raised(store: Store, tmp_path: Path) -> None:
    take_in(
        store, tmp_path / "in", "registrations", registration(7, **MINOR, planned_departure_on="2030-01-01")
    )
    linked(store, "P-7", ["registrations:REG-000007"])
    assert urgent(store, 0, NOW).raised.items == ()
    before = last(store)
    soon = registration(8, nik=MINOR["nik"], birth_date="2005-06-01", planned_departure_on="2026-05-01")
    young = registration(9, **MINOR, planned_departure_on="2026-05-01")
    take_in(store, tmp_path / "in", "registrations", soon)
    urgent(store, before, NOW)
    assert matters(store) == []  # by the far plan both papers are of an adult
    take_in(
        store,
        tmp_path / "in",
        "registrations",
        young | {"registration_id": "REG-000007", "recorded_at": "2026-02-02T08:00:00+07:00"},
    )
    urgent(store, before, NOW)
    assert matters(store) == [("P-7", ["D02", "D03"])]


def test_of_the_nightly_indicators_only_severe_ones_with_something_new_call(
    store: Store, tmp_path: Path, someone: int
) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK))
    rows = [
        ("P-1", "E05", "complaints", "COM-000001"),
        ("P-1", "E04", "complaints", "COM-000001"),
        ("P-9", "E06", "complaints", "COM-000099"),
        ("P-1", "D02", "registrations", "REG-000001"),
    ]
    fired = pd.DataFrame(rows, columns=FIRED)
    nightly(store, fired, someone, NOW)
    assert matters(store) == [("P-1", ["E05"])]
    nightly(store, fired, 0, NOW)  # as if the registration were new as well
    assert matters(store) == [("P-1", ["D02", "E05"])]
    assert {sign.shown for sign in SEVERE if sign.id.startswith("D")} == {Shown.PAPERS}


def test_one_person_has_one_open_matter_joined_with_the_work_there_is(
    store: Store, tmp_path: Path, someone: int
) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    urgent(store, someone, NOW)
    take_in(store, tmp_path / "in", "complaints", complaint(2, worker_nik=NIK, category="confinement"))
    urgent(store, someone, later(1))
    assert matters(store) == [("P-1", ["E05", "E06"])]
    with store.reading() as connection:
        (work,) = connection.execute(select(alert_work)).all()
        assert connection.scalar(select(urgent_items.c.work_id)) == work.work_id
    assert (work.subject, work.selection) == ("P-1", "urgent")


def test_new_evidence_after_somebody_opened_it_calls_anew_and_old_evidence_never(
    store: Store, tmp_path: Path, someone: int
) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    (number,) = urgent(store, someone, NOW).raised.opened
    who = officer("a-siti")
    with store.acting(who).begin() as connection:
        items.open_item(connection, who, number, later(5))
    assert urgent(store, someone, later(6)).raised.items == ()
    take_in(store, tmp_path / "in", "complaints", complaint(2, worker_nik=NIK, category="violence"))
    assert urgent(store, someone, later(7)).raised.again == (number,)
    with store.reading() as connection:
        row = connection.execute(select(urgent_items)).one()
    assert (row.round, row.seen_at, row.rung, row.next_at) == (2, None, 0, later(7))


LEAVING: tuple[tuple[str, str, bool], ...] = (
    ("2026-03-01", "baru", True),
    ("2026-03-02", "ditinjau", True),
    ("2026-03-03", "baru", False),
    ("2026-02-27", "baru", False),
    ("2026-03-01", "ditutup", False),
)


def test_who_leaves_within_48_hours_with_an_open_alert_is_urgent(store: Store, tmp_path: Path) -> None:
    rows = (
        registration(number, planned_departure_on=day) for number, (day, _, _) in enumerate(LEAVING, start=1)
    )
    take_in(store, tmp_path / "in", "registrations", *rows)
    for number, (_, state, _) in enumerate(LEAVING, start=1):
        linked(store, f"P-{number}", [f"registrations:REG-{number:06d}"])
        at_work(store, number, state)
    urgent(store, last(store), NOW)
    expected = [(f"P-{n}", ["leaving"]) for n, (_, _, called) in enumerate(LEAVING, start=1) if called]
    assert matters(store) == expected
    assert urgent(store, last(store), later(20)).raised.items == ()


def test_a_departure_put_to_another_day_calls_anew(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path / "in", "registrations", registration(1, planned_departure_on="2026-03-01"))
    linked(store, "P-1", ["registrations:REG-000001"])
    at_work(store, 1, "baru")
    (number,) = urgent(store, last(store), NOW).raised.opened
    moved = registration(1, planned_departure_on="2026-03-02", recorded_at="2026-02-28T21:00:00+07:00")
    take_in(store, tmp_path / "in", "registrations", moved)
    assert urgent(store, last(store), later(30)).raised.again == (number,)


def test_who_leaves_soon_with_a_high_chance_is_urgent_though_the_week_is_full(
    store: Store, tmp_path: Path
) -> None:
    rows = (registration(number, planned_departure_on="2026-03-01") for number in (1, 2))
    take_in(store, tmp_path / "in", "registrations", *rows)
    chances = {1: 0.5, 2: 0.1}
    scored = {f"P-{n}": (chance, (f"registrations:REG-{n:06d}",)) for n, chance in chances.items()}
    nightly(store, pd.DataFrame([], columns=FIRED), last(store), NOW, scored)
    assert matters(store) == [("P-1", ["leaving"])]


def test_each_look_writes_one_entry(store: Store, tmp_path: Path, someone: int) -> None:
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    urgent(store, someone, NOW)
    with store.reading() as connection:
        entries = connection.execute(text("SELECT object_count FROM audit_entries WHERE act = 'alarm'")).all()
    assert [entry.object_count for entry in entries] == [1]


def at_work(store: Store, number: int, state: str) -> None:
    with store.begin() as connection:
        connection.execute(
            insert(alert_work).values(
                kind="person",
                subject=f"P-{number}",
                refs=[f"registrations:REG-{number:06d}"],
                areas=["5203"],
                selection="ranked",
                hidden_score=False,
                need=0.5,
                look_by=1.0,
                evidence_at=NOW,
                evidence_sequence=1,
                opened_at=NOW,
                state=state,
            )
        )
