"""Words beside a row: what is put is read again by its number, what was erased is left out, and old boxes open."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from detection.alerts import words as alert_words
from models.serving import promotions
from protection.actions import reading as actions
from protection.cases import sealing
from protection.exchange import outbox
from protection.outcomes import particulars
from protection.proceedings import reading as proceedings
from protection.referrals import steps as referrals
from protection.restitution import reading as restitution
from records.custody import row_keys, sealed_words
from records.custody.envelope import Tampered
from records.custody.keyring import Keyring
from records.store import Store
from records.tables import accounts
from records.tables.cases import case_packets

AT = datetime(2026, 3, 1, 2, 3, 4, 5, tzinfo=UTC)
SAID = {"ditulis": "dijemput di Cilacap – besok", "oleh": ["a", "b"]}


def account(connection: Connection, keys: Keyring, words: sealed_words.Words, bound: bytes) -> int:
    values = {"account_id": "a1", "login_token": "t1", "created_at": AT, "created_by": "a0"}
    return sealed_words.put(connection, keys, accounts, words, bound, **values)


def box_of(connection: Connection, number: int) -> bytes:
    box: bytes = connection.execute(select(accounts.c.sealed).where(accounts.c.number == number)).scalar_one()
    return box


def seal_as_before(connection: Connection, keys: Keyring, holder: str, plain: bytes, about: bytes) -> bytes:
    """A box as modules sealed it in their own lines, before there was one piece for all of them."""
    sealed = keys.seal(plain, about)
    row_keys.put(connection, holder, 7, sealed.key)
    return sealed.box


@pytest.mark.parametrize("words", [SAID, ["a", "b"], {}, []])
def test_a_document_put_beside_a_row_is_read_by_the_rows_number(
    store: Store, words: sealed_words.Words
) -> None:
    bound = sealed_words.about("accounts", "a1")
    with store.begin() as connection:
        number = account(connection, store.keys, words, bound)
        box = box_of(connection, number)
        assert sealed_words.document(connection, store.keys, "accounts", number, box, bound) == words


@pytest.mark.parametrize("words", ["dijemput di Cilacap – besok", ""])
def test_text_is_sealed_as_it_is(store: Store, words: str) -> None:
    bound = sealed_words.about("accounts", "a1")
    with store.begin() as connection:
        number = account(connection, store.keys, words, bound)
        box = box_of(connection, number)
        assert sealed_words.text(connection, store.keys, "accounts", number, box, bound) == words
        opened = sealed_words.opened(connection, store.keys, "accounts", [(number, box, bound)])
    assert opened == {number: words.encode()}
    assert words.encode() not in box or not words


def test_what_was_erased_or_never_said_is_left_out(store: Store) -> None:
    bound = sealed_words.about("accounts", "a1")
    with store.begin() as connection:
        number = account(connection, store.keys, "x", bound)
        box = box_of(connection, number)
        row_keys.destroy(connection, "accounts", [number])
        boxes = [(number, box, bound), (number + 1, None, bound)]
        assert sealed_words.texts(connection, store.keys, "accounts", boxes) == {}
        assert sealed_words.text(connection, store.keys, "accounts", number, box, bound) is None
        assert sealed_words.document(connection, store.keys, "accounts", number, box, bound) is None


def test_a_box_does_not_open_for_another_row(store: Store) -> None:
    with store.begin() as connection:
        number = account(connection, store.keys, "x", sealed_words.about("accounts", "a1"))
        box, other = box_of(connection, number), sealed_words.about("accounts", "a2")
        with pytest.raises(Tampered):
            sealed_words.text(connection, store.keys, "accounts", number, box, other)


@pytest.mark.parametrize(
    ("bound", "before"),
    [
        (referrals.about_words(3, 2), b"referral_events\x1f3\x1f2"),
        (actions.about_words(3, 2), b"action_events\x1f3\x1f2"),
        (proceedings.about_event(3, 2), b"proceeding_events\x1f3\x1f2"),
        (particulars.about_person(3, 2), b"proceeding_persons\x1f3\x1f2"),
        (restitution.about_event(3, 2), b"restitution_events\x1f3\x1f2"),
        (restitution.about_item(3, "a1", AT), b"restitution_items\x1f3\x1fa1\x1f1772330584.000005"),
        (sealed_words.about("counsel_talks", 3, "a1", AT), b"counsel_talks\x1f3\x1fa1\x1f1772330584.000005"),
        (sealed_words.about(outbox.HOLDER, "b1", "ff"), b"exchange_out\x1fb1\x1fff"),
        (
            sealed_words.about(promotions.HOLDER, "d", "champion", AT),
            b"promotions\x1fd\x1fchampion\x1f1772330584.000005",
        ),
    ],
)
def test_what_boxes_are_bound_to_stays_the_same_to_the_byte(bound: bytes, before: bytes) -> None:
    assert bound == before


def test_old_boxes_of_a_case_of_an_alert_and_of_an_action_still_open(store: Store) -> None:
    with store.begin() as connection:
        plain = json.dumps(SAID, sort_keys=True).encode()
        box = seal_as_before(connection, store.keys, "case_packets", plain, b"case_packets\x1f12")
        assert sealing.take(connection, store.keys, case_packets, 12, {7: box}) == {7: SAID}

        plain = json.dumps(SAID, ensure_ascii=False).encode()
        box = seal_as_before(connection, store.keys, "alert_events", plain, b"alert_events\x1f12\x1fa1")
        assert alert_words.read(connection, store.keys, [(7, 12, "a1", box)]) == {7: SAID}

        plain = b"dijemput di Cilacap"
        box = seal_as_before(connection, store.keys, "action_events", plain, b"action_events\x1f12\x1f2")
        boxes = [(7, box, actions.about_words(12, 2))]
        assert sealed_words.texts(connection, store.keys, "action_events", boxes) == {7: plain.decode()}
