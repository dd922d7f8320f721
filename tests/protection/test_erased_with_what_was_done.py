"""A person's erasure reaches what was done about them: work, actions, urgent matters, screenings, questions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import held_people
import pytest
from held_people import NOW, OFFICER, File, erase_person
from sqlalchemy import Connection, insert, select, text

from detection.alerts import claims, taking_back
from detection.alerts.raising import raise_run
from protection.actions.events import tell
from protection.actions.states import State, Step
from protection.erasure.sweep import REWRITTEN
from records.custody import row_keys
from records.settings import Settings
from records.store import Store
from records.tables import (
    alert_events,
    alert_work,
    counsel_referrals,
    counsel_talks,
    identity_judgements,
    identity_questions,
    metadata,
    paper_notes,
    support_signs,
)
from records.tables.actions import action_events, actions
from records.tables.duty import urgent_evidence, urgent_items
from records.tables.screening import screenings

DONE = {
    "alert_work",
    "alert_events",
    "actions",
    "urgent_items",
    "urgent_evidence",
    "screenings",
    "identity_questions",
    "support_signs",
    "counsel_referrals",
    "paper_notes",
}
"""Tables in which something about the person is planted."""
SEALED = ("alert_events", "action_events", "urgent_items", "identity_judgements", "counsel_talks")


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path)


def plant(store: Store, file: File, ref: str, alert_id: int, person: str) -> int:
    """Everything that is done about someone, with words; gives the number of the piece of work."""
    key = ref.partition(":")[2]
    with store.begin() as connection:
        work_id: int = connection.scalars(
            select(alert_work.c.work_id).where(alert_work.c.subject == person)
        ).one()
        work = claims.claim(connection, "a-dewi", work_id, None, NOW)
        taking_back.note(
            connection, store.keys, "a-dewi", work_id, work.version, "Ibunya bernama Kanari.", NOW
        )
        connection.execute(
            insert(alert_events).values(
                work_id=work_id,
                kind="followed",
                who="suluh",
                at=NOW,
                version=90,
                evidence=[ref],
                before={"subject": person, "refs": [ref, "registrations:REG-000009"]},
            )
        )
        common = {"refs": [ref], "areas": ["5203"], "subject": person}
        action_id: int = connection.execute(
            insert(actions)
            .values(
                **common,
                alert_id=alert_id,
                work_id=work_id,
                kind="file_check",
                about="person",
                owner="a-dewi",
                due_on=NOW.date(),
                ground="g",
                state="planned",
                planned_by="a-dewi",
                planned_at=NOW,
            )
            .returning(actions.c.action_id)
        ).scalar_one()
        words = "Berita acara: bertemu Kanari."
        tell(connection, store.keys, OFFICER, action_id, 1, Step.PLAN, None, State.PLANNED, words, NOW)
        item_id: int = connection.execute(
            insert(urgent_items)
            .values(
                **common,
                kind="person",
                signs=["child"],
                work_id=work_id,
                raised_at=NOW,
                round_at=NOW,
                next_at=NOW,
                sealed=b"box",
            )
            .returning(urgent_items.c.item_id)
        ).scalar_one()
        row_keys.put(connection, "urgent_items", item_id, store.keys.seal(b"Kanari", b"x").key)
        connection.execute(
            insert(urgent_evidence).values(
                subject=person, sign="child", ref=ref, item_id=item_id, found_at=NOW
            )
        )
        connection.execute(
            insert(screenings).values(
                screening_id=f"scr_{alert_id}",
                registration=key,
                person_id=person,
                who="a-dewi",
                asked_at=NOW,
                asked_on=NOW.date(),
                outcome="lanjut",
                referred=False,
                drawn=False,
                chance=0.1,
                missing=[],
                particulars=["token-of-phone"],
            )
        )
        feed, _, entity_key = ref.partition(":")
        row = {"run_id": file.run_id, "feed": feed, "entity_key": entity_key, "refs": [ref]}
        connection.execute(insert(support_signs).values(**row, person_id=person, sign="V02", detail="16"))
        question_id: int = connection.execute(
            insert(identity_questions)
            .values(
                run_id=file.run_id,
                ref_a=ref,
                ref_b=f"registrations:near-{person}",
                weight=1.0,
                held_same="no",
                agreement={"name": 1},
                areas=["5203"],
            )
            .returning(identity_questions.c.question_id)
        ).scalar_one()
        sealed = store.keys.seal(b"Kanari dan Kenari berbeda.", b"y")
        judgement_id: int = connection.execute(
            insert(identity_judgements)
            .values(
                question_id=question_id,
                verdict="different",
                judged_by="a-dewi",
                judged_at=NOW,
                reason=sealed.box,
            )
            .returning(identity_judgements.c.judgement_id)
        ).scalar_one()
        row_keys.put(connection, "identity_judgements", judgement_id, sealed.key)
        plant_counsel(store, connection, key, person)
    return work_id


def plant_counsel(store: Store, connection: Connection, key: str, person: str) -> None:
    """A talk with a counsellor and a row of the desk's paper."""
    values = {"registration": key, "person_id": person, "area": "5203", "language": "sas"}
    sent = {"sent_on": NOW.date(), "sent_at": NOW, "sent_by": "a-dewi"}
    referral_id: int = connection.execute(
        insert(counsel_referrals).values(**values, **sent).returning(counsel_referrals.c.referral_id)
    ).scalar_one()
    note = store.keys.seal(b"Kanari ingin berpikir dahulu.", b"z")
    agreed = {"agreed_to_note": True, "agreed_to_pass_on": False, "sealed": note.box}
    times = {"happened_at": NOW, "recorded_at": NOW}
    talk_id: int = connection.execute(
        insert(counsel_talks)
        .values(referral_id=referral_id, who="a-dewi", outcome="thinks", **agreed, **times)
        .returning(counsel_talks.c.talk_id)
    ).scalar_one()
    row_keys.put(connection, "counsel_talks", talk_id, note.key)
    paper = {"registration": key, "who": "a-dewi", "happened_at": NOW, "entered_at": NOW, "done": "back"}
    connection.execute(insert(paper_notes).values(paper))


