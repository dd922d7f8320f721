"""Requests over a real database: who may take which step, once, and what is written beside it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from colleagues import account, acting, grant, take
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records import audit, four_eyes
from records.custody import row_keys
from records.errors import InputRefused, NotFound
from records.four_eyes import ACT, SecondPersonNeeded, StepRefused, acts, book, reading
from records.four_eyes.machine import EDGES, Why
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import approvals, audit_entries, notices
from records.tables.four_eyes import STEPS

REFS = ("model:7",)
GROUND = "UU 21/2007 Pasal 56-58"
WHY = "Model baru lebih baik pada tiga provinsi"
REVEAL = ("person:person_0123",)
DANGER = "Ancaman jiwa, keluarga menunggu di rumah sakit"


@pytest.fixture
def office(store: Store) -> Store:
    """An analyst and a head of the task force, long apart; a case handler and a custodian."""
    account(store, "ani", Role.ANALYST)
    account(store, "budi", Role.SATGAS_LEAD)
    account(store, "citra", Role.LPSK)
    account(store, "dewi", Role.LPSK_CUSTODIAN)
    return store


def ani(office: Store) -> Store:
    return acting(office, "ani", Role.ANALYST, Purpose.STATISTICS)


def budi(office: Store) -> Store:
    return acting(office, "budi", Role.SATGAS_LEAD)


def ask(store: Store, act: str = "promote_model", refs: tuple[str, ...] = REFS, ground: str = GROUND) -> int:
    with store.begin() as connection:
        return four_eyes.ask(connection, store.keys, act, refs, ground, WHY)


def decide(store: Store, approval: int, *, approve: bool = True) -> None:
    with store.begin() as connection:
        four_eyes.decide(connection, approval, approve=approve)


def use(store: Store, refs: tuple[str, ...] = REFS, act: str = "promote_model") -> int:
    with store.begin() as connection:
        approval = four_eyes.use(connection, act, refs)
        audit.write(connection, audit.Act(audit.Deed.READ, "model", (f"approval:{approval}",)))
        return approval


@contextmanager
def refused(why: Why) -> Iterator[None]:
    with pytest.raises(StepRefused) as caught:
        yield
    assert caught.value.why is why


def test_one_asks_another_agrees_and_the_first_acts_once(office: Store) -> None:
    approval = ask(ani(office))
    with pytest.raises(SecondPersonNeeded, match="promote_model"):
        use(ani(office))
    decide(budi(office), approval)
    assert use(ani(office)) == approval
    with pytest.raises(SecondPersonNeeded):
        use(ani(office))


def test_nobody_agrees_to_their_own_request_in_whatever_role(office: Store) -> None:
    approval = ask(ani(office))
    grant(office, "ani", Role.SATGAS_LEAD)
    with refused(Why.OWN_REQUEST):
        decide(acting(office, "ani", Role.SATGAS_LEAD), approval)


def test_who_gave_the_other_a_role_or_an_account_lately_is_no_second_person(office: Store) -> None:
    approval = ask(ani(office))
    account(office, "eka", Role.SATGAS_LEAD, granted_by="ani", granted_ago=timedelta(days=29))
    account(office, "fani", Role.SATGAS_LEAD, made_by="ani", made_ago=timedelta(days=29))
    grant(office, "ani", Role.MRC, granted_by="budi", ago=timedelta(days=29))
    for other in ("eka", "fani", "budi"):
        with refused(Why.TIED):
            decide(acting(office, other, Role.SATGAS_LEAD), approval)
    account(office, "gita", Role.SATGAS_LEAD, made_by="ani", made_ago=timedelta(days=31))
    decide(acting(office, "gita", Role.SATGAS_LEAD), approval)


def test_a_role_that_was_taken_away_no_longer_agrees_nor_acts(office: Store) -> None:
    approval = ask(ani(office))
    take(office, "budi", Role.SATGAS_LEAD)
    with refused(Why.ROLE):
        decide(budi(office), approval)
    grant(office, "budi", Role.SATGAS_LEAD)
    decide(budi(office), approval)
    take(office, "ani", Role.ANALYST)
    with pytest.raises(SecondPersonNeeded):
        use(ani(office))


def test_an_account_that_is_disabled_agrees_to_nothing(office: Store) -> None:
    approval = ask(ani(office))
    with office.begin() as connection:
        connection.execute(text("UPDATE accounts SET disabled_at = now() WHERE account_id = 'budi'"))
    with refused(Why.ROLE):
        decide(budi(office), approval)


@pytest.mark.parametrize("first", [True, False])
def test_a_decision_is_final(office: Store, first: bool) -> None:
    approval = ask(ani(office))
    decide(budi(office), approval, approve=first)
    account(office, "hadi", Role.SATGAS_LEAD)
    with refused(Why.NO_SUCH_STEP):
        decide(acting(office, "hadi", Role.SATGAS_LEAD), approval, approve=not first)


def test_an_approval_covers_exactly_what_was_asked_for_the_same_purpose_and_person(office: Store) -> None:
    decide(budi(office), ask(ani(office)))
    for refs in (("model:8",), ("model:7", "model:8"), ("model:7 ",)):
        with pytest.raises(SecondPersonNeeded):
            use(ani(office), refs)
    account(office, "indah", Role.ANALYST)
    with pytest.raises(SecondPersonNeeded):
        use(acting(office, "indah", Role.ANALYST, Purpose.STATISTICS))
    with pytest.raises(SecondPersonNeeded):
        use(acting(office, "ani", Role.ANALYST, Purpose.PREVENTION))
    use(ani(office))


def test_the_order_of_references_does_not_matter(office: Store) -> None:
    decide(budi(office), ask(ani(office), refs=("model:7", "model:8")))
    use(ani(office), ("model:8", "model:7"))


def test_an_approval_expires_and_a_request_lapses(office: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = replace(ACT["promote_model"], lasts=timedelta(seconds=0.05))
    monkeypatch.setitem(acts.ACT, "promote_model", brief)
    decide(budi(office), ask(ani(office)))
    sleep(0.06)
    with pytest.raises(SecondPersonNeeded):
        use(ani(office))
    monkeypatch.setattr(book, "WAITS", timedelta(seconds=0))
    approval = ask(ani(office))
    with pytest.raises(DBAPIError, match="no second person: expired"):  # Python would have waited seven days
        decide(budi(office), approval)


def test_who_asked_may_withdraw_until_it_is_used(office: Store) -> None:
    approval = ask(ani(office))
    with refused(Why.NOT_THE_ASKER), budi(office).begin() as connection:
        four_eyes.withdraw(connection, approval)
    decide(budi(office), approval)
    with ani(office).begin() as connection:
        four_eyes.withdraw(connection, approval)
    with pytest.raises(SecondPersonNeeded):
        use(ani(office))


def test_the_use_falls_with_its_act(office: Store) -> None:
    decide(budi(office), ask(ani(office)))

    def act() -> None:
        with ani(office).begin() as connection:
            four_eyes.use(connection, "promote_model", REFS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    use(ani(office))


def test_of_many_uses_at_once_one_wins(office: Store) -> None:
    decide(budi(office), ask(ani(office)))
    together = Barrier(4)

    def attempt(_: int) -> bool:
        together.wait()
        try:
            use(ani(office))
        except SecondPersonNeeded:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(4))) == 1


def test_of_two_decisions_at_once_one_wins(office: Store) -> None:
    approval = ask(ani(office))
    account(office, "hadi", Role.SATGAS_LEAD)
    together = Barrier(2)

    def attempt(who: str) -> bool:
        together.wait()
        try:
            decide(acting(office, who, Role.SATGAS_LEAD), approval, approve=who == "budi")
        except StepRefused:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(attempt, ("budi", "hadi"))) == 1


def test_a_role_that_may_not_ask_cannot(office: Store) -> None:
    with refused(Why.ROLE):
        ask(budi(office))


@pytest.mark.parametrize(
    ("act", "refs", "ground", "why"),
    [
        ("unknown", REFS, GROUND, WHY),
        ("promote_model", (), GROUND, WHY),
        ("promote_model", ("person:1",), GROUND, WHY),
        ("promote_model", ("model:Sri Wahyuni",), GROUND, WHY),
        ("promote_model", REFS, "karena boleh", WHY),
        ("promote_model", REFS, GROUND, "  perlu  "),
    ],
)
def test_a_request_says_what_on_which_ground_and_why(
    office: Store, act: str, refs: tuple[str, ...], ground: str, why: str
) -> None:
    with pytest.raises(InputRefused), ani(office).begin() as connection:
        four_eyes.ask(connection, office.keys, act, refs, ground, why)


def test_the_reason_is_sealed(office: Store) -> None:
    approval = ask(ani(office))
    with ani(office).begin() as connection:
        row = connection.execute(select(approvals)).one()
        key = row_keys.take(connection, "approvals", [approval])[approval]
    assert WHY.encode() not in bytes(row.reason)
    assert office.keys.unseal(row.reason, key, book.about_reason(row.digest)) == WHY.encode()


def test_a_request_that_is_none_of_ones_business_is_not_there(office: Store) -> None:
    approval = ask(ani(office))
    with pytest.raises(NotFound):
        decide(acting(office, "citra", Role.LPSK, Purpose.PROTECTION), approval)


def test_a_page_reads_the_newest_requests_in_order(office: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, second, third = (ask(ani(office), refs=(f"model:{number}",)) for number in (7, 8, 9))
    monkeypatch.setattr(reading, "MOST", 2)
    with budi(office).begin() as connection:
        assert [each.approval_id for each in reading.latest(connection)] == [second, third]
        assert reading.latest(connection, acts=("change_rights",)) == []


def break_glass(office: Store) -> int:
    citra = acting(office, "citra", Role.LPSK, Purpose.PROTECTION)
    with citra.begin() as connection:
        return four_eyes.break_glass(
            connection, office.keys, "reveal_protected", REVEAL, "UU 13/2006 Pasal 5", DANGER
        )


def test_broken_glass_opens_once_is_told_at_once_and_judged_by_another(office: Store) -> None:
    citra = acting(office, "citra", Role.LPSK, Purpose.PROTECTION)
    broken = break_glass(office)
    with office.reading() as connection:
        told = connection.execute(select(notices.c.for_role, notices.c.ref)).all()
    assert {tuple(row) for row in told} == {(role, f"approval:{broken}") for role in acts.LOUD_TO}
    assert use(citra, REVEAL, "reveal_protected") == broken
    with pytest.raises(SecondPersonNeeded):
        use(citra, REVEAL, "reveal_protected")
    grant(office, "citra", Role.LPSK_CUSTODIAN)
    with refused(Why.OWN_REQUEST), acting(office, "citra", Role.LPSK_CUSTODIAN).begin() as connection:
        four_eyes.review(connection, broken, justified=True)
    with acting(office, "dewi", Role.LPSK_CUSTODIAN).begin() as connection:
        four_eyes.review(connection, broken, justified=False)
    with refused(Why.NO_SUCH_STEP), acting(office, "dewi", Role.LPSK_CUSTODIAN).begin() as connection:
        four_eyes.review(connection, broken, justified=True)


def test_broken_glass_that_was_judged_opens_nothing(office: Store) -> None:
    broken = break_glass(office)
    with acting(office, "dewi", Role.LPSK_CUSTODIAN).begin() as connection:
        four_eyes.review(connection, broken, justified=True)
    with pytest.raises(SecondPersonNeeded):
        use(acting(office, "citra", Role.LPSK, Purpose.PROTECTION), REVEAL, "reveal_protected")


@pytest.mark.parametrize("act", [act.name for act in acts.ACTS if not act.breaks])
def test_where_no_emergency_is_declared_no_glass_breaks(office: Store, act: str) -> None:
    guarded = ACT[act]
    role = sorted(guarded.asks)[0]
    grant(office, "ani", role)
    with refused(Why.ROLE), acting(office, "ani", role).begin() as connection:
        four_eyes.break_glass(
            connection, office.keys, act, (f"{guarded.about[0]}1",), guarded.grounds[0], DANGER
        )


def test_each_step_writes_one_entry_and_a_use_leaves_it_to_its_act(office: Store) -> None:
    decide(budi(office), ask(ani(office)))
    use(ani(office))
    with office.reading() as connection:
        columns = audit_entries.c
        written = connection.execute(select(columns.who, columns.act).order_by(columns.entry_id)).all()
    assert [tuple(row) for row in written] == [("ani", "ask"), ("budi", "decide"), ("ani", "read")]


def test_an_approval_is_not_used_up_by_what_is_not_audited(office: Store) -> None:
    decide(budi(office), ask(ani(office)))

    def act() -> None:
        with ani(office).begin() as connection:
            four_eyes.use(connection, "promote_model", REFS)

    with pytest.raises(IntegrityError, match="without an audit entry"):
        act()
    use(ani(office))


def test_the_database_knows_the_same_graph() -> None:
    for edge in EDGES:
        before = f"came_from = '{edge.before}'" if edge.before else "came_from IS NULL"
        (clause,) = [each for each in STEPS.split(" OR ") if before in each]
        assert f"'{edge.after}'" in clause
    assert STEPS.count("'") // 2 == len(EDGES) + len({edge.before for edge in EDGES if edge.before})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE approvals SET asker = 'budi'",
        "UPDATE approval_steps SET state = 'approved'",
        "DELETE FROM approval_steps",
        "TRUNCATE approvals CASCADE",
    ],
)
def test_not_even_the_owner_changes_a_request(office: Store, settings: Settings, change: str) -> None:
    ask(ani(office))
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with pytest.raises(DBAPIError, match="append-only"), owner.begin() as connection:
        connection.execute(text(change))
