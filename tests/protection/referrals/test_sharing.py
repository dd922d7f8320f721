"""Exactly what was agreed to is shared: section by consent by receiver, in the inbox, the packet and on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from colleagues import account
from pypdf import PdfReader
from referred import (
    COLLEAGUE,
    ELSEWHERE,
    INBOXES,
    LEAD,
    MRC,
    NOW,
    SENDER,
    begun,
    filled,
    mark,
    sent,
    wish,
)
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from protection.referrals import agreeing, paper, reading, sending
from protection.referrals.sections import NAMES, NEEDED, SECTION, UNSHARED
from protection.referrals.states import State
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context
from records.store import Store
from records.tables import account_roles
from records.tables.referrals import referral_sections, referrals

MARKED = [name for name in NAMES if name not in NEEDED]


def read_by(store: Store, by: Context, referral_id: int) -> str:
    """Everything that the application tells somebody of a referral, as one text."""
    with store.acting(by).begin() as connection:
        whole = reading.one(connection, store.keys, by, referral_id)
    told = [repr(whole)]
    for name in NAMES:
        if SECTION[name].guarded and name in whole.held:
            with store.acting(by).begin() as connection:
                told.append(repr(reading.open_section(connection, store.keys, by, referral_id, name)))
    return " ".join(told)


def rows_for(store: Store, by: Context, referral_id: int) -> set[str]:
    """The sections that the database itself lets somebody read."""
    with store.acting(by).reading() as connection:
        wanted = select(referral_sections.c.section).where(referral_sections.c.referral_id == referral_id)
        return set(connection.scalars(wanted))


def leaks(told: str, shared: frozenset[str]) -> list[str]:
    """Sections whose mark is told and not shared, or shared and not told."""
    return [name for name in MARKED if (mark(name) in told) != (name in shared)]


@pytest.mark.parametrize("receiver", sorted(INBOXES))
def test_a_receiver_reads_every_section_that_was_agreed_to_and_no_other(store: Store, receiver: str) -> None:
    for section in (*MARKED, None):
        shared = NEEDED | ({section} if section else set())
        referral_id = sent(store, wish(receiver, shared))
        told = read_by(store, INBOXES[receiver], referral_id)
        assert leaks(told, shared) == []
        assert mark(UNSHARED) not in told
        assert rows_for(store, INBOXES[receiver], referral_id) <= shared


@pytest.mark.parametrize("receiver", ["mrc", "lpsk", "dinsos", "mission"])
def test_a_packet_holds_every_section_that_was_agreed_to_and_no_other(store: Store, receiver: str) -> None:
    for left_out in MARKED:
        shared = frozenset(NAMES) - {left_out}
        referral_id = begun(store, wish(receiver, shared))
        with store.acting(SENDER).begin() as connection:
            # Without LPSK's node nothing can be queued; what would be queued is looked at.
            connection.execute(
                update(referrals)
                .where(referrals.c.referral_id == referral_id)
                .values(state="sent", sent_at=NOW, shared=sorted(shared))
            )
            made = sending.packet_for(connection, store.keys, referral_id, "satgas")
        assert leaks(json.dumps(made), shared) == []
        assert set(made["sections"]) == shared
        assert made["consent"]["sections"] == [name for name in NAMES if name in shared]
        assert mark(UNSHARED) not in json.dumps(made)
        assert (made["to"], made["role"], made["from"], made["version"]) == (receiver, "korban", "satgas", 1)


def test_a_planted_leak_is_seen_by_the_matrix(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = NEEDED | {"threat"}
    referral_id = sent(store, wish("mrc", shared))
    original = sending.packet.of

    def leaking(*given, **named):  # type: ignore[no-untyped-def]
        made = original(*given, **named)
        return made | {"sections": made["sections"] | {"health": given[-1]["health"]}}

    monkeypatch.setattr(sending.packet, "of", leaking)
    with store.acting(SENDER).begin() as connection:
        made = sending.packet_for(connection, store.keys, referral_id, "satgas")
    assert leaks(json.dumps(made), shared) == ["health"]


def test_the_database_itself_refuses_to_share_what_nobody_agreed_to(store: Store) -> None:
    referral_id = sent(store, wish("mrc", NEEDED | {"threat"}))
    planted = update(referrals).where(referrals.c.referral_id == referral_id)
    for by in (SENDER, MRC):
        with (
            pytest.raises(DBAPIError, match="nothing is shared without consent"),
            store.acting(by).begin() as connection,
        ):
            connection.execute(planted.values(shared=["role", "child", "threat", "identity"]))


def test_what_is_withdrawn_is_read_no_more_from_that_moment(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    assert leaks(read_by(store, MRC, referral_id), frozenset(NAMES)) == []
    with store.acting(SENDER).begin() as connection:
        agreeing.withdraw(connection, store.keys, SENDER, referral_id, 2, {"health", "family"}, "satgas", NOW)
    left = frozenset(NAMES) - {"health", "family"}
    assert leaks(read_by(store, MRC, referral_id), left) == []
    with store.acting(SENDER).begin() as connection:
        agreeing.withdraw(connection, store.keys, SENDER, referral_id, 3, {"role"}, "satgas", NOW)
        assert reading.one(connection, store.keys, SENDER, referral_id).referral.state is State.REVOKED
    with pytest.raises(NotFound), store.acting(MRC).begin() as connection:
        reading.one(connection, store.keys, MRC, referral_id)
    assert rows_for(store, MRC, referral_id) == set()


def test_what_was_agreed_to_later_goes_with_the_next_sending_alone(store: Store) -> None:
    referral_id = sent(store, wish("mrc", NEEDED))
    with store.acting(SENDER).begin() as connection:
        agreeing.agree(connection, store.keys, SENDER, referral_id, 2, "self", {"needs"}, NOW, NOW)
    assert mark("needs") not in read_by(store, MRC, referral_id)
    with store.acting(SENDER).begin() as connection:
        sending.send(connection, store.keys, SENDER, referral_id, 3, "satgas", NOW)
    assert leaks(read_by(store, MRC, referral_id), NEEDED | {"needs"}) == []


def test_nobody_else_reads_a_referral(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    for by in (COLLEAGUE, ELSEWHERE, INBOXES["police"], INBOXES["upt_ppa"], INBOXES["bp3mi"]):
        with pytest.raises(NotFound), store.acting(by).begin() as connection:
            reading.one(connection, store.keys, by, referral_id)
        assert rows_for(store, by, referral_id) == set()
    # The head of the secretariat sees that there is one, and nothing of what it holds.
    told = read_by(store, LEAD, referral_id)
    assert "CANARY" not in told
    assert rows_for(store, LEAD, referral_id) == set()


def test_one_institution_can_be_meant_alone(store: Store) -> None:
    meant = replace(MRC, who="a-lain", body="mrc-lain")
    with pytest.raises(InputRefused):  # nobody there could open it: it would be lost
        begun(store, wish("mrc", to_body="mrc-lain"))
    account(store, meant.who)
    held = {
        "role": meant.role.value,
        "areas": list(meant.areas),
        "body": meant.body,
        "granted_by": "operator",
    }
    since = {"valid_from": func.now(), "granted_at": func.now()}
    with store.begin() as connection:
        connection.execute(insert(account_roles).values(account_id=meant.who, **held, **since))
    referral_id = sent(store, wish("mrc", to_body="mrc-lain"))
    with pytest.raises(NotFound), store.acting(MRC).begin() as connection:
        reading.one(connection, store.keys, MRC, referral_id)
    assert leaks(read_by(store, meant, referral_id), frozenset(NAMES)) == []
    assert rows_for(store, MRC, referral_id) == set()


def test_at_a_border_or_a_passport_counter_nobody_is_told_of_a_referral(store: Store) -> None:
    referral_id = sent(store, wish("police"))
    turned = replace(INBOXES["police"], body="checkpoint-bizam")
    with pytest.raises(NotFound), store.acting(turned).begin() as connection:
        reading.one(connection, store.keys, turned, referral_id)
    assert rows_for(store, turned, referral_id) == set()


def test_a_draft_is_nobodys_but_the_makers(store: Store) -> None:
    referral_id = begun(store, wish("mrc"))
    with pytest.raises(NotFound), store.acting(MRC).begin() as connection:
        reading.one(connection, store.keys, MRC, referral_id)
    with store.acting(MRC).begin() as connection:
        assert reading.incoming(connection, MRC) == []


def test_on_paper_stands_what_was_agreed_to_behind_a_code_that_is_shown_once(store: Store) -> None:
    shared = NEEDED | {"threat", "needs", "documents"}
    referral_id = sent(store, wish("dinsos", shared))
    with store.acting(SENDER).begin() as connection:
        made = paper.make(connection, store.keys, SENDER, referral_id, "satgas", "Satgas TPPO", NOW)
    with store.acting(SENDER).begin() as connection:
        code = paper.show_code(connection, store.keys, SENDER, referral_id, made.paper_id, NOW)
    assert b"CANARY" not in made.pdf
    assert code.encode() not in made.pdf
    locked = PdfReader(BytesIO(made.pdf))
    assert locked.is_encrypted
    assert not locked.decrypt("salah")
    assert b"/AESV3" in made.pdf
    assert locked.decrypt(code)
    told = " ".join(page.extract_text() for page in locked.pages).replace("-\n", "-")
    assert leaks(told, shared) == []
    assert f"halaman 1 dari {len(locked.pages)}" in told
    with pytest.raises(WrongState), store.acting(SENDER).begin() as connection:
        paper.show_code(connection, store.keys, SENDER, referral_id, made.paper_id, NOW)


def test_a_code_is_shown_to_whoever_made_the_file_alone(store: Store) -> None:
    referral_id = sent(store, wish("dinsos"))
    with store.acting(SENDER).begin() as connection:
        made = paper.make(connection, store.keys, SENDER, referral_id, "satgas", "", NOW)
    for by in (COLLEAGUE, LEAD):
        with pytest.raises(NotFound), store.acting(by).begin() as connection:
            paper.show_code(connection, store.keys, by, referral_id, made.paper_id, NOW)


def test_nothing_of_it_lies_open_in_the_database(store: Store) -> None:
    sent(store, wish("mrc"))
    with store.begin() as connection:
        for table in ("referrals", "referral_sections", "referral_consents", "referral_events"):
            rows = connection.execute(text(f"SELECT t::text FROM {table} AS t")).scalars().all()  # noqa: S608
            assert rows
            assert not any("CANARY" in row for row in rows)


def test_every_reading_and_every_change_writes_one_entry(store: Store) -> None:
    referral_id = begun(store, wish("mrc"))
    acts = (
        lambda c: sending.send(c, store.keys, SENDER, referral_id, 1, "satgas", NOW),
        lambda c: reading.one(c, store.keys, SENDER, referral_id),
        lambda c: reading.outgoing(c, SENDER),
        lambda c: reading.open_section(c, store.keys, SENDER, referral_id, "health"),
        lambda c: agreeing.withdraw(c, store.keys, SENDER, referral_id, 2, {"health"}, "satgas", NOW),
        lambda c: sending.revoke(c, store.keys, SENDER, referral_id, 3, "wished", NOW),
    )
    for act in acts:
        with store.acting(SENDER).begin() as connection:
            act(connection)
            assert connection.scalar(text("SELECT current_setting('suluh.entries', true)")) == "1"


def test_the_sections_that_can_be_filled_are_all_filled() -> None:
    assert set(filled()) | NEEDED == set(NAMES)