def holding(store: Store, *words: str) -> set[str]:
    """The tables any of whose rows says one of these words; of sealed boxes nothing can be read anyway."""
    with store.begin() as connection:
        return {
            table.name
            for table in metadata.sorted_tables
            if connection.scalar(
                text(f'SELECT count(*) FROM "{table.name}" AS t WHERE t::text LIKE ANY (:words)'),  # noqa: S608
                {"words": [f"%{word}%" for word in words]},
            )
        }


def keys(store: Store) -> dict[str, int]:
    with store.begin() as connection:
        counted = connection.execute(text("SELECT holder, count(*) FROM row_keys GROUP BY holder"))
        return {holder: count for holder, count in counted if holder in SEALED}


def test_nothing_that_was_done_about_the_erased_tells_of_them(store: Store, file: File) -> None:
    raise_run(store, file.run_id, b"k" * 32, NOW - timedelta(hours=1))
    work_id = plant(store, file, file.mine, file.alert_id, "person_a")
    other_id = plant(store, file, file.other, file.other_alert_id, "person_b")
    canaries = ("REG-000001", "person\\_a", file.token)
    assert holding(store, *canaries) >= DONE  # planted
    assert keys(store) == dict.fromkeys(SEALED, 2)

    number = erase_person(store, [file.mine])
    assert holding(store, *canaries) <= {"audit_entries", "approvals"}, "something still tells of the person"
    assert holding(store, "REG-000002", "person\\_b") >= DONE  # the other's stands
    assert keys(store) == dict.fromkeys(SEALED, 1)
    with store.begin() as connection:
        work, other = (
            connection.execute(select(alert_work).where(alert_work.c.work_id == each)).one()
            for each in (work_id, other_id)
        )
        assert (work.state, work.refs, work.owner) == ("ditutup", [f"erased:{number}"], None)
        assert (other.state, other.owner) == ("ditinjau", "a-dewi")
        done = connection.execute(select(actions.c.state, actions.c.ended_at).order_by(actions.c.action_id))
        assert [(row.state, row.ended_at is None) for row in done] == [
            ("cancelled", False),
            ("planned", True),
        ]
        urgent = connection.execute(select(urgent_items.c.closed_as).order_by(urgent_items.c.item_id))
        assert [row.closed_as for row in urgent] == ["erased", None]
        before = connection.scalars(
            select(alert_events.c.before).where(
                alert_events.c.work_id == work_id, alert_events.c.version == 90
            )
        ).one()
        assert before["refs"] == [f"erased:{number}", "registrations:REG-000009"]
        assert (
            connection.scalar(select(action_events.c.event_id).limit(1)) is not None
        )  # that it was done stays


def test_the_sweep_writes_every_table_anew_that_an_erasure_touches() -> None:
    assert set(REWRITTEN) >= DONE | {"row_keys", "source_rows", "alerts", "identities"}


def test_outside_an_erasure_the_books_stay_append_only(store: Store, file: File) -> None:
    raise_run(store, file.run_id, b"k" * 32, NOW - timedelta(hours=1))
    with pytest.raises(Exception, match=r"append-only|permission denied"), store.begin() as connection:
        connection.execute(text("UPDATE alert_events SET evidence = '{}'"))
