"""Questions about who is the same, in a real database: masked, judged in one's own name, erased with their rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from held_people import NAME, NIK, NOW, PHONE, File, erase_person, take_in
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.judgements import Verdict, load
from protection.identity.judging import HOLDER, Judged, Withdrawn, judge, withdraw
from protection.identity.questions import SideBySide, question, questions
from protection.identity.words import FIELDS, INDONESIAN, facts
from records.custody import row_keys
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, identity_judgements, identity_questions, person_areas

JUDGE = Context("a-judge", Role.SATGAS, Purpose.PREVENTION, ("5203",))
SECOND = Context("a-second", Role.SATGAS_LEAD, Purpose.PREVENTION, ("5203",))
STRANGER = Context("a-stranger", Role.SATGAS, Purpose.PREVENTION, ("31",))
TOMORROW = date(2026, 3, 3)
REASON = "Foto di kedua berkas sama, menurut Kanari Unik"
HOUR = timedelta(hours=1)


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return take_in(store, settings, tmp_path / "feeds")


def ask(store: Store, a: str, b: str, **levels: int) -> int:
    with store.begin() as connection:
        values = {
            "run_id": 1,
            "ref_a": min(a, b),
            "ref_b": max(a, b),
            "weight": 1.0,
            "held_same": "no",
            "agreement": levels or {"name": 0},
            "areas": ["5203"],
        }
        number: int = connection.execute(
            insert(identity_questions).values(values).returning(identity_questions.c.question_id)
        ).scalar_one()
        for person in ("person_a", "person_b"):
            there = upsert(person_areas).values(person_id=person, area="5203", run_id=1)
            connection.execute(there.on_conflict_do_nothing())
    return number


def look(store: Store, number: int, context: Context = JUDGE) -> SideBySide:
    with store.acting(context).begin() as connection:
        return question(connection, store.keys, number, TOMORROW, NOW + 9 * HOUR)


def say(store: Store, number: int, verdict: Verdict, context: Context = JUDGE, now: datetime = NOW) -> Judged:
    with store.acting(context).begin() as connection:
        return judge(connection, store.keys, context.who, number, verdict, REASON, now)


def test_both_sides_are_masked_and_what_differs_is_marked(store: Store, file: File) -> None:
    seen = look(store, ask(store, file.mine, file.passport, name=5, nik=4))
    fields = {field.name: field for field in seen.fields}
    assert fields["nik"].agrees is True
    assert fields["phone"].agrees is True
    assert fields["passport_no"].agrees is None
    assert (fields["name"].a, fields["nik"].b) == ("K. U. S.", f"••••{NIK[-2:]}")
    told = repr(seen)
    assert not [value for value in (NIK, NAME, PHONE) if value in told]
    other = look(store, ask(store, file.mine, file.other))
    assert {field.name for field in other.fields if field.agrees is False} >= {"name", "nik", "phone"}


def test_who_works_elsewhere_sees_no_question(store: Store, file: File) -> None:
    number = ask(store, file.mine, file.other)
    with pytest.raises(NotFound):
        look(store, number, STRANGER)
    with store.acting(STRANGER).begin() as connection:
        assert questions(connection, 0, 50, None, NOW) == []


def test_a_judgement_binds_from_the_next_day_and_is_audited_without_its_reason(
    store: Store, file: File
) -> None:
    number = ask(store, file.mine, file.other)
    said = say(store, number, Verdict.SAME)
    assert (said.state, said.conflicts) == ("same", ())
    with store.reading() as connection:
        book = load(connection)
        assert book.as_of(NOW.date()).same == ()
        (pair,) = book.as_of(TOMORROW).same
        assert {each.replace("/", ":", 1) for each in pair} == {file.mine, file.other}
        entry = connection.execute(select(audit_entries).where(audit_entries.c.act == "judge_identity")).one()
        sealed = connection.scalar(select(identity_judgements.c.reason))
    assert entry.object_refs == [f"question/{number}"]
    assert b"Kanari" not in bytes(sealed or b"")


def test_contradicting_judgements_are_told_and_a_withdrawal_settles_them(store: Store, file: File) -> None:
    number = ask(store, file.mine, file.other)
    first = say(store, number, Verdict.SAME)
    second = say(store, number, Verdict.DIFFERENT, SECOND, NOW + HOUR)
    assert second.state == "conflict"
    assert second.conflicts == ((first.judgement_id, second.judgement_id),)
    with store.acting(JUDGE).begin() as connection:
        assert [each.state for each in questions(connection, 0, 50, "conflict", NOW + 2 * HOUR)] == [
            "conflict"
        ]
    with store.reading() as connection:
        assert load(connection).as_of(TOMORROW).same == ()
    with store.acting(JUDGE).begin() as connection:
        after = withdraw(
            connection, store.keys, JUDGE.who, number, first.judgement_id, REASON, NOW + 2 * HOUR
        )
    assert (after.state, after.conflicts) == ("different", ())
    assert [each.withdrawn for each in look(store, number).judgements] == [True, False]
    with store.acting(SECOND).begin() as connection, pytest.raises(Withdrawn):
        withdraw(connection, store.keys, SECOND.who, number, first.judgement_id, REASON, NOW + 3 * HOUR)


def test_a_word_of_habit_is_no_reason_and_no_such_question_is_not_found(store: Store, file: File) -> None:
    number = ask(store, file.mine, file.other)
    with store.acting(JUDGE).begin() as connection:
        with pytest.raises(InputRefused):
            judge(connection, store.keys, JUDGE.who, number, Verdict.SAME, "ok", NOW)
        with pytest.raises(InputRefused):
            judge(connection, store.keys, JUDGE.who, number, Verdict.WITHDRAWN, REASON, NOW)
        with pytest.raises(NotFound):
            judge(connection, store.keys, JUDGE.who, number + 7, Verdict.SAME, REASON, NOW)


def test_nobody_judges_in_anothers_name_and_nothing_is_changed_afterwards(store: Store, file: File) -> None:
    number = ask(store, file.mine, file.other)
    say(store, number, Verdict.SAME)
    with pytest.raises(DBAPIError, match="row-level security"), store.acting(JUDGE).begin() as connection:
        judge(connection, store.keys, "a-second", number, Verdict.SAME, REASON, NOW)
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(identity_judgements.update().values(verdict="different"))
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(identity_questions.update().values(weight=9.0))


def test_a_lawful_erasure_takes_the_question_and_the_reasons_with_the_row(store: Store, file: File) -> None:
    number, kept = ask(store, file.mine, file.other), ask(store, file.other, "registrations:REG-000009")
    said = say(store, number, Verdict.SAME)
    erase_person(store, [file.mine])
    with store.reading() as connection:
        refs = connection.execute(
            select(identity_questions.c.ref_a, identity_questions.c.ref_b).order_by(
                identity_questions.c.question_id
            )
        ).all()
        assert refs[0].ref_a == refs[0].ref_b
        assert refs[0].ref_a.startswith("erased:")
        assert file.other in (refs[1].ref_a, refs[1].ref_b)
        assert row_keys.take(connection, HOLDER, [said.judgement_id]) == {}
        assert load(connection).book == ()
    with pytest.raises(NotFound):
        look(store, number)
    assert kept != number


def test_every_level_of_every_comparison_has_its_indonesian() -> None:
    for comparison in COMPARISONS:
        assert comparison.name in FIELDS
        for level in range(-1, len(comparison.levels)):
            ((_, indonesian, english),) = facts({comparison.name: level})
            assert INDONESIAN[english] == indonesian
