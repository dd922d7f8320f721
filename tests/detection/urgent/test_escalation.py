"""Whoever is next is called after 30 minutes, by night and on Sundays; no message tells of anyone."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from pathlib import Path

import pytest
from duty_scene import (
    LEAD,
    NOW,
    SATURDAY_NIGHT,
    Post,
    complaint,
    employ,
    last,
    later,
    linked,
    officer,
    on_duty,
    registration,
    take_in,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from detection.urgent import items, ladder, roster
from detection.urgent.escalation import Escalated, escalate, unanswered
from detection.urgent.items import NotOpened
from detection.urgent.message import message
from detection.urgent.urgent import urgent
from protection.protected import Protection, protect
from records.errors import InputRefused, NotFound
from records.rights.role import Role
from records.store import Store
from records.tables import duty_notices, notices, urgent_items
from records.tables.custody import row_keys

NIK = "5203010106900001"


def matter(store: Store, number: int = 1, areas: tuple[str, ...] = ("5203",)) -> int:
    """An urgent matter, as if a complaint had come in now."""
    with store.begin() as connection:
        item_id: int = connection.execute(
            insert(urgent_items)
            .values(
                kind="person",
                subject=f"P-{number}",
                refs=[f"registrations:REG-{number:06d}"],
                areas=list(areas),
                signs=["E06"],
                raised_at=NOW,
                round_at=NOW,
                next_at=NOW,
            )
            .returning(urgent_items.c.item_id)
        ).scalar_one()
    return item_id


def seen(store: Store, who: str, item_id: int, minutes: int) -> None:
    context = officer(who)
    with store.acting(context).begin() as connection:
        items.open_item(connection, context, item_id, later(minutes))


def loud(store: Store) -> list[str]:
    with store.reading() as connection:
        wanted = select(notices.c.ref).where(notices.c.for_role == "satgas_lead")
        return list(connection.scalars(wanted.order_by(notices.c.notice_id)))


def test_a_message_says_nothing_of_anyone(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path / "in", "registrations", registration(1, nik=NIK))
    linked(store, "P-1", ["registrations:REG-000001"])
    since = last(store)
    take_in(store, tmp_path / "in", "complaints", complaint(1, worker_nik=NIK, category="violence"))
    urgent(store, since, NOW)
    on_duty(store, "a-siti")
    post = Post()
    assert escalate(store, NOW, post.senders).sent == 1
    ((address, number),) = post.taken
    assert address == "a-siti@satgas.example"
    assert number.startswith("u-")
    text_ = message(number)
    assert "Ada hal mendesak di Suluh. Silakan masuk." in text_
    for told in (NIK, "P-1", "REG-000001", "COM-000001", "E06", "violence", "kekerasan", "5203"):
        assert told not in text_.replace(number, "")


def test_on_a_saturday_night_the_next_is_called_every_30_minutes_then_the_head_then_everyone(
    store: Store,
) -> None:
    assert SATURDAY_NIGHT.weekday() == 5
    on_duty(store, "a-first", 1)
    on_duty(store, "a-second", 2)
    on_duty(store, "a-third", 3)
    on_duty(store, "a-head", 9, Role.SATGAS_LEAD)
    item = matter(store)
    post = Post()
    calls = []
    for minutes in range(151):
        before = len(post.taken)
        found = escalate(store, later(minutes), post.senders)
        if post.taken[before:]:
            calls.append((minutes, [a.partition("@")[0] for a in post.addresses[before:]]))
        assert (found.unanswered == (item,)) == (minutes >= 30)
    assert calls == [
        (0, ["a-first"]),
        (30, ["a-second"]),
        (60, ["a-head"]),
        (90, ["a-first", "a-second", "a-third", "a-head"]),
        (120, ["a-first", "a-second", "a-third", "a-head"]),
        (150, ["a-first", "a-second", "a-third", "a-head"]),
    ]
    assert loud(store) == [f"urgent/{item}/1"]
    assert len({number for _, number in post.taken}) == len(post.taken)


def test_opening_the_matter_is_the_receipt_and_ends_the_calls(store: Store) -> None:
    on_duty(store, "a-first", 1)
    on_duty(store, "a-second", 2)
    item = matter(store)
    post = Post()
    escalate(store, NOW, post.senders)
    seen(store, "a-first", item, 10)
    assert escalate(store, later(30), post.senders) == Escalated(0, 0, 0, ())
    assert len(post.taken) == 1
    seen(store, "a-second", item, 40)
    with store.reading() as connection:
        row = connection.execute(select(urgent_items)).one()
    assert (row.seen_by, row.seen_at) == ("a-first", later(10))


def test_a_channel_that_fails_is_tried_again_with_the_same_number(store: Store) -> None:
    on_duty(store, "a-first", email="first@x.example", gateway="+62811")
    matter(store)
    post = Post(broken={"first@x.example"})
    assert escalate(store, NOW, post.senders).failed == 1
    with store.reading() as connection:
        wanted = select(duty_notices.c.number).where(duty_notices.c.channel == "email")
        number = connection.scalar(wanted)
    assert escalate(store, NOW, post.senders) == Escalated(0, 0, 0, ())
    assert escalate(store, later(1), post.senders).failed == 1
    post.broken.clear()
    assert escalate(store, later(2), post.senders).sent == 1
    assert post.taken[-1] == ("first@x.example", number)
    assert escalate(store, later(20), post.senders).sent == 0


def test_when_no_message_of_a_rung_gets_through_the_next_is_called_without_waiting(store: Store) -> None:
    on_duty(store, "a-first", 1)
    on_duty(store, "a-second", 2)
    matter(store)
    post = Post(broken={"a-first@satgas.example"})
    escalate(store, NOW, post.senders)
    assert post.taken == []
    escalate(store, later(1), post.senders)
    assert post.addresses == ["a-second@satgas.example"]


def test_without_anybody_on_duty_it_stands_in_the_list_loudly_and_the_next_shift_is_called(
    store: Store,
) -> None:
    item = matter(store)
    post = Post()
    found = escalate(store, NOW, post.senders)
    assert (found.called, found.unanswered, loud(store)) == (0, (item,), [f"urgent/{item}/1"])
    on_duty(store, "a-late", at=later(60))
    assert escalate(store, later(29), post.senders).called == 0
    assert escalate(store, later(30), post.senders).sent == 1


def test_nobody_is_called_to_a_closed_door(store: Store) -> None:
    """Whoever works elsewhere, or may not know of a protected person, is passed over."""
    on_duty(store, "a-elsewhere", 1, areas=("33",))
    on_duty(store, "a-here", 2, areas=("52",))
    on_duty(store, "a-head", 9, Role.SATGAS_LEAD)
    matter(store, 1)
    with store.begin() as connection:
        protect(connection, "suluh", Protection.CHILD, ["registrations:REG-000002"], NOW)
    matter(store, 2)
    matter(store, 3, areas=())
    post = Post()
    escalate(store, NOW, post.senders)
    assert [a.partition("@")[0] for a in post.addresses] == ["a-here", "a-head", "a-head"]
    with store.acting(officer("a-here", areas=("52",))).begin() as connection:
        seen_here = [each.subject for each in items.waiting(connection, NOW)]
    assert seen_here == ["P-1"]


def test_a_role_that_ended_is_not_called(store: Store) -> None:
    on_duty(store, "a-gone", 1)
    on_duty(store, "a-here", 2)
    with store.begin() as connection:
        connection.execute(
            text("UPDATE account_roles SET valid_to = :at WHERE account_id = 'a-gone'"), {"at": NOW}
        )
    matter(store)
    post = Post()
    escalate(store, NOW, post.senders)
    assert post.addresses == ["a-here@satgas.example"]


def test_an_address_whose_key_is_gone_counts_as_unreached(store: Store) -> None:
    on_duty(store, "a-first", 1)
    with store.begin() as connection:
        connection.execute(delete(row_keys).where(row_keys.c.holder == "duty_shifts"))
    item = matter(store)
    assert escalate(store, NOW, Post().senders) == Escalated(1, 0, 1, (item,))


def test_a_matter_is_closed_once_by_someone_who_opened_it_with_words(store: Store) -> None:
    item = matter(store)
    context = officer("a-siti")
    acting = store.acting(context)
    words = "Dihubungi lewat kantor desa; aman di rumah bibinya."
    with pytest.raises(NotOpened), acting.begin() as connection:
        items.close(connection, store.keys, context, item, "safe", words, NOW)
    seen(store, "a-siti", item, 1)
    with pytest.raises(InputRefused), acting.begin() as connection:
        items.close(connection, store.keys, context, item, "safe", "ok", NOW)
    with acting.begin() as connection:
        items.close(connection, store.keys, context, item, "safe", words, later(2))
    with pytest.raises(NotFound), acting.begin() as connection:
        items.close(connection, store.keys, context, item, "safe", words, later(3))
    with store.reading() as connection:
        row = connection.execute(select(urgent_items)).one()
    assert (row.closed_as, row.closed_by) == ("safe", "a-siti")
    assert b"desa" not in bytes(row.sealed)


def test_a_gap_in_the_roster_is_told(store: Store) -> None:
    first = on_duty(store, "a-first", hours=10)
    second = on_duty(store, "a-second", at=later(15 * 60), hours=24 * 6)
    with store.acting(LEAD).begin() as connection:
        there, gaps = roster.roster(connection, NOW)
    assert there == [first, second]
    assert [(gap.starts_at, gap.ends_at) for gap in gaps] == [
        (later(10 * 60), later(14 * 60)),
        (later(15 * 60 + 24 * 6 * 60), NOW + roster.AHEAD),
    ]
    with store.acting(LEAD).begin() as connection:
        roster.cancel(connection, LEAD, first.shift_id, NOW)
    with store.acting(LEAD).begin() as connection:
        assert roster.on_duty(connection, NOW) == []
    with pytest.raises(NotFound), store.acting(LEAD).begin() as connection:
        roster.cancel(connection, LEAD, first.shift_id, NOW)


REFUSED: tuple[tuple[str, Role, int, dict[str, str]], ...] = (
    ("a-nobody", Role.SATGAS, 8, {"email": "a@x.example"}),
    ("a-siti", Role.SATGAS_LEAD, 8, {"email": "a@x.example"}),
    ("a-siti", Role.ANALYST, 8, {"email": "a@x.example"}),
    ("a-siti", Role.SATGAS, 24 * 8, {"email": "a@x.example"}),
    ("a-siti", Role.SATGAS, -1, {"email": "a@x.example"}),
    ("a-siti", Role.SATGAS, 8, {}),
    ("a-siti", Role.SATGAS, 8, {"pigeon": "coop 3"}),
    ("a-siti", Role.SATGAS, 8, {"email": "a@x.example\nBcc: b@x.example"}),
)


def test_a_shift_that_could_not_answer_is_refused(store: Store) -> None:
    employ(store, "a-siti")
    for account, role, hours, addresses in REFUSED:
        span = (NOW, NOW + timedelta(hours=hours))
        with pytest.raises(InputRefused), store.acting(LEAD).begin() as connection:
            roster.put(connection, store.keys, LEAD, account, role, 1, span, addresses, NOW)


# The law of the roster, whatever fails: each matter was opened, or somebody was reached, or it stands in the list.
STEPS = st.lists(
    st.tuples(st.sampled_from(("fail", "mend", "open", "raise", "wait", "join")), st.integers(1, 3)),
    min_size=3,
    max_size=14,
)
JOINING = itertools.count(1)
"""Accounts stay from example to example, of which two may be drawn alike."""


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_every_matter_reaches_someone_or_stands_as_unanswered(
    store: Store, steps: list[tuple[str, int]], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (an order of events, no secret)
    clear(store)
    post, now = Post(), NOW
    raised: list[int] = []
    for deed, amount in steps:
        if deed == "fail":
            post.broken.add("*")
        elif deed == "mend":
            post.broken.clear()
        elif deed == "raise":
            raised += [matter(store, len(raised) + 1 + n) for n in range(amount)]
        elif deed == "join":
            on_duty(store, f"a-joins-{next(JOINING)}", amount, at=now)
        elif deed == "open" and raised:
            seen(store, "a-somebody", chance.choice(raised), int((now - NOW) / timedelta(minutes=1)))
        now += timedelta(minutes=7 * amount)
        escalate(store, now, post.senders)
        hold_the_law(store, post, now)


def test_a_planted_channel_that_takes_and_loses_is_caught(store: Store) -> None:
    on_duty(store, "a-first")
    matter(store)
    escalate(store, NOW, {"email": lambda _address, _number: None})
    with pytest.raises(AssertionError):
        hold_the_law(store, Post(), later(1))


def clear(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(update(urgent_items).values(seen_at=NOW, seen_by="x"))
        closing = {"closed_at": NOW, "closed_by": "x", "closed_as": "safe"}
        connection.execute(update(urgent_items).values(**closing))
        connection.execute(text("UPDATE duty_shifts SET cancelled_at = now(), cancelled_by = 'x'"))


def hold_the_law(store: Store, post: Post, now: object) -> None:
    taken = {number for _, number in post.taken}
    with store.reading() as connection:
        still = set(unanswered(connection, now))  # type: ignore[arg-type]
        for item in connection.execute(select(urgent_items).where(urgent_items.c.seen_at.is_(None))).all():
            told = select(duty_notices.c.number).where(duty_notices.c.item_id == item.item_id)
            assert item.item_id in still or taken.intersection(connection.scalars(told)), item


def test_the_ladder_calls_each_in_line_before_everyone() -> None:
    line = [
        roster.Shift(n, f"a-{n}", role, n, NOW, later(60), ("email",))
        for n, role in enumerate(("satgas", "placement_officer", "satgas_lead", "satgas"), start=1)
    ]
    called: set[str] = set()
    rung, seen_ = 0, []
    for _ in range(5):
        step, whom = ladder.next_rung(rung, line, called)
        rung, called = step.number, called | {shift.account_id for shift in whom}
        seen_.append((step.name, [shift.shift_id for shift in whom]))
    assert seen_ == [
        ("first", [1]),
        ("next", [2]),
        ("lead", [3]),
        ("everyone", [1, 2, 3, 4]),
        ("everyone", [1, 2, 3, 4]),
    ]
