"""Whatever is done on two nodes and whatever the line does, both come to agree, and the erased are nowhere.

Histories are drawn of what a province and LPSK do about one person: refer, take back, erase; decide, confirm, withdraw,
release; between them sendings that are lost, doubled, late or overtaken. At rest each node tells of the other what is
so, and of the erased the province's whole database says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import held_people
import pytest
from held_people import LEAD, OFFICER, File
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from referred import NOW, SENDER, mark, officers, wish
from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text, update
from two_nodes import Side, introduce, settle, side

from api.arrivals import HANDLERS
from protection.erasure import telling
from protection.erasure.erase import ACT, Ground, approval, erase, plan
from protection.outcomes import release
from protection.outcomes.arriving import FINDINGS, key_of
from protection.outcomes.labels import standing
from protection.outcomes.release import Outcome
from protection.outcomes.writing import release_due
from protection.referrals import making, sending
from protection.referrals.sections import NEEDED
from protection.subject import own_rows as own_rows_module
from protection.subject.own_rows import own_rows
from records import four_eyes
from records.errors import SuluhError
from records.feed import Identifier
from records.node import Node
from records.rights.context import NATION, Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import erasures_told, exchange_out, lpsk_cases, metadata
from records.tables.proceedings import label_records
from records.tables.referrals import referrals
from records.tables.restitution import lpsk_outcomes
from records.tokens import Tokeniser
from sources import agreements
from sources.handing_in import Desk

PLAYED = 20
BY = replace(SENDER, who="a-lead", role=Role.SATGAS_LEAD, areas=NATION)
HANDLER = Context("hana", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk")
SHARED = frozenset(NEEDED | {"identity", "threat"})
ACTS = ("refer", "revoke", "erase", "decide", "confirm", "withdraw", "release", "labels")
FATES = ("arrives", "arrives", "lost", "doubled", "late")
STEPS = st.lists(
    st.one_of(st.sampled_from(ACTS), st.lists(st.sampled_from(FATES), min_size=1, max_size=5).map(tuple)),
    min_size=2,
    max_size=12,
)


@dataclass
class World:
    """Two nodes and the line, as one history finds them."""

    province: Side
    lpsk: Side
    file: File
    tokens: Tokeniser
    key: bytes
    made: list[int] = field(default_factory=list)
    erased: bool = False
    late: list[tuple[Side, bytes]] = field(default_factory=list)
    seen: list[tuple[Side, bytes]] = field(default_factory=list)
    now: datetime = NOW

    def do(self, step: str | tuple[str, ...]) -> None:
        """One step; what cannot be done then is not."""
        self.now += timedelta(hours=1)
        if isinstance(step, tuple):
            self.carry(step)
            return
        here = self.lpsk if step in ("decide", "confirm", "withdraw", "release") else self.province
        with here.store.begin() as connection:
            try:
                with connection.begin_nested():
                    getattr(self, step)(connection)
            except SuluhError:
                job().enter(connection)

    def refer(self, connection: Connection) -> None:
        if self.erased or len(self.made) > 1:
            return
        about = {
            "alert_id": self.file.alert_id,
            "area": "5203",
            "sections": {"threat": {"what": mark("threat")}},
        }
        keys = self.province.store.keys
        number = making.begin(connection, keys, BY, wish("lpsk", SHARED, **about), self.now)
        sending.send(connection, keys, BY, number, 1, "satgas", self.now)
        self.made.append(number)

    def revoke(self, connection: Connection) -> None:
        for number in self.made[-1:]:
            mine = referrals.c.referral_id == number
            version = connection.execute(select(referrals.c.version).where(mine)).scalar_one()
            keys = self.province.store.keys
            sending.revoke(connection, keys, BY, number, version, "consent_withdrawn", self.now)

    def erase(self, connection: Connection) -> None:
        if self.erased:
            return
        OFFICER.enter(connection)
        keys, refs = self.province.store.keys, [self.file.mine]
        planned = plan(connection, refs, held_people.NOW)
        names = approval(planned, "request:1")
        ground = four_eyes.ACT[ACT].grounds[0]
        asked = four_eyes.ask(connection, keys, ACT, names, ground, "Permohonan penghapusan dikabulkan.")
        LEAD.enter(connection)
        four_eyes.decide(connection, asked, approve=True)
        OFFICER.enter(connection)
        erase(connection, Ground.ASKED, planned, "request:1", held_people.NOW)
        job().enter(connection)
        self.erased = True

    def decide(self, connection: Connection) -> None:
        """LPSK has decided: from now on it keeps by its own law."""
        open_ = lpsk_cases.c.state == "received"
        connection.execute(update(lpsk_cases).where(open_).values(state="refused", decided_at=self.now))

    def confirm(self, connection: Connection, outcome: Outcome = Outcome.VICTIM) -> None:
        number = connection.scalar(
            select(lpsk_cases.c.case_id).order_by(lpsk_cases.c.case_id.desc()).limit(1)
        )
        if number is not None:
            release.confirm(connection, HANDLER, number, outcome, self.now)

    def withdraw(self, connection: Connection) -> None:
        self.confirm(connection, Outcome.WITHDRAWN)

    def release(self, connection: Connection) -> None:
        release.release(connection, self.lpsk.store.keys, self.now)

    def labels(self, connection: Connection) -> None:
        within = self.province.store.within(connection)
        desk = Desk(within, self.tokens, self.key, agreements.load(None), self.now)
        release_due(connection, self.province.store.keys, desk)

    def tell(self) -> None:
        """As the exchange's own round begins."""
        with self.province.store.begin() as connection:
            telling.tell(connection, self.province.store.keys, self.now)

    def carry(self, fates: tuple[str, ...]) -> None:
        """One round in both directions, the last first; what there is no fate for is lost."""
        self.tell()
        letters = [(self.province, self.lpsk, each) for each in self.province.wait(self.lpsk)]
        letters += [(self.lpsk, self.province, each) for each in self.lpsk.wait(self.province)]
        overtaken, self.late = self.late, []
        for (sender, taker, letter), fate in zip(reversed(letters), fates, strict=False):
            sender.sent(letter)
            self.seen.append((taker, letter.raw))
            if fate == "late":
                self.late.append((taker, letter.raw))
            for _ in range({"arrives": 1, "doubled": 2}.get(fate, 0)):
                taker.hear(letter.raw)
        for taker, raw in overtaken:
            taker.hear(raw)

    def rest(self) -> None:
        """A perfect line until nothing waits, and then all that was ever sent once more."""
        for taker, raw in (*self.late, *self.seen):
            taker.hear(raw)
        for _ in range(2):
            self.tell()
            settle(self.province, self.lpsk)
            self.now += timedelta(days=1)
            self.do("release")
            self.do("labels")
        settle(self.province, self.lpsk)
        for taker, raw in self.seen:
            taker.hear(raw)
        settle(self.province, self.lpsk)
        self.do("labels")


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    nested = connection.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


