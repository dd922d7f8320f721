"""Guessing gets nowhere, and the person on their own device notices nothing.

``GUESSES`` are tried each time, 10,000 by raising it. How many are looked at
depends on the time that passes, not on their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from officers import NOON, Clock, Officer, officer
from sqlalchemy import select

from api.signin import throttle
from api.signin.gate import Gate
from api.signin.refusals import SignInRefused, TooSoon
from api.signin.sign_in import Attempt, sign_in
from api.signin.throttle import LOGIN, ORIGIN, PACES, PAIR, Pace
from records.tables import sign_in_attempts

GUESSES = 240


@dataclass
class Tally:
    """What became of the guesses."""

    looked_at: int = 0
    too_soon: int = 0
    entered: int = 0


def guess(gate: Gate, now: datetime, login: str, address: str, tally: Tally, device: str = "") -> None:
    try:
        sign_in(gate, Attempt(login, f"tebakan {tally.looked_at}", "123456", device, address), now)
        tally.entered += 1
    except SignInRefused:
        tally.looked_at += 1
    except TooSoon:
        tally.too_soon += 1


@pytest.mark.parametrize("pace", PACES, ids=lambda pace: pace.bucket)
@given(failures=st.integers(0, 10_000))
def test_waiting_never_shrinks_with_failures_and_never_locks(pace: Pace, failures: int) -> None:
    delay = pace.delay(failures)
    assert timedelta() <= delay <= pace.delay(failures + 1) <= pace.longest <= timedelta(minutes=15)
    assert (delay == timedelta()) == (failures <= pace.free)


def test_guesses_from_one_place_for_a_day(sri: Officer, gate: Gate, clock: Clock) -> None:
    """After the free ones, the pair's delay doubles up to 15 minutes."""
    tally, start = Tally(), clock.now
    for each in range(GUESSES):
        guess(gate, start + timedelta(days=each / GUESSES), sri.login, "198.51.100.1", tally)
    assert tally.entered == 0
    assert tally.looked_at + tally.too_soon == GUESSES
    # 3 free, 9 while the delay doubles from 2 to 512 s, then 4 an hour.
    assert tally.looked_at <= 3 + 10 + 4 * 24
    clock.now = start + timedelta(days=1)
    assert sri.enter(), "on the device where she has been before, she comes in at once"


def test_many_places_that_share_one_login_are_slowed_down_together(
    sri: Officer, gate: Gate, clock: Clock
) -> None:
    tally, start = Tally(), clock.now
    for each in range(GUESSES):
        address = f"198.51.{each % 250}.{each // 250}"
        guess(gate, start + timedelta(hours=6 * each / GUESSES), sri.login, address, tally)
    assert tally.entered == 0
    assert tally.looked_at <= 10 + 9 + 12 * 6
    clock.now = start + timedelta(hours=6)
    assert sri.enter()


def test_one_place_that_tries_many_logins_is_slowed_down(gate: Gate, clock: Clock) -> None:
    tally = Tally()
    for each in range(GUESSES):
        guess(gate, clock.now + timedelta(seconds=2 * each), f"petugas.{each}", "198.51.100.1", tally)
    assert tally.entered == 0
    # 30 free, 5 while the delay doubles, then one a minute.
    assert tally.looked_at <= 30 + 6 + GUESSES / 30


def test_an_office_behind_one_address_works_on_while_somebody_there_guesses(gate: Gate, clock: Clock) -> None:
    office = [officer(gate, clock, f"petugas.{each}") for each in range(3)]
    tally = Tally()
    for each in range(100):
        guess(gate, clock.later(seconds=1), f"petugas.{each % 3}", office[0].address, tally)
    assert tally.too_soon > 0
    for person in office:
        assert person.enter()


def test_a_stolen_device_cookie_gets_no_more_guesses_than_a_stranger(
    sri: Officer, gate: Gate, clock: Clock
) -> None:
    tally, start = Tally(), clock.now
    for each in range(GUESSES // 3):
        guess(gate, start + timedelta(minutes=each), sri.login, "198.51.100.1", tally, sri.device)
    assert tally.entered == 0
    assert tally.looked_at <= 3 + 10 + 4 * GUESSES / 180


def test_a_cookie_that_was_made_up_is_no_known_device(sri: Officer, gate: Gate, clock: Clock) -> None:
    tally = Tally()
    for each in range(200):
        guess(gate, clock.later(seconds=1), sri.login, "198.51.100.1", tally, device=f"{each:064x}")
    assert tally.looked_at <= 12


def test_an_attempt_is_counted_before_its_proof_is_looked_at(gate: Gate, clock: Clock) -> None:
    """So that attempts side by side cannot all be let through as the first."""
    filled = throttle.buckets("ln_x", "dv_x", "ad_x", known=True)
    let = 0
    for _ in range(50):
        try:
            with gate.begin() as connection:
                throttle.admit(connection, filled, clock.now)
            let += 1
        except TooSoon:
            continue
    assert let == PAIR.free + 1


def test_success_empties_the_pair_and_takes_only_itself_off_what_is_shared(sri: Officer, gate: Gate) -> None:
    for _ in range(3):
        with pytest.raises(SignInRefused):
            sri.enter(device="", password="salah sama sekali")  # noqa: S106  (made up)
    sri.enter(device="")
    with gate.begin() as connection:
        rows = connection.execute(select(sign_in_attempts.c.bucket, sign_in_attempts.c.failures)).all()
    left = {bucket: failures for bucket, failures in rows if failures}
    assert left == {LOGIN.bucket: 3, ORIGIN.bucket: 3}


def test_failures_are_forgotten_after_a_pause_and_outlive_a_restart(gate: Gate, clock: Clock) -> None:
    filled = ((PAIR, "pr_x"),)
    with gate.begin() as connection:
        for _ in range(PAIR.free + 1):
            throttle.admit(connection, filled, clock.now)
    gate.store.engine.dispose()
    with pytest.raises(TooSoon), gate.begin() as connection:
        throttle.admit(connection, filled, clock.now)
    later = clock.now + PAIR.forgotten
    with gate.begin() as connection:
        for _ in range(PAIR.free):
            throttle.admit(connection, filled, later)


def test_a_clock_that_was_set_back_locks_nobody_out(gate: Gate) -> None:
    filled = ((PAIR, "pr_x"),)
    with gate.begin() as connection:
        for _ in range(PAIR.free + 1):
            throttle.admit(connection, filled, NOON)
        throttle.admit(connection, filled, NOON - timedelta(hours=48))


def test_what_is_old_is_deleted(gate: Gate, clock: Clock) -> None:
    with gate.begin() as connection:
        throttle.admit(connection, ((PAIR, "pr_old"),), clock.now)
        throttle.forgive(connection, ((PAIR, "pr_new"),), clock.now + timedelta(days=2))
        assert connection.execute(select(sign_in_attempts)).all() == []
