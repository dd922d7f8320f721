"""Names are shown to whoever asked and a custodian agreed, for a time, and who opened them is kept for ever."""

from __future__ import annotations

import pytest
from lpsk_scene import ADMIN, CANARIES, CUSTODIAN, HANDLER, NOW, SECOND, people, received
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from protection.cases import custody, events, reading
from records import four_eyes
from records.errors import NotFound
from records.four_eyes import SecondPersonNeeded
from records.rights.context import Context
from records.store import Store
from records.tables import case_identities, case_openings, lpsk_cases

GROUND = "UU 31/2014 Pasal 5(1)(i)"
REASON = "Menghubungi orangnya lewat kontak aman."


def asked(store: Store, code: str, sections: tuple[str, ...] = ("identity",)) -> int:
    with store.acting(HANDLER).begin() as connection:
        return custody.ask(connection, store.keys, code, sections, GROUND, REASON)


def agreed(store: Store, number: int, by: Context = CUSTODIAN) -> None:
    with store.acting(by).begin() as connection:
        four_eyes.decide(connection, number, approve=True)


def opened(
    store: Store, code: str, sections: tuple[str, ...] = ("identity",), who: Context = HANDLER
) -> custody.Shown:
    with store.acting(who).begin() as connection:
        return custody.open_(connection, store.keys, who, code, sections, NOW)


@pytest.fixture
def code(lpsk_store: Store) -> str:
    people(lpsk_store)
    return received(lpsk_store)


def test_a_name_is_shown_when_a_custodian_agreed_and_it_is_written_down(lpsk_store: Store, code: str) -> None:
    with pytest.raises(SecondPersonNeeded):
        opened(lpsk_store, code)
    number = asked(lpsk_store, code)
    with pytest.raises(SecondPersonNeeded):
        opened(lpsk_store, code)
    agreed(lpsk_store, number)
    shown = opened(lpsk_store, code)
    assert shown.sections["identity"]["name"] == CANARIES[0]
    assert set(shown.sections) == {"identity"}
    with lpsk_store.acting(SECOND).begin() as connection:
        whole = reading.one(connection, lpsk_store.keys, SECOND, code, NOW)
        (opening,) = whole.openings
        assert (opening.who, opening.sections) == (HANDLER.who, ("identity",))
        assert opening.until - opening.opened_at == custody.LASTS
        assert whole.opened_until is None


def test_an_approval_shows_exactly_what_was_asked_for_and_once(lpsk_store: Store, code: str) -> None:
    agreed(lpsk_store, asked(lpsk_store, code))
    with pytest.raises(SecondPersonNeeded):
        opened(lpsk_store, code, ("identity", "family"))
    opened(lpsk_store, code)
    with pytest.raises(SecondPersonNeeded):
        opened(lpsk_store, code)
    with lpsk_store.acting(HANDLER).begin() as connection:  # it may be looked at again while it stands
        assert custody.show(connection, lpsk_store.keys, HANDLER, code, NOW).sections


def test_nobody_opens_by_anothers_approval(lpsk_store: Store, code: str) -> None:
    agreed(lpsk_store, asked(lpsk_store, code))
    for who, refused in ((SECOND, SecondPersonNeeded), (CUSTODIAN, NotFound)):
        with pytest.raises(refused):
            opened(lpsk_store, code, who=who)
    opened(lpsk_store, code)
    with pytest.raises(SecondPersonNeeded), lpsk_store.acting(SECOND).begin() as connection:
        custody.show(connection, lpsk_store.keys, SECOND, code, NOW)


def test_a_handler_does_not_agree_to_anothers_request(lpsk_store: Store, code: str) -> None:
    with pytest.raises(NotFound):  # nor sees it
        agreed(lpsk_store, asked(lpsk_store, code), SECOND)
    with pytest.raises(NotFound):
        agreed(lpsk_store, asked(lpsk_store, code), ADMIN)


def test_when_its_time_is_over_nothing_is_shown_and_the_opening_stays(
    lpsk_store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custody, "LASTS", custody.timedelta(milliseconds=1))
    agreed(lpsk_store, asked(lpsk_store, code))
    with pytest.raises(SecondPersonNeeded):  # over before it was read
        opened(lpsk_store, code)


def test_the_database_keeps_the_rule_by_itself(lpsk_store: Store, code: str) -> None:
    number = asked(lpsk_store, code)
    agreed(lpsk_store, number)
    with lpsk_store.acting(HANDLER).begin() as connection:
        row = events.row_of(connection, code)
        planted = {
            "case_id": row.case_id,
            "who": HANDLER.who,
            "sections": ["identity"],
            "approval_id": number,
            "until": text("clock_timestamp() + interval '10 minutes'"),
        }
        with pytest.raises(DBAPIError, match="row-level security"), connection.begin_nested():
            connection.execute(insert(case_openings).values(planted))  # agreed to, and not used up
        assert connection.execute(select(case_identities)).all() == []
    opened(lpsk_store, code)
    with lpsk_store.acting(HANDLER).begin() as connection:
        assert [each.section for each in connection.execute(select(case_identities))] == ["identity"]
        with pytest.raises(DBAPIError, match="row-level security"), connection.begin_nested():
            connection.execute(insert(case_openings).values({**planted, "sections": ["family"]}))
    with lpsk_store.acting(SECOND).begin() as connection:
        assert connection.execute(select(case_identities)).all() == []


def test_broken_glass_shows_at_once_and_is_reviewed(lpsk_store: Store, code: str) -> None:
    with lpsk_store.acting(HANDLER).begin() as connection:
        number = custody.ask(
            connection, lpsk_store.keys, code, ("safe_contact",), GROUND, REASON, emergency=True
        )
    assert opened(lpsk_store, code, ("safe_contact",)).sections["safe_contact"]["to"] == CANARIES[2]
    with lpsk_store.acting(CUSTODIAN).begin() as connection:
        four_eyes.review(connection, number, justified=True)
        (opening,) = custody.guarded(connection)
    assert opening.case_code == code


def test_openings_are_never_changed(lpsk_store: Store, code: str) -> None:
    agreed(lpsk_store, asked(lpsk_store, code))
    opened(lpsk_store, code)
    with pytest.raises(DBAPIError), lpsk_store.begin() as connection:
        connection.execute(text("DELETE FROM case_openings"))


def test_no_clear_column_of_a_case_holds_what_names_the_person(lpsk_store: Store, code: str) -> None:
    with lpsk_store.begin() as connection:
        cells = " ".join(
            str(tuple(row))
            for table in connection.scalars(
                text(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
                )
            ).all()
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  (names of the catalogue)
        )
        assert connection.scalar(select(lpsk_cases.c.case_code)) == code
    for canary in CANARIES:
        assert canary not in cells
