"""The database keeps the same rules by itself: every step past the program's checks, by everyone, from every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from colleagues import account, acting, grant, take
from sqlalchemy import NullPool, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from records import audit, four_eyes
from records.four_eyes.acts import ACT
from records.four_eyes.book import digest
from records.four_eyes.machine import EDGES, Move, Standing, State, refusal
from records.migrations.second_person import STEP
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import approval_steps

ACTED = ACT["reveal_protected"]
REFS = ("person:person_0123",)
MEANT = digest(ACTED.name, Purpose.PROTECTION, REFS)
WAY: dict[State, tuple[State, ...]] = {
    State.ASKED: (State.ASKED,),
    State.APPROVED: (State.ASKED, State.APPROVED),
    State.REJECTED: (State.ASKED, State.REJECTED),
    State.WITHDRAWN: (State.ASKED, State.WITHDRAWN),
    State.USED: (State.ASKED, State.APPROVED, State.USED),
    State.BROKEN: (State.BROKEN,),
    State.FORCED: (State.BROKEN, State.FORCED),
    State.JUSTIFIED: (State.BROKEN, State.JUSTIFIED),
    State.UNJUSTIFIED: (State.BROKEN, State.UNJUSTIFIED),
}
"""How a request comes to each state."""


@dataclass(frozen=True)
class Someone:
    """Who tries a step; ``holds`` and ``tied`` as the tests made them."""

    who: str
    role: Role
    holds: bool = True
    tied: bool = False


SOMEONE = (
    Someone("asker", Role.LPSK),
    Someone("asker", Role.LPSK_CUSTODIAN),
    Someone("custodian", Role.LPSK_CUSTODIAN),
    Someone("officer", Role.DATA_PROTECTION_OFFICER),
    Someone("granted", Role.LPSK_CUSTODIAN, tied=True),
    Someone("made", Role.LPSK_CUSTODIAN, tied=True),
    Someone("granter", Role.LPSK_CUSTODIAN, tied=True),
    Someone("former", Role.LPSK_CUSTODIAN, holds=False),
    Someone("disabled", Role.LPSK_CUSTODIAN, holds=False),
    Someone("nobody", Role.LPSK_CUSTODIAN, holds=False),
    Someone("colleague", Role.LPSK),
)


@pytest.fixture
def house(store: Store) -> Store:
    account(store, "asker", Role.LPSK, Role.LPSK_CUSTODIAN)
    account(store, "custodian", Role.LPSK_CUSTODIAN)
    account(store, "officer", Role.DATA_PROTECTION_OFFICER)
    lately = timedelta(days=3)
    account(store, "granted", Role.LPSK_CUSTODIAN, granted_by="asker", granted_ago=lately)
    account(store, "made", Role.LPSK_CUSTODIAN, made_by="asker", made_ago=lately)
    account(store, "granter", Role.LPSK_CUSTODIAN)
    grant(store, "asker", Role.MRC, granted_by="granter", ago=lately)
    account(store, "former", Role.LPSK_CUSTODIAN)
    take(store, "former", Role.LPSK_CUSTODIAN)
    account(store, "disabled", Role.LPSK_CUSTODIAN)
    with store.begin() as connection:
        connection.execute(text("UPDATE accounts SET disabled_at = now() WHERE account_id = 'disabled'"))
    account(store, "colleague", Role.LPSK)
    return store


def brought(house: Store, state: State) -> int:
    """A request that stands in a state."""
    citra = acting(house, "asker", Role.LPSK, Purpose.PROTECTION)
    first, *later = WAY[state]
    opening = four_eyes.ask if first is State.ASKED else four_eyes.break_glass
    with citra.begin() as connection:
        number = opening(
            connection, house.keys, ACTED.name, REFS, ACTED.grounds[0], "Alasan yang cukup panjang"
        )
    before = first
    for each in later:
        other = each not in (State.USED, State.FORCED, State.WITHDRAWN)
        mover = acting(house, "custodian", Role.LPSK_CUSTODIAN) if other else citra
        assert taken(mover, number, before, each, stays=True)
        before = each
    return number


def taken(
    mover: Store,
    number: int,
    before: State | None,
    after: State,
    meant: bytes = MEANT,
    *,
    stays: bool = False,
) -> bool:
    """Whether the database takes a step that the program was not asked about; undone unless it ``stays``."""
    step = {"approval_id": number, "digest": meant, "came_from": before, "state": after}

    def take_it() -> None:
        with mover.begin() as connection:
            connection.execute(insert(approval_steps).values(**step))
            audit.write(connection, audit.Act(audit.Deed.DECIDE, "approval", (f"approval:{number}",)))
            if not stays:
                raise Undone

    try:
        take_it()
    except Undone:
        return True
    except DBAPIError:
        return False
    return True


class Undone(Exception):
    """The step was taken, and is taken back."""


def differing(house: Store) -> list[str]:
    """The steps of which the database thinks otherwise than the program."""
    different = []
    for state in WAY:
        number = brought(house, state)
        for after, someone in product(set(State) - {State.EXPIRED}, SOMEONE):
            mover = acting(house, someone.who, someone.role, Purpose.PROTECTION)
            if taken(mover, number, state, after) != allowed(state, after, someone):
                different.append(f"{someone.who} as {someone.role}: {state} -> {after}")
    return different


def allowed(state: State, after: State, someone: Someone) -> bool:
    now = datetime.now(UTC)
    holds = frozenset({someone.role}) if someone.holds else frozenset()
    standing = Standing(ACTED, "asker", MEANT, state, now)
    move = Move(ACTED, standing, after, someone.who, someone.role, holds, someone.tied, MEANT, now)
    return refusal(move) is None


def test_the_database_takes_exactly_the_steps_that_the_program_takes(house: Store) -> None:
    assert differing(house) == []
    allowed_ones = [each for each in product(WAY, State, SOMEONE) if allowed(*each)]
    assert {(state, after) for state, after, _ in allowed_ones} == {
        (edge.before, edge.after) for edge in EDGES if edge.before
    }


PLANTED = (
    ("own request", "WHEN others AND NEW.who = request.asker", "WHEN false AND NEW.who = request.asker"),
    ("not apart", "WHEN others AND suluh_tied", "WHEN false AND suluh_tied"),
    ("role not held", "OR NOT suluh_holds(NEW.who, NEW.role)", ""),
    ("any role", "NEW.role <> ALL (roles) OR", ""),
)


def planted_in(settings: Settings, rule: str, instead: str) -> None:
    """The database's rules with one of them weakened."""
    assert STEP.count(rule) == 1, rule
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    weaker = STEP.replace(rule, instead).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    with owner.begin() as connection:
        connection.execute(text(weaker))


