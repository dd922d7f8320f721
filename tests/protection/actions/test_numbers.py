"""Before any call: who else uses the number, told by counts, never the number; and which ways lead past it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories import desk_row, write_csv
from peopled import KEY, TOKENS, Peopled, people
from sqlalchemy import insert

from protection.actions.calling import for_alert
from protection.actions.numbers import Calling, before_calling
from protection.protected import Protection, protect
from records.errors import NotFound
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import detection_runs, identities, person_areas
from sources import agreements
from sources.ingest import Ingest

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICER = Context("a-siti", Role.SATGAS, Purpose.PREVENTION, ("5203",), "satgas-ntb")
SHARED = "081298765432"


def take_in(store: Store, folder: Path, feed: str, *rows: dict[str, str]) -> None:
    file = write_csv(folder / f"{feed}.csv", rows)
    assert Ingest(store, TOKENS, KEY, agreements.load(None)).take(file, lambda _d, _r: None).new == len(rows)


def registered(
    store: Store, folder: Path, *villages: str, relation: str = "friend", first: int = 51
) -> list[str]:
    """People 51, 52 … who gave the shared number; gives their ids."""
    rows = [
        desk_row(
            "registrations",
            number,
            village_code=village,
            phone=SHARED,
            referrer_phone="081100000000",
            referrer_relation=relation,
            guardian_name="Halimah Tua",
        )
        for number, village in enumerate(villages, start=first)
    ]
    take_in(store, folder, "registrations", *rows)
    with store.begin() as connection:
        run_id = connection.execute(
            insert(detection_runs)
            .values(
                as_of=date(2026, 3, 1),
                capacity=1,
                data_sequence=first,
                data_digest="d",
                model_version="m",
                learned=False,
                people=1,
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        for row in rows:
            person = f"P-{row['registration_id']}"
            of_it = {"feed": "registrations", "entity_key": row["registration_id"], "person_id": person}
            connection.execute(insert(identities).values(run_id=run_id, **of_it))
            area = row["village_code"][:4]
            connection.execute(insert(person_areas).values(person_id=person, area=area, run_id=run_id))
    return [f"P-{row['registration_id']}" for row in rows]


def asked(store: Store, person: str, by: Context = OFFICER) -> Calling:
    with store.acting(by).begin() as connection:
        return before_calling(connection, store.keys, person, date(2026, 3, 3))


def test_a_number_of_many_is_told_by_counts_and_never_itself(store: Store, tmp_path: Path) -> None:
    first, *_ = registered(store, tmp_path, *["5203012001"] * 6, "3315012001")
    links = [
        desk_row("recruiter_links", number, recruiter_phone=SHARED, subject_type="registration")
        for number in (1, 2)
    ]
    take_in(store, tmp_path, "recruiter_links", *links)
    take_in(store, tmp_path, "complaints", desk_row("complaints", 1, recruiter_phone=SHARED))
    (number,) = asked(store, first).numbers
    assert (number.people, number.elsewhere, number.safe, number.masked) == (6, True, False, "••••32")
    assert [(use.part, use.rows) for use in number.uses] == [("recruiter", 3)]
    assert number.text_id.startswith(
        "Nomor ini dipakai 6 orang di wilayah Anda, dan orang lain di tempat lain"
    )
    assert "Jangan menelepon" in number.text_id
    assert SHARED not in repr(number)
    assert SHARED[-6:] not in repr(number)


def test_an_agencys_and_a_bringers_number_are_told_as_such(store: Store, tmp_path: Path) -> None:
    first, *_ = registered(store, tmp_path, "5203012001")
    take_in(store, tmp_path, "agencies", desk_row("agencies", 1, phone=SHARED))
    take_in(
        store,
        tmp_path,
        "registrations",
        desk_row("registrations", 90, referrer_phone=SHARED, village_code="3315012001"),
    )
    (number,) = asked(store, first).numbers
    assert [(use.part, use.rows) for use in number.uses] == [("brought", 1), ("agency", 1)]
    assert not number.safe


def test_a_number_of_one_alone_is_no_promise(store: Store, tmp_path: Path) -> None:
    (first,) = registered(store, tmp_path, "5203012001")
    (number,) = asked(store, first).numbers
    assert (number.people, number.elsewhere, number.uses, number.safe) == (1, False, (), True)
    assert "pastikan dahulu" in number.text_id


def test_a_protected_person_behind_the_same_number_is_a_mark_without_a_count(
    store: Store, tmp_path: Path
) -> None:
    first, second = registered(store, tmp_path, "5203012001", "5203012001")
    with store.begin() as connection:
        protect(connection, "suluh", Protection.WITNESS, [f"registrations:{second[2:]}"], NOW)
    (number,) = asked(store, first).numbers
    assert (number.people, number.elsewhere) == (1, True)
    with pytest.raises(NotFound):
        asked(store, second)


def test_ways_past_the_number_doubt_those_who_brought_the_person(store: Store, tmp_path: Path) -> None:
    take_in(
        store,
        tmp_path,
        "ltsa_offices",
        desk_row("ltsa_offices", 1, regency_code="5203", has_mrc="true", closed_on=""),
        desk_row("ltsa_offices", 2, regency_code="5203", has_mrc="false", closed_on=""),
        desk_row("ltsa_offices", 3, regency_code="5204", has_mrc="true", closed_on=""),
    )
    (first,) = registered(store, tmp_path, "5203012001")
    assert [(way.name, way.doubt) for way in asked(store, first).ways] == [
        ("village", False),
        ("family", False),
        ("mrc", False),
    ]
    mrc = asked(store, first).ways[-1]
    assert mrc.text_id == "MRC di 1 kantor LTSA kabupaten/kota asalnya"


def test_whoever_brought_the_person_is_no_safe_way(store: Store, tmp_path: Path) -> None:
    relations = {"village_head": ["village"], "family": ["family"], "agency_staff": []}
    for number, (relation, doubted) in enumerate(relations.items()):
        folder = tmp_path / relation
        folder.mkdir()
        (person,) = registered(store, folder, "5203012001", relation=relation, first=61 + number)
        assert [way.name for way in asked(store, person).ways if way.doubt] == doubted


def test_the_look_is_for_people_whom_one_may_see(store: Store) -> None:
    peopled: Peopled = people(store)
    with store.acting(OFFICER).begin() as connection:
        assert for_alert(connection, store.keys, peopled.own.alert_id, NOW).numbers
    for hidden in (peopled.elsewhere.alert_id, peopled.protected.alert_id, peopled.network_id):
        with pytest.raises(NotFound), store.acting(OFFICER).begin() as connection:
            for_alert(connection, store.keys, hidden, NOW)
