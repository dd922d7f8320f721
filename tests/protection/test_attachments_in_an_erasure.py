"""Erasing a person destroys what was handed in about them alone, and nothing of anyone else's."""

from __future__ import annotations

from pathlib import Path

import held_people
import pytest
from held_people import NOW, erase_person
from sqlalchemy import text

from protection import holds
from protection.attachments.keeping import Prepared, Reason, destroy, keep, listed
from protection.attachments.media import TEXT, Cleaned
from protection.attachments.opening import Destroyed, cleaned, original
from protection.holds import HoldReason, HoldStands
from records.settings import Settings
from records.store import Store

UPLOAD = Prepared(b"Saya melihatnya.", "statement", Cleaned(TEXT, 1, b"Saya melihatnya.", b"\x89PNG"))


def test_an_erasure_takes_the_persons_attachments_with_it(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    file = held_people.take_in(store, settings, tmp_path / "feeds")
    mine = keep(store, UPLOAD, "a.txt", "alert", str(file.alert_id), NOW)
    also_mine = keep(store, UPLOAD, "b.txt", "person", "person_a", NOW)
    other = keep(store, UPLOAD, "c.txt", "alert", str(file.other_alert_id), NOW)
    erase_person(store, [file.mine])
    for known in (mine, also_mine):
        for act in (cleaned, original):
            with pytest.raises(Destroyed):
                act(store, known.attachment_id)
    (tombstone,) = listed(store, "alert", str(file.alert_id))
    assert tombstone.destroyed_at is not None
    assert tombstone.sha256 == mine.sha256
    assert file.mine not in tombstone.refs
    assert original(store, other.attachment_id).content == UPLOAD.upload
    with store.begin() as connection:
        boxes = "SELECT count(*) FROM attachment_boxes"
        keys = "SELECT count(*) FROM row_keys WHERE holder = 'attachment_boxes'"
        assert connection.scalar(text(boxes)) == connection.scalar(text(keys)) == 4


def test_a_hold_keeps_the_persons_attachments_too(store: Store, settings: Settings, tmp_path: Path) -> None:
    file = held_people.take_in(store, settings, tmp_path / "feeds")
    mine = keep(store, UPLOAD, "a.txt", "person", "person_a", NOW)
    with store.begin() as connection:
        holds.place(connection, "penyidik", [file.passport], HoldReason.INVESTIGATION, "case/1", NOW)
    with pytest.raises(HoldStands):
        erase_person(store, [file.mine])
    with pytest.raises(HoldStands):
        destroy(store, mine.attachment_id, Reason.ORDER, NOW)
    assert original(store, mine.attachment_id).content == UPLOAD.upload