@pytest.mark.parametrize(
    ("rule", "instead"), [each[1:] for each in PLANTED], ids=[each[0] for each in PLANTED]
)
def test_a_rule_taken_out_of_the_database_is_found(
    house: Store, settings: Settings, rule: str, instead: str
) -> None:
    planted_in(settings, rule, instead)
    assert differing(house)


def test_what_one_administrator_was_granted_another_does_not_use(house: Store, settings: Settings) -> None:
    admins = [acting(house, who, Role.ADMIN, Purpose.ADMINISTRATION) for who in ("one", "two")]
    for who in ("one", "two"):
        account(house, who, Role.ADMIN)
    refs, rights = ("role:x/satgas",), ACT["change_rights"]
    with admins[0].begin() as connection:
        number = four_eyes.ask(
            connection, house.keys, rights.name, refs, rights.grounds[0], "Pegawai baru di kantor"
        )
    with admins[1].begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    meant = digest(rights.name, Purpose.ADMINISTRATION, refs)
    use = (number, State.APPROVED, State.USED, meant)
    assert (taken(admins[0], *use), taken(admins[1], *use)) == (True, False)
    planted_in(settings, "WHEN NOT others AND NEW.who", "WHEN false AND NEW.who")
    assert taken(admins[1], *use)


def test_the_database_wants_exactly_what_was_asked(house: Store) -> None:
    number = brought(house, State.APPROVED)
    asker = acting(house, "asker", Role.LPSK, Purpose.PROTECTION)
    other = digest(ACTED.name, Purpose.PROTECTION, ("person:person_4567",))
    assert not taken(asker, number, State.APPROVED, State.USED, other)
    assert taken(asker, number, State.APPROVED, State.USED)


def test_a_name_that_is_written_in_by_hand_is_not_believed(house: Store) -> None:
    number = brought(house, State.ASKED)
    asker = acting(house, "asker", Role.LPSK_CUSTODIAN, Purpose.PROTECTION)
    step = insert(approval_steps).values(
        approval_id=number,
        digest=MEANT,
        came_from="asked",
        state="approved",
        who="custodian",
        role="lpsk_custodian",
    )
    with pytest.raises(DBAPIError, match="own request"), asker.begin() as connection:
        connection.execute(step)
