"""Guessing becomes slow, and nobody is locked out of their own device.

Three buckets fill with failures and make the next attempt wait, longer each time: one for a login on a
device, one for a login from everywhere, one for an origin whatever the login. A device on which the person
has signed in before has a bucket of its own for them and feels no other: whoever hammers a login, or an
office's address, slows down strangers alone. (The idea of device cookies: OWASP, Slow Down Online Guessing
Attacks with Device Cookies.)

An attempt counts as failed when it is let through, so that attempts side by side gain nothing; success takes
it back. The state lies in the database: a restart forgives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from api.signin.refusals import TooSoon
from records.tables import sign_in_attempts

_A = sign_in_attempts.c


@dataclass(frozen=True)
class Pace:
    """How one bucket slows down: ``free`` failures at once, then ``first``, doubled each time up to ``longest``.

    After ``forgotten`` without an attempt it begins anew.
    """

    bucket: str
    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures <= self.free:
            return timedelta()
        doublings = min(failures - self.free - 1, 30)
        return min(self.first * (1 << doublings), self.longest)


PAIR = Pace("pair", 3, timedelta(seconds=2), timedelta(minutes=15), timedelta(days=1))
LOGIN = Pace("login", 10, timedelta(seconds=2), timedelta(minutes=5), timedelta(days=1))
ORIGIN = Pace("origin", 30, timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=1))

PACES: tuple[Pace, ...] = (PAIR, LOGIN, ORIGIN)
"""In the order in which their rows are locked."""

Bucket = tuple[Pace, str]


def buckets(login: str, device: str, address: str, *, known: bool) -> tuple[Bucket, ...]:
    """Which buckets an attempt fills; all arguments are keyed tokens, ``known`` whether login and device are."""
    if known:
        return ((PAIR, f"{login}.{device}"),)
    return (PAIR, f"{login}.{address}"), (LOGIN, login), (ORIGIN, address)


def admit(connection: Connection, filled: tuple[Bucket, ...], now: datetime) -> None:
    """Let an attempt through and count it as failed; raises TooSoon, and then nothing is counted.

    The transaction must be committed before the proof is looked at.
    """
    for pace, token in filled:
        connection.execute(
            insert(sign_in_attempts)
            .values(bucket=pace.bucket, token=token, failures=0, last_at=now, not_before=now)
            .on_conflict_do_nothing()
        )
        row = connection.execute(
            select(_A.failures, _A.last_at, _A.not_before).where(_of(pace, token)).with_for_update()
        ).one()
        # Further away than any delay: the clock was set back in the meantime.
        if now < row.not_before <= now + pace.longest:
            raise TooSoon(row.not_before - now)
        failures = 1 if row.last_at + pace.forgotten <= now else row.failures + 1
        connection.execute(
            update(sign_in_attempts)
            .where(_of(pace, token))
            .values(failures=failures, last_at=now, not_before=now + pace.delay(failures))
        )


def forgive(connection: Connection, filled: tuple[Bucket, ...], now: datetime) -> None:
    """The attempt was right: its own bucket is emptied, the shared ones lose this one attempt."""
    for pace, token in filled:
        own = pace is PAIR
        connection.execute(
            update(sign_in_attempts)
            .where(_of(pace, token))
            .values(
                failures=0 if own else func.greatest(_A.failures - 1, 0),
                not_before=now if own else _A.not_before,
            )
        )
    oldest = now - max(pace.forgotten for pace in PACES)
    connection.execute(delete(sign_in_attempts).where(_A.last_at < oldest))


def _of(pace: Pace, token: str) -> ColumnElement[bool]:
    return (_A.bucket == pace.bucket) & (_A.token == token)
