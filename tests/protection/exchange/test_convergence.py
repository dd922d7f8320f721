"""Whatever the line does, both nodes end where a perfect line would have left them.

Histories are drawn: what is told in which order, and for every sending whether it is lost, doubled, late, cut, changed
by one bit, or replayed to the node that it is not for. Then the line is mended, and what each holds is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from two_nodes import Matter, Side, introduce, settle, side

from protection.exchange.kinds import Arrival
from records.settings import Settings
from records.store import Store
from records.tables import exchange_in, exchange_out

Step = tuple[str, Any]
PLAYED = 25
"""Histories; each may hold a dozen sendings of real bundles over two real databases."""


class Fate(Enum):
    """What a line may do with one sending."""

    ARRIVES = "arrives"
    LOST = "lost"
    DOUBLED = "doubled"
    LATE = "late"
    CUT = "cut"
    CHANGED = "changed"
    ASTRAY = "astray"
    REPLAYED = "replayed"


WEIGHED = st.sampled_from([Fate.ARRIVES, *Fate])
TOLD = st.tuples(st.sampled_from("AB"), st.integers(1, 4), st.booleans())
"""A matter, its version, and whether it is one that the other refuses."""
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("province"), TOLD),
        st.tuples(st.just("lpsk"), TOLD),
        st.tuples(st.just("line"), st.lists(WEIGHED, min_size=1, max_size=6)),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Line:
    """Between two nodes; it remembers all that went over it."""

    province: Side
    lpsk: Side
    seen: list[tuple[Side, bytes]] = field(default_factory=list)
    late: list[tuple[Side, bytes]] = field(default_factory=list)

    def carry(self, fates: list[Fate]) -> None:
        """One round in each direction; sendings beyond the fates are lost."""
        letters = [(self.province, self.lpsk, each) for each in self.province.wait(self.lpsk)]
        letters += [(self.lpsk, self.province, each) for each in self.lpsk.wait(self.province)]
        overtaken, self.late = self.late, []
        for (sender, taker, letter), fate in zip(reversed(letters), fates, strict=False):
            # Who sends never knows what became of it, but that the other end took bytes, whosever they were.
            if fate is not Fate.LOST:
                sender.sent(letter)
            self.seen.append((taker, letter.raw))
            self._do(sender, taker, letter.raw, fate)
        for taker, raw in overtaken:
            taker.hear(raw)

    def _do(self, sender: Side, taker: Side, raw: bytes, fate: Fate) -> None:
        if fate in (Fate.ARRIVES, Fate.DOUBLED):
            taker.hear(raw)
        if fate is Fate.DOUBLED:
            taker.hear(raw)
        elif fate is Fate.LATE:
            self.late.append((taker, raw))
        elif fate is Fate.CUT:
            assert taker.hear(raw[: len(raw) // 2]).state == "turned_away"
        elif fate is Fate.CHANGED:
            at = len(raw) // 3
            assert taker.hear(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).state == "turned_away"
        elif fate is Fate.ASTRAY:
            assert sender.hear(raw).state == "turned_away", "it is not for the node that made it"
        elif fate is Fate.REPLAYED:
            for earlier, bundle in self.seen[:3]:
                earlier.hear(bundle)


def told(there: Side) -> list[tuple[object, ...]]:
    """What stands of every bundle at the end, by what it was and not by when."""
    with there.store.reading() as connection:
        out = select(exchange_out.c.kind, exchange_out.c.about, exchange_out.c.state, exchange_out.c.reason)
        rows = connection.execute(out.where(exchange_out.c.kind != "acknowledgement")).all()
        came = connection.execute(select(exchange_in.c.kind, exchange_in.c.state, exchange_in.c.reason)).all()
    return sorted(map(str, [*map(tuple, rows), *map(tuple, came)]))


def play(province: Side, lpsk: Side, steps: list[Step], *, perfect: bool) -> None:
    line = Line(province, lpsk)
    for who, what in steps:
        if who == "line":
            if perfect:
                settle(province, lpsk)
            else:
                line.carry(what)
        else:
            here, there = (province, lpsk) if who == "province" else (lpsk, province)
            code, version, bad = what
            kind = "referral" if who == "province" else "referral_state"
            here.tell(there, kind, code, version, f"{code}{version} of {who}", bad=bad)
    settle(province, lpsk)
    for taker, raw in (*line.late, *line.seen):  # and long afterwards all of it comes once more
        taker.hear(raw)
    settle(province, lpsk)


@pytest.fixture
def pair(store: Store, settings: Settings, lpsk_store: Store, lpsk_settings: Settings) -> tuple[Side, Side]:
    province, lpsk = side(store, settings), side(lpsk_store, lpsk_settings)
    introduce(province, lpsk)
    return province, lpsk


def outcome(pair: tuple[Side, Side], steps: list[Step], *, perfect: bool) -> list[object]:
    """Where both nodes stand after a history, which then never happened."""
    with pair[0].store.begin() as one, pair[1].store.begin() as other, undone(one), undone(other):
        here = [
            replace(each, store=each.store.within(connection), matter=Matter())
            for each, connection in zip(pair, (one, other), strict=True)
        ]
        play(here[0], here[1], steps, perfect=perfect)
        return [each for there in here for each in (told(there), there.matter.held, there.matter.done)]


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Nothing of the block stays."""
    nested = connection.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


@settings(
    max_examples=PLAYED, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_both_nodes_end_as_with_a_perfect_line(pair: tuple[Side, Side], steps: list[Step]) -> None:
    assert outcome(pair, steps, perfect=False) == outcome(pair, steps, perfect=True)


def test_a_planted_handler_that_goes_by_the_order_is_caught(
    pair: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest_comes_last(matter: Matter, arrival: Arrival) -> None:
        matter.held[str(arrival.document["code"])] = (1, str(arrival.document["words"]))

    monkeypatch.setattr(Matter, "take", newest_comes_last)
    steps: list[Step] = [
        ("province", ("A", 1, False)),
        ("line", [Fate.LATE]),
        ("province", ("A", 2, False)),
        ("line", [Fate.ARRIVES]),
    ]
    assert outcome(pair, steps, perfect=False) != outcome(pair, steps, perfect=True)
