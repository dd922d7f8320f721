"""People are found exactly, shown masked, and revealed for a reason, for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from peopled import TOKENS, Peopled, people
from sqlalchemy import NullPool, create_engine, func, insert, select, text

from protection.disclosure.person import help_for, person
from protection.disclosure.reveal import NEVER, REVEALABLE, Reveal, reveal
from protection.disclosure.search import MOST, find
from records.contract import FEEDS
from records.errors import InputRefused, NotFound, SuluhError
from records.feed import Identifier
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, detection_runs, identities, reveals, support_signs

AS_OF = date(2025, 1, 9)
NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
OFFICER = Context("a-officer", Role.SATGAS, Purpose.PREVENTION, ("5203",))
HANDLER = Context("a-handler", Role.LPSK, Purpose.PROTECTION, ("5203",))
REASON = "Memastikan nama sebelum menelepon keluarganya"


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def shown(store: Store, context: Context, person_id: str, *fields: str, reason: str = REASON) -> Reveal:
    with store.acting(context).begin() as connection:
        return reveal(
            connection,
            store.keys,
            context,
            person_id,
            fields,
            reason,
            as_of=AS_OF,
            now=NOW,
            lasts=timedelta(seconds=60),
        )


def entries(store: Store, act: str) -> list[tuple[object, ...]]:
    columns = audit_entries.c
    wanted = select(columns.who, columns.object_refs, columns.fields).where(columns.act == act)
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted.where(columns.who != "suluh"))]


@pytest.mark.parametrize("kind", [Identifier.NIK, Identifier.PHONE, Identifier.NAME])
def test_a_person_is_found_by_what_they_bear(store: Store, peopled: Peopled, kind: Identifier) -> None:
    words = {
        Identifier.NIK: peopled.own.nik,
        Identifier.PHONE: peopled.own.phone,
        Identifier.NAME: peopled.own.name,
    }
    with store.acting(OFFICER).begin() as connection:
        assert find(connection, TOKENS, kind, words[kind]).person_ids == (peopled.own.person_id,)
    assert entries(store, "search") == [("a-officer", [peopled.own.person_id], [kind.value])]


def test_a_phone_is_found_however_it_is_written(store: Store, peopled: Peopled) -> None:
    with store.acting(OFFICER).begin() as connection:
        written = "+62 " + peopled.own.phone[1:4] + "-" + peopled.own.phone[4:]
        assert find(connection, TOKENS, Identifier.PHONE, written).person_ids == (peopled.own.person_id,)


def test_what_is_no_nik_is_refused_and_what_is_elsewhere_is_not_found(store: Store, peopled: Peopled) -> None:
    with store.acting(OFFICER).begin() as connection:
        with pytest.raises(InputRefused):
            find(connection, TOKENS, Identifier.NIK, "bukan NIK")
        with pytest.raises(InputRefused):
            find(connection, TOKENS, Identifier.TEXT, "narasi")
        for someone in (peopled.neighbour, peopled.elsewhere, peopled.protected):
            assert find(connection, TOKENS, Identifier.NIK, someone.nik).person_ids == ()


def test_a_name_that_too_many_bear_finds_nobody(
    store: Store, peopled: Peopled, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST >= 1
    monkeypatch.setattr("protection.disclosure.search.MOST", 0)
    with store.acting(OFFICER).begin() as connection:
        found = find(connection, TOKENS, Identifier.NIK, peopled.own.nik)
    assert (found.person_ids, found.too_many) == ((), True)


def test_a_person_is_shown_masked(store: Store, peopled: Peopled) -> None:
    with store.acting(OFFICER).begin() as connection:
        found = person(connection, store.keys, peopled.own.person_id, AS_OF)
    (row,) = found.rows
    assert {"full_name", "nik", "phone"} <= set(row.masked)
    for secret in (peopled.own.nik, peopled.own.name, peopled.own.phone):
        assert secret not in repr(found)
    assert "nk_" not in repr(found), "a token is no one's to see"
    assert row.cells["country"]


def test_a_person_who_was_not_known_yet_is_not_there(store: Store, peopled: Peopled) -> None:
    with store.acting(OFFICER).begin() as connection, pytest.raises(NotFound):
        person(connection, store.keys, peopled.own.person_id, date(2023, 1, 1))


def test_an_erased_row_stays_masked_and_says_so(store: Store, settings: Settings, peopled: Peopled) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:  # a key goes by law alone; the owner stands in for it
        connection.execute(text("ALTER TABLE row_keys DISABLE ROW LEVEL SECURITY"))
        connection.execute(text("DELETE FROM row_keys WHERE holder = 'source_rows'"))
    with store.acting(OFFICER).begin() as connection:
        (row,) = person(connection, store.keys, peopled.own.person_id, AS_OF).rows
    assert row.erased
    assert row.masked == ()


def test_a_reveal_shows_the_fields_asked_for_until_a_time(store: Store, peopled: Peopled) -> None:
    found = shown(store, OFFICER, peopled.own.person_id, "full_name", "phone")
    ref = f"registrations:{peopled.own.entity_key}"
    assert found.values == {ref: {"full_name": peopled.own.name, "phone": peopled.own.phone}}
    assert found.until == NOW + timedelta(seconds=60)
    assert entries(store, "reveal") == [("a-officer", [peopled.own.person_id], ["full_name", "phone"])]


def test_the_reason_is_kept_sealed(store: Store, peopled: Peopled) -> None:
    shown(store, OFFICER, peopled.own.person_id, "nik", reason=f"Telepon {peopled.own.name} lebih dahulu")
    with store.reading() as connection:
        (kept,) = connection.execute(select(reveals)).all()
    assert peopled.own.name.encode() not in kept.reason
    assert peopled.own.name not in repr(kept)


@pytest.mark.parametrize("reason", ["", "cek", "               "])
def test_a_reveal_without_a_reason_is_refused(store: Store, peopled: Peopled, reason: str) -> None:
    with pytest.raises(InputRefused):
        shown(store, OFFICER, peopled.own.person_id, "nik", reason=reason)
    assert entries(store, "reveal") == []


@pytest.mark.parametrize("fields", [(), ("recorded_at",), ("reporter_id",), ("nik", "tidak_ada")])
def test_what_is_never_shown_is_refused(store: Store, peopled: Peopled, fields: tuple[str, ...]) -> None:
    with pytest.raises(InputRefused):
        shown(store, OFFICER, peopled.own.person_id, *fields)


def test_who_told_us_can_never_be_revealed() -> None:
    reporters = {field.name for feed in FEEDS for field in feed.identifiers if field.identifier in NEVER}
    assert reporters
    assert not reporters & REVEALABLE


def test_what_help_somebody_may_need_is_told_to_those_who_help_and_to_nobody_else(
    store: Store, peopled: Peopled
) -> None:
    """That somebody was a victim before is for case handlers; an officer who ranks people sees nothing of it."""
    with store.begin() as connection:
        run_id = connection.scalar(select(func.max(detection_runs.c.run_id)))
        for someone in peopled.everyone:
            row: dict[str, object] = {
                "run_id": run_id,
                "person_id": someone.person_id,
                "entity_key": f"C-{someone.person_id}",
            }
            own = select(identities.c.feed + ":" + identities.c.entity_key)
            row["refs"] = list(connection.scalars(own.where(identities.c.person_id == someone.person_id)))
            for sign, feed, detail in (("V02", "complaints", "16"), ("V04", "returns", "2024-02-01")):
                connection.execute(insert(support_signs).values(**row, sign=sign, feed=feed, detail=detail))

    def told(role: Role, purpose: Purpose, person_id: str = peopled.own.person_id) -> list[str]:
        with store.acting(replace(OFFICER, role=role, purpose=purpose)).begin() as connection:
            return [each.sign for each in help_for(connection, person_id)]

    assert told(Role.LPSK, Purpose.PROTECTION) == told(Role.UPT_PPA, Purpose.PROTECTION) == ["V02", "V04"]
    assert told(Role.MRC, Purpose.SERVICE) == told(Role.SATGAS_LEAD, Purpose.PREVENTION) == ["V02"]
    for role in (Role.SATGAS, Role.INVESTIGATOR, Role.PLACEMENT_OFFICER, Role.ANALYST, Role.LABOUR_INSPECTOR):
        assert told(role, Purpose.PREVENTION) == []
    assert told(Role.LPSK, Purpose.PROTECTION, peopled.elsewhere.person_id) == []
    assert told(Role.MRC, Purpose.SERVICE, peopled.protected.person_id) == []
    assert told(Role.LPSK, Purpose.PROTECTION, peopled.protected.person_id) == ["V02", "V04"]
    with store.acting(HANDLER).begin() as connection:
        child, _ = person(connection, store.keys, peopled.own.person_id, AS_OF).help
    assert (child.says_id, child.ref) == (
        "Berumur 16 tahun menurut salah satu dokumennya.",
        f"complaints:C-{peopled.own.person_id}",
    )
    said = entries(store, "read")[-1][2]
    assert isinstance(said, list)
    assert "support_signs" in said


def test_a_protected_identity_takes_a_second_person(store: Store, peopled: Peopled) -> None:
    with pytest.raises(SuluhError) as refusal:
        shown(store, HANDLER, peopled.protected.person_id, "full_name")
    assert refusal.value.code == "second_person_needed"
    assert entries(store, "reveal") == []


def test_whom_one_may_not_see_does_not_exist(store: Store, peopled: Peopled) -> None:
    told = set()
    for person_id in (peopled.elsewhere.person_id, peopled.protected.person_id, "P-absent"):
        with pytest.raises(NotFound) as refusal:
            shown(store, replace(OFFICER, areas=("5203",)), person_id, "full_name")
        told.add((refusal.value.text_id, refusal.value.text_en))
    assert len(told) == 1
