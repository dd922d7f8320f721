"""An erasure reaches proceedings and labels: who it was, what was written of them, what was to be released."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import held_people
import pytest
from held_people import NOW, File, erase_person
from peopled import KEY, TOKENS
from sqlalchemy import select

from protection.outcomes.writing import Released, release_due
from protection.proceedings.opening import Opening, begin
from protection.proceedings.persons import Somebody, add
from protection.proceedings.stages import Stage
from protection.proceedings.stepping import Next, go_on
from records.rights.context import job
from records.settings import Settings
from records.store import Store
from records.tables import identities
from records.tables.custody import row_keys
from records.tables.proceedings import label_records, proceeding_events, proceeding_persons
from sources import agreements
from sources.handing_in import Desk

PROGRAM = job()
"""These people stand in no area, so no officer sees them."""
DAY = date(2026, 3, 2)


@pytest.fixture
def file(store: Store, settings: Settings, tmp_path: Path) -> File:
    return held_people.take_in(store, settings, tmp_path)


def prosecuted(store: Store, ref: str) -> int:
    """A proceeding under investigation whose victim this is; gives its number."""
    feed, key = ref.split(":", 1)
    own = store
    opening = Opening(
        Stage.REPORT, "uu_21_2007", ("2",), DAY, "LP/B/1/2026", areas=("5203",), words="Catatan"
    )
    with store.reading() as connection:
        person = connection.scalar(
            select(identities.c.person_id).where(identities.c.feed == feed, identities.c.entity_key == key)
        )
    with own.begin() as connection:
        made = begin(connection, own.keys, PROGRAM, opening, NOW)
        number = made.proceeding_id
        whom = Somebody("victim", person)
        made = add(connection, own.keys, TOKENS, PROGRAM, number, made.version, whom, NOW)
        wish = Next(Stage.INVESTIGATION, DAY, "SP/1/2026", words="Nama korban disebut di sini")
        go_on(connection, own.keys, PROGRAM, number, made.version, wish, NOW)
    return int(number)


def test_an_erasure_strikes_the_person_and_leaves_the_other(store: Store, file: File) -> None:
    mine, other = prosecuted(store, file.mine), prosecuted(store, file.other)
    erase_person(store, [file.mine])
    with store.begin() as connection:
        people = {row.proceeding_id: row for row in connection.execute(select(proceeding_persons))}
        labels = {row.member_id: row for row in connection.execute(select(label_records))}
        words = connection.scalars(
            select(proceeding_events.c.proceeding_id)
            .join(row_keys, row_keys.c.id == proceeding_events.c.event_id)
            .where(row_keys.c.holder == "proceeding_events")
        ).all()
    assert people[mine].person_id.startswith("erased:")
    assert people[mine].refs == []
    assert labels[people[mine].member_id].left_out == "erased"
    assert not people[other].person_id.startswith("erased:")
    assert set(words) == {other}
    with store.begin() as connection:
        desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), NOW)
        assert release_due(connection, store.keys, desk) == Released(1, 0, 0)
