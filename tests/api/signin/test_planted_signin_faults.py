"""The checks of sign-in find the faults that they are there for: each is planted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from officers import ADMIN, Asked, Clock, CountingHasher, Officer
from sqlalchemy import text

from api.signin import accounts, cookies, credentials, entry, same_site, sessions, sign_in, throttle
from api.signin.gate import Gate
from api.signin.refusals import SignInRefused, TooSoon, Unauthorised
from api.signin.sign_in import Attempt
from records.rights.purpose import Purpose

Check = Callable[[Officer], bool]


def guessing_is_slow(sri: Officer) -> bool:
    looked = 0
    for _ in range(12):
        try:
            sign_in.sign_in(sri.gate, Attempt(sri.login, "x", "1", "", "198.51.100.1"), sri.clock.now)
        except SignInRefused:
            looked += 1
        except TooSoon:
            continue
    return looked < 12


def codes_are_used_once(sri: Officer) -> bool:
    code = sri.code()
    sri.enter(code=code)
    return not enters(sri, code=code)


def recovery_codes_are_used_once(sri: Officer) -> bool:
    sri.enter(code=sri.recovery_codes[0])
    return not enters(sri, code=sri.recovery_codes[0])


def disabling_counts_at_once(sri: Officer) -> bool:
    sri.enter()
    with sri.gate.store.acting(ADMIN).begin() as connection:
        accounts.disable(connection, ADMIN, sri.account_id, sri.clock.now)
    return not recognised(sri)


def idle_sessions_end(sri: Officer) -> bool:
    sri.enter()
    sri.clock.later(minutes=16)
    return not recognised(sri)


def unknown_logins_cost_the_same(sri: Officer) -> bool:
    hasher = sri.gate.hasher
    assert isinstance(hasher, CountingHasher)
    before = hasher.looked
    enters(sri, login="nobody.here")
    return hasher.looked == before + 1


def other_sites_cause_nothing(sri: Officer) -> bool:
    request = Asked({"sec-fetch-site": "cross-site"}, {cookies.SESSION.name: sri.token}, "POST")
    try:
        entry.visitor(sri.gate.store, request, sri.clock.now)
    except same_site.CrossSite:
        return True
    return False


def purposes_are_held(sri: Officer) -> bool:
    try:
        sri.asks(suluh_purpose="penyidikan")
    except entry.Forbidden:
        return True
    return False


def failures_are_audited(sri: Officer) -> bool:
    enters(sri, code="000000")
    with sri.gate.begin() as connection:
        asked = text("SELECT count(*) FROM audit_entries WHERE act = 'sign_in_failed'")
        return connection.scalar(asked) == 1


def enters(sri: Officer, **changed: str) -> bool:
    try:
        sri.enter(**changed)
    except SignInRefused:
        return False
    return True


def recognised(sri: Officer) -> bool:
    try:
        sri.asks()
    except Unauthorised:
        return False
    return True


def _eager(gate: Gate, *told: object) -> object:
    """A faulty judge, who looks at no password where there is none."""
    proofs = told[0]
    assert isinstance(proofs, credentials.Proofs)
    return sign_in._Judged() if proofs.password is None else _JUDGE(gate, *told)  # type: ignore[arg-type]


_JUDGE = sign_in._judge

PLANTED: tuple[tuple[Check, object, str, object], ...] = (
    (guessing_is_slow, throttle, "admit", lambda *_: None),
    (guessing_is_slow, throttle.Pace, "delay", lambda *_: timedelta()),
    (codes_are_used_once, credentials, "use_step", lambda *_: True),
    (recovery_codes_are_used_once, credentials, "use_code", lambda *_: True),
    (idle_sessions_end, sessions, "lasts", lambda *_: True),
    (unknown_logins_cost_the_same, sign_in, "_judge", _eager),
    (other_sites_cause_nothing, same_site, "SAFE", frozenset({"GET", "POST"})),
    (purposes_are_held, entry, "_purpose", lambda _role, asked: Purpose(asked)),
    (failures_are_audited, sign_in.audit, "write", lambda *_: 0),
)


@pytest.mark.parametrize(
    ("check", "where", "name", "fault"), PLANTED, ids=lambda told: getattr(told, "__name__", "")
)
def test_a_planted_fault_is_found(
    sri: Officer, monkeypatch: pytest.MonkeyPatch, check: Check, where: object, name: str, fault: object
) -> None:
    monkeypatch.setattr(where, name, fault)
    assert not check(sri)


@pytest.mark.parametrize(
    "check", [*dict.fromkeys(planted[0] for planted in PLANTED), disabling_counts_at_once]
)
def test_without_a_fault_each_check_holds(sri: Officer, clock: Clock, check: Check) -> None:
    assert check(sri)
    assert clock.now == sri.clock.now


def test_disabling_holds_by_two_means(sri: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are ended, and each request looks at the account too: one fault alone lets nobody in."""
    monkeypatch.setattr(sessions, "end_all", lambda *_: 0)
    assert disabling_counts_at_once(sri)
