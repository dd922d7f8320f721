"""A locked screen opens nothing until its person's password is given; guessing ends the session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from officers import PASSWORD, Officer
from sqlalchemy import text

from api.signin import locking
from api.signin.refusals import ScreenLocked, SessionOver, SignInRefused, Unauthorised

WRONG = "bukan kata sandinya"


def locked(person: Officer) -> Officer:
    person.enter()
    visitor = person.asks()
    with person.gate.store.acting(visitor.context).begin() as connection:
        locking.lock(connection, visitor)
    return person


def test_nothing_opens_while_it_is_locked_and_everything_after(sri: Officer) -> None:
    locked(sri)
    with pytest.raises(ScreenLocked):
        sri.asks()
    locking.unlock(sri.gate, sri.token, PASSWORD, sri.clock.now)
    assert sri.asks().account_id == sri.account_id


def test_the_third_wrong_password_ends_the_session(sri: Officer) -> None:
    locked(sri)
    for refusal in (SignInRefused, SignInRefused, SessionOver):
        with pytest.raises(refusal):
            locking.unlock(sri.gate, sri.token, WRONG, sri.clock.now)
    with pytest.raises(SessionOver):
        locking.unlock(sri.gate, sri.token, PASSWORD, sri.clock.now)
    with pytest.raises(Unauthorised):
        sri.asks()


def test_the_idle_limit_holds_behind_the_lock_too(sri: Officer) -> None:
    locked(sri)
    sri.clock.now += timedelta(hours=1)
    with pytest.raises(SessionOver):
        locking.unlock(sri.gate, sri.token, PASSWORD, sri.clock.now)


def test_what_is_not_locked_cannot_be_unlocked(sri: Officer) -> None:
    sri.enter()
    with pytest.raises(SessionOver):
        locking.unlock(sri.gate, sri.token, PASSWORD, sri.clock.now)


def test_locking_unlocking_and_guessing_are_written_down(sri: Officer) -> None:
    locked(sri)
    with pytest.raises(SignInRefused):
        locking.unlock(sri.gate, sri.token, WRONG, sri.clock.now)
    locking.unlock(sri.gate, sri.token, PASSWORD, sri.clock.now)
    with sri.gate.begin() as connection:
        deeds = set(connection.scalars(text("SELECT act FROM audit_entries")))
    assert {"lock_screen", "unlock_screen", "refuse"} <= deeds
