"""Sessions: new at each sign-in, limited, and ended on the next request by whatever takes rights away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from officers import ADMIN, LEAD, NTB, Asked, Clock, Officer, officer
from sqlalchemy import Connection, select, text, update

from api.signin import accounts, cookies, entry, me, secret
from api.signin.gate import Gate
from api.signin.refusals import (
    CrossSite,
    ProofNeeded,
    RoleNotHeld,
    SessionOver,
    SignInRefused,
    Unauthorised,
)
from records.errors import InputRefused
from records.rights.authorise import Forbidden
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import account_roles, sessions

NEW_PASSWORD = "kelapa gerimis jendela ombak"  # noqa: S105  (made up)


def in_own_name(person: Officer, act: Callable[[Connection, entry.Visitor], object]) -> object:
    visitor = person.asks()
    with person.gate.store.acting(visitor.context).begin() as connection:
        return act(connection, visitor)


def of_admin(person: Officer, act: Callable[[Connection], object]) -> None:
    with person.gate.store.acting(ADMIN).begin() as connection:
        act(connection)


def grant_of(person: Officer, connection: Connection) -> int:
    columns = account_roles.c
    found = connection.scalar(select(columns.grant_id).where(columns.account_id == person.account_id))
    assert found is not None
    return found


TAKEN_AWAY: dict[str, Callable[[Officer], object]] = {
    "the account is disabled": lambda who: of_admin(
        who, lambda c: accounts.disable(c, ADMIN, who.account_id, who.clock.now)
    ),
    "the role is ended": lambda who: of_admin(
        who, lambda c: accounts.end_role(c, ADMIN, grant_of(who, c), who.clock.now)
    ),
    "another role is granted": lambda who: of_admin(
        who, lambda c: accounts.grant(c, ADMIN, who.account_id, LEAD, who.clock.now)
    ),
    "the account is reset": lambda who: of_admin(
        who, lambda c: accounts.reset(c, ADMIN, who.account_id, who.clock.now)
    ),
    "an administrator throws them out": lambda who: of_admin(
        who, lambda c: accounts.end_sessions(c, who.account_id, who.clock.now)
    ),
    "the person signs out": lambda who: in_own_name(who, me.sign_out),
    "it was idle": lambda who: who.clock.later(minutes=15),
    "the clock was set back": lambda who: who.clock.later(hours=-1),
}


@pytest.mark.parametrize("way", TAKEN_AWAY)
def test_the_next_request_is_refused_when(sri: Officer, way: str) -> None:
    sri.enter()
    assert sri.asks()
    TAKEN_AWAY[way](sri)
    with pytest.raises(Unauthorised):
        sri.asks()


def test_rights_that_are_taken_away_past_the_functions_count_too(sri: Officer) -> None:
    """Someone changes the rows themselves: the session was not ended, but what it stands on is gone."""
    sri.enter()
    with sri.gate.begin() as connection:
        connection.execute(update(account_roles).values(valid_to=sri.clock.now))
    with pytest.raises(Unauthorised):
        sri.asks()


def test_a_planted_session_with_another_accounts_role_opens_nothing(
    sri: Officer, gate: Gate, clock: Clock
) -> None:
    budi = officer(gate, clock, "budi.santoso", LEAD)
    stolen = secret.token()
    with gate.begin() as connection:
        row = connection.execute(select(sessions).where(sessions.c.grant_id.is_not(None))).mappings().first()
        assert row is not None
        changed = {
            "session_id": "s-planted",
            "token_hash": secret.digest(stolen),
            "account_id": sri.account_id,
            "grant_id": grant_of(budi, connection),
        }
        connection.execute(sessions.insert().values({**row, **changed}))
    with pytest.raises(Unauthorised):
        sri.asks(token=stolen)


def test_it_lasts_while_it_is_used_and_ten_hours_at_most(sri: Officer) -> None:
    sri.enter()
    for _ in range(42):
        sri.clock.later(minutes=14)
        sri.asks()
    sri.clock.later(minutes=14)
    with pytest.raises(Unauthorised):
        sri.asks()


def test_each_sign_in_makes_a_new_token_and_takes_none_that_was_sent(sri: Officer) -> None:
    planted = sri.token
    first = sri.enter().session
    second = sri.enter().session
    assert len({planted, first.token, second.token}) == 3
    assert len(bytes.fromhex(first.token)) * 8 == 256
    with pytest.raises(Unauthorised):
        sri.asks(token="f" * 64)


def test_switching_role_is_audited_and_the_old_token_opens_nothing(gate: Gate, clock: Clock) -> None:
    both = officer(gate, clock, "budi.santoso", NTB, LEAD)
    old = both.enter().session.token
    clock.later(minutes=5)
    opened = in_own_name(both, lambda c, v: me.switch(c, v, Role.SATGAS_LEAD, Purpose.STATISTICS))
    with pytest.raises(Unauthorised):
        both.asks(token=old)
    visitor = both.asks(token=opened.token)  # type: ignore[attr-defined]
    assert (visitor.context.role, visitor.context.purpose) == (Role.SATGAS_LEAD, Purpose.STATISTICS)
    assert visitor.authenticated_at == clock.now - timedelta(minutes=5)
    with gate.begin() as connection:
        ends = {
            row.ends_at for row in connection.execute(select(sessions).where(sessions.c.ended_at.is_(None)))
        }
        told = connection.execute(
            text("SELECT who, role, fields FROM audit_entries WHERE act = 'switch_role'")
        ).all()
    assert visitor.at + timedelta(hours=10) - timedelta(minutes=5) in ends
    assert told == [(both.account_id, "satgas", ["satgas_lead", "statistik"])]


@pytest.mark.parametrize(
    ("role", "purpose", "refused"),
    [(Role.ADMIN, None, RoleNotHeld), (Role.SATGAS, Purpose.INVESTIGATION, Forbidden)],
)
def test_nobody_switches_to_what_they_do_not_have(
    sri: Officer, role: Role, purpose: Purpose | None, refused: type[Exception]
) -> None:
    sri.enter()
    with pytest.raises(refused):
        in_own_name(sri, lambda c, v: me.switch(c, v, role, purpose))


def test_a_new_password_wants_a_fresh_proof_and_ends_the_other_sessions(sri: Officer) -> None:
    other = sri.enter().session.token
    sri.enter()
    sri.clock.later(minutes=6)
    with pytest.raises(ProofNeeded):
        in_own_name(sri, lambda c, v: me.change_password(c, sri.gate, v, NEW_PASSWORD))
    code = sri.code()
    sri.token = in_own_name(  # type: ignore[attr-defined]
        sri, lambda c, v: me.prove(c, sri.gate, v, sri.attempt().password, code)
    ).token
    with pytest.raises(InputRefused):
        in_own_name(sri, lambda c, v: me.change_password(c, sri.gate, v, "Sri-Wahyuni-2026!"))
    old = sri.token
    sri.token = in_own_name(  # type: ignore[attr-defined]
        sri, lambda c, v: me.change_password(c, sri.gate, v, NEW_PASSWORD)
    ).token
    assert sri.asks()
    for token in (other, old):
        with pytest.raises(Unauthorised):
            sri.asks(token=token)
    with pytest.raises(SignInRefused):
        sri.enter()
    sri.enter(password=NEW_PASSWORD)


def test_a_wrong_proof_within_a_session_is_refused_audited_and_slowed_down(sri: Officer) -> None:
    sri.enter()
    for _ in range(4):
        with pytest.raises(SignInRefused):
            in_own_name(sri, lambda c, v: me.prove(c, sri.gate, v, "salah sama sekali", "000000"))
    with pytest.raises(Exception, match="Too many"):
        in_own_name(sri, lambda c, v: me.prove(c, sri.gate, v, "salah sama sekali", "000000"))
    with sri.gate.begin() as connection:
        asked = text("SELECT count(*) FROM audit_entries WHERE act = 'sign_in_failed'")
        assert connection.scalar(asked) == 4


def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(sri: Officer, gate: Gate, clock: Clock) -> None:
    budi = officer(gate, clock, "budi.santoso")
    sri.enter()
    mine = in_own_name(sri, me.open_sessions)
    assert [each.this_one for each in mine] == [False, True]  # type: ignore[attr-defined]
    theirs = in_own_name(budi, me.open_sessions)[0].session_id  # type: ignore[index]
    with pytest.raises(SessionOver):
        in_own_name(sri, lambda c, v: me.sign_out(c, v, theirs))
    assert budi.asks()


def test_administrators_do_not_change_their_own_account(sri: Officer, store: Store) -> None:
    own, now = replace(ADMIN, who=sri.account_id, role=Role.ADMIN), sri.clock.now
    for act in (
        lambda c: accounts.grant(c, own, own.who, LEAD, now),
        lambda c: accounts.reset(c, own, own.who, now),
        lambda c: accounts.enable(c, own, own.who),
    ):
        with pytest.raises(Forbidden), store.acting(ADMIN).begin() as connection:
            act(connection)


OWN = {"host": "suluh.example", "origin": "https://suluh.example"}


@pytest.mark.parametrize(
    ("headers", "let"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", **OWN}, False),
        (OWN, True),
        ({**OWN, "origin": "https://evil.example"}, False),
        ({**OWN, "origin": "https://evil.suluh.example"}, False),
        ({**OWN, "origin": "null"}, False),
        ({"host": "suluh.example"}, False),
        ({}, False),
    ],
)
def test_what_changes_something_must_come_from_our_own_pages(
    sri: Officer, headers: dict[str, str], let: bool
) -> None:
    sri.enter()
    request = Asked(headers, {cookies.SESSION.name: sri.token}, "POST")
    if let:
        assert entry.visitor(sri.gate.store, request, sri.clock.now)
    else:
        with pytest.raises(CrossSite):
            entry.visitor(sri.gate.store, request, sri.clock.now)
    assert sri.asks("GET")


@pytest.mark.parametrize("cookie", cookies.COOKIES, ids=lambda cookie: cookie.name)
def test_cookies_belong_to_this_host_alone(cookie: cookies.Cookie) -> None:
    told = cookie.attributes()
    assert cookie.name.startswith("__Host-")
    assert (told["secure"], told["httponly"], told["path"], told["samesite"]) == (True, True, "/", "lax")
    assert "domain" not in told


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer "}, {"authorization": "Bearer x"}],
)
def test_nobody_is_unauthorised(store: Store, clock: Clock, headers: dict[str, str]) -> None:
    with pytest.raises(Unauthorised):
        entry.visitor(store, Asked(headers), clock.now)


def test_a_proof_is_fresh_for_a_time_and_never_a_programs(sri: Officer) -> None:
    sri.enter()
    assert entry.freshly_authenticated(sri.asks(), timedelta(minutes=5))
    sri.clock.later(minutes=5, seconds=1)
    assert not entry.freshly_authenticated(sri.asks(), timedelta(minutes=5))