@pytest.fixture
def world(
    store: Store,
    settings: Settings,
    lpsk_store: Store,
    lpsk_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    rule = {"least_cases": 1, "least_days": 0}
    monkeypatch.setattr(release, "in_force", lambda _kind, _day: [rule])
    province, lpsk = side(store, settings), side(lpsk_store, lpsk_settings)
    introduce(province, lpsk)
    province.real, lpsk.real = HANDLERS[Node.PROVINCE], HANDLERS[Node.LPSK]
    officers(store)
    held_people.make_accounts(store)
    file = held_people.take_in(store, settings, tmp_path / "feeds")
    return World(province, lpsk, file, Tokeniser(settings.token_key()), settings.token_key())


@contextmanager
def played(world: World, steps: list[Any]) -> Iterator[World]:
    """The world after a history, which then never happened."""
    here, there = world.province.store, world.lpsk.store
    with here.begin() as one, there.begin() as other, undone(one), undone(other):
        own = replace(
            world,
            province=replace(world.province, store=here.within(one)),
            lpsk=replace(world.lpsk, store=there.within(other)),
            made=[],
            late=[],
            seen=[],
        )
        for step in steps:
            own.do(step)
        own.rest()
        yield own


def canaries(world: World) -> set[str]:
    """What nobody may find of the erased: names and numbers, clear or as tokens, rows, ids, words of the referral."""
    people = held_people
    tokens = {
        world.tokens.token(kind, value) or ""
        for kind, value in (
            (Identifier.NIK, people.NIK),
            (Identifier.PHONE, people.PHONE),
            (Identifier.PASSPORT, people.PASSPORT),
        )
    }
    clear = {people.NIK, people.NAME, people.PHONE, people.PASSPORT, mark("threat"), mark("identity")}
    words = clear | tokens | {"REG-000001", "person_a"}
    return words | {word.encode().hex() for word in clear}


def leaks(world: World) -> list[str]:
    """Tables of the province in which something of the erased is left, and keys that would open what was written."""
    found, words = [], canaries(world)
    with world.province.store.begin() as connection:
        for table in metadata.sorted_tables:
            rows = connection.scalars(text(f'SELECT t::text FROM "{table.name}" AS t')).all()  # noqa: S608  (ours)
            found += [f"{table.name}: {word}" for word in words if any(word in row for row in rows)]
        opens = text("SELECT holder FROM row_keys WHERE holder LIKE 'referral%'")
        found += [f"row_keys: {holder}" for holder in connection.scalars(opens)]
        waits = text(
            "SELECT o.kind FROM row_keys AS k JOIN exchange_out AS o ON o.number = k.id "
            "WHERE k.holder = 'exchange_out' AND o.kind IN ('referral', 'evidence')"
        )
        found += [f"exchange_out: {kind}" for kind in connection.scalars(waits)]
    return found


def check(world: World) -> None:
    """Both nodes agree, and nothing of the erased is left."""
    province, lpsk = world.province.store, world.lpsk.store
    with province.begin() as here, lpsk.begin() as there:
        for node in (here, there):
            kinds = select(exchange_out.c.kind).where(exchange_out.c.state == "waiting")
            assert not set(node.scalars(kinds)) - {"acknowledgement"}
        cases = {row.referral: row for row in there.execute(select(lpsk_cases))}
        told = {row.referral: row for row in here.execute(select(erasures_told))}
        opens = set(
            there.scalars(
                text(
                    "SELECT p.case_id FROM case_packets AS p JOIN row_keys AS k ON k.holder = 'case_packets' "
                    "AND k.id = p.packet_id"
                )
            )
        )
        for row in here.execute(select(referrals)):
            case = cases.get(row.code)
            if case is None:
                assert world.erased, "what was sent arrives, but of the erased"
                assert row.code not in told
                continue
            assert (case.revoked_at is not None) == (row.state == "revoked")
            assert (case.state == "withdrawn") <= (case.case_id not in opens)
            if world.erased:
                assert case.erased_at is not None
                assert told[row.code].answer == ("erased" if case.state == "withdrawn" else "kept")
            else:
                assert case.erased_at is None
            _same_outcome(here, there, row.token, erased=world.erased)
    if world.erased:
        assert leaks(world) == []
    else:
        with province.begin() as here:
            assert world.file.passport in own_rows(here, [world.file.mine]).refs


def _same_outcome(here: Connection, there: Connection, token: str, *, erased: bool) -> None:
    newest = there.execute(
        select(lpsk_outcomes.c.number, lpsk_outcomes.c.outcome)
        .where(lpsk_outcomes.c.token == token)
        .order_by(lpsk_outcomes.c.number.desc())
        .limit(1)
    ).one_or_none()
    heard = here.scalar(
        select(label_records.c.number)
        .where(label_records.c.token == token)
        .order_by(label_records.c.number.desc())
        .limit(1)
    )
    assert heard == (None if newest is None else newest.number)
    if newest is None or erased:
        return
    stands = standing(here, key_of(token))
    said = FINDINGS[newest.outcome]
    assert (stands or FINDINGS["withdrawn"]) is said


ARRIVES = ("arrives",) * 5


@examples(
    max_examples=PLAYED,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
@example(steps=["refer", ("lost",), "erase", ARRIVES])
@example(steps=["refer", ("late",), "erase", ARRIVES, ARRIVES])
@example(
    steps=["refer", ARRIVES, "decide", "confirm", "release", ARRIVES, "labels", "erase", ARRIVES, "withdraw"]
)
@example(steps=["refer", ARRIVES, "confirm", "release", "erase", ("late",), "labels"])
@example(steps=["refer", ("late",), "revoke", "erase", ("doubled", "late")])
def test_both_nodes_agree_at_rest_and_the_erased_are_nowhere(world: World, steps: list[Any]) -> None:
    with played(world, steps) as end:
        check(end)


def test_a_planted_erasure_that_is_told_to_nobody_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "tell", lambda *_: 0)
    with played(world, ["refer", ARRIVES, "erase", ARRIVES]) as end, pytest.raises(AssertionError):
        check(end)


def test_a_planted_word_that_an_erasure_forgets_is_caught(world: World) -> None:
    with played(world, ["refer", ARRIVES, "erase", ARRIVES]) as end:
        assert leaks(end) == []
        with end.province.store.begin() as connection:
            told = "INSERT INTO notices (for_role, kind, ref) VALUES ('satgas', 'planted', :ref)"
            connection.execute(text(told), {"ref": end.file.mine})
        assert leaks(end) == ["notices: REG-000001"]


def test_a_planted_erasure_that_knows_what_was_linked_alone_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = ["refer", ARRIVES, "confirm", "release", ARRIVES, "labels", "erase", ARRIVES]
    with played(world, steps) as end:
        check(end)
    linked_alone = text(str(own_rows_module._OWN.text).replace("UNION SELECT * FROM labelled", ""))
    bound = linked_alone.bindparams(bindparam("refs", type_=ARRAY(Text)))
    monkeypatch.setattr(own_rows_module, "_OWN", bound)
    with played(world, steps) as end:
        assert any(leak.startswith("source_rows: ") for leak in leaks(end))
